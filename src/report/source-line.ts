/** The source of a price list or agreement in a line: document, date, how sure. */
import { type Day, formatDay } from '../core/instant.js'
import type { Source } from '../core/source.js'
import { makeVisible } from './text.js'

/** What is dated and sourced. */
interface Sourced {
  readonly source: Source
  readonly effectiveFrom: Day | null
  readonly effectiveTo: Day | null
  /** Left out: it is not told whose it is. */
  readonly isUsers?: boolean
}

/** Such as `004, published 2026-04, second-hand`. */
export function describeSource({ source, effectiveFrom, effectiveTo, isUsers }: Sourced): string {
  const from = effectiveFrom === null ? [] : [`in force from ${formatDay(effectiveFrom)}`]
  const to = effectiveTo === null ? [] : [`until ${formatDay(effectiveTo)}`]
  const date =
    source.published === null ? `read ${formatDay(source.retrieved)}` : `published ${source.published}`
  // What we ship, such as `rules §7`, is in our words.
  const document = isUsers === false ? source.document : makeVisible(source.document)
  return [document, date, ...from, ...to, source.confidence].join(', ')
}
