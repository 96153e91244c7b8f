/** Where a document comes from and how sure its figures are: every price list and agreement says so. */
import { assert } from './failure.js'
import {
  type Day,
  dayOf,
  daysInMonth,
  formatDay,
  type Instant,
  MILLIS_PER_DAY,
  parseDay,
  startOfDay,
} from './instant.js'

export interface Source {
  /** How the project names the document, such as `002`. */
  readonly document: string
  readonly title: string
  readonly url: string | null
  /** When it was published as far as it says: `2025`, `2026-04` or `2026-09-20`. */
  readonly published: string | null
  /** The day on which it was read. */
  readonly retrieved: Day
  /** `vendor`: its own page; `second-hand`: another's copy of it; `rumour`: seen once; `own`: the user's contract. */
  readonly confidence: (typeof CONFIDENCES)[number]
  readonly remark: string | null
}

export const CONFIDENCES = ['vendor', 'second-hand', 'rumour', 'own'] as const

/** What applies from a day on, and says where it comes from: a price list, a list of packages. */
export interface Dated {
  readonly source: Source
  /** In force from the first instant (UTC) of this day; null when the document has no date of its own. */
  readonly effectiveFrom: Day | null
  /** In force until the first instant (UTC) of this day, which is no longer part of it. */
  readonly effectiveTo: Day | null
}

/** What is dated, as a file has it; what it leaves out is undefined. */
export interface DatedText {
  readonly source: {
    readonly document: string
    readonly title: string
    readonly url?: string | undefined
    readonly published?: string | undefined
    readonly retrieved: string
    readonly confidence: Source['confidence']
    readonly remark?: string | undefined
  }
  readonly effective_from?: string | undefined
  readonly effective_to?: string | undefined
}

/** The same as values; asserts that its days exist. */
export const readDated = ({ source, effective_from: from, effective_to: to }: DatedText): Dated => ({
  source: {
    document: source.document,
    title: source.title,
    url: source.url ?? null,
    published: source.published ?? null,
    retrieved: expectDay(source.retrieved),
    confidence: source.confidence,
    remark: source.remark ?? null,
  },
  effectiveFrom: from === undefined ? null : expectDay(from),
  effectiveTo: to === undefined ? null : expectDay(to),
})

/** The day written `YYYY-MM-DD`; asserts that it exists. */
export function expectDay(text: string): Day {
  const day = parseDay(text)
  assert(day !== null, `not a day: ${text}`)
  return day
}

/** Whether a list applies at `at`. One without dates always does (rules §1). */
export const isInForce = ({ effectiveFrom, effectiveTo }: Omit<Dated, 'source'>, at: Instant): boolean =>
  (effectiveFrom === null || startOfDay(effectiveFrom) <= at) &&
  (effectiveTo === null || at < startOfDay(effectiveTo))

/** Whether a list applies from a day that is still to come. */
export const isToCome = ({ effectiveFrom }: Pick<Dated, 'effectiveFrom'>, at: Instant): boolean =>
  effectiveFrom !== null && at < startOfDay(effectiveFrom)

/** The date that makes a list newer than another: its own, else that of its document. Texts of dates compare. */
export const dateOf = ({ effectiveFrom, source }: Dated): string =>
  effectiveFrom !== null ? formatDay(effectiveFrom) : (source.published ?? formatDay(source.retrieved))

/** When a list was published or came into force, at the earliest; null where only its reading is dated. */
export function startOfList({ effectiveFrom, source }: Dated): Instant | null {
  if (effectiveFrom !== null) return startOfDay(effectiveFrom)
  if (source.published === null) return null
  const [year, month = 1, date = 1] = source.published.split('-').map(Number)
  return startOfDay(dayOf(year!, month, date)!)
}

/**
 * Whole days from a list's date to `at`, at least: of a month or a year that a document names, the last day counts, and
 * no document is younger than its reading. Null before that date.
 */
export function ageOf({ effectiveFrom, source }: Dated, at: Instant): number | null {
  const days = Math.floor((at - startOfDay(effectiveFrom ?? lastDayOf(source))) / MILLIS_PER_DAY)
  return days >= 0 ? days : null
}

function lastDayOf({ published, retrieved }: Source): Day {
  if (published === null) return retrieved
  const [year, month = 12, date] = published.split('-').map(Number)
  const last = dayOf(year!, month, date ?? daysInMonth(year!, month))!
  return last < retrieved ? last : retrieved
}

/** A list that is older than so many days may have been overtaken; an answer says so. */
export const OLD_AFTER_DAYS = 90
