/** The second thread of a large request log: scans regions that nobody has begun until there are none left. */
import { parentPort, workerData } from 'node:worker_threads'
import { zoneOf } from '../core/calendar.js'
import { REQUEST_KINDS } from '../core/sla/request.js'
import { RequestCounter } from '../scan/request-counter.js'
import { type RegionMessage, RegionQueue, RegionScanner, type RegionTask } from './request-regions.js'
import { rulesOf } from './request-rules.js'

/** Numbers that make up a count, and how many of them are handed over at once. */
const NUMBERS = 5
const MOST_NUMBERS = NUMBERS * 65_536

const task = workerData as RegionTask
const zone = zoneOf(task.zone)
const counters = task.counters.map(
  ({ sliceMinutes, windows }) => new RequestCounter(sliceMinutes, windows, zone),
)

const say = (message: RegionMessage): void => parentPort!.postMessage(message)
const accounts: (string | null)[] = []
const numbers = new Map<string | null, number>()
let counts: number[] = []
const sendCounts = (): void => {
  say({ kind: 'counts', accounts, counts: Float64Array.from(counts) })
  counts = []
}
const scanner = new RegionScanner(
  task.regions,
  task.layout,
  rulesOf(zone, counters),
  task.lead,
  task.module,
  ({ account, kind, isExcluded }, minute, count) => {
    let number = numbers.get(account)
    if (number === undefined) {
      number = accounts.push(account) - 1
      numbers.set(account, number)
    }
    counts.push(number, REQUEST_KINDS.indexOf(kind), isExcluded ? 1 : 0, minute, count)
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
