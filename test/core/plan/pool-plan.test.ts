import { describe, expect, it } from 'vitest'
import { drawDownPlan } from '../../../src/core/plan/draw-down.js'
import { drawHeldOnly, type PoolQuestion, planPool } from '../../../src/core/plan/pool-plan.js'
import {
  add,
  compare,
  format,
  NO_UNITS,
  seconds,
  subtract,
  toRatio,
  type Units,
  units,
} from '../../../src/core/quantity.js'
import { formatRatio, ratio } from '../../../src/core/ratio.js'
import {
  dayAt,
  makePoolQuestion,
  makeQuestion,
  NEVER,
  type PlainQuestion,
  readShippedOffers,
} from './questions.js'

const SHIPPED = readShippedOffers()
const CLOCKS = { startPlan: () => NEVER, startAside: () => NEVER }
const all = (demand: readonly (number | string)[]) => demand.map(use => units(String(use)))

const ask = (question: PlainQuestion, more: Partial<PoolQuestion> = {}): PoolQuestion =>
  makePoolQuestion(question, {
    recommendations: [{ packageId: 'custom', units: units('60000'), days: 90 }],
    ...more,
  })
function planOf(question: PlainQuestion, more: Partial<PoolQuestion> = {}) {
  const plan = planPool(ask(question, more), CLOCKS)
  if (plan.kind === 'no-plan') throw new Error(plan.reason)
  return plan
}
const steady = (use: number, days: number) => Array<number>(days).fill(use)

describe('a negotiated package', () => {
  it('is recommended above 60,000 units in 90 days, and not at 60,000', () => {
    expect(planOf({ demand: [30_000, ...steady(0, 88), 30_000], offers: SHIPPED }).negotiation).toBe(null)
    const found = planOf({ demand: [30_000, ...steady(0, 88), 30_001], offers: SHIPPED }).negotiation
    expect(format(found!.most)).toBe('60001')
    expect(planOf({ demand: [30_000, ...steady(0, 89), 30_001], offers: SHIPPED }).negotiation).toBe(null)
  })
  it('is that of the largest use, of several that are passed', () => {
    const recommendations = ['100', '300', '200', '9999'].map((most, i) => ({
      packageId: `custom-${i}`,
      units: units(most),
      days: 90,
    }))
    const { negotiation } = planOf({ demand: [301], offers: SHIPPED }, { recommendations })
    expect(negotiation!.recommendation.packageId).toBe('custom-1')
  })
  it('beats the plan below what the plan pays for a used unit', () => {
    const { plan, negotiation } = planOf({ demand: steady(1000, 90), offers: SHIPPED })
    // 90,000 units: package-1 and package-3 together.
    expect(format(plan.cost)).toBe('10920')
    expect(formatRatio(negotiation!.beatsBelow!)).toBe('0.121333333333333333')
  })
})

