/** What a ledger may have wrong without being wrong to read: it counts as it stands, and the answer says so. */
import type { Place } from '../failure.js'
import type { Units, Usd } from '../quantity.js'
import type { Ratio } from '../ratio.js'

/** A row that gives other units, price, validity or concurrency than the catalogue does for its package. */
export interface UnlikeCatalogue {
  readonly kind: 'unlike-catalogue'
  readonly packageId: string
  /** How many packages the row is of: all amounts are of all of them. */
  readonly count: bigint
  /** What the row gives, and what was taken. */
  readonly units: Units
  readonly price: Usd | null
  /** Whole days of its validity; null, as the concurrency, where the service itself says it. */
  readonly days: number | null
  readonly concurrency: number | null
  /** What the catalogue gives; null where that agrees with the row, or the catalogue is silent. */
  readonly listUnits: Units | null
  readonly listPrice: Usd | null
  readonly listDays: number | null
  readonly listConcurrency: number | null
  readonly id: string
  readonly place: Place
}

/** Rows without ids that are alike in every column: several purchases, or one that stands there several times. */
export interface SameRows {
  readonly kind: 'same-rows'
  readonly lines: readonly number[]
}

/** A row whose price for a unit is well above the list's, as one in cents or in another currency is. */
export interface AboveListPrice {
  readonly kind: 'above-list-price'
  readonly id: string
  readonly place: Place
  readonly pool: string
  readonly unitPrice: Ratio
  readonly listUnitPrice: Usd
}

/** A row that a remark says was not paid for, and that counts at the catalogue's price. */
export interface SaidFree {
  readonly kind: 'said-free'
  readonly id: string
  readonly place: Place
  readonly heading: string
  readonly remark: string
  readonly packageId: string
  readonly price: Usd
}

/** A row that names no package, and is like one of which an account can buy a single one: a plan may buy it again. */
export interface MayBeTrial {
  readonly kind: 'may-be-trial'
  readonly id: string
  readonly place: Place
  readonly units: Units
  readonly price: Usd | null
  readonly packageId: string
}

export type LedgerDoubt = UnlikeCatalogue | SameRows | AboveListPrice | SaidFree | MayBeTrial
