/** Requests of every kind that a table may hold, seeded. */

import type { TimeZone } from '../../src/core/calendar.js'
import { formatDay, type Instant, instantAt, MILLIS_PER_DAY } from '../../src/core/instant.js'
import { drawWhole } from '../random.js'
import type { Value } from './engines.js'

/** A request as a table and a log both hold it. */
export interface HostileRequest {
  readonly at: Instant
  readonly status: Value
  readonly account: Value
  readonly fault: Value
  readonly excluded: Value
}

const STATUSES = [
  '200',
  '204',
  '302',
  '404',
  '429',
  '499',
  '500',
  '503',
  '599',
  '100',
  '',
  '-',
  '0',
  '000',
  null,
]
const FAULTS = ['', null, 'provider', 'Customer', 'NETWORK', 'Provider', 'network ']
const EXCLUDED = [
  '',
  null,
  '0',
  'No',
  'FALSE',
  ' no\t',
  'false\u00a0',
  'hacked',
  '1',
  'none',
  '\u2003',
  'domain-ban',
  '0.0',
  'ｎｏ',
]
const ACCOUNTS = [
  '',
  null,
  'a',
  ' a ',
  'ä, "b"',
  "o'hara'; DROP TABLE requests; --",
  'back\\slash',
  'two\nlines',
  'NaN',
  ' Null\t',
  'NA',
  'a',
]

/** A generator of whole numbers below a bound, by its seed. */
export function randomBelow(seed: number): (bound: number) => number {
  const draw = drawWhole(seed)
  return bound => draw() % bound
}

/**
 * `count` requests, most of them near `edges` (to the second before and after), the others anywhere between the
 * first and the last. Outages are dense, so that whole minutes fail.
 */
export function makeRequests(
  count: number,
  edges: readonly Instant[],
  below: (bound: number) => number,
): HostileRequest[] {
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)]!
  const [first, last] = [Math.min(...edges), Math.max(...edges)]
  return Array.from({ length: count }, () => {
    const near = pick(edges)
    const spread = pick([0, 1, 999, 1000, 1001, 59_999, 60_000, 299_000, 300_000, 3_600_000])
    const at =
      below(4) === 0
        ? first + below(Math.floor((last - first) / 1000)) * 1000 + below(1000)
        : near + (below(2) === 0 ? spread : -spread) + (below(3) === 0 ? below(7_200_000) : 0)
    return {
      at: instantAt(at),
      status: pick(STATUSES),
      account: pick(ACCOUNTS),
      fault: pick(FAULTS),
      excluded: below(3) === 0 ? pick(EXCLUDED) : '',
    }
  })
}

/** `2026-10-25T02:30:00.250` as the clock of the zone shows it. */
export function writeReading(at: Instant, zone: TimeZone): string {
  const { day, millis } = zone.toLocal(at)
  return `${formatDay(day)}T${new Date(millis % MILLIS_PER_DAY).toISOString().slice(11, 23)}`
}

const quoted = (value: Value): string => `"${(value ?? '').replaceAll('"', '""')}"`

/** A CSV of rows of values. */
export const writeLog = (columns: readonly string[], rows: readonly (readonly Value[])[]): string =>
  `${[columns, ...rows].map(row => row.map(quoted).join(',')).join('\n')}\n`
