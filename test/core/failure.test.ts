import { expect, it } from 'vitest'
import {
  atLine,
  failOnAny,
  formatIssue,
  InputError,
  inFile,
  inQuotes,
  isIssue,
  listChoices,
  NOWHERE,
  quoteArgument,
  quoteName,
} from '../../src/core/failure.js'

it('choices are a sentence', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(all => listChoices(all))).toEqual([
    '',
    'a',
    'a or b',
    'a, b or c',
  ])
  expect(listChoices(['a', 'b'], 'and')).toBe('a and b')
})

it('a value is quoted whole up to 60 characters', () => {
  expect(inQuotes('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`)
  expect(inQuotes('x'.repeat(61))).toBe(`"${'x'.repeat(60)}…"`)
})

it('names and arguments are quoted where they must be', () => {
  expect(['a b', 'a,b'].map(quoteName)).toEqual(['a b', '"a,b"'])
  expect(['a.csv', '', "it's", 'a b'].map(quoteArgument)).toEqual(['a.csv', "''", "'it'\\''s'", "'a b'"])
})

it('an issue is a line with what is known of its place, and its hint below', () => {
  const issue = { code: 'BAD_TIME', message: 'm', place: NOWHERE } as const
  expect(formatIssue(issue)).toBe('BAD_TIME m')
  expect(formatIssue({ ...issue, place: inFile('f') })).toBe('f: BAD_TIME m')
  expect(formatIssue({ ...issue, place: atLine('f', 3), hint: 'h' })).toBe('f:3: BAD_TIME m\n  h')
  expect([issue, { code: 1, message: 'm' }, { message: 'm', place: NOWHERE }].map(isIssue)).toEqual([
    true,
    false,
    false,
  ])
  expect(() => failOnAny([])).not.toThrow()
  expect(() => failOnAny([issue, { ...issue, message: 'n' }])).toThrow(InputError)
  expect(() => failOnAny([issue, { ...issue, message: 'n' }])).toThrow('BAD_TIME m\nBAD_TIME n')
})
