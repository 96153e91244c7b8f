import { expect, it } from 'vitest'
import { isExcluding } from '../../../src/core/sla/request.js'

it.each([
  '',
  '0',
  '0.0',
  '0.00',
  'nil',
  'false',
  'False',
  'no',
  'N',
  'off',
  '-',
  'NaN',
  'None',
  'null',
  '<NA>',
  'N/A',
])('"%s" in the column excluded sets nothing aside', word => {
  expect(isExcluding(word)).toBe(false)
})
it.each(['1', '1.0', 'true', 'yes', 'y', 'upgrade', 'customer'])('"%s" sets the row aside', word => {
  expect(isExcluding(word)).toBe(true)
})
