/** What use will cost, and the cheapest way to buy it: demand → held packages → a plan for each pool. */

import { fail, failWithHint, inFile, inQuotes, listChoices } from '../core/failure.js'
import type { FileColumns } from '../core/file-columns.js'
import type { BurnOrder } from '../core/ledger/burn-order.js'
import { listUnknownStarts, unknownDays } from '../core/ledger/burn-rate.js'
import { closeLot, type LotBalance } from '../core/ledger/drawdown.js'
import { type Lot, unitPriceOf } from '../core/ledger/lot.js'
import { type Assortment, withSuccessors } from '../core/ledger/package-list.js'
import { contradictsItself, isSaidExpired, leftBy } from '../core/ledger/reported-balance.js'
import type { ResourcePackage } from '../core/ledger/resource-package.js'
import { joinAdjoining } from '../core/plan/adjoining.js'
import { type AfterwardsKind, goOnAt } from '../core/plan/afterwards.js'
import {
  type BudgetAnswer,
  type BudgetTerms,
  countLittleHistory,
  type Demand,
  type DemandBasis,
  isPlanned,
  type PoolBudget,
  type UnknownUse,
} from '../core/plan/budget-answer.js'
import { levelAtEnd } from '../core/plan/demand/demand.js'
import { calendarDays, type HeldLot, listOpenOffers, type Offer } from '../core/plan/offer.js'
import { drawHeldOnly, type PlanClocks, type PoolQuestion, planPool } from '../core/plan/pool-plan.js'
import { MAX_LOTS, type NoPlan } from '../core/plan/purchase-plan.js'
import {
  add,
  compare,
  isZero,
  NO_USD,
  subtract,
  sumOf,
  toRatio,
  type Units,
  type Usd,
  units,
} from '../core/quantity.js'
import { addRatios, compareRatios, formatRatio, multiplyRatios, ratio, ZERO } from '../core/ratio.js'
import { NO_REPEATS } from '../core/repeated-tasks.js'
import { type CoarseTotals, spanOfDays } from '../core/silent-days.js'
import { readDemand } from '../read/demand-file.js'
import type { FileReading } from '../read/file-reading.js'
import { type Ledger, listAccounts, readLedger } from '../read/ledger/ledger.js'
import type { Input } from '../read/source.js'
import type { StandardInput } from '../read/standard-input.js'
import type { FileJobs } from './jobs/job-files.js'
import { balanceLedger, findPaidOtherwise } from './use/balances.js'
import {
  type DemandTerms,
  datedDemand,
  forecastFromLogs,
  type KnownDemand,
  plannedDemand,
  steadyDemand,
} from './use/demand.js'
import { readUsage, type Usage, unitPools } from './use/usage.js'

export type DemandSource =
  | { readonly kind: 'history' }
  | { readonly kind: 'plan'; readonly file: FileJobs }
  | { readonly kind: 'demand'; readonly path: string; readonly pool: string | null }
  | { readonly kind: 'rate'; readonly unitsPerDay: Units; readonly pool: string | null }

export interface BudgetRequest extends DemandTerms, BudgetTerms {
  readonly source: DemandSource
  /** Null: as the source of the demand suggests. */
  readonly afterwards: AfterwardsKind | null
  /** Logs of use: the history, or only what the held packages have paid for. */
  readonly usage: readonly FileJobs[]
  /** The packages held already; null: none. */
  readonly ledger: Input | null
  readonly ledgerReading: FileReading
  readonly stdin: StandardInput
  /** The sheet of workbooks to read; undefined: the first. */
  readonly sheet?: string | undefined
  /** The offers of all lists, by whose names the ledger calls what was bought. */
  readonly packages: readonly ResourcePackage[]
  /** What is bought from. */
  readonly assortment: Assortment
  readonly order: BurnOrder
  readonly trialsUsed: readonly string[]
  /** Null: no gate. */
  readonly maxSpend: Usd | null
  readonly clocks: PlanClocks
}

