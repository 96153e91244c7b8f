/** An `sla` answer as a document: what to claim, the outages behind it, and how the figure came about. */
import { compact } from '../../core/compact.js'
import type { FileColumns } from '../../core/file-columns.js'
import { groupBy } from '../../core/group-by.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { describeIgnored, describeTelling } from '../columns.js'
import * as doc from '../document.js'
import { describeDoubts } from '../file-doubts.js'
import { describeSource } from '../source-line.js'
import { countOf, listNames, makeVisible, sentenceCase, showCount } from '../text.js'
import { showDay, showMoment } from '../times.js'
import { findClaim, listServices, listSteps } from './claims.js'
import { describeDoubtful } from './doubtful-rows.js'
import { listFacts } from './evidence.js'
import { listFigures, listKeyFigures } from './figures.js'
import { describeForeign } from './foreign.js'
import { writeLead } from './lead.js'
import { describeOneAccount, describeSilence, listSlaNotes } from './notes.js'
import { defineOutage, listOutages } from './outages.js'
import { budgetBlocks, followLosses, mapBlocks, stripBlocks, tabulateDays } from './pictures.js'
import * as words from './words.js'

/** More periods than this have no section of their own: hundreds of maps are a page that nobody reads. */
const MOST_SECTIONS = 12
/** A table of more periods has those that call for a look on the screen alone. */
const MOST_ON_SCREEN = 8

const USED_UP = 'What the failures used up'

interface Shown {
  readonly period: PeriodAnswer
  readonly service: ServiceAnswer
}

/** The document. A page has its pictures where the answer holds its counts. */
export function buildSlaDocument(answer: SlaAnswer): doc.Document {
  const services = listServices(answer)
  const all = services.flatMap(service => service.periods.map(period => ({ period, service })))
  const [only, ...more] = all
  const isOne = only !== undefined && more.length === 0
  const { shown, left } = choosePeriods(all, answer)
  return {
    title: 'Service level',
    subject: only
      ? listNames([...new Set(all.map(({ period }) => words.nameOfPeriod(period.period)))])
      : 'no period',
    lead: writeLead(answer),
    warnings: [
      ...words.describeLowGates(answer).map(text => `${text}.`),
      ...(isOne ? describeSilence(only.period, answer) : []),
      ...services.flatMap(service => [
        ...describeForeign(service).map(sentenceCase),
        ...describeDoubtful(service),
      ]),
      ...[...describeOneAccount(answer), ...describeDoubts(answer.columns), ...describeUnread(answer)].map(
        makeVisible,
      ),
    ],
    sections: [
      ...(isOne ? onePeriod(only, answer) : services.map(service => overview(service, answer))),
      listFigures(services, answer, isOne ? only.period : null),
      ...whatToDo(answer),
      ...(isOne ? evidence(only, answer) : shown.flatMap((one, i) => periodSection(one, answer, i))),
      ...services.flatMap(service => listEndpoints(service)),
      describeOrigin(services, answer, left),
    ],
    notes: listSlaNotes(answer).flatMap(({ text, isInTable }) => (isInTable ? [] : [text])),
    foot: describeInputs(services),
  }
}

/** The columns of logs. */
const ofLogs = (answer: SlaAnswer): FileColumns[] =>
  listServices(answer).flatMap(({ logs }) => logs.map(({ columns }) => columns))

/** What was not read of the files, but for what a log has of each request that changes no figure, such as its length. */
function describeUnread({ columns }: SlaAnswer): string[] {
  const asked = columns.map(each => ({
    ...each,
    ignored: each.ignored.filter(({ isHarmless }) => !isHarmless),
  }))
  return [...describeTelling(asked), ...describeIgnored(asked)]
}

/** Those that can be claimed come first, then those with failures, then the others; shown in their own order. */
function choosePeriods(all: readonly Shown[], { asOf }: SlaAnswer): { shown: Shown[]; left: number } {
  const byWeight = groupBy(all, ({ period }) => weigh(period))
  const inOrder = [0, 1, 2, 3].flatMap(weight => (byWeight.get(weight) ?? []).slice(0, MOST_SECTIONS))
  const chosen = new Set(inOrder.slice(0, MOST_SECTIONS))
  return { shown: all.filter(one => chosen.has(one)), left: all.length - chosen.size }

  function weigh(period: PeriodAnswer): number {
    if (findClaim(period) !== 'none') return 0
    if (!words.hasData(period)) return 3
    const { errors, unreached } = period.measurement.totals
    return errors + unreached > 0 || words.findSilence(period, asOf).isLoud ? 1 : 2
  }
}

