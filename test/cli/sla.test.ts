import {
  closeSync,
  existsSync,
  linkSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../src/cli/main.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const GOOD = 'timestamp,status\n2026-10-01T00:00:00Z,200\n2026-10-01T00:00:01Z,503\n'
const path = (name: string): string => join(folder, name)
beforeEach(() => writeFileSync(path('good.csv'), GOOD))

interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs `sla`; without `stdin` it is a terminal. */
async function sla(args: readonly string[], stdin?: string | Buffer, descriptor?: number): Promise<Ran> {
  let [out, err] = ['', '']
  const status = await run(['sla', ...args], {
    stdin: {
      stream: (async function* () {
        if (stdin !== undefined) yield Buffer.from(stdin)
      })(),
      isTerminal: stdin === undefined,
      ...(descriptor === undefined ? {} : { descriptor }),
    },
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    env: {},
    now: () => Date.UTC(2026, 10, 21),
  })
  return { status, out, err }
}

const onGood = (...args: string[]): Promise<Ran> => sla([path('good.csv'), ...args])

describe('the log', () => {
  it('is standard input when none is named, and told by its first bytes', async () => {
    const plain = await sla(['--json'], GOOD)
    expect(plain.status).toBe(0)
    expect((await sla(['--json'], gzipSync(GOOD))).out).toBe(plain.out)
    expect((await sla(['-', '--json'], GOOD)).out).toBe(plain.out)
  })
  it('must be named on a terminal', async () => {
    const { status, out, err } = await sla([])
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/^NO_INPUT/)
  })
  it('is refused when it is cut: gzip, row, quote', async () => {
    const logs = [
      gzipSync(GOOD.repeat(500)).subarray(0, 60),
      `${GOOD}2026-10-01T00:0`,
      `${GOOD}"2026-10-01T00:00:00Z,200\n`,
      '{"timestamp":1,"sta',
    ]
    for (const log of logs) {
      const { status, out, err } = await sla(['--json'], log)
      expect([status, out]).toEqual([2, ''])
      expect(err).toMatch(/FILE_TRUNCATED|ROW_WIDTH|CSV_MALFORMED|JSON_MALFORMED/)
    }
  })
  it('counts twice when it is given twice, and so is refused', async () => {
    expect((await sla([path('good.csv'), path('good.csv')])).err).toMatch(/is given twice/)
  })
  it.skipIf(process.platform === 'win32')('is one by whatever name it is given', async () => {
    symlinkSync('good.csv', path('soft.csv'))
    linkSync(path('good.csv'), path('hard.csv'))
    for (const other of ['soft.csv', 'hard.csv', './good.csv']) {
      const { status, err } = await sla([path('good.csv'), `${folder}/${other}`])
      expect(status).toBe(2)
      expect(err).toContain(`"${folder}/${other}" is "${path('good.csv')}" by another name`)
    }
    writeFileSync(path('same.csv'), GOOD)
    expect((await sla([path('good.csv'), path('same.csv'), '--quiet'])).status).toBe(0)
  })
  it('is one also as standard input, and not written over then', async () => {
    const descriptor = openSync(path('good.csv'), 'r')
    try {
      const twice = await sla([path('good.csv'), '-'], GOOD, descriptor)
      expect(twice.status).toBe(2)
      expect(twice.err).toContain(`the log standard input is "${path('good.csv')}" by another name`)
      const over = await sla(['-o', path('good.csv')], GOOD, descriptor)
      expect([over.status, readFileSync(path('good.csv'), 'utf8')]).toEqual([2, GOOD])
      expect(over.err).toContain('would overwrite standard input')
    } finally {
      closeSync(descriptor)
    }
  })
  it('is not written over, nor anything else that is read', async () => {
    writeFileSync(path('windows.csv'), 'start,end,reason\n')
    for (const [args, told] of [
      [['-o', `${folder}/./good.csv`], 'would overwrite'],
      [['--bad-rows', 'skip', '--rejects', path('good.csv')], 'would overwrite what is read'],
      [['--maintenance', path('windows.csv'), '-o', path('windows.csv')], 'would overwrite what is read'],
      [
        ['--bad-rows', 'skip', '--rejects', path('new'), '-o', `${folder}/./new`],
        '--output and --rejects: one file cannot take two answers',
      ],
    ] as const) {
      const { status, out, err } = await onGood(...args)
      expect([status, out]).toEqual([2, ''])
      expect(err).toContain(told)
    }
    expect(readFileSync(path('good.csv'), 'utf8')).toBe(GOOD)
    expect(existsSync(path('new'))).toBe(false)
  })
})

