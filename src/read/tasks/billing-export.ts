/**
 * The answer of `POST /account/billing/package`, as it comes (rules §8): pages of deductions, each of one task from
 * one package. The units are those that were taken, whatever any price list says.
 */
import type { Issue } from '../../core/failure.js'
import type { Instant } from '../../core/instant.js'
import { accountOf, isId } from '../../core/nothing-words.js'
import { isPlainDecimal, isZero, type Units, units } from '../../core/quantity.js'
import { findApiModel, normaliseName } from '../../core/rating/catalogue.js'
import type { Job, Outcome } from '../../core/rating/job.js'
import { type JobContext, poolWordsOf, readJob, readJobTime } from '../job-row.js'
import { type JsonValue, memberOf } from '../json-value.js'
import { readPoolName } from '../pool-name.js'
import { addIssue, inQuotes, type Problems, readChoice, valueReader } from '../values.js'
import { type Page, readPage } from './pages.js'

/** One deduction: the task that it was for, the units that were taken, and the package that they came from. */
export interface Deduction {
  readonly line: number
  readonly raw: string
  readonly at: Instant | null
  readonly taskId: string | null
  readonly account: string | null
  readonly pool: string
  readonly deducted: Units
  /** Nothing taken is nothing billed. */
  readonly outcome: Outcome
  readonly packageId: string | null
  /** What the package held before and after, as far as the export says. */
  readonly unitsBefore: Units | null
  readonly unitsAfter: Units | null
  /** Null where it cannot be read, which matters to its price alone. */
  readonly job: Job | null
  readonly unread: readonly Issue[]
}

export interface ExportPage {
  readonly entries: readonly JsonValue[]
  readonly page: Page
}

/** The page that a JSON document is, or null when it is none. Some clients nest it twice. */
export function findPage(root: JsonValue): ExportPage | null {
  const data = memberOf(root, 'data')
  const holders = [root, data, memberOf(data, 'data')].filter(holder => holder !== undefined)
  for (const holder of holders) {
    const result = memberOf(holder, 'result')
    const detail = memberOf(result, 'detail')
    if (detail?.kind === 'array')
      return { entries: detail.items, page: readPage([result!, ...holders], detail.items.length) }
  }
  return null
}

/** Whether a JSON object is an entry of an export that stands alone. */
export const isEntry = (value: JsonValue): boolean =>
  memberOf(value, 'deduction_amount') !== undefined && memberOf(value, 'product_type') !== undefined

/** `video_sound`: `original` keeps the sound of the input, which is not generated. */
const SOUNDS = new Map([
  ['native', 'true'],
  ['original', 'false'],
  ['off', 'false'],
])

/** What marks the export of `/account/billing/balance`, which counts money. */
export const CASH_KEYS = ['currency', 'cash_type', 'list_price']

/** What is read of an entry, and what is known to change nothing. */
const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'package_id',
  'product_type',
  'task_id',
  'api_key_name',
  'product_function',
  'model_name',
  'resolution',
  'duration',
  'refer_video_input',
  'video_sound',
  'voice_control',
  'deduction_time',
  'unit_before_deduction',
  'deduction_amount',
  'unit_after_deduction',
  'account',
  ...CASH_KEYS,
])

/** The keys of an entry that nothing is read from. */
export const listStrangeKeys = (entry: JsonValue): string[] =>
  entry.members.flatMap(([key]) => (KNOWN_KEYS.has(key) ? [] : [key]))

/** What is wrong with an entry as a whole: it is a deduction of money, or says a thing twice. */
function findContradiction(entry: JsonValue): Issue | null {
  const cash = CASH_KEYS.find(key => memberOf(entry, key)?.text?.trim())
  if (cash !== undefined) {
    const message = `${cash}: found ${inQuotes(memberOf(entry, cash)!.text!)}: a deduction of money, not of units; the two are never added`
    const hint = 'POST /account/billing/package exports units'
    return { code: 'BAD_VALUE', message, place: entry.place, hint }
  }
  const keys = entry.members.map(([key]) => key)
  const repeated = keys.find((key, i) => keys.indexOf(key) < i)
  if (repeated === undefined) return null
  return { code: 'KEY_REPEATED', message: `${inQuotes(repeated)} is there twice`, place: entry.place }
}

