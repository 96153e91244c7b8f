/**
 * Reduces blocks of a request log's bytes to counts: a kernel (request-kernel.ts) and what it asks. The answers
 * come from the exact functions (read/requests/request-row.ts), so that a row counts as it would by them.
 *
 * A stretch of time is plain, be it a day, an hour or a minute, when whatever second a time in it names, the row
 * counts alike: both ends of it exist, lie as far apart as its length says, and neither the clock's offset nor
 * maintenance changes between them. Rows of minutes that are not are read one by one, by their exact instants; of a log
 * with paths those in maintenance are, too, unless it covers a whole hour: kernels count paths by the hour alone.
 */
import type { Issue } from '../core/failure.js'
import { type Instant, instantAt } from '../core/instant.js'
import type { EndpointFilter } from '../core/sla/endpoint.js'
import type { RequestClass } from '../core/sla/request.js'
import { readField, readRecordAt } from './csv-record.js'
import { type EndpointKind, EndpointKinds } from './endpoint-kinds.js'
import type { RepeatSearch } from './repeats.js'
import {
  CLASSES,
  type KernelHost,
  type KernelLayout,
  LONGEST_LEAD,
  MINUTES_PER_HOUR,
  MOST_COLUMNS,
  ODD,
  type RequestKernel,
} from './request-kernel.js'
import { REQUEST_CLASSES, type RequestStretches } from './request-stretches.js'

const MILLIS_PER_MINUTE = 60_000
const MINUTES_PER_DAY = 1440
/** How many days are remembered. */
const MOST_DAYS = 4096

/** How the rows are laid out, as the header says. */
export interface RequestCsvLayout {
  readonly delimiter: string
  /** Number of fields of the header. */
  readonly width: number
  /** Index of each column that is read. */
  readonly columns: ReadonlyMap<string, number>
  /** The columns that decide what a row counts as, `timestamp` aside. */
  readonly counting: readonly string[]
}

/** The exact functions that a scanner asks. */
export interface RequestRules {
  readClass(text: (column: string) => string | undefined): RequestClass | Issue[]
  readTime(text: string): Instant | Issue[]
  /** Of how many minutes the stretches are, counted from a full hour, over which requests mostly count alike. */
  readonly minutesAlike: number
  /** Whether the requests of each stretch of so many minutes that `[from, to]` is made of count alike. */
  isUniform(from: Instant, to: Instant, minutes: number): boolean
  /** Whether maintenance sets failures of that time aside. */
  isMaintained(at: Instant): boolean
  /** Which requests count. */
  readonly filter: EndpointFilter
  /** Whether a row without a path may have it elsewhere. */
  readonly arePathsElsewhere: boolean
}

export interface CountSink {
  count(requests: RequestStretches): void
  /** Takes how many requests of a kind there are, by the index of their class; of those left out, as of the first. */
  countEndpoints(kind: EndpointKind, counts: ArrayLike<number>): void
}

/** What takes counts, and is told the keys of JSON lines and that a request succeeded. */
export interface LogSink extends CountSink {
  noteKey(name: string): void
  noteSuccess(): void
}

/** What comes of scanning. */
export interface RequestSink extends CountSink {
  /** The record `[from, to)` of `bytes`, its line end included, which the exact functions must read. */
  readOdd(bytes: Buffer, from: number, to: number, line: number): void
}

export type MakeScanner = (rules: RequestRules, sink: LogSink & RequestSink) => RequestKernel

export type KernelMaker = (layout: KernelLayout, host: KernelHost) => RequestKernel

/** Whether a log is of a width that kernels take. */
export const isScannable = ({ width }: RequestCsvLayout): boolean => width <= MOST_COLUMNS

/**
 * A scanner for one log. `lead`: where each of its first columns ends, as far as they look to be of one width;
 * `readText` reads a field as the exact reader does, undefined being one that is not there; `search` looks for repetitions.
 */
