import { describe, expect, test } from 'vitest'
import { readCsvRecords } from '../../../src/answers/logs/csv-records.js'
import {
  type FailedRequest,
  type FailureQuestion,
  type PeriodEvidence,
  readFailedRequests,
} from '../../../src/answers/logs/failed-requests.js'
import { zoneOf } from '../../../src/core/calendar.js'
import { InputError } from '../../../src/core/failure.js'
import { formatInstant, instantAt } from '../../../src/core/instant.js'
import { formatRatio } from '../../../src/core/ratio.js'
import type { PeriodAnswer } from '../../../src/core/sla/answer.js'
import { isDown } from '../../../src/core/sla/availability/timeslices.js'
import { NO_FILTER } from '../../../src/core/sla/endpoint.js'
import type { MaintenanceWindow } from '../../../src/core/sla/maintenance.js'
import type { Choices, Measurement } from '../../../src/core/sla/measure.js'
import { readRecords } from '../../../src/read/csv.js'
import type { CsvRecord } from '../../../src/read/csv-form.js'
import { createRandom } from '../../random.js'
import { inputOf } from '../../read/inputs.js'
import { csv, logsOf, OCTOBER, runSla } from '../sla-runs.js'
import { makeLog } from './hostile-logs.js'

/** A log, and what it is judged by. */
interface Month {
  readonly policy: string
  readonly zone: string
  readonly choices: Choices
  readonly windows: readonly MaintenanceWindow[]
  readonly logs: readonly string[]
}

const HEADER = 'timestamp,status,account,fault,excluded,request_id'

async function answerMonth({ policy, zone, choices, windows, logs }: Month): Promise<PeriodAnswer[]> {
  const request = { keepsCounts: true, periods: OCTOBER, choices }
  const { service } = await runSla(logs, { policy, zone, service: { windows }, request, linesAtOnce: 7 })
  return [...service.periods]
}

/** What reading again finds of `periods`, which may be of another log. */
async function readAgain(
  month: Month,
  periods: readonly PeriodAnswer[],
  more: Partial<FailureQuestion> = {},
): Promise<{ evidence: PeriodEvidence[]; found: { request: FailedRequest; answer: PeriodAnswer }[] }> {
  const found: { request: FailedRequest; answer: PeriodAnswer }[] = []
  const zone = zoneOf(month.zone)
  const evidence = await readFailedRequests(
    logsOf(month.logs, 5),
    {
      form: 'auto',
      isReduced: false,
      zone,
      columns: new Map(),
      badRows: 'skip',
      filter: NO_FILTER,
      onReject: null,
    },
    {
      periods,
      choices: month.choices,
      repeated: null,
      zone,
      keep: [],
      onRequest: (request, answer) => found.push({ request, answer }),
      ...more,
    },
  )
  return { evidence, found }
}

/** A month of a seed: few slices, so that requests share them, some on either side of a change of clocks. */
function makeMonth(seed: number): Month {
  const random = createRandom(seed)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const start = Date.parse('2026-10-25T00:00:00Z')
  const at = (): number => start + Math.floor(random() * 90) * 60_000 + Math.floor(random() * 60_000)
  const rows = Array.from({ length: pick([1, 40, 200]) }, () => {
    const status = pick(['200', '200', '429', '500', '503', '', '-', '000'])
    return [
      new Date(pick([at(), at(), at(), at() + 40 * 86_400_000])).toISOString(),
      status,
      pick(['', 'a', 'b']),
      pick(['', '', 'provider', 'customer', 'network']),
      pick(['', '', '', 'no', 'yes']),
      'two words, quoted',
    ]
  })
  const asJson = seed % 3 === 0
  const names = HEADER.split(',')
  const lines = rows.map(row =>
    asJson
      ? JSON.stringify(Object.fromEntries(row.map((text, i) => [names[i], text])))
      : row.map((text, i) => (i === 5 ? `"${text}"` : text)).join(','),
  )
  const half = Math.floor(lines.length / 2)
  const parts = [lines.slice(0, half), lines.slice(half)].filter(part => part.length > 0)
  return {
    policy: pick(['kling', 'kling', 'kong-konnect']),
    zone: pick(['UTC', 'Europe/Berlin', 'Asia/Kathmandu']),
    choices: {
      unreached: pick(['error', 'ignore']),
      rate: pick(['capped', 'attempts']),
      failure: pick(['unreached', '5xx']),
    },
    windows: Array.from({ length: pick([0, 1, 2, 3]) }, (_, i) => {
      const from = at()
      return {
        start: instantAt(from),
        end: instantAt(from + pick([60_000, 1_800_000, 86_400_000])),
        reason: `window ${i}`,
        notifiedAt: pick([null, instantAt(from - 24 * 3_600_000), instantAt(from - 1)]),
      }
    }),
    logs: parts.map(part => (asJson ? `${part.join('\n')}\n` : csv(part, HEADER))),
  }
}

/** What a measurement says, but for how much of the month the log covers. */
const say = (measurement: Measurement) => {
  const percent = measurement.method === 'timeslices' ? measurement.uptime : measurement.availability
  const { verdict, totals } = measurement
  return { percent: percent && formatRatio(percent), verdict, totals }
}

