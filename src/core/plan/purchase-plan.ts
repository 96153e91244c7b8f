/**
 * The purchase plan: what to buy and when, at the least total price that covers the use of every day of the horizon
 * (rules §5). How it is found and why nothing is cheaper: search.ts and bounds.ts.
 */
import { assert } from '../failure.js'
import type { Instant } from '../instant.js'
import { add, divide, isZero, NO_USD, sumOf, toRatio, type Units, type Usd } from '../quantity.js'
import { addRatios, compareRatios, multiplyRatios, type Ratio, subtractRatios, ZERO } from '../ratio.js'
import { countUsable, listUseBehind, savingOf } from './afterwards.js'
import { drawDownPlan, type LotOutcome, type Purchase } from './draw-down.js'
import { assertOffers, daysCovered, type HeldLot, type Offer } from './offer.js'
import { planGreedily } from './search/greedy.js'
import type { Grid, PlanQuestion } from './search/grid.js'
import { toDollars } from './search/grid-money.js'
import { type ScaledGrid, scaleToGrid } from './search/scale-grid.js'
import { type GridPlan, searchPlan } from './search/search.js'

/** The longest horizon, in days. */
export const MAX_DAYS = 3650
/** A question that needs more lots than this, even of the largest offer, is not planned. */
export const MAX_LOTS = 10_000
/** More trials than this are not told apart. */
export const MAX_TRIALS = 30

/** A purchase and what becomes of it. */
export interface PlannedPurchase extends LotOutcome {
  readonly at: Instant
  readonly day: number
  readonly offer: Offer
}

/** A plan that covers the horizon. */
export interface PurchasePlan {
  readonly kind: 'plan'
  /** In order of time. */
  readonly purchases: readonly PlannedPurchase[]
  /** The held lots, and what becomes of them. */
  readonly held: readonly (LotOutcome & { readonly lot: HeldLot })[]
  /** What is paid within the horizon. */
  readonly cost: Usd
  /** What the units left at its end are worth when use goes on, in dollars: what they save (afterwards.ts). */
  readonly valueLeft: Ratio
  /** What trials that were not bought still save when use goes on, in dollars. */
  readonly trialsLeft: Ratio
  /** Units of the purchases, all together: what was bought is used, forfeited or left. */
  readonly used: Units
  readonly forfeited: Units
  readonly left: Units
  /** Cost ÷ units used of the purchases, in dollars a unit; null when none are. */
  readonly effectiveUnitPrice: Ratio | null
  /** True only when everything cheaper was searched or bounded. */
  readonly isProvenOptimal: boolean
  /** No plan is better than this one by more dollars; 0 when that is proven. */
  readonly gap: Ratio
  /** By day, the highest concurrency limit among the lots valid on it; null when none states one. */
  readonly limits: readonly (number | null)[]
  /**
   * The days with use on which every lot that states the minimum concurrency is used up before the day's last task:
   * valid, so that the plan counts it, but empty. See `minConcurrency` in grid.ts.
   */
  readonly daysOnEmptyLimit: readonly number[]
}

/** That no plan was found, and why. */
export interface NoPlan {
  readonly kind: 'no-plan'
  /**
   * `impossible`: no purchases cover every day, at the minimum concurrency if one is asked for; `too-many-lots`: it
   * would take more than MAX_LOTS; `out-of-time`: none was found in the time given, and perhaps there is none.
   */
  readonly reason: 'impossible' | 'too-many-lots' | 'out-of-time'
}

/**
 * The cheapest plan. `isOutOfTime` is asked again and again; once it says yes, the best plan so far is given, with a
 * proven lower bound. Asserts the limits of its input: days, at least one of them; offers with units.
 */
export function planPurchases(question: PlanQuestion, isOutOfTime: () => boolean): PurchasePlan | NoPlan {
  const { demand, offers } = question
  assert(demand.length >= 1 && demand.length <= MAX_DAYS, `a horizon of ${demand.length} days`)
  assert(offers.filter(offer => offer.isOncePerAccount).length <= MAX_TRIALS, 'too many trials')
  assertOffers(offers)
  const pessimistic = scaleToGrid(question, 'pessimistic')
  if (needsTooManyLots(pessimistic.grid)) return { kind: 'no-plan', reason: 'too-many-lots' }
  const found = search(pessimistic, isOutOfTime)
  if (pessimistic.isExact) {
    if (found.plan === null)
      return { kind: 'no-plan', reason: found.isComplete ? 'impossible' : 'out-of-time' }
    const gap = subtractRatios(
      toDollars(found.plan.cost, pessimistic),
      toDollars(found.lowerBound, pessimistic),
    )
    return { ...describePlan(question, found.plan), gap, isProvenOptimal: gap.num === 0n }
  }
  // The question is too fine for whole numbers below 2^53. A plan for a little more demand serves it, and what a
  // little less demand costs at least, it costs at least; when the two meet, the plan is proven all the same. A plan
  // for a little less may serve it too, as where a package holds just what is used: then none is cheaper.
  const optimistic = scaleToGrid(question, 'optimistic')
  const below = search(optimistic, isOutOfTime)
  if (below.plan === null && below.isComplete) return { kind: 'no-plan', reason: 'impossible' }
  const least = toDollars(below.lowerBound, optimistic)
  const plans = [found.plan, below.plan]
    .filter(plan => plan !== null && servesQuestion(question, plan))
    .map(plan => describePlan(question, plan!))
    .sort((a, b) => compareRatios(netCostOf(a), netCostOf(b)))
  const [best] = plans
  if (!best) return { kind: 'no-plan', reason: 'out-of-time' }
  const net = netCostOf(best)
  const isProvenOptimal = compareRatios(least, net) >= 0
  return { ...best, gap: isProvenOptimal ? ZERO : subtractRatios(net, least), isProvenOptimal }
}

