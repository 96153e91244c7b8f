/** `--demand`: use to come as it is known, CSV `date,pool,units`. Rows of one date and pool add up. */
import { type Issue, listChoices } from '../core/failure.js'
import type { Day } from '../core/instant.js'
import { isPlainDecimal, NO_UNITS, type Units, units } from '../core/quantity.js'
import { readSideFile, type SideFiles } from './side-file.js'
import { type Problems, quote, readAmount, readDay, report } from './values.js'

/** The use of one day, of one pool. */
export interface DemandRow {
  readonly date: Day
  /** Null: the file does not say. */
  readonly pool: string | null
  readonly units: Units
}

const FORM = {
  columns: ['date', 'pool', 'units'],
  needed: ['date', 'units'],
  what: 'a file of demand',
} as const

/** Reads the demand; `pools` are those that price lists and packages know. Throws InputError with all that is wrong. */
export const readDemand = (path: string, files: SideFiles, pools: readonly string[]): Promise<DemandRow[]> =>
  readSideFile(path, files, FORM, (text, place, notation): DemandRow | Issue[] => {
    const problems: Problems = { place, issues: [] }
    const date = readDay(text('date'), 'date', notation, problems)
    const pool = text('pool').toLowerCase() || null
    if (pool !== null && !pools.includes(pool)) {
      report(problems, 'BAD_VALUE', 'pool', `found ${quote(text('pool'))}; ${listChoices(pools)} is allowed`)
    }
    const example = 'a number of units, such as 400 or 0.5'
    const amount = readAmount(text('units'), 'units', notation, problems, example)
    return problems.issues.length > 0
      ? problems.issues
      : { date: date!, pool, units: amount === null ? NO_UNITS : units(amount) }
  })

/** Units, 0 or more. */
export function readUnits(text: string, name: string, problems: Problems): Units | null {
  if (isPlainDecimal(text)) return units(text)
  const message = `found ${quote(text)}; a plain decimal number of units is allowed, such as 400 or 0.5`
  return report(problems, 'BAD_NUMBER', name, message)
}
