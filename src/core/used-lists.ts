/** By which price lists units of use were computed. */
import type { Dated } from './source.js'

/** Of files that say themselves how many units were used, there is none. */
export interface UsedLists {
  /** In the order in which they were met. */
  readonly lists: readonly UsedList[]
  /** Whether a list in dollars comes first for any of the jobs where it is asked what they cost (ruling R46). */
  readonly isRuled: boolean
  readonly early: EarlyJobs | null
}

export interface UsedList extends Dated {
  readonly id: string
  readonly isUsers: boolean
}

/** Jobs that took place before the list that prices them was published. */
export interface EarlyJobs {
  readonly count: bigint
  readonly listId: string
}
