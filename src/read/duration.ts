/** Lengths of time as people write them: `14d`, `36h`, `2m`, `120s`, `1.5d`. */
import { isPlainDecimal } from '../core/quantity.js'
import { compareRatios, multiplyRatios, type Ratio, ratio, ratioOfDecimal } from '../core/ratio.js'
import { valueReader } from './values.js'

const MILLIS_OF: Readonly<Record<string, bigint>> = {
  s: 1000n,
  m: 60_000n,
  h: 3_600_000n,
  d: 86_400_000n,
  w: 604_800_000n,
}

/** A hundred years, beyond which no time of a ledger lies. */
const LONGEST = ratio(36_525n * 86_400_000n)
const ALLOWED =
  'a number with s, m, h, d or w behind it is allowed, above 0 and at most 36525d, such as 120s, 2m or 14d'

/** A length of time in whole milliseconds, above 0. A bare number is refused: of days or seconds would be a guess. */
export const readDuration = valueReader('BAD_VALUE', ALLOWED, parseDuration)

/** The same of what is held against packages, which are valid for months: `1m` is a month to many, and no minute to anybody. */
export const readDurationOfPackages = valueReader(
  'BAD_VALUE',
  'a number with h, d or w behind it is allowed, at most 36525d, such as 36h or 14d; a month is 30d',
  text => {
    const millis = parseDuration(text)
    return millis !== null && /m$/i.test(text.trim()) && millis < Number(MILLIS_OF.h) ? null : millis
  },
)

/** The same, null for a text that is none. */
export function parseDuration(text: string): number | null {
  const [, number = '', unit = ''] = /^([\d.]+) ?([smhdw])$/i.exec(text.trim()) ?? []
  if (!isPlainDecimal(number)) return null
  const millis: Ratio = multiplyRatios(ratioOfDecimal(number), ratio(MILLIS_OF[unit.toLowerCase()]!))
  const isAllowed = millis.den === 1n && millis.num > 0n && compareRatios(millis, LONGEST) <= 0
  return isAllowed ? Number(millis.num) : null
}
