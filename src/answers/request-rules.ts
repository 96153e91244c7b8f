/** What a scanner of request logs asks of the exact readers. */
import type { TimeZone } from '../core/calendar.js'
import { NOWHERE } from '../core/failure.js'
import type { EndpointFilter } from '../core/sla/endpoint.js'
import { readRequestClass, readRequestTime } from '../read/requests/request-row.js'
import type { RequestCounter } from '../scan/request-counter.js'
import type { RequestRules } from '../scan/request-scanner.js'

/** The rules by which a log is counted; issues are made again with their place when a row is read exactly. */
export const rulesOf = (
  zone: TimeZone,
  counters: readonly RequestCounter[],
  filter: EndpointFilter,
): RequestRules => ({
  readClass: text => readRequestClass(text, NOWHERE),
  readTime: text => readRequestTime(text, zone, NOWHERE),
  minutesAlike: counters.map(({ sliceMinutes }) => sliceMinutes).reduce(greatestDivisor, 60),
  isUniform: (from, to, minutes) => counters.every(counter => counter.isUniform(from, to, minutes)),
  filter,
})

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))
