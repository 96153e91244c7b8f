/**
 * Rows of sums in a table, as spreadsheets have them: they are no packages, and would count all of them twice. One is
 * known by its word, which a group's name may stand before or behind (`a Total`), or by saying nothing but sums; either
 * way only when the sums are right. A text alone in its row below them is a note.
 */
import type { Issue, Place } from '../../core/failure.js'
import { addRatios, compareRatios, formatRatio, type Ratio, ratioOfDecimal, ZERO } from '../../core/ratio.js'
import { normaliseColumn } from '../names.js'
import { type Notation, toPlainDecimal, withoutUnitWord } from '../notation.js'
import { inQuotes } from '../values.js'

/** What is known of a table whose rows may be sums. */
export interface TableForm {
  /** Words in front of sums, as `normaliseColumn` writes them. */
  readonly words: ReadonlySet<string>
  /** The headings of the columns that are summed, by their index. */
  readonly summed: ReadonlyMap<number, string>
  readonly notation: Notation
}

/** Sums of a table's rows so far: from the top, and from the last row of sums on. */
export class TotalsRows {
  readonly #all = new Map<number, Ratio>()
  #section = new Map<number, Ratio>()
  #rows = 0
  #isBelowSums = false

  constructor(private readonly form: TableForm) {}

  /** Takes the next row: whether it is one of sums or a note below them, and what is wrong if they do not add up. */
  take(fields: readonly string[], place: Place): 'row' | 'totals' | 'note' | Issue {
    const filled = fields.flatMap((text, i) => (text.trim() === '' ? [] : [{ text: text.trim(), i }]))
    const [first] = filled
    const label = first && !this.form.summed.has(first.i) ? normaliseColumn(first.text) : ''
    const isNamed = this.form.words.has(label)
    const isLike = [...this.form.words].some(
      word => label.startsWith(`${word} `) || label.endsWith(` ${word}`),
    )
    const isBare = filled.every(({ i }) => this.form.summed.has(i))
    if (this.#isBelowSums && filled.length === 1 && label !== '' && !isNamed) return 'note'
    if (this.#rows === 0 || (!isNamed && !isLike && !isBare)) return this.#add(filled, place)
    const stated = filled.flatMap(({ text, i }) => {
      const amount = this.form.summed.has(i) ? this.#amountOf(text, i, place) : null
      return amount === null ? [] : [{ i, amount }]
    })
    const wrong = stated.find(({ i, amount }) => !isSum(amount, this.#all.get(i)))
    const isSection = stated.every(({ i, amount }) => isSum(amount, this.#section.get(i)))
    if ((!wrong || isSection) && (isNamed || stated.length > 0)) {
      this.#section = new Map()
      this.#isBelowSums = true
      return 'totals'
    }
    if (!isNamed || !wrong) return this.#add(filled, place)
    const sum = formatRatio(this.#all.get(wrong.i) ?? ZERO)
    return {
      code: 'BAD_NUMBER',
      message: `${this.form.summed.get(wrong.i)}: expected ${sum}, the sum of the rows above ${inQuotes(first!.text)}; got ${inQuotes(fields[wrong.i]!.trim())}`,
      place,
      hint: 'put the sum right, or take the row out: it is no package',
    }
  }

  #add(filled: readonly { readonly text: string; readonly i: number }[], place: Place): 'row' {
    this.#rows++
    this.#isBelowSums = false
    for (const { text, i } of filled) {
      const amount = this.form.summed.has(i) ? this.#amountOf(text, i, place) : null
      if (amount === null) continue
      for (const sums of [this.#all, this.#section]) sums.set(i, addRatios(sums.get(i) ?? ZERO, amount))
    }
    return 'row'
  }

  /** The amount in a cell; null when it is none, which the reading of the row tells. */
  #amountOf(text: string, index: number, place: Place): Ratio | null {
    const plain = toPlainDecimal(
      withoutUnitWord(text),
      this.form.summed.get(index)!,
      this.form.notation,
      place,
    )
    return plain === null ? null : ratioOfDecimal(plain)
  }
}

const isSum = (amount: Ratio, sum: Ratio = ZERO): boolean => compareRatios(amount, sum) === 0
