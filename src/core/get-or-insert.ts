/** So many answers are remembered before it starts afresh, so that memory stays flat. */
const MOST_REMEMBERED = 1000

/** A function whose answers are remembered, `most` of them: rows of JSON have the same keys again and again. */
export function remembering<V, K = string>(answerOf: (key: K) => V, most = MOST_REMEMBERED): (key: K) => V {
  const answers = new Map<K, V>()
  return key => {
    const known = answers.get(key)
    if (known !== undefined) return known
    if (answers.size === most) answers.clear()
    const answer = answerOf(key)
    answers.set(key, answer)
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
