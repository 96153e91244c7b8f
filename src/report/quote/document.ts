/** A quote as a document: what the jobs cost, what makes it up, and what the same would cost otherwise. */
import { compact } from '../../core/compact.js'
import { groupBy } from '../../core/group-by.js'
import { times, toRatio, type Usd } from '../../core/quantity.js'
import { differenceOf } from '../../core/rating/other-ways.js'
import type { Quote } from '../../core/rating/quote.js'
import { isRetired, type RateCard } from '../../core/rating/rate-card.js'
import { costOf, type Tally, type Totals, totalOf } from '../../core/rating/tally.js'
import { compareRatios, largerRatio, type Ratio, ZERO } from '../../core/ratio.js'
import { showCents, showDifference, showPercent, showUnitCount, showUnits, showUsd } from '../amounts.js'
import { describeIgnored, describeTelling } from '../columns.js'
import * as doc from '../document.js'
import { listBeside } from '../note.js'
import { describeRowDoubts } from '../row-doubts.js'
import { describeAge, describeSource } from '../source-line.js'
import { asSentence, countOf, makeVisible, showCount } from '../text.js'
import { showDay } from '../times.js'
import { describeEarly } from '../used-lists.js'
import { tabulateGroups } from './groups.js'
import { describeDeviations, listNotes } from './notes.js'
import { describeJob, describePrice, describeRow, explain, nameOf, placeOfRow } from './steps.js'
import {
  describeAccounts,
  describeBase,
  describeCheapest,
  describeConfidence,
  describeHeld,
  describeOldLists,
  describePackageLimit,
  describeToBuy,
  headWays,
  listWays,
  tabulateAllWays,
  tabulateWays,
} from './ways.js'
import { describeCrossing, describeFallback, hasNoJob } from './words.js'

/** The answer and what was asked beside it. */
export interface QuoteToShow {
  readonly quote: Quote
  /** Of `--max-cost`. */
  readonly gate: { readonly maxCost: Usd; readonly isCrossed: boolean } | null
  /** Whether the arithmetic was asked for. */
  readonly isExplained: boolean
  /** Whether only sums were asked for, and no jobs. */
  readonly isSummary: boolean
}

/** So many rows of a table are shown without `--details`: with the rest of the answer they fit a screen. */
const MOST_SHOWN = { models: 5, groups: 8, stages: 4 }
/** Other ways, and those of `--compare`, are shown as far as the tables before them leave room. */
const WAYS = { most: 8, least: 2 }
const COMPARED = { single: 8, withFallback: 7, file: 2 }
/** More kinds of jobs than this are counted. */
const MOST_JOBS = 200
/** Of so many the arithmetic is told even where it was not asked for. */
const MOST_EXPLAINED = 20

export function buildQuoteDocument(asked: QuoteToShow): doc.Document {
  const { quote } = asked
  return {
    title: 'Quote',
    subject: quote.file === null ? describeJob(quote.lines.at(-1)!.priced) : describeFile(quote),
    lead: [...listLead(quote), ...describeTelling(quote.columns).map(makeVisible)],
    gates: describeGate(asked),
    warnings: listWarnings(quote),
    sections: compact([
      { heading: '', blocks: [{ kind: 'figures', figures: listFigures(quote), only: ['markdown', 'page'] }] },
      ...listSums(asked),
      quote.comparison && compareSection(quote),
      ...listOtherWays(quote),
      { heading: '', blocks: [doc.factBlock(listFacts(asked))] },
      ...listJobs(asked),
      listSources(quote).length > 0 && {
        heading: 'Price lists',
        blocks: doc.asDetails([doc.factBlock(listSources(quote))]),
      },
    ]),
    notes: listBeside(listNotes(quote)),
    foot: quote.file === null ? '' : `Read: ${makeVisible(quote.file)}.`,
  }
}

const describeFile = ({ file, days }: Quote): string =>
  `${makeVisible(file!)}${days ? `, ${showSpanOf(days)}` : ''}`

const showSpanOf = ({ first, last }: NonNullable<Quote['days']>): string =>
  first === last ? showDay(first) : `${showDay(first)} to ${showDay(last)}`

