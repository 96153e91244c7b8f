/** An `sla` answer as a page: the outcome, and for each period where its failures lie and what they use up. */

import { addDays } from '../../core/calendar.js'
import { formatDay, type Instant } from '../../core/instant.js'
import { formatRatio, multiplyRatios, type Ratio, ratio } from '../../core/ratio.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import type { SliceUptime } from '../../core/sla/availability/timeslices.js'
import { type Cell, cumulateLosses, cutIntoHours, type HourGrid } from '../../core/sla/hours.js'
import { sliceOf, slicesOf } from '../../core/sla/slice-counts.js'
import { showUsd } from '../amounts.js'
import { describeIgnored } from '../columns.js'
import { findClaim, listServices, listSteps, summarise } from '../sla/advice.js'
import { listFacts } from '../sla/evidence.js'
import { describeForeign, listSlaNotes } from '../sla/notes.js'
import { tabulate } from '../sla/table.js'
import {
  describeAmount,
  describeVerdict,
  findSilence,
  hasData,
  listGates,
  nameOfAnswer,
  nameOfPeriod,
  percentOf,
  showCountShare,
  showPercent,
  showSlices,
  wordFor,
} from '../sla/words.js'
import { describeSource } from '../source-line.js'
import { countOf, groupDigits, listNames, makeVisible } from '../text.js'
import { showMinutes, showStretch, showTime } from '../times.js'
import { figure } from './chart.js'
import { drawErrorBudget, type Losses, showCell, tabulateLimits, wordForLost } from './error-budget.js'
import { drawHourMap } from './hour-map.js'
import { type Html, html, NOTHING, prose } from './markup.js'
import {
  type KeyFigure,
  keyFigures,
  sentenceCase,
  statements,
  type Table,
  table,
  unfolding,
  warning,
  writePage,
} from './page.js'

/** More periods than this are in the table alone: a page of hundreds of maps is none that anybody reads. */
const MOST_SECTIONS = 12

/** The page in pieces. The answer must hold its counts. */
export function writeSlaPage(answer: SlaAnswer): Iterable<string> {
  const services = listServices(answer)
  const periods = services.flatMap(service => service.periods.map(period => ({ period, service })))
  const { shown, left } = choosePeriods(periods, answer)
  const agreements = [...new Set(periods.map(({ period }) => period.agreement))]
  const steps = listSteps(answer)
  const [only, ...more] = periods
  return writePage({
    heading: 'Service level',
    subject: only
      ? listNames([...new Set(periods.map(({ period }) => nameOfPeriod(period.period)))])
      : 'no period',
    lead: summarise(answer),
    about: [
      ...agreements.map(agreement => `${agreement.title} (${describeSource(agreement)})`),
      `Clock of ${answer.zone.id}; as of ${showTime(answer.asOf, answer.zone)}`,
    ],
    body: [
      ...services.flatMap(describeForeign).map(text => warning([sentenceCase(text)])),
      ...(only && !more.length ? [keyFigures(listFigures(only.period, answer))] : []),
      ...(periods.length > 1 ? services.map(service => overview(service, shown, answer)) : []),
      ...(steps.length > 0
        ? [
            html`<section>
<h2>What to do</h2>
${statements(steps)}
</section>`,
          ]
        : []),
      ...shown.map(({ period, service }, i) =>
        periodSection(period, service, answer, { id: idOfSection(i), isOnly: more.length === 0 }),
      ),
      ...services.filter(({ endpoints }) => endpoints.length > 0).map(pathsSection),
      ...(left > 0
        ? [
            html`<p>The table at the top holds all ${countOf(periods.length, 'period')}; ${countOf(left, 'more has', 'more have')} no section of ${left === 1 ? 'its' : 'their'} own here, where there is room for ${MOST_SECTIONS}. <code>--period</code> shows a month by itself.</p>`,
          ]
        : []),
    ],
    // What the sections show is not said again, unless some have none.
    notes: [
      ...(left > 0 ? [] : describeIgnored(answer.columns)),
      ...listSlaNotes(answer)
        .filter(({ isInTable }) => !isInTable || left > 0)
        .map(({ text }) => text),
    ],
    foot: describeInputs(answer),
  })
}

interface Shown {
  readonly period: PeriodAnswer
  readonly service: ServiceAnswer
}

