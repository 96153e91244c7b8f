/** Options on how files are written and read, of every command that reads rows. */
import { inQuotes, listChoices } from '../core/failure.js'
import type { Zone } from '../core/instant.js'
import { BAD_ROW_POLICIES, type BadRowPolicy } from '../read/bad-rows.js'
import { SharedNames } from '../read/columns.js'
import { type FileReading, readingOf } from '../read/file-reading.js'
import { LEDGER_COLUMNS } from '../read/ledger/row-reader.js'
import { GivenLeftOut, type LeftOut } from '../read/left-out.js'
import { DATE_FORMATS, type DateFormat, DECIMAL_SIGNS, type Notation } from '../read/notation.js'
import { parseColumnNames, splitNames } from '../read/rows.js'
import { addIssue, type Problems } from '../read/values.js'
import type { RequestContext } from './context.js'
import type { OptionsOf } from './flags/flag.js'
import type { ROWS } from './flags/shared-flags.js'
import type { OptionReader } from './option-reader.js'

/** Options of commands that read rows, as commander delivers them. */
export type RowOptions = OptionsOf<{ rows: typeof ROWS }>

/** How files are written: `--columns`, `--ignore-columns`, `--decimal`, `--date-format`. `known`: the columns of all files. */
export function readFileReading(
  options: RowOptions,
  known: readonly string[],
  { terms, rates }: RequestContext,
  reader: OptionReader,
): FileReading {
  return {
    names: rates.names,
    renamed: options.columns === undefined ? new Map() : parseColumnNames(options.columns, known),
    leftOut: readLeftOut(options),
    notation: readNotation(options, terms.zone, reader),
  }
}

/** How a ledger and files of use are read beside each other; `files`: how many there are in all. */
export function readingsOf(
  reading: FileReading,
  useColumns: readonly string[],
  files: number,
): { readonly ofLedger: FileReading; readonly ofUse: FileReading } {
  const shared = files > 1 ? new SharedNames() : undefined
  return {
    ofLedger: readingOf({ ...reading, shared }, LEDGER_COLUMNS),
    ofUse: readingOf({ ...reading, shared }, useColumns),
  }
}

/** `--ignore-columns`; a column without a name may stay unread in any case. */
export const readLeftOut = ({ ignoreColumns }: RowOptions): LeftOut =>
  ignoreColumns === undefined ? new Set(['']) : new GivenLeftOut(splitNames(ignoreColumns))

/** How files write numbers and dates: `--decimal`, `--date-format`. */
export function readNotation<Z extends Zone>(
  { decimal, dateFormat }: RowOptions,
  zone: Z,
  reader: OptionReader,
): Notation & { readonly zone: Z } {
  const dates = reader.read(dateFormat, '--date-format', readDateFormat)
  return { zone, decimal: reader.choice(decimal, '--decimal', DECIMAL_SIGNS), dates }
}

const DATE_EXAMPLES: Readonly<Record<DateFormat, string>> = {
  ISO: '2026-10-31',
  MDY: '10/31/2026',
  DMY: '31.10.2026',
}

function readDateFormat(text: string, name: string, problems: Problems): DateFormat | null {
  const found = DATE_FORMATS.find(each => each === text.toUpperCase())
  if (found !== undefined) return found
  const message = `expected ${listChoices(DATE_FORMATS)}; got ${inQuotes(text)}`
  const hint = DATE_FORMATS.map(each => `${each} is ${DATE_EXAMPLES[each]}`).join(', ')
  return addIssue(problems, 'BAD_VALUE', name, message, hint)
}

/** What becomes of bad rows. Refuses `--rejects` without `--bad-rows skip`. */
export function readBadRowPolicy(options: RowOptions, reader: OptionReader): BadRowPolicy {
  const policy = reader.choice(options.badRows, '--bad-rows', BAD_ROW_POLICIES) ?? 'stop'
  if (policy === 'stop' && options.rejects !== undefined) {
    reader.refuse('--rejects needs --bad-rows skip')
  }
  return policy
}
