/**
 * Runs on a file system that fails at its n-th call: for every n with FAULTS=all, as .ci/run has it, else for some. A run gives its whole answer,
 * or an error that ends with 2 and leaves nothing behind.
 */

import { createHash } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { Io } from '../../src/cli/io.js'
import { processIo, run } from '../../src/cli/main.js'
import { FIXTURES, readFolder } from '../fixture.js'
import { NOW } from './fake-io.js'
import { type Fault, withFault } from './faulty-files.js'

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'kling-cost-faults-')))
afterAll(() => rmSync(scratch, { recursive: true }))

/** A command line, its files, and those that an earlier run left. A word that is the name of a file is its path. */
interface Case {
  readonly argv: string
  readonly files: Readonly<Record<string, string | Buffer>>
  readonly before?: Readonly<Record<string, string>>
  /** The file that standard input is. */
  readonly stdin?: string
}

const fixture = (path: string): Buffer => readFileSync(join(FIXTURES, path))

/** The first rows of a table. */
const head = (csv: Buffer): string => csv.toString().split('\n').slice(0, 40).join('\n').concat('\n')
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
/** A dossier that nobody changed. */
const EARLIER = { 'claim/index.md': 'earlier', 'claim/SHA256SUMS': `${digest('earlier')}  index.md\n` }
/** Thirty slices of five minutes in which all failed. */
const LOG = `timestamp,status,request_id,account\n${Array.from(
  { length: 30 },
  (_, i) => `${new Date(Date.UTC(2026, 9, 1) + i * 300_000).toISOString()},500,r${i},acme\n`,
).join('')}`
const LINES = Array.from(
  { length: 60 },
  (_, i) =>
    `{"timestamp":"${new Date(Date.UTC(2026, 9, 1) + i * 300_000).toISOString()}","status":${i % 3 ? 200 : 503},"request_id":"r${i}"}\n`,
).join('')

