/**
 * The working days of mainland China, as the State Council's yearly notices set them.
 *
 * The only importer of chinese-days, and of its data alone: the library's own functions answer for years
 * without data as if they had no holidays. The file is 37 KB, so that it is a module by itself, to be
 * imported only when a claim window is asked for.
 */
import notices from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { assert } from './failure.js'
import { type Day, parseDay } from './instant.js'
import { type WorkingDays, workingDaysFrom } from './working-days.js'

const daysIn = (dates: Record<string, string>): Day[] =>
  Object.keys(dates).map(date => {
    const day = parseDay(date)
    assert(day !== null, `chinese-days names no day: ${date}`)
    return day
  })

/** Mainland China with make-up working days; unknown outside the years of the notices kept (2004 to 2026). */
export const CN_WORKING_DAYS: WorkingDays = workingDaysFrom(
  'cn',
  daysIn(notices.holidays),
  daysIn(notices.workdays),
)
