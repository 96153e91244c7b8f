/** From a job or a file of jobs to a quote: what `kling-cost quote` and the library's `quote` both do. */
import { fail } from '../core/failure.js'
import { isZero } from '../core/quantity.js'
import { createPricer, type PricedJob, type Terms } from '../core/rating/price-job.js'
import {
  adviseOn,
  compareTallies,
  findFallbackRange,
  type Quote,
  type QuoteLine,
  Tallies,
  type Tally,
  totalOf,
  withDrafts,
} from '../core/rating/quote.js'
import { NO_REPEATS } from '../core/repeated-tasks.js'
import type { JobRow } from '../read/job-row.js'
import type { FileJobs, PricedRow } from './quote-jobs.js'

/** Where the jobs come from. */
export type JobSource = ({ readonly kind: 'flags' } & JobRow) | ({ readonly kind: 'file' } & FileJobs)

/** What is asked. */
export interface QuoteRequest {
  readonly terms: Terms
  readonly jobs: JobSource
  /** Drafts for each final, or null. */
  readonly drafts: bigint | null
  readonly wantsComparison: boolean
  readonly wantsFallback: boolean
  /** Whether each line is kept, or only how often each distinct job occurs. */
  readonly keepsLines: boolean
}

/** Above this many distinct jobs the unasked advice is left out: it looks each up on every card. */
const MOST_ADVISED = 2000

/** Answers a quote. Throws InputError for bad input. */
export async function answerQuote(request: QuoteRequest): Promise<Quote> {
  const { terms, jobs } = request
  const occurrences: Occurrence[] = []
  const lines: QuoteLine[] = []
  const unpriced = { notBilled: 0n, pending: 0n, free: 0n, failedCharged: 0n }
  const take = (row: PricedRow, inputLine: number | null) => {
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
    if (request.keepsLines) lines.push(...toLines(row, inputLine, request))
  }
  const { rejected, deviations, columns, ...repeats } =
    jobs.kind === 'flags'
      ? takeFlags(jobs, terms, take)
      : // A job by options loads nothing that reads files.
        await (await import('./quote-jobs.js')).priceFile(
          { ...jobs, keepsAccounts: request.keepsLines },
          terms,
          take,
        )
  // Tasks are handed on when all have been read, and rows without a task before.
  if (lines.some(({ inputLine }, i) => inputLine! < (lines[i - 1]?.inputLine ?? 0)))
    lines.sort((a, b) => a.inputLine! - b.inputLine!)
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
  return {
    terms,
    file: jobs.kind === 'file' ? jobs.input.name : null,
    lines,
    tallies,
    totals,
    rejected,
    comparison: request.wantsComparison ? compareTallies(tallies, terms) : null,
    fallback: request.wantsFallback ? findFallbackRange(tallies, terms) : null,
    advice: tallies.length <= MOST_ADVISED ? adviseOn(tallies, terms) : null,
    deviations,
    unpriced,
    repeats,
    columns: columns === null ? [] : [columns],
  }
}

/** A row with a price. */
type RatedRow = PricedRow & { readonly priced: PricedJob }

/** How often a row occurs; rows that come down to the same are one object. */
interface Occurrence {
  readonly row: RatedRow
  times: number
}

const isRated = (row: PricedRow): row is RatedRow => row.priced !== null

/** The lines that a row stands for: itself, or with `--drafts` its drafts and itself. */
function toLines(row: RatedRow, inputLine: number | null, { drafts, terms }: QuoteRequest): QuoteLine[] {
  const line = { ...row, inputLine, stage: null }
  return drafts === null ? [line] : withDrafts(line, drafts, terms)
}

function tallyUp(occurrences: readonly Occurrence[], request: QuoteRequest): Tally[] {
  const sums = new Tallies()
  // Rows that have no price leave gaps.
  for (const { row, times } of occurrences.filter(each => each !== undefined)) {
    for (const { priced, outcome, count } of toLines(row, null, request))
      sums.add(priced, outcome, count * BigInt(times))
  }
  return sums.list()
}

function takeFlags(row: JobRow, terms: Terms, take: (row: PricedRow, line: null) => void) {
  const priced = createPricer(terms)(row.job, null)
  if (priced.kind === 'unrated') fail(priced.code, priced.reason, undefined, priced.hint)
  const { outcome, count } = row
  take({ number: 0, priced, outcome, status: outcome, count, deducted: null, pool: null, month: null }, null)
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
