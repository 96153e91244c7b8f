import { describe, expect, test } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import { units } from '../../../src/core/quantity.js'
import { ratio } from '../../../src/core/ratio.js'
import type { PeriodAnswer } from '../../../src/core/sla/answer.js'
import { listFacts } from '../../../src/report/sla/evidence.js'
import { at, busy, CHOICES, counts, feeOf, NOW, OCTOBER, periodAnswer, silent } from './answers.js'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

const factOf = (label: string, answer: PeriodAnswer) =>
  listFacts(answer, { asOf: NOW, zone: zoneOf('UTC'), choices: CHOICES }).find(one => one.label === label)

/** The lines of a fact; none when there is no such fact. */
const linesOf = (label: string, answer: PeriodAnswer): string[] => {
  const fact = factOf(label, answer)
  return fact ? fact.lines.map(line => plain(String(line))) : []
}

describe('a list is shown as a whole up to five, and what is beyond is counted:', () => {
  test('windows of maintenance', () => {
    const windows = ['01', '02', '03', '04', '05', '06', '07'].map(day => ({
      start: at(`2026-10-${day}T10:00:00Z`),
      end: at(`2026-10-${day}T12:00:00Z`),
      reason: `night ${day}`,
      notifiedAt: null,
      counts: day !== '02',
    }))
    const told = (n: number) =>
      linesOf('Maintenance', periodAnswer({ slices: busy(0, OCTOBER), windows: windows.slice(0, n) }))
    expect(told(0)).toEqual([])
    expect(told(5)).toHaveLength(5)
    expect(told(5)[1]).toBe('2 Oct 2026, 10:00 to 12:00, night 02; its failures count all the same')
    expect(told(5)[4]).toBe('5 Oct 2026, 10:00 to 12:00, night 05; its failures do not count')
    expect(told(6)).toEqual([...told(5), 'and 1 more; --json has them all'])
    expect(told(7)).toEqual([...told(5), 'and 2 more; --json has them all'])
  })
  test('packages of a fee', () => {
    const parts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((lot, i) => ({
      lot,
      pool: 'video',
      units: i === 0 ? null : units(String(1000 * i)),
      dollars: ratio(BigInt(i + 1)),
    }))
    const told = (n: number) =>
      linesOf('Fee', {
        ...periodAnswer({ slices: busy(0, OCTOBER), fee: feeOf('28') }),
        feeSource: 'usage',
        feeParts: parts.slice(0, n),
      })
    expect(told(5)).toEqual([
      '$28.00, units drawn, each at the price of the package that paid',
      'a: $1.00',
      'b: 1,000 units (video), $2.00',
      'c: 2,000 units (video), $3.00',
      'd: 3,000 units (video), $4.00',
      'e: 4,000 units (video), $5.00',
    ])
    expect(told(6)).toEqual([...told(5), 'and 1 package more; --json has them all'])
    expect(told(7)).toEqual([...told(5), 'and 2 packages more; --json has them all'])
  })
})

describe('a running period', () => {
  test('is told as far as it has gone, and a finished one is not', () => {
    expect(linesOf('Coverage', periodAnswer({ slices: busy(0, OCTOBER - 10) }))).toEqual([
      'requests in 8,918 of 8,928 intervals (99.89 %)',
      'first to last: 1 Oct 2026, 00:00 to 31 Oct 2026, 23:10',
      'longest gap 50 min: 31 Oct 2026, 23:10 to 24:00',
      'intervals without requests count as without failure; had all of them failed, the figure would be 99.8880 %',
    ])
    expect(linesOf('Coverage', periodAnswer({ period: '2026-11', slices: busy(0, 5580) }))).toEqual([
      'requests in 5,580 of 5,586 intervals so far (99.89 %)',
      'first to last: 1 Nov 2026, 00:00 to 20 Nov 2026, 09:00',
      'none for 30 min, since 20 Nov 2026, 09:00',
      'intervals so far without requests count as without failure; had all of them failed, and those to come, the figure would be 64.5833 %',
    ])
  })
  test('and one without requests, or of which none counts, or that lies ahead', () => {
    expect(linesOf('Requests', periodAnswer({}))).toEqual(['none in the log: nothing can be said'])
    expect(linesOf('Requests', periodAnswer({ period: '2026-11' }))).toEqual([
      'none in the log so far: nothing can be said',
    ])
    expect(linesOf('Requests', periodAnswer({ period: '2026-12' }))).toEqual(['the period has not begun'])
    const setAside = counts(0, { excluded: 2, requests: 2 })
    expect(linesOf('Requests', periodAnswer({ slices: [setAside] }))).toEqual([
      '2 requests, none of which counts: all are set aside',
    ])
  })
})

describe('what another reading would give', () => {
  test('is an assumption that is named, loudly where it decides', () => {
    expect(linesOf('Assumptions', periodAnswer({ slices: busy(0, OCTOBER) }))).toEqual([])
    const [few, many] = [2, 10].map(n => periodAnswer({ slices: busy(0, OCTOBER, silent(0, n, 3)) }))
    expect(linesOf('Assumptions', few!)).toEqual([
      '--unreached error, --rate capped',
      '--unreached ignore: 100.0000 %, met all the same',
    ])
    expect(linesOf('Assumptions', many!)).toEqual([
      '--unreached error, --rate capped',
      '--unreached ignore: 100.0000 %, met',
    ])
    expect([few, many].map(answer => factOf('Assumptions', answer!)?.tone)).toEqual([undefined, 'bad'])
  })
})
