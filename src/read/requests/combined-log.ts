/** The combined log format of nginx and Apache, and the common one, which is its beginning. */
import { fail, type Place } from '../../core/failure.js'
import { MONTH_NAMES } from '../../core/instant.js'
import { type BrokenRow, type ColumnNames, normaliseHeader, type Row } from '../rows.js'
import { inQuotes } from '../values.js'

/** What stands in a line, by nginx's names; `--columns` and `--account-column` may take any for a column. */
export const COMBINED_FIELDS = [
  'remote_addr',
  'remote_user',
  'time_local',
  'request',
  'status',
  'body_bytes_sent',
  'http_referer',
  'http_user_agent',
] as const

const timeOf = (clock: string): string => `(\\d{2})/([A-Za-z]{3})/(\\d{4}):(${clock}) ([+-]\\d{4})`
const CLOCK = '\\d{2}:\\d{2}:\\d{2}'
const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"'
// From the time on. In front of it stand address and user, in some formats the virtual host too; behind it
// anything that was added to the format. The user's name is the client's to choose and may hold a
// bracket, but no bare quote, so that only the real time is followed by a quoted request.
const LINE = new RegExp(
  ` \\[${timeOf(CLOCK)}\\] ${QUOTED} (\\d{1,3}|-) (\\d+|-)(?: ${QUOTED} ${QUOTED})?(?= |$)`,
)

const MONTHS = MONTH_NAMES.map(name => name.slice(0, 3))

const ONLY_TIME = new RegExp(`^${timeOf(`${CLOCK}(?:\\.\\d+)?`)}$`)

/** A time of the format, with or without a fraction of its second, in ISO-8601; null for what is none. */
export const isoOfTime = (text: string): string | null => isoOf(ONLY_TIME.exec(text)?.slice(1) ?? [])

function isoOf([date, name, year, time, offset]: readonly string[]): string | null {
  const month = MONTHS.indexOf(name!) + 1
  return month === 0 ? null : `${year}-${String(month).padStart(2, '0')}-${date}T${time}${offset}`
}

/** Whether a line is of this format. */
export const isCombinedLine = (line: string): boolean => LINE.test(line)

/** Where each column that is read stands. Throws HEADER_MISSING for one that the format does not have. */
export function locateFields(renamed: ColumnNames, place: Place): ReadonlyMap<string, number> {
  const located = new Map<string, number>([
    ['timestamp', COMBINED_FIELDS.indexOf('time_local')],
    ['status', COMBINED_FIELDS.indexOf('status')],
    ['endpoint', COMBINED_FIELDS.indexOf('request')],
  ])
  for (const [column, name] of renamed) {
    const index = (COMBINED_FIELDS as readonly string[]).indexOf(normaliseHeader(name).replace(/^\$/, ''))
    if (index < 0) {
      fail(
        'HEADER_MISSING',
        `the combined log format has no ${inQuotes(name)}`,
        place,
        `it has ${COMBINED_FIELDS.join(', ')}`,
      )
    }
    located.set(column, index)
  }
  return located
}

/** A line as a row of named texts, its time in ISO-8601. */
export function combinedRow(
  line: string,
  number: number,
  fields: ReadonlyMap<string, number>,
  file: string,
): Row | BrokenRow {
  const match = LINE.exec(line)
  const iso = match && isoOf(match.slice(1))
  if (iso === null) {
    const place = { file, line: number, column: null }
    return { line: number, raw: line, issue: { code: 'LOG_MALFORMED', message: EXPECTED, place } }
  }
  const [request, status, bytes, referer, agent] = match!.slice(6)
  const [address, , ...user] = line.slice(0, match!.index).split(' ')
  const values = [address, user.join(' '), iso, request, status, bytes, referer, agent]
  return {
    line: number,
    raw: line,
    text(column) {
      const index = fields.get(column)
      if (index === undefined) return undefined
      // `-` stands for nothing in every field.
      const value = values[index] ?? ''
      return value === '-' ? '' : value
    },
  }
}

const EXPECTED =
  'the line is not of the combined log format: ADDRESS - USER [01/Oct/2026:00:00:00 +0000] "REQUEST" STATUS BYTES'
