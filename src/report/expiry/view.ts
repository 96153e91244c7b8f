/** An `expiry` answer as JSON: what each key means, and where it comes from. */

import {
  type ComparedTask,
  type DeductionComparison,
  NOTHING_COMPARED,
} from '../../core/compare-deductions.js'
import { listIgnored } from '../../core/file-columns.js'
import { type Instant, MILLIS_PER_DAY } from '../../core/instant.js'
import { BURN_ORDERS } from '../../core/ledger/burn-order.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { type Lot, unitPriceOf } from '../../core/ledger/lot.js'
import { LOT_STATUSES } from '../../core/ledger/lot-status.js'
import type { AccountOutlook, Limits, LotOutlook, PoolOutlook } from '../../core/ledger/outlook.js'
import {
  type Difference,
  type DifferingDeduction,
  NOTHING_RECONCILED,
  type Reconciliation,
} from '../../core/ledger/reconcile.js'
import { type Ratio, ratio } from '../../core/ratio.js'
import { writeCsv } from '../csv.js'
import { differenceOf } from '../deductions.js'
import * as f from '../fields.js'
import { writeJson } from '../text.js'
import { listNotes, listRulings } from './notes.js'
import { cutToInstant, daysBetween } from './words.js'

/** A fraction of milliseconds as the instant that it is cut to. */
const cut = (millis: Ratio | null): Instant | null => millis && cutToInstant(millis)
const daysOf = (millis: number): Ratio => ratio(BigInt(millis), BigInt(MILLIS_PER_DAY))

type Report = NonNullable<NonNullable<ExpiryAnswer['reported']>[number]>

/** What the service says of a package, beside what was computed. */
const REPORT = f.fieldsOf<Report>()({
  remaining: f.decimal.orNull(
    'Units left by the service, up to 12 hours late; null: it does not say',
    'remaining',
  ),
  status: f.word(LOT_STATUSES).orNull('Its state in the words used here; null: it does not say', 'status'),
  difference: f.signed.orNull('Units computed less units reported; null: it does not say', 'difference'),
  within_delay: f.flag(
    'Whether use of the last 12 hours, which it counts late, can be the reason',
    'isDelay',
  ),
  package_matched: f.flag(
    'Whether the package was found by size and validity rather than named',
    'isMatched',
  ),
})

interface Package {
  readonly answer: ExpiryAnswer
  readonly outlook: LotOutlook
  readonly lot: Lot
  readonly report: Report | null
}

const LOT = f.fieldsOf<Package>()({
  id: f.text('Id of the purchased package in its ledger', 'lot.id'),
  package: f.text.orNull('Id of the package of the catalogue; null: the ledger names none', 'lot.packageId'),
  pool: f.text('The pool of its units', 'lot.pool'),
  units: f.decimal('Units bought = drawn + remaining + forfeited', 'lot.units'),
  drawn: f.decimal('Units used', 'outlook.balance.drawn'),
  remaining: f.decimal(
    'Units that can still be used, now or when it takes effect',
    'outlook.balance.remaining',
  ),
  forfeited: f.decimal('Units that were left at its expiry and are lost', 'outlook.balance.forfeited'),
  price: f.decimal.orNull('US dollars for all of it; null: not known', 'lot.price'),
  effective_unit_price: f.decimal.orNull('US dollars a unit: price ÷ units; null: not known', ({ lot }) =>
    unitPriceOf(lot),
  ),
  effective_at: f.time('The first instant at which it can be used', 'lot.effectiveAt'),
  expires_at: f.time('The instant from which on it cannot', 'lot.expiresAt'),
  status: f.word(LOT_STATUSES)('Its state at `as_of`', 'outlook.status'),
  days_left: f.decimal(
    'Days of 24 hours from `as_of` to the expiry; 0 when it is over',
    ({ lot, answer, outlook }) =>
      outlook.status === 'expired' ? '0' : daysBetween(answer.asOf, lot.expiresAt),
  ),
  forecast_forfeited: f.decimal(
    'Units that will be lost at the burn of its pool',
    'outlook.forecastForfeited',
  ),
  forecast_forfeited_cost: f.decimal.orNull(
    'US dollars paid for them; null: a price is not known',
    'outlook.forecastForfeitedDollars',
  ),
  forfeited_cost: f.decimal.orNull(
    'US dollars paid for the units that are lost; null: not known',
    'outlook.forfeitedDollars',
  ),
  expires_soon: f.flag('Whether it has units left and expires within `within_days`', 'outlook.expiresSoon'),
  purchased_at: f.time('When it was bought', 'lot.purchasedAt'),
  concurrency: f.count.orNull(
    'Tasks that may run at once while it is active; null: not stated',
    'lot.concurrency',
  ),
  account: f.text.orNull('Whose tasks it pays for; null: anyone’s', 'lot.account'),
  input_line: f.count.orNull('Line in the ledger', 'lot.place.line'),
  reported: f.object.ifAny(
    'What the ledger itself says is left of the package; only where it does',
    REPORT,
    'report',
  ),
})

