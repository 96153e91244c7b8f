/** Amounts as people read them. The one place that rounds: core keeps every digit. */
import { format, type Units } from '../core/quantity.js'
import { formatRatio, isExactAt, multiplyRatios, type Ratio, ratio, ratioOfDecimal } from '../core/ratio.js'
import { groupDigits, makeVisible } from './text.js'

/** How many decimals a dollar amount that never ends is shown with in tables; `≈` marks it. */
const SHOWN_DECIMALS = 6

/** Dollars for a table: `$1,234.50`, at least two decimals, every digit that is not zero. */
export function showUsd(amount: Ratio): string {
  const isExact = isExactAt(amount)
  const text = formatRatio(amount, isExact ? undefined : SHOWN_DECIMALS)
  const sign = text.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = text.slice(sign.length).split('.')
  return `${isExact ? '' : '≈ '}${sign}$${groupDigits(whole)}.${fraction.padEnd(2, '0')}`
}

/** Dollars to the cent, for comparisons; every digit below one dollar, where cents would say nothing. */
export function showCents(amount: Ratio): string {
  const size = amount.num < 0n ? -amount.num : amount.num
  return size < amount.den ? showUsd(amount) : showUsd(ratioOfDecimal(formatRatio(amount, 2)))
}

/** Dollars to the cent, `≈` where there are fractions of one: what a forecast comes to is no finer. */
export function showForecastCents(value: Ratio | null): string {
  if (value === null) return 'price unknown'
  const [whole = '', fraction = ''] = formatRatio(value, 2).split('.')
  return `${isExactAt(value, 2) ? '' : '≈ '}$${groupDigits(whole)}.${fraction.padEnd(2, '0')}`
}

/** A difference with its sign: `+$18.03`, `-$125.00`, `$0.00`. */
export function showDifference(amount: Ratio): string {
  if (amount.num === 0n) return '$0.00'
  return amount.num > 0n ? `+${showCents(amount)}` : showCents(amount)
}

/** Units for a table: `1,234.5`. */
export const showUnits = (amount: Units): string => groupDigits(format(amount))

/** `7 units`, `1 unit`; of a pool `7 video units`. */
export const showUnitCount = (amount: Units, pool?: string): string =>
  `${showUnits(amount)} ${nameUnits(format(amount) === '1', pool)}`

/** `units`, of a pool `video units`; `unit` of one. */
export const nameUnits = (isOne: boolean, pool?: string): string =>
  `${pool === undefined ? '' : `${makeVisible(pool)} `}${isOne ? 'unit' : 'units'}`

/** A fraction of a table: at most two decimals, `≈` where it has more. */
export const showRounded = (value: Ratio): string =>
  `${isExactAt(value, 2) ? '' : '≈ '}${groupDigits(formatRatio(value, 2))}`

/** `1 unit`, `27,549.5 units`. */
export const showUnitsOf = (value: Ratio): string =>
  `${showRounded(value)} ${value.num === value.den ? 'unit' : 'units'}`

/** An amount that need not be exact to be decided on: whole from 100 on, at most two decimals below. */
export function showAbout(value: Ratio): string {
  const isLarge = value.num >= 100n * value.den || value.num <= -100n * value.den
  return groupDigits(formatRatio(value, isLarge ? 0 : 2))
}

/** `1 unit`, `27,550 units`, of what need not be exact; or with other words: `1 unit expires`. */
export function countAbout(value: Ratio, one = 'unit', more = 'units'): string {
  const shown = showAbout(value)
  return `${shown} ${shown === '1' ? one : more}`
}

/** Dollars that need not be exact: `about $10,300`, three digits from $1,000 on; cents below $100. */
export function showAboutUsd(value: Ratio): string {
  if (value.num < 100n * value.den) return `about ${showCents(value).replace('≈ ', '')}`
  let size = 1n
  while (value.num >= 1000n * size * value.den) size *= 10n
  const rounded = BigInt(formatRatio(ratio(value.num, value.den * size), 0)) * size
  return `about $${groupDigits(rounded.toString())}`
}

/** `part / whole` as a percentage with at most two decimals, such as `16.67 %`; only nothing is 0 %, only all 100 %. */
export function showShare(part: Ratio, whole: Ratio): string {
  const share = ratio(part.num * whole.den, part.den * whole.num)
  const percent = formatRatio(multiplyRatios(share, ratio(100n)), 2)
  const isRounded = percent === '0' ? share.num > 0n : percent === '100' && share.num < share.den
  return `${!isRounded ? percent : percent === '0' ? '< 0.01' : '> 99.99'} %`
}

/** `part / whole` as a whole percentage, such as `17 %`; in one piece. */
export function showPercent(part: Ratio, whole: Ratio): string {
  const percent = ratio(100n * part.num * whole.den, part.den * whole.num)
  const isSmall = percent.num !== 0n && percent.num < percent.den && percent.num > -percent.den
  return `${isSmall ? '< 1' : formatRatio(percent, 0)}\u00a0%`
}

/** Dollars or another ratio for JSON and CSV: a decimal string, exact unless it never ends. */
export const writeRatio = (amount: Ratio): string => formatRatio(amount)
