/**
 * The kernel in plain JavaScript: what assembly/request-kernel.ts does, byte by byte. It serves where
 * WebAssembly is missing, and says in the tests what the other must say.
 */
import { isKindLeftOut } from './endpoint-kinds.js'
import {
  CLASSES,
  type KernelHost,
  type KernelLayout,
  MINUTES_PER_HOUR,
  ODD,
  type RequestKernel,
} from './request-kernel.js'

const NEWLINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22
const ZERO = 0x30
const POINT = 0x2e
const COMMA = 0x2c
const COLON = 0x3a
const SLASH = 0x2f

// What a byte means outside quotes.
const SPLITS = 1
const ENDS = 2
const QUOTES = 3

const BLOCK_SIZE = 1 << 20
/** How many hours and keys are held before their counts are handed on, so that memory stays flat. */
const MOST_HOURS = 8000
const MOST_KEYS = 16_384

/** Node's own slice to Latin-1 text, without the checks of `toString`; missing in its types. */
type LatinBuffer = Buffer & { latin1Slice(start: number, end: number): string }

/** The counts of an hour and account. */
interface Hour {
  readonly id: number
  readonly account: number
  readonly isPlain: readonly boolean[]
  /** How many minutes are counted as one. */
  readonly minutes: number
  readonly counts: Int32Array
}

/** A kernel for logs of one layout. */
export const createPlainKernel = (layout: KernelLayout, host: KernelHost): RequestKernel =>
  new PlainKernel(layout, host)

class PlainKernel implements RequestKernel {
  readonly bytes = Buffer.alloc(BLOCK_SIZE) as LatinBuffer
  readonly block = 0
  readonly blockSize = BLOCK_SIZE
  readonly bounds: Int32Array
  records = 0
  lines = 0
  isRefused = false
  readonly isAscii = false
  readonly #meanings = new Uint8Array(256)
  /** What each status of three digits counts as, when nothing else says so; ODD until it is known. */
  readonly #classOfStatus = new Int8Array(1000).fill(ODD)
  readonly #hours = new Map<string, Hour>()
  readonly #classes = new Map<string, number>()
  /** The counts of each kind of path by class. */
  #kinds: Int32Array[] = []

  constructor(
    private readonly layout: KernelLayout,
    private readonly host: KernelHost,
  ) {
    this.bounds = new Int32Array(layout.width + 2)
    this.#meanings[layout.delimiter] = SPLITS
    this.#meanings[NEWLINE] = ENDS
    this.#meanings[QUOTE] = QUOTES
  }

