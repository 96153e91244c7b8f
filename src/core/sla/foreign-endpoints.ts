/** Requests that are likely not the service's, by their paths. */

import { isOfHost, METHODS_ON_THE_WAY, type MethodOnTheWay, partMethod, targetOf } from './endpoint.js'

/** What marks paths that are mostly none of a service's own; words are data (`formats/paths/`). */
export interface ForeignMark {
  /** What they are, in words. */
  readonly what: string
  /** Words that a path begins with. */
  readonly first: readonly string[]
  /** Words that are one of the first two segments. */
  readonly any: readonly string[]
  readonly endings: readonly string[]
  /** Whole paths, which are foreign where none of their requests failed and a log has other paths that are not foreign. */
  readonly paths: readonly string[]
}

/** What tells requests that are mostly none of a service's own. */
export interface ForeignWords {
  readonly marks: readonly ForeignMark[]
  /** Columns of hosts, and others that say whose a request was; in small letters, the most certain first. */
  readonly hosts: readonly string[]
  readonly names: readonly string[]
  /** What such a column says of calls to others' services, which a service's own log has beside those that it answers. */
  readonly outbound: readonly string[]
  /** The same of a column that says nothing else than which side of a request logged the row. */
  readonly sides: { readonly calls: readonly string[]; readonly answers: readonly string[] }
  /** Words in names of others' services. */
  readonly vendors: readonly string[]
  /** Words of headings that say who asked, or what was told: their cells do not say whose a request was. */
  readonly callers: readonly string[]
  /** Columns that tell that a gateway answered by itself, and what stands there then: see `OwnAnswers`. */
  readonly ownAnswers: readonly { readonly columns: readonly string[]; readonly answers: readonly string[] }[]
  /** Words of headings whose times are not those of requests, such as when a row was stored. */
  readonly otherTimes: readonly string[]
  /** Where a row has the status of an answer that was thrown as an error. */
  readonly errorStatuses: readonly string[]
}

/** A column beside the path that says whose a request was: what it names, and in how many rows of a sample. */
export interface WhoseColumn {
  /** The log's own name of it. */
  readonly name: string
  /** Whether globs of hosts compare it. */
  readonly isHost: boolean
  /** Of URLs their hosts, with two slashes in front. */
  readonly names: Counted
  /** Where the heading says nothing: of how many of these rows the request failed, by what they name. */
  readonly failed?: ReadonlyMap<string, number>
  /** The first parts of the paths that it holds, where nothing is read as the path; left out: it holds none. */
  readonly paths?: readonly PathShare[]
  /** How many rows say that a gateway answered by itself, by what they say; left out: the column does not tell it. */
  readonly ownAnswers?: Counted
  /** How many rows say that the service failed where the status that counts says less, by what they say; left out: none. */
  readonly hiddenErrors?: Counted
  /** Of such a column: all rows that were looked at, and whether it marks requests, by whomever they were answered. */
  readonly rows?: number
  readonly isMarked?: boolean
}

/** A column by which a gateway answered requests by itself, which never reached the service, and in how many rows. */
export interface OwnAnswers {
  readonly name: string
  readonly rows: number
  readonly of: number
  /** What says so, most first; empty: nothing stands there. */
  readonly cells: readonly string[]
  /** Whether it says that the requests are probes, tests or the like, by whomever they were answered. */
  readonly isMarked?: boolean
}

/** Names, or what cells say, and in how many rows each stands. */
type Counted = readonly (readonly [name: string, rows: number])[]

const rowsOf = (counted: Counted): number => counted.reduce((sum, [, rows]) => sum + rows, 0)

const mostFirst = (counted: Counted): string[] =>
  counted.toSorted((a, b) => b[1] - a[1]).map(([name]) => name)

const requestsOf = (some: readonly { readonly requests: number }[]): number =>
  some.reduce((sum, { requests }) => sum + requests, 0)

/** The column by which most requests were so answered, where others were not; null where there are hardly any. */
export function findOwnAnswers(columns: readonly WhoseColumn[]): OwnAnswers | null {
  const found = columns.flatMap(({ name, ownAnswers = [], rows: of = 0, isMarked = false }) => {
    const told = ownAnswers.filter(([cell]) => methodOf(cell) === undefined)
    const rows = rowsOf(told)
    return rows < of && 100 * rows >= of && rows > 0
      ? [{ name, rows, of, cells: mostFirst(told), ...(isMarked ? { isMarked } : {}) }]
      : []
  })
  return found.sort((a, b) => b.rows - a.rows)[0] ?? null
}

