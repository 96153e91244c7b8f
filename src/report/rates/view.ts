/** What `kling-cost rates` says as JSON: what each key means, and where it comes from. */
import { ISSUE_CODES, type Issue, listChoices } from '../../core/failure.js'
import type { Instant } from '../../core/instant.js'
import type { OfferChange } from '../../core/ledger/diff-packages.js'
import { assortmentAt, type PackageList } from '../../core/ledger/package-list.js'
import { effectiveUnitPrice, type ResourcePackage } from '../../core/ledger/resource-package.js'
import { format } from '../../core/quantity.js'
import type { JobChange } from '../../core/rating/diff-cards.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { Rate, RateCard } from '../../core/rating/rate-card.js'
import { multiplyRatios, ratio } from '../../core/ratio.js'
import { ageOf, CONFIDENCES, type Dated, isInForce, type Source } from '../../core/source.js'
import {
  constant,
  count,
  day,
  decimal,
  either,
  fieldsOf,
  flag,
  flags,
  list,
  numbers,
  object,
  place,
  schemaName,
  schemaOfAnswer,
  text,
  texts,
  type Written,
  word,
  write,
} from '../fields.js'

const SOURCE = fieldsOf<Source>()({
  document: text('How the project names the document', 'document'),
  title: text('Title of the document', 'title'),
  url: text.orNull('Where it can be read', 'url'),
  published: text.orNull('When it was published, as far as it says', 'published'),
  retrieved: day('When it was read', 'retrieved'),
  confidence: word(CONFIDENCES)('How sure its figures are', 'confidence'),
  remark: text.orNull('What else a reader should know', 'remark'),
})

const WHICH_SOURCE = 'Where the figures come from'

/** A list, and when it is asked about. */
interface Asked<T> {
  readonly its: T
  readonly asOf: Instant
}

/** From where the figures of a list are, and for when. */
const DATES = fieldsOf<Asked<Dated>>()({
  source: object(WHICH_SOURCE, SOURCE, 'its.source'),
  effective_from: day.orNull('The first day on which it applies; null: always', 'its.effectiveFrom'),
  effective_to: day.orNull('The first day on which it no longer applies; null: no end', 'its.effectiveTo'),
})
const AGE = count.orNull(
  'Days since its date; null: it is younger than the answer',
  ({ its, asOf }: Asked<Dated>) => ageOf(its, asOf),
)

const CARD = fieldsOf<Asked<RateCard>>()({
  id: text('Id of the price list', 'its.id'),
  title: text('Its title', 'its.title'),
  vendor: text('Whose prices these are', 'its.vendor'),
  billing: word(['prepaid-units', 'us-dollars', 'credits'])('What its rows are in', 'its.billing'),
  ...DATES,
  retired: object.orNull(
    'Whether its models are reported retired',
    fieldsOf<NonNullable<RateCard['retired']>>()({
      on: day('Since when its models are reported retired', 'on'),
      confidence: text('How sure that is', 'confidence'),
    }),
    'its.retired',
  ),
  file: text('The file that holds it', 'its.file'),
  seller: text.orNull("Who else sells at these prices; null: the vendor's own, or yours", 'its.seller'),
  top_up_fee_percent: decimal.orNull(
    'Per cent that the seller takes on top; every price includes it',
    ({ its }) => its.topUpFee && multiplyRatios(its.topUpFee, ratio(100n)),
  ),
  credit_price: decimal.orNull('US dollars for a credit; null unless it bills them', 'its.creditPrice'),
  age_days: AGE,
  in_force: flag('Whether it applies at the time of the answer', ({ its, asOf }) => isInForce(its, asOf)),
  pools: list(
    'The pools of units; empty for a list in dollars',
    fieldsOf<RateCard['pools'] extends ReadonlyMap<string, infer P> ? P : never>()({
      id: text('Name of the pool', 'id'),
      list_unit_price: decimal('US dollars for a unit at list price', 'listUnitPrice'),
    }),
    ({ its }) => [...its.pools.values()],
  ),
})

const ROW = 'The row of the price list as file:line'

const PACKAGE = fieldsOf<ResourcePackage>()({
  id: text('Id of the package', 'id'),
  pool: text('The pool whose units it holds', 'pool'),
  price: decimal.orNull('US dollars; null: negotiated', 'price'),
  units: decimal.orNull('Units; null: negotiated', 'units'),
  effective_unit_price: decimal.orNull('US dollars for a unit: price by units', effectiveUnitPrice),
  validity_days: count.orNull('Days of 24 hours for which it is valid; null: varies', 'validityDays'),
  concurrency: count.orNull('Tasks at once; null: not stated', 'concurrency'),
  once_per_account: flag('Whether an account can buy it only once', 'isOncePerAccount'),
  source: object(WHICH_SOURCE, SOURCE, 'source'),
  row: place(ROW, 'place'),
  list: text('Id of the list that offers it', 'listId'),
  replaces: text.orNull('The package that it succeeds: the two are one offer', 'replaces'),
})

