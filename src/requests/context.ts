/** What every request is read in, whether the command line asks or a program. */
import { fail } from '../core/failure.js'
import { type Instant, instantAt, UTC, type Zone } from '../core/instant.js'
import type { Rates } from '../read/rates/load-rates.js'
import type { Input } from '../read/source.js'
import type { StandardInput } from '../read/standard-input.js'
import { inQuotes, readInstant } from '../read/values.js'
import type { OptionsOf } from './flags/flag.js'
import type { COMMON, FOCUS, FORMATS, OPENSLO } from './flags/shared-flags.js'
import type { OptionReader } from './option-reader.js'

export type Format = (typeof FORMATS)[number] | typeof FOCUS | typeof OPENSLO

/** The common options as commander delivers them. */
export type CommonOptions = OptionsOf<{ common: typeof COMMON }>

/** The time and the zone of an answer, and the rates that are added to the shipped ones. */
export interface Terms {
  readonly asOf: Instant
  readonly zone: Zone
  readonly rateFiles: readonly string[]
}

/** Follows a long reading; `clear` removes what it showed. */
export interface Progress {
  onRows(rows: number): void
  clear(): void
}

/** What a request may use of the process. */
export interface World {
  readonly stdin: StandardInput
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds since the epoch. */
  now(): number
  /** Shows how far the reading of an input has come. */
  follow(input: Input): Progress
}

export interface RequestContext {
  readonly terms: Terms
  readonly rates: Rates
  readonly world: World
  /** How the answer will be written: some forms hold more of it than others. */
  readonly format: Format
}

/** Reads the terms; what is wrong with them but the zone is in `reader`. Throws BAD_VALUE for the zone. */
export async function readTerms(
  { tz, asOf, rates = [] }: Pick<CommonOptions, 'tz' | 'asOf' | 'rates'>,
  reader: OptionReader,
  now: () => number,
): Promise<Terms> {
  const zone = await readZone(tz, '--tz')
  const time = reader.read(asOf, '--as-of', (text, name, problems) => readInstant(text, name, zone, problems))
  return { zone, asOf: time ?? instantAt(now()), rateFiles: rates }
}

/** A time zone by its IANA name; UTC when none is given. Throws BAD_VALUE. */
export async function readZone(name: string | undefined, option: string): Promise<Zone> {
  if (name === undefined || name === 'UTC') return UTC
  const { zoneOf } = await import('../core/calendar.js')
  try {
    return zoneOf(name)
  } catch (error) {
    // The platform knows the zones, and says so by throwing.
    if (!(error instanceof RangeError)) throw error
    return fail(
      'BAD_VALUE',
      `${option}: found ${inQuotes(name)}; an IANA time zone such as UTC, Asia/Shanghai or America/New_York is allowed`,
    )
  }
}
