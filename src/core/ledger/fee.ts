/**
 * The fee incurred in a service period, per account (rules §3). The SLA does not say how prepaid units turn
 * into a monthly fee; both ways of reading it are here, and which one counts is a switch (`--fee-basis`):
 *
 * `usage` (default): the units drawn in the period, each at the effective unit price of the lot that paid it.
 * What no lot paid has no price; it is told beside the fee.
 *
 * `straight-line`: the price of each lot spread evenly over its validity, and of that the part that falls into
 * the period. Use does not matter, and neither does `asOf`.
 */

import { fail, unreachable } from '../failure.js'
import { getOrInsert } from '../get-or-insert.js'
import type { Instant } from '../instant.js'
import { add, NO_UNITS, toRatio, type Units } from '../quantity.js'
import { addRatios, multiplyRatios, type Ratio, ratio, ZERO } from '../ratio.js'
import type { BurnOrder } from './burn-order.js'
import { type DrawDown, drawDown, type Use } from './drawdown.js'
import { costOfUnits } from './forfeiture.js'
import { isOpenTo, type Lot } from './lot.js'

export const FEE_BASES = ['usage', 'straight-line'] as const
export type FeeBasis = (typeof FEE_BASES)[number]

/** A stretch of time, `[from, to)`, for which one account's fee is asked. */
export interface FeePeriod {
  /** Null: everyone's. */
  readonly account: string | null
  readonly from: Instant
  readonly to: Instant
}

/** What one lot contributes to a fee. */
export interface FeePart {
  readonly lot: Lot
  /** The units drawn from it in the period; null when the fee does not depend on use. */
  readonly units: Units | null
  /** Exact. */
  readonly dollars: Ratio
}

/** The fee of one period. */
export interface IncurredFee {
  readonly period: FeePeriod
  /** The sum of the parts, exact. */
  readonly dollars: Ratio
  /** One for each lot that contributes, in the order of the ledger. */
  readonly parts: readonly FeePart[]
  /** Use in the period that no lot paid and no fee holds, by pool; empty when the fee does not depend on use. */
  readonly unfunded: ReadonlyMap<string, Units>
  /** Use in the period after `asOf`, which no fee holds either, by pool; empty when the fee does not depend on use. */
  readonly later: ReadonlyMap<string, Units>
}

export interface FeeRequest {
  readonly lots: readonly Lot[]
  /** In order of time. */
  readonly uses: Iterable<Use>
  /** Those of one account must not overlap. */
  readonly periods: readonly FeePeriod[]
  readonly basis: FeeBasis
  readonly order: BurnOrder
  readonly asOf: Instant
}

/** The fees, one for each period asked for, and the draw-down that they come from. */
export interface Fees {
  readonly fees: readonly IncurredFee[]
  /** Null when the fee does not depend on use. */
  readonly drawDown: DrawDown | null
}

/** The fee of each period. Takes time in proportion to uses × periods of one account. */
export function computeFees(request: FeeRequest): Fees {
  switch (request.basis) {
    case 'usage':
      return chargeUse(request)
    case 'straight-line':
      return { fees: request.periods.map(period => spreadPrices(request.lots, period)), drawDown: null }
    default:
      return unreachable(request.basis)
  }
}

/** What is summed up for one period while the lots are drawn down. */
interface Running {
  readonly period: FeePeriod
  readonly drawn: Map<Lot, Units>
  readonly unfunded: Map<string, Units>
  readonly later: Map<string, Units>
}

function chargeUse({ lots, uses, periods, order, asOf }: FeeRequest): Fees {
  const all = periods.map(
    (period): Running => ({ period, drawn: new Map(), unfunded: new Map(), later: new Map() }),
  )
  const ofOwner = new Map<string | null, Running[]>()
  const listPeriodsOf = (owner: string | null): Running[] =>
    getOrInsert(ofOwner, owner, () => all.filter(({ period }) => isIncurredBy(period, owner)))
  const addTo = (sums: 'unfunded' | 'later', use: Use, units: Units): void => {
    for (const { period, [sums]: sum } of listPeriodsOf(use.account)) {
      if (covers(period, use.at)) sum.set(use.pool, add(sum.get(use.pool) ?? NO_UNITS, units))
    }
  }
  function* watchLater(): Generator<Use> {
    for (const use of uses) {
      if (use.at > asOf) addTo('later', use, use.units)
      yield use
    }
  }
  const outcome = drawDown(lots, watchLater(), {
    order,
    asOf,
    onDraw({ use, lot, units }) {
      for (const { period, drawn } of listPeriodsOf(use.account ?? lot.account)) {
        if (covers(period, use.at)) drawn.set(lot, add(drawn.get(lot) ?? NO_UNITS, units))
      }
    },
  })
  for (const { use, units } of outcome.unfunded) addTo('unfunded', use, units)
  const fees = all.map(({ period, drawn, unfunded, later }) => {
    const parts = lots.flatMap(lot => {
      const units = drawn.get(lot)
      return units === undefined ? [] : [{ lot, units, dollars: knownCost(costOfUnits(lot, units), lot) }]
    })
    return { period, dollars: sumOf(parts), parts, unfunded, later }
  })
  return { fees, drawDown: outcome }
}

const covers = ({ from, to }: FeePeriod, at: Instant): boolean => from <= at && at < to

/** Whether what belongs to `owner` (null: nobody in particular) is part of the period's fee. */
const isIncurredBy = ({ account }: FeePeriod, owner: string | null): boolean =>
  account === null || owner === null || account === owner

function spreadPrices(lots: readonly Lot[], period: FeePeriod): IncurredFee {
  const parts = lots.flatMap(lot => {
    const from = Math.max(lot.effectiveAt, period.from)
    const to = Math.min(lot.expiresAt, period.to)
    if (to <= from || !isOpenTo(lot, period.account)) return []
    const share = ratio(BigInt(to - from), BigInt(lot.expiresAt - lot.effectiveAt))
    const dollars = lot.price && multiplyRatios(toRatio(lot.price), share)
    return [{ lot, units: null, dollars: knownCost(dollars, lot) }]
  })
  return { period, dollars: sumOf(parts), parts, unfunded: new Map(), later: new Map() }
}

/** Throws KEY_MISSING for a lot without a price: a fee that leaves it out would look whole. */
function knownCost(dollars: Ratio | null, { id, place }: Lot): Ratio {
  if (dollars !== null) return dollars
  const message = `price: the price of package ${id} is not known, and the fee holds a part of it`
  return fail('KEY_MISSING', message, place, 'write "price" into its row or entry')
}

const sumOf = (parts: readonly FeePart[]): Ratio =>
  parts.reduce((sum, { dollars }) => addRatios(sum, dollars), ZERO)
