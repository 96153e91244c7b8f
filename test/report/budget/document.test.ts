import { describe, expect, test } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import { type Day, dayOf } from '../../../src/core/instant.js'
import {
  type BudgetAnswer,
  isPlanned,
  type PlannedPool,
  type PoolBudget,
} from '../../../src/core/plan/budget-answer.js'
import { drawHeldOnly, type PoolQuestion, planPool } from '../../../src/core/plan/pool-plan.js'
import { add, NO_UNITS, NO_USD, seconds } from '../../../src/core/quantity.js'
import { ratio } from '../../../src/core/ratio.js'
import { NO_REPEATS } from '../../../src/core/repeated-tasks.js'
import { buildBudgetDocument } from '../../../src/report/budget/document.js'
import { type Document, textsOf } from '../../../src/report/document.js'
import { AS_OF, makePoolQuestion, NEVER, type PlainQuestion } from '../../core/plan/questions.js'

const UTC = zoneOf('UTC')
const CLOCKS = { startPlan: () => NEVER, startAside: () => NEVER }
const OFFERS = [
  { id: 'small', price: 1400, units: 10_000, days: 90 },
  { id: 'large', price: 5670, units: 45_000, days: 90 },
]

/** A pool whose use is given; its held units cost $0.14 each. */
function makePool(pool: string, question: PlainQuestion, more: Partial<PoolQuestion> = {}): PoolBudget {
  const whole = makePoolQuestion(question, more)
  const plan = planPool(whole, CLOCKS)
  const path = { quantile: ratio(1n, 2n), daily: whole.demand, total: whole.demand.reduce(add, NO_UNITS) }
  const budget = { pool, demand: { chosen: path, paths: [path], basis: null }, listCost: null }
  return plan.kind === 'pool-plan'
    ? { ...budget, plan }
    : { ...budget, plan: drawHeldOnly(whole), onSale: [], uncoveredCost: null }
}

const costOf = (pools: readonly PoolBudget[]) =>
  pools.filter(isPlanned).reduce((sum, { plan }) => add(sum, plan.plan.cost), NO_USD)

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
      cost: costOf(pools),
      taskTime: seconds('120'),
      isTaskTimeAssumed: true,
      minConcurrency: null,
      gate: null,
      isExplained: false,
      idle: [],
      inputs: [],
      outside: 0,
      outsidePlan: [],
      repeats: NO_REPEATS,
      comparison: null,
      assumedPool: null,
      outOfForce: null,
      usedLists: [],
      earlyEnds: [],
      coarseTotals: [],
      accounts: [],
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
/** The facts of the answer itself, which stand first. */
const factsOf = (document: Document): Record<string, string> =>
  Object.fromEntries(
    document.sections
      .filter(({ heading }) => heading === '')
      .flatMap(({ blocks }) => blocks)
      .flatMap(block =>
        block.kind === 'facts' ? block.facts.map(({ label, lines }) => [label, plain(lines.join('; '))]) : [],
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
  test('what is held of such a pool is drawn first, and told like any other', () => {
    const held = [{ units: 400, from: -10, until: 30 }]
    const image = makePool('image', { demand: steady(8), offers: [], held })
    const pools = [makePool('video', { demand: steady(100), offers: OFFERS }), image]
    expect(leadOf(build(pools)).slice(2)).toEqual([
      'Nothing is planned for 480 of the 720 image units, from 20 Dec 2026 on: what you hold does not cover them, and no package of the image pool is on sale.',
      '160 of your 400 image units (about $22.40) will expire unused.',
    ])
    expect(figuresOf(build(pools))).toMatchObject({
      'To buy': '$1,400.00 (1 package)',
      'Without a package (image)': '480 units',
      'Expires unused (image)': '160 units (about $22.40)',
      'Left at the end (image)': '0 units',
    })
    expect(rowsOf(build(pools), 'Without a package')[4]).toEqual(['18 Dec 2026', '56', '40', '0', '160'])
    // Alone, with the picture of what is left, and without a word of proof.
    const alone = build([image])
    expect(alone.subject).toContain('nothing on sale suffices')
    expect(blocksOf(alone).map(({ kind }) => kind)).toContain('picture')
    expect(factsOf(alone)).toMatchObject({ Expiring: '160 units on 20 Dec 2026 (held-0)' })
    expect(factsOf(alone)).not.toHaveProperty('Proof')
  })
  test('the days without a package, where they end before the horizon does', () => {
    const span = (demand: number[], from: number) =>
      /, (.*): what/.exec(
        leadOf(build([makePool('image', { demand, offers: [], held: [{ units: 9, from, until: 9 }] })]))[0]!,
      )![1]
    expect(span([1, 1, 1, 1], 1)).toBe('on 20 Nov 2026')
    expect(span([1, 1, 1, 1], 2)).toBe('from 20 Nov 2026 to 21 Nov 2026')
  })
  test('what is proven is said of the pools that have a plan; what may be saved, of all of them', () => {
    const [video, sound] = ['video', 'sound'].map(pool =>
      makePool(pool, { demand: steady(100), offers: OFFERS }),
    ) as [PlannedPool, PlannedPool]
    const image = makePool('image', { demand: steady(8), offers: [] })
    const proofOf = (...pools: PoolBudget[]) => factsOf(build(pools)).Proof
    expect(proofOf(video, sound)).toBe('the cheapest possible plan for this use (proven)')
    expect(proofOf(video, image, sound)).toBe(
      'video and sound pools: the cheapest possible plan for this use (proven)',
    )
    const unproven = ({ plan, ...budget }: PlannedPool, gap: bigint): PlannedPool => ({
      ...budget,
      plan: { ...plan, plan: { ...plan.plan, isProvenOptimal: false, gap: ratio(gap) } },
    })
    expect(proofOf(unproven(video, 100n), unproven(sound, 180n))).toBe(
      'the cheapest plan found in the time given, not proven: another one could save $280.00 (10 %) at most',
    )
  })
  test('a limit that is kept, and one that is not', () => {
    const pools = [makePool('video', { demand: steady(100), offers: OFFERS })]
    const spend = costOf(pools)
    const gate = { maxSpend: spend, spend, isCrossed: false }
    expect(leadOf(build(pools, { gate })).at(-1)).toBe(
      '$1,400.00 is within the limit of $1,400.00 (--max-spend).',
    )
    expect(leadOf(build(pools, { gate: { maxSpend: NO_USD, spend, isCrossed: true } })).at(-1)).toBe(
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
