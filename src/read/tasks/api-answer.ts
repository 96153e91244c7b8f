/**
 * What the API answers about tasks, as it comes: one task that was asked for, a list of them, what it calls back
 * with, pages of a billing export, and errors. All of it becomes objects with the columns of a job file.
 */
import { compact } from '../../core/compact.js'
import { fail, type Issue } from '../../core/failure.js'
import { isNothing } from '../../core/nothing-words.js'
import { add, format, isPlainDecimal, units } from '../../core/quantity.js'
import type { ListBeside } from '../json-columns.js'
import { type JsonValue, memberOf, textValue, withMembers } from '../json-value.js'
import type { ColumnNames } from '../rows.js'
import { CASH_KEYS, type ExportPage, findPage, isEntry } from './billing-export.js'
import { type Holder, type Page, readBeside, readPage } from './pages.js'

/** Something that a JSON text holds. */
export type ApiItem =
  | { readonly kind: 'page'; readonly page: ExportPage }
  | { readonly kind: 'entry'; readonly entry: JsonValue }
  /** In front of its tasks, what is said of their list. */
  | { readonly kind: 'list'; readonly list: Page; readonly beside: ListBeside }
  | { readonly kind: 'task'; readonly task: JsonValue; readonly results: TaskResults }
  | { readonly kind: 'error'; readonly issue: Issue; readonly value: JsonValue }

/** What a task says by the results that it lists. */
export interface TaskResults {
  /** Whether its count is that of its results, so that it is one task all the same. */
  readonly areCounted: boolean
  /** The pools that may pay for such results, the likeliest first; empty: nothing says. */
  readonly pools: readonly string[]
}

export const NO_RESULTS: TaskResults = { areCounted: false, pools: [] }

/** Where lists of tasks stand in `data`, beside `data` itself. */
const LIST_KEYS = ['data', 'tasks', 'list', 'items', 'result', 'jobs']

/**
 * What a JSON value holds, in its order and one by one, as a document may hold a million; a value that is nothing of the
 * API's is a task as it stands. `renamed`: columns that are read from where the user says.
 */
export function* listItems(value: JsonValue, renamed: ColumnNames = new Map()): Generator<ApiItem> {
  if (value.kind === 'array') {
    for (const item of value.items) yield* listItems(item, renamed)
    return
  }
  const page = findPage(value)
  if (page) {
    yield { kind: 'page', page }
    return
  }
  const issue = findApiError(value)
  if (issue) {
    yield { kind: 'error', issue, value }
    return
  }
  if (isEntry(value)) {
    yield { kind: 'entry', entry: value }
    return
  }
  const found = findTasks(value)
  if (found === null) {
    yield spreadTask(value, false, renamed)
    return
  }
  const { tasks, holders } = found
  if (holders.length > 0) {
    const around = holders.map(holder => holder.value)
    yield { kind: 'list', list: readPage(around, tasks.length), beside: readBeside(holders, tasks) }
  }
  for (const task of tasks) yield spreadTask(task, true, renamed)
}

/** Codes of errors: 0 and 200 are those of success. */
const ERROR_CODE = /^(?!200$)\d{3,5}$/

/** An answer that says that the request failed: a code, a message, and no data. Null when the value is something else. */
export function findApiError(value: JsonValue): Issue | null {
  const code = memberOf(value, 'code')
  const message = memberOf(value, 'message') ?? memberOf(value, 'msg')
  if (code?.text === undefined || message?.text === undefined) return null
  if (!ERROR_CODE.test(code.text) || isFilled(memberOf(value, 'data'))) return null
  // A row of a log may have a code and a message too, beside what it is about.
  if (!value.members.every(([key]) => ERROR_KEYS.has(key))) return null
  return {
    code: 'SERVER_FAILED',
    message: `the API answered with an error: ${code.text} ${message.text}`,
    place: value.place,
    hint: 'nothing can be read from it; ask the API again once the cause is removed',
  }
}

const ERROR_KEYS: ReadonlySet<string> = new Set([
  'code',
  'message',
  'msg',
  'request_id',
  'data',
  'timestamp',
  'status',
])

const isFilled = (value: JsonValue | undefined): boolean =>
  value !== undefined &&
  (value.members.length > 0 || value.items.length > 0 || (value.text !== undefined && value.text !== ''))

/** Throws when a JSON document is an answer that says that the request failed. */
export function failOnApiError(value: JsonValue): void {
  const issue = findApiError(value)
  if (issue) fail(issue.code, issue.message, issue.place, issue.hint)
}

