import { expect, test } from 'vitest'
import { findSums, type RowOfSums } from '../../../src/answers/logs/sums.js'

const COLUMN = [{ name: 'pv', column: 'c' }]
const row = (seconds: number, group: string, cell: string): RowOfSums => ({
  at: 1000 * seconds,
  group,
  cell: () => cell,
})
const SUMS = [row(0, '200', '7'), row(0, '503', '2'), row(300, '200', '9'), row(600, '200', '3')]
const MORE = [row(900, '200', '4'), row(900, '429', '1')]

test('rows of whole minutes, each once with its group, may be sums by a column of whole numbers', () => {
  expect(findSums([...SUMS, ...MORE], COLUMN)).toBe('pv')
})

test.each<[string, readonly RowOfSums[]]>([
  ['a time has seconds', [...SUMS, ...MORE, row(1201, '200', '3')]],
  ['a time is none', [...SUMS, ...MORE, { ...row(1200, '200', '3'), at: null }]],
  ['a group stands twice at a time', [...SUMS, ...MORE, row(0, '200', '3')]],
  ['each time stands once, as those of a probe', [1, 2, 3, 4, 5, 6].map(i => row(60 * i, '200', `${i % 4}`))],
  ['a cell is no whole number', [...SUMS, ...MORE, row(1200, '200', '0.25')]],
  ['all cells are the same', [...SUMS, ...MORE].map(each => ({ ...each, cell: () => '443' }))],
  ['the cells ascend', [...SUMS, ...MORE].map((each, i) => ({ ...each, cell: () => String(70 + i) }))],
  ['there are few', SUMS],
])('none where %s', (_, rows) => {
  expect(findSums(rows, COLUMN)).toBeNull()
})
