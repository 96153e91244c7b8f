/** Seeded draws of whole numbers, from a kept library; no other file here knows it. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A whole number, 0 or more and below `below`, each as likely as any other. */
export type Draw = (below: number) => number

/** The generator mixes its state as it goes: the first numbers of neighbouring seeds are alike, later ones are not. */
const MIXING_ROUNDS = 64

/** Draws that are the same for the same seed, a whole number from 0 to 2^32 - 1. */
export function makeDraw(seed: number): Draw {
  const generator = xoroshiro128plus(seed)
  for (let i = 0; i < MIXING_ROUNDS; i++) generator.next()
  return below => uniformInt(generator, 0, below - 1)
}
