/** What a file that describes a log format looks like: `kind: log-format`. */
import { z } from 'zod'
import { choice, flag, kebab, text } from './scalar.js'

const names = z.union([text, z.array(text).min(1)])

const columns = z.strictObject({
  timestamp: names.describe('When the request was made; date+time joins two'),
  status: names.describe('The HTTP status that the caller got'),
  first_status: names.optional().describe('A status that goes before the other one where it is there'),
  endpoint: names.optional().describe('The path, the URL, or the request line'),
  request_id: names.optional().describe('An id that no two requests share'),
  account: names.optional().describe('Who called; used with --account-column account'),
  fault: names.optional().describe('Who was at fault that no answer came; see faults'),
  side: names.optional().describe('Who wrote the row; see sides'),
  row_kind: names.optional().describe('What a row is; see requests and no_requests'),
  method: names.optional().describe('The method of HTTP, which only requests have; see mixed'),
})

const form = z.strictObject({
  shape: choice(['json', 'csv', 'fields', 'pattern']).describe(
    'json: an object a request; csv: a table with a header; fields: fields between blanks or tabs; pattern: a regular expression',
  ),
  line: text
    .optional()
    .describe('pattern: the regular expression of a line, its named groups being the fields'),
  fields: z
    .array(text)
    .min(1)
    .optional()
    .describe('fields: their names in order; left out: a line that begins with #Fields: names them'),
  known_by: z
    .array(text)
    .min(1)
    .optional()
    .describe('Names that the log must have to be taken for this format; a|b: one of them'),
  inside: z
    .array(text)
    .min(1)
    .optional()
    .describe('json: the keys of the lists, one within the other, in which the requests stand'),
  key_values: text.optional().describe('json: a key with a list of {key, value} that is read as an object'),
  columns: columns.describe(
    'Where everything stands; of several names the first that has something in a row',
  ),
  within: z
    .record(text, text)
    .optional()
    .describe(
      'Names of columns whose text holds the value, and the regular expression whose group it is: of objects in a table',
    ),
  unreached: z
    .array(text)
    .optional()
    .describe('Statuses that say that no answer came, beside "", -, 0 and 000'),
  statuses: z
    .record(text, z.string())
    .optional()
    .describe('Words in place of a status, and the status each means'),
  faults: z
    .record(text, choice(['provider', 'customer', 'network']))
    .optional()
    .describe('Words in the column of fault, and whose fault each means; a word may end in *'),
  requests: z
    .array(text)
    .min(1)
    .optional()
    .describe('The kinds of row that are requests; a word may end in *'),
  no_requests: z
    .array(text)
    .min(1)
    .optional()
    .describe('The kinds of row that are none; a word may end in *'),
  sides: z
    .array(text)
    .min(1)
    .optional()
    .describe(
      'Words of side, a|b meaning the same: rows of the first that occurs count, as both sides may log one request',
    ),
  mixed: flag
    .optional()
    .describe('Whether rows without a status and a method are no requests, but other messages'),
  unanswered_without_status: flag
    .optional()
    .describe('Whether a row without a status is a request that got no answer'),
  utc: flag.optional().describe('Whether times without a zone are UTC, whatever the options say'),
})

/** How some program writes its log of requests. */
export const logFormat = z.strictObject({
  kind: z.literal('log-format').describe('What the file is'),
  id: kebab.describe('The name for --log-format'),
  title: text.describe('What writes such logs'),
  source: text.describe('Where the format is documented'),
  unreached_means: text.optional().describe('What a request looks like that got no answer, for the help'),
  forms: z.array(form).min(1).describe('The forms that such logs have'),
})

export type LogFormatText = z.infer<typeof logFormat>
