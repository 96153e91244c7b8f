/** What `expiry` says of answers whose figures are plain, worked out by hand. */
import { describe, expect, test } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import { instantAt, MILLIS_PER_DAY } from '../../../src/core/instant.js'
import type { Unfunded } from '../../../src/core/ledger/drawdown.js'
import type { ExpiryAnswer, UsageReport } from '../../../src/core/ledger/expiry-answer.js'
import { lookAhead } from '../../../src/core/ledger/outlook.js'
import { units, usd } from '../../../src/core/quantity.js'
import { type Ratio, ratio } from '../../../src/core/ratio.js'
import { NO_REPEATS } from '../../../src/core/repeated-tasks.js'
import { type Block, type Document, sectionsFor, textsOf } from '../../../src/report/document.js'
import { buildExpiryDocument } from '../../../src/report/expiry/document.js'

const UTC = zoneOf('UTC')
const AS_OF = instantAt(Date.UTC(2026, 10, 21))
const inDays = (days: number) => instantAt(AS_OF + days * MILLIS_PER_DAY)

interface Row {
  readonly id: string
  readonly left: number
  /** Days until it expires, below 0 when it has. */
  readonly days: number
  readonly pool?: string
  /** Units that it had lost when it expired. */
  readonly lost?: number
}

/** Packages of 1,000 units each, which cost $140 unless `unpriced` names them. */
function build(
  rows: readonly Row[],
  burns: Readonly<Record<string, Ratio>> = {},
  more: Partial<ExpiryAnswer> & { readonly unpriced?: readonly string[] } = {},
): Document {
  const { unpriced = [], ...answer } = more
  const balances = rows.map(({ id, left, days, pool = 'video', lost = 0 }, order) => ({
    lot: {
      id,
      packageId: null,
      account: null,
      pool,
      units: units('1000'),
      price: unpriced.includes(id) ? null : usd('140'),
      purchasedAt: inDays(-60),
      effectiveAt: inDays(-60),
      expiresAt: inDays(days),
      concurrency: null,
      order,
      place: { file: 'ledger.csv', line: order + 2, column: null },
    },
    drawn: units(String(1000 - left - lost)),
    remaining: units(String(left)),
    forfeited: units(String(lost)),
  }))
  const outlook = lookAhead(balances, {
    order: 'expiry',
    asOf: AS_OF,
    measured: null,
    measuredSince: () => 30 * MILLIS_PER_DAY,
    givenBurns: new Map(Object.entries(burns)),
    taskMillis: null,
    soonMillis: 14 * MILLIS_PER_DAY,
  })
  return buildExpiryDocument(
    {
      asOf: AS_OF,
      order: 'expiry',
      ledger: 'ledger.csv',
      isService: false,
      endsWithDay: false,
      idle: [],
      isReported: false,
      columns: [],
      outlook,
      unfunded: [],
      usage: null,
      useByDay: new Map(),
      reported: null,
      reconciliation: null,
      allocation: null,
      soonMillis: 14 * MILLIS_PER_DAY,
      windowMillis: 30 * MILLIS_PER_DAY,
      measuredMillis: 30 * MILLIS_PER_DAY,
      windowEnd: AS_OF,
      unknownDays: 0,
      taskMillis: null,
      gate: null,
      differenceGate: null,
      ...answer,
    },
    UTC,
  )
}

const USAGE: UsageReport = {
  ...NO_REPEATS,
  file: 'usage.csv',
  bareDates: 0,
  notBilled: 0n,
  pending: 0n,
  free: 0n,
  from: null,
  until: null,
  silences: [],
  earlyEnds: [],
  coarseTotals: [],
  assumedPool: null,
  outOfForce: null,
  usedLists: { lists: [], isRuled: false, early: null },
  unowned: 0,
  comparison: null,
  later: { count: 0, units: new Map() },
  rejected: [],
}

/** Blanks that do not break are blanks to a reader. */
const plain = (texts: readonly string[]): string[] => texts.map(text => text.replaceAll('\u00a0', ' '))
const leadOf = (...args: Parameters<typeof build>): string[] => plain(build(...args).lead)
const warningsOf = (...args: Parameters<typeof build>): string[] => plain(build(...args).warnings)

