import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeManPage } from '../../src/cli/man-page.js'
import { createProgram } from '../../src/cli/program.js'
import { renderTopic, TOPICS } from '../../src/cli/topics.js'
import { BUDGET as budgetTable } from '../../src/requests/flags/budget.js'
import { EXPIRY as expiryTable } from '../../src/requests/flags/expiry.js'
import { QUOTE as quoteTable } from '../../src/requests/flags/quote.js'
import { SLA as slaTable } from '../../src/requests/flags/sla.js'
import { runWith } from './fake-io.js'

describe('help', () => {
  test('of a topic fits 60 columns, and 80', async () => {
    for (const topic of TOPICS) {
      for (const columns of [60, 80]) {
        const { out, status } = await runWith(['help', topic.name], { columns })
        expect(status).toBe(0)
        for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns)
      }
    }
  })
  test('of a command is that of --help', async () => {
    for (const words of [['budget'], ['rates', 'show'], ['config', 'show']])
      expect((await runWith(['help', ...words])).out).toBe((await runWith([...words, '--help'])).out)
    expect((await runWith(['help'])).out).toBe((await runWith(['--help'])).out)
  })
  test('lists its topics', async () => {
    const { out } = await runWith(['help'])
    for (const { name } of TOPICS) expect(out).toContain(name)
  })
  test('of something unknown suggests what is near', async () => {
    const { err, status } = await runWith(['help', 'exit-staus'])
    expect(status).toBe(2)
    expect(err).toContain('no command or topic is called "exit-staus"; did you mean "exit-status"?')
  })
})

describe.each([quoteTable, budgetTable, expiryTable, slaTable])('the help of $name', table => {
  test.each([60, 80])(
    'begins with what it is for and what most people need, on %i columns',
    async columns => {
      const { out } = await runWith([table.name, '--help'], { columns })
      const [purpose, usage, ...sections] = out.split('\n\n')
      expect(purpose!.replaceAll('\n', ' ')).toBe(table.description.replaceAll('\n', ' '))
      expect(usage).toMatch(/^Usage: /)
      expect(sections[1]).toMatch(/^Most used:/)
      expect(sections[1]!.match(/^ {2}(?:-\w, )?--[a-z-]+/gm)).toHaveLength(5)
      expect(sections[2]).toMatch(/^Examples:/)
      for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns)
      // A shell joins the lines again.
      const commands = sections[2]!
        .split('\n')
        .slice(1)
        .join('\n')
        .replaceAll(/ \\\n +/g, ' ')
      expect(commands.split('\n').map(line => line.trim())).toEqual(table.examples)
    },
  )
})

test('a command without examples of its own shows no others', async () => {
  expect((await runWith(['config', '--help'])).out).not.toContain('Examples:')
  expect((await runWith(['rates', 'show', '--help'])).out.match(/^ {2}kling-cost .*$/gm)).toEqual([
    '  kling-cost rates show kling-per-second',
    '  kling-cost rates show langfuse-cloud --format openslo -o langfuse.yaml',
  ])
})

describe('the topics say what is so:', () => {
  const text = (name: string) => renderTopic(TOPICS.find(topic => topic.name === name)!, 80)
  const root = createProgram(
    [],
    {
      stdin: { stream: [] as unknown as AsyncIterable<Buffer>, isTerminal: true },
      out() {},
      err() {},
      outIsTerminal: false,
      errIsTerminal: false,
      columns: 80,
      env: {},
      now: () => 0,
    },
    { finish() {}, takeSettings() {} },
  )
  const flags = new Set(root.commands.flatMap(command => command.options.map(option => option.long)))
  test('options that they name are there', () => {
    for (const { name } of TOPICS)
      for (const option of text(name).match(/--[a-z-]+/g) ?? []) expect(flags, option).toContain(option)
  })
  test('every gate is named', () => {
    const gates = root.commands.flatMap(command =>
      command.options
        .filter(({ description }) => description.startsWith('exit with status 1'))
        .map(option => `${command.name()} ${option.long}`),
    )
    expect(gates.length).toBeGreaterThan(4)
    for (const gate of gates) expect(text('exit-status')).toContain(gate)
  })
})

describe('the man page', () => {
  const page = writeManPage('1.2.3')
  test('has every command, option and topic', () => {
    for (const word of [
      'budget',
      'sla',
      'rates validate',
      'units\\-per\\-day',
      'EXIT STATUS',
      'KLING_COST_TZ',
    ])
      expect(page).toContain(word)
  })
  test('is ASCII, with no line that roff takes for a request by mistake', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a man page of other characters reads wrongly on some systems.
    expect(page.replaceAll(/[\x0a\x20-\x7e]/g, '')).toBe('')
    expect(
      page.split('\n').filter(line => /^[.']/.test(line) && !/^\.(?:TH|SH|SS|TP|PP|B|br)\b/.test(line)),
    ).toEqual([])
  })
  const hasMan = spawnSync('man', ['--version']).status === 0
  test.skipIf(!hasMan)('is read by man without a complaint (left out where man is not installed)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kling-cost-man-'))
    try {
      const path = join(folder, 'kling-cost.1')
      writeFileSync(path, page)
      const { stdout, stderr, status } = spawnSync('man', ['--warnings', '-l', path], {
        encoding: 'utf8',
        env: { ...process.env, MANWIDTH: '80', LC_ALL: 'C' },
      })
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
      expect(stdout).toContain('kling-cost quote [options] [model]')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
