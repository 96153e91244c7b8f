/** Claims that exclude each other: two services down at once, of which one compensates. */
import { compareRatios } from '../ratio.js'
import type { ExclusiveClaim, PeriodAnswer, ServiceAnswer } from './answer.js'
import { findSharedIncidents, type SharedIncident } from './eligibility.js'
import { incidentsOf } from './measure.js'

/** Which of two claims to make, per account and month that both services have (003 D). */
export function findExclusives(first: ServiceAnswer, second: ServiceAnswer): ExclusiveClaim[] {
  return first.periods.flatMap(one =>
    second.periods
      .filter(
        other =>
          other.account === one.account &&
          other.period.start === one.period.start &&
          (one.agreement.notTogetherWith.includes(other.agreement.id) ||
            other.agreement.notTogetherWith.includes(one.agreement.id)),
      )
      .map((other): ExclusiveClaim => {
        const shared = findSharedIncidents(incidentsOf(one.measurement), incidentsOf(other.measurement))
        return {
          account: one.account,
          first: one,
          second: other,
          shared,
          larger: findLarger(one, other, shared),
        }
      }),
  )
}

function findLarger(
  one: PeriodAnswer,
  other: PeriodAnswer,
  shared: readonly SharedIncident[],
): ExclusiveClaim['larger'] {
  if (shared.length === 0 || !one.compensation || !other.compensation) return null
  const difference = compareRatios(one.compensation.amount, other.compensation.amount)
  return difference > 0 ? 'first' : difference < 0 ? 'second' : 'either'
}
