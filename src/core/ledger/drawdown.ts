/**
 * Draw-down: which lot paid for which task, and what is left. Pools are drawn apart. Time is cut into phases
 * at every start and expiry of a lot; within a phase the same lots can pay, in the same order, so that
 * neither a start nor an expiry needs a case of its own.
 */

import { assert } from '../failure.js'
import { getOrInsert } from '../get-or-insert.js'
import { groupBy } from '../group-by.js'
import type { Instant } from '../instant.js'
import { add, compare, isZero, NO_UNITS, subtract, sumOf, type Units } from '../quantity.js'
import { type BurnOrder, sortToBurn } from './burn-order.js'
import { isActive, isOpenTo, type Lot } from './lot.js'
import { newTally, type UnitTally } from './unit-tally.js'

/** The units that one or more tasks used at one instant. */
export interface Use {
  readonly at: Instant
  readonly pool: string
  readonly units: Units
  /** How many tasks that was; left out: one. */
  readonly tasks?: bigint
  readonly taskId: string | null
  /** Whose task it was; null when the log does not say. */
  readonly account: string | null
  /** Where it stands. */
  readonly file: string
  readonly line: number
  /** What the price list charges for the task, where `units` are what was deducted and both are known. */
  readonly listed?: Units | null
}

/** What a lot paid of a use. */
export interface Draw {
  readonly use: Use
  readonly lot: Lot
  /** Above 0. */
  readonly units: Units
}

/** What no active lot paid of a use: the service would have refused the task. */
export interface Unfunded {
  readonly use: Use
  /** Above 0; less than the use when lots paid a part. */
  readonly units: Units
}

/** What became of a lot's units by the end of a draw-down. `units = drawn + remaining + forfeited`, always. */
export interface LotBalance {
  readonly lot: Lot
  readonly drawn: Units
  /** What can still be used; nothing from the expiry on. */
  readonly remaining: Units
  /** What was left at the expiry, by its time or as the ledger says: no roll-over, extension or refund (rules §2). */
  readonly forfeited: Units
}

export interface DrawDownOptions {
  readonly order: BurnOrder
  /** Use at this very instant counts, later use is left out. */
  readonly asOf: Instant
  /** Told of each payment, use by use and first payer first. Nothing of it is kept. */
  readonly onDraw?: (draw: Draw) => void
}

export interface DrawDown {
  readonly asOf: Instant
  readonly order: BurnOrder
  /** One for each lot, in the order of the ledger. */
  readonly balances: readonly LotBalance[]
  /** In order of time. */
  readonly unfunded: readonly Unfunded[]
  /** What was used up to `asOf`, funded or not, by pool. */
  readonly used: ReadonlyMap<string, Units>
  /** The use that was left out because it lies after `asOf`. */
  readonly later: { readonly count: number; readonly units: ReadonlyMap<string, Units> }
}

/**
 * Draws `uses` (in order of time) from `lots`: each at its own instant, from as many lots as it takes, the
 * rest being unfunded. Takes time in proportion to the number of uses and keeps nothing of those that were
 * paid. Asserts that time does not run backwards and that every unit is accounted for.
 */
export function drawDown(
  lots: readonly Lot[],
  uses: Iterable<Use>,
  { order, asOf, onDraw }: DrawDownOptions,
): DrawDown {
  const accounts = new Map(lots.map(lot => [lot, new LotAccount(lot)]))
  const pools = new Map<string, PoolDrawDown>()
  for (const [pool, ofPool] of groupBy(sortToBurn(lots, order), lot => lot.pool)) {
    pools.set(pool, new PoolDrawDown(ofPool.map(lot => accounts.get(lot)!)))
  }
  const unfunded: Unfunded[] = []
  const tallies = new Map<string, UnitTally>()
  const laterUnits = new Map<string, Units>()
  let laterCount = 0
  let now = Number.NEGATIVE_INFINITY
  for (const use of uses) {
    assert(use.at >= now, 'uses are drawn in order of time')
    now = use.at
    if (use.at > asOf) {
      laterCount++
      addTo(laterUnits, use.pool, use.units)
      continue
    }
    getOrInsert(tallies, use.pool, newTally).take(use.units)
    const open = pools.get(use.pool)?.draw(use, onDraw) ?? use.units
    if (!isZero(open)) unfunded.push({ use, units: open })
  }
  const balances = [...accounts.values()].map(({ lot, drawn, remaining }) =>
    closeLot(lot, drawn, remaining, lot.expiresAt <= asOf),
  )
  const used = new Map([...tallies].map(([pool, tally]) => [pool, tally.total()]))
  assertNothingLost(balances, unfunded, used)
  return { asOf, order, balances, unfunded, used, later: { count: laterCount, units: laterUnits } }
}

function addTo(sums: Map<string, Units>, pool: string, units: Units): void {
  const sum = sums.get(pool)
  sums.set(pool, sum === undefined ? units : add(sum, units))
}

