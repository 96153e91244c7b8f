import { describe, expect, it } from 'vitest'
import { NOWHERE } from '../../src/core/failure.js'
import { readDuration, readDurationOfPackages } from '../../src/read/duration.js'

const read = (text: string) => readDuration(text, '--within', { place: NOWHERE, issues: [] })

describe('a length of time', () => {
  it.each([
    ['120s', 120_000],
    ['2m', 120_000],
    ['36h', 129_600_000],
    ['14d', 1_209_600_000],
    ['2w', 1_209_600_000],
    ['1.5d', 129_600_000],
    ['0.001s', 1],
    ['14D', 1_209_600_000],
    ['36525d', 3_155_760_000_000],
  ])('%s is %i milliseconds', (text, millis) => {
    expect(read(text)).toBe(millis)
  })
  it.each([
    '',
    '14',
    'd',
    '0d',
    '-1d',
    '1e3s',
    '1,5d',
    '1.5.2d',
    '0.0001s',
    '36525.001d',
    '01d',
    '14 days',
    '1y',
    'P14D',
  ])('"%s" is refused', text => {
    const issues: Parameters<typeof readDuration>[2]['issues'] = []
    expect(readDuration(text, '--within', { place: NOWHERE, issues })).toBeNull()
    expect(issues.map(({ code }) => code)).toEqual(['BAD_VALUE'])
  })
})

describe('a length of time that is held against packages', () => {
  const readOfPackages = (text: string) =>
    readDurationOfPackages(text, '--fail-within', { place: NOWHERE, issues: [] })
  it.each([
    ['60m', 3_600_000],
    ['1h', 3_600_000],
    ['1s', 1000],
    ['14d', 1_209_600_000],
  ])('%s is %i milliseconds', (text, millis) => {
    expect(readOfPackages(text)).toBe(millis)
  })
  it.each(['1m', '3M', '59m', '1y'])('%s is refused: it may be a month', text => {
    expect(readOfPackages(text)).toBeNull()
  })
})
