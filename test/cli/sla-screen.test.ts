import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { widthOf } from '../../src/report/width.js'
import { FIXTURES, listFolders, readArguments, readInput } from '../fixture.js'
import { runWith } from './fake-io.js'

const FOLDER = join(FIXTURES, 'sla')
const read = (name: string): string[] => readArguments(join(FOLDER, name))
const CASES = listFolders(FOLDER).filter(
  name =>
    existsSync(join(FOLDER, name, 'expected.txt')) &&
    !read(name).includes('--sql') &&
    // Its accounts are too long for a table, so that each period takes five lines.
    name !== 'html-hostile',
)

/** The arguments without the files beside the answer, which other tests look at. */
const argumentsOf = (name: string): string[] =>
  read(name).filter(
    (word, i, all) => ![word, all[i - 1]].some(each => each === '--html' || each === '--claim'),
  )

const home = process.cwd()
afterEach(() => process.chdir(home))

describe('a default answer on a screen', () => {
  test('is there to be looked at', () => expect(CASES.length).toBeGreaterThan(8))
  test.each(CASES)('of %s fits 25 lines of 80 columns, and its first two say what to do', async name => {
    process.chdir(join(FOLDER, name))
    const { out } = await runWith(argumentsOf(name), { columns: 80, ...readInput('.') })
    const lines = out.trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(25)
    expect(lines.filter(line => widthOf(line) > 80)).toEqual([])
    expect(lines.slice(0, 2).join(' ')).toMatch(/^(Claim|Nothing to|Too late|One credit|.* cannot be judged)/)
  })
})
