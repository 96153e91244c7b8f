import { describe, expect, it } from 'vitest'
import type { Issue } from '../../src/core/failure.js'
import { type Instant, parseInstant, UTC } from '../../src/core/instant.js'
import { readRecords } from '../../src/read/csv.js'
import { openCsv, toRow, widthIssue } from '../../src/read/csv-form.js'
import { type RequestClass, readRequestClass, readRequestTime } from '../../src/read/requests/request-row.js'
import { createPlainTimeReader } from '../../src/scan/plain-time.js'
import { scanRequestCsv } from '../../src/scan/request-csv.js'
import { inputOf } from '../read/inputs.js'

const COLUMNS = ['timestamp', 'status', 'account', 'fault', 'excluded']

/** Rows as the scanner takes them, and from its first quote on as the exact parser does. */
async function readBoth(text: string, width: number): Promise<{ fast: string[]; exact: string[] }> {
  const columns = new Map(COLUMNS.slice(0, width).map((name, index) => [name, index]))
  const place = { file: 'x', line: 1, column: null }
  const say = (row: RequestClass, at: Instant): string => `${at} ${row.account} ${row.kind} ${row.isExcluded}`
  const complain = (issues: readonly Issue[]): string => issues.map(({ message }) => message).join('; ')
  const fast: string[] = []
  const { rest, delimiter } = await openCsv(inputOf(text, 'x', 2).chunks, 'x')
  const remainder = await scanRequestCsv<RequestClass>(
    rest,
    2,
    { delimiter, width, columns, counting: ['status', 'account', 'fault', 'excluded'], isUtc: true },
    {
      readSlot: read => readRequestClass(read, place),
      readTime: time => readRequestTime(time, UTC, place),
      count: (row, at) => fast.push(say(row, at)),
      reject: (issues, line) => fast.push(`${line}: ${complain(issues)}`),
      rejectWidth: (found, line) => fast.push(`${line}: ${widthIssue(found, width, 'x', line).message}`),
    },
  )
  const exactFrom = async (chunks: AsyncIterable<Buffer>, line: number): Promise<string[]> => {
    const found: string[] = []
    for await (const records of readRecords(chunks, { file: 'x', line, delimiter })) {
      for (const record of records) {
        const row = toRow(record, columns, width, 'x')
        if ('issue' in row) {
          found.push(`${row.line}: ${row.issue.message}`)
          continue
        }
        const at = readRequestTime(row.text('timestamp'), UTC, place)
        const read = readRequestClass(column => row.text(column), place)
        const issues = [...(Array.isArray(at) ? at : []), ...(Array.isArray(read) ? read : [])]
        found.push(
          issues.length > 0 ? `${row.line}: ${complain(issues)}` : say(read as RequestClass, at as Instant),
        )
      }
    }
    return found
  }
  if (remainder) fast.push(...(await exactFrom(remainder.chunks, remainder.line)))
  const whole = await openCsv(inputOf(text, 'x').chunks, 'x')
  return { fast, exact: await exactFrom(whole.rest, 2) }
}

describe('the scanner and the exact parser take a row alike', () => {
  const times = [
    '2026-10-01T00:00:00Z',
    '2026-10-01 00:00:00',
    '2026-10-01T00:00:00.1Z',
    '2026-10-01T00:00:00.123456789Z',
    '2026-10-01T00:00:00.1234567890Z',
    '2026-10-01T00:00:00.Z',
    '2026-10-01T24:00:00Z',
    '2026-10-01T00:60:00Z',
    '2026-10-01T00:00:61Z',
    '2026-02-29T00:00:00Z',
    '2028-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-10-0xT00:00:00Z',
    '2026-1x-01T00:00:00Z',
    '20x6-10-01T00:00:00Z',
    '2026-10-01T0a:00:00Z',
    '2026-10-01T00:00:00+08:00',
    '2026-10-01T00:00',
    '2026-10-01',
    '1790812800',
    '1790812800123',
    '1790812800.5',
    ' 2026-10-01T00:00:00Z ',
    '9999-10-01T00:00:00Z',
    '0026-10-01T00:00:00Z',
    '',
    'yesterday',
  ]
  const statuses = [
    '200',
    '503',
    '',
    '-',
    '0',
    '000',
    '00',
    ' 500 ',
    '99',
    '600',
    '5xx',
    '200.0',
    '٢٠٠',
    '-1',
  ]
  const tails = ['', ',a,,', ',,customer,', ',a,PROVIDER,yes', ', b ,network,FALSE', ',,nobody,no', ',a,,0']
  const rows = times.flatMap((time, i) =>
    statuses.map((status, j) => `${time},${status}${tails[1 + ((i + j) % (tails.length - 1))]}`),
  )
  it('in every form of time, status and exclusion', async () => {
    const { fast, exact } = await readBoth(`${COLUMNS.join(',')}\n${rows.join('\n')}\n`, 5)
    expect(fast).toEqual(exact)
    expect(fast.length).toBe(rows.length)
  })
  it('with blank lines, returns, other widths and no end to the last line', async () => {
    const text = `timestamp,status\r\n\r\n${rows.slice(0, 40).join('\r\n')}\r\n\n   \n2026-10-01T00:00:00Z,200\r\n2026-10-01T00:00:00Z`
    const { fast, exact } = await readBoth(text, 2)
    expect(fast).toEqual(exact)
  })
  it('from a quote on', async () => {
    const text = `${COLUMNS.join(';')}\n${rows.slice(0, 60).join('\n').replaceAll(',', ';')}\n2026-10-01T00:00:00Z;503;"a\n;b";;\n${rows.slice(60, 90).join('\n').replaceAll(',', ';')}\n`
    const { fast, exact } = await readBoth(text, 5)
    expect(fast).toEqual(exact)
    expect(fast).toContain(`${Date.parse('2026-10-01T00:00:00Z')} a\n;b server-error false`)
  })
  it('keeps apart fields that read alike when joined', async () => {
    const text = 'timestamp,status,account,fault,excluded\n2026-10-01,200,ab,,c\n2026-10-01,200,a,,bc\n'
    const { fast, exact } = await readBoth(text, 5)
    expect(fast).toEqual(exact)
  })
})

it('the plain reader of times agrees with the exact one wherever it answers', () => {
  const read = createPlainTimeReader(true)
  const pieces = ['2026-10-01', '2026-02-30', '1970-01-01', '2027-12-31']
  const clocks = ['T00:00:00', 'T23:59:59', ' 12:30:15', 'T25:00:00', 't01:02:03']
  const ends = ['', 'Z', 'z', '.5Z', '.999', '.0001Z', '.123456789', '+00:00', '.Z', 'ZZ']
  let answered = 0
  for (const text of pieces.flatMap(date => clocks.flatMap(clock => ends.map(end => date + clock + end)))) {
    const bytes = Buffer.from(`,${text},`)
    const found = read(bytes, 1, bytes.length - 1)
    if (found === null) continue
    answered++
    expect(found, text).toBe(parseInstant(text, UTC))
  }
  expect(answered).toBeGreaterThan(40)
})
