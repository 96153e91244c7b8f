/** How many of a log's first columns are of one width in all its records, as far as a sample tells. */
import { expect, it } from 'vitest'
import { findLead } from '../../src/scan/request-scanner.js'

const columns = new Map([
  ['timestamp', 0],
  ['status', 2],
])
const layout = { delimiter: ',', width: 4, columns, counting: ['status'] }
const row = (id: string, rest: string): string => `2026-10-01 00:00:07Z,${id},${rest}\n`
const leadOf = (...rows: string[]): number[] => findLead(Buffer.from(rows.join('')), layout)

it.each([
  ['columns of one width', [row('a1', '200,'), row('b2', '404,no')], [20, 23, 27]],
  ['a column of several widths', [row('a1', '200,'), row('b22', '404,no')], [20]],
  ['newlines between quotes', [row('a1', '200,"two\nlines"'), row('b2', '200,')], [20, 23, 27]],
  [
    'empty lines, and rows of another width',
    ['\n', row('a1', '200,'), 'x\n', row('b2', '200,,')],
    [20, 23, 27],
  ],
  ['quotes', [row('a1', '200,'), row('"b"', '200,')], [20]],
  ['spaces outside the time', [row('a1', '200,'), row('b ', '200,')], [20]],
  [
    'nothing behind a quote out of place',
    [row('a1', '200,'), row('b2', '200,x"'), row('c333', '200,')],
    [20, 23, 27],
  ],
  ['no row', [], []],
  ['no whole row', ['2026-10-01 00:00:07Z,a1,200,'], []],
])('%s', (_, rows, lead) => {
  expect(leadOf(...rows)).toEqual(lead)
})
