/**
 * The least price of offers that together hold a number of units, each taken any number of times and trials once:
 * the covering form of the knapsack problem, solved for all numbers of units at once. As a lower bound it forgets
 * when units are used and when they expire.
 */
import type { GridOffer } from './grid.js'

/** About how many numbers of units are told apart. */
const STEPS = 2 ** 18

export class UnitCover {
  /** Units are counted in steps of so many, missing ones rounded down and lots up: that only makes it cheaper. */
  readonly #step: number
  /** By the set of trials left, then by steps missing. */
  readonly #costs = new Map<number, Float64Array>()

  /** `total`: the most units that are ever asked for. */
  constructor(repeatable: readonly GridOffer[], trials: readonly GridOffer[], total: number) {
    this.#step = Math.max(1, Math.ceil((total * (trials.length + 1)) / STEPS))
    const steps = Math.floor(total / this.#step)
    const stepsOf = ({ units }: GridOffer): number => Math.ceil(units / this.#step)
    const costs = new Float64Array(steps + 1).fill(Number.POSITIVE_INFINITY)
    costs[0] = 0
    for (let missing = 1; missing <= steps; missing++) {
      for (const offer of repeatable) {
        const size = stepsOf(offer)
        if (size > 0)
          costs[missing] = Math.min(costs[missing]!, offer.price + costs[Math.max(0, missing - size)]!)
      }
    }
    this.#costs.set(0, costs)
    for (const trial of trials) {
      for (const [left, without] of [...this.#costs]) {
        const size = stepsOf(trial)
        const withTrial = without.map((cost, missing) =>
          Math.min(cost, trial.price + without[Math.max(0, missing - size)]!),
        )
        this.#costs.set(left | trial.onceBit, withTrial)
      }
    }
  }

  /** The least price of so many units, when these trials are left. */
  costOf(missing: number, left: number): number {
    return missing <= 0 ? 0 : this.#costs.get(left)![Math.floor(missing / this.#step)]!
  }
}
