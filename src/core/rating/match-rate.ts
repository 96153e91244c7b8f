/**
 * Which rows of a card a job matches, and, when none does, what stands between the job and the nearest
 * ones. A price is never guessed: only a row that matches in every property prices a job.
 */
import { listChoices } from '../failure.js'
import { groupBy } from '../group-by.js'
import { format } from '../quantity.js'
import type { Job } from './job.js'
import type { Rate, RateCard } from './rate-card.js'

/** What a row can ask of a job. */
type Property =
  | 'capability'
  | 'model'
  | 'resolution'
  | 'mode'
  | 'effect'
  | 'audio'
  | 'voice control'
  | 'reference'
  | 'duration'
  | 'input duration'

/**
 * How far apart a mismatch puts a job and a row. Another model or capability is another thing altogether;
 * one of the other properties is a setting of the same thing.
 */
const DISTANCE: Readonly<Record<Property, number>> = {
  capability: 100,
  model: 100,
  resolution: 2,
  mode: 2,
  effect: 2,
  audio: 1,
  'voice control': 1,
  reference: 1,
  duration: 1,
  'input duration': 1,
}

/** The lengths that a row prices: its own limit, or those its charge lists. */
function allowsDuration(rate: Rate, billedSeconds: number | null): boolean {
  if (billedSeconds === null) return rate.charge.by === 'flat'
  // A length that rounds to no second at all is none that could be billed.
  if (billedSeconds < 1) return false
  if (rate.charge.by === 'fixed-duration') {
    return rate.charge.amounts.some(fixed => fixed.seconds === billedSeconds)
  }
  if (rate.duration === null) return !isStill(rate)
  if ('only' in rate.duration) return rate.duration.only.includes(billedSeconds)
  return (
    billedSeconds >= rate.duration.min && (rate.duration.max === null || billedSeconds <= rate.duration.max)
  )
}

/** Whether a row is for something that has no length, such as an image: a flat charge without a limit. */
const isStill = (rate: Rate): boolean => rate.charge.by === 'flat' && rate.duration === null

/** A property that must be said if and only if the row lists values for it. */
const fits = (given: string | null, listed: readonly string[]): boolean =>
  given === null ? listed.length === 0 : listed.includes(given)

/** Whether `job` is in a property what `rate` is for; a model or capability left out fits any. */
const FITS: readonly (readonly [
  property: Property,
  fits: (job: Job, rate: Rate, billedSeconds: number | null) => boolean,
])[] = [
  ['model', (job, rate) => job.model === null || rate.models.includes(job.model)],
  ['capability', (job, rate) => job.capability === null || rate.capabilities.includes(job.capability)],
  ['resolution', (job, rate) => fits(job.resolution, rate.resolutions)],
  ['mode', (job, rate) => fits(job.mode, rate.modes)],
  ['effect', (job, rate) => fits(job.effect, rate.effects)],
  ['audio', (job, rate) => rate.audio.includes(job.audio)],
  ['voice control', (job, rate) => rate.voiceControl.includes(job.voiceControl)],
  ['reference', (job, rate) => rate.references.includes(job.reference)],
  ['duration', (_, rate, billedSeconds) => allowsDuration(rate, billedSeconds)],
  [
    'input duration',
    (job, rate) => rate.charge.by !== 'per-input-and-output-second' || job.inputDuration !== null,
  ],
]

/** The properties in which `job` is not what `rate` is for. */
const findMismatches = (job: Job, billedSeconds: number | null, rate: Rate): Property[] =>
  FITS.flatMap(([property, does]) => (does(job, rate, billedSeconds) ? [] : [property]))

/** The card's rows that match the job in everything it says. */
export const matchRates = (job: Job, billedSeconds: number | null, card: Pick<RateCard, 'rates'>): Rate[] =>
  card.rates.filter(rate => FITS.every(([, does]) => does(job, rate, billedSeconds)))

/** How many different reasons a refusal names at most. */
const MAX_REASONS = 3

