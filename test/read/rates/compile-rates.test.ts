/** The build steps, replayed: what they make is what ships. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { InputError } from '../../../src/core/failure.js'
import { compileRates } from '../../../src/read/rates/compile-rates.js'
import {
  shippedAgreements,
  shippedFeeds,
  shippedNames,
  shippedPrices,
} from '../../../src/read/rates/shipped-rates.js'
import { compileForeignWords, compileLogFormats } from '../../../src/read/requests/compile-log-formats.js'
import { shippedForeignWords } from '../../../src/read/requests/foreign-words.js'
import { shippedLogFormats } from '../../../src/read/requests/shipped-log-formats.js'

const root = join(import.meta.dirname, '../../..')
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('price lists, agreements, names and feeds ship as they are in rates/', () => {
  expect(asJson(compileRates(root))).toEqual({
    prices: shippedPrices(),
    agreements: shippedAgreements(),
    feeds: shippedFeeds(),
    names: shippedNames(),
  })
  // They have been replayed.
  expect(JSON.stringify(shippedPrices())).not.toContain('"assertions"')
})

test('formats of logs and marks of foreign paths ship as they are in formats/', () => {
  expect(asJson(compileLogFormats(root))).toEqual(shippedLogFormats())
  expect(asJson(compileForeignWords(root))).toEqual(shippedForeignWords())
})

test('everything that is wrong in any file is told at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kling-cost-rates-'))
  try {
    mkdirSync(join(folder, 'rates/b'), { recursive: true })
    writeFileSync(join(folder, 'rates/b/one.yaml'), 'kind: nothing\n')
    writeFileSync(join(folder, 'rates/a.yaml'), 'kind: names\n')
    writeFileSync(join(folder, 'rates/a.txt'), 'no list')
    expect(() => compileRates(folder)).toThrow(InputError)
    try {
      compileRates(folder)
    } catch (error) {
      const places = (error as InputError).issues.map(({ place }) => place.file)
      expect(places).toEqual([join('rates', 'a.yaml'), join('rates', 'b', 'one.yaml')])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
