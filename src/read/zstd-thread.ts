/**
 * What the main thread and its zstd worker have in common: messages, and two counters in shared memory by
 * which the worker, whose decoder cannot be suspended, waits for compressed blocks and for room.
 */

/** What the main thread sends: compressed blocks in order, then null for the end. */
export type CompressedBlock = Uint8Array<ArrayBuffer> | null

/** What a worker says. */
export type ZstdMessage =
  /** It has begun with the next compressed block, and has no more use for the memory of the one before. */
  | { readonly kind: 'taken'; readonly spent: ArrayBuffer | null }
  /** Text, in pieces. */
  | { readonly kind: 'text'; readonly pieces: readonly Uint8Array<ArrayBuffer>[] }
  | { readonly kind: 'end' }
  /** The data is damaged or ends too early. */
  | { readonly kind: 'damaged'; readonly reason: string }

/** How many bytes of text one message holds, as nearly as the decoder's pieces allow. */
export const TEXT_AT_ONCE = 1 << 20
/** How many messages of text a worker may be ahead of the reader, so that memory stays flat. */
const MOST_AHEAD = 4

const SENT = 0
const READ = 1

/** How far both threads are; shared by them. */
export class ZstdProgress {
  readonly #numbers: Int32Array

  constructor(readonly memory = new SharedArrayBuffer(8)) {
    this.#numbers = new Int32Array(memory)
  }

  /** Notes that a compressed block has been sent. */
  noteSent(): void {
    this.#note(SENT)
  }

  /** Notes that the reader is done with one message of text. */
  noteRead(): void {
    this.#note(READ)
  }

  /** Blocks the thread until more than `taken` compressed blocks have been sent; for workers only. */
  waitForBlock(taken: number): void {
    Atomics.wait(this.#numbers, SENT, taken)
  }

  /** Blocks the thread until it is not too far ahead with its `written` messages; for workers only. */
  waitForRoom(written: number): void {
    for (;;) {
      const read = Atomics.load(this.#numbers, READ)
      // The counters wrap around, and so must what is counted by them.
      if (((written - read) | 0) < MOST_AHEAD) return
      Atomics.wait(this.#numbers, READ, read)
    }
  }

  #note(index: number): void {
    Atomics.add(this.#numbers, index, 1)
    Atomics.notify(this.#numbers, index)
  }
}
