import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PipeClosed } from '../../src/cli/io.js'
import { type Ran, runWith, type World } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
const home = process.cwd()
beforeAll(() => process.chdir(folder))
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const quote = (args: string, world?: World): Promise<Ran> =>
  runWith(['quote', ...args.split(' ').filter(arg => arg !== '')], world)
const file = (name: string, text: string | Buffer): string => {
  writeFileSync(name, text)
  return name
}
const JOB = '3.0 --resolution 1080p --audio --duration 10'
const CSV = 'model,resolution,duration,audio\n3.0,1080p,10,yes\nO3,720p,5.04,no\n'
const BAD_CSV = 'model,resolution,duration\n3.0,720p,5\nsora,720p,5\n3.0,720p,99\n'

describe('the exit status', () => {
  test('is 0 for an answer', async () => {
    const { status, out, err } = await quote(`${JOB} --count 500`)
    expect([status, err]).toEqual([0, ''])
    expect(out).toMatch(/^\$750\.00 for 500 jobs, \$1\.50 each\.\n/)
    expect(out).toContain('$1.50 each = 10 s × $0.15')
  })
  test('is 1 above --max-cost, and equal passes', async () => {
    const statusAt = async (limit: string) => (await quote(`${JOB} --count 500 --max-cost ${limit}`)).status
    expect(await statusAt('750')).toBe(0)
    expect(await statusAt('750.00')).toBe(0)
    expect(await statusAt('749.999999999999999999')).toBe(1)
    expect(await statusAt('0')).toBe(1)
  })
  test('is 1 with the whole answer all the same', async () => {
    const answer = await quote(JOB)
    expect((await quote(`${JOB} --max-cost 1`)).out).toBe(answer.out)
  })
  test('is 2 for bad arguments and bad data, and nothing is answered', async () => {
    for (const ran of [
      await quote('sora'),
      await quote('3.0 --duration 10'),
      await quote('--nonsense'),
      await quote(`${JOB} more`),
      await quote('--from none.csv'),
      await quote(`--from ${file('bad.csv', BAD_CSV)}`),
    ]) {
      expect([ran.status, ran.out]).toEqual([2, ''])
      expect(ran.err).toMatch(/^(?:\S+: )?[A-Z]+_[A-Z]+ /)
      expect(ran.err).not.toContain('    at ')
    }
  })
  test('is 3 when rows were set aside, and 1 wins over 3', async () => {
    file('bad.csv', BAD_CSV)
    expect((await quote('--from bad.csv --bad-rows skip')).status).toBe(3)
    expect((await quote('--from bad.csv --bad-rows skip --max-cost 0.375')).status).toBe(3)
    expect((await quote('--from bad.csv --bad-rows skip --max-cost 0.37')).status).toBe(1)
  })
  test('is 70 for a bug, without a stack unless it is asked for', async () => {
    const out = () => {
      throw new Error('a \u001b[31mbug')
    }
    const ran = await quote(JOB, { out })
    expect(ran.status).toBe(70)
    expect(ran.err).toBe(
      'kling-cost: this is a bug; please report it with the command you ran\nError: a \\u001b[31mbug\n',
    )
    expect((await quote(JOB, { out, env: { KLING_COST_DEBUG: '1' } })).err).toContain('    at ')
  })
  test('is 0 for help and the version', async () => {
    expect(await quote('--help')).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringContaining('--max-cost'),
    })
    expect(await runWith(['--version'])).toMatchObject({ status: 0, out: '0.0.0-test\n' })
    expect((await runWith([])).status).toBe(2)
  })
})

const NUMERIC: readonly (readonly [option: string, args: string, good: string])[] = [
  ['--duration', '3.0 --resolution 720p', '5.04'],
  ['--count', 'O1 --duration 5', '1000000000'],
  ['--drafts', 'O1 --duration 5', '3'],
  ['--max-cost', 'O1 --duration 5', '0.556'],
]
const NEVER = [
  '',
  ' ',
  '-1',
  '-0.5',
  'NaN',
  'Infinity',
  '-Infinity',
  '1e9',
  '0x10',
  '5 s',
  '５',
  '٥',
  '1,000',
  '+5',
  '05',
  '.5',
  '5.',
  '1'.repeat(400),
  '0.0000000000000000001',
  'five',
  '5\u001b[2J',
]