/** What a model can do at a price. */
export const listCapabilities = ({ rates }: RateCard, model: string): string[] => [
  ...new Set(
    rates.filter(({ models }) => models.includes(model)).flatMap(({ capabilities }) => capabilities),
  ),
]

/** What can be asked of a list, and is shown of it. */
interface Shown {
  readonly cards: readonly RateCard[]
  readonly lists: readonly PackageList[]
  readonly asOf: Instant
}

/** `rates list`: the cards with their models and what each can do, and the packages. */
const LIST = fieldsOf<Shown>()({
  schema: schemaName('kling-cost/rates-list/1'),
  cards: list(
    'The price lists',
    fieldsOf<Asked<RateCard>>()({
      ...CARD,
      models: list(
        'The models that the list prices',
        fieldsOf<{
          readonly model: RateCard['models'] extends ReadonlyMap<string, infer M> ? M : never
          readonly card: RateCard
        }>()({
          id: text('Canonical id of the model', 'model.id'),
          name: text('Its name as the list writes it', 'model.name'),
          aliases: texts('Other names that it is known by', 'model.aliases'),
          capabilities: texts('What it can do at a price', ({ model, card }) =>
            listCapabilities(card, model.id),
          ),
        }),
        ({ its }) => [...its.models.values()].map(model => ({ model, card: its })),
      ),
      services: texts('What is priced without a model', ({ its }) => [
        ...new Set(its.rates.filter(rate => rate.models.length === 0).flatMap(rate => rate.capabilities)),
      ]),
    }),
    ({ cards, asOf }) => cards.map(its => ({ its, asOf })),
  ),
  packages: list('The resource packages of all lists', PACKAGE, ({ lists }) =>
    lists.flatMap(({ packages }) => packages),
  ),
  package_lists: list(
    'The lists of packages',
    fieldsOf<Asked<PackageList> & { readonly isOnSale: boolean }>()({
      id: text('Id of the list', 'its.id'),
      title: text('Its title', 'its.title'),
      vendor: text('Whose packages these are', 'its.vendor'),
      ...DATES,
      replaces: text.orNull('The list whose place it takes', 'its.replaces'),
      age_days: AGE,
      on_sale: flag('Whether it is bought from at the time of the answer', 'isOnSale'),
      file: text('The file that holds it', 'its.file'),
    }),
    ({ lists, asOf }) => {
      const onSale = assortmentAt(lists, asOf, null).lists
      return lists.map(its => ({ its, asOf, isOnSale: onSale.includes(its) }))
    },
  ),
})

export const ratesListSchema = () => schemaOfAnswer('kling-cost/rates-list/1', LIST)

export const viewList = (
  cards: readonly RateCard[],
  lists: readonly PackageList[],
  asOf: Instant,
): Written<typeof LIST> => write(LIST, { cards, lists, asOf })

/** The amount of a row with its measure: `0.15 a second`, `1 for 5 s, 2 for 10 s`. */
export function describeCharge({ charge }: Rate): string {
  switch (charge.by) {
    case 'flat':
      return `${format(charge.amount)} a call`
    case 'fixed-duration':
      return charge.amounts.map(fixed => `${format(fixed.amount)} for ${fixed.seconds} s`).join(', ')
    case 'per-second':
      return `${format(charge.amount)} a second`
    case 'per-segment':
      return `${format(charge.amount)} a started ${format(charge.segment)} s`
    case 'per-input-and-output-second': {
      const least = charge.leastTimesOutput > 1 ? `, at least ${charge.leastTimesOutput} × the output` : ''
      return `${format(charge.amount)} a second of input and output${least}`
    }
  }
}

/** The lengths that a row takes, or null when it says nothing of them. */
export function describeLimit({ duration }: Rate): string | null {
  if (duration === null) return null
  if ('only' in duration) return `${listChoices(duration.only.map(String))} s`
  if (duration.max === null) return duration.min > 1 ? `from ${duration.min} s` : null
  return duration.min > 1 ? `${duration.min}–${duration.max} s` : `up to ${duration.max} s`
}

/** What a card's amounts are in. */
const UNIT_OF = { 'us-dollars': 'usd', 'prepaid-units': 'units', credits: 'credits' } as const

type Charge = Rate['charge']
type By = Charge['by']
interface ChargeOf<C extends Charge = Charge> {
  readonly charge: C
  readonly card: RateCard
}

