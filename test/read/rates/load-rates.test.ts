import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadRates } from '../../../src/read/rates/load-rates.js'
import { FIXTURES } from '../../fixture.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-rates-'))
afterAll(() => rmSync(folder, { recursive: true }))
const NO_STDIN = { stream: (async function* () {})(), isTerminal: true }
const OWN = readFileSync(join(FIXTURES, 'quote/user-rates/contract.yaml'), 'utf8')
function write(name: string, id: string): string {
  writeFileSync(join(folder, name), OWN.replace('id: my-contract', `id: ${id}`))
  return join(folder, name)
}
const notesOf = async (...paths: string[]): Promise<string[]> =>
  (await loadRates(paths, NO_STDIN)).notes.map(({ text }) => text)

describe("a price list of one's own", () => {
  test('with a name of its own replaces nothing', async () => {
    expect(await notesOf()).toEqual([])
    expect(await notesOf(write('mine.yaml', 'my-contract'))).toEqual([])
  })
  test('with the name of a shipped one replaces that, and says so', async () => {
    const path = write('other.yaml', 'kling-per-second')
    expect(await notesOf(path)).toEqual([`${path} replaces the price list kling-per-second`])
  })
  test("with the name of another of one's own replaces that, and says so", async () => {
    const [one, two] = [write('one.yaml', 'my-contract'), write('two.yaml', 'my-contract')]
    expect(await notesOf(one, two)).toEqual([`${two} replaces the price list my-contract`])
  })
})
