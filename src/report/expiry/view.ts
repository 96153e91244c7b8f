/** An `expiry` answer as JSON: what each key means, and where it comes from. */

import {
  type ComparedTask,
  type DeductionComparison,
  NOTHING_COMPARED,
} from '../../core/compare-deductions.js'
import { listIgnored } from '../../core/file-columns.js'
import { formatInstant, MILLIS_PER_DAY } from '../../core/instant.js'
import { BURN_ORDERS } from '../../core/ledger/burn-order.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { unitPriceOf } from '../../core/ledger/lot.js'
import { LOT_STATUSES } from '../../core/ledger/lot-status.js'
import type { LotOutlook, PoolOutlook } from '../../core/ledger/outlook.js'
import {
  type Difference,
  type DifferingDeduction,
  NOTHING_RECONCILED,
  type Reconciliation,
} from '../../core/ledger/reconcile.js'
import { format, isZero, type Units } from '../../core/quantity.js'
import { type Ratio, ratio } from '../../core/ratio.js'
import { writeRatio } from '../amounts.js'
import { differenceOf } from '../deductions.js'
import {
  constant,
  count,
  decimal,
  fieldsOf,
  flag,
  list,
  object,
  optional,
  record,
  schemaName,
  schemaOfAnswer,
  signed,
  text,
  texts,
  time,
  unitsByPool,
  type Written,
  word,
  write,
} from '../fields.js'
import { makeJsonVisible } from '../text.js'
import { listNotes, listRulings } from './notes.js'
import { cutToInstant, daysBetween } from './words.js'

const writeTime = (millis: Ratio | null): string | null => millis && formatInstant(cutToInstant(millis))
const writeOptional = (value: Ratio | null): string | null => value && writeRatio(value)
const writeOptionalUnits = (units: Units | null): string | null => units && format(units)
const writeDays = (millis: number): string => writeRatio(ratio(BigInt(millis), BigInt(MILLIS_PER_DAY)))
const writeUnits = (units: ReadonlyMap<string, Units>): Record<string, string> =>
  Object.fromEntries([...units].map(([pool, amount]) => [pool, format(amount)]))

type Report = NonNullable<NonNullable<ExpiryAnswer['reported']>[number]>

/** What the service says of a package, beside what was computed. */
const REPORT = fieldsOf<Report>()({
  remaining: decimal.orNull(
    'Units left by the service, up to 12 hours late; null: it does not say',
    ({ remaining }) => writeOptionalUnits(remaining),
  ),
  status: word(LOT_STATUSES).orNull(
    'Its state in the words used here; null: it does not say',
    ({ status }) => status,
  ),
  difference: signed.orNull('Units computed less units reported; null: it does not say', ({ difference }) =>
    writeOptional(difference),
  ),
  within_delay: flag(
    'Whether use of the last 12 hours, which it counts late, can be the reason',
    ({ isDelay }) => isDelay,
  ),
  package_matched: flag(
    'Whether the package was found by size and validity rather than named',
    ({ isMatched }) => isMatched,
  ),
})

interface Package {
  readonly answer: ExpiryAnswer
  readonly outlook: LotOutlook
  readonly report: Report | null
}
const lotOf = ({ outlook }: Package) => outlook.balance.lot

