import { describe, expect, test } from 'vitest'
import type { Agreement } from '../../../src/core/sla/agreement.js'
import type { SlaAnswer } from '../../../src/core/sla/answer.js'
import { findSharedIncidents } from '../../../src/core/sla/eligibility.js'
import { type Document, textsOf } from '../../../src/report/document.js'
import { buildSlaDocument } from '../../../src/report/sla/document.js'
import { PLAIN } from '../../../src/report/style.js'
import { writeDocumentPage } from '../../../src/report/write/page.js'
import { writeScreen } from '../../../src/report/write/screen.js'
import {
  at,
  busy,
  CONTROL_PLANE,
  counts,
  feeOf,
  GATEWAYS,
  MINUTES,
  OCTOBER,
  periodAnswer,
  serviceAnswer,
  silent,
  slaAnswer,
} from './answers.js'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')
const render = (answer: SlaAnswer, width = 80, showsDetails = false): string =>
  writeScreen(buildSlaDocument(answer), { screen: { width }, style: PLAIN, showsDetails })
const leadOf = (answer: SlaAnswer): string[] => buildSlaDocument(answer).lead.map(plain)

/** The lines under a label, of all sections. */
const factsOf = (document: Document, label: string): string[] =>
  document.sections
    .flatMap(({ blocks }) => blocks.flatMap(block => (block.kind === 'facts' ? block.facts : [])))
    .flatMap(fact => (fact.label === label ? fact.lines.map(plain) : []))
const factOf = (answer: SlaAnswer, label: string): string[] => factsOf(buildSlaDocument(answer), label)

/** The rows of the first table of the document. */
function rowsOf(answer: SlaAnswer): string[][] {
  const tables = buildSlaDocument(answer).sections.flatMap(({ blocks }) =>
    blocks.flatMap(block => (block.kind === 'table' ? [block.table] : [])),
  )
  return textsOf(tables[0]!).map(row => row.map(plain))
}

const failing = (first: number, count: number, errors: number) =>
  Array.from({ length: count }, (_, i) => counts(first + i, { valid: 10, errors }))

const withTiers = (agreement: Agreement): Agreement => ({
  ...agreement,
  commitment: '99.99',
  tiers: [
    { below: '99.99', atLeast: '99.0', percent: '10', clause: null },
    { below: '99.0', atLeast: null, percent: '25', clause: null },
  ],
})

const MET = periodAnswer({ slices: busy(0, OCTOBER, failing(10, 3, 3)), fee: feeOf('1000') })
const MISSED = periodAnswer({ slices: busy(0, OCTOBER, failing(700, 20, 7)), fee: feeOf('1000') })
const HALF = periodAnswer({ slices: busy(0, 4400) })
const NO_DATA = periodAnswer({ slices: [] })
const RUNNING = periodAnswer({ period: '2026-11', slices: busy(0, 5586, failing(100, 3, 5)) })

