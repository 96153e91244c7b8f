import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FileJobs } from '../../../src/answers/jobs/job-files.js'
import { readUsage } from '../../../src/answers/use/usage.js'
import { zoneOf } from '../../../src/core/calendar.js'
import { InputError } from '../../../src/core/failure.js'
import { formatInstant, UTC, type Zone } from '../../../src/core/instant.js'
import { drawDown, type Use } from '../../../src/core/ledger/drawdown.js'
import { isDeduction } from '../../../src/core/ledger/reconcile.js'
import { format } from '../../../src/core/quantity.js'
import type { RateCard } from '../../../src/core/rating/rate-card.js'
import { parseInstant } from '../../../src/core/time-text.js'
import { plainReading } from '../../../src/read/file-reading.js'
import { loadRates } from '../../../src/read/rates/load-rates.js'
import { makeLots } from '../../core/ledger/lots.js'
import { inputOf } from '../../read/inputs.js'

const NO_STDIN = { stream: (async function* () {})(), isTerminal: true }
const { catalogue, names } = await loadRates([], NO_STDIN)
const asOf = parseInstant('2026-11-21', UTC)!

interface Options extends Partial<FileJobs> {
  readonly zone?: Zone
  readonly card?: RateCard | null
  /** Lines in each chunk. */
  readonly lines?: number
}

const read = (text: string, { zone = UTC, card = null, lines, ...file }: Options = {}) =>
  readUsage(
    [
      {
        input: inputOf(text, 'usage', lines),
        reading: { ...plainReading(zone), names },
        badRows: 'stop',
        keepsRejects: false,
        ...file,
      },
    ],
    { catalogue, card, asOf, zone: zoneOf('UTC') },
    { known: ['video', 'image', 'try-on'], paying: ['video'] },
  )

async function issuesOf(text: string, options?: Options): Promise<string[]> {
  const error = await read(text, options).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(InputError)
  return (error as InputError).issues.map(({ code, message, place }) => `${place.line} ${code} ${message}`)
}

const describeUse = ({ at, pool, units, taskId, account, line }: Use) =>
  `${line} ${formatInstant(at)} ${format(units)} ${pool} ${taskId} ${account}`
const usesOf = async (text: string, options?: Options) => (await read(text, options)).uses.map(describeUse)

const HEADER = 'timestamp,task_id,model,capability,mode,duration,count,status,account'

