/** The forms that a file of jobs may have, each handed to the reader row by row, in the order of the file. */
import { assert, atLine, fail, type Issue, type Place } from '../../core/failure.js'
import { getOrInsert } from '../../core/get-or-insert.js'
import { createEras } from '../../core/rating/catalogue.js'
import { OUTCOME_OF_STATUS, REFERENCES } from '../../core/rating/job.js'
import { failOnBadCells } from '../../read/bad-cells.js'
import { type ColumnForm, type FoundColumns, findColumns, formOf, wordsFor } from '../../read/columns.js'
import { dropEmptyCells, failOnRowsInQuotes, openCsv, toRow, widthIssue } from '../../read/csv-form.js'
import { DAY_COLUMNS, findDays } from '../../read/demand-file.js'
import { JOB_COLUMNS, type JobContext, PRICING_COLUMNS } from '../../read/job-row.js'
import { JsonColumns } from '../../read/json-columns.js'
import { expectJson, type JsonValue, type MayTell, type WordOfList } from '../../read/json-value.js'
import { withoutLeftOut } from '../../read/left-out.js'
import { type Line, readLines } from '../../read/lines.js'
import { commandOn, type KeysOfList, sayLists, takeOutOf } from '../../read/lists-within.js'
import { type ColumnWords, normaliseColumn } from '../../read/names.js'
import { notationOfPrograms } from '../../read/notation.js'
import { looksLikeJson, peekChunk } from '../../read/peek.js'
import { failOnSecondTable } from '../../read/second-table.js'
import { checkDocumentSize, joinText } from '../../read/source.js'
import { type ApiItem, failOnApiError, listItems, NO_RESULTS } from '../../read/tasks/api-answer.js'
import { listStrangeKeys } from '../../read/tasks/billing-export.js'
import { readPage } from '../../read/tasks/pages.js'
import { isWordOf } from '../../read/tasks/words.js'
import { truthOf } from '../../read/values.js'
import { scanJobCsv } from '../../scan/job-csv.js'
import {
  FirstRows,
  findSums,
  holdsDays,
  isDay,
  likenessesOf,
  MOST_SHOWN,
  NO_WORDS,
  notationOfTable,
  tellIgnored,
  withMovements,
  withTellingWords,
  withTold,
} from './first-rows.js'
import type { FileJobs } from './job-files.js'
import type { JobReader } from './job-reader.js'
import { listLabels } from './row-doubts.js'
import { failOnSaidTwice } from './said-twice.js'

/** Reads a whole file. Throws InputError for bad rows unless they may be set aside. */
export async function readJobFile(jobs: FileJobs, reader: JobReader): Promise<void> {
  const [head, chunks] = await peekChunk(reportRows(jobs, reader))
  reader.useNotation(notationOfPrograms(jobs.reading.notation))
  if (looksLikeJson(head)) await readJson(chunks, jobs, reader)
  else if (/\.ya?ml(\.gz|\.zst)?$/i.test(jobs.input.name)) await readYaml(chunks, jobs, reader)
  else await readCsv(chunks, jobs, reader)
  reader.end()
}

async function* reportRows({ input, onRows }: FileJobs, reader: JobReader) {
  for await (const chunk of input.chunks) {
    yield chunk
    onRows?.(reader.rows)
  }
}

/** What to do with columns that change the answer and are read by nothing. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  [
    'deduction_or_refund',
    'name it in --columns as capability or pool if it says what the units were for; else take rows that give units back out of the file, with the deductions that they undo,',
  ],
])

const READS_LOGS = '`budget FILE` reads a log of past use'

/** What of a log changes the answer where a plan has it, and what reads it. */
const NOT_OF_PLANS: ReadonlyMap<string, string> = new Map([
  ['timestamp', READS_LOGS],
  ['month', READS_LOGS],
  ['task_id', READS_LOGS],
  ['units', '--demand FILE reads units by their days'],
  ['count_of_a_month', 'write a row for each month, with the columns month and count'],
  ['repetition', 'write how many jobs a month has, in a column count'],
  ['scenario', 'take out the rows of all but one'],
  ['count_of_a_day_or_week', 'write how many jobs a month has, in a column count'],
])

/** What the lists of a request or an answer say: that there is something of the kind, or how many. */
const wordOfList: WordOfList = (column, name, { items }) => {
  if (items.length === 0) return ''
  if (column === 'count') return String(items.length)
  if (column === 'voice_control') return 'true'
  return column === 'reference' ? REFERENCES.find(word => name.includes(word)) : undefined
}

