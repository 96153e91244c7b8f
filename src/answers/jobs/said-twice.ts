/**
 * Columns of a table, or keys of a row and of an object within it, that are both called as one of ours: one is read, and the other is passed over. That matters where
 * they say two things, as nobody but the user knows which of them is meant.
 */
import { failOnAny, type Issue, type Place } from '../../core/failure.js'
import { textOrEmpty } from '../../core/nothing-words.js'
import { normaliseName } from '../../core/rating/catalogue.js'
import { OUTCOME_OF_STATUS } from '../../core/rating/job.js'
import { type ColumnForm, type FoundColumns, otherwiseIssue, wordsFor } from '../../read/columns.js'
import type { JobColumn, JobContext } from '../../read/job-row.js'
import { isWithinLeftOut } from '../../read/left-out.js'
import { normaliseColumn } from '../../read/names.js'
import { isWordOf, withoutLengthUnit } from '../../read/tasks/words.js'
import { truthOf } from '../../read/values.js'
import type { ShownRow } from './first-rows.js'

/** Times, ids and accounts are not among them: a task may have several. */
const COMPARED = [
  'duration',
  'model',
  'status',
  'capability',
  'resolution',
  'audio',
  'count',
  'mode',
] as const satisfies JobColumn[]

type Compared = (typeof COMPARED)[number]

/** Lengths this far apart are no rounding: what is asked for as 5 s may come out as 5.04 s. */
const APART = 1

/** Throws COLUMN_UNREAD where an unread column says otherwise than the one that is read in its place. */
export function failOnSaidTwice(
  rows: readonly ShownRow[],
  headers: readonly string[],
  { at, ignored }: FoundColumns,
  { words, leftOut, mayTell }: Pick<ColumnForm, 'words' | 'leftOut' | 'mayTell'>,
  context: JobContext,
  place: Place,
): void {
  const issues = ignored.flatMap(({ name, like }): Issue[] => {
    const column = COMPARED.find(each => each === like)
    const own = column && at.get(column)
    if (own === undefined || !wordsFor(column!, words).includes(normaliseColumn(name))) return []
    const index = headers.indexOf(name)
    const row = rows.find(({ fields }) => areUnlike(column!, fields[own], fields[index], context))
    return row === undefined ? [] : [otherwiseIssue(name, column!, `in line ${row.line}`, place)]
  })
  // What a row has beside the length that was asked for may be how long the task took.
  const own = at.get('duration')
  const within = headers.flatMap((name, index): Issue[] => {
    const isLength = wordsFor('duration', words).includes(lastKeyOf(name))
    if (own === undefined || own === index || !isLength) return []
    if (isWithinLeftOut(name, leftOut)) return []
    const row = rows.find(
      ({ fields }) =>
        mayTell?.('duration', name, { text: fields[index], items: [] }) &&
        areUnlike('duration', fields[own], fields[index], context) &&
        areUnlike('duration', fields[own], inSeconds(fields[index]), context),
    )
    return row === undefined ? [] : [otherwiseIssue(name, 'duration', `in line ${row.line}`, place)]
  })
  failOnAny([...issues, ...within])
}

/** What the last key of `input.duration` is called; of a name without a key within one: nothing. */
const lastKeyOf = (name: string): string =>
  name.includes('.') ? normaliseColumn(name.slice(name.lastIndexOf('.') + 1)) : ''

/** Milliseconds in seconds: as such they are no other length. */
const inSeconds = (cell: string | undefined): string | undefined => cell?.replace(/^(\d+)(\d{3})$/, '$1.$2')

function areUnlike(
  column: Compared,
  one: string | undefined,
  other: string | undefined,
  context: JobContext,
): boolean {
  const [a, b] = [meaningOf(column, one, context), meaningOf(column, other, context)]
  if (a === undefined || b === undefined) return false
  return typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) >= APART : a !== b
}

/** What a cell says, in our words; undefined: nothing, or nothing that is known. */
function meaningOf(
  column: Compared,
  cell: string | undefined,
  context: JobContext,
): string | number | boolean | undefined {
  const text = textOrEmpty(cell?.trim()) ?? ''
  if (column === 'duration' || column === 'count') {
    const number = withoutLengthUnit(text)
    return /^\d+(?:[.,]\d+)?$/.test(number) ? Number(number.replace(',', '.')) : undefined
  }
  // One endpoint takes texts, images and videos.
  if (!isWordOf(column, text, context) || (column === 'capability' && /omni/i.test(text))) return undefined
  const meaning = context.reading.names.meaningOf(column, text) ?? text.toLowerCase()
  const word = typeof meaning === 'string' ? meaning : meaning[column]
  if (word === undefined) return undefined
  if (column === 'status') return OUTCOME_OF_STATUS.get(word)
  if (column === 'audio') return truthOf(word)
  return column === 'model' ? context.catalogue.modelIds.get(normaliseName(word)) : normaliseName(word)
}