describe('the screen', () => {
  test('says what to claim, by when, and of which outages', () => {
    expect(render(slaAnswer([MISSED]))).toMatchInlineSnapshot(`
      "Claim $100.00 in vouchers by 31 Dec 2026 (41 days left).
      October 2026: 99.8432 % available, promised 99.90 %.

      Outages
      From, to (UTC)            Length  Failed  Failed requests  Of them 5XX
      ----------------------------------------------------------------------
      3 Oct 10:20 to 12:00  1 h 40 min    70 %       140 of 200          140

        Tier          below 99.90 %: 10 % of $1,000.00 (clause 3.1)
        Claim window  7 Nov 2026 to 31 Dec 2026 (clause 3.2, after 5 weekdays)
        Counted       89,280 requests received, 140 of them answered 5XX

      More: --details"
    `)
  })
  test('has how the figure came about with --details', () => {
    expect(render(slaAnswer([MISSED]), 80, true)).toMatchInlineSnapshot(`
      "Claim $100.00 in vouchers by 31 Dec 2026 (41 days left).
      October 2026: 99.8432 % available, promised 99.90 %.

      Outages
      An outage: 5-minute intervals in a row in which 5 % of the requests or more
      failed.
      From, to (UTC)            Length  Failed  Failed requests  Of them 5XX
      ----------------------------------------------------------------------
      3 Oct 10:20 to 12:00  1 h 40 min    70 %       140 of 200          140

        Tier          below 99.90 %: 10 % of $1,000.00 (clause 3.1)
        Claim window  7 Nov 2026 to 31 Dec 2026 (clause 3.2, after 5 weekdays)
        Counted       89,280 requests received, 140 of them answered 5XX

      How to claim
        Claim         October 2026: $100.00 in vouchers
                      7 Nov 2026 to 31 Dec 2026 (clause 3.2, after 5 weekdays); open,
                      41 days left

      How the figure came about
        Formula       (1 − 14 ÷ 8,928) × 100 % ≈ 99.8432 %
                      8,928 intervals of 5 minutes in 31 days; their error rates add
                      up to 14 (clauses 1.4, 2.1)
        Requests      89,280 requests received, 140 of them answered 5XX
        Coverage      requests in 8,928 of 8,928 intervals (100 %)
                      first to last: 1 Oct 2026, 00:00 to 1 Nov 2026, 00:00
        Error budget  8.9 failed intervals; used 14
                      75.3 more (6 h 16 min) until 99.00 %, below which 25 % is due
        Fee           $1,000.00, as given
        Compensation  $100.00 in vouchers (clause 3.1): 10 % of $1,000.00
                      the cap of $500.00 is not reached

      The worst intervals
      From (UTC)         Failed  Answered 5XX  Never arrived
      ------------------------------------------------------
      3 Oct 2026, 10:20    70 %       7 of 10              0
      3 Oct 2026, 10:25    70 %       7 of 10              0
      3 Oct 2026, 10:30    70 %       7 of 10              0
      3 Oct 2026, 10:35    70 %       7 of 10              0
      3 Oct 2026, 10:40    70 %       7 of 10              0

      Day by day
      From 1 Oct 2026, a sign for each day: mean error rate
        ..▓............................
        . none, ▓ under 10 %
        worst: 3 Oct 2026 (4.9 %)

      What the answer rests on
        Agreement     Kling AI API, Service Level Agreement (000, read 2026-11-21,
                      vendor)
        Clock         times in UTC; as of 20 Nov 2026, 09:30
        Read          89,280 rows of requests.csv

      - The document has no date, so it counts as always in force. Changes come with
        30 days' notice (art. 4).
      - the claim window opens by the working days of the calendar weekdays;
        --calendar chooses another (ruling R26)
      - days and intervals follow the clock of UTC; --tz chooses another (ruling R20)"
    `)
  })
  test('says of half a log that it is half a log', () => {
    expect(render(slaAnswer([HALF]))).toMatchInlineSnapshot(`
      "Nothing to claim, as far as the log goes.
      October 2026: 100.0000 % available, promised 99.90 %.
      But the log covers only 49.28 % of the period: the true figure may be lower.

      Outages
      No outage: no request failed.

        Counted       44,000 requests received, 0 of them answered 5XX

      ! Part of the log may be missing: 50.72 % of the 5-minute intervals hold no
        request (longest gap 15 days 17 h 20 min: 16 Oct 2026, 06:40 to 1 Nov 2026,
        00:00). They count as without failure; had all of them failed, the figure
        would be 49.2832 %.

      More: --details"
    `)
  })
  test('says of a running month what is lost already', () => {
    expect(render(slaAnswer([RUNNING]))).toMatchInlineSnapshot(`
      "Nothing to claim so far.
      November 2026 so far: 99.9826 % available, promised 99.90 %.

      Outages
      From, to (UTC)        Length  Failed  Failed requests  Of them 5XX
      ------------------------------------------------------------------
      1 Nov 08:20 to 08:35  15 min    50 %         15 of 30           15

        Error budget  8.6 failed intervals; used 1.5
                      7.1 more (35 min) until 99.90 %, below which 10 % is due
        Counted       55,860 requests received, 15 of them answered 5XX

      More: --details"
    `)
  })
  test('has several accounts in one table', () => {
    const accounts = ['acme', 'globex', 'initech'].map((account, i) =>
      periodAnswer({ account, slices: busy(0, OCTOBER, failing(700, i * 20, 7)), fee: feeOf('1000') }),
    )
    expect(render(slaAnswer(accounts))).toMatchInlineSnapshot(`
      "Claim $200.00 in vouchers, the first by 31 Dec 2026.
      2 of 3 periods missed the promise.

      Periods
      Account  Period     Available  Verdict                Compensation  Claim by
      -------------------------------------------------------------------------------
      acme     Oct 2026  100.0000 %  met                            none  -
      globex   Oct 2026   99.8432 %  missed: below 99.90 %       $100.00  31 Dec 2026
      initech  Oct 2026   99.6864 %  missed: below 99.90 %       $100.00  31 Dec 2026

      More: --details"
    `)
  })
  test('shows incidents and their tickets where an agreement counts minutes', () => {
    const slices = busy(0, MINUTES, [...silent(600, 30, 3), ...silent(27_000, 5, 3)])
    expect(render(slaAnswer([periodAnswer({ agreement: CONTROL_PLANE, slices })]))).toMatchInlineSnapshot(`
      "Claim what your agreement grants as a service credit (--tiers FILE computes it)
      by 30 Nov 2026 (10 days left).
      October 2026: 99.9216 % uptime (35 min down).

      Incidents
      From, to (UTC)         Length  Ticket needed by
      --------------------------------------------------------
      1 Oct 10:00 to 10:30   30 min  2 Oct 2026, 10:00 (past)
      19 Oct 18:00 to 18:05   5 min  20 Oct 2026, 18:00 (past)

        Tickets       2 incidents can no longer be reported: a claim needs the tickets
                      logged at the time
        Claim window  1 Nov 2026 to 30 Nov 2026 (clauses C, D)
        Counted       446,050 requests received, 0 of them answered 5XX; 105 never
                      arrived

      More: --details"
    `)
  })
  test('says which of two credits to claim', () => {
    const slices = busy(0, MINUTES, silent(600, 30, 3))
    const first = periodAnswer({ agreement: withTiers(CONTROL_PLANE), slices, fee: feeOf('1000') })
    const second = periodAnswer({ agreement: withTiers(GATEWAYS), slices, fee: feeOf('700') })
    const incidents = [first, second].map(({ measurement }) =>
      measurement.method === 'timeslices' ? measurement.incidents : [],
    )
    const shared = findSharedIncidents(incidents[0]!, incidents[1]!)
    const exclusives = [{ account: null, first, second, shared, larger: 'first' as const }]
    expect(leadOf(slaAnswer([first], { companion: serviceAnswer([second]), exclusives }))).toEqual([
      'One credit, not both, for October 2026: claim kong-konnect, $100.00 against $70.00.',
      'kong-konnect: Worth $100.00 as a service credit, to be claimed by 30 Nov 2026. October 2026: 99.9328 % uptime (30 min down), promised 99.99 %.',
      'kong-dedicated-cloud-gateways: Worth $70.00 as a service credit, to be claimed by 30 Nov 2026. October 2026: 99.9328 % uptime (30 min down), promised 99.99 %.',
    ])
  })
  test('fits 25 lines of 80 columns, however many outages, periods and endpoints there are', () => {
    const many = Array.from({ length: 60 }, (_, i) => failing(100 * i, 3 + (i % 5), 7)).flat()
    const endpoints = Array.from({ length: 9 }, (_, i) => ({
      prefix: `/v1/path-${i}`,
      requests: 9,
      failed: 3,
    }))
    const foreign = [{ what: 'health checks', glob: '/healthz', requests: 9, failed: 0 }]
    const one = periodAnswer({ slices: busy(0, OCTOBER, many), fee: feeOf('1000') })
    const accounts = Array.from({ length: 40 }, (_, i) => ({ ...one, account: `account-${i}` }))
    for (const periods of [[one], accounts]) {
      const lines = render(slaAnswer(periods, { endpoints, foreign, outsidePeriods: 4 })).split('\n')
      expect(lines.length).toBeLessThanOrEqual(25)
      expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80)
    }
  })
  test('says that endpoints are of the whole log, where part of it is outside the periods', () => {
    const endpoints = [{ prefix: '/v1/videos', requests: 9, failed: 3 }]
    const told = (outsidePeriods: number) => {
      const document = buildSlaDocument(slaAnswer([MISSED], { endpoints, outsidePeriods }))
      return [...factsOf(document, 'Endpoints'), ...document.sections.map(({ heading }) => heading)]
    }
    expect(told(0)).toEqual(expect.arrayContaining(['/v1/videos 9 (3 failed)', 'Endpoints']))
    expect(told(4)).toEqual(
      expect.arrayContaining(['in the whole log: /v1/videos 9 (3 failed)', 'Endpoints in the whole log']),
    )
  })
  test('has no line wider than 60 columns there', () => {
    const lines = render(slaAnswer([MISSED]), 60, true).split('\n')
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(60)
  })
  test('shows control characters of a name, and does not write them', () => {
    const text = render(slaAnswer([{ ...MISSED, account: 'a\u001b[2Jb' }]))
    expect(text).not.toContain('\u001b')
    expect(text).toContain('a\\u001b[2Jb')
  })
})

