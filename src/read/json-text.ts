/** Objects of JSON that stand as texts in cells or in other JSON, as databases, loggers and data frames write them. */
import { parseJson } from './json.js'
import { type JsonValue, movedTo } from './json-value.js'

/** The object that a text is, where all that is in it stands at `at`; null: it is none. */
export function objectOf(text: string, at: Pick<JsonValue, 'place'>): JsonValue | null {
  const value = parseJson(IN_PYTHON.test(text) ? outOfPython(text) : text, '')
  return 'code' in value || value.kind !== 'object' ? null : movedTo(at, value)
}

/** How an object begins that Python wrote as its own. */
const IN_PYTHON = /^\{\s*'/
const PYTHON_TOKEN = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(?:True|False|None)\b/gs
const PYTHON_WORDS: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
])

/** The same as JSON; of escapes that JSON does not know it is none. */
const outOfPython = (text: string): string =>
  text.replaceAll(PYTHON_TOKEN, (token, single?: string) =>
    single === undefined
      ? (PYTHON_WORDS.get(token) ?? token)
      : `"${single.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`,
  )
