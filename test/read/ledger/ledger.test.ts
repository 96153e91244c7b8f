import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import { InputError } from '../../../src/core/failure.js'
import { formatInstant, UTC, type Zone } from '../../../src/core/instant.js'
import type { Lot } from '../../../src/core/ledger/lot.js'
import type { ResourcePackage } from '../../../src/core/ledger/resource-package.js'
import { format, units, usd } from '../../../src/core/quantity.js'
import { plainReading } from '../../../src/read/file-reading.js'
import { readLedger } from '../../../src/read/ledger/ledger.js'
import { loadRates } from '../../../src/read/rates/load-rates.js'
import { describeDoubts } from '../../../src/report/file-doubts.js'
import { inputOf } from '../inputs.js'

const NO_STDIN = { stream: (async function* () {})(), isTerminal: true }
const { catalogue, packages, names } = await loadRates([], NO_STDIN)

interface Options {
  readonly zone?: Zone
  readonly columns?: Record<string, string>
  readonly more?: readonly ResourcePackage[]
}

const read = (text: string, { zone = UTC, columns = {}, more = [] }: Options = {}) =>
  readLedger(inputOf(text, 'ledger'), {
    catalogue,
    packages: [...packages, ...more],
    ledgerReading: { ...plainReading(zone), names, renamed: new Map(Object.entries(columns)) },
  })

/** Everything that is wrong with a ledger, one line each. */
async function issuesOf(text: string, options?: Options): Promise<string[]> {
  const error = await read(text, options).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(InputError)
  return (error as InputError).issues.map(({ code, message, place }) => `${place.line} ${code} ${message}`)
}

const describeLot = (lot: Lot) => ({
  ...lot,
  units: format(lot.units),
  price: lot.price && format(lot.price),
  purchasedAt: formatInstant(lot.purchasedAt),
  effectiveAt: formatInstant(lot.effectiveAt),
  expiresAt: formatInstant(lot.expiresAt),
})
const lotsOf = async (text: string, options?: Options) => (await read(text, options)).lots.map(describeLot)

