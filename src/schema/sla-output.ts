/** The JSON of `sla`, as a form to check it by. */
import { z } from 'zod'
import { AVAILABILITY_METHODS, COMPENSATION_FORMS } from '../core/sla/agreement.js'
import { RATE_CHOICES, UNREACHED_CHOICES } from '../core/sla/availability/ratio-timeslices.js'
import { FAILURE_CHOICES } from '../core/sla/availability/timeslices.js'
import {
  count,
  day,
  decimal,
  flag,
  list,
  named,
  orNull,
  printedPercent,
  schemaName,
  text,
  texts,
  time,
  word,
} from './output-values.js'

const verdict = (what: string) => orNull(word(['met', 'missed', 'no-data'], what))

const dates = () => ({
  account: orNull(text('The account; null: the log names none')),
  start: day('First day of the service period'),
  end: day('Last day of the service period, which belongs to it'),
  days: count('Days of the period'),
})

const counters = () => ({
  requests: count('All rows of the log, those unreached through the fault of others included'),
  valid: count('Requests that the server received'),
  errors: count('Server errors (5XX) that nothing excludes, among the valid'),
  unreached: count('Requests that never reached the server through the fault of the provider, not excluded'),
  excluded: count('Server errors and unreached requests that an exclusion sets aside'),
})

const judgement = () => ({
  verdict: verdict('From the exact ratio; null: the agreement at hand does not say what was promised'),
  bounds: orNull(
    z
      .strictObject({
        lowest: decimal('Per cent, if every slice without a request had failed entirely'),
        highest: decimal('Per cent, as measured'),
      })
      .describe('Between what the truth lies, whatever the log leaves out; null without data'),
  ),
  to_next_tier: orNull(
    decimal('Slices that may still fail entirely until the next lower tier; null in the lowest'),
  ),
  tier: orNull(
    z
      .strictObject({
        below: printedPercent('Per cent, exclusive'),
        at_least: orNull(printedPercent('Per cent, inclusive; null in the lowest tier')),
        percent: printedPercent('Of the fee that applies, per cent'),
        clause: orNull(text('Where the agreement says so')),
      })
      .describe('The tier of a missed period; null when not missed'),
  ),
  fee: orNull(decimal('US dollars: the fee of the period; null: not known')),
  voucher_fee: orNull(decimal('US dollars: the part of the fee that was paid with vouchers')),
})

const amount = (what: string) => orNull(decimal(`US dollars, to a hundredth of a cent: ${what}`))

const claim = () =>
  z
    .strictObject({
      opens: day('First day on which a claim is taken'),
      closes: day('Last day on which a claim is taken'),
      calendar: orNull(text('The calendar of working days that set `opens`; null: none is counted')),
      estimated: flag('Whether `opens` is an estimate by weekdays, for want of data'),
      state: word(['not-open-yet', 'open', 'closed'], 'Where the day of `as_of` stands to it'),
      days_left: orNull(count('Days until the last day, 0 on that day; null when closed')),
    })
    .describe('When a claim can be made; for every period, whatever the verdict')