const withoutColumn = (logs: readonly string[]): string[] =>
  logs.map(log => log.replaceAll(/,yes,/g, ',,').replaceAll('"excluded":"yes"', '"excluded":""'))

describe('the failed requests of a month', () => {
  test('add up to its figure, and each exclusion has the effect of a run without it, in 150 logs', async () => {
    const seen = new Set<string>()
    for (let seed = 1; seed <= 150; seed++) {
      const month = makeMonth(seed)
      const periods = await answerMonth(month)
      const { evidence, found } = await readAgain(month, periods)
      const told: unknown[] = []
      const due: unknown[] = []
      for (const [index, answer] of periods.entries()) {
        const { failed, counted, exclusions } = evidence[index]!
        const { measurement, agreement, counts } = answer
        const own = found.filter(one => one.answer === answer).map(({ request }) => request)
        for (const { standing } of own) seen.add(standing)
        const countOf = (...standings: string[]): number =>
          own.filter(({ standing }) => standings.includes(standing)).length
        const { totals } = measurement
        const down = counts!.slices.filter(slice => isDown(slice, month.choices.failure))
        const counts5xxAndLost =
          agreement.method === 'timeslices'
            ? down.reduce((sum, slice) => sum + slice.errors + slice.unreached, 0)
            : totals.errors + (month.choices.unreached === 'error' ? totals.unreached : 0)
        told.push([failed, counted, countOf('counted'), countOf('excluded', 'maintenance')])
        due.push([own.length, counts5xxAndLost, counts5xxAndLost, totals.excluded])
        for (const { window, without } of exclusions) {
          const other = window
            ? { ...month, windows: month.windows.filter(({ reason }) => reason !== window.reason) }
            : { ...month, logs: withoutColumn(month.logs) }
          told.push(say(without))
          due.push(say((await answerMonth(other))[index]!.measurement))
          seen.add(window ? `window ${window.counts}` : 'column')
        }
      }
      expect({ seed, told }).toEqual({ seed, told: due })
    }
    expect([...seen].sort()).toEqual([
      'column',
      'counted',
      'excluded',
      'fault-of-others',
      'maintenance',
      'slice-not-down',
      'unreached-ignored',
      'window false',
      'window true',
    ])
  })

  const month: Month = {
    policy: 'kling',
    zone: 'UTC',
    choices: { unreached: 'error', rate: 'capped', failure: 'unreached' },
    windows: [],
    logs: [csv(['2026-10-01T00:07:00Z,503', '2026-10-01T00:08:00Z,200'])],
  }
  test('are told with their place, their slice and any column', async () => {
    const { found } = await readAgain(month, await answerMonth(month))
    const [{ request } = expect.fail('no request')] = found
    expect([request.file, request.line, formatInstant(request.sliceStart), request.text('STATUS')]).toEqual([
      'log1.csv',
      2,
      '2026-10-01T00:05:00Z',
      undefined,
    ])
    expect(request.text('status')).toBe('503')
  })
  test('are refused when a log has changed since it was counted', async () => {
    const other = { ...month, logs: [csv(['2026-10-01T00:07:00Z,503', '2026-10-01T00:08:00Z,500'])] }
    const counted = await answerMonth(month)
    await expect(readAgain(other, counted)).rejects.toThrow(
      /log1\.csv: FILE_UNREADABLE changed while it was read/,
    )
    const two = { ...month, logs: [...other.logs, ...other.logs] }
    await expect(readAgain(two, counted)).rejects.toThrow(
      /^FILE_UNREADABLE one of 2 logs changed while it was read/,
    )
  })
  test('are refused without a column that was to be kept', async () => {
    await expect(readAgain(month, await answerMonth(month), { keep: ['status', 'region'] })).rejects.toThrow(
      /--keep: the log has no column "region"\n {2}it has: timestamp, status/,
    )
  })
})

describe('CSV read by its bytes first', () => {
  const chunksOf = (text: string, lines: number) => inputOf(text, 'log.csv', lines).chunks
  /** The records, and the error that ended them. */
  async function drain(batches: AsyncIterable<readonly CsvRecord[]>): Promise<unknown[]> {
    const all: unknown[] = []
    try {
      for await (const batch of batches)
        for (const { fields, line, raw } of batch) all.push([fields, line, raw])
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      all.push(error.issues)
    }
    return all
  }

  test('is what the exact parser reads, in 300 hostile logs', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const text = makeLog(seed)
        .bytes.toString('utf8')
        .replace(/^\ufeff/, '')
      const delimiter = [',', ';', '\t'][seed % 3]!
      const start = { file: 'log.csv', line: 2, delimiter }
      const exact = await drain(readRecords(chunksOf(text, 3), start))
      for (const lines of [1, 4, Number.POSITIVE_INFINITY]) {
        const found = await drain(readCsvRecords(chunksOf(text, lines), start))
        if (JSON.stringify(found) !== JSON.stringify(exact))
          expect({ seed, lines, found }).toEqual({ seed, lines, found: exact })
      }
    }
  })
})
