import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CellCounts } from '../../src/scan/cell-counts.js'

const listed = (counts: CellCounts, account: number): [number, number][] => {
  const cells: [number, number][] = []
  counts.visit(account, (cell, count) => cells.push([cell, count]))
  return cells.sort(([a], [b]) => a - b)
}

test('says what a map of maps says, whatever is added and taken back', () => {
  const cell = fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 }))
  const entry = fc.tuple(fc.nat(3), cell, fc.integer({ min: -3, max: 5 }))
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 200 }), entries => {
      const counts = new CellCounts()
      const plain = [0, 1, 2, 3].map(() => new Map<number, number>())
      for (const _ of plain) counts.addAccount()
      for (const [account, cell, count] of entries) {
        // By themselves or several at once.
        if (count % 2 === 0) counts.add(account, cell, count)
        else counts.addAll(account, cell - 7, Int32Array.of(9, 7), Int32Array.of(1, count - 1, 1, 1))
        plain[account]!.set(cell, (plain[account]!.get(cell) ?? 0) + count)
      }
      for (const [account, cells] of plain.entries()) {
        const expected = [...cells].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b)
        expect(listed(counts, account)).toEqual(expected)
        expect(counts.hasAny(account)).toBe(expected.length > 0)
      }
    }),
  )
})

test('holds a million cells of a thousand accounts, in whatever order they come', () => {
  const counts = new CellCounts()
  for (let account = 0; account < 1000; account++) counts.addAccount()
  // A step that has no factor in common with the number of cells comes to each of them.
  for (let i = 0, at = 0; i < 1_000_000; i++, at = (at + 617_239) % 1_000_000)
    counts.add(Math.floor(at / 1000), 7 * (at % 1000), at + 1)
  for (const account of [0, 1, 500, 999]) {
    const expected = Array.from({ length: 1000 }, (_, i) => [7 * i, 1000 * account + i + 1])
    expect(listed(counts, account)).toEqual(expected)
  }
})
