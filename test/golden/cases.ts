import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FIXTURES, listFolders, runCase } from '../fixture.js'

/** The cases of a command. A folder without arguments holds inputs for others, such as the log that the README shows. */
export const listCases = (command: string): string[] =>
  listFolders(join(FIXTURES, command))
    .map(name => join(command, name))
    .filter(name => existsSync(join(FIXTURES, name, 'argv')))

export function compareCases(command: string): void {
  describe('fixtures', () => {
    test.each(listCases(command))('%s answers as it did', async name => {
      const { ran, expected } = await runCase(join(FIXTURES, name))
      expect(expected.out ?? expected.err, 'a case must say what it expects').not.toBeNull()
      expect(ran.err).toBe(expected.err ?? ran.err)
      expect(ran.out).toBe(expected.out ?? ran.out)
      expect(ran.written).toEqual(expected.written)
      expect(ran.claim).toEqual(expected.claim)
      expect(ran.status).toBe(expected.status)
    })
  })
}