describe('the lead says', () => {
  const told = { slices: busy(0, OCTOBER, failing(700, 20, 7)), fee: feeOf('1000') }
  const MISS = 'October 2026: 99.8432 % available, promised 99.90 %.'
  test('when a claim cannot be made yet', () => {
    const asOf = at('2026-11-02T00:00:00Z')
    expect(leadOf(slaAnswer([periodAnswer(told, asOf)], { asOf }))).toEqual([
      'Claim $100.00 in vouchers from 7 Nov 2026 to 31 Dec 2026.',
      MISS,
    ])
  })
  test('that it is too late', () => {
    const asOf = at('2027-01-01T00:00:00Z')
    expect(leadOf(slaAnswer([periodAnswer({ ...told, fee: null }, asOf)], { asOf }))).toEqual([
      'Too late: 10 % of the fee in vouchers could be claimed until 31 Dec 2026.',
      MISS,
    ])
  })
  test('that vouchers leave nothing to claim', () => {
    expect(leadOf(slaAnswer([periodAnswer({ ...told, fee: feeOf('1000', '1000') })]))).toEqual([
      'Nothing to claim: the promise was missed, but the cap is $0.00.',
      MISS,
    ])
  })
  test('that the promise was kept', () => {
    expect(leadOf(slaAnswer([MET]))).toEqual([
      'Nothing to claim: the promise was kept.',
      'October 2026: 99.9899 % available, promised 99.90 %.',
    ])
  })
  test('that another reading of the agreement turns the verdict', () => {
    const slices = busy(0, OCTOBER, silent(100, 10, 12))
    const answer = slaAnswer([periodAnswer({ slices, fee: feeOf('1000') })])
    expect(leadOf(answer).at(-1)).toBe('With --unreached ignore the outcome is another: met.')
    expect(factOf(answer, 'Assumptions')).toEqual([
      '--unreached error, --rate capped',
      '--unreached ignore: 100.0000 %, met',
    ])
  })
  test('that a running month is lost already', () => {
    const running = { period: '2026-11', slices: busy(0, 5586, failing(100, 20, 10)), fee: feeOf('1000') }
    expect(leadOf(slaAnswer([periodAnswer(running)]))).toEqual([
      'Claim $100.00 in vouchers from 8 Dec 2026 to 31 Jan 2027, more if the rest of the period fails too.',
      'November 2026 so far: 99.7685 % available, promised 99.90 %.',
    ])
  })
  test.each([
    ['the lowest tier is reached', failing(100, 500, 10), feeOf('1000'), undefined],
    ['the cap is', failing(100, 20, 10), feeOf('1000', '900'), undefined],
    ['what is left reaches no lower tier', failing(100, 20, 10), feeOf('1000'), at('2026-11-30T23:00:00Z')],
  ])('that no more can be had of it once %s', (_, failed, fee, asOf) => {
    const running = { period: '2026-11', slices: busy(0, 5586, failed), fee }
    expect(leadOf(slaAnswer([periodAnswer(running, asOf)]))[0]).toMatch(
      /^Claim \$\d+\.00 in vouchers from 8 Dec 2026 to 31 Jan 2027\.$/,
    )
  })
  test('what many periods come to', () => {
    expect(leadOf(slaAnswer([MET, MISSED, NO_DATA, HALF, RUNNING]))).toEqual([
      'Claim $100.00 in vouchers by 31 Dec 2026.',
      '1 of 5 periods missed the promise. 1 cannot be judged, for want of data. 1 is not over. In 1 part of the log may be missing: the true figure may be lower.',
    ])
  })
  test('that there was nothing to judge', () => {
    expect(leadOf(slaAnswer([]))).toEqual(['Nothing to judge: the log holds no request.'])
    expect(leadOf(slaAnswer([NO_DATA]))).toEqual([
      'October 2026 cannot be judged: the log holds no request of it that counts.',
    ])
  })
  test('no percentage as the threshold that it is below', () => {
    // 8.928 intervals may fail; 8.9281 is 99.8999988... %.
    const slices = busy(0, OCTOBER, [...failing(0, 8, 10), counts(8, { valid: 10_000, errors: 9281 })])
    const answer = slaAnswer([periodAnswer({ slices })])
    expect(leadOf(answer)[1]).toBe('October 2026: 99.899999 % available, promised 99.90 %.')
    expect(factOf(answer, 'Error budget')[0]).toBe('8.9 failed intervals; used 8.9281')
  })
})

