/**
 * `--calendar FILE`: the days that differ from Monday to Friday, CSV `date,kind`, `kind` being `holiday` (no
 * one works) or `workday` (a day on which people work although it is a weekend). Further columns, such as a name, are
 * fine.
 */
import type { Issue } from '../../core/failure.js'
import { type Day, formatDay } from '../../core/instant.js'
import { type WorkingDays, workingDaysFrom } from '../../core/working-days.js'
import { readSideFile, type SideFiles } from '../side-file.js'
import { addIssue, type Problems, readChoice, readDay } from '../values.js'

const KINDS = ['holiday', 'workday'] as const

const FORM = {
  columns: ['date', 'kind'],
  needed: ['date', 'kind'],
  what: 'a calendar file',
  named: 'calendar',
  takesOthers: true,
} as const

/** Reads a calendar; it knows the years in which it names a day. Throws InputError with everything that is wrong. */
export async function readCalendar(path: string, files: SideFiles): Promise<WorkingDays> {
  const kinds = new Map<Day, (typeof KINDS)[number]>()
  await readSideFile(path, files, FORM, (text, place, notation): { day: Day } | Issue[] => {
    const problems: Problems = { place, issues: [] }
    const day = readDay(text('date'), 'date', notation, problems)
    const kind = readChoice(text('kind'), 'kind', KINDS, problems)
    if (day !== null && kind !== null) {
      const known = kinds.get(day)
      if (known !== undefined && known !== kind) {
        addIssue(problems, 'KEY_REPEATED', 'date', `${text('date')} is a ${known} already`)
      }
      kinds.set(day, kind)
    }
    return day === null || problems.issues.length > 0 ? problems.issues : { day }
  })
  const daysOf = (wanted: string): string[] =>
    [...kinds].flatMap(([day, kind]) => (kind === wanted ? [formatDay(day)] : []))
  return workingDaysFrom(path, daysOf('holiday'), daysOf('workday'))
}
