import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { gzipSync } from 'node:zlib'
import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runWith, type World } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-budget-'))
const home = process.cwd()
beforeAll(() => {
  process.chdir(folder)
  for (const [name, content] of Object.entries(FILES)) writeFileSync(name, content)
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

/** A log with `use(day)` jobs of 7 units (V1.6 pro, 10 s) on each of `days` days up to 2026-11-20. */
function log(days: number, use: (day: number) => number, row = 'V1.6,text-to-video,pro,10'): string {
  const first = Date.UTC(2026, 10, 21) - days * 86_400_000
  const rows = Array.from({ length: days }, (_, day) => {
    const count = use(day)
    return count === 0
      ? ''
      : `${new Date(first + day * 86_400_000 + 36e6).toISOString()},${row},${count},succeed\n`
  })
  return `timestamp,model,capability,mode,duration,count,status\n${rows.join('')}`
}

const FILES: Readonly<Record<string, string | Buffer>> = {
  'steady.csv': log(60, () => 100),
  'steady.csv.gz': gzipSync(log(60, () => 100)),
  'gaps.csv': log(60, day => (day >= 20 && day < 25 ? 0 : 100)),
  'weekdays.csv': log(56, day => (day % 7 < 5 ? 100 : 0)),
  'short.csv': log(6, () => 100),
  'two-pools.csv': `${log(30, () => 10)}2026-11-01T00:00:00Z,Image 2.1,text-to-image,,,5,succeed\n`,
  'dollars.csv': `timestamp,model,capability,resolution,duration,audio,count\n${Array.from({ length: 30 }, (_, i) => `${new Date(Date.UTC(2026, 9, 22 + i)).toISOString()},O3,text-to-video,1080p,10,true,2\n`).join('')}`,
  'running.csv': `${log(30, () => 100)}2026-11-21T00:00:00Z,V1.6,text-to-video,pro,10,1000,succeed\n2026-11-22T00:00:00Z,V1.6,text-to-video,pro,10,1,succeed\n`,
  'one-later.csv':
    'timestamp,model,capability,mode,duration\n2026-11-21T10:00:00Z,V1.6,text-to-video,pro,10\n',
  'two-later.csv':
    'timestamp,model,capability,mode,duration\n2026-11-21T10:00:00Z,V1.6,text-to-video,pro,10\n2026-11-22T10:00:00Z,V1.6,text-to-video,pro,10\n',
  'other-tasks.csv':
    'timestamp,model,capability,mode,duration\n2026-11-20T10:00:00Z,V1.6,text-to-video,pro,10\n2026-11-21T10:00:00Z,V1.6,text-to-video,pro,5\n',
  'future.csv': 'timestamp,model,capability,mode,duration\n2026-11-21T10:00:00Z,V1.6,text-to-video,pro,10\n',
  'bad.csv': `${log(30, () => 100)}2026-11-20T00:00:00Z,V1.6,text-to-video,pro,7,1,succeed\n`,
  'ledger.csv':
    'id,package,purchased_at\na,package-2,2026-10-22T00:00:00Z\nt,trial-1000,2026-09-01T00:00:00Z\n',
  'accounts.csv': 'id,package,purchased_at,account\na,package-2,2026-10-22,one\nb,package-2,2026-10-22,two\n',
  'launch.csv':
    'date,pool,units\n2026-11-21,video,500\n2026-12-22,video,29000\n2027-01-10,video,1000\n2027-02-14,video,500\n2027-03-01,video,9\n2026-11-20,video,9\n',
  'nameless.csv': 'date,units\n2026-11-21,500\n2026-11-21,250.5\n',
  'bad-demand.csv': 'date,pool,units\n2026-13-01,video,5\n2026-12-01,sound,-5\n',
  'jobs.yaml':
    'jobs:\n  - { model: V1.6, capability: text-to-video, mode: pro, duration: 10, count: 3000 }\n  - { model: Motion Control, resolution: 1080p, duration: 10, count: 31 }\n',
  'jobs.csv': 'model,capability,mode,duration,count\nV1.6,text-to-video,pro,10,3000\n',
  'bad.yaml': 'jobs:\n  - { model: V1.6, capability: text-to-video, mode: pro, duration: 7 }\n',
  'no-jobs.yaml': 'tasks:\n  - { model: V1.6 }\n',
  'mine.yaml':
    'kind: resource-packages\nid: mine\ntitle: Mine\nvendor: Us\ncurrency: USD\nsource: { document: d, title: t, retrieved: 2026-11-21, confidence: second-hand }\npackages:\n  - { id: half-year, pool: video, price: 700, units: 5000, validity_days: 180, section: s }\n  - { id: images, pool: image, price: 100, units: 30000, validity_days: 365, section: s }\n',
  'images.csv':
    'id,pool,units,price,purchased_at,effective_at,expires_at,concurrency\nv,video,2000,280,2026-11-01,2026-11-01,2026-12-31,5\nc,image,800,2.8,2026-11-01,2026-11-01,2026-12-30,9\n',
  'both.csv':
    'date,pool,units\n2026-11-21,video,500\n2026-12-30,image,50.5\n2026-12-31,image,25.25\n2027-01-02,image,0.75\n',
  'once.yaml':
    'kind: resource-packages\nid: once\ntitle: Once\nvendor: Us\ncurrency: USD\nsource: { document: d, title: t, retrieved: 2026-11-21, confidence: second-hand }\npackages:\n  - { id: taster, pool: image, price: 1, units: 100, validity_days: 30, concurrency: 3, once_per_account: true, section: s }\n  - { id: slow, pool: image, price: 9, units: 1000, validity_days: 30, concurrency: 1, section: s }\n  - { id: loose, pool: try-on, price: 1, units: 10, validity_days: 1, once_per_account: true, section: s }\n',
}

/** With the list of 2025, whose packages these plans are about, unless a list is part of the question. */
const run = (argv: string, world: World = {}) =>
  runWith(
    [
      'budget',
      ...argv.split(' '),
      ...(/--(rates|catalogue) /.test(argv) ? [] : ['--catalogue', 'kling-packages-2025']),
    ],
    world,
  )
async function answer(argv: string, world: World = {}) {
  const ran = await run(`${argv} --json`, world)
  if (ran.out === '') throw new Error(ran.err)
  return { ...JSON.parse(ran.out), status: ran.status }
}
const bought = ({ plan }: { plan: { purchases: { package: string; date: string }[] } }) =>
  plan.purchases.map(purchase => `${purchase.package} ${purchase.date}`)

describe('units a day', () => {
  test('are planned for exactly, with what cli.md shows', async () => {
    const found = await answer('--units-per-day 400 --afterwards stop --as-of 2026-11-20')
    expect(found).toMatchObject({
      schema: 'kling-cost/budget/1',
      horizon: { start: '2026-11-20', end: '2027-02-17', days: 90 },
      demand: {
        video: {
          per_day: '400',
          total: '36000',
          quantiles: { '0.1': '36000', '0.5': '36000', '0.9': '36000' },
        },
      },
      plan: {
        purchases: [
          {
            at: '2026-11-20T00:00:00Z',
            package: 'package-2',
            pool: 'video',
            units: '45000',
            price: '5670',
            used: '36000',
            forfeited: '9000',
            left: '0',
          },
        ],
        cost: '5670',
        used: '36000',
        forfeited: '9000',
        left: '0',
        effective_unit_price: '0.1575',
        proven_optimal: true,
      },
      concurrency: { limit: 5, task_seconds: '120', tasks_per_day_max: 3600, binds: false },
      negotiate_custom: false,
      status: 0,
    })
    expect(found.alternatives[0]).toMatchObject({
      name: 'only package-1',
      cost: '8400',
      forfeited: '0',
      left: '24000',
    })
    expect(
      found.break_even.map((each: Record<string, string>) => [
        each.from_units_per_day,
        each.package,
        each.instead_of,
      ]),
    ).toEqual([
      ['450', 'package-2', 'package-1'],
      ['592.592592592592592593', 'package-3', 'package-2'],
    ])
  })
  test('may have a fraction, and /day behind them', async () => {
    expect((await answer('--units-per-day 0.5/day --horizon 3d')).demand.video.total).toBe('1.5')
  })
  test('begin at the very time of the answer, on its calendar day in the zone', async () => {
    const found = await answer(
      '--units-per-day 1 --as-of 2026-11-20T20:00:00Z --tz Asia/Shanghai --horizon 2d',
    )
    expect(found.horizon).toEqual({ start: '2026-11-21', end: '2026-11-22', days: 2 })
    expect(found.plan.purchases[0]).toMatchObject({ at: '2026-11-20T20:00:00Z', date: '2026-11-21' })
  })
  test('of a pool without packages are not planned, and the gate cannot be kept', async () => {
    const found = await answer('--units-per-day 8 --pool image --max-spend 1000000')
    expect(found.pools.image).toEqual({
      planned: false,
      list_cost: '2.52',
      uncovered: {
        units: '720',
        from: '2026-11-21',
        to: '2027-02-18',
        list_cost: '2.52',
        days_below_min_concurrency: 0,
      },
      held: [],
      daily: expect.any(Array),
    })
    expect(found.plan.proven_optimal).toBe(false)
    expect(found.gate).toEqual({ max_spend: '1000000', spend: '0', crossed: true })
    expect(found.status).toBe(1)
    expect((await run('--units-per-day 8 --pool image')).out).toContain(
      'Nothing is planned for 720 image units ($2.52 at the list price): no package of the image pool is on sale.',
    )
  })
  test('name no pool when packages of two are on offer', async () => {
    expect((await run('--units-per-day 8 --rates mine.yaml')).err).toContain(
      'name it with --pool: video or image',
    )
    expect(bought(await answer('--units-per-day 8 --rates mine.yaml --pool image'))).toEqual([
      'images 2026-11-21',
    ])
  })
})

describe('the list of packages', () => {
  const ATLAS = `kind: resource-packages
id: kling-packages-2026-atlas
title: As an aggregator's guide lists them
vendor: Kling API
currency: USD
source: { document: guide, title: t, published: 2026, retrieved: 2026-11-28, confidence: rumour }
packages:
  - { id: t100, pool: video, price: 9.80, units: 100, validity_days: 30, concurrency: 5, once_per_account: true, section: trial }
  - { id: t1000, pool: video, price: 98, units: 1000, validity_days: 30, concurrency: 5, once_per_account: true, section: trial }
  - { id: p1, pool: video, price: 700, units: 5000, validity_days: 180, concurrency: 20, section: standard }
  - { id: p2, pool: video, price: 2100, units: 15000, validity_days: 180, concurrency: 20, section: standard }
  - { id: p3, pool: video, price: 5670, units: 45000, validity_days: 180, concurrency: 20, section: standard }
  - { id: p4, pool: video, price: 7560, units: 60000, validity_days: 180, concurrency: 20, section: standard }
`
  const HALF_A_YEAR = '--units-per-day 400 --horizon 180d --afterwards stop'
  test('in force is planned with, and the answer says which, how old and how sure', async () => {
    const found = JSON.parse((await runWith(['budget', ...HALF_A_YEAR.split(' '), '--json'])).out)
    expect(found.plan.cost).toBe('9660')
    expect(found.catalogue).toEqual({
      id: 'kling-packages-2026',
      published: '2026',
      confidence: 'second-hand',
      effective_from: '2026-09-20',
      age_days: 62,
      also: [],
    })
    expect(found.notes.join()).not.toContain('days old')
  })
  test("of the user's own is bought from alone, and no trial twice", async () => {
    writeFileSync('atlas.yaml', ATLAS)
    const args = `${HALF_A_YEAR} --rates atlas.yaml`
    for (const more of [' --catalogue kling-packages-2026-atlas', '']) {
      const found = await answer(args + more)
      expect([found.plan.cost, found.catalogue.id, found.catalogue.confidence]).toEqual([
        '9660',
        'kling-packages-2026-atlas',
        'rumour',
      ])
    }
    const trials = await answer(`--units-per-day 36 --horizon 30d --rates atlas.yaml`)
    expect(bought(trials).filter(name => /t100/.test(name)).length).toBeLessThanOrEqual(2)
    expect(bought(trials).some(name => name.startsWith('trial'))).toBe(false)
    const used = await answer('--units-per-day 3 --horizon 30d --rates atlas.yaml --trials-used trial-100')
    expect(bought(used)[0]).toMatch(/^t1000 /)
  })
  test('of before is bought from on request, and said to be old', async () => {
    const old = await answer(`${HALF_A_YEAR} --catalogue kling-packages-2025`)
    expect([old.catalogue.id, old.catalogue.age_days]).toEqual(['kling-packages-2025', 325])
    expect(old.notes.join()).toContain('the package list kling-packages-2025 is 325 days old')
    const then = await answer(`${HALF_A_YEAR} --as-of 2026-09-19 --catalogue kling-packages-2025`)
    const inForce = JSON.parse(
      (await runWith(['budget', ...HALF_A_YEAR.split(' '), '--as-of', '2026-09-19', '--json'])).out,
    )
    expect(inForce.plan).toEqual(then.plan)
  })
  test('a trial that was bought from the old list is bought', async () => {
    const ran = await runWith([
      'budget',
      '--units-per-day',
      '1',
      '--horizon',
      '30d',
      '--trials-used',
      'trial-100',
      '--json',
    ])
    expect(bought(JSON.parse(ran.out))).toEqual(['trial-1000-2026 2026-11-21'])
    const held = await runWith([
      'budget',
      '--units-per-day',
      '300',
      '--horizon',
      '30d',
      '--packages',
      'ledger.csv',
      '--json',
    ])
    // The ledger has trial-1000 of the old list.
    expect(bought(JSON.parse(held.out)).join()).not.toContain('trial-1000')
  })
  test('that is not there is refused with what there is', async () => {
    expect(await run('--units-per-day 5 --catalogue nope')).toMatchObject({
      status: 2,
      err: expect.stringContaining('UNKNOWN_PACKAGE no list of packages is called "nope"'),
    })
  })
})

describe('a launch day by day', () => {
  test('is covered by packages that overlap (rules §5)', async () => {
    const found = await answer('--demand launch.csv')
    expect(found.plan.cost).toBe('4297.99')
    expect(bought(found)).toEqual(['package-1 2026-11-21', 'trial-1000 2026-12-22'])
    expect(found.notes).toContain('2 rows of the demand are outside the planned days and were left out')
  })
  test('may name no pool, and rows of one day add up', async () => {
    expect((await answer('--demand nameless.csv --horizon 1d')).demand.video.total).toBe('750.5')
  })
  test('of other days alone is refused: nothing is known of what is planned for', async () => {
    const ran = await run('--demand launch.csv --as-of 2028-01-01 --horizon 2d')
    expect(ran).toMatchObject({ status: 2, out: '' })
    expect(ran.err).toContain(
      'NO_INPUT --demand has no rows of the days that are planned for, 2028-01-01 to 2028-01-02',
    )
  })
  test('is refused with all that is wrong, by line', async () => {
    const { err, status } = await run('--demand bad-demand.csv')
    expect(status).toBe(2)
    expect(err).toContain(
      'bad-demand.csv:2: BAD_TIME date: expected a date such as 2026-12-01; got "2026-13-01"',
    )
    expect(err).toContain('bad-demand.csv:3: BAD_VALUE pool: found "sound"')
    expect(err).toContain(
      'bad-demand.csv:3: BAD_NUMBER units: expected a number of units, such as 400 or 0.5; got "-5"',
    )
  })
})

describe('jobs of each month', () => {
  test('are spread over its days, in units and in dollars', async () => {
    const found = await answer('--plan jobs.yaml --as-of 2026-12-01 --horizon 31d')
    expect(found.demand.video).toMatchObject({ total: '21000', forecast: null })
    // 31 × 10 s at $0.151 a second: only the list in dollars has the model.
    expect(found.dollars.total).toBe('46.81')
    expect(found.concurrency).toMatchObject({ units_per_task: '7', binds: false, binding_days: 0 })
    expect(found.rulings).toEqual(['R64', 'R65'])
  })
  test('in CSV are the same', async () => {
    const yaml = await answer('--plan jobs.yaml --as-of 2026-12-01')
    const csv = await answer('--plan jobs.csv --as-of 2026-12-01')
    expect(csv.plan).toEqual(yaml.plan)
  })
  test('that failed or had not finished are not planned, which is told', async () => {
    const job = 'V1.6,text-to-video,std,5,3000'
    const rows = [`${job},succeed`, `${job},pending`, `${job},failed`, 'V1.6,text-to-video,std,5,1,queued']
    writeFileSync('states.csv', `model,capability,mode,duration,count,status\n${rows.join('\n')}\n`)
    const found = await answer('--plan states.csv --as-of 2026-12-01 --horizon 31d')
    expect(found.demand.video.total).toBe('6000')
    expect(found.notes).toContain(
      'warning: 6,001 jobs are not planned, of states.csv: by status they failed or had not finished, and a job to come has none',
    )
  })
  test('of none, as sheets have them for months without jobs, are none', async () => {
    const job = 'V1.6,text-to-video,std,5'
    const head = 'month,model,capability,mode,duration,count'
    writeFileSync('none.csv', `${head}\n2026-12,${job},0\n2027-01,${job},3000\n`)
    writeFileSync('only.csv', `${head}\n2027-01,${job},3000\n`)
    writeFileSync('nothing.csv', `${head}\n2026-12,${job},0\n`)
    const asked = '--as-of 2026-12-01 --horizon 62d'
    const [none, only] = await Promise.all(
      ['none', 'only'].map(name => answer(`--plan ${name}.csv ${asked}`)),
    )
    expect(none!.demand).toEqual(only!.demand)
    expect(none!.plan).toEqual(only!.plan)
    expect((await run(`--plan nothing.csv ${asked}`)).out).toContain('Buy nothing: no use is expected.')
  })
  test('without a size are not paid in dollars where a list in units asks for one', async () => {
    writeFileSync('o1.csv', 'model,capability,duration,count\nkling-video-o1,text-to-video,5,10\n')
    writeFileSync(
      'o1-720p.csv',
      'model,capability,resolution,duration,count\nkling-video-o1,text-to-video,720p,5,10\n',
    )
    const { status, err } = await run('--plan o1.csv --as-of 2026-12-01')
    expect(status).toBe(2)
    expect(err).toContain(
      'o1.csv:2: JOB_UNRATED O1 text-to-video takes resolution 720p or 1080p; none was given (kling-units-2026)',
    )
    const sized = await answer('--plan o1-720p.csv --as-of 2026-12-01 --horizon 31d')
    expect(sized.demand.video.total).toBe('30')
  })
  test('that no price list has are refused where they stand', async () => {
    expect((await run('--plan bad.yaml')).err).toContain(
      'bad.yaml:2: JOB_UNRATED V1.6 text-to-video pro takes 5 or 10 seconds',
    )
    expect((await run('--plan no-jobs.yaml')).err).toContain(
      'no-jobs.yaml:1:1: KEY_UNKNOWN unknown key "tasks"',
    )
  })
  test('bind when they are more than the concurrency limit allows', async () => {
    const found = await answer('--plan jobs.csv --task-time 2h --as-of 2026-12-01')
    // 5 tasks at once of two hours are 60 a day; 3,000 a month are 96.8.
    expect(found.concurrency).toMatchObject({ tasks_per_day_max: 60, binds: true, binding_days: 90 })
    expect(found.notes[0]).toContain('needs more tasks at once than its packages allow on 90 days')
  })
})

describe('use that goes on behind the horizon', () => {
  test.each(['30d', '90d'])(
    'is so much that a package of its own can be asked for, in a plan of %s too',
    async horizon => {
      const args = `--units-per-day 800 --horizon ${horizon} --as-of 2026-11-20`
      expect((await answer(args)).negotiate_custom).toBe(true)
      expect((await run(args)).out).toContain(
        'Negotiate     above 60,000 units in 90 days: ask for a custom package',
      )
      expect((await answer(`${args} --afterwards stop`)).negotiate_custom).toBe(horizon === '90d')
    },
  )
  test('is bought for as in the long run, and what is left is told and valued', async () => {
    const found = await answer('--units-per-day 700 --trials-used trial-100,trial-1000 --as-of 2026-11-20')
    expect(bought(found)).toEqual(['package-3 2026-11-20', 'package-3 2027-02-13'])
    expect(found.plan).toMatchObject({
      cost: '13440',
      left: '57000',
      afterwards: 'continue',
      value_left: '6384',
      proven_optimal: true,
      too_little_history: null,
    })
    expect(found.pools.video.afterwards).toEqual({ units_per_day: '700', unit_price: '0.112' })
    expect(found.pools.video.negotiate_custom.beats_below_unit_price).toBe('0.112')
    // Nothing else is worth more: what is left counts in each.
    for (const { cost, value_left } of found.alternatives)
      expect(Number(cost) - Number(value_left)).toBeGreaterThanOrEqual(13_440 - 6384)
  })
  test('is worth what units cost by the packages on sale, not by a list that they have replaced', async () => {
    const rate = '--units-per-day 1000 --horizon 100d --as-of 2026-11-21'
    const unitPriceOf = async (list: string) =>
      (await answer(`${rate} --catalogue ${list}`)).pools.video.afterwards.unit_price
    expect(await unitPriceOf('kling-packages-2026')).toBe('0.126')
    expect(await unitPriceOf('kling-packages-2025')).toBe('0.112')
  })
  test('counts the trials that are not bought yet, so that nothing seems cheaper than the plan', async () => {
    writeFileSync('enough.csv', 'id,package,purchased_at\np1,package-5000,2026-11-10\n')
    const found = await answer(
      '--units-per-day 9.28 --horizon 20d --packages enough.csv --catalogue kling-packages-2026 --as-of 2026-11-20',
    )
    expect(found.plan.purchases).toEqual([])
    const net = ({ cost, value_left, trials_left }: Record<string, string>) =>
      Number(cost) - Number(value_left) - Number(trials_left)
    expect(found.plan.proven_optimal).toBe(true)
    expect(Number(found.plan.trials_left)).toBeGreaterThan(0)
    for (const other of found.alternatives) expect(net(other)).toBeGreaterThanOrEqual(net(found.plan) - 1e-9)
  })
  test('is the default for a log and a rate, and not for what is listed', async () => {
    const kinds = ['steady.csv', '--units-per-day 9', '--plan jobs.csv', '--demand launch.csv']
    const found = await Promise.all(kinds.map(argv => answer(`${argv} --as-of 2026-11-21`)))
    expect(found.map(({ plan }) => plan.afterwards)).toEqual(['continue', 'continue', 'stop', 'stop'])
    expect(found[2].plan.value_left).toBe('0')
  })
  test('is a word', async () => {
    expect((await run('--units-per-day 9 --afterwards later')).err).toContain('continue')
  })
})

describe('a log', () => {
  test('of too few days is not bought by, and the verdict says so', async () => {
    writeFileSync(
      'burst.csv',
      'timestamp,capability,model,resolution,duration,count\n2026-11-18T10:00:00Z,text-to-video,kling-v2-6,720p,5,10000\n2026-11-19T10:00:00Z,text-to-video,kling-v2-6,720p,5,10\n2026-11-20T10:00:00Z,text-to-video,kling-v2-6,720p,5,10\n',
    )
    const found = await answer('burst.csv --as-of 2026-11-21')
    expect(found.plan.proven_optimal).toBe(false)
    expect(found.plan.too_little_history).toEqual({
      days: 3,
      days_needed: 14,
      buy_at_most: [{ package: 'trial-100', pool: 'video', at: '2026-11-21T00:00:00Z' }],
      cost: '9.79',
    })
    expect(Number(found.demand.video.quantiles['0.1'])).toBeLessThanOrEqual(15 * 90)
    const { out } = await run('burst.csv --as-of 2026-11-21')
    expect(out).toMatch(
      /^Buy at most trial-100 \(\$9\.79\) now: 3 days of history are too few to plan by\.\n/,
    )
    expect(out).not.toContain('proven')
    // What nobody should buy yet is told on request only.
    expect(out).not.toContain('21 Nov 2026')
    // Of a plan that nobody should follow no losses are told, on a page and in Markdown neither.
    writeFileSync(
      'once.csv',
      'timestamp,model,capability,mode,duration\n2026-10-05T00:00:00Z,V1.6,text-to-video,pro,10\n2026-10-07T00:00:00Z,V1.6,text-to-video,pro,10\n',
    )
    const few = 'once.csv --as-of 2026-11-20 --horizon 200d'
    expect(Number((await answer(few)).plan.forfeited)).toBeGreaterThan(0)
    const [screen, markdown] = [(await run(few)).out, (await run(`${few} --format markdown`)).out]
    expect(screen).not.toMatch(/will expire unused|Expiring/)
    expect(markdown).not.toMatch(/will expire unused|Expires unused/)
    // Of an even number of days the ordinary one lies between the two in the middle.
    const used = async (...amounts: readonly string[]) => {
      const rows = amounts.map((amount, i) => `2026-11-0${i + 1}T10:00:00Z,t${i},${amount}\n`)
      writeFileSync('even.csv', `timestamp,task_id,units\n${rows.join('')}`)
      const { plan } = await answer(`even.csv --as-of 2026-11-0${amounts.length + 1}`)
      return plan.too_little_history.buy_at_most.map((each: { package: string }) => each.package)
    }
    expect(await used('40', '80')).toEqual(['trial-1000'])
    expect(await used('40', '59.9')).toEqual(['trial-100'])
    expect(await used('0', '300', '0', '300')).toEqual(['trial-1000'])
    // Not before it is needed: units that are held last until they expire, or run out.
    writeFileSync(
      'soon.csv',
      'id,package,purchased_at,expires_at,remaining\ns,package-2,2026-10-01,2026-11-23T00:00:00Z,900\n',
    )
    const held = 'burst.csv --packages soon.csv --as-of 2026-11-21'
    expect((await answer(held)).plan.too_little_history.buy_at_most).toMatchObject([
      { package: 'trial-100', at: '2026-11-23T00:00:00Z' },
    ])
    expect((await run(held)).out.replaceAll('\u00a0', ' ')).toMatch(
      /^Buy nothing before 23 Nov 2026, and then at most trial-100 \(\$9\.79\): 3 days of history are too few to plan by\.\n/,
    )
    writeFileSync(
      'busy.csv',
      log(10, () => 15),
    )
    expect((await run('busy.csv --as-of 2026-11-21')).out.replaceAll('\u00a0', ' ')).toMatch(
      /^Buy at most trial-1000 and trial-100 \(\$107\.78\), the first now and the last on 30 Nov 2026: 10 days /,
    )
    writeFileSync(
      'more.csv',
      `pool,units,price,id,purchased_at,validity_days,remaining\nvideo,100,9,s,2026-11-01,90,4\n`,
    )
  })
  test('of the same use every day goes on so', async () => {
    const found = await answer('steady.csv')
    expect(found.demand.video).toMatchObject({
      per_day: '700',
      total: '63000',
    })
    const { quantiles } = found.demand.video
    expect(quantiles['0.5']).toBe('63000')
    // Sixty equal days are no proof of ninety more.
    expect(Number(quantiles['0.1'])).toBeLessThan(60_000)
    expect(Number(quantiles['0.9'])).toBeGreaterThan(66_000)
    expect(found.demand.video.forecast.history).toEqual({
      start: '2026-09-22',
      end: '2026-11-20',
      days: 60,
      gap_days: 0,
    })
    expect(found.negotiate_custom).toBe(true)
  })
  test('is read from standard input, compressed too', async () => {
    const found = await answer('-', { stdin: FILES['steady.csv.gz'] as Buffer })
    expect(found.demand.video.total).toBe('63000')
  })
  test('with gaps is no log of less use, unless the user says so', async () => {
    const found = await answer('gaps.csv')
    expect(found.demand.video).toMatchObject({
      per_day: '700',
      forecast: { history: { days: 55, gap_days: 5 } },
    })
    expect(found.notes.join()).toContain('5 days without any row count as gaps in the log')
    const zero = await answer('gaps.csv --empty-days zero')
    expect(zero.demand.video.forecast.history).toMatchObject({ days: 60, gap_days: 0 })
    expect(zero.demand.video.per_day).not.toBe('700')
  })
  test('that rests at weekends has days without use, not gaps', async () => {
    const found = await answer('weekdays.csv --horizon 14d')
    expect(found.demand.video.forecast.history.gap_days).toBe(0)
    expect(found.demand.video.total).toBe('7000')
    expect(found.pools.video.daily.map(({ use }: { use: string }) => use)).toEqual(
      Array.from({ length: 14 }, (_, day) => (day % 7 < 5 ? '700' : '0')),
    )
  })
  test('of fewer than three weeks is told to be short', async () => {
    const found = await answer('short.csv')
    expect(found.demand.video.forecast).toMatchObject({ method: 'mean', reason: 'too-short' })
    expect(found.notes.join()).toContain('the history has fewer than three weeks')
  })
  test('of two pools is planned apart; a pool without packages is named', async () => {
    const found = await answer('two-pools.csv')
    expect(Object.keys(found.demand)).toEqual(['video', 'image'])
    expect(found.pools.image.planned).toBe(false)
    expect((await run('two-pools.csv')).out).toContain('Nothing is planned for 51 image units')
  })
  test('of jobs priced in dollars is forecast in dollars', async () => {
    const found = await answer('dollars.csv --horizon 10d --card kling-per-second')
    expect(found.demand).toEqual({})
    expect(found.dollars).toMatchObject({ per_day: '2.5', total: '25' })
    expect(found.plan).toMatchObject({ purchases: [], cost: '0' })
  })
  test('leaves out the day of as-of, which is not over, and what comes later', async () => {
    const found = await answer('running.csv')
    expect(found.demand.video.per_day).toBe('700')
    expect(found.notes.join()).toContain(
      '2 rows of running.csv from 21 Nov 2026 on are not part of the history',
    )
  })
  test('says of each file how many rows are of later days', async () => {
    const { notes } = await answer('steady.csv one-later.csv two-later.csv')
    expect(notes.filter((text: string) => text.includes('not part of the history'))).toEqual([
      expect.stringMatching(/^1 row of one-later.csv from 21 Nov 2026 on is not part of the history/),
      expect.stringMatching(/^2 rows of two-later.csv from 21 Nov 2026 on are not part of the history/),
    ])
  })
  test('takes the size of a task from its history alone', async () => {
    const { concurrency } = await answer('steady.csv other-tasks.csv')
    expect(concurrency.units_per_task).toBe('7')
  })
  test('without a whole day before as-of is refused', async () => {
    const { err, status } = await run('future.csv')
    expect(status).toBe(2)
    expect(err).toContain('NO_INPUT future.csv has no rows of days before 2026-11-21')
  })
  test('with bad rows stops, or sets them aside and says so', async () => {
    expect(await run('bad.csv')).toMatchObject({ status: 2, out: '' })
    const found = await answer('bad.csv --bad-rows skip --rejects rejects.jsonl')
    expect(found.status).toBe(3)
    expect(found.rejected).toEqual([
      { file: 'bad.csv', input_line: 32, reason: expect.stringContaining('7 was given') },
    ])
    expect(JSON.parse(readFileSync('rejects.jsonl', 'utf8'))).toMatchObject({ file: 'bad.csv', line: 32 })
  })
  test('of several files is one history, whatever their order', async () => {
    const [one, two] = [await answer('steady.csv short.csv'), await answer('short.csv steady.csv')]
    expect(one.demand).toEqual(two.demand)
    expect(one.plan).toEqual(two.plan)
  })
})

describe('packages held already', () => {
  test('are drawn down by the log, used first, and their trial is not bought again', async () => {
    const found = await answer('steady.csv --packages ledger.csv --horizon 40d')
    // 30 days of 700 came out of package-2: 24,000 of its 45,000 are left, for 34 days; 200 units are over.
    expect(found.pools.video.held).toEqual([
      expect.objectContaining({ id: 'a', units: '24000', used: '24000', forfeited: '0', left: '0' }),
    ])
    expect(bought(found)).not.toContain(expect.stringContaining('trial-1000'))
  })
  test('count as full when no use is known, and this is said', async () => {
    const found = await answer('--units-per-day 500 --packages ledger.csv --horizon 30d')
    expect(bought(found)).toEqual([])
    expect(found.plan).toMatchObject({ cost: '0', effective_unit_price: null, proven_optimal: true })
    expect(found.notes).toContain('nothing is known of how much of a is used: it counts as full')
  })
  test('are drawn down by a log beside a demand that is given', async () => {
    const found = await answer('steady.csv --units-per-day 500 --packages ledger.csv --horizon 30d')
    expect(found.pools.video.held[0].units).toBe('24000')
    expect(found.demand.video.per_day).toBe('500')
  })
  test.each([
    ['2026-11-24T00:00:00Z', 'UTC', '24 Nov 2026'],
    ['2026-11-24', 'UTC', '24 Nov 2026'],
    ['2026-11-24T00:00:00Z', 'America/New_York', '23 Nov 2026'],
    ['2026-11-24T15:00:00Z', 'UTC', '24 Nov 2026'],
  ])('expire on the day that `expiry` tells: %s in %s on %s', async (expires, zone, day) => {
    writeFileSync('day.csv', `id,package,purchased_at,expires_at\nd,package-2,2026-10-01,${expires}\n`)
    const told = async (args: string) => {
      const { out } = await runWith(`${args} --tz ${zone} --as-of 2026-11-20T09:00:00Z`.split(' '))
      return out.replaceAll('\u00a0', ' ')
    }
    expect(await told('expiry day.csv')).toContain(`expires on ${day}, in`)
    expect(await told('expiry day.csv --format markdown')).toContain(`| ${day}, `)
    const plan = 'budget --units-per-day 7 --packages day.csv --horizon 30d'
    expect(await told(plan)).toMatch(new RegExp(`Expiring +[0-9,]+ units on ${day} \\(d`))
    expect(await told(`${plan} --format markdown`)).toContain(`| d | held | ${day} |`)
  })
  test('that are used up give their concurrency until they expire, and the plan says so', async () => {
    // 45,000 units were used in ten days; the package is valid for 80 more.
    writeFileSync(
      'used-up.csv',
      log(10, () => 700),
    )
    writeFileSync('old.csv', 'id,package,purchased_at\na,package-2,2026-11-11T00:00:00Z\n')
    const found = await answer(
      'used-up.csv --units-per-day 10 --packages old.csv --min-concurrency 5 --horizon 10d --afterwards stop',
    )
    expect(found.pools.video.held).toEqual([expect.objectContaining({ id: 'a', units: '0' })])
    expect(bought(found)).toEqual(['trial-100 2026-11-21'])
    expect(found.notes.join()).toContain('are still valid, but may be used up (R60)')
    expect(
      (await run('used-up.csv --units-per-day 10 --packages old.csv --horizon 10d --details')).out,
    ).not.toMatch(/^a +held/m)
  })
  test('are drawn down by several billing exports, whichever package they name', async () => {
    const entry = (task: string, pack: string) => ({
      package_id: pack,
      product_type: 'video',
      task_id: task,
      deduction_time: String(Date.parse('2026-11-10T00:00:00Z')),
      deduction_amount: '100',
      unit_before_deduction: '1000',
      unit_after_deduction: '900',
    })
    for (const [name, pack] of [
      ['one.json', 'a'],
      ['two.json', 'a'],
    ] as const)
      writeFileSync(name, JSON.stringify({ data: { result: { detail: [entry(name, pack)] } } }))
    writeFileSync('mine.csv', 'id,package,purchased_at,account\na,package-2,2026-11-01,me\n')
    const found = await answer('one.json two.json --units-per-day 10 --packages mine.csv --horizon 10d')
    expect(found.pools.video.held[0].units).toBe('44800')
  })
  describe('beside a log of their use', () => {
    const days = Array.from(
      { length: 31 },
      (_, i) => `2026-10-${String(i + 1).padStart(2, '0')}T10:00:00Z,300,t${i}`,
    )
    beforeAll(() => {
      writeFileSync('october.csv', `timestamp,units,task_id\n${days.join('\n')}\n`)
      writeFileSync('of-a.csv', `timestamp,units,task_id,account\n${days.map(day => `${day},A\n`).join('')}`)
      writeFileSync('stated.csv', 'id,package,purchased_at,remaining\np,package-2,2026-08-20,1000\n')
      writeFileSync('unstated.csv', 'id,package,purchased_at\np,package-2,2026-08-20\n')
      writeFileSync('of-b.csv', 'id,package,purchased_at,account\np,package-2,2026-10-20,B\n')
    })
    const held = async (ledger: string) => {
      const { out } = await run(`october.csv --packages ${ledger} --as-of 2026-11-01 --json`)
      return JSON.parse(out).pools.video.held[0].units
    }
    test('hold no more than is stated, whatever a log that begins later leaves', async () => {
      expect(await held('stated.csv')).toBe('1000')
      expect((await run('october.csv --packages stated.csv --as-of 2026-11-01')).err).toContain(
        'warning: 1,000 units of p are left by what stated.csv states, 35,700 units by the log: the plan takes the fewer',
      )
      writeFileSync('more.csv', 'id,package,purchased_at,remaining\np,package-2,2026-08-20,40000\n')
      expect(await held('more.csv')).toBe('35700')
      expect((await run('october.csv --packages more.csv --as-of 2026-11-01')).err).toContain(
        'warning: 40,000 units of p are left by what more.csv states, 35,700 units by the log: the plan takes the fewer',
      )
    })
    test('are told to be paid from otherwise than an export says', async () => {
      const drawn = Array.from({ length: 20 }, (_, i) => ({
        package_id: 'p3',
        product_type: 'video',
        task_id: `t${i}`,
        deduction_time: String(Date.UTC(2026, 10, i + 1, 12)),
        unit_before_deduction: `${60_000 - 1000 * i}`,
        deduction_amount: '1000',
        unit_after_deduction: `${59_000 - 1000 * i}`,
      }))
      writeFileSync('export.json', JSON.stringify({ code: 0, data: { result: { detail: drawn } } }))
      writeFileSync('two.csv', 'id,package,purchased_at\np1,package-1,2026-08-26\np3,package-3,2026-10-31\n')
      const { out } = await run('export.json --packages two.csv --as-of 2026-11-21 --horizon 60d --json')
      const { pools, notes } = JSON.parse(out)
      expect(pools.video.held).toMatchObject([
        { id: 'p1', units: '10000' },
        { id: 'p3', units: '60000' },
      ])
      expect(notes.join('\n')).toContain(
        'differs from it in 20 of 20 deductions, first in line 1 of export.json, of p3, computed p1',
      )
    })
    test('are not told to be paid otherwise by deductions of packages that had gone before', async () => {
      const drawn = (pack: string, from: string, days: number) =>
        Array.from({ length: days }, (_, i) => {
          const at = new Date(Date.parse(from) + i * 86_400_000).toISOString()
          return `${at},${pack}${i},100,${pack}\n`
        }).join('')
      const rows = drawn('old', '2026-09-20T12:00:00Z', 42) + drawn('new', '2026-11-01T12:00:00Z', 18)
      writeFileSync('gone.csv', `timestamp,task_id,units,package_id\n${rows}`)
      writeFileSync('held-now.csv', 'id,package,purchased_at\nnew,package-1,2026-11-01T00:00:00Z\n')
      const { out } = await run('gone.csv --packages held-now.csv --as-of 2026-11-20 --json')
      expect(JSON.parse(out).notes.join('\n')).not.toContain('differs from it')
      // One that the draw-down has another package pay is.
      writeFileSync(
        'strange.csv',
        `timestamp,task_id,units,package_id\n${rows.replaceAll(',new\n', ',odd\n')}`,
      )
      const odd = await run('strange.csv --packages held-now.csv --as-of 2026-11-20 --json')
      expect(JSON.parse(odd.out).notes.join('\n')).toContain('differs from it in 18 of 60 deductions')
    })
    test('may hold less than the log leaves where nothing is stated, which is told', async () => {
      expect(await held('unstated.csv')).toBe('35700')
      expect((await run('october.csv --packages unstated.csv --as-of 2026-11-01')).err).toContain(
        'the log begins on 2026-10-01T10:00:00Z, after p took effect: what was used before is not known, and less may be left',
      )
    })
    test('a history that ended long ago is warned of', async () => {
      const old = 'The history ends 61 days before the plan begins, and use may have changed since'
      expect((await run('october.csv --as-of 2027-01-01')).out.replace(/\s+/g, ' ')).toContain(old)
      const later = await run('october.csv --as-of 2026-11-30')
      expect(`${later.out} ${later.err}`).not.toContain('use may have changed')
      expect(later.err).toContain('the history ends 29 days before the plan begins')
    })
    test('may hold less where the log ends before the plan begins, or says nothing of some days, which is warned of', async () => {
      const told = async (log: string, ...more: string[]) => {
        const { out, err } = await run(`${log} --packages unstated.csv ${more.join(' ')}`)
        const texts = [out, err].map(
          text => text.replace(/\s+/g, ' ').match(/[Tt]he (log ends|use has)[^!]*?you hold/)?.[0],
        )
        return texts[0] ?? texts[1]
      }
      const since = 'The log ends 14 days before the plan begins: what was used since is not known'
      const less = 'and less may be left of the packages that you hold'
      expect(await told('october.csv', '--as-of 2026-11-15T12:00:00Z')).toBe(`${since}, ${less}`)
      expect(await told('october.csv', '--as-of 2026-11-01')).toBeUndefined()
      expect(await told('october.csv', '--as-of 2026-11-15T12:00:00Z', '-f csv')).toBe(
        `t${since.slice(1)}, ${less}`,
      )
      const rows = readFileSync('october.csv', 'utf8').split('\n')
      const kept = rows.filter(row => !/^2026-10-1[0-9]/.test(row))
      writeFileSync('hole.csv', kept.join('\n'))
      expect(await told('hole.csv', '--as-of 2026-11-01')).toBe(
        `The use has no row from 10 Oct 2026 to 19 Oct 2026: what was used then is not known, ${less}`,
      )
      expect(await told('hole.csv', '--as-of 2026-11-01 --empty-days zero')).toBeUndefined()
    })
    test('pay for no other account', async () => {
      const { status, err } = await run('of-a.csv --packages of-b.csv --as-of 2026-11-01')
      expect(status).toBe(2)
      expect(err).toContain(
        'of-a.csv: BAD_USAGE expected use of account "B", whose packages these are; got that of A\n  plan each account by itself',
      )
    })
  })
  test('of several accounts in a log are a warning, as they are planned for as one', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `2026-10-${String(i + 1).padStart(2, '0')}T10:00:00Z,30,t${i},${i % 2 ? 'x' : 'y'}\n`,
    )
    writeFileSync('two-owners.csv', `timestamp,units,task_id,account\n${rows.join('')}`)
    const { out, err } = await run('two-owners.csv --as-of 2026-11-01')
    const text =
      'he use of 2 accounts (y · x) is planned as that of one, but units that one account buys pay for no other'
    expect(out.replaceAll(/\s+/g, ' ')).toContain(`! T${text}`)
    expect(err).not.toContain(text)
    expect((await answer('two-owners.csv --as-of 2026-11-01')).notes[0]).toContain(`warning: t${text}`)
    const priced = log(20, () => 1).replaceAll(
      /(status|succeed)\n/g,
      (_, word) => `${word},${word === 'status' ? 'account' : 'z'}\n`,
    )
    writeFileSync('one-owner.csv', priced)
    expect((await answer('one-owner.csv')).notes.join()).not.toContain('accounts')
    writeFileSync('priced.csv', priced.replace(/,z\n$/, ',w\n'))
    expect((await answer('priced.csv')).notes[0]).toContain('the use of 2 accounts (z · w)')
  })
  test('so they are in a plan, and jobs of another account than that of the packages are refused', async () => {
    const plan = (name: string, ...accounts: string[]) =>
      writeFileSync(
        name,
        `model,capability,mode,duration,count,account\n${accounts.map(account => `V1.6,text-to-video,std,5,30,${account}\n`).join('')}`,
      )
    plan('plan-of-two.csv', 'x', 'y', 'x')
    expect((await answer('--plan plan-of-two.csv')).notes[0]).toContain(
      'warning: the use of 2 accounts (x · y) is planned as that of one',
    )
    plan('plan-of-x.csv', 'x', '')
    expect((await answer('--plan plan-of-x.csv')).notes.join()).not.toContain('accounts')
    for (const [owner, status] of [
      ['y', 2],
      ['x', 0],
    ] as const) {
      writeFileSync('lots-of.csv', `id,package,purchased_at,account\np,package-2,2026-11-01,${owner}\n`)
      const ran = await run('--plan plan-of-x.csv --packages lots-of.csv')
      expect(ran.status).toBe(status)
      if (status === 2)
        expect(ran.err).toContain(
          'plan-of-x.csv: BAD_USAGE expected use of account "y", whose packages these are; got that of x',
        )
    }
  })
  test('in a plan that has the units of a log are refused, and so are its times and ids where no month is given', async () => {
    const jobs = 'model,capability,mode,duration,count'
    const row = 'V1.6,text-to-video,std,5,100'
    const readsLogs = '`budget FILE` reads a log of past use'
    writeFileSync('plan-of-log.csv', `month,created_at,${jobs},Units\n12,2026-12-05,${row},500\n`)
    const { err, status } = await run('--plan plan-of-log.csv')
    expect(status).toBe(2)
    expect(err).toContain(
      'COLUMN_UNREAD nothing is read from the column "Units"\n  --demand FILE reads units by their days or --ignore-columns Units leaves it out',
    )
    for (const [name, said] of [
      ['created_at', ', which looks like month\n  --columns month=created_at reads it, '],
      ['time', ', which looks like month\n  --columns month=time reads it, '],
      ['updated_at', ', which looks like month\n  --columns month=updated_at reads it, '],
      ['task_id', '\n  '],
    ] as const) {
      writeFileSync('plan-of-past.csv', `${name},${jobs}\n2026-12-05,${row}\n`)
      expect((await run('--plan plan-of-past.csv')).err).toContain(
        `COLUMN_UNREAD nothing is read from the column "${name}"${said}${readsLogs}`,
      )
    }
    writeFileSync('plan-of-ids.csv', `month,task_id,created_at,${jobs}\n2026-12,a,2026-12-05,${row}\n`)
    expect((await answer('--plan plan-of-ids.csv')).ignored_columns).toEqual(['task_id', 'created_at'])
    const job = {
      timestamp: '2026-12-05',
      model: 'V1.6',
      capability: 'text-to-video',
      mode: 'std',
      duration: 5,
    }
    writeFileSync('plan-of-log.json', JSON.stringify([job]))
    // It is YAML as well.
    writeFileSync('plan-of-log.yaml', JSON.stringify([job]))
    for (const name of ['plan-of-log.json', 'plan-of-log.yaml'])
      expect((await run(`--plan ${name}`)).err).toContain(readsLogs)
    writeFileSync('plan-of-units.yaml', JSON.stringify([{ ...job, month: 12, units: 5 }]))
    expect((await run('--plan plan-of-units.yaml')).err).toContain('nothing is read from the column "units"')
  })
  test('of two accounts are refused', async () => {
    expect((await run('--units-per-day 5 --packages accounts.csv')).err).toContain(
      'accounts.csv: BAD_USAGE expected packages of one account; got those of one and two',
    )
  })
})

