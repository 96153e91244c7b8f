/** How many columns a text takes on a terminal; the one importer of string-width, by which cli-table3 measures too. */
import stringWidth from 'string-width'

/** Letters of Europe and our own signs, one column each: of these string-width need not be asked, nor loaded. */
export const NARROW = /^[\x20-\x7e\xa1-\xac\xae-\u02ff–…→−≈▁-▓]*$/

/** Columns: two for a Chinese character, none for an escape sequence or a mark that joins a letter. */
export const widthOf = (text: string): number => (NARROW.test(text) ? text.length : stringWidth(text))

/** The text with blanks behind it, up to `width` columns. */
export const padTo = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)))
