/** What cells of a ledger may mean under a heading that no list knows, where no other column says it. */
import { failOnAny, type Place } from '../../core/failure.js'
import type { IgnoredColumn } from '../../core/file-columns.js'
import { MILLIS_PER_DAY } from '../../core/instant.js'
import { compare, type Units, units } from '../../core/quantity.js'
import { parseInstant } from '../../core/time-text.js'
import { type ColumnForm, findTelling, withTold } from '../columns.js'
import type { Names } from '../names.js'
import { type Notation, orderOf } from '../notation.js'
import { saysWordOf } from '../said-words.js'
import { areCounts, type Likeness, nameOtherVendors } from '../telling-cells.js'

/** A payment may be due a month after a purchase; no package is sold for less than that. */
const LEAST_DAYS = 28

const isCurrencyCode = (text: string): boolean =>
  /^[A-Z]{3}$/.test(text) && Intl.supportedValuesOf('currency').includes(text)

/** A number of units, with or without separators: three digits behind one are no fraction. */
const UNITS = /^(?<whole>0|[1-9]\d{0,2}(?:[., ']?\d{3}){0,3})(?:[.,](?<fraction>\d{1,2}))?$/
function unitsOf(text: string): Units {
  const { whole = '0', fraction = '0' } = UNITS.exec(text)?.groups ?? {}
  return units(`${whole.replaceAll(/\D/g, '')}.${fraction}`)
}
const FEW = units('100')

/** The lists of what a remark says of a purchase that does not count as its row has it. */
const NOT_AS_BOUGHT = ['given_back', 'no_package']

/**
 * `starts`: when each row says that its package was bought, or takes effect, in order; `sizes`: the units of each
 * package.
 */
export function likenessesOfLedger(
  starts: readonly string[],
  sizes: readonly Units[],
  notation: Notation,
  names: Names,
): readonly Likeness[] {
  const timeOf = (text: string): number | null => parseInstant(text, notation.zone, orderOf(notation))
  const isLater = (text: string, row: number): boolean => {
    const [start, end] = [timeOf(starts[row]!), timeOf(text)]
    return start !== null && end !== null && end - start >= LEAST_DAYS * MILLIS_PER_DAY
  }
  const isLeft = (text: string): boolean =>
    UNITS.test(text) && sizes.some(size => compare(unitsOf(text), size) <= 0)
  const isRemark = (text: string): boolean => saysWordOf(text, NOT_AS_BOUGHT, names)
  return [
    {
      column: 'package_status',
      unless: [],
      fits: texts => texts.some(isRemark) && (texts.length === 1 || !texts.every(isRemark)),
      tells: isRemark,
    },
    {
      column: 'expires_at',
      unless: ['validity_days'],
      fits: texts => texts.every((text, row) => text === '' || isLater(text, row)),
    },
    { column: 'quantity', or: ['validity_days', 'concurrency'], unless: [], fits: areCounts },
    {
      column: 'currency',
      unless: [],
      fits: texts =>
        texts.every(text => text === '' || isCurrencyCode(text)) &&
        texts.some(text => text !== '' && text !== 'USD'),
    },
    {
      column: 'remaining',
      or: ['used', 'price'],
      unless: ['used'],
      // Prices of packages are in thousands as well, and stand under headings that are known.
      fits: texts =>
        texts.every(text => text === '' || isLeft(text)) &&
        texts.some(text => text !== '' && compare(unitsOf(text), FEW) > 0),
    },
  ]
}

/** Throws COLUMN_UNREAD for a column by which rows are of several vendors: units of one are none of another. */
export function failOnVendors(
  ignored: readonly IgnoredColumn[],
  cells: (name: string) => readonly string[],
  form: ColumnForm,
  names: Names,
  place: Place,
): void {
  const told = ignored.map(({ name }) => name).filter(name => nameOtherVendors(cells(name), names))
  failOnAny(findTelling(told, withTold(form, 'vendor', 'refuse', told), place, () => false))
}
