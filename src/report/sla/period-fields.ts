/** What the JSON of `sla` says of one account in one period: what was measured, what follows, and the evidence. */
import type { Instant } from '../../core/instant.js'
import { formatRatio, type Ratio, ratio } from '../../core/ratio.js'
import { type Agreement, AVAILABILITY_METHODS, COMPENSATION_FORMS } from '../../core/sla/agreement.js'
import type { PeriodAnswer } from '../../core/sla/answer.js'
import type { RatioAvailability } from '../../core/sla/availability/ratio-timeslices.js'
import type { SliceUptime } from '../../core/sla/availability/timeslices.js'
import { COMPENSATION_DECIMALS } from '../../core/sla/compensation.js'
import type { Measurement } from '../../core/sla/measure.js'
import { endOfSlice, type RequestCounts } from '../../core/sla/slice-counts.js'
import * as f from '../fields.js'
import { findSilence } from './words.js'

const percentOf = (part: number, whole: number): Ratio => ratio(100n * BigInt(part), BigInt(whole))

const verdict = f.word(['met', 'missed', 'no-data']).orNull

/** One account in one period, with what the method measured. */
export interface Judged<M extends Measurement = Measurement> {
  readonly answer: PeriodAnswer
  readonly measured: M
  readonly asOf: Instant
}

const DATES = f.fieldsOf<Judged>()({
  account: f.text.orNull('The account; null: the log names none', 'answer.account'),
  start: f.day('First day of the service period', 'answer.period.start'),
  end: f.day('Last day of the service period, which belongs to it', 'answer.period.end'),
  days: f.count('Days of the period', 'answer.days'),
})

/** The counters of requests, of whatever holds them. */
const countersOf = <From>(totals: (from: From) => RequestCounts) =>
  f.fieldsOf<From>()({
    requests: f.count(
      'All rows of the log, those unreached through the fault of others included',
      from => totals(from).requests,
    ),
    valid: f.count('Requests that the server received', from => totals(from).valid),
    errors: f.count(
      'Server errors (5XX) that nothing excludes, among the valid',
      from => totals(from).errors,
    ),
    unreached: f.count(
      'Requests that never reached the server through the fault of the provider, not excluded',
      from => totals(from).unreached,
    ),
    excluded: f.count(
      'Server errors and unreached requests that an exclusion sets aside',
      from => totals(from).excluded,
    ),
  })

const COUNTERS = countersOf(({ measured }: Judged) => measured.totals)

const JUDGEMENT = f.fieldsOf<Judged>()({
  verdict: verdict(
    'From the exact ratio; null: the agreement at hand does not say what was promised',
    'measured.verdict',
  ),
  bounds: f.object.orNull(
    'Between what the truth lies, whatever the log leaves out; null without data',
    f.fieldsOf<NonNullable<Measurement['bounds']>>()({
      lowest: f.decimal('Per cent, if every slice without a request had failed entirely', 'lowest'),
      highest: f.decimal('Per cent, as measured', 'highest'),
    }),
    'measured.bounds',
  ),
  to_next_tier: f.decimal.orNull(
    'Slices that may still fail entirely until the next lower tier; null in the lowest',
    'measured.toNextTier',
  ),
  tier: f.object.orNull(
    'The tier of a missed period; null when not missed',
    f.fieldsOf<NonNullable<Measurement['tier']>>()({
      below: f.printedPercent('Per cent, exclusive', 'below'),
      at_least: f.printedPercent.orNull('Per cent, inclusive; null in the lowest tier', 'atLeast'),
      percent: f.printedPercent('Of the fee that applies, per cent', 'percent'),
      clause: f.text.orNull('Where the agreement says so', 'clause'),
    }),
    'measured.tier',
  ),
  fee: f.decimal.orNull('US dollars: the fee of the period; null: not known', 'answer.fee.fee'),
  voucher_fee: f.decimal.orNull(
    'US dollars: the part of the fee that was paid with vouchers',
    'answer.fee.voucherFee',
  ),
})

