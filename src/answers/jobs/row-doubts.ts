/**
 * What may be a slip in the rows of a file. Cells that are left empty where other rows fill them: what they mean is not
 * plain. A pivot table leaves out what is the same as above: of its labels, which stand in front, the first ones.
 */
import type { Issue, Place } from '../../core/failure.js'
import { type Day, type Instant, MILLIS_PER_DAY, MILLIS_PER_MINUTE } from '../../core/instant.js'
import { accountOf, textOrEmpty } from '../../core/nothing-words.js'
import { keyOfMonth } from '../../core/plan/demand/plan-month.js'
import { format, type Units } from '../../core/quantity.js'
import type { LongJobs, OpenTasks, RowDoubt } from '../../core/row-doubt.js'
import { MeterDays, SameDays, SameMoments, SumRows } from '../../read/counted-twice.js'
import { describeHeaders, failOnOtherHeader, splitCells } from '../../read/csv-form.js'
import type { DemandRow } from '../../read/demand-file.js'
import { PRICING_COLUMNS, type ReadText } from '../../read/job-row.js'
import type { Names } from '../../read/names.js'
import { normaliseHeader, type Row } from '../../read/rows.js'
import { hashOf, mix } from '../../scan/id-set.js'
import { tagOf } from '../../scan/repeats.js'
import type { PricedRow } from './job-files.js'

/** Above so many seconds a length is doubted: services that make videos make minutes, and a video of a second is 1,000 ms long. */
const LONGEST_USUAL = 900
/** Unfinished tasks are told where they are at least one in so many: a few are stuck or forgotten anywhere. */
const OPEN_TASKS_IN = 10n

/** What may be a label of a pivot table. */
const LABELS: ReadonlySet<string> = new Set([
  'month',
  'account',
  ...PRICING_COLUMNS.filter(column => !['count', 'units', 'status'].includes(column)),
])

/** The columns of a table, by their index, that stand in front of all that are no labels. */
export function listLabels(columns: ReadonlyMap<string, number>): string[] {
  const inOrder = [...columns].sort(([, a], [, b]) => a - b).map(([name]) => name)
  const end = inOrder.findIndex(name => !LABELS.has(name))
  return end < 0 ? inOrder : inOrder.slice(0, end)
}

/** Units that name no task, of all files: none may be the sum of others. */
export class UnitSums {
  readonly #days: SumRows
  readonly #moments: SumRows

  constructor(names: Names) {
    this.#days = new SumRows(['account', 'pool'], names)
    this.#moments = new SumRows(['account', 'model'], names, true)
  }

  takeDay({ text }: Row, date: Day, units: Units, place: Place): void {
    this.#days.take(date, [accountOf(text('account')), textOrEmpty(text('pool')) || null], units, place)
  }

  /** Takes units of a time. What SQL has summed up is of days, hours or minutes: other times are passed over. */
  takeUnits(at: Instant, { deducted, isDeduction }: PricedRow, text: ReadText, place: () => Place): void {
    if (at % MILLIS_PER_MINUTE !== 0) return
    const labels = [accountOf(text('account')), isDeduction ? null : '-']
    this.#moments.take(at, labels, deducted!, place())
  }

  /** Throws BAD_VALUE for rows that are the sums of others. */
  check(): void {
    this.#days.check()
    this.#moments.check()
  }
}

/** The names in a line, without quotes and what stands behind the last one. */
const splitHeader = (line: string, delimiter: string): string[] =>
  line
    .trim()
    .replace(new RegExp(`[${delimiter}"]+$`), '')
    .replaceAll('"', '')
    .split(delimiter)
    .map(normaliseHeader)

