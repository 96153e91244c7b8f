import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { compile, readCache, readProgram, sealCache } from '../../src/cli/start.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'))
  writeProgram('1 + 1')
  const source = readProgram(folder, 'quote')
  writeFileSync(cachePath(), sealCache(source, compile(source).createCachedData()))
})
afterEach(() => rmSync(folder, { recursive: true }))

const cachePath = (): string => join(folder, 'program.quote.cache')
const writeProgram = (sum: string): void =>
  writeFileSync(join(folder, 'program.quote.cjs'), `module.exports=(function () { return ${sum} })`)
const readIt = (): Buffer | undefined => readCache(folder, 'quote', readProgram(folder, 'quote'))

it('takes a code cache that is whole and of this source', () => {
  const script = compile(readProgram(folder, 'quote'), readIt()!)
  expect(script.cachedDataRejected).toBe(false)
  expect(script.runInThisContext()()).toBe(2)
})

it('leaves a code cache of another source of the same length', () => {
  writeProgram('1 + 2')
  expect(readIt()).toBeUndefined()
})

it('leaves a code cache with any byte changed, or cut anywhere', () => {
  const whole = readFileSync(cachePath())
  for (let at = 0; at < whole.length; at++) {
    const flipped = Buffer.from(whole)
    flipped[at] = flipped[at]! ^ (1 << (at % 8))
    writeFileSync(cachePath(), flipped)
    expect(readIt(), `byte ${at}`).toBeUndefined()
    writeFileSync(cachePath(), whole.subarray(0, at))
    expect(readIt(), `cut at ${at}`).toBeUndefined()
  }
})

it('leaves a code cache that is not there', () => {
  rmSync(cachePath())
  expect(readIt()).toBeUndefined()
})

it('keeps no folder of the builder in a code cache', () => {
  expect(readIt()!.includes(folder)).toBe(false)
})
