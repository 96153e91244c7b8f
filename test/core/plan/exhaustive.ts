/**
 * The least cost by looking at everything: all ways of buying anything on any day, the cheapest first, until one
 * covers the horizon. It knows none of the solver's rules; it only never looks at the very same situation twice.
 */
import { HOUR, longRunPrice, type PlainOffer, type PlainQuestion, savingOfTrial } from './questions.js'

interface Lot {
  /** A trial bought today, of which nothing was used yet: it must be drawn from before the day is over. */
  readonly mustPay?: boolean
  readonly until: number
  readonly units: number
  readonly limit: number
}
interface Situation {
  readonly day: number
  readonly lots: readonly Lot[]
  /** The trials that were bought. */
  readonly bought: readonly number[]
}

/**
 * The least cost, or null when nothing covers every day. Whole numbers only, small questions only; it never ends when
 * something can be bought again and again and still nothing covers every day.
 */
export function findLeastCost(question: PlainQuestion): number | null {
  return searchAll(question, () => 0, 0)
}

/**
 * The least of cost less what is left is worth, when `rate` units a day go on being used evenly behind the horizon; null
 * as above. `trialsPayAtOnce`: only ways that draw from a trial on the day on which it is bought. Worths are looked up by trying: the stock is used up in steps of a tenth of a day.
 */
export function findLeastNet(
  question: PlainQuestion & { readonly after: number },
  trialsPayAtOnce: boolean,
): number | null {
  const { demand, offers, after } = question
  const price = longRunPrice(offers, after)
  const savingOf = (offer: PlainOffer): number => savingOfTrial(offer, after, price)
  const ends = demand.length
  const later = (question.held ?? [])
    .map(lot => ({ units: Number(lot.units), from: Math.ceil(lot.from), until: Math.floor(lot.until) }))
    .filter(lot => lot.from > ends)
  /** The units that lots serve behind the horizon, drawn first to expire first. */
  const serve = (
    lots: readonly { readonly units: number; readonly from: number; readonly until: number }[],
  ) => {
    const rest = lots.map(lot => ({ ...lot })).sort((a, b) => a.until - b.until)
    const last = Math.max(ends, ...rest.map(({ until }) => until))
    let used = 0
    for (let tenth = 0; ends + tenth / 10 < last; tenth++) {
      let open = after / 10
      for (const lot of rest) {
        if (ends + tenth / 10 < lot.from || lot.until <= ends + tenth / 10) continue
        const paid = Math.min(open, lot.units)
        lot.units -= paid
        open -= paid
        used += paid
      }
    }
    return used
  }
  const usedOfLater = serve(later)
  const worthOf = ({ lots, bought }: Situation): number => {
    const used = serve([...lots.map(lot => ({ ...lot, from: ends })), ...later]) - usedOfLater
    const saved = offers.reduce((sum, offer, i) => (bought.includes(i) ? sum : sum + savingOf(offer)), 0)
    return price * used + saved
  }
  const longest = Math.max(
    ...offers.map(({ days }) => days),
    ...(question.held ?? []).map(({ until }) => until),
  )
  const most = price * after * longest + offers.reduce((sum, offer) => sum + savingOf(offer), 0)
  return searchAll(question, worthOf, most, trialsPayAtOnce)
}

/** The least of cost less worth of what is left, which is `mostWorth` or less. */
function searchAll(
  { demand, offers, held = [], minimum = null, clocksBackOn = Number.POSITIVE_INFINITY }: PlainQuestion,
  worthOf: (end: Situation) => number,
  mostWorth: number,
  trialsPayAtOnce = false,
): number | null {
  let least: number | null = null
  const uses = demand.map(Number)
  const queue: Situation[][] = []
  const seen = new Set<string>()
  const enqueue = (cost: number, situation: Situation): void => {
    const { day, lots, bought } = situation
    const key = `${day}|${lots.map(lot => [lot.until, lot.units, lot.limit, lot.mustPay ? 1 : 0]).join('/')}|${bought.join()}|${cost}`
    if (seen.has(key)) return
    seen.add(key)
    const bucket = queue[cost]
    if (bucket) bucket.push(situation)
    else queue[cost] = [situation]
  }
  // Behind a day of 25 hours, days of 24 end an hour early.
  const clockOf = (time: number): number => (time > clocksBackOn ? time - HOUR : time)
  const startLots = (day: number): Lot[] =>
    held
      .map(lot => ({ ...lot, from: Math.ceil(clockOf(lot.from)), until: Math.floor(clockOf(lot.until)) }))
      .filter(lot => Math.max(0, lot.from) === day && lot.until > day)
      .map(lot => ({ until: lot.until, units: Number(lot.units), limit: limitOf(lot.limit) }))

  enqueue(0, { day: 0, lots: sortLots(startLots(0)), bought: [] })
  for (let cost = 0; cost < queue.length; cost++) {
    if (least !== null && cost - mostWorth >= least) return least
    // A bucket grows while it is gone through: living through a day costs nothing.
    for (const { day, lots, bought } of queue[cost] ?? []) {
      if (day === uses.length) {
        least = Math.min(least ?? Number.POSITIVE_INFINITY, cost - worthOf({ day, lots, bought }))
        continue
      }
      // Buy anything.
      for (const [i, offer] of offers.entries()) {
        if (offer.once && bought.includes(i)) continue
        const lot = {
          until:
            day > clocksBackOn ? day + offer.days : Math.max(day + 1, Math.floor(clockOf(day + offer.days))),
          units: Number(offer.units),
          limit: limitOf(offer.limit),
          mustPay: trialsPayAtOnce && offer.once === true,
        }
        enqueue(cost + Number(offer.price), {
          day,
          lots: sortLots([...lots, lot]),
          bought: offer.once ? [...bought, i].sort() : bought,
        })
      }
      // Or live through the day.
      const use = uses[day]!
      if (use > 0 && minimum !== null && !lots.some(lot => lot.limit >= minimum)) continue
      let open = use
      let isIdle = false
      const after = lots.map(lot => {
        const paid = Math.min(open, lot.units)
        open -= paid
        if (lot.mustPay && paid === 0) isIdle = true
        return { ...lot, units: lot.units - paid, mustPay: false }
      })
      if (open > 0 || isIdle) continue
      const alive = after.filter(lot => lot.until > day + 1 && (lot.units > 0 || minimum !== null))
      enqueue(cost, { day: day + 1, lots: sortLots([...alive, ...startLots(day + 1)]), bought })
    }
    delete queue[cost]
  }
  return least
}

const limitOf = (limit: number | null | undefined): number => (limit === undefined ? 5 : (limit ?? 0))

const sortLots = (lots: Lot[]): Lot[] =>
  // Of lots of one end any may pay first; the one that must pay today does.
  lots.sort(
    (a, b) =>
      a.until - b.until ||
      Number(b.mustPay ?? false) - Number(a.mustPay ?? false) ||
      a.units - b.units ||
      a.limit - b.limit,
  )
