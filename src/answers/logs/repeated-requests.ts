/**
 * Requests that stand in more than one place: in two logs that overlap, or twice in one. Logs are counted as they come;
 * those that share stretches of time are read once more, and what stands there a second time is taken back. So a single
 * log of any size keeps its speed, and ids are held of the shared stretches alone, some millions at a time.
 */

import { RepeatSearch } from '../../scan/repeats.js'
import type { OpenLog } from './log-source.js'

/** What was found of them. */
export interface RepeatedRequests {
  /** Rows that are left out. */
  readonly requests: number
  /** The logs that hold some. */
  readonly files: readonly string[]
  /** Logs in which rows repeat another of theirs, and how many. */
  readonly within: readonly { readonly file: string; readonly requests: number; readonly of: number }[]
  /** The only log, where many rows count although an earlier one has their id, outcome and path, and how many. */
  readonly countedAgain: readonly { readonly file: string; readonly requests: number; readonly of: number }[]
  /** Logs whose requests could not be compared with those of others, as they cannot be read twice. */
  readonly uncompared: readonly string[]
  /** Logs whose ids a spreadsheet has cut, so that a request that stands twice is not seen. */
  readonly cut: readonly string[]
  /** Logs without ids that have requests in the same time as others, so that one in both is not seen. */
  readonly withoutIds: readonly string[]
  /** Logs with as many requests in each stretch of time as another, and no id in common: copies of it, by all looks. */
  readonly copies: readonly string[]
  /** Logs of failures alone, each with the other log that has as many in each stretch of time: programs write such beside it. */
  readonly failuresAgain: readonly { readonly file: string; readonly other: string }[]
  /** Logs with too many requests to be compared with each other. */
  readonly large: readonly string[]
  /** Counts of requests: one that stands twice in what was counted is counted twice. */
  readonly reduced: readonly string[]
  /** Requests that count although another log has their ids: what these logs ask for is by another path. */
  readonly otherPaths: LogsWithIds
  /**
   * The same, as within these logs an id stands for several requests, that of a job or a user; or as all of them count their
   * own requests, and the ids are no more than numbers.
   */
  readonly sharedIds: LogsWithIds & { readonly areCounters: boolean }
  /** Repetitions by numbers that count, which may be other requests. */
  readonly counters: LogsWithIds
  /** Lines of repetitions by the index of the log; null unless they were asked for. */
  readonly lines: ReadonlyMap<number, ReadonlySet<number>> | null
}

interface LogsWithIds {
  readonly requests: number
  readonly files: readonly string[]
}

/** A log that was counted. */
export interface ComparedLog {
  /** Which of the logs it is. */
  readonly index: number
  readonly file: string
  readonly rows: number
  /** Whether it holds no requests but counts of them. */
  readonly isReduced: boolean
  /** Whether its requests have ids. */
  readonly hasIds: boolean
  /** How many requests lie in each stretch of time, and how many of them failed. */
  readonly touched: ReadonlyMap<number, number>
  readonly failures: ReadonlyMap<number, number>
  readonly reopen: (() => Promise<OpenLog>) | null
}

/** Logs of so many rows at most are compared with themselves as well: for more, it would take as long as counting. */
const MAX_ROWS_WITHIN = 100_000
/** Logs of fewer rows may well be alike by chance. */
const MIN_ALIKE = 20
/** Fewer failures, or those of fewer stretches of time, may stand in two logs by chance. */
const MIN_FAILURES = 5
const MIN_STRETCHES = 3
/** Logs with ids may be alike by chance, too, where no more numbers of requests in a stretch differ. */
const MIN_DIFFERING = 4
/** Attempts that share an id are few in most logs: one row in so many. */
const MANY_IN = 100
/** How many ids are held at a time. */
const MAX_IDS = 2_000_000

/** Reads a log again, of which the search takes back what it finds. */
type ReadAgain = (
  log: ComparedLog,
  search: RepeatSearch,
  onRepeated: ((line: number) => void) | null,
) => Promise<void>

