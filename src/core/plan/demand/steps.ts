/**
 * Amounts as whole numbers of the finest decimal step among them: what statistics and even spreading count in, so
 * that no fraction of a unit or cent is lost or made up.
 */
import { format, toRatio, type Units, type Usd, units, usd } from '../../quantity.js'
import { formatRatio, ratio } from '../../ratio.js'

/** How many decimals an amount is written with. */
export const decimalsOf = (amount: Units | Usd): number => (format(amount).split('.')[1] ?? '').length

/** The steps of 10^-`decimals` in an amount; what is finer is cut. */
export function toSteps(amount: Units | Usd, decimals: number): bigint {
  const { num, den } = toRatio(amount)
  return (num * 10n ** BigInt(decimals)) / den
}

const write = (steps: bigint, decimals: number): string =>
  formatRatio(ratio(steps, 10n ** BigInt(decimals)), decimals)

/** So many steps of 10^-`decimals` units; at least 0. */
export const unitsOfSteps = (steps: bigint, decimals: number): Units => units(write(steps, decimals))
/** So many steps of 10^-`decimals` dollars; at least 0. */
export const usdOfSteps = (steps: bigint, decimals: number): Usd => usd(write(steps, decimals))
