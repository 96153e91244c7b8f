/**
 * The fast path of CSV jobs against the exact one: the same hostile files through both must give the same.
 * `priceFile` scans bytes as long as quotes are in place; `readExactly` below parses every row with csv-parse.
 */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PricedRow, Purpose, ReadColumn } from '../../src/answers/jobs/job-files.js'
import { JobReader } from '../../src/answers/jobs/job-reader.js'
import { priceFile } from '../../src/answers/jobs/price-files.js'
import { zoneOf } from '../../src/core/calendar.js'
import { atLine, InputError } from '../../src/core/failure.js'
import { UTC, type Zone } from '../../src/core/instant.js'
import { format } from '../../src/core/quantity.js'
import type { Terms } from '../../src/core/rating/price-job.js'
import { formatRatio } from '../../src/core/ratio.js'
import type { BadRowPolicy } from '../../src/read/bad-rows.js'
import { findColumns, formOf } from '../../src/read/columns.js'
import { readRecords } from '../../src/read/csv.js'
import { dropEmptyCells, openCsv, toRow } from '../../src/read/csv-form.js'
import { plainReading } from '../../src/read/file-reading.js'
import { JOB_COLUMNS } from '../../src/read/job-row.js'
import { notationOfCsv } from '../../src/read/notation.js'
import { type ColumnNames, locateColumns } from '../../src/read/rows.js'
import { openInput } from '../../src/read/source.js'
import { catalogueWith, termsOf } from '../core/rating/pricing.js'
import { drawWhole } from '../random.js'

const TERMS = termsOf()
// With a card that begins and ends, the time of a row decides its price.
const DATED_TERMS = termsOf({
  catalogue: catalogueWith(`kind: rate-card
id: october
title: October
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
effective_from: 2026-10-02
effective_to: 2026-10-03
models: { kling-v3: { name: "3.0" } }
rates:
  - capability: text-to-video
    model: kling-v3
    resolution: 720p
    charge: { by: per-second, usd: 0.01 }
    section: a
`),
})

const TERMS_OF: Readonly<Record<string, Terms>> = { shipped: TERMS, dated: DATED_TERMS }
const ZONE_OF: Readonly<Record<string, Zone>> = { UTC, 'New York': zoneOf('America/New_York') }

/** How a file is read. */
interface Reading {
  readonly cards: string
  readonly clock: string
  readonly policy: BadRowPolicy
  readonly columns: ColumnNames
  /** Whether rows are use, which must have a time. */
  readonly isUsage: boolean
  /** After how many bytes the kernel takes over. */
  readonly kernelFrom?: number
}

/** All that a reading may tell of a file. */
interface Told {
  readonly rows: string[]
  readonly rejected: unknown[]
  readonly failure: string | null
}

const purposeOf = (isUsage: boolean, rows: string[]): Purpose =>
  isUsage
    ? {
        kind: 'usage',
        paying: ['video'],
        pools: ['video', 'image'],
        onRow() {},
        takeDeducted: ({ deductions, status }) =>
          rows.push(
            ...deductions.map(({ deducted, ...paid }) =>
              JSON.stringify({ ...paid, status, deducted: format(deducted) }),
            ),
          ),
      }
    : { kind: 'jobs' }

const describeRow = (row: PricedRow, line: number, at: number | null, text: ReadColumn): string => {
  const { priced, outcome, status, count, deducted, pool } = row
  return [
    line,
    priced?.rated.card.id,
    JSON.stringify(priced?.rated.job),
    priced && formatRatio(priced.priceEach),
    outcome,
    status,
    count,
    deducted && format(deducted),
    pool,
    at,
    text('task_id') || null,
    text('account') || null,
  ].join(' ')
}

