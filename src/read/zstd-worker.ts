/** The thread that decompresses a large zstd input while another reads the text. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { decodeZstd, prepareZstd } from './zstd-decoder.js'
import { type CompressedBlock, TEXT_AT_ONCE, type ZstdMessage, ZstdProgress } from './zstd-thread.js'

/** Pieces that are smaller than this on average are sent as one. */
const SMALL_PIECE = 1 << 14

const port = parentPort!
const progress = new ZstdProgress(workerData as SharedArrayBuffer)
let pieces: Uint8Array<ArrayBuffer>[] = []
let length = 0
let written = 0

function say(message: ZstdMessage, moved: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, moved)
}

function sendText(): void {
  if (length === 0) return
  progress.waitForRoom(written)
  const sent = length < pieces.length * SMALL_PIECE ? [new Uint8Array(Buffer.concat(pieces))] : pieces
  say(
    { kind: 'text', pieces: sent },
    sent.map(({ buffer }) => buffer),
  )
  written = (written + 1) | 0
  pieces = []
  length = 0
}

function* receiveBlocks(): Generator<Uint8Array> {
  let spent: ArrayBuffer | null = null
  for (let taken = 0; ; taken = (taken + 1) | 0) {
    let received = receiveMessageOnPort(port) as { message: CompressedBlock } | undefined
    if (!received) {
      // Whoever waits for a slow pipe sees what has come so far.
      sendText()
      while (!received) {
        progress.waitForBlock(taken)
        received = receiveMessageOnPort(port) as { message: CompressedBlock } | undefined
      }
    }
    if (received.message === null) return
    say({ kind: 'taken', spent }, spent ? [spent] : [])
    yield received.message
    spent = received.message.buffer
  }
}

async function decodeAll(): Promise<void> {
  await prepareZstd()
  try {
    for (const piece of decodeZstd(receiveBlocks())) {
      pieces.push(piece)
      length += piece.length
      if (length >= TEXT_AT_ONCE) sendText()
    }
    sendText()
    say({ kind: 'end' })
  } catch (error) {
    sendText()
    say({ kind: 'damaged', reason: (error as Error).message })
  }
}

void decodeAll()