/** The tasks in an answer's `data`, with the objects around a list of them; or null when there are none. */
function findTasks(
  value: JsonValue,
  around: readonly Holder[] = [],
): { readonly tasks: readonly JsonValue[]; readonly holders: readonly Holder[] } | null {
  if (isTask(value)) return null
  for (const key of ['data', ...LIST_KEYS]) {
    const inner = memberOf(value, key)
    if (!inner) continue
    const holders = [...around, { value, key }]
    if (inner.kind === 'array' && inner.items.every(item => item.kind === 'object')) {
      // A list under `data` is what the answer is about, also where it is empty.
      if (inner.items.length > 0 || value.members.some(([name]) => name === 'code'))
        return { tasks: inner.items, holders }
    }
    if (inner.kind === 'object')
      return isTask(inner) ? { tasks: [inner], holders: [] } : findTasks(inner, holders)
  }
  return null
}

/** Whether an object is a task of the API, or a row of a log about one. */
const isTask = (value: JsonValue): boolean =>
  ['task_id', 'task_status', 'model', 'model_name', 'timestamp'].some(key => memberOf(value, key)?.text) ||
  (memberOf(value, 'id')?.text !== undefined && memberOf(value, 'status')?.text !== undefined)

/** Where the API nests the results of a task, which pools may pay for them, and whether each is a job of its own. */
const RESULTS = [
  { keys: ['videos'], pools: ['video'], isJob: true },
  { keys: ['images', 'series_images'], pools: ['image', 'try-on'], isJob: true },
  { keys: ['audios'], pools: ['video'], isJob: false },
] as const
const RESULT_KEYS: ReadonlySet<string> = new Set(RESULTS.flatMap(({ keys }) => keys as readonly string[]))

/** Keys of a task that hold others and of which all that matters is spread out. */
const SPREAD_KEYS: ReadonlySet<string> = new Set(['task_result', 'outputs', 'billing', 'task_info'])

/**
 * A task with what it nests beside its own keys, as a row of a job file has it: the length of what came out, how many
 * came out, and the units that were taken. What is there already is left as it is.
 */
function spreadTask(given: JsonValue, isAnswered: boolean, renamed: ColumnNames): ApiItem {
  const task = withNumber(withoutZeroBalance(given), AMOUNT_KEYS[0]!)
  const has = (key: string) => memberOf(task, key) !== undefined
  const isNested = [...SPREAD_KEYS].some(has)
  // In an answer about tasks an id is that of a task; a row of a log may have any.
  if (!isNested && !(isAnswered && has('id'))) return { kind: 'task', task, results: NO_RESULTS }
  const billing = memberOf(task, 'billing')
  const parts = billing?.kind === 'array' ? billing.items : compact([billing])
  const cash = parts.find(part => isOfMoney(part) && !paysNothing(part))
  if (cash) return { kind: 'error', issue: describeMoney('billing', cash), value: task }
  const result = memberOf(task, 'task_result') ?? task
  const more: [string, JsonValue][] = []
  const add = (key: string, value: JsonValue | undefined) => {
    if (value?.text && !has(key) && !renamed.has(key) && !more.some(([known]) => known === key))
      more.push([key, value])
  }
  add('task_id', memberOf(task, 'id'))
  let resultPools: readonly string[] = []
  for (const { keys, pools, isJob } of RESULTS) {
    const found = keys.flatMap(key => memberOf(result, key)?.items ?? [])
    if (found.length === 0) continue
    if (resultPools.length === 0) resultPools = pools
    if (pools[0] === 'video') add('duration', lengthOf(found))
    // What comes beside, such as frames of a video, is no job.
    if (isJob && found.length > 1 && resultPools === pools)
      add('count', textValue(String(found.length), result))
  }
  const outputs = memberOf(task, 'outputs')?.items ?? []
  add('duration', lengthOf(outputs))
  if (outputs.length > 1) add('count', textValue(String(outputs.length), memberOf(task, 'outputs')!))
  const areCounted = more.some(([key]) => key === 'count')
  for (const [key, value] of memberOf(task, 'task_info')?.members ?? [])
    if (key !== 'external_task_id') add(key, value)
  // What the balance paid nothing of is no part of the bill.
  const inUnits = parts.filter(part => !isOfMoney(part))
  if (parts.length > 0 && inUnits.length === 0) add('units', textValue('0', billing!, 'number'))
  if (billing) for (const [key, value] of spreadBilling(billing, inUnits)) add(key, value)
  const isNamed = more.some(([key]) => key === 'task_id')
  const unread = (memberOf(task, 'task_result')?.members ?? [])
    .filter(([key]) => !RESULT_KEYS.has(key))
    .map(([key, value]) => [`task_result.${key}`, value] as const)
  const isAsked = (key: string) => [...renamed.values()].some(name => name.startsWith(`${key}.`))
  const own = task.members.filter(
    ([key, value]) =>
      !(SPREAD_KEYS.has(key) && value.text === undefined && !isAsked(key)) &&
      // A list of results is no number of them.
      !(RESULT_KEYS.has(key) && value.kind === 'array') &&
      !(isNamed && key === 'id'),
  )
  const spread = withMembers(task, [...own, ...unread, ...more])
  return { kind: 'task', task: spread, results: { areCounted, pools: resultPools } }
}

