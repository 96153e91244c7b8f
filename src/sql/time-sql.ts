/**
 * When a request was made, as SQL: seconds since 1970 in UTC out of whatever the table's column holds, and
 * from there to the clock of a zone. All of it is arithmetic on whole seconds, so that no engine's own zone
 * tables, session settings or idea of a date have a say.
 */
import { assert } from '../core/failure.js'
import { MILLIS_PER_SECOND } from '../core/instant.js'
import type { Dialect, TimeType } from './dialects.js'

/** `[from, to)` in milliseconds since 1970, at whole seconds; either end may be infinite. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** What a clock is ahead of UTC over a stretch of time, in milliseconds. */
export interface OffsetStretch extends Stretch {
  readonly offset: number
}

/** What the column of times holds, and by which clocks. */
export interface TimeColumn {
  readonly timeType: TimeType
  /** What the clock is ahead of UTC, in order and without gap; the first and the last have no outer end. */
  readonly offsets: readonly OffsetStretch[]
  /** The same of the clock of times that name no zone; left out: it is the same clock. */
  readonly said?: readonly OffsetStretch[]
}

/** A step of a query: expressions by the names that later steps use. */
export type Step = readonly (readonly [name: string, expression: string])[]

/** A number of milliseconds, which must be whole seconds, as seconds. */
export function secondsOf(millis: number): number {
  assert(millis % MILLIS_PER_SECOND === 0, 'a time within a second')
  return millis / MILLIS_PER_SECOND
}

/** Whether a time in seconds lies in any of `stretches`, of which there is at least one. */
export function isWithin(time: string, stretches: readonly Stretch[]): string {
  const parts = stretches.map(stretch => between(time, stretch))
  return parts.length === 1 ? parts[0]! : parts.map(part => `(${part})`).join(' OR ')
}

/** Whether `value` lies in a stretch; never asked of one without any end. */
function between(value: string, { from, to }: Stretch): string {
  const ends = [
    ...(Number.isFinite(from) ? [`${value} >= ${secondsOf(from)}`] : []),
    ...(Number.isFinite(to) ? [`${value} < ${secondsOf(to)}`] : []),
  ]
  return ends.join(' AND ')
}

const plus = (value: string, millis: number): string => {
  if (millis === 0) return value
  return millis > 0 ? `${value} + ${secondsOf(millis)}` : `${value} - ${secondsOf(-millis)}`
}

/** What the clock shows at a time. The stretches are in order and without gap, the outermost ends open. */
export function readingOf(time: string, offsets: readonly OffsetStretch[], sql: Dialect): string {
  const last = offsets.at(-1)!.offset
  if (offsets.length === 1) return plus(time, last)
  const ends = offsets.slice(0, -1).map(({ to, offset }) => [secondsOf(to), secondsOf(offset)] as const)
  return `${time} + ${sql.below(time, ends, secondsOf(last))}`
}

/**
 * When the clock shows a reading. One that occurs twice means the earlier time: an earlier stretch goes before a later
 * one; of one that the clock skips there is none, and nothing is given (rules §3).
 */
export function timeOfReading(reading: string, offsets: readonly OffsetStretch[], sql: Dialect): string {
  const last = offsets.at(-1)!.offset
  if (offsets.length === 1) return plus(reading, -last)
  const ends = offsets.slice(0, -1).flatMap(({ to, offset }, i): [number, number | null][] => {
    const next = offsets[i + 1]!.offset
    const skipped: [number, null][] = next > offset ? [[secondsOf(to + next), null]] : []
    return [[secondsOf(to + offset), secondsOf(offset)], ...skipped]
  })
  return `${reading} - ${sql.below(reading, ends, secondsOf(last))}`
}

/** Epoch numbers that are no seconds, by their size, the largest first, and how many are a second (core/time-text.ts). */
export const EPOCH_PARTS = [
  { are: '>= 100000000000000000', perSecond: 1_000_000_000 },
  { are: '>= 100000000000000', perSecond: 1_000_000 },
  { are: '> 100000000000', perSecond: 1000 },
] as const

/**
 * The steps from a column `timestamp` to `time`, seconds since 1970, cut and not rounded, nothing where the row
 * has no time that exists; and `wall`, an expression of what the clock showed then. `q` makes a name of the query. Texts are
 * read in the forms of ISO-8601 that core/instant.ts reads, with a date and a time to the second at least. Readings are of
 * the clock `said`, if there is one.
 *
 * Engines write expressions out where their names stand, so that none of these is made of the other.
 */
