/** What the change from one list of packages to another does to each offer. */
import { isSameOffer, type PackageList } from './package-list.js'
import type { ResourcePackage } from './resource-package.js'

/** One offer on both lists; null where a list has none. */
export interface OfferChange {
  readonly before: ResourcePackage | null
  readonly after: ResourcePackage | null
}

/** Every offer of `before` with its successor, then those that only `after` has. */
export function diffPackages(before: PackageList, after: PackageList): OfferChange[] {
  const changes = before.packages.map(was => ({
    before: was,
    after: after.packages.find(is => isSameOffer(was, is)) ?? null,
  }))
  const added = after.packages.filter(is => !changes.some(change => change.after === is))
  return [...changes, ...added.map(is => ({ before: null, after: is }))]
}
