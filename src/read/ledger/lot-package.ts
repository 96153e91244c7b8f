/** The package of the catalogue that a row of a ledger is of: named, or found by what its name states or by its size. */
import { inQuotes, isIssue, listChoices } from '../../core/failure.js'
import { MILLIS_PER_DAY } from '../../core/instant.js'
import { isSameOffer, onSaleAt } from '../../core/ledger/package-list.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import { compare, format, type Units } from '../../core/quantity.js'
import { findPool } from '../pool-name.js'
import { addIssue, type Problems } from '../values.js'
import type { LotTimes, Span } from './lot-span.js'
import { readPrice, readUnits } from './lot-values.js'
import {
  findNamedPackage,
  listFitting,
  type NamedFacts,
  readFactsWithin,
  readNamedFacts,
} from './package-name.js'
import { type LedgerColumn, type LotContext, PRICES, type RowReader } from './row-reader.js'

/** What is known of the package that a row is of. */
export interface StatedPackage {
  /** Null when it is none of the catalogue. */
  readonly offer: ResourcePackage | null
  /** What its name states; null when the name follows no pattern. */
  readonly facts: NamedFacts | null
  /** Whether it was found by its size and validity rather than named. */
  readonly isMatched: boolean
}

const UNKNOWN: StatedPackage = { offer: null, facts: null, isMatched: false }

/** The package of a row; what is wrong with its name is reported. */
export function readPackage(reader: RowReader, times: LotTimes): StatedPackage {
  const { context, problems, place } = reader
  const own = reader.given('package')
  const given = reader.given('package_name')
  // The service's names are no ids of the catalogue: one that follows no pattern says nothing.
  const name = own ?? (context.isService ? null : given)
  const facts =
    readFacts(own, context) ??
    readFacts(given, context) ??
    (context.isService && given !== null ? readFactsWithin(given, context) : null)
  if (name !== null && readFacts(name, context) === null) {
    const found = findNamedPackage(name, context, place)
    if (!isIssue(found)) return { offer: ofItsTime(found, name, reader, times), facts, isMatched: false }
    if (own === null && standsForItself(reader)) return UNKNOWN
    problems.issues.push(own === null ? { ...found, hint: `${found.hint}; ${ALONE}` } : found)
    reader.isUnknownPackage = true
    return UNKNOWN
  }
  if (facts === null && (!context.isService || isPriced(reader))) return UNKNOWN
  return matchPackage(reader, times, facts)
}

/**
 * Of an offer and those that took its place under a name that begins alike, as people leave out what is behind it: the one
 * at the price that the row states, else the one that was on sale (as R14). An id stands for itself.
 */
function ofItsTime(
  found: ResourcePackage,
  name: string,
  reader: RowReader,
  times: LotTimes,
): ResourcePackage {
  const { context, place } = reader
  const alike = context.packages.filter(other => mayBeCalled(other, found))
  if (alike.length === 1 || name.trim().toLowerCase() === found.id) return found
  // What is wrong with a price is told where it is read.
  const quiet: Problems = { place, issues: [] }
  const prices = PRICES.flatMap(column => {
    const text = reader.given(column)
    return (text && readPrice(context)(text, column, quiet)) || []
  })
  const atPrice = alike.filter(({ price }) => price && prices.some(stated => compare(stated, price) === 0))
  const bought = times.purchase ?? times.start
  const [sold, ...others] = atPrice.length === 1 || bought === null ? atPrice : onSaleAt(alike, bought)
  return sold && others.length === 0 ? sold : found
}

/** Whether people may call an offer as they call another one: itself, or one whose place it took. */
const mayBeCalled = (offer: ResourcePackage, named: ResourcePackage): boolean =>
  offer.id === named.id || (offer.id.startsWith(`${named.id}-`) && isSameOffer(named, offer))

const readFacts = (name: string | null, context: LotContext): NamedFacts | null =>
  name === null ? null : readNamedFacts(name, context)

/** Whether a row says what the catalogue cannot be asked for. */
const isPriced = (reader: RowReader): boolean =>
  reader.given('pool') !== null && PRICES.some(column => reader.given(column) !== null)

const ALONE = 'or with pool, units, price and expires_at the row stands for itself'

/** Whether a row says all that a package would. */
const standsForItself = (reader: RowReader): boolean =>
  isPriced(reader) &&
  reader.given('units') !== null &&
  (reader.given('expires_at') ?? reader.given('validity_days')) !== null

/**
 * The one package of the catalogue of that pool, size and validity, as far as they are known. An issue asks for it
 * when several fit, or when none does and the name does not say what it holds either.
 */
