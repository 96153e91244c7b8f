/** Use to come, out of what is known: a log of use, jobs per month, units day by day, or units a day. */

import { addDays, type Month, monthOf, type TimeZone } from '../../core/calendar.js'
import { failWithHint } from '../../core/failure.js'
import { getOrInsert } from '../../core/get-or-insert.js'
import { type Day, formatDay } from '../../core/instant.js'
import { accountOf } from '../../core/nothing-words.js'
import type {
  BudgetInput,
  BudgetTerms,
  Demand,
  DemandPath,
  OutsidePlan,
} from '../../core/plan/budget-answer.js'
import { type EmptyDays, findBeginning, findGaps } from '../../core/plan/demand/log-days.js'
import { keyOfMonth, type PlanMonth } from '../../core/plan/demand/plan-month.js'
import { spreadOverMonths } from '../../core/plan/demand/spread-months.js'
import { decimalsOf, toSteps, unitsOfSteps, usdOfSteps } from '../../core/plan/demand/steps.js'
import { forecastUse } from '../../core/plan/forecast/forecast.js'
import {
  add,
  isZero,
  NO_UNITS,
  NO_USD,
  sumOf,
  times,
  toRatio,
  type Units,
  type Usd,
} from '../../core/quantity.js'
import { compareRatios, divideRatios, type Ratio, ratio } from '../../core/ratio.js'
import type { UsedLists } from '../../core/used-lists.js'
import type { DemandRow } from '../../read/demand-file.js'
import type { FileJobs, RatedRow } from '../jobs/job-files.js'
import { priceFile } from '../jobs/price-files.js'
import { type LogSums, LogTally } from './log-tally.js'
import { readUsage, type UnitPools, type Usage, type UsageTerms } from './usage.js'
import { UsedListsTally } from './used-lists.js'

/** The days that are planned for, and how. */
export interface DemandTerms extends UsageTerms, Pick<BudgetTerms, 'firstDay' | 'days' | 'quantile'> {
  readonly zone: TimeZone
  readonly emptyDays: EmptyDays
}

/** Use to come by pool, and in dollars. */
export interface KnownDemand {
  readonly pools: ReadonlyMap<string, PoolDemand>
  /** Null when no job is priced in dollars. */
  readonly dollars: Demand<Usd> | null
  readonly inputs: readonly BudgetInput[]
  /** Whose use it is, as far as that is said. */
  readonly accounts: readonly string[]
  /** What a plan says of months that the horizon does not hold, or not wholly. */
  readonly outside: readonly OutsidePlan[]
  /** Of a plan. */
  readonly usedLists?: UsedLists
}

/** Use to come of one pool. */
export interface PoolDemand {
  readonly demand: Demand
  /** The mean units of a task; null when tasks are not known. */
  readonly unitsPerTask: Ratio | null
}

/** The quantiles that every answer shows. */
const SHOWN = [ratio(1n, 10n), ratio(1n, 2n), ratio(9n, 10n)]
/** What is forecast is no finer than this, however fine the log is. */
const FINEST_FORECAST = 6
/** Even spreading counts in hundredths at the coarsest. */
const COARSEST_SPREAD = 2

/** The same every day. */
export const steadyDemand = (unitsPerDay: Units, { days, quantile }: DemandTerms): Demand =>
  certainDemand(Array<Units>(days).fill(unitsPerDay), quantile, NO_UNITS)

