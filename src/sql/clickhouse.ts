/**
 * A table of a ClickHouse server, asked through the official client, which is loaded only then.
 *
 * An answer is whole or an error. The server is told to send nothing until the query has ended
 * (`wait_end_of_query`), so that a query that fails gives a failure and not a beginning; a connection that breaks
 * is an error of the client; and the query itself ends with a row that says how many there were
 * (sql/counting-sql.ts).
 */
import { isUtf8 } from 'node:buffer'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { escapePattern } from '../core/escape-pattern.js'
import { fail, failWithHint, inFile, type Place } from '../core/failure.js'
import type { Input } from '../read/source.js'
import type { TableColumn } from './table-columns.js'

export interface TableAddress {
  /** As messages name it. */
  readonly name: string
  /** The server's address for HTTP. */
  readonly server: string
  /** The table's name, with its database when that was given. */
  readonly table: readonly string[]
}

/** Who asks; from the environment alone, since a command line can be read by others. */
export interface Credentials {
  readonly user: string | undefined
  readonly password: string | undefined
}

export interface OpenTable {
  /** Throws SERVER_FAILED where the server may answer with a part of what was asked for. */
  checkWhole(): Promise<void>
  columns(): Promise<readonly TableColumn[]>
  /** The answer of a query as CSV with a header. */
  ask(query: string): Promise<Input>
  close(): Promise<void>
}

const SCHEME = 'clickhouse:'
export const isTableAddress = (text: string): boolean => text.toLowerCase().startsWith(SCHEME)

const FORM = 'clickhouse://HOST[:PORT]/[DATABASE.]TABLE is allowed, with ?secure behind it for TLS'

/** Reads `clickhouse://host:port/db.table`. Throws BAD_VALUE, which never repeats what may be a password. */
export function parseTableAddress(text: string): TableAddress {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return fail('BAD_VALUE', `the address of the table cannot be read; ${FORM}`)
  }
  if (url.username !== '' || url.password !== '' || /%40|@/i.test(text)) {
    const hint = 'CLICKHOUSE_USER and CLICKHOUSE_PASSWORD in the environment are read'
    failWithHint('BAD_VALUE', 'the address of the table holds a user, which others could read', hint)
  }
  let path: string
  try {
    path = decodeURIComponent(url.pathname.slice(1))
  } catch {
    path = ''
  }
  const table = path.split('.')
  const isName = (part: string): boolean => /^[^\p{Cc}/]{1,200}$/u.test(part)
  const isForm = ['', '?secure'].includes(url.search) && url.hash === '' && url.hostname !== ''
  if (!isForm || table.length > 2 || !table.every(isName)) {
    // What stands behind `?` or `#` may be a password, as drivers of other languages have it.
    const shown = JSON.stringify(text.replace(/[?#].*/s, '…'))
    fail('BAD_VALUE', `the address ${shown} cannot be read; ${FORM}`)
  }
  const isSecure = url.search !== ''
  const port = url.port || (isSecure ? '8443' : '8123')
  const host = `${url.hostname}:${port}`
  return { name: `clickhouse://${host}/${path}`, server: `${isSecure ? 'https' : 'http'}://${host}`, table }
}

/** Whether what is said to a server and what it says goes over a network as it is. */
export function isReadableOnTheWay({ server }: TableAddress): boolean {
  const { protocol, hostname } = new URL(server)
  return protocol === 'http:' && !/^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

/**
 * Settings by which a server leaves out shards that are down, or stops reading at a limit, and answers all the
 * same. They are looked at and not set, as a user who may only read may set none.
 */
const PARTIAL_SETTINGS =
  "SELECT name, value FROM system.settings WHERE name LIKE '%overflow_mode' AND value <> 'throw' OR name = 'skip_unavailable_shards' AND value <> '0'"

/** Settings and columns take some kilobytes. */
const MAX_PAIRS = 4 << 20

/** The longest time that a timer of Node can wait. */
const LONGEST_MILLIS = 2 ** 31 - 1

/** A password as servers and proxies repeat it: as it is, in an address, and in the header that it was sent in. */
function spellingsOf(password: string, user: string): string[] {
  const basic = Buffer.from(`${user}:${password}`)
  return [basic.toString('base64'), basic.toString('base64url'), encodeURIComponent(password), password]
}

/**
 * Opens a table; `millis` is how long all of its answers may take together. Whatever fails is SERVER_FAILED, in
 * whose message neither user nor password stands.
 */
export async function openTable(
  address: TableAddress,
  { user, password }: Credentials,
  millis: number,
): Promise<OpenTable> {
  const loaded: typeof import('@clickhouse/client') & { default?: typeof import('@clickhouse/client') } =
    await import('@clickhouse/client')
  // It is CommonJS: bundled into an ES module it has its names below `default`.
  const { ClickHouseLogLevel, createClient } = loaded.default ?? loaded
  const limit = Math.min(millis, LONGEST_MILLIS)
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), limit)
  const place: Place = inFile(address.name)
  const secrets = password ? spellingsOf(password, user ?? 'default') : []
  const refuse = (error: unknown): never => {
    if (deadline.signal.aborted) {
      fail(
        'SERVER_FAILED',
        `gave no whole answer within ${limit / 1000} s`,
        place,
        '--timeout gives it longer',
      )
    }
    let message = elsewhere === null ? describeFailure(error) : `sends to ${elsewhere}, which is not followed`
    for (const secret of secrets) message = message.replaceAll(secret, '***')
    // A name may be a letter, which stands in many words.
    if (user && user !== 'default')
      message = message.replaceAll(new RegExp(`(?<!\\w)${escapePattern(user)}(?!\\w)`, 'g'), '***')
    const hint = elsewhere === null ? undefined : 'name the address that answers itself'
    return fail('SERVER_FAILED', message, place, hint)
  }
  // The client follows no redirection, nor does it tell where to.
  let elsewhere: string | null = null
  const noteRedirection = (event: unknown): void => {
    const { statusCode = 0, headers } = (event as { response: IncomingMessage }).response
    if (statusCode >= 300 && statusCode < 400) elsewhere = describeTarget(headers.location, address.server)
  }
  subscribe(RESPONSES, noteRedirection)
  const client = createClient({
    url: address.server,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    request_timeout: limit,
    max_open_connections: 1,
    keep_alive: { enabled: false },
    log: { level: ClickHouseLogLevel.OFF },
  })
  async function* send(query: string): AsyncGenerator<Buffer> {
    try {
      const { stream } = await client.exec({
        query,
        clickhouse_settings: { wait_end_of_query: 1 },
        abort_signal: deadline.signal,
      })
      // The client's own limit ends with the first byte; a server that drips must not hold a run for ever.
      deadline.signal.addEventListener('abort', () => stream.destroy(new Error('too late')), { once: true })
      if (deadline.signal.aborted) throw new Error('too late')
      let isFirst = true
      for await (const chunk of stream) {
        // A server that failed after it had said 200 says so in the body.
        const said =
          isFirst && /^Code: \d+\. DB::[\s\S]*/.exec((chunk as Buffer).toString('utf8', 0, 2000))?.[0]
        if (said) throw new Error(said)
        isFirst = false
        yield chunk as Buffer
      }
    } catch (error) {
      refuse(error)
    }
  }
  const askForPairs = async (query: string): Promise<[string, string][]> => {
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of send(`${query} FORMAT JSONCompact`)) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > MAX_PAIRS)
        fail('SERVER_FAILED', 'does not answer as a ClickHouse server does: its answer has no end', place)
    }
    return readPairs(Buffer.concat(chunks).toString('utf8'), place)
  }
  return {
    async checkWhole() {
      const settings = await askForPairs(PARTIAL_SETTINGS)
      if (settings.length === 0) return
      const list = settings.map(pair => pair.join(' = ')).join(', ')
      const hint = 'ask as a user whose profile leaves these settings as they are at first'
      fail('SERVER_FAILED', `may answer with a part of the requests, by its settings: ${list}`, place, hint)
    },
    async columns() {
      const table = address.table.map(part => `\`${part.replaceAll(/[\\`]/g, '\\$&')}\``).join('.')
      const described = await askForPairs(`DESCRIBE TABLE ${table}`)
      return described.map(([name, type]) => ({ name, type }))
    },
    async ask(query) {
      let bytes = 0
      const chunks = toWholeLines(send(`${query}\nFORMAT CSVWithNames`), place, length => {
        bytes += length
      })
      return { name: address.name, size: null, bytesRead: () => bytes, chunks }
    },
    async close() {
      clearTimeout(timer)
      unsubscribe(RESPONSES, noteRedirection)
      await client.close()
    },
  }
}

