/** A quote as the JSON of cli.md: the one view model from which every format is made. */
import { listIgnored } from '../../core/file-columns.js'
import { groupBy } from '../../core/group-by.js'
import { formatInstant } from '../../core/instant.js'
import { format, NO_UNITS, times, type Units } from '../../core/quantity.js'
import type { Outcome } from '../../core/rating/job.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import { costOf, type Quote, type QuoteLine, type Tally, totalOf } from '../../core/rating/quote.js'
import { writeRatio } from '../amounts.js'
import { makeJsonVisible } from '../text.js'
import { listNotes, listRulings } from './notes.js'
import { explain } from './steps.js'

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
  }
}

/** Counts are integers in JSON; a quote of more jobs than 2^53 is refused (answers/quote.ts). */
const writeCount = (count: bigint): number => Number(count)

/** One line, the keys of cli.md first and in its order. What is not billed costs nothing and uses no units; its price each is told all the same. */
export function viewLine({ inputLine, priced, outcome, count, stage }: QuoteLine) {
  const billed = outcome === 'billed' ? count : 0n
  const { card, pool, units_each, unit_price, price_each, reference, voice_control, effect, row, ...job } =
    viewPriced(priced)
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
  }
}

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
      comparison: quote.comparison.map(({ card, model, setting, count, cost, sample }) => ({
        card: card.id,
        model,
        setting,
        count: writeCount(count),
        cost: writeRatio(cost),
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
    ...(quote.advice && {
      other_cards: quote.advice.otherCards.map(({ card, count, cost, units, settings }) => ({
        card: card.id,
        count: writeCount(count),
        cost: writeRatio(cost),
        units: writeUnits(units),
        settings,
      })),
      cheapest: quote.advice.cheapest && {
        cost: writeRatio(quote.advice.cheapest.cost),
        ways: quote.advice.cheapest.ways.map(way => ({
          card: way.rated.card.id,
          model: way.rated.job.model,
        })),
      },
    }),
    ...(isExplained && { explanation: quote.tallies.map(explain) }),
    rejected: quote.rejected.map(({ line, reason }) => ({ input_line: line, reason })),
    unused_columns: listIgnored(quote.columns),
    ignored_columns: listIgnored(quote.columns),
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
      text = makeJsonVisible(JSON.stringify({ ...viewLine(line), input_line: undefined }).slice(1))
      texts.set(key, text)
    }
    yield `${separator}{"input_line":${line.inputLine},${text}`
    separator = ',\n  '
  }
  yield quote.lines.length > 0 ? '\n ],' : '],'
  yield `${makeJsonVisible(JSON.stringify(rest, null, 1).slice(1))}\n`
}
