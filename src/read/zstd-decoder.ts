/** Zstandard decompressed, on whichever thread asks. */
import { ZSTDDecoder } from 'zstddec/stream'

const MOST_EMPTY_CHUNKS = 1000

/**
 * Decompresses all frames of `compressed`; call it once `prepareZstd` is done. Throws an Error, whose message
 * says why, for data that is damaged, ends early or has something else behind it.
 */
export function* decodeZstd(compressed: Iterable<Uint8Array>): Generator<Uint8Array<ArrayBuffer>> {
  let empty = 0
  for (const chunk of new ZSTDDecoder().decodeStreaming(compressed as Iterable<Uint8Array<ArrayBuffer>>)) {
    // On damaged data the decoder neither fails nor moves on; it gives empty chunks for ever.
    empty = chunk.length === 0 ? empty + 1 : 0
    if (empty > MOST_EMPTY_CHUNKS) throw new Error('no progress')
    if (chunk.length > 0) yield chunk as Uint8Array<ArrayBuffer>
  }
}

/** Compiles the decoder. */
export const prepareZstd = async (): Promise<void> => {
  await new ZSTDDecoder().init()
}
