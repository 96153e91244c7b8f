import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/core/failure.js'
import { readRecords } from '../../src/read/csv.js'
import { detectDelimiter, openCsv, toRow } from '../../src/read/csv-form.js'
import { locateColumns, parseColumnNames } from '../../src/read/rows.js'
import { chunksOf } from './inputs.js'

const messageOf = (error: unknown): string => {
  if (error instanceof InputError) return error.message
  throw error
}

/** Every record of a text: its line, its fields and how it stands there; and what is wrong in the end. */
async function records(...texts: string[]): Promise<unknown[]> {
  const found: unknown[] = []
  try {
    const start = { file: 'f.csv', line: 1, delimiter: ',' }
    for await (const batch of readRecords(chunksOf(...texts), start))
      for (const { line, fields, raw } of batch) found.push([line, [...fields], raw])
  } catch (error) {
    found.push(messageOf(error))
  }
  return found
}
const header = (text: string) =>
  openCsv(chunksOf(text), 'f.csv').then(
    ({ delimiter, headers, headerLine }) => [delimiter, headers, headerLine],
    messageOf,
  )

const HINT = '\n  a field that holds a quote must be quoted, and the quote in it doubled'

test('what stands alone above a table of three columns or more is a heading, and above any other its header', async () => {
  expect(await header('Packages\n\na,b,c\n1,2,3\n')).toEqual([',', ['a', 'b', 'c'], 3])
  expect(await header('"Packages; all"\na;b;c\n')).toEqual([';', ['a', 'b', 'c'], 2])
  for (const told of ['Times in UTC+2', 'Europe/Berlin', 'All prices in EUR', '# timezone: Asia/Shanghai'])
    expect(await header(`${told}\na,b,c\n`)).toEqual([',', [told], 1])
  expect(await header('Packages\na,b\n1,2\n')).toEqual([',', ['Packages'], 1])
  expect(await header('date\n2026-10-01\n2026-10-02\n')).toEqual([',', ['date'], 1])
  expect(await header('date\n')).toEqual([',', ['date'], 1])
})

