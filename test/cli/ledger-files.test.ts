/** Ledgers as people really have them: what is right for each, and the next step where nothing can be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { partsOf, rowsXml, workbookOf, zipOf } from '../read/zip-archive.js'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-ledgers-'))
const home = process.cwd()
beforeAll(() => process.chdir(folder))
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const AS_OF = '--as-of 2026-11-21T00:00:00Z'
const run = (args: string) => runWith(args.split(' '))

interface Package {
  readonly id: string
  readonly package: string | null
  readonly pool: string
  readonly units: string
  readonly remaining: string
  readonly price: string | null
  readonly expires_at: string
  readonly concurrency: number | null
  readonly reported?: { readonly remaining: string | null; readonly difference: string | null }
}

/** What `expiry` makes of a ledger, with further options. */
async function expiry(text: string | Buffer, options = AS_OF, name = 'ledger.csv') {
  writeFileSync(name, text)
  const ran = await run(`expiry ${name} --json ${options}`)
  expect(ran.err).toBe('')
  expect(ran.status).toBe(0)
  return JSON.parse(ran.out) as {
    packages: Package[]
    totals: Record<string, string | null>
    unfunded: { task_id: string }[]
    notes: string[]
    rulings: string[]
    ignored_columns: string[]
  }
}

/** What is wrong with a ledger. */
async function faults(text: string | Buffer, options = AS_OF, name = 'ledger.csv'): Promise<string> {
  writeFileSync(name, text)
  const ran = await run(`expiry ${name} ${options}`)
  expect(ran.status).toBe(2)
  return ran.err
}

const MDY = `${AS_OF} --date-format MDY`
const lines = (...rows: string[]): string => `${rows.join('\n')}\n`
const brief = ({ packages }: { packages: Package[] }) =>
  packages.map(({ id, package: name, units, price }) => [id, name, units, price])

const pack = (name: string, id: string, units: number, left: number, from: number, status: string) => ({
  resource_pack_name: name,
  resource_pack_id: id,
  resource_pack_type: 'decreasing_total',
  total_quantity: units,
  remaining_quantity: left,
  purchase_time: from + 2,
  effective_time: from,
  invalid_time: from + 30 * 86_400_000,
  status,
})
const answer = (...packs: object[]): string =>
  JSON.stringify({
    code: 0,
    message: 'SUCCEED',
    data: { code: 0, msg: 'success', resource_pack_subscribe_infos: packs },
  })
const IMAGES = pack('Trial-Image-1000Units-9Con-1Months', 'p2', 1000, 992, 1793300000000, 'online')