/** The price, of what, and the cheapest way to the same. */
function listLead(quote: Quote): string[] {
  const { totals, lines, advice, file, days } = quote
  const jobs = countOf(totals.billed, 'job')
  const cheapest = advice && totals.billed > 0n ? [describeCheapest(quote), ...describeHeld(quote)] : []
  if (file !== null) {
    const when = days ? `, ${showSpanOf(days)}` : ''
    return [`${showCents(totals.cost)} for ${jobs}${when}${describeUnbilled(quote)}.`, ...cheapest]
  }
  const { priced } = lines.at(-1)!
  const each = lines.length === 1 && totals.billed > 1n ? `, ${showUsd(priced.priceEach)} each` : ''
  const units = [...totals.units].map(([pool, amount]) => `${showUnitCount(amount)} of the ${pool} pool`)
  const paid = units.length > 0 ? `, or ${units.join(' and ')}` : ''
  return [`${showUsd(totals.cost)} for ${jobs}${each}${paid}.`, describeJob(priced), ...cheapest]
}

/** What was free, what is not billed yet, and what could not be read, in brackets. */
function describeUnbilled({ totals, unpriced, rejected }: Quote): string {
  const failed = totals.notBilled - unpriced.free
  const free = compact([
    failed > 0n && `${showCount(failed)} failed`,
    unpriced.free > 0n && `${showCount(unpriced.free)} without a deduction`,
  ])
  const parts = compact([
    free.length > 0 && `${free.join(', ')}: free`,
    totals.pending > 0n && `${showCount(totals.pending)} pending`,
    rejected.length > 0 && `${countOf(rejected.length, 'bad row')} left out`,
  ])
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}

/** What no reader may overlook. */
function listWarnings(quote: Quote): string[] {
  const { days, rejected } = quote
  return compact([
    hasNoJob(quote) && 'The file holds no job.',
    days?.early && asSentence(describeEarly(days.early)),
    days &&
      days.late > 0n &&
      `${countOf(days.late, 'job is', 'jobs are')} dated after today. Check the times.`,
    rejected.length > 0 &&
      `${countOf(rejected.length, 'bad row is', 'bad rows are')} set aside and in no sum; the first is line ${rejected[0]!.line}.`,
    ...describeDeviations(quote).map(asSentence),
    ...describeOldLists(quote).map(asSentence),
    ...[...describeAccounts(quote), ...describePackageLimit(quote)].map(asSentence),
    ...[...describeRowDoubts(quote.columns), ...describeIgnored(quote.columns)].map(makeVisible),
  ])
}

/** What the eye falls on. */
function listFigures(quote: Quote): doc.KeyFigure[] {
  const { totals } = quote
  const free = describeUnbilled(quote)
  return [
    { label: 'Cost', value: showUsd(totals.cost) },
    { label: 'Jobs billed', value: showCount(totals.billed), more: free === '' ? null : free.slice(2, -1) },
    ...[...totals.units].map(([pool, units]) => ({
      label: `Units of the ${makeVisible(pool)} pool`,
      value: showUnits(units),
    })),
  ]
}

/** A table of which the first rows are shown, and all with `--details`, in Markdown and on a page. */
function shorten(table: doc.Table, most: number, what: string): doc.Block[] {
  const all = table.rows.length
  // One more row takes no more room than a line that says so.
  const shown = all <= most + 1 ? all : most
  const say = (rest: number): string => `And ${countOf(rest, `more ${what}`)}: --details`
  const first = doc.firstRows({ ...table, rows: table.rows.slice(0, shown) }, all, say)
  return doc.inBrief([first], [doc.tableBlock(table)])
}

/** What makes the total up: by what was asked for, else by model; drafts and finals of one job. */
function listSums({ quote }: QuoteToShow): doc.Section[] {
  const { groups, lines, tallies, file } = quote
  if (groups) {
    const table = tabulateGroups(quote)
    return [{ heading: table.caption, blocks: shorten(table, MOST_SHOWN.groups, 'row') }]
  }
  if (file === null) {
    if (lines.length === 1) return []
    return [{ heading: '', blocks: shorten(tabulateStages(quote), MOST_SHOWN.stages, 'line') }]
  }
  if (tallies.length === 0) return []
  return [{ heading: '', blocks: shorten(tabulateModels(quote), MOST_SHOWN.models, 'model') }]
}

