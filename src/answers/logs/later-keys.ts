/** Keys of JSON lines that stand in later rows alone. */

/** How many later keys are told: a log may have ids for keys. */
const MOST_LATER = 100

/** Keys of a log that its first rows have not, in an order of their own, however the log is gone through. */
export class LaterKeys {
  #telling: string[] = []
  #others: string[] = []

  constructor(
    private readonly isKnown: (key: string) => boolean,
    private readonly tells: (key: string) => boolean,
  ) {}

  /** Takes a key, once or again. */
  add(key: string): void {
    if (this.#telling.includes(key) || this.#others.includes(key) || this.isKnown(key)) return
    if (this.tells(key)) this.#telling = firstOf([...this.#telling, key])
    else this.#others = firstOf([...this.#others, key])
  }

  list(): string[] {
    return [...this.#telling, ...this.#others]
  }
}

const firstOf = (keys: readonly string[]): string[] => keys.toSorted().slice(0, MOST_LATER)
