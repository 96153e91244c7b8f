/** Many accounts with few requests each, beside an obvious reckoning that looks at every slice of every month. */
import { expect, test } from 'vitest'
import { addRatios, formatRatio, multiplyRatios, ratio, subtractRatios, ZERO } from '../../src/core/ratio.js'
import type { PeriodAnswer } from '../../src/core/sla/answer.js'
import { createRandom } from '../random.js'
import { runSla } from './sla-runs.js'

const SLICE = 300_000
const STATUSES = ['200', '200', '200', '429', '503', '500', '']
const MONTHS = [9, 10].map(month => ({ from: Date.UTC(2026, month - 1, 1), to: Date.UTC(2026, month, 1) }))

interface Row {
  readonly time: number
  readonly account: string
  readonly status: string
}

/** Requests of two months: most accounts have one to three, the first has many, and some lie close together. */
function drawRows(seed: number, count: number): Row[] {
  const random = createRandom(seed)
  const pick = (below: number): number => Math.floor(random() * below)
  const [{ from }, { to }] = [MONTHS[0]!, MONTHS[1]!]
  return Array.from({ length: count }, (_, i) => ({
    time: i % 5 === 0 ? from + pick(6 * SLICE) : from + pick(to - from),
    account: i % 3 === 0 ? 'a0' : `a${pick(count / 2)}`,
    status: STATUSES[pick(STATUSES.length)]!,
  }))
}

/** What a month comes to, slice by slice. */
function reckon(rows: readonly Row[], { from, to }: (typeof MONTHS)[number]) {
  let [lost, busy, gap, longest] = [ZERO, 0, 0, 0]
  const slices = (to - from) / SLICE
  for (let slice = 0; slice < slices; slice++) {
    const own = rows.filter(({ time }) => Math.floor((time - from) / SLICE) === slice)
    const failed = own.filter(({ status }) => status === '' || status.startsWith('5')).length
    const valid = own.filter(({ status }) => status !== '').length
    if (failed > 0) lost = addRatios(lost, failed >= valid ? ratio(1n) : ratio(BigInt(failed), BigInt(valid)))
    if (own.length > 0) busy++
    gap = own.length > 0 ? 0 : gap + 1
    longest = Math.max(longest, gap)
  }
  const left = (part: typeof lost) =>
    formatRatio(
      multiplyRatios(ratio(100n), subtractRatios(ratio(1n), multiplyRatios(part, ratio(1n, BigInt(slices))))),
    )
  return {
    requests: rows.filter(({ time }) => time >= from && time < to).length,
    busy,
    longest,
    availability: busy === 0 ? null : left(lost),
    lowest: busy === 0 ? null : left(addRatios(lost, ratio(BigInt(slices - busy)))),
  }
}

const brief = ({ measurement }: PeriodAnswer) => {
  if (measurement.method !== 'ratio-timeslices') throw new Error('another method')
  const { totals, coverage, availability, bounds } = measurement
  return {
    requests: totals.requests,
    busy: coverage.slicesWithRequests,
    longest: coverage.longestGap.slices,
    availability: availability && formatRatio(availability),
    lowest: bounds && formatRatio(bounds.lowest),
  }
}

test.each([1, 2])('each account and month is what all its slices come to (seed %i)', async seed => {
  const rows = drawRows(seed, 120)
  const lines = rows.map(
    ({ time, account, status }) => `${new Date(time).toISOString()},${account},${status}`,
  )
  const { service } = await runSla(['timestamp,account,status', ...lines].join('\n').concat('\n'))
  const accounts = [...new Set(rows.map(({ account }) => account))].sort()
  expect(service.periods.map(({ account }) => account)).toEqual(accounts.flatMap(name => [name, name]))
  service.periods.forEach((period, i) => {
    const own = rows.filter(({ account }) => account === period.account)
    expect(brief(period), period.account!).toEqual(reckon(own, MONTHS[i % 2]!))
  })
})

test('of many that missed, the course of sixty is kept, and of those that met none', async () => {
  const rows = Array.from({ length: 62 }, (_, account) =>
    Array.from(
      { length: 12 },
      (_, hour) => `2026-10-01T${String(hour).padStart(2, '0')}:00:00Z,a${100 + account},503`,
    ),
  )
  const log = ['timestamp,account,status', '2026-10-01T00:00:00Z,a000,200', ...rows.flat()].join('\n')
  const { service } = await runSla(`${log}\n`, { request: { keepsCourse: true } })
  expect(service.periods.map(({ course }) => Boolean(course))).toEqual([
    false,
    ...new Array(60).fill(true),
    false,
    false,
  ])
})
