/** What the change from one price list to another does to each job that either of them prices. */
import { groupBy } from '../group-by.js'
import { instantAt } from '../instant.js'
import { type Seconds, seconds } from '../quantity.js'
import { compareRatios } from '../ratio.js'
import { translateSetting } from './alternatives.js'
import { ANY_JOB, type Job } from './job.js'
import { type PricedJob, priceRated } from './price-job.js'
import type { Rate, RateCard } from './rate-card.js'
import { rateJob } from './rate-job.js'

/** One job on both cards; null where a card has no price for it. */
export interface JobChange {
  readonly job: Job
  readonly before: PricedJob | null
  readonly after: PricedJob | null
  readonly kind: 'same' | 'cheaper' | 'dearer' | 'only-before' | 'only-after'
}

/** Lengths that a row is shown at where it takes any: the two that every video model sells, where allowed. */
const USUAL_LENGTHS = [5, 10]

/**
 * Every job that `before` or `after` has a row for, in the order of their rows, at list price. Where one list speaks of
 * modes and the other of resolutions, a job stands in the words of the first that has it.
 */
export function diffCards(before: RateCard, after: RateCard): JobChange[] {
  const listJobs = (card: RateCard) =>
    [...groupBy(card.rates.flatMap(listSampleJobs), sample => sample.key).values()].map(
      ([sample]) => sample!.job,
    )
  const shared = listJobs(before).map(job => {
    const [was, is] = [priceOn(job, before, before), priceOn(job, after, before)]
    return { job, before: was, after: is, kind: compareOn(was, is) }
  })
  const added = listJobs(after)
    .filter(job => priceOn(job, before, after) === null)
    .map(job => ({ job, before: null, after: priceOn(job, after, after), kind: 'only-after' as const }))
  return [...shared, ...added]
}

/** The price of a job of `own` on `card`, which may have another word for its mode or resolution. */
function priceOn(job: Job, card: RateCard, own: RateCard): PricedJob | null {
  const said = rateJob(job, card)
  const attempts =
    said.kind === 'rated' || (job.mode === null && job.resolution === null)
      ? [said]
      : translateSetting(job, own, card, card.rates).map(setting => rateJob({ ...job, ...setting }, card))
  const rated = attempts.find(attempt => attempt.kind === 'rated')
  return rated ? priceRated(rated, null, instantAt(0)) : null
}

function compareOn(before: PricedJob | null, after: PricedJob | null): JobChange['kind'] {
  if (before === null) return 'only-after'
  if (after === null) return 'only-before'
  const order = compareRatios(after.priceEach, before.priceEach)
  return order === 0 ? 'same' : order < 0 ? 'cheaper' : 'dearer'
}

/** The jobs that show what a row charges: each combination of what it lists, at its usual lengths. */
function listSampleJobs(rate: Rate): { key: string; job: Job }[] {
  const orNone = (values: readonly string[]): readonly (string | null)[] =>
    values.length > 0 ? values : [null]
  const choices = {
    capability: rate.capabilities,
    model: orNone(rate.models),
    mode: orNone(rate.modes),
    resolution: orNone(rate.resolutions),
    effect: orNone(rate.effects),
    audio: rate.audio,
    reference: rate.references,
    voiceControl: rate.voiceControl,
    length: listLengths(rate),
  }
  const combinations = Object.entries(choices).reduce<object[]>(
    (all, [key, values]) => all.flatMap(some => values.map(value => ({ ...some, [key]: value }))),
    [{}],
  )
  const secondsOf = (length: number | null): Seconds | null =>
    length === null ? null : seconds(String(length))
  const inputDuration = secondsOf(rate.charge.by === 'per-input-and-output-second' ? USUAL_LENGTHS[0]! : null)
  return combinations.map(combination => {
    const { length, ...setting } = combination as Job & { readonly length: number | null }
    const job: Job = { ...ANY_JOB, ...setting, duration: secondsOf(length), inputDuration }
    return { key: JSON.stringify(combination), job }
  })
}

function listLengths({ charge, duration }: Rate): readonly (number | null)[] {
  if (charge.by === 'flat') return [null]
  if (charge.by === 'fixed-duration') return charge.amounts.map(fixed => fixed.seconds)
  if (duration === null) return USUAL_LENGTHS
  if ('only' in duration) return duration.only
  const { min, max } = duration
  const usual = USUAL_LENGTHS.filter(length => length >= min && (max === null || length <= max))
  return usual.length > 0 ? usual : [min]
}
