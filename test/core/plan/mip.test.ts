/**
 * The planner against a solver for mixed integer programs, on questions too large to look at everything. The solver
 * (`highs`, for development only) works in floating point, so prices are whole and costs are rounded to whole ones.
 */
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import {
  leastCost,
  leastNet,
  longRunPrice,
  makeRandom,
  type PlainOffer,
  type PlainQuestion,
  readShippedOffers,
  savingOfTrial,
} from './questions.js'

interface Solution {
  readonly Status: string
  readonly ObjectiveValue: number
}
interface Solver {
  solve(problem: string, options: Readonly<Record<string, unknown>>): Solution
}

const loadSolver = ((): (() => Promise<Solver>) | null => {
  try {
    return createRequire(import.meta.url)('highs') as () => Promise<Solver>
  } catch {
    return null
  }
})()

const sumTerms = (terms: readonly string[]): string => (terms.length === 0 ? '0 nothing' : terms.join(' + '))

/** The question as a mixed integer program in the LP format: lots bought by day, and who pays how much on which day. */
function writeProgram({ demand, offers, held = [], minimum = null, after }: PlainQuestion): string {
  const days = demand.length
  const bought = offers.flatMap((offer, k) =>
    demand.map((_, day) => ({
      name: `b${k}_${day}`,
      offer,
      size: Number(offer.units),
      from: day,
      until: Math.min(days, day + offer.days),
      end: day + offer.days,
      k,
    })),
  )
  const owned = held.map((lot, k) => ({
    name: `h${k}`,
    size: Number(lot.units),
    from: Math.max(0, Math.ceil(lot.from)),
    until: Math.min(days, Math.floor(lot.until)),
    end: Math.floor(lot.until),
    isEnough: minimum === null || (lot.limit !== undefined ? (lot.limit ?? 0) : 5) >= minimum,
  }))
  const daysOf = ({ from, until }: { from: number; until: number }): number[] =>
    demand.flatMap((_, day) => (from <= day && day < until ? [day] : []))
  const rate = Number(after ?? 0)
  const unitPrice = after === undefined ? 0 : longRunPrice(offers, rate)
  // What is used behind the horizon, by lot: no more before any day than is used up to it.
  const lasting =
    after === undefined ? [] : [...bought, ...owned].filter(lot => lot.end > days && lot.from <= days)
  const payments = (lot: { name: string; from: number; until: number }): string =>
    sumTerms([
      ...daysOf(lot).map(day => `${lot.name}_on${day}`),
      ...(lasting.some(({ name }) => name === lot.name) ? [`${lot.name}_after`] : []),
    ])
  const rules = [
    ...demand.map((use, day) => {
      const payers = [...bought, ...owned].filter(lot => daysOf(lot).includes(day))
      return `${sumTerms(payers.map(lot => `${lot.name}_on${day}`))} >= ${use}`
    }),
    ...bought.map(lot => `${payments(lot)} - ${lot.size} ${lot.name} <= 0`),
    ...owned.map(lot => `${payments(lot)} <= ${lot.size}`),
    ...[...new Set(lasting.map(({ end }) => end))].map(end => {
      const before = lasting.filter(lot => lot.end <= end).map(lot => `${lot.name}_after`)
      return `${sumTerms(before)} <= ${rate * (end - days)}`
    }),
    ...offers.flatMap((offer, k) =>
      offer.once ? [`${sumTerms(bought.filter(lot => lot.k === k).map(lot => lot.name))} <= 1`] : [],
    ),
    ...demand.flatMap((use, day) => {
      if (minimum === null || Number(use) === 0) return []
      if (owned.some(lot => lot.isEnough && lot.from <= day && day < lot.until)) return []
      const enough = bought.filter(
        lot =>
          (lot.offer.limit !== undefined ? (lot.offer.limit ?? 0) : 5) >= minimum &&
          daysOf(lot).includes(day),
      )
      return [`${sumTerms(enough.map(lot => lot.name))} >= 1`]
    }),
  ]
  return [
    'Minimize',
    ` cost: ${sumTerms([
      ...bought.map(
        ({ offer, name }) => `${Number(offer.price) + savingOfTrial(offer, rate, unitPrice)} ${name}`,
      ),
      ...lasting.map(({ name }) => `-${unitPrice} ${name}_after`),
    ])}`,
    'Subject To',
    ...rules.map((rule, i) => ` r${i}: ${rule}`),
    'Bounds',
    ' nothing = 0',
    'General',
    ` ${bought.map(lot => lot.name).join(' ')}`,
    'End',
  ].join('\n')
}

