/** Files as people and the API write them (fixtures/cases), and what is right for each. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const CASES = join(import.meta.dirname, '../../fixtures/cases')
const job = (name: string) => join(CASES, 'jobs', name)
const ledger = (name: string) => join(CASES, 'ledger', name)
const AS_OF = '2026-11-21T00:00:00Z'

const answerOf = async (argv: readonly string[], stdin?: string) => {
  const ran = await runWith(argv, stdin === undefined ? {} : { stdin })
  return { ...ran, json: ran.out === '' ? null : JSON.parse(ran.out) }
}
const quote = (file: string, ...argv: string[]) =>
  answerOf(['quote', '--from', file, '--as-of', AS_OF, '--json', ...argv])
const expiry = (ofLedger: string, usage: readonly string[], ...argv: string[]) =>
  answerOf([
    'expiry',
    ledger(ofLedger),
    ...usage.flatMap(file => ['--usage', file]),
    ...(argv.includes('--as-of') ? [] : ['--as-of', AS_OF]),
    '--json',
    ...argv,
  ])
const budget = (files: readonly string[], ...argv: string[]) =>
  answerOf(['budget', ...files, ...(argv.includes('--as-of') ? [] : ['--as-of', AS_OF]), '--json', ...argv])

describe('a billing export', () => {
  test('says that a video went in, which costs more, and no advice leaves it out', async () => {
    const { json, status } = await quote(job('03a-video-reference.json'))
    expect(status).toBe(0)
    expect(json.totals).toMatchObject({ cost: '0.84', units: { video: '6' } })
    expect(json.lines[0]).toMatchObject({ reference: 'video', audio: false })
    for (const way of json.cheapest?.ways ?? []) expect(way.model).toBe('kling-v3-omni')
    expect(json.other_cards.every(({ cost }: { cost: string }) => Number(cost) >= 0.84)).toBe(true)
  })
  test('of 0 units is not billed, and says so', async () => {
    const { json, err } = await quote(job('03c-zero-deduction.json'))
    expect(json.totals).toMatchObject({ count: 0, not_billed: 1, cost: '0' })
    expect(json.notes).toContain('1 job not billed: 0 units were deducted')
    expect(err).not.toContain('failed')
  })
  test.each([
    ['try_on', 'try-on'],
    ['virtual-try-on', 'try-on'],
    ['视频', 'video'],
    // Rules §1: audio services draw units of video.
    ['audio', 'video'],
    ['sound', null],
  ])('names the pool of its units "%s": %s', async (word, pool) => {
    const held = ['image', 'try-on', 'video'].map(each => `${each},${each},100,10,2026-09-01,365`)
    const entry = { product_type: word, deduction_amount: '2.5', deduction_time: '1790812800000' }
    const task = { timestamp: '2026-10-01T00:00:00Z', units: 2.5, pool: word }
    const day = { date: '2026-10-01', units: 2.5, pool: word }
    for (const row of [entry, task, day]) {
      const packages = join(tmpdir(), `kling-cost-pools-${process.pid}.csv`)
      writeFileSync(packages, ['id,pool,units,price,purchased_at,validity_days', ...held].join('\n'))
      const asked = ['expiry', packages, '--usage', '-', '--as-of', AS_OF, '--json']
      const { json, err } = await answerOf(asked, JSON.stringify(row))
      rmSync(packages)
      if (pool === null) expect(err).toContain('found "sound"; image, try-on or video is allowed')
      else {
        const drawn = json.packages.filter((each: { drawn: string }) => each.drawn !== '0')
        expect(drawn).toMatchObject([{ id: pool, drawn: '2.5' }])
      }
    }
  })
  test('of all kinds of jobs is priced as it was deducted, to the unit', async () => {
    const text = readFileSync(job('03d-export-of-five.json'), 'utf8')
    const { json } = await answerOf(
      ['quote', '--from', '-', '--as-of', AS_OF, '--json'],
      text.replace('"has_more": true', '"has_more": false'),
    )
    expect(json.lines.map((line: { units: string }) => line.units)).toEqual(['2.4', '2.5', '6', '6', '6.3'])
    expect(json.notes.filter((note: string) => note.includes('differ'))).toEqual([])
  })
  test.each(['04-has-more.json', '03d-export-of-five.json'])(
    'of which pages are missing is refused: %s',
    async name => {
      for (const { status, err } of [
        await quote(job(name)),
        await quote(job(name), '--bad-rows', 'skip'),
        await expiry('b-ledger-one.csv', [job(name)]),
        await budget([job(name)]),
      ]) {
        expect(status).toBe(2)
        expect(err).toContain('PAGES_MISSING the export has more pages')
        expect(err).toMatch(/has_more: true, next_cursor: "(abc|c2)"/)
      }
    },
  )
  test.each([
    [{ has_more: 1 }, 'the last one here says has_more: 1'],
    [{ hasMore: true }, 'the last one here says hasMore: true'],
    [{ next_cursor: 'abc' }, 'the last one here says next_cursor: "abc"'],
    [{ total: 9 }, 'it says total: 9, and 1 are here'],
  ])('that says so otherwise (%j) is refused as well', async (said, why) => {
    const text = readFileSync(job('03c-zero-deduction.json'), 'utf8')
    const answer = JSON.parse(text)
    delete answer.data.has_more
    delete answer.data.result.has_more
    Object.assign(answer.data.result, said)
    const { err } = await answerOf(['quote', '--from', '-', '--json'], JSON.stringify(answer))
    expect(err).toContain(`PAGES_MISSING the export has more pages: ${why}`)
    Object.assign(answer.data.result, { ...said, total: 1, next_cursor: '', has_more: false, hasMore: false })
    expect((await answerOf(['quote', '--from', '-', '--json'], JSON.stringify(answer))).status).toBe(0)
  })
  test('in pages, one a line, in files or in an array, is one export', async () => {
    const text = readFileSync(job('13f-two-pages.jsonl'), 'utf8')
    const [first, second] = text.trim().split('\n') as [string, string]
    const folder = tmpdir()
    const files = [first, second].map((page, i) => {
      const path = join(folder, `kling-cost-page-${process.pid}-${i}.json`)
      writeFileSync(path, JSON.stringify(JSON.parse(page), null, 1))
      return path
    })
    for (const { json, status } of [
      await budget([job('13f-two-pages.jsonl')]),
      await budget(files),
      await answerOf(['budget', '-', '--as-of', AS_OF, '--json'], `[${first},${second}]`),
      await answerOf(
        ['budget', '-', '--as-of', AS_OF, '--json'],
        [first, second]
          .flatMap(page => JSON.parse(page).data.result.detail)
          .map(entry => JSON.stringify(entry))
          .join('\n'),
      ),
    ]) {
      expect(status).toBe(0)
      expect(json.demand.video.total).toBe('405')
    }
    const { status, err } = await budget([files[1]!, files[0]!])
    expect([status, err.includes('PAGES_MISSING')]).toEqual([2, true])
  })
  test('that overlaps another counts each deduction once', async () => {
    const both = await budget([job('05a-export-1-40.json'), job('05b-export-21-60.json')])
    const whole = await budget([job('05c-export-1-60.json')])
    expect(both.json.demand).toEqual(whole.json.demand)
    expect(both.json.plan).toEqual(whole.json.plan)
    // 90 units within 16 days go on; counted twice, the overlap would make 119.
    expect(Number(both.json.demand.video.total)).toBeGreaterThan(495)
    expect(Number(both.json.demand.video.total)).toBeLessThan(520)
    expect([both.json.repeated_tasks, whole.json.repeated_tasks]).toEqual([20, 0])
    expect(both.json.notes).toContainEqual(expect.stringMatching(/^20 rows left out/))
    const pair = ['05a-export-1-40.json', '05b-export-21-60.json'].map(job)
    expect((await expiry('b-ledger-one.csv', pair)).json).toMatchObject({
      totals: { drawn: '90' },
      repeated_tasks: 20,
    })
  })
})

describe('a task', () => {
  test('that stands twice is one', async () => {
    const { json } = await quote(job('05d-duplicate.csv'))
    expect(json).toMatchObject({ totals: { count: 2, cost: '0.56' }, repeated_tasks: 1 })
    expect(json.lines.map((line: { input_line: number }) => line.input_line)).toEqual([2, 4])
    expect(json.notes).toContainEqual(expect.stringMatching(/^1 row left out/))
  })
  test('with a row for each state counts by the last one', async () => {
    const { json } = await quote(job('13e-one-task-three-rows.csv'))
    expect(json).toMatchObject({ totals: { count: 1, pending: 0, cost: '0.28' }, repeated_tasks: 2 })
  })
  test('is no other row without an id, and no row that stands for several', async () => {
    const text = [
      'timestamp,task_id,model,capability,mode,duration,count',
      '2026-11-01,,V1.6,text-to-video,std,5,',
      '2026-11-01,,V1.6,text-to-video,std,5,',
      '2026-11-01,t,V1.6,text-to-video,std,5,3',
      '2026-11-01,t,V1.6,text-to-video,std,5,3',
      '2026-11-01,t,V1.6,text-to-video,std,5,1',
      '2026-11-01,t,V1.6,text-to-video,std,5,',
    ]
    const { json } = await answerOf(
      ['quote', '--from', '-', '--as-of', AS_OF, '--json'],
      `${text.join('\n')}\n`,
    )
    expect(json).toMatchObject({ totals: { count: 9 }, repeated_tasks: 1 })
    expect(json.lines.map((line: { input_line: number }) => line.input_line)).toEqual([2, 3, 4, 5, 6])
  })
  test.each([
    // The last by time, wherever it stands.
    [['2026-11-01T08:02:00Z,succeed', '2026-11-01T08:00:00Z,submitted'], { count: 1, pending: 0 }],
    [['2026-11-01T08:00:00Z,submitted', '2026-11-01T08:02:00Z,failed'], { count: 0, not_billed: 1 }],
    // Of one time the one that is over, then the last by order.
    [['2026-11-01T08:00:00Z,succeed', '2026-11-01T08:00:00Z,processing'], { count: 1, pending: 0 }],
    [['2026-11-01T08:00:00Z,failed', '2026-11-01T08:00:00Z,succeed'], { count: 1, not_billed: 0 }],
    [['2026-11-01T08:00:00Z,succeed', '2026-11-01T08:00:00Z,failed'], { count: 0, not_billed: 1 }],
    // Without times by order.
    [[',failed', ',succeed'], { count: 1, not_billed: 0 }],
  ])('of the rows %j comes to %j', async (rows, totals) => {
    const text = ['timestamp,status,task_id,model,capability,mode,duration']
    for (const row of rows) text.push(`${row},780000000000012345,V1.6,text-to-video,std,5`)
    const { json } = await answerOf(
      ['quote', '--from', '-', '--as-of', AS_OF, '--json'],
      `${text.join('\n')}\n`,
    )
    expect(json).toMatchObject({ totals, repeated_tasks: 1 })
  })
  describe('whose rows in JSON leave out what became of it where others say it', () => {
    const AT = { model: 'kling-v2-6', capability: 'text2video', mode: 'pro', duration: '5' }
    const lines = (...rows: object[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('')
    const created = (id: string | undefined, more = {}) => ({
      ts: '2026-11-02T09:12:33Z',
      task_id: id,
      ...AT,
      ...more,
    })
    const finished = (id: string, more: object) => ({
      ts: '2026-11-02T09:14:33Z',
      task_id: id,
      ...AT,
      ...more,
    })
    const read = (text: string, ...argv: string[]) =>
      answerOf(['quote', '--from', '-', '--as-of', AS_OF, '--json', ...argv], text)

    test('counts once, by the row that says it, and no row is another job', async () => {
      for (const more of [{}, { task_status: null }, { task_status: '' }]) {
        const text = lines(
          created('t1', more),
          finished('t1', { task_status: 'succeed', final_unit_deduction: '2.5', duration: '5.041' }),
          // By whatever clock.
          { ...created('t2', more), ts: '2026-11-02T11:00:00Z' },
          finished('t2', { task_status: 'failed' }),
        )
        const { json } = await read(text)
        expect(json).toMatchObject({ totals: { count: 1, not_billed: 1, cost: '0.35' }, repeated_tasks: 2 })
        expect(json.notes.join()).not.toContain('another job')
      }
    })
    test('is refused where none does, as is an empty cell in CSV', async () => {
      const text = lines(
        created('t1'),
        finished('t2', { task_status: 'succeed' }),
        created('t3', { task_status: null }),
      )
      const { status, err } = await read(text)
      expect(status).toBe(2)
      expect(err.split('\n').map(line => line.split(';')[0])).toEqual([
        'stdin:1: KEY_MISSING task "t1": status: is missing, which other rows of the file say',
        'stdin:3: KEY_MISSING task "t3": status: is missing, which other rows of the file say',
        '  --bad-rows skip sets such rows aside and counts them',
        '',
      ])
      const rejects = join(tmpdir(), `kling-cost-rejects-${process.pid}.jsonl`)
      const skipped = await read(text, '--bad-rows', 'skip', '--rejects', rejects)
      expect(skipped.status).toBe(3)
      expect(skipped.json).toMatchObject({
        totals: { count: 1 },
        rejected: [{ input_line: 1 }, { input_line: 3 }],
      })
      const kept = readFileSync(rejects, 'utf8').trim().split('\n')
      rmSync(rejects)
      expect(kept.map(line => JSON.parse(line).row)).toEqual([text.split('\n')[0], text.split('\n')[2]])
    })
    test('is refused without an id, before and behind the first row that says it', async () => {
      const done = finished('t1', { task_status: 'succeed' })
      for (const rows of [
        [created(undefined), done],
        [done, created(undefined)],
        [created('null'), done],
      ])
        expect((await read(lines(...rows))).err).toContain('KEY_MISSING status: is missing, which other rows')
    })
    test('is a job where no row says it', async () => {
      const { json } = await read(lines(created('t1'), created(undefined), created('t1')))
      expect(json).toMatchObject({ totals: { count: 2 }, repeated_tasks: 1 })
    })
    test('may have it in another file', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'kling-cost-status-'))
      const [first, last] = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')]
      writeFileSync(first, lines(finished('t0', { task_status: 'succeed' }), created('t1')))
      writeFileSync(last, lines(finished('t1', { task_status: 'succeed' })))
      const { json } = await expiry('b-ledger-one.csv', [first, last])
      rmSync(folder, { recursive: true })
      expect(json).toMatchObject({ totals: { drawn: '5' }, repeated_tasks: 1 })
    })
    test('has it from what was deducted for it', async () => {
      const text = lines(
        { ts: '2026-11-02T09:12:33Z', task_id: 't1', task_status: 'submitted' },
        { ts: '2026-11-02T09:14:33Z', task_id: 't1', units: 2.5 },
      )
      const { json } = await answerOf(
        ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--as-of', AS_OF, '--json'],
        text,
      )
      expect(json.totals.drawn).toBe('2.5')
    })
  })
  test('whose id is a number beyond 2^53 keeps its digits', async () => {
    const row = (id: string) =>
      `{"task_id":${id},"model":"V1.6","capability":"text-to-video","mode":"std","duration":5}`
    const { json } = await answerOf(
      ['quote', '--from', '-', '--as-of', AS_OF, '--json'],
      ['780000000000012345', '780000000000012346', '"780000000000012345"'].map(row).join('\n'),
    )
    expect(json).toMatchObject({ totals: { count: 2 }, repeated_tasks: 1 })
  })
  test('whose id a spreadsheet has cut is told, and not merged', async () => {
    const text = [
      'task_id,model,capability,mode,duration',
      '7.8E+17,V1.6,text-to-video,std,5',
      '7.8E+17,V1.6,text-to-video,std,5',
    ]
    const { json } = await answerOf(
      ['quote', '--from', '-', '--as-of', AS_OF, '--json'],
      `${text.join('\n')}\n`,
    )
    expect(json).toMatchObject({ totals: { count: 2 }, repeated_tasks: 0 })
    expect(json.notes).toContainEqual(expect.stringContaining('was cut by a spreadsheet'))
  })
  test('whose mode and usual resolution both stand there is priced by the mode', async () => {
    const rows = ['kling-v1-6,pro,1080p', 'kling-v1-6,std,720p', 'kling-v2-6,pro,1080p']
    const ask = (...jobs: string[]) =>
      answerOf(
        ['quote', '--from', '-', '--as-of', AS_OF, '--json'],
        ['model,mode,resolution,capability,duration', ...jobs.map(job => `${job},text-to-video,5`)].join(
          '\n',
        ),
      )
    const { json } = await ask(...rows)
    expect(json.lines.map(({ cost }: { cost: string }) => cost)).toEqual(['0.49', '0.28', '0.35'])
    expect((await ask('kling-v1-6,pro,720p')).err).toContain('takes no resolution; 720p was given')
  })
  test('that lists in units have with a resolution is not paid in dollars without one', async () => {
    const log = ['timestamp,task_id,model,duration', '2026-11-01T00:00:00Z,a,kling-video-o1,5'].join('\n')
    const { status, err } = await answerOf(['budget', '-', '--as-of', AS_OF], log)
    expect([status, err.split(';')[0]]).toEqual([2, 'stdin:2: JOB_UNRATED O1 takes resolution 720p or 1080p'])
  })
  test('that succeeds again days later is one of a ticket, and warned of', async () => {
    const ask = async (...times: string[]) => {
      const rows = times.map(time => `VFX-12,2.6,pro,5,t2v,succeed,${time}`)
      const text = ['Task ID,Model,Mode,Duration,Capability,Status,Date', ...rows].join('\n')
      const { json } = await answerOf(['quote', '--from', '-', '--as-of', AS_OF, '--json'], text)
      return json.notes.filter((note: string) => note.includes('does task_id hold ids of tasks?')).length
    }
    expect(await ask('2026-11-02T09:00:00Z', '2026-11-04T15:10:00Z')).toBe(1)
    expect(await ask('2026-11-02T09:00:00Z', '2026-11-02T09:10:00Z', '2026-11-02T09:00:00Z')).toBe(0)
  })
  test('that is another job under the same id is warned of', async () => {
    const text = [
      'task_id,model,capability,mode,duration',
      'x,V1.6,text-to-video,std,5',
      'x,V1.6,text-to-video,pro,10',
    ]
    const { json } = await answerOf(
      ['quote', '--from', '-', '--as-of', AS_OF, '--json'],
      `${text.join('\n')}\n`,
    )
    expect(json.notes).toContainEqual(
      expect.stringMatching(/^warning: 1 row left out under a task_id that is another job/),
    )
  })
})

describe("the API's own words", () => {
  test('are read in a log of calls as it comes, failed ones free', async () => {
    const { json, status } = await quote(job('a-kling-api-log.jsonl'))
    expect(status).toBe(0)
    expect(json.totals).toMatchObject({ count: 19, not_billed: 1, pending: 0 })
    expect(json.ignored_columns).toContain('customer_id')
    expect(json.notes).toContainEqual(
      expect.stringContaining('capability "/v1/videos/text2video" is text-to-video'),
    )
  })
  test('are read in a file of one line', async () => {
    const { json } = await quote(job('a-native-fields.jsonl'))
    expect(json.totals).toMatchObject({ cost: '0', not_billed: 1 })
    expect(json.lines[0]).toMatchObject({ audio: true, billing: 'not-billed' })
  })
  test('are read in a usage log', async () => {
    const { json } = await expiry('08a-ledger.csv', [job('08a-api-field-names.csv')])
    expect(json.totals.drawn).toBe('2.5')
    expect(json.packages[0]).toMatchObject({ drawn: '2.5', forfeited: '97.5' })
    const early = await expiry('08a-ledger.csv', [job('08a-api-field-names.csv')], '--as-of', '2026-10-01')
    expect(early.json.packages[0].remaining).toBe('97.5')
    const native = await expiry('b-ledger-one.csv', [job('b-usage-native.csv')], '--as-of', '2026-11-01')
    expect(native.json.totals.drawn).toBe('12')
    expect(native.json.not_billed).toBe(1)
  })
  const quoteNamed = (model: string, mode: string, capability: string) =>
    answerOf(
      ['quote', '--from', '-', '--as-of', AS_OF, '--json'],
      `model,mode,capability,duration\n${model},${mode},${capability},5\n`,
    )
  test.each([
    ['Kling 2.6 Pro', '', '', 'kling-v2-6 text-to-video pro'],
    ['Kling 2.5 Turbo Pro', '', '', 'kling-v2-5-turbo text-to-video pro'],
    ['Kling v2.1 Standard', '', 'image-to-video', 'kling-v2-1 image-to-video std'],
    ['kling-v2-1-pro', '', 'image-to-video', 'kling-v2-1 image-to-video pro'],
    ['kling3.0', 'pro', '', 'kling-v3 text-to-video pro'],
    ['可灵3.0', 'pro', '', 'kling-v3 text-to-video pro'],
    ['Kling 2.6 Pro', 'professional', '', 'kling-v2-6 text-to-video pro'],
    ['kwaivgi/kling-v2.6', 'pro', '', 'kling-v2-6 text-to-video pro'],
    ['fal-ai/kling-video/v2.6/pro/image-to-video', '', 'image-to-video', 'kling-v2-6 image-to-video pro'],
    ['fal-ai/kling-video/v2/master/image-to-video', '', 'image-to-video', 'kling-v2-master image-to-video -'],
  ])('of models hold their modes and what they do: %s %s', async (model, mode, capability, expected) => {
    const { json } = await quoteNamed(model, mode, capability || 'text-to-video')
    const [line] = json.lines
    expect(`${line.model} ${line.capability} ${line.mode ?? '-'}`).toBe(expected)
  })
  test('of calls are jobs where they make tasks, and none where they ask for them', async () => {
    const quote = (call: string) =>
      runWith(['quote', '--from', '-', '--as-of', AS_OF, '--columns', 'capability=call'], {
        stdin: `model,mode,call,duration\nkling-v2-6,pro,${call},5\n`,
      })
    expect((await quote('POST /v1/videos/text2video')).status).toBe(0)
    for (const call of [
      'GET /v1/videos/text2video/abc',
      'GET /v1/videos/text2video?pageNum=1',
      'DELETE /v1/videos/text2video/abc',
      '/v1/videos/text2video/abc',
    ])
      expect((await quote(call)).err).toContain('UNKNOWN_CAPABILITY')
  })
  test('of a column of quality are modes, also where it is mapped to the resolution', async () => {
    const { json } = await answerOf(
      ['quote', '--from', '-', '--as-of', AS_OF, '--json', '--columns', 'resolution=quality'],
      'model,quality,capability,duration\nkling-v2-6,Professional,text-to-video,5\nkling-v3,标准,text-to-video,5\nkling-v3,1080p,text-to-video,5\n',
    )
    expect(json.lines.map((line: { mode?: string }) => line.mode ?? null)).toEqual(['pro', 'std', null])
  })
  test.each(['Kling 2.6 Pro', 'kling-v2-6-fast', 'fal-ai/kling-video/v2.6/pro/storyboard', 'veo3.0'])(
    'of models are unknown where a part is none, or a column says otherwise: %s',
    async model => {
      const { err, status } = await quoteNamed(model, 'std', 'text-to-video')
      expect([status, err.includes('UNKNOWN_MODEL')]).toEqual([2, true])
    },
  )
  test('of events hold what became of a task, where it stands in the column that is read as the status', async () => {
    const rows = ['video.completed', 'VIDEO_FAILED', 'generation succeeded', 'Kling task error']
    const text = [
      'model,mode,capability,duration,event',
      ...rows.map(each => `2.6,pro,text-to-video,5,${each}`),
    ]
    const ask = (...argv: string[]) =>
      answerOf(['quote', '--from', '-', '--as-of', AS_OF, '--json', ...argv], `${text.join('\n')}\n`)
    expect((await ask()).err).toContain('nothing is read from the column "event", which looks like status\n')
    expect((await ask('--columns', 'status=event')).json.totals).toMatchObject({ count: 2, not_billed: 2 })
    text.push('2.6,pro,text-to-video,5,payment.failed')
    expect((await ask('--columns', 'status=event')).err).toContain('status: found "payment.failed"')
  })
  const rejected = async (name: string) => {
    const { json, status } = await quote(job(name), '--bad-rows', 'skip')
    expect(status).toBe(3)
    return json.rejected.map(({ input_line, reason }: { input_line: number; reason: string }) =>
      `${input_line} ${reason.slice(0, 60)}`.replace(/ (?=\S*$).*/, ''),
    ) as string[]
  }
  test('of capabilities leave only what has no price, or is unclear', async () => {
    const { json } = await quote(job('14a-capability-words.csv'), '--bad-rows', 'skip')
    expect(json.totals).toMatchObject({ count: 9, cost: '2.03' })
    expect((await rejected('14a-capability-words.csv')).map(line => line.split(' ', 2).join(' '))).toEqual([
      '9 JOB_UNRATED',
      '11 JOB_UNRATED',
      '12 UNKNOWN_CAPABILITY',
      '14 JOB_UNRATED',
      '15 JOB_UNRATED',
    ])
  })
  test('of sound are all read', async () => {
    const { json, status } = await quote(job('14b-audio-words.csv'))
    expect(status).toBe(0)
    expect(json.lines.map((line: { audio: boolean }) => line.audio)).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      true,
      false,
      false,
      false,
    ])
  })
  test.each([
    ['14c-mode-words.csv', 'mode: found "high"; std or pro is allowed'],
    ['14d-resolution-words.csv', 'resolution: found "hd"; 720p, 1080p, 1k, 2k or 4k is allowed'],
    ['14e-status-words.csv', 'status: found "99"; '],
  ])('in %s leave what is unclear, and say what is allowed', async (name, told) => {
    const { json } = await quote(job(name), '--bad-rows', 'skip', '--card', 'kling-units-2026')
    expect(json.rejected.map(({ reason }: { reason: string }) => reason)).toEqual([
      expect.stringContaining(told),
    ])
  })
  test('of states are what became of the job', async () => {
    const { json } = await quote(job('14e-status-words.csv'), '--bad-rows', 'skip')
    expect(json.totals).toMatchObject({ count: 7, not_billed: 6, pending: 3 })
  })
  test('for a mode of 4k are a resolution', async () => {
    const { json } = await quote(
      job('14c-mode-words.csv'),
      '--bad-rows',
      'skip',
      '--card',
      'kling-units-2026',
    )
    expect(json.lines.find((line: { input_line: number }) => line.input_line === 6)).toMatchObject({
      resolution: '4k',
      units: '15',
    })
  })
  test('say what failed, whatever else they say, for nothing', async () => {
    const text = '{"model":"no such","status":"failed"}\n{"status":"error","duration":"x"}\n'
    const { json, status } = await answerOf(['quote', '--from', '-', '--json'], text)
    expect(status).toBe(0)
    expect(json.totals).toMatchObject({ count: 0, not_billed: 2, cost: '0' })
  })
})