describe('a usage log', () => {
  it('is priced in units, task by task', async () => {
    const text = [
      HEADER,
      '2026-10-01T00:00:00Z,a,V1.6,text-to-video,pro,10,1,succeed,acme',
      '2026-10-02T00:00:00Z,b,V1.6,text-to-video,pro,10,3,,',
      '2026-10-03T00:00:00Z,,Kolors V1.0,text-to-image,,,,succeed,',
    ].join('\n')
    expect(await usesOf(text.replace(',,\n', ',succeed,\n'))).toEqual([
      '2 2026-10-01T00:00:00Z 7 video a acme',
      '3 2026-10-02T00:00:00Z 21 video b null',
      '4 2026-10-03T00:00:00Z 1 image null null',
    ])
  })
  it('is priced in units also where a dollar card would come first', async () => {
    const text = 'timestamp,model,capability,resolution,duration\n2026-10-01,3.0,text-to-video,1080p,5\n'
    expect(await usesOf(text)).toEqual(['2 2026-10-01T00:00:00Z 4 video null null'])
    const dollars = catalogue.cards.find(card => card.billing === 'us-dollars')!
    expect(await issuesOf(text, { card: dollars })).toEqual([
      `null BAD_USAGE --card ${dollars.id} charges dollars; what is drawn from packages is priced in units`,
    ])
  })
  it('holds no use of tasks that failed or are not finished, and counts them', async () => {
    const text = [
      HEADER,
      '2026-10-01,a,V1.6,text-to-video,std,5,2,failed,',
      '2026-10-01,b,V1.6,text-to-video,std,5,3,processing,',
      '2026-10-01,c,V1.6,text-to-video,std,5,1,submitted,',
      '2026-10-01,d,V1.6,text-to-video,std,5,1,succeeded,',
    ].join('\n')
    const usage = await read(text)
    expect([usage.uses.length, usage.notBilled, usage.pending]).toEqual([1, 2n, 4n])
  })
  it('is put in order of time; rows of one instant keep the order of the file', async () => {
    const row = (time: string, id: string) => `${time},${id},V1.6,text-to-video,std,5,1,succeed,`
    const text = [
      HEADER,
      row('2026-10-03', 'a'),
      row('2026-10-01', 'b'),
      row('2026-10-03', 'c'),
      row('2026-10-02', 'd'),
      row('2026-10-01T00:00:00Z', 'e'),
    ].join('\n')
    expect((await read(text)).uses.map(use => use.taskId)).toEqual(['b', 'e', 'd', 'a', 'c'])
  })
  it('takes times without a zone in the zone asked for', async () => {
    const text = 'timestamp,model,capability,mode,duration\n2026-10-01 00:30:00,V1.6,text-to-video,std,5\n'
    expect(await usesOf(text, { zone: zoneOf('Asia/Shanghai') })).toEqual([
      '2 2026-09-30T16:30:00Z 2 video null null',
    ])
  })
  it('must have a time in each row', async () => {
    const text =
      'timestamp,model,capability,mode,duration\n,V1.6,text-to-video,std,5\n2026-10-01,V1.6,text-to-video,std,5\n'
    expect(await issuesOf(text)).toEqual([expect.stringMatching(/^2 BAD_TIME timestamp: is missing; /)])
    const usage = await read(text, { badRows: 'skip' })
    expect([usage.uses.length, usage.rejected.map(row => row.line)]).toEqual([1, [2]])
    expect(await issuesOf('model,capability\n')).toEqual([
      expect.stringMatching(/^1 HEADER_MISSING no column "timestamp"/),
    ])
    expect(
      await issuesOf('{"model":"V1.6","capability":"text-to-video","mode":"std","duration":5}\n'),
    ).toEqual([expect.stringMatching(/^1 BAD_TIME timestamp: is missing; /)])
  })
  it('may be JSON lines or a JSON list', async () => {
    const job = (id: string) =>
      `{"timestamp":1790812800,"task_id":"${id}","model":"V1.6","capability":"text-to-video","mode":"std","duration":5,"account":"acme"}`
    expect(await usesOf(`${job('a')}\n${job('b')}\n`)).toEqual([
      '1 2026-10-01T00:00:00Z 2 video a acme',
      '2 2026-10-01T00:00:00Z 2 video b acme',
    ])
    expect(await usesOf(`[${job('a')},\n${job('b')}]`)).toHaveLength(2)
  })
  it('gives the same however it is quoted and cut into chunks', async () => {
    const times = [
      '2026-10-01T00:00:00Z',
      '2026-10-01 00:00:00.25Z',
      '1790812800',
      '2026-09-30T20:00:00-04:00',
    ]
    const row = fc.record({
      time: fc.constantFrom(...times),
      id: fc.constantFrom('', 'x', 'task 1', 'é'),
      mode: fc.constantFrom('std,5', 'pro,10'),
      count: fc.constantFrom('', '1', '12'),
      status: fc.constantFrom('succeed', 'failed', 'processing'),
      account: fc.constantFrom('', 'acme', ' b '),
    })
    const lines = fc.integer({ min: 1, max: 6 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12, size: 'max' }),
        fc.nat(12),
        lines,
        async (rows, from, size) => {
          const texts = rows.map(
            one =>
              `${one.time},${one.id},V1.6,text-to-video,${one.mode},${one.count},${one.status},${one.account}`,
          )
          const quoted = texts.map((text, i) =>
            i < from
              ? text
              : text
                  .split(',')
                  .map(field => `"${field}"`)
                  .join(','),
          )
          const plain = await usesOf([HEADER, ...texts].join('\n'))
          expect(await usesOf([HEADER, ...quoted].join('\n'), { lines: size })).toEqual(plain)
        },
      ),
      { seed: 20261121, numRuns: 60 },
    )
  })
  it('gives the same uses in whatever order its rows stand', async () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), {
      minLength: 2,
      maxLength: 15,
      size: 'max',
    })
    await fc.assert(
      fc.asyncProperty(minutes, async rows => {
        const row = (minute: number) =>
          `2026-10-01T00:${String(minute).padStart(2, '0')}:00Z,t${minute},V1.6,text-to-video,std,5,1,succeed,`
        const ids = async (order: number[]) =>
          (await read([HEADER, ...order.map(row)].join('\n'))).uses.map(use => use.taskId)
        expect(await ids(rows)).toEqual(await ids([...rows].sort((a, b) => a - b)))
      }),
      { seed: 20261121, numRuns: 40 },
    )
  })
})

