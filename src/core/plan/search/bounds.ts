/**
 * A lower bound on what must still be paid: no way of going on from a state of stock costs less.
 *
 * Positions. Line up the units that are used, day after day, from 0 to the total. If lots were used one after the
 * other, each would cover a stretch of that line: from where it begins, at most as many units as it holds, and not
 * beyond the days on which it is valid.
 *
 * Blocks. Lots of different validity may overlap, but by rule 1 of search.ts a lot is bought only on a day that
 * draws from it, the lot that expires first paying first. So while a lot L still holds units that later days draw,
 * whatever is bought expires before L and is used up, or has expired, before L pays again. Hence every plan falls
 * apart into blocks, one after the other on the line: a lot L, and inside it lots of strictly shorter validity that
 * pay in its place. A block that begins at position y on day s ends at a position y' that is
 *   - not beyond the last day on which L is valid, and
 *   - not beyond y + (units of L) + (units that the lots inside paid).
 *
 * What is left out. The lots inside are charged by the unit, at the lowest price per unit of the offers short
 * enough to stand inside, as if they came in any size and never expired. Trials inside are charged whole, once.
 * Minimum concurrency and what is wasted inside a block are left out too. All of this can only make it cheaper, so
 * the least cost of a chain of such blocks is a lower bound. When all offers but the trials have one validity,
 * nothing but a trial stands inside, and the bound is nearly exact.
 *
 * Sizes. Where lots are small beside the use, what matters is that they come in whole numbers: the least price of
 * offers that hold the units still missing, however long they are valid, is a lower bound as well (unit-cover.ts).
 *
 * Behind the horizon. Where use goes on, the line goes on as far as any lot lasts. A position there needs nothing more,
 * and is worth the units that lie between the end of the horizon and it (afterwards.ts): a lower bound by the argument
 * there, whatever is bought from then on. Trials that are left are worth what they save.
 *
 * Position grid. The least cost from a position on is computed on a grid of positions, backwards. It never rises
 * along the line, for less is left to cover, so that reading it at the next grid position is a lower bound too.
 */
import { type Grid, type GridOffer, isCheaperPerUnit, isLimitHeld } from './grid.js'
import { type Share, takeShare } from './grid-money.js'
import { RangeMinimum } from './range-minimum.js'
import { savingsOf } from './settle.js'
import { listTrialSets, type TrialSet } from './trial-sets.js'
import { UnitCover } from './unit-cover.js'

/** About how many positions the grid has, and how many behind the horizon. */
const POSITIONS = 4096
const POSITIONS_BEHIND = 512
/** For so many trials the bound knows which are left; any others it takes to be there again and again. */
const EXACT_TRIALS = 4

/** What the bound asks of a state of stock at the start of a day. */
export interface StockSummary {
  readonly day: number
  /** The units that can still be used before they expire, when nothing is bought. */
  readonly usable: number
  /** The day on which the last of them expires; `day` when there is no stock. */
  readonly until: number
  /** The bits of the trials that were bought. */
  readonly trialsBought: number
}

/** `price × units ÷ per`, rounded down. */
function shareOf(price: number, units: number, per: number): number {
  const product = price * units
  if (product > Number.MAX_SAFE_INTEGER) return Number((BigInt(price) * BigInt(units)) / BigInt(per))
  const rest = product % per
  return (product - rest) / per
}

