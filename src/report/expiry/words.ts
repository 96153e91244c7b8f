/** Lots, burns and amounts of an `expiry` answer in words, alike in every format for people. */

import type { DeductionComparison } from '../../core/compare-deductions.js'
import { type Instant, instantAt, MILLIS_PER_DAY } from '../../core/instant.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { isOpenTo, type Lot } from '../../core/ledger/lot.js'
import { type LotOutlook, type PoolOutlook, sumBurns } from '../../core/ledger/outlook.js'
import { leftOrLost } from '../../core/ledger/reported-balance.js'
import { isZero } from '../../core/quantity.js'
import { compareRatios, formatRatio, type Ratio, ratio, subtractRatios, ZERO } from '../../core/ratio.js'
import { showUnitCount, showUnitsOf } from '../amounts.js'
import { countOf, groupDigits, listSome, makeVisible, showCount } from '../text.js'

/** A lot as people know it: its id, and the package and account where they say more. */
export function nameOfLot({ id, packageId, account }: Lot): string {
  const more = [packageId === id ? null : packageId, account].filter(part => part !== null)
  return makeVisible(more.length > 0 ? `${id} (${more.join(', ')})` : id)
}

/** The instant of a fraction of milliseconds, cut: what is used up by then is used up. */
export const cutToInstant = (millis: Ratio): Instant => instantAt(Number(millis.num / millis.den))

/** Days from one instant to another, exact. */
export const daysBetween = (from: Instant, to: Instant): Ratio =>
  ratio(BigInt(to - from), BigInt(MILLIS_PER_DAY))

/** `the 5 days since`: the time behind the end of the log. */
export const describeGap = ({ unknownDays }: ExpiryAnswer): string =>
  `the ${unknownDays === 1 ? 'day' : `${groupDigits(String(unknownDays))} days`} since`