describe('what the service names its packages', () => {
  test('says their pool, units, concurrency and months: images are never taken for the video trial', async () => {
    const found = await expiry(answer(IMAGES), AS_OF, 'images.json')
    expect(found.packages).toMatchObject([
      {
        id: 'p2',
        package: null,
        pool: 'image',
        units: '1000',
        remaining: '992',
        concurrency: 9,
        price: null,
      },
    ])
    expect(found.totals.forecast_forfeited_cost).toBeNull()
    expect(found.totals.forfeited_cost).toBe('0')
    expect(found.notes).toContainEqual(expect.stringContaining('the price of p2 is not known'))
    expect(found.ignored_columns).toEqual([])
  })
  test('says so in a table as well', async () => {
    const header = 'resource_pack_id,resource_pack_name,purchase_time,price'
    const found = await expiry(
      `${header}\na,Image-1000Units-9Con-1Months,2026-11-01,3.5\n`,
      AS_OF,
      'table.csv',
    )
    expect(found.packages).toMatchObject([{ pool: 'image', units: '1000', concurrency: 9, price: '3.5' }])
  })
  test.each([
    'Image-1000Units-9Con-1Months',
    'TrialImage-1000Units-9Con-1Month',
    'Trial-Image-1000Units-9Con-30Days',
    'Trial-Image-1,000 Units-9Con-1Months',
    'trial_image_1000units_9con_1months',
    'Image Generation 1000 units (9 con)',
    '图片包-1000Units-9Con-1Months',
  ])('says so however it is built: %s', async name => {
    const found = await expiry(answer({ ...IMAGES, resource_pack_name: name }), AS_OF, 'built.json')
    expect(found.packages).toMatchObject([
      { package: null, pool: 'image', units: '1000', concurrency: 9, price: null },
    ])
  })
  test('a version in a name is no number of units', async () => {
    for (const name of ['Video V3 Units', 'Kling Video 3.0 units'])
      expect(
        (await expiry(answer({ ...IMAGES, resource_pack_name: name }), AS_OF, 'version.json')).packages,
      ).toMatchObject([{ package: 'trial-1000-2026', units: '1000' }])
  })
  test('a name of two pools, or of none, says nothing of it', async () => {
    for (const name of ['Image to Video', 'Starter'])
      expect(
        (await expiry(answer({ ...IMAGES, resource_pack_name: name }), AS_OF, 'two.json')).packages,
      ).toMatchObject([{ package: 'trial-1000-2026', pool: 'video' }])
  })
  test('and people see that its price is unknown, not zero', async () => {
    const ran = await run(`expiry images.json ${AS_OF}`)
    expect(ran.out).toMatch(
      /^992 units \(price unknown\) of the 992 left will expire unused if nothing more is used\.\n/,
    )
    const budget = await run(`budget --units-per-day 20 --packages images.json ${AS_OF}`)
    expect(budget.status).toBe(0)
    expect(budget.err).toContain('p2 is of the image pool, which has no use here')
  })
  test('trials that it sold twice are three lots and a warning', async () => {
    const three = answer(
      pack('Trial-Video-100Units-5Con-1Months', 'p1', 100, 0, 1789844000000, 'runOut'),
      pack('Trial-Video-1000Units-5Con-1Months', 'p2', 1000, 2, 1790621600000, 'expired'),
      pack('Trial-Video-1000Units-5Con-1Months', 'p3', 1000, 500, 1793300000000, 'online'),
    )
    const found = await expiry(three, AS_OF, 'three.json')
    expect(brief(found)).toEqual([
      ['p1', 'trial-100', '100', '9.79'],
      // Sold by the list of 2026 by then.
      ['p2', 'trial-1000-2026', '1000', '98'],
      ['p3', 'trial-1000-2026', '1000', '98'],
    ])
    expect(found.packages.map(({ concurrency }) => concurrency)).toEqual([5, 5, 5])
    expect(found.notes).toContainEqual(expect.stringMatching(/p3 and p2 are both trial-1000.* sold it twice/))
  })
  test.each([28, 31])('is the trial of 30 days also where its month has %i', async days => {
    const trial = pack('Trial-Video-100Units-5Con-1Months', 'x', 100, 0, 1790812800000, 'expired')
    const ended = { ...trial, invalid_time: trial.effective_time + days * 86_400_000 }
    expect(brief(await expiry(answer(ended), AS_OF, 'month.json'))).toEqual([
      ['x', 'trial-100-2026', '100', '9.8'],
    ])
    // The plan does not buy it again.
    const { out } = await run(`budget --units-per-day 3 --horizon 30d --packages month.json ${AS_OF} --json`)
    expect(JSON.parse(out).plan.purchases).toMatchObject([{ package: 'trial-1000-2026' }])
  })
  test('contradicts what else it says only as an error', async () => {
    const { invalid_time: end } = IMAGES
    const err = await faults(
      answer(
        { ...IMAGES, total_quantity: 900, resource_pack_id: 'a' },
        { ...IMAGES, invalid_time: end + 30 * 86_400_000, resource_pack_id: 'b' },
        { ...IMAGES, pool: 'video', resource_pack_id: 'c' },
      ),
      AS_OF,
      'images.json',
    )
    const name = '"Trial-Image-1000Units-9Con-1Months"'
    expect(err).toContain(`total_quantity: expected 1000, as its name ${name} says; got 900`)
    expect(err).toContain(`invalid_time: expected 1 month, as its name ${name} says; got 60 days`)
    expect(err).toContain(`pool: expected image, as its name ${name} says; got video`)
  })
  test('pages are one ledger, and what overlaps counts once', async () => {
    const other = { ...IMAGES, resource_pack_id: 'p9' }
    const pages = `${answer(IMAGES)}\n${answer(IMAGES, other)}\n`
    const found = await expiry(pages, AS_OF, 'pages.jsonl')
    expect(found.packages.map(({ id }) => id)).toEqual(['p2', 'p9'])
    expect(found.notes).toContainEqual(
      expect.stringContaining('1 of the packages stood twice, and count once'),
    )
    expect((await expiry(`[${answer(IMAGES)},${answer(other)}]`, AS_OF, 'p.json')).packages).toHaveLength(2)
  })
  test('rows of people’s own in JSON are those of a table: what is alike was bought twice', async () => {
    const row = JSON.stringify({ package: 'package-2', purchased_at: '2026-10-01' })
    for (const [name, text] of [
      ['own.jsonl', `${row}\n${row}\n`],
      ['own.json', `[${row},\n${row}]`],
    ] as const) {
      const found = await expiry(text, AS_OF, name)
      expect(found.packages.map(({ id, units }) => [id, units])).toEqual([
        ['entry 1', '45000'],
        ['entry 2', '45000'],
      ])
      expect(found.notes.join('\n')).toContain('lines 1 and 2: the rows are alike, and count as 2 purchases')
    }
    const named = JSON.stringify({
      package_name: 'Ours',
      pool: 'video',
      units: 9,
      price: 1,
      validity_days: 90,
      purchased_at: '2026-10-01',
    })
    expect((await expiry(`${named}\n${named}\n`, AS_OF, 'own.jsonl')).packages.map(({ id }) => id)).toEqual([
      'Ours',
      'entry 2',
    ])
    const known = JSON.stringify({ id: 'a', package: 'package-2', purchased_at: '2026-10-01' })
    expect((await expiry(`${known}\n${known}\n`, AS_OF, 'own.jsonl')).packages).toHaveLength(1)
  })
  test('and so are their cells: remarks are shown, other vendors stop the command', async () => {
    const rows = (more: readonly object[]) =>
      more
        .map((each, i) =>
          JSON.stringify({ id: `p${i}`, package: 'package-2', purchased_at: '2026-10-01', ...each }),
        )
        .join('\n')
    writeFileSync('own.jsonl', rows([{ remark: '' }, { remark: 'cancelled 3 Nov' }]))
    expect((await run(`expiry own.jsonl ${AS_OF}`)).out).toContain(
      'Nothing is read from remark (cancelled 3 Nov)',
    )
    // What counts already, or cannot be read, has cells as well.
    const ends = rows([{ foo: '2027-01-01' }, { foo: '2027-02-01' }])
    writeFileSync('own.jsonl', `${ends}\n${ends}\n`)
    expect((await run(`expiry own.jsonl ${AS_OF}`)).out).toContain('nothing is read from foo')
    expect(
      await faults(rows([{ foo: '2027-01-01', package: 'package-9' }, {}]), AS_OF, 'own.jsonl'),
    ).toContain('package-9')
    expect(await faults(rows([{ vendor: 'Kling' }, { vendor: 'Runway' }]), AS_OF, 'own.jsonl')).toContain(
      'COLUMN_UNREAD nothing is read from the column "vendor"\n  take the rows of other vendors out of the file',
    )
  })
  test('keys that people misspell in its answer are refused, and others are told', async () => {
    expect(await faults(answer({ ...IMAGES, pirce: '3.5' }), AS_OF, 'k.json')).toContain(
      'KEY_UNKNOWN "pirce" is no key of a package; did you mean "price"?',
    )
    const found = await expiry(answer({ ...IMAGES, price: '3.5', region: 'eu' }), AS_OF, 'k.json')
    expect(found.packages).toMatchObject([{ price: '3.5' }])
    expect(found.ignored_columns).toEqual(['region'])
  })
})

