/** What purchases come to at the end of the horizon: their cost less what they leave is worth (afterwards.ts). */
import type { Grid, GridOffer } from './grid.js'
import { takeShare } from './grid-money.js'
import { countAll, cutToUse, type Stock } from './stock.js'

/** What a plan ends with. */
interface Ending {
  readonly cost: number
  readonly stock: Stock
  readonly trialsBought: number
}

/** The cost less the worth of the stock and of the trials that were not bought. */
export function settle(grid: Grid, { cost, stock, trialsBought }: Ending): number {
  const usable = countAll(cutToUse(stock, grid.demand.length, grid.usedBefore))
  return cost - takeShare(usable, grid.unitWorth) - savingsOf(grid.offers, trialsBought)
}

/** What the trials save that were not bought. */
export const savingsOf = (offers: readonly GridOffer[], trialsBought: number): number =>
  offers.reduce((sum, { onceBit, saving }) => (onceBit & trialsBought ? sum : sum + saving), 0)
