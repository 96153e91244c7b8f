import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Io } from '../../src/cli/io.js'
import { createTree } from '../../src/cli/program.js'
import { applySettings, listSections, readConfig } from '../../src/cli/settings.js'
import { InputError } from '../../src/core/failure.js'
import { TABLES } from '../../src/requests/flags/commands.js'
import { flagsOf } from '../../src/requests/flags/flag.js'
import { runWith, type World } from './fake-io.js'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kling-cost-config-')))
const inner = join(root, 'team', 'jobs')
mkdirSync(inner, { recursive: true })
const file = join(root, 'kling-cost.yaml')
const write = (text: string, path = file) => writeFileSync(path, text)
afterEach(() => {
  for (const path of [file, join(root, 'team', 'kling-cost.yaml')]) rmSync(path, { force: true })
})
afterAll(() => rmSync(root, { recursive: true }))

const run = (argv: readonly string[], world: World = {}) => runWith(argv, { cwd: inner, ...world })
const budget = async (argv: readonly string[] = [], world: World = {}) => {
  const ran = await run(['budget', '--units-per-day', '400', '--json', ...argv], world)
  return { ...ran, answer: ran.out === '' ? null : JSON.parse(ran.out) }
}

describe('a config file', () => {
  test('is found upward, and gives what the command line leaves out', async () => {
    write('budget:\n  horizon: 30d\n')
    const { answer, err } = await budget()
    expect(answer.horizon.days).toBe(30)
    expect(err).toContain(`note: ${file} sets horizon (line 2)`)
  })
  test('nearest to the run is the one that counts', async () => {
    write('budget: { horizon: 30d }\n')
    write('budget: { horizon: 10d }\n', join(root, 'team', 'kling-cost.yaml'))
    expect((await budget()).answer.horizon.days).toBe(10)
  })
  test('gives way to the environment, and that to the command line', async () => {
    write('common: { tz: Asia/Shanghai }\nbudget: { horizon: 30d }\n')
    const env = { KLING_COST_BUDGET_HORIZON: '20d' }
    expect((await budget([], { env })).answer.horizon.days).toBe(20)
    expect((await budget(['--horizon', '10d'], { env })).answer.horizon.days).toBe(10)
  })
  test('has values for all commands, and those for one come first', async () => {
    write('common: { as-of: 2026-01-01 }\nbudget: { as-of: 2026-02-01 }\n')
    expect((await budget()).answer.horizon.start).toBe('2026-02-01')
    const quote = await run(['quote', 'O1', '--duration', '5', '--json'])
    expect(quote.err).toContain('sets as-of (line 1)')
  })
  test('sets flags, and options that take several values', async () => {
    write(
      'budget:\n  explain: true\n  trials-used: [trial-100, trial-1000]\n  units-per-day: 1\n  horizon: 5d\n',
    )
    const { out } = await run(['budget'])
    expect(out).toContain('package-1')
    expect(out).toContain('Why')
  })
  test('means paths from its own folder', async () => {
    writeFileSync(join(root, 'ledger.csv'), 'id,package,purchased_at\na,package-2,2026-11-01\n')
    write('budget: { packages: ledger.csv }\nexpiry: { ledger: ledger.csv }\n')
    expect((await budget()).answer.pools.video.held).toHaveLength(1)
    const expiry = await run(['expiry', '--json'])
    expect(JSON.parse(expiry.out).packages[0].id).toBe('a')
  })
  test('gives way to what excludes it, and leaves out what means nothing for the run', async () => {
    writeFileSync(
      join(root, 'log.csv'),
      'timestamp,status\n2026-10-01T00:00:00Z,200\n2026-10-02T00:00:00Z,503\n',
    )
    writeFileSync(join(root, 'fees.csv'), 'account,period,fee\n,2026-10,1500\n')
    const log = join(root, 'log.csv')
    const feeOf = async (argv: readonly string[], env = {}) => {
      const { out, err } = await run(['sla', log, '--json', ...argv], { env })
      return out === '' ? err : JSON.parse(out).periods[0].fee
    }
    write('sla: { fee: 1000, card: kling-units-2026, term-start: 2026-10-01, term-months: 1 }\n')
    expect(await feeOf([])).toBe('1000')
    expect(await feeOf(['--fees', join(root, 'fees.csv'), '--period', '2026-10'])).toBe('1500')
    expect(await feeOf([], { KLING_COST_FEES: join(root, 'fees.csv') })).toBe('1500')
    // What needs an option that gave way does so itself.
    write('sla: { fee: 1000, voucher-fee: 10 }\n')
    expect(await feeOf(['--fees', join(root, 'fees.csv')])).toBe('1500')
    // Of equal weight they are refused, as on the command line.
    write(`sla: { fee: 1000, fees: fees.csv }\n`)
    expect(await feeOf([])).toContain('--fee and --fees exclude each other')
    expect((await run(['quote', 'O1', '--duration', '5', '--json'])).status).toBe(0)
    write('quote: { resolution: 1080p, summary: true }\nexpiry: { card: kling-units-2026 }\n')
    expect((await run(['quote', 'O1', '--duration', '5'])).err).not.toContain('summary')
    writeFileSync(join(root, 'jobs.csv'), 'model,duration\nO1,5\n')
    expect((await run(['quote', '--from', join(root, 'jobs.csv')])).status).toBe(0)
    writeFileSync(join(root, 'ledger.csv'), 'id,package,purchased_at\na,package-2,2026-11-01\n')
    expect((await run(['expiry', join(root, 'ledger.csv')])).status).toBe(0)
  })
  test.each([
    ['common: { format: markdown }\n', {}, ['quote', 'O1', '--duration', '5', '--json'], '{'],
    [
      'common: { json: true }\nquote: { format: csv }\n',
      {},
      ['quote', 'O1', '--duration', '5'],
      'input_line',
    ],
    ['quote: { json: true }\n', {}, ['quote', 'O1', '--duration', '5', '--format', 'csv'], 'input_line'],
    ['', { KLING_COST_FORMAT: 'csv' }, ['quote', 'O1', '--duration', '5', '--json'], '{'],
    [
      '',
      { KLING_COST_JSON: 'true', KLING_COST_QUOTE_FORMAT: 'csv' },
      ['quote', 'O1', '--duration', '5'],
      'input_line',
    ],
    ["quote: { model: '3.0' }\n", {}, ['quote', 'O1', '--duration', '5'], 'O1'],
    ['sla: { sql: postgres, table: x }\n', {}, ['sla', 'LOG'], 'available, promised 99.90 %'],
    [
      'sla: { fail-under: 99, bad-rows: skip, log-format: csv }\n',
      {},
      ['sla', '--sql', 'postgres', '--table', 'x', '--period', '2026-10'],
      '--',
    ],
    ['budget: { units-per-day: 400 }\n', {}, ['budget', 'USAGE'], '1 day of history'],
  ] as const)('of %j and %j: %j answers', async (text, env, argv, begin) => {
    const log = join(root, 'log.csv')
    const usage = join(root, 'usage.csv')
    writeFileSync(log, 'timestamp,status\n2026-10-01T00:00:00Z,200\n2026-10-02T00:00:00Z,503\n')
    writeFileSync(usage, 'timestamp,model,capability,mode,duration\n2026-11-20,V1.6,text-to-video,pro,5\n')
    if (text !== '') write(text)
    const files: Record<string, string> = { LOG: log, USAGE: usage }
    const { out, err, status } = await run(
      argv.map(word => files[word] ?? word),
      { env },
    )
    expect(status, err).toBe(0)
    expect(out).toContain(begin)
  })
  test.each(['budget: { format: json }', 'common: { json: true }'])(
    'gives way to the format of a file that is typed: %s',
    async text => {
      write(`${text}\n`)
      const output = join(root, 'answer.md')
      await run(['budget', '--units-per-day', '400', '-o', output], {})
      expect(readFileSync(output, 'utf8')).toMatch(/^#+ Budget/)
      const other = join(root, 'answer.txt')
      await run(['budget', '--units-per-day', '400', '-o', other], {})
      expect(JSON.parse(readFileSync(other, 'utf8'))).toMatchObject({ schema: 'kling-cost/budget/1' })
    },
  )
  test.each(['common: { json: true }', 'common: { format: json }'])(
    'gives way to the format that is typed for a command without relations of its own: %s',
    async text => {
      write(`${text}\n`)
      const output = join(root, 'rates.md')
      await run(['rates', 'list', '-o', output], {})
      expect(readFileSync(output, 'utf8')).toMatch(/^#/)
      expect((await run(['rates', 'list', '--format', 'csv'], {})).out).toMatch(/^\w+,/)
      expect((await run(['rates', 'list'], {})).out).toMatch(/^\{/)
    },
  )
  test('is not read with --no-config', async () => {
    write('nonsense: [\n')
    expect((await budget(['--no-config'])).answer.horizon.days).toBe(90)
  })
  test('says nothing of itself when it sets nothing here', async () => {
    write('sla: { policy: kling }\n')
    expect((await budget()).err).not.toContain('kling-cost.yaml')
  })
})

describe('a value that names a file', () => {
  test('is meant from the folder of the file, in a pair with a name, too', async () => {
    const below = join(root, 'below')
    mkdirSync(below, { recursive: true })
    const log = (minute: string) => `timestamp,status\n2026-10-01T00:00:00Z,${minute}\n`
    writeFileSync(join(root, 'gateways.csv'), log('000'))
    writeFileSync(join(below, 'gateways.csv'), log('200'))
    writeFileSync(join(root, 'control.csv'), log('200'))
    write('sla: { policy: kong-konnect, with: kong-dedicated-cloud-gateways=gateways.csv }\n')
    const argv = ['sla', join(root, 'control.csv'), '--as-of', '2026-11-21', '--json']
    const { out } = await run(argv, { cwd: below })
    const { companion } = JSON.parse(out)
    expect(companion.files).toEqual([join(root, 'gateways.csv')])
    expect(companion.periods[0].downtime_minutes).toBe(1)
  })
  test('is kept where the same option typed is accepted: a plan beside a log and held packages', async () => {
    writeFileSync(
      join(root, 'jobs.yaml'),
      'jobs:\n  - { model: kling-v2-6, capability: text-to-video, resolution: 720p, duration: 5, count: 3100 }\n',
    )
    writeFileSync(join(root, 'ledger.csv'), 'id,package,purchased_at\np1,package-1,2026-10-05\n')
    writeFileSync(
      join(root, 'usage.csv'),
      'timestamp,model,capability,resolution,duration\n2026-11-01,kling-v2-6,text-to-video,720p,5\n',
    )
    const argv = [
      'budget',
      join(root, 'usage.csv'),
      '--packages',
      join(root, 'ledger.csv'),
      '--as-of',
      '2026-12-01',
      '--json',
    ]
    write('\n')
    const typed = JSON.parse((await run([...argv, '--plan', join(root, 'jobs.yaml')])).out)
    write('budget: { plan: jobs.yaml }\n')
    const set = JSON.parse((await run(argv)).out)
    expect(typed.demand.video.basis ?? typed.demand_basis).toBe('plan')
    expect(set).toEqual({ ...typed, config: file })
  })
})

describe('a config file that was found', () => {
  test('is not read when others can write it or it is no file, and says how to read it all the same', async () => {
    write('budget: { horizon: 30d }\n')
    chmodSync(file, 0o646)
    const { err, status } = await budget()
    expect(status).toBe(2)
    expect(err).toContain(
      `${file}: FILE_UNREADABLE expected a file of yours that nobody else can write; it can be written by everybody\n  --config ${file} reads it all the same; --no-config reads none`,
    )
    expect((await budget(['--config', file])).answer.horizon.days).toBe(30)
    rmSync(file)
    spawnSync('mkfifo', [file])
    expect((await budget()).err).toContain('it is no regular file')
  })
  test.skipIf(process.getuid?.() !== 0)('is not read when it belongs to another user', async () => {
    write('budget: { horizon: 30d }\n')
    chownSync(file, 12_345, 12_345)
    expect((await budget()).err).toContain('it belongs to another user (12345)')
  })
  test('sends nothing to a server that it names; one that is named may', async () => {
    const address = 'clickhouse://db.invalid/g.r'
    write(`sla:\n  with: kong-konnect=${address}\n  quiet: true\n`)
    const log = join(root, 'control.csv')
    writeFileSync(log, 'timestamp,status\n2026-10-01T00:00:00Z,200\n')
    const { err, status } = await run(['sla', log])
    expect(status).toBe(2)
    expect(err).toContain(
      `${file}:2:9: BAD_VALUE with: expected no address of a server in a file that was found`,
    )
    expect((await run(['sla', log, '--config', file])).err).not.toContain('expected no address')
  })
  test('is named in a note, though it asks for quiet itself', async () => {
    write('budget: { horizon: 30d, quiet: true }\n')
    expect((await budget()).err).toContain(`note: ${file} sets horizon (line 1), quiet (line 1)`)
    expect((await budget(['--quiet'])).err).toBe('')
  })
  test('is searched for no higher than the repository and the home folder', async () => {
    write('budget: { horizon: 30d }\n')
    const repository = join(root, 'repository')
    mkdirSync(join(repository, '.git'), { recursive: true })
    expect((await budget([], { cwd: repository })).answer.horizon.days).toBe(90)
    expect((await budget([], { env: { HOME: inner } })).answer.horizon.days).toBe(90)
    expect((await budget()).answer.horizon.days).toBe(30)
  })
})

test('no key of a file that was found reaches the network, whatever its value', async () => {
  const io = { env: {}, cwd: inner } as unknown as Io
  for (const [section, keys] of listSections()) {
    for (const key of keys) {
      for (const value of ['http://db.invalid/', 'kong-konnect=http://db.invalid/']) {
        write(`${section}:\n  ${key}: '${value}'\n`)
        const config = await readConfig(undefined, io)
        const command = createTree().commands.find(
          each => each.name() === (section === 'common' ? 'sla' : section),
        )!
        const apply = () => applySettings(command, config, io).flatMap(({ texts }) => texts)
        try {
          expect(
            apply().filter(text => text.includes('://')),
            `${section}.${key}`,
          ).toEqual([])
        } catch (error) {
          if (!(error instanceof InputError)) throw error
        }
      }
    }
  }
})

test('what options need and exclude are options that there are', () => {
  for (const table of TABLES) {
    const names = [...Object.keys(flagsOf(table)), ...table.arguments.map(({ name }) => name)]
    const needed = Object.values(flagsOf(table)).flatMap(({ needs = [], idle = [] }) => [
      ...needs,
      ...idle.flatMap(({ beside = [], without = [] }) => [...beside, ...without]),
    ])
    const excluded = table.exclusions.flatMap(({ some, others, unless }) => [
      ...some,
      ...others,
      ...(unless === undefined ? [] : [unless]),
    ])
    expect(names).toEqual(expect.arrayContaining([...needed, ...excluded]))
  }
  expect(TABLES.map(({ name }) => name)).toEqual(['quote', 'budget', 'expiry', 'sla'])
})

describe('an option that changes nothing', () => {
  const GIVEN = 'changes nothing here, because the use is given'
  const NO_FILE = 'changes nothing here, because no file is read'
  const IDLE: readonly (readonly [argv: string, notes: readonly string[]])[] = [
    [
      'budget --units-per-day 5 --quantile 0.9 --empty-days zero --card kling-units-2026 --burn-order purchase',
      [
        `--quantile ${GIVEN}`,
        `--empty-days ${GIVEN}`,
        `--card ${GIVEN}`,
        '--burn-order has no effect without --packages',
      ],
    ],
    [
      'budget --units-per-day 5 --columns units=n --ignore-columns n --decimal , --date-format DMY --sheet 2',
      ['columns', 'ignore-columns', 'decimal', 'date-format', 'sheet'].map(name => `--${name} ${NO_FILE}`),
    ],
    [
      'budget --demand use.csv --columns units=n --card kling-units-2026 --decimal .',
      [
        `--card ${GIVEN}`,
        '--columns changes nothing here, because the columns of --demand are called by their own names',
      ],
    ],
    ['budget --plan plan.csv --card kling-units-2026 --empty-days gap', [`--empty-days ${GIVEN}`]],
    [
      'budget use.csv --packages ledger.csv --units-per-day 5 --empty-days zero --card kling-units-2026 --burn-order purchase --decimal .',
      [],
    ],
    ['budget use.csv --quantile 0.9 --empty-days zero --card kling-units-2026 --columns units=units', []],
    [
      'expiry ledger.csv --burn-window 7d --burn-order purchase --task-time 90s',
      [
        '--burn-window has no effect without --usage',
        '--task-time has no effect without --usage, which says how many units a task takes',
      ],
    ],
    ['expiry ledger.csv --usage use.csv --burn-window 7d --burn-order purchase', []],
    [
      'expiry ledger.csv --usage use.csv --burn-rate 5 --burn-window 7d',
      ['--burn-window changes nothing here, because --burn-rate says what will be used'],
    ],
    ['expiry ledger.csv --usage use.csv --burn-rate video=5 --burn-window 7d', []],
  ]
  const notesOf = async (argv: string): Promise<string[]> => {
    writeFileSync(join(root, 'ledger.csv'), 'id,package,purchased_at\na,package-2,2026-10-01\n')
    writeFileSync(join(root, 'use.csv'), 'date,pool,units\n2026-11-20,video,5\n2026-11-21,video,5\n')
    writeFileSync(join(root, 'plan.csv'), 'model,capability,mode,duration,count\n2.6,text-to-video,pro,5,9\n')
    const files = argv.replaceAll(/\S+\.csv/g, name => join(root, name))
    const { out } = await run([...files.split(' '), '--as-of', '2026-11-21', '--json'])
    const notes: string[] = JSON.parse(out).notes
    return notes.filter(note => / (?:changes nothing here|has no effect)/.test(note))
  }
  test.each(IDLE)('says so: %s', async (argv, notes) => {
    expect(await notesOf(argv)).toEqual(notes)
  })
  test('gives way without a word where it is a default', async () => {
    write('budget: { card: kling-units-2026, empty-days: zero }\nexpiry: { burn-window: 7d }\n')
    expect(await notesOf('budget --units-per-day 5')).toEqual([])
    expect(await notesOf('expiry ledger.csv')).toEqual([])
  })
})

describe('what is wrong with settings is told where it stands:', () => {
  const REFUSED: readonly (readonly [text: string, message: string])[] = [
    ['budgets: { horizon: 30d }\n', ':1:1: KEY_UNKNOWN unknown key "budgets"; did you mean "budget"?'],
    ['budget:\n  horizont: 30d\n', ':2:3: KEY_UNKNOWN unknown key "horizont"; did you mean "horizon"?'],
    ['budget:\n  output: x.json\n', ':2:3: KEY_UNKNOWN unknown key "output"'],
    ['budget:\n  horizon: 30\n', ':2:12: BAD_VALUE --horizon: found "30"'],
    ['budget:\n  horizon: [1d, 2d]\n', ':2:12: BAD_VALUE horizon: found a list; one value is allowed'],
    ['budget:\n  explain: yes\n', ':2:12: BAD_VALUE explain: found "yes"; true or false is allowed'],
    ['budget:\n  tz: Mars/Olympus\n', ':2:7: BAD_VALUE --tz: found "Mars/Olympus"'],
    ['budget: [1]\n', ':1:9: BAD_VALUE the section budget must hold keys and values'],
    ['budget: { horizon: 1d, horizon: 2d }\n', 'KEY_REPEATED'],
    ['budget: {\n', 'YAML_MALFORMED'],
  ]
  test.each(REFUSED)('%j', async (text, message) => {
    write(text)
    const { err, status, out } = await budget()
    expect(err).toContain(`${message.startsWith(':') ? file : ''}${message}`)
    expect({ status, out }).toEqual({ status: 2, out: '' })
  })
  test('of a command that names no option of it is refused', async () => {
    const { status, err } = await budget([], {
      env: { KLING_COST_BUDGET_MAXSPEND: '5', KLING_COST_SLA_FEES: 'x' },
    })
    expect(status).toBe(2)
    expect(err).toContain('BAD_USAGE KLING_COST_BUDGET_MAXSPEND is no variable of budget\n')
    expect(err).not.toContain('KLING_COST_SLA_FEES')
  })
  test('of every command that is nearly called as an option is refused', async () => {
    const env = { KLING_COST_FAILUNDER: '99.9', KLING_COST_MAX_COSTS: '1', KLING_COST_FAIL_WITHIN: '14d' }
    const { status, err } = await budget([], { env })
    expect(status).toBe(2)
    expect(err).toContain(
      'BAD_USAGE KLING_COST_FAILUNDER is no variable of any command; did you mean KLING_COST_FAIL_UNDER?\n',
    )
    expect(err).toContain('did you mean KLING_COST_MAX_COST?')
    expect(err).not.toContain('KLING_COST_FAIL_WITHIN')
  })
  test('of somebody else is theirs', async () => {
    const typed = { KLING_COST_HTML: 'a.html', KLING_COST_CONFIG: 'nope.yaml' }
    expect(
      (await runWith(['quote', '3.0'], { env: typed })).err.split('\n').filter(line => /^BAD/.test(line)),
    ).toEqual([
      'BAD_USAGE KLING_COST_HTML sets nothing: --html stands on the command line only',
      'BAD_USAGE KLING_COST_CONFIG sets nothing: --config stands on the command line only',
    ])
    const own = { KLING_COST_VERSION: '1', KLING_COST_HOME: '/', KLING_COST_BIN: 'x', KLING_COST_TOKEN: 'y' }
    expect((await budget([], { env: own })).err).not.toContain('KLING_COST')
  })
  test('a variable is named', async () => {
    const { err } = await budget([], { env: { KLING_COST_HORIZON: 'soon' } })
    expect(err).toContain('--horizon: found "soon"')
    expect(err).toContain('(from KLING_COST_HORIZON)')
  })
})

describe('config show', () => {
  test('tells where each value is from', async () => {
    write('common: { tz: UTC }\nsla:\n  fail-under: 99.9\n')
    const { out, status } = await run(['config', 'show'], { env: { KLING_COST_BUDGET_HORIZON: '30d' } })
    expect(status).toBe(0)
    expect(out).toContain(file)
    expect(out).toMatch(/sla +fail-under +99.9 +line 3/)
    expect(out).toMatch(/budget +horizon +30d +KLING_COST_BUDGET_HORIZON/)
    expect(out).toMatch(/quote +tz +UTC +line 1/)
  })
  test('in JSON', async () => {
    write('sla: { fail-under: 99.9 }\n')
    expect(JSON.parse((await run(['config', 'show', '--json'])).out)).toEqual({
      schema: 'kling-cost/config/1',
      file,
      settings: [
        { command: 'sla', option: 'fail-under', values: ['99.9'], from: { kind: 'file', file, line: 1 } },
      ],
    })
  })
  test('says that there is no file', async () => {
    expect((await run(['config', 'show'])).out).toBe(
      'no kling-cost.yaml in this folder or above\nnothing is set\n',
    )
  })
})

test('an option given twice is refused, unless it may be repeated', async () => {
  const twice = await run(['budget', '--units-per-day', '1', '--units-per-day', '2'])
  expect(twice.status).toBe(2)
  expect(twice.err).toContain("BAD_USAGE option '--units-per-day <n>' is given twice")
  expect(
    (
      await run([
        'budget',
        '--units-per-day',
        '1',
        '--trials-used',
        'trial-100',
        '--trials-used',
        'trial-1000',
      ])
    ).status,
  ).toBe(0)
})

describe('the JSON names the file that set options of the run', () => {
  const ledger = 'id,package,purchased_at\nfirst,package-1,2026-11-01\n'
  const log = 'timestamp,status\n2026-10-01T00:00:00Z,200\n'
  const runs: readonly (readonly string[])[] = [
    ['quote', 'O1', '--duration', '5'],
    ['budget', '--units-per-day', '400'],
    ['expiry', 'ledger.csv'],
    ['sla', 'log.csv'],
    ['rates', 'list'],
    ['rates', 'show', 'kling-units-2026'],
  ]
  test.each(runs)('%s %s', async (...words) => {
    writeFileSync(join(root, 'ledger.csv'), ledger)
    writeFileSync(join(root, 'log.csv'), log)
    const argv = words.map(word => (word.endsWith('.csv') ? join(root, word) : word))
    const configOf = async (...more: string[]) => {
      const { out, err } = await run([...argv, '--json', ...more])
      expect(out, err).not.toBe('')
      return JSON.parse(out).config
    }
    expect(await configOf()).toBe(null)
    write('common: { tz: Asia/Shanghai }\n')
    expect(await configOf()).toBe(file)
    expect(await configOf('--no-config')).toBe(null)
    // What the command line says by itself the file did not set.
    expect(await configOf('--tz', 'UTC')).toBe(null)
  })
})

describe('what each key of a file that was found reaches', () => {
  /** Each key of each command, with what it is. */
  const keys = TABLES.flatMap(table => [
    ...Object.entries(flagsOf(table)).flatMap(([name, flag]) =>
      flag.isTypedOnly ? [] : [{ command: table.name, name, value: flag.value?.is ?? 'flag' }],
    ),
    ...table.arguments.flatMap(({ name, isDefaultable }) =>
      isDefaultable ? [{ command: table.name, name, value: 'path' }] : [],
    ),
  ])
  /** The rows of the table in docs/config.md: what is reached, and by which keys. */
  const rows = new Map(
    [...readFileSync('docs/config.md', 'utf8').matchAll(/^\| (network|files|silence) \|([^|]*)\|/gm)].map(
      ([, reach, listed]) => [reach!, [...listed!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!).sort()],
    ),
  )
  const named = (found: readonly { readonly name: string }[]): string[] =>
    [...new Set(found.map(({ name }) => name))].sort()

  test('no server, by any key: one that is named asks it', async () => {
    let asked = 0
    const server = createServer((_, response) => {
      asked++
      response.end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const address = `clickhouse://127.0.0.1:${port}/g.r`
    writeFileSync(join(root, 'log.csv'), 'timestamp,status\n2026-10-01T00:00:00Z,200\n')
    const argvOf = new Map([
      ['quote', ['quote', 'O1', '--duration', '5']],
      ['budget', ['budget', '--units-per-day', '5']],
      ['expiry', ['expiry', join(root, 'log.csv')]],
      ['sla', ['sla', join(root, 'log.csv'), '--period', '2026-10']],
    ])
    try {
      for (const { command, name } of keys.filter(({ value }) => value !== 'flag')) {
        for (const text of [address, `kong-konnect=${address}`, `http://127.0.0.1:${port}/`]) {
          write(`${command}:\n  ${name}: ${text}\n`)
          await run(argvOf.get(command)!)
        }
      }
      expect(asked).toBe(0)
      write(`sla:\n  with: kong-konnect=${address}\n`)
      await run([...argvOf.get('sla')!, '--config', file])
      expect(asked).toBeGreaterThan(0)
    } finally {
      server.close()
    }
  })
  test('the network: none', () => expect(rows.get('network')).toEqual([]))
  test('files that are read: those that the table has', () => {
    expect(rows.get('files')).toEqual(
      named(keys.filter(({ value }) => ['path', 'name-or-path', 'name=path'].includes(value))),
    )
  })
  test('files that are written: none', () => {
    // What writes files has a value that is a path, and stands on the command line alone.
    const written = ['output', 'html', 'ics', 'claim', 'claim-key', 'trace', 'rejects', 'summary-file']
    expect(named(keys).filter(name => written.includes(name))).toEqual([])
  })
  test('silence: no key takes away what the file itself does', async () => {
    expect(rows.get('silence')).toEqual(['quiet'])
    for (const { name } of keys.filter(({ command, value }) => command === 'budget' && value === 'flag')) {
      write(`budget: { horizon: 30d, ${name}: true }\n`)
      const { err } = await run(['budget', '--units-per-day', '400'])
      expect(err).toMatch(/kling-cost\.yaml/)
    }
  })
})