/** The plan a person would make by hand (greedy.ts); nothing is proven of it. */
export function planAsGreedy(question: PlanQuestion): PurchasePlan | NoPlan {
  assertOffers(question.offers)
  const { grid } = scaleToGrid(question, 'pessimistic')
  if (needsTooManyLots(grid)) return { kind: 'no-plan', reason: 'too-many-lots' }
  const plan = planGreedily(grid, MAX_PURCHASES)
  if (plan === null) return { kind: 'no-plan', reason: 'impossible' }
  const described = describePlan(question, plan)
  return { ...described, gap: toRatio(described.cost), isProvenOptimal: false }
}

function search({ grid }: ScaledGrid, isOutOfTime: () => boolean) {
  return searchPlan(grid, findFirstPlan(grid), isOutOfTime)
}

/** A good plan to begin with: the cheapest of the greedy one and of one offer alone. */
function findFirstPlan(grid: Grid): GridPlan | null {
  const plans = [grid, ...grid.offers.map((_, offer) => keepOffer(grid, offer))].map(some =>
    planGreedily(some, MAX_PURCHASES),
  )
  return plans.reduce(
    (best, plan) => (best === null || (plan !== null && plan.cost < best.cost) ? plan : best),
    null,
  )
}

const MAX_PURCHASES = 20 * MAX_LOTS

/** The grid with one offer that can be bought; the others hold nothing. */
const keepOffer = (grid: Grid, kept: number): Grid => ({
  ...grid,
  offers: grid.offers.map((offer, i) =>
    i === kept ? offer : { ...offer, units: 0, isEnoughConcurrency: false },
  ),
})

/** Whether even lots of the largest offer would be too many for what is not held. */
function needsTooManyLots({ demand, offers, held }: Grid): boolean {
  // An offer too small for a coarse grid holds nothing on it: that is less than one, and not none.
  const largest = Math.max(1, ...offers.map(({ units }) => units))
  const open = held.reduce(
    (rest, { units }) => rest - units,
    demand.reduce((sum, use) => sum + use, 0),
  )
  return offers.length > 0 && open / largest > MAX_LOTS
}

const listPurchases = ({ offers }: PlanQuestion, plan: GridPlan): Purchase[] =>
  plan.purchases.map(({ day, offer }) => ({ day, offer: offers[offer]! }))

/** Whether a plan for a coarser question covers every day of this one. Its concurrency is that of the question. */
const servesQuestion = (question: PlanQuestion, plan: GridPlan): boolean =>
  drawDownPlan(question.startOf, question.demand, question.held, listPurchases(question, plan)).shortDay ===
  null

/** A plan of which nothing is proven yet. */
type DescribedPlan = Omit<PurchasePlan, 'gap' | 'isProvenOptimal'>

/**
 * The plan with its outcome. Asserts that it covers every day, by a draw-down that knows nothing of the search.
 */
function describePlan(question: PlanQuestion, plan: GridPlan): DescribedPlan {
  const { startOf, demand, offers, held, minConcurrency, afterwards } = question
  const purchases = listPurchases(question, plan)
  const outcome = drawDownPlan(startOf, demand, held, purchases)
  assert(outcome.shortDay === null, `the plan does not cover day ${outcome.shortDay}`)
  const isBelow = (limit: number | null): boolean =>
    minConcurrency !== null && (limit === null || limit < minConcurrency)
  const daysOfUse = demand.flatMap((use, day) => (isZero(use) ? [] : [day]))
  assert(!daysOfUse.some(day => isBelow(outcome.limits[day]!)), 'the plan lacks concurrency')
  const cost = purchases.reduce((sum, { offer }) => add(sum, offer.price), NO_USD)
  const used = sumOf(outcome.purchases.map(lot => lot.used))
  const perDay = afterwards ? toRatio(afterwards.perDay) : ZERO
  const days = demand.length
  const later = held.flatMap(lot => {
    const { from, until } = daysCovered(lot, startOf)
    return from > days ? [{ units: toRatio(lot.units), from: from - days, until: until - days }] : []
  })
  const valueLeft = afterwards
    ? multiplyRatios(
        afterwards.unitPrice,
        countUsable(outcome.leftovers, perDay, listUseBehind(perDay, later)),
      )
    : ZERO
  const trialsLeft = offers
    .filter(offer => afterwards && !purchases.some(bought => bought.offer === offer))
    .reduce((sum, offer) => addRatios(sum, savingOf(offer, afterwards!)), ZERO)
  const described: DescribedPlan = {
    kind: 'plan',
    purchases: purchases.map(({ day, offer }, i) => ({
      at: startOf(day),
      day,
      offer,
      ...outcome.purchases[i]!,
    })),
    held: held.map((lot, i) => ({ lot, ...outcome.held[i]! })),
    cost,
    valueLeft,
    trialsLeft,
    used,
    forfeited: sumOf(outcome.purchases.map(lot => lot.forfeited)),
    left: sumOf(outcome.purchases.map(lot => lot.left)),
    effectiveUnitPrice: isZero(used) ? null : divide(cost, used),
    limits: outcome.limits,
    daysOnEmptyLimit: daysOfUse.filter(day => isBelow(outcome.limitsInUse[day]!)),
  }
  return described
}

/** What a plan comes to: what is paid, less what is left is worth, trials that can still be bought included. */
export const netCostOf = ({
  cost,
  valueLeft,
  trialsLeft,
}: Pick<PurchasePlan, 'cost' | 'valueLeft' | 'trialsLeft'>): Ratio =>
  subtractRatios(toRatio(cost), addRatios(valueLeft, trialsLeft))
