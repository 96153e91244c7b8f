/** A lot out of named texts: a row of a CSV ledger, or an entry of the API's answer put into its words. */
import { type Issue, isIssue, listChoices, type Place } from '../../core/failure.js'
import { formatInstant, type Instant } from '../../core/instant.js'
import { expiryOf, type Lot } from '../../core/ledger/lot.js'
import { findPackage, type ResourcePackage } from '../../core/ledger/resource-package.js'
import { nearestName } from '../../core/nearest-name.js'
import { isZero, type Units, type Usd, units, usd } from '../../core/quantity.js'
import type { Notation } from '../notation.js'
import { type Problems, quote, readAmount, readChoice, readTime, report } from '../values.js'

/** The columns of a ledger (cli.md), and `currency` for those who have it, so that no other money slips in. */
export const LEDGER_COLUMNS = [
  'id',
  'package',
  'pool',
  'units',
  'price',
  'purchased_at',
  'effective_at',
  'expires_at',
  'validity_days',
  'concurrency',
  'account',
  'currency',
] as const

export type LedgerColumn = (typeof LEDGER_COLUMNS)[number]

/** What the texts are read with. */
export interface LotContext {
  readonly packages: readonly ResourcePackage[]
  /** The pools of all price lists and packages: a lot of any other would never pay for anything. */
  readonly pools: readonly string[]
  readonly notation: Notation
  /** How messages name a column: itself in a CSV file, the API's word in its answer. */
  readonly nameOf: (column: LedgerColumn) => string
}

const LONGEST_VALIDITY = 36_500
const HIGHEST_CONCURRENCY = 1_000_000

/**
 * Reads a lot, an empty text being one that is not there. The package that the row names fills what the row
 * leaves out; what neither says is asked for, never guessed. Returns every issue at `place` when there are any.
 */
export function readLotRow(
  text: (column: LedgerColumn) => string | undefined,
  context: LotContext,
  place: Place,
  order: number,
): Lot | Issue[] {
  const { packages, notation, nameOf } = context
  const problems: Problems = { place, issues: [] }
  const given = (column: LedgerColumn): string | null => text(column) || null
  const read = <T>(
    column: LedgerColumn,
    parse: (text: string, name: string, problems: Problems) => T | null,
  ): T | null => {
    const found = given(column)
    return found === null ? null : parse(found, nameOf(column), problems)
  }
  const readMoment = (found: string, name: string): Instant | null =>
    readTime(found, name, notation, problems)

  const id = given('id')
  const packageName = given('package')
  const found = packageName === null ? null : findPackage(packages, packageName, place)
  if (found && isIssue(found)) problems.issues.push(found)
  const offer = found && !isIssue(found) ? found : null
  read('currency', (currency, name) => readChoice(currency, name, ['usd'], problems))
  const lot = {
    pool: read('pool', (pool, name) => readPool(pool, name, context.pools, problems)) ?? offer?.pool,
    units:
      read('units', (text, name, all) => readUnits(text, name, notation, all)) ?? offer?.units ?? undefined,
    price:
      read('price', (text, name, all) => readPrice(text, name, notation, all)) ?? offer?.price ?? undefined,
  }
  const concurrency =
    read('concurrency', (limit, name) => readWhole(limit, name, HIGHEST_CONCURRENCY, problems)) ??
    offer?.concurrency ??
    null
  const ownStart = read('effective_at', readMoment)
  const purchase = read('purchased_at', readMoment)
  const statedExpiry = read('expires_at', readMoment)
  const days =
    read('validity_days', (count, name) => readWhole(count, name, LONGEST_VALIDITY, problems)) ??
    offer?.validityDays

  const requireColumn = (column: LedgerColumn, others: readonly LedgerColumn[] = []): void => {
    // An unknown package might have said it; its own issue is enough.
    if ([column, ...others].some(name => given(name) !== null) || (found && !offer)) return
    const names = listChoices([column, ...others].map(nameOf))
    const silence = offer ? `, and package ${offer.id} does not state it` : ''
    report(problems, 'KEY_MISSING', names, `is missing${silence}`)
  }
  if (id === null) report(problems, 'KEY_MISSING', nameOf('id'), 'is missing')
  if (given('purchased_at') === null && given('effective_at') === null)
    report(
      problems,
      'KEY_MISSING',
      listChoices([nameOf('purchased_at'), nameOf('effective_at')]),
      'is missing',
    )
  if (lot.pool === undefined) requireColumn('pool')
  if (lot.units === undefined) requireColumn('units')
  if (lot.price === undefined) requireColumn('price')
  if (days === undefined || days === null) requireColumn('expires_at', ['validity_days'])

  // Rules §2: a lot takes effect when it is bought unless it says otherwise, and a stated expiry wins.
  const effectiveAt = ownStart ?? purchase
  const expiresAt = statedExpiry ?? (effectiveAt !== null && days ? expiryOf(effectiveAt, days) : null)
  if (effectiveAt !== null && expiresAt !== null && expiresAt <= effectiveAt) {
    report(
      problems,
      'BAD_TIME',
      nameOf('expires_at'),
      `found ${formatInstant(expiresAt)}, which is not after ${formatInstant(effectiveAt)}, when it takes effect`,
    )
  }
  if (problems.issues.length > 0) return problems.issues
  return {
    id: id!,
    packageId: offer?.id ?? null,
    account: given('account'),
    pool: lot.pool!,
    units: lot.units!,
    price: lot.price!,
    purchasedAt: (purchase ?? effectiveAt)!,
    effectiveAt: effectiveAt!,
    expiresAt: expiresAt!,
    concurrency,
    order,
    place,
  }
}

/** Units, more than 0. */
function readUnits(text: string, name: string, notation: Notation, problems: Problems): Units | null {
  const example = 'a number of units above 0, such as 30000 or 0.5'
  const plain = readAmount(text, name, notation, problems, example)
  if (plain === null) return null
  const amount = units(plain)
  if (!isZero(amount)) return amount
  return report(problems, 'BAD_NUMBER', name, `expected ${example}; got ${quote(text)}`)
}

/** Dollars, 0 or more. */
function readPrice(text: string, name: string, notation: Notation, problems: Problems): Usd | null {
  const plain = readAmount(text, name, notation, problems, 'a number of dollars, such as 1200 or 0.556')
  return plain === null ? null : usd(plain)
}

/** A whole number from 1 to `most`. */
function readWhole(text: string, name: string, most: number, problems: Problems): number | null {
  if (/^[1-9]\d{0,8}$/.test(text) && Number(text) <= most) return Number(text)
  return report(
    problems,
    'BAD_NUMBER',
    name,
    `found ${quote(text)}; a whole number from 1 to ${most} is allowed`,
  )
}

function readPool(text: string, name: string, pools: readonly string[], problems: Problems): string | null {
  const pool = text.toLowerCase()
  if (pools.includes(pool)) return pool
  const near = nearestName(pool, pools)
  const guess = near === null ? '' : `, did you mean "${near}"?`
  return report(problems, 'BAD_VALUE', name, `found ${quote(text)}${guess}; ${listChoices(pools)} is allowed`)
}
