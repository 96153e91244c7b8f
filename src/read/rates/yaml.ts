/**
 * YAML as text with places: no value is turned into a number or date, so that the author's digits survive.
 * Tags, anchors and aliases are refused: what a file says must stand in it. The one importer of `yaml`.
 */
import * as yaml from 'yaml'
import { type Issue, type IssueCode, inFile, type Place, type TextPlace } from '../../core/failure.js'
import { inQuotes } from '../values.js'

/** What a YAML file holds here. An empty value is the empty text. */
export type YamlValue = string | readonly YamlValue[] | { readonly [key: string]: YamlValue }

export interface Yaml {
  /** Null when the file cannot be read as YAML; `issues` then say why. Of a repeated key the first value. */
  readonly value: YamlValue | null
  /** What is wrong with the YAML itself: YAML_MALFORMED, KEY_REPEATED, KEY_UNKNOWN for a key no file may have. */
  readonly issues: readonly Issue[]
  /** Where the value at a path begins: for keys with values that is their first key. */
  placeOf(path: readonly (string | number)[]): TextPlace
  /** Where the key that ends a path stands, or the value when it ends in an index. */
  placeOfKey(path: readonly (string | number)[]): TextPlace
  /** Whether the value at a path is written without quotes, as a number is. */
  isPlain(path: readonly (string | number)[]): boolean
}

/** Parses one YAML document. Never throws: what is wrong is in `issues`, in order of place. */
export function parseYaml(text: string, file: string): Yaml {
  const lineCounter = new yaml.LineCounter()
  const document = yaml.parseDocument(text, {
    schema: 'failsafe',
    // Repeated keys are found below, with the place of both and in linear time.
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: false,
    lineCounter,
  })
  const placeAt = (offset: number): TextPlace => {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line, column: col }
  }
  const placeOfNode = (node: unknown): TextPlace =>
    placeAt((node as { range?: yaml.Range | null } | null)?.range?.[0] ?? 0)
  const issues: Issue[] = []
  const report = (code: IssueCode, message: string, place: Place, hint?: string) =>
    issues.push({ code, message, place, hint })

  for (const { code, message, pos } of document.errors) {
    if (code === 'RESOURCE_EXHAUSTION') {
      report('YAML_MALFORMED', 'the file is nested too deeply', placeAt(pos[0]))
      break
    }
    report('YAML_MALFORMED', YAML_WORDS.get(code) ?? `not YAML: ${message}`, placeAt(pos[0]))
  }
  const root = document.contents as yaml.Node | null
  if (issues.length === 0 && root !== null) {
    yaml.visit(document, {
      Node: (_, node) => {
        if (yaml.isAlias(node)) {
          report('YAML_MALFORMED', `${inQuotes(`*${node.source}`)} is an alias`, placeOfNode(node), WRITE_OUT)
        } else if (node.anchor !== undefined) {
          report(
            'YAML_MALFORMED',
            `${inQuotes(`&${node.anchor}`)} is an anchor`,
            placeOfNode(node),
            WRITE_OUT,
          )
        } else if (node.tag !== undefined) {
          report(
            'YAML_MALFORMED',
            `${inQuotes(node.tag)} is a tag`,
            placeOfNode(node),
            'leave it out: values are read as they stand',
          )
        }
      },
      Pair: (_, pair) => {
        if (!yaml.isScalar(pair.key)) report('YAML_MALFORMED', 'a key must be a text', placeOfNode(pair.key))
      },
    })
  }
  if (issues.length === 0 && root === null) {
    report('FILE_EMPTY', 'holds nothing', inFile(file))
  }
  const value = issues.length === 0 ? toValue(root) : null
  issues.sort((a, b) => a.place.line! - b.place.line! || a.place.column! - b.place.column!)
  return {
    value,
    issues,
    placeOf: path => placeOfNode(nodeAt(root, path)),
    placeOfKey: path => placeOfNode(keyAt(root, path) ?? nodeAt(root, path)),
    isPlain: path => (nodeAt(root, path) as yaml.Scalar).type === 'PLAIN',
  }

  function toValue(node: unknown): YamlValue {
    if (yaml.isSeq(node)) return node.items.map(toValue)
    if (!yaml.isMap(node)) return textOf(node)
    const members = new Map<string, { node: unknown; value: YamlValue }>()
    for (const { key, value } of node.items) {
      const name = textOf(key)
      const earlier = members.get(name)
      if (name === '__proto__') {
        report('KEY_UNKNOWN', `unknown key ${inQuotes(name)}`, placeOfNode(key))
      } else if (earlier) {
        const line = placeOfNode(earlier.node).line
        report('KEY_REPEATED', `the key ${inQuotes(name)} stands in line ${line} already`, placeOfNode(key))
      } else {
        members.set(name, { node: key, value: toValue(value) })
      }
    }
    return Object.fromEntries([...members].map(([name, member]) => [name, member.value]))
  }
}

const WRITE_OUT = 'write the value out wherever it is needed'

/** Mistakes that the parser words for its own authors. */
const YAML_WORDS: ReadonlyMap<string, string> = new Map([
  ['MULTIPLE_DOCS', 'a second document begins here; a file holds one'],
  ['TAB_AS_INDENT', 'a tab indents this line; YAML takes blanks only'],
])

/** The text of a scalar as its author wrote it, quotes and escapes resolved. */
const textOf = (node: unknown): string => (yaml.isScalar(node) ? String(node.value ?? '') : '')

/** The node at a path, or the last one on the way to it. */
function nodeAt(root: unknown, path: readonly (string | number)[]): unknown {
  let node = root
  for (const step of path) {
    const next = yaml.isSeq(node) ? node.items[Number(step)] : pairAt(node, step)?.value
    if (next === undefined || next === null) return node
    node = next
  }
  return node
}

const keyAt = (root: unknown, path: readonly (string | number)[]): unknown =>
  path.length === 0 ? undefined : pairAt(nodeAt(root, path.slice(0, -1)), path.at(-1)!)?.key

const pairAt = (node: unknown, key: string | number) =>
  yaml.isMap(node) ? node.items.find(pair => textOf(pair.key) === String(key)) : undefined

/** Plain data as YAML that reads back as the same texts. */
export const writeYaml = (value: object): string =>
  yaml.stringify(value, { schema: 'failsafe', lineWidth: 0, aliasDuplicateObjects: false })