/** Where Node tells of every response. Nothing else asks a server while a table is open. */
const RESPONSES = 'http.client.response.finish'

/** The address that a server sends to, without what may be a password. */
function describeTarget(location: string | undefined, from: string): string {
  try {
    const { protocol, host, pathname } = new URL(location ?? '', from)
    return `${protocol}//${host}${pathname === '/' ? '' : pathname}`.slice(0, 200)
  } catch {
    return 'another address'
  }
}

/** What the client or the server says went wrong, in one line. */
function describeFailure(error: unknown): string {
  const { code, message = String(error) } = error as { code?: string; message?: string }
  const line = message.replaceAll(/\s+/g, ' ').trim()
  // Servers of old and of today put it in different words around the same ones.
  const said = /DB::\w*Exception: (.*?)(?:, e\.what\(\) =.*|\(version [^)]*\).*)?$/.exec(line)?.[1]
  // The server's failures have a number, those of a connection a word.
  if (said !== undefined || /^\d+$/.test(code ?? '')) return `refused: ${(said ?? line).slice(0, 300)}`
  return `cannot be asked, or stopped before the answer was whole (${code ?? line})`
}

/** Rows that begin with two texts. */
function readPairs(text: string, place: Place): [string, string][] {
  try {
    const { data } = JSON.parse(text) as { data: string[][] }
    return data.map(([first, second]) => [String(first), String(second)])
  } catch {
    return fail('SERVER_FAILED', 'does not answer as a ClickHouse server does', place)
  }
}

/** The answer as `Input` has it. A name that is not UTF-8 would be another name. */
async function* toWholeLines(chunks: AsyncIterable<Buffer>, place: Place, onRead: (length: number) => void) {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    onRead(chunk.length)
    const all = Buffer.concat([rest, chunk])
    const end = all.lastIndexOf(0x0a) + 1
    rest = all.subarray(end)
    if (end > 0) yield checkUtf8(all.subarray(0, end), place)
  }
  if (rest.length > 0) yield checkUtf8(rest, place)
}

function checkUtf8(lines: Buffer, place: Place): Buffer {
  if (!isUtf8(lines)) fail('FILE_NOT_TEXT', 'the table holds accounts that are not UTF-8', place)
  return lines
}