describe('deductions that name no package', () => {
  const [one, two] = ['2026-10-05T10:00:00Z', '2026-10-06T10:00:00Z']
  const log = (...rows: string[]) => ['timestamp,task_id,units,status', ...rows].join('\n')
  const deductions = (...rows: string[]) => ['timestamp,task_id,units', ...rows].join('\n')
  /** Amounts that count, and how many rows were left out. */
  const drawn = async (text: string, options?: Options) => {
    const { uses, repeatedTasks } = await read(text, options)
    return [
      ...uses
        .map(({ units }) => format(units))
        .sort()
        .reverse(),
      `${repeatedTasks} left out`,
    ]
  }
  it.each([
    ['of two amounts', deductions(`${one},a,5`, `${one},a,4`), ['5', '4', '0 left out']],
    ['of two times', deductions(`${one},a,5`, `${two},a,5`), ['5', '5', '0 left out']],
    [
      'of which one has lost the fraction of its second',
      deductions(`${one.replace('Z', '.123Z')},a,5`, `${one},a,5`),
      ['5', '1 left out'],
    ],
    ['that are the same', deductions(`${one},a,5`, `${one},a,5`), ['5', '1 left out']],
    [
      'of which the second and the third are the same',
      deductions(`${one},a,5`, `${one},a,4`, `${one},a,4`, `${two},b,1`),
      ['5', '4', '1', '1 left out'],
    ],
    ['of rows that say a state', log(`${one},a,5,succeed`, `${two},a,4,succeed`), ['4', '1 left out']],
  ])('%s', async (_name, text, right) => {
    expect(await drawn(text)).toEqual(right)
    expect(await drawn(text, { kernelFrom: 0, lines: 1 })).toEqual(right)
    expect(await drawn(text.replace('task_id', '"task_id"'))).toEqual(right)
    const [header, ...rows] = text.split('\n').map(line => line.split(','))
    const objects = rows.map(row =>
      JSON.stringify(Object.fromEntries(row.map((cell, i) => [header![i], cell]))),
    )
    expect(await drawn(objects.join('\n'))).toEqual(right)
  })
  it('of two accounts under one id are of a task each', async () => {
    const rows = ['A,5', 'A,4', 'B,3', 'B,3', 'B,2', 'A,4'].map(row => `${one},a,${row}`)
    const text = ['timestamp,task_id,account,units', ...rows].join('\n')
    for (const options of [{}, { kernelFrom: 0, lines: 1 }])
      expect(await drawn(text, options)).toEqual(['5', '4', '3', '2', '2 left out'])
  })
  it('give way to a row that says what was taken in all', async () => {
    const first = { timestamp: one, task_id: 'a', units: 5 }
    const last = { timestamp: two, task_id: 'a', units: 8, status: 'succeed' }
    const text = [first, { ...first, units: 4 }, last].map(row => JSON.stringify(row)).join('\n')
    expect(await drawn(text)).toEqual(['8', '2 left out'])
  })
  it('give way to those that name one', async () => {
    const text = [
      'timestamp,task_id,units,package_id',
      `${one},a,5,`,
      `${one},a,4,`,
      `${one},a,5,p`,
      `${one},a,4,q`,
    ]
    expect(await drawn(text.join('\n'))).toEqual(['5', '4', '2 left out'])
  })
})

