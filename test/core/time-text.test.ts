import { expect, test } from 'vitest'
import { formatInstant, UTC } from '../../src/core/instant.js'
import {
  type DateOrder,
  explainTime,
  isBareDate,
  parseInstant,
  readBothOrders,
} from '../../src/core/time-text.js'

const read = (text: string, order: DateOrder | null = null): string | null => {
  const at = parseInstant(text, UTC, order)
  return at === null ? null : formatInstant(at)
}

test.each([
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ['0001-01-01T00:00:00+00:01', null],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ['9999-12-31T23:59:59.999-00:01', null],
  ['2026-10-01T23:59:59.9999999Z', '2026-10-01T23:59:59.999Z'],
  ['2026-10-01T24:00Z', '2026-10-02T00:00:00Z'],
  ['2026-10-01T24:01Z', null],
  ['2026-10-01T24:00:01Z', null],
  ['2026-10-01T24:00:00.001Z', null],
  ['2026-10-01T25:00Z', null],
  ['2026-10-01T10:60Z', null],
  ['2026-10-01T10:59:61Z', null],
  ['2026-10-01T23:59:60Z', '2026-10-01T23:59:59.999Z'],
  ['2026-10-01T23:59:60.5Z', '2026-10-01T23:59:59.999Z'],
  ['2026-10-01T22:59:60-01:00', '2026-10-01T23:59:59.999Z'],
  ['2026-10-01T12:00:60Z', null],
  ['1969-12-31T23:59:60Z', '1969-12-31T23:59:59.999Z'],
  ['2026-10-01T12:00+23:59', '2026-09-30T12:01:00Z'],
  ['2026-10-01T12:00-0530', '2026-10-01T17:30:00Z'],
  ['2026-10-01T12:00+05', '2026-10-01T07:00:00Z'],
  ['2026-10-01T12:00+24:00', null],
  ['2026-10-01T12:00+10:60', null],
  ['2026-10-01T12:00:05.12345678901Z', '2026-10-01T12:00:05.123Z'],
  ['2026-10-01 12:05 AM', '2026-10-01T00:05:00Z'],
  ['2026-10-01, 12:05:07\u202fAM', '2026-10-01T00:05:07Z'],
  ['2026-10-01, 12:05:07 p.m.', '2026-10-01T12:05:07Z'],
  ['2026-10-01, 1:05:07\u00a0p.\u00a0m.', '2026-10-01T13:05:07Z'],
  ['2026-10-01 1:05 p.m', null],
  ['2026-10-3 0:00:05', '2026-10-03T00:00:05Z'],
  ['2026-1-3', '2026-01-03T00:00:00Z'],
  ['2026-13-3', null],
  ['2026-1-345', null],
  ['2026年9月20日', '2026-09-20T00:00:00Z'],
  ['2026年10月3日 00:00:05', '2026-10-03T00:00:05Z'],
  ['2026/10/3 下午3:00:05', '2026-10-03T15:00:05Z'],
  ['2026/10/3 上午12:00:05', '2026-10-03T00:00:05Z'],
  ['2026/10/3 下午15:00:05', null],
  ['Sat Oct 03 2026 00:00:05 GMT+0800 (China Standard Time)', '2026-10-02T16:00:05Z'],
  ['Sat Oct 03 2026', '2026-10-03T00:00:00Z'],
  ['Sat Oct  3 00:00:05 2026', '2026-10-03T00:00:05Z'],
  ['Sat Oct 13 00:00:05 UTC 2026', '2026-10-13T00:00:05Z'],
  ['Sat Oct  3 00:00:05 CST 2026', null],
  ['2026-10-03T00:00:05+08:00[Asia/Shanghai]', '2026-10-02T16:00:05Z'],
  ['2026-10-03T00:00:05Z[UTC]', '2026-10-03T00:00:05Z'],
  ['2026-10-03T00:00:05[Asia/Shanghai]', null],
  ['2026-10-03 00:00:05 UTC+8', '2026-10-02T16:00:05Z'],
  ['2026-10-03 00:00:05 GMT-3:30', '2026-10-03T03:30:05Z'],
  ['2026-10-03 00:00:05 UTC+24', null],
  ['2026-10-03 00:00:05.123456 +0800 CST m=+0.000001', '2026-10-02T16:00:05.123Z'],
  ['2026-10-03 00:00:05 CST', null],
  ['2026-10-01 12:05 pm', '2026-10-01T12:05:00Z'],
  ['2026-10-01 1:05pm UTC', '2026-10-01T13:05:00Z'],
  ['2026-10-01 0:05 am', null],
  ['2026-10-01 13:05 pm', null],
  ['20261001T1205Z', '2026-10-01T12:05:00Z'],
  ['20261001T120507.25+02', '2026-10-01T10:05:07.250Z'],
  ['20261301T120507Z', null],
  ['2026/10/1 7:05', '2026-10-01T07:05:00Z'],
  ['2026.10.01', '2026-10-01T00:00:00Z'],
  ['Thu, 01 Oct 2026 07:05:00 GMT', '2026-10-01T07:05:00Z'],
  ['1-Oct-2026', '2026-10-01T00:00:00Z'],
  ['1-Oct-26', '2026-10-01T00:00:00Z'],
  ['01-OCT-26 7:05', '2026-10-01T07:05:00Z'],
  ['2 Sept 2026', '2026-09-02T00:00:00Z'],
  ['0001-01-01T00:01:00+00:01', '0001-01-01T00:00:00Z'],
  ['0001-01-01T00:00:59.999+00:01', null],
  ['1-Oct-24', '2024-10-01T00:00:00Z'],
  ['1-Oct-23', null],
  ['1-Oct-261', null],
  ['26-Nov-02', null],
  ['26-Oct-20 7:05', null],
  ['26-Oct-2020', '2020-10-26T00:00:00Z'],
  ['1 Oct 12:00:05', null],
  ['1 Se 2026', null],
  ['1 Oct/2026', null],
  ['1 Okt 2026', null],
  ['[01/Oct/2026:07:05:00 +0100]', '2026-10-01T06:05:00Z'],
  ['[01/Oct/2026:07:05:00 +0100', null],
  ['01/Oct/2026:07:05:00 +0100]', null],
  ['31 Feb 2026', null],
  ['946684800', '2000-01-01T00:00:00Z'],
  ['946684799.999', null],
  ['946684800.0019', '2000-01-01T00:00:00.001Z'],
  ['100000000000', '5138-11-16T09:46:40Z'],
  ['100000000001', null],
  ['946684800001', '2000-01-01T00:00:00.001Z'],
  ['99999999999999', '5138-11-16T09:46:39.999Z'],
  ['100000000000000', null],
  ['100000000000000000', null],
  ['946684800000000', '2000-01-01T00:00:00Z'],
  ['946684799999999', null],
  ['99999999999999000', '5138-11-16T09:46:39.999Z'],
  ['946684800000000000', '2000-01-01T00:00:00Z'],
  ['1790812800123456789', '2026-10-01T00:00:00.123Z'],
  ['20261001', null],
  ['202610011205', null],
  ['20261001120507', null],
])('%s is read as %s', (text, at) => {
  expect(read(text)).toBe(at)
})

