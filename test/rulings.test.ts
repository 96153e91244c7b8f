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

test('each stands in its order, and what its row names is in the file that it names', () => {
  const numbers = rows.map(([, id = '']) => Number(id.slice(1)))
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
  const named = rows.flatMap(([, id, where = '']) =>
    [...where.matchAll(/`([\w/.-]+\.ts)` `(\w+)`/g)].map(([, file, name]) => ({
      id,
      file: file!,
      name: name!,
    })),
  )
  expect(named.length).toBeGreaterThan(20)
  const wrong = named.filter(
    ({ file, name }) => !new RegExp(`\\b${name}\\b`).test(readFileSync(join(root, 'src', file), 'utf8')),
  )
  expect(wrong).toEqual([])
})