/** The pieces that a screen shows without `--details`. */
const blocksOf = (document: Document): Block[] =>
  sectionsFor(document, 'screen', false).flatMap(({ blocks }) => blocks)
const factsOf = (document: Document): string[] =>
  plain(
    blocksOf(document).flatMap(block =>
      block.kind === 'facts' ? block.facts.map(({ label, lines }) => `${label}: ${lines.join(' ')}`) : [],
    ),
  )
const rowsOf = (document: Document): string[][] =>
  blocksOf(document).flatMap(block => (block.kind === 'table' ? textsOf(block.table).map(plain) : []))

const day = (count: number): Ratio => ratio(BigInt(count))

describe('the lead', () => {
  test('of a ledger without packages', () => {
    expect(leadOf([])).toEqual(['The ledger holds no package.'])
  })
  test('of packages that are all used or expired', () => {
    const document = build([
      { id: 'used', left: 0, days: 9 },
      { id: 'gone', left: 0, days: -3, lost: 200 },
    ])
    expect(document.lead).toEqual(['No units are left, so none can be lost.'])
    expect(factsOf(document)).toEqual(['Already lost: at most 200 units, for which $28.00 was paid: gone'])
    expect(rowsOf(document)).toEqual([])
  })
  test('where all is used in time', () => {
    expect(leadOf([{ id: 'a', left: 400, days: 10 }], { video: day(50) })).toEqual([
      'No unit will expire unused at the given rate of 50 units a day.',
      'Next to expire: a on 1 Dec 2026, with 400 units left now.',
    ])
  })
  test('where no use is known', () => {
    expect(leadOf([{ id: 'a', left: 400, days: 10 }])).toEqual([
      '400 units (about $56.00) of the 400 left will expire unused if nothing more is used.',
      'They are all in a, which expires on 1 Dec 2026, in 10 days.',
    ])
  })
  test('where one package loses units', () => {
    const document = build([{ id: 'a', left: 400, days: 10 }], { video: day(10) })
    expect(plain(document.lead)).toEqual([
      '300 units (about $42.00) of the 400 left will expire unused at the given rate of 10 units a day.',
      'They are all in a, which expires on 1 Dec 2026, in 10 days.',
    ])
    expect(rowsOf(document)).toEqual([['a', '1 Dec 2026', '400', '300', '$42.00']])
    expect(factsOf(document)).toEqual(['To use all: 40 units a day from now on'])
  })
  test('where several do: the first to expire is named, wherever it stands', () => {
    const document = build(
      [
        { id: 'b', left: 1000, days: 20 },
        { id: 'a', left: 400, days: 10 },
      ],
      { video: day(10) },
    )
    expect(plain(document.lead)).toEqual([
      '1,200 units (about $168) of the 1,400 left will expire unused at the given rate of 10 units a day.',
      'First: 300 units (about $42.00) of a on 1 Dec 2026, in 10 days.',
    ])
    expect(rowsOf(document)).toEqual([
      ['a', '1 Dec 2026', '400', '300', '$42.00'],
      ['b', '11 Dec 2026', '1,000', '900', '$126'],
    ])
    expect(factsOf(document)).toEqual(['To use all: 70 units a day from now on'])
  })
  test('of several pools: each has a rate of its own', () => {
    const document = build(
      [
        { id: 'a', left: 400, days: 10 },
        { id: 'b', left: 1000, days: 20, pool: 'image' },
      ],
      { video: day(10) },
    )
    expect(plain(document.lead)).toEqual([
      'Units worth about $182 will expire unused at the given rate of use (video) and if no image unit is used: 300 of the 400 video units left and 1,000 of the 1,000 image units left.',
      'First: 300 units (about $42.00) of a on 1 Dec 2026, in 10 days.',
    ])
    expect(rowsOf(document)[1]).toEqual(['b', 'image', '11 Dec 2026', '1,000', '1,000', '$140'])
    expect(factsOf(document)).toEqual([
      'Use all video: 40 units a day from now on',
      'Use all image: 50 units a day from now on',
    ])
    expect(document.sections.map(({ heading }) => heading)).toEqual(
      expect.arrayContaining(['Video pool', 'Image pool']),
    )
  })
  test('knows what is lost but for packages whose price is not known', () => {
    const rows = [
      { id: 'a', left: 400, days: 10 },
      { id: 'b', left: 1000, days: 20 },
    ]
    const document = build(rows, { video: day(10) }, { unpriced: ['b'] })
    expect(plain(document.lead)).toEqual([
      '1,200 units (about $42.00, price unknown for 900 of them) of the 1,400 left will expire unused at the given rate of 10 units a day.',
      'First: 300 units (about $42.00) of a on 1 Dec 2026, in 10 days.',
    ])
    expect(rowsOf(document).map(row => row.at(-1))).toEqual(['$42.00', 'price unknown'])
  })
  test('tells what is known of several pools, and of which units no price is known', () => {
    const rows = [
      { id: 'a', left: 400, days: 10 },
      { id: 'b', left: 1000, days: 20 },
      { id: 'c', left: 640, days: 5, pool: 'image' },
    ]
    const leadOf = (unpriced: readonly string[]) => plain(build(rows, {}, { unpriced }).lead)[0]
    expect(leadOf(['c'])).toBe(
      'Units worth about $196 and others of unknown price will expire unused if nothing more is used: 1,400 of the 1,400 video units left and 640 of the 640 image units left (price unknown).',
    )
    expect(leadOf(['a', 'c'])).toContain(
      'Units worth about $140 and others of unknown price will expire unused if nothing more is used: 1,400 of the 1,400 video units left (price unknown for 400 of them) and 640',
    )
    expect(leadOf(['a', 'b', 'c'])).toBe(
      'Units of unknown price will expire unused if nothing more is used: 1,400 of the 1,400 video units left and 640 of the 640 image units left.',
    )
    const figures = sectionsFor(build(rows, {}, { unpriced: ['c'] }), 'page')
      .flatMap(({ blocks }) => blocks)
      .flatMap(block => (block.kind === 'figures' ? block.figures : []))
    expect(figures[0]).toMatchObject({
      value: 'about $196',
      more: 'if nothing more is used, without units of unknown price',
    })
  })
  test('tells what was paid for what is lost already, as far as it is known', () => {
    const rows = [
      { id: 'gone', left: 0, days: -3, lost: 200 },
      { id: 'lost', left: 0, days: -2, lost: 50 },
    ]
    expect(factsOf(build(rows, {}, { unpriced: ['lost'] }))).toEqual([
      'Already lost: at most 250 units, for which $28.00 was paid (price unknown for 50 of them): gone, lost',
    ])
  })
  test('says whether a rate was given, and for which of several pools', () => {
    const rows = [
      { id: 'a', left: 400, days: 10 },
      { id: 'b', left: 1000, days: 20, pool: 'image' },
    ]
    expect(plain(build(rows, { image: day(10) }).lead)[0]).toContain(
      'will expire unused at the given rate of use (image) and if no video unit is used: ',
    )
    expect(plain(build(rows, { image: day(10), video: day(1) }).lead)[0]).toContain(
      'will expire unused at the given rates of use: ',
    )
    // A rate of a pool that has no units left says nothing of the others.
    expect(plain(build([rows[0]!, { ...rows[1]!, left: 0 }], { image: day(10) }).lead)[0]).toContain(
      ' left will expire unused if nothing more is used.',
    )
  })
  test('has no word of money that would look like none where nobody knows what was lost', () => {
    expect(
      factsOf(build([{ id: 'gone', left: 0, days: -3, lost: 200 }], {}, { unpriced: ['gone'] })),
    ).toEqual(['Already lost: at most 200 units: gone'])
  })
})

