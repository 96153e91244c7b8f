/** The answer of `POST /account/billing/package`, as it comes (rules §8). */
import type { Issue } from '../../core/failure.js'
import type { Instant } from '../../core/instant.js'
import { isPlainDecimal, type Units, units } from '../../core/quantity.js'
import { findApiModel, normaliseName } from '../../core/rating/catalogue.js'
import type { Job } from '../../core/rating/job.js'
import { type JobContext, type JobRow, readJobRow, readJobTime } from '../job-row.js'
import { type JsonValue, memberOf } from '../json-value.js'
import { type Problems, quote, report } from '../values.js'

/** One deduction: the task that it was for, and the units that were taken. */
export interface Deduction extends JobRow {
  readonly line: number
  readonly raw: string
  readonly at: Instant | null
  readonly pool: string
  readonly deducted: Units
}

/** A deduction that cannot be read. */
export interface BrokenDeduction {
  readonly line: number
  readonly raw: string
  readonly issues: Issue[]
}

/** The `detail` list of a billing export, or null when the JSON is none. Some clients nest it twice. */
export function findDetail(root: JsonValue): readonly JsonValue[] | null {
  const data = memberOf(root, 'data')
  for (const holder of [root, data, memberOf(data, 'data')]) {
    const detail = memberOf(memberOf(holder, 'result'), 'detail')
    if (detail?.kind === 'array') return detail.items
  }
  return null
}

/** `video_sound`: `original` keeps the sound of the input, which is not generated. */
const SOUNDS = new Map([
  ['native', 'true'],
  ['original', 'false'],
  ['off', 'false'],
])

/** What marks the export of `/account/billing/balance`, which counts money. */
const CASH_KEYS = ['currency', 'cash_type', 'list_price']

/** What is wrong with an entry as a whole: it is a deduction of money, or says a thing twice. */
export function findStrangeKeys(entry: JsonValue): Issue[] {
  const cash = CASH_KEYS.find(key => memberOf(entry, key)?.text?.trim())
  if (cash !== undefined) {
    const message = `${cash}: found ${quote(memberOf(entry, cash)!.text!)}: a deduction of money, not of units; the two are never added`
    const hint = 'POST /account/billing/package exports units'
    return [{ code: 'BAD_VALUE', message, place: entry.place, hint }]
  }
  const keys = entry.members.map(([key]) => key)
  const repeated = keys.find((key, i) => keys.indexOf(key) < i)
  if (repeated === undefined) return []
  return [{ code: 'KEY_REPEATED', message: `${quote(repeated)} is there twice`, place: entry.place }]
}

/** Reads one entry of `detail`. */
export function readDeduction(entry: JsonValue, context: JobContext): Deduction | BrokenDeduction {
  const { place, raw } = entry
  const line = place.line ?? 1
  const strange = findStrangeKeys(entry)
  if (strange.length > 0) return { line, raw, issues: strange }
  const problems: Problems = { place, issues: [] }
  const text = (name: string) => memberOf(entry, name)?.text?.trim() ?? ''
  const pool = text('product_type').toLowerCase()
  if (pool === '')
    report(problems, 'KEY_MISSING', 'product_type', 'is missing; video, image or try-on is allowed')
  const sound = text('video_sound').toLowerCase()
  if (sound !== '' && !SOUNDS.has(sound)) {
    report(problems, 'BAD_VALUE', 'video_sound', `found ${quote(sound)}; native, original or off is allowed`)
  }
  const amount = text('deduction_amount')
  if (!isPlainDecimal(amount)) {
    report(
      problems,
      'BAD_NUMBER',
      'deduction_amount',
      `found ${quote(amount)}; a plain decimal number of units is allowed`,
    )
  }
  const texts: Partial<Record<string, string>> = {
    model: findApiModel(context.catalogue, text('model_name'), pool) ?? text('model_name'),
    // What the function is called differs from export to export; an unknown word leaves it to be inferred.
    capability: context.catalogue.capabilities.get(normaliseName(text('product_function'))),
    resolution: text('resolution'),
    duration: pool === 'video' ? text('duration') : '',
    audio: SOUNDS.get(sound),
  }
  const row = readJobRow(column => texts[column], context, place)
  const at = readJobTime(text('deduction_time'), context, place)
  const issues = [...problems.issues, ...(Array.isArray(row) ? row : []), ...(Array.isArray(at) ? at : [])]
  if (Array.isArray(row) || Array.isArray(at) || issues.length > 0) return { line, raw, issues }
  return { ...row, line, raw, at, pool, deducted: units(amount) }
}

/**
 * The ways in which a card may say the job of a deduction, in the order in which they are tried. An export
 * gives the resolution where the older cards speak of modes, or of neither.
 */
export function listSpellings(job: Job, modesOfResolution: ReadonlyMap<string, string>): Job[] {
  if (job.resolution === null) return [job]
  const mode = modesOfResolution.get(job.resolution)
  const plain = { ...job, resolution: null }
  return mode === undefined ? [job, plain] : [job, { ...plain, mode }, plain]
}
