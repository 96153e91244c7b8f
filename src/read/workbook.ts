/**
 * Spreadsheets (.xlsx) as the CSV that they could be saved as: a row of the sheet is a line, so that line numbers
 * are row numbers, and every reader of CSV reads sheets as well. The one importer of hucre.
 */

import { type Cell, type ReadOptions, readXlsx, type Sheet, type Workbook } from 'hucre/xlsx'
import { atLine, fail, type Issue, inFile, inQuotes, listChoices, type Place } from '../core/failure.js'
import { getOrInsert } from '../core/get-or-insert.js'

import { MILLIS_PER_DAY } from '../core/instant.js'
import type { BadCell } from './bad-cells.js'
import { inOneWay } from './notation.js'
import { listZipEntries, readZipEntry, type ZipEntry } from './zip.js'

/** The most that the parts of a workbook may take unpacked, in bytes: a few hundred thousand rows. */
const LARGEST_WORKBOOK = 128 << 20

/** What lists a workbook's sheets, in every file of the format. */
const CONTENTS = 'xl/workbook.xml'

interface SheetInfo {
  readonly name: string
  readonly index: number
  readonly isHidden: boolean
}

/**
 * The sheet of a workbook that `wanted` names, by its name or its number among those that are shown; undefined: the
 * first that is shown. Throws FILE_UNREADABLE for what is no workbook or too large, BAD_VALUE for a sheet that is
 * not there. Cells that hold an error or a formula without its result stay empty, and are told.
 */
export async function readSheet(bytes: Buffer, file: string, wanted: string | undefined) {
  const place: Place = inFile(file)
  const contents = checkArchive(bytes, place)
  const attempt = async <T>(read: () => T | Promise<T>): Promise<T> => {
    try {
      return await read()
    } catch (error) {
      // Whatever trips over the file; what follows the first sentence speaks of options of the library.
      const [reason] = (error as Error).message.split('. ')
      return fail('FILE_UNREADABLE', `cannot be read as a spreadsheet (${reason})`, place, SAVE_AGAIN)
    }
  }
  const parse = (options: ReadOptions): Promise<Workbook> => attempt(() => readXlsx(bytes, options))
  const infos: SheetInfo[] = []
  await parse({
    sheets: ({ name, index, hidden, veryHidden }) => {
      infos.push({ name, index, isHidden: Boolean(hidden || veryHidden) })
      return false
    },
  })
  const chosen = chooseSheet(infos, wanted, place)
  const { sheets } = await parse({ sheets: [chosen.index], readStyles: true })
  const [sheet] = sheets as [Sheet]
  failOnHalfTurned(sheet, file)
  const heads = findHeads(sheet)
  const areComputed = await attempt(() => isComputed(bytes, contents))
  return {
    ...toCsv(sheet, heads, areComputed, file),
    remarks: [...describeChoice(infos, chosen, sheet), ...describeMerged(heads)],
  }
}

const SAVE_AGAIN = 'open it in a spreadsheet program and save it as .xlsx or as "CSV UTF-8"'

/** Refuses archives that are no workbooks, and those that would unpack to more than can be kept. */
function checkArchive(bytes: Buffer, place: Place): ZipEntry {
  const entries = listZipEntries(bytes)
  if (entries === null) fail('FILE_TRUNCATED', 'is a zip archive that is damaged or ends too early', place)
  const contents = entries.find(({ name }) => name === CONTENTS)
  if (contents === undefined) {
    const isOther = entries.some(({ name }) => name === 'mimetype' || name === 'xl/workbook.bin')
    const names = entries.slice(0, 5).map(({ name }) => name)
    if (isOther) fail('FILE_UNREADABLE', 'is a spreadsheet of another format than .xlsx', place, SAVE_AGAIN)
    const hint = 'unpack it, and name the file that holds the data'
    return fail(
      'FILE_UNREADABLE',
      `is a zip archive of ${listChoices(names, 'and')}, not a spreadsheet`,
      place,
      hint,
    )
  }
  // The library unpacks no more of a part than the archive says, and all that it likes where it says nothing.
  const size = entries.reduce((sum, { size }) => sum + size, 0)
  const isVague = entries.some(entry => entry.size === 0 && entry.packedSize > 2)
  if (size <= LARGEST_WORKBOOK && !isVague) return contents
  const message = `is a spreadsheet of more than ${LARGEST_WORKBOOK >> 20} MiB, the most that is read of one`
  return fail('FILE_UNREADABLE', message, place, 'save it as "CSV UTF-8"')
}

