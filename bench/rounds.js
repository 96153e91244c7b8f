/**
 * Runs commands in turn, round after round, so that a machine that slows down slows all of them, and compares
 * their medians. Only ratios of one run mean anything. Every other round goes the other way about: what ran before
 * makes a difference of a twentieth, as a processor that was idle for seconds takes a while to be as fast as it was.
 */
import { spawnSync } from 'node:child_process'

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Wall milliseconds of each command over `rounds` rounds after one to warm up; fails when a command does. */
export function timeInTurn(commands, rounds) {
  const times = commands.map(() => [])
  const outputs = commands.map(() => '')
  const forth = [...commands.entries()]
  const back = forth.toReversed()
  for (let round = -1; round < rounds; round++) {
    for (const [i, { name, argv }] of round % 2 === 0 ? forth : back) {
      const start = process.hrtime.bigint()
      const run = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8', maxBuffer: 1 << 28 })
      const elapsed = Number(process.hrtime.bigint() - start) / 1e6
      if (run.error || run.status !== 0) throw new Error(`${name} failed: ${run.error ?? run.stderr}`)
      outputs[i] = run.stdout
      if (round >= 0) times[i].push(elapsed)
    }
  }
  return commands.map(({ name }, i) => ({
    name,
    median_ms: Math.round(median(times[i]) * 10) / 10,
    output: outputs[i],
  }))
}

/** The peak memory in megabytes of a command that Node runs, such as `[node, program, …]`. */
export function measureMemory([node, program, ...argv]) {
  const measure = `process.on('exit', () => console.error(process.resourceUsage().maxRSS)); process.argv[1] = ${JSON.stringify(program)}; require(process.argv[1])`
  const { stderr } = spawnSync(node, ['-e', measure, 'x', ...argv], {
    encoding: 'utf8',
    stdio: ['inherit', 'ignore', 'pipe'],
  })
  return Math.round(Number(stderr.trim().split('\n').at(-1)) / 1024)
}

/** Whether a command can be run here. */
export const isInstalled = command => spawnSync(command, ['--version']).error === undefined

/** Prints medians with their ratio to the first, and the same as JSON. */
export function printRatios(title, results) {
  const [floor] = results
  const rows = results.map(({ name, median_ms }) => ({
    name,
    median_ms,
    ratio: Math.round((median_ms / floor.median_ms) * 100) / 100,
  }))
  console.log(`${title}; ratio to "${floor.name}"`)
  for (const { name, median_ms, ratio } of rows) {
    console.log(`  ${ratio.toFixed(2).padStart(8)}  ${median_ms.toFixed(1).padStart(9)} ms  ${name}`)
  }
  console.log(JSON.stringify({ title, node: process.version, results: rows }))
}
