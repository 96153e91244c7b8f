import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { checkForm } from '../../src/schema/check-form.js'
import { decimal, oneOrMore, text } from '../../src/schema/scalar.js'

const FORM = z.strictObject({
  name: text.describe('What it is called'),
  price: decimal.optional().describe('What it costs'),
  tags: oneOrMore(text).optional().describe('Words'),
  parts: z.record(text, z.strictObject({ size: decimal.describe('How large') })).optional(),
  items: z.array(z.strictObject({ size: decimal.describe('How large') })).optional(),
})
const check = (value: unknown) => checkForm(FORM, value)

describe('checkForm', () => {
  test('hands on a value without fault, whole', () => {
    const value = { name: 'a', price: '1.50', tags: ['b'] }
    expect(check(value)).toMatchObject({ faults: [], whole: value, sound: value })
  })
  test('finds every fault at once, each at its path', () => {
    const { faults, whole } = check({
      price: 'x',
      tags: ['', 'b'],
      parts: { p: {} },
      items: [{ size: '1', seize: '1' }],
    })
    expect(whole).toBeNull()
    expect(faults.map(({ kind, path }) => [kind, path.join('.')])).toEqual(
      expect.arrayContaining([
        ['missing-key', 'name'],
        ['bad-value', 'price'],
        ['bad-value', 'tags.0'],
        ['missing-key', 'parts.p.size'],
        ['unknown-key', 'items.0.seize'],
      ]),
    )
    expect(faults).toHaveLength(5)
  })
  test('leaves faulty parts out of what is sound, and keeps the places of the others', () => {
    const { sound, isSound } = check({ name: 'a', price: 'x', items: ['oops', { size: '1', seize: '2' }] })
    expect(sound).toEqual({ name: 'a', items: [undefined, { size: '1' }] })
    expect(isSound(['name'])).toBe(true)
    expect(isSound(['price'])).toBe(false)
    expect(isSound(['items'])).toBe(false)
    expect(isSound(['items', 1, 'size'])).toBe(true)
  })
  test('says what a missing key is for and what may stand in a wrong one', () => {
    const { faults } = check({ price: '-1' })
    expect(faults).toContainEqual({ kind: 'missing-key', path: ['name'], purpose: 'What it is called' })
    expect(faults).toContainEqual(expect.objectContaining({ code: 'BAD_NUMBER', path: ['price'] }))
  })
  test('a value that is neither one nor a list is one fault, not one for each branch', () => {
    const { faults } = check({ name: 'a', tags: { b: 'c' } })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({
      kind: 'bad-value',
      path: ['tags'],
      allowed: expect.stringMatching(/, or a list of such$/),
    })
  })
})
