/** The JSON of `expiry`, as a form to check it by. */
import { z } from 'zod'
import { BURN_ORDERS } from '../core/ledger/burn-order.js'
import { LOT_STATUSES } from '../core/ledger/lot-status.js'
import {
  count,
  decimal,
  flag,
  list,
  named,
  orNull,
  schemaName,
  text,
  texts,
  time,
  unitsByPool,
  word,
} from './output-values.js'

const SIGNED = /^-?(?:0|[1-9][0-9]*)(?:[.][0-9]*[1-9])?$/

const report = () =>
  z
    .strictObject({
      remaining: orNull(decimal('Units left by the service, up to 12 hours late; null: it does not say')),
      status: orNull(word(LOT_STATUSES, 'Its state in the words used here; null: it does not say')),
      difference: orNull(
        z.string().regex(SIGNED).describe('Units computed less units reported; null: it does not say'),
      ),
      within_delay: flag('Whether use of the last 12 hours, which it counts late, can be the reason'),
      package_matched: flag('Whether the package was found by size and validity rather than named'),
    })
    .describe('What the service says of the package; only with a ledger of its own')

const lot = () =>
  z.strictObject({
    id: text('Id of the purchased package in its ledger'),
    package: orNull(text('Id of the package of the catalogue; null: the ledger names none')),
    pool: text('The pool of its units'),
    units: decimal('Units bought = drawn + remaining + forfeited'),
    drawn: decimal('Units used'),
    remaining: decimal('Units that can still be used, now or when it takes effect'),
    forfeited: decimal('Units that were left at its expiry and are lost'),
    price: decimal('US dollars for all of it'),
    effective_unit_price: decimal('US dollars a unit: price ÷ units'),
    effective_at: time('The first instant at which it can be used'),
    expires_at: time('The instant from which on it cannot'),
    status: word(LOT_STATUSES, 'Its state at `as_of`'),
    days_left: decimal('Days of 24 hours from `as_of` to the expiry; 0 when it is over'),
    forecast_forfeited: decimal('Units that will be lost at the burn of its pool'),
    forecast_forfeited_cost: decimal('US dollars paid for them'),
    forfeited_cost: decimal('US dollars paid for the units that are lost'),
    expires_soon: flag('Whether it has units left and expires within `within_days`'),
    purchased_at: time('When it was bought'),
    concurrency: orNull(count('Tasks that may run at once while it is active; null: not stated')),
    account: orNull(text('Whose tasks it pays for; null: anyone’s')),
    input_line: orNull(count('Line in the ledger')),
    reported: report().optional(),
  })

const pool = () =>
  z.strictObject({
    remaining: decimal('Units in active and pending packages'),
    burn_per_day: decimal('Units a day that the forecast takes to go on'),
    runs_out_at: orNull(
      time('When use first finds every package used up; null: they expire before, or no use'),
    ),
    concurrency: orNull(
      count('Tasks that may run at once; null: no active package with units left states it'),
    ),
    concurrency_changes: list(
      z.strictObject({
        at: time('From when on'),
        to: orNull(count('The limit from then on; null: none is stated')),
      }),
      'When the limit changes by starts and expiries, in order',
    ),
    drawn: decimal('Units used'),
    burn_basis: word(['given', 'measured', 'unknown'], 'Where the burn comes from; unknown counts as none'),
    covered_until: orNull(time('When use first finds no units, used up or expired; null without use')),
    burn_to_use_all: orNull(
      decimal('The least steady use a day at which nothing is lost; null: nothing left'),
    ),
    forecast_forfeited: decimal('Units that will be lost'),
    forecast_forfeited_cost: decimal('US dollars paid for them'),
    units_per_task: orNull(decimal('Mean units of a task; null: no use is known')),
    full_speed: orNull(
      z
        .strictObject({
          units_per_day: orNull(decimal('Units a day at the limit of now; null: none is stated')),
          forfeited: orNull(decimal('Units that are lost even so; null: a limit is not stated')),
          forfeited_cost: orNull(decimal('US dollars paid for them')),
        })
        .describe('What can be used at the concurrency limit; null without --task-time or use'),
    ),
  })

