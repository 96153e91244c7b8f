/** What is said of a quote in every format. */
import { toRatio, type Usd } from '../../core/quantity.js'
import type { Quote } from '../../core/rating/quote.js'
import { showUsd } from '../amounts.js'
import { nameOf } from './steps.js'

/** What crosses the gate of `--max-cost`. */
export const describeCrossing = ({ totals }: Quote, maxCost: Usd): string =>
  `${showUsd(totals.cost)} is above --max-cost ${showUsd(toRatio(maxCost))}`

/** The range of cost of `--fallback`. */
export function describeFallback({ lowest, highest, models }: NonNullable<Quote['fallback']>): string {
  const [only, ...more] = models
  const how =
    !only || more.length > 0
      ? 'over all models of the same price list'
      : only.ways.map(way => `${nameOf(way)} ${showUsd(way.priceEach)}`).join(', ')
  return `${showUsd(lowest)} to ${showUsd(highest)} if the service falls back: ${how}`
}

/** Whether a file holds nothing that could be priced, nor anything that was set aside. */
export const hasNoJob = ({ file, tallies, totals, rejected, unpriced }: Quote): boolean =>
  file !== null &&
  tallies.length === 0 &&
  rejected.length === 0 &&
  totals.notBilled + totals.pending + unpriced.free === 0n