/** What is granted, under the method's own word for it. */
const AMOUNT = f.decimal.orNull(
  'US dollars, to a hundredth of a cent: what is granted; null when it is not known',
  ({ answer: { compensation } }: Judged) =>
    compensation && formatRatio(compensation.amount, COMPENSATION_DECIMALS),
)
const CAPPED = (doc: string) => f.flag(doc, ({ answer }: Judged) => answer.compensation?.capped ?? false)

const CLAIM = f.object(
  'When a claim can be made; for every period, whatever the verdict',
  f.fieldsOf<PeriodAnswer>()({
    opens: f.day('First day on which a claim is taken', 'claim.opens'),
    closes: f.day('Last day on which a claim is taken', 'claim.closes'),
    calendar: f.text.orNull(
      'The calendar of working days that set `opens`; null: none is counted',
      'claim.calendar',
    ),
    estimated: f.flag('Whether `opens` is an estimate by weekdays, for want of data', 'claim.estimated'),
    state: f.word(['not-open-yet', 'open', 'closed'])(
      'Where the day of `as_of` stands to it',
      'standing.state',
    ),
    days_left: f.count.orNull(
      'Days until the last day, 0 on that day; null when closed',
      'standing.daysLeft',
    ),
  }),
  ({ answer }: Judged) => answer,
)

const COVERAGE = f.fieldsOf<Judged>()({
  percent: f.decimal('Share of the slices that hold any request, per cent', ({ measured: { coverage } }) =>
    percentOf(coverage.slicesWithRequests, coverage.slices),
  ),
  slices: f.count('Slices of the period', 'measured.coverage.slices'),
  slices_with_requests: f.count('Slices that hold any request', 'measured.coverage.slicesWithRequests'),
  first: f.time.orNull('Start of the first slice with a request', 'answer.coverage.first'),
  last: f.time.orNull('End of the last slice with a request', 'answer.coverage.last'),
  longest_gap: f.object.orNull(
    'The longest stretch without a request, the ends of the period included',
    f.fieldsOf<{
      readonly gap: NonNullable<PeriodAnswer['coverage']['longestGap']>
      readonly minutes: number
    }>()({
      start: f.time('Start of the gap', 'gap.from'),
      end: f.time('End of the gap', 'gap.to'),
      slices: f.count('Its length in slices', 'gap.slices'),
      minutes: f.count('Its length in minutes of the clock', 'minutes'),
    }),
    ({ answer }) => {
      const { longestGap: gap } = answer.coverage
      return gap && { gap, minutes: gap.slices * answer.agreement.sliceMinutes }
    },
  ),
  so_far: f.object(
    'The same for what has passed of the period: what a period that is running can be judged by',
    f.fieldsOf<ReturnType<typeof findSilence>>()({
      percent: f.decimal.orNull(
        'Share of these slices that hold any request, per cent; null: none has passed',
        ({ elapsed, silent }) => (elapsed === 0 ? null : percentOf(elapsed - silent, elapsed)),
      ),
      slices: f.count(
        'Slices of the period that have passed at `as_of`; of one that is over, all',
        'elapsed',
      ),
      slices_with_requests: f.count(
        'Slices of them that hold any request',
        ({ elapsed, silent }) => elapsed - silent,
      ),
      gap: f.object.orNull(
        'The longest gap, or where that reaches into the time to come, the one up to now',
        f.fieldsOf<NonNullable<ReturnType<typeof findSilence>['gap']>>()({
          start: f.time('Start of the gap', 'from'),
          end: f.time('End of the gap, at most `as_of`', 'to'),
          minutes: f.count('Its length in minutes', 'minutes'),
        }),
        'gap',
      ),
    }),
    ({ answer, asOf }) => findSilence(answer, asOf),
  ),
})

