/**
 * Held packages that adjoin within a day of the plan. Neither covers that day whole, yet something that can be used is
 * held at every instant of it. A day is covered by both (R61) where what is left of the earlier ones would serve all of
 * its use: then it does not matter when on that day the units are used.
 */
import { getOrInsert } from '../get-or-insert.js'
import { compare, isZero, subtract, sumOf, type Units } from '../quantity.js'
import { drawDownPlan } from './draw-down.js'
import { type DayStarts, daysCovered, type HeldLot } from './offer.js'

/**
 * The held lots, where each that begins within such a day pays for all of it: no less than it will pay, so that it
 * covers the days behind it in any case. The earlier ones expire with that day.
 */
export function joinAdjoining(
  startOf: DayStarts,
  demand: readonly Units[],
  held: readonly HeldLot[],
  minConcurrency: number | null,
): HeldLot[] {
  const lots = [...held]
  for (const [day, begun] of listBeginnings(startOf, demand.length, held)) {
    const ended = held.flatMap((lot, i) => {
      const { from, until } = daysCovered(lot, startOf)
      const isEnough = minConcurrency === null || (lot.concurrency ?? 0) >= minConcurrency
      return from <= day && until === day && isEnough ? [i] : []
    })
    if (ended.length === 0) continue
    // What is bought before can only leave more of them: each pays before all that expires later.
    const drawn = drawDownPlan(startOf, demand.slice(0, day + 1), lots, [])
    const uncovered = drawn.uncovered[day]!
    if (isZero(uncovered)) continue
    for (const i of begun) {
      const adjoining = ended.filter(earlier => held[earlier]!.expiresAt >= held[i]!.effectiveAt)
      const left = sumOf(adjoining.map(earlier => subtract(held[earlier]!.units, drawn.held[earlier]!.used)))
      if (compare(left, uncovered) >= 0) lots[i] = { ...held[i]!, joinedFrom: startOf(day) }
    }
  }
  return lots
}

/** The days within which held lots begin, in order of time, and which do. */
function listBeginnings(
  startOf: DayStarts,
  days: number,
  held: readonly HeldLot[],
): [day: number, lots: number[]][] {
  const byDay = new Map<number, number[]>()
  for (const [i, lot] of held.entries()) {
    const next = daysCovered(lot, startOf).from
    if (next >= 1 && next <= days && lot.effectiveAt < startOf(next))
      getOrInsert(byDay, next - 1, () => []).push(i)
  }
  return [...byDay].sort(([a], [b]) => a - b)
}
