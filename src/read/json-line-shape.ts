/** What the lines of a log of JSON lines have in common: all but their values. */
import { parseJson } from './json.js'
import { findMembers, type JsonValue } from './json-value.js'

/** A line taken apart into the values that hold no others, and what stands between them. */
export interface LineShape {
  /** What stands in front of each value, and behind the last one. */
  readonly texts: readonly string[]
  /** The values, as the line writes them. */
  readonly values: readonly string[]
  /** Which of the names each value is read as, if any. */
  readonly names: readonly (string | null)[]
  /** The keys of the line itself, read or not. */
  readonly keys: readonly string[]
}

/** How deep the values of a line may be nested that is taken apart. */
const DEEPEST = 32

/** Takes a line apart of which `names` are read, nested ones included; null for one in which something is wrong. */
export function readLineShape(line: string, names: readonly string[]): LineShape | null {
  const root = parseJson(line, '')
  if ('code' in root || root.kind !== 'object') return null
  const nameOf = new Map<JsonValue, string>()
  for (const name of names) {
    const [value, ...others] = findMembers(root, name)
    if (value === undefined) continue
    if (others.length > 0 || value[1].text === undefined) return null
    nameOf.set(value[1], name)
  }
  const keys = root.members.map(([key]) => key)
  const texts: string[] = []
  const values: string[] = []
  const namesOfValues: (string | null)[] = []
  let behind = 0
  /** Whether it could be taken apart. */
  const visit = (value: JsonValue, depth: number): boolean => {
    if (value.text === undefined) {
      const inner = [...value.members.map(([, member]) => member), ...value.items]
      return depth < DEEPEST && inner.every(each => visit(each, depth + 1))
    }
    const start = value.place.column! - 1
    texts.push(line.slice(behind, start))
    values.push(value.raw)
    namesOfValues.push(nameOf.get(value) ?? null)
    behind = start + value.raw.length
    return true
  }
  if (!visit(root, 0)) return null
  texts.push(line.slice(behind))
  return { texts, values, names: namesOfValues, keys }
}
