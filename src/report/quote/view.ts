/** A quote as the JSON of cli.md: the one view model from which every format is made. */
import { listIgnored } from '../../core/file-columns.js'
import { groupBy } from '../../core/group-by.js'
import { formatInstant, type Instant } from '../../core/instant.js'
import { format, NO_UNITS, times, type Units } from '../../core/quantity.js'
import type { Outcome } from '../../core/rating/job.js'
import { type Advice, type Alternative, differenceOf, type Purchase } from '../../core/rating/other-ways.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { Quote, QuoteLine } from '../../core/rating/quote.js'
import { costOf, type Tally, totalOf } from '../../core/rating/tally.js'
import { ageOf, type Dated, dateOf } from '../../core/source.js'
import { writeRatio } from '../amounts.js'
import { makeJsonVisible } from '../text.js'
import { viewGroups } from './groups.js'
import { listNotes, listRulings } from './notes.js'
import { explain } from './steps.js'
import { nameOfWay } from './ways.js'

/** The row of a price list as `file:line`. */
export const placeOfRow = ({ rated }: PricedJob): string =>
  `${rated.rate.place.file}:${rated.rate.place.line}`

/** What a priced job says of itself in lines, comparisons and fallbacks. */
function viewPriced(priced: PricedJob) {
  const { job, card, rate, billedSeconds } = priced.rated
  return {
    card: card.id,
    capability: job.capability,
    model: job.model,
    mode: job.mode,
    resolution: job.resolution,
    audio: job.audio,
    duration: job.duration && format(job.duration),
    billed_seconds: billedSeconds,
    pool: rate.pool,
    units_each: priced.unitsEach && format(priced.unitsEach),
    unit_price: priced.unitPrice && writeRatio(priced.unitPrice),
    price_each: writeRatio(priced.priceEach),
    reference: job.reference === 'none' ? null : job.reference,
    voice_control: job.voiceControl,
    effect: job.effect,
    row: placeOfRow(priced),
    seller: card.seller,
    input_duration: job.inputDuration && format(job.inputDuration),
  }
}

/** Counts are integers in JSON; a quote of more jobs than 2^53 is refused (answers/quote.ts). */
const writeCount = (count: bigint): number => Number(count)

/** One line, the keys of cli.md first and in its order. What is not billed costs nothing and uses no units; its price each is told all the same. */
export function viewLine(line: QuoteLine) {
  const { inputLine, priced, outcome, count, stage } = line
  const billed = outcome === 'billed' ? count : 0n
  const {
    card,
    pool,
    units_each,
    unit_price,
    price_each,
    reference,
    voice_control,
    effect,
    row,
    seller,
    input_duration,
    ...job
  } = viewPriced(priced)
  return {
    input_line: inputLine,
    card,
    ...job,
    count: writeCount(count),
    billing: outcome satisfies Outcome,
    pool,
    units_each,
    units: priced.unitsEach && format(times(priced.unitsEach, billed)),
    unit_price,
    price_each,
    cost: writeRatio(costOf(priced, billed)),
    reference,
    voice_control,
    effect,
    ...(stage === null ? {} : { stage }),
    row,
    seller,
    input_duration,
    ...viewTask(line),
  }
}

/** What a line says of the task rather than of the job. */
const viewTask = ({ at, taskId, account }: QuoteLine) => ({
  timestamp: at === null ? null : formatInstant(at),
  task_id: taskId,
  account,
})

const writeUnits = (units: ReadonlyMap<string, Units>): Record<string, string> =>
  Object.fromEntries([...units].map(([pool, amount]) => [pool, format(amount)]))

/** Sums of what was priced alike: by card, model and pool. */
export function viewSummary(tallies: readonly Tally[]) {
  const groups = groupBy(tallies, ({ priced: { rated } }) =>
    [rated.card.id, rated.job.model, rated.rate.pool].join('\n'),
  )
  return [...groups.values()].map(group => {
    const { card, job, rate } = group[0]!.priced.rated
    const totals = totalOf(group)
    return {
      card: card.id,
      model: job.model,
      pool: rate.pool,
      count: writeCount(totals.billed),
      units: rate.pool === null ? null : format(totals.units.get(rate.pool) ?? NO_UNITS),
      cost: writeRatio(totals.cost),
    }
  })
}

/** What can be done instead. `other_cards` are those of the `alternatives` that change nothing but the list. */
function viewAdvice({ alternatives, cheapest }: Advice, { terms }: Quote) {
  return {
    alternatives: alternatives.map(alternative => ({
      name: nameOfWay(alternative),
      seller: sellerIn(alternative),
      card: alternative.cards.length === 1 ? alternative.cards[0]!.id : null,
      package: alternative.purchase?.offer.id ?? null,
      cost: writeRatio(alternative.cost),
      difference: writeRatio(differenceOf(alternative)),
      count: writeCount(alternative.count),
      base_cost: writeRatio(alternative.baseCost),
      kind: alternative.kind,
      model:
        alternative.isOfOneModel || alternative.kind === 'model' ? alternative.sample.rated.job.model : null,
      only: alternative.only,
      units: writeUnits(alternative.units),
      purchase: alternative.purchase && viewPurchase(alternative.purchase),
      ...viewSupply(alternative, terms.asOf),
    })),
    other_cards: alternatives
      .filter(({ kind }) => kind === 'list' || kind === 'seller')
      .map(({ cards, count, cost, baseCost, units, settings }) => ({
        card: cards[0]!.id,
        count: writeCount(count),
        cost: writeRatio(cost),
        units: writeUnits(units),
        settings,
        seller: cards[0]!.seller,
        base_cost: writeRatio(baseCost),
        difference: writeRatio(differenceOf({ cost, baseCost })),
      })),
    cheapest: cheapest && {
      cost: writeRatio(cheapest.cost),
      ways: cheapest.ways.map(way => ({ card: way.rated.card.id, model: way.rated.job.model })),
      seller: onlyOne(cheapest.ways.map(way => way.rated.card.seller)),
      purchases: cheapest.purchases.map(viewPurchase),
    },
  }
}

