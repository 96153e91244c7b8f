import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatIssue, InputError } from '../../../src/core/failure.js'
import { format } from '../../../src/core/quantity.js'
import {
  type RateFileData,
  toPackageList,
  toRateCard,
  toRateFile,
} from '../../../src/read/rates/rate-data.js'
import { readRateFile } from '../../../src/read/rates/rate-file.js'

const CARD = `kind: rate-card
id: my-card
title: My card
vendor: me
currency: USD
billing: prepaid-units
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
pools:
  video: { list_unit_price: 0.14, section: a }
models:
  m1: { name: First }
  m2: { name: Second }
rates:
  - capability: text-to-video
    model: m1
    mode: [std, pro]
    pool: video
    charge: { by: per-second, units: 0.5 }
    section: a
`
const DOLLARS = `kind: rate-card
id: my-card
title: My card
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
rates:
  - capability: text-to-video
    charge: { by: flat, usd: 0.5 }
    section: a
`
const PACKAGES = `kind: resource-packages
id: my-packages
title: My packages
vendor: me
currency: USD
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
packages:
  - id: big
    pool: video
    price: 126
    units: 1000
    list_unit_price: 0.14
    discount_percent: 10
    section: a
`

/** The text with each `[from, to]` replaced; every `from` must occur. */
function edit(text: string, ...edits: [string, string][]): string {
  return edits.reduce((edited, [from, to]) => {
    expect(edited).toContain(from)
    return edited.replace(from, () => to)
  }, text)
}

/** What is wrong with a file, one line an issue, hints left out. */
function issuesOf(text: string): string[] {
  try {
    readRateFile(text, 'f.yaml')
  } catch (error) {
    if (error instanceof InputError) return error.issues.map(issue => formatIssue(issue).split('\n')[0]!)
    throw error
  }
  return []
}

const FILES = ['rates', 'examples/rates'].flatMap(folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.yaml'))
    .map(name => join(folder, name)),
)

describe('the shipped rate files', () => {
  test('are there to be checked', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(8)
  })
  test.each(FILES)('%s has nothing wrong with it', file => {
    expect(issuesOf(readFileSync(file, 'utf8'))).toEqual([])
  })
  test.each(FILES)('%s comes out of JSON as it went in', file => {
    const data = readRateFile(readFileSync(file, 'utf8'), file)
    const copy = JSON.parse(JSON.stringify(data)) as RateFileData
    expect(copy).toEqual(data)
    expect(toRateFile(copy, { isUsers: false })).toEqual(toRateFile(data, { isUsers: false }))
  })
})

describe('a rate card', () => {
  const cardOf = (text: string) => {
    const data = readRateFile(text, 'f.yaml')
    if (data.kind !== 'rate-card') throw new Error(data.kind)
    return toRateCard(data.card, { isUsers: true })
  }
  test('reads one value or a list, and fills in what is left out', () => {
    const [rate] = cardOf(CARD).rates
    expect(rate).toMatchObject({
      capabilities: ['text-to-video'],
      models: ['m1'],
      modes: ['std', 'pro'],
      resolutions: [],
      audio: [false],
      references: ['none'],
      voiceControl: [false],
      effects: [],
      duration: null,
      pool: 'video',
      place: { file: 'f.yaml', line: 14, column: 5 },
    })
  })
  test('keeps amounts exactly as written', () => {
    const text = edit(CARD, ['units: 0.5', 'units: 0.123456789012345678'])
    const { charge } = cardOf(text).rates[0]!
    expect(charge.by === 'per-second' && format(charge.amount)).toBe('0.123456789012345678')
  })
  test('reads lengths in order, and the shortest length is 1 when left out', () => {
    const fixed = edit(CARD, [
      '{ by: per-second, units: 0.5 }',
      '{ by: fixed-duration, units: { 10: 2, 5: 1 } }',
    ])
    const { charge } = cardOf(fixed).rates[0]!
    expect(charge.by === 'fixed-duration' && charge.amounts.map(({ seconds }) => seconds)).toEqual([5, 10])
    const ranged = edit(CARD, ['    pool: video', '    duration: { max: 9 }\n    pool: video'])
    expect(cardOf(ranged).rates[0]!.duration).toEqual({ min: 1, max: 9 })
    const only = edit(CARD, ['    pool: video', '    duration: { only: [10, 5] }\n    pool: video'])
    expect(cardOf(only).rates[0]!.duration).toEqual({ only: [5, 10] })
  })
  test('reads effects in any case, with hyphens or underscores', () => {
    const text = edit(CARD, ['    pool: video', '    effect: [Jelly-Press, hug]\n    pool: video'])
    expect(cardOf(text).rates[0]!.effects).toEqual(['jelly_press', 'hug'])
  })
  test('keeps its dates, and knows whether it is the users own', () => {
    const text = edit(CARD, ['billing:', 'effective_from: 2026-01-01\neffective_to: 2026-01-02\nbilling:'])
    expect(cardOf(text)).toMatchObject({
      effectiveFrom: 20454,
      effectiveTo: 20455,
      isUsers: true,
      file: 'f.yaml',
    })
  })
  test('reads further names of capabilities as they are compared', () => {
    const text = edit(CARD, [
      'rates:',
      'capabilities:\n  text-to-video: { aliases: [Text Video, t2v] }\nrates:',
    ])
    expect([...cardOf(text).capabilityAliases]).toEqual([
      ['text-video', 'text-to-video'],
      ['t2v', 'text-to-video'],
    ])
  })
})

