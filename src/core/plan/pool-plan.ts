/**
 * The plan of one pool with all that is said of it: what else could be bought, over what range of demand it stays
 * the best, what the concurrency limit allows, and what happens when demand turns out otherwise.
 */
import { compare, isZero, NO_UNITS, type Seconds, subtract, sumOf, toRatio, type Units } from '../quantity.js'
import { addRatios, divideRatios, multiplyRatios, type Ratio, subtractRatios, ZERO } from '../ratio.js'
import { type Alternative, listAlternatives } from './alternatives.js'
import { type BreakEven, listBreakEvens } from './break-even.js'
import { assessConcurrency, type ConcurrencyOutlook, isTooLargeToUse } from './concurrency.js'
import { mostWithin } from './demand/demand.js'
import { type DemandRange, findDemandRange } from './demand-range.js'
import { drawDownPlan, type PlanOutcome } from './draw-down.js'
import { daysFrom, endOfPurchase, type HeldLot, type Offer, unitPriceOf } from './offer.js'
import {
  type NoPlan,
  netCostOf,
  type PlannedPurchase,
  type PurchasePlan,
  planPurchases,
} from './purchase-plan.js'
import type { PlanQuestion } from './search/grid.js'

/** A use above which the source recommends a negotiated package (002). */
export interface Recommendation {
  readonly packageId: string
  readonly units: Units
  readonly days: number
}

/** What is asked of a pool beside its plan. */
export interface PoolQuestion extends PlanQuestion {
  /** What was paid for a unit of each held lot, in dollars; 0 where it is not known. */
  readonly heldUnitPrices: readonly Ratio[]
  readonly recommendations: readonly Recommendation[]
  readonly taskTime: Seconds
  /** The mean units of a task; null when unknown. */
  readonly unitsPerTask: Ratio | null
  /** Demand that is lower and higher than planned for; null when the demand is certain. */
  readonly spread: { readonly low: readonly Units[]; readonly high: readonly Units[] } | null
  /** When the history is too short to buy by: the use of as many days as it has, each an ordinary one. */
  readonly littleKnown: readonly Units[] | null
  readonly isExplained: boolean
}

/** Clocks that run out: for the plan itself, and for all that is found out beside it. */
export interface PlanClocks {
  startPlan(): () => boolean
  startAside(): () => boolean
}

/** A negotiated package is recommended, and below this price of a unit it would beat the plan. */
export interface Negotiation {
  readonly recommendation: Recommendation
  /** The largest use within the days of the recommendation. */
  readonly most: Units
  /** Dollars a unit: the long-run price, or where use ends what the plan pays; null when it buys nothing. */
  readonly beatsBelow: Ratio | null
}

/** What the plan comes to when demand turns out otherwise. */
export interface Risk {
  /** At the low demand: units that were paid for and expire, and what was paid for them. */
  readonly low: { readonly forfeited: Units; readonly dollars: Ratio; readonly left: Units }
  readonly high: {
    /** The first day that the plan does not cover; null: it covers all. */
    readonly shortDay: number | null
    /** Units short by the end, if nothing is done. */
    readonly short: Units
    /** What to buy from that day on instead of what was planned from then on; null when the plan is enough. */
    readonly replan: PurchasePlan | NoPlan | null
    /** What is paid more than by the plan, in dollars, for the purchases before that day and those of `replan`. */
    readonly more: Ratio
  }
}

/** What becomes of the packages of a pool, held or to be bought. */
export interface PoolLots extends Pick<PoolQuestion, 'heldUnitPrices'> {
  readonly plan: Pick<PurchasePlan, 'purchases' | 'held'>
  /** Day by day: what is left, what expires, and which use no package covers. */
  readonly burnDown: Pick<PlanOutcome, 'closing' | 'expiring' | 'uncovered'>
}

/** A plan, and what is said of it. */
export interface PoolPlan extends PoolLots, Pick<PoolQuestion, 'offers' | 'afterwards' | 'unitsPerTask'> {
  readonly kind: 'pool-plan'
  readonly plan: PurchasePlan
  readonly alternatives: readonly Alternative[]
  readonly breakEvens: readonly BreakEven[]
  readonly concurrency: ConcurrencyOutlook
  /** The fewest units a task may use on average for the limit not to bind; null when no limit is known or no use. */
  readonly unitsPerTaskToFit: Ratio | null
  /** Purchases that cannot be used up before they expire, even at full concurrency. */
  readonly tooLarge: readonly PlannedPurchase[]
  readonly negotiation: Negotiation | null
  readonly risk: Risk | null
  /** When the history is too short to buy by: what to buy at most. */
  readonly atMost: PurchasePlan | null
  /** Null unless explained, when the plan is not proven, and when use goes on: then what is left has its worth. */
  readonly demandRange: DemandRange | null
}

