/**
 * A service level agreement as data. Everything in which vendors differ stands here, read from YAML; no
 * code names one. Percentages stay the decimal text of the document (`99.90`), exact and as published.
 */
import { monthOf, type ServicePeriod, servicePeriodOf, servicePeriodsOfTerm } from '../calendar.js'
import type { Day } from '../instant.js'
import { compareRatios, ratioOfDecimal } from '../ratio.js'
import type { Source } from '../source.js'

/**
 * How availability is measured. `ratio-timeslices`: the mean over all slices of the share of requests
 * that failed. `timeslices`: the share of slices that were not down, a slice being down when every attempt in
 * it failed.
 */
export const AVAILABILITY_METHODS = ['ratio-timeslices', 'timeslices'] as const
export type AvailabilityMethod = (typeof AVAILABILITY_METHODS)[number]

/** One row of a compensation table: `at_least` <= availability < `below`. */
export interface Tier {
  /** Per cent, exclusive. */
  readonly below: string
  /** Per cent, inclusive; null in the lowest tier. */
  readonly atLeast: string | null
  /** Of the fee that applies, per cent. */
  readonly percent: string
  readonly clause: string | null
}

/** Vouchers for later use, or a credit on a future invoice; neither is cash. */
export const COMPENSATION_FORMS = ['vouchers', 'service-credit'] as const

/** How a missed commitment is made good. */
export interface CompensationTerms {
  readonly form: (typeof COMPENSATION_FORMS)[number]
  /** What the percentages of the tiers are taken of, in the agreement's words. */
  readonly basis: string
  /** The most that is granted, in per cent of the fee less the part paid with vouchers; null: no cap. */
  readonly capPercent: string | null
  /** What the fee does not include, such as bandwidth charges; null: nothing is taken off. */
  readonly feeExcludes: string | null
  readonly clause: string
}

/** By when a claim must be made. */
export interface ClaimTerms {
  /** Claims open on the day after this working day of the next month; null: as soon as the period is over. */
  readonly opensAfterWorkingDay: number | null
  /** Claims close at the end of the month this many months after the period's own; at least 1. */
  readonly closesAfterMonths: number
  /**
   * Hours from becoming aware of an incident within which a ticket must be logged; null: none is asked for.
   */
  readonly ticketHours: number | null
  /** Days from receipt within which the vendor decides; null: not stated. */
  readonly processedWithinDays: number | null
  /** What a claim must hold and the customer must do. */
  readonly requirements: readonly Clause[]
  readonly clause: string
}

/** A rule of the agreement in words, with the number it has there. */
export interface Clause {
  readonly clause: string
  readonly text: string
}

/** When announced maintenance is no failure. */
export interface MaintenanceTerms {
  /** Hours of notice without which a window excludes nothing; null: announced at all is enough. */
  readonly noticeHours: number | null
  readonly clause: string
}

/** The least a customer must deploy to be eligible. */
export interface NodeMinimum {
  readonly networks: number
  readonly nodesEach: number
  readonly clause: string
}

/** A service level agreement in the version that applies from `effectiveFrom`. */
export interface Agreement {
  readonly id: string
  readonly title: string
  readonly vendor: string
  /** Words that the names of its hosts and models have, by which its requests are told from others'. */
  readonly namedBy: readonly string[]
  /** What the paths of its API have; empty: that is not known. */
  readonly paths: readonly string[]
  readonly source: Source
  /** The first day; null when the document has no date, and then it counts as always in force (rules §1). */
  readonly effectiveFrom: Day | null
  /** The first day on which it no longer applies; null: it has no end. */
  readonly effectiveTo: Day | null
  /** Whether a month that the term covers in part is a period of that part, or is measured whole. */
  readonly cutToTerm: boolean
  readonly periodClause: string
  readonly method: AvailabilityMethod
  /** The length of a slice in minutes; divides a day. */
  readonly sliceMinutes: number
  readonly methodClause: string
  /** The availability promised, in per cent; null when the document's text does not hold it. */
  readonly commitment: string | null
  readonly commitmentClause: string | null
  /** From the highest `below` down, without gap; empty when the document's text does not hold them. */
  readonly tiers: readonly Tier[]
  readonly compensation: CompensationTerms
  readonly claim: ClaimTerms
  readonly maintenance: MaintenanceTerms
  readonly exclusions: readonly Clause[]
  readonly nodeMinimum: NodeMinimum | null
  /** Ids of agreements under which the same incident cannot be compensated as well. */
  readonly notTogetherWith: readonly string[]
  readonly notes: readonly string[]
  readonly assertions: readonly AgreementAssertion[]
}