/** One package. */
const LOT = fieldsOf<Package>()({
  id: text('Id of the purchased package in its ledger', its => lotOf(its).id),
  package: text.orNull(
    'Id of the package of the catalogue; null: the ledger names none',
    its => lotOf(its).packageId,
  ),
  pool: text('The pool of its units', its => lotOf(its).pool),
  units: decimal('Units bought = drawn + remaining + forfeited', its => format(lotOf(its).units)),
  drawn: decimal('Units used', ({ outlook }) => format(outlook.balance.drawn)),
  remaining: decimal('Units that can still be used, now or when it takes effect', ({ outlook }) =>
    format(outlook.balance.remaining),
  ),
  forfeited: decimal('Units that were left at its expiry and are lost', ({ outlook }) =>
    format(outlook.balance.forfeited),
  ),
  price: decimal.orNull('US dollars for all of it; null: not known', its => {
    const { price } = lotOf(its)
    return price && format(price)
  }),
  effective_unit_price: decimal.orNull('US dollars a unit: price ÷ units; null: not known', its =>
    writeOptional(unitPriceOf(lotOf(its))),
  ),
  effective_at: time('The first instant at which it can be used', its =>
    formatInstant(lotOf(its).effectiveAt),
  ),
  expires_at: time('The instant from which on it cannot', its => formatInstant(lotOf(its).expiresAt)),
  status: word(LOT_STATUSES)('Its state at `as_of`', ({ outlook }) => outlook.status),
  days_left: decimal('Days of 24 hours from `as_of` to the expiry; 0 when it is over', its => {
    const { expiresAt } = lotOf(its)
    return expiresAt > its.answer.asOf ? writeRatio(daysBetween(its.answer.asOf, expiresAt)) : '0'
  }),
  forecast_forfeited: decimal('Units that will be lost at the burn of its pool', ({ outlook }) =>
    writeRatio(outlook.forecastForfeited),
  ),
  forecast_forfeited_cost: decimal.orNull(
    'US dollars paid for them; null: a price is not known',
    ({ outlook }) => writeOptional(outlook.forecastForfeitedDollars),
  ),
  forfeited_cost: decimal.orNull(
    'US dollars paid for the units that are lost; null: not known',
    ({ outlook }) => writeOptional(outlook.forfeitedDollars),
  ),
  expires_soon: flag(
    'Whether it has units left and expires within `within_days`',
    ({ outlook }) => outlook.expiresSoon,
  ),
  purchased_at: time('When it was bought', its => formatInstant(lotOf(its).purchasedAt)),
  concurrency: count.orNull(
    'Tasks that may run at once while it is active; null: not stated',
    its => lotOf(its).concurrency,
  ),
  account: text.orNull('Whose tasks it pays for; null: anyone’s', its => lotOf(its).account),
  input_line: count.orNull('Line in the ledger', its => lotOf(its).place.line),
  reported: optional(
    object(
      REPORT,
      'What the ledger itself says is left of the package; only where it does',
    )(({ report }) => report!),
    ({ report }) => report !== null,
  ),
})

/** The columns of the CSV: those that do not depend on the form of the ledger. */
export const LOT_COLUMNS = Object.keys(LOT).filter(key => key !== 'reported')

const listPackages = (answer: ExpiryAnswer): Package[] =>
  answer.outlook.lots.map((outlook, i) => ({ answer, outlook, report: answer.reported?.[i] ?? null }))

export const viewLots = (answer: ExpiryAnswer): Written<typeof LOT>[] =>
  listPackages(answer).map(its => write(LOT, its))