describe('a CSV ledger', () => {
  it('lets the package fill what the row leaves out, and the row win where it speaks', async () => {
    const text = [
      'id,package,units,price,purchased_at,validity_days,concurrency,account',
      'p1,package-2,,,2026-09-01T12:00:00Z,,,',
      'p2,package-2,46000,5000,2026-09-01T12:00:00Z,10,7,acme',
    ].join('\n')
    expect(await lotsOf(text)).toEqual([
      {
        id: 'p1',
        packageId: 'package-2',
        account: null,
        pool: 'video',
        units: '45000',
        price: '5670',
        purchasedAt: '2026-09-01T12:00:00Z',
        effectiveAt: '2026-09-01T12:00:00Z',
        expiresAt: '2026-11-30T12:00:00Z',
        endsWithDay: false,
        concurrency: 5,
        order: 0,
        place: { file: 'ledger', line: 2, column: null },
      },
      {
        id: 'p2',
        packageId: 'package-2',
        account: 'acme',
        pool: 'video',
        units: '46000',
        price: '5000',
        purchasedAt: '2026-09-01T12:00:00Z',
        effectiveAt: '2026-09-01T12:00:00Z',
        expiresAt: '2026-09-11T12:00:00Z',
        endsWithDay: false,
        concurrency: 7,
        order: 1,
        place: { file: 'ledger', line: 3, column: null },
      },
    ])
  })
  const doubtsOf = async (text: string): Promise<string[]> => describeDoubts([(await read(text)).columns])
  it('takes the row where it contradicts the catalogue, and says so', async () => {
    const text = [
      'id,package,units,price,purchased_at',
      'a,package-1,45000,5000,2026-09-01',
      'b,package-1,30000,100,2026-09-01',
      'c,package-1,30000,100,2026-10-01',
      'd,package-1,45000,4200,2026-09-01',
      'e,package-1,30000,4200,2026-09-01',
      'f,package-1,,,2026-09-01',
    ].join('\n')
    expect((await doubtsOf(text)).map(line => line.replaceAll('\u00a0', ' '))).toEqual([
      'ledger, line 2: 45,000 units and $5,000.00 for package-1, where the catalogue says 30,000 units and $4,200.00; the figures of the row were taken',
      'ledger, lines 3 and 4: $100.00 for package-1, where the catalogue says $4,200.00; the figures of the rows were taken',
      'ledger, line 5: 45,000 units for package-1, where the catalogue says 30,000 units; the figures of the row were taken',
    ])
    expect(await lotsOf(text)).toMatchObject([
      { units: '45000', price: '5000' },
      { price: '100' },
      {},
      {},
      {},
      {},
    ])
  })
  it('does the same with a validity and a concurrency that are not the catalogue’s', async () => {
    const text = [
      'id,package,purchased_at,expires_at,concurrency',
      'a,package-1,2026-09-01,2027-09-01T00:00:00Z,5',
      'b,package-1,2026-09-01,2026-11-30T00:00:00Z,7',
      // From the first day to the last, whole.
      'c,package-1,2026-09-01,2026-11-30,',
    ].join('\n')
    expect(await doubtsOf(text)).toEqual([
      'ledger, line 2: 365 days for package-1, where the catalogue says 90 days; the figures of the row were taken',
      'ledger, line 3: 7 tasks at once for package-1, where the catalogue says 5; the figures of the row were taken',
    ])
  })
  it('holds the figures of several packages against as many of the catalogue', async () => {
    const text =
      'id,package,quantity,total_price,purchased_at\na,package-1,2,8400,2026-09-01\nb,package-1,2,8000,2026-09-01\n'
    expect(await doubtsOf(text)).toEqual([
      'ledger, line 3: $8,000.00 for 2 of package-1, where the catalogue says $8,400.00; the figures of the row were taken',
    ])
  })
  it.each([
    // [package, quantity, unit price, total price, packages, price of each]
    ['package-1', '30000', '0.14', '', 1, '4200'],
    ['package-1', '30000', '4200', '', 1, '4200'],
    ['package-1', '30000', '', '4000', 1, '4000'],
    ['package-1', '30000', '', '', 1, '4200'],
    ['package-2', '90000', '0.126', '', 2, '5670'],
    ['package-2', '90000', '', '11340', 2, '5670'],
    ['trial-1000', '1000', '', '97.99', 1, '97.99'],
    // Of packages the price is known, per package or per unit.
    ['package-1', '3', '0.14', '', 3, '4200'],
    ['package-1', '3', '4200', '12600', 3, '4200'],
    ['package-1', '120', '', '504000', 1, '504000'],
  ])('reads as units what a row has of them as its quantity: %s, %s at %s, in all %s', async (...row) => {
    const [offer, quantity, unitPrice, total, count, price] = row
    const text = `id;package;quantity;unit_price;total_price;purchased_at\nx;${offer};${quantity};${unitPrice};${total};2026-09-01\n`
    const lots = await lotsOf(text)
    expect(lots).toHaveLength(count)
    expect(lots[0]).toMatchObject({ price })
  })
  it('refuses a quantity that is neither', async () => {
    for (const [quantity, unitPrice] of [
      ['45000', ''],
      ['20000', '0.14'],
    ])
      expect(
        await issuesOf(
          `id,package,quantity,unit_price,purchased_at\nx,package-1,${quantity},${unitPrice},2026-09-01\n`,
        ),
      ).toEqual([
        `2 BAD_NUMBER quantity: expected a number of packages, or the 30000 units of package-1; got ${quantity}`,
      ])
  })
  it('counts rows that are alike as several purchases, and names them where they have no ids', async () => {
    const rows = 'package-1,2026-09-01,\npackage-1,2026-09-01,B\npackage-1,2026-09-01 ,\n'
    const text = `package,purchased_at,account\n${rows}`
    expect(await doubtsOf(text)).toEqual([
      'ledger, lines 2 and 4: the rows are alike, and count as 2 purchases; if it is one purchase, keep one row; if not, a column "id" tells them apart',
    ])
    expect(await lotsOf(text)).toHaveLength(3)
    expect(
      await doubtsOf('id,package,purchased_at\na,package-1,2026-09-01\nb,package-1,2026-09-01\n'),
    ).toEqual([])
  })
  it('never matches a row without a package to the catalogue', async () => {
    const text = 'id,pool,units,price,purchased_at,validity_days\nx,video,45000,1,2026-09-01,90\n'
    expect(await lotsOf(text)).toMatchObject([{ packageId: null, price: '1', concurrency: null }])
  })
  it('reads whole numbers as tables of numbers write them', async () => {
    const [lot] = await lotsOf(
      'id,pool,units,price,purchased_at,validity_days,concurrency\nx,video,45000.0,1.0,2026-09-01,90.0,5.0\n',
    )
    expect(lot).toMatchObject({ units: '45000', concurrency: 5 })
  })
  it('counts validity from the start of effect, and lets a stated expiry win', async () => {
    const text = [
      'id;package;purchased_at;effective_at;expires_at',
      'a;trial-100;2026-09-01;2026-09-05T06:00:00Z;',
      'b;package-1;2026-09-01;2026-09-05T06:00:00Z;2026-09-06',
    ].join('\r\n')
    expect(await lotsOf(text)).toMatchObject([
      { purchasedAt: '2026-09-01T00:00:00Z', expiresAt: '2026-10-05T06:00:00Z' },
      { purchasedAt: '2026-09-01T00:00:00Z', expiresAt: '2026-09-07T00:00:00Z' },
    ])
  })
  it('takes midnights for days where a table has no other time, as pandas writes dates', async () => {
    const endOf = async (purchased: string, expires: string) =>
      (await lotsOf(`id,package,purchased_at,expires_at\nx,package-1,${purchased},${expires}\n`))[0]!
        .expiresAt
    expect(await endOf('2026-09-03', '2026-12-02')).toBe('2026-12-03T00:00:00Z')
    expect(await endOf('2026-09-03 00:00:00', '2026-12-02 00:00:00')).toBe('2026-12-03T00:00:00Z')
    expect(await endOf('2026-09-03T00:00:00.000', '2026-12-02T00:00:00.000')).toBe('2026-12-03T00:00:00Z')
    // Beside a date without a time it is one.
    expect(await endOf('2026-09-03', '2026-12-02T00:00:00')).toBe('2026-12-02T00:00:00Z')
    expect(await endOf('2026-09-03 09:00', '2026-12-02 00:00:00')).toBe('2026-12-02T00:00:00Z')
    // A zone makes a moment of it.
    expect(await endOf('2026-09-03', '2026-12-02T00:00:00Z')).toBe('2026-12-02T00:00:00Z')
  })
  it.each([
    ['purchased,expires,end date', '2026-09-03,2026-12-02,2026-12-31', 'end date', 'expires at', 'expires'],
    ['invoice date,order date', '2026-09-30,2026-09-03', 'order date', 'purchased at', 'invoice date'],
  ])('refuses dates that two columns say otherwise: %s', async (headings, cells, other, like, own) => {
    const text = `id,package,${headings}\nx,package-1,${cells}\n`
    expect(await issuesOf(text)).toEqual([
      `1 COLUMN_UNREAD nothing is read from the column "${other}", which looks like ${like}, and says otherwise than "${own}"`,
    ])
  })
  it.each([
    ['purchased,expires,end date', '2026-09-03,2026-12-02,2026-12-02 00:00'],
    ['purchased,expires,end date', '2026-09-03,2026-12-02,'],
    // When it was bought makes no difference.
    ['invoice date,order date,expires', '2026-09-30,2026-09-03,2026-12-02'],
  ])('reads one of two that agree, or that nothing hangs on: %s, %s', async (headings, cells) => {
    const [lot] = await lotsOf(`id,package,${headings}\nx,package-1,${cells}\n`)
    expect(lot).toMatchObject({ expiresAt: '2026-12-03T00:00:00Z' })
  })
  it('counts days of 24 hours, also over a clock change', async () => {
    const text = 'id,package,purchased_at\na,trial-100,2026-10-20T00:00:00\n'
    expect(await lotsOf(text, { zone: zoneOf('Europe/Berlin') })).toMatchObject([
      // 00:00 summer time to 23:00 winter time.
      { effectiveAt: '2026-10-19T22:00:00Z', expiresAt: '2026-11-18T22:00:00Z' },
    ])
  })
  it('takes columns by other names, and quoted fields', async () => {
    const text = 'lot,package,bought,account\n"p,1",package-1,2026-09-01,"Acme, Inc."\n'
    const columns = { id: 'lot', purchased_at: 'bought' }
    expect(await lotsOf(text, { columns })).toMatchObject([{ id: 'p,1', account: 'Acme, Inc.' }])
  })
  it('may be empty', async () => {
    expect(await lotsOf('id,package,purchased_at\n')).toEqual([])
  })
  it('takes the start of effect for the purchase when it does not state one', async () => {
    const text = 'id,package,effective_at\na,trial-100,2026-09-05T06:00:00Z\n'
    expect(await lotsOf(text)).toMatchObject([{ purchasedAt: '2026-09-05T06:00:00Z' }])
  })

  it('tells everything that is wrong with it at once', async () => {
    const text = [
      'id,package,pool,units,price,purchased_at,effective_at,expires_at,validity_days,concurrency',
      ',package-1,,,,2026-09-01,,,,',
      'b,pakage-1,,,,2026-09-01,,,,',
      'c,,vidoe,0,-1,2026-02-30,,,0,many',
      'd,,,,,,,,,',
      'e,package-1,,,,2026-09-01,,2026-09-01T00:00:00Z,,',
      'f,custom,,,,2026-09-01,,,,',
      'g,package-1,,,,2026-09-01',
    ].join('\n')
    expect(await issuesOf(text)).toEqual([
      '2 KEY_MISSING id: is missing',
      '3 UNKNOWN_PACKAGE no resource package is called "pakage-1"; did you mean "package-1"?',
      expect.stringMatching(
        /^4 BAD_TIME purchased_at: expected .*; got "2026-02-30", which is a date that does not exist/,
      ),
      '4 BAD_VALUE pool: found "vidoe", did you mean "video"?; image, try-on or video is allowed',
      '4 BAD_NUMBER concurrency: found "many"; a whole number from 1 to 1000000 is allowed',
      '4 BAD_NUMBER validity_days: found "0"; a whole number from 1 to 36500 is allowed',
      '4 BAD_NUMBER units: expected a number of units above 0, such as 30000 or 0.5; got "0"',
      '4 BAD_NUMBER price: expected a number of US dollars, such as 1200 or 0.556; got "-1"',
      '5 KEY_MISSING purchased_at or effective_at: is missing',
      '5 KEY_MISSING expires_at or validity_days: is missing',
      '5 KEY_MISSING pool: is missing; image, try-on or video is allowed',
      '5 KEY_MISSING units: is missing',
      '5 KEY_MISSING price: is missing',
      '6 BAD_TIME expires_at: expected a time after 2026-09-01T00:00:00Z, when it takes effect; got "2026-09-01T00:00:00Z"',
      '7 KEY_MISSING expires_at or validity_days: is missing, and package custom does not state it',
      '7 KEY_MISSING units: is missing, and package custom does not state it',
      '7 KEY_MISSING price: is missing, and package custom does not state it',
      '8 ROW_WIDTH the row has 6 fields; the header has 10',
    ])
  })
  it('takes an expiry one millisecond after the start, and none at the start', async () => {
    const row = (expiry: string) =>
      `id,package,purchased_at,expires_at\na,package-1,2026-09-01T00:00:00Z,${expiry}\n`
    expect(await lotsOf(row('2026-09-01T00:00:00.001Z'))).toHaveLength(1)
    expect(await issuesOf(row('2026-08-31T23:59:59.999Z'))).toHaveLength(1)
  })
  it('refuses two lots of one id, and two trials of a kind on one account', async () => {
    const text = [
      'id,package,purchased_at,account',
      'a,trial-100,2026-09-01,acme',
      'a,trial-1000,2026-09-01,acme',
      'c,trial-100,2026-09-02,other',
      'd,package-1,2026-09-02,acme',
      'e,package-1,2026-09-02,acme',
      'f,trial-100,2026-10-02,acme',
    ].join('\n')
    expect(await issuesOf(text)).toEqual([
      '3 NAME_CLASH id: "a" is the lot in line 2 already',
      '7 BAD_VALUE package: account acme can buy trial-100 once, and line 2 has it already',
    ])
  })
  it('counts no other money than dollars', async () => {
    const text = 'id,package,purchased_at,currency\na,package-1,2026-09-01,CNY\nb,package-1,2026-09-01,USD\n'
    expect(await issuesOf(text)).toEqual(['2 BAD_VALUE currency: found "CNY"; usd is allowed'])
  })
  it('is refused when its header lacks what no row can do without', async () => {
    expect(await issuesOf('id,purchased_at\na,2026-09-01\n')).toEqual([
      '1 HEADER_MISSING no column says what was bought: "package" or "units"',
    ])
    expect(await issuesOf('id,package\n')).toEqual([
      '1 HEADER_MISSING no column "purchased_at" or "effective_at"',
    ])
  })
})

