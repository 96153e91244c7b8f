/** The built program where things are odd: it answers or says why not, and never ends without a word or as a bug. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const program = join(import.meta.dirname, '../../bin/kling-cost.js')
const home = mkdtempSync(join(tmpdir(), 'kling-cost-odd-'))
afterAll(() => rmSync(home, { recursive: true }))
const JOB = 'quote 3.0 --resolution 1080p --audio --duration 10 --count 500'
mkdirSync(join(home, 'sealed'))
chmodSync(join(home, 'sealed'), 0o500)
writeFileSync(join(home, 'log.csv'), 'timestamp,status\n2026-10-01T00:00:00Z,200\n')
// Years beyond what a day in a calendar is written with, and an epoch of ten digits after 2286.
writeFileSync(join(home, 'year-9999.csv'), 'timestamp,status\n9999-12-31T23:59:59Z,200\n')
writeFileSync(join(home, 'epoch.csv'), 'timestamp,status\n9999999999,200\n')

/** Runs a line of bash in which `kling-cost` is the program. */
function run(line: string, env: Readonly<Record<string, string>> = {}) {
  const bash = `kling-cost() { "${process.execPath}" "${program}" "$@"; }\ncd "${home}"\n${line}`
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', bash], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH!, ...env },
    input: '',
    timeout: 120_000,
  })
  return { status, out: stdout, err: stderr }
}

test.each<[where: string, line: string, env?: Readonly<Record<string, string>>]>([
  ['a working directory that is gone', `mkdir gone; cd gone; rmdir ../gone; kling-cost ${JOB}`],
  ['no standard input', `kling-cost ${JOB} <&-`],
  ['no standard error', `kling-cost ${JOB} 2>&-`],
  ['neither of them', `kling-cost ${JOB} <&- 2>&-`],
  ['HOME unset', `unset HOME; kling-cost ${JOB}`],
  ['HOME that is no folder', `kling-cost ${JOB}`, { HOME: '/dev/null' }],
  ['HOME that is empty', `kling-cost ${JOB}`, { HOME: '' }],
  ['a TZ that is nonsense', `kling-cost ${JOB}`, { TZ: 'Mars/Base' }],
  ['LANG=C', `kling-cost ${JOB}`, { LANG: 'C', LC_ALL: 'C' }],
  ['NO_COLOR and a dumb terminal', `kling-cost ${JOB}`, { NO_COLOR: '1', TERM: 'dumb' }],
  ['no column', `kling-cost ${JOB}`, { COLUMNS: '0' }],
  ['one column', `kling-cost ${JOB}`, { COLUMNS: '1' }],
  ['a thousand million columns', `kling-cost ${JOB}`, { COLUMNS: '1000000000' }],
  ['a TMPDIR that cannot be written', `kling-cost ${JOB}`, { TMPDIR: join(home, 'sealed') }],
])('with %s the answer is there', (_, line, env) => {
  const { status, out, err } = run(line, env)
  expect([status, err]).toEqual([0, expect.not.stringMatching(/bug|Error/)])
  expect(out).toContain('$750.00')
})

test('a working directory that is gone is no place for a file, and that is told', () => {
  const { status, err } = run('mkdir gone; cd gone; rmdir ../gone; kling-cost sla log.csv --claim claim')
  expect([status, err]).toEqual([2, expect.stringMatching(/^\S+: FILE_UN(?:READABLE|WRITABLE) /)])
})

test('an earlier dossier is replaced also where the working directory is gone', () => {
  const claim = `kling-cost sla ${home}/log.csv --fee 1200 --period 2026-10 --claim ${home}/claim`
  const { status, err } = run(`${claim}; mkdir gone; cd gone; rmdir ../gone; ${claim} --force`)
  expect([status, err]).toEqual([0, expect.not.stringMatching('FILE_')])
})

test('an answer that went to a closed standard output is told to be lost', () => {
  const lost = expect.stringMatching(/^note: standard output is closed .* is lost; -o FILE/m)
  for (const line of [
    JOB,
    'sla log.csv',
    'budget --units-per-day 10',
    'rates list',
    'help files',
    '--version',
  ])
    expect(run(`kling-cost ${line} >&-`)).toEqual({ status: 0, out: '', err: lost })
  // Programs that start others open the null device for reading, too: so an answer may be let go.
  expect(run(`kling-cost ${JOB} --max-cost 1 1<>/dev/null`)).toMatchObject({ status: 1, err: lost })
  const silent = expect.not.stringMatching('standard output')
  for (const line of [
    `${JOB} --quiet >&-`,
    `${JOB} -o answer.json >&-`,
    `${JOB} | true`,
    `${JOB} >/dev/null`,
  ])
    expect(run(`kling-cost ${line}`)).toMatchObject({ status: 0, err: silent })
  expect(run('kling-cost sla no.csv >&-')).toMatchObject({ status: 2, err: silent })
})

test.each(['quote', 'sla', 'expiry', 'budget'])(
  '%s without standard input says that it is empty',
  command => {
    expect(run(`kling-cost ${command} <&-`)).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringMatching(/^stdin: FILE_EMPTY /),
    })
  },
)

test('what nobody reads ends as if it were read', () => {
  expect(run(`kling-cost ${JOB} >/dev/null`)).toEqual({ status: 0, out: '', err: '' })
  // The system gives the number of a closed standard output to the next file that is opened: never to one of ours.
  const { status } = run(`kling-cost ${JOB} --html page.html >&-`)
  expect([status, readdirSync(home).includes('page.html')]).toEqual([0, true])
  expect(run('head -c 15 page.html').out).toBe('<!DOCTYPE html>')
})

test.each([
  ['year-9999.csv', /9999/],
  ['epoch.csv', /2286/],
])('a log of %s is answered for its own month, or refused', (name, month) => {
  const { status, out, err } = run(`kling-cost sla ${name} --fee 1`)
  expect([0, 2]).toContain(status)
  expect(status === 0 ? out : err).toMatch(month)
})

test.each(['9999-12-31', '9999999999', '10000-01-01', '+275760-09-13'])(
  '--as-of %s is answered or refused',
  day => {
    for (const line of [JOB, 'sla log.csv', 'budget --units-per-day 10', 'rates list']) {
      const { status, out, err } = run(`kling-cost ${line} --as-of ${day}`)
      expect([0, 2]).toContain(status)
      expect(status === 0 ? out : err).not.toBe('')
    }
  },
)
