/** The least of a stretch of numbers that are set one by one: a segment tree, both operations in O(log n). */
export class RangeMinimum {
  readonly #tree: Float64Array
  readonly #size: number

  /** `size` numbers, all infinite at first. */
  constructor(size: number) {
    this.#size = size
    this.#tree = new Float64Array(2 * size).fill(Number.POSITIVE_INFINITY)
  }

  set(index: number, value: number): void {
    const tree = this.#tree
    let node = index + this.#size
    tree[node] = value
    for (node >>= 1; node >= 1; node >>= 1) tree[node] = Math.min(tree[2 * node]!, tree[2 * node + 1]!)
  }

  /** The least of the numbers `first` to `last`, both included; infinite when there are none. */
  least(first: number, last: number): number {
    const tree = this.#tree
    let least = Number.POSITIVE_INFINITY
    let [low, high] = [first + this.#size, last + this.#size + 1]
    for (; low < high; low >>= 1, high >>= 1) {
      if (low & 1) least = Math.min(least, tree[low++]!)
      if (high & 1) least = Math.min(least, tree[--high]!)
    }
    return least
  }
}
