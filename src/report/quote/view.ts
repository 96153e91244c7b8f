/** A quote as the JSON of cli.md: what each key means, and where it comes from. */
import { listIgnored } from '../../core/file-columns.js'
import { getOrInsert } from '../../core/get-or-insert.js'
import { groupBy } from '../../core/group-by.js'
import { NO_UNITS, times } from '../../core/quantity.js'
import { type Alternative, type Cheapest, differenceOf } from '../../core/rating/other-ways.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { Purchase } from '../../core/rating/purchase.js'
import type {
  Comparison,
  FallbackRange,
  Grouping,
  Groups,
  Quote,
  QuoteLine,
} from '../../core/rating/quote.js'
import { costOf, type Tally, type Totals, totalOf } from '../../core/rating/tally.js'
import type { Ratio } from '../../core/ratio.js'
import { ageOf, CONFIDENCES, dateOf } from '../../core/source.js'
import { type Cell, writeCsv, writeCsvCells, writeCsvLine } from '../csv.js'
import * as f from '../fields.js'
import { writeJson } from '../text.js'
import { writeGroupsCsv } from './groups.js'
import { listNotes, listRulings } from './notes.js'
import { explain } from './steps.js'
import { nameOfWay, supplyOf } from './ways.js'

const WHICH_SELLER = "The seller whose list it is; null: the vendor's own, or yours"
const WHICH_LIST = 'Id of the price list'
const WHICH_MODEL = 'Canonical id of the model; null for a service without one'
const WHICH_ROW = 'The row of the price list as file:line'

const billedOf = ({ outcome, count: many }: QuoteLine): bigint => (outcome === 'billed' ? many : 0n)

/** What a line says of the task rather than of the job. */
const TASK = f.fieldsOf<QuoteLine>()({
  timestamp: f.time.orNull('When the row says that the task took place', 'at'),
  task_id: f.text.orNull('The id of the task, as the row has it', 'taskId'),
  account: f.text.orNull('The account, as the row has it', 'account'),
})

/** One line, the keys of cli.md first and in its order. What is not billed costs nothing and uses no units; its price each is told all the same. */
const LINE = f.fieldsOf<QuoteLine>()({
  input_line: f.count.orNull(
    'Line of the job in the file, the header being 1; null for a job by flags',
    'inputLine',
  ),
  card: f.text(WHICH_LIST, 'priced.rated.card.id'),
  capability: f.text.orNull('What the API is asked to do', 'priced.rated.job.capability'),
  model: f.text.orNull(WHICH_MODEL, 'priced.rated.job.model'),
  mode: f.text.orNull('std or pro; null where the price does not depend on it', 'priced.rated.job.mode'),
  resolution: f.text.orNull(
    'Resolution of the output; null where the price does not depend on it',
    'priced.rated.job.resolution',
  ),
  audio: f.flag('Whether the output has native sound', 'priced.rated.job.audio'),
  duration: f.decimal.orNull(
    'Length of the output in seconds as asked for or logged',
    'priced.rated.job.duration',
  ),
  billed_seconds: f.count.orNull(
    'Seconds that are billed; null where the price does not depend on them',
    'priced.rated.billedSeconds',
  ),
  count: f.count('How many jobs the line stands for', 'count'),
  billing: f.word(['billed', 'not-billed', 'pending'])(
    'Whether the jobs are billed: failed ones are not, and those still at work are not yet',
    'outcome',
  ),
  pool: f.text.orNull('The pool whose units pay; null for a price in dollars', 'priced.rated.rate.pool'),
  units_each: f.decimal.orNull(
    'Units of the pool for one job; null for a price in dollars',
    'priced.unitsEach',
  ),
  units: f.decimal.orNull(
    'Units of the pool for the billed jobs; null for a price in dollars',
    line => line.priced.unitsEach && times(line.priced.unitsEach, billedOf(line)),
  ),
  unit_price: f.decimal.orNull('US dollars for a unit; null for a price in dollars', 'priced.unitPrice'),
  price_each: f.decimal('US dollars for one job if it is billed', 'priced.priceEach'),
  cost: f.decimal('US dollars for the billed jobs of the line', line => costOf(line.priced, billedOf(line))),
  reference: f.text.orNull(
    'What the job is given beside the prompt: image or video; null: nothing',
    ({ priced: { rated } }) => (rated.job.reference === 'none' ? null : rated.job.reference),
  ),
  voice_control: f.flag('Whether the voice is controlled', 'priced.rated.job.voiceControl'),
  effect: f.text.orNull('Name of the effect; null: none', 'priced.rated.job.effect'),
  stage: f
    .word(['draft', 'final'])
    .ifAny('With --drafts: whether these are the drafts or the final', 'stage'),
  row: f.place(WHICH_ROW, 'priced.rated.rate.place'),
  seller: f.text.orNull(WHICH_SELLER, 'priced.rated.card.seller'),
  input_duration: f.decimal.orNull(
    'Length of the video input in seconds; null: not said',
    'priced.rated.job.inputDuration',
  ),
  ...TASK,
})

