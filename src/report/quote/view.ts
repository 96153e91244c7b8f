/** A quote as the JSON of cli.md: what each key means, and where it comes from. */
import { listIgnored } from '../../core/file-columns.js'
import { groupBy } from '../../core/group-by.js'
import { formatInstant } from '../../core/instant.js'
import { format, NO_UNITS, times, type Units } from '../../core/quantity.js'
import { type Alternative, type Cheapest, differenceOf } from '../../core/rating/other-ways.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { Bought, Purchase } from '../../core/rating/purchases.js'
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
import { ageOf, CONFIDENCES, type Dated, dateOf } from '../../core/source.js'
import { writeRatio } from '../amounts.js'
import {
  constant,
  count,
  decimal,
  fieldsOf,
  flag,
  list,
  object,
  optional,
  schemaName,
  schemaOfAnswer,
  signed,
  text,
  textLists,
  texts,
  time,
  unitsByPool,
  type Written,
  word,
  write,
} from '../fields.js'
import { makeJsonVisible } from '../text.js'
import { listNotes, listRulings } from './notes.js'
import { explain } from './steps.js'
import { nameOfWay } from './ways.js'

/** The row of a price list as `file:line`. */
export const placeOfRow = ({ rated }: PricedJob): string =>
  `${rated.rate.place.file}:${rated.rate.place.line}`

const WHICH_SELLER = "The seller whose list it is; null: the vendor's own, or yours"
const WHICH_LIST = 'Id of the price list'
const WHICH_MODEL = 'Canonical id of the model; null for a service without one'
const WHICH_ROW = 'The row of the price list as file:line'

const writeUnits = (units: ReadonlyMap<string, Units>): Record<string, string> =>
  Object.fromEntries([...units].map(([pool, amount]) => [pool, format(amount)]))

/** Counts are integers in JSON; a quote of more jobs than 2^53 is refused (answers/quote.ts). */
const writeCount = (many: bigint): number => Number(many)

const rated = ({ priced }: QuoteLine) => priced.rated
const billedOf = ({ outcome, count: many }: QuoteLine): bigint => (outcome === 'billed' ? many : 0n)

/** What a line says of the task rather than of the job. */
const TASK = fieldsOf<QuoteLine>()({
  timestamp: time.orNull('When the row says that the task took place', ({ at }) =>
    at === null ? null : formatInstant(at),
  ),
  task_id: text.orNull('The id of the task, as the row has it', line => line.taskId),
  account: text.orNull('The account, as the row has it', line => line.account),
})

/** One line, the keys of cli.md first and in its order. What is not billed costs nothing and uses no units; its price each is told all the same. */
const LINE = fieldsOf<QuoteLine>()({
  input_line: count.orNull(
    'Line of the job in the file, the header being 1; null for a job by flags',
    line => line.inputLine,
  ),
  card: text(WHICH_LIST, line => rated(line).card.id),
  capability: text.orNull('What the API is asked to do', line => rated(line).job.capability),
  model: text.orNull(WHICH_MODEL, line => rated(line).job.model),
  mode: text.orNull('std or pro; null where the price does not depend on it', line => rated(line).job.mode),
  resolution: text.orNull(
    'Resolution of the output; null where the price does not depend on it',
    line => rated(line).job.resolution,
  ),
  audio: flag('Whether the output has native sound', line => rated(line).job.audio),
  duration: decimal.orNull('Length of the output in seconds as asked for or logged', line => {
    const { duration } = rated(line).job
    return duration && format(duration)
  }),
  billed_seconds: count.orNull(
    'Seconds that are billed; null where the price does not depend on them',
    line => rated(line).billedSeconds,
  ),
  count: count('How many jobs the line stands for', line => writeCount(line.count)),
  billing: word(['billed', 'not-billed', 'pending'])(
    'Whether the jobs are billed: failed ones are not, and those still at work are not yet',
    line => line.outcome,
  ),
  pool: text.orNull('The pool whose units pay; null for a price in dollars', line => rated(line).rate.pool),
  units_each: decimal.orNull(
    'Units of the pool for one job; null for a price in dollars',
    ({ priced }) => priced.unitsEach && format(priced.unitsEach),
  ),
  units: decimal.orNull(
    'Units of the pool for the billed jobs; null for a price in dollars',
    line => line.priced.unitsEach && format(times(line.priced.unitsEach, billedOf(line))),
  ),
  unit_price: decimal.orNull(
    'US dollars for a unit; null for a price in dollars',
    ({ priced }) => priced.unitPrice && writeRatio(priced.unitPrice),
  ),
  price_each: decimal('US dollars for one job if it is billed', ({ priced }) => writeRatio(priced.priceEach)),
  cost: decimal('US dollars for the billed jobs of the line', line =>
    writeRatio(costOf(line.priced, billedOf(line))),
  ),
  reference: text.orNull('What the job is given beside the prompt: image or video; null: nothing', line => {
    const { reference } = rated(line).job
    return reference === 'none' ? null : reference
  }),
  voice_control: flag('Whether the voice is controlled', line => rated(line).job.voiceControl),
  effect: text.orNull('Name of the effect; null: none', line => rated(line).job.effect),
  stage: optional(
    word(['draft', 'final'])('With --drafts: whether these are the drafts or the final', line => line.stage!),
    line => line.stage !== null,
  ),
  row: text(WHICH_ROW, ({ priced }) => placeOfRow(priced)),
  seller: text.orNull(WHICH_SELLER, line => rated(line).card.seller),
  input_duration: decimal.orNull('Length of the video input in seconds; null: not said', line => {
    const { inputDuration } = rated(line).job
    return inputDuration && format(inputDuration)
  }),
  ...TASK,
})

