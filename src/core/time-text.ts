/** Points in time as people and programs write them, and what a text that is none looks like. */
import {
  type Day,
  dayOf,
  firstInstantOf,
  formatDay,
  type Instant,
  MILLIS_PER_DAY,
  MILLIS_PER_SECOND,
  monthOf,
  yearInFull,
  type Zone,
} from './instant.js'

/** Which comes first where a date begins with month or day: `--date-format`, ISO aside. */
export type DateOrder = 'MDY' | 'DMY'

/** What may stand where a time is expected, for messages. */
export const TIME_FORMS =
  'an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds'

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})/
/** As spreadsheets write it in East Asia: `2026/10/1`, `2026年10月1日`. */
const YEAR_FIRST =
  /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})|^(\d{4})(?:-(\d{1,2})-(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?!\d)/
/**
 * The common log format's `01/Oct/2026`, and dates with the month's name: `1 October 2026`, `Thu, 01 Oct 2026`, and with
 * two digits of the year, as Excel shows and saves dates and Oracle prints them: `1-Oct-26`.
 */
const NAMED_MONTH = /^(?:[A-Za-z]{3}, )?(\d{1,2})([/ -])([A-Za-z]{3,9})\2(\d{4}|\d{2}(?![\d:]))/
/** `Oct 1, 2026`, behind which Kibana writes ` @ 00:00:00.000`. */
const NAMED_MONTH_FIRST = /^(?:[A-Za-z]{3}, )?([A-Za-z]{3,9}) (\d{1,2}), (\d{4})/
/** As JavaScript writes it: `Thu Oct 01 2026 00:00:00 GMT+0800 (China Standard Time)`. */
const DAY_FIRST = /^[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d{4})(?= |$)/
/** As C and Python do, with the year behind the clock: `Thu Oct  1 00:00:00 2026`. */
const YEAR_LAST = /^[A-Za-z]{3} ([A-Za-z]{3}) {1,2}(\d{1,2})( \d{2}:\d{2}:\d{2}(?: UTC| GMT)?) (\d{4})$/
const BASIC = /^(\d{4})(\d{2})(\d{2})[Tt](\d{2})(\d{2})(?:(\d{2})(?:[.,](\d+))?)?(.*)$/s
/** With two digits of the year, as Excel's own form of date and time has it: `10/1/26 9:05`. */
const MONTH_OR_DAY_FIRST = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2}(?![\d:/.-]))/
const OFFSET = /(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?|[Zz]|[+-]\d{2}(?::?\d{2})?/
/** What may stand behind an offset and says no more: the name of the zone, or Go's reading of another clock. */
const ZONE_NAME = / [A-Z]{3,5}(?: m=[+-][\d.]+)?|\[[\w/+-]+\]| \([^()]+\)/
const CLOCK = new RegExp(
  `^(?:[Tt: ]|, | @ )(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d+))?)?(?:[ \u00a0\u202f]?([AaPp])(?:[Mm]|\\.[ \u00a0]?[Mm]\\.))?(?: ?(${OFFSET.source})(?:${ZONE_NAME.source})?)?$`,
)
/** The halves of a day, which in East Asia stand in front of the clock. */
const HALF = /^([Tt ])(?:(上午|午前)|下午|午後) ?(.*)$/s
const EPOCH = /^(\d{1,19})(?:\.(\d+))?$/
/** Numbers above the first are milliseconds, from the others on micro- and nanoseconds; all others are seconds (cli.md). */
const EPOCH_MILLIS_ABOVE = 1e11
const EPOCH_MICROS_FROM = 1e14
const EPOCH_NANOS_FROM = 1e17
/** Older counts are no times of this service, but dates in another form (rules §0). */
const FIRST_EPOCH = Date.UTC(2000, 0, 1)
/**
 * A date and clock without separators, such as 20261001120000: as an epoch it would lie in another age. Of 16 digits it
 * could be microseconds of the years from 2030 on.
 */
const COMPACT = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:(\d{2})(\d|\d{3})?)?)?$/

/** The first instant of the year 1 and the last of the year 9999, beyond which nothing here counts. */
const FIRST_INSTANT = -62_135_596_800_000
const LAST_INSTANT = 253_402_300_799_999
const inRange = (millis: number): Instant | null =>
  millis >= FIRST_INSTANT && millis <= LAST_INSTANT ? (millis as Instant) : null

const cutToMillis = (fraction: string | undefined): number => Number(`${fraction ?? ''}000`.slice(0, 3))

/**
 * The instant that `text` names, or null when it names none:
 * - ISO-8601 with `T` or a blank, with `Z`, `UTC`, an offset, or neither (then a clock reading of `zone`); the basic
 *   form with `T`; `24:00:00`; a leap second, which counts in the second before it;
 * - dates with the year first or the month's name, among them the common log format's, in brackets or not, and what C and
 *   JavaScript print; behind an offset the zone's name, which says no more;
 * - dates with month or day first, where `order` says which; with AM or PM, too;
 * - a date alone: its first instant in `zone`;
 * - epoch seconds, with a fraction or without; milliseconds (above 10^11), micro- and nanoseconds by their digits; none
 *   before the year 2000.
 */
