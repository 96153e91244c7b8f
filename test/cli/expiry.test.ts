import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, runWith, type World } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-expiry-'))
const home = process.cwd()
beforeAll(() => {
  process.chdir(folder)
  for (const [name, text] of Object.entries(FILES)) writeFileSync(name, text)
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const deduction = (
  time: string,
  id: string,
  before: string,
  amount: string,
  after: string,
  pack = 'r-1',
) => ({
  package_id: pack,
  product_type: 'video',
  task_id: id,
  deduction_time: String(Date.parse(time)),
  unit_before_deduction: before,
  deduction_amount: amount,
  unit_after_deduction: after,
})
const pack = (id: string, change: object) => ({
  resource_pack_name: 'Video',
  resource_pack_id: id,
  total_quantity: 30000,
  purchase_time: Date.parse('2026-10-01T00:00:00Z'),
  effective_time: Date.parse('2026-10-01T00:00:00Z'),
  invalid_time: Date.parse('2026-12-30T00:00:00Z'),
  ...change,
})

const FILES = {
  'ledger.csv':
    'id,package,pool,units,price,purchased_at,expires_at\np1,package-1,,,,2026-09-04T00:00:00Z,2026-12-03T12:00:00Z\n',
  'usage.csv': [
    'timestamp,task_id,model,capability,mode,duration,status',
    '2026-09-03T23:59:59.999Z,early,V1.6,text-to-video,pro,5,succeed',
    '2026-10-22T00:00:00Z,out,V1.6,text-to-video,pro,10,succeed',
    '2026-10-22T00:00:00.001Z,in,V1.6,text-to-video,pro,10,succeed',
    '2026-11-21T00:00:00Z,now,V1.6,text-to-video,pro,5,succeed',
    '2026-11-21T00:00:00.001Z,later,V1.6,text-to-video,pro,5,succeed',
    '2026-11-01T00:00:00Z,fail,V1.6,text-to-video,pro,5,failed',
    '',
  ].join('\n'),
  'bad-usage.csv':
    'timestamp,model,capability,mode,duration\n2026-11-01,V1.6,text-to-video,pro,5\n2026-11-01,V1.6,text-to-video,pro,7\n',
  'two-pools.csv':
    'id,pool,units,price,purchased_at,validity_days,concurrency\nv,video,100,14,2026-11-01,30,3\ni,image,100,0.35,2026-11-01,40,\n',
  'costs.json': JSON.stringify({
    code: 0,
    data: {
      resource_pack_subscribe_infos: [
        pack('r-1', { remaining_quantity: 29990, status: 'online' }),
        pack('r-2', {
          total_quantity: 1000,
          remaining_quantity: 258,
          invalid_time: Date.parse('2026-10-31T00:00:00Z'),
          status: 'expired',
        }),
      ],
    },
  }),
  'costs-one.json': JSON.stringify({
    data: {
      data: {
        resource_pack_subscribe_infos: [pack('r-1', { remaining_quantity: '29998', status: 'online' })],
      },
    },
  }),
  'export.json': JSON.stringify({
    data: {
      result: {
        detail: [
          deduction('2026-11-20T23:00:00Z', 'c', '29992.5', '2', '29990.5'),
          deduction('2026-11-02T00:00:00Z', 'b', '29998', '5.5', '29992.5'),
          deduction('2026-11-01T00:00:00Z', 'a', '30000', '2', '29998'),
        ],
      },
    },
  }),
}

const expiry = (args: string, world?: World): Promise<Ran> =>
  runWith(['expiry', ...args.split(' ').filter(arg => arg !== '')], world)
/** The answer as JSON; the time of every run is 2026-11-21T00:00:00Z. */
const answer = async (args: string) => JSON.parse((await expiry(`${args} --json`)).out)

describe('the answer', () => {
  test('is that of the example in the documents', async () => {
    const ledger =
      'id,package,purchased_at,expires_at\np1,package-1,2026-09-04T00:00:00Z,2026-12-02T12:00:00Z\n'
    const row = (i: number) =>
      `2026-10-01T00:00:${String(i).padStart(2, '0')}Z,V2.1 Master,image-to-video,,5\n`
    writeFileSync('doc.csv', ledger)
    writeFileSync('doc-usage.csv', `timestamp,model,capability,mode,duration\n${row(0)}${row(1)}`)
    const found = await answer('doc.csv --usage doc-usage.csv --as-of 2026-11-20 --burn-rate 100/day')
    expect(found.packages[0]).toMatchObject({
      id: 'p1',
      package: 'package-1',
      units: '30000',
      drawn: '20',
      remaining: '29980',
      days_left: '12.5',
      forecast_forfeited: '28730',
      forecast_forfeited_cost: '4022.2',
      effective_unit_price: '0.14',
      status: 'active',
    })
    expect(found.pools.video).toMatchObject({
      burn_per_day: '100',
      runs_out_at: null,
      covered_until: '2026-12-02T12:00:00Z',
      concurrency: 5,
      concurrency_changes: [{ at: '2026-12-02T12:00:00Z', to: null }],
      burn_to_use_all: '2398.4',
    })
  })
  test('has the keys of the documents first, in their order', async () => {
    const found = await answer('ledger.csv --usage usage.csv')
    expect(Object.keys(found).slice(0, 7)).toEqual([
      'schema',
      'as_of',
      'burn_order',
      'packages',
      'pools',
      'unfunded',
      'totals',
    ])
    expect(Object.keys(found.packages[0]).slice(0, 15)).toEqual(
      'id package pool units drawn remaining forfeited price effective_unit_price effective_at expires_at status days_left forecast_forfeited forecast_forfeited_cost'.split(
        ' ',
      ),
    )
    expect(Object.keys(found.pools.video).slice(0, 5)).toEqual(
      'remaining burn_per_day runs_out_at concurrency concurrency_changes'.split(' '),
    )
    expect(Object.keys(found.totals)).toEqual(
      'drawn remaining forfeited forfeited_cost forecast_forfeited_cost'.split(' '),
    )
  })
  test('counts use at the very instant and the window to the millisecond, and leaves later use out', async () => {
    const found = await answer('ledger.csv --usage usage.csv')
    // 7 + 7 + 3.5 drawn; of the window of 30 days only what is later than its start.
    expect(found.totals.drawn).toBe('17.5')
    expect(found.pools.video.burn_per_day).toBe('0.35')
    expect(found.later).toEqual({ count: 1, units: { video: '3.5' } })
    expect(found.not_billed).toBe(1)
    expect(found.unfunded).toEqual([
      {
        file: 'usage.csv',
        timestamp: '2026-09-03T23:59:59.999Z',
        task_id: 'early',
        pool: 'video',
        units: '3.5',
        account: null,
        input_line: 2,
      },
    ])
  })
  test('says of dates without a time that they count as the day begins', async () => {
    writeFileSync(
      'dates.csv',
      'timestamp,units\n2026-10-01,2\n2026/10/02,3\n2026-10-03T10:00:00Z,4\n1790985600,5\n',
    )
    const { notes } = await answer('ledger.csv --usage dates.csv')
    expect(notes).toContainEqual(
      expect.stringMatching(/^2 rows with a date and no time count as that day begins/),
    )
    expect((await answer('ledger.csv --usage usage.csv')).notes.join()).not.toContain(
      'with a date and no time',
    )
  })
  test('measures up to the time of the answer, of whose day nothing is known behind it', async () => {
    const days = Array.from(
      { length: 20 },
      (_, i) => `2026-11-${String(i + 1).padStart(2, '0')}T10:00:00Z,10\n`,
    )
    writeFileSync('twenty.csv', `timestamp,units\n${days.join('')}`)
    const rateAt = async (asOf: string) => {
      const found = await answer(`ledger.csv --usage twenty.csv --as-of ${asOf}`)
      return [found.pools.video.burn_per_day, found.burn_measured_days]
    }
    expect(await rateAt('2026-11-15')).toEqual(['10', '14'])
    expect(await rateAt('2026-11-15T12:00:00Z')).toEqual(['10.344827586206896552', '14.5'])
    expect(await rateAt('2026-11-16')).toEqual(['10', '15'])
    expect(await rateAt('2026-11-21')).toEqual(['10', '20'])
    // Of a log that began today a day is taken, not the hours since.
    expect(await rateAt('2026-11-01T12:00:00Z')).toEqual(['10', '1'])
  })
  test.each(['timestamp,units\n', 'timestamp,units\n2026-12-01T00:00:00Z,5\n'])(
    'knows no rate by a log that has no row by then: %j',
    async text => {
      writeFileSync('empty.csv', text)
      const { pools } = await answer('ledger.csv --usage empty.csv')
      expect(pools.video).toMatchObject({ burn_basis: 'unknown', burn_per_day: '0' })
    },
  )
  test('holds an export against the draw-down beside use that a price list prices, and warns of its balances', async () => {
    const priced = '2026-10-30T00:00:00Z,V1.6,text-to-video,pro,10\n'
    writeFileSync('priced.csv', `timestamp,model,capability,mode,duration\n${priced}`)
    const args = 'costs-one.json --usage export.json --usage priced.csv'
    const { reconciliation } = await answer(args)
    // 7 units were used of which the export knows nothing.
    expect(reconciliation).toMatchObject({ deductions: 3, other_balance: { count: 3 } })
    expect((await expiry(args)).out).toContain(
      'The export says something else of what is left: r-1 (package-1) held 29,990.5 units after 20 Nov 2026 (computed 29,983.5).',
    )
    expect((await expiry('costs-one.json --usage export.json')).out).not.toContain('The export says')
  })
  test('takes another window, or another burn', async () => {
    const burnOf = async (options: string) =>
      (await answer(`ledger.csv --usage usage.csv ${options}`)).pools.video.burn_per_day
    expect(await burnOf('--burn-window 1d')).toBe('3.5')
    expect(await burnOf('--burn-window 12h')).toBe('7')
    expect(await burnOf('--burn-window 720h')).toBe('0.35')
    expect(await burnOf('--burn-rate 12.5')).toBe('12.5')
    expect(await burnOf('--burn-rate VIDEO=3/day')).toBe('3')
  })
  test('measures totals of days over whole days alone', async () => {
    const days = [...Array(30).keys()].map(day => `2026-11-${String(day + 1).padStart(2, '0')},video,100\n`)
    writeFileSync('totals.csv', `date,pool,units\n${days.join('')}`)
    for (const asOf of ['2026-11-21', '2026-11-21T09:00:00Z', '2026-11-21T23:00:00Z', '2026-12-01'])
      for (const [asked, measured] of [
        ['1h', '1'],
        ['12h', '1'],
        ['1d', '1'],
        ['36h', '2'],
        ['2d', '2'],
      ]) {
        const options = `ledger.csv --usage totals.csv --as-of ${asOf} --burn-window ${asked}`
        const { pools, burn_window_days, burn_measured_days } = await answer(options)
        expect([options, pools.video.burn_per_day, burn_window_days, burn_measured_days]).toEqual([
          options,
          '100',
          measured,
          measured,
        ])
      }
  })
  describe('of files of which one is missing', () => {
    /** One use of 4 units every 12 hours from a day of 2026 to another. */
    const days = (name: string, from: string, to: string, task = '') => {
      const rows: string[] = []
      for (let at = Date.parse(`2026-${from}`); at <= Date.parse(`2026-${to}`); at += 12 * 3_600_000)
        rows.push(`${new Date(at).toISOString()},4${task && `,${task}${at}`}\n`)
      writeFileSync(name, `timestamp,units${task && ',task_id'}\n${rows.join('')}`)
      return name
    }
    const askedOf = (...files: string[]) => files.map(file => `--usage ${file}`).join(' ')
    test('measures over the days that are known, and says which are not', async () => {
      const files = askedOf(
        days('sep.csv', '09-01', '09-30T12:00Z'),
        days('nov.csv', '11-01', '11-20T12:00Z'),
      )
      const { pools, notes, rulings, burn_measured_days } = await answer(`ledger.csv ${files}`)
      expect([pools.video.burn_per_day, burn_measured_days]).toEqual(['8', '20'])
      expect(rulings).toContain('R62')
      const told =
        'the use has no row from 2026-10-01 to 2026-10-31: what was used then is not known, and counts neither in the rate nor in what is left'
      expect(notes).toContain(told)
      expect((await expiry(`ledger.csv ${files}`)).out.replaceAll('\u00a0', ' ')).toContain(
        '! The use has no row from 1 Oct 2026 to 31 Oct 2026: what was used then is not known',
      )
      const whole = await answer(`ledger.csv ${files} --usage ${days('oct.csv', '10-01', '10-31T12:00Z')}`)
      expect([whole.pools.video.burn_per_day, whole.burn_measured_days]).toEqual(['8', '30'])
      expect(whole.rulings).not.toContain('R62')
    })
    test('says which file ends before another one of the same days, as budget does', async () => {
      const [late, early] = [
        days('late.csv', '09-01', '11-20T12:00Z'),
        days('early.csv', '09-01', '11-07T12:00Z'),
      ]
      const told =
        'the use in early.csv ends on 2026-11-07, while another file of the same days goes on: what it would hold of the days since counts as no use'
      expect((await answer(`ledger.csv ${askedOf(late, early)}`)).notes).toContain(told)
      const budgeted = await runWith(['budget', late, early, '--as-of', '2026-11-21'])
      expect(budgeted.out.replaceAll('\u00a0', ' ')).toContain(
        '! The use in early.csv ends on 7 Nov 2026, while another file',
      )
      expect(budgeted.err).not.toContain('while another')
      // Exports of the same tasks are parts of one.
      const parts = [
        days('whole.csv', '09-01', '11-20T12:00Z', 't'),
        days('part.csv', '09-01', '11-07T12:00Z', 't'),
      ]
      expect((await answer(`ledger.csv ${askedOf(...parts)}`)).notes.join()).not.toContain('goes on')
    })
  })
  test('measures as many days where the clocks change', async () => {
    const days = [...Array(88).keys()].map(
      day => `${new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)},video,100\n`,
    )
    writeFileSync('spring.csv', `date,pool,units\n${days.join('')}`)
    for (const asOf of ['2026-03-30T12:00:00Z', '2026-03-31T12:00:00Z'])
      for (const window of ['1d', '7d', '30d', '36500d']) {
        const options = `ledger.csv --usage spring.csv --tz Europe/Berlin --as-of ${asOf} --burn-window ${window}`
        expect([options, (await answer(options)).pools.video.burn_per_day]).toEqual([options, '100'])
      }
  })
  test('says nothing of silent days behind the answer', async () => {
    const days = [...Array(31).keys(), ...Array.from({ length: 20 }, (_, i) => 42 + i)].map(
      day => `${new Date(Date.UTC(2026, 9, 1 + day)).toISOString()},5\n`,
    )
    writeFileSync('behind.csv', `timestamp,units\n${days.join('')}`)
    const told = async (asOf: string) =>
      (await answer(`ledger.csv --usage behind.csv --as-of ${asOf}`)).notes.join().includes('has no row from')
    expect(await told('2026-10-25')).toBe(false)
    expect(await told('2026-11-21')).toBe(true)
  })
  test('doubts totals of weeks or months that stand for those of days, as budget does', async () => {
    const rows = ['05-31', '06-30', '07-31', '08-31', '09-30', '10-31'].map(
      day => `2026-${day},video,14000\n`,
    )
    writeFileSync('months.csv', `date,pool,units\n${rows.join('')}`)
    const told = '! The totals in months.csv are each a month apart, and count as the use of single days'
    expect((await expiry('ledger.csv --usage months.csv')).out).toContain(told)
    expect((await runWith(['budget', 'months.csv', '--as-of', '2026-11-21'])).out).toContain(told)
    const jobs = rows.map(row => row.replace('video,14000', 'kling-v2-6,text-to-video,1080p,5,3000'))
    writeFileSync('months.csv', `timestamp,model,capability,resolution,duration,count\n${jobs.join('')}`)
    expect((await expiry('ledger.csv --usage months.csv')).out).toContain(told)
    expect((await runWith(['budget', 'months.csv', '--as-of', '2026-11-21'])).out).toContain(told)
  })
  describe('of packages that expired before the use begins', () => {
    const LEDGER = 'id,package,purchased_at'
    const OLD = 'old,package-1,2026-01-10'
    const NOW = 'now,package-2,2026-10-01'
    const ledgerOf = (name: string, ...lines: string[]) => {
      writeFileSync(name, `${lines.join('\n')}\n`)
      return `${name} --usage late.csv`
    }
    beforeAll(() =>
      writeFileSync('late.csv', 'timestamp,units\n2026-10-05T00:00:00Z,5\n2026-11-20T00:00:00Z,5\n'),
    )
    test('says that less may be lost, and in FOCUS nothing of units that nobody knows to be unused', async () => {
      const args = ledgerOf('all.csv', LEDGER, OLD, NOW)
      const { out } = await expiry(args)
      expect(out).toContain(
        'Already lost  at most 30,000 units, for which $4,200.00 was paid: old (package-1)',
      )
      const told =
        'the log begins on 2026-10-05T00:00:00Z, after old took effect: what was used before is not known, and less may be lost than is told'
      expect((await answer(args)).notes).toContain(told)
      expect((await expiry(`${args} -f focus`)).out).not.toContain('expired unused')
    })
    test('says so where there is no log at all, and not where the ledger says what is left', async () => {
      writeFileSync('no-log.csv', `${LEDGER}\n${OLD}\n`)
      expect((await expiry('no-log.csv')).out).toContain('Already lost  at most 30,000 units')
      writeFileSync('stated.csv', `${LEDGER},remaining\n${OLD},12000\n`)
      expect((await expiry('stated.csv')).out).toContain('Already lost  12,000 units')
    })
    test('says so of one that goes on behind the log, too', async () => {
      const args = ledgerOf('goes-on.csv', LEDGER, 'a,package-2,2026-10-01')
      const ask = async (asOf: string) => (await expiry(`${args} --as-of ${asOf}`)).out
      expect(await ask('2026-12-31')).toContain(
        'Already lost  at most 44,990 units, for which $5,668.74 was paid',
      )
      expect((await answer(`${args} --as-of 2026-12-31`)).notes.join()).toContain(
        'less may be left and lost than is told',
      )
      writeFileSync('late-on.csv', 'timestamp,units\n2026-10-05T00:00:00Z,5\n2026-12-29T00:00:00Z,5\n')
      const { out } = await expiry('goes-on.csv --usage late-on.csv --as-of 2026-12-31')
      expect(out).toContain('Already lost  44,990 units')
    })
    test('takes one that is said to be used up at its word', async () => {
      const args = ledgerOf('said.csv', `${LEDGER},status`, `${OLD},runOut`, `${NOW},online`)
      const { packages, totals, notes } = await answer(args)
      expect(packages[0]).toMatchObject({ drawn: '30000', remaining: '0', forfeited: '0' })
      expect(totals.forfeited).toBe('0')
      expect(notes.join()).not.toContain('less may be lost')
    })
    test('knows what one lost of whose time it knows nearly all', async () => {
      const { out } = await expiry(ledgerOf('near.csv', LEDGER, 'near,trial-1000,2026-09-29'))
      expect(out).toContain('Already lost  995 units, for which')
    })
  })
  test('measures by the days of the log, whatever the hour of the answer', async () => {
    const rows = [...Array(50).keys()].flatMap(day => {
      const date = new Date(Date.UTC(2026, 9, 2 + day)).toISOString().slice(0, 10)
      return [`${date}T00:00:00Z,800\n`, `${date}T09:00:00Z,200\n`]
    })
    writeFileSync('nightly.csv', `timestamp,units\n${rows.join('')}`)
    for (const asOf of ['2026-11-21', '2026-11-21T08:00:00Z', '2026-11-21T23:59:00Z', '2026-11-25T12:00:00Z'])
      for (const window of ['1d', '7d', '30d']) {
        const options = `ledger.csv --usage nightly.csv --as-of ${asOf} --burn-window ${window}`
        expect([options, (await answer(options)).pools.video.burn_per_day]).toEqual([options, '1000'])
      }
  })
  test('says where the log ends, and of the days before it only where its rate is theirs', async () => {
    const told = async (options: string) =>
      (await expiry(`ledger.csv --usage usage.csv --as-of 2026-12-05 ${options}`)).out.match(
        /! The log ends on .*/,
      )![0]
    const ends = '! The log ends on 21 Nov 2026. Use of the 13 days since is not known'
    expect(await told('')).toBe(`${ends}; the rate is that of the days before.`)
    expect(await told('--burn-rate 10')).toBe(`${ends}.`)
  })
  test('measures over the days that the log knows when they are fewer than the window, as budget does', async () => {
    const row = 'V1.6,text-to-video,pro,10'
    const rows = `2026-11-11T00:00:00Z,${row},succeed\n2026-11-20T12:00:00Z,${row},failed\n`
    writeFileSync('short.csv', `timestamp,model,capability,mode,duration,status\n${rows}`)
    const found = await answer('ledger.csv --usage short.csv')
    expect(found.pools.video.burn_per_day).toBe('0.7')
    expect([found.burn_window_days, found.burn_measured_days]).toEqual(['30', '10'])
    expect(found.notes[0]).toBe(
      'the log knows 10 days of use, fewer than the 30 days that use is measured over as a rule: the rate is their mean',
    )
    expect((await answer('ledger.csv --usage short.csv --burn-window 10d')).notes[0]).not.toContain('knows')
    // Two days with use, whatever the hours of it, and the day of the answer is not over.
    writeFileSync('two-days.csv', 'timestamp,units\n2026-10-05T05:00:00Z,50\n2026-10-06T15:00:00Z,70\n')
    for (const asOf of ['2026-10-07', '2026-10-07T10:00:00Z', '2026-10-20']) {
      const options = `two-days.csv --as-of ${asOf} --json`
      const plan = JSON.parse((await runWith(['budget', ...options.split(' ')])).out)
      const burn = (await answer(`ledger.csv --usage ${options}`)).pools.video.burn_per_day
      expect([asOf, burn, plan.demand.video.per_day]).toEqual([asOf, '60', '60'])
    }
  })
  test('is exit 0 with unfunded use, and without any use at all', async () => {
    expect((await expiry('ledger.csv --usage usage.csv')).status).toBe(0)
    const ran = await expiry('ledger.csv')
    expect(ran.status).toBe(0)
    expect(ran.err).toContain('note: no use is known')
    expect(ran.out).toMatch(
      /^30,000 units \(about \$4,200\) of the 30,000 left will expire unused if nothing more is used\.\n/,
    )
  })
  test('says what cannot be used even at full speed', async () => {
    const slow = await answer('ledger.csv --usage usage.csv --task-time 10m')
    // 12.5 days × 5 at once × 144 tasks a day × 24.5 ÷ 4 units... of what is left, the rest is lost.
    expect(slow.pools.video).toMatchObject({
      units_per_task: '5.25',
      full_speed: { units_per_day: '3780', forfeited: '0' },
    })
    const slower = await answer('ledger.csv --usage usage.csv --task-time 1h')
    expect(slower.pools.video.full_speed).toEqual({
      units_per_day: '630',
      forfeited: '22107.5',
      forfeited_cost: '3095.05',
    })
    const { out } = await expiry('ledger.csv --usage usage.csv --task-time 1h')
    expect(out).toContain('Even so 22,108 units (about $3,100) would be lost.')
  })
  test('can come from gzip, and from standard input', async () => {
    writeFileSync('ledger.csv.gz', gzipSync(FILES['ledger.csv']))
    const plain = await expiry('ledger.csv --usage usage.csv --json')
    expect((await expiry('ledger.csv.gz --usage usage.csv --json')).out).toBe(plain.out)
    expect((await expiry('--usage usage.csv --json', { stdin: FILES['ledger.csv'] })).out).toBe(plain.out)
    const piped = await expiry('ledger.csv --usage - --json', { stdin: FILES['usage.csv'] })
    expect(piped.out.replaceAll('"file":"stdin"', '"file":"usage.csv"')).toBe(plain.out)
  })
  test('takes columns of either file by other names', async () => {
    writeFileSync('renamed.csv', FILES['ledger.csv'].replace('id,', 'lot,'))
    writeFileSync('renamed-usage.csv', FILES['usage.csv'].replace('timestamp', 'ts'))
    const found = await answer('renamed.csv --usage renamed-usage.csv --columns id=lot,timestamp=ts')
    expect(found.totals.drawn).toBe('17.5')
  })
  test('leaves each file the names that are given for the other', async () => {
    const use = 'when,used,task_id\n2026-11-01T00:00:00Z,5,a\n2026-11-02T00:00:00Z,6,b\n'
    writeFileSync('own.csv', 'id,pool,units,price,purchased_at,validity_days\np,video,100,10,2026-10-01,90\n')
    writeFileSync('used.csv', use)
    writeFileSync('used.json', '[{"when":"2026-11-03T00:00:00Z","used":7,"task_id":"c"}]')
    writeFileSync('plain.csv', 'timestamp,units,task_id\n2026-11-04T00:00:00Z,8,d\n')
    const names = '--columns timestamp=when,units=used'
    expect((await answer(`own.csv --usage used.csv ${names}`)).totals.drawn).toBe('11')
    const all = await answer(`own.csv --usage used.csv --usage used.json --usage plain.csv ${names}`)
    expect(all.totals.drawn).toBe('26')
    const plan = await runWith([
      ...`budget used.csv --packages own.csv --as-of 2026-11-21 --json ${names}`.split(' '),
    ])
    expect(plan.status).toBe(0)
    for (const usage of ['used.csv', 'used.json', 'plain.csv'].map(name => `--usage ${name}`)) {
      const { status, err } = await expiry(
        `own.csv ${usage} --columns timestamp=when,units=used,task_id=nope`,
      )
      expect(status).toBe(2)
      expect(err).toContain('called "nope", which was asked for')
    }
  })
})

test('a rate without a log is warned of where the packages are of several accounts', async () => {
  writeFileSync(
    'owners.csv',
    'id,package,purchased_at,account\na,package-1,2026-09-01,x\nb,package-1,2026-09-15,y\n',
  )
  const warning = 'warning: the packages are of 2 accounts, and --burn-rate does not say whose use it is'
  expect((await expiry('owners.csv --burn-rate 1000')).err).toContain(warning)
  const told = await expiry('owners.csv --details')
  expect(told.err).not.toContain(warning)
  // Nobody knows of any use, so that nothing is told to last or to expire for want of it.
  expect(told.out).not.toContain('Nothing is being used')
})
test('answers of the API with other balances of one package are refused with what to do', async () => {
  const answerOf = (left: string) =>
    `{"code":0,"data":{"code":0,"resource_pack_subscribe_infos":[{"resource_pack_name":"Video - 1000 entries","resource_pack_id":"A1","total_quantity":1000,"remaining_quantity":${left},"purchase_time":1788220800000,"effective_time":1788220800000,"invalid_time":1803772800000,"status":"online"}]}}\n`
  writeFileSync('answers.jsonl', answerOf('900') + answerOf('700'))
  const { status, err } = await expiry('answers.jsonl')
  expect(status).toBe(2)
  expect(err).toMatch(
    /NAME_CLASH .*\n {2}of answers that state other balances of one package, give the newest alone/,
  )
})

describe('the API', () => {
  test('gives the balances where no file of use does, and what was lost', async () => {
    const found = await answer('costs.json')
    expect(found.balances).toBe('reported')
    expect(found.packages).toMatchObject([
      { id: 'r-1', package: 'package-1', drawn: '10', remaining: '29990', status: 'active' },
      {
        id: 'r-2',
        // Bought when the list of 2026 was on sale.
        package: 'trial-1000-2026',
        drawn: '742',
        forfeited: '258',
        forfeited_cost: '25.284',
        status: 'expired',
      },
    ])
    expect(found.totals).toMatchObject({ forfeited: '258', forfeited_cost: '25.284' })
  })
  test('is held against the computed balance, and a difference is shown', async () => {
    const found = await answer('costs.json --usage export.json')
    expect(found.balances).toBe('computed')
    expect(found.packages.map((each: { reported: object }) => each.reported)).toMatchObject([
      { remaining: '29990', difference: '0.5', within_delay: false },
      { remaining: '258', difference: '742' },
    ])
    expect(found.notes).toContain(
      'the API counts 29,990 units left in r-1, 0.5 fewer than the 29,990.5 computed',
    )
    const { out, err } = await expiry('costs.json --usage export.json')
    expect(out).toContain(
      '! The API says something else of what is left: r-2 (trial-1000-2026) holds 258 units (computed 1,000).',
    )
    // A difference of less than a unit is no doubt, and only noted.
    expect(out).not.toContain('r-1 (package-1) holds')
    expect(err).toContain('the API counts 29,990 units left in r-1')
    expect(err).not.toContain('left in r-2')
  })
  test('may be late by twelve hours of use', async () => {
    const at = async (time: string) =>
      (await answer(`costs-one.json --usage export.json --as-of ${time}`)).packages[0].reported
    // 5.5 units were used at midnight of the second.
    expect(await at('2026-11-02T11:59:59.999Z')).toMatchObject({ difference: '-5.5', within_delay: true })
    expect(await at('2026-11-02T12:00:00Z')).toMatchObject({ difference: '-5.5', within_delay: false })
  })
  test('reconciles with its billing export', async () => {
    const { reconciliation, packages, notes } = await answer('costs-one.json --usage export.json')
    expect(packages[0].drawn).toBe('9.5')
    expect(reconciliation).toMatchObject({
      deductions: 3,
      other_package: { count: 0, first: null },
      other_balance: { count: 0 },
      contradictory: { count: 0 },
      packages: [{ id: 'r-1', remaining: '29990.5', computed: '29990.5' }],
    })
    expect(notes).toContain('the billing export agrees with the draw-down in all 3 deductions')
  })
  test('cannot have more left than was bought', async () => {
    writeFileSync('over.json', FILES['costs-one.json'].replace('"29998"', '"30001"'))
    const ran = await expiry('over.json')
    expect([ran.status, ran.out]).toEqual([2, ''])
    expect(ran.err).toContain('remaining: found 30001, more than the 30000 that were bought')
  })
})

describe('the gate', () => {
  // The package expires 12.5 days after the time of the answer.
  const statusAt = async (options: string) => (await expiry(`ledger.csv --usage usage.csv ${options}`)).status
  test('is crossed when a package with units left expires sooner, and equal passes', async () => {
    expect(await statusAt('--fail-within 12.5d')).toBe(0)
    expect(await statusAt('--fail-within 300h')).toBe(0)
    expect(await statusAt('--fail-within 1080000.001s')).toBe(1)
    expect(await statusAt('--fail-within 12.5d --as-of 2026-11-20T23:59:59.999Z')).toBe(0)
    expect(await statusAt('--fail-within 12.5d --as-of 2026-11-21T00:00:00.001Z')).toBe(1)
    expect(await statusAt('--fail-within 2w')).toBe(1)
  })
  test.each(['table', 'csv', 'json', 'markdown'])(
    'is explained on standard error beside %s',
    async format => {
      const errOf = async (options: string) =>
        (await expiry(`ledger.csv --usage usage.csv --format ${format} ${options}`)).err
      expect(await errOf('--fail-within 2w')).toMatch(
        /^gate: --fail-within 14 days is crossed by p1 \(package-1\)$/m,
      )
      expect(await errOf('--fail-within 1d')).not.toContain('gate')
      expect(await errOf('--fail-within 2w --quiet')).toBe('')
    },
  )
  test('is not crossed by what has expired or is used up', async () => {
    expect(await statusAt('--fail-within 2w --as-of 2026-12-03T12:00:00Z')).toBe(0)
    expect(await statusAt('--fail-within 2w --as-of 2026-12-03T11:59:59.999Z')).toBe(1)
    writeFileSync(
      'small.csv',
      'id,pool,units,price,purchased_at,validity_days\na,video,17.5,1,2026-10-01T00:00:00Z,60\n',
    )
    expect((await expiry('small.csv --usage usage.csv --fail-within 30d')).status).toBe(0)
  })
  test('names the packages, and the answer is whole', async () => {
    const found = await answer('ledger.csv --fail-within 14d')
    expect(found.gate).toEqual({ within_days: '14', crossed_by: ['p1'] })
    expect((await answer('ledger.csv')).gate).toBeNull()
    expect((await expiry('ledger.csv --fail-within 14d')).out).toContain(
      'The gate --fail-within 14 days is crossed by p1 (package-1).',
    )
  })
  test('wins over rows set aside', async () => {
    const skip = '--usage bad-usage.csv --bad-rows skip'
    expect((await expiry(`ledger.csv ${skip}`)).status).toBe(3)
    expect((await expiry(`ledger.csv ${skip} --fail-within 14d`)).status).toBe(1)
  })
})

describe('side files', () => {
  test('--trace says who paid for what, as CSV or JSON', async () => {
    await expiry('ledger.csv --usage usage.csv --trace trace.csv')
    expect(readFileSync('trace.csv', 'utf8')).toBe(
      [
        'timestamp,task_id,account,pool,package,units,input_line,file',
        '2026-09-03T23:59:59.999Z,early,,video,,3.5,2,usage.csv',
        '2026-10-22T00:00:00Z,out,,video,p1,7,3,usage.csv',
        '2026-10-22T00:00:00.001Z,in,,video,p1,7,4,usage.csv',
        '2026-11-21T00:00:00Z,now,,video,p1,3.5,5,usage.csv',
        '',
      ].join('\n'),
    )
    await expiry('ledger.csv --usage usage.csv --trace trace.json')
    const trace = JSON.parse(readFileSync('trace.json', 'utf8'))
    expect(trace).toMatchObject({ schema: 'kling-cost/expiry-trace/1', burn_order: 'expiry' })
    expect(trace.draws.map((draw: { package: string | null }) => draw.package)).toEqual([
      null,
      'p1',
      'p1',
      'p1',
    ])
  })
  test('a task that two packages paid in part has a line for each, and one for the rest', async () => {
    writeFileSync(
      'two.csv',
      'id,pool,units,price,purchased_at,validity_days\na,video,1,1,2026-10-01T00:00:00Z,60\nb,video,2,1,2026-10-01T00:00:00Z,50\n',
    )
    await expiry('two.csv --usage usage.csv --as-of 2026-10-22 --trace two-trace.csv')
    expect(readFileSync('two-trace.csv', 'utf8').split('\n').slice(2)).toEqual([
      '2026-10-22T00:00:00Z,out,,video,b,2,3,usage.csv',
      '2026-10-22T00:00:00Z,out,,video,a,1,3,usage.csv',
      '2026-10-22T00:00:00Z,out,,video,,4,3,usage.csv',
      '',
    ])
  })
  test('are not written when there is no answer', async () => {
    const ran = await expiry('ledger.csv --usage bad-usage.csv --ics no.ics --trace no.csv')
    expect([ran.status, existsSync('no.ics'), existsSync('no.csv')]).toEqual([2, false, false])
  })
  test('are not written in part when they cannot be written', async () => {
    const ran = await expiry('ledger.csv --ics nowhere/no.ics')
    expect([ran.status, ran.out]).toEqual([2, ''])
    expect(ran.err).toMatch(/^nowhere\/no\.ics: FILE_UNWRITABLE /)
  })
})

test.each([
  ['before', 'taken.csv --usage done.csv'],
  ['behind', 'done.csv --usage taken.csv'],
])('what was deducted counts, with a log row of the same task %s it', async (_, logs) => {
  writeFileSync('taken.csv', 'timestamp,task_id,units\n2026-10-05T10:00:00Z,t2,9\n')
  writeFileSync(
    'done.csv',
    'timestamp,task_id,model,capability,mode,duration,status\n2026-10-05T10:01:00Z,t2,V1.6,text-to-video,pro,10,failed\n',
  )
  writeFileSync('one-lot.csv', 'id,package,purchased_at\np,package-2,2026-09-30\n')
  const { out } = await expiry(`one-lot.csv --usage ${logs} --as-of 2026-10-10 --json`)
  expect(JSON.parse(out).totals.drawn).toBe('9')
})

test('what was deducted from another pool than the price list takes it from is compared with no price', async () => {
  writeFileSync(
    'lots.csv',
    'id,pool,units,price,purchased_at,validity_days\nv,video,9,1,2026-10-01,90\ni,image,9,1,2026-10-01,90\n',
  )
  const ran = (pool: string, units: string) => {
    writeFileSync(
      'pool.csv',
      `timestamp,model,capability,mode,duration,pool,units\n2026-10-05,V1.6,text-to-video,std,5,${pool},${units}\n`,
    )
    return expiry('lots.csv --usage pool.csv --as-of 2026-10-10 --json')
  }
  const compared = async (pool: string) => {
    const { reconciliation } = JSON.parse((await ran(pool, '2')).out)
    return [reconciliation.compared, reconciliation.not_compared]
  }
  expect(await compared('video')).toEqual([1, 0])
  expect(await compared('image')).toEqual([0, 1])
  expect((await ran('image', '')).err).toContain(
    'BAD_VALUE pool: found "image"; the row that prices the job is of the video pool',
  )
})

test('an export and a list of tasks that state different deductions of one task are warned of', async () => {
  writeFileSync('lots.csv', 'id,pool,units,price,purchased_at,validity_days\np1,video,90,9,2026-10-01,90\n')
  const time = '2026-10-05T00:00:00Z'
  const taken = [deduction(time, 't1', '90', '2', '88', 'p1'), deduction(time, 't2', '88', '3', '85', 'p1')]
  writeFileSync('lots-export.json', JSON.stringify({ code: 0, data: { result: { detail: taken } } }))
  const warned = async (units: string) => {
    writeFileSync(
      'lots-tasks.csv',
      `timestamp,task_id,status,units\n${time},t1,succeed,2\n${time},t2,succeed,${units}\n`,
    )
    const { out } = await expiry(
      'lots.csv --usage lots-export.json --usage lots-tasks.csv --as-of 2026-10-10 --json',
    )
    return JSON.parse(out).notes.filter((note: string) => note.includes('other units'))
  }
  expect(await warned('4')).toEqual([expect.stringMatching(/^warning: 1 row left out /)])
  expect(await warned('3')).toEqual([])
})

test.each([[['begun', 'done']], [['done', 'begun']]])(
  'a row that says how a task ended counts, whatever one before its end says was deducted: %j',
  async order => {
    const rows: Record<string, string> = {
      begun: '2026-10-05T10:00:00Z,t2,V1.6,text-to-video,pro,10,processing,9',
      done: '2026-10-05T10:01:00Z,t2,V1.6,text-to-video,pro,10,succeed,',
    }
    const header = 'timestamp,task_id,model,capability,mode,duration,status,units'
    writeFileSync('one-task.csv', `${[header, ...order.map(name => rows[name])].join('\n')}\n`)
    writeFileSync('one-lot.csv', 'id,package,purchased_at\np,package-2,2026-09-30\n')
    const { out } = await expiry('one-lot.csv --usage one-task.csv --as-of 2026-10-10 --json')
    expect(JSON.parse(out).totals.drawn).toBe('7')
  },
)

test('the units of days are use, in JSON and in CSV', async () => {
  writeFileSync('one-lot.csv', 'id,package,purchased_at\np,package-2,2026-09-30\n')
  writeFileSync('days.csv', 'date,units\n2026-10-05,30\n2026-10-06,12.5\n')
  writeFileSync('days.json', '[{"date":"2026-10-05","units":30},\n{"date":"2026-10-06","units":12.5}]')
  for (const days of ['days.csv', 'days.json']) {
    const { out } = await expiry(`one-lot.csv --usage ${days} --as-of 2026-11-21 --json`)
    expect(JSON.parse(out).totals.drawn).toBe('42.5')
  }
  writeFileSync('days.json', '[{"date":"2026-10-05","units":30},\n{"date":"2026-10-36","units":12.5}]')
  expect((await expiry('one-lot.csv --usage days.json')).err).toMatch(/^days\.json:2: BAD_TIME date: /)
})

describe('bad arguments', () => {
  test.each([
    ['ledger.csv --within 14', 'BAD_VALUE --within: found "14"'],
    ['ledger.csv --fail-within 0d', 'BAD_VALUE --fail-within: found "0d"'],
    ['ledger.csv --task-time 2x', 'BAD_VALUE --task-time: found "2x"'],
    ['ledger.csv --burn-window 1.0000001s', 'BAD_VALUE --burn-window: found "1.0000001s"'],
    ['ledger.csv --burn-rate -1', 'BAD_NUMBER --burn-rate: found "-1"'],
    ['ledger.csv --burn-rate 1 --burn-rate 2', 'BAD_USAGE --burn-rate is given twice'],
    ['ledger.csv --burn-rate image=1', 'BAD_VALUE --burn-rate: the ledger has no packages of pool "image"'],
    ['two-pools.csv --burn-rate 1', 'BAD_USAGE --burn-rate: the ledger has packages of 2 pools'],
    ['ledger.csv --burn-order price', 'BAD_VALUE --burn-order: found "price"'],
    ['ledger.csv --card nope', 'UNKNOWN_CARD'],
    [
      'ledger.csv --usage usage.csv --usage usage.csv',
      'usage.csv" is given twice: what it holds would count twice',
    ],
    ['ledger.csv --trace x.csv', 'BAD_USAGE --trace needs --usage'],
    ['ledger.csv --usage usage.csv --trace x.txt', 'BAD_USAGE --trace: found "x.txt"'],
    ['ledger.csv --ics a -o ./a', 'BAD_USAGE --output and --ics: one file cannot take two answers'],
    ['ledger.csv -o ./ledger.csv', 'BAD_USAGE --output "./ledger.csv" would overwrite "ledger.csv"'],
    [
      'ledger.csv --usage usage.csv --trace usage.csv',
      'BAD_USAGE --trace "usage.csv" would overwrite what is read',
    ],
    ['- --usage -', 'BAD_USAGE the ledger and --usage cannot both be standard input'],
    [
      'ledger.csv --usage usage.csv --card kling-per-second',
      'BAD_USAGE --card kling-per-second charges dollars',
    ],
    ['none.csv', 'none.csv: FILE_UNREADABLE'],
    ['', 'NO_INPUT no ledger was given'],
    ['ledger.csv more', 'BAD_USAGE too many arguments'],
  ])('expiry %s', async (args, message) => {
    const ran = await expiry(args)
    expect([ran.status, ran.out]).toEqual([2, ''])
    expect(ran.err).toContain(message)
  })
  test('are told together', async () => {
    const { err } = await expiry('ledger.csv --within 14 --burn-rate x --burn-order y --card nope')
    expect(err.split('\n').filter(line => /^[A-Z]+_/.test(line))).toHaveLength(5)
  })
  test('a rate of each pool is taken', async () => {
    const found = await answer('two-pools.csv --burn-rate video=1 --burn-rate image=2')
    expect([found.pools.video.burn_per_day, found.pools.image.burn_per_day]).toEqual(['1', '2'])
  })
})

test('tasks at once are fewer when the forecast has used a package up, not only when it expires', async () => {
  writeFileSync(
    'limits.csv',
    'id,package,purchased_at,expires_at,concurrency,remaining\na,package-1,2026-09-01,2026-12-07T00:00:00Z,20,100\nb,package-2,2026-10-01,2026-12-20T00:00:00Z,5,45000\n',
  )
  const changes = async (rate: string) => {
    const { pools } = await answer(`limits.csv --burn-rate ${rate} --as-of 2026-11-20`)
    return pools.video.concurrency_changes
  }
  const end = { at: '2026-12-20T00:00:00Z', to: null }
  expect(await changes('50')).toEqual([{ at: '2026-11-22T00:00:00Z', to: 5 }, end])
  expect(await changes('1')).toEqual([{ at: '2026-12-07T00:00:00Z', to: 5 }, end])
})

test('a reminder of a package whose price nobody knows names no price', async () => {
  const image = pack('z', {
    resource_pack_name: 'Trial-Image-1000Units-9Con-1Months',
    total_quantity: 1000,
    remaining_quantity: 900,
    invalid_time: Date.parse('2026-10-31T00:00:00Z'),
  })
  writeFileSync('unpriced.json', JSON.stringify({ data: { resource_pack_subscribe_infos: [image] } }))
  await expiry('unpriced.json --ics z.ics --as-of 2026-10-20')
  expect(readFileSync('z.ics', 'utf8').replaceAll('\r\n ', '')).toContain(
    'What is not used by then is lost\\; its price is not known.',
  )
})

describe('accounts', () => {
  test('each draw from their own packages, and use of nobody is refused', async () => {
    writeFileSync(
      'accounts.csv',
      'id,package,purchased_at,account\na1,trial-100,2026-11-01,a\nb1,trial-100,2026-11-01,b\n',
    )
    const row = (account: string) => `2026-11-02T00:00:00Z,V1.6,text-to-video,pro,10,${account}\n`
    const usage = `timestamp,model,capability,mode,duration,account\n${row('a')}${row('b')}${row('b')}`
    writeFileSync('accounts-usage.csv', usage)
    const found = await answer('accounts.csv --usage accounts-usage.csv')
    expect(found.packages.map((each: { drawn: string }) => each.drawn)).toEqual(['7', '14'])
    // What a package loses follows from the rate of its own account, which its reminder names.
    const told = async (args: string) =>
      (await expiry(`accounts.csv --usage accounts-usage.csv ${args}`)).out.replaceAll('\u00a0', ' ')
    expect(await told('--as-of 2026-11-29 --ics a.ics')).toMatch(
      /^137 units \(about \$13\.41\) of the 179 left will expire unused at today's rates of use \(21 units a day in all\)\.\n/,
    )
    const events = readFileSync('a.ics', 'utf8').replaceAll('\r\n ', '').replaceAll('\u00a0', ' ')
    expect(events).toContain('it held 93 units. At 7 units a day by a\\, ')
    expect(events).toContain('\\, 79 units\\, ')
    expect(events).toContain('it held 86 units. At 14 units a day by b\\, ')
    expect(events).toContain('\\, 58 units\\, ')
    expect(await told('--as-of 2026-11-04')).toContain('Use of the day since is not known')
    // Several files are told apart: in errors, and wherever a line is named.
    writeFileSync('more-usage.csv', `${usage}${row('b').repeat(14)}`)
    const both = await answer('accounts.csv --usage accounts-usage.csv --usage more-usage.csv --trace t.csv')
    expect(both.unfunded[0]).toMatchObject({ account: 'b', file: 'more-usage.csv', input_line: 15 })
    const trace = readFileSync('t.csv', 'utf8')
    expect(trace).toMatch(/,a,video,a1,7,2,accounts-usage.csv\r?\n/)
    expect(trace).toMatch(/,a,video,a1,7,2,more-usage.csv\r?\n/)
    const bad = row('a').replace(',10,', ',7,')
    for (const name of ['accounts-usage.csv', 'more-usage.csv']) writeFileSync(name, `${usage}${bad}`)
    const skip = '--usage accounts-usage.csv --usage more-usage.csv --bad-rows skip --rejects r.jsonl'
    expect((await expiry(`accounts.csv ${skip}`)).status).toBe(3)
    const rejects = readFileSync('r.jsonl', 'utf8').trim().split('\n')
    expect(rejects.map(line => JSON.parse(line).file)).toEqual(['accounts-usage.csv', 'more-usage.csv'])
    writeFileSync('accounts-usage.csv', usage)
    writeFileSync('more-usage.csv', `${usage}${row('')}`)
    expect((await expiry('accounts.csv --usage accounts-usage.csv --usage more-usage.csv')).err).toMatch(
      /^more-usage\.csv:5: KEY_MISSING account: /,
    )
    writeFileSync('accounts-usage.csv', `${usage}${row('')}`)
    expect((await expiry('accounts.csv --usage accounts-usage.csv')).err).toContain(
      'accounts-usage.csv:5: KEY_MISSING account: is missing, and the ledger holds packages of a and b',
    )
  })
  describe('what is to be done is told by account', () => {
    const AT = '--as-of 2026-11-21T00:00:00Z'
    const write = (packages: readonly string[], uses: Readonly<Record<string, number>>) => {
      writeFileSync('of.csv', `id,package,purchased_at,account\n${packages.join('\n')}\n`)
      const days = Array.from({ length: 10 }, (_, i) => i + 11)
      const rows = days.flatMap(day =>
        Object.entries(uses).map(([account, units]) => `2026-11-${day}T10:00:00Z,${units},${account}\n`),
      )
      writeFileSync('of-use.csv', `timestamp,units,account\n${rows.join('')}`)
    }
    /** The lines of facts by their labels, of the answer in short and of the pool. */
    const factsOf = async (args: string) => {
      const { out } = await expiry(`of.csv ${args} ${AT} --details`)
      const found: Record<string, string[]> = {}
      let label = ''
      for (const [, name, line] of out.replaceAll('\u00a0', ' ').matchAll(/^ {2}(\S.{13}| {14})(.+)$/gmu)) {
        label = name!.trim() || label
        found[label] = [...(found[label] ?? []), line!]
      }
      return found
    }
    const A = 'a,package-5000,2026-11-01,A'
    const B = 'b,trial-1000-2026,2026-11-10,B'
    test('at most of those that lose something in short, of all with details', async () => {
      write([A, B], { A: 20, B: 80 })
      const facts = await factsOf('--usage of-use.csv --task-time 1h')
      const ofA = 'A: 30 units a day, now 20'
      expect(facts['To use all']).toEqual([ofA, ofA, 'B: 10.53 units a day, now 80'])
      expect(facts['Tasks at once']).toEqual([
        'A: 20 now; none from 30 Apr 2027',
        'B: 5 now; none from 23 Nov 2026',
      ])
      expect(facts['At most']!.slice(1)).toEqual([
        'A: 24,000 units a day: 20 tasks at once, 1 hour and 50 units each. So all could be used in time.',
        'B: 6,000 units a day: 5 tasks at once, 1 hour and 50 units each. So all could be used in time.',
      ])
      const { pools, notes } = await answer(`of.csv --usage of-use.csv --task-time 1h ${AT}`)
      expect(pools.video).toMatchObject({
        burn_to_use_all: '40.526315789473684211',
        concurrency: 20,
        concurrency_changes: [{ at: '2027-04-30T00:00:00Z', to: null }],
        accounts: [
          { account: 'A', burn_per_day: '20', burn_to_use_all: '30', forecast_forfeited: '1600' },
          {
            account: 'B',
            burn_per_day: '80',
            burn_to_use_all: '10.526315789473684211',
            forecast_forfeited: '0',
            concurrency: 5,
            concurrency_changes: [{ at: '2026-11-23T12:00:00Z', to: null }],
            full_speed: { units_per_day: '6000', forfeited: '0', forfeited_cost: '0' },
          },
        ],
      })
      expect(notes.filter((note: string) => note.includes('R32'))[0]).toContain('limit of an account')
    })
    test('of each where a rate is of nobody in particular', async () => {
      write([A, B], {})
      const facts = await factsOf('--burn-rate 40')
      const each = ['A: 31.25 units a day', 'B: 52.63 units a day']
      expect(facts['To use all']).toEqual([...each, ...each])
      const { pools } = await answer(`of.csv --burn-rate 40 ${AT}`)
      expect(pools.video.accounts.map((its: { burn_per_day: string }) => its.burn_per_day)).toEqual([
        null,
        null,
      ])
    })
    test('of packages that are anyone’s with those of each, and for others', async () => {
      write([A, B, 'c,package-5000,2026-11-05,'], { A: 20, B: 80 })
      const facts = await factsOf('--usage of-use.csv')
      expect(facts['Tasks at once']).toEqual([
        'A: 20 now; none from 30 Apr 2027',
        'B: 20 now; none from 25 Jan 2027',
        'Anyone else: 20 now; none from 25 Jan 2027',
      ])
      expect(facts['To use all']!.slice(1)).toEqual([
        'A: at least 30 units a day, now 20',
        'B: at least 10.53 units a day, now 80',
        'Anyone else: 30.49 units a day',
      ])
    })
    test('where others use units and have no package', async () => {
      write([A], { A: 20, B: 80 })
      const facts = await factsOf('--usage of-use.csv')
      expect(facts['To use all']![0]).toBe('A: 30 units a day, now 20')
    })
    test('not where there is one', async () => {
      write([A], { A: 20 })
      const facts = await factsOf('--usage of-use.csv')
      expect(facts['To use all']![0]).toBe('30 units a day from now on')
      expect(facts['Tasks at once']).toEqual(['20 now; none from 30 Apr 2027'])
      expect((await answer(`of.csv --usage of-use.csv ${AT}`)).pools.video.accounts).toEqual([])
    })
    test('of some where there are many', async () => {
      write(
        Array.from({ length: 7 }, (_, i) => `p${i},trial-100-2026,2026-11-10,acc${i}`),
        { acc0: 1 },
      )
      const facts = await factsOf('--usage of-use.csv')
      // The most that is lost comes first: acc0 uses some of its own.
      const losing = facts['To use all']!.slice(0, 4)
      expect(losing.map(line => line.split(':')[0])).toEqual(['acc1', 'acc2', 'acc3', 'and 4 more accounts'])
      expect(facts['Tasks at once']!.slice(2)).toEqual([
        'acc2: 5 now; none from 10 Dec 2026',
        'and 4 more accounts',
      ])
      expect(facts['At most']).toBeUndefined()
    })
  })
  test('of an export are those of the packages that it names', async () => {
    writeFileSync(
      'owners.csv',
      'id,package,purchased_at,account\nr-1,package-1,2026-10-01T00:00:00Z,a\nr-2,package-1,2026-10-01T00:00:00Z,b\n',
    )
    const found = await answer('owners.csv --usage export.json')
    expect(found.packages.map((each: { drawn: string }) => each.drawn)).toEqual(['9.5', '0'])
  })
})

describe('on a screen', () => {
  const LOTS = [
    'id,package,pool,units,price,purchased_at,effective_at,validity_days,account',
    'p1,package-1,,,,2026-09-04T00:00:00Z,,,',
    'trial,trial-1000,,,,2026-08-01T00:00:00Z,,,',
    'next,package-3,,,,2026-11-18T00:00:00Z,2026-12-01T00:00:00Z,,',
    'a-package-with-a-long-name,,image,2000,7,2026-11-01T00:00:00Z,,90,team-of-many',
    '',
  ].join('\n')
  test.each([60, 80, 100])(
    'no line is longer than %i columns, and the first has the money at risk',
    async columns => {
      writeFileSync('lots.csv', LOTS)
      const { out } = await expiry('lots.csv --usage usage.csv --task-time 120s', {
        outIsTerminal: true,
        columns,
      })
      const lines = stripVTControlCharacters(out).trimEnd().split('\n')
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
      expect(lines[0]).toMatch(/^Units worth about \$[\d,]+ will expire unused/)
    },
  )
  test('what can still be lost comes first, the soonest expiry at the top', async () => {
    writeFileSync('lots.csv', LOTS)
    const { out } = await expiry('lots.csv --usage usage.csv --details')
    const all = out.slice(out.indexOf('\nPackages\n'))
    const order = ['p1 (package-1)', 'a-package', 'next (package-3)', 'trial (trial-1000)'].map(name =>
      all.indexOf(`\n${name}`),
    )
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(order).not.toContain(-1)
  })
  test('times are those of the zone asked for', async () => {
    const { out } = await expiry('ledger.csv --tz Asia/Shanghai --as-of 2026-11-21T00:00:00Z --details')
    expect(out).toContain('3 Dec 2026, 20:00')
    const page = await expiry('ledger.csv --tz Asia/Shanghai --as-of 2026-11-21T00:00:00Z --format markdown')
    expect(page.out).toMatch(/1 package at 21\u00a0Nov\u00a02026, 08:00 \(Asia\/Shanghai\)/)
  })
  test('what a ledger writes cannot move the cursor', async () => {
    writeFileSync(
      'evil.csv',
      'id,package,purchased_at,account\n\u001b[31mred,package-1,2026-11-01,\u202eevil\n',
    )
    for (const format of ['table', 'markdown']) {
      const { out } = await expiry(`evil.csv --format ${format}`)
      for (const character of ['\u001b', '\u202e']) expect(out).not.toContain(character)
    }
  })
  test('an empty ledger is an answer', async () => {
    writeFileSync('empty.csv', 'id,package,purchased_at\n')
    const ran = await expiry('empty.csv')
    expect([ran.status, ran.err]).toEqual([0, ''])
    expect(ran.out).toMatch(/^The ledger holds no package\.\n/)
  })
})

test('CSV neutralises what a spreadsheet would run', async () => {
  writeFileSync('formula.csv', 'id,package,purchased_at\n=1+1,package-1,2026-11-01\n')
  const { out } = await expiry('formula.csv --format csv')
  expect(out.split('\n')[1]).toMatch(/^'=1\+1,package-1,video,30000,/)
})

test('a trial is once for an account over all lists', async () => {
  writeFileSync(
    'trials.csv',
    'id,package,purchased_at\na,trial-100,2026-08-01\nb,trial-100-2026,2026-11-01\n',
  )
  const { status, err } = await expiry('trials.csv')
  expect(status).toBe(2)
  expect(err).toContain(
    'trials.csv:3: BAD_VALUE package: an account can buy trial-100-2026 once, and line 2 has trial-100',
  )
  writeFileSync(
    'other-trials.csv',
    'id,package,purchased_at,account\na,trial-100,2026-08-01,A\nb,trial-100-2026,2026-11-01,B\nc,trial-1000,2026-11-01,A\n',
  )
  expect((await expiry('other-trials.csv')).status).toBe(0)
})

describe('files of use that overlap, without ids', () => {
  const LEDGER = 'ledger.csv --as-of 2026-11-21'
  const write = (name: string, text: string): string => {
    writeFileSync(name, text)
    return `--usage ${name}`
  }
  const DAYS = 'date,pool,units\n2026-10-01,video,5\n2026-10-02,video,5\n'
  const ROWS = 'timestamp,units\n2026-10-01T10:00:00Z,5\n2026-10-02T10:00:00Z,5\n'
  const NO_IDS =
    'these rows have no ids. One that stands in another file of the same time as well counts twice'
  test('are an error where both have the units of one day, pool and account', async () => {
    const days = write('days.csv', DAYS)
    const { status, err } = await expiry(`${LEDGER} ${days} ${write('days-copy.csv', DAYS)}`)
    expect(status).toBe(2)
    // A day without use is none of either, and a pool that is not named is the only one.
    const unnamed = write('days-unnamed.csv', 'date,units\n2026-10-01,0\n2026-10-02,5\n')
    expect((await expiry(`${LEDGER} ${days} ${unnamed}`)).err).toContain('days-unnamed.csv:3: BAD_VALUE')
    expect(err).toContain(
      'days-copy.csv:2: BAD_VALUE date: the units of 2026-10-01 stand in days.csv, line 2, too, and would count twice\n  give one of the two files, or say whose use it is in a column account',
    )
  })
  test('are none where the days, the pools or the accounts differ, and nothing is said', async () => {
    const days = write('days.csv', DAYS)
    const others = [
      'date,pool,units\n2026-10-03,video,5\n2026-09-30,video,5\n',
      'date,pool,units\n2026-10-01,image,5\n',
      'date,pool,units,account\n2026-10-03,video,5,B\n',
    ]
    for (const other of others) {
      const { status, out } = await expiry(`${LEDGER} ${days} ${write('days-other.csv', other)} --json`)
      expect(status).toBe(0)
      expect(out).not.toContain('these rows have no ids')
    }
    // Those that name no account may hold those of one.
    const ofOne = write('days-of-b.csv', 'date,pool,units,account\n2026-10-01,video,4,B\n')
    expect((await expiry(`${LEDGER} ${days} ${ofOne} --json`)).out).toContain(NO_IDS)
    const ofAnother = write('days-of-a.csv', 'date,pool,units,account\n2026-10-01,video,5,A\n')
    expect((await expiry(`${LEDGER} ${ofAnother} ${ofOne} --json`)).out).not.toContain(NO_IDS)
  })
  test('are told loudly where they have the same rows, in whatever order', async () => {
    const [head, first, second] = ROWS.split('\n')
    const files = `${write('rows.csv', ROWS)} ${write('rows-copy.csv', `${head}\n${second}\n${first}\n`)}`
    const { out } = await expiry(`${LEDGER} ${files}`)
    const warning =
      'rows.csv · rows-copy.csv hold the same rows, which have no ids. If one is a copy of another'
    expect(out).toContain(`! ${warning}`)
    expect((await answer(`${LEDGER} ${files}`)).notes).toContainEqual(expect.stringContaining(warning))
    expect(out).not.toContain(NO_IDS)
  })
  test('are told where their times overlap, with tasks that have ids as well', async () => {
    const rows = write('rows.csv', ROWS)
    const other = write('named.csv', 'timestamp,units,task_id\n2026-10-01T20:00:00Z,5,t\n')
    expect((await answer(`${LEDGER} ${rows} ${other}`)).notes).toContain(`rows.csv: ${NO_IDS}`)
    const later = write('later.csv', 'timestamp,units\n2026-10-03T20:00:00Z,5\n')
    expect((await expiry(`${LEDGER} ${rows} ${later} --json`)).out).not.toContain('these rows have no ids')
  })
  test('are told by budget too', async () => {
    write('days.csv', DAYS)
    write('days-copy.csv', DAYS)
    expect((await runWith(['budget', 'days.csv', 'days-copy.csv', '--as-of', '2026-11-21'])).status).toBe(2)
    write('rows.csv', ROWS)
    write('rows-copy.csv', ROWS)
    const { out } = await runWith(['budget', 'rows.csv', 'rows-copy.csv', '--as-of', '2026-11-21'])
    expect(out).toContain('! rows.csv · rows-copy.csv hold the same rows')
  })
})

test('deductions that name another package than computed are told beside the answer', async () => {
  const columns = 'id,pool,units,price,purchased_at,validity_days'
  writeFileSync('paid.csv', `${columns}\np1,video,1000,140,2026-09-01,90\np2,video,1000,140,2026-09-05,180\n`)
  writeFileSync('payers.csv', 'timestamp,task_id,package_id,units\n2026-10-01T00:00:00Z,1,p2,400\n')
  const { out } = await runWith(['expiry', 'paid.csv', '--usage', 'payers.csv', '--as-of', '2026-10-21'])
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    '! 1 of 1 deduction was paid by another package than computed; the first, line 2 of payers.csv, 2026-10-01T00:00:00Z, task 1: p2, computed p1. What is left of each, and what expires, may be otherwise.',
  )
})