const cases: Readonly<Record<string, Case>> = {
  "quote of jobs with prices of one's own": {
    argv: 'quote --from ~jobs.csv --rates ~contract.yaml --bad-rows skip --rejects ~rejects.jsonl -o ~answer.csv --html ~page.html --summary-file ~summary.md',
    files: {
      'jobs.csv': fixture('quote/skip/jobs.csv'),
      'contract.yaml': fixture('quote/user-rates/contract.yaml'),
    },
    before: { 'page.html': 'earlier', 'summary.md': 'earlier\n' },
  },
  'quote of standard input': {
    argv: 'quote --summary --json',
    files: { 'usage.csv': head(fixture('quote/usage-log/usage.csv')) },
    stdin: 'usage.csv',
  },
  'quote with settings of a file': {
    argv: 'quote --from ~jobs.csv --json',
    files: {
      'jobs.csv': fixture('quote/by-account-json/jobs.csv'),
      'kling-cost.yaml': 'quote:\n  by: account\n  rates: contract.yaml\n',
      'contract.yaml': fixture('quote/user-rates/contract.yaml'),
    },
  },
  'budget of a compressed log': {
    argv: 'budget ~usage.csv.gz --packages ~ledger.csv --horizon 30d --ics ~c.ics -o ~plan.md',
    files: {
      'usage.csv.gz': gzipSync(head(gunzipSync(fixture('budget/readme/usage.csv.gz')))),
      'ledger.csv': fixture('budget/readme/ledger.csv'),
    },
    before: { 'plan.md': 'earlier' },
  },
  'expiry of a workbook': {
    argv: 'expiry ~ledger.xlsx --sheet ledger --ics ~c.ics -o ~left.json --html ~page.html',
    files: { 'ledger.xlsx': fixture('expiry/workbook/ledger.xlsx') },
    before: { 'c.ics': 'earlier' },
  },
  'expiry with a trace': {
    argv: 'expiry ~ledger.csv --usage ~usage.csv --trace ~trace.csv --fail-within 6d',
    files: {
      'ledger.csv': fixture('expiry/readme/ledger.csv'),
      'usage.csv': fixture('expiry/readme/usage.csv'),
    },
  },
  'sla with a first dossier and its key': {
    argv: 'sla ~log.csv --fees ~fees.csv --maintenance ~windows.csv --claim ~claim --claim-key ~key --bad-rows skip --rejects ~rejects.jsonl',
    files: {
      'log.csv': LOG,
      'fees.csv': 'account,period,fee\nacme,2026-10,1200\n',
      'windows.csv': fixture('sla/claim-accounts/windows.csv'),
    },
  },
  'sla with a dossier in place of an earlier one': {
    argv: 'sla ~log.jsonl.gz ~log.csv.zst --fee 1200 --claim ~claim --force --ics ~c.ics --json',
    files: {
      'log.jsonl.gz': gzipSync(LINES),
      'log.csv.zst': readFileSync(join(import.meta.dirname, '..', 'read', 'log.csv.zst')),
    },
    before: EARLIER,
  },
  'sla of an access log': {
    argv: 'sla ~access.log --fee 1200 --period 2026-10 -o ~answer.json',
    files: { 'access.log': fixture('sla/nginx-access-log/access.log') },
  },
  'sla of a log of several blocks': {
    argv: 'sla ~log.csv.gz --fee 1200 -o ~answer.json',
    files: { 'log.csv.gz': gzipSync(LOG + LOG.split('\n')[1]!.concat('\n').repeat(50_000), { level: 0 }) },
  },
  'sla of standard input': { argv: 'sla --fee 1200', files: { 'log.csv': LOG }, stdin: 'log.csv' },
  'prices that are imported': {
    argv: 'rates import ~answer.json -o ~prices.yaml',
    files: { 'answer.json': fixture('rates/import-fal/answer.json') },
    before: { 'prices.yaml': 'earlier' },
  },
  'prices that are checked': {
    argv: 'rates validate ~contract.yaml',
    files: { 'contract.yaml': fixture('rates/validate-good/contract.yaml') },
  },
}

interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
  readonly files: Readonly<Record<string, string>>
}

/** Runs a case in a folder of its own, on a file system with a fault. */
async function runCase({ argv, files, before = {}, stdin }: Case, fault: Fault, at: number) {
  const folder = join(scratch, 'case')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, data] of Object.entries({ ...files, ...before })) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), data)
  }
  const start = readFolder(folder)!
  const words = argv.split(' ').map(word => word.replace(/^~/, `${folder}/`))
  const texts = ['', '', '']
  const { out, err } = processIo()
  const input = stdin === undefined ? null : openSync(join(folder, stdin), 'r')
  const io: Io = {
    stdin: {
      stream: (async function* () {})(),
      isTerminal: input === null,
      ...(input === null
        ? {}
        : { descriptor: input, file: { descriptor: input, size: statSync(join(folder, stdin!)).size } }),
    },
    out,
    err,
    outIsTerminal: false,
    errIsTerminal: false,
    columns: Number.POSITIVE_INFINITY,
    env: {},
    cwd: folder,
    now: () => NOW,
  }
  const {
    result: status,
    failed,
    calls,
    leftOpen,
  } = await withFault(
    { folder, descriptors: input === null ? [] : [input] },
    fault,
    at,
    () => run(words, io),
    (descriptor, text) => {
      texts[descriptor] += text
    },
  )
  const ran: Ran = { status, out: texts[1]!, err: texts[2]!, files: readFolder(folder)! }
  if (input !== null) closeSync(input)
  return { ran, failed, calls, leftOpen, before: start }
}

const NO_FAULT: Fault = { code: 'EIO', calls: [] }
const ALL = ['look', 'open', 'read', 'write', 'settle', 'place'] as const
const faults: readonly Fault[] = [
  { code: 'EIO', calls: ALL },
  { code: 'ENOSPC', calls: ['write', 'settle'], lasts: true },
  { code: 'fewer bytes', calls: ['read', 'write'] },
]

