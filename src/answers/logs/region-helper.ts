/** The second thread of a large request log, as the first one sees it; what it does is in region-worker.ts. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { instantAt } from '../../core/instant.js'
import type { CountSink, LogSink } from '../../scan/request-scanner.js'
import type { RegionMessage, RegionTask, ScannedRegion } from './request-regions.js'

/** A worker that comes up. */
export interface LaunchedWorker {
  readonly worker: Worker
  /** Done when it waits for its task; fails when it cannot run. */
  readonly ready: Promise<unknown>
}

/** Lets a worker come up, without keeping the process alive for it. */
export function launchWorker(source: string): LaunchedWorker {
  const worker = new Worker(source, { eval: true })
  worker.unref()
  const ready = once(worker, 'message')
  // Whoever has use for it waits for it, and is told.
  ready.catch(() => {})
  return { worker, ready }
}

let launched: LaunchedWorker | null = null

/** Takes a worker that was launched before anybody asked for one. */
export function offerWorker(worker: LaunchedWorker): void {
  launched = worker
}

/** A worker, as the main thread sees it. */
export type RegionHelper = Awaited<ReturnType<typeof startHelper>>

/** A worker that is up and waits for its task. */
export async function startHelper() {
  const { worker, ready } = launched ?? launchWorker((await import('compiled:region-worker')).source)
  launched = null
  worker.ref()
  await ready
  let sink: LogSink | null = null
  let scans: { index: number; scan: ScannedRegion | null }[] = []
  const accounts: (string | null)[] = []
  let wake = () => {}
  let failure: unknown = null
  let hasEnded = false
  worker.on('message', (message: RegionMessage) => {
    if (message.kind === 'region') scans.push(message)
    else if (message.kind === 'end') hasEnded = true
    else if (message.kind === 'key') sink!.noteKey(message.name)
    else if (message.kind === 'success') sink!.noteSuccess()
    else if (message.kind === 'counts') takeCounts(message, accounts, sink!)
    wake()
  })
  worker.on('error', error => {
    failure = error
    wake()
  })
  /** Waits for a message; throws what made the worker fail. */
  const waitForNews = async (): Promise<void> => {
    if (failure === null) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    if (failure !== null) throw failure
  }
  return {
    /** Lets it scan regions; `take` is handed what it counts. */
    begin(task: RegionTask, take: LogSink): void {
      sink = take
      worker.postMessage(task)
    },
    /** Waits for a region that has been scanned, or for any other news. */
    async nextMessage() {
      if (scans.length === 0) await waitForNews()
    },
    /** The regions that have been scanned since the last call. */
    takeScans() {
      const taken = scans
      scans = []
      return taken
    },
    /** Waits until it has scanned its last region and handed over all counts. */
    async finish() {
      while (!hasEnded) await waitForNews()
    },
    /** Ends it; one that has done its work ends by itself, which nobody needs to wait for. */
    stop: async () => {
      if (!hasEnded) await worker.terminate()
    },
  }
}

/** Takes counts of a worker; `accounts` are those it has named so far. */
function takeCounts(
  { named, stretches, tallies, endpoints }: Extract<RegionMessage, { kind: 'counts' }>,
  accounts: (string | null)[],
  sink: CountSink,
): void {
  for (const name of named) accounts.push(name)
  let from = 0
  for (let i = 0; i < stretches.length; i += 4) {
    const to = from + stretches[i + 3]!
    sink.count({
      account: accounts[stretches[i]!]!,
      start: instantAt(stretches[i + 1]!),
      minutes: stretches[i + 2]!,
      tallies: tallies.subarray(from, to),
    })
    from = to
  }
  for (const [kind, counts] of endpoints) sink.countEndpoints(kind, counts)
}
