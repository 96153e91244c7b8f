import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openWholeFolder } from '../../src/cli/claim-folder.js'

let home = ''
let place = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kling-cost-claim-'))
  place = join(home, 'claim')
})
afterEach(() => rmSync(home, { recursive: true }))

function fill(text: string, replaces = false): void {
  const folder = openWholeFolder(place, replaces)
  try {
    folder.write('2026-10/claim.md', [text])
    folder.writeDigests('2026-10')
    folder.write('index.md', ['index'])
    folder.writeDigests('')
    folder.settle()
    folder.place(false)
  } finally {
    folder.discard()
  }
}
const claim = (): string => readFileSync(join(place, '2026-10/claim.md'), 'utf8')

describe('a folder is written whole or not at all', () => {
  test('nothing is in its place before it is complete, and nothing beside it afterwards', () => {
    const folder = openWholeFolder(place, false)
    folder.write('index.md', ['index'])
    expect(existsSync(place)).toBe(false)
    folder.writeDigests('')
    folder.settle()
    folder.place(false)
    folder.discard()
    expect(readdirSync(home)).toEqual(['claim'])
    expect(readdirSync(place).sort()).toEqual(['SHA256SUMS', 'index.md'])
  })
  test('a failure on the way leaves nothing', () => {
    const folder = openWholeFolder(place, false)
    const broken = function* () {
      yield 'half'
      throw new Error('no more')
    }
    expect(() => folder.write('index.md', broken())).toThrow('no more')
    folder.discard()
    expect(readdirSync(home)).toEqual([])
  })
  test('a folder above it must be there', () => {
    expect(() => openWholeFolder(join(home, 'no', 'claim'), false)).toThrow(/there is no such folder/)
  })
  test('what is kept until it is much is appended in order', () => {
    const folder = openWholeFolder(place, false)
    folder.write('a.csv', ['head\n'])
    const block = `${'x'.repeat(1 << 20)}\n`
    for (let i = 0; i < 6; i++) folder.append('a.csv', block)
    folder.settle()
    folder.place(false)
    expect(readFileSync(join(place, 'a.csv'), 'utf8')).toBe(`head\n${block.repeat(6)}`)
  })
  test.each(['.', '..', process.cwd()])('it is not the folder of the run, nor one above it: %s', path => {
    expect(() => openWholeFolder(path, true)).toThrow(/is the folder of this run; name another/)
  })
})

describe('what is there already', () => {
  test('may be an empty folder', () => {
    mkdirSync(place)
    fill('one')
    expect(claim()).toBe('one')
  })
  test('keeps its mode: one that only some may read stays so', () => {
    mkdirSync(place)
    chmodSync(place, 0o700)
    fill('one')
    expect(statSync(place).mode & 0o777).toBe(0o700)
  })
  test('is kept, unless it is an earlier one and is to be replaced', () => {
    fill('one')
    expect(() => fill('two')).toThrow(/not empty[\s\S]*--force/)
    expect(claim()).toBe('one')
    fill('two', true)
    expect([claim(), readdirSync(home)]).toEqual(['two', ['claim']])
  })
  test.each([
    [
      'a file that somebody changed',
      () => writeFileSync(join(place, '2026-10/claim.md'), 'mine'),
      /claim\.md/,
    ],
    ['a file that somebody added', () => writeFileSync(join(place, '2026-10/mine.txt'), ''), /mine\.txt/],
    ['a folder that somebody added', () => mkdirSync(join(place, 'mine')), /mine/],
    ['a link', () => symlinkSync('/etc/hostname', join(place, 'link')), /link/],
    ['a list of digests that is empty', () => writeFileSync(join(place, 'SHA256SUMS'), ''), /claim\.md/],
  ])('is never removed with %s', (_, change, message) => {
    fill('one')
    change()
    const before = readdirSync(place, { recursive: true }).sort()
    expect(() => fill('two', true)).toThrow(message)
    expect(readdirSync(place, { recursive: true }).sort()).toEqual(before)
    expect(readdirSync(home)).toEqual(['claim'])
  })
  test('is looked at again before it is replaced', () => {
    fill('one')
    const folder = openWholeFolder(place, true)
    writeFileSync(join(place, 'mine.txt'), '')
    expect(() => folder.place(false)).toThrow(/mine\.txt/)
    folder.discard()
    expect([claim(), readdirSync(home)]).toEqual(['one', ['claim']])
  })
  test('may not be a file', () => {
    writeFileSync(place, 'mine')
    expect(() => fill('one', true)).toThrow(/is a file; a folder is needed/)
  })
  test('may be a link to a folder, which stays a link', () => {
    mkdirSync(join(home, 'real'))
    symlinkSync(join(home, 'real'), place)
    fill('one')
    expect(readFileSync(join(home, 'real/2026-10/claim.md'), 'utf8')).toBe('one')
  })
})
