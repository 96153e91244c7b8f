import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountFee } from '../../src/answers/sla/request.js'
import { zoneOf } from '../../src/core/calendar.js'
import { InputError } from '../../src/core/failure.js'
import { formatDay, formatInstant, instantAt, parseDay } from '../../src/core/instant.js'
import { compareRatios, formatRatio, ratioOfDecimal, ZERO } from '../../src/core/ratio.js'
import type { PeriodAnswer, SlaAnswer } from '../../src/core/sla/answer.js'
import { findAgreement } from '../core/sla/agreements.js'
import { type Asked, csv, feeOf, OCTOBER, onlyPeriod, percentOf, runSla } from './sla-runs.js'

const at = (text: string) => instantAt(Date.parse(text))
const iso = (millis: number): string => new Date(millis).toISOString()
const START = Date.UTC(2026, 9, 1)
const SLICES = 8928

/** A reduced log of October 2026 from `[valid, errors, unreached]` by slice. */
const reduced = (
  cells: Iterable<readonly [slice: number, valid: number, errors: number, unreached?: number]>,
) =>
  csv(
    [...cells].map(
      ([slice, valid, errors, unreached = 0]) =>
        `${iso(START + slice * 300_000)},${valid},${errors},${unreached},0`,
    ),
    'slice_start,valid,errors,unreached,excluded',
  )
const runReduced = (cells: Parameters<typeof reduced>[0], asked: Asked = {}) =>
  runSla(reduced(cells), { ...asked, reading: { isReduced: true } })
const slices = (count: number) => Array.from({ length: count }, (_, slice) => slice)

const judged = (answer: SlaAnswer) => {
  const period = onlyPeriod(answer)
  return [period.measurement.verdict, period.measurement.tier?.percent ?? null]
}

/** The message of the InputError that a promise ends with. */
const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'was answered',
    error => (error instanceof InputError ? error.message : `crashed: ${error}`),
  )

describe('the verdict comes from the exact ratio', () => {
  it('half a month at 1/3000 and half at 5/3000 errors is 99.90 % and met', async () => {
    const cells = slices(SLICES).map(slice => [slice, 3000, slice < SLICES / 2 ? 1 : 5] as const)
    const answer = await runReduced(cells)
    expect([percentOf(onlyPeriod(answer)), ...judged(answer)]).toEqual(['99.9', 'met', null])
  })
  it.each([
    [1, 'met', null, '10'],
    [10, 'missed', '10', '25'],
    [50, 'missed', '25', '50'],
  ])(
    'at %d thousandths lost; one request more is the next tier',
    async (thousandths, verdict, percent, next) => {
      const cells = slices(SLICES).map(slice => [slice, 1000, thousandths] as const)
      expect(judged(await runReduced(cells))).toEqual([verdict, percent])
      const [first, ...rest] = cells
      expect(judged(await runReduced([[first![0], 1000, thousandths + 1], ...rest]))).toEqual([
        'missed',
        next,
      ])
      const [less] = [await runReduced([[first![0], 1000, thousandths - 1], ...rest])]
      expect(judged(less)).toEqual([verdict, percent])
    },
  )
  it('with another large denominator in every slice', async () => {
    const cells = slices(SLICES).map(slice => [slice, 1_000_000 + slice, 1000] as const)
    expect(judged(await runReduced(cells))[0]).toBe('met')
  })
  it('the rate of a slice is never over 1, and 1 when nothing arrived', async () => {
    const over = onlyPeriod(await runReduced([[0, 2, 2, 40]]))
    const none = onlyPeriod(await runReduced([[0, 0, 0, 7]]))
    for (const { measurement } of [over, none]) {
      expect(measurement.method === 'ratio-timeslices' && formatRatio(measurement.rateSum)).toBe('1')
    }
  })
  it('5XX are errors and 429 is none; both are valid', async () => {
    const log = csv(['429', '200', '503', '500', '404'].map(status => `2026-10-01T00:00:00Z,${status}`))
    const { measurement } = onlyPeriod(await runSla(log))
    expect(measurement.totals).toMatchObject({ valid: 5, errors: 2, requests: 5 })
    expect(measurement.method === 'ratio-timeslices' && formatRatio(measurement.rateSum)).toBe('0.4')
  })
})

describe('requests that never arrived', () => {
  const log = csv(
    ['', '-', '0', '000']
      .map((status, i) => `2026-10-0${i + 1}T00:00:00Z,${status}`)
      .concat('2026-10-01T00:01:00Z,200'),
  )
  it('are errors unless they are ignored, and the other choice is told', async () => {
    const answer = onlyPeriod(await runSla(log))
    expect(answer.measurement.totals).toMatchObject({ valid: 1, unreached: 4, errors: 0 })
    expect(answer.measurement.sensitivity.map(({ choice }) => choice)).toContain('unreached=ignore')
    const ignored = onlyPeriod(
      await runSla(log, {
        request: { choices: { unreached: 'ignore', rate: 'capped', failure: 'unreached' } },
      }),
    )
    expect(percentOf(ignored)).toBe('100')
    expect(ignored.measurement.totals.unreached).toBe(4)
  })
  it('are no errors through the fault of the customer or a network, and that is said', async () => {
    const rows = ['customer', 'network', 'provider', ''].map(fault => `2026-10-01T00:00:00Z,,${fault}`)
    const answer = await runSla(csv(rows, 'timestamp,status,fault'))
    expect(onlyPeriod(answer).measurement.totals).toMatchObject({ unreached: 2, requests: 4, valid: 0 })
    expect(answer.service.notes).toContainEqual({ kind: 'fault-of-others', requests: 2 })
  })
  it('alone and ignored are no data', async () => {
    const answer = await runSla(csv(['2026-10-01T00:00:00Z,']), {
      request: { choices: { unreached: 'ignore', rate: 'capped', failure: 'unreached' } },
    })
    expect(judged(answer)).toEqual(['no-data', null])
  })
})

