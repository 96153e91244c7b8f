/**
 * Rows about tasks, each task counted once: it may stand in two files, on two pages, or in a row for each of its
 * states. The last state decides, by time, and where times say nothing by order. Rows are kept in some 30 bytes each
 * beside their ids, so that a log of millions can be held against itself.
 */
import type { Instant } from '../../core/instant.js'
import { IdIndex } from '../../scan/id-index.js'
import { type NumberColumn, wholeNumbers } from '../../scan/number-column.js'
import { isSameMoment } from './deducted-tasks.js'

/** A row that counts, during the call that tells it. */
export interface Counted<Entry> {
  /** The number of its task, from 0. */
  readonly task: number
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
  /** Whether it says nothing of what became of the task: of its rows one that does counts, whenever that was. */
  isSilent(entry: Entry): boolean
  /** Whether it says what was deducted, which counts whatever a row without it says later. */
  statesDeduction(entry: Entry): boolean
  /** Whether two rows say the same of a task. */
  isSame(a: Entry, b: Entry): boolean
  /** Whether both are deductions: two that differ were taken one beside the other. */
  areDeductions(a: Entry, b: Entry): boolean
  /** The row that counts with what it does not say itself and the other does: itself, where there is no such thing. */
  fill(counted: Entry, other: Entry): Entry
  /** Whether two rows so many milliseconds apart cannot be about one task, unless its id is none: as different jobs. */
  contradict(a: Entry, b: Entry, apart: number): boolean
}

/** What is kept of 65,536 tasks. */
interface Block {
  readonly rows: Uint32Array
  readonly lines: Uint32Array
  readonly times: Float64Array
  /** When each was said; null as long as that is its time. */
  said: Float64Array | null
}

const BLOCK_BITS = 16
const BLOCK_MASK = (1 << BLOCK_BITS) - 1
const newBlock = (size = 1 << BLOCK_BITS): Block => ({
  rows: new Uint32Array(size),
  lines: new Uint32Array(size),
  times: new Float64Array(size),
  said: null,
})

/** Between an id and the account whose task it is, where another account has the same id. */
const OF_ACCOUNT = '\0'

/** Stands for no time. */
const NEVER = Number.NaN

export class CountedOnce<Entry> {
  /** How many rows were left out because another one of the same task counts. */
  repeated = 0
  /** How many of them were about another job than the one that counts. */
  contradicting = 0
  readonly #ids = new IdIndex()
  readonly #entries: Entry[] = []
  readonly #blocks: Block[] = []
  /** Files and accounts of the rows, where there is more than one of them. */
  readonly #files = new Labels<number>(0)
  readonly #accounts = new Labels<string | undefined>(undefined)

  constructor(private readonly judging: Judging<Entry>) {}

  /** How many tasks there are. */
  get size(): number {
    return this.#ids.size
  }

