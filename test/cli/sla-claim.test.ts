import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nameFiles } from '../../src/cli/claim-inputs.js'
import { run } from '../../src/cli/main.js'
import { addRatios, formatRatio, ratio } from '../../src/core/ratio.js'
import { makeVisible, quoteForShell } from '../../src/report/text.js'
import { readFolder } from '../fixture.js'
import { runWith } from './fake-io.js'

let home = ''
const at = (...path: string[]): string => join(home, ...path)
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kling-cost-sla-claim-'))
  writeFileSync(
    at('log.csv'),
    `timestamp,status,request_id\n${ROWS.map(row => `${row.join(',')}\n`).join('')}`,
  )
})
afterEach(() => rmSync(home, { recursive: true }))

/** October: every slice of five minutes has a request, every eighth fails, some of these never arrive. */
const ROWS = Array.from({ length: 8928 }, (_, i) => [
  new Date(Date.UTC(2026, 9, 1) + i * 300_000 + 1000).toISOString(),
  i % 8 > 0 ? '200' : i % 24 === 0 ? '' : '503',
  `job-${i}`,
])
const COMMON = ['--fee', '1000', '--as-of', '2026-11-21', '--json']
const sla = (...argv: string[]) => runWith(['sla', ...argv, ...COMMON])
const claimTo = async (name: string, ...argv: string[]) => {
  const ran = await sla(...argv, '--claim', at(name))
  return { ...ran, files: readFolder(at(name)) }
}
/** The rows of a table, by its columns. No cell in these tests is quoted. */
function rowsOf(csv: string): Record<string, string>[] {
  const [head, ...rows] = csv
    .trimEnd()
    .split('\n')
    .map(row => row.split(','))
  return rows.map(row => Object.fromEntries(row.map((cell, i) => [head![i], cell])))
}
const failedIn = (files: Readonly<Record<string, string>> | null, folder = '2026-10') =>
  rowsOf(files![`${folder}/failed-requests.csv`]!)

test('of two services that were down together the list says that one credit is granted, and which', async () => {
  const fixture = join(import.meta.dirname, '..', '..', 'fixtures', 'sla', 'kong-two-services')
  const argv = readFileSync(join(fixture, 'argv'), 'utf8').trimEnd().split('\n')
  const inFixture = argv.map(word =>
    word.replace(/(?<=^|=)[\w-]+\.(?:csv|yaml)$/, name => join(fixture, name)),
  )
  const { status, err } = await runWith([...inFixture, '--claim', at('both')])
  expect(status, err).toBe(0)
  const { 'index.md': index } = readFolder(at('both'))!
  expect(index).toMatch(/\*\*Not both:\*\* .* were down together .* one credit is granted, not both/)
})

