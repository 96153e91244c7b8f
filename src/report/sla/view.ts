/** An `sla` answer as the JSON of cli.md: what each key means, and where it comes from. */

import { listIgnored } from '../../core/file-columns.js'
import type { Instant } from '../../core/instant.js'
import { formatRatio, type Ratio, ratio, ratioOfDecimal } from '../../core/ratio.js'
import { type Agreement, AVAILABILITY_METHODS, COMPENSATION_FORMS } from '../../core/sla/agreement.js'
import type { ExclusiveClaim, PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import {
  RATE_CHOICES,
  type RatioAvailability,
  UNREACHED_CHOICES,
} from '../../core/sla/availability/ratio-timeslices.js'
import { FAILURE_CHOICES, type SliceUptime } from '../../core/sla/availability/timeslices.js'
import { COMPENSATION_DECIMALS } from '../../core/sla/compensation.js'
import type { Measurement } from '../../core/sla/measure.js'
import { endOfSlice, type RequestCounts } from '../../core/sla/slice-counts.js'
import {
  count,
  day,
  decimal,
  eithers,
  fieldsOf,
  flag,
  list,
  object,
  printedPercent,
  schemaName,
  schemaOfAnswer,
  text,
  texts,
  time,
  type Written,
  word,
  write,
} from '../fields.js'
import { makeJsonVisible } from '../text.js'
import { listRulings, listSlaNotes } from './notes.js'
import { findSilence } from './words.js'

const percentOf = (part: number, whole: number): Ratio => ratio(100n * BigInt(part), BigInt(whole))

const verdict = word(['met', 'missed', 'no-data']).orNull

/** One account in one period, with what the method measured. */
interface Judged<M extends Measurement = Measurement> {
  readonly answer: PeriodAnswer
  readonly measured: M
  readonly asOf: Instant
}

const DATES = fieldsOf<Judged>()({
  account: text.orNull('The account; null: the log names none', 'answer.account'),
  start: day('First day of the service period', 'answer.period.start'),
  end: day('Last day of the service period, which belongs to it', 'answer.period.end'),
  days: count('Days of the period', 'answer.days'),
})

/** The counters of requests, of whatever holds them. */
const countersOf = <From>(totals: (from: From) => RequestCounts) =>
  fieldsOf<From>()({
    requests: count(
      'All rows of the log, those unreached through the fault of others included',
      from => totals(from).requests,
    ),
    valid: count('Requests that the server received', from => totals(from).valid),
    errors: count('Server errors (5XX) that nothing excludes, among the valid', from => totals(from).errors),
    unreached: count(
      'Requests that never reached the server through the fault of the provider, not excluded',
      from => totals(from).unreached,
    ),
    excluded: count(
      'Server errors and unreached requests that an exclusion sets aside',
      from => totals(from).excluded,
    ),
  })

const COUNTERS = countersOf(({ measured }: Judged) => measured.totals)

const JUDGEMENT = fieldsOf<Judged>()({
  verdict: verdict(
    'From the exact ratio; null: the agreement at hand does not say what was promised',
    'measured.verdict',
  ),
  bounds: object.orNull(
    'Between what the truth lies, whatever the log leaves out; null without data',
    fieldsOf<NonNullable<Measurement['bounds']>>()({
      lowest: decimal('Per cent, if every slice without a request had failed entirely', 'lowest'),
      highest: decimal('Per cent, as measured', 'highest'),
    }),
    'measured.bounds',
  ),
  to_next_tier: decimal.orNull(
    'Slices that may still fail entirely until the next lower tier; null in the lowest',
    'measured.toNextTier',
  ),
  tier: object.orNull(
    'The tier of a missed period; null when not missed',
    fieldsOf<NonNullable<Measurement['tier']>>()({
      below: printedPercent('Per cent, exclusive', 'below'),
      at_least: printedPercent.orNull('Per cent, inclusive; null in the lowest tier', 'atLeast'),
      percent: printedPercent('Of the fee that applies, per cent', 'percent'),
      clause: text.orNull('Where the agreement says so', 'clause'),
    }),
    'measured.tier',
  ),
  fee: decimal.orNull('US dollars: the fee of the period; null: not known', 'answer.fee.fee'),
  voucher_fee: decimal.orNull(
    'US dollars: the part of the fee that was paid with vouchers',
    'answer.fee.voucherFee',
  ),
})

/** What is granted, under the method's own word for it. */
const AMOUNT = decimal.orNull(
  'US dollars, to a hundredth of a cent: what is granted; null when it is not known',
  ({ answer: { compensation } }: Judged) =>
    compensation && formatRatio(compensation.amount, COMPENSATION_DECIMALS),
)
const CAPPED = (doc: string) => flag(doc, ({ answer }: Judged) => answer.compensation?.capped ?? false)

const CLAIM = object(
  'When a claim can be made; for every period, whatever the verdict',
  fieldsOf<PeriodAnswer>()({
    opens: day('First day on which a claim is taken', 'claim.opens'),
    closes: day('Last day on which a claim is taken', 'claim.closes'),
    calendar: text.orNull(
      'The calendar of working days that set `opens`; null: none is counted',
      'claim.calendar',
    ),
    estimated: flag('Whether `opens` is an estimate by weekdays, for want of data', 'claim.estimated'),
    state: word(['not-open-yet', 'open', 'closed'])(
      'Where the day of `as_of` stands to it',
      'standing.state',
    ),
    days_left: count.orNull('Days until the last day, 0 on that day; null when closed', 'standing.daysLeft'),
  }),
  ({ answer }: Judged) => answer,
)

const COVERAGE = fieldsOf<Judged>()({
  percent: decimal('Share of the slices that hold any request, per cent', ({ measured: { coverage } }) =>
    percentOf(coverage.slicesWithRequests, coverage.slices),
  ),
  slices: count('Slices of the period', 'measured.coverage.slices'),
  slices_with_requests: count('Slices that hold any request', 'measured.coverage.slicesWithRequests'),
  first: time.orNull('Start of the first slice with a request', 'answer.coverage.first'),
  last: time.orNull('End of the last slice with a request', 'answer.coverage.last'),
  longest_gap: object.orNull(
    'The longest stretch without a request, the ends of the period included',
    fieldsOf<{
      readonly gap: NonNullable<PeriodAnswer['coverage']['longestGap']>
      readonly minutes: number
    }>()({
      start: time('Start of the gap', 'gap.from'),
      end: time('End of the gap', 'gap.to'),
      slices: count('Its length in slices', 'gap.slices'),
      minutes: count('Its length in minutes of the clock', 'minutes'),
    }),
    ({ answer }) => {
      const { longestGap: gap } = answer.coverage
      return gap && { gap, minutes: gap.slices * answer.agreement.sliceMinutes }
    },
  ),
  so_far: object(
    'The same for what has passed of the period: what a period that is running can be judged by',
    fieldsOf<ReturnType<typeof findSilence>>()({
      percent: decimal.orNull(
        'Share of these slices that hold any request, per cent; null: none has passed',
        ({ elapsed, silent }) => (elapsed === 0 ? null : percentOf(elapsed - silent, elapsed)),
      ),
      slices: count('Slices of the period that have passed at `as_of`; of one that is over, all', 'elapsed'),
      slices_with_requests: count(
        'Slices of them that hold any request',
        ({ elapsed, silent }) => elapsed - silent,
      ),
      gap: object.orNull(
        'The longest gap, or where that reaches into the time to come, the one up to now',
        fieldsOf<NonNullable<ReturnType<typeof findSilence>['gap']>>()({
          start: time('Start of the gap', 'from'),
          end: time('End of the gap, at most `as_of`', 'to'),
          minutes: count('Its length in minutes', 'minutes'),
        }),
        'gap',
      ),
    }),
    ({ answer, asOf }) => findSilence(answer, asOf),
  ),
})

/** The evidence, which every method has, behind the keys that cli.md names. */
const EVIDENCE = fieldsOf<Judged>()({
  running: flag(
    'Whether the period is not over at `as_of`, so that figures can still change',
    'answer.running',
  ),
  ahead: flag('Whether it has not begun', 'answer.isAhead'),
  coverage: object('How much of the period the log speaks of', COVERAGE, (judged: Judged) => judged),
  fee_source: word(['option', 'fees-file', 'usage', 'straight-line']).orNull(
    'Where the fee comes from; null: not known',
    'answer.feeSource',
  ),
  fee_excluded: decimal.orNull(
    'US dollars: the part of the fee that the agreement does not count',
    'answer.fee.feeExcluded',
  ),
  applicable_fee: decimal.orNull(
    'US dollars: what the percentage is taken of',
    'answer.compensation.applicableFee',
  ),
  cap: decimal.orNull(
    'US dollars: the most that is granted; null: no cap, or no fee known',
    ({ answer: { compensation } }) => compensation?.cap ?? null,
  ),
  fee_parts: list(
    'What a computed fee consists of',
    fieldsOf<PeriodAnswer['feeParts'][number]>()({
      lot: text('Id of the purchased package', 'lot'),
      pool: text('Pool of its units', 'pool'),
      units: decimal.orNull(
        'Units drawn from it in the period; null when the fee does not depend on use',
        'units',
      ),
      cost: decimal('US dollars', 'dollars'),
    }),
    'answer.feeParts',
  ),
  outages: list(
    'In order of time',
    fieldsOf<PeriodAnswer['outages'][number]>()({
      start: time('Start of its first slice', 'start'),
      end: time('End of its last slice', 'end'),
      slices: count('Slices of it with an error rate of at least 0.05, or down', 'slices'),
      failed: count('Attempts that failed from start to end: 5XX and requests that never arrived', 'failed'),
      requests: count('Attempts from start to end', 'requests'),
    }),
    'answer.outages',
    'A run of slices with an error rate of at least 0.05, or down, at most one slice apart',
  ),
  meets_node_minimum: flag.orNull(
    'Whether as many nodes are deployed as a claim needs; null: not asked for, or not told',
    'answer.meetsNodeMinimum',
  ),
  agreement: object(
    'The version of the agreement that judges the period',
    fieldsOf<Agreement>()({
      id: text('Id of the agreement', 'id'),
      document: text('How the project names its document', 'source.document'),
      effective_from: day.orNull('The first day of this version; null: always', 'effectiveFrom'),
      effective_to: day.orNull('The first day on which it no longer applies; null: no end', 'effectiveTo'),
      retrieved: day('When the document was read', 'source.retrieved'),
      method: word(AVAILABILITY_METHODS)('How availability is measured', 'method'),
      slice_minutes: count('Length of a slice in minutes', 'sliceMinutes'),
      commitment: printedPercent.orNull('What is promised, per cent; null: not known', 'commitment'),
      compensation_form: word(COMPENSATION_FORMS)(
        'In what a missed commitment is made good',
        'compensation.form',
      ),
    }),
    'answer.agreement',
  ),
})

const OTHER_READINGS = 'What other readings would give, when they give another'
const CHOICE = text(
  'The option that asks for another reading of the agreement',
  ({ choice }: { readonly choice: string }) => choice,
)
const PERCENT_OF_FEE = printedPercent.orNull(
  'Of the fee by that reading, per cent; null when not missed',
  ({ tier }: { readonly tier: { readonly percent: string } | null }) => tier?.percent ?? null,
)

const RATIO_PERIOD = fieldsOf<Judged<RatioAvailability>>()({
  ...DATES,
  slices: count('Slices of the period', 'measured.coverage.slices'),
  slices_with_requests: count('Slices that hold any request', 'measured.coverage.slicesWithRequests'),
  ...COUNTERS,
  rate_sum: decimal(
    'Sum of the error rates of all slices, rounded half up at 18 decimals',
    'measured.rateSum',
  ),
  availability: decimal.orNull(
    'Per cent, rounded half up at 18 decimals; null without data',
    'measured.availability',
  ),
  ...JUDGEMENT,
  compensation: AMOUNT,
  capped: CAPPED('Whether the cap, and not the tier, set the amount'),
  claim: CLAIM,
  sensitivity: list(
    `${OTHER_READINGS} availability`,
    fieldsOf<RatioAvailability['sensitivity'][number]>()({
      choice: CHOICE,
      availability: decimal.orNull('Per cent by that reading', 'availability'),
      percent: PERCENT_OF_FEE,
      verdict: verdict('By that reading', 'verdict'),
    }),
    'measured.sensitivity',
  ),
  ...EVIDENCE,
  worst: list(
    'The slices with the highest error rates, at most five',
    fieldsOf<{ readonly slice: PeriodAnswer['worst'][number]; readonly minutes: number }>()({
      start: time('Start of the slice', 'slice.start'),
      end: time('End of the slice', ({ slice, minutes }) => endOfSlice(slice.start, minutes)),
      rate: decimal('Its error rate, 0 to 1', 'slice.rate'),
      ...countersOf(({ slice }: { readonly slice: PeriodAnswer['worst'][number] }) => slice.counts),
    }),
    ({ answer }) => answer.worst.map(slice => ({ slice, minutes: answer.agreement.sliceMinutes })),
  ),
})

const UPTIME_PERIOD = fieldsOf<Judged<SliceUptime>>()({
  ...DATES,
  minutes: count('Minutes of the period', 'measured.minutes'),
  downtime_minutes: count('Minutes in which every attempt failed', 'measured.downtimeMinutes'),
  scheduled_minutes: count(
    'Minutes of downtime that announced maintenance sets aside',
    'measured.scheduledMinutes',
  ),
  incidents: list(
    'Minutes down without a break',
    fieldsOf<SliceUptime['incidents'][number]>()({
      start: time('Start of the first minute down', 'start'),
      end: time('End of the last minute down', 'end'),
      minutes: count('Minutes down', 'minutes'),
      ticket_by: time.orNull('By when a ticket must be logged; null: none is asked for', 'ticketBy'),
    }),
    'measured.incidents',
  ),
  ...COUNTERS,
  uptime: decimal.orNull('Per cent, rounded half up at 18 decimals; null without data', 'measured.uptime'),
  ...JUDGEMENT,
  credit: AMOUNT,
  capped: CAPPED('Whether a cap, and not the tier, set the amount'),
  claim: CLAIM,
  sensitivity: list(
    `${OTHER_READINGS} uptime`,
    fieldsOf<SliceUptime['sensitivity'][number]>()({
      choice: CHOICE,
      uptime: decimal.orNull('Per cent by that reading', 'uptime'),
      percent: PERCENT_OF_FEE,
      verdict: verdict('By that reading', 'verdict'),
      downtime_minutes: count('Minutes down by that reading', 'downtimeMinutes'),
    }),
    'measured.sensitivity',
  ),
  ...EVIDENCE,
})

/** One account in one period: with `availability` and slices, or with `uptime` and minutes. */
export const viewPeriod = (
  answer: PeriodAnswer,
  asOf: Instant,
): Written<typeof RATIO_PERIOD> | Written<typeof UPTIME_PERIOD> => {
  const { measurement: measured } = answer
  return measured.method === 'timeslices'
    ? write(UPTIME_PERIOD, { answer, measured, asOf })
    : write(RATIO_PERIOD, { answer, measured, asOf })
}

/** A service, and when the question is asked. */
interface Service {
  readonly service: ServiceAnswer
  readonly asOf: Instant
}

const PERIODS = eithers([RATIO_PERIOD, UPTIME_PERIOD])(
  'Accounts × service periods, by account and time',
  ({ service, asOf }: Service) => service.periods.map(period => viewPeriod(period, asOf)),
)

/** Whether a choice concerns a method of the answer. */
const concerns = ({ periods }: ServiceAnswer, method: Measurement['method']): boolean =>
  periods.length === 0 || periods.some(({ measurement }) => measurement.method === method)

const CHOICES = fieldsOf<Service>()({
  unreached: word(UNREACHED_CHOICES).orNull(
    'How requests that never arrived count; null: it concerns no method used',
    ({ service }) => (concerns(service, 'ratio-timeslices') ? service.choices.unreached : null),
  ),
  rate: word(RATE_CHOICES).orNull(
    'What errors are divided by; null: it concerns no method used',
    ({ service }) => (concerns(service, 'ratio-timeslices') ? service.choices.rate : null),
  ),
})

const ASIDE = fieldsOf<Service>()({
  outside_periods: count('Requests outside all periods, in no figure', 'service.outsidePeriods'),
  rejected_rows: count('Rows that were set aside (--bad-rows skip), in no figure', 'service.rejectedRows'),
})

/** What a service says beside its periods. */
const REST = fieldsOf<Service>()({
  failure: word(FAILURE_CHOICES).orNull(
    'When an attempt fails; null: it concerns no method used',
    ({ service }) => (concerns(service, 'timeslices') ? service.choices.failure : null),
  ),
  files: texts('The logs that were read', 'service.files'),
  log_formats: list(
    'How each log was read',
    fieldsOf<ServiceAnswer['logs'][number]>()({
      file: text('The log', 'file'),
      format: text.orNull('The format it was taken for; null: its columns say it all', 'format'),
      other_rows: count(
        'Rows and lines that are no requests, such as other messages',
        ({ messages, notices }) => messages + notices,
      ),
      repeated_headers: count('Headers within the log', 'headers'),
    }),
    'service.logs',
  ),
  fault_of_others: count(
    'Requests that got no answer through the fault of the customer or a network, by a column or by what the format says; they set nothing against the service',
    'service.faultOfOthers',
  ),
  filtered: count(
    'Requests that --endpoint and --exclude-endpoint left out; they are in no figure',
    'service.filtered',
  ),
  endpoints: list(
    'The requests that count by the first parts of their paths; empty for logs without paths',
    fieldsOf<ServiceAnswer['endpoints'][number]>()({
      prefix: text(
        'The first parts of the path, ids as *; empty: no path; other: all that are not listed',
        ({ prefix }) => prefix ?? 'other',
      ),
      requests: count('Requests, those outside all periods included', 'requests'),
      failed: count('Those of them that failed, as the agreement is read, maintenance aside', 'failed'),
    }),
    'service.endpoints',
  ),
  foreign_endpoints: list(
    "Requests that look as if they were not the service's",
    fieldsOf<ServiceAnswer['foreign'][number]>()({
      glob: text('What --exclude-endpoint leaves them out by', 'glob'),
      what: text('What they look like, such as health checks', 'what'),
      requests: count('How many there are', 'requests'),
      failed: count('Those of them that failed', 'failed'),
    }),
    'service.foreign',
  ),
  repeated_requests: count(
    'Rows that are left out because the same request stands elsewhere',
    'service.repeatedRequests',
  ),
  reduced: flag('Whether they were reduced before (--counts)', 'service.isReduced'),
  maintenance: list(
    'The maintenance windows that were declared, in order of time',
    fieldsOf<ServiceAnswer['windows'][number]>()({
      start: time('Its start', 'start'),
      end: time('Its end, which does not belong to it', 'end'),
      reason: text('Why it was declared', 'reason'),
      notified_at: time.orNull('When the customer was told; null: not recorded', 'notifiedAt'),
      counts: flag(
        'Whether it sets failures aside, as announced in time by the agreement in force at its start',
        'counts',
      ),
    }),
    'service.windows',
  ),
  rows: count('Rows read, those outside all periods included', 'service.rows'),
  rejected: list(
    'The first of the rows that were set aside',
    fieldsOf<ServiceAnswer['rejected'][number]>()({
      file: text('The file', 'file'),
      input_line: count('Line in the file, from 1', 'line'),
      reason: text('Why the row was set aside', 'reason'),
    }),
    'service.rejected',
  ),
  rulings: texts('Which rulings of docs/rulings.md shaped the answer', ({ service }) => listRulings(service)),
})

const COMPANION = fieldsOf<Service>()({
  policy: text('Id of the second agreement', 'service.policy'),
  ...CHOICES,
  periods: PERIODS,
  ...ASIDE,
  ...REST,
})

const CROSSING = fieldsOf<PeriodAnswer>()({
  policy: text('Id of the agreement', 'agreement.id'),
  account: text.orNull('The account', 'account'),
  start: day('First day of the period', 'period.start'),
  end: day('Last day of the period', 'period.end'),
})

const STRETCH = fieldsOf<{ readonly start: Instant; readonly end: Instant }>()({
  start: time('Start', 'start'),
  end: time('End', 'end'),
})

const EXCLUSIVE = fieldsOf<ExclusiveClaim>()({
  account: text.orNull('The account; null: the logs name none', 'account'),
  start: day('First day of the month', 'first.period.start'),
  end: day('Last day of the month', 'first.period.end'),
  services: texts('The two agreements', ({ first, second }) => [first.agreement.id, second.agreement.id]),
  shared_incidents: list(
    'Incidents of both services at the same time',
    fieldsOf<ExclusiveClaim['shared'][number]>()({
      first: object('The incident of the first service', STRETCH, 'first'),
      second: object('The incident of the second service', STRETCH, 'second'),
    }),
    'shared',
  ),
  claim: text.orNull(
    'The agreement whose credit is larger, or either; null: nothing shared, or not known',
    ({ first, second, larger }) =>
      larger && { first: first.agreement.id, second: second.agreement.id, either: 'either' }[larger],
  ),
})

/** The answer, and its first service where that is asked for. */
interface Told extends Service {
  readonly answer: SlaAnswer
}
const toldOf = (answer: SlaAnswer): Told => ({ answer, service: answer.service, asOf: answer.asOf })

const HEAD = fieldsOf<Told>()({
  schema: schemaName('kling-cost/sla/1'),
  policy: text('Id of the agreement', 'service.policy'),
  time_zone: text('IANA zone whose clock cuts days and slices', 'answer.zone.id'),
  ...CHOICES,
})

/** All of an answer but its periods, which can be many and are written one by one. */
const TAIL = fieldsOf<Told>()({
  ...ASIDE,
  notes: texts('What a reader must know beside the figures', ({ answer }) =>
    listSlaNotes(answer).map(note => note.text),
  ),
  ignored_columns: texts('Columns or keys of the files that nothing was read from', ({ answer }) =>
    listIgnored(answer.columns),
  ),
  as_of: time('When the question is asked', 'asOf'),
  log_time_zone: text('IANA name of the zone of times in the log that name none', 'answer.logZone.id'),
  ...REST,
  gate: object.orNull(
    'The gate of --fail-under; null when it was not asked for',
    fieldsOf<NonNullable<SlaAnswer['gate']>>()({
      fail_under: decimal('Per cent that was asked for', ({ failUnder }) => ratioOfDecimal(failUnder)),
      crossed: flag('Whether any period is below it, or has no data', 'isCrossed'),
      crossed_by: list('The periods that cross it', CROSSING, 'crossedBy'),
    }),
    'answer.gate',
  ),
  coverage_gate: object.orNull(
    'The gate of --min-coverage; null when it was not asked for',
    fieldsOf<NonNullable<SlaAnswer['coverageGate']>>()({
      min_coverage: decimal('Per cent that was asked for', ({ minCoverage }) => ratioOfDecimal(minCoverage)),
      crossed: flag(
        'Whether any period has requests in a smaller share of the slices that have passed',
        'isCrossed',
      ),
      crossed_by: list('The periods that cross it', CROSSING, 'crossedBy'),
    }),
    'answer.coverageGate',
  ),
  companion: object.orNull(
    'The second service (--with); null without one',
    COMPANION,
    ({ answer: { companion }, asOf }) => companion && { service: companion, asOf },
  ),
  exclusives: list(
    'Which of two claims to make for each month that both services have',
    EXCLUSIVE,
    'answer.exclusives',
  ),
})

const SLA = fieldsOf<Told>()({ ...HEAD, periods: PERIODS, ...TAIL })

export const slaSchema = () => schemaOfAnswer('kling-cost/sla/1', SLA)

/** `kling-cost/sla/1` */
export type SlaView = Written<typeof SLA>

/** A whole answer as one object: what the JSON text holds. */
export const viewSla = (answer: SlaAnswer): SlaView => write(SLA, toldOf(answer))

/** What stands before a period where it is as deep as in an answer, and as many signs behind it. */
const LIST = '[\n [\n'

/** The JSON text of an answer in pieces: accounts × periods can be many. */
export function* writeSlaJson(answer: SlaAnswer): Generator<string> {
  yield `${makeJsonVisible(JSON.stringify(write(HEAD, toldOf(answer)), null, 1)).slice(0, -2)},\n "periods": [`
  let separator = '\n'
  for (const period of answer.service.periods) {
    const list = makeJsonVisible(JSON.stringify([[viewPeriod(period, answer.asOf)]], null, 1))
    yield separator + list.slice(LIST.length, -LIST.length)
    separator = ',\n'
  }
  yield separator === '\n' ? '],' : '\n ],'
  yield `${makeJsonVisible(JSON.stringify(write(TAIL, toldOf(answer)), null, 1)).slice(1)}\n`
}
