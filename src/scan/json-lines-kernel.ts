/** The kernel of JSON lines in WebAssembly, seen from JavaScript; see assembly/json-lines-kernel.ts. */
import { isDeepStrictEqual } from 'node:util'
import { textOfLine } from './line-text.js'
import type { KernelMaker } from './request-scanner.js'
import { createSimdKernel } from './simd-kernel.js'

/** A line as texts and the values between them. */
interface LineTexts {
  readonly texts: readonly string[]
  readonly values: readonly string[]
  /** The number of the field that each value is read as, or null. */
  readonly fields: readonly (number | null)[]
  /** Whether nothing but a status says what such lines count as. */
  readonly isStatusAll: boolean
}

/** Takes a line apart; null for one in which something is wrong. */
export type TextReader = (line: string) => LineTexts | null

// The layout of a text in the kernel's memory, and what stands in it for the field.
const FOLLOWING = 0
const OTHER = 4
const LENGTH = 8
const FIELD = 12
const BEYOND = 16
const BYTES = 20
const UNREAD = -1
const NONE = -2
const NONE_BUT_STATUS = -3

/** How many lines it may try to learn, and how long they may be: logs of which all lines differ are for others. */
const MOST_LEARNT = 200
const LONGEST_LEARNT = 1 << 16

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Makes kernels, which ask `readTexts` for lines that are new to them. */
export const jsonLinesKernel =
  (module: WebAssembly.Module, readTexts: TextReader): KernelMaker =>
  (layout, host) => {
    let tree: TextTree | null = null
    let learnt = 0
    const readAt = (from: number): LineTexts | null => {
      const { bytes } = kernel
      const newline = bytes.indexOf(NEWLINE, from)
      if (newline - from > LONGEST_LEARNT) return null
      const line = readTexts(textOfLine(bytes, from, newline))
      if (line === null) return null
      const lineEnd = bytes[newline - 1] === RETURN ? '\r\n' : '\n'
      return { ...line, texts: [...line.texts.slice(0, -1), line.texts.at(-1)! + lineEnd] }
    }
    const learn = (from: number, stop: number, root: number, end: number): boolean => {
      if (learnt === MOST_LEARNT) return false
      learnt++
      const line = readAt(from)
      if (line === null) return false
      tree ??= new TextTree(kernel.bytes, root, end)
      const nodes = tree.add(line)
      if (nodes === null) return false
      const others = linesAmong(kernel.bytes, from, stop)
        .map(readAt)
        .filter(other => isLike(other, line))
      tree.addShortcuts(line, nodes, usualValues([line, ...others]))
      return true
    }
    const kernel = createSimdKernel(module, layout, host, { 'json-lines-kernel': { learn } })
    return kernel
  }

/** How many lines tell which values a log repeats, and in how many of so many a value must be. */
const SAMPLE = 16
const USUAL_SHARE = 0.75

/** Where lines begin that lie evenly between that at `from` and `stop`. */
function linesAmong(bytes: Buffer, from: number, stop: number): number[] {
  const starts = new Set<number>()
  for (let i = 1; i <= SAMPLE; i++) {
    const start = bytes.indexOf(NEWLINE, from + Math.floor(((stop - from) * i) / (SAMPLE + 1))) + 1
    if (start > from && start < stop) starts.add(start)
  }
  return [...starts]
}

/** Whether two lines differ in their values alone. */
const isLike = (line: LineTexts | null, other: LineTexts): line is LineTexts =>
  line !== null && isDeepStrictEqual({ ...line, values: [] }, { ...other, values: [] })

/** Of each value that is not read, what nearly all of the lines have there; null where they differ. */
function usualValues(lines: readonly LineTexts[]): (string | null)[] {
  return lines[0]!.fields.map((field, i) => {
    if (field !== null || lines.length < SAMPLE / 2) return null
    const counts = new Map<string, number>()
    for (const { values } of lines) counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1)
    const [[value, count]] = [...counts].sort(([, a], [, b]) => b - a) as [[string, number]]
    return count >= USUAL_SHARE * lines.length ? value : null
  })
}

