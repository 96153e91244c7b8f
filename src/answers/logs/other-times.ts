/**
 * Columns of times that nothing is read from, and that are others by hours than those which are read: one of the two may
 * lack its zone, or say when a request was stored. The first rows of a log tell it.
 */
import { type Instant, MILLIS_PER_DAY, MILLIS_PER_MINUTE } from '../../core/instant.js'
import type { OtherTimes } from '../../core/sla/answer.js'
import { normaliseColumn } from '../../read/names.js'
import type { Notation } from '../../read/notation.js'
import { shippedForeignWords } from '../../read/requests/foreign-words.js'
import { parseRequestTime } from '../../read/requests/request-row.js'
import { isNamedLike, isValueOf } from '../../read/requests/suggest-columns.js'
import type { Row } from '../../read/rows.js'
import type { WhoseName } from './whose-columns.js'

/** A request may take so long, and be logged when it ends. */
const MOST_MINUTES = 60
/** Clocks are set by quarters of an hour, and by so many minutes at most. */
const ZONE_STEP = 15
const FARTHEST_ZONE = 14 * 60

/** A column of other times among `others`; null: there is none. `read`: by which name the times are read. */
export function findOtherTimes(
  rows: readonly Row[],
  others: readonly WhoseName[],
  read: string,
  notation: Notation,
): OtherTimes | null {
  const own = rows.map(row => parseRequestTime(row.text('timestamp') ?? '', notation))
  for (const { name, column } of others) {
    if (isOfSomethingElse(name)) continue
    const cells = rows.map(row => row.text(column) ?? '')
    const times = cells.map(cell => (isTime(name, cell) ? parseRequestTime(cell, notation) : null))
    const pairs = own.flatMap((at, i) =>
      at === null || times[i] == null ? [] : [[at, times[i], i] as const],
    )
    const apart = pairs.map(([at, other]) => Math.round((other - at) / MILLIS_PER_MINUTE))
    const first = apart.findIndex(isFar)
    const far = apart.filter(isFar)
    if (2 * far.length <= apart.length || !moveAlong(pairs.map(([, other]) => other))) continue
    const [cell, minutes] = [cells[pairs[first]![2]]!, apart[first]!]
    return { name, read, cell, minutes, isZone: mayBeZone(minutes) && apart.every(isNear(minutes)) }
  }
  return null
}

const isFar = (minutes: number): boolean => Math.abs(minutes) > MOST_MINUTES

/** A number of a column with another name may be an id. */
const isTime = (name: string, cell: string): boolean =>
  isValueOf('timestamp', cell) && (isNamedLike('timestamp', name) || !/^\d+(?:\.\d+)?$/.test(cell))

/** Whether a heading says that its times are not those of the request, such as those of its end as a row of a database. */
const isOfSomethingElse = (name: string): boolean => {
  const { otherTimes } = shippedForeignWords()
  const words = normaliseColumn(name.replace(/([a-z])([A-Z])/g, '$1_$2')).split(/[ .]/)
  return words.some(word => otherTimes.includes(word))
}

/** Those that are the same in all rows are of something else, such as of a route; so are days. */
const moveAlong = (times: readonly Instant[]): boolean =>
  new Set(times).size > 1 && times.some(at => at % MILLIS_PER_DAY !== 0)

const mayBeZone = (minutes: number): boolean =>
  isNear(Math.round(minutes / ZONE_STEP) * ZONE_STEP)(minutes) && Math.abs(minutes) <= FARTHEST_ZONE

/** Of a request that took a while one of the two times may be its end. */
const isNear =
  (minutes: number) =>
  (other: number): boolean =>
    Math.abs(other - minutes) <= 1