describe('the plan', () => {
  test('buys no trial that was used', async () => {
    expect(bought(await answer('--units-per-day 1 --horizon 30d --afterwards stop'))).toEqual([
      'trial-100 2026-11-21',
    ])
    expect(bought(await answer('--units-per-day 1 --horizon 30d --trials-used trial-100'))).toEqual([
      'trial-1000 2026-11-21',
    ])
    expect(
      bought(await answer('--units-per-day 1 --horizon 30d --trials-used trial-100,trial-1000')),
    ).toEqual(['package-1 2026-11-21'])
  })
  test('keeps the minimum concurrency', async () => {
    expect(bought(await answer('--units-per-day 1 --horizon 30d --min-concurrency 5'))).toEqual([
      'package-1 2026-11-21',
    ])
  })
  test('takes packages of the user', async () => {
    const found = await answer(
      '--units-per-day 25 --horizon 180d --pool video --rates mine.yaml --afterwards stop',
    )
    expect(bought(found)).toEqual(['half-year 2026-11-21'])
  })
  test('crosses --max-spend with what is paid in dollars, which CSV tells too', async () => {
    writeFileSync(
      'dollars.csv',
      'model,capability,resolution,duration,count\nMotion Control,motion-control,1080p,10,1000\n2.6,text-to-video,1080p,10,100\n',
    )
    const plan = '--plan dollars.csv --as-of 2026-12-01 --horizon 31d'
    const under = await run(`${plan} --max-spend 1617.78 --json`)
    expect(under.status).toBe(0)
    expect(JSON.parse(under.out)).toMatchObject({ gate: { spend: '1617.78', crossed: false } })
    const over = await run(`${plan} --max-spend 1617.77 -f csv`)
    expect(over.status).toBe(1)
    expect(over.err).toContain('gate: $1,617.78 is above the limit of $1,617.77 (--max-spend)')
    expect(over.err).toContain('note: $1,510.00 will be paid in dollars')
  })
  test('crosses --max-spend strictly', async () => {
    expect((await run('--units-per-day 400 --max-spend 5670 --afterwards stop')).status).toBe(0)
    const over = await run('--units-per-day 400 --max-spend 5669.99 --afterwards stop')
    expect(over.status).toBe(1)
    expect(over.err).toContain('gate: $5,670.00 is above the limit of $5,669.99 (--max-spend)')
  })
  test('that cannot be proven in time says so, with a bound', async () => {
    // A clock on which every look takes ten seconds: nothing is searched.
    const found = await answer('--units-per-day 2000 --horizon 365d --afterwards stop', { tick: 10_000 })
    const { proven_optimal, lower_bound, cost } = found.pools.video
    expect(proven_optimal).toBe(false)
    expect(Number(lower_bound)).toBeLessThan(Number(cost))
    expect(
      (await run('--units-per-day 2000 --horizon 365d --afterwards stop', { tick: 10_000 })).out,
    ).toContain('the cheapest plan found in the time given, not proven: another one could save $1,050.00')
  })
  test('is written as a calendar that others read', async () => {
    await run('--units-per-day 1000 --afterwards stop --ics plan.ics')
    const events = new ICAL.Component(ICAL.parse(readFileSync('plan.ics', 'utf8'))).getAllSubcomponents(
      'vevent',
    )
    expect(events.map(event => event.getFirstPropertyValue('summary'))).toEqual([
      expect.stringContaining('Buy 1 package: $6,720.00'),
      expect.stringContaining('Buy 1 package: $4,200.00'),
    ])
  })
  test('explains itself', async () => {
    const { out } = await run('--units-per-day 400 --explain --afterwards stop')
    expect(out).toContain('$5,670.00 / 90 days = $63.00 a day when most of it expires')
    expect(out).toContain('from 450 units a day on it costs no more than package-1')
    expect(out).toContain('to 45,000 units')
  })
})

