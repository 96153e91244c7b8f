import { describe, expect, it } from 'vitest'
import { countUsable, findLongRunPrice, listUseBehind } from '../../../src/core/plan/afterwards.js'
import { planPurchases } from '../../../src/core/plan/purchase-plan.js'
import { formatRatio, ratio, ratioOfDecimal } from '../../../src/core/ratio.js'
import { findLeastNet } from './exhaustive.js'
import {
  leastCost,
  leastNet,
  listPurchases,
  longRunPrice,
  makeOffer,
  makeQuestion,
  makeRandom,
  NEVER,
  type PlainLot,
  type PlainOffer,
  type PlainQuestion,
  plan,
  readShippedOffers,
  steady,
} from './questions.js'

const SHIPPED = readShippedOffers()
const LASTING = SHIPPED.filter(offer => !offer.once)

describe('when use goes on behind the horizon', () => {
  it('the long-run price is that of the best package there, used up or expired (rules §5)', () => {
    const priceAt = (rate: string) =>
      formatRatio(findLongRunPrice(SHIPPED.map(makeOffer), ratioOfDecimal(rate))!, 6)
    expect(['700', '400', '451', '300'].map(priceAt)).toEqual(['0.112', '0.14', '0.13969', '0.155556'])
  })
  it('a stock serves what its lots hold, as far as there is time', () => {
    const count = (...lots: [number, number][]) =>
      formatRatio(
        countUsable(
          lots.map(([units, days]) => ({ units: ratio(BigInt(units)), days })),
          ratio(10n),
        ),
      )
    expect(count([25, 2], [100, 30])).toBe('120')
    expect(count([100, 30], [25, 2])).toBe('120')
    expect(count([25, 2], [100, 5])).toBe('50')
    expect(count([25, 0], [7, -1])).toBe('0')
    expect(count()).toBe('0')
  })
  it('what steady use buys first is the best in the long run, whatever the rate and the horizon', () => {
    const wrong: unknown[] = []
    const random = makeRandom(3)
    for (const rate of [50, 200, 300, 334, 400, 449, 451, 501, 550, 592, 594, 668, 700, 1000, 2500]) {
      const best = LASTING.toSorted((a, b) => lossPerDay(a, rate) - lossPerDay(b, rate))[0]!
      for (const days of [1, 7, 30, 89, 90, 91, random(92, 400)]) {
        const found = plan({ demand: steady(days, rate), offers: LASTING, after: rate })
        const [first] = listPurchases(found)
        if (first !== `${best.id}@0` || !found.isProvenOptimal) wrong.push({ rate, days, first })
      }
    }
    expect(wrong).toEqual([])
  })
  it('trials come first where they are worth it, and a first purchase is still the best after them', () => {
    const found = plan({ demand: steady(90, 700), offers: SHIPPED, after: 700 })
    expect(listPurchases(found).slice(0, 3)).toEqual(['trial-1000@0', 'trial-100@1', 'package-3@1'])
  })
  it('where use ends, of two plans of one price that comes first which is best if it went on', () => {
    const question = makeQuestion({ demand: steady(120, 750), offers: LASTING })
    const preference = makeQuestion({ demand: [1], offers: LASTING, after: 750 }).afterwards
    const found = planPurchases({ ...question, preference }, NEVER)
    expect(found.kind === 'plan' && listPurchases(found)[0]).toBe('package-3@0')
  })
  it('what is held and starts behind the horizon serves its units whatever is bought, as late as it can', () => {
    const later = [
      { units: ratio(25n), from: 1, until: 4 },
      { units: ratio(8n), from: 3, until: 5 },
    ]
    expect(listUseBehind(ratio(10n), later).map(use => formatRatio(use))).toEqual(['10', '5', '0', '0', '2'])
    expect(
      listUseBehind(ratio(10n), [{ units: ratio(99n), from: 2, until: 4 }]).map(use => formatRatio(use)),
    ).toEqual(['10', '10', '0', '0'])
    expect(
      listUseBehind(ratio(10n), [{ units: ratio(15n), from: 0, until: 2 }]).map(use => formatRatio(use)),
    ).toEqual(['5', '0'])
    const usable = (units: bigint, days: number) =>
      formatRatio(countUsable([{ units: ratio(units), days }], ratio(10n), listUseBehind(ratio(10n), later)))
    expect([usable(99n, 2), usable(12n, 9), usable(99n, 4), usable(99n, 7)]).toEqual(['15', '12', '15', '37'])
  })
  it.each([30, 40, 41, 90])(
    'a package that starts in 41 days is not bought a second time in a plan of %i',
    days => {
      const offers = [
        { id: 'small', price: 700, units: 5000, days: 180 },
        { id: 'large', price: 5670, units: 45_000, days: 180 },
      ]
      const held = [{ units: 45_000, from: 41, until: 221 }]
      const bought = listPurchases(plan({ demand: steady(days, 260), offers, held, after: 260 }))
      expect(bought.map(name => name.split('@')[0])).toEqual(Array(days === 30 ? 2 : 3).fill('small'))
    },
  )
  it('what is held and lasts is not bought again', () => {
    const held = [{ units: 60_000, from: 0, until: 80 }]
    expect(listPurchases(plan({ demand: steady(60, 700), offers: SHIPPED, held, after: 700 }))).toEqual([])
  })
})