/** Why no row matches: for the nearest rows, what they take and what was given. */
export function describeNearest(job: Job, billedSeconds: number | null, card: RateCard): string {
  const models = unionOf(card.rates, rate => rate.models)
  if (job.model !== null && !models.includes(job.model)) {
    const names = models.map(id => card.models.get(id)?.name ?? id)
    return `no row is for ${job.model}; the models are ${listChoices(names, 'and')}`
  }
  const judged = card.rates.map(rate => {
    const mismatches = findMismatches(job, billedSeconds, rate)
    return { rate, mismatches, distance: mismatches.reduce((sum, property) => sum + DISTANCE[property], 0) }
  })
  const nearest = Math.min(...judged.map(({ distance }) => distance))
  // Rows that differ from the job in the same properties, for the same model and capability, are told as one.
  const groups = groupBy(
    judged.filter(({ distance }) => distance === nearest),
    ({ rate, mismatches }) => `${mismatches.join()} ${subjectOf(job, rate, card, mismatches)}`,
  )
  const reasons = [...groups.values()].map(group =>
    describeGroup(
      job,
      card,
      group.map(({ rate }) => rate),
      group[0]!.mismatches,
    ),
  )
  const rest = reasons.length - MAX_REASONS
  return [...reasons.slice(0, MAX_REASONS), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ')
}

/** What the message is about: the model, or the service where it has none, with the settings that fit. */
function subjectOf(job: Job, rate: Rate, card: RateCard, mismatches: readonly Property[]): string {
  const model = job.model !== null && rate.models.includes(job.model) ? job.model : rate.models[0]
  const name = model === undefined ? rate.capabilities[0]! : (card.models.get(model)?.name ?? model)
  const fitting = (property: Property, text: string | null) => (mismatches.includes(property) ? null : text)
  return [
    name,
    job.capability !== null && model !== undefined ? fitting('capability', job.capability) : null,
    fitting('mode', job.mode),
    fitting('resolution', job.resolution),
    job.audio ? fitting('audio', 'with audio') : null,
  ]
    .filter(part => part !== null)
    .join(' ')
}

function describeGroup(job: Job, card: RateCard, rates: Rate[], mismatches: readonly Property[]): string {
  const parts = mismatches.map(property => describeProperty(property, job, rates, card))
  const isOnly = parts.length === 1
  const told = parts.map(({ takes, given }) => {
    if (given === undefined) return takes
    return isOnly ? `${takes}; ${given} was given` : `${takes} (${given} was given)`
  })
  return `${subjectOf(job, rates[0]!, card, mismatches)} ${listChoices(told, 'and')}`
}

/** What the rows take, and what was given where that is a value. */
interface Mismatch {
  readonly takes: string
  readonly given?: string
}

function describeProperty(property: Property, job: Job, rates: readonly Rate[], card: RateCard): Mismatch {
  const names = (models: readonly string[]) => models.map(id => card.models.get(id)?.name ?? id)
  switch (property) {
    case 'capability':
      return takes(
        unionOf(rates, rate => rate.capabilities),
        job.capability,
        'capability',
      )
    case 'model':
      return takes(names(unionOf(rates, rate => rate.models)), job.model && names([job.model])[0]!, 'model')
    case 'resolution':
      return takes(
        unionOf(rates, rate => rate.resolutions),
        job.resolution,
        'resolution',
      )
    case 'mode':
      return takes(
        unionOf(rates, rate => rate.modes),
        job.mode,
        'mode',
      )
    case 'effect':
      return takes(
        unionOf(rates, rate => rate.effects),
        job.effect,
        'effect',
      )
    case 'reference': {
      const allowed = unionOf(rates, rate => rate.references)
      return takes(allowed.length === 1 && allowed[0] === 'none' ? [] : allowed, job.reference, 'reference')
    }
    case 'audio':
      return { takes: job.audio ? 'has no price with audio' : 'is priced with audio only' }
    case 'voice control':
      return {
        takes: job.voiceControl ? 'has no price with voice control' : 'is priced with voice control only',
      }
    case 'duration':
      return describeDuration(job, rates)
    case 'input duration':
      return { takes: 'is billed by the length of the video input too, which was not given' }
  }
}

const unionOf = <T>(rates: readonly Rate[], values: (rate: Rate) => readonly T[]): T[] => [
  ...new Set(rates.flatMap(values)),
]

function takes(allowed: readonly string[], given: string | null, what: string): Mismatch {
  return {
    takes: allowed.length === 0 ? `takes no ${what}` : `takes ${what} ${listChoices(allowed)}`,
    given: given ?? 'none',
  }
}

function describeDuration(job: Job, rates: readonly Rate[]): Mismatch {
  const lengths = unionOf(rates, rate => [describeLengths(rate)])
  return {
    takes: `takes ${listChoices(lengths)}`,
    given: job.duration === null ? 'none' : format(job.duration),
  }
}

function describeLengths(rate: Rate): string {
  if (rate.charge.by === 'fixed-duration')
    return describeOnly(rate.charge.amounts.map(fixed => fixed.seconds))
  if (rate.duration === null) return isStill(rate) ? 'no duration' : '1 second or more'
  if ('only' in rate.duration) return describeOnly(rate.duration.only)
  const { min, max } = rate.duration
  return max === null ? `${min} seconds or more` : `${min} to ${max} seconds`
}

const describeOnly = (lengths: readonly number[]): string => `${listChoices(lengths.map(String))} seconds`
