/** What a reader of an `sla` answer has to know beside the figures: what is missing, what was ruled, what holds. */

import { listChoices, quoteArgument } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { instantAt } from '../../core/instant.js'
import { format, type Units } from '../../core/quantity.js'
import type { PeriodAnswer, ReadLog, ServiceAnswer, SlaAnswer, SlaNote } from '../../core/sla/answer.js'
import type { MaintenanceWindow } from '../../core/sla/maintenance.js'
import { describeAliased, describeIgnored } from '../columns.js'
import type { Note } from '../note.js'
import { countOf, groupDigits, listNames, makeVisible } from '../text.js'
import { showStretch, showTime } from '../times.js'
import { describeExclusive } from './advice.js'
import { FEW } from './evidence.js'
import {
  describeGap,
  describeOutcome,
  findDecisiveAlternatives,
  findSilence,
  hasData,
  nameOfAnswer,
  nameOfPeriod,
  showCountShare,
  showPercent,
  wordFor,
} from './words.js'

/** A choice of ours where the agreements are silent (docs/rulings.md), with the answers that it shapes. */
interface Ruling {
  readonly id: string
  readonly text: (service: ServiceAnswer) => string
  readonly applies: (answer: PeriodAnswer, service: ServiceAnswer) => boolean
  /** Whether the table says it too, wherever it matters. */
  readonly isInTable?: boolean
}

const isRatio = ({ measurement }: PeriodAnswer): boolean => measurement.method === 'ratio-timeslices'

const RULINGS: readonly Ruling[] = [
  {
    id: 'R21',
    text: ({ choices }) =>
      choices.unreached === 'error'
        ? 'requests that never reached the server count as errors, as a log cannot prove whose fault it was; --unreached ignore leaves them out (ruling R21)'
        : 'requests that never reached the server are left out of the errors, as asked for; --unreached error counts them (ruling R21)',
    applies: answer => isRatio(answer) && answer.measurement.totals.unreached > 0,
  },
  {
    id: 'R22',
    text: ({ choices }) =>
      choices.rate === 'capped'
        ? 'a slice cannot fail more than entirely, though more requests may fail to arrive than arrive; --rate attempts divides by all attempts instead (ruling R22)'
        : 'errors are divided by all attempts, those that never arrived included, as asked for; --rate capped divides by what arrived (ruling R22)',
    applies: (answer, { choices }) =>
      isRatio(answer) && choices.unreached === 'error' && answer.measurement.totals.unreached > 0,
  },
  {
    id: 'R23',
    text: ({ choices }) =>
      choices.failure === 'unreached'
        ? 'an attempt fails when no connection came about, and an answer of 5XX is none; --failure 5xx counts it too (ruling R23)'
        : 'an answer of 5XX counts as a failed attempt, as asked for; --failure unreached does not count it (ruling R23)',
    applies: answer => !isRatio(answer) && answer.measurement.totals.errors > 0,
  },
  {
    id: 'R48',
    text: () =>
      'a request without an answer that the log says the client broke off is no error; with --columns fault=NAME a column of your own says whose fault it was (ruling R48)',
    applies: (_, { logs, faultOfOthers }) => faultOfOthers > 0 && logs.some(({ tellsFault }) => tellsFault),
  },
  {
    id: 'R24',
    text: () => 'the hours for a ticket are counted from the first failure of an incident (ruling R24)',
    applies: ({ measurement }) =>
      measurement.method === 'timeslices' && measurement.incidents.some(({ ticketBy }) => ticketBy !== null),
  },
  {
    id: 'R25',
    text: ({ periods }) =>
      periods.some(({ feeSource }) => feeSource === 'usage')
        ? 'the fee is what was drawn in the period, each unit at the effective price of the package that paid; --fee-basis straight-line spreads the price over the validity (ruling R25)'
        : 'the fee is the price of each package spread over its validity; --fee-basis usage takes what was drawn (ruling R25)',
    applies: ({ feeSource }) => feeSource === 'usage' || feeSource === 'straight-line',
  },
  {
    id: 'R26',
    text: ({ periods }) =>
      `the working days that open a claim window are those of the calendar ${listChoices([...new Set(periods.flatMap(({ claim }) => (claim.calendar === null ? [] : [makeVisible(claim.calendar)])))], 'and')}; --calendar chooses another (ruling R26)`,
    applies: ({ claim }) => claim.calendar !== null,
    isInTable: true,
  },
]