/** Day by day as given; also how many rows lie outside the horizon. Throws InputError when all of them do. */
export function datedDemand(
  rows: readonly (DemandRow & { readonly pool: string })[],
  { firstDay, days, quantile }: DemandTerms,
): { pools: Map<string, PoolDemand>; outside: number; outsidePlan: OutsidePlan[] } {
  const daily = new Map<string, Units[]>()
  let outside = 0
  const months = new Map<string, { pool: string; month: PlanMonth; planned: Units; outside: Units }>()
  for (const { date, pool, units } of rows) {
    const day = date - firstDay
    const isOutside = day < 0 || day >= days
    const month = monthOf(date)
    const ofMonth = getOrInsert(months, `${pool} ${keyOfMonth(month)}`, () => ({
      pool,
      month,
      planned: NO_UNITS,
      outside: NO_UNITS,
    }))
    ofMonth.planned = add(ofMonth.planned, units)
    if (isOutside) {
      ofMonth.outside = add(ofMonth.outside, units)
      outside++
      continue
    }
    const ofPool = getOrInsert(daily, pool, () => Array<Units>(days).fill(NO_UNITS))
    ofPool[day] = add(ofPool[day]!, units)
  }
  if (daily.size === 0) failOutside('--demand has no rows', { firstDay, days })
  const pools = new Map(
    [...daily].map(([pool, amounts]) => [
      pool,
      { demand: certainDemand(amounts, quantile, NO_UNITS), unitsPerTask: null },
    ]),
  )
  const outsidePlan = [...months.values()]
    .filter(month => !isZero(month.outside))
    .map(month => ({ ...month, planned: toRatio(month.planned), outside: toRatio(month.outside) }))
  return { pools, outside, outsidePlan }
}

function failOutside(what: string, { firstDay, days }: Pick<DemandTerms, 'firstDay' | 'days'>): never {
  const planned = `${formatDay(firstDay)} to ${formatDay(addDays(firstDay, days - 1))}`
  return failWithHint(
    'NO_INPUT',
    `${what} of the days that are planned for, ${planned}`,
    '--as-of says when the horizon begins, --horizon how long it is',
  )
}

/**
 * Jobs of months, priced and spread over their days; those that name no month are of each. Throws InputError for bad
 * rows unless they are set aside, and when all of them lie outside the horizon.
 */
export async function plannedDemand(file: FileJobs, terms: DemandTerms): Promise<KnownDemand> {
  const inUnits = new Map<string, PlannedParts<Units>>()
  const inDollars = new PlannedParts<Usd>(NO_USD)
  const tasks = new Map<string, bigint>()
  const accounts = new Set<string>()
  const lists = new UsedListsTally(terms)
  let rows = 0
  let unplanned = 0n
  const { rejected, columns } = await priceFile(
    file,
    { ...terms, packagePrice: null, prefersUnits: true },
    (row, _line, _at, text) => {
      const { priced, outcome, count, month } = row
      rows++
      // A plan tells of what will be done: what failed or is not finished belongs in a log.
      if (outcome !== 'billed') {
        unplanned += count
        return
      }
      if (count === 0n) return
      const account = accountOf(text('account'))
      if (account !== null) accounts.add(account)
      lists.add(row as RatedRow, null)
      const { rate, each } = priced!.rated
      if (rate.pool === null) {
        inDollars.add(month, times(each as Usd, count))
        return
      }
      const ofPool = getOrInsert(inUnits, rate.pool, () => new PlannedParts(NO_UNITS))
      ofPool.add(month, times(each as Units, count))
      tasks.set(rate.pool, (tasks.get(rate.pool) ?? 0n) + count)
    },
    { kind: 'plan' },
  )
  const outside: OutsidePlan[] = []
  const pools = new Map<string, PoolDemand>()
  for (const [pool, parts] of inUnits) {
    const daily = parts.spread(terms, unitsOfSteps, part => outside.push({ pool, ...part }))
    const unitsPerTask = divideRatios(toRatio(parts.total()), ratio(tasks.get(pool)!))
    pools.set(pool, { demand: certainDemand(daily, terms.quantile, NO_UNITS), unitsPerTask })
  }
  const daily = inDollars.spread(terms, usdOfSteps, part => outside.push({ pool: null, ...part }))
  const isAnyInside =
    daily.some(amount => !isZero(amount)) ||
    [...pools.values()].some(({ demand }) => !isZero(demand.chosen.total))
  if (outside.length > 0 && !isAnyInside) failOutside('--plan has no jobs', terms)
  return {
    pools,
    dollars: inDollars.isEmpty ? null : certainDemand(daily, terms.quantile, NO_USD),
    inputs: [
      { file: file.input.name, columns, rows, rejected, notBilled: 0n, pending: 0n, unplanned, later: 0 },
    ],
    accounts: [...accounts],
    outside,
    usedLists: lists.finish(),
  }
}

