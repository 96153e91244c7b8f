import { describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const ENTRY = {
  package_id: 'p',
  product_type: 'video',
  task_id: 't',
  product_function: 'text to video',
  model_name: 'kling-v3',
  resolution: '1080p',
  duration: '10.04',
  video_sound: 'native',
  deduction_time: '1790000000000',
  deduction_amount: '12',
}
const quoteOf = (entry: string | object, ...argv: string[]) =>
  runWith(['quote', '--from', '-', '--json', ...argv], {
    stdin: `{"code":0,"data":{"result":{"detail":[${typeof entry === 'string' ? entry : JSON.stringify(entry)}]}}}`,
  })

test.each([
  ['text2video', 'text-to-video'],
  ['image2video', 'image-to-video'],
  ['i2v', 'image-to-video'],
])('a function of an export is read as in a table: %s', async (product_function, capability) => {
  const { out } = await quoteOf({ ...ENTRY, product_function })
  expect(JSON.parse(out).lines[0].capability).toBe(capability)
})

test('rows that share a line are answered in their order, whatever ids they have', async () => {
  const job = { model: '2.6', capability: 'text-to-video', resolution: '720p', duration: 5 }
  const rows = [
    { ...job, task_id: 'a' },
    { ...job, task_id: 'b', count: 3 },
    { ...job, task_id: 'c' },
    job,
    { ...job, task_id: 'a' },
  ]
  for (const stdin of [JSON.stringify(rows), rows.map(row => JSON.stringify(row)).join('\n')]) {
    const { out } = await runWith(['quote', '--from', '-', '--json'], { stdin })
    const ids = JSON.parse(out).lines.map((line: { task_id: string | null }) => line.task_id)
    expect(ids).toEqual(['a', 'b', 'c', null])
  }
})

test.each(['A B -', '- A B', 'A - B', '- B A'])(
  'an id that two accounts have is of a task each, where a row names no account too: %s',
  async order => {
    const job = { model: '2.6', capability: 'text-to-video', mode: 'std', duration: 5, status: 'succeed' }
    const rows = order
      .split(' ')
      .map(account => JSON.stringify({ ...job, task_id: 't', timestamp: '2026-10-01T00:00:00Z', account }))
    const { out } = await runWith(['quote', '--from', '-', '--json'], { stdin: rows.join('\n') })
    expect(JSON.parse(out).lines).toHaveLength(2)
  },
)

describe('a list of tasks', () => {
  const task = (id: string) => ({
    id,
    model_name: 'kling-v1-6',
    mode: 'std',
    duration: '5',
    capability: 't2v',
    status: 'succeed',
  })
  const ask = (...pages: object[]) =>
    runWith(['quote', '--from', '-', '--json'], {
      stdin: pages.map(page => `${JSON.stringify(page)}\n`).join(''),
    })
  const two = [task('a'), task('b')]
  test.each([
    [{ data: two, has_more: true }, 'the last one here says has_more: true'],
    [{ data: { items: two, hasNext: true } }, 'the last one here says hasNext: true'],
    [{ code: 0, data: { tasks: two }, next_cursor: 'x' }, 'the last one here says next_cursor: "x"'],
    [{ data: two, links: { next: 'https://a/2' } }, 'the last one here says next: "https://a/2"'],
    [{ data: { page: 1, page_size: 2, total: 57, items: two } }, 'it says total: 57, and 2 are here'],
    [{ data: two, meta: { total_pages: 3 } }, 'it says total_pages: 3, and 1 are here'],
    [{ data: { list: two, pageNum: 1, pages: 5 } }, 'it says pages: 5, and 1 are here'],
    [{ data: [], code: 0, has_more: true }, 'the last one here says has_more: true'],
  ])('that has more pages is refused: %j', async (page, why) => {
    const { status, err } = await ask(page)
    expect(status).toBe(2)
    expect(err).toContain(`stdin: PAGES_MISSING the list of tasks has more pages: ${why}`)
  })
  test.each([
    [
      [
        { data: two, has_more: true },
        { data: [task('c')], has_more: false, next_cursor: 'c' },
      ],
    ],
    [[{ data: { total: 3, items: two } }, { data: { total: 3, items: [task('c')] } }]],
    [
      [
        { data: two, next: 'x' },
        { data: [task('c')], next: null },
      ],
    ],
    [[{ data: [...two, task('c')], total: 3, total_pages: 1 }]],
    [[{ data: [...two, task('c')] }]],
  ])('is whole with all of them: %j', async pages => {
    const { out } = await ask(...pages)
    expect(JSON.parse(out).totals.count).toBe(3)
  })
})

describe('a billing export', () => {
  test('counts units, and is priced by a list in units even where one in dollars has the model', async () => {
    const { out } = await quoteOf(ENTRY)
    expect(JSON.parse(out).lines[0]).toMatchObject({ card: 'kling-units-2026', units: '12', cost: '1.68' })
  })
  test('is priced in dollars when the user names such a list', async () => {
    const { out } = await quoteOf(ENTRY, '--card', 'kling-per-second')
    expect(JSON.parse(out).lines[0]).toMatchObject({ card: 'kling-per-second', units: null, cost: '1.5' })
  })
  test('of another pool than the row that prices the job is refused', async () => {
    const { err, status } = await quoteOf({
      ...ENTRY,
      model_name: 'Image 2.1',
      product_function: 'text to image',
      resolution: '',
      duration: '',
      video_sound: 'off',
    })
    expect(status).toBe(2)
    expect(err).toContain(
      'BAD_VALUE product_type: found "video"; the row that prices the job is of the image pool',
    )
  })
  test('in CSV as well, unless no list has such a pool', async () => {
    const quote = (pool: string, units: string) =>
      runWith(['quote', '--from', '-', '--as-of', '2026-11-21'], {
        stdin: `model,capability,mode,duration,pool,units\nV1.6,text-to-video,std,5,${pool},${units}\n`,
      })
    for (const units of ['', '2'])
      expect((await quote('image', units)).err).toContain(
        'BAD_VALUE pool: found "image"; the row that prices the job is of the video pool',
      )
    for (const pool of ['Video', 'gpu-7']) expect((await quote(pool, '')).status).toBe(0)
  })
  test('may write its pool in any case', async () => {
    expect((await quoteOf({ ...ENTRY, product_type: 'Video' })).status).toBe(0)
  })
  test('of money is refused', async () => {
    for (const cash of [{ currency: 'CNY' }, { cash_type: 'balance' }, { list_price: '1.5' }]) {
      const { err, status } = await quoteOf({ ...ENTRY, ...cash })
      expect(status).toBe(2)
      expect(err).toContain('a deduction of money, not of units')
    }
  })
  test('that says a thing twice is refused', async () => {
    const { err, status } = await quoteOf(JSON.stringify(ENTRY).replace('{', '{"deduction_amount":"1",'))
    expect(status).toBe(2)
    expect(err).toContain('KEY_REPEATED "deduction_amount" is there twice')
  })
})

test('a segment of a fraction of a second has its note, too', async () => {
  const { writeFileSync, mkdtempSync, rmSync } = await import('node:fs')
  const { tmpdir } = await import('node:os')
  const { join } = await import('node:path')
  const folder = mkdtempSync(join(tmpdir(), 'kling-cost-segment-'))
  try {
    const rates = join(folder, 'mine.yaml')
    writeFileSync(
      rates,
      [
        'kind: rate-card',
        'id: mine',
        'title: Mine',
        'vendor: Us',
        'currency: USD',
        'billing: us-dollars',
        'source: { document: d, title: t, retrieved: 2026-11-21, confidence: second-hand }',
        'models:',
        '  mine-1: { name: Mine 1 }',
        'rates:',
        '  - capability: lip-sync',
        '    model: mine-1',
        '    charge: { by: per-segment, seconds: 2.5, usd: 1 }',
        '    section: s',
        '',
      ].join('\n'),
    )
    const ran = await runWith(['quote', 'mine-1', '--duration', '6', '--rates', rates, '--json'])
    expect(ran.err).toBe('')
    expect(JSON.parse(ran.out)).toMatchObject({ totals: { cost: '3' }, rulings: ['R2'] })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe('lengths that are billed alike', () => {
  const lengths = Array.from({ length: 3000 }, (_, i) => (3 + ((i * 7919) % 11_900) / 1000).toFixed(i % 4))
  const log = `model,capability,resolution,duration\n${lengths.map(length => `3.0,text-to-video,1080p,${length}\n`).join('')}`
  const run = (...argv: string[]) =>
    runWith(['quote', '--from', '-', '--card', 'kling-per-second', '--json', ...argv], { stdin: log })

  test('come to the same sums, with the same rulings, line by line and summed up', async () => {
    const lines = JSON.parse((await run()).out)
    const summary = JSON.parse((await run('--summary')).out)
    expect(summary.totals).toEqual(lines.totals)
    expect(summary.rulings).toEqual(lines.rulings)
    expect(lines.rulings).toContain('R1')
    expect(lines.lines.map((line: { duration: string }) => Number(line.duration))).toEqual(
      lengths.map(Number),
    )
  })
  test('are refused as they stand in the file', async () => {
    const stdin = 'model,capability,mode,duration\nV1.6,text-to-video,pro,7.04\nV1.6,text-to-video,pro,0.4\n'
    const { err } = await runWith(['quote', '--from', '-', '--summary'], { stdin })
    expect(err).toContain('7.04 was given')
    expect(err).toContain('0.4 was given')
  })
})

describe('jobs as spreadsheets save them', () => {
  const head = 'model;resolution;duration'
  const jobs = '3.0;720p;5\n'
  test('blank rows, the line that tells the delimiter and empty cells behind the table are no jobs', async () => {
    for (const text of [
      `sep=;\n${head}\n${jobs}`,
      `;;\n${head}\n;;\n${jobs};;\n`,
      `${head}\n3.0;720p;5;;\n;;;;\n`,
      `${head}\n3.0;720p;5;\r\n`,
      `"model";"resolution";"duration"\n"3.0";"720p";"5";""\n"";"";""\n`,
      `Our jobs;;\n${head}\n${jobs}`,
      `Our jobs\n\n${head}\n${jobs}`,
      `"Our jobs, all; of November"\r\n\r\n${head}\n${jobs}`,
    ]) {
      const { out, err } = await runWith(['quote', '--from', '-', '--json'], { stdin: Buffer.from(text) })
      expect(err).toBe('')
      expect(JSON.parse(out).totals).toMatchObject({ count: 1, cost: '0.375' })
    }
  })
  test('a cell behind the table that is not empty is one too many', async () => {
    const text = `${head}\n3.0;720p;5;;x\n`
    const { err } = await runWith(['quote', '--from', '-'], { stdin: Buffer.from(text) })
    expect(err).toContain('the row has 5 fields; the header has 3')
  })
})

test('a task of a list that says nothing of its job is named', async () => {
  const { err, status } = await runWith(['quote', '--from', '-'], {
    stdin: '{"code":0,"data":[{"task_id":"a1","task_status":"succeed"},{"task_status":"succeed"}]}',
  })
  expect(status).toBe(2)
  expect(err).toContain('JOB_AMBIGUOUS task 1 ("a1"): nothing says what the job is')
  expect(err).toContain('JOB_AMBIGUOUS task 2: nothing says what the job is')
})

test('a task in two rows counts once, by an id of up to 1024 bytes', async () => {
  const countOf = async (length: number): Promise<number> => {
    const row = `${'x'.repeat(length)},3.0,720p,5\n`
    const stdin = Buffer.from(`task_id,model,resolution,duration\n${row}${row}`)
    return JSON.parse((await runWith(['quote', '--from', '-', '--json'], { stdin })).out).totals.count
  }
  expect(await countOf(1024)).toBe(1)
  expect(await countOf(1025)).toBe(2)
})

describe('what was deducted', () => {
  const row = (at: string, units: string, status = 'succeed'): string =>
    `2026-11-${at}T00:00:00Z,3.0,text-to-video,1080p,5,no,${units},${status}\n`
  const quoteRows = (...rows: string[]) =>
    runWith(['quote', '--from', '-', '--as-of', '2026-11-21'], {
      stdin: `timestamp,model,capability,resolution,duration,audio,units,status\n${rows.join('')}`,
    })
  test('is no price: the quote says in how many rows and by how much in all the file differs', async () => {
    const { out, err } = await quoteRows(
      row('01', '6.5'),
      row('02', '4'),
      row('03', '3'),
      row('04', '3', 'failed'),
    )
    expect(out).toMatch(/^\$1\.68 for 3 jobs/)
    expect(out).toContain(
      '! This quote prices by the list, and what was deducted in 3 rows of the file differs from it: 5.5 units more and 1 unit less in all. The first, line 2: 6.5 deducted, 4 by the list.',
    )
    expect(err).toContain(
      'warning: units were deducted for 1 failed job, which costs nothing by the list (001, 002); expiry and budget count what was deducted',
    )
  })
  test('is not mentioned where it is what the list charges', async () => {
    expect((await quoteRows(row('01', '4'))).out).not.toContain('deducted')
  })
})
