import { describe, expect, test } from 'vitest'
import { failOnAny, InputError } from '../../src/core/failure.js'
import { openInput, readText } from '../../src/read/source.js'
import { readSheet } from '../../src/read/workbook.js'
import { escapeXml, partsOf, rowsXml, workbookOf, zipOf } from './zip-archive.js'

const csvOf = async (bytes: Buffer, sheet?: string): Promise<string> =>
  (await readSheet(bytes, 'book.xlsx', sheet)).csv.replace(/\n$/, '')

/** What is wrong with a workbook. */
async function faultOf(bytes: Buffer, sheet?: string): Promise<string> {
  try {
    const { csv, badCells } = await readSheet(bytes, 'book.xlsx', sheet)
    failOnAny(badCells.map(({ issue }) => issue))
    return `no fault: ${csv}`
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.message
  }
}

const row = (...cells: string[]): Buffer => workbookOf({ rows: `<row r="1">${cells.join('')}</row>` })

describe('a column of which a spreadsheet turned only some texts into dates', () => {
  const cell = (at: string, value: number | string): string =>
    typeof value === 'number'
      ? `<c r="${at}" s="1"><v>${value}</v></c>`
      : `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`
  const column = (...values: (number | string)[]): Buffer =>
    workbookOf({
      rows: values.map((value, i) => `<row r="${i + 1}">${cell(`A${i + 1}`, value)}</row>`).join(''),
    })
  // 10 January 2026, which was 1 October.
  const [turned, later] = [46_032, 46_311]
  test.each(['13/10/2026', '13/10/2026 08:00', '10.13.2026', ' 31-1-2026'])('is refused: %s', async text => {
    expect(await faultOf(column('timestamp', turned, text))).toContain(
      `BAD_TIME cell A3 holds the text "${text}" where others of its column hold dates`,
    )
  })
  test('is read where a date shows that none was turned, or where no text is of one order alone', async () => {
    expect(await faultOf(column('timestamp', turned, later, '13/10/2026'))).toContain('no fault')
    expect(await faultOf(column('timestamp', turned, '10/11/2026', 'x'))).toContain('no fault')
    expect(await faultOf(column('timestamp', '13/10/2026'))).toContain('no fault')
    expect(await faultOf(column('note', turned, '13.11.2026 asked again'))).toContain('no fault')
  })
  test('is read where such a text is a title', async () => {
    const table = [[cell('A1', '25.10.2026')], [cell('A2', 'timestamp'), cell('B2', 'units')]]
    const last = [cell('A3', turned), cell('B3', 'x')]
    const rows = [...table, last].map((cells, i) => `<row r="${i + 1}">${cells.join('')}</row>`)
    expect(await faultOf(workbookOf({ rows: rows.join('') }))).toContain('no fault')
  })
})