describe('a minimum concurrency or use that the packages do not reach', () => {
  const noPlan = async (argv: string) => (await run(`--rates once.yaml --horizon 60d ${argv}`)).err
  test('is refused with what each package states', async () => {
    expect(await noPlan('--units-per-day 1 --pool image --min-concurrency 4')).toBe(
      'NO_PLAN no package of the image pool on sale allows 4 tasks at once\n' +
        '  on sale, and how many tasks each allows at once: taster: 3 (one per account), slow: 1\n',
    )
    expect(await noPlan('--units-per-day 1 --pool image --min-concurrency 3')).toBe(
      'NO_PLAN no purchases cover the use of the image pool with 3 tasks at once on every day\n' +
        '  on sale, and how many tasks each allows at once: taster: 3 (one per account), slow: 1\n',
    )
    expect(await noPlan('--units-per-day 1 --pool try-on --min-concurrency 1')).toBe(
      'NO_PLAN no package of the try-on pool on sale allows 1 task at once\n' +
        '  on sale, and how many tasks each allows at once: loose: no limit stated (one per account)\n',
    )
    expect(await noPlan('--units-per-day 1 --pool try-on')).toBe(
      'NO_PLAN no purchases cover the use of the try-on pool\n  on sale: loose (one per account)\n',
    )
  })
  test('one task at once is one task, and few units a task are not none', async () => {
    const { out } = await run(
      '--units-per-day 1 --pool image --rates once.yaml --trials-used taster --details',
    )
    expect(out).toContain(
      '1 task at once, so at most 720 tasks a day of 120 s each (assumed): enough if a task uses 0.01 units or more',
    )
  })
})