const POOL = fieldsOf<PoolOutlook>()({
  remaining: decimal('Units in active and pending packages', pool => format(pool.remaining)),
  burn_per_day: decimal('Units a day that the forecast takes to go on', pool => writeRatio(pool.burnPerDay)),
  runs_out_at: time.orNull(
    'When use first finds every package used up; null: they expire before, or no use',
    ({ forecast }) => writeTime(forecast.runsOutAt),
  ),
  concurrency: count.orNull(
    'Tasks that may run at once; null: no active package with units left states it',
    pool => pool.concurrency,
  ),
  concurrency_changes: list(
    'When the limit changes by starts and expiries, in order',
    fieldsOf<PoolOutlook['concurrencyChanges'][number]>()({
      at: time('From when on', ({ at }) => formatInstant(at)),
      to: count.orNull('The limit from then on; null: none is stated', ({ to }) => to),
    }),
    pool => pool.concurrencyChanges,
  ),
  drawn: decimal('Units used', pool => format(pool.drawn)),
  burn_basis: word(['given', 'measured', 'unknown'])(
    'Where the burn comes from; unknown counts as none',
    pool => pool.burnBasis,
  ),
  covered_until: time.orNull(
    'When use first finds no units, used up or expired; null without use',
    ({ forecast }) => writeTime(forecast.coveredUntil),
  ),
  burn_to_use_all: decimal.orNull(
    'The least steady use a day at which nothing is lost; null: nothing left',
    pool => writeOptional(pool.burnToUseAll),
  ),
  forecast_forfeited: decimal('Units that will be lost', pool => writeRatio(pool.forecastForfeited)),
  forecast_forfeited_cost: decimal.orNull('US dollars paid for them; null: a price is not known', pool =>
    writeOptional(pool.forecastForfeitedDollars),
  ),
  units_per_task: decimal.orNull('Mean units of a task; null: no use is known', pool =>
    writeOptional(pool.unitsPerTask),
  ),
  full_speed: object(
    fieldsOf<NonNullable<PoolOutlook['fullSpeed']>>()({
      units_per_day: decimal.orNull('Units a day at the limit of now; null: none is stated', ({ perDay }) =>
        writeOptional(perDay),
      ),
      forfeited: decimal.orNull('Units that are lost even so; null: a limit is not stated', ({ forfeited }) =>
        writeOptional(forfeited),
      ),
      forfeited_cost: decimal.orNull('US dollars paid for them', ({ forfeitedDollars }) =>
        writeOptional(forfeitedDollars),
      ),
    }),
    'What can be used at the concurrency limit; null without --task-time or use',
  ).orNull(pool => pool.fullSpeed),
})

const DIFFERENCE = fieldsOf<Difference>()({
  count: count('How many deductions', difference => difference.count),
  first: object(
    fieldsOf<DifferingDeduction>()({
      input_line: count('Line in the export', ({ deduction }) => deduction.line),
      timestamp: time('When it was deducted', ({ deduction }) => formatInstant(deduction.at)),
      task_id: text.orNull('The task', ({ deduction }) => deduction.taskId),
      package: text.orNull('The package that paid', ({ deduction }) => deduction.packageId),
      units: decimal('Units deducted', ({ deduction }) => format(deduction.units)),
      before: decimal.orNull('Units in it before', ({ deduction }) =>
        writeOptionalUnits(deduction.unitsBefore),
      ),
      after: decimal.orNull('Units in it after', ({ deduction }) => writeOptionalUnits(deduction.unitsAfter)),
      computed_packages: texts('The packages that paid by the draw-down', ({ payers }) =>
        payers.map(({ id }) => id),
      ),
      computed_before: decimal.orNull('Units in the named package before, by the draw-down', ({ before }) =>
        writeOptionalUnits(before),
      ),
      computed_after: decimal.orNull('Units in it after, by the draw-down', ({ after }) =>
        writeOptionalUnits(after),
      ),
    }),
    'The first of them',
  ).orNull(({ first }) => first),
})
const difference = object(DIFFERENCE)

interface Checked {
  readonly found: Reconciliation
  readonly compared: DeductionComparison
}

/** How many differing tasks the answer names; `--trace` has all. */
const MAX_DIFFERING = 1000

