import { describe, expect, it } from 'vitest'
import { drawDown } from '../../../src/core/ledger/drawdown.js'
import { lookAhead } from '../../../src/core/ledger/outlook.js'
import { units } from '../../../src/core/quantity.js'
import { formatRatio, ratio } from '../../../src/core/ratio.js'
import { at, makeLots } from './lots.js'

/** The only pool of a ledger with 100 units for a second and a limit of 2, where `tasks` have used `used` units. */
function poolAfter(used: string, tasks: bigint, taskMillis: number | null = 20) {
  const lots = makeLots({ id: 'a', units: '100', price: '50', from: 0, to: 1000, concurrency: 2 })
  const { balances } = drawDown(lots, [], { order: 'expiry', asOf: at(0) })
  const use = {
    inWindow: new Map([[null, units(used)]]),
    byDay: [],
    units: units(used),
    tasks,
    firstAt: at(0),
    firstAtOf: new Map([[null, at(0)]]),
  }
  const { pools } = lookAhead(balances, {
    order: 'expiry',
    asOf: at(0),
    measured: new Map([['video', use]]),
    measuredSince: () => 1000,
    givenBurns: new Map(),
    taskMillis,
    soonMillis: 0,
  })
  return pools[0]!
}

const atFullSpeed = (...told: Parameters<typeof poolAfter>) => {
  const { fullSpeed } = poolAfter(...told)
  const show = (of: 'perDay' | 'forfeited' | 'forfeitedDollars') =>
    fullSpeed?.[of] && formatRatio(fullSpeed[of])
  return fullSpeed && [show('perDay'), show('forfeited'), show('forfeitedDollars')]
}

describe('what can be used at most', () => {
  it('follows from the units of a task, be it exactly one or a part of one', () => {
    // 2 tasks in 20 ms are 100 in the second that is left.
    expect(atFullSpeed('7', 7n)).toEqual(['8640000', '0', '0'])
    expect(atFullSpeed('3', 6n)).toEqual(['4320000', '50', '25'])
  })
  it('is not known where no task used anything, or there is none', () => {
    expect(atFullSpeed('0', 7n)).toBeNull()
    expect(atFullSpeed('0', 0n)).toBeNull()
  })
  it('is not told when nobody asked', () => {
    expect(atFullSpeed('7', 7n, null)).toBeNull()
  })
})

it('the use of those who have no package is told, and uses up nobody else’s', () => {
  const lots = makeLots({ id: 'a', units: '100', account: 'a', from: 0, to: 1000 })
  const { balances } = drawDown(lots, [], { order: 'expiry', asOf: at(0) })
  const inWindow = new Map([
    ['a', units('10')],
    ['b', units('1000')],
  ])
  const use = {
    inWindow,
    byDay: [],
    units: units('1010'),
    tasks: 2n,
    firstAt: at(0),
    firstAtOf: new Map([...inWindow.keys()].map(account => [account, at(0)])),
  }
  const { pools } = lookAhead(balances, {
    order: 'expiry',
    asOf: at(0),
    measured: new Map([['video', use]]),
    measuredSince: () => 1000,
    givenBurns: new Map(),
    taskMillis: null,
    soonMillis: 0,
  })
  expect([pools[0]!.strangers, formatRatio(pools[0]!.forecastForfeited)]).toEqual([['b'], '90'])
})

it('a limit counts until its package is used up, cut to a millisecond', () => {
  const lots = makeLots({ id: 'a', units: '10', from: 0, to: 10_000, concurrency: 2 })
  const { balances } = drawDown(lots, [], { order: 'expiry', asOf: at(0) })
  const { pools } = lookAhead(balances, {
    order: 'expiry',
    asOf: at(0),
    measured: null,
    measuredSince: () => 1000,
    // 10 units last for 10 ÷ 7 × 1000 milliseconds.
    givenBurns: new Map([['video', ratio(7n * 86_400n)]]),
    taskMillis: null,
    soonMillis: 0,
  })
  expect(pools[0]).toMatchObject({ concurrency: 2, concurrencyChanges: [{ at: 1428, to: null }] })
  expect(pools[0]).toMatchObject({ burnBasis: 'given', firstUseAt: null, unitsPerTask: null })
})

describe('packages of several accounts', () => {
  const DAY = 86_400_000
  /** Ten days are left of each package; the window was a day. */
  const poolOf = (
    owners: readonly { readonly account: string | null; readonly units: string; readonly days?: number }[],
    used: readonly (readonly [string, string])[],
    given: bigint | null,
  ) => {
    const lots = makeLots(
      ...owners.map(({ account, units, days = 10 }, i) => ({
        id: `l${i}`,
        units,
        account,
        from: 0,
        to: days * DAY,
      })),
    )
    const { balances } = drawDown(lots, [], { order: 'expiry', asOf: at(0) })
    const inWindow = new Map(used.map(([account, amount]) => [account, units(amount)]))
    const use = {
      inWindow,
      byDay: [],
      units: units('1'),
      tasks: 1n,
      firstAt: at(0),
      firstAtOf: new Map([...inWindow.keys()].map(account => [account, at(0)])),
    }
    const { pools } = lookAhead(balances, {
      order: 'expiry',
      asOf: at(0),
      measured: used.length > 0 ? new Map([['video', use]]) : null,
      measuredSince: () => DAY,
      givenBurns: new Map(given === null ? [] : [['video', ratio(given)]]),
      taskMillis: null,
      soonMillis: 0,
    })
    const { burnToUseAll, forecastForfeited, isOfAnyone } = pools[0]!
    return [formatRatio(burnToUseAll!), formatRatio(forecastForfeited), isOfAnyone]
  }
  const EACH = [
    { account: 'a', units: '100' },
    { account: 'b', units: '50' },
  ]
  it.each([
    ['are used up by each account alone, by the use that was measured', null, [['b', '100']], '100', false],
    ['or at a given rate as they were used', 1000n, [['b', '7']], '100', false],
    [
      'by several of them',
      12n,
      [
        ['a', '1'],
        ['b', '5'],
      ],
      '80',
      false,
    ],
    ['and by anyone where nothing is known of them, which is told', 1000n, [], '0', true],
  ] as const)('%s', (_name, given, used, lost, isOfAnyone) => {
    expect(poolOf(EACH, used, given)).toEqual(['15', lost, isOfAnyone])
  })
  it('are used up by the account that has them alone, though others are anyone’s', () => {
    const owners = [EACH[0]!, { account: null, units: '50' }]
    expect(poolOf(owners, [['b', '100']], null)).toEqual(['15', '100', false])
  })
  it('of one account alone are used by it at a given rate', () => {
    expect(poolOf([EACH[0]!], [], 1000n)).toEqual(['10', '0', false])
  })
  it('need no more for those that are anyone’s than the account to which they add least', () => {
    expect(poolOf([...EACH, { account: null, units: '30' }], [], null)[0]).toBe('18')
    expect(poolOf([EACH[0]!, { account: null, units: '30' }], [], null)[0]).toBe('13')
    // Of 20 days: each account has used up its own in 10 and has another 10 for them.
    expect(poolOf([...EACH, { account: null, units: '30', days: 20 }], [], null)[0]).toBe('15')
  })
})
