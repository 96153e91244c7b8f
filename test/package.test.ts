/** What the package holds, and that it installs without a compiler. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listLicences } from '../build/licences.js'

const root = join(import.meta.dirname, '..')

test('whatever DuckDB has published may be installed beside it', () => {
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  // All its versions are pre-releases by their names, and no other range takes those of every version.
  expect(peerDependencies['@duckdb/node-api']).toBe('*')
})

describe('the licences of what is bundled', () => {
  const folder = mkdtempSync(join(tmpdir(), 'licences-'))
  const add = (path: string, licence: string | null) => {
    mkdirSync(join(folder, 'node_modules', path), { recursive: true })
    const about = { name: path.split('node_modules/').at(-1), version: '1.0.0', license: 'MIT' }
    writeFileSync(join(folder, 'node_modules', path, 'package.json'), JSON.stringify(about))
    if (licence !== null) writeFileSync(join(folder, 'node_modules', path, 'LICENSE.md'), licence)
  }
  add('plain', 'Text of plain')
  add('@scope/inner', 'Text of inner')
  add('plain/node_modules/nested', 'Text of nested')
  add('bare', null)
  // A module of that name is no text.
  writeFileSync(join(folder, 'node_modules/bare/license.js'), '')

  test('name each package once, the nested and the scoped too', () => {
    const text = listLicences(folder, [
      'src/index.ts',
      'node_modules/plain/a.js',
      'node_modules/plain/b.js',
      'node_modules/@scope/inner/a.js',
      'node_modules/plain/node_modules/nested/a.js',
    ])
    expect(text.match(/^## .*$/gm)).toEqual([
      '## @scope/inner 1.0.0 (MIT)',
      '## plain 1.0.0 (MIT)',
      '## nested 1.0.0 (MIT)',
    ])
    expect(text).toContain('Text of nested')
  })

  test('stop the build where one is missing', () => {
    expect(() => listLicences(folder, ['node_modules/plain/a.js', 'node_modules/bare/a.js'])).toThrow(
      'node_modules/bare: expected a licence text',
    )
  })
})

test('the package holds the licence texts and what teaches a model to use it', () => {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ files }] = JSON.parse(packed) as [{ files: { path: string }[] }]
  const paths = files.map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining(['dist/THIRD-PARTY-LICENSES', 'SKILL.md', 'LICENSE', 'README.md']),
  )
  // npm would call a compiler for it without being asked.
  expect(paths.filter(path => /\.gyp$|\.node$/.test(path))).toEqual([])
})

test('the package runs nothing when it is installed', () => {
  const { scripts, dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(Object.keys(scripts).filter(name => /^(?:pre|post)?install$/.test(name))).toEqual([])
  expect(dependencies).toEqual({})
})
