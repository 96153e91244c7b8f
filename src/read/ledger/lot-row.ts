/** Lots out of named texts: a row of a ledger, or an entry of the service's answer. */
import type { Place } from '../../core/failure.js'
import { MILLIS_PER_DAY } from '../../core/instant.js'
import type { AboveListPrice, UnlikeCatalogue } from '../../core/ledger/ledger-doubt.js'
import type { Lot } from '../../core/ledger/lot.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import { accountOf, withoutGuard } from '../../core/nothing-words.js'
import {
  compare,
  divide,
  format,
  subtract,
  times,
  toRatio,
  type Units,
  type Usd,
} from '../../core/quantity.js'
import { compareRatios, multiplyRatios, ratio } from '../../core/ratio.js'
import { addIssue, type ReadValue, readChoice, readWhole } from '../values.js'
import { checkFacts, checkOffer, readPackage } from './lot-package.js'
import { type LotTimes, readSpan, readTimes } from './lot-span.js'
import { readPool, readPrice, readQuantity, readStatus, readUnits, readUnitsLeft } from './lot-values.js'
import { type Purchase, type PurchaseFigures, readPurchase } from './purchase.js'
import { type LedgerColumn, type LotContext, type PackStatus, PRICES, RowReader } from './row-reader.js'

const LONGEST_VALIDITY = 36_500
const HIGHEST_CONCURRENCY = 1_000_000

/** A number of days, which may say so. */
const readDays: ReadValue<number> = (text, name, problems) =>
  readWhole(1, LONGEST_VALIDITY)(text.replace(/\s*(?:days?|d|Tage|天)$/i, ''), name, problems)

/**
 * Reads the lots of a row, an empty text being one that is not there; several when it is of several packages. The
 * package that the row names fills what the row leaves out; what neither says is asked for, never guessed. Returns
 * every issue at `place` when there are any.
 */
export function readLotRow(
  text: (column: LedgerColumn) => string | undefined,
  context: LotContext,
  place: Place,
  order: number,
) {
  const reader = new RowReader(text, context, place)
  const { problems } = reader
  reader.require(null, ['id'])
  const stated = readTimes(reader)
  const { offer, facts, isMatched } = readPackage(reader, stated)
  const pool = reader.read('pool', readPool(context)) ?? facts?.pool ?? offer?.pool ?? null
  const concurrency =
    reader.read('concurrency', readWhole(1, HIGHEST_CONCURRENCY)) ??
    facts?.concurrency ??
    offer?.concurrency ??
    null
  const days = reader.read('validity_days', readDays) ?? offer?.validityDays ?? null
  const span = readSpan(reader, stated, days, facts, offer)
  const status = reader.read('package_status', readStatus(context))
  checkBeginning(reader, stated, status)
  reader.read('currency', (found, name) => readChoice(found, name, ['usd'], problems))
  checkType(reader)

  const figures: PurchaseFigures = {
    quantity: reader.read('quantity', readQuantity(context)),
    units: reader.read('units', readUnits(context)) ?? facts?.units ?? null,
    price: reader.read('price', readPrice(context)),
    unitPrice: reader.read('unit_price', readPrice(context)),
    totalPrice: reader.read('total_price', readPrice(context)),
  }
  reader.require(pool, ['pool'], offer)
  reader.require(figures.units ?? offer?.units ?? null, ['units'], offer)
  // The service says all of a package in its name but the price, which nobody else may know.
  if (facts === null) reader.require(offer?.price ?? null, PRICES, offer)
  if (problems.issues.length > 0) return problems.issues

  const listUnitPrice = context.listUnitPrices.get(pool!) ?? null
  const purchase = readPurchase(figures, { offer, listUnitPrice, nameOf: context.nameOf }, problems)
  if (!purchase) return problems.issues
  if (offer) checkOffer(offer, pool!, reader)
  if (facts) checkFacts(facts, { pool: pool!, units: figures.units, span: span! }, reader)
  const remaining = readRemaining(reader, purchase)
  if (problems.issues.length > 0) return problems.issues
  const id = withoutGuard(reader.given('id')!)
  // What is left is stated of all of them together.
  const packages = remaining === null ? purchase.packages : [purchase]
  const lots = packages.map((each, i) => ({
    lot: {
      id: packages.length === 1 ? id : `${id} ${i + 1}/${packages.length}`,
      packageId: offer?.id ?? null,
      account: accountOf(reader.given('account')),
      pool: pool!,
      units: each.units,
      price: each.price,
      ...span!,
      endsWithDay: stated.endsWithDay,
      concurrency,
      order: order + i,
      place,
    },
    remaining,
    status,
    isMatched,
    endsWithDay: stated.endsWithDay,
  }))
  // What the service itself says of a package is no slip.
  const known = facts === null ? { ...span!, concurrency } : null
  const row = { id, place }
  const doubt = offer
    ? findUnlikeCatalogue(purchase, known, purchase.count, offer, row)
    : findAboveListPrice(purchase, listUnitPrice, { ...row, pool: pool! })
  const isQuantityOfUnits = figures.quantity !== null && figures.quantity !== purchase.count
  return { lots, doubts: doubt ? [doubt] : [], isQuantityOfUnits }
}