const ONE_MISTAKE: [name: string, text: string, issue: string][] = [
  [
    'an unknown key, with the one that was meant',
    edit(CARD, ['title: My', 'tittle: x\ntitle: My']),
    'f.yaml:3:1: KEY_UNKNOWN unknown key "tittle" (did you mean "title"?)',
  ],
  [
    'an unknown key of a charge, judged by the branch that `by` names alone',
    edit(CARD, ['units: 0.5 }', 'units: 0.5, seconds: 5 }']),
    'f.yaml:18:43: KEY_UNKNOWN unknown key "seconds"',
  ],
  [
    'a repeated key',
    edit(CARD, ['    section: a\n', '    section: a\n    model: m2\n']),
    'f.yaml:20:5: KEY_REPEATED the key "model" stands in line 15 already',
  ],
  [
    'a missing source, with what it is for',
    edit(CARD, [
      'source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }\n',
      '',
    ]),
    'f.yaml:1:1: KEY_MISSING the file lacks source (Where the figures come from)',
  ],
  [
    'all keys that one place lacks as one issue',
    edit(CARD, ['document: own, title: A contract, ', '']),
    'f.yaml:7:9: KEY_MISSING source lacks document (How the project names the document, such as 002), title (The title of the document)',
  ],
  [
    'a charge without `by`',
    edit(CARD, ['by: per-second, ', '']),
    'f.yaml:18:13: KEY_MISSING charge lacks by (flat, fixed-duration, per-second, per-segment or per-input-and-output-second)',
  ],
  [
    'a charge model that does not exist, with those that do',
    edit(CARD, ['per-second', 'per-secund']),
    'f.yaml:18:19: BAD_VALUE by: found "per-secund" (did you mean "per-second"?); flat, fixed-duration, per-second, per-segment or per-input-and-output-second is allowed',
  ],
  [
    'a source of a confidence that does not exist',
    edit(CARD, ['confidence: own', 'confidence: vendors']),
    'f.yaml:7:80: BAD_VALUE confidence: found "vendors" (did you mean "vendor"?); vendor, second-hand, rumour or own is allowed',
  ],
  [
    'a date that does not exist',
    edit(CARD, ['billing:', 'effective_from: 2026-02-29\nbilling:']),
    'f.yaml:6:17: BAD_TIME effective_from: found "2026-02-29"; a date that exists, as YYYY-MM-DD is allowed',
  ],
  [
    'a date that ends on the day it begins',
    edit(CARD, ['billing:', 'effective_from: 2026-01-02\neffective_to: 2026-01-02\nbilling:']),
    'f.yaml:7:15: BAD_TIME effective_to: found "2026-01-02"; a date after effective_from, 2026-01-02, is allowed (the first day on which the card no longer applies)',
  ],
  [
    'a date that ends before it begins',
    edit(CARD, ['billing:', 'effective_from: 2026-01-02\neffective_to: 2025-12-31\nbilling:']),
    'f.yaml:7:15: BAD_TIME effective_to: found "2025-12-31"; a date after effective_from, 2026-01-02, is allowed (the first day on which the card no longer applies)',
  ],
  [
    'a value of the wrong shape',
    edit(CARD, ['{ by: per-second, units: 0.5 }', 'flat']),
    'f.yaml:18:13: BAD_VALUE charge: found "flat"; keys with values, among them by is allowed',
  ],
  [
    'an empty value',
    edit(CARD, ['    section: a\n', '    section:\n']),
    'f.yaml:19:13: BAD_VALUE section: found nothing; a text of one line, not empty, without control characters is allowed',
  ],
  [
    'an empty list',
    edit(CARD, ['mode: [std, pro]', 'mode: []']),
    'f.yaml:16:11: BAD_VALUE mode: found an empty list; a list of at least one value is allowed',
  ],
  [
    'a wrong item of a list, at the item',
    edit(CARD, ['mode: [std, pro]', 'mode: [std, Pro]']),
    'f.yaml:16:17: BAD_VALUE mode: found "Pro"; lower-case letters and digits in words joined by "-", such as text-to-video is allowed',
  ],
  [
    'a text with a terminal escape in it',
    edit(CARD, ['title: My card', 'title: "\\e[31mred"']),
    'f.yaml:3:8: BAD_VALUE title: found "\u001b[31mred"; a text of one line, not empty, without control characters is allowed',
  ],
  [
    'dollars on a card of units',
    edit(CARD, ['units: 0.5', 'usd: 0.5']),
    'f.yaml:18:31: BAD_VALUE usd: a card that bills prepaid-units has its amounts in units',
  ],
  [
    'units on a card of dollars',
    edit(DOLLARS, ['usd: 0.5', 'units: 0.5']),
    'f.yaml:10:25: BAD_VALUE units: a card that bills us-dollars has its amounts in usd',
  ],
  [
    'a charge without an amount',
    edit(CARD, [', units: 0.5', '']),
    'f.yaml:18:13: KEY_MISSING charge lacks units (the amount, per-second)',
  ],
  [
    'a row without pool on a card of units',
    edit(CARD, ['    pool: video\n', '']),
    'f.yaml:14:5: KEY_MISSING item 1 of rates lacks pool (video)',
  ],
  [
    'a pool that is not declared',
    edit(CARD, ['pool: video', 'pool: vidoe']),
    'f.yaml:17:11: BAD_VALUE pool: found "vidoe" (did you mean "video"?); video is allowed',
  ],
  [
    'a card of units without pools',
    edit(CARD, ['pools:\n  video: { list_unit_price: 0.14, section: a }\n', '']),
    'f.yaml:1:1: KEY_MISSING the file lacks pools (The stocks of prepaid units that its rows are paid from)',
  ],
  [
    'a pool on a row of a card of dollars',
    edit(DOLLARS, ['    section', '    pool: video\n    section']),
    'f.yaml:11:5: BAD_VALUE pool: a card that bills us-dollars has none',
  ],
  [
    'pools of a card of dollars',
    edit(DOLLARS, ['rates:', 'pools: { video: { list_unit_price: 1, section: a } }\nrates:']),
    'f.yaml:8:1: BAD_VALUE pools: a card that bills us-dollars has none',
  ],
  [
    'a model that is not declared',
    edit(CARD, ['model: m1', 'model: [m1, m3]']),
    'f.yaml:15:17: UNKNOWN_MODEL models has no "m3" (did you mean "m1"?)',
  ],
  [
    'one name for two models',
    edit(CARD, ['m2: { name: Second }', 'm2: { name: Second, aliases: [FIRST] }']),
    'f.yaml:12:33: NAME_CLASH "FIRST" names m1 already (line 11) and cannot name m2 too',
  ],
  [
    "one name of the vendor's API for two models of one pool",
    edit(
      CARD,
      ['m2: { name: Second }', 'm2: { name: Second, api_name: m1 }'],
      ['model: m1', 'model: [m1, m2]'],
    ),
    `f.yaml:12:33: NAME_CLASH the API's name "m1" means m1 in the pool video already (line 11) and cannot mean m2 too`,
  ],
  [
    'further names of a capability that nothing prices',
    edit(CARD, ['rates:', 'capabilities: { text-to-vido: { aliases: [a] } }\nrates:']),
    'f.yaml:13:17: UNKNOWN_CAPABILITY no row prices the capability "text-to-vido" (did you mean "text-to-video"?)',
  ],
  [
    'a resolution that no job can ask for',
    edit(CARD, ['    mode: [std, pro]', '    resolution: [480p, fullhd]']),
    'f.yaml:16:24: BAD_VALUE resolution: found "fullhd"; a number and "p" or "k", such as 1080p or 4k, is allowed',
  ],
  [
    'a mode that is another word for a resolution',
    edit(CARD, ['rates:', 'resolution_of_mode: { pro: 1080p }\nrates:']),
    'f.yaml:17:17: BAD_VALUE mode: pro is another word for 1080p here (resolution_of_mode); resolution: 1080p is allowed',
  ],
  [
    'a shortest length above the longest',
    edit(CARD, ['    pool: video', '    duration: { min: 6, max: 5 }\n    pool: video']),
    'f.yaml:17:30: BAD_NUMBER max: found "5"; 6 (min) or more is allowed',
  ],
  [
    'a duration that says nothing',
    edit(CARD, ['    pool: video', '    duration: {}\n    pool: video']),
    'f.yaml:17:15: KEY_MISSING duration lacks min, max or only (lengths in seconds)',
  ],
  [
    'a duration that says both',
    edit(CARD, ['    pool: video', '    duration: { min: 1, only: [5] }\n    pool: video']),
    'f.yaml:17:15: BAD_VALUE duration: found only together with min or max; the one or the other is allowed',
  ],
  [
    'a duration beside a charge that lists lengths',
    edit(
      CARD,
      ['by: per-second, units: 0.5', 'by: fixed-duration, units: { 5: 1 }'],
      ['    pool: video', '    duration: { max: 5 }\n    pool: video'],
    ),
    'f.yaml:17:5: BAD_VALUE duration: a fixed-duration charge lists its lengths itself; leave this key out',
  ],
  [
    'a length that is no whole number',
    edit(CARD, ['by: per-second, units: 0.5', 'by: fixed-duration, units: { 5.5: 1 }']),
    'f.yaml:18:44: BAD_NUMBER found the key "5.5"; a whole number from 1 to 999999999 is allowed',
  ],
  [
    'a list of lengths without any',
    edit(CARD, ['by: per-second, units: 0.5', 'by: fixed-duration, units: {}']),
    'f.yaml:18:42: BAD_VALUE units: found keys with values; keys with values (at least one) is allowed',
  ],
  [
    'a segment of no length',
    edit(CARD, ['by: per-second,', 'by: per-segment, seconds: 0.0,']),
    'f.yaml:18:41: BAD_NUMBER seconds: found "0.0"; a plain decimal of more than 0, such as 100 or 0.5 is allowed',
  ],
  [
    'units in an assertion of a card of dollars',
    `${DOLLARS}assertions:\n  - { job: { capability: text-to-video }, units: 1, usd: 0.5 }\n`,
    'f.yaml:13:43: BAD_VALUE units: a card that bills us-dollars has none',
  ],
  [
    'no kind',
    edit(CARD, ['kind: rate-card\n', '']),
    'f.yaml:1:1: KEY_MISSING the file lacks kind (what it is: rate-card, resource-packages, agreement, tiers, names or price-feed)',
  ],
  [
    'a kind that does not exist',
    edit(CARD, ['kind: rate-card', 'kind: rate-crad']),
    'f.yaml:1:7: BAD_VALUE kind: found "rate-crad" (did you mean "rate-card"?); rate-card, resource-packages, agreement, tiers, names or price-feed is allowed',
  ],
  [
    'a list in place of a file',
    '- a\n',
    'f.yaml:1:1: BAD_VALUE found no keys with values; kind (rate-card, resource-packages, agreement, tiers, names or price-feed) comes first',
  ],
  [
    'a price that its discount does not give',
    edit(PACKAGES, ['price: 126', 'price: 126.02']),
    'f.yaml:10:12: ASSERTION_FAILED price: found "126.02", but 1000 units × 0.14 less 10 % is 126; a difference of 0.01 is allowed',
  ],
  [
    'a package without price and units',
    edit(PACKAGES, [
      '    price: 126\n    units: 1000\n    list_unit_price: 0.14\n    discount_percent: 10\n',
      '',
    ]),
    'f.yaml:8:5: KEY_MISSING item 1 of packages lacks price and units',
  ],
  [
    'a negotiated package with a price',
    edit(PACKAGES, ['    list_unit_price: 0.14\n    discount_percent: 10\n', '    negotiated: true\n']),
    'f.yaml:10:5: BAD_VALUE price: a package whose price is negotiated has none; leave out one of the two',
  ],
  [
    'a discount without the price it is taken of',
    edit(PACKAGES, ['    list_unit_price: 0.14\n', '']),
    'f.yaml:12:5: KEY_MISSING discount_percent needs list_unit_price (US dollars a unit before it)',
  ],
  [
    'a list price without discount',
    edit(PACKAGES, ['    discount_percent: 10\n', '']),
    'f.yaml:12:5: KEY_MISSING list_unit_price needs discount_percent (0 when there is none)',
  ],
  [
    'a package of no units',
    edit(PACKAGES, ['units: 1000', 'units: 0']),
    'f.yaml:11:12: BAD_NUMBER units: found "0"; a plain decimal of more than 0, such as 100 or 0.5 is allowed',
  ],
  [
    'a discount above 100 %',
    edit(PACKAGES, ['percent: 10', 'percent: 100.5']),
    'f.yaml:13:23: BAD_NUMBER discount_percent: found "100.5"; a plain decimal from 0 to 100 is allowed',
  ],
  [
    'two packages of one id',
    `${PACKAGES}  - { id: big, pool: video, price: 1, units: 1, section: a }\n`,
    'f.yaml:15:11: NAME_CLASH "big" is the package in line 8 already',
  ],
  [
    'an assertion about a package that is not there',
    `${PACKAGES}assertions:\n  - { package: bigg, effective_unit_price: 0.126 }\n`,
    'f.yaml:16:16: UNKNOWN_PACKAGE packages has no "bigg" (did you mean "big"?)',
  ],
  [
    'an assertion that its package does not bear out',
    `${PACKAGES}assertions:\n  - { package: big, effective_unit_price: 0.127 }\n`,
    'f.yaml:16:43: ASSERTION_FAILED effective_unit_price: found "0.127", but 126 ÷ 1000 is 0.126',
  ],
]

