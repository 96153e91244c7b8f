import { describe, expect, it } from 'vitest'
import { InputError, NOWHERE } from '../../src/core/failure.js'
import { formatDay, formatInstant, UTC } from '../../src/core/instant.js'
import { decimalSignIn, type Notation, notationOfCsv, notationOfPrograms } from '../../src/read/notation.js'
import { readAmount, readDay, readMoney, readTime } from '../../src/read/values.js'

const UNSAID: Notation = { zone: UTC, decimal: null, dates: null }

/** What a reader makes of a text: a value, what is wrong in the row, or the question that stops the command. */
function ask<T>(read: (problems: { place: typeof NOWHERE; issues: never[] }) => T | null): T | string {
  const problems = { place: NOWHERE, issues: [] as never[] }
  try {
    return read(problems) ?? (problems.issues as { message: string }[])[0]!.message
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return `asked: ${error.issues[0].message} | ${error.issues[0].hint}`
  }
}

const amount = (text: string, decimal: Notation['decimal']) =>
  ask(problems => readMoney(text, 'units', { ...UNSAID, decimal }, problems, 'a number'))

describe('an amount', () => {
  it.each([
    ['45000', '45000'],
    ['0045', '45'],
    ['12.5', '12.5'],
    ['12,5', '12.5'],
    ['0.125', '0.125'],
    ['0,125', '0.125'],
    ['1,234.50', '1234.50'],
    ['1.234,50', '1234.50'],
    ['1.234.567', '1234567'],
    ['1,234,567.8', '1234567.8'],
    ['45 000', '45000'],
    ['45\u202f000,5', '45000.5'],
    ["45'000", '45000'],
    ['$97.99', '97.99'],
    ['US$ 97.99', '97.99'],
    ['97.99 USD', '97.99'],
  ])('%s can be read in one way only, as %s', (text, value) => {
    expect(amount(text, null)).toBe(value)
  })
  it.each([
    ['45.000', '45.000', '45000'],
    ['45,000', '45000', '45.000'],
    ['$4,200', '4200', '4.200'],
  ])('%s is %s where a point separates decimals, and %s where a comma does', (text, point, comma) => {
    expect([amount(text, '.'), amount(text, ',')]).toEqual([point, comma])
  })
  it('is asked for, with both readings, where nobody said which sign separates decimals', () => {
    expect(amount('45.000', null)).toBe(
      'asked: units: expected a number that can be read in one way; got "45.000", which is 45.000 or 45000 | say which sign separates the decimals of the whole file: --decimal . or --decimal ,',
    )
  })
  it.each([
    '',
    '-5',
    '1,23,456',
    '12.34.5',
    '1.234,56,7',
    '€5',
    '5%',
    '1e3',
    '(5)',
    '.5',
    '5.',
    '1 2345',
    '0,556',
    '00,556',
    '012,345',
  ])('%j is none', text => {
    expect(amount(text, '.')).toBe(`units: expected a number; got "${text}"`)
  })
  it.each(['$5', 'US$ 5', '5 USD'])('of units is none in dollars: %s', text => {
    expect(ask(problems => readAmount(text, 'units', UNSAID, problems, 'a number'))).toBe(
      `units: expected a number; got "${text}"`,
    )
  })
  it('is none when it is written the other way round than the file is said to be', () => {
    expect(amount('1.234,50', '.')).toBe('units: expected a number; got "1.234,50"')
    expect(amount('12,5', '.')).toBe('units: expected a number; got "12,5"')
    expect(amount('1.234.567', '.')).toBe('units: expected a number; got "1.234.567"')
    expect(amount('1,234,567.5', ',')).toBe('units: expected a number; got "1,234,567.5"')
    expect(amount('1,234,567', ',')).toBe('units: expected a number; got "1,234,567"')
  })
})

it.each(['12.5', '0.125', '1234.567', '1.1250'])(
  '%s has a decimal point whatever is said of its file',
  text => {
    expect(amount(text, ',')).toBe(text)
  },
)

