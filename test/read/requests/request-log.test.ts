import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import { InputError } from '../../../src/core/failure.js'
import { formatInstant, parseDay, UTC, type Zone } from '../../../src/core/instant.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { plainReading } from '../../../src/read/file-reading.js'
import { createJsonLineReader } from '../../../src/read/json-lines.js'
import { mergeNames } from '../../../src/read/names.js'
import { readCalendar } from '../../../src/read/requests/calendar-file.js'
import {
  combinedRow,
  isCombinedLine,
  locateFields,
  virtualHostOf,
} from '../../../src/read/requests/combined-log.js'
import { readFees } from '../../../src/read/requests/fees-file.js'
import { readMaintenance } from '../../../src/read/requests/maintenance-file.js'
import { readReducedRow } from '../../../src/read/requests/reduced-row.js'
import { NO_REQUEST, readRequestClass, readRequestTime } from '../../../src/read/requests/request-row.js'

const PLAIN = { zone: UTC, decimal: null, dates: null }
const PLACE = { file: 'x', line: 1, column: null }
const messagesOf = (issues: unknown): string[] =>
  (issues as { message: string }[]).map(({ message }) => message)

describe('what a row counts as', () => {
  const read = (texts: Record<string, string>) => readRequestClass(column => texts[column], PLACE)
  const kindOf = (texts: Record<string, string>) => {
    const found = read(texts)
    if (found === NO_REQUEST) return found
    return Array.isArray(found) ? messagesOf(found) : found.kind
  }
  it('is received from 100 to 499 and a server error from 500 to 599', () => {
    expect(['100', '200', '429', '499'].map(status => kindOf({ status }))).toEqual(Array(4).fill('received'))
    expect(['500', '503', '599'].map(status => kindOf({ status }))).toEqual(Array(3).fill('server-error'))
  })
  it('is unreached without a status, as -, 0 and 000', () => {
    expect(['', '-', '0', '000'].map(status => kindOf({ status }))).toEqual(Array(4).fill('unreached'))
  })
  it('is nothing with any other status', () => {
    for (const status of ['99', '600', '1000', '5xx', '200.5', '+200', '00', '--', 'OK']) {
      expect(kindOf({ status })).toEqual([expect.stringContaining(`found "${status}"`)])
    }
  })
  it('is a bad row without a column of that name, which is not an empty status', () => {
    expect(kindOf({})).toEqual([expect.stringContaining('is missing')])
  })
  it('depends on fault for unreached requests only, and never for a 5XX', () => {
    expect(['', 'provider', 'Customer', 'NETWORK'].map(fault => kindOf({ status: '', fault }))).toEqual([
      'unreached',
      'unreached',
      'unreached-otherwise',
      'unreached-otherwise',
    ])
    expect(kindOf({ status: '503', fault: 'customer' })).toBe('server-error')
    expect(kindOf({ status: '200', fault: 'network' })).toBe('received')
  })
  it('is a bad row when fault is an unknown word, whatever the status; both words are told', () => {
    expect(kindOf({ status: '200', fault: 'me' })).toEqual([expect.stringContaining('found "me"')])
    expect(kindOf({ status: 'x', fault: 'me' })).toHaveLength(2)
  })
  it('is excluded by any word but nothing, 0, false and no', () => {
    const isExcluded = (excluded: string) =>
      (read({ status: '503', excluded }) as { isExcluded: boolean }).isExcluded
    expect(['', '0', 'false', 'FALSE', 'no', 'No'].map(isExcluded)).toEqual(Array(6).fill(false))
    expect(['1', 'true', 'hacked', 'domain-ban', 'content'].map(isExcluded)).toEqual(Array(5).fill(true))
  })
  it('is of no account when the account is empty', () => {
    expect(read({ status: '200', account: '' })).toMatchObject({ account: null })
    expect(read({ status: '200' })).toMatchObject({ account: null })
    expect(read({ status: '200', account: 'a' })).toMatchObject({ account: 'a' })
  })
})