describe('dates and numbers that can be read in two ways', () => {
  test('a serial date of a spreadsheet is no epoch', async () => {
    expect(await faults('id,package,purchased_at\np1,package-2,46296\n')).toContain(
      'got "46296", which looks like a spreadsheet\'s serial date (2026-10-01)\n  format the cells as dates: YYYY-MM-DD',
    )
  })
  const DOTS = 'id;pool;units;price;purchased_at;validity_days\np1;video;45.000;5670;2026-11-01;90\n'
  test('is told to be dear where its price is one in cents or in another currency, and not with taxes on it', async () => {
    const told = async (...prices: number[]) => {
      const rows = prices.map((price, i) => `p${i},video,30000,${price},2026-10-01,2026-12-30\n`).join('')
      writeFileSync('dear.csv', `id,pool,units,price,purchased_at,expires_at\n${rows}`)
      const { out } = await runWith(['expiry', 'dear.csv', '--as-of', '2026-11-21'])
      return out.match(/^! dear.csv, (.*)/m)?.[1]
    }
    const list = 'where the price list says $0.14; prices are read as US dollars'
    expect(await told(29400)).toBe(`line 2: $0.98 for a unit, ${list}`)
    expect(await told(4200, 420000, 29400)).toBe(`lines 3 and 4: up to $14.00 for a unit, ${list}`)
    expect(await told(8401)).toMatch(/^line 2: /)
    expect(await told(8400, 5250, 100)).toBeUndefined()
  })
  test('45.000 is asked for, and read as it was said', async () => {
    expect(await faults(DOTS)).toContain(
      'got "45.000", which is 45.000 or 45000\n  say which sign separates the decimals of the whole file: --decimal . or --decimal ,',
    )
    expect(brief(await expiry(DOTS, `${AS_OF} --decimal ,`))).toEqual([['p1', null, '45000', '5670']])
  })
  test('read wrongly it is told by its price', async () => {
    expect(await faults(DOTS, `${AS_OF} --decimal .`)).toContain('5670 dollars for 45 units, over 100 times')
  })
  test('one amount that can be read in one way only says how the others are', async () => {
    const german = DOTS.replace('5670', '5.670,00')
    expect(brief(await expiry(german))).toEqual([['p1', null, '45000', '5670']])
  })
  test('between commas it is asked for where all amounts may have thousands, and told by the others', async () => {
    const commas = DOTS.replaceAll(';', ',')
    expect(await faults(commas.replace('5670', '5.670'))).toContain('got "45.000", which is 45.000 or 45000')
    const german = commas.replace('5670', '"5.670,00"')
    expect(brief(await expiry(german))).toEqual([['p1', null, '45000', '5670']])
    // As always where the comma parts the columns: no number that has no thousands would be written so.
    expect(await faults(commas)).toContain('5670 dollars for 45 units, over 100 times')
  })
  describe('use between commas', () => {
    const ask = async (use: string, more = '') => {
      writeFileSync('ledger.csv', 'id,package,purchased_at\np1,package-2,2026-09-01\n')
      writeFileSync('use.csv', use)
      const { err, out } = await run(`expiry ledger.csv --usage use.csv --json ${AS_OF}${more}`)
      return out === '' ? err : JSON.parse(out).totals.drawn
    }
    const tasks = (...units: string[]) =>
      `timestamp,task_id,units\n${units.map((each, i) => `2026-11-02,${i},${each}\n`).join('')}`
    const days = (...units: string[]) =>
      `date,units\n${units.map((each, i) => `2026-11-0${i + 1},${each}\n`).join('')}`
    test.each([tasks, days])('is asked for where every amount may have thousands', async rows => {
      for (const units of [
        ['1.000', '2.000'],
        ['7', '1.000', 'NULL', '12.500 units'],
      ])
        expect(await ask(rows(...units))).toMatch(
          /BAD_NUMBER units: .* got "1.000", which is 1.000 or 1000\n/,
        )
      expect(await ask(rows('1.000', '2.000'), ' --decimal .')).toBe('3')
      expect(await ask(rows('1.000', '2.000'), ' --decimal ,')).toBe('3000')
    })
    test.each([tasks, days])('is read as one of its amounts shows', async rows => {
      for (const [other, drawn] of [
        ['0.5', '12.5'],
        ['2.25', '14.25'],
        ['2.0', '14'],
        ['5000', '5012'],
        ['0.125', '12.125'],
        ['1.234.567', '45000'],
        ['"0,5"', '12000.5'],
      ] as const)
        expect(await ask(rows('12.000', other)), other).toBe(drawn)
    })
    test('has lengths that say how its units are written, and are never thousands', async () => {
      const rows = (length: string) =>
        `timestamp,model,capability,mode,duration,units\n2026-11-02,2.6,text-to-video,pro,${length},1.000\n`
      expect(await ask(rows('5.0'))).toBe('1')
      expect(await ask(rows('5.000'))).toContain('got "1.000"')
      expect(await ask(rows('5.000').replaceAll(/,[^,]*$/gm, ''))).toBe('2.5')
    })
    test('of a trace has the decimal point that the program writes', async () => {
      const trace =
        'at,task_id,account,pool,units,package,input_line,file\n2026-11-02,a,,video,1.125,p1,2,u.csv\n'
      expect(await ask(trace.replace('at,', 'timestamp,'))).toBe('1.125')
    })
  })
  test('fees are read as one of them says', async () => {
    writeFileSync('log.csv', 'timestamp,status\n2026-10-01T00:00:00Z,503\n')
    writeFileSync('fees.csv', 'period,fee,voucher_fee\n2026-10,1.500,\n2026-11,1.500.000,\n')
    const { periods } = JSON.parse((await run(`sla log.csv --fees fees.csv --json ${AS_OF}`)).out)
    expect(periods[0].fee).toBe('1500')
    for (const month of ['Oct-26', '2026-10-01', 'October 2026']) {
      writeFileSync('fees.csv', `period,fee\n${month},2250\n`)
      const ran = await run(`sla log.csv --fees fees.csv --json ${AS_OF}`)
      expect(JSON.parse(ran.out).periods[0].fee, month).toBe('2250')
    }
    writeFileSync('fees.csv', 'period,fee\n2026-11,1500\nNov-26,2250\n')
    expect((await run(`sla log.csv --fees fees.csv ${AS_OF}`)).err).toContain('Nov-26 of "" is there twice')
    writeFileSync('fees.csv', 'period,fee,voucher_fee\n2026-10,1.500,\n2026-11,2.250,200\n')
    expect((await run(`sla log.csv --fees fees.csv ${AS_OF}`)).err).toContain('which is 1.500 or 1500')
  })
  test('demand is asked for in the same words', async () => {
    writeFileSync('demand.csv', 'date;pool;units\n2026-11-21;video;1.200\n2026-11-22;video;2.400\n')
    const ran = await run(`budget --demand demand.csv --horizon 30d ${AS_OF}`)
    expect(ran.status).toBe(2)
    expect(ran.err).toContain('got "1.200", which is 1.200 or 1200')
    const read = await run(`budget --demand demand.csv --horizon 30d --json --decimal , ${AS_OF}`)
    expect(JSON.parse(read.out).demand.video.total).toBe('3600')
  })
  test('dates with the month first are asked for once, with both readings', async () => {
    const err = await faults('id,package,purchased_at\np1,package-2,10/01/2026\np2,package-2,10/02/2026\n')
    expect(err.match(/BAD_TIME/g)).toHaveLength(1)
    expect(err).toContain('which is 2026-10-01 (MDY) or 2026-01-10 (DMY)')
    expect(err).toContain('--date-format MDY (month first) or --date-format DMY (day first)')
  })
  test('an unknown form of dates is answered with all that there are, and what they mean', async () => {
    const err = await faults('id,package,purchased_at\n', `${AS_OF} --date-format YYYY-MM-DD`)
    expect(err).toContain(
      'BAD_VALUE --date-format: expected ISO, MDY or DMY; got "YYYY-MM-DD"\n  ISO is 2026-10-31, MDY is 10/31/2026, DMY is 31.10.2026',
    )
    expect(await expiry('id,package,purchased_at\n', `${AS_OF} --date-format mdy`)).toMatchObject({
      packages: [],
    })
  })
})

describe('a date without a time', () => {
  const ledger = 'id,pool,units,price,purchased_at,expires_at\np1,video,100,9.79,2026-10-31,2026-11-30\n'
  const usage = lines(
    'timestamp,task_id,capability,model,resolution,duration',
    '2026-11-29T23:59:59Z,a,text-to-video,kling-v2-6,720p,5',
    '2026-11-30T12:00:00Z,b,text-to-video,kling-v2-6,720p,5',
  )
  test('is the end of that day: use on it is funded', async () => {
    writeFileSync('usage.csv', usage)
    const found = await expiry(ledger, '--usage usage.csv --as-of 2026-12-05T00:00:00Z')
    expect(found.unfunded).toEqual([])
    expect(found.packages).toMatchObject([{ expires_at: '2026-12-01T00:00:00Z', units: '100' }])
    expect(found.rulings).toContain('R36')
  })
  test('of the zone', async () => {
    const found = await expiry(ledger, '--tz Asia/Shanghai --as-of 2026-11-21T00:00:00Z')
    expect(found.packages).toMatchObject([{ expires_at: '2026-11-30T16:00:00Z' }])
  })
  test('and a time is that instant', async () => {
    const found = await expiry(ledger.replace('11-30', '11-30T00:00:00'), AS_OF)
    expect(found.packages).toMatchObject([{ expires_at: '2026-11-30T00:00:00Z' }])
    expect(found.rulings).not.toContain('R36')
  })
})

