/** `sla` on logs that stand in the test. */

import type { LogReading } from '../../src/answers/logs/log-source.js'
import type { ServiceRequest, SlaRequest } from '../../src/answers/sla/request.js'
import { answerSla } from '../../src/answers/sla.js'
import { zoneOf } from '../../src/core/calendar.js'
import { instantAt } from '../../src/core/instant.js'
import { formatRatio, ratioOfDecimal } from '../../src/core/ratio.js'
import type { Agreement } from '../../src/core/sla/agreement.js'
import type { PeriodAnswer, SlaAnswer } from '../../src/core/sla/answer.js'
import { NO_FILTER } from '../../src/core/sla/endpoint.js'
import { WEEKDAYS } from '../../src/core/working-days.js'
import { findAgreement } from '../core/sla/agreements.js'
import { inputOf } from '../read/inputs.js'

/** What a test asks; everything left out is the default of the command. */
export interface Asked {
  readonly policy?: string
  readonly zone?: string
  /** ISO-8601 with `Z`. */
  readonly asOf?: string
  readonly service?: Partial<ServiceRequest>
  readonly companion?: Partial<ServiceRequest> & { readonly policy: string; readonly log: string }
  readonly reading?: Partial<LogReading>
  readonly request?: Partial<Omit<SlaRequest, 'service' | 'companion' | 'reading'>>
  /** Lines in each chunk that the program sees. */
  readonly linesAtOnce?: number
}

/** Logs as the command opens them, named `log1.csv` and so on. */
export const logsOf = (texts: readonly string[], lines?: number) =>
  texts.map((text, index) => ({
    open: async () => ({
      input: inputOf(text, `log${index + 1}.csv`, lines),
      onRows: () => {},
      close: () => {},
    }),
  }))

const held = new Map<string, Agreement>()

/** A shipped agreement, whose YAML is read once. */
function agreementOf(id: string): Agreement {
  const agreement = held.get(id) ?? findAgreement(id)
  held.set(id, agreement)
  return agreement
}

const serviceOf = (policy: string, texts: readonly string[], lines?: number): ServiceRequest => ({
  policy,
  versions: [agreementOf(policy)],
  logs: logsOf(texts, lines),
  windows: [],
  fees: { kind: 'unknown' },
  nodesOfNetworks: null,
  optionsWithoutEffect: [],
})

/** Answers for logs given as text. */
export function runSla(logs: string | readonly string[], asked: Asked = {}): Promise<SlaAnswer> {
  const texts = typeof logs === 'string' ? [logs] : logs
  const { companion, linesAtOnce } = asked
  return answerSla({
    service: { ...serviceOf(asked.policy ?? 'kling', texts, linesAtOnce), ...asked.service },
    companion: companion
      ? { ...serviceOf(companion.policy, [companion.log], linesAtOnce), ...companion }
      : null,
    reading: {
      filter: NO_FILTER,
      form: 'auto',
      isReduced: false,
      zone: zoneOf(asked.zone ?? 'UTC'),
      columns: new Map(),
      badRows: 'stop',
      onReject: null,
      ...asked.reading,
    },
    periods: { kind: 'touched' },
    choices: { unreached: 'error', rate: 'capped', failure: 'unreached' },
    workingDays: WEEKDAYS,
    asOf: instantAt(Date.parse(asked.asOf ?? '2026-11-21T00:00:00Z')),
    zone: zoneOf(asked.zone ?? 'UTC'),
    failUnder: null,
    sideColumns: [],
    minCoverage: null,
    keepsCounts: false,
    keepsCourse: false,
    ...asked.request,
  })
}

/** The only period of an answer. */
export function onlyPeriod({ service }: SlaAnswer): PeriodAnswer {
  const [period, ...others] = service.periods
  if (!period || others.length > 0) throw new Error(`not one period but ${service.periods.length}`)
  return period
}

/** The availability or uptime at 18 decimals, null without data. */
export function percentOf({ measurement }: PeriodAnswer): string | null {
  const value = measurement.method === 'timeslices' ? measurement.uptime : measurement.availability
  return value && formatRatio(value)
}

/** October 2026, asked for whatever the log holds. */
export const OCTOBER = { kind: 'months', months: [{ year: 2026, month: 10 }] } as const

/** A fee told by option. */
export const feeOf = (fee: string, voucherFee = '0', feeExcluded = '0') =>
  ({
    kind: 'option',
    fee: {
      fee: ratioOfDecimal(fee),
      voucherFee: ratioOfDecimal(voucherFee),
      feeExcluded: ratioOfDecimal(feeExcluded),
    },
  }) as const

/** A CSV log of `timestamp,status` and whatever columns are named behind them. */
export const csv = (rows: readonly string[], columns = 'timestamp,status'): string =>
  `${[columns, ...rows].join('\n')}\n`