const evidence = () => ({
  running: flag('Whether the period is not over at `as_of`, so that figures can still change'),
  ahead: flag('Whether it has not begun'),
  coverage: z
    .strictObject({
      percent: decimal('Share of the slices that hold any request, per cent'),
      slices: count('Slices of the period'),
      slices_with_requests: count('Slices that hold any request'),
      first: orNull(time('Start of the first slice with a request')),
      last: orNull(time('End of the last slice with a request')),
      longest_gap: orNull(
        z
          .strictObject({
            start: time('Start of the gap'),
            end: time('End of the gap'),
            slices: count('Its length in slices'),
            minutes: count('Its length in minutes of the clock'),
          })
          .describe('The longest stretch without a request, the ends of the period included'),
      ),
      so_far: z
        .strictObject({
          percent: orNull(
            decimal('Share of these slices that hold any request, per cent; null: none has passed'),
          ),
          slices: count('Slices of the period that have passed at `as_of`; of one that is over, all'),
          slices_with_requests: count('Slices of them that hold any request'),
          gap: orNull(
            z
              .strictObject({
                start: time('Start of the gap'),
                end: time('End of the gap, at most `as_of`'),
                minutes: count('Its length in minutes'),
              })
              .describe('The longest gap, or where that reaches into the time to come, the one up to now'),
          ),
        })
        .describe(
          'The same for what has passed of the period: what a period that is running can be judged by',
        ),
    })
    .describe('How much of the period the log speaks of'),
  outages: list(
    z
      .strictObject({
        start: time('Start of its first slice'),
        end: time('End of its last slice'),
        slices: count('Slices of it with an error rate of at least 0.05, or down'),
        failed: count('Attempts that failed from start to end: 5XX and requests that never arrived'),
        requests: count('Attempts from start to end'),
      })
      .describe('A run of slices with an error rate of at least 0.05, or down, at most one slice apart'),
    'In order of time',
  ),
  fee_source: orNull(
    word(['option', 'fees-file', 'usage', 'straight-line'], 'Where the fee comes from; null: not known'),
  ),
  fee_excluded: orNull(decimal('US dollars: the part of the fee that the agreement does not count')),
  applicable_fee: orNull(decimal('US dollars: what the percentage is taken of')),
  cap: orNull(decimal('US dollars: the most that is granted; null: no cap, or no fee known')),
  fee_parts: list(
    z.strictObject({
      lot: text('Id of the purchased package'),
      pool: text('Pool of its units'),
      units: orNull(decimal('Units drawn from it in the period; null when the fee does not depend on use')),
      cost: decimal('US dollars'),
    }),
    'What a computed fee consists of',
  ),
  meets_node_minimum: orNull(
    flag('Whether as many nodes are deployed as a claim needs; null: not asked for, or not told'),
  ),
  agreement: z
    .strictObject({
      id: text('Id of the agreement'),
      document: text('How the project names its document'),
      effective_from: orNull(day('The first day of this version; null: always')),
      effective_to: orNull(day('The first day on which it no longer applies; null: no end')),
      retrieved: day('When the document was read'),
      method: word(AVAILABILITY_METHODS, 'How availability is measured'),
      slice_minutes: count('Length of a slice in minutes'),
      commitment: orNull(printedPercent('What is promised, per cent; null: not known')),
      compensation_form: word(COMPENSATION_FORMS, 'In what a missed commitment is made good'),
    })
    .describe('The version of the agreement that judges the period'),
})

const ratioPeriod = () =>
  z.strictObject({
    ...dates(),
    slices: count('Slices of the period'),
    slices_with_requests: count('Slices that hold any request'),
    ...counters(),
    rate_sum: decimal('Sum of the error rates of all slices, rounded half up at 18 decimals'),
    availability: orNull(decimal('Per cent, rounded half up at 18 decimals; null without data')),
    ...judgement(),
    compensation: amount('what is granted; null when it is not known'),
    capped: flag('Whether the cap, and not the tier, set the amount'),
    claim: claim(),
    sensitivity: list(
      z.strictObject({
        choice: text('The option that asks for another reading of the agreement'),
        availability: orNull(decimal('Per cent by that reading')),
        percent: orNull(printedPercent('Of the fee by that reading, per cent; null when not missed')),
        verdict: verdict('By that reading'),
      }),
      'What other readings would give, when they give another availability',
    ),
    ...evidence(),
    worst: list(
      z.strictObject({
        start: time('Start of the slice'),
        end: time('End of the slice'),
        rate: decimal('Its error rate, 0 to 1'),
        ...counters(),
      }),
      'The slices with the highest error rates, at most five',
    ),
  })

const uptimePeriod = () =>
  z.strictObject({
    ...dates(),
    minutes: count('Minutes of the period'),
    downtime_minutes: count('Minutes in which every attempt failed'),
    scheduled_minutes: count('Minutes of downtime that announced maintenance sets aside'),
    incidents: list(
      z.strictObject({
        start: time('Start of the first minute down'),
        end: time('End of the last minute down'),
        minutes: count('Minutes down'),
        ticket_by: orNull(time('By when a ticket must be logged; null: none is asked for')),
      }),
      'Minutes down without a break',
    ),
    ...counters(),
    uptime: orNull(decimal('Per cent, rounded half up at 18 decimals; null without data')),
    ...judgement(),
    credit: amount('what is granted; null when it is not known'),
    capped: flag('Whether a cap, and not the tier, set the amount'),
    claim: claim(),
    sensitivity: list(
      z.strictObject({
        choice: text('The option that asks for another reading of the agreement'),
        uptime: orNull(decimal('Per cent by that reading')),
        percent: orNull(printedPercent('Of the fee by that reading, per cent; null when not missed')),
        verdict: verdict('By that reading'),
        downtime_minutes: count('Minutes down by that reading'),
      }),
      'What other readings would give, when they give another uptime',
    ),
    ...evidence(),
  })

const periods = () =>
  list(z.union([ratioPeriod(), uptimePeriod()]), 'Accounts × service periods, by account and time')

const choices = () => ({
  unreached: orNull(
    word(UNREACHED_CHOICES, 'How requests that never arrived count; null: it concerns no method used'),
  ),
  rate: orNull(word(RATE_CHOICES, 'What errors are divided by; null: it concerns no method used')),
})

const counts = () => ({
  outside_periods: count('Requests outside all periods, in no figure'),
  rejected_rows: count('Rows that were set aside (--bad-rows skip), in no figure'),
})

