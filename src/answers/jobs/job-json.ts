/** JSON of jobs: what the API answers, a list of jobs, or one job a line. */
import { assert, atLine, fail, type Issue, inFile } from '../../core/failure.js'
import { getOrInsert } from '../../core/get-or-insert.js'
import { groupBy } from '../../core/group-by.js'
import { type ColumnForm, type FoundColumns, locateColumns, wordsFor } from '../../read/columns.js'
import { findDays } from '../../read/demand-file.js'
import { JsonColumns } from '../../read/json-columns.js'
import { expectJson, type JsonValue, withMembers } from '../../read/json-value.js'
import { READS_PACKAGES } from '../../read/ledger/ledger-headings.js'
import { type Line, readLines } from '../../read/lines.js'
import { commandOn, type KeysOfList, sayLists, takeOutOf } from '../../read/lists-within.js'
import { normaliseColumn } from '../../read/names.js'
import { notationOfPrograms } from '../../read/notation.js'
import { beginsAsObject } from '../../read/objects-within.js'
import { normaliseHeader } from '../../read/rows.js'
import { checkDocumentSize } from '../../read/source.js'
import { type ApiItem, failOnApiError, listItems, NO_RESULTS } from '../../read/tasks/api-answer.js'
import { listStrangeKeys } from '../../read/tasks/billing-export.js'
import { readPage } from '../../read/tasks/pages.js'
import {
  findSums,
  isDay,
  MOST_SHOWN,
  type ShownTable,
  tableOf,
  tableWithin,
  withOtherRows,
} from './first-rows.js'
import { checkDays, contextOf, dayForm, failOnPackageColumns, formFor } from './job-columns.js'
import type { FileJobs } from './job-files.js'
import type { JobReader } from './job-reader.js'
import { failOnSaidTwice } from './said-twice.js'
import { withAllTold } from './told-by-rows.js'

/** Whether an entry of an export that stands alone has a column of jobs beside, as a row that somebody has put together. */
const saysMore = (entry: JsonValue, { columns, words }: ColumnForm): boolean =>
  listStrangeKeys(entry).some(key =>
    columns.some(column => wordsFor(column, words).includes(normaliseColumn(key))),
  )

