/** When a lot of a ledger was bought, and from when until when it can be used. */
import { beginningOf, type Day, formatInstant, type Instant } from '../../core/instant.js'
import { expiryOf } from '../../core/ledger/lot.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import { isBareDate } from '../../core/time-text.js'
import { inColumn, type Notation, orderOf } from '../notation.js'
import { addIssue, inQuotes, type ReadValue, readDay, readTimeInReach } from '../values.js'
import type { NamedFacts } from './package-name.js'
import type { LedgerColumn, RowReader } from './row-reader.js'

/** The times that a row states. */
export interface LotTimes {
  readonly purchase: Instant | null
  readonly start: Instant | null
  readonly expiry: Instant | null
  readonly endsWithDay: boolean
}

const NO_TIME = 'clear the cell where it stands for no time, or for never'

/** Reads them; what is wrong with one is reported. */
export function readTimes(reader: RowReader): LotTimes {
  const { notation, isService } = reader.context
  // The service's language writes 0 for a time that it has not.
  const timeOf =
    (column: LedgerColumn): ReadValue<Instant> =>
    (text, name, problems) =>
      isService && text === '0'
        ? null
        : readTimeInReach(text, name, inColumn(notation, column), problems, NO_TIME)
  const read = (column: LedgerColumn) => reader.read(column, timeOf(column))
  const stated = reader.given('expires_at')
  const endsWithDay = stated !== null && isBareDate(stated, orderOf(notation))
  return {
    purchase: read('purchased_at'),
    start: read('effective_at'),
    expiry: endsWithDay
      ? reader.read('expires_at', readEndOfDay(inColumn(notation, 'expires_at')))
      : read('expires_at'),
    endsWithDay,
  }
}

/** The first instant behind a day. */
const readEndOfDay =
  (notation: Notation): ReadValue<Instant> =>
  (text, name, problems) => {
    const day = readDay(text, name, notation, problems, NO_TIME)
    return day === null ? null : beginningOf((day + 1) as Day, notation.zone)
  }

/** When a lot was bought, and `[effectiveAt, expiresAt)` in which it can be used. */
export interface Span {
  readonly purchasedAt: Instant
  readonly effectiveAt: Instant
  readonly expiresAt: Instant
}

/** Rules §2: a lot takes effect when it is bought unless it says otherwise, and a stated expiry wins. */
export function readSpan(
  reader: RowReader,
  { purchase, start, expiry }: LotTimes,
  days: number | null,
  facts: NamedFacts | null,
  offer: ResourcePackage | null,
): Span | null {
  const validity = days ?? (facts && facts.months !== null ? facts.months * DAYS_OF_MONTH : null)
  reader.require(null, ['purchased_at', 'effective_at'])
  reader.require(validity, ['expires_at', 'validity_days'], offer)
  const effectiveAt = start ?? purchase
  const expiresAt =
    expiry ?? (effectiveAt !== null && validity !== null ? expiryOf(effectiveAt, validity) : null)
  if (effectiveAt === null || expiresAt === null) return null
  if (expiresAt > effectiveAt) return { purchasedAt: purchase ?? effectiveAt, effectiveAt, expiresAt }
  const message = `expected a time after ${formatInstant(effectiveAt)}, when it takes effect; got ${inQuotes(reader.given('expires_at') ?? '')}`
  return addIssue(reader.problems, 'BAD_TIME', reader.context.nameOf('expires_at'), message)
}

/** Of validity, where a name counts it in months and nobody says when it ends. */
const DAYS_OF_MONTH = 30
