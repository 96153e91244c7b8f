/** An `expiry` answer as JSON: the one view model from which every format is made. */

import { listIgnored } from '../../core/file-columns.js'
import { formatInstant, type Instant, MILLIS_PER_DAY } from '../../core/instant.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { unitPriceOf } from '../../core/ledger/lot.js'
import type { LotOutlook, PoolOutlook } from '../../core/ledger/outlook.js'
import type { Difference, DifferingDeduction, Reconciliation } from '../../core/ledger/reconcile.js'
import { format, isZero, type Units } from '../../core/quantity.js'
import { type Ratio, ratio } from '../../core/ratio.js'
import { writeRatio } from '../amounts.js'
import { makeJsonVisible } from '../text.js'
import { listNotes, listRulings } from './notes.js'
import { cutToInstant, daysBetween } from './words.js'

const writeTime = (millis: Ratio | null): string | null => millis && formatInstant(cutToInstant(millis))
const writeOptional = (value: Ratio | null): string | null => value && writeRatio(value)
const writeDays = (millis: number): string => writeRatio(ratio(BigInt(millis), BigInt(MILLIS_PER_DAY)))

/** One package, with every key that does not depend on the form of its ledger. */
export function viewLot({ outlook: { lots } }: ExpiryAnswer, index: number, asOf: Instant) {
  const { balance, status, ...outlook }: LotOutlook = lots[index]!
  const { lot, drawn, remaining, forfeited } = balance
  return {
    id: lot.id,
    package: lot.packageId,
    pool: lot.pool,
    units: format(lot.units),
    drawn: format(drawn),
    remaining: format(remaining),
    forfeited: format(forfeited),
    price: format(lot.price),
    effective_unit_price: writeRatio(unitPriceOf(lot)),
    effective_at: formatInstant(lot.effectiveAt),
    expires_at: formatInstant(lot.expiresAt),
    status,
    days_left: lot.expiresAt > asOf ? writeRatio(daysBetween(asOf, lot.expiresAt)) : '0',
    forecast_forfeited: writeRatio(outlook.forecastForfeited),
    forecast_forfeited_cost: writeRatio(outlook.forecastForfeitedDollars),
    forfeited_cost: writeRatio(outlook.forfeitedDollars),
    expires_soon: outlook.expiresSoon,
    purchased_at: formatInstant(lot.purchasedAt),
    concurrency: lot.concurrency,
    account: lot.account,
    input_line: lot.place.line,
  }
}

/** What the service says of a package, beside what was computed. */
function viewReport(answer: ExpiryAnswer, index: number) {
  const report = answer.reported?.[index]
  if (!report) return {}
  const { remaining, status, difference, isDelay, isMatched } = report
  return {
    reported: {
      remaining: remaining && format(remaining),
      status,
      difference: writeOptional(difference),
      within_delay: isDelay,
      package_matched: isMatched,
    },
  }
}

function viewPool(pool: PoolOutlook) {
  const { fullSpeed } = pool
  return {
    remaining: format(pool.remaining),
    burn_per_day: writeRatio(pool.burnPerDay),
    runs_out_at: writeTime(pool.forecast.runsOutAt),
    concurrency: pool.concurrency,
    concurrency_changes: pool.concurrencyChanges.map(({ at, to }) => ({ at: formatInstant(at), to })),
    drawn: format(pool.drawn),
    burn_basis: pool.burnBasis,
    covered_until: writeTime(pool.forecast.coveredUntil),
    burn_to_use_all: writeOptional(pool.burnToUseAll),
    forecast_forfeited: writeRatio(pool.forecastForfeited),
    forecast_forfeited_cost: writeRatio(pool.forecastForfeitedDollars),
    units_per_task: writeOptional(pool.unitsPerTask),
    full_speed: fullSpeed && {
      units_per_day: writeOptional(fullSpeed.perDay),
      forfeited: writeOptional(fullSpeed.forfeited),
      forfeited_cost: writeOptional(fullSpeed.forfeitedDollars),
    },
  }
}

const writeUnits = (units: ReadonlyMap<string, Units>): Record<string, string> =>
  Object.fromEntries([...units].map(([pool, amount]) => [pool, format(amount)]))

const writeOptionalUnits = (units: Units | null): string | null => units && format(units)

function viewDiffering({ deduction, payers, before, after }: DifferingDeduction) {
  return {
    input_line: deduction.line,
    timestamp: formatInstant(deduction.at),
    task_id: deduction.taskId,
    package: deduction.packageId,
    units: format(deduction.units),
    before: writeOptionalUnits(deduction.unitsBefore),
    after: writeOptionalUnits(deduction.unitsAfter),
    computed_packages: payers.map(({ id }) => id),
    computed_before: writeOptionalUnits(before),
    computed_after: writeOptionalUnits(after),
  }
}