/** The texts that the kernel knows, in its memory, from `root` to `limit`. */
class TextTree {
  readonly #view: DataView
  #end: number

  constructor(
    private readonly bytes: Buffer,
    private readonly root: number,
    private readonly limit: number,
  ) {
    this.#view = new DataView(bytes.buffer)
    this.#end = root + BYTES
  }

  /** Adds the texts of a line; returns where each of them is, null when there is no room. */
  add(line: LineTexts): number[] | null {
    const nodes: number[] = []
    let place = this.root + FOLLOWING
    for (const [i, text] of line.texts.entries()) {
      const node = this.#addText(place, text, fieldBehind(line, i))
      if (node === 0) return null
      nodes.push(node)
      place = node + FOLLOWING
    }
    return nodes
  }

  /**
   * Adds, for a line whose texts are at `nodes`, texts that hold the values that are usual, too: one such text saves the walk over
   * as many values. It leads where the last of the texts in it does.
   */
  addShortcuts(line: LineTexts, nodes: readonly number[], usual: readonly (string | null)[]): void {
    // From behind: a shortcut leads to those that begin where it ends.
    for (let first = usual.length - 1; first >= 0; first--) {
      if (usual[first] === null || (first > 0 && usual[first - 1] !== null)) continue
      let last = first
      let text = line.texts[first]!
      for (; last < usual.length && usual[last] !== null; last++) text += usual[last]! + line.texts[last + 1]!
      const shortcut = this.#create(Buffer.from(text), fieldBehind(line, last))
      if (shortcut === 0) return
      const place = (first === 0 ? this.root : nodes[first - 1]!) + FOLLOWING
      this.#set(shortcut + FOLLOWING, this.#get(nodes[last]! + FOLLOWING))
      this.#set(shortcut + OTHER, this.#get(place))
      this.#set(place, shortcut)
    }
  }

  /** Where a text is among those at `place`, to which it is added if need be; 0 when there is no room for it. */
  #addText(place: number, text: string, field: number): number {
    const bytes = Buffer.from(text)
    let node = this.#get(place)
    while (node !== 0 && !this.#is(node, bytes, field)) {
      place = node + OTHER
      node = this.#get(place)
    }
    if (node !== 0) return node
    node = this.#create(bytes, field)
    if (node !== 0) this.#set(place, node)
    return node
  }

  #get(at: number): number {
    return this.#view.getInt32(at, true)
  }

  #set(at: number, value: number): void {
    this.#view.setInt32(at, value, true)
  }

  /** What a value is read as may depend on keys behind it: the text alone does not tell. */
  #is(node: number, bytes: Buffer, field: number): boolean {
    if (this.#get(node + LENGTH) !== bytes.length || this.#get(node + FIELD) !== field) return false
    return bytes.equals(this.bytes.subarray(node + BYTES, node + BYTES + bytes.length))
  }

  /** Where a new text is; 0 when there is no room for it. */
  #create(bytes: Buffer, field: number): number {
    const node = this.#end
    const places = Math.ceil(bytes.length / 16)
    const end = node + BYTES + 16 * places
    if (end > this.limit) return 0
    this.#end = end
    this.#set(node + LENGTH, bytes.length)
    this.#set(node + FIELD, field)
    this.#set(node + BEYOND, 0xffff & ~(0xffff >> (16 * places - bytes.length)))
    bytes.copy(this.bytes, node + BYTES)
    return node
  }
}

/** What stands behind a text of a line, for the kernel. */
function fieldBehind({ fields, isStatusAll }: LineTexts, i: number): number {
  if (i === fields.length) return isStatusAll ? NONE_BUT_STATUS : NONE
  return fields[i] ?? UNREAD
}
