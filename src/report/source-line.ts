/** The source of a price list or agreement in a line: document, date, how sure. */
import { type Day, formatDay } from '../core/instant.js'
import type { Source } from '../core/source.js'

/** What is dated and sourced. */
interface Sourced {
  readonly source: Source
  readonly effectiveFrom: Day | null
  readonly effectiveTo: Day | null
}

/** Such as `004, published 2026-04, second-hand`. */
export function describeSource({ source, effectiveFrom, effectiveTo }: Sourced): string {
  const from = effectiveFrom === null ? [] : [`in force from ${formatDay(effectiveFrom)}`]
  const to = effectiveTo === null ? [] : [`until ${formatDay(effectiveTo)}`]
  const date =
    source.published === null ? `read ${formatDay(source.retrieved)}` : `published ${source.published}`
  return [source.document, date, ...from, ...to, source.confidence].join(', ')
}
