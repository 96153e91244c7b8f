import { expect, test } from 'vitest'
import { renderTable } from '../../src/report/table.js'

const COLUMNS = [
  { heading: 'Account' },
  { heading: 'Cost', isAmount: true },
  { heading: 'Verdict', isWrapped: true },
]

const table = (rows: readonly (readonly string[])[], width: number): string[] =>
  renderTable(COLUMNS, rows, { width }).split('\n')

test('columns stand two blanks apart, amounts flush right, and a rule is as long as the table', () => {
  expect(
    table(
      [
        ['acme', '$1.00', 'met'],
        ['b', '$12.50', 'missed'],
      ],
      80,
    ),
  ).toEqual([
    'Account    Cost  Verdict',
    '------------------------',
    'acme      $1.00  met',
    'b        $12.50  missed',
  ])
})

test('the column that may be wrapped gives way on a narrow screen', () => {
  expect(table([['acme', '$1.00', 'missed: below what was promised']], 30)).toEqual([
    'Account   Cost  Verdict',
    '-----------------------------',
    'acme     $1.00  missed: below',
    '                what was',
    '                promised',
  ])
})

test('the first column gives way when none is named', () => {
  const columns = [{ heading: 'Job' }, { heading: 'Cost', isAmount: true }]
  expect(renderTable(columns, [['text-to-video at 720p', '$1.00']], { width: 24 })).toBe(
    ['Job                 Cost', '------------------------', 'text-to-video at   $1.00', '720p'].join('\n'),
  )
})

test('many rows are drawn like few', () => {
  const rows = Array.from({ length: 1001 }, (_, i) => [`account ${i}`, '$1.00', 'met so far'])
  const [, , ...body] = table(rows, 80)
  expect(body).toHaveLength(1001)
  expect(new Set(body.map(line => line.indexOf('met so far')))).toEqual(new Set([21]))
})
