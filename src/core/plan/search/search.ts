/**
 * The exact search for the cheapest purchases: day by day, all states of stock that may still lead to the cheapest
 * plan, each with the least cost of reaching it. `V(S)` below is the least cost of going on from state S at the start
 * of a day: stock, trials left, how long the concurrency reached is enough.
 *
 * Rule 1, when to buy. A lot is bought on a day only if that day draws from it, when the lot that expires first pays
 * first; or if it is the one lot that gives that day the concurrency asked for.
 *   Argument. Let a set B of lots be bought on day s, and let x of B be neither drawn on s nor needed for the limit
 *   of s. Buying x on day s + 1 instead costs the same, leaves day s served, and from s + 1 on the stock is the same
 *   but for x ending no earlier. By rule 2 that is worth at least as much. So from every state an optimal choice
 *   is found among the sets that are drawn entirely, with at most one lot more for the limit. In particular nothing
 *   is bought on a day without use.
 *   Consequence. If x, ending on day e, is drawn, everything that ends before e was drawn before it. So before a lot
 *   is added to the day's purchases, what is in stock until its end must be less than the day's use. Lots of one end
 *   may pay in any order; the larger are taken to pay first.
 *
 * Rule 2, dominance. A state S makes a state T of the same day needless when it costs no more, has all the trials
 * that T has, its concurrency is enough for as long, and for every day e it holds at least as many units that end on
 * e or later, of T only what T can still use being counted (`cutToUse`).
 *   Argument. Match each unit of T with a unit of S that ends no earlier, the latest first; that is possible because
 *   of the counts. Then whatever T goes on to buy, S can buy too, and serve each use by the unit that is matched with
 *   the one T took. So V(S) <= V(T), and S cost no more to reach.
 *
 * Rule 3, bounds. A state is given up when its cost and the lower bound of bounds.ts on what must still be paid come
 * to no less than a plan that is already known.
 *
 * Rules 2 and 3 may be used together with rule 1, because rule 1 holds from every state, kept or not: V is the value
 * without the rule, and the rule only says where to look for it.
 *
 * Afterwards. Where use goes on behind the horizon, costs are less what is left is worth (settle.ts). A stock that holds
 * at least as many units of each end or later is worth at least as much, so rule 2 stands. Rule 1 does too, on the last
 * day: a lot that this day does not draw is worth no more than its price (afterwards.ts).
 *
 * Ties. The rank of the first purchase is added to its price, in parts of the smallest step of money, so that of plans
 * that cost the same the one is found whose first purchase is best in the long run. Of a day's purchases the first is
 * the one that expires first.
 *
 * Beams. First the search runs with few states a day, the most promising ones, to find good plans quickly; then
 * without that limit. A run that had to drop nothing has searched everything, and proves its plan.
 */
import { LowerBound } from './bounds.js'
import { type Grid, type GridOffer, isLimitHeld } from './grid.js'
import { settle } from './settle.js'
import { addToStock, countAll, countUntil, cutToUse, drawFromStock, NO_STOCK, type Stock } from './stock.js'

/** A purchase on the grid: which offer, by its place among them, on which day. */
export interface GridPurchase {
  readonly day: number
  readonly offer: number
}

/** Purchases, and what they cost together less what they leave is worth. */
export interface GridPlan {
  readonly cost: number
  readonly purchases: readonly GridPurchase[]
}

export interface SearchResult {
  /** The cheapest plan found; null when none was. */
  readonly plan: GridPlan | null
  /** No plan costs less; infinite when there is none. */
  readonly lowerBound: number
  /** Whether everything was searched or bounded: the plan is the cheapest, or there is none. */
  readonly isComplete: boolean
}

/** How many states of a day each run of the search keeps. */
const BEAMS = [30, 500, Number.POSITIVE_INFINITY]
/** Within a day, states are compared again whenever so many new ones came up. */
const CROWD = 256

/** The purchases that led to a state, the last first. */
interface Step {
  readonly day: number
  readonly offer: number
  readonly before: Step | null
}

/** A state of stock, and how it was reached. */
interface State {
  readonly cost: number
  readonly trialsBought: number
  /** Up to this day, without it, a lot that was bought gives enough concurrency. */
  readonly limitUntil: number
  readonly stock: Stock
  readonly last: Step | null
  /** The cost of reaching it and at least what must still be paid. */
  readonly estimate: number
}

/** An offer in the order in which a day's purchases are chosen. */
interface Choice extends GridOffer {
  readonly offer: number
}

