/**
 * The zone that the heading of a column names, such as `timestamp [UTC]`, `created_at_utc` or `时间(UTC+8)`: times below it
 * that name none are readings of its clock, whatever the options say.
 */
import { zoneOf } from '../core/calendar.js'
import { InputError, type Issue, inQuotes, type Place } from '../core/failure.js'
import type { AliasedColumn } from '../core/file-columns.js'
import { remembering } from '../core/get-or-insert.js'
import { type Instant, MILLIS_PER_DAY, UTC, type Zone } from '../core/instant.js'

/** What a heading says beside the name of the column. */
export interface Heading {
  /** The name without the zone. */
  readonly bare: string
  /** Null: the heading names a zone, but not which of several, or not where it lies. */
  readonly zone: Zone | null
  /** Whether it names the zone as options do, which then may not name another. */
  readonly isNamed?: boolean
}

/** The columns that hold points in time; days and months are no clock readings. */
const TIMES: ReadonlySet<string> = new Set([
  'timestamp',
  'updated_at',
  'purchased_at',
  'effective_at',
  'expires_at',
  'start',
  'end',
  'notified_at',
])
const DAYS: ReadonlySet<string> = new Set(['date', 'month', 'period'])

/** Whether a zone in the heading of a column says anything of its values. */
export const mayNameZone = (column: string): boolean => TIMES.has(column) || DAYS.has(column)

/** `createdAtUtc` and `utcTime` as words of their own. */
const CAMEL =
  /(?<=[a-z])(?=(?:UTC|Utc|GMT|Gmt)(?![a-z]))|(?<=(?<![A-Za-z])(?:utc|gmt|UTC|GMT|Utc|Gmt))(?=[A-Z][a-z])/g
const OFFSET_PARTS =
  /(?<hours>\d{1,2})(?:[:h]?(?<minutes>\d{2})(?!\d)|(?<fraction>\.\d+|,\d(?!\d))|h(?:rs?|ours?)?)?(?!\d)/
    .source
const UTC_WORD = new RegExp(
  `(?<![a-z]|etc/(?=gmt[+-]))(?:(?:utc|gmt)\\s*/\\s*)?(?:utc|gmt)(?![a-z])(?:\\s*(?:(?<sign>[+\\-±])\\s*|(?!\\d{1,2}h))${OFFSET_PARTS})?`,
  'i',
)
const OFFSET = new RegExp(
  `(?<=[([\\s])(?<sign>[+-])(?!(?:1[5-9]|[2-9]\\d)h)\\s*${OFFSET_PARTS}(?=[)\\]\\s]|$)`,
)
/** Behind an offset or `UTC`: another offset, such as that of summer, or what may be the second of two columns (`utc_8`). */
const FURTHER = /^[\s_]*(?:\d|(?:[/|&,]|or|and)\s*[+-]\s*\d)/i
const FURTHER_HOURS = /^\s*(?:[/|&]|or|and)\s*(?:(?:utc|gmt)\s*[+-]\s*)?\d/i
/** Clocks that never change, by words that mean no other. */
const FIXED: readonly (readonly [words: RegExp, hours: number])[] = [
  [/[([]\s*Z\s*[)\]]|zulu|协调世界时|世界标准时间/i, 0],
  [
    /[([]\s*(?:beijing|shanghai|北京|上海)\s*[)\]]|北京时间|中国标准时间|(?:beijing|china|china standard) time|(?<![a-z])(?:hkt|sgt)(?![a-z])/i,
    8,
  ],
  [/日本時間|日本标准时间|(?<![a-z])(?:jst|kst)(?![a-z])/i, 9],
]
const ABBREVIATIONS =
  /[ECMP][SD]?T|AK[SD]T|HST|A[SD]T|N[SD]T|BST|IST|WES?T|CES?T|MES?Z|EES?T|MSK|A[ECW][SD]T|NZ[SD]?T|BRT|ART|PKT|ICT|WIB|SAST|PHS?T|[ECMP]ST\d[ECMP]DT/
    .source
