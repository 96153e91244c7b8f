/** Which columns a file of jobs may have, and what they mean there. */
import { fail, type Place } from '../../core/failure.js'
import { OUTCOME_OF_STATUS, REFERENCES } from '../../core/rating/job.js'
import { type ColumnForm, formOf, wordsFor } from '../../read/columns.js'
import { DAY_COLUMNS } from '../../read/demand-file.js'
import type { JobContext } from '../../read/job-row.js'
import type { MayTell, WordOfList } from '../../read/json-value.js'
import { failOnLedger } from '../../read/ledger/ledger-headings.js'
import { type ColumnWords, NO_COLUMN_WORDS, normaliseColumn } from '../../read/names.js'
import { isWordOf } from '../../read/tasks/words.js'
import { truthOf } from '../../read/values.js'
import { likenessesOf } from './first-rows.js'
import type { FileJobs } from './job-files.js'
import type { JobReader } from './job-reader.js'

const SAY_CAPABILITY = 'say in a column capability which jobs are text-to-video, and which image-to-video'

/** What to do with columns that change the answer and are read by nothing. */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  [
    'deduction_or_refund',
    'name it in --columns as capability or pool if it says what the units were for; else take rows that give units back out of the file, with the deductions that they undo,',
  ],
  ['money_of_the_balance', 'money is never added to units: take the tasks out that the balance paid'],
  [
    'deduction_of_money',
    'give the export of units (POST /account/billing/package): money is never added to units',
  ],
  ['vendor', 'take the rows of other vendors out of the file'],
  ['input_image', SAY_CAPABILITY],
  ['end_of_task', 'say in a column status what became of each task, as one that failed is not billed,'],
])

const READS_LOGS = '`budget FILE` reads a log of past use'

/** What of a log changes the answer where a plan has it, and what reads it. */
const NOT_OF_PLANS: ReadonlyMap<string, string> = new Map([
  ['timestamp', READS_LOGS],
  ['month', READS_LOGS],
  ['task_id', READS_LOGS],
  ['input_image', SAY_CAPABILITY],
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

export const contextOf = ({ reading }: FileJobs, { terms }: JobReader): JobContext => ({
  catalogue: terms.catalogue,
  reading,
  nameOf: column => column,
})

export function formFor(jobs: FileJobs, reader: JobReader): ColumnForm {
  const { reading } = jobs
  const { columns, purpose } = reader
  const ofFile = formOf(columns, reading.names, 'jobs', reading)
  const mayTell = mayTellOf(contextOf(jobs, reader), ofFile.words)
  const likenesses = likenessesOf(contextOf(jobs, reader))
  const form = { ...ofFile, wordOfList, instead: INSTEAD, mayTell, likenesses }
  if (purpose.kind !== 'plan') return form
  const words = new Map([...form.words, ...reading.names.columnsOf('plan')])
  const add = (column: string, added: readonly string[], only: Pick<ColumnWords, 'unless'> = {}): void => {
    const own = words.get(column) ?? NO_COLUMN_WORDS
    words.set(column, { ...own, ...only, refuse_if_missing: [...own.refuse_if_missing, ...added] })
  }
  add('units', wordsFor('units', words))
  // Without a month each row recurs: past tasks, of which a log tells when they were, would be planned for every month.
  add('month', [...wordsFor('timestamp', words), ...wordsFor('updated_at', words)])
  add('task_id', wordsFor('task_id', words), { unless: 'month' })
  const harmless = new Set([...form.harmless, ...reading.names.harmlessIn('plan')])
  return { ...form, words, harmless, instead: NOT_OF_PLANS, orElse: 'count' }
}

/** Throws where a file has the headings, or keys, of a ledger. */
export const failOnPackageColumns = (
  headers: readonly string[],
  { reading }: FileJobs,
  { isUsage }: JobReader,
  place: Place,
): void => failOnLedger(headers, reading.names, reading.leftOut, isUsage ? 'what was used' : 'jobs', place)

/** Throws where the units of days are of no use: they cannot be priced. */
export function checkDays({ purpose: { kind } }: JobReader, place: Place): void {
  if (kind === 'usage') return
  const hint =
    kind === 'plan' ? '--demand FILE reads them' : '`budget FILE` and `expiry --usage FILE` read them as use'
  fail('HEADER_MISSING', 'holds the units of days; expected jobs that can be priced', place, hint)
}

const BY_POOLS = 'write a row for each pool, with the columns pool and units'

/** `date`: the name of the column of days. */
export const dayForm = ({ reading }: FileJobs, date: string): ColumnForm => ({
  ...formOf(DAY_COLUMNS, reading.names, 'jobs', reading),
  renamed: new Map([...reading.renamed, ['date', date]]),
  instead: new Map([...INSTEAD, ['units', BY_POOLS], ['capability', BY_POOLS]]),
})