/** Reads, forecasts and plans. Throws InputError; NO_PLAN when no purchases cover the demand. */
export async function answerBudget(request: BudgetRequest): Promise<BudgetAnswer> {
  const { source, asOf } = request
  const afterwards = request.afterwards ?? AFTERWARDS_BY_SOURCE[source.kind]
  const ledger = request.ledger && (await readLedger(request.ledger, { ...request, isForPlan: true }))
  const { demand, usage, outside, columns, coarseTotals = [] } = await readAllDemand(request, ledger)
  request.ledgerReading.shared?.check()
  const balanced = ledger && balance(ledger, usage, demand.accounts, request)
  const held = balanced?.held ?? []
  // A trial is once for an account, whichever list it was bought from.
  const trialsUsed = withSuccessors(request.packages, [
    ...request.trialsUsed,
    ...(ledger?.lots.flatMap(({ packageId }) => packageId ?? []) ?? []),
  ])
  const startOf = calendarDays(asOf, request.firstDay, request.zone)
  const pools = [...demand.pools].map(([pool, { demand: ofPool, unitsPerTask }]): PoolBudget => {
    const { chosen, paths, basis } = ofPool
    const lots = held.filter(({ lot }) => lot.pool === pool)
    const onSale = listOffers(request.assortment.offers, pool)
    const offers = listOpenOffers(onSale, trialsUsed)
    const listPrice = findListPrice(request, pool)
    const listCostOf = (amount: Units) => listPrice && multiplyRatios(toRatio(amount), toRatio(listPrice))
    const goingOn = goOnAt(levelAtEnd(chosen.daily), onSale)
    const question: PoolQuestion = {
      startOf,
      demand: chosen.daily,
      offers,
      held: joinAdjoining(startOf, chosen.daily, lots.map(toHeldLot), request.minConcurrency),
      // What has no price adds nothing to what is told of losses, and a note says so.
      heldUnitPrices: lots.map(({ lot }) => unitPriceOf(lot) ?? ZERO),
      minConcurrency: request.minConcurrency,
      afterwards: afterwards === 'continue' ? goingOn : null,
      preference: goingOn,
      recommendations: listRecommendations(request.packages, pool),
      taskTime: request.taskTime,
      unitsPerTask,
      spread: basis && { low: paths[0]!.daily, high: paths.at(-1)!.daily },
      littleKnown: listLittleKnown(ofPool),
      isExplained: request.isExplained,
    }
    const plan = planPool(question, request.clocks)
    const budget = { pool, demand: ofPool, listCost: listCostOf(chosen.total) }
    if (plan.kind === 'pool-plan') return { ...budget, plan }
    // Trials may be too small for what the held packages leave: that is told. A limit that nothing allows can be lowered.
    const isShort = plan.reason === 'impossible' && request.minConcurrency === null
    const isHeld = lots.some(({ remaining }) => !isZero(remaining))
    if (offers.length > 0 && !(isShort && isHeld)) failWithoutPlan(plan, pool, offers, request)
    const heldOnly = drawHeldOnly(question)
    return {
      ...budget,
      plan: heldOnly,
      onSale: onSale.map(({ id }) => id),
      uncoveredCost: listCostOf(sumOf(heldOnly.burnDown.uncovered)),
    }
  })
  const planned = pools.filter(isPlanned)
  const cost = planned.reduce((sum, { plan }) => add(sum, plan.plan.cost), NO_USD)
  const isIncomplete = planned.length < pools.length
  const { maxSpend } = request
  const spend = add(cost, demand.dollars?.chosen.total ?? NO_USD)
  return {
    asOf,
    columns: [
      ...(ledger ? [ledger.columns] : []),
      ...columns,
      ...(request.ledgerReading.leftOut.doubts ?? []),
    ],
    firstDay: request.firstDay,
    days: request.days,
    demandBasis: source.kind satisfies DemandBasis,
    quantile: request.quantile,
    afterwards,
    seed: request.seed,
    pools,
    dollars: demand.dollars,
    cost,
    taskTime: request.taskTime,
    isTaskTimeAssumed: request.isTaskTimeAssumed,
    minConcurrency: request.minConcurrency,
    gate: maxSpend && { maxSpend, spend, isCrossed: isIncomplete || compare(spend, maxSpend) > 0 },
    isExplained: request.isExplained,
    idle: request.idle,
    inputs: demand.inputs,
    outside,
    lists: request.assortment.lists,
    outsidePlan: demand.outside,
    repeats: usage ?? NO_REPEATS,
    comparison: usage?.comparison ?? null,
    assumedPool: usage?.assumedPool ?? null,
    outOfForce: usage?.outOfForce ?? null,
    usedLists: [usage?.usedLists ?? [], demand.usedLists ?? []].flat(),
    earlyEnds: usage?.earlyEnds ?? [],
    coarseTotals: [...(usage?.coarseTotals ?? []), ...coarseTotals],
    accounts: demand.accounts,
    ledger: ledger && {
      file: ledger.file,
      ...balanced!.told,
      endsWithDay: ledger.endsWithDay,
      asides: held.flatMap(({ lot: { id, pool } }) => (demand.pools.has(pool) ? [] : [{ id, pool }])),
      unpriced: held.flatMap(({ lot }) => (lot.price === null && demand.pools.has(lot.pool) ? [lot.id] : [])),
    },
  }
}

