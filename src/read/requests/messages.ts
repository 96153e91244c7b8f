/** What tells messages of a log from requests, and what messages say of requests that got no answer. */

/** Columns that hold any message. A column of errors is none: a request that failed has it too. */
const OF_MESSAGES = new RegExp(
  `^(?:${[
    '(?:log)?(?:message|msg|event|eventname|eventtype|level|severity|sev|logger|raw|phase|stage)',
    '(?:日志)?(?:级别|消息|内容)|レベル|メッセージ|레벨|메시지',
    'stufe|meldung|nachricht|niveau|nivel|nível|mensaje|mensagem|livello|messaggio',
  ].join('|')})$`,
)

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

const WARNINGS =
  /"(?:[\w.]*\.)?(?:level|levelname|lvl|severity|severity_?text)" *: *(?:"warn(?:ing)?"|40\b)|\blevel=warn(?:ing)?\b/i
const WARNING_IN_CAPITALS = /\bWARN(?:ING)?\b.*/s

/** What a warning of a request that got no answer names, in whatever words: most warn of something else. */
const OF_REQUESTS =
  /https?:|\/v1\/|\b(?:request|connect|respon[ds]|socket|network|handshake|tls|ssl|cancell?ed|aborted|terminated)|side closed/i

/** Whether a row is of the level of warnings, at which clients also say that no answer came. */
export const isWarning = (row: string): boolean =>
  (WARNING_IN_CAPITALS.test(row) || WARNINGS.test(row)) && OF_REQUESTS.test(row)

/** What a row of text says from its level on. */
export const behindLevel = (row: string): string => WARNING_IN_CAPITALS.exec(row)?.[0] ?? row

/** A key that errors have, with something in it. */
const KEYS = [
  '"(?:error|err|exception|exc_info)(?:\\.(?:type|message|code))?" *: *(?!null|""|false|\\{\\}|\\[\\])',
]

/** What clients say when no answer came. */
const WORDS = [
  'ECONN(?:REFUSED|RESET|ABORTED)',
  'ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE',
  'socket hang up',
  'connection (?:refused|reset|broken|aborted|timed out|closed|error|prematurely closed)|connection attempts failed',
  'cannot connect to host|(?:server|(?<!web)socket) disconnected|remote host (?:terminated|closed)|premature close',
  '\\b(?:connection|response|stream)\\b[^"]{0,40} prematurely',
  'i/o error on (?:get|post|put|delete)|stream reset|network (?:is )?unreachable|max retries exceeded with url|sent goaway and closed',
  '\\bno response\\b(?![_ ](?:body|format))|without sending (?:a|complete)|failed to respond|name or service not known',
  'no route to host|name resolution|no such host',
  'timed out|deadline exceeded',
  // A setting of that name says how long is waited.
  '(?:\\b|(?<=[a-z]))timeout(?:error|exception)?\\b(?!["\']?[_.\\w]{0,40} *[:=])',
  '(?:request|call|fetch|connection|upload) (?:has )?failed|failed to (?:connect|fetch|send|reach|call|request)',
  '\\bretrying\\b|\\bbacking off\\b',
  '\\b(?:bad gateway|service (?:temporarily )?unavailable|internal server error)\\b',
  '无响应|没有收到响应|不可达|未能连接|接口异常|超时|逾時|服务(?:不可用|异常)|(?:请求|連線|连接|调用|访问|网络)[^\\s"]{0,4}(?:失败|失敗|被拒绝|重置|异常|错误)',
  '応答なし|接続できません|タイムアウト|(?:接続|リクエスト|通信)[^\\s"]{0,4}(?:失敗|エラー)',
  '응답 없음|연결 끊김|시간 ?초과|타임아웃|(?:연결|요청|통신)[^\\s"]{0,2} ?(?:실패|오류)',
  'zeitüberschreitung|keine antwort|(?:verbindung|anfrage)[^"]{0,40} (?:fehlgeschlagen|abgebrochen)',
  'sin respuesta|sem resposta|tiempo (?:de espera )?(?:agotado|excedido)|tempo (?:limite )?(?:esgotado|excedido)|(?:fallo|falha) (?:de|na|en la) (?:conexi|conex|requisi|solicitud)',
  'pas de réponse|délai [^"]{0,20}(?:dépassé|expiré)|échec de la (?:connexion|requête)',
]

/** A status of 5XX without a name of its own: behind the request, or a key of a text. */
const FAILED_STATUSES = [
  '(?:->|→|=>) *"?5\\d\\d\\b(?! *(?:bytes?|[kmg]i?b|m?s)\\b)',
  '\\b(?:(?:last|http|response|resp|upstream)_?)*(?:status(?:_?code)?|code)["\']? *[:=] *["\']?5\\d\\d\\b',
]

const IN_ANY_LETTERS = new RegExp([...LEVELS, ...KEYS, ...WORDS, ...FAILED_STATUSES].join('|'), 'i')

/** Whether a row names an error. */
export const namesError = (row: string): boolean =>
  IN_ANY_LETTERS.test(row) || LEVEL_IN_CAPITALS.test(row) || /\b5\d\d\b/.test(statusInText(row) ?? '')

/** What stands behind a status in its line. */
const REASONS = [
  'bad request|unauthorized|payment required|forbidden|not found|method not allowed|conflict|unprocessable|too many requests',
  'internal server error|bad gateway|service unavailable|gateway time-?out',
]

/** How rows name the status that was answered, texts of errors among them: those of Python's clients, axios, Go and aiohttp. */
const STATUS_IN_TEXT = new RegExp(
  [
    "\\b[1-5]\\d\\d (?:client|server) error\\b|\\b(?:client|server) error '?[1-5]\\d\\d\\b",
    '\\bstatus(?: code)?:? [1-5]\\d\\d\\b',
    '\\b(?:error|response) code:? [1-5]\\d\\d\\b',
    `\\b[45]\\d\\d \\(?(?:${REASONS.join('|')})\\b`,
    '\\b(?:returned error:|got|returned) [45]\\d\\d\\b|(?:状态码|返回|エラー):? ?[45]\\d\\d(?!\\d)',
    '\\bstatus(?:_?code)?=[1-5]\\d\\d\\b',
    // Words, and numbers of its errors, that only an answer of the service has.
    '\\btoo many requests\\b|\\bresource pack limit\\b|\\baccount balance not enough\\b',
    '\\bcode["\']?: *["\']?1(?:00[0-4]|10[0-3]|20[0-3]|30[0-4])\\b',
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
