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
import * as f from '../fields.js'

const SOURCE = f.fieldsOf<Source>()({
  document: f.text('How the project names the document', 'document'),
  title: f.text('Title of the document', 'title'),
  url: f.text.orNull('Where it can be read', 'url'),
  published: f.text.orNull('When it was published, as far as it says', 'published'),
  retrieved: f.day('When it was read', 'retrieved'),
  confidence: f.word(CONFIDENCES)('How sure its figures are', 'confidence'),
  remark: f.text.orNull('What else a reader should know', 'remark'),
})

const WHICH_SOURCE = 'Where the figures come from'

/** A list, and when it is asked about. */
interface Asked<T> {
  readonly its: T
  readonly asOf: Instant
}

/** From where the figures of a list are, and for when. */
const DATES = f.fieldsOf<Asked<Dated>>()({
  source: f.object(WHICH_SOURCE, SOURCE, 'its.source'),
  effective_from: f.day.orNull('The first day on which it applies; null: always', 'its.effectiveFrom'),
  effective_to: f.day.orNull('The first day on which it no longer applies; null: no end', 'its.effectiveTo'),
})
const AGE = f.count.orNull(
  'Days since its date; null: it is younger than the answer',
  ({ its, asOf }: Asked<Dated>) => ageOf(its, asOf),
)

const CARD = f.fieldsOf<Asked<RateCard>>()({
  id: f.text('Id of the price list', 'its.id'),
  title: f.text('Its title', 'its.title'),
  vendor: f.text('Whose prices these are', 'its.vendor'),
  billing: f.word(['prepaid-units', 'us-dollars', 'credits'])('What its rows are in', 'its.billing'),
  ...DATES,
  retired: f.object.orNull(
    'Whether its models are reported retired',
    f.fieldsOf<NonNullable<RateCard['retired']>>()({
      on: f.day('Since when its models are reported retired', 'on'),
      confidence: f.text('How sure that is', 'confidence'),
    }),
    'its.retired',
  ),
  file: f.text('The file that holds it', 'its.file'),
  seller: f.text.orNull("Who else sells at these prices; null: the vendor's own, or yours", 'its.seller'),
  top_up_fee_percent: f.decimal.orNull(
    'Per cent that the seller takes on top; every price includes it',
    ({ its }) => its.topUpFee && multiplyRatios(its.topUpFee, ratio(100n)),
  ),
  credit_price: f.decimal.orNull('US dollars for a credit; null unless it bills them', 'its.creditPrice'),
  age_days: AGE,
  in_force: f.flag('Whether it applies at the time of the answer', ({ its, asOf }) => isInForce(its, asOf)),
  pools: f.list(
    'The pools of units; empty for a list in dollars',
    f.fieldsOf<RateCard['pools'] extends ReadonlyMap<string, infer P> ? P : never>()({
      id: f.text('Name of the pool', 'id'),
      list_unit_price: f.decimal('US dollars for a unit at list price', 'listUnitPrice'),
    }),
    ({ its }) => [...its.pools.values()],
  ),
})

const ROW = 'The row of the price list as file:line'