/** JSON: what the API answers, a list of jobs, or one job a line. */
export async function readJson(
  chunks: AsyncIterable<Buffer>,
  jobs: FileJobs,
  reader: JobReader,
): Promise<void> {
  const file = jobs.input.name
  const form = formFor(jobs, reader)
  const rows = new JsonRows(form, jobs, reader)
  const { parseJson } = await import('../../read/json.js')
  const { objectOf } = await import('../../read/json-text.js')
  const open = openTexts(form, objectOf)
  const { holdsPackages } = await import('../../read/ledger/account-costs.js')
  const failOnPackages = (value: JsonValue): void => {
    if (!holdsPackages(value)) return
    const wanted = reader.isUsage ? 'what was used' : 'jobs'
    const message = `holds packages, as GET /account/costs answers them; expected ${wanted}`
    fail('JSON_MALFORMED', message, value.place, READS_PACKAGES)
  }
  const lines = readLines(chunks)
  const [first, all] = await peekLines(lines)
  function* tasksIn(value: JsonValue) {
    for (const item of listItems(value, form.renamed)) {
      if (item.kind === 'list') {
        rows.defer(columns => {
          columns.noteBeside(item.beside)
          reader.takeList(item.list)
        })
      } else if (item.kind === 'entry' && saysMore(item.entry, form))
        yield { kind: 'task', task: item.entry, results: NO_RESULTS } as const
      else yield item
    }
  }
  const findDaysIn = ({ members }: JsonValue): string | null =>
    findDays(
      members.map(([key]) => key),
      form.renamed,
      name => isDay(members.find(([key]) => key === name)![1].text ?? '', jobs.reading.notation),
    )
  const take = (value: JsonValue | Issue, raw: string, line: number) => {
    if ('code' in value) {
      rows.defer(columns => reader.takeRow(columns.read(value, raw, line)))
      return
    }
    for (const [item, place] of withPlaces(tasksIn(value))) {
      if (item.kind === 'page') rows.defer(() => reader.takePage(item.page))
      else if (item.kind === 'entry') rows.defer(() => reader.takeEntry(item.entry))
      else if (item.kind === 'error')
        rows.defer(() => reader.reject([item.issue], item.value.place.line, item.value.raw))
      else {
        const date = findDaysIn(item.task)
        if (date !== null) {
          checkDays(reader, atLine(file, line))
          rows.takeDay(item.task, date)
          continue
        }
        const isWhole = item.task === value
        const at = isWhole ? line : item.task.place.line
        const text = isWhole ? raw : item.task.raw
        const task = open(item.task)
        rows.takeTask(task, at, columns => reader.takeRow(columns.read(task, text, at), place, item.results))
      }
    }
  }
  // One object a line means that the first line is whole; a document is spread over lines, or is a list.
  const firstValue = parseJson(first.text, file, first.number)
  const takeLines = (batch: readonly Line[]) => {
    for (const { number, text } of batch) {
      if (text.trim() === '') continue
      take(number === first.number ? firstValue : parseJson(text, file, number), text, number)
    }
  }
  const isWhole = !('code' in firstValue) && firstValue.kind === 'object'
  if (isWhole) {
    failOnPackages(firstValue)
    failOnWrapped(firstValue, form)
    for await (const batch of all) takeLines(batch)
  } else {
    const whole: Line[] = []
    let length = 0
    for await (const batch of all) {
      for (const line of batch) {
        whole.push(line)
        length += line.text.length
      }
      checkDocumentSize(length, file)
    }
    const document = parseJson(whole.map(({ text }) => text).join('\n'), file)
    // Lines of which only the first is broken are lines all the same.
    const isObject = ({ text }: Line) => {
      const value = parseJson(text, file)
      return !('code' in value) && value.kind === 'object'
    }
    if ('code' in document && whole.some(isObject)) takeLines(whole)
    else {
      const root = expectJson(document)
      failOnApiError(root)
      failOnPackages(root)
      failOnWrapped(root, form)
      failOnStranger(root, form)
      take(root, root.raw, root.place.line)
    }
  }
  rows.finish()
}

/**
 * Opens the texts of a row that are objects of JSON themselves, as loggers and databases write what was asked for: of the
 * first rows all that nothing is read from, and later those that `--columns` names a value in.
 */
function openTexts(
  { columns, words, renamed }: ColumnForm,
  objectOf: (text: string, at: JsonValue) => JsonValue | null,
): (row: JsonValue) => JsonValue {
  const given = [...renamed.values()].map(normaliseHeader)
  const read = new Set([...columns.flatMap(column => wordsFor(column, words)), ...given.map(normaliseColumn)])
  const mayOpenAll = given.some(name => name.includes('.'))
  let rows = 0
  return row => {
    const isShown = rows++ < MOST_SHOWN.movements
    if (!isShown && !mayOpenAll) return row
    const mayOpen = (key: string): boolean =>
      (isShown && !read.has(normaliseColumn(key))) ||
      given.some(name => name.startsWith(`${normaliseHeader(key)}.`))
    let opened: (readonly [string, JsonValue])[] | null = null
    for (const [i, [key, value]] of row.members.entries()) {
      const text = value.kind === 'string' ? value.text!.trim() : ''
      const object = beginsAsObject(text) && mayOpen(key) ? objectOf(text, value) : null
      if (object === null) continue
      opened ??= [...row.members]
      opened[i] = [key, object]
    }
    return opened === null ? row : withMembers(row, opened)
  }
}

/** An object of JSON, and the key of its day where it holds the units of one. */
interface ShownObject {
  readonly value: JsonValue
  readonly line: number
  readonly date: string | null
}

