/** `--maintenance`: declared windows, CSV `start,end,reason[,notified_at]`. */
import type { Issue } from '../../core/failure.js'
import type { MaintenanceWindow } from '../../core/sla/maintenance.js'
import { isBareDate } from '../../core/time-text.js'
import { inColumn, orderOf } from '../notation.js'
import { readSideFile, type SideFiles } from '../side-file.js'
import { addIssue, inQuotes, type Problems, readTime } from '../values.js'

const FORM = {
  columns: ['start', 'end', 'reason', 'notified_at'],
  needed: ['start', 'end', 'reason'],
  what: 'a maintenance file',
  named: 'maintenance',
} as const

const WORDS = 'cancell?ed|called off|abgesagt|annulée?|cancelad[oa]|已?取消|キャンセル'
/** A reason that says nothing but that maintenance was called off, says it in brackets, or in front of what it would have been. */
const CALLED_OFF = new RegExp(
  `^\\W*(?:${WORDS})\\W*$|[(\\[（【](?:${WORDS})[)\\]）】]|^\\W*(?:${WORDS})\\s*[:：–—-]`,
  'iu',
)

/** Reads the windows in the order of the file. Throws InputError with everything that is wrong. */
export const readMaintenance = (path: string, files: SideFiles): Promise<MaintenanceWindow[]> =>
  readSideFile(path, files, FORM, (text, place, notation): MaintenanceWindow | Issue[] => {
    const problems: Problems = { place, issues: [] }
    const read = (column: 'start' | 'end' | 'notified_at') =>
      readTime(text(column), column, inColumn(notation, column), problems)
    const [start, end] = [read('start'), read('end')]
    const notifiedAt = text('notified_at') === '' ? null : read('notified_at')
    const endsWithoutTime = isBareDate(text('end'), orderOf(notation))
    if (start !== null && end !== null && end <= start) {
      addIssue(
        problems,
        'BAD_TIME',
        'end',
        `found ${inQuotes(text('end'))}; a time after the start is allowed`,
        endsWithoutTime
          ? 'a date without a time is when that day begins: of a window that lasts until the day is over, the end is the day after'
          : undefined,
      )
    }
    if (CALLED_OFF.test(text('reason'))) {
      const hint = 'take the row out; or give another reason if the work took place'
      addIssue(
        problems,
        'BAD_VALUE',
        'reason',
        `found ${inQuotes(text('reason'))}, which says that the work was called off`,
        hint,
      )
    }
    if (start === null || end === null || problems.issues.length > 0) return problems.issues
    return { start, end, reason: text('reason'), notifiedAt, ...(endsWithoutTime && { endsWithoutTime }) }
  })
