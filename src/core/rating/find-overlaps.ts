/** Rows of a card that match the same job: which of them prices it would be chance. */
import { getOrInsert } from '../get-or-insert.js'
import { seconds } from '../quantity.js'
import type { Job } from './job.js'
import { matchRates } from './match-rate.js'
import type { Rate } from './rate-card.js'

/** Two rows and a job that both match. */
export interface Overlap {
  readonly first: Rate
  readonly second: Rate
  readonly job: Job
}

/** For each row that matches a job of a row before it: one such row, and one such job. */
export function findOverlaps(rates: readonly Rate[]): Overlap[] {
  const overlaps: Overlap[] = []
  const earlier = new Map<string, Rate[]>()
  for (const second of rates) {
    const keys = subjectsOf(second)
    const candidates = new Set(keys.flatMap(key => earlier.get(key) ?? []))
    for (const first of candidates) {
      const job = findCommonJob(first, second)
      if (job === null) continue
      overlaps.push({ first, second, job })
      break
    }
    for (const key of keys) getOrInsert(earlier, key, () => []).push(second)
  }
  return overlaps
}

/** What a row is about, capability by model: rows that have nothing of it in common have no job in common. */
function subjectsOf({ capabilities, models }: Rate): string[] {
  const names = models.length === 0 ? [''] : models
  return [...new Set(capabilities.flatMap(capability => names.map(model => `${capability} ${model}`)))]
}

/** A job that both rows match, or null. Its model is null only when both are for a service without one. */
export function findCommonJob(a: Rate, b: Rate): Job | null {
  // A row that is billed by the input too asks for its length.
  const needsInput = [a, b].some(({ charge }) => charge.by === 'per-input-and-output-second')
  const common = {
    capability: firstCommon(a.capabilities, b.capabilities),
    model: firstCommonOrNone(a.models, b.models),
    mode: firstCommonOrNone(a.modes, b.modes),
    resolution: firstCommonOrNone(a.resolutions, b.resolutions),
    effect: firstCommonOrNone(a.effects, b.effects),
    audio: firstCommon(a.audio, b.audio),
    reference: firstCommon(a.references, b.references),
    voiceControl: firstCommon(a.voiceControl, b.voiceControl),
    inputDuration: needsInput ? seconds('1') : null,
  }
  if (Object.values(common).includes(undefined)) return null
  const settings = common as Omit<Job, 'duration'>
  for (const length of lengthsToTry(a, b)) {
    const job: Job = { ...settings, duration: length === null ? null : seconds(String(length)) }
    // The length is matched by the rows' own rule. It looks at nothing of the card but its rows.
    if (matchRates(job, length, { rates: [a, b] }).length === 2) return job
  }
  return null
}

/**
 * Lengths of which at least one is common to both rows if any length is: none at all, every length that
 * either lists, and the shortest of each range, for the longer of these lies in both ranges if they meet.
 */
function* lengthsToTry(...rates: readonly Rate[]): Generator<number | null> {
  yield null
  yield 1
  for (const { charge, duration } of rates) {
    if (charge.by === 'fixed-duration') yield* charge.amounts.map(fixed => fixed.seconds)
    if (duration !== null && 'only' in duration) yield* duration.only
    if (duration !== null && 'min' in duration) yield duration.min
  }
}

const firstCommon = <T>(a: readonly T[], b: readonly T[]): T | undefined => a.find(value => b.includes(value))

/** As `firstCommon`; two empty lists have in common that they ask for none. */
const firstCommonOrNone = <T>(a: readonly T[], b: readonly T[]): T | null | undefined =>
  a.length === 0 && b.length === 0 ? null : firstCommon(a, b)
