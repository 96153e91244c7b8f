/** `sla --sql`: options → the query that counts where the log lies. */

import { zoneOf } from '../../core/calendar.js'
import { failWithHint, listChoices } from '../../core/failure.js'
import { isLeftOut } from '../../read/left-out.js'
import type { Rates } from '../../read/rates/load-rates.js'
import { readMaintenance } from '../../read/requests/maintenance-file.js'
import { findPolicy } from '../../read/requests/policy.js'
import { parseColumnNames } from '../../read/rows.js'
import { addIssue, inQuotes, type Problems } from '../../read/values.js'
import { DIALECTS, SQL_DIALECTS, type SqlDialect, TIME_TYPES } from '../../sql/dialects.js'
import { writeReducingQuery } from '../../sql/query.js'
import type { OptionalColumn, TableColumns, TableName } from '../../sql/reduction.js'
import type { RequestContext } from '../context.js'
import { readLeftOut, readNotation } from '../file-options.js'
import { listExcluded } from '../flags/flag.js'
import { SLA, type SlaOptions } from '../flags/sla.js'
import { OptionReader } from '../option-reader.js'
import { readFilter, readLogZone, readPeriods } from './scope.js'

/** Writes the query that the options of `--sql` ask for. Throws InputError. */
export async function readReducingQuery(
  logs: readonly string[],
  options: SlaOptions,
  loadRates: () => Promise<Rates>,
  { terms, world }: Pick<RequestContext, 'terms' | 'world'>,
) {
  const reader = new OptionReader()
  if (logs.length > 0) reader.refuse('--sql reads no log; --table names the table that the query will read')
  for (const excluded of listExcluded(SLA, options)) reader.refuse(excluded)
  const dialect = reader.choice(options.sql, '--sql', SQL_DIALECTS)
  const timeType = reader.choice(options.timestampType, '--timestamp-type', TIME_TYPES) ?? 'time'
  const table = reader.read(options.table, '--table', (text, name, problems) =>
    readTableName(text, name, dialect, problems),
  )
  if (options.table === undefined) reader.refuse('--sql needs --table, the table that the query will read')
  const periods = readPeriods(options, reader)
  const columns = dialect && readTableColumns(options, dialect, reader)
  const filter = readFilter(options, reader)
  reader.finish()

  const rates = await loadRates()
  const zone = zoneOf(terms.zone.id)
  const logZone = await readLogZone(options, zone)
  const policy = await findPolicy(options.policy, '--policy', rates.agreements, world.stdin)
  const windows =
    options.maintenance === undefined
      ? []
      : await readMaintenance(options.maintenance, {
          stdin: world.stdin,
          notation: readNotation(options, zone, new OptionReader()),
          leftOut: readLeftOut(options),
          names: rates.names,
          onColumns: () => {},
        })
  const text = writeReducingQuery(
    { dialect: dialect!, table: table!, columns: columns!, timeType },
    {
      policy: policy.id,
      versions: policy.versions,
      windows,
      periods,
      filter,
      zone,
      logZone,
      asOf: terms.asOf,
    },
  )
  return { text, notes: [...rates.notes.map(({ text }) => text), ...describeColumns(dialect!, columns!)] }
}

/** A table's name has at most catalogue, schema and table. */
const MAX_PARTS = 3

/** A function of texts and options, such as `read_parquet('logs/*.parquet', union_by_name = true)`. */
const CALL = /^([a-z_]+)\(\s*'(?:[^']|'')*'(?:\s*,\s*\w+\s*=\s*(?:'(?:[^']|'')*'|\w+))*\s*\)$/

function readTableName(
  text: string,
  name: string,
  dialect: SqlDialect | null,
  problems: Problems,
): TableName | null {
  const call = CALL.exec(text.trim())
  if (call && dialect && DIALECTS[dialect].fileFunctions?.test(call[1]!)) return { call: text.trim() }
  const parts = text.split('.').map(part => part.trim())
  if (!call && parts.length <= MAX_PARTS && parts.every(isName)) return parts
  return addIssue(
    problems,
    'BAD_VALUE',
    name,
    call
      ? `expected a table, or a function that reads files, such as read_parquet('logs/*.parquet') for duckdb; got ${inQuotes(text)}`
      : `found ${inQuotes(text)}; TABLE or SCHEMA.TABLE is allowed, without quotes, which are put where they are needed`,
  )
}

/** What may stand between the quotes of an identifier: they are doubled or escaped, and nothing else is. */
const isName = (text: string): boolean => /^[^\p{Cc}]{1,200}$/u.test(text)

const OPTIONAL_COLUMNS = ['account', 'fault', 'excluded'] as const
const TABLE_COLUMNS = ['timestamp', 'status', ...OPTIONAL_COLUMNS, 'endpoint'] as const

/** `--columns` and `--account-column`; `fault=` says that the table has no such column. */
function readTableColumns(options: SlaOptions, dialect: SqlDialect, reader: OptionReader): TableColumns {
  const pairs = options.columns?.split(',') ?? []
  const leftOut = readLeftOut(options)
  const absent = pairs.flatMap(pair => /^\s*(\w+)\s*=\s*$/.exec(pair)?.[1] ?? [])
  const present = pairs.filter(pair => !/=\s*$/.test(pair))
  const names = new Map(present.length > 0 ? parseColumnNames(present.join(','), TABLE_COLUMNS) : [])
  for (const name of absent) {
    if (!(OPTIONAL_COLUMNS as readonly string[]).includes(name) || names.has(name)) {
      failWithHint(
        'BAD_VALUE',
        `--columns: "${name}=" is not NAME=COLUMN`,
        `only ${OPTIONAL_COLUMNS.join(', ')} may be left out, once`,
      )
    }
  }
  if (options.accountColumn !== undefined) {
    if (names.has('account') || absent.includes('account'))
      reader.refuse('--account-column and --columns account=… exclude each other')
    names.set('account', options.accountColumn.trim())
  }
  for (const [name, column] of names) {
    if (!isName(column))
      addIssue(
        reader.problems,
        'BAD_VALUE',
        '--columns',
        `${name}: found ${inQuotes(column)}, which is no name of a column`,
      )
  }
  const optional = (name: (typeof OPTIONAL_COLUMNS)[number]): OptionalColumn => {
    const given = names.get(name)
    if (absent.includes(name) || (given === undefined && isLeftOut(name, leftOut))) return null
    return { name: given ?? name, isCertain: given !== undefined || !DIALECTS[dialect].findsColumns }
  }
  return {
    timestamp: names.get('timestamp') ?? 'timestamp',
    status: names.get('status') ?? 'status',
    account: optional('account'),
    fault: optional('fault'),
    excluded: optional('excluded'),
    endpoint: names.get('endpoint') ?? 'endpoint',
  }
}

/** Says what the query takes for granted. */
function describeColumns(dialect: SqlDialect, columns: TableColumns): string[] {
  if (DIALECTS[dialect].findsColumns) return []
  const names = OPTIONAL_COLUMNS.filter(name => columns[name] !== null && columns[name].name === name)
  if (names.length === 0) return []
  return [
    `the query reads ${listChoices(names, 'and')} too; --columns ${names.map(name => `${name}=`).join(',')} leaves out what the table lacks`,
  ]
}