/**
 * The rows of a file of JSON in their order. The first are held back until as many are there as show what their keys hold:
 * what cells say of a table is said by values, too.
 */
class JsonRows {
  readonly #days = new Map<string, JsonColumns>()
  readonly #shown: ShownObject[] = []
  #held: ((columns: JsonColumns) => void)[] | null = []
  #columns!: JsonColumns

  constructor(
    private readonly form: ColumnForm,
    private readonly jobs: FileJobs,
    private readonly reader: JobReader,
  ) {}

  /** Runs something once all before it has been taken. */
  defer(run: (columns: JsonColumns) => void): void {
    if (this.#held === null) run(this.#columns)
    else this.#held.push(run)
  }

  takeTask(value: JsonValue, line: number, run: (columns: JsonColumns) => void): void {
    this.defer(run)
    this.#show(value, line, null)
  }

  takeDay(value: JsonValue, date: string): void {
    this.defer(() => this.reader.takeDay(this.#daysBy(date).read(value, value.raw, value.place.line)))
    this.#show(value, value.place.line, date)
  }

  finish(): void {
    this.#release()
    this.#columns.finish()
    for (const { ignored, aliased } of [this.#columns, ...this.#days.values()])
      this.reader.noteColumns(ignored, aliased)
  }

  #show(value: JsonValue, line: number, date: string | null): void {
    if (this.#held === null) return
    this.#shown.push({ value, line, date })
    if (this.#shown.length === MOST_SHOWN.movements) this.#release()
  }

  /** Reads what was held back, by what it shows. */
  #release(): void {
    if (this.#held === null) return
    failOnPackageColumns(tableOf(this.#shown).headers, this.jobs, this.reader, inFile(this.jobs.input.name))
    const shown = groupBy(this.#shown, ({ date }) => date)
    this.#columns = this.#begin(this.#tell(shown.get(null) ?? []))
    for (const [date, days] of shown)
      if (date !== null) this.#days.set(date, this.#begin(this.#tellDays(date, days)))
    this.reader.useZones(this.#columns.zones)
    this.reader.watchIgnored(() => this.#columns.ignored)
    this.reader.watchStatus(() => this.#columns.isRead('status'))
    const held = this.#held
    this.#held = null
    this.#shown.length = 0
    for (const run of held) run(this.#columns)
  }

  #begin(form: ColumnForm): JsonColumns {
    return new JsonColumns(this.jobs.input.name, form)
  }

  /** Days whose key is another than that of the first rows are looked at one by one. */
  #daysBy(date: string): JsonColumns {
    return getOrInsert(this.#days, date, () => this.#begin(dayForm(this.jobs, date)))
  }

  /** The form of tasks by what they show. */
  #tell(shown: readonly ShownObject[]): ColumnForm {
    if (shown.length === 0) return this.form
    const { jobs, reader } = this
    const context = contextOf(jobs, reader)
    const table = tableOf(shown)
    const form = withAllTold(this.form, table, jobs, reader)
    const found = this.#locate(table, form)
    const { headers, list } = tableWithin(shown.slice(0, MOST_SHOWN.words))
    failOnSaidTwice(list(MOST_SHOWN.words), headers, found, form, context, inFile(jobs.input.name))
    return form
  }

  #tellDays(date: string, shown: readonly ShownObject[]): ColumnForm {
    const table = tableOf(shown)
    const form = withOtherRows(
      dayForm(this.jobs, date),
      table,
      contextOf(this.jobs, this.reader),
      this.reader.purpose,
    )
    this.#locate(table, form)
    return form
  }

  /** Where the columns are, and whether rows are sums of others. What is wrong with a key is told where a row has it. */
  #locate(table: ShownTable, form: ColumnForm): FoundColumns {
    const { jobs, reader } = this
    const found = locateColumns(table.headers, form, inFile(jobs.input.name))
    reader.noteSums(findSums(table, found, notationOfPrograms(jobs.reading.notation), jobs))
    return found
  }
}

/** Items with their places, from 1, as those of one list may share a line; one that stands alone has none. */
function* withPlaces<T>(items: Iterator<T>): Generator<readonly [T, number | null]> {
  const first = items.next()
  if (first.done) return
  let next = items.next()
  yield [first.value, next.done ? null : 1]
  for (let place = 2; !next.done; next = items.next()) yield [next.value, place++]
}

/** The one task that a document is, whether or not it says anything; null: it is something else, or holds several. */
function onlyTaskOf(root: JsonValue): JsonValue | null {
  if (root.kind === 'array') return null
  // Of a million tasks two are looked at.
  const items: ApiItem[] = []
  for (const item of listItems(root)) if (item.kind !== 'list' && items.push(item) > 1) return null
  const [item] = items
  return item?.kind === 'task' ? item.task : null
}

/** Whether an object has a key that is read. */
function saysAnything({ members }: JsonValue, { columns, words, renamed }: ColumnForm): boolean {
  const known = columns.flatMap(column => wordsFor(column, words))
  // What `--columns` names may lie within a key.
  const given = [...renamed.values()].flatMap(name => [name, name.split('.')[0]!])
  const names = new Set([...known, ...[...given, 'date'].map(normaliseColumn)])
  return members.some(([key]) => names.has(normaliseColumn(key)))
}

/** Throws for an object that says nothing of a task and holds rows in lists, as databases answer them. */
function failOnWrapped(root: JsonValue, form: ColumnForm): void {
  const task = onlyTaskOf(root)
  // What such answers say of themselves: how many rows they hold, and that all went well.
  const ofAnswer = new Set(['count', 'status'])
  const ofTask = { ...form, columns: form.columns.filter(column => !ofAnswer.has(column)) }
  if (task === null || saysAnything(task, ofTask)) return
  const lists = listsWithin(task).filter(({ items: [row] }) => saysAnything(row!, ofTask))
  if (lists.length === 0) return
  const file = root.place.file!
  const keys = lists.map(list => list.keys)
  const { found, doing } = sayLists(keys, readPage([root], 0).more ?? null, 'jobs')
  const hint = `${doing}: ${commandOn(takeOutOf(keys), file)} > rows.jsonl`
  fail('JSON_MALFORMED', `expected jobs, a row for each; got ${found}`, root.place, hint)
}

/** The lists of objects within an object. */
const listsWithin = (
  value: JsonValue,
  keys: KeysOfList = [],
): (Pick<JsonValue, 'items'> & { keys: KeysOfList })[] =>
  value.items[0]?.kind === 'object'
    ? [{ keys, items: value.items }]
    : value.members.flatMap(([key, inner]) => listsWithin(inner, [...keys, key]))

/** Throws when a document is one object that says nothing that is read. */
function failOnStranger(root: JsonValue, form: ColumnForm): void {
  const task = onlyTaskOf(root)
  if (task === null || form.renamed.size > 0 || saysAnything(task, form)) return
  const { members } = task
  const keys = members.map(([key]) => key)
  const list = members.find(([, { items }]) => items[0]?.kind === 'object')
  fail(
    'JSON_MALFORMED',
    `expected tasks, a billing export (data.result.detail) or one JSON object a line; got an object of ${keys.length === 0 ? 'no keys' : keys.slice(0, 8).join(', ')}`,
    root.place,
    list && `extract its rows: ${commandOn(takeOutOf([[list[0]]]), root.place.file!)} > rows.jsonl`,
  )
}

/** The first line that is not blank, and all of them. */
async function peekLines(batches: AsyncGenerator<Line[]>): Promise<[Line, AsyncIterable<Line[]>]> {
  const seen: Line[][] = []
  let first: Line | undefined
  while (!first) {
    const next = await batches.next()
    assert(!next.done, 'an input that begins with a brace has a line')
    seen.push(next.value)
    first = next.value.find(line => line.text.trim() !== '')
  }
  async function* all() {
    yield* seen
    yield* batches
  }
  return [first, all()]
}
