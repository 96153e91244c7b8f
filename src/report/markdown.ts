/** The pieces of an answer in Markdown. Several may follow each other in one file, as in the summary of a CI job. */
import type { Column, Fact } from './document.js'
import { makeVisible } from './text.js'

/**
 * What a site makes links, mentions, references, formulas or pictures of: `@name` and addresses of mail, URLs, `#1` and
 * `GH-1`, `$x$`, `:word:`. It does so in the text that Markdown leaves, where a backslash before them is gone already. A
 * dollar before a digit begins an amount, and a time such as 10:20:30 is no picture.
 */
const LINKED = /@|:\/\/|www\.|#\d|\bgh-\d|\$(?!\d)|:(?!\d\d:)[\w+-]+:/i

/** Words, and between them what ends a word though it is no blank. */
const WORDS = /[^\s`|,;()]+|[`|]/g

/** What marks up anywhere in a line. */
const MARKS = /[\\|`*_~<>[\]&#]/g

/** What marks up a line that begins with it: lists and rules. */
const LEADING_MARK = /^(\d*)([-+.)])(?=\s|[-\s]*$)/

/**
 * Text as a paragraph, a cell, an item, or a part of one: it is shown as it is, and nothing in it becomes mark-up. What
 * would become a link or the like is set as code.
 */
export const escapeMarkdown = (text: string): string =>
  makeVisible(text)
    // Blanks at the ends are never shown, but could make code of a line, or end what is bold.
    .trim()
    .replaceAll(WORDS, word => (LINKED.test(word) ? `\`${word}\`` : word.replaceAll(MARKS, '\\$&')))
    .replace(LEADING_MARK, '$1\\$2')

export function* listTableLines(
  columns: readonly Column[],
  rows: Iterable<readonly string[]>,
): Generator<string> {
  yield writeRow(columns.map(({ heading }) => escapeMarkdown(heading)))
  yield writeRow(columns.map(({ isAmount }) => (isAmount ? '---:' : '---')))
  for (const row of rows) yield writeRow(row.map(escapeMarkdown))
}

/** A table with the blank line that ends it. */
export function* writeTable(
  columns: readonly Column[],
  rows: Iterable<readonly string[]>,
): Generator<string> {
  yield* listTableLines(columns, rows)
  yield '\n'
}

const writeRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`

/** A list of texts with the blank line that ends it; nothing when there are none. */
export const writeList = (texts: readonly string[]): string =>
  endList(texts.map(text => `- ${escapeMarkdown(text)}\n`))

/** A list of what is said under names in one line or more. */
export const writeFacts = (facts: readonly Fact[]): string =>
  endList(
    facts.map(({ label, lines }) =>
      lines.length === 1
        ? `- **${escapeMarkdown(label)}**: ${escapeMarkdown(lines[0]!)}\n`
        : `- **${escapeMarkdown(label)}**\n${lines.map(line => `  - ${escapeMarkdown(line)}\n`).join('')}`,
    ),
  )

const endList = (items: readonly string[]): string => (items.length === 0 ? '' : `${items.join('')}\n`)
