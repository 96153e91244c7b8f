/**
 * The library's door: the answers of the command line for other programs, typed, without its printing.
 *
 * @example
 * const { totals } = await quote({ jobs: [{ model: '3.0', resolution: '1080p', audio: true, duration: 10 }] })
 */
import { answerQuote } from './answers/quote.js'
import { fail, type Issue, isIssue, NOWHERE } from './core/failure.js'
import { instantAt, UTC } from './core/instant.js'
import { effectiveUnitPrice, findPackage } from './core/ledger/resource-package.js'
import { findCard } from './core/rating/catalogue.js'
import type { PackagePrice } from './core/rating/price-job.js'
import { loadRates, type Rates } from './read/rates/load-rates.js'
import { type QuoteView, viewWholeQuote } from './report/quote-view.js'

export { InputError, type Issue, type IssueCode, type Place } from './core/failure.js'
export type { QuoteView } from './report/quote-view.js'

/** One job, in the words of `kling-cost quote --from`; what a job does not need is left out. */
export interface JobInput {
  /** ISO-8601 with zone, or epoch seconds or milliseconds. */
  readonly timestamp?: string | number
  readonly capability?: string
  /** As people type it: `3.0`, `O3`, `kling-v2-1-master`. */
  readonly model?: string
  readonly mode?: 'std' | 'pro'
  readonly resolution?: string
  /** Seconds of output; a string keeps every digit. */
  readonly duration?: string | number
  readonly audio?: boolean
  readonly reference?: 'image' | 'video'
  readonly voice_control?: boolean
  readonly effect?: string
  /** 1 to 10^9; 1 when left out. */
  readonly count?: number
  readonly status?: string
}

/** What to quote, and how. */
export interface QuoteInput {
  readonly jobs: readonly JobInput[]
  /** The price list to use; left out: the one that the command line would choose. */
  readonly card?: string
  /** Price units at this resource package's effective unit price. */
  readonly package?: string
  /** When jobs without a timestamp take place; left out: now. */
  readonly asOf?: Date
  /** Rate files of your own, as paths. */
  readonly rates?: readonly string[]
  readonly compare?: boolean
  readonly fallback?: boolean
}

const NO_STDIN = { stream: [] as unknown as AsyncIterable<Buffer>, isTerminal: true }

/**
 * The cost of jobs: what `kling-cost quote --from jobs.jsonl --json` writes, `input_line` counting the jobs
 * from 1. Throws `InputError` with every issue when a job cannot be read or has no price.
 */
export async function quote(input: QuoteInput): Promise<QuoteView> {
  const rates = await loadRates(input.rates ?? [], NO_STDIN)
  const text = input.jobs.map(job => `${JSON.stringify(job)}\n`).join('')
  const answer = await answerQuote({
    terms: {
      catalogue: rates.catalogue,
      asOf: instantAt((input.asOf ?? new Date()).getTime()),
      card: input.card === undefined ? null : found(findCard(rates.catalogue, input.card, NOWHERE)),
      packagePrice: input.package === undefined ? null : readPackagePrice(input.package, rates),
    },
    zone: UTC,
    jobs: {
      kind: 'file',
      input: { name: 'jobs', chunks: chunksOf(text), size: null, bytesRead: () => 0 },
      columns: new Map(),
      badRows: 'stop',
      keepsRejects: false,
    },
    drafts: null,
    wantsComparison: input.compare === true,
    wantsFallback: input.fallback === true,
    keepsLines: true,
  })
  return viewWholeQuote(answer)
}

async function* chunksOf(text: string): AsyncGenerator<Buffer> {
  // Without jobs there is nothing to tell the form by; a list of none is one.
  yield Buffer.from(text === '' ? '[]' : text)
}

function found<T extends object>(result: T | Issue): T {
  if (isIssue(result)) fail(result.code, result.message, result.place, result.hint)
  return result as T
}

function readPackagePrice(id: string, rates: Rates): PackagePrice {
  const offer = found(findPackage(rates.packages, id, NOWHERE))
  const unitPrice = effectiveUnitPrice(offer)
  if (unitPrice === null) fail('BAD_USAGE', `package ${offer.id} has no price of its own: it is negotiated`)
  return { packageId: offer.id, pool: offer.pool, unitPrice }
}