/** Asks whoever opens the workbook to compute all formulas anew: what stands there is no result (XlsxWriter saves 0). */
const COMPUTE_FIRST = /<(?:\w+:)?calcPr\b[^>]*\sfullCalcOnLoad\s*=\s*["'](?:1|true)["']/

const isComputed = (bytes: Buffer, contents: ZipEntry): boolean =>
  !COMPUTE_FIRST.test(readZipEntry(bytes, contents).toString('utf8'))

function chooseSheet(infos: readonly SheetInfo[], wanted: string | undefined, place: Place): SheetInfo {
  const shown = infos.filter(({ isHidden }) => !isHidden)
  if (wanted === undefined) return shown[0] ?? infos[0] ?? fail('FILE_EMPTY', 'has no sheet', place)
  const name = wanted.trim().toLowerCase()
  const found = infos.find(info => info.name.trim().toLowerCase() === name) ?? shown[Number(wanted) - 1]
  if (found) return found
  const names = infos.map(info =>
    info.isHidden ? `"${info.name}" (hidden)` : `${shown.indexOf(info) + 1} "${info.name}"`,
  )
  const hint =
    '--sheet holds for all workbooks; a sheet behind a path holds for one, such as book.xlsx#Ledger'
  return fail('BAD_VALUE', `--sheet: expected ${listChoices(names)}; got ${inQuotes(wanted)}`, place, hint)
}

/** Says which sheet was read where there are others, and what of it nobody sees. */
function describeChoice(infos: readonly SheetInfo[], chosen: SheetInfo, sheet: Sheet): string[] {
  const others = infos
    .filter(info => info !== chosen)
    .map(({ name, isHidden }) => `"${name}"${isHidden ? ' (hidden)' : ''}`)
  const hiddenRows = [...(sheet.rowDefs?.values() ?? [])].filter(({ hidden }) => hidden).length
  const own = `sheet "${chosen.name}"${chosen.isHidden ? ' (hidden)' : ''} was read`
  return [
    ...(others.length > 0 ? [`${own}, not ${listChoices(others, 'or')}; --sheet names another`] : []),
    ...describeRows(hiddenRows, 'hidden', chosen),
    ...describeRows(countStruck(sheet), 'struck through', chosen),
  ]
}

const describeRows = (rows: number, what: string, { name }: SheetInfo): string[] =>
  rows === 0
    ? []
    : [
        `${rows === 1 ? '1 row' : `${rows} rows`} of sheet "${name}" ${rows === 1 ? `is ${what}, and was` : `are ${what}, and were`} read too`,
      ]

/** How many rows have a line through most of their cells, as people cancel an order: one cell is a figure put right. */
const countStruck = ({ rows, cells }: Sheet): number =>
  rows.filter((row, r) => {
    const filled = [...row.keys()].filter(c => row[c] !== null && row[c] !== '')
    const struck = filled.filter(c => cells?.get(`${r},${c}`)?.style?.font?.strikethrough === true)
    return struck.length * 2 > filled.length
  }).length

/** Text that is a date, and a time, whose first or second number is no month: it can be read in one order alone. */
const ONE_WAY =
  /^\s*(?:(?:1[3-9]|2\d|3[01])[/.-]\d{1,2}|\d{1,2}[/.-](?:1[3-9]|2\d|3[01]))[/.-]\d{4}(?:[\sT,]+\d{1,2}:\d\d[\d:.]*\s*(?:[ap]\.?m\.?)?)?\s*$/i

/** What stands alone in a row of a table is a title above it, or a remark below. */
const isAlone = (row: Sheet['rows'][number]): boolean =>
  row.filter(value => value !== null && value !== '').length === 1

/**
 * Throws BAD_TIME for a column in which a spreadsheet has made dates of some texts alone: of those that it could read in its
 * own order, in which day and month may have changed places, while others stayed as they were.
 */
function failOnHalfTurned({ rows }: Sheet, file: string): void {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const table = width > 1 ? rows.map(row => (isAlone(row) ? [] : row)) : rows
  for (let c = 0; c < width; c++) {
    const values = table.map(row => row[c] ?? null)
    const dates = values.filter(value => value instanceof Date)
    const left = values.findIndex(value => typeof value === 'string' && ONE_WAY.test(value))
    if (left < 0 || dates.length === 0 || dates.some(date => date.getUTCDate() > 12)) continue
    const message = `cell ${nameColumn(c)}${left + 1} holds the text ${inQuotes(String(values[left]))} where others of its column hold dates: a spreadsheet may have turned day and month of those`
    const hint =
      'import the file anew, with the format of that column set to text, or to dates in their order'
    fail('BAD_TIME', message, atLine(file, left + 1), hint)
  }
}

/** The sheet as CSV, and every cell whose value cannot be read, or is perhaps not its own. */
function toCsv({ rows, cells }: Sheet, heads: MergedRows, areComputed: boolean, file: string) {
  const badCells: BadCell[] = []
  const lines = rows.map((row, r) => {
    const shared = heads.get(r) ?? NONE
    const width = Math.max(row.length, ...[...shared.keys()].map(c => c + 1))
    const texts = Array.from({ length: width }, (_, c) => {
      const head = shared.get(c)
      const value = (head === undefined ? row[c] : rows[head]![c]) ?? null
      const cell = cells?.get(`${head ?? r},${c}`)
      const own = explainCell(value, cell, areComputed)
      const wrong = own ?? (head === undefined ? null : explainShared(value, head, r))
      if (wrong !== null) {
        const message = `cell ${nameColumn(c)}${r + 1} ${wrong}`
        const issue: Issue = { code: 'BAD_VALUE', message, place: atLine(file, r + 1) }
        badCells.push({ column: c, issue, isShared: own === null })
      }
      return own === null ? quoteField(writeCell(value, cell)) : ''
    })
    return texts.every(text => text === '') ? '' : texts.join(DELIMITER)
  })
  return { csv: `${lines.join('\n')}\n`, badCells }
}

/** By row and column the row in which a cell stands that is merged down to there. */
type MergedRows = ReadonlyMap<number, ReadonlyMap<number, number>>

/** Finds cells merged over rows, of which the first alone holds the value. A row without anything of its own stays blank. */
function findHeads({ rows, merges = [] }: Sheet): MergedRows {
  const heads = new Map<number, Map<number, number>>()
  for (const { startRow, endRow, startCol } of merges) {
    for (let r = startRow + 1; r <= endRow; r++) {
      if (rows[r]?.some(value => value !== null) && (rows[r]![startCol] ?? null) === null)
        getOrInsert(heads, r, () => new Map<number, number>()).set(startCol, startRow)
    }
  }
  return heads
}

const describeMerged = ({ size }: MergedRows): string[] =>
  size === 0
    ? []
    : [
        `${size === 1 ? '1 row has' : `${size} rows have`} the values of cells that are merged with a row above`,
      ]

const NONE: ReadonlyMap<number, number> = new Map()

type CellValue = Sheet['rows'][number][number]

/** What is wrong with a cell; null when it has a value or is empty. */
function explainCell(value: CellValue, cell: Cell | undefined, isComputed: boolean): string | null {
  if (cell?.type === 'error') return `holds the error ${cell.value}: put it right, or clear the cell`
  if (typeof value === 'number' && Math.abs(value) >= 10 ** DIGITS)
    return `holds a number of more digits than a spreadsheet keeps: format the column as text, and enter it again`
  if (cell?.type !== 'formula' || (isComputed && (value !== null || cell.formulaResult === ''))) return null
  return 'holds a formula whose result was not saved: open the file in a spreadsheet program, and save it'
}

const AMOUNT = /^(?:[\p{Sc}\s]|US)*\d+(?:[.,'\s]\d{3})*(?:[.,]\d+)?(?:[\p{Sc}\s]|USD)*$/u

/** What is wrong with a cell merged over rows, as the one in row `r` sees it: a number may be of each, or of all together. */
const explainShared = (value: CellValue, head: number, r: number): string | null =>
  typeof value === 'number' || (typeof value === 'string' && AMOUNT.test(value))
    ? `is merged with row ${head + 1}, whose number ${value} may be that of each row or of all together: unmerge it, and write row ${r + 1} its own`
    : null

function writeCell(value: CellValue, cell: Cell | undefined): string {
  if (value === null) return ''
  const format = cell?.style?.numFmt ?? ''
  if (value instanceof Date && showsMoney(format)) return writeCell(serialOf(value), cell)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? NO_DATE : writeTime(value, format)
  if (typeof value === 'number') return writeShown(value, formatOf(value, format))
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  // A line of CSV must stay a line, so that its number is the row's.
  return value.replaceAll(/\s+/g, ' ').trim()
}

/**
 * Not a comma, which would say that the point separates decimals: of the numbers in cells it does, of those that stand
 * there as text nobody knows.
 */
const DELIMITER = ';'

const quoteField = (text: string): string => (/[",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The digits that spreadsheets count with and show: what they save behind these is an error of binary fractions. */
const DIGITS = 15

/** The part of a format that a number is shown by: there may be one for negative numbers. */
function formatOf(value: number, format: string): string {
  const [positive = '', negative = positive] = format.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/)
  return value < 0 ? negative : positive
}

/**
 * A number with what its format shows beside it, as CSV would have it, so that no share, money or minutes are taken for an
 * amount of something else. Only a quoted percent sign scales nothing.
 */
function writeShown(value: number, format: string): string {
  const sign = value < 0 ? '-' : ''
  const amount = Math.abs(value)
  const currency = shownCurrency(format)
  if (format.includes('%')) {
    const isShare = format.replaceAll(/"[^"]*"|\\./g, '').includes('%')
    return `${sign}${currency}${writeNumber(isShare ? amount * 100 : amount)}%`
  }
  return `${sign}${currency}${writeNumber(amount)}${currency === '' ? wordsBehind(format) : ''}`
}

/** A number of 0 or more as a plain decimal. */
function writeNumber(value: number): string {
  const [mantissa = '', exponent] = value.toExponential(DIGITS - 1).split('e')
  const digits = mantissa.replace('.', '').replace(/0+$/, '')
  const point = Number(exponent) + 1
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const fraction = point > 0 ? digits.slice(point) : `${'0'.repeat(-point)}${digits}`
  if (digits === '' || fraction === '') return whole
  return inOneWay(`${whole}.${fraction}`)
}

/** What spreadsheets show of a number that is no date in a cell that shows one, such as an epoch. */
const NO_DATE = '########'

/** Before this, a cell of a date's format holds a time of day and no date. */
const FIRST_DATE = Date.UTC(1900, 0, 1)

/** What stands for nothing of a time in a format: quoted text, escaped signs, locales, colours and conditions. */
const NO_TIME = /"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi

/** The letters of a format that shows a month and no day, in which spreadsheets put `Dec 2026` as the first of it. */
const MONTH = /^(?=.*m)[ymegb年月]+$/i

/**
 * A clock reading, which has no zone in a sheet: a date alone where it is midnight and the format shows no time, and a month
 * where nobody wrote a day.
 */
function writeTime(value: Date, format: string): string {
  const [date, time = ''] = value.toISOString().replace('Z', '').replace('.000', '').split('T')
  if (value.getTime() < FIRST_DATE) return time
  const shown = format.replaceAll(NO_TIME, '')
  const showsTime = /[hs]/i.test(shown)
  if (time === '00:00:00' && value.getUTCDate() === 1 && MONTH.test(shown.replaceAll(/\P{L}/gu, '')))
    return date!.slice(0, '2026-12'.length)
  return time === '00:00:00' && !showsTime ? date! : `${date} ${time}`
}

/** Whether a format that is taken for a date's, for the letters of a currency, is that of a number. */
const showsMoney = (format: string): boolean =>
  format.includes('[$') && !/[dmyhs]/i.test(format.replaceAll(NO_TIME, ''))

/** Spreadsheets count a 29 February 1900, so that days in front of it are one fewer. */
const FIRST_OF_MARCH = Date.UTC(1900, 2, 1)

/** The number that a date stands for, to the digits that a day's milliseconds keep. */
function serialOf(date: Date): number {
  const from = Date.UTC(1899, 11, date.getTime() < FIRST_OF_MARCH ? 31 : 30)
  return Math.round(((date.getTime() - from) / MILLIS_PER_DAY) * 1e8) / 1e8
}

/** What a number's format shows beside it, by its forms: a currency and where it is used, quoted text, an escaped sign. */
const SHOWN = /\[\$([^\]-]*)(?:-([^\]]*))?\]|"([^"]*)"|\\(.)|(\p{Sc})/gu
/** The locales whose dollar is the US one, as formats number them. */
const US_LOCALES = ['', '409', '540A']
const US_DOLLAR = /^(?:\$|US ?\$|USD|US Dollars?|Dollars?)$/i
/** What currencies are called in their own countries, beside what Intl knows. */
const OTHER_SIGNS = ['元', '圆', '円', '원', 'RMB', 'Rs', 'Fr', 'руб', 'лв']

