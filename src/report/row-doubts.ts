/** What may be a slip in rows of jobs and use, in sentences: they count as they stand, and no reader may overlook it. */
import { inQuotes, listChoices } from '../core/failure.js'
import type { FileColumns } from '../core/file-columns.js'
import type { RowDoubt } from '../core/row-doubt.js'
import { countOf, listSome, showCount } from './text.js'
import { showDay, showMinutes } from './times.js'

/** Those of files that are no ledgers. */
export const describeRowDoubts = (files: readonly FileColumns[]): string[] =>
  files.flatMap(({ file, doubts = [] }) =>
    doubts.map(doubt => `${file}, ${describeRowDoubt(doubt as RowDoubt)}`),
  )

export function describeRowDoubt(doubt: RowDoubt): string {
  switch (doubt.kind) {
    case 'empty-labels': {
      const empty = doubt.cells.map(({ column, above }) => `${column} (above: ${inQuotes(above)})`)
      return `line ${doubt.line}: nothing stands under ${listChoices(empty, 'and')}, and the row counts as one that leaves it out, as does each such row; in a pivot table it means the same as above: if this is one, have it repeat its labels, or fill the cells`
    }
    case 'long-jobs':
      return `line ${doubt.line}: the job is ${showCount(doubt.seconds)} seconds long (${showMinutes(Math.round(doubt.seconds / 60))}), and is priced for all of them, as is each such row; if duration is in milliseconds, have the export divide it by 1,000`
    case 'unknown-models':
      return `line ${doubt.line}: no price list has the ${doubt.models.length === 1 ? 'model' : 'models'} ${listSome(doubt.models.map(inQuotes))}, and the units of such rows count as use; if they are of another service, take the rows out`
    case 'no-such-column':
      return `which no file has, leaves nothing out; the files have ${listSome(doubt.found, 12)}`
    case 'open-tasks': {
      const { open, all, first, last } = doubt
      const days = first === last ? `on ${showDay(first)}` : `from ${showDay(first)} to ${showDay(last)}`
      const [have, they, count] = open === 1n ? ['has', 'it', 'counts'] : ['have', 'they', 'count']
      return `${showCount(open)} of ${countOf(all, 'task')}, begun ${days}, ${have} no end in this file: what ${they} used is not known, and ${they} ${count} as nothing. What creating a task answers never says how it ended: take the status from a later query or callback, or give the billing export`
    }
    case 'same-days': {
      const more = doubt.rows > 1 ? `, and ${doubt.rows} rows are such copies` : ''
      return `line ${doubt.line}: the row is alike line ${doubt.other} in every column${more}; all of them count: where two exports overlap, take the rows out that stand twice`
    }
    case 'same-moments':
      return `line ${doubt.line}: the row has the job and the millisecond of line ${doubt.other}, as ${showCount(doubt.rows)} of ${countOf(doubt.of, 'row')} without a task_id that were looked at have those of another row. All of them count: if an export or a program wrote a job twice, take one of its rows out`
    case 'meter-readings':
      return `whose units never fall in ${doubt.days} days: if they are readings of a meter, write what each day adds to the one before`
    case 'empty-count':
      return `line ${doubt.line}: count is empty, and the row counts as one job, as does each such row; in a pivot table and in a plan an empty cell may mean none: write 1, or take such rows out`
  }
}