const RECONCILIATION = fieldsOf<Checked>()({
  deductions: count('Deductions of the export up to `as_of`', ({ found }) => found.deductions),
  without_package: difference(({ found }) => found.nameless, 'Deductions that name no package'),
  unknown_package: difference(
    ({ found }) => found.strangers,
    'Deductions of packages that the ledger does not hold',
  ),
  other_package: difference(({ found }) => found.payers, 'Deductions paid by another package than computed'),
  other_balance: difference(
    ({ found }) => found.balances,
    'Deductions that found another balance than computed',
  ),
  contradictory: difference(
    ({ found }) => found.sums,
    'Deductions that do not lead from the balance before to the one after',
  ),
  burn_order: object(
    fieldsOf<Reconciliation['order']>()({
      inferred: word(BURN_ORDERS).orNull(
        'The one order that agrees with all choices; null: not one',
        ({ order }) => order,
      ),
      choices: count('Deductions for which several packages could have paid', ({ choices }) => choices),
      agree_with_expiry: count(
        'How many of them were paid by the package that expires first',
        ({ agreeing }) => agreeing.expiry,
      ),
      agree_with_purchase: count(
        'How many were paid by the package bought first',
        ({ agreeing }) => agreeing.purchase,
      ),
    }),
    'In which order the service burns packages',
  )(({ found }) => found.order),
  packages: list(
    'What the export says of each package in the end',
    fieldsOf<Reconciliation['lots'][number]>()({
      id: text('The package', ({ lot }) => lot.id),
      at: time('Its last deduction', ({ at }) => formatInstant(at)),
      remaining: decimal('Units after it by the export', ({ exported }) => format(exported)),
      computed: decimal('The same by the draw-down', ({ computed }) => format(computed)),
    }),
    ({ found }) => found.lots,
  ),
  compared: count('Tasks of which both deduction and price are known', ({ compared }) => compared.compared),
  not_compared: count(
    'Deductions without a price to compare them with',
    ({ compared }) => compared.notCompared,
  ),
  differing: count('Tasks in which the two differ', ({ compared }) => compared.differing.length),
  differing_units: decimal('By how many units in all, whichever way', ({ compared }) =>
    format(compared.differingUnits),
  ),
  more_units: decimal('Units deducted beyond the price list', ({ compared }) => format(compared.more)),
  less_units: decimal('Units that the price list charges beyond what was deducted', ({ compared }) =>
    format(compared.less),
  ),
  failed_charged: object(
    fieldsOf<DeductionComparison>()({
      count: count('How many', ({ failedCharged }) => failedCharged),
      units: decimal('Units deducted for them', ({ failedUnits }) => format(failedUnits)),
    }),
    'Failed tasks that were charged',
  )(({ compared }) => compared),
  differing_tasks: list(
    'The first 1,000 tasks in which the two differ; --trace has all',
    fieldsOf<ComparedTask>()({
      input_line: count('Line in the file', ({ line }) => line),
      timestamp: time('When it was deducted', ({ at }) => formatInstant(at)),
      task_id: text.orNull('The task', ({ taskId }) => taskId),
      pool: text.orNull('The pool', ({ pool }) => (pool === '' ? null : pool)),
      deducted: decimal('Units deducted', ({ deducted }) => format(deducted)),
      listed: decimal('Units by the price list; 0 for a failed task', ({ listed }) => format(listed)),
      difference: text('Deducted less listed', differenceOf),
      failed: flag('Whether the task failed', ({ hasFailed }) => hasFailed),
    }),
    ({ compared }) => compared.differing.slice(0, MAX_DIFFERING),
  ),
})

/** One use that no package paid, or the part of it that none paid. */
const UNFUNDED = fieldsOf<ExpiryAnswer['unfunded'][number]>()({
  timestamp: time('When', ({ use }) => formatInstant(use.at)),
  task_id: text.orNull('The task', ({ use }) => use.taskId),
  pool: text('The pool whose units it needs', ({ use }) => use.pool),
  units: decimal('Units that no active package paid', ({ units }) => format(units)),
  account: text.orNull('Whose task it was; null: the log does not say', ({ use }) => use.account),
  input_line: count('Line in the file of use', ({ use }) => use.line),
})