describe('what is left as the ledger says', () => {
  const ledger = 'id,package,purchased_at,remaining\np1,package-2,2026-10-01,12000\n'
  test('counts as stated', async () => {
    const found = await expiry(ledger)
    expect(found.packages).toMatchObject([{ remaining: '12000', reported: { remaining: '12000' } }])
    expect(found.totals).toMatchObject({ drawn: '33000', forecast_forfeited_cost: '1512' })
    expect(found.notes).toContainEqual(expect.stringContaining('balances are those that the ledger states'))
  })
  test('and beside use both are told, with the difference', async () => {
    writeFileSync(
      'used.csv',
      'timestamp,capability,model,resolution,duration\n2026-11-20T23:00:00Z,text-to-video,kling-v2-6,720p,10\n',
    )
    const found = await expiry(ledger, `--usage used.csv ${AS_OF}`)
    expect(found.packages).toMatchObject([
      { remaining: '44997', reported: { remaining: '12000', difference: '32997' } },
    ])
    expect(found.notes).toContainEqual(
      'the ledger counts 12,000 units left in p1, 32,997 fewer than the 44,997 computed',
    )
  })
  test('what was used says it as well, and both must agree', async () => {
    const used = 'id,package,purchased_at,used,left\np1,package-2,2026-10-01,33000,12000\n'
    expect((await expiry(used)).packages).toMatchObject([{ remaining: '12000' }])
    expect(await faults(used.replace('12000', '12001'))).toContain(
      'used: expected 32999, as left says; got 33000',
    )
  })
  test.each(['used up', 'runOut', '已用完'])(
    'is nothing of a package that is %s, where no balance is stated',
    async word => {
      const found = await expiry(
        `id,package,purchased_at,status\np1,package-2,2026-10-01,${word}\np2,package-2,2026-10-01,\n`,
      )
      expect(found.packages).toMatchObject([
        { remaining: '0', status: 'used-up', forecast_forfeited: '0' },
        { remaining: '45000', status: 'active' },
      ])
      expect(found.totals).toMatchObject({ drawn: '45000', remaining: '45000' })
      expect(found.rulings).toContain('R34')
      expect(found.notes.filter(note => note.includes('p1'))).toEqual([])
      expect(found.notes).toContain('the ledger gives no balance of p2: it counts as untouched')
    },
  )
  test('and a package that is used up differs from use that leaves something of it', async () => {
    writeFileSync('five.csv', 'timestamp,task_id,units\n2026-11-01T00:00:00Z,t,5\n')
    const used = 'id,package,purchased_at,status\np1,package-2,2026-10-01,used up\n'
    const found = await expiry(used, `--usage five.csv ${AS_OF}`)
    expect(found.packages).toMatchObject([{ remaining: '44995', reported: { remaining: '0' } }])
    expect(found.notes).toContain(
      'the ledger counts 0 units left in p1, 44,995 fewer than the 44,995 computed',
    )
    const plan = await run(`budget five.csv --packages ledger.csv --json --as-of 2026-11-21`)
    expect(JSON.parse(plan.out).pools.video.held).toMatchObject([{ id: 'p1', units: '0' }])
  })
  test('is nothing of a package that is said to be used up, whatever balance is stated, and this is said', async () => {
    const said = 'id,package,purchased_at,status,left\np1,package-2,2026-10-01,used up,500\n'
    const found = await expiry(said)
    expect(found.packages).toMatchObject([
      {
        status: 'used-up',
        remaining: '0',
        drawn: '45000',
        reported: { remaining: '500', status: 'used-up' },
      },
    ])
    expect(found.notes).toContain(
      'the ledger says that p1 is used up, and that 500 units of it are left: none of them counts',
    )
    const plan = JSON.parse(
      (await run('budget --units-per-day 100 --packages ledger.csv --json --as-of 2026-11-21')).out,
    )
    expect(plan.pools.video.held).toMatchObject([{ id: 'p1', units: '0' }])
    expect(plan.notes).toContain(
      'warning: ledger.csv says that p1 is used up, and that 500 units of it are left: the plan uses none of them',
    )
  })
  test('is lost, and nothing to plan with, of a package that is said to be expired before its time', async () => {
    const said = 'id,package,purchased_at,status,left\np1,package-2,2026-10-01,expired,\n'
    const both = `${said}p2,package-2,2026-10-01,online,44000\np3,package-2,2026-10-01,expired,7\np4,package-2,2026-10-01,,\n`
    const found = await expiry(both)
    expect(found.packages).toMatchObject([
      { status: 'expired', remaining: '0', drawn: '0', forfeited: '45000', days_left: '0' },
      { status: 'active', remaining: '44000', forfeited: '0' },
      { status: 'expired', remaining: '0', drawn: '44993', forfeited: '7' },
      { status: 'active', remaining: '45000' },
    ])
    expect(found.notes).toContain(
      'the ledger says that p1 is expired, before its time of 2026-12-30T00:00:00Z: its 45,000 units count as lost',
    )
    const plan = async (use: string) =>
      JSON.parse((await run(`budget ${use} --packages ledger.csv --json --as-of 2026-11-21`)).out)
    const bare = await plan('--units-per-day 100')
    expect(bare.pools.video.held.map((lot: { id: string }) => lot.id)).toEqual(['p2', 'p4'])
    expect(bare.notes).toEqual(
      expect.arrayContaining([
        'warning: ledger.csv says that p1 · p3 are expired, before their time: the plan uses nothing of them',
        'nothing is known of how much of p4 is used: it counts as full',
      ]),
    )
    writeFileSync('five.csv', 'timestamp,task_id,units\n2026-11-01T00:00:00Z,t,5\n')
    expect((await plan('five.csv')).pools.video.held.map((lot: { id: string }) => lot.id)).toEqual([
      'p2',
      'p4',
    ])
    // With a log units are computed (R34), and the answer says what the ledger says.
    const computed = await expiry(said, `--usage five.csv ${AS_OF}`)
    expect(computed.packages).toMatchObject([{ status: 'active', remaining: '44995' }])
    expect(computed.notes).toContain(
      'the ledger says that p1 is expired; at the time of the answer it is active, and counts so',
    )
    // Where no balance is stated, the state alone is a report of what is left.
    expect(await expiry(said)).toMatchObject({ balances: 'reported', totals: { forfeited: '45000' } })
  })
  test('cannot be more than was bought', async () => {
    expect(await faults(ledger.replace('12000', '45001'))).toContain(
      'remaining: found 45001, more than the 45000 that were bought',
    )
  })
})