describe('demand that turns out otherwise', () => {
  const spread = { low: all(steady(300, 90)), high: all(steady(700, 90)) }
  const { risk } = planOf({ demand: steady(500, 90), offers: SHIPPED }, { spread })
  it('is low: the units that expire, at what was paid for them', () => {
    // package-2 holds 45,000 units at $0.126; 27,000 of them would be used.
    expect(format(risk!.low.forfeited)).toBe('18000')
    expect(formatRatio(risk!.low.dollars)).toBe('2268')
  })
  it('is high: the day on which nothing is left, what is short, and the cheapest purchases from then on', () => {
    // 45,000 units last 64 days of 700 and 200 more.
    expect(risk!.high.shortDay).toBe(64)
    expect(format(risk!.high.short)).toBe('18000')
    const { replan, more } = risk!.high
    if (replan?.kind !== 'plan') throw new Error('no plan')
    expect(replan.purchases.map(({ offer, day }) => `${offer.id}@${day}`)).toEqual(['package-1@64'])
    expect(formatRatio(more)).toBe('4200')
  })
  it('is high, and no trial is bought a second time', () => {
    const trial = { id: 'trial', price: 1, units: 100, days: 30, once: true }
    const big = { id: 'big', price: 50, units: 1000, days: 30 }
    const found = planOf(
      { demand: [100], offers: [trial, big] },
      { spread: { low: all([0]), high: all([200]) } },
    )
    expect(found.plan.purchases.map(({ offer }) => offer.id)).toEqual(['trial'])
    if (found.risk!.high.replan?.kind !== 'plan') throw new Error('no plan')
    expect(found.risk!.high.replan.purchases.map(({ offer }) => offer.id)).toEqual(['big'])
  })
  it('is high, and nothing is bought on days that are over by then', () => {
    // The trial on day 0 would have spared 10 units of `big`, which is what days 5 and 6 are short.
    const trial = { id: 'trial', price: 8, units: 10, days: 1, once: true }
    const big = { id: 'big', price: 50, units: 100, days: 20 }
    const { risk: found } = planOf(
      { demand: steady(14, 7), offers: [trial, big] },
      { spread: { low: all(steady(14, 7)), high: all([20, 20, 20, 20, 20, 5, 5]) } },
    )
    const { replan, shortDay, more } = found!.high
    if (replan?.kind !== 'plan') throw new Error('no plan')
    expect(shortDay).toBe(5)
    expect(replan.purchases.map(({ offer, day, used }) => `${offer.id}@${day}: ${format(used)}`)).toEqual([
      'big@5: 10',
    ])
    expect(formatRatio(more)).toBe('50')
  })
  it('is high on a day of a purchase, which is then still to be made', () => {
    const found = planOf(
      { demand: [5, 5, 5, 5], offers: [{ id: 'a', price: 10, units: 10, days: 10 }] },
      { spread: { low: all([5, 5, 5, 5]), high: all([5, 5, 12, 5]) } },
    )
    const { replan, shortDay, more } = found.risk!.high
    if (replan?.kind !== 'plan') throw new Error('no plan')
    expect(shortDay).toBe(2)
    expect(replan.purchases.map(({ offer, day }) => `${offer.id}@${day}`)).toEqual(['a@2', 'a@2'])
    expect(formatRatio(more)).toBe('10')
  })
  it('is high, and nothing is left to buy', () => {
    const trial = { id: 'trial', price: 1, units: 100, days: 30, once: true }
    const found = planOf(
      { demand: [50, 50], offers: [trial] },
      { spread: { low: all([0, 0]), high: all([50, 70]) } },
    )
    expect(found.risk!.high).toMatchObject({ shortDay: 1, replan: { kind: 'no-plan' }, more: ratio(0n) })
  })
  it('is high, and the plan is enough', () => {
    const enough = planOf(
      { demand: steady(500, 90), offers: SHIPPED },
      { spread: { low: all(steady(500, 90)), high: all(steady(500, 90)) } },
    )
    expect(enough.risk!.high).toEqual({ shortDay: null, short: NO_UNITS, replan: null, more: ratio(0n) })
  })
})

describe('a plan that is not proven', () => {
  it('gives way to an alternative that is cheaper', () => {
    const question = makePoolQuestion({ demand: [75_000], offers: SHIPPED })
    const found = planPool(question, { startPlan: () => () => true, startAside: () => NEVER })
    if (found.kind === 'no-plan') throw new Error(found.reason)
    expect(format(found.plan.cost)).toBe('9870')
    const costs = found.alternatives.flatMap(({ outcome }) => (outcome.kind === 'plan' ? outcome.cost : []))
    expect(costs.every(cost => compare(cost, found.plan.cost) >= 0)).toBe(true)
    expect([found.plan.isProvenOptimal, found.plan.gap]).toEqual([true, ratio(0n)])
  })
  it('is held against no alternative by which nothing can be planned', () => {
    const narrow = { id: 'narrow', price: 1000, units: 100, days: 90, limit: 1 }
    const question = makePoolQuestion({ demand: [75_000], offers: [narrow, ...SHIPPED], minimum: 3 })
    const found = planPool(question, { startPlan: () => () => true, startAside: () => NEVER })
    if (found.kind === 'no-plan') throw new Error(found.reason)
    expect(found.alternatives[0]).toMatchObject({ offerId: 'narrow', outcome: { kind: 'no-plan' } })
    expect(format(found.plan.cost)).toBe('9870')
  })
})

describe('concurrency', () => {
  it('tells the fewest units a task may use on the busiest day', () => {
    const found = planOf({ demand: [400, 600, 100], offers: SHIPPED })
    // Trials cover it at 3 tasks at once: 3 × 86,400 ÷ 120 = 2,160 tasks a day.
    expect(found.concurrency.tasksPerDayMax).toBe(2160n)
    expect(formatRatio(found.unitsPerTaskToFit!)).toBe('0.277777777777777778')
  })
  it('tells none where a task takes longer than a day', () => {
    const { concurrency, unitsPerTaskToFit } = planOf(
      { demand: [400], offers: SHIPPED },
      { taskTime: seconds('999999') },
    )
    expect([concurrency.tasksPerDayMax, unitsPerTaskToFit]).toEqual([0n, null])
  })
  it('names purchases that cannot be used up even at full speed', () => {
    const slow = planOf(
      { demand: steady(20, 90), offers: SHIPPED.filter(({ once }) => !once) },
      { taskTime: seconds('86400'), unitsPerTask: ratio(50n) },
    )
    // 5 tasks a day of 50 units: 22,500 units in 90 days, of 30,000.
    expect(slow.tooLarge.map(({ offer }) => offer.id)).toEqual(['package-1'])
  })
})