export function parseInstant(text: string, zone: Zone, order: DateOrder | null = null): Instant | null {
  if (text.startsWith('[') && text.endsWith(']')) return parseInstant(text.slice(1, -1), zone, order)
  const dated = splitDate(text, order)
  if (dated) {
    const { day, rest } = dated
    if (day === null) return null
    if (rest !== '') return atClock(day, rest, zone)
    const first = firstInstantOf(day, zone)
    return first === null ? null : inRange(first)
  }
  const basic = BASIC.exec(text)
  if (basic) {
    const [, year, month, date, hour, minute, second = '00', fraction, offset] = basic
    const day = dayOf(Number(year), Number(month), Number(date))
    const clock = ` ${hour}:${minute}:${second}${fraction === undefined ? '' : `.${fraction}`}${offset}`
    return day === null ? null : atClock(day, clock, zone)
  }
  return parseEpoch(text)
}

/** A text that begins with a date, as its day and what stands behind; the day is null when there is no such date. */
function splitDate(text: string, order: DateOrder | null): { day: Day | null; rest: string } | null {
  const yearFirst = ISO_DATE.exec(text) ?? YEAR_FIRST.exec(text)
  if (yearFirst) {
    const [date, ...parts] = yearFirst
    const [year, month, dayOfMonth] = parts.filter(part => part !== undefined).map(Number)
    return { day: dayOf(year!, month!, dayOfMonth!), rest: text.slice(date.length) }
  }
  const named = readNamedMonth(text)
  if (named) {
    const { year, month, dayOfMonth, rest } = named
    return { day: dayOf(Number(year), monthOf(month), Number(dayOfMonth)), rest }
  }
  const found = order && MONTH_OR_DAY_FIRST.exec(text)
  if (!found) return null
  return { day: dayInOrder(found, order), rest: text.slice(found[0].length) }
}

/** Of `26-Nov-02` the year stands in front: what is counted here began in 2024. */
const isYear = (year: string): boolean => year.length > 2 || Number(year) >= 24

function readNamedMonth(text: string) {
  const [date, dayOfMonth, , month, year] = NAMED_MONTH.exec(text) ?? []
  if (date !== undefined && isYear(year!))
    return { year: yearInFull(year!), month: month!, dayOfMonth: dayOfMonth!, rest: text.slice(date.length) }
  const [whole, first, second, third] = NAMED_MONTH_FIRST.exec(text) ?? DAY_FIRST.exec(text) ?? []
  if (whole !== undefined)
    return { year: third!, month: first!, dayOfMonth: second!, rest: text.slice(whole.length) }
  const last = YEAR_LAST.exec(text)
  return last && { year: last[4]!, month: last[1]!, dayOfMonth: last[2]!, rest: last[3]! }
}

function dayInOrder([, first, , second, year]: RegExpExecArray, order: DateOrder): Day | null {
  if (!isYear(year!)) return null
  const [month, day] = order === 'MDY' ? [first, second] : [second, first]
  return dayOf(Number(yearInFull(year!)), Number(month), Number(day))
}

/** The instant at a clock reading of a day, such as `T12:00:00Z` or ` 1:05 PM`. */
function atClock(day: Day, text: string, zone: Zone): Instant | null {
  const match = CLOCK.exec(
    text.replace(HALF, (_, sign, first, clock) => `${sign}${clock} ${first ? 'a' : 'p'}m`),
  )
  if (!match) return null
  const half = match[5]?.toLowerCase()
  const [hour, minute, second] = [readHour(Number(match[1]), half), Number(match[2]), Number(match[3] ?? 0)]
  if (hour === null || minute > 59 || second > 60) return null
  const millis = cutToMillis(match[4])
  if (hour === 24 && (minute > 0 || second > 0 || millis > 0)) return null
  const isLeap = second === 60
  const passed = ((hour * 60 + minute) * 60 + (isLeap ? 59 : second)) * MILLIS_PER_SECOND
  const reading =
    passed === MILLIS_PER_DAY ? { day: (day + 1) as Day, millis: 0 } : { day, millis: passed + millis }
  const shift = match[6] === undefined ? null : offsetMillis(match[6])
  if (Number.isNaN(shift)) return null
  const at = shift === null ? zone.toInstant(reading) : reading.day * MILLIS_PER_DAY + reading.millis - shift
  if (at === null) return null
  if (!isLeap) return inRange(at)
  // Leap seconds end days of UTC. There is no 61st second to count by, so it lies in the last one.
  const second59 = at - millis
  const endsDay = (((second59 % MILLIS_PER_DAY) + MILLIS_PER_DAY) % MILLIS_PER_DAY) + 1000 === MILLIS_PER_DAY
  return endsDay ? inRange(second59 + 999) : null
}

