/**
 * The least price of offers that together hold a number of units, each taken any number of times and trials once:
 * the covering form of the knapsack problem, solved for all numbers of units at once. As a lower bound it forgets
 * when units are used and when they expire.
 */
import type { GridOffer } from './grid.js'
import type { TrialSet } from './trial-sets.js'

/** The most numbers of units that are told apart. */
const MAX_STEPS = 2 ** 21

/** The units that are asked for, and what more of them are worth. */
export interface CoverQuestion {
  /** The most units that can be missing. */
  readonly total: number
  /** Units beyond those that can still be used, behind the horizon. */
  readonly behind: number
  /** What so many of these are worth, at least. */
  readonly worthOf: (units: number) => number
  /** What the trials of these bits save when they are not bought. */
  readonly savingsOf: (bits: number) => number
}

export class UnitCover {
  /**
   * Units are counted in steps: the largest that divides every lot, so that nothing is lost, or where that would be too
   * many, larger ones. What is missing is rounded up to them as each lot is: together lots are rounded up by no less.
   */
  readonly #step: number
  /** By steps missing, without trials: the price less what lots hold beyond them is worth. */
  readonly #costs: Float64Array

  constructor(
    repeatable: readonly GridOffer[],
    private readonly trialSets: readonly TrialSet[],
    private readonly question: CoverQuestion,
  ) {
    const total = question.total + question.behind
    const common = repeatable.reduce((divisor, { units }) => gcd(divisor, units), 0)
    this.#step = Math.max(1, common, Math.ceil(total / MAX_STEPS))
    const steps = Math.ceil(total / this.#step)
    const sizes = repeatable.map(({ units }) => Math.ceil(units / this.#step))
    this.#costs = new Float64Array(steps + 1).fill(Number.POSITIVE_INFINITY)
    this.#costs[0] = 0
    for (let missing = 1; missing <= steps; missing++) {
      let least = Number.POSITIVE_INFINITY
      for (let i = 0; i < sizes.length; i++) {
        least = Math.min(least, repeatable[i]!.price + this.#costs[Math.max(0, missing - sizes[i]!)]!)
      }
      this.#costs[missing] = least
    }
    if (question.behind > 0) {
      const worth = question.worthOf(this.#step)
      for (let missing = steps - 1; missing >= 0; missing--)
        this.#costs[missing] = Math.min(this.#costs[missing]!, this.#costs[missing + 1]! - worth)
    }
  }

  /** The least price of so many units, when the trials of these bits are left; fewer than none are more than enough. */
  costOf(missing: number, left: number): number {
    let least = Number.POSITIVE_INFINITY
    for (const { bits, units, price } of this.trialSets) {
      if ((bits & ~left) !== 0) continue
      const saved = this.question.savingsOf(left & ~bits)
      least = Math.min(least, price - saved + this.#costOfUnits(missing - units))
    }
    return least
  }

  #costOfUnits(missing: number): number {
    const { behind, worthOf } = this.question
    if (missing <= 0) return this.#costs[0]! - worthOf(Math.min(-missing, behind))
    const steps = Math.ceil(missing / this.#step)
    return this.#costs[steps]! - worthOf(steps * this.#step - missing)
  }
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
