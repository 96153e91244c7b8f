import { expect, it } from 'vitest'
import { PARTS } from '../../../../src/core/plan/forecast/history.js'
import { factorAt } from '../../../../src/core/plan/forecast/spread.js'
import { ratio } from '../../../../src/core/ratio.js'

/** Quantiles of the normal distribution as tables print them. */
const NORMAL: [share: number, quantile: number][] = [
  [1, -3.090232306],
  [2, -2.878161739],
  [10, -2.326347874],
  [24, -1.977368428],
  [25, -1.959963985],
  [100, -1.281551566],
  [250, -0.67448975],
  [400, -0.253347103],
]

it('a total is off by the quantile of the normal distribution, and by more above', () => {
  const width = 0.3
  for (const [perMille, quantile] of NORMAL)
    for (const [share, off] of [
      [perMille, (quantile * width * 1.25) / 1.2816],
      [1000 - perMille, (-quantile * width * 1.4) / 1.2816],
    ] as const) {
      const parts = factorAt(ratio(BigInt(share), 1000n), width)
      const expected = ((2 + off) / (2 - off)) * Number(PARTS)
      expect(Math.abs(Number(parts) - expected), `${share} ‰`).toBeLessThan(1)
    }
})

it('half of all totals are below what is forecast', () => {
  expect(factorAt(ratio(1n, 2n), 0.3)).toBe(PARTS)
})

it('no total is more than about twenty times what is forecast, nor less than a twentieth', () => {
  expect(Number(factorAt(ratio(999n, 1000n), 5)) / Number(PARTS)).toBeCloseTo(3.81 / 0.19, 4)
  expect(Number(factorAt(ratio(1n, 1000n), 5)) / Number(PARTS)).toBeCloseTo(0.19 / 3.81, 4)
})
