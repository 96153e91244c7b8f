/** The JSON of `quote`, as a form to check it by. */
import { z } from 'zod'
import { CONFIDENCES } from '../core/source.js'
import {
  count,
  decimal,
  jobKeys,
  list,
  named,
  orNull,
  row,
  schemaName,
  signed,
  text,
  texts,
  time,
  unitsByPool,
  word,
} from './output-values.js'

const seller = () => orNull(text("The seller whose list it is; null: the vendor's own, or yours"))

const line = () =>
  z.strictObject({
    input_line: orNull(count('Line of the job in the file, the header being 1; null for a job by flags')),
    card: text('Id of the price list'),
    ...jobKeys(),
    billed_seconds: orNull(count('Seconds that are billed; null where the price does not depend on them')),
    count: count('How many jobs the line stands for'),
    billing: word(
      ['billed', 'not-billed', 'pending'],
      'Whether the jobs are billed: failed ones are not, and those still at work are not yet',
    ),
    pool: orNull(text('The pool whose units pay; null for a price in dollars')),
    units_each: orNull(decimal('Units of the pool for one job; null for a price in dollars')),
    units: orNull(decimal('Units of the pool for the billed jobs; null for a price in dollars')),
    unit_price: orNull(decimal('US dollars for a unit; null for a price in dollars')),
    price_each: decimal('US dollars for one job if it is billed'),
    cost: decimal('US dollars for the billed jobs of the line'),
    stage: word(['draft', 'final'], 'With --drafts: whether these are the drafts or the final').optional(),
    row: row(),
    seller: seller(),
    input_duration: orNull(decimal('Length of the video input in seconds; null: not said')),
    timestamp: orNull(time('When the row says that the task took place')),
    task_id: orNull(text('The id of the task, as the row has it')),
    account: orNull(text('The account, as the row has it')),
  })

const summary = () =>
  z.strictObject({
    card: text('Id of the price list'),
    model: orNull(text('Canonical id of the model; null for a service without one')),
    pool: orNull(text('The pool whose units pay; null for a price in dollars')),
    count: count('Billed jobs'),
    units: orNull(decimal('Units of the pool; null for a price in dollars')),
    cost: decimal('US dollars'),
  })

/** What the same jobs cost by the quote. */
const base = () => ({
  base_cost: decimal('US dollars that the same jobs cost by the quote'),
  difference: signed('cost less base_cost, in US dollars'),
})

const purchase = () =>
  z.strictObject({
    package: text('Id of the package'),
    count: orNull(count('How many to buy; null: the volume uses many up, and the jobs bear their share')),
    price: decimal('US dollars for one'),
    left: decimal('Units that the jobs leave over'),
  })

const alternative = () =>
  z.strictObject({
    name: text('What is done instead'),
    seller: seller(),
    card: orNull(text('Id of the price list; null where several lists change alike')),
    package: orNull(text('Id of the package whose units pay; null: none')),
    cost: decimal('US dollars for the jobs that can be done this way'),
    difference: signed('cost less base_cost, in US dollars'),
    count: count('How many of the billed jobs can be done this way'),
    base_cost: decimal('US dollars that the same jobs cost by the quote'),
    kind: word(['list', 'package', 'seller', 'model', 'setting'], 'What is another'),
    model: orNull(text('Canonical id of the model; null for several, and for a service without one')),
    only: orNull(
      text('The one service that it is for, where the jobs may be another too; null: all that they may be'),
    ),
    units: unitsByPool('Units for those jobs, by pool'),
    purchase: orNull(purchase().describe('What has to be bought; null: nothing')),
    date: text('The date of the list, as far as it says'),
    confidence: word(CONFIDENCES, 'How sure its figures are'),
    age_days: orNull(count('Days since that date; null: it is younger than the answer')),
  })

const groups = () =>
  z.strictObject({
    by: texts('What the jobs are summed up by'),
    sums: list(
      z.strictObject({
        model: orNull(text('Canonical id of the model')).optional(),
        account: orNull(text('The account')).optional(),
        month: orNull(text('The month, YYYY-MM, in the zone of --tz')).optional(),
        day: orNull(text('The day in the zone of --tz')).optional(),
        capability: orNull(text('What the API is asked to do')).optional(),
        count: count('Billed jobs'),
        not_billed: count('Failed jobs'),
        pending: count('Jobs still at work'),
        cost: decimal('US dollars for the billed jobs'),
        units: unitsByPool('Units for the billed jobs, by pool'),
      }),
      'In order of the values',
    ),
  })

