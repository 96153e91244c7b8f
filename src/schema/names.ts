/** What a file of names looks like: `kind: names`. */
import { z } from 'zod'
import { optional, source, text } from './scalar.js'

const words = z.array(text).min(1)

const column = z.strictObject({
  read: optional(words, 'Other names under which the column is read, the first one that a file has'),
  suggest: optional(words, 'Names that likely mean the column; a note says so, and nothing is read'),
  refuse: optional(
    words,
    'Names, * standing for anything, that change the answer: a file with such a column that nothing is read from is refused',
  ),
  refuse_if_missing: optional(
    words,
    'Such names that stop the command only where nothing else is read as the column',
  ),
  refuse_if_unlike: optional(
    words,
    'Such names that stop it only where, besides, rows that are alike otherwise differ in the column: empty and not, other words',
  ),
  beside: optional(text, 'Another column: only in files that have it do such names stop the command'),
  unless: optional(text, 'Another column: files that have it are not stopped by such names'),
})

const columns = z.record(text, column)

const forEachFile = <T extends z.ZodType>(form: T) =>
  z.strictObject({
    jobs: optional(form, 'Files of jobs, usage logs, tasks and deductions'),
    plan: optional(form, 'Plans of jobs to come, beside what files of jobs have'),
    ledger: optional(form, 'Ledgers of purchased packages'),
    requests: optional(form, 'Logs of requests'),
    fees: optional(form, 'Lists of fees'),
    maintenance: optional(form, 'Lists of announced maintenance'),
    demand: optional(form, 'Units of days to come'),
    calendar: optional(form, 'Days off and days worked'),
  })

/** Other words for what files hold. */
export const names = z.strictObject({
  kind: z.literal('names').describe('What the file is'),
  title: text.describe('Whose words they are'),
  source: source.describe('Where the words come from'),
  columns: optional(forEachFile(columns), 'Other names of columns, by file and column'),
  harmless: optional(forEachFile(words), 'Columns that change no answer, by file'),
  totals: optional(words, 'What stands in front of a row of sums under a table'),
  all: optional(words, 'What stands in a cell of a row that is of all that the column names'),
  units: optional(
    words,
    'Words that say what the figures below a heading are in: a heading with one of them that no column has is refused, and is never offered as the column',
  ),
  negations: optional(
    words,
    'Words that turn what a heading says around: one with such a word that no column has is never offered as the column',
  ),
  packages: optional(
    z.strictObject({
      patterns: optional(
        words,
        'How names of packages state what they hold: * stands for anything, {pool}, {units}, {concurrency} and {months} for what they say',
      ),
      fillers: optional(
        words,
        'Words in names of packages that make no difference, such as the name of the service',
      ),
    }),
    'How purchased packages are named',
  ),
  values: optional(
    z.record(text, z.record(text, z.union([text, z.record(text, text)]))),
    'By column, what a word stands for: another word, or words of other columns',
  ),
})
