import { describe, expect, it } from 'vitest'
import { findLeastCost } from './exhaustive.js'
import { leastCost, makeRandom, type PlainOffer, type PlainQuestion } from './questions.js'

/** A small question of any kind: uneven demand, mixed validities, held lots, trials, a minimum concurrency. */
function makeSmall(seed: number): PlainQuestion {
  const random = makeRandom(seed)
  const chance = (percent: number): boolean => random(1, 100) <= percent
  const days = random(1, 6)
  const isLimited = chance(30)
  const makeLimit = (): number | null => (isLimited && chance(50) ? (chance(70) ? 3 : null) : 5)
  const isTrialsOnly = chance(10)
  const offers = Array.from({ length: random(1, 4) }, (_, i): PlainOffer => {
    const size = random(2, 9)
    // One can always be bought again, so that there is a plan; or none can, so that the search for one ends.
    const isLasting = !isTrialsOnly && (i === 0 || chance(70))
    return {
      price: random(1, 3) + Math.ceil((size * random(2, 5)) / 4),
      units: size,
      days: random(1, 7),
      limit: i === 0 ? 5 : makeLimit(),
      once: !isLasting,
    }
  })
  const held = Array.from({ length: chance(40) ? random(1, 2) : 0 }, () => {
    const from = random(0, 4) - 1
    const part = chance(30) ? 0.5 : 0
    return { units: random(0, 6), from: from + part, until: from + random(1, 6) + part, limit: makeLimit() }
  })
  return {
    demand: Array.from({ length: days }, () => (chance(45) ? 0 : random(1, 5))),
    offers,
    held,
    minimum: isLimited ? 5 : null,
  }
}

describe('the plan costs what an exhaustive search finds', () => {
  const CASES = Number(process.env.PLAN_CASES ?? 4000)
  const CHUNK = 500
  for (let from = 0; from < CASES; from += CHUNK) {
    it(`in random cases ${from} to ${from + CHUNK - 1}`, { timeout: 120_000 }, () => {
      const wrong: unknown[] = []
      for (let seed = from; seed < from + CHUNK; seed++) {
        const question = makeSmall(seed)
        const expected = findLeastCost(question)?.toString() ?? 'impossible'
        const found = leastCost(question)
        if (found !== expected) wrong.push({ seed, found, expected })
      }
      expect(wrong).toEqual([])
    })
  }
  it('in random cases where the clocks go back on one of the days', { timeout: 120_000 }, () => {
    const wrong: unknown[] = []
    let others = 0
    for (let seed = 0; seed < CASES / 4; seed++) {
      const question = { ...makeSmall(seed), clocksBackOn: seed % 5 }
      const expected = findLeastCost(question)?.toString() ?? 'impossible'
      const found = leastCost(question)
      if (found !== expected) wrong.push({ seed, found, expected })
      if (found !== leastCost({ ...question, clocksBackOn: Number.POSITIVE_INFINITY })) others++
    }
    expect(wrong).toEqual([])
    expect(others).toBeGreaterThan(0)
  })
})