const findRulings = (service: ServiceAnswer): Ruling[] =>
  RULINGS.filter(({ applies }) => service.periods.some(answer => applies(answer, service)))

/** The ids of the rulings that shaped a service's answer. The first is of every one: whose clock cuts days. */
export const listRulings = (service: ServiceAnswer): string[] => [
  'R20',
  ...findRulings(service).map(({ id }) => id),
]

/** The choices of ours that shaped a service's answer, in words. */
export const describeRulings = (service: ServiceAnswer, { zone }: Pick<SlaAnswer, 'zone'>): string[] => [
  describeClock(zone),
  ...findRulings(service).map(({ text }) => text(service)),
]

const describeClock = ({ id }: SlaAnswer['zone']): string =>
  `days and slices are cut by the clock of ${id}; --tz chooses another (ruling R20)`

/** All notes of an answer, in the order of their weight; of two services, each with its policy in front. */
export function listSlaNotes(answer: SlaAnswer): Note[] {
  const { service, companion, exclusives } = answer
  const services = companion ? [service, companion] : [service]
  return [
    ...exclusives.map(exclusive => ({ text: describeExclusive(exclusive, answer.zone), isInTable: true })),
    ...services.flatMap(one =>
      listServiceNotes(one, answer).map(note =>
        companion ? { ...note, text: `${makeVisible(one.policy)}: ${note.text}` } : note,
      ),
    ),
    ...describeIgnored(answer.columns).map(text => ({ text, isInTable: true })),
    ...describeAliased(answer.columns).map(text => ({ text, isInTable: false })),
    ...(answer.logZone.id === answer.zone.id
      ? []
      : [
          {
            text: `times in the log that name no zone are read by the clock of ${answer.logZone.id} (--log-tz)`,
            isInTable: false,
          },
        ]),
    { text: describeClock(answer.zone), isInTable: true },
  ]
}

