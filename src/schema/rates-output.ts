/** The JSON of `rates`, as forms to check it by. */
import { z } from 'zod'
import { ISSUE_CODES } from '../core/failure.js'
import { CONFIDENCES } from '../core/source.js'
import {
  count,
  day,
  decimal,
  flag,
  jobKeys,
  list,
  named,
  orNull,
  row,
  schemaName,
  text,
  texts,
  word,
} from './output-values.js'

const source = () =>
  z
    .strictObject({
      document: text('How the project names the document'),
      title: text('Title of the document'),
      url: orNull(text('Where it can be read')),
      published: orNull(text('When it was published, as far as it says')),
      retrieved: day('When it was read'),
      confidence: word(CONFIDENCES, 'How sure its figures are'),
      remark: orNull(text('What else a reader should know')),
    })
    .describe('Where the figures come from')

const cardKeys = () => ({
  id: text('Id of the price list'),
  title: text('Its title'),
  vendor: text('Whose prices these are'),
  billing: word(['prepaid-units', 'us-dollars', 'credits'], 'What its rows are in'),
  source: source(),
  effective_from: orNull(day('The first day on which it applies; null: always')),
  effective_to: orNull(day('The first day on which it no longer applies; null: no end')),
  retired: orNull(
    z
      .strictObject({
        on: day('Since when its models are reported retired'),
        confidence: text('How sure that is'),
      })
      .describe('Whether its models are reported retired'),
  ),
  file: text('The file that holds it'),
  seller: orNull(text("Who else sells at these prices; null: the vendor's own, or yours")),
  top_up_fee_percent: orNull(decimal('Per cent that the seller takes on top; every price includes it')),
  credit_price: orNull(decimal('US dollars for a credit; null unless it bills them')),
  age_days: orNull(count('Days since its date; null: it is younger than the answer')),
  in_force: flag('Whether it applies at the time of the answer'),
  pools: list(
    z.strictObject({
      id: text('Name of the pool'),
      list_unit_price: decimal('US dollars for a unit at list price'),
    }),
    'The pools of units; empty for a list in dollars',
  ),
})

const resourcePackage = () =>
  z.strictObject({
    id: text('Id of the package'),
    pool: text('The pool whose units it holds'),
    price: orNull(decimal('US dollars; null: negotiated')),
    units: orNull(decimal('Units; null: negotiated')),
    effective_unit_price: orNull(decimal('US dollars for a unit: price by units')),
    validity_days: orNull(count('Days of 24 hours for which it is valid; null: varies')),
    concurrency: orNull(count('Tasks at once; null: not stated')),
    once_per_account: flag('Whether an account can buy it only once'),
    source: source(),
    row: row(),
    list: text('Id of the list that offers it'),
    replaces: orNull(text('The package that it succeeds: the two are one offer')),
  })

/** `kling-cost/rates-list/1` */
export const ratesListOutput = () =>
  named(
    z.strictObject({
      schema: schemaName('kling-cost/rates-list/1'),
      cards: list(
        z.strictObject({
          ...cardKeys(),
          models: list(
            z.strictObject({
              id: text('Canonical id of the model'),
              name: text('Its name as the list writes it'),
              aliases: texts('Other names that it is known by'),
              capabilities: texts('What it can do at a price'),
            }),
            'The models that the list prices',
          ),
          services: texts('What is priced without a model'),
        }),
        'The price lists',
      ),
      packages: list(resourcePackage(), 'The resource packages of all lists'),
      package_lists: list(
        z.strictObject({
          id: text('Id of the list'),
          title: text('Its title'),
          vendor: text('Whose packages these are'),
          source: source(),
          effective_from: orNull(day('The first day on which it applies; null: always')),
          effective_to: orNull(day('The first day on which it no longer applies; null: no end')),
          replaces: orNull(text('The list whose place it takes')),
          age_days: orNull(count('Days since its date; null: it is younger than the answer')),
          on_sale: flag('Whether it is bought from at the time of the answer'),
          file: text('The file that holds it'),
        }),
        'The lists of packages',
      ),
    }),
    'kling-cost/rates-list/1',
  )

const unit = () =>
  word(['usd', 'units', 'credits'], 'What the amount is in: US dollars, units of the pool, or credits')