/** What the held packages of a pool do where nothing on sale covers the use that they leave: they are drawn all the same. */
export interface HeldOnly extends PoolLots {
  readonly kind: 'held-only'
  /** The days that the held packages serve, but with fewer tasks at once than are asked for. */
  readonly daysBelowLimit: readonly number[]
}

/** Plans a pool; asserts what `planPurchases` asserts. */
export function planPool(question: PoolQuestion, clocks: PlanClocks): PoolPlan | NoPlan {
  const found = planPurchases(question, clocks.startPlan())
  if (found.kind === 'no-plan') return found
  const alternatives = listAlternatives(question, clocks.startAside())
  const plan = cheapestOf(found, alternatives)
  const { startOf, demand, offers, held, taskTime, unitsPerTask } = question
  const { closing, expiring, uncovered } = drawDownPlan(startOf, demand, held, plan.purchases)
  const concurrency = assessConcurrency({ demand, limits: plan.limits, taskTime, unitsPerTask })
  return {
    kind: 'pool-plan',
    plan,
    heldUnitPrices: question.heldUnitPrices,
    offers,
    afterwards: question.afterwards,
    alternatives,
    breakEvens: listBreakEvens(offers),
    concurrency,
    unitsPerTask,
    unitsPerTaskToFit: findUnitsPerTaskToFit(demand, concurrency),
    tooLarge:
      unitsPerTask === null
        ? []
        : plan.purchases.filter(({ offer }) => isTooLarge(offer, taskTime, unitsPerTask)),
    negotiation: findNegotiation(question, plan),
    atMost: planLittle(question, clocks),
    risk: question.spread && assessRisk(question, question.spread, plan, clocks),
    demandRange:
      question.isExplained && question.afterwards === null && plan.isProvenOptimal && !isZero(sumOf(demand))
        ? findDemandRange(question, plan, clocks.startAside())
        : null,
    burnDown: { closing, expiring, uncovered },
  }
}

/** Draws the use from what is held, for a pool without a plan. */
export function drawHeldOnly({
  startOf,
  demand,
  held,
  heldUnitPrices,
  minConcurrency,
}: PoolQuestion): HeldOnly {
  const { closing, expiring, uncovered, ...outcome } = drawDownPlan(startOf, demand, held, [])
  const isServed = (use: Units, day: number): boolean => compare(use, uncovered[day]!) > 0
  return {
    kind: 'held-only',
    plan: { purchases: [], held: held.map((lot, i) => ({ lot, ...outcome.held[i]! })) },
    heldUnitPrices,
    burnDown: { closing, expiring, uncovered },
    daysBelowLimit: demand.flatMap((use, day) =>
      isServed(use, day) && (outcome.limits[day] ?? 0) < (minConcurrency ?? 0) ? [day] : [],
    ),
  }
}

/** The plan, or where it is not proven an alternative that is cheaper: whatever else was found serves the question too. */
function cheapestOf(found: PurchasePlan, alternatives: readonly Alternative[]): PurchasePlan {
  return alternatives.reduce<PurchasePlan>((best, { outcome }) => {
    if (best.isProvenOptimal || outcome.kind === 'no-plan') return best
    const better = subtractRatios(netCostOf(best), netCostOf(outcome))
    if (better.num <= 0n) return best
    // What was bounded with fewer offers bounds nothing with all of them.
    const gap = subtractRatios(best.gap, better)
    return gap.num <= 0n
      ? { ...outcome, gap: ZERO, isProvenOptimal: true }
      : { ...outcome, gap, isProvenOptimal: false }
  }, found)
}

/** The least for days of little known use, as if use ended with them; null when the history is long enough, or nothing does. */
function planLittle(question: PoolQuestion, clocks: PlanClocks): PurchasePlan | null {
  const { littleKnown } = question
  if (littleKnown === null) return null
  const little = { ...question, demand: littleKnown, afterwards: null }
  const found = planPurchases(little, clocks.startAside())
  return found.kind === 'plan' ? found : null
}

const isTooLarge = ({ units, validityDays, concurrency }: Offer, taskTime: Seconds, unitsPerTask: Ratio) =>
  concurrency !== null && isTooLargeToUse({ units, validityDays, concurrency }, taskTime, unitsPerTask)

