/** What a scanner of request logs asks of the exact readers. */
import { NOWHERE } from '../../core/failure.js'
import type { EndpointFilter } from '../../core/sla/endpoint.js'
import { greatestDivisor } from '../../core/sla/slice-counts.js'
import type { Notation } from '../../read/notation.js'
import { NO_REQUEST, parseRequestTime, readRequestClass } from '../../read/requests/request-row.js'
import type { RequestWords } from '../../read/requests/request-words.js'
import type { RequestCounter } from '../../scan/request-counter.js'
import type { RequestRules } from '../../scan/request-scanner.js'

/**
 * The rules by which a log is counted; issues are made again with their place when a row is read exactly, and that it is
 * no request is told then.
 */
export const rulesOf = (
  notation: Notation,
  counters: readonly RequestCounter[],
  words: RequestWords,
  filter: EndpointFilter,
): RequestRules => ({
  readClass(text) {
    // Rows of one class may have any path: where that decides, each is read exactly.
    const withoutPath = (column: string): string | undefined =>
      column.startsWith('endpoint') ? undefined : text(column)
    const read = readRequestClass(withoutPath, NOWHERE, words)
    return read === NO_REQUEST ? [] : read
  },
  readTime: text => parseRequestTime(text, notation) ?? [],
  minutesAlike: counters.map(({ sliceMinutes }) => sliceMinutes).reduce(greatestDivisor, 60),
  isUniform: (from, to, minutes) => counters.every(counter => counter.isUniform(from, to, minutes)),
  // Paths are counted by one version of an agreement.
  isMaintained: at => counters[0]!.isMaintained(at),
  filter,
  arePathsElsewhere: words.standIns.endpoint !== undefined,
})