describe('jobs without ids that stand twice in a file', () => {
  const rows = (times: (i: number) => number, millis = '.123') =>
    Array.from({ length: 12 }, (_, i) =>
      Array<string>(times(i)).fill(`2026-10-01T00:${10 + i}:00${millis}Z,kling-v2-6,text-to-video,1080p,5`),
    ).flat()
  const told = async (
    command: readonly string[],
    lines: readonly string[],
    header = 'timestamp,model,capability,resolution,duration',
  ) => {
    const { json } = await answerOf([...command, '--as-of', AS_OF, '--json'], [header, ...lines].join('\n'))
    return json.notes.filter((note: string) => note.includes('the millisecond of line'))
  }
  const QUOTE = ['quote', '--from', '-']
  test.each([QUOTE, ['budget', '-'], ['expiry', ledger('08a-ledger.csv'), '--usage', '-']])(
    'are told by %s',
    async (...command) => {
      expect(
        await told(
          command,
          rows(() => 2),
        ),
      ).toEqual([
        'stdin, line 3: the row has the job and the millisecond of line 2, as 12 of 24 rows without a task_id that were looked at have those of another row. All of them count: if an export or a program wrote a job twice, take one of its rows out',
      ])
    },
  )
  test('are told where few of them do', async () => {
    expect(
      await told(
        QUOTE,
        rows(i => (i < 3 ? 2 : 1)),
      ),
    ).toHaveLength(1)
    expect(
      await told(
        QUOTE,
        rows(i => (i < 2 ? 2 : 1)),
      ),
    ).toEqual([])
  })
  test('are not told of cut times, of batches, of other jobs, nor of tasks', async () => {
    expect(
      await told(
        QUOTE,
        rows(() => 2, ''),
      ),
    ).toEqual([])
    expect(
      await told(
        QUOTE,
        rows(i => 2 + (i % 3)),
      ),
    ).toEqual([])
    const others = rows(() => 1).flatMap(row => [row, row.replace('1080p', '720p')])
    expect(await told(QUOTE, others)).toEqual([])
    const tasks = rows(() => 2).map((row, i) => `${row},t${i}`)
    expect(await told(QUOTE, tasks, 'timestamp,model,capability,resolution,duration,task_id')).toEqual([])
    const takes = rows(() => 2).map((row, i) => `${row},${i}`)
    expect(await told(QUOTE, takes, 'timestamp,model,capability,resolution,duration,seed')).toEqual([])
  })
})

