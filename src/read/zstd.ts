/**
 * Zstandard inputs as text. A large one is decompressed by a worker while this thread reads the text.
 *
 * Node 22 and later have a decoder of their own, but it takes an input that ends early for a whole one and drops
 * all frames but the first, so that it is not to be trusted with an answer.
 */
import type { Worker } from 'node:worker_threads'
import { fail, type Place } from '../core/failure.js'
import { createRelease, isAlone } from './release.js'
import { isSystemError } from './system-error.js'
import { type CompressedBlock, type ZstdMessage, ZstdProgress } from './zstd-thread.js'

/** In bytes of compressed data; tests make them small. */
export interface ZstdSizes {
  /** Inputs shorter than this are decompressed by the thread that reads them: starting another takes longer. */
  readonly threads: number
  /** How much is read ahead of what the worker has begun with. */
  readonly ahead: number
}

const ZSTD_SIZES: ZstdSizes = { threads: 1 << 22, ahead: 1 << 21 }

/** A zstd input. */
export interface Compressed {
  readonly blocks: AsyncIterable<Buffer>
  /** Whether the blocks are nobody else's, so that their memory may be given away. */
  readonly areOwn: boolean
  /** In bytes; null when it is not known. */
  readonly size: number | null
  /** Reads all of it from the beginning without waiting for an event; null where that cannot be done. */
  readonly readAgain: (() => Iterable<Buffer>) | null
}

/**
 * Decompresses all frames. A piece of text is there until the next one is asked for. Throws FILE_TRUNCATED when the
 * data is damaged, ends early or has something else behind it; by then all text in front of that has been given.
 */
export async function* unzstd(
  { blocks, areOwn, size, readAgain }: Compressed,
  place: Place,
  sizes = ZSTD_SIZES,
): AsyncGenerator<Buffer> {
  const iterator = blocks[Symbol.asyncIterator]()
  const first: Buffer[] = []
  try {
    const isLarge = size !== null && size >= sizes.threads
    const isAll = !isLarge && (await collect(iterator, first, sizes.threads))
    const worker = isAll ? null : await startWorker()
    if (worker) yield* readWorker(worker, { first, rest: iterator, areOwn }, place, sizes.ahead)
    else {
      // The decoder pulls synchronously. What gives its bytes only once is therefore collected first, compressed.
      if (!isAll && !readAgain) await collect(iterator, first, Number.POSITIVE_INFINITY)
      yield* decodeHere(isAll || !readAgain ? first : readAgain(), place)
    }
  } finally {
    // Not waited for: a pipe whose next bytes are awaited may not give them for long.
    void iterator.return?.()
  }
}

/** Adds to `collected` what comes, until that is `most` bytes. Returns whether it was all. */
async function collect(iterator: AsyncIterator<Buffer>, collected: Buffer[], most: number): Promise<boolean> {
  for (let length = 0; length < most; ) {
    const next = await iterator.next()
    if (next.done) return true
    collected.push(next.value)
    length += next.value.length
  }
  return false
}

/** Decompresses on this thread. */
async function* decodeHere(blocks: Iterable<Buffer>, place: Place): AsyncGenerator<Buffer> {
  const { decodeZstd, prepareZstd } = await import('./zstd-decoder.js')
  await prepareZstd()
  const pieces = decodeZstd(blocks)
  for (;;) {
    let next: IteratorResult<Uint8Array>
    try {
      next = pieces.next()
    } catch (error) {
      if (isSystemError(error)) throw error
      return failOnDamage((error as Error).message, place)
    }
    if (next.done) return
    yield toBuffer(next.value)
  }
}

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const failOnDamage = (reason: string, place: Place): never =>
  fail('FILE_TRUNCATED', `the zstd data is damaged or ends too early (${reason})`, place)

/** A worker and how far it is. */
interface ZstdWorker {
  readonly thread: Worker
  readonly progress: ZstdProgress
}

/** Null where no worker can be started, such as under a permission model that forbids it. */
async function startWorker(): Promise<ZstdWorker | null> {
  const { Worker } = await import('node:worker_threads')
  const { source } = await import('compiled:zstd-worker')
  const progress = new ZstdProgress()
  try {
    return { thread: new Worker(source, { eval: true, workerData: progress.memory }), progress }
  } catch {
    return null
  }
}

/** What a worker is given: the blocks of `first`, then of `rest`. */
interface Feed {
  readonly first: readonly Buffer[]
  readonly rest: AsyncIterator<Buffer>
  readonly areOwn: boolean
}

/** Gives a worker its blocks, and yields the text that it makes of them. */
async function* readWorker(
  { thread, progress }: ZstdWorker,
  { first, rest, areOwn }: Feed,
  place: Place,
  ahead: number,
): AsyncGenerator<Buffer> {
  const messages: ZstdMessage[] = []
  const sentLengths: number[] = []
  const release = createRelease()
  let sent = 0
  let isFeeding = false
  let isFed = false
  let isOver = false
  let failure: { readonly error: unknown } | null = null
  let wake = (): void => {}

  const send = (block: Buffer | null): void => {
    let given: CompressedBlock = null
    if (block) {
      sentLengths.push(block.length)
      sent += block.length
      // What lies around a block in its memory, such as Node's pool, must stay where it is.
      given = areOwn && isAlone(block) ? block : new Uint8Array(block)
    }
    thread.postMessage(given, given ? [given.buffer] : [])
    progress.noteSent()
  }
  const feed = async (): Promise<void> => {
    if (isFeeding || isFed) return
    isFeeding = true
    while (sent < ahead && !isFed && !isOver) {
      const { done, value } = await rest.next()
      if (isOver) return
      isFed = done === true
      send(done ? null : value)
    }
    isFeeding = false
  }
  const failWith = (error: unknown): void => {
    failure ??= { error }
    wake()
  }
  const feedOn = (): void => {
    feed().catch(failWith)
  }

  thread.on('message', (message: ZstdMessage) => {
    if (message.kind === 'taken') {
      sent -= sentLengths.shift()!
      if (message.spent) release([message.spent])
      feedOn()
      return
    }
    messages.push(message)
    wake()
  })
  thread.on('error', failWith)
  thread.on('exit', () => failWith(new Error('the thread that decompresses has ended')))
  // Nothing but the wait for a message keeps the process alive: a reader may leave without a word.
  thread.unref()
  try {
    for (const block of first) send(block)
    feedOn()
    for (;;) {
      const message = messages.shift()
      if (!message) {
        if (failure) throw (failure as { readonly error: unknown }).error
        thread.ref()
        await new Promise<void>(resolve => {
          wake = resolve
        })
        thread.unref()
        continue
      }
      if (message.kind === 'end') return
      if (message.kind === 'damaged') failOnDamage(message.reason, place)
      if (message.kind !== 'text') continue
      for (const piece of message.pieces) yield toBuffer(piece)
      release(message.pieces.map(({ buffer }) => buffer))
      progress.noteRead()
    }
  } finally {
    isOver = true
    await thread.terminate()
  }
}