describe('a rate file with one mistake is refused for that alone, at its place', () => {
  test('the files are right before the mistake', () => {
    expect([CARD, DOLLARS, PACKAGES].map(issuesOf)).toEqual([[], [], []])
  })
  test.each(ONE_MISTAKE)('%s', (_, text, issue) => {
    expect(issuesOf(text)).toEqual([issue])
  })
  test.each([
    '',
    '-1',
    '+1',
    'NaN',
    'Infinity',
    '1e9',
    '0x10',
    '5 s',
    '１',
    '.5',
    '5.',
    '1,000',
    '01',
    '$1',
    '1_000',
  ])('the amount %j is no plain decimal', amount => {
    const [issue, ...rest] = issuesOf(edit(CARD, ['units: 0.5', `units: "${amount}"`]))
    expect(rest).toEqual([])
    expect(issue).toMatch(/^f\.yaml:18:38: BAD_NUMBER units: found .*; a plain decimal of at least 0/)
  })
})

test("what an agreement's own rules find is reported at its place", () => {
  const text =
    'kind: tiers\ntiers:\n  - { below: 99.9, at_least: 99, percent: 10 }\n  - { below: 98, percent: 20 }\n'
  expect(issuesOf(text)).toEqual([expect.stringMatching(/^f\.yaml:4:14: BAD_VALUE /)])
})

