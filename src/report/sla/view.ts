/** An `sla` answer as the JSON of cli.md: what each key means, and where it comes from. */

import { listIgnored } from '../../core/file-columns.js'
import type { Instant } from '../../core/instant.js'
import { ratioOfDecimal } from '../../core/ratio.js'
import type { ExclusiveClaim, PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { RATE_CHOICES, UNREACHED_CHOICES } from '../../core/sla/availability/ratio-timeslices.js'
import { FAILURE_CHOICES } from '../../core/sla/availability/timeslices.js'
import type { Measurement } from '../../core/sla/measure.js'
import * as f from '../fields.js'
import { writeJson } from '../text.js'
import { listRulings, listSlaNotes } from './notes.js'
import { RATIO_PERIOD, UPTIME_PERIOD, viewPeriod } from './period-fields.js'

/** A service, and when the question is asked. */
interface Service {
  readonly service: ServiceAnswer
  readonly asOf: Instant
}

const PERIODS = f.eithers([RATIO_PERIOD, UPTIME_PERIOD])(
  'Accounts × service periods, by account and time',
  ({ service, asOf }: Service) => service.periods.map(period => viewPeriod(period, asOf)),
)

/** Whether a choice concerns a method of the answer. */
const concerns = ({ periods }: ServiceAnswer, method: Measurement['method']): boolean =>
  periods.length === 0 || periods.some(({ measurement }) => measurement.method === method)

const CHOICES = f.fieldsOf<Service>()({
  unreached: f
    .word(UNREACHED_CHOICES)
    .orNull('How requests that never arrived count; null: it concerns no method used', ({ service }) =>
      concerns(service, 'ratio-timeslices') ? service.choices.unreached : null,
    ),
  rate: f
    .word(RATE_CHOICES)
    .orNull('What errors are divided by; null: it concerns no method used', ({ service }) =>
      concerns(service, 'ratio-timeslices') ? service.choices.rate : null,
    ),
})

const ASIDE = f.fieldsOf<Service>()({
  outside_periods: f.count('Requests outside all periods, in no figure', 'service.outsidePeriods'),
  rejected_rows: f.count('Rows that were set aside (--bad-rows skip), in no figure', 'service.rejectedRows'),
})

/** What a service says beside its periods. */
const REST = f.fieldsOf<Service>()({
  failure: f
    .word(FAILURE_CHOICES)
    .orNull('When an attempt fails; null: it concerns no method used', ({ service }) =>
      concerns(service, 'timeslices') ? service.choices.failure : null,
    ),
  files: f.texts('The logs that were read', 'service.files'),
  log_formats: f.list(
    'How each log was read',
    f.fieldsOf<ServiceAnswer['logs'][number]>()({
      file: f.text('The log', 'file'),
      format: f.text.orNull('The format it was taken for; null: its columns say it all', 'format'),
      other_rows: f.count(
        'Rows and lines that are no requests, such as other messages',
        ({ messages, notices }) => messages + notices,
      ),
      repeated_headers: f.count('Headers within the log', 'headers'),
    }),
    'service.logs',
  ),
  fault_of_others: f.count(
    'Requests that got no answer through the fault of the customer or a network, by a column or by what the format says; they set nothing against the service',
    'service.faultOfOthers',
  ),
  filtered: f.count(
    'Requests that --endpoint and --exclude-endpoint left out; they are in no figure',
    'service.filtered',
  ),
  endpoints: f.list(
    'The requests that count by the first parts of their paths; empty for logs without paths',
    f.fieldsOf<ServiceAnswer['endpoints'][number]>()({
      prefix: f.text(
        'The first parts of the path, ids as *; empty: no path; other: all that are not listed',
        ({ prefix }) => prefix ?? 'other',
      ),
      requests: f.count('Requests, those outside all periods included', 'requests'),
      failed: f.count(
        'Those of them that failed, as the agreement is read; what is set aside is not among them',
        'failed',
      ),
    }),
    'service.endpoints',
  ),
  foreign_endpoints: f.list(
    "Requests that look as if they were not the service's",
    f.fieldsOf<ServiceAnswer['foreign'][number]>()({
      glob: f.text('What --exclude-endpoint leaves them out by', 'glob'),
      what: f.text('What they look like, such as health checks', 'what'),
      requests: f.count('How many there are', 'requests'),
      failed: f.count('Those of them that failed', 'failed'),
    }),
    'service.foreign',
  ),
  repeated_requests: f.count(
    'Rows that are left out because the same request stands elsewhere',
    'service.repeatedRequests',
  ),
  reduced: f.flag('Whether they were reduced before (--counts)', 'service.isReduced'),
  maintenance: f.list(
    'The maintenance windows that were declared, in order of time',
    f.fieldsOf<ServiceAnswer['windows'][number]>()({
      start: f.time('Its start', 'start'),
      end: f.time('Its end, which does not belong to it', 'end'),
      reason: f.text('Why it was declared', 'reason'),
      notified_at: f.time.orNull('When the customer was told; null: not recorded', 'notifiedAt'),
      counts: f.flag(
        'Whether it sets failures aside, as announced in time by the agreement in force at its start',
        'counts',
      ),
    }),
    'service.windows',
  ),
  rows: f.count('Rows read, those outside all periods included', 'service.rows'),
  rejected: f.list(
    'The first of the rows that were set aside',
    f.fieldsOf<ServiceAnswer['rejected'][number]>()({
      file: f.text('The file', 'file'),
      input_line: f.count('Line in the file, from 1', 'line'),
      reason: f.text('Why the row was set aside', 'reason'),
    }),
    'service.rejected',
  ),
  rulings: f.texts('Which rulings of docs/rulings.md shaped the answer', ({ service }) =>
    listRulings(service),
  ),
})

const COMPANION = f.fieldsOf<Service>()({
  policy: f.text('Id of the second agreement', 'service.policy'),
  ...CHOICES,
  periods: PERIODS,
  ...ASIDE,
  ...REST,
})

const CROSSING = f.fieldsOf<PeriodAnswer>()({
  policy: f.text('Id of the agreement', 'agreement.id'),
  account: f.text.orNull('The account', 'account'),
  start: f.day('First day of the period', 'period.start'),
  end: f.day('Last day of the period', 'period.end'),
})

const STRETCH = f.fieldsOf<{ readonly start: Instant; readonly end: Instant }>()({
  start: f.time('Start', 'start'),
  end: f.time('End', 'end'),
})

const EXCLUSIVE = f.fieldsOf<ExclusiveClaim>()({
  account: f.text.orNull('The account; null: the logs name none', 'account'),
  start: f.day('First day of the month', 'first.period.start'),
  end: f.day('Last day of the month', 'first.period.end'),
  services: f.texts('The two agreements', ({ first, second }) => [first.agreement.id, second.agreement.id]),
  shared_incidents: f.list(
    'Incidents of both services at the same time',
    f.fieldsOf<ExclusiveClaim['shared'][number]>()({
      first: f.object('The incident of the first service', STRETCH, 'first'),
      second: f.object('The incident of the second service', STRETCH, 'second'),
    }),
    'shared',
  ),
  claim: f.text.orNull(
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

const HEAD = f.fieldsOf<Told>()({
  schema: f.schemaName('kling-cost/sla/1'),
  policy: f.text('Id of the agreement', 'service.policy'),
  time_zone: f.text('IANA zone whose clock cuts days and slices', 'answer.zone.id'),
  ...CHOICES,
})

/** All of an answer but its periods, which can be many and are written one by one. */
const TAIL = f.fieldsOf<Told>()({
  ...ASIDE,
  notes: f.texts('What a reader must know beside the figures', ({ answer }) =>
    listSlaNotes(answer).map(note => note.text),
  ),
  ignored_columns: f.texts('Columns or keys of the files that nothing was read from', ({ answer }) =>
    listIgnored(answer.columns),
  ),
  as_of: f.time('When the question is asked', 'asOf'),
  log_time_zone: f.text('IANA name of the zone of times in the log that name none', 'answer.logZone.id'),
  ...REST,
  gate: f.object.orNull(
    'The gate of --fail-under; null when it was not asked for',
    f.fieldsOf<NonNullable<SlaAnswer['gate']>>()({
      fail_under: f.decimal('Per cent that was asked for', ({ failUnder }) => ratioOfDecimal(failUnder)),
      crossed: f.flag('Whether any period is below it, or has no data', 'isCrossed'),
      crossed_by: f.list('The periods that cross it', CROSSING, 'crossedBy'),
    }),
    'answer.gate',
  ),
  coverage_gate: f.object.orNull(
    'The gate of --min-coverage; null when it was not asked for',
    f.fieldsOf<NonNullable<SlaAnswer['coverageGate']>>()({
      min_coverage: f.decimal('Per cent that was asked for', ({ minCoverage }) =>
        ratioOfDecimal(minCoverage),
      ),
      crossed: f.flag(
        'Whether any period has requests in a smaller share of the slices that have passed',
        'isCrossed',
      ),
      crossed_by: f.list('The periods that cross it', CROSSING, 'crossedBy'),
    }),
    'answer.coverageGate',
  ),
  companion: f.object.orNull(
    'The second service (--with); null without one',
    COMPANION,
    ({ answer: { companion }, asOf }) => companion && { service: companion, asOf },
  ),
  exclusives: f.list(
    'Which of two claims to make for each month that both services have',
    EXCLUSIVE,
    'answer.exclusives',
  ),
})

const SLA = f.fieldsOf<Told>()({ ...HEAD, periods: PERIODS, ...TAIL })

export const slaSchema = () => f.schemaOfAnswer('kling-cost/sla/1', SLA)

/** `kling-cost/sla/1` */
export type SlaView = f.Written<typeof SLA>

/** A whole answer as one object: what the JSON text holds. */
export const viewSla = (answer: SlaAnswer): SlaView => f.write(SLA, toldOf(answer))

/** The JSON text of an answer in pieces: accounts × periods can be many. */
export const writeSlaJson = (answer: SlaAnswer): Generator<string> =>
  f.writeAround(
    f.write(HEAD, toldOf(answer)),
    'periods',
    answer.service.periods,
    period => writeJson(viewPeriod(period, answer.asOf), 1).replaceAll('\n', '\n  '),
    f.write(TAIL, toldOf(answer)),
  )