/** What a job is stands together in the CSV; JSON has the keys of cli.md first. */
const WITH_AUDIO = ['reference', 'voice_control', 'effect']

/** The columns of the CSV between the number of a line and what it says of its task; every one is in every row. */
const SHARED_COLUMNS = Object.keys(LINE).flatMap(key =>
  key === 'input_line' || key in TASK || WITH_AUDIO.includes(key)
    ? []
    : key === 'audio'
      ? [key, ...WITH_AUDIO]
      : [key],
)

const viewLine = (line: QuoteLine): f.Written<typeof LINE> => f.write(LINE, line)

interface Group {
  readonly rated: PricedJob['rated']
  readonly totals: Totals
}

/** Sums of what was priced alike: by card, model and pool. */
const SUMMARY = f.fieldsOf<Group>()({
  card: f.text(WHICH_LIST, 'rated.card.id'),
  model: f.text.orNull(WHICH_MODEL, 'rated.job.model'),
  pool: f.text.orNull('The pool whose units pay; null for a price in dollars', 'rated.rate.pool'),
  count: f.count('Billed jobs', 'totals.billed'),
  units: f.decimal.orNull('Units of the pool; null for a price in dollars', ({ rated: { rate }, totals }) =>
    rate.pool === null ? null : (totals.units.get(rate.pool) ?? NO_UNITS),
  ),
  cost: f.decimal('US dollars', 'totals.cost'),
})

function groupTallies(tallies: readonly Tally[]): Group[] {
  const groups = groupBy(tallies, ({ priced: { rated: its } }) =>
    [its.card.id, its.job.model, its.rate.pool].join('\n'),
  )
  return [...groups.values()].map(group => ({ rated: group[0]!.priced.rated, totals: totalOf(group) }))
}

/** One CSV line per line of the quote, or per card, model and pool with `--summary`; or the sums of `--by`. */
export function writeQuoteCsv(quote: Quote, isSummary: boolean): Generator<string> {
  if (quote.groups) return writeGroupsCsv(quote)
  return isSummary
    ? writeCsv(Object.keys(SUMMARY), groupTallies(quote.tallies), group => f.write(SUMMARY, group))
    : writeLinesCsv(quote.lines)
}

function* writeLinesCsv(lines: readonly QuoteLine[]): Generator<string> {
  const cellsOf = writeOnce(line => {
    const row: Readonly<Record<string, Cell | undefined>> = viewLine(line)
    return writeCsvCells(SHARED_COLUMNS.map(name => row[name] ?? null))
  })
  yield writeCsvLine(['input_line', ...SHARED_COLUMNS, ...Object.keys(TASK)])
  for (const line of lines)
    yield `${line.inputLine ?? ''},${cellsOf(line)},${writeCsvLine(Object.values(f.write(TASK, line)))}`
}

/** Equal jobs have equal lines but for the number and the task: what they share is written once. */
function writeOnce(write: (line: QuoteLine) => string): (line: QuoteLine) => string {
  const texts = new Map<string, string>()
  const keys = new Map<PricedJob, number>()
  return line => {
    const id = getOrInsert(keys, line.priced, () => keys.size)
    return getOrInsert(texts, `${id} ${line.outcome} ${line.count} ${line.stage}`, () => write(line))
  }
}

/** What the same jobs cost by the quote. */
const BASE = f.fieldsOf<{ readonly cost: Ratio; readonly baseCost: Ratio }>()({
  base_cost: f.decimal('US dollars that the same jobs cost by the quote', 'baseCost'),
  difference: f.signed('cost less base_cost, in US dollars', pair => differenceOf(pair)),
})