/** Computes lower bounds for one grid. Building it takes time in proportion to positions × offers × sets of trials. */
export class LowerBound {
  readonly #positions: Float64Array
  readonly #usedBefore: Float64Array
  readonly #days: number
  /** The units used within the horizon, and those and all that can be used behind it. */
  readonly #total: number
  readonly #reach: number
  /** What a unit behind the horizon is worth, in the bound's money. */
  readonly #unitWorth: Share
  /** By the set of trials left: what they save behind the horizon, with what those save that are not told apart. */
  readonly #savings: number[] = []
  /** The most that what is left can be worth. */
  readonly #mostWorth: number
  readonly #firstAtOrAfter: Float64Array
  readonly #bucketWidth: number
  /** Costs are counted in `1 / #fine` of the grid's, so that rounding down loses little. A power of 2. */
  readonly #fine: number
  /** Distinct validities, ascending, and the cheapest unit among the repeatable offers up to each. */
  readonly #validities: readonly number[]
  /** Offers that may stand inside a block, with the least price per unit among them. */
  readonly #insides: readonly { readonly price: number; readonly units: number }[]
  /** By validity class, what all units up to a position cost at the class's lowest unit price, rounded down. */
  readonly #paidUpTo: readonly Float64Array[]
  /** By the set of trials left: the least cost from each position on. */
  readonly #costFrom: Float64Array[] = []
  /** By the set of trials left, then by validity class: see `#extend`. */
  readonly #extensions: RangeMinimum[][] = []
  readonly #trialSets: readonly TrialSet[]
  readonly #trialBits: number
  /** By day: units of held lots that become usable later; the bound lets every block have them for nothing. */
  readonly #comingUnits: Float64Array
  /** By day: the units of held lots that become usable on a later day. */
  readonly #pendingUnits: Float64Array
  /** The units of held lots that become usable later and may be left for what goes on. */
  readonly #comingBehind: number
  readonly #cover: UnitCover
  /** By day: the least cost of having a lot of enough concurrency on each day with use from then on. */
  readonly #costOfLimit: Float64Array

  constructor(grid: Grid) {
    const { demand, offers, lastDay, usedBefore } = grid
    const days = demand.length
    this.#days = days
    this.#usedBefore = usedBefore
    const total = usedBefore[days]!
    const reach = usedBefore[lastDay]!
    this.#total = total
    this.#reach = reach
    this.#mostWorth = takeShare(reach - total, grid.unitWorth) + 1 + savingsOf(offers, 0)

    this.#positions = placePositions(grid)
    this.#bucketWidth = Math.max(1, reach / POSITIONS)
    this.#firstAtOrAfter = new Float64Array(Math.floor(reach / this.#bucketWidth) + 2)
    for (let bucket = 0, index = 0; bucket < this.#firstAtOrAfter.length; bucket++) {
      while (index < this.#positions.length - 1 && this.#positions[index]! < bucket * this.#bucketWidth)
        index++
      this.#firstAtOrAfter[bucket] = index
    }

    const dearest = Math.max(1, ...offers.map(({ price }) => price))
    // Each lot of a chain covers a unit at least, so no least cost is above a lot of the dearest for each of them.
    const room = Math.min(2 ** 52 / (dearest * Math.max(1, reach) + this.#mostWorth), 2 ** 20)
    this.#fine = room < 2 ? 1 : 2 ** Math.floor(Math.log2(room))
    this.#unitWorth = { num: grid.unitWorth.num * BigInt(this.#fine), per: grid.unitWorth.per }

    const trials = offers
      .filter(({ onceBit }) => onceBit !== 0)
      .sort((a, b) => b.units - a.units)
      .slice(0, EXACT_TRIALS)
    const repeatable = offers.filter(offer => !trials.includes(offer))
    this.#trialBits = trials.reduce((bits, { onceBit }) => bits | onceBit, 0)
    const trialSets = listTrialSets(trials)
    this.#trialSets = trialSets.map(set => ({ ...set, price: set.price * this.#fine }))
    for (const { bits } of this.#trialSets)
      this.#savings[bits] = savingsOf(offers, this.#trialBits & ~bits) * this.#fine

    this.#validities = [...new Set(offers.map(({ validityDays }) => validityDays))].sort((a, b) => a - b)
    this.#insides = this.#validities.map(validity => {
      const candidates = repeatable.filter(offer => offer.validityDays <= validity)
      const cheapest = candidates.reduce<GridOffer | null>(
        (best, offer) => (best === null || isCheaperPerUnit(offer, best) ? offer : best),
        null,
      )
      return cheapest === null
        ? { price: Number.POSITIVE_INFINITY, units: 1 }
        : { price: cheapest.price * this.#fine, units: Math.max(1, cheapest.units) }
    })
    this.#paidUpTo = this.#insides.map(({ price, units }) =>
      Number.isFinite(price)
        ? this.#positions.map(position => shareOf(price, position, units))
        : new Float64Array(0),
    )
    this.#comingUnits = new Float64Array(days + 1)
    this.#pendingUnits = new Float64Array(days + 1)
    for (let day = 0; day < days; day++) {
      for (const lot of grid.held) {
        if (lot.from > 0 && lot.until > day) this.#comingUnits[day]! += lot.units
        if (lot.from > day) this.#pendingUnits[day]! += lot.units
      }
    }
    this.#comingBehind = grid.held
      .filter(lot => lot.from > 0 && lot.until > days)
      .reduce((sum, lot) => sum + lot.units, 0)
    this.#costOfLimit = costOfLimit(grid)
    this.#cover = new UnitCover(repeatable, trialSets, {
      total,
      behind: reach - total,
      worthOf: units => takeShare(units, grid.unitWorth) + (grid.unitWorth.per === 1n ? 0 : 1),
      savingsOf: left => this.#savings[left]! / this.#fine,
    })
    this.#fill(offers, repeatable)
  }

