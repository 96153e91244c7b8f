/** What the service says of the packages that paid, where it is not what the draw-down has. */
export interface PaidOtherwise {
  /** How many deductions were held against the draw-down, and in how many the two differ. */
  readonly deductions: number
  readonly differing: number
  readonly first: {
    readonly file: string
    readonly line: number
    /** Null where it names no package. */
    readonly packageId: string | null
    /** Who paid by the draw-down; none where nobody did. */
    readonly payers: readonly string[]
  }
}
