/**
 * Calendars by RFC 5545. Times are written as UTC instants: every calendar shows these on the clock of whoever
 * looks, without a table of zones in the file that could be wrong.
 */
import { createHash } from 'node:crypto'
import { formatInstant, type Instant, MILLIS_PER_MINUTE } from '../core/instant.js'
import { makeLinesVisible } from './text.js'

/** One event: something falls due at an instant. */
export interface CalendarEvent {
  /** What makes it the same event when the calendar is written again; any text. */
  readonly identity: string
  readonly at: Instant
  readonly summary: string
  /** May have several lines. */
  readonly description: string
  /** How many days before it reminds. */
  readonly alarmDays: readonly number[]
}

/** A calendar and the time that it is of: written twice of one time it is the same file, byte by byte. */
export interface Calendar {
  readonly name: string
  readonly asOf: Instant
  readonly events: readonly CalendarEvent[]
}

/** The calendar in pieces. */
export function* writeCalendar({ name, asOf, events }: Calendar): Generator<string> {
  yield writeLines([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//kling-cost//kling-cost//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(name)}`,
  ])
  for (const event of events) {
    yield writeLines([
      'BEGIN:VEVENT',
      `UID:${uidOf(event.identity)}`,
      // A later revision has a higher number (RFC 5545 3.8.7.4): minutes since 1970 fit its 31 bits.
      `SEQUENCE:${Math.max(0, Math.floor(asOf / MILLIS_PER_MINUTE))}`,
      `DTSTAMP:${writeTime(asOf)}`,
      `DTSTART:${writeTime(event.at)}`,
      `SUMMARY:${escapeText(event.summary)}`,
      `DESCRIPTION:${escapeText(event.description)}`,
      // A date to know of, which makes nobody busy.
      'TRANSP:TRANSPARENT',
      ...event.alarmDays.flatMap(days => [
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        `DESCRIPTION:${escapeText(event.summary)}`,
        `TRIGGER:-P${days}D`,
        'END:VALARM',
      ]),
      'END:VEVENT',
    ])
  }
  yield writeLines(['END:VCALENDAR'])
}

/** Worldwide unique and the same each time: a digest of what the event is about. */
const uidOf = (identity: string): string =>
  `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}@kling-cost`

/** An instant to the second, the rest cut off: rather a reminder too early. */
const writeTime = (at: Instant): string => formatInstant(at).replace(/\.\d+/, '').replaceAll(/[-:]/g, '')

/** RFC 5545 3.3.11: backslash, semicolon and comma are escaped, a line break is `\n`; control characters are shown. */
const escapeText = (text: string): string =>
  makeLinesVisible(text)
    .replaceAll(/[\\;,]/g, character => `\\${character}`)
    .replaceAll('\n', '\\n')

const LONGEST_LINE = 75

const writeLines = (lines: readonly string[]): string => lines.map(line => `${foldLine(line)}\r\n`).join('')

/** RFC 5545 3.1: no line is longer than 75 octets; a fold begins with a blank and cuts no character in two. */
function foldLine(line: string): string {
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > LONGEST_LINE) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}