/** The column by which the service failed in most rows where a gateway answered with a lower status; null: none says so. */
export function findHiddenErrors(columns: readonly WhoseColumn[]): OwnAnswers | null {
  const found = columns.flatMap(({ name, hiddenErrors = [], rows: of = 0 }) => {
    const rows = rowsOf(hiddenErrors)
    return rows > 0 ? [{ name, rows, of, cells: mostFirst(hiddenErrors) }] : []
  })
  return found.sort((a, b) => b.rows - a.rows)[0] ?? null
}

/** A column of methods beside the path, and in how many rows one stands that mostly never reaches the service. */
export interface MethodColumn {
  readonly method: MethodOnTheWay
  readonly name: string
  readonly rows: number
  readonly of: number
}

const methodOf = (cell: string): MethodOnTheWay | undefined =>
  METHODS_ON_THE_WAY.find(method => method === cell.toUpperCase())

/** Such methods of more than hardly any rows. */
export const findMethods = (columns: readonly WhoseColumn[]): MethodColumn[] =>
  METHODS_ON_THE_WAY.flatMap(method => {
    const found = columns.flatMap(({ name, ownAnswers = [], rows: of = 0 }) => {
      const rows = rowsOf(ownAnswers.filter(([cell]) => methodOf(cell) === method))
      return rows > 0 && 100 * rows >= of ? [{ method, name, rows, of }] : []
    })
    return found.slice(0, 1)
  })

/** Rows of a sample by the first parts of their paths. */
export interface PathShare {
  readonly prefix: string
  readonly rows: number
  readonly failed: number
}

/** A column of paths that is not read, and what of them may not be the service's. */
export interface UnreadPaths {
  readonly name: string
  readonly rows: number
  readonly foreign: readonly ForeignEndpoint[]
  readonly own: readonly Site[]
}

/** The first column of paths, not read, in which some are likely not the service's; null where there is none. */
export function findUnreadPaths(
  columns: readonly WhoseColumn[],
  marks: readonly ForeignMark[],
  words: readonly string[],
): UnreadPaths | null {
  for (const { name, paths = [] } of columns) {
    const shares = paths.map(({ prefix, rows, failed }) => ({
      prefix: partMethod(prefix).rest.replace(HOST, '') || '/',
      requests: rows,
      failed,
    }))
    const { foreign, own } = findForeign(shares, marks, words)
    const rows = requestsOf(shares)
    // Where all are, they are no paths of requests: those of files, such as.
    const isOfRequests = requestsOf(foreign) < rows
    if (isOfRequests && foreign.length + own.length > 0) return { name, rows, foreign, own }
  }
  return null
}

/** A column by which requests of the service, and others, count in one figure. */
export interface MixedColumn {
  readonly name: string
  /** What counts the service alone: `//*kling*` of hosts that a filter reads, of other columns `*kling*`. */
  readonly globs: readonly string[]
  /** Whether the globs are for the column alone, read as the path. */
  readonly isPath: boolean
  /** The names, the most frequent first, and in how many rows they are. */
  readonly own: readonly string[]
  readonly ownRows: number
  readonly others: readonly string[]
  readonly otherRows: number
}

