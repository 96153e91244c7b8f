/** Every ruling that the code names is documented, and every documented one is where its table says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => readFileSync(join(root, 'src', name), 'utf8'))
const rows = readFileSync(join(root, 'docs/rulings.md'), 'utf8')
  .split('\n')
  .map(line => /^\| (R\d+) \|.*\| (.*) \|$/.exec(line))
  .filter(match => match !== null)

test('rulings that the code cites stand in docs/rulings.md', () => {
  const cited = new Set(sources.flatMap(text => text.match(/\bR\d+\b/g) ?? []))
  const documented = new Set(rows.map(([, id]) => id))
  expect(cited.size).toBeGreaterThan(15)
  expect([...cited].filter(id => !documented.has(id))).toEqual([])
})
test('each has one row, whose files are there', () => {
  expect(new Set(rows.map(([, id]) => id)).size).toBe(rows.length)
  const files = rows.flatMap(([, , where = '']) => where.match(/`[\w/.-]+(?:\.ts|\.yaml|\/)`/g) ?? [])
  expect(files.length).toBeGreaterThan(20)
  const missing = files
    .map(file => file.replaceAll('`', ''))
    .filter(file => !existsSync(join(root, 'src', file)) && !existsSync(join(root, file)))
  expect(missing).toEqual([])
})
