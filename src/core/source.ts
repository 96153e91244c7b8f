/** Where a document comes from and how sure its figures are: every price list and agreement says so. */
import type { Day } from './instant.js'

export interface Source {
  /** How the project names the document, such as `002`. */
  readonly document: string
  readonly title: string
  readonly url: string | null
  /** When it was published as far as it says: `2025`, `2026-04` or `2026-09-20`. */
  readonly published: string | null
  /** The day on which it was read. */
  readonly retrieved: Day
  /** `vendor`: its own page; `second-hand`: another's copy of it; `rumour`: seen once; `own`: the user's contract. */
  readonly confidence: (typeof CONFIDENCES)[number]
  readonly remark: string | null
}

export const CONFIDENCES = ['vendor', 'second-hand', 'rumour', 'own'] as const
