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
