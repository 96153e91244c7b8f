/**
 * What a buyer can do instead: the same jobs by other lists and sellers, inside packages, by other models, at other
 * settings. Each way is set beside what the same jobs cost here, and beside nothing else.
 */
import { getOrInsert } from '../get-or-insert.js'
import { groupBy } from '../group-by.js'
import { add, NO_UNITS, times, type Units } from '../quantity.js'
import { addRatios, compareRatios, type Ratio, subtractRatios, ZERO } from '../ratio.js'
import { coversAll, createComparer, isOpen, isSameModel, listSettingsOf } from './alternatives.js'
import { isSellers } from './catalogue.js'
import { type Choice, mixSellers } from './mix-sellers.js'
import type { PricedJob, Terms } from './price-job.js'
import { buyUnits, listPurchases, type Market, type Purchase, priceOfPurchases } from './purchase.js'
import { isRetired, type RateCard } from './rate-card.js'
import { byCount, costOf, type Tally } from './tally.js'

/** Some of the jobs done otherwise. */
export interface Alternative {
  readonly kind: 'list' | 'package' | 'seller' | 'model' | 'setting'
  /** A job done this way; of several kinds of jobs one. */
  readonly sample: PricedJob
  /** The lists that price it; several where jobs of several lists change alike. */
  readonly cards: readonly RateCard[]
  /** What changes, for `setting`: without sound, or another mode or resolution. */
  readonly change: 'no-audio' | string | null
  /** What has to be bought for it, one kind of package as a rule; none where nothing has. */
  readonly purchases: readonly Purchase[]
  /** How many of the jobs can be done this way, what that costs, and what the same jobs cost here. */
  readonly count: bigint
  readonly cost: Ratio
  readonly baseCost: Ratio
  /** Units used, pool by pool. */
  readonly units: ReadonlyMap<string, Units>
  /** The modes or resolutions taken, the cheapest each, for jobs that leave them open. */
  readonly settings: readonly string[]
  /** Whether others of these jobs have a mode or resolution of their own. */
  readonly hasOtherSettings: boolean
  /** Whether all these jobs are of one model. */
  readonly isOfOneModel: boolean
  /** The one service that it is for, where the jobs may be another too; null: whatever they are. */
  readonly only: string | null
}

export const differenceOf = ({ cost, baseCost }: Pick<Alternative, 'cost' | 'baseCost'>): Ratio =>
  subtractRatios(cost, baseCost)

/** All jobs by one seller, each by the cheapest model there, with what has to be bought for it. */
export interface Cheapest {
  readonly cost: Ratio
  readonly ways: readonly PricedJob[]
  readonly purchases: readonly Purchase[]
}

/** What people ask next. */
export interface Advice {
  readonly alternatives: readonly Alternative[]
  /** Null when nothing is cheaper than the quote. */
  readonly cheapest: Cheapest | null
  /** Whether one seller can do all of the jobs, or could if sellers were mixed. */
  readonly isAnyWhole: boolean
}

/** Jobs done in one way, summed up as they are found. */
class Sum {
  readonly #cards = new Set<RateCard>()
  readonly #units = new Map<string, Units>()
  readonly #settings = new Set<string>()
  #hasOtherSettings = false
  readonly #models = new Set<string | null>()
  #sample: PricedJob | null = null
  #only: string | null = null
  #count = 0n
  #cost = ZERO
  #baseCost = ZERO

  add(way: PricedJob, base: PricedJob, count: bigint): void {
    const { card, rate, job } = way.rated
    this.#sample ??= way
    this.#cards.add(card)
    this.#models.add(base.rated.job.model)
    if (!coversAll(way, base)) this.#only = job.capability
    this.#count += count
    this.#cost = addRatios(this.#cost, costOf(way, count))
    this.#baseCost = addRatios(this.#baseCost, costOf(base, count))
    if (rate.pool !== null)
      this.#units.set(rate.pool, add(this.#units.get(rate.pool) ?? NO_UNITS, times(way.unitsEach!, count)))
    const setting = job.resolution ?? job.mode
    if (setting === null) return
    if (isOpen(base)) this.#settings.add(setting)
    else this.#hasOtherSettings = true
  }

