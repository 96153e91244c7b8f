/** Ledgers that are handed in where something else is expected: what was bought would count as what was used. */
import { fail, inQuotes, listChoices, type Place, quoteArgument, quoteName } from '../../core/failure.js'
import { wordsFor } from '../columns.js'
import { isLeftOut, type LeftOut } from '../left-out.js'
import { type Names, normaliseColumn } from '../names.js'
import { type LedgerColumn, PRICES } from './row-reader.js'

/** Columns that tasks have, and packages have not. */
const OF_TASKS = ['task_id', 'model', 'capability', 'duration']

/** Whether headings are those of tasks, or of deductions. */
export const isOfTasks = (headers: readonly string[], names: Names): boolean =>
  [...OF_TASKS, 'timestamp'].some(column =>
    wordsFor(column, names.columnsOf('jobs')).some(word => headers.map(normaliseColumn).includes(word)),
  )

/** Throws where headings say what was bought, and until when it can be used. `wanted`: what was expected. */
export function failOnLedger(
  headers: readonly string[],
  names: Names,
  leftOut: LeftOut,
  wanted: string,
  place: Place,
): void {
  const normal = new Map(
    headers.filter(name => !isLeftOut(name, leftOut)).map(name => [normaliseColumn(name), name]),
  )
  const find = (file: 'ledger' | 'jobs', column: string): string | undefined =>
    wordsFor(column, names.columnsOf(file)).find(word => normal.has(word))
  const findAny = (columns: readonly LedgerColumn[]): string | undefined =>
    columns.map(column => find('ledger', column)).find(word => word !== undefined)
  const bought = findAny(['purchased_at', 'package', ...PRICES])
  const units = findAny(['units', 'package', 'quantity'])
  const until = findAny(['expires_at', 'validity_days'])
  if (!bought || !units || !until || OF_TASKS.some(column => find('jobs', column))) return
  const shown = [...new Set([bought, units, until])].map(word => inQuotes(normal.get(word)!))
  fail(
    'HEADER_MISSING',
    `looks like a ledger of packages, by its columns ${listChoices(shown, 'and')}; expected ${wanted}`,
    place,
    `${READS_PACKAGES}; if it is no ledger, --ignore-columns ${quoteArgument(quoteName(normal.get(until)!))} leaves that column out`,
  )
}

export const READS_PACKAGES = '`expiry FILE` and `--packages FILE` read packages'

/** What to do with columns that change the answer and are read by nothing. */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['discount', 'write what was paid in all, in a column total_price'],
  ['vendor', 'take the rows of other vendors out of the file'],
  ['units_on_top', 'write all units of the row, in a column units'],
])