describe('a sheet is the CSV that it could be saved as', () => {
  test('with its rows on the lines of their numbers, whatever stands between', async () => {
    const rows =
      '<row r="2"><c r="B2"><v>1</v></c></row><row r="4"><c r="A4" t="str"><v>a;b "c"</v></c></row>'
    expect(await csvOf(workbookOf({ rows }))).toBe('\n;1\n\n"a;b ""c""";')
  })
  test('and a text of several lines stays on one', async () => {
    expect(await csvOf(row('<c r="A1" t="inlineStr"><is><t>one&#10;two</t></is></c>'))).toBe('one two')
  })
  test('a cell merged over rows counts for each of them that has something of its own', async () => {
    const table = [
      ['Account', 'Package', 'Note'],
      ['team-a', 'package-1', 'x'],
      [null, 'package-2'],
      [null, null],
      ['team-b', 'package-3', 'y'],
    ]
    const book = workbookOf({ rows: rowsXml(table), merged: ['A2:A4', 'C2:C3'] })
    expect(await readSheet(book, 'book.xlsx', undefined)).toEqual({
      csv: 'Account;Package;Note\nteam-a;package-1;x\nteam-a;package-2;x\n\nteam-b;package-3;y\n',
      badCells: [],
      remarks: ['1 row has the values of cells that are merged with a row above'],
    })
    const dates =
      '<row r="1"><c r="A1" s="1"><v>46296</v></c></row><row r="2"><c r="B2" t="b"><v>1</v></c></row>'
    expect(await csvOf(workbookOf({ rows: dates, merged: ['A1:A2'] }))).toBe('2026-10-01;\n2026-10-01;true')
  })
  test.each([9000, '9,000', '$9,000.00', 'US$ 12', '4711'])(
    'a number merged over rows is refused, which may be of each or of all: %s',
    async amount => {
      const book = (...merged: string[]) =>
        workbookOf({
          rows: rowsXml([
            ['Amount', 'Package'],
            [amount, 'p'],
            [null, 'q'],
            [null, null],
          ]),
          merged,
        })
      expect(await faultOf(book('A2:A3'))).toContain(
        `book.xlsx:3: BAD_VALUE cell A3 is merged with row 2, whose number ${amount} may be that of each row or of all together`,
      )
      expect(await faultOf(book('A3:A4', 'A2:B2'))).toContain('no fault')
    },
  )
  test('numbers are those that were typed, not their binary fractions', async () => {
    const texts = [
      '1.1000000000000001',
      '97.989999999999995',
      '0.30000000000000004',
      '1E-7',
      '5670',
      '-2.5',
      '1e14',
    ]
    const cells = texts.map((text, i) => `<c r="${String.fromCharCode(65 + i)}1"><v>${text}</v></c>`)
    expect(await csvOf(row(...cells))).toBe('1.1;97.99;0.3;0.0000001;5670;-2.5;100000000000000')
  })
  test('three decimals cannot be taken for thousands', async () => {
    expect(await csvOf(row('<c r="A1"><v>1.234</v></c><c r="B1"><v>12.3456</v></c>'))).toBe('1.2340;12.3456')
  })
  test('dates are dates by the format of their cell, with a time only where there is one', async () => {
    const date = '<c r="A1" s="1"><v>46296</v></c>'
    const time = '<c r="B1" s="2"><v>46296.333333333336</v></c>'
    const serial = '<c r="C1"><v>46296</v></c>'
    expect(await csvOf(row(date, time, serial))).toBe('2026-10-01;2026-10-01 08:00:00;46296')
    const [midnight, dateAt8] = ['<c r="A1" s="2"><v>46296</v></c>', '<c r="B1" s="1"><v>46296.25</v></c>']
    expect(await csvOf(row(midnight, dateAt8))).toBe('2026-10-01 00:00:00;2026-10-01 06:00:00')
  })
  test.each([
    ['dd.mm.yyyy hh:mm', '2026-10-01 00:00:00'],
    ['[$-409]m/d/yy h:mm AM/PM;@', '2026-10-01 00:00:00'],
    ['yyyy-mm-dd [hh]:mm:ss', '2026-10-01 00:00:00'],
    ['[White]dd/mm/yyyy', '2026-10-01'],
    ['d. mmmm yyyy', '2026-10-01'],
    ['yyyy"th"', '2026-10-01'],
    ['yyyy\\-mm\\-dd', '2026-10-01'],
    ['mmm-yy', '2026-10'],
    ['[$-409]mmmm\\ yyyy;@', '2026-10'],
    ['yyyy"年"m"月"', '2026-10'],
    ['yyyy年m月', '2026-10'],
  ])('midnight by the format %s is %s', async (format, right) => {
    expect(await written(format, 46296)).toBe(right)
  })
  test('a day that its cell does not show stays a day where somebody wrote it', async () => {
    expect(await written('mmm-yy', 46297)).toBe('2026-10-02')
    expect(await written('mmm-yy', 46296.5)).toBe('2026-10-01 12:00:00')
  })
  test('a number that is no date is what spreadsheets show of it', async () => {
    expect(await csvOf(row('<c r="A1" s="1"><v>1790836016697</v></c>'))).toBe('########')
  })
  test('a formula is its result', async () => {
    expect(await csvOf(row('<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>a</v></c>'))).toBe(
      '2;a',
    )
  })
  test('money keeps its sign, so that no other money and no units are read from it', async () => {
    expect(await csvOf(row('<c r="A1" s="3"><v>5670</v></c><c r="B1" s="4"><v>5670</v></c>'))).toBe(
      '€5670;$5670',
    )
  })

  /** What a cell of a format is written as. */
  const written = (format: string, value = 140): Promise<string> => {
    const parts = partsOf({ rows: `<row r="1"><c r="A1" s="3"><v>${value}</v></c></row>` })
    const styles = parts['xl/styles.xml']!.replace(
      /formatCode="[^"]*"/,
      () => `formatCode="${escapeXml(format)}"`,
    )
    return csvOf(zipOf({ ...parts, 'xl/styles.xml': styles }))
  }
  test.each([
    ['#,##0.00 "EUR"', 'EUR'],
    ['"A$"#,##0.00', 'A$'],
    ['"R$" #,##0.00', 'R$'],
    ['#,##0.00 "CAD"', 'CAD'],
    ['#,##0.00" kr"', 'kr'],
    ['"CHF" #,##0.00', 'CHF'],
    ['#,##0.00 "zł"', 'zł'],
    ['#,##0"元"', '元'],
    ['"RMB"#,##0', 'RMB'],
    ['"Rs."#,##0', 'Rs.'],
    ['#,##0.00 "Canadian dollars"', 'Canadian dollars'],
    ['0.00 "euros"', 'euros'],
    ['#,##0.00\\ \\€', '€'],
    ['_("¥"* #,##0.00_);_("¥"* (#,##0.00)', '¥'],
    ['[$HK$-C04]#,##0.00', 'HK$'],
    ['[$CAD] #,##0.00', 'CAD'],
    // Excel's Canadian and Australian dollars show a plain sign.
    ['[$$-1009]#,##0.00', '[$$-1009]'],
    ['[$$-C09]#,##0.00', '[$$-C09]'],
    ['[$R-1C09]#,##0', 'R'],
    ['[$Q-100A]#,##0', 'Q'],
    ['[$грн.-422]#,##0', 'грн.'],
    // The letters are not those of a date.
    ['[$USD ]#,##0', '$'],
    ['[$S/-280A]#,##0', 'S/'],
    ['[$din.-81A]#,##0', 'din.'],
  ])('money of the format %s shows its currency', async (format, currency) => {
    expect(await written(format)).toBe(`${currency}140`)
    expect(await written(format, -140)).toBe(`-${currency}140`)
  })
  test.each([
    '"$"#,##0.00',
    '"US$"#,##0.00',
    '#,##0.00 "USD"',
    '[$$-409]#,##0.00',
    '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)',
  ])('money of the format %s is dollars', async format => {
    expect(await written(format)).toBe('$140')
    expect(await written(format, -140)).toBe('-$140')
  })
  test.each([
    ['0" min"', '140 min'],
    ['General"ms"', '140 ms'],
    ['0"k"', '140 k'],
    ['#,##0.0 [$h];-0', '140 h'],
    ['0,"s"', '140 s'],
    ['0\\m', '140 m'],
    ['0"万"', '140 万'],
  ])('words that a format shows behind a number stay: %s', async (format, right) => {
    expect(await written(format)).toBe(right)
  })
  test.each([
    '#,##0,"k"',
    '0.0,,\\ "Mio."',
    '0 "units"',
    '0"s"',
    '"No. "0',
    '[Red]#,##0.00;[Blue]-#,##0.00',
    '0.00;0%',
    'General',
  ])('a number of the format %s is the number', async format => {
    expect(await written(format)).toBe('140')
  })
  test('a percent sign stays, so that a share is no amount', async () => {
    expect(await written('0%', 0.5)).toBe('50%')
    expect(await written('0.00%', 0.07)).toBe('7%')
    expect(await written('0.00;-0%', -0.5)).toBe('-50%')
    expect(await written('0"%"', 50)).toBe('50%')
  })
})

