/** Histories for tests. */
import type { History } from '../../../../src/core/plan/forecast/history.js'
import { makeRandom } from '../questions.js'

export const steps = (uses: readonly (number | null)[]): History =>
  uses.map(use => (use === null ? null : BigInt(use)))

/** Weekdays and weekends. */
export const WEEK = [1000, 1200, 1100, 1000, 900, 300, 200]

export const weekly = (days: number, from = 0): number[] =>
  Array.from({ length: days }, (_, day) => WEEK[(day + from) % 7]!)

/** Noise of mean 0 and standard deviation `deviation`, near to normal: the sum of 12 even draws. */
export function makeNoise(seed: number): (deviation: number) => number {
  const random = makeRandom(seed)
  return deviation => {
    let sum = 0
    for (let i = 0; i < 12; i++) sum += random(0, 1_000_000)
    return (sum / 1_000_000 - 6) * deviation
  }
}

/** The week, each day off by a fifth or so. */
export function noisyWeeks(seed: number, days: number): number[] {
  const noise = makeNoise(seed)
  return Array.from({ length: days }, (_, day) => Math.max(0, Math.round(WEEK[day % 7]! * (1 + noise(0.2)))))
}

/** A level that only ever moves on from where it was the day before. */
export function randomWalk(seed: number, days: number): number[] {
  const noise = makeNoise(seed)
  let level = 5000
  return Array.from({ length: days }, () => {
    level = Math.max(0, level + noise(150))
    return Math.round(level)
  })
}