/** Words behind a number that say no more than its column does: its unit, where the number is not scaled. */
const SAYS_NOTHING = /^(?:s|secs?|seconds?|units?|einh(?:eiten)?\.?|秒|点)$/i
/** What a format with a comma behind its digits shows of thousands and millions. */
const SCALES = /^(?:k|tsd|thousand|m|mm|mn|mio|mln|million|b|bn)\.?$/i

/** The words that a format shows behind a number and that are no currency; empty for those that change nothing of it. */
function wordsBehind(format: string): string {
  const [, isScaled, behind = ''] = /(?:[0#?]|General)(,+)?((?:"[^"]*"|\\.|[^0#?])*)$/.exec(format) ?? []
  const text = textOf([...behind.matchAll(SHOWN)])
  const says = isScaled === undefined ? SAYS_NOTHING : SCALES
  return /\p{L}/u.test(text) && !says.test(text) ? ` ${text}` : ''
}

const textOf = (shown: readonly RegExpExecArray[]): string =>
  shown
    .map(([, currency, , quoted, escaped, sign]) => currency ?? quoted ?? escaped ?? sign ?? '')
    .join('')
    .replaceAll(/[\s\u00a0]+/g, ' ')
    .trim()

/**
 * The currency that a number's format shows, in a sign, a code or a word, so that no money slips in as other money or as
 * units; empty for none. A dollar of another country's is told by its locale.
 */
function shownCurrency(format: string): string {
  const shown = [...format.matchAll(SHOWN)]
  const isElsewhere = shown.find(
    ([, sign = '', locale = '']) => sign !== '' && !US_LOCALES.includes(locale.toUpperCase()),
  )
  const text = textOf(shown)
  if (US_DOLLAR.test(text)) return isElsewhere ? isElsewhere[0] : '$'
  // What stands in the place of a currency is one, though nobody else calls it so: `[$R-1C09]` is the rand.
  return (isElsewhere && !SAYS_NOTHING.test(text)) || isCurrency(text) ? text : ''
}

/** Whether a text that is not the US dollar's names a currency. */
function isCurrency(text: string): boolean {
  if (/\p{Sc}/u.test(text)) return true
  knownWords ??= listCurrencyWords()
  const words = text.split(/[^\p{L}]+/u)
  return words.some(word => knownWords!.has(word) || knownWords!.has(word.toLowerCase()))
}

let knownWords: ReadonlySet<string> | null = null

/** Codes, signs and names of currencies: names in small letters, of one and of several. */
function listCurrencyWords(): ReadonlySet<string> {
  const names = new Intl.DisplayNames('en', { type: 'currency' })
  return new Set([
    ...OTHER_SIGNS,
    ...Intl.supportedValuesOf('currency').flatMap(code => {
      const format = { style: 'currency', currency: code, currencyDisplay: 'narrowSymbol' } as const
      const parts = new Intl.NumberFormat('en', format).formatToParts(0)
      const sign = parts.find(({ type }) => type === 'currency')?.value ?? ''
      const name = names.of(code)?.toLowerCase().split(' ').at(-1) ?? ''
      // A single letter may be a scale; a unit is what is counted here.
      return [code, ...(sign.length > 1 ? [sign] : []), ...(name === 'unit' ? [] : [name, `${name}s`])]
    }),
  ])
}

/** The letters of a column, counted from 0. */
const nameColumn = (index: number): string =>
  (index >= 26 ? nameColumn(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))