const PURCHASE = f.fieldsOf<Purchase>()({
  package: f.text('Id of the package', 'offer.id'),
  count: f.count.orNull(
    'How many to buy; null: the volume uses many up, and the jobs bear their share',
    'count',
  ),
  price: f.decimal('US dollars for one', 'offer.price'),
  left: f.decimal('Units that the jobs leave over', 'left'),
})

const onlyOne = (values: readonly (string | null)[]): string | null =>
  new Set(values).size === 1 ? values[0]! : null

interface Other {
  readonly way: Alternative
  readonly quote: Quote
}

const ALTERNATIVE = f.fieldsOf<Other>()({
  name: f.text('What is done instead', ({ way }) => nameOfWay(way)),
  seller: f.text.orNull(WHICH_SELLER, ({ way }) => onlyOne(way.cards.map(card => card.seller))),
  card: f.text.orNull('Id of the price list; null where several lists change alike', ({ way }) =>
    way.cards.length === 1 ? way.cards[0]!.id : null,
  ),
  package: f.text.orNull('Id of the package whose units pay; null: none, or several', ({ way }) =>
    onlyOne(way.purchases.map(({ offer }) => offer.id)),
  ),
  cost: f.decimal('US dollars for the jobs that can be done this way', 'way.cost'),
  difference: f.signed('cost less base_cost, in US dollars', ({ way }) => differenceOf(way)),
  count: f.count('How many of the billed jobs can be done this way', 'way.count'),
  base_cost: f.decimal('US dollars that the same jobs cost by the quote', 'way.baseCost'),
  kind: f.word(['list', 'package', 'seller', 'model', 'setting'])('What is another', 'way.kind'),
  model: f.text.orNull(
    'Canonical id of the model; null for several, and for a service without one',
    ({ way }) => (way.isOfOneModel || way.kind === 'model' ? way.sample.rated.job.model : null),
  ),
  only: f.text.orNull(
    'The one service that it is for, where the jobs may be another too; null: all that they may be',
    'way.only',
  ),
  units: f.unitsByPool('Units for those jobs, by pool', 'way.units'),
  purchase: f.object.orNull(
    'What has to be bought; null: nothing, or several kinds of packages',
    PURCHASE,
    ({ way }) => (way.purchases.length === 1 ? way.purchases[0]! : null),
  ),
  purchases: f.list('All that has to be bought', PURCHASE, 'way.purchases'),
  date: f.text('The date of the list, as far as it says', ({ way }) => dateOf(supplyOf(way))),
  confidence: f.word(CONFIDENCES)('How sure its figures are', ({ way }) => supplyOf(way).source.confidence),
  age_days: f.count.orNull('Days since that date; null: it is younger than the answer', ({ way, quote }) =>
    ageOf(supplyOf(way), quote.terms.asOf),
  ),
})

/** Those of the alternatives that change nothing but the list. */
const OTHER_CARD = f.fieldsOf<Alternative>()({
  card: f.text(WHICH_LIST, ({ cards }) => cards[0]!.id),
  count: f.count('How many of the billed jobs it prices', 'count'),
  cost: f.decimal('US dollars for those', 'cost'),
  units: f.unitsByPool('Units for those, by pool', 'units'),
  settings: f.texts('Modes or resolutions taken for jobs that leave them open', 'settings'),
  seller: f.text.orNull(WHICH_SELLER, ({ cards }) => cards[0]!.seller),
  ...BASE,
})

const CHEAPEST = f.fieldsOf<Cheapest>()({
  cost: f.decimal(
    'US dollars with one seller, each job by the cheapest model there, purchases included',
    'cost',
  ),
  ways: f.list(
    'The cheapest way for each distinct job',
    f.fieldsOf<PricedJob>()({
      card: f.text(WHICH_LIST, 'rated.card.id'),
      model: f.text.orNull('Canonical id of the model', 'rated.job.model'),
    }),
    'ways',
  ),
  seller: f.text.orNull(WHICH_SELLER, ({ ways }) => onlyOne(ways.map(way => way.rated.card.seller))),
  purchases: f.list('Packages that have to be bought for it', PURCHASE, 'purchases'),
})

