/** Gzip as a stream of bytes: whole and right, or an error. */
import type { Gunzip } from 'node:zlib'
import { fail, InputError, type Place } from '../core/failure.js'
import { createRelease, isAlone } from './release.js'

const CHUNK = 1 << 20

/**
 * The members of a gzip file, one after the other. Node's decoder takes a zero byte behind a member for the
 * end of all and drops what follows without a word; zeros to the end are what tapes leave, and anything
 * else is data that would be lost. `areOwn`: whether the compressed blocks are nobody else's.
 */
export async function* gunzip(
  compressed: AsyncIterable<Buffer>,
  areOwn: boolean,
  place: Place,
): AsyncGenerator<Buffer> {
  // Node's streams come with it, which take longer to load than most files to be read.
  const { createGunzip } = await import('node:zlib')
  const decoder = createGunzip({ chunkSize: CHUNK })
  const iterator = compressed[Symbol.asyncIterator]()
  const release = createRelease()
  let isOver = false
  const feed = async (): Promise<void> => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      let rest = next.value
      if (!isOver) {
        const before = decoder.bytesWritten
        await write(decoder, rest)
        rest = rest.subarray(decoder.bytesWritten - before)
        isOver = rest.length > 0
      }
      if (rest.some(byte => byte !== 0)) {
        fail(
          'FILE_TRUNCATED',
          'the gzip data ends in zero bytes, and something else stands behind them',
          place,
        )
      }
      if (areOwn && isAlone(next.value)) release([next.value.buffer])
    }
    if (!isOver) decoder.end()
  }
  const feeding = feed()
  feeding.catch(error => decoder.destroy(error as Error))
  try {
    for await (const chunk of decoder) {
      const { buffer, byteOffset, length } = chunk as Buffer<ArrayBuffer>
      yield chunk as Buffer
      // The decoder fills its memory piece by piece, and takes new one behind the last.
      if (buffer.byteLength === CHUNK && byteOffset + length === CHUNK) release([buffer])
    }
    await feeding
  } catch (error) {
    if (error instanceof InputError) throw error
    const { message } = error as Error
    fail('FILE_TRUNCATED', `the gzip data is damaged or ends too early (${message})`, place)
  } finally {
    decoder.destroy()
    void iterator.return?.()
  }
}

/** Done when the decoder has taken the chunk, or has no use for the rest of it. */
const write = (decoder: Gunzip, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    decoder.write(chunk, error => (error ? reject(error) : resolve()))
  })