const comparison = () =>
  z.strictObject({
    card: text('Id of the price list'),
    model: orNull(text('Canonical id of the model; null for a service without one')),
    setting: orNull(text('Mode or resolution, where the jobs leave it open')),
    count: count('How many of the billed jobs it can do'),
    cost: decimal('US dollars for those'),
    seller: seller(),
    ...base(),
    price_each: orNull(decimal('US dollars for one job; null when there are several kinds of jobs')),
    units_each: orNull(decimal('Units for one job; null in dollars, or with several kinds of jobs')),
    row: row(),
  })

const fallback = () =>
  z.strictObject({
    lowest: decimal('US dollars if every job fell to the cheapest model that can do it'),
    highest: decimal('US dollars if every job went to the dearest model that can do it'),
    jobs: list(
      z.strictObject({
        asked: orNull(text('Canonical id of the model asked for')),
        models: list(
          z.strictObject({
            model: orNull(text('Canonical id of a model that can do the job')),
            price_each: decimal('US dollars for one job'),
            row: row(),
          }),
          'The models of the same list that can do the job, cheapest first',
        ),
      }),
      'Each distinct job',
    ),
  })

/** `kling-cost/quote/1` */
export const quoteOutput = () =>
  named(
    z.strictObject({
      schema: schemaName('kling-cost/quote/1'),
      currency: z.literal('USD').describe('The currency of every amount'),
      as_of: time('When jobs without a timestamp take place'),
      package: orNull(text('The resource package whose effective unit price is used (--package)')),
      lines: list(line(), 'One line for each job or row; empty with --summary'),
      totals: z
        .strictObject({
          count: count('Billed jobs'),
          not_billed: count('Failed jobs, which cost nothing'),
          pending: count('Jobs still at work, not billed yet'),
          cost: decimal('US dollars for the billed jobs'),
          units: unitsByPool('Units for the billed jobs, by pool'),
        })
        .describe('What all lines come to'),
      summary: list(summary(), 'The same by price list, model and pool'),
      comparison: list(comparison(), 'With --compare: every way to do the jobs').optional(),
      fallback: fallback().describe('With --fallback: the range of cost').optional(),
      groups: groups().describe('With --by: the sums').optional(),
      alternatives: list(
        alternative(),
        'Other ways to do the same jobs, each beside what they cost here; left out when there are too many different jobs',
      ).optional(),
      other_cards: list(
        z.strictObject({
          card: text('Id of the price list'),
          count: count('How many of the billed jobs it prices'),
          cost: decimal('US dollars for those'),
          units: unitsByPool('Units for those, by pool'),
          settings: texts('Modes or resolutions taken for jobs that leave them open'),
          seller: seller(),
          ...base(),
        }),
        'The same jobs by the other price lists; left out when there are too many different jobs',
      ).optional(),
      cheapest: orNull(
        z
          .strictObject({
            cost: decimal(
              'US dollars with one seller, each job by the cheapest model there, purchases included',
            ),
            ways: list(
              z.strictObject({
                card: text('Id of the price list'),
                model: orNull(text('Canonical id of the model')),
              }),
              'The cheapest way for each distinct job',
            ),
            seller: seller(),
            purchases: list(purchase(), 'Packages that have to be bought for it'),
          })
          .describe('The cheapest way to the same result; null when nothing costs less'),
      ).optional(),
      explanation: list(
        z.array(z.string()),
        'With --explain: the arithmetic of each distinct job',
      ).optional(),
      rejected: list(
        z.strictObject({
          input_line: count('Line of the row in the file, the header being 1'),
          reason: text('Why it was set aside'),
        }),
        'Rows that were set aside (--bad-rows skip) and are in no sum',
      ),
      unused_columns: texts('The same as ignored_columns, under its first name'),
      ignored_columns: texts('Columns or keys of the file that nothing was read from'),
      repeated_tasks: count('Rows left out because another row is about the same task'),
      rulings: texts('Which rulings of docs/rulings.md shaped the answer'),
      notes: texts('What a reader must know beside the figures'),
    }),
    'kling-cost/quote/1',
  )
