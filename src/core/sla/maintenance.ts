/** Announced maintenance: which windows set failures aside. */
import { type Instant, MILLIS_PER_SECOND } from '../instant.js'
import type { MaintenanceTerms } from './agreement.js'

/** A declared maintenance window, `[start, end)`. */
export interface MaintenanceWindow {
  readonly start: Instant
  readonly end: Instant
  readonly reason: string
  /** When the customer was told; null: not recorded. */
  readonly notifiedAt: Instant | null
  /** Whether a date alone says its end, which is when that day begins (a ruling, R56). */
  readonly endsWithoutTime?: boolean
}

/** A declared window, and whether it sets failures aside under the agreement that it is held against. */
export interface JudgedWindow extends MaintenanceWindow {
  readonly counts: boolean
}

/**
 * Whether the window was announced in time. An agreement that asks for hours of notice does not take a
 * window without a record of it: the customer need not prove that there was none. Notice of exactly so many
 * hours is enough (003 A: "at least").
 */
export function isNoticed(window: MaintenanceWindow, { noticeHours }: MaintenanceTerms): boolean {
  if (noticeHours === null) return true
  return (
    window.notifiedAt !== null && window.notifiedAt <= window.start - noticeHours * 3600 * MILLIS_PER_SECOND
  )
}

/** Whether the window covers an instant: its start does, its end does not. */
export const covers = (window: Pick<MaintenanceWindow, 'start' | 'end'>, instant: Instant): boolean =>
  instant >= window.start && instant < window.end