/** Those that can be claimed come first, then those with failures, then the others; shown in their own order. */
function choosePeriods(all: readonly Shown[], { asOf }: SlaAnswer): { shown: Shown[]; left: number } {
  const weight = ({ period }: Shown): number => {
    if (findClaim(period) !== 'none') return 0
    if (!hasData(period)) return 3
    return period.measurement.totals.errors + period.measurement.totals.unreached > 0 ||
      findSilence(period, asOf).isLoud
      ? 1
      : 2
  }
  const chosen = new Set([...all].sort((a, b) => weight(a) - weight(b)).slice(0, MOST_SECTIONS))
  return { shown: all.filter(one => chosen.has(one)), left: all.length - chosen.size }
}

function overview(service: ServiceAnswer, shown: readonly Shown[], answer: SlaAnswer): Html {
  if (service.periods.length === 0) return NOTHING
  const { columns, rows } = tabulate(service, answer)
  const caption = `${countOf(service.periods.length, 'period')}${answer.companion ? ` under ${service.policy}` : ''}`
  const verdict = columns.findIndex(({ heading }) => heading === 'Verdict')
  return table({
    caption,
    columns: columns.map(column => ({
      ...column,
      isFixed: !['Verdict', 'Account'].includes(column.heading),
    })),
    rows: rows.map((row, i) =>
      row.map((cell, place) => {
        const period = service.periods[i]!
        if (place === verdict) return colour(cell, period)
        const section = shown.findIndex(one => one.period === period)
        return place === 0 && section !== -1 ? html`<a href="#${idOfSection(section)}">${cell}</a>` : cell
      }),
    ),
  })
}

/** How requests and failures divide by paths. */
function pathsSection({ endpoints, policy }: ServiceAnswer): Html {
  return html`<section>
<h2>Paths</h2>
${table({
  caption: `Requests of ${policy} by the first parts of their paths`,
  columns: [
    { heading: 'Path' },
    { heading: 'Requests', isAmount: true },
    { heading: 'Failed', isAmount: true },
  ],
  rows: endpoints.map(({ prefix, requests, failed }) => [
    prefix === null ? 'others' : prefix === '' ? 'no path' : makeVisible(prefix),
    groupDigits(String(requests)),
    groupDigits(String(failed)),
  ]),
})}
</section>`
}

const idOfSection = (index: number): string => `p${index + 1}`

/** Colour repeats what the words say. */
function colour(words: string, { measurement: { verdict } }: PeriodAnswer): Html {
  if (verdict === 'met') return html`<span class="good">${prose(words)}</span>`
  return verdict === 'missed' || verdict === 'no-data'
    ? html`<span class="bad">${prose(words)}</span>`
    : prose(words)
}

function periodSection(
  period: PeriodAnswer,
  service: ServiceAnswer,
  answer: SlaAnswer,
  { id, isOnly }: { id: string; isOnly: boolean },
): Html {
  const { asOf, zone } = answer
  const facts = listFacts(period, { asOf, zone, choices: service.choices })
  const loud = facts.filter(({ label }) => label === 'WARNING')
  const rest = facts.filter(({ label }) => !OWN_PLACE.has(label))
  const name = answer.companion ? `${service.policy}: ${nameOfAnswer(period)}` : nameOfAnswer(period)
  return html`<section id="${id}">
<h2>${name}</h2>
${loud.map(({ lines }) => warning(lines.map(sentenceCase)))}
${isOnly ? null : keyFigures(listFigures(period, answer))}
${hasData(period) ? drawPeriod(period, service, answer, id) : null}
<h3>Evidence</h3>
${statements(rest)}
</section>`
}

/** Facts that are told as a warning, a list or a table. */
const OWN_PLACE = new Set(['WARNING', 'worst slices', 'incidents'])

function listFigures(period: PeriodAnswer, { asOf }: SlaAnswer): KeyFigure[] {
  const { agreement, measurement, claim, compensation } = period
  const percent = percentOf(measurement)
  const { tier, verdict } = measurement
  const form = agreement.compensation.form === 'vouchers' ? 'Compensation' : 'Credit'
  const isDue = findClaim(period) !== 'none'
  return [
    {
      label: sentenceCase(wordFor(measurement)),
      value: percent === null ? 'no data' : showPercent(percent, agreement),
      more:
        agreement.commitment === null
          ? 'what was promised is not known'
          : `promised: ${agreement.commitment} %`,
    },
    {
      label: 'Verdict',
      value: colour(sentenceCase(describeVerdict(period, findSilence(period, asOf))), period),
      more: null,
    },
    {
      label: form,
      value: verdict === 'missed' ? describeAmount(period) : verdict === 'met' ? 'None' : 'Not known',
      more:
        tier && compensation
          ? `${tier.percent} % of ${showUsd(compensation.applicableFee)}${compensation.capped ? ', capped' : ''}`
          : null,
    },
    {
      label: 'Claim until',
      value: isDue ? formatDay(claim.closes) : 'Nothing to claim',
      more: isDue ? `from ${claim.estimated ? 'about ' : ''}${formatDay(claim.opens)}` : null,
    },
  ]
}