function findUnitsPerTaskToFit(demand: readonly Units[], { tasksPerDayMax }: ConcurrencyOutlook) {
  const most = demand.reduce((highest, use) => (compare(use, highest) > 0 ? use : highest), NO_UNITS)
  if (tasksPerDayMax === null || tasksPerDayMax === 0n || isZero(most)) return null
  return divideRatios(toRatio(most), { num: tasksPerDayMax, den: 1n })
}

/** The recommendation that the demand passes; where it passes several, the one of the largest use. */
function findNegotiation(
  { recommendations, demand, afterwards }: PoolQuestion,
  plan: PurchasePlan,
): Negotiation | null {
  // Use that goes on is use, though nothing is planned for it yet.
  const usesFor = (days: number): readonly Units[] =>
    afterwards ? [...demand, ...Array<Units>(days).fill(afterwards.perDay)] : demand
  const passed = recommendations
    .map(recommendation => {
      const { days } = recommendation
      return { recommendation, most: mostWithin(usesFor(days), days) }
    })
    .filter(({ recommendation, most }) => compare(most, recommendation.units) > 0)
    .sort((a, b) => compare(b.recommendation.units, a.recommendation.units))[0]
  return passed
    ? { ...passed, beatsBelow: afterwards ? afterwards.unitPrice : plan.effectiveUnitPrice }
    : null
}

/** Holds the plan, as it stands, against a lower and a higher demand. */
function assessRisk(
  question: PoolQuestion,
  { low, high }: NonNullable<PoolQuestion['spread']>,
  plan: PurchasePlan,
  clocks: PlanClocks,
): Risk {
  const { startOf, held, heldUnitPrices } = question
  const atLow = drawDownPlan(startOf, low, held, plan.purchases)
  const atHigh = drawDownPlan(startOf, high, held, plan.purchases)
  const lots = [
    ...atLow.held.map((lot, i) => ({ ...lot, unitPrice: heldUnitPrices[i]! })),
    ...atLow.purchases.map((lot, i) => ({ ...lot, unitPrice: unitPriceOf(plan.purchases[i]!.offer) })),
  ]
  const dollars = lots
    .map(({ forfeited, unitPrice }) => multiplyRatios(toRatio(forfeited), unitPrice))
    .reduce(addRatios, ZERO)
  return {
    low: {
      forfeited: sumOf(lots.map(lot => lot.forfeited)),
      dollars,
      left: sumOf(lots.map(lot => lot.left)),
    },
    high: {
      shortDay: atHigh.shortDay,
      short: sumOf(atHigh.uncovered),
      ...(atHigh.shortDay === null
        ? { replan: null, more: ZERO }
        : replanFrom(atHigh.shortDay, question, high, plan, clocks)),
    },
  }
}

/**
 * The cheapest purchases from `day` on for a higher demand, when those before it have been made as planned. The days
 * before it are over by then, and so is the chance to have bought otherwise on them: the question begins on `day`.
 */
function replanFrom(
  day: number,
  question: PoolQuestion,
  demand: readonly Units[],
  plan: PurchasePlan,
  clocks: PlanClocks,
): Pick<Risk['high'], 'replan' | 'more'> {
  const { startOf } = question
  const made = plan.purchases.filter(purchase => purchase.day < day)
  const bought = made.map(({ offer, at, ...purchase }, i): HeldLot => {
    const expiresAt = startOf(endOfPurchase(offer, purchase.day, startOf))
    return {
      id: `${offer.id} ${i}`,
      units: offer.units,
      effectiveAt: at,
      expiresAt,
      concurrency: offer.concurrency,
    }
  })
  const before = drawDownPlan(startOf, demand.slice(0, day), [...question.held, ...bought], [])
  const held = [...question.held, ...bought].map(
    (lot, i): HeldLot => ({ ...lot, units: subtract(lot.units, before.held[i]!.used) }),
  )
  const offers = question.offers.filter(
    ({ id, isOncePerAccount }) => !(isOncePerAccount && made.some(({ offer }) => offer.id === id)),
  )
  const rest = { ...question, startOf: daysFrom(startOf, day), demand: demand.slice(day), offers, held }
  const fromDay = planPurchases(rest, clocks.startAside())
  if (fromDay.kind === 'no-plan') return { replan: fromDay, more: ZERO }
  const purchases = fromDay.purchases.map(purchase => ({ ...purchase, day: day + purchase.day }))
  const paid = (bought: readonly PlannedPurchase[]): Ratio =>
    bought.map(({ offer }) => toRatio(offer.price)).reduce(addRatios, ZERO)
  const more = subtractRatios(paid([...made, ...purchases]), paid(plan.purchases))
  return { replan: { ...fromDay, purchases }, more }
}