test("a card's assertions are replayed once all else is right", () => {
  const job = '{ model: First, mode: std, duration: 10 }'
  const right = `${CARD}assertions:\n  - { job: ${job}, count: 2, units: 10, usd: 1.40 }\n`
  expect(issuesOf(right)).toEqual([])
  const wrong = edit(right, ['usd: 1.40', 'usd: 1.41'])
  expect(issuesOf(wrong)).toEqual([expect.stringMatching(/^f\.yaml:21:5: ASSERTION_FAILED .*1\.41.*1\.4 /)])
  expect(issuesOf(edit(wrong, ['title:', 'titel:']))).not.toContainEqual(expect.stringContaining('ASSERTION'))
})

describe('rows that match the same job', () => {
  const withRow = (...lines: string[]) => `${CARD}  - ${lines.join('\n    ')}\n`
  test('are refused, naming both and a job that both match', () => {
    const row = withRow(
      'capability: [image-to-video, text-to-video]',
      'model: [m1, m2]',
      'mode: pro',
      'pool: video',
      'charge: { by: fixed-duration, units: { 5: 1 } }',
      'section: a',
    )
    expect(issuesOf(row)).toEqual([
      'f.yaml:20:5: RATES_OVERLAP the row matches the same job as the row in line 14: text-to-video · m1 · pro · 5 s',
    ])
  })
  test('are found though an amount of theirs is wrong', () => {
    const row = withRow(
      'capability: text-to-video',
      'model: m1',
      'mode: pro',
      'pool: video',
      'charge: { by: per-second, units: 1e3 }',
      'section: a',
    )
    expect(issuesOf(row).map(issue => issue.split(' ')[1])).toEqual(['RATES_OVERLAP', 'BAD_NUMBER'])
  })
  test('are not claimed to, when what tells them apart is misspelt', () => {
    const row = withRow(
      'capability: text-to-video',
      'model: m1',
      'mode: pro',
      'resolutoin: 4k',
      'pool: video',
      'charge: { by: per-second, units: 1 }',
      'section: a',
    )
    expect(issuesOf(row).map(issue => issue.split(' ')[1])).toEqual(['KEY_UNKNOWN'])
  })
})