describe('ids', () => {
  it.each([
    ['processing,pro', 'succeed,std', 1],
    ['processing,pro', 'succeed,pro', 0],
    ['failed,pro', 'succeed,std', 1],
  ])(
    'of another job in an earlier state are warned of: %s, then %s',
    async (before, after, contradicting) => {
      const rows = [before, after].map((row, i) => `2026-10-01T00:00:0${i}Z,a,V1.6,text-to-video,5,${row}`)
      const text = ['timestamp,task_id,model,capability,duration,status,mode', ...rows].join('\n')
      expect((await read(text)).contradictingTasks).toBe(contradicting)
    },
  )
  it('that two accounts have are of a task each; a row that names no account is of the first', async () => {
    const rows = ['a,A,1', 'a,B,2', 'a,B,2', 'a,,1', 'a,C,4', 'b,B,8']
    const text = [
      'timestamp,task_id,account,units,status',
      ...rows.map(row => `2026-10-01T00:00:00Z,${row},succeed`),
    ]
    for (const options of [{}, { kernelFrom: 0, lines: 1 }]) {
      const { uses, repeatedTasks } = await read(text.join('\n'), options)
      expect(uses.map(({ account, taskId, units }) => `${account} ${taskId} ${format(units)}`)).toEqual([
        'A a 1',
        'B a 2',
        'C a 4',
        'B b 8',
      ])
      expect(repeatedTasks).toBe(2)
    }
  })
  it.each([
    'null',
    'None',
    'NaN',
    'NaT',
    '-',
    'undefined',
    'N/A',
    '#N/A',
    '<NA>',
    '<nil>',
    '(null)',
    '\\N',
    '0',
    '',
  ])('are none: %s', async id => {
    const rows = [1, 2, 3].map(minute => `2026-10-01T00:0${minute}:00Z,${id},${minute}`)
    const text = ['timestamp,task_id,units', ...rows].join('\n')
    for (const options of [{}, { kernelFrom: 0, lines: 1 }]) {
      const { uses, repeatedTasks } = await read(text, options)
      expect([uses.map(({ units }) => format(units)), repeatedTasks]).toEqual([['1', '2', '3'], 0])
      expect(uses.every(({ taskId }) => taskId === null)).toBe(true)
    }
  })
})

describe('a billing export', () => {
  /** Three deductions as the API gives them, newest first. */
  const detail = [
    { id: 't3', before: '2', amount: '2', after: '0', pack: 'p1', time: 1_790_899_200_000 },
    { id: 't2', before: '9', amount: '7', after: '2', pack: 'p1', time: 1_790_816_400_000 },
    { id: 't1', before: '10', amount: '1', after: '9', pack: 'p1', time: 1_790_812_800_000 },
  ].map(one => ({
    package_id: one.pack,
    product_type: 'video',
    task_id: one.id,
    product_function: 'Text to Video',
    model_name: 'kling-of-the-future',
    resolution: '1080p',
    duration: '5.04',
    video_sound: 'off',
    deduction_time: String(one.time),
    unit_before_deduction: one.before,
    deduction_amount: one.amount,
    unit_after_deduction: one.after,
  }))
  const exportOf = (entries: object[], nested = false) =>
    JSON.stringify({
      code: 0,
      data: nested ? { data: { result: { detail: entries } } } : { result: { detail: entries } },
    })

  it.each([false, true])(
    'counts deductions as they were, whatever the cards say (nested: %s)',
    async nested => {
      const usage = await read(exportOf(detail, nested))
      expect(usage.uses.map(describeUse)).toEqual([
        '1 2026-10-01T00:00:00Z 1 video t1 null',
        '1 2026-10-01T01:00:00Z 7 video t2 null',
        '1 2026-10-02T00:00:00Z 2 video t3 null',
      ])
      expect(usage.uses.every(isDeduction)).toBe(true)
    },
  )
  it('reconciles with the draw-down: the same package, the same balances before and after', async () => {
    const deductions = (await read(exportOf(detail))).uses.filter(isDeduction)
    const lots = makeLots({ id: 'p1', units: '10', from: '2026-09-15', to: '2026-12-14' })
    for (const deduction of deductions) {
      const balanceAt = (uses: readonly Use[]) =>
        drawDown(lots, uses, { order: 'expiry', asOf: deduction.at }).balances[0]!.remaining
      const upTo = deductions.indexOf(deduction)
      expect(deduction.packageId).toBe('p1')
      expect(format(deduction.unitsBefore!)).toBe(format(balanceAt(deductions.slice(0, upTo))))
      expect(format(deduction.unitsAfter!)).toBe(format(balanceAt(deductions.slice(0, upTo + 1))))
    }
  })
  it('is refused when it counts money, or lacks time, pool or amount', async () => {
    const cash = { cash_type: 'recharge', deduction_amount: '1', list_price: '0.14', currency: 'CNY' }
    expect(await issuesOf(exportOf([cash, { deduction_amount: 'x' }]))).toEqual([
      '1 BAD_VALUE currency: found "CNY": a deduction of money, not of units; the two are never added',
      '1 KEY_MISSING product_type: is missing; video, image or try-on is allowed',
      '1 BAD_NUMBER deduction_amount: found "x"; a plain decimal number of units is allowed',
      '1 KEY_MISSING deduction_time: is missing',
    ])
  })
})
