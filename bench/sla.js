/**
 * From a request log to an answer: `npm run bench:sla [ROWS [ROUNDS]]`. Each peer counts the same log by slices
 * and prints the sums; the run fails when they disagree. Logs are written to the system's temporary folder and
 * removed: ten million rows take about 3 GB.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeRequestLog } from './request-log.js'
import { isInstalled, measureMemory, printRatios, timeInTurn } from './rounds.js'

const rows = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 5)
/** csv-parse takes minutes for more. */
const MOST_ROWS_OF_CSV_PARSE = 1_000_000

const here = import.meta.dirname
const program = join(here, '..', 'bin', 'kling-cost.js')
const sla = [process.execPath, program, 'sla', '--json', '--quiet']
const duckdb = [process.execPath, join(here, 'peers', 'sla-duckdb.js')]
const hasDuckdb =
  spawnSync(process.execPath, ['-e', "import('@duckdb/node-api')"], { cwd: here }).status === 0
const found = {
  duckdb: hasDuckdb,
  awk: isInstalled('awk'),
  gzip: isInstalled('gzip'),
  zstd: isInstalled('zstd'),
}
for (const [name, isThere] of Object.entries(found))
  if (!isThere) console.log(`${name} is not installed: left out`)

const folder = mkdtempSync(join(tmpdir(), 'bench-sla-'))
try {
  const [plain, quoted] = ['plain.csv', 'quoted.csv'].map(name => join(folder, name))
  writeRequestLog(plain, rows, false)
  compare('a plain file', plain, {
    peers: [
      ...(found.awk ? [{ name: 'awk', argv: ['awk', '-f', join(here, 'peers', 'sla.awk'), plain] }] : []),
      ...(rows <= MOST_ROWS_OF_CSV_PARSE
        ? [{ name: 'csv-parse', argv: [process.execPath, join(here, 'peers', 'sla-csv-parse.js'), plain] }]
        : []),
    ],
  })
  compare('through a pipe', plain, { isPipe: true })
  for (const [tool, ending] of [
    ['gzip', 'gz'],
    ['zstd', 'zst'],
  ]) {
    if (!found[tool]) continue
    const packed = `${plain}.${ending}`
    run(['sh', '-c', '"$1" -q -c "$2" >"$3"', 'sh', tool, plain, packed])
    compare(`.${ending}`, packed, { unpacker: tool })
    printMemory(`.${ending}`, packed)
    rmSync(packed)
  }
  rmSync(plain)
  writeRequestLog(quoted, rows, true)
  compare('quotes, and newlines between them', quoted)
  printMemory('quotes, and newlines between them', quoted)
} finally {
  rmSync(folder, { recursive: true })
}

/**
 * Times this program, DuckDB, `wc -l` and more on one log; all must count alike.
 * `unpacker`: by what `wc -l` is given the lines of a compressed log.
 */
function compare(title, log, { peers = [], isPipe = false, unpacker = null } = {}) {
  const fed = argv =>
    isPipe ? ['sh', '-c', 'log=$1; shift; cat "$log" | "$@"', 'sh', log, ...argv] : [...argv, log]
  const results = timeInTurn(
    [
      { name: 'kling-cost sla', argv: fed(sla) },
      unpacker
        ? {
            name: `${unpacker} -dc | wc -l`,
            argv: ['sh', '-c', '"$1" -dc "$2" | wc -l', 'sh', unpacker, log],
          }
        : { name: 'wc -l', argv: fed(['wc', '-l']) },
      ...(found.duckdb
        ? [{ name: 'DuckDB', argv: isPipe ? [...fed(duckdb), '/dev/stdin'] : fed(duckdb) }]
        : []),
      ...peers,
    ],
    rounds,
  )
  const counts = JSON.parse(results[0].output).periods.map(
    ({ requests, valid, errors, slices_with_requests }) =>
      [requests, valid, errors, slices_with_requests].join(' '),
  )
  for (const { name, output } of results) {
    if (name.startsWith('kling-cost') || name.endsWith('wc -l')) continue
    if (output.trim() !== counts[0]) throw new Error(`${title}: ${name} says ${output}, kling-cost ${counts}`)
  }
  printRatios(`${rows} rows, ${title}, median of ${rounds}`, results)
}

/** Prints the peak memory of this program on a log. */
function printMemory(title, log) {
  console.log(`peak memory, ${rows} rows, ${title}: ${measureMemory([...sla, log])} MB`)
}

function run(argv) {
  const { status, stderr } = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${argv.join(' ')} failed: ${stderr}`)
}
