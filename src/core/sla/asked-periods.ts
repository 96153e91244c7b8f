/** The periods over which availability is asked. */
import { type Month, type ServicePeriod, servicePeriodOf } from '../calendar.js'
import { failWithHint } from '../failure.js'
import { type Day, formatDay } from '../instant.js'
import { type Agreement, agreementInForce, periodsOfTerm } from './agreement.js'

/** What availability is asked over. */
export type PeriodChoice =
  | { readonly kind: 'months'; readonly months: readonly Month[] }
  /** `months` is at least 1. */
  | { readonly kind: 'term'; readonly start: Day; readonly months: number }
  /** Every calendar month that the log touches. */
  | { readonly kind: 'touched' }

/**
 * The periods asked for, in order, or null when the log says which. Throws BAD_VALUE for one in which no
 * version of the agreement was in force.
 */
export function listAskedPeriods(
  choice: PeriodChoice,
  { policy, versions }: { readonly policy: string; readonly versions: readonly Agreement[] },
): ServicePeriod[] | null {
  if (choice.kind === 'touched') return null
  const periods =
    choice.kind === 'months'
      ? choice.months.map(servicePeriodOf)
      : periodsOfTerm(agreementInForce(versions, choice.start) ?? versions[0]!, choice.start, choice.months)
  const distinct = [...new Map(periods.map(period => [period.start, period])).values()]
  for (const { start } of distinct) {
    if (agreementInForce(versions, start) === null) {
      failWithHint(
        'BAD_VALUE',
        `no version of ${policy} was in force on ${formatDay(start)}`,
        listVersions(versions),
      )
    }
  }
  return distinct.sort((a, b) => a.start - b.start)
}

const listVersions = (versions: readonly Agreement[]): string =>
  `held here: ${versions
    .map(({ effectiveFrom, effectiveTo }) => {
      const from = effectiveFrom === null ? 'always' : `from ${formatDay(effectiveFrom)}`
      return effectiveTo === null ? from : `${from} until before ${formatDay(effectiveTo)}`
    })
    .join(', ')}`