const charge = () =>
  z.union([
    z.strictObject({
      by: z.literal('flat').describe('One price a call'),
      unit: unit(),
      amount: decimal('For a call'),
    }),
    z.strictObject({
      by: z.literal('per-second').describe('By the billed second'),
      unit: unit(),
      amount: decimal('For a second'),
    }),
    z.strictObject({
      by: z.literal('per-segment').describe('By the started segment'),
      unit: unit(),
      amount: decimal('For a started segment'),
      segment_seconds: decimal('Length of a segment in seconds'),
    }),
    z.strictObject({
      by: z
        .literal('per-input-and-output-second')
        .describe('By the second of the video input and of the output'),
      unit: unit(),
      amount: decimal('For a second'),
      least_times_output: count('The least that is billed, in lengths of the output'),
    }),
    z.strictObject({
      by: z.literal('fixed-duration').describe('By length, a few of which can be bought'),
      unit: unit(),
      amounts: list(
        z.strictObject({ seconds: count('Length in seconds'), amount: decimal('For that length') }),
        'Each length with its price',
      ),
    }),
  ])

const duration = () =>
  z.union([
    z.strictObject({ only: list(count('Seconds'), 'The lengths in seconds that can be bought') }),
    z.strictObject({
      min: count('Shortest length in seconds'),
      max: orNull(count('Longest length in seconds; null: no limit')),
    }),
  ])

/** `kling-cost/rates-show/1` */
export const ratesShowOutput = () =>
  named(
    z.strictObject({
      schema: schemaName('kling-cost/rates-show/1'),
      card: z.strictObject(cardKeys()).describe('The price list'),
      notes: texts('What the list says beside its rows'),
      rates: list(
        z.strictObject({
          capabilities: texts('What the row prices'),
          models: texts('Canonical ids of the models; empty: a service without one'),
          modes: texts('Modes; empty: the price does not depend on it'),
          resolutions: texts('Resolutions; empty: the price does not depend on it'),
          audio: list(z.boolean(), 'With sound, without, or both'),
          references: texts('none, image or video: what the job is given'),
          voice_control: list(z.boolean(), 'With voice control, without, or both'),
          effects: texts('Names of effects; empty: the price does not depend on it'),
          duration: orNull(duration().describe('Which lengths the row takes; null: it says nothing of them')),
          pool: orNull(text('The pool whose units pay; null for a price in dollars')),
          charge: charge().describe('What a job costs'),
          section: text('The section of the document'),
          row: row(),
        }),
        'Every row, in the order of the file',
      ),
    }),
    'kling-cost/rates-show/1',
  )

const price = (what: string) =>
  orNull(
    z
      .strictObject({
        price_each: decimal('US dollars for one job'),
        units_each: orNull(decimal('Units for one job; null for a price in dollars')),
        row: row(),
      })
      .describe(what),
  )

/** `kling-cost/rates-diff/1` */
export const ratesDiffOutput = () =>
  named(
    z.strictObject({
      schema: schemaName('kling-cost/rates-diff/1'),
      before: text('Id of the first price list'),
      after: text('Id of the second price list'),
      jobs: list(
        z.strictObject({
          change: word(
            ['same', 'cheaper', 'dearer', 'only-before', 'only-after'],
            'What the second list does to the price of the job',
          ),
          ...jobKeys(),
          input_duration: orNull(decimal('Length of the video input in seconds')),
          before: price('By the first list; null: it does not price the job'),
          after: price('By the second list; null: it does not price the job'),
        }),
        'Every job that either list has a row for; none for lists of packages',
      ),
      packages: list(
        z.strictObject({
          before: orNull(resourcePackage().describe('Null: only the second list has it')),
          after: orNull(resourcePackage().describe('Null: only the first list has it')),
        }),
        'For two lists of packages: every offer',
      ).optional(),
    }),
    'kling-cost/rates-diff/1',
  )

/** `kling-cost/rates-validate/1` */
export const ratesValidateOutput = () =>
  named(
    z.strictObject({
      schema: schemaName('kling-cost/rates-validate/1'),
      files: list(
        z.strictObject({
          file: text('The file as it was named'),
          kind: orNull(text('What it holds, by its kind; null when it cannot be read')),
          content: orNull(text('What it holds, in words; null when it is wrong')),
          valid: flag('Whether nothing is wrong with it'),
          issues: list(
            z.strictObject({
              code: word(ISSUE_CODES, 'The kind of mistake'),
              message: text('What is wrong, what was found and what is allowed'),
              line: orNull(count('Line, from 1')),
              column: orNull(count('Column, from 1')),
              hint: orNull(text('What to do about it')),
            }),
            'Everything that is wrong',
          ),
        }),
        'Each file',
      ),
    }),
    'kling-cost/rates-validate/1',
  )
