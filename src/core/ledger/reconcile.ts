/**
 * A billing export held against the computed draw-down: did the lots pay that should have, were their balances
 * what they should have been, and in which order does the service really burn them?
 */
import { assert } from '../failure.js'
import type { Instant } from '../instant.js'
import { compare, isZero, NO_UNITS, subtract, type Units } from '../quantity.js'
import { BURN_ORDERS, type BurnOrder, sortToBurn } from './burn-order.js'
import { type Draw, drawDown, type Use } from './drawdown.js'
import { isActive, isOpenTo, type Lot } from './lot.js'

/** A use as the service deducted it. */
export interface Deduction extends Use {
  /** The lot that paid; null when the export does not say. */
  readonly packageId: string | null
  /** What that lot held before and after, as far as the export says. */
  readonly unitsBefore: Units | null
  readonly unitsAfter: Units | null
}

export const isDeduction = (use: Use): use is Deduction => 'packageId' in use

/** Whether uses say anything that can be held against a draw-down: of packages, or they are deductions alone. */
export const canReconcile = (uses: readonly Use[]): boolean =>
  uses.some(use => isDeduction(use) && use.packageId !== null) || (uses.length > 0 && uses.every(isDeduction))

/** Something in which an export differs: how often, and the first time. */
export interface Difference {
  readonly count: number
  readonly first: DifferingDeduction | null
}

/** A deduction, and what the draw-down has in its place. */
export interface DifferingDeduction {
  readonly deduction: Deduction
  /** Who paid by the draw-down, the first payer first; none when nobody did. */
  readonly payers: readonly Lot[]
  /** What the lot that the export names held before and after by the draw-down; null when the ledger has no such lot. */
  readonly before: Units | null
  readonly after: Units | null
}

/** What an export says of a lot in the end. */
export interface ExportedBalance {
  readonly lot: Lot
  /** After its last deduction, at that time. */
  readonly exported: Units
  readonly at: Instant
  /** The same by the draw-down. */
  readonly computed: Units
}

export interface Reconciliation {
  /** How many deductions were held against the draw-down: those up to the time of the answer. */
  readonly deductions: number
  /** Without a package id. */
  readonly nameless: Difference
  /** Of a package that the ledger does not hold; and those of them that the draw-down has another one pay. */
  readonly strangers: Difference
  readonly chargedStrangers: Difference
  /** Paid by another lot than computed. */
  readonly payers: Difference
  /** Paid by the right lot, which held more or less than computed. */
  readonly balances: Difference
  /** Before less deduction is not after: the export contradicts itself. */
  readonly sums: Difference
  readonly lots: readonly ExportedBalance[]
  readonly order: InferredOrder
}

/** The order in which the service burns lots, as far as its choices show it. */
export interface InferredOrder {
  /** The one order that every choice agrees with; null when several do, or none. */
  readonly order: BurnOrder | null
  /** Deductions for which more than one lot could have paid. */
  readonly choices: number
  /** With how many of these each order agrees. */
  readonly agreeing: Readonly<Record<BurnOrder, number>>
}

/** Whether an export says otherwise than the draw-down, or than itself. */
export const isContradicted = ({ strangers, payers, balances, sums }: Reconciliation): boolean =>
  [strangers, payers, balances, sums].some(({ count }) => count > 0)

const NONE: Difference = { count: 0, first: null }

/** Where some use says nothing of packages, so that no draw-down can be held against the deductions. */
export const NOTHING_RECONCILED: Reconciliation = {
  deductions: 0,
  nameless: NONE,
  strangers: NONE,
  chargedStrangers: NONE,
  payers: NONE,
  balances: NONE,
  sums: NONE,
  lots: [],
  order: { order: null, choices: 0, agreeing: { expiry: 0, purchase: 0 } },
}

