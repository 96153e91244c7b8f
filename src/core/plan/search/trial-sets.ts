/** The ways to take trials together: each of them once, or not. */
import type { GridOffer } from './grid.js'

/** A set of trials taken together. */
export interface TrialSet {
  readonly bits: number
  readonly units: number
  readonly price: number
  readonly longestDays: number
}

/** All sets of the trials, the empty one first. */
export function listTrialSets(trials: readonly GridOffer[]): TrialSet[] {
  const sets: TrialSet[] = [{ bits: 0, units: 0, price: 0, longestDays: 0 }]
  for (const trial of trials) {
    const withTrial = sets.map(set => ({
      bits: set.bits | trial.onceBit,
      units: set.units + trial.units,
      price: set.price + trial.price,
      longestDays: Math.max(set.longestDays, trial.validityDays),
    }))
    sets.push(...withTrial)
  }
  return sets
}