describe('several packages in one row', () => {
  const head = 'id,package,qty,units,price,purchased_at'
  const row = (qty: string, units = '', price = '', name = 'package-1') =>
    lines(head, `p1,${name},${qty},${units},${price},2026-10-05`)
  test('are so many lots', async () => {
    const two = [
      ['p1 1/2', 'package-1', '30000', '4200'],
      ['p1 2/2', 'package-1', '30000', '4200'],
    ]
    for (const [units, price] of [[], ['60000'], ['30000'], ['60000', '8400'], ['30000', '4200']])
      expect(brief(await expiry(row('2', units, price)))).toEqual(two)
    expect((await expiry(row('2'))).totals).toMatchObject({
      remaining: '60000',
      forecast_forfeited_cost: '8400',
    })
  })
  test('whose price divides to no cent are one', async () => {
    expect(
      brief(await expiry(lines(`${head.replace('price', 'amount')}`, 'p1,package-1,3,,10000,2026-10-05'))),
    ).toEqual([['p1', 'package-1', '90000', '10000']])
  })
  test('are refused where figures can be those of one or of all, with the option that says which', async () => {
    expect(await faults(row('2', '45000'))).toContain(
      'expected 30000, the units of package-1, or 60000, those of 2; got 45000',
    )
    expect(await faults(row('2', '', '8000'))).toContain(
      "--columns unit_price='price' says that it is of one",
    )
    expect(brief(await expiry(row('2', '', '8000'), `${AS_OF} --columns total_price=price`))).toEqual([
      ['p1 1/2', 'package-1', '30000', '4000'],
      ['p1 2/2', 'package-1', '30000', '4000'],
    ])
  })
  test('never of none, of less than none, or of a half', async () => {
    for (const qty of ['0', '1.5']) expect(await faults(row(qty))).toContain(`got "${qty}"`)
    expect(await faults(row('-1'))).toContain('a refund or credit note is no package')
    expect(await faults(row('1', '', '(4200)'))).toContain('a refund or credit note is no package')
    expect(await faults(row('1', '', '"-$4,200.00"'))).toContain('a refund or credit note is no package')
  })
  test('units beside a package of another size need a price of their own', async () => {
    expect(await faults(row('', '60000'))).toContain(
      'price: is missing, and package-1 is 30000 units, not 60000',
    )
    expect(brief(await expiry(row('', '60000', '8000')))).toEqual([['p1', 'package-1', '60000', '8000']])
  })
})

test.each(['0001-01-01T00:00:00Z', '1970-01-01 00:00:00', '1899-12-30', '31/Dec/1999:23:59:59 +0000'])(
  'the zero of a clock is no time: %s',
  async time => {
    for (const row of [`p1,package-2,${time},`, `p1,package-2,2026-10-01,${time}`])
      expect(await faults(lines('id,package,purchased_at,expires_at', row))).toMatch(
        /expected a time in the years 2000 to 8999/,
      )
    const use = join(folder, 'zero.csv')
    writeFileSync(use, lines('timestamp,units', '2026-10-02T00:00:00Z,2', `${time},1`))
    const { status, err } = await runWith(['quote', '--from', use, '--json', '--as-of', '2026-11-21'])
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('the years 2000 to 8999') })
  },
)

describe('prices', () => {
  const row = (column: string, price: string) =>
    lines(`id,package,purchased_at,${column}`, `p1,package-2,2026-10-01,${price}`)
  test('of a unit are told from those of a package', async () => {
    expect(await faults(row('price', '0.126'))).toContain('which looks like the price of one unit')
    for (const price of ['0.126', '5670'])
      expect(brief(await expiry(row('Unit Price', price)))).toEqual([['p1', 'package-2', '45000', '5670']])
  })
  test('of another currency are refused wherever they say so', async () => {
    expect(await faults(row('price', '"€5,670.00"'))).toContain('expected a number of US dollars')
    expect(await faults(row('Price (€)', '5670'))).toContain('which looks like other currency')
    expect(await faults(row('Price(€)', '5670'), `${AS_OF} --columns price=Price(€)`)).toContain(
      'expected prices in US dollars; got the column "Price(€)"',
    )
    expect(await faults(row('Amount (EUR)', '5670'))).toContain('COLUMN_UNREAD')
    expect(await faults(row('金额（元）', '39000'))).toContain('COLUMN_UNREAD')
    expect(await faults(row('Amount (Australian dollars)', '5670'))).toContain('COLUMN_UNREAD')
    for (const heading of ['金额(美元)', '价格（美元）', 'Amount (US dollars)'])
      expect(brief(await expiry(row(heading, '5500')))).toEqual([['p1', 'package-2', '45000', '5500']])
  })
  test('that are the number of units are none', async () => {
    expect(await faults(row('amount', '45000'))).toContain('the same number twice')
  })
})