/** Searches for the cheapest purchases. `known` is a plan found otherwise. */
export function searchPlan(grid: Grid, known: GridPlan | null, isOutOfTime: () => boolean): SearchResult {
  const bound = new LowerBound(grid)
  let best = known
  let lowerBound = Number.NEGATIVE_INFINITY
  for (const beam of BEAMS) {
    const run = new Run(grid, bound, best, beam, isOutOfTime).search()
    best = run.plan
    lowerBound = Math.max(lowerBound, run.lowerBound)
    if (run.isComplete) return run
    if (best !== null && lowerBound >= best.cost)
      return { plan: best, lowerBound: best.cost, isComplete: true }
    if (isOutOfTime()) break
  }
  return { plan: best, lowerBound, isComplete: false }
}

/** One pass over the days. */
class Run {
  readonly #usedBefore: Float64Array
  /** First to expire first; of one validity the larger first (rule 1). */
  readonly #choices: readonly Choice[]
  readonly #isLimitHeld: readonly boolean[]
  #best: GridPlan | null
  /** The least estimate of any state that was dropped without proof. */
  #dropped = Number.POSITIVE_INFINITY

  constructor(
    private readonly grid: Grid,
    private readonly bound: LowerBound,
    known: GridPlan | null,
    private readonly beam: number,
    private readonly isOutOfTime: () => boolean,
  ) {
    const { demand, offers, usedBefore } = grid
    this.#best = known
    this.#usedBefore = usedBefore
    this.#choices = offers
      .map((option, offer): Choice => ({ ...option, offer }))
      .sort((a, b) => a.validityDays - b.validityDays || b.units - a.units || a.price - b.price)
    this.#isLimitHeld = demand.map((_, day) => isLimitHeld(grid, day))
  }

  search(): SearchResult {
    const { demand } = this.grid
    const nothing = {
      cost: 0,
      trialsBought: 0,
      limitUntil: 0,
      stock: NO_STOCK,
      last: null,
      estimate: Number.NEGATIVE_INFINITY,
    }
    // One state is soon compared: time cannot run out on it.
    let states = this.#keep(0, this.#startHeldLots([nothing], 0))!
    for (const [day, use] of demand.entries()) {
      // Nothing is bought on a day without use (rule 1).
      const after =
        use === 0
          ? states.map(state => this.#spend(state, 0, day)!)
          : this.#buy(this.#ensureLimit(states, day), day, use)
      // Out of time within the day: whatever was not looked at goes through a state of its start.
      const next = after && this.#keep(day + 1, this.#startHeldLots(after, day + 1))
      if (next === null) {
        return this.#conclude(
          states.reduce((least, { estimate }) => Math.min(least, estimate), this.#dropped),
        )
      }
      states = next
    }
    for (const state of states) {
      const cost = settle(this.grid, state)
      if (this.#best === null || cost < this.#best.cost)
        this.#best = { cost, purchases: listSteps(state.last) }
    }
    return this.#conclude(this.#dropped)
  }

  /** `open`: the least estimate of what was not looked at. */
  #conclude(open: number): SearchResult {
    const cost = this.#best?.cost ?? Number.POSITIVE_INFINITY
    return { plan: this.#best, lowerBound: Math.min(open, cost), isComplete: open >= cost }
  }

  /** The states with the held lots that can be used from this day on. */
  #startHeldLots(states: readonly State[], day: number): readonly State[] {
    const starting = this.grid.held.filter(lot => lot.from === day)
    if (starting.length === 0) return states
    return states.map(state => ({
      ...state,
      stock: starting.reduce((stock, lot) => addToStock(stock, lot.until, lot.units), state.stock),
    }))
  }

  /** Where the day lacks concurrency, every lot that would give it is bought first: rule 1's one lot more. */
  #ensureLimit(states: readonly State[], day: number): State[] {
    if (this.#isLimitHeld[day]) return [...states]
    return states.flatMap(state =>
      state.limitUntil > day
        ? [state]
        : this.#choices
            .filter(choice => choice.isEnoughConcurrency && !(choice.onceBit & state.trialsBought))
            .map(choice => this.#purchase(state, choice, day)),
    )
  }

  /**
   * All states after the day's purchases and use; null when time ran out. The offers are gone through in the order
   * in which their lots would pay, and of each any number is taken, as far as rule 1 allows. A state within the day is
   * one that the day might have begun with, so rule 3 holds for it; of those that stand at the same offer, rule 2 too.
   */
  #buy(states: State[], day: number, use: number): State[] | null {
    let pool = states
    const limit = this.#limit
    for (const choice of this.#choices) {
      // A lot that a coarser grid rounded down to nothing.
      if (choice.units === 0) continue
      const end = choice.ends[day]!
      const crowd = pool.length + CROWD
      // The pool grows while it is gone through, so that more of the same offer can follow.
      for (let i = 0; i < pool.length; i++) {
        const state = pool[i]!
        if (choice.onceBit & state.trialsBought || countUntil(state.stock, end) >= use) continue
        const bought = this.#purchase(state, choice, day)
        const estimate = this.#estimate(bought, day)
        if (estimate >= limit) continue
        pool.push({ ...bought, estimate })
        if ((i & 63) === 0 && this.isOutOfTime()) return null
      }
      if (pool.length > crowd) {
        const kept = this.#undominated(pool, day)
        if (kept === null) return null
        pool = kept
      }
    }
    return pool.map(state => this.#spend(state, use, day)).filter(state => state !== null)
  }

  #givesLimit = (choice: Choice): boolean => this.grid.hasMinimumConcurrency && choice.isEnoughConcurrency

  #purchase(state: State, choice: Choice, day: number): State {
    const end = choice.ends[day]!
    return {
      cost: state.cost + choice.price + (state.last === null ? choice.rank : 0),
      trialsBought: state.trialsBought | choice.onceBit,
      limitUntil: this.#givesLimit(choice) ? Math.max(state.limitUntil, end) : state.limitUntil,
      stock: addToStock(state.stock, end, choice.units),
      last: { day, offer: choice.offer, before: state.last },
      estimate: state.estimate,
    }
  }

  /** The state at the start of the next day; null when the day's use is not covered. */
  #spend(state: State, use: number, day: number): State | null {
    const stock = drawFromStock(state.stock, use, day + 1)
    return stock === null ? null : { ...state, stock }
  }

