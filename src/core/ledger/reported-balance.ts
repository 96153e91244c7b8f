/** Balances as the service reports them, with or beside those that a draw-down computes. */
import type { Instant } from '../instant.js'
import { compare, isZero, NO_UNITS, subtract, toRatio, type Units } from '../quantity.js'
import { type Ratio, subtractRatios } from '../ratio.js'
import { closeLot, type LotBalance } from './drawdown.js'
import type { Lot } from './lot.js'
import type { LotStatus } from './lot-status.js'

/** How late reported balances are (rules §8). */
export const REPORT_DELAY_MILLIS = 12 * 3_600_000

/** What the service says of a lot. */
export interface ReportedBalance {
  readonly lot: Lot
  /** What was left some hours ago; null when it does not say. */
  readonly remaining: Units | null
  readonly status: LotStatus | null
  /** Whether the lot's package was found by size and validity rather than named. */
  readonly isMatched: boolean
}

/** A report beside what was computed. */
export interface ComparedBalance extends ReportedBalance {
  /** Computed less reported: above 0 when the service counts less; null when it does not say. */
  readonly difference: Ratio | null
  /** Whether use of the last hours, which a report cannot know yet, accounts for the difference. */
  readonly isDelay: boolean
}

/** What is left of a lot, or was when it expired. */
export const leftOrLost = ({ remaining, forfeited }: LotBalance): Units =>
  isZero(remaining) ? forfeited : remaining

/** Compares a report with a computed balance; `late` was drawn after the report can have been made. */
export function compareBalance(reported: ReportedBalance, balance: LotBalance, late: Units): ComparedBalance {
  if (reported.remaining === null) return { ...reported, difference: null, isDelay: false }
  const computed = leftOrLost(balance)
  const difference = subtractRatios(toRatio(computed), toRatio(reported.remaining))
  const surplus = subtract(reported.remaining, computed)
  const isDelay = compare(surplus, NO_UNITS) > 0 && compare(surplus, late) <= 0
  return { ...reported, difference, isDelay }
}

/** What is left by the report, whose balance is late where it says that the lot is used up; null when it does not say. */
export const leftBy = ({ remaining, status }: ReportedBalance): Units | null =>
  status === 'used-up' ? NO_UNITS : remaining

/** Whether the report says that a lot is used up, and that units are left of it. */
export const contradictsItself = (report: ReportedBalance): boolean =>
  report.status === 'used-up' && report.remaining !== null && !isZero(report.remaining)

/** Whether a lot is over by the report, though not by its own time. */
export const isSaidExpired = ({ lot, status }: ReportedBalance, asOf: Instant): boolean =>
  status === 'expired' && lot.expiresAt > asOf

/**
 * Balances by the report alone, for a ledger without a file of use. What is not reported was not used.
 * Asserts that no lot holds more than was bought.
 */
export const balancesOf = (reports: readonly ReportedBalance[], asOf: Instant): LotBalance[] =>
  reports.map(report => {
    const { lot, status } = report
    const rest = leftBy(report) ?? lot.units
    return closeLot(lot, subtract(lot.units, rest), rest, lot.expiresAt <= asOf || status === 'expired')
  })
