/** What a counting query is written from: the table and the rules. */
import type { AvailabilityMethod } from '../core/sla/agreement.js'
import type { EndpointFilter } from '../core/sla/endpoint.js'
import type { Dialect, SqlDialect } from './dialects.js'
import type { Stretch, TimeColumn } from './time-sql.js'

/**
 * A column that a table need not have, by its name there; `isCertain` where it is known to be there. Null: the
 * table has none.
 */
export type OptionalColumn = { readonly name: string; readonly isCertain: boolean } | null

/** The columns of the table, by their names there. */
export interface TableColumns {
  readonly timestamp: string
  readonly status: string
  readonly account: OptionalColumn
  readonly fault: OptionalColumn
  readonly excluded: OptionalColumn
  /** Needed where a filter is given. */
  readonly endpoint: string | null
}

/** The parts of a table's name, such as schema and table; or a function that gives one, as SQL. */
export type TableName = readonly string[] | { readonly call: string }

/** What is to be reduced, and by which rules. Times are in milliseconds, at whole seconds. */
export interface Reduction extends TimeColumn {
  readonly dialect: SqlDialect
  readonly table: TableName
  readonly columns: TableColumns
  readonly method: AvailabilityMethod
  readonly sliceMinutes: number
  /** Rows outside of these are left out; in order, at least one. Null: none is. */
  readonly within: readonly Stretch[] | null
  /** Rows outside of it have a bad time: nothing is known of the clock there. From 1970 on. */
  readonly reach: Stretch
  /** Maintenance that was announced in time. */
  readonly windows: readonly Stretch[]
  /** Which requests count; the others come back as their number. */
  readonly filter: EndpointFilter
  /** What the last row says of how the counts came about. */
  readonly rules: string
  /** The clock that `said` is of. */
  readonly saidZone?: string
}

/** A reduction in the words of its engine. */
export interface Query extends Reduction {
  readonly sql: Dialect
  /** A name within the query. */
  readonly q: (name: string) => string
}
