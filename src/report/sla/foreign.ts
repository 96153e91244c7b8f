/** What in a log may not be the service's, in sentences, and which options count the service alone. */
import { compact } from '../../core/compact.js'
import { inQuotes, quoteArgument, quoteName } from '../../core/failure.js'
import type { ServiceAnswer } from '../../core/sla/answer.js'
import { isOfHost, METHODS_ON_THE_WAY } from '../../core/sla/endpoint.js'
import type {
  MixedColumn,
  OwnAnswers,
  Site,
  Strangers,
  UnreadPaths,
} from '../../core/sla/foreign-endpoints.js'
import { countOf, listSome, makeVisible, showCount } from '../text.js'

/** The options of a filter, as they are typed. */
export const describeFilter = ({ include, exclude }: ServiceAnswer['filter']): string =>
  [
    ...include.map(glob => `--endpoint ${quoteArgument(glob)}`),
    ...exclude.map(glob => `--exclude-endpoint ${quoteArgument(glob)}`),
  ].join(' ')

/** How many prefixes are named before the rest is counted. */
const MOST_PATHS = 4

/** What says that a count holds requests outside the periods, too, where there are any. */
export const ofWholeLog = ({ outsidePeriods }: ServiceAnswer): string =>
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
  METHODS_ON_THE_WAY.flatMap(method => {
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

/** The first names, and how many others there are. */
const listMost = (names: readonly string[], most: number): string =>
  `${names.slice(0, most).join(', ')}${names.length > most ? ` and ${countOf(names.length - most, 'other')}` : ''}`

/** That nothing in a log names the service, and what does stand there. */
function describeStrangers(service: ServiceAnswer, { name, names }: Strangers): string {
  const vendor = service.periods[0]?.agreement.vendor ?? 'the service'
  const most = name === null ? 1 : MOST_FOREIGN
  const listed = listMost(
    names.map(each => each.replace(/^\/\//, '')),
    most,
  )
  return makeVisible(
    name === null
      ? `no path${ofWholeLog(service)} is of ${vendor}'s API, but ${listed}. Is it the right log?`
      : `none of the requests${ofWholeLog(service)} is to ${vendor}, as ${name === '' ? 'their URLs say, which name' : `the column ${name} says, which names`} ${listed}. Is it the right log?`,
  )
}

/** That a column names others beside the service, whose requests count in the same figure. */
function describeMixed(
  { name, globs, isPath, own, ownRows, others, otherRows }: MixedColumn,
  { include }: ServiceAnswer['filter'],
): string {
  const list = (names: readonly string[]): string => makeVisible(listMost(names, MOST_FOREIGN))
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
