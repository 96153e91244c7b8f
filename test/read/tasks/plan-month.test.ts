import { expect, test } from 'vitest'
import { NOWHERE } from '../../../src/core/failure.js'
import { readPlanMonth } from '../../../src/read/tasks/plan-month.js'

test.each([
  ['', null],
  ['2027-12', { year: 2027, month: 12 }],
  ['2027/1', { year: 2027, month: 1 }],
  ['2027-12-01', { year: 2027, month: 12 }],
  ['2027-12-01T00:00:00Z', { year: 2027, month: 12 }],
  ['Dec-27', { year: 2027, month: 12 }],
  ['Dec 2027', { year: 2027, month: 12 }],
  ['december', { year: null, month: 12 }],
  ['Sept.', { year: null, month: 9 }],
  ['12', { year: null, month: 12 }],
  ['12.0', { year: null, month: 12 }],
  ['1', { year: null, month: 1 }],
  ['2000-01', { year: 2000, month: 1 }],
])('%s is %j', (text, month) => {
  expect(readPlanMonth(text, NOWHERE)).toEqual(month)
})

test.each(['0', '13', '2027-13', '2027-00', '1999-12', 'Dez 2027', 'Dec 1999', 'December 127', '2027'])(
  '%s is no month',
  text => {
    expect(readPlanMonth(text, NOWHERE)).toMatchObject([
      {
        code: 'BAD_TIME',
        message: `month: expected a month such as 2027-12, or 12 for every December; got "${text}"`,
      },
    ])
  },
)