const COMPARISON = f.fieldsOf<Comparison & { readonly isOfOneKind: boolean }>()({
  card: f.text(WHICH_LIST, 'card.id'),
  model: f.text.orNull(WHICH_MODEL, 'model'),
  setting: f.text.orNull('Mode or resolution, where the jobs leave it open', 'setting'),
  count: f.count('How many of the billed jobs it can do', 'count'),
  cost: f.decimal('US dollars for those', 'cost'),
  seller: f.text.orNull(WHICH_SELLER, 'card.seller'),
  ...BASE,
  // What one job costs says something only when there is one kind of job.
  price_each: f.decimal.orNull(
    'US dollars for one job; null when there are several kinds of jobs',
    ({ sample, isOfOneKind }) => (isOfOneKind ? sample.priceEach : null),
  ),
  units_each: f.decimal.orNull(
    'Units for one job; null in dollars, or with several kinds of jobs',
    ({ sample, isOfOneKind }) => (isOfOneKind ? sample.unitsEach : null),
  ),
  row: f.place(WHICH_ROW, 'sample.rated.rate.place'),
})

const FALLBACK = f.fieldsOf<FallbackRange>()({
  lowest: f.decimal('US dollars if every job fell to the cheapest model that can do it', 'lowest'),
  highest: f.decimal('US dollars if every job went to the dearest model that can do it', 'highest'),
  jobs: f.list(
    'Each distinct job',
    f.fieldsOf<FallbackRange['models'][number]>()({
      asked: f.text.orNull('Canonical id of the model asked for', ({ asked }) => asked.rated.job.model),
      models: f.list(
        'The models of the same list that can do the job, cheapest first',
        f.fieldsOf<PricedJob>()({
          model: f.text.orNull('Canonical id of a model that can do the job', 'rated.job.model'),
          price_each: f.decimal('US dollars for one job', 'priceEach'),
          row: f.place(WHICH_ROW, 'rated.rate.place'),
        }),
        'ways',
      ),
    }),
    'models',
  ),
})

interface Sum {
  readonly by: readonly Grouping[]
  readonly sum: Groups['sums'][number]
}

/** What all jobs of a sum share, as far as they are summed up by it. */
const shared = (grouping: Grouping, doc: string) =>
  f.optional(
    f.text.orNull(doc, ({ by, sum }: Sum) => sum.values[by.indexOf(grouping)]!),
    ({ by }) => by.includes(grouping),
  )

const GROUPS = f.fieldsOf<Groups>()({
  by: f.texts('What the jobs are summed up by', 'by'),
  sums: f.list(
    'In order of the values',
    f.fieldsOf<Sum>()({
      model: shared('model', 'Canonical id of the model'),
      account: shared('account', 'The account'),
      month: shared('month', 'The month, YYYY-MM, in the zone of --tz'),
      day: shared('day', 'The day in the zone of --tz'),
      capability: shared('capability', 'What the API is asked to do'),
      count: f.count('Billed jobs', 'sum.totals.billed'),
      not_billed: f.count('Failed jobs', 'sum.totals.notBilled'),
      pending: f.count('Jobs still at work', 'sum.totals.pending'),
      cost: f.decimal('US dollars for the billed jobs', 'sum.totals.cost'),
      units: f.unitsByPool('Units for the billed jobs, by pool', 'sum.totals.units'),
    }),
    ({ by, sums }) => sums.map(sum => ({ by, sum })),
  ),
})

interface Told {
  readonly quote: Quote
  readonly isExplained: boolean
}

const HEAD = f.fieldsOf<Told>()({
  schema: f.schemaName('kling-cost/quote/1'),
  currency: f.constant('USD', 'The currency of every amount'),
  as_of: f.time('When jobs without a timestamp take place', 'quote.terms.asOf'),
  package: f.text.orNull(
    'The resource package whose effective unit price is used (--package)',
    ({ quote }) => quote.terms.packagePrice?.packageId ?? null,
  ),
})

/** What is said of other ways; left out when there are too many different jobs. */
const ADVICE = f.fieldsOf<{ readonly quote: Quote; readonly advice: NonNullable<Quote['advice']> }>()({
  alternatives: f.list(
    'Other ways to do the same jobs, each beside what they cost here; left out when there are too many different jobs',
    ALTERNATIVE,
    ({ quote, advice }) => advice.alternatives.map(way => ({ way, quote })),
  ),
  other_cards: f.list(
    'The same jobs by the other price lists; left out when there are too many different jobs',
    OTHER_CARD,
    ({ advice }) => advice.alternatives.filter(({ kind }) => kind === 'list' || kind === 'seller'),
  ),
  cheapest: f.object.orNull(
    'The cheapest way to the same result; null when nothing costs less',
    CHEAPEST,
    'advice.cheapest',
  ),
})

