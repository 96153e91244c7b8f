/**
 * What programs write where there is nothing: Python, pandas, JavaScript, Go, loggers of C and Java, spreadsheets, and
 * databases and what shows them, whose exports write NULL as \N, [NULL], <null> or ∅; Kibana guards the dash of its
 * tables. In small letters.
 */
export const NOTHING_WORDS = [
  '',
  '-',
  "'-",
  'null',
  'none',
  'nan',
  'na',
  '<na>',
  'n/a',
  'nil',
  'undefined',
  'nat',
  '\\n',
  '(null)',
  '<nil>',
  '#n/a',
  '#nv',
  '#null!',
  '[null]',
  '<null>',
  '∅',
  '(blank)',
] as const

/** What people write for it, and cells in which a formula failed: no name of anything, but no missing answer either. */
const NO_NAMES = ['--', '–', '—', 'n.a.', '无', '暂无', '空', '#ref!', '#value!'] as const

/** What stands where a row names nothing. */
export const UNNAMED_WORDS: readonly string[] = [...NOTHING_WORDS, ...NO_NAMES]

/** What stands where a row names no account. `NA` may be one: North America's. */
export const NO_ACCOUNTS = UNNAMED_WORDS.filter(word => word !== 'na')

const NO_ACCOUNT_NAMES: ReadonlySet<string> = new Set(NO_ACCOUNTS)

/** What programs write where they have no id: as one, it would make a single request or task of many. */
const NO_IDS: ReadonlySet<string> = new Set([
  ...UNNAMED_WORDS,
  ...['0', '-1', '?', '""', '{}', '[]', '(none)', '<none>', 'unknown', '(unknown)', '<unknown>', 'anonymous'],
  ...[
    'missing',
    'empty',
    'unset',
    'not set',
    '(not set)',
    'not_set',
    'not-set',
    'notset',
    'no-id',
    'no_id',
    'noid',
  ],
  ...['no value', '<no value>', 'true', 'false', 'tbd', '.', '~', '...', '…'],
])

/**
 * How a text begins that is no id: a variable of a gateway's format that was not replaced, `$request_id`,
 * `%REQ(X-REQUEST-ID)%`, or what JavaScript writes for an object, `[object Object]`.
 */
const SIGNS_OF_NO_ID: ReadonlySet<number> = new Set([0x24, 0x25, 0x5b])

/** What a spreadsheet makes of a long id, 780000000000012345 as 7.8E+17, and programs that hold it as a number. */
const CUT_ID = /^\d(?:[.,]\d+)?e\+?\d+$/i
const LONGEST_CUT_ID = 24

/** Beyond so many characters a text is an id. */
const LONGEST_NO_ID = 12

const NOTHING: ReadonlySet<string> = new Set(NOTHING_WORDS)

/**
 * What data frames and databases write into an empty cell of any column, letter by letter: people write `none`, and JavaScript's
 * NaN is a figure that could not be computed.
 */
const EMPTY_CELLS: ReadonlySet<string> = new Set(['nan', 'NaT', 'None', '<NA>', 'NULL', 'null'])

/** The text of a cell; empty where a program wrote that there is none. */
export const textOrEmpty = <T extends string | undefined>(text: T): T | '' =>
  text !== undefined && EMPTY_CELLS.has(text) ? '' : text

/** Whether a text stands for nothing. */
export const isNothing = (text: string): boolean => NOTHING.has(text.toLowerCase())

/** An id that was never set, as Go and .NET write it, and traces that are not sampled: of 16 zeros or more. */
const UNSET_ID = /^[0-]{16,}$/

const ZERO = 0x30

/** `+`, `e` and `E`. */
const EXPONENTS: ReadonlySet<number> = new Set([0x2b, 0x65, 0x45])

/** Whether a text is an id, and not what stands in place of one. */
export const isId = (text: string): boolean =>
  !SIGNS_OF_NO_ID.has(text.charCodeAt(0)) &&
  (text.length > LONGEST_NO_ID ? !UNSET_ID.test(text) : !NO_IDS.has(text.toLowerCase()))

/** The account that a row names; null when it names none. */
export const accountOf = (text: string | null | undefined): string | null =>
  text && !NO_ACCOUNT_NAMES.has(text.trim().toLowerCase()) ? wholeOf(text) : null

/** A whole number as it is where none is missing: tables of numbers write 123.0 beside one that is. */
export const wholeOf = (text: string): string =>
  text.endsWith('.0') && /^\d+\.0$/.test(text) ? text.slice(0, -2) : text

/** What people write around a long id, so that a spreadsheet takes it for no figure: `="123"`, `'123`. */
const GUARDED = /^(?:="([^"]+)"|'(\d.*))$/

/** An id as it is within such marks. */
export const withoutGuard = (text: string): string => text.replace(GUARDED, '$1$2')

/** And as the whole number that it is. */
export const idOf = (text: string): string => wholeOf(withoutGuard(text))

const [APOSTROPHE, EQUALS, QUOTE] = [0x27, 0x3d, 0x22]

/** By the same rule how many bytes stand in front of an id in `bytes[start..end)`: as many as behind it but for an apostrophe. */
export function guardOfId(bytes: Uint8Array, start: number, end: number): 0 | 1 | 2 {
  const first = bytes[start]
  if (first !== APOSTROPHE && first !== EQUALS) return 0
  if (first === APOSTROPHE) return end - start > 1 && isDigit(bytes[start + 1]!) ? 1 : 0
  if (end - start < 4 || bytes[start + 1] !== QUOTE) return 0
  return bytes.indexOf(QUOTE, start + 2) === end - 1 ? 2 : 0
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

/** Where an id in `bytes[start..end)` ends, by the same rule. */
export function endOfId(bytes: Uint8Array, start: number, end: number): number {
  const point = end - 2
  if (point <= start || bytes[point] !== 0x2e || bytes[point + 1] !== 0x30) return end
  for (let at = start; at < point; at++) if (!isDigit(bytes[at]!)) return end
  return point
}

/** Whether `bytes[start..end)` are an id, what stands in place of one, or what a spreadsheet has left of one. */
export function kindOfId(bytes: Uint8Array, start: number, end: number): 'id' | 'none' | 'cut' {
  const length = end - start
  if (SIGNS_OF_NO_ID.has(bytes[start]!)) return 'none'
  if (length > LONGEST_NO_ID) {
    // Of an exponent of two digits the sign is looked at first: most ids have none.
    const mayBeCut = length <= LONGEST_CUT_ID && EXPONENTS.has(bytes[end - 3]!)
    if (!mayBeCut && (bytes[start] !== ZERO || bytes[end - 1] !== ZERO)) return 'id'
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('utf8')
  return !isId(text) ? 'none' : CUT_ID.test(text) ? 'cut' : 'id'
}
