/** The JSON of `budget`, as a form to check it by. */
import { z } from 'zod'
import { AFTERWARDS } from '../core/plan/afterwards.js'
import { DEMAND_BASES } from '../core/plan/budget-answer.js'
import { CONFIDENCES } from '../core/source.js'
import {
  count,
  day,
  decimal,
  flag,
  list,
  named,
  orNull,
  schemaName,
  text,
  texts,
  time,
  word,
} from './output-values.js'

const SIGNED = /^-?(?:0|[1-9][0-9]*)(?:[.][0-9]*[1-9])?$/

const backTest = () =>
  z
    .strictObject({
      train_days: count('Days of history that the forecast was made from'),
      test_days: count('Days that it was held against: the last quarter of the history'),
      error: decimal('Sum of the errors of the days ÷ sum of their use'),
      naive_error: decimal('The same of repeating the last week'),
      total_error: z.string().regex(SIGNED).describe('(forecast total − actual total) ÷ actual total'),
      coverage: decimal('Share of the days that lay within P10 to P90'),
      method: text('The method that was tested: chosen by the days before those held out'),
      naive_total_error: z.string().regex(SIGNED).describe('The total error of repeating the last week'),
      total_inside: flag('Whether the actual total lay within P10 to P90 of the total'),
    })
    .describe('How well the method would have done; null: the history is too short')

const demand = (unit: string) =>
  z.strictObject({
    per_day: decimal(`${unit} a day: total ÷ days`),
    total: decimal(`${unit} over the horizon at the quantile that is planned for`),
    quantiles: z
      .record(z.string(), decimal(unit))
      .describe(`${unit} over the horizon by quantile; all the same when the demand is given`),
    forecast: orNull(
      z
        .strictObject({
          method: text('How it was forecast: mean (every day alike) or weekly'),
          reason: text('Why this method'),
          history: z.strictObject({
            start: day('First day of the history'),
            end: day('Last day of the history'),
            days: count('Days known'),
            gap_days: count('Days without any row, taken for gaps in the log'),
          }),
          back_test: orNull(backTest()),
        })
        .describe('Null: the demand is given'),
    ),
  })

const outcome = () => ({
  used: decimal('Units used within the horizon'),
  forfeited: decimal('Units that expire unused within the horizon, its end included'),
  left: decimal('Units still valid after the last day'),
})

const purchase = () =>
  z.strictObject({
    at: time('When it is bought: the start of a day of the plan'),
    package: text('Id of the package'),
    pool: text('The pool of its units'),
    units: decimal('Units bought = used + forfeited + left'),
    price: decimal('US dollars'),
    ...outcome(),
    date: day('The calendar day of `at`'),
    validity_days: count('Days of 24 hours that it is valid'),
  })

const concurrency = () => ({
  limit: orNull(count('The lowest limit on any day with use; null: none is stated')),
  task_seconds: decimal('Average time of a task in seconds'),
  tasks_per_day_max: orNull(count('Whole tasks a day at that limit')),
  binds: flag('Whether the use of some day is known to need more tasks than the limit allows'),
  task_seconds_assumed: flag('Whether `--task-time` was left out'),
  units_per_task: orNull(decimal('Mean units of a task; null: not known')),
  units_per_task_to_fit: orNull(decimal('The fewest units a task may use on average on the busiest day')),
  binding_days: orNull(count('Days on which it binds; null: not known')),
})

const risk = () =>
  z
    .strictObject({
      low: z.strictObject({
        quantile: decimal('The low quantile'),
        forfeited: decimal('Units of held and bought packages that would expire unused'),
        forfeited_cost: decimal('US dollars paid for them'),
        left: decimal('Units left at the end'),
      }),
      high: z.strictObject({
        quantile: decimal('The high quantile'),
        runs_out_on: orNull(day('The first day that the plan does not cover; null: it is enough')),
        short: decimal('Units that would not be covered, if nothing is done'),
        replan: orNull(
          z
            .strictObject({
              more_cost: z.string().regex(SIGNED).describe('US dollars more than the plan, in all'),
              purchases: list(
                z.strictObject({ at: time('When'), package: text('Id of the package') }),
                'In order of time',
              ),
            })
            .describe('The cheapest purchases from that day on, in place of the planned ones'),
        ),
      }),
    })
    .describe('What the plan comes to when use turns out low or high; null: the demand is given')

const pool = () =>
  z.strictObject({
    planned: flag('Whether a plan could be made; the keys of the plan are left out otherwise'),
    list_cost: orNull(decimal('US dollars for the use at the list unit price; null: no list has one')),
    cost: decimal('US dollars for its purchases').optional(),
    value_left: decimal('US dollars that the units left at the end are worth when use goes on').optional(),
    trials_left: decimal('US dollars that trials not bought yet save when use goes on').optional(),
    lower_bound: decimal('No plan costs less, in US dollars, when as much is left').optional(),
    afterwards: orNull(
      z
        .strictObject({
          units_per_day: decimal('Units used every day behind the horizon'),
          unit_price: decimal('US dollars a unit costs there in the long run'),
        })
        .describe('Null: use ends with the horizon, or nothing can be bought behind it'),
    ).optional(),
    proven_optimal: flag('Whether nothing cheaper covers the use').optional(),
    effective_unit_price: orNull(decimal('US dollars a unit: cost ÷ units used; null: none')).optional(),
    held: list(
      z.strictObject({
        id: text('Id of the held package'),
        units: decimal('Units left in it at the start'),
        effective_at: time('From when it can be used'),
        expires_at: time('From when it cannot'),
        ...outcome(),
      }),
      'Held packages that have not expired',
    ).optional(),
    demand_range: orNull(
      z
        .strictObject({
          from: decimal('Lowest multiple of the demand, in thousandths'),
          to: orNull(decimal('Highest; null: any')),
          tight: flag('Whether one thousandth beyond either end is proven to cost another amount'),
        })
        .describe('Over which multiples of the demand the least cost is the same; only with --explain'),
    ).optional(),
    concurrency: z.strictObject(concurrency()).optional(),
    risk: orNull(risk()).optional(),
    negotiate_custom: orNull(
      z
        .strictObject({
          package: text('The package to ask for'),
          above_units: decimal('The use above which it is recommended'),
          within_days: count('Within so many days'),
          units: decimal('The largest use within so many days'),
          beats_below_unit_price: orNull(decimal('US dollars a unit below which it beats the plan')),
        })
        .describe('Null: the use is not that large'),
    ).optional(),
    daily: list(
      z.strictObject({
        date: day('The day'),
        use: decimal('Units used'),
        left: decimal('Units left at its end'),
        expired: decimal('Units that expire unused at its end'),
      }),
      'Day by day',
    ).optional(),
  })

