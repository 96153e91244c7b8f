/** What is said of rows of which more than one is about the same task. */
import { compact } from '../core/compact.js'
import type { RepeatedTasks } from '../core/repeated-tasks.js'
import { countOf, listNames, makeVisible } from './text.js'

/** What is told in the table too: the answer may be twice what is right. */
export const describeCopies = ({ copies, alikeParts }: RepeatedTasks): string[] =>
  compact([
    copies.length > 0 &&
      `${listNames(copies, makeVisible)} hold the same rows, which have no ids. If one is a copy of another, all its units count twice: give one of them.`,
    alikeParts > 0 &&
      `${countOf(alikeParts, 'task')} ${alikeParts === 1 ? 'has' : 'have'} several rows of the same units at different times, and all of them count, as parts that packages paid. If they are one message delivered again, give each task once.`,
  ])

export function describeRepeats(repeats: RepeatedTasks): string[] {
  const { repeatedTasks, contradictingTasks, cutIds, withoutIds, copies } = repeats
  const others = withoutIds.filter(file => !copies.includes(file))
  return compact([
    repeatedTasks > 0 &&
      `${countOf(repeatedTasks, 'row')} left out: ${repeatedTasks === 1 ? 'its task stands' : 'their tasks stand'} in another row, and each task counts once, by its last status`,
    contradictingTasks > 0 &&
      `warning: ${countOf(contradictingTasks, 'row')} left out under a task_id that is another job, or has other units, in what counts; does task_id hold ids of tasks? --columns task_id=NAME names another column`,
    cutIds > 0 &&
      `warning: the task_id of ${countOf(cutIds, 'row')} was cut by a spreadsheet or a program (such as 7.8E+17, or zeros at the end of all), so that tasks that stand twice cannot be told; export the ids as text`,
    others.length > 0 &&
      `${listNames(withoutIds, makeVisible)}: these rows have no ids. One that stands in another file of the same time as well counts twice`,
  ])
}
