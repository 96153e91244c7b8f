/** What a service level agreement's file looks like: `kind: agreement`. */
import { z } from 'zod'
import type { ServicePeriod } from '../core/calendar.js'
import {
  type Agreement,
  type AgreementAssertion,
  AVAILABILITY_METHODS,
  COMPENSATION_FORMS,
  type Tier,
  withTiers,
} from '../core/sla/agreement.js'
import { expectDay, readDated } from '../core/source.js'
import {
  choice,
  day,
  decimal,
  flag,
  kebab,
  optional,
  percentage,
  source,
  text,
  wholeNumber,
} from './scalar.js'

/** Ten years: no agreement gives longer notice or waits longer, and dates stay within the calendar. */
const MOST_HOURS = 87_600
const MOST_DAYS = 3650
const MOST_MONTHS = 120

const clause = text.describe('The clause of the document that says so')

const words = z.strictObject({ clause, text: text.describe('What it says') })

const tier = z.strictObject({
  below: percentage.describe('Availability in per cent, excluded'),
  at_least: optional(percentage, 'Availability in per cent, included; left out in the lowest tier'),
  percent: percentage.describe('What is granted, in per cent of the fee'),
  clause: clause.optional(),
})

/** The form of a list of tiers by itself: the customer's own table for an agreement that shows none. */
export const tierList = z.strictObject({
  kind: z.literal('tiers').describe('What the file is'),
  tiers: z.array(tier).min(1).describe('The tiers from the highest down, without gap'),
})

const period = {
  start: day.describe('The first day of the service period'),
  end: day.describe('Its last day, which belongs to it'),
}

const assertion = z.discriminatedUnion('check', [
  z.strictObject({
    check: z.literal('service-periods').describe('How a term is cut into service periods'),
    term_start: day.describe('The first day of the term'),
    term_months: wholeNumber(MOST_MONTHS).describe('Its length in months'),
    periods: z.array(z.strictObject(period)).min(1).describe('Its service periods'),
  }),
  z.strictObject({
    check: z.literal('slices').describe('How many slices a service period has'),
    ...period,
    slices: wholeNumber().describe('Their number'),
  }),
  z.strictObject({
    check: z.literal('tier').describe('What an availability gives'),
    availability: percentage.describe('In per cent'),
    verdict: choice(['met', 'missed']).describe('Whether the commitment is kept'),
    percent: optional(percentage, 'The percentage of its tier; left out when met'),
  }),
  z.strictObject({
    check: z.literal('compensation').describe('What is granted'),
    availability: percentage.describe('In per cent'),
    fee: decimal.describe('The fee of the period in US dollars'),
    voucher_fee: optional(decimal, 'The part of it paid with vouchers; 0 when left out'),
    amount: decimal.describe('The compensation in US dollars'),
  }),
  z.strictObject({
    check: z.literal('claim-closes').describe('By when a claim must be made'),
    ...period,
    closes: day.describe('The last day of the claim window'),
  }),
])

/** A service level agreement. */
export const agreement = z.strictObject({
  kind: z.literal('agreement').describe('What the file is'),
  id: kebab.describe('The id by which --policy names it'),
  title: text.describe('The agreement in words'),
  vendor: text.describe('Who promises'),
  named_by: optional(
    z.array(text).min(1),
    "Words, one of which the names of the vendor's hosts and models have: sla warns of requests to others",
  ),
  paths: optional(
    z.array(text).min(1),
    'What the paths of its API have, such as /v1: sla warns of a log in which none has it, and nothing else names the vendor',
  ),
  source: source.describe('Where it comes from'),
  effective_from: optional(day, 'The first day on which it applies; left out: it always has'),
  effective_to: optional(day, 'The first day on which it no longer applies; left out: it has no end'),
  service_period: z
    .strictObject({
      cut_to_term: flag.describe(
        'Whether a month that a term covers in part is measured over that part alone',
      ),
      clause,
    })
    .describe('What availability is measured over: calendar months'),
  availability: z
    .strictObject({
      method: choice(AVAILABILITY_METHODS).describe(
        'ratio-timeslices: the mean share of failed requests; timeslices: the share of slices that were not down',
      ),
      slice_minutes: wholeNumber(1440).describe('The length of a slice in minutes; divides a day'),
      clause,
      commitment: optional(
        percentage,
        'The availability promised, in per cent; left out: the top of the tiers, or not known',
      ),
      commitment_clause: clause.optional(),
    })
    .describe('How availability is measured and what is promised'),
  tiers: optional(
    z.array(tier).min(1),
    'What is granted below which availability, from the highest tier down; left out: not known',
  ),
  compensation: z
    .strictObject({
      form: choice(COMPENSATION_FORMS).describe('What is granted: vouchers, or a credit on a future invoice'),
      basis: text.describe('What the percentages are taken of'),
      cap_percent: optional(
        percentage,
        'The most that is granted, in per cent of the fee less the part paid with vouchers',
      ),
      fee_excludes: optional(text, 'What the fee does not include'),
      clause,
    })
    .describe('How a missed commitment is made good'),
  claim: z
    .strictObject({
      opens_after_working_day: optional(
        wholeNumber(20),
        'Claims open after this working day of the next month; left out: when the period is over',
      ),
      closes_after_months: wholeNumber(MOST_MONTHS).describe(
        "Claims close at the end of the month so many months after the period's own",
      ),
      ticket_hours: optional(
        wholeNumber(MOST_HOURS),
        'Hours from becoming aware of an incident within which a ticket must be logged',
      ),
      processed_within_days: optional(wholeNumber(MOST_DAYS), 'Days within which a claim is decided'),
      requirements: optional(z.array(words), 'What a claim must hold and the customer must do'),
      clause,
    })
    .describe('By when and how a claim is made'),
  maintenance: z
    .strictObject({
      notice_hours: optional(
        wholeNumber(MOST_HOURS),
        'Hours of notice without which a window excludes nothing; left out: announced at all is enough',
      ),
      clause,
    })
    .describe('When announced maintenance is no failure'),
  exclusions: optional(z.array(words), 'What is not compensated'),
  node_minimum: optional(
    z.strictObject({
      networks: wholeNumber(1000).describe('At least so many networks'),
      nodes_each: wholeNumber(1000).describe('with at least so many nodes in each'),
      clause,
    }),
    'The least that a customer must deploy',
  ),
  not_together_with: optional(
    z.array(kebab),
    'Ids of agreements under which the same incident cannot be compensated as well',
  ),
  notes: optional(z.array(text), 'What a reader of the result should know'),
  assertions: optional(z.array(assertion), "The document's own examples, which the figures must give"),
})