describe('rows that are no packages', () => {
  const head = 'id,pool,units,price,purchased_at,expires_at'
  const one = 'p1,video,45000,5670,2026-10-01,2026-12-30'
  test('the sum of those above is set aside, and said', async () => {
    const found = await expiry(lines(head, one, 'TOTAL,video,45000,5670,2026-10-01,2026-12-30'))
    expect(found.totals.remaining).toBe('45000')
    expect(found.notes).toContain('ledger.csv: row 3, "TOTAL", is the sum of rows above it, and no package')
  })
  test('is a package where no row stands above it', async () => {
    expect((await expiry(lines(head, one.replace('p1', 'Total')))).packages).toMatchObject([{ id: 'Total' }])
  })
  test('in other languages, with a sum for each section, or with no word at all', async () => {
    const two = one.replace('p1', 'p2')
    const rows = [one, 'Zwischensumme,,45000,5670,,', two, '小计,,45000,5670,,', '总计：,,90000,11340,,']
    expect((await expiry(lines(head, ...rows))).packages).toHaveLength(2)
    expect((await expiry(lines(head, one, two, ',,90000,11340,,'))).packages).toHaveLength(2)
  })
  test('is of a group whose name stands before the word, and a text alone below the sums is a note', async () => {
    const two = one.replace('p1', 'p2')
    const rows = [one, 'a Total,,45000,5670,,', two, 'b Total,,45000,5670,,', 'Grand Total,,90000,11340,,']
    const found = await expiry(lines(head, ...rows, 'Prices are net of tax.,,,,,'))
    expect(found.packages).toHaveLength(2)
    expect(found.notes).toContain(
      'ledger.csv: row 7, "Prices are net of tax.", is a note below the sums, and no package',
    )
  })
  test.each(['* prices excl. VAT', 'Prices are net of tax', '(1) paid by card'])(
    'is a note below the rows: %s',
    async note => {
      const found = await expiry(lines(head, one, `${note},,,,,`))
      expect(found.packages).toMatchObject([{ id: 'p1' }])
      expect(found.notes).toContain(`ledger.csv: row 3, "${note}", is a note below the rows, and no package`)
    },
  )
  test('are none: a name that ends with the word, of which the sums are not those above', async () => {
    expect(
      (await expiry(lines(head, one, one.replace('p1', 'a Total').replace('45000', '15000')))).packages,
    ).toHaveLength(2)
  })
  test('a text alone in its row is no note above the sums', async () => {
    expect(await faults(lines(head, 'A note,,,,,', one))).toContain('KEY_MISSING')
  })
  test.each([
    'order status',
    'Payment_Status',
    'state',
    'Order State',
    'Zustand',
    '상태',
    'ステータス',
    'Situação',
    '订单状态',
    'Cancelled',
    'refunded at',
  ])('may be those that "%s" tells of, which is asked for', async heading => {
    const text = lines(`id,package,purchased_at,${heading}`, 'p1,package-2,2026-10-01,cancelled')
    expect(await faults(text)).toContain(
      `COLUMN_UNREAD nothing is read from the column "${heading}", which looks like package status`,
    )
    const ran = await runWith(['expiry', 'ledger.csv', '--ignore-columns', heading, ...AS_OF.split(' ')])
    expect(ran.status).toBe(0)
    const read = ['--columns', `package_status=${heading}`, ...AS_OF.split(' ')]
    expect((await runWith(['expiry', 'ledger.csv', ...read])).err).toContain('got "cancelled"')
  })
  test('that does not add up is refused', async () => {
    expect(await faults(lines(head, one, 'Total,,45001,5670,,'))).toContain(
      'units: expected 45000, the sum of the rows above "Total"; got "45001"',
    )
  })
  test('blank rows, a line that tells the delimiter, a heading, empty cells behind the table', async () => {
    const expected = [['p1', 'package-2', '45000', '5670']]
    const row = 'p1,package-2,2026-10-01'
    for (const text of [
      '\uFEFFid;package;purchased_at\np1;package-2;2026-10-01\n;;\n;;\n',
      `sep=,\nid,package,purchased_at\n${row}\n`,
      `"sep=,"\r\nid,package,purchased_at\r\n${row}\r\n`,
      'sep=|\nid|package|purchased_at\np1|package-2|2026-10-01\n',
      `Our packages,,\n,,\nid,package,purchased_at\n${row}\n`,
      `id,package,purchased_at,,\n${row},,\n`,
      `id,package,purchased_at\n${row},,,\n`,
    ])
      expect(brief(await expiry(text))).toEqual(expected)
    const wide = Buffer.from('\uFEFFid\tpackage\tpurchased_at\np1\tpackage-2\t2026-10-01\n', 'utf16le')
    expect(brief(await expiry(wide))).toEqual(expected)
  })
})

