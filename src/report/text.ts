/** Text from outside made safe to show: for a terminal, for a spreadsheet. */

// Control characters, including the escape that starts terminal commands; marks that turn the direction of text,
// which can make a line read as another than it is; and what takes no room, by which two names can look like one.
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu

/** Beyond the first plane, its two halves: that is how JSON escapes it. */
const escapeCharacter = (character: string): string =>
  character
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

/** As `$'…'` of bash and zsh takes it, which know no halves. */
const escapeForShell = (character: string): string => {
  const code = character.codePointAt(0)!.toString(16)
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
}

/** What most text is: asking this first costs less than the question after it, which knows all of Unicode. */
const PLAIN = /^[ -~]*$/

const same = (text: string): string => text
let showData = same

/**
 * Until the function that it returns is called, all data that is made visible goes through `show`, by which a table in
 * ASCII tells its signs from the same ones in data. One table is made at a time.
 */
export function showDataBy(show: (text: string) => string): () => void {
  showData = show
  return () => {
    showData = same
  }
}

/** Data with everything that is not seen, or turns what is, written out as `\u001b`. */
export const makeVisible = (text: string): string =>
  showData(PLAIN.test(text) ? text : text.replace(UNSAFE, escapeCharacter))

// Of these JSON writes no escapes by itself.
const UNSAFE_IN_JSON =
  /[\u007f-\u009f\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu

/** JSON text with every such character as an escape, which means the same to who parses it. */
export const writeJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(UNSAFE_IN_JSON, escapeCharacter)

/** `makeVisible` for text of several lines. */
export const makeLinesVisible = (text: string): string => text.split('\n').map(makeVisible).join('\n')

/**
 * A text cell for CSV. A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, so
 * such a cell gets an apostrophe in front.
 */
export const neutralise = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

/** A note as a sentence; a name at its beginning stays as it is. */
export const asSentence = (text: string): string =>
  `${/^[a-z]+ /.test(text) ? sentenceCase(text) : text}${/[.?!]$/.test(text) ? '' : '.'}`

/** `1 job`, `2 jobs`: a count with its noun. */
export const countOf = (count: bigint | number, noun: string, plural = `${noun}s`): string =>
  `${groupDigits(count.toString())} ${count.toString() === '1' ? noun : plural}`

/** `1234567.5` as `1,234,567.5`. */
export function groupDigits(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** A word for bash and zsh; what a screen hides, and a page of two blanks makes one, is written out. */
export function quoteForShell(text: string): string {
  if (/^[\w./:,+@%-][\w./:=,+@%-]*$/.test(text)) return text
  if (makeVisible(text) === text && !text.includes('  ')) return `'${text.replaceAll("'", "'\\''")}'`
  const escaped = text.replaceAll(/['\\]/g, character => `\\${character}`)
  return `$'${showData(escaped.replace(UNSAFE, escapeForShell)).replaceAll('  ', ' \\x20')}'`
}

/** `12,345` */
export const showCount = (count: bigint | number): string => groupDigits(String(count))

/** `lasts` as `Lasts`; words that are written in capitals stay. */
export const sentenceCase = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** The names of the first of some, and how many more there are; nothing is made of the others. */
export function listSome<Item>(
  items: readonly Item[],
  most = 5,
  separator = ', ',
  nameOf: (item: Item) => string = String,
): string {
  const more = items.length - most
  const shown = items.slice(0, most).map(nameOf).join(separator)
  return more > 0 ? `${shown} and ${showCount(more)} more` : shown
}

/** The same for names that may hold commas. */
export const listNames = <Item>(items: readonly Item[], nameOf?: (item: Item) => string): string =>
  listSome(items, 3, ' · ', nameOf)
