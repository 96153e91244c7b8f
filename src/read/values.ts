/** Single values as people and logs write them, into core values or an issue that says what is allowed. */
import { type Issue, type IssueCode, inQuotes, listChoices, type Place } from '../core/failure.js'
import { beginningOf, type Day, type Instant, MILLIS_PER_DAY, UTC, type Zone } from '../core/instant.js'
import { compare, isPlainDecimal, type Seconds, seconds, units, usd } from '../core/quantity.js'
import { type DateOrder, explainTime, isBareDate, parseInstant, TIME_FORMS } from '../core/time-text.js'
import {
  ASK_DECIMAL,
  askForDateOrder,
  DECIMAL_SIGNS,
  isInDollars,
  type Notation,
  orderOf,
  toPlainDecimal,
  withoutUnitWord,
} from './notation.js'

export { inQuotes } from '../core/failure.js'

/** Collects what is wrong with the values of one row or command line. */
export interface Problems {
  readonly place: Place
  readonly issues: Issue[]
}

/** Records an issue with one value; `name` is the column or option it stands in. */
export function addIssue(
  problems: Problems,
  code: IssueCode,
  name: string,
  message: string,
  hint?: string,
): null {
  problems.issues.push({ code, message: `${name}: ${message}`, place: problems.place, hint })
  return null
}

/** Reads a single value; null, with what is wrong in `problems`, when it cannot be read. */
export type ReadValue<T> = (text: string, name: string, problems: Problems) => T | null

/** A reader of values: `parse` gives null for a text that is none, and `allowed` says what may stand there. */
export const valueReader =
  <T>(code: IssueCode, allowed: string, parse: (text: string) => T | null): ReadValue<T> =>
  (text, name, problems) =>
    parse(text) ?? addIssue(problems, code, name, `found ${inQuotes(text)}; ${allowed}`)

/** The longest output that is read as a duration, in seconds: ten days. */
const LONGEST_SECONDS = '864000'
const NO_SECONDS = seconds('0')

/** A duration in seconds, more than 0. */
export function readSeconds(text: string, name: string, problems: Problems): Seconds | null {
  const allowed = `a plain decimal number of seconds above 0 and at most ${LONGEST_SECONDS} is allowed, such as 5 or 5.04`
  if (!isPlainDecimal(text))
    return addIssue(problems, 'BAD_NUMBER', name, `found ${inQuotes(text)}; ${allowed}`)
  const value = seconds(text)
  if (compare(value, NO_SECONDS) > 0 && compare(value, seconds(LONGEST_SECONDS)) <= 0) return value
  return addIssue(problems, 'BAD_NUMBER', name, `found ${text}; ${allowed}`)
}

/** A whole number within limits that are no more than 10 digits long. */
export const readWhole = (least: number, most: number): ReadValue<number> =>
  valueReader('BAD_NUMBER', `a whole number from ${least} to ${most} is allowed`, text => {
    // Tables of numbers write 90 as 90.0; 1.000 may be a thousand.
    const [, digits = '-1'] = /^(0|[1-9]\d{0,9})(?:[.,]00?)?$/.exec(text) ?? []
    const value = Number(digits)
    return value >= least && value <= most ? value : null
  })

const MOST_JOBS = 1_000_000_000

const counted = (parse: ReadValue<number>): ReadValue<bigint> => {
  return (text, name, problems) => {
    const count = parse(text, name, problems)
    return count === null ? null : BigInt(count)
  }
}

/** A count of jobs, as many as one line may stand for. */
export const readCount = counted(readWhole(1, MOST_JOBS))

/** The same where a row may be of none: a plan has months without jobs. */
export const readCountOrNone = counted(readWhole(0, MOST_JOBS))

/** Dollars, 0 or more. */
export const readUsd = valueReader(
  'BAD_NUMBER',
  'a plain decimal number of dollars is allowed, such as 1200 or 0.556',
  text => (isPlainDecimal(text) ? usd(text) : null),
)

/** Units, 0 or more. */
export const readUnits = valueReader(
  'BAD_NUMBER',
  'a plain decimal number of units is allowed, such as 400 or 0.5',
  text => (isPlainDecimal(text) ? units(text) : null),
)

/**
 * The years in which units can be bought and used and requests made: beyond them stand times that programs write for none
 * (0001, 1970) and databases for never (9999), and the calendar ends.
 */
const FIRST_YEAR = 2000
const LAST_YEAR = 8999
const FIRST_INSTANT = Date.UTC(FIRST_YEAR, 0, 1)
const END = Date.UTC(LAST_YEAR + 1, 0, 1)

export const isYearInReach = (year: number): boolean => year >= FIRST_YEAR && year <= LAST_YEAR

/** A point in time in any form of cli.md. */
export function readInstant(text: string, name: string, zone: Zone, problems: Problems): Instant | null {
  return parseInstant(text, zone) ?? reportTime(text, name, zone, TIME_FORMS, problems)
}

/** A point in time as a file writes it. Throws BAD_TIME when the order of month and day is not known. */
export function readTime(text: string, name: string, notation: Notation, problems: Problems): Instant | null {
  const instant = parseInstant(text, notation.zone, orderOf(notation))
  if (instant !== null) return instant
  askForDateOrder(text, name, notation, problems.place)
  return reportTime(text, name, notation.zone, TIME_FORMS, problems, orderOf(notation))
}

