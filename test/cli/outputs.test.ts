/** The outputs of a run are one transaction, whatever stops it. */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openWholeFolder } from '../../src/cli/claim-folder.js'
import { openOutputs } from '../../src/cli/outputs.js'
import { runWith } from './fake-io.js'

let home = ''
const at = (...path: string[]): string => join(home, ...path)
const read = (name: string): string => readFileSync(at(name), 'utf8')
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kling-cost-outputs-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const JOB = ['quote', '3.0', '--resolution', '1080p', '--audio', '--duration', '10']
/** One slice of a minute in which all failed. */
const LOG = `timestamp,status\n${'2026-10-01T00:00:00Z,500\n'.repeat(40)}`
function log(): string {
  writeFileSync(at('log.csv'), LOG)
  return at('log.csv')
}

describe('the name of the answer', () => {
  test.each(['a.json', 'a.JSON'])('chooses its format: %s', async name => {
    await runWith([...JOB, '-o', at(name)])
    expect(JSON.parse(read(name)).schema).toBe('kling-cost/quote/1')
  })
  test.each([
    ['page.html', 'got "PATH", and --html FILE writes a page'],
    ['book.XLSX', 'got "PATH"'],
    ['a.tsv', 'got "PATH"'],
    ['a.jsonl', 'got "PATH"'],
    ['a.csv.gz', 'got "PATH"'],
  ])('that promises another format is refused: %s', async (name, found) => {
    const { status, err } = await runWith([...JOB, '-o', at(name)])
    expect([status, existsSync(at(name))]).toEqual([2, false])
    const expected = '--output: expected a name in .json, .csv, .md or .txt; '
    expect(err).toContain(`${expected}${found.replace('PATH', at(name))}`)
  })
  test('is free where the format is said', async () => {
    await runWith([...JOB, '-o', at('page.html'), '--format', 'markdown'])
    expect(read('page.html')).toContain('|')
  })
})

describe('all outputs are placed, or none', () => {
  test('when the last one cannot take its place', () => {
    writeFileSync(at('a'), 'before')
    const outputs = openOutputs({ output: at('a'), html: at('b'), trace: at('c') }, at('summary'))
    for (const option of ['output', 'html', 'trace', 'summary-file']) outputs.write(option, [option])
    mkdirSync(at('c'))
    expect(() => outputs.finish()).toThrow(/is a directory/)
    outputs.discard()
    expect(read('a')).toBe('before')
    expect(readdirSync(home).sort()).toEqual(['a', 'c'])
  })
  test('with a folder among them, which is what it was before', () => {
    const make = (text: string): void => {
      const outputs = openOutputs({ html: at('b') }, null)
      const folder = openWholeFolder(at('claim'), true)
      outputs.add(folder, at('claim'))
      folder.write('index.md', [text])
      folder.writeDigests('')
      outputs.add(
        {
          settle() {},
          place() {
            if (text === 'two') throw new Error('no room')
          },
          takeBack() {},
          discard() {},
        },
        at('other'),
      )
      outputs.write('html', [text])
      outputs.finish()
    }
    make('one')
    expect(() => make('two')).toThrow('no room')
    expect([read('b'), read('claim/index.md')]).toEqual(['one', 'one'])
    expect(readdirSync(home).sort()).toEqual(['b', 'claim'])
  })
  test('and a summary that is added to keeps what it had', () => {
    writeFileSync(at('summary'), 'before\n')
    const outputs = openOutputs({ output: at('a') }, at('summary'))
    outputs.write('output', ['a'])
    outputs.write('summary-file', ['more\n'])
    outputs.finish()
    expect([read('a'), read('summary')]).toEqual(['a', 'before\nmore\n'])
  })
  test.each([
    ['--html', 'page.html'],
    ['--trace', 'trace.csv'],
    ['--ics', 'c.ics'],
    ['-o', 'answer.txt'],
    ['--rejects', 'r.jsonl'],
    ['--summary-file', 's.md'],
  ])('%s that cannot be written is told before anything is read', async (option, name) => {
    const ledger = ['expiry', at('not-there.csv'), '--usage', at('nor-this.csv'), '--bad-rows', 'skip']
    const { status, err } = await runWith([
      ...ledger,
      option,
      at('none', name),
      ...(option === '-o' ? [] : ['-o', at('a.txt')]),
    ])
    expect([status, err]).toEqual([2, expect.stringContaining('FILE_UNWRITABLE there is no such folder')])
    expect(readdirSync(home)).toEqual([])
  })
  test('a failure of the answer leaves what was there', async () => {
    writeFileSync(at('page.html'), 'before')
    const { status } = await runWith([...JOB, '--model', 'x', '--html', at('page.html'), '-o', at('a.json')])
    expect([status, readdirSync(home), read('page.html')]).toEqual([2, ['page.html'], 'before'])
  })
})

describe('a signal', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s removes all that was begun, and ends the run',
    signal => {
      const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
      try {
        const outputs = openOutputs({ output: at('a'), html: at('b') }, at('summary'))
        outputs.add(openWholeFolder(at('claim'), false), at('claim'))
        outputs.write('output', ['half'])
        expect(readdirSync(home)).toHaveLength(4)
        process.emit(signal, signal)
        expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, signal)
        expect(readdirSync(home)).toEqual([])
      } finally {
        kill.mockRestore()
      }
    },
  )
  test('is left alone afterwards', () => {
    const before = process.listenerCount('SIGINT')
    openOutputs({ output: at('a') }, null).discard()
    expect(process.listenerCount('SIGINT')).toBe(before)
  })
})

describe('what a killed run left', () => {
  test('is named by the next run that writes there, and nothing else is', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    for (const name of [`a.json.${dead}.1.part`, `a.json.${process.ppid}.1.part`, `b.json.${dead}.1.part`])
      writeFileSync(at(name), '')
    const { status, err } = await runWith([...JOB, '-o', at('a.json')])
    expect(status).toBe(0)
    expect(err).toBe(`note: ${at(`a.json.${dead}.1.part`)} was left by a run that was killed; remove it\n`)
    const quiet = await runWith([...JOB, '-o', at('a.json'), '--quiet'])
    expect(quiet.err).toBe('')
  })
})

describe('an output is refused', () => {
  test('inside the folder of the dossier', async () => {
    mkdirSync(at('claim'))
    symlinkSync(at('claim'), at('link'))
    for (const path of ['claim/page.html', 'link/page.html']) {
      const { status, err } = await runWith(['sla', log(), '--claim', at('claim/'), '--html', at(path)])
      expect([status, err]).toEqual([2, expect.stringContaining('lies in the folder of --claim')])
    }
    expect(readdirSync(at('claim'))).toEqual([])
  })
  test.each(['found', 'named'])('on the config file that was %s', async how => {
    writeFileSync(at('kling-cost.yaml'), 'common: {}\n')
    const named = how === 'named' ? ['--config', at('kling-cost.yaml')] : []
    const world = how === 'named' ? {} : { cwd: home }
    const { status, err } = await runWith([...JOB, ...named, '-o', at('kling-cost.yaml')], world)
    expect([status, err]).toEqual([2, expect.stringContaining('would overwrite')])
    expect(existsSync(at('kling-cost.yaml'))).toBe(true)
    expect(read('kling-cost.yaml')).toBe('common: {}\n')
  })
})
