/** Rows of use that name no task: whether one stands in two files cannot be told, so that files that overlap are. */
import { fail, type Place } from '../../core/failure.js'
import { type Day, formatDay, type Instant } from '../../core/instant.js'
import type { RepeatedTasks } from '../../core/repeated-tasks.js'
import { hashOf, mix } from '../../scan/id-set.js'
import { tagOf } from '../../scan/repeats.js'

/** What is kept of a file. */
interface FileTimes {
  readonly name: string
  /** Of all its rows. */
  readonly all: Stretch
  /** Of those without an id. */
  readonly unnamed: Stretch
  /** Whether it holds the units of whole days: some of one account, or some of nobody in particular. */
  ofDays: { account: boolean; anyone: boolean } | null
}

/** From the first to the last of some rows. */
interface Stretch {
  rows: number
  from: number
  until: number
  /** The same for the same rows, whatever their order. */
  mark: number
}

const noRows = (): Stretch => ({
  rows: 0,
  from: Number.POSITIVE_INFINITY,
  until: Number.NEGATIVE_INFINITY,
  mark: 0,
})

export class RowsWithoutIds {
  readonly #files: FileTimes[] = []
  /** Where the units of a day stand, by day, pool and account. */
  readonly #days = new Map<string, { readonly file: FileTimes; readonly line: number | null }>()

  begin(name: string): void {
    this.#files.push({ name, all: noRows(), unnamed: noRows(), ofDays: null })
  }

  /** Takes a row of the file at hand; `row` is the number of what it comes down to. */
  take(at: Instant, row: number, hasId: boolean, account: string | null): void {
    const { all, unnamed } = this.#files.at(-1)!
    widen(all, at)
    if (hasId) return
    widen(unnamed, at)
    unnamed.mark = (unnamed.mark + mix(tagOf(at, row) ^ hashOf(account ?? ''))) >>> 0
  }

  /**
   * Takes the units of a day that begins at `start`, to whose end they count, though tasks of all of it may be meant. Throws
   * BAD_VALUE where another file has them too: they would count twice.
   */
  takeDay(date: Day, start: Instant, pool: string | null, account: string | null, place: Place): void {
    const file = this.#files.at(-1)!
    file.ofDays ??= { account: false, anyone: false }
    file.ofDays[account === null ? 'anyone' : 'account'] = true
    for (const stretch of [file.all, file.unnamed]) stretch.from = Math.min(stretch.from, start)
    const key = [date, pool ?? '', account ?? ''].join('\n')
    const known = this.#days.get(key)
    if (known === undefined) this.#days.set(key, { file, line: place.line })
    else if (known.file !== file)
      fail(
        'BAD_VALUE',
        `date: the units of ${formatDay(date)} stand in ${known.file.name}, line ${known.line}, too, and would count twice`,
        place,
        'give one of the two files, or say whose use it is in a column account',
      )
  }

  /** The files of which a row may stand in another one as well, and those that look like copies. */
  report(): Pick<RepeatedTasks, 'withoutIds' | 'copies'> {
    const unnamed = this.#files.filter(file =>
      this.#files.some(other => other !== file && mayShareRows(file, other)),
    )
    const copies = unnamed.filter(file => unnamed.some(other => other !== file && isCopy(file, other)))
    return { withoutIds: unnamed.map(({ name }) => name), copies: copies.map(({ name }) => name) }
  }
}

function widen(stretch: Stretch, at: Instant): void {
  stretch.rows++
  if (at < stretch.from) stretch.from = at
  if (at > stretch.until) stretch.until = at
}

/**
 * Whether a row without an id may be one of the other's. Of two files of days, each day of an account was compared, but not
 * with that of all accounts.
 */
const mayShareRows = ({ unnamed, ofDays: a }: FileTimes, { all, ofDays: b }: FileTimes): boolean =>
  unnamed.from <= all.until &&
  unnamed.until >= all.from &&
  (a === null || b === null || (a.account && b.anyone) || (a.anyone && b.account))

const isCopy = ({ unnamed: a }: FileTimes, { unnamed: b }: FileTimes): boolean =>
  a.rows === b.rows && a.from === b.from && a.until === b.until && a.mark === b.mark
