/**
 * Ids that a program has held as a number of some 16 digits: of 842250903629086785 it wrote 842250903629086800. One id in
 * a hundred ends so by chance; a file of which all ids do, and which has several or one that was billed at several times,
 * has lost what told its tasks apart. Its first rows are held until one of them tells.
 */
import type { Instant } from '../../core/instant.js'
import { idOf } from '../../core/nothing-words.js'
import type { ReadText } from '../../read/job-row.js'
import type { CountedTasks } from './counted-tasks.js'
import type { PricedRow, ReadColumn, TakeRow } from './job-files.js'

/** So many rows whose ids all end so are no chance. */
const MOST_HELD = 1000

/** With fewer digits a number keeps them all. */
const FEWEST_DIGITS = 17

const [ZERO, NINE] = [0x30, 0x39]

export class RoundedIds {
  /** Rows that cannot be told apart by their ids. */
  cut = 0
  /** Whether the ids of the file at hand were rounded; null: all so far may have been. */
  #areRounded: boolean | null = null
  /** What to do with the rows so far, once it is known. */
  #held: ((isRounded: boolean) => void)[] = []
  /** The first id that is held. */
  #first: Buffer | null = null
  /** When a row of the first id says that it was billed. */
  #billedAt: Instant | null = null
  /** Whether those that are held are of more than one task. */
  #areSeveral = false

  /** `handOn` takes rows that cannot be told apart by their ids. */
  constructor(
    private readonly tasks: CountedTasks,
    private readonly handOn: TakeRow,
  ) {}

  /** Takes a row about a task of whose id not all is left. */
  takeCut(row: PricedRow, line: number, at: Instant | null, text: ReadColumn, file: number): void {
    this.cut++
    this.handOn(row, line, at, text, file, this.tasks.size)
  }

  /** Takes a row as `CountedTasks` does; `id` and `text` are there during the call only. */
  readonly take: CountedTasks['takeRow'] = (row, line, at, said, text, id, start, end, file) => {
    const endsRound = id[end - 1] === ZERO && id[end - 2] === ZERO
    // Of most rows there is no more to look at.
    const isLong = (endsRound || this.#areRounded === null) && isLongNumber(id, start, end)
    if (isLong && !endsRound && this.#areRounded === null) this.#settle(false)
    if (!isLong || !endsRound || this.#areRounded === false) {
      this.tasks.takeRow(row, line, at, said, text, id, start, end, file)
      return
    }
    if (this.#areRounded) {
      this.takeCut(row, line, at, text, file)
      return
    }
    const own = Buffer.from(id.subarray(start, end))
    this.#first ??= own
    if (!own.equals(this.#first)) this.#areSeveral = true
    if (row.status === 'billed' && at !== null) {
      this.#billedAt ??= at
      if (at !== this.#billedAt) this.#areSeveral = true
    }
    const [taskId, account] = [text('task_id'), text('account')]
    const kept: ReadColumn = column =>
      column === 'task_id' ? taskId : column === 'account' ? account : undefined
    this.#held.push(isRounded =>
      isRounded
        ? this.takeCut(row, line, at, kept, file)
        : this.tasks.takeRow(row, line, at, said, kept, own, 0, own.length, file),
    )
    if (this.#held.length === MOST_HELD) this.#settle(this.#areSeveral)
  }

  /** Ends a file. */
  end(): void {
    this.#settle(this.#areSeveral)
    this.#areRounded = null
    this.#first = null
    this.#billedAt = null
    this.#areSeveral = false
  }

  #settle(areRounded: boolean): void {
    this.#areRounded = areRounded
    for (const take of this.#held) take(areRounded)
    this.#held = []
  }
}

function isLongNumber(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < FEWEST_DIGITS) return false
  for (let at = start; at < end; at++) if (bytes[at]! < ZERO || bytes[at]! > NINE) return false
  return true
}

/** The texts of a row with its id as it is, or without it where it is none. */
export const withId =
  (text: ReadText, isNone: boolean): ReadText =>
  column => {
    const found = text(column)
    if (column !== 'task_id' || found === undefined) return found
    return isNone ? undefined : idOf(found)
  }
