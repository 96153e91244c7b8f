/** Options that several commands have. */
import { path, text, word, words } from './flag.js'

/** The forms of an answer, for every command. */
export const FORMATS = ['table', 'json', 'csv', 'markdown'] as const

/** The form that FinOps tools read, for the commands that know charges. */
export const FOCUS = 'focus'

/** The form that tools for service level objectives read, for an agreement. */
export const OPENSLO = 'openslo'

/** The options of every command. */
export const COMMON = {
  format: { short: 'f', doc: 'how the answer is written', value: word('format', words(...FORMATS)) },
  json: { doc: 'the same as --format json' },
  output: {
    short: 'o',
    doc: 'write the answer to a file, whole or not at all; .json, .csv and .md choose the format',
    value: path(),
    isTypedOnly: true,
  },
  rates: { doc: 'price lists of your own, added to the shipped ones', value: path(), repeats: 'list' },
  'as-of': { doc: 'the time for which to answer', value: { is: 'time', shown: 'time' }, fallback: 'now' },
  tz: { doc: 'time zone of times that name none, an IANA name', value: text('zone'), fallback: 'UTC' },
  quiet: { doc: 'no notes and no progress on standard error' },
  'no-color': { doc: 'no colour' },
  details: { doc: 'in a table, show all that the answer rests on' },
  ascii: { doc: 'tables in ASCII, but for what is in your data (TERM=dumb asks for it too)' },
  config: {
    doc: 'take defaults from this file, and not from a kling-cost.yaml that is found',
    value: path(),
    isTypedOnly: true,
  },
  'no-config': { doc: 'take no defaults from a file', isTypedOnly: true },
} as const

/** `--format` of the commands that know charges. */
export const FOCUS_FORMAT = {
  format: { ...COMMON.format, value: { ...COMMON.format.value, words: words(...FORMATS, FOCUS) } },
} as const

/** `--format` of the command that shows an agreement. */
export const OPENSLO_FORMAT = {
  format: { ...COMMON.format, value: { ...COMMON.format.value, words: words(...FORMATS, OPENSLO) } },
} as const

/** The files of commands that answer: a page, and the summary of a job. */
export const HTML = {
  html: {
    doc: 'write the answer with pictures too: one page that needs no network',
    value: path(),
    isTypedOnly: true,
  },
  'summary-file': {
    doc: 'append the answer to a file, as Markdown; on GitHub Actions to the summary of the job',
    value: path(),
    isTypedOnly: true,
  },
} as const

/** The options of commands that read rows. */
export const ROWS = {
  columns: {
    doc: 'map the names of your columns, ours=yours: status=code, or timestamp=day+time to join two',
    value: text('pairs'),
    repeats: 'joined',
  },
  'ignore-columns': {
    doc: 'columns to leave out: nothing is read from them, whatever their names say',
    value: text('names'),
    repeats: 'joined',
  },
  decimal: { doc: 'what separates the decimals in files', value: word('sign', words('.', ',')) },
  'date-format': {
    doc: 'what comes first in the dates of files',
    value: word('order', words('ISO', 'MDY', 'DMY')),
  },
  sheet: {
    doc: 'the sheet of workbooks (.xlsx) to read, by name or number; the first when left out; book.xlsx#NAME names that of one file',
    value: text('name'),
  },
  'bad-rows': {
    doc: 'what to do with rows that cannot be read',
    value: word('policy', words('stop', 'skip')),
    fallback: 'stop',
  },
  rejects: {
    doc: 'with --bad-rows skip: write the rows set aside there, as JSON lines',
    value: path(),
    isTypedOnly: true,
  },
} as const

/** Which of several held packages pays first. */
export const BURN_ORDER = {
  'burn-order': {
    doc: 'which package pays first',
    value: word('order', words('expiry', 'purchase')),
    fallback: 'expiry',
  },
} as const

/** `--json` says the format, too. */
export const FORMAT_EXCLUSION = { some: ['json'], others: ['format'] } as const

/** Of the commands that say what to buy. */
export const TRIALS_USED = {
  'trials-used': {
    doc: 'a trial package that you bought before',
    value: text('id', 'trials'),
    repeats: 'list',
  },
} as const
