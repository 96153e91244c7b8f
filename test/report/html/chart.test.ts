import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDay } from '../../../src/core/instant.js'
import { compareRatios, formatRatio, ratio, ratioOfDecimal } from '../../../src/core/ratio.js'
import type { BarPart } from '../../../src/report/document.js'
import { drawBurnDownChart, drawUseChart } from '../../../src/report/html/burn-down-chart.js'
import { drawDays, figure, roundSteps, share, showShort } from '../../../src/report/html/chart.js'
import { compareBar, divideBar } from '../../../src/report/html/share-bar.js'

const DAY = parseDay('2026-11-20')!
const day = (number: number) => ratio(BigInt(number))
const of = (text: string) => ratioOfDecimal(text)

describe('a scale', () => {
  test('cuts to whole pixels, exactly at the ends', () => {
    expect(share(of('1'), of('3'), 100)).toBe(33)
    expect(share(of('0'), of('3'), 100)).toBe(0)
    expect(share(of('3'), of('3'), 100)).toBe(100)
  })
  test('puts what lies outside of the whole at its ends', () => {
    expect(share(of('4'), of('3'), 100)).toBe(100)
    expect(share(of('-1'), of('3'), 100)).toBe(0)
  })
  test.each([
    ['1', ['0', '0.2', '0.4', '0.6', '0.8', '1']],
    ['8.928', ['0', '2', '4', '6', '8']],
    ['102.03', ['0', '20', '40', '60', '80', '100']],
    ['30000', ['0', '10000', '20000', '30000']],
    ['0.0007', ['0', '0.0002', '0.0004', '0.0006']],
  ])('up to %s has round steps', (most, steps) => {
    expect(roundSteps(of(most)).map(step => formatRatio(step))).toEqual(steps)
  })
  test('has some four steps whatever it reaches to', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 24n), fc.bigInt(1n, 10n ** 12n), (num, den) => {
        const most = ratio(num, den)
        const steps = roundSteps(most)
        expect(steps.length).toBeGreaterThanOrEqual(4)
        expect(steps.length).toBeLessThanOrEqual(8)
        expect(compareRatios(steps.at(-1)!, most)).toBeLessThanOrEqual(0)
      }),
      { seed: 3 },
    )
  })
  test('names its steps in one unit', () => {
    expect(roundSteps(of('30000')).map(step => showShort(step, of('30000')))).toEqual([
      '0',
      '10k',
      '20k',
      '30k',
    ])
    expect(showShort(of('5000'), of('12000'))).toBe('5k')
    expect(showShort(of('8000'), of('9999'))).toBe('8,000')
    expect(showShort(of('2500000'), of('12000000'))).toBe('2.5M')
  })
})

describe('the days below a chart', () => {
  const plot = { left: 72, top: 0, right: 708, bottom: 100 }
  const namesOf = (days: number) =>
    drawDays(plot, DAY, days).map(({ text }) => />([^<]+)<\/text>/.exec(text)![1])
  test('are weeks in a short one, months in a long one, and never run into each other', () => {
    expect(namesOf(1)).toEqual(['20 Nov'])
    expect(namesOf(30)).toEqual(['20 Nov', '27 Nov', '4 Dec', '11 Dec', '18 Dec'])
    expect(namesOf(90)).toEqual(['Dec 2026', 'Jan 2027', 'Feb'])
    for (const days of [1, 60, 71, 365, 1826]) {
      const names = drawDays(plot, DAY, days).map(({ text }) => {
        const [, x, name] = /x="(\d+)"[^>]*>([^<]+)<\/text>/.exec(text)!
        return { x: Number(x), half: (name!.length * 7) / 2 }
      })
      names.slice(1).forEach(({ x, half }, i) => {
        expect(x - half).toBeGreaterThan(names[i]!.x + names[i]!.half)
      })
    }
  })
})

