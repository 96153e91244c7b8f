/** What a scanner of request logs asks of the exact readers. */
import { NOWHERE } from '../../core/failure.js'
import type { EndpointFilter } from '../../core/sla/endpoint.js'
import { greatestDivisor } from '../../core/sla/slice-counts.js'
import type { Notation } from '../../read/notation.js'
import {
  isSuccess,
  NO_REQUEST,
  parseRequestTime,
  readPassedOver,
  readRequestClass,
} from '../../read/requests/request-row.js'
import type { RequestWords } from '../../read/requests/request-words.js'
import type { RequestCounter } from '../../scan/request-counter.js'
import type { RequestRules } from '../../scan/request-scanner.js'

/** Of so many requests that never arrived it is looked whether their rows name a status in a text. */
export const UNREACHED_LOOKED_AT = 50

/**
 * The rules by which a log is counted; issues are made again with their place when a row is read exactly, and that it is
 * no request is told then.
 */
export const rulesOf = (
  notation: Notation,
  counters: readonly RequestCounter[],
  words: RequestWords,
  filter: EndpointFilter,
  /** Called when a status is met, mostly once for each, that says that a request succeeded. */
  onSuccess: () => void,
): RequestRules => {
  let unreached = 0
  return {
    readClass(text) {
      // Rows of one class may have any path: where that decides, each is read exactly.
      const withoutPath = (column: string): string | undefined =>
        column.startsWith('endpoint') ? undefined : text(column)
      const read = readRequestClass(withoutPath, NOWHERE, words)
      // The statuses that are passed over are counted where rows are read exactly.
      if (read === NO_REQUEST) return []
      if (isSuccess(withoutPath, words)) onSuccess()
      // The first ones are read exactly, as their rows may say more.
      if (!Array.isArray(read) && read.kind === 'unreached' && unreached++ < UNREACHED_LOOKED_AT) return []
      return readPassedOver(withoutPath, words).length > 0 ? [] : read
    },
    readTime: text => parseRequestTime(text, notation) ?? [],
    minutesAlike: counters.map(({ sliceMinutes }) => sliceMinutes).reduce(greatestDivisor, 60),
    isUniform: (from, to, minutes) => counters.every(counter => counter.isUniform(from, to, minutes)),
    // Paths are counted by one version of an agreement.
    isMaintained: at => counters[0]!.isMaintained(at),
    filter,
    arePathsElsewhere: words.standIns.endpoint !== undefined,
  }
}
