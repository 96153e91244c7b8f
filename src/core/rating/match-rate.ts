/**
 * Which rows of a card a job matches, and, when none does, what stands between the job and the nearest
 * ones. A price is never guessed: only a row that matches in every property prices a job.
 */
import { listChoices } from '../failure.js'
import { groupBy } from '../group-by.js'
import { format } from '../quantity.js'
import type { Job } from './job.js'
import type { Rate, RateCard } from './rate-card.js'

/** What rows take, and what was given where that is a value. */
interface Mismatch {
  readonly takes: string
  readonly given?: string
}

/** What a row can ask of a job. */
interface Property {
  readonly name: string
  /**
   * How far apart a mismatch puts a job and a row. Another model or capability is another thing altogether; one of the
   * other properties is a setting of the same thing.
   */
  readonly distance: number
  fits(job: Job, rate: Rate, billedSeconds: number | null): boolean
  /** What rows take that `job` does not fit. */
  describe(job: Job, rates: readonly Rate[], card: RateCard): Mismatch
}

/** A property that must be said if and only if the row lists values for it. */
const setting = (
  name: 'resolution' | 'mode' | 'effect',
  list: 'resolutions' | 'modes' | 'effects',
): Property => ({
  name,
  distance: 2,
  fits: ({ [name]: given }, { [list]: listed }) =>
    given === null ? listed.length === 0 : listed.includes(given),
  describe: (job, rates) =>
    takes(
      unionOf(rates, rate => rate[list]),
      job[name],
      name,
    ),
})

/** A property that a job has or not. */
const flag = (name: 'audio' | 'voice control', key: 'audio' | 'voiceControl'): Property => ({
  name,
  distance: 1,
  fits: (job, rate) => rate[key].includes(job[key]),
  describe: job => ({ takes: job[key] ? `has no price with ${name}` : `is priced with ${name} only` }),
})

/** All that rows ask, a model or capability that is left out fitting any. */
const PROPERTIES: readonly Property[] = [
  {
    name: 'model',
    distance: 100,
    fits: (job, rate) => job.model === null || rate.models.includes(job.model),
    describe(job, rates, card) {
      const models = unionOf(rates, rate => rate.models)
      return takes(namesOf(models, card), job.model && namesOf([job.model], card)[0]!, 'model')
    },
  },
  {
    name: 'capability',
    distance: 100,
    fits: (job, rate) => job.capability === null || rate.capabilities.includes(job.capability),
    describe: (job, rates) =>
      takes(
        unionOf(rates, rate => rate.capabilities),
        job.capability,
        'capability',
      ),
  },
  setting('resolution', 'resolutions'),
  setting('mode', 'modes'),
  setting('effect', 'effects'),
  flag('audio', 'audio'),
  flag('voice control', 'voiceControl'),
  {
    name: 'reference',
    distance: 1,
    fits: (job, rate) => rate.references.includes(job.reference),
    describe(job, rates) {
      const allowed = unionOf(rates, rate => rate.references)
      return takes(allowed.length === 1 && allowed[0] === 'none' ? [] : allowed, job.reference, 'reference')
    },
  },
  {
    name: 'duration',
    distance: 1,
    fits: (_, rate, billedSeconds) => allowsDuration(rate, billedSeconds),
    describe: ({ duration }, rates) => ({
      takes: `takes ${listChoices(unionOf(rates, rate => [describeLengths(rate)]))}`,
      given: duration === null ? 'none' : format(duration),
    }),
  },
  {
    name: 'input duration',
    distance: 1,
    fits: (job, rate) => rate.charge.by !== 'per-input-and-output-second' || job.inputDuration !== null,
    describe: () => ({ takes: 'is billed by the length of the video input too, which was not given' }),
  },
]

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

/** The card's rows that match the job in everything it says. */
export const matchRates = (job: Job, billedSeconds: number | null, card: Pick<RateCard, 'rates'>): Rate[] =>
  card.rates.filter(rate => PROPERTIES.every(property => property.fits(job, rate, billedSeconds)))

/** What a row asks beside lengths. */
const TIMELESS = PROPERTIES.filter(({ name }) => name !== 'duration' && name !== 'input duration')

