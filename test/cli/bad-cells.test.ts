/** Cells of a workbook that hold nothing which can be read: they matter where their column is read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { escapeXml, rowsXml, workbookOf } from '../read/zip-archive.js'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-cells-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Writes a workbook of texts; `=` stands in front of a formula that was never computed. */
function book(name: string, table: readonly (readonly string[])[]): string {
  const rows = table.map((cells, r) => {
    const xml = cells.map((text, c) => {
      const at = `${String.fromCharCode(65 + c)}${r + 1}`
      return text.startsWith('=')
        ? `<c r="${at}"><f>${text.slice(1)}</f></c>`
        : `<c r="${at}" t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`
    })
    return `<row r="${r + 1}">${xml.join('')}</row>`
  })
  const path = join(folder, name)
  writeFileSync(path, workbookOf({ rows: rows.join('') }))
  return path
}
const run = (...argv: string[]) => runWith([...argv, '--as-of', '2026-11-21'])

const LEDGER = book('ledger.xlsx', [
  ['id', 'package', 'purchased_at'],
  ['p1', 'package-1', '2026-11-01'],
])
const READERS: readonly [string, readonly string[][], (path: string) => string[]][] = [
  [
    'a ledger',
    [
      ['id', 'package', 'purchased_at'],
      ['p1', 'package-1', '2026-11-01'],
    ],
    path => ['expiry', path],
  ],
  [
    'jobs',
    [
      ['task_id', 'capability', 'count'],
      ['t1', 'text-to-speech', '2'],
    ],
    path => ['quote', '--from', path],
  ],
  [
    'the units of days',
    [
      ['pool', 'date', 'units'],
      ['video', '2026-11-02', '12'],
    ],
    path => ['expiry', LEDGER, '--usage', path],
  ],
  [
    'demand',
    [
      ['pool', 'date', 'units'],
      ['video', '2026-11-21', '12'],
    ],
    path => ['budget', '--demand', path],
  ],
]

describe.each(READERS)('a formula without its result in %s', (_, [header, row], argv) => {
  const without = (column: number): string => (column === 1 ? '=A1' : row![1]!)
  test('is of no consequence in a column that nothing is read from, nor above the table', async () => {
    const path = book('spare.xlsx', [
      ['=NOW()', '', ''],
      [...header!, 'spare'],
      [...row!, '=1+1'],
    ])
    const { status, err } = await run(...argv(path))
    expect(err).not.toContain('formula')
    expect(status).toBe(0)
  })
  test.each([
    ['in a column that is read', 'B2', [header!, [row![0]!, without(1), row![2]!]]],
    [
      'as the name of a column',
      'D1',
      [
        [...header!, '=1+1'],
        [...row!, 'x'],
      ],
    ],
  ] as const)('stops the command %s', async (_, cell, table) => {
    const { status, err } = await run(...argv(book('read.xlsx', table)))
    expect(status).toBe(2)
    expect(err).toContain(
      `BAD_VALUE cell ${cell} holds a formula whose result was not saved: open the file in a spreadsheet program, and save it`,
    )
  })
})

test('a formula without its result stops the command anywhere in a log', async () => {
  const log = book('log.xlsx', [
    ['timestamp', 'status', 'spare'],
    ['2026-11-02T00:00:00Z', '200', '=1+1'],
  ])
  expect((await run('sla', log)).err).toContain('BAD_VALUE cell C2 holds a formula')
})

describe('a number merged over rows', () => {
  const merged = (header: readonly string[], ...columns: readonly string[]): string => {
    const values: Record<string, string | number> = {
      'PO #': 4501,
      package: 'package-5000',
      purchased_at: '2026-10-01',
      Account: 1001,
      price: 700,
      model: 2.6,
      capability: 'text-to-video',
      resolution: '1080p',
      duration: 5,
      count: 10,
      task_id: 7,
      spare: 7,
    }
    const row = header.map(name => values[name]!)
    const next = header.map((name, i) => (columns.includes(name) ? null : row[i]!))
    const ranges = columns.map(name => {
      const letter = String.fromCharCode(65 + header.indexOf(name))
      return `${letter}2:${letter}3`
    })
    const path = join(folder, 'merged.xlsx')
    writeFileSync(path, workbookOf({ rows: rowsXml([header, row, next]), merged: ranges }))
    return path
  }
  const ledger = ['PO #', 'package', 'purchased_at', 'Account', 'price']
  const jobs = ['model', 'capability', 'resolution', 'duration', 'count']

  test('is that of each of them where it is a name', async () => {
    const bought = await run('expiry', merged(ledger, 'PO #', 'Account'), '--json')
    expect(bought.err).toBe('')
    expect(JSON.parse(bought.out).packages).toMatchObject([{ account: '1001' }, { account: '1001' }])
    const priced = await run('quote', '--from', merged(jobs, 'model'), '--json')
    expect(priced.err).toBe('')
    expect(JSON.parse(priced.out).totals.count).toBe(20)
  })
  test.each([
    ['a price', ['expiry'], ledger, 'price', 'E3'],
    ['a length', ['quote', '--from'], jobs, 'duration', 'D3'],
    ['a count', ['quote', '--from'], jobs, 'count', 'E3'],
    // Rows with one id would be one task.
    ['an id', ['quote', '--from'], ['task_id', ...jobs], 'task_id', 'A3'],
  ])('is refused where it is an amount or an id: %s', async (_, argv, header, column, cell) => {
    const { status, err } = await run(...argv, merged(header, column))
    expect(status).toBe(2)
    expect(err).toContain(`BAD_VALUE cell ${cell} is merged with row 2, whose number`)
  })
  test('is of no consequence where nothing is read', async () => {
    expect((await run('expiry', merged(['package', 'purchased_at', 'spare'], 'spare'))).status).toBe(0)
  })
})