export function createRequestScanner(
  makeKernel: KernelMaker,
  { delimiter, width, columns, counting }: RequestCsvLayout,
  lead: readonly number[],
  rules: RequestRules,
  sink: RequestSink,
  {
    readText = readTrimmed,
    search = null,
  }: {
    readonly readText?: (bytes: Buffer, from: number, to: number) => string | undefined
    readonly search?: RepeatSearch | null
  } = {},
): RequestKernel {
  const accounts: (string | null)[] = []
  const numbers = new Map<string | null, number>()
  /** When each minute of an hour begins; of an hour that is plain as a whole, the first. */
  let hours: (readonly number[])[] = []

  const numberOf = (account: string | null): number => {
    const known = numbers.get(account)
    if (known !== undefined) return known
    numbers.set(account, accounts.length)
    return accounts.push(account) - 1
  }
  const classOf = (text: (column: string) => string | undefined): number => {
    const read = rules.readClass(text)
    if (Array.isArray(read)) return ODD
    const found = REQUEST_CLASSES.findIndex(
      ({ kind, isExcluded }) => kind === read.kind && isExcluded === read.isExcluded,
    )
    return numberOf(read.account) * CLASSES + found
  }

  // No account is number 0: where nothing but a status counts, kernels take a class for the whole answer.
  numberOf(null)

  const read = (text: string): Instant | null => {
    const at = rules.readTime(text)
    return Array.isArray(at) ? null : at
  }
  const isPlain = (first: Instant | null, last: Instant | null, length: number, minutes: number): boolean =>
    first !== null &&
    last !== null &&
    last - first === length * MILLIS_PER_MINUTE - 1 &&
    rules.isUniform(first, last, minutes)

  /** When each day begins that is plain; null for others. */
  const days = new Map<string, Instant | null>()
  /** When the hour of a time begins whose day is plain; null for others, and where the zone would have to tell. */
  const findInPlainDay = (text: string): Instant | null => {
    const [, date, hour, zone] = /^(.{11})([01]\d|2[0-3]):\d\d:\d\d(?:[.,]\d+)?([^\d.,].*)$/s.exec(text) ?? []
    if (date === undefined) return null
    const day = date + zone
    let first = days.get(day)
    if (first === undefined) {
      first = read(`${date}00:00:00${zone}`)
      const last = read(`${date}23:59:59.999${zone}`)
      if (!isPlain(first, last, MINUTES_PER_DAY, rules.minutesAlike)) first = null
      if (days.size === MOST_DAYS) days.clear()
      days.set(day, first)
    }
    return first === null ? null : instantAt(first + Number(hour) * MINUTES_PER_HOUR * MILLIS_PER_MINUTE)
  }

  const hasPaths = columns.has('endpoint')
  const paths = hasPaths
    ? new EndpointKinds(rules.filter, () => kernel.takeKinds(), rules.arePathsElsewhere)
    : null
  const host: KernelHost = {
    paths,
    findRepeated(hour, minute, value) {
      const { bytes, bounds } = kernel
      const [id, time] = [layout.id, layout.time]
      const from = startOf(bytes, bounds[id]! + 1, bounds[id + 1]!)
      const to = bounds[id + 1]! - (from - bounds[id]! - 1)
      if (to <= from) return 0
      if (!isPlainText(bytes, from, to)) return ODD
      let [path, behind] = [0, 0]
      if (layout.path >= 0) {
        path = startOf(bytes, bounds[layout.path]! + 1, bounds[layout.path + 1]!)
        behind = bounds[layout.path + 1]! - (path - bounds[layout.path]! - 1)
        if (path < behind && !isPlainText(bytes, path, behind)) return ODD
      }
      const starts = hours[hour]!
      const begin = starts.length === 1 ? starts[0]! + minute * MILLIS_PER_MINUTE : starts[minute]!
      const start = bounds[time]! + 1
      const at = begin + millisOfMinute(bytes, bytes[start] === QUOTE ? start + 1 : start)
      const requestClass = value & (CLASSES - 1)
      const account = accounts[value >> 3]!
      if (!search!.isRepeated(bytes, from, to, path, behind, account, at, requestClass)) return 0
      return search!.weight < 0 ? 1 : 2
    },
    takeKind(kind, counts) {
      if (counts.some(count => count !== 0)) sink.countEndpoints(paths!.describe(kind), counts)
    },
    openHour(from, to, isEpoch) {
      const text = kernel.bytes.toString('latin1', from, to)
      const at = (minute: number, second: string): Instant | null =>
        read(timeInHour(text, isEpoch, minute, second))
      const inDay = isEpoch ? null : findInPlainDay(text)
      const start = inDay ?? at(0, '00')
      const isWhole = inDay !== null || isPlain(start, at(59, '59.999'), MINUTES_PER_HOUR, rules.minutesAlike)
      if (start !== null && isWhole) {
        const plain = (1n << BigInt(MINUTES_PER_HOUR)) - 1n
        const isAside = hasPaths && rules.isMaintained(start)
        return { id: hours.push([start]) - 1, plain, minutes: rules.minutesAlike, isAside }
      }
      let plain = 0n
      const starts: number[] = []
      for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) {
        const begin = at(minute, '00')
        starts.push(begin ?? Number.NaN)
        if (!isPlain(begin, at(minute, '59.999'), 1, 1)) continue
        if (!(hasPaths && rules.isMaintained(begin!))) plain |= 1n << BigInt(minute)
      }
      return { id: hours.push(starts) - 1, plain, minutes: 1, isAside: false }
    },
    classify() {
      const { bytes, bounds } = kernel
      return classOf(column => {
        const index = columns.get(column)
        return index === undefined ? undefined : readText(bytes, bounds[index]! + 1, bounds[index + 1]!)
      })
    },
    handOut: (from, to, line) => sink.readOdd(kernel.bytes, from, to, line),
    takeHour(id, account, tallies) {
      if (tallies.length === 0) return
      const starts = hours[id]!
      const name = accounts[account]!
      if (starts.length === 1) {
        sink.count({ account: name, start: instantAt(starts[0]!), minutes: rules.minutesAlike, tallies })
        return
      }
      for (let i = 0; i < tallies.length; i += 2) {
        const minute = Math.floor(tallies[i]! / CLASSES)
        const own = Int32Array.of(tallies[i]! - minute * CLASSES, tallies[i + 1]!)
        sink.count({ account: name, start: instantAt(starts[minute]!), minutes: 1, tallies: own })
      }
    },
    forgetHours() {
      hours = []
    },
  }
  const [status, path] = [columns.get('status')!, columns.get('endpoint') ?? -1]
  const layout: KernelLayout = {
    delimiter: delimiter.charCodeAt(0),
    width,
    time: columns.get('timestamp')!,
    status,
    counting: counting.flatMap(column => columns.get(column) ?? []),
    path,
    id: search === null ? -1 : (columns.get('request_id') ?? -1),
    lead: lead.slice(0, path < 0 ? status : Math.min(status, path)),
    minutesAlike: rules.minutesAlike,
  }
  const kernel = makeKernel(layout, host)
  return kernel
}