  /**
   * The states of a day's start that may lead to a cheaper plan than the best known: rules 3 and 2, then the beam.
   * Null when time ran out.
   */
  #keep(day: number, states: readonly State[]): State[] | null {
    const limit = this.#limit
    const open = states
      .map(state => ({ ...state, estimate: this.#estimate(state, day) }))
      .filter(({ estimate }) => estimate < limit)
    const kept = this.#undominated(open, day)
    if (kept === null || kept.length <= this.beam) return kept
    kept.sort((a, b) => a.estimate - b.estimate || a.cost - b.cost)
    this.#dropped = Math.min(this.#dropped, kept[this.beam]!.estimate)
    return kept.slice(0, this.beam)
  }

  /** What the best plan known costs: a state that comes to no less is given up. */
  get #limit(): number {
    return this.#best?.cost ?? Number.POSITIVE_INFINITY
  }

  /** What a state of a day's start, or one within the day before it draws, comes to at least (rule 3). */
  #estimate({ cost, stock, limitUntil, trialsBought, estimate }: State, day: number): number {
    const usable = countAll(cutToUse(stock, day, this.#usedBefore))
    const until = stock.ends.at(-1) ?? day
    const stillToPay = Math.max(
      this.bound.costFrom({ day, usable, until, trialsBought }),
      this.bound.costOfConcurrency(Math.max(day, limitUntil)),
    )
    return Math.max(estimate, cost + stillToPay)
  }

  /** Rule 2; null when time ran out. */
  #undominated(states: readonly State[], day: number): State[] | null {
    const sorted = states
      .map(state => ({ state, all: state.stock, cut: cutToUse(state.stock, day, this.#usedBefore) }))
      .sort((a, b) => a.state.cost - b.state.cost || countAll(b.all) - countAll(a.all))
    const kept: typeof sorted = []
    for (const [i, one] of sorted.entries()) {
      if ((i & 127) === 127 && this.isOutOfTime()) return null
      const { trialsBought, limitUntil } = one.state
      const isNeedless = kept.some(
        other =>
          (other.state.trialsBought & ~trialsBought) === 0 &&
          other.state.limitUntil >= limitUntil &&
          isAtLeast(other.all, one.cut),
      )
      if (!isNeedless) kept.push(one)
    }
    return kept.map(({ state }) => state)
  }
}

/** Whether for every day e `a` holds at least as many units as `b` that end on e or later. */
function isAtLeast(a: Stock, b: Stock): boolean {
  let i = a.ends.length - 1
  let [held, wanted] = [0, 0]
  for (let j = b.ends.length - 1; j >= 0; j--) {
    wanted += b.units[j]!
    while (i >= 0 && a.ends[i]! >= b.ends[j]!) held += a.units[i--]!
    if (held < wanted) return false
  }
  return true
}

function listSteps(last: Step | null): GridPurchase[] {
  const purchases: GridPurchase[] = []
  for (let step = last; step !== null; step = step.before)
    purchases.push({ day: step.day, offer: step.offer })
  return purchases.reverse()
}
