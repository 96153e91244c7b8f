/** An `sla` answer for people: what came out, why, and what to do by when. */

import { addDays } from '../../core/calendar.js'
import { formatDay } from '../../core/instant.js'
import { compareRatios, formatRatio, ratio } from '../../core/ratio.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import type { Fraction } from '../../core/sla/fraction.js'
import type { Choices } from '../../core/sla/measure.js'
import { describeIgnored } from '../columns.js'
import { labelled, type Screen } from '../layout.js'
import { describeSource } from '../source-line.js'
import { drawStrip, STRIP_SIGNS, type Strip } from '../strip.js'
import type { Style } from '../style.js'
import type { Column } from '../table.js'
import { countOf, listNames, makeVisible } from '../text.js'
import { showMinutes, showTime } from '../times.js'
import { findClaim, listServices, listSteps, summarise } from './advice.js'
import { type Fact, FEW, listFacts } from './evidence.js'
import { describeFilter, describeForeign, describePaths } from './notes.js'
import {
  describeAmount,
  describeVerdict,
  findDecisiveAlternatives,
  findSilence,
  hasData,
  listGates,
  nameOfAnswer,
  nameOfPeriod,
  percentOf,
  showAccount,
  showPercent,
} from './words.js'

const LABEL = 14

/** Stands for a blank that no line may end at. */
const GLUE = '\ue000'

/** The whole answer, without the end of its last line. */
export async function renderSla(answer: SlaAnswer, screen: Screen, style: Style): Promise<string> {
  const parts: string[] = []
  for (const service of listServices(answer)) {
    parts.push(...(await renderService(service, answer, screen, style)))
  }
  const warnings = listServices(answer).flatMap(describeForeign)
  if (warnings.length > 0) parts.push(warnings.map(text => style.bad(hang('', text, 0, screen))).join('\n'))
  const steps = listSteps(answer).map(step => renderFact(step, screen, style))
  if (steps.length > 0) parts.push([style.strong('What to do'), ...steps].join('\n'))
  parts.push(renderBottom(answer, screen))
  parts.push(
    summarise(answer)
      .map(sentence => style.strong(hang('', sentence, 0, screen)))
      .join('\n'),
  )
  return parts.join('\n\n')
}

const glue = (text: string): string => text.replaceAll(/(?<=\d|≈) (?=%|h\b|min\b|days?\b|\d)/g, GLUE)
const unglue = (text: string): string => text.replaceAll(GLUE, ' ')

/** `labelled`, with units kept beside their numbers. */
function hang(label: string, text: string, width: number, screen: Screen): string {
  return unglue(labelled(label, glue(text), width, screen))
}

async function renderService(
  service: ServiceAnswer,
  answer: SlaAnswer,
  screen: Screen,
  style: Style,
): Promise<string[]> {
  const { periods } = service
  if (periods.length === 0) return []
  const { asOf, zone } = answer
  const agreements = [...new Set(periods.map(({ agreement }) => agreement))]
  const head = [
    ...agreements.map(agreement =>
      style.strong(hang('', `${makeVisible(agreement.title)} (${describeSource(agreement)})`, 0, screen)),
    ),
    hang(
      '',
      `policy ${makeVisible(service.policy)}; clock of ${zone.id}; as of ${showTime(asOf, zone)}`,
      0,
      screen,
    ),
  ]
  const table = colourVerdicts(await renderPeriods(service, answer, screen), style)
  const { shown, left } = chooseDetailed(periods, answer)
  const evidence = listEvidence(shown, answer, service.choices)
  const details = shown.map((one, i) =>
    [style.strong(nameOfAnswer(one)), ...evidence[i]!.map(fact => renderFact(fact, screen, style))].join(
      '\n',
    ),
  )
  const rest =
    left > 0
      ? [
          labelled(
            '',
            `The evidence for ${countOf(left, 'more period')} is in --json; --period shows a month by itself.`,
            0,
            screen,
          ),
        ]
      : []
  return [`${head.join('\n')}\n\n${table}`, ...details, ...rest]
}