/** Takes repeated requests of `logs` back: of those that stand in several, all but the first log's. */
export async function takeBackRepeated(
  all: readonly ComparedLog[],
  keepsLines: boolean,
  readAgain: ReadAgain,
): Promise<RepeatedRequests> {
  const logs = all.filter(({ hasIds }) => hasIds)
  const counts = countShared(logs)
  const shares = (log: ComparedLog): boolean => [...log.touched.keys()].some(stretch => counts.has(stretch))
  const sharing = logs.filter(shares)
  const uncompared = sharing.filter(({ reopen }) => reopen === null)
  const compared = sharing.filter(({ reopen }) => reopen !== null)
  const lines = keepsLines ? new Map<number, Set<number>>() : null
  const found = new Map<string, number>()
  const within = new Map<ComparedLog, number>()
  const again = new Map<ComparedLog, number>()
  const cut = new Set<string>()
  const otherPaths = new Map<string, number>()
  const apart = new Set<number>()
  let ofApart = 0
  let areCounters = true
  const counters = new Map<string, number>()
  const inCommon = new Set<string>()
  for (const stretches of compared.length > 0 ? cutByIds(counts) : []) {
    const search = new RepeatSearch(stretches, apart, compared.length === 1)
    for (const log of compared) {
      if (![...stretches].some(stretch => log.touched.has(stretch))) continue
      search.begin(log.index)
      const own = new Set<number>()
      await readAgain(log, search, lines && (line => own.add(line)))
      if (search.hasCutIds) cut.add(log.file)
      within.set(log, (within.get(log) ?? 0) + search.found - search.foundOfOthers)
      again.set(log, (again.get(log) ?? 0) + search.countedAgain)
      if (search.found + search.otherPaths + search.ofApart > 0) inCommon.add(log.file)
      // Only when all of a log has been read it is known whether its ids are those of requests.
      if ((search.hasSharedIds || search.hasOwnCounters) && !apart.has(log.index)) {
        apart.add(log.index)
        areCounters &&= !search.hasSharedIds
        ofApart += search.foundOfOthers
        if (search.foundOfOthers > 0) {
          search.beginGivingBack()
          await readAgain(log, search, lines && (line => own.delete(line)))
        }
      }
      ofApart += search.ofApart
      add(otherPaths, log.file, search.otherPaths)
      if (search.found === 0) continue
      if (search.mayBeOwnCounters) add(counters, log.file, search.found)
      add(found, log.file, search.found)
      lines?.set(log.index, new Set([...(lines.get(log.index) ?? []), ...own]))
    }
  }
  return {
    requests: sumOf(found),
    files: [...found.keys()],
    within: [...within]
      .filter(([, requests]) => requests > 0)
      .map(([{ file, rows }, requests]) => ({ file, requests, of: rows })),
    countedAgain: [...again]
      .filter(([{ rows }, requests]) => MANY_IN * requests >= rows)
      .map(([{ file, rows }, requests]) => ({ file, requests, of: rows })),
    otherPaths: { requests: sumOf(otherPaths), files: [...otherPaths.keys()] },
    sharedIds: {
      requests: ofApart,
      files: ofApart > 0 ? logs.filter(({ index }) => apart.has(index)).map(({ file }) => file) : [],
      areCounters,
    },
    counters: { requests: sumOf(counters), files: [...counters.keys()] },
    uncompared: uncompared.map(({ file }) => file),
    cut: [...cut],
    ...findUnnamed(all, ({ file }) => inCommon.has(file)),
    large: logs.filter(({ rows }) => rows > MAX_ROWS_WITHIN).map(({ file }) => file),
    reduced: all.filter(({ isReduced }) => isReduced).map(({ file }) => file),
    lines,
  }
}

const sumOf = (counts: ReadonlyMap<unknown, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0)

function add(counts: Map<string, number>, file: string, count: number): void {
  if (count > 0) counts.set(file, (counts.get(file) ?? 0) + count)
}

/** Whether some failures are all those of a log in their time, as far as their numbers in each stretch tell. */
function areFailuresOf(some: ReadonlyMap<number, number>, all: ReadonlyMap<number, number>): boolean {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const stretch of some.keys()) [from, to] = [Math.min(from, stretch), Math.max(to, stretch)]
  const within = [...all].filter(([stretch]) => stretch >= from && stretch <= to)
  return within.length === some.size && within.every(([stretch, count]) => some.get(stretch) === count)
}