/** What is planned, by the month that it is planned for. */
class PlannedParts<Q extends Units | Usd> {
  readonly #parts = new Map<string, { readonly month: PlanMonth | null; amount: Q }>()

  constructor(private readonly none: Q) {}

  get isEmpty(): boolean {
    return this.#parts.size === 0
  }

  add(month: PlanMonth | null, amount: Q): void {
    const key = month === null ? '' : keyOfMonth(month)
    const part = getOrInsert(this.#parts, key, () => ({ month, amount: this.none }))
    part.amount = add(part.amount, amount)
  }

  total(): Q {
    return [...this.#parts.values()].map(({ amount }) => amount).reduce(add, this.none)
  }

  /** Day by day; what lies outside the horizon is told part by part. */
  spread(
    { firstDay, days }: DemandTerms,
    write: (steps: bigint, decimals: number) => Q,
    onOutside: (part: Omit<OutsidePlan, 'pool'>) => void,
  ): Q[] {
    const daily = Array<Q>(days).fill(this.none)
    const months = daily.map((_, day) => monthOf(addDays(firstDay, day)))
    for (const { month, amount } of this.#parts.values()) {
      const decimals = Math.max(COARSEST_SPREAD, decimalsOf(amount))
      const steps = toSteps(amount, decimals)
      const ofPart = spreadOverMonths(each => (isIn(month, each) ? steps : 0n), firstDay, days)
      for (const [day, share] of ofPart.entries()) daily[day] = add(daily[day]!, write(share, decimals))
      if (month === null) continue
      // A month without a year is one of each year (R90), and part of any of them may lie outside.
      const inside = new Map<string, { month: PlanMonth; share: bigint }>()
      for (const [day, each] of months.entries()) {
        if (!isIn(month, each)) continue
        const ofMonth = getOrInsert(inside, keyOfMonth(each), () => ({ month: each, share: 0n }))
        ofMonth.share += ofPart[day]!
      }
      const parts = inside.size === 0 ? [{ month, share: 0n }] : inside.values()
      for (const { month: each, share } of parts)
        if (share < steps)
          onOutside({
            month: each,
            planned: toRatio(amount),
            outside: toRatio(write(steps - share, decimals)),
          })
    }
    return daily
  }
}

const isIn = (planned: PlanMonth | null, { year, month }: Month): boolean =>
  planned === null || (planned.month === month && (planned.year === null || planned.year === year))

/**
 * The forecast of what logs show. History is cut by calendar days of the zone; the day of as-of is not over and
 * stays out of it (R63). The usage holds the uses only when asked to keep them. Throws InputError for bad rows unless
 * they are set aside, and when no whole day is left.
 */
export async function forecastFromLogs(
  files: readonly FileJobs[],
  terms: DemandTerms,
  pools: UnitPools,
  keepsUses: boolean,
) {
  const log = new LogTally(terms.zone, terms.firstDay, keepsUses)
  const usage = await readUsage(files, terms, pools, log)
  const inputs = usage.files.map(
    (file, i): BudgetInput => ({ ...file, columns: usage.columns[i]!, later: log.later[i] ?? 0 }),
  )
  return {
    usage,
    demand: {
      ...forecastSums(log.addUp(), usage, terms),
      inputs,
      accounts: usage.accounts,
      outside: [],
    },
  }
}

/** The forecast of what was counted in `files`. */
function forecastSums(
  { pools, dollars }: LogSums,
  usage: Usage,
  terms: DemandTerms,
): Pick<KnownDemand, 'pools' | 'dollars'> {
  // The day of the answer is not over.
  const days = [...usage.daysWithRows].filter(day => day < terms.firstDay)
  if (days.length === 0) {
    const message = `${usage.file} has no rows of days before ${formatDay(terms.firstDay)}, so that nothing can be forecast`
    failWithHint('NO_INPUT', message, '--as-of says when the horizon begins; --units-per-day needs no log')
  }
  const first = days.reduce((a, b) => (b < a ? b : a))
  const last = days.reduce((a, b) => (b > a ? b : a))
  const gaps = findGaps(new Set(days), first, last, terms.emptyDays)
  const span = { first, last, gaps }
  return {
    pools: new Map(
      [...pools].map(([pool, { days: tallies, tasks }]) => {
        const amounts = new Map([...tallies].map(([day, tally]) => [day, tally.total()]))
        const units = sumOf(amounts.values())
        const unitsPerTask = tasks === 0n ? null : divideRatios(toRatio(units), ratio(tasks))
        return [pool, { demand: forecastDemand(amounts, NO_UNITS, unitsOfSteps, span, terms), unitsPerTask }]
      }),
    ),
    dollars: dollars.size === 0 ? null : forecastDemand(dollars, NO_USD, usdOfSteps, span, terms),
  }
}

function forecastDemand<Q extends Units | Usd>(
  amounts: ReadonlyMap<Day, Q>,
  none: Q,
  write: (steps: bigint, decimals: number) => Q,
  { first: firstOfLog, last, gaps }: { first: Day; last: Day; gaps: ReadonlySet<Day> },
  { firstDay, days, quantile, emptyDays }: DemandTerms,
): Demand<Q> {
  const decimals = Math.min(FINEST_FORECAST, Math.max(0, ...[...amounts.values()].map(decimalsOf)))
  const steps = new Map([...amounts].map(([day, amount]) => [day, toSteps(amount, decimals)]))
  // Who says that empty days are days without use says it of all.
  const first = emptyDays === 'zero' ? firstOfLog : findBeginning(steps, firstOfLog, last)
  const history = Array.from({ length: last - first + 1 }, (_, i) => {
    const day = (first + i) as Day
    return gaps.has(day) ? null : (steps.get(day) ?? 0n)
  })
  const quantiles = withChosen(quantile)
  const { paths, ...forecast } = forecastUse({
    history,
    daysAhead: days,
    skip: firstDay - last - 1,
    quantiles,
  })
  const written = paths.map(
    ({ quantile: q, daily, total }): DemandPath<Q> => ({
      quantile: q,
      daily: daily.map(steps => write(steps, decimals)),
      total: write(total, decimals),
    }),
  )
  return {
    chosen: written.find(path => compareRatios(path.quantile, quantile) === 0)!,
    paths: written,
    basis: {
      forecast,
      firstDay: first,
      lastDay: last,
      isLater: first > firstOfLog,
      history: history.map((_, i) => {
        const day = (first + i) as Day
        return gaps.has(day) ? null : toRatio(amounts.get(day) ?? none)
      }),
    },
  }
}

/** The quantiles shown and the one planned for, rising. */
const withChosen = (chosen: Ratio): Ratio[] =>
  [...SHOWN.filter(shown => compareRatios(shown, chosen) !== 0), chosen].sort(compareRatios)

/** A demand that is given: whatever the quantile, it is this. */
function certainDemand<Q extends Units | Usd>(daily: readonly Q[], quantile: Ratio, none: Q): Demand<Q> {
  const total = daily.reduce((sum, amount) => add(sum, amount), none)
  const paths = withChosen(quantile).map((q): DemandPath<Q> => ({ quantile: q, daily, total }))
  return { chosen: paths.find(path => compareRatios(path.quantile, quantile) === 0)!, paths, basis: null }
}
