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
})

const columns = z.record(text, column)

const forEachFile = <T extends z.ZodType>(form: T) =>
  z.strictObject({
    jobs: form.optional().describe('Files of jobs, usage logs, tasks and deductions'),
    ledger: form.optional().describe('Ledgers of purchased packages'),
    requests: form.optional().describe('Logs of requests'),
  })

/** Other words for what files hold. */
export const names = z.strictObject({
  kind: z.literal('names').describe('What the file is'),
  title: text.describe('Whose words they are'),
  source: source.describe('Where the words come from'),
  columns: forEachFile(columns).optional().describe('Other names of columns, by file and column'),
  harmless: forEachFile(words).optional().describe('Columns that change no answer, by file'),
  values: z
    .record(text, z.record(text, z.union([text, z.record(text, text)])))
    .optional()
    .describe('By column, what a word stands for: another word, or words of other columns'),
})
