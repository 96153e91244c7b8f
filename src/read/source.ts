/**
 * Files and standard input as bytes or text: opened, told by their first bytes, decompressed. What cannot be
 * read whole and right is an error, never a shorter input.
 */
import {
  createReadStream,
  existsSync,
  fstatSync,
  openSync,
  type ReadStream,
  readSync,
  statSync,
} from 'node:fs'
import { fail, failOnAny, InputError, inFile, type Place } from '../core/failure.js'
import type { BadCell } from './bad-cells.js'
import { decodeUtf16, utf16Of } from './encoding.js'
import { gunzip } from './gunzip.js'
import { isGzip, isZstd, looksLikeJson, peekUntil, startsWith, UTF8_MARK } from './peek.js'
import type { StandardInput } from './standard-input.js'
import { closeRead, describeSystemError, failOnUnreadable } from './system-error.js'
import { failOnEmpty, LONGEST_LINE, toWholeLines } from './whole-lines.js'
import { isZip } from './zip.js'
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
  /** What the reader of an answer has to know of how it was read; complete when the first chunk is there. */
  readonly remarks?: readonly string[]
  /** The cells of a workbook that hold nothing which can be read, where they are asked for; complete as `remarks` are. */
  readonly badCells?: readonly BadCell[]
  /** Whether it is CSV that was made of rows in memory: what stands there has no header, and is counted by rows. */
  readonly isOfRows?: boolean
  /** How many of these have been read. */
  bytesRead(): number
  /**
   * Throws FILE_TRUNCATED when the file has become shorter since it was opened, FILE_UNREADABLE when it was written over: what
   * was read is no whole. A file that grows is right. `chunks` ask by themselves at their end.
   */
  checkWhole?(): void
  /**
   * The file whose bytes are the text itself, to be read from wherever; null for all other inputs, and when `chunks` have
   * been read to their end.
   */
  readonly plain?: PlainFile | null
  /** Keeps such a file open beyond the end of `chunks`, until `plain.close` is called. */
  keepOpen?(): void
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
/** The largest document that is read whole, in bytes. An export of JSON may be all of one line. */
export const LARGEST_DOCUMENT = 256 << 20

export interface InputOptions {
  /** The largest text that is read whole where it begins as JSON does, in bytes. */
  readonly largestDocument?: number
  /** The sheet of a workbook to read, by name or number; undefined: the first. */
  readonly sheet?: string | undefined
  /** Whether the reader asks for cells that hold nothing which can be read; else each of them stops the command. */
  readonly takesBadCells?: boolean
}

/** How messages name standard input. */
export const STDIN_NAME = 'stdin'

/**
 * Opens the path `given`, `-` being standard input. Throws FILE_UNREADABLE or FILE_EMPTY now; while
 * reading FILE_TRUNCATED when a compressed input ends early or has something else behind it, and
 * FILE_UNREADABLE for a line above `LONGEST_LINE`, or above `largestDocument` where the text begins as JSON does.
 */
export async function openInput(
  given: string,
  stdin: StandardInput,
  { largestDocument = LARGEST_DOCUMENT, sheet: sheetOfAll, takesBadCells = false }: InputOptions = {},
): Promise<Input> {
  const { path, sheet = sheetOfAll } = splitSheet(given)
  stdin.noteInput?.('any')
  const name = path === '-' ? STDIN_NAME : given
  const place: Place = inFile(name)
  if (path === '-' && stdin.isTerminal) {
    fail('NO_INPUT', 'standard input is a terminal, not data', place, 'pipe a file in, or name one')
  }
  const memory = path === '-' ? undefined : stdin.memory?.get(given)
  const size = path === '-' || memory ? null : checkReadable(path, place)
  const file = openFile(path, size, stdin, place)
  let stream: ReadStream | null = null
  let isOpen = true
  let isKept = false
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    if (!file || path === '-') return
    // A stream that is reading closes the file when it is done.
    if (stream) stream.destroy()
    else closeRead(file.descriptor)
  }
  const content = path === '-' ? stdin.stream : memory
  const raw = file
    ? readFile(file.descriptor, started => {
        stream = started
      })
    : content
      ? toBuffers(content)
      : createReadStream(path, { highWaterMark: CHUNK })
  let bytes = 0
  const checkWhole = file?.checkWhole ?? (() => {})
  const counted = count(
    raw,
    length => {
      bytes += length
    },
    checkWhole,
    () => isKept || close(),
    place,
  )
  const [head, all] = await peekHead(counted, place)
  const remarks: string[] = []
  const badCells: BadCell[] = []
  const unpacked = isGzip(head)
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
  const isAsItIs = unpacked === all && !isForeign(head)
  const told = { sheet, remarks, badCells: takesBadCells ? badCells : null, stdin }
  const chunks = isAsItIs ? all : toUtf8(unpacked, name, told)
  const start = startsWith(head, UTF8_MARK) ? UTF8_MARK.length : 0
  const plain: PlainFile | null =
    file && isAsItIs
      ? {
          ...file,
          start,
          linesFrom(offset) {
            // At the very beginning stands the mark, if there is one.
            const from = offset - start
            const longest = looksLikeJson(head.subarray(start)) ? largestDocument : LONGEST_LINE
            const rest = blocksFrom(file.descriptor, from === 0 ? 0 : offset)
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
    remarks,
    badCells,
    isOfRows: memory?.isOfRows ?? false,
    size: file?.size ?? size,
    bytesRead: () => bytes,
    checkWhole: () => isOpen && checkWhole(),
    chunks: toWholeLines(chunks, name, largestDocument),
    get plain() {
      return isOpen ? plain : null
    },
    keepOpen() {
      isKept = plain !== null
    },
  }
}

