/** What a reader of an `sla` answer has to know beside the figures: what is missing, what was ruled, what holds. */
import { addMonths, monthOf, servicePeriodOf, type TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { listChoices, quoteArgument, quoteName } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { formatDay, instantAt } from '../../core/instant.js'
import type { Units } from '../../core/quantity.js'
import {
  needsLogZone,
  type PeriodAnswer,
  type ReadLog,
  type ServiceAnswer,
  type SlaAnswer,
  type SlaNote,
} from '../../core/sla/answer.js'
import type { MaintenanceWindow } from '../../core/sla/maintenance.js'
import { showUnitCount } from '../amounts.js'
import { describeUnreadAccounts } from '../columns.js'
import { describeFailed, describePaidOtherwise } from '../deductions.js'
import { listFileNotes } from '../file-doubts.js'
import { type Note, type Ruling, tellRulings } from '../note.js'
import { describeCopies, describeRepeats } from '../repeated-tasks.js'
import { describeDoubtfulFiles } from '../silent-days.js'
import { countOf, listNames, makeVisible, sentenceCase, showCount } from '../text.js'
import { showMoment, showSpan } from '../times.js'
import { describeUsedLists, UNITS_FIRST } from '../used-lists.js'
import { describeExclusive } from './claims.js'
import { type DoubtfulRows, describeDoubtful, describeLeading, isDoubtful } from './doubtful-rows.js'
import { describeFilter, describeForeign, ofWholeLog } from './foreign.js'
import * as words from './words.js'

/** A ruling that applies to a service where it does to any period. */
const ofAny = (
  id: string,
  text: Ruling<ServiceAnswer>['text'],
  applies: (answer: PeriodAnswer, service: ServiceAnswer) => boolean,
): Ruling<ServiceAnswer> => ({
  id,
  text,
  applies: service => service.periods.some(answer => applies(answer, service)),
})

const isRatio = ({ measurement }: PeriodAnswer): boolean => measurement.method === 'ratio-timeslices'

const RULINGS: readonly Ruling<ServiceAnswer>[] = [
  ofAny(
    'R21',
    ({ choices }) =>
      choices.unreached === 'error'
        ? 'requests that never reached the server count as errors: a log cannot show whose fault it was. --unreached ignore leaves them out (ruling R21)'
        : 'requests that never reached the server do not count as errors, as you asked; --unreached error counts them (ruling R21)',
    answer => isRatio(answer) && answer.measurement.totals.unreached > 0,
  ),
  ofAny(
    'R22',
    ({ choices }) =>
      choices.rate === 'capped'
        ? 'the error rate of an interval is its errors divided by the requests that arrived, 100 % at most; --rate attempts divides by all attempts (ruling R22)'
        : 'the error rate of an interval is its errors divided by all attempts, as you asked; --rate capped divides by the requests that arrived (ruling R22)',
    (answer, { choices }) =>
      isRatio(answer) && choices.unreached === 'error' && answer.measurement.totals.unreached > 0,
  ),
  ofAny(
    'R23',
    ({ choices }) =>
      choices.failure === 'unreached'
        ? 'an attempt fails when it gets no connection; an answer of 5XX does not count. --failure 5xx counts it too (ruling R23)'
        : 'an answer of 5XX counts as a failed attempt, as you asked; --failure unreached does not count it (ruling R23)',
    answer => !isRatio(answer) && answer.measurement.totals.errors > 0,
  ),
  ofAny(
    'R48',
    () =>
      'a request that the client broke off, as the log says, is no error. If a column of yours says whose fault it was: --columns fault=NAME (ruling R48)',
    (_, { logs, faultOfOthers }) => faultOfOthers > 0 && logs.some(({ tellsFault }) => tellsFault),
  ),
  {
    id: 'R46',
    text: () => `${UNITS_FIRST} (ruling R46)`,
    applies: ({ notes }) => notes.some(note => note.kind === 'use-listed' && note.usedLists.isRuled),
  },
  {
    ...ofAny(
      'R56',
      () =>
        'a maintenance window whose end is a date without a time ends when that day begins, and sets nothing of that day aside; a time, or the day after, says otherwise (ruling R56)',
      ({ windows }) => windows.some(({ counts, endsWithoutTime }) => counts && endsWithoutTime),
    ),
    isDoubtful: true,
  },
  ofAny(
    'R24',
    () => 'the hours in which a ticket is needed begin with the first failure of an incident (ruling R24)',
    ({ measurement }) =>
      measurement.method === 'timeslices' && measurement.incidents.some(({ ticketBy }) => ticketBy !== null),
  ),
  ofAny(
    'R25',
    ({ periods }) =>
      periods.some(({ feeSource }) => feeSource === 'usage')
        ? 'the fee is the units used in the period, each at the price of the package that paid for it; --fee-basis straight-line spreads the price of a package over its validity (ruling R25)'
        : 'the fee is the price of each package spread over its validity; --fee-basis usage takes the units used (ruling R25)',
    ({ feeSource }) => feeSource === 'usage' || feeSource === 'straight-line',
  ),
  ofAny(
    'R26',
    ({ periods }) =>
      `the claim window opens by the working days of the calendar ${listChoices([...new Set(periods.flatMap(({ claim }) => claim.calendar ?? []))].map(makeVisible), 'and')}; --calendar chooses another (ruling R26)`,
    ({ claim }) => claim.calendar !== null,
  ),
]

/** The ids of the rulings that shaped a service's answer. The first is of every one: whose clock cuts days. */
export const listRulings = (service: ServiceAnswer): string[] => [
  'R20',
  ...tellRulings(RULINGS, service).map(({ ruling }) => ruling),
]

/** The choices of ours that shaped a service's answer, in words. */
export const describeRulings = (service: ServiceAnswer, { zone }: Pick<SlaAnswer, 'zone'>): string[] => [
  describeClock(zone),
  ...tellRulings(RULINGS, service).map(({ text }) => text),
]

const describeClock = ({ id }: SlaAnswer['zone']): string =>
  `days and intervals follow the clock of ${id}; --tz chooses another (ruling R20)`

/** All notes of an answer, in the order of their weight; of two services, each with its policy in front. */
export function listSlaNotes(answer: SlaAnswer): Note[] {
  const { service, companion, exclusives } = answer
  const services = companion ? [service, companion] : [service]
  const notes: Note[] = compact([
    ...warnLoudly(words.describeLowGates(answer)),
    ...exclusives.map(exclusive => ({ text: describeExclusive(exclusive, answer.zone), isInTable: true })),
    ...services.flatMap(one =>
      listServiceNotes(one, answer).map(note =>
        companion ? { ...note, text: `${makeVisible(one.policy)}: ${note.text}` } : note,
      ),
    ),
    ...warnLoudly(describeOneAccount(answer)),
    ...listFileNotes(answer.columns),
    services.some(needsLogZone) && {
      text: `times in the log that name no zone are read as ${answer.logZone.id} (--log-tz)`,
    },
    { text: describeClock(answer.zone), isDetail: true },
  ])
  // What holds a number and its unit together on a screen is in nobody's way elsewhere.
  return notes.map(note => ({ ...note, text: note.text.replaceAll('\u00a0', ' ') }))
}

/** That columns of logs without accounts look like accounts: an account may have missed what all together have kept. */
export function describeOneAccount({ service: { periods }, columns }: SlaAnswer): string[] {
  return periods.some(({ account }) => account !== null) ? [] : describeUnreadAccounts(columns)
}

/** Warnings that stand in the table as they are, and are said to those too who want no notes. */
const warnLoudly = (texts: readonly string[]): Note[] =>
  texts.map(text => ({ text: `warning: ${text}`, isInTable: true, isLoud: true }))

function listServiceNotes(service: ServiceAnswer, { asOf, zone }: SlaAnswer): Note[] {
  const { periods } = service
  const named = (some: readonly PeriodAnswer[]): string => listNames(some, words.nameOfAnswer)
  const inTable = (texts: readonly string[]): Note[] => texts.map(text => ({ text, isInTable: true }))
  const beside = (texts: readonly string[]): Note[] => texts.map(text => ({ text }))

  const silent = periods.filter(one => !words.hasData(one) && !one.isAhead)
  const patchy = periods.filter(one => words.hasData(one) && words.findSilence(one, asOf).isLoud)
  const running = periods.filter(one => one.running && words.hasData(one))
  const capped = periods.filter(({ compensation }) => compensation?.capped)
  const small = periods.filter(({ meetsNodeMinimum }) => meetsNodeMinimum === false)
  const untold = periods.filter(
    ({ agreement, meetsNodeMinimum }) => agreement.nodeMinimum !== null && meetsNodeMinimum === null,
  )
  const estimated = periods.filter(({ claim }) => claim.estimated)
  const untiered = periods.filter(one => one.agreement.tiers.length === 0)
  const agreements = [...new Set(periods.map(({ agreement }) => agreement))]

  return [
    ...warnLoudly([...describeForeign(service), ...describeDoubtful(service)]),
    ...describeLeading(service),
    ...(service.filtered > 0
      ? inTable([`${countOf(service.filtered, 'request')} left out by ${describeFilter(service.filter)}`])
      : []),
    ...inTable(
      compact([
        ...patchy
          .slice(0, MOST_NAMED)
          .flatMap(one =>
            describeSilence(one, { asOf, zone }, words.nameOfAnswer(one)).map(text => `warning: ${text}`),
          ),
        patchy.length > MOST_NAMED &&
          `warning: part of the log may be missing in ${countOf(patchy.length - MOST_NAMED, 'more period')}: ${named(patchy.slice(MOST_NAMED))}`,
        silent.length > 0 &&
          `no request that counts in ${named(silent)}: the formula would give 100 %, so there is no verdict`,
        running.length > 0 && `not over yet: ${named(running)}; the time to come counts as without failure`,
        untiered.length > 0 &&
          'no compensation is computed, as the table of your agreement is not known; --tiers FILE gives it',
        small.length > 0 &&
          `not eligible: ${describeNodeMinimum(small[0]!)}, but --networks gives fewer (${small[0]!.agreement.nodeMinimum!.clause})`,
        service.outsidePeriods > 0 &&
          `${countOf(service.outsidePeriods, 'request')} outside all periods, in no figure`,
        service.rejectedRows > 0 && `${countOf(service.rejectedRows, 'bad row')} set aside, in no figure`,
      ]),
    ),
    ...describeSensitivity(service),
    ...service.notes.flatMap(note =>
      isDoubtful(note)
        ? []
        : [{ text: describeNote(note, service, showTimeOf, zone), isDetail: note.kind === 'use-listed' }],
    ),
    ...beside(
      compact([
        estimated.length > 0 &&
          `the working days of ${nameCountedMonths(estimated)} are estimated: the calendar has no data for that time, so Monday to Friday are taken`,
        capped.length > 0 && `the compensation of ${named(capped)} is limited by the cap`,
        untold.length > 0 &&
          `a claim needs that ${describeNodeMinimum(untold[0]!)} (${untold[0]!.agreement.nodeMinimum!.clause}); --networks says whether it is so`,
      ]),
    ),
    ...agreements
      .flatMap(({ notes, source }) => compact([...notes, source.remark]))
      .map(text => ({ text, isDetail: true })),
    ...tellRulings(RULINGS, service),
  ]

  function showTimeOf({ start, end, notifiedAt }: MaintenanceWindow): string {
    const told = notifiedAt === null ? 'no notice recorded' : `notified ${showMoment(notifiedAt, zone)}`
    return `${showSpan(start, end, zone)} (${told})`
  }
}

/** The months whose working days say when claims are taken: those after the periods. */
function nameCountedMonths(answers: readonly PeriodAnswer[]): string {
  const names = answers.map(({ period }) =>
    words.nameOfPeriod(servicePeriodOf(addMonths(monthOf(period.end), 1))),
  )
  return listNames([...new Set(names)])
}

/** Periods of whose use a part is not known, and those of which nothing is. */
function describeUnknownUse(of: Extract<SlaNote, { kind: 'use-unknown' }>['of']): string {
  const none = of.filter(({ isWhole }) => isWhole)
  const parts = of.filter(({ isWhole }) => !isWhole)
  return compact([
    none.length > 0 &&
      `the usage log holds nothing of ${listNames(none, words.nameOfAnswer)}: what was used then is not known, nor is the fee`,
    parts.length > 0 &&
      `the usage log does not hold all of ${listNames(parts.map(one => `${words.nameOfAnswer(one)} (${countOf(one.days, 'day')} of it not)`))}: what was used then is not known, and the fee may be larger`,
  ]).join('; ')
}

/** That part of a log may be missing, and what that could hide. */
export function describeSilence(
  period: PeriodAnswer,
  { asOf, zone }: Pick<SlaAnswer, 'asOf' | 'zone'>,
  name: string | null = null,
): string[] {
  if (!words.hasData(period)) return []
  const { elapsed, silent, gap, isLoud } = words.findSilence(period, asOf)
  if (!isLoud) return []
  const slices = `${words.explainSlice(period.agreement)}s`
  const what = name === null ? 'Part of the log' : `part of the log of ${name}`
  const alone = words.hasFailuresAlone(period, asOf)
    ? [name === null ? `${sentenceCase(words.FAILURES_ALONE)}.` : `of ${name} ${words.FAILURES_ALONE}.`]
    : []
  return [
    ...alone,
    `${what} may be missing: ${words.showCountShare(silent, elapsed)} of the ${slices} hold no request${gap ? ` (${words.describeGap(gap, zone)})` : ''}. They count as without failure; had all of them failed${period.running ? ', and those to come' : ''}, the figure would be ${words.showPercent(period.measurement.bounds!.lowest, period.agreement)}.`,
  ]
}

/** How many periods are told one by one before the rest is counted. */
const MOST_NAMED = 3

const describeNodeMinimum = ({ agreement }: PeriodAnswer): string => {
  const { nodesEach, networks } = agreement.nodeMinimum!
  return `at least ${countOf(nodesEach, 'node')} in each of at least ${countOf(networks, 'network')} are deployed`
}

/** What every other reading would change; a few periods one by one, many by their number. */
function describeSensitivity({ periods }: ServiceAnswer): Note[] {
  const found = periods.flatMap(answer => answer.measurement.sensitivity.map(other => ({ answer, other })))
  return [...groupBy(found, ({ other }) => other.choice)].flatMap(([choice, cases]) => {
    const decisive = cases.filter(({ answer, other }) =>
      words.findDecisiveAlternatives(answer).includes(other),
    )
    const told = cases.length <= MOST_NAMED ? cases : decisive.slice(0, MOST_NAMED)
    const texts = told.map(
      ({ answer, other }) =>
        `with ${words.optionOfChoice(other)} the ${words.wordFor(answer.measurement)} of ${words.nameOfAnswer(answer)} would be ${words.showReading(other, answer.agreement)}: ${words.describeOutcome(other)}${words.findDecisiveAlternatives(answer).includes(other) ? `, not ${words.describeOutcome(answer.measurement)}` : ' all the same'}`,
    )
    // Of one period the lead says what turns its outcome; what changes nothing is a detail.
    const place = decisive.length === 0 ? { isDetail: true } : { isInTable: periods.length === 1 }
    if (cases.length <= MOST_NAMED) return texts.map(text => ({ text, ...place }))
    return [
      `with ${words.optionOfChoice({ choice })} ${countOf(cases.length, 'period')} would have another figure, and ${showCount(decisive.length)} of them another verdict or tier`,
      ...texts,
    ].map(text => ({ text, ...place }))
  })
}

/** Whose use it was, and how much of each pool. */
const showUse = (
  one: Pick<PeriodAnswer, 'account' | 'period'> & { readonly units: ReadonlyMap<string, Units> },
): string =>
  `${words.nameOfAnswer(one)} (${[...one.units].map(([pool, units]) => `${showUnitCount(units)} of the ${pool} pool`).join(', ')})`

/** What a log holds beside requests, which is in no figure. */
function describeOthers({ file, messages, headers, notices, marks, otherSide }: ReadLog): string {
  const others = messages - otherSide.rows
  const parts = compact([
    others > 0 && `${countOf(others, 'row that is no request', 'rows that are no requests')}`,
    otherSide.rows > 0 &&
      `${countOf(otherSide.rows, 'row')} of the other side of the requests that count (${JSON.stringify(otherSide.found)})`,
    headers > 0 && `its header again, ${countOf(headers, 'time')}`,
    notices > 0 &&
      `${countOf(notices, 'line')} written by log rotation, by joining files or by a database client`,
  ])
  const found = parts.length > 0 ? [`left out: ${listChoices(parts, 'and')}`] : []
  const marked =
    marks > 0 ? [`taken away: byte order marks or zero bytes in front of ${countOf(marks, 'line')}`] : []
  return `${makeVisible(file)}: ${[...found, ...marked].join('; ')}`
}

function describeNote(
  note: Exclude<SlaNote, DoubtfulRows>,
  service: ServiceAnswer,
  showWindow: (window: MaintenanceWindow) => string,
  zone: TimeZone,
): string {
  switch (note.kind) {
    case 'notice-too-short':
      return `${countOf(note.windows.length, 'maintenance window does', 'maintenance windows do')} not count, as ${countOf(note.noticeHours, "hour's", "hours'")} notice was not given (${words.citeClause(note.clause)}): ${listNames(note.windows, showWindow)}`
    case 'not-in-force':
      return `no version of ${makeVisible(note.policy)} was in force in ${listNames(note.periods.map(period => words.nameOfPeriod(period)))}: ${countOf(note.requests, 'request')} not judged`
    case 'fee-missing':
      return `--fees has no row for ${listNames(note.of, words.nameOfAnswer)}`
    case 'fee-unused':
      return `--fees has rows for what is not in the answer: ${listNames(note.of, ({ account, month }) => (account === null ? month : `${makeVisible(account)}, ${month}`))}`
    case 'use-unfunded':
      return `use that no package paid for, in no fee: ${listNames(note.of, showUse)}`
    case 'use-later':
      return `use after the time of this answer (--as-of), in no fee: ${listNames(note.of, showUse)}`
    case 'use-unknown':
      return `warning: ${describeUnknownUse(note.of)}`
    case 'use-doubtful':
      return `warning: ${describeDoubtfulFiles(note, formatDay).join('; ')}`
    case 'use-repeated':
      return `use: ${[...describeCopies(note.repeats), ...describeRepeats(note.repeats)].join('; ')}`
    case 'use-of-failed':
      return `${describeFailed(note.comparison)}: the fee holds them`
    case 'use-listed':
      return describeUsedLists(note.usedLists.lists).join('; ')
    case 'use-pending':
      return `${countOf(note.pending, 'task')} of the use had not finished, in no fee`
    case 'fee-contradicted':
      return `warning: the fee is of the packages that pay by the draw-down; ${describePaidOtherwise(note.paidOtherwise)}`
    case 'fee-of-unknown-account':
      return `warning: ledger and usage hold nothing of ${listNames(note.accounts, makeVisible)}: the fee is not known${note.others.length === 0 ? '' : `. Accounts there that the log has not: ${listNames(note.others, makeVisible)}`}`
    case 'one-fee-for-all':
      return `--fee is taken for each of the ${countOf(note.periods, 'period')}; --fees FILE gives each its own`
    case 'option-without-effect':
      return `${listChoices(note.options, 'and')} ${note.options.length === 1 ? 'changes' : 'change'} nothing under ${makeVisible(note.policy)}`
    case 'incident-in-repeated-hour':
      return `the clock showed an hour twice; incidents in it have the times of its first pass (ruling R20): ${listNames(note.of, words.nameOfAnswer)}`
    case 'one-sided-hour': {
      const hours = note.hours.map(({ from, to }) => showSpan(from, instantAt(to - 60_000), note.logZone))
      return `warning: the clock of ${note.logZone.id} showed ${listNames(hours)} twice. All requests of that time are counted in its first pass, and none in the second, as happens where times name no zone: write them with their offset, such as -05:00`
    }
    case 'behind-as-of':
      return `warning: ${countOf(note.requests, 'request')} of the log ${note.requests === 1 ? 'lies' : 'lie'} behind --as-of (${showMoment(note.asOf, zone)}) and ${note.requests === 1 ? 'is' : 'are'} counted${note.needsZone ? ': are the times read in the right zone (--log-tz)?' : ''}`
    case 'glob-unmatched':
      return `no request has a path that ${listChoices(note.globs.map(makeVisible))} matches; a path is compared as a whole, and * stands for anything`
    case 'requests-repeated':
      return `${countOf(note.requests, 'row')} of ${listNames(note.files, makeVisible)} left out: the same request_id stands elsewhere too, and each request counts once (ruling R49)`
    case 'ids-by-other-paths':
      return `${countOf(note.requests, 'row')} of ${listNames(note.files, makeVisible)} ${note.requests === 1 ? 'counts' : 'count'} although another log has the same request_id: another path makes another request`
    case 'ids-shared':
      return `${countOf(note.requests, 'row')} whose request_id another log has ${note.requests === 1 ? 'counts' : 'count'} all the same: ${
        note.areCounters
          ? `those of ${listNames(note.files, makeVisible)} are numbers by which it counts its own requests`
          : `within ${listNames(note.files, makeVisible)} one id stands for several requests, as that of a job or a user does, and so tells of none where else it stands`
      }`
    case 'logs-alike':
      return `warning: ${listNames(note.files, makeVisible)} have the same number of requests in every five minutes. If one is a copy of another, each of its requests counts twice: give one of them`
    case 'other-side':
      return `warning: ${makeVisible(note.file)} begins with requests as "${makeVisible(note.side)}" logs them, and ${makeVisible(note.countedIn)} with those of "${makeVisible(note.counted)}": both may log the same request, so that only those of "${makeVisible(note.counted)}" count. If these are other requests, give each log alone`
    case 'requests-uncompared':
      return describeUncompared(listNames(note.files, makeVisible))[note.why]
    case 'last-line-open':
      return `the last line of ${makeVisible(note.file)} is not ended: the file may have been cut there`
    case 'not-encrypted':
      return `${makeVisible(note.file)} was asked without encryption: the password and the counts could be read and changed on the way; ?secure behind the address asks by TLS`
    case 'other-rows':
      return describeOthers(note.log)
    case 'no-rows':
      return `${makeVisible(note.file)} ${note.isTable ? 'has a header and no rows' : 'holds no request'}`
    case 'silent-accounts-unknown':
      return 'an account without any request in the time that was counted is not among the counts, and so not here, where the log itself would list it without a verdict'
    case 'not-passed-on':
      return `warning: ${countOf(note.requests, 'request')} without a status in "${makeVisible(note.column)}" ${note.requests === 1 ? 'counts' : 'count'} as never arrived. A gateway also leaves it empty where it answers by itself, as with redirects and limits: --unreached ignore leaves ${note.requests === 1 ? 'it' : 'them'} out. Those alone that it answered by itself are left out by --columns ${quoteArgument(`passed_on=${quoteName(note.column)}`)}, in place of status`
    case 'fault-of-others':
      return `${countOf(note.requests, 'request')}${ofWholeLog(service)} never arrived through the fault of the customer or a network: ${note.requests === 1 ? 'it does' : 'they do'} not count against the service`
  }
}

/** Why requests of `files` could not be compared, in words. */
const describeUncompared = (
  files: string,
): Record<Extract<SlaNote, { kind: 'requests-uncompared' }>['why'], string> => ({
  'without-ids': `${files}: these requests have no ids. One that stands in another log of the same time as well counts twice`,
  'cut-ids': `warning: ${files}: ids were cut by a spreadsheet (such as 7.8E+17), so that requests that stand twice cannot be told; export the ids as text`,
  large: `a request that stands twice within ${files} counts twice: logs of that many rows are compared with others alone`,
  counts: `${files}: a request counts as often as it stood in what was counted. Where rows may repeat, count one row for each id`,
  unrepeatable: `a request that stands twice in ${files}, or in another log as well, counts each time: it cannot be read twice; a file can`,
})
