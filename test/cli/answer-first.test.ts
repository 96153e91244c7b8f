/** What people see first: the answer, on a screen of 80 columns and 25 lines, whatever the data. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { widthOf } from '../../src/report/width.js'
import { FIXTURES, listFolders, readArguments, readInput } from '../fixture.js'
import { runWith } from './fake-io.js'

/** Options that ask for more, or for another format. */
const OTHERS = /^(?:--format|-f|--json|--output|-o|--details|--explain|--sql|--claim|--html)$/
/** How the answer of each command begins. */
const VERDICTS: Readonly<Record<string, RegExp>> = {
  budget: /\b(?:Buy|buy|expire|No |Nothing|Use )/,
  expiry: /\b(?:will expire|No unit|holds no package)/,
  quote: /\$[\d,.]+|\bcannot\b/,
  sla: /\b(?:[Cc]laim|met|missed|kept|promise|no data|No request|judge)/,
}

const CASES = Object.keys(VERDICTS).flatMap(command =>
  listFolders(join(FIXTURES, command)).flatMap(name => {
    const folder = join(FIXTURES, command, name)
    if (!existsSync(join(folder, 'argv'))) return []
    const argv = readArguments(folder)
    // A case that cannot be answered has no answer that could come first.
    const status = join(folder, 'expected.exit')
    if (existsSync(status) && readFileSync(status, 'utf8').trim() === '2') return []
    return argv.some(word => OTHERS.test(word)) ? [] : [{ name: `${command}/${name}`, command, argv }]
  }),
)

describe('the answer comes first, and fits a screen', () => {
  test('there are cases of every command', () => {
    for (const command of Object.keys(VERDICTS))
      expect(CASES.filter(one => one.command === command).length).toBeGreaterThan(2)
  })
  test.each(CASES)('$name', async ({ name, command, argv }) => {
    const home = process.cwd()
    process.chdir(join(FIXTURES, name))
    const ran = await runWith(argv, {
      outIsTerminal: true,
      columns: 80,
      env: { NO_COLOR: '1' },
      ...readInput('.'),
    })
    rmSync('page.html', { force: true })
    process.chdir(home)
    expect(ran.status, ran.err).not.toBe(2)
    const lines = ran.out.trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(25)
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80)
    expect(lines.slice(0, 2).join(' ')).toMatch(VERDICTS[command]!)
  })
})