function listServiceNotes(service: ServiceAnswer, { asOf, zone }: SlaAnswer): Note[] {
  const { periods } = service
  const named = (some: readonly PeriodAnswer[]): string => listNames(some.map(nameOfAnswer))
  const inTable = (texts: readonly string[]): Note[] => texts.map(text => ({ text, isInTable: true }))
  const beside = (texts: readonly string[]): Note[] => texts.map(text => ({ text, isInTable: false }))

  const silent = periods.filter(one => !hasData(one) && !one.isAhead)
  const patchy = periods.filter(one => hasData(one) && findSilence(one, asOf).isLoud)
  const running = periods.filter(one => one.running && hasData(one))
  const capped = periods.filter(({ compensation }) => compensation?.capped)
  const small = periods.filter(({ meetsNodeMinimum }) => meetsNodeMinimum === false)
  const untold = periods.filter(
    ({ agreement, meetsNodeMinimum }) => agreement.nodeMinimum !== null && meetsNodeMinimum === null,
  )
  const estimated = periods.filter(({ claim }) => claim.estimated)
  const untiered = periods.filter(one => one.agreement.tiers.length === 0)
  const agreements = [...new Set(periods.map(({ agreement }) => agreement))]

  return [
    ...describeForeign(service).map(text => ({ text, isInTable: true, isLoud: true })),
    ...(service.filtered > 0
      ? inTable([`${countOf(service.filtered, 'request')} left out by ${describeFilter(service.filter)}`])
      : []),
    ...inTable([
      ...patchy.slice(0, MOST_NAMED).map(one => {
        const { elapsed, silent: without, gap } = findSilence(one, asOf)
        return `warning: the log may be incomplete in ${nameOfAnswer(one)}: requests in only ${showCountShare(elapsed - without, elapsed)} of the slices${gap ? `, ${describeGap(gap, zone)}` : ''}; slices without requests count as without failure`
      }),
      ...(patchy.length > MOST_NAMED
        ? [
            `warning: the log may be incomplete in ${countOf(patchy.length - MOST_NAMED, 'more period')}: ${named(patchy.slice(MOST_NAMED))}`,
          ]
        : []),
      ...(silent.length > 0
        ? [
            `no request that counts in ${named(silent)}: the formula alone would give 100 %, and the verdict is no-data`,
          ]
        : []),
      ...(running.length > 0
        ? [`not over yet: ${named(running)}; time still to come counts as without failure`]
        : []),
      ...(untiered.length > 0
        ? ['no table of tiers is known, so that no compensation is; --tiers FILE gives the one agreed']
        : []),
      ...(small.length > 0
        ? [
            `not eligible: ${describeNodeMinimum(small[0]!)}, and --networks gives fewer (${small[0]!.agreement.nodeMinimum!.clause})`,
          ]
        : []),
      ...(service.outsidePeriods > 0
        ? [`${countOf(service.outsidePeriods, 'request')} outside all periods and in no figure`]
        : []),
      ...(service.rejectedRows > 0
        ? [`${countOf(service.rejectedRows, 'bad row')} set aside and in no figure`]
        : []),
    ]),
    // Of many periods the table shows the evidence of some alone.
    ...describeSensitivity(service).map(text => ({ text, isInTable: periods.length <= FEW })),
    ...beside([
      ...service.notes.map(note => describeNote(note, showTimeOf)),
      ...(estimated.length > 0
        ? [
            `the working days of ${named(estimated)} are estimated: the calendar has no data so far ahead or back, and weekdays stand in for it`,
          ]
        : []),
      ...(capped.length > 0 ? [`the cap, and not the tier, sets the compensation of ${named(capped)}`] : []),
      ...(untold.length > 0
        ? [
            `a claim needs that ${describeNodeMinimum(untold[0]!)} (${untold[0]!.agreement.nodeMinimum!.clause}); --networks tells`,
          ]
        : []),
      ...agreements.flatMap(({ notes }) => notes),
      ...agreements.flatMap(({ source }) => (source.remark === null ? [] : [source.remark])),
    ]),
    ...findRulings(service).map(({ text, isInTable = false }) => ({ text: text(service), isInTable })),
  ]

  function showTimeOf({ start, end, notifiedAt }: MaintenanceWindow): string {
    const told = notifiedAt === null ? 'notice not recorded' : `notified ${showTime(notifiedAt, zone)}`
    return `${showStretch(start, end, zone)} (${told})`
  }
}

/** The options of a filter, as they are typed. */
export const describeFilter = ({ include, exclude }: ServiceAnswer['filter']): string =>
  [
    ...include.map(glob => `--endpoint ${quoteArgument(glob)}`),
    ...exclude.map(glob => `--exclude-endpoint ${quoteArgument(glob)}`),
  ].join(' ')

/** How many prefixes are named before the rest is counted. */
const MOST_PATHS = 4

/** How requests and failures divide by paths. */
export function describePaths(endpoints: ServiceAnswer['endpoints']): string {
  const named = endpoints.filter(({ prefix }) => prefix !== null).slice(0, MOST_PATHS)
  const rest = endpoints.filter(each => !named.includes(each))
  const show = (name: string, requests: number, failed: number): string =>
    `${name} ${countOf(requests, 'request')}, ${groupDigits(String(failed))} failed`
  const sum = (counter: 'requests' | 'failed'): number => rest.reduce((all, each) => all + each[counter], 0)
  return [
    ...named.map(({ prefix, requests, failed }) =>
      show(prefix === '' ? 'no path' : makeVisible(prefix!), requests, failed),
    ),
    ...(rest.length > 0 ? [show('others', sum('requests'), sum('failed'))] : []),
  ].join(' · ')
}

