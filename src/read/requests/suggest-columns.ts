/** Which of a log's columns may be its time and its status, for a message that asks for `--columns`. */
import { quoteArgument, quoteName } from '../../core/failure.js'
import { UTC } from '../../core/instant.js'
import { isNothing } from '../../core/nothing-words.js'
import { isBareDate, parseInstant } from '../../core/time-text.js'
import type { ColumnNames } from '../rows.js'
import type { NEEDED_COLUMNS } from './request-row.js'

type Needed = (typeof NEEDED_COLUMNS)[number]

const YEAR_2000 = Date.UTC(2000, 0, 1)
const YEAR_2100 = Date.UTC(2100, 0, 1)

const NAMES: Readonly<Record<Needed, RegExp>> = {
  timestamp: /time|date|stamp|(?:^|[._])(?:ts|at)$|_at$/i,
  status: /status|code/i,
}

/** Whether a text looks like a value of the column. */
export function isValueOf(column: Needed, value: string): boolean {
  if (column === 'status')
    return /^(?:HTTP(?:\/\d(?:\.\d)?)? +)?[1-5]\d\d(?:\.0| +[A-Za-z][A-Za-z' -]*)?$/i.test(value)
  const at = parseInstant(value, UTC)
  return at !== null && at >= YEAR_2000 && at < YEAR_2100
}

/** The statuses that services and gateways answer with, registered or not. */
const STATUS_IN_USE =
  /^(?:10[0-4]|20[0-8]|218|226|299|30[0-8]|4(?:[01]\d|2[0-689]|3[01]|4[0149]|5[01]|6[0134]|9[4-9])|5(?:0\d|1[01]|2\d|30|4[0-9]|5\d|6[01]|9[89]))$/

export const isStatusInUse = (text: string): boolean => STATUS_IN_USE.test(text)

/** Where to look for what a log may be. */
export const HELP_LOGS = 'kling-cost help logs lists the formats that are recognised'

/** A name of one of many values, or of how many there are: a column for each status (`503`), a key of a list. */
const OF_MANY = /(?<![a-z\d])\d+(?:xx)?(?![a-z\d])|count(?![a-z])|total/i

/** Times after a request was made: of its end, of its answer, or of a row that was changed. */
const LATER =
  /(?:^|[^a-z])(?:end(?:ed)?|respon[sd]\w*|updated?|modified|changed|completed?|finish(?:ed)?|closed)(?![a-z])/i

/** Of whatever a gateway passes requests on to, whose status is missing where it answers by itself. */
export const isOfBackend = (name: string): boolean => /upstream|origin|target|backend/i.test(name)

/** Whether a time is one as soon as it is known whether its month or its day comes first. */
const isTimeInSomeOrder = (value: string): boolean =>
  (['MDY', 'DMY'] as const).some(order => parseInstant(value, UTC, order) !== null)

/** What stands back behind others that would do as well. */
const isSecond = (column: Needed, name: string): boolean =>
  column === 'timestamp' ? LATER.test(name) : isOfBackend(name)

/** How well a column would do: by its value, then by its name. A number from 100 to 599 alone may count anything. */
function score(column: Needed, name: string, value: string): number {
  const isNamed = NAMES[column].test(name) && !(column === 'timestamp' && LATER.test(name))
  if (OF_MANY.test(name) || (column === 'status' && !isNamed)) return 0
  const isValue = isValueOf(column, value) || (column === 'timestamp' && isTimeInSomeOrder(value))
  return (isValue ? 2 : 0) + (isNamed ? 1 : 0)
}

/** Whether both name and value look like those of the column. */
export const isLikely = (column: Needed, name: string, value: string): boolean =>
  score(column, name, value) > 2

/** `--columns …` with the likeliest mapping of `missing`; a name that nothing suggests is left to be filled in. */
export function suggestColumns(
  found: readonly (readonly [name: string, value: string])[],
  missing: readonly Needed[],
  given: ColumnNames,
): string {
  const pairs = missing.map(column => {
    const joined = column === 'timestamp' ? joinDateAndTime(found) : null
    if (joined !== null) return `${column}=${joined}`
    const [best] = found
      .map(([name, value]) => ({ name, score: score(column, name, value) }))
      .sort(
        (a, b) => b.score - a.score || Number(isSecond(column, a.name)) - Number(isSecond(column, b.name)),
      )
    return `${column}=${quoteName(best && best.score > 1 ? best.name : nameOnly(found, column))}`
  })
  const kept = [...given].filter(([column]) => !missing.includes(column as Needed))
  // Where nothing looks like either, it is another format rather than other names.
  const isGuess = !pairs.every(pair => pair.endsWith('=NAME'))
  const help = isGuess ? '' : `\n  ${HELP_LOGS}`
  const columns = [...pairs, ...kept.map(([column, name]) => `${column}=${quoteName(name)}`)].join(',')
  return `--columns ${quoteArgument(columns)}${help}`
}

/** A time of day alone. */
export const isTimeOfDay = (value: string): boolean => /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?$/.test(value)

/** Whether the name of a column is like those of the needed one. */
export const isNamedLike = (column: Needed, name: string): boolean => NAMES[column].test(name)

/** Two columns of which one holds dates alone and the other times of day. */
function joinDateAndTime(found: readonly (readonly [name: string, value: string])[]): string | null {
  const date = found.find(([name, value]) => isBareDate(value) || (value === '' && /^date$/i.test(name)))?.[0]
  const time = found.find(
    ([name, value]) => (value === '' && /^time$/i.test(name)) || isTimeOfDay(value),
  )?.[0]
  return date === undefined || time === undefined ? null : `${date}+${time}`
}

/** A column whose name alone fits, and whose value says nothing: `code` 0 is no HTTP status. */
const nameOnly = (found: readonly (readonly [string, string])[], column: Needed): string =>
  found.find(([name, value]) => isNothing(value) && score(column, name, '') > 0)?.[0] ?? 'NAME'