/** A middling question: some weeks, several offers of different validity, all prices whole. */
function makeMiddling(seed: number): PlainQuestion {
  const random = makeRandom(seed)
  const chance = (percent: number): boolean => random(1, 100) <= percent
  const days = random(10, 24)
  const isLimited = chance(25)
  const makeLimit = (): number => (isLimited && chance(40) ? 3 : 5)
  const rate = random(3, 40)
  const offers = Array.from({ length: random(2, 4) }, (_, i): PlainOffer => {
    const size = random(2, 25) * random(2, 12)
    return {
      price: random(1, 20) + Math.ceil((size * random(70, 140)) / 100),
      units: size,
      days: random(2, 30),
      limit: i === 0 ? 5 : makeLimit(),
      once: i > 0 && chance(30),
    }
  })
  const held = Array.from({ length: chance(40) ? random(1, 2) : 0 }, () => {
    const from = random(-3, 12)
    return {
      units: random(5, 150),
      from,
      until: from + random(2, 25) + (chance(30) ? 0.5 : 0),
      limit: makeLimit(),
    }
  })
  const gap = random(0, 70)
  return {
    demand: Array.from({ length: days }, (_, day) =>
      chance(gap) ? 0 : day === 9 ? rate * 20 : random(0, 2 * rate),
    ),
    offers,
    held,
    minimum: isLimited ? 5 : null,
  }
}

describe.skipIf(loadSolver === null)(
  'the plan costs what a MIP solver finds (skipped: highs is not installed)',
  () => {
    const solveProgram = async (question: PlainQuestion): Promise<string> => {
      const solver = await loadSolver!()
      const { Status, ObjectiveValue } = solver.solve(writeProgram(question), {
        mip_rel_gap: 0,
        mip_abs_gap: 0.5,
        output_flag: false,
      })
      expect(Status).toBe('Optimal')
      return Math.round(ObjectiveValue).toString()
    }

    const CASES = Number(process.env.PLAN_MIP_CASES ?? 20)
    it(`in ${CASES} random cases where use goes on`, { timeout: 600_000 }, async () => {
      const wrong: unknown[] = []
      const solver = await loadSolver!()
      for (let seed = 0; seed < CASES; seed++) {
        const question = { ...makeMiddling(seed), after: makeRandom(seed)(3, 40) }
        const options = { mip_rel_gap: 0, mip_abs_gap: 1e-6, output_flag: false }
        const { offers, after } = question
        const unitPrice = longRunPrice(offers, after)
        const saved = offers.reduce((sum, offer) => sum + savingOfTrial(offer, after, unitPrice), 0)
        const expected = solver.solve(writeProgram(question), options).ObjectiveValue - saved
        const found = leastNet(question)
        if (typeof found === 'string' || Math.abs(found - expected) > 1e-3)
          wrong.push({ seed, found, expected })
      }
      expect(wrong).toEqual([])
    })
    it(`in ${CASES} random cases`, { timeout: 600_000 }, async () => {
      const wrong: unknown[] = []
      for (let seed = 0; seed < CASES; seed++) {
        const question = makeMiddling(seed)
        const [expected, found] = [await solveProgram(question), leastCost(question)]
        if (found !== expected) wrong.push({ seed, found, expected })
      }
      expect(wrong).toEqual([])
    })

    it('with the shipped catalogue in the case of rules §5', { timeout: 120_000 }, async () => {
      const demand = Array.from(
        { length: 90 },
        (_, day) => ({ 0: 500, 31: 29_000, 50: 1000, 85: 500 })[day] ?? 0,
      )
      const offers = readShippedOffers().map(offer => ({
        ...offer,
        price: Math.round(Number(offer.price) * 100),
      }))
      expect(await solveProgram({ demand, offers })).toBe('429799')
    })
  },
)
