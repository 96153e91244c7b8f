/** What is told of a pool or an account is the same whether or not others were used before it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-later-'))
const home = process.cwd()
beforeAll(() => process.chdir(folder))
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const AS_OF = Date.UTC(2026, 10, 21)
const MILLIS_PER_DAY = 86_400_000
const timeOf = (day: number) => new Date(AS_OF + day * MILLIS_PER_DAY + 36e6).toISOString()
/** A row for each of the `days` days before the day of the answer. */
const daily = (days: number, row: (day: number) => string) =>
  Array.from({ length: days }, (_, i) => `${timeOf(i - days)},${row(i)}\n`).join('')
const write = (name: string, header: string, ...rows: readonly string[]) =>
  writeFileSync(name, `${header}\n${rows.join('')}`)
const json = async (line: string) => {
  const { out } = await runWith([...line.split(' '), '--as-of', '2026-11-21', '--json'])
  return { answer: JSON.parse(out) }
}

const HEADER = 'timestamp,units,pool'
const images = (day: number) => `${70 + (day % 7)},image`
const videos = (day: number) => `${80 + ((day * 13) % 40)},video`

test.each([6, 19, 40])('a forecast of a pool that was first used %i days ago', async days => {
  write('both.csv', HEADER, daily(81, images), daily(days, videos))
  write('alone.csv', HEADER, daily(days, videos))
  const [both, alone] = [await json('budget both.csv'), await json('budget alone.csv')]
  expect(both.answer.demand.video).toEqual(alone.answer.demand.video)
  expect(both.answer.demand.image).toBeDefined()
  expect(both.answer.too_little_history?.pools ?? null).toEqual(
    alone.answer.too_little_history?.pools ?? null,
  )
  expect(both.answer.notes.join('\n')).toContain('the history of the video pool begins on')
})

test.each([
  ['one test job', `${timeOf(-81)},5,video\n`],
  ['a few', [-90, -89, -80].map(day => `${timeOf(day)},5,video\n`).join('')],
  [
    'a pilot of two months',
    Array.from({ length: 62 }, (_, i) => `${timeOf(i - 81)},${1 + (i % 3)},video\n`).join(''),
  ],
])('a forecast behind %s', async (_name, trial) => {
  write('trial.csv', HEADER, trial, daily(19, videos))
  write('alone.csv', HEADER, daily(19, videos))
  const [after, alone] = [await json('budget trial.csv'), await json('budget alone.csv')]
  expect(after.answer.demand.video).toEqual(alone.answer.demand.video)
  expect(after.answer.notes.join('\n')).toContain('the history of the video pool begins on 2 Nov 2026')
})

test('use that is rare was rare before its first day, too', async () => {
  write('rare.csv', HEADER, daily(30, videos), `${timeOf(-20)},20,image\n`, `${timeOf(-3)},20,image\n`)
  const { answer } = await json('budget rare.csv')
  expect(answer.demand.image.forecast.history.days).toBe(30)
})

test.each([
  ['a batch that has just begun again', [-35, -34, -33, -32, -31, -2, -1], 35],
  ['a single job on the last day', [-1], 81],
  ['two batches', [-51, -21], 51],
])('%s is no use every day', async (_name, days, known) => {
  const others = known === 81 ? [daily(81, images)] : []
  write('again.csv', HEADER, ...others, ...days.map(day => `${timeOf(day)},900,video\n`))
  const { answer } = await json('budget again.csv')
  const { start } = answer.demand.video.forecast.history
  expect(start).toBe(timeOf(-known).slice(0, 10))
})

test('an earlier campaign is no trial, and who takes empty days for days without use takes all', async () => {
  const campaign = (from: number, size: number) =>
    Array.from({ length: 20 }, (_, i) => `${timeOf(from + i)},${size},video\n`)
  write('campaigns.csv', HEADER, ...campaign(-200, 900), ...campaign(-20, 900))
  const startOf = async (line: string) => (await json(line)).answer.demand.video.forecast.history.start
  expect(await startOf('budget campaigns.csv')).toBe(timeOf(-200).slice(0, 10))
  write('trial.csv', HEADER, `${timeOf(-81)},5,video\n`, daily(19, videos))
  expect(await startOf('budget trial.csv')).toBe(timeOf(-19).slice(0, 10))
  expect(await startOf('budget trial.csv --empty-days zero')).toBe(timeOf(-81).slice(0, 10))
})

