/** What tells messages of a log from requests, and what messages say of requests that got no answer. */

/** Columns that hold any message. A column of errors is none: a request that failed has it too. */
const OF_MESSAGES = /^(log)?(message|msg|event|eventname|eventtype|level|severity|logger|raw|phase|stage)$/

export const isOfMessages = (name: string): boolean =>
  OF_MESSAGES.test(
    name
      .slice(name.lastIndexOf('.') + 1)
      .replaceAll(/[@_ -]/g, '')
      .toLowerCase(),
  )

/** A level, which pino and bunyan write as 50 and 60; of text lines in capitals, or as logfmt. */
const LEVELS = [
  '"(?:[\\w.]*\\.)?(?:level|levelname|lvl|severity|severity_?text)" *: *(?:"(?:error|err|fatal|critical)"|[56]0\\b)',
  '\\blevel=(?:error|fatal)\\b',
]
const LEVEL_IN_CAPITALS = /\b(?:ERROR|FATAL|CRITICAL)\b/

/** A key that errors have, with something in it. */
const KEYS = [
  '"(?:error|err|exception|exc_info)(?:\\.(?:type|message|code))?" *: *(?!null|""|false|\\{\\}|\\[\\])',
]

/** What clients say when no answer came. */
const WORDS = [
  'ECONN(?:REFUSED|RESET|ABORTED)',
  'ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE',
  'socket hang up',
  'connection (?:refused|reset|broken|aborted|timed out|closed)',
  'no route to host|name resolution|no such host',
  'timed out|timeout (?:of \\d+ ?ms )?exceeded|deadline exceeded',
  '超时|连接(?:失败|被拒绝|重置)',
]

const IN_ANY_LETTERS = new RegExp([...LEVELS, ...KEYS, ...WORDS].join('|'), 'i')

/** Whether a row names an error. */
export const namesError = (row: string): boolean => IN_ANY_LETTERS.test(row) || LEVEL_IN_CAPITALS.test(row)

/** How rows name the status that was answered, texts of errors among them: those of Python's clients, axios, Go and aiohttp. */
const STATUS_IN_TEXT = new RegExp(
  [
    "\\b[1-5]\\d\\d (?:client|server) error\\b|\\b(?:client|server) error '?[1-5]\\d\\d\\b",
    '\\bstatus(?: code)?:? [1-5]\\d\\d\\b',
    '\\berror code: [1-5]\\d\\d\\b',
    '\\bHTTP(?:/\\d(?:\\.\\d)?)?(?: error)?:? [1-5]\\d\\d\\b',
    "\\b[45]\\d\\d, message='",
    '\\btoo many [45]\\d\\d error responses\\b',
    // A key that other rows do not have, such as the one of another version.
    '"[\\w.]*status(?:_?code)?" *: *"?[1-5]\\d\\d\\b',
  ].join('|'),
  'i',
)

/** What a row without a status says of one, such as `503 Server Error`; null: nothing. */
export const statusInText = (row: string): string | null =>
  STATUS_IN_TEXT.exec(row)?.[0].replaceAll('"', '') ?? null