describe('rows that cannot be read', () => {
  const bad = `${GOOD}2026-10-01T00:00:00Z,2OO\n`
  it('stop the command with file, line, what was found and what is allowed', async () => {
    const { status, out, err } = await sla([], bad)
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/^stdin:4: BAD_VALUE status: found "2OO"; a status from 100 to 599 is allowed/)
  })
  it('are set aside, counted and written down when that is asked for', async () => {
    const { status, out } = await sla(
      ['--bad-rows', 'skip', '--rejects', path('rejects.jsonl'), '--json'],
      bad,
    )
    expect(status).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ rejected_rows: 1, rows: 2 })
    expect(JSON.parse(readFileSync(path('rejects.jsonl'), 'utf8'))).toMatchObject({
      file: 'stdin',
      line: 4,
      row: '2026-10-01T00:00:00Z,2OO',
    })
  })
  it('leave no file behind when the command fails', async () => {
    rmSync(path('rejects.jsonl'), { force: true })
    const { status } = await sla(['--bad-rows', 'skip', '--rejects', path('rejects.jsonl')], `${bad}"`)
    expect([status, existsSync(path('rejects.jsonl'))]).toEqual([2, false])
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([])
  })
})

describe('the exit status', () => {
  it('is 1 when a gate is crossed, also with rows set aside; an equal availability passes', async () => {
    expect((await onGood('--fail-under', '99.9')).status).toBe(0)
    expect((await onGood('--fail-under', '99.9999')).status).toBe(1)
    expect((await sla(['--fail-under', '99.9999', '--bad-rows', 'skip'], `${GOOD}x\n`)).status).toBe(1)
  })
  it.each(['table', 'csv', 'json', 'markdown'])('is explained on standard error beside %s', async format => {
    const gates = ['--fail-under', '99.9999', '--min-coverage', '50']
    const { err } = await onGood('--format', format, ...gates)
    expect(err.match(/^gate: .*/gm)).toEqual([
      'gate: --fail-under 99.9999 is crossed by October 2026',
      'gate: --min-coverage 50 is crossed by October 2026',
    ])
    expect((await onGood('--format', format, '--fail-under', '99')).err).not.toContain('gate')
    expect((await onGood('--format', format, '--quiet', ...gates)).err).toBe('')
  })
  it.each(['table', 'csv', 'json', 'markdown'])(
    'may be meant in parts of one, which %s says',
    async format => {
      const told = async (...gates: string[]): Promise<string> => {
        const { out, err } = await onGood('--format', format, '--quiet', ...gates)
        return (out + err).replaceAll('\u00a0', ' ')
      }
      const low = await told('--fail-under', '0.999', '--min-coverage', '1')
      expect(low).toContain('--fail-under 0.999 is 0.999 %; for 99.9 % write --fail-under 99.9')
      expect(low).toContain('--min-coverage 1 is 1 %; for 100 % write --min-coverage 100')
      for (const percent of ['0', '1.1', '99.9'])
        expect(await told('--fail-under', percent), percent).not.toContain('write --fail-under')
    },
  )
  it('is 1 for a period without data', async () => {
    expect((await onGood('--period', '2026-09', '--fail-under', '0')).status).toBe(1)
  })
})