/** A log, or a rate, shows use that goes on; a list of what will be done ends where it ends. */
const AFTERWARDS_BY_SOURCE = {
  history: 'continue',
  rate: 'continue',
  plan: 'stop',
  demand: 'stop',
} as const satisfies Record<DemandBasis, AfterwardsKind>

/** The use of as many days as a short history has, each an ordinary one of it; null when it is long enough. */
function listLittleKnown(demand: Demand): Units[] | null {
  const days = countLittleHistory(demand)
  if (days === null) return null
  const known = demand.basis!.history.filter(use => use !== null).toSorted(compareRatios)
  const [lower, upper] = [known[Math.floor((known.length - 1) / 2)]!, known[Math.floor(known.length / 2)]!]
  const median = multiplyRatios(addRatios(lower, upper), ratio(1n, 2n))
  return Array<Units>(days).fill(units(formatRatio(median)))
}

interface AllDemand {
  readonly demand: KnownDemand
  /** Null when no log of use was given. */
  readonly usage: Usage | null
  readonly outside: number
  readonly columns: readonly FileColumns[]
  /** Of a file of demand. */
  readonly coarseTotals?: readonly CoarseTotals[]
}

/** Of units as they are given. */
const GIVEN = { dollars: null, inputs: [], accounts: [] }

async function readAllDemand(request: BudgetRequest, ledger: Ledger | null): Promise<AllDemand> {
  const { source } = request
  const known = unitPools(request, [...request.packages, ...(ledger?.lots ?? [])])
  if (source.kind === 'history') {
    const { usage, demand } = await forecastFromLogs(request.usage, request, known, ledger !== null)
    return { demand, usage, outside: 0, columns: usage.columns }
  }
  const usage = request.usage.length === 0 ? null : await readUsage(request.usage, request, known)
  const columns: FileColumns[] = [...(usage?.columns ?? [])]
  switch (source.kind) {
    case 'plan': {
      const demand = await plannedDemand(source.file, request)
      columns.push(...demand.inputs.map(input => input.columns))
      return { demand, usage, outside: 0, columns }
    }
    case 'rate': {
      const pool = source.pool ?? onlyPool(request, '--units-per-day')
      const demand = steadyDemand(source.unitsPerDay, request)
      const pools = new Map([[pool, { demand, unitsPerTask: null }]])
      return { demand: { ...GIVEN, pools, outside: [] }, usage, outside: 0, columns }
    }
    case 'demand': {
      const files = {
        stdin: request.stdin,
        notation: request.ledgerReading.notation,
        sheet: request.sheet,
        leftOut: request.ledgerReading.leftOut,
        names: request.ledgerReading.names,
        onColumns: (each: FileColumns) => columns.push(each),
      }
      const rows = await readDemand(source.path, files, known.known)
      const isAnyNameless = rows.some(row => row.pool === null)
      const nameless = isAnyNameless ? (source.pool ?? onlyPool(request, '--demand')) : ''
      const named = rows.map(row => ({ ...row, pool: row.pool ?? nameless }))
      const { pools, outside, outsidePlan } = datedDemand(named, request)
      const span = spanOfDays(new Set(rows.map(({ date }) => date)))
      const coarseTotals = span === null ? [] : [{ file: columns.at(-1)!.file, span }]
      return { demand: { ...GIVEN, pools, outside: outsidePlan }, usage, outside, columns, coarseTotals }
    }
  }
}

