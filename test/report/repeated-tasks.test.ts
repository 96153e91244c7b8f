import { expect, it } from 'vitest'
import { NO_REPEATS } from '../../src/core/repeated-tasks.js'
import { describeRepeats } from '../../src/report/repeated-tasks.js'

it.each([
  [{}, []],
  [
    { repeatedTasks: 1 },
    ['1 row left out: its task stands in another row, and each task counts once, by its last status'],
  ],
  [
    { repeatedTasks: 2 },
    ['2 rows left out: their tasks stand in another row, and each task counts once, by its last status'],
  ],
  [
    { contradictingTasks: 1 },
    [
      'warning: 1 row left out under a task_id that is another job, or has other units, in what counts; does task_id hold ids of tasks? --columns task_id=NAME names another column',
    ],
  ],
  [
    { cutIds: 3 },
    [
      'warning: the task_id of 3 rows was cut by a spreadsheet or a program (such as 7.8E+17, or zeros at the end of all), so that tasks that stand twice cannot be told; export the ids as text',
    ],
  ],
  [
    { withoutIds: ['a.csv', 'b.csv'] },
    [
      'a.csv · b.csv: these rows have no ids. One that stands in another file of the same time as well counts twice',
    ],
  ],
])('of tasks in several rows %j is told, and nothing else', (repeats, told) => {
  expect(describeRepeats({ ...NO_REPEATS, ...repeats })).toEqual(told)
})
