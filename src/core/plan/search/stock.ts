/**
 * What is in stock at the start of a day: units by the day on which they can no longer be used, the first to expire
 * first. Where they came from does not matter to what follows, so lots that end on one day are one entry.
 *
 * Ends beyond the last day of the grid count as that day: what happens after it is not planned.
 */
export interface Stock {
  /** Ascending, each later than the day at hand. */
  readonly ends: readonly number[]
  /** Above 0, one for each end. */
  readonly units: readonly number[]
}

export const NO_STOCK: Stock = { ends: [], units: [] }

/** The stock with `units` more that end on day `end`. */
export function addToStock({ ends, units }: Stock, end: number, added: number): Stock {
  if (added === 0) return { ends, units }
  let place = 0
  while (place < ends.length && ends[place]! < end) place++
  if (ends[place] === end) return { ends, units: units.with(place, units[place]! + added) }
  return { ends: ends.toSpliced(place, 0, end), units: units.toSpliced(place, 0, added) }
}

export const countAll = ({ units }: Stock): number => units.reduce((sum, held) => sum + held, 0)

/** The units that end on day `end` or before. */
export function countUntil({ ends, units }: Stock, end: number): number {
  let count = 0
  for (let i = 0; i < ends.length && ends[i]! <= end; i++) count += units[i]!
  return count
}

/** The stock at the start of `nextDay`, after `use` was drawn, first to expire first; null when it does not suffice. */
export function drawFromStock({ ends, units }: Stock, use: number, nextDay: number): Stock | null {
  let open = use
  let first = 0
  while (first < ends.length && units[first]! <= open) open -= units[first++]!
  if (first === ends.length) return open === 0 ? NO_STOCK : null
  if (open === 0 && ends[first]! > nextDay) {
    return first === 0 ? { ends, units } : { ends: ends.slice(first), units: units.slice(first) }
  }
  const rest = units[first]! - open
  if (ends[first]! > nextDay) return { ends: ends.slice(first), units: [rest, ...units.slice(first + 1)] }
  // Only one entry can end on the next day, and it is the first.
  return { ends: ends.slice(first + 1), units: units.slice(first + 1) }
}

/**
 * The stock without the units that can never be used: of what ends by day e, no more than what is used before e.
 * It serves exactly the same futures. For take any way of going on, and of the uses that these lots paid let x lie
 * before the first end and z after it: drawn first to expire first, the first entry pays the smaller of x and what
 * it holds, which cutting did not change below the use before its end; the entries after it, together with it,
 * never pay for more than the use before their own end. `usedBefore` counts use from the start of the horizon.
 */
export function cutToUse({ ends, units }: Stock, day: number, usedBefore: Float64Array): Stock {
  const start = usedBefore[day]!
  let kept = 0
  const cut = units.map((held, i) => {
    const usable = Math.min(held, usedBefore[ends[i]!]! - start - kept)
    kept += usable
    return usable
  })
  return { ends, units: cut }
}
