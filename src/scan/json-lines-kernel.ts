/** The kernel of JSON lines in WebAssembly, seen from JavaScript; see assembly/json-lines-kernel.ts. */
import { textOfLine } from './line-text.js'
import type { KernelMaker } from './request-scanner.js'
import { createSimdKernel } from './simd-kernel.js'

/** A line as texts and the values between them. */
interface LineTexts {
  readonly texts: readonly string[]
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
const BYTES = 16
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
    const learn = (from: number, root: number, end: number): boolean => {
      if (learnt === MOST_LEARNT) return false
      learnt++
      const { bytes } = kernel
      const newline = bytes.indexOf(NEWLINE, from)
      if (newline - from > LONGEST_LEARNT) return false
      const line = readTexts(textOfLine(bytes, from, newline))
      if (line === null) return false
      tree ??= new TextTree(bytes, root, end)
      return tree.add(line, bytes[newline - 1] === RETURN ? '\r\n' : '\n')
    }
    const kernel = createSimdKernel(module, layout, host, { 'json-lines-kernel': { learn } })
    return kernel
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

  /** Adds the texts of a line; whether there was room. */
  add({ texts, fields, isStatusAll }: LineTexts, lineEnd: string): boolean {
    let place = this.root + FOLLOWING
    for (const [i, text] of texts.entries()) {
      const isLast = i === fields.length
      const field = isLast ? (isStatusAll ? NONE_BUT_STATUS : NONE) : (fields[i] ?? UNREAD)
      const bytes = Buffer.from(isLast ? text + lineEnd : text)
      let node = this.#get(place)
      while (node !== 0 && !this.#is(node, bytes, field)) {
        place = node + OTHER
        node = this.#get(place)
      }
      if (node === 0) {
        node = this.#create(bytes, field)
        if (node === 0) return false
        this.#set(place, node)
      }
      place = node + FOLLOWING
    }
    return true
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
    return bytes.every((byte, i) => this.bytes[placeOf(node, i)] === byte)
  }

  /** Where a new text is; 0 when there is no room for it. */
  #create(bytes: Buffer, field: number): number {
    const node = this.#end
    const end = node + BYTES + 32 * Math.ceil(bytes.length / 16)
    if (end > this.limit) return 0
    this.#end = end
    this.#set(node + LENGTH, bytes.length)
    this.#set(node + FIELD, field)
    for (const [i, byte] of bytes.entries()) {
      this.bytes[placeOf(node, i)] = byte
      this.bytes[placeOf(node, i) + 16] = 0xff
    }
    return node
  }
}

/** Where a byte of a text is: sixteen of them, what tells where bytes are, and so on. */
const placeOf = (node: number, i: number): number => node + BYTES + 32 * (i >> 4) + (i & 15)