/** What a job is stands together in the CSV; JSON has the keys of cli.md first. */
const WITH_AUDIO = ['reference', 'voice_control', 'effect']

/** The columns of the CSV, which has every one in every row. */
export const LINE_COLUMNS = Object.keys(LINE).flatMap(key =>
  WITH_AUDIO.includes(key) ? [] : key === 'audio' ? [key, ...WITH_AUDIO] : [key],
)

export const viewLine = (line: QuoteLine): Written<typeof LINE> => write(LINE, line)

interface Group {
  readonly rated: PricedJob['rated']
  readonly totals: Totals
}

/** Sums of what was priced alike: by card, model and pool. */
const SUMMARY = fieldsOf<Group>()({
  card: text(WHICH_LIST, group => group.rated.card.id),
  model: text.orNull(WHICH_MODEL, group => group.rated.job.model),
  pool: text.orNull('The pool whose units pay; null for a price in dollars', group => group.rated.rate.pool),
  count: count('Billed jobs', ({ totals }) => writeCount(totals.billed)),
  units: decimal.orNull('Units of the pool; null for a price in dollars', ({ rated: { rate }, totals }) =>
    rate.pool === null ? null : format(totals.units.get(rate.pool) ?? NO_UNITS),
  ),
  cost: decimal('US dollars', ({ totals }) => writeRatio(totals.cost)),
})

export const SUMMARY_COLUMNS = Object.keys(SUMMARY)

function groupTallies(tallies: readonly Tally[]): Group[] {
  const groups = groupBy(tallies, ({ priced: { rated: its } }) =>
    [its.card.id, its.job.model, its.rate.pool].join('\n'),
  )
  return [...groups.values()].map(group => ({ rated: group[0]!.priced.rated, totals: totalOf(group) }))
}

export const viewSummary = (tallies: readonly Tally[]): Written<typeof SUMMARY>[] =>
  groupTallies(tallies).map(group => write(SUMMARY, group))

/** What the same jobs cost by the quote. */
const BASE = fieldsOf<{ readonly cost: Ratio; readonly baseCost: Ratio }>()({
  base_cost: decimal('US dollars that the same jobs cost by the quote', ({ baseCost }) =>
    writeRatio(baseCost),
  ),
  difference: signed('cost less base_cost, in US dollars', pair => writeRatio(differenceOf(pair))),
})

const BOUGHT = fieldsOf<Bought>()({
  package: text('Id of the package', ({ offer }) => offer.id),
  count: count('How many to buy', bought => writeCount(bought.count)),
  price: decimal('US dollars for one', ({ offer }) => format(offer.price)),
})

const PURCHASE = fieldsOf<Purchase>()({
  package: text('Id of the package; of several kinds the largest', ({ offer }) => offer.id),
  count: count.orNull(
    'How many to buy; null: the volume uses many up, and the jobs bear their share',
    purchase => (purchase.count === null ? null : writeCount(purchase.count)),
  ),
  price: decimal('US dollars for one', ({ offer }) => format(offer.price)),
  left: decimal('Units of all of them that the jobs leave over', ({ left }) => format(left)),
  others: list('Packages of other kinds that are bought with it', BOUGHT, ({ others }) => others),
})

const onlyOne = (values: readonly (string | null)[]): string | null =>
  new Set(values).size === 1 ? values[0]! : null

/** What an alternative is bought by: the package list, else the price list. */
const supplyOf = ({ cards, purchase }: Alternative): Dated => purchase?.offer.list ?? cards[0]!