/** What stands before the list of unfunded use, which can be long and is written one by one. */
const HEAD = fieldsOf<ExpiryAnswer>()({
  schema: schemaName('kling-cost/expiry/1'),
  as_of: time('The time of the answer: use at this very instant counts', ({ asOf }) => formatInstant(asOf)),
  burn_order: word(BURN_ORDERS)('Which package pays first', ({ order }) => order),
  packages: list('Each package in the order of the ledger', LOT, listPackages),
  pools: record('Each pool of the ledger or the use', POOL, ({ outlook }) =>
    outlook.pools.map(pool => [pool.pool, pool] as const),
  ),
})

const TAIL = fieldsOf<ExpiryAnswer>()({
  totals: object(
    fieldsOf<ExpiryAnswer['outlook']['totals']>()({
      drawn: decimal('Units of all pools used', ({ drawn }) => format(drawn)),
      remaining: decimal('Units of all pools left', ({ remaining }) => format(remaining)),
      forfeited: decimal('Units of all pools lost', ({ forfeited }) => format(forfeited)),
      forfeited_cost: decimal.orNull(
        'US dollars paid for units that are lost; null: a price is not known',
        ({ forfeitedDollars }) => writeOptional(forfeitedDollars),
      ),
      forecast_forfeited_cost: decimal.orNull(
        'US dollars at risk at the burn of each pool; null: a price is not known',
        ({ forecastForfeitedDollars }) => writeOptional(forecastForfeitedDollars),
      ),
    }),
    'Sums; units of several pools are added for checking only',
  )(({ outlook }) => outlook.totals),
  currency: constant('USD', 'The currency of every amount'),
  balances: word(['computed', 'reported'])('Drawn down from use, or as the service reports them', answer =>
    answer.isReported ? 'reported' : 'computed',
  ),
  within_days: decimal('What counts as expiring soon (--within)', ({ soonMillis }) => writeDays(soonMillis)),
  burn_window_days: decimal('The window that use is measured over (--burn-window)', ({ windowMillis }) =>
    writeDays(windowMillis),
  ),
  burn_measured_days: decimal(
    'The days that use was measured over: fewer than the window where the log knows fewer',
    ({ measuredMillis }) => writeDays(measuredMillis),
  ),
  gate: object(
    fieldsOf<NonNullable<ExpiryAnswer['gate']>>()({
      within_days: decimal('The days of --fail-within', ({ millis }) => writeDays(millis)),
      crossed_by: texts('Packages with units left that expire sooner', ({ crossedBy }) =>
        crossedBy.map(({ balance }) => balance.lot.id),
      ),
    }),
    'The gate; null: none was asked for',
  ).orNull(({ gate }) => gate),
  later: object(
    fieldsOf<NonNullable<ExpiryAnswer['usage']>>()({
      count: count('How many uses', ({ later }) => later.count),
      units: unitsByPool('How many units', ({ later }) => writeUnits(later.units)),
    }),
    'Use after `as_of`, left out; null without a file of use',
  ).orNull(({ usage }) => usage),
  not_billed: count('Failed tasks, which use nothing', ({ usage }) => Number(usage?.notBilled ?? 0)),
  pending: count('Tasks that were not finished, and count as no use yet', ({ usage }) =>
    Number(usage?.pending ?? 0),
  ),
  free: count('Tasks that succeeded and for which 0 units were deducted', ({ usage }) =>
    Number(usage?.free ?? 0),
  ),
  log_until: time.orNull(
    'The last moment that the use reaches; days behind it are unknown. Null without use',
    ({ usage }) => (usage?.until ? formatInstant(usage.until) : null),
  ),
  difference_gate: object(
    fieldsOf<NonNullable<ExpiryAnswer['differenceGate']>>()({
      units: decimal('The units of --fail-on-difference', ({ units }) => format(units)),
      crossed: flag('Whether deductions and price list differ by more', ({ isCrossed }) => isCrossed),
    }),
    'The gate; null: none was asked for',
  ).orNull(({ differenceGate }) => differenceGate),
  reconciliation: optional(
    object(
      RECONCILIATION,
      'Deductions held against the draw-down and the price list; only where the use states them',
    )(({ reconciliation, usage }) => ({
      found: reconciliation ?? NOTHING_RECONCILED,
      compared: usage?.comparison ?? NOTHING_COMPARED,
    })),
    ({ reconciliation, usage }) => Boolean(reconciliation || usage?.comparison),
  ),
  repeated_tasks: count(
    'Rows left out because another row is about the same task',
    ({ usage }) => usage?.repeatedTasks ?? 0,
  ),
  rejected: list(
    'Rows set aside by --bad-rows skip',
    fieldsOf<NonNullable<ExpiryAnswer['usage']>['rejected'][number]>()({
      input_line: count('Line of the row in the file of use', ({ line }) => line),
      reason: text('What is wrong with it', ({ reason }) => reason),
    }),
    ({ usage }) => usage?.rejected ?? [],
  ),
  rulings: texts('Ids of the rulings (docs/rulings.md) that shaped the answer', listRulings),
  ignored_columns: texts('Columns or keys of the files that nothing was read from', ({ columns }) =>
    listIgnored(columns),
  ),
  notes: texts('What a reader has to know beside the figures', answer =>
    listNotes(answer).map(note => note.text),
  ),
})

