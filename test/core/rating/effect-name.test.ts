import { expect, test } from 'vitest'
import { normaliseEffect } from '../../../src/core/rating/effect-name.js'

test.each([
  ['hug', 'hug'],
  [' Jelly Press ', 'jelly_press'],
  ['jelly--press', 'jelly_press'],
  ['jelly - press', 'jelly_press'],
  ['JELLY__PRESS', 'jelly_press'],
  ['jelly\u00a0\tpress', 'jelly_press'],
  // More than one place with a separator.
  ['a-b c_d', 'a_b_c_d'],
  ['heart gesture - new', 'heart_gesture_new'],
])('the effect "%s" is %s', (name, normal) => {
  expect(normaliseEffect(name)).toBe(normal)
})
