/** Numbers of millions of rows, a piece of memory for each 65,536 of them: nothing is copied when there are more. */

const BITS = 16
const SIZE = 1 << BITS
const MASK = SIZE - 1

export class NumberColumn<T extends Uint32Array | Float64Array> {
  readonly #pieces: T[] = []

  constructor(private readonly create: (length: number) => T) {}

  get(index: number): number {
    return this.#pieces[index >>> BITS]?.[index & MASK] ?? 0
  }

  /** What was never set is 0. */
  set(index: number, value: number): void {
    const piece = index >>> BITS
    while (piece >= this.#pieces.length) this.#pieces.push(this.create(SIZE))
    this.#pieces[piece]![index & MASK] = value
  }
}

export const wholeNumbers = (): NumberColumn<Uint32Array> =>
  new NumberColumn(length => new Uint32Array(length))
