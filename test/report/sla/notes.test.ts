import { describe, expect, test } from 'vitest'
import { units } from '../../../src/core/quantity.js'
import type { ServiceAnswer, SlaNote } from '../../../src/core/sla/answer.js'
import { describeForeign, describePaths } from '../../../src/report/sla/foreign.js'
import { listRulings, listSlaNotes } from '../../../src/report/sla/notes.js'
import {
  at,
  busy,
  CHOICES,
  CONTROL_PLANE,
  counts,
  feeOf,
  GATEWAYS,
  MINUTES,
  OCTOBER,
  periodAnswer,
  periodOf,
  serviceAnswer,
  silent,
  slaAnswer,
} from './answers.js'

const notesOf = (...args: Parameters<typeof slaAnswer>): string[] =>
  listSlaNotes(slaAnswer(...args)).map(note => note.text)

const CLEAN = periodAnswer({ slices: busy(0, OCTOBER) })

describe('the notes of an answer say', () => {
  test('no more than the source and the choices of a clean month', () => {
    expect(notesOf([CLEAN])).toEqual([
      "The document has no date, so it counts as always in force. Changes come with 30 days' notice (art. 4).",
      'the claim window opens by the working days of the calendar weekdays; --calendar chooses another (ruling R26)',
      'days and intervals follow the clock of UTC; --tz chooses another (ruling R20)',
    ])
  })
  test('that half a log is half a log', () => {
    expect(notesOf([periodAnswer({ slices: busy(0, 4400) })])).toContain(
      'warning: part of the log of October 2026 may be missing: 50.72 % of the 5-minute intervals hold no request (longest gap 15 days 17 h 20 min: 16 Oct 2026, 06:40 to 1 Nov 2026, 00:00). They count as without failure; had all of them failed, the figure would be 49.2832 %.',
    )
  })
  test('that a running month of which the log stops a day ago may be incomplete', () => {
    const running = periodAnswer({ period: '2026-11', slices: busy(0, 5280) })
    expect(notesOf([running])).toContainEqual(
      expect.stringMatching(
        /part of the log of November 2026 may be missing: 5.48 % of the 5-minute intervals hold no request \(none for 1 day 1 h 30 min, since 19 Nov 2026, 08:00\)/,
      ),
    )
    expect(notesOf([running])).toContain(
      'not over yet: November 2026; the time to come counts as without failure',
    )
  })
  test('nothing of the time to come of a running month whose log is up to date', () => {
    const running = periodAnswer({ period: '2026-11', slices: busy(0, 5586) })
    expect(notesOf([running]).join()).not.toContain('missing')
  })
  test('that a log has a hole of an hour where hardly a slice is silent otherwise', () => {
    const missing = (...parts: (readonly [from: number, to: number])[]) =>
      notesOf([periodAnswer({ slices: parts.flatMap(([from, to]) => busy(from, to - from)) })])
        .filter(text => text.includes('may be missing'))
        .map(text => /\(.*?\)/.exec(text)![0])
    expect(missing([0, 4000], [4012, OCTOBER])).toEqual(['(longest gap 1 h: 14 Oct 2026, 21:20 to 22:20)'])
    expect(missing([0, 4000], [4011, OCTOBER])).toEqual([])
    // What fails in a declared window is set aside, and in an hour that clocks skip there is nothing.
    const hour = { slices: [...busy(0, 4000), ...busy(4012, OCTOBER - 4012)] }
    const window = {
      ...{ start: at('2026-10-14T21:20:00Z'), end: at('2026-10-14T22:20:00Z') },
      ...{ reason: 'x', notifiedAt: null, counts: true },
    }
    const notesWith = (counts: boolean) =>
      notesOf([{ ...periodAnswer(hour), windows: [{ ...window, counts }] }]).join()
    expect([true, false].map(counts => notesWith(counts).includes('may be missing'))).toEqual([false, true])
    const everyHour = (last: number) =>
      Array.from({ length: last }, (_, hour) => [12 * hour, 12 * hour + 11] as const)
    // 89 silent slices beside a hole are one in a hundred of the others; 90 are more.
    expect(missing(...everyHour(89), [12 * 89, 4000], [4012, OCTOBER])).toHaveLength(1)
    expect(missing(...everyHour(90), [12 * 90, 4000], [4012, OCTOBER])).toHaveLength(0)
  })
  test('which periods have no data', () => {
    const periods = ['a', 'b', 'c', 'd', 'e'].map(account => periodAnswer({ account, slices: [] }))
    expect(notesOf(periods)).toContain(
      'no request that counts in a, October 2026 · b, October 2026 · c, October 2026 and 2 more: the formula would give 100 %, so there is no verdict',
    )
  })
  test('what another reading would give, and whether it turns the verdict', () => {
    const told = { slices: busy(0, OCTOBER, [...silent(0, 8, 3), counts(50, { valid: 3, unreached: 12 })]) }
    expect(notesOf([periodAnswer(told)])).toEqual(
      expect.arrayContaining([
        'with --unreached ignore the availability of October 2026 would be 100.0000 %: met, not missed, 10 % of the fee',
        'with --rate attempts the availability of October 2026 would be 99.9014 %: met, not missed, 10 % of the fee',
      ]),
    )
  })
  test('the same of many periods by their number', () => {
    const periods = ['a', 'b', 'c', 'd', 'e'].map((account, i) =>
      periodAnswer({ account, slices: busy(0, OCTOBER, silent(0, i === 0 ? 10 : 2, 3)) }),
    )
    expect(notesOf(periods).filter(text => text.startsWith('with '))).toEqual([
      'with --unreached ignore 5 periods would have another figure, and 1 of them another verdict or tier',
      'with --unreached ignore the availability of a, October 2026 would be 100.0000 %: met, not missed, 10 % of the fee',
    ])
  })
  test('one by one what is told of three periods, and of more by their number', () => {
    const half = (n: number) =>
      ['a', 'b', 'c', 'd'].slice(0, n).map(account => periodAnswer({ account, slices: busy(0, 4400) }))
    const missing = (n: number) => notesOf(half(n)).filter(text => text.includes('may be missing'))
    expect(missing(3).map(text => text.slice(0, 48))).toEqual([
      'warning: part of the log of a, October 2026 may ',
      'warning: part of the log of b, October 2026 may ',
      'warning: part of the log of c, October 2026 may ',
    ])
    expect(missing(4)).toEqual([
      ...missing(3),
      'warning: part of the log may be missing in 1 more period: d, October 2026',
    ])
    const failed = (n: number) =>
      ['a', 'b', 'c', 'd']
        .slice(0, n)
        .map(account => periodAnswer({ account, slices: busy(0, OCTOBER, silent(0, 2, 3)) }))
    const readings = (n: number) =>
      notesOf(failed(n))
        .filter(text => text.startsWith('with '))
        .map(text => text.slice(0, 62))
    expect(readings(3)).toEqual([
      'with --unreached ignore the availability of a, October 2026 wo',
      'with --unreached ignore the availability of b, October 2026 wo',
      'with --unreached ignore the availability of c, October 2026 wo',
    ])
    expect(readings(4)).toEqual(['with --unreached ignore 4 periods would have another figure, a'])
  })
  test('how unreached requests were read, either way', () => {
    const slices = busy(0, OCTOBER, silent(0, 3, 3))
    expect(notesOf([periodAnswer({ slices })])).toContain(
      'requests that never reached the server count as errors: a log cannot show whose fault it was. --unreached ignore leaves them out (ruling R21)',
    )
    const choices = { ...CHOICES, unreached: 'ignore' } as const
    expect(notesOf([periodAnswer({ slices, choices })], { choices })).toContain(
      'requests that never reached the server do not count as errors, as you asked; --unreached error counts them (ruling R21)',
    )
  })
  test('that a claim needs nodes, and whether there are enough', () => {
    const slices = busy(0, MINUTES)
    const text = 'at least 2 nodes in each of at least 2 networks are deployed'
    expect(notesOf([periodAnswer({ agreement: GATEWAYS, slices })])).toContain(
      `a claim needs that ${text} (E5); --networks says whether it is so`,
    )
    expect(notesOf([periodAnswer({ agreement: GATEWAYS, slices, meetsNodeMinimum: false })])).toContain(
      `not eligible: ${text}, but --networks gives fewer (E5)`,
    )
    expect(
      notesOf([periodAnswer({ agreement: GATEWAYS, slices, meetsNodeMinimum: true })]).join(),
    ).not.toContain('nodes')
  })
  test('what a claim is worth where no tiers are known: nothing known', () => {
    expect(notesOf([periodAnswer({ agreement: CONTROL_PLANE, slices: busy(0, MINUTES) })])).toContain(
      'no compensation is computed, as the table of your agreement is not known; --tiers FILE gives it',
    )
  })
  test('that the opening of a claim window is an estimate', () => {
    const estimated = { ...CLEAN, claim: { ...CLEAN.claim, estimated: true } }
    expect(notesOf([estimated, { ...estimated, account: 'a' }])).toContain(
      'the working days of November 2026 are estimated: the calendar has no data for that time, so Monday to Friday are taken',
    )
  })
  test('that the cap sets the compensation', () => {
    const told = { slices: busy(0, OCTOBER, silent(0, 900, 3)), fee: feeOf('1000', '600') }
    expect(notesOf([periodAnswer(told)])).toContain('the compensation of October 2026 is limited by the cap')
  })
  test('which service they are about, when there are two', () => {
    const slices = busy(0, MINUTES)
    const companion = serviceAnswer([periodAnswer({ agreement: GATEWAYS, slices })], { outsidePeriods: 4 })
    const texts = notesOf([periodAnswer({ agreement: CONTROL_PLANE, slices })], { companion })
    expect(texts).toContain('kong-dedicated-cloud-gateways: 4 requests outside all periods, in no figure')
  })
  test('and those that the table shows are told apart', () => {
    const notes = listSlaNotes(slaAnswer([CLEAN], { outsidePeriods: 1, rejectedRows: 2 }))
    expect(notes.filter(note => note.isInTable).map(note => note.text)).toEqual([
      '1 request outside all periods, in no figure',
      '2 bad rows set aside, in no figure',
    ])
    expect(notes.filter(note => note.isDetail)).toHaveLength(3)
  })
})

