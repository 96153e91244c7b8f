/**
 * Words of an API, or of people, for what a row says, put into ours: `completed` is `succeed`, a mode of `4k` is a
 * resolution. Which they are is data (read/names.ts); our own words come first, and one that stands for nothing is
 * left as it is, to be refused where it is read.
 */
import { normaliseName } from '../../core/rating/catalogue.js'
import { MODES, OUTCOME_OF_STATUS, REFERENCES, RESOLUTIONS } from '../../core/rating/job.js'
import type { JobColumn, JobContext, ReadText } from '../job-row.js'
import { isTruth } from '../values.js'

type IsOwn = (word: string, context: JobContext) => boolean

const isAmong =
  (words: readonly string[]): IsOwn =>
  word =>
    words.includes(word.toLowerCase())

/** The columns that hold words, and which are ours. */
const OWN_WORDS: Readonly<Partial<Record<JobColumn, IsOwn>>> = {
  capability: (word, { catalogue }) => catalogue.capabilities.has(normaliseName(word)),
  model: (word, { catalogue }) => catalogue.modelIds.has(normaliseName(word)),
  mode: isAmong(MODES),
  resolution: isAmong(RESOLUTIONS),
  audio: isTruth,
  reference: isAmong(REFERENCES),
  voice_control: isTruth,
  status: word => OUTCOME_OF_STATUS.has(word.toLowerCase()),
}

/** Whether a word is known to be one of a column's, ours or another. */
export const isWordOf = (column: JobColumn, word: string, context: JobContext): boolean =>
  OWN_WORDS[column]?.(word, context) === true || context.reading.names.meaningOf(column, word) !== undefined

/** The `s` of `5s`, the `seconds` of `5 seconds`. */
const LENGTH_UNIT = /(?<=\d)\s*(?:s|secs?|seconds?)$/i

/** A length without the unit that it may name. */
export const withoutLengthUnit = (text: string): string => text.replace(LENGTH_UNIT, '')

/** The texts of a row in our words; what stood for another one is told to the context. */
export function inOurWords(text: ReadText, context: JobContext): ReadText {
  let replaced: Map<JobColumn, string> | null = null
  for (const [name, isOwn] of Object.entries(OWN_WORDS)) {
    const column = name as JobColumn
    const word = text(column)
    if (!word || isOwn(word, context)) continue
    const meaning = context.reading.names.meaningOf(column, word)
    if (meaning === undefined) continue
    const meant = Object.entries(typeof meaning === 'string' ? { [column]: meaning } : meaning)
    // What stands under its own column goes before what another one says of it.
    const isContradicted = meant.some(([other, means]) => {
      const said = other === column ? '' : (replaced?.get(other as JobColumn) ?? text(other as JobColumn))
      return said && said.toLowerCase() !== means
    })
    if (isContradicted) continue
    replaced ??= new Map()
    replaced.set(column, '')
    for (const [other, means] of meant) replaced.set(other as JobColumn, means)
    context.noteWord?.({ column, word, meant: meant.map(([other, means]) => ({ column: other, means })) })
  }
  const length = text('duration')
  if (length && LENGTH_UNIT.test(length)) {
    replaced ??= new Map()
    replaced.set('duration', length.replace(LENGTH_UNIT, ''))
  }
  const found = replaced
  return found === null ? text : column => found.get(column) ?? text(column)
}