describe('a burn-down', () => {
  const chart = drawBurnDownChart({
    id: 'c',
    title: 'Units <left>',
    description: 'falls',
    firstDay: DAY,
    days: 10,
    course: [
      { day: day(0), left: of('100') },
      { day: day(5), left: of('50') },
      { day: day(5), left: of('0') },
    ],
    purchases: [{ day: day(0), text: '1: package-1' }],
    losses: [{ day: day(5), text: '50 units expire' }],
    caption: null,
  })!
  const { text } = figure(chart)
  test('goes from point to point, and straight down where units are lost', () => {
    expect(text).toContain('<path class="course" d="M72 28L390 158L390 288"/>')
  })
  test('is named and described for who cannot see it, and escapes its words', () => {
    expect(text).toContain('role="img" aria-labelledby="c-title c-text"')
    expect(text).toContain('<title id="c-title">Units &lt;left&gt;</title>')
    expect(text).toContain('<desc id="c-text">falls</desc>')
  })
  test('explains the marks it has, and no others', () => {
    expect(chart.legend.map(entry => entry.text)).toEqual([
      'units left',
      'a purchase, numbered in order of time',
      'units expire unused',
    ])
    const bare = drawBurnDownChart({ ...EMPTY, course: [{ day: day(0), left: of('1') }] })!
    expect(bare.legend.map(entry => entry.text)).toEqual(['units left'])
  })
  test('there is none when nothing is left from the start', () => {
    expect(drawBurnDownChart({ ...EMPTY, course: [{ day: day(0), left: of('0') }] })).toBeNull()
  })
  const EMPTY = {
    id: 'e',
    title: '',
    description: '',
    firstDay: DAY,
    days: 1,
    purchases: [],
    losses: [],
    caption: null,
  }
})

describe('use added up', () => {
  const use = ['1', '2', '4'].map(of)
  const base = { id: 'u', title: 't', description: 'd', firstDay: DAY, use }
  test('lies in the band of its range, below what is covered', () => {
    const range = { low: ['1', '1', '2'].map(of), high: ['2', '4', '8'].map(of), name: 'from P10 to P90' }
    const chart = drawUseChart({ ...base, range, covered: ['8', '8', '8'].map(of) })!
    const { text } = figure(chart)
    // Days end at 284, 496 and 708; 8 units are at the top, 28, and none at the bottom, 288.
    expect(text).toContain('class="course" d="M72 288L284 256L496 223L708 158"')
    expect(text).toContain('class="band" d="M72 288L284 256L496 256L708 223L708 28L496 158L284 223L72 288Z"')
    expect(text).toContain('class="reach" d="M72 288V28H284V28H496V28H708"')
    expect(chart.legend).toHaveLength(3)
  })
  test('has no band when it is certain', () => {
    const { text } = figure(drawUseChart({ ...base, range: null, covered: null })!)
    expect(text).not.toContain('band')
    expect(text).not.toContain('reach')
  })
  test('there is none of no use', () => {
    expect(drawUseChart({ ...base, use: [of('0')], range: null, covered: null })).toBeNull()
  })
})

describe('a bar in a table', () => {
  const part = (kind: BarPart['kind'], amount: string): BarPart => ({ kind, amount: of(amount) })
  const widths = (text: string) =>
    [...text.matchAll(/class="(\w+)" x="(\d+)" y="\d+" width="(\d+)"/g)].map(m => m.slice(1).join(' '))
  test('divides its length in proportion and leaves no rest', () => {
    const bar = divideBar([part('used', '25'), part('left', '50'), part('lost', '25')], of('100'))
    expect(widths(bar.text)).toEqual(['used 0 40', 'left 40 80', 'lost 120 40'])
  })
  test('shows what is small, at either end, and not what is nothing', () => {
    const bar = divideBar([part('used', '0.001'), part('left', '0'), part('lost', '99.999')], of('100'))
    expect(widths(bar.text)).toEqual(['used 0 2', 'lost 2 158'])
    const end = divideBar([part('used', '99.999'), part('lost', '0.001')], of('100'))
    expect(widths(end.text)).toEqual(['used 0 159', 'lost 158 2'])
  })
  test('compares with the largest', () => {
    expect(widths(compareBar('cost', of('1'), of('4')).text)).toEqual(['cost 0 40'])
    expect(widths(compareBar('cost', of('0'), of('4')).text)).toEqual([])
  })
})
