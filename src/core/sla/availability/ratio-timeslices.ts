/**
 * Availability as the mean of the error rates of time slices: 100 % × (1 − Σ rates ÷ number of slices).
 */
import { unreachable } from '../../failure.js'
import { compareRatios, type Ratio, ratio } from '../../ratio.js'
import type { Agreement, Tier } from '../agreement.js'
import {
  addFractions,
  compareShares,
  type Fraction,
  percentLeft,
  type Share,
  sumShares,
} from '../fraction.js'
import {
  type Coverage,
  measureCoverage,
  type RequestCounts,
  type SliceCounts,
  type SliceRange,
  sumCounts,
} from '../slice-counts.js'
import { judgeAvailability, measureToNextTier, type Verdict } from '../verdict.js'

/** What an availability is held against. */
type Terms = Pick<Agreement, 'commitment' | 'tiers'>

/** `error`: requests that never reached the server are error requests (SLA 1.2); `ignore`: they are not. */
export const UNREACHED_CHOICES = ['error', 'ignore'] as const
export type UnreachedChoice = (typeof UNREACHED_CHOICES)[number]

/** `capped`: errors ÷ valid requests, never over 1; `attempts`: errors ÷ (valid + unreached requests). */
export const RATE_CHOICES = ['capped', 'attempts'] as const
export type RateChoice = (typeof RATE_CHOICES)[number]

/** What the agreement leaves open, as it is read here. */
export interface RatioChoices {
  readonly unreached: UnreachedChoice
  readonly rate: RateChoice
}

/** What another reading of the agreement would give, when it gives another availability. */
export interface Alternative {
  /** The option that asks for it, such as `unreached=ignore`. */
  readonly choice: string
  /** Per cent; null: no data. */
  readonly availability: Fraction | null
  readonly verdict: Verdict
  readonly tier: Tier | null
}

/** The availability of one service period. Fractions are exact, not in lowest terms. */
export interface RatioAvailability {
  readonly method: 'ratio-timeslices'
  readonly totals: RequestCounts
  readonly coverage: Coverage
  /** The sum of the error rates: slices lost. */
  readonly rateSum: Fraction
  /** Per cent; null when there is neither a valid request nor a counted error. */
  readonly availability: Fraction | null
  /** Per cent: if every slice without a request had failed entirely, and as measured; null without data. */
  readonly bounds: { readonly lowest: Fraction; readonly highest: Fraction } | null
  readonly verdict: Verdict
  readonly tier: Tier | null
  /** More rate sum until the next lower tier; null in the lowest, and without data. */
  readonly toNextTier: Fraction | null
  readonly sensitivity: readonly Alternative[]
}

/** The error rate of a slice (SLA 1.4), 0 to 1, as errors of requests; null when it is 0. */
export function shareOfErrors(counts: RequestCounts, { unreached, rate }: RatioChoices): Share | null {
  const missing = unreached === 'error' ? counts.unreached : 0
  const errors = counts.errors + missing
  if (errors === 0) return null
  switch (rate) {
    // SLA 1.3 divides by what was received, which an outage can make fewer than the errors, or none at
    // all. The agreement does not say what then; an interval cannot fail more than entirely (rules §3).
    case 'capped':
      return errors >= counts.valid ? { errors: 1, of: 1 } : { errors, of: counts.valid }
    // Unreached requests that do not count as errors do not count as attempts either: they would otherwise
    // improve the rate. Errors are among the valid, so that the rate stays within 1 by itself; the
    // bound is for counts that were reduced elsewhere.
    case 'attempts':
      return errors >= counts.valid + missing ? { errors: 1, of: 1 } : { errors, of: counts.valid + missing }
    default:
      return unreachable(rate)
  }
}

/** The exact error rate of a slice, 0 to 1. */
export function errorRateOf(counts: RequestCounts, choices: RatioChoices): Ratio {
  const share = shareOfErrors(counts, choices)
  return share ? ratio(BigInt(share.errors), BigInt(share.of)) : ratio(0n)
}

const sumRates = (slices: readonly SliceCounts[], choices: RatioChoices): Fraction =>
  sumShares(slices, slice => shareOfErrors(slice, choices))

// The formula alone would give a month without requests 100 % (rules §3).
const hasData = (totals: RequestCounts, choices: RatioChoices): boolean =>
  totals.valid > 0 || totals.errors > 0 || (choices.unreached === 'error' && totals.unreached > 0)

/**
 * Measures one service period from its `slices` (within `range`, in order, one entry each) and judges it
 * by the agreement. SLA 2.1: every slice of the period counts, busy or idle, so that the divisor is the
 * calendar and not the traffic; in a running period the slices to come count as without error.
 */
