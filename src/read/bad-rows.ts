/** What becomes of rows that cannot be read: the command stops, or they are set aside and counted. */
import {
  fail,
  InputError,
  type Issue,
  inFile,
  MOST_BAD_ROWS,
  type RejectedRow,
  withHintAtEnd,
} from '../core/failure.js'

/** `--bad-rows` */
export const BAD_ROW_POLICIES = ['stop', 'skip'] as const
export type BadRowPolicy = (typeof BAD_ROW_POLICIES)[number]
/** The same, and where no row may be missing, whatever the option says: a fee of a part of the use would be too low. */
export type BadRowRule = BadRowPolicy | 'need-all'

/** Of how many rows on most of them must be good. */
const FEWEST_JUDGED = 20

/** Collects bad rows; stops the command at the end, or at the twentieth, unless they are to be set aside. */
export class BadRows {
  readonly rejected: RejectedRow[] = []
  readonly #issues: Issue[] = []
  #rows = 0
  /** Of the file in hand: how many are bad, and what was wrong with the first. */
  #bad = 0
  #first: Issue | null = null

  constructor(
    readonly policy: BadRowRule,
    /** Whether the rows themselves are needed, for `--rejects`. */
    private readonly keepsRaw: boolean,
    /** Takes each row that is set aside; collects them unless something else is asked for. */
    private readonly take: (row: RejectedRow) => void = row => this.rejected.push(row),
  ) {}

  /** Takes a bad row. Throws InputError when twenty have come and none may be skipped. */
  reject(issues: readonly Issue[], line: number, raw: string): void {
    // A job that no list prices has been read right: it says nothing of how the file is to be read.
    if (!issues.every(({ code }) => code === 'JOB_UNRATED' || code === 'JOB_AMBIGUOUS')) {
      this.#bad++
      this.#first ??= issues[0] ?? null
    }
    if (this.policy === 'skip') {
      this.take({ line, reason: issues.map(describeReason).join('; '), raw: this.keepsRaw ? raw : '' })
      return
    }
    this.#issues.push(...issues)
    if (++this.#rows >= MOST_BAD_ROWS)
      this.#stop(`${this.#wayOn}\n  stopped after ${MOST_BAD_ROWS} bad rows; there may be more`)
  }

  /**
   * Ends a file of which `rows` were read, bad ones included. Throws ROWS_MOSTLY_BAD when most of them would be set
   * aside: what is left would not stand for the file.
   */
  endFile(file: string, rows: number): void {
    const [bad, first] = [this.#bad, this.#first]
    this.#bad = 0
    this.#first = null
    if (this.policy !== 'skip' || rows < FEWEST_JUDGED || bad <= rows / 2 || first === null) return
    const { line } = first.place
    const where = line === null ? '' : `line ${line}: `
    fail(
      'ROWS_MOSTLY_BAD',
      `${bad} of ${rows} rows are bad, so that what is left would not stand for the file; the first: ${where}${first.message}`,
      inFile(file),
      first.hint ?? 'without --bad-rows skip the first twenty are told',
    )
  }

  /** Ends the reading: throws InputError when there were bad rows that may not be skipped. */
  finish(): void {
    if (this.#issues.length > 0) this.#stop(this.#wayOn)
  }

  get #wayOn(): string {
    return this.policy === 'need-all'
      ? 'mend the row: a fee needs all of them, and --bad-rows skip is for the log alone'
      : '--bad-rows skip sets such rows aside and counts them'
  }

  #stop(hint: string): never {
    throw new InputError(withHintAtEnd(this.#issues, hint) as [Issue, ...Issue[]])
  }
}

const describeReason = (issue: Issue): string =>
  `${issue.code} ${issue.message}${issue.hint === undefined ? '' : ` (${issue.hint})`}`

/** Which task of a list the issues are of. */
export function nameTask(issues: readonly Issue[], place: number, id: string | undefined): Issue[] {
  const name = `task ${place}${id ? ` ("${id}")` : ''}`
  return issues.map(issue => ({ ...issue, message: `${name}: ${issue.message}` }))
}
