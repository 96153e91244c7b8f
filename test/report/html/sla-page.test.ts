import { describe, expect, test } from 'vitest'
import type { SlaAnswer } from '../../../src/core/sla/answer.js'
import type { SliceCounts } from '../../../src/core/sla/slice-counts.js'
import { writeSlaPage } from '../../../src/report/html/sla-page.js'
import { at, busy, CONTROL_PLANE, counts, periodAnswer, slaAnswer } from '../sla/answers.js'

const SLICES = 8928
const pageOf = (answer: SlaAnswer): string => [...writeSlaPage(answer)].join('')
const pageOfOctober = (others: readonly SliceCounts[]): string =>
  pageOf(slaAnswer([periodAnswer({ slices: busy(0, SLICES, others) })]))
/** The cells of the row of a table whose heading is `name`. */
function rowOf(page: string, name: string): string[] {
  const row = page.split('<tr>').find(each => each.includes(`<th scope="row" class="fixed">${name}</th>`))
  return [...(row ?? '').matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell!)
}
const failed = (first: number, count: number): SliceCounts[] =>
  Array.from({ length: count }, (_, i) => counts(first + i, { valid: 10, errors: 10 }))

describe('the error budget', () => {
  // 99.90 % of 8,928 slices leaves 8.928.
  const eight = failed(100, 8)
  test('is not passed when it is used up exactly', () => {
    const page = pageOfOctober([...eight, counts(5000, { valid: 1000, errors: 928 })])
    expect(rowOf(page, '99.90 %')).toEqual(['8.928', 'not passed', '10 %'])
    expect(page).toContain('Met')
  })
  test('is passed in the hour in which one error more is made', () => {
    const page = pageOfOctober([...eight, counts(5000, { valid: 1000, errors: 929 })])
    // Slice 5000 begins 416 hours and 40 minutes after the month.
    expect(rowOf(page, '99.90 %')).toEqual(['8.928', '2026-10-18 08:00', '10 %'])
    expect(rowOf(page, '99.00 %')).toEqual(['89.28', 'not passed', '25 %'])
  })
})

describe('the map', () => {
  test('marks each failing hour by how bad it was, and names the worst slices beside it', () => {
    const page = pageOfOctober([
      counts(0, { valid: 1000, errors: 5 }),
      counts(288, { valid: 100, errors: 99 }),
      ...failed(600, 2),
    ])
    expect(page).toContain(
      '<rect class="fail-1" x="73" y="37" width="25" height="4"><title>2026-10-01 00:00: worst error rate 0.5 %, failures in 1 of 12 slices with requests</title></rect>',
    )
    expect(page).toContain('class="fail-4" x="73" y="46" width="25" height="11"')
    expect(page).toContain('class="fail-5" x="127" y="59" width="25" height="14"')
    expect(page).not.toContain('class="fail-3"')
    expect(page).toContain('<th scope="row" class="fixed">2026-10-03 02:00</th>')
  })
  test('tells hours without a request from good ones, and from those to come', () => {
    const asOf = at('2026-10-03T12:00:00Z')
    const slices = [...busy(0, 288), ...busy(2 * 288, 100)]
    const page = pageOf(slaAnswer([periodAnswer({ slices }, asOf)], { asOf }))
    // The second day is silent as a whole, and the end of the morning of the third.
    expect(page).toContain('<rect fill="url(#p1-map-hatch)" x="72" y="42" width="648" height="16"/>')
    expect(page).toContain('<rect class="clean" x="72" y="58" width="243" height="16"/>')
    expect(page).toContain('<rect fill="url(#p1-map-hatch)" x="315" y="58" width="81" height="16"/>')
    expect(page).not.toContain('y="74" width')
    expect(page).toContain('no request in the log</li>')
    expect(page).toContain('still to come</li>')
  })
  test('of downtime shows how much of each hour it was, with the incidents in a table', () => {
    const slices = busy(0, 44_640).map(one =>
      one.slice >= 600 && one.slice < 615 ? counts(one.slice, { unreached: 3 }) : one,
    )
    const page = pageOf(slaAnswer([periodAnswer({ agreement: CONTROL_PLANE, slices })]))
    expect(page).toContain(
      '<title>2026-10-01 10:00: down 25 %, failures in 15 of 60 minutes with requests</title>',
    )
    expect(page).toContain('2026-10-01 10:00 to 10:15')
    expect(page).toContain('minutes down, added up')
  })
})

test('a period without data has no picture, and says that it cannot be judged', () => {
  const page = pageOf(slaAnswer([periodAnswer({})]))
  expect(page).not.toContain('<figure>')
  expect(page).toContain('cannot be judged')
})

describe('several periods', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      periodAnswer({
        account: `team ${i}`,
        slices: busy(0, SLICES, i === count - 1 ? failed(0, 50) : []),
      }),
    )
  test('have a section each, which their table leads to', () => {
    const page = pageOf(slaAnswer(many(3)))
    expect(page.match(/<section id="p\d+">/g)).toHaveLength(3)
    for (const id of ['p1', 'p2', 'p3']) expect(page).toContain(`<a href="#${id}">team `)
    expect(page).not.toContain('no section of')
  })
  test('beyond the twelfth are in the table alone, which is said, and those that missed come before', () => {
    const page = pageOf(slaAnswer(many(15)))
    expect(page.match(/<section id="p\d+">/g)).toHaveLength(12)
    expect(page.match(/<th scope="row">(<a [^>]*>)?team /g)).toHaveLength(15)
    expect(page).toContain('holds all 15 periods; 3 more have no section of their own here')
    expect(page).toContain('<h2>team 14, October 2026</h2>')
  })
})