/** The answer of `budget`. */
export const budgetOutput = () =>
  named(
    z.strictObject({
      schema: schemaName('kling-cost/budget/1'),
      horizon: z.strictObject({
        start: day('First day'),
        end: day('Last day'),
        days: count('How many'),
      }),
      demand: z.record(z.string(), demand('Units')).describe('By pool'),
      catalogue: orNull(
        z
          .strictObject({
            id: text('Id of the list of packages that is bought from'),
            published: orNull(text('When its document was published, as far as it says')),
            confidence: word(CONFIDENCES, 'How sure its figures are'),
            effective_from: orNull(day('The first day on which it applies; null: it always has')),
            age_days: orNull(
              count('Days since then, or since its document; null: it is younger than the answer'),
            ),
            also: texts("Lists of the user's that are bought from too"),
          })
          .describe('Null: no list is in force'),
      ),
      plan: z.strictObject({
        purchases: list(purchase(), 'In order of time within a pool'),
        cost: decimal('US dollars for all purchases'),
        ...outcome(),
        effective_unit_price: orNull(
          decimal('US dollars a unit: cost ÷ units used; null: nothing is bought, or of several pools'),
        ),
        afterwards: word(AFTERWARDS, 'Whether use goes on behind the horizon'),
        value_left: decimal(
          'US dollars that the units left at the end are worth when use goes on: what they save',
        ),
        trials_left: decimal('US dollars that trials not bought yet save when use goes on'),
        proven_optimal: flag(
          'Whether nothing cheaper covers the use, what is left counted, in every pool; false with too little history',
        ),
        too_little_history: orNull(
          z
            .strictObject({
              days: count('Days known'),
              days_needed: count('Days from which on a history can be bought by'),
              buy_at_most: list(
                z.strictObject({ package: text('Id of the package'), pool: text('The pool') }),
                'What ordinary days need for as long as the history is',
              ),
              cost: decimal('US dollars for these'),
            })
            .describe('Null: the history is long enough, or the demand is given'),
        ),
      }),
      alternatives: list(
        z.strictObject({
          name: text('only PACKAGE, greedy, or without trials'),
          cost: orNull(decimal('US dollars; null: no such plan')),
          value_left: orNull(decimal('US dollars that the units left are worth when use goes on')),
          trials_left: orNull(decimal('US dollars that trials not bought yet save when use goes on')),
          forfeited: orNull(decimal('Units')),
          left: orNull(decimal('Units')),
          pool: text('The pool'),
          purchases: orNull(count('How many')),
          proven_optimal: flag('Whether nothing cheaper does it this way'),
          impossible: flag('Whether it is proven that it cannot cover the use'),
        }),
        'Other ways to buy',
      ),
      break_even: list(
        z.strictObject({
          from_units_per_day: decimal('From this steady use on, in the long run'),
          package: text('this package is the best'),
          instead_of: text('The best one below'),
          pool: text('The pool'),
        }),
        'Without trials, in order of use',
      ),
      concurrency: orNull(
        z
          .strictObject({ ...concurrency(), pool: text('The pool') })
          .describe('Of the pool with the most use'),
      ),
      negotiate_custom: flag('Whether the use is so large that a package should be negotiated'),
      as_of: time('The start of the first day'),
      demand_basis: word(DEMAND_BASES, 'Where the demand comes from'),
      quantile: decimal('The quantile that is planned for'),
      seed: count('What `--seed` said; of no effect, for nothing is drawn'),
      min_concurrency: orNull(count('Tasks at once that were asked for on each day with use')),
      dollars: orNull(demand('US dollars').describe('Jobs that only price lists in dollars have')),
      pools: z.record(z.string(), pool()).describe('More of each pool'),
      gate: orNull(
        z.strictObject({
          max_spend: decimal('US dollars'),
          crossed: flag('Whether the cost is above, or not known'),
        }),
      ),
      outside_horizon: list(
        z.strictObject({
          month: text('The month: 2027-12, or 12 for every December'),
          pool: orNull(text('The pool; null: US dollars')),
          outside: decimal('Units, or US dollars, of days outside the horizon'),
          planned: decimal('All that is planned for the month'),
        }),
        'What --plan says of months that the horizon does not hold, or not wholly; left out of the demand',
      ),
      repeated_tasks: count('Rows left out because another row is about the same task'),
      rejected: list(
        z.strictObject({
          file: text('The file'),
          input_line: count('The line'),
          reason: text('What is wrong with it'),
        }),
        'Rows set aside',
      ),
      rulings: texts('The rulings that shaped the answer (docs/rulings.md)'),
      ignored_columns: texts('Columns or keys of the files that nothing was read from'),
      notes: texts('What the answer rests on'),
    }),
    'kling-cost/budget/1',
  )
