/**
 * From logs of lines to an answer: `npm run bench:sla-lines [ROWS [ROUNDS]]`. JSON lines beside JSON.parse for each
 * line, and the combined format beside GoAccess, where it is installed. The run fails when counts disagree.
 */
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
  const json = join(folder, 'requests.jsonl')
  writeLog(json, jsonLine)
  const lines = timeInTurn(
    [
      { name: 'kling-cost sla', argv: [...sla, json] },
      {
        name: 'readline, JSON.parse',
        argv: [process.execPath, join(here, 'peers', 'sla-json-parse.js'), json],
      },
    ],
    rounds,
  )
  if (countsOf(lines[0].output) !== lines[1].output.trim())
    throw new Error(`${countsOf(lines[0].output)} is not ${lines[1].output}`)
  printRatios(`${rows} JSON lines, median of ${rounds}`, lines)
  rmSync(json)

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
