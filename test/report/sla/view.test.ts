import { describe, expect, test } from 'vitest'
import { findSharedIncidents } from '../../../src/core/sla/eligibility.js'
import { viewSla, writeSlaJson } from '../../../src/report/sla/view.js'
import {
  busy,
  CHOICES,
  CONTROL_PLANE,
  counts,
  feeOf,
  GATEWAYS,
  MINUTES,
  OCTOBER,
  periodAnswer,
  serviceAnswer,
  silent,
  slaAnswer,
} from './answers.js'

const MISSED = periodAnswer({
  slices: busy(0, OCTOBER, [counts(100, { valid: 3, errors: 1 }), ...silent(200, 10, 3)]),
  fee: feeOf('1000', '600'),
})

describe('the JSON of `sla`', () => {
  test('has the keys that cli.md promises, in its order, and its own behind them', () => {
    const view = viewSla(slaAnswer([MISSED]))
    expect(Object.keys(view).slice(0, 9)).toEqual(
      'schema policy time_zone unreached rate periods outside_periods rejected_rows notes'.split(' '),
    )
    expect(Object.keys(view.periods[0]!).slice(0, 22)).toEqual(
      'account start end days slices slices_with_requests requests valid errors unreached excluded rate_sum availability verdict bounds to_next_tier tier fee voucher_fee compensation capped claim'.split(
        ' ',
      ),
    )
    expect(Object.keys(view.periods[0]!).slice(22, 24)).toEqual(['sensitivity', 'running'])
    expect(Object.keys(view.periods[0]!.claim).slice(0, 3)).toEqual(['opens', 'closes', 'calendar'])
    expect(Object.keys(view.periods[0]!.sensitivity[0]!).slice(0, 3)).toEqual([
      'choice',
      'availability',
      'percent',
    ])
  })

  test('writes shares at 18 decimals half up, amounts exactly, counts as integers', () => {
    expect(viewSla(slaAnswer([MISSED])).periods[0]).toMatchObject({
      account: null,
      start: '2026-10-01',
      end: '2026-10-31',
      days: 31,
      slices: 8928,
      slices_with_requests: 8928,
      requests: 89_203,
      valid: 89_173,
      errors: 1,
      unreached: 30,
      excluded: 0,
      rate_sum: '10.333333333333333333',
      availability: '99.884259259259259259',
      verdict: 'missed',
      bounds: { lowest: '99.884259259259259259', highest: '99.884259259259259259' },
      to_next_tier: '78.946666666666666667',
      tier: { below: '99.90', at_least: '99.00', percent: '10' },
      fee: '1000',
      voucher_fee: '600',
      compensation: '100',
      cap: '200',
      capped: false,
      claim: { opens: '2026-11-07', closes: '2026-12-31', calendar: 'weekdays', days_left: 41 },
      sensitivity: [
        { choice: 'unreached=ignore', availability: '99.996266427718040621', percent: null, verdict: 'met' },
      ],
      running: false,
    })
  })

  test('rounds a compensation half up to a hundredth of a cent', () => {
    const told = { slices: busy(0, OCTOBER, silent(200, 20, 3)), fee: feeOf('0.0015') }
    expect(viewSla(slaAnswer([periodAnswer(told)])).periods[0]).toMatchObject({ compensation: '0.0002' })
  })

  test('is null where nothing is known', () => {
    expect(viewSla(slaAnswer([periodAnswer({ slices: [] })])).periods[0]).toMatchObject({
      availability: null,
      verdict: 'no-data',
      bounds: null,
      to_next_tier: null,
      tier: null,
      fee: null,
      voucher_fee: null,
      compensation: null,
      capped: false,
      coverage: {
        percent: '0',
        first: null,
        last: null,
        longest_gap: {
          start: '2026-10-01T00:00:00Z',
          end: '2026-11-01T00:00:00Z',
          slices: 8928,
          minutes: MINUTES,
        },
      },
      worst: [],
    })
  })

  test('speaks of uptime, minutes and credit where a minute is the measure', () => {
    const told = { agreement: CONTROL_PLANE, slices: busy(0, MINUTES, silent(600, 40, 3)) }
    const view = viewSla(slaAnswer([periodAnswer(told)]))
    expect(view).toMatchObject({ unreached: null, rate: null, failure: 'unreached' })
    const [period] = view.periods
    expect(Object.keys(period!).slice(0, 13)).toEqual(
      'account start end days minutes downtime_minutes scheduled_minutes incidents requests valid errors unreached excluded'.split(
        ' ',
      ),
    )
    expect(period).toMatchObject({
      minutes: MINUTES,
      downtime_minutes: 40,
      scheduled_minutes: 0,
      incidents: [
        {
          start: '2026-10-01T10:00:00Z',
          end: '2026-10-01T10:40:00Z',
          minutes: 40,
          ticket_by: '2026-10-02T10:00:00Z',
        },
      ],
      uptime: '99.91039426523297491',
      verdict: null,
      tier: null,
      credit: null,
      claim: { opens: '2026-11-01', closes: '2026-11-30', calendar: null },
    })
    expect(period).not.toHaveProperty('availability')
    expect(period).not.toHaveProperty('compensation')
  })

  test('names the choices that concern the method alone', () => {
    expect(viewSla(slaAnswer([MISSED]))).toMatchObject({ unreached: 'error', rate: 'capped', failure: null })
    expect(viewSla(slaAnswer([]))).toMatchObject({ ...CHOICES, periods: [] })
  })

  test('holds a second service, and which of the two to claim', () => {
    const slices = busy(0, MINUTES, silent(600, 40, 3))
    const first = periodAnswer({ agreement: CONTROL_PLANE, slices })
    const second = periodAnswer({ agreement: GATEWAYS, slices })
    const { measurement } = first
    const incidents = measurement.method === 'timeslices' ? measurement.incidents : []
    const shared = findSharedIncidents(incidents, incidents)
    const view = viewSla(
      slaAnswer([first], {
        companion: serviceAnswer([second]),
        exclusives: [{ account: null, first, second, shared, larger: null }],
        gate: { failUnder: '99.90', isCrossed: false, crossedBy: [] },
      }),
    )
    expect(view.companion).toMatchObject({ policy: 'kong-dedicated-cloud-gateways', outside_periods: 0 })
    expect(view.exclusives).toMatchObject([
      {
        start: '2026-10-01',
        services: ['kong-konnect', 'kong-dedicated-cloud-gateways'],
        shared_incidents: [{ first: { start: '2026-10-01T10:00:00Z' } }],
        claim: null,
      },
    ])
    expect(view.gate).toEqual({ fail_under: '99.9', crossed: false, crossed_by: [] })
  })

  test.each([
    ['no period', slaAnswer([])],
    ['one period', slaAnswer([MISSED])],
    ['several', slaAnswer([MISSED, periodAnswer({ account: 'acme', slices: [] })])],
  ])('is the same in pieces as in one: %s', (_, answer) => {
    expect([...writeSlaJson(answer)].join('')).toBe(`${JSON.stringify(viewSla(answer), null, 1)}\n`)
  })
})
