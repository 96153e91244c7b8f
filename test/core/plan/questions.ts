/** Planning questions for tests: what a test does not say is plain. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { instantAt, MILLIS_PER_DAY } from '../../../src/core/instant.js'
import { goOnAt } from '../../../src/core/plan/afterwards.js'
import type { HeldLot, Offer } from '../../../src/core/plan/offer.js'
import type { PoolQuestion } from '../../../src/core/plan/pool-plan.js'
import { netCostOf, type PurchasePlan, planPurchases } from '../../../src/core/plan/purchase-plan.js'
import type { PlanQuestion } from '../../../src/core/plan/search/grid.js'
import { format, seconds, units, usd } from '../../../src/core/quantity.js'
import { addRatios, formatRatio, ratio } from '../../../src/core/ratio.js'
import { drawWhole } from '../../random.js'

export const AS_OF = instantAt(Date.UTC(2026, 10, 20))

/** The instant so many days, whole or not, after the start. */
export const dayAt = (day: number) => instantAt(AS_OF + day * MILLIS_PER_DAY)

/** An hour in days. */
export const HOUR = 1 / 24

export interface PlainOffer {
  readonly id?: string
  readonly price: number | string
  readonly units: number | string
  readonly days: number
  readonly limit?: number | null
  readonly once?: boolean
}

export interface PlainLot {
  readonly units: number | string
  readonly from: number
  readonly until: number
  readonly limit?: number | null
}

export interface PlainQuestion {
  readonly demand: readonly (number | string)[]
  readonly offers: readonly PlainOffer[]
  readonly held?: readonly PlainLot[]
  readonly minimum?: number | null
  /** The day on which the clocks go back, so that it has 25 hours; left out: none. */
  readonly clocksBackOn?: number
  /** Units a day behind the horizon; left out: use ends. */
  readonly after?: number | string
}

export const makeOffer = (
  { id, price, units: held, days, limit = 5, once = false }: PlainOffer,
  i = 0,
): Offer => ({
  id: id ?? `offer-${i}`,
  price: usd(String(price)),
  units: units(String(held)),
  validityDays: days,
  concurrency: limit,
  isOncePerAccount: once,
})

const makeLot = ({ units: held, from, until, limit = 5 }: PlainLot, i: number): HeldLot => ({
  id: `held-${i}`,
  units: units(String(held)),
  effectiveAt: dayAt(from),
  expiresAt: dayAt(until),
  concurrency: limit,
})

export function makeQuestion({
  demand,
  offers,
  held = [],
  minimum = null,
  clocksBackOn = Number.POSITIVE_INFINITY,
  after,
}: PlainQuestion): PlanQuestion {
  const made = offers.map(makeOffer)
  const afterwards = after === undefined ? null : goOnAt(units(String(after)), made)
  return {
    startOf: day => instantAt(dayAt(day) + (day > clocksBackOn ? MILLIS_PER_DAY * HOUR : 0)),
    demand: demand.map(use => units(String(use))),
    offers: made,
    held: held.map(makeLot),
    minConcurrency: minimum,
    afterwards,
    preference: afterwards,
  }
}

/** The question of a whole pool, whose held units cost $0.14 each; `more` says what it asks otherwise. */
export function makePoolQuestion(question: PlainQuestion, more: Partial<PoolQuestion> = {}): PoolQuestion {
  const asked = makeQuestion(question)
  return {
    ...asked,
    heldUnitPrices: asked.held.map(() => ratio(14n, 100n)),
    recommendations: [],
    taskTime: seconds('120'),
    unitsPerTask: null,
    spread: null,
    littleKnown: null,
    isExplained: false,
    ...more,
  }
}

export const NEVER = () => false

/** A clock that runs out after so many seconds. */
export function after(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000
  return () => performance.now() > end
}

/** The plan; fails when there is none. */
export function plan(question: PlainQuestion, isOutOfTime = NEVER): PurchasePlan {
  const found = planPurchases(makeQuestion(question), isOutOfTime)
  if (found.kind !== 'plan') throw new Error(`no plan: ${found.reason}`)
  return found
}

/** The least cost as text, which must be proven; or why there is no plan. */
export function leastCost(question: PlainQuestion): string {
  const found = planPurchases(makeQuestion(question), NEVER)
  if (found.kind === 'no-plan') return found.reason
  if (!found.isProvenOptimal) throw new Error('not proven')
  return format(found.cost)
}

/** The long-run price by hand, in floating point. */
export const longRunPrice = (offers: readonly PlainOffer[], rate: number): number =>
  Math.min(
    ...offers
      .filter(({ once }) => !once)
      .map(({ price, units: held, days }) => Number(price) / Math.min(Number(held), rate * days)),
  )

/** What a trial that is left for later saves, by hand. */
export const savingOfTrial = (
  { price, units: held, days, once }: PlainOffer,
  rate: number,
  unitPrice: number,
) =>
  once ? Math.max(0, unitPrice * rate * Math.min(Math.floor(Number(held) / rate), days) - Number(price)) : 0

/** What the plan comes to when use goes on, the trials that it leaves for later included; it must be proven. */
export function leastNet(question: PlainQuestion & { readonly after: number }): number | string {
  const found = planPurchases(makeQuestion(question), NEVER)
  if (found.kind === 'no-plan') return found.reason
  if (!found.isProvenOptimal) return 'not proven'
  const { offers, after: rate } = question
  const unitPrice = longRunPrice(offers, rate)
  const isBought = (i: number): boolean =>
    found.purchases.some(({ offer }) => offer.id === makeOffer(offers[i]!, i).id)
  const saved = offers.reduce((sum, o, i) => sum + (isBought(i) ? 0 : savingOfTrial(o, rate, unitPrice)), 0)
  return Number(formatRatio(addRatios(netCostOf(found), found.trialsLeft), 12)) - saved
}

/** Purchases as `package@day`. */
export const listPurchases = ({ purchases }: PurchasePlan): string[] =>
  purchases.map(({ offer, day }) => `${offer.id}@${day}`)

interface PackageRow {
  readonly id: string
  readonly price?: number
  readonly units?: number
  readonly validity_days?: number
  readonly concurrency?: number
  readonly once_per_account?: boolean
}

/** The packages that ship with the program, but the negotiated one. */
export function readShippedOffers(): PlainOffer[] {
  const folder = join(import.meta.dirname, '../../../rates/kling')
  const text = readFileSync(join(folder, 'resource-packages.2025.yaml'), 'utf8')
  const { packages } = parse(text) as { packages: PackageRow[] }
  return packages
    .filter(row => row.price !== undefined)
    .map(row => ({
      id: row.id,
      price: row.price!,
      units: row.units!,
      days: row.validity_days!,
      limit: row.concurrency ?? null,
      once: row.once_per_account ?? false,
    }))
}

/** `days` equal days. */
export const steady = (days: number, use: number): number[] => Array.from({ length: days }, () => use)

/** Random whole numbers, both ends included. */
export function makeRandom(seed: number): (from: number, to: number) => number {
  const draw = drawWhole(seed)
  return (from, to) => from + (draw() % (to - from + 1))
}