describe('the notation of a file', () => {
  const signOf = ({
    decimal = null as Notation['decimal'],
    delimiter = ',',
    isOfRows = false,
    amounts = [] as string[],
  }) => notationOfCsv({ ...UNSAID, decimal }, { delimiter, isOfRows }, amounts).decimal
  it('has a decimal point where commas separate the columns, and nothing certain elsewhere', () => {
    expect([',', ';', '\t'].map(delimiter => signOf({ delimiter }))).toEqual(['.', null, null])
    expect(signOf({ decimal: ',' })).toBe(',')
  })
  it('is that of its amounts, whatever separates the columns', () => {
    expect(signOf({ amounts: ['45.000', '5.670,00'] })).toBe(',')
    expect(signOf({ amounts: ['1.500.000', '1.500'] })).toBe(',')
    expect(signOf({ delimiter: ';', amounts: ['45.000', '9.79'] })).toBe('.')
    expect(signOf({ decimal: '.', amounts: ['1.500.000'] })).toBe('.')
  })
  it('is not certain where a point may separate thousands in each of them, but in cells of a workbook', () => {
    const amounts = ['45.000', '$12.500', '', 'n/a', '100']
    expect(signOf({ amounts })).toBeNull()
    expect(signOf({ amounts, isOfRows: true })).toBe('.')
    for (const other of ['45000', '9.79', '0.125', '1,234.5', '12,345']) {
      expect(signOf({ amounts: [...amounts, other] })).toBe('.')
    }
  })
  it('has a decimal point in what programs write', () => {
    expect(notationOfPrograms(UNSAID).decimal).toBe('.')
  })
})

const time = (text: string, dates: Notation['dates']) =>
  ask(problems => {
    const at = readTime(text, 'timestamp', { ...UNSAID, dates }, problems)
    return at === null ? null : formatInstant(at)
  })
const day = (text: string, dates: Notation['dates']) =>
  ask(problems => {
    const found = readDay(text, 'date', { ...UNSAID, dates }, problems)
    return found === null ? null : formatDay(found)
  })

describe('the sign of the decimals in a file', () => {
  it('is told by any amount that can be read in one way only', () => {
    expect(decimalSignIn(['45.000', '5.670,00'])).toBe(',')
    expect(decimalSignIn(['45,000', '$5,670.00'])).toBe('.')
    expect(decimalSignIn(['45.000', '1.234.567'])).toBe(',')
    expect(decimalSignIn(['45.000', '9,79'])).toBe(',')
  })
  it('is not known where none can, or where they differ', () => {
    expect(decimalSignIn(['45.000', '5670', '', 'p1', '2026-10-01'])).toBeNull()
    expect(decimalSignIn(['9.79', '9,79'])).toBeNull()
  })
})

describe('a date with month or day first', () => {
  it('is read as it is said to be', () => {
    expect([time('8/3/2026', 'MDY'), time('8/3/2026', 'DMY')]).toEqual([
      '2026-08-03T00:00:00Z',
      '2026-03-08T00:00:00Z',
    ])
    expect([day('8/3/2026', 'MDY'), day('8/3/2026', 'DMY')]).toEqual(['2026-08-03', '2026-03-08'])
  })
  it('is asked for, with its readings, where nobody said which comes first', () => {
    expect(time('8/3/2026', null)).toBe(
      'asked: timestamp: expected a date with the year first; got "8/3/2026", which is 2026-08-03 (MDY) or 2026-03-08 (DMY) | say which it is for the whole file: --date-format MDY (month first) or --date-format DMY (day first)',
    )
    expect(day('8/20/2026', null)).toContain('which is 2026-08-20 (MDY)')
  })
  it('is no date where the file is said to have the year first, or the other part', () => {
    expect(time('8/3/2026', 'ISO')).toMatch(/^timestamp: expected .* got "8\/3\/2026", which is not a form/)
    expect(day('8/20/2026', 'DMY')).toMatch(/^date: expected a date such as/)
  })
})

describe('a day', () => {
  it('is a date with nothing behind it but its midnight', () => {
    expect(day('2026-12-01', null)).toBe('2026-12-01')
    expect(day('2026/12/1', null)).toBe('2026-12-01')
    expect(day('2026-12-01 00:00', null)).toBe('2026-12-01')
    expect(day('2026-12-01 00:01', null)).toMatch(/^date: expected a date/)
    expect(day('46296', null)).toContain("looks like a spreadsheet's serial date (2026-10-01)")
  })
})