test('every problem of a file is reported at once, in order of place', () => {
  const text = edit(
    CARD,
    ['source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }\n', ''],
    ['billing:', 'effective_from: 2026-05-01\neffective_to: 2026-04-01\nbilling:'],
    ['currency: USD', 'curency: USD\ncurrency: USD'],
    ['units: 0.5 }\n    section: a\n', 'units: 1e3 }\n    section: a\n    section: b\n'],
  )
  const again =
    '  - { capability: text-to-video, model: m1, mode: std, pool: video, charge: { by: flat, usd: 1 }, section: a }\n'
  const other =
    '  - { capability: text-to-video, model: [m1, m9], mode: std, pool: vide, charge: { by: per-second }, section: a }\n'
  expect(issuesOf(text + again + other).map(issue => issue.split(' ').slice(0, 2).join(' '))).toEqual([
    'f.yaml:1:1: KEY_MISSING',
    'f.yaml:5:1: KEY_UNKNOWN',
    'f.yaml:8:15: BAD_TIME',
    'f.yaml:20:38: BAD_NUMBER',
    'f.yaml:22:5: KEY_REPEATED',
    'f.yaml:23:89: BAD_VALUE',
    'f.yaml:24:5: RATES_OVERLAP',
    'f.yaml:24:46: UNKNOWN_MODEL',
    'f.yaml:24:68: BAD_VALUE',
    'f.yaml:24:82: KEY_MISSING',
  ])
})