describe('a number on the command line', () => {
  test.each(NUMERIC)('%s takes none that is not plain', async (option, args, good) => {
    const withValue = (value: string) => runWith(['quote', ...args.split(' '), option, value])
    expect((await withValue(good)).status).toBe(0)
    const values = option === '--max-cost' ? NEVER : [...NEVER, '0', '0.0', '-0']
    for (const value of values) {
      const ran = await withValue(value)
      expect([value, ran.status, ran.out]).toEqual([value, 2, ''])
      expect(ran.err).toMatch(new RegExp(`^BAD_(?:NUMBER|VALUE) ${option}: `))
      expect(ran.err).not.toContain('\u001b')
    }
  })
  test.each(['--count', '--drafts'])('%s takes whole numbers up to 10^9 alone', async option => {
    for (const value of ['1.5', '1.000', '1000000001', '9999999999', '99999999999999999999']) {
      const ran = await runWith(['quote', 'O1', '--duration', '5', option, value])
      expect(ran).toMatchObject({ status: 2, err: expect.stringContaining(`BAD_NUMBER ${option}: found`) })
    }
  })
  test('--max-cost may be zero', async () => {
    expect((await quote('O1 --duration 5 --max-cost 0')).status).toBe(1)
  })
  test('is told together with all else that is wrong', async () => {
    const ran = await quote(
      'sora --duration 0 --count x --drafts -1 --max-cost y --card nope --package nope --mode z',
    )
    expect(ran.err.match(/^[A-Z_]+ /gm)!.map(code => code.trim())).toEqual([
      'BAD_NUMBER',
      'BAD_NUMBER',
      'UNKNOWN_CARD',
      'UNKNOWN_PACKAGE',
      'UNKNOWN_MODEL',
      'BAD_VALUE',
      'BAD_NUMBER',
      'BAD_NUMBER',
    ])
  })
  test('more jobs than JSON can count are refused', async () => {
    const ran = await quote(`O1 --duration 5 --count 1000000000 --drafts 1000000000`)
    expect(ran).toMatchObject({
      status: 2,
      err: expect.stringContaining('BAD_NUMBER more jobs than 9007199254740991'),
    })
  })
})

describe('options', () => {
  test.each([
    ['3.0 --model O1', 'BAD_USAGE the model is given twice'],
    [`--from a.csv 3.0`, 'BAD_USAGE --from and MODEL exclude each other'],
    [`${JOB} --bad-rows skip`, 'BAD_USAGE --bad-rows is for files'],
    [`${JOB} --columns model=x`, 'BAD_USAGE --columns is for files'],
    [`${JOB} --summary`, 'BAD_USAGE --summary is for files'],
    ['--from a.csv --rejects r.jsonl', 'BAD_USAGE --rejects needs --bad-rows skip'],
    [`${JOB} --json --format csv`, 'BAD_USAGE --json and --format csv exclude each other'],
    [
      `${JOB} --format xml`,
      'BAD_VALUE --format: found "xml"; table, json, csv, markdown or focus is allowed',
    ],
    [`${JOB} --as-of yesterday`, 'BAD_TIME --as-of: expected an ISO-8601 time'],
    [`${JOB} --tz Mars/Base`, 'BAD_VALUE --tz: found "Mars/Base"'],
    [`${JOB} --package custom`, 'BAD_USAGE --package custom has no price of its own: it is negotiated'],
    [
      `${JOB} --package packge-3`,
      'UNKNOWN_PACKAGE no resource package is called "packge-3"; did you mean "package-3"?',
    ],
    [
      `${JOB} --card kling-per-second --package package-3`,
      'BAD_USAGE --package package-3 pays for units of the video pool; the jobs use no pool',
    ],
    [
      'kolors-v1 --capability text-to-image --package package-3',
      'BAD_USAGE --package package-3 pays for units of the video pool; the jobs use image',
    ],
    ['--from a.csv --columns modle=x', 'BAD_VALUE --columns: "modle=x" is not NAME=COLUMN'],
    ['--from a.csv --bad-rows ignore', 'BAD_VALUE --bad-rows: found "ignore"; stop or skip is allowed'],
    ['--resolutoin 720p 3.0', 'BAD_USAGE unknown option'],
    ['3.0 --duration', 'BAD_USAGE option'],
  ])('%s: %s', async (args, told) => {
    file('a.csv', CSV)
    const { status, out, err } = await quote(args)
    expect([status, out]).toEqual([2, ''])
    expect(err).toContain(told)
  })
  test('an empty value is a variable that was not set, never nothing', async () => {
    for (const option of [
      '--model',
      '--capability',
      '--mode',
      '--resolution',
      '--effect',
      '--reference',
      '--card',
      '--package',
      '--rates',
      '--as-of',
      '--tz',
      '--format',
      '--output',
      '--from',
      '--columns',
      '--bad-rows',
    ]) {
      const args = option === '--from' ? [] : ['O1', '--duration', '5']
      const ran = await runWith(['quote', ...args, option, ''])
      expect([option, ran.status]).toEqual([option, 2])
    }
  })
})

