/** `--maintenance`: declared windows, CSV `start,end,reason[,notified_at]`. */
import type { Issue } from '../../core/failure.js'
import type { Zone } from '../../core/instant.js'
import type { MaintenanceWindow } from '../../core/sla/maintenance.js'
import { readSideFile } from '../side-file.js'
import type { StandardInput } from '../standard-input.js'
import { type Problems, quote, readInstant, report } from '../values.js'

const FORM = {
  columns: ['start', 'end', 'reason', 'notified_at'],
  needed: ['start', 'end', 'reason'],
  what: 'a maintenance file',
} as const

/** Reads the windows in the order of the file. Throws InputError with everything that is wrong. */
export const readMaintenance = (
  path: string,
  zone: Zone,
  stdin: StandardInput,
): Promise<MaintenanceWindow[]> =>
  readSideFile(path, stdin, FORM, (text, place): MaintenanceWindow | Issue[] => {
    const problems: Problems = { place, issues: [] }
    const start = readInstant(text('start'), 'start', zone, problems)
    const end = readInstant(text('end'), 'end', zone, problems)
    const notified = text('notified_at')
    const notifiedAt = notified === '' ? null : readInstant(notified, 'notified_at', zone, problems)
    if (start !== null && end !== null && end <= start) {
      report(problems, 'BAD_TIME', 'end', `found ${quote(text('end'))}; a time after the start is allowed`)
    }
    if (start === null || end === null || problems.issues.length > 0) return problems.issues
    return { start, end, reason: text('reason'), notifiedAt }
  })