const readTrimmed = (bytes: Buffer, from: number, to: number): string => readField(bytes, from, to).trim()

/**
 * Where each of the first columns ends in all records of a sample, from the start of the record, as far as none but
 * the time has a byte that a kernel would look at twice: records that begin otherwise are scanned all the same,
 * only not as fast. Records of another width than the header's say nothing.
 */
export function findLead(sample: Buffer, { delimiter, width, columns }: RequestCsvLayout): number[] {
  const time = columns.get('timestamp')
  const isLow = (byte: string): boolean => byte <= delimiter || byte <= '"'
  const ends: number[][] = []
  const to = Math.min(sample.length, LEAD_WITHIN)
  for (let at = 0, read = 0; read < LEAD_SAMPLE; read++) {
    const record = readRecordAt(sample, at, to, delimiter.charCodeAt(0))
    if (!record) break
    const text = sample.toString('latin1', at, record.end)
    at = record.end
    if (record.fields.length !== width) continue
    const bounds: number[] = []
    for (let i = 0; i < LONGEST_LEAD && i < text.length && text[i] !== '"'; i++) {
      if (text[i] === delimiter) bounds.push(i)
      else if (isLow(text[i]!) && bounds.length !== time) break
    }
    ends.push(bounds)
  }
  const [first = [], ...others] = ends
  const differs = first.findIndex((bound, i) => others.some(bounds => bounds[i] !== bound))
  return differs < 0 ? first : first.slice(0, differs)
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const BLANK = 0x20

/** Where the text of a field begins that lies in `[from, to)`: behind its quote, if it has one. */
const startOf = (bytes: Buffer, from: number, to: number): number =>
  bytes[from] === QUOTE && to - from >= 2 ? from + 1 : from

/** Whether a field's text is its bytes as they are. */
function isPlainText(bytes: Buffer, from: number, to: number): boolean {
  if (bytes[from]! <= BLANK || bytes[to - 1]! <= BLANK) return false
  for (let at = from; at < to; at++) if (bytes[at] === QUOTE || bytes[at] === BACKSLASH) return false
  return true
}

/** How many milliseconds behind its minute a time is, which a kernel knows to be plain: ISO-8601, or an epoch. */
function millisOfMinute(bytes: Buffer, start: number): number {
  const isDigit = (at: number): boolean => bytes[at]! >= 0x30 && bytes[at]! <= 0x39
  const digitAt = (at: number): number => (isDigit(at) ? bytes[at]! - 0x30 : 0)
  const isEpoch = isDigit(start + 4)
  const seconds = isEpoch
    ? Number(bytes.toString('latin1', start, start + 10)) % 60
    : 10 * digitAt(start + 17) + digitAt(start + 18)
  let at = start + (isEpoch ? 10 : 19)
  // Epoch milliseconds have no point.
  if (!isDigit(at) && !(bytes[at] === 0x2e || bytes[at] === 0x2c)) return 1000 * seconds
  if (!isDigit(at)) at++
  let millis = 0
  for (let place = 100; place >= 1 && isDigit(at); place /= 10, at++) millis += place * digitAt(at)
  return 1000 * seconds + millis
}

/** How many records a lead is found by, and within how many bytes. */
const LEAD_SAMPLE = 16
const LEAD_WITHIN = 8192

/** A time as the log writes it, at another minute and second of its hour. */
function timeInHour(text: string, isEpoch: boolean, minute: number, second: string): string {
  if (!isEpoch)
    return text.replace(
      /^(.{13,14}):\d\d:\d\d(?:[.,]\d+)?/s,
      `$1:${String(minute).padStart(2, '0')}:${second}`,
    )
  const seconds = Number(text.slice(0, 10))
  const whole = seconds - (seconds % 3600) + minute * 60
  return `${whole + Number(second.slice(0, 2))}${second.slice(2)}`
}
