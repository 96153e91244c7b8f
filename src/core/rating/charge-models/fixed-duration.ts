import type { Units, Usd } from '../../quantity.js'
import type { Charge } from '../rate-card.js'

/** The amount of exactly this billed length, or null when it cannot be bought: 10 s of O1 is no multiple of 5 s. */
export function chargeFixedDuration<A extends Usd | Units>(
  charge: Charge<A> & { by: 'fixed-duration' },
  billedSeconds: number,
): A | null {
  return charge.amounts.find(fixed => fixed.seconds === billedSeconds)?.amount ?? null
}