describe('standard input', () => {
  test('is read when no job is named and it is no terminal', async () => {
    expect(await quote('', { stdin: CSV })).toMatchObject({
      status: 0,
      out: expect.stringContaining('$1.88 for 2 jobs'),
    })
    expect(await quote('--from -', { stdin: CSV })).toMatchObject({ status: 0 })
    expect(await quote('--summary --json', { stdin: CSV })).toMatchObject({ status: 0 })
  })
  test('is left alone when a job is named', async () => {
    expect(await quote(JOB, { stdin: 'not a job file' })).toMatchObject({ status: 0 })
  })
  test('that is a terminal is a usage error', async () => {
    expect(await quote('')).toMatchObject({
      status: 2,
      err: expect.stringContaining('NO_INPUT no job was given'),
    })
    expect(await quote('--from -')).toMatchObject({
      status: 2,
      err: expect.stringContaining('NO_INPUT standard input is a terminal'),
    })
  })
  test('that is empty is no job', async () => {
    expect(await quote('', { stdin: '' })).toMatchObject({
      status: 2,
      err: 'stdin: FILE_EMPTY is empty\n  did what writes it fail? leave it out if it is meant to be empty\n',
    })
  })
})

describe('an answer in a file', () => {
  test('is the same as on standard output, which stays empty', async () => {
    const { out } = await quote(`${JOB} --json`)
    expect(await quote(`${JOB} --json -o answer.json`)).toMatchObject({ status: 0, out: '' })
    expect(readFileSync('answer.json', 'utf8')).toBe(out)
  })
  test('takes the place of what was there, and is not touched by a failure', async () => {
    file('kept.txt', 'before')
    await quote(`${JOB} -o kept.txt`)
    const written = readFileSync('kept.txt', 'utf8')
    expect(written).toContain('$1.50')
    expect((await quote(`--from ${file('bad.csv', BAD_CSV)} -o kept.txt`)).status).toBe(2)
    expect(readFileSync('kept.txt', 'utf8')).toBe(written)
    expect(readdirSync('.').filter(name => name.endsWith('.part'))).toEqual([])
  })
  test.skipIf(process.platform === 'win32')('goes through links and keeps the mode of a file', async () => {
    mkdirSync('linked', { recursive: true })
    file('linked/target.json', 'before')
    chmodSync('linked/target.json', 0o640)
    symlinkSync('linked/target.json', 'link.json')
    symlinkSync('link.json', 'link-to-link.json')
    symlinkSync('linked/not-yet.json', 'link-to-nothing.json')
    for (const [link, target] of [
      ['link-to-link.json', 'linked/target.json'],
      ['link-to-nothing.json', 'linked/not-yet.json'],
    ] as const) {
      expect((await quote(`${JOB} -o ${link}`)).status).toBe(0)
      expect(lstatSync(link).isSymbolicLink()).toBe(true)
      expect(readFileSync(target, 'utf8')).toContain('kling-cost/quote/1')
    }
    expect(lstatSync('link.json').isSymbolicLink()).toBe(true)
    expect(statSync('linked/target.json').mode & 0o777).toBe(0o640)
    expect(readdirSync('linked').sort()).toEqual(['not-yet.json', 'target.json'])
  })
  test('may have as long a name as there can be', async () => {
    const longest = `${'n'.repeat(250)}.json`
    expect((await quote(`${JOB} -o ${longest}`)).status).toBe(0)
    expect(existsSync(longest)).toBe(true)
  })
  test('is never what is read', async () => {
    const from = file('read.csv', CSV)
    const ran = await quote(`--from ${from} -o ./read.csv`)
    expect([ran.status, ran.out]).toEqual([2, ''])
    expect(ran.err).toContain('BAD_USAGE --output "./read.csv" would overwrite')
    expect(readFileSync('read.csv', 'utf8')).toBe(CSV)
  })
  test('that cannot be written is an error', async () => {
    mkdirSync('a-folder', { recursive: true })
    file('a-file', '')
    if (!existsSync('round')) symlinkSync('round', 'round')
    for (const path of [
      'none/answer.txt',
      'a-folder',
      'new-folder/',
      'a-file/x',
      'n'.repeat(300),
      'round',
      'round/x',
    ]) {
      const ran = await quote(`${JOB} -o ${path}`)
      expect([ran.status, ran.out]).toEqual([2, ''])
      expect(ran.err).toContain(`${path}: FILE_UNWRITABLE`)
    }
    expect(existsSync('none')).toBe(false)
    expect(readdirSync('.').filter(name => name.endsWith('.part'))).toEqual([])
  })
})

