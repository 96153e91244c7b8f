/** Replays what an agreement's document says about itself against the figures read from it. */
import type { ServicePeriod } from '../calendar.js'
import { formatDay } from '../instant.js'
import { formatRatio, type Ratio, ratioOfDecimal, ZERO } from '../ratio.js'
import { WEEKDAYS } from '../working-days.js'
import { type Agreement, type AgreementAssertion, periodsOfTerm } from './agreement.js'
import { claimWindowOf } from './claim-window.js'
import { computeCompensation } from './compensation.js'
import { slicesOf } from './slice-counts.js'
import { judgeAvailability } from './verdict.js'

/**
 * The assertions of an agreement that its own figures do not bear out: the place of each in the list, from 0, what it
 * says and what the figures give.
 */
export const findFailedAssertions = (agreement: Agreement) =>
  agreement.assertions
    .map((assertion, index) => ({ index, ...replay(agreement, assertion) }))
    .filter(({ expected, actual }) => expected !== actual)

function replay(agreement: Agreement, assertion: AgreementAssertion): { expected: string; actual: string } {
  switch (assertion.check) {
    case 'service-periods': {
      const periods = periodsOfTerm(agreement, assertion.termStart, assertion.termMonths)
      return { expected: listPeriods(assertion.periods), actual: listPeriods(periods) }
    }
    case 'slices': {
      const { first, end } = slicesOf(assertion.period, agreement.sliceMinutes)
      return { expected: `${assertion.slices} slices`, actual: `${end - first} slices` }
    }
    case 'tier': {
      const { verdict, tier } = judgeAvailability(agreement, ratioOfDecimal(assertion.availability))
      const say = (outcome: string | null, percent: string | null): string =>
        `${outcome}, ${percent ?? 'no'} %`
      return {
        expected: say(assertion.verdict, assertion.percent),
        actual: say(verdict, tier?.percent ?? null),
      }
    }
    case 'compensation': {
      const judgement = judgeAvailability(agreement, ratioOfDecimal(assertion.availability))
      const fee = {
        fee: ratioOfDecimal(assertion.fee),
        voucherFee: ratioOfDecimal(assertion.voucherFee),
        feeExcluded: ZERO,
      }
      const amount = computeCompensation(agreement.compensation, judgement, fee)?.amount ?? null
      const say = (value: Ratio | null): string => (value ? formatRatio(value) : 'nothing known')
      return { expected: say(ratioOfDecimal(assertion.amount)), actual: say(amount) }
    }
    case 'claim-closes': {
      const { closes } = claimWindowOf(assertion.period, agreement.claim, WEEKDAYS)
      return { expected: formatDay(assertion.closes), actual: formatDay(closes) }
    }
    default:
      return assertion satisfies never
  }
}

const listPeriods = (periods: readonly ServicePeriod[]): string =>
  periods.map(({ start, end }) => `${formatDay(start)} to ${formatDay(end)}`).join(', ')