interface Other {
  readonly way: Alternative
  readonly quote: Quote
}

const ALTERNATIVE = fieldsOf<Other>()({
  name: text('What is done instead', ({ way }) => nameOfWay(way)),
  seller: text.orNull(WHICH_SELLER, ({ way }) => onlyOne(way.cards.map(card => card.seller))),
  card: text.orNull('Id of the price list; null where several lists change alike', ({ way }) =>
    way.cards.length === 1 ? way.cards[0]!.id : null,
  ),
  package: text.orNull(
    'Id of the package whose units pay, of several kinds the largest; null: none',
    ({ way }) => way.purchase?.offer.id ?? null,
  ),
  cost: decimal('US dollars for the jobs that can be done this way', ({ way }) => writeRatio(way.cost)),
  difference: signed('cost less base_cost, in US dollars', ({ way }) => writeRatio(differenceOf(way))),
  count: count('How many of the billed jobs can be done this way', ({ way }) => writeCount(way.count)),
  base_cost: decimal('US dollars that the same jobs cost by the quote', ({ way }) =>
    writeRatio(way.baseCost),
  ),
  kind: word(['list', 'package', 'seller', 'model', 'setting'])('What is another', ({ way }) => way.kind),
  model: text.orNull(
    'Canonical id of the model; null for several, and for a service without one',
    ({ way }) => (way.isOfOneModel || way.kind === 'model' ? way.sample.rated.job.model : null),
  ),
  only: text.orNull(
    'The one service that it is for, where the jobs may be another too; null: all that they may be',
    ({ way }) => way.only,
  ),
  units: unitsByPool('Units for those jobs, by pool', ({ way }) => writeUnits(way.units)),
  purchase: object(PURCHASE, 'The packages that it costs; null: dollars, or units at list price').orNull(
    ({ way }) => way.purchase,
  ),
  date: text('The date of the list, as far as it says', ({ way }) => dateOf(supplyOf(way))),
  confidence: word(CONFIDENCES)('How sure its figures are', ({ way }) => supplyOf(way).source.confidence),
  age_days: count.orNull('Days since that date; null: it is younger than the answer', ({ way, quote }) =>
    ageOf(supplyOf(way), quote.terms.asOf),
  ),
})

/** Those of the alternatives that change nothing but the list. */
const OTHER_CARD = fieldsOf<Alternative>()({
  card: text(WHICH_LIST, ({ cards }) => cards[0]!.id),
  count: count('How many of the billed jobs it prices', way => writeCount(way.count)),
  cost: decimal('US dollars for those', ({ cost }) => writeRatio(cost)),
  units: unitsByPool('Units for those, by pool', ({ units }) => writeUnits(units)),
  settings: texts('Modes or resolutions taken for jobs that leave them open', ({ settings }) => settings),
  seller: text.orNull(WHICH_SELLER, ({ cards }) => cards[0]!.seller),
  ...BASE,
})

const CHEAPEST = fieldsOf<Cheapest>()({
  cost: decimal(
    'US dollars with one seller, each job by the cheapest model there, purchases included',
    ({ cost }) => writeRatio(cost),
  ),
  ways: list(
    'The cheapest way for each distinct job',
    fieldsOf<PricedJob>()({
      card: text(WHICH_LIST, way => way.rated.card.id),
      model: text.orNull('Canonical id of the model', way => way.rated.job.model),
    }),
    ({ ways }) => ways,
  ),
  seller: text.orNull(WHICH_SELLER, ({ ways }) => onlyOne(ways.map(way => way.rated.card.seller))),
  purchases: list('Packages that have to be bought for it', PURCHASE, ({ purchases }) => purchases),
})

const COMPARISON = fieldsOf<Comparison & { readonly isOfOneKind: boolean }>()({
  card: text(WHICH_LIST, ({ card }) => card.id),
  model: text.orNull(WHICH_MODEL, ({ model }) => model),
  setting: text.orNull('Mode or resolution, where the jobs leave it open', ({ setting }) => setting),
  count: count('How many of the billed jobs it can do', way => writeCount(way.count)),
  cost: decimal('US dollars for those', ({ cost }) => writeRatio(cost)),
  seller: text.orNull(WHICH_SELLER, ({ card }) => card.seller),
  ...BASE,
  // What one job costs says something only when there is one kind of job.
  price_each: decimal.orNull(
    'US dollars for one job; null when there are several kinds of jobs',
    ({ sample, isOfOneKind }) => (isOfOneKind ? writeRatio(sample.priceEach) : null),
  ),
  units_each: decimal.orNull(
    'Units for one job; null in dollars, or with several kinds of jobs',
    ({ sample, isOfOneKind }) => (isOfOneKind && sample.unitsEach ? format(sample.unitsEach) : null),
  ),
  row: text(WHICH_ROW, ({ sample }) => placeOfRow(sample)),
})

