/**
 * Files and standard input as bytes or text: opened, told by their first bytes, decompressed. What cannot be
 * read whole and right is an error, never a shorter input.
 */
import { isUtf8 } from 'node:buffer'
import { closeSync, createReadStream, openSync, type ReadStream, readSync, statSync } from 'node:fs'
import type { Gunzip } from 'node:zlib'
import { fail, InputError, type Place } from '../core/failure.js'
import { isGzip, isZstd, looksLikeJson, startsWith } from './peek.js'
import { createRelease, isAlone } from './release.js'
import type { StandardInput } from './standard-input.js'
import { describeSystemError } from './system-error.js'
import { unzstd } from './zstd.js'

/** An input that is open for reading, decompressed. */
export interface Input {
  /** As messages name it. */
  readonly name: string
  /**
   * UTF-8 without a byte order mark, in chunks of whole lines; never empty as a whole. Each is there until the next
   * one is asked for: who keeps any of it copies it.
   */
  readonly chunks: AsyncIterable<Buffer>
  /** Size on disk, compressed or not; null when it is not known. */
  readonly size: number | null
  /** How many of these have been read. */
  bytesRead(): number
  /**
   * The file whose bytes are the text itself, for who reads them from wherever; null for all other inputs, and
   * when `chunks` have been read to their end.
   */
  readonly plain?: PlainFile | null
}

/** A regular file, not compressed. */
export interface PlainFile {
  readonly descriptor: number
  readonly size: number
  /** Where the text begins: behind a byte order mark. */
  readonly start: number
  /** The text from a place on, as `chunks` gives it; the place must be the beginning of a line. */
  linesFrom(offset: number): AsyncIterable<Buffer>
  /** Tells how far it has been read, beside `chunks`. */
  noteRead(upTo: number): void
  /** Ends the reading; `chunks` need not have been read to their end. */
  close(): void
}

const CHUNK = 1 << 20
/**
 * The longest line of a text of lines that is read, in bytes: a thousand times what a log holds, and little
 * enough to keep in memory.
 */
export const LONGEST_LINE = 16 << 20
/** The largest document that is read whole, in bytes. An export of JSON may be all of one line. */
export const LARGEST_DOCUMENT = 256 << 20
const UTF8_MARK = [0xef, 0xbb, 0xbf]
const NEWLINE = 0x0a
const RETURN = 0x0d

/** How messages name standard input. */
export const STDIN_NAME = 'stdin'

/**
 * Opens `path`, `-` being standard input. Throws FILE_UNREADABLE, FILE_EMPTY or FILE_NOT_TEXT now; while
 * reading FILE_TRUNCATED when a compressed input ends early or has something else behind it, and
 * FILE_UNREADABLE for a line above `LONGEST_LINE`, or above `largestDocument` where the text begins as JSON does.
 */
export async function openInput(
  path: string,
  stdin: StandardInput,
  largestDocument = LARGEST_DOCUMENT,
): Promise<Input> {
  const name = path === '-' ? STDIN_NAME : path
  const place: Place = { file: name, line: null, column: null }
  if (path === '-' && stdin.isTerminal) {
    fail('NO_INPUT', 'standard input is a terminal, not data', place, 'pipe a file in, or name one')
  }
  const memory = path === '-' ? undefined : stdin.memory?.get(path)
  const size = path === '-' || memory ? null : checkReadable(path, place)
  const file = openFile(path, size, stdin, place)
  let stream: ReadStream | null = null
  let isOpen = true
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    if (!file || path === '-') return
    // A stream that is reading closes the file when it is done.
    if (stream) stream.destroy()
    else closeSync(file.descriptor)
  }
  const given = path === '-' ? stdin.stream : memory
  const raw = file
    ? readFile(file.descriptor, started => {
        stream = started
      })
    : given
      ? toBuffers(given)
      : createReadStream(path, { highWaterMark: CHUNK })
  let bytes = 0
  const iterator = count(
    raw,
    length => {
      bytes += length
    },
    close,
  )
  const head = await readHead(iterator, place)
  const all = prepend(head, iterator)
  const chunks = isGzip(head)
    ? gunzip(all, file !== null, place)
    : isZstd(head)
      ? unzstd(
          {
            blocks: all,
            areOwn: file !== null,
            size: file?.size ?? size,
            readAgain: file && (() => blocksFrom(file.descriptor, 0)),
          },
          place,
        )
      : all
  const start = startsWith(head, UTF8_MARK) ? UTF8_MARK.length : 0
  const plain: PlainFile | null =
    file && chunks === all
      ? {
          ...file,
          start,
          linesFrom(offset) {
            // At the very beginning stands the mark, if there is one.
            const from = offset - start
            const longest = looksLikeJson(head.subarray(start)) ? largestDocument : LONGEST_LINE
            const rest = readFrom(file.descriptor, from === 0 ? 0 : offset)
            return toWholeLines(rest, name, largestDocument, from, longest)
          },
          noteRead(upTo) {
            bytes = upTo
          },
          close,
        }
      : null
  return {
    name,
    size: file?.size ?? size,
    bytesRead: () => bytes,
    chunks: toWholeLines(chunks, name, largestDocument),
    get plain() {
      return isOpen ? plain : null
    },
  }
}