describe('ids that programs have rounded', () => {
  const header = 'timestamp,task_id,model,resolution,duration,audio'
  const row = (id: string, i = 0) => `2026-10-01T00:00:0${i}Z,${id},3.0,1080p,10,true`
  const ask = (...ids: string[]) =>
    answerOf(['quote', '--from', '-', '--as-of', AS_OF, '--json'], [header, ...ids.map(row)].join('\n'))
  const ROUNDED = '842250903629086800'
  test.each([
    // JavaScript and jq; Excel; pandas; R.
    ROUNDED,
    '842250903629086000',
    // Of 17 digits, the fewest that are not kept.
    '84225090362908600',
    '8.422509036290868e+17',
    '8.422509036e+17',
    '8.42250903629087E+17',
  ])('%s do not tell tasks apart', async id => {
    const { json } = await ask(id, id, id)
    expect(json.totals.count).toBe(3)
    expect(json.notes).toContainEqual(
      expect.stringContaining('the task_id of 3 rows was cut by a spreadsheet or a program'),
    )
  })
  test.each([
    [[ROUNDED, ROUNDED, '842250903629086785'], 2],
    [['842250903629086785', ROUNDED, ROUNDED], 2],
    [['t800', 't800'], 1],
    [['8422509036290800', '8422509036290800'], 1],
    [['20261001120000', '20261001120000'], 1],
  ])('are none where one of them is whole: %j', async (ids, count) => {
    const { json } = await ask(...ids)
    expect(json.totals.count).toBe(count)
    expect(json.notes.join()).not.toContain('cut by')
  })
  test('one alone, of a task in several states, is none', async () => {
    const states = ['submitted', 'succeed', 'succeed'].map(state => `${row(ROUNDED)},${state}`)
    const { json } = await answerOf(
      ['quote', '--from', '-', '--as-of', AS_OF, '--json'],
      [`${header},status`, ...states].join('\n'),
    )
    expect(json.totals).toMatchObject({ count: 1, pending: 0 })
    const { json: several } = await ask(ROUNDED, '842250903629086900', ROUNDED)
    expect(several.totals.count).toBe(3)
  })
  test('are told of a file by itself, and however many there are', async () => {
    const many = Array.from({ length: 1200 }, (_, i) => row(ROUNDED, i % 2)).join('\n')
    const files = [many, row(ROUNDED), row('842250903629086785')].map((rows, i) => {
      const path = join(tmpdir(), `kling-cost-rounded-${process.pid}-${i}.csv`)
      writeFileSync(path, `${header}\n${rows}\n`)
      return path
    })
    const { json } = await budget(files)
    for (const file of files) rmSync(file)
    expect(json.notes.join()).toContain('the task_id of 1,200 rows was cut')
  })
})

