/** A table of a ClickHouse server as a log: the server counts, and only counts come over the wire. */
import { fail } from '../core/failure.js'
import { globsOf } from '../core/sla/endpoint.js'
import { type ColumnNames, locateColumns } from '../read/rows.js'
import type { Input } from '../read/source.js'
import { type Credentials, openTable, type TableAddress, type TableColumn } from './clickhouse.js'
import type { TimeType } from './dialects.js'
import { type ReductionRequest, writeReducingQuery } from './query.js'
import type { OptionalColumn, TableColumns } from './reduction.js'

/** The counts of a table, and how to be done with it. */
export interface TableCounts {
  readonly input: Input
  readonly close: () => void
}

/**
 * Asks for the counts of a table. `columns`: names that differ from those of a log. Throws SERVER_FAILED,
 * HEADER_MISSING for a column that is not there, BAD_VALUE for one of a type that holds no time.
 */
export async function askForCounts(
  address: TableAddress,
  credentials: Credentials,
  timeoutMillis: number,
  columns: ColumnNames,
  request: ReductionRequest,
): Promise<TableCounts> {
  const table = await openTable(address, credentials, timeoutMillis)
  try {
    await table.checkWhole()
    const found = findColumns(await table.columns(), columns, address.name)
    if (globsOf(request.filter).length > 0 && found.columns.endpoint === null) {
      const message = `--endpoint and --exclude-endpoint compare paths, and no column is called endpoint`
      const place = { file: address.name, line: null, column: null }
      fail(
        'HEADER_MISSING',
        message,
        place,
        'if another column holds paths, --columns endpoint=NAME says which',
      )
    }
    const query = writeReducingQuery({ dialect: 'clickhouse', table: address.table, ...found }, request)
    const input = await table.ask(query)
    return { input, close: () => void table.close() }
  } catch (error) {
    await table.close()
    throw error
  }
}

const READ = ['timestamp', 'status', 'account', 'fault', 'excluded', 'endpoint'] as const

/** The columns of the table, found as those of a log are. */
function findColumns(
  described: readonly TableColumn[],
  renamed: ColumnNames,
  name: string,
): { columns: TableColumns; timeType: TimeType } {
  const place = { file: name, line: null, column: null }
  const names = described.map(column => column.name)
  const found = locateColumns(names, READ, renamed, place)
  const missing = (['timestamp', 'status'] as const).filter(column => !found.has(column))
  if (missing.length > 0) {
    const hint = `--columns says which columns they are, such as --columns ${missing.map(column => `${column}=NAME`).join(',')}`
    fail(
      'HEADER_MISSING',
      `no column is called ${missing.join(' or ')}; found ${names.join(', ')}`,
      place,
      hint,
    )
  }
  const optional = (column: (typeof READ)[number]): OptionalColumn => {
    const index = found.get(column)
    return index === undefined ? null : { name: names[index]!, isCertain: true }
  }
  const timestamp = described[found.get('timestamp')!]!
  const timeType = timeTypeOf(timestamp.type)
  if (timeType === null) {
    const allowed =
      'DateTime, DateTime64, a text of ISO-8601, or a number of epoch seconds or milliseconds is allowed'
    fail('BAD_VALUE', `the column ${timestamp.name} is of type ${timestamp.type}; ${allowed}`, place)
  }
  return {
    columns: {
      timestamp: timestamp.name,
      status: names[found.get('status')!]!,
      account: optional('account'),
      fault: optional('fault'),
      excluded: optional('excluded'),
      endpoint: found.has('endpoint') ? names[found.get('endpoint')!]! : null,
    },
    timeType,
  }
}

function timeTypeOf(type: string): TimeType | null {
  const bare = type.replace(/^LowCardinality\((.*)\)$/, '$1').replace(/^Nullable\((.*)\)$/, '$1')
  if (/^DateTime(64)?(\(|$)/.test(bare)) return 'time'
  if (/^(String|FixedString\(.*\))$/.test(bare)) return 'text'
  return /^(U?Int(32|64)|Float64|Decimal.*)$/.test(bare) ? 'epoch' : null
}
