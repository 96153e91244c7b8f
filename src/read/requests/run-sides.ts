/** Which side of requests counts in all logs of a run: client and server may have logs of their own. */
import { fail, inFile, inQuotes } from '../../core/failure.js'
import type { OtherSide } from '../../core/sla/answer.js'

export class RunSides {
  /** By format the side that the first log with one began with, as its place among the sides of the format. */
  readonly #chosen = new Map<string, { readonly side: number; readonly file: string }>()
  /** What was chosen for each log, which may be read more than once. */
  readonly #byFile = new Map<string, number>()
  /** Logs of which the side that they begin with does not count. */
  readonly others: OtherSide[] = []

  /**
   * The side that counts in a log that begins with rows of `found`, below 0 for none. Throws LOG_MALFORMED where logs before
   * it were read by a side that counts less: they would have to be read again.
   */
  choose(format: string, found: number, sides: readonly (readonly string[])[], file: string): number {
    const side = this.#byFile.get(file) ?? this.#chooseFirst(format, found, sides, file)
    this.#byFile.set(file, side)
    return side
  }

  #chooseFirst(format: string, found: number, sides: readonly (readonly string[])[], file: string): number {
    // A log that says nothing of sides holds requests of its own.
    if (found < 0) return found
    const known = this.#chosen.get(format)
    if (known === undefined) {
      this.#chosen.set(format, { side: found, file })
      return found
    }
    if (found === known.side) return found
    const [mine, theirs] = [sides[found]![0]!, sides[known.side]![0]!]
    if (found < known.side)
      fail(
        'LOG_MALFORMED',
        `begins with requests as ${inQuotes(mine)} logs them, and ${known.file} with those of ${inQuotes(theirs)}: both may log the same request, so that only those of ${inQuotes(mine)} count`,
        inFile(file),
        `name it in front of ${known.file}; if these are other requests, give each log alone`,
      )
    this.others.push({ file, side: mine, counted: theirs, countedIn: known.file })
    return known.side
  }
}
