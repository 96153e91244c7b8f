/** Mutants that change nothing anyone could notice: where, the line as it stands, what stands there instead, and why. */
export const EQUIVALENT = [
  {
    file: 'src/answers/logs/log-forms.ts',
    code: 'this.before = text.subarray(-2)',
    after: '3',
    why: 'a row ends in three bytes at most, and one of them is in the chunk',
  },
  {
    file: 'src/answers/logs/scan-file.ts',
    code: 'count: Math.max(1, Math.ceil((file.size - start) / sizes.region)),',
    after: 'Math.floor((file.size - start) / sizes.region)',
    why: 'the last region reaches to the end of the file, so that one region fewer is a longer last one',
  },
  {
    file: 'src/core/calendar.ts',
    code: 'const id = ZonedDateTime.create(0n, name).timeZoneId',
    after: '1n',
    why: 'the zone of any time has the name',
  },
  {
    file: 'src/core/calendar.ts',
    code: 'instantAt(firstMillisOf(year + 1) + 2 * MILLIS_PER_DAY),',
    after: '2',
    why: 'offsets of a year more are kept than are asked for',
  },
  {
    file: 'src/core/instant.ts',
    code: 'const MOST_WRITTEN = 1000',
    after: '1001',
    why: 'how many texts are kept only makes it quicker',
  },
  {
    file: 'src/core/ledger/unit-tally.ts',
    code: 'const MAX_COUNTED = 10_000',
    after: '10001',
    why: 'when amounts are added up does not change their sum',
  },
  {
    file: 'src/core/plan/forecast/quantile.ts',
    code: 'const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))',
    after: 'a >= b',
    why: 'which of two equal numbers stands first cannot be seen',
  },
  {
    file: 'src/core/plan/search/bounds.ts',
    code: 'const room = Math.min(2 ** 50 / (4 * limit), 2 ** 53 / (dearest * Math.max(1, reach)), 2 ** 20)',
    after: '5',
    why: 'the bound counts in parts of any size that leave its sums below 2^53; fewer of them make it hardly lower',
  },
  ...['2n', 'mostPaid + LARGEST_SUM + 1n'].map(after => ({
    file: 'src/core/plan/search/grid-money.ts',
    code: 'const perStep = isExact ? ownStep : (mostPaid + LARGEST_SUM - 1n) / LARGEST_SUM',
    after,
    why: 'it differs for one sum in 2^50, which may be a step more, as far as it is from 2^53',
  })),
  ...['3n', '21n'].map(after => ({
    file: 'src/core/plan/search/scale-grid.ts',
    code: 'const COARSE_PRICE = 2n ** 20n',
    after,
    why: 'the first plan only says how large sums become; any plan does',
  })),
  ...['2n', '1n', 'prices.reduce(larger, 0n) * COARSE_PRICE'].map(after => ({
    file: 'src/core/plan/search/scale-grid.ts',
    code: 'const coarse = larger(1n, prices.reduce(larger, 0n) / COARSE_PRICE)',
    after,
    why: 'the first plan only says how large sums become; any plan does',
  })),
  {
    file: 'src/core/plan/search/scale-grid.ts',
    code: 'const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)',
    after: 'a <= b',
    why: 'of two equal numbers either is the smaller',
  },
  ...['src/core/plan/search/scale-grid.ts', 'src/core/plan/search/grid-money.ts'].map(file => ({
    file,
    code: 'const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)',
    after: 'a >= b',
    why: 'of two equal numbers either is the larger',
  })),
  {
    file: 'src/core/plan/search/search.ts',
    code: 'if ((i & 63) === 0 && this.isOutOfTime()) return null',
    after: '1',
    why: 'how often the clock is looked at decides nothing',
  },
  {
    file: 'src/core/time-text.ts',
    code: 'if (at === null) return null',
    after: 'false',
    why: 'what is no time comes out as it went in, or ends no day',
  },
  {
    file: 'src/read/requests/recognise-log.ts',
    code: 'if (own === undefined && dot >= 0)',
    after: '1',
    why: 'a name that begins with a dot would be in an object under no name',
  },
]
