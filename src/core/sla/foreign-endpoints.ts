/** Requests that are likely not the service's, by their paths. */

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

/** What of a log's requests looks foreign, by the globs that leave them out; most requests first. */
export function findForeign(
  shares: readonly (EndpointShare & { readonly prefix: string })[],
  marks: readonly ForeignMark[],
): ForeignEndpoint[] {
  const found = new Map<string, ForeignEndpoint>()
  const domain = domainOf(mostFrequent(shares))
  const marked = shares.map(share => ({
    ...share,
    mark: markOf(share.prefix, marks) ?? (domain === null ? null : hostMark(share.prefix, domain)),
  }))
  const hasOwn = marked.some(({ prefix, mark }) => prefix !== '' && mark === null)
  for (const { requests, failed, mark } of marked) {
    if (mark === null || (mark.isWhole && (failed > 0 || !hasOwn))) continue
    const { what, glob } = mark
    const before = found.get(glob) ?? { what, glob, requests: 0, failed: 0 }
    found.set(glob, { ...before, requests: before.requests + requests, failed: before.failed + failed })
  }
  return [...found.values()].sort((a, b) => b.requests - a.requests)
}

const HOST = /^\/\/([^/]+)/

const mostFrequent = (shares: readonly { readonly prefix: string; readonly requests: number }[]): string => {
  const byHost = new Map<string, number>()
  for (const { prefix, requests } of shares) {
    const host = HOST.exec(prefix)?.[1] ?? ''
    byHost.set(host, (byHost.get(host) ?? 0) + requests)
  }
  return [...byHost].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}

/** The part of a host's name that its regions share; null for none. */
const domainOf = (host: string): string | null =>
  host === '' ? null : host.replace(/:\d+$/, '').split('.').slice(-2).join('.')

interface Marked {
  readonly what: string
  readonly glob: string
  readonly isWhole?: boolean
}

function hostMark(prefix: string, domain: string): Marked | null {
  const host = HOST.exec(prefix)?.[1]
  return host === undefined || domainOf(host) === domain
    ? null
    : { what: 'another host', glob: `//${host}/*` }
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