const viewDifference = ({ count, first }: Difference) => ({ count, first: first && viewDiffering(first) })

const viewReconciliation = (found: Reconciliation) => ({
  deductions: found.deductions,
  without_package: viewDifference(found.nameless),
  unknown_package: viewDifference(found.strangers),
  other_package: viewDifference(found.payers),
  other_balance: viewDifference(found.balances),
  contradictory: viewDifference(found.sums),
  burn_order: {
    inferred: found.order.order,
    choices: found.order.choices,
    agree_with_expiry: found.order.agreeing.expiry,
    agree_with_purchase: found.order.agreeing.purchase,
  },
  packages: found.lots.map(({ lot, exported, at, computed }) => ({
    id: lot.id,
    at: formatInstant(at),
    remaining: format(exported),
    computed: format(computed),
  })),
})

/** One use that no package paid, or the part of it that none paid. */
const viewUnfunded = ({ use, units }: ExpiryAnswer['unfunded'][number]) => ({
  timestamp: formatInstant(use.at),
  task_id: use.taskId,
  pool: use.pool,
  units: format(units),
  account: use.account,
  input_line: use.line,
})

/** What stands before the list of unfunded use, which can be long and is written one by one. */
const viewHead = (answer: ExpiryAnswer) => ({
  schema: 'kling-cost/expiry/1' as const,
  as_of: formatInstant(answer.asOf),
  burn_order: answer.order,
  packages: answer.outlook.lots.map((_, i) => ({
    ...viewLot(answer, i, answer.asOf),
    ...viewReport(answer, i),
  })),
  pools: Object.fromEntries(answer.outlook.pools.map(pool => [pool.pool, viewPool(pool)])),
})

function viewTail(answer: ExpiryAnswer) {
  const { usage, gate, outlook } = answer
  const { totals } = outlook
  return {
    totals: {
      drawn: format(totals.drawn),
      remaining: format(totals.remaining),
      forfeited: format(totals.forfeited),
      forfeited_cost: writeRatio(totals.forfeitedDollars),
      forecast_forfeited_cost: writeRatio(totals.forecastForfeitedDollars),
    },
    currency: 'USD' as const,
    balances: answer.isReported ? ('reported' as const) : ('computed' as const),
    within_days: writeDays(answer.soonMillis),
    burn_window_days: writeDays(answer.windowMillis),
    gate: gate && {
      within_days: writeDays(gate.millis),
      crossed_by: gate.crossedBy.map(({ balance }) => balance.lot.id),
    },
    later: usage && { count: usage.later.count, units: writeUnits(usage.later.units) },
    not_billed: usage ? Number(usage.notBilled) : 0,
    pending: usage ? Number(usage.pending) : 0,
    ...(answer.reconciliation && { reconciliation: viewReconciliation(answer.reconciliation) }),
    rejected: (usage?.rejected ?? []).map(({ line, reason }) => ({ input_line: line, reason })),
    rulings: listRulings(answer),
    ignored_columns: listIgnored(answer.columns),
    notes: listNotes(answer).map(note => note.text),
  }
}

/** A whole answer as one object: what the JSON text holds. */
export const viewExpiry = (answer: ExpiryAnswer) => ({
  ...viewHead(answer),
  unfunded: answer.unfunded.map(viewUnfunded),
  ...viewTail(answer),
})

/** `kling-cost/expiry/1` */
export type ExpiryView = ReturnType<typeof viewExpiry>

/** The JSON text of an answer in pieces. */
export function* writeExpiryJson(answer: ExpiryAnswer): Generator<string> {
  yield `${makeJsonVisible(JSON.stringify(viewHead(answer), null, 1)).slice(0, -2)},\n "unfunded": [`
  let separator = '\n  '
  for (const unfunded of answer.unfunded) {
    yield `${separator}${makeJsonVisible(JSON.stringify(viewUnfunded(unfunded)))}`
    separator = ',\n  '
  }
  yield answer.unfunded.length > 0 ? '\n ],' : '],'
  yield `${makeJsonVisible(JSON.stringify(viewTail(answer), null, 1)).slice(1)}\n`
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
}

/** Which package paid for which use, in order of time; what no package paid stands behind what was paid of it. */
export function* viewAllocation({ allocation, unfunded, asOf }: ExpiryAnswer): Generator<AllocationView> {
  if (!allocation) return
  const { uses, draws } = allocation
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
    })
    for (; draws[paid]?.use === use; paid++) yield view(draws[paid]!.lot.id, draws[paid]!.units)
    if (unfunded[open]?.use === use) yield view(null, unfunded[open++]!.units)
    else if (isZero(use.units)) yield view(null, use.units)
  }
}
