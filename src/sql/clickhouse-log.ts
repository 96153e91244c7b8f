import { type Credentials, openTable, type TableAddress } from './clickhouse.js'
import type { TimeType } from './dialects.js'
import { type ReductionRequest, writeReducingQuery } from './query.js'
import { findTableColumns, type TableReading } from './table-columns.js'

/** Asks for the counts of a table. Throws SERVER_FAILED; see `findTableColumns`. */
export async function askForCounts(
  address: TableAddress,
  credentials: Credentials,
  timeoutMillis: number,
  reading: TableReading,
  request: ReductionRequest,
) {
  const table = await openTable(address, credentials, timeoutMillis)
  try {
    await table.checkWhole()
    const described = await table.columns()
    const found = findTableColumns(described, reading, request.filter, address.name, timeTypeOf)
    const query = writeReducingQuery({ dialect: 'clickhouse', table: address.table, ...found }, request)
    const input = await table.ask(query)
    return { input, columns: found, close: () => void table.close() }
  } catch (error) {
    await table.close()
    throw error
  }
}

function timeTypeOf(type: string): TimeType | null {
  const bare = type.replace(/^LowCardinality\((.*)\)$/, '$1').replace(/^Nullable\((.*)\)$/, '$1')
  if (/^DateTime(64)?(\(|$)/.test(bare)) return 'time'
  if (/^(String|FixedString\(.*\))$/.test(bare)) return 'text'
  return /^(U?Int(32|64)|Float64|Decimal.*)$/.test(bare) ? 'epoch' : null
}