const PACKAGE = f.fieldsOf<ResourcePackage>()({
  id: f.text('Id of the package', 'id'),
  pool: f.text('The pool whose units it holds', 'pool'),
  price: f.decimal.orNull('US dollars; null: negotiated', 'price'),
  units: f.decimal.orNull('Units; null: negotiated', 'units'),
  effective_unit_price: f.decimal.orNull('US dollars for a unit: price by units', effectiveUnitPrice),
  validity_days: f.count.orNull('Days of 24 hours for which it is valid; null: varies', 'validityDays'),
  concurrency: f.count.orNull('Tasks at once; null: not stated', 'concurrency'),
  once_per_account: f.flag('Whether an account can buy it only once', 'isOncePerAccount'),
  source: f.object(WHICH_SOURCE, SOURCE, 'source'),
  row: f.place(ROW, 'place'),
  list: f.text('Id of the list that offers it', 'listId'),
  replaces: f.text.orNull('The package that it succeeds: the two are one offer', 'replaces'),
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
const LIST = f.fieldsOf<Shown>()({
  schema: f.schemaName('kling-cost/rates-list/1'),
  cards: f.list(
    'The price lists',
    f.fieldsOf<Asked<RateCard>>()({
      ...CARD,
      models: f.list(
        'The models that the list prices',
        f.fieldsOf<{
          readonly model: RateCard['models'] extends ReadonlyMap<string, infer M> ? M : never
          readonly card: RateCard
        }>()({
          id: f.text('Canonical id of the model', 'model.id'),
          name: f.text('Its name as the list writes it', 'model.name'),
          aliases: f.texts('Other names that it is known by', 'model.aliases'),
          capabilities: f.texts('What it can do at a price', ({ model, card }) =>
            listCapabilities(card, model.id),
          ),
        }),
        ({ its }) => [...its.models.values()].map(model => ({ model, card: its })),
      ),
      services: f.texts('What is priced without a model', ({ its }) => [
        ...new Set(its.rates.filter(rate => rate.models.length === 0).flatMap(rate => rate.capabilities)),
      ]),
    }),
    ({ cards, asOf }) => cards.map(its => ({ its, asOf })),
  ),
  packages: f.list('The resource packages of all lists', PACKAGE, ({ lists }) =>
    lists.flatMap(({ packages }) => packages),
  ),
  package_lists: f.list(
    'The lists of packages',
    f.fieldsOf<Asked<PackageList> & { readonly isOnSale: boolean }>()({
      id: f.text('Id of the list', 'its.id'),
      title: f.text('Its title', 'its.title'),
      vendor: f.text('Whose packages these are', 'its.vendor'),
      ...DATES,
      replaces: f.text.orNull('The list whose place it takes', 'its.replaces'),
      age_days: AGE,
      on_sale: f.flag('Whether it is bought from at the time of the answer', 'isOnSale'),
      file: f.text('The file that holds it', 'its.file'),
    }),
    ({ lists, asOf }) => {
      const onSale = assortmentAt(lists, asOf, null).lists
      return lists.map(its => ({ its, asOf, isOnSale: onSale.includes(its) }))
    },
  ),
})

export const ratesListSchema = () => f.schemaOfAnswer('kling-cost/rates-list/1', LIST)

export const viewList = (
  cards: readonly RateCard[],
  lists: readonly PackageList[],
  asOf: Instant,
): f.Written<typeof LIST> => f.write(LIST, { cards, lists, asOf })

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

const UNIT = f.word(['usd', 'units', 'credits'])(
  'What the amount is in: US dollars, units of the pool, or credits',
  ({ card }: ChargeOf) => UNIT_OF[card.billing],
)
const amount = (doc: string) =>
  f.decimal(doc, ({ charge }: ChargeOf<Exclude<Charge, { by: 'fixed-duration' }>>) => charge.amount)

/** What a row charges, by its model. */
const CHARGES = {
  flat: f.fieldsOf<ChargeOf<Extract<Charge, { by: 'flat' }>>>()({
    by: f.constant('flat', 'One price a call'),
    unit: UNIT,
    amount: amount('For a call'),
  }),
  'per-second': f.fieldsOf<ChargeOf<Extract<Charge, { by: 'per-second' }>>>()({
    by: f.constant('per-second', 'By the billed second'),
    unit: UNIT,
    amount: amount('For a second'),
  }),
  'per-segment': f.fieldsOf<ChargeOf<Extract<Charge, { by: 'per-segment' }>>>()({
    by: f.constant('per-segment', 'By the started segment'),
    unit: UNIT,
    amount: amount('For a started segment'),
    segment_seconds: f.decimal('Length of a segment in seconds', 'charge.segment'),
  }),
  'per-input-and-output-second': f.fieldsOf<
    ChargeOf<Extract<Charge, { by: 'per-input-and-output-second' }>>
  >()({
    by: f.constant('per-input-and-output-second', 'By the second of the video input and of the output'),
    unit: UNIT,
    amount: amount('For a second'),
    least_times_output: f.count(
      'The least that is billed, in lengths of the output',
      'charge.leastTimesOutput',
    ),
  }),
  'fixed-duration': f.fieldsOf<ChargeOf<Extract<Charge, { by: 'fixed-duration' }>>>()({
    by: f.constant('fixed-duration', 'By length, a few of which can be bought'),
    unit: UNIT,
    amounts: f.list(
      'Each length with its price',
      f.fieldsOf<Extract<Charge, { by: 'fixed-duration' }>['amounts'][number]>()({
        seconds: f.count('Length in seconds', 'seconds'),
        amount: f.decimal('For that length', 'amount'),
      }),
      'charge.amounts',
    ),
  }),
} satisfies Record<By, unknown>

const DURATIONS = [
  f.fieldsOf<{ readonly only: readonly number[] }>()({
    only: f.numbers('Seconds')('The lengths in seconds that can be bought', 'only'),
  }),
  f.fieldsOf<{ readonly min: number; readonly max: number | null }>()({
    min: f.count('Shortest length in seconds', 'min'),
    max: f.count.orNull('Longest length in seconds; null: no limit', 'max'),
  }),
] as const

const RATE = f.fieldsOf<{ readonly rate: Rate; readonly card: RateCard }>()({
  capabilities: f.texts('What the row prices', 'rate.capabilities'),
  models: f.texts('Canonical ids of the models; empty: a service without one', 'rate.models'),
  modes: f.texts('Modes; empty: the price does not depend on it', 'rate.modes'),
  resolutions: f.texts('Resolutions; empty: the price does not depend on it', 'rate.resolutions'),
  audio: f.flags('With sound, without, or both', 'rate.audio'),
  references: f.texts('none, image or video: what the job is given', 'rate.references'),
  voice_control: f.flags('With voice control, without, or both', 'rate.voiceControl'),
  effects: f.texts('Names of effects; empty: the price does not depend on it', 'rate.effects'),
  duration: f
    .either(DURATIONS)
    .orNull('Which lengths the row takes; null: it says nothing of them', ({ rate: { duration } }) => {
      if (duration === null) return null
      return 'only' in duration ? f.write(DURATIONS[0], duration) : f.write(DURATIONS[1], duration)
    }),
  pool: f.text.orNull('The pool whose units pay; null for a price in dollars', 'rate.pool'),
  charge: f.either(Object.values(CHARGES))(
    'What a job costs',
    ({ rate: { charge }, card }) => f.write(CHARGES[charge.by], { charge, card } as never) as never,
  ),
  section: f.text('The section of the document', 'rate.section'),
  row: f.place(ROW, 'rate.place'),
})

/** `rates show`: every row of a card. */
const SHOW = f.fieldsOf<Asked<RateCard>>()({
  schema: f.schemaName('kling-cost/rates-show/1'),
  card: f.object('The price list', CARD, (dated: Asked<RateCard>) => dated),
  notes: f.texts('What the list says beside its rows', 'its.notes'),
  rates: f.list('Every row, in the order of the file', RATE, ({ its }) =>
    its.rates.map(rate => ({ rate, card: its })),
  ),
})

export const ratesShowSchema = () => f.schemaOfAnswer('kling-cost/rates-show/1', SHOW)

export const viewShow = (its: RateCard, asOf: Instant): f.Written<typeof SHOW> => f.write(SHOW, { its, asOf })

const PRICE = f.fieldsOf<PricedJob>()({
  price_each: f.decimal('US dollars for one job', 'priceEach'),
  units_each: f.decimal.orNull('Units for one job; null for a price in dollars', 'unitsEach'),
  row: f.place(ROW, 'rated.rate.place'),
})

const JOB_CHANGE = f.fieldsOf<JobChange>()({
  change: f.word(['same', 'cheaper', 'dearer', 'only-before', 'only-after'])(
    'What the second list does to the price of the job',
    'kind',
  ),
  capability: f.text.orNull('What the API is asked to do', 'job.capability'),
  model: f.text.orNull('Canonical id of the model; null for a service without one', 'job.model'),
  mode: f.text.orNull('std or pro; null where the price does not depend on it', 'job.mode'),
  resolution: f.text.orNull(
    'Resolution of the output; null where the price does not depend on it',
    'job.resolution',
  ),
  audio: f.flag('Whether the output has native sound', 'job.audio'),
  reference: f.text.orNull(
    'What the job is given beside the prompt: image or video; null: nothing',
    ({ job }) => (job.reference === 'none' ? null : job.reference),
  ),
  voice_control: f.flag('Whether the voice is controlled', 'job.voiceControl'),
  effect: f.text.orNull('Name of the effect; null: none', 'job.effect'),
  duration: f.decimal.orNull('Length of the output in seconds as asked for or logged', 'job.duration'),
  input_duration: f.decimal.orNull('Length of the video input in seconds', 'job.inputDuration'),
  before: f.object.orNull('By the first list; null: it does not price the job', PRICE, 'before'),
  after: f.object.orNull('By the second list; null: it does not price the job', PRICE, 'after'),
})

/** Two lists: of prices with each job on both, or of packages with each offer and its successor. */
interface Compared {
  readonly before: { readonly id: string }
  readonly after: { readonly id: string }
  readonly jobs: readonly JobChange[]
  readonly offers: readonly OfferChange[] | null
}

/** `rates diff` */
const DIFF = f.fieldsOf<Compared>()({
  schema: f.schemaName('kling-cost/rates-diff/1'),
  before: f.text('Id of the first price list', 'before.id'),
  after: f.text('Id of the second price list', 'after.id'),
  jobs: f.list('Every job that either list has a row for; none for lists of packages', JOB_CHANGE, 'jobs'),
  packages: f.list.ifAny(
    'For two lists of packages: every offer',
    f.fieldsOf<OfferChange>()({
      before: f.object.orNull('Null: only the second list has it', PACKAGE, 'before'),
      after: f.object.orNull('Null: only the first list has it', PACKAGE, 'after'),
    }),
    'offers',
  ),
})

export const ratesDiffSchema = () => f.schemaOfAnswer('kling-cost/rates-diff/1', DIFF)

export const viewDiff = (
  before: RateCard,
  after: RateCard,
  jobs: readonly JobChange[],
): f.Written<typeof DIFF> => f.write(DIFF, { before, after, jobs, offers: null })

export const viewPackageDiff = (
  before: PackageList,
  after: PackageList,
  offers: readonly OfferChange[],
): f.Written<typeof DIFF> => f.write(DIFF, { before, after, jobs: [], offers })

/** One file of `rates validate`. */
export interface ValidatedFile {
  readonly file: string
  readonly kind: string | null
  /** What it holds, in words. */
  readonly content: string | null
  readonly issues: readonly Issue[]
}

/** `rates validate`: each file with what is wrong in it. */
const VALIDATION = f.fieldsOf<readonly ValidatedFile[]>()({
  schema: f.schemaName('kling-cost/rates-validate/1'),
  files: f.list(
    'Each file',
    f.fieldsOf<ValidatedFile>()({
      file: f.text('The file as it was named', 'file'),
      kind: f.text.orNull('What it holds, by its kind; null when it cannot be read', 'kind'),
      content: f.text.orNull('What it holds, in words; null when it is wrong', 'content'),
      valid: f.flag('Whether nothing is wrong with it', ({ issues }) => issues.length === 0),
      issues: f.list(
        'Everything that is wrong',
        f.fieldsOf<Issue>()({
          code: f.word(ISSUE_CODES)('The kind of mistake', 'code'),
          message: f.text('What is wrong, what was found and what is allowed', 'message'),
          line: f.count.orNull('Line, from 1', 'place.line'),
          column: f.count.orNull('Column, from 1', 'place.column'),
          hint: f.text.orNull('What to do about it', ({ hint }) => hint ?? null),
        }),
        'issues',
      ),
    }),
    files => files,
  ),
})

export const ratesValidateSchema = () => f.schemaOfAnswer('kling-cost/rates-validate/1', VALIDATION)

export const viewValidation = (files: readonly ValidatedFile[]): f.Written<typeof VALIDATION> =>
  f.write(VALIDATION, files)
