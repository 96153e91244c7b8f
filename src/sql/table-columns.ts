/** Which columns of a table, as its engine describes it, are those of a log. */
import { fail, inFile } from '../core/failure.js'
import type { UnlikeColumns } from '../core/file-columns.js'
import { type EndpointFilter, globsOf } from '../core/sla/endpoint.js'
import { type ColumnChoices, findColumns } from '../read/columns.js'
import { withoutLeftOut } from '../read/left-out.js'
import type { Names } from '../read/names.js'
import { failWithoutPaths, logColumnForm } from '../read/requests/log-format.js'
import { checkNeeded } from '../read/rows.js'
import type { TimeType } from './dialects.js'
import type { OptionalColumn, TableColumns } from './reduction.js'

/** A column, with the engine's name for its type. */
export interface TableColumn {
  readonly name: string
  readonly type: string
}

/** How an engine tells what a column of times holds; null: none. */
export type TimeTypeOf = (type: string) => TimeType | null

const READ = ['timestamp', 'status', 'account', 'fault', 'excluded', 'endpoint'] as const

/** How columns are found: by our names, those of `--columns`, and other words. */
export interface TableReading extends ColumnChoices {
  readonly names: Names
}

/** What is read of a table's columns, and what is not. */
export interface FoundTable extends UnlikeColumns {
  readonly columns: TableColumns
  readonly timeType: TimeType
}

/**
 * The columns of the table, found as those of a log are. Throws HEADER_MISSING for one that is not there, COLUMN_UNREAD
 * for one that would change the answer, BAD_VALUE for one of a type that holds no time.
 */
export function findTableColumns(
  described: readonly TableColumn[],
  reading: TableReading,
  filter: EndpointFilter,
  name: string,
  timeTypeOf: TimeTypeOf,
): FoundTable {
  const place = inFile(name)
  const names = described.map(column => column.name)
  const form = logColumnForm(READ, reading.names, reading)
  const { at: found, joined, aliased, ignored } = findColumns(names, form, place)
  const [column] = joined.keys()
  if (column !== undefined)
    fail(
      'BAD_VALUE',
      `--columns ${column}: columns of a table cannot be joined`,
      place,
      'join them in a view',
    )
  if (reading.renamed.has('passed_on'))
    fail(
      'BAD_VALUE',
      '--columns passed_on: a table is not asked what a gateway answered by itself',
      place,
      'leave such rows out in a view',
    )
  checkNeeded(['timestamp', 'status'], found, withoutLeftOut(names, reading.leftOut), place)
  if (globsOf(filter).length > 0 && !found.has('endpoint')) failWithoutPaths(place)
  const optional = (column: (typeof READ)[number]): OptionalColumn => {
    const index = found.get(column)
    return index === undefined ? null : { name: names[index]!, isCertain: true }
  }
  const timestamp = described[found.get('timestamp')!]!
  const timeType = timeTypeOf(timestamp.type)
  if (timeType === null) {
    const allowed = 'a time, a text of ISO-8601, or a number of epoch seconds or milliseconds is allowed'
    fail('BAD_VALUE', `the column ${timestamp.name} is of type ${timestamp.type}; ${allowed}`, place)
  }
  return {
    columns: {
      timestamp: timestamp.name,
      status: names[found.get('status')!]!,
      account: optional('account'),
      fault: optional('fault'),
      excluded: optional('excluded'),
      endpoint: optional('endpoint')?.name ?? null,
    },
    timeType,
    aliased,
    ignored,
  }
}
