/** A ledger as a table, such as a spreadsheet saves: a row for each purchase, and perhaps sums below. */
import { compact } from '../../core/compact.js'
import { atLine, fail, failOnAny, type Issue, type Place } from '../../core/failure.js'
import { MILLIS_PER_DAY } from '../../core/instant.js'
import type { LedgerDoubt } from '../../core/ledger/ledger-doubt.js'
import { parseInstant } from '../../core/time-text.js'
import { failOnBadCells } from '../bad-cells.js'
import {
  type ColumnForm,
  type FoundColumns,
  findColumns,
  formOf,
  otherwiseIssue,
  wordsFor,
} from '../columns.js'
import { readAllRows } from '../csv.js'
import { openCsv } from '../csv-form.js'
import type { FileReading } from '../file-reading.js'
import { isLeftOut, withoutLeftOut } from '../left-out.js'
import { NO_COLUMN_WORDS, normaliseColumn } from '../names.js'
import { type Notation, notationOfCsv, orderOf } from '../notation.js'
import { failOnSecondTable } from '../second-table.js'
import type { Input } from '../source.js'
import { cellsOf, withTellingCells } from '../telling-cells.js'
import { inQuotes } from '../values.js'
import { INSTEAD, isOfTasks } from './ledger-headings.js'
import { failOnVendors, likenessesOfLedger } from './likenesses.js'
import { hintBelow, isHeading, LoneTexts } from './lone-texts.js'
import { readLotRow } from './lot-row.js'
import { findReadings } from './readings.js'
import {
  LEDGER_COLUMNS,
  type LedgerColumn,
  type LedgerRows,
  type LotContext,
  PRICES,
  type StatedLot,
  SUMMED_COLUMNS,
} from './row-reader.js'
import { SameRowFinder } from './same-rows.js'
import { TotalsRows } from './totals-row.js'
import { findTrialDoubt, type Remark } from './trial-words.js'

