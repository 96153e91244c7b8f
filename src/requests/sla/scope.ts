/** Which periods and requests `sla` is asked about, by options that a log and a query over a table share. */

import { parseMonth, type TimeZone, zoneOf } from '../../core/calendar.js'
import { parseDay } from '../../core/instant.js'
import type { PeriodChoice } from '../../core/sla/asked-periods.js'
import { type EndpointFilter, parseGlob } from '../../core/sla/endpoint.js'
import { isYearInReach, type Problems, valueReader } from '../../read/values.js'
import { readZone } from '../context.js'
import type { SlaOptions } from '../flags/sla.js'
import type { OptionReader } from '../option-reader.js'

/** Where times of the log that name no zone are read: `--log-tz`, else the zone of the answer. Throws InputError. */
export async function readLogZone({ logTz }: SlaOptions, zone: TimeZone): Promise<TimeZone> {
  return logTz === undefined ? zone : zoneOf((await readZone(logTz, '--log-tz')).id)
}

/** `--period`, or `--term-start` and `--term-months`. */
export function readPeriods(options: SlaOptions, reader: OptionReader): PeriodChoice {
  if (options.period !== undefined) {
    const months = options.period.map(text => reader.read(text, '--period', readMonth))
    return { kind: 'months', months: months.filter(month => month !== null) }
  }
  const start = reader.read(options.termStart, '--term-start', readDay)
  const months = reader.read(options.termMonths, '--term-months', readTermMonths)
  return start !== null && months !== null ? { kind: 'term', start, months } : { kind: 'touched' }
}

const readMonth = valueReader('BAD_TIME', 'a month such as 2026-10 is allowed', text => {
  const month = parseMonth(text)
  return month && isYearInReach(month.year) ? month : null
})

const readDay = valueReader('BAD_TIME', 'a date such as 2026-10-01 is allowed', text =>
  isYearInReach(Number(text.slice(0, 4))) ? parseDay(text) : null,
)

/** The longest term that is cut into periods: ten years. */
const MAX_TERM_MONTHS = 120

const readTermMonths = valueReader(
  'BAD_NUMBER',
  `a whole number of months from 1 to ${MAX_TERM_MONTHS} is allowed`,
  text => (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_TERM_MONTHS ? Number(text) : null),
)

/** `--endpoint` and `--exclude-endpoint`. */
export function readFilter(
  options: Pick<SlaOptions, 'endpoint' | 'excludeEndpoint'>,
  reader: OptionReader,
): EndpointFilter {
  const read = (texts: readonly string[] | undefined, name: string): string[] =>
    (texts ?? []).flatMap(text => {
      const glob = reader.read(text, name, readGlob)
      return glob === null ? [] : [glob]
    })
  return {
    include: read(options.endpoint, '--endpoint'),
    exclude: read(options.excludeEndpoint, '--exclude-endpoint'),
  }
}

function readGlob(text: string, name: string, problems: Problems): string | null {
  const bare = text.trim().replace(/[?#].*$/s, '')
  const likely = parseGlob(bare) ?? (bare === '' ? '/v1/*' : `/${bare} or */${bare}`)
  const allowed = `a path without a query is allowed, in which * stands for anything, such as ${likely}`
  return valueReader('BAD_VALUE', allowed, glob => parseGlob(glob.trim()))(text, name, problems)
}
