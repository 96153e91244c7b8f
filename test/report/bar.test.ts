import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ratio } from '../../src/core/ratio.js'
import { drawBar } from '../../src/report/bar.js'

const bar = (width: number, ...amounts: readonly number[]): string =>
  drawBar(
    amounts.map((amount, i) => ({ mark: 'abcd'[i]!, amount: ratio(BigInt(amount)) })),
    width,
  )

describe('a bar', () => {
  it('divides its width in proportion', () => {
    expect(bar(10, 5, 3, 2)).toBe('aaaaabbbcc')
    expect(bar(10, 1, 1, 1)).toMatch(/^a{3,4}b{3,4}c{3,4}$/)
    expect(bar(4, 1, 0, 1)).toBe('aacc')
  })
  it('shows every part that is not zero, however small', () => {
    expect(bar(10, 1, 1_000_000, 1)).toBe('abbbbbbbbc')
    expect(bar(10, 0, 7, 0)).toBe('bbbbbbbbbb')
    expect(bar(10, 0, 0)).toBe('')
  })
  it('has its width, whatever the parts', () => {
    const amounts = fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(amounts, fc.integer({ min: 4, max: 60 }), (parts, width) => {
        const drawn = bar(width, ...parts)
        expect(drawn.length).toBe(parts.some(part => part > 0) ? width : 0)
        parts.forEach((part, i) => {
          expect(drawn.includes('abcd'[i]!)).toBe(part > 0)
        })
      }),
      { seed: 20261121 },
    )
  })
})
