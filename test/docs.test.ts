import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configSchema } from '../src/cli/config-schema.js'
import { readLogFormat } from '../src/read/requests/log-format-file.js'
import { shippedLogFormats } from '../src/read/requests/shipped-log-formats.js'
import { runWith } from './cli/fake-io.js'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'kling-cost-docs-'))
mkdirSync(join(folder, 'node_modules'))
symlinkSync(root, join(folder, 'node_modules', 'kling-cost'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The only block of code in a language that a document has. */
function blockOf(name: string, language: string, within = 'docs'): string {
  const text = readFileSync(join(root, within, name), 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, found]) => found === language)
  expect(blocks).toHaveLength(1)
  return blocks[0]![2]!
}

describe('docs/library.md', () => {
  const code = blockOf('library.md', 'js')
  // Each line that prints says behind it what.
  const promised = [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, printed]) => printed)

  test.each([
    ['an ES module', 'example.mjs', code],
    [
      'CommonJS',
      'example.cjs',
      `${code.replace(/^import (\{.*\}) from '(.*)'$/m, "const $1 = require('$2');(async () => {")}\n})()`,
    ],
  ])('shows what is printed, as %s', (_, name, source) => {
    writeFileSync(join(folder, name), source)
    const printed = execFileSync(process.execPath, [name], { cwd: folder, encoding: 'utf8' })
    expect(printed.trim().split('\n')).toEqual(promised)
    expect(promised.length).toBeGreaterThan(4)
  })
})

test('README.md shows a library example that runs', () => {
  const code = blockOf('README.md', 'js', '.')
  writeFileSync(join(folder, 'month.csv'), 'timestamp,status\n2026-10-01T00:00:00Z,200\n')
  writeFileSync(
    join(folder, 'readme.mjs'),
    `${code}\nconsole.log(totals.cost, periods[0].verdict, typeof budget, typeof expiry)\n`,
  )
  const printed = execFileSync(process.execPath, ['readme.mjs'], { cwd: folder, encoding: 'utf8' })
  expect(printed).toBe('750 met function function\n')
})

test('docs/config.md shows a file that its schema takes, and that sets what it says', async () => {
  const text = blockOf('config.md', 'yaml')
  expect(new Ajv2020({ allowUnionTypes: true }).validate(configSchema(), parse(text))).toBe(true)
  const home = join(folder, 'home')
  mkdirSync(home)
  writeFileSync(join(home, 'kling-cost.yaml'), text)
  const { out, status } = await runWith(['config', 'show', '--json'], { cwd: home })
  expect(status).toBe(0)
  const settings = JSON.parse(out).settings.map(
    ({ command, option, values }: { command: string; option: string; values: string[] }) =>
      `${command} ${option} ${values.join(' ')}`,
  )
  expect(settings).toEqual(
    expect.arrayContaining([
      'sla tz Asia/Shanghai',
      'budget trials-used trial-100 trial-1000',
      `expiry ledger ${join(home, 'books/ledger.csv')}`,
      'sla columns timestamp=ts,status=code',
    ]),
  )
})

describe('docs/logs.md', () => {
  const text = readFileSync(join(root, 'docs', 'logs.md'), 'utf8')
  test('has a row for every format that comes with the program', () => {
    const rows = shippedLogFormats().map(
      ({ id, title, source, unreachedMeans }) =>
        `| \`${id}\` | [${title}](${source}) | ${unreachedMeans ?? ''} |`,
    )
    const table = [
      '| `--log-format` | what writes it | a request that got no answer |',
      '| --- | --- | --- |',
      ...rows,
    ]
    const [, shown] = /<!-- formats: .* -->\n([\s\S]*)<!-- \/formats -->/.exec(text)!
    expect(shown!.trim()).toBe(table.join('\n'))
  })
  test('shows a format that is read', () => {
    expect(readLogFormat(blockOf('logs.md', 'yaml'), 'ours.yaml').id).toBe('ours')
  })
})