describe('more packages than a screen shows', () => {
  const many = (count: number): Row[] =>
    Array.from({ length: count }, (_, i) => ({ id: `p${i + 1}`, left: 100, days: i + 1 }))
  const textsAfter = (document: Document) =>
    blocksOf(document).flatMap(block => {
      const left = block.kind === 'table' && block.rest ? block.rest.all - block.table.rows.length : 0
      return left > 0 && block.kind === 'table' ? [block.rest!.say(left)] : []
    })
  test('six are shown whole', () => {
    expect(rowsOf(build(many(6)))).toHaveLength(6)
    expect(textsAfter(build(many(6)))).toEqual([])
  })
  test('of eight, the first six to expire, and how many are behind them', () => {
    const document = build([...many(8).toReversed(), { id: 'used', left: 0, days: 1 }])
    expect(rowsOf(document).map(([id]) => id)).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'p6'])
    expect(textsAfter(document)).toEqual(['And 2 more packages with units left: --details'])
    const all = sectionsFor(document, 'screen').find(({ heading }) => heading === 'Packages')!.blocks
    expect(all.flatMap(block => (block.kind === 'table' ? textsOf(block.table) : []))).toHaveLength(9)
  })
})

describe('warnings', () => {
  const rows = [{ id: 'a', left: 400, days: 10 }]
  const unfunded = (days: number, tasks: bigint | undefined, pool = 'video'): Unfunded => ({
    use: {
      at: inDays(days),
      pool,
      units: units('20'),
      ...(tasks === undefined ? {} : { tasks }),
      taskId: null,
      account: null,
      file: 'usage.csv',
      line: 2,
    },
    units: units('15'),
  })
  test('are none without a reason', () => {
    expect(warningsOf(rows)).toEqual([])
  })
  test('of use that no package paid count every task of a row', () => {
    expect(warningsOf(rows, {}, { unfunded: [unfunded(-2, undefined)] })).toEqual([
      'No active package paid for 1 task (15 units), on 19 Nov 2026.',
    ])
    expect(warningsOf(rows, {}, { unfunded: [unfunded(-2, 40n), unfunded(-1, undefined)] })).toEqual([
      'No active package paid for 41 tasks (30 units), from 19 Nov 2026 to 20 Nov 2026.',
    ])
  })
  test('of use that days state name units alone', () => {
    expect(warningsOf(rows, {}, { unfunded: [unfunded(-2, 0n), unfunded(-1, 0n)] })).toEqual([
      'No active package paid for 30 units, from 19 Nov 2026 to 20 Nov 2026.',
    ])
  })
  test('name the pool where there are several', () => {
    const two = [...rows, { id: 'b', left: 1, days: 9, pool: 'image' }]
    expect(warningsOf(two, {}, { unfunded: [unfunded(-2, undefined, 'image')] })).toEqual([
      'No active package paid for 1 task of the image pool (15 units), on 19 Nov 2026.',
    ])
  })
  test('say that the log ends before the answer', () => {
    const until = inDays(-5)
    expect(warningsOf(rows, {}, { usage: { ...USAGE, until }, windowEnd: until, unknownDays: 5 })).toEqual([
      'The log ends on 16 Nov 2026. Use of the 5 days since is not known.',
    ])
    expect(warningsOf(rows, {}, { usage: { ...USAGE, until: AS_OF } })).toEqual([])
  })
  test('say which rows are in no sum', () => {
    const rejected = [7, 9].map(line => ({ file: 'use.csv', line, reason: 'BAD_TIME', raw: '' }))
    expect(warningsOf(rows, {}, { usage: { ...USAGE, rejected } })).toEqual([
      '2 bad rows are set aside and in no sum; the first is line 7 of use.csv.',
    ])
  })
  test('say what of the files may be a slip, and what nothing is read from', () => {
    const columns = [
      {
        file: 'ledger.csv',
        aliased: [],
        ignored: [{ name: 'Foo', like: null }],
        doubts: [{ kind: 'same-rows', lines: [2, 3] } as const],
      },
    ]
    expect(warningsOf(rows, {}, { columns })).toEqual([
      'ledger.csv, lines 2 and 3: the rows are alike, and count as 2 purchases; if it is one purchase, keep one row; if not, a column "id" tells them apart',
      'ledger.csv: nothing is read from Foo',
    ])
  })
})
