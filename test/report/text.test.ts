import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { makeVisible, quoteForShell, writeJson } from '../../src/report/text.js'

/** What a screen does not show, with how it is written out. */
const UNSEEN: readonly [string, string, string][] = [
  ['the escape that starts a terminal command', '\u001b', '\\u001b'],
  ['a mark that turns the direction', '\u202e', '\\u202e'],
  ['a soft hyphen', '\u00ad', '\\u00ad'],
  ['a grapheme joiner', '\u034f', '\\u034f'],
  ['a Hangul filler', '\u3164', '\\u3164'],
  ['a zero width space', '\u200b', '\\u200b'],
  ['a zero width non-joiner', '\u200c', '\\u200c'],
  ['a zero width joiner', '\u200d', '\\u200d'],
  ['a word joiner', '\u2060', '\\u2060'],
  ['an invisible times', '\u2062', '\\u2062'],
  ['a variation selector', '\ufe0f', '\\ufe0f'],
  ['a byte order mark', '\ufeff', '\\ufeff'],
  ['an interlinear anchor', '\ufff9', '\\ufff9'],
  ['a tag letter, beyond the first plane', '\u{e0041}', '\\udb40\\udc41'],
]

it.each(UNSEEN)('%s is written out', (_, character, written) => {
  expect(makeVisible(`acme${character}`)).toBe(`acme${written}`)
})

it.each(UNSEEN)('%s is an escape in JSON, which means the same', (_, character, written) => {
  const json = writeJson(`acme${character}`)
  expect(json).toBe(`"acme${written}"`)
  expect(JSON.parse(json)).toBe(`acme${character}`)
})

it.each(UNSEEN)('%s quoted for a shell is what it was', (_, character) => {
  const quoted = quoteForShell(`acme's ${character}`)
  expect(makeVisible(quoted)).toBe(quoted)
  const printed = execFileSync('bash', ['--norc', '-c', `printf %s ${quoted}`], {
    env: { LC_ALL: 'C.UTF-8' },
  })
  expect(printed.toString()).toBe(`acme's ${character}`)
})

it('letters of any script, and marks that are seen, stay', () => {
  const seen = 'acme Ünïcödé 可灵 é́ ไทย ۀ ½ – « »'
  expect(makeVisible(seen)).toBe(seen)
  expect(writeJson(seen)).toBe(JSON.stringify(seen))
})
