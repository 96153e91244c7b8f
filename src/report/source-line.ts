/** The source of a price list in a line: document, date, how sure. */
import { formatDay } from '../core/instant.js'
import type { RateCard } from '../core/rating/rate-card.js'

/** Such as `004, published 2026-04, second-hand`. */
export function describeSource({ source, effectiveFrom, effectiveTo }: RateCard): string {
  const from = effectiveFrom === null ? [] : [`in force from ${formatDay(effectiveFrom)}`]
  const to = effectiveTo === null ? [] : [`until ${formatDay(effectiveTo)}`]
  const date =
    source.published === null ? `read ${formatDay(source.retrieved)}` : `published ${source.published}`
  return [source.document, date, ...from, ...to, source.confidence].join(', ')
}