/** What the document itself says that its figures give; replayed by `findFailedAssertions`. */
export type AgreementAssertion =
  | {
      readonly check: 'service-periods'
      readonly termStart: Day
      readonly termMonths: number
      readonly periods: readonly ServicePeriod[]
    }
  | { readonly check: 'slices'; readonly period: ServicePeriod; readonly slices: number }
  | {
      readonly check: 'tier'
      readonly availability: string
      readonly verdict: 'met' | 'missed'
      /** The percentage of the tier; null when met. */
      readonly percent: string | null
    }
  | {
      readonly check: 'compensation'
      readonly availability: string
      readonly fee: string
      readonly voucherFee: string
      readonly amount: string
    }
  | { readonly check: 'claim-closes'; readonly period: ServicePeriod; readonly closes: Day }

/**
 * The version in force on the day a service period starts (000 art. 4: changes come with notice, so that
 * a period is judged by one version), or null when none of `versions` is.
 */
export function agreementInForce(versions: readonly Agreement[], start: Day): Agreement | null {
  const since = (version: Agreement): number => version.effectiveFrom ?? Number.NEGATIVE_INFINITY
  const inForce = versions.filter(
    version => since(version) <= start && (version.effectiveTo === null || start < version.effectiveTo),
  )
  return inForce.reduce<Agreement | null>(
    (best, one) => (best && since(best) >= since(one) ? best : one),
    null,
  )
}

/**
 * The service periods of a term of `months` (at least 1) from `start`, by the agreement's way of cutting
 * them.
 */
export function periodsOfTerm(agreement: Agreement, start: Day, months: number): ServicePeriod[] {
  const periods = servicePeriodsOfTerm(start, months)
  return agreement.cutToTerm ? periods : periods.map(period => servicePeriodOf(monthOf(period.start)))
}

/**
 * The agreement with the tiers of the customer's own copy in place of those the document shows only as a
 * picture. The commitment is the top of the table, unless the document states it.
 */
export const withTiers = (agreement: Agreement, tiers: readonly Tier[]): Agreement => ({
  ...agreement,
  tiers,
  commitment: agreement.commitment ?? tiers[0]?.below ?? null,
})

/** What is wrong with an agreement's figures: where, as keys and indices of its file, and what. */
export interface AgreementFault {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Everything that single values cannot show to be wrong. */
export function findAgreementFaults(agreement: Agreement): AgreementFault[] {
  const faults = findTierFaults(agreement.tiers, agreement.commitment)
  const { sliceMinutes, effectiveFrom, effectiveTo } = agreement
  if (1440 % sliceMinutes !== 0) {
    faults.unshift({
      path: ['availability', 'slice_minutes'],
      message: `slices of ${sliceMinutes} minutes do not fill a day`,
    })
  }
  if (effectiveFrom !== null && effectiveTo !== null && effectiveTo <= effectiveFrom) {
    faults.unshift({ path: ['effective_to'], message: 'effective_to is not after effective_from' })
  }
  return faults
}

/**
 * What is wrong with a table of tiers below a commitment (null: not stated). A gap would compensate
 * nothing without saying so, an overlap would leave the amount to the order of the rows.
 */
export function findTierFaults(tiers: readonly Tier[], commitment: string | null): AgreementFault[] {
  const faults: AgreementFault[] = []
  const compare = (a: string, b: string): number => compareRatios(ratioOfDecimal(a), ratioOfDecimal(b))
  tiers.forEach(({ below, atLeast, percent }, row) => {
    const report = (key: string, message: string) => faults.push({ path: ['tiers', row, key], message })
    const above = tiers[row - 1]
    const isLast = row === tiers.length - 1
    const top = above ? above.atLeast : commitment
    if (top !== null && compare(below, top) !== 0) report('below', `${below} does not continue from ${top}`)
    if (atLeast === null && !isLast) report('at_least', 'only the last tier may have no at_least')
    if (atLeast !== null && isLast) report('at_least', `no tier covers less than ${atLeast}`)
    if (atLeast !== null && compare(atLeast, below) >= 0)
      report('at_least', `${atLeast} is not less than below ${below}`)
    if (above && compare(percent, above.percent) < 0)
      report('percent', `${percent} is less than the ${above.percent} of the tier above`)
  })
  return faults
}
