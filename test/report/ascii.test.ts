import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { renderInAscii } from '../../src/report/ascii.js'
import { makeVisible } from '../../src/report/text.js'
import { NARROW, padTo, widthOf } from '../../src/report/width.js'
import { runWith } from '../cli/fake-io.js'

const QUOTE = [
  'quote',
  'V1.6',
  '--capability',
  'text-to-video',
  '--mode',
  'pro',
  '--duration',
  '5.04',
  '--explain',
]
const ASCII = /^[\n -~]*$/
/** All signs that tables have, and one character that is none of ours. */
const SIGNS = '≈−–×÷·…→§░▒▓█▁▂▃▄▅▆▇「'

describe('--ascii', () => {
  test('writes each sign of ours as one that is as wide', async () => {
    const { out } = await runWith(QUOTE)
    expect(out).not.toMatch(ASCII)
    const ascii = await runWith([...QUOTE, '--ascii'])
    expect(ascii.out).toMatch(ASCII)
    expect(ascii.out.length).toBe(out.length)
  })
  test('has one for each of them', async () => {
    expect(await renderInAscii(() => SIGNS)).toBe('~--x/-.>S-+x#1234567「')
  })
  test('tells our signs from the same ones in data, however often these are made visible', async () => {
    const found = await renderInAscii(() => `5 × ${makeVisible(`[${makeVisible(SIGNS)}]`)} ≈ 7 → ▇`)
    expect(found).toBe(`5 x [${SIGNS}] ~ 7 > 7`)
  })
  test('is over when the table is made, or could not be', async () => {
    await expect(renderInAscii(() => Promise.reject(new Error('no table')))).rejects.toThrow('no table')
    expect(makeVisible(SIGNS)).toBe(SIGNS)
  })
  test.each([
    [{ LANG: 'C' }, true],
    [{ LANG: 'de_DE.ISO-8859-1' }, true],
    [{ LANG: 'C', LC_ALL: 'en_GB.UTF-8' }, false],
    [{ LANG: 'en_GB.utf8', LC_CTYPE: 'POSIX' }, true],
    [{ LANG: 'en_GB.UTF-8', TERM: 'dumb' }, true],
    [{ TERM: 'dumb' }, true],
    [{ TERM: 'dumb', KLING_COST_ASCII: 'false' }, false],
    [{ KLING_COST_ASCII: 'true' }, true],
    [{ LANG: 'en_GB.UTF-8' }, false],
    [{}, false],
  ])('is meant by %j: %s', async (env, isMeant) => {
    const { out } = await runWith(QUOTE, { env: env as Record<string, string> })
    expect(ASCII.test(out)).toBe(isMeant)
  })
  test.each(['json', 'csv', 'markdown'])('is about tables: %s is what it is', async format => {
    const argv = ['quote', '--from', '-', '--format', format]
    const stdin = 'model,duration,account\nO1,5,账户 × 1\n'
    const plain = await runWith(argv, { stdin })
    expect(plain.status).toBe(0)
    expect(await runWith([...argv, '--ascii'], { stdin, env: { LANG: 'C', TERM: 'dumb' } })).toEqual(plain)
  })
})

describe('the width of a text', () => {
  test('is by string-width one for each character of which that is not asked', () => {
    const narrow = Array.from({ length: 0x10000 }, (_, i) => String.fromCharCode(i)).filter(one =>
      NARROW.test(one),
    )
    expect(narrow.length).toBeGreaterThan(700)
    expect(narrow.filter(one => stringWidth(one) !== 1)).toEqual([])
    for (const sign of SIGNS.replace('「', '')) expect(narrow).toContain(sign)
  })
  test.each([
    ['abc', 3],
    ['账户', 4],
    ['e\u0301', 1],
    ['🎬', 2],
    ['👩‍👩‍👧', 2],
    ['\u001b[31mred\u001b[39m', 3],
    ['▁▂█░', 4],
  ])('%s', (text, width) => {
    expect(widthOf(text)).toBe(width)
    expect(widthOf(padTo(text, 8))).toBe(8)
  })
})
