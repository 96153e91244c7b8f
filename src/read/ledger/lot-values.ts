/** The values of a ledger's columns, each with what is allowed. */
import { listChoices } from '../../core/failure.js'
import { nearestName } from '../../core/nearest-name.js'
import { isZero, type Units, type Usd, units, usd } from '../../core/quantity.js'
import { normaliseColumn } from '../names.js'
import { findPool } from '../pool-name.js'
import {
  addIssue,
  inQuotes,
  type Problems,
  type ReadValue,
  readAmount,
  readAmountOfUnits,
  readMoney,
} from '../values.js'
import { type LotContext, PACK_STATUSES, type PackStatus } from './row-reader.js'

const MOST_PACKAGES = 1_000_000

/** `To be online` is `toBeOnline`. */
const inOneWord = (text: string): string => normaliseColumn(text).replaceAll(' ', '')

export const readStatus =
  ({ names }: LotContext): ReadValue<PackStatus> =>
  (text, name, problems) => {
    const meaning = names.meaningOf('package_status', text) ?? text
    if (meaning === 'none') return null
    const status = PACK_STATUSES.find(word => inOneWord(word) === inOneWord(String(meaning)))
    if (status) return status
    const message = `expected ${listChoices(PACK_STATUSES)}; got ${inQuotes(text)}`
    const hint = 'take out the row of a package that was cancelled or given back'
    return addIssue(problems, 'BAD_VALUE', name, message, hint)
  }

/** An amount below 0 is money or units given back, which no lot can hold. */
const REFUND = /^[-(\u2212]/
const REFUND_HINT = 'a refund or credit note is no package: take it out, with the purchase that it cancels'

function readPositive(
  text: string,
  name: string,
  example: string,
  { notation }: LotContext,
  problems: Problems,
  read = readAmount,
) {
  if (!REFUND.test(text)) return read(text, name, notation, problems, example)
  return addIssue(problems, 'BAD_NUMBER', name, `expected ${example}; got ${inQuotes(text)}`, REFUND_HINT)
}

/** Units, more than 0. */
export const readUnits =
  (context: LotContext): ReadValue<Units> =>
  (text, name, problems) => {
    const example = 'a number of units above 0, such as 30000 or 0.5'
    const plain = readPositive(text, name, example, context, problems, readAmountOfUnits)
    if (plain === null) return null
    const amount = units(plain)
    if (!isZero(amount)) return amount
    return addIssue(problems, 'BAD_NUMBER', name, `expected ${example}; got ${inQuotes(text)}`)
  }

/** Units, 0 or more. */
export const readUnitsLeft =
  (context: LotContext): ReadValue<Units> =>
  (text, name, problems) => {
    const example = 'a number of units, such as 12000 or 0.5'
    const plain = readAmountOfUnits(text, name, context.notation, problems, example)
    return plain === null ? null : units(plain)
  }

/** Dollars, 0 or more. */
export const readPrice =
  (context: LotContext): ReadValue<Usd> =>
  (text, name, problems) => {
    const example = 'a number of US dollars, such as 1200 or 0.556'
    const plain = readPositive(text, name, example, context, problems, readMoney)
    return plain === null ? null : usd(plain)
  }

/** How many packages a row is of. */
export const readQuantity =
  (context: LotContext): ReadValue<bigint> =>
  (text, name, problems) => {
    const example = `a whole number of packages from 1 to ${MOST_PACKAGES}`
    const plain = readPositive(text, name, example, context, problems)
    if (plain === null) return null
    const whole = plain.replace(/\.0+$/, '')
    if (/^[1-9]\d{0,6}$/.test(whole) && Number(whole) <= MOST_PACKAGES) return BigInt(whole)
    return addIssue(problems, 'BAD_NUMBER', name, `expected ${example}; got ${inQuotes(text)}`)
  }

export const readPool =
  ({ pools, names }: LotContext): ReadValue<string> =>
  (text, name, problems) => {
    const pool = findPool(text, pools, names)
    if (pool !== null) return pool
    const near = nearestName(text, pools)
    const guess = near === null ? '' : `, did you mean "${near}"?`
    return addIssue(
      problems,
      'BAD_VALUE',
      name,
      `found ${inQuotes(text)}${guess}; ${listChoices(pools)} is allowed`,
    )
  }
