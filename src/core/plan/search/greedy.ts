/**
 * The plan a person would make by hand, day by day: whenever what is left does not cover the day, buy the package
 * that costs least per unit that will still be used before it expires. It is shown beside the cheapest plan, and the
 * search starts from it.
 */
import { type Grid, type GridOffer, isCheaperPerUnit, isLimitHeld, type UnitsFor } from './grid.js'
import type { GridPlan, GridPurchase } from './search.js'
import { settle } from './settle.js'
import { addToStock, countAll, drawFromStock, NO_STOCK, type Stock } from './stock.js'

/** The plan; null when some day cannot be covered or lacks concurrency. Buys at most `maxLots` lots. */
export function planGreedily(grid: Grid, maxLots: number): GridPlan | null {
  const { demand, offers, held, usedBefore } = grid

  const purchases: GridPurchase[] = []
  let stock: Stock = NO_STOCK
  let [cost, trialsBought, limitUntil] = [0, 0, 0]
  for (const [day, use] of demand.entries()) {
    for (const lot of held) if (lot.from === day) stock = addToStock(stock, lot.until, lot.units)
    let lacksLimit = use > 0 && limitUntil <= day && !isLimitHeld(grid, day)
    let next = drawFromStock(stock, use, day + 1)
    while (next === null || lacksLimit) {
      const inStock = countAll(stock)
      const perUnit = (offer: GridOffer): UnitsFor => {
        const toUse = usedBefore[offer.ends[day]!]! - usedBefore[day]! - inStock
        return { price: offer.price, units: Math.max(0, Math.min(offer.units, toUse)) }
      }
      const choice = offers.reduce<GridOffer | null>((best, offer) => {
        const isOpen = !(offer.onceBit & trialsBought) && (!lacksLimit || offer.isEnoughConcurrency)
        if (!isOpen || offer.units === 0) return best
        return best === null || isCheaper(perUnit(offer), perUnit(best)) ? offer : best
      }, null)
      if (choice === null || purchases.length === maxLots) return null
      const end = choice.ends[day]!
      cost += choice.price + (purchases.length === 0 ? choice.rank : 0)
      purchases.push({ day, offer: offers.indexOf(choice) })
      trialsBought |= choice.onceBit
      if (choice.isEnoughConcurrency) limitUntil = Math.max(limitUntil, end)
      lacksLimit = false
      stock = addToStock(stock, end, choice.units)
      next = drawFromStock(stock, use, day + 1)
    }
    stock = next
  }
  for (const lot of held) if (lot.from === demand.length) stock = addToStock(stock, lot.until, lot.units)
  return { cost: settle(grid, { cost, stock, trialsBought }), purchases }
}

/** Per unit; what gives no units at all is compared by its price alone, and comes last. */
function isCheaper(a: UnitsFor, b: UnitsFor): boolean {
  if (a.units > 0 && b.units > 0) return isCheaperPerUnit(a, b)
  return a.units === b.units ? a.price < b.price : a.units > 0
}
