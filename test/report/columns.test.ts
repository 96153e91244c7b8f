import { expect, test } from 'vitest'
import { describeAliased, describeIgnored } from '../../src/report/columns.js'

const names = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `n${i}`, like: null }))
const words = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    column: 'status',
    word: `w${i}`,
    meant: [{ column: 'status', means: 'failed' }],
  }))
const file = { file: 'a.csv', ignored: [], aliased: [] }

test('columns that nothing is read from are named, a dozen at most, with what the first of them may be', () => {
  expect(describeIgnored([file, { ...file, ignored: names(2), isExpected: true }])).toEqual([])
  const [twelve, thirteen] = describeIgnored([
    { ...file, ignored: names(12) },
    { ...file, ignored: [{ name: 'x y', like: 'status' }, ...names(12)] },
  ])
  expect(twelve).toMatch(/^a\.csv: nothing is read from n0.* n11$/)
  expect(thirteen).toMatch(/x y \(looks like status\)/)
  expect(thirteen).toMatch(/n10 .*1 more; --columns 'status=x y' reads it$/)
  const last = { ...file, ignored: [...names(14), { name: 'amount', like: 'count' }] }
  expect(describeIgnored([last])).toEqual([
    'a.csv: nothing is read from amount (looks like count), n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10 and 3 more; --columns count=amount reads it',
  ])
})

test('columns and words under other names are told, a dozen at most, and what else was made of the file', () => {
  expect(
    describeAliased([
      file,
      {
        ...file,
        aliased: [{ column: 'status', name: 'state' }],
        words: [
          { column: 'mode', word: '4k', meant: [{ column: 'resolution', means: '4k' }] },
          { column: 'mode', word: 'x', meant: [] },
        ],
        remarks: ['sheet "a" was read'],
      },
    ]),
  ).toEqual([
    'a.csv: status is read from "state", mode "4k" is resolution 4k, mode "x" says nothing of it',
    'a.csv: sheet "a" was read',
  ])
  const [twelve, thirteen] = describeAliased([
    { ...file, words: words(12) },
    { ...file, words: words(13) },
  ])
  expect(twelve).toMatch(/status "w11" is failed$/)
  expect(thirteen).toMatch(/status "w11" is failed, and 1 more words$/)
})
