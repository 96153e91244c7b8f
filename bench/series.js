/** Generated series of daily use for `bench:forecast`: nine kinds, the same for the same seed. */
import { createRandom } from './usage-log.js'

const WEEK = [1.25, 1.3, 1.25, 1.2, 1.15, 0.5, 0.35]

/** By name: the level on day `t`, as a multiple; `trait` are numbers of a series, `walk` a random walk. */
const LEVELS = {
  steady: () => 1,
  growth: (t, { slope }) => 1 + Math.max(-0.9, slope * t * 1.5),
  exponential: (t, { slope }) => Math.exp(slope * t),
  shift: (t, { turn, size }) => (t > turn ? size : 1),
  walk: (_t, _traits, walk) => Math.exp(walk),
  saturating: (t, { turn }) => 1 + 3 / (1 + Math.exp(-(t - turn) / 25)),
  season: (t, { turn }) => 1 + 0.3 * Math.sin((2 * Math.PI * (t + turn)) / 365),
  burst: () => 1,
  sparse: () => 1,
  batches: () => 1,
  projects: () => 1,
}

export const KINDS = Object.keys(LEVELS)

/** 400 days of a kind. */
export function generate(kind, seed) {
  const random = createRandom(seed * 7919 + KINDS.indexOf(kind) * 101)
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const base = 50 * Math.exp(3 * random())
  const week = random() < 0.6 ? WEEK : Array(7).fill(1)
  const noise = 0.1 + 0.3 * random()
  const traits = {
    slope: (random() - 0.4) * 0.006,
    turn: 100 + Math.floor(random() * 200),
    size: Math.exp(gauss() * 0.5),
  }
  const step = 0.01 + 0.03 * random()
  const busy = makeBusy(kind, random)
  let walk = 0
  return Array.from({ length: 400 }, (_, t) => {
    walk += gauss() * step
    const event =
      kind === 'burst' && random() < 0.03
        ? 3 + 4 * random()
        : kind === 'sparse' && random() < 0.6
          ? 0
          : busy(t)
    const chance = Math.exp(gauss() * noise - (noise * noise) / 2)
    return Math.round(base * LEVELS[kind](t, traits, walk) * week[t % 7] * event * chance)
  })
}

/** What of a day's use there is on day `t`, of kinds that come in blocks: a batch once a month, or projects and pauses. */
function makeBusy(kind, random) {
  if (kind === 'batches') {
    const [length, start] = [1 + Math.floor(3 * random()), Math.floor(30 * random())]
    return t => ((t + start) % 30 < length ? 1 : 0)
  }
  if (kind !== 'projects') return () => 1
  const rest = 0.1 * random()
  let [left, works] = [0, false]
  return () => {
    if (left-- === 0) {
      works = !works
      left = Math.floor((works ? 5 : 8) + (works ? 10 : 20) * random())
    }
    return works ? 1 : rest
  }
}