test.each<[string, DateOrder, string | null]>([
  ['10/1/2026 7:05', 'MDY', '2026-10-01T07:05:00Z'],
  ['10.1.2026', 'DMY', '2026-01-10T00:00:00Z'],
  ['13/1/2026', 'MDY', null],
  ['13-1-2026', 'DMY', '2026-01-13T00:00:00Z'],
  ['2026-10-01', 'DMY', '2026-10-01T00:00:00Z'],
  ['10/1/26 9:05', 'MDY', '2026-10-01T09:05:00Z'],
  ['1.10.26', 'DMY', '2026-10-01T00:00:00Z'],
  ['1.10-26', 'DMY', null],
  ['1/10/26/5', 'DMY', null],
  ['10/1/23', 'MDY', null],
  ['26/10/01', 'DMY', null],
])('%s, %s, is read as %s', (text, order, at) => {
  expect(read(text, order)).toBe(at)
  expect(read('13/1/2026')).toBeNull()
})

test.each([
  ['10/1/26 9:05', 'whose year has two digits', '--date-format MDY or DMY says which comes first'],
  ['10/1/12', 'which is not a form of time that is read'],
  ['32873', 'which as an epoch lies before 2000-01-01, and no such time is read'],
  [
    '32874',
    "which looks like a spreadsheet's serial date (1990-01-01)",
    'format the cells as dates: YYYY-MM-DD',
  ],
  [
    '73050.25',
    "which looks like a spreadsheet's serial date (2099-12-31)",
    'format the cells as dates: YYYY-MM-DD',
  ],
  ['73051', 'which as an epoch lies before 2000-01-01, and no such time is read'],
  ['20261001', 'which looks like YYYYMMDD (2026-10-01)', 'write 2026-10-01'],
  ['202610012459', 'which looks like YYYYMMDDhhmm (2026-10-01)', 'write 2026-10-01'],
  ['20261001000002123', 'which looks like YYYYMMDDhhmmssSSS (2026-10-01)', 'write 2026-10-01T00:00:02.123'],
  ['202610012305', 'which looks like YYYYMMDDhhmm (2026-10-01)', 'write 2026-10-01T23:05:00'],
  ['20261001245960', 'which looks like YYYYMMDDhhmmss (2026-10-01)', 'write 2026-10-01'],
  ['202610011260', 'which as an epoch lies before 2000-01-01, and no such time is read'],
  ['202610012559', 'which as an epoch lies before 2000-01-01, and no such time is read'],
  ['2026-02-30', 'which is a date that does not exist'],
  ['[30/Feb/2026:07:05:00 +0000]', 'which is a date that does not exist'],
  ['2026-10-01T10:00', 'which is no time that exists in UTC'],
  ['2026-10-01 ten', 'which is not a form of time that is read'],
  ['soon', 'which is not a form of time that is read'],
])('%s is %s', (text, what, hint?: string) => {
  expect(explainTime(text, UTC)).toEqual(hint === undefined ? { what } : { what, hint })
})