/** The one period of an answer: its figures and its outages. */
function onePeriod({ period, service }: Shown, answer: SlaAnswer): doc.Section[] {
  const figures: doc.Section = {
    heading: '',
    blocks: doc.onlyOn(['page'], [doc.figureBlock(listKeyFigures(period, answer))]),
  }
  if (!words.hasData(period)) return [figures]
  return [
    figures,
    {
      heading: period.agreement.method === 'timeslices' ? 'Incidents' : 'Outages',
      blocks: outageBlocks(period, service, answer, 'p'),
    },
  ]
}

function outageBlocks(period: PeriodAnswer, service: ServiceAnswer, answer: SlaAnswer, id: string) {
  return [
    ...doc.openElsewhere([doc.textBlock(defineOutage(period))]),
    ...(period.counts ? mapBlocks(followLosses(period, service), id, answer) : []),
    ...listOutages(period, answer),
  ]
}

/** The periods of a service in a table; of many, a screen has those that call for a look. */
function overview(service: ServiceAnswer, answer: SlaAnswer): doc.Section {
  const { periods, policy } = service
  const heading = answer.companion ? makeVisible(policy) : 'Periods'
  if (periods.length === 0) return { heading, blocks: [] }
  const all = tabulatePeriods(periods, answer)
  // What is to be claimed comes first, then what was missed and can be no more, then what may have been.
  const byReason = groupBy(periods, period => {
    if (findClaim(period) !== 'none') return 'claim'
    if (period.measurement.verdict === 'missed') return 'missed'
    return words.findSilence(period, answer.asOf).isLoud ? 'silent' : null
  })
  const calling = (['claim', 'missed', 'silent'] as const).flatMap(reason => byReason.get(reason) ?? [])
  const say = (rest: number): string =>
    `${countOf(rest, 'more period')}${rest > periods.length - calling.length ? ': --details' : ', with less to look at'}`
  const shown = periods.length <= MOST_ON_SCREEN ? periods : calling.slice(0, MOST_ON_SCREEN)
  const brief =
    shown.length === 0
      ? doc.textBlock(say(periods.length))
      : doc.firstRows(tabulatePeriods(shown, answer), periods.length, say)
  return { heading, blocks: doc.inBrief([brief], [doc.tableBlock(all)]) }
}

/** One row per period. */
function tabulatePeriods(periods: readonly PeriodAnswer[], { asOf }: Pick<SlaAnswer, 'asOf'>): doc.Table {
  const isUptime = periods.some(({ measurement }) => measurement.method === 'timeslices')
  const isCredit = periods.some(({ agreement }) => agreement.compensation.form === 'service-credit')
  return doc.tabulate('Periods', periods, [
    periods.some(({ account }) => account !== null) &&
      doc.column('Account', ({ account }) => words.showAccount(account)),
    doc.column('Period', ({ period }) => words.nameOfPeriod(period, true)),
    doc.amountColumn(isUptime ? 'Uptime' : 'Available', ({ measurement, agreement }) => {
      const percent = words.percentOf(measurement)
      return percent === null ? '-' : words.showPercent(percent, agreement)
    }),
    doc.column('Verdict', one => toneVerdict(one, words.describeVerdict(one, words.findSilence(one, asOf))), {
      isWrapped: true,
    }),
    doc.amountColumn(isCredit ? 'Credit' : 'Compensation', describeGrant),
    doc.column('Claim by', one => (findClaim(one) === 'none' ? '-' : showDay(one.claim.closes)), {
      spare: 1,
    }),
  ])
}

function toneVerdict({ measurement: { verdict } }: PeriodAnswer, text: string): doc.Cell {
  if (verdict === 'met') return { text, tone: 'good' }
  return verdict === 'missed' || verdict === 'no-data' ? { text, tone: 'bad' } : text
}

/** What a period is made good with, in a cell. */
function describeGrant(answer: PeriodAnswer): string {
  const { verdict } = answer.measurement
  if (answer.meetsNodeMinimum === false && verdict !== 'met') return 'not eligible'
  if (verdict === 'missed') return words.describeAmount(answer)
  if (!words.hasData(answer)) return '-'
  return verdict === 'met' ? 'none' : 'not known'
}

/** What to do by when; the tickets stand above, and a page says all of it. */
function whatToDo(answer: SlaAnswer): doc.Section[] {
  const steps = listSteps(answer)
  return steps.length === 0
    ? []
    : [{ heading: 'How to claim', blocks: doc.openElsewhere([doc.factBlock(steps)]) }]
}