/** The evidence, which every method has, behind the keys that cli.md names. */
const EVIDENCE = f.fieldsOf<Judged>()({
  running: f.flag(
    'Whether the period is not over at `as_of`, so that figures can still change',
    'answer.running',
  ),
  ahead: f.flag('Whether it has not begun', 'answer.isAhead'),
  coverage: f.object('How much of the period the log speaks of', COVERAGE, (judged: Judged) => judged),
  fee_source: f
    .word(['option', 'fees-file', 'usage', 'straight-line'])
    .orNull('Where the fee comes from; null: not known', 'answer.feeSource'),
  fee_excluded: f.decimal.orNull(
    'US dollars: the part of the fee that the agreement does not count',
    'answer.fee.feeExcluded',
  ),
  applicable_fee: f.decimal.orNull(
    'US dollars: what the percentage is taken of',
    'answer.compensation.applicableFee',
  ),
  cap: f.decimal.orNull(
    'US dollars: the most that is granted; null: no cap, or no fee known',
    ({ answer: { compensation } }) => compensation?.cap ?? null,
  ),
  fee_parts: f.list(
    'What a computed fee consists of',
    f.fieldsOf<PeriodAnswer['feeParts'][number]>()({
      lot: f.text('Id of the purchased package', 'lot'),
      pool: f.text('Pool of its units', 'pool'),
      units: f.decimal.orNull(
        'Units drawn from it in the period; null when the fee does not depend on use',
        'units',
      ),
      cost: f.decimal('US dollars', 'dollars'),
    }),
    'answer.feeParts',
  ),
  outages: f.list(
    'In order of time',
    f.fieldsOf<PeriodAnswer['outages'][number]>()({
      start: f.time('Start of its first slice', 'start'),
      end: f.time('End of its last slice', 'end'),
      slices: f.count('Slices of it with an error rate of at least 0.05, or down', 'slices'),
      failed: f.count(
        'Attempts that failed from start to end: 5XX and requests that never arrived',
        'failed',
      ),
      requests: f.count('Attempts from start to end', 'requests'),
    }),
    'answer.outages',
    'A run of slices with an error rate of at least 0.05, or down, at most one slice apart',
  ),
  meets_node_minimum: f.flag.orNull(
    'Whether as many nodes are deployed as a claim needs; null: not asked for, or not told',
    'answer.meetsNodeMinimum',
  ),
  agreement: f.object(
    'The version of the agreement that judges the period',
    f.fieldsOf<Agreement>()({
      id: f.text('Id of the agreement', 'id'),
      document: f.text('How the project names its document', 'source.document'),
      effective_from: f.day.orNull('The first day of this version; null: always', 'effectiveFrom'),
      effective_to: f.day.orNull('The first day on which it no longer applies; null: no end', 'effectiveTo'),
      retrieved: f.day('When the document was read', 'source.retrieved'),
      method: f.word(AVAILABILITY_METHODS)('How availability is measured', 'method'),
      slice_minutes: f.count('Length of a slice in minutes', 'sliceMinutes'),
      commitment: f.printedPercent.orNull('What is promised, per cent; null: not known', 'commitment'),
      compensation_form: f.word(COMPENSATION_FORMS)(
        'In what a missed commitment is made good',
        'compensation.form',
      ),
    }),
    'answer.agreement',
  ),
})

const OTHER_READINGS = 'What other readings would give, when they give another'
const CHOICE = f.text(
  'The option that asks for another reading of the agreement',
  ({ choice }: { readonly choice: string }) => choice,
)
const PERCENT_OF_FEE = f.printedPercent.orNull(
  'Of the fee by that reading, per cent; null when not missed',
  ({ tier }: { readonly tier: { readonly percent: string } | null }) => tier?.percent ?? null,
)

