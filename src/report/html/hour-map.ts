/** A service period as a calendar: a row for each day, a column for each hour, and in each cell how bad it was. */
import { addDays, type ServicePeriod } from '../../core/calendar.js'
import { type Day, formatDay } from '../../core/instant.js'
import { formatRatio, multiplyRatios, type Ratio, ratio } from '../../core/ratio.js'
import type { Cell, HourGrid } from '../../core/sla/hours.js'
import { countOf } from '../text.js'
import { type Chart, type LegendEntry, WIDTH } from './chart.js'
import { type Html, html } from './markup.js'

const ROW = 16
const HEAD = 26
const GUTTER = 72
/** What the gap between two cells takes of each. */
const GAP = 1

/** Shares from which on a cell counts as the next worse, per cent; and how high its mark is. */
const LEVELS = [
  { from: 0n, height: 4, name: 'under 1 %' },
  { from: 1n, height: 7, name: '1 % to 10 %' },
  { from: 10n, height: 9, name: '10 % to 50 %' },
  { from: 50n, height: 11, name: '50 % and more' },
  { from: 100n, height: ROW - 2 * GAP, name: '100 %' },
] as const

/** A period as a map shows it. */
export interface HourMap {
  readonly id: string
  readonly period: ServicePeriod
  readonly grid: HourGrid
  /** How bad a cell was, 0 to 1. */
  readonly badnessOf: (cell: Cell) => Ratio
  /** What that is, such as `worst error rate`. */
  readonly badness: string
  /** What the slices of a cell are called. */
  readonly slices: string
  /** How many cells have passed; all but in a running period. */
  readonly passed: number
  /** Cells to be ringed: those of the worst slices. */
  readonly ringed: ReadonlySet<number>
  readonly title: string
  readonly description: string
}

/** The map as a chart. */
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
      html`<path class="gap" d="${lines}"/>`,
      ...cells.flatMap((cell, i) => (cell.failed > 0 ? [drawFailure(cell, i, map, size)] : [])),
      ...[...map.ringed].map(
        i =>
          html`<rect class="ring" x="${GUTTER + (i % cellsPerDay) * size}" y="${HEAD + Math.floor(i / cellsPerDay) * ROW}" width="${size}" height="${ROW}"/>`,
      ),
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
        html`<text class="${(i / every) % 2 === 0 ? '' : 'minor'}" x="${GUTTER + i * size + 2}" y="${HEAD - 8}">${clockOf(i * minutes)}</text>`,
    )
}

/** `09:05` of minutes since midnight. */
const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

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

/** How bad a cell is by the levels, from 0. */
const levelOf = (badness: Ratio): number =>
  LEVELS.findLastIndex(({ from }) => badness.num * 100n >= from * badness.den)

/** Grows from the bottom of its cell, so that it also tells without colour how bad it was. */
function drawFailure(cell: Cell, i: number, { period, grid, ...map }: HourMap, size: number): Html {
  const { cellsPerDay, minutes } = grid
  const badness = map.badnessOf(cell)
  const level = levelOf(badness)
  const { height } = LEVELS[level]!
  const [day, hour] = [Math.floor(i / cellsPerDay), i % cellsPerDay]
  const when = `${formatDay(addDays(period.start, day))} ${clockOf(hour * minutes)}`
  const percent = formatRatio(multiplyRatios(badness, ratio(100n)), 2)
  const words = `${when}: ${map.badness} ${percent} %, failures in ${cell.failed} of ${countOf(cell.busy, map.slices)} with requests`
  return html`<rect class="fail-${level + 1}" x="${GUTTER + hour * size + GAP}" y="${HEAD + day * ROW + ROW - GAP - height}" width="${size - 2 * GAP}" height="${height}"><title>${words}</title></rect>`
}

/** Only what is on the map. */
function explainMarks({ grid, badnessOf, badness, passed, ringed }: HourMap, hatch: string): LegendEntry[] {
  const { cells } = grid
  const levels = new Set(cells.filter(({ failed }) => failed > 0).map(cell => levelOf(badnessOf(cell))))
  const isClean = cells.some(({ busy, failed }) => busy > 0 && failed === 0)
  const isSilent = cells.some(({ busy }, i) => busy === 0 && i < passed)
  const square = (kind: Html): Html => html`<rect ${kind} x="0" y="1" width="18" height="16"/>`
  return [
    ...(isClean ? [{ mark: square(html`class="clean"`), text: 'requests, no failure' }] : []),
    ...LEVELS.flatMap(({ height, name }, i) =>
      levels.has(i)
        ? [
            {
              mark: html`${square(html`class="clean"`)}<rect class="fail-${i + 1}" x="1" y="${16 - height}" width="16" height="${height}"/>`,
              text: `${badness} ${name}`,
            },
          ]
        : [],
    ),
    ...(ringed.size > 0
      ? [
          {
            mark: html`<rect class="ring" x="1" y="2" width="16" height="14"/>`,
            text: 'holds one of the worst slices',
          },
        ]
      : []),
    ...(isSilent ? [{ mark: square(html`fill="url(#${hatch})"`), text: 'no request in the log' }] : []),
    ...(passed < cells.length
      ? [{ mark: html`<rect class="open" x="1" y="2" width="16" height="14"/>`, text: 'still to come' }]
      : []),
  ]
}