describe('what the API answers', () => {
  test.each(['13a-task-list-old.json', '13c-callbacks-old.jsonl'])(
    'about tasks is use, by time, state and what was deducted: %s',
    async name => {
      const units = name.startsWith('13a') ? '9' : '6'
      const history = await budget([job(name)])
      expect(history.json.demand.video.per_day).toBe(units)
      const { json } = await expiry('08a-ledger.csv', [job(name)], '--as-of', '2026-10-01')
      expect(json.totals.drawn).toBe(units)
      expect(json.not_billed).toBe(1)
      expect(json.pending).toBe(name.startsWith('13a') ? 1 : 0)
      expect(json.repeated_tasks).toBe(name.startsWith('13a') ? 0 : 6)
    },
  )
  test('about one task, in either generation, is read as a list is', async () => {
    const old = {
      code: 0,
      message: 'SUCCEED',
      data: {
        task_id: '1',
        task_status: 'succeed',
        created_at: 1790000060000,
        updated_at: 1790000150000,
        task_result: { videos: [{ id: 'v', url: 'u', duration: '5.1' }] },
        final_unit_deduction: '3',
      },
    }
    const fresh = {
      code: 0,
      data: {
        id: '1',
        status: 'succeeded',
        create_time: 1790000060000,
        outputs: [{ url: 'u', duration: 5.1 }],
        billing: [
          { package_id: 'p', product_type: 'video', amount: '1' },
          { package_id: 'q', amount: '2' },
        ],
      },
    }
    for (const answer of [old, fresh]) {
      const { json } = await answerOf(
        ['expiry', ledger('08a-ledger.csv'), '--usage', '-', '--as-of', '2026-10-01', '--json'],
        JSON.stringify(answer, null, 2),
      )
      expect(json.totals.drawn).toBe('3')
    }
  })
  test('of images is paid by the image pool', async () => {
    const task = {
      task_id: '1',
      task_status: 'succeed',
      created_at: 1790000060000,
      task_result: { images: [{ index: 0, url: 'u' }] },
      final_unit_deduction: '8',
    }
    const { json } = await answerOf(
      ['expiry', ledger('08a-ledger.csv'), '--usage', '-', '--as-of', '2026-10-01', '--json'],
      JSON.stringify(task),
    )
    expect(json.unfunded).toMatchObject([{ pool: 'image', units: '8' }])
  })
  test('of several images is of as many jobs, and one task all the same', async () => {
    const task = (id: string, result: object, more = {}) => ({
      task_id: id,
      task_status: 'succeed',
      created_at: 1790000060000,
      model_name: 'kling-v2-1',
      capability: 'text-to-image',
      task_result: result,
      ...more,
    })
    const two = task('1', { images: [{ index: 0 }, { index: 1 }] })
    const series = task('2', { images: [{ index: 0 }], series_images: [{}, {}], result_type: 'series' })
    const answers = [
      { code: 0, data: [two, series] },
      { code: 0, data: two },
    ]
    const lines = answers.map(each => JSON.stringify(each)).join('\n')
    const { json } = await answerOf(['quote', '--from', '-', '--json'], lines)
    expect(json.totals).toMatchObject({ count: 5, units: { image: '20' }, cost: '0.07' })
    expect(json).toMatchObject({ repeated_tasks: 1, ignored_columns: ['task_result.result_type'] })
    const used = ['expiry', ledger('08a-ledger.csv'), '--usage', '-', '--as-of', '2026-10-01', '--json']
    expect((await answerOf(used, lines)).json.unfunded).toMatchObject([
      { pool: 'image', units: '8' },
      { pool: 'image', units: '12' },
    ])
    const stated = JSON.stringify({ ...two, final_unit_deduction: '8' })
    const { json: compared } = await answerOf(used, stated)
    expect(compared.unfunded).toMatchObject([{ units: '8' }])
    expect(compared.reconciliation).toMatchObject({ compared: 1, differing: 0 })
    // The user's own word for it goes first.
    const counted = JSON.stringify({ ...two, n: 3 })
    const asked = await answerOf(['quote', '--from', '-', '--json', '--columns', 'count=n'], counted)
    expect(asked.json).toMatchObject({ totals: { count: 3 }, ignored_columns: [] })
  })
  test('of a video with images beside it is of one job', async () => {
    const task = {
      task_id: '1',
      task_status: 'succeed',
      model_name: 'kling-v1-6',
      mode: 'pro',
      capability: 'text-to-video',
      task_result: { videos: [{ duration: '5.1' }], images: [{}, {}] },
    }
    const { json } = await answerOf(['quote', '--from', '-', '--json'], JSON.stringify(task))
    expect(json.totals).toMatchObject({ count: 1, units: { video: '3.5' } })
  })
  test('whose results are of several lengths has none of them', async () => {
    const videos = [{ duration: '5.1' }, { duration: '10.1' }]
    const task = { task_id: '1', task_status: 'succeed', model_name: 'kling-v2-6', mode: 'pro' }
    const told = await answerOf(
      ['quote', '--from', '-'],
      JSON.stringify({ ...task, capability: 'text-to-video', task_result: { videos } }),
    )
    expect(told.err).toContain('BAD_NUMBER duration: found "5.1, 10.1"')
  })
  test.each([{ charge_type: 'cash' }, { currency: 'USD' }])(
    'that was paid in money (%j) took no units',
    async paid => {
      const billing = [
        { package_type: 'video', charge_type: 'unit', amount: '1' },
        { ...paid, amount: '0.35' },
      ]
      const task = { id: '1', status: 'succeeded', create_time: 1790000060000, billing }
      const used = ['expiry', ledger('08a-ledger.csv'), '--usage', '-', '--as-of', '2026-10-01', '--json']
      expect((await answerOf(used, JSON.stringify({ code: 0, data: [task] }))).err).toContain(
        'a deduction of money, not of units; the two are never added',
      )
      const inUnits = JSON.stringify({ code: 0, data: [{ ...task, billing: billing.slice(0, 1) }] })
      expect((await answerOf(used, inUnits)).json.totals.drawn).toBe('1')
    },
  )
  test('of whose bill the balance paid nothing drew units alone', async () => {
    const billing = [
      { charge_type: 'cash', amount: '0', cash_type: 'test_balance', list_price: '0', currency: 'CNY' },
      { charge_type: 'unit', amount: '3', package_type: 'video' },
    ]
    const task = { id: '1', status: 'succeeded', create_time: 1790000060000, billing }
    const used = ['expiry', ledger('08a-ledger.csv'), '--usage', '-', '--as-of', '2026-10-01', '--json']
    const drawn = async (...parts: object[]) =>
      (await answerOf(used, JSON.stringify({ code: 0, data: [{ ...task, billing: parts }] }))).json?.totals
        .drawn
    expect(await drawn(...billing)).toBe('3')
    expect(await drawn(billing[0]!)).toBe('0')
    expect(await drawn({ charge_type: 'cash', units: '0', amount: '0.35' }, billing[1]!)).toBeUndefined()
    expect(await drawn({ charge_type: 'unit', amount: '0', list_price: '0.49' }, billing[1]!)).toBeUndefined()
  })
  test('says beside its units what the balance paid, which is nothing or no deduction of units', async () => {
    const answer = (quota: unknown) =>
      JSON.stringify({
        task_id: '1',
        task_status: 'succeed',
        created_at: 1790812800123,
        task_result: { videos: [{ duration: '5.041' }] },
        final_unit_deduction: '3.5',
        final_balance_deduction: quota,
      })
    const used = ['expiry', ledger('08a-ledger.csv'), '--usage', '-', '--as-of', AS_OF, '--json']
    const balance = (quota: string | null) => ({ quota, list_price: '0' })
    for (const none of [
      balance('0'),
      balance('0.00'),
      balance('0E-8'),
      balance(''),
      balance(null),
      {},
      null,
      '',
      0,
    ])
      expect((await answerOf(used, answer(none))).json.totals.drawn).toBe('3.5')
    for (const paid of [
      balance('0.35'),
      0.35,
      '0.35',
      { quota: null, amount: '0.35' },
      [balance('0.35')],
      { total: balance('0.35') },
      { quota: { amount: '0.35' }, list_price: '0' },
    ]) {
      expect((await answerOf(used, answer(paid))).err).toMatch(
        /COLUMN_UNREAD nothing is read from the column "final_balance_deduction.*", which looks like money of the balance/,
      )
      const without = await answerOf([...used, '--ignore-columns', 'final_balance_deduction'], answer(paid))
      expect(without.json.totals.drawn).toBe('3.5')
    }
  })
  test('of an audio service drew units of video', async () => {
    const billing = [{ charge_type: 'unit', amount: '0.25', package_type: 'audio' }]
    const task = { id: '1', status: 'succeeded', create_time: 1790812800123, billing }
    const used = ['expiry', ledger('08a-ledger.csv'), '--usage', '-', '--as-of', AS_OF, '--json']
    expect((await answerOf(used, JSON.stringify({ code: 0, data: [task] }))).json.totals.drawn).toBe('0.25')
  })
  describe('of a try-on, which lists images as well,', () => {
    const held = (...pools: string[]) => {
      const file = join(tmpdir(), `kling-cost-try-on-${process.pid}.csv`)
      const rows = pools.map(pool => `${pool},${pool},100,10,2026-09-01,365`)
      writeFileSync(file, ['id,pool,units,price,purchased_at,validity_days', ...rows].join('\n'))
      return file
    }
    const ask = async (said: object, ...pools: string[]) => {
      const task = {
        task_id: '1',
        task_status: 'succeed',
        created_at: 1790812800123,
        final_unit_deduction: '1',
      }
      const packages = held(...pools)
      const answer = await answerOf(
        ['expiry', packages, '--usage', '-', '--as-of', AS_OF, '--json'],
        JSON.stringify({ ...task, task_result: { images: [{ index: 0 }] }, ...said }),
      )
      rmSync(packages)
      const used = answer.json?.packages.filter((each: { drawn: string }) => each.drawn !== '0')
      return { ...answer, drawn: used?.map((each: { id: string }) => each.id) }
    }
    const ALL = ['image', 'try-on', 'video']
    const SOUND = { images: [], audios: [{ url: 'u' }] }
    test.each([
      [{ model_name: 'kolors-virtual-try-on-v1-5' }, ALL, 'try-on'],
      [{ capability: 'virtual-try-on' }, ALL, 'try-on'],
      [{ endpoint: '/v1/images/kolors-virtual-try-on' }, ALL, 'try-on'],
      [{ model_name: 'kolors-virtual-try-on-v1', final_unit_deduction: null }, ALL, 'try-on'],
      // An image model by the API's name for it, of which no list has the price.
      [{ model_name: 'kling-v2-1', capability: null }, ALL, 'image'],
      [{}, ['try-on', 'video'], 'try-on'],
      [{}, ['image', 'video'], 'image'],
      [{ task_result: SOUND }, ALL, 'video'],
    ])('%j: packages for %j: %s pays', async (said, pools, pool) => {
      expect((await ask(said, ...pools)).drawn).toEqual([pool])
    })
    test('nobody guesses where either may have paid', async () => {
      expect((await ask({}, ...ALL)).err).toContain(
        'KEY_MISSING pool: is missing, and the units may be of image or try-on',
      )
    })
  })
  test('when it fails is told as that', async () => {
    for (const { status, err } of [
      await quote(job('13h-api-error.json')),
      await expiry('b-ledger-one.csv', [job('13h-api-error.json')]),
      await budget([job('13h-api-error.json')]),
    ]) {
      expect(status).toBe(2)
      expect(err).toContain('the API answered with an error: 1002 access key not found')
    }
  })
})