const EXPIRY = fieldsOf<ExpiryAnswer>()({
  ...HEAD,
  unfunded: list('Use that no active package covers, in order of time', UNFUNDED, answer => answer.unfunded),
  ...TAIL,
})

export const expirySchema = () => schemaOfAnswer('kling-cost/expiry/1', EXPIRY)

/** `kling-cost/expiry/1` */
export type ExpiryView = Written<typeof EXPIRY>

/** A whole answer as one object: what the JSON text holds. */
export const viewExpiry = (answer: ExpiryAnswer): ExpiryView => write(EXPIRY, answer)

/** The JSON text of an answer in pieces. */
export function* writeExpiryJson(answer: ExpiryAnswer): Generator<string> {
  yield `${makeJsonVisible(JSON.stringify(write(HEAD, answer), null, 1)).slice(0, -2)},\n "unfunded": [`
  let separator = '\n  '
  for (const unfunded of answer.unfunded) {
    yield `${separator}${makeJsonVisible(JSON.stringify(write(UNFUNDED, unfunded)))}`
    separator = ',\n  '
  }
  yield answer.unfunded.length > 0 ? '\n ],' : '],'
  yield `${makeJsonVisible(JSON.stringify(write(TAIL, answer), null, 1)).slice(1)}\n`
}

/** One payment of the allocation; `package` is null for what nobody paid. */
interface AllocationView {
  readonly timestamp: string
  readonly task_id: string | null
  readonly account: string | null
  readonly pool: string
  readonly package: string | null
  readonly units: string
  readonly input_line: number
  /** By the price list, for all of the task; only where the use states deductions, null where it has no price. */
  readonly listed?: string | null
}

/** Which package paid for which use, in order of time; what no package paid stands behind what was paid of it. */
export function* viewAllocation({
  allocation,
  unfunded,
  asOf,
  usage,
}: ExpiryAnswer): Generator<AllocationView> {
  if (!allocation) return
  const { uses, draws } = allocation
  const isCompared = usage?.comparison != null
  let [paid, open] = [0, 0]
  for (const use of uses) {
    if (use.at > asOf) return
    const view = (payer: string | null, units: Units): AllocationView => ({
      timestamp: formatInstant(use.at),
      task_id: use.taskId,
      account: use.account,
      pool: use.pool,
      package: payer,
      units: format(units),
      input_line: use.line,
      ...(isCompared && { listed: use.listed ? format(use.listed) : null }),
    })
    for (; draws[paid]?.use === use; paid++) yield view(draws[paid]!.lot.id, draws[paid]!.units)
    if (unfunded[open]?.use === use) yield view(null, unfunded[open++]!.units)
    else if (isZero(use.units)) yield view(null, use.units)
  }
}
