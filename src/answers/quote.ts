/** From a job or a file of jobs to a quote: what `kling-cost quote` and the library's `quote` both do. */
import { fail } from '../core/failure.js'
import type { Instant, Zone } from '../core/instant.js'
import type { Assortment } from '../core/ledger/package-list.js'
import { adviseOn, type Market, type UnitOffer } from '../core/rating/other-ways.js'
import { createPricer, type Terms } from '../core/rating/price-job.js'
import {
  compareTallies,
  findFallbackRange,
  type Grouping,
  type Quote,
  type QuoteLine,
  withDrafts,
} from '../core/rating/quote.js'
import { Tallies, type Tally, totalOf } from '../core/rating/tally.js'
import type { JobRow } from '../read/job-row.js'
import type { FileJobs, PricedRow, ReadColumn } from './quote-jobs.js'

/** Where the jobs come from. */
export type JobSource = ({ readonly kind: 'flags' } & JobRow) | ({ readonly kind: 'file' } & FileJobs)

/** What is asked. */
export interface QuoteRequest {
  readonly terms: Terms
  readonly market: Market
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
const MOST_ADVISED = 2000

/** Answers a quote. Throws InputError for bad input. */
export async function answerQuote(request: QuoteRequest): Promise<Quote> {
  const { terms, market, jobs } = request
  const occurrences = new Map<PricedRow, number>()
  const lines: QuoteLine[] = []
  const groups = request.by.length > 0 ? await openGroups(request) : null
  const take = (row: PricedRow, inputLine: number | null, at: Instant | null, text: ReadColumn) => {
    occurrences.set(row, (occurrences.get(row) ?? 0) + 1)
    groups?.add(row, at, text)
    if (request.keepsLines) lines.push(...toLines(row, request, { inputLine, at, text }))
  }
  const { rejected, deviations, columns } =
    jobs.kind === 'flags'
      ? takeFlags(jobs, terms, take)
      : // A job by options loads nothing that reads files.
        await (await import('./quote-jobs.js')).priceFile(jobs, terms, take)
  const tallies = tallyUp(occurrences, request)
  checkPackageUsed(tallies, terms)
  const totals = totalOf(tallies)
  if (totals.billed + totals.notBilled + totals.pending > Number.MAX_SAFE_INTEGER) {
    fail('BAD_NUMBER', `more jobs than ${Number.MAX_SAFE_INTEGER}, beyond which JSON holds no exact count`)
  }
  return {
    terms,
    market,
    file: jobs.kind === 'file' ? jobs.input.name : null,
    lines,
    tallies,
    totals,
    groups: groups?.list(counted => tallyUp(counted, request)) ?? null,
    rejected,
    comparison: request.wantsComparison ? compareTallies(tallies, terms) : null,
    fallback: request.wantsFallback ? findFallbackRange(tallies, terms) : null,
    advice: tallies.length <= MOST_ADVISED ? adviseOn(tallies, terms, market) : null,
    deviations,
    columns: columns === null ? [] : [columns],
  }
}

/** Where a row stands, and what it says besides its job. */
interface RowOrigin {
  readonly inputLine: number | null
  readonly at: Instant | null
  readonly text: ReadColumn
}

const NO_ORIGIN: RowOrigin = { inputLine: null, at: null, text: () => undefined }

async function openGroups({ by, zone }: QuoteRequest) {
  const { dayReader, RowGroups } = await import('./quote-groups.js')
  return new RowGroups(by, await dayReader(zone))
}

/** The lines that a row stands for: itself, or with `--drafts` its drafts and itself. */
function toLines(row: PricedRow, { drafts, terms }: QuoteRequest, from: RowOrigin): QuoteLine[] {
  const { inputLine, at, text } = from
  const line: QuoteLine = {
    ...row,
    inputLine,
    stage: null,
    at,
    taskId: text('task_id') || null,
    account: text('account') || null,
  }
  return drafts === null ? [line] : withDrafts(line, drafts, terms)
}

function tallyUp(occurrences: ReadonlyMap<PricedRow, number>, request: QuoteRequest): Tally[] {
  const sums = new Tallies()
  for (const [row, times] of occurrences) {
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
  if (priced.kind === 'unrated') fail(priced.code, priced.reason, undefined, priced.hint)
  take({ priced, outcome: row.outcome, count: row.count }, null, null, NO_ORIGIN.text)
  return { rejected: [], deviations: [], columns: null }
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
export const offersOf = ({ offers, lists }: Assortment): UnitOffer[] =>
  offers.flatMap(({ id, listId, pool, price, units, validityDays, isOncePerAccount }) => {
    const list = lists.find(each => each.id === listId)
    return list && price !== null && units !== null
      ? [{ id, list, pool, price, units, validityDays, isOncePerAccount }]
      : []
  })
