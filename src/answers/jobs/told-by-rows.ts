/**
 * What the rows of a file of jobs say together of columns that nothing is read from: a column without a word that is
 * known may say what became of tasks all the same, and one without a name that is known which task a row is about.
 */
import { fail, inFile, inQuotes } from '../../core/failure.js'
import { getOrInsert } from '../../core/get-or-insert.js'
import { OUTCOME_OF_STATUS, type Outcome } from '../../core/rating/job.js'
import { type ColumnForm, columnToldBy, isNegated, withTold, wordsFor } from '../../read/columns.js'
import { PRICING_COLUMNS } from '../../read/job-row.js'
import { isLeftOut } from '../../read/left-out.js'
import { type Names, normaliseColumn } from '../../read/names.js'
import { isTruth, truthOf } from '../../read/values.js'
import { MOST_SHOWN, type ShownRow, type ShownTable, withOtherRows, withTellingWords } from './first-rows.js'
import { contextOf } from './job-columns.js'
import type { FileJobs } from './job-files.js'
import type { JobReader } from './job-reader.js'

/** A column of so many different texts, but for what names a single task, is no free text. */
const FEW = 12
/** What says of a task that it failed is no longer than so many words. */
const MOST_WORDS = 8
/** An id has at least so many characters, some of them digits, and no blanks. */
const LONG_ID = /^(?=\D*\d)[\w:.-]{8,}$/

/** The form of jobs in which columns mean what their first rows say. */
export function withAllTold(
  form: ColumnForm,
  first: ShownTable,
  jobs: FileJobs,
  reader: JobReader,
): ColumnForm {
  const context = contextOf(jobs, reader)
  failOnTurned(form, first, jobs.input.name)
  const told = withOtherRows(withTellingWords(form, first, context), first, context, reader.purpose)
  if (reader.purpose.kind === 'plan') return told
  const shown = new ShownJobs(told, first)
  const { names } = jobs.reading
  const asked = shown.isRead('task_id') ? told : withRepeatedIds(told, shown)
  if (shown.isRead('status')) return shown.isRead('task_id') ? asked : withToldTasks(asked, shown, names)
  return shown.isRead('units') ? asked : withToldStates(asked, shown, names)
}

/** Refuses a column that was asked for and says by yes and no the contrary of what it is read as, such as `failed` for status. */
function failOnTurned(form: ColumnForm, first: ShownTable, file: string): void {
  for (const column of ['status', 'audio']) {
    const name = form.renamed.get(column)
    if (name === undefined || !isNegated(name, column, form)) continue
    const shown = new ShownJobs(form, first)
    const words = shown.textsAt(shown.indexOf(column)).filter(text => text !== '')
    if (words.length === 0 || !words.every(isTruth)) continue
    fail(
      'BAD_VALUE',
      `the column ${inQuotes(name)} says the contrary of ${column}: its ${words[0]} would be read the wrong way round`,
      inFile(file),
      `replace it with a column ${column}`,
    )
  }
}

/** The first rows of a file, with the columns of which nothing says yet what they are. */
class ShownJobs {
  readonly rows: readonly ShownRow[]
  readonly #headers: readonly string[]
  readonly #unread: readonly number[]
  readonly #pricing: readonly number[]