describe('each note of an answer has its words:', () => {
  const period = periodOf('2026-10')
  const window = {
    start: at('2026-10-03T10:00:00Z'),
    end: at('2026-10-03T12:00:00Z'),
    reason: 'upgrade',
    notifiedAt: null,
  }
  test.each<[SlaNote, string]>([
    [
      { kind: 'notice-too-short', noticeHours: 24, clause: 'A', windows: [window] },
      "1 maintenance window does not count, as 24 hours' notice was not given (clause A): 3 Oct 2026, 10:00 to 12:00 (no notice recorded)",
    ],
    [
      {
        kind: 'notice-too-short',
        noticeHours: 24,
        clause: 'A',
        windows: [window, { ...window, notifiedAt: at('2026-10-03T01:00:00Z') }],
      },
      "2 maintenance windows do not count, as 24 hours' notice was not given (clause A): 3 Oct 2026, 10:00 to 12:00 (no notice recorded) · 3 Oct 2026, 10:00 to 12:00 (notified 3 Oct 2026, 01:00)",
    ],
    [
      { kind: 'not-in-force', policy: 'mine', periods: [period], requests: 12_000 },
      'no version of mine was in force in October 2026: 12,000 requests not judged',
    ],
    [{ kind: 'fee-missing', of: [{ account: 'acme', period }] }, '--fees has no row for acme, October 2026'],
    [
      {
        kind: 'fee-unused',
        of: [
          { account: null, month: '2026-09' },
          { account: 'acme', month: '2026-10' },
        ],
      },
      '--fees has rows for what is not in the answer: 2026-09 · acme, 2026-10',
    ],
    [
      { kind: 'use-unfunded', of: [{ account: null, period, units: new Map([['video', units('1200.5')]]) }] },
      'use that no package paid for, in no fee: October 2026 (1,200.5 units of the video pool)',
    ],
    [
      { kind: 'use-later', of: [{ account: 'acme', period, units: new Map([['image', units('7')]]) }] },
      'use after the time of this answer (--as-of), in no fee: acme, October 2026 (7 units of the image pool)',
    ],
    [
      { kind: 'incident-in-repeated-hour', of: [{ account: null, period }] },
      'the clock showed an hour twice; incidents in it have the times of its first pass (ruling R20): October 2026',
    ],
    [
      { kind: 'fee-of-unknown-account', accounts: ['acme'], others: [] },
      'warning: ledger and usage hold nothing of acme: the fee is not known',
    ],
    [
      { kind: 'fee-of-unknown-account', accounts: ['acme'], others: ['Acme', 'studio'] },
      'warning: ledger and usage hold nothing of acme: the fee is not known. Accounts there that the log has not: Acme · studio',
    ],
    [
      { kind: 'one-fee-for-all', periods: 3 },
      '--fee is taken for each of the 3 periods; --fees FILE gives each its own',
    ],
    [
      { kind: 'option-without-effect', options: ['--rate', '--unreached'], policy: 'kong-konnect' },
      '--rate and --unreached change nothing under kong-konnect',
    ],
    [
      { kind: 'last-line-open', file: 'a\u001b.csv' },
      'the last line of a\\u001b.csv is not ended: the file may have been cut there',
    ],
    [{ kind: 'no-rows', file: 'a.csv', isTable: true }, 'a.csv has a header and no rows'],
    [{ kind: 'no-rows', file: 'a.json', isTable: false }, 'a.json holds no request'],
    [
      { kind: 'fault-of-others', requests: 1 },
      '1 request never arrived through the fault of the customer or a network: it does not count against the service',
    ],
  ])('%j', (note, text) => {
    expect(notesOf([CLEAN], { notes: [note] })).toContain(text)
  })
  test('that a count is of the whole log, where part of it is outside the periods', () => {
    const notes = [{ kind: 'fault-of-others', requests: 2 } as const]
    expect(notesOf([CLEAN], { notes, outsidePeriods: 1 })).toContain(
      '2 requests of the whole log never arrived through the fault of the customer or a network: they do not count against the service',
    )
  })
})