test('batches of each month are no trials', async () => {
  const batches = [-340, -310, -280, -250, -219, -188, -158, -127, -97, -66, -35, -5]
  write('batches.csv', HEADER, ...batches.map(day => `${timeOf(day)},2000,video\n`))
  const { answer } = await json('budget batches.csv')
  expect(answer.demand.video.forecast.history.start).toBe(timeOf(-340).slice(0, 10))
})

test('a pool that pauses for good is no pool that has not begun', async () => {
  write('over.csv', HEADER, daily(81, images), `${timeOf(-81)},900,video\n`)
  const { answer } = await json('budget over.csv')
  expect(answer.demand.video.forecast.history.days).toBe(81)
})

const LEDGER = 'id,pool,units,price,purchased_at,expires_at,account'
/** A package of each pool, by the day on which it is bought. */
const writePackages = (image: string, video: string) =>
  write(
    'ledger.csv',
    LEDGER,
    `i,image,100000,350,${image},2027-02-28,\n`,
    `v,video,5000,700,${video},2027-05-13,\n`,
  )

test('the rate of a pool whose first package is a week old', async () => {
  writePackages('2026-08-01', '2026-11-14')
  write(
    'both.csv',
    HEADER,
    daily(81, images),
    daily(6, () => '100,video'),
  )
  write(
    'alone.csv',
    HEADER,
    daily(6, () => '100,video'),
  )
  const { answer } = await json('expiry ledger.csv --usage both.csv')
  // 600 units in the 7 days since 14 November.
  expect(answer.pools.video).toMatchObject({ burn_per_day: '85.714285714285714286', burn_measured_days: '7' })
  expect(answer.pools.image).toMatchObject({ burn_measured_days: '30' })
  expect(answer.notes.join('\n')).toContain(
    'use of the video pool is measured over the last 7 days, as it began later than the log',
  )
  const { answer: alone } = await json('expiry ledger.csv --usage alone.csv')
  expect(alone.pools.video).toMatchObject({ burn_per_day: '100', burn_measured_days: '6' })
})

test('the rate of a pool that was used on one day is that of a week at least', async () => {
  writePackages('2026-11-20', '2026-08-01')
  write(
    'one.csv',
    HEADER,
    daily(60, () => '10,video'),
    `${timeOf(-1)},700,image\n`,
  )
  const { answer } = await json('expiry ledger.csv --usage one.csv')
  expect(answer.pools.image).toMatchObject({ burn_per_day: '100', burn_measured_days: '7' })
})

test('days on which the log is silent before a pool begins are none of those that it is measured over', async () => {
  const gap = (row: (day: number) => string) =>
    daily(60, row)
      .split('\n')
      .filter((_, i) => i < 39 || i > 46)
      .join('\n')
  writePackages('2026-08-01', '2026-11-10')
  write(
    'silent.csv',
    HEADER,
    gap(() => '10,image'),
    daily(11, () => '100,video'),
  )
  const { answer } = await json('expiry ledger.csv --usage silent.csv')
  expect(answer.pools.video).toMatchObject({ burn_per_day: '100', burn_measured_days: '11' })
  expect(answer.pools.image).toMatchObject({ burn_per_day: '10', burn_measured_days: '22' })
})

test('the rate of an account whose first package is a week old, and of one that had one all along', async () => {
  const rows = [
    daily(81, () => '50,video,old'),
    daily(6, () => '100,video,new'),
    daily(6, () => '10,video,rare'),
  ]
  write('accounts.csv', `${HEADER},account`, ...rows)
  const packages = ['old', 'rare'].map(name => `${name},video,9000,1200,2026-08-01,2027-02-28,${name}\n`)
  write('ledger.csv', LEDGER, ...packages, 'new,video,5000,700,2026-11-14,2027-05-13,new\n')
  const { answer } = await json('expiry ledger.csv --usage accounts.csv')
  // 50 a day, 100 a day on 6 of 7 days, and 60 in 30 days.
  expect(Number(answer.pools.video.burn_per_day)).toBeCloseTo(50 + 600 / 7 + 2, 9)
})