describe('the table of periods has', () => {
  const two = (first: Parameters<typeof periodAnswer>[0]) => rowsOf(slaAnswer([periodAnswer(first), MET]))[0]
  test.each([
    [100, ['Oct 2026', '98.8799 %', 'missed: below 99.00 %', '$250.00', '31 Dec 2026']],
    [500, ['Oct 2026', '94.3996 %', 'missed: below 95.00 %', '$500.00', '31 Dec 2026']],
  ])('the tier of a month with %i failed intervals', (lost, row) => {
    expect(two({ slices: busy(0, OCTOBER, failing(0, lost, 10)), fee: feeOf('1000') })).toEqual(row)
  })
  test('the days of a part month', () => {
    expect(two({ period: '2026-03-17/2026-03-31', slices: busy(0, 4320) })).toEqual([
      '17–31 Mar 2026',
      '100.0000 %',
      'met',
      'none',
      '-',
    ])
  })
  test('that too few nodes are deployed for a claim', () => {
    const slices = busy(0, MINUTES, silent(3000, 40, 12))
    const told = { agreement: withTiers(GATEWAYS), slices, fee: feeOf('100'), meetsNodeMinimum: false }
    expect(two(told)).toEqual(['Oct 2026', '99.9104 %', 'missed: below 99.99 %', 'not eligible', '-'])
    expect(leadOf(slaAnswer([periodAnswer(told)]))[0]).toBe(
      'Nothing to claim: too few nodes are deployed for a claim.',
    )
  })
})

