/** What programs write where there is nothing: Python, pandas, SQL, JavaScript and spreadsheets. In small letters. */
export const NOTHING_WORDS = ['', '-', 'null', 'none', 'nan', 'na', '<na>', 'n/a', 'undefined'] as const

const NO_IDS: ReadonlySet<string> = new Set([...NOTHING_WORDS, '0'])

/** The most characters of what stands in place of an id where there is none. */
export const LONGEST_NO_ID = Math.max(...[...NO_IDS].map(({ length }) => length))

/** Whether a text is an id, and not what stands in place of one. */
export const isId = (text: string): boolean => text.length > LONGEST_NO_ID || !NO_IDS.has(text.toLowerCase())