/** A sheet may stand behind the path of its workbook, `book.xlsx#Usage`, unless there is a file of that name. */
function splitSheet(given: string): { readonly path: string; readonly sheet?: string } {
  const [, path, sheet] = /^(.+\.xlsx)#(.+)$/i.exec(given) ?? []
  return path === undefined || sheet === undefined || existsSync(given) ? { path: given } : { path, sheet }
}

interface OpenFile {
  readonly descriptor: number
  readonly size: number
  /** Throws when it is no longer what it was, or more of it. */
  checkWhole(): void
}

/** Opens the file of which all is to be read, so that it stays the same one; null for a pipe or device. */
function openFile(path: string, size: number | null, stdin: StandardInput, place: Place): OpenFile | null {
  if (path === '-' ? !stdin.file : size === null) return null
  let descriptor: number | null = null
  try {
    descriptor = path === '-' ? stdin.file!.descriptor : openSync(path, 'r')
    const checkWhole = checkFor(descriptor, place)
    return { descriptor, size: size ?? stdin.file!.size, checkWhole }
  } catch (error) {
    if (descriptor !== null && path !== '-') closeRead(descriptor)
    return failOnUnreadable(error, place.file!)
  }
}

/** Notes what an open file is, and gives what throws when it is no longer that, or more of it. */
function checkFor(descriptor: number, place: Place): () => void {
  const before = fstatSync(descriptor, { bigint: true })
  return () => {
    const { size, mtimeNs } = fstatSync(descriptor, { bigint: true })
    if (size > before.size || (size === before.size && mtimeNs === before.mtimeNs)) return
    const hint = 'read it once it is left alone, or a copy of it'
    if (size < before.size)
      fail(
        'FILE_TRUNCATED',
        `became shorter while it was read, from ${before.size} bytes to ${size}`,
        place,
        hint,
      )
    fail('FILE_UNREADABLE', 'changed while it was read', place, hint)
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
  checkWhole: () => void,
  onEnd: () => void,
  place: Place,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      onRead(chunk.length)
      yield chunk
    }
    checkWhole()
  } catch (error) {
    failOnUnreadable(error, place.file!)
  } finally {
    onEnd()
  }
}

/** The first bytes, enough to tell the form by, and all of them. */
async function peekHead(
  chunks: AsyncIterable<Buffer>,
  place: Place,
): Promise<[Buffer, AsyncIterable<Buffer>]> {
  const peeked = await peekUntil(chunks, ({ length }) => length >= 4)
  if (peeked[0].length === 0) failOnEmpty(place)
  return peeked
}

/** Whether a text that begins so has to be turned into UTF-8 first. */
const isForeign = (head: Buffer): boolean =>
  utf16Of(head) !== null || isZip(head) || startsWith(head, COMPOUND_FILE)

/** What spreadsheets were before .xlsx, and are when they are encrypted. */
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0]

/** Which sheet of a workbook is read, and who is told what of it. */
interface ToldOfWorkbooks {
  readonly sheet: string | undefined
  readonly remarks: string[]
  readonly badCells: BadCell[] | null
  readonly stdin: StandardInput
}

/**
 * A text in UTF-8, whatever it was written in; `remarks` takes what has to be said of it, and `badCells` cells that hold
 * nothing which can be read, which are an error where it is null.
 */
async function* toUtf8(
  bytes: AsyncIterable<Buffer>,
  name: string,
  { sheet, remarks, badCells, stdin }: ToldOfWorkbooks,
): AsyncGenerator<Buffer> {
  const place = inFile(name)
  const [head, all] = await peekHead(bytes, place)
  const utf16 = utf16Of(head)
  if (utf16 !== null) yield* decodeUtf16(all, utf16, name)
  else if (startsWith(head, COMPOUND_FILE)) failOnCompoundFile(await collect(all, name), place)
  else if (isZip(head)) {
    const { readSheet } = await import('./workbook.js')
    const read = await readSheet(await collect(all, name), name, sheet)
    stdin.noteInput?.('workbook')
    remarks.push(...read.remarks)
    if (badCells) badCells.push(...read.badCells)
    else failOnAny(read.badCells.map(({ issue }) => issue))
    yield Buffer.from(read.csv)
  } else yield* all
}

async function collect(chunks: AsyncIterable<Buffer>, file: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    checkDocumentSize(length, file)
    pieces.push(Buffer.from(chunk))
  }
  return Buffer.concat(pieces)
}

function failOnCompoundFile(bytes: Buffer, place: Place): never {
  const isEncrypted = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
  const [what, next] = isEncrypted
    ? ['a spreadsheet that a password protects', 'save it without the password']
    : ['an .xls file or another document of old Office programs', 'save it as .xlsx or as "CSV UTF-8"']
  return fail('FILE_UNREADABLE', `is ${what}`, place, next)
}

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
    // Its end tells of what it could not read; that it could not be closed afterwards is of no consequence.
    stream.on('error', () => {})
    onStream(stream)
    yield* stream
    return
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
  fail('FILE_UNREADABLE', message, inFile(file))
}

/**
 * Runs `read`; an InputError that it throws is told with the remarks about the input: the wrong sheet is why a column is
 * missing.
 */
export async function withRemarks<T>({ remarks = [] }: Input, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof InputError) || remarks.length === 0) throw error
    const [first, ...others] = error.issues
    const hint = [...(first.hint === undefined ? [] : [first.hint]), ...remarks].join('\n  ')
    throw new InputError([{ ...first, hint }, ...others])
  }
}
