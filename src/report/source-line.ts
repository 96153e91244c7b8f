/** The source of a price list or agreement in a line: document, date, how sure. */
import { formatDay, type Instant } from '../core/instant.js'
import { ageOf, type Dated, OLD_AFTER_DAYS } from '../core/source.js'
import { makeVisible, showCount } from './text.js'

interface Sourced extends Dated {
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

/** How old a list is, once that is worth a word. */
export function describeAge(list: Dated, asOf: Instant): string[] {
  const days = ageOf(list, asOf)
  return days !== null && days > OLD_AFTER_DAYS ? [`${showCount(days)} days old`] : []
}

/** Of a list that was asked for by name, and prices jobs of another time than its own (rules §1). */
export const describeOutOfForce = (id: string, time = 'when some of the jobs took place'): string =>
  `warning: ${id} is not in force ${time}; it was asked for by name`
