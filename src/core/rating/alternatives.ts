/**
 * The same job by other lists, models and settings: what it would cost elsewhere, what a fallback to
 * another model would make of the cost, and the cheapest setting to draft with (004).
 */
import { compareRatios } from '../ratio.js'
import { isInForce } from '../source.js'
import type { Catalogue } from './catalogue.js'
import type { Job } from './job.js'
import { type PackagePrice, type PricedJob, priceRated } from './price-job.js'
import { isRetired, type Rate, type RateCard } from './rate-card.js'
import { type RatedJob, rateJob } from './rate-job.js'

interface Setting {
  readonly mode: string | null
  readonly resolution: string | null
}

/**
 * How another card says the mode or resolution of a job on its own card. A job that has neither leaves the other
 * card's free, so all of them are ways to do it; none when the other card cannot say it.
 */
export function translateSetting(
  { mode, resolution }: Setting,
  own: RateCard,
  other: RateCard,
  rates: readonly Rate[],
): Setting[] {
  if (mode === null && resolution === null) return listSettings(rates)
  const meant =
    resolution ?? own.resolutionOfMode.get(mode!) ?? own.typicalResolutionOfMode.get(mode!) ?? null
  if (other.resolutionOfMode.size > 0) return meant === null ? [] : [{ mode: null, resolution: meant }]
  if (other.typicalResolutionOfMode.size > 0) {
    const [said] = mode !== null ? [mode] : modesOf(other.typicalResolutionOfMode, meant)
    return said === undefined ? [] : [{ mode: said, resolution: null }]
  }
  return [{ mode, resolution }]
}

const listSettings = (rates: readonly Rate[]): Setting[] =>
  rates.flatMap(rate =>
    listOrNone(rate.resolutions).flatMap(resolution =>
      listOrNone(rate.modes).map(mode => ({ mode, resolution })),
    ),
  )

const listOrNone = (values: readonly string[]): readonly (string | null)[] =>
  values.length > 0 ? values : [null]

const modesOf = (resolutions: ReadonlyMap<string, string>, meant: string | null): string[] =>
  [...resolutions].filter(([, resolution]) => resolution === meant).map(([mode]) => mode)

/** Whether a job leaves mode and resolution open, its own card not speaking of them. */
export const isOpen = ({ rated: { job } }: PricedJob): boolean => job.mode === null && job.resolution === null

/** Whether both are by one model, or both by none. */
export const isSameModel = (a: PricedJob, b: PricedJob): boolean => a.rated.job.model === b.rated.job.model

/** What a way can do of the things that a job may be: those that it names, or could be as its settings go. */
export const coversAll = (way: PricedJob, base: PricedJob): boolean =>
  base.rated.capabilities.every(capability => way.rated.rate.capabilities.includes(capability))

/** Ways to do a rated job on `card`, by any model, at any length of list; unsorted, its own way included. */
function listWays(rated: RatedJob, card: RateCard): RatedJob[] {
  const capability = rated.capabilities[0]!
  const rates = card.rates.filter(rate => rate.capabilities.includes(capability))
  const ways = new Map<string, RatedJob>()
  for (const model of new Set(rates.flatMap(rate => listOrNone(rate.models)))) {
    const ofModel = rates.filter(rate => model === null || rate.models.includes(model))
    const only = { ...card, rates: ofModel }
    for (const setting of translateSetting(rated.job, rated.card, card, ofModel)) {
      const way = rateJob({ ...rated.job, ...setting, capability, model }, only)
      if (way.kind === 'rated') ways.set(`${model} ${setting.mode} ${setting.resolution}`, { ...way, card })
    }
  }
  return [...ways.values()]
}

/** Cheapest first; ways of one price stay in the order of the cards. */
const byPrice = (a: PricedJob, b: PricedJob): number => compareRatios(a.priceEach, b.priceEach)

/**
 * The same job by every list that was in force when it took place and every model that can do it, cheapest first
 * (`--compare`). Models that are said to be gone are left out, but for the job's own.
 */
export function compareJob(
  priced: PricedJob,
  catalogue: Catalogue,
  packagePrice: PackagePrice | null,
): PricedJob[] {
  const ways: PricedJob[] = []
  const sold = new Set<string>()
  for (const card of catalogue.cards) {
    if (!isInForce(card, priced.at) && card !== priced.rated.card) continue
    for (const rated of listWays(priced.rated, card)) {
      const way = priceRated(rated, packagePrice, priced.at)
      const isOwn = card === priced.rated.card && isSameModel(way, priced)
      if (isRetired(card, priced.at) && !isOwn) continue
      // Lists come the newest first: a seller has one price for a thing, its latest.
      const key = `${card.seller} ${rated.job.model} ${rated.job.mode} ${rated.job.resolution}`
      if (card.seller !== null && sold.has(key) && !isOwn) continue
      sold.add(key)
      ways.push(way)
    }
  }
  return ways.sort(byPrice)
}

/**
 * The same job by every model of the same card, cheapest first, its own included (`--fallback`). 004: when
 * a model is unavailable the service falls back to another; in which direction is not certain.
 */
export const listFallbacks = ({ rated, at }: PricedJob, packagePrice: PackagePrice | null): PricedJob[] =>
  listWays(rated, rated.card)
    .map(way => priceRated(way, packagePrice, at))
    .sort(byPrice)

/** The job at every setting of its model that its card prices, for the same service and length; cheapest first. */
export function listSettingsOf({ rated, at }: PricedJob, packagePrice: PackagePrice | null): PricedJob[] {
  const { job, card } = rated
  const rates = card.rates.filter(
    rate =>
      (job.model === null || rate.models.includes(job.model)) &&
      (job.capability === null || rate.capabilities.includes(job.capability)),
  )
  const settings = rates.flatMap(rate =>
    listSettings([rate]).flatMap(setting =>
      rate.audio.map(audio => ({ ...setting, audio, voiceControl: false }) satisfies Partial<Job>),
    ),
  )
  return settings
    .map(setting => rateJob({ ...job, ...setting }, card))
    .filter(way => way.kind === 'rated')
    .map(way => priceRated(way, packagePrice, at))
    .sort(byPrice)
}

/**
 * The job at the cheapest setting of the same model (`--drafts`): same card, capability and length, any
 * mode, resolution and sound. 004 calls it resolution staging and audio deferral.
 */
export const draftOf = (priced: PricedJob, packagePrice: PackagePrice | null): PricedJob =>
  listSettingsOf(priced, packagePrice)[0] ?? priced
