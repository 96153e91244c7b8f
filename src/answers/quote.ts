/** From a job or a file of jobs to a quote: what `kling-cost quote` and the library's `quote` both do. */
import { fail, failWithHint } from '../core/failure.js'
import type { Instant, Zone } from '../core/instant.js'
import type { Assortment } from '../core/ledger/package-list.js'
import { accountOf } from '../core/nothing-words.js'
import { isZero } from '../core/quantity.js'
import { adviseOn } from '../core/rating/other-ways.js'
import { createPricer, type Terms } from '../core/rating/price-job.js'
import { type Market, outlasts, type UnitOffer } from '../core/rating/purchase.js'
import {
  compareTallies,
  findFallbackRange,
  type Grouping,
  type Quote,
  type QuoteLine,
  withDrafts,
} from '../core/rating/quote.js'
import { Tallies, type Tally, totalOf } from '../core/rating/tally.js'
import { NO_REPEATS } from '../core/repeated-tasks.js'
import type { JobRow } from '../read/job-row.js'
import type { FileJobs, Occurrence, PricedRow, RatedRow, ReadColumn } from './jobs/job-files.js'

export type JobSource = ({ readonly kind: 'flags' } & JobRow) | ({ readonly kind: 'file' } & FileJobs)

export interface QuoteRequest {
  readonly terms: Terms
  readonly market: Omit<Market, 'span'>
  readonly zone: Zone
  readonly jobs: JobSource
  /** Drafts for each final, or null. */
  readonly drafts: bigint | null
  readonly wantsComparison: boolean
  readonly wantsFallback: boolean
  /** Whether each line is kept, or only how often each distinct job occurs. */
  readonly keepsLines: boolean
  /** What the jobs of a file are summed up by; empty: nothing. */
  readonly by: readonly Grouping[]
}

/** Above this many distinct jobs the unasked advice is left out: it looks each up on every card. */
const MAX_ADVISED = 2000

/** Answers a quote. Throws InputError for bad input. */
export async function answerQuote(request: QuoteRequest): Promise<Quote> {
  const { terms, jobs } = request
  const occurrences: Occurrence[] = []
  let lines: QuoteLine[] = []
  const orders: number[] = []
  const files = jobs.kind === 'file' ? await openFileSums(request) : null
  const groups = request.by.length > 0 ? (files?.groupsOf(request.by) ?? null) : null
  const unpriced = { notBilled: 0n, pending: 0n, free: 0n, failedCharged: 0n }
  const accounts = new Set<string>()
  let lastNamed: string | undefined
  const take = (
    row: PricedRow,
    inputLine: number | null,
    at: Instant | null,
    text: ReadColumn,
    _file = 0,
    order = 0,
  ) => {
    if (row.status === 'billed' && row.outcome !== 'billed') unpriced.free += row.count
    if (row.status === 'not-billed' && row.deducted !== null && !isZero(row.deducted))
      unpriced.failedCharged += row.count
    if (!isRated(row)) {
      // It costs nothing whatever else it says, and nothing else can be said of it.
      unpriced[row.outcome === 'pending' ? 'pending' : 'notBilled'] += row.count
      return
    }
    const known = occurrences[row.number]
    if (known) known.times++
    else occurrences[row.number] = { row, times: 1 }
    if (at !== null) files?.times.add(row, at)
    groups?.add(row, at, text)
    const named = row.status === 'billed' ? text('account') : lastNamed
    if (named !== lastNamed) {
      lastNamed = named
      const account = accountOf(named)
      if (account !== null) accounts.add(account)
    }
    if (!request.keepsLines) return
    const own = toLines(row, request, { inputLine, at, text })
    lines.push(...own)
    orders.push(...own.map(() => order))
  }
  const { rejected, deviations, columns, ...repeats } =
    jobs.kind === 'flags'
      ? takeFlags(jobs, terms, take)
      : // A job by options loads nothing that reads files.
        await (await import('./jobs/price-files.js')).priceFile(jobs, terms, take)
  lines = inOrder(lines, orders)
  const tallies = tallyUp(occurrences, request)
  checkPackageUsed(tallies, terms)
  const sums = totalOf(tallies)
  const totals = {
    ...sums,
    notBilled: sums.notBilled + unpriced.notBilled,
    pending: sums.pending + unpriced.pending,
  }
  if (totals.billed + totals.notBilled + totals.pending > Number.MAX_SAFE_INTEGER) {
    fail('BAD_NUMBER', `more jobs than ${Number.MAX_SAFE_INTEGER}, beyond which JSON holds no exact count`)
  }
  const span = files?.times.span ?? 0
  // A volume uses packages up one after the other; what is bought for these jobs alone must last for all of them.
  const lasts = (offer: UnitOffer): boolean => request.market.volumePerMonth !== null || outlasts(offer, span)
  const market = { ...request.market, span, offers: request.market.offers.filter(lasts) }
  return {
    terms,
    market,
    leavesPackagesOut: market.offers.length < request.market.offers.length,
    file: jobs.kind === 'file' ? jobs.input.name : null,
    lines,
    tallies,
    totals,
    groups: groups?.list(counted => tallyUp(counted, request)) ?? null,
    days: files?.times.list(files.dayOf) ?? null,
    rejected,
    comparison: request.wantsComparison ? compareTallies(tallies, terms) : null,
    fallback: request.wantsFallback ? findFallbackRange(tallies, terms) : null,
    advice: tallies.length <= MAX_ADVISED ? adviseOn(tallies, terms, market) : null,
    deviations,
    unpriced,
    accounts: [...accounts],
    repeats,
    columns:
      columns === null || jobs.kind === 'flags' ? [] : [columns, ...(jobs.reading.leftOut.doubts ?? [])],
  }
}

