/** Options that every command takes, and what they are read into. */
import { extname } from 'node:path'
import { inQuotes } from '../core/failure.js'
import type { Rates } from '../read/rates/load-rates.js'
import { loadStyle, PLAIN, type Style } from '../report/style.js'
import {
  type CommonOptions,
  type Format,
  type RequestContext,
  readTerms,
  type Terms,
  type World,
} from '../requests/context.js'
import type { OptionsOf } from '../requests/flags/flag.js'
import { FORMATS, type HTML } from '../requests/flags/shared-flags.js'
import { OptionReader } from '../requests/option-reader.js'
import type { Io } from './io.js'
import { showProgress } from './progress.js'

/** The option of commands that can show pictures, as commander delivers it. */
export type HtmlOption = OptionsOf<{ html: typeof HTML }>

/** Where program.ts leaves, among the options, the configuration file that set some of them. A symbol, as it is no option. */
export const CONFIG_USED = Symbol('config used')
interface ConfigUsed {
  readonly [CONFIG_USED]?: string
}

/** The common options, read. */
export interface Settings extends Terms {
  readonly format: Format
  readonly output: string | null
  readonly isQuiet: boolean
  /** Whether a table holds all, as a file does: a screen begins with what decides. */
  readonly showsDetails: boolean
  readonly style: Style
  /** Whether our signs in tables are written in ASCII. */
  readonly isAscii: boolean
  /** The configuration file that set options; null: none. */
  readonly config: string | null
}

/** Reads the common options; throws InputError. */
export async function readSettings(
  options: CommonOptions & HtmlOption & ConfigUsed,
  io: Io,
  formats: readonly Format[] = FORMATS,
): Promise<Settings> {
  const reader = new OptionReader()
  const format = reader.choice(options.format, '--format', formats)
  if (options.json && format !== null && format !== 'json') {
    reader.refuse(`--json and --format ${format} exclude each other`)
  }
  const unwritten = format === null && !options.json && OTHER_FORMATS.exec(options.output ?? '')
  if (unwritten)
    reader.refuse(
      `--output: expected a name in .json, .csv, .md or .txt; got ${inQuotes(unwritten.input)}${/htm/i.test(unwritten[0]) ? ', and --html FILE writes a page' : ''}`,
    )
  if (options.html === '-') reader.refuse('--html: standard output carries the answer itself; name a file')
  const terms = await readTerms(options, reader, () => io.now())
  reader.finish()
  const hasColour = options.color !== false && usesColour(io) && options.output === undefined
  return {
    ...terms,
    format: options.json ? 'json' : (format ?? formatOfFile(options.output) ?? 'table'),
    output: options.output ?? null,
    isQuiet: options.quiet === true,
    showsDetails: options.details === true || options.output !== undefined,
    style: hasColour ? await loadStyle() : PLAIN,
    isAscii: wantsAscii(options, io),
    config: options[CONFIG_USED] ?? null,
  }
}

/** What a request may use of the process. */
export const worldOf = (io: Io, { isQuiet }: Settings): World => ({
  stdin: io.stdin,
  env: io.env,
  now: () => io.now(),
  follow: input => showProgress(input, isQuiet, io),
})

/** What a request of the command line is read in. */
export const contextOf = (rates: Rates, settings: Settings, io: Io): RequestContext => ({
  terms: settings,
  rates,
  world: worldOf(io, settings),
  format: settings.format,
})

/** The format that a file's name asks for when no option does; null when it asks for none. */
export const formatOfFile = (path = ''): Format | null =>
  FORMAT_OF_ENDING[extname(path).toLowerCase()] ?? null

const FORMAT_OF_ENDING: Readonly<Record<string, Format>> = {
  '.json': 'json',
  '.csv': 'csv',
  '.md': 'markdown',
}

/** Files that whoever opens them takes for something that an answer is not; price lists are written as YAML. */
const OTHER_FORMATS = /\.(?:html?|xml|xlsx?|ods|pdf|docx?|markdown|tsv|jsonl|ndjson|parquet|ics|gz|zst|zip)$/i

/** Whether tables are in ASCII. A file is for another screen: only the option is about it. */
function wantsAscii({ ascii, output }: CommonOptions, { env }: Io): boolean {
  if (ascii !== undefined || output !== undefined) return ascii === true
  // Where nothing says it, as in most containers, it is UTF-8.
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8'
  return env.TERM === 'dumb' || !/utf-?8/i.test(locale)
}

/** Colour where a terminal reads it; `NO_COLOR` and `FORCE_COLOR` decide otherwise. */
function usesColour({ env, outIsTerminal }: Io): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return outIsTerminal && env.TERM !== 'dumb'
}
