import { describe, expect, it } from 'vitest'
import type { LotStatus } from '../../../src/core/ledger/lot-status.js'
import { statusOf } from '../../../src/core/ledger/lot-status.js'
import {
  balancesOf,
  compareBalance,
  contradictsItself,
  isSaidExpired,
  leftBy,
  type ReportedBalance,
} from '../../../src/core/ledger/reported-balance.js'
import { format, NO_UNITS, units } from '../../../src/core/quantity.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { at, makeLots } from './lots.js'

const [lot] = makeLots({ id: 'a', units: '100', from: 0, to: 1000 })
const report = (remaining: string | null, status: LotStatus | null = null): ReportedBalance => ({
  lot: lot!,
  remaining: remaining === null ? null : units(remaining),
  status,
  isMatched: false,
})

describe('a reported balance beside the computed one', () => {
  const compared = (reported: string | null, remaining: string, late: string, forfeited = '0') => {
    const balance = { lot: lot!, drawn: NO_UNITS, remaining: units(remaining), forfeited: units(forfeited) }
    const { difference, isDelay } = compareBalance(report(reported), balance, units(late))
    return [difference && formatRatio(difference), isDelay]
  }
  it('may be as much more as was used since the report can have been made', () => {
    expect(compared('70', '60', '10')).toEqual(['-10', true])
    expect(compared('70', '60', '9.9')).toEqual(['-10', false])
    expect(compared('60', '60', '10')).toEqual(['0', false])
    expect(compared('50', '60', '10')).toEqual(['10', false])
  })
  it('is that of what was lost, where the lot has expired', () => {
    expect(compared('70', '0', '10', '70')).toEqual(['0', false])
  })
  it('differs by nothing known where none is reported', () => {
    expect(compared(null, '60', '10')).toEqual([null, false])
  })
})

describe('a report that says a lot is used up', () => {
  it('is believed rather than its balance, which is late', () => {
    expect(leftBy(report('3', 'used-up'))).toBe(NO_UNITS)
    expect(leftBy(report('3', 'active'))).toEqual(units('3'))
    expect(leftBy(report(null, 'active'))).toBeNull()
  })
  it('contradicts itself where it has units left', () => {
    const reports = [report('3', 'used-up'), report('0', 'used-up'), report(null, 'used-up'), report('3')]
    expect(reports.map(contradictsItself)).toEqual([true, false, false, false])
  })
})

it('a lot may be over by the report before its time', () => {
  const said = (status: LotStatus, time: number) => isSaidExpired(report('3', status), at(time))
  expect([said('expired', 999), said('expired', 1000), said('active', 999)]).toEqual([true, false, false])
})

it('balances by the report alone: what is not reported was not used, and what is over is lost', () => {
  const balanceAt = (time: number, one: ReportedBalance) => {
    const [balance] = balancesOf([one], at(time))
    const { drawn, remaining, forfeited } = balance!
    return [...[drawn, remaining, forfeited].map(format), statusOf(balance!, at(time))].join(' ')
  }
  expect(balanceAt(999, report('30'))).toBe('70 30 0 active')
  expect(balanceAt(999, report(null))).toBe('0 100 0 active')
  expect(balanceAt(999, report('30', 'used-up'))).toBe('100 0 0 used-up')
  expect(balanceAt(1000, report('30'))).toBe('70 0 30 expired')
  expect(balanceAt(999, report('30', 'expired'))).toBe('70 0 30 expired')
})
