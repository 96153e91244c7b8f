import { describe, expect, it } from 'vitest'
import { listAlternatives } from '../../../src/core/plan/alternatives.js'
import { findDemandRange } from '../../../src/core/plan/demand-range.js'
import { listOpenOffers } from '../../../src/core/plan/offer.js'
import { type PurchasePlan, planAsGreedy, planPurchases } from '../../../src/core/plan/purchase-plan.js'
import { add, compare, format, toRatio } from '../../../src/core/quantity.js'
import { compareRatios, formatRatio, subtractRatios } from '../../../src/core/ratio.js'
import { findLeastCost } from './exhaustive.js'
import {
  after,
  leastCost,
  listPurchases,
  makeOffer,
  makeQuestion,
  makeRandom,
  NEVER,
  type PlainOffer,
  type PlainQuestion,
  plan,
  readShippedOffers,
  steady,
} from './questions.js'

const SHIPPED = readShippedOffers()
const NO_TRIALS = SHIPPED.filter(offer => !offer.once)

describe('with the shipped catalogue', () => {
  const launch = Array.from({ length: 90 }, (_, day) => ({ 0: 500, 31: 29_000, 50: 1000, 85: 500 })[day] ?? 0)

  it('packages of different validity overlap where that is cheaper (rules §5)', () => {
    const found = plan({ demand: launch, offers: SHIPPED })
    expect(format(found.cost)).toBe('4297.99')
    expect(found.isProvenOptimal).toBe(true)
    expect(listPurchases(found)).toEqual(['package-1@0', 'trial-1000@31'])
    expect([found.used, found.forfeited, found.left].map(format)).toEqual(['31000', '0', '0'])
  })
  it('and any plan there without overlap costs $5,670 or more (rules §5)', () => {
    const usedBefore = [0]
    for (const use of launch) usedBefore.push(usedBefore.at(-1)! + use)
    // One lot after the other: each is bought for the first unit not covered, and covers what it can.
    const leastFrom = (covered: number, trials: readonly PlainOffer[]): number => {
      if (covered === usedBefore.at(-1)) return 0
      const day = usedBefore.findLastIndex(before => before <= covered)
      const costs = [...NO_TRIALS, ...trials].map(offer => {
        const last = usedBefore[Math.min(90, day + offer.days)]!
        const next = Math.min(covered + Number(offer.units), last)
        return (
          Number(offer.price) +
          leastFrom(
            next,
            trials.filter(trial => trial !== offer),
          )
        )
      })
      return Math.min(...costs)
    }
    expect(
      leastFrom(
        0,
        SHIPPED.filter(offer => offer.once),
      ),
    ).toBe(5670)
  })
  it('90 days at 400 units a day take package-2, as cli.md shows', () => {
    const found = plan({ demand: steady(90, 400), offers: NO_TRIALS })
    expect(listPurchases(found)).toEqual(['package-2@0'])
    expect([found.cost, found.used, found.forfeited, found.left].map(format)).toEqual([
      '5670',
      '36000',
      '9000',
      '0',
    ])
    expect(formatRatio(found.effectiveUnitPrice!)).toBe('0.1575')
  })
  it('a trial is bought once, and not at all when it is taken out as used', () => {
    const demand = steady(50, 5)
    const idsOf = (offers: readonly PlainOffer[]) =>
      plan({ demand, offers }).purchases.map(({ offer }) => offer.id)
    expect(idsOf(SHIPPED).sort()).toEqual(['trial-100', 'trial-1000'])
    const open = listOpenOffers(SHIPPED.map(makeOffer), ['trial-100', 'package-1']).map(({ id }) => id)
    expect(open).toEqual(['trial-1000', 'package-1', 'package-2', 'package-3'])
    expect(idsOf(SHIPPED.filter(({ id }) => open.includes(id!)))).toEqual(['package-1'])
  })
  it('a year at 2,000 units a day is planned and proven', () => {
    expect(leastCost({ demand: steady(365, 2000), offers: SHIPPED })).toBe('83790')
  })
})

