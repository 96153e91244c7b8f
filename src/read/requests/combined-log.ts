/** The combined log format of nginx and Apache, and the common one, which is its beginning. */
import { isIP } from 'node:net'
import { atLine, fail, type Place } from '../../core/failure.js'
import { MONTH_NAMES } from '../../core/instant.js'
import { type EndpointFilter, globsOf, isOfHost, NO_FILTER } from '../../core/sla/endpoint.js'
import { isLeftOut, type LeftOut, NONE_LEFT_OUT, withoutLeftOut } from '../left-out.js'
import { type BrokenRow, type ColumnNames, checkNeeded, normaliseHeader, type Row } from '../rows.js'
import { inQuotes } from '../values.js'
import { NEEDED_COLUMNS } from './request-row.js'

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
  // In front of all else, where it is there.
  'virtual_host',
] as const
/** What a format of one's own adds behind these, field by field, such as `after http_user_agent 2`. */
const ADDED = /^after (?:http_user_agent|body_bytes_sent) ([1-9]\d?)$/
const ADDED_FIELD = /"((?:[^"\\]|\\.)*)"|\[([^[\]]*)\]|(\S+)/g

const addedFields = (rest: string): string[] =>
  [...rest.matchAll(ADDED_FIELD)].map(([, quoted, inBrackets, bare]) => quoted ?? inBrackets ?? bare ?? '')

/** The names of what a line has behind the fields of the format. */
export function listAdded(line: string): string[] {
  const match = LINE.exec(line)
  if (match === null) return []
  const front = match[10] === undefined ? 'after body_bytes_sent' : 'after http_user_agent'
  return addedFields(line.slice(match.index + match[0].length)).map((_, i) => `${front} ${i + 1}`)
}

/** Where a column of that name stands: of what is added, behind all others; -1: nowhere. */
export function indexOfField(name: string): number {
  const own = normaliseHeader(name).replace(/^\$/, '')
  const added = ADDED.exec(own)?.[1]
  return added === undefined
    ? (COMBINED_FIELDS as readonly string[]).indexOf(own)
    : COMBINED_FIELDS.length + Number(added) - 1
}

/** The field of the host that requests are of, where a filter names hosts. */
const HOST = 'host'
/** Where the columns stand that every such log has. */
const OWN_FIELDS = [
  ['timestamp', 'time_local'],
  ['status', 'status'],
  ['endpoint', 'request'],
] as const
const VIRTUAL_HOST = COMBINED_FIELDS.indexOf('virtual_host')
const REQUEST = COMBINED_FIELDS.indexOf('request')

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

/** Who made a request, by what stands in front of its time; `lead`: what is in front of that, such as a container's name. */
function readClient(head: string): { lead: string; address: string; user: string } {
  const words = head.split(' ')
  // As a kernel knows a plain line; programs that add something in front write the address behind it.
  const address =
    words[1] === '-'
      ? 0
      : Math.max(
          0,
          words.findIndex(word => isIP(word) !== 0),
        )
  const join = (from: number, to?: number): string => words.slice(from, to).join(' ')
  return { lead: join(0, address), address: words[address]!, user: join(address + 2) }
}

/**
 * What stands in a line that is in none of the fields, by where it stands. Throws LOG_MALFORMED where a number is in front,
 * as of a count of equal lines.
 */
export function listUnread(line: string, place: Place): string[] {
  const match = LINE.exec(line)
  if (match === null) return []
  const { lead } = readClient(line.slice(0, match.index))
  if (/^\s*\d+$/.test(lead)) {
    fail(
      'LOG_MALFORMED',
      `expected a line for each request; got the number ${lead.trim()} in front of the address, as \`uniq -c\` counts equal lines`,
      place,
      "give the lines before they are counted; if the number is none of requests, cut it off: sed -E 's/^ *[0-9]+ //'",
    )
  }
  const isSite = lead === '' || virtualHostOf(line) !== null
  const isWhole = line.slice(match.index + match[0].length).trim() === ''
  return [
    ...(isSite ? [] : ['before remote_addr']),
    ...(isWhole ? [] : [match[10] === undefined ? 'after body_bytes_sent' : 'after http_user_agent']),
  ]
}

// A host, with its port or without, in front of an address: what stands there in no other format is the name of a site.
const SITE =
  /^(?:([\w.-]+|\[[\da-f:.]+\])(?::(\d+))|([\w.-]*[a-z][\w.-]*)) (?:\d+(?:\.\d+){3}|[\da-f:]*:[\da-f:.]*) \S+ /i

/** The virtual host in front of a line, without the port that its scheme has; null when none stands there. */
export function virtualHostOf(line: string): string | null {
  const [, host, port, bare] = SITE.exec(line) ?? []
  if (host === undefined) return bare ?? null
  return port === '80' || port === '443' ? host : `${host}:${port}`
}

/**
 * Where each column that is read stands; hosts are read only where a filter names any, as a kernel does not find them.
 * Throws HEADER_MISSING for a column that the format does not have.
 */
export function locateFields(
  renamed: ColumnNames,
  place: Place,
  filter: EndpointFilter = NO_FILTER,
  leftOut: LeftOut = NONE_LEFT_OUT,
): ReadonlyMap<string, number> {
  const located = new Map<string, number>(
    OWN_FIELDS.filter(([, name]) => !isLeftOut(name, leftOut)).map(([column, name]) => [
      column,
      COMBINED_FIELDS.indexOf(name),
    ]),
  )
  for (const [column, name] of renamed) {
    const index = indexOfField(name)
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
  checkNeeded(NEEDED_COLUMNS, located, withoutLeftOut(COMBINED_FIELDS, leftOut), place)
  if (globsOf(filter).some(isOfHost)) located.set(HOST, VIRTUAL_HOST)
  return located
}

/** The request with the URL in place of its path; a host in the request itself stands. */
function addHost(request: string, host: string | null): string {
  if (request === '-') return ''
  return host === null ? request : request.replace(/^([A-Z]+ )(?=\/)/, `$1http://${host}`)
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
    const place = atLine(file, number)
    return { line: number, raw: line, issue: { code: 'LOG_MALFORMED', message: EXPECTED, place } }
  }
  const [request, status, bytes, referer, agent] = match!.slice(6)
  const { address, user } = readClient(line.slice(0, match!.index))
  const values = [address, user, iso, request, status, bytes, referer, agent]
  let added: string[] | null = null
  const addedAt = (index: number): string | undefined => {
    added ??= addedFields(line.slice(match!.index + match![0].length))
    return added[index]
  }
  return {
    line: number,
    raw: line,
    text(column) {
      const index = fields.get(column)
      if (index === undefined) return undefined
      if (index === VIRTUAL_HOST) return virtualHostOf(line) ?? ''
      if (index === REQUEST && fields.has(HOST)) return addHost(request!, virtualHostOf(line))
      // `-` stands for nothing in every field.
      const value =
        (index < COMBINED_FIELDS.length ? values[index] : addedAt(index - COMBINED_FIELDS.length)) ?? ''
      return value === '-' ? '' : value
    },
  }
}

const EXPECTED =
  'the line is not of the combined log format: ADDRESS - USER [01/Oct/2026:00:00:00 +0000] "REQUEST" STATUS BYTES'
