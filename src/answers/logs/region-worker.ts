/** The second thread of a large request log: scans regions that nobody has begun until there are none left. */
import { parentPort } from 'node:worker_threads'
import { zoneOf } from '../../core/calendar.js'
import type { EndpointKind } from '../../scan/endpoint-kinds.js'
import { RequestCounter } from '../../scan/request-counter.js'
import { unlessNoMemory } from '../../scan/simd-kernel.js'
import { lineScanner } from './line-scanner.js'
import {
  csvScanner,
  type RegionMessage,
  RegionQueue,
  RegionScanner,
  type RegionTask,
} from './request-regions.js'
import { rulesOf } from './request-rules.js'

/** How many numbers of tallies are handed over at once. */
const MAX_TALLIES = 1 << 17

/** Scans regions until there are none left. */
function scanRegions(task: RegionTask): void {
  const counters = task.counters.map(
    ({ sliceMinutes, windows, zone }) => new RequestCounter(sliceMinutes, windows, zoneOf(zone)),
  )

  const say = (message: RegionMessage): void => parentPort!.postMessage(message)
  const numbers = new Map<string | null, number>()
  let named: (string | null)[] = []
  let stretches: number[] = []
  const tallies = new Int32Array(MAX_TALLIES)
  let filled = 0
  let endpoints: [EndpointKind, Int32Array][] = []
  const sendCounts = (): void => {
    say({
      kind: 'counts',
      named,
      stretches: Float64Array.from(stretches),
      tallies: tallies.slice(0, filled),
      endpoints,
    })
    named = []
    stretches = []
    filled = 0
    endpoints = []
  }
  const rules = rulesOf(
    { zone: zoneOf(task.zone), decimal: null, dates: task.dates },
    counters,
    task.words,
    task.filter,
    () => say({ kind: 'success' }),
  )
  const { module, log } = task
  const makeScanner = log.kind === 'csv' ? csvScanner(module, log) : lineScanner(module, log)
  const scanner = unlessNoMemory(
    () =>
      new RegionScanner(task.regions, log, rules, makeScanner, {
        noteKey: name => say({ kind: 'key', name }),
        noteSuccess() {},
        countEndpoints: (kind, counts) => endpoints.push([kind, Int32Array.from(counts)]),
        count({ account, start, minutes, tallies: found }) {
          if (filled + found.length > MAX_TALLIES) sendCounts()
          let number = numbers.get(account)
          if (number === undefined) {
            number = numbers.size
            numbers.set(account, number)
            named.push(account)
          }
          stretches.push(number, start, minutes, found.length)
          tallies.set(found, filled)
          filled += found.length
        },
      }),
  )
  // Without it the first thread scans all.
  if (scanner === null) {
    say({ kind: 'end' })
    return
  }

  const queue = new RegionQueue(task.queue, task.regions.count)
  for (;;) {
    queue.waitForRoom()
    const index = queue.claim()
    if (index === null) break
    const scan = scanner.scanGuessed(index)
    say({ kind: 'region', index, scan })
  }
  scanner.takeCounts()
  sendCounts()
  say({ kind: 'end' })
}

parentPort!.once('message', scanRegions)
parentPort!.postMessage({ kind: 'ready' } satisfies RegionMessage)
