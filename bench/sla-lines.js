/**
 * From logs of lines to an answer: `npm run bench:sla-lines [ROWS [ROUNDS]]`. JSON lines, flat and nested, plain and
 * compressed, beside DuckDB and beside JSON.parse for each line; the combined format beside GoAccess, where it is
 * installed. The run fails when counts disagree.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isInstalled, printRatios, timeInTurn } from './rounds.js'
import { createRandom } from './usage-log.js'

const rows = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 3)
const here = import.meta.dirname
const sla = [process.execPath, join(here, '..', 'bin', 'kling-cost.js'), 'sla', '--json', '--quiet']
const hasGoaccess = isInstalled('goaccess')
if (!hasGoaccess) console.log('goaccess is not installed: left out')

const MONTH = 31 * 86_400_000
const PATHS = ['/v1/videos/text2video', '/v1/videos/image2video', '/v1/images/generations']

/** Writes a line for each request of October 2026. */
function writeLog(path, writeLine) {
  const random = createRandom(1)
  const file = openSync(path, 'w')
  let text = ''
  for (let i = 0; i < rows; i++) {
    const at = new Date(Date.UTC(2026, 9, 1) + Math.floor((i * MONTH) / rows))
    const chance = random()
    const status = chance < 0.95 ? 200 : chance < 0.98 ? 429 : 503
    const id = Math.floor(random() * 16 ** 8).toString(16)
    text += `${writeLine({ at, status, id, path: PATHS[i % 3], millis: Math.floor(random() * 9000) })}\n`
    if (text.length > 1 << 20) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
}

const jsonLine = ({ at, status, id, path, millis }) =>
  JSON.stringify({
    timestamp: at.toISOString(),
    level: 'info',
    request_id: `${id}-${id}-${id}`,
    method: 'POST',
    endpoint: path,
    status,
    latency_ms: millis,
    message: 'request done',
  })

/** As Kong's plugins write it. */
const kongLine = ({ at, status, id, path, millis }) =>
  JSON.stringify({
    request: {
      id,
      method: 'POST',
      uri: path,
      url: `https://api.example.com:443${path}`,
      size: millis,
      headers: { host: 'api.example.com', 'user-agent': 'python-requests/2.31.0' },
    },
    response: { status, size: millis, headers: { 'content-type': 'application/json' } },
    latencies: { request: millis, kong: 1, proxy: millis },
    client_ip: '10.0.0.7',
    started_at: at.getTime(),
  })

/** JSON lines by form: how they are written, and what DuckDB is told of them. */
const FORMS = {
  flat: {
    write: jsonLine,
    columns: "{timestamp: 'TIMESTAMP', status: 'USMALLINT', endpoint: 'VARCHAR', request_id: 'VARCHAR'}",
    time: 'timestamp',
    status: 'status',
  },
  "nested, Kong's": {
    write: kongLine,
    columns:
      "{started_at: 'BIGINT', request: 'STRUCT(id VARCHAR, uri VARCHAR)', response: 'STRUCT(status USMALLINT)'}",
    time: 'make_timestamp_ms(started_at)',
    status: 'response.status',
  },
}

/** JSON lines beside DuckDB, which reads as many columns as this program does. */
function compareJson(form, { write, columns, time, status }) {
  const plain = join(folder, 'requests.jsonl')
  writeLog(plain, write)
  execFileSync('gzip', ['-k', plain])
  for (const file of [plain, `${plain}.gz`]) {
    const results = timeInTurn(
      [
        { name: 'kling-cost sla', argv: [...sla, file] },
        {
          name: 'DuckDB',
          argv: [process.execPath, join(here, 'peers', 'sla-duckdb-json.js'), file, columns, time, status],
        },
        ...(form === 'flat' && file === plain
          ? [
              {
                name: 'readline, JSON.parse',
                argv: [process.execPath, join(here, 'peers', 'sla-json-parse.js'), file],
              },
            ]
          : []),
      ],
      rounds,
    )
    for (const { name, output } of results.slice(1))
      if (countsOf(results[0].output) !== output.trim())
        throw new Error(`${countsOf(results[0].output)} is not ${output}, which ${name} says`)
    const packed = file === plain ? '' : ', .gz'
    printRatios(`${rows} JSON lines, ${form}${packed}, median of ${rounds}`, results)
  }
  rmSync(plain)
  rmSync(`${plain}.gz`)
}

function combinedLine({ at, status, id, path, millis }) {
  const [, date, month, year, time] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString())
  return `10.0.${millis % 256}.7 - - [${date}/${month}/${year}:${time} +0000] "POST ${path}/${id} HTTP/1.1" ${status} ${millis} "-" "python-requests/2.31.0"`
}

const countsOf = output => {
  const [{ requests, valid, errors, slices_with_requests }] = JSON.parse(output).periods
  return [requests, valid, errors, slices_with_requests].join(' ')
}

const folder = mkdtempSync(join(tmpdir(), 'bench-lines-'))
try {
  for (const [form, how] of Object.entries(FORMS)) compareJson(form, how)

  const combined = join(folder, 'access.log')
  writeLog(combined, combinedLine)
  const access = timeInTurn(
    [
      { name: 'kling-cost sla', argv: [...sla, combined] },
      ...(hasGoaccess
        ? [
            {
              name: 'GoAccess',
              argv: [
                'goaccess',
                combined,
                '--log-format=COMBINED',
                '-o',
                join(folder, 'report.json'),
                '--no-progress',
              ],
            },
          ]
        : []),
    ],
    rounds,
  )
  if (JSON.parse(access[0].output).periods[0].requests !== rows) throw new Error('requests are missing')
  printRatios(`${rows} lines of the combined format, median of ${rounds}`, access)
} finally {
  rmSync(folder, { recursive: true })
}
