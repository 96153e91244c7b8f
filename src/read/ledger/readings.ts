/** Rows that are readings of what is left of one package, week by week, and no purchases. */
import type { Issue } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { compare, format } from '../../core/quantity.js'
import { inQuotes } from '../values.js'
import { type LedgerColumn, PRICES, type StatedLot } from './row-reader.js'

/** What a row of a purchase says, and none of a reading. */
const OF_PURCHASES: readonly LedgerColumn[] = ['id', 'order_number', ...PRICES]

/** So many falling readings are no chance; fewer are told by their end, which is the same. */
const MANY = 3

/**
 * What is wrong with rows of one package of which each has less left than the one before. Of several that were bought
 * the first is used first, so that the later ones have more left.
 */
export function findReadings(
  rows: readonly StatedLot[],
  has: (column: LedgerColumn) => boolean,
  nameOf: (column: LedgerColumn) => string,
): Issue[] {
  if (!has('remaining') || OF_PURCHASES.some(has)) return []
  const packages = groupBy(rows, ({ lot }) =>
    JSON.stringify([lot.packageId, lot.pool, format(lot.units), lot.account]),
  )
  return [...packages.values()].flatMap((of): Issue[] => {
    const inOrder = of.toSorted((a, b) => a.lot.purchasedAt - b.lot.purchasedAt)
    const [first, second] = inOrder.map(({ lot }) => lot)
    if (first === undefined || second === undefined || !areFalling(inOrder)) return []
    const haveOneEnd = of.every(({ lot }) => lot.expiresAt === first.expiresAt)
    if (of.length < MANY && !haveOneEnd) return []
    return [
      {
        code: 'BAD_VALUE',
        message: `${nameOf('remaining')}: falls from row to row of ${inQuotes(first.packageId ?? format(first.units))}, since line ${first.place.line}, as readings of one package do; expected a row for each purchase`,
        place: second.place,
        hint: 'keep the newest reading of a package, with the day on which it was bought; if each row is a purchase, number them in a column id',
      },
    ]
  })
}

const areFalling = (rows: readonly StatedLot[]): boolean =>
  rows.every(({ lot, remaining }, i) => {
    const before = rows[i - 1]
    if (before === undefined) return remaining !== null
    if (remaining === null || lot.purchasedAt === before.lot.purchasedAt) return false
    return compare(remaining, before.remaining!) < 0
  })