/** Reads the rows of a CSV text. Throws HEADER_MISSING when no column says what was bought, or when. */
export async function readTable(
  chunks: AsyncIterable<Buffer>,
  file: string,
  context: LotContext,
  reading: FileReading,
  { isOfRows, badCells }: Pick<Input, 'isOfRows' | 'badCells'>,
): Promise<LedgerRows> {
  const csv = await openCsv(chunks, file, { isOfRows })
  const { headers, headerLine } = csv
  const header = atLine(file, headerLine || null)
  const isPlan = PLANNED.every(name => headers.includes(name))
  const ofLedger = { ...formOf(LEDGER_COLUMNS, reading.names, 'ledger', reading), instead: INSTEAD }
  const form = isPlan ? withoutPlanned(ofLedger) : ofLedger
  const columns = findColumns(headers, form, header)
  failOnBadCells(badCells, headerLine, columns)
  const has = (column: LedgerColumn): boolean => columns.at.has(column)
  const hint = `found ${withoutLeftOut(headers, reading.leftOut).join(', ')}; --columns maps other names`
  checkCurrency(headers, columns.at, header)
  const nameOf = (column: LedgerColumn): string => headers[columns.at.get(column) ?? -1] ?? column
  const {
    found: rows,
    issues: broken,
    remarks,
  } = await readAllRows(
    csv,
    columns,
    file,
    (text, place, fields) => ({ text, place, fields }),
    reading.leftOut,
  )
  if (!has('purchased_at') && !has('effective_at')) {
    const isUse = isOfTasks(headers, reading.names)
    const next = isUse ? `${hint}; if this is what was used: --usage FILE reads it` : hint
    const own = rows[0] && isHeading(rows[0].fields, form) ? hintBelow(rows[0].place) : next
    fail('HEADER_MISSING', 'no column "purchased_at" or "effective_at"', header, own)
  }
  const filled = rows.map(({ fields }) => fields)
  failOnSecondTable(headers, filled, columns, form, header)
  const cells = cellsOf(headers, rows)
  failOnVendors(columns.ignored, cells, form, reading.names, header)
  failOnOtherDates(headers, filled, columns, form, context.notation, header)
  const dayOf = areDates(rows, columns.at) ? withoutMidnight : (text: string) => text
  if (rows.length > 0 && !WHAT.some(has))
    fail('HEADER_MISSING', 'no column says what was bought: "package" or "units"', header, hint)
  const summed = new Map(
    SUMMED_COLUMNS.filter(has).map(column => [columns.at.get(column)!, nameOf(column)] as const),
  )
  const amounts = rows.flatMap(({ fields }) => [...summed.keys()].map(i => fields[i]!))
  const notation = { ...notationOfCsv(context.notation, csv, amounts), zones: columns.zones }
  const lotContext: LotContext = { ...context, notation, nameOf }
  const alone = new LoneTexts(filled)
  const totals = new TotalsRows({ words: reading.names.totals(), summed, notation })
  const sums: string[] = []
  const ids = new RowIds(has)
  const lots: StatedLot[] = []
  const doubts: LedgerDoubt[] = []
  const same = new SameRowFinder()
  const ofUnits: number[] = []
  const issues = [...broken]
  for (const [at, { text, place, fields }] of rows.entries()) {
    const taken = totals.take(fields, place)
    const kind = taken === 'row' && alone.isFootnote(at) ? 'footnote' : taken
    if (kind !== 'row') {
      if (typeof kind === 'object') issues.push(kind)
      else sums.push(describeNoPackage(kind, fields, place))
      continue
    }
    const id = ids.next(text, place.line!)
    const textOf = (column: LedgerColumn): string | undefined => {
      const found = column === 'id' ? id : text(column)
      return column === 'expires_at' && found !== undefined ? dayOf(found) : found
    }
    const row = readLotRow(textOf, lotContext, place, lots.length)
    if (Array.isArray(row)) issues.push(...(alone.explain(at, row) ?? row))
    else {
      lots.push(...row.lots)
      doubts.push(...row.doubts)
      const remarks = columns.ignored.map(({ name }): Remark => [name, fields[headers.indexOf(name)] ?? ''])
      const isPriced = PRICES.some(column => text(column))
      const named: Remark = [nameOf('package_name'), text('package_name') ?? '']
      doubts.push(
        ...compact(
          row.lots
            .slice(0, 1)
            .map(({ lot }) => findTrialDoubt(lot, isPriced, [named, ...remarks], lotContext)),
        ),
      )
      if (row.isQuantityOfUnits) ofUnits.push(place.line!)
      if (!has('id')) same.add(fields, place.line!)
    }
  }
  issues.push(...findReadings(lots, has, nameOf))
  const starts = rows.map(({ text }) => text('purchased_at') || text('effective_at') || '')
  const sizes = lots.map(({ lot }) => lot.units)
  const likenesses = likenessesOfLedger(starts, sizes, notation, reading.names)
  const ignored = withTellingCells(columns.ignored, likenesses, column => columns.at.has(column), cells)
  const quantities = ofUnits.map(
    line => `row ${line}: ${nameOf('quantity')} is read as units, which its package is of`,
  )
  return {
    lots,
    isService: false,
    issues: issues.toSorted((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0)),
    remarks: [...remarks, ...(isPlan ? [PLANNED_REMARK] : []), ...sums, ...quantities, ...ids.remarks],
    doubts: [...doubts, ...same.doubts],
    columns: { file, ignored, aliased: columns.aliased },
  }
}

/** Columns that the purchases of `budget --format csv` have: what becomes of the units until its plan ends. */
const PLANNED = ['at', 'used', 'forfeited', 'left']
const PLANNED_REMARK =
  'used, forfeited and left are what a plan expects by its end, and nothing is read from them: how much is left now --usage tells'

/** The form of a ledger in which they say nothing of today, unless `--columns` says so, and `at`, not its day, when each begins. */
function withoutPlanned(form: ColumnForm): ColumnForm {
  const bought = form.words.get('purchased_at') ?? NO_COLUMN_WORDS
  const words = new Map(form.words).set('purchased_at', { ...bought, read: ['at', ...bought.read] })
  const columns = form.columns.filter(
    column => (column !== 'used' && column !== 'remaining') || form.renamed.has(column),
  )
  return { ...form, words, columns, harmless: new Set([...form.harmless, ...PLANNED, 'date']) }
}

/** Signs and names of money that is no dollar's, in the heading of a price. */
const OTHER_MONEY = /[€£¥￥₩₹₽]|(?<!美)元|\b(?:EUR|CNY|RMB|GBP|JPY|HKD|CAD|AUD)\b/i

