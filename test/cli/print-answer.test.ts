/** Long answers on standard output. */
import { expect, test } from 'vitest'
import { PipeClosed, processIo } from '../../src/cli/io.js'
import { printAnswer } from '../../src/cli/output.js'

const PIECE = 'x'.repeat(1000)

/** Pieces, and how many of them were made. */
function countPieces(all: number) {
  const made = { pieces: 0 }
  function* make(): Generator<string> {
    for (; made.pieces < all; made.pieces++) yield PIECE
  }
  return { made, pieces: make() }
}

test('is written as it is made: no more than a block is held', () => {
  const { made, pieces } = countPieces(1000)
  const held: number[] = []
  let written = 0
  printAnswer(pieces, {
    ...processIo(),
    out(text) {
      written += text.length
      held.push((made.pieces + 1) * PIECE.length - written)
    },
  })
  expect(written).toBe(1000 * PIECE.length)
  expect(Math.max(...held)).toBeLessThanOrEqual(PIECE.length)
  expect(held.length).toBeGreaterThan(10)
})

test('ends quietly when its reader has gone, and makes nothing more', () => {
  const { made, pieces } = countPieces(1_000_000)
  printAnswer(pieces, {
    ...processIo(),
    out() {
      throw new PipeClosed()
    },
  })
  expect(made.pieces).toBeLessThan(100)
})
