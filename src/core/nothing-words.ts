/** What programs write where there is nothing: Python, pandas, SQL, JavaScript and spreadsheets. In small letters. */
export const NOTHING_WORDS = ['', '-', 'null', 'none', 'nan', 'na', '<na>', 'n/a', 'undefined'] as const

const NO_IDS: ReadonlySet<string> = new Set([...NOTHING_WORDS, '0'])

/** An id that a spreadsheet has cut: 780000000000012345 as 7.8E+17. No id of a service is as short, as a rule. */
const CUT_ID = /^\d(?:[.,]\d+)?e\+?\d+$/i
export const LONGEST_CUT_ID = 12
export const isCutId = (text: string): boolean => text.length <= LONGEST_CUT_ID && CUT_ID.test(text)

/** The most characters of what stands in place of an id where there is none. */
export const LONGEST_NO_ID = Math.max(...[...NO_IDS].map(({ length }) => length))

/** Whether a text is an id, and not what stands in place of one. */
export const isId = (text: string): boolean => text.length > LONGEST_NO_ID || !NO_IDS.has(text.toLowerCase())