describe('behind a change of the clocks', () => {
  const NEW_YORK = '--tz America/New_York --as-of 2026-10-28'
  beforeAll(() => {
    writeFileSync(
      'clocks.csv',
      'date,pool,units\n2026-10-28,video,50\n2026-11-05,video,500\n2026-11-28,video,500\n',
    )
  })
  const plan = async (args: string, from = NEW_YORK) => {
    const { out, err } = await runWith(['budget', '--demand', 'clocks.csv', ...`${args} ${from}`.split(' ')])
    expect(err).toBe('')
    return JSON.parse(out)
  }
  test('a day of the plan begins when it begins by --tz, and so do the events of the calendar', async () => {
    const found = await plan('--horizon 35d --json --ics clocks.ics')
    expect(found.plan.purchases.map(({ at, date }: Record<string, string>) => [date, at])).toEqual([
      ['2026-10-28', '2026-10-28T04:00:00Z'],
      ['2026-11-05', '2026-11-05T05:00:00Z'],
    ])
    expect(
      readFileSync('clocks.ics', 'utf8')
        .match(/DTSTART.*/g)
        ?.map(line => line.trim()),
    ).toEqual(['DTSTART:20261028T040000Z', 'DTSTART:20261105T050000Z'])
  })
  test('a plan that begins within a day goes on at that time of day (rules §5)', async () => {
    const timesOf = async (from: string) =>
      (await plan('--horizon 35d --json', from)).plan.purchases.map(({ at }: Record<string, string>) => at)
    expect(await timesOf('--as-of 2026-10-28T15:00:00Z')).toEqual([
      '2026-10-28T15:00:00Z',
      '2026-11-05T15:00:00Z',
    ])
    expect(await timesOf('--as-of 2026-10-28T15:00:00Z --tz America/New_York')).toEqual([
      '2026-10-28T15:00:00Z',
      '2026-11-05T16:00:00Z',
    ])
  })
  test.each([
    ['2026-11-06T04:59:59Z', ['2026-11-05']],
    ['2026-11-06T05:00:00Z', ['2026-11-28']],
    ['2026-11-06', ['2026-11-28']],
  ])('a held package until %s pays for whole days alone (R61)', async (end, days) => {
    writeFileSync(
      'clocks-held.csv',
      `id,pool,units,price,purchased_at,expires_at\na,video,600,70,2026-10-20,${end}\n`,
    )
    const found = await plan('--packages clocks-held.csv --horizon 35d --json')
    expect(found.plan.purchases.map(({ date }: Record<string, string>) => date)).toEqual(days)
  })
  test.each([
    // A day of 100 units lies between the two: what is bought for it, and what is left of the later one behind it.
    ['2026-11-01T00:00:00Z', 600, '2026-11-01T00:00:00Z', [], '4900'],
    ['2026-11-01T09:00:00Z', 600, '2026-11-01T00:00:00Z', [], '4900'],
    ['2026-11-01T00:00:00Z', 500, '2026-11-01T00:00:00Z', [], '4900'],
    ['2026-11-01T00:00:00Z', '499.99', '2026-11-01T00:00:00Z', ['2026-10-31'], '0'],
    ['2026-11-01T00:00:00Z', 600, '2026-11-01T00:00:01Z', ['2026-10-31'], '0'],
    ['2026-10-31T15:00:00Z', 600, '2026-10-31T15:00:00Z', [], '4900'],
  ])(
    'where a held package until %s has %s units, one from %s adjoins (R61)',
    async (end, units, start, days, left) => {
      writeFileSync(
        'clocks-held.csv',
        `id,pool,units,price,effective_at,expires_at\na,video,${units},70,2026-10-01,${end}\nb,video,5000,700,${start},2027-01-01\n`,
      )
      const uses = ['10-27', '10-28', '10-29', '10-30', '10-31', '11-01', '11-02', '11-03', '11-04', '11-05']
      writeFileSync('clocks.csv', `date,pool,units\n${uses.map(day => `2026-${day},video,100\n`).join('')}`)
      const found = await plan(
        '--packages clocks-held.csv --horizon 20d --json',
        '--as-of 2026-10-27T15:00:00Z',
      )
      expect(found.plan.purchases.map(({ date }: Record<string, string>) => date)).toEqual(days)
      expect(found.pools.video.daily[4]).toMatchObject({ date: '2026-10-31', left })
    },
  )
  test('a package of 30 days that ends an hour before its 30th day does not pay for that day', async () => {
    writeFileSync('clocks.csv', 'date,pool,units\n2026-10-28,video,500\n2026-11-26,video,400\n')
    const dates = async (from: string) =>
      (await plan('--horizon 35d --json', from)).plan.purchases.map(
        ({ package: name, date }: Record<string, string>) => `${name} ${date}`,
      )
    expect(await dates('--as-of 2026-10-28')).toEqual(['trial-1000-2026 2026-10-28'])
    expect(await dates('--tz America/New_York --as-of 2026-10-28')).toEqual(['package-5000 2026-10-28'])
  })
})

