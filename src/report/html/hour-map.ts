/** A service period as a calendar: a row for each day, a column for each hour, and in each cell how bad it was. */
import { addDays, type ServicePeriod } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { type Day, formatDay } from '../../core/instant.js'
import type { Fraction } from '../../core/sla/fraction.js'
import type { Cell, HourGrid } from '../../core/sla/hours.js'
import { showFailedShare } from '../sla/words.js'
import { clockOf, showDay } from '../times.js'
import { type Chart, type LegendEntry, WIDTH } from './chart.js'
import { type Html, html } from './markup.js'

const ROW = 16
const HEAD = 26
const GUTTER = 72

/** Shares from which on a cell has the next darker colour, per mille; below the first it has none. */
const LEVELS = [
  { from: 1n, name: '0.1 to 1\u00a0%' },
  { from: 10n, name: '1 to 5\u00a0%' },
  { from: 50n, name: '5 to 20\u00a0%' },
  { from: 200n, name: '20 to 50\u00a0%' },
  { from: 500n, name: '50\u00a0% and more' },
] as const

/** A period as a map shows it. */
export interface HourMap {
  readonly id: string
  readonly period: ServicePeriod
  readonly grid: HourGrid
  /** How bad a cell was, 0 to 1. */
  readonly badnessOf: (cell: Cell) => Fraction
  /** What that is: `failed`, `down`. */
  readonly badness: string
  /** How many cells have passed; all but in a running period. */
  readonly passed: number
  /** Stretches to be framed, each from its first cell to its last, and what they are. */
  readonly marked: readonly (readonly [number, number])[]
  readonly mark: string
  readonly title: string
  readonly description: string
}

export function drawHourMap(map: HourMap): Chart {
  const { id, period, grid, title, description } = map
  const { cellsPerDay, cells } = grid
  const days = cells.length / cellsPerDay
  const size = Math.floor((WIDTH - GUTTER) / cellsPerDay)
  const right = GUTTER + size * cellsPerDay
  const bottom = HEAD + ROW * days
  const hatch = `${id}-hatch`
  const lines = [
    ...Array.from({ length: cellsPerDay + 1 }, (_, i) => `M${GUTTER + i * size} ${HEAD}V${bottom}`),
    ...Array.from({ length: days + 1 }, (_, i) => `M${GUTTER} ${HEAD + i * ROW}H${right}`),
  ].join('')
  return {
    id,
    title,
    description,
    height: bottom + 2,
    marks: [
      html`<defs>${drawHatch(hatch)}</defs>`,
      ...drawHours(grid, size),
      ...Array.from({ length: days }, (_, day) => drawDay(addDays(period.start, day), day)),
      ...Array.from({ length: days }, (_, day) => drawRow(day, map, size, hatch)).flat(),
      ...cells.flatMap((cell, i) => drawFailure(cell, i, map, size)),
      html`<path class="gap" d="${lines}"/>`,
      ...map.marked.flatMap(stretch => drawMark(stretch, cellsPerDay, size)),
    ],
    legend: explainMarks(map, hatch),
    caption: null,
  }
}

const drawHatch = (id: string): Html =>
  html`<pattern id="${id}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V5"/></pattern>`

function drawHours({ minutes, cellsPerDay }: HourGrid, size: number): Html[] {
  const every = Math.max(1, Math.round(cellsPerDay / 8))
  return Array.from({ length: cellsPerDay }, (_, i) => i)
    .filter(i => i % every === 0)
    .map(
      i =>
        html`<text class="${(i / every) % 2 === 0 ? '' : 'minor'}" x="${GUTTER + i * size + 2}" y="${HEAD - 8}">${clockAt(i * minutes)}</text>`,
    )
}

const clockAt = (minutes: number): string => clockOf(minutes * 60_000)

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const weekdayOf = (day: Day): string => WEEKDAYS[((day % 7) + 7) % 7]!

function drawDay(day: Day, row: number): Html {
  const date = Number(formatDay(day).slice(8))
  const isMajor = row === 0 || date % 5 === 0
  return html`<text class="end${isMajor ? '' : ' minor'}" x="${GUTTER - 8}" y="${HEAD + row * ROW + 12}"><tspan class="minor">${weekdayOf(day)} </tspan>${date}</text>`
}

