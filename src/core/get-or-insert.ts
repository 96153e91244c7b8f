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