describe('a reader that goes', () => {
  test('ends the program quietly', async () => {
    const out = () => {
      throw new PipeClosed()
    }
    expect(await quote(JOB, { out })).toEqual({ status: 0, out: '', err: '' })
    expect(await quote(`--from ${file('a.csv', CSV)} --json`, { out })).toEqual({
      status: 0,
      out: '',
      err: '',
    })
  })
})

describe('bad rows', () => {
  test('are told with line, what was found and what is allowed, and how to go on', async () => {
    const { err } = await quote(`--from ${file('bad.csv', BAD_CSV)}`)
    expect(err).toBe(
      [
        'bad.csv:3: UNKNOWN_MODEL model: no model is called "sora"',
        '  `kling-cost rates list --details` shows all',
        'bad.csv:4: JOB_UNRATED 3.0 720p takes 3 to 15 seconds; 99 was given (kling-per-second)',
        '  --bad-rows skip sets such rows aside and counts them\n',
      ].join('\n'),
    )
  })
  test('stop the reading at the twentieth', async () => {
    const rows = 'sora,720p,5\n'.repeat(50)
    const { err } = await quote(`--from ${file('many.csv', `model,resolution,duration\n${rows}`)}`)
    expect(err.match(/^many\.csv:\d+/gm)).toEqual(Array.from({ length: 20 }, (_, i) => `many.csv:${i + 2}`))
    expect(err).toMatch(/ {2}stopped after 20 bad rows; there may be more\n$/)
    expect(err).toContain('  --bad-rows skip sets such rows aside and counts them\n')
  })
  test('that are set aside are counted, noted, and not in any sum', async () => {
    const { out } = await quote(`--from ${file('bad.csv', BAD_CSV)} --bad-rows skip`)
    expect(out).toMatch(/^\$0\.375? for 1 job.* \(2 bad rows left out\)\./)
    expect(out).toContain('! 2 bad rows are set aside and in no sum; the first is line')
    const { rejected, totals } = JSON.parse((await quote('--from bad.csv --bad-rows skip --json')).out)
    expect(totals).toMatchObject({ count: 1, cost: '0.375' })
    expect(rejected).toEqual([
      {
        input_line: 3,
        reason:
          'UNKNOWN_MODEL model: no model is called "sora" (`kling-cost rates list --details` shows all)',
      },
      {
        input_line: 4,
        reason: 'JOB_UNRATED 3.0 720p takes 3 to 15 seconds; 99 was given (kling-per-second)',
      },
    ])
  })
  test('are written whole to --rejects', async () => {
    await quote(`--from ${file('bad.csv', BAD_CSV)} --bad-rows skip --rejects rejects.jsonl`)
    const rows = readFileSync('rejects.jsonl', 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows).toMatchObject([
      { file: 'bad.csv', line: 3, reason: expect.stringContaining('UNKNOWN_MODEL'), row: 'sora,720p,5' },
      { line: 4, reason: expect.stringContaining('JOB_UNRATED'), row: '3.0,720p,99' },
    ])
  })
  test('none set aside leaves an empty --rejects', async () => {
    expect((await quote(`--from ${file('a.csv', CSV)} --bad-rows skip --rejects none.jsonl`)).status).toBe(0)
    expect(readFileSync('none.jsonl', 'utf8')).toBe('')
  })
  test('quotes that do not close end the file, whatever --bad-rows says', async () => {
    const name = file('quotes.csv', 'model,duration\nO1,5\n"O1,10\n')
    for (const policy of ['stop', 'skip'])
      expect(await quote(`--from ${name} --bad-rows ${policy}`)).toMatchObject({
        status: 2,
        out: '',
        err:
          'quotes.csv:3: CSV_MALFORMED a quoted field is never closed\n' +
          '  a field that holds a quote must be quoted, and the quote in it doubled\n',
      })
  })
})

