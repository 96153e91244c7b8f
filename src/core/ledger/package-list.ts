/** Lists of resource packages: which of them is bought from, and which offers are one offer under two names. */
import { type Issue, listChoices, type Place } from '../failure.js'
import type { Instant } from '../instant.js'
import { guessName } from '../nearest-name.js'
import { compare } from '../quantity.js'
import { type Dated, isInForce } from '../source.js'
import type { ResourcePackage } from './resource-package.js'

export interface PackageList extends Dated {
  readonly id: string
  readonly title: string
  readonly vendor: string
  /** The list whose place it takes; null: it says of none. */
  readonly replaces: string | null
  readonly packages: readonly ResourcePackage[]
  /** Handed in with `--rates` rather than shipped. */
  readonly isUsers: boolean
  readonly file: string
}

/** What can be bought, and from which lists: the vendor's first, then the user's that add to it. */
export interface Assortment {
  readonly lists: readonly PackageList[]
  readonly offers: readonly ResourcePackage[]
}

/**
 * What is on sale at an instant. Of a vendor's lists in force the newest takes the place of the older ones; a list of the
 * user's is never dropped for a shipped one, and one without a date of its own adds to the vendor's. With `chosen` that
 * list is all there is.
 */
export function assortmentAt(
  lists: readonly PackageList[],
  at: Instant,
  chosen: PackageList | null,
): Assortment {
  if (chosen) return { lists: [chosen], offers: chosen.packages }
  const inForce = lists.filter(list => isInForce(list, at))
  const open = inForce
    .filter(list => !inForce.some(other => other !== list && takesPlaceOf(other, list)))
    .sort((a, b) => Number(b.isUsers) - Number(a.isUsers))
  // Where two lists have the same offer, the user's counts.
  const offers: ResourcePackage[] = []
  for (const offer of open.flatMap(list => list.packages))
    if (!offers.some(known => isSameOffer(known, offer))) offers.push(offer)
  return {
    lists: open
      .filter(list => list.packages.some(offer => offers.includes(offer)))
      .sort((a, b) => Number(a.isUsers) - Number(b.isUsers)),
    offers,
  }
}

function takesPlaceOf(newer: PackageList, older: PackageList): boolean {
  if (newer.replaces === older.id) return true
  if (newer.vendor !== older.vendor || newer.effectiveFrom === null) return false
  if (older.isUsers && !newer.isUsers) return false
  return older.effectiveFrom === null ? !older.isUsers : older.effectiveFrom < newer.effectiveFrom
}

/** Whether nobody could tell one from the other, or an account that may buy once has bought both with either. */
export function isSameOffer(a: ResourcePackage, b: ResourcePackage): boolean {
  if (a.id === b.id || a.replaces === b.id || b.replaces === a.id) return true
  if (a.vendor !== b.vendor || a.pool !== b.pool || a.units === null || b.units === null) return false
  if (compare(a.units, b.units) !== 0) return false
  // Two trials of one list are on sale side by side; of two lists, one is the other's successor.
  if (a.isOncePerAccount && b.isOncePerAccount) return a.listId !== b.listId
  return (
    a.price !== null &&
    b.price !== null &&
    compare(a.price, b.price) === 0 &&
    a.validityDays === b.validityDays &&
    a.concurrency === b.concurrency &&
    a.isOncePerAccount === b.isOncePerAccount
  )
}

/** The names of all offers that are one with an offer named in `ids`: who bought a trial has bought its successor. */
export function withSuccessors(all: readonly ResourcePackage[], ids: readonly string[]): string[] {
  const named = all.filter(({ id }) => ids.includes(id))
  const alike = all.filter(offer => named.some(known => isSameOffer(known, offer)))
  const found = [...new Set([...ids, ...alike.map(({ id }) => id)])]
  return found.every(id => ids.includes(id)) ? found : withSuccessors(all, found)
}

/** The list of that id, or the issue that says what was meant instead. */
export function findPackageList(
  lists: readonly PackageList[],
  id: string,
  place: Place,
): PackageList | Issue {
  const ids = lists.map(list => list.id)
  const found = lists.find(list => list.id === id.trim().toLowerCase())
  if (found) return found
  const message = `no list of packages is called "${id}"${guessName(id, ids)}`
  return { code: 'UNKNOWN_PACKAGE', message, place, hint: `allowed: ${listChoices(ids)}` }
}

/**
 * Of offers that fit a purchase equally well, those of the newest list that was in force when it was made; all of them
 * when none was.
 */
export function onSaleAt(fitting: readonly ResourcePackage[], at: Instant): readonly ResourcePackage[] {
  const inForce = fitting.filter(offer => isInForce(offer, at))
  const since = ({ effectiveFrom }: ResourcePackage): number => effectiveFrom ?? Number.NEGATIVE_INFINITY
  const newest = inForce.filter(
    offer => !inForce.some(other => other.vendor === offer.vendor && since(other) > since(offer)),
  )
  return newest.length > 0 ? newest : fitting
}
