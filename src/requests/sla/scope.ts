/** Which periods and requests `sla` is asked about, by options that a log and a query over a table share. */

import { type Month, parseMonth } from '../../core/calendar.js'
import { type Day, parseDay } from '../../core/instant.js'
import type { PeriodChoice } from '../../core/sla/asked-periods.js'
import { type EndpointFilter, parseGlob } from '../../core/sla/endpoint.js'
import { isYearInReach } from '../../read/requests/request-row.js'
import { addIssue, inQuotes, type Problems } from '../../read/values.js'
import type { SlaOptions } from '../flags/sla.js'
import type { OptionReader } from '../option-reader.js'

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

function readMonth(text: string, name: string, problems: Problems): Month | null {
  const month = parseMonth(text)
  if (month && isYearInReach(month.year)) return month
  return addIssue(problems, 'BAD_TIME', name, `found ${inQuotes(text)}; a month such as 2026-10 is allowed`)
}

function readDay(text: string, name: string, problems: Problems): Day | null {
  const day = parseDay(text)
  if (day !== null && isYearInReach(Number(text.slice(0, 4)))) return day
  return addIssue(problems, 'BAD_TIME', name, `found ${inQuotes(text)}; a date such as 2026-10-01 is allowed`)
}

/** The longest term that is cut into periods: ten years. */
const MAX_TERM_MONTHS = 120

function readTermMonths(text: string, name: string, problems: Problems): number | null {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_TERM_MONTHS) return Number(text)
  return addIssue(
    problems,
    'BAD_NUMBER',
    name,
    `found ${inQuotes(text)}; a whole number of months from 1 to ${MAX_TERM_MONTHS} is allowed`,
  )
}

/** `--endpoint` and `--exclude-endpoint`. */
export function readFilter(
  options: Pick<SlaOptions, 'endpoint' | 'excludeEndpoint'>,
  reader: OptionReader,
): EndpointFilter {
  const read = (texts: readonly string[] | undefined, name: string): string[] =>
    (texts ?? []).flatMap(text => reader.read(text, name, readGlob) ?? [])
  return {
    include: read(options.endpoint, '--endpoint'),
    exclude: read(options.excludeEndpoint, '--exclude-endpoint'),
  }
}

function readGlob(text: string, name: string, problems: Problems): string | null {
  const glob = parseGlob(text.trim())
  if (glob !== null) return glob
  const bare = text.trim().replace(/[?#].*$/s, '')
  const likely = parseGlob(bare) ?? (bare === '' ? '/v1/*' : `/${bare} or */${bare}`)
  return addIssue(
    problems,
    'BAD_VALUE',
    name,
    `found ${inQuotes(text)}; a path without a query is allowed, in which * stands for anything, such as ${likely}`,
  )
}
