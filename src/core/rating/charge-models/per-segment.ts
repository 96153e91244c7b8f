import { countStarted, seconds, times, type Units, type Usd } from '../../quantity.js'
import type { Charge } from '../rate-card.js'

/**
 * The amount a segment over the segments that the billed seconds start. 002 bills lip-sync "per 5-second
 * segment" and is silent on part segments; they are rounded up (rules §1, a ruling).
 */
export const chargePerSegment = <A extends Usd | Units>(
  charge: Charge<A> & { by: 'per-segment' },
  billedSeconds: number,
): A => times(charge.amount, countStarted(seconds(String(billedSeconds)), charge.segment))
