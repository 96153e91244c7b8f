/** What something else than the writer of a log puts into it: it says nothing of requests. */

/** What rotates, joins or follows logs writes between their lines, and what databases draw around rows. */
const NOTICES = [
  /\bnewsyslog\[\d+\]: logfile turned over\b/,
  /^==> .* <==$/,
  /^\(\d+ rows?(?: affected)?\)$/,
  /^-- (?:Logs begin at|Journal begins at|Boot|Reboot|No entries)\b.*--$/,
]

/** What databases draw under a header. */
const isUnderline = (line: string): boolean => line.includes('---') && /^[-+|,; \t]+$/.test(line)

export const isNotice = (line: string): boolean =>
  isUnderline(line) || NOTICES.some(notice => notice.test(line.trim()))

/** What servers say of themselves, which containers write into one stream with the requests. */
const OF_SERVERS = [
  // nginx, and what is made of it.
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[[a-z]+\] \d+#\d+: /,
  /^(?:\/docker-entrypoint\.sh|\d+-[\w-]+\.(?:sh|envsh)): /,
  // Apache.
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4}\] \[[\w:]+\] /,
  /^AH\d{5}: /,
  // Envoy.
  /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\]\[\d+\]\[[a-z]+\]/,
  // HAProxy.
  /^\[(?:NOTICE|WARNING|ALERT)\] +\(?\d+\)? +: /,
]

/** What programs with such loggers say, requests among it. */
const OF_PROGRAMS = [
  // gunicorn.
  /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\] \[\d+\] \[[A-Z]+\] /,
  // Traefik, of both major versions.
  /^time="[^"]+" level=[a-z]+ msg=/,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d) (?:TRC|DBG|INF|WRN|ERR|FTL|PNC) /,
]
const TELLS_OF_REQUEST =
  /"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) |\bmethod=|\bstatus(?:_?code)?[=:] ?"?\d{3}\b/i

/** What docker and kubectl put in front of a line: the container, the time or the pod. */
const OF_CONTAINER = /^(?:[\w.-]+ +\| |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z |\[pod\/\S+\] )+/

/** Whether a line that is no request is a message of the server that wrote it. */
export function isOfServer(line: string): boolean {
  const own = line.replace(OF_CONTAINER, '')
  const isOf = (forms: readonly RegExp[]): boolean => forms.some(form => form.test(own))
  return isOf(OF_SERVERS) || (isOf(OF_PROGRAMS) && !TELLS_OF_REQUEST.test(own))
}

/** A byte order mark, of a file that was joined to another; zero bytes, of one that was cut while it was written. */
const MARKS = /^[\ufeff\0]+/

/** A line without what joining and cutting files leaves in front of it. */
export const cleanLine = (line: string): string => line.replace(MARKS, '')