  list(kind: Alternative['kind'], more: Partial<Alternative> = {}): Alternative {
    return {
      kind,
      sample: this.#sample!,
      cards: [...this.#cards],
      change: null,
      purchases: [],
      count: this.#count,
      cost: this.#cost,
      baseCost: this.#baseCost,
      units: this.#units,
      settings: [...this.#settings],
      hasOtherSettings: this.#hasOtherSettings,
      isOfOneModel: this.#models.size === 1,
      only: this.#only,
      ...more,
    }
  }
}

const sumAt = <K>(sums: Map<K, Sum>, key: K): Sum => getOrInsert(sums, key, () => new Sum())

/** Looks the tallied jobs up on all lists. */
export function adviseOn(tallies: readonly Tally[], terms: Terms, market: Market): Advice {
  const byList = new Map<RateCard, Sum>()
  const inUnits = new Map<string, Sum>()
  const byModel = new Map<string | null, Map<RateCard, Sum>>()
  const bySetting = new Map<string, Sum>()
  const bySeller = new Map<string, { tallies: Tally[]; count: bigint }>()
  const choices: Choice[] = []
  const listWays = createComparer(terms.catalogue, terms.packagePrice)
  let all = 0n
  let cost = ZERO
  for (const { priced, billed } of tallies) {
    if (billed === 0n) continue
    all += billed
    cost = addRatios(cost, costOf(priced, billed))
    const ways = listWays(priced)
    for (const [card, ofCard] of groupBy(ways, way => way.rated.card)) {
      const same = ofCard.find(way => isSameModel(way, priced))
      if (same && card !== priced.rated.card) sumAt(byList, card).add(same, priced, billed)
    }
    const drawn =
      priced.rated.rate.pool !== null ? priced : ways.find(way => isSameModel(way, priced) && isOwnUnits(way))
    if (drawn) sumAt(inUnits, drawn.rated.rate.pool!).add(drawn, priced, billed)
    // Whether another model can do a job whose resolution nobody knows is not known either.
    const comparable = ways.filter(way =>
      isSameModel(way, priced)
        ? way.rated.card === priced.rated.card || !isOpen(priced) || isOpen(way)
        : isOpen(priced) === isOpen(way),
    )
    for (const [model, ofModel] of groupBy(comparable, way => way.rated.job.model)) {
      if (model === priced.rated.job.model) continue
      const cards = getOrInsert(byModel, model, () => new Map<RateCard, Sum>())
      for (const [card, [best]] of groupBy(ofModel, way => way.rated.card))
        sumAt(cards, card).add(best!, priced, billed)
    }
    for (const [change, way] of listChanges(priced, terms)) sumAt(bySetting, change).add(way, priced, billed)
    const own = [...comparable.filter(way => coversAll(way, priced)), priced]
    for (const [seller, offered] of groupBy(own, way => sellerOf(way.rated.card))) {
      const sum = getOrInsert(bySeller, seller, () => ({ tallies: [], count: 0n }))
      sum.tallies.push(...cheapestOf(offered, priced, billed))
      sum.count += billed
    }
    choices.push({
      inUnits: cheapestOf(own.filter(isInUnits), priced, billed)[0] ?? null,
      inDollars:
        cheapestOf(
          own.filter(way => !isInUnits(way)),
          priced,
          billed,
        )[0] ?? null,
    })
  }
  const whole = [
    ...[...bySeller.values()].filter(({ count }) => count === all).map(({ tallies }) => tallies),
    ...(market.mixesSellers
      ? [mixSellers(choices, market, tallies => buyAll(tallies, terms, market).cost)]
      : []),
  ].map(tallies => buyAll(tallies, terms, market))
  const [best] = whole.sort((a, b) => compareRatios(a.cost, b.cost))
  return {
    alternatives: [
      ...listUnits(byList, inUnits, terms, market),
      ...[...byList].flatMap(([card, sum]) => (isSellers(card) ? [sum.list('seller')] : [])).sort(byUse),
      ...listModels(byModel),
      ...[...bySetting].map(([change, sum]) => sum.list('setting', { change })),
    ],
    cheapest: best && compareRatios(best.cost, cost) < 0 ? best : null,
    isAnyWhole: best !== undefined,
  }
}

/** Who is paid by a list. */
export const sellerOf = ({ seller, vendor }: RateCard): string => seller ?? vendor

const isOwnUnits = ({ rated: { card, rate } }: PricedJob): boolean => rate.pool !== null && !isSellers(card)

/** The lists that are nobody else's, and what the units of each pool cost inside the packages that fit. */
function listUnits(
  byList: ReadonlyMap<RateCard, Sum>,
  inUnits: ReadonlyMap<string, Sum>,
  terms: Terms,
  market: Market,
): Alternative[] {
  const lists = [...byList].flatMap(([card, sum]) => (isSellers(card) ? [] : [sum.list('list')]))
  if (terms.packagePrice !== null) return lists
  const packages = [...inUnits].flatMap(([pool, sum]) => {
    const whole = sum.list('package')
    const needed = whole.units.get(pool)!
    const alone = listPurchases(needed, pool, whole.count, market).map(purchase => [purchase])
    const mixed = buyUnits(needed, pool, whole.count, market)
    return [...(mixed.length > 1 ? [mixed] : []), ...alone].map(purchases => ({
      ...whole,
      purchases,
      cost: priceOfPurchases(purchases, needed),
    }))
  })
  return [...lists, ...packages]
}

/** Each other model by the list that does most of the jobs by it, and of those for the least. */
function listModels(byModel: ReadonlyMap<string | null, ReadonlyMap<RateCard, Sum>>): Alternative[] {
  return [...byModel.values()]
    .map(cards => [...cards.values()].map(sum => sum.list('model')).sort(byUse)[0]!)
    .sort(byUse)
}

const byUse = (a: Alternative, b: Alternative): number =>
  byCount(a, b) || compareRatios(differenceOf(a), differenceOf(b))

const isInUnits = ({ rated }: PricedJob): boolean => rated.rate.pool !== null

/** So many jobs in the way that costs the least, units at list price, and of those as they are; none of no way. */
const cheapestOf = (ways: readonly PricedJob[], base: PricedJob, billed: bigint): Tally[] =>
  ways
    .toSorted(
      (a, b) =>
        compareRatios(a.priceEach, b.priceEach) ||
        Number(b === base) - Number(a === base) ||
        Number(isSameModel(b, base)) - Number(isSameModel(a, base)),
    )
    .slice(0, 1)
    .map(priced => ({ priced, billed, notBilled: 0n, pending: 0n }))

/** The job with one thing less: without sound, or at another mode or resolution, where that is cheaper. */
function listChanges(priced: PricedJob, terms: Terms): Map<string, PricedJob> {
  const { job, card } = priced.rated
  const changes = new Map<string, PricedJob>()
  if (isRetired(card, priced.at)) return changes
  for (const way of listSettingsOf(priced, terms.packagePrice)) {
    const its = way.rated.job
    if (compareRatios(way.priceEach, priced.priceEach) >= 0) continue
    const isSameSize = its.mode === job.mode && its.resolution === job.resolution
    const isSameSound = its.audio === job.audio && its.voiceControl === job.voiceControl
    if (isSameSize && job.audio && !its.audio) changes.set('no-audio', way)
    else if (isSameSound && !isSameSize) {
      const setting = its.resolution ?? its.mode
      if (setting !== null && !changes.has(setting)) changes.set(setting, way)
    }
  }
  return changes
}

/** What jobs cost when the units they use have to be bought first. */
function buyAll(tallies: readonly Tally[], terms: Terms, market: Market): Cheapest {
  let cost = ZERO
  const drawn = new Map<string, { units: Units; count: bigint; listCost: Ratio }>()
  for (const { priced, billed } of tallies) {
    const { pool } = priced.rated.rate
    if (pool === null || terms.packagePrice?.pool === pool) {
      cost = addRatios(cost, costOf(priced, billed))
      continue
    }
    const known = drawn.get(pool) ?? { units: NO_UNITS, count: 0n, listCost: ZERO }
    drawn.set(pool, {
      units: add(known.units, times(priced.unitsEach!, billed)),
      count: known.count + billed,
      listCost: addRatios(known.listCost, costOf(priced, billed)),
    })
  }
  const purchases: Purchase[] = []
  for (const [pool, { units, count, listCost }] of drawn) {
    const bought = buyUnits(units, pool, count, market)
    purchases.push(...bought)
    cost = addRatios(cost, bought.length > 0 ? priceOfPurchases(bought, units) : listCost)
  }
  return { cost, ways: [...new Set(tallies.map(({ priced }) => priced))], purchases }
}
