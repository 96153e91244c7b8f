/** A log of requests whose format has been recognised: its shape, its columns and how its words and times are read. */
import { type TimeZone, zoneOf } from '../../core/calendar.js'
import type { AliasedColumn, IgnoredColumn } from '../../core/file-columns.js'
import { UTC, type Zone } from '../../core/instant.js'
import type { OtherTimes, PairedRows } from '../../core/sla/answer.js'
import type { EndpointFilter } from '../../core/sla/endpoint.js'
import type { SharedNames } from '../../read/columns.js'
import type { OpenCsv } from '../../read/csv-form.js'
import type { LeftOut } from '../../read/left-out.js'
import type { Names } from '../../read/names.js'
import type { DateFormat, Notation } from '../../read/notation.js'
import type { LineReader } from '../../read/requests/line-row.js'
import type { LogLayout } from '../../read/requests/log-format.js'
import type { LogQuestion, Written } from '../../read/requests/recognise-log.js'
import type { RequestWords } from '../../read/requests/request-words.js'
import type { RunSides } from '../../read/requests/run-sides.js'
import type { ColumnNames } from '../../read/rows.js'
import type { LaterKeys } from './later-keys.js'
import type { ReadSampled, WhoseName } from './whose-columns.js'

/** How the words and columns of logs are to be understood. */
export interface LogTerms {
  readonly form: LogQuestion['asked']
  /** In which times that name no zone are read. */
  readonly zone: TimeZone
  readonly columns: ColumnNames
  /** Of several logs: which have the names given; whoever has read all of them checks it. */
  readonly shared?: SharedNames | undefined
  /** Of several logs: which side of their requests counts; left out: each log is read by its own. */
  readonly sides?: RunSides
  /** Other words for columns; left out: there are none. */
  readonly names?: Names
  /** `--ignore-columns` */
  readonly leftOut?: LeftOut
  /** `--date-format` */
  readonly dates?: DateFormat | null
  /** Which requests count; left out: all. */
  readonly filter?: EndpointFilter
}

/** What the columns of a log are, once it has been recognised. */
export interface LogColumnsFound {
  readonly layout: LogLayout
  readonly aliased: readonly AliasedColumn[]
  readonly ignored: readonly IgnoredColumn[]
  /** The zone that the name of its times says, where it is another than the options say. */
  readonly said?: Zone | undefined
}

/** What says whose a log's requests were, beside their paths. */
interface WhoseFound {
  readonly whose: readonly WhoseName[]
  readonly sample: ReadSampled
  /** Whether its rows have the host that a filter asks for (`HOST_COLUMN`). */
  readonly hasHosts: boolean
  /** Whether its statuses begin with zeros, 4XX at most among them. */
  readonly isOfZeros?: boolean
  /** Whether its first times are whole minutes. */
  readonly hasRoundTimes?: boolean
  /** Left out: no column beside its times holds others. */
  readonly otherTimes?: OtherTimes | undefined
  /** What its first objects that have a status say in columns of messages; undefined: it holds none. Few logs are asked. */
  readonly listMessages?: () => ReadonlySet<string> | undefined
  /** Left out: its first rows do not come in pairs. */
  readonly pairs?: PairedRows | undefined
}

export type RecognisedText = WhoseFound & RecognisedForm

type RecognisedForm =
  | (LogColumnsFound & {
      readonly shape: 'csv'
      readonly csv: OpenCsv
      readonly at: ReadonlyMap<string, number>
      readonly joined: ReadonlyMap<string, readonly number[]>
    })
  | (LogColumnsFound & {
      readonly shape: 'json'
      /** Its rows, one a line. */
      readonly chunks: AsyncIterable<Buffer>
      /** Whether the lines are those of the file. */
      readonly isLined: boolean
      readonly written: Written
      readonly lineOf: (number: number) => number
      /** The columns that are read. */
      readonly known: readonly string[]
      /** Takes the keys of its lines, which the first rows need not have. */
      readonly laterKeys: LaterKeys
      /** Throws LOG_MALFORMED for a row that is a request, though its status is not where the log has it; null: none is. */
      readonly checkMessage: ((raw: string) => void) | null
      /** What nothing is read from, with those. Throws COLUMN_UNREAD for one that would change the answer. */
      readonly ignoredInAll: () => readonly IgnoredColumn[]
    })
  | (LogColumnsFound & {
      readonly shape: 'lines'
      readonly chunks: AsyncIterable<Buffer>
      readonly read: LineReader
    })
  | {
      readonly shape: 'combined'
      readonly words: RequestWords
      readonly chunks: AsyncIterable<Buffer>
      /** The names of what stands in its lines. */
      readonly headers: readonly string[]
      readonly aliased: readonly AliasedColumn[]
      readonly ignored: readonly IgnoredColumn[]
    }

/** What the words of a log mean. */
export const wordsOf = (text: RecognisedText): RequestWords =>
  text.shape === 'combined' ? text.words : text.layout.words

/** How the times of a log are written. */
export const notationOf = (
  { layout, said }: LogColumnsFound,
  { zone, dates = null }: LogTerms,
): Notation & { zone: TimeZone } => {
  const other = said ?? (layout.isUtc ? UTC : null)
  return { zone: other === null ? zone : zoneOf(other.id), decimal: '.', dates }
}

/** A log with columns that may be other than their names say. */
export type NamedColumns = Exclude<RecognisedText, { readonly shape: 'combined' }>

/** By which name a log has a column that is read. */
export const nameOf = ({ aliased, layout }: NamedColumns, column: string): string =>
  aliased.find(each => each.column === column)?.name ?? layout.columns.get(column) ?? column
