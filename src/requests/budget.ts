/** The arguments and options of `budget`, read into a request. */
import type { BudgetRequest, DemandSource } from '../answers/budget.js'
import { zoneOf } from '../core/calendar.js'
import { failWithHint, NOWHERE } from '../core/failure.js'
import { MILLIS_PER_DAY } from '../core/instant.js'
import { BURN_ORDERS } from '../core/ledger/burn-order.js'
import { type Assortment, assortmentAt, findPackageList } from '../core/ledger/package-list.js'
import { AFTERWARDS } from '../core/plan/afterwards.js'
import { EMPTY_DAYS } from '../core/plan/demand/log-days.js'
import { MAX_TRIALS } from '../core/plan/purchase-plan.js'
import { isPlainDecimal, isZero, type Seconds, seconds, type Units } from '../core/quantity.js'
import { findCard } from '../core/rating/catalogue.js'
import { formatRatio, ratio, ratioOfDecimal, ZERO } from '../core/ratio.js'
import { parseDuration, readDuration } from '../read/duration.js'
import { JOB_COLUMNS, PLAN_COLUMNS } from '../read/job-row.js'
import { LEDGER_COLUMNS } from '../read/ledger/row-reader.js'
import type { Rates } from '../read/rates/load-rates.js'
import { openInput } from '../read/source.js'
import {
  addIssue,
  inQuotes,
  type Problems,
  type ReadValue,
  readUnits,
  readUsd,
  readWhole,
  valueReader,
} from '../read/values.js'
import type { RequestContext, World } from './context.js'
import { readBadRowPolicy, readFileReading, readingsOf } from './file-options.js'
import { BUDGET, type BudgetOptions } from './flags/budget.js'
import { listExcluded, listIdle, optionOf } from './flags/flag.js'
import { openerOfJobs, type ReadRequest } from './job-files.js'
import { OptionReader } from './option-reader.js'
import { readTrialsUsed } from './trials-used.js'

/** What a log or a plan may have. */
const USE_COLUMNS = [...new Set([...JOB_COLUMNS, ...PLAN_COLUMNS])]

const DEFAULT_DAYS = 90
/** Five years: nobody knows prices, or use, beyond. */
const MAX_DAYS = 1826
const DEFAULT_TASK_TIME = seconds('120')
const MAX_AT_ONCE = 1_000_000
/** How long the search for one plan, and what is found out beside it, may take. */
const PLAN_MILLIS = 10_000
const ASIDE_MILLIS = 3_000

/** Reads arguments and options and opens the inputs. Throws InputError with all that is wrong with the options. */
export async function readBudgetRequest(
  paths: readonly string[],
  options: BudgetOptions,
  context: RequestContext,
): Promise<ReadRequest<BudgetRequest>> {
  const { terms, rates, world } = context
  const reader = new OptionReader()
  const read = <T>(text: string | undefined, name: string, parse: Parameters<typeof reader.read<T>>[2]) =>
    reader.read(text, name, parse)
  const card = reader.find(options.card, id => findCard(rates.catalogue, id, NOWHERE))
  const list = reader.find(options.catalogue, id => findPackageList(rates.packageLists, id, NOWHERE))
  const assortment = assortmentAt(rates.packageLists, terms.asOf, list)
  const days = read(options.horizon, '--horizon', readHorizon) ?? DEFAULT_DAYS
  const quantile = read(options.quantile, '--quantile', readQuantile) ?? ratio(1n, 2n)
  const afterwards = reader.choice(options.afterwards, '--afterwards', AFTERWARDS)
  const seed = read(options.seed, '--seed', readWhole(0, 2 ** 32 - 1)) ?? 1
  const emptyDays = reader.choice(options.emptyDays, '--empty-days', EMPTY_DAYS) ?? 'auto'
  const order = reader.choice(options.burnOrder, '--burn-order', BURN_ORDERS) ?? 'expiry'
  const taskTime = read(options.taskTime, '--task-time', readTaskTime)
  const minConcurrency = read(options.minConcurrency, '--min-concurrency', readWhole(1, MAX_AT_ONCE))
  const maxSpend = read(options.maxSpend, '--max-spend', readUsd)
  const unitsPerDay = read(options.unitsPerDay, '--units-per-day', readRate)
  const pool = read(options.pool, '--pool', readPool(rates))
  const trialsUsed = readTrialsUsed(options.trialsUsed ?? [], rates, assortment, reader)
  const badRows = readBadRowPolicy(options, reader)
  const reading = readFileReading(options, [...new Set([...LEDGER_COLUMNS, ...USE_COLUMNS])], context, reader)
  checkTogether(paths, options, assortment, reader)
  reader.finish()

  const isHistory = !hasGivenDemand(options)
  if (isHistory && paths.length === 0 && world.stdin.isTerminal)
    failWithHint(
      'NO_INPUT',
      'nothing says what will be used',
      'name a usage log, or give --plan, --demand or --units-per-day; --help shows examples',
    )
  const usagePaths = isHistory && paths.length === 0 ? ['-'] : paths
  const others = [options.packages, options.plan].filter(path => path !== undefined)
  const { ofLedger, ofUse } = readingsOf(reading, USE_COLUMNS, usagePaths.length + others.length)
  const files = openerOfJobs(options, { reading: ofUse, badRows, keepsLengths: false }, world)
  const usage = await files.openAll(usagePaths)
  const zone = zoneOf(terms.zone.id)
  const request: BudgetRequest = {
    source: await readSource(),
    usage,
    ledger:
      options.packages === undefined
        ? null
        : await openInput(options.packages, world.stdin, { ...options, takesBadCells: true }),
    ledgerReading: ofLedger,
    stdin: world.stdin,
    sheet: options.sheet,
    catalogue: rates.catalogue,
    packages: rates.packages,
    assortment,
    card,
    asOf: terms.asOf,
    zone,
    firstDay: zone.toLocal(terms.asOf).day,
    days,
    quantile,
    afterwards,
    seed,
    emptyDays,
    order,
    trialsUsed,
    taskTime: taskTime ?? DEFAULT_TASK_TIME,
    isTaskTimeAssumed: taskTime === null,
    minConcurrency,
    maxSpend,
    isExplained: options.explain === true,
    idle: listIdle(BUDGET, options, paths.length > 0 ? ['usage'] : []),
    clocks: {
      startPlan: () => startClock(PLAN_MILLIS, world),
      startAside: () => startClock(ASIDE_MILLIS, world),
    },
  }
  return { request, clear: files.clear }

  async function readSource(): Promise<DemandSource> {
    if (options.plan !== undefined) return { kind: 'plan', file: await files.open(options.plan) }
    if (options.demand !== undefined) return { kind: 'demand', path: options.demand, pool }
    return unitsPerDay === null ? { kind: 'history' } : { kind: 'rate', unitsPerDay, pool }
  }
}