describe('options that cannot be', () => {
  it.each([
    [['--fee', '10', '--fees', 'x.csv'], /--fee and --fees exclude each other/],
    [['--fee', '10', '--voucher-fee', '11'], /--voucher-fee is more than --fee, of which it is a part/],
    [['--voucher-fee', '11'], /--voucher-fee needs --fee or --packages/],
    [['--fee', '10', '--fee-excluded', '1'], /--fee-excluded: kling takes its percentages of the whole fee/],
    [['--term-start', '2026-03-17'], /--term-start needs --term-months/],
    [['--term-start', '2026-03-17', '--term-months', '0'], /a whole number of months from 1 to 120/],
    [['--period', '2026-10', '--term-start', '2026-03-17', '--term-months', '1'], /exclude each other/],
    [['--period', '2026-13'], /--period: found "2026-13"/],
    [['--policy', 'klinq'], /did you mean "kling"\?/],
    [
      ['--policy', 'kong-konnect', '--period', '2025-01'],
      /no version of kong-konnect was in force on 2025-01-01/,
    ],
    [['--fail-under', '100.1'], /a percentage from 0 to 100/],
    [['--networks', '2;2'], /the number of nodes in each network/],
    [['--with', 'kong-konnect'], /POLICY=LOG is allowed/],
    [['--with-fee', '5'], /--with-fee needs --with/],
    [['--usage', 'x.csv'], /--usage needs --packages/],
    [['--packages', 'x.csv'], /--packages needs --usage, unless/],
    [['--counts', '--maintenance', 'x.csv'], /windows set single requests aside/],
    [['--counts', '--log-format', 'combined'], /--counts and --log-format combined exclude each other/],
    [['--rejects', 'x'], /--rejects needs --bad-rows skip/],
    [['--account-column', ''], /--account-column: the value is empty/],
    [['--columns', 'account=a', '--account-column', 'b'], /exclude each other/],
    [['--maintenance', '-', '--fees', '-'], /standard input \(-\) can be one file only/],
    [['--tiers', 'nosuch.yaml'], /nosuch\.yaml: FILE_UNREADABLE/],
    [
      ['--tiers', 'rates/kling/rate-card.2025.yaml'],
      /rate-card\.2025\.yaml: BAD_VALUE --tiers needs a file of kind tiers; this one is of kind rate-card/,
    ],
    [
      ['--policy', 'rates/kling/rate-card.2025.yaml'],
      /rate-card\.2025\.yaml: BAD_VALUE --policy needs a file of kind agreement; this one is of kind rate-card/,
    ],
  ])('%j', async (args, message) => {
    const { status, out, err } = await onGood(...(args as string[]))
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(message as RegExp)
  })
  it('are told together', async () => {
    const { err } = await onGood('--fee', 'x', '--fail-under', 'y', '--unreached', 'z')
    expect(err.match(/--fee:|--fail-under:|--unreached:/g)).toHaveLength(3)
  })
})

it('options that decide nothing under the agreement are told, not refused', async () => {
  const { status, err } = await onGood('--networks', '2,2', '--failure', '5xx')
  expect(status).toBe(0)
  expect(err).toMatch(/--failure.*--networks|--networks.*--failure/)
})

it('an agreement of --rates with the id and day of a shipped one takes its place', async () => {
  const text = readFileSync(join(import.meta.dirname, '../../rates/kling/sla.2026-11-21.yaml'), 'utf8')
  writeFileSync(path('own.yaml'), text.replace(/\nassertions:[\s\S]*/, '\n').replaceAll('99.90', '99.99999'))
  expect(JSON.parse((await onGood('--json')).out).periods).toMatchObject([{ verdict: 'met' }])
  const own = await onGood('--rates', path('own.yaml'), '--json')
  expect(JSON.parse(own.out).periods).toMatchObject([{ verdict: 'missed', tier: { below: '99.99999' } }])
  const byPath = await onGood('--policy', path('own.yaml'), '--json')
  expect(JSON.parse(byPath.out).periods).toEqual(JSON.parse(own.out).periods)
})