const listPackages = (answer: ExpiryAnswer): Package[] =>
  answer.outlook.lots.map((outlook, i) => ({
    answer,
    outlook,
    lot: outlook.balance.lot,
    report: answer.reported?.[i] ?? null,
  }))

/** One CSV line for each package, in the order of the ledger: of what does not depend on the form of the ledger. */
export const writeExpiryCsv = (answer: ExpiryAnswer): Generator<string> =>
  writeCsv(
    Object.keys(LOT).filter(key => key !== 'reported'),
    listPackages(answer),
    its => f.write(LOT, its),
  )

const CONCURRENCY_CHANGES = f.list(
  'When the limit changes by starts and expiries, in order',
  f.fieldsOf<Limits['concurrencyChanges'][number]>()({
    at: f.time('From when on', 'at'),
    to: f.count.orNull('The limit from then on; null: none is stated', 'to'),
  }),
  (its: Limits) => its.concurrencyChanges,
)

const FULL_SPEED = f.object.orNull(
  'What can be used at the concurrency limit; null without --task-time or use',
  f.fieldsOf<NonNullable<Limits['fullSpeed']>>()({
    units_per_day: f.decimal.orNull('Units a day at the limit of now; null: none is stated', 'perDay'),
    forfeited: f.decimal.orNull('Units that are lost even so; null: a limit is not stated', 'forfeited'),
    forfeited_cost: f.decimal.orNull('US dollars paid for them', 'forfeitedDollars'),
  }),
  (its: Limits) => its.fullSpeed,
)

const ACCOUNT = f.fieldsOf<AccountOutlook>()({
  account: f.text.orNull('The account; null: whoever has no package of their own', 'account'),
  burn_per_day: f.decimal.orNull(
    'Units a day that it is taken to go on using; null: not known whose use is whose',
    'burnPerDay',
  ),
  forecast_forfeited: f.decimal(
    'Units of its own packages that will be lost; of null those of packages that are anyone’s',
    'forecastForfeited',
  ),
  burn_to_use_all: f.decimal(
    'The least steady use a day at which nothing of the same is lost, if it draws from no other packages',
    'burnToUseAll',
  ),
  concurrency: f.count.orNull(
    'Tasks that it may run at once; null: no active package with units left that it can use states it',
    'concurrency',
  ),
  concurrency_changes: CONCURRENCY_CHANGES,
  full_speed: FULL_SPEED,
})

