/** Rows of jobs and use that can mean something else than they say: the answer says how they count. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-doubts-'))
const home = process.cwd()
process.chdir(folder)
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

/** What a command says of a file beside its figures: as JSON the notes, on a screen the warnings. */
async function ask(command: string, file: string, ...lines: string[]) {
  writeFileSync(file, `${lines.join('\n')}\n`)
  const argv = [...command.split(' '), '--as-of', '2026-11-21']
  const { out } = await runWith([...argv, '--json'])
  const { notes, totals, demand } = JSON.parse(out)
  const screen = (await runWith(argv)).out.split('\n').filter(line => line.startsWith('! '))
  return { notes: notes as string[], totals, demand, warnings: screen.map(line => line.slice(2)) }
}

describe('headings and footnotes between jobs', () => {
  const HEAD = ['model,duration,resolution,audio,count', 'kling-v3,5,720p,off,10']
  test('are told and no jobs', async () => {
    const found = await ask(
      'quote --from f.csv',
      'f.csv',
      ...HEAD,
      'Text to video:,,,,',
      '* prices are net,,,,',
      'These prices are all without tax,,,,',
    )
    expect(found.totals.count).toBe(10)
    expect(found.notes).toContain(
      'f.csv: line 3 and 2 more lines hold only a text and were not priced, such as "Text to video:"',
    )
    const dated = [
      'date,model,duration,resolution,audio',
      '2026-10-01,kling-v3,5,720p,off',
      '说明：价格均不含税费,,,,',
    ]
    expect((await ask('quote --from d.csv', 'd.csv', ...dated)).notes).toContain(
      'd.csv: line 3 holds only a text and was not priced: "说明：价格均不含税费"',
    )
  })
  test.each([
    'Kling 9 Ultra,,,,',
    'Kolors Virtual Try On,,,,',
    'Sora 2 and Veo 3 in two versions,,,,',
    'kling-v3,,,,',
    'Sora,,,,',
    'Note: as above,5,,,',
    'Total for May,,,,15',
    ',,,,Note: the content policy rejected it',
  ])('are not what may be a job: %s', async row => {
    writeFileSync('g.csv', [...HEAD, row, ''].join('\n'))
    const { status, err } = await runWith(['quote', '--from', 'g.csv'])
    expect([status, err]).toEqual([2, expect.stringMatching(/^g\.csv:3: /)])
  })
})

describe('an empty cell of count', () => {
  const HEAD = 'model,mode,duration,capability,count'
  const said =
    ', line 3: count is empty, and the row counts as one job, as does each such row; in a pivot table and in a plan an empty cell may mean none: write 1, or take such rows out'
  test('is told beside cells that are filled', async () => {
    const found = await ask(
      'quote --from a.csv',
      'a.csv',
      HEAD,
      '2.6,pro,5,text-to-video,300',
      '2.6,std,5,text-to-video,',
      '2.6,std,5,text-to-video,',
    )
    expect(found.totals.count).toBe(302)
    expect(found.notes).toContain(`a.csv${said}`)
    expect(found.warnings).toContain(`a.csv${said}`)
  })
  test('is told of a plan', async () => {
    const rows = ['2.6,pro,5,text-to-video,300', '2.6,std,5,text-to-video,']
    const found = await ask('budget --plan p.csv', 'p.csv', HEAD, ...rows)
    expect(found.notes).toContain(`p.csv${said}`)
    expect(found.warnings).toContain(`p.csv${said}`)
  })
  test('is told of a null in JSON, and not of what was left out', async () => {
    const job = '{"model":"2.6","mode":"pro","duration":5,"capability":"text-to-video"'
    const found = (last: string) =>
      ask('quote --from j.jsonl', 'j.jsonl', `${job},"count":2}`, `${job}${last}`)
    expect((await found(',"count":null}')).warnings).toContain(`j.jsonl${said.replace('line 3', 'line 2')}`)
    expect((await found('}')).warnings).toEqual([])
  })
  test('says nothing where all of them are', async () => {
    const found = await ask('quote --from n.csv', 'n.csv', HEAD, '2.6,pro,5,text-to-video,')
    expect(found.warnings).toEqual([])
  })
})

describe('labels left empty, as in a pivot table', () => {
  const said = (what: string) =>
    `nothing stands under ${what}, and the row counts as one that leaves it out, as does each such row; in a pivot table it means the same as above: if this is one, have it repeat its labels, or fill the cells`
  test.each([
    [
      'model,mode,duration,capability,count',
      '2.6,pro,5,text-to-video,3',
      ',std,5,text-to-video,4',
      'model (above: "2.6")',
    ],
    [
      'audio,model,mode,duration,capability',
      'on,2.6,pro,5,text-to-video',
      ',2.6,pro,10,text-to-video',
      'audio (above: "on")',
    ],
    [
      'note,model,audio,mode,duration,capability',
      'a,2.6,on,pro,5,text-to-video',
      ',,,pro,10,text-to-video',
      'model (above: "2.6") and audio (above: "on")',
    ],
  ])('are told where the row would be another job: %s', async (...[head, first, second, what]) => {
    const found = await ask('quote --from a.csv', 'a.csv', head, first, second)
    expect(found.warnings).toContain(`a.csv, line 3: ${said(what)}`)
    expect(found.notes).toContain(`a.csv, line 3: ${said(what)}`)
  })
  test('are told of months', async () => {
    const rows = ['2026-12,2.6,std,5,text-to-video,10', ',2.6,pro,5,text-to-video,10']
    const found = await ask(
      'budget --plan p.csv',
      'p.csv',
      'month,model,mode,duration,capability,count',
      ...rows,
    )
    expect(found.warnings).toContain(`p.csv, line 3: ${said('month (above: "2026-12")')}`)
  })
  test.each([
    // The model above cannot do it.
    ['model,capability,mode,duration', '2.6,text-to-video,pro,5', ',lip-sync,,7'],
    // The same price.
    ['capability,model,mode,duration', 'text-to-video,3.0,pro,5', ',3.0,pro,10'],
    // No label stands in front.
    ['task_id,model,mode,duration,capability', 'a,2.6,pro,5,text-to-video', 'b,,std,5,text-to-video'],
    // Nothing stands above.
    ['model,mode,duration,capability', ',std,5,text-to-video', '2.6,pro,5,text-to-video'],
  ])('are not where it makes no difference: %s', async (head, first, second) => {
    const { warnings } = await ask('quote --from a.csv', 'a.csv', head, first, second)
    expect(warnings.filter(words => words.startsWith('a.csv'))).toEqual([])
  })
})

