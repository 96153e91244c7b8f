/** The month of a planned job: one of one year, or the same one of every year (a ruling, R90). */

import { MONTH_NAMES } from '../../instant.js'

/** `year` null: of every year; months count from 1. */
export interface PlanMonth {
  readonly year: number | null
  readonly month: number
}

/** The same text for the same month: `2027-12`, and `12` for every December. */
export const keyOfMonth = ({ year, month }: PlanMonth): string =>
  [...(year === null ? [] : [year]), String(month).padStart(2, '0')].join('-')

/** A month as it is told: `2027-12`, or `December`. */
export const describeMonth = (month: PlanMonth): string =>
  month.year === null ? MONTH_NAMES[month.month - 1]! : keyOfMonth(month)