interface Group {
  readonly group: readonly Tally[]
  readonly totals: Totals
}

/** What was priced alike, the dearest first. */
const sortGroups = (groups: Iterable<readonly Tally[]>): Group[] =>
  [...groups]
    .map(group => ({ group, totals: totalOf(group) }))
    .sort((a, b) => compareRatios(b.totals.cost, a.totals.cost))

const largestOf = (amounts: readonly Ratio[]): Ratio => amounts.reduce(largerRatio, ZERO)

function tabulateModels({ tallies, totals }: Quote): doc.Table {
  const groups = sortGroups(
    groupBy(
      tallies,
      ({ priced }) => `${nameOf(priced)}\n${priced.rated.card.id}\n${priced.rated.rate.pool}`,
    ).values(),
  )
  const largest = largestOf(groups.map(group => group.totals.cost))
  const hasUnits = totals.units.size > 0
  const showUsed = ({ group, totals: its }: Group): string => {
    const { rated, unitsEach } = group[0]!.priced
    const { pool } = rated.rate
    return pool === null ? '' : `${showUnits(its.units.get(pool) ?? times(unitsEach!, 0n))} ${pool}`
  }
  return doc.tabulate('By model, the dearest first', groups, [
    doc.column('Model', ({ group }) => nameOf(group[0]!.priced)),
    doc.column('Price list', ({ group }) => makeVisible(group[0]!.priced.rated.card.id), { spare: 1 }),
    doc.amountColumn('Jobs', ({ totals: its }) => showCount(its.billed)),
    hasUnits && doc.amountColumn('Units', showUsed, { spare: 2 }),
    doc.amountColumn('Cost', ({ totals: its }) => showCents(its.cost)),
    doc.amountColumn('Share', ({ totals: its }) => ({
      text: totals.cost.num === 0n ? '' : showPercent(its.cost, totals.cost),
      bar: { part: its.cost, whole: largest },
    })),
  ])
}

const tabulateStages = ({ lines }: Quote): doc.Table =>
  doc.tabulate('Drafts and finals', lines, [
    doc.column('Job', ({ priced }) => describeJob(priced), { isWrapped: true }),
    doc.column('Stage', ({ stage }) => stage ?? ''),
    doc.amountColumn('Jobs', ({ count }) => showCount(count)),
    doc.amountColumn('Each', ({ priced }) => showUsd(priced.priceEach)),
    doc.amountColumn('Cost', ({ priced, count }) => showUsd(costOf(priced, count))),
  ])

/** The same jobs by every list and model (`--compare`). */
function compareSection(quote: Quote): doc.Section {
  const { totals, terms } = quote
  const ways = quote.comparison!
  // Costs of unlike numbers of jobs do not compare.
  const largest = largestOf(ways.filter(({ count }) => count === totals.billed).map(({ cost }) => cost))
  const caption = 'The same jobs by every price list and model that can do them, those that can do all first'
  const table = doc.tabulate(caption, ways, [
    doc.column('Model', way => compact([nameOf(way.sample), way.setting]).join(' ')),
    doc.amountColumn('Total', way => ({
      text: showCents(way.cost),
      ...(way.count === totals.billed ? { bar: { part: way.cost, whole: largest } } : {}),
    })),
    doc.amountColumn('Difference', way => showDifference(differenceOf(way))),
    doc.column('Price list', way => makeVisible(way.card.id)),
    doc.column(
      'Note',
      way =>
        compact([
          isRetired(way.card, way.sample.at) && 'reported retired',
          ...describeBase(way, quote),
          ...describeToBuy(way, quote),
          ...describeAge(way.card, terms.asOf),
        ]).join(', '),
      { isWrapped: true },
    ),
  ])
  return {
    heading: 'Compared, cheapest first',
    blocks: shorten(
      table,
      COMPARED[quote.file !== null ? 'file' : quote.fallback ? 'withFallback' : 'single'],
      'way',
    ),
  }
}