it('a fee of use that failed, or had not finished, tells so', async () => {
  writeFileSync(path('one.csv'), 'id,package,purchased_at\np1,package-1,2026-10-01\n')
  writeFileSync(path('once.csv'), 'timestamp,status\n2026-10-05T00:00:00Z,503\n')
  const job = '3.0,text-to-video,1080p,5'
  writeFileSync(
    path('failed.csv'),
    `timestamp,task_id,model,capability,resolution,duration,status,units
2026-10-05T00:00:00Z,t1,${job},failed,4
2026-10-06T00:00:00Z,t2,${job},succeed,4
2026-10-07T00:00:00Z,t3,${job},processing,\n`,
  )
  const { out } = await sla([
    ...[path('once.csv'), '--packages', path('one.csv'), '--usage', path('failed.csv')],
    ...['--as-of', '2026-11-21', '--period', '2026-10', '--json'],
  ])
  const { periods, notes } = JSON.parse(out)
  expect(periods[0].fee).toBe('1.12')
  expect(notes).toContain(
    'warning: 1 failed task was charged, 4 units in all, where failed tasks cost nothing (001, 002): the fee holds them',
  )
  expect(notes).toContain('1 task of the use had not finished, in no fee')
})

it('a fee of deductions that say that another package paid tells so', async () => {
  writeFileSync(
    path('two.csv'),
    'id,package,purchased_at\np1,package-1,2026-10-01\np3,package-3,2026-10-02\n',
  )
  writeFileSync(path('paid.csv'), 'timestamp,task_id,units,package_id\n2026-10-05T00:00:00Z,t,10000,p3\n')
  const rows = Array.from({ length: 9 }, (_, i) => `2026-10-05T00:00:0${i}Z,503\n`)
  writeFileSync(path('nine.csv'), `timestamp,status\n${rows.join('')}`)
  const { out } = await sla([
    ...[path('nine.csv'), '--packages', path('two.csv'), '--usage', path('paid.csv')],
    ...['--as-of', '2026-11-21', '--period', '2026-10', '--json'],
  ])
  const { periods, notes } = JSON.parse(out)
  expect(periods[0].fee).toBe('1400')
  expect(notes.join('\n')).toContain(
    'warning: the fee is of the packages that pay by the draw-down; what the service says of the packages that paid differs from it in 1 of 1 deduction, first in line 2 of ',
  )
})

it('a fee of a month that is missing among files of use is not known, and none that is too small is told without a word', async () => {
  writeFileSync(path('held.csv'), 'id,package,purchased_at\np,package-2,2026-09-01\n')
  writeFileSync(path('down.csv'), 'timestamp,status\n2026-10-01T10:00:00Z,503\n')
  const use = (from: string, to: string, id = 't'): string => {
    const name = path(`${id}-${from}-${to}.csv`)
    const rows: string[] = []
    for (let at = Date.parse(`2026-${from}`); at <= Date.parse(`2026-${to}`); at += 86_400_000)
      rows.push(`${new Date(at).toISOString()},100,${id}${at}\n`)
    writeFileSync(name, `timestamp,units,task_id\n${rows.join('')}`)
    return name
  }
  const told = async (...files: string[]) => {
    const usage = files.flatMap(file => ['--usage', file])
    const args = [
      path('down.csv'),
      '--packages',
      path('held.csv'),
      ...usage,
      '--as-of',
      '2026-11-21',
      '--json',
    ]
    const { periods, notes } = JSON.parse((await sla(args)).out)
    const text = notes.join('\n')
    const days = text.match(/\((\d+) days? of it not\)/)?.[1]
    return [periods[0].fee, text.includes('holds nothing of October 2026') ? 'all' : days]
  }
  const [september, november] = [use('09-05', '09-30'), use('11-01', '11-20')]
  expect(await told(september, use('10-01', '10-31'), november)).toEqual(['390.6', undefined])
  expect(await told(september, november)).toEqual([null, 'all'])
  expect(await told(september)).toEqual([null, 'all'])
  expect(await told(september, use('10-01', '10-10'), use('10-21', '11-20'))).toEqual(['264.6', '10'])
  const early = use('09-06', '10-10', 'other')
  expect(await told(early, use('09-05', '11-20'))).toEqual(['516.6', undefined])
  const args = [path('down.csv'), '--packages', path('held.csv'), '--as-of', '2026-11-21']
  expect((await sla([...args, '--usage', early, '--usage', use('09-05', '11-20')])).err).toContain(
    `warning: the use in ${early} ends on 2026-10-10, while`,
  )
})