/** All of a quote but its lines, which can be many and are written one by one. */
const REST = f.fieldsOf<Told>()({
  totals: f.object(
    'What all lines come to',
    f.fieldsOf<Totals>()({
      count: f.count('Billed jobs', 'billed'),
      not_billed: f.count('Failed jobs, which cost nothing', 'notBilled'),
      pending: f.count('Jobs still at work, not billed yet', 'pending'),
      cost: f.decimal('US dollars for the billed jobs', 'cost'),
      units: f.unitsByPool('Units for the billed jobs, by pool', 'units'),
    }),
    'quote.totals',
  ),
  summary: f.list('The same by price list, model and pool', SUMMARY, ({ quote }) =>
    groupTallies(quote.tallies),
  ),
  comparison: f.list.ifAny(
    'With --compare: every way to do the jobs',
    COMPARISON,
    ({ quote }) =>
      quote.comparison?.map(way => ({ ...way, isOfOneKind: quote.tallies.length === 1 })) ?? null,
  ),
  fallback: f.object.ifAny('With --fallback: the range of cost', FALLBACK, 'quote.fallback'),
  groups: f.object.ifAny('With --by: the sums', GROUPS, 'quote.groups'),
  ...f.optionalKeys(ADVICE, ({ quote }: Told) => quote.advice && { quote, advice: quote.advice }),
  explanation: f.textLists.ifAny(
    'With --explain: the arithmetic of each distinct job',
    ({ quote, isExplained }) => (isExplained ? quote.tallies.map(explain) : null),
  ),
  rejected: f.list(
    'Rows that were set aside (--bad-rows skip) and are in no sum',
    f.fieldsOf<Quote['rejected'][number]>()({
      input_line: f.count('Line of the row in the file, the header being 1', 'line'),
      reason: f.text('Why it was set aside', 'reason'),
    }),
    'quote.rejected',
  ),
  unused_columns: f.texts('The same as ignored_columns, under its first name', ({ quote }) =>
    listIgnored(quote.columns),
  ),
  ignored_columns: f.texts('Columns or keys of the file that nothing was read from', ({ quote }) =>
    listIgnored(quote.columns),
  ),
  repeated_tasks: f.count(
    'Rows left out because another row is about the same task',
    'quote.repeats.repeatedTasks',
  ),
  rulings: f.texts('Which rulings of docs/rulings.md shaped the answer', ({ quote }) => listRulings(quote)),
  notes: f.texts('What a reader must know beside the figures', ({ quote }) =>
    listNotes(quote).map(note => note.text),
  ),
})

const QUOTE = f.fieldsOf<Told>()({
  ...HEAD,
  lines: f.list('One line for each job or row; empty with --summary', LINE, 'quote.lines'),
  ...REST,
})

export const quoteSchema = () => f.schemaOfAnswer('kling-cost/quote/1', QUOTE)

/** `kling-cost/quote/1` */
export type QuoteView = f.Written<typeof QUOTE>

/** A whole quote as one object: what the JSON text holds. */
export const viewWholeQuote = (quote: Quote, isExplained = false): QuoteView =>
  f.write(QUOTE, { quote, isExplained })

/** Keys of a line that equal jobs do not share; written apart. */
const NOT_SHARED = { input_line: undefined, timestamp: undefined, task_id: undefined, account: undefined }

/** The JSON text of a quote in pieces, `lines` where cli.md has them. */
export function writeQuoteJson(quote: Quote, isExplained: boolean): Generator<string> {
  const told = { quote, isExplained }
  const alike = writeOnce(line => writeJson({ ...viewLine(line), ...NOT_SHARED }).slice(1, -1))
  const textOf = (line: QuoteLine): string =>
    `{"input_line":${line.inputLine},${alike(line)},${writeJson(f.write(TASK, line)).slice(1)}`
  return f.writeAround(f.write(HEAD, told), 'lines', quote.lines, textOf, f.write(REST, told))
}
