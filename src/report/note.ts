/** What is said beside an answer. */
export interface Note {
  readonly text: string
  /** The ruling that it tells, as docs/rulings.md numbers them. */
  readonly ruling?: string
  /** Whether the screen shows in another form what it says. */
  readonly isInTable?: boolean
  /** Whether it changes nothing in this answer: a screen shows it with `--details` alone. */
  readonly isDetail?: boolean
  /** Whether it is said to those too who want no notes. */
  readonly isLoud?: boolean
}