test('a date alone is told from one with a clock, and read in both orders where both may be', () => {
  expect(
    ['2026-10-01', '1 Oct 2026', '2026-10-01T00:00Z', '946684800', '1/2/2026'].map(text => isBareDate(text)),
  ).toEqual([true, true, false, false, false])
  expect(isBareDate('1/2/2026', 'MDY')).toBe(true)
  expect(readBothOrders('2026-10-01')).toBeNull()
  // It could be the 25th of October 2026.
  expect(readBothOrders('26/10/25')).toBeNull()
  const dayOf = (text: string): number => Date.parse(text) / 86_400_000
  expect(readBothOrders('3/4/2026')).toEqual({ MDY: dayOf('2026-03-04'), DMY: dayOf('2026-04-03') })
  expect(readBothOrders('13/4/2026')).toEqual({ MDY: null, DMY: dayOf('2026-04-13') })
})

test('a date in the other order than all files are said to have is told as one', () => {
  expect(explainTime('10/20/2026', UTC, 'DMY')).toEqual({
    what: 'which is no date with DMY, and one with MDY',
    hint: '--date-format DMY counts for all files: write the dates of this one with the year first (YYYY-MM-DD)',
  })
  expect(explainTime('20.10.2026 08:00', UTC, 'MDY').what).toBe('which is no date with MDY, and one with DMY')
  expect(explainTime('32/32/2026', UTC, 'DMY').what).toBe('which is not a form of time that is read')
})