describe('records', () => {
  test('have the line they begin on and stand as they are in the file', async () => {
    expect(await records('a,b\n\n\r\nc,"d\ne"\r\n', '\n"x""y", z \n"q\r\nr",s')).toEqual([
      [1, ['a', 'b'], 'a,b'],
      [4, ['c', 'd\ne'], 'c,"d\ne"'],
      [7, ['x"y', ' z '], '"x""y", z '],
      [8, ['q\r\nr', 's'], '"q\r\nr",s'],
    ])
  })
  test('may have blanks around what they quote, and keep those within', async () => {
    const lines = ['a, "b, c" ,d\n', '  "e"  ,"f ","g , ""h"" , "\r\n', ' "i\n', ' "", j " , "k"\n', '"l" ']
    expect(await records(...lines)).toEqual([
      [1, ['a', 'b, c', 'd'], 'a,"b, c",d'],
      [2, ['e', 'f ', 'g , "h" , '], '"e","f ","g , ""h"" , "'],
      [3, ['i\n ", j ', 'k'], '"i\n "", j ","k"'],
      [5, ['l'], '"l"'],
    ])
    // So people keep a spreadsheet from taking an id for a figure.
    expect(await records('="12", ="a ""b""" \n')).toEqual([[1, ['12', 'a "b"'], '"12","a ""b"""']])
    expect(await records('a, b "c"\n')).toEqual([
      `f.csv:1: CSV_MALFORMED a quote stands inside a field that is not quoted${HINT}`,
    ])
    expect(await records('a, "b" c\n')).toEqual([
      `f.csv:1: CSV_MALFORMED a quoted field goes on after its closing quote${HINT}`,
    ])
  })
  test('may have any number of fields, and an empty one in quotes is one', async () => {
    expect(await records('a\na,b,c\n""\n,\n')).toEqual([
      [1, ['a'], 'a'],
      [2, ['a', 'b', 'c'], 'a,b,c'],
      [3, [''], '""'],
      [4, ['', ''], ','],
    ])
  })
  test('a CR alone is no line end', async () => {
    expect(await records('a\rb,c\n\r\r\nd\n')).toEqual([
      [1, ['a\rb', 'c'], 'a\rb,c'],
      [2, ['\r'], '\r'],
      [3, ['d'], 'd'],
    ])
  })
  test('with quotes where none may stand end the file, after the records before', async () => {
    expect(await records('a\nb\n\nx"y\nc\n')).toEqual([
      [1, ['a'], 'a'],
      [2, ['b'], 'b'],
      `f.csv:4: CSV_MALFORMED a quote stands inside a field that is not quoted${HINT}`,
    ])
    expect(await records('a\n"b"c\n')).toEqual([
      [1, ['a'], 'a'],
      `f.csv:2: CSV_MALFORMED a quoted field goes on after its closing quote${HINT}`,
    ])
    expect(await records('a\n\n"b\nc\nd\n')).toEqual([
      [1, ['a'], 'a'],
      `f.csv:3: CSV_MALFORMED a quoted field is never closed${HINT}`,
    ])
  })
  test('that are larger than any end the file where they begin', async () => {
    const lines = Array.from({ length: 17 }, () => `${'x'.repeat((1 << 20) - 1)}\n`)
    expect(await records('a\n\n', '"b\n', ...lines)).toEqual([
      [1, ['a'], 'a'],
      `f.csv:3: CSV_MALFORMED a row is longer than 16 MiB, the most that is read; a quoted field may never be closed${HINT}`,
    ])
  })
  test('that are very many come in order', async () => {
    const found = await records(
      ...Array.from({ length: 50 }, (_, i) => `${i},"${'x'.repeat(100)}"\n`.repeat(100)),
    )
    expect(found.length).toBe(5000)
    expect(found[4999]).toEqual([5000, ['49', 'x'.repeat(100)], `49,"${'x'.repeat(100)}"`])
  })
  test('are given up without harm', async () => {
    const start = { file: 'f.csv', line: 1, delimiter: ',' }
    for await (const batch of readRecords(chunksOf('a\n', 'b\n', 'c\n'), start)) {
      expect(batch[0]!.fields).toEqual(['a'])
      break
    }
  })
})

describe('a header', () => {
  test.each([
    ['a,b', ','],
    ['a;b', ';'],
    ['a\tb', '\t'],
    ['a|b', '|'],
    ['a', ','],
    ['"a,b,c";d', ';'],
    ['a;b,c;d', ';'],
  ])('%j uses the delimiter %j', (line, delimiter) => {
    expect(detectDelimiter(line)).toBe(delimiter)
  })
  test.each([
    ['timestamp\tstatus\tlatency (avg, max, min)', '2026-10-01 00:00:00\t500\t1', '\t'],
    ['Datum;Paket;Betrag, netto, in USD', '2026-10-01;Package 2;5.670,00', ';'],
    ['a,b;c', '1,"2;3"\n1,2', ','],
    // What fits no row says nothing, nor does what may go on in the next line.
    ['a,b;c,d', '1;2;3', ','],
    ['a,b,c;d', '"1\n2;3",2,3', ','],
  ])('%j is parted as the rows below are: %j', async (line, rows, delimiter) => {
    expect((await header(`${line}\n${rows}\n`))[0]).toBe(delimiter)
    expect((await openCsv(chunksOf(`${line}\n`, `${rows}\n`), 'f.csv')).delimiter).toBe(delimiter)
  })
  test('is the first line that is not blank, its names quoted or not', async () => {
    expect(await header('\n\r\n"a","b ""x""", c \r\n1,2,3\n')).toEqual([',', ['a', 'b "x"', 'c'], 3])
    expect(await header('a, "b, c" , "d"\n')).toEqual([',', ['a', 'b, c', 'd'], 1])
    expect(await header('a;;b;\n')).toEqual([';', ['a', '', 'b', ''], 1])
    expect(await header('a')).toEqual([',', ['a'], 1])
  })
  test('must be there, and its quotes must close', async () => {
    expect(await header('\n\r\n\n')).toBe('f.csv: FILE_EMPTY holds nothing but blank lines')
    for (const text of ['"a,b\n', 'a"b,c\n', '"a"b,c\n'])
      expect(await header(text)).toBe(
        'f.csv:1: CSV_MALFORMED the header has a quote that does not close or stands inside a name\n' +
          '  it may be CSV, JSON, JSON lines or .xlsx',
      )
  })
})