/** Throws BAD_VALUE for a price whose heading says that it is in another currency. */
function checkCurrency(headers: readonly string[], at: ReadonlyMap<string, number>, place: Place): void {
  const name = PRICES.map(column => headers[at.get(column) ?? -1]).find(
    header => header && OTHER_MONEY.test(header),
  )
  if (name === undefined) return
  const message = `expected prices in US dollars; got the column ${inQuotes(name)}`
  fail(
    'BAD_VALUE',
    message,
    place,
    "give the prices in dollars, or leave the column out: the catalogue knows its packages' prices",
  )
}

const TIMES = ['purchased_at', 'effective_at', 'expires_at'] as const

/** A midnight of no zone behind a date, as programs write dates. */
const MIDNIGHT = /[T ]+00:00(?::00(?:\.0+)?)?$/
const withoutMidnight = (text: string): string => text.replace(MIDNIGHT, '')

/** Whether all times of a table are midnights, as data frames write days: beside a date without one, a midnight is a time. */
function areDates(
  rows: readonly { readonly text: (column: string) => string | undefined }[],
  at: ReadonlyMap<string, number>,
): boolean {
  const columns = TIMES.filter(column => at.has(column))
  return rows.every(({ text }) =>
    columns.every(column => {
      const found = text(column) ?? ''
      return found === '' || MIDNIGHT.test(found)
    }),
  )
}

/**
 * Throws COLUMN_UNREAD for a second column of dates that says otherwise than the one that is read in its place, where the
 * end of a package depends on it.
 */
function failOnOtherDates(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  { at, ignored }: FoundColumns,
  { words, leftOut, renamed }: ColumnForm,
  notation: Notation,
  place: Place,
): void {
  const ends = ['expires_at', 'effective_at'] as const
  const asked: readonly string[] = ends.some(column => at.has(column)) ? ends : ['purchased_at']
  const dayOf = (text: string | undefined): number | null => {
    const time = parseInstant(text?.trim() ?? '', notation.zone, orderOf(notation))
    return time && Math.floor(time / MILLIS_PER_DAY)
  }
  const issues = ignored.flatMap(({ name }): Issue[] => {
    const column = asked.find(
      each => at.has(each) && !renamed.has(each) && wordsFor(each, words).includes(normaliseColumn(name)),
    )
    if (column === undefined || isLeftOut(name, leftOut)) return []
    const [own, other] = [at.get(column)!, headers.indexOf(name)]
    const isOther = rows.some(fields => {
      const [one, two] = [dayOf(fields[own]), dayOf(fields[other])]
      return one !== null && two !== null && one !== two
    })
    return isOther ? [otherwiseIssue(name, column, `than ${inQuotes(headers[own]!)}`, place)] : []
  })
  failOnAny(issues)
}

/** What a row is that is none of a package. */
const NO_PACKAGE = {
  totals: 'the sum of rows above it',
  note: 'a note below the sums',
  footnote: 'a note below the rows',
} as const

function describeNoPackage(
  kind: keyof typeof NO_PACKAGE,
  fields: readonly string[],
  { line }: Place,
): string {
  const label = fields.find(field => field.trim() !== '')!
  return `row ${line}, ${inQuotes(label.trim())}, is ${NO_PACKAGE[kind]}, and no package`
}

/** Columns that say what was bought. */
const WHAT: readonly LedgerColumn[] = ['package', 'package_name', 'units']

/** Names for lots whose table gives them none of their own: by the number of the order, else by the row. */
class RowIds {
  readonly #seen = new Set<string>()

  constructor(private readonly has: (column: LedgerColumn) => boolean) {}

  next(textOf: (column: LedgerColumn) => string | undefined, line: number): string | undefined {
    if (this.has('id')) return textOf('id')
    const number = textOf('order_number')
    // One order may be of several packages.
    const id = number ? (this.#seen.has(number) ? `${number} row ${line}` : number) : `row ${line}`
    this.#seen.add(id)
    return id
  }

  get remarks(): string[] {
    if (this.has('id')) return []
    return [
      this.has('order_number')
        ? 'the ledger has no column "id": packages go by the numbers of their orders'
        : 'the ledger has no column "id": packages go by the numbers of their rows',
    ]
  }
}