/** Objects of a row that are about its job: what was asked for, and what came back. Others may be about anything. */
const OF_JOBS =
  /^(?:.*[_-])?(?:api|arguments|args|body|config|configuration|data|generation|inputs?|jobs?|options|outputs?|params?|parameters|payload|query|req|request|res|resp|response|results?|settings|tasks?)(?:[_-].*)?$/i
/** Objects within them that are not. */
const OF_OTHERS = /^(?:user|account|customer|client|http|callback|webhook|metrics|stats|retry|env|project)$/i

/**
 * One job is what a row is without a count, no sound what it has without one, and a state that is no task's is that of
 * something else. So is a mode that is none of a job's, the version of an API, and how long an answer took.
 */
const mayTellOf =
  (context: JobContext, words: ColumnForm['words']): MayTell =>
  (column, name, { text, items }) => {
    const [first, ...within] = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').split('.')
    if (!OF_JOBS.test(first!) || within.some(key => OF_OTHERS.test(key))) return false
    if (column === 'duration') return !/^res/i.test(first!)
    if (column === 'model' && wordsFor(column, words).includes(normaliseColumn(within.at(-1)!))) return true
    if (column === 'model' || column === 'capability' || column === 'mode')
      return isWordOf(column, text ?? '', context)
    const meaning =
      text === undefined ? undefined : (context.reading.names.meaningOf(column, text) ?? text.toLowerCase())
    const word = typeof meaning === 'string' ? meaning : ''
    if (column === 'count') return (text ?? String(items.length)) !== '1'
    if (column === 'audio') return truthOf(word) === true
    if (column !== 'status' || !/stat(?:e|us)$/i.test(name)) return true
    return OUTCOME_OF_STATUS.has(word) && OUTCOME_OF_STATUS.get(word) !== 'billed'
  }

const contextOf = ({ reading }: FileJobs, { terms }: JobReader): JobContext => ({
  catalogue: terms.catalogue,
  reading,
  nameOf: column => column,
})

function formFor(jobs: FileJobs, reader: JobReader): ColumnForm {
  const { reading } = jobs
  const { columns, purpose } = reader
  const ofFile = formOf(columns, reading.names, 'jobs', reading)
  const mayTell = mayTellOf(contextOf(jobs, reader), ofFile.words)
  const likenesses = likenessesOf(contextOf(jobs, reader))
  const form = { ...ofFile, wordOfList, instead: INSTEAD, mayTell, likenesses }
  if (purpose.kind !== 'plan') return form
  const words = new Map([...form.words, ...reading.names.columnsOf('plan')])
  const add = (column: string, added: readonly string[], only: Pick<ColumnWords, 'unless'> = {}): void => {
    const own = words.get(column) ?? NO_WORDS
    words.set(column, { ...own, ...only, refuse_if_missing: [...own.refuse_if_missing, ...added] })
  }
  add('units', wordsFor('units', words))
  // Without a month each row recurs: past tasks, of which a log tells when they were, would be planned for every month.
  add('month', [...wordsFor('timestamp', words), ...wordsFor('updated_at', words)])
  add('task_id', wordsFor('task_id', words), { unless: 'month' })
  const harmless = new Set([...form.harmless, ...reading.names.harmlessIn('plan')])
  return { ...form, words, harmless, instead: NOT_OF_PLANS, orElse: 'count' }
}

/** Columns by which a trace of `expiry` is known: in other files `package` may be anything. */
const TRACE_COLUMNS = ['package', 'units', 'input_line', 'file']

const READS_PACKAGES = '`expiry FILE` and `--packages FILE` read packages'

/** What to do about a table that lacks a column: one that says when something was bought may be of packages. */
function hintForTable(headers: readonly string[], { reading }: FileJobs, hint: string): string {
  const words = wordsFor('purchased_at', reading.names.columnsOf('ledger'))
  const isBought = headers.some(name => words.includes(normaliseColumn(name)))
  return isBought ? `${hint}; if these are packages: ${READS_PACKAGES}` : hint
}