describe('a dossier', () => {
  test('is the same byte by byte wherever it is written', async () => {
    const one = await claimTo('one', at('log.csv'))
    const two = await claimTo('two', at('log.csv'))
    expect(one.status).toBe(0)
    expect(Object.keys(one.files!)).toHaveLength(9)
    expect(two.files).toEqual(one.files)
  })
  test('adds up: the slices give the rate sum, the requests that count give the errors', async () => {
    const { out, files } = await claimTo('claim', at('log.csv'))
    const [period] = JSON.parse(out).periods
    const slices = rowsOf(files!['2026-10/slices.csv']!)
    const sum = slices.reduce(
      (all, row) => addRatios(all, ratio(BigInt(row.rate_numerator!), BigInt(row.rate_denominator!))),
      ratio(0n),
    )
    expect(formatRatio(sum)).toBe(period.rate_sum)
    const counted = failedIn(files).filter(row => row.counted === 'yes')
    expect(counted).toHaveLength(period.errors + period.unreached)
    expect(new Set(counted.map(row => row.slice_start))).toEqual(new Set(slices.map(row => row.slice_start)))
  })
  test('names each file with its digest, and every input with its own', async () => {
    const { files } = await claimTo('claim', at('log.csv'))
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
    const listed = files!.SHA256SUMS!.trimEnd().split('\n')
    expect(listed).toHaveLength(8)
    for (const row of listed) {
      const [sum, path] = row.split('  ')
      expect(digest(files![path!]!)).toBe(sum)
    }
    expect(files!['2026-10/claim.md']).toContain(digest(readFileSync(at('log.csv'), 'utf8')))
  })
  test('tells the effect of a window as a run without it does', async () => {
    writeFileSync(at('windows.csv'), 'start,end,reason\n2026-10-05T00:00Z,2026-10-09T00:00Z,upgrade\n')
    const plain = JSON.parse((await sla(at('log.csv'))).out).periods[0]
    const { out, files } = await claimTo('claim', at('log.csv'), '--maintenance', at('windows.csv'))
    const [row] = rowsOf(files!['2026-10/exclusions.csv']!)
    expect(row!.figure_without).toBe(plain.availability)
    expect(JSON.parse(out).periods[0].availability).not.toBe(plain.availability)
    expect(row!.failures_set_aside).toBe('144')
  })
  test('says that unreached requests count for nothing when that was asked for', async () => {
    const { files } = await claimTo('claim', at('log.csv'), '--unreached', 'ignore')
    const reasons = new Set(failedIn(files).map(row => row.why_not))
    expect(reasons).toEqual(new Set(['', 'unreached-ignored']))
  })
  test('is alike from CSV, JSON lines and the combined format', async () => {
    const lines = ROWS.map(([timestamp, status, request_id]) =>
      JSON.stringify({ timestamp, status, request_id }),
    )
    writeFileSync(at('log.jsonl'), `${lines.join('\n')}\n`)
    const combined = ROWS.map(([timestamp, status]) => {
      const [, month, day] = timestamp!.slice(0, 10).split('-')
      expect(month).toBe('10')
      return `::1 - - [${day}/Oct/2026:${timestamp!.slice(11, 19)} +0000] "GET / HTTP/1.1" ${status || '000'} 1`
    })
    writeFileSync(at('log.txt'), `${combined.join('\n')}\n`)
    const pick = async (log: string) => {
      const { files } = await claimTo(log.replace('.', '-'), at(log))
      return failedIn(files).map(({ timestamp, status, counted, why_not }) => [
        timestamp,
        status,
        counted,
        why_not,
      ])
    }
    const fromCsv = await pick('log.csv')
    expect(fromCsv).toHaveLength(1116)
    expect(await pick('log.jsonl')).toEqual(fromCsv)
    expect(await pick('log.txt')).toEqual(fromCsv)
  })
})

