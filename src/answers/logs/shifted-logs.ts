/**
 * Logs that hold the same requests hours apart, as the times of one name no zone. Ids are compared at about one time alone, so
 * such logs are told by how many requests they have in each stretch of time.
 */
import type { ComparedLog } from './repeated-requests.js'

/** Zones are whole quarters of an hour apart, and at most 26 hours: from UTC-12 to UTC+14. */
const STRETCHES_PER_QUARTER = 3
const MINUTES_PER_QUARTER = 15
const MOST_QUARTERS = 4 * 26
/** Logs of fewer rows may well be alike by chance. */
const MIN_ALIKE = 20
/**
 * The share of requests that may differ, as clocks are some seconds apart, and that must differ at any other distance: a
 * constant rate is alike at all.
 */
const MOST_DIFFERING = 0.05
const LEAST_OTHERWISE = 0.2

export interface ShiftedLogs {
  /** The logs whose times name no zone. */
  readonly files: readonly string[]
  readonly others: readonly string[]
  /** How much later they are than those of the others. */
  readonly minutes: number
}

/** Logs that are alike only once the times that name no zone are moved; null: none are. */
export function findShiftedLogs(
  logs: readonly ComparedLog[],
  needsZone: (log: ComparedLog) => boolean,
): ShiftedLogs | null {
  const rows = logs.filter(({ isReduced, rows }) => !isReduced && rows > 0)
  const [own, others] = [rows.filter(needsZone), rows.filter(log => !needsZone(log))]
  const shift = findShift(own, others)
  if (shift === null) return null
  return {
    files: own.map(({ file }) => file),
    others: others.map(({ file }) => file),
    minutes: shift * MINUTES_PER_QUARTER,
  }
}

/** By how many quarters of an hour `logs` are later than `others`; null: by none that can be told. */
function findShift(logs: readonly ComparedLog[], others: readonly ComparedLog[]): number | null {
  const least = Math.min(countRows(logs), countRows(others))
  if (least < MIN_ALIKE) return null
  const [own, counts] = [sumByStretch(logs), sumByStretch(others)]
  const differing = (shift: number): number => {
    let alike = 0
    for (const [stretch, count] of own)
      alike += Math.min(count, counts.get(stretch - shift * STRETCHES_PER_QUARTER) ?? 0)
    return 1 - alike / least
  }
  const shifts = Array.from({ length: 2 * MOST_QUARTERS + 1 }, (_, i) => i - MOST_QUARTERS)
  const [best, second] = shifts
    .map(shift => ({ shift, differing: differing(shift) }))
    .sort((a, b) => a.differing - b.differing || Math.abs(a.shift) - Math.abs(b.shift))
  const isClear = best!.differing <= MOST_DIFFERING && second!.differing >= LEAST_OTHERWISE
  return isClear && best!.shift !== 0 ? best!.shift : null
}

const countRows = (logs: readonly ComparedLog[]): number => logs.reduce((sum, { rows }) => sum + rows, 0)

/** How many requests lie in each stretch of time. */
function sumByStretch(logs: readonly ComparedLog[]): Map<number, number> {
  const sums = new Map<number, number>()
  for (const { touched } of logs)
    for (const [stretch, count] of touched) sums.set(stretch, (sums.get(stretch) ?? 0) + count)
  return sums
}