/** The pool of all packages on offer; of several, one would be a guess. */
function onlyPool({ assortment }: BudgetRequest, option: string): string {
  const pools = [...new Set(assortment.offers.map(({ pool }) => pool))]
  if (pools.length === 1) return pools[0]!
  const message = `${option}: expected the pool of the units, because packages of ${pools.length} pools are on sale; got none`
  return failWithHint('BAD_USAGE', message, `name it with --pool: ${listChoices(pools)}`)
}

/** Packages with a price, a size and a validity; the others cannot be planned. */
const listOffers = (packages: readonly ResourcePackage[], pool: string): Offer[] =>
  packages.flatMap(({ id, price, units, validityDays, concurrency, isOncePerAccount, ...offer }) =>
    offer.pool === pool && price !== null && units !== null && validityDays !== null
      ? [{ id, price, units, validityDays, concurrency, isOncePerAccount }]
      : [],
  )

const listRecommendations = (packages: readonly ResourcePackage[], pool: string) =>
  packages.flatMap(({ id, recommendedAbove, ...offer }) =>
    offer.pool === pool && recommendedAbove ? [{ packageId: id, ...recommendedAbove }] : [],
  )

const findListPrice = ({ catalogue }: BudgetRequest, pool: string): Usd | null =>
  catalogue.cards.map(card => card.pools.get(pool)?.listUnitPrice).find(price => price !== undefined) ?? null

/** What is left of each held lot, and what has to be said of it. */
interface Held {
  readonly held: LotBalance[]
  readonly told: Pick<
    NonNullable<BudgetAnswer['ledger']>,
    'saidExpired' | 'saidUsedUp' | 'full' | 'disputed' | 'unknownStarts' | 'unknownUse' | 'paidOtherwise'
  >
}

/** Throws InputError when the packages, or the use and the packages, are of several accounts. */
function balance(
  ledger: Ledger,
  usage: Usage | null,
  users: readonly string[],
  { asOf, order, source, zone, emptyDays }: BudgetRequest,
): Held {
  const owners = listAccounts(ledger.lots)
  if (owners.length > 1) failOnAccounts('packages', 'one account', owners, ledger.file)
  const { balances, reports, usage: named, reconciliation } = balanceLedger(ledger, usage, { asOf, order })
  const [owner] = owners
  const failOnOthers = (accounts: readonly string[], file: string): void => {
    const others = [...new Set(accounts)].filter(name => name !== owner)
    if (owner !== undefined && others.length > 0)
      failOnAccounts('use', `account ${inQuotes(owner)}, whose packages these are`, others, file)
  }
  if (usage) failOnOthers(named?.uses.flatMap(({ account }) => account ?? []) ?? [], usage.file)
  if (source.kind === 'plan') failOnOthers(users, source.file.input.name)
  const disputed: Held['told']['disputed'][number][] = []
  const saidExpired: string[] = []
  const saidUsedUp: Held['told']['saidUsedUp'][number][] = []
  const unstated: Lot[] = []
  // One that is used up still gives its concurrency in a plan, until it expires (R60).
  const held = balances.flatMap((balance, i): LotBalance[] => {
    const { lot, remaining } = balance
    if (lot.expiresAt <= asOf) return []
    const report = reports?.[i]
    if (report && isSaidExpired(report, asOf)) {
      saidExpired.push(lot.id)
      return []
    }
    if (report && contradictsItself(report)) saidUsedUp.push({ id: lot.id, stated: report.remaining! })
    const stated = report ? leftBy(report) : null
    if (stated === null) unstated.push(lot)
    if (stated === null || compare(stated, remaining) === 0) return [balance]
    const isFewer = compare(stated, remaining) < 0
    if (isFewer || !report!.isDelay) disputed.push({ id: lot.id, stated, computed: remaining })
    if (!isFewer) return [balance]
    return [closeLot(lot, subtract(lot.units, stated), stated, false)]
  })
  const starts = listUnknownStarts(unstated, usage?.from ?? null, asOf)
  const full = usage ? [] : unstated.map(({ id }) => id)
  const unknownStarts = starts.length > 0 ? { ids: starts.map(({ id }) => id), from: usage!.from! } : null
  return {
    held,
    told: {
      saidExpired,
      saidUsedUp,
      full,
      disputed,
      unknownStarts,
      unknownUse: usage && findUnknownUse(usage, unstated, { asOf, zone, emptyDays }),
      paidOtherwise: findPaidOtherwise(reconciliation),
    },
  }
}