/** Holds the deductions among `uses` (in order of time) against the draw-down of `lots` by all of them in `order`. */
export function reconcile(
  lots: readonly Lot[],
  uses: readonly Use[],
  order: BurnOrder,
  asOf: Instant,
): Reconciliation {
  const counted = uses.filter(({ at }) => at <= asOf)
  const deductions = counted.filter(isDeduction)
  const draws: Draw[] = []
  drawDown(lots, counted, { order, asOf, onDraw: draw => draws.push(draw) })
  const lotOf = new Map(lots.map(lot => [lot.id, lot]))
  const held = new Map(lots.map(lot => [lot, lot.units]))
  const nameless = new Differences()
  const strangers = new Differences()
  const chargedStrangers = new Differences()
  const payers = new Differences()
  const balances = new Differences()
  const sums = new Differences()
  const last = new Map<Lot, ExportedBalance>()
  let next = 0
  for (const use of counted) {
    const deduction = isDeduction(use) ? use : null
    const lot = lotOf.get(deduction?.packageId ?? '')
    const before = lot ? held.get(lot)! : null
    const paid: Lot[] = []
    for (; draws[next]?.use === use; next++) {
      const { lot: payer, units } = draws[next]!
      held.set(payer, subtract(held.get(payer)!, units))
      paid.push(payer)
    }
    if (deduction === null) continue
    const after = lot ? held.get(lot)! : null
    const differing: DifferingDeduction = { deduction, payers: paid, before, after }
    if (contradictsItself(deduction)) sums.take(differing)
    if (deduction.packageId === null) nameless.take(differing)
    else if (!lot) {
      strangers.take(differing)
      if (paid.length > 0) chargedStrangers.take(differing)
    } else {
      const isPayer = isZero(deduction.units) || (paid.length === 1 && paid[0] === lot)
      if (!isPayer) payers.take(differing)
      else if (differs(deduction.unitsBefore, before!) || differs(deduction.unitsAfter, after!))
        balances.take(differing)
      if (deduction.unitsAfter)
        last.set(lot, { lot, exported: deduction.unitsAfter, at: deduction.at, computed: after! })
    }
  }
  assert(next === draws.length, 'every payment belongs to a deduction')
  return {
    deductions: deductions.length,
    nameless,
    strangers,
    chargedStrangers,
    payers,
    balances,
    sums,
    lots: lots.flatMap(lot => last.get(lot) ?? []),
    // Whom the other uses drew from is not known, nor what a package held when it was passed over.
    order:
      deductions.length === counted.length ? inferOrder(lots, deductions, lotOf) : NOTHING_RECONCILED.order,
  }
}

const differs = (said: Units | null, found: Units): boolean => said !== null && compare(said, found) !== 0

const contradictsItself = ({ unitsBefore, unitsAfter, units }: Deduction): boolean =>
  unitsBefore !== null && unitsAfter !== null && compare(subtract(unitsBefore, units), unitsAfter) !== 0

class Differences implements Difference {
  count = 0
  first: DifferingDeduction | null = null

  take(differing: DifferingDeduction): void {
    this.count++
    this.first ??= differing
  }
}

/**
 * What the export's own choices say. Balances are those that it leads to, not those of an assumed order, so that
 * one other choice does not make all later ones look wrong.
 */
function inferOrder(
  lots: readonly Lot[],
  deductions: readonly Deduction[],
  lotOf: ReadonlyMap<string, Lot>,
): InferredOrder {
  const sorted = BURN_ORDERS.map(order => ({ order, lots: sortToBurn(lots, order) }))
  const held = new Map(lots.map(lot => [lot, lot.units]))
  const agreeing = Object.fromEntries(BURN_ORDERS.map(order => [order, 0])) as Record<BurnOrder, number>
  let choices = 0
  for (const { packageId, pool, account, at, units, unitsBefore } of deductions) {
    const payer = packageId === null ? undefined : lotOf.get(packageId)
    if (!payer || isZero(units)) continue
    // What the export says was there is better known than what its entries add up to.
    if (unitsBefore) held.set(payer, unitsBefore)
    const couldPay = (lot: Lot): boolean =>
      lot.pool === pool &&
      isActive(lot, at) &&
      isOpenTo(lot, account) &&
      compare(held.get(lot)!, NO_UNITS) > 0
    if (lots.some(lot => lot !== payer && couldPay(lot))) {
      choices++
      for (const { order, lots: inOrder } of sorted) if (inOrder.find(couldPay) === payer) agreeing[order]++
    }
    held.set(payer, subtract(held.get(payer)!, units))
  }
  const fitting = BURN_ORDERS.filter(order => choices > 0 && agreeing[order] === choices)
  return { order: fitting.length === 1 ? fitting[0]! : null, choices, agreeing }
}
