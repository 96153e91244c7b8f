/** Cells of a file of jobs that are left empty where other rows fill them: what they mean is not plain. */
import type { RowDoubt } from '../../core/row-doubt.js'
import type { ReadText } from '../../read/job-row.js'

export class EmptyCells {
  #isCounted = false
  /** The first row with an empty cell of `count`. */
  #uncounted: number | null = null

  /** Looks at a row that could be read; of rows that come down to the same at one of them. */
  look(text: ReadText, line: number): void {
    const count = text('count')
    if (count) this.#isCounted = true
    else if (count === '') this.#uncounted ??= line
  }

  get doubts(): RowDoubt[] {
    return this.#isCounted && this.#uncounted !== null ? [{ kind: 'empty-count', line: this.#uncounted }] : []
  }
}