/** A key is made at random, and so are tokens and digests of what is made with it. */
const isSame = (a: unknown, b: unknown): boolean => mask(a) === mask(b)
const mask = (value: unknown): string => JSON.stringify(value).replaceAll(/[0-9a-f]{20,}/g, '#')

/** What is wrong with a run under a fault; null when it is as it must be. */
function judge(whole: Ran, { status, out, err, files }: Ran, before: Ran['files']): string | null {
  if (isSame({ status, out, err, files }, whole)) return null
  if (status === whole.status) return `another answer: ${err}`
  if (status !== 2) return `status ${status}: ${err}`
  if (err + out === '') return 'nothing is told'
  if (!whole.out.startsWith(out) && !out.includes('FILE_UNREADABLE'))
    return 'another answer on standard output'
  if (!isSame(files, before))
    return `leaves ${Object.keys(files).filter(name => files[name] !== before[name])} or loses ${Object.keys(before).filter(name => files[name] !== before[name])}`
  return null
}

/** How many calls of a run fail, spread over all of it; FAULTS=all: each. */
const MOST = process.env.FAULTS === 'all' ? Number.POSITIVE_INFINITY : 12

/** How many files a command line writes at least. */
const countOutputs = (argv: string): number =>
  argv.match(/ (?:-o|--(?:html|ics|rejects|trace|claim|claim-key|summary-file)) /g)?.length ?? 0

describe.each(Object.entries(cases))('%s', (_, one) => {
  test.each(faults)('$code at $calls', async fault => {
    const { ran: whole } = await runCase(one, NO_FAULT, 0)
    expect(whole.status).not.toBe(2)
    const outputs = Object.keys(whole.files).filter(
      name => !(name in one.files) && whole.files[name] !== 'earlier',
    )
    expect(outputs.length).toBeGreaterThanOrEqual(countOutputs(one.argv))
    const wrong: string[] = []
    const { calls } = await runCase(one, fault, Number.POSITIVE_INFINITY)
    for (let at = 0; at < calls; at += Math.max(1, Math.ceil(calls / MOST))) {
      const { ran, failed, leftOpen, before } = await runCase(one, fault, at)
      const found =
        judge(whole, ran, before) ??
        (leftOpen.some(path => !(path in one.files)) ? `${leftOpen} left open` : null)
      if (found !== null) wrong.push(`${failed}: ${found}`.slice(0, 300))
    }
    expect(wrong).toEqual([])
  })
})

test('what cannot be removed leaves the answer as it is, and is named by the next run', async () => {
  const one = cases["quote of jobs with prices of one's own"]!
  const { ran: whole } = await runCase(one, NO_FAULT, 0)
  const { ran, failed } = await runCase(one, { code: 'EIO', calls: ['remove'] }, 0)
  expect(failed).toMatch(/^rmSync page\.html\..*\.old$/)
  const left = Object.keys(ran.files).filter(name => !(name in whole.files))
  expect(left).toEqual([expect.stringMatching(/^page\.html\..*\.old$/)])
  expect({ ...ran, files: { ...ran.files, [left[0]!]: undefined } }).toEqual({
    ...whole,
    files: { ...whole.files, [left[0]!]: undefined },
  })
})
test('what was there is kept under another name when it cannot be put back', async () => {
  const { argv, files, before } = cases["quote of jobs with prices of one's own"]!
  const all = { argv, files, before: { ...before, 'answer.csv': 'earlier' } }
  // The second of three takes its place, and the disk goes.
  const { ran } = await runCase(all, { code: 'EIO', calls: ['place', 'remove'], lasts: true }, 4)
  expect(ran.status).toBe(2)
  const earlier = Object.entries(ran.files).filter(([, text]) => text === 'earlier')
  expect(earlier.map(([name]) => name.split('.')[0]).sort()).toEqual(['answer', 'page'])
})
