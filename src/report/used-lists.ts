/** By which price lists use was counted in units, in words. */
import type { EarlyJobs, UsedList, UsedLists } from '../core/used-lists.js'
import { describeSource } from './source-line.js'
import { countOf, makeVisible } from './text.js'

/** The lists of several files, each once. */
export const listUsed = (all: readonly UsedLists[]): UsedList[] => [
  ...new Set(all.flatMap(({ lists }) => lists)),
]

/** Such as `units by kling-units-2026: 003, published 2026-09-20, vendor`. */
export const describeUsedLists = (lists: readonly UsedList[]): string[] =>
  lists.map(list => `units by ${makeVisible(list.id)}: ${describeSource(list)}`)

export const describeEarly = ({ count, listId }: EarlyJobs): string =>
  `${countOf(count, 'job')} took place before ${makeVisible(listId)} was published. Their price then is not known`

/** The ruling that chose the lists. */
export const UNITS_FIRST =
  'what is drawn from packages is counted by price lists in units, even where quote prices a job by one in dollars; --card chooses'
