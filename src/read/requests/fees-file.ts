/** `--fees`: what each account paid in each month, CSV `account,period,fee,voucher_fee[,fee_excluded][,currency]`. */
import { formatMonth, type Month } from '../../core/calendar.js'
import type { Issue } from '../../core/failure.js'
import { accountOf } from '../../core/nothing-words.js'
import { NO_USD, toRatio, type Usd, usd } from '../../core/quantity.js'
import { addRatios, compareRatios } from '../../core/ratio.js'
import type { PeriodFee } from '../../core/sla/compensation.js'
import type { Notation } from '../notation.js'
import { readSideFile, type SideFiles } from '../side-file.js'
import { parsePlanMonth } from '../tasks/plan-month.js'
import { addIssue, inQuotes, type Problems, readChoice, readMoney } from '../values.js'

/** The fee of one account in one month. */
export interface FeeRow extends PeriodFee {
  /** Null: the requests that name no account. */
  readonly account: string | null
  readonly month: Month
}

/** A day that begins no month, as where a provider bills from the 15th on. */
const OTHER_DAY = /^\d{4}[-/]\d{1,2}[-/](?!0?1(?:\D|$))/

const FORM = {
  columns: ['account', 'period', 'fee', 'voucher_fee', 'fee_excluded', 'currency'],
  needed: ['period', 'fee'],
  amounts: ['fee', 'voucher_fee', 'fee_excluded'],
  what: 'a file of fees',
  named: 'fees',
} as const

/** Reads the fees. Throws InputError with everything that is wrong, a second row of one account and month included. */
export async function readFees(path: string, files: SideFiles): Promise<FeeRow[]> {
  const seen = new Set<string>()
  return readSideFile(path, files, FORM, (text, place, notation): FeeRow | Issue[] => {
    const problems: Problems = { place, issues: [] }
    const { year = null, month: inYear = 0 } = parsePlanMonth(text('period')) ?? {}
    const month = year === null || OTHER_DAY.test(text('period')) ? null : { year, month: inYear }
    if (month === null) {
      addIssue(
        problems,
        'BAD_TIME',
        'period',
        `found ${inQuotes(text('period'))}; a month such as 2026-10 is allowed`,
      )
    }
    const account = accountOf(text('account'))
    const key = `${account ?? ''}\n${month && formatMonth(month)}`
    if (month !== null && seen.has(key)) {
      addIssue(
        problems,
        'KEY_REPEATED',
        'period',
        `${text('period')} of ${inQuotes(text('account'))} is there twice`,
      )
    }
    seen.add(key)
    // So that no other money slips in.
    if (text('currency') !== '') readChoice(text('currency'), 'currency', ['usd'], problems)
    const amount = (column: 'fee' | 'voucher_fee' | 'fee_excluded'): Usd => {
      const found = text(column)
      return column !== 'fee' && found === '' ? NO_USD : readDollars(found, column, notation, problems)
    }
    const fee = {
      fee: toRatio(amount('fee')),
      voucherFee: toRatio(amount('voucher_fee')),
      feeExcluded: toRatio(amount('fee_excluded')),
    }
    if (problems.issues.length === 0 && isOverdrawn(fee)) {
      addIssue(
        problems,
        'BAD_NUMBER',
        'fee',
        `found ${text('fee')}, less than what vouchers paid and what does not count`,
      )
    }
    if (month === null || problems.issues.length > 0) return problems.issues
    return { account, month, ...fee }
  })
}

function readDollars(text: string, name: string, notation: Notation, problems: Problems): Usd {
  const example = 'a number of dollars, such as 1200 or 0.556'
  const plain = readMoney(text, name, notation, problems, example)
  return plain === null ? NO_USD : usd(plain)
}

/** Whether more of a fee was paid with vouchers, or does not count, than there is of it. */
export const isOverdrawn = ({ fee, voucherFee, feeExcluded }: PeriodFee): boolean =>
  compareRatios(addRatios(voucherFee, feeExcluded), fee) > 0
