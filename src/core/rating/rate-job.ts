/** Rating: one job by one rate card gives a charge, or the reason why the card has no price for it. */

import { assert, listChoices, unreachable } from '../failure.js'
import { getOrInsert } from '../get-or-insert.js'
import { groupBy } from '../group-by.js'
import {
  compare,
  countStarted,
  format,
  roundToSecond,
  type Seconds,
  seconds,
  times,
  type Units,
  type Usd,
} from '../quantity.js'
import type { Job } from './job.js'
import { describeNearest, lacksSize, matchRates, matchRatesByLength } from './match-rate.js'
import type { Rate, RateCard } from './rate-card.js'

/** A job with its price: the row that gave it and what was inferred on the way. */
export interface RatedJob {
  readonly kind: 'rated'
  readonly card: RateCard
  readonly rate: Rate
  /** The job as priced: capability and model filled in where only one fits, mode and resolution as given. */
  readonly job: Job
  /** The capabilities and models that match what was given, all of one price; a single one when `job` names it. */
  readonly capabilities: readonly string[]
  readonly models: readonly string[]
  /** Whether the capability was left out, and the card prices others for the same models. */
  readonly isCapabilityInferred: boolean
  /** Whole seconds, ties rounded up; null for what has no length. */
  readonly billedSeconds: number | null
  /** Units of `rate.pool` a call, or dollars or credits a call, as the card bills. */
  readonly each: Units | Usd
}

/** A job that the card has no price for. */
export interface UnratedJob {
  readonly kind: 'unrated'
  /** `ambiguous`: what was left out decides the price. */
  readonly code: 'JOB_UNRATED' | 'JOB_AMBIGUOUS'
  readonly reason: string
  /** What would have a price, when something near does. */
  readonly hint?: string
}

/** The amount of one call by a row that matches it. */
function charge({ charge: model }: Rate, billedSeconds: number | null, { inputDuration }: Job): Units | Usd {
  if (model.by === 'flat') return model.amount
  assert(billedSeconds !== null, 'only a flat charge matches a job without a length')
  switch (model.by) {
    case 'fixed-duration': {
      // A length that is not listed cannot be bought: 10 s of O1 is no multiple of 5 s.
      const fixed = model.amounts.find(each => each.seconds === billedSeconds)
      assert(fixed, 'a row matched a length that it does not list')
      return fixed.amount
    }
    case 'per-second':
      return times(model.amount, BigInt(billedSeconds))
    case 'per-segment':
      // 002 bills lip-sync "per 5-second segment" and is silent on part segments; they are rounded up (rules §1, R2).
      return times(model.amount, countStarted(seconds(String(billedSeconds)), model.segment))
    case 'per-input-and-output-second': {
      assert(inputDuration !== null, 'a row matched that needs the length of the input')
      // Over what goes in and what comes out (R19), and never for less than so many times the output: a reference video
      // too short to matter is billed as if it were as long as the output.
      const all = toWholeSeconds(inputDuration) + billedSeconds
      return times(model.amount, BigInt(Math.max(all, model.leastTimesOutput * billedSeconds)))
    }
    default:
      return unreachable(model)
  }
}

/**
 * The job in this card's words: on a card where std is 720p the two words are one, and rows speak of
 * resolutions. Null when mode and resolution contradict each other.
 */
function unifyMode(job: Job, card: RateCard): Job | null {
  if (job.mode === null) return job
  const resolution = card.resolutionOfMode.get(job.mode)
  // Rows of modes alone ask no resolution: the usual one says the same once more.
  if (resolution === undefined)
    return card.typicalResolutionOfMode.get(job.mode) === job.resolution ? { ...job, resolution: null } : job
  if (job.resolution !== null && job.resolution !== resolution) return null
  return { ...job, mode: null, resolution }
}

/**
 * What `card` charges for `job`. The length is rounded to the nearest second first (004), then limits are
 * checked (rules §1). A model or capability that is left out is inferred when the rows that match what was
 * given agree on the price.
 */
