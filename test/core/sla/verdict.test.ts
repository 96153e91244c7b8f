import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addRatios,
  compareRatios,
  formatRatio,
  ratio,
  ratioOfDecimal,
  subtractRatios,
} from '../../../src/core/ratio.js'
import {
  formatPercent,
  judgeAvailability,
  measureToNextTier,
  thresholdsOf,
} from '../../../src/core/sla/verdict.js'
import { TIERED } from './agreements.js'

const AN_ATOM = ratio(1n, 10n ** 60n)
const UNKNOWN = { commitment: null, tiers: [] }
const judge = (percent: string) => judgeAvailability(TIERED, ratioOfDecimal(percent))

describe('a verdict', () => {
  it('is met at the commitment exactly, and missed by any amount below it', () => {
    const commitment = ratioOfDecimal('99.90')
    expect(judgeAvailability(TIERED, commitment).verdict).toBe('met')
    expect(judgeAvailability(TIERED, subtractRatios(commitment, AN_ATOM)).verdict).toBe('missed')
  })
  it('without data is no-data, never met', () => {
    expect(judgeAvailability(TIERED, null)).toEqual({ verdict: 'no-data', tier: null })
  })
  it('is null where the agreement at hand does not say what was promised', () => {
    expect(judgeAvailability(UNKNOWN, ratioOfDecimal('1'))).toEqual({ verdict: null, tier: null })
  })
  it('takes each tier from its lower bound, included, to its upper, excluded', () => {
    for (const [percent, expected] of [
      ['99.90', null],
      ['99', '10'],
      ['95', '25'],
      ['0', '50'],
    ] as const) {
      expect(judge(percent).tier?.percent ?? null).toBe(expected)
    }
    for (const [bound, above, below] of [
      ['99.00', '10', '25'],
      ['95.00', '25', '50'],
    ] as const) {
      const at = ratioOfDecimal(bound)
      expect(judgeAvailability(TIERED, at).tier?.percent).toBe(above)
      expect(judgeAvailability(TIERED, addRatios(at, AN_ATOM)).tier?.percent).toBe(above)
      expect(judgeAvailability(TIERED, subtractRatios(at, AN_ATOM)).tier?.percent).toBe(below)
    }
  })
})

describe('the way to the next lower tier', () => {
  const left = (percent: string, lost: string) => {
    const fraction = measureToNextTier(TIERED, judge(percent), ratioOfDecimal(lost), 8928)
    return fraction && formatRatio(fraction)
  }
  it('is what may still fail until its upper bound', () => {
    expect(left('99.893593189964157706', '9.5')).toBe('79.78')
    expect(left('100', '0')).toBe('8.928')
  })
  it('is 0 at the bound itself', () => {
    expect(left('99.90', '8.928')).toBe('0')
  })
  it('ends in the lowest tier, without data and without tiers', () => {
    expect(left('94', '535.68')).toBeNull()
    const nothing = ratioOfDecimal('0')
    expect(measureToNextTier(TIERED, judgeAvailability(TIERED, null), nothing, 8928)).toBeNull()
    expect(measureToNextTier(UNKNOWN, judgeAvailability(UNKNOWN, nothing), nothing, 8928)).toBeNull()
  })
})

describe('a percentage for people', () => {
  const thresholds = thresholdsOf(TIERED)
  const show = (text: string): string => formatPercent(ratioOfDecimal(text), thresholds)

  it('has four decimals, rounded half up', () => {
    expect(show('99.893593189964157706')).toBe('99.8936')
    expect(show('98.76545')).toBe('98.7655')
    expect(show('100')).toBe('100.0000')
    expect(show('0')).toBe('0.0000')
  })
  it('below a threshold is never shown as the threshold', () => {
    expect(show('99.90')).toBe('99.9000')
    expect(show('99.89995')).toBe('99.89995')
    expect(show('99.8999')).toBe('99.8999')
    expect(show('99.899999999')).toBe('99.899999999')
    expect(show('98.999999')).toBe('98.999999')
    expect(show('94.99999')).toBe('94.99999')
  })
  it('is never shown as 100 when anything was lost', () => {
    expect(show('99.99999')).toBe('99.99999')
  })
  it('above a threshold may be shown as the threshold', () => {
    expect(show('99.90001')).toBe('99.9000')
  })
  it('stands on the same side of every threshold as the exact value, however near', () => {
    const near = fc.tuple(
      fc.constantFrom('99.90', '99.00', '95.00', '100'),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 99 }),
    )
    fc.assert(
      fc.property(near, ([threshold, exponent, digits]) => {
        const exact = subtractRatios(
          ratioOfDecimal(threshold),
          ratio(BigInt(digits), 10n ** BigInt(exponent)),
        )
        const shown = ratioOfDecimal(formatPercent(exact, thresholds).replace(/^-/, ''))
        if (compareRatios(exact, ratio(0n)) > 0)
          expect(compareRatios(shown, ratioOfDecimal(threshold))).toBeLessThan(0)
      }),
      { seed: 3 },
    )
  })
})
