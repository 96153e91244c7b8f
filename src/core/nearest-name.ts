/** "Did you mean": the one importer of leven. */
import leven from 'leven'

/** Names longer than this are no slips of the keyboard, and comparing them would take time. */
const LONGEST_NAME = 80

/** A name of so many letters has room for what is another name: `imagen-4` is no `image-v3`. */
const LONG = 8
const MOST_WRONG = 3

/**
 * The candidate that `given` most likely means, or null when none is near: at most two letters in five of a short name, one
 * in three of a longer one, and `most`, are wrong, missing or too many (two that change places count as two wrong ones), case
 * not counting. Of equally near ones the first.
 */
export function nearestName(given: string, candidates: Iterable<string>, most = MOST_WRONG): string | null {
  if (given.length > LONGEST_NAME) return null
  const typed = given.toLowerCase()
  const share = typed.length < LONG ? Math.floor((typed.length * 2) / 5) : Math.floor(typed.length / 3)
  const limit = typed.length < 2 ? 0 : Math.max(1, Math.min(most, share))
  let nearest: string | null = null
  let least = limit + 1
  for (const candidate of candidates) {
    const distance = leven(typed, candidate.toLowerCase(), { maxDistance: least })
    if (distance < least) {
      nearest = candidate
      least = distance
    }
  }
  return nearest
}

/** `; did you mean "resolution"?` behind a message about `given`; nothing when no candidate is near. */
export function guessName(given: string, candidates: Iterable<string>): string {
  const near = nearestName(given, candidates)
  return near === null ? '' : `; did you mean "${near}"?`
}