/** Zones whose clocks change, words that several have, and names of places; short ones in brackets or at the end alone (`_est` may be an estimate). */
const UNCLEAR = [
  new RegExp(`[([]\\s*(?:${ABBREVIATIONS}|local(?: time)?)(?:\\s*/\\s*(?:${ABBREVIATIONS}))?\\s*[)\\]]`, 'i'),
  /_(?:edt|[cmp][sd]t|cest|mesz|eest|aest|aedt)$|(?<=^(?:timestamp|ts|datetime|created_at))_est$/i,
  /(?<=[a-z]\s)(?:[ECMP][SD]T|CES?T|BST|IST|AE[SD]T|NZ[SD]T)$/,
  /[([]\s*[+-]\d{1,2}(?::?\d{2})?\s*\/\s*[+-]?\d/,
  /(?<![A-Za-z])(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Etc)\/\w+/,
  /(?:eastern|central|mountain|pacific) (?:standard |daylight )?time/i,
  // Behind what is nothing but a time the letters are of a zone; nginx's time_local names its offset.
  new RegExp(
    `(?<=^(?:time|timestamp|ts|date[ _]?time|(?:created|logged|started)(?:_at)?)[ _])(?:[ECMP]T|eastern|central|mountain|pacific|${ABBREVIATIONS})$`,
    'i',
  ),
  /^local(?=[ _-]?(?:time|date|timestamp|ts)(?![a-z]))|(?<=^(?:timestamp|ts|datetime|created_at)[ _-])local$/i,
]
/** The name of a zone in brackets, such as `(America/New_York)`. */
const ZONE_IN_BRACKETS = /[([]\s*((?!Etc)[A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+\d{0,2}){1,2})\s*[)\]]/
/** `GMT/BST`: Greenwich in winter alone. */
const OF_WINTER = new RegExp(
  `(?:utc|gmt)\\s*(?:/|or)\\s*(?:${ABBREVIATIONS})(?![a-z])|(?<![a-z])(?:${ABBREVIATIONS})\\s*(?:/|or)\\s*(?:utc|gmt)`,
  'i',
)
const IN_BRACKETS = /[([]\s*([\p{L} ]+?)\s*[)\]]/u

/** `gmt_create`, `gmtModified`: so Java's houses call times by their own clock. */
const OF_OWN_CLOCK = /^gmt[_ ]?(?:creat|modif|updat|pa[iy]|clos|finish|complet|refund)/i

/** What a heading says of the zone; null: nothing. */
export const readHeading = remembering((name): Heading | null => {
  if (OF_OWN_CLOCK.test(name)) return null
  const text = name
    .normalize('NFKC')
    .replaceAll(CAMEL, ' ')
    .replaceAll(/[‐‑‒–—−]/g, '-')
    .replaceAll(/ (plus|minus) (?=\d)/gi, (_, word) => (word.toLowerCase() === 'plus' ? '+' : '-'))
  const without = (found: string): string => text.replace(found, ' ')
  const offset = UTC_WORD.exec(text) ?? OFFSET.exec(text)
  if (offset) {
    const bare = without(offset[0])
    const behind = text.slice(offset.index + offset[0].length)
    const isOpen =
      FURTHER.test(behind) ||
      (offset.groups!.hours === undefined ? OF_WINTER.test(text) : FURTHER_HOURS.test(behind))
    return { bare, zone: isOpen ? null : zoneAhead(offset.groups!) }
  }
  for (const [words, hours] of FIXED) {
    const found = words.exec(text)
    if (found) return { bare: without(found[0]), zone: fixedZone(hours) }
  }
  const [named, id = ''] = ZONE_IN_BRACKETS.exec(text) ?? []
  const zone = named === undefined ? null : zoneNamed(id)
  if (zone !== null) return { bare: without(named!), zone, isNamed: true }
  const unclear =
    UNCLEAR.map(words => words.exec(text)?.[0]).find(found => found !== undefined) ?? findCity(text)
  return unclear === undefined ? null : { bare: without(unclear), zone: null }
})

function zoneNamed(id: string): Zone | null {
  try {
    return zoneOf(id)
  } catch {
    return null
  }
}

/** The city in brackets that a zone is called by. */
function findCity(text: string): string | undefined {
  const [inBrackets, city] = IN_BRACKETS.exec(text) ?? []
  return city !== undefined && Intl.supportedValuesOf('timeZone').some(id => isCityOf(id, city))
    ? inBrackets
    : undefined
}

const isCityOf = (id: string, city: string): boolean =>
  id.toLowerCase().endsWith(`/${city.toLowerCase().replaceAll(' ', '_')}`)

function zoneAhead({
  sign,
  hours = '0',
  minutes = '0',
  fraction = '',
}: Readonly<Record<string, string | undefined>>) {
  const ahead = Number(hours + fraction.replace(',', '.')) + Number(minutes) / 60
  return fixedZone(sign === '-' ? -ahead : ahead)
}

/** The zone whose clock is always so many hours ahead of UTC; null where none has a name that every platform knows. */
function fixedZone(ahead: number): Zone | null {
  if (ahead === 0) return UTC
  const isWhole = Number.isInteger(ahead) && ahead >= -12 && ahead <= 14
  if (!isWhole && ahead !== 5.5) return null
  const id = isWhole ? `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}` : 'Asia/Kolkata'
  const shift = ahead * 3_600_000
  return { id, toInstant: ({ day, millis }) => (day * MILLIS_PER_DAY + millis - shift) as Instant }
}

/**
 * The zone that the headings of a column name, one or those that are joined; undefined: none, or the zone that is asked
 * for anyway; or what is wrong with them. `asked`: where times without a zone are read; undefined: that is not known.
 */
export function zoneOfHeadings(
  column: string,
  names: readonly string[],
  asked: Zone | undefined,
  place: Place,
): Zone | undefined | Issue {
  if (!mayNameZone(column)) return undefined
  const found = names.flatMap(name => {
    const heading = readHeading(name)
    if (heading === null || isNameOf(asked, name)) return []
    const isContradicted = heading.isNamed === true && asked?.id.includes('/') === true
    return [{ name, zone: isContradicted ? null : heading.zone }]
  })
  const [first] = found
  if (first === undefined) return undefined
  const hint = 'give the column a name without a zone, and say the zone with --tz (of a log: --log-tz)'
  if (first.zone === null || found.some(({ zone }) => zone?.id !== first.zone!.id)) {
    const message = `expected a zone that can be read in one way, such as UTC or UTC+8; got the column ${inQuotes(found.find(({ zone }) => zone === null)?.name ?? first.name)}`
    return { code: 'BAD_TIME', message, place, hint }
  }
  if (asked !== undefined && first.zone.id === asked.id) return undefined
  if (!DAYS.has(column)) return first.zone
  const message = `expected days by the clock of --tz${asked === undefined ? '' : `, ${asked.id}`}; got the column ${inQuotes(first.name)}`
  return {
    code: 'BAD_TIME',
    message,
    place,
    hint: `--tz ${first.zone.id} cuts all days by that clock; if they are days of --tz all the same, leave the zone out of the name`,
  }
}

/** The same zone. Throws BAD_TIME for what is wrong with the headings. */
export function expectZoneOfHeadings(...question: Parameters<typeof zoneOfHeadings>): Zone | undefined {
  const zone = zoneOfHeadings(...question)
  if (zone !== undefined && 'code' in zone) throw new InputError([zone])
  return zone
}

/** The columns as they were found under other names, those with a clock of their own among them. */
export function withClocks(
  aliased: readonly AliasedColumn[],
  zones: ReadonlyMap<string, Zone>,
  nameOf: (column: string) => string,
): AliasedColumn[] {
  const others = aliased.filter(({ column }) => !zones.has(column))
  const clocks = [...zones].map(([column, { id }]) => {
    const clock = id.replace(/^Etc\/GMT([+-])/, (_, sign) => (sign === '-' ? 'UTC+' : 'UTC-'))
    return { column, name: nameOf(column), clock }
  })
  return [...others, ...clocks]
}

/** Whether a heading names the very zone that is asked for, such as `Time (Europe/Berlin)`, `Time (Berlin)` or `local_time`. */
const isNameOf = (zone: Zone | undefined, name: string): boolean =>
  zone !== undefined &&
  /\//.test(zone.id) &&
  (name.includes(zone.id) ||
    /(?<![a-z])local(?![a-z])|^local/i.test(name.replaceAll('_', ' ')) ||
    isCityOf(zone.id, IN_BRACKETS.exec(name)?.[1] ?? ''))