describe('a lot covers', () => {
  const offers = [{ price: 1, units: 10, days: 3 }]
  it('exactly as many days as it is valid', () => {
    expect(leastCost({ demand: [1, 1, 1], offers })).toBe('1')
    expect(leastCost({ demand: [1, 1, 1, 1], offers })).toBe('2')
  })
  it('exactly as many units as it holds', () => {
    expect(leastCost({ demand: ['9.999', '0.001'], offers })).toBe('1')
    expect(leastCost({ demand: ['9.999', '0.0011'], offers })).toBe('2')
  })
  it('whole days only, when it is held and ends within one', () => {
    const held = (until: number) =>
      leastCost({ demand: [1, 1], offers, held: [{ units: 5, from: -3, until }] })
    expect(held(2)).toBe('0')
    expect(held(1.999)).toBe('1')
  })
  it('whole days only, when it is held and starts within one', () => {
    const held = (from: number) => leastCost({ demand: [1, 1], offers, held: [{ units: 5, from, until: 9 }] })
    expect(held(0)).toBe('0')
    expect(held(0.001)).toBe('1')
  })
  it('part of a day, another lot the rest', () => {
    expect(leastCost({ demand: [15], offers })).toBe('2')
  })
})

describe('units that are not used', () => {
  const only = (days: number) => plan({ demand: steady(days, 1), offers: [{ price: 1, units: 10, days: 3 }] })
  it('are forfeited when the lot expires with the last day', () => {
    expect([only(3).forfeited, only(3).left].map(format)).toEqual(['7', '0'])
  })
  it('are left when the lot is valid after it', () => {
    expect([only(2).forfeited, only(2).left].map(format)).toEqual(['0', '8'])
  })
  it('of held lots are told apart from those of purchases', () => {
    const found = plan({
      demand: [1, 1],
      offers: [{ price: 1, units: 10, days: 3 }],
      held: [{ units: 5, from: 0, until: 2 }],
    })
    expect(found.purchases).toEqual([])
    expect(found.held.map(lot => [lot.used, lot.forfeited, lot.left].map(format))).toEqual([['2', '3', '0']])
    expect(format(found.forfeited)).toBe('0')
    expect(found.effectiveUnitPrice).toBe(null)
  })
})

describe('a minimum concurrency', () => {
  const offers: PlainOffer[] = [
    { id: 'small', price: 1, units: 10, days: 2, limit: 3 },
    { id: 'large', price: 5, units: 10, days: 6, limit: 5 },
    { id: 'unstated', price: 1, units: 99, days: 9, limit: null },
  ]
  it('makes lots overlap that could follow one another', () => {
    const found = plan({ demand: [10, 10, 5, 5], offers: offers.slice(0, 2), minimum: 5 })
    expect(format(found.cost)).toBe('7')
    expect(found.limits).toEqual([5, 5, 5, 5])
  })
  it('asks nothing of a day without use', () => {
    expect(leastCost({ demand: [0, 0, 10], offers, minimum: 5 })).toBe('5')
    expect(leastCost({ demand: [0, 0, 0], offers, minimum: 5 })).toBe('0')
  })
  it('is not met by a lot that states none', () => {
    expect(leastCost({ demand: [1], offers: offers.slice(2), minimum: 1 })).toBe('impossible')
  })
  it('is met by a held lot on the days it covers', () => {
    const held = [{ units: 1, from: 0, until: 1, limit: 5 }]
    expect(leastCost({ demand: [10], offers, held, minimum: 5 })).toBe('1')
    expect(leastCost({ demand: [10, 1], offers, held, minimum: 5 })).toBe('5')
  })
  it('that only an empty lot gives is told day by day', () => {
    const found = plan({ demand: [10, 10], offers, minimum: 5 })
    expect(listPurchases(found)).toHaveLength(2)
    expect(found.daysOnEmptyLimit.length).toBeLessThanOrEqual(1)
  })
})

describe('no plan is found', () => {
  it('when nothing covers every day', () => {
    expect(leastCost({ demand: [1, 1], offers: [] })).toBe('impossible')
    expect(leastCost({ demand: [5, 5], offers: [{ price: 1, units: 9, days: 9, once: true }] })).toBe(
      'impossible',
    )
  })
  it('when it would take too many lots', () => {
    expect(leastCost({ demand: ['1000000000'], offers: [{ price: 1, units: 1, days: 1 }] })).toBe(
      'too-many-lots',
    )
  })
  it('but what is held already needs no lots', () => {
    const held = [{ units: 30_001, from: 0, until: 9 }]
    const question = { demand: [10_000, 20_001], offers: [{ price: 1, units: 1, days: 1 }], held }
    expect(leastCost(question)).toBe('0')
    expect(leastCost({ ...question, offers: [] })).toBe('0')
    expect(leastCost({ ...question, offers: [], held: [] })).toBe('impossible')
  })
  it('but nothing needs to be bought when nothing is used', () => {
    expect(leastCost({ demand: [0], offers: [] })).toBe('0')
  })
})

