import { times, type Units, type Usd } from '../../quantity.js'
import type { Charge } from '../rate-card.js'

/**
 * The amount a second over what goes in and what comes out, and never for less than so many times the output: that of
 * a reference video too short to matter is billed as if it were as long as the output.
 */
export const chargePerInputAndOutputSecond = <A extends Usd | Units>(
  { amount, leastTimesOutput }: Charge<A> & { by: 'per-input-and-output-second' },
  inputSeconds: number,
  billedSeconds: number,
): A => times(amount, BigInt(Math.max(inputSeconds + billedSeconds, leastTimesOutput * billedSeconds)))
