/**
 * The same job by other cards, models and settings: what it would cost elsewhere, what a fallback to
 * another model would make of the cost, and the cheapest setting to draft with (004).
 */
import type { Instant } from '../instant.js'
import { compareRatios } from '../ratio.js'
import type { Catalogue } from './catalogue.js'
import type { Job } from './job.js'
import { type PackagePrice, type PricedJob, priceRated } from './price-job.js'
import { isInForce, type Rate, type RateCard } from './rate-card.js'
import { type RatedJob, rateJob } from './rate-job.js'

interface Setting {
  readonly mode: string | null
  readonly resolution: string | null
}

/**
 * How another card says the mode or resolution of a rated job. A job that has neither leaves the other
 * card's free, so all of them are ways to do it; none when the other card cannot say it.
 */
function translateSetting({ job, card: own }: RatedJob, other: RateCard, rates: readonly Rate[]): Setting[] {
  const { mode, resolution } = job
  if (mode === null && resolution === null) {
    return rates.flatMap(rate =>
      listOrNone(rate.resolutions).flatMap(r =>
        listOrNone(rate.modes).map(m => ({ mode: m, resolution: r })),
      ),
    )
  }
  const meant =
    resolution ?? own.resolutionOfMode.get(mode!) ?? own.typicalResolutionOfMode.get(mode!) ?? null
  if (other.resolutionOfMode.size > 0) return meant === null ? [] : [{ mode: null, resolution: meant }]
  if (other.typicalResolutionOfMode.size > 0) {
    const [said] = mode !== null ? [mode] : modesOf(other.typicalResolutionOfMode, meant)
    return said === undefined ? [] : [{ mode: said, resolution: null }]
  }
  return [{ mode, resolution }]
}

const listOrNone = (values: readonly string[]): readonly (string | null)[] =>
  values.length > 0 ? values : [null]

const modesOf = (resolutions: ReadonlyMap<string, string>, meant: string | null): string[] =>
  [...resolutions].filter(([, resolution]) => resolution === meant).map(([mode]) => mode)

/** Ways to do a rated job on `card`, by any model, at any length of list; unsorted, its own way included. */
function listWays(rated: RatedJob, card: RateCard): RatedJob[] {
  const capability = rated.job.capability ?? rated.rate.capabilities[0]!
  const rates = card.rates.filter(rate => rate.capabilities.includes(capability))
  const ways = new Map<string, RatedJob>()
  for (const model of new Set(rates.flatMap(rate => listOrNone(rate.models)))) {
    const ofModel = rates.filter(rate => model === null || rate.models.includes(model))
    for (const setting of translateSetting(rated, card, ofModel)) {
      const way = rateJob({ ...rated.job, ...setting, capability, model }, card)
      if (way.kind === 'rated') ways.set(`${model} ${setting.mode} ${setting.resolution}`, way)
    }
  }
  return [...ways.values()]
}

/** Cheapest first; ways of one price stay in the order of the cards. */
const byPrice = (a: PricedJob, b: PricedJob): number => compareRatios(a.priceEach, b.priceEach)

/** The same job by every card in force and every model that can do it, cheapest first (`--compare`). */
export const compareJob = (
  rated: RatedJob,
  catalogue: Catalogue,
  at: Instant,
  packagePrice: PackagePrice | null,
): PricedJob[] =>
  catalogue.cards
    .filter(card => isInForce(card, at))
    .flatMap(card => listWays(rated, card))
    .map(way => priceRated(way, packagePrice))
    .sort(byPrice)

/**
 * The same job by every model of the same card, cheapest first, its own included (`--fallback`). 004: when
 * a model is unavailable the service falls back to another; in which direction is not certain.
 */
export const listFallbacks = (rated: RatedJob, packagePrice: PackagePrice | null): PricedJob[] =>
  listWays(rated, rated.card)
    .map(way => priceRated(way, packagePrice))
    .sort(byPrice)

/**
 * The job at the cheapest setting of the same model (`--drafts`): same card, capability and length, any
 * mode, resolution and sound. 004 calls it resolution staging and audio deferral.
 */
export function draftOf(rated: RatedJob, packagePrice: PackagePrice | null): PricedJob {
  const { job, card } = rated
  const settings = card.rates
    .filter(
      rate =>
        (job.model === null || rate.models.includes(job.model)) &&
        (job.capability === null || rate.capabilities.includes(job.capability)),
    )
    .flatMap(rate =>
      listOrNone(rate.resolutions).flatMap(resolution =>
        listOrNone(rate.modes).flatMap(mode =>
          rate.audio.map(audio => ({ mode, resolution, audio, voiceControl: false }) satisfies Partial<Job>),
        ),
      ),
    )
  const drafts = settings
    .map(setting => rateJob({ ...job, ...setting }, card))
    .filter(draft => draft.kind === 'rated')
    .map(draft => priceRated(draft, packagePrice))
    .sort(byPrice)
  return drafts[0] ?? priceRated(rated, packagePrice)
}
