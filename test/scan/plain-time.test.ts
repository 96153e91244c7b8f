import { expect, it } from 'vitest'
import { UTC } from '../../src/core/instant.js'
import { parseInstant } from '../../src/core/time-text.js'
import { createPlainTimeReader } from '../../src/scan/plain-time.js'

it('the plain reader of times agrees with the exact one wherever it answers', () => {
  const read = createPlainTimeReader(true)
  const pieces = ['2026-10-01', '2026-02-30', '2000-01-01', '2027-12-31']
  const clocks = ['T00:00:00', 'T23:59:59', ' 12:30:15', 'T25:00:00', 't01:02:03']
  const ends = ['', 'Z', 'z', '.5Z', '.999', '.0001Z', '.123456789', '+00:00', '.Z', 'ZZ']
  let answered = 0
  for (const text of pieces.flatMap(date => clocks.flatMap(clock => ends.map(end => date + clock + end)))) {
    const bytes = Buffer.from(`,${text},`)
    const found = read(bytes, 1, bytes.length - 1)
    if (found === null) continue
    answered++
    expect(found, text).toBe(parseInstant(text, UTC))
  }
  expect(answered).toBeGreaterThan(30)
})

it('what lies before the first year or within the last is for the exact reader', () => {
  const read = createPlainTimeReader(true)
  const at = (text: string) => read(Buffer.from(text), 0, text.length)
  expect(at('1999-12-31T23:59:59Z')).toBeNull()
  expect(at('2000-01-01T00:00:00Z')).not.toBeNull()
  expect(at('8998-12-31T23:59:59Z')).not.toBeNull()
  expect(at('8999-12-31T00:00:01Z')).toBeNull()
})
