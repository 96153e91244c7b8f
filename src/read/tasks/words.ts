/**
 * Words of an API, or of people, for what a row says, put into ours: `completed` is `succeed`, a mode of `4k` is a
 * resolution. Which they are is data (read/names.ts); our own words come first, and one that stands for nothing is
 * left as it is, to be refused where it is read.
 */
import { normaliseName } from '../../core/rating/catalogue.js'
import { MODES, OUTCOME_OF_STATUS, REFERENCES, RESOLUTIONS } from '../../core/rating/job.js'
import type { JobColumn, JobContext, ReadText } from '../job-row.js'
import { type Meaning, normaliseColumn } from '../names.js'
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
  OWN_WORDS[column]?.(word, context) === true || meaningOf(column, word, context) !== undefined

/** What a word stands for that is not ours: what is known of it, or what the name of a model puts together. */
const meaningOf = (column: JobColumn, word: string, context: JobContext): Meaning | undefined =>
  context.reading.names.meaningOf(column, word) ?? MEANING_WITHIN[column]?.(word, context)

/** The columns whose words may be put together. */
const MEANING_WITHIN: Readonly<
  Partial<Record<JobColumn, (word: string, context: JobContext) => Meaning | undefined>>
> = { model: meaningOfModel, status: meaningOfEvent, capability: meaningOfCall }

/** What became of a task, behind what tasks are called: `video.failed`, `TASK_FAILED`. */
function meaningOfEvent(word: string, context: JobContext): Meaning | undefined {
  const parts = normaliseColumn(word).split(' ')
  const outcome = parts.pop()!
  const isOfTask = (part: string): boolean => context.reading.names.meaningOf('task', part) !== undefined
  return parts.length > 0 && parts.every(isOfTask) ? ownWord('status', outcome, context) : undefined
}

/** What a word of a column says, by column; null: it is none of its words. */
export function wordsOfMeaning(
  column: JobColumn,
  word: string,
  context: JobContext,
): Readonly<Record<string, string>> | null {
  const meaning = OWN_WORDS[column]?.(word, context) === true ? word : meaningOf(column, word, context)
  return meaning === undefined ? null : typeof meaning === 'string' ? { [column]: meaning } : meaning
}

/** What a call that makes a task does, by its path. Other methods and a path with an id ask for tasks that were made. */
function meaningOfCall(word: string, { reading: { names } }: JobContext): Meaning | undefined {
  return names.meaningOf('capability', MAKES_TASK.exec(word)?.[1] ?? '')
}
const MAKES_TASK = /^POST (?:https?:\/\/[^/\s]+)?(\/\S+)$/i

/** A word of a column as ours; undefined where it is none. */
function ownWord(column: JobColumn, word: string, context: JobContext): string | undefined {
  const meaning = OWN_WORDS[column]?.(word, context) ? word : context.reading.names.meaningOf(column, word)
  return typeof meaning === 'string' ? meaning : undefined
}

/**
 * What a name says beside the model that it holds: its mode, as in `Kling 2.6 Pro`, and what it does, as in
 * `fal-ai/kling-video/v2.6/pro/image-to-video`. Undefined where a part behind the model is neither.
 */
function meaningOfModel(name: string, context: JobContext): Meaning | undefined {
  const parts = name.split('/').map(part => part.trim())
  // Behind `v2` stands `master` as a part of its own.
  const ways = parts.flatMap((_, at) =>
    [2, 1].map(length => [at, Math.min(at + length, parts.length)] as const),
  )
  for (const [at, end] of ways) {
    const model = partMode(parts.slice(at, end).join(' '), context)
    const rest = parts.slice(end).map(part => modeOrCapability(part, context))
    if (model !== undefined && rest.every(said => said !== undefined))
      return Object.assign({}, model, ...rest)
  }
  return undefined
}

function modeOrCapability(part: string, context: JobContext): Readonly<Record<string, string>> | undefined {
  const columns = ['mode', 'capability'] as const
  const column = columns.find(each => ownWord(each, part, context) !== undefined)
  return column && { [column]: ownWord(column, part, context)! }
}

/** A model with the mode that may stand behind it, and the vendor in front, with no blank between: `可灵3.0`. */
function partMode(text: string, context: JobContext): Readonly<Record<string, string>> | undefined {
  const [vendor = ''] = /^\p{L}+(?=v?\d)/iu.exec(text) ?? []
  const isVendor = context.reading.names.meaningOf('vendor', vendor) !== undefined
  const model = isVendor ? text.slice(vendor.length) : text
  const isModel = (word: string): boolean => OWN_WORDS.model!(word, context)
  if (isModel(model)) return { model }
  const [, bare = '', last = ''] = /^(.*\S)[\s_-]+(\p{L}+)$/u.exec(model) ?? []
  const mode = ownWord('mode', last, context)
  return mode !== undefined && isModel(bare) ? { model: bare, mode } : undefined
}

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
    const meaning = meaningOf(column, word, context)
    if (meaning === undefined) continue
    const meant = Object.entries(typeof meaning === 'string' ? { [column]: meaning } : meaning)
    // What stands under its own column goes before what another one says of it.
    const isContradicted = meant.some(([other, means]) => {
      const said = other === column ? '' : (replaced?.get(other as JobColumn) ?? text(other as JobColumn))
      return (
        said && (ownWord(other as JobColumn, said, context) ?? said).toLowerCase() !== means.toLowerCase()
      )
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
