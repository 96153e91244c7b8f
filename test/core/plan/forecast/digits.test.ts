import { expect, test } from 'vitest'
import { forecastUse } from '../../../../src/core/plan/forecast/forecast.js'
import { formatRatio, ratio } from '../../../../src/core/ratio.js'
import { makeRandom } from '../questions.js'
import { noisyWeeks, randomWalk, steps, weekly } from './histories.js'

/** Days on which nothing is used between those with use. */
function nowAndThen(seed: number, days: number): number[] {
  const random = makeRandom(seed)
  return Array.from({ length: days }, () => (random(0, 3) > 0 ? 0 : random(100, 900)))
}
const withGaps = (uses: readonly number[], every: number): (number | null)[] =>
  uses.map((use, day) => (day % every === every - 1 ? null : use))
const withBurst = (uses: readonly number[], on: number): number[] =>
  uses.map((use, day) => (day === on || day === on + 1 ? use * 12 : use))
const growing = (uses: readonly number[]): number[] => uses.map((use, day) => use + 15 * day)

const TENTHS = [1n, 3n, 5n, 9n].map(tenths => ratio(tenths, 10n))

/** What a plan buys follows from these digits: whoever changes one changes what is bought. */
test('the same history is always forecast by the same digits', () => {
  const histories: Record<string, readonly (number | null)[]> = {
    'ten days': noisyWeeks(1, 10),
    'twenty days': noisyWeeks(2, 20),
    'five weeks': noisyWeeks(3, 35),
    'half a year': noisyWeeks(4, 182),
    'half a year with gaps': withGaps(noisyWeeks(5, 182), 9),
    'a burst': withBurst(noisyWeeks(6, 90), 61),
    'a late burst': withBurst(weekly(70), 67),
    'a walk': randomWalk(7, 150),
    'a walk with gaps': withGaps(randomWalk(8, 80), 5),
    'now and then': nowAndThen(9, 120),
    'rarely, and a short time': nowAndThen(10, 25),
    growth: growing(noisyWeeks(11, 100)),
    'an end without use': [...noisyWeeks(12, 60), ...new Array(12).fill(0)],
  }
  const told = Object.entries(histories).map(([name, uses], i) => {
    const { method, reason, paths, backTest, noBackTest } = forecastUse({
      history: steps(uses),
      daysAhead: 20 + 7 * i,
      skip: i % 4,
      quantiles: TENTHS,
    })
    const [low, , usual, high] = paths
    const past =
      backTest === null
        ? noBackTest
        : [backTest.error, backTest.naiveError, backTest.coverage].map(each => formatRatio(each, 4)).join(' ')
    return [
      `${name}: ${method}, ${reason}, ${past}`,
      paths.map(({ total }) => total).join(' '),
      [low, usual, high].map(path => [0, 6, 19].map(day => path!.daily[day]).join(' ')).join(' | '),
    ].join('\n')
  })
  expect(told.join('\n\n')).toMatchInlineSnapshot(`
    "ten days: mean, too-short, too-short
    14741 16595 18006 22532
    737 737 737 | 900 900 900 | 1127 1126 1126

    twenty days: mean, too-short, too-short
    19627 21065 22120 25290
    727 727 727 | 819 819 819 | 937 937 936

    five weeks: weekly, weekly-pattern, 0.2171 0.2176 0.25
    22679 24543 25920 30103
    980 1091 703 | 1120 1247 804 | 1300 1448 933

    half a year: weekly, weekly-pattern, 0.1506 0.1986 0.7778
    30392 32618 34252 39162
    990 958 995 | 1115 1080 1121 | 1275 1234 1282

    half a year with gaps: weekly, weekly-pattern, 0.1729 0.1736 0.825
    34289 37253 39450 46161
    820 175 251 | 944 201 289 | 1104 235 338

    a burst: weekly, weekly-pattern, 0.2055 1.1363 0.9091
    38635 43743 47650 60279
    892 238 320 | 1100 294 394 | 1392 371 499

    a late burst: weekly, weekly-pattern, 0.5077 0.5077 0.8824
    44705 58375 69926 115657
    878 954 823 | 1373 1493 1288 | 2271 2469 2130

    a walk: mean, no-weekly-pattern, 0.0604 0.0772 0.9459
    216392 236464 251406 297414
    3163 3156 3144 | 3675 3667 3652 | 4348 4338 4321

    a walk with gaps: mean, no-weekly-pattern, 0.0768 0.1034 1
    473653 523215 560422 676684
    6014 6068 6117 | 7116 7180 7238 | 8592 8670 8740

    now and then: mean, no-weekly-pattern, 1.7039 1.1464 0.8667
    7193 8555 9635 13375
    91 90 89 | 122 120 119 | 169 167 165

    rarely, and a short time: mean, no-weekly-pattern, too-short
    8582 11193 13396 22104
    88 89 93 | 138 140 144 | 227 232 238

    growth: weekly, weekly-pattern, 0.1357 0.1136 0.84
    170271 200474 224255 305430
    1198 1757 1756 | 1578 2315 2313 | 2149 3152 3150

    an end without use: weekly, weekly-pattern, 2.2069 2.5181 0.2222
    18656 25394 31237 55826
    317 354 254 | 531 592 425 | 948 1059 759"
  `)
})
