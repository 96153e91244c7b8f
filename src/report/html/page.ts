/** The frame of every page, and the pieces of text that pages are made of: figures, tables, statements, notes. */
import type { Column, Fact, KeyFigure } from '../document.js'
import { sentenceCase } from '../text.js'
import { type Html, html, NOTHING, prose } from './markup.js'
import { STYLE_SHEET } from './style-sheet.js'

export interface Page {
  /** What kind of answer it is; also the name of the window, with `subject`. */
  readonly heading: string
  /** What it is about. */
  readonly subject: string
  /** The answer in a sentence or two. */
  readonly lead: readonly string[]
  /** Where it comes from: agreement or price list, clock, time of the answer. */
  readonly about: readonly string[]
  readonly body: readonly Html[]
  readonly notes: readonly string[]
  /** What was read. */
  readonly foot: string
}

// Nothing may be loaded and no script run, whatever a page came to hold.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

export function* writePage({ heading, subject, lead, about, body, notes, foot }: Page): Generator<string> {
  yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
  yield `<meta http-equiv="Content-Security-Policy" content="${POLICY}">\n`
  yield html`<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}: ${subject}</title>
`.text
  yield `<style>${STYLE_SHEET}</style>\n</head>\n<body>\n`
  yield html`<header>
<h1>${heading}</h1>
${lead.map(sentence => html`<p class="lead">${prose(sentence)}</p>`)}
${about.map(line => html`<p class="about">${prose(line)}</p>`)}
</header>
<main>
`.text
  for (const part of body) yield `${part.text}\n`
  if (notes.length > 0) yield `${noteSection(notes).text}\n`
  yield html`</main>
<footer>
<p>${foot}</p>
</footer>
</body>
</html>
`.text
}

const noteSection = (notes: readonly string[]): Html => html`<section>
<h2>Notes</h2>
<ul class="notes">
${notes.map(note => html`<li>${prose(note)}</li>`)}
</ul>
</section>`

/** Where to find what on a long page. */
export const contents = (
  parts: readonly { readonly id: string; readonly heading: string }[],
): Html => html`<nav aria-label="Contents">
<ul>
${parts.map(({ id, heading }) => html`<li><a href="#${id}">${prose(heading)}</a></li>`)}
</ul>
</nav>`

/** Figures beside each other. */
export const keyFigures = (figures: readonly KeyFigure[]): Html => html`<dl class="figures">
${figures.map(
  ({ label, value, more }) =>
    html`<div><dt>${label}</dt><dd>${prose(value)}</dd>${more ? html`<dd>${prose(more)}</dd>` : null}</div>`,
)}
</dl>`

/** Statements under their names. */
export const statements = (list: readonly Fact[]): Html =>
  list.length === 0
    ? NOTHING
    : html`<dl class="said">
${list.map(({ label, lines }) => html`<dt>${sentenceCase(label)}</dt><dd>${paragraphs(lines)}</dd>`)}
</dl>`

const paragraphs = (lines: readonly string[]): Html[] => lines.map(line => html`<p>${prose(line)}</p>`)

/** What nobody may overlook. */
export const warning = (lines: readonly string[]): Html => html`<div class="warn">${paragraphs(lines)}</div>`

/** A row of so many cells or more becomes a card where the screen is narrow, each cell below the one before. */
const LEAST_CARDS = 4

/** The table, in a frame that scrolls by itself where the screen is too narrow; the first cell of each row heads it. */
export const table = (
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (string | Html)[])[],
): Html => html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
<table${columns.length < LEAST_CARDS ? NOTHING : html` class="cards"`}>
<caption><span>${caption}</span></caption>
<thead><tr>${columns.map(column => html`<th scope="col"${classOf(column)}>${column.heading}</th>`)}</tr></thead>
<tbody>
${rows.map(row => tableRow(row, columns))}
</tbody>
</table>
</div>`

const tableRow = (row: readonly (string | Html)[], columns: readonly Column[]): Html =>
  html`<tr>${row.map((cell, i) =>
    i === 0
      ? html`<th scope="row"${classOf(columns[0]!)}>${cell}</th>`
      : html`<td${classOf(columns[i]!)} data-label="${columns[i]!.heading}">${cell}</td>`,
  )}</tr>`

const classOf = ({ isAmount }: Column): Html => (isAmount ? html` class="number"` : NOTHING)

/** Something that is not shown until it is asked for. */
export const unfolding = (summary: string | Html, content: Html): Html => html`<details>
<summary>${summary}</summary>
${content}
</details>`
