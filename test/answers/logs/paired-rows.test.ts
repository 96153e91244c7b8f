import { describe, expect, test } from 'vitest'
import { cellsOfObject } from '../../../src/answers/logs/pairable-rows.js'
import { FailuresInPairs, findPairs, type PairableRow } from '../../../src/answers/logs/paired-rows.js'
import { instantAt } from '../../../src/core/instant.js'

const START = Date.UTC(2026, 9, 1)

/** A row so many milliseconds into the log. */
const rowOf = (
  millis: number,
  cells: Readonly<Record<string, string>>,
  status = '200',
  path = '/v1/videos',
): PairableRow => ({
  at: instantAt(START + millis),
  status,
  alike: [path, 'POST', ''],
  cells: new Map(Object.entries({ status, ...cells })),
})

/** Twenty requests, five seconds apart, each of the rows that `write` gives. */
const logOf = (write: (at: number, i: number) => readonly PairableRow[]): PairableRow[] =>
  Array.from({ length: 20 }, (_, i) => write(5003 * i, i)).flat()

test('names within an object are told apart down to the fourth', () => {
  const raw = JSON.stringify({ a: { b: { c: { d: 1, e: { f: 2 } } } }, g: [1], h: null, i: '' })
  expect([...cellsOfObject(raw)!]).toEqual([
    ['a.b.c.d', '1'],
    ['a.b.c.e', '[object Object]'],
    ['g', '1'],
  ])
})

describe('rows in pairs', () => {
  test('are those of one kind beside those of another', () => {
    const log = logOf((at, i) => [
      ...(i % 3 === 0 ? [rowOf(at, { logger: 'app.errors', level: 'error' }, '503')] : []),
      rowOf(at + 3, { logger: 'access', level: 'info' }, i % 3 === 0 ? '503' : '200'),
    ])
    expect(findPairs(log)).toEqual({ rows: 7, of: 27, differing: 'logger: app.errors', word: 'app.errors' })
  })
  test('have no word of their own where other rows hold it', () => {
    const log = logOf(at => [
      rowOf(at, { logger: 'app' }),
      rowOf(at + 3, { logger: 'access', host: 'app-1' }),
    ])
    expect(findPairs(log)).toMatchObject({ differing: 'logger: app', word: null })
  })
  test.each(['@mt', 'SourceContext', 'State.Category', 'resource.type', 'event_type'])(
    'are told by %s',
    name => {
      const log = logOf(at => [rowOf(at, { [name]: 'a' }), rowOf(at + 3, { [name]: 'b' })])
      expect(findPairs(log)).toMatchObject({ rows: 20, differing: `${name}: a` })
    },
  )
  test('are told by the names in them alone, too', () => {
    const log = logOf(at => [rowOf(at, { error: 'x' }), rowOf(at + 200, { took: '12' })])
    expect(findPairs(log)).toEqual({ rows: 20, of: 40, differing: 'error', word: null })
  })
  test('stand one behind the other in a busy log', () => {
    const log = logOf((_, i) => [
      ...(i % 4 === 0 ? [rowOf(3 * i, { message: 'failed' }, '503')] : []),
      rowOf(3 * i, { message: 'completed' }, i % 4 === 0 ? '503' : '200'),
    ])
    // Five pairs may be chance, where one in four rows has the status.
    expect(findPairs(log)).toBeNull()
    const later = log.map(row => ({ ...row, at: instantAt(row.at + 60) }))
    const latest = log.map(row => ({ ...row, at: instantAt(row.at + 120) }))
    expect(findPairs([...log, ...later, ...latest])).toEqual({
      rows: 15,
      of: 75,
      differing: 'message: failed',
      word: 'failed',
    })
  })
  test.each<[string, (at: number, i: number) => readonly PairableRow[]]>([
    ['of one kind', at => [rowOf(at, { logger: 'a' }), rowOf(at + 3, { logger: 'a' })]],
    ['that lie apart', at => [rowOf(at, { logger: 'a' }), rowOf(at + 2000, { logger: 'b' })]],
    [
      'of other paths',
      at => [rowOf(at, { logger: 'a' }), rowOf(at + 3, { logger: 'b' }, '200', '/v1/images')],
    ],
    ['of other statuses', at => [rowOf(at, { logger: 'a' }, '503'), rowOf(at + 3, { logger: 'b' })]],
    [
      'that are few',
      (at, i) => [rowOf(at, { logger: 'a' }), ...(i < 4 ? [rowOf(at + 3, { logger: 'b' })] : [])],
    ],
    ['in a busy log', (_, i) => [rowOf(20 * i, { logger: 'a' }), rowOf(20 * i + 3, { logger: 'b' })]],
    [
      'of which many stand alone',
      (at, i) => [rowOf(at, { logger: 'a' }), rowOf(at + (i % 4 === 0 ? 2000 : 3), { logger: 'b' })],
    ],
    // A key that some rows have is of no kind where each row has its own time.
    ['with a key more', (at, i) => [rowOf(at, i % 2 === 0 ? { user: 'x' } : {})]],
  ])('are none: rows %s', (_, write) => {
    expect(findPairs(logOf(write))).toBeNull()
  })
  test('of whole seconds are those of the same second', () => {
    const log = logOf((_, i) => [rowOf(60_000 * i, { logger: 'a' }), rowOf(60_000 * i, { logger: 'b' })])
    expect(findPairs(log)).toMatchObject({ rows: 20 })
    const later = logOf((_, i) => [
      rowOf(60_000 * i, { logger: 'a' }),
      rowOf(60_000 * i + 1000, { logger: 'b' }),
    ])
    expect(findPairs(later)).toBeNull()
  })
})

describe('failures in pairs', () => {
  /** A log of 4,000 rows, of which one in a hundred fails, `write` its lines. */
  const linesOf = (write: (failed: boolean) => readonly string[]): string =>
    Array.from({ length: 4000 }, (_, i) =>
      write(i % 100 === 50)
        .map(line => `${i} ${line}\n`)
        .join(''),
    ).join('')
  /** Pieces of the log are looked at as a sample of it is. */
  const find = (log: string) => {
    const failures = new FailuresInPairs((window, from) => {
      const [, i, status, kind] = /(\d+) (\d+) (\w+)/.exec(window.toString('latin1', from))!
      return rowOf(Number(i), { kind: kind! }, status)
    })
    const bytes = Buffer.from(log)
    for (let at = 0; at < bytes.length; at += 8192) failures.take(bytes.subarray(at, at + 4096))
    return failures.find()
  }
  test('are found where the first rows have none', () => {
    const found = find(linesOf(failed => (failed ? ['503 error', '503 end'] : ['200 end'])))
    expect(found).toMatchObject({ differing: 'kind: error' })
    expect(found!.rows).toBeGreaterThan(10)
  })
  test('are none where each request has its row', () => {
    expect(find(linesOf(failed => [failed ? '503 end' : '200 end']))).toBeNull()
    expect(find(linesOf(failed => (failed ? ['503 error', '200 end'] : ['200 end'])))).toBeNull()
  })
  test('are none where two requests in a row fail now and then', () => {
    let n = 0
    expect(
      find(linesOf(failed => (failed ? (n++ % 3 === 0 ? ['503 a', '503 b'] : ['503 a']) : ['200 a']))),
    ).toMatchObject({
      differing: 'kind: b',
    })
    expect(find(linesOf(failed => (failed ? [`503 ${n++ % 2 === 0 ? 'a' : 'b'}`] : ['200 a'])))).toBeNull()
  })
})