describe('the burn-down', () => {
  it('adds up day by day: what was left, plus what is bought, less what is used and what expires', () => {
    const demand = [
      500,
      ...steady(0, 30),
      29_000,
      ...steady(0, 18),
      1000,
      ...steady(0, 34),
      500,
      ...steady(7, 30),
    ]
    const question = { demand, offers: SHIPPED, held: [{ units: 50, from: 0, until: 12.5 }] }
    const { plan, burnDown } = planOf(question)
    let left: Units = units('50')
    for (const [day, use] of demand.entries()) {
      for (const { offer } of plan.purchases.filter(purchase => purchase.day === day))
        left = add(left, offer.units)
      left = subtract(subtract(left, units(String(use))), burnDown.expiring[day]!)
      expect(`${day}: ${format(burnDown.closing[day]!)}`).toBe(`${day}: ${format(left)}`)
    }
    const lost = plan.purchases.reduce((sum, { forfeited }) => add(sum, forfeited), plan.held[0]!.forfeited)
    expect(compare(burnDown.expiring.reduce(add, NO_UNITS), lost)).toBe(0)
  })
  it('leaves what is valid beyond the last day, and loses what expires with it', () => {
    const demand = all(steady(1, 10))
    const held = makeQuestion({
      demand: [1],
      offers: [],
      held: [
        { units: 30, from: 0, until: 10 },
        { units: 40, from: 0, until: 11 },
      ],
    }).held
    const { closing, expiring } = drawDownPlan(dayAt, demand, held, [])
    expect([closing[9], expiring[9]].map(amount => format(amount!))).toEqual(['40', '20'])
  })
})

describe('what is held without anything on sale', () => {
  const shown = (amounts: readonly Units[]) => amounts.map(format)
  it('is drawn day by day, what expires first before the rest; what it leaves open is told', () => {
    const held = [
      { units: 9, from: 3, until: 9 },
      { units: 6.5, from: 0, until: 2 },
    ]
    const { plan, burnDown } = drawHeldOnly(ask({ demand: [2, 3, 1.5, 4, 4, 4], offers: [], held }))
    expect(shown(burnDown.uncovered)).toEqual(['0', '0', '1.5', '0', '0', '3'])
    expect(shown(burnDown.closing)).toEqual(['4.5', '0', '0', '5', '1', '0'])
    expect(shown(burnDown.expiring)).toEqual(['0', '1.5', '0', '0', '0', '0'])
    expect(plan.purchases).toEqual([])
    expect(plan.held.map(({ used, forfeited, left }) => shown([used, forfeited, left]))).toEqual([
      ['9', '0', '0'],
      ['5', '1.5', '0'],
    ])
  })
  it('lacks concurrency on the days that it serves with less than the minimum', () => {
    const held = [
      { units: 3, from: 0, until: 3, limit: null },
      { units: 3, from: 1, until: 2, limit: 4 },
    ]
    const demand = [1, 1, 1, 1]
    const daysBelow = (minimum: number | null) =>
      drawHeldOnly(ask({ demand, offers: [], held, minimum })).daysBelowLimit
    // Nothing serves the last day: it is uncovered.
    expect([null, 1, 4, 5].map(daysBelow)).toEqual([[], [0, 2], [0, 2], [0, 1, 2]])
  })
})

describe('the certificate', () => {
  it('is none where nothing is used', () => {
    expect(planOf({ demand: [0], offers: SHIPPED }, { isExplained: true }).demandRange).toBe(null)
  })
  it('is found only when asked for', () => {
    expect(planOf({ demand: steady(400, 90), offers: SHIPPED }).demandRange).toBe(null)
    const { demandRange } = planOf({ demand: steady(400, 90), offers: SHIPPED }, { isExplained: true })
    // package-2 alone is the cheapest from above 31,100 units (package-1 and both trials) to 45,000.
    expect(formatRatio(demandRange!.to!)).toBe('1.25')
    expect(
      toRatio(units('31100')).num * 1000n < demandRange!.from.num * (1000n / demandRange!.from.den) * 36_000n,
    ).toBe(true)
  })
})