/** The time since packages took effect, of whose use nothing is stated, that the log does not know. */
function findUnknownUse(
  { until, silences }: Usage,
  lots: readonly Lot[],
  { asOf, zone, emptyDays }: Pick<BudgetRequest, 'asOf' | 'zone' | 'emptyDays'>,
): UnknownUse {
  const begun = lots.map(({ effectiveAt }) => zone.toLocal(effectiveAt).day)
  return {
    daysSince: lots.some(({ effectiveAt }) => effectiveAt < asOf) ? unknownDays(until, asOf, zone) : 0,
    silences: emptyDays === 'zero' ? [] : silences.filter(({ last }) => begun.some(day => day <= last)),
  }
}

function failOnAccounts(what: string, expected: string, accounts: readonly string[], file: string): never {
  const message = `expected ${what} of ${expected}; got ${what === 'use' ? 'that' : 'those'} of ${listChoices(accounts, 'and')}`
  const hint = 'plan each account by itself, from files of its own'
  fail('BAD_USAGE', message, inFile(file), hint)
}

const toHeldLot = ({ lot, remaining }: LotBalance): HeldLot => ({
  id: lot.id,
  units: remaining,
  effectiveAt: lot.effectiveAt,
  expiresAt: lot.expiresAt,
  ...(lot.endsWithDay && { endsWithDay: true }),
  concurrency: lot.concurrency,
})

function failWithoutPlan(
  { reason }: NoPlan,
  pool: string,
  offers: readonly Offer[],
  { minConcurrency }: BudgetRequest,
): never {
  switch (reason) {
    case 'too-many-lots':
      return failWithHint(
        'NO_PLAN',
        `the use of the ${pool} pool needs more than ${MAX_LOTS} packages, even of the largest`,
        'ask the seller for a larger package, or plan for a shorter --horizon',
      )
    case 'out-of-time':
      return failWithHint(
        'NO_PLAN',
        `no plan for the ${pool} pool was found in time`,
        'try a shorter --horizon',
      )
    case 'impossible': {
      const enough = offers.filter(({ concurrency }) => (concurrency ?? 0) >= (minConcurrency ?? 0))
      const atOnce =
        minConcurrency === null ? '' : `${minConcurrency} ${minConcurrency === 1 ? 'task' : 'tasks'} at once`
      const onOffer = offers.map(({ id, concurrency, isOncePerAccount }) => {
        const limit = minConcurrency === null ? '' : `: ${concurrency ?? 'no limit stated'}`
        return `${id}${limit}${isOncePerAccount ? ' (one per account)' : ''}`
      })
      return failWithHint(
        'NO_PLAN',
        enough.length === 0
          ? `no package of the ${pool} pool on sale allows ${atOnce}`
          : `no purchases cover the use of the ${pool} pool${atOnce && ` with ${atOnce} on every day`}`,
        `${minConcurrency === null ? 'on sale' : 'on sale, and how many tasks each allows at once'}: ${onOffer.join(', ')}`,
      )
    }
  }
}
