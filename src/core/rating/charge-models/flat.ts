import type { Units, Usd } from '../../quantity.js'
import type { Charge } from '../rate-card.js'

/** One amount a call, whatever its length. */
export const chargeFlat = <A extends Usd | Units>(charge: Charge<A> & { by: 'flat' }): A => charge.amount