describe('when a request was made', () => {
  const berlin = zoneOf('Europe/Berlin')
  it('is the earlier instant of a reading that occurs twice, and nothing for one that the clock skips', () => {
    expect(
      formatInstant(readRequestTime('2026-10-25 02:30:00', { ...PLAIN, zone: berlin }, PLACE) as never),
    ).toBe('2026-10-25T00:30:00Z')
    expect(messagesOf(readRequestTime('2026-03-29 02:30:00', { ...PLAIN, zone: berlin }, PLACE))).toEqual([
      expect.stringContaining('no time that exists in Europe/Berlin'),
    ])
  })
  it('must be there, and within the years for which a claim can be computed', () => {
    for (const text of [undefined, '', '0999-12-31T00:00:00Z', '9500-01-01T00:00:00Z']) {
      expect(readRequestTime(text, PLAIN, PLACE)).toHaveLength(1)
    }
  })
})

describe('the combined log format', () => {
  const fields = locateFields(new Map([['account', 'remote_user']]), PLACE)
  const read = (line: string) => combinedRow(line, 7, fields, 'x')
  const nginx =
    '203.0.113.9 - team-a [01/Oct/2026:08:00:01 +0800] "POST /v1/videos/text2video HTTP/1.1" 502 559 "-" "python-requests/2.31"'
  it('is read as nginx writes it', () => {
    const row = read(nginx)
    if ('issue' in row) throw new Error(row.issue.message)
    expect(['timestamp', 'status', 'account', 'fault'].map(row.text)).toEqual([
      '2026-10-01T08:00:01+0800',
      '502',
      'team-a',
      undefined,
    ])
  })
  it.each([
    ['the common format', '::1 - - [01/Oct/2026:08:00:01 +0000] "GET / HTTP/1.1" 200 -'],
    ['more behind it', `${nginx} "10.1.2.3" rt=0.031 uct="0.001"`],
    ['a virtual host in front', `api.example.com:443 ${nginx}`],
    [
      'escaped quotes of Apache',
      '1.2.3.4 - - [01/Oct/2026:08:00:01 +0000] "GET /\\"a HTTP/1.1" 200 5 "-" "a \\"b\\""',
    ],
    ['a user with a blank', '1.2.3.4 - Jo Doe [01/Oct/2026:08:00:01 +0000] "GET / HTTP/1.1" 200 5 "-" "-"'],
    ['a request that was none', '1.2.3.4 - - [01/Oct/2026:08:00:01 +0000] "-" 400 0 "-" "-"'],
    ['bytes that are no text', '1.2.3.4 - - [01/Oct/2026:08:00:01 +0000] "\\x16\\x03" 400 157 "-" "-"'],
  ])('may hold %s', (_, line) => {
    expect(isCombinedLine(line)).toBe(true)
    expect(read(line)).not.toHaveProperty('issue')
  })
  it('takes 000 and - for no status', () => {
    const statusOf = (line: string) => (read(line) as { text(column: string): string }).text('status')
    expect(statusOf('1.2.3.4 - - [01/Oct/2026:08:00:01 +0000] "GET / HTTP/1.1" 000 0 "-" "-"')).toBe('000')
    expect(statusOf('1.2.3.4 - - [01/Oct/2026:08:00:01 +0000] "GET / HTTP/1.1" - 0 "-" "-"')).toBe('')
  })
  it('is not fooled by a user who writes a time of his own', () => {
    const row = read(
      '1.2.3.4 - x [01/Jan/2020:00:00:00 +0000] \\x22y [01/Oct/2026:08:00:01 +0000] "GET / HTTP/1.1" 200 5 "-" "-"',
    )
    expect((row as { text(column: string): string }).text('timestamp')).toBe('2026-10-01T08:00:01+0000')
  })
  it.each([
    ['cut before the status', nginx.slice(0, 90)],
    ['cut within the request', nginx.slice(0, 60)],
    ['an unknown month', nginx.replace('Oct', 'Okt')],
    ['another format', '2026-10-01T00:00:00Z 200'],
  ])('is refused when %s', (_, line) => {
    expect(read(line)).toMatchObject({ line: 7, issue: { code: 'LOG_MALFORMED' } })
  })
  it('is quick to refuse a hostile line', () => {
    // A pattern that goes back and forth would take hours, and the runner would end it.
    for (const line of [
      ' [01/Oct/2026:08:00:01 +0000] "'.repeat(20_000),
      `1.2.3.4 - - [01/Oct/2026:08:00:01 +0000] "${'\\"'.repeat(200_000)}`,
    ])
      expect(read(line)).toMatchObject({ issue: { code: 'LOG_MALFORMED' } })
  })
  it.each([
    [`api.example.com:443 ${nginx}`, 'api.example.com'],
    [`api.example.com:8080 ${nginx}`, 'api.example.com:8080'],
    [`api.example.com ${nginx}`, 'api.example.com'],
    [`10.0.0.1:80 ${nginx}`, '10.0.0.1'],
    [
      `[2001:db8::1]:443 2001:db8::9 - - [01/Oct/2026:08:00:01 +0000] "GET / HTTP/1.1" 200 -`,
      '[2001:db8::1]',
    ],
    [nginx, null],
    ['::1 - - [01/Oct/2026:08:00:01 +0000] "GET / HTTP/1.1" 200 -', null],
    // An address that a proxy forwarded, and none.
    [`10.1.2.3 ${nginx}`, null],
    [`- ${nginx}`, null],
    ['1.2.3.4 - Jo 1.2.3.5 Doe [01/Oct/2026:08:00:01 +0000] "GET / HTTP/1.1" 200 5', null],
  ])('has in front of %s the virtual host %s', (line, host) => {
    expect(virtualHostOf(line)).toBe(host)
  })
  it('has no field of another name', () => {
    expect(() => locateFields(new Map([['account', 'tenant']]), PLACE)).toThrow(InputError)
  })
})