describe('when time runs out', () => {
  it('the best plan so far stands with a lower bound, and is not called proven', () => {
    const random = makeRandom(5)
    const demand = Array.from({ length: 365 }, () => random(0, 4000))
    const found = plan({ demand, offers: SHIPPED }, () => true)
    expect(found.isProvenOptimal).toBe(false)
    expect(found.gap.num > 0n).toBe(true)
    const proven = plan({ demand, offers: SHIPPED })
    const least = subtractRatios(toRatio(found.cost), found.gap)
    expect(compareRatios(least, toRatio(proven.cost))).toBeLessThanOrEqual(0)
    expect(compare(found.cost, proven.cost)).toBeGreaterThanOrEqual(0)
  })
})

describe('offers that could never end a search', () => {
  const offer = { id: 'a', price: 1, units: 1, days: 1 }
  it.each<[string, PlainOffer[]]>([
    ['holds no units', [{ ...offer, units: 0 }]],
    ['is never valid', [{ ...offer, days: 0 }]],
    ['is never valid', [{ ...offer, days: 1.5 }]],
    ['two offers of one id', [offer, offer]],
  ])('are refused: %s', (message, offers) => {
    const question = makeQuestion({ demand: [1], offers })
    expect(() => planPurchases(question, NEVER)).toThrow(message)
    expect(() => planAsGreedy(question)).toThrow(message)
  })
})

describe('amounts too fine for whole numbers', () => {
  it('are planned between two coarser questions, and proven when these agree', () => {
    const demand = ['0.123456789012345678', '60000.000000000000000001', '7']
    expect(leastCost({ demand, offers: NO_TRIALS })).toBe('9870')
  })
  it('are proven too when a package holds next to nothing more than is used', () => {
    const demand = Array<string>(90).fill('666.666666666666666666')
    const found = plan({ demand, offers: SHIPPED })
    expect(found.purchases.map(({ offer }) => offer.id)).toEqual(['package-3'])
    expect(found.isProvenOptimal).toBe(true)
    // 60,000.00000000000000003 units are more than it holds.
    const over = plan({ demand: Array<string>(90).fill('666.666666666666666667'), offers: SHIPPED })
    expect(format(over.cost)).toBe('6729.79')
  })
})

/** Small questions for the properties. */
function makeQuestionOf(seed: number): PlainQuestion {
  const random = makeRandom(seed)
  return {
    demand: Array.from({ length: random(2, 25) }, () => Math.max(0, random(-10, 20))),
    offers: Array.from({ length: random(2, 5) }, (_, i) => ({
      price: random(5, 60),
      units: random(5, 60),
      days: random(1, 20),
      once: i > 0 && random(1, 4) === 1,
    })),
    held: random(1, 3) === 1 ? [{ units: random(1, 60), from: random(-2, 9), until: random(10, 20) }] : [],
  }
}
const SEEDS = Array.from({ length: 300 }, (_, seed) => seed)
const costOf = (question: PlainQuestion): number => {
  const cost = leastCost(question)
  return cost === 'impossible' ? Number.POSITIVE_INFINITY : Number(cost)
}