  /**
   * Takes a row about the task of the id `bytes[start..end)`, of file number `file`. `said`: when it was said, which is
   * its time unless the row has another one for that. Returns the number of its task for a deduction beside another one,
   * which is not kept here; else null.
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
  ): number | null {
    const known = this.#ids.size
    const task = this.#ids.add(bytes, start, end)
    if (task < known) {
      const owner = this.#accounts.get(task)
      if (account !== undefined && owner !== undefined && owner !== account) {
        // A task is of one account: this one counts its tasks by numbers of its own.
        const own = Buffer.concat([bytes.subarray(start, end), Buffer.from(`${OF_ACCOUNT}${account}`)])
        return this.add(own, 0, own.length, entry, at, said, line, account, file)
      }
      const { rows, times } = this.#blocks[task >>> BLOCK_BITS]!
      const old = this.#entries[rows[task & BLOCK_MASK]!]!
      const isSame = this.judging.isSame(old, entry) && isSameMoment(times[task & BLOCK_MASK]! as Instant, at)
      if (!isSame && this.judging.areDeductions(old, entry)) return task
      this.repeated++
      const apart = at === null ? 0 : Math.abs(at - times[task & BLOCK_MASK]!)
      if (this.judging.contradict(old, entry, apart)) this.contradicting++
      // Whose it is may be said by any of its rows, in whatever order they come.
      if (account !== undefined) this.#accounts.set(task, account)
      if (!this.#isLater(task, old, entry, said)) {
        this.#setEntry(task, this.judging.fill(old, entry))
        return null
      }
      entry = this.judging.fill(entry, old)
    }
    let block = this.#blocks[task >>> BLOCK_BITS]
    if (block === undefined) {
      block = newBlock()
      this.#blocks.push(block)
    }
    this.#setEntry(task, entry)
    const place = task & BLOCK_MASK
    block.lines[place] = line
    block.times[place] = at ?? NEVER
    if (said !== at || block.said !== null) {
      block.said ??= block.times.slice()
      block.said[place] = said ?? NEVER
    }
    if (file !== 0) this.#files.set(task, file)
    if (account !== undefined) this.#accounts.set(task, account)
    return null
  }

  #setEntry(task: number, entry: Entry): void {
    const number = this.judging.numberOf(entry)
    this.#entries[number] = entry
    this.#blocks[task >>> BLOCK_BITS]!.rows[task & BLOCK_MASK] = number
  }

  #isLater(task: number, old: Entry, entry: Entry, said: Instant | null): boolean {
    const { said: saids, times } = this.#blocks[task >>> BLOCK_BITS]!
    const before = (saids ?? times)[task & BLOCK_MASK]!
    const wasFinished = this.judging.isFinished(old)
    const isFinished = this.judging.isFinished(entry)
    const isStated = this.judging.statesDeduction(entry)
    if (wasFinished && isFinished && this.judging.statesDeduction(old) !== isStated) return isStated
    const isSilent = this.judging.isSilent(entry)
    if (this.judging.isSilent(old) !== isSilent) return !isSilent
    if (said !== null && !Number.isNaN(before) && said !== before) return said > before
    // The same once more: the first stays, so that lines are told in their order.
    return wasFinished === isFinished ? !this.judging.isSame(old, entry) : isFinished
  }

  /** Tells the row that counts of each task, in the order in which tasks were first met. */
  forEach(tell: (row: Counted<Entry>) => void): void {
    const row = new StoredRow(
      this.#entries[0]!,
      task => this.#ids.text(task).split(OF_ACCOUNT, 1)[0]!,
      task => this.#accounts.get(task),
    )
    for (let task = 0; task < this.#ids.size; task++) {
      const block = this.#blocks[task >>> BLOCK_BITS]!
      const place = task & BLOCK_MASK
      const at = block.times[place]!
      row.task = task
      row.entry = this.#entries[block.rows[place]!]!
      row.at = Number.isNaN(at) ? null : (at as Instant)
      row.line = block.lines[place]!
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

  constructor(
    public entry: Entry,
    private readonly idOf: (task: number) => string,
    private readonly accountOf: (task: number) => string | undefined,
  ) {}

  get id(): string {
    return this.idOf(this.task)
  }

  get account(): string | undefined {
    return this.accountOf(this.task)
  }
}

/** A word for each row, of few different ones; takes no memory where all are the one that is usual. */
class Labels<Word> {
  #numbers: NumberColumn<Uint32Array> | null = null
  readonly #words: Word[]
  readonly #known = new Map<Word, number>()

  constructor(usual: Word) {
    this.#words = [usual]
  }

  set(row: number, word: Word): void {
    let number = this.#known.get(word)
    if (number === undefined) {
      number = this.#words.push(word) - 1
      this.#known.set(word, number)
    }
    this.#numbers ??= wholeNumbers()
    this.#numbers.set(row, number)
  }

  get(row: number): Word {
    return this.#words[this.#numbers === null ? 0 : this.#numbers.get(row)]!
  }
}
