/**
 * The working days of mainland China, as the State Council's yearly notices set them.
 *
 * The only importer of chinese-days, and of its data alone: the library's own functions answer for years
 * without data as if they had no holidays. The file is 37 KB, so that it is a module by itself, to be
 * imported only when a claim window is asked for.
 */
import notices from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { type WorkingDays, workingDaysFrom } from './working-days.js'

/**
 * Mainland China with make-up working days; unknown outside the years of the notices kept (2004 to 2026). A test sees
 * that all dates of the notices are spelt as they must be.
 */
export const CN_WORKING_DAYS: WorkingDays = workingDaysFrom(
  'cn',
  Object.keys(notices.holidays),
  Object.keys(notices.workdays),
)
