/** What a service period lost, as it went, against what each tier of its agreement allows. */
import { addDays } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { compareRatios, ratio, ratioOfDecimal, ZERO } from '../../core/ratio.js'
import type { PeriodAnswer } from '../../core/sla/answer.js'
import type { Fraction } from '../../core/sla/fraction.js'
import type { HourGrid } from '../../core/sla/hours.js'
import type { SliceCounts } from '../../core/sla/slice-counts.js'
import { amountColumn, column, type Table, tabulate } from '../document.js'
import { nameOfSlice, showSlices } from '../sla/words.js'
import { sentenceCase } from '../text.js'
import { clockOf, showDay } from '../times.js'
import { type Chart, dayX, drawAmounts, drawDays, heightIn, type Plot, WIDTH } from './chart.js'
import { type Html, html } from './markup.js'

const HEIGHT = 320
const PLOT: Plot = { left: 72, top: 16, right: WIDTH - 12, bottom: HEIGHT - 32 }

/** A share of the period that may be lost before the next tier begins. */
interface Limit {
  /** Per cent. */
  readonly below: string
  /** Slices that may be lost; more is below. */
  readonly allowed: Fraction
  /** What is due then, per cent; null when the agreement does not say. */
  readonly percent: string | null
  /** The cell with which it was passed; null: it was not. */
  readonly passedIn: number | null
}

/** The losses of a period over its cells. */
export interface Losses {
  readonly answer: PeriodAnswer
  /** As they are judged. */
  readonly slices: readonly SliceCounts[]
  readonly grid: HourGrid
  /** Exact, to the end of each cell. */
  readonly sums: readonly Fraction[]
  /** How many cells have passed. */
  readonly passed: number
}

/** The word for what is lost. */
export const wordForLost = ({ agreement }: Pick<PeriodAnswer, 'agreement'>): string =>
  agreement.method === 'ratio-timeslices'
    ? `failed ${nameOfSlice(agreement)}s`
    : `${nameOfSlice(agreement)}s down`

function listLimits({ answer, sums }: Losses): Limit[] {
  const { agreement, measurement } = answer
  const { commitment, tiers } = agreement
  const slices = BigInt(measurement.coverage.slices)
  const rows = tiers.length > 0 ? tiers : commitment === null ? [] : [{ below: commitment, percent: null }]
  return rows.map(({ below, percent }) => {
    const { num, den } = ratioOfDecimal(below)
    const allowed = ratio(slices * (100n * den - num), 100n * den)
    const place = sums.findIndex(sum => compareRatios(sum, allowed) > 0)
    return { below, percent, allowed, passedIn: place === -1 ? null : place }
  })
}

/** The chart; null when nothing was lost and nothing is promised. */
export function drawErrorBudget(losses: Losses, id: string): Chart | null {
  const { answer, grid, sums, passed } = losses
  const limits = listLimits(losses)
  const lost = sums.at(-1) ?? ZERO
  // To what happened: the first tier, however little was lost, and beyond it what was lost and no more.
  const [first] = limits
  const least = first?.allowed ?? lost
  const highest = compareRatios(least, lost) >= 0 ? least : lost
  if (highest.num === 0n) return null
  // Some room above the highest line, for its name.
  const most = { num: highest.num * 6n, den: highest.den * 5n }
  const shown = limits.filter(({ allowed }) => compareRatios(allowed, most) <= 0)
  const word = wordForLost(answer)
  const path = drawCourse(sums.slice(0, passed), grid.cells.length, most)
  return {
    id,
    title: `${word} over the period, added up`,
    description: describe(losses, limits, lost),
    height: HEIGHT,
    marks: compact([
      ...drawAmounts(PLOT, most),
      ...drawDays(PLOT, answer.period.start, answer.days),
      path !== null &&
        html`<path class="under" d="${path}V${PLOT.bottom}H${PLOT.left}Z"/><path class="course" d="${path}"/>`,
      ...drawLimits(shown, most, losses),
    ]),
    legend: compact([
      { mark: html`<path class="course" d="M0 14H8V5H18"/>`, text: `${word}, added up` },
      shown.length > 0 && { mark: html`<path class="limit" d="M0 9H18"/>`, text: 'what a threshold allows' },
    ]),
    caption: null,
  }
}