const FALLBACK = fieldsOf<FallbackRange>()({
  lowest: decimal('US dollars if every job fell to the cheapest model that can do it', ({ lowest }) =>
    writeRatio(lowest),
  ),
  highest: decimal('US dollars if every job went to the dearest model that can do it', ({ highest }) =>
    writeRatio(highest),
  ),
  jobs: list(
    'Each distinct job',
    fieldsOf<FallbackRange['models'][number]>()({
      asked: text.orNull('Canonical id of the model asked for', ({ asked }) => asked.rated.job.model),
      models: list(
        'The models of the same list that can do the job, cheapest first',
        fieldsOf<PricedJob>()({
          model: text.orNull('Canonical id of a model that can do the job', way => way.rated.job.model),
          price_each: decimal('US dollars for one job', way => writeRatio(way.priceEach)),
          row: text(WHICH_ROW, placeOfRow),
        }),
        ({ ways }) => ways,
      ),
    }),
    ({ models }) => models,
  ),
})

interface Sum {
  readonly by: readonly Grouping[]
  readonly sum: Groups['sums'][number]
}

/** What all jobs of a sum share, as far as they are summed up by it. */
const shared = (grouping: Grouping, doc: string) =>
  optional(
    text.orNull(doc, ({ by, sum }: Sum) => sum.values[by.indexOf(grouping)]!),
    ({ by }) => by.includes(grouping),
  )

const GROUPS = fieldsOf<Groups>()({
  by: texts('What the jobs are summed up by', ({ by }) => by),
  sums: list(
    'In order of the values',
    fieldsOf<Sum>()({
      model: shared('model', 'Canonical id of the model'),
      account: shared('account', 'The account'),
      month: shared('month', 'The month, YYYY-MM, in the zone of --tz'),
      day: shared('day', 'The day in the zone of --tz'),
      capability: shared('capability', 'What the API is asked to do'),
      count: count('Billed jobs', ({ sum }) => writeCount(sum.totals.billed)),
      not_billed: count('Failed jobs', ({ sum }) => writeCount(sum.totals.notBilled)),
      pending: count('Jobs still at work', ({ sum }) => writeCount(sum.totals.pending)),
      cost: decimal('US dollars for the billed jobs', ({ sum }) => writeRatio(sum.totals.cost)),
      units: unitsByPool('Units for the billed jobs, by pool', ({ sum }) => writeUnits(sum.totals.units)),
    }),
    ({ by, sums }) => sums.map(sum => ({ by, sum })),
  ),
})

/** What a quote is written from. */
interface Told {
  readonly quote: Quote
  readonly isExplained: boolean
}

const HEAD = fieldsOf<Told>()({
  schema: schemaName('kling-cost/quote/1'),
  currency: constant('USD', 'The currency of every amount'),
  as_of: time('When jobs without a timestamp take place', ({ quote }) => formatInstant(quote.terms.asOf)),
  package: text.orNull(
    'The resource package whose effective unit price is used (--package)',
    ({ quote }) => quote.terms.packagePrice?.packageId ?? null,
  ),
})

const hasAdvice = ({ quote }: Told): boolean => quote.advice !== null

