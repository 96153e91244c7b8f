/** Answers of `sla` for tests of the report, measured by core from slices written down here. */

import {
  countDays,
  isRunning,
  parseMonth,
  type ServicePeriod,
  servicePeriodOf,
  zoneOf,
} from '../../../src/core/calendar.js'
import { parseDay, UTC } from '../../../src/core/instant.js'
import { ratioOfDecimal } from '../../../src/core/ratio.js'
import type { Agreement } from '../../../src/core/sla/agreement.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../../src/core/sla/answer.js'
import { findWorstSlices } from '../../../src/core/sla/availability/ratio-timeslices.js'
import { claimWindowOf, standingOf } from '../../../src/core/sla/claim-window.js'
import { computeCompensation, type PeriodFee } from '../../../src/core/sla/compensation.js'
import { followPeriod } from '../../../src/core/sla/course.js'
import { NO_FILTER } from '../../../src/core/sla/endpoint.js'
import { type Choices, measurePeriod } from '../../../src/core/sla/measure.js'
import { findOutages } from '../../../src/core/sla/outages.js'
import {
  countElapsed,
  endOfSlice,
  NO_REQUESTS,
  type RequestCounts,
  type SliceCounts,
  slicesOf,
  slicesWithin,
  startOfSlice,
} from '../../../src/core/sla/slice-counts.js'
import { parseInstant } from '../../../src/core/time-text.js'
import { WEEKDAYS } from '../../../src/core/working-days.js'
import { findAgreement } from '../../core/sla/agreements.js'

export const KLING = findAgreement('kling')
export const CONTROL_PLANE = findAgreement('kong-konnect')
export const GATEWAYS = findAgreement('kong-dedicated-cloud-gateways')

export const CHOICES: Choices = { unreached: 'error', rate: 'capped', failure: 'unreached' }

/** A month, or a part of one as `2026-03-17/2026-03-31`. */
export function periodOf(text: string): ServicePeriod {
  const month = parseMonth(text)
  if (month) return servicePeriodOf(month)
  const [start, end] = text.split('/').map(parseDay)
  if (start == null || end == null) throw new Error(`no period: ${text}`)
  return { start, end }
}

export const at = (text: string) => parseInstant(text, UTC)!

/** What a slice holds: `valid`, and what else is told; `requests` follows. */
export function counts(slice: number, some: Partial<RequestCounts>): SliceCounts {
  const { valid = 0, unreached = 0 } = some
  return { ...NO_REQUESTS, slice, requests: valid + unreached, ...some }
}

/** Slices from `first` on, `count` of them, with 10 requests each, and those of `others` in place of theirs. */
export function busy(first: number, count: number, others: readonly SliceCounts[] = []): SliceCounts[] {
  const own = new Map(others.map(one => [one.slice, one]))
  const all = Array.from({ length: count }, (_, i) => counts(first + i, { valid: 10 }))
  return all.map(one => own.get(one.slice) ?? one)
}

export const feeOf = (fee: string, voucherFee = '0', feeExcluded = '0'): PeriodFee => ({
  fee: ratioOfDecimal(fee),
  voucherFee: ratioOfDecimal(voucherFee),
  feeExcluded: ratioOfDecimal(feeExcluded),
})

interface Told {
  readonly agreement?: Agreement
  readonly account?: string | null
  readonly period?: string
  /** By slice from the start of the period. */
  readonly slices?: readonly SliceCounts[]
  readonly scheduled?: readonly SliceCounts[]
  readonly fee?: PeriodFee | null
  readonly choices?: Choices
  readonly meetsNodeMinimum?: boolean | null
  readonly windows?: PeriodAnswer['windows']
}

export const NOW = at('2026-11-20T09:30:00Z')
const ZONE = zoneOf('UTC')