const UNIT = word(['usd', 'units', 'credits'])(
  'What the amount is in: US dollars, units of the pool, or credits',
  ({ card }: ChargeOf) => UNIT_OF[card.billing],
)
const amount = (doc: string) =>
  decimal(doc, ({ charge }: ChargeOf<Exclude<Charge, { by: 'fixed-duration' }>>) => charge.amount)

/** What a row charges, by its model. */
const CHARGES = {
  flat: fieldsOf<ChargeOf<Extract<Charge, { by: 'flat' }>>>()({
    by: constant('flat', 'One price a call'),
    unit: UNIT,
    amount: amount('For a call'),
  }),
  'per-second': fieldsOf<ChargeOf<Extract<Charge, { by: 'per-second' }>>>()({
    by: constant('per-second', 'By the billed second'),
    unit: UNIT,
    amount: amount('For a second'),
  }),
  'per-segment': fieldsOf<ChargeOf<Extract<Charge, { by: 'per-segment' }>>>()({
    by: constant('per-segment', 'By the started segment'),
    unit: UNIT,
    amount: amount('For a started segment'),
    segment_seconds: decimal('Length of a segment in seconds', 'charge.segment'),
  }),
  'per-input-and-output-second': fieldsOf<ChargeOf<Extract<Charge, { by: 'per-input-and-output-second' }>>>()(
    {
      by: constant('per-input-and-output-second', 'By the second of the video input and of the output'),
      unit: UNIT,
      amount: amount('For a second'),
      least_times_output: count(
        'The least that is billed, in lengths of the output',
        'charge.leastTimesOutput',
      ),
    },
  ),
  'fixed-duration': fieldsOf<ChargeOf<Extract<Charge, { by: 'fixed-duration' }>>>()({
    by: constant('fixed-duration', 'By length, a few of which can be bought'),
    unit: UNIT,
    amounts: list(
      'Each length with its price',
      fieldsOf<Extract<Charge, { by: 'fixed-duration' }>['amounts'][number]>()({
        seconds: count('Length in seconds', 'seconds'),
        amount: decimal('For that length', 'amount'),
      }),
      'charge.amounts',
    ),
  }),
} satisfies Record<By, unknown>

const DURATIONS = [
  fieldsOf<{ readonly only: readonly number[] }>()({
    only: numbers('Seconds')('The lengths in seconds that can be bought', 'only'),
  }),
  fieldsOf<{ readonly min: number; readonly max: number | null }>()({
    min: count('Shortest length in seconds', 'min'),
    max: count.orNull('Longest length in seconds; null: no limit', 'max'),
  }),
] as const

interface RateOf {
  readonly rate: Rate
  readonly card: RateCard
}

const RATE = fieldsOf<RateOf>()({
  capabilities: texts('What the row prices', 'rate.capabilities'),
  models: texts('Canonical ids of the models; empty: a service without one', 'rate.models'),
  modes: texts('Modes; empty: the price does not depend on it', 'rate.modes'),
  resolutions: texts('Resolutions; empty: the price does not depend on it', 'rate.resolutions'),
  audio: flags('With sound, without, or both', 'rate.audio'),
  references: texts('none, image or video: what the job is given', 'rate.references'),
  voice_control: flags('With voice control, without, or both', 'rate.voiceControl'),
  effects: texts('Names of effects; empty: the price does not depend on it', 'rate.effects'),
  duration: either(DURATIONS).orNull(
    'Which lengths the row takes; null: it says nothing of them',
    ({ rate: { duration } }) => {
      if (duration === null) return null
      return 'only' in duration ? write(DURATIONS[0], duration) : write(DURATIONS[1], duration)
    },
  ),
  pool: text.orNull('The pool whose units pay; null for a price in dollars', 'rate.pool'),
  charge: either(Object.values(CHARGES))(
    'What a job costs',
    ({ rate: { charge }, card }) => write(CHARGES[charge.by], { charge, card } as never) as never,
  ),
  section: text('The section of the document', 'rate.section'),
  row: place(ROW, 'rate.place'),
})

/** `rates show`: every row of a card. */
const SHOW = fieldsOf<Asked<RateCard>>()({
  schema: schemaName('kling-cost/rates-show/1'),
  card: object('The price list', CARD, (dated: Asked<RateCard>) => dated),
  notes: texts('What the list says beside its rows', 'its.notes'),
  rates: list('Every row, in the order of the file', RATE, ({ its }) =>
    its.rates.map(rate => ({ rate, card: its })),
  ),
})

export const ratesShowSchema = () => schemaOfAnswer('kling-cost/rates-show/1', SHOW)