describe('what is set aside', () => {
  it('by its own column or by maintenance is no error, and stays valid if it was received', async () => {
    const rows = [
      '2026-10-01T00:00:00Z,503,hacked',
      '2026-10-01T00:00:00Z,,yes',
      '2026-10-01T02:00:00Z,503,',
      '2026-10-01T02:59:59.999Z,,',
      '2026-10-01T03:00:00Z,503,no',
      '2026-10-01T03:00:00Z,200,1',
    ]
    const windows = [
      {
        start: at('2026-10-01T02:00:00Z'),
        end: at('2026-10-01T03:00:00Z'),
        reason: 'upgrade',
        notifiedAt: null,
      },
    ]
    const answer = await runSla(csv(rows, 'timestamp,status,excluded'), { service: { windows } })
    expect(onlyPeriod(answer).measurement.totals).toEqual({
      valid: 4,
      errors: 1,
      unreached: 0,
      excluded: 4,
      requests: 6,
    })
  })
})

describe('service periods', () => {
  const daysOf = (periods: readonly PeriodAnswer[]) =>
    periods.map(({ period }) => `${formatDay(period.start)} ${formatDay(period.end)}`)
  it('of three months from 17 March are four (000 1.1), the rows beside them counted', async () => {
    const rows = [
      '2026-03-16T23:59:59Z',
      '2026-03-17T00:00:00Z',
      '2026-06-16T23:59:59Z',
      '2026-06-17T00:00:00Z',
    ]
    const { service } = await runSla(csv(rows.map(time => `${time},503`)), {
      request: { periods: { kind: 'term', start: parseDay('2026-03-17')!, months: 3 } },
    })
    expect(daysOf(service.periods)).toEqual([
      '2026-03-17 2026-03-31',
      '2026-04-01 2026-04-30',
      '2026-05-01 2026-05-31',
      '2026-06-01 2026-06-16',
    ])
    expect(service.periods.map(({ measurement }) => measurement.verdict)).toEqual([
      'met',
      'no-data',
      'no-data',
      'met',
    ])
    expect(service.outsidePeriods).toBe(2)
    expect(service.rows).toBe(4)
  })
  it('are the calendar months that the log touches when none is asked for, on the clock of the zone', async () => {
    const log = csv(['2026-10-31T16:30:00Z,200', '2026-08-31T15:59:59Z,200'])
    expect(daysOf((await runSla(log)).service.periods)).toEqual([
      '2026-08-01 2026-08-31',
      '2026-10-01 2026-10-31',
    ])
    expect(daysOf((await runSla(log, { zone: 'Asia/Shanghai' })).service.periods)).toEqual([
      '2026-08-01 2026-08-31',
      '2026-11-01 2026-11-30',
    ])
  })
  it('asked for twice are one, and come in order', async () => {
    const months = [
      { year: 2026, month: 11 },
      { year: 2026, month: 10 },
      { year: 2026, month: 11 },
    ]
    const { service } = await runSla(csv(['2026-10-01T00:00:00Z,200']), {
      request: { periods: { kind: 'months', months } },
    })
    expect(daysOf(service.periods)).toEqual(['2026-10-01 2026-10-31', '2026-11-01 2026-11-30'])
  })
  it('with a clock change have 288 slices a day by the letter', async () => {
    const rows = [
      '2026-03-29T00:59:59Z,200',
      '2026-03-29T01:00:00Z,503',
      '2026-10-25T00:30:00Z,200',
      '2026-10-25T01:30:00Z,503',
    ]
    const { service } = await runSla(csv(rows), { zone: 'Europe/Berlin' })
    const [march, october] = service.periods.map(({ measurement }) => measurement)
    expect([march!.coverage.slices, october!.coverage.slices]).toEqual([31 * 288, 31 * 288])
    expect([march!.coverage.slicesWithRequests, october!.coverage.slicesWithRequests]).toEqual([2, 1])
  })
  it('says when an incident lies in an hour that the clock shows twice', async () => {
    const noted = async (time: string, zone: string) => {
      const { service } = await runSla(csv([`${time},0`, '2026-10-01T00:00:00Z,200']), {
        policy: 'kong-konnect',
        zone,
      })
      return service.notes.filter(({ kind }) => kind === 'incident-in-repeated-hour').length
    }
    // The later pass of 02:30 is told as the earlier one, an hour before.
    expect(await noted('2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe(1)
    expect(await noted('2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe(1)
    expect(await noted('2026-10-25T02:00:00Z', 'Europe/Berlin')).toBe(0)
    expect(await noted('2026-10-25T01:30:00Z', 'UTC')).toBe(0)
  })
  it('are cut by one clock, and times that name no zone may be of another', async () => {
    // 16:00 in UTC is the first hour of November in Shanghai.
    const log = csv(['2026-10-31 15:59:59,200', '2026-10-31 16:00:00,503', '2026-10-31T15:00:00Z,200'])
    const reading = { zone: zoneOf('UTC') }
    const counts = async (text: string, more: Asked = {}) => {
      const { service } = await runSla(text, { zone: 'Asia/Shanghai', ...more })
      return service.periods.map(({ measurement }) => measurement.totals.requests)
    }
    expect(await counts(log, { reading })).toEqual([2, 1])
    expect(await counts(log)).toEqual([3])
    const head = 'slice_start,valid,errors,unreached,excluded\n'
    const isReduced = true
    const half = { policy: 'kling', zone: 'Asia/Kolkata', reading: { ...reading, isReduced } }
    expect(await counts(`${head}2026-10-31 18:25:00,1,0,0,0\n2026-10-31 18:30:00,2,0,0,0\n`, half)).toEqual([
      1, 2,
    ])
  })
  it('that run, or are still to come, say so', async () => {
    const { service } = await runSla(csv(['2026-10-05T00:00:00Z,200']), {
      asOf: '2026-10-15T12:00:00Z',
      request: { periods: { kind: 'term', start: parseDay('2026-09-01')!, months: 3 } },
    })
    expect(service.periods.map(({ running, isAhead }) => [running, isAhead])).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ])
  })
})

describe('an agreement of several versions', () => {
  const shipped = findAgreement('kling')
  const later = { ...shipped, effectiveFrom: parseDay('2026-11-01')!, sliceMinutes: 10, commitment: '99.95' }
  it('judges each period by the one in force on its first day, in slices of its own length', async () => {
    const rows = ['2026-10-31T23:55:00Z,503', '2026-11-01T00:00:00Z,503', '2026-11-01T00:05:00Z,200']
    const { service } = await runSla(csv(rows), { service: { versions: [shipped, later] } })
    expect(
      service.periods.map(({ agreement, measurement }) => [
        agreement.commitment,
        measurement.coverage.slices,
        measurement.method === 'ratio-timeslices' && formatRatio(measurement.rateSum),
      ]),
    ).toEqual([
      ['99.90', 8928, '1'],
      ['99.95', 4320, '0.5'],
    ])
    expect(service.outsidePeriods).toBe(0)
  })
  it('takes only the windows that each of them counts as announced', async () => {
    const strict = { ...later, sliceMinutes: 5, maintenance: { noticeHours: 24, clause: '9' } }
    const rows = ['2026-10-31T12:00:00Z,503', '2026-11-01T12:00:00Z,503']
    const windows = rows.map(row => ({
      start: at(row.slice(0, 20)),
      end: instantAt(at(row.slice(0, 20)) + 60_000),
      reason: 'upgrade',
      notifiedAt: null,
    }))
    const { service } = await runSla(csv(rows), { service: { versions: [shipped, strict], windows } })
    expect(service.periods.map(({ measurement }) => measurement.totals.errors)).toEqual([0, 1])
    expect(service.notes).toMatchObject([{ kind: 'notice-too-short', noticeHours: 24 }])
  })
})

describe('declared windows', () => {
  const window = (start: string, end: string, notifiedAt: string | null = null) => ({
    start: at(start),
    end: at(end),
    reason: '',
    notifiedAt: notifiedAt === null ? null : at(notifiedAt),
  })
  const ends = ({ end }: { readonly end: number }) => iso(end).slice(0, 10)
  it('are listed in order of time, each with its period, by the clock of the zone', async () => {
    const windows = [
      window('2026-10-31T16:00:00Z', '2026-10-31T17:00:00Z'),
      window('2026-10-31T15:00:00Z', '2026-10-31T16:00:00Z'),
      window('2026-09-30T15:00:00Z', '2026-10-02T00:00:00Z'),
    ]
    const log = csv(['2026-10-01T00:00:00Z,200', '2026-11-01T00:00:00Z,200'])
    const { service } = await runSla(log, { zone: 'Asia/Shanghai', service: { windows } })
    expect(service.windows.map(({ start }) => start)).toEqual(windows.map(({ start }) => start).reverse())
    expect(service.windows.every(({ counts }) => counts)).toBe(true)
    expect(service.periods.map(period => period.windows.map(ends))).toEqual([
      ['2026-10-02', '2026-10-31'],
      ['2026-10-31'],
    ])
    expect(service.periods[1]!.windows[0]!.end).toBe(windows[0]!.end)
  })
  it('count when they were announced in time', async () => {
    const windows = [
      window('2026-10-12T02:00:00Z', '2026-10-12T03:00:00Z', '2026-10-11T02:00:00Z'),
      window('2026-10-19T02:00:00Z', '2026-10-19T03:00:00Z', '2026-10-18T02:00:01Z'),
      window('2026-10-20T02:00:00Z', '2026-10-20T03:00:00Z'),
    ]
    const log = csv(['2026-10-01T00:00:00Z,200'])
    const { service } = await runSla(log, { policy: 'kong-konnect', service: { windows } })
    expect(service.windows.map(({ counts }) => counts)).toEqual([true, false, false])
    expect(onlyPeriod(await runSla(log, { policy: 'kong-konnect', service: { windows } })).windows).toEqual(
      service.windows,
    )
  })
})

describe('a log that says little', () => {
  it('has no data where no period holds a request: never met, and the gate is crossed', async () => {
    const answer = await runSla(csv([]), { request: { periods: OCTOBER, failUnder: '0' } })
    expect(judged(answer)).toEqual(['no-data', null])
    expect(percentOf(onlyPeriod(answer))).toBeNull()
    expect(answer.gate).toMatchObject({ isCrossed: true })
    expect(answer.service.notes).toEqual([{ kind: 'no-rows', file: 'log1.csv', isTable: true }])
  })
  it('with no period at all crosses the gate too', async () => {
    const answer = await runSla(csv([]), { request: { failUnder: '0' } })
    expect(answer.service.periods).toEqual([])
    expect(answer.gate?.isCrossed).toBe(true)
  })
  it('is reported with its first and last slice and the longest gap', async () => {
    const rows = ['2026-10-01T00:07:00Z,200', '2026-10-01T00:12:00Z,200', '2026-10-20T00:00:00Z,200']
    const { coverage, measurement } = onlyPeriod(await runSla(csv(rows)))
    expect([coverage.first, coverage.last].map(time => formatInstant(time!))).toEqual([
      '2026-10-01T00:05:00Z',
      '2026-10-20T00:05:00Z',
    ])
    expect(formatInstant(coverage.longestGap!.from)).toBe('2026-10-01T00:15:00Z')
    expect(formatInstant(coverage.longestGap!.to)).toBe('2026-10-20T00:00:00Z')
    expect(formatRatio(measurement.bounds!.lowest)).toBe(formatRatio({ num: 300n, den: 8928n }))
  })
  it('without an end to its last line says so', async () => {
    const { service } = await runSla('timestamp,status\n2026-10-01T00:00:00Z,200')
    expect(service.notes).toEqual([{ kind: 'last-line-open', file: 'log1.csv' }])
  })
})

describe('the gate', () => {
  const half = csv(['2026-10-01T00:00:00Z,503'])
  const availability = formatRatio({ num: 100n * 8927n, den: 8928n })
  it('is crossed strictly: an equal availability passes', async () => {
    const cells = slices(SLICES).map(slice => [slice, 1000, 1] as const)
    const gateAt = async (failUnder: string) =>
      (await runReduced(cells, { request: { failUnder } })).gate!.isCrossed
    expect([await gateAt('99.9'), await gateAt('99.9000000000000001')]).toEqual([false, true])
  })
  it('names the periods that cross it', async () => {
    const { gate } = await runSla(half, { request: { failUnder: '99.99' } })
    expect(gate!.crossedBy.map(percentOf)).toEqual([availability])
  })
  it('of coverage asks how much of what has passed holds any request, and an equal share passes', async () => {
    const cells = slices(SLICES / 2).map(slice => [slice, 10, 0] as const)
    const gateAt = async (minCoverage: string, asOf: string) => {
      const answer = await runReduced(cells, { asOf, request: { minCoverage } })
      expect([answer.coverageGate!.crossedBy.length > 0, answer.gate]).toEqual([
        answer.coverageGate!.isCrossed,
        null,
      ])
      return answer.coverageGate!.isCrossed
    }
    const after = '2026-11-21T00:00:00Z'
    expect([await gateAt('50', after), await gateAt('50.0000001', after)]).toEqual([false, true])
    // By half of the month all of what has passed is covered; the log may know more than that.
    expect(await gateAt('100', '2026-10-16T12:00:00Z')).toBe(false)
    expect(await gateAt('100', '2026-10-10T00:00:00Z')).toBe(false)
    expect(await gateAt('100', '2026-10-16T12:05:00Z')).toBe(true)
  })
  it('of coverage asks nothing of requests after the time of the answer', async () => {
    const log = csv(['2026-10-25T00:00:00Z,200', '2026-10-25T00:05:00Z,200'])
    const request = { minCoverage: '1' }
    const { service, coverageGate } = await runSla(log, { asOf: '2026-10-01T00:10:00Z', request })
    expect(coverageGate!.isCrossed).toBe(true)
    expect(service.periods[0]).toMatchObject({ elapsed: 2, elapsedWithRequests: 0 })
    const whole = await runSla(log, { asOf: '2026-10-25T00:05:00Z', request })
    expect(whole.service.periods[0]).toMatchObject({ elapsedWithRequests: 1 })
  })
  it('of coverage is crossed where there is no period, and does not ask months of a term to come', async () => {
    const ask = async (request: object, log = csv([])) =>
      (await runSla(log, { asOf: '2026-10-01T00:05:00Z', request: { minCoverage: '99', ...request } }))
        .coverageGate!.isCrossed
    expect(await ask({})).toBe(true)
    expect(await ask({ periods: OCTOBER })).toBe(true)
    const one = csv(['2026-10-01T00:00:00Z,200'])
    expect(await ask({ periods: { kind: 'term', start: parseDay('2026-10-01')!, months: 3 } }, one)).toBe(
      false,
    )
    expect(await ask({ periods: { kind: 'months', months: [{ year: 2026, month: 12 }] } }, one)).toBe(true)
  })
  it('does not ask months of a term that are still to come, but asks every period that was named', async () => {
    const asked = { asOf: '2026-10-15T00:00:00Z' }
    const term = { kind: 'term', start: parseDay('2026-10-01')!, months: 3 } as const
    const gateOf = async (periods: typeof term | typeof OCTOBER) =>
      (await runSla(csv(['2026-10-01T00:00:00Z,200']), { ...asked, request: { periods, failUnder: '99' } }))
        .gate!
    expect((await gateOf(term)).isCrossed).toBe(false)
    const months = { kind: 'months', months: [{ year: 2026, month: 12 }] } as never
    expect((await gateOf(months)).isCrossed).toBe(true)
  })
})

describe('compensation', () => {
  // 94 %: 6 % of the slices of October lost.
  const cells = slices(SLICES).map(slice => [slice, 100, 6] as const)
  it('is the percentage of the fee, capped at half of what was not paid with vouchers', async () => {
    const { compensation } = onlyPeriod(await runReduced(cells, { service: { fees: feeOf('1000', '600') } }))
    expect([
      formatRatio(compensation!.amount),
      compensation!.capped,
      formatRatio(compensation!.cap!),
    ]).toEqual(['200', true, '200'])
  })
  it('is not known without a fee, and nothing when the commitment was met', async () => {
    expect(onlyPeriod(await runReduced(cells)).compensation).toBeNull()
    const met = await runReduced([[0, 10, 0]], { service: { fees: feeOf('1000') } })
    expect(formatRatio(onlyPeriod(met).compensation!.amount)).toBe('0')
  })
  it('cannot be computed from one fee for several accounts', async () => {
    const log = csv(['2026-10-01T00:00:00Z,200,a', '2026-10-01T00:00:00Z,200,'], 'timestamp,status,account')
    expect(await refusal(runSla(log, { service: { fees: feeOf('1000') } }))).toMatch(
      /--fee is the fee of one account, and the log holds 2: no name and "a"/,
    )
    const one = csv(['2026-10-01T00:00:00Z,200,a'], 'timestamp,status,account')
    expect(onlyPeriod(await runSla(one, { service: { fees: feeOf('1000') } })).feeSource).toBe('option')
  })
  it('takes each account and month its own fee from a file, and says which are missing or not used', async () => {
    const log = csv(
      ['2026-10-01T00:00:00Z,503,a', '2026-10-01T00:00:00Z,503,b', '2026-10-01T00:00:00Z,200,c'],
      'timestamp,status,account',
    )
    const row = (account: string | null, month: number, fee: string): AccountFee => ({
      account,
      month: { year: 2026, month },
      fee: ratioOfDecimal(fee),
      voucherFee: ZERO,
      feeExcluded: ZERO,
    })
    const rows = [row('a', 10, '100'), row('b', 10, '200'), row('b', 9, '5'), row(null, 10, '7')]
    const { service } = await runSla(log, { service: { fees: { kind: 'fees-file', rows } } })
    expect(service.periods.map(({ account, fee }) => [account, fee && formatRatio(fee.fee)])).toEqual([
      ['a', '100'],
      ['b', '200'],
      ['c', null],
    ])
    expect(service.notes).toMatchObject([
      { kind: 'fee-missing', of: [{ account: 'c' }] },
      {
        kind: 'fee-unused',
        of: [
          { account: 'b', month: '2026-09' },
          { account: null, month: '2026-10' },
        ],
      },
    ])
  })
})

describe('the claim window', () => {
  it('stands to the day of the zone', async () => {
    const log = csv(['2026-10-01T00:00:00Z,200'])
    const standing = async (asOf: string, zone: string) =>
      onlyPeriod(await runSla(log, { asOf, zone })).standing
    expect(await standing('2026-11-06T15:59:59Z', 'Asia/Shanghai')).toMatchObject({ state: 'not-open-yet' })
    expect(await standing('2026-11-06T16:00:00Z', 'Asia/Shanghai')).toEqual({ state: 'open', daysLeft: 54 })
    expect(await standing('2026-12-31T16:00:00Z', 'Asia/Shanghai')).toEqual({
      state: 'closed',
      daysLeft: null,
    })
  })
})

describe('several logs', () => {
  it('are one; each has its own header, order of columns and dialect', async () => {
    const answer = await runSla([
      csv(['2026-10-01T00:00:00Z,503']),
      'status;"timestamp"\r\n200;2026-10-01T00:00:00Z\r\n',
      '{"status":200,"timestamp":"2026-10-01T00:01:00Z"}\n',
      '1.2.3.4 - - [01/Oct/2026:00:02:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n',
    ])
    expect(onlyPeriod(answer).measurement.totals).toMatchObject({ valid: 4, errors: 1 })
    expect(answer.service.files).toEqual(['log1.csv', 'log2.csv', 'log3.csv', 'log4.csv'])
  })
  it('stop at bad rows of any, each with its file and line', async () => {
    const message = await refusal(
      runSla([
        csv(['2026-10-01T00:00:00Z,200', '2026-10-01T00:00:00Z,x']),
        '{"status":200}\n{"timestamp":"2026-10-01T00:00:00Z","status":200}\n',
      ]),
    )
    expect(message).toMatch(/^log1\.csv:3: BAD_VALUE/)
    expect(message).toMatch(/\nlog2\.csv:1: BAD_TIME/)
  })
  it('or set them aside, counted and handed over whole', async () => {
    const taken: string[] = []
    const { service } = await runSla(csv(['2026-10-01T00:00:00Z,200', '2026-10-01T00:00:00Z,x', 'a,b,c']), {
      reading: { badRows: 'skip', onReject: ({ line, raw }) => taken.push(`${line} ${raw}`) },
    })
    expect([service.rows, service.rejectedRows]).toEqual([1, 2])
    expect(taken).toEqual(['3 2026-10-01T00:00:00Z,x', '4 a,b,c'])
  })
  it('keep only the first rows that were set aside, however many there are', async () => {
    const { service } = await runSla(
      csv(['2026-10-01T00:00:00Z,200', '2026-10-01T00:00:00Z,x'].flatMap(row => Array(500).fill(row))),
      { reading: { badRows: 'skip' } },
    )
    expect([service.rejectedRows, service.rejected.length]).toEqual([500, 20])
  })
})

describe('an account', () => {
  const rows = ['2026-10-01T00:00:00Z,503,b', '2026-10-01T00:00:00Z,200,a', '2026-11-01T00:00:00Z,200,a']
  it('has its own result in every month that the log touches', async () => {
    const { service } = await runSla(csv(rows, 'timestamp,status,account'))
    expect(service.periods.map(({ account, measurement }) => [account, measurement.verdict])).toEqual([
      ['a', 'met'],
      ['a', 'met'],
      ['b', 'met'],
      ['b', 'no-data'],
    ])
  })
  it('may stand in another column', async () => {
    const { service } = await runSla(csv(rows, 'timestamp,status,tenant'), {
      reading: { columns: new Map([['account', 'tenant']]) },
    })
    expect(service.periods).toHaveLength(4)
    expect((await runSla(csv(rows, 'timestamp,status,tenant'))).service.periods).toHaveLength(2)
  })
})

describe('uptime by minutes', () => {
  const kong = (log: string, asked: Asked = {}) => runSla(log, { policy: 'kong-konnect', ...asked })
  const uptimeOf = async (log: string, asked: Asked = {}) => {
    const { measurement } = onlyPeriod(await kong(log, asked))
    if (measurement.method !== 'timeslices') throw new Error('not by minutes')
    return measurement
  }
  it('counts minutes in which every attempt failed to connect, and joins them to incidents', async () => {
    const log = csv([
      '2026-10-05T10:00:00Z,',
      '2026-10-05T10:00:59Z,000',
      '2026-10-05T10:01:00Z,-',
      '2026-10-05T10:02:00Z,',
      '2026-10-05T10:02:30Z,200',
      '2026-10-05T10:03:00Z,503',
      '2026-10-05T10:05:00Z,',
    ])
    const found = await uptimeOf(log)
    expect(found).toMatchObject({ minutes: 44_640, downtimeMinutes: 3, verdict: null, tier: null })
    expect(
      found.incidents.map(({ start, end, ticketBy }) =>
        [start, end, ticketBy].map(time => formatInstant(time!)),
      ),
    ).toEqual([
      ['2026-10-05T10:00:00Z', '2026-10-05T10:02:00Z', '2026-10-06T10:00:00Z'],
      ['2026-10-05T10:05:00Z', '2026-10-05T10:06:00Z', '2026-10-06T10:05:00Z'],
    ])
    expect(found.sensitivity).toMatchObject([{ choice: 'failure=5xx', downtimeMinutes: 4 }])
  })
  it('drops what is excluded or failed through others before a minute is judged', async () => {
    const rows = [
      '2026-10-05T10:00:00Z,,,',
      '2026-10-05T10:00:30Z,200,,canary',
      '2026-10-05T10:01:00Z,,network,',
      '2026-10-05T10:02:00Z,,customer,',
      '2026-10-05T10:02:00Z,,provider,',
      '2026-10-05T10:03:00Z,,,beta',
    ]
    expect((await uptimeOf(csv(rows, 'timestamp,status,fault,excluded'))).downtimeMinutes).toBe(2)
  })
  it('of several gateways is down only when all that saw attempts were', async () => {
    const rows = [
      '2026-10-05T10:00:00Z,,eu',
      '2026-10-05T10:00:00Z,,us',
      '2026-10-05T10:01:00Z,,eu',
      '2026-10-05T10:01:00Z,200,us',
    ]
    const found = await uptimeOf(csv(rows, 'timestamp,status,gateway'), {
      policy: 'kong-dedicated-cloud-gateways',
    })
    expect(found.downtimeMinutes).toBe(1)
  })
  it('leaves out scheduled downtime that was announced 24 hours before, and says which was not', async () => {
    const log = csv(['2026-10-05T10:00:00Z,', '2026-10-06T10:00:00Z,'])
    const window = (day: number, notified: string | null) => ({
      start: at(`2026-10-0${day}T10:00:00Z`),
      end: at(`2026-10-0${day}T11:00:00Z`),
      reason: 'upgrade',
      notifiedAt: notified === null ? null : at(notified),
    })
    const asked = (first: string, second: string | null): Asked => ({
      service: { windows: [window(5, first), window(6, second)] },
    })
    const exact = await kong(log, asked('2026-10-04T10:00:00Z', '2026-10-05T10:00:00.001Z'))
    expect(onlyPeriod(exact).measurement).toMatchObject({ downtimeMinutes: 1, scheduledMinutes: 1 })
    expect(exact.service.notes).toMatchObject([
      { kind: 'notice-too-short', noticeHours: 24, windows: [window(6, '2026-10-05T10:00:00.001Z')] },
    ])
    expect(await uptimeOf(log, asked('2026-10-04T10:00:00.001Z', null))).toMatchObject({ downtimeMinutes: 2 })
  })
  it('is told without a credit until the tiers are given', async () => {
    const log = csv(['2026-10-05T10:00:00Z,'])
    expect(onlyPeriod(await kong(log, { service: { fees: feeOf('1000') } })).compensation).toBeNull()
    const version = findAgreement('kong-konnect')
    const tiers = [{ below: '99.999', atLeast: null, percent: '10', clause: null }]
    const versions = [{ ...version, tiers, commitment: '99.999' }]
    const answer = onlyPeriod(await kong(log, { service: { versions, fees: feeOf('1000') } }))
    expect([answer.measurement.verdict, formatRatio(answer.compensation!.amount)]).toEqual(['missed', '100'])
  })
  it('is not judged for months before the agreement: asked for they are refused, touched they are told', async () => {
    const log = csv(['2025-01-31T00:00:00Z,200', '2025-02-01T00:00:00Z,200'])
    const { service } = await kong(log)
    expect(service.periods).toHaveLength(1)
    expect(service.outsidePeriods).toBe(1)
    expect(service.notes).toMatchObject([{ kind: 'not-in-force', requests: 1 }])
    const months = [{ year: 2025, month: 1 }]
    expect(await refusal(kong(log, { request: { periods: { kind: 'months', months } } }))).toMatch(
      /no version of kong-konnect was in force on 2025-01-01\n {2}held here: from 2025-02-01/,
    )
  })
  it('is of whole months, also in a term', async () => {
    const { service } = await kong(csv(['2026-03-01T00:00:00Z,200']), {
      request: { periods: { kind: 'term', start: parseDay('2026-03-17')!, months: 1 } },
    })
    expect(service.periods.map(({ days, measurement }) => [days, measurement.verdict === 'no-data'])).toEqual(
      [
        [31, false],
        [30, false],
      ],
    )
  })
  it('needs two nodes in each of two networks for a credit for gateways', async () => {
    const meets = async (nodes: number[] | null) =>
      onlyPeriod(
        await runSla(csv(['2026-10-05T10:00:00Z,']), {
          policy: 'kong-dedicated-cloud-gateways',
          service: { nodesOfNetworks: nodes },
        }),
      ).meetsNodeMinimum
    expect([await meets([2, 2]), await meets([2, 1]), await meets([4]), await meets(null)]).toEqual([
      true,
      false,
      false,
      null,
    ])
  })
})

describe('two services', () => {
  const tiers = (percent: string) => [{ below: '99.999', atLeast: null, percent, clause: null }]
  const version = (id: string, percent: string) => ({
    ...findAgreement(id),
    tiers: tiers(percent),
    commitment: '99.999',
  })
  const ask = (firstPercent: string, secondPercent: string, minute = '00') =>
    runSla(csv(['2026-10-05T10:00:00Z,']), {
      policy: 'kong-konnect',
      service: { versions: [version('kong-konnect', firstPercent)], fees: feeOf('1000') },
      companion: {
        policy: 'kong-dedicated-cloud-gateways',
        log: csv([`2026-10-05T10:${minute}:30Z,`]),
        versions: [version('kong-dedicated-cloud-gateways', secondPercent)],
        fees: feeOf('500', '0', '100'),
      },
    })
  it('hit by one incident have one claim: the larger', async () => {
    const [one] = (await ask('10', '30')).exclusives
    expect([one!.shared.length, one!.larger]).toEqual([1, 'second'])
    expect(formatRatio(one!.second.compensation!.amount)).toBe('120')
    expect((await ask('10', '20')).exclusives[0]!.larger).toBe('first')
    expect((await ask('10', '25')).exclusives[0]!.larger).toBe('either')
  })
  it('hit by different incidents have two', async () => {
    expect((await ask('10', '30', '01')).exclusives).toMatchObject([{ shared: [], larger: null }])
  })
})

describe('whatever the log, as properties', () => {
  const row = fc.record({
    time: fc.integer({ min: START, max: START + 86_400_000 }),
    status: fc.constantFrom('200', '200', '429', '503', '500', '', '000'),
    excluded: fc.constantFrom('', '', '1'),
    fault: fc.constantFrom('', '', 'customer'),
  })
  const rows = fc.array(row, { minLength: 1, maxLength: 60 })
  interface LogRow {
    readonly time: number
    readonly status: string
    readonly excluded: string
    readonly fault: string
  }
  const lineOf = ({ time, status, excluded, fault }: LogRow) => `${iso(time)},${status},${excluded},${fault}`
  const columns = 'timestamp,status,excluded,fault'
  const availability = async (lines: readonly string[], policy = 'kling') => {
    const { measurement } = onlyPeriod(
      await runSla(csv(lines, columns), { policy, request: { periods: OCTOBER } }),
    )
    return measurement.method === 'timeslices' ? measurement.uptime : measurement.availability
  }
  const settings = { seed: 20_261_001, numRuns: 60 }
  const policies = fc.constantFrom('kling', 'kong-konnect')
  const asked = { request: { periods: OCTOBER } } as const

  it('the order of rows does not matter', () =>
    fc.assert(
      fc.asyncProperty(rows, policies, async (all, policy) => {
        const lines = all.map(lineOf)
        const plain = await runSla(csv(lines, columns), { ...asked, policy })
        const sorted = await runSla(csv(lines.toSorted(), columns), { ...asked, policy, linesAtOnce: 3 })
        expect(sorted.service.periods).toEqual(plain.service.periods)
      }),
      settings,
    ))
  it('a log may be split anywhere', () =>
    fc.assert(
      fc.asyncProperty(rows, fc.nat(), policies, async (all, place, policy) => {
        const lines = all.map(lineOf)
        const cut = place % (lines.length + 1)
        const parts = [lines.slice(0, cut), lines.slice(cut)].map(part => csv(part, columns))
        const split = await runSla(parts, { ...asked, policy })
        const whole = await runSla(csv(lines, columns), { ...asked, policy })
        expect(split.service.periods).toEqual(whole.service.periods)
      }),
      settings,
    ))
  it('an answer that turns into an error never raises availability', () =>
    fc.assert(
      fc.asyncProperty(rows, fc.nat(), policies, async (all, place, policy) => {
        const index = place % all.length
        const worse = all.map((one, i) => (i === index ? { ...one, status: '503', excluded: '' } : one))
        const good = all.map((one, i) => (i === index ? { ...one, status: '200', excluded: '' } : one))
        const [after, before] = [
          await availability(worse.map(lineOf), policy),
          await availability(good.map(lineOf), policy),
        ]
        expect(compareRatios(after!, before!)).toBeLessThanOrEqual(0)
      }),
      settings,
    ))
  it('an error that is excluded never lowers availability', () =>
    fc.assert(
      fc.asyncProperty(rows, fc.nat(), async (all, place) => {
        const index = place % all.length
        const error = all.map((one, i) => (i === index ? { ...one, status: '503', excluded: '' } : one))
        const excluded = error.map((one, i) => (i === index ? { ...one, excluded: 'yes' } : one))
        const [before, after] = [
          await availability(error.map(lineOf)),
          await availability(excluded.map(lineOf)),
        ]
        expect(compareRatios(after!, before!)).toBeGreaterThanOrEqual(0)
      }),
      settings,
    ))
  it('log and zone may be shifted together', () =>
    fc.assert(
      fc.asyncProperty(rows, async all => {
        const naive = all.map(one => lineOf(one).replace('Z', ''))
        const inUtc = await runSla(csv(naive, columns), asked)
        const inShanghai = await runSla(csv(naive, columns), { ...asked, zone: 'Asia/Shanghai' })
        expect(onlyPeriod(inShanghai).measurement).toEqual(onlyPeriod(inUtc).measurement)
      }),
      settings,
    ))
  it('a log and its reduced form give the same', () =>
    fc.assert(
      fc.asyncProperty(rows, async all => {
        const whole = await runSla(csv(all.map(lineOf), columns), asked)
        const entries = all.map(({ time, status, excluded, fault }) => {
          const isError = status.startsWith('5')
          const isUnreached = status === '' || status === '000'
          const counts = [
            isUnreached ? 0 : 1,
            isError && excluded === '' ? 1 : 0,
            isUnreached && excluded === '' && fault === '' ? 1 : 0,
            (isError || (isUnreached && fault === '')) && excluded !== '' ? 1 : 0,
            1,
          ]
          return `${iso(Math.floor(time / 300_000) * 300_000)},${counts.join(',')}`
        })
        const reducedLog = csv(entries, 'slice_start,valid,errors,unreached,excluded,requests')
        const counted = await runSla(reducedLog, { ...asked, reading: { isReduced: true } })
        expect(onlyPeriod(counted).measurement).toEqual(onlyPeriod(whole).measurement)
      }),
      settings,
    ))
})
