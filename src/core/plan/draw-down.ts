/**
 * What becomes of every lot of a plan, held or bought, day by day: the lot that expires first pays first; of those
 * the one that took effect first; of those the held ones, in their order, then the bought ones, in theirs (rules §2).
 * Exact, and apart from the search, so that it checks the search as well as it tells the outcome.
 */
import type { Instant } from '../instant.js'
import { compare, isZero, NO_UNITS, subtract, sumOf, toRatio, type Units } from '../quantity.js'
import type { Leftover } from './afterwards.js'
import { type DayStarts, daysCovered, endOfPurchase, type HeldLot, type Offer } from './offer.js'

/** A purchase: an offer, bought at the start of a day of the grid. */
export interface Purchase {
  readonly offer: Offer
  readonly day: number
}

/** `units = used + forfeited + left`, always. */
export interface LotOutcome {
  readonly used: Units
  /** Not used, and expired by the end of the horizon. */
  readonly forfeited: Units
  /** Not used, and still valid after the last day of the horizon. */
  readonly left: Units
}

/** A lot of the plan while it is drawn down. */
interface PlannedLot {
  readonly units: Units
  readonly effectiveAt: Instant
  readonly expiresAt: Instant
  /** Usable on the days `[from, until)`. */
  readonly from: number
  readonly until: number
  readonly concurrency: number | null
  rest: Units
}

/** The outcome of a plan. */
export interface PlanOutcome {
  /** One for each purchase, in their order. */
  readonly purchases: readonly LotOutcome[]
  /** One for each held lot, in their order. */
  readonly held: readonly LotOutcome[]
  /** The first day that is not covered; null: all are. */
  readonly shortDay: number | null
  /** By day, the units of its use that no lot covers. */
  readonly uncovered: readonly Units[]
  /** By day, the highest limit stated by a lot that is valid on it; null when none states one. */
  readonly limits: readonly (number | null)[]
  /** By day, the highest limit stated by a valid lot that still holds units when the day's last task draws. */
  readonly limitsInUse: readonly (number | null)[]
  /** By day, the units at its end that can still be used on the next. */
  readonly closing: readonly Units[]
  /** By day, the units that expire unused at its end. */
  readonly expiring: readonly Units[]
  /** What is left of the lots in use, for after the horizon. */
  readonly leftovers: readonly Leftover[]
}

/** Draws the daily demand from held and bought lots. Takes time in proportion to days × lots. */
export function drawDownPlan(
  startOf: DayStarts,
  demand: readonly Units[],
  held: readonly HeldLot[],
  purchases: readonly Purchase[],
): PlanOutcome {
  const days = demand.length
  const heldLots = held.map((lot): PlannedLot => {
    const { units, effectiveAt, expiresAt, concurrency } = lot
    return { units, effectiveAt, expiresAt, concurrency, ...daysCovered(lot, startOf), rest: units }
  })
  const boughtLots = purchases.map(({ offer, day }): PlannedLot => {
    const until = endOfPurchase(offer, day, startOf)
    const effectiveAt = startOf(day)
    const expiresAt = startOf(until)
    const { units, concurrency } = offer
    return { units, effectiveAt, expiresAt, from: day, until, concurrency, rest: units }
  })
  // Sorting keeps the order of what it finds equal.
  const inBurnOrder = [...heldLots, ...boughtLots].sort(
    (a, b) => a.expiresAt - b.expiresAt || a.effectiveAt - b.effectiveAt,
  )
  let shortDay: number | null = null
  const uncovered: Units[] = []
  const limits: (number | null)[] = []
  const limitsInUse: (number | null)[] = []
  const closing: Units[] = []
  const expiring: Units[] = []
  const end = startOf(days)
  const lastsBeyond = (lot: PlannedLot, day: number): boolean =>
    day + 1 < lot.until || (day + 1 === days && lot.expiresAt > end)
  for (const [day, use] of demand.entries()) {
    const valid = inBurnOrder.filter(lot => lot.from <= day && day < lot.until)
    let open = use
    let lastPayer: PlannedLot | null = null
    for (const lot of valid) {
      if (isZero(open)) break
      if (isZero(lot.rest)) continue
      const paid = compare(lot.rest, open) < 0 ? lot.rest : open
      lot.rest = subtract(lot.rest, paid)
      open = subtract(open, paid)
      lastPayer = lot
    }
    if (!isZero(open)) shortDay ??= day
    uncovered.push(open)
    limits.push(highestLimit(valid))
    const unused = valid.filter(lot => !isZero(lot.rest))
    limitsInUse.push(highestLimit(lastPayer === null ? unused : [lastPayer, ...unused]))
    closing.push(sumOf(unused.filter(lot => lastsBeyond(lot, day)).map(({ rest }) => rest)))
    expiring.push(sumOf(unused.filter(lot => !lastsBeyond(lot, day)).map(({ rest }) => rest)))
  }
  const close = ({ units, rest, expiresAt }: PlannedLot): LotOutcome => {
    const isOver = expiresAt <= end
    return {
      used: subtract(units, rest),
      forfeited: isOver ? rest : NO_UNITS,
      left: isOver ? NO_UNITS : rest,
    }
  }
  return {
    purchases: boughtLots.map(close),
    held: heldLots.map(close),
    shortDay,
    uncovered,
    limits,
    limitsInUse,
    closing,
    expiring,
    leftovers: inBurnOrder
      .filter(lot => lot.from <= days && lot.expiresAt > end)
      .map(lot => ({ units: toRatio(lot.rest), days: lot.until - days })),
  }
}

const highestLimit = (lots: readonly PlannedLot[]): number | null =>
  lots.reduce<number | null>(
    (highest, { concurrency }) => (concurrency === null ? highest : Math.max(highest ?? 0, concurrency)),
    null,
  )
