/** What a reader of an `sla` answer has to know beside the figures: what is missing, what was ruled, what holds. */
import { addMonths, monthOf, servicePeriodOf, type TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { inQuotes, listChoices, quoteArgument, quoteName } from '../../core/failure.js'
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
import { isOfHost } from '../../core/sla/endpoint.js'
import type {
  MixedColumn,
  OwnAnswers,
  Site,
  Strangers,
  UnreadPaths,
} from '../../core/sla/foreign-endpoints.js'
import type { MaintenanceWindow } from '../../core/sla/maintenance.js'
import { showUnitCount } from '../amounts.js'
import { describeUnreadAccounts } from '../columns.js'
import { describeFailed, describePaidOtherwise } from '../deductions.js'
import { listFileNotes } from '../file-doubts.js'
import { type Note, type Ruling, tellRulings } from '../note.js'
import { describeCopies, describeRepeats } from '../repeated-tasks.js'
import { describeDoubtfulFiles } from '../silent-days.js'
import { countOf, listNames, listSome, makeVisible, sentenceCase, showCount } from '../text.js'
import { showMinutes, showMoment, showSpan } from '../times.js'
import { describeUsedLists, UNITS_FIRST } from '../used-lists.js'
import { describeExclusive } from './claims.js'
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
    ...describeCoarseTimes(service),
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

/** The options of a filter, as they are typed. */
export const describeFilter = ({ include, exclude }: ServiceAnswer['filter']): string =>
  [
    ...include.map(glob => `--endpoint ${quoteArgument(glob)}`),
    ...exclude.map(glob => `--exclude-endpoint ${quoteArgument(glob)}`),
  ].join(' ')

/** How many prefixes are named before the rest is counted. */
const MOST_PATHS = 4

/** What says that a count holds requests outside the periods, too, where there are any. */
const ofWholeLog = ({ outsidePeriods }: ServiceAnswer): string =>
  outsidePeriods > 0 ? ' of the whole log' : ''

/** How requests and failures divide by paths. */
export function describePaths(endpoints: ServiceAnswer['endpoints']): string {
  const named = endpoints.filter(({ prefix }) => prefix !== null).slice(0, MOST_PATHS)
  const rest = endpoints.filter(each => !named.includes(each))
  const show = (name: string, requests: number, failed: number): string =>
    `${name} ${showCount(requests)}${failed > 0 ? ` (${showCount(failed)} failed)` : ''}`
  const sum = (counter: 'requests' | 'failed'): number => rest.reduce((all, each) => all + each[counter], 0)
  return compact([
    ...named.map(({ prefix, requests, failed }) =>
      show(prefix === '' ? 'no path' : makeVisible(prefix!), requests, failed),
    ),
    rest.length > 0 && show('others', sum('requests'), sum('failed')),
  ]).join(' · ')
}

/** How many kinds of foreign requests are named before the rest is counted. */
const MOST_FOREIGN = 4

const sumOf = (counts: readonly { readonly requests: number }[]): number =>
  counts.reduce((all, { requests }) => all + requests, 0)

/** Of fewer, one in so many requests, no rate is another. */
const ON_THE_WAY_IN = 100

const ON_THE_WAY = {
  OPTIONS: 'are OPTIONS, but count: browsers ask so before a request, and a gateway mostly answers by itself',
  CONNECT:
    'are CONNECT, but count: a proxy answers that a tunnel is open, and does not see what the service answers within. Such a log cannot show that the promise was kept: take the log of the client or of a gateway',
} as const

const describeOnTheWay = (service: ServiceAnswer): string[] =>
  (['OPTIONS', 'CONNECT'] as const).flatMap(method => {
    const [requests, all] = [service.onTheWay[method], sumOf(service.endpoints)]
    const column = service.methods.find(each => each.method === method)
    const isTold = requests > 0 && requests * ON_THE_WAY_IN >= all
    if (!isTold && column === undefined) return []
    const found = isTold
      ? `${showCount(requests)} of ${countOf(all, 'request')}${ofWholeLog(service)} ${ON_THE_WAY[method]}`
      : `${showCount(column!.rows)} of ${countOf(column!.of, 'row')} that were looked at ${ON_THE_WAY[method]}`
    if (method === 'CONNECT') return [found]
    const option = `--columns ${quoteArgument(`passed_on=${quoteName(column?.name ?? '')}`)}`
    return [
      `${found}. If yours does, ${column === undefined ? 'take them out of the log' : `leave them out: ${makeVisible(option)}`}`,
    ]
  })

/** What in the log may not be the service's, and what leaves it out or counts the service alone. */
export function describeForeign(service: ServiceAnswer): string[] {
  const {
    foreign,
    own,
    hosted,
    hostless,
    sites,
    mixed,
    strangers,
    unreadPaths,
    ownAnswers,
    hiddenErrors,
    endpoints,
    filter,
  } = service
  // Of requests that were chosen by their paths, another choice would add some.
  const isChosen = filter.include.length > 0
  const isOfNames = foreign.some(({ what }) => what.startsWith('another '))
  return compact([
    strangers !== null && describeStrangers(service, strangers),
    foreign.length > 0 && describeForeignEndpoints(service, isChosen || !isOfNames ? [] : own),
    hostless > 0 &&
      !isChosen &&
      `${countOf(sumOf(hosted), 'request')} of ${showCount(sumOf(endpoints))}${ofWholeLog(service)} ${sumOf(hosted) === 1 ? 'is to a host of the service' : 'are to hosts of the service'}, and ${showCount(hostless)} ${hostless === 1 ? 'names' : 'name'} no host, as those do that one's own server answers. If only the first are the service's: ${showOptions('--endpoint', hosted)}`,
    own.length > 0 &&
      !isOfNames &&
      !isChosen &&
      `${countOf(sumOf(own), 'request')} of ${showCount(sumOf(endpoints))}${ofWholeLog(service)} ${sumOf(own) === 1 ? 'names the service in its path' : 'name the service in their paths'}, and the others do not. If only these are the service's: ${showOptions('--endpoint', own)}`,
    mixed !== null && describeMixed(mixed, filter),
    hiddenErrors !== null && describeHiddenErrors(hiddenErrors),
    ownAnswers !== null && describeOwnAnswers(ownAnswers),
    unreadPaths !== null && describeUnreadPaths(unreadPaths),
    sites.length > 0 &&
      !filter.include.some(isOfHost) &&
      `the requests${ofWholeLog(service)} are to more than one host: ${listSites(sites)}. Nothing says which is the service's. ${
        isChosen
          ? `To leave one out: ${showOptions('--exclude-endpoint', sites.slice(-1))}`
          : `To count one alone: ${sites
              .slice(0, MOST_FOREIGN)
              .map(site => showOptions('--endpoint', [site]))
              .join(', or ')}`
      }`,
    ...describeOnTheWay(service),
  ])
}

/** That nothing in a log names the service, and what does stand there. */
function describeStrangers(service: ServiceAnswer, { name, names }: Strangers): string {
  const vendor = service.periods[0]?.agreement.vendor ?? 'the service'
  const listed = names
    .slice(0, MOST_FOREIGN)
    .map(each => each.replace(/^\/\//, ''))
    .join(', ')
  const others = names.length > MOST_FOREIGN ? ` and ${countOf(names.length - MOST_FOREIGN, 'other')}` : ''
  const judged = `they are judged as if they were ${vendor}'s. Is this the right log?`
  return makeVisible(
    name === null
      ? `nothing${ofWholeLog(service)} says that these are requests to ${vendor}: no path is one of its API's, but ${listed}${others}. If one's own server answered them, they say nothing of it, but ${judged}`
      : `none of the requests${ofWholeLog(service)} is to ${vendor}, as ${name === '' ? 'their URLs say, which name' : `the column ${name} says, which names`} ${listed}${others}: ${judged}`,
  )
}

/** That a column names others beside the service, whose requests count in the same figure. */
function describeMixed(
  { name, globs, isPath, own, ownRows, others, otherRows }: MixedColumn,
  { include }: ServiceAnswer['filter'],
): string {
  const list = (names: readonly string[]): string =>
    names.length <= MOST_FOREIGN
      ? names.map(makeVisible).join(', ')
      : `${names.slice(0, MOST_FOREIGN).map(makeVisible).join(', ')} and ${countOf(names.length - MOST_FOREIGN, 'other')}`
  // Of several what any of them takes counts.
  const instead =
    include.length === 0 ? '' : `, in place of ${makeVisible(describeFilter({ include, exclude: [] }))}`
  const options = globs.map(glob => `--endpoint ${quoteArgument(glob)}`).join(' ')
  return `requests to others than the service count, too, as the column ${makeVisible(name)} says: of ${countOf(ownRows + otherRows, 'row')} that were looked at, ${showCount(otherRows)} name ${list(others)}; ${showCount(ownRows)} name ${list(own)}. To count the service's alone${instead}: ${isPath ? `--columns ${quoteArgument(`endpoint=${quoteName(name)}`)} ` : ''}${makeVisible(options)}`
}

/** That a gateway answered requests by itself, which count as received. */
function describeOwnAnswers({ name, rows, of, cells, isMarked }: OwnAnswers): string {
  const said = cells[0] === '' ? 'where nothing stands' : `where ${quoteName(cells[0]!)} stands`
  const option = `--columns ${quoteArgument(`passed_on=${quoteName(name)}`)}`
  return makeVisible(
    `${isMarked ? 'probes, tests or the like count, too' : 'a gateway answered requests by itself, which never reached the service, but count'}: ${showCount(rows)} of ${countOf(of, 'row')} that were looked at, as the column ${name} says ${said}. To leave them out: ${option}`,
  )
}

/** That the service failed where a gateway answered otherwise, such as out of a stale cache or after another attempt. */
function describeHiddenErrors({ name, rows, of, cells }: OwnAnswers): string {
  const option = `--columns ${quoteArgument(`status=${quoteName(name)}`)}`
  const isOfLists = cells.every(cell => !/5\d\d$/.test(cell))
  const way = isOfLists
    ? `Of such lists ${option} counts the last; a format of your own reads another (within, docs/logs.md)`
    : `To count what the service answered: ${option}`
  return makeVisible(
    `the service answered 5XX where a gateway answered below 500, and that counts as no failure: ${showCount(rows)} of ${countOf(of, 'row')} that were looked at, as the column ${name} says, such as ${inQuotes(cells[0]!)}. ${way}`,
  )
}

/** That a column that is not read holds paths of which some are likely not the service's. */
function describeUnreadPaths({ name, rows, foreign, own }: UnreadPaths): string {
  const column = `--columns ${quoteArgument(`endpoint=${quoteName(name)}`)}`
  const found =
    foreign.length > 0
      ? `${showCount(sumOf(foreign))} of ${countOf(rows, 'row')} that were looked at are likely not the service's, but such requests count: ${listSites(foreign)}. To leave them out: ${makeVisible(column)} ${showOptions('--exclude-endpoint', foreign)}`
      : `${showCount(sumOf(own))} of ${countOf(rows, 'row')} that were looked at name the service in their paths, and the others do not. If only these are the service's: ${makeVisible(column)} ${showOptions('--endpoint', own)}`
  return `nothing is read from the column ${makeVisible(name)}, which holds paths: ${found}`
}

const showOptions = (option: string, globs: readonly { readonly glob: string }[]): string =>
  makeVisible(globs.map(({ glob }) => `${option} ${quoteArgument(glob)}`).join(' '))

const listSites = (sites: readonly (Site & { readonly what?: string })[]): string => {
  const named = sites.slice(0, MOST_FOREIGN)
  const rest = sites.slice(MOST_FOREIGN)
  const list = named.map(
    ({ glob, what, requests, failed }) =>
      `${makeVisible(glob)} (${what === undefined ? '' : `${what}: `}${countOf(requests, 'request')}, ${showCount(failed)} failed)`,
  )
  const others =
    rest.length > 0 ? [`${countOf(rest.length, 'other')} (${countOf(sumOf(rest), 'request')})`] : []
  return listSome([...list, ...others], MOST_FOREIGN + 1, ' · ')
}

/** `own`: what counts the service alone; empty: others are left out one by one. */
function describeForeignEndpoints(service: ServiceAnswer, own: readonly Site[]): string {
  const { foreign, endpoints } = service
  const [are, count, them] = sumOf(foreign) === 1 ? ['is', 'counts', 'it'] : ['are', 'count', 'them']
  const options =
    own.length === 0
      ? `To leave ${them} out: ${showOptions('--exclude-endpoint', foreign)}`
      : `To count the service's alone: ${[
          showOptions('--endpoint', own),
          showOptions(
            '--exclude-endpoint',
            foreign.filter(({ what }) => !what.startsWith('another ')),
          ),
        ]
          .join(' ')
          .trim()}`
  const of = `${showCount(sumOf(foreign))} of ${countOf(sumOf(endpoints), 'request')}${ofWholeLog(service)}`
  return `${of} ${are} likely not the service's, but ${count}: ${listSites(foreign)}. ${options}`
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
function describeOthers({ file, messages, headers, notices, marks }: ReadLog): string {
  const parts = compact([
    messages > 0 && `${countOf(messages, 'row that is no request', 'rows that are no requests')}`,
    headers > 0 && `its header again, ${countOf(headers, 'time')}`,
    notices > 0 && `${countOf(notices, 'line')} of what rotates or joins logs`,
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
    case 'not-passed-on':
      return `warning: ${countOf(note.requests, 'request')} without a status in "${makeVisible(note.column)}" ${note.requests === 1 ? 'counts' : 'count'} as never arrived. A gateway also leaves it empty where it answers by itself, as with redirects and limits: --unreached ignore leaves ${note.requests === 1 ? 'it' : 'them'} out. Those alone that it answered by itself are left out by --columns ${quoteArgument(`passed_on=${quoteName(note.column)}`)}, in place of status`
    case 'fault-of-others':
      return `${countOf(note.requests, 'request')}${ofWholeLog(service)} never arrived through the fault of the customer or a network: ${note.requests === 1 ? 'it does' : 'they do'} not count against the service`
  }
}

/** What no reader may overlook of the rows that count, and of those that do not. */
const DOUBTFUL = [
  'times-coarse',
  'may-be-messages',
  'messages-of-errors',
  'repeated-by-counters',
  'statuses-passed-over',
  'statuses-set-aside',
  'mostly-repeated',
  'filtered-without-path',
  'failures-without-account',
] as const satisfies readonly SlaNote['kind'][]
type DoubtfulRows = Extract<SlaNote, { kind: (typeof DOUBTFUL)[number] }>

const isDoubtful = (note: SlaNote): note is DoubtfulRows => DOUBTFUL.some(kind => kind === note.kind)

/** Those that stand below an answer: of times that lie apart its first lines tell. */
export const describeDoubtful = ({ notes }: ServiceAnswer): string[] =>
  notes
    .filter(isDoubtful)
    .flatMap(note => (note.kind === 'times-coarse' ? [] : makeVisible(describeDoubtfulRows(note))))

const describeCoarseTimes = ({ notes }: ServiceAnswer): Note[] =>
  notes.flatMap(note =>
    note.kind === 'times-coarse' ? { text: `warning: ${describeDoubtfulRows(note)}`, isLoud: true } : [],
  )

function describeDoubtfulRows(note: DoubtfulRows): string {
  switch (note.kind) {
    case 'times-coarse': {
      const [step, own] = [showMinutes(note.minutes), showMinutes(note.sliceMinutes)]
      const [all, what, instead] = note.isReduced
        ? ['counts', `Sums of ${step}`, `give counts of ${own} each`]
        : ['requests', `Those of ${step}, if times were cut to that,`, 'give the log with its full times']
      return `All ${all} lie ${step} apart, or a multiple of it. ${what} count as those of ${own}, and the rest of the time as without failure: ${instead}`
    }
    case 'may-be-messages': {
      const { file, requests, unreached } = note.log
      const [have, count] = unreached === 1 ? ['has', 'counts'] : ['have', 'count']
      const why =
        note.column === null ? 'where they are as many as the others,' : `beside the column "${note.column}"`
      return `${file}: ${showCount(unreached)} of ${countOf(requests, 'request')} ${have} no status and ${count} as never arrived; ${why} such rows may be other messages, or tell that a request began which another row ends: take those out of the log (--unreached ignore leaves out all)`
    }
    case 'messages-of-errors': {
      const { file, messagesOfErrors } = note.log
      const [are, them] = messagesOfErrors === 1 ? ['is', 'it tells'] : ['are', 'they tell']
      return `${file}: ${countOf(messagesOfErrors, 'row')} without a status and a path ${are} left out as messages, though an error is named there. If ${them} of requests that got no answer, write "status": null there, and they count`
    }
    case 'repeated-by-counters':
      return `${countOf(note.requests, 'row')} of ${listNames(note.files)} ${note.requests === 1 ? 'is' : 'are'} left out as they have the request_id of another row, and these ids are numbers by which a program counts. If several programs wrote them, or one that was started again, they are other requests: --ignore-columns request_id counts every row`
    case 'statuses-passed-over': {
      const { file, passedOver } = note.log
      return `${file}: cells of the status list several, such as one for each attempt, of which the last counts. ${countOf(passedOver.statuses, 'status', 'statuses')} in front of it ${passedOver.statuses === 1 ? 'is' : 'are'} passed over, ${showCount(passedOver.errors)} of them 5XX: to count every attempt, give each a row of its own`
    }
    case 'statuses-set-aside':
      return `${countOf(note.rows, 'row')} set aside for what stands in status, such as ${note.found}, may be failures: if such a request got no answer, clear the cell, or read it by a format of your own with unreached: [${note.found}] (--log-format FILE)`
    case 'mostly-repeated':
      return `${note.file}: ${showCount(note.requests)} of ${countOf(note.of, 'row')} are left out, as their request_id stands in another row of the same log. That many do not repeat a request: the id may be that of a batch, a job or a user. If so, count them all: --ignore-columns request_id`
    case 'failures-without-account':
      return `${countOf(note.requests, 'request')} without an account, none of which succeeded: a gateway may not know whose request it was that failed. They are in the figures of no other account. --ignore-columns with the name of its column judges all requests as one`
    case 'filtered-without-path':
      return `${countOf(note.requests, 'request')} without a path ${note.requests === 1 ? 'is' : 'are'} left out: a request that fails early may have none. Without the filter "no path" says how many of them failed`
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