/** Three days, of each day the rows. */
const days = (...rows: string[]) => ['01', '02', '03'].flatMap(day => rows.map(row => `2026-11-${day}${row}`))

describe('rows that are sums of others', () => {
  const refuse = async (command: string, file: string, ...lines: string[]) => {
    writeFileSync(file, `${lines.join('\n')}\n`)
    const { status, err } = await runWith([...command.split(' '), '--as-of', '2026-11-21'])
    return [status, err]
  }
  const said = (column: string, line: number, file = 'use.csv') =>
    `${file}:${line}: BAD_VALUE ${column}: expected units of its own; got the sum of the rows of that time that name one, as in 3 rows, which would count twice\n` +
    '  take the rows of sums out (in SQL: ROLLUP, GROUPING SETS); if they are use of their own, say whose in each row\n'
  test.each([
    ['date,account,units', ',A,10', ',B,4', ',,14'],
    ['date,account,units', ',A,10', ',B,4', ',All,14'],
    ['date,account,units', ',A,10', ',B,4', ',合计,14'],
    ['date,account,units', ',A,10', ',\\N,10'],
    ['timestamp,account,units', 'T08:00:00Z,A,10', 'T08:00:00Z,B,4', 'T08:00:00Z,,14'],
  ])('are refused by account: %s %s %s %s', async (head, ...rows) => {
    expect(await refuse('budget use.csv', 'use.csv', head, ...days(...rows))).toEqual([
      2,
      said('account', rows.length + 1),
    ])
  })
  test('are refused whatever they are called, where they are that again and again', async () => {
    const told = said('user', 4).replace('3 rows', '4 rows')
    const rows = [1, 2, 3, 4].flatMap(day =>
      ['A,10', 'B,4', 'Everyone,14'].map(row => `2026-11-0${day},${row}`),
    )
    expect(await refuse('budget use.csv', 'use.csv', 'date,user,units', ...rows)).toEqual([2, told])
    const json = rows.map(row => {
      const [date, user, units] = row.split(',')
      return JSON.stringify({ date, user, units: Number(units) })
    })
    const [status, err] = await refuse('budget use.jsonl', 'use.jsonl', ...json)
    expect(status).toBe(2)
    expect(err).toContain('user: expected units of its own')
  })
  test.each([
    ['one day differs', ['A,10', 'B,4', 'C,14', 'A,10', 'B,4', 'C,15', 'A,1', 'B,1', 'C,2']],
    ['there are two alone', ['A,10', 'C,10', 'A,4', 'C,4', 'A,3', 'C,3']],
    ['it is seldom', ['A,10', 'B,4', 'C,14', 'A,10', 'B,4', 'C,14']],
  ])('are none where %s', async (_, cells) => {
    const users = new Set(cells.map(cell => cell.split(',')[0])).size
    const rows = cells.map((cell, i) => `2026-11-0${1 + Math.floor(i / users)},${cell}`)
    const [status, err] = await refuse('budget use.csv', 'use.csv', 'date,user,units', ...rows)
    expect(status).toBe(0)
    expect(err).not.toContain('sum of the rows')
  })
  test('are refused by pool, by model, and of demand', async () => {
    const ofPools = ['date,pool,units', ...days(',video,10', ',image,3', ',,13')]
    // What names no pool may be of either.
    expect((await refuse('budget use.csv', 'use.csv', ...ofPools))[0]).toBe(2)
    const one = ['date,pool,units', ...days(',video,10', ',,10')]
    expect(await refuse('budget use.csv', 'use.csv', ...one)).toEqual([2, said('pool', 3)])
    expect(await refuse('budget --demand d.csv', 'd.csv', ...one)).toEqual([2, said('pool', 3, 'd.csv')])
    const models = ['date,model,units', ...days(',2.6,10', ',3.0,4', ',,14')]
    expect(await refuse('budget use.csv', 'use.csv', ...models)).toEqual([2, said('model', 4)])
  })
  test.each([
    ['timestamp,account,units', 'A', ''],
    ['timestamp,account,units', 'A', 'B,3.5', ''],
    ['timestamp,model,units', '2.6', ''],
  ])('are none of jobs that cost the same in one minute: %s %s %s %s', async (head, ...labels) => {
    const rows = labels.map(label => `T08:01:00Z,${label.includes(',') ? label : `${label},3.5`}`)
    expect((await refuse('budget use.csv', 'use.csv', head, ...days(...rows)))[0]).toBe(0)
  })
  test.each([
    [days(',A,10', ',B,4', ',,13')],
    [days(',,10', ',,4')],
    [['2026-11-01,A,10', '2026-11-01,,10', '2026-11-02,A,10', '2026-11-02,,9']],
    [['2026-11-01,A,10', '2026-11-01,,10']],
    [['2026-11-01,A,10', '2026-11-02,,10']],
  ])('are none where the amounts differ, or nothing tells: %s', async rows => {
    expect((await refuse('budget use.csv', 'use.csv', 'date,account,units', ...rows))[0]).toBe(0)
  })

  test.each(['user', 'project', 'category', 'mode', 'api_key_name', 'Anything'])(
    'are refused by a column that may not be read: %s',
    async column => {
      for (const whole of ['', 'Total', '(all)', 'Gesamt', '合计', 'NULL', '*', '全部']) {
        const rows = days(',A,10', ',B,4', `,${whole},14`)
        const found = [
          await refuse('budget use.csv', 'use.csv', `date,${column},units`, ...rows),
          await refuse('budget use.csv', 'use.csv', `timestamp,${column},units`, ...rows),
          await refuse('budget --demand use.csv', 'use.csv', `date,${column},units`, ...rows),
        ]
        expect(found).toEqual(Array(3).fill([2, said(column, 4)]))
      }
    },
  )
  test('are refused by one account that stands for all, in demand and once', async () => {
    const [status, err] = await refuse(
      'budget --demand d.csv',
      'd.csv',
      ...['date,account,units', '2026-11-22,A,5', '2026-11-22,B,6', '2026-11-22,Total,11'],
    )
    expect([status, err]).toEqual([2, said('account', 4, 'd.csv').replace(', as in 3 rows', '')])
  })
  test.each([
    ['of several columns', 'date,user,team,units', ',a,x,5', ',a,y,6', ',b,x,7', ',a,,11', ',b,,7', ',,,18'],
    ['of several columns at once', 'date,user,team,units', ',a,x,5', ',a,y,6', ',b,x,7', ',,,18'],
    ['of names and numbers', 'date,user,id,units', ',a,1,5', ',b,2,6', ',Total,,11'],
    ['beside rows that name none', 'date,user,units', ',a,5', ',b,6', ',,7', ',Total,18'],
    ['beside what is counted too', 'date,user,jobs,units', ',a,1,5', ',b,1,6', ',Total,2,11'],
    ['by pool', 'date,pool,user,units', ',video,a,5', ',video,b,6', ',image,a,1', ',video,,11', ',image,,1'],
  ])('are refused %s', async (_, head, ...rows) => {
    expect((await refuse('budget use.csv', 'use.csv', head, ...days(...rows)))[0]).toBe(2)
  })

  const JOBS = 'timestamp,account,model,capability,mode,duration,count'
  const job = (account: string, count: number, mode = 'pro') =>
    `2026-11-01,${account},2.6,text-to-video,${mode},10,${count}`
  test.each([
    ['a total', [job('A', 5), job('B', 6), job('Total', 11)], 4],
    [
      'empty cells',
      [job('A', 5), job('B', 6), job('', 11), job('A', 2, 'std'), job('B', 3, 'std'), job('', 5, 'std')],
      4,
    ],
  ])('are refused of jobs with a count: %s', async (_, rows, line) => {
    const jobs = (column: string) =>
      said(column, line, 'j.csv')
        .replace(', as in 3 rows', rows.length > 3 ? ', as in 2 rows' : '')
        .replace('units of its', 'jobs of its')
        .replace('use of their', 'jobs of their')
    for (const column of ['account', 'project']) {
      const head = JOBS.replace('account', column)
      expect(await refuse('quote --from j.csv', 'j.csv', head, ...rows)).toEqual([2, jobs(column)])
    }
  })
  test.each([
    ['one empty cell', [job('A', 1), job('B', 1), job('', 2)]],
    ['another mode', [job('A', 5), job('B', 6), job('Total', 11, 'std')]],
    ['other counts', [job('A', 5), job('B', 6), job('All', 7)]],
    ['a single row each', [job('A', 5), job('', 5), job('A', 2, 'std'), job('', 2, 'std')]],
  ])('are none of jobs with a count for %s', async (_, rows) => {
    expect((await refuse('quote --from j.csv', 'j.csv', JOBS, ...rows))[0]).toBe(0)
  })
  test.each([
    ['date,note,units', ',first,5', ',,5'],
    ['date,user,units', ',A,5', ',B,6', ',,12'],
    ['date,user,units', ',All,5', ',B,6'],
    ['timestamp,task_id,user,units', ',a,A,5', ',b,B,6', ',c,,11'],
    ['date,user,units', ',A,0', ',B,0', ',Total,0'],
  ])('are none by a column that is not read where nothing tells: %s %s %s', async (head, ...rows) => {
    const own = days(...rows).map((row, i) => row.replace(/,(?=[abc],)/, `,${i}`))
    expect((await refuse('budget use.csv', 'use.csv', head, ...own))[0]).toBe(0)
  })
})