describe('packages held of a pool that cannot be bought', () => {
  const HELD = '--demand both.csv --packages images.csv --horizon 60d'
  test('are drawn first, and what they leave is told: how much, from when, at what list price', async () => {
    const { out, status } = await run(HELD)
    expect(status).toBe(0)
    expect(out.split('\n').slice(0, 4)).toEqual([
      'Buy nothing for the video pool: the packages that you hold last for all 60 days.',
      '1,500 of your 2,000 video units (about $210) will expire unused.',
      'Nothing is planned for 26 of the 76.5 image units, from 31 Dec 2026 to 2 Jan 2027 ($0.091 at the list price): what you hold does not cover them, and no package of the image pool is on sale.',
      '750 of your 800 image units (about $2.62) will expire unused.',
    ])
    // What is proven is not said of the use without a package.
    expect(out).toContain('  Proof         video pool: the cheapest possible plan for this use (proven)\n')
  })
  test('are in JSON day by day, and the pool stays unplanned', async () => {
    const { pools, plan, alternatives, concurrency, notes } = await answer(HELD)
    const { daily, ...image } = pools.image
    expect(image).toEqual({
      planned: false,
      list_cost: '0.26775',
      uncovered: {
        units: '26',
        from: '2026-12-31',
        to: '2027-01-02',
        list_cost: '0.091',
        days_below_min_concurrency: 0,
      },
      held: [
        {
          id: 'c',
          units: '800',
          effective_at: '2026-11-01T00:00:00Z',
          expires_at: '2026-12-31T00:00:00Z',
          used: '50.5',
          forfeited: '749.5',
          left: '0',
        },
      ],
    })
    expect(daily.slice(39, 41)).toEqual([
      { date: '2026-12-30', use: '50.5', left: '0', expired: '749.5', uncovered: '0' },
      { date: '2026-12-31', use: '25.25', left: '0', expired: '0', uncovered: '25.25' },
    ])
    expect(pools.video.proven_optimal).toBe(true)
    expect(pools.video).not.toHaveProperty('uncovered')
    expect(pools.video.daily[0]).not.toHaveProperty('uncovered')
    expect(plan).toMatchObject({ cost: '0', proven_optimal: false })
    expect(alternatives.every(({ pool }: { pool: string }) => pool === 'video')).toBe(true)
    expect(concurrency.pool).toBe('video')
    expect(notes[0]).toMatch(/^nothing is planned for 26 of the 76.5 image units, from 31 Dec 2026 to /)
  })
  test('are among the details, by name', async () => {
    const { out } = await run(`${HELD} --details --explain`)
    expect(out).toContain('Image pool: the packages')
    expect(out).toMatch(/^c +held +30 Dec 2026 +800 +50.5 +750 +0$/m)
    // Nothing is proven, and nothing explained, of what has no plan.
    expect(out.match(/^Image pool: .*$/gm)).toEqual([
      'Image pool: use',
      'Image pool: how certain the use is',
      'Image pool: the packages',
    ])
  })
  test('keep no limit of spending, and are no whole answer for FOCUS', async () => {
    expect(await answer(`${HELD} --max-spend 1000`)).toMatchObject({ status: 1, gate: { crossed: true } })
    expect((await run(`${HELD} --format focus`)).err).toContain('got too few, or none, on sale for image')
  })
  test('may cover all of the use, but not as many tasks at once as are asked for', async () => {
    const few = '--units-per-day 2 --pool image --packages images.csv --horizon 20d --min-concurrency'
    expect((await answer(`${few} 9`)).pools.image.planned).toBe(true)
    expect((await answer(`${few} 10`)).pools.image).toMatchObject({
      planned: false,
      uncovered: { units: '0', from: null, to: null, list_cost: '0', days_below_min_concurrency: 20 },
      held: [{ id: 'c', used: '40', left: '760' }],
    })
    expect((await run(`${few} 10`)).out.split('\n')[0]).toBe(
      'Nothing is planned for 10 tasks at once in the image pool on 20 days, first on 21 Nov 2026: what you hold allows fewer, and no package of the image pool is on sale.',
    )
  })
  test('count where all that is on sale can be bought once, and is too little or was bought', async () => {
    writeFileSync(
      'try-on.csv',
      'id,pool,units,price,purchased_at,expires_at\nt,try-on,3,1.5,2026-11-01,2026-11-22\n',
    )
    const once = '--units-per-day 1 --pool try-on --packages try-on.csv --rates once.yaml --horizon 5d'
    for (const argv of [once, `${once} --trials-used loose`]) {
      const { out, status } = await run(argv)
      expect(status).toBe(0)
      expect(out.split('\n').slice(0, 2)).toEqual([
        'Nothing is planned for 3 of the 5 try-on units, from 23 Nov 2026 on ($0.21 at the list price): what you hold does not cover them, and the packages on sale (loose, once per account) do not suffice.',
        '1 of your 3 units (about $0.50) will expire unused.',
      ])
    }
    // A limit that no package on sale allows is the user's to lower.
    expect(await run(`${once} --min-concurrency 2`)).toMatchObject({ status: 2, out: '' })
  })
})

