/** Random numbers that every run and every machine draws alike, by their seed (mulberry32). */

/** Whole numbers of 32 bits. */
export function drawWhole(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** Numbers from 0 to 1. */
export function createRandom(seed: number): () => number {
  const draw = drawWhole(seed)
  return () => draw() / 4_294_967_296
}