describe('JSON lines', () => {
  const { read } = createJsonLineReader(
    'x',
    ['timestamp', 'status', 'account'],
    new Map([['timestamp', 'time']]),
  )
  const textsOf = (line: string) => {
    const row = read(line, 3)
    return 'issue' in row
      ? row.issue.code
      : ['timestamp', 'status', 'account'].map(column => row.text(column))
  }
  it('are read by key, in any order, case and type', () => {
    expect(textsOf('{"status":503,"time":"2026-10-01","other":{"status":1}}')).toEqual([
      '2026-10-01',
      '503',
      undefined,
    ])
    expect(textsOf('{ "Status" : "200" , "TIME":1790812800123, "account":" a " }')).toEqual([
      '1790812800123',
      '200',
      'a',
    ])
    expect(textsOf('{"time":1790812800.25,"status":null}')).toEqual(['1790812800.25', '', undefined])
  })
  it('may give two columns one key', () => {
    const reader = createJsonLineReader('x', ['endpoint', 'account'], new Map([['account', 'endpoint']]))
    const row = reader.read('{"endpoint":"/v1"}', 1)
    expect('issue' in row ? row.issue : [row.text('endpoint'), row.text('account')]).toEqual(['/v1', '/v1'])
  })
  it('are refused when none has a key that --columns names', () => {
    const check = (...lines: string[]) => {
      const reader = createJsonLineReader('x', ['status', 'account'], new Map([['account', 'res.Team']]))
      for (const [i, line] of lines.entries()) reader.read(line, i + 1)
      reader.checkColumns()
    }
    expect(() => check('{"status":200}', '{"status":503,"team":"a"}')).toThrow(
      'no row has a key called "res.Team", which was asked for',
    )
    // Nothing is said of a file without rows, nor where a line that cannot be read may have it.
    expect(() => check()).not.toThrow()
    expect(() => check('{"status":200}', '{"status":200,"res":{"team":"a"}')).not.toThrow()
    expect(() => check('{"status":200}', '{"status":200,"RES":{"TEAM":null}}')).not.toThrow()
    expect(() => check('{"status":200}', '{"status":200,"res.team":""}')).not.toThrow()
  })
  it('may nest what is read, named with dots', () => {
    const { read: nested } = createJsonLineReader('x', ['status'], new Map([['status', 'res.statusCode']]))
    const statusOf = (line: string) => {
      const row = nested(line, 1)
      return 'issue' in row ? row.issue.code : row.text('status')
    }
    expect(statusOf('{"res":{"statusCode":503,"size":5}}')).toBe('503')
    expect(statusOf('{"Res":{"statuscode":"503"}}')).toBe('503')
    expect(statusOf('{"res.statusCode":200,"res":{"statusCode":503}}')).toBe('200')
    expect(statusOf('{"req":{"statusCode":1},"res":{"statusCode":503}}')).toBe('503')
    expect(statusOf('{"res":null}')).toBeUndefined()
    expect(statusOf('{"res":{}}')).toBeUndefined()
    expect(statusOf('{"res":"statusCode"}')).toBeUndefined()
    expect(statusOf('{"res":{"statusCode":200,"statusCode":503}}')).toBe('KEY_REPEATED')
    expect(statusOf('{"res":{"statusCode":200},"res":{"statusCode":503}}')).toBe('KEY_REPEATED')
  })
  it('keep the digits of numbers as they are written', () => {
    expect(textsOf('{"time":1790812800.10,"status":200.0}')).toEqual(['1790812800.10', '200.0', undefined])
    expect(textsOf('{"time":1.79e9,"status":-0}')).toEqual(['1.79e9', '-0', undefined])
  })
  it.each([
    ['a key twice', '{"time":1,"status":200,"status":500}', 'KEY_REPEATED'],
    ['a key twice in another case', '{"time":1,"status":200,"STATUS":500}', 'KEY_REPEATED'],
    [
      'a key twice, once spelled with an escape',
      '{"time":1,"status":200,"st\\u0061tus":500}',
      'KEY_REPEATED',
    ],
    ['an object for a text', '{"time":1,"status":{"code":200}}', 'BAD_VALUE'],
    ['a line that is cut', '{"time":1,"status":2', 'JSON_MALFORMED'],
    ['a list', '[{"time":1}]', 'JSON_MALFORMED'],
    ['a bare word', 'null', 'JSON_MALFORMED'],
    ['two objects', '{"time":1,"status":200}{"time":1}', 'JSON_MALFORMED'],
  ])('are refused with %s', (_, line, code) => {
    expect(textsOf(line)).toBe(code)
  })
})

