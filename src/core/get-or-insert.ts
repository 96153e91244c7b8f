/** So many answers are remembered before it starts afresh, so that memory stays flat. */
const MOST_REMEMBERED = 1000

/** A function of names whose answers are remembered: rows of JSON have the same keys again and again. */
export function remembering<V>(answerOf: (name: string) => V): (name: string) => V {
  const answers = new Map<string, V>()
  return name => {
    const known = answers.get(name)
    if (known !== undefined) return known
    if (answers.size === MOST_REMEMBERED) answers.clear()
    const answer = answerOf(name)
    answers.set(name, answer)
    return answer
  }
}

/** `Map.prototype.getOrInsertComputed`, which Node 20 does not have: what stands under a key, made when nothing does. */
export function getOrInsert<K, V extends NonNullable<unknown>>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