const rest = () => ({
  failure: orNull(word(FAILURE_CHOICES, 'When an attempt fails; null: it concerns no method used')),
  files: texts('The logs that were read'),
  log_formats: list(
    z.strictObject({
      file: text('The log'),
      format: orNull(text('The format it was taken for; null: its columns say it all')),
      other_rows: count('Rows and lines that are no requests, such as other messages'),
      repeated_headers: count('Headers within the log'),
    }),
    'How each log was read',
  ),
  fault_of_others: count(
    'Requests that got no answer through the fault of the customer or a network, by a column or by what the format says; they set nothing against the service',
  ),
  filtered: count('Requests that --endpoint and --exclude-endpoint left out; they are in no figure'),
  endpoints: list(
    z.strictObject({
      prefix: text('The first parts of the path, ids as *; empty: no path; other: all that are not listed'),
      requests: count('Requests, those outside all periods included'),
      failed: count('Those of them that failed, as the agreement is read, maintenance aside'),
    }),
    'The requests that count by the first parts of their paths; empty for logs without paths',
  ),
  foreign_endpoints: list(
    z.strictObject({
      glob: text('What --exclude-endpoint leaves them out by'),
      what: text('What they look like, such as health checks'),
      requests: count('How many there are'),
      failed: count('Those of them that failed'),
    }),
    "Requests that look as if they were not the service's",
  ),
  repeated_requests: count('Rows that are left out because the same request stands elsewhere'),
  reduced: flag('Whether they were reduced before (--counts)'),
  maintenance: list(
    z.strictObject({
      start: time('Its start'),
      end: time('Its end, which does not belong to it'),
      reason: text('Why it was declared'),
      notified_at: orNull(time('When the customer was told; null: not recorded')),
      counts: flag(
        'Whether it sets failures aside, as announced in time by the agreement in force at its start',
      ),
    }),
    'The maintenance windows that were declared, in order of time',
  ),
  rows: count('Rows read, those outside all periods included'),
  rejected: list(
    z.strictObject({
      file: text('The file'),
      input_line: count('Line in the file, from 1'),
      reason: text('Why the row was set aside'),
    }),
    'The first of the rows that were set aside',
  ),
  rulings: texts('Which rulings of docs/rulings.md shaped the answer'),
})

const companion = () =>
  z
    .strictObject({
      policy: text('Id of the second agreement'),
      ...choices(),
      periods: periods(),
      ...counts(),
      ...rest(),
    })
    .describe('The second service (--with); null without one')

const crossing = () =>
  z.strictObject({
    policy: text('Id of the agreement'),
    account: orNull(text('The account')),
    start: day('First day of the period'),
    end: day('Last day of the period'),
  })

const stretch = (what: string) => z.strictObject({ start: time('Start'), end: time('End') }).describe(what)

const exclusive = () =>
  z.strictObject({
    account: orNull(text('The account; null: the logs name none')),
    start: day('First day of the month'),
    end: day('Last day of the month'),
    services: texts('The two agreements'),
    shared_incidents: list(
      z.strictObject({
        first: stretch('The incident of the first service'),
        second: stretch('The incident of the second service'),
      }),
      'Incidents of both services at the same time',
    ),
    claim: orNull(
      text('The agreement whose credit is larger, or either; null: nothing shared, or not known'),
    ),
  })

/** `kling-cost/sla/1` */
export const slaOutput = () =>
  named(
    z.strictObject({
      schema: schemaName('kling-cost/sla/1'),
      policy: text('Id of the agreement'),
      time_zone: text('IANA zone whose clock cuts days and slices'),
      ...choices(),
      periods: periods(),
      ...counts(),
      ignored_columns: texts('Columns or keys of the files that nothing was read from'),
      notes: texts('What a reader must know beside the figures'),
      as_of: time('When the question is asked'),
      log_time_zone: text('IANA name of the zone of times in the log that name none'),
      ...rest(),
      gate: orNull(
        z
          .strictObject({
            fail_under: decimal('Per cent that was asked for'),
            crossed: flag('Whether any period is below it, or has no data'),
            crossed_by: list(crossing(), 'The periods that cross it'),
          })
          .describe('The gate of --fail-under; null when it was not asked for'),
      ),
      coverage_gate: orNull(
        z
          .strictObject({
            min_coverage: decimal('Per cent that was asked for'),
            crossed: flag(
              'Whether any period has requests in a smaller share of the slices that have passed',
            ),
            crossed_by: list(crossing(), 'The periods that cross it'),
          })
          .describe('The gate of --min-coverage; null when it was not asked for'),
      ),
      companion: orNull(companion()),
      exclusives: list(exclusive(), 'Which of two claims to make for each month that both services have'),
    }),
    'kling-cost/sla/1',
  )
