/** Other ways to do the jobs of a quote, in words: what changes, what it costs, who sells it and how sure that is. */
import { compact } from '../../core/compact.js'
import { listChoices } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import type { Instant } from '../../core/instant.js'
import { compare, isZero, sumOf, toRatio } from '../../core/quantity.js'
import { isSellers } from '../../core/rating/catalogue.js'
import { type Alternative, type Cheapest, differenceOf, sellerOf } from '../../core/rating/other-ways.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import { buyUnits, type Purchase, priceOfPurchases } from '../../core/rating/purchase.js'
import type { Comparison, Quote } from '../../core/rating/quote.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import { compareRatios, subtractRatios } from '../../core/ratio.js'
import { type Dated, dateOf } from '../../core/source.js'
import { showCents, showDifference, showPercent, showUnitCount, showUsd } from '../amounts.js'
import { amountColumn, column, type Table, tabulate } from '../document.js'
import { describeAge } from '../source-line.js'
import { countOf, makeVisible, showCount } from '../text.js'
import { showDate } from '../times.js'
import { nameOf } from './steps.js'

/** So many models and settings are enough to look at; `--compare` and JSON have them all. */
const MOST: Partial<Record<Alternative['kind'], number>> = { package: 1, seller: 4, model: 2, setting: 2 }
const KINDS = ['list', 'package', 'seller', 'model', 'setting'] as const

/**
 * The ways that people are shown: those that decide, or all; with `--compare` the lists, sellers and models stand in a
 * table of their own.
 */
export function listWays(quote: Quote, which: 'some' | 'all' = 'some'): Alternative[] {
  const { advice, comparison } = quote
  const all = [...listCheapest(quote), ...(advice?.alternatives ?? [])]
  return KINDS.filter(kind => !comparison || kind === 'package' || kind === 'setting').flatMap(kind => {
    const ways = all.filter(way => way.kind === kind)
    if (which === 'all') return ways
    // Packages stand by their size: the first need not be the one that decides.
    if (kind === 'package') ways.sort((a, b) => compareRatios(differenceOf(a), differenceOf(b)))
    return ways.slice(0, MOST[kind])
  })
}

/** The cheapest way, where it is another model of a seller, whose other models are no ways of their own; else none. */
function listCheapest({ advice, totals }: Quote): Alternative[] {
  const { cheapest, alternatives } = advice ?? { cheapest: null, alternatives: [] }
  const [way, ...more] = cheapest?.ways ?? []
  if (!cheapest || !way || more.length > 0 || !isSellers(way.rated.card)) return []
  if (
    alternatives.some(
      ({ cards, cost }) => cards[0] === way.rated.card && compareRatios(cost, cheapest.cost) === 0,
    )
  )
    return []
  return [
    {
      kind: 'model',
      sample: way,
      cards: [way.rated.card],
      change: null,
      purchases: [],
      count: totals.billed,
      cost: cheapest.cost,
      baseCost: totals.cost,
      units: new Map(),
      settings: [],
      hasOtherSettings: false,
      isOfOneModel: true,
      only: null,
    },
  ]
}

/** The ways as a table: what changes, what it costs, and by how much that differs from what the same jobs cost here. */
export function tabulateWays(ways: readonly Alternative[], quote: Quote, caption: string): Table {
  const { totals, terms } = quote
  const isWhole = ways.every(({ count }) => count === totals.billed)
  return tabulate(caption, ways, [
    column('Instead', way => shortName(way, isWhole), { isWrapped: true }),
    !isWhole && amountColumn('Jobs', ({ count }) => showCount(count)),
    !isWhole && amountColumn('Here', ({ baseCost }) => showCents(baseCost)),
    amountColumn(isWhole ? 'Total' : 'There', ({ cost }) => showCents(cost)),
    amountColumn('Difference', way => {
      const difference = differenceOf(way)
      return { text: showDifference(difference), ...(difference.num < 0n ? { tone: 'good' } : {}) }
    }),
    column('Price list', way =>
      way.purchases.length === 0 && way.cards.length > 1 ? 'several' : nameOfList(way),
    ),
    column(
      'Dated',
      way => [showDate(dateOf(supplyOf(way))), ...describeAge(supplyOf(way), terms.asOf)].join(', '),
      { spare: 0 },
    ),
  ])
}