it('a fee of a usage log that does not hold the whole period says so, in the dossier too', async () => {
  writeFileSync(path('held.csv'), 'id,package,purchased_at\np,package-2,2026-09-20\n')
  const use = (days: readonly number[]) =>
    days.map(day => `2026-10-${String(day).padStart(2, '0')}T10:00:00Z,300,t${day}\n`).join('')
  writeFileSync(path('part.csv'), `timestamp,units,task_id\n${use([1, 2, 3, 4, 5, 6])}`)
  writeFileSync(path('whole.csv'), `timestamp,units,task_id\n${use([1, 15, 31])}`)
  const rows = Array.from(
    { length: 31 },
    (_, i) => `2026-10-${String(i + 1).padStart(2, '0')}T10:00:00Z,503\n`,
  )
  writeFileSync(path('down.csv'), `timestamp,status\n${rows.join('')}`)
  const run = (usage: string, asOf: string, ...more: string[]) =>
    sla([path('down.csv'), '--packages', path('held.csv'), '--usage', path(usage), '--as-of', asOf, ...more])
  const notesOf = async (usage: string, asOf: string): Promise<string> =>
    JSON.parse((await run(usage, asOf, '--json')).out).notes.join('\n')
  expect(await notesOf('part.csv', '2026-10-04')).toContain(
    'use after the time of this answer (--as-of), in no fee: October 2026 (900 units of the video pool)',
  )
  expect(await notesOf('part.csv', '2026-11-21')).toContain(
    'the usage log does not hold all of October 2026 (25 days of it not): what was used then is not known, and the fee may be larger',
  )
  expect(await notesOf('whole.csv', '2026-11-21')).not.toContain('the usage log does not hold')
  // Within the month the days to come are none that a log could hold.
  expect(await notesOf('part.csv', '2026-10-07')).not.toContain('the usage log does not hold')
  await run('part.csv', '2026-11-21', '--claim', path('dossier'))
  const texts = readdirSync(path('dossier'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => readFileSync(join(path('dossier'), name), 'utf8'))
  expect(texts.join('')).toContain('25 days of it not')
})

it('a fee of an account of which ledger and use hold nothing is not known', async () => {
  writeFileSync(path('owned.csv'), 'id,package,purchased_at,account\np,package-2,2026-09-20,ads\n')
  writeFileSync(path('used.csv'), 'timestamp,units,task_id,account\n2026-10-01T10:00:00Z,300,t1,ads\n')
  writeFileSync(
    path('both.csv'),
    'timestamp,status,account\n2026-10-01T10:00:00Z,503,ads\n2026-10-01T10:00:00Z,503,Ads\n',
  )
  const files = [path('both.csv'), '--packages', path('owned.csv'), '--as-of', '2026-11-21', '--json']
  const feesOf = async (...more: readonly string[]) => {
    const { periods, notes } = JSON.parse((await sla([...files, ...more])).out)
    const told = notes.find((note: string) => note.includes('hold nothing'))
    return [...periods.map(({ fee }: { fee: string | null }) => fee), told]
  }
  const used = ['--usage', path('used.csv')]
  const told = 'warning: ledger and usage hold nothing of Ads: the fee is not known'
  expect(await feesOf(...used)).toEqual([null, '37.8', told])
  expect((await feesOf('--fee-basis', 'straight-line')).slice(0, 1)).toEqual([null])
  writeFileSync(path('both.csv'), 'timestamp,status,account\n2026-10-01T10:00:00Z,503,Ads\n')
  expect(await feesOf(...used)).toEqual([null, `${told}. Accounts there that the log has not: ads`])
})

it('a fee of use is computed from several files of it, each task once', async () => {
  const header = 'timestamp,units,task_id\n'
  const [first, second] = ['2026-10-01T10:00:00Z,300,t1\n', '2026-10-20T10:00:00Z,200,t2\n']
  writeFileSync(path('held.csv'), 'id,package,purchased_at\np,package-2,2026-09-20\n')
  writeFileSync(path('down.csv'), 'timestamp,status\n2026-10-01T10:00:00Z,503\n')
  const feeOf = async (...files: readonly string[]): Promise<string> => {
    for (const [i, text] of files.entries()) writeFileSync(path(`use-${i}.csv`), header + text)
    const use = files.flatMap((_, i) => ['--usage', path(`use-${i}.csv`)])
    const { out } = await sla([path('down.csv'), '--packages', path('held.csv'), ...use, '--json'])
    return JSON.parse(out).periods[0].fee
  }
  const all = await feeOf(first + second)
  expect(await feeOf(first, second)).toBe(all)
  expect(await feeOf(first, first + second)).toBe(all)
  expect(await feeOf(first)).not.toBe(all)
})

it('a fee of use tells of rows that are about one task', async () => {
  writeFileSync(path('held.csv'), 'id,package,purchased_at\np,package-2,2026-09-20\n')
  writeFileSync(path('down.csv'), 'timestamp,status\n2026-10-01T10:00:00Z,503\n')
  const row = '2026-10-01T10:00:00Z,300,t1\n'
  writeFileSync(path('twice.csv'), `timestamp,units,task_id\n${row}${row}`)
  const { err } = await sla([path('down.csv'), '--packages', path('held.csv'), '--usage', path('twice.csv')])
  expect(err).toContain('note: use: 1 row left out: its task stands in another row')
})

it('help has the example that most need before the options that few do', async () => {
  const { status, out } = await sla(['--help'])
  expect(status).toBe(0)
  expect(out).toMatch(/\nMost used:\n.*\nExamples:\n {2}kling-cost sla access\.log --fee 1200\n/s)
})

describe('a log that reaches beyond --as-of', () => {
  const log =
    'timestamp,status\n2026-10-01T00:00:00Z,503\n2026-10-20T00:00:00Z,200\n2026-10-20T00:06:00Z,200\n'
  it('is counted, and a warning says so', async () => {
    const { err } = await sla(['--as-of', '2026-10-10'], log)
    expect(err).toContain(
      'note: warning: 2 requests of the log lie behind --as-of (10 Oct 2026, 00:00) and are counted',
    )
  })
  it('is told of the month that is in hand alone', async () => {
    expect((await sla(['--as-of', '2026-10-20T00:04:00Z'], log)).err).toContain(
      '1 request of the log lies behind',
    )
    expect((await sla(['--as-of', '2026-11-21'], log)).err).not.toContain('behind --as-of')
  })
})

describe('a maintenance window whose end is a date without a time', () => {
  const log =
    'timestamp,status\n2026-10-05T23:59:59Z,503\n2026-10-06T00:00:00Z,503\n2026-10-07T00:00:00Z,200\n'
  const answer = async (window: string, ...args: string[]) => {
    writeFileSync(path('dates.csv'), `start,end,reason\n${window},upgrade\n`)
    return sla(['--maintenance', path('dates.csv'), '--as-of', '2026-11-21', ...args], log)
  }
  const RULING = 'ruling R56'
  it('ends when that day begins, which the answer says', async () => {
    const { err, status } = await answer('2026-10-05,2026-10-06')
    expect(status).toBe(0)
    expect(err).toContain(RULING)
    const { periods, rulings } = JSON.parse((await answer('2026-10-05,2026-10-06', '--json')).out)
    expect(periods[0]).toMatchObject({ excluded: 1, errors: 1 })
    expect(rulings).toContain('R56')
  })
  it.each([
    ['2026-10-05,2026-10-06T00:00:00Z'],
    // Of another month, so that nothing in the answer is shaped by it.
    ['2026-12-05,2026-12-06'],
  ])('%s needs no word of it', async window => {
    expect((await answer(window)).err).not.toContain(RULING)
  })
  it('is refused where it is the start, with what is meant', async () => {
    const { err, status } = await answer('2026-10-05,2026-10-05')
    expect(status).toBe(2)
    expect(err).toContain(
      'dates.csv:2: BAD_TIME end: found "2026-10-05"; a time after the start is allowed\n  a date without a time is when that day begins: of a window that lasts until the day is over, the end is the day after',
    )
    expect((await answer('2026-10-05T01:00:00Z,2026-10-05T00:00:00Z')).err).not.toContain('without a time')
  })
})