describe('its command', () => {
  test('makes it again byte by byte in a folder of its inputs, wherever settings were from', async () => {
    const files = ['a/log.csv', 'b/log.csv', 'it’s  two.csv', 'tiers']
    for (const folder of [
      'here',
      'here/a',
      'here/b',
      'here/deep',
      'there',
      'there/a',
      'there/b',
      'there/deep',
    ])
      mkdirSync(at(folder))
    const half = ROWS.length / 2
    const head = 'time,status,request_id\n'
    const texts = [ROWS.slice(0, half), ROWS.slice(half)].map(
      rows => `${head}${rows.map(row => `${row.join(',')}\n`).join('')}`,
    )
    texts.push('start,end,reason\n2026-10-05T00:00Z,2026-10-05T01:00Z,\u202enight\n')
    texts.push(
      'kind: tiers\ntiers:\n  - { below: 99.90, at_least: 50, percent: 10 }\n  - { below: 50, percent: 25 }\n',
    )
    for (const folder of ['here', 'there'])
      for (const [i, file] of files.entries()) writeFileSync(at(folder, file), texts[i]!)
    const made = await runWith(
      [
        'sla',
        ...files.slice(0, 2).map(file => at('here', file)),
        '--maintenance',
        at('here', files[2]!),
        '--tiers',
        at('here/tiers'),
        '--keep=request_id',
        '--keep=status',
        '--claim',
        at('claim'),
      ],
      {
        env: { KLING_COST_SLA_FEE: '1000', KLING_COST_TZ: 'Asia/Kathmandu', KLING_COST_SLA_RATE: 'attempts' },
        tick: 7,
      },
    )
    expect(made).toMatchObject({ status: 0 })
    const dossier = readFolder(at('claim'))!
    expect(dossier['2026-10/claim.md']).toContain('- a/log.csv: timestamp is read from "time"')
    expect(JSON.stringify(dossier)).not.toContain(at('here'))
    const [command] = /(?<=^ {4}kling-cost ).*$/m.exec(dossier['2026-10/claim.md']!)!
    expect(command).toContain(
      "a/log.csv b/log.csv --fee 1000 --keep request_id --keep status --maintenance $'it’s \\x20two.csv'",
    )
    const words = execFileSync('bash', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' }).split('\0')
    const home = process.cwd()
    process.chdir(at('there'))
    try {
      await runWith(words.slice(0, -1))
    } finally {
      process.chdir(home)
    }
    expect(readFolder(at('there/claim'))).toEqual(dossier)
  })
  test('has words that a shell takes for one and no screen hides', () => {
    const odd = [
      'a b',
      "it's",
      '$HOME',
      '`id`',
      '=ls',
      'two  blanks',
      'bell\u0007\\',
      '\u202egnp.exe',
      '',
      '~',
      '*',
      'a\nb',
      '!x',
    ]
    const words = odd.map(quoteForShell).join(' ')
    expect(words).toBe(makeVisible(words))
    const read = execFileSync('bash', ['-c', `printf '%s\\0' ${words}`], {
      env: { LC_ALL: 'C.UTF-8' },
      encoding: 'utf8',
    })
    expect(read.split('\0').slice(0, -1)).toEqual(odd)
  })
  test('names files by as few of their folders as tell them apart', () => {
    expect([
      ...nameFiles(['/x/a/log.csv', '/y/a/log.csv', '/x/b/log.csv', '/x/windows.csv']).values(),
    ]).toEqual(['x/a/log.csv', 'y/a/log.csv', 'b/log.csv', 'windows.csv'])
  })
})

describe('identifiers', () => {
  test('are told only when they are asked for, and are else the same token wherever they are the same', async () => {
    writeFileSync(at('twice.csv'), readFileSync(at('log.csv'), 'utf8').replace('job-8\n', 'job-16\n'))
    const { files } = await claimTo('claim', at('twice.csv'))
    expect(JSON.stringify(files)).not.toContain('job-')
    const tokens = failedIn(files).map(row => row.request_id_token!)
    expect(tokens.every(token => /^\*\*\*[0-9a-f]{20}$/.test(token))).toBe(true)
    expect(tokens[1]).toBe(tokens[2])
    expect(new Set(tokens).size).toBe(tokens.length - 1)
    const kept = await claimTo('kept', at('twice.csv'), '--keep', 'request_id')
    expect(failedIn(kept.files).map(row => row['log.request_id'])).toContain('job-24')
  })
  test('have other tokens in another log, since its content is their key', async () => {
    writeFileSync(at('other.csv'), `${readFileSync(at('log.csv'), 'utf8')}2026-11-01T00:00:00Z,200,x\n`)
    const tokenIn = async (log: string) => {
      const { files } = await claimTo(log.replace('.', '-'), at(log), '--period', '2026-10')
      return failedIn(files)[0]!.request_id_token
    }
    expect(await tokenIn('other.csv')).not.toBe(await tokenIn('log.csv'))
  })
})

describe("the claimant's own key", () => {
  const tokensIn = (files: Readonly<Record<string, string>> | null) =>
    failedIn(files).map(row => row.request_id_token)
  const withKey = (name: string, ...argv: string[]) =>
    claimTo(name, at('log.csv'), '--claim-key', at('key'), ...argv)

  test('is made once, for its owner alone to read, and gives the same dossier again', async () => {
    const one = await withKey('one')
    const secret = readFileSync(at('key'), 'utf8')
    expect(statSync(at('key')).mode & 0o777).toBe(0o600)
    expect(one.err).toContain('the key of its tokens is in')
    const two = await withKey('two')
    expect(two.err).not.toContain('the key of its tokens')
    expect(readFileSync(at('key'), 'utf8')).toBe(secret)
    expect(two.files).toEqual(one.files)
    expect(one.files!['2026-10/claim.md']).toContain("Nobody without the claimant's key can")
    expect(one.files!['2026-10/claim.md']).toContain('--claim-key ./key')
    expect(JSON.stringify(one.files)).not.toContain(secret.trim())
    expect(JSON.stringify(one.files)).not.toContain(home)
  })
  test('makes tokens that the logs cannot turn back, and another key makes others', async () => {
    const own = tokensIn((await withKey('own')).files)
    const ofLogs = tokensIn((await claimTo('of-logs', at('log.csv'))).files)
    rmSync(at('key'))
    const other = tokensIn((await withKey('other')).files)
    expect(new Set([own[0], ofLogs[0], other[0]]).size).toBe(3)
  })
  test('is no file in the folder that is sent away, nor one that holds something else', async () => {
    const inside = await sla(at('log.csv'), '--claim', at('claim'), '--claim-key', at('claim', 'key'))
    expect(inside.status).toBe(2)
    expect(inside.err).toContain('expected --claim-key outside the folder of --claim')
    const log = await sla(at('log.csv'), '--claim', at('claim'), '--claim-key', at('log.csv'))
    expect(log.status).toBe(2)
    expect(log.err).toContain('expected a key of 64 hexadecimal digits')
    expect(log.err).not.toContain('503')
    expect(readdirSync(home)).toEqual(['log.csv'])
  })
  test('is not made when there is nothing to claim', async () => {
    writeFileSync(at('log.csv'), 'timestamp,status,request_id\n2026-10-01T00:00:00Z,200,a\n')
    expect((await withKey('claim')).status).toBe(0)
    expect(existsSync(at('key'))).toBe(false)
  })
  test('stands in no file when it cannot be kept, and neither does the dossier', async () => {
    const ran = await sla(at('log.csv'), '--claim', at('claim'), '--claim-key', at('nowhere', 'key'))
    expect(ran.status).toBe(2)
    expect(readdirSync(home)).toEqual(['log.csv'])
  })
})

test('tells neither digest nor length of a file with the figures of other accounts', async () => {
  const fees = 'account,period,fee\nacme,2026-10,1000\nrival,2026-10,48200\n'
  writeFileSync(at('fees.csv'), fees)
  const log = readFileSync(at('log.csv'), 'utf8').trimEnd().split('\n')
  const rows = log.map((row, i) => `${row},${i === 0 ? 'account' : 'acme'}`)
  writeFileSync(at('log.csv'), `${rows.join('\n')}\n`)
  const argv = [
    'sla',
    at('log.csv'),
    '--fees',
    at('fees.csv'),
    '--as-of',
    '2026-11-21',
    '--claim',
    at('claim'),
  ]
  expect((await runWith(argv)).status).toBe(0)
  const files = JSON.stringify(readFolder(at('claim')))
  expect(files).toContain('fees.csv')
  expect(files).not.toContain(createHash('sha256').update(fees).digest('hex'))
  expect(files).not.toMatch(new RegExp(`fees.csv[^a-z]*${fees.length}\\b`))
  expect(files).toContain('not told: it may hold figures of other accounts')
})

test('what is kept cannot become a formula, and one column is kept once', async () => {
  const rows = ROWS.map(([time, status], i) => `${time},${status},=HYPERLINK(${i})`).join('\n')
  writeFileSync(at('formula.csv'), `timestamp,status,note\n${rows}\n`)
  const { files } = await claimTo('claim', at('formula.csv'), '--keep', 'note', '--keep', ' note ')
  const [first] = failedIn(files)
  expect(first!['log.note']).toBe("'=HYPERLINK(0)")
  expect(files!['2026-10/failed-requests.csv']!.split('\n')[0]!.match(/log\./g)).toHaveLength(1)
})

describe('no dossier is left', () => {
  const nothing = (): void => {
    expect(readdirSync(home).filter(name => name.startsWith('claim'))).toEqual([])
  }
  test.each([
    [['-'], /standard input can be read only once/],
    [['LOG', '--counts'], /--counts reads counts/],
    [['clickhouse://db/t.r'], /gives counts of them/],
    [['LOG', '--keep', 'nosuch'], /the log has no column "nosuch"\n {2}it has: timestamp, /],
    [['LOG', '--maintenance', '-'], /standard input can be read only once/],
    [['/dev/null'], /a pipe or device can be read only once/],
    [['LOG', '--maintenance', '/dev/null'], /a pipe or device can be read only once/],
    [['LOG', '--bad-rows', 'skip', '--rejects', '/no/such/folder'], /there is no such folder/],
    [['LOG', '--rates', '/no/such/file'], /there is no such file/],
    [['LOG', '--fee-excluded', '1'], /takes its percentages of the whole fee/],
    [['/no/such/log'], /there is no such file/],
  ])('of %j', async (argv, message) => {
    const { status, out, err } = await claimTo(
      'claim',
      ...argv.map(word => (word === 'LOG' ? at('log.csv') : word)),
    )
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(message)
    nothing()
  })
  test('when nothing can be claimed, which is said', async () => {
    writeFileSync(at('good.csv'), 'timestamp,status\n2026-10-01T00:00:00Z,200\n')
    const { status, err } = await claimTo('claim', at('good.csv'))
    expect([status, err]).toEqual([
      0,
      '--claim: nothing can be claimed for 1 period, so no dossier was written\n',
    ])
    nothing()
  })
  test('when a log changes while it is read', async () => {
    // On a terminal progress is told between two chunks; that is when the file is touched.
    const touch = (): void => utimesSync(at('log.csv'), new Date(0), new Date(0))
    let [said, now] = ['', 0]
    const status = await run(['sla', at('log.csv'), ...COMMON, '--claim', at('claim')], {
      stdin: { stream: (async function* () {})(), isTerminal: true },
      out: () => {},
      err(text) {
        touch()
        said += text
      },
      outIsTerminal: false,
      errIsTerminal: true,
      columns: 100,
      env: {},
      now: () => (now += 1000),
    })
    expect([status, existsSync(at('claim'))]).toEqual([2, false])
    expect(said).toMatch(/log\.csv: FILE_UNREADABLE changed while it was read/)
    nothing()
  })
  test('over a folder that holds something, and no log is read for it', async () => {
    writeFileSync(at('broken.csv'), 'no header that is known\n')
    const { err } = await runWith(['sla', at('broken.csv'), '--claim', home])
    expect(err).toMatch(/is a folder that is not empty/)
  })
  test('where the answer goes', async () => {
    const { err } = await claimTo('claim', at('log.csv'), '-o', at('claim'))
    expect(err).toMatch(/one file cannot take two answers/)
    nothing()
  })
  test('beside a query', async () => {
    const { status, err } = await runWith(['sla', '--sql', 'duckdb', '--table', 't', '--claim', at('claim')])
    expect([status, err]).toEqual([2, expect.stringMatching(/--sql and --claim exclude each other/)])
    nothing()
  })
  test('with columns that a file in some folder would reveal', async () => {
    writeFileSync(at('kling-cost.yaml'), 'sla: { keep: [request_id] }\n')
    const { status, err } = await runWith(['sla', at('log.csv'), '--claim', at('claim')], { cwd: home })
    expect([status, err]).toEqual([2, expect.stringMatching(/keep/)])
    nothing()
  })
  test.each(['--keep=x', '--force'])('%s without --claim', async option => {
    expect((await runWith(['sla', at('log.csv'), option])).err).toMatch(/needs --claim/)
  })
})