/** Steps: what fails in an hour is there at its end. */
function drawCourse(sums: readonly Fraction[], cells: number, most: Fraction): string | null {
  if (sums.length === 0) return null
  let line = `M${PLOT.left} ${PLOT.bottom}`
  let level = PLOT.bottom
  sums.forEach((sum, i) => {
    if (sum === sums[i - 1]) return
    const y = heightIn(PLOT, sum, most)
    if (y === level) return
    line += `H${dayX(PLOT, i + 1, cells)}V${y}`
    level = y
  })
  return `${line}H${dayX(PLOT, sums.length, cells)}`
}

/** Lines of text closer than this run into each other on a small screen. */
const LABEL_ROOM = 28

/** As wide as a name gets on a small screen. */
const NAME_WIDTH = 330

/**
 * The lines of the tiers with their names: at the left, or where the course passes the line there, at the right, and
 * then below the line if the course ends close above it.
 */
function drawLimits(limits: readonly Limit[], most: Fraction, { sums, grid, passed }: Losses): Html[] {
  const end = heightIn(PLOT, sums[Math.max(passed - 1, 0)] ?? ZERO, most)
  let free = PLOT.bottom + LABEL_ROOM
  return limits.map(({ below, percent, allowed, passedIn }) => {
    const y = heightIn(PLOT, allowed, most)
    const line = html`<path class="limit" d="M${PLOT.left} ${y}H${PLOT.right}"/>`
    if (free - y < LABEL_ROOM) return line
    free = y
    const due = percent === null ? '' : `: below it ${percent}\u00a0% is due`
    const crossing = passedIn === null ? Number.POSITIVE_INFINITY : dayX(PLOT, passedIn, grid.cells.length)
    const isLeft = crossing > PLOT.left + NAME_WIDTH
    const place = isLeft
      ? html`class="strong" x="${PLOT.left + 8}" y="${y - 8}"`
      : html`class="strong end" x="${PLOT.right}" y="${y - end > 40 ? y - 8 : y + 20}"`
    return html`${line}<text ${place}>${below}\u00a0%${due}</text>`
  })
}

function describe(losses: Losses, limits: readonly Limit[], lost: Fraction): string {
  const word = wordForLost(losses.answer)
  const passed = limits
    .filter(({ passedIn }) => passedIn !== null)
    .map(({ below, passedIn }) => `${below} % was passed with the hour from ${showCell(losses, passedIn!)}`)
  return [`A line that climbs to ${showSlices(lost)} ${word}.`, ...passed.map(text => `${text}.`)].join(' ')
}

/** When a cell begins, by the clock of the zone. */
export function showCell({ answer, grid }: Pick<Losses, 'answer' | 'grid'>, cell: number): string {
  const day = showDay(addDays(answer.period.start, Math.floor(cell / grid.cellsPerDay)))
  const minutes = (cell % grid.cellsPerDay) * grid.minutes
  return `${day}, ${clockOf(minutes * 60_000)}`
}

/** The thresholds as a table; null when the agreement at hand has none. */
export function tabulateLimits(losses: Losses): Table | null {
  const limits = listLimits(losses)
  if (limits.length === 0) return null
  return tabulate('What each threshold allows', limits, [
    column('Below', ({ below }) => `${below}\u00a0%`),
    amountColumn(sentenceCase(wordForLost(losses.answer)), ({ allowed }) => showSlices(allowed)),
    column('Passed in the hour from', ({ passedIn }) =>
      passedIn === null ? 'not passed' : showCell(losses, passedIn),
    ),
    amountColumn('Due', ({ percent }) => (percent === null ? 'not known' : `${percent}\u00a0%`)),
  ])
}
