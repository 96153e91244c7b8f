/**
 * The least price of offers that together hold a number of units, each taken any number of times and trials once:
 * the covering form of the knapsack problem, solved for all numbers of units at once. As a lower bound it forgets
 * when units are used and when they expire.
 */
import type { GridOffer } from './grid.js'

/** The most numbers of units that are told apart. */
const MOST_STEPS = 2 ** 21

/** A set of trials taken together. */
interface Trials {
  readonly bits: number
  readonly units: number
  readonly price: number
}

export class UnitCover {
  /**
   * Units are counted in steps. Where the step divides every lot, whatever lots come to is a multiple of it, so that
   * what is missing may be rounded up to one and nothing is lost. Where that would be too many steps, what is missing
   * is rounded down and lots up, which only makes it cheaper.
   */
  readonly #step: number
  readonly #isExact: boolean
  /** By steps missing, without trials. */
  readonly #costs: Float64Array
  readonly #trials: readonly Trials[]

  /** `total`: the most units that are ever asked for. */
  constructor(repeatable: readonly GridOffer[], trials: readonly GridOffer[], total: number) {
    const common = repeatable.reduce((divisor, { units }) => gcd(divisor, units), 0)
    this.#isExact = common > 0 && total / common < MOST_STEPS
    this.#step = this.#isExact ? common : Math.max(1, Math.ceil(total / MOST_STEPS))
    const steps = Math.ceil(total / this.#step)
    const sizes = repeatable.map(({ units }) => Math.ceil(units / this.#step))
    this.#costs = new Float64Array(steps + 1).fill(Number.POSITIVE_INFINITY)
    this.#costs[0] = 0
    for (let missing = 1; missing <= steps; missing++) {
      let least = Number.POSITIVE_INFINITY
      for (let i = 0; i < sizes.length; i++) {
        const size = sizes[i]!
        if (size > 0)
          least = Math.min(least, repeatable[i]!.price + this.#costs[Math.max(0, missing - size)]!)
      }
      this.#costs[missing] = least
    }
    let sets: Trials[] = [{ bits: 0, units: 0, price: 0 }]
    for (const { onceBit, units, price } of trials) {
      const withTrial = sets.map(set => ({
        bits: set.bits | onceBit,
        units: set.units + units,
        price: set.price + price,
      }))
      sets = [...sets, ...withTrial]
    }
    this.#trials = sets
  }

  /** The least price of so many units, when the trials of these bits are left. */
  costOf(missing: number, left: number): number {
    let least = Number.POSITIVE_INFINITY
    for (const { bits, units, price } of this.#trials) {
      if ((bits & ~left) === 0) least = Math.min(least, price + this.#costOfSteps(missing - units))
    }
    return least
  }

  #costOfSteps(missing: number): number {
    if (missing <= 0) return 0
    const steps = missing / this.#step
    return this.#costs[this.#isExact ? Math.ceil(steps) : Math.floor(steps)]!
  }
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
