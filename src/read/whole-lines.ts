/** Bytes as the lines of a text: checked to be UTF-8, and never cut inside a line. */
import { isUtf8 } from 'node:buffer'
import { fail, inFile, type Place } from '../core/failure.js'
import { explainEncoding } from './encoding.js'
import { looksLikeJson, startsWith, UTF8_MARK } from './peek.js'

/**
 * The longest line of a text of lines that is read, in bytes: a thousand times what a log holds, and little
 * enough to keep in memory.
 */
export const LONGEST_LINE = 16 << 20
const NEWLINE = 0x0a
const RETURN = 0x0d

/** Refuses a file without a byte: an export that failed is no month without use or requests. */
export const failOnEmpty = (place: Place): never =>
  fail('FILE_EMPTY', 'is empty', place, 'did what writes it fail? leave it out if it is meant to be empty')

/**
 * Text as whole lines: every chunk but the last ends with a newline, so that no reader meets half a line or
 * half a character. Refuses binary data and bytes that are not UTF-8 (read as if they were, they
 * would be another text without a word); drops a byte order mark. `from` is how much of the text lies before, which
 * may have told how long lines may be. What it keeps of a chunk it copies.
 */
export async function* toWholeLines(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
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
    if (seen < BINARY_WITHIN) checkIsText(chunk, seen, inFile(file))
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
  if (isFirst) failOnEmpty(inFile(file))
  checkUtf8(rest, file, offset)
  if (rest.length > 0) yield rest
}

function failOnLongLine(longest: number, offset: number, file: string): never {
  fail(
    'FILE_UNREADABLE',
    `the line at byte ${offset} is longer than ${longest >> 20} MiB, the most that is read`,
    inFile(file),
    'is it a text of lines? each ends with a line feed',
  )
}

/** PAR1 */
const PARQUET = [0x50, 0x41, 0x52, 0x31]

/** How files begin that other programs compress or pack, and what writes such a file's text to standard output. */
const PACKED = [
  { by: 'xz', start: [0xfd, 0x37, 0x7a, 0x58, 0x5a], unpack: 'xzcat' },
  { by: 'bzip2', start: [0x42, 0x5a, 0x68], unpack: 'bzcat' },
  { by: 'lz4', start: [0x04, 0x22, 0x4d, 0x18], unpack: 'lz4cat' },
  { by: '7-Zip', start: [0x37, 0x7a, 0xbc, 0xaf], unpack: '7z e -so' },
]
/** ustar, behind the name and the other fields of the first file. */
const TAR = [0x75, 0x73, 0x74, 0x61, 0x72]
const TAR_AT = 257

/** How far into a file a zero byte tells that it is no text, however it comes in chunks. */
const BINARY_WITHIN = 65_536

function checkIsText(chunk: Buffer, offset: number, place: Place): void {
  const head = chunk.subarray(0, BINARY_WITHIN - offset)
  if (!head.includes(0)) return
  if (offset === 0 && startsWith(head, [0, 0, 0, 0])) {
    const hint =
      "take them away: tr -d '\\000' <FILE >CLEAN; what was logged while the file was cut may be missing"
    fail('FILE_NOT_TEXT', 'begins with zero bytes, as copytruncate leaves them in a log', place, hint)
  }
  if (offset === 0 && startsWith(head, PARQUET)) {
    const hint = `convert it: duckdb -c "copy '${place.file}' to 'rows.csv'"`
    fail(
      'FILE_NOT_TEXT',
      'is a Parquet file, of which sla alone reads those that are named .parquet',
      place,
      hint,
    )
  }
  if (offset === 0 && startsWith(head.subarray(TAR_AT), TAR))
    fail('FILE_NOT_TEXT', 'is a tar archive', place, 'unpack it: tar -xOf FILE | kling-cost COMMAND -')
  const packed = offset === 0 && PACKED.find(({ start }) => startsWith(head, start))
  if (packed) {
    const { by, unpack } = packed
    fail('FILE_NOT_TEXT', `is compressed by ${by}`, place, `unpack it: ${unpack} FILE | kling-cost COMMAND -`)
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
      fail(
        'FILE_NOT_TEXT',
        `is not valid UTF-8 in the line at byte ${offset + start}: "${text}"`,
        inFile(file),
        explainEncoding(line),
      )
    }
    start = end + 1
  }
}
