/** Rows of a ledger that are alike in every column: purchases that were made twice, or written twice. */
import type { SameRows } from '../../core/ledger/ledger-doubt.js'

/** Finds rows that are alike in every column, also in those that nothing is read from. */
export class SameRowFinder {
  readonly #lines = new Map<string, number[]>()

  add(fields: readonly string[], line: number): void {
    const key = JSON.stringify(fields.map(field => field.trim()))
    this.#lines.set(key, [...(this.#lines.get(key) ?? []), line])
  }

  get doubts(): SameRows[] {
    return [...this.#lines.values()]
      .filter(lines => lines.length > 1)
      .map(lines => ({ kind: 'same-rows', lines }))
  }
}