const POOL = f.fieldsOf<PoolOutlook>()({
  remaining: f.decimal('Units in active and pending packages', 'remaining'),
  burn_per_day: f.decimal('Units a day that the forecast takes to go on', 'burnPerDay'),
  runs_out_at: f.time.orNull(
    'When use first finds every package used up; null: they expire before, or no use',
    ({ forecast }) => cut(forecast.runsOutAt),
  ),
  concurrency: f.count.orNull(
    'Tasks that may run at once, of several accounts by the one that may run most; null: no active package with units left states it',
    'concurrency',
  ),
  concurrency_changes: CONCURRENCY_CHANGES,
  drawn: f.decimal('Units used', 'drawn'),
  burn_basis: f.word(['given', 'measured', 'unknown'])(
    'Where the burn comes from; unknown counts as none',
    'burnBasis',
  ),
  burn_measured_days: f.decimal.orNull(
    'The days that its use was measured over, the most of its accounts; null: it was not measured',
    ({ burns }) => {
      const measured = burns.flatMap(({ measuredMillis }) => measuredMillis ?? [])
      return measured.length === 0 ? null : daysOf(Math.max(...measured))
    },
  ),
  covered_until: f.time.orNull(
    'When use first finds no units, used up or expired; null without use',
    ({ forecast }) => cut(forecast.coveredUntil),
  ),
  burn_to_use_all: f.decimal.orNull(
    'The least steady use a day at which nothing is lost, of all accounts together; null: nothing left',
    'burnToUseAll',
  ),
  forecast_forfeited: f.decimal('Units that will be lost', 'forecastForfeited'),
  forecast_forfeited_cost: f.decimal.orNull(
    'US dollars paid for them; null: a price is not known',
    'forecastForfeitedDollars',
  ),
  units_per_task: f.decimal.orNull('Mean units of a task; null: no use is known', 'unitsPerTask'),
  full_speed: FULL_SPEED,
  accounts: f.list(
    'Each account with units left, where packages or use are of several; else empty',
    ACCOUNT,
    'accounts',
  ),
})

const DIFFERENCE = f.fieldsOf<Difference>()({
  count: f.count('How many deductions', 'count'),
  first: f.object.orNull(
    'The first of them',
    f.fieldsOf<DifferingDeduction>()({
      file: f.text('The export', 'deduction.file'),
      input_line: f.count('Line in it', 'deduction.line'),
      timestamp: f.time('When it was deducted', 'deduction.at'),
      task_id: f.text.orNull('The task', 'deduction.taskId'),
      package: f.text.orNull('The package that paid', 'deduction.packageId'),
      units: f.decimal('Units deducted', 'deduction.units'),
      before: f.decimal.orNull('Units in it before', 'deduction.unitsBefore'),
      after: f.decimal.orNull('Units in it after', 'deduction.unitsAfter'),
      computed_packages: f.texts('The packages that paid by the draw-down', ({ payers }) =>
        payers.map(({ id }) => id),
      ),
      computed_before: f.decimal.orNull('Units in the named package before, by the draw-down', 'before'),
      computed_after: f.decimal.orNull('Units in it after, by the draw-down', 'after'),
    }),
    'first',
  ),
})

/** How many differing tasks the answer names; `--trace` has all. */
const MAX_DIFFERING = 1000

const RECONCILIATION = f.fieldsOf<{
  readonly found: Reconciliation
  readonly compared: DeductionComparison
}>()({
  deductions: f.count('Deductions of the export up to `as_of`', 'found.deductions'),
  without_package: f.object('Deductions that name no package', DIFFERENCE, 'found.nameless'),
  unknown_package: f.object(
    'Deductions of packages that the ledger does not hold',
    DIFFERENCE,
    'found.strangers',
  ),
  other_package: f.object('Deductions paid by another package than computed', DIFFERENCE, 'found.payers'),
  other_balance: f.object(
    'Deductions that found another balance than computed',
    DIFFERENCE,
    'found.balances',
  ),
  contradictory: f.object(
    'Deductions that do not lead from the balance before to the one after',
    DIFFERENCE,
    'found.sums',
  ),
  burn_order: f.object(
    'In which order the service burns packages',
    f.fieldsOf<Reconciliation['order']>()({
      inferred: f
        .word(BURN_ORDERS)
        .orNull('The one order that agrees with all choices; null: not one', 'order'),
      choices: f.count('Deductions for which several packages could have paid', 'choices'),
      agree_with_expiry: f.count(
        'How many of them were paid by the package that expires first',
        'agreeing.expiry',
      ),
      agree_with_purchase: f.count('How many were paid by the package bought first', 'agreeing.purchase'),
    }),
    'found.order',
  ),
  packages: f.list(
    'What the export says of each package in the end',
    f.fieldsOf<Reconciliation['lots'][number]>()({
      id: f.text('The package', 'lot.id'),
      at: f.time('Its last deduction', 'at'),
      remaining: f.decimal('Units after it by the export', 'exported'),
      computed: f.decimal('The same by the draw-down', 'computed'),
    }),
    'found.lots',
  ),
  compared: f.count('Tasks of which both deduction and price are known', 'compared.compared'),
  not_compared: f.count('Deductions without a price to compare them with', 'compared.notCompared'),
  differing: f.count('Tasks in which the two differ', ({ compared }) => compared.differing.length),
  differing_units: f.decimal('By how many units in all, whichever way', 'compared.differingUnits'),
  more_units: f.decimal('Units deducted beyond the price list', 'compared.more'),
  less_units: f.decimal('Units that the price list charges beyond what was deducted', 'compared.less'),
  failed_charged: f.object(
    'Failed tasks that were charged',
    f.fieldsOf<DeductionComparison>()({
      count: f.count('How many', 'failedCharged'),
      units: f.decimal('Units deducted for them', 'failedUnits'),
    }),
    'compared',
  ),
  differing_tasks: f.list(
    'The first 1,000 tasks in which the two differ; --trace has all',
    f.fieldsOf<ComparedTask>()({
      file: f.text('The file', 'file'),
      input_line: f.count('Line in it', 'line'),
      timestamp: f.time('When it was deducted', 'at'),
      task_id: f.text.orNull('The task', 'taskId'),
      pool: f.text.orNull('The pool', ({ pool }) => (pool === '' ? null : pool)),
      deducted: f.decimal('Units deducted', 'deducted'),
      listed: f.decimal('Units by the price list; 0 for a failed task', 'listed'),
      difference: f.text('Deducted less listed', differenceOf),
      failed: f.flag('Whether the task failed', 'hasFailed'),
    }),
    ({ compared }) => compared.differing.slice(0, MAX_DIFFERING),
  ),
})