describe('what cannot be is refused:', () => {
  const REFUSED: readonly (readonly [argv: string, message: string])[] = [
    ['--units-per-day 0', 'BAD_NUMBER --units-per-day: found "0"; more than 0 is needed'],
    ['--units-per-day -5', 'BAD_NUMBER --units-per-day: found "-5"'],
    ['--units-per-day 1e3', 'BAD_NUMBER --units-per-day: found "1e3"'],
    [
      '--units-per-day 999999999999999999',
      'NO_PLAN the use of the video pool needs more than 10000 packages',
    ],
    ['--units-per-day 5 --horizon 0d', 'BAD_VALUE --horizon: found "0d"; whole days from 1d to 1826d'],
    ['--units-per-day 5 --horizon 3650d', 'BAD_VALUE --horizon: found "3650d"'],
    ['--units-per-day 5 --horizon 10y', 'BAD_VALUE --horizon: found "10y"'],
    ['--units-per-day 5 --horizon 36h', 'BAD_VALUE --horizon: found "36h"'],
    ['--units-per-day 5 --quantile 1', 'BAD_NUMBER --quantile: found "1"'],
    ['--units-per-day 5 --quantile 0', 'BAD_NUMBER --quantile: found "0"'],
    ['--units-per-day 5 --seed -1', 'BAD_NUMBER --seed: found "-1"'],
    ['--units-per-day 5 --seed 4294967296', 'BAD_NUMBER --seed: found "4294967296"'],
    ['--units-per-day 5 --min-concurrency 0', 'BAD_NUMBER --min-concurrency: found "0"'],
    [
      '--units-per-day 5 --min-concurrency 6',
      'NO_PLAN no package of the video pool on sale allows 6 tasks at once',
    ],
    ['--units-per-day 5 --task-time 120', 'BAD_VALUE --task-time: found "120"'],
    ['--units-per-day 5 --max-spend -1', 'BAD_NUMBER --max-spend: found "-1"'],
    ['--units-per-day 5 --trials-used trial-5', 'UNKNOWN_PACKAGE no resource package is called "trial-5"'],
    [
      '--units-per-day 5 --trials-used package-1',
      'package-1 can be bought any number of times; trial-100, trial-1000 cannot',
    ],
    ['--units-per-day 5 --pool audio', 'BAD_VALUE --pool: found "audio"'],
    ['--units-per-day 5 --card nothing', 'UNKNOWN_CARD'],
    ['--units-per-day 5 --demand launch.csv', 'BAD_USAGE --demand and --units-per-day exclude each other'],
    ['steady.csv --units-per-day 5', 'a usage log and --units-per-day exclude each other'],
    [
      '--units-per-day 5 --rejects r.jsonl --bad-rows skip',
      '--bad-rows and --rejects are about usage logs and --plan',
    ],
    ['steady.csv --pool video', '--pool goes with --units-per-day'],
    ['--plan - --packages -', 'standard input can be only one of the files'],
    ['--units-per-day 5 --ics a.json -o a.json', 'one file cannot take two answers'],
    ['steady.csv ./steady.csv', 'the log "./steady.csv" is "steady.csv" by another name'],
    ['steady.csv -o steady.csv', '--output "steady.csv" would overwrite what is read'],
    ['nowhere.csv', 'FILE_UNREADABLE'],
  ]
  test.each(REFUSED)('%s', async (argv, message) => {
    const ran = await run(argv)
    expect(ran.err).toContain(message)
    expect(ran).toMatchObject({ status: 2, out: '' })
    expect(existsSync('a.json')).toBe(false)
  })
  test('nothing at all, at a terminal', async () => {
    const ran = await runWith(['budget'])
    expect(ran.status).toBe(2)
    expect(ran.err).toContain('NO_INPUT nothing says what will be used')
  })
})