/** What the way is bought by: the list of its package, else its price list. */
export const supplyOf = ({ cards, purchases }: Alternative): Dated => purchases[0]?.offer.list ?? cards[0]!

/** How sure the lists of the ways are, in a sentence, where it is the same of all. */
export function describeConfidence(ways: readonly Alternative[]): string | null {
  const confidences = new Set(ways.map(way => supplyOf(way).source.confidence))
  const [only, ...others] = confidences
  if (only === undefined || others.length > 0) return null
  return only === 'second-hand'
    ? 'These lists are second-hand copies of published prices.'
    : `These lists are ${only}.`
}

/** Every way with seller, date and certainty. */
export const tabulateAllWays = (quote: Quote): Table =>
  tabulate(headWays(quote), listWays(quote, 'all'), [
    column('Instead', nameOfWay, { isWrapped: true }),
    amountColumn('Total', ({ cost }) => showCents(cost)),
    amountColumn('Difference', way => showDifference(differenceOf(way))),
    column('By', way => describeSupply(way, quote.terms.asOf)),
    column('Note', way =>
      compact([
        way.only !== null && `${way.only} only`,
        ...describeBase(way, quote),
        ...describeLeft(way.purchases),
      ]).join('; '),
    ),
  ])

/** What other ways are compared with. */
export const headWays = ({ totals }: Quote): string =>
  `Other ways to do ${totals.billed === 1n ? 'this job' : `these ${countOf(totals.billed, 'job')}`}, and the difference from ${showCents(totals.cost)}`

/** Whose price it is, from when, and how sure. */
function describeSupply({ cards, purchases: [purchase] }: Alternative, asOf: Instant): string {
  if (purchase) return describeList(purchase.offer.list.vendor, purchase.offer.list, asOf)
  return cards.map(card => describeList(sellerOf(card), card, asOf)).join('; ')
}

const describeList = (seller: string, list: Dated, asOf: Instant): string =>
  [makeVisible(seller), showDate(dateOf(list)), list.source.confidence, ...describeAge(list, asOf)].join(', ')

/** What to ask a price list for: `--seller` for the sellers', `--card` for the others. */
const nameOfList = ({ cards, purchases: [purchase] }: Alternative): string =>
  makeVisible(purchase ? purchase.offer.list.id : (cards[0]!.seller ?? cards[0]!.id))

/** What changes, in the few words that a table has room for. */
function shortName(way: Alternative, isWhole: boolean): string {
  const { kind, sample, change, purchases, isOfOneModel, only } = way
  const name = kind === 'model' || isOfOneModel ? nameOf(sample) : 'same models'
  const parts = compact([
    kind === 'setting'
      ? `${name} ${change === 'no-audio' ? 'without audio' : `at ${change}`}`
      : `${name}${sample.unitPrice !== null && purchases.length === 0 ? ' in units' : ''}`,
    kind !== 'setting' && describeSettings(way),
    purchases.length > 0 && describeEach(purchases),
  ])
  const remarks = compact([
    only !== null && `${only} only`,
    // Beside the sums of a part there is no room for it.
    ...(isWhole ? describeLeft(purchases) : []),
  ])
  return compact([parts.join(', '), remarks.length > 0 && `(${remarks.join('; ')})`]).join(' ')
}

/** The modes or resolutions taken where jobs leave them open; none where none do. */
export function describeSettings({ settings, hasOtherSettings }: Alternative): string | false {
  if (settings.length === 0) return false
  return `${settings.join(', ')}${hasOtherSettings ? ' where none is given' : ''}`
}

