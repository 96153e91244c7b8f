/** Logs as they are named: files, standard input, or tables on a server. */

import { statSync } from 'node:fs'
import type { LogSource, OpenLog } from '../../answers/logs/log-source.js'
import type { ColumnNames } from '../../read/rows.js'
import { openInput } from '../../read/source.js'
import { LONGEST_LINE } from '../../read/whole-lines.js'
import { parseTableAddress } from '../../sql/clickhouse.js'
import type { ReductionRequest } from '../../sql/query.js'
import type { World } from '../context.js'
import type { SlaOptions } from '../flags/sla.js'

/** A file or standard input as a log, opened when its turn comes. */
export const openLog = (path: string, { sheet }: SlaOptions, { stdin, follow }: World): LogSource => {
  const open = async (): Promise<OpenLog> => {
    // A log is lines whatever its form: none of them is a document.
    const input = await openInput(path, stdin, { largestDocument: LONGEST_LINE, sheet })
    const progress = follow(input)
    const log = { input, onRows: progress.onRows, close: progress.clear }
    return isRegularFile(path) ? { ...log, reopen: open } : log
  }
  return { open }
}

/** Whether a log can be read twice. */
const isRegularFile = (path: string): boolean =>
  path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)

/** Parquet as a log: counted by DuckDB when its turn comes. */
export const openParquetLog = (
  path: string,
  columns: ColumnNames,
  request: ReductionRequest,
  { follow }: World,
): LogSource => ({
  async open() {
    const { askParquet } = await import('../../sql/parquet-log.js')
    const input = await askParquet(path, columns, request)
    const progress = follow(input)
    return { input, isReduced: true, onRows: progress.onRows, close: progress.clear }
  },
})

/** How long a server may take unless told otherwise: ten minutes. */
const DEFAULT_TIMEOUT = 600_000

/** A table as a log. Its address is checked at once, the server asked when its turn comes. */
export function openTableLog(
  path: string,
  timeout: number | null,
  columns: ColumnNames,
  request: ReductionRequest,
  { env, follow }: World,
): LogSource {
  const address = parseTableAddress(path)
  return {
    async open() {
      const { askForCounts } = await import('../../sql/clickhouse-log.js')
      const credentials = { user: env.CLICKHOUSE_USER, password: env.CLICKHOUSE_PASSWORD }
      const { input, close } = await askForCounts(
        address,
        credentials,
        timeout ?? DEFAULT_TIMEOUT,
        columns,
        request,
      )
      const progress = follow(input)
      return {
        input,
        isReduced: true,
        onRows: progress.onRows,
        close: () => {
          progress.clear()
          close()
        },
      }
    },
  }
}
