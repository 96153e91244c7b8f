/** Lives of accounts for `bench:plan-value`: what each day uses, in jobs of 1.5 units. The same seed, the same life. */
import { createRandom } from './usage-log.js'

/** The days before the first purchase, and those that are lived. */
export const KNOWN_DAYS = 56
export const LIVED_DAYS = 365
export const UNITS_PER_JOB = 1.5

const WEEK = [1.25, 1.3, 1.25, 1.2, 1.15, 0.5, 0.35]

/** Noise around 1 that is never below 0: the mean of four draws. */
const noise = (random, size) => Math.max(0, 1 + size * (random() + random() + random() + random() - 2))

/** By name: units that a day uses. Day 0 is the first that is lived; those before are history. */
export const SHAPES = {
  'steady 700': () => 700,
  'steady 400': () => 400,
  'weekly 700': (day, random) => 700 * WEEK[((day % 7) + 7) % 7] * noise(random, 0.25),
  'weekly 400': (day, random) => 400 * WEEK[((day % 7) + 7) % 7] * noise(random, 0.25),
  'weekly 560': (day, random) => 560 * WEEK[((day % 7) + 7) % 7] * noise(random, 0.25),
  'growing from 500': (day, random) =>
    500 * (1 + Math.max(0, day + KNOWN_DAYS) / 250) * WEEK[((day % 7) + 7) % 7] * noise(random, 0.3),
  'bursts around 900': (_day, random) => {
    const isBurst = random() < 0.03
    return 800 * noise(random, 0.5) * (isBurst ? 4 + 3 * random() : 1)
  },
  // Made by `wander`.
  'wandering from 560': () => 0,
  'ending after 250 days': (day, random) => {
    const left = day < 200 ? 1 : Math.max(0, 1 - (day - 200) / 50)
    return 650 * left * WEEK[((day % 7) + 7) % 7] * noise(random, 0.3)
  },
}

/** A level that wanders, up or down by some percent a week; it is made anew for each life. */
function wander(random) {
  const levels = [560]
  for (let week = 1; week < (KNOWN_DAYS + LIVED_DAYS) / 7 + 1; week++)
    levels.push(Math.max(150, Math.min(1500, levels.at(-1) * noise(random, 0.16))))
  return day => levels[Math.floor((day + KNOWN_DAYS) / 7)]
}

/** The jobs of each day of a life, those of its history first. */
export function liveJobs(name, seed) {
  const random = createRandom(seed)
  if (name === 'wandering from 560') {
    const levelOn = wander(random)
    return Array.from({ length: KNOWN_DAYS + LIVED_DAYS }, (_, i) =>
      Math.round((levelOn(i - KNOWN_DAYS) * WEEK[i % 7] * noise(random, 0.3)) / UNITS_PER_JOB),
    )
  }
  return Array.from({ length: KNOWN_DAYS + LIVED_DAYS }, (_, i) =>
    Math.round(SHAPES[name](i - KNOWN_DAYS, random) / UNITS_PER_JOB),
  )
}