  constructor(
    private readonly form: ColumnForm,
    first: ShownTable,
  ) {
    this.rows = first.list(MOST_SHOWN.movements)
    this.#headers = first.headers
    const read = new Set(form.columns.map(column => this.indexOf(column)))
    const isRead = (column: string): boolean => this.isRead(column)
    this.#unread = first.headers.flatMap((name, index) =>
      read.has(index) || isLeftOut(name, form.leftOut) || columnToldBy(name, form, isRead) !== undefined
        ? []
        : [index],
    )
    this.#pricing = PRICING_COLUMNS.filter(column => column !== 'status').map(column => this.indexOf(column))
  }

  indexOf(column: string): number {
    const given = this.form.renamed.get(column)
    const wanted = given === undefined ? wordsFor(column, this.form.words) : [normaliseColumn(given)]
    return this.#headers.findIndex(
      name => wanted.includes(normaliseColumn(name)) && !isLeftOut(name, this.form.leftOut),
    )
  }

  isRead(column: string): boolean {
    return this.form.renamed.has(column) || this.indexOf(column) >= 0
  }

  /** The names of columns that nothing is read from, and that say something. */
  list(says: (texts: readonly string[], normal: string) => boolean): string[] {
    return this.#unread.flatMap(index => {
      const name = this.#headers[index]!
      return says(this.textsAt(index), normaliseColumn(name)) ? [name] : []
    })
  }

  textsAt(index: number): string[] {
    return this.rows.map(({ fields }) => fields[index]?.trim() ?? '')
  }

  /** Of each row the same text for the same job. */
  get jobs(): string[] {
    return this.rows.map(({ fields }) => this.#pricing.map(index => fields[index] ?? '').join('\n'))
  }
}

/** The form in which ids that may be those of tasks, and stand in several rows each, mean them. */
function withRepeatedIds(form: ColumnForm, shown: ShownJobs): ColumnForm {
  const mayBeTasks = new Set(form.words.get('task_id')?.suggest)
  const told = shown.list((ids, name) => mayBeTasks.has(name) && standRepeatedly(ids, shown.jobs))
  return withTold(form, 'task_id', 'refuse_if_missing', told)
}

/** The form in which ids of tasks mean them under any heading. */
function withToldTasks(form: ColumnForm, shown: ShownJobs, names: Names): ColumnForm {
  const ofOthers = new Set(form.words.get('account')?.suggest)
  const { jobs } = shown
  const outcomes = shown.textsAt(shown.indexOf('status')).map(word => outcomeOf(word, names))
  const told = shown.list((ids, name) => !ofOthers.has(name) && followTasks(ids, jobs, outcomes))
  return withTold(form, 'task_id', 'refuse_if_missing', told)
}

/** The form in which columns that say what became of tasks mean it. */
function withToldStates(form: ColumnForm, shown: ShownJobs, names: Names): ColumnForm {
  const { jobs } = shown
  const isCalled = (name: string, column: string): boolean =>
    form.words.get(column)?.refuse_if_unlike?.includes(name) === true
  // Of a task that is known the last line counts, whatever the others say.
  const hasTasks = shown.isRead('task_id')
  const ofWords = shown.list(
    (texts, name) =>
      saysFailure(texts, names) ||
      (!hasTasks && isCalled(name, 'status') && areUnlike(texts, jobs, false)) ||
      (!hasTasks && isCalled(name, 'stage_of_task') && areStages(texts, jobs, names)),
  )
  const ofEnds = shown.list((texts, name) => isCalled(name, 'end_of_task') && areUnlike(texts, jobs, true))
  const told = withTold(form, 'status', 'refuse_if_missing', ofWords)
  return withTold(told, 'end_of_task', 'refuse_if_missing', ofEnds)
}

/** What became of a task by a word of any kind; undefined: it is none. */
function outcomeOf(word: string, names: Names): Outcome | undefined {
  const meaning = names.meaningOf('status', word) ?? word.toLowerCase()
  return typeof meaning === 'string' ? OUTCOME_OF_STATUS.get(meaning) : undefined
}

/** The words of a text; where no blanks part them, of each two signs. */
const wordsOf = (text: string): string[] =>
  normaliseColumn(text)
    .split(' ')
    .flatMap(word =>
      /\p{Script=Han}/u.test(word) ? [...word].map((sign, i, all) => sign + (all[i + 1] ?? '')) : [word],
    )

/** A text without what names a task, a file or a time in it. */
const withoutNames = (text: string): string =>
  text
    .split(/\s+/)
    .map(word => (/[\d/]/.test(word) ? '#' : word.toLowerCase()))
    .join(' ')