const readExactUnits = valueReader('BAD_NUMBER', 'a plain decimal number of units is allowed', text =>
  isPlainDecimal(text) ? units(text) : null,
)

/** Reads one entry of `detail`, or says what is wrong with it; `needsTime`: whether it must have one. */
export function readDeduction(
  entry: JsonValue,
  context: JobContext,
  needsTime: boolean,
): Deduction | Issue[] {
  const { place, raw } = entry
  const contradiction = findContradiction(entry)
  if (contradiction) return [contradiction]
  const problems: Problems = { place, issues: [] }
  const text = (name: string) => memberOf(entry, name)?.text?.trim() ?? ''
  const named = text('product_type')
  const pool = readPoolName(named, 'product_type', poolWordsOf(context), problems) ?? ''
  if (named === '')
    addIssue(problems, 'KEY_MISSING', 'product_type', 'is missing; video, image or try-on is allowed')
  const readAmount = (name: string): Units | null => readExactUnits(text(name), name, problems)
  const readIfGiven = (name: string): Units | null => (text(name) === '' ? null : readAmount(name))
  const deducted = readAmount('deduction_amount')
  const unitsBefore = readIfGiven('unit_before_deduction')
  const unitsAfter = readIfGiven('unit_after_deduction')
  const at = readJobTime(text('deduction_time'), { ...context, nameOf: () => 'deduction_time' }, place)
  if (Array.isArray(at)) problems.issues.push(...at)
  else if (at === null && needsTime) addIssue(problems, 'KEY_MISSING', 'deduction_time', 'is missing')
  const { job, unread } = readEntryJob(text, pool, context, place)
  if (Array.isArray(at) || problems.issues.length > 0) return [...problems.issues, ...unread]
  return {
    line: place.line,
    raw,
    at,
    taskId: isId(text('task_id')) ? text('task_id') : null,
    account: accountOf(text('account')),
    pool,
    deducted: deducted!,
    outcome: isZero(deducted!) ? 'not-billed' : 'billed',
    packageId: text('package_id') || null,
    unitsBefore,
    unitsAfter,
    job: unread.length > 0 ? null : job,
    unread,
  }
}

/** The job that an entry is about, in the words of a job file. */
function readEntryJob(
  text: (name: string) => string,
  pool: string,
  context: JobContext,
  place: Problems['place'],
): { job: Job; unread: Issue[] } {
  const problems: Problems = { place, issues: [] }
  const sound = text('video_sound').toLowerCase() || null
  if (sound !== null) readChoice(sound, 'video_sound', [...SOUNDS.keys()], problems)
  const refers = text('refer_video_input').toLowerCase() || null
  if (refers !== null) readChoice(refers, 'refer_video_input', ['true', 'false'], problems)
  const texts: Partial<Record<string, string>> = {
    model: findApiModel(context.catalogue, text('model_name'), pool) ?? text('model_name'),
    // What the function is called differs from export to export; an unknown word leaves it to be inferred.
    capability: findCapability(text('product_function'), context),
    resolution: text('resolution'),
    duration: pool === 'video' ? text('duration') : '',
    audio: SOUNDS.get(sound ?? ''),
    reference: refers === 'true' ? 'video' : '',
    voice_control: text('voice_control'),
  }
  const job = readJob(column => texts[column], context, problems)
  return { job, unread: problems.issues }
}

function findCapability(word: string, { catalogue, reading }: JobContext): string | undefined {
  const meaning = reading.names.meaningOf('capability', word)
  return catalogue.capabilities.get(normaliseName(typeof meaning === 'string' ? meaning : word))
}

/**
 * The ways in which a card may say the job of a deduction, in the order in which they are tried. An export
 * gives the resolution where the older cards speak of modes, or of neither, and says that a video went in also where
 * that is a matter of course.
 */
export function listSpellings(job: Job, modesOfResolution: ReadonlyMap<string, string>): Job[] {
  const spellings = [job]
  if (job.resolution !== null) {
    const mode = modesOfResolution.get(job.resolution)
    const plain = { ...job, resolution: null }
    if (mode !== undefined) spellings.push({ ...plain, mode })
    spellings.push(plain)
  }
  return job.reference === 'none'
    ? spellings
    : [...spellings, ...spellings.map((each): Job => ({ ...each, reference: 'none' }))]
}
