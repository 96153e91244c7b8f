/**
 * Lines of awkward text that go on and on: whatever looks at them takes time in proportion to their length. A pattern that
 * looks at each part for the rest of the line takes its square, minutes for a line of half a megabyte. Steps of a regular
 * expression cannot be counted, so that times are compared: four times the text may take ten times the time.
 */
import { describe, expect, test } from 'vitest'
import { listAdded } from '../../../src/read/requests/combined-log.js'
import { splitFields } from '../../../src/read/requests/line-row.js'
import { shippedLogFormats } from '../../../src/read/requests/shipped-log-formats.js'

const COMBINED = '1.1.1.1 - - [01/Oct/2026:00:00:00 +0000] "GET /v1 HTTP/1.1" 200 1 "-" "-"'
const PIECES = [
  ' ',
  '"',
  '" ',
  ' "',
  '\\"',
  '\\',
  '[',
  '[ ',
  '] ',
  '{',
  '{} ',
  ',',
  '1',
  '1 ',
  ':1',
  'a:1 [',
  'a - b [',
  '- - [x] "',
  '"A "',
  '"GET / HTTP/1.1 ',
  'a:1 [x] f b 1/1/1/1/1 200 1 - - ---- 1/1/1/1/1 0/0 {',
  'a - - [x] "y" 200 1 "-" "-" 1 "',
  '[2026-10-01T00:00:00Z] "GET / HTTP/1.1" 200 - ',
  '2026-10-01 00:00:00 "GET / HTTP/1.1" 2',
  `${COMBINED} `,
]
const LOOKERS: Readonly<Record<string, (text: string) => unknown>> = {
  'what a combined log adds': text => listAdded(`${COMBINED} ${text}`),
  'fields between blanks': splitFields,
  ...Object.fromEntries(
    shippedLogFormats().flatMap(({ id, forms }) =>
      forms.flatMap(({ line }, i) => {
        const pattern = line === null ? null : new RegExp(line)
        return pattern ? [[`${id} ${i}`, (text: string) => pattern.exec(text)]] : []
      }),
    ),
  ),
}

/** The least of three, so that what else the machine does counts little. */
function timeOf(act: () => unknown): number {
  const times = [0, 1, 2].map(() => {
    const start = performance.now()
    act()
    return performance.now() - start
  })
  return Math.min(...times)
}

describe('a line takes time in proportion to its length', () => {
  test.each(Object.entries(LOOKERS))('%s', (_, look) => {
    for (const piece of PIECES) {
      const text = (length: number): string => piece.repeat(Math.ceil(length / piece.length))
      const [short, long] = [text(20_000), text(80_000)]
      // What is done at once is no matter: a square of 80,000 takes seconds.
      const before = timeOf(() => look(short))
      const after = timeOf(() => look(long))
      expect(after, `${JSON.stringify(piece)}: ${before} ms, then ${after} ms`).toBeLessThan(
        Math.max(100, 10 * before),
      )
    }
  })
})
