import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..', '.ci')
const scripts = readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(({ name }) => name)

describe('the scripts of CI', () => {
  test.each(scripts)(
    '%s has no gate that cannot fail: under set -e, `! command` never ends a script',
    name => {
      const lines = readFileSync(join(folder, name), 'utf8').split('\n')
      expect(lines.filter(line => /^\s*!/.test(line))).toEqual([])
    },
  )
  test('run ends where something is found that must not be there', () => {
    const text = readFileSync(join(folder, 'run'), 'utf8')
    const refuse = /^refuse\(\) .*$/m.exec(text)![0]
    const endsWith = (line: string) =>
      spawnSync('bash', ['-c', `set -euo pipefail\n${refuse}\n${line}\nexit 7`]).status
    expect(endsWith('refuse grep -q found <<<found')).toBe(1)
    expect(endsWith('refuse grep -q found <<<nothing')).toBe(7)
  })
})