/** The ground of a day's cells, neighbours alike in one piece. */
function drawRow(day: number, { grid, passed }: HourMap, size: number, hatch: string): Html[] {
  const { cellsPerDay, cells } = grid
  const first = day * cellsPerDay
  const kinds = cells
    .slice(first, first + cellsPerDay)
    .map(({ busy }, i) => (busy > 0 ? 'clean' : first + i >= passed ? 'ahead' : 'silent'))
  const starts = kinds.flatMap((kind, i) => (kind === kinds[i - 1] ? [] : [i]))
  return starts.flatMap((start, i) => {
    const kind = kinds[start]!
    if (kind === 'ahead') return []
    const width = ((starts[i + 1] ?? cellsPerDay) - start) * size
    const place = html`x="${GUTTER + start * size}" y="${HEAD + day * ROW}" width="${width}" height="${ROW}"`
    return kind === 'silent'
      ? [html`<rect fill="url(#${hatch})" ${place}/>`]
      : [html`<rect class="clean" ${place}/>`]
  })
}

/** How bad a cell is by the levels, from 0; -1: below all of them, as one failed request among many is. */
function levelOf(cell: Cell, badnessOf: HourMap['badnessOf']): number {
  const badness = badnessOf(cell)
  const level = LEVELS.findLastIndex(({ from }) => badness.num * 1000n >= from * badness.den)
  return level === 0 && cell.failures === 1 ? -1 : level
}

function drawFailure(cell: Cell, i: number, { period, grid, ...map }: HourMap, size: number): Html[] {
  const level = levelOf(cell, map.badnessOf)
  if (level < 0) return []
  const { cellsPerDay, minutes } = grid
  const [day, hour] = [Math.floor(i / cellsPerDay), i % cellsPerDay]
  const when = `${showDay(addDays(period.start, day))}, ${clockAt(hour * minutes)}`
  return [
    html`<rect class="fail-${level + 1}" x="${GUTTER + hour * size}" y="${HEAD + day * ROW}" width="${size}" height="${ROW}"><title>${when}: ${showFailedShare(map.badnessOf(cell))} ${map.badness}</title></rect>`,
  ]
}

/** A frame around cells that follow each other, day by day. */
function drawMark([first, last]: readonly [number, number], cellsPerDay: number, size: number): Html[] {
  const days = Array.from(
    { length: Math.floor(last / cellsPerDay) - Math.floor(first / cellsPerDay) + 1 },
    (_, i) => Math.floor(first / cellsPerDay) + i,
  )
  return days.map(day => {
    const from = Math.max(first - day * cellsPerDay, 0)
    const to = Math.min(last - day * cellsPerDay, cellsPerDay - 1)
    return html`<rect class="ring" x="${GUTTER + from * size}" y="${HEAD + day * ROW}" width="${(to - from + 1) * size}" height="${ROW}"/>`
  })
}

/** Only what is on the map. */
function explainMarks(map: HourMap, hatch: string): LegendEntry[] {
  const { grid, badnessOf, badness, passed, marked, mark } = map
  const { cells } = grid
  const levels = new Set(cells.map(cell => levelOf(cell, badnessOf)))
  const isSilent = cells.some(({ busy }, i) => busy === 0 && i < passed)
  const square = (kind: Html): Html => html`<rect ${kind} x="0" y="1" width="18" height="16"/>`
  return compact([
    { mark: square(html`class="clean"`), text: `under 0.1\u00a0% ${badness}, or a single request` },
    ...LEVELS.flatMap(({ name }, i) =>
      levels.has(i) ? [{ mark: square(html`class="fail-${i + 1}"`), text: name }] : [],
    ),
    marked.length > 0 && { mark: html`<rect class="ring" x="1" y="2" width="16" height="14"/>`, text: mark },
    isSilent && { mark: square(html`fill="url(#${hatch})"`), text: 'no request in the log' },
    passed < cells.length && {
      mark: html`<rect class="open" x="1" y="2" width="16" height="14"/>`,
      text: 'still to come',
    },
  ])
}