describe('what was deducted', () => {
  test('in a column beside the job counts, and is held against the price list', async () => {
    const { json } = await expiry('b-ledger-one.csv', [job('b-usage-units-column.csv')])
    expect(json.totals.drawn).toBe('9.5')
    expect(json.reconciliation).toMatchObject({
      compared: 1,
      differing: 1,
      differing_units: '1.5',
      more_units: '1.5',
      less_units: '0',
      differing_tasks: [{ task_id: 't1', deducted: '9.5', listed: '8', difference: '1.5', failed: false }],
    })
    expect((await budget([job('b-usage-units-column.csv')])).json.demand.video.per_day).toBe('9.5')
  })
  test('differs by more than a gate allows, or not', async () => {
    const with_ = (limit: string) =>
      expiry('b-ledger-one.csv', [job('b-usage-units-column.csv')], '--fail-on-difference', limit)
    const crossed = await with_('1.49')
    expect([crossed.status, crossed.json.difference_gate]).toEqual([1, { units: '1.49', crossed: true }])
    expect(crossed.err).toContain('gate: --fail-on-difference 1.49 units is crossed')
    const equal = await with_('1.5')
    expect([equal.status, equal.json.difference_gate.crossed]).toEqual([0, false])
  })
  test('that could not be compared crosses that gate', async () => {
    const argv = ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--as-of', AS_OF, '--json']
    for (const text of [
      'timestamp,units\n2026-10-06T10:00:00Z,2.5\n',
      // Use without a deduction, of tasks and of days.
      'timestamp,model,capability,mode,duration\n2026-10-06T10:00:00Z,V1.6,text-to-video,std,5\n',
      'date,units\n2026-10-06,5\n',
      'timestamp,units\n',
    ]) {
      const { status, json, err } = await answerOf([...argv, '--fail-on-difference', '0'], text)
      expect([status, json.difference_gate.crossed]).toEqual([1, true])
      expect(err).toContain('is crossed: no deduction could be compared with the price list')
      const page = await runWith([...argv.slice(0, -1), '--fail-on-difference', '0'], { stdin: text })
      expect(page.out).toContain('is crossed: no deduction could be compared')
    }
  })
  test('that could be compared in part is told beside that gate', async () => {
    const text = `timestamp,model,capability,mode,duration,units
2026-10-06T10:00:00Z,V1.6,text-to-video,std,5,2
2026-10-06T10:00:00Z,,,,,50
`
    const argv = ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--as-of', AS_OF]
    const { status, out } = await runWith([...argv, '--fail-on-difference', '0'], { stdin: text })
    expect(status).toBe(0)
    expect(out).toContain(
      'The gate --fail-on-difference 0 units is not crossed, as far as it goes: 1 of 2 deductions could be compared.',
    )
  })
  test('alone, without a model, is use of the only pool there is', async () => {
    const text = 'timestamp,units\n2026-10-06T10:00:00Z,2.5\n2026-10-06T10:00:00Z,2.5\n'
    const argv = ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--as-of', AS_OF, '--json']
    const { json } = await answerOf(argv, text)
    expect(json.totals.drawn).toBe('5')
    expect(json.notes).toContainEqual(expect.stringContaining('the video pool, the only one of the ledger'))
    const lines = '{"timestamp":"2026-10-06T10:00:00Z","units":5,"task_id":1,"pool":"video"}\n'
    expect((await answerOf(argv, lines)).json.totals.drawn).toBe('5')
  })
  test.each([
    ['what two packages paid in part', 'a2 b3', 1, '0', '0', 1],
    ['what one package paid in two parts', 'a2 a3', 1, '0', '0', 1],
    ['its price, and nothing behind it', 'a5 a0', 1, '0', '0', 1],
    ['its price, and more behind it', 'a5 a1', 1, '1', '0', 1],
    ['its price behind something', 'a1 a5', 1, '1', '0', 1],
    ['less than its price, in two parts', 'a1 a3', 1, '0', '1', 1],
    // Ids come again: each is a task of its own.
    ['its price, twice', 'a5 a5', 2, '0', '0', 2],
  ])(
    'of a task is held against its price as a whole: %s',
    async (_what, taken, compared, more, less, count) => {
      const rows = taken.split(' ').map((each, i) => ({
        package_id: each[0],
        product_type: 'video',
        task_id: '780000000000000022',
        product_function: 'text2video',
        model_name: 'kling-v2-6',
        resolution: '1080p',
        duration: '10.04',
        video_sound: 'off',
        deduction_time: String(Date.UTC(2026, 9, 7) + 60_000 * i),
        deduction_amount: each.slice(1),
      }))
      const text = JSON.stringify({ code: 0, data: { result: { detail: rows } } })
      const folder = mkdtempSync(join(tmpdir(), 'kling-cost-parts-'))
      const [export_, lots] = [join(folder, 'export.json'), join(folder, 'lots.csv')]
      writeFileSync(export_, text)
      writeFileSync(lots, 'id,package,purchased_at\na,package-45000,2026-10-01\nb,package-5000,2026-10-02\n')
      const { json } = await answerOf(['expiry', lots, '--usage', export_, '--as-of', AS_OF, '--json'])
      expect(json.reconciliation).toMatchObject({ compared, more_units: more, less_units: less })
      const deductions = taken.split(' ').filter(each => each !== 'a0')
      expect(json.reconciliation.deductions).toBe(deductions.length)
      const units = deductions.reduce((sum, each) => sum + Number(each.slice(1)), 0)
      const planned = await answerOf(['budget', export_, '--as-of', AS_OF, '--json'])
      expect(planned.json.pools.video.concurrency.units_per_task).toBe(String(units / count))
      const quoted = await answerOf(['quote', '--from', export_, '--as-of', AS_OF, '--json'])
      expect(quoted.json.totals.count).toBe(count)
      rmSync(folder, { recursive: true })
    },
  )
  test('of a task without a length is held against no price of what has none, unless it is that price', async () => {
    const rows = ['a,kling-v1-6,std,succeed,2', 'b,kling-v1-6,pro,succeed,7', 'c,kling-lip-sync,,succeed,0.5']
    const text = [
      'timestamp,task_id,model,mode,status,units',
      ...rows.map(row => `2026-10-06T10:00:00Z,${row}`),
    ]
    const argv = ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--as-of', AS_OF, '--json']
    const { json } = await answerOf(argv, `${text.join('\n')}\n`)
    expect(json.totals.drawn).toBe('9.5')
    expect(json.reconciliation).toMatchObject({ compared: 1, not_compared: 2, differing: 0 })
  })
  test('of a task that two packages paid is two deductions, of one that stands twice one', async () => {
    const rows = [
      'timestamp,units,task_id,pool,package_id,account',
      '2026-10-06T10:00:00Z,4,t,video,p1,',
      '2026-10-06T10:00:00Z,2,t,video,p2,',
      '2026-10-06T10:00:00Z,4,t,video,p1,',
    ]
    const argv = ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--as-of', AS_OF, '--json']
    const { json } = await answerOf(argv, `${rows.join('\n')}\n`)
    expect(json.totals.drawn).toBe('6')
    expect(json).toMatchObject({ repeated_tasks: 1, reconciliation: { unknown_package: { count: 1 } } })
  })
  test.each([
    ['780000000000012345'],
    ['="780000000000012345"'],
    ['"=""780000000000012345"""'],
    ["'780000000000012345"],
    [' ="780000000000012345" '],
    ['="780000000000012345.0"'],
  ])('is of the task within what keeps its id from being taken for a figure: %s', async id => {
    const rows = ['780000000000012345', id, "'t"].map(
      (each, i) => `2026-10-06T10:00:00Z,${each},2.5,video${i > 0 ? ' ' : ''}`,
    )
    const text = ['timestamp,task_id,units,pool', ...rows].join('\n')
    const argv = ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--as-of', AS_OF, '--json']
    const trace = join(tmpdir(), `kling-cost-guards-${process.pid}.json`)
    const { json } = await answerOf([...argv, '--trace', trace], text)
    expect(json).toMatchObject({ totals: { drawn: '5' }, repeated_tasks: 1 })
    expect(readFileSync(trace, 'utf8')).toContain('"task_id":"780000000000012345"')
    rmSync(trace)
  })
  test.each([
    // At 10:10 something else was taken for the task, which the export does not have.
    [['10:00:00Z,4', '10:10:00Z,3'], '7', 1, false],
    [['10:10:00Z,3', '10:00:00.250Z,4'], '7', 1, false],
    [['10:00:00Z,4', '10:10:00Z,3', '10:10:00Z,3'], '7', 2, false],
    [['10:00:00Z,4', '10:10:00Z,4'], '8', 1, false],
    [['10:00:00Z,4'], '4', 1, false],
    // Neither is the one of the export: which of them is right nobody knows.
    [['10:00:00Z,5', '10:10:00Z,3'], '4', 2, true],
    [['10:01:00Z,4', '10:10:00Z,3'], '4', 2, true],
  ])('that a table has beside one of an export counts too: %j', async (listed, drawn, repeated, isWarned) => {
    const entry = {
      package_id: 'p1',
      product_type: 'video',
      task_id: 't',
      deduction_time: String(Date.UTC(2026, 9, 6, 10)),
      deduction_amount: '4',
    }
    const files = [
      ['export.json', JSON.stringify({ code: 0, data: { result: { detail: [entry] } } })],
      [
        'table.csv',
        ['timestamp,units,task_id,pool', ...listed.map(row => `2026-10-06T${row},t,video`)].join('\n'),
      ],
    ] as const
    const folder = mkdtempSync(join(tmpdir(), 'kling-cost-beside-'))
    const paths = files.map(([name, text]) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    })
    for (const usage of [paths, paths.toReversed()]) {
      const { json } = await expiry('b-ledger-one.csv', usage)
      expect([json.totals.drawn, json.repeated_tasks]).toEqual([drawn, repeated])
      expect(json.notes.join().includes('has other units, in what counts')).toBe(isWarned)
    }
    rmSync(folder, { recursive: true })
  })
  test('is read alike in CSV and JSON, whatever columns of a job stand beside it', async () => {
    const row = {
      deduction_time: '1791280800123',
      task_id: 'a',
      model: 'V1.6',
      capability: 'text-to-video',
      mode: 'pro',
      duration: '10',
      deduction_amount: '9',
      package_id: 'p1',
      product_type: 'video',
      count: 2,
      status: 'failed',
    }
    const argv = ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--as-of', AS_OF, '--json']
    const { json } = await answerOf(argv, `${JSON.stringify(row)}\n`)
    const csv = `${Object.keys(row).join()}\n${Object.values(row).join()}\n`
    const { reconciliation, totals } = (await answerOf(argv, csv)).json
    expect(json.totals).toEqual(totals)
    const { differing_tasks: _, ...figures } = reconciliation
    expect(json.reconciliation).toMatchObject({ ...figures, failed_charged: { count: 1, units: '9' } })
  })
  test('is of all jobs of its row, whether it names a package or not', async () => {
    const header = 'timestamp,model,capability,mode,duration,count,units,package_id'
    for (const paid of ['', 'p1']) {
      const text = `${header}\n2026-10-06T10:00:00Z,V1.6,text-to-video,std,5,100,200,${paid}\n`
      const { json } = await answerOf(['quote', '--from', '-', '--as-of', AS_OF, '--json'], text)
      expect(json.totals).toMatchObject({ count: 100, cost: '28' })
      const argv = [
        'expiry',
        ledger('b-ledger-one.csv'),
        '--usage',
        '-',
        '--fail-on-difference',
        '0',
        '--json',
      ]
      const read = await answerOf([...argv, '--as-of', AS_OF], text)
      expect([read.status, read.json.totals.drawn]).toEqual([0, '200'])
    }
  })
  test('alone is of the task that a log tells of, whatever their order, and counts once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kling-cost-deductions-'))
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const log = write(
      'log.csv',
      'timestamp,task_id,model,capability,mode,duration,status\n2026-10-06T10:00:00Z,a,V1.6,text-to-video,std,5,failed\n2026-10-06T10:00:00Z,b,V1.6,text-to-video,std,5,succeed\n',
    )
    const rows = ['a,3', 'b,2.5'].map(row => `2026-10-06T10:00:00Z,${row}`)
    const plain = write('plain.csv', `timestamp,task_id,units\n${rows.join('\n')}\n`)
    const again = write('again.csv', readFileSync(plain, 'utf8'))
    const named = write(
      'named.csv',
      `timestamp,task_id,units,package_id\n${rows.map(row => `${row},p1`).join('\n')}\n`,
    )
    const tasks = write(
      'tasks.json',
      JSON.stringify({
        data: [
          ['a', 'failed', '3'],
          ['b', 'succeed', '2.5'],
        ].map(([id, state, units]) => ({
          task_id: id,
          task_status: state,
          created_at: Date.parse('2026-10-06T10:00:00Z'),
          updated_at: Date.parse('2026-10-06T10:05:00Z'),
          final_unit_deduction: units,
        })),
      }),
    )
    for (const files of [
      [log, plain],
      [plain, log],
      [plain, log, again],
      [log, plain, again],
      [log, named],
      [named, log],
      [log, tasks],
      [tasks, log],
      [plain, tasks, log],
    ]) {
      const { json } = await expiry('b-ledger-one.csv', files)
      const names = files.map(file => basename(file)).join()
      expect([names, json.totals.drawn]).toEqual([names, '5.5'])
      expect([names, json.reconciliation]).toMatchObject([
        names,
        { compared: 2, not_compared: 0, differing: 2, differing_units: '3.5', failed_charged: { count: 1 } },
      ])
    }
    rmSync(folder, { recursive: true })
  })
  test('goes before a log of the same tasks, which says that one of them failed', async () => {
    const log = join(tmpdir(), `kling-cost-log-${process.pid}.csv`)
    writeFileSync(
      log,
      [
        'timestamp,task_id,model,capability,resolution,duration,status',
        '2026-11-02T00:00:00Z,t1,kling-v2-6,text-to-video,720p,5,succeed',
        '2026-11-02T00:00:00Z,t2,kling-v2-6,text-to-video,720p,5,failed',
        '2026-11-02T00:00:00Z,other,kling-v2-6,text-to-video,720p,5,succeed',
      ].join('\n'),
    )
    const { json } = await expiry('b-ledger-one.csv', [log, job('05c-export-1-60.json')])
    expect(json.totals.drawn).toBe('91.5')
    expect(json).toMatchObject({
      repeated_tasks: 2,
      reconciliation: { differing_units: '1.5', failed_charged: { count: 1, units: '1.5' } },
    })
    expect(json.notes).toContainEqual(expect.stringContaining('1 failed task was charged'))
  })
  test('by days is history of use', async () => {
    const days = Array.from({ length: 30 }, (_, i) => `2026-10-${String(i + 1).padStart(2, '0')},video,100`)
    const text = `date,pool,units\n${days.join('\n')}\n`
    const history = await answerOf(['budget', '-', '--as-of', '2026-10-31', '--json'], text)
    expect(history.json.demand.video).toMatchObject({ per_day: '100', total: '9000' })
    const { json } = await answerOf(
      ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--as-of', '2026-10-31', '--json'],
      text,
    )
    expect(json).toMatchObject({ totals: { drawn: '2600' }, pools: { video: { burn_per_day: '100' } } })
    const priced = await answerOf(['quote', '--from', '-'], text)
    expect([priced.status, priced.err.includes('holds the units of days')]).toEqual([2, true])
  })
})

