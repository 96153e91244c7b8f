import { code } from 'compiled:request-kernel'
import { cachedDataVersionTag } from 'node:v8'
import { expect, it } from 'vitest'
import { compileKernel } from '../../src/scan/simd-kernel.js'

it.each([
  ['at once', true],
  ['by and by', false],
])('code that is made good %s leaves V8 with the settings it had', async (_, isOptimised) => {
  // What V8 has compiled before, it takes from a cache only while its settings are the same.
  const settings = cachedDataVersionTag()
  expect(await compileKernel(Buffer.from(code, 'base64'), isOptimised)).toBeInstanceOf(WebAssembly.Module)
  expect(cachedDataVersionTag()).toBe(settings)
})
