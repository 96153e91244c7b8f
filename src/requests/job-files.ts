/** Files of jobs, opened as options say. */
import type { FileJobs } from '../answers/jobs/job-files.js'
import { openInput } from '../read/source.js'
import type { Progress, World } from './context.js'
import type { RowOptions } from './file-options.js'

/** A request, and what follows the reading of its files. */
export interface ReadRequest<Request> {
  readonly request: Request
  /** Removes the progress from the screen. */
  clear(): void
}

/** Opens files of jobs and follows their reading; `clear` removes what was shown of it. Throws InputError. */
export function openerOfJobs(
  options: RowOptions,
  how: Pick<FileJobs, 'reading' | 'badRows'> & { readonly keepsLengths: boolean },
  { stdin, follow }: World,
) {
  const followed: Progress[] = []
  const open = async (path: string): Promise<FileJobs> => {
    const input = await openInput(path, stdin, { ...options, takesBadCells: true })
    const progress = follow(input)
    followed.push(progress)
    const { onRows } = progress
    return { ...how, input, keepsRejects: options.rejects !== undefined, onRows }
  }
  const openAll = async (paths: readonly string[]): Promise<FileJobs[]> => {
    const files: FileJobs[] = []
    for (const path of paths) files.push(await open(path))
    return files
  }
  const clear = (): void => {
    for (const progress of followed) progress.clear()
  }
  return { open, openAll, clear }
}
