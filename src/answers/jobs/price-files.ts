/** Jobs of files, whatever their form: read, priced, each task counted once, and handed on one by one. */
import type { Terms } from '../../core/rating/price-job.js'
import { withRemarks } from '../../read/source.js'
import type { FileJobs, FileReport, JobsReport, Purpose, TakeRow } from './job-files.js'
import { readJobFile } from './job-forms.js'
import { JobReader } from './job-reader.js'

/**
 * Reads and prices every job of the files; each task counts once over all of them, its last row. Throws InputError
 * for bad rows unless they may be set aside, and for an export of which pages are missing.
 */
export async function priceFiles(
  files: readonly FileJobs[],
  terms: Terms,
  take: TakeRow,
  purpose: Purpose = { kind: 'jobs' },
): Promise<JobsReport> {
  const reader = new JobReader(terms, take, purpose, files.length > 1)
  for (const file of files) await withRemarks(file.input, () => readJobFile(file, reader.begin(file)))
  return { files: reader.finish(), ...reader.report() }
}

/** The same for one file. */
export async function priceFile(
  file: FileJobs,
  terms: Terms,
  take: TakeRow,
  purpose: Purpose = { kind: 'jobs' },
): Promise<FileReport & Omit<JobsReport, 'files'>> {
  const { files, ...report } = await priceFiles([file], terms, take, purpose)
  return { ...files[0]!, ...report }
}
