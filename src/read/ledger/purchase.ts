/**
 * What a row of several packages bought: a quantity stands beside figures that may be of one package or of all. The
 * catalogue's package decides which; where it does not, nobody does.
 */
import { quoteName } from '../../core/failure.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import {
  compare,
  divide,
  divideEvenly,
  format,
  isZero,
  priceOf,
  times,
  type Units,
  type Usd,
  units,
} from '../../core/quantity.js'
import { compareRatios, type Ratio, ratio } from '../../core/ratio.js'
import { addIssue, type Problems } from '../values.js'
import type { LedgerColumn } from './row-reader.js'

/** The figures of a row, null where it gives none. */
export interface PurchaseFigures {
  readonly quantity: bigint | null
  readonly units: Units | null
  /** Of one package, or of all that the row is of. */
  readonly price: Usd | null
  /** Of one package, or of one unit. */
  readonly unitPrice: Usd | null
  readonly totalPrice: Usd | null
}

/** What was bought in all. */
export interface Purchase {
  readonly units: Units
  /** Null when it is not known. */
  readonly price: Usd | null
  /** How many packages that are. */
  readonly count: bigint
  /** The packages that it is of, all alike. */
  readonly packages: readonly { readonly units: Units; readonly price: Usd | null }[]
}

/** What the figures are held against. */
export interface PurchaseContext {
  readonly offer: ResourcePackage | null
  /** The list price of a unit of the pool; null when no price list has it. */
  readonly listUnitPrice: Usd | null
  readonly nameOf: (column: LedgerColumn) => string
}

/** The figures of all that a row is of. Null, with what is wrong in `problems`, when they cannot be told. */
export function readPurchase(
  figures: PurchaseFigures,
  context: PurchaseContext,
  problems: Problems,
): Purchase | null {
  const count = countPackages(figures, context, problems)
  if (count === null) return null
  const size = unitsOfAll(figures.units, count, context, problems)
  if (size === null) return null
  const price = priceOfAll(figures, size, count, context, problems)
  if (problems.issues.length > 0) return null
  if (price !== null) checkUnitPrice(price, size, context, problems)
  if (problems.issues.length > 0) return null
  return { units: size, price, count, packages: split(size, price, count) }
}

/** From so many units on a package is none that as many are bought of. */
const MANY_PACKAGES = 1000n

/**
 * How many packages a row is of. An invoice may give units as its quantity: those of one package, or of several. Prices
 * tell, and where they do not, a quantity of as many thousands as a package has units is one of units. Null, with what
 * is wrong in `problems`, for units that no number of packages has.
 */
function countPackages(
  { quantity, units: size, price, unitPrice, totalPrice }: PurchaseFigures,
  { offer, listUnitPrice, nameOf }: PurchaseContext,
  problems: Problems,
): bigint | null {
  const each = offer?.units ? wholeOf(offer.units) : null
  if (quantity === null || each === null || each < LEAST_UNITS) return quantity ?? 1n
  const isSaid = size !== null && compare(size, times(offer!.units!, quantity)) === 0
  const isPriceOf = (packages: bigint): boolean =>
    [price, totalPrice].some(
      stated => stated && offer?.price && compare(stated, times(offer.price, packages)) === 0,
    )
  if (isSaid || isPriceOf(quantity)) return quantity
  const isOfUnit = isPriceOfUnit(unitPrice, listUnitPrice)
  const count = quantity / each
  if (count > 0n && quantity % each === 0n)
    return isOfUnit || isPriceOf(count) || each >= MANY_PACKAGES ? count : quantity
  if (quantity < MANY_PACKAGES || !(isOfUnit || quantity > each)) return quantity
  const message = `expected a number of packages, or the ${each} units of ${offer!.id}; got ${quantity}`
  return addIssue(problems, 'BAD_NUMBER', nameOf('quantity'), message)
}

/** A whole number of units; null for any other. */
const wholeOf = (amount: Units): bigint | null =>
  /^\d+$/.test(format(amount)) ? BigInt(format(amount)) : null

/** No package costs as little as a unit does. */
const isPriceOfUnit = (unitPrice: Usd | null, listUnitPrice: Usd | null): boolean =>
  unitPrice !== null && listUnitPrice !== null && compare(unitPrice, listUnitPrice) <= 0

/** All alike where they divide evenly, else one of all. */
function split(size: Units, price: Usd | null, count: bigint): Purchase['packages'] {
  const unitsEach = divideEvenly(size, count)
  const priceEach = price && divideEvenly(price, count)
  if (count === 1n || count > MAX_SPLIT || unitsEach === null || (price !== null && priceEach === null))
    return [{ units: size, price }]
  return Array.from({ length: Number(count) }, () => ({ units: unitsEach, price: priceEach }))
}

/** More packages of one row than these are kept as one lot, which holds the same. */
const MAX_SPLIT = 100n

function unitsOfAll(
  size: Units | null,
  count: bigint,
  { offer, nameOf }: PurchaseContext,
  problems: Problems,
): Units | null {
  const each = offer?.units ?? null
  if (size === null) {
    if (each !== null) return times(each, count)
    const silence = offer ? `, and package ${offer.id} does not state it` : ''
    return addIssue(problems, 'KEY_MISSING', nameOf('units'), `is missing${silence}`)
  }
  if (count === 1n) return size
  if (each !== null && compare(size, times(each, count)) === 0) return size
  if (each !== null && compare(size, each) === 0) return times(size, count)
  const expected =
    offer && each !== null
      ? `expected ${format(each)}, the units of ${offer.id}, or ${format(times(each, count))}, those of ${count}`
      : `expected the units of a package of the catalogue beside ${nameOf('quantity')} ${count}`
  const hint = 'it can be the units of one or of all: write one row for each package'
  return addIssue(problems, 'BAD_NUMBER', nameOf('units'), `${expected}; got ${format(size)}`, hint)
}