/** The running account of one lot. Both sides are kept, so that they can be held against each other. */
class LotAccount {
  drawn: Units = NO_UNITS
  remaining: Units

  constructor(readonly lot: Lot) {
    this.remaining = lot.units
  }

  /** Pays as much of `wanted` as there is, and says how much that was. */
  pay(wanted: Units): Units {
    const paid = compare(this.remaining, wanted) < 0 ? this.remaining : wanted
    this.remaining = subtract(this.remaining, paid)
    this.drawn = add(this.drawn, paid)
    return paid
  }
}

/** The draw-down of one pool, use by use. */
class PoolDrawDown {
  readonly #ofAccount = new Map<string | null, AccountDrawDown>()
  /** Lots by whose they are. */
  readonly #owned: ReadonlyMap<string | null, readonly LotAccount[]>

  /** `lots` stand in burn order. */
  constructor(private readonly lots: readonly LotAccount[]) {
    this.#owned = groupBy(lots, ({ lot }) => lot.account)
  }

  /** Pays for a use and returns the units that nobody paid. */
  draw(use: Use, onDraw: ((draw: Draw) => void) | undefined): Units {
    const { account } = use
    return getOrInsert(this.#ofAccount, account, () => new AccountDrawDown(this.#openTo(account))).draw(
      use,
      onDraw,
    )
  }

  #openTo(account: string | null): readonly LotAccount[] {
    return this.#owned.has(null) || account === null
      ? this.lots.filter(({ lot }) => isOpenTo(lot, account))
      : (this.#owned.get(account) ?? [])
  }
}

/** A stretch of time, up to and without `to`, in which the same lots are active. */
interface Phase {
  readonly to: number
  /** In burn order. */
  readonly active: readonly LotAccount[]
  /** How many of them, from the first on, have nothing left, and never will again. */
  empty: number
}

/** What one account draws from a pool. Other accounts may draw from some of its lots, too. */
class AccountDrawDown {
  #phase: Phase = { to: Number.NEGATIVE_INFINITY, active: [], empty: 0 }

  /** Every start and expiry, in order, of which those before `#next` are past. */
  readonly #boundaries: readonly number[]
  #next = 0

  /** `lots` are those that are open to it, in burn order. */
  constructor(private readonly lots: readonly LotAccount[]) {
    this.#boundaries = lots.flatMap(({ lot }) => [lot.effectiveAt, lot.expiresAt]).sort((a, b) => a - b)
  }

  draw(use: Use, onDraw: ((draw: Draw) => void) | undefined): Units {
    if (use.at >= this.#phase.to) this.#phase = this.#findPhase(use.at)
    const phase = this.#phase
    let open = use.units
    while (!isZero(open) && phase.empty < phase.active.length) {
      const payer = phase.active[phase.empty]!
      const units = payer.pay(open)
      open = units === open ? NO_UNITS : subtract(open, units)
      if (onDraw && !isZero(units)) onDraw({ use, lot: payer.lot, units })
      if (isZero(payer.remaining)) phase.empty++
    }
    return open
  }

  /** The phase that holds `at`. It lasts until the first start or expiry after it. */
  #findPhase(at: Instant): Phase {
    while (this.#boundaries[this.#next]! <= at) this.#next++
    const to = this.#boundaries[this.#next] ?? Number.POSITIVE_INFINITY
    return { to, active: this.lots.filter(({ lot }) => isActive(lot, at)), empty: 0 }
  }
}

/** What a lot comes to. Rules §2: unusable from the expiry on, so at that instant what is left is lost. */
export const closeLot = (lot: Lot, drawn: Units, rest: Units, isOver: boolean): LotBalance => ({
  lot,
  drawn,
  remaining: isOver ? NO_UNITS : rest,
  forfeited: isOver ? rest : NO_UNITS,
})

/** Every unit bought is drawn, left or forfeited, wherever the balance comes from. */
export function assertConserved({ lot, drawn, remaining, forfeited }: LotBalance): void {
  const parts = [drawn, remaining, forfeited]
  assert(compare(sumOf(parts), lot.units) === 0, `units of lot ${lot.id} were lost or made`)
  assert(
    parts.every(units => compare(units, NO_UNITS) >= 0),
    `lot ${lot.id} is overdrawn`,
  )
}

/** Conservation: every unit bought is drawn, there or forfeited, and every unit used was drawn or is unfunded. */
function assertNothingLost(
  balances: readonly LotBalance[],
  unfunded: readonly Unfunded[],
  used: ReadonlyMap<string, Units>,
): void {
  const accounted = new Map<string, Units>()
  for (const balance of balances) {
    assertConserved(balance)
    if (!isZero(balance.drawn)) addTo(accounted, balance.lot.pool, balance.drawn)
  }
  for (const { use, units } of unfunded) addTo(accounted, use.pool, units)
  for (const [pool, units] of used) {
    assert(compare(accounted.get(pool) ?? NO_UNITS, units) === 0, `use of pool ${pool} was lost or made`)
  }
}
