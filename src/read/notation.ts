/**
 * How a file writes its numbers and dates, where they can be read in two ways. What cannot be told is asked once, as a
 * question about the file: a guess would be wrong by a factor of a thousand, or by months.
 */
import { fail, inQuotes, type Place } from '../core/failure.js'
import { formatDay, type Zone } from '../core/instant.js'
import { type DateOrder, readBothOrders } from '../core/time-text.js'

/** `--decimal` */
export const DECIMAL_SIGNS = ['.', ','] as const
export type DecimalSign = (typeof DECIMAL_SIGNS)[number]

/** `--date-format` */
export const DATE_FORMATS = ['ISO', 'MDY', 'DMY'] as const
export type DateFormat = (typeof DATE_FORMATS)[number]

/** How a file's numbers and times are to be read. */
export interface Notation {
  /** Where the clocks are that times without a zone are read off. */
  readonly zone: Zone
  /** By column those that its heading names instead; left out: none does. */
  readonly zones?: ReadonlyMap<string, Zone>
  /** What separates the decimals; null: not said. */
  readonly decimal: DecimalSign | null
  /** Which part of a date comes first; null: not said. */
  readonly dates: DateFormat | null
}

/** How the values of a column are to be read. */
export function inColumn(notation: Notation, column: string): Notation {
  const zone = notation.zones?.get(column)
  return zone === undefined ? notation : { ...notation, zone }
}

/** The order of month and day that was said; null where dates begin with the year or nothing was said. */
export const orderOf = ({ dates }: Notation): DateOrder | null =>
  dates === 'MDY' || dates === 'DMY' ? dates : null

/**
 * The notation of a CSV file; `amounts`: those of its columns of numbers, of a long file the first ones. Any that can be read in one way says how
 * the others are written. Spreadsheets write `;` where the comma separates decimals, so that a comma as the delimiter
 * says that the point does: unless in all amounts it may separate thousands.
 */
export function notationOfCsv(
  notation: Notation,
  { delimiter, isOfRows }: { readonly delimiter: string; readonly isOfRows: boolean },
  amounts: readonly string[] = [],
): Notation {
  const decimal = notation.decimal ?? decimalSignIn(amounts)
  if (decimal !== null || delimiter !== ',') return { ...notation, decimal }
  const numbers = amounts.map(text => bare(withoutUnitWord(text))).filter(text => /^[\d.,]+$/.test(text))
  const mayBeThousands = numbers.some(text => text.includes('.')) && numbers.every(text => GROUPED.test(text))
  return mayBeThousands && !isOfRows ? notation : notationOfPrograms(notation)
}

/** A number in which a point, if there is one, may separate thousands. */
const GROUPED = /^\d{1,3}(?:\.\d{3})*$/

/** The notation of what programs write: JSON, YAML, the cells of a workbook. */
export const notationOfPrograms = (notation: Notation): Notation => ({
  ...notation,
  decimal: notation.decimal ?? '.',
})

/** Throws BAD_TIME for a date with month or day first, when nobody said which. */
export function askForDateOrder(text: string, name: string, { dates }: Notation, place: Place): void {
  const both = dates === null ? readBothOrders(text) : null
  if (both === null) return
  const readings = (['MDY', 'DMY'] as const).flatMap(order =>
    both[order] === null ? [] : [`${formatDay(both[order])} (${order})`],
  )
  if (readings.length === 0) return
  fail(
    'BAD_TIME',
    `${name}: expected a date with the year first; got ${inQuotes(text)}, which is ${readings.join(' or ')}`,
    place,
    'say which it is for the whole file: --date-format MDY (month first) or --date-format DMY (day first)',
  )
}

/** What to do where nobody can tell how a file writes its numbers. */
export const ASK_DECIMAL =
  'say which sign separates the decimals of the whole file: --decimal . or --decimal ,'

const SIGNS_OF_DOLLARS = /^(?:US\$|USD|\$)\s*|\s*(?:US\$|USD|\$)$/gi

/** Whether a number is written as one of dollars. */
export const isInDollars = (text: string): boolean => text.trim().search(SIGNS_OF_DOLLARS) >= 0

