/**
 * The month in which a job of a plan is to run: one of one year, such as 2027-12, or the same one of every year, such
 * as 12 or December (a ruling, R90).
 */

import type { Issue, Place } from '../../core/failure.js'
import { monthOf, yearInFull } from '../../core/instant.js'
import { wholeOf } from '../../core/nothing-words.js'
import type { PlanMonth } from '../../core/plan/demand/plan-month.js'
import { inQuotes } from '../values.js'

/** Reads a month; null when nothing is said. */
export function readPlanMonth(text: string, place: Place): PlanMonth | null | Issue[] {
  if (text === '') return null
  const month = parsePlanMonth(text)
  if (month) return month
  const message = `month: expected a month such as 2027-12, or 12 for every December; got ${inQuotes(text)}`
  return [{ code: 'BAD_TIME', message, place }]
}

/** A month, with or without its year, as people and spreadsheets write it; null when the text is none. */
export function parsePlanMonth(text: string): PlanMonth | null {
  // A spreadsheet makes a date of a month: the first of it, or `Dec-27`.
  const dated = /^(\d{4})[-/](\d{1,2})(?:[-/]\d{1,2}(?:[T ].*)?)?$/.exec(text)
  if (dated) return inYear(Number(dated[1]), Number(dated[2]))
  const [, name = '', year] = /^([a-z]{3,9})\.?(?:[-\s]+(\d{2}|\d{4}))?$/i.exec(text) ?? []
  if (name !== '') {
    return inYear(year === undefined ? null : Number(yearInFull(year)), monthOf(name))
  }
  const month = wholeOf(text)
  return /^\d{1,2}$/.test(month) ? inYear(null, Number(month)) : null
}

const inYear = (year: number | null, month: number): PlanMonth | null =>
  month >= 1 && month <= 12 && (year === null || year >= 2000) ? { year, month } : null
