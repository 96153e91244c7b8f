/** Quotes that are letters, in what databases write between tabs, and take rows in where they are read as quotes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-quotes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, rows: readonly (readonly string[])[], sign: string): string => {
  const path = join(folder, name)
  writeFileSync(path, rows.map(row => `${row.join(sign)}\n`).join(''))
  return path
}

const second = (i: number): string => `2026-10-01 00:${String(i).padStart(2, '0')}:00`
/** Rows of a table; the third text begins with a quote and the fifth ends with one. */
const rowsOf = (row: (i: number, text: string) => string[], texts = ['a', 'b', '"c', 'd', 'e"', 'f']) =>
  texts.map((text, i) => row(i, text))

const SLA = (log: string) => ['sla', log, '--as-of', '2026-11-21']
const QUOTE = (log: string) => ['quote', '--from', log, '--as-of', '2026-11-21']

describe('rows between two quotes', () => {
  test.each([
    ['sla', SLA, ['timestamp', 'agent', 'status'], (i: number, text: string) => [second(i), text, '200']],
    ['quote', QUOTE, ['timestamp', 'model', 'prompt'], (i: number, text: string) => [second(i), '2.6', text]],
  ] as const)('are no single row of %s', async (_, args, header, row) => {
    for (const sign of ['\t', ',']) {
      const { status, err } = await runWith(args(write('quotes.tsv', [[...header], ...rowsOf(row)], sign)))
      expect(status).toBe(2)
      expect(err).toContain(
        ':4: CSV_MALFORMED the lines 4 to 6 look like rows, and are one between two quotes\n  ',
      )
      expect(err).toContain(sign === '\t' ? 'have them write CSV' : 'must be quoted')
      expect(await runWith([...args(join(folder, 'quotes.tsv')), '--bad-rows', 'skip'])).toMatchObject({
        err,
      })
    }
  })
  test('are found behind many usual ones, and in windows further on', async () => {
    const pad = 'x'.repeat(150)
    const header = ['timestamp', 'status', 'a', 'b']
    const usual = Array.from({ length: 400 }, (_, i) => [second(i % 60), '200', pad, 'y'])
    const texts = rowsOf((i, text) => [second(i), '200', 'x', `${text.startsWith('"') ? text + pad : text}`])
    const { status, err } = await runWith(SLA(write('far.tsv', [header, ...usual, ...texts], '\t')))
    expect({ status, err }).toMatchObject({ status: 2, err: expect.stringContaining(':404: CSV_MALFORMED') })
  })
})

test.each([
  ['of fewer delimiters', '"c,d\ne"'],
  ['of as many, and no time', '"c\nd,e,f"'],
  ['of as many in all, not in each', '"c\nd,e,\n2026-10-01 00:00:00,,"'],
])('texts of many lines are one field: %s', async (_, text) => {
  const rows = [
    ['timestamp', 'status', 'agent'],
    [second(0), '200', text],
    [second(1), '503', 'x'],
  ]
  const { status, out } = await runWith([...SLA(write('texts.csv', rows, ',')), '--json'])
  expect(status).toBe(0)
  expect(JSON.parse(out).periods[0]).toMatchObject({ requests: 2, errors: 1 })
})

describe('a blank in front of a quote', () => {
  test.each([
    ['sla', SLA, ['timestamp', 'endpoint', 'status'], (i: number, text: string) => [second(i), text, '503']],
    ['quote', QUOTE, ['capability', 'account'], (_: number, text: string) => ['text-to-speech', text]],
    ['quote', QUOTE, ['account', 'capability'], (_: number, text: string) => [text, 'text-to-speech']],
  ] as const)('is none of the field, for %s', async (command, args, header, row) => {
    const texts = ['/v1/a', '/v1/b', '"/v1/c, d"', '/v1/e', '"/v1/f, g" ', '/v1/h']
    const more = command === 'sla' ? ['--json'] : ['--json']
    const answer = async (delimiter: string) => {
      const log = write('blanks.csv', [[...header], ...rowsOf(row, texts)], delimiter)
      return runWith([...args(log), ...more])
    }
    const [blanks, none] = [await answer(', '), await answer(',')]
    expect(none.status).toBe(0)
    expect(blanks).toEqual(none)
  })
})
