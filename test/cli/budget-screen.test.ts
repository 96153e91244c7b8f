import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { widthOf } from '../../src/report/width.js'
import { FIXTURES, listFolders, readArguments } from '../fixture.js'
import { runWith } from './fake-io.js'

const home = process.cwd()
afterAll(() => process.chdir(home))

const read = (name: string): string[] => readArguments(join(FIXTURES, 'budget', name))

/** The case without what asks for more than the answer, or for another format. */
const asScreen = (argv: readonly string[]): string[] => {
  const kept = argv.filter(word => !['--json', '--explain', '--ascii', '--markdown', '--csv'].includes(word))
  const valued = ['--html', '--format', '--output', '-o']
  return kept.filter((word, i) => !valued.includes(word) && !valued.includes(kept[i - 1] ?? ''))
}

const CASES = listFolders(join(FIXTURES, 'budget')).filter(name => !['readme', 'bad-plan'].includes(name))

describe('a budget on a screen', () => {
  test('has cases', () => {
    expect(CASES.length).toBeGreaterThan(10)
  })
  test.each(CASES)('%s: what to do, then what carries it', async name => {
    process.chdir(join(FIXTURES, 'budget', name))
    const { out } = await runWith([...asScreen(read(name)), '--quiet'], { columns: 80 })
    const lines = out.trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(25)
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80)
    expect(lines.slice(0, 2).join(' ')).toMatch(/^(Buy|Nothing is planned) /)
  })
})