function matchPackage(reader: RowReader, times: LotTimes, facts: NamedFacts | null): StatedPackage {
  const { context, place, problems } = reader
  // What is wrong with a value is told where it is read.
  const quiet: Problems = { place, issues: [] }
  const sizeText = reader.given('units')
  const size = facts?.units ?? (sizeText && readUnits(context)(sizeText, context.nameOf('units'), quiet))
  const from = times.start ?? times.purchase
  const span = from !== null && times.expiry !== null ? times.expiry - from : null
  const none: StatedPackage = { ...UNKNOWN, facts }
  if (!size || (span === null && !facts) || (span !== null && span <= 0)) return none
  const months = facts?.months ?? null
  const list = (isValid: (days: number) => boolean) =>
    listFitting(context.packages, {
      pool: facts?.pool ?? findPool(reader.given('pool') ?? '', context.pools, context.names),
      size,
      isValidFor: ({ validityDays }) => validityDays !== null && isValid(validityDays),
    })
  const byDays = list(days =>
    span === null
      ? isMonths(days, months)
      : isNear(span, days) ||
        // Of a bare date nobody knows at what time of its day the package ends.
        (times.endsWithDay && isNear(span - MILLIS_PER_DAY, days)),
  )
  // A package that its name gives a month runs 28 to 31 days, and is none but the one of 30 days (rules §0).
  const ofSize = byDays.length > 0 || months === null ? byDays : list(days => isMonths(days, months))
  // Of two lists with an offer of that size, it is the one that was on sale.
  const fitting = from === null ? ofSize : onSaleAt(ofSize, from)
  if (fitting.length === 1) return { offer: fitting[0]!, facts, isMatched: true }
  if (fitting.length === 0 && facts?.units) return none
  const name = reader.given('package_name')
  const which = `${name ? `${inQuotes(name)} ` : ''}(${reader.given('id')})`
  const days = span === null ? null : Math.round((span / MILLIS_PER_DAY) * 10) / 10
  const ofPool = facts?.pool ? ` of the ${facts.pool} pool` : ''
  const what = `${format(size)} units${ofPool}${days === null ? '' : ` for ${days} days`}`
  const ids = fitting.map(offer => offer.id)
  problems.issues.push({
    code: 'UNKNOWN_PACKAGE',
    message: `resource pack ${which}: ${fitting.length === 0 ? `no package of the catalogue has ${what}` : `${listChoices(ids, 'and')} have ${what}`}, and ${facts ? 'no price is' : 'neither pool nor price are'} said`,
    place,
    hint: `add "package": one of ${context.packages.map(offer => offer.id).join(', ')}; or "pool" and "price"; to the entry, or hand the package in with --rates`,
  })
  reader.isUnknownPackage = true
  return none
}

/**
 * Whether a time of validity can be that of a package. The service ends packages at a midnight of its own (in the
 * vendor's sample 14 days and 9 hours after the start), so that less than a day either way is no difference.
 */
const isNear = (millis: number, days: number): boolean =>
  Math.abs(millis - days * MILLIS_PER_DAY) < MILLIS_PER_DAY

/** Days of a month by the calendar; where days are counted, 30. */
const DAYS_OF_MONTH = { fewest: 28, most: 31 }
const isMonths = (days: number, months: number | null): boolean =>
  months === null || (days >= months * DAYS_OF_MONTH.fewest && days <= months * DAYS_OF_MONTH.most)

const PUT_RIGHT = 'put right which of the two is wrong'

/** Refuses a row whose pool or name is that of another package than it names. */
export function checkOffer(offer: ResourcePackage, pool: string, reader: RowReader): void {
  const { id, pool: own } = offer
  const { context, problems, place } = reader
  if (pool !== own)
    addIssue(
      problems,
      'BAD_VALUE',
      context.nameOf('pool'),
      `expected ${own}, the pool of ${id}; got ${pool}`,
      PUT_RIGHT,
    )
  const name = reader.given('package_name')
  const named = name === null ? null : findNamedPackage(name, context, place)
  if (named === null || isIssue(named) || mayBeCalled(offer, named)) return
  const message = `expected a name of ${id}, as ${context.nameOf('package')} says; got ${inQuotes(name!)}, which is ${named.id}`
  addIssue(problems, 'BAD_VALUE', context.nameOf('package_name'), message, PUT_RIGHT)
}

/** Refuses a row that says something else than its package's name does. */
export function checkFacts(
  facts: NamedFacts,
  said: { readonly pool: string; readonly units: Units | null; readonly span: Span },
  reader: RowReader,
): void {
  const { context, problems } = reader
  const name = inQuotes(reader.given('package_name') ?? reader.given('package') ?? '')
  const contradict = (column: LedgerColumn, found: string, expected: string): void => {
    const message = `expected ${expected}, as its name ${name} says; got ${found}`
    addIssue(problems, 'BAD_VALUE', context.nameOf(column), message, PUT_RIGHT)
  }
  if (facts.pool !== null && facts.pool !== said.pool) contradict('pool', said.pool, facts.pool)
  const { units: size } = said
  if (facts.units && size && compare(facts.units, size) !== 0 && reader.given('quantity') === null)
    contradict('units', format(size), format(facts.units))
  const stated = reader.given('concurrency')
  if (facts.concurrency !== null && stated !== null && Number(stated) !== facts.concurrency)
    contradict('concurrency', stated, String(facts.concurrency))
  if (facts.months === null) return
  const days = (said.span.expiresAt - said.span.effectiveAt) / MILLIS_PER_DAY
  // A day either way for the midnights at which packages end.
  if (isMonths(days + 1, facts.months) || isMonths(days - 1, facts.months)) return
  const months = `${facts.months} ${facts.months === 1 ? 'month' : 'months'}`
  contradict('expires_at', `${Math.round(days * 10) / 10} days`, months)
}
