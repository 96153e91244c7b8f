import { expect, it } from 'vitest'
import { roundedQuotient } from '../../../../src/core/plan/forecast/history.js'

it('a quotient is the nearest whole number, halves up, below nothing too', () => {
  for (let den = 1; den <= 6; den++)
    for (let num = -20; num <= 20; num++)
      expect(roundedQuotient(BigInt(num), BigInt(den)), `${num} ÷ ${den}`).toBe(
        BigInt(Math.floor((2 * num + den) / (2 * den))),
      )
})