const inputOf = (bytes: Buffer, cuts: readonly number[]) => {
  const ends = [...new Set([...cuts.map(cut => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  )
  async function* chunks() {
    let start = 0
    for (const end of ends) {
      if (end > start) yield bytes.subarray(start, end)
      start = end
    }
  }
  return openInput('-', { stream: chunks(), isTerminal: false })
}

async function tell(read: (rows: string[]) => Promise<readonly unknown[]>): Promise<Told> {
  const rows: string[] = []
  try {
    return { rows, rejected: [...(await read(rows))], failure: null }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    // The rows before a failure are no answer.
    return { rows: [], rejected: [], failure: error.message }
  }
}

const filesOf = async (bytes: Buffer, cuts: readonly number[], reading: Reading) => ({
  input: await inputOf(bytes, cuts),
  reading: { ...plainReading(ZONE_OF[reading.clock]!), renamed: reading.columns },
  badRows: reading.policy,
  keepsRejects: true,
  kernelFrom: reading.kernelFrom ?? Number.POSITIVE_INFINITY,
})

const readFast = (bytes: Buffer, cuts: readonly number[], reading: Reading) =>
  tell(async rows => {
    const { rejected, repeatedTasks } = await priceFile(
      await filesOf(bytes, cuts, reading),
      TERMS_OF[reading.cards]!,
      (row, line, at, text) => rows.push(describeRow(row, line, at, text)),
      purposeOf(reading.isUsage, rows),
    )
    rows.push(`${repeatedTasks} repeated`)
    return rejected
  })

/** The same by the exact parser alone, row by row. */
const readExactly = (bytes: Buffer, reading: Reading) =>
  tell(async rows => {
    const jobs = await filesOf(bytes, [], reading)
    const file = jobs.input.name
    const csv = await openCsv(jobs.input.chunks, file)
    const { delimiter, headers, headerLine, rest } = csv
    const columns = locateColumns(headers, JOB_COLUMNS, reading.columns, atLine(file, headerLine))
    const reader = new JobReader(
      TERMS_OF[reading.cards]!,
      (row, line, at, text) => rows.push(describeRow(row, line, at, text)),
      purposeOf(reading.isUsage, rows),
    ).begin(jobs)
    reader.useNotation(notationOfCsv(jobs.reading.notation, csv))
    const form = formOf(JOB_COLUMNS, jobs.reading.names, 'jobs', jobs.reading)
    reader.noteColumns(findColumns(headers, form, atLine(file, headerLine)).ignored, [])
    for await (const records of readRecords(rest, { file, line: headerLine + 1, delimiter }))
      for (const found of records) {
        const record = dropEmptyCells(found, headers.length)
        if (record !== null) reader.takeRow(toRow(record, columns, headers.length, file))
      }
    reader.end()
    const [report] = reader.finish()
    rows.push(`${reader.report().repeatedTasks} repeated`)
    return report!.rejected
  })

const weighted = <T>(...choices: [weight: number, value: T][]): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))

/** A cell of a column: mostly what a log holds, now and then what none should. */
const CELLS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  timestamp: weighted(
    [8, '2026-10-01T00:00:00Z'],
    [8, '2026-10-02T23:59:59.999Z'],
    [4, '2026-10-01 12:30:00'],
    [3, '2026-10-02'],
    [3, '1790812800'],
    [2, '1790899200.123'],
    [2, '1790899200123'],
    [2, ' 2026-10-02T00:00:00Z '],
    [2, ''],
    [1, '2026-10-01T00:00:00+08:00'],
    [1, '2026-03-08 02:30:00'],
    [1, '2026-02-30T00:00:00Z'],
    [1, '2026-10-01T24:00:00Z'],
    [1, '2026-10-01T00:00:00.Z'],
    [1, '2026-10-01T00:00:00.1234567890Z'],
    [1, '2026-10-01T00:00:00ZZ'],
    [1, '2026-10-01x00:00:00Z'],
    [1, '2026-09-31T00:00:00Z'],
    [1, '2026-10-31T00:00:00Z'],
    [1, 'yesterday'],
    [1, '-'],
  ),
  model: weighted(
    [8, '3.0'],
    [6, 'O3'],
    [5, 'V1.6'],
    [4, 'kling-video-o1'],
    [3, ' Kling 3.0 '],
    [2, 'lip-sync'],
    [1, ''],
    [1, 'sora'],
    [1, 'Ｖ１．６'],
    [1, 'モデル'],
    [1, '3.0\u0001'],
    [1, '\u001b[31m3.0'],
  ),
  capability: weighted([12, 'text-to-video'], [3, ''], [2, 'Text To Video'], [2, 'lip-sync'], [1, 'dance']),
  mode: weighted([8, ''], [4, 'std'], [4, 'pro'], [1, 'PRO'], [1, 'fast']),
  resolution: weighted([8, '720p'], [4, '1080p'], [4, ''], [1, '4K'], [1, '８K']),
  duration: weighted(
    [8, '5'],
    [6, '10'],
    [4, '5.04'],
    [2, '7'],
    [2, ' 10 '],
    [2, '4.5'],
    [1, ''],
    [1, '0'],
    [1, '-5'],
    [1, '5 s'],
    [1, '1e9'],
    [1, '0x10'],
    [1, 'NaN'],
    [1, '５'],
    [1, '05'],
  ),
  audio: weighted([8, ''], [4, 'true'], [4, 'no'], [2, '1'], [1, 'YES'], [1, 'loud']),
  reference: weighted([12, ''], [2, 'image'], [2, 'video'], [1, 'sound']),
  voice_control: weighted([12, ''], [2, 'false'], [1, 'true'], [1, '?']),
  effect: weighted([12, ''], [2, 'hug'], [1, 'Jelly Press']),
  count: weighted([8, ''], [6, '1'], [4, '100'], [1, '0'], [1, '1.5'], [1, '1000000001'], [1, '999999999']),
  status: weighted([8, 'succeed'], [4, 'succeeded'], [3, 'FAILED'], [2, 'processing'], [1, ''], [1, 'gone']),
  task_id: fc.oneof(
    fc.constant('t-1'),
    fc.string({ unit: 'grapheme', maxLength: 8 }).map(text => text.replaceAll(/["\r\n,;\t]/g, '')),
  ),
  account: weighted([6, 'a'], [3, ''], [2, ' b '], [1, '=1+1'], [1, 'é']),
  updated_at: weighted([8, ''], [3, '2026-10-03'], [2, '1790899200123'], [1, 'later']),
  units: weighted([12, ''], [3, '3'], [2, '0'], [1, '1,5'], [1, '2.5'], [1, '-1']),
  pool: weighted([8, ''], [2, 'video'], [1, 'Image'], [1, 'vidoe']),
  package_id: weighted([6, ''], [1, 'p1'], [1, 'p2']),
  note: weighted([6, ''], [2, 'x'], [1, '\u2028'], [1, '\\']),
}

/** Jobs that have a price, for most rows; a cell that is not named here is empty. */
const GOOD_JOBS: readonly Readonly<Record<string, string>>[] = [
  {
    model: '3.0',
    capability: 'text-to-video',
    resolution: '720p',
    duration: '5.04',
    timestamp: '2026-10-02',
  },
  // The same job at other times, when another card may be in force.
  {
    model: '3.0',
    capability: 'text-to-video',
    resolution: '720p',
    duration: '5.04',
    timestamp: '2026-10-01',
  },
  { model: '3.0', capability: 'text-to-video', resolution: '720p', duration: '5.04', timestamp: '' },
  { model: 'O3', resolution: '1080p', duration: '10', audio: 'yes', count: '3', account: 'é' },
  { model: 'kling-video-o1', duration: ' 5 ', timestamp: ' 2026-10-01 12:00:00' },
  { model: 'V1.6', capability: 'Text To Video', mode: 'PRO', duration: '9.5', timestamp: '1790812800' },
  { model: 'lip-sync', capability: 'lip-sync', duration: '7', count: '1000000000', status: 'FAILED' },
  { effect: 'hug', mode: 'std', status: 'processing', timestamp: '2026-10-03T00:00:00.000Z', task_id: '=1' },
  { task_id: 't', status: 'processing', timestamp: '2026-10-02', updated_at: '2026-10-04' },
  { task_id: 't', units: '2.5', timestamp: '2026-10-02', package_id: 'p1', pool: 'video' },
  { task_id: ' t\u00a0', status: 'failed', timestamp: '2026-10-02' },
  { model: 'Image 3.0', resolution: '2K', note: '\u2028', timestamp: '2026-10-02T23:59:59.999999999Z' },
]
const goodCell = (job: Readonly<Record<string, string>>, column: string): string =>
  job[column] ??
  { timestamp: '2026-10-02T08:00:00Z', status: 'succeed', task_id: 't', audio: 'no' }[column] ??
  ''

/** How a cell is written: as it is, or quoted, perhaps with what only quotes can hold. */
const quoteCell = (text: string): string => `"${text.replaceAll('"', '""')}"`
const HELD_IN_QUOTES = ['\n', '\r\n', '"', ',', ';', '\t', 'x"y"z', '\n\n']

interface Hostile {
  readonly text: string
  readonly cuts: readonly number[]
  readonly reading: Reading
}

const columnsArbitrary = fc
  .oneof(
    fc.shuffledSubarray(Object.keys(CELLS), { minLength: Object.keys(CELLS).length }),
    fc.shuffledSubarray(Object.keys(CELLS), { minLength: 1 }),
  )
  .chain(columns =>
    fc
      .constantFrom<readonly string[]>(
        ['model', 'capability', 'resolution', 'duration'],
        ['model', 'mode', 'duration'],
        ['model'],
        [],
      )
      .map(needed => [...new Set([...columns, ...needed])]),
  )

/** A row: its cells, and what is done to it. */
const rowArbitrary = (columns: readonly string[], delimiter: string, hasQuotes: boolean) =>
  fc
    .tuple(
      fc.oneof(
        {
          weight: 5,
          arbitrary: fc.constantFrom(...GOOD_JOBS).map(job => columns.map(name => goodCell(job, name))),
        },
        { weight: 1, arbitrary: fc.tuple(...columns.map(column => CELLS[column]!)) },
      ),
      weighted<'plain' | 'short' | 'long' | 'blank' | 'blanks' | 'return'>(
        [30, 'plain'],
        [1, 'short'],
        [1, 'long'],
        [1, 'blank'],
        [1, 'blanks'],
        [1, 'return'],
      ),
      hasQuotes
        ? weighted<'none' | 'one' | 'all' | 'held' | 'stray'>(
            [20, 'none'],
            [3, 'one'],
            [2, 'all'],
            [2, 'held'],
            [1, 'stray'],
          )
        : fc.constant('none' as const),
      fc.nat(),
      weighted([3, '\n'], [2, '\r\n']),
    )
    .map(([cells, shape, quoting, pick, end]) => {
      if (shape === 'blank') return end
      if (shape === 'blanks') return `  ${end}`
      if (shape === 'return') return `\r${end}`
      const at = pick % cells.length
      const written = (cells as string[]).map((cell, i) => {
        if (quoting === 'all' || (quoting === 'one' && i === at)) return quoteCell(cell)
        if (quoting === 'held' && i === at)
          return quoteCell(cell + HELD_IN_QUOTES[pick % HELD_IN_QUOTES.length]!)
        if (quoting === 'stray' && i === at && pick % 4 === 0) return `${cell}"${cell}`
        return cell
      })
      if (shape === 'short') written.pop()
      if (shape === 'long') written.push(quoting === 'all' ? '""' : '')
      return `${written.join(delimiter)}${end}`
    })

const fileArbitrary = (ofColumns: fc.Arbitrary<string[]>, maxLength: number): fc.Arbitrary<Hostile> =>
  fc
    .record({
      columns: ofColumns,
      delimiter: fc.constantFrom(',', ',', ';', '\t'),
      hasQuotes: fc.boolean(),
    })
    .chain(({ columns, delimiter, hasQuotes }) =>
      fc
        .record({
          rows: fc.array(rowArbitrary(columns, delimiter, hasQuotes), { maxLength }),
          mark: weighted([4, ''], [1, '\uFEFF']),
          before: weighted([6, ''], [1, '\n'], [1, '\r\n\n']),
          header: weighted<'plain' | 'quoted' | 'upper'>([4, 'plain'], [1, 'quoted'], [1, 'upper']),
          headerEnd: weighted([3, '\n'], [1, '\r\n']),
          hasLastEnd: fc.boolean(),
          isRenamed: weighted([6, false], [1, true]),
          cuts: fc.array(fc.nat(), { maxLength: 6 }),
          cards: fc.constantFrom('shipped', 'dated'),
          clock: fc.constantFrom('UTC', 'UTC', 'New York'),
          policy: weighted<BadRowPolicy>([3, 'skip'], [1, 'stop']),
          isUsage: weighted([3, false], [1, true]),
        })
        .map(file => {
          const names = columns.map(column => {
            const name = file.isRenamed && column === 'model' ? 'model_name' : column
            return file.header === 'upper'
              ? ` ${name.toUpperCase()}`
              : file.header === 'quoted'
                ? quoteCell(name)
                : name
          })
          // A file of one column still needs a delimiter to be told by; it has none, and the comma is taken.
          const body = file.rows.join('')
          const text = `${file.mark}${file.before}${names.join(delimiter)}${file.headerEnd}${body}`
          const whole = file.hasLastEnd ? text : text.replace(/\r?\n$/, '')
          const renamed = file.isRenamed && columns.includes('model')
          return {
            text: whole,
            cuts: file.cuts,
            reading: {
              cards: file.cards,
              clock: file.clock,
              policy: file.policy,
              columns: new Map(renamed ? [['model', 'model_name']] : []),
              // Use without times is refused as a whole.
              isUsage: file.isUsage && columns.includes('timestamp'),
            },
          }
        }),
    )

const NO_JOBS = /no column says what the jobs are/

describe('the fast path', () => {
  test('tells of any file what the exact path tells of it: rows, counts, bad rows, lines and reasons', async () => {
    const seen = { files: 0, rows: 0, rejected: 0, failures: 0 }
    await fc.assert(
      fc.asyncProperty(fileArbitrary(columnsArbitrary, 40), async ({ text, cuts, reading }) => {
        const bytes = Buffer.from(text)
        const fast = await readFast(bytes, cuts, reading)
        if (fast.failure !== null && NO_JOBS.test(fast.failure)) return
        const exact = await readExactly(bytes, reading)
        expect(fast).toEqual(exact)
        seen.files++
        seen.rows += fast.rows.length
        seen.rejected += fast.rejected.length
        seen.failures += Number(fast.failure !== null)
      }),
      { seed: 20261121, numRuns: 4000 },
    )
    // A generator whose files are all refused would prove nothing.
    expect(seen.files).toBeGreaterThan(3000)
    expect(seen.rows).toBeGreaterThan(5000)
    expect(seen.rejected).toBeGreaterThan(4000)
    expect(seen.failures).toBeGreaterThan(100)
  })
})

/** Columns of a log that the kernel takes: one time. */
const kernelColumns = columnsArbitrary.map(columns => [
  ...new Set([...columns.filter(column => column !== 'updated_at'), 'timestamp']),
])

describe('the kernel', () => {
  test('tells of any file what the exact path tells of it', async () => {
    const seen = { files: 0, rows: 0, rejected: 0 }
    await fc.assert(
      fc.asyncProperty(fileArbitrary(kernelColumns, 120), async ({ text, cuts, reading }) => {
        const bytes = Buffer.from(text)
        const fast = await readFast(bytes, cuts, { ...reading, kernelFrom: 0 })
        if (fast.failure !== null && NO_JOBS.test(fast.failure)) return
        expect(fast).toEqual(await readExactly(bytes, reading))
        seen.files++
        seen.rows += fast.rows.length
        seen.rejected += fast.rejected.length
      }),
      { seed: 20261129, numRuns: 1000 },
    )
    expect(seen.files).toBeGreaterThan(700)
    expect(seen.rows).toBeGreaterThan(1500)
    expect(seen.rejected).toBeGreaterThan(1000)
  })

  test('tells of a log of several blocks, times out of order and more jobs than it remembers what the exact path tells', async () => {
    const draw = drawWhole(21)
    const pick = <T>(values: readonly T[]): T => values[draw() % values.length]!
    const rows = Array.from({ length: 90_000 }, (_, i) => {
      const day = pick(['2026-10-01', '2026-10-02', '2026-10-03', '2024-02-29', '2026-02-29'])
      // The first rows are short, so that a block holds more than one list of them has room for.
      if (i < 50_000) return `2026-10-0${1 + (i >> 15)}T00:00:00Z,O1,,5,,`
      const id = pick(['', `t-${i}`, `t-${i}`, `t-${i - 1}`, ' x', '7.8E+17'])
      const time = `${day}T0${i % 10}:0${i % 7}:0${i % 3}${pick(['Z', 'Z', '.5Z', '.123456Z', ''])}`
      return `${time},3.0,${id},${3 + (draw() % 12_000) / 1000},${pick(['a', 'b', ' c'])},720p`
    })
    rows[70_000] = `2026-10-01T00:00:00Z,3.0,${'x'.repeat(1_200_000)},5,a,720p`
    const bytes = Buffer.from(`timestamp,model,task_id,duration,account,resolution\n${rows.join('\n')}`)
    const cuts = [1_500_000, 1_500_007, 2_700_000]
    const reading = {
      cards: 'dated',
      clock: 'UTC',
      policy: 'skip',
      columns: new Map(),
      isUsage: false,
    } as const
    const fast = await readFast(bytes, cuts, { ...reading, kernelFrom: 0 })
    const exact = await readExactly(bytes, reading)
    expect(fast.rows.length).toBe(exact.rows.length)
    expect(fast.rows.findIndex((row, i) => row !== exact.rows[i])).toBe(-1)
    expect(fast.rejected).toEqual(exact.rejected)
    expect(fast.rows.length).toBeGreaterThan(50_000)
  })
})
