/** Requests as a scanner hands them over: counts by class, of stretches of time over which requests count alike. */
import type { Instant } from '../core/instant.js'
import { REQUEST_KINDS, type RequestKind } from '../core/sla/request.js'

/** What a request may count as, but for its account, its time, and what that sets aside. */
export const REQUEST_CLASSES = REQUEST_KINDS.flatMap(kind =>
  [false, true].map(isExcluded => ({ kind, isExcluded })),
)

/** The index of such a class. */
export const classIndexOf = (kind: RequestKind, isExcluded: boolean): number =>
  2 * REQUEST_KINDS.indexOf(kind) + (isExcluded ? 1 : 0)

/** The class of the same kind that is set aside. */
export const asideOf = (requestClass: number): number => requestClass | 1

/** The requests of one account in stretches of `minutes` each that follow each other from `start` on. */
export interface RequestStretches {
  readonly account: string | null
  readonly start: Instant
  readonly minutes: number
  /**
   * By twos: a stretch's number × REQUEST_CLASSES.length + the index of a class, and how many there are; less than 0
   * takes back. Valid during the call in which it is handed over.
   */
  readonly tallies: Int32Array
}