function priceOfAll(
  { price, unitPrice, totalPrice }: PurchaseFigures,
  size: Units,
  count: bigint,
  context: PurchaseContext,
  problems: Problems,
): Usd | null {
  const { offer, nameOf, listUnitPrice } = context
  const all: { readonly column: LedgerColumn; readonly amount: Usd }[] = []
  if (totalPrice) all.push({ column: 'total_price', amount: totalPrice })
  if (unitPrice) {
    const amount = isPriceOfUnit(unitPrice, listUnitPrice)
      ? priceOf(size, unitPrice)
      : times(unitPrice, count)
    all.push({ column: 'unit_price', amount })
  }
  const own = price && ownPrice(price, count, all.at(0)?.amount ?? null, context, problems)
  if (own) all.push({ column: 'price', amount: own })
  const [first, ...others] = all
  const other = others.find(({ amount }) => compare(amount, first!.amount) !== 0)
  if (first && other) {
    const message = `expected the same as ${nameOf(first.column)}, ${format(first.amount)} in all; got ${format(other.amount)}`
    return addIssue(problems, 'BAD_NUMBER', nameOf(other.column), message, 'take out the one that is wrong')
  }
  if (first) return first.amount
  // What the catalogue asks is the price of what it sells, not of any other number of units.
  const isSold = offer?.units && compare(size, times(offer.units, count)) === 0
  if (offer?.price && isSold) return times(offer.price, count)
  if (offer?.price && offer.units && price === null) {
    const message = `is missing, and ${offer.id} is ${format(offer.units)} units, not ${format(size)}`
    const hint = 'state the price, or in a column "quantity" how many packages it is of'
    return addIssue(problems, 'KEY_MISSING', nameOf('price'), message, hint)
  }
  return null
}

/** A price beside a quantity: of one or of all. */
function ownPrice(
  price: Usd,
  count: bigint,
  stated: Usd | null,
  { offer, nameOf }: PurchaseContext,
  problems: Problems,
): Usd | null {
  const all = times(price, count)
  if (count === 1n) return price
  for (const known of [stated, offer?.price ? times(offer.price, count) : null]) {
    if (known && compare(known, price) === 0) return price
    if (known && compare(known, all) === 0) return all
  }
  const name = nameOf('price')
  return addIssue(
    problems,
    'BAD_NUMBER',
    name,
    `expected a price that can be read in one way beside ${nameOf('quantity')} ${count}; got ${format(price)}, which can be that of one or of all`,
    `--columns unit_price='${quoteName(name)}' says that it is of one, --columns total_price='${quoteName(name)}' of all`,
  )
}

const ONE_UNIT = units('1')
const LEAST_UNITS = 100n
const MANY_UNITS = units('100')

/** Beyond this, units or price are in other terms than they seem: a thousand where one was meant. */
const MOST_LIST_PRICES: Ratio = ratio(100n)
/** Of the list price: with all discounts that there are, what is written in thousands of dollars. */
const IN_THOUSANDS = { least: ratio(1n, 2000n), most: ratio(1n, 500n) }

/** Refuses prices that cannot be those of so many units: of one unit, or with units read a thousand times too small. */
function checkUnitPrice(
  price: Usd,
  size: Units,
  { listUnitPrice, nameOf }: PurchaseContext,
  problems: Problems,
): void {
  if (listUnitPrice === null || isZero(price)) return
  const what = `${format(price)} dollars for ${format(size)} units`
  if (compare(price, listUnitPrice) <= 0 && compare(size, ONE_UNIT) > 0) {
    const message = `expected the price of a package; got ${what}, which looks like the price of one unit`
    const hint = `--columns unit_price='${quoteName(nameOf('price'))}' says that it is`
    addIssue(problems, 'BAD_NUMBER', nameOf('price'), message, hint)
  }
  if (format(price) === format(size) && compare(size, MANY_UNITS) >= 0) {
    const message = `expected a price in dollars; got ${what}, the same number twice`
    addIssue(
      problems,
      'BAD_NUMBER',
      nameOf('price'),
      message,
      'is one column read as both? --columns says which is which',
    )
  }
  const listPrice = priceOf(size, listUnitPrice)
  const timesTheList = divide(price, listPrice)
  if (
    compareRatios(timesTheList, IN_THOUSANDS.least) >= 0 &&
    compareRatios(timesTheList, IN_THOUSANDS.most) <= 0
  ) {
    const message = `expected the price of a package; got ${what}, about a thousandth of the list price`
    addIssue(
      problems,
      'BAD_NUMBER',
      nameOf('price'),
      message,
      'is it in thousands? write the dollars in full',
    )
  }
  if (compareRatios(timesTheList, MOST_LIST_PRICES) <= 0) return
  const message = `expected units and price of one package; got ${what}, over ${MOST_LIST_PRICES.num} times the list price`
  const hint =
    'is the sign in it one between thousands? --decimal . or --decimal , says how the file is written'
  addIssue(problems, 'BAD_NUMBER', nameOf('units'), message, hint)
}