const lossPerDay = ({ price, units, days }: PlainOffer, rate: number): number =>
  Math.max(Number(price) / days, (rate * Number(price)) / Number(units))

/** A small question with use behind its horizon. */
function makeSmall(seed: number): PlainQuestion & { readonly after: number } {
  const random = makeRandom(seed)
  const chance = (percent: number): boolean => random(1, 100) <= percent
  const offers = Array.from({ length: random(1, 3) }, (_, i): PlainOffer => {
    const size = random(2, 9)
    return {
      price: random(1, 3) + Math.ceil((size * random(2, 5)) / 4),
      units: size,
      days: random(1, 6),
      once: i > 0 && chance(35),
    }
  })
  const held = Array.from({ length: chance(40) ? 1 : 0 }, (): PlainLot => {
    const from = random(0, 3) - 1
    return { units: random(0, 6), from, until: from + random(1, 8) }
  })
  const demand = Array.from({ length: random(1, 5) }, () => (chance(35) ? 0 : random(1, 4)))
  const after = random(1, 4)
  // What starts behind the horizon only.
  const later = Array.from({ length: chance(50) ? random(1, 2) : 0 }, (): PlainLot => {
    const from = demand.length + random(0, 4)
    return { units: random(1, 20), from, until: from + random(1, 6) }
  })
  return { demand, offers, held: [...held.filter(lot => lot.from < 2), ...later], after }
}

describe('the plan comes to what an exhaustive search finds', () => {
  const CASES = Number(process.env.PLAN_CASES ?? 150)
  it(`in ${CASES} random cases`, { timeout: 240_000 }, () => {
    const wrong: unknown[] = []
    for (let seed = 0; seed < CASES; seed++) {
      const question = makeSmall(seed)
      const found = leastNet(question)
      const least = findLeastNet(question, false)!
      const atOnce = findLeastNet(question, true)!
      const day = question.after * longRunPrice(question.offers, question.after)
      const isRight =
        typeof found === 'number' &&
        found >= least - 1e-6 &&
        found <= atOnce + 1e-6 &&
        // What trials that do not pay at once can seem better by (afterwards.ts).
        found - least < day * question.offers.filter(({ once }) => once).length + 1e-6
      if (!isRight) wrong.push({ seed, found, least, atOnce })
    }
    expect(wrong).toEqual([])
  })

  // What is held from day 3 on is worth most behind the horizon: a package more for day 3 pays for itself there.
  it.each([
    [[0, 7, 9, 5], [{ price: 5, units: 28, days: 2 }], { units: 8, from: 3, until: 16 }, 4],
    [[0, 0, 5, 3, 6], [{ price: 8, units: 23, days: 1 }], { units: 14, from: 2, until: 7 }, 5],
    [[0, 1, 8, 6, 0, 1], [{ price: 14, units: 12, days: 5 }], { units: 16, from: 1, until: 14 }, 2],
  ])('with use of %j, where what is held begins within the horizon', (demand, offers, held, after) => {
    const question = { demand, offers, held: [held], after }
    expect(leastNet(question)).toBeCloseTo(findLeastNet(question, false)!, 9)
  })

  it('and whoever follows it, again and again, pays the least that can be paid over a long time', () => {
    const wrong: unknown[] = []
    const DAYS = 60
    for (let seed = 0; seed < 60; seed++) {
      const random = makeRandom(1000 + seed)
      const rate = random(1, 3)
      // Lots last whole days, so that the end of one is not shared with another (see the model in afterwards.ts).
      const offers = Array.from(
        { length: random(2, 3) },
        (): PlainOffer => ({
          price: random(3, 14),
          units: rate * random(1, 6),
          days: random(1, 7),
        }),
      )
      const horizon = random(1, 9)
      let [paid, left, until] = [0, 0, 0]
      for (let day = 0; day < DAYS; day++) {
        if (day >= until || left === 0) left = 0
        const held = left > 0 ? [{ units: left, from: 0, until: until - day }] : []
        const found = plan({ demand: steady(horizon, rate), offers, held, after: rate })
        for (const { offer } of found.purchases.filter(purchase => purchase.day === 0)) {
          const bought = offers[Number(offer.id.split('-')[1])]!
          paid += Number(bought.price)
          left += Number(bought.units)
          until = day + bought.days
        }
        left -= rate
      }
      const least = Number(leastCost({ demand: steady(DAYS, rate), offers }))
      // The last lot may serve days that are not asked for.
      const dearest = Math.max(...offers.map(({ price }) => Number(price)))
      if (paid > least + dearest) wrong.push({ seed, paid, least, dearest })
    }
    expect(wrong).toEqual([])
  })
})