/** A regular file that is open. */
interface OpenFile {
  readonly descriptor: number
  readonly size: number
}

/** Opens the file of which all is to be read, so that it stays the same one; null for a pipe or device. */
function openFile(path: string, size: number | null, stdin: StandardInput, place: Place): OpenFile | null {
  if (path === '-') return stdin.file ?? null
  if (size === null) return null
  try {
    return { descriptor: openSync(path, 'r'), size }
  } catch (error) {
    return fail('FILE_UNREADABLE', describeSystemError(error), place)
  }
}

function checkReadable(path: string, place: Place): number | null {
  let stats: ReturnType<typeof statSync>
  try {
    stats = statSync(path)
  } catch (error) {
    return fail('FILE_UNREADABLE', describeSystemError(error), place)
  }
  if (stats?.isDirectory()) fail('FILE_UNREADABLE', 'is a directory; a file is needed', place)
  return stats?.isFile() ? stats.size : null
}

async function* toBuffers(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

async function* count(
  chunks: AsyncIterable<Buffer>,
  onRead: (length: number) => void,
  onEnd: () => void,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      onRead(chunk.length)
      yield chunk
    }
  } finally {
    onEnd()
  }
}

/** The first bytes, enough to tell the form by. */
async function readHead(iterator: AsyncIterator<Buffer>, place: Place): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0)
  while (head.length < 4) {
    let next: IteratorResult<Buffer>
    try {
      next = await iterator.next()
    } catch (error) {
      return fail('FILE_UNREADABLE', describeSystemError(error), place)
    }
    if (next.done) break
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
  }
  if (head.length === 0) fail('FILE_EMPTY', 'is empty', place)
  return head
}

async function* prepend(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

/**
 * The members of a gzip file, one after the other. Node's decoder takes a zero byte behind a member for the
 * end of all and drops what follows without a word; zeros to the end are what tapes leave, and anything
 * else is data that would be lost. `areOwn`: whether the compressed blocks are nobody else's.
 */
async function* gunzip(
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
    iterator.return?.()
  }
}

/** Done when the decoder has taken the chunk, or has no use for the rest of it. */
const write = (decoder: Gunzip, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    decoder.write(chunk, error => (error ? reject(error) : resolve()))
  })

function* blocksFrom(descriptor: number, start: number): Generator<Buffer> {
  for (let offset = start; ; ) {
    const block = Buffer.allocUnsafe(CHUNK)
    const length = readSync(descriptor, block, 0, CHUNK, offset)
    if (length === 0) return
    yield block.subarray(0, length)
    offset += length
  }
}

/**
 * A file in blocks: the first one at once, which is all that most files have and all that is read here of a large
 * log; the rest by a stream, which reads ahead, and takes longer to load than a small file to be read.
 */
async function* readFile(descriptor: number, onStream: (stream: ReadStream) => void): AsyncGenerator<Buffer> {
  let offset = 0
  for (const block of blocksFrom(descriptor, 0)) {
    // By the time that it goes on, the block may be another thread's.
    const { length } = block
    yield block
    offset += length
    if (length < CHUNK) continue
    const options = { fd: descriptor, start: offset, autoClose: false, highWaterMark: CHUNK }
    const stream = createReadStream('', options)
    onStream(stream)
    yield* stream
    return
  }
}

async function* readFrom(descriptor: number, start: number): AsyncGenerator<Buffer> {
  yield* blocksFrom(descriptor, start)
}

/**
 * Text as whole lines: every chunk but the last ends with a newline, so that no reader meets half a line or
 * half a character. Refuses UTF-16, binary data and bytes that are not UTF-8 (read as if they were, they
 * would be another text without a word); drops a byte order mark. `from` is how much of the text lies before, which
 * may have told how long lines may be. What it keeps of a chunk it copies.
 */
