/**
 * A ledger as charges of FOCUS: each package is a commitment that was bought at once, each day's use of it a charge
 * that it covers, and what expired unused its unused part.
 */
import { compact } from '../../core/compact.js'
import { failWithHint } from '../../core/failure.js'
import { type Day, dayAt, type Instant } from '../../core/instant.js'
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
import { listPerhapsUsed } from '../expiry/words.js'
import { describePackagePurchase, frameOfPackage, UNIT } from './charges.js'
import type { FocusRow } from './columns.js'

/**
 * The charges up to the time of the answer, package by package. `vendors` says by package of the catalogue whose it is.
 * Throws when a charge is not known.
 */
export function listExpiryCharges(answer: ExpiryAnswer, vendors: ReadonlyMap<string, string>): FocusRow[] {
  const { asOf, outlook, allocation, usage } = answer
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
    failWithHint(
      'BAD_USAGE',
      `--format focus: expected the price of every package; got none for ${unpriced.join(', ')}`,
      'add the column price to the ledger',
    )
  // Of a package in whose time no use is known, nobody can say that a unit was not used.
  const perhapsUsed = listPerhapsUsed(answer).flatMap(({ balance: { lot } }) =>
    lot.expiresAt <= usage!.from! || lot.effectiveAt > usage!.until! ? [lot] : [],
  )
  return outlook.lots.flatMap(({ balance: { lot, forfeited } }) => {
    if (lot.purchasedAt > asOf) return []
    const spread = spreadCost(lot)
    const days = [...(used.get(lot)?.values() ?? [])]
    return compact([
      describePackagePurchase({ ...lot, price: lot.price! }, vendors),
      ...days.map(use => describeUse(lot, use, 'Used', spread(use.units), vendors)),
      !isZero(forfeited) &&
        !perhapsUsed.includes(lot) &&
        describeUse(
          lot,
          { day: dayAt((lot.expiresAt - 1) as Instant), account: lot.account, units: forfeited },
          'Unused',
          spread(forfeited),
          vendors,
        ),
    ])
  })
}

interface DayUse {
  readonly day: Day
  readonly account: string | null
  readonly units: Units
}

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
    ...frameOfPackage(lot, day, account, vendors),
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
