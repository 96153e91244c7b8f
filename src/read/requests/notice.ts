/** Lines that something else than the writer of a log puts into it: they say nothing of requests. */

/** What rotates, joins or follows logs writes between their lines. */
const NOTICES = [
  /\bnewsyslog\[\d+\]: logfile turned over\b/,
  /^==> .* <==$/,
  /^-- (?:Logs begin at|Journal begins at|Boot|Reboot|No entries)\b.*--$/,
]

/** Whether a line is such a notice. */
export const isNotice = (line: string): boolean => NOTICES.some(notice => notice.test(line.trim()))