/** The first column in which some rows name the service and others do not; null where there is none. */
export function findMixed(
  columns: readonly WhoseColumn[],
  words: readonly string[],
  { outbound, sides }: Pick<ForeignWords, 'outbound' | 'sides'> = NO_SIDES,
): MixedColumn | null {
  for (const column of columns) {
    const said = column.names.map(([name]) => name.toLowerCase())
    const isOfSides = said.every(name => sides.calls.includes(name) || sides.answers.includes(name))
    const calls = isOfSides ? [...outbound, ...sides.calls] : outbound
    const isOwn = ([name]: Counted[number]): boolean =>
      namesService(name, words) || calls.includes(name.toLowerCase())
    const counted = column.names.filter(isOwn)
    const rest = column.names.filter(each => !isOwn(each) && LETTERS.test(each[0]))
    const [own, others] = [mostFirst(counted), mostFirst(rest)]
    const [ownRows, otherRows] = [rowsOf(counted), rowsOf(rest)]
    if (ownRows === 0 || 100 * otherRows < ownRows + otherRows) continue
    if (namesFailures(column, counted, rest)) continue
    const isPath = !column.isHost
    const written = own.flatMap(name => {
      const front = column.isHost || name.startsWith('//') ? '//' : ''
      return [...words, ...(calls.includes(name.toLowerCase()) ? [name] : [])]
        .flatMap(word => writtenIn(name, word))
        .map(word => `${front}*${word}*`)
    })
    return {
      name: column.name,
      isPath,
      globs: [...new Set(written)],
      own,
      ownRows,
      others,
      otherRows,
    }
  }
  return null
}

/**
 * Whether a column says what happened, and not to whom: it names the service where requests failed alone, and of these
 * another row tells, too, which it names otherwise. Where only the service fails, it may well be down.
 */
function namesFailures({ failed }: WhoseColumn, own: Counted, others: Counted): boolean {
  if (failed === undefined) return false
  const failedOf = (some: Counted): number => some.reduce((sum, [name]) => sum + (failed.get(name) ?? 0), 0)
  const ofOthers = failedOf(others)
  return (
    10 * failedOf(own) >= 9 * rowsOf(own) && 2 * ofOthers >= rowsOf(own) && 2 * ofOthers <= rowsOf(others)
  )
}

const NO_SIDES = { outbound: [], sides: { calls: [], answers: [] } } as const

/** How a host is written, in front of which a URL has two slashes. */
const A_HOST = /^(?:\/\/)?[^/\s]+\.[a-z]{2,}(?::\d+)?$/i

/** What names the service: paths, by what counts them alone, but for a column of hosts, which decides more. */
export const chooseNamed = (
  own: readonly Site[],
  mixed: MixedColumn | null,
): { readonly own: readonly Site[]; readonly mixed: MixedColumn | null } =>
  own.length === 0 || (mixed?.own.every(name => A_HOST.test(name)) && !own.some(({ glob }) => isOfHost(glob)))
    ? { own: [], mixed }
    : { own, mixed: null }

/** What no request of a log names the service by. */
export interface Strangers {
  /** The column that names another in every row; empty: URLs do; null: paths alone say whose the requests are, and none is the service's. */
  readonly name: string | null
  /** What it names, or the first parts of the paths; most first. */
  readonly names: readonly string[]
}

/**
 * What a log names, in every row, instead of the service; null where something names it or nothing tells. `hosts` are those
 * of its paths.
 */
export function findStrangers(
  columns: readonly WhoseColumn[],
  hosts: WhoseColumn,
  shares: readonly Share[],
  { words, paths }: { readonly words: readonly string[]; readonly paths: readonly string[] },
  vendors: readonly string[],
): Strangers | null {
  const all = [hosts, ...columns]
  if (words.length === 0 || all.some(({ names }) => names.some(([name]) => namesService(name, words))))
    return null
  const isNamed = shares.some(({ prefix }) => namesService(prefix, words))
  const isVendor = ([name]: Counted[number]): boolean => namesService(name, vendors)
  // A name says less than a path of whose it is, and a host says more.
  const found = all.find(
    ({ names }) =>
      names.length > 0 && names.every(isVendor) && (!isNamed || names.every(([name]) => A_HOST.test(name))),
  )
  if (found) return { name: found.name, names: mostFirst(found.names) }
  const withPaths = shares.filter(({ prefix }) => prefix !== '')
  const [rows, told] = [requestsOf(shares), requestsOf(withPaths)]
  const isOfService = ({ prefix }: Share): boolean =>
    targetOf(prefix).isName === true || paths.some(path => `${prefix}/`.includes(`${path}/`))
  if (isNamed || paths.length === 0 || told === 0 || 2 * told < rows || withPaths.some(isOfService))
    return null
  return { name: null, names: mostFirst(withPaths.map(({ prefix, requests }) => [prefix, requests])) }
}

