/** Lines for a terminal of some width. */
import { padTo, widthOf } from './width.js'

/** Where a text is shown. */
export interface Screen {
  /** Columns; Infinity for a pipe or file. */
  readonly width: number
}

/**
 * A label and its text, the text wrapped at words behind the label. A word longer than the line stands
 * whole: paths and names must stay as they can be copied.
 */
export function labelled(label: string, text: string, labelWidth: number, { width }: Screen): string {
  const room = Math.max(width - labelWidth, 24)
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && widthOf(line) + 1 + widthOf(word) <= room)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  const indented = lines.map(line => ' '.repeat(labelWidth) + line)
  // A label that would touch the text stands above it.
  const isWide = widthOf(label) >= labelWidth && /\S$/.test(label)
  if (isWide) return [label, ...indented].join('\n')
  return [padTo(label, labelWidth) + (lines[0] ?? ''), ...indented.slice(1)].join('\n')
}

/** A line of characters wider than this is no clearer. */
const WIDEST_LINE = 92

/** Columns that a picture has behind a label. */
export const roomFor = (labelWidth: number, { width }: Screen): number =>
  Math.max(24, Math.min(width - labelWidth, WIDEST_LINE))
