/** The pattern of the week: how much of an average day each weekday uses. Days count from the history's first. */
import { type History, PARTS, roundedQuotient, sumOf } from './history.js'

/** What a weekday uses of an average day, in parts; the weekday of day 0 first. Sums to 7 days, give or take a part. */
export type Week = readonly bigint[]

/** Every day alike. */
export const EVEN_WEEK: Week = Array<bigint>(7).fill(PARTS)

/** The pattern is that of so many weeks: it may have changed since. */
const WEEKS = 8

/** The pattern of the last weeks of the first `until` days, of which some are known. */
export function findWeek(calm: History, until: number): Week {
  const sums = Array.from({ length: 7 }, () => ({ sum: 0n, days: 0n }))
  for (let day = Math.max(0, until - 7 * WEEKS); day < until; day++) {
    const use = calm[day]
    if (use === null || use === undefined) continue
    sums[day % 7]!.sum += use
    sums[day % 7]!.days++
  }
  const means = sums.map(({ sum, days }) => (days === 0n ? null : roundedQuotient(sum * PARTS, days)))
  const known = means.filter(mean => mean !== null)
  const mean = sumOf(known) / BigInt(Math.max(1, known.length))
  if (mean === 0n) return EVEN_WEEK
  // A weekday that the log never covers is taken for an average one.
  return means.map(of => (of === null ? PARTS : roundedQuotient(of * PARTS, mean)))
}