describe('a log that ends days before the answer', () => {
  const rows = (last: number) =>
    Array.from({ length: last }, (_, i) => `2026-10-${String(i + 1).padStart(2, '0')}T12:00:00Z,100`)
  test('is measured up to its end: days behind it are no days without use', async () => {
    const text = `timestamp,units\n${rows(30).join('\n')}\n`
    const argv = ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--json', '--as-of']
    const { json } = await answerOf([...argv, '2026-11-10T12:00:00Z'], text)
    expect(json.log_until).toBe('2026-10-30T12:00:00Z')
    expect(json.pools.video.burn_per_day).toBe('100')
    expect(json.rulings).toContain('R62')
    expect(json.notes).toContainEqual(expect.stringMatching(/^the log reaches to 2026-10-30T12:00:00Z/))
    // Less than a day behind it, nothing is missing.
    const fresh = (await answerOf([...argv, '2026-10-31T11:59:59Z'], text)).json
    expect(fresh.pools.video.burn_per_day).toBe('100')
    expect(fresh.rulings).not.toContain('R62')
  })
  test('ends with its last row, also where that task failed', async () => {
    const text =
      'timestamp,model,capability,resolution,duration,status\n2026-10-10,2.6,text-to-video,720p,5,succeed\n2026-11-20T18:00:00Z,2.6,text-to-video,720p,5,failed\n'
    const { json } = await answerOf(
      ['expiry', ledger('b-ledger-one.csv'), '--usage', '-', '--json', '--as-of', AS_OF],
      text,
    )
    expect(json.log_until).toBe('2026-11-20T18:00:00Z')
    expect(json.rulings).not.toContain('R62')
  })
})