describe('the reduced form', () => {
  const read = (texts: Record<string, string>, zone = zoneOf('UTC')) =>
    readReducedRow(column => texts[column], 5, zone, PLACE)
  const row = {
    slice_start: '2026-10-01T00:05:00Z',
    account: '',
    valid: '10',
    errors: '2',
    unreached: '1',
    excluded: '3',
  }
  it('holds counts, all requests being valid + unreached where they are left out', () => {
    expect(read(row)).toMatchObject({
      account: null,
      counts: { valid: 10, errors: 2, unreached: 1, excluded: 3, requests: 11 },
    })
    expect(read({ ...row, requests: '15' })).toMatchObject({ counts: { requests: 15 } })
  })
  it('starts each slice on a boundary of the local clock', () => {
    expect(read({ ...row, slice_start: '2026-10-01T00:05:00.001Z' })).toHaveLength(1)
    expect(read({ ...row, slice_start: '2026-10-01T00:04:00Z' })).toHaveLength(1)
    expect(read({ ...row, slice_start: '2026-10-01T00:00:00Z' }, zoneOf('Asia/Kathmandu'))).toHaveProperty(
      'counts',
    )
  })
  it('refuses counts that cannot be', () => {
    for (const wrong of [
      { valid: '-1' },
      { errors: '' },
      { errors: '11' },
      { requests: '10' },
      { valid: '1.0' },
      { valid: '1e3' },
    ]) {
      expect(read({ ...row, ...wrong }), JSON.stringify(wrong)).toHaveLength(1)
    }
  })
})