/** What a way is, such as `3.0, 2 × package-5000` or `O3`. */
export function nameOfWay(way: Alternative): string {
  const { kind, sample, change, purchases, isOfOneModel } = way
  const who = kind === 'model' || isOfOneModel ? nameOf(sample) : 'the same models'
  const settings = describeSettings(way)
  const at = settings ? ` at ${settings}` : ''
  switch (kind) {
    case 'package':
      return `${who}${at}, ${describeEach(purchases)}`
    case 'setting':
      return `${who} ${change === 'no-audio' ? 'without audio' : `at ${change}`}`
    default:
      return [`${who}${at}`, ...describeUnitPrice(sample)].join(', ')
  }
}

function describeUnitPrice({ unitPrice, rated: { rate, card } }: PricedJob): string[] {
  if (unitPrice === null) return []
  const listPrice = toRatio(card.pools.get(rate.pool!)!.listUnitPrice)
  return [`units at ${compareRatios(unitPrice, listPrice) === 0 ? 'list price' : showUsd(unitPrice)}`]
}

const describePurchase = ({ offer, count }: Purchase): string =>
  count === null ? `units of ${offer.id}` : `${count} × ${offer.id}`

export const describeBase = (
  { count, baseCost }: Pick<Alternative | Comparison, 'count' | 'baseCost'>,
  { totals }: Quote,
): string[] =>
  count === totals.billed
    ? []
    : [`${showCount(count)} of ${countOf(totals.billed, 'job')}, ${showCents(baseCost)} here`]

const describeEach = (purchases: readonly Purchase[]): string =>
  listChoices(purchases.map(describePurchase), 'and')

function describeLeft(purchases: readonly Purchase[]): string[] {
  const left = sumOf(purchases.map(purchase => purchase.left))
  return isZero(left) ? [] : [`${showUnitCount(left)} left over`]
}

/** The cheapest way with one seller, or why there is none. */
export function describeCheapest(quote: Quote): string {
  const { advice, totals, market, terms, comparison } = quote
  const { cheapest, isAnyWhole, alternatives } = advice!
  const jobs = `all ${countOf(totals.billed, 'job')}`
  if (!isAnyWhole) return `No single seller has a price for ${jobs} (--mix-sellers mixes them).`
  if (!cheapest) {
    const isLess = (way: Alternative) => differenceOf(way).num < 0n && way.kind !== 'setting'
    if (alternatives.some(way => isLess(way) && way.count < totals.billed))
      return `No seller does ${jobs} for less, though some of them cost less elsewhere.`
    if (alternatives.some(isLess))
      return 'Nothing to buy that does the same costs less: units come in whole packages.'
    return 'Nothing that does the same costs less.'
  }
  const isHeldLess = describeHeld(quote).length > 0
  const saved = subtractRatios(totals.cost, cheapest.cost)
  // What has to be bought counts in the cheapest way; what is paid here may be units at list price.
  const isOfUnits = totals.units.size > 0 && cheapest.purchases.length === 0 && terms.packagePrice === null
  const [way, ...more] = cheapest.ways
  const names = [...new Set(cheapest.ways.map(each => nameOf(each)))]
  const models = `${names.slice(0, 4).join(', ')}${names.length > 4 ? ' and others' : ''}`
  const where = market.mixesSellers && more.length > 0 ? 'of any seller' : `by ${describeLists(cheapest)}`
  const what =
    way && more.length === 0
      ? `${nameOf(way)} ${where}`
      : `each job by its cheapest model ${where} (${models})`
  // A table of `--compare` can show less at a resolution that the jobs do not name.
  const isOpen = comparison?.some(
    each =>
      each.setting !== null && each.count === totals.billed && compareRatios(each.cost, cheapest.cost) < 0,
  )
  return `Cheapest${isHeldLess ? ' to buy' : ''}${isOpen ? ', no resolution being named' : ''}: ${what}, ${showCents(cheapest.cost)}: saves ${showCents(saved)} (${showPercent(saved, totals.cost)})${isOfUnits ? ' on units at list price' : ''}${describePurchases(cheapest)}.`
}