/** The evidence of each period, with its course as a strip; the first strip tells what the signs of all stand for. */
function listEvidence(
  shown: readonly PeriodAnswer[],
  { asOf, zone }: SlaAnswer,
  choices: Choices,
): (readonly Fact[])[] {
  const strips = shown.map(one => (one.course && hasData(one) ? drawStrip(one.course, one.elapsed) : null))
  const legend = STRIP_SIGNS.filter(({ mark }) => strips.some(strip => strip?.text.includes(mark)))
    .map(({ mark, meaning }) => `${mark} ${meaning}`)
    .join(', ')
  const first = strips.findIndex(strip => strip !== null)
  return shown.map((one, i) => {
    const facts = listFacts(one, { asOf, zone, choices })
    const strip = strips[i]
    if (!strip) return facts
    const lines = [strip.text, describeStrip(one, strip), ...(i === first ? [legend] : [])]
    const at = facts.findIndex(({ label }) => label === 'worst slices' || label === 'incidents')
    const label = one.course!.minutesEach === MINUTES_PER_DAY ? 'day by day' : 'course'
    return facts.toSpliced(at + 1, 0, { label, lines })
  })
}

/** What a sign of the strip is, and which is the worst. */
function describeStrip({ period, course, measurement }: PeriodAnswer, { worst }: Strip): string {
  const { minutesEach } = course!
  const figure = measurement.method === 'timeslices' ? 'share of time down' : 'mean error rate'
  const isDaily = minutesEach === MINUTES_PER_DAY
  const each = isDaily ? '' : `${showMinutes(minutesEach)} each, `
  const start = `${each}from ${formatDay(period.start)} by ${figure}`
  if (worst === null) return start
  const minutes = worst.index * minutesEach
  const day = formatDay(addDays(period.start, Math.floor(minutes / MINUTES_PER_DAY)))
  const time = isDaily ? '' : ` ${showClock(minutes % MINUTES_PER_DAY)}`
  return `${start}; worst ${day}${time}: ${showShareOf(worst.rate)}`
}

const MINUTES_PER_DAY = 1440

const showClock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0')).join(':')

/** Per cent at two decimals, and no less than the least of them: it is not none. */
function showShareOf(rate: Fraction): string {
  const percent = { num: rate.num * 100n, den: rate.den }
  return compareRatios(percent, LEAST_PERCENT) < 0 ? 'under 0.01 %' : `${formatRatio(percent, 2)} %`
}

const LEAST_PERCENT = ratio(1n, 100n)

// Colour is put on after the layout: it repeats what the words say, and must not count for widths.
const colourVerdicts = (table: string, style: Style): string =>
  table
    .replaceAll(/\bmissed\b/g, word => style.bad(word))
    .replaceAll(/\bno data\b/g, word => style.bad(word))
    .replaceAll(/\bmet\b/g, word => style.good(word))

function renderFact({ label, lines, isLoud }: Fact, screen: Screen, style: Style): string {
  const text = lines
    .map((line, index) => hang(`  ${index === 0 ? label : ''}`, line, LABEL + 2, screen))
    .join('\n')
  return isLoud ? style.bad(text) : text
}

interface Tabulated {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
}

/** The table of the periods; its last column, which "What to do" says again, only where there is room. */
async function renderPeriods(service: ServiceAnswer, answer: SlaAnswer, screen: Screen): Promise<string> {
  const { fitsScreen, renderTable } = await import('../table.js')
  const { columns, rows } = tabulate(service, answer)
  const cells = rows.map(row => row.map(glue))
  if (fitsScreen(columns, cells, screen)) return unglue(renderTable(columns, cells, screen))
  const shorter = cells.map(row => row.slice(0, -1))
  return unglue(renderTable(columns.slice(0, -1), shorter, screen))
}