/** What else could be done, with signed differences. */
function listOtherWays(quote: Quote): doc.Section[] {
  const ways = listWays(quote)
  if (ways.length === 0) return []
  const most = Math.max(WAYS.least, WAYS.most - countRows(quote))
  // Beside those that were asked for, the others are details.
  const shown = quote.comparison ? [] : ways.slice(0, most)
  const sure = describeConfidence(shown)
  const decisive = compact([
    shown.length > 0 && doc.tableBlock(tabulateWays(shown, quote, headWays(quote))),
    sure !== null && doc.textBlock(sure),
  ])
  const blocks = doc.inBrief(decisive, [doc.tableBlock(tabulateAllWays(quote))])
  return [{ heading: headWays(quote), blocks }]
}

/** How many rows of tables stand before the other ways, their headings counted. */
function countRows({ groups, lines, file }: Quote): number {
  const heading = 3
  if (groups) return Math.min(groups.sums.length, MOST_SHOWN.groups) + heading
  if (file !== null) return MOST_SHOWN.models + heading
  return lines.length > 1 ? Math.min(lines.length, MOST_SHOWN.stages) + heading : 0
}

/** What is said beside the tables. */
function listFacts({ quote }: QuoteToShow): doc.Facts {
  const { fallback, lines, file } = quote
  const single = file === null && lines.length === 1 && lines[0]!.priced
  return [
    single && doc.fact('Price', describePrice(single)),
    single && doc.fact('Price row', describeRow(single)),
    fallback && doc.fact('Fallback', describeFallback(fallback)),
  ]
}

function describeGate({ quote, gate }: QuoteToShow): string[] {
  if (gate === null) return []
  return gate.isCrossed
    ? [`The gate is crossed: ${describeCrossing(quote, gate.maxCost)}.`]
    : [`The gate --max-cost ${showUsd(toRatio(gate.maxCost))} is not crossed.`]
}

/** Each kind of job with its price, and the arithmetic. */
function listJobs({ quote, isExplained, isSummary }: QuoteToShow): doc.Section[] {
  const { tallies, file } = quote
  if (tallies.length === 0) return []
  const explained = isExplained ? tallies : tallies.slice(0, MOST_EXPLAINED)
  const arithmetic = doc.factBlock(
    explained.map(tally => {
      const [job = '', ...steps] = explain(tally)
      return doc.fact(job, ...steps)
    }),
  )
  const rest = tallies.length - explained.length
  const heading =
    rest > 0
      ? `The arithmetic of the first ${MOST_EXPLAINED} of ${countOf(tallies.length, 'kind of job', 'kinds of jobs')}`
      : 'The arithmetic'
  return compact([
    file !== null &&
      !isSummary && { heading: 'Jobs', blocks: doc.asDetails([doc.tableBlock(tabulateJobs(quote))]) },
    { heading, blocks: isExplained ? [arithmetic] : doc.asDetails([arithmetic]) },
  ])
}

function tabulateJobs({ tallies }: Quote): doc.Table {
  // Logged lengths differ in their fractions; what is billed alike stands in one row.
  const groups = sortGroups(
    groupBy(tallies, ({ priced }) => `${priced.rated.card.id}\n${describeJob(priced)}`).values(),
  )
  const shown = groups.slice(0, MOST_JOBS)
  const caption =
    groups.length > shown.length
      ? `The dearest ${MOST_JOBS} of ${showCount(groups.length)} kinds of jobs; --format csv has every job`
      : countOf(groups.length, 'kind of job', 'kinds of jobs')
  return doc.tabulate(caption, shown, [
    doc.column('Job', ({ group }) => describeJob(group[0]!.priced), { isWrapped: true }),
    doc.amountColumn('Jobs', ({ totals }) => showCount(totals.billed)),
    doc.amountColumn('Each', ({ group }) => showUsd(group[0]!.priced.priceEach)),
    doc.amountColumn('Cost', ({ totals }) => showUsd(totals.cost)),
    doc.column('Price row', ({ group }) => placeOfRow(group[0]!.priced), { spare: 0 }),
  ])
}

/** The lists that price the jobs, with their documents. */
const listSources = ({ tallies }: Quote): doc.Facts =>
  [...new Set<RateCard>(tallies.map(({ priced }) => priced.rated.card))].map(card =>
    doc.fact(makeVisible(card.id), `${describeSource(card)}; rows in ${makeVisible(card.file)}`),
  )
