/**
 * Rows about tasks, each task counted once: it may stand in two files, on two pages, or in a row for each of its
 * states. The last state decides, by time, and where times say nothing by order. Rows are kept in some 30 bytes each
 * beside their ids, so that a log of millions can be held against itself.
 */
import type { Instant } from '../core/instant.js'
import { IdIndex } from '../scan/id-index.js'

/** What a row says that decides whether it counts. */
export interface Sighting<Entry> {
  readonly entry: Entry
  /** Null for a row without a time. */
  readonly at: Instant | null
  /** When it was said, which is `at` unless the row has another time for that. */
  readonly said: Instant | null
  readonly line: number
  /** Whose task it was; undefined: the file does not say, or nobody asks. */
  readonly account?: string | undefined
}

/** A row that counts. */
export interface Counted<Entry> extends Sighting<Entry> {
  readonly id: string
  /** Which of the files, the first being 0. */
  readonly file: number
}

/** How rows of one task are held against each other. */
export interface Judging<Entry> {
  /** Whether the task is over: what is finished does not begin again. */
  isFinished(entry: Entry): boolean
  /** Whether two rows cannot be about one task, unless its id is none: both were billed, as different jobs. */
  contradict(a: Entry, b: Entry): boolean
}

const MIN_ROWS = 1024
/** Stands for no time. */
const NEVER = Number.NaN

export class CountedOnce<Entry> {
  /** How many rows were left out because another one of the same task counts. */
  repeated = 0
  /** How many of them were about another job than the one that counts. */
  contradicting = 0
  readonly #ids = new IdIndex()
  readonly #entries: Entry[] = []
  readonly #entryNumbers = new Map<Entry, number>()
  #rows = new Uint32Array(MIN_ROWS)
  #lines = new Uint32Array(MIN_ROWS)
  #times = new Float64Array(MIN_ROWS)
  /** When each was said; null as long as that is its time. */
  #said: Float64Array | null = null
  /** Files and accounts of the rows, where there is more than one of them. */
  readonly #files = new Labels<number>(0)
  readonly #accounts = new Labels<string | undefined>(undefined)

  constructor(private readonly judging: Judging<Entry>) {}

  /** Takes a row of file number `file` about the task of the id `bytes[start..end)`. */
  add(bytes: Buffer, start: number, end: number, sighting: Sighting<Entry>, file: number): void {
    const known = this.#ids.size
    const task = this.#ids.add(bytes, start, end)
    if (task < known) {
      this.repeated++
      const old = this.#entries[this.#rows[task]!]!
      if (old !== sighting.entry && this.judging.contradict(old, sighting.entry)) this.contradicting++
      if (!this.#isLater(task, old, sighting)) return
    } else if (task >= this.#rows.length) this.#grow()
    this.#set(task, sighting, file)
  }

  #isLater(task: number, old: Entry, { entry, said }: Sighting<Entry>): boolean {
    const before = (this.#said ?? this.#times)[task]!
    if (said !== null && !Number.isNaN(before) && said !== before) return said > before
    const [wasFinished, isFinished] = [old, entry].map(each => this.judging.isFinished(each))
    // The same once more: the first stays, so that lines are told in their order.
    return wasFinished === isFinished ? old !== entry : isFinished!
  }

  #set(task: number, { entry, at, said, line, account }: Sighting<Entry>, file: number): void {
    let number = this.#entryNumbers.get(entry)
    if (number === undefined) {
      number = this.#entries.push(entry) - 1
      this.#entryNumbers.set(entry, number)
    }
    this.#rows[task] = number
    this.#lines[task] = line
    this.#times[task] = at ?? NEVER
    if (said !== at && this.#said === null) this.#said = this.#times.slice()
    if (this.#said) this.#said[task] = said ?? NEVER
    this.#files.set(task, file)
    this.#accounts.set(task, account)
  }

  #grow(): void {
    const length = (this.#rows.length * 1.5) | 0
    const grown = <T extends Uint32Array | Float64Array>(old: T, larger: T): T => {
      larger.set(old)
      return larger
    }
    this.#rows = grown(this.#rows, new Uint32Array(length))
    this.#lines = grown(this.#lines, new Uint32Array(length))
    this.#times = grown(this.#times, new Float64Array(length))
    if (this.#said) this.#said = grown(this.#said, new Float64Array(length))
  }

  /** The row that counts of each task, in the order in which tasks were first met. */
  *list(): Generator<Counted<Entry>> {
    for (let task = 0; task < this.#ids.size; task++) {
      const [at, said] = [this.#times[task]!, (this.#said ?? this.#times)[task]!]
      const ids = this.#ids
      yield {
        entry: this.#entries[this.#rows[task]!]!,
        at: Number.isNaN(at) ? null : (at as Instant),
        said: Number.isNaN(said) ? null : (said as Instant),
        line: this.#lines[task]!,
        account: this.#accounts.get(task),
        file: this.#files.get(task),
        get id() {
          return ids.text(task)
        },
      }
    }
  }
}

/** A word for each row, of few different ones; takes no memory as long as all are the one that is usual. */
class Labels<Word> {
  #numbers: Uint32Array | null = null
  readonly #words: Word[]
  readonly #known = new Map<Word, number>()

  constructor(private readonly usual: Word) {
    this.#words = [usual]
    this.#known.set(usual, 0)
  }

  set(row: number, word: Word): void {
    if (this.#numbers === null) {
      if (word === this.usual) return
      this.#numbers = new Uint32Array(Math.max(MIN_ROWS, row * 1.5))
    }
    let number = this.#known.get(word)
    if (number === undefined) {
      number = this.#words.push(word) - 1
      this.#known.set(word, number)
    }
    if (row >= this.#numbers.length) {
      const larger = new Uint32Array(row * 1.5)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[row] = number
  }

  get(row: number): Word {
    return this.#words[this.#numbers?.[row] ?? 0]!
  }
}
