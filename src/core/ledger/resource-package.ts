/** What can be bought: a resource package with its price, units and validity. A bought one is a lot. */
import { type Issue, listChoices, type Place } from '../failure.js'
import { nearestName } from '../nearest-name.js'
import { divide, type Units, type Usd } from '../quantity.js'
import type { Ratio } from '../ratio.js'
import type { Dated } from '../source.js'

/** An offer of prepaid units; its dates are those of its list. */
export interface ResourcePackage extends Dated {
  readonly id: string
  /** The list that it is an offer of, and whose. */
  readonly listId: string
  readonly vendor: string
  /** The offer that it succeeds; the two are one offer. */
  readonly replaces: string | null
  readonly pool: string
  /** Null when the price is negotiated. */
  readonly price: Usd | null
  /** Null when the size is negotiated. */
  readonly units: Units | null
  /** Days of 24 hours from the start of its effect; null when negotiated or not stated. */
  readonly validityDays: number | null
  /** Tasks that may run at once while it is active; null when not stated. */
  readonly concurrency: number | null
  readonly isOncePerAccount: boolean
  /** The use in so many days above which this (negotiated) package is recommended. */
  readonly recommendedAbove: { readonly units: Units; readonly days: number } | null
  readonly section: string
  readonly place: Place
}

/** Price ÷ units, exactly, in dollars a unit (rules §2); null when the price is negotiated. */
export const effectiveUnitPrice = (offer: ResourcePackage): Ratio | null =>
  offer.price === null || offer.units === null ? null : divide(offer.price, offer.units)

/** The package of that id, or the issue that says what was meant instead. */
export function findPackage(
  offers: readonly ResourcePackage[],
  id: string,
  place: Place,
): ResourcePackage | Issue {
  const ids = offers.map(offer => offer.id)
  const found = offers.find(offer => offer.id === id.trim().toLowerCase())
  if (found) return found
  const likely = listLikely(id, ids)
  const guess = likely.length === 0 ? '' : `; did you mean ${listChoices(likely.map(each => `"${each}"`))}?`
  const message = `no resource package is called "${id}"${guess}`
  return { code: 'UNKNOWN_PACKAGE', message, place, hint: `allowed: ${listChoices(ids)}` }
}

/** The packages that a name may mean. One of another size is none of them: taken at its word, the guess would change the sums. */
function listLikely(name: string, ids: readonly string[]): string[] {
  const size = /\d+/.exec(name.replaceAll(',', ''))?.[0]
  if (size !== undefined) return ids.filter(id => id.split('-').includes(size))
  const near = nearestName(name, ids)
  return near === null ? [] : [near]
}