/** How many kinds of foreign requests are named before the rest is counted. */
const MOST_FOREIGN = 4

/** What in the log looks as if it were not the service's, and what leaves it out. */
export function describeForeign({ foreign, endpoints }: ServiceAnswer): string[] {
  if (foreign.length === 0) return []
  const sum = (counts: readonly { readonly requests: number }[]): number =>
    counts.reduce((all, { requests }) => all + requests, 0)
  const named = foreign.slice(0, MOST_FOREIGN)
  const rest = foreign.slice(MOST_FOREIGN)
  const list = named.map(
    ({ glob, what, requests, failed }) =>
      `${makeVisible(glob)} (${what}: ${countOf(requests, 'request')}, ${groupDigits(String(failed))} failed)`,
  )
  const others =
    rest.length > 0 ? [`${countOf(rest.length, 'other')} (${countOf(sum(rest), 'request')})`] : []
  const options = foreign.map(({ glob }) => `--exclude-endpoint ${quoteArgument(glob)}`).join(' ')
  return [
    `warning: of ${countOf(sum(endpoints), 'request')} ${groupDigits(String(sum(foreign)))} look as if they were not the service's, and they count: ${listNames([...list, ...others])}; ${makeVisible(options)} leaves them out`,
  ]
}

/** How many periods are told one by one before the rest is counted. */
const MOST_NAMED = 3

const describeNodeMinimum = ({ agreement }: PeriodAnswer): string => {
  const { nodesEach, networks } = agreement.nodeMinimum!
  return `at least ${countOf(nodesEach, 'node')} in each of at least ${countOf(networks, 'network')} are deployed`
}

/** What every other reading would change; a few periods one by one, many by their number. */
function describeSensitivity({ periods }: ServiceAnswer): string[] {
  const found = periods.flatMap(answer => answer.measurement.sensitivity.map(other => ({ answer, other })))
  return [...groupBy(found, ({ other }) => other.choice)].flatMap(([choice, cases]) => {
    const decisive = cases.filter(({ answer, other }) => findDecisiveAlternatives(answer).includes(other))
    const told = cases.length <= MOST_NAMED ? cases : decisive.slice(0, MOST_NAMED)
    const texts = told.map(({ answer, other }) => {
      const percent = 'uptime' in other ? other.uptime : other.availability
      const figure = percent === null ? 'no figure' : showPercent(percent, answer.agreement)
      return `with ${choice} the ${wordFor(answer.measurement)} of ${nameOfAnswer(answer)} would be ${figure}: ${describeOutcome(other)}${findDecisiveAlternatives(answer).includes(other) ? `, not ${describeOutcome(answer.measurement)}` : ' all the same'}`
    })
    if (cases.length <= MOST_NAMED) return texts
    return [
      `with ${choice} ${countOf(cases.length, 'period')} would have another figure, ${groupDigits(String(decisive.length))} of them another verdict or tier`,
      ...texts,
    ]
  })
}

/** Whose use it was, and how much of each pool. */
const showUse = (
  one: Pick<PeriodAnswer, 'account' | 'period'> & { readonly units: ReadonlyMap<string, Units> },
): string =>
  `${nameOfAnswer(one)} (${[...one.units].map(([pool, units]) => `${groupDigits(format(units))} units of the ${pool} pool`).join(', ')})`

/** What a log holds beside requests, which is in no figure. */
function describeOthers({ file, messages, headers, notices, marks }: ReadLog): string {
  const parts = [
    ...(messages > 0 ? [`${countOf(messages, 'row that is no request', 'rows that are no requests')}`] : []),
    ...(headers > 0 ? [`its header again, ${countOf(headers, 'time')}`] : []),
    ...(notices > 0 ? [`${countOf(notices, 'line')} of what rotates or joins logs`] : []),
  ]
  const found = parts.length > 0 ? [`left out: ${listChoices(parts, 'and')}`] : []
  const marked =
    marks > 0 ? [`taken away: byte order marks or zero bytes in front of ${countOf(marks, 'line')}`] : []
  return `${makeVisible(file)}: ${[...found, ...marked].join('; ')}`
}

