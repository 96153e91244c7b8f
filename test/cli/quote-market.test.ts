/** Today's prices: who else sells a job, what packages make of it, and sums of a log. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { showDate } from '../../src/report/times.js'
import { type Ran, runWith, type World } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-market-'))
const home = process.cwd()
beforeAll(() => {
  process.chdir(folder)
  for (const [name, text] of Object.entries(FILES)) writeFileSync(name, text)
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const FILES = {
  'mix4k.csv': 'model,duration,resolution,audio\n3.0,10,1080p,true\n3.0,10,4k,false\n',
  'plan4k.csv': 'model,duration,resolution,audio,count\n3.0,10,1080p,true,5\n3.0,10,4k,false,5\n',
  'log.csv':
    'timestamp,task_id,account,model,capability,resolution,duration,audio,status\n' +
    '2026-10-31T23:30:00Z,t-1,a,3.0,text-to-video,1080p,10,true,succeed\n' +
    '2026-11-01T00:30:00Z,t-2,b,3.0,text-to-video,4k,5,false,succeed\n' +
    ',t-3,,2.6,text-to-video,1080p,5,false,failed\n' +
    '2026-11-01T09:00:00Z,"t,4",a,O3,text-to-video,720p,5.04,false,succeed\n',
  'mine.yaml': `kind: rate-card
id: acme
title: Acme
vendor: Acme
seller: Acme
currency: USD
billing: us-dollars
source: { document: acme, title: A page, published: 2026-11-01, retrieved: 2026-11-20, confidence: second-hand }
effective_from: 2026-11-01
models: { kling-v3: { name: "3.0" } }
rates:
  - { capability: text-to-video, model: kling-v3, resolution: 1080p, audio: true, charge: { by: per-second, usd: 0.09 }, section: a }
assertions:
  - { job: { model: "3.0", resolution: 1080p, audio: true, duration: 10 }, usd: 0.90 }
`,
}
const NOW = '--as-of 2026-11-28'
const FINAL = '3.0 --resolution 1080p --audio --duration 10 --count 500'
const quote = (args: string, world?: World): Promise<Ran> =>
  runWith(['quote', ...`${args} ${NOW}`.split(' ').filter(arg => arg !== '')], world)
const answer = async (args: string) => {
  const ran = await quote(`${args} --json`)
  if (ran.out === '') throw new Error(ran.err)
  return JSON.parse(ran.out)
}
interface Way {
  readonly name: string
  readonly kind: string
  readonly seller: string | null
  readonly card: string | null
  readonly package: string | null
  readonly cost: string
  readonly difference: string
  readonly count: number
  readonly base_cost: string
  readonly date: string
  readonly confidence: string
}

test('of the packages that a volume uses up the screen shows the cheapest', async () => {
  const { out } = await quote('3.0 --resolution 1080p --duration 10 --count 300 --volume-per-month 3000')
  expect(out).toMatch(/3\.0, units of package-45000 +\$302\.40 +\+\$2\.40/)
  expect(out).not.toContain('package-5000')
})

describe('the job of the README', () => {
  test('stays 750 by the list of the source documents, and shows the vendor and the sellers with dates', async () => {
    const found = await answer(FINAL)
    expect([found.totals.cost, found.lines[0].card, found.lines[0].seller]).toEqual([
      '750',
      'kling-per-second',
      null,
    ])
    const ways: Way[] = found.alternatives
    expect(ways.find(way => way.kind === 'list')).toMatchObject({
      seller: null,
      card: 'kling-units-2026',
      cost: '840',
      difference: '90',
      count: 500,
      base_cost: '750',
    })
    const sellers = ways.filter(way => way.kind === 'seller')
    expect(sellers.map(({ seller, cost, date }) => [seller, cost, date])).toEqual([
      ['fal.ai', '840', '2026-10-15'],
      ['OpenRouter', '886.2', '2026-09-19'],
      ['PiAPI', '1000', '2026-10-15'],
      ['Replicate', '1680', '2026-10-06'],
      ['Krea', '1764', '2026-06-30'],
    ])
    const { out } = await quote(`${FINAL} --details`)
    for (const { seller, date, confidence } of sellers)
      expect(out).toContain(`${seller}, ${showDate(date).replaceAll('\u00a0', ' ')}, ${confidence}`)
    expect(out).toContain('Krea, 30 Jun 2026, second-hand, 151 days old')
    expect(out).toContain('! kling-per-second is 212 days old: prices may have changed.')
  })
  test('fits 80 columns', async () => {
    for (const line of (await quote(`${FINAL} --volume-per-month 2000`, { columns: 80 })).out.split('\n'))
      expect(line.length <= 80 || line.includes('rates/'), line).toBe(true)
  })
  test('is bought where it is asked for, by whatever part of a name', async () => {
    for (const name of ['fal', 'fal.ai', 'FAL.AI', 'Fal-AI'])
      expect((await answer(`${FINAL} --seller ${name}`)).totals.cost).toBe('840')
    expect((await answer(`${FINAL} --seller openrouter`)).lines[0]).toMatchObject({
      seller: 'OpenRouter',
      cost: '886.2',
    })
    expect(await quote(`${FINAL} --seller fall`)).toMatchObject({
      status: 2,
      err: expect.stringContaining(
        'BAD_VALUE --seller: no seller is called "fall"\n  allowed: Venice, fal.ai, PiAPI, ',
      ),
    })
    for (const more of ['--card kling-per-second', '--package package-5000'])
      expect((await quote(`${FINAL} --seller fal ${more}`)).err).toContain('exclude each other')
  })
  test('is compared with a new seller by one file', async () => {
    const found = await answer(`${FINAL} --rates mine.yaml`)
    expect(found.totals.cost).toBe('750')
    expect(found.alternatives.find((way: Way) => way.seller === 'Acme')).toMatchObject({
      cost: '450',
      difference: '-300',
    })
    expect(found.cheapest).toMatchObject({ cost: '450', seller: 'Acme', purchases: [] })
  })
})

describe('a file', () => {
  test('of which one row has no price on the first list is priced by the next, and it says so', async () => {
    const found = await answer('--from mix4k.csv')
    expect(found.lines.map((line: { card: string; cost: string }) => [line.card, line.cost])).toEqual([
      ['kling-per-second', '1.5'],
      ['kling-units-2026', '4.2'],
    ])
    expect(found.totals.cost).toBe('5.7')
    expect(found.notes.join()).toMatch(
      /kling-per-second has no row for 3\.0 .* 4k .*: priced by kling-units-2026/,
    )
    const list = found.alternatives.find((way: Way) => way.kind === 'list')
    expect(list).toMatchObject({ count: 1, base_cost: '1.5', cost: '1.68', difference: '0.18' })
  })
  test.each([
    ['2026-10-31T00:00:00Z', true],
    ['2026-10-31T00:00:01Z', false],
  ])('whose last job is at %s is paid by a trial of 30 days from the first: %s', async (last, isPaid) => {
    const row = (time: string) => `${time},3.0,text-to-video,1080p,10,false\n`
    const first = row('2026-10-01T00:00:01Z')
    const header = 'timestamp,model,capability,resolution,duration,audio\n'
    writeFileSync('apart.csv', `${header}${first.repeat(5)}${row(last)}`)
    const { out } = await runWith(
      'quote --from apart.csv --card kling-units-2026 --as-of 2026-11-21 --json'.split(' '),
    )
    const { alternatives, notes } = JSON.parse(out)
    const bought = (alternatives as { package: string | null }[]).map(way => way.package)
    expect(bought.includes('trial-100-2026')).toBe(isPaid)
    expect(notes.join().includes('would expire between the first job and the last')).toBe(!isPaid)
  })
  test('of a plan is planned with the same rows', async () => {
    const ran = await runWith(['budget', '--plan', 'plan4k.csv', '--horizon', '30d', '--json'])
    // 5 × 12 and 5 × 30 units a month.
    expect(JSON.parse(ran.out).demand.video.total).toMatch(/^2(09|10|0\d|1\d)/)
  })
  test('says on what base each way stands: 459 of 960 jobs, here $384.85, there $402.88', async () => {
    const log = join(home, 'fixtures', 'quote', 'usage-log', 'usage.csv')
    const found = JSON.parse((await runWith(['quote', '--from', log, '--as-of', '2026-11-28', '--json'])).out)
    expect(found.totals).toMatchObject({ count: 960, cost: '663.834' })
    expect(found.alternatives.find((way: Way) => way.kind === 'list')).toMatchObject({
      card: 'kling-units-2026',
      count: 459,
      cost: '402.878',
      base_cost: '384.851',
      difference: '18.027',
    })
    expect(found.other_cards[0]).toMatchObject({ count: 459, cost: '402.878', base_cost: '384.851' })
    const { out } = await runWith(['quote', '--from', log, '--as-of', '2026-11-28'])
    expect(out).toMatch(/459 +\$384\.85 +\$402\.88 +\+\$18\.03 +kling-units-2026/)
    // 2.6 is sold since before, its sellers only since their lists: no way is of a list that came after all jobs.
    for (const way of found.alternatives as Way[]) {
      expect(Number(way.cost) - Number(way.base_cost)).toBeCloseTo(Number(way.difference), 9)
      expect(way.date <= '2026-10-31', way.name).toBe(true)
    }
  })
  test('has time, id and account in each line, in JSON and CSV', async () => {
    const { lines } = await answer('--from log.csv')
    expect(
      lines.map((line: Record<string, unknown>) => [line.timestamp, line.task_id, line.account, line.seller]),
    ).toEqual([
      ['2026-10-31T23:30:00Z', 't-1', 'a', null],
      ['2026-11-01T00:30:00Z', 't-2', 'b', null],
      [null, 't-3', null, null],
      ['2026-11-01T09:00:00Z', 't,4', 'a', null],
    ])
    const { out } = await quote('--from log.csv --format csv')
    expect(out.split('\n')[4]).toMatch(/,,,2026-11-01T09:00:00Z,"t,4",a$/)
  })
})

test('a fallback of jobs of several models names none of them', async () => {
  writeFileSync('two-models.csv', 'model,resolution,duration\nkling-v3,1080p,5\nkling-v3-omni,1080p,5\n')
  expect((await quote('--from two-models.csv --fallback --details')).out).toMatch(
    /^ *Fallback +\$1\.00 to \$1\.00 if the service falls back: over all models of the same price list$/m,
  )
})

test('a fallback is told beside CSV, which has no row for it', async () => {
  const { err } = await quote('3.0 --resolution 1080p --audio --duration 10 --count 500 --fallback -f csv')
  expect(err).toContain(
    'note: the cost is $625.00 to $750.00 if the service falls back: O3 $1.25, 3.0 $1.50\n',
  )
})

test('a time of a job may stand in two columns', async () => {
  writeFileSync(
    'two-columns.csv',
    'date,clock,model,resolution,duration\n2026-11-01,10:00:00,3.0,1080p,5\n2026-11-02,11:00:00,3.0,1080p,5\n',
  )
  const { lines } = await answer('--from two-columns.csv --columns timestamp=date+clock')
  expect(lines.map(({ timestamp }: { timestamp: string }) => timestamp)).toEqual([
    '2026-11-01T10:00:00Z',
    '2026-11-02T11:00:00Z',
  ])
})

describe('sums by what jobs share', () => {
  const sums = async (args: string) => {
    const { groups, totals } = await answer(`--from log.csv ${args}`)
    const cost = groups.sums.reduce((sum: number, group: { cost: string }) => sum + Number(group.cost), 0)
    expect(cost).toBeCloseTo(Number(totals.cost), 9)
    return groups.sums.map((group: Record<string, unknown>) => [
      ...groups.by.map((by: string) => group[by]),
      group.count,
      group.cost,
    ])
  }
  test.each([
    [
      '--by account',
      [
        ['a', 2, '1.875'],
        ['b', 1, '2.1'],
        [null, 0, '0'],
      ],
    ],
    [
      '--by month',
      [
        ['2026-10', 1, '1.5'],
        ['2026-11', 2, '2.475'],
        [null, 0, '0'],
      ],
    ],
    [
      '--by month --tz Asia/Shanghai',
      [
        ['2026-11', 3, '3.975'],
        [null, 0, '0'],
      ],
    ],
    [
      '--by day',
      [
        ['2026-10-31', 1, '1.5'],
        ['2026-11-01', 2, '2.475'],
        [null, 0, '0'],
      ],
    ],
    ['--by capability', [['text-to-video', 3, '3.975']]],
    [
      '--by account --by month',
      [
        ['a', '2026-10', 1, '1.5'],
        ['a', '2026-11', 1, '0.375'],
        ['b', '2026-11', 1, '2.1'],
        [null, null, 0, '0'],
      ],
    ],
    [
      '--by account,model',
      [
        ['a', 'kling-v3', 1, '1.5'],
        ['a', 'kling-v3-omni', 1, '0.375'],
        ['b', 'kling-v3', 1, '2.1'],
        [null, 'kling-v2-6', 0, '0'],
      ],
    ],
  ])('%s', async (args, expected) => {
    expect(await sums(args)).toEqual(expected)
  })
  test('are by the models and capabilities that a job can only mean where it names none', async () => {
    writeFileSync(
      'unnamed.csv',
      'model,capability,resolution,duration\n,virtual-try-on,,\n,image-expansion,,\nkling-v3,,1080p,5\n',
    )
    expect((await answer('--from unnamed.csv --by model,capability')).groups.sums).toMatchObject([
      { model: 'kling-v3', capability: 'text-to-video', count: 1 },
      { model: 'kolors-v2-1', capability: 'image-expansion', count: 1 },
      {
        model: 'kolors-virtual-try-on-v1 or kolors-virtual-try-on-v1-5',
        capability: 'virtual-try-on',
        count: 1,
      },
    ])
  })
  test('stand in every format', async () => {
    expect((await quote('--from log.csv --by account --format csv')).out).toBe(
      'account,count,not_billed,pending,video_units,cost\na,2,0,0,0,1.875\nb,1,0,0,15,2.1\n,0,1,0,0,0\n',
    )
    expect((await quote('--from log.csv --by account')).out).toMatch(/^a +2 +\$1\.875 +47\.17 %$/m)
    expect((await quote('--from log.csv --by account --format markdown')).out).toContain(
      '| a | 2 |  | $1.875 | 47.17 % |',
    )
    expect((await quote('--from log.csv --by account --html page.html')).status).toBe(0)
  })
  test('are refused where they say nothing', async () => {
    expect((await quote(`${FINAL} --by model`)).err).toContain('--by is for files')
    expect((await quote('--from log.csv --by week')).err).toContain(
      'model, account, month, day or capability is allowed',
    )
    expect((await quote('--from log.csv --by model --summary')).err).toContain('exclude each other')
  })
})

describe('--compare', () => {
  test('prices by every list, whatever the default says, each beside its base', async () => {
    const { comparison, totals } = await answer(`${FINAL} --compare --card kling-units-2026`)
    const lists = new Set(comparison.map((way: { card: string }) => way.card))
    for (const card of [
      'kling-per-second',
      'kling-units-2026',
      'fal-2026',
      'openrouter-2026',
      'replicate-2026',
    ])
      expect(lists).toContain(card)
    expect(lists).not.toContain('kling-units-2025')
    for (const way of comparison) {
      expect(way.base_cost).toBe(totals.cost)
      expect(Number(way.cost) - Number(way.base_cost)).toBeCloseTo(Number(way.difference), 9)
    }
  })
})

describe('packages', () => {
  test('of a list that was asked for are compared with', async () => {
    const named = async (args: string) =>
      (await answer(`${FINAL} ${args}`)).alternatives
        .filter((way: Way) => way.kind === 'package')
        .map((way: Way) => [way.package, way.cost])
    expect(await named('')).toEqual([
      [null, '798'],
      ['package-5000', '1400'],
    ])
    expect(await named('--catalogue kling-packages-2025')).toEqual([['package-1', '4200']])
    expect(await named('--volume-per-month 2000 --catalogue kling-packages-2025')).toEqual([
      ['package-1', '840'],
      ['package-2', '756'],
      ['package-3', '672'],
    ])
  })
})

test('the models of today that the vendor gives no price are known, and the nearest seller is named', async () => {
  const ran = await quote('4.0 --resolution 1080p --audio --duration 10')
  expect([ran.status, ran.out]).toEqual([2, ''])
  expect(ran.err).toContain("JOB_UNRATED 4.0 is unrated: the vendor's lists in force give it no price")
  expect(ran.err).toContain('--seller fal.ai has it for $2.35 each (fal-2026), and 2 more')
  expect((await quote('4.0-flash --resolution 720p --audio --duration 10')).err).toContain(
    '--seller PiAPI has it for $1 each',
  )
})

test('more sellers to choose from are never dearer', async () => {
  for (const [name, count] of [
    ['many', 12],
    ['one', 1],
  ] as const) {
    const rows = `3.0,1080p,true,10,9,text-to-video\n2.6,1080p,false,5,${count},text-to-video\n`
    writeFileSync(`${name}.csv`, `model,resolution,audio,duration,count,capability\n${rows}`)
    const [alone, mixed] = await Promise.all(
      [[], ['--mix-sellers']].map(async more => {
        const { out } = await runWith(['quote', '--from', `${name}.csv`, '--json', ...more])
        return Number(JSON.parse(out).cheapest.cost)
      }),
    )
    expect(mixed).toBeLessThanOrEqual(alone!)
    if (name === 'many') expect(mixed).toBe(14) // A trial of 100 units for the nine, and the twelve at fal.
  }
})

test('a package that cannot be bought prices units, and is told', async () => {
  const job = '2.6 --capability text-to-video --resolution 1080p --duration 10 --json --package'
  const told = 'which cannot be bought at the time of this quote'
  const notesAt = async (name: string, asOf: string) =>
    JSON.parse((await runWith(`quote ${job} ${name} --as-of ${asOf}`.split(' '))).out).notes.join()
  expect(await notesAt('package-3', '2026-11-21')).toContain(`of package-3, ${told}`)
  expect(await notesAt('package-45000', '2026-08-21')).toContain(`of package-45000, ${told}`)
  expect(await notesAt('package-45000', '2026-11-21')).not.toContain(told)
})

test('what says which rows are billed is no column to pass over', async () => {
  const rows = ['billed', 'not-billed'].map(word => `3.0,text-to-video,1080p,5,10,${word}\n`)
  writeFileSync('lines.csv', `model,capability,resolution,duration,count,billing\n${rows.join('')}`)
  expect((await quote('--from lines.csv')).err).toContain(
    'lines.csv:1: COLUMN_UNREAD nothing is read from the column "billing"',
  )
  const { out } = await quote('--from lines.csv --columns status=billing --json')
  expect(JSON.parse(out).totals.count).toBe(10)
})

test('a seller whose lists are all newer than a job is told by the date', async () => {
  writeFileSync(
    'old.csv',
    'timestamp,model,capability,resolution,duration\n2001-01-01,3.0,text-to-video,720p,5\n',
  )
  const { err, status } = await quote('--from old.csv --seller fal')
  expect(status).toBe(2)
  expect(err).toMatch(
    /the job took place before the first list of fal\.ai with a price for 3\.0, which is in force from \d{4}-\d\d-\d\d/,
  )
  expect(err).toContain('--ignore-columns with the column of the times prices the jobs by the lists of today')
  const today = await quote('--from old.csv --seller fal --ignore-columns timestamp --json')
  expect(JSON.parse(today.out).totals.count).toBe(1)
})

describe('a way that costs less with units at list price', () => {
  const JOBS = `model,capability,mode,resolution,duration,audio,count
3.0,text-to-video,,1080p,10,true,1
O3,text-to-video,,720p,5,no,1
V1.6,text-to-video,pro,,10,,3
`
  test('is told beside the cheapest to buy, with what has to be bought for it', async () => {
    writeFileSync('units.csv', JOBS)
    const lead = [
      'Cheapest to buy: each job by its cheapest model by fal.ai (O3, 2.6), $3.92: saves $0.895 (19 %) on units at list price.',
      'Less only with units that you hold: 2.6, units at list price, $3.71.',
    ]
    for (const options of ['', '--compare']) {
      const { out } = await quote(`--from units.csv ${options}`)
      expect(out.split('\n').slice(1, 3)).toEqual(lead)
    }
    const { out } = await quote('--from units.csv --compare')
    expect(out).toMatch(/^2\.6 .*-\$1\.11 {2}kling-units-2026 {2}to buy: \$9\.80/m)
  })
  test('is none where a package that is priced by pays', async () => {
    const { out } = await quote('--from units.csv --compare --package package-5000')
    expect(out).not.toContain('to buy')
    expect(out).not.toContain('units that you hold')
  })
})

test('where something less may do other than the same, the first line speaks of the same alone', async () => {
  const { out } = await quote('O1 --duration 10 --compare --count 3')
  expect(out).toContain('\nNothing to buy that does the same costs less: units come in whole packages.\n')
  expect(out).toMatch(/^V1\.0 720p .*-\$2\.67 {2}krea-2026/m)
})

test('a trial is sold once per account', async () => {
  const job = '2.6 --capability text-to-video --resolution 1080p --duration 10 --count 180'
  const cheapest = async (more = '') => JSON.parse((await quote(`${job} --json${more}`)).out).cheapest
  expect((await quote(job)).out).toContain('1 × trial-1000-2026 (a trial is sold once per account)')
  expect(await cheapest()).toMatchObject({ cost: '98' })
  // The same trial by an older list is the same.
  for (const id of ['trial-1000-2026', 'trial-1000'])
    expect(await cheapest(` --trials-used ${id}`)).toBeNull()
  expect((await quote(`${job} --trials-used package-5000`)).err).toContain(
    'BAD_VALUE --trials-used: package-5000 can be bought any number of times',
  )
  const limit = 'trial-1000-2026 is sold once per account and holds 1,000 units (002)'
  expect((await quote(`${job} --package trial-1000-2026`)).out).not.toContain(limit)
  const { out } = await quote(`${job.replace('180', '201')} --package trial-1000-2026`)
  expect(out).toContain(`! The jobs use 1,005 units, and ${limit}: the others cannot be had at its price.`)
})

test('jobs of several accounts have no packages in common', async () => {
  const rows = ['a', 'b'].map(name => `2.6,text-to-video,1080p,10,90,${name}\n`).join('')
  writeFileSync('owners.csv', `model,capability,resolution,duration,count,account\n${rows}`)
  const told = 'ackages are counted as for one account; units of one pay for no other (002)'
  expect((await quote('--from owners.csv')).out).toContain(`! P${told}`)
  expect((await answer('--from owners.csv')).notes.join()).toContain(told)
  writeFileSync(
    'owner.csv',
    `model,capability,resolution,duration,count,account\n${rows.replace('b\n', 'a\n')}`,
  )
  expect((await quote('--from owner.csv')).out).not.toContain(told)
})

test('of ways that cost the same the cheapest is that with the jobs own model', async () => {
  for (const [model, id] of [
    ['2.5 Turbo', 'kling-v2-5-turbo'],
    ['2.6', 'kling-v2-6'],
  ] as const) {
    const argv = [
      'quote',
      model,
      ...'--capability text-to-video --resolution 1080p --duration 10 --count 9000 --json'.split(' '),
    ]
    const { out } = await runWith([...argv, '--as-of', '2026-11-21'])
    expect(JSON.parse(out).cheapest.ways).toEqual([expect.objectContaining({ model: id })])
  }
})