/** An object in which what the API writes as a text under that key is a number. */
const withNumber = (task: JsonValue, name: string): JsonValue =>
  memberOf(task, name)?.kind === 'string'
    ? withMembers(
        task,
        task.members.map(([key, value]) =>
          key === name ? [key, textValue(value.text!, value, 'number')] : [key, value],
        ),
      )
    : task

/**
 * The length of results that are all as long; lengths that differ are told as they are, which can be none. The API writes
 * numbers as texts.
 */
function lengthOf(results: readonly JsonValue[]): JsonValue | undefined {
  const lengths = results.map(each => memberOf(each, 'duration')).filter(length => length?.text)
  const texts = new Set(lengths.map(length => length!.text!))
  return lengths[0] && textValue([...texts].join(', '), lengths[0], 'number')
}

/** What the balance paid of a task, as the API says it beside the units: `{"quota": "0.35", "list_price": "0.49"}`. */
const BALANCE_KEY = 'final_balance_deduction'

/** A task without what says that the balance paid nothing of it; whatever says otherwise stays, and is asked about. */
const withoutZeroBalance = (task: JsonValue): JsonValue =>
  task.members.some(([key, value]) => key === BALANCE_KEY && saysNoBalance(value))
    ? withMembers(
        task,
        task.members.filter(([key]) => key !== BALANCE_KEY),
      )
    : task

/** Nothing, a zero, or `{"quota": "0", "list_price": "0"}`. */
const saysNoBalance = (value: JsonValue): boolean =>
  value.kind === 'object'
    ? value.members.every(([key, amount]) => ['quota', 'list_price'].includes(key) && saysNoAmount(amount))
    : saysNoAmount(value)

const saysNoAmount = ({ kind, text = '' }: JsonValue): boolean =>
  kind !== 'object' && kind !== 'array' && isZero(text)

/** As programs write it, Java's BigDecimal among them: `0E-8`. */
const isZero = (amount: string): boolean => isNothing(amount) || /^-?0*\.?0*(?:e[+-]?\d+)?$/i.test(amount)

/** Whether a part of a bill is paid in money. */
const isOfMoney = (part: JsonValue): boolean =>
  memberOf(part, 'charge_type')?.text?.toLowerCase() === 'cash' ||
  CASH_KEYS.some(key => memberOf(part, key)?.text)

/** Whether a part in money says that it took nothing. */
function paysNothing(part: JsonValue): boolean {
  const amounts = [...AMOUNT_KEYS, 'list_price'].flatMap(key => memberOf(part, key)?.text ?? [])
  return amounts.length > 0 && amounts.every(isZero)
}

const describeMoney = (key: string, { raw, place }: JsonValue): Issue => ({
  code: 'BAD_VALUE',
  message: `${key}: found ${raw.replaceAll(/\s+/g, ' ')}: a deduction of money, not of units; the two are never added`,
  place,
})

/** What each part of a bill may be called. */
const AMOUNT_KEYS = ['final_unit_deduction', 'deduction_amount', 'unit_deduction', 'units', 'amount']
const POOL_KEYS = ['product_type', 'package_type', 'pool']

/** What a part says under the first of some keys that says anything. */
const firstText = (part: JsonValue, keys: readonly string[]): string | undefined =>
  keys.map(key => memberOf(part, key)?.text).find(text => text)

/** The units of a bill, added up, and the pool and package where there is one of each. */
function spreadBilling(billing: JsonValue, parts: readonly JsonValue[]): [string, JsonValue][] {
  const textsOf = (keys: readonly string[]) => parts.map(part => firstText(part, keys))
  const amounts = textsOf(AMOUNT_KEYS)
  if (parts.length === 0) return []
  const spread: [string, JsonValue][] = []
  const only = (key: string, texts: readonly (string | undefined)[]) => {
    const known = new Set(texts)
    const [text] = known
    if (known.size === 1 && text !== undefined) spread.push([key, textValue(text, billing)])
  }
  // One part that cannot be read would make the sum too small: what stands there is told as it is.
  const sum = amounts.every(text => text !== undefined) ? addDecimals(amounts as string[]) : billing.raw
  spread.push(['units', textValue(sum, billing, 'number')])
  only('pool', textsOf(POOL_KEYS))
  only('package_id', textsOf(['package_id']))
  return spread
}

/** The sum of plain decimals, as text; the first text that is none of them. */
const addDecimals = (texts: readonly string[]): string =>
  texts.find(text => !isPlainDecimal(text)) ?? format(texts.map(units).reduce(add))
