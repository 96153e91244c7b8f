/** HTML that is safe by construction: it is only made by the tag `html`, which escapes every text put into it. */
import { makeVisible } from '../text.js'

class Markup {
  constructor(readonly text: string) {}
}

export type Html = Markup

/** What may stand in a template: text, which is escaped, HTML, which is not, lists of HTML, or nothing. */
export type Value = string | number | Html | readonly Html[] | null

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for an element or a quoted attribute; marks that steer a terminal or turn the direction of text are shown. */
const escapeText = (text: string): string =>
  makeVisible(text).replaceAll(/[&<>"']/g, character => ENTITIES[character]!)

function write(value: Value): string {
  if (value === null) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  return value.map(({ text }) => text).join('\n')
}

/** HTML from a template. Attributes that hold a value must be quoted. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Markup(parts.map((part, i) => (i === 0 ? part : `${write(values[i - 1]!)}${part}`)).join(''))

// Times, amounts with their unit, and options: broken in two they are misread, or copied in part.
const WHOLE =
  /(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?|--[a-z-]+|(?<![\p{L}\d_-])(?:≈ )?\$?\d[\d,.]*\d(?: (?:%|h|min|s|days?|units?)(?![a-z]))?)/u

/** A text in which nothing is broken at a line's end that is one word to a reader. */
export const prose = (text: string): Html =>
  new Markup(
    text
      .split(WHOLE)
      .map((part, i) => (i % 2 === 0 ? escapeText(part) : html`<span class="fixed">${part}</span>`.text))
      .join(''),
  )

export const NOTHING = html``
