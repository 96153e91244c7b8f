/** A planning question, as it is asked, and in whole numbers for the search (scale-grid.ts makes them). */
import type { Units } from '../../quantity.js'
import type { Afterwards } from '../afterwards.js'
import type { DayStarts, HeldLot, Offer } from '../offer.js'
import type { OfferMoney, Share } from './grid-money.js'

export interface PlanQuestion {
  /** When its days begin. */
  readonly startOf: DayStarts
  /** What each day uses, day 0 first: 1 to 3650 of them. */
  readonly demand: readonly Units[]
  readonly offers: readonly Offer[]
  readonly held: readonly HeldLot[]
  /**
   * On each day with use a lot that is valid on it must state at least this many tasks at once; null: none is asked
   * for. A ruling: validity decides, as in the dates of an expiry; a lot that is used up still counts until it
   * expires. Where that matters the plan says so (`daysOnEmptyLimit`).
   */
  readonly minConcurrency: number | null
  /** What goes on behind the horizon; null: use ends with it, and what is left is worth nothing. */
  readonly afterwards: Afterwards | null
  /** Of plans that cost the same, the one whose first purchase is the best at this is taken; null: any. */
  readonly preference: Afterwards | null
}

export interface GridOffer extends OfferMoney {
  readonly units: number
  /** The most days that it can be used on. */
  readonly validityDays: number
  /** By the day on which it is bought, the day before which it can be used: never one less than the day before. */
  readonly ends: readonly number[]
  /** Its bit among the trials; 0: it can be bought any number of times. */
  readonly onceBit: number
  /** Whether it states at least the minimum concurrency. */
  readonly isEnoughConcurrency: boolean
}

/** A held lot on the grid, usable on the days `[from, until)`. */
export interface GridLot {
  readonly units: number
  readonly from: number
  readonly until: number
  readonly isEnoughConcurrency: boolean
}

export interface Grid {
  readonly demand: readonly number[]
  /** Lots end on this day at the latest: with the horizon, or where use goes on, when all of them have expired. */
  readonly lastDay: number
  /** What is used before each day up to `lastDay`. */
  readonly usedBefore: Float64Array
  /** What a unit left at the end of the horizon is worth. */
  readonly unitWorth: Share
  /** In the order of the question. */
  readonly offers: readonly GridOffer[]
  /** Those that hold units or a limit on some day of the horizon. */
  readonly held: readonly GridLot[]
  readonly hasMinimumConcurrency: boolean
}

/** Whether nothing has to be bought for the concurrency of a day: none is asked for, or a held lot gives it. */
export const isLimitHeld = ({ hasMinimumConcurrency, held }: Grid, day: number): boolean =>
  !hasMinimumConcurrency || held.some(lot => lot.isEnoughConcurrency && lot.from <= day && day < lot.until)

/** Whether a unit of `a` costs less than one of `b`; both hold some. */
export const isCheaperPerUnit = (a: UnitsFor, b: UnitsFor): boolean =>
  BigInt(a.price) * BigInt(b.units) < BigInt(b.price) * BigInt(a.units)

/** Units, and what they cost. */
export type UnitsFor = Pick<GridOffer, 'price' | 'units'>
