/**
 * Globs as one automaton that reads the bytes of a path, so that a kernel decides by a table which of them match,
 * however many different paths there are. Its states are found as they are met.
 */

const STAR = -1
const SLASH = 0x2f

/** How far a text may have come in a glob: places in it; or it is settled whether the text matches, whatever follows. */
type Progress = readonly number[] | boolean

/** How far a text has come in each of the globs. */
export type State = readonly Progress[]

/** States that have numbers. */
export const MOST_STATES = 250

export class GlobStates {
  readonly #globs: readonly (readonly number[])[]
  readonly #states: State[] = []
  readonly #numbers = new Map<string, number>()

  /** `globs`: as core/sla/endpoint.ts keeps them. */
  constructor(globs: readonly string[]) {
    this.#globs = globs.map(glob =>
      glob.split('*').flatMap((piece, i) => [...(i > 0 ? [STAR] : []), ...Buffer.from(piece)]),
    )
  }

  /**
   * The state of a text of which each glob reads its own subject, which may be over though the text goes on; an empty one or
   * one without a slash in front matches none.
   */
  begin(subjects: readonly { readonly text: string; readonly isOver: boolean }[]): State {
    return this.#globs.map((glob, i) => {
      const { text, isOver } = subjects[i]!
      const bytes = Buffer.from(text)
      if (bytes[0] !== SLASH) return false
      const state = [...bytes].reduce<Progress>(
        (progress, byte) => advance(glob, progress, byte),
        open(glob, [0]),
      )
      return isOver && typeof state !== 'boolean' ? state.includes(glob.length) : state
    })
  }

  /** The state before the first byte of a path. */
  get start(): State {
    return this.#globs.map(glob => open(glob, [0]))
  }

  /** The number of a state; null when there are too many. */
  numberOf(state: State): number | null {
    const key = JSON.stringify(state)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    if (this.#states.length === MOST_STATES) return null
    this.#numbers.set(key, this.#states.length)
    return this.#states.push(state) - 1
  }

  /** The state behind a further byte. */
  step(number: number, byte: number): State {
    return this.#states[number]!.map((progress, i) => advance(this.#globs[i]!, progress, byte))
  }

  stateOf(number: number): State {
    return this.#states[number]!
  }

  /** Which of the globs match a text that ends in a state. */
  matchesOf(state: State): boolean[] {
    return state.map((progress, i) =>
      typeof progress === 'boolean' ? progress : progress.includes(this.#globs[i]!.length),
    )
  }
}

/** Whether nothing that follows decides anything. */
export const isSettled = (state: State): boolean => state.every(progress => typeof progress === 'boolean')

function advance(glob: readonly number[], progress: Progress, byte: number): Progress {
  if (typeof progress === 'boolean') return progress
  return open(
    glob,
    progress.flatMap(at => (glob[at] === STAR ? [at] : glob[at] === byte ? [at + 1] : [])),
  )
}

/** Places, those behind their stars included; before the last star that was reached none matters. */
function open(glob: readonly number[], places: readonly number[]): Progress {
  const all = [...new Set(places.flatMap(at => (glob[at] === STAR ? [at, at + 1] : [at])))].sort(
    (a, b) => a - b,
  )
  if (all.length === 0) return false
  const star = all.findLastIndex(at => glob[at] === STAR)
  if (star >= 0 && all[star] === glob.length - 1) return true
  return all.slice(Math.max(0, star))
}