function describeNote(note: SlaNote, showWindow: (window: MaintenanceWindow) => string): string {
  switch (note.kind) {
    case 'notice-too-short':
      return `${countOf(note.windows.length, 'maintenance window excludes', 'maintenance windows exclude')} nothing, for want of ${note.noticeHours} hours' notice (${note.clause}): ${listNames(note.windows.map(showWindow))}`
    case 'not-in-force':
      return `no version of ${makeVisible(note.policy)} was in force in ${listNames(note.periods.map(period => nameOfPeriod(period)))}: ${countOf(note.requests, 'request')} not judged`
    case 'fee-missing':
      return `--fees has no row for ${listNames(note.of.map(nameOfAnswer))}`
    case 'fee-unused':
      return `--fees has rows for what is not in the answer: ${listNames(note.of.map(({ account, month }) => (account === null ? month : `${makeVisible(account)}, ${month}`)))}`
    case 'use-unfunded':
      return `use that no package paid, and no fee holds: ${listNames(note.of.map(showUse))}`
    case 'use-later':
      return `use after the time of this answer (--as-of), which no fee holds: ${listNames(note.of.map(showUse))}`
    case 'fee-of-unknown-account':
      return `neither ledger nor usage holds anything of ${listNames(note.accounts.map(makeVisible))}: the fee is 0`
    case 'one-fee-for-all':
      return `--fee is taken for each of the ${countOf(note.periods, 'period')}; --fees FILE gives each its own`
    case 'option-without-effect':
      return `${listChoices(note.options, 'and')} ${note.options.length === 1 ? 'changes' : 'change'} nothing under ${makeVisible(note.policy)}`
    case 'incident-in-repeated-hour':
      return `the clock showed an hour twice; incidents in it are told by its earlier pass, as both share their slices (ruling R20): ${listNames(note.of.map(nameOfAnswer))}`
    case 'one-sided-hour': {
      const hours = note.hours.map(({ from, to }) => showStretch(from, instantAt(to - 60_000), note.logZone))
      return `warning: the clock of ${note.logZone.id} showed ${listNames(hours)} twice. All requests of that time are counted in its first pass, and none in the second, as happens where times name no zone: write them with their offset, such as -05:00`
    }
    case 'glob-unmatched':
      return `no request has a path that ${listChoices(note.globs.map(makeVisible))} matches; a path is compared as a whole, and * stands for anything`
    case 'requests-repeated':
      return `${countOf(note.requests, 'row')} of ${listNames(note.files.map(makeVisible))} left out: by their request_id they are requests that stand elsewhere as well, and each counts once (ruling R49)`
    case 'logs-alike':
      return `warning: ${listNames(note.files.map(makeVisible))} have the same number of requests in every five minutes. If one is a copy of another, each of its requests counts twice: give one of them`
    case 'requests-uncompared':
      if (note.why === 'without-ids')
        return `${listNames(note.files.map(makeVisible))}: these requests have no ids. One that stands in another log of the same time as well counts twice`
      return note.why === 'large'
        ? `a request that stands twice within ${listNames(note.files.map(makeVisible))} counts twice: logs of that many rows are compared with others alone`
        : `a request that stands twice in ${listNames(note.files.map(makeVisible))}, or in another log as well, counts each time: it cannot be read twice; a file can`
    case 'last-line-open':
      return `the last line of ${makeVisible(note.file)} has no end: it may have been cut there`
    case 'other-rows':
      return describeOthers(note.log)
    case 'no-rows':
      return `${makeVisible(note.file)} has a header and no rows`
    case 'fault-of-others':
      return `${countOf(note.requests, 'request')} never arrived through the fault of the customer or a network, and set nothing against the service`
  }
}