/** One period, as `answerSla` completes it. */
export function periodAnswer(told: Told, asOf = NOW): PeriodAnswer {
  const { agreement = KLING, account = null, fee = null, choices = CHOICES } = told
  const period = periodOf(told.period ?? '2026-10')
  const range = slicesOf(period, agreement.sliceMinutes)
  const shift = (slices: readonly SliceCounts[] = []) =>
    slices.map(one => ({ ...one, slice: one.slice + range.first }))
  const slices = shift(told.slices)
  const measurement = measurePeriod(
    agreement,
    period,
    { slices, scheduled: shift(told.scheduled) },
    choices,
    ZONE,
  )
  const startOf = (slice: number) => startOfSlice(slice, agreement.sliceMinutes, ZONE)!
  const { first, last, longestGap } = measurement.coverage
  const today = ZONE.toLocal(asOf).day
  const elapsed = countElapsed(range, ZONE.toLocal(asOf), agreement.sliceMinutes)
  const claim = claimWindowOf(period, agreement.claim, WEEKDAYS)
  return {
    account,
    period,
    days: countDays(period),
    agreement,
    measurement,
    coverage: {
      first: first === null ? null : startOf(first),
      last: last === null ? null : endOfSlice(startOf(last), agreement.sliceMinutes),
      longestGap:
        longestGap.slices === 0
          ? null
          : {
              from: startOf(longestGap.first),
              to: startOf(longestGap.first + longestGap.slices),
              slices: longestGap.slices,
            },
    },
    elapsed,
    requestsAhead: 0,
    elapsedWithRequests: slices.filter(
      ({ slice, requests }) => requests > 0 && slice >= range.first && slice < range.first + elapsed,
    ).length,
    counts: { slices, scheduled: shift(told.scheduled) },
    course: followPeriod(
      agreement.method,
      range,
      agreement.sliceMinutes,
      { slices: slicesWithin(slices, range), scheduled: slicesWithin(shift(told.scheduled), range) },
      choices,
    ),
    worst:
      measurement.method === 'timeslices'
        ? []
        : findWorstSlices(slicesWithin(slices, range), choices, 5).map(({ slice, rate, counts }) => ({
            start: startOf(slice),
            rate,
            counts,
          })),
    outages: findOutages(agreement, slicesWithin(slices, range), choices, startOf),
    fee,
    feeSource: fee ? 'option' : null,
    feeParts: [],
    compensation: fee && computeCompensation(agreement.compensation, measurement, fee),
    claim,
    standing: standingOf(claim, today),
    running: isRunning(period, today),
    isAhead: period.start > today,
    windows: told.windows ?? [],
    meetsNodeMinimum: told.meetsNodeMinimum ?? null,
  }
}

export function serviceAnswer(
  periods: readonly PeriodAnswer[],
  more: Partial<ServiceAnswer> = {},
): ServiceAnswer {
  return {
    policy: periods[0]?.agreement.id ?? 'kling',
    files: ['requests.csv'],
    logs: [],
    faultOfOthers: 0,
    isReduced: false,
    windows: [],
    choices: CHOICES,
    periods,
    rows: periods.reduce((sum, { measurement }) => sum + measurement.totals.requests, 0),
    filter: NO_FILTER,
    filtered: 0,
    endpoints: [],
    foreign: [],
    own: [],
    sites: [],
    mixed: null,
    strangers: null,
    unreadPaths: null,
    ownAnswers: null,
    hiddenErrors: null,
    methods: [],
    hosted: [],
    hostless: 0,
    onTheWay: { OPTIONS: 0, CONNECT: 0 },
    repeatedRequests: 0,
    repeatedLines: null,
    outsidePeriods: 0,
    rejectedRows: 0,
    rejected: [],
    notes: [],
    ...more,
  }
}

/** October has 8,928 slices of 5 minutes. */
export const OCTOBER = 8928
/** And 44,640 minutes. */
export const MINUTES = 44_640

/** Slices in which nothing arrived. */
export const silent = (first: number, count: number, unreached: number) =>
  Array.from({ length: count }, (_, i) => counts(first + i, { unreached }))

/** An answer of one service, in UTC, on 20 November 2026. */
export function slaAnswer(
  periods: readonly PeriodAnswer[],
  more: Partial<SlaAnswer & ServiceAnswer> = {},
): SlaAnswer {
  const {
    asOf = NOW,
    companion = null,
    exclusives = [],
    gate = null,
    coverageGate = null,
    zone = ZONE,
    logZone = zone,
    ...service
  } = more
  return {
    asOf,
    zone,
    logZone,
    columns: [],
    service: serviceAnswer(periods, service),
    companion,
    exclusives,
    gate,
    coverageGate,
  }
}
