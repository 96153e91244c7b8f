/**
 * What a request asked for, by its path: which requests a filter takes, and by which first parts of the path requests
 * are told apart. A log writes a path, a URL, or the line of a request such as `POST /v1/videos?x=1 HTTP/1.1`.
 */
import { escapePattern } from '../escape-pattern.js'

/** Which requests count, by globs for their paths: those that one of `include` takes and none of `exclude`. */
export interface EndpointFilter {
  /** Empty: all. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

export const NO_FILTER: EndpointFilter = { include: [], exclude: [] }

/** All globs of a filter; `isLeftOut` asks for them by their index. */
export const globsOf = ({ include, exclude }: EndpointFilter): readonly string[] => [...include, ...exclude]

/** Whether a request is left out, by which of the globs match its path. */
export const isLeftOut = (
  { include, exclude }: EndpointFilter,
  matches: (glob: number) => boolean,
): boolean =>
  exclude.some((_, i) => matches(include.length + i)) ||
  (include.length > 0 && !include.some((_, i) => matches(i)))

/** A target as a request names it: its host, where it names one, and its path without a query. */
export interface Target {
  /** `//api.example.com`, in small letters, as hosts have no others; or empty. */
  readonly host: string
  /** Of a name, such as that of a model, with a slash in front, so that globs compare it like a path. */
  readonly path: string
  readonly isName?: boolean
  /** The method, where whoever passes the request on mostly answers it by itself. */
  readonly answeredOnTheWay?: MethodOnTheWay | null
}

/**
 * Methods of requests that mostly never reach the service: a browser asks what it may ask (OPTIONS), a proxy opens a tunnel
 * whose requests it does not see (CONNECT).
 */
export const METHODS_ON_THE_WAY = ['OPTIONS', 'CONNECT'] as const
export type MethodOnTheWay = (typeof METHODS_ON_THE_WAY)[number]

// What all the engines of regular expressions have that read targets, SQL's too.
const METHOD = '^ *([A-Z]+ +)?'
const SCHEME = '[A-Za-z][A-Za-z0-9+.-]*:'
const IN_HOST = '[^/?# \\t\\r\\n]*'
const HOST = `//${IN_HOST}`
const ANYTHING = '[^?# \\t\\r\\n]*'
/** Where a path ends. */
const END = '($|[?# \\t\\r\\n])'
const TARGET = new RegExp(`${METHOD}(?:${SCHEME}(${HOST}))?(${ANYTHING})`)

/** The ports that schemes have, which URLs name or leave out: some logs always write one. */
const USUAL_PORT = '(:80|:443)'
const PORT_OF_HOST = new RegExp(`${USUAL_PORT}$`)
const HOST_OF_GLOB = /^\/\/[^/]*/
const PORT_OF_GLOB = new RegExp(`(?<=^//[^/]*)${USUAL_PORT}(?=/|$)`)

/** The target that a text of `endpoint` names. */
export function targetOf(endpoint: string): Target {
  const [, method = '', written = '', path = ''] = TARGET.exec(endpoint)!
  const host = written.replace(PORT_OF_HOST, '').toLowerCase()
  const answeredOnTheWay = METHODS_ON_THE_WAY.find(each => method.trimEnd() === each) ?? null
  if (host === '' && NAME.test(path)) return { host, path: `/${path}`, isName: true, answeredOnTheWay }
  return { host, path: path === '' && host !== '' ? '/' : path, answeredOnTheWay }
}

/** What stands in place of a path and is no method or mark, such as `gpt-5-mini`, `kling/kling-v2-6` or `可灵`. */
const NAME = /^(?=.*[a-z\p{Ll}\p{Lo}])[A-Za-z0-9\p{L}]/u

/** A log's path with the host in front that stands beside it; a host in the text itself stands. */
export const withHost = (endpoint: string, host: string): string =>
  host === ''
    ? endpoint
    : endpoint.replace(
        /^( *(?:[A-Z]+ +)?)(?=\/|$)/,
        (front: string) => `${front}http://${HOST_OF_URL.exec(host)![1]}`,
      )

/** A host beside a path may be written as a URL. */
const HOST_OF_URL = /^(?:(?:[a-z][a-z0-9+.-]*:)?\/\/)?([^/?#]*)/i

/**
 * A glob for a host and a path, such as `//api.example.com/v1/*`, or for a host alone, such as `//*.example.com`; others are
 * for paths, whatever the host.
 */
export const isOfHost = (glob: string): boolean => glob.startsWith('//')

/** Such a glob of a host alone. */
export const isOfHostAlone = (glob: string): boolean => isOfHost(glob) && !glob.includes('/', 2)

/**
 * A glob as it is kept. A `*` stands for any characters, slashes too, every other character for itself. Null for one
 * that no path matches: it has a query, or begins neither with `/`, nor `*`, nor as a URL does.
 */
export function parseGlob(text: string): string | null {
  const glob = text
    .replace(new RegExp(`^${SCHEME}(?=//)`), '')
    .replace(PORT_OF_GLOB, '')
    .replace(HOST_OF_GLOB, host => host.toLowerCase())
    .replaceAll(/\*+/g, '*')
  return /^[/*][^?#\s]*$/.test(glob) ? glob : null
}

/** Any port, for which a host may also stand without one. */
const ANY_PORT = /(?<=^\/\/[^/]*):\*(?=\/|$)/

/** A glob with any port of its host as globs with and without one, for the usual ports are kept in none. */
export const splitPorts = (glob: string): string[] =>
  ANY_PORT.test(glob) ? [glob.replace(ANY_PORT, ''), glob] : [glob]

/** What a glob matches, as a regular expression. What it matches begins with a slash. */
function patternOf(glob: string): string {
  const pattern = patternOfPieces(glob.split('*'))
  if (!glob.startsWith('*')) return pattern
  return glob.startsWith('*/') ? `(/${ANYTHING})?${pattern.slice(ANYTHING.length)}` : `/${pattern}`
}

const patternOfPieces = (pieces: readonly string[]): string => pieces.map(escapePattern).join(ANYTHING)

/** A host by the pieces between its stars, in any case. */
const writeHost = (pieces: readonly string[]): string =>
  pieces
    .map(piece => escapePattern(piece).replaceAll(/[a-z]/g, letter => `[${letter}${letter.toUpperCase()}]`))
    .join(IN_HOST)

/**
 * A test for targets. Part by part, each where it first fits: callers write the paths, and a regular expression of many
 * stars would take the longer the more ways there are to fail.
 */
export function compileGlob(glob: string): (target: Target) => boolean {
  const [one, other] = splitPorts(glob).map(compilePart)
  return other ? target => one!(target) || other(target) : one!
}

function compilePart(glob: string): (target: Target) => boolean {
  // What a star matches in front of all else begins with a slash.
  const skipped = glob.startsWith('*') && !glob.startsWith('*/') ? 1 : 0
  const [first = '', ...others] = glob.split('*')
  const last = others.pop()
  const test = (text: string): boolean => {
    if (last === undefined) return text === first
    if (glob.startsWith('*') && !text.startsWith('/')) return false
    const end = text.length - last.length
    let at = skipped + first.length
    if (at > end || !text.startsWith(first) || !text.endsWith(last)) return false
    for (const part of others) {
      const found = text.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return at <= end
  }
  if (isOfHostAlone(glob)) return ({ host }) => host !== '' && test(host)
  return isOfHost(glob) ? ({ host, path }) => host !== '' && test(host + path) : ({ path }) => test(path)
}

/** The same for texts of `endpoint` as a log writes them, as regular expressions that every SQL engine reads. */
export interface EndpointPatterns {
  /** Of paths and URLs. */
  readonly path: string
  /** Of names, of which `NAME_PATTERNS` tell that they are names; null where no name matches. */
  readonly name: string | null
}

export const writeEndpointPatterns = (glob: string): EndpointPatterns => ({
  path: splitPorts(glob).map(writePart).join('|'),
  name: isOfHost(glob) ? null : writeNamePattern(glob),
})

/** A small letter, or one of a script that has none: SQL engines have no common word for those beyond ASCII. */
const LETTER = '([a-z]|[^\\t\\r\\n -~])'
/** What texts match that are names (`NAME`), unless they are URLs. */
export const NAME_PATTERNS = {
  name: `${METHOD}([A-Z0-9]${ANYTHING})?${LETTER}`,
  url: `${METHOD}${SCHEME}//`,
} as const

/** What a glob matches among names, which have no slash in front. */
function writeNamePattern(glob: string): string | null {
  // A star in front of a slash may stand for nothing: the slash is then that in front of the name.
  const globs = glob.startsWith('*/') ? [glob, glob.slice(1)] : [glob]
  const ways = globs.flatMap(each => waysWithLetter((each.startsWith('*') ? each : each.slice(1)).split('*')))
  return ways.length === 0 ? null : ways.map(way => `${METHOD}${way}${END}`).join('|')
}

/** A name has a letter, which tells it from a method: where no piece has one, it is in one of the stars. */
const waysWithLetter = (pieces: readonly string[]): string[] =>
  new RegExp(LETTER).test(pieces.join(''))
    ? [patternOfPieces(pieces)]
    : pieces.slice(1).map((_, i) => {
        const [before, behind] = [pieces.slice(0, i + 1), pieces.slice(i + 1)].map(patternOfPieces)
        return `${before}${ANYTHING}${LETTER}${ANYTHING}${behind}`
      })

function writePart(glob: string): string {
  if (isOfHost(glob)) {
    const [host, path] = glob.split(/(?<=^\/\/[^/]*)(?=\/)/)
    const pieces = host!.split('*')
    const site = `${writeHost(pieces)}${USUAL_PORT}?`
    if (path === undefined) return `${METHOD}${SCHEME}${site}($|[/?# \\t\\r\\n])`
    // Within a star of the host that of a text may end: what stands behind is compared with its path, by case.
    const beyond = pieces.slice(1).map((_, i) => {
      const within = writeHost(pieces.slice(0, i + 1))
      return `${within}${IN_HOST}/${ANYTHING}${patternOfPieces(pieces.slice(i + 1))}${patternOf(path)}`
    })
    // Where a URL ends behind its host, the path is a slash.
    const whole = [`${site}${patternOf(path)}`, ...(path === '/' || path === '/*' ? [site] : [])]
    return [...whole, ...beyond].map(each => `${METHOD}${SCHEME}${each}${END}`).join('|')
  }
  const isOfSlash = compileGlob(glob)({ host: '', path: '/' })
  return `${METHOD}(${SCHEME}${HOST})?${patternOf(glob)}${END}${isOfSlash ? `|${METHOD}${SCHEME}${HOST}${END}` : ''}`
}

/** A segment that names one thing of many; a kernel knows the first two forms, too (assembly/path-kernel.ts). */
const ID = /^\d+$|^(?=(?:\D*\d){4}).{16,}$|^.{65,}$/s
const foldSegment = (segment: string): string => (ID.test(segment) ? '*' : segment)

/** How many segments of a path tell requests apart. */
const SEGMENTS = 2

/** A prefix without the method that tells it apart, and that method. */
export function partMethod(prefix: string): {
  readonly method: MethodOnTheWay | null
  readonly rest: string
} {
  const method = METHODS_ON_THE_WAY.find(each => prefix.startsWith(`${each} `)) ?? null
  return { method, rest: method === null ? prefix : prefix.slice(method.length + 1) }
}

/** The first parts of a path, ids among them as `*`, behind the host if one is named, and a method that tells it apart. */
export const prefixOf = ({ host, path, isName, answeredOnTheWay = null }: Target): string =>
  `${answeredOnTheWay === null ? '' : `${answeredOnTheWay} `}${host}${(isName ? path.slice(1) : path)
    .split('/')
    .slice(0, SEGMENTS + 1)
    .map(foldSegment)
    .join('/')}`

/** A test of texts of `endpoint`: whether a filter leaves such requests out. */
export function compileFilter(filter: EndpointFilter): (endpoint: string) => boolean {
  const tests = globsOf(filter).map(compileGlob)
  return endpoint => {
    if (tests.length === 0) return false
    const target = targetOf(endpoint)
    return isLeftOut(filter, glob => tests[glob]!(target))
  }
}