describe('spreadsheets', () => {
  test('of Excel with capitals, dollars and the month first', async () => {
    const found = await expiry(
      lines(
        'Purchase Date,Package Name,Units,Remaining,Price,Expires',
        '10/01/2026,Package 2,"45,000","12,345.5","$5,670.00",12/30/2026',
        '11/28/2026,Trial 100,100,100,$9.79,12/28/2026',
      ),
      MDY,
    )
    expect(brief(found)).toEqual([
      ['row 2', 'package-2', '45000', '5670'],
      ['row 3', 'trial-100', '100', '9.79'],
    ])
    expect(found.packages).toMatchObject([{ remaining: '12345.5' }, { remaining: '100' }])
    expect(found.notes).toContain(
      'ledger.csv: the ledger has no column "id": packages go by the numbers of their rows',
    )
  })
  test('of Chinese consoles', async () => {
    const found = await expiry(
      lines(
        '资源包ID,资源包名称,总量,余量,购买时间,失效时间',
        'p1,视频生成-45000,45000,12000,2026-10-01 08:00:00,2026-12-30 08:00:00',
      ),
    )
    expect(brief(found)).toEqual([['p1', 'package-2', '45000', '5670']])
    expect(found.packages).toMatchObject([{ remaining: '12000', expires_at: '2026-12-30T08:00:00Z' }])
    const byDate = lines('资源包名称,购买日期,到期日期', '视频生成-45000,2026/10/1,2026/12/30')
    expect(brief(await expiry(byDate))).toEqual([['row 2', 'package-2', '45000', '5670']])
  })
  test('of German ones', async () => {
    const found = await expiry(
      lines(
        'Bestellnummer;Kaufdatum;Bezeichnung;Menge;Einheiten;Betrag (USD);Gültig bis',
        '4711;01.10.2026;Kling API - Package 2;1;45.000;5.670,00;30.12.2026',
        '4712;05.11.2026;Kling API - Package 1;2;60.000;8.400,00 $;03.02.2027',
        'Summe;;;;105.000;14.070,00;',
      ),
      `${AS_OF} --date-format DMY`,
    )
    expect(brief(found)).toEqual([
      ['4711', 'package-2', '45000', '5670'],
      ['4712 1/2', 'package-1', '30000', '4200'],
      ['4712 2/2', 'package-1', '30000', '4200'],
    ])
  })
  test('names as people write them are those of the catalogue, and no other', async () => {
    const named = (name: string, day = '2026-10-01') =>
      lines('id,package_name,purchased_at', `p1,"${name}",${day}`)
    for (const name of [
      'Package 2',
      'Kling API - Package 2',
      'package-2 45,000 units',
      'KLING PACKAGE 2 (90 days)',
    ])
      expect((await expiry(named(name))).packages[0]!.package).toBe('package-2')
    for (const name of ['Trial 1,000', 'Kling API - Trial 1000 units'])
      expect((await expiry(named(name, '2026-09-19'))).packages[0]!.package).toBe('trial-1000')
    for (const name of ['Package', 'Package 2 and 3', 'Package 2 30,000 units', 'Trial'])
      expect(await faults(named(name))).toContain('UNKNOWN_PACKAGE')
  })
  test('a row that names one package and says another pool or name is refused', async () => {
    const head = 'id,package,pool,package_name,purchased_at'
    expect(await faults(lines(head, 'a,package-2,image,,2026-10-01'))).toContain(
      'pool: expected video, the pool of package-2; got image\n  put right which of the two is wrong',
    )
    expect(await faults(lines(head, 'a,package-2,,Kling API - Package 3,2026-10-01'))).toContain(
      'package_name: expected a name of package-2, as package says; got "Kling API - Package 3", which is package-3',
    )
    const right = lines(
      head,
      'a,package-2,Video,Package 2,2026-10-01',
      'b,package-2,,for the film,2026-10-01',
    )
    expect((await expiry(right)).packages).toHaveLength(2)
  })
  test('one order of several packages', async () => {
    const found = await expiry(
      lines('PO #,Package,Purchased', 'PO-1,package-1,2026-10-01', 'PO-1,package-2,2026-10-01'),
    )
    expect(found.packages.map(({ id }) => id)).toEqual(['PO-1', 'PO-1 row 3'])
  })
  test('a cell that shows a month alone is no day, but the month of a plan', async () => {
    const month = (at: string) => `<c r="${at}" s="1"><v>46357</v></c>`
    const book = (heads: string[], cells: string) => {
      const parts = partsOf({ rows: `${rowsXml([heads])}<row r="2">${cells}</row>` })
      const styles = parts['xl/styles.xml']!.replace('numFmtId="14"', 'numFmtId="17"')
      return zipOf({ ...parts, 'xl/styles.xml': styles })
    }
    const text = (at: string, value: string) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`
    const ledger = book(
      ['id', 'package', 'purchased_at', 'expires_at'],
      [text('A2', 'p1'), text('B2', 'package-2'), text('C2', '2026-11-01'), month('D2')].join(''),
    )
    expect(await faults(ledger, AS_OF, 'ledger.xlsx')).toContain('expires_at: expected an ISO-8601 time')
    const use = book(['date', 'units'], `${month('A2')}<c r="B2"><v>300</v></c>`)
    writeFileSync('use.xlsx', use)
    const ran = await run(`budget use.xlsx ${AS_OF}`)
    expect(ran.status).toBe(2)
    expect(ran.err).toContain('date: expected a date such as 2026-12-01; got "2026-12"')
    writeFileSync(
      'plan.xlsx',
      book(
        ['model', 'capability', 'resolution', 'duration', 'month'],
        `${text('A2', '3.0')}${text('B2', 'text-to-video')}${text('C2', '720p')}<c r="D2"><v>5</v></c>${month('E2')}`,
      ),
    )
    const plan = await run(`budget --plan plan.xlsx --horizon 60d --json ${AS_OF}`)
    expect(JSON.parse(plan.out).demand.video.total).toBe('3')
  })
  describe('beside a file with decimal commas', () => {
    const line = (units: unknown) => `${JSON.stringify({ timestamp: '2026-11-02', units })}\n`
    const answered = (own: object) =>
      JSON.stringify({
        code: 0,
        data: [{ task_id: 't1', task_status: 'succeed', created_at: 1793923200000, ...own }],
      })
    test.each([
      ['use.jsonl', [1.125, 12.375, 1.5, 0.25].map(line).join(''), '15.25'],
      [
        'use.xlsx',
        workbookOf({
          rows: rowsXml([
            ['timestamp', 'units'],
            ['2026-11-02', 1.125],
            ['2026-11-03', 1.5],
          ]),
        }),
        '2.625',
      ],
      // What the API writes as a text is its number, too.
      ['use.json', answered({ final_unit_deduction: '1.125' }), '1.125'],
      ['use.json', answered({ billing: [{ amount: '1.125' }] }), '1.125'],
      ['use.jsonl', line('1.125'), '1125'],
      [
        'use.xlsx',
        workbookOf({
          rows: rowsXml([
            ['timestamp', 'units'],
            ['2026-11-02', '1.125'],
          ]),
        }),
        '1125',
      ],
    ])(
      'the numbers that programs write stay what they are, and texts are read alike: %s',
      async (name, use, drawn) => {
        writeFileSync(name, use)
        const ledger = lines(
          'id;pool;units;price;purchased_at;expires_at',
          'a;video;45.000;5.670,00;2026-11-01;2026-12-31',
        )
        const { packages, totals } = await expiry(ledger, `${AS_OF} --decimal , --usage ${name}`)
        expect(totals.drawn).toBe(drawn)
        expect([packages[0]!.units, packages[0]!.price]).toEqual(['45000', '5670'])
      },
    )
    test.each([
      ['jobs.yaml', '- { capability: lip-sync, duration: 7.125 }\n', '7.125'],
      ['jobs.yaml', '- { capability: lip-sync, duration: "7.125" }\n', '7125'],
      ['jobs.jsonl', '{"capability":"lip-sync","duration":7.125}\n', '7.125'],
      [
        'jobs.json',
        answered({
          model_name: 'kling-v2-6',
          mode: 'std',
          capability: 'text-to-video',
          task_result: { videos: [{ duration: '5.041' }] },
        }),
        '5.041',
      ],
    ])('so do lengths of jobs: %s %#', async (name, jobs, duration) => {
      writeFileSync(name, jobs)
      const { out } = await run(`quote --from ${name} --decimal , --json ${AS_OF}`)
      expect(JSON.parse(out).lines[0].duration).toBe(duration)
    })
  })
  test('a workbook stands for every file, also beside a log', async () => {
    writeFileSync(
      'book.xlsx',
      workbookOf({
        rows: rowsXml([
          ['id', 'package', 'purchased_at'],
          ['p1', 'Package 2', '2026-10-01'],
        ]),
      }),
    )
    writeFileSync(
      'demand.xlsx',
      workbookOf({
        rows: rowsXml([
          ['date', 'pool', 'units'],
          ['2026-11-21', 'video', 1200.125],
        ]),
      }),
    )
    const ran = await run(`budget --demand demand.xlsx --packages book.xlsx --horizon 30d --json ${AS_OF}`)
    expect(ran.err).toBe('')
    expect(JSON.parse(ran.out)).toMatchObject({
      demand: { video: { total: '1200.125' } },
      plan: { cost: '0' },
    })
    writeFileSync(
      'jobs.xlsx',
      workbookOf({
        rows: rowsXml([
          ['model', 'resolution', 'duration'],
          ['3.0', '720p', 5],
        ]),
      }),
    )
    expect(JSON.parse((await run('quote --from jobs.xlsx --json')).out).totals).toMatchObject({ count: 1 })
  })
  test('cells of a workbook that show dollars are no units, and days may say so', async () => {
    const cells = '<c r="A2"><v>1</v></c><c r="B2"><v>45000</v></c><c r="C2" s="4"><v>5670</v></c>'
    const book = (remaining: string) => {
      const heads = [['id', 'units', 'price', 'purchased_at', 'validity_days', 'pool', 'remaining']]
      const texts = ['2026-10-01', '90 days', 'video'].map(
        (text, i) => `<c r="${'DEF'[i]}2" t="inlineStr"><is><t>${text}</t></is></c>`,
      )
      return workbookOf({ rows: `${rowsXml(heads)}<row r="2">${cells}${texts.join('')}${remaining}</row>` })
    }
    expect(await faults(book('<c r="G2" s="4"><v>2835</v></c>'), AS_OF, 't.xlsx')).toContain(
      'remaining: expected a number of units, such as 12000 or 0.5; got "$2835"',
    )
    expect(await expiry(book('<c r="G2"><v>2835</v></c>'))).toMatchObject({
      packages: [{ price: '5670', remaining: '2835', expires_at: '2026-12-30T00:00:00Z' }],
    })
  })
  test('numbers that a workbook holds as text are asked for like those of any file', async () => {
    const table = [
      ['id', 'package', 'units', 'price', 'purchased_at'],
      ['p1', 'package-2', '45.000', 5670, '2026-10-01'],
    ]
    expect(await faults(workbookOf({ rows: rowsXml(table) }), AS_OF, 't.xlsx')).toContain('got "45.000"')
  })
  test('a sheet that only one of two workbooks has is told with the sheets of the other', async () => {
    const head = rowsXml([['id', 'package', 'purchased_at']])
    writeFileSync('p.xlsx', workbookOf({ name: 'Ledger', rows: head }))
    const demand = rowsXml([['date', 'pool', 'units']])
    writeFileSync('d.xlsx', workbookOf({ name: 'Demand', rows: demand }, { name: 'Old', rows: demand }))
    const { err, status } = await run(`budget --packages p.xlsx --demand d.xlsx --sheet ledger ${AS_OF}`)
    expect(status).toBe(2)
    expect(err).toContain(
      'd.xlsx: BAD_VALUE --sheet: expected 1 "Demand" or 2 "Old"; got "ledger"\n  --sheet holds for all workbooks; a sheet behind a path holds for one, such as book.xlsx#Ledger',
    )
  })
  test('a sheet behind the path of its workbook is that of this file', async () => {
    const ledger = {
      name: 'Ledger',
      rows: rowsXml([
        ['id', 'package', 'purchased_at'],
        ['p', 'package-5000', '2026-10-01'],
      ]),
    }
    const use = {
      name: 'Usage',
      rows: rowsXml([
        ['time', 'pool', 'units'],
        ['2026-11-01T00:00:00Z', 'video', 40],
      ]),
    }
    writeFileSync('both.xlsx', workbookOf(ledger, use))
    for (const [first, second] of [
      ['', '#Usage'],
      ['#ledger', '#2'],
    ]) {
      const { out, status } = await run(`expiry both.xlsx${first} --usage both.xlsx${second} --json ${AS_OF}`)
      expect(status).toBe(0)
      expect(JSON.parse(out).packages[0]).toMatchObject({ units: '5000', drawn: '40' })
    }
    const { err } = await run(`expiry both.xlsx --usage both.xlsx#Use ${AS_OF}`)
    expect(err).toContain('both.xlsx#Use: BAD_VALUE --sheet: expected 1 "Ledger" or 2 "Usage"; got "Use"')
    expect((await run(`expiry both.xlsx --usage both.xlsx ${AS_OF}`)).err).toContain(
      'sheet "Ledger" was read, not "Usage"',
    )
    writeFileSync('both.xlsx#Use', 'id,package,purchased_at\np,package-5000,2026-10-01\n')
    expect((await run(`expiry both.xlsx#Use ${AS_OF}`)).status).toBe(0)
  })
  test('the wrong sheet is why a column is missing', async () => {
    const book = workbookOf({ name: 'Notes', rows: rowsXml([['x']]) }, { name: 'Ledger', rows: '' })
    expect(await faults(book, AS_OF, 's.xlsx')).toContain(
      'sheet "Notes" was read, not "Ledger"; --sheet names another',
    )
  })
})

