import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/core/failure.js'
import { type Day, formatDay, parseDay } from '../../../src/core/instant.js'
import type { Agreement } from '../../../src/core/sla/agreement.js'
import { listAskedPeriods, type PeriodChoice } from '../../../src/core/sla/asked-periods.js'
import { findAgreement } from './agreements.js'

const day = (text: string): Day => parseDay(text)!
const version = (from: string | null, to: string | null = null): Agreement => ({
  ...findAgreement('kling'),
  effectiveFrom: from === null ? null : day(from),
  effectiveTo: to === null ? null : day(to),
})
const list = (choice: PeriodChoice, ...versions: readonly Agreement[]) =>
  listAskedPeriods(choice, { policy: 'kling', versions })?.map(
    ({ start, end }) => `${formatDay(start)}/${formatDay(end)}`,
  ) ?? null
const months = (...all: readonly number[]): PeriodChoice => ({
  kind: 'months',
  months: all.map(month => ({ year: 2026, month })),
})

describe('the periods asked for', () => {
  it('are months, in order and once each', () => {
    expect(list(months(10, 9, 10), version(null))).toEqual(['2026-09-01/2026-09-30', '2026-10-01/2026-10-31'])
  })
  it('are those of a term, cut to it where the agreement does so', () => {
    const term: PeriodChoice = { kind: 'term', start: day('2026-03-17'), months: 1 }
    expect(list(term, version(null))).toEqual(['2026-03-17/2026-03-31', '2026-04-01/2026-04-16'])
    expect(list(term, { ...version(null), cutToTerm: false })).toEqual([
      '2026-03-01/2026-03-31',
      '2026-04-01/2026-04-30',
    ])
  })
  it('are said by the log where nobody else does', () => {
    expect(list({ kind: 'touched' }, version(null))).toBeNull()
  })
  it('must begin when a version was in force', () => {
    const versions = [version('2026-03-01', '2026-06-01'), version('2026-08-01')]
    expect(list(months(3, 5, 8), ...versions)).toHaveLength(3)
    for (const month of [2, 6, 7])
      expect(() => list(months(month), ...versions)).toThrow(
        `no version of kling was in force on 2026-0${month}-01`,
      )
    expect(() => list(months(2), ...versions)).toThrow(
      'held here: from 2026-03-01 until before 2026-06-01, from 2026-08-01',
    )
    expect(() => list(months(2), version(null, '2020-01-01'))).toThrow(InputError)
  })
})