/**
 * Logs without ids that others share time with, and logs that look like copies of each other; `isRepeating` says of which
 * ids were found that stand elsewhere too.
 */
function findUnnamed(
  logs: readonly ComparedLog[],
  isRepeating: (log: ComparedLog) => boolean,
): Pick<RepeatedRequests, 'withoutIds' | 'copies' | 'failuresAgain'> {
  const hasOther = (log: ComparedLog, isOne: (other: ComparedLog) => boolean): boolean =>
    logs.some(other => other !== log && isOne(other))
  const isUnnamed = ({ hasIds, isReduced }: ComparedLog): boolean => !hasIds && !isReduced
  // Ids may be written in two ways, or given by two layers. Streams that are steady are alike whatever they hold.
  const mayBeNamedTwice = (log: ComparedLog): boolean =>
    log.hasIds && !isRepeating(log) && new Set(log.touched.values()).size >= MIN_DIFFERING
  const areCopies = (a: ComparedLog, b: ComparedLog): boolean =>
    (isUnnamed(a) || isUnnamed(b) || (mayBeNamedTwice(a) && mayBeNamedTwice(b))) &&
    Math.min(a.rows, b.rows) >= MIN_ALIKE &&
    a.touched.size === b.touched.size &&
    [...a.touched].every(([stretch, count]) => b.touched.get(stretch) === count)
  const sharesTime = (log: ComparedLog): boolean =>
    hasOther(log, ({ touched }) => [...log.touched.keys()].some(stretch => touched.has(stretch)))
  const holdsFailuresOf = (log: ComparedLog) => (other: ComparedLog) =>
    other !== log &&
    !other.isReduced &&
    // Ids that differ are those of other requests.
    !(log.hasIds && other.hasIds) &&
    sumOf(other.failures) < other.rows &&
    areFailuresOf(log.failures, other.failures)
  const failuresAgain = logs.flatMap(log => {
    const isOfFailures =
      !log.isReduced &&
      log.rows >= MIN_FAILURES &&
      log.failures.size >= MIN_STRETCHES &&
      sumOf(log.failures) === log.rows
    const other = isOfFailures ? logs.find(holdsFailuresOf(log)) : undefined
    return other ? [{ file: log.file, other: other.file }] : []
  })
  return {
    failuresAgain,
    withoutIds: logs.filter(log => isUnnamed(log) && sharesTime(log)).map(({ file }) => file),
    copies: logs.filter(log => hasOther(log, other => areCopies(log, other))).map(({ file }) => file),
  }
}

/**
 * The stretches that several logs have requests in, or one that is compared with itself, those beside them, and how many
 * requests these are.
 */
function countShared(logs: readonly ComparedLog[]): Map<number, number> {
  const counts = new Map<number, number>()
  const seen = new Set<number>()
  const shared: number[] = []
  for (const { touched, rows } of logs) {
    const isSmall = rows <= MAX_ROWS_WITHIN
    for (const [stretch, count] of touched)
      if (seen.has(stretch) || (isSmall && (count > 1 || seen.has(stretch - 1) || seen.has(stretch + 1))))
        shared.push(stretch)
    for (const stretch of touched.keys()) seen.add(stretch)
  }
  for (const stretch of shared)
    for (const near of [stretch - 1, stretch, stretch + 1]) if (seen.has(near)) counts.set(near, 0)
  for (const { touched } of logs) {
    for (const [stretch, count] of touched) {
      const before = counts.get(stretch)
      if (before !== undefined) counts.set(stretch, before + count)
    }
  }
  return counts
}

/** Stretches in order of time, in sets of so many requests that their ids can be held. */
function cutByIds(counts: ReadonlyMap<number, number>): Set<number>[] {
  const sets: Set<number>[] = []
  let held = MAX_IDS
  for (const [stretch, count] of [...counts].sort((a, b) => a[0] - b[0])) {
    if (held + count > MAX_IDS) {
      sets.push(new Set())
      held = 0
    }
    sets.at(-1)!.add(stretch)
    held += count
  }
  return sets
}