export function rateJob(job: Job, card: RateCard): RatedJob | UnratedJob {
  const unified = unifyMode(job, card)
  if (unified === null) {
    const resolution = card.resolutionOfMode.get(job.mode!)
    return unrated(
      'JOB_UNRATED',
      () => `${job.mode} is ${resolution} by ${card.id}; ${job.resolution} was given too`,
    )
  }
  const billedSeconds = job.duration === null ? null : toWholeSeconds(job.duration)
  const matches = matchRates(unified, billedSeconds, card)
  const [first] = matches
  if (first === undefined) return unrated('JOB_UNRATED', () => describeNearest(unified, billedSeconds, card))
  const each = charge(first, billedSeconds, job)
  const agree = matches.every(
    rate => rate.pool === first.pool && compare(charge(rate, billedSeconds, job) as Usd, each as Usd) === 0,
  )
  if (!agree) return unrated('JOB_AMBIGUOUS', () => describeChoices(matches, billedSeconds, unified, card))
  const capabilities =
    job.capability === null ? unique(matches.flatMap(rate => rate.capabilities)) : [job.capability]
  // That a length is missing does not say that it is of something which has none.
  const timed =
    job.capability === null && job.duration === null
      ? unique(matchRatesByLength(unified, card).flatMap(rate => rate.capabilities))
      : []
  if (timed.some(capability => !capabilities.includes(capability)))
    return unrated(
      'JOB_AMBIGUOUS',
      () =>
        `the price depends on the capability and the duration, which were not given: ${listChoices(timed)} with a duration, ${listChoices(capabilities)} (${describeAmount(card, each)}) without one`,
    )
  const models = job.model === null ? unique(matches.flatMap(rate => rate.models)) : [job.model]
  return {
    kind: 'rated',
    card,
    rate: first,
    job: {
      ...job,
      capability: onlyOne(capabilities),
      model: onlyOne(models),
      resolution: unified.resolution,
    },
    capabilities,
    models,
    isCapabilityInferred:
      job.capability === null &&
      card.rates.some(
        rate =>
          rate.models.some(model => models.includes(model)) &&
          rate.capabilities.some(capability => !capabilities.includes(capability)),
      ),
    billedSeconds,
    each,
  }
}

/** Whether nothing but its size keeps the card from having a price for a job. */
export const isOfNoSize = (job: Job, card: RateCard): boolean =>
  lacksSize(job, job.duration === null ? null : toWholeSeconds(job.duration), card)

/** The reason is put into words when somebody asks: whoever looks for other ways drops most of them. */
const unrated = (code: UnratedJob['code'], describe: () => string): UnratedJob => ({
  kind: 'unrated',
  code,
  get reason() {
    return describe()
  },
})

/** Lengths are rounded once: whoever looks for other ways asks for the same one dozens of times. */
const rounded = new WeakMap<Seconds, number>()

const toWholeSeconds = (length: Seconds): number =>
  getOrInsert(rounded, length, () => Number(format(roundToSecond(length))))

const unique = (values: readonly string[]): string[] => [...new Set(values)]

const onlyOne = (values: readonly string[]): string | null => (values.length === 1 ? values[0]! : null)

/** The prices between which the job does not decide, each with the names that would decide. */
function describeChoices(matches: Rate[], billedSeconds: number | null, job: Job, card: RateCard): string {
  const undecided = job.capability === null && new Set(matches.flatMap(rate => rate.capabilities)).size > 1
  const what = undecided ? 'capability' : 'model'
  const byPrice = groupBy(matches, rate => describeAmount(card, charge(rate, billedSeconds, job)))
  const choices = [...byPrice].map(([price, rates]) => {
    const names = undecided
      ? rates.flatMap(rate => rate.capabilities)
      : rates.flatMap(rate => rate.models.map(id => card.models.get(id)?.name ?? id))
    return `${listChoices([...new Set(names)])} (${price})`
  })
  return `the price depends on the ${what}, which was not given: ${choices.join(', ')}`
}

/** An amount with its unit: `7 units`, `$0.556` or `21.1 credits`. */
export function describeAmount({ billing }: RateCard, amount: Units | Usd): string {
  const text = format(amount)
  if (billing === 'us-dollars') return `$${text}`
  return `${text} ${billing === 'credits' ? 'credit' : 'unit'}${text === '1' ? '' : 's'}`
}
