/** Lines of names and values (logfmt), as Go's slog and logrus and Heroku's router write them: they are read as JSON lines. */
import { readLines } from '../lines.js'
import type { JsonRows } from './json-rows.js'

/** A name and its value, which stands in quotes where it holds blanks. */
const PAIR = /(?<=^|\s)([\w.@/-]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?=\s|$)/g
/** What collects the output of programs puts a time in front. */
const LEADING_TIME = /^\d{4}-\d\d-\d\dT\S+(?= )/
/** A line with fewer names may be a text. */
const FEWEST_PAIRS = 3

/** What a line says, by name, of which the first value counts; a line without names says but a message. */
function parseLogfmt(line: string): Record<string, string> {
  // Without names of its own, such as `constructor`.
  const row: Record<string, string> = Object.create(null)
  for (const [, name, value] of line.matchAll(PAIR)) row[name!] ??= unquote(value!)
  if (Object.keys(row).length === 0) row.message = line
  const time = LEADING_TIME.exec(line)?.[0]
  return time === undefined || ['time', 'ts', 'timestamp'].some(name => name in row) ? row : { time, ...row }
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value
  try {
    return JSON.parse(value) as string
  } catch {
    return value.slice(1, -1)
  }
}

/** Whether most lines are of that kind. */
export const areLogfmt = (lines: readonly string[]): boolean =>
  lines.length > 0 && 2 * lines.filter(isOfPairs).length > lines.length

const isOfPairs = (line: string): boolean => [...line.matchAll(PAIR)].length >= FEWEST_PAIRS

/** A blank line stays one, and so does JSON between the others. */
const toJson = (line: string): string =>
  /^\s*(?:\{|$)/.test(line) ? line : JSON.stringify(parseLogfmt(line))

/** The beginning of a log as JSON lines. */
export const toJsonLines = (head: Buffer): Buffer =>
  Buffer.from(head.toString('utf8').split(/\r?\n/).map(toJson).join('\n'))

/** The lines of a log as objects of JSON, each in the line of its own. */
export const logfmtRows = (chunks: AsyncIterable<Buffer>): JsonRows => ({
  chunks: convert(chunks),
  lineOf: number => number,
})

async function* convert(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const lines of readLines(chunks))
    yield Buffer.from(lines.map(({ text }) => `${toJson(text)}\n`).join(''))
}
