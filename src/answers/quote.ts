/** From a job or a file of jobs to a quote: what `kling-cost quote` and the library's `quote` both do. */
import { fail } from '../core/failure.js'
import { createPricer, type Terms } from '../core/rating/price-job.js'
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
  const occurrences = new Map<PricedRow, number>()
  const lines: QuoteLine[] = []
  const take = (row: PricedRow, inputLine: number | null) => {
    occurrences.set(row, (occurrences.get(row) ?? 0) + 1)
    if (request.keepsLines) lines.push(...toLines(row, inputLine, request))
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
    file: jobs.kind === 'file' ? jobs.input.name : null,
    lines,
    tallies,
    totals,
    rejected,
    comparison: request.wantsComparison ? compareTallies(tallies, terms) : null,
    fallback: request.wantsFallback ? findFallbackRange(tallies, terms) : null,
    advice: tallies.length <= MOST_ADVISED ? adviseOn(tallies, terms) : null,
    deviations,
    columns: columns === null ? [] : [columns],
  }
}

/** The lines that a row stands for: itself, or with `--drafts` its drafts and itself. */
function toLines(row: PricedRow, inputLine: number | null, { drafts, terms }: QuoteRequest): QuoteLine[] {
  const line = { ...row, inputLine, stage: null }
  return drafts === null ? [line] : withDrafts(line, drafts, terms)
}

function tallyUp(occurrences: ReadonlyMap<PricedRow, number>, request: QuoteRequest): Tally[] {
  const sums = new Tallies()
  for (const [row, times] of occurrences) {
    for (const { priced, outcome, count } of toLines(row, null, request))
      sums.add(priced, outcome, count * BigInt(times))
  }
  return sums.list()
}

function takeFlags(row: JobRow, terms: Terms, take: (row: PricedRow, line: null) => void) {
  const priced = createPricer(terms)(row.job, null)
  if (priced.kind === 'unrated') fail(priced.code, priced.reason, undefined, priced.hint)
  take({ priced, outcome: row.outcome, count: row.count }, null)
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