/** All of a quote but its lines, which can be many and are written one by one. */
const REST = fieldsOf<Told>()({
  totals: object(
    fieldsOf<Totals>()({
      count: count('Billed jobs', ({ billed }) => writeCount(billed)),
      not_billed: count('Failed jobs, which cost nothing', ({ notBilled }) => writeCount(notBilled)),
      pending: count('Jobs still at work, not billed yet', ({ pending }) => writeCount(pending)),
      cost: decimal('US dollars for the billed jobs', ({ cost }) => writeRatio(cost)),
      units: unitsByPool('Units for the billed jobs, by pool', ({ units }) => writeUnits(units)),
    }),
    'What all lines come to',
  )(({ quote }) => quote.totals),
  summary: list('The same by price list, model and pool', SUMMARY, ({ quote }) =>
    groupTallies(quote.tallies),
  ),
  comparison: optional(
    list('With --compare: every way to do the jobs', COMPARISON, ({ quote }) =>
      (quote.comparison ?? []).map(way => ({ ...way, isOfOneKind: quote.tallies.length === 1 })),
    ),
    ({ quote }) => quote.comparison !== null,
  ),
  fallback: optional(
    object(FALLBACK, 'With --fallback: the range of cost')(({ quote }) => quote.fallback!),
    ({ quote }) => quote.fallback !== null,
  ),
  groups: optional(
    object(GROUPS, 'With --by: the sums')(({ quote }) => quote.groups!),
    ({ quote }) => quote.groups !== null,
  ),
  alternatives: optional(
    list(
      'Other ways to do the same jobs, each beside what they cost here; left out when there are too many different jobs',
      ALTERNATIVE,
      ({ quote }) => quote.advice!.alternatives.map(way => ({ way, quote })),
    ),
    hasAdvice,
  ),
  other_cards: optional(
    list(
      'The same jobs by the other price lists; left out when there are too many different jobs',
      OTHER_CARD,
      ({ quote }) => quote.advice!.alternatives.filter(({ kind }) => kind === 'list' || kind === 'seller'),
    ),
    hasAdvice,
  ),
  cheapest: optional(
    object(CHEAPEST, 'The cheapest way to the same result; null when nothing costs less').orNull(
      ({ quote }) => quote.advice!.cheapest,
    ),
    hasAdvice,
  ),
  explanation: optional(
    textLists('With --explain: the arithmetic of each distinct job', ({ quote }) =>
      quote.tallies.map(explain),
    ),
    ({ isExplained }) => isExplained,
  ),
  rejected: list(
    'Rows that were set aside (--bad-rows skip) and are in no sum',
    fieldsOf<Quote['rejected'][number]>()({
      input_line: count('Line of the row in the file, the header being 1', ({ line }) => line),
      reason: text('Why it was set aside', ({ reason }) => reason),
    }),
    ({ quote }) => quote.rejected,
  ),
  unused_columns: texts('The same as ignored_columns, under its first name', ({ quote }) =>
    listIgnored(quote.columns),
  ),
  ignored_columns: texts('Columns or keys of the file that nothing was read from', ({ quote }) =>
    listIgnored(quote.columns),
  ),
  repeated_tasks: count(
    'Rows left out because another row is about the same task',
    ({ quote }) => quote.repeats.repeatedTasks,
  ),
  rulings: texts('Which rulings of docs/rulings.md shaped the answer', ({ quote }) => listRulings(quote)),
  notes: texts('What a reader must know beside the figures', ({ quote }) =>
    listNotes(quote).map(note => note.text),
  ),
})

const QUOTE = fieldsOf<Told>()({
  ...HEAD,
  lines: list('One line for each job or row; empty with --summary', LINE, ({ quote }) => quote.lines),
  ...REST,
})

export const quoteSchema = () => schemaOfAnswer('kling-cost/quote/1', QUOTE)

/** `kling-cost/quote/1` */
export type QuoteView = Written<typeof QUOTE>

/** A whole quote as one object: what the JSON text holds. */
export const viewWholeQuote = (quote: Quote, isExplained = false): QuoteView =>
  write(QUOTE, { quote, isExplained })

/** Keys of a line that equal jobs do not share; written apart. */
const NOT_SHARED = { input_line: undefined, timestamp: undefined, task_id: undefined, account: undefined }

/** The JSON text of a quote in pieces, `lines` where cli.md has them. */
export function* writeQuoteJson(quote: Quote, isExplained: boolean): Generator<string> {
  const told = { quote, isExplained }
  const head = JSON.stringify(write(HEAD, told), null, 1)
  yield `${head.slice(0, -2)},\n "lines": [`
  // Equal jobs have equal lines but for the number: each distinct one is written once.
  const textOfLines = new Map<string, string>()
  const keys = new Map<PricedJob, number>()
  let separator = '\n  '
  for (const line of quote.lines) {
    let id = keys.get(line.priced)
    if (id === undefined) {
      id = keys.size
      keys.set(line.priced, id)
    }
    const key = `${id} ${line.outcome} ${line.count} ${line.stage}`
    let alike = textOfLines.get(key)
    if (alike === undefined) {
      alike = makeJsonVisible(JSON.stringify({ ...viewLine(line), ...NOT_SHARED }).slice(1, -1))
      textOfLines.set(key, alike)
    }
    const task = makeJsonVisible(JSON.stringify(write(TASK, line)).slice(1))
    yield `${separator}{"input_line":${line.inputLine},${alike},${task}`
    separator = ',\n  '
  }
  yield quote.lines.length > 0 ? '\n ],' : '],'
  yield `${makeJsonVisible(JSON.stringify(write(REST, told), null, 1).slice(1))}\n`
}
