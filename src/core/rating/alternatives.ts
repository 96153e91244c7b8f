/**
 * The same job by other lists, models and settings: what it would cost elsewhere, what a fallback to
 * another model would make of the cost, and the cheapest setting to draft with (004).
 */
import { getOrInsert } from '../get-or-insert.js'
import { compareRatios } from '../ratio.js'
import { isInForce } from '../source.js'
import type { Catalogue } from './catalogue.js'
import { type Job, keyOfJob } from './job.js'
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

/** A card's rows by what they do and by which model, each as a card of its own; looked up for every job of a file. */
const parts = new WeakMap<RateCard, Map<string, ReadonlyMap<string | null, RateCard>>>()

const partsOf = (card: RateCard, capability: string): ReadonlyMap<string | null, RateCard> =>
  getOrInsert(
    getOrInsert(parts, card, () => new Map()),
    capability,
    () => {
      const rates = card.rates.filter(rate => rate.capabilities.includes(capability))
      const models = new Set(rates.flatMap(rate => listOrNone(rate.models)))
      return new Map(
        [...models].map(model => [
          model,
          { ...card, rates: rates.filter(rate => model === null || rate.models.includes(model)) },
        ]),
      )
    },
  )

/** Ways to do a rated job on `card`, by any model, at any length of list; unsorted, its own way included. */
function listWays(rated: RatedJob, card: RateCard): RatedJob[] {
  const capability = rated.capabilities[0]!
  const ways = new Map<string, RatedJob>()
  for (const [model, part] of partsOf(card, capability)) {
    for (const setting of translateSetting(rated.job, rated.card, card, part.rates)) {
      const key = `${model} ${setting.mode} ${setting.resolution}`
      if (ways.has(key)) continue
      const way = rateJob({ ...rated.job, ...setting, capability, model }, part)
      if (way.kind === 'rated') ways.set(key, { ...way, card })
    }
  }
  return [...ways.values()]
}

/** Cheapest first; ways of one price stay in the order of the cards. */
const byPrice = (a: PricedJob, b: PricedJob): number => compareRatios(a.priceEach, b.priceEach)

/**
 * A function that gives the same job by every list that was in force when it took place and every model that can do it,
 * cheapest first (`--compare`). Models that are said to be gone are left out, but for the job's own. Jobs that differ in
 * their time alone are looked up once.
 */
export function createComparer(
  catalogue: Catalogue,
  packagePrice: PackagePrice | null,
): (priced: PricedJob) => PricedJob[] {
  const known = new Map<string, readonly PricedJob[]>()
  const listAll = (priced: PricedJob): readonly PricedJob[] => {
    const { job, card, capabilities } = priced.rated
    const key = `${card.id}\n${capabilities.join()}\n${keyOfJob(job)}`
    return getOrInsert(known, key, () =>
      catalogue.cards
        .flatMap(each => listWays(priced.rated, each))
        .map(rated => priceRated(rated, packagePrice, priced.at)),
    )
  }
  return priced => {
    const sold = new Set<string>()
    return listAll(priced)
      .filter(way => {
        const { card, job } = way.rated
        const isOwnCard = card === priced.rated.card
        const isOwn = isOwnCard && isSameModel(way, priced)
        if (!isOwn && (isRetired(card, priced.at) || !(isOwnCard || isInForce(card, priced.at)))) return false
        // Lists come the newest first: a seller has one price for a thing, its latest.
        const key = `${card.seller} ${job.model} ${job.mode} ${job.resolution}`
        if (card.seller !== null && sold.has(key) && !isOwn) return false
        if (card.seller !== null) sold.add(key)
        return true
      })
      .sort(byPrice)
  }
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
  const part = partsOf(card, rated.capabilities[0]!).get(job.model) ?? card
  const settings = new Map<string, Partial<Job>>()
  for (const rate of part.rates)
    for (const setting of listSettings([rate]))
      for (const audio of rate.audio)
        settings.set(`${setting.mode} ${setting.resolution} ${audio}`, {
          ...setting,
          audio,
          voiceControl: false,
        })
  const ways: PricedJob[] = []
  for (const setting of settings.values()) {
    const way = rateJob({ ...job, ...setting }, part)
    if (way.kind === 'rated') ways.push(priceRated({ ...way, card }, packagePrice, at))
  }
  return ways.sort(byPrice)
}

/**
 * The job at the cheapest setting of the same model (`--drafts`): same card, capability and length, any
 * mode, resolution and sound. 004 calls it resolution staging and audio deferral.
 */
export const draftOf = (priced: PricedJob, packagePrice: PackagePrice | null): PricedJob =>
  listSettingsOf(priced, packagePrice)[0] ?? priced
