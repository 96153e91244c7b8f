import { getOrInsert } from './get-or-insert.js'

/** `Map.groupBy`, which Node 20 does not have: the items under each key, keys in order of first occurrence. */
export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) getOrInsert(groups, keyOf(item), (): T[] => []).push(item)
  return groups
}