/** Of fewer columns a row may leave all but one out. */
const FEWEST_COLUMNS = 3
/** How a footnote begins, or a heading ends. */
const MARKED =
  /^(?:[*†‡§#※]|notes?\b|n\.?b\.?\b|remarks?\b|hinweis|anmerkung|remarque|nota\b|注|说明|備考|备注)|[:：]$/i
/** A text of so many words, or signs of Chinese, and no figures names no model. */
const FEWEST_WORDS = 5
const FEWEST_SIGNS = 10

function isSentence(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu) ?? []
  const signs = text.match(/\p{Script=Han}/gu) ?? []
  return (
    MARKED.test(text) || (!/\d/.test(text) && (words.length >= FEWEST_WORDS || signs.length >= FEWEST_SIGNS))
  )
}

/** So many signs of a text stand in every message about it. */
const SHOWN_OF_A_TEXT = 20

function describeTexts(texts: readonly { readonly line: number; readonly text: string }[]): string[] {
  const [first, ...others] = texts
  if (first === undefined) return []
  const said = JSON.stringify(first.text)
  const more = others.length === 1 ? '1 more line' : `${others.length} more lines`
  return [
    others.length === 0
      ? `line ${first.line} holds only a text and was not priced: ${said}`
      : `line ${first.line} and ${more} hold only a text and were not priced, such as ${said}`,
  ]
}

export class RowDoubts {
  readonly #days = new SameDays()
  readonly #meter = new MeterDays()
  readonly #moments = new SameMoments()
  /** The names in the header, and what stands between them; none where there is no header. */
  header: { readonly names: readonly string[]; readonly delimiter: string } = { names: [], delimiter: ',' }
  #headerCells: readonly string[] | null = null
  /** Where it stands again, as in tables that were joined. */
  readonly #headers: number[] = []
  /** Headings and footnotes. */
  readonly #texts: { readonly line: number; readonly text: string }[] = []
  /** The labels, in their order. */
  labels: readonly string[] = []
  /** The last text in each of their columns. */
  readonly #above = new Map<string, string>()
  #isCounted = false
  /** The first row with an empty cell of `count` that may be of no job. */
  #uncounted: number | null = null
  /** The first row that would be another job with the labels above it. */
  #unlabelled: RowDoubt | null = null

  /** The first row of a job that is longer than jobs are. */
  #long: LongJobs | null = null
  /** The models that no list knows, and the line of the first. */
  #unknownModels: { readonly line: number; readonly models: Set<string> } | null = null
  /** How many tasks were unfinished, by the day in UTC on which they were begun. */
  readonly #open = new Map<number, bigint>()
  #tasks = 0n
  #lastDay = 0

  /** Whether a row that could not be read is the header again. Throws CSV_MALFORMED for that of another table. */
  isHeader(raw: string, file: string, line: number): boolean {
    const { names, delimiter } = this.header
    if (names.length === 0) return false
    this.#headerCells ??= splitHeader(names.join(delimiter), delimiter)
    const [cells, own] = [splitHeader(raw, delimiter), this.#headerCells]
    if (cells.join('\n') !== own.join('\n')) {
      // One name alone may be what a job is called; a row has figures.
      const known = cells.filter(cell => cell !== '' && own.includes(cell))
      if (known.length > 1 && !cells.some(cell => /^\d/.test(cell))) failOnOtherHeader(file, line)
      return false
    }
    this.#headers.push(line)
    return true
  }

  /**
   * Takes a row that could not be read and is a heading or a footnote: a sentence alone in the first column, which says
   * nothing of a job, or not what the column holds. A row of few columns may leave all others out.
   */
  takeRemark(issues: readonly Issue[], raw: string, line: number): boolean {
    const { names, delimiter } = this.header
    if (names.length < FEWEST_COLUMNS) return false
    const [text = '', ...others] = splitCells(raw, delimiter) ?? []
    if (others.some(cell => cell !== '') || !isSentence(text)) return false
    const saysNothing = issues.every(({ code }) => code === 'JOB_AMBIGUOUS')
    const isUnread = issues.some(({ message }) => message.includes(text.slice(0, SHOWN_OF_A_TEXT)))
    if (!saysNothing && !isUnread) return false
    this.#texts.push({ line, text })
    return true
  }

  get remarks(): string[] {
    return [...describeHeaders(this.#headers), ...describeTexts(this.#texts)]
  }

  /** Takes units of a time that name no task. */
  takeUnits(at: Instant, units: Units): void {
    this.#meter.take(Math.floor(at / MILLIS_PER_DAY) as Day, units)
  }

  /** Takes a billed row that names no task. */
  takeUnnamed(at: Instant, { number }: PricedRow, text: ReadText, line: number): void {
    if (!this.#moments.compares(at)) return
    this.#moments.take(mix(tagOf(at, number) ^ hashOf(accountOf(text('account')) ?? '')), line)
  }

  /** Takes the units of a day. */
  takeDay({ raw, line }: Row, { date, units }: DemandRow): void {
    this.#days.take(raw, line)
    this.#meter.take(date, units)
  }

  /** Looks at a row that could be read; of rows that come down to the same at one of them. `readAs` reads it otherwise. */
  look(
    text: ReadText,
    row: PricedRow,
    line: number,
    readAs: (text: ReadText) => PricedRow | unknown[],
  ): void {
    const count = text('count')
    if (count) this.#isCounted = true
    // What names a task or a time is of one job.
    else if (count === '' && !text('task_id') && !text('timestamp')) this.#uncounted ??= line
    const filled = this.labels.findIndex(column => text(column as 'model') !== '')
    const empty = filled < 0 ? this.labels : this.labels.slice(0, filled)
    if (this.#unlabelled === null && empty.some(column => this.#above.has(column))) {
      const other = readAs(column => (empty.includes(column) ? this.#above.get(column) : text(column)))
      if (!Array.isArray(other) && amountOf(other as PricedRow) !== amountOf(row)) {
        const cells = empty.flatMap(column => {
          const above = this.#above.get(column)
          return above === undefined ? [] : [{ column, above }]
        })
        this.#unlabelled = { kind: 'empty-labels', line, cells }
      }
    }
    for (const column of this.labels) {
      const found = text(column as 'model')
      if (found) this.#above.set(column, found)
    }
  }

  /** Looks at the length that a row is priced by. */
  lookAtLength({ priced, outcome }: PricedRow, line: number): void {
    const seconds = outcome === 'billed' ? (priced?.rated.billedSeconds ?? 0) : 0
    if (seconds > LONGEST_USUAL) this.#long ??= { kind: 'long-jobs', line, seconds }
  }

  /** Takes a model that no list knows, of a row that says which units were taken. */
  takeUnknownModel(model: string, line: number): void {
    this.#unknownModels ??= { line, models: new Set() }
    this.#unknownModels.models.add(model)
  }

  /** Takes a row that counts; of a task it is the last one. */
  takeCounted({ status, count }: PricedRow, at: Instant): void {
    const day = Math.floor(at / MILLIS_PER_DAY)
    this.#tasks += count
    if (day > this.#lastDay) this.#lastDay = day
    if (status === 'pending') this.#open.set(day, (this.#open.get(day) ?? 0n) + count)
  }

  /** Those unfinished more than a day before the file ends, or before the answer: no task takes so long. */
  #listOpen(asOf: Instant): OpenTasks[] {
    const end = Math.min(this.#lastDay, Math.floor(asOf / MILLIS_PER_DAY))
    const days = [...this.#open.keys()].filter(day => day < end - 1)
    const open = days.reduce((sum, day) => sum + this.#open.get(day)!, 0n)
    if (open === 0n || open * OPEN_TASKS_IN < this.#tasks) return []
    const [first, last] = [Math.min(...days) as Day, Math.max(...days) as Day]
    return [{ kind: 'open-tasks', open, all: this.#tasks, first, last }]
  }

  /** `areWhole`: whether all that the rows hold is read. */
  list(asOf: Instant, areWhole: boolean): RowDoubt[] {
    return [
      ...(this.#unlabelled ? [this.#unlabelled] : []),
      ...(this.#isCounted && this.#uncounted !== null
        ? [{ kind: 'empty-count', line: this.#uncounted } as const]
        : []),
      ...(this.#long ? [this.#long] : []),
      ...(this.#unknownModels
        ? [
            {
              kind: 'unknown-models',
              ...this.#unknownModels,
              models: [...this.#unknownModels.models],
            } as const,
          ]
        : []),
      ...this.#listOpen(asOf),
      ...this.#days.doubts,
      ...(areWhole ? this.#moments.doubts : []),
      ...this.#meter.doubts,
    ]
  }
}

/** What is counted of a row: the same text for the same units or dollars of the same months. */
function amountOf({ outcome, month, deducted, pool, priced }: PricedRow): string {
  if (outcome !== 'billed') return ''
  const each = priced && `${priced.rated.rate.pool} ${priced.priceEach.num}/${priced.priceEach.den}`
  return [month && keyOfMonth(month), deducted ? `${format(deducted)} ${pool}` : each].join(' ')
}