/** Of a job without a length, the card's rows that it matches in everything else, and that are billed by one. */
export const matchRatesByLength = (job: Job, card: Pick<RateCard, 'rates'>): Rate[] =>
  card.rates.filter(
    rate => rate.charge.by !== 'flat' && TIMELESS.every(property => property.fits(job, rate, null)),
  )

/** What a row asks beside the size of a clip. */
const SIZELESS = PROPERTIES.filter(({ name }) => name !== 'resolution' && name !== 'mode')

/** Whether a job that names no size would match a row of the card if it did. */
export const lacksSize = (
  job: Job,
  billedSeconds: number | null,
  { rates }: Pick<RateCard, 'rates'>,
): boolean =>
  job.model !== null &&
  job.resolution === null &&
  job.mode === null &&
  rates.some(
    rate => rate.models.length > 0 && SIZELESS.every(property => property.fits(job, rate, billedSeconds)),
  )

/** How many different reasons a refusal names at most. */
const MAX_REASONS = 3

/** Why no row matches: for the nearest rows, what they take and what was given. */
export function describeNearest(job: Job, billedSeconds: number | null, card: RateCard): string {
  const models = unionOf(card.rates, rate => rate.models)
  if (job.model !== null && !models.includes(job.model))
    return `no row is for ${job.model}; the models are ${listChoices(namesOf(models, card), 'and')}`
  const judged = card.rates.map(rate => {
    const mismatches = PROPERTIES.filter(property => !property.fits(job, rate, billedSeconds))
    return { rate, mismatches, distance: mismatches.reduce((sum, { distance }) => sum + distance, 0) }
  })
  const nearest = Math.min(...judged.map(({ distance }) => distance))
  // Rows that differ from the job in the same properties, for the same model and capability, are told as one.
  const groups = groupBy(
    judged.filter(({ distance }) => distance === nearest),
    ({ rate, mismatches }) =>
      `${mismatches.map(({ name }) => name)} ${subjectOf(job, rate, card, mismatches)}`,
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
  const subject = model === undefined ? rate.capabilities[0]! : namesOf([model], card)[0]!
  const fitting = (property: string, text: string | null) =>
    mismatches.some(({ name }) => name === property) ? null : text
  return [
    subject,
    model === undefined ? null : fitting('capability', job.capability),
    fitting('mode', job.mode),
    fitting('resolution', job.resolution),
    job.audio ? fitting('audio', 'with audio') : null,
  ]
    .filter(part => part !== null)
    .join(' ')
}

function describeGroup(job: Job, card: RateCard, rates: readonly Rate[], mismatches: readonly Property[]) {
  const isOnly = mismatches.length === 1
  const told = mismatches.map(property => {
    const { takes, given } = property.describe(job, rates, card)
    if (given === undefined) return takes
    return isOnly ? `${takes}; ${given} was given` : `${takes} (${given} was given)`
  })
  return `${subjectOf(job, rates[0]!, card, mismatches)} ${listChoices(told, 'and')}`
}

const namesOf = (models: readonly string[], card: RateCard): string[] =>
  models.map(id => card.models.get(id)?.name ?? id)

const unionOf = <T>(rates: readonly Rate[], values: (rate: Rate) => readonly T[]): T[] => [
  ...new Set(rates.flatMap(values)),
]

const takes = (allowed: readonly string[], given: string | null, what: string): Mismatch => ({
  takes: allowed.length === 0 ? `takes no ${what}` : `takes ${what} ${listChoices(allowed)}`,
  given: given ?? 'none',
})

function describeLengths(rate: Rate): string {
  if (rate.charge.by === 'fixed-duration')
    return describeOnly(rate.charge.amounts.map(fixed => fixed.seconds))
  if (rate.duration === null) return isStill(rate) ? 'no duration' : '1 second or more'
  if ('only' in rate.duration) return describeOnly(rate.duration.only)
  const { min, max } = rate.duration
  return max === null ? `${min} seconds or more` : `${min} to ${max} seconds`
}

const describeOnly = (lengths: readonly number[]): string => `${listChoices(lengths.map(String))} seconds`