/** A clock that says when so many milliseconds are over. */
function startClock(millis: number, { now }: World): () => boolean {
  const end = now() + millis
  return () => now() >= end
}

const hasGivenDemand = ({ plan, demand, unitsPerDay }: BudgetOptions): boolean =>
  plan !== undefined || demand !== undefined || unitsPerDay !== undefined

const readHorizon = valueReader(
  'BAD_VALUE',
  `whole days from 1d to ${MAX_DAYS}d are allowed, such as 90d or 26w`,
  text => {
    const days = (parseDuration(text) ?? 0) / MILLIS_PER_DAY
    return Number.isInteger(days) && days >= 1 && days <= MAX_DAYS ? days : null
  },
)

const readQuantile = valueReader(
  'BAD_NUMBER',
  'a number above 0 and below 1 with at most 4 decimals is allowed, such as 0.9',
  text => {
    const value = isPlainDecimal(text) ? ratioOfDecimal(text) : ZERO
    const isInside = value.num > 0n && value.num < value.den
    return isInside && formatRatio(value, 4) === formatRatio(value) ? value : null
  },
)

/** Seconds with an optional fraction, or another unit behind the number. */
function readTaskTime(text: string, name: string, problems: Problems): Seconds | null {
  const millis = readDuration(text, name, problems)
  return millis === null ? null : seconds(formatRatio(ratio(BigInt(millis), 1000n), 3))
}

function readRate(text: string, name: string, problems: Problems): Units | null {
  const amount = readUnits(text.replace(/\/d(?:ay)?$/i, ''), name, problems)
  if (amount === null || !isZero(amount)) return amount
  return addIssue(problems, 'BAD_NUMBER', name, `found ${inQuotes(text)}; more than 0 is needed`)
}

function readPool({ catalogue, packages }: Rates): ReadValue<string> {
  const ofCards = catalogue.cards.flatMap(card => [...card.pools.keys()])
  const pools = [...new Set([...ofCards, ...packages.map(({ pool }) => pool)])]
  return valueReader(
    'BAD_VALUE',
    `${pools.join(', ')} are known`,
    text => pools.find(pool => pool === text.trim().toLowerCase()) ?? null,
  )
}

/** Options that do not go together, and what would be read twice. */
function checkTogether(
  paths: readonly string[],
  options: BudgetOptions,
  { offers }: Assortment,
  reader: OptionReader,
): void {
  const sources = (['plan', 'demand', 'unitsPerDay'] as const).filter(key => options[key] !== undefined)
  for (const excluded of listExcluded(BUDGET, options)) reader.refuse(excluded)
  if (sources.length > 0 && paths.length > 0 && options.packages === undefined)
    reader.refuse(
      `a usage log and ${optionOf(sources[0]!)} exclude each other, unless --packages asks what is left of held packages`,
    )
  const readsRows = paths.length > 0 || options.plan !== undefined || sources.length === 0
  if (!readsRows && (options.badRows !== undefined || options.rejects !== undefined))
    reader.refuse('--bad-rows and --rejects are about usage logs and --plan')
  if (options.pool !== undefined && (sources.length !== 1 || options.plan !== undefined))
    reader.refuse('--pool goes with --units-per-day, or with --demand')
  if (offers.filter(({ isOncePerAccount }) => isOncePerAccount).length > MAX_TRIALS)
    reader.refuse(`more than ${MAX_TRIALS} packages are limited to one per account`)
  const inputs = [...paths, options.plan, options.demand, options.packages]
  const implied = sources.length === 0 && paths.length === 0 ? 1 : 0
  if (inputs.filter(path => path === '-').length + implied > 1)
    reader.refuse('standard input can be only one of the files')
}