describe('paths', () => {
  const path = (prefix: string | null, requests: number, failed = 0) => ({ prefix, requests, failed })
  const four = [path('/a', 9, 1), path('', 8), path('/c', 1200), path('/d', 6)]
  test('are named up to four, and the others are counted together', () => {
    expect(describePaths(four)).toBe('/a 9 (1 failed) · no path 8 · /c 1,200 · /d 6')
    expect(describePaths([...four, path('/e', 5, 2)])).toBe(
      '/a 9 (1 failed) · no path 8 · /c 1,200 · /d 6 · others 5 (2 failed)',
    )
    expect(describePaths([...four, path('/e', 5), path(null, 4, 3)])).toMatch(/ · others 9 \(3 failed\)$/)
  })
  test('of others are told with what counts the service alone', () => {
    const other = { what: 'another host', glob: '//a.com/*', requests: 7, failed: 1 }
    const probe = { what: 'health checks', glob: '/healthz', requests: 2, failed: 0 }
    const own = [{ glob: '//api.kling.test/*', requests: 3, failed: 2 }]
    const endpoints = [path('/v1', 12)]
    const told = (fields: Partial<ServiceAnswer>): string[] =>
      describeForeign(serviceAnswer([], { endpoints, ...fields }))
    const include = { include: ['/v1/*'], exclude: [] }
    expect(told({ foreign: [other, probe], own })[0]).toMatch(
      /\. To count the service's alone: --endpoint '\/\/api\.kling\.test\/\*' --exclude-endpoint \/healthz$/,
    )
    expect(told({ foreign: [other, probe], own, filter: include })[0]).toMatch(
      /\. To leave them out: --exclude-endpoint '\/\/a\.com\/\*' --exclude-endpoint \/healthz$/,
    )
    const ofPaths = [{ glob: '/kling/*', requests: 3, failed: 2 }]
    expect(told({ own: ofPaths })).toEqual([
      "3 requests of 12 name the service in their paths, and the others do not. If only these are the service's: --endpoint '/kling/*'",
    ])
    expect(told({ own: ofPaths, filter: include })).toEqual([])
    expect(told({ own: [{ ...ofPaths[0]!, requests: 1 }], outsidePeriods: 4 })[0]).toMatch(
      /^1 request of 12 of the whole log names the service in its path, and the others do not\./,
    )
    expect(told({ foreign: [{ ...probe, requests: 1 }], outsidePeriods: 4 })[0]).toMatch(
      /^1 of 12 requests of the whole log is likely not the service's, but counts: /,
    )
    expect(told({ onTheWay: { OPTIONS: 3, CONNECT: 0 }, outsidePeriods: 4 })[0]).toMatch(
      /^3 of 12 requests of the whole log are OPTIONS, but count: browsers/,
    )
    const sites = [
      { glob: '//a.com/*', requests: 8, failed: 1 },
      { glob: '//b.com/*', requests: 4, failed: 0 },
    ]
    const list =
      "the requests are to more than one host: //a.com/* (8 requests, 1 failed) · //b.com/* (4 requests, 0 failed). Nothing says which is the service's."
    expect(told({ sites })).toEqual([
      `${list} To count one alone: --endpoint '//a.com/*', or --endpoint '//b.com/*'`,
    ])
    expect(told({ sites, filter: include })).toEqual([
      `${list} To leave one out: --exclude-endpoint '//b.com/*'`,
    ])
    expect(told({ sites, filter: { include: ['//*.com/*'], exclude: [] } })).toEqual([])
    const mixed = {
      name: 'provider',
      globs: ['*kling*'],
      isPath: true,
      own: ['kling'],
      ownRows: 3,
      others: ['a', 'b', 'c', 'd', 'e'],
      otherRows: 1200,
    }
    const said =
      'requests to others than the service count, too, as the column provider says: of 1,203 rows that were looked at, 1,200 name a, b, c, d and 1 other; 3 name kling.'
    expect(told({ mixed })).toEqual([
      `${said} To count the service's alone: --columns endpoint=provider --endpoint '*kling*'`,
    ])
    expect(told({ mixed: { ...mixed, isPath: false, globs: ['//*kling*'] }, filter: include })).toEqual([
      `${said} To count the service's alone, in place of --endpoint '/v1/*': --endpoint '//*kling*'`,
    ])
  })
  test('that are likely not the service’s are, too, and all are left out by what is told', () => {
    const foreign = ['/a', '/b', '/c', '/d', '/e', '/f'].map((prefix, i) => ({
      glob: `${prefix}*`,
      what: 'a page',
      requests: 10 ** i,
      failed: i,
    }))
    const told = (n: number): string =>
      describeForeign(
        serviceAnswer([], { foreign: foreign.slice(0, n), endpoints: [path('/a', 2_000_000)] }),
      ).join()
    expect(told(0)).toBe('')
    const list = [
      '/a* (a page: 1 request, 0 failed)',
      '/b* (a page: 10 requests, 1 failed)',
      '/c* (a page: 100 requests, 2 failed)',
      '/d* (a page: 1,000 requests, 3 failed)',
    ].join(' · ')
    expect(told(4)).toBe(
      `1,111 of 2,000,000 requests are likely not the service's, but count: ${list}. To leave them out: --exclude-endpoint '/a*' --exclude-endpoint '/b*' --exclude-endpoint '/c*' --exclude-endpoint '/d*'`,
    )
    expect(told(5)).toContain(`count: ${list} · 1 other (10,000 requests). To leave`)
    expect(told(6)).toContain(`count: ${list} · 2 others (110,000 requests). To leave`)
    expect(told(6)).toMatch(/ --exclude-endpoint '\/e\*' --exclude-endpoint '\/f\*'$/)
  })
})

test('rulings are named by their ids', () => {
  const list = (...args: Parameters<typeof serviceAnswer>): string[] => listRulings(serviceAnswer(...args))
  expect(list([CLEAN])).toEqual(['R20', 'R26'])
  expect(list([periodAnswer({ slices: busy(0, OCTOBER, silent(0, 3, 3)) })])).toEqual([
    'R20',
    'R21',
    'R22',
    'R26',
  ])
  expect(
    list([periodAnswer({ agreement: CONTROL_PLANE, slices: busy(0, MINUTES, silent(5, 3, 3)) })]),
  ).toEqual(['R20', 'R24'])
  expect(list([{ ...CLEAN, feeSource: 'usage' }])).toEqual(['R20', 'R25', 'R26'])
})
