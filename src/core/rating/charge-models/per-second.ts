import { times, type Units, type Usd } from '../../quantity.js'
import type { Charge } from '../rate-card.js'

/** The amount a second over the billed seconds. */
export const chargePerSecond = <A extends Usd | Units>(
  charge: Charge<A> & { by: 'per-second' },
  billedSeconds: number,
): A => times(charge.amount, BigInt(billedSeconds))
