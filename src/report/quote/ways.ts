/** Other ways to do the jobs of a quote, in words: what changes, what it costs, who sells it and how sure that is. */
import type { Instant } from '../../core/instant.js'
import { toRatio } from '../../core/quantity.js'
import {
  type Alternative,
  type Cheapest,
  differenceOf,
  type Purchase,
  sellerOf,
} from '../../core/rating/other-ways.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { Comparison, Quote } from '../../core/rating/quote.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import { compareRatios, subtractRatios } from '../../core/ratio.js'
import { type Dated, dateOf } from '../../core/source.js'
import { showCents, showDifference, showShare, showUnitCount, showUsd } from '../amounts.js'
import { labelled, type Screen } from '../layout.js'
import { describeAge } from '../source-line.js'
import { countOf, groupDigits, makeVisible } from '../text.js'
import { describeJob, nameOf } from './steps.js'

/** A way in the cells of a table. */
export interface Way {
  readonly cost: string
  readonly difference: string
  readonly name: string
  /** Seller, date and certainty. */
  readonly by: string
  readonly remarks: readonly string[]
}

/** More models and settings than so many are left to JSON and `--compare`. */
const MOST_OF_A_KIND = 4

/** The ways that a table shows; with `--compare` the lists and models stand in a table of their own. */
export function listWays(quote: Quote): Way[] {
  const shown = (kind: Alternative['kind'], most = Number.POSITIVE_INFINITY) =>
    (quote.advice?.alternatives ?? []).filter(alternative => alternative.kind === kind).slice(0, most)
  return [
    ...(quote.comparison ? [] : shown('list')),
    ...shown('package'),
    ...(quote.comparison ? [] : [...shown('seller'), ...shown('model', MOST_OF_A_KIND)]),
    ...shown('setting', MOST_OF_A_KIND),
  ].map(alternative => ({
    cost: showCents(alternative.cost),
    difference: showDifference(differenceOf(alternative)),
    name: nameOfWay(alternative),
    by: describeSupply(alternative, quote.terms.asOf),
    remarks: [
      ...(alternative.only === null ? [] : [`${alternative.only} only`]),
      ...describeBase(alternative, quote),
      ...describeLeft(alternative.purchase),
    ],
  }))
}

/** What a way is, such as `3.0, 2 × package-5000` or `O3`. */
export function nameOfWay({ kind, sample, change, purchase, settings, isOfOneModel }: Alternative): string {
  const who = kind === 'model' || isOfOneModel ? nameOf(sample) : 'the same models'
  const at = settings.length > 0 ? ` at ${settings.join(', ')}` : ''
  switch (kind) {
    case 'package':
      return `${who}${at}, ${describePurchase(purchase!)}`
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

/** What is counted, where that is not all of the jobs. */
export const describeBase = (
  { count, baseCost }: Pick<Alternative | Comparison, 'count' | 'baseCost'>,
  { totals }: Quote,
): string[] =>
  count === totals.billed
    ? []
    : [`${groupDigits(String(count))} of ${countOf(totals.billed, 'job')}, ${showCents(baseCost)} here`]

const describeLeft = (purchase: Purchase | null): string[] =>
  purchase === null || purchase.count === null ? [] : [`${showUnitCount(purchase.left)} left over`]

/** Whose price it is, from when, and how sure. */
export function describeSupply({ cards, purchase }: Alternative, asOf: Instant): string {
  if (purchase) return describeList(purchase.offer.list.vendor, purchase.offer.list, asOf)
  return cards.map(card => describeList(sellerOf(card), card, asOf)).join('; ')
}

const describeList = (seller: string, list: Dated, asOf: Instant): string =>
  [makeVisible(seller), dateOf(list), list.source.confidence, ...describeAge(list, asOf)].join(', ')

/** The cheapest way with one seller, or why there is none. */
export function describeCheapest({ advice, totals, market }: Quote): string {
  const { cheapest, isAnyWhole } = advice!
  if (!isAnyWhole)
    return `no one seller can do all ${countOf(totals.billed, 'job')}; --mix-sellers takes each job by itself`
  if (!cheapest) return 'nothing that does the same costs less'
  const saved = subtractRatios(totals.cost, cheapest.cost)
  const saving = `${showUsd(cheapest.cost)}, ${showUsd(saved)} (${showShare(saved, totals.cost)}) less`
  const [way, ...more] = cheapest.ways
  if (way && more.length === 0)
    return `${saving}: ${describeJob(way)} by ${describeLists(cheapest)}${describePurchases(cheapest)}`
  const names = [...new Set(cheapest.ways.map(each => nameOf(each)))]
  const models = `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`
  const where = market.mixesSellers ? 'of any seller' : `by ${describeLists(cheapest)}`
  return `${saving}, each job by the cheapest model ${where}: ${models}${describePurchases(cheapest)}`
}

const describeLists = ({ ways }: Cheapest): string =>
  [...new Set(ways.map(way => makeVisible(way.rated.card.id)))].join(' and ')

const describePurchases = ({ purchases }: Cheapest): string =>
  purchases
    .map(purchase => {
      const left = describeLeft(purchase)
      return purchase.count === null
        ? `; in ${describePurchase(purchase)}`
        : `; to buy: ${describePurchase(purchase)}${left.length > 0 ? `, ${left.join()}` : ''}`
    })
    .join('')

/** The lists that priced the quote and are old by now, each in a sentence. */
export const describeOldLists = ({ tallies, terms }: Quote): string[] => {
  const cards = new Set<RateCard>(tallies.map(({ priced }) => priced.rated.card))
  return [...cards].flatMap(card =>
    describeAge(card, terms.asOf).map(
      age => `${makeVisible(card.id)} is ${age}; its prices may have changed`,
    ),
  )
}

/** The ways as lines: amounts first, so that they stand below each other. */
export function renderWays(ways: readonly Way[], screen: Screen): string[] {
  const widest = (cells: readonly string[]) => Math.max(...cells.map(cell => cell.length))
  const [cost, difference] = [widest(ways.map(way => way.cost)), widest(ways.map(way => way.difference))]
  return ways.map(way => {
    const amounts = `  ${way.cost.padStart(cost)}  ${way.difference.padStart(difference)}  `
    return labelled(amounts, [`${way.name}; ${way.by}`, ...way.remarks].join('; '), amounts.length, screen)
  })
}
