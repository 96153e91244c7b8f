/** Every shape that is read gives what its requests are, and the same requests give the same answer in all of them. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogReading } from '../../../src/answers/logs/log-source.js'
import { readRequestLogs } from '../../../src/answers/logs/request-log.js'
import { zoneOf } from '../../../src/core/calendar.js'
import { NO_FILTER } from '../../../src/core/sla/endpoint.js'
import { loadRates } from '../../../src/read/rates/load-rates.js'
import { REQUEST_COLUMNS } from '../../../src/read/requests/request-row.js'
import { shippedLogFormats } from '../../../src/read/requests/shipped-log-formats.js'
import { parseColumnNames } from '../../../src/read/rows.js'
import { openInput } from '../../../src/read/source.js'
import { RequestCounter } from '../../../src/scan/request-counter.js'
import { LOG_WRITERS, type LogWriter, type WrittenRequest } from './log-writers.js'

const zone = zoneOf('UTC')
const { names } = await loadRates([], { stream: (async function* () {})(), isTerminal: false })

async function read(
  text: string,
  { args = [] }: Pick<LogWriter, 'args'> = {},
  more: Partial<LogReading> = {},
) {
  const bytes = Buffer.from(text)
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += 10_000) yield Buffer.from(bytes.subarray(at, at + 10_000))
  }
  const counter = new RequestCounter(5, [], zone)
  const input = await openInput('-', { stream: chunks(), isTerminal: false })
  const report = await readRequestLogs(
    [{ open: async () => ({ input, onRows() {}, close() {} }) }],
    [counter],
    {
      form: 'auto',
      isReduced: false,
      zone,
      columns: args[1] === undefined ? new Map() : parseColumnNames(args[1], REQUEST_COLUMNS),
      names,
      filter: NO_FILTER,
      badRows: 'stop',
      onReject: null,
      ...more,
    },
    zone,
    [],
  )
  const slices = counter.accounts().flatMap(account => counter.countsOf(account, 'ratio-timeslices').slices)
  return { slices, log: report.logs[0]!, counter }
}

const SHAPES = Object.entries(LOG_WRITERS)
const FROM = Date.UTC(2026, 9, 1)

const requests = (statuses: fc.Arbitrary<number>, length: number): fc.Arbitrary<WrittenRequest[]> =>
  fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 31 * 86_400 - 1 }).map(second => FROM + 1000 * second),
      status: statuses,
      path: fc.constantFrom('/v1/videos/text2video', '/v1/videos/image2video', '/healthz', '/'),
      id: fc.uuid(),
    }),
    { minLength: length, maxLength: length },
  )
const ANSWERED = fc.oneof(
  fc.constantFrom(200, 201, 404, 429, 500, 502, 503),
  fc.integer({ min: 100, max: 599 }),
)

describe('the same 1,000 requests', () => {
  test.each([
    ['that were answered', ANSWERED, SHAPES],
    [
      'of which some were not answered',
      fc.oneof(ANSWERED, fc.constant(0)),
      SHAPES.filter(([, { hasUnreached }]) => hasUnreached),
    ],
  ])(
    '%s give one answer in every shape',
    async (_, statuses, shapes) => {
      expect(shapes.length).toBeGreaterThan(25)
      await fc.assert(
        fc.asyncProperty(requests(statuses, 1000), async written => {
          const counter = new RequestCounter(5, [], zone)
          for (const { at, status } of written) {
            const kind = status === 0 ? 'unreached' : status < 500 ? 'received' : 'server-error'
            counter.add(counter.slotOf(null, kind, false), at as never)
          }
          const expected = counter.countsOf(null, 'ratio-timeslices').slices
          for (const [name, writer] of shapes) {
            const { slices, log } = await read(writer.write(written), writer)
            expect([name, log.format, slices]).toEqual([name, writer.format, expected])
          }
        }),
        { numRuns: Number(process.env.SHAPE_RUNS ?? 1), seed: Number(process.env.SHAPE_SEED ?? 20261128) },
      )
    },
    120_000,
  )
})

test('every format that comes with the program is among the shapes', () => {
  const written = new Set(SHAPES.map(([, { format }]) => format))
  expect(
    shippedLogFormats()
      .map(({ id }) => id)
      .filter(id => !written.has(id)),
  ).toEqual([])
})