export type AgreementText = z.infer<typeof agreement>
export type TierListText = z.infer<typeof tierList>

const optionalCount = (text: string | undefined): number | null => (text === undefined ? null : Number(text))
const periodOf = ({ start, end }: { start: string; end: string }): ServicePeriod => ({
  start: expectDay(start),
  end: expectDay(end),
})

/** The tiers that a sound list of them (of an agreement, or by itself) says. */
export const toTiers = (tiers: TierListText['tiers']): Tier[] =>
  tiers.map(({ below, at_least, percent, clause }) => ({
    below,
    atLeast: at_least ?? null,
    percent,
    clause: clause ?? null,
  }))

/** The agreement that a file without form faults says; `findAgreementFaults` checks what it means. */
export function toAgreement(file: AgreementText): Agreement {
  const { availability, compensation, claim, maintenance, node_minimum: nodes } = file
  const plain: Agreement = {
    id: file.id,
    title: file.title,
    vendor: file.vendor,
    namedBy: file.named_by ?? [],
    paths: file.paths ?? [],
    ...readDated(file),
    cutToTerm: file.service_period.cut_to_term === 'true',
    periodClause: file.service_period.clause,
    method: availability.method,
    sliceMinutes: Number(availability.slice_minutes),
    methodClause: availability.clause,
    commitment: availability.commitment ?? null,
    commitmentClause: availability.commitment_clause ?? null,
    tiers: [],
    compensation: {
      form: compensation.form,
      basis: compensation.basis,
      capPercent: compensation.cap_percent ?? null,
      feeExcludes: compensation.fee_excludes ?? null,
      clause: compensation.clause,
    },
    claim: {
      opensAfterWorkingDay: optionalCount(claim.opens_after_working_day),
      closesAfterMonths: Number(claim.closes_after_months),
      ticketHours: optionalCount(claim.ticket_hours),
      processedWithinDays: optionalCount(claim.processed_within_days),
      requirements: claim.requirements ?? [],
      clause: claim.clause,
    },
    maintenance: { noticeHours: optionalCount(maintenance.notice_hours), clause: maintenance.clause },
    exclusions: file.exclusions ?? [],
    nodeMinimum: nodes
      ? { networks: Number(nodes.networks), nodesEach: Number(nodes.nodes_each), clause: nodes.clause }
      : null,
    notTogetherWith: file.not_together_with ?? [],
    notes: file.notes ?? [],
    assertions: (file.assertions ?? []).map(toAssertion),
  }
  return withTiers(plain, toTiers(file.tiers ?? []))
}

function toAssertion(item: NonNullable<AgreementText['assertions']>[number]): AgreementAssertion {
  switch (item.check) {
    case 'service-periods':
      return {
        check: item.check,
        termStart: expectDay(item.term_start),
        termMonths: Number(item.term_months),
        periods: item.periods.map(periodOf),
      }
    case 'slices':
      return { check: item.check, period: periodOf(item), slices: Number(item.slices) }
    case 'tier':
      return {
        check: item.check,
        availability: item.availability,
        verdict: item.verdict,
        percent: item.percent ?? null,
      }
    case 'compensation':
      return {
        check: item.check,
        availability: item.availability,
        fee: item.fee,
        voucherFee: item.voucher_fee ?? '0',
        amount: item.amount,
      }
    case 'claim-closes':
      return { check: item.check, period: periodOf(item), closes: expectDay(item.closes) }
    default:
      return item satisfies never
  }
}
