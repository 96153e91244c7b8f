/** The JSON of `quote`, as a form to check it by. */
import { z } from 'zod'
import {
  count,
  decimal,
  jobKeys,
  list,
  named,
  orNull,
  row,
  schemaName,
  text,
  texts,
  time,
  unitsByPool,
  word,
} from './output-values.js'

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

const comparison = () =>
  z.strictObject({
    card: text('Id of the price list'),
    model: orNull(text('Canonical id of the model; null for a service without one')),
    setting: orNull(text('Mode or resolution, where the jobs leave it open')),
    count: count('How many of the billed jobs it can do'),
    cost: decimal('US dollars for those'),
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
      other_cards: list(
        z.strictObject({
          card: text('Id of the price list'),
          count: count('How many of the billed jobs it prices'),
          cost: decimal('US dollars for those'),
          units: unitsByPool('Units for those, by pool'),
          settings: texts('Modes or resolutions taken for jobs that leave them open'),
        }),
        'The same jobs by the other price lists; left out when there are too many different jobs',
      ).optional(),
      cheapest: orNull(
        z
          .strictObject({
            cost: decimal('US dollars if each job is done by the cheapest model that can do it'),
            ways: list(
              z.strictObject({
                card: text('Id of the price list'),
                model: orNull(text('Canonical id of the model')),
              }),
              'The cheapest way for each distinct job',
            ),
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
      rulings: texts('Which rulings of docs/rulings.md shaped the answer'),
      notes: texts('What a reader must know beside the figures'),
    }),
    'kling-cost/quote/1',
  )
