/** An `sla` answer as the JSON of cli.md: what each key means, and where it comes from. */

import { listIgnored } from '../../core/file-columns.js'
import type { Instant } from '../../core/instant.js'
import { ratioOfDecimal } from '../../core/ratio.js'
import type { ExclusiveClaim, PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { RATE_CHOICES, UNREACHED_CHOICES } from '../../core/sla/availability/ratio-timeslices.js'
import { FAILURE_CHOICES } from '../../core/sla/availability/timeslices.js'
import type { Measurement } from '../../core/sla/measure.js'
import {
  count,
  day,
  decimal,
  eithers,
  fieldsOf,
  flag,
  list,
  object,
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
import { RATIO_PERIOD, UPTIME_PERIOD, viewPeriod } from './period-fields.js'

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