/** What has to be bought for a way that costs less with units at list price: they are sold in packages alone. */
export function describeToBuy(
  { card, count, units, cost, baseCost }: Comparison,
  { market, terms }: Quote,
): string[] {
  const isLess = compareRatios(cost, baseCost) < 0
  if (!isLess || isSellers(card) || terms.packagePrice !== null) return []
  if (market.volumePerMonth !== null) return []
  return [...units].flatMap(([pool, needed]) => {
    const bought = buyUnits(needed, pool, count, market)
    return bought.length > 0 ? [`to buy: ${showCents(priceOfPurchases(bought, needed))}`] : []
  })
}

/** The cheapest way to all of the jobs that costs less than anything to be bought, for whoever holds units; none where none does. */
export function describeHeld({ advice, totals }: Quote): string[] {
  const { alternatives, cheapest } = advice!
  const limit = cheapest?.cost ?? totals.cost
  const [best] = alternatives
    .filter(
      way =>
        (way.kind === 'list' || way.kind === 'model') &&
        way.units.size > 0 &&
        way.count === totals.billed &&
        compareRatios(way.cost, limit) < 0,
    )
    .sort((a, b) => compareRatios(a.cost, b.cost))
  return best ? [`Less only with units that you hold: ${nameOfWay(best)}, ${showCents(best.cost)}.`] : []
}

const describeLists = ({ ways }: Cheapest): string =>
  [...new Set(ways.map(({ rated: { card } }) => makeVisible(card.seller ?? card.id)))].join(' and ')

const describePurchases = ({ purchases }: Cheapest): string =>
  [...groupBy(purchases, ({ offer }) => offer.pool).values()]
    .map(ofPool => {
      const names = describeEach(ofPool)
      if (ofPool.some(({ count }) => count === null)) return `; in ${names}`
      const once = ofPool.some(({ offer }) => offer.isOncePerAccount)
        ? ' (a trial is sold once per account)'
        : ''
      return `; to buy: ${[`${names}${once}`, ...describeLeft(ofPool)].join(', ')}`
    })
    .join('')

/** The lists that priced the quote and are old by now; none where none is. */
export function describeOldLists({ tallies, terms }: Quote): string[] {
  const cards = new Set<RateCard>(tallies.map(({ priced }) => priced.rated.card))
  const old = [...cards].flatMap(card =>
    describeAge(card, terms.asOf).map(age => `${makeVisible(card.id)} is ${age}`),
  )
  return old.length === 0 ? [] : [`${old.join(', ')}: prices may have changed`]
}

/** That packages were counted as if the jobs of several accounts were one's; nothing where none would save anything. */
export function describeAccounts({ accounts, advice }: Quote): string[] {
  const ways = advice?.alternatives.filter(way => differenceOf(way).num < 0n) ?? []
  const isBought = [...ways, ...(advice?.cheapest ? [advice.cheapest] : [])].some(
    ({ purchases }) => purchases.length > 0,
  )
  return accounts.length > 1 && isBought
    ? ['packages are counted as for one account; units of one pay for no other (002)']
    : []
}

/** That the jobs use more units than the package of `--package` can be had for. */
export function describePackageLimit({ terms: { packagePrice }, totals, accounts }: Quote): string[] {
  const { packageId, pool, mostUnits = null } = packagePrice ?? {}
  const used = pool === undefined ? undefined : totals.units.get(pool)
  // Of several accounts each may buy it.
  if (mostUnits === null || used === undefined || accounts.length > 1) return []
  if (compare(used, mostUnits) <= 0) return []
  return [
    `the jobs use ${showUnitCount(used)}, and ${packageId} is sold once per account and holds ${showUnitCount(mostUnits)} (002): the others cannot be had at its price`,
  ]
}