/** A point in time within those years. Throws BAD_TIME as `readTime` does. */
export function readTimeInReach(
  text: string,
  name: string,
  notation: Notation,
  problems: Problems,
  hint?: string,
): Instant | null {
  const instant = readTime(text, name, notation, problems)
  return instant === null || isInReach(instant) ? instant : reportReach(text, name, problems, hint)
}

export const isInReach = (at: number): boolean => at >= FIRST_INSTANT && at < END

function reportReach(text: string, name: string, problems: Problems, hint?: string): null {
  const allowed = `a time in the years ${FIRST_YEAR} to ${LAST_YEAR}`
  return addIssue(problems, 'BAD_TIME', name, `expected ${allowed}; got ${inQuotes(text)}`, hint)
}

/** A day as a file writes it, of the same years. Throws BAD_TIME when the order of month and day is not known. */
export function readDay(
  text: string,
  name: string,
  notation: Notation,
  problems: Problems,
  hint?: string,
): Day | null {
  const order = orderOf(notation)
  // A clock reading of UTC, as it stands: no zone moves it to another day.
  const instant = isBareDate(text, order)
    ? parseInstant(text, UTC, order)
    : readMidnight(text, notation.zone, order)
  if (instant !== null)
    return isInReach(instant) ? ((instant / MILLIS_PER_DAY) as Day) : reportReach(text, name, problems, hint)
  askForDateOrder(text, name, notation, problems.place)
  if (parseInstant(text, UTC, order) !== null) {
    const message = `expected a date such as 2026-12-01; got ${inQuotes(text)}, which has a time of day`
    return addIssue(problems, 'BAD_TIME', name, message, 'write the date alone')
  }
  return reportTime(text, name, UTC, 'a date such as 2026-12-01', problems)
}

/** A clock at the beginning of a day, which data frames write behind each of a column of days, and its offset. */
const MIDNIGHT = /[ T]00:00(?::00(?:[.,]0+)?)?(Z|[+-]\d{2}:?\d{2})?$/

/** The reading of UTC at which a day begins that is written with its midnight; null where it is none in `zone`. */
function readMidnight(text: string, zone: Zone, order: DateOrder | null): Instant | null {
  const [clock, offset] = MIDNIGHT.exec(text) ?? []
  if (clock === undefined) return null
  const day = parseInstant(text.slice(0, -clock.length), UTC, order)
  const isOfZone =
    day === null ||
    offset === undefined ||
    parseInstant(text, zone, order) === beginningOf((day / MILLIS_PER_DAY) as Day, zone)
  return isOfZone ? day : null
}

function reportTime(
  text: string,
  name: string,
  zone: Zone,
  allowed: string,
  problems: Problems,
  order: DateOrder | null = null,
): null {
  const { what, hint } = explainTime(text, zone, order)
  return addIssue(problems, 'BAD_TIME', name, `expected ${allowed}; got ${inQuotes(text)}, ${what}`, hint)
}

/** Dollars of 0 or more as a file writes them, as a plain decimal. Throws BAD_NUMBER when their thousands are not clear. */
export function readMoney(
  text: string,
  name: string,
  notation: Notation,
  problems: Problems,
  example: string,
): string | null {
  const plain = toPlainDecimal(text, name, notation, problems.place)
  if (plain !== null && isPlainDecimal(plain)) return plain
  const isOtherwise = DECIMAL_SIGNS.some(
    decimal => toPlainDecimal(text, name, { ...notation, decimal }, problems.place) !== null,
  )
  const hint = isOtherwise ? ASK_DECIMAL : undefined
  return addIssue(problems, 'BAD_NUMBER', name, `expected ${example}; got ${inQuotes(text)}`, hint)
}

/** An amount of something else, which no dollars may stand for. */
export const readAmount: typeof readMoney = (text, name, notation, problems, example) =>
  isInDollars(text)
    ? addIssue(problems, 'BAD_NUMBER', name, `expected ${example}; got ${inQuotes(text)}`)
    : readMoney(text, name, notation, problems, example)

/** An amount of units, which may say so. */
export const readAmountOfUnits: typeof readMoney = (text, ...rest) =>
  readAmount(withoutUnitWord(text), ...rest)

const TRUTH = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
])

/** What a word says; undefined: neither yes nor no. */
export const truthOf = (text: string): boolean | undefined => TRUTH.get(text.toLowerCase())

/** Whether a word says yes or no. */
export const isTruth = (text: string): boolean => truthOf(text) !== undefined

/** Yes or no, in any of the words of cli.md. */
export const readTruth = valueReader(
  'BAD_VALUE',
  `${listChoices([...TRUTH.keys()])} is allowed`,
  text => truthOf(text) ?? null,
)

/** One of a few words, in any case. */
export function readChoice<C extends string>(
  text: string,
  name: string,
  choices: readonly C[],
  problems: Problems,
): C | null {
  const choice = choices.find(c => c === text.toLowerCase())
  if (choice !== undefined) return choice
  return addIssue(problems, 'BAD_VALUE', name, `found ${inQuotes(text)}; ${listChoices(choices)} is allowed`)
}