/** Packages cost less for a unit than the list price, and little more with value added tax: so many times are another unit. */
const HIGHEST_PRICE = ratio(2n)

function findAboveListPrice(
  { units: size, price }: Purchase,
  listUnitPrice: Usd | null,
  row: Pick<AboveListPrice, 'id' | 'place' | 'pool'>,
): AboveListPrice | null {
  if (price === null || listUnitPrice === null) return null
  const unitPrice = divide(price, size)
  return compareRatios(unitPrice, multiplyRatios(toRatio(listUnitPrice), HIGHEST_PRICE)) > 0
    ? { kind: 'above-list-price', unitPrice, listUnitPrice, ...row }
    : null
}

/** What a row says otherwise than the catalogue: nothing forbids it, as prices are negotiated, but it may be a slip. */
function findUnlikeCatalogue(
  { units: size, price }: Purchase,
  known: Pick<Lot, 'effectiveAt' | 'expiresAt' | 'concurrency'> | null,
  count: bigint,
  offer: ResourcePackage,
  row: Pick<UnlikeCatalogue, 'id' | 'place'>,
): UnlikeCatalogue | null {
  const listUnits = offer.units && times(offer.units, count)
  const listPrice = offer.price && times(offer.price, count)
  const days = known ? Math.floor((known.expiresAt - known.effectiveAt) / MILLIS_PER_DAY) : null
  const concurrency = known?.concurrency ?? null
  const list = {
    listUnits: listUnits && compare(size, listUnits) !== 0 ? listUnits : null,
    listPrice: listPrice && price && compare(price, listPrice) !== 0 ? listPrice : null,
    // Where both are dates without a time the last day counts whole.
    listDays: days !== null && Math.abs(days - (offer.validityDays ?? days)) > 1 ? offer.validityDays : null,
    listConcurrency: concurrency !== null && concurrency !== offer.concurrency ? offer.concurrency : null,
  }
  if (Object.values(list).every(each => each === null)) return null
  const { id: packageId } = offer
  return {
    kind: 'unlike-catalogue',
    packageId,
    count,
    units: size,
    price,
    days,
    concurrency,
    ...list,
    ...row,
  }
}

/** What is left, as it is stated or as what was used leaves it. */
function readRemaining(reader: RowReader, { units: all }: Purchase): Units | null {
  const { context, problems } = reader
  const left = reader.read('remaining', readUnitsLeft(context))
  const used = reader.read('used', readUnitsLeft(context))
  if (used === null) return left
  if (compare(used, all) > 0) {
    const message = `expected at most the ${format(all)} that were bought; got ${format(used)}`
    return addIssue(problems, 'BAD_NUMBER', context.nameOf('used'), message)
  }
  const rest = subtract(all, used)
  if (left === null || compare(left, rest) === 0) return rest
  const message = `expected ${format(subtract(all, left))}, as ${context.nameOf('remaining')} says; got ${format(used)}`
  return addIssue(problems, 'BAD_NUMBER', context.nameOf('used'), message)
}

/** A package that was bought and has not begun does not run from its purchase. */
function checkBeginning(reader: RowReader, { start }: LotTimes, status: PackStatus | null): void {
  if (status !== 'toBeOnline' || start !== null) return
  const message = 'is missing, and the package has not begun (toBeOnline)'
  const hint = 'write when it begins, or take the row out until it has begun'
  addIssue(reader.problems, 'KEY_MISSING', reader.context.nameOf('effective_at'), message, hint)
}

/** A package that is filled again every period is not one lot. */
function checkType(reader: RowReader): void {
  if (reader.given('package_type') !== 'constant_period') return
  const message = 'found "constant_period": a package that is filled again every period is not one lot'
  const name = reader.context.nameOf('package_type')
  addIssue(reader.problems, 'BAD_VALUE', name, message, 'write a ledger with one row for each period')
}