describe('in random cases', () => {
  it('more demand never costs less', () => {
    for (const seed of SEEDS) {
      const question = makeQuestionOf(seed)
      const day = seed % question.demand.length
      const demand = question.demand.map((use, i) => (i === day ? Number(use) + 7 : use))
      expect(costOf({ ...question, demand })).toBeGreaterThanOrEqual(costOf(question))
    }
  })
  it('a held lot never raises the cost', () => {
    for (const seed of SEEDS) {
      const question = makeQuestionOf(seed)
      const held = [...question.held!, { units: 9, from: seed % 5, until: 4 + (seed % 11) }]
      expect(costOf({ ...question, held })).toBeLessThanOrEqual(costOf(question))
    }
  })
  it('taking an offer away never lowers the cost', () => {
    for (const seed of SEEDS) {
      const question = makeQuestionOf(seed)
      const offers = question.offers.slice(0, -1)
      expect(costOf({ ...question, offers })).toBeGreaterThanOrEqual(costOf(question))
    }
  })
  it('every unit bought is used, forfeited or left, and all use is paid', () => {
    for (const seed of SEEDS) {
      const question = makeQuestionOf(seed)
      const found = planPurchases(makeQuestion(question), NEVER)
      if (found.kind === 'no-plan') continue
      for (const { offer, used, forfeited, left } of found.purchases) {
        expect(format(add(used, add(forfeited, left)))).toBe(format(offer.units))
      }
      const paid = [...found.purchases, ...found.held].reduce((sum, lot) => sum + Number(format(lot.used)), 0)
      expect(paid).toBe(question.demand.reduce((sum: number, use) => sum + Number(use), 0))
    }
  })
  it('among packages of one validity, waiting until the rest does not cover the day loses nothing', () => {
    for (const seed of SEEDS) {
      const question = makeQuestionOf(seed)
      const { demand, offers } = question
      const alike = {
        demand: demand.slice(0, 6).map(use => Number(use) % 6),
        offers: offers.slice(0, 2).map((offer, i) => ({
          ...offer,
          price: 3 + i + (seed % 4),
          units: 3 + 2 * i + (seed % 3),
          days: 1 + (seed % 5),
          once: false,
        })),
      }
      const found = plan(alike)
      expect(format(found.cost)).toBe(String(findLeastCost(alike)))
      // Each purchase is drawn from on its day: the stock before it did not cover that day.
      let stock: { until: number; units: number }[] = []
      for (const [day, use] of alike.demand.entries()) {
        stock = stock.filter(lot => lot.until > day)
        const bought = found.purchases.filter(purchase => purchase.day === day)
        const before = stock.reduce((sum, lot) => sum + lot.units, 0)
        if (bought.length > 0) expect(before).toBeLessThan(use)
        stock.push(
          ...bought.map(({ offer }) => ({
            until: day + offer.validityDays,
            units: Number(format(offer.units)),
          })),
        )
        let open = use
        stock = stock.map(lot => {
          const paid = Math.min(open, lot.units)
          open -= paid
          return { ...lot, units: lot.units - paid }
        })
      }
    }
  })
})

describe('the plan made by hand', () => {
  const greedy = (question: PlainQuestion) => {
    const found = planAsGreedy(makeQuestion(question))
    return found.kind === 'plan' ? listPurchases(found) : found.reason
  }
  it('takes the cheapest package for its concurrency alone where units are there', () => {
    const lot = { units: 30, from: 0, until: 9, limit: null }
    const offers = [
      { price: 9, units: 50, days: 9 },
      { price: 7, units: 10, days: 9 },
      { price: 1, units: 10, days: 9, limit: null },
    ]
    expect(greedy({ demand: steady(3, 10), offers, held: [lot, lot], minimum: 5 })).toEqual(['offer-1@0'])
  })
  it('but rather one whose units will still be used, even where the other is free', () => {
    const held = [{ units: 20, from: 0, until: 9, limit: null }]
    const offers = [
      { price: 0, units: 10, days: 1 },
      { price: 9, units: 10, days: 9 },
      { price: 0, units: 10, days: 1 },
    ]
    expect(greedy({ demand: steady(3, 10), offers, held, minimum: 5 })).toEqual(['offer-1@0'])
  })
})

describe('prices that no number holds to the cent', () => {
  const inCents = (text: string): bigint => BigInt(text.replace('.', ''))
  // Of the first, a step is two cents.
  it.each([264_000_000_000n, 90_000_000_000_000n, 90_000_000_000_000_000n])(
    'make a plan near the cheapest, and the gap says so: $%i',
    huge => {
      const offers = [
        { price: `${huge}.02`, units: 10, days: 9 },
        { price: `${huge}.01`, units: 10, days: 9 },
        { price: `${huge}.03`, units: 20, days: 9 },
      ]
      const asks = [offers, offers.toReversed()].flatMap(asked => [
        { asked, days: 1, least: huge * 100n + 1n },
        { asked, days: 2, least: huge * 100n + 3n },
        { asked, days: 3, least: 2n * huge * 100n + 4n },
      ])
      for (const { asked, days, least } of asks) {
        const { cost, gap } = plan({ demand: steady(days, 10), offers: asked })
        const paid = inCents(format(cost))
        const bound = paid - (gap.num * 100n) / gap.den
        expect([paid >= least, bound <= least]).toEqual([true, true])
        expect(paid - bound).toBeLessThan(least / 1_000_000_000n)
      }
    },
  )
})

