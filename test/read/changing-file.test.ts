/** Files that change while they are read: logs that are rotated, copied over, or still written. */
import { appendFileSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { InputError } from '../../src/core/failure.js'
import { openInput } from '../../src/read/source.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-changing-'))
afterAll(() => rmSync(folder, { recursive: true }))

const NO_STDIN = { stream: (async function* () {})(), isTerminal: false }
const LINE = '2026-10-01T00:00:00Z,200\n'

/** Reads a file, and does something to it as soon as the first of it is there. */
async function readWhile(path: string, act: () => void): Promise<string> {
  const input = await openInput(path, NO_STDIN)
  let length = 0
  try {
    for await (const chunk of input.chunks) {
      if (length === 0) act()
      length += chunk.length
    }
    return `${length} bytes`
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
}

const write = (name: string, data: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, data)
  return path
}

describe('a file that is read', () => {
  const text = `timestamp,status\n${LINE.repeat(100_000)}`
  const past = new Date('2020-01-01T00:00:00Z')

  test('and left alone is whole', async () => {
    expect(await readWhile(write('same.csv', text), () => {})).toBe(`${text.length} bytes`)
  })
  test('and grows is right', async () => {
    const path = write('grows.csv', text)
    expect(await readWhile(path, () => appendFileSync(path, LINE))).toMatch(/bytes$/)
  })
  test.each([
    ['plain', 'cut.csv', text],
    ['compressed', 'cut.csv.gz', gzipSync(text, { level: 0 })],
  ])('and is cut is refused: %s', async (_, name, data) => {
    const path = write(name, data)
    expect(await readWhile(path, () => truncateSync(path, 100))).toMatch(/FILE_TRUNCATED/)
  })
  test('and is written over in place is refused', async () => {
    const path = write('over.csv', text)
    utimesSync(path, past, past)
    expect(await readWhile(path, () => writeFileSync(path, text.replaceAll('200', '503')))).toContain(
      'FILE_UNREADABLE changed while it was read',
    )
  })
  test('and is small enough to be read at once is looked at, too', async () => {
    const path = write('small.csv', `timestamp,status\n${LINE}`)
    expect(await readWhile(path, () => truncateSync(path, 5))).toContain(
      'FILE_TRUNCATED became shorter while it was read, from 42 bytes to 5',
    )
  })
})
