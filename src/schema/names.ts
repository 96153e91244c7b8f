/** What a file of names looks like: `kind: names`. */
import { z } from 'zod'
import { source, text } from './scalar.js'

const words = z.array(text).min(1)

const column = z.strictObject({
  read: words
    .optional()
    .describe('Other names under which the column is read, the first one that a file has'),
  suggest: words
    .optional()
    .describe('Names that likely mean the column; a note says so, and nothing is read'),
  refuse: words
    .optional()
    .describe(
      'Names, * standing for anything, that change the answer: a file with such a column that nothing is read from is refused',
    ),
  refuse_if_missing: words
    .optional()
    .describe('Such names that stop the command only where nothing else is read as the column'),
})

const columns = z.record(text, column)

const forEachFile = <T extends z.ZodType>(form: T) =>
  z.strictObject({
    jobs: form.optional().describe('Files of jobs, usage logs, tasks and deductions'),
    ledger: form.optional().describe('Ledgers of purchased packages'),
    requests: form.optional().describe('Logs of requests'),
    fees: form.optional().describe('Lists of fees'),
    maintenance: form.optional().describe('Lists of announced maintenance'),
    demand: form.optional().describe('Units of days to come'),
  })

/** Other words for what files hold. */
export const names = z.strictObject({
  kind: z.literal('names').describe('What the file is'),
  title: text.describe('Whose words they are'),
  source: source.describe('Where the words come from'),
  columns: forEachFile(columns).optional().describe('Other names of columns, by file and column'),
  harmless: forEachFile(words).optional().describe('Columns that change no answer, by file'),
  totals: words.optional().describe('What stands in front of a row of sums under a table'),
  packages: z
    .strictObject({
      patterns: words
        .optional()
        .describe(
          'How names of packages state what they hold: * stands for anything, {pool}, {units}, {concurrency} and {months} for what they say',
        ),
      fillers: words
        .optional()
        .describe('Words in names of packages that make no difference, such as the name of the service'),
    })
    .optional()
    .describe('How purchased packages are named'),
  values: z
    .record(text, z.record(text, z.union([text, z.record(text, text)])))
    .optional()
    .describe('By column, what a word stands for: another word, or words of other columns'),
})