describe('columns', () => {
  const PLACE = { file: 'f.csv', line: 1, column: null }
  const known = ['timestamp', 'model', 'status']
  const locate = (headers: string[], columns = '') => {
    try {
      const renamed = columns === '' ? new Map<string, string>() : parseColumnNames(columns, known)
      return Object.fromEntries(locateColumns(headers, known, renamed, PLACE))
    } catch (error) {
      return messageOf(error)
    }
  }
  test('are found whatever the case, the order, and the columns beside them', () => {
    expect(locate([' MODEL ', 'x', 'TimeStamp', 'x'])).toEqual({ model: 0, timestamp: 2 })
  })
  test('go by the names that --columns gives them', () => {
    expect(locate(['ts', 'model', 'Code'], 'timestamp=ts, status = code')).toEqual({
      timestamp: 0,
      model: 1,
      status: 2,
    })
    expect(locate(['a=b', 'model'], 'timestamp=a=b')).toEqual({ timestamp: 0, model: 1 })
  })
  test('that --columns names must be there', () => {
    expect(locate(['model'], 'status=code')).toBe(
      'f.csv:1: HEADER_MISSING no column is called "code", which was asked for\n  found: model',
    )
  })
  test('that are read must not be there twice', () => {
    expect(locate(['model', 'x', 'Model'])).toBe('f.csv:1: HEADER_REPEATED the column "model" is there twice')
  })
  test.each([
    ['model', '--columns: "model" is not NAME=COLUMN'],
    ['', '--columns: "" is not NAME=COLUMN'],
    ['model=', '--columns: "model=" is not NAME=COLUMN'],
    ['modle=x', '--columns: "modle=x" is not NAME=COLUMN'],
    ['model=x,,', '--columns: "" is not NAME=COLUMN'],
    ['model=x,model=y', '--columns: model is given twice'],
  ])('--columns %j is refused', (columns, message) => {
    if (columns === '') expect(() => parseColumnNames('', known)).toThrow(message)
    else expect(locate(['x'], columns)).toContain(message)
  })
})

test('a row of another width than the header is no row', () => {
  const columns = new Map([['b', 1]])
  const rowOf = (fields: string[]) => toRow({ fields, line: 7, raw: fields.join() }, columns, 2, 'f.csv')
  const row = rowOf(['1', ' 2 '])
  expect('text' in row && [row.text('b'), row.text('a')]).toEqual(['2', undefined])
  expect(rowOf(['1'])).toMatchObject({ issue: { message: 'the row has 1 field; the header has 2' } })
  expect(rowOf(['1', '2', ''])).toMatchObject({
    line: 7,
    issue: { code: 'ROW_WIDTH', message: 'the row has 3 fields; the header has 2' },
  })
})

test('however many chunks there are, the parser is listened to by one at a time', async () => {
  const told: Error[] = []
  const tell = (warning: Error) => told.push(warning)
  process.on('warning', tell)
  try {
    const chunks = Array.from({ length: 30 }, (_, i) => `${i}\n`)
    let records = 0
    for await (const batch of readRecords(chunksOf(...chunks), {
      file: 'f.csv',
      line: 1,
      delimiter: ',',
    }))
      records += batch.length
    await new Promise(resolve => setImmediate(resolve))
    expect([records, told]).toEqual([30, []])
  } finally {
    process.off('warning', tell)
  }
})
