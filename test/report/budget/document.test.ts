import { describe, expect, test } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import { type Day, dayOf } from '../../../src/core/instant.js'
import type { BudgetAnswer, PoolBudget } from '../../../src/core/plan/budget-answer.js'
import { type PoolQuestion, planPool } from '../../../src/core/plan/pool-plan.js'
import { add, NO_UNITS, NO_USD, seconds } from '../../../src/core/quantity.js'
import { ratio } from '../../../src/core/ratio.js'
import { NO_REPEATS } from '../../../src/core/repeated-tasks.js'
import { buildBudgetDocument } from '../../../src/report/budget/document.js'
import { type Document, textsOf } from '../../../src/report/document.js'
import { AS_OF, makeQuestion, NEVER, type PlainQuestion } from '../../core/plan/questions.js'

const UTC = zoneOf('UTC')
const CLOCKS = { startPlan: () => NEVER, startAside: () => NEVER }
const OFFERS = [
  { id: 'small', price: 1400, units: 10_000, days: 90 },
  { id: 'large', price: 5670, units: 45_000, days: 90 },
]

/** A pool whose use is given; its held units cost $0.14 each. */
function makePool(pool: string, question: PlainQuestion, more: Partial<PoolQuestion> = {}): PoolBudget {
  const asked = makeQuestion(question)
  const plan = planPool(
    {
      ...asked,
      heldUnitPrices: asked.held.map(() => ratio(14n, 100n)),
      recommendations: [],
      taskTime: seconds('120'),
      unitsPerTask: null,
      spread: null,
      littleKnown: null,
      isExplained: false,
      ...more,
    },
    CLOCKS,
  )
  const path = { quantile: ratio(1n, 2n), daily: asked.demand, total: asked.demand.reduce(add, NO_UNITS) }
  return {
    pool,
    demand: { chosen: path, paths: [path], basis: null },
    plan: plan.kind === 'no-plan' ? null : plan,
    listCost: null,
  }
}

function build(pools: readonly PoolBudget[], more: Partial<BudgetAnswer> = {}): Document {
  return buildBudgetDocument(
    {
      asOf: AS_OF,
      columns: [],
      firstDay: dayOf(2026, 11, 20) as Day,
      days: pools[0]?.demand.chosen.daily.length ?? 90,
      demandBasis: 'rate',
      quantile: ratio(1n, 2n),
      afterwards: 'stop',
      seed: 1,
      pools,
      dollars: null,
      lists: [],
      cost: pools.reduce((sum, { plan }) => (plan ? add(sum, plan.plan.cost) : sum), NO_USD),
      taskTime: seconds('120'),
      isTaskTimeAssumed: true,
      minConcurrency: null,
      gate: null,
      isExplained: false,
      inputs: [],
      outside: 0,
      outsidePlan: [],
      repeats: NO_REPEATS,
      comparison: null,
      assumedPool: null,
      ledger: null,
      ...more,
    },
    UTC,
  )
}

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')
const leadOf = (document: Document): string[] => document.lead.map(plain)
const blocksOf = (document: Document) => document.sections.flatMap(({ blocks }) => blocks)
/** The rows of the table with such a heading. */
const rowsOf = (document: Document, heading: string): string[][] =>
  blocksOf(document).flatMap(block =>
    block.kind === 'table' && block.table.columns.some(column => column.heading === heading)
      ? textsOf(block.table).map(row => row.map(plain))
      : [],
  )
const figuresOf = (document: Document): Record<string, string> =>
  Object.fromEntries(
    blocksOf(document).flatMap(block =>
      block.kind === 'figures'
        ? block.figures.map(({ label, value, more }) => [label, plain(more ? `${value} (${more})` : value)])
        : [],
    ),
  )
const steady = (use: number, days = 90) => Array<number>(days).fill(use)