/** Whether some of few texts say of a task that it failed. A `no` is an answer to anything. */
function saysFailure(texts: readonly string[], names: Names): boolean {
  const different = new Set(texts.map(withoutNames))
  if (different.size < 2 || different.size > FEW || different.size === texts.length) return false
  const isFailure = (word: string): boolean =>
    outcomeOf(word, names) === 'not-billed' &&
    truthOf(word) === undefined &&
    names.meaningOf('audio', word) === undefined
  return [...different].some(text => {
    const words = wordsOf(text)
    return words.length <= MOST_WORDS && words.some(isFailure)
  })
}

/** What a cell says of how far a task is: nothing, all, a part of it, or something that has a name or words. */
function stateOf(text: string): string {
  const [, number] = /^(\d+(?:\.\d+)?) ?%?$/.exec(text) ?? []
  if (number !== undefined) return Number(number) === 100 || Number(number) === 1 ? 'all' : 'part'
  return withoutNames(text)
}

/** Whether rows of equal jobs say different things, or (`isThere`) something and nothing. */
function areUnlike(texts: readonly string[], jobs: readonly string[], isThere: boolean): boolean {
  const states = new Map<string, Set<string>>()
  const all = new Set<string>()
  for (const [row, text] of texts.entries()) {
    const found = stateOf(text)
    const state = isThere && !['', 'all', 'part'].includes(found) ? 'something' : found
    all.add(state)
    getOrInsert(states, jobs[row]!, () => new Set()).add(state)
  }
  return all.size <= FEW && [...states.values()].some(({ size }) => size > 1)
}

/** Fewer ids that stand in several rows tell nothing. */
const FEWEST_IDS = 3

/** Whether nearly all of some ids stand in several rows each, of the same job. */
function standRepeatedly(ids: readonly string[], jobs: readonly string[]): boolean {
  const rows = new Map<string, number[]>()
  for (const [row, id] of ids.entries()) getOrInsert(rows, id, () => []).push(row)
  const repeated = [...rows.values()].filter(same => same.length > 1)
  return (
    !rows.has('') &&
    repeated.length >= FEWEST_IDS &&
    10 * repeated.length >= 9 * rows.size &&
    repeated.every(([first, ...others]) => others.every(row => jobs[row] === jobs[first!]))
  )
}

/** How lines of loggers call the beginning and the end of a task; others are those of making a film (`draft`, `final`). */
const STAGES = new Set([
  'start',
  'started',
  'begin',
  'end',
  'ended',
  'request',
  'response',
  'create',
  'created',
  'poll',
])
const METHODS = new Set(['GET', 'POST', 'DELETE', 'PUT', 'PATCH'])

/** Whether texts say how far a job is, each as often as the others of its jobs; or by which method a call was made. */
function areStages(texts: readonly string[], jobs: readonly string[], names: Names): boolean {
  const words = new Set(texts)
  if (words.size < 2 || words.size > FEW || words.has('')) return false
  if ([...words].every(word => METHODS.has(word.toUpperCase()))) return true
  if (![...words].some(word => STAGES.has(word.toLowerCase()) || outcomeOf(word, names) !== undefined))
    return false
  const counts = new Map<string, Map<string, number>>()
  for (const [row, text] of texts.entries()) {
    const ofJob = getOrInsert(counts, jobs[row]!, () => new Map<string, number>())
    ofJob.set(text, (ofJob.get(text) ?? 0) + 1)
  }
  return [...counts.values()].every(ofJob => ofJob.size === words.size && new Set(ofJob.values()).size === 1)
}

/** Whether texts are ids of tasks, of which each has a row for each of its states. */
function followTasks(
  ids: readonly string[],
  jobs: readonly string[],
  outcomes: readonly (Outcome | undefined)[],
): boolean {
  const tasks = new Map<string, number>()
  let hasEnded = false
  for (const [row, id] of ids.entries()) {
    if (!LONG_ID.test(id)) return false
    const before = tasks.get(id)
    tasks.set(id, row)
    if (before === undefined) continue
    const wasPending = outcomes[before] === 'pending'
    // What is over neither begins again nor ends otherwise.
    if (jobs[before] !== jobs[row] || (!wasPending && outcomes[before] !== outcomes[row])) return false
    if (wasPending && outcomes[row] !== 'pending') hasEnded = true
  }
  return hasEnded
}
