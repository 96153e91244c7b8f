/**
 * The answer of `GET /account/costs`, as it comes (rules §8): packages with their balances, but without pool,
 * price and concurrency. These come from the catalogue when exactly one package fits in size and validity,
 * or from who writes them into the entry (`package`, or `pool` and `price`); otherwise they are asked for.
 */
import { type Issue, isIssue, listChoices, type Place } from '../../core/failure.js'
import { type Instant, MILLIS_PER_DAY } from '../../core/instant.js'
import type { Lot } from '../../core/ledger/lot.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import { compare, format, isPlainDecimal, type Units, units } from '../../core/quantity.js'
import { type JsonValue, memberOf } from '../json-value.js'
import { type Problems, quote, readTime, report } from '../values.js'
import { LEDGER_COLUMNS, type LedgerColumn, type LotContext, readLotRow } from './lot-row.js'

/** The API's words for a package's state. */
export const PACK_STATUSES = ['toBeOnline', 'online', 'expired', 'runOut'] as const
export type PackStatus = (typeof PACK_STATUSES)[number]

/** What the API says of a lot, and what was inferred about it. */
export interface ReportedLot {
  readonly lot: Lot
  /** Its count of what is left, 12 hours late; null when it gives none. */
  readonly remaining: Units | null
  readonly status: PackStatus | null
  /** Whether its package was found by size and validity rather than named. */
  readonly isMatched: boolean
}

/** The list of packages, or null when the JSON is no such answer. Some clients nest it twice. */
export function findPacks(root: JsonValue): readonly JsonValue[] | null {
  const data = memberOf(root, 'data')
  for (const holder of [root, data, memberOf(data, 'data')]) {
    const packs = memberOf(holder, 'resource_pack_subscribe_infos')
    if (packs?.kind === 'array') return packs.items
  }
  return null
}

/** What the API refused with, or null when it did not: an error is an answer in JSON too, and holds no packages. */
export function findRefusal(root: JsonValue): string | null {
  const data = memberOf(root, 'data')
  for (const holder of [root, data]) {
    const code = memberOf(holder, 'code')?.text
    if (code === undefined || code === '0') continue
    return `${code} ${(memberOf(holder, 'message') ?? memberOf(holder, 'msg'))?.text ?? ''}`.trim()
  }
  return null
}

/** The API's name of what a ledger calls otherwise. */
const API_NAMES: Partial<Record<LedgerColumn, string>> = {
  id: 'resource_pack_id',
  units: 'total_quantity',
  purchased_at: 'purchase_time',
  effective_at: 'effective_time',
  expires_at: 'invalid_time',
}
const apiName = (column: LedgerColumn): string => API_NAMES[column] ?? column

/** Reads one entry of the list. Every field may be missing; what cannot be done without is asked for. */
export function readPack(
  entry: JsonValue,
  context: Omit<LotContext, 'nameOf'>,
  order: number,
): ReportedLot | Issue[] {
  const { place } = entry
  if (entry.kind !== 'object') {
    return [
      { code: 'JSON_MALFORMED', message: `found ${quote(entry.raw)}; a package must be an object`, place },
    ]
  }
  const problems: Problems = { place, issues: [] }
  const member = (name: string): string => memberOf(entry, name)?.text?.trim() ?? ''
  const texts = new Map<LedgerColumn, string>(LEDGER_COLUMNS.map(column => [column, member(apiName(column))]))
  // A time of 0 is how the API's language writes none.
  for (const column of ['purchased_at', 'effective_at', 'expires_at'] as const)
    if (texts.get(column) === '0') texts.set(column, '')
  texts.set('id', texts.get('id') || member('resource_pack_name') || `entry ${order + 1}`)

  if (member('resource_pack_type') === 'constant_period') {
    const message = 'found "constant_period": a package that is filled again every period is not one lot'
    report(
      problems,
      'BAD_VALUE',
      'resource_pack_type',
      message,
      'write a ledger with one row for each period',
    )
  }
  const status = readStatus(member('status'), problems)
  const remaining = readRemaining(member('remaining_quantity'), problems)
  let isMatched = false
  if (!texts.get('package') && !(texts.get('pool') && texts.get('price'))) {
    const match = matchPackage(entry, texts, context, place)
    if (match && isIssue(match)) return [...problems.issues, match]
    if (match) {
      isMatched = true
      texts.set('package', match.id)
    }
  }
  const lot = readLotRow(column => texts.get(column), { ...context, nameOf: apiName }, place, order)
  if (Array.isArray(lot)) return [...problems.issues, ...lot]
  return problems.issues.length > 0 ? problems.issues : { lot, remaining, status, isMatched }
}

function readStatus(text: string, problems: Problems): PackStatus | null {
  if (text === '') return null
  const status = PACK_STATUSES.find(word => word === text)
  const allowed = listChoices(PACK_STATUSES)
  return status ?? report(problems, 'BAD_VALUE', 'status', `found ${quote(text)}; ${allowed} is allowed`)
}

function readRemaining(text: string, problems: Problems): Units | null {
  if (text === '') return null
  if (isPlainDecimal(text)) return units(text)
  const message = `found ${quote(text)}; a plain decimal number of units is allowed`
  return report(problems, 'BAD_NUMBER', 'remaining_quantity', message)
}

/**
 * The one package of the catalogue with the entry's size and validity, or the issue that asks for it. Null when
 * the entry lacks what to match by: reading it will say so.
 */
function matchPackage(
  entry: JsonValue,
  texts: ReadonlyMap<LedgerColumn, string>,
  { packages, notation }: Omit<LotContext, 'nameOf'>,
  place: Place,
): ResourcePackage | Issue | null {
  // What is wrong with a value is told by the reading of the row.
  const quiet: Problems = { place, issues: [] }
  const time = (text: string): Instant | null => (text === '' ? null : readTime(text, '', notation, quiet))
  const size = texts.get('units')!
  const from = time(texts.get('effective_at') || texts.get('purchased_at')!)
  const to = time(texts.get('expires_at')!)
  if (!isPlainDecimal(size) || from === null || to === null || to <= from) return null
  const fitting = packages.filter(
    offer => offer.units !== null && compare(offer.units, units(size)) === 0 && isValidFor(offer, to - from),
  )
  if (fitting.length === 1) return fitting[0]!
  const name = memberOf(entry, 'resource_pack_name')?.text
  const which = `${name ? `${quote(name)} ` : ''}(${texts.get('id')})`
  const days = Math.round(((to - from) / MILLIS_PER_DAY) * 10) / 10
  const what = `${format(units(size))} units for ${days} days`
  const found =
    fitting.length === 0
      ? `no package of the catalogue has ${what}`
      : `${listChoices(
          fitting.map(offer => offer.id),
          'and',
        )} have ${what}`
  return {
    code: 'UNKNOWN_PACKAGE',
    message: `resource pack ${which}: ${found}, and the API says neither pool nor price`,
    place,
    hint: `add "package": one of ${packages.map(offer => offer.id).join(', ')}; or "pool" and "price"; to the entry, or hand the package in with --rates`,
  }
}

/**
 * Whether a time of validity can be that of the package. The API ends packages at a midnight of its own (in the
 * vendor's sample 14 days and 9 hours after the start), so that less than a day either way is no difference.
 */
const isValidFor = ({ validityDays }: ResourcePackage, millis: number): boolean =>
  validityDays !== null && Math.abs(millis - validityDays * MILLIS_PER_DAY) < MILLIS_PER_DAY
