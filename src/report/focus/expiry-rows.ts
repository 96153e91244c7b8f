/**
 * A ledger as charges of FOCUS: each package is a commitment that was bought at once, each day's use of it a charge
 * that it covers, and what expired unused its unused part.
 */
import { addMonths, formatMonth, monthOf } from '../../core/calendar.js'
import { fail } from '../../core/failure.js'
import { type Day, formatDay, type Instant, MILLIS_PER_DAY } from '../../core/instant.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import type { Lot } from '../../core/ledger/lot.js'
import { add, format, isZero, NO_UNITS, toRatio, type Units } from '../../core/quantity.js'
import {
  divideRatios,
  formatRatio,
  multiplyRatios,
  ratioOfDecimal,
  subtractRatios,
} from '../../core/ratio.js'
import { writeCsvLine } from '../csv.js'
import { COLUMNS, type FocusName, type FocusRow } from './columns.js'

/** What stands where FOCUS allows no null and nobody says it. */
const NOT_STATED = 'not stated'
const UNIT = 'Units'

/** The charges as CSV. `vendors` says by package of the catalogue whose it is. Throws when a charge is not known. */
export function* writeExpiryFocus(
  answer: ExpiryAnswer,
  vendors: ReadonlyMap<string, string>,
): Generator<string> {
  const names = Object.keys(COLUMNS) as FocusName[]
  yield `${names.join(',')}\n`
  for (const row of listExpiryCharges(answer, vendors))
    yield `${writeCsvLine(names.map(name => row[name]))}\n`
}

/** The charges up to the time of the answer, package by package. */
export function listExpiryCharges(
  { asOf, outlook, allocation }: ExpiryAnswer,
  vendors: ReadonlyMap<string, string>,
): FocusRow[] {
  const used = new Map<Lot, Map<string, DayUse>>()
  for (const { use, lot, units } of allocation?.draws ?? []) {
    const days = used.get(lot) ?? new Map<string, DayUse>()
    used.set(lot, days)
    const day = dayAt(use.at)
    const key = JSON.stringify([day, use.account])
    days.set(key, { day, account: use.account, units: add(days.get(key)?.units ?? NO_UNITS, units) })
  }
  const unpriced = outlook.lots.flatMap(({ balance: { lot } }) => (lot.price === null ? [lot.id] : []))
  if (unpriced.length > 0)
    fail(
      'BAD_USAGE',
      `--format focus: expected the price of every package; got none for ${unpriced.join(', ')}`,
      undefined,
      'add the column price to the ledger',
    )
  return outlook.lots.flatMap(({ balance: { lot, forfeited } }) => {
    if (lot.purchasedAt > asOf) return []
    const spread = spreadCost(lot)
    const days = [...(used.get(lot)?.values() ?? [])]
    return [
      describePurchase(lot, vendors),
      ...days.map(use => describeUse(lot, use, 'Used', spread(use.units), vendors)),
      ...(isZero(forfeited)
        ? []
        : [
            describeUse(
              lot,
              { day: dayAt((lot.expiresAt - 1) as Instant), account: lot.account, units: forfeited },
              'Unused',
              spread(forfeited),
              vendors,
            ),
          ]),
    ]
  })
}

interface DayUse {
  readonly day: Day
  readonly account: string | null
  readonly units: Units
}

const dayAt = (at: Instant): Day => Math.floor(at / MILLIS_PER_DAY) as Day
const startOf = (day: string): string => `${day}T00:00:00Z`

/**
 * What the next so many units of a package cost. A share without an end as a decimal is cut after 18 decimals and the
 * rest goes to the next, so that the charges of a package that is used up or expired sum to its price exactly.
 */
function spreadCost(lot: Lot): (units: Units) => string {
  let taken = NO_UNITS
  const costUntilNow = () =>
    ratioOfDecimal(
      formatRatio(multiplyRatios(toRatio(lot.price!), divideRatios(toRatio(taken), toRatio(lot.units)))),
    )
  return units => {
    const before = costUntilNow()
    taken = add(taken, units)
    return formatRatio(subtractRatios(costUntilNow(), before))
  }
}

/** What every charge of a package has in common. */
function frameOf(lot: Lot, day: Day, account: string | null, vendors: ReadonlyMap<string, string>) {
  const month = monthOf(day)
  const vendor = vendors.get(lot.packageId ?? '') ?? NOT_STATED
  return {
    BillingAccountId: lot.account ?? NOT_STATED,
    BillingAccountName: null,
    BillingCurrency: 'USD',
    BillingPeriodEnd: startOf(`${formatMonth(addMonths(month, 1))}-01`),
    BillingPeriodStart: startOf(`${formatMonth(month)}-01`),
    ChargeClass: null,
    ChargePeriodEnd: startOf(formatDay((day + 1) as Day)),
    ChargePeriodStart: startOf(formatDay(day)),
    CommitmentDiscountCategory: 'Usage',
    CommitmentDiscountId: lot.id,
    CommitmentDiscountName: lot.packageId,
    CommitmentDiscountType: 'Resource package',
    CommitmentDiscountUnit: UNIT,
    InvoiceIssuerName: vendor,
    PricingUnit: UNIT,
    ProviderName: vendor,
    PublisherName: vendor,
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: vendor,
    ServiceSubcategory: 'Generative AI',
    SubAccountId: account,
    SubAccountName: null,
    x_Pool: lot.pool,
  } as const
}

function describePurchase(lot: Lot, vendors: ReadonlyMap<string, string>): FocusRow {
  const price = format(lot.price!)
  return {
    ...frameOf(lot, dayAt(lot.purchasedAt), lot.account, vendors),
    BilledCost: price,
    ChargeCategory: 'Purchase',
    ChargeDescription: `Purchase of ${format(lot.units)} units (${lot.pool})`,
    ChargeFrequency: 'One-Time',
    CommitmentDiscountQuantity: format(lot.units),
    CommitmentDiscountStatus: null,
    ConsumedQuantity: null,
    ConsumedUnit: null,
    ContractedCost: price,
    // The use that it pays for carries its cost.
    EffectiveCost: '0',
    ListCost: price,
    PricingCategory: 'Standard',
    PricingQuantity: format(lot.units),
  }
}

function describeUse(
  lot: Lot,
  { day, account, units }: DayUse,
  status: 'Used' | 'Unused',
  cost: string,
  vendors: ReadonlyMap<string, string>,
): FocusRow {
  const isUsed = status === 'Used'
  const quantity = format(units)
  return {
    ...frameOf(lot, day, account, vendors),
    BilledCost: '0',
    ChargeCategory: 'Usage',
    ChargeDescription: isUsed
      ? `Use of ${quantity} prepaid units (${lot.pool})`
      : `${quantity} prepaid units (${lot.pool}) expired unused`,
    ChargeFrequency: isUsed ? 'Usage-Based' : 'One-Time',
    CommitmentDiscountQuantity: quantity,
    CommitmentDiscountStatus: status,
    ConsumedQuantity: isUsed ? quantity : null,
    ConsumedUnit: isUsed ? UNIT : null,
    ContractedCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    PricingCategory: 'Committed',
    PricingQuantity: quantity,
  }
}