export function measureRatioAvailability(
  agreement: Terms,
  range: SliceRange,
  slices: readonly SliceCounts[],
  choices: RatioChoices,
): RatioAvailability {
  const totals = sumCounts(slices)
  const coverage = measureCoverage(slices, range)
  // Both choices concern unreached requests alone: where there are none, every reading is the same.
  const [settled, open]: [SliceCounts[], SliceCounts[]] = [[], []]
  for (const counts of slices) (counts.unreached === 0 ? settled : open).push(counts)
  const alike = sumRates(settled, choices)
  const sumBy = (reading: RatioChoices): Fraction => addFractions(alike, sumRates(open, reading))
  const rateSum = sumBy(choices)
  const judge = rateSum.num === 0n ? judgeUnfailing : judgeSum
  const { availability, bounds, verdict, tier, toNextTier } = hasData(totals, choices)
    ? judge(agreement, coverage, rateSum)
    : { availability: null, bounds: null, toNextTier: null, ...judgeAvailability(agreement, null) }
  return {
    method: 'ratio-timeslices',
    totals,
    coverage,
    rateSum,
    availability,
    bounds,
    verdict,
    tier,
    toNextTier,
    sensitivity:
      open.length === 0
        ? NO_ALTERNATIVES
        : findAlternatives(agreement, coverage.slices, totals, choices, sumBy, availability),
  }
}

const NO_ALTERNATIVES: readonly Alternative[] = []

type JudgedSum = Pick<RatioAvailability, 'availability' | 'bounds' | 'verdict' | 'tier' | 'toNextTier'>

/** What follows from a sum of error rates, and from how many slices hold a request. */
function judgeSum(
  agreement: Terms,
  { slices, slicesWithRequests }: Pick<Coverage, 'slices' | 'slicesWithRequests'>,
  rateSum: Fraction,
): JudgedSum {
  const availability = percentLeft(rateSum, slices)
  const silent = BigInt(slices - slicesWithRequests)
  const worstSum = { num: rateSum.num + silent * rateSum.den, den: rateSum.den }
  const judgement = judgeAvailability(agreement, availability)
  return {
    availability,
    bounds: { lowest: percentLeft(worstSum, slices), highest: availability },
    ...judgement,
    toNextTier: measureToNextTier(agreement, judgement, rateSum, slices),
  }
}

const unfailing = new WeakMap<Terms, Map<string, JudgedSum>>()

/** The same where nothing failed: what most of many accounts have in common is made once, and kept once. */
function judgeUnfailing(agreement: Terms, coverage: Coverage, rateSum: Fraction): JudgedSum {
  let known = unfailing.get(agreement)
  if (!known) {
    known = new Map()
    unfailing.set(agreement, known)
  }
  const key = `${coverage.slices} ${coverage.slicesWithRequests}`
  let judged = known.get(key)
  if (!judged) {
    judged = judgeSum(agreement, coverage, rateSum)
    known.set(key, judged)
  }
  return judged
}

function findAlternatives(
  agreement: Terms,
  sliceCount: number,
  totals: RequestCounts,
  choices: RatioChoices,
  sumBy: (reading: RatioChoices) => Fraction,
  availability: Fraction | null,
): Alternative[] {
  const unreached = choices.unreached === 'error' ? 'ignore' : 'error'
  const rate = choices.rate === 'capped' ? 'attempts' : 'capped'
  const others = [
    { choice: `unreached=${unreached}`, other: { ...choices, unreached } as const },
    { choice: `rate=${rate}`, other: { ...choices, rate } as const },
  ]
  return others.flatMap(({ choice, other }) => {
    const sum = sumBy(other)
    const changed = hasData(totals, other) ? percentLeft(sum, sliceCount) : null
    const same =
      changed && availability ? compareRatios(changed, availability) === 0 : changed === availability
    return same ? [] : [{ choice, availability: changed, ...judgeAvailability(agreement, changed) }]
  })
}

/** A slice with its error rate. */
export interface RatedSlice {
  readonly slice: number
  readonly rate: Ratio
  readonly counts: SliceCounts
}

/**
 * The slices with the highest error rates above 0, at most `limit`, which is at least 1; of equal rates the one
 * with more errors, then the earlier.
 */
export function findWorstSlices(
  slices: readonly SliceCounts[],
  choices: RatioChoices,
  limit: number,
): RatedSlice[] {
  interface Candidate {
    readonly share: Share
    readonly counts: SliceCounts
  }
  const weight = ({ errors, unreached }: SliceCounts): number => errors + unreached
  const inOrder = (a: Candidate, b: Candidate): number =>
    compareShares(b.share, a.share) || weight(b.counts) - weight(a.counts) || a.counts.slice - b.counts.slice
  // Few are kept of thousands, which are not worth sorting, nor making ratios of.
  const worst: Candidate[] = []
  for (const counts of slices) {
    const share = shareOfErrors(counts, choices)
    if (share === null) continue
    const last = worst[limit - 1]
    if (last && compareShares(share, last.share) < 0) continue
    worst.push({ share, counts })
    worst.sort(inOrder)
    if (worst.length > limit) worst.pop()
  }
  return worst.map(({ counts }) => ({ slice: counts.slice, rate: errorRateOf(counts, choices), counts }))
}