describe('alternatives', () => {
  it('are each package alone, the greedy way and the plan without trials', () => {
    const question = makeQuestion({ demand: steady(90, 400), offers: SHIPPED })
    const listed = listAlternatives(question, after(10)).map(alternative => {
      const { outcome } = alternative
      const name = alternative.kind === 'only' ? `only ${alternative.offerId}` : alternative.kind
      return [name, outcome.kind === 'plan' ? format(outcome.cost) : outcome.reason]
    })
    expect(listed).toEqual([
      ['only package-1', '8400'],
      ['only package-2', '5670'],
      ['only package-3', '6720'],
      ['greedy', '8507.78'],
      ['without-trials', '5670'],
    ])
  })
})

describe('alternatives that there is no time for', () => {
  it('are greedy, and not called proven', () => {
    const question = makeQuestion({ demand: steady(90, 400), offers: SHIPPED })
    const [first] = listAlternatives(question, () => true)
    expect(first).toMatchObject({ kind: 'only', offerId: 'package-1', outcome: { isProvenOptimal: false } })
    expect(format((first!.outcome as PurchasePlan).cost)).toBe('8400')
  })
})

describe('the range of demand over which a plan stays the cheapest', () => {
  const rangeOf = (question: PlainQuestion) => {
    const { from, to, isTight } = findDemandRange(makeQuestion(question), plan(question), NEVER)
    return [formatRatio(from), to && formatRatio(to), isTight]
  }
  it('ends where another plan is cheaper, and where this one no longer suffices', () => {
    // package-1 serves up to 30,000 units, package-2 up to 45,000.
    expect(rangeOf({ demand: steady(90, 400), offers: NO_TRIALS })).toEqual(['0.834', '1.25', true])
  })
  it('is no wider than the demand itself when there is no time', () => {
    const question: PlainQuestion = { demand: steady(90, 400), offers: NO_TRIALS }
    const { from, to, isTight } = findDemandRange(makeQuestion(question), plan(question), () => true)
    expect([formatRatio(from), formatRatio(to!), isTight]).toEqual(['1', '1', false])
  })
  it('is told as searched to its ends only where it was, whenever time runs out', () => {
    // By hand one buys the cheap package first, and has none for the last day: only the search finds a plan.
    const questionOf = (size: number): PlainQuestion => ({
      demand: [2, 0, 0, 5],
      offers: [
        { price: 10, units: 2 * size, days: 1, once: true },
        { price: 1, units: 5 * size, days: 2, once: true },
      ],
    })
    for (const size of [1, 1.2, 1.35, 1.5, 1.9]) {
      const question = questionOf(size)
      const [from, to, isTight] = rangeOf(question)
      expect([from, to, isTight]).toEqual(['0.001', String(size), true])
      let isWhole = false
      for (let most = 0; !isWhole; most++) {
        let looks = 0
        isWhole = true
        const cut = findDemandRange(makeQuestion(question), plan(question), () => {
          if (looks++ < most) return false
          isWhole = false
          return true
        })
        expect(Number(formatRatio(cut.from))).toBeGreaterThanOrEqual(Number(from))
        expect(Number(formatRatio(cut.to!))).toBeLessThanOrEqual(Number(to))
        if (cut.isTight) expect([formatRatio(cut.from), formatRatio(cut.to!)]).toEqual([from, to])
      }
    }
  })
  it('is no wider where a dearer plan was found in the time, and nothing was proven of it', () => {
    const question = makeQuestion({
      demand: [18, 17, 0, 11, 0, 0, 14],
      offers: [
        { price: 31, units: 19, days: 6 },
        { price: 31, units: 47, days: 1 },
        { price: 5, units: 13, days: 6, once: true },
        { price: 37, units: 7, days: 5, once: true },
      ],
    })
    const found = planPurchases(question, NEVER) as PurchasePlan
    const whole = findDemandRange(question, found, NEVER)
    for (let most = 0; most < 40; most++) {
      let looks = 0
      const cut = findDemandRange(question, found, () => looks++ >= most)
      expect(compareRatios(cut.from, whole.from)).toBeGreaterThanOrEqual(0)
      expect(compareRatios(cut.to!, whole.to!)).toBeLessThanOrEqual(0)
    }
  })
  it('is looked for up to 1,024 times the demand', () => {
    const offers = (units: number) => [{ price: 10, units, days: 1 }]
    const farthest = (units: number) => rangeOf({ demand: [1], offers: offers(units) })[1]
    expect([600, 1000, 1023, 1024].map(farthest)).toEqual(['600', '1000', '1023', null])
  })
  it('has no end when nothing is used', () => {
    expect(rangeOf({ demand: [0], offers: NO_TRIALS })).toEqual(['0', null, true])
  })
})