describe('a trial as people name it', () => {
  test.each([
    ['Trial 1000 units,98.00,2026-11-01', 'trial-1000-2026', 5],
    ['Kling API - Trial 100,9.80,2026-11-01', 'trial-100-2026', 5],
    ['Trial 100,9.79,2026-11-01', 'trial-100', 3],
    ['Trial 100,,2026-11-01', 'trial-100-2026', 5],
    ['Trial 100,,2026-09-19', 'trial-100', 3],
    ['trial-100,9.79,2026-11-01', 'trial-100', 3],
    ['Package 2,5670,2026-11-01', 'package-2', 5],
  ])('%s is %s', async (row, id, concurrency) => {
    writeFileSync('trial.csv', `Item,Price,Purchase Date\n${row}\n`)
    const { packages, notes } = JSON.parse((await run(`expiry trial.csv ${AS_OF} --json`)).out)
    expect(packages[0]).toMatchObject({ package: id, concurrency })
    expect(notes.join()).not.toContain('the catalogue says')
  })
})

test('use of an account without packages is told as that', async () => {
  writeFileSync(
    'c.csv',
    'timestamp,task_id,capability,model,resolution,duration,account\n2026-11-12T00:00:00Z,t3,text-to-video,kling-v2-6,720p,5,C\n',
  )
  writeFileSync(
    'ab.csv',
    'id,package,purchased_at,account\np1,trial-100,2026-11-01,A\np2,trial-100,2026-11-02,B\n',
  )
  const { out } = await run(`expiry ab.csv --usage c.csv ${AS_OF}`)
  expect(out).toContain('C has no package of the video pool')
  expect(out).not.toContain('nothing is active now')
})

test('a fee cannot hold what has no price', async () => {
  writeFileSync('log.csv', 'timestamp,status\n2026-11-10T00:00:00Z,200\n')
  writeFileSync('images.json', answer(IMAGES))
  const ran = await run(
    `sla log.csv --packages images.json --fee-basis straight-line --period 2026-11 --as-of 2026-12-05T00:00:00Z`,
  )
  expect(ran.status).toBe(2)
  expect(ran.err).toContain('the price of package p2 is not known, and the fee holds a part of it')
})

describe('a word for units behind a number', () => {
  test('says no more than its column does, and its sign separates as that of other numbers', async () => {
    const { packages } = await expiry(
      [
        'id;pool;units;price;purchased_at;validity_days;remaining',
        'p1;video;30.000 Einheiten;4.200,00;2026-11-01;90;12.500,5 Einh.',
        'p2;video;500 units;60,50;2026-11-01;90;400 Units',
        'Total;;30.500 Einheiten;4.260,50;;;12.900,5 units',
      ].join('\n'),
    )
    expect(packages).toMatchObject([
      { units: '30000', price: '4200', remaining: '12500.5' },
      { units: '500', price: '60.5', remaining: '400' },
    ])
  })
  test.each([
    ['timestamp,units', '2026-11-02,"1,012.5 units"'],
    ['date,units', '2026-11-02,"1,012.5 Einheiten"'],
  ])('is read in use as well: %s', async (...usage) => {
    writeFileSync('use.csv', usage.join('\n'))
    const ledger =
      'id,pool,units,price,purchased_at,validity_days\np1,video,"30,000 units",4200,2026-11-01,90\n'
    const { totals } = await expiry(ledger, `--usage use.csv ${AS_OF}`)
    expect(totals).toMatchObject({ drawn: '1012.5' })
  })
  test.each([
    ['units', '30.000 Einheiten,4.200', 'expected a number that can be read in one way'],
    ['units', '30000 packages,4200', 'expected a number of units above 0'],
    ['units', '$30000 units,4200', 'expected a number of units above 0'],
    ['price', '30000,4200 units', 'expected a number of US dollars'],
  ])('leaves what is no number of %s: %s', async (column, figures, refusal) => {
    const ledger = `id,pool,units,price,purchased_at,validity_days\np1,video,${figures},2026-11-01,90\n`
    expect(await faults(ledger)).toContain(`BAD_NUMBER ${column}: ${refusal}`)
  })
})