/** How the figure of a period came about. */
function evidence({ period, service }: Shown, answer: SlaAnswer): doc.Section[] {
  const { asOf, zone } = answer
  const facts = listFacts(period, { asOf, zone, choices: service.choices })
  const losses = period.counts && words.hasData(period) ? followLosses(period, service) : null
  const worst = period.agreement.method === 'timeslices' ? [] : listWorst(period, answer)
  const days = losses ? doc.asDetails(doc.onlyOn(['page'], [doc.tableBlock(tabulateDays(losses))])) : []
  return compact([
    losses && { heading: USED_UP, blocks: budgetBlocks(losses, 'p') },
    {
      heading: `How the figure ${period.running ? 'comes' : 'came'} about`,
      blocks: doc.asDetails([doc.factBlock(facts)]),
    },
    worst.length > 0 && { heading: 'The worst intervals', blocks: doc.asDetails(worst) },
    { heading: 'Day by day', blocks: [...stripBlocks(period), ...days] },
  ])
}

/** The intervals with the highest error rates. */
function listWorst({ worst }: PeriodAnswer, { zone }: SlaAnswer): doc.Block[] {
  if (worst.length === 0) return []
  const table = doc.tabulate('The worst intervals', worst, [
    doc.column(`From (${zone.id})`, ({ start }) => showMoment(start, zone)),
    doc.amountColumn('Failed', ({ rate }) => words.showFailedShare(rate)),
    doc.amountColumn(
      'Answered 5XX',
      ({ counts }) => `${showCount(counts.errors)} of ${showCount(counts.valid)}`,
    ),
    doc.amountColumn('Never arrived', ({ counts }) => showCount(counts.unreached)),
  ])
  return [doc.tableBlock(table)]
}

/** One of several periods: all of it in one section. */
function periodSection({ period, service }: Shown, answer: SlaAnswer, index: number): doc.Section[] {
  const id = `p${index + 1}`
  const name = answer.companion
    ? `${makeVisible(service.policy)}: ${words.nameOfAnswer(period)}`
    : words.nameOfAnswer(period)
  const own = evidence({ period, service }, answer)
  const open: doc.Block[] = [
    ...describeSilence(period, answer).map(text => doc.textBlock(text, 'bad')),
    ...doc.onlyOn(['page'], [doc.figureBlock(listKeyFigures(period, answer))]),
    ...(words.hasData(period) ? outageBlocks(period, service, answer, id) : []),
    ...(period.counts && words.hasData(period) ? budgetBlocks(followLosses(period, service), id) : []),
  ]
  return [
    {
      heading: name,
      blocks: [
        ...doc.openElsewhere(open),
        ...own.filter(({ heading }) => heading !== USED_UP).flatMap(({ blocks }) => doc.asDetails(blocks)),
      ],
    },
  ]
}

/** How requests and failures divide by endpoints, all of them. */
function listEndpoints({ endpoints, outsidePeriods }: ServiceAnswer): doc.Section[] {
  if (endpoints.length === 0) return []
  const table = doc.tabulate('Requests by the first parts of their paths', endpoints, [
    doc.column('Endpoint', ({ prefix }) => (prefix === null ? 'others' : makeVisible(prefix) || 'no path')),
    doc.amountColumn('Requests', ({ requests }) => showCount(requests)),
    doc.amountColumn('Failed', ({ failed }) => showCount(failed)),
  ])
  return [
    {
      heading: outsidePeriods > 0 ? 'Endpoints in the whole log' : 'Endpoints',
      blocks: doc.openElsewhere([doc.tableBlock(table)]),
    },
  ]
}

/** What the answer rests on: agreement, clock, files. */
function describeOrigin(services: readonly ServiceAnswer[], answer: SlaAnswer, left: number): doc.Section {
  const { asOf, zone } = answer
  const agreements = new Set(services.flatMap(({ periods }) => periods.map(({ agreement }) => agreement)))
  const facts = [
    doc.fact(
      'Agreement',
      ...[...agreements].map(each => `${makeVisible(each.title)} (${describeSource(each)})`),
    ),
    doc.fact('Clock', `times in ${zone.id}; as of ${showMoment(asOf, zone)}`),
    doc.fact('Read', ...services.map(describeRead)),
    ...describeIgnored(ofLogs(answer)).map(text => doc.fact('Ignored', makeVisible(text))),
    left > 0 &&
      doc.fact(
        'Not shown',
        `${countOf(left, 'period')} without a section here; --period shows a month by itself, --json has all`,
      ),
  ]
  return { heading: 'What the answer rests on', blocks: doc.asDetails([doc.factBlock(facts)]) }
}

const describeRead = ({ rows, files }: ServiceAnswer): string =>
  `${countOf(rows, 'row')}${files.length === 0 ? '' : ` of ${listNames(files.map(makeVisible))}`}`

const describeInputs = (services: readonly ServiceAnswer[]): string =>
  `Read: ${services.map(describeRead).join('; ')}.`