/** Lines as the file has them: tasks are handed on when all have been read, and rows without a task before. */
function inOrder(lines: QuoteLine[], orders: readonly number[]): QuoteLine[] {
  const compare = (a: number, b: number): number =>
    lines[a]!.inputLine! - lines[b]!.inputLine! || orders[a]! - orders[b]!
  if (lines.every((_, i) => i === 0 || compare(i - 1, i) <= 0)) return lines
  return [...lines.keys()].sort(compare).map(i => lines[i]!)
}

const isRated = (row: PricedRow): row is RatedRow => row.priced !== null

/** Where a row stands, and what it says besides its job. */
interface RowOrigin {
  readonly inputLine: number | null
  readonly at: Instant | null
  readonly text: ReadColumn
}

const NO_ORIGIN: RowOrigin = { inputLine: null, at: null, text: () => undefined }

/** What is added up of files alone: by what the rows share, and by their times. */
async function openFileSums({ zone, terms }: QuoteRequest) {
  const [{ dayReader, RowGroups }, { JobTimes }] = await Promise.all([
    import('./quote-groups.js'),
    import('./job-days.js'),
  ])
  const dayOf = await dayReader(zone)
  const groupsOf = (by: readonly Grouping[]) => new RowGroups(by, dayOf)
  return { dayOf, groupsOf, times: new JobTimes(terms.asOf) }
}

/** The lines that a row stands for: itself, or with `--drafts` its drafts and itself. */
function toLines(row: RatedRow, { drafts, terms }: QuoteRequest, from: RowOrigin): QuoteLine[] {
  const { inputLine, at, text } = from
  // Written out: there is one for each of a million rows.
  const line: QuoteLine = {
    priced: row.priced,
    outcome: row.outcome,
    count: row.count,
    inputLine,
    stage: null,
    at,
    taskId: text('task_id') || null,
    account: accountOf(text('account')),
  }
  return drafts === null ? [line] : withDrafts(line, drafts, terms)
}

function tallyUp(occurrences: readonly Occurrence[], request: QuoteRequest): Tally[] {
  const sums = new Tallies()
  // Rows that have no price leave gaps.
  for (const { row, times } of occurrences.filter(each => each !== undefined)) {
    for (const { priced, outcome, count } of toLines(row, request, NO_ORIGIN))
      sums.add(priced, outcome, count * BigInt(times))
  }
  return sums.list()
}

function takeFlags(
  row: JobRow,
  terms: Terms,
  take: (row: PricedRow, line: null, at: null, text: ReadColumn) => void,
) {
  const priced = createPricer(terms)(row.job, null)
  if (priced.kind === 'unrated') failWithHint(priced.code, priced.reason, priced.hint)
  const { outcome, count } = row
  const counted = {
    number: 0,
    priced,
    outcome,
    status: outcome,
    saysStatus: true,
    count,
    deducted: null,
    isDeduction: false,
    pool: null,
    month: null,
  }
  take(counted, null, null, NO_ORIGIN.text)
  return { rejected: [], deviations: [], columns: null, ...NO_REPEATS }
}

/** A package that pays for none of the jobs prices nothing: its units are of another pool (rules §1). */
function checkPackageUsed(tallies: readonly Tally[], { packagePrice }: Terms): void {
  if (packagePrice === null || tallies.length === 0) return
  const pools = new Set(tallies.map(tally => tally.priced.rated.rate.pool))
  if (pools.has(packagePrice.pool)) return
  const found = [...pools].map(pool => pool ?? 'no pool, being priced in dollars').join(' and ')
  fail(
    'BAD_USAGE',
    `--package ${packagePrice.packageId} pays for units of the ${packagePrice.pool} pool; the jobs use ${found}`,
  )
}

/** The packages that have a price and a size, as comparisons look at them. */
export const offersOf = ({ offers, lists }: Assortment, trialsUsed: readonly string[]): UnitOffer[] =>
  offers.flatMap(({ id, listId, pool, price, units, validityDays, isOncePerAccount }) => {
    const list = lists.find(each => each.id === listId)
    const isGone = isOncePerAccount && trialsUsed.includes(id)
    return list && price !== null && units !== null && !isGone
      ? [{ id, list, pool, price, units, validityDays, isOncePerAccount }]
      : []
  })