const viewPurchase = ({ offer, count, left }: Purchase) => ({
  package: offer.id,
  count: count === null ? null : writeCount(count),
  price: format(offer.price),
  left: format(left),
})

/** The seller of all the lists; null for the vendor, and where there are several. */
const sellerIn = ({ cards }: Alternative): string | null => onlyOne(cards.map(card => card.seller))

const onlyOne = (values: readonly (string | null)[]): string | null =>
  new Set(values).size === 1 ? values[0]! : null

/** The date and certainty of what an alternative is bought by: the package list, else the price list. */
function viewSupply({ cards, purchase }: Alternative, asOf: Instant) {
  const list: Dated = purchase?.offer.list ?? cards[0]!
  return { date: dateOf(list), confidence: list.source.confidence, age_days: ageOf(list, asOf) }
}

/** All of a quote but its lines, which can be many and are written one by one. */
export function viewQuote(quote: Quote, isExplained: boolean) {
  const { totals, terms } = quote
  return {
    schema: 'kling-cost/quote/1' as const,
    currency: 'USD' as const,
    as_of: formatInstant(terms.asOf),
    package: terms.packagePrice?.packageId ?? null,
    totals: {
      count: writeCount(totals.billed),
      not_billed: writeCount(totals.notBilled),
      pending: writeCount(totals.pending),
      cost: writeRatio(totals.cost),
      units: writeUnits(totals.units),
    },
    summary: viewSummary(quote.tallies),
    ...(quote.comparison && {
      comparison: quote.comparison.map(({ card, model, setting, count, cost, baseCost, sample }) => ({
        card: card.id,
        model,
        setting,
        count: writeCount(count),
        cost: writeRatio(cost),
        seller: card.seller,
        base_cost: writeRatio(baseCost),
        difference: writeRatio(differenceOf({ cost, baseCost })),
        // What one job costs says something only when there is one kind of job.
        price_each: quote.tallies.length === 1 ? writeRatio(sample.priceEach) : null,
        units_each: quote.tallies.length === 1 && sample.unitsEach ? format(sample.unitsEach) : null,
        row: placeOfRow(sample),
      })),
    }),
    ...(quote.fallback && {
      fallback: {
        lowest: writeRatio(quote.fallback.lowest),
        highest: writeRatio(quote.fallback.highest),
        jobs: quote.fallback.models.map(({ asked, ways }) => ({
          asked: asked.rated.job.model,
          models: ways.map(way => ({
            model: way.rated.job.model,
            price_each: writeRatio(way.priceEach),
            row: placeOfRow(way),
          })),
        })),
      },
    }),
    ...(quote.groups && { groups: viewGroups(quote.groups) }),
    ...(quote.advice && viewAdvice(quote.advice, quote)),
    ...(isExplained && { explanation: quote.tallies.map(explain) }),
    rejected: quote.rejected.map(({ line, reason }) => ({ input_line: line, reason })),
    unused_columns: listIgnored(quote.columns),
    ignored_columns: listIgnored(quote.columns),
    repeated_tasks: quote.repeats.repeatedTasks,
    rulings: listRulings(quote),
    notes: listNotes(quote).map(note => note.text),
  }
}

/** A whole quote as one object: what the JSON text holds. */
export function viewWholeQuote(quote: Quote, isExplained = false) {
  const { schema, currency, as_of, package: packageId, ...rest } = viewQuote(quote, isExplained)
  return { schema, currency, as_of, package: packageId, lines: quote.lines.map(viewLine), ...rest }
}

/** `kling-cost/quote/1` */
export type QuoteView = ReturnType<typeof viewWholeQuote>

/** Keys of a line that equal jobs do not share; written apart. */
const NO_TASK = { timestamp: undefined, task_id: undefined, account: undefined }

/** The JSON text of a quote in pieces, `lines` where cli.md has them. */
export function* writeQuoteJson(quote: Quote, isExplained: boolean): Generator<string> {
  const { schema, currency, as_of, package: packageId, ...rest } = viewQuote(quote, isExplained)
  const head = JSON.stringify({ schema, currency, as_of, package: packageId }, null, 1)
  yield `${head.slice(0, -2)},\n "lines": [`
  // Equal jobs have equal lines but for the number: each distinct one is written once.
  const texts = new Map<string, string>()
  const keys = new Map<PricedJob, number>()
  let separator = '\n  '
  for (const line of quote.lines) {
    let id = keys.get(line.priced)
    if (id === undefined) {
      id = keys.size
      keys.set(line.priced, id)
    }
    const key = `${id} ${line.outcome} ${line.count} ${line.stage}`
    let text = texts.get(key)
    if (text === undefined) {
      const shared = { ...viewLine(line), input_line: undefined, ...NO_TASK }
      text = makeJsonVisible(JSON.stringify(shared).slice(1, -1))
      texts.set(key, text)
    }
    const task = makeJsonVisible(JSON.stringify(viewTask(line)).slice(1))
    yield `${separator}{"input_line":${line.inputLine},${text},${task}`
    separator = ',\n  '
  }
  yield quote.lines.length > 0 ? '\n ],' : '],'
  yield `${makeJsonVisible(JSON.stringify(rest, null, 1).slice(1))}\n`
}
