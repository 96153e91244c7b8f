/** What people see first: the answer, on a screen of 80 columns and 25 lines as a rule. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { widthOf } from '../../src/report/width.js'
import { FIXTURES, listFolders, readArguments, readInput } from '../fixture.js'
import { runWith } from './fake-io.js'

/** Options that ask for more or for another format, and those of them that have a value. */
const OTHERS = ['--json', '--details', '--explain', '--ascii']
const VALUED = ['--format', '-f', '--output', '-o', '--html', '--claim', '--keep']

/** A case as a screen has it. */
const asScreen = (argv: readonly string[]): string[] =>
  argv.filter(
    (word, i) => !OTHERS.includes(word) && !VALUED.includes(word) && !VALUED.includes(argv[i - 1] ?? ''),
  )

/** How the answer of each command begins. */
const VERDICTS: Readonly<Record<string, RegExp>> = {
  budget: /^(?:Buy|Nothing is planned) /,
  expiry: /\b(?:will expire|No unit|holds no package)/,
  quote: /\$[\d,.]+|\bcannot\b/,
  sla: /^(?:[\w-]+: )?(?:Claim|Nothing to|Too late|One credit|.* cannot be judged)/,
}

/**
 * Answers with more warnings, tables or services than a screen has room for. Whoever reads them sees the verdict first
 * all the same, and no more than a tall screen holds.
 */
const LONGER = new Set([
  'budget/busy',
  'budget/history',
  'budget/ledger-disagrees',
  'budget/markdown',
  'budget/markdown-gate',
  'quote/before-the-lists',
  'quote/compared-json',
  'quote/html-before-the-lists',
  'quote/odd-use',
  'quote/usage-export',
  'sla/attempts',
  'sla/claim-access-log',
  'sla/claim-late',
  'sla/claim-packages',
  'sla/claim-two-services',
  'sla/five-minutes-down',
  'sla/five-minutes-down-json',
  'sla/last-day',
  'sla/many-accounts',
  'sla/many-accounts-csv',
  'sla/many-outages',
  'sla/many-outages-json',
  'sla/running',
  'sla/too-late',
  'sla/two-services-csv',
  'sla/two-services-json',
])

/** What is no answer, or one that no screen is wide enough for. */
const isNone = (folder: string, argv: readonly string[]): boolean => {
  const status = join(folder, 'expected.exit')
  const isRefused = existsSync(status) && readFileSync(status, 'utf8').trim() === '2'
  // The accounts of the last are too long for a table, so that each period takes five lines.
  return isRefused || argv.includes('--sql') || folder.endsWith('html-hostile')
}

const CASES = Object.keys(VERDICTS).flatMap(command =>
  listFolders(join(FIXTURES, command)).flatMap(name => {
    const folder = join(FIXTURES, command, name)
    if (!existsSync(join(folder, 'argv'))) return []
    const argv = readArguments(folder)
    return isNone(folder, argv) ? [] : [{ name: `${command}/${name}`, command, argv: asScreen(argv) }]
  }),
)

const home = process.cwd()
afterEach(() => process.chdir(home))

describe('the answer comes first, and fits a screen', () => {
  test('there are cases of every command', () => {
    for (const command of Object.keys(VERDICTS))
      expect(CASES.filter(one => one.command === command).length).toBeGreaterThan(8)
  })
  test('no case is called longer that is gone', () => {
    expect([...LONGER].filter(name => !CASES.some(one => one.name === name))).toEqual([])
  })
  test.each(CASES)('$name', async ({ name, command, argv }) => {
    process.chdir(join(FIXTURES, name))
    const ran = await runWith(argv, {
      outIsTerminal: true,
      columns: 80,
      env: { NO_COLOR: '1' },
      ...readInput('.'),
    })
    expect(ran.status, ran.err).not.toBe(2)
    const lines = ran.out.trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(LONGER.has(name) ? 34 : 25)
    expect(lines.filter(line => widthOf(line) > 80)).toEqual([])
    expect(lines.slice(0, 2).join(' ')).toMatch(VERDICTS[command]!)
  })
})

test('rows of a table give way to what is said beside it', async () => {
  const rows = ['account-x', 'account-y', 'account-z'].flatMap(account =>
    ['08', '09', '10'].flatMap(month =>
      Array.from({ length: 12 }, (_, i) => `2026-${month}-${10 + i}T00:00:00Z,503,${account},/${account}\n`),
    ),
  )
  const healthy = Array.from({ length: 60 }, () => '2026-10-02T00:00:00Z,200,account-x,/healthz\n')
  const { out } = await runWith(['sla', '-', '--as-of', '2026-11-21'], {
    outIsTerminal: true,
    columns: 80,
    env: { NO_COLOR: '1' },
    stdin: `timestamp,status,account,endpoint\n${[...rows, ...healthy].join('')}`,
  })
  const lines = out.trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(25)
  expect(lines.filter(line => /^account-. .* \w{3} 2026/.test(line)).length).toBeLessThan(8)
  expect(out).toMatch(/\d more periods: --details/)
  expect(out).toContain('! ')
})

describe('with --details the whole stands in place of the first rows', () => {
  const table = (header: string, most: number, row: (i: number) => string): string =>
    `${header}\n${Array.from({ length: most }, (_, i) => row(i)).join('\n')}\n`
  test.each([
    {
      command: 'sla -',
      more: '1 more period: --details',
      row: /^a\d .*Oct 2026/gm,
      count: 9,
      stdin: table('timestamp,status,account', 9, i => `2026-10-02T00:00:00Z,200,a${i}`),
    },
    {
      command: 'expiry -',
      more: 'And 24 more packages with units left: --details',
      row: /^p\d+ /gm,
      count: 30,
      stdin: table('id,package,purchased_at', 30, i => `p${i},package-1,2026-10-01`),
    },
    {
      command: 'quote --from - --by account',
      more: 'And 17 more rows: --details',
      row: /^c\d+ /gm,
      count: 23,
      stdin: table('model,capability,mode,duration,account', 23, i => `1.6,text-to-video,std,5,c${i}`),
    },
    {
      command: 'budget --units-per-day 2000 --horizon 365d',
      more: 'to 25 Oct 2027',
      row: /^\d+ \w{3} 202\d +(?:package|trial)-/gm,
      count: 15,
      stdin: '',
    },
  ])('$command', async ({ command, more, row, count, stdin }) => {
    const argv = [...command.split(' '), '--as-of', '2026-11-21']
    const ask = async (...words: string[]) =>
      (await runWith([...argv, ...words], { stdin, columns: 100 })).out
    const brief = await ask()
    expect(brief).toContain(more)
    expect(brief.match(row)!.length).toBeLessThan(count)
    const whole = await ask('--details')
    expect(whole).not.toContain(more)
    // Those that tell of every one in turn do so below.
    expect(
      whole
        .split(/\n\n(?=\S)/)
        .slice(0, 4)
        .join('\n')
        .match(row),
    ).toHaveLength(count)
  })
})