describe('the answer comes first:', () => {
  test('nothing to buy, and what is held will be lost', () => {
    const held = [
      { units: 40_000, from: -10, until: 60 },
      { units: 9000, from: -10, until: 95 },
    ]
    const document = build([makePool('video', { demand: steady(100), offers: OFFERS, held })])
    expect(leadOf(document)).toEqual([
      'Buy nothing: the packages that you hold last for all 90 days.',
      '34,000 of your 49,000 units (about $4,760) will expire unused.',
    ])
    // The figure counts held units, too.
    expect(figuresOf(document)).toMatchObject({
      'To buy': 'nothing to buy',
      'Expires unused': '34,000 units (about $4,760)',
      'Left at the end': '6,000 units',
    })
  })
  test('one purchase later, and why then', () => {
    const held = [{ units: 40_000, from: -10, until: 86 }]
    const document = build([makePool('video', { demand: steady(321), offers: OFFERS, held })])
    expect(leadOf(document)).toEqual([
      'Buy nothing before 14 Feb 2027; then buy small (10,000 units) for $1,400.00.',
      '12,394 of your 40,000 units (about $1,740) will expire unused.',
    ])
    expect(figuresOf(document)['To buy']).toBe('$1,400.00 (1 package)')
    expect(rowsOf(document, 'Because')).toEqual([
      ['14 Feb 2027', 'small', '10,000', '$1,400.00', 'the units left expire'],
    ])
  })
  test('several kinds of packages: how many, for how much, from when to when', () => {
    const document = build([makePool('video', { demand: steady(600), offers: OFFERS })])
    expect(leadOf(document)).toEqual([
      'Buy large and small for $7,070.00: the first on 20 Nov 2026, the last on 3 Feb 2027.',
    ])
    expect(rowsOf(document, 'Because').map(row => row.at(-1))).toEqual([
      'no units are held',
      'the units run out',
    ])
  })
  test('a pool that nothing can be bought for is in the answer, not in a note alone', () => {
    const lead = leadOf(
      build([
        makePool('video', { demand: steady(100), offers: OFFERS }),
        makePool('image', { demand: steady(8), offers: [] }),
      ]),
    )
    expect(lead).toEqual([
      'Buy small (10,000 units) for $1,400.00 on 20 Nov 2026.',
      '1,000 of the 10,000 video units that you will buy (about $140) will expire unused.',
      'Nothing is planned for 720 image units: no package of the image pool is on sale.',
    ])
  })
  test('a limit that is kept, and one that is not', () => {
    const pools = [makePool('video', { demand: steady(100), offers: OFFERS })]
    const gate = { maxSpend: pools[0]!.plan!.plan.cost, isCrossed: false }
    expect(leadOf(build(pools, { gate })).at(-1)).toBe(
      '$1,400.00 is within the limit of $1,400.00 (--max-spend).',
    )
    expect(leadOf(build(pools, { gate: { maxSpend: NO_USD, isCrossed: true } })).at(-1)).toBe(
      '$1,400.00 is above the limit of $0.00 (--max-spend).',
    )
  })
})

describe('what is left over', () => {
  const late = { demand: [...steady(0, 86), ...steady(300, 4)], offers: OFFERS }
  test('makes no price of a unit when nobody knows its worth', () => {
    // $1,400 for 1,200 units used would read as ten times the list price.
    expect(figuresOf(build([makePool('video', late)]))).not.toHaveProperty('Price per unit used')
  })
  test('is taken off the price of a unit when use goes on', () => {
    const figures = figuresOf(build([makePool('video', { ...late, after: 300 })], { afterwards: 'continue' }))
    expect(figures['Price per unit used']).toBe('$0.14 (what is left is taken off)')
  })
})

test('other plans count held units that expire, too', () => {
  const held = [{ units: 40_000, from: -10, until: 86 }]
  const document = build([makePool('video', { demand: steady(321), offers: OFFERS, held })])
  const rows = rowsOf(document, 'Instead')
  expect(rows).toContainEqual(['only large', '$5,670.00', '+$4,270.00', '12,394', '43,716'])
})

test('another plan that cannot cover the use has no figures', () => {
  const offers = OFFERS.map((offer, i) => ({ ...offer, limit: i === 0 ? 3 : 5 }))
  const document = build([makePool('video', { demand: steady(100), offers, minimum: 5 })])
  expect(rowsOf(document, 'Instead').find(([name]) => name === 'only small')).toEqual([
    'only small',
    '',
    'does not cover the use',
    '',
    '',
  ])
})

test('what carries the decision is short, the rest is there on request', () => {
  const document = build([makePool('video', { demand: steady(600), offers: OFFERS })])
  const outline = document.sections.map(
    ({ heading, blocks }) =>
      `${heading}: ${blocks.map(({ kind, isDetail, only }) => `${kind}${isDetail ? ' (details)' : ''}${only ? ` (${only.join(', ')})` : ''}`).join('; ')}`,
  )
  expect(outline).toMatchInlineSnapshot(`
    [
      ": figures (markdown, page)",
      ": table",
      ": picture",
      ": facts (screen); facts",
      "Use: picture (page); table (details) (page)",
      "How certain the use is: facts (details)",
      "The packages: table (details)",
      "Other plans: table (details)",
      "Prices and limits: facts (details)",
      "What this rests on: facts (details)",
    ]
  `)
})