export function readTime(
  { timeType: type, offsets, said }: TimeColumn,
  sql: Dialect,
  q: (name: string) => string,
): { readonly steps: readonly Step[]; readonly wall: string } {
  const [timestamp, time, wall, reading] = [q('timestamp'), q('time'), q('wall'), q('reading')]
  switch (type) {
    case 'time': {
      const seconds = sql.secondsOfTime(timestamp)
      const isReading = sql.isReading(timestamp)
      const own = said ?? offsets
      if (isReading === null || own.every(({ offset }) => offset === 0))
        return { steps: [[[time, seconds]]], wall: readingOf(time, offsets, sql) }
      const other = said && readingOf(`(${timeOfReading(reading, said, sql)})`, offsets, sql)
      const steps: Step[] = [
        [[reading, seconds]],
        [
          [time, `CASE WHEN ${isReading} THEN ${timeOfReading(reading, own, sql)} ELSE ${reading} END`],
          [
            wall,
            `CASE WHEN ${isReading} THEN ${other ?? reading} ELSE ${readingOf(reading, offsets, sql)} END`,
          ],
        ],
      ]
      return { steps, wall }
    }
    case 'epoch': {
      const parts = EPOCH_PARTS.map(
        ({ are, perSecond }) => `WHEN ${reading} ${are} THEN ${sql.divide(reading, perSecond)}`,
      )
      const seconds = `CASE ${parts.join(' ')} ELSE ${reading} END`
      return {
        steps: [[[reading, sql.wholeNumber(timestamp)]], [[time, seconds]]],
        wall: readingOf(time, offsets, sql),
      }
    }
    case 'text':
      return { steps: readText(offsets, said, sql, q), wall }
  }
}

// Dates that exist, but for 29 February of any year; times to the second at least; any zone or none.
const DATE =
  '[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))'
const CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.,][0-9]{1,9})?'
const ZONE = '([Zz]|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)'
const ISO = `^${DATE}[Tt ]${CLOCK}( ?${ZONE})?$`

function readText(
  offsets: readonly OffsetStretch[],
  said: readonly OffsetStretch[] | undefined,
  sql: Dialect,
  q: (name: string) => string,
): Step[] {
  const [text, isIso, zone, sign] = [q('text'), q('is_iso'), q('zone'), q('sign')]
  const [year, month, day, reading, shift] = [q('year'), q('month'), q('day'), q('reading'), q('shift')]
  // Years from March on, so that the day which a year may lack is its last.
  const [marchYear, marchMonth] = [q('march_year'), q('march_month')]
  const digits = (first: number, length: number): string => sql.number(sql.part(text, first, length), isIso)
  const isLeap = `(${year} % 4 = 0 AND ${year} % 100 <> 0 OR ${year} % 400 = 0)`
  const exists = `${isIso} AND NOT (${month} = 2 AND ${day} = 29 AND NOT ${isLeap})`
  const days =
    `365 * ${marchYear} + ${sql.divide(marchYear, 4)} - ${sql.divide(marchYear, 100)} + ${sql.divide(marchYear, 400)}` +
    ` + ${sql.divide(`(153 * ${marchMonth} + 2)`, 5)} + ${day} - 719469`
  const seconds = `86400 * (${days}) + 3600 * ${digits(12, 2)} + 60 * ${digits(15, 2)} + ${digits(18, 2)}`
  const other = said && readingOf(`(${timeOfReading(reading, said, sql)})`, offsets, sql)
  const hasSign = `${sign} IN ('+', '-')`
  // +05, +0530 and +05:30: the minutes are the last two digits, if there are more than two.
  const minutes = `CASE WHEN length(${zone}) > 3 THEN ${sql.number(sql.find(zone, '[0-9]{2}$'), hasSign)} ELSE 0 END`
  const ahead = `3600 * ${sql.number(sql.part(zone, 2, 2), hasSign)} + 60 * ${minutes}`
  return [
    [[text, sql.asText(q('timestamp'))]],
    [[isIso, sql.matches(text, ISO)]],
    [
      [year, digits(1, 4)],
      [month, digits(6, 2)],
      [day, digits(9, 2)],
      // Behind the seconds: dates have a sign too.
      [zone, `CASE WHEN ${isIso} THEN ${sql.find(sql.part(text, 20, 40), `${ZONE}$`)} ELSE '' END`],
    ],
    [
      [marchYear, `${year} - (CASE WHEN ${month} < 3 THEN 1 ELSE 0 END)`],
      [marchMonth, `(${month} + 9) % 12`],
      [sign, sql.part(zone, 1, 1)],
    ],
    [
      [reading, `CASE WHEN ${exists} THEN ${seconds} END`],
      [
        shift,
        `CASE WHEN ${sign} = '+' THEN -(${ahead}) WHEN ${sign} = '-' THEN ${ahead} WHEN ${sign} <> '' THEN 0 END`,
      ],
    ],
    [
      [
        q('time'),
        `CASE WHEN ${shift} IS NULL THEN ${timeOfReading(reading, said ?? offsets, sql)} ELSE ${reading} + ${shift} END`,
      ],
      [
        q('wall'),
        `CASE WHEN ${shift} IS NULL THEN ${other ?? reading} ELSE ${readingOf(`(${reading} + ${shift})`, offsets, sql)} END`,
      ],
    ],
  ]
}
