/**
 * The units of days, `date,pool,units`: use to come as it is known (`--demand`), or use that has been, of which nobody
 * kept the tasks. Rows of one date and pool add up.
 */
import { failOnAny, type Issue, type Place } from '../core/failure.js'
import type { Day } from '../core/instant.js'
import { textOrEmpty } from '../core/nothing-words.js'
import { NO_UNITS, type Units, units } from '../core/quantity.js'
import { withoutZone } from './columns.js'
import { SameDays, SumRows } from './counted-twice.js'
import { NO_NAMES, normaliseColumn } from './names.js'
import type { Notation } from './notation.js'
import { type PoolWords, readPoolName } from './pool-name.js'
import type { ColumnNames } from './rows.js'
import { readSideFile, type SideFiles } from './side-file.js'
import { TableSums } from './table-sums.js'
import { type Problems, readAmountOfUnits, readDay } from './values.js'

/** The use of one day, of one pool. */
export interface DemandRow {
  readonly date: Day
  /** Null: the file does not say. */
  readonly pool: string | null
  readonly units: Units
}

/** The columns of such a file; use has an account as well. */
export const DAY_COLUMNS = ['date', 'pool', 'units', 'account'] as const

const FORM = {
  columns: ['date', 'pool', 'units'],
  needed: ['date', 'units'],
  amounts: ['units'],
  what: 'a file of demand',
  named: 'demand',
  instead: new Map([
    ['count', 'write all units of the day in the column units'],
    ['repetition', 'write a row for each day, with its units,'],
    ['status', 'take out rows of use that will not come'],
    ['scenario', 'take out the rows of all but one'],
  ]),
} as const

/**
 * The name of the column of days where the columns of these names hold the units of days, and nothing of tasks; null: they do
 * not. It is `date`, whose heading may name a zone, or what `--columns` reads as the time if it holds days alone.
 */
export function findDays(
  names: readonly string[],
  renamed: ColumnNames,
  holdsDays: (name: string) => boolean,
): string | null {
  const normal = new Set(names.map(normaliseColumn))
  const isOfTasks = ['timestamp', 'task id', 'model', 'model name', 'capability'].some(name =>
    normal.has(name),
  )
  if (isOfTasks || !normal.has(normaliseColumn(renamed.get('units') ?? 'units'))) return null
  const given = normaliseColumn(renamed.get('timestamp') ?? '')
  const date = names.find(name => (withoutZone('date', name) ?? normaliseColumn(name)) === 'date')
  return date ?? names.find(name => normaliseColumn(name) === given && holdsDays(name)) ?? null
}

/** Reads the demand; `pools` are those that price lists and packages know. Throws InputError with all that is wrong. */
export async function readDemand(
  path: string,
  files: SideFiles,
  pools: readonly string[],
): Promise<DemandRow[]> {
  const same = new SameDays()
  const sums = new SumRows(['pool'], files.names ?? NO_NAMES)
  let table: TableSums | null = null
  let file = path
  const rows = await readSideFile(path, files, FORM, (text, place, notation, { fields, headers, found }) => {
    const row = readDayRow(
      column => (column === 'account' ? undefined : text(column)),
      place,
      { pools, names: files.names ?? NO_NAMES },
      notation,
    )
    if (Array.isArray(row)) return row
    file = place.file!
    same.take(JSON.stringify(fields), place.line!)
    sums.take(row.date, [text('pool') || null], row.units, place)
    table ??= new TableSums(headers, found, files.names ?? NO_NAMES, notation)
    table.take(fields, place)
    return row
  })
  sums.check()
  const issue = table && (table as TableSums).find()
  if (issue) failOnAny([issue])
  files.onColumns({ file, ignored: [], aliased: [], doubts: same.doubts })
  return rows
}

/** Reads the units of a day, or says what is wrong. */
export function readDayRow(
  text: (column: (typeof DAY_COLUMNS)[number]) => string | undefined,
  place: Place,
  words: PoolWords,
  notation: Notation,
): DemandRow | Issue[] {
  const problems: Problems = { place, issues: [] }
  const date = readDay(text('date') ?? '', 'date', notation, problems)
  const stated = textOrEmpty(text('pool') ?? '')
  const pool = readPoolName(stated, 'pool', words, problems)
  const example = 'a number of units, such as 400 or 0.5'
  const amount = readAmountOfUnits(text('units') ?? '', 'units', notation, problems, example)
  if (problems.issues.length > 0) return problems.issues
  return { date: date!, pool, units: amount === null ? NO_UNITS : units(amount) }
}
