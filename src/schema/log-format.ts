/** What a file that describes a log format looks like: `kind: log-format`. */
import { z } from 'zod'
import { choice, flag, kebab, optional, text } from './scalar.js'

const words = z.array(text).min(1)
const names = z.union([text, words])

const columns = z.strictObject({
  timestamp: names.describe('When the request was made; date+time joins two'),
  status: names.describe('The HTTP status that the caller got'),
  first_status: optional(names, 'A status that goes before the other one where it is there'),
  endpoint: optional(names, 'The path, the URL, or the request line'),
  request_id: optional(names, 'An id that no two requests share'),
  account: optional(names, 'Who called; used with --account-column account'),
  fault: optional(names, 'Who was at fault that no answer came; see faults'),
  side: optional(names, 'Who wrote the row; see sides'),
  row_kind: optional(names, 'What a row is; see requests and no_requests'),
  method: optional(names, 'The method of HTTP, which only requests have; see mixed'),
})

const form = z.strictObject({
  shape: choice(['json', 'csv', 'fields', 'pattern']).describe(
    'json: an object a request; csv: a table with a header; fields: fields between blanks or tabs; pattern: a regular expression',
  ),
  line: optional(text, 'pattern: the regular expression of a line, its named groups being the fields'),
  fields: optional(
    words,
    'fields: their names in order; left out: a line that begins with #Fields: names them',
  ),
  known_by: optional(words, 'Names that the log must have to be taken for this format; a|b: one of them'),
  inside: optional(words, 'json: the keys of the lists, one within the other, in which the requests stand'),
  key_values: optional(text, 'json: a key with a list of {key, value} that is read as an object'),
  columns: columns.describe(
    'Where everything stands; of several names the first that has something in a row',
  ),
  within: optional(
    z.record(text, text),
    'Names of columns whose text holds the value, and the regular expression whose group it is: of objects in a table',
  ),
  unreached: optional(z.array(text), 'Statuses that say that no answer came, beside "", -, 0 and 000'),
  statuses: optional(z.record(text, z.string()), 'Words in place of a status, and the status each means'),
  faults: optional(
    z.record(text, choice(['provider', 'customer', 'network'])),
    'Words in the column of fault, and whose fault each means; a word may end in *',
  ),
  requests: optional(words, 'The kinds of row that are requests; a word may end in *'),
  answered_requests: optional(words, 'The same of rows that have a status; of others the kind says nothing'),
  no_requests: optional(words, 'The kinds of row that are none; a word may end in *'),
  sides: optional(
    words,
    'Words of side, a|b meaning the same: rows of the first that occurs count, as both sides may log one request',
  ),
  mixed: optional(flag, 'Whether rows without a status and a method are no requests, but other messages'),
  unanswered_without_status: optional(flag, 'Whether a row without a status is a request that got no answer'),
  harmless: optional(
    words,
    'Names that say nothing of how many requests a row stands for, though they look like it: a running number',
  ),
  utc: optional(flag, 'Whether times without a zone are UTC, whatever the options say'),
})

/** How some program writes its log of requests. */
export const logFormat = z.strictObject({
  kind: z.literal('log-format').describe('What the file is'),
  id: kebab.describe('The name for --log-format'),
  title: text.describe('What writes such logs'),
  source: text.describe('Where the format is documented'),
  unreached_means: optional(text, 'What a request looks like that got no answer, for the help'),
  forms: z.array(form).min(1).describe('The forms that such logs have'),
})

export type LogFormatText = z.infer<typeof logFormat>