describe('cells without a value of their own are told by their place', () => {
  test('errors, formulas without a result, and numbers of more digits than a sheet keeps', async () => {
    const cells = [
      '<c r="A1" t="e"><v>#REF!</v></c>',
      '<c r="B1"><f>1+1</f></c>',
      '<c r="AA1"><v>823456789012345678</v></c>',
    ]
    expect((await faultOf(row(...cells))).split('\n')).toEqual([
      'book.xlsx:1: BAD_VALUE cell A1 holds the error #REF!: put it right, or clear the cell',
      'book.xlsx:1: BAD_VALUE cell B1 holds a formula whose result was not saved: open the file in a spreadsheet program, and save it',
      'book.xlsx:1: BAD_VALUE cell AA1 holds a number of more digits than a spreadsheet keeps: format the column as text, and enter it again',
    ])
  })
})

describe('formulas of a workbook that is to be computed when it is opened', () => {
  const cells = '<c r="A1"><f>40*3</f><v>0</v></c><c r="B1"><v>5</v></c>'
  const bookWith = (calculation: string): Buffer => {
    const parts = partsOf({ rows: `<row r="1">${cells}</row>` })
    const contents = parts['xl/workbook.xml']!.replace('</workbook>', `${calculation}</workbook>`)
    return zipOf({ ...parts, 'xl/workbook.xml': contents })
  }
  test.each(['<calcPr calcId="124519" fullCalcOnLoad="1"/>', '<x:calcPr fullCalcOnLoad="true" calcId="1"/>'])(
    'have no results: %s',
    async calculation => {
      expect(await faultOf(bookWith(calculation))).toBe(
        'book.xlsx:1: BAD_VALUE cell A1 holds a formula whose result was not saved: open the file in a spreadsheet program, and save it',
      )
    },
  )
  test.each(['', '<calcPr calcId="191029"/>', '<calcPr fullCalcOnLoad="0"/>'])(
    'have them otherwise: %s',
    async calculation => {
      expect(await csvOf(bookWith(calculation))).toBe('0;5')
    },
  )
})