/** One use that no package paid, or the part of it that none paid. */
const UNFUNDED = f.fieldsOf<ExpiryAnswer['unfunded'][number]>()({
  timestamp: f.time('When', 'use.at'),
  task_id: f.text.orNull('The task', 'use.taskId'),
  pool: f.text('The pool whose units it needs', 'use.pool'),
  units: f.decimal('Units that no active package paid', 'units'),
  account: f.text.orNull('Whose task it was; null: the log does not say', 'use.account'),
  file: f.text('The file of use', 'use.file'),
  input_line: f.count('Line in it', 'use.line'),
})

/** What stands before the list of unfunded use, which can be long and is written one by one. */
const HEAD = f.fieldsOf<ExpiryAnswer>()({
  schema: f.schemaName('kling-cost/expiry/1'),
  as_of: f.time('The time of the answer: use at this very instant counts', 'asOf'),
  burn_order: f.word(BURN_ORDERS)('Which package pays first', 'order'),
  packages: f.list('Each package in the order of the ledger', LOT, listPackages),
  pools: f.record('Each pool of the ledger or the use', POOL, ({ outlook }) =>
    outlook.pools.map(pool => [pool.pool, pool] as const),
  ),
})

const TAIL = f.fieldsOf<ExpiryAnswer>()({
  totals: f.object(
    'Sums; units of several pools are added for checking only',
    f.fieldsOf<ExpiryAnswer['outlook']['totals']>()({
      drawn: f.decimal('Units of all pools used', 'drawn'),
      remaining: f.decimal('Units of all pools left', 'remaining'),
      forfeited: f.decimal('Units of all pools lost', 'forfeited'),
      forfeited_cost: f.decimal.orNull(
        'US dollars paid for units that are lost; null: a price is not known',
        'forfeitedDollars',
      ),
      forecast_forfeited_cost: f.decimal.orNull(
        'US dollars at risk at the burn of each pool; null: a price is not known',
        'forecastForfeitedDollars',
      ),
    }),
    'outlook.totals',
  ),
  currency: f.constant('USD', 'The currency of every amount'),
  balances: f.word(['computed', 'reported'])('Drawn down from use, or as the service reports them', answer =>
    answer.isReported ? 'reported' : 'computed',
  ),
  within_days: f.decimal('What counts as expiring soon (--within)', ({ soonMillis }) => daysOf(soonMillis)),
  burn_window_days: f.decimal('The window that use is measured over (--burn-window)', ({ windowMillis }) =>
    daysOf(windowMillis),
  ),
  burn_measured_days: f.decimal(
    'The days that use was measured over: fewer than the window where the log knows fewer',
    ({ measuredMillis }) => daysOf(measuredMillis),
  ),
  gate: f.object.orNull(
    'The gate; null: none was asked for',
    f.fieldsOf<NonNullable<ExpiryAnswer['gate']>>()({
      within_days: f.decimal('The days of --fail-within', ({ millis }) => daysOf(millis)),
      crossed_by: f.texts('Packages with units left that expire sooner', ({ crossedBy }) =>
        crossedBy.map(({ balance }) => balance.lot.id),
      ),
    }),
    'gate',
  ),
  later: f.object.orNull(
    'Use after `as_of`, left out; null without a file of use',
    f.fieldsOf<NonNullable<ExpiryAnswer['usage']>>()({
      count: f.count('How many uses', 'later.count'),
      units: f.unitsByPool('How many units', 'later.units'),
    }),
    'usage',
  ),
  not_billed: f.count('Failed tasks, which use nothing', ({ usage }) => usage?.notBilled ?? 0),
  pending: f.count(
    'Tasks that were not finished, and count as no use yet',
    ({ usage }) => usage?.pending ?? 0,
  ),
  free: f.count('Tasks that succeeded and for which 0 units were deducted', ({ usage }) => usage?.free ?? 0),
  log_until: f.time.orNull(
    'The last moment that the use reaches; days behind it are unknown. Null without use',
    ({ usage }) => usage?.until ?? null,
  ),
  difference_gate: f.object.orNull(
    'The gate; null: none was asked for',
    f.fieldsOf<NonNullable<ExpiryAnswer['differenceGate']>>()({
      units: f.decimal('The units of --fail-on-difference', 'units'),
      crossed: f.flag('Whether deductions and price list differ by more', 'isCrossed'),
    }),
    'differenceGate',
  ),
  reconciliation: f.object.ifAny(
    'Deductions held against the draw-down and the price list; only where the use states them',
    RECONCILIATION,
    ({ reconciliation, usage }) =>
      reconciliation || usage?.comparison
        ? { found: reconciliation ?? NOTHING_RECONCILED, compared: usage?.comparison ?? NOTHING_COMPARED }
        : null,
  ),
  repeated_tasks: f.count(
    'Rows left out because another row is about the same task',
    ({ usage }) => usage?.repeatedTasks ?? 0,
  ),
  rejected: f.list(
    'Rows set aside by --bad-rows skip',
    f.fieldsOf<NonNullable<ExpiryAnswer['usage']>['rejected'][number]>()({
      file: f.text('The file of use', 'file'),
      input_line: f.count('Line of the row in it', 'line'),
      reason: f.text('What is wrong with it', 'reason'),
    }),
    ({ usage }) => usage?.rejected ?? [],
  ),
  price_lists: f.texts('Ids of the price lists by which units of the use were computed', ({ usage }) =>
    (usage?.usedLists.lists ?? []).map(({ id }) => id),
  ),
  rulings: f.texts('Ids of the rulings (docs/rulings.md) that shaped the answer', listRulings),
  ignored_columns: f.texts('Columns or keys of the files that nothing was read from', ({ columns }) =>
    listIgnored(columns),
  ),
  notes: f.texts('What a reader has to know beside the figures', answer =>
    listNotes(answer).map(note => note.text),
  ),
})

const EXPIRY = f.fieldsOf<ExpiryAnswer>()({
  ...HEAD,
  unfunded: f.list('Use that no active package covers, in order of time', UNFUNDED, 'unfunded'),
  ...TAIL,
})

export const expirySchema = () => f.schemaOfAnswer('kling-cost/expiry/1', EXPIRY)

/** `kling-cost/expiry/1` */
export type ExpiryView = f.Written<typeof EXPIRY>

/** A whole answer as one object: what the JSON text holds. */
export const viewExpiry = (answer: ExpiryAnswer): ExpiryView => f.write(EXPIRY, answer)

/** The JSON text of an answer in pieces. */
export const writeExpiryJson = (answer: ExpiryAnswer): Generator<string> =>
  f.writeAround(
    f.write(HEAD, answer),
    'unfunded',
    answer.unfunded,
    use => writeJson(f.write(UNFUNDED, use)),
    f.write(TAIL, answer),
  )