describe('rows that are sums of those above', () => {
  const rowsOf = (...units: (number | string)[]) =>
    units.map((amount, i) => `${new Date(Date.UTC(2026, 9, 1 + i)).toISOString().slice(0, 10)},${amount}`)
  const refuse = async (...units: (number | string)[]) => {
    writeFileSync('use.csv', `${['date,units', ...rowsOf(...units)].join('\n')}\n`)
    const { status, err } = await runWith(['budget', 'use.csv', '--as-of', '2026-11-21'])
    return [status, err]
  }
  test('are refused where there are two of them', async () => {
    expect(await refuse(3, 1, 4, 1.5, 5, 14.5, 2, 7, 1, 8, 2, 8, 28)).toEqual([
      2,
      'use.csv:7: BAD_VALUE units: expected units of its own; got the sum of the rows above, as in 2 rows, which would count twice\n' +
        '  take the rows of sums out\n',
    ])
  })
  test.each([
    ['there is one alone', [3, 1, 4, 1.5, 5, 14.5, 2, 7, 1, 8, 2, 8, 29]],
    ['they are of few rows', [3, 1, 4, 8, 2, 7, 1, 10, 5]],
    ['nothing was used', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ])('and not where %s', async (_, units) => {
    expect((await refuse(...units))[0]).toBe(0)
  })
})

describe('rows of one task with the same units at different times', () => {
  const said =
    'several rows of the same units at different times, and all of them count, as parts that packages paid. If they are one message delivered again, give each task once.'
  const rows = ['timestamp,task_id,units', '2026-11-01T10:00:05Z,a,6', '2026-11-01T10:01:07Z,a,6']
  test('are told', async () => {
    const once = await ask('budget use.csv', 'use.csv', ...rows)
    expect(once.warnings).toContain(`1 task has ${said}`)
    const more = ['2026-11-01T11:00:05Z,b,3', '2026-11-01T11:02:07Z,b,3', '2026-11-01T11:03:07Z,b,3']
    const twice = await ask('budget use.csv', 'use.csv', ...rows, ...more)
    expect(twice.warnings).toContain(`2 tasks have ${said}`)
    expect(twice.notes).toContain(`2 tasks have ${said}`)
  })
  test.each([
    ['their units differ', ['2026-11-01T11:00:05Z,b,3', '2026-11-01T11:02:07Z,b,1']],
    ['they are one row', ['2026-11-01T11:00:05Z,b,3', '2026-11-01T11:00:05Z,b,3']],
  ])('and not where %s', async (_, more) => {
    const { warnings } = await ask('budget use.csv', 'use.csv', rows[0]!, ...more)
    expect(warnings.join()).not.toContain('delivered again')
  })
})

describe('packages of another time than the use', () => {
  const ledger = (...rows: string[]) =>
    writeFileSync('lots.csv', `${['id,package,purchased_at', ...rows].join('\n')}\n`)
  test('are told where they are bought after the answer', async () => {
    ledger('a,package-1,2026-10-01', 'b,package-1,2026-12-20')
    const { out } = await runWith(['expiry', 'lots.csv', '--as-of', '2026-11-21'])
    expect(out).toContain(
      '! b (package-1) is bought after 21 Nov 2026, and counts as held: take out what is only planned.\n',
    )
    ledger('a,package-1,2026-10-01')
    expect((await runWith(['expiry', 'lots.csv', '--as-of', '2026-11-21'])).out).not.toContain('bought after')
  })
  test('are told where the use begins behind them', async () => {
    writeFileSync('use.csv', 'date,units\n2026-11-01,5\n2026-11-02,6\n')
    ledger('a,package-1,2026-10-01')
    const { out } = await runWith(['expiry', 'lots.csv', '--usage', 'use.csv', '--as-of', '2026-11-21'])
    expect(out).toContain(
      '! The log begins on 1 Nov 2026, after a (package-1) took effect: what was used before is not known, and less may be left.\n',
    )
    ledger('a,package-1,2026-11-01')
    const begun = await runWith(['expiry', 'lots.csv', '--usage', 'use.csv', '--as-of', '2026-11-21'])
    expect(begun.out).not.toContain('The log begins')
  })
})

describe('units that never fall', () => {
  const daysOf = (from: number, ...units: number[]) =>
    units.map((amount, i) => `${new Date(Date.UTC(2026, 9, from + i)).toISOString().slice(0, 10)},${amount}`)
  const rising = Array.from({ length: 20 }, (_, i) => 100 + 10 * i)
  const said =
    'use.csv, whose units never fall in 20 days: if they are readings of a meter, write what each day adds to the one before'
  test.each(['date,units', 'date,units used'])('may be readings of a meter: %s', async head => {
    expect((await ask('budget use.csv', 'use.csv', head, ...daysOf(1, ...rising))).warnings).toContain(said)
  })
  test.each([
    ['once they do', [...rising.slice(0, 18), 200, 300]],
    ['they are always the same', rising.map(() => 100)],
    ['there are few', rising.slice(0, 14)],
  ])('are use where %s', async (_, units) => {
    const { warnings } = await ask('budget use.csv', 'use.csv', 'date,units', ...daysOf(1, ...units))
    expect(warnings.join()).not.toContain('never fall')
  })
})

describe('days that stand in one file twice', () => {
  const rows = [
    '2026-11-01,video,10',
    '2026-11-02,video,10',
    '2026-11-03,video,10',
    '2026-11-02,video,10',
    '2026-11-03,video,10',
  ]
  const said =
    ', line 5: the row is alike line 3 in every column, and 2 rows are such copies; all of them count: where two exports overlap, take the rows out that stand twice'
  test('are told', async () => {
    const found = await ask('budget use.csv', 'use.csv', 'date,pool,units', ...rows)
    expect(found.warnings).toContain(`use.csv${said}`)
    expect(found.notes).toContain(`use.csv${said}`)
    const demand = await ask(
      'budget --demand d.csv --horizon 90d',
      'd.csv',
      'date,pool,units',
      ...rows.map(row => row.replace('-11-', '-12-')),
    )
    expect(demand.warnings).toContain(`d.csv${said}`)
  })
  test('are not where a column differs', async () => {
    const apart = rows.map((row, i) => `${row},${i}`)
    const found = await ask('budget use.csv', 'use.csv', 'date,pool,units,note', ...apart)
    expect(found.warnings.filter(words => words.includes('alike'))).toEqual([])
  })
})

test('the header again is no row, of days and of jobs', async () => {
  const said = ': its header stands again in line 3, and in 1 more, and is no row'
  const head = 'date,"pool",units'
  const rows = ['2026-11-01,video,10', 'date,pool,units', '2026-11-02,video,10', head, '2026-11-03,video,10']
  const { notes } = await ask('budget use.csv', 'use.csv', head, ...rows)
  expect(notes).toContain(`use.csv${said}`)
  const job = '3.0,5,pro'
  const jobs = await ask(
    'quote --from a.csv',
    'a.csv',
    ...['model,duration,mode', job],
    ...['model,duration,mode', job, 'model,duration,mode'],
  )
  expect(jobs.totals.count).toBe(2)
  expect(jobs.notes).toContain(`a.csv${said}`)
})

test("a clock's zero as the time of the last change says nothing", async () => {
  const head = 'timestamp,updated_at,task_id,model,mode,duration,status'
  const row = (at: string, changed: string, status: string) =>
    `2026-11-01T0${at}:00:00Z,${changed},t,3.0,pro,5,${status}`
  const rows = [row('3', '0001-01-01T00:00:00Z', 'failed'), row('2', '2026-11-01T02:30:00Z', 'succeed')]
  expect((await ask('quote --from a.csv', 'a.csv', head, ...rows)).totals.cost).toBe('0')
})

test('use that names no account beside use that does is told where packages are of accounts', async () => {
  const lots = (of: string) =>
    writeFileSync(
      'lots.csv',
      `id,package,purchased_at,account\na,package-2,2026-10-01,${of}\nb,package-2,2026-10-01,\n`,
    )
  const told = async (...accounts: string[]) => {
    const rows = accounts.map((account, i) => `${account},2026-11-0${i + 1}T00:00:00Z,5`)
    const { warnings } = await ask(
      'expiry lots.csv --usage u.csv --burn-rate 1',
      'u.csv',
      'account,timestamp,units',
      ...rows,
    )
    return warnings.filter(words => words.includes('no account'))
  }
  lots('A')
  expect(await told('A', '', '')).toEqual([
    '2 uses name no account, where others do: packages of any account pay for them.',
  ])
  expect(await told('', '')).toEqual([])
  lots('')
  expect(await told('A', '')).toEqual([])
})

test('the header of a small table that stands in it again is no row either', async () => {
  const [ledger, demand] = [
    ['package,purchased_at', 'package-1,2026-09-01'],
    ['date,pool,units', '2026-12-05,video,100'],
  ].map(([header, row], i) => {
    const file = join(folder, `again-${i}.csv`)
    writeFileSync(
      file,
      [header, row, header, row!.replace('-01', '-02').replace('-05', '-06'), ''].join('\n'),
    )
    return file
  })
  const at = ['--as-of', '2026-11-21', '--json']
  const held = JSON.parse((await runWith(['expiry', ledger!, ...at])).out)
  expect(held.totals.remaining).toBe('60000')
  const planned = JSON.parse((await runWith(['budget', '--demand', demand!, ...at])).out)
  expect(planned.demand.video.total).toBe('200')
  for (const { notes } of [held, planned])
    expect(notes.join()).toContain('its header stands again in line 3 and is no row')
})

describe('files of days beside other files', () => {
  const write = (file: string, ...lines: string[]) => writeFileSync(file, `${lines.join('\n')}\n`)
  const told = async (files: string) => {
    const { out, err } = await runWith([...`budget ${files} --as-of 2026-11-21 --json`.split(' ')])
    return out === '' ? err : (JSON.parse(out).notes as string[]).filter(note => note.includes('no ids'))
  }
  const said = (...files: string[]) => [
    `${files.join(' · ')}: these rows have no ids. One that stands in another file of the same time as well counts twice`,
  ]
  test('overlap with tasks of any time of their days', async () => {
    write('tasks.csv', 'timestamp,task_id,units', '2026-11-09T10:00:00Z,a,9', '2026-11-10T10:00:00Z,b,9')
    write('days.csv', 'date,pool,units', '2026-11-10,video,9', '2026-11-11,video,9')
    expect(await told('tasks.csv days.csv')).toEqual(said('days.csv'))
    expect(await told('days.csv tasks.csv')).toEqual(said('days.csv'))
    write('days.csv', 'date,pool,units', '2026-11-11,video,9')
    expect(await told('tasks.csv days.csv')).toEqual([])
  })
  test('are refused where one has the sums of the other, and told where it may', async () => {
    write('all.csv', 'date,units', ...days(',14'))
    write('by.csv', 'date,account,units', ...days(',A,10', ',B,4'))
    expect(await told('all.csv by.csv')).toContain('all.csv:2: BAD_VALUE account: expected units of its own')
    expect(await told('by.csv all.csv')).toContain('all.csv:2: BAD_VALUE account: expected units of its own')
    write('by.csv', 'date,account,units', ...days(',A,10'))
    expect(await told('all.csv by.csv')).toEqual(said('all.csv', 'by.csv'))
    write('other.csv', 'date,account,units', ...days(',C,10'))
    expect(await told('other.csv by.csv')).toEqual([])
  })
})

describe('a job that is longer than jobs are', () => {
  const HEAD = 'timestamp,capability,mode,duration,status'
  const rows = (...lengths: string[]) => lengths.map(length => `2026-10-01,avatar,std,${length},succeed`)
  test('is told, as its length may be in milliseconds', async () => {
    const found = await ask('quote --from m.csv', 'm.csv', HEAD, ...rows('5', '61000', '5120'))
    const said =
      'm.csv, line 3: the job is 61,000 seconds long (16 h 57 min), and is priced for all of them, as is each such row; if duration is in milliseconds, have the export divide it by 1,000'
    expect(found.warnings.map(line => line.replaceAll('\u00a0', ' '))).toEqual([said])
    expect(found.totals.units.video).toBe('26450')
  })
  test('is told from a quarter of an hour on', async () => {
    const told = async (length: string, status = 'succeed') =>
      (await ask('quote --from l.csv', 'l.csv', HEAD, `2026-10-01,avatar,std,${length},${status}`)).warnings
        .length
    expect([await told('900.4'), await told('900.5'), await told('61000', 'failed')]).toEqual([0, 1, 0])
  })
  test('is not told of use of which it is known what was taken', async () => {
    const row = '2026-10-01,avatar,std,61000,succeed'
    writeFileSync('s.csv', 'package,purchased_at\npackage-1,2026-10-01\n')
    const found = (head: string, line: string) => ask('expiry s.csv --usage u.csv', 'u.csv', head, line)
    const isLong = (line: string) => line.includes('seconds long')
    expect((await found(HEAD, row)).warnings.filter(isLong)).toHaveLength(1)
    expect((await found(`${HEAD},units`, `${row},24.4`)).warnings.filter(isLong)).toEqual([])
  })
})

describe('tasks of which a log tells no end', () => {
  const HEAD = 'created_at,task_id,model,mode,duration,capability,task_status'
  const row = (day: number, status: string, id = `t${day}`) =>
    `2026-10-${String(day).padStart(2, '0')}T12:00:00Z,${id},2.6,pro,5,text-to-video,${status}`
  const open = async (...rows: string[]) => {
    const found = await ask('quote --from o.csv', 'o.csv', HEAD, ...rows)
    return found.warnings.filter(line => line.includes('no end'))
  }
  const days = (from: number, to: number, status: string) =>
    Array.from({ length: to - from + 1 }, (_, i) => row(from + i, status))
  test('are told, but for those of its last two days', async () => {
    expect(await open(row(1, 'succeed'), ...days(2, 20, 'submitted'))).toEqual([
      'o.csv, 17 of 20 tasks, begun from 2 Oct 2026 to 18 Oct 2026, have no end in this file: what they used is not known, and they count as nothing. What creating a task answers never says how it ended: take the status from a later query or callback, or give the billing export',
    ])
    expect(await open(row(1, 'succeed'), ...days(19, 20, 'submitted'))).toEqual([])
  })
  test('are told of where they are one in ten', async () => {
    const told = await open(row(1, 'processing'), ...days(2, 10, 'succeed'))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('1 of 10 tasks, begun on 1 Oct 2026, has no end in this file')
    expect(await open(row(1, 'processing'), ...days(2, 11, 'succeed'))).toEqual([])
  })
  test('have one where another row says it', async () => {
    expect(await open(...days(1, 20, 'submitted'), ...days(1, 20, 'succeed'))).toEqual([])
  })
  test('are told of use, which they are not', async () => {
    writeFileSync('l.csv', 'package,purchased_at\npackage-1,2026-10-01\n')
    const rows = [row(1, 'succeed'), ...days(2, 20, 'submitted')]
    const expiry = await ask('expiry l.csv --usage o.csv', 'o.csv', HEAD, ...rows)
    const budget = await ask('budget o.csv', 'o.csv', HEAD, ...rows)
    for (const { warnings } of [expiry, budget])
      expect(warnings).toContainEqual(expect.stringContaining('o.csv, 17 of 20 tasks, begun from 2 Oct 2026'))
  })
})

describe('units that were taken for a model that no price list has', () => {
  test('count, and are told of', async () => {
    writeFileSync('l.csv', 'package,purchased_at\npackage-1,2026-10-01\n')
    const rows = ['a,kling-v2-6,2.5', 'b,runway-gen4,12', 'c,sora-2,5', 'd,runway-gen4,1', 'e,veo,0']
    const [head, ...lines] = [
      'timestamp,task_id,model,units',
      ...rows.map(row => `2026-11-02T10:00:00Z,${row}`),
    ]
    const { warnings, totals } = await ask('expiry l.csv --usage u.csv', 'u.csv', head!, ...lines)
    expect(totals.drawn).toBe('20.5')
    expect(warnings.filter(line => line.startsWith('u.csv, '))).toEqual([
      'u.csv, line 3: no price list has the models "runway-gen4", "sora-2", and the units of such rows count as use; if they are of another service, take the rows out',
    ])
  })
})

describe('units whose pool no row names', () => {
  const HEAD = 'timestamp,task_id,model,capability,units'
  test.each([
    ['kling-image-o1,text-to-image', { drawn: '2.5', unfunded: '8' }],
    ['kling-image-o1,', { drawn: '2.5', unfunded: '8' }],
    [',text-to-image', { drawn: '2.5', unfunded: '8' }],
    // It makes images as well.
    ['kling-v3-omni,', { drawn: '10.5', unfunded: undefined }],
    [',', { drawn: '10.5', unfunded: undefined }],
  ])('are of the one pool that pays for "%s"', async (job, expected) => {
    writeFileSync('l.csv', 'package,purchased_at\npackage-1,2026-10-01\n')
    const rows = ['a,kling-v2-6,text-to-video,2.5', `b,${job},8`].map(row => `2026-11-02T10:00:00Z,${row}`)
    writeFileSync('u.csv', `${[HEAD, ...rows].join('\n')}\n`)
    const { out } = await runWith(['expiry', 'l.csv', '--usage', 'u.csv', '--as-of', '2026-11-21', '--json'])
    const { totals, unfunded } = JSON.parse(out)
    expect({ drawn: totals.drawn, unfunded: unfunded[0]?.units }).toEqual(expected)
  })
})

describe('units that came back', () => {
  test.each(['returned (task failed)', 'Refund: failed', 'credited back', 'rolled back - timeout'])(
    'as "%s" says are no use',
    async word => {
      writeFileSync('l.csv', 'package,purchased_at\npackage-1,2026-10-01\n')
      writeFileSync(
        'u.csv',
        `timestamp,units,reason\n2026-11-02T10:00:00Z,5,t2v\n2026-11-03T10:00:00Z,5,${word}\n`,
      )
      const { err } = await runWith(['expiry', 'l.csv', '--usage', 'u.csv'])
      expect(err).toContain('"reason", which looks like deduction or refund')
    },
  )
})

describe('a cell that lists several statuses', () => {
  const times = Array.from({ length: 6 }, (_, i) => `2026-10-01T00:0${i}:00Z`)
  const said = (file: string, text: string) =>
    `${file}: cells of the status list several, such as one for each attempt, of which the last counts. ${text}: to count every attempt, give each a row of its own`
  test.each([
    ['l.csv', ['timestamp,status', ...times.map((time, i) => `${time},${i < 2 ? '"503, 502, 200"' : 200}`)]],
    [
      'l.jsonl',
      times.map(time =>
        JSON.stringify({ timestamp: time, status: time < times[2]! ? '503 : 502 : 200' : '200' }),
      ),
    ],
  ])('is told: %s', async (file, lines) => {
    const { notes, warnings } = await ask(`sla ${file}`, file, ...lines)
    const text = said(file, '4 statuses in front of it are passed over, 4 of them 5XX')
    expect(notes).toContain(`warning: ${text}`)
    expect(warnings).toContain(text)
  })
  test('is told of every row, but of no server that gave no answer', async () => {
    const rows = ['a,"404, 200"', 'a,"404, 200"', 'b,"-, 200"', 'c,200'].map(row => `${times[0]},${row}`)
    const { notes } = await ask('sla two.csv', 'two.csv', 'timestamp,request_id,status', ...rows)
    const text = said('two.csv', '2 statuses in front of it are passed over, 0 of them 5XX')
    expect(notes).toContain(`warning: ${text}`)
  })
})

describe('messages between the requests of a program', () => {
  const clock = (i: number) => new Date(Date.UTC(2026, 9, 1) + i * 60_000).toISOString()
  const request = (i: number, status: number | null = 200) =>
    JSON.stringify({ time: clock(i), status, path: '/v1/videos' })
  const message = (i: number, more: object = { level: 'info' }) =>
    JSON.stringify({ time: clock(i), msg: 'reloaded', ...more })
  test('are told from requests by their status and path', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [message(i), request(i, i === 59 ? null : 200)]).flat()
    const { notes, warnings } = await ask('sla m.jsonl', 'm.jsonl', ...rows)
    expect(notes).toContain('m.jsonl: left out: 60 rows that are no requests')
    expect(warnings.join()).not.toContain('though an error')
  })
  test('are warned of where they name an error', async () => {
    const rows = [request(0), message(1, { level: 'error' }), message(2, { err: 'ECONNREFUSED' }), request(3)]
    const { warnings } = await ask('sla e.jsonl', 'e.jsonl', ...rows, message(4, { err: null }))
    expect(warnings).toContainEqual(
      expect.stringContaining('e.jsonl: 2 rows without a status and a path are left out as messages'),
    )
  })
  test.each([
    [
      'pino-http',
      'p.log',
      (i: number) =>
        JSON.stringify({
          level: 30,
          time: Date.parse(clock(i)),
          req: { method: 'POST', url: '/v1/videos' },
          res: { statusCode: 200 },
          msg: 'request completed',
        }),
      (i: number) => JSON.stringify({ level: 50, time: Date.parse(clock(i)), msg: 'kling request failed' }),
    ],
    [
      'urllib3',
      'u.log',
      (i: number) =>
        `${clock(i).slice(0, 19).replace('T', ' ')},000 DEBUG urllib3.connectionpool https://api-singapore.klingai.com:443 "POST /v1/videos HTTP/1.1" 200 None`,
      (i: number) =>
        `${clock(i).slice(0, 19).replace('T', ' ')},000 WARNING urllib3.connectionpool Retrying (Retry(total=2)) after connection broken by 'NewConnectionError()': /v1/videos`,
    ],
  ])('are warned of in a log of %s, too', async (_, file, answered, failed) => {
    const rows = [answered(0), answered(1), failed(2), failed(3), answered(4)]
    const { warnings } = await ask(`sla ${file}`, file, ...rows)
    expect(warnings).toContainEqual(
      `${file}: 2 rows without a status are left out as messages, though an error is named there. If they tell of requests that got no answer, availability is lower: a log with a row for each of them, its status left empty, counts them`,
    )
  })
  test.each([
    [
      'text',
      'w.log',
      (i: number) =>
        `${clock(i)} INFO httpx: HTTP Request: POST https://api.klingai.com/v1/videos "HTTP/1.1 200 OK"`,
      (i: number) => `${clock(i)} WARNING kling: other side closed`,
      'WARNING kling: other side closed',
      ['', 'availability is lower: a log with a row for each of them, its status left empty, counts them'],
    ],
    [
      'objects',
      'w.jsonl',
      (i: number) =>
        JSON.stringify({ ts: clock(i), level: 'INFO', message: 'kling', path: '/v1/videos', status: 200 }),
      (i: number) => JSON.stringify({ ts: clock(i), level: 'WARN', message: 'A task was canceled.' }),
      'A task was canceled.',
      [' and a path', 'write "status": null there, and they count'],
    ],
  ])('that only warn are shown in a log of %s', async (_, file, answered, warned, said, [what, end]) => {
    const rows = [answered(0), answered(1), warned(2), warned(3), answered(4)]
    const { warnings } = await ask(`sla ${file}`, file, ...rows)
    expect(warnings).toContainEqual(
      `${file}: 2 rows without a status${what} are left out as messages, though they warn: "${said}". If they tell of requests that got no answer, ${end}`,
    )
  })
  test('a null where a request begins is warned of, and none of a row that names an error', async () => {
    const row = (i: number, msg: string, status: number | null, more: object = {}): string =>
      JSON.stringify({ timestamp: clock(i), msg, path: '/v1/videos', status, ...more })
    const answered = [row(0, 'got', 200), row(1, 'got', 200), row(2, 'got', 200), row(3, 'got', 503)]
    const begun = await ask('sla n.jsonl', 'n.jsonl', ...answered, row(4, 'sending', null))
    expect(begun.warnings).toContain(
      'n.jsonl: 1 of 5 requests has no status and counts as never arrived; beside the column "msg" such rows may be other messages, or tell that a request began which another row ends: take those out of the log (--unreached ignore leaves out all)',
    )
    const failed = await ask(
      'sla n.jsonl',
      'n.jsonl',
      ...answered,
      row(4, 'got', null, { error: 'ECONNRESET' }),
    )
    expect(failed.warnings.join()).not.toContain('such rows may be other messages')
  })
  test('requests that two rows tell of are warned of', async () => {
    const rows = Array.from({ length: 8 }, (_, i) =>
      ['error.log', 'access.log'].map(source =>
        JSON.stringify({ timestamp: clock(2 * i), status: 503, path: '/v1/videos', source, took: i }),
      ),
    ).flat()
    const { warnings } = await ask('sla w.jsonl', 'w.jsonl', ...rows)
    expect(warnings).toContain(
      'w.jsonl: 8 of 16 rows that were looked at stand within a second of another with the same status, and differ from it by "source: error.log". If they are two requests, nothing is wrong. If both rows tell of one, it counts twice: take one of the two out of the log: grep -vF error.log w.jsonl | kling-cost sla -',
    )
  })
  describe('failures that stand twice, word for word,', () => {
    const rowsOf = (times: number, apart = 7001, status = 503) =>
      Array.from({ length: 40 }, (_, i) => {
        const failed = i % 4 === 1
        const timestamp = new Date(Date.UTC(2026, 9, 1) + apart * i).toISOString()
        const row = JSON.stringify({
          timestamp,
          level: failed ? 'error' : 'info',
          path: '/v1/videos',
          status: failed ? status : 200,
        })
        return Array<string>(failed ? times : 1).fill(row)
      }).flat()
    const told = (times: number) =>
      `t.jsonl: ${10 * (times - 1)} of ${10 * times} failures that were looked at repeat the row in front of them word for word. If they are requests of their own, nothing is wrong. If both rows tell of one, it counts twice: take one of the two out of the log: uniq t.jsonl | kling-cost sla -`
    test.each([2, 3])('%s times, are warned of', async times => {
      expect((await ask('sla t.jsonl', 't.jsonl', ...rowsOf(times))).warnings).toContain(told(times))
    })
    test('and are not where they stand once, or are many in a second whose time is cut', async () => {
      const isTold = async (...rows: string[]) =>
        (await ask('sla t.jsonl', 't.jsonl', ...rows)).warnings.join().includes('word for word')
      expect(await isTold(...rowsOf(1))).toBe(false)
      const second = (i: number) =>
        JSON.stringify({
          timestamp: `2026-10-01T00:00:0${Math.floor(i / 5)}Z`,
          level: 'error',
          path: '/v1',
          status: 503,
        })
      expect(await isTold(...Array.from({ length: 40 }, (_, i) => second(i)))).toBe(false)
    })
  })
  test('a row without a status may name one in a text', async () => {
    const rows = [
      '200,',
      ',429 Client Error: Too Many Requests for url: https://a/b',
      ',Connection refused',
      '200,',
    ]
    const { notes } = await ask(
      'sla t.csv',
      't.csv',
      'timestamp,status,error',
      ...rows.map((row, i) => `${clock(i)},${row}`),
    )
    expect(notes).toContainEqual(
      'warning: t.csv: 1 of the first 2 rows without a status names one elsewhere, such as "429 Client Error": an answer arrived, and yet it counts as never arrived. Write it where the others have their status',
    )
  })
  test('or in a column beside its own', async () => {
    const { notes } = await ask(
      'sla b.csv',
      'b.csv',
      'timestamp,http.response.status_code,http.status_code,http.request.method',
      ...['200,,POST', ',200,POST', ',503,POST', ',,POST'].map((row, i) => `${clock(i)},${row}`),
    )
    expect(notes).toContainEqual(
      expect.stringContaining(
        'b.csv: 2 of the first 3 rows without a status name one elsewhere, such as "http.status_code 200"',
      ),
    )
  })
  test('or under another key', async () => {
    const span = (i: number, key: string) =>
      JSON.stringify({
        timestamp: clock(i),
        'http.method': 'POST',
        'url.path': '/v1/videos',
        duration_ms: 9,
        [key]: 200,
      })
    const rows = Array.from({ length: 260 }, (_, i) =>
      span(i, i < 250 ? 'http.status_code' : 'http.response.status_code'),
    )
    const { notes } = await ask('sla k.jsonl', 'k.jsonl', ...rows)
    expect(notes.join('\n')).toContain('10 of the first 10 rows without a status name one elsewhere')
  })
  test('a column that formats alone have is none of a table', async () => {
    const { notes } = await ask(
      'sla f.csv',
      'f.csv',
      'timestamp,status,first_status,side',
      ...['200,503,a', '200,200,b', '200,200,a'].map((row, i) => `${clock(i)},${row}`),
    )
    expect(notes.join()).toContain('first_status')
    const { out } = await runWith(['sla', 'f.csv', '--as-of', '2026-11-21', '--json'])
    expect(JSON.parse(out).periods[0]).toMatchObject({ requests: 3, errors: 0 })
  })
  test.each([
    ['account,fault', 'a,provider'],
    ['request_id', 'r'],
    ['region', 'eu'],
  ])('are no rows of a table without one for them: %s', async (names, cells) => {
    writeFileSync(
      'otel.csv',
      `timestamp,http.status_code,${names}\n${clock(0)},200,${cells}\n${clock(9)},200,${cells}\n${clock(3)},,${cells}\n`,
    )
    const { out } = await runWith(['sla', 'otel.csv', '--as-of', '2026-11-21', '--json'])
    expect(JSON.parse(out).periods[0]).toMatchObject({ requests: 3, unreached: 1 })
  })
  test.each([
    ['a path', [request(0), JSON.stringify({ time: clock(1), path: '/v1/videos' })]],
    ['no row with a path', [message(0), JSON.stringify({ time: clock(1), status: 200 })]],
  ])('are none with %s', async (_, rows) => {
    writeFileSync('n.jsonl', rows.join('\n'))
    expect((await runWith(['sla', 'n.jsonl'])).err).toContain('KEY_MISSING status')
  })
})

describe('a log in which no request succeeded', () => {
  const rows = (statuses: readonly number[]) =>
    statuses.map((status, i) => `2026-10-${String(i + 1).padStart(2, '0')}T00:00:00Z,${status}`)
  const alone = 'No request succeeded: if this is an export of errors alone'
  test.each([
    [[503, 503, 404, 500, 429], true],
    [[503, 503, 404, 500, 302], false],
    [[404, 404, 404, 404, 404], false],
    [[503, 503, 404, 500], false],
  ])('may be an export of errors: %j', async (statuses, isTold) => {
    writeFileSync('f.csv', ['timestamp,status', ...rows(statuses)].join('\n'))
    const { out } = await runWith(['sla', 'f.csv', '--as-of', '2026-11-21'])
    expect(out.includes(alone)).toBe(isTold)
    expect(out.includes('the true figure may be lower')).toBe(!isTold)
  })
})
