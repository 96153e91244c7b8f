/**
 * Rows about tasks, each task counted once: it may stand in two files, on two pages, or in a row for each of its
 * states. The last state decides, by time, and where times say nothing by order. Rows are kept in some 30 bytes each
 * beside their ids, so that a log of millions can be held against itself.
 */
import type { Instant } from '../core/instant.js'
import { IdIndex } from '../scan/id-index.js'
import { floatingNumbers, type NumberColumn, wholeNumbers } from '../scan/number-column.js'

/** A row that counts, during the call that tells it. */
export interface Counted<Entry> {
  readonly id: string
  readonly entry: Entry
  /** Null for a row without a time. */
  readonly at: Instant | null
  readonly line: number
  /** Whose task it was; undefined: the file does not say, or nobody asks. */
  readonly account: string | undefined
  /** Which of the files, the first being 0. */
  readonly file: number
}

/** How rows of one task are held against each other. */
export interface Judging<Entry> {
  /** The number of an entry among the different ones, from 0. */
  numberOf(entry: Entry): number
  /** Whether the task is over: what is finished does not begin again. */
  isFinished(entry: Entry): boolean
  /** Whether two rows cannot be about one task, unless its id is none: both were billed, as different jobs. */
  contradict(a: Entry, b: Entry): boolean
}

/** Stands for no time. */
const NEVER = Number.NaN

export class CountedOnce<Entry> {
  /** How many rows were left out because another one of the same task counts. */
  repeated = 0
  /** How many of them were about another job than the one that counts. */
  contradicting = 0
  readonly #ids = new IdIndex()
  readonly #entries: Entry[] = []
  readonly #rows = wholeNumbers()
  readonly #lines = wholeNumbers()
  readonly #times = floatingNumbers()
  /** When each was said; null as long as that is its time. */
  #said: NumberColumn<Float64Array> | null = null
  /** Files and accounts of the rows, where there is more than one of them. */
  readonly #files = new Labels<number>(0)
  readonly #accounts = new Labels<string | undefined>(undefined)

  constructor(private readonly judging: Judging<Entry>) {}

  /**
   * Takes a row about the task of the id `bytes[start..end)`, of file number `file`. `said`: when it was said, which is
   * its time unless the row has another one for that.
   */
  add(
    bytes: Buffer,
    start: number,
    end: number,
    entry: Entry,
    at: Instant | null,
    said: Instant | null,
    line: number,
    account: string | undefined,
    file: number,
  ): void {
    const known = this.#ids.size
    const task = this.#ids.add(bytes, start, end)
    if (task < known) {
      this.repeated++
      const old = this.#entries[this.#rows.get(task)]!
      if (old !== entry && this.judging.contradict(old, entry)) this.contradicting++
      if (!this.#isLater(task, old, entry, said)) return
    }
    const number = this.judging.numberOf(entry)
    this.#entries[number] = entry
    this.#rows.set(task, number)
    this.#lines.set(task, line)
    this.#times.set(task, at ?? NEVER)
    if (said !== at && this.#said === null) {
      this.#said = floatingNumbers()
      for (let each = 0; each < this.#ids.size; each++) this.#said.set(each, this.#times.get(each))
    }
    this.#said?.set(task, said ?? NEVER)
    this.#files.set(task, file)
    this.#accounts.set(task, account)
  }

  #isLater(task: number, old: Entry, entry: Entry, said: Instant | null): boolean {
    const before = (this.#said ?? this.#times).get(task)
    if (said !== null && !Number.isNaN(before) && said !== before) return said > before
    const wasFinished = this.judging.isFinished(old)
    const isFinished = this.judging.isFinished(entry)
    // The same once more: the first stays, so that lines are told in their order.
    return wasFinished === isFinished ? old !== entry : isFinished
  }

  /** Tells the row that counts of each task, in the order in which tasks were first met. */
  forEach(tell: (row: Counted<Entry>) => void): void {
    const row = new StoredRow(this.#entries[0]!, task => this.#ids.text(task))
    for (let task = 0; task < this.#ids.size; task++) {
      const at = this.#times.get(task)
      row.task = task
      row.entry = this.#entries[this.#rows.get(task)]!
      row.at = Number.isNaN(at) ? null : (at as Instant)
      row.line = this.#lines.get(task)
      row.account = this.#accounts.get(task)
      row.file = this.#files.get(task)
      tell(row)
    }
  }
}

/** The row at hand: one object for all of them, as there may be millions. */
class StoredRow<Entry> implements Counted<Entry> {
  task = 0
  line = 0
  file = 0
  at: Instant | null = null
  account: string | undefined = undefined

  constructor(
    public entry: Entry,
    private readonly textOf: (task: number) => string,
  ) {}

  get id(): string {
    return this.textOf(this.task)
  }
}

/** A word for each row, of few different ones; takes no memory as long as all are the one that is usual. */
class Labels<Word> {
  #numbers: NumberColumn<Uint32Array> | null = null
  readonly #words: Word[]
  readonly #known = new Map<Word, number>()

  constructor(private readonly usual: Word) {
    this.#words = [usual]
    this.#known.set(usual, 0)
  }

  set(row: number, word: Word): void {
    if (this.#numbers === null) {
      if (word === this.usual) return
      this.#numbers = wholeNumbers()
    }
    let number = this.#known.get(word)
    if (number === undefined) {
      number = this.#words.push(word) - 1
      this.#known.set(word, number)
    }
    this.#numbers.set(row, number)
  }

  get(row: number): Word {
    return this.#words[this.#numbers?.get(row) ?? 0]!
  }
}