/** One row per period, the verdict in words. */
export function tabulate({ periods }: ServiceAnswer, { asOf }: Pick<SlaAnswer, 'asOf'>): Tabulated {
  const hasAccounts = periods.some(({ account }) => account !== null)
  const isUptime = periods.some(({ measurement }) => measurement.method === 'timeslices')
  const isCredit = periods.some(({ agreement }) => agreement.compensation.form === 'service-credit')
  return {
    columns: [
      ...(hasAccounts ? [{ heading: 'Account' }] : []),
      { heading: 'Period' },
      { heading: isUptime ? 'Uptime' : 'Availability', isAmount: true },
      { heading: 'Verdict', isWrapped: true },
      { heading: isCredit ? 'Credit' : 'Compensation', isAmount: true },
      { heading: 'Claim until' },
    ],
    rows: periods.map(answer => {
      const percent = percentOf(answer.measurement)
      return [
        ...(hasAccounts ? [showAccount(answer.account)] : []),
        nameOfPeriod(answer.period, true),
        percent === null ? '-' : showPercent(percent, answer.agreement),
        describeVerdict(answer, findSilence(answer, asOf)),
        describeDue(answer),
        findClaim(answer) === 'none' ? '-' : formatDay(answer.claim.closes),
      ]
    }),
  }
}

/** What a period is made good with, in a cell. */
function describeDue(answer: PeriodAnswer): string {
  const { verdict } = answer.measurement
  if (answer.meetsNodeMinimum === false && verdict !== 'met') return 'not eligible'
  if (verdict === 'missed') return describeAmount(answer)
  if (!hasData(answer)) return '-'
  return verdict === 'met' ? 'none' : 'not known'
}

/** Otherwise those have that call for it, up to this many. */
const MOST_DETAILED = 6
/** Of those that call for it by their gaps alone, which the table names already, fewer. */
const MOST_PATCHY = 2

/** The periods whose evidence is shown, in their order, and how many more would call for it. */
function chooseDetailed(
  periods: readonly PeriodAnswer[],
  { asOf }: SlaAnswer,
): { shown: PeriodAnswer[]; left: number } {
  if (periods.length <= FEW) return { shown: [...periods], left: 0 }
  const judged = periods.filter(hasData)
  const missed = judged.filter(one => one.measurement.verdict === 'missed' || findClaim(one) !== 'none')
  const turning = judged.filter(one => findDecisiveAlternatives(one).length > 0)
  const patchy = judged.filter(one => findSilence(one, asOf).isLoud)
  const telling = [...new Set([...missed, ...turning])]
  const calling = new Set([...telling, ...patchy])
  const chosen = new Set([...calling].slice(0, Math.min(telling.length + MOST_PATCHY, MOST_DETAILED)))
  return { shown: periods.filter(answer => chosen.has(answer)), left: calling.size - chosen.size }
}

/** What was read and asked beside the periods. */
function renderBottom(answer: SlaAnswer, screen: Screen): string {
  const lines = [
    ...listServices(answer).map(one => {
      const outside =
        one.outsidePeriods > 0 ? [`${countOf(one.outsidePeriods, 'request')} outside these periods`] : []
      const bad =
        one.rejectedRows > 0 ? [`${countOf(one.rejectedRows, 'bad row')} set aside, in no figure`] : []
      const left =
        one.filtered > 0
          ? [`${countOf(one.filtered, 'request')} left out by ${makeVisible(describeFilter(one.filter))}`]
          : []
      const files = listNames(one.files.map(makeVisible))
      return hang(
        'Read',
        [
          `${countOf(one.rows, 'row')}${files === '' ? '' : ` of ${files}`}`,
          ...left,
          ...outside,
          ...bad,
        ].join('; '),
        LABEL,
        screen,
      )
    }),
    ...listServices(answer)
      .filter(({ endpoints }) => endpoints.length > 0)
      .map(({ endpoints }) => hang('Paths', describePaths(endpoints), LABEL, screen)),
    ...describeIgnored(answer.columns).map(text => hang('Ignored', makeVisible(text), LABEL, screen)),
    ...listGates(answer).map(({ text }) => hang('Gate', text, LABEL, screen)),
  ]
  return lines.join('\n')
}