test('rows that are struck through are told, as hidden ones are', async () => {
  const rows = rowsXml([
    ['a', 'b', 'c'],
    ['d', 'e', 'f'],
    ['g', 'h', 'i'],
    [null, 'j', null],
  ])
  const remarksOf = async (...struck: string[]) => {
    const marked = struck.reduce((xml, at) => xml.replace(`<c r="${at}"`, `<c s="5" r="${at}"`), rows)
    return (await readSheet(workbookOf({ name: 'L', rows: marked }), 'book.xlsx', undefined)).remarks
  }
  expect(await remarksOf('A2', 'B2', 'C2')).toEqual([
    '1 row of sheet "L" is struck through, and was read too',
  ])
  expect(await remarksOf('A2', 'B2', 'B4')).toEqual([
    '2 rows of sheet "L" are struck through, and were read too',
  ])
  // A figure that was put right.
  expect(await remarksOf('A2')).toEqual([])
})

describe('of several sheets', () => {
  const book = workbookOf(
    { name: 'Hidden', rows: rowsXml([['h']]), hidden: true },
    { name: 'Read me', rows: rowsXml([['r']]) },
    { name: '3', rows: rowsXml([['three']]) },
    { name: 'Ledger', rows: rowsXml([['l']]) },
  )
  test('the first that is shown is read, and the others are named', async () => {
    expect(await readSheet(book, 'book.xlsx', undefined)).toEqual({
      csv: 'r\n',
      badCells: [],
      remarks: ['sheet "Read me" was read, not "Hidden" (hidden), "3" or "Ledger"; --sheet names another'],
    })
  })
  test('one is chosen by its name, else by its number among those that are shown', async () => {
    expect(await csvOf(book, 'LEDGER')).toBe('l')
    expect(await csvOf(book, '1')).toBe('r')
    expect(await csvOf(book, '3')).toBe('three')
    expect(await csvOf(book, 'hidden')).toBe('h')
    expect(await faultOf(book, '4')).toBe(
      'book.xlsx: BAD_VALUE --sheet: expected "Hidden" (hidden), 1 "Read me", 2 "3" or 3 "Ledger"; got "4"\n  --sheet holds for all workbooks; a sheet behind a path holds for one, such as book.xlsx#Ledger',
    )
  })
  test('a single one needs no remark', async () => {
    expect((await readSheet(workbookOf({ rows: rowsXml([['a']]) }), 'b', undefined)).remarks).toEqual([])
  })
})

describe('what is no workbook is told with what to do', () => {
  test('another archive, another format of spreadsheets, one that is cut', async () => {
    expect(await faultOf(zipOf({ 'ledger.csv': 'a,b' }))).toBe(
      'book.xlsx: FILE_UNREADABLE is a zip archive of ledger.csv, not a spreadsheet\n  unpack it, and name the file that holds the data',
    )
    expect(await faultOf(zipOf({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }))).toContain(
      'is a spreadsheet of another format than .xlsx\n  open it in a spreadsheet program and save it as .xlsx',
    )
    expect(await faultOf(workbookOf({ rows: '' }).subarray(0, -30))).toContain('FILE_TRUNCATED')
    const broken = { ...partsOf({ rows: '' }), 'xl/workbook.xml': '<workbook' }
    expect(await faultOf(zipOf(broken))).toMatch(/no sheet|cannot be read as a spreadsheet/)
  })
  test('but not one with a part of no bytes, which are packed into two', async () => {
    const parts = { ...partsOf({ rows: rowsXml([['a']]) }), 'xl/empty.xml': '' }
    expect((await readSheet(zipOf(parts), 'b', undefined)).remarks).toEqual([])
  })
  test('one that unpacks to more than is kept, whatever it says of itself', async () => {
    const parts = partsOf({ rows: rowsXml([['a'.repeat(1000)]]) })
    const sheet = 'xl/worksheets/sheet1.xml'
    expect(await faultOf(zipOf(parts, { [sheet]: 129 << 20 }))).toContain('more than 128 MiB')
    expect(await faultOf(zipOf(parts, { [sheet]: 0 }))).toContain('more than 128 MiB')
    expect(await faultOf(zipOf(parts, { [sheet]: 500 }))).toContain('cannot be read as a spreadsheet')
  })
  test('cells that lie too far apart to be a table', async () => {
    const rows =
      '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    expect(await faultOf(workbookOf({ rows }))).toContain('cannot be read as a spreadsheet')
  })
})

test('a workbook is known by its first bytes, through a pipe and in pieces as well', async () => {
  const book = workbookOf({
    rows: rowsXml([
      ['id', 'units'],
      ['p1', 5],
    ]),
  })
  const stdin = {
    stream: (async function* () {
      for (let i = 0; i < book.length; i += 7) yield book.subarray(i, i + 7)
    })(),
    isTerminal: false,
  }
  const input = await openInput('-', stdin)
  expect(await readText(input)).toBe('id;units\np1;5\n')
  expect(input.remarks).toEqual([])
})
