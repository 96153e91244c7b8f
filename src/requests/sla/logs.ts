/** Logs as they are named: files, standard input, or tables on a server. */

import type { LogSource, OpenLog } from '../../answers/logs/log-source.js'
import { openInput } from '../../read/source.js'
import { LONGEST_LINE } from '../../read/whole-lines.js'
import { isReadableOnTheWay, isTableAddress, parseTableAddress } from '../../sql/clickhouse.js'
import { isParquetPath } from '../../sql/parquet-log.js'
import type { ReductionRequest } from '../../sql/query.js'
import type { TableReading } from '../../sql/table-columns.js'
import type { World } from '../context.js'
import type { SlaOptions } from '../flags/sla.js'

/** What servers and DuckDB are asked with, and the time that a server may take. */
export interface Asking {
  readonly request: ReductionRequest
  readonly reading: TableReading
  readonly timeout: number | null
}

/** A log by its path or address, opened when its turn comes. Throws BAD_VALUE for an address that cannot be read. */
export function openLog(
  path: string,
  { request, reading, timeout }: Asking,
  options: SlaOptions,
  world: World,
): LogSource {
  if (isTableAddress(path)) return openTableLog(path, timeout, reading, request, world)
  if (isParquetPath(path)) return openParquetLog(path, reading, request, world)
  return openFileLog(path, options, world)
}

/** A file or standard input. */
const openFileLog = (path: string, { sheet }: SlaOptions, { stdin, follow }: World): LogSource => {
  const open = async (): Promise<OpenLog> => {
    // A log is lines whatever its form: none of them is a document.
    const input = await openInput(path, stdin, { largestDocument: LONGEST_LINE, sheet })
    const progress = follow(input)
    const log = { input, onRows: progress.onRows, close: progress.clear }
    // Only a regular file has a size, and can be read twice; what standard input is has been read by then.
    const isThere = stdin.memory?.get(path)?.isRepeatable ?? (path !== '-' && input.size !== null)
    return isThere || input.plain ? { ...log, reopen: open } : withKept(log)
  }
  return { open }
}

/** Of what cannot be read twice so many bytes are kept: as many as a log has that is compared with itself. */
const MOST_KEPT = 16 << 20

/** The log, of which all is kept as it is read unless it is long, to be read once more. */
function withKept({ input, ...log }: OpenLog): OpenLog {
  let kept: Buffer[] | null = []
  let bytes = 0
  async function* keep(): AsyncGenerator<Buffer> {
    for await (const chunk of input.chunks) {
      bytes += chunk.length
      if (bytes > MOST_KEPT) kept = null
      // A chunk is there until the next one is asked for.
      kept?.push(Buffer.from(chunk))
      yield chunk
    }
  }
  async function* giveAgain(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
    // Whoever reads them may change them, as where bytes are put in front.
    for (const chunk of chunks) yield Buffer.from(chunk)
  }
  return {
    ...log,
    input: { ...input, chunks: keep() },
    get reopen() {
      const chunks = kept
      if (chunks === null) return undefined
      return async () => ({ input: { ...input, chunks: giveAgain(chunks) }, onRows() {}, close() {} })
    },
  }
}

/** Parquet as a log: counted by DuckDB when its turn comes. */
const openParquetLog = (
  path: string,
  reading: TableReading,
  request: ReductionRequest,
  { follow }: World,
): LogSource => ({
  async open() {
    const { askParquet } = await import('../../sql/parquet-log.js')
    const { input, columns } = await askParquet(path, reading, request)
    const progress = follow(input)
    return { input, columns, isReduced: true, onRows: progress.onRows, close: progress.clear }
  },
})

/** How long a server may take unless told otherwise: ten minutes. */
const DEFAULT_TIMEOUT = 600_000

/** A table as a log. Its address is checked at once, the server asked when its turn comes. */
function openTableLog(
  path: string,
  timeout: number | null,
  reading: TableReading,
  request: ReductionRequest,
  { env, follow }: World,
): LogSource {
  const address = parseTableAddress(path)
  return {
    async open() {
      const { askForCounts } = await import('../../sql/clickhouse-log.js')
      const credentials = { user: env.CLICKHOUSE_USER, password: env.CLICKHOUSE_PASSWORD }
      const { input, columns, close } = await askForCounts(
        address,
        credentials,
        timeout ?? DEFAULT_TIMEOUT,
        reading,
        request,
      )
      const progress = follow(input)
      return {
        input,
        columns,
        isReduced: true,
        isNotEncrypted: isReadableOnTheWay(address),
        onRows: progress.onRows,
        close: () => {
          progress.clear()
          close()
        },
      }
    },
  }
}