describe('the details have', () => {
  test('how a cap came about', () => {
    const told = { slices: busy(0, OCTOBER, failing(0, 800, 10)), fee: feeOf('1000', '600') }
    expect(factOf(slaAnswer([periodAnswer(told)]), 'Compensation')).toEqual([
      '$200.00 in vouchers (clause 3.1): 50 % of $1,000.00 is $500.00, capped at 50 % of the $400.00 not paid with vouchers',
    ])
  })
  test('that a month stands exactly on the promise', () => {
    // 8.928 of 8,928 intervals: 99.90 % to the digit.
    const slices = busy(0, OCTOBER, [...failing(0, 8, 10), counts(8, { valid: 1000, errors: 928 })])
    expect(factOf(slaAnswer([periodAnswer({ slices })]), 'Error budget')).toEqual([
      '8.9 failed intervals; used 8.9',
      'exactly 99.90 %, below which 10 % is due: any further failure falls below it',
    ])
  })
  test('the smallest excess as more than nothing', () => {
    const slices = busy(0, OCTOBER, [
      ...failing(0, 8, 10),
      counts(8, { valid: 10 ** 9, errors: 928_000_001 }),
    ])
    const answer = slaAnswer([periodAnswer({ slices })])
    expect(factOf(answer, 'Error budget')[0]).toBe('8.9 failed intervals; used 8.928000001')
    expect(factOf(answer, 'Formula')[0]).toContain('(1 − 8.928000001 ÷ 8,928) × 100 % ≈ 99.89999999999 %')
  })
  test('where a fee comes from', () => {
    const answer = {
      ...MISSED,
      feeSource: 'usage' as const,
      feeParts: [{ lot: 'p1', pool: 'video', units: null, dollars: feeOf('1000').fee }],
    }
    expect(factOf(slaAnswer([answer]), 'Fee')).toEqual([
      '$1,000.00, units drawn, each at the price of the package that paid',
      'p1: $1,000.00',
    ])
  })
  test('sections of twelve of many periods, those that missed before the others, and how many have none', () => {
    const periods = Array.from({ length: 15 }, (_, i) =>
      periodAnswer({
        account: `account-${i}`,
        slices: busy(0, OCTOBER, i === 14 ? failing(700, 20, 7) : []),
      }),
    )
    const document = buildSlaDocument(slaAnswer(periods))
    const headings = document.sections.flatMap(({ heading }) =>
      heading.startsWith('account-') ? [heading] : [],
    )
    expect(headings).toHaveLength(12)
    expect(headings).toContain('account-14, October 2026')
    expect(factsOf(document, 'Not shown')).toEqual([
      '3 periods without a section here; --period shows a month by itself, --json has all',
    ])
  })
})

