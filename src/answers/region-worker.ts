/** The second thread of a large request log: scans regions that nobody has begun until there are none left. */
import { parentPort } from 'node:worker_threads'
import { zoneOf } from '../core/calendar.js'
import { RequestCounter } from '../scan/request-counter.js'
import type { ScannedClass } from '../scan/request-scanner.js'
import { type RegionMessage, RegionQueue, RegionScanner, type RegionTask } from './request-regions.js'
import { rulesOf } from './request-rules.js'

/** How many numbers of counts are handed over at once. */
const MOST_NUMBERS = 3 * 65_536

/** Scans regions until there are none left. */
function scanRegions(task: RegionTask): void {
  const counters = task.counters.map(
    ({ sliceMinutes, windows, zone }) => new RequestCounter(sliceMinutes, windows, zoneOf(zone)),
  )

  const say = (message: RegionMessage): void => parentPort!.postMessage(message)
  const numbers = new Map<ScannedClass, number>()
  let named: ScannedClass[] = []
  let counts: number[] = []
  const sendCounts = (): void => {
    say({ kind: 'counts', named, counts: Float64Array.from(counts) })
    named = []
    counts = []
  }
  const scanner = new RegionScanner(
    task.regions,
    task.layout,
    rulesOf(zoneOf(task.zone), counters),
    task.lead,
    task.module,
    (of, at, count) => {
      let number = numbers.get(of)
      if (number === undefined) {
        number = numbers.size
        numbers.set(of, number)
        named.push(of)
      }
      counts.push(number, at, count)
      if (counts.length >= MOST_NUMBERS) sendCounts()
    },
  )

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
