/**
 * How well use is forecast: `npm run bench:forecast [FILE] [EVERY]`. Totals of 28 and 90 days, forecast from 14 to 180
 * days of history, beside the last week repeated, the mean of 28 days and, where Rscript and its package `forecast`
 * are installed, ets, theta and stl + ets. Series are generated, or those of FILE: JSON, `{name: [use of each day]}`.
 * Error: |forecast - actual| ÷ actual, at most 3. Pinball: the mean loss at P10, P50 and P90 together ÷ actual.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { isInstalled } from './rounds.js'
import { generate, KINDS } from './series.js'

const here = import.meta.dirname
const data = join(here, 'data')
mkdirSync(data, { recursive: true })
const built = join(data, 'forecast.mjs')
buildSync({
  entryPoints: [join(here, '..', 'src', 'core', 'plan', 'forecast', 'forecast.ts')],
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile: built,
  logLevel: 'error',
})
const { forecastUse } = await import(built)

const [file, every = '7'] = process.argv.slice(2)
const series =
  file && file !== '-'
    ? Object.entries(JSON.parse(readFileSync(file, 'utf8')))
    : KINDS.flatMap(kind => Array.from({ length: 16 }, (_, i) => [kind, generate(kind, i + 1)]))
const sum = values => values.reduce((all, value) => all + value, 0)
const mean = values => sum(values) / Math.max(1, values.length)

const questions = series.flatMap(([name, uses]) =>
  [14, 21, 42, 84, 180].flatMap(days =>
    [28, 90].flatMap(horizon =>
      [0.2, 0.8].flatMap(place => {
        const room = uses.length - days - horizon
        const from = Math.floor(room * place)
        const history = uses.slice(from, from + days)
        const actual = sum(uses.slice(from + days, from + days + horizon))
        return room < 0 || actual === 0 || sum(history) === 0
          ? []
          : [{ name, days, horizon, history, actual }]
      }),
    ),
  ),
)
const asked = questions.filter((_, i) => i % Number(every) === 0)

const tenths = n => ({ num: BigInt(n), den: 10n })
const QUANTILES = [tenths(1), { num: 1n, den: 2n }, tenths(9)]
const ours = asked.map(({ history, horizon }) =>
  forecastUse({ history: history.map(BigInt), daysAhead: horizon, quantiles: QUANTILES }).paths.map(
    ({ total }) => Number(total),
  ),
)
const point = total => [null, total, null]
const methods = [
  ['kling-cost', ours],
  [
    'last week',
    asked.map(({ history, horizon }) =>
      point(sum(Array.from({ length: horizon }, (_, i) => history.at(-7 + (i % 7))))),
    ),
  ],
  ['mean of 28 days', asked.map(({ history, horizon }) => point(mean(history.slice(-28)) * horizon))],
]
if (isInstalled('Rscript')) {
  const list = join(data, 'forecast-questions.txt')
  writeFileSync(list, `${asked.map(({ horizon, history }) => [horizon, ...history].join()).join('\n')}\n`)
  const run = spawnSync('Rscript', [join(here, 'peers', 'forecast.R'), list], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.status !== 0) throw new Error(run.stderr)
  const rows = run.stdout
    .trim()
    .split('\n')
    .map(line => line.split(',').map(Number))
  for (const [i, name] of ['R: ets', 'R: theta', 'R: stl + ets'].entries())
    methods.push([name, rows.map(row => row.slice(3 * i, 3 * i + 3))])
}

const loss = (quantile, forecast, actual) =>
  actual >= forecast ? quantile * (actual - forecast) : (1 - quantile) * (forecast - actual)
const percent = value => (Number.isNaN(value) ? '-' : (100 * value).toFixed(1)).padStart(8)
console.log(
  `${asked.length} of ${questions.length} questions, ${new Set(series.map(([name]) => name)).size} kinds or names`,
)
console.log(
  `${'%'.padEnd(18)}  ${['28 days', '90 days', '14-21 d', 'inside', 'above', 'pinball'].map(head => head.padStart(8)).join('')}`,
)
for (const [name, forecasts] of methods) {
  const scored = asked.flatMap(({ horizon, days, actual }, i) => {
    const [low, middle, high] = forecasts[i]
    if (Number.isNaN(middle)) return []
    const pinball =
      low === null ? Number.NaN : loss(0.1, low, actual) + loss(0.5, middle, actual) + loss(0.9, high, actual)
    return [
      {
        horizon,
        days,
        error: Math.min(3, Math.abs(middle - actual) / actual),
        inside: low === null ? Number.NaN : Number(actual >= low && actual <= high),
        above: low === null ? Number.NaN : Number(actual > high),
        pinball: Math.min(3, pinball / actual),
      },
    ]
  })
  const of = (key, isCounted = () => true) => mean(scored.filter(isCounted).map(entry => entry[key]))
  console.log(
    `${name.padEnd(18)}  ${[
      of('error', ({ horizon }) => horizon === 28),
      of('error', ({ horizon }) => horizon === 90),
      of('error', ({ days }) => days <= 21),
      of('inside'),
      of('above'),
      of('pinball'),
    ]
      .map(percent)
      .join('')}`,
  )
}
