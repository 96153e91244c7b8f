import { describe, expect, it } from 'vitest'
import { ratioOfDecimal } from '../../../src/core/ratio.js'
import type { PeriodAnswer } from '../../../src/core/sla/answer.js'
import { judgeCoverage, judgeGate } from '../../../src/core/sla/gates.js'

const period = (availability: string | null, more: Partial<PeriodAnswer> = {}): PeriodAnswer =>
  ({
    measurement: {
      method: 'ratio-timeslices',
      availability: availability === null ? null : ratioOfDecimal(availability),
    },
    isAhead: false,
    elapsed: 200,
    elapsedWithRequests: 100,
    ...more,
  }) as PeriodAnswer

describe('the gate of availability', () => {
  const isCrossed = (periods: readonly PeriodAnswer[], isTerm = false) =>
    judgeGate('99.9', periods, isTerm).isCrossed
  it('is crossed below what was asked for, and not at it', () => {
    expect(
      [['99.9'], ['100', '99.9'], ['100', '99.8999']].map(all => isCrossed(all.map(one => period(one)))),
    ).toEqual([false, false, true])
    const low = period('99')
    expect(judgeGate('99.9', [period('100'), low], false).crossedBy).toEqual([low])
  })
  it('is crossed by uptime as by availability', () => {
    const uptime = (percent: string) =>
      period(null, { measurement: { method: 'timeslices', uptime: ratioOfDecimal(percent) } as never })
    expect([uptime('99.9'), uptime('99.8')].map(one => isCrossed([one]))).toEqual([false, true])
  })
  it('is crossed where nothing is known, but by months of a term that are still to come', () => {
    expect(isCrossed([])).toBe(true)
    expect(isCrossed([period(null)])).toBe(true)
    expect(isCrossed([period(null)], true)).toBe(true)
    expect(isCrossed([period(null, { isAhead: true })])).toBe(true)
    expect(isCrossed([period(null, { isAhead: true })], true)).toBe(false)
  })
})

describe('the gate of coverage', () => {
  const isCrossed = (elapsedWithRequests: number, more: Partial<PeriodAnswer> = {}, isTerm = false) =>
    judgeCoverage('50', [period('100', { elapsedWithRequests, ...more })], isTerm).isCrossed
  it('is crossed where fewer of the slices that have passed hold a request', () => {
    expect([99, 100, 101].map(count => isCrossed(count))).toEqual([true, false, false])
    expect(judgeCoverage('50', [], false).isCrossed).toBe(true)
  })
  it('is crossed by a month to come that was asked for, not by one of a term, nor as a month begins', () => {
    expect(isCrossed(0, { elapsed: 0, isAhead: true })).toBe(true)
    expect(isCrossed(0, { elapsed: 0, isAhead: true }, true)).toBe(false)
    expect(isCrossed(0, { elapsed: 0 })).toBe(false)
    expect(isCrossed(0, { elapsed: 1 }, true)).toBe(true)
  })
})