/** What is a name: addresses and versions are none. */
const LETTERS = /\p{L}{3}|[\p{Script=Han}\p{Script=Hangul}\p{Script=Katakana}]{2}/u

/** A word as a name writes it. */
function writtenIn(name: string, word: string): string[] {
  const at = name.toLowerCase().indexOf(word.toLowerCase())
  return at < 0 ? [] : [name.slice(at, at + word.length)]
}

/** Requests of a log by the first parts of their paths. */
export interface EndpointShare {
  /** Empty: no path; null: all others. */
  readonly prefix: string | null
  readonly requests: number
  readonly failed: number
}

/** Requests that look foreign. */
export interface ForeignEndpoint {
  readonly what: string
  /** What leaves them out. */
  readonly glob: string
  readonly requests: number
  readonly failed: number
}

/** Requests of one name, such as a host. */
export interface Site {
  /** What counts them alone. */
  readonly glob: string
  readonly requests: number
  readonly failed: number
}

/** What of a log's requests may not be the service's. */
export interface ForeignFindings {
  /** By the globs that leave them out; most requests first. */
  readonly foreign: readonly ForeignEndpoint[]
  /**
   * What names the service beside others that do not, where all requests name one; of paths, whose name decides less, no
   * other is foreign for it.
   */
  readonly own: readonly Site[]
  /** Hosts of the service, where other requests name no host: one's own server may have answered them; and how many these are. */
  readonly hosted: readonly Site[]
  readonly hostless: number
  /** Hosts of several sites, where none names the service; most requests first. */
  readonly sites: readonly Site[]
}

type Share = EndpointShare & { readonly prefix: string }

/** Whether a text names the service, by the words that its names have in any case. */
export const namesService = (text: string, words: readonly string[]): boolean =>
  words.some(word => text.toLowerCase().includes(word.toLowerCase()))

/** What may be foreign; `words`: what names of the service's hosts and models have. */
export function findForeign(
  shares: readonly Share[],
  marks: readonly ForeignMark[],
  words: readonly string[],
): ForeignFindings {
  const found = new Map<string, ForeignEndpoint>()
  const take = (what: string, glob: string, { requests, failed }: Share): void => {
    const before = found.get(glob) ?? { what, glob, requests: 0, failed: 0 }
    found.set(glob, { ...before, requests: before.requests + requests, failed: before.failed + failed })
  }
  const marked = shares.map(share => ({ share, mark: markOf(share.prefix, marks) }))
  const unmarked = marked.flatMap(({ share, mark }) => (mark === null && share.prefix !== '' ? [share] : []))
  // Of a host that names the service, others' requests are none of the own.
  const hasOwn = ({ prefix }: Share): boolean =>
    unmarked.some(other => !namesService(prefix, words) || namesService(other.prefix, words))
  const rest: Share[] = []
  for (const { share, mark } of marked)
    if (mark === null || (mark.isWhole && (share.failed > 0 || !hasOwn(share)))) rest.push(share)
    else take(mark.what, mark.glob, share)
  const names = rest
    .map(share => ({ share, ...nameOf(share) }))
    .sort((a, b) => b.share.requests - a.share.requests)
  // A path without a host says less of whose it is.
  const firm = names.filter(({ kind }) => kind !== 'path')
  const isNamed = ({ name }: Named): boolean => namesService(name, words)
  // One's own service in front of another has the name of that, too, and is found in one's own network alone.
  const hasPublic = names.some(each => isNamed(each) && isPublicHost(each))
  const isOwn = (each: Named): boolean =>
    isNamed(each) && !(hasPublic && each.kind === 'host' && !isPublicHost(each))
  const paths = names.filter(({ name }) => name !== '')
  // What stands in front of the name is a gateway's, as in `/proxy/kling`.
  const byFirst = paths.some(isOwn) ? paths : paths.map(byTwoParts)
  const telling = firm.length > 0 ? firm : byFirst
  const named = telling.filter(isOwn)
  const others = telling.filter(each => !named.includes(each))
  const isTold = named.length > 0 && others.length > 0
  if (isTold && firm.length > 0)
    for (const { share, kind, glob } of others) take(`another ${kind}`, glob, share)
  const hosts = named.filter(({ kind }) => kind === 'host')
  const without = names.filter(({ kind, name }) => kind === 'path' && name !== '')
  const [hosted, hostless] = [hosts, without].map(some => requestsOf(some.map(({ share }) => share))) as [
    number,
    number,
  ]
  const isHalfHosted = hosted > 0 && 100 * hostless >= hosted + hostless
  const isWhole = isTold && (firm.length === 0 || firm.length === names.length)
  return {
    foreign: [...found.values()].sort((a, b) => b.requests - a.requests),
    own: isWhole ? sum(named) : [],
    hosted: isHalfHosted ? sum(hosts) : [],
    hostless: isHalfHosted ? hostless : 0,
    sites: named.length === 0 && firm.length === names.length ? listSites(firm) : [],
  }
}