export const RATIO_PERIOD = f.fieldsOf<Judged<RatioAvailability>>()({
  ...DATES,
  slices: f.count('Slices of the period', 'measured.coverage.slices'),
  slices_with_requests: f.count('Slices that hold any request', 'measured.coverage.slicesWithRequests'),
  ...COUNTERS,
  rate_sum: f.decimal(
    'Sum of the error rates of all slices, rounded half up at 18 decimals',
    'measured.rateSum',
  ),
  availability: f.decimal.orNull(
    'Per cent, rounded half up at 18 decimals; null without data',
    'measured.availability',
  ),
  ...JUDGEMENT,
  compensation: AMOUNT,
  capped: CAPPED('Whether the cap, and not the tier, set the amount'),
  claim: CLAIM,
  sensitivity: f.list(
    `${OTHER_READINGS} availability`,
    f.fieldsOf<RatioAvailability['sensitivity'][number]>()({
      choice: CHOICE,
      availability: f.decimal.orNull('Per cent by that reading', 'availability'),
      percent: PERCENT_OF_FEE,
      verdict: verdict('By that reading', 'verdict'),
    }),
    'measured.sensitivity',
  ),
  ...EVIDENCE,
  worst: f.list(
    'The slices with the highest error rates, at most five',
    f.fieldsOf<{ readonly slice: PeriodAnswer['worst'][number]; readonly minutes: number }>()({
      start: f.time('Start of the slice', 'slice.start'),
      end: f.time('End of the slice', ({ slice, minutes }) => endOfSlice(slice.start, minutes)),
      rate: f.decimal('Its error rate, 0 to 1', 'slice.rate'),
      ...countersOf(({ slice }: { readonly slice: PeriodAnswer['worst'][number] }) => slice.counts),
    }),
    ({ answer }) => answer.worst.map(slice => ({ slice, minutes: answer.agreement.sliceMinutes })),
  ),
})

export const UPTIME_PERIOD = f.fieldsOf<Judged<SliceUptime>>()({
  ...DATES,
  minutes: f.count('Minutes of the period', 'measured.minutes'),
  downtime_minutes: f.count('Minutes in which every attempt failed', 'measured.downtimeMinutes'),
  scheduled_minutes: f.count(
    'Minutes of downtime that announced maintenance sets aside',
    'measured.scheduledMinutes',
  ),
  incidents: f.list(
    'Minutes down without a break',
    f.fieldsOf<SliceUptime['incidents'][number]>()({
      start: f.time('Start of the first minute down', 'start'),
      end: f.time('End of the last minute down', 'end'),
      minutes: f.count('Minutes down', 'minutes'),
      ticket_by: f.time.orNull('By when a ticket must be logged; null: none is asked for', 'ticketBy'),
    }),
    'measured.incidents',
  ),
  ...COUNTERS,
  uptime: f.decimal.orNull('Per cent, rounded half up at 18 decimals; null without data', 'measured.uptime'),
  ...JUDGEMENT,
  credit: AMOUNT,
  capped: CAPPED('Whether a cap, and not the tier, set the amount'),
  claim: CLAIM,
  sensitivity: f.list(
    `${OTHER_READINGS} uptime`,
    f.fieldsOf<SliceUptime['sensitivity'][number]>()({
      choice: CHOICE,
      uptime: f.decimal.orNull('Per cent by that reading', 'uptime'),
      percent: PERCENT_OF_FEE,
      verdict: verdict('By that reading', 'verdict'),
      downtime_minutes: f.count('Minutes down by that reading', 'downtimeMinutes'),
    }),
    'measured.sensitivity',
  ),
  ...EVIDENCE,
})

/** One account in one period: with `availability` and slices, or with `uptime` and minutes. */
export const viewPeriod = (
  answer: PeriodAnswer,
  asOf: Instant,
): f.Written<typeof RATIO_PERIOD> | f.Written<typeof UPTIME_PERIOD> => {
  const { measurement: measured } = answer
  return measured.method === 'timeslices'
    ? f.write(UPTIME_PERIOD, { answer, measured, asOf })
    : f.write(RATIO_PERIOD, { answer, measured, asOf })
}
