/** What something else than the writer of a log puts into it: it says nothing of requests. */

/** What rotates, joins or follows logs writes between their lines. */
const NOTICES = [
  /\bnewsyslog\[\d+\]: logfile turned over\b/,
  /^==> .* <==$/,
  /^-- (?:Logs begin at|Journal begins at|Boot|Reboot|No entries)\b.*--$/,
]

export const isNotice = (line: string): boolean => NOTICES.some(notice => notice.test(line.trim()))

/** A byte order mark, of a file that was joined to another; zero bytes, of one that was cut while it was written. */
const MARKS = /^[\ufeff\0]+/

/** A line without what joining and cutting files leaves in front of it. */
export const cleanLine = (line: string): string => line.replace(MARKS, '')
