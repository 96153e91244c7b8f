/** Time as a line of characters: how a period went, and how use went up and down. Colour adds nothing to them. */
import { compact } from '../core/compact.js'
import { compareRatios, type Ratio, ratio, smallerRatio, ZERO } from '../core/ratio.js'
import type { Course, Stretch } from '../core/sla/course.js'
import type { Fraction } from '../core/sla/fraction.js'

/** What a sign of a strip stands for. */
export interface Sign {
  readonly mark: string
  readonly meaning: string
}

/** What the mean error rate of a stretch comes to; the first that holds. */
const HEAT = [
  { mark: '░', meaning: 'under 0.1 %', below: ratio(1n, 1000n) },
  { mark: '▒', meaning: 'under 1 %', below: ratio(1n, 100n) },
  { mark: '▓', meaning: 'under 10 %', below: ratio(1n, 10n) },
] as const
const NO_ERROR = { mark: '.', meaning: 'none' }
const WORST = { mark: '█', meaning: '10 % or more' }
const SILENT = { mark: '?', meaning: 'no request' }
const AHEAD = { mark: '_', meaning: 'to come' }

/** All signs of a strip, in the order of a legend. */
export const STRIP_SIGNS: readonly Sign[] = [NO_ERROR, ...HEAT, WORST, SILENT, AHEAD]

/** How a period went, a character for each stretch. */
export interface Strip {
  readonly text: string
  /** The stretch with the highest mean error rate, the first of equals, and that rate; null without any error. */
  readonly worst: { readonly index: number; readonly rate: Fraction } | null
}

/** The strip of a period of which `elapsed` slices have passed. */
export function drawStrip({ stretches, slicesEach }: Course, elapsed: number): Strip {
  const rates = stretches.map(({ rateSum: { num, den } }) => ({ num, den: den * BigInt(slicesEach) }))
  const index = rates.reduce((top, rate, i) => (compareRatios(rate, rates[top]!) > 0 ? i : top), 0)
  const rate = rates[index] ?? ZERO
  return {
    text: stretches.map((one, i) => signOf(one, rates[i]!, i * slicesEach >= elapsed).mark).join(''),
    worst: rate.num === 0n ? null : { index, rate },
  }
}

function signOf({ slicesWithRequests }: Stretch, rate: Fraction, isAhead: boolean): Sign {
  if (slicesWithRequests === 0) return isAhead ? AHEAD : SILENT
  if (rate.num === 0n) return NO_ERROR
  return HEAT.find(({ below }) => compareRatios(rate, below) < 0) ?? WORST
}

/** Levels of use above none. */
const LEVELS = '▁▂▃▄▅▆▇'
const NONE = '.'
const UNKNOWN = '?'

/** How amounts of days went up and down. */
export interface Sparkline {
  readonly text: string
  /** Days that a character stands for; its height is that of the highest among them. */
  readonly daysEach: number
  /** Whether every character is the same. */
  readonly isLevel: boolean
  /** The lowest and the highest amount of any day. */
  readonly least: Ratio
  readonly most: Ratio
  /** What the characters stand for, those that are there. */
  readonly signs: { readonly full: string; readonly none: string | null; readonly unknown: string | null }
}

/**
 * The line of `days`, at most `width` characters, null being a day of which nothing is known; null when there is
 * nothing to show. The highest day has the highest level, and whatever is above 0 has one.
 */
export function drawSparkline(days: readonly (Ratio | null)[], width: number): Sparkline | null {
  const known = days.filter(day => day !== null)
  const most = highest(known) ?? ZERO
  if (most.num === 0n) return null
  const daysEach = Math.ceil(days.length / width)
  // The last character is a full one: it is of the last days.
  const count = Math.ceil(days.length / daysEach)
  const columns = Array.from({ length: count }, (_, i) => {
    const end = days.length - (count - 1 - i) * daysEach
    return highest(days.slice(Math.max(0, end - daysEach), end).filter(day => day !== null))
  })
  const text = columns.map(amount => (amount === null ? UNKNOWN : levelOf(amount, most))).join('')
  return {
    text,
    daysEach,
    isLevel: new Set(text).size === 1,
    least: known.reduce(smallerRatio, most),
    most,
    signs: {
      full: LEVELS.at(-1)!,
      none: text.includes(NONE) ? NONE : null,
      unknown: text.includes(UNKNOWN) ? UNKNOWN : null,
    },
  }
}

const highest = (days: readonly Ratio[]): Ratio | null =>
  days.reduce<Ratio | null>((top, day) => (top === null || compareRatios(day, top) > 0 ? day : top), null)

function levelOf(amount: Ratio, most: Ratio): string {
  if (amount.num === 0n) return NONE
  const [part, whole] = [amount.num * most.den * BigInt(LEVELS.length), amount.den * most.num]
  return LEVELS[Number((part + whole - 1n) / whole) - 1]!
}

/** What a line shows, for who sees one for the first time: its range in numbers, and what its signs stand for. */
export function describeSparkline(
  { daysEach, least, most, signs }: Sparkline,
  show: (amount: Ratio) => string,
  unit = '',
): string {
  const range = compareRatios(least, most) === 0 ? show(most) : `${show(least)} to ${show(most)}`
  return compact([
    daysEach > 1 && `each sign the highest of ${daysEach} days`,
    `${range}${unit} a day`,
    // Without blanks, so that no line ends in one of them.
    `${signs.full}=${show(most)}`,
    signs.none && `${signs.none}=none`,
    signs.unknown && `${signs.unknown}=not in the log`,
  ]).join(', ')
}
