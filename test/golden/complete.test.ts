import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FIXTURES, listFolders } from '../fixture.js'
import { listCases } from './cases.js'

test('every folder of cases has its file of tests, so that a mutant is tried with those of its command', () => {
  const withCases = listFolders(FIXTURES).filter(name => name !== 'errors' && listCases(name).length > 0)
  expect(withCases.length).toBeGreaterThan(0)
  for (const name of withCases)
    expect(existsSync(join(import.meta.dirname, `${name}.test.ts`)), name).toBe(true)
})
