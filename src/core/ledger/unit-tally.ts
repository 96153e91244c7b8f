/**
 * A sum of many amounts. Tasks of one price share one amount, so that amounts are counted as they come and only
 * multiplied and added when there are many different ones, or at the end.
 */
import { add, NO_UNITS, times, type Units } from '../quantity.js'

/** How many different amounts are counted before they are added up, so that memory stays flat. */
const MAX_COUNTED = 10_000

export class UnitTally {
  readonly #counts = new Map<Units, number>()
  #sum = NO_UNITS

  take(units: Units, count = 1): void {
    this.#counts.set(units, (this.#counts.get(units) ?? 0) + count)
    if (this.#counts.size >= MAX_COUNTED) this.total()
  }

  /** The sum of all that was taken, exact. */
  total(): Units {
    for (const [units, count] of this.#counts) this.#sum = add(this.#sum, times(units, BigInt(count)))
    this.#counts.clear()
    return this.#sum
  }
}

export const newTally = (): UnitTally => new UnitTally()