  scan(from: number, to: number, stop: number, firstLine: number, weight: number): number {
    const { bytes, bounds, host } = this
    const { width, time, status, path, id, counting } = this.layout
    const classOfStatus = this.#classOfStatus
    const meanings = this.#meanings
    const highest = Math.max(this.layout.delimiter, QUOTE)
    const isStatusAll = counting.length === 1
    this.#hour = null
    this.isRefused = false
    let records = 0
    let line = firstLine
    let row = from
    rows: while (row < stop) {
      let fields = 0
      let position = row
      let embedded = 0
      bounds[0] = row - 1
      for (;;) {
        if (bytes[position] === QUOTE) {
          // A quoted field ends with a quote that is not doubled.
          for (position++; ; position++) {
            const byte = bytes[position]
            if (position >= to) break rows
            if (byte === NEWLINE) embedded++
            else if (byte === QUOTE && bytes[++position] !== QUOTE) break
          }
          if (bytes[position] === RETURN && bytes[position + 1] === NEWLINE) position++
          // What goes on behind its closing quote is for the exact parser to judge.
          const meaning = meanings[bytes[position]!]
          if (meaning !== SPLITS && meaning !== ENDS) {
            this.isRefused = position < to
            break rows
          }
        } else {
          // Nearly every byte is above all that mean something, and one comparison tells it.
          while (bytes[position]! > highest || meanings[bytes[position]!] === 0) position++
          if (meanings[bytes[position]!] === QUOTES) {
            this.isRefused = position < to
            break rows
          }
        }
        if (position >= to) break rows
        if (meanings[bytes[position]!] === ENDS) break
        fields++
        if (fields <= width) bounds[fields] = position
        position++
      }
      const next = position + 1
      const rowLine = line
      line += embedded + 1
      const end = position > row && bytes[position - 1] === RETURN ? position - 1 : position
      if (end === row) {
        row = next
        continue
      }
      fields++
      if (fields !== width) {
        host.handOut(row, next, rowLine)
        row = next
        continue
      }
      bounds[width] = end

      const kind = path < 0 ? 0 : host.kindOfPath(bounds[path]! + 1, bounds[path + 1]!)
      let value = ODD
      /** The status as a number, when it is three digits. */
      let number = -1
      if (isStatusAll) {
        let start = bounds[status]! + 1
        const length = bounds[status + 1]! - start
        if (length === 5 && bytes[start] === QUOTE) start++
        if (start + 3 === bounds[status + 1]! - (length === 5 ? 1 : 0)) {
          const first = bytes[start]! - ZERO
          const second = bytes[start + 1]! - ZERO
          const third = bytes[start + 2]! - ZERO
          if (first >= 0 && first <= 9 && second >= 0 && second <= 9 && third >= 0 && third <= 9) {
            number = 100 * first + 10 * second + third
            value = classOfStatus[number]!
          }
        }
      }
      if (value === ODD) {
        value = this.#recallClass()
        if (number >= 0) classOfStatus[number] = value
      }
      // What has no class may be no request at all.
      if (value !== ODD && isKindLeftOut(kind)) {
        if (id < 0) this.#countPath(kind, 0, weight)
        records++
        row = next
        continue
      }
      const start = bounds[time]! + 1
      const behind = bounds[time + 1]!
      const isQuoted = bytes[start] === QUOTE && behind - start >= 2
      const cell =
        value === ODD
          ? -1
          : this.#findMinute(start + (isQuoted ? 1 : 0), behind - (isQuoted ? 1 : 0), value >> 3)
      let share = weight
      if (id >= 0 && cell >= 0) {
        const found = host.findRepeated(this.#hour!.id, this.#minuteOfHour, value)
        share = found === ODD ? 0 : -found
        if (found === ODD) host.handOut(row, next, rowLine)
      }
      if (cell < 0) host.handOut(row, next, rowLine)
      else {
        this.#hour!.counts[cell + (value & 7)]! += share
        if (path >= 0) this.#countPath(kind, value & 7, share)
        records++
      }
      row = next
    }
    this.records = records
    this.lines = line - firstLine
    return row
  }

  takeCounts(): void {
    for (const { id, account, counts } of this.#hours.values())
      this.host.takeHour(id, account, listCounts(counts))
    this.#hours.clear()
    this.#hour = null
    this.host.forgetHours()
    this.takeKinds()
    this.host.paths?.forget()
  }

  takeKinds(): void {
    for (const [index, counts] of this.#kinds.entries()) this.host.takeKind(2 * index, counts)
    this.#kinds = []
  }

  #countPath(kind: number, requestClass: number, weight: number): void {
    const index = kind >> 1
    while (this.#kinds.length <= index) this.#kinds.push(new Int32Array(CLASSES))
    this.#kinds[index]![requestClass]! += weight
  }

  // The last time's hour, minute and form: mostly the next one has the same.
  #hour: Hour | null = null
  #cell = -1
  #minuteOfHour = 0
  readonly #minute = new Uint8Array(16)
  #formLength = -1
  /** Behind the minute: 0 where a time has a digit of the clock, else its very byte. */
  readonly #form = new Uint8Array(16)
  #suffix = ''

  /** Where in the counts of `#hour` the minute of a time begins; −1 when it is not plain or not known here. */
  #findMinute(start: number, behind: number, account: number): number {
    const { bytes } = this
    if (this.#hour !== null && this.#hour.account === account && this.#hasForm(start, behind)) {
      let same = 15
      while (same >= 0 && bytes[start + same] === this.#minute[same]) same--
      if (same < 0) return this.#cell
    }
    this.#hour = null
    if (behind - start >= 10 && this.#isDigit(start + 4)) return this.#findEpochMinute(start, behind, account)
    if (bytes[start + 2] === SLASH && bytes[start + 6] === SLASH)
      return this.#findNamedMinute(start, behind, account)
    if (!this.#hasForm(start, behind) && !this.#learnForm(start, behind)) return -1
    const minute = this.#twoDigits(start + 14)
    if (bytes[start + 13] !== COLON || !(minute < MINUTES_PER_HOUR)) return -1
    const key = `${bytes.latin1Slice(start, start + 13)} ${account} ${this.#suffix}`
    const hour = this.#findHour(key, start, behind, account, false)
    if (!hour.isPlain[minute]) return -1
    for (let i = 0; i < 16; i++) this.#minute[i] = bytes[start + i]!
    this.#hour = hour
    this.#minuteOfHour = minute
    this.#cell = Math.floor(minute / hour.minutes) * CLASSES
    return this.#cell
  }

  #isDigit(at: number): boolean {
    const value = this.bytes[at]! - ZERO
    return value >= 0 && value <= 9
  }

  #twoDigits(at: number): number {
    if (!this.#isDigit(at) || !this.#isDigit(at + 1)) return Number.NaN
    return 10 * (this.bytes[at]! - ZERO) + (this.bytes[at + 1]! - ZERO)
  }

  #hasForm(start: number, behind: number): boolean {
    if (behind - start !== this.#formLength) return false
    for (let at = start + 16; at < behind; at++) {
      const byte = this.#form[at - start - 16]!
      if (byte === 0 ? !this.#isDigit(at) : this.bytes[at] !== byte) return false
    }
    return this.bytes[start + 17]! <= 0x35
  }

  #learnForm(start: number, behind: number): boolean {
    const { bytes } = this
    this.#formLength = -1
    if (behind - start < 19 || bytes[start + 16] !== COLON || !(this.#twoDigits(start + 17) <= 59))
      return false
    let position = start + 19
    if (position < behind && (bytes[position] === POINT || bytes[position] === COMMA)) {
      const first = ++position
      while (position < behind && this.#isDigit(position)) position++
      if (position === first || position - first > 9) return false
    }
    if (behind - position > 7) return false
    this.#suffix = bytes.latin1Slice(position, behind)
    if (behind - start > 32) return true
    for (let at = start + 16; at < behind; at++) {
      this.#form[at - start - 16] = at < position && this.#isDigit(at) ? 0 : bytes[at]!
    }
    this.#formLength = behind - start
    return true
  }

  /** A time of the common log format, such as `01/Oct/2026:00:00:00 +0000`. */
  #findNamedMinute(start: number, behind: number, account: number): number {
    const { bytes } = this
    this.#formLength = -1
    if (behind - start < 20 || bytes[start + 14] !== COLON || bytes[start + 17] !== COLON) return -1
    const minute = this.#twoDigits(start + 15)
    if (!(minute < MINUTES_PER_HOUR) || !(this.#twoDigits(start + 18) <= 59)) return -1
    let position = start + 20
    if (position < behind && bytes[position] === POINT) {
      const first = ++position
      while (position < behind && this.#isDigit(position)) position++
      if (position === first || position - first > 9) return -1
    }
    if (behind - position > 7) return -1
    const key = `${bytes.latin1Slice(start, start + 14)} ${account} ${bytes.latin1Slice(position, behind)}`
    const hour = this.#findHour(key, start, behind, account, false)
    if (!hour.isPlain[minute]) return -1
    this.#hour = hour
    return Math.floor(minute / hour.minutes) * CLASSES
  }

  /** Epoch seconds of 10 digits, with or without a fraction, or milli-, micro- or nanoseconds of 13, 16 or 19. */
  #findEpochMinute(start: number, behind: number, account: number): number {
    const { bytes } = this
    this.#formLength = -1
    if (bytes[start] === ZERO) return -1
    let seconds = 0
    for (let at = start; at < start + 10; at++) {
      if (!this.#isDigit(at)) return -1
      seconds = 10 * seconds + (bytes[at]! - ZERO)
    }
    let position = start + 10
    const hasFraction = position < behind && bytes[position] === POINT
    if (hasFraction) position++
    const first = position
    while (position < behind && this.#isDigit(position)) position++
    const digits = position - first
    if (position !== behind) return -1
    if (hasFraction ? digits < 1 || digits > 9 : digits > 9 || digits % 3 !== 0) return -1
    const key = `${Math.floor(seconds / 3600)} ${account}`
    const hour = this.#findHour(key, start, behind, account, true)
    const minute = Math.floor((seconds % 3600) / 60)
    if (!hour.isPlain[minute]) return -1
    this.#hour = hour
    this.#minuteOfHour = minute
    return Math.floor(minute / hour.minutes) * CLASSES
  }

  #findHour(key: string, start: number, behind: number, account: number, isEpoch: boolean): Hour {
    const known = this.#hours.get(key)
    if (known) return known
    if (this.#hours.size >= MOST_HOURS) this.takeCounts()
    const { id, plain, minutes } = this.host.openHour(start, behind, isEpoch)
    const hour = {
      id,
      account,
      isPlain: Array.from({ length: MINUTES_PER_HOUR }, (_, i) => ((plain >> BigInt(i)) & 1n) === 1n),
      minutes,
      counts: new Int32Array(MINUTES_PER_HOUR * CLASSES),
    }
    this.#hours.set(key, hour)
    return hour
  }

  /** What the record in `bounds` counts as, by the bytes of its counting columns. */
  #recallClass(): number {
    const { bounds, bytes, layout } = this
    let key = ''
    for (const column of layout.counting) {
      const field = bytes.latin1Slice(bounds[column]! + 1, bounds[column + 1]!)
      key += `${field.length}:${field}`
    }
    const known = this.#classes.get(key)
    if (known !== undefined) return known
    const value = this.host.classify()
    // An odd record is asked for again: what is wrong with it is told with its own place.
    if (value === ODD) return ODD
    if (this.#classes.size >= MOST_KEYS) this.#classes.clear()
    this.#classes.set(key, value)
    return value
  }
}

/** The counts that are not 0, each behind its index. */
function listCounts(counts: Int32Array): Int32Array {
  const tallies: number[] = []
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) tallies.push(i, counts[i]!)
  return Int32Array.from(tallies)
}