  /** What must still be paid from a state on, at least; on the grid's scale. Infinite: there is no way. */
  costFrom({ day, usable, until, trialsBought }: StockSummary): number {
    const left = this.#trialBits & ~trialsBought
    const start = this.#usedBefore[day]!
    const pending = this.#pendingUnits[day]!
    const last = this.#usedBefore[until]! + pending
    const inside = this.#classBelow(until - day)
    let least = Number.POSITIVE_INFINITY
    for (const set of this.#trialSets) {
      if ((set.bits & ~left) !== 0 || (set.bits !== 0 && set.longestDays >= until - day)) continue
      const end = start + usable + set.units + pending
      least = Math.min(least, set.price + this.#extend(left & ~set.bits, end, last, inside))
    }
    const missing = this.#total - start - usable - pending
    // Every true cost is a whole number on the grid, so the bound may be rounded up to one.
    return Math.max(Math.ceil(least / this.#fine), this.#cover.costOf(missing, left))
  }

  /** What must still be paid, at least, to have enough concurrency from `day` on; on the grid's scale. */
  costOfConcurrency(day: number): number {
    return this.#costOfLimit[Math.min(day, this.#days)]! - this.#mostWorth
  }

  /**
   * The least that must still be paid from a position behind the horizon; negative. A held lot that begins later may be
   * left for what goes on, all of it, since days before it begins can be covered by purchases that pay for themselves.
   */
  #costBehind(position: number, left: number): number {
    const { num, per } = this.#unitWorth
    const end = Math.max(position, this.#total + this.#comingBehind)
    const worth = takeShare(Math.min(end, this.#reach) - this.#total, this.#unitWorth)
    return -worth - (per === 1n || num === 0n ? 0 : 1) - this.#savings[left]!
  }

  /** The least cost from each position on, by the set of trials that are left: small sets first, then backwards. */
  #fill(offers: readonly GridOffer[], repeatable: readonly GridOffer[]): void {
    const positions = this.#positions
    const count = positions.length
    const dayOf = this.#daysOfPositions()
    const last = this.#usedBefore.length - 1
    const lefts = this.#trialSets.map(({ bits }) => bits).sort((a, b) => a - b)
    for (const left of lefts) {
      const costFrom = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
      const extensions = this.#validities.map(() => new RangeMinimum(count))
      this.#costFrom[left] = costFrom
      this.#extensions[left] = extensions
      const blocks = offers
        .filter(offer => repeatable.includes(offer) || (offer.onceBit & left) !== 0)
        .flatMap(offer => {
          const own = repeatable.includes(offer) ? 0 : offer.onceBit
          const inside = this.#classBelow(offer.validityDays)
          return this.#trialSets
            .filter(({ bits }) => (bits & ~(left & ~own)) === 0)
            .filter(({ bits, longestDays }) => bits === 0 || longestDays < offer.validityDays)
            .map(set => ({
              units: offer.units + set.units,
              price: offer.price * this.#fine + set.price,
              validityDays: offer.validityDays,
              leftAfter: left & ~own & ~set.bits,
              inside,
            }))
        })
      for (let index = count - 1; index >= 0; index--) {
        const isBehind = positions[index]! >= this.#total
        let least = isBehind ? this.#costBehind(positions[index]!, left) : Number.POSITIVE_INFINITY
        if (!isBehind) {
          const day = dayOf[index]!
          const coming = this.#comingUnits[day]!
          for (const block of blocks) {
            const until = this.#usedBefore[Math.min(last, day + block.validityDays)]! + coming
            const end = positions[index]! + block.units + coming
            // A lot that was rounded down to nothing would end where it began; it ends at the next position.
            const from = Math.max(end, positions[index + 1]!)
            least = Math.min(least, block.price + this.#extend(block.leftAfter, from, until, block.inside))
          }
        }
        costFrom[index] = least
        for (const [inside, paidUpTo] of this.#paidUpTo.entries()) {
          const paid = index === 0 ? 0 : paidUpTo[index - 1]
          if (paid !== undefined) extensions[inside]!.set(index, least + paid)
        }
      }
    }
  }

  /**
   * The least cost after a block that reaches `end` without lots of class `inside`, and with them any position up
   * to `last`. A position between two of the grid is read at the later one, and the units inside it are counted up
   * to the earlier one: both only make it cheaper.
   */
  #extend(left: number, end: number, last: number, inside: number): number {
    const reached = Math.min(end, last)
    const first = this.#indexAtOrAfter(reached)
    const alone = reached >= this.#total ? this.#costBehind(reached, left) : this.#costFrom[left]![first]!
    if (inside < 0 || end >= last || this.#insides[inside]!.price === Number.POSITIVE_INFINITY) return alone
    const { price, units } = this.#insides[inside]!
    const paid = shareOf(price, end, units) + 1
    return Math.min(
      alone,
      this.#extensions[left]![inside]!.least(first + 1, this.#indexAtOrAfter(last)) - paid,
    )
  }

  /** The class of the offers valid for less than so many days; -1: there are none. */
  #classBelow(validityDays: number): number {
    let found = -1
    while (found + 1 < this.#validities.length && this.#validities[found + 1]! < validityDays) found++
    return found
  }

  #indexAtOrAfter(position: number): number {
    const lastIndex = this.#positions.length - 1
    if (position >= this.#positions[lastIndex]!) return lastIndex
    let index = this.#firstAtOrAfter[Math.floor(position / this.#bucketWidth)]!
    while (this.#positions[index]! < position) index++
    return index
  }

  /** The day on which the unit after each position is used. */
  #daysOfPositions(): Int32Array {
    const days = new Int32Array(this.#positions.length)
    let day = 0
    for (const [index, position] of this.#positions.entries()) {
      // Behind the last day there is none, which no position reaches.
      while (this.#usedBefore[day + 1]! <= position) day++
      days[index] = day
    }
    return days
  }
}

/**
 * Positions at which costs are kept: the start of each day, and steps between. When everything is a multiple of a
 * step that gives few enough positions, the steps hit every position that lots can reach, and nothing is lost.
 */
function placePositions({ demand, usedBefore, lastDay }: Grid): Float64Array {
  const total = usedBefore[demand.length]!
  const reach = usedBefore[lastDay]!
  const step = Math.max(1, Math.ceil(total / POSITIONS))
  const positions = new Set<number>(usedBefore.subarray(0, demand.length + 1))
  if (total <= POSITIONS) {
    for (let position = 0; position <= total; position++) positions.add(position)
  } else {
    for (const [day, use] of demand.entries()) {
      const parts = Math.ceil(use / step)
      for (let part = 1; part < parts; part++) {
        positions.add(usedBefore[day]! + Math.floor((use / parts) * part))
      }
    }
  }
  const stepBehind = Math.max(1, Math.ceil((reach - total) / POSITIONS_BEHIND))
  for (let position = total; position < reach; position += stepBehind) positions.add(position)
  positions.add(reach)
  return Float64Array.from(positions).sort()
}

/** By day: the cheapest chain of offers that gives enough concurrency on all days with use from then on. */
function costOfLimit(grid: Grid): Float64Array {
  const { demand, offers } = grid
  const days = demand.length
  const cost = new Float64Array(days + 1)
  const enough = offers.filter(offer => offer.isEnoughConcurrency)
  for (let day = days - 1; day >= 0; day--) {
    cost[day] =
      demand[day] === 0 || isLimitHeld(grid, day)
        ? cost[day + 1]!
        : enough.reduce(
            (least, { price, validityDays }) =>
              Math.min(least, price + cost[Math.min(days, day + validityDays)]!),
            Number.POSITIVE_INFINITY,
          )
  }
  return cost
}