function drawPeriod(period: PeriodAnswer, service: ServiceAnswer, answer: SlaAnswer, id: string): Html {
  const { agreement, counts } = period
  const grid = cutIntoHours(agreement, period.period, counts!, service.choices)
  const elapsed = period.running ? period.elapsed : period.measurement.coverage.slices
  const passed = Math.min(grid.cells.length, Math.ceil(elapsed / grid.slicesPerCell))
  const losses: Losses = { answer: period, grid, sums: cumulateLosses(grid), passed }
  const budget = drawErrorBudget(losses, `${id}-budget`)
  const limits = tabulateLimits(losses)
  return html`<h3>${period.measurement.method === 'timeslices' ? 'When the service was down' : 'When requests failed'}</h3>
<div class="pair">
${drawMap(losses, id, answer)}
${nameWorst(period, answer)}
</div>
<h3>What the failures used up</h3>
<div class="pair">
${budget ? figure(budget) : html`<p>Nothing failed.</p>`}
${limits ? table(limits) : html`<p class="note">The agreement at hand holds no thresholds; <code>--tiers FILE</code> gives those of your own copy.</p>`}
</div>
${unfolding(`Each of the ${countOf(period.days, 'day')} in numbers`, table(tabulateDays(losses)))}`
}

function drawMap({ answer: period, grid, passed }: Losses, id: string, { zone }: SlaAnswer): Html {
  const { agreement, measurement } = period
  const { first } = slicesOf(period.period, agreement.sliceMinutes)
  const cellAt = (instant: Instant): number =>
    Math.floor((sliceOf(zone.toLocal(instant), agreement.sliceMinutes) - first) / grid.slicesPerCell)
  const isUptime = measurement.method === 'timeslices'
  const failing = grid.cells.filter(({ failed }) => failed > 0).length
  const silent = grid.cells.filter(({ busy }, i) => busy === 0 && i < passed).length
  return figure(
    drawHourMap({
      id: `${id}-map`,
      period: period.period,
      grid,
      badnessOf: isUptime ? shareDown(grid) : ({ worst }) => worst,
      badness: isUptime ? 'down' : 'worst error rate',
      slices: isUptime && agreement.sliceMinutes === 1 ? 'minute' : 'slice',
      passed,
      ringed: new Set(period.worst.map(({ start }) => cellAt(start))),
      title: isUptime
        ? `How much of each hour of ${nameOfPeriod(period.period)} was down`
        : `The worst error rate in each hour of ${nameOfPeriod(period.period)}`,
      description: `A calendar, a row for each day and a column for each hour. Failures lie in ${countOf(failing, 'hour')} of ${groupDigits(String(passed))}; ${countOf(silent, 'hour has', 'hours have')} no request.`,
    }),
  )
}

const shareDown =
  ({ slicesPerCell }: HourGrid) =>
  ({ failed }: Cell): Ratio =>
    ratio(BigInt(failed), BigInt(slicesPerCell))

/** Incidents beyond these are counted. */
const MOST_INCIDENTS = 50

/** What is worst, by name: incidents, or the slices with the highest error rates. */
function nameWorst({ measurement, worst }: PeriodAnswer, answer: SlaAnswer): Html {
  if (measurement.method === 'timeslices') return listIncidents(measurement, answer)
  if (worst.length === 0) return html`<p>No slice has an error.</p>`
  return table({
    caption: `The worst ${countOf(worst.length, 'slice')}`,
    columns: [
      { heading: 'From', isFixed: true },
      { heading: 'Failed', isAmount: true },
      { heading: '5XX', isAmount: true },
      { heading: 'Unreached', isAmount: true },
    ],
    rows: worst.map(({ start, rate, counts }) => [
      showTime(start, answer.zone),
      `${formatRatio(multiplyRatios(rate, ratio(100n)), 2)} %`,
      `${groupDigits(String(counts.errors))} of ${groupDigits(String(counts.valid))}`,
      groupDigits(String(counts.unreached)),
    ]),
  })
}