async function* toWholeLines(
  chunks: AsyncIterable<Buffer>,
  file: string,
  largestDocument: number,
  from = 0,
  longest = LONGEST_LINE,
): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = []
  let pending = 0
  let offset = from
  let isFirst = from === 0
  let seen = from
  for await (let chunk of chunks) {
    if (seen < BINARY_WITHIN) checkIsText(chunk, seen, { file, line: null, column: null })
    seen += chunk.length
    if (isFirst && chunk.length > 0) {
      if (startsWith(chunk, UTF8_MARK)) chunk = chunk.subarray(UTF8_MARK.length)
      isFirst = false
      if (looksLikeJson(chunk)) longest = largestDocument
    }
    const newline = chunk.indexOf(NEWLINE)
    if (pending + (newline < 0 ? chunk.length : newline) > longest) failOnLongLine(longest, offset, file)
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end === 0) {
      pieces.push(Buffer.from(chunk))
      pending += chunk.length
      continue
    }
    // Only the line that the chunks before have begun is copied; what follows it is whole as it stands.
    const start = pieces.length === 0 ? 0 : newline + 1
    if (start > 0) {
      const joined = Buffer.concat([...pieces, chunk.subarray(0, start)])
      checkUtf8(joined, file, offset)
      offset += joined.length
      yield joined
    }
    pieces = end === chunk.length ? [] : [Buffer.from(chunk.subarray(end))]
    pending = chunk.length - end
    if (start === end) continue
    const whole = chunk.subarray(start, end)
    checkUtf8(whole, file, offset)
    offset += whole.length
    yield whole
  }
  let rest: Buffer = Buffer.concat(pieces)
  // A text that was cut between CR and LF ends with a CR, which is no part of its last line.
  if (rest.at(-1) === RETURN) rest = rest.subarray(0, -1)
  if (isFirst) fail('FILE_EMPTY', 'is empty', { file, line: null, column: null })
  checkUtf8(rest, file, offset)
  if (rest.length > 0) yield rest
}

function failOnLongLine(longest: number, offset: number, file: string): never {
  fail(
    'FILE_UNREADABLE',
    `the line at byte ${offset} is longer than ${longest >> 20} MiB, the most that is read`,
    { file, line: null, column: null },
    'is it a text of lines? each ends with a line feed',
  )
}

/** How far into a file a zero byte tells that it is no text, however it comes in chunks. */
const BINARY_WITHIN = 65_536

function checkIsText(chunk: Buffer, offset: number, place: Place): void {
  if (offset === 0 && (startsWith(chunk, [0xff, 0xfe]) || startsWith(chunk, [0xfe, 0xff]))) {
    fail('FILE_NOT_TEXT', 'is UTF-16', place, 'save it as UTF-8')
  }
  const head = chunk.subarray(0, BINARY_WITHIN - offset)
  if (!head.includes(0)) return
  // Text in UTF-16 has no so many in front.
  if (offset === 0 && startsWith(head, [0, 0, 0, 0])) {
    const hint =
      "take them away: tr -d '\\000' <FILE >CLEAN; what was logged while the file was cut may be missing"
    fail('FILE_NOT_TEXT', 'begins with zero bytes, as copytruncate leaves them in a log', place, hint)
  }
  fail('FILE_NOT_TEXT', 'is binary data, not text', place)
}

/**
 * Refuses bytes that are not UTF-8: read as if they were, they would be another text without a word. The
 * place is a byte, since nobody counts lines for a file that is right; `offset` is where `lines` begins.
 */
function checkUtf8(lines: Buffer, file: string, offset: number): void {
  if (isUtf8(lines)) return
  for (let start = 0; start < lines.length; ) {
    const newline = lines.indexOf(NEWLINE, start)
    const end = newline < 0 ? lines.length : newline
    const line = lines.subarray(start, end)
    if (!isUtf8(line)) {
      const text = line.toString('utf8').slice(0, 80)
      const place = { file, line: null, column: null }
      fail(
        'FILE_NOT_TEXT',
        `is not valid UTF-8 in the line at byte ${offset + start}: "${text}"`,
        place,
        'convert it to UTF-8',
      )
    }
    start = end + 1
  }
}

/** The whole input as text. Throws FILE_UNREADABLE above `LARGEST_DOCUMENT`. */
export const readText = (input: Input): Promise<string> => joinText(input.chunks, input.name)

/** All of `chunks` as one text, as far as one document may go. Throws FILE_UNREADABLE above `LARGEST_DOCUMENT`. */
export async function joinText(chunks: AsyncIterable<Buffer>, file: string): Promise<string> {
  let text = ''
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    checkDocumentSize(length, file)
    text += chunk.toString('utf8')
  }
  return text
}

/** Throws FILE_UNREADABLE when a document of `length` is more than is read as one. */
export function checkDocumentSize(length: number, file: string): void {
  if (length <= LARGEST_DOCUMENT) return
  const message = `is larger than ${LARGEST_DOCUMENT >> 20} MiB, the most that is read as one document`
  fail('FILE_UNREADABLE', message, { file, line: null, column: null })
}
