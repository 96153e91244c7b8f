import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Io } from '../../src/cli/io.js'
import { run } from '../../src/cli/main.js'

const ROWS = 1_000_000
const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
const log = join(folder, 'requests.csv')

/** A month of requests, one in a hundred an error and one in a thousand unreached. */
function writeLog(): void {
  const file = openSync(log, 'w')
  writeSync(file, 'timestamp,request_id,status,latency_ms\n')
  const start = Date.UTC(2026, 9, 1)
  for (let first = 0; first < ROWS; first += 10_000) {
    let block = ''
    for (let i = first; i < first + 10_000; i++) {
      const status = i % 1000 === 7 ? '' : i % 100 === 3 ? '503' : '200'
      block += `${new Date(start + i * 2678).toISOString()},r-${i},${status},${i % 900}\n`
    }
    writeSync(file, block)
  }
  closeSync(file)
}

async function runSla(
  args: readonly string[],
  stream: AsyncIterable<Buffer>,
): Promise<{ status: number; text: string }> {
  let text = ''
  const io: Io = {
    stdin: { stream, isTerminal: false },
    out: piece => {
      text += piece
    },
    err() {},
    outIsTerminal: false,
    errIsTerminal: false,
    columns: Number.POSITIVE_INFINITY,
    env: {},
    now: () => 0,
  }
  const status = await run(['sla', ...args, '--json', '--as-of', '2026-11-21'], io)
  return { status, text }
}

beforeAll(writeLog)
afterAll(() => rmSync(folder, { recursive: true }))

it('a log of a million rows gives the same through a pipe as from a file', async () => {
  const nothing = (async function* () {})()
  const fromFile = await runSla([log], nothing)
  const fromPipe = await runSla([], spawn('cat', [log]).stdout)
  expect(fromFile.status).toBe(0)
  const answer = JSON.parse(fromFile.text.replaceAll(log, 'stdin'))
  expect(JSON.parse(fromPipe.text)).toEqual(answer)
  expect(answer.periods).toMatchObject([
    { requests: ROWS, errors: 10_000, unreached: 1000, verdict: 'missed' },
  ])
  expect(JSON.parse(fromFile.text).files).toEqual([log])
})