export const viewShow = (its: RateCard, asOf: Instant): Written<typeof SHOW> => write(SHOW, { its, asOf })

const PRICE = fieldsOf<PricedJob>()({
  price_each: decimal('US dollars for one job', 'priceEach'),
  units_each: decimal.orNull('Units for one job; null for a price in dollars', 'unitsEach'),
  row: place(ROW, 'rated.rate.place'),
})

const JOB_CHANGE = fieldsOf<JobChange>()({
  change: word(['same', 'cheaper', 'dearer', 'only-before', 'only-after'])(
    'What the second list does to the price of the job',
    'kind',
  ),
  capability: text.orNull('What the API is asked to do', 'job.capability'),
  model: text.orNull('Canonical id of the model; null for a service without one', 'job.model'),
  mode: text.orNull('std or pro; null where the price does not depend on it', 'job.mode'),
  resolution: text.orNull(
    'Resolution of the output; null where the price does not depend on it',
    'job.resolution',
  ),
  audio: flag('Whether the output has native sound', 'job.audio'),
  reference: text.orNull(
    'What the job is given beside the prompt: image or video; null: nothing',
    ({ job }) => (job.reference === 'none' ? null : job.reference),
  ),
  voice_control: flag('Whether the voice is controlled', 'job.voiceControl'),
  effect: text.orNull('Name of the effect; null: none', 'job.effect'),
  duration: decimal.orNull('Length of the output in seconds as asked for or logged', 'job.duration'),
  input_duration: decimal.orNull('Length of the video input in seconds', 'job.inputDuration'),
  before: object.orNull('By the first list; null: it does not price the job', PRICE, 'before'),
  after: object.orNull('By the second list; null: it does not price the job', PRICE, 'after'),
})

/** Two lists: of prices with each job on both, or of packages with each offer and its successor. */
interface Compared {
  readonly before: { readonly id: string }
  readonly after: { readonly id: string }
  readonly jobs: readonly JobChange[]
  readonly offers: readonly OfferChange[] | null
}

/** `rates diff` */
const DIFF = fieldsOf<Compared>()({
  schema: schemaName('kling-cost/rates-diff/1'),
  before: text('Id of the first price list', 'before.id'),
  after: text('Id of the second price list', 'after.id'),
  jobs: list('Every job that either list has a row for; none for lists of packages', JOB_CHANGE, 'jobs'),
  packages: list.ifAny(
    'For two lists of packages: every offer',
    fieldsOf<OfferChange>()({
      before: object.orNull('Null: only the second list has it', PACKAGE, 'before'),
      after: object.orNull('Null: only the first list has it', PACKAGE, 'after'),
    }),
    'offers',
  ),
})

export const ratesDiffSchema = () => schemaOfAnswer('kling-cost/rates-diff/1', DIFF)

export const viewDiff = (
  before: RateCard,
  after: RateCard,
  jobs: readonly JobChange[],
): Written<typeof DIFF> => write(DIFF, { before, after, jobs, offers: null })

export const viewPackageDiff = (
  before: PackageList,
  after: PackageList,
  offers: readonly OfferChange[],
): Written<typeof DIFF> => write(DIFF, { before, after, jobs: [], offers })

/** One file of `rates validate`. */
export interface ValidatedFile {
  readonly file: string
  readonly kind: string | null
  /** What it holds, in words. */
  readonly content: string | null
  readonly issues: readonly Issue[]
}

/** `rates validate`: each file with what is wrong in it. */
const VALIDATION = fieldsOf<readonly ValidatedFile[]>()({
  schema: schemaName('kling-cost/rates-validate/1'),
  files: list(
    'Each file',
    fieldsOf<ValidatedFile>()({
      file: text('The file as it was named', 'file'),
      kind: text.orNull('What it holds, by its kind; null when it cannot be read', 'kind'),
      content: text.orNull('What it holds, in words; null when it is wrong', 'content'),
      valid: flag('Whether nothing is wrong with it', ({ issues }) => issues.length === 0),
      issues: list(
        'Everything that is wrong',
        fieldsOf<Issue>()({
          code: word(ISSUE_CODES)('The kind of mistake', 'code'),
          message: text('What is wrong, what was found and what is allowed', 'message'),
          line: count.orNull('Line, from 1', 'place.line'),
          column: count.orNull('Column, from 1', 'place.column'),
          hint: text.orNull('What to do about it', ({ hint }) => hint ?? null),
        }),
        'issues',
      ),
    }),
    files => files,
  ),
})

export const ratesValidateSchema = () => schemaOfAnswer('kling-cost/rates-validate/1', VALIDATION)

export const viewValidation = (files: readonly ValidatedFile[]): Written<typeof VALIDATION> =>
  write(VALIDATION, files)