/** CSV: the fast scanner as long as quotes are in place, the exact parser from there on. */
async function readCsv(chunks: AsyncIterable<Buffer>, jobs: FileJobs, reader: JobReader): Promise<void> {
  const file = jobs.input.name
  const csv = await openCsv(chunks, file)
  const { delimiter, headers, headerLine, rest } = csv
  const { notation } = jobs.reading
  const first = new FirstRows(csv)
  const date = findDays(headers, jobs.reading.renamed, name => holdsDays(first, name, notation))
  if (date !== null) return readDays(first, date, jobs, reader)
  const place = atLine(file, headerLine)
  const told = withTellingWords(formFor(jobs, reader), first, contextOf(jobs, reader))
  const form = withMovements(told, first, jobs.reading)
  const isTrace = TRACE_COLUMNS.every(name => headers.includes(name))
  const found = findColumns(
    headers,
    isTrace ? withTold(form, 'package_id', 'read', ['package']) : form,
    place,
  )
  failOnBadCells(jobs.input.badCells, headerLine, found)
  const { at: columns, joined } = found
  failOnTwoTables(first, found, form, place)
  failOnSaidTwice(first.list(MOST_SHOWN.words), headers, found, form, contextOf(jobs, reader), place)
  // A trace is what a program wrote.
  const written = isTrace ? notationOfPrograms(notation) : notationOfTable(first, columns, jobs)
  reader.useNotation(written)
  reader.noteColumns(tellIgnored(found, form, first), found.aliased)
  reader.useHeader({ names: headers, delimiter }, listLabels(columns), isTrace)
  reader.noteSums(findSums(first, found, written, jobs))
  reader.useZones(found.zones)
  const shown = withoutLeftOut(headers, form.leftOut).join(', ')
  const pricing = [...PRICING_COLUMNS, ...(reader.purpose.kind === 'plan' ? ['month'] : [])]
  if (!pricing.some(column => columns.has(column))) {
    fail(
      'HEADER_MISSING',
      `no column says what the jobs are; found ${shown}`,
      place,
      hintForTable(headers, jobs, `known columns: ${reader.columns.join(', ')}; --columns maps others`),
    )
  }
  if (reader.isUsage && !columns.has('timestamp')) {
    fail(
      'HEADER_MISSING',
      `no column "timestamp", and units are drawn in order of time; found ${shown}`,
      place,
      hintForTable(headers, jobs, '--columns timestamp=NAME maps another'),
    )
  }
  const width = headers.length
  if (joined.size > 0) return readRest({ chunks: rest, line: headerLine + 1 })
  const { terms } = reader
  const eraOf = createEras(terms.catalogue)
  const asked = ['account', 'package_id']
  const remainder = await scanJobCsv(
    rest,
    headerLine + 1,
    { delimiter, width, columns, pricing, asked },
    {
      read: (text, at, line) => reader.read(text, at, line),
      readTime: (text, line, column) => reader.readTime(text, line, column),
      era: at => eraOf(at ?? terms.asOf),
      isUtc: (found.zones.get('timestamp') ?? jobs.reading.notation.zone).id === 'UTC',
      accept: (entry, line, at, said, text, bytes, start, end) =>
        reader.accept(entry, line, at, said, text, bytes, start, end),
      reject: (issues, line, raw) => reader.reject(issues, line, raw),
      checkLines: record => failOnRowsInQuotes(record, delimiter, file),
      rejectWidth: (count, line, raw) => reader.reject([widthIssue(count, width, file, line)], line, raw),
    },
    jobs.kernelFrom,
  )
  if (remainder) await readRest(remainder)

  /** Reads what is left for the exact parser. */
  async function readRest({ chunks: left, line }: { chunks: AsyncIterable<Buffer>; line: number }) {
    const { readRecords } = await import('../../read/csv.js')
    for await (const records of readRecords(left, { file, line, delimiter })) {
      for (const found of records) {
        const record = dropEmptyCells(found, width)
        if (record !== null) reader.takeRow(toRow(record, columns, width, file, joined))
      }
    }
  }
}

/** Throws where a file is of two tables side by side, as far as its first rows show. */
function failOnTwoTables(
  first: FirstRows,
  found: FoundColumns,
  form: Pick<ColumnForm, 'renamed'>,
  place: Place,
): void {
  const rows = first.list(MOST_SHOWN.words).map(({ fields }) => fields)
  failOnSecondTable(first.csv.headers, rows, found, form, place)
}