test('use of an account without a package is told as that, and no package is said to be inactive', async () => {
  const { json } = await expiry('10-ledger.csv', [ledger('10-usage.csv')])
  expect(json.unfunded).toMatchObject([{ task_id: 't3', units: '1.5', account: 'C' }])
  const table = await runWith([
    'expiry',
    ledger('10-ledger.csv'),
    '--usage',
    ledger('10-usage.csv'),
    '--as-of',
    AS_OF,
  ])
  expect(table.out).toContain('C has no package of the video pool')
  expect(table.out).not.toContain('nothing is active now')
})

describe('a plan', () => {
  test('with months runs its jobs in them, and says what lies outside', async () => {
    const { json } = await budget(
      [],
      ...['--plan', job('08b-plan-months.csv'), '--as-of', '2027-12-01T00:00:00Z', '--horizon', '90d'],
    )
    // 100 jobs of 1.5 units on each day; of February's 29 the horizon has 28.
    expect(json.demand.video.total).toBe('13500')
    expect(json.outside_horizon).toEqual([
      { month: '2028-02', pool: 'video', outside: '150', planned: '4350' },
    ])
    const whole = await budget(
      [],
      ...['--plan', job('08b-plan-months.csv'), '--as-of', '2027-12-01T00:00:00Z', '--horizon', '91d'],
    )
    expect(whole.json.demand.video.total).toBe('13650')
    expect(whole.json.outside_horizon).toEqual([])
  })
  test('with other counts a month comes to 11,550 units where the horizon holds them', async () => {
    const text = readFileSync(job('08b-plan-months.csv'), 'utf8')
      .replace('2028-01,text-to-video,kling-v2-6,720p,5,3100', '2028-01,text-to-video,kling-v2-6,720p,5,1240')
      .replace('2900', '3480')
    const { json } = await answerOf(
      ['budget', '--plan', '-', '--as-of', '2027-12-01T00:00:00Z', '--horizon', '90d', '--json'],
      text,
    )
    expect(json.demand.video.total).toBe('11550')
  })
  test('repeats rows without a month, and a month without a year', async () => {
    const plan = (month: string) =>
      `month,capability,model,resolution,duration,count\n${month},text-to-video,kling-v2-6,720p,5,310\n`
    const totalOf = async (month: string, horizon = '62d') =>
      (
        await answerOf(
          ['budget', '--plan', '-', '--as-of', '2026-12-01', '--horizon', horizon, '--json'],
          plan(month),
        )
      ).json?.demand.video.total
    expect(await totalOf('')).toBe('930')
    for (const month of ['2026-12', '2026/12', '2026-12-01', 'Dec-26', '12', 'December', 'dec'])
      expect([month, await totalOf(month)]).toEqual([month, '465'])
    expect(await totalOf('12', '396d')).toBe('930')
    expect(await totalOf('2026-13')).toBeUndefined()
    const outside = await answerOf(
      ['budget', '--plan', '-', '--as-of', '2026-12-01', '--horizon', '62d', '--json'],
      plan('2027-06'),
    )
    expect([
      outside.status,
      outside.err.includes('--plan has no jobs of the days that are planned for'),
    ]).toEqual([2, true])
  })
  test('says of a month without a year what of it lies outside, in each year', async () => {
    const outsideOf = async (month: string, asOf: string, horizon: string) =>
      (
        await answerOf(
          ['budget', '--plan', '-', '--as-of', asOf, '--horizon', horizon, '--json'],
          `month,capability,model,resolution,duration,count\n${month},text-to-video,kling-v2-6,720p,5,280\n12,text-to-video,kling-v2-6,720p,5,310\n`,
        )
      ).json.outside_horizon.map((part: Record<string, string>) => `${part.month} ${part.outside}`)
    expect(await outsideOf('2027-02', '2026-11-20', '91d')).toEqual(['2027-02 150'])
    for (const month of ['02', 'February'])
      expect(await outsideOf(month, '2026-11-20', '91d')).toEqual(['2027-02 150'])
    expect(await outsideOf('February', '2026-11-20', '101d')).toEqual([])
    expect(await outsideOf('February', '2027-02-11', '375d')).toEqual(['2027-02 150', '2028-02 130.35'])
    expect(await outsideOf('February', '2026-12-01', '31d')).toEqual(['02 420'])
    expect(await outsideOf('', '2026-11-20', '91d')).toEqual([])
  })
  test('in YAML refuses a key that nobody reads, with what was meant', async () => {
    const { status, err } = await budget([], '--plan', job('08e-plan-misspelt.yaml'))
    expect(status).toBe(2)
    expect(err).toContain('unknown key "monht"; did you mean "month"?')
    expect(err).toContain('unknown key "durration"; did you mean "duration"?')
  })
})