function listIncidents({ incidents, scheduledMinutes }: SliceUptime, { asOf, zone }: SlaAnswer): Html {
  if (incidents.length === 0) return html`<p>No incident: in no slice did every attempt fail.</p>`
  const shown = incidents.slice(0, MOST_INCIDENTS)
  const rest = incidents.length - shown.length
  const hasTickets = incidents.some(({ ticketBy }) => ticketBy !== null)
  return html`<div>
${table({
  caption: `${countOf(incidents.length, 'incident')}${scheduledMinutes > 0 ? `; ${showMinutes(scheduledMinutes)} down in announced maintenance are not counted` : ''}`,
  columns: [
    { heading: 'Down' },
    { heading: 'For', isFixed: true },
    ...(hasTickets ? [{ heading: 'Ticket by' }] : []),
  ],
  rows: shown.map(({ start, end, minutes, ticketBy }) => [
    showStretch(start, end, zone),
    showMinutes(minutes),
    ...(hasTickets
      ? [ticketBy === null ? '' : `${showTime(ticketBy, zone)}${ticketBy < asOf ? ', which is past' : ''}`]
      : []),
  ]),
})}
${rest > 0 ? html`<p class="note">And ${countOf(rest, 'more incident')}; <code>--json</code> has them all.</p>` : null}
</div>`
}

/** The map and the line again, in numbers. */
function tabulateDays({ answer: period, grid, sums }: Losses): Table {
  const { measurement, agreement, counts } = period
  const isUptime = measurement.method === 'timeslices'
  const { cellsPerDay, cells } = grid
  const word = wordForLost(period)
  const { first } = slicesOf(period.period, agreement.sliceMinutes)
  const perDay = cellsPerDay * grid.slicesPerCell
  const days = Array.from({ length: period.days }, () => ({ requests: 0, errors: 0, unreached: 0 }))
  for (const { slice, requests, errors, unreached } of counts!.slices) {
    const day = days[Math.floor((slice - first) / perDay)]!
    day.requests += requests
    day.errors += errors
    day.unreached += unreached
  }
  const show = (count: number): string => groupDigits(String(count))
  return {
    caption: `Requests, failures and ${word} of each day`,
    columns: [
      { heading: 'Day', isFixed: true },
      { heading: 'Requests', isAmount: true },
      { heading: '5XX', isAmount: true },
      { heading: 'Unreached', isAmount: true },
      { heading: 'Covered', isAmount: true },
      { heading: isUptime ? 'Worst hour' : 'Worst slice in hour', isFixed: true },
      { heading: `${sentenceCase(word)} so far`, isAmount: true },
    ],
    rows: days.map(({ requests, errors, unreached }, day) => {
      const its = cells.slice(day * cellsPerDay, (day + 1) * cellsPerDay)
      const busy = its.reduce((sum, cell) => sum + cell.busy, 0)
      return [
        formatDay(addDays(period.period.start, day)),
        show(requests),
        show(errors),
        show(unreached),
        showCountShare(busy, perDay),
        describeWorstHour(its, day, period, grid),
        showSlices(sums[(day + 1) * cellsPerDay - 1]!),
      ]
    }),
  }
}

function describeWorstHour(
  cells: readonly Cell[],
  day: number,
  answer: PeriodAnswer,
  grid: HourGrid,
): string {
  const badnessOf = answer.measurement.method === 'timeslices' ? shareDown(grid) : ({ worst }: Cell) => worst
  const badness = cells.map(badnessOf)
  const worst = badness.reduce(
    (most, one, i) => (one.num * badness[most]!.den > badness[most]!.num * one.den ? i : most),
    0,
  )
  if (badness[worst]!.num === 0n) return 'none'
  const clock = showCell({ answer, grid }, day * grid.cellsPerDay + worst).slice(11)
  return `${clock}, ${formatRatio(multiplyRatios(badness[worst]!, ratio(100n)), 2)} %`
}

function describeInputs(answer: SlaAnswer): string {
  const read = listServices(answer).map(({ rows, files, rejectedRows, outsidePeriods }) =>
    [
      `${countOf(rows, 'row')} of ${listNames(files)}`,
      ...(outsidePeriods > 0 ? [`${countOf(outsidePeriods, 'request')} outside these periods`] : []),
      ...(rejectedRows > 0 ? [`${countOf(rejectedRows, 'bad row')} set aside, in no figure`] : []),
    ].join('; '),
  )
  const gates = listGates(answer).map(({ text }) => ` The gate ${text}.`)
  return `Read: ${read.join('; ')}.${gates.join('')} Written by kling-cost.`
}