describe('on a screen', () => {
  test.each([60, 80])('of %s columns no line is longer', async columns => {
    for (const argv of [
      '--units-per-day 2000 --horizon 365d --explain',
      'steady.csv --packages ledger.csv',
      'two-pools.csv',
    ]) {
      const { out, err } = await run(argv, { columns, outIsTerminal: true })
      for (const line of stripVTControlCharacters(`${out}${err}`).split('\n'))
        expect(line.length, line).toBeLessThanOrEqual(columns)
    }
  })
})

test('a demand of weeks or months that stands for single days is doubted, as a history is', async () => {
  const ask = async (...days: string[]) => {
    const rows = days.map(day => `2026-${day},video,100\n`)
    writeFileSync('spans.csv', `date,pool,units\n${rows.join('')}`)
    const { out } = await run('--demand spans.csv')
    return /each a (\w+) apart/.exec(out)?.[1]
  }
  expect(await ask('12-01', '12-08', '12-15')).toBe('week')
  expect(await ask('11-01', '12-01', '12-31')).toBe('month')
  expect(await ask('12-01', '12-08', '12-16')).toBeUndefined()
  expect(await ask('12-01', '12-08')).toBeUndefined()
})
test('a demand says what of it was left out, and why a date is none', async () => {
  const { outside_horizon: outside } = await answer('--demand launch.csv --horizon 90d')
  expect(outside).toEqual([
    { month: '2026-11', pool: 'video', outside: '9', planned: '509' },
    { month: '2027-03', pool: 'video', outside: '9', planned: '9' },
  ])
  writeFileSync('at-ten.csv', 'date,units\n2026-11-21T10:00:00Z,5\n')
  expect((await run('--demand at-ten.csv')).err).toContain(
    'date: expected a date such as 2026-12-01; got "2026-11-21T10:00:00Z", which has a time of day',
  )
})

test('jobs of a plan in CSV that differ by their month alone are apart', async () => {
  const job = 'V1.6,text-to-video,pro,10'
  const plan = `month,model,capability,mode,duration,count\n2026-12,${job},100\n2027-01,${job},300\n2026-12,${job},10\n`
  writeFileSync('months.csv', plan)
  const argv = 'budget --plan months.csv --as-of 2026-12-01 --horizon 62d --json'.split(' ')
  const uses: string[] = JSON.parse((await runWith(argv)).out).pools.video.daily.map(
    (day: { use: string }) => day.use,
  )
  // 110 jobs of 7 units in December, and 300 in January, in hundredths of a unit.
  const sumOf = (days: string[]): number => days.reduce((sum, use) => sum + Math.round(Number(use) * 100), 0)
  expect([sumOf(uses.slice(0, 31)), sumOf(uses.slice(31))]).toEqual([77_000, 210_000])
})