/** The units of whole days, without the tasks. */
async function readDays(first: FirstRows, date: string, jobs: FileJobs, reader: JobReader): Promise<void> {
  const { delimiter, headers, headerLine, rest } = first.csv
  const file = jobs.input.name
  checkDays(reader, atLine(file, headerLine))
  const found = findColumns(
    headers,
    withMovements(dayForm(jobs, date), first, jobs.reading),
    atLine(file, headerLine),
  )
  failOnBadCells(jobs.input.badCells, headerLine, found)
  failOnTwoTables(first, found, jobs.reading, atLine(file, headerLine))
  const { at, ignored, aliased } = found
  const written = notationOfTable(first, at, jobs)
  reader.useNotation(written)
  reader.noteColumns(ignored, aliased)
  reader.useHeader({ names: headers, delimiter })
  reader.noteSums(findSums(first, found, written, jobs))
  const { readRecords } = await import('../../read/csv.js')
  for await (const records of readRecords(rest, { file, line: headerLine + 1, delimiter })) {
    for (const found of records) {
      const record = dropEmptyCells(found, headers.length)
      if (record !== null) reader.takeDay(toRow(record, at, headers.length, file))
    }
  }
}

/** Throws where the units of days are of no use: they cannot be priced. */
function checkDays({ purpose: { kind } }: JobReader, place: Place): void {
  if (kind === 'usage') return
  const hint =
    kind === 'plan' ? '--demand FILE reads them' : '`budget FILE` and `expiry --usage FILE` read them as use'
  fail('HEADER_MISSING', 'holds the units of days; expected jobs that can be priced', place, hint)
}

/** `date`: the name of the column of days. */
const dayForm = ({ reading }: FileJobs, date: string): ColumnForm => ({
  ...formOf(DAY_COLUMNS, reading.names, 'jobs', reading),
  renamed: new Map([...reading.renamed, ['date', date]]),
  instead: new Map([...INSTEAD, ['units', 'write a row for each pool, with the columns pool and units']]),
})

/** Whether an entry of an export that stands alone has a column of jobs beside, as a row that somebody has put together. */
const saysMore = (entry: JsonValue, { columns, words }: ColumnForm): boolean =>
  listStrangeKeys(entry).some(key =>
    columns.some(column => wordsFor(column, words).includes(normaliseColumn(key))),
  )

/** JSON: what the API answers, a list of jobs, or one job a line. */
async function readJson(chunks: AsyncIterable<Buffer>, jobs: FileJobs, reader: JobReader): Promise<void> {
  const file = jobs.input.name
  const form = formFor(jobs, reader)
  const columns = new JsonColumns(file, form)
  const days = new Map<string, JsonColumns>()
  const daysBy = (date: string): JsonColumns =>
    getOrInsert(days, date, () => new JsonColumns(file, dayForm(jobs, date)))
  reader.useZones(columns.zones)
  reader.watchIgnored(() => columns.ignored)
  reader.watchStatus(() => columns.isRead('status'))
  const { parseJson } = await import('../../read/json.js')
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
        columns.noteBeside(item.beside)
        reader.takeList(item.list)
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
      reader.takeRow(columns.read(value, raw, line))
      return
    }
    for (const [item, place] of withPlaces(tasksIn(value))) {
      if (item.kind === 'page') reader.takePage(item.page)
      else if (item.kind === 'entry') reader.takeEntry(item.entry)
      else if (item.kind === 'error') reader.reject([item.issue], item.value.place.line, item.value.raw)
      else {
        const date = findDaysIn(item.task)
        if (date !== null) {
          checkDays(reader, atLine(file, line))
          reader.takeDay(daysBy(date).read(item.task, item.task.raw, item.task.place.line))
          continue
        }
        const at = item.task === value ? line : item.task.place.line
        const row = columns.read(item.task, item.task === value ? raw : item.task.raw, at)
        reader.takeRow(row, place, item.results)
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
  columns.finish()
  reader.noteColumns(columns.ignored, columns.aliased)
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
    list && `take the rows out of it: ${commandOn(takeOutOf([[list[0]]]), root.place.file!)} > rows.jsonl`,
  )
}

/** YAML, told by the file's name: its first line may look like anything. People write it, so that a strange key is a slip. */
async function readYaml(chunks: AsyncIterable<Buffer>, jobs: FileJobs, reader: JobReader): Promise<void> {
  const file = jobs.input.name
  const form = formFor(jobs, reader)
  const columns = new JsonColumns(file, form)
  reader.useZones(columns.zones)
  const { readYamlJobs } = await import('../../read/yaml-jobs.js')
  // A plan may have the columns of a log, of which it says that it reads nothing; any other key is a slip.
  const known = { ...form, harmless: new Set([...form.harmless, ...JOB_COLUMNS.map(normaliseColumn)]) }
  for (const job of readYamlJobs(await joinText(chunks, file), file, known))
    reader.takeRow(columns.read(job, job.raw, job.place.line))
  columns.finish()
  reader.noteColumns(columns.ignored, columns.aliased)
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