/** Whether a host can be reached from everywhere, by its name. */
const isPublicHost = ({ kind, name }: Named): boolean =>
  kind === 'host' &&
  /\.[a-z-]{2,}(?::\d+)?$/i.test(name) &&
  !/\.(?:internal|local|localdomain|localhost|svc|lan|corp|home|intranet|private|test)(?::\d+)?$/i.test(name)

interface Named {
  readonly share: Share
  readonly kind: 'host' | 'path' | 'name'
  readonly name: string
  /** What counts requests of that name. */
  readonly glob: string
}

/** Of a prefix that names nothing. */
const NAMELESS: Omit<Named, 'share'> = { kind: 'path', name: '', glob: '' }

/** What of a prefix tells one service from another: its host, or the first part of its path, or a name without a slash. */
function nameOf({ prefix }: Share): Omit<Named, 'share'> {
  const host = HOST.exec(prefix)?.[1]
  if (host !== undefined) return { kind: 'host', name: host, glob: `//${host}/*` }
  const isName = targetOf(prefix).isName === true
  const [first = '', second, third] = prefix.replace(/^\//, '').split('/')
  if (!isName && !prefix.startsWith('/')) return NAMELESS
  if (!isName) return { kind: 'path', name: first, glob: second === undefined ? `/${first}` : `/${first}/*` }
  // Of a longer name the prefix is a part.
  return { kind: 'name', name: prefix, glob: `/${prefix}${third === undefined ? '' : '*'}` }
}

/** A path by its first two parts; behind the version of an API stands what it does. */
function byTwoParts(named: Named): Named {
  const [first, second] = named.share.prefix.replace(/^\//, '').split('/')
  return second === undefined || /^v\d/.test(first!)
    ? named
    : { ...named, name: second, glob: `/${first}/${second}*` }
}

/** The requests by what counts them alone. */
function sum(names: readonly Named[]): Site[] {
  const sites = new Map<string, Site>()
  for (const { share, glob } of names) {
    const { requests, failed } = sites.get(glob) ?? { requests: 0, failed: 0 }
    sites.set(glob, { glob, requests: requests + share.requests, failed: failed + share.failed })
  }
  return [...sites.values()].sort((a, b) => b.requests - a.requests)
}

/** Hosts by themselves, where they are of more than one domain, which regions share. */
function listSites(names: readonly Named[]): Site[] {
  const hosts = names.filter(({ kind }) => kind === 'host')
  return new Set(hosts.map(({ name }) => domainOf(name))).size < 2 ? [] : sum(hosts)
}

const HOST = /^\/\/([^/]+)/

/** The part of a host's name that its regions share. */
const domainOf = (host: string): string => host.replace(/:\d+$/, '').split('.').slice(-2).join('.')

interface Marked {
  readonly what: string
  readonly glob: string
  readonly isWhole?: boolean
}

function markOf(prefix: string, marks: readonly ForeignMark[]): Marked | null {
  const path = prefix.replace(HOST, '')
  const [, first = '', second] = path.split('/')
  for (const { what, first: words, any, endings, paths } of marks) {
    if (paths.includes(path)) return { what, glob: path, isWhole: true }
    if (words.includes(first) || any.includes(first))
      return { what, glob: second === undefined ? `/${first}` : `/${first}/*` }
    if (second !== undefined && any.includes(second)) return { what, glob: `/${first}/${second}*` }
    const ending = endings.find(each => path.endsWith(each))
    if (ending !== undefined) return { what, glob: `*${ending}` }
  }
  return null
}
