/** Logs whose rows have two times, hours apart: which one is read is told, unless the heading of the other says what it is. */
import { describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const START = Date.UTC(2026, 9, 5, 3)
const HOUR = 3_600_000

/** Thirty rows, 97 seconds apart, each as `row` writes it. */
const rowsOf = (row: (at: number, i: number) => Record<string, string>): string =>
  Array.from({ length: 30 }, (_, i) =>
    JSON.stringify({ ...row(START + i * 97_000, i), status: i === 4 ? '503' : '200' }),
  ).join('\n')

const iso = (at: number): string => new Date(at).toISOString().replace('.000', '')
const local = (at: number): string => iso(at).replace('T', ' ').replace('Z', '')

async function doubtsOf(stdin: string, ...args: string[]): Promise<string[]> {
  const { status, out } = await runWith(['sla', '-', '--period', '2026-10', '--json', ...args], { stdin })
  expect(status).toBe(0)
  const { notes } = JSON.parse(out) as { notes: string[] }
  return notes.flatMap(note => /^warning: (stdin: times are read from .*)$/.exec(note)?.[1] ?? [])
}

describe('a log with two times hours apart', () => {
  const shanghai = rowsOf(at => ({ time: local(at + 8 * HOUR), '@timestamp': iso(at) }))

  test('is told, and that a zone may be missing where they lie as far apart as zones do', async () => {
    expect(await doubtsOf(shanghai)).toEqual([
      'stdin: times are read from "@timestamp", and "time" says others, such as 2026-10-05 11:00:00, 8 h later. One of the two likely lacks its zone: is it right (--log-tz)? If requests were when "time" says: --columns timestamp=time',
    ])
  })

  test.each([
    ['an array', (rows: readonly string[]) => `[${rows.join(',')}]`],
    ['an array with a row a line', (rows: readonly string[]) => `[\n${rows.join(',\n')}\n]\n`],
    [
      'objects over several lines',
      (rows: readonly string[]) => rows.map(row => JSON.stringify(JSON.parse(row), null, 2)).join('\n'),
    ],
  ])('is told of %s, too', async (_, write) => {
    expect(await doubtsOf(write(shanghai.split('\n')))).toEqual(await doubtsOf(shanghai))
  })

  test('is not told once the zone is given, or the column', async () => {
    expect(await doubtsOf(shanghai, '--log-tz', 'Asia/Shanghai')).toEqual([])
    expect(await doubtsOf(shanghai, '--columns', 'timestamp=@timestamp')).toEqual([])
  })

  test('is told with the first difference where they lie apart by no zone', async () => {
    const sent = rowsOf((at, i) => ({ created_at: iso(at), sent_at: iso(at - 25 * HOUR - i * i * 1000) }))
    expect(await doubtsOf(sent)).toEqual([
      'stdin: times are read from "created_at", and "sent_at" says others, such as 2026-10-04T02:00:00Z, 1 day 1 h earlier. If requests were when "sent_at" says: --columns timestamp=sent_at',
    ])
  })

  test('is told of a table, and of times as numbers', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => `${iso(START + i)},${START + 7 * HOUR + i},200`)
    expect(await doubtsOf(['timestamp,event_time,status', ...rows].join('\n'))).toEqual([
      expect.stringContaining(`"event_time" says others, such as ${START + 7 * HOUR}, 7 h later. One of`),
    ])
  })
})

test.each<[why: string, row: (at: number, i: number) => Record<string, string>]>([
  ['its heading says when the row was stored', at => ({ time: iso(at), ingested_at: iso(at + 30 * HOUR) })],
  ['and in capitals within a word', at => ({ time: iso(at), 'meta.lastExportTime': iso(at + 9 * HOUR) })],
  ['it is the same in all rows', at => ({ time: iso(at), 'route.created_at': '2025-01-01T10:00:00Z' })],
  ['it is an hour later at most', (at, i) => ({ time: iso(at), done_at: iso(at + i * 60_000) })],
  ['few of them lie apart', (at, i) => ({ time: iso(at), done_at: iso(at + (i < 5 ? 3 * HOUR : 0)) })],
  ['it is a day', (at, i) => ({ time: iso(at), date: i < 9 ? '2026-10-05' : '2026-10-06' })],
  ['it is an id', (at, i) => ({ time: iso(at), job: String(1_500_000_000 + i) })],
])('times beside those of requests are not told where %s', async (_, row) => {
  expect(await doubtsOf(rowsOf(row))).toEqual([])
})