test('a file broken anywhere is read or refused with places, never crashed on', { timeout: 60_000 }, () => {
  const lines = FILES.map(file => readFileSync(file, 'utf8').split('\n'))
  const scrap = fc.constantFrom(
    '',
    ' ',
    '- ',
    'x: ',
    '[',
    '{ by: ',
    '"',
    'null',
    '-1',
    '{}',
    '[]',
    '&a ',
    '*a',
    '!!x ',
    '\t',
  )
  let refused = 0
  fc.assert(
    fc.property(
      fc.nat(lines.length - 1),
      fc.nat(),
      fc.nat(),
      fc.nat(20),
      scrap,
      (file, at, from, length, text) => {
        const broken = [...lines[file]!]
        const line = at % broken.length
        const start = from % (broken[line]!.length + 1)
        broken[line] = broken[line]!.slice(0, start) + text + broken[line]!.slice(start + length)
        const issues = issuesOf(broken.join('\n'))
        if (issues.length > 0) refused++
        for (const issue of issues) expect(issue).toMatch(/^f\.yaml:\d+:\d+: [A-Z_]+ \S/)
      },
    ),
    { seed: 42, numRuns: 300 },
  )
  expect(refused).toBeGreaterThan(100)
})

describe('a resource package', () => {
  const packagesOf = (text: string) => {
    const data = readRateFile(text, 'f.yaml')
    if (data.kind !== 'resource-packages') throw new Error(data.kind)
    return toPackageList(data.list, { isUsers: true }).packages
  }
  test('may say neither validity nor concurrency', () => {
    expect(packagesOf(PACKAGES)).toMatchObject([
      { id: 'big', validityDays: null, concurrency: null, isOncePerAccount: false, recommendedAbove: null },
    ])
  })
  test('has no price when it is negotiated', () => {
    const text = `${PACKAGES}  - { id: own, pool: video, negotiated: true, recommended_above: { units: 60000, days: 90 }, section: a }\n`
    expect(packagesOf(text)[1]).toMatchObject({ price: null, units: null, place: { line: 15 } })
  })
  test('may be a cent off its discount, exactly', () => {
    for (const price of ['126.01', '125.99']) {
      expect(issuesOf(edit(PACKAGES, ['price: 126', `price: ${price}`]))).toEqual([])
    }
    for (const price of ['126.010000000000000001', '125.989999999999999999']) {
      expect(issuesOf(edit(PACKAGES, ['price: 126', `price: ${price}`]))).toHaveLength(1)
    }
  })
})