describe('text from outside', () => {
  // ESC, a C1 control sequence introducer, a bell, and marks that turn the direction of text.
  const EVIL = '\u001b[31m\u009b2J\u0007\u202e\u2066\u2028'
  const UNSAFE = /(?!\n)\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u
  const expectSafe = ({ out, err }: Ran) => {
    expect(out).not.toMatch(UNSAFE)
    expect(err).not.toMatch(UNSAFE)
  }
  const RATES = `kind: rate-card
id: mine
title: t
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: a, retrieved: 2026-11-01, confidence: own }
models: { m1: { name: "=M" } }
rates:
  - { capability: text-to-video, model: m1, effect: hug, charge: { by: flat, usd: 1 }, section: a }
`
  test('in a cell never reaches the terminal as it is', async () => {
    const columns = ['model', 'capability', 'mode', 'duration', 'status', 'effect', 'timestamp']
    for (const column of columns) {
      const name = file('evil.csv', `${column},note\nx${EVIL.replace('\u2028', '')},\n`)
      for (const args of [
        '',
        '--bad-rows skip',
        '--bad-rows skip --json',
        '--bad-rows skip --format csv',
        '--bad-rows skip --format markdown',
      ])
        expectSafe(await quote(`--from ${name} ${args}`))
    }
  })
  test('in a header, an option or the name of a file neither', async () => {
    expectSafe(await quote(`--from ${file('h.csv', `x${EVIL},y\n1,2\n`)}`))
    for (const args of [
      [`x${EVIL}`],
      ['--from', `x${EVIL}.csv`],
      ['O1', '--duration', `5${EVIL}`],
      ['O1', '--duration', '5', '--card', EVIL],
      ['O1', '--duration', '5', '--rates', `${EVIL}.yaml`],
      ['O1', '--duration', '5', '-o', `none${EVIL}/x`],
      ['O1', `--x${EVIL}`],
      ['O1', EVIL],
    ]) {
      const ran = await runWith(['quote', ...args])
      expect(ran.status).toBe(2)
      expectSafe(ran)
    }
    const name = `f${EVIL}.csv`
    file(name, BAD_CSV)
    expectSafe(await runWith(['quote', '--from', name]))
  })
  test('in the name of a price list neither, in any format', async () => {
    const name = file(`r${EVIL}.yaml`, RATES)
    file('e.csv', 'model,effect\nm1,hug\n')
    for (const args of [
      ['--from', 'e.csv'],
      ['--from', 'e.csv', '--summary'],
      ['m1', '--effect', 'hug'],
      ['m1', '--effect', 'hug', '--explain', '--compare', '--fallback', '--drafts', '2'],
    ]) {
      for (const format of ['table', 'json', 'csv', 'markdown']) {
        const ran = await runWith(['quote', ...args, '--rates', name, '--format', format])
        expect([format, ran.status]).toEqual([format, 0])
        expectSafe(ran)
      }
    }
  })
  test('in a value of a price list is refused', async () => {
    const name = file('v.yaml', RATES.replace('title: t', `title: ${JSON.stringify(EVIL)}`))
    const ran = await quote(`m1 --effect hug --rates ${name}`)
    expect(ran).toMatchObject({
      status: 2,
      err: expect.stringContaining('v.yaml:3:8: BAD_VALUE title: found'),
    })
    expectSafe(ran)
  })
  test('that a spreadsheet would take for a formula is neutralised in CSV', async () => {
    file('=rates.yaml', RATES)
    const { out } = await runWith([
      'quote',
      'm1',
      '--effect',
      'hug',
      '--rates',
      '=rates.yaml',
      '--format',
      'csv',
    ])
    expect(out).toMatch(/,'=rates\.yaml:10,,,,,\n$/)
  })
  test('keeps its meaning in JSON', async () => {
    const name = file('evil.csv', `model\nx\u009b2J\u202e\n`)
    const ran = await quote(`--from ${name} --bad-rows skip --json`)
    expect(ran.out).toContain('x\\u009b2J\\u202e')
    expect(JSON.parse(ran.out).rejected[0].reason).toContain('"x\u009b2J\u202e"')
  })
})

describe('JSON', () => {
  const LINE_KEYS = [
    'input_line',
    'card',
    'capability',
    'model',
    'mode',
    'resolution',
    'audio',
    'duration',
    'billed_seconds',
    'count',
    'billing',
    'pool',
    'units_each',
    'units',
    'unit_price',
    'price_each',
    'cost',
  ]
  const answer = async (args: string, world?: World) => JSON.parse((await quote(`${args} --json`, world)).out)
  test('is that of cli.md, its keys first and in its order', async () => {
    const json = await answer('V1.6 --capability text-to-video --mode pro --duration 10 --count 100')
    const keys = Object.keys(json)
    expect(
      keys.filter(key => ['schema', 'currency', 'lines', 'totals', 'rejected', 'notes'].includes(key)),
    ).toEqual(['schema', 'currency', 'lines', 'totals', 'rejected', 'notes'])
    expect(keys[0]).toBe('schema')
    expect(Object.keys(json.lines[0]).slice(0, LINE_KEYS.length)).toEqual(LINE_KEYS)
    expect(json.lines[0]).toMatchObject({
      input_line: null,
      card: 'kling-units-2025',
      capability: 'text-to-video',
      model: 'kling-v1-6',
      mode: 'pro',
      resolution: null,
      audio: false,
      duration: '10',
      billed_seconds: 10,
      count: 100,
      billing: 'billed',
      pool: 'video',
      units_each: '7',
      units: '700',
      unit_price: '0.14',
      price_each: '0.98',
      cost: '98',
    })
    expect(json).toMatchObject({
      schema: 'kling-cost/quote/1',
      currency: 'USD',
      totals: { count: 100, cost: '98', units: { video: '700' } },
      rejected: [],
    })
    expect(json.notes).toContainEqual(expect.stringContaining('prices by kling-units-2025'))
  })
  test('has no pool, units or unit price for a dollar card', async () => {
    const [line] = (await answer(JOB)).lines
    expect(line).toMatchObject({ pool: null, units_each: null, units: null, unit_price: null, cost: '1.5' })
  })
  test('writes its times as everywhere', async () => {
    expect((await answer(`${JOB} --as-of 2026-10-01`)).as_of).toBe('2026-10-01T00:00:00Z')
  })
  test('has a line for each row, at its line in the file', async () => {
    const text =
      'model,duration,status,count\n\nO1,5,succeed,2\nO1,10,failed,3\nO1,"5",processing,1\nO1,4.6,SUCCESS,\n'
    const { lines, totals } = await answer('', { stdin: text })
    expect(
      lines.map((line: Record<string, unknown>) => [line.input_line, line.billing, line.count, line.cost]),
    ).toEqual([
      [3, 'billed', 2, '1.112'],
      [4, 'not-billed', 3, '0'],
      [5, 'pending', 1, '0'],
      [6, 'billed', 1, '0.556'],
    ])
    expect(totals).toEqual({ count: 3, not_billed: 3, pending: 1, cost: '1.668', units: {} })
  })
  test('has no lines with --summary, and the same sums', async () => {
    const [all, summary] = [await answer('', { stdin: CSV }), await answer('--summary', { stdin: CSV })]
    expect(summary).toEqual({ ...all, lines: [] })
  })
  test('of a file without rows is an answer of nothing', async () => {
    expect(await answer('', { stdin: 'model,duration\n' })).toMatchObject({
      lines: [],
      totals: { count: 0, cost: '0', units: {} },
    })
  })
  test('is one whole text also when it is large', async () => {
    const { lines } = await answer('', { stdin: `model,duration\n${'O1,5\n'.repeat(20_000)}` })
    expect(lines.length).toBe(20_000)
    expect(lines[19_999].input_line).toBe(20_001)
  })
})

describe('colour', () => {
  const isColoured = async (world: World, args = '') =>
    (await quote(`${JOB} ${args}`, world)).out.includes('\u001b[')
  test('is for terminals alone', async () => {
    expect(await isColoured({})).toBe(false)
    expect(await isColoured({ outIsTerminal: true, columns: 80 })).toBe(true)
    expect(await isColoured({ outIsTerminal: true, columns: 80, env: { TERM: 'dumb' } })).toBe(false)
  })
  test('obeys NO_COLOR, FORCE_COLOR and --no-color', async () => {
    const terminal = { outIsTerminal: true, columns: 80 }
    expect(await isColoured({ ...terminal, env: { NO_COLOR: '1' } })).toBe(false)
    expect(await isColoured({ ...terminal, env: { NO_COLOR: '' } })).toBe(true)
    expect(await isColoured({ env: { FORCE_COLOR: '1' } })).toBe(true)
    expect(await isColoured({ env: { FORCE_COLOR: '' } })).toBe(true)
    expect(await isColoured({ ...terminal, env: { FORCE_COLOR: '0' } })).toBe(false)
    expect(await isColoured({ env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).toBe(false)
    expect(await isColoured({ ...terminal, env: { FORCE_COLOR: '1' } }, '--no-color')).toBe(false)
  })
  test('does not go into a file, JSON or CSV', async () => {
    const terminal = { outIsTerminal: true, columns: 80 }
    await quote(`${JOB} -o plain.txt`, terminal)
    expect(readFileSync('plain.txt', 'utf8')).not.toContain('\u001b')
    for (const format of ['json', 'csv', 'markdown'])
      expect(await isColoured(terminal, `-f ${format}`)).toBe(false)
  })
  test('is all that a terminal adds', async () => {
    const plain = await quote(JOB, { columns: 80 })
    const coloured = await quote(JOB, { columns: 80, outIsTerminal: true })
    expect(stripVTControlCharacters(coloured.out)).toBe(plain.out)
  })
})

describe('standard error', () => {
  test('holds the notes, and nothing with --quiet', async () => {
    const job = 'V1.6 --capability text-to-video --mode pro --duration 10'
    expect((await quote(job)).err).toMatch(/^note: /)
    expect((await quote(`${job} --quiet`)).err).toBe('')
  })
  test('warns of a card that is asked for outside its dates', async () => {
    const rates = `kind: rate-card
id: mine
title: t
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: t, retrieved: 2026-11-01, confidence: own }
effective_from: 2026-12-01
rates:
  - { capability: avatar, charge: { by: flat, usd: 1 }, section: a }
`
    file('mine.yaml', rates)
    const ran = await quote('--capability avatar --card mine --rates mine.yaml')
    expect(ran).toMatchObject({
      status: 0,
      err: expect.stringContaining('note: warning: mine is not in force at that time'),
    })
    const inForce = await quote('--capability avatar --card mine --rates mine.yaml --as-of 2026-12-01')
    expect(inForce.err).not.toContain('warning')
    // Of jobs in a file their own times count, not that of the answer.
    const priced = (day: string, asOf: string) =>
      quote(
        `--from ${file('avatar.csv', `timestamp,capability\n${day}T00:00:00Z,avatar\n`)} --card mine --rates mine.yaml --as-of ${asOf}`,
      )
    expect((await priced('2026-12-01', '2026-11-21')).err).not.toContain('warning')
    expect((await priced('2026-11-30', '2026-12-02')).err).toContain(
      'warning: mine is not in force when some of the jobs took place; it was asked for by name',
    )
  })
  test.each(['budget USE', 'expiry LEDGER --usage USE'])('warns of it in %s, too', async command => {
    const named = command
      .replace('USE', file('use.csv', 'timestamp,capability\n2026-11-01T00:00:00Z,avatar\n'))
      .replace('LEDGER', file('ledger.csv', 'package,purchased_at\npackage-1,2026-10-01\n'))
    const ask = (from: string) => {
      const card = `kind: rate-card
id: mine
title: t
vendor: me
currency: USD
billing: prepaid-units
source: { document: own, title: t, retrieved: 2026-11-01, confidence: own }
effective_from: ${from}
pools: { video: { list_unit_price: 0.14, section: a } }
rates:
  - { capability: avatar, charge: { by: flat, units: 2 }, pool: video, section: a }
`
      file('units.yaml', card)
      return runWith([
        ...named.split(' '),
        '--card',
        'mine',
        '--rates',
        join(folder, 'units.yaml'),
        '--as-of',
        '2026-11-20',
      ])
    }
    expect((await ask('2026-11-02')).err).toContain(
      'warning: mine is not in force when some of the jobs took place',
    )
    expect((await ask('2026-11-01')).err).not.toContain('mine is not in force')
  })
  test('shows progress on a terminal that waits, and clears it', async () => {
    const name = file('long.csv', `model,duration\n${'O1,5\n'.repeat(400_000)}`)
    const terminal = { errIsTerminal: true, tick: 1000 }
    const { err } = await quote(`--from ${name} --summary`, terminal)
    expect(err).toMatch(/^.*long\.csv · [\d,]+ rows · [\d,]+ rows\/s · \d+ MB of 2 MB · \d+ s left/s)
    expect(err.startsWith('\r\u001b[K') && err.endsWith('\r\u001b[K')).toBe(true)
    for (const world of [{ ...terminal, env: { CI: 'true' } }, { tick: 1000 }])
      expect((await quote(`--from ${name} --summary`, world)).err).toBe('')
    expect((await quote(`--from ${name} --summary --quiet`, terminal)).err).toBe('')
  })
})

describe('CSV', () => {
  test('has a line for each row, and a cell for each column', async () => {
    const { out } = await quote('--format csv', {
      stdin: 'model,mode,duration,capability\nV1.6,pro,10,text-to-video\n',
    })
    expect(out).toBe(
      'input_line,card,capability,model,mode,resolution,audio,reference,voice_control,effect,duration,billed_seconds,count,billing,pool,units_each,units,unit_price,price_each,cost,stage,row,seller,input_duration,timestamp,task_id,account\n' +
        '2,kling-units-2025,text-to-video,kling-v1-6,pro,,false,,false,,10,10,1,billed,video,7,7,0.14,0.98,0.98,,rates/kling/rate-card.2025.yaml:63,,,,,\n',
    )
  })
})

describe('numbers and names as people write them', () => {
  test('are read as --decimal says, with thousands', async () => {
    const eu = file('eu.csv', 'model;resolution;audio;duration;count\n3.0;1080p;yes;5,0;1.000\n')
    const { totals } = JSON.parse((await quote(`--from ${eu} --decimal , --json`)).out)
    expect([totals.count, totals.cost]).toEqual([1000, '750'])
    const us = file('us.csv', 'model,resolution,audio,duration,count\n3.0,1080p,yes,5,"1,000"\n')
    expect(JSON.parse((await quote(`--from ${us} --json`)).out).totals.cost).toBe('750')
    // 5,0 can be read in one way, and says how 1.000 is written.
    expect(JSON.parse((await quote(`--from ${eu} --json`)).out).totals).toEqual(totals)
  })
  test('stop the command where a column may be the count, and a discount is none', async () => {
    const jobs = 'model,resolution,audio,duration'
    const row = '3.0,1080p,true,10,9'
    expect((await quote(`--from ${file('videos.csv', `${jobs},videos\n${row}\n`)}`)).err).toContain(
      'COLUMN_UNREAD nothing is read from the column "videos", which looks like count',
    )
    const { out } = await quote(`--from ${file('off.csv', `${jobs},discount\n${row}\n`)}`)
    expect(out).toContain('nothing is read from discount\n')
  })
})
