import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FIXTURES, listFolders, runCase } from './fixture.js'

const CASES = listFolders(FIXTURES)
  .filter(command => command !== 'errors')
  .flatMap(command => listFolders(join(FIXTURES, command)).map(name => join(command, name)))
  // A folder without arguments holds inputs for others, such as the log that the README shows.
  .filter(name => existsSync(join(FIXTURES, name, 'argv')))

describe('fixtures', () => {
  test('are there to be run', () => {
    expect(CASES.length).toBeGreaterThan(30)
  })
  test.each(CASES)('%s answers as it did', async name => {
    const { ran, expected } = await runCase(join(FIXTURES, name))
    expect(expected.out ?? expected.err, 'a case must say what it expects').not.toBeNull()
    expect(ran.err).toBe(expected.err ?? ran.err)
    expect(ran.out).toBe(expected.out ?? ran.out)
    expect(ran.page).toBe(expected.page)
    expect(ran.claim).toEqual(expected.claim)
    expect(ran.status).toBe(expected.status)
  })
})