describe('outages', () => {
  const outagesOf = (others: Parameters<typeof busy>[2]) =>
    rowsOf(slaAnswer([periodAnswer({ slices: busy(0, OCTOBER, others) })]))
  test('are intervals in a row, of which one may be clean, the most costly first', () => {
    expect(outagesOf([...failing(10, 2, 5), ...failing(13, 1, 5), ...failing(500, 9, 9)])).toEqual([
      ['2 Oct 17:40 to 18:25', '45 min', '90 %', '81 of 90', '81'],
      ['1 Oct 00:50 to 01:10', '20 min', '38 %', '15 of 40', '15'],
    ])
  })
  test('begin at a rate of one in twenty, and two clean intervals end them', () => {
    const rate = (slice: number, valid: number) => counts(slice, { valid, errors: 1 })
    const two = periodAnswer({ slices: busy(0, OCTOBER, [rate(0, 20), rate(3, 20), rate(6, 21)]) })
    expect(two.outages.map(({ slices }) => slices)).toEqual([1, 1])
    const one = periodAnswer({ slices: busy(0, OCTOBER, [rate(0, 20), rate(2, 20)]) })
    expect(one.outages).toMatchObject([{ slices: 2, failed: 2, requests: 50 }])
  })
  test('of single requests are counted below those that matter', () => {
    const answer = slaAnswer([
      periodAnswer({
        slices: busy(0, OCTOBER, [...failing(10, 6, 9), ...failing(100, 1, 1), ...failing(200, 1, 1)]),
      }),
    ])
    expect(rowsOf(answer)).toHaveLength(1)
    expect(render(answer)).toContain('and 2 lesser, with 2 failed requests in all')
  })
})

describe('the page', () => {
  const pageOf = (others: Parameters<typeof busy>[2]): string =>
    [
      ...writeDocumentPage(buildSlaDocument(slaAnswer([periodAnswer({ slices: busy(0, OCTOBER, others) })]))),
    ].join('')
  test('colours an hour by its mean, and none for a single failed request', () => {
    const page = pageOf([
      ...failing(0, 1, 1),
      ...failing(288, 2, 1),
      ...failing(600, 6, 10),
      counts(1200, { valid: 10_000, errors: 50 }),
    ])
    expect(page).toContain(
      '<rect class="fail-5" x="126" y="58" width="27" height="16"><title>3\u00a0Oct\u00a02026, 02:00: 50\u00a0% failed</title></rect>',
    )
    expect(page).toMatch(/class="fail-2" x="72" y="42"/)
    expect(page.match(/<rect class="fail-\d" [^>]*><title>/g)).toHaveLength(2)
  })
  test('frames the outages, on each day that they touch', () => {
    const page = pageOf(failing(280, 20, 10))
    expect(page.match(/<rect class="ring" x="\d+" y="(26|42)" width="\d+" height="16"\/>/g)).toHaveLength(2)
  })
  test('has no picture of a period without data', () => {
    const page = [...writeDocumentPage(buildSlaDocument(slaAnswer([NO_DATA])))].join('')
    expect(page).not.toContain('<figure>')
    expect(page).toContain('cannot be judged')
  })
  test('tells when a threshold was passed: not when it is used up exactly', () => {
    const eight = failing(100, 8, 10)
    const passed = (errors: number) =>
      /99\.90.%<\/th>\s*<td[^>]*>[^<]*<\/td>\s*<td[^>]*>(.*?)<\/td>/.exec(
        pageOf([...eight, counts(5000, { valid: 1000, errors })]),
      )?.[1]
    expect(passed(928)).toBe('not passed')
    // Slice 5000 begins 416 hours and 40 minutes after the month.
    expect(plain(passed(929)!.replaceAll(/<[^>]*>/g, ''))).toBe('18 Oct 2026, 08:00')
  })
})