describe('the answer of GET /account/costs', () => {
  const pack = {
    resource_pack_name: 'Video Generation - 45,000 entries',
    resource_pack_id: '509f3fd3',
    resource_pack_type: 'decreasing_total',
    total_quantity: '#45000.0#',
    remaining_quantity: '#118.5#',
    purchase_time: 1_788_200_000_000,
    effective_time: 1_788_220_800_000,
    invalid_time: 1_788_220_800_000 + 90 * 86_400_000,
    status: 'online',
  }
  /** JSON with `#45000.0#` as the number 45000.0, which JSON.stringify cannot write. */
  const answer = (packs: object[], nested = false): string => {
    const list = { resource_pack_subscribe_infos: packs }
    const data = nested ? { code: 0, data: list } : { code: 0, msg: 'ok', ...list }
    return JSON.stringify({ code: 0, message: 'SUCCEED', request_id: 'r', data }, null, 1).replaceAll(
      /"#|#"/g,
      '',
    )
  }

  it.each([false, true])('is read as it comes (nested twice: %s)', async nested => {
    const ledger = await read(answer([pack], nested))
    expect(ledger.lots.map(describeLot)).toMatchObject([
      {
        id: '509f3fd3',
        packageId: 'package-2',
        pool: 'video',
        units: '45000',
        price: '5670',
        purchasedAt: '2026-08-31T18:13:20Z',
        effectiveAt: '2026-09-01T00:00:00Z',
        expiresAt: '2026-11-30T00:00:00Z',
        concurrency: 5,
      },
    ])
    expect(ledger.reported).toEqual([
      {
        lot: ledger.lots[0],
        remaining: units('118.5'),
        status: 'online',
        isMatched: true,
        endsWithDay: false,
      },
    ])
  })
  it('matches a validity that ends at a midnight of its own, less than a day off', async () => {
    const ending = (days: number, millis: number) =>
      answer([
        {
          ...pack,
          resource_pack_name: 'Spring offer',
          invalid_time: pack.effective_time + days * 86_400_000 + millis,
        },
      ])
    expect(await lotsOf(ending(90, 86_399_999))).toHaveLength(1)
    expect(await lotsOf(ending(89, 1))).toHaveLength(1)
    expect(await issuesOf(ending(91, 0))).toHaveLength(1)
    expect(await issuesOf(ending(89, 0))).toHaveLength(1)
  })
  it('asks by name when no package fits, or several do', async () => {
    const rival: ResourcePackage = { ...packages.find(offer => offer.id === 'package-2')!, id: 'rival' }
    const odd = { ...pack, resource_pack_name: 'Spring offer', total_quantity: 200 }
    expect(await issuesOf(answer([odd]))).toEqual([
      '9 UNKNOWN_PACKAGE resource pack "Spring offer" (509f3fd3): ' +
        'no package of the catalogue has 200 units for 90 days, and neither pool nor price are said',
    ])
    expect(await issuesOf(answer([pack]), { more: [rival] })).toEqual([
      '9 UNKNOWN_PACKAGE resource pack "Video Generation - 45,000 entries" (509f3fd3): ' +
        'package-2 and rival have 45000 units of the video pool for 90 days, and no price is said',
    ])
  })
  it('takes the answer to that question from the entry', async () => {
    const rival: ResourcePackage = { ...packages.find(offer => offer.id === 'package-2')!, id: 'rival' }
    expect(await lotsOf(answer([{ ...pack, package: 'rival' }]), { more: [rival] })).toMatchObject([
      { packageId: 'rival', units: '45000', price: '5670' },
    ])
    const own = { resource_pack_name: 'Spring offer', total_quantity: 2000 }
    const priced = { ...pack, ...own, pool: 'image', price: '7' }
    const ledger = await read(answer([priced]))
    expect(ledger.lots).toMatchObject([
      { packageId: null, pool: 'image', price: usd('7'), concurrency: null },
    ])
    expect(ledger.reported).toMatchObject([{ isMatched: false }])
  })
  it('takes fields that are missing, null or 0 for not said', async () => {
    const sparse = {
      package: 'trial-100',
      resource_pack_name: 'Trial',
      purchase_time: 1_788_200_000_000,
      effective_time: 0,
      invalid_time: null,
    }
    const ledger = await read(answer([sparse]))
    expect(ledger.lots.map(describeLot)).toMatchObject([
      { id: 'Trial', units: '100', effectiveAt: '2026-08-31T18:13:20Z', expiresAt: '2026-09-30T18:13:20Z' },
    ])
    expect(ledger.reported).toMatchObject([{ remaining: null, status: null }])
  })
  it.each([0, null, ''])(
    'does not guess when a package begins that has not begun: %j',
    async effective_time => {
      const waiting = { ...pack, status: 'toBeOnline', effective_time, invalid_time: effective_time }
      expect(await issuesOf(answer([waiting]))).toEqual([
        '9 KEY_MISSING effective_time: is missing, and the package has not begun (toBeOnline)',
      ])
    },
  )
  it('names what it cannot do without', async () => {
    expect(await issuesOf(answer([{ status: 'gone', remaining_quantity: '-1' }]))).toEqual([
      '9 KEY_MISSING purchased_at or effective_at: is missing',
      '9 KEY_MISSING expires_at or validity_days: is missing',
      '9 BAD_VALUE status: expected toBeOnline, online, expired or runOut; got "gone"',
      '9 KEY_MISSING pool: is missing; image, try-on or video is allowed',
      '9 KEY_MISSING units: is missing',
      '9 KEY_MISSING price: is missing',
    ])
  })
  it('refuses a package that is filled again every period', async () => {
    const issues = await issuesOf(answer([{ ...pack, resource_pack_type: 'constant_period' }]))
    expect(issues).toEqual([expect.stringMatching(/BAD_VALUE resource_pack_type: found "constant_period"/)])
  })
  it('holds no packages when it is an error, or another answer', async () => {
    expect(await issuesOf('{"code": 1002, "message": "Authorization failed"}')).toEqual([
      '1 JSON_MALFORMED the API answered with an error: 1002 Authorization failed',
    ])
    expect(await issuesOf('{"code": 0, "data": {}}')).toEqual([expect.stringMatching(/is not the answer of/)])
    expect(await lotsOf(answer([]))).toEqual([])
  })
})