const SPANS = [
  ['day', MILLIS_PER_DAY],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** A length of time in its largest whole unit: `14 days`, `36 hours`, `120 seconds`. */
export function showSpan(millis: number): string {
  const [name, size] = SPANS.find(([, each]) => millis % each === 0) ?? ['second', 1000]
  const count = formatRatio(ratio(BigInt(millis), BigInt(size)), 3)
  return `${groupDigits(count)} ${name}${count === '1' ? '' : 's'}`
}

/** How soon: `in 9.5 days`, `in 43 days`. */
export function showDaysUntil(from: Instant, to: Instant): string {
  const exact = daysBetween(from, to)
  // A part of a day that has only begun is not left.
  const digits = exact.num >= 10n * exact.den ? 1n : 10n
  const days = formatRatio(ratio((exact.num * digits) / exact.den, digits))
  return to - from < MILLIS_PER_DAY / 20
    ? 'within 72 minutes'
    : `in ${groupDigits(days)} ${days === '1' ? 'day' : 'days'}`
}

/** What a burn is and where it comes from: that of a pool, or of those that a lot of it pays for. */
export function describeBurn(
  { burnPerDay, burnBasis, burns }: PoolOutlook,
  { measuredMillis, windowMillis, unknownDays }: ExpiryAnswer,
  lot: Lot | null = null,
): string {
  if (burnBasis === 'unknown') return 'not known'
  const those = lot === null ? burns : burns.filter(({ account }) => isOpenTo(lot, account))
  const times = those.map(burn => burn.measuredMillis ?? measuredMillis)
  const longest = times.length === 0 ? measuredMillis : Math.max(...times)
  const which = times.some(time => time < longest)
    ? 'up to'
    : longest < windowMillis && longest >= measuredMillis
      ? 'the'
      : 'the last'
  const isOfLog = longest < windowMillis || unknownDays !== 0
  const from =
    burnBasis === 'given'
      ? 'as given'
      : `the mean of ${which} ${showSpan(longest)}${isOfLog ? ' of the log' : ''}`
  const paid = lot && sumBurns(those)
  const whose =
    lot !== null && lot.account !== null && burns.length > 1 ? ` by ${makeVisible(lot.account)}` : ''
  return `${showUnitsOf(paid ?? burnPerDay)} a day${whose}, ${from}`
}

/** Ledgers are kept in whole units: a difference of less than one is no doubt. */
const LEAST_DOUBTED = ratio(1n)

/** Packages of which ledger or API state another balance than use leaves, with what it leaves. */
export const listStatedOtherwise = ({ reported, isReported, outlook }: ExpiryAnswer) =>
  (reported ?? []).flatMap(({ lot, remaining: stated, difference, isDelay }, i) => {
    if (isReported || stated === null || difference!.num === 0n) return []
    const computed = leftOrLost(outlook.lots[i]!.balance)
    const by = difference!.num > 0n ? difference! : subtractRatios(ZERO, difference!)
    const isDoubt = !isDelay && compareRatios(by, LEAST_DOUBTED) >= 0
    return [{ lot, stated, computed, by, isFewer: difference!.num > 0n, isDelay, isDoubt }]
  })

/** A first use some days behind a purchase is usual, and a last one before an expiry; of more the log may not know. */
const UNKNOWN_MILLIS = 7 * MILLIS_PER_DAY

/** Packages that expired with units left by a log that begins late in their time: what was used of them before is not known. */
export const listPerhapsUsedBefore = ({ usage, outlook }: ExpiryAnswer): LotOutlook[] =>
  outlook.lots.filter(
    ({ balance: { lot, forfeited } }) =>
      usage?.from != null && !isZero(forfeited) && lot.effectiveAt <= usage.from - UNKNOWN_MILLIS,
  )

/** And by one that ends early in it. */
export const listPerhapsUsedSince = ({ usage, outlook }: ExpiryAnswer): LotOutlook[] =>
  outlook.lots.filter(
    ({ balance: { lot, forfeited } }) =>
      usage?.until != null && !isZero(forfeited) && lot.expiresAt >= usage.until + UNKNOWN_MILLIS,
  )

/** Both of them; without a log, and where nothing says what is left, all that have ended. */
export const listPerhapsUsed = (answer: ExpiryAnswer): LotOutlook[] =>
  answer.usage === null && !answer.isReported
    ? answer.outlook.lots.filter(({ balance }) => !isZero(balance.forfeited))
    : [...new Set([...listPerhapsUsedBefore(answer), ...listPerhapsUsedSince(answer)])]

/** Use of nobody in particular draws from packages of any account, though it may be of one. */
export const describeUnowned = ({ usage, outlook }: ExpiryAnswer): string[] =>
  !usage || usage.unowned === 0 || outlook.lots.every(({ balance }) => balance.lot.account === null)
    ? []
    : [
        `${countOf(usage.unowned, 'use names', 'uses name')} no account, where others do: packages of any account pay for ${usage.unowned === 1 ? 'it' : 'them'}.`,
      ]

/** Whether the rate of a pool is what the log shows. */
export const isBurnMeasured = ({ outlook }: ExpiryAnswer): boolean =>
  outlook.pools.some(({ burnBasis }) => burnBasis === 'measured')

/** Whether nothing at all is known of how fast units are used. */
export const isBurnUnknown = ({ outlook }: ExpiryAnswer): boolean =>
  outlook.pools.every(({ burnBasis }) => burnBasis === 'unknown')

type Gate = NonNullable<ExpiryAnswer['gate']>

/** The packages that cross the gate of `--fail-within`. */
export const listCrossing = ({ crossedBy }: Gate): string =>
  listSome(crossedBy.map(({ balance }) => nameOfLot(balance.lot)))

/** Whether that gate is crossed, and why; `comparison`: null where the use names no deduction. */
export function describeFailOnDifference(
  { units, isCrossed }: NonNullable<ExpiryAnswer['differenceGate']>,
  comparison: DeductionComparison | null,
): string {
  const name = `--fail-on-difference ${showUnitCount(units)}`
  const { compared = 0, notCompared = 0 } = comparison ?? {}
  const all = compared + notCompared
  if (!isCrossed)
    return `${name} is not crossed${notCompared > 0 ? `, as far as it goes: ${showCount(compared)} of ${countOf(all, 'deduction')} could be compared` : ''}`
  return comparison?.compared
    ? `${name} is crossed: deductions and price list differ by ${showUnitCount(comparison.differingUnits)}`
    : `${name} is crossed: no deduction could be compared with the price list`
}

/** Whether that gate is crossed, and by what; of a ledger without packages it says nothing. */
export function describeFailWithin(gate: Gate, { outlook }: Pick<ExpiryAnswer, 'outlook'>): string {
  const name = `--fail-within ${showSpan(gate.millis)}`
  if (outlook.lots.length === 0)
    return `${name} has judged nothing, and so is not crossed: the ledger holds no package. Was it cut off, or does a filter leave nothing?`
  return gate.crossedBy.length === 0
    ? `${name} is not crossed`
    : `${name} is crossed by ${listCrossing(gate)}`
}