describe('side files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const stdin = { stream: (async function* () {})(), isTerminal: true }
  const sideFiles = (zone: Zone) => ({ stdin, notation: plainReading(zone).notation, onColumns: () => {} })
  const file = (text: string): string => {
    const path = join(folder, 'side.csv')
    writeFileSync(path, text)
    return path
  }
  const codesOf = (promise: Promise<unknown>): Promise<string[]> =>
    promise.then(
      () => [],
      (error: InputError) => error.issues.map(({ code, place }) => `${place.line} ${code}`),
    )

  it('of maintenance: windows in the zone, told in time or not', async () => {
    const text =
      'start,end,reason,notified_at\n2026-10-01 02:00,2026-10-01 04:00,"upgrade, planned",2026-09-29T02:00:00Z\n'
    const [window] = await readMaintenance(file(text), sideFiles(zoneOf('Asia/Shanghai')))
    expect(formatInstant(window!.start)).toBe('2026-09-30T18:00:00Z')
    expect(formatInstant(window!.end)).toBe('2026-09-30T20:00:00Z')
    expect(window).toMatchObject({
      reason: 'upgrade, planned',
      notifiedAt: Date.parse('2026-09-29T02:00:00Z'),
    })
    expect(
      await readMaintenance(file('end;reason;start\n2026-10-02;x;2026-10-01\n'), sideFiles(UTC)),
    ).toHaveLength(1)
  })
  it('of maintenance: a zone in a column of its own stops the command, unless it may be left out', async () => {
    const text = 'start,end,reason,Time Zone\n2026-10-01 08:00:00,2026-10-01 09:00:00,x,Asia/Shanghai\n'
    const columns = { maintenance: { time_zone: { refuse: ['time zone'] } } }
    const files = { ...sideFiles(UTC), names: mergeNames(() => [{ columns, harmless: {}, values: {} }]) }
    expect(await codesOf(readMaintenance(file(text), files))).toEqual(['1 COLUMN_UNREAD'])
    const leftOut = new Set(['time zone'])
    expect(await readMaintenance(file(text), { ...files, leftOut })).toHaveLength(1)
  })
  it('of fees: money of another currency is refused', async () => {
    const of = (currency: string) => `account,period,fee,currency\nA,2026-10,1000,${currency}\n`
    expect(await codesOf(readFees(file(of('CNY')), sideFiles(UTC)))).toEqual(['2 BAD_VALUE'])
    for (const own of ['', 'USD', 'usd'])
      expect(await readFees(file(of(own)), sideFiles(UTC))).toHaveLength(1)
  })
  it('of maintenance: everything that is wrong at once', async () => {
    const text =
      'start,end,reason,notified_at\n2026-10-02,2026-10-01,x,\n2026-10-01,2026-10-01,x,\nsoon,later,x,never\n2026-10-01\n'
    expect(await codesOf(readMaintenance(file(text), sideFiles(UTC)))).toEqual([
      '2 BAD_TIME',
      '3 BAD_TIME',
      '4 BAD_TIME',
      '4 BAD_TIME',
      '4 BAD_TIME',
      '5 ROW_WIDTH',
    ])
    expect(await codesOf(readMaintenance(file('start,end\n'), sideFiles(UTC)))).toEqual(['1 HEADER_MISSING'])
  })
  it('of days: holidays and make-up days; nothing is known of years that are not in it', async () => {
    const days = await readCalendar(
      file('date,kind,name\n2026-10-01,holiday,National Day\n2026-10-10,workday,\n'),
      sideFiles(UTC),
    )
    const works = (text: string) => days.isWorkingDay(parseDay(text)!)
    expect(['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-10', '2027-10-01'].map(works)).toEqual([
      false,
      true,
      false,
      true,
      null,
    ])
  })
  it('of days: two kinds for one day are a contradiction', async () => {
    const text = 'date,kind\n2026-10-01,holiday\n2026-10-01,workday\n2026-02-30,holiday\n2026-10-02,off\n'
    expect(await codesOf(readCalendar(file(text), sideFiles(UTC)))).toEqual([
      '3 KEY_REPEATED',
      '4 BAD_TIME',
      '5 BAD_VALUE',
    ])
  })
  it('of fees: one for each account and month', async () => {
    const [a, none] = await readFees(
      file('account,period,fee,voucher_fee\na,2026-10,1000,600\n,2026-10,0.1,\n'),
      sideFiles(UTC),
    )
    expect(a).toMatchObject({ account: 'a', month: { year: 2026, month: 10 } })
    expect([a!.fee, a!.voucherFee].map(value => formatRatio(value))).toEqual(['1000', '600'])
    expect([none!.account, formatRatio(none!.voucherFee)]).toEqual([null, '0'])
  })
  it('of fees: what cannot be', async () => {
    const text =
      'account,period,fee,voucher_fee\na,2026-10,1,2\na,2026-10,1,0\nb,2026-13,1,0\nc,2026-10,-1,0\nd,2026-10,,\n'
    expect(await codesOf(readFees(file(text), sideFiles(UTC)))).toEqual([
      '2 BAD_NUMBER',
      '3 KEY_REPEATED',
      '4 BAD_TIME',
      '5 BAD_NUMBER',
      '6 BAD_NUMBER',
    ])
  })
})