const differing = (what: string) =>
  z
    .strictObject({
      count: count('How many deductions'),
      first: orNull(
        z
          .strictObject({
            input_line: count('Line in the export'),
            timestamp: time('When it was deducted'),
            task_id: orNull(text('The task')),
            package: orNull(text('The package that paid')),
            units: decimal('Units deducted'),
            before: orNull(decimal('Units in it before')),
            after: orNull(decimal('Units in it after')),
            computed_packages: texts('The packages that paid by the draw-down'),
            computed_before: orNull(decimal('Units in the named package before, by the draw-down')),
            computed_after: orNull(decimal('Units in it after, by the draw-down')),
          })
          .describe('The first of them'),
      ),
    })
    .describe(what)

const reconciliation = () =>
  z
    .strictObject({
      deductions: count('Deductions of the export up to `as_of`'),
      without_package: differing('Deductions that name no package'),
      unknown_package: differing('Deductions of packages that the ledger does not hold'),
      other_package: differing('Deductions paid by another package than computed'),
      other_balance: differing('Deductions that found another balance than computed'),
      contradictory: differing('Deductions that do not lead from the balance before to the one after'),
      burn_order: z
        .strictObject({
          inferred: orNull(word(BURN_ORDERS, 'The one order that agrees with all choices; null: not one')),
          choices: count('Deductions for which several packages could have paid'),
          agree_with_expiry: count('How many of them were paid by the package that expires first'),
          agree_with_purchase: count('How many were paid by the package bought first'),
        })
        .describe('In which order the service burns packages'),
      packages: list(
        z.strictObject({
          id: text('The package'),
          at: time('Its last deduction'),
          remaining: decimal('Units after it by the export'),
          computed: decimal('The same by the draw-down'),
        }),
        'What the export says of each package in the end',
      ),
    })
    .describe('The billing export held against the draw-down; only with one')

/** `kling-cost/expiry/1` */
export const expiryOutput = () =>
  named(
    z.strictObject({
      schema: schemaName('kling-cost/expiry/1'),
      as_of: time('The time of the answer: use at this very instant counts'),
      burn_order: word(BURN_ORDERS, 'Which package pays first'),
      packages: list(lot(), 'Each package in the order of the ledger'),
      pools: z.record(z.string(), pool()).describe('Each pool of the ledger or the use'),
      unfunded: list(
        z.strictObject({
          timestamp: time('When'),
          task_id: orNull(text('The task')),
          pool: text('The pool whose units it needs'),
          units: decimal('Units that no active package paid'),
          account: orNull(text('Whose task it was; null: the log does not say')),
          input_line: count('Line in the file of use'),
        }),
        'Use that no active package covers, in order of time',
      ),
      totals: z
        .strictObject({
          drawn: decimal('Units of all pools used'),
          remaining: decimal('Units of all pools left'),
          forfeited: decimal('Units of all pools lost'),
          forfeited_cost: decimal('US dollars paid for units that are lost'),
          forecast_forfeited_cost: decimal('US dollars at risk at the burn of each pool'),
        })
        .describe('Sums; units of several pools are added for checking only'),
      currency: z.literal('USD').describe('The currency of every amount'),
      balances: word(['computed', 'reported'], 'Drawn down from use, or as the service reports them'),
      within_days: decimal('What counts as expiring soon (--within)'),
      burn_window_days: decimal('The window that use is measured over (--burn-window)'),
      gate: orNull(
        z
          .strictObject({
            within_days: decimal('The days of --fail-within'),
            crossed_by: texts('Packages with units left that expire sooner'),
          })
          .describe('The gate; null: none was asked for'),
      ),
      later: orNull(
        z
          .strictObject({
            count: count('How many uses'),
            units: unitsByPool('How many units'),
          })
          .describe('Use after `as_of`, left out; null without a file of use'),
      ),
      not_billed: count('Failed tasks, which use nothing'),
      pending: count('Tasks that were not finished, and count as no use yet'),
      reconciliation: reconciliation().optional(),
      rejected: list(
        z.strictObject({
          input_line: count('Line of the row in the file of use'),
          reason: text('What is wrong with it'),
        }),
        'Rows set aside by --bad-rows skip',
      ),
      rulings: texts('Ids of the rulings (docs/rulings.md) that shaped the answer'),
      ignored_columns: texts('Columns or keys of the files that nothing was read from'),
      notes: texts('What a reader has to know beside the figures'),
    }),
    'kling-cost/expiry/1',
  )