/** The word behind a number that says that it is one of units. */
const UNIT_WORD = /(?<=\d)\s*(?:units?|einh(?:eiten|\.)?|unités?|单位)$/i

/** A number of units without the word for them. */
export const withoutUnitWord = (text: string): string => text.trim().replace(UNIT_WORD, '')

/** Blanks and apostrophes between thousands. */
const BETWEEN_THOUSANDS = /(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))/g

/** A number without signs of dollars, and without what separates nothing but thousands. */
const bare = (text: string): string =>
  text.trim().replaceAll(SIGNS_OF_DOLLARS, '').replaceAll(BETWEEN_THOUSANDS, '')

/**
 * A number as people write it, as a plain decimal: dollar signs, thousands and the file's decimal sign are taken away.
 * Null when it is no such number. Throws BAD_NUMBER where one sign stands before three digits, so that it may separate
 * thousands or decimals, and nobody said which.
 */
export function toPlainDecimal(
  text: string,
  name: string,
  { decimal }: Notation,
  place: Place,
): string | null {
  const body = bare(text)
  if (/^\d+$/.test(body)) return dropZeros(body)
  if (!/^\d[\d.,]*$/.test(body)) return null
  const sign = decimalSignOf(body, decimal)
  if (sign === 'ambiguous') {
    const [whole, rest] = body.split(/[.,]/) as [string, string]
    fail(
      'BAD_NUMBER',
      `${name}: expected a number that can be read in one way; got ${inQuotes(text)}, which is ${whole}.${rest} or ${whole}${rest}`,
      place,
      ASK_DECIMAL,
    )
  }
  const [whole, fraction, ...others] = sign === null ? [body] : body.split(sign)
  if (others.length > 0 || fraction === '') return null
  const grouped = whole!.replaceAll(/[.,]/g, '')
  if (grouped !== whole && !/^[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*$/.test(whole!)) return null
  if (fraction !== undefined && !/^\d+$/.test(fraction)) return null
  return fraction === undefined ? dropZeros(grouped) : `${dropZeros(grouped)}.${fraction}`
}

/** A number with one sign, which may separate decimals or thousands. */
const AMBIGUOUS = /^[1-9]\d{0,2}[.,]\d{3}$/

/** A number that a program wrote, whose point separates decimals, so that nobody takes it for one of thousands. */
export const inOneWay = (text: string): string => (AMBIGUOUS.test(text) ? `${text}0` : text)

/** Which sign in a number separates its decimals; null when both, or the one there is, separate thousands. */
function decimalSignOf(body: string, decimal: DecimalSign | null): DecimalSign | null | 'ambiguous' {
  const [points, commas] = [body.split('.').length - 1, body.split(',').length - 1]
  if (points > 0 && commas > 0) {
    const last = body.lastIndexOf('.') > body.lastIndexOf(',') ? '.' : ','
    // The other way round than the file is said to be written, the number is no number.
    return decimal !== null && decimal !== last ? decimal : last
  }
  const sign = points > 0 ? '.' : ','
  // Of several of them none separates decimals: in such a file it is no number.
  if (decimal === sign) return sign
  if (points + commas > 1) return null
  const canBeThousands = AMBIGUOUS.test(body)
  // A point that can separate nothing but decimals does, as programs write it.
  if (decimal !== null) return canBeThousands ? null : '.'
  return canBeThousands ? 'ambiguous' : sign
}

/**
 * Which sign separates decimals in a file with these amounts, as far as one of them can be read in one way only; null
 * when none can, or they differ.
 */
export function decimalSignIn(texts: Iterable<string>): DecimalSign | null {
  const signs = new Set<DecimalSign>()
  for (const text of texts) {
    const body = bare(withoutUnitWord(text))
    if (!/^\d[\d.,]*[.,][\d.,]*$/.test(body)) continue
    const sign = decimalSignOf(body, null)
    // Where no sign separates decimals, the one that is there several times separates thousands.
    if (sign === null) signs.add(body.includes('.') ? ',' : '.')
    else if (sign !== 'ambiguous') signs.add(sign)
  }
  return signs.size === 1 ? [...signs][0]! : null
}

const dropZeros = (digits: string): string => digits.replace(/^0+(?=\d)/, '')