function readHour(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 24 ? hour : null
  if (hour < 1 || hour > 12) return null
  return (hour % 12) + (half === 'p' ? 12 : 0)
}

/** An offset in milliseconds; not a number when it is none. */
function offsetMillis(offset: string): number {
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d{1,2}?)(?::?(\d{2}))?$/.exec(offset) ?? []
  if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

function parseEpoch(text: string): Instant | null {
  const epoch = EPOCH.exec(text)
  if (!epoch || compactDay(text) !== null) return null
  const millis = epochMillis(epoch)
  return millis < FIRST_EPOCH ? null : inRange(millis)
}

function epochMillis([, whole, fraction]: RegExpExecArray): number {
  const count = Number(whole)
  if (count >= EPOCH_NANOS_FROM) return Number(whole!.slice(0, -6))
  if (count >= EPOCH_MICROS_FROM) return Number(whole!.slice(0, -3))
  return count > EPOCH_MILLIS_ABOVE ? count : count * MILLIS_PER_SECOND + cutToMillis(fraction)
}

/** The day of a date without separators, with or without a clock behind it; null when the text is none. */
function compactDay(text: string): Day | null {
  const match = COMPACT.exec(text)
  if (!match) return null
  const [, year, month, date, hour = '0', minute = '0', second = '0'] = match
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return null
  return dayOf(Number(year), Number(month), Number(date))
}

/** The date of a spreadsheet's day number, within the years that a ledger or log may have. */
const SERIAL = /^(\d{5})(?:\.\d+)?$/
const SERIAL_OF_EPOCH = 25_569
const FIRST_SERIAL = 32_874 // 1990-01-01
const LAST_SERIAL = 73_050 // 2099-12-31

/** Whether a text is a date with nothing behind it, in any of the forms that are read. */
export const isBareDate = (text: string, order: DateOrder | null = null): boolean =>
  splitDate(text, order)?.rest === ''

/** A date whose year has two digits, in whichever order. */
function hasShortYear(text: string): boolean {
  const found = MONTH_OR_DAY_FIRST.exec(text)
  if (found?.[4]?.length !== 2) return false
  return dayInOrder(found, 'MDY') !== null || dayInOrder(found, 'DMY') !== null
}

/** What is wrong with a text that names no instant, as the end of "found …, ", and what to write instead. */
export function explainTime(
  text: string,
  zone: Zone,
  order: DateOrder | null = null,
): { readonly what: string; readonly hint?: string } {
  const serial = SERIAL.exec(text)
  const number = serial ? Number(serial[1]) : 0
  if (number >= FIRST_SERIAL && number <= LAST_SERIAL) {
    const date = formatDay((number - SERIAL_OF_EPOCH) as Day)
    return {
      what: `which looks like a spreadsheet's serial date (${date})`,
      hint: 'format the cells as dates: YYYY-MM-DD',
    }
  }
  const compact = compactDay(text)
  if (compact !== null) {
    const form = 'YYYYMMDDhhmmssSSS'.slice(0, text.length)
    const clock = text
      .slice(8)
      .replace(/^(..)(..)(..)?(.+)?$/, (_, hour, minute, second = '00', fraction) =>
        Number(hour) > 23 ? '' : `T${hour}:${minute}:${second}${fraction ? `.${fraction}` : ''}`,
      )
    const day = formatDay(compact)
    return { what: `which looks like ${form} (${day})`, hint: `write ${day}${clock}` }
  }
  if (EPOCH.test(text)) {
    return { what: 'which as an epoch lies before 2000-01-01, and no such time is read' }
  }
  const dated = splitDate(text.replace(/^\[/, ''), null)
  if (dated?.day === null) return { what: 'which is a date that does not exist' }
  const both = order === null ? null : readBothOrders(text.replace(/[ T,].*$/, ''))
  if (both && both.MDY !== both.DMY && both[order!] === null) {
    const other = order === 'MDY' ? 'DMY' : 'MDY'
    return {
      what: `which is no date with ${order}, and one with ${other}`,
      hint: `--date-format ${order} counts for all files: write the dates of this one with the year first (YYYY-MM-DD)`,
    }
  }
  if (dated && CLOCK.test(dated.rest.replace(/\]$/, '')))
    return { what: `which is no time that exists in ${zone.id}` }
  if (hasShortYear(text))
    return order === null
      ? { what: 'whose year has two digits', hint: '--date-format MDY or DMY says which comes first' }
      : { what: `which is a date that does not exist with ${order}` }
  return { what: 'which is not a form of time that is read' }
}

/**
 * Both readings of a date with month or day first: one is null when there is no such date. Null for any other text, also
 * for one whose year has two digits, since its first number could be the year.
 */
export function readBothOrders(text: string): Readonly<Record<DateOrder, Day | null>> | null {
  const found = MONTH_OR_DAY_FIRST.exec(text)
  return found?.[4]?.length === 4 ? { MDY: dayInOrder(found, 'MDY'), DMY: dayInOrder(found, 'DMY') } : null
}
