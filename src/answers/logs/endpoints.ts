/** How the requests of a log and their failures divide by the first parts of their paths. */
import { failWithHint, quoteArgument } from '../../core/failure.js'
import type { AvailabilityMethod } from '../../core/sla/agreement.js'
import { globsOf, type MethodOnTheWay, partMethod } from '../../core/sla/endpoint.js'
import { type EndpointShare, findForeign, namesService } from '../../core/sla/foreign-endpoints.js'
import type { Choices } from '../../core/sla/measure.js'
import { shippedForeignWords } from '../../read/requests/foreign-words.js'
import type { EndpointCounts, EndpointTally } from '../../scan/endpoint-tally.js'
import type { RequestCounter } from '../../scan/request-counter.js'

/** How many prefixes an answer has; all others are one. */
const MAX_SHOWN = 20
/** How many second segments a first one may have before they are one. */
const MAX_SIBLINGS = 50

/**
 * Throws HEADER_MISSING for a filter where no request has a path, and BAD_VALUE for one that leaves no request.
 * `isReduced`: the log, or one of them, was filtered where it lies. `words`: those that names of the service have.
 */
export function answerEndpoints(
  tally: EndpointTally,
  counter: RequestCounter,
  method: AvailabilityMethod,
  choices: Choices,
  isReduced: boolean,
  words: readonly string[],
) {
  if (globsOf(tally.filter).length > 0 && !isReduced) refusePathless(tally, counter)
  if (tally.filtered > 0 && counter.requests === 0) refuseEmpty(tally, words)
  if (!tally.hasPaths)
    return {
      endpoints: [],
      shares: [],
      hosts: [],
      foreign: [],
      own: [],
      hosted: [],
      hostless: 0,
      sites: [],
      onTheWay: { OPTIONS: 0, CONNECT: 0 },
    }
  const isFailed = {
    errors: method === 'ratio-timeslices' || choices.failure === '5xx',
    unreached: method === 'timeslices' || choices.unreached === 'error',
  }
  const counts = tally.list()
  const shares = withoutPath(counts, counter)
    .map(({ prefix, requests, errors, unreached }) => ({
      prefix: partMethod(prefix).rest,
      requests,
      failed: (isFailed.errors ? errors : 0) + (isFailed.unreached ? unreached : 0),
    }))
    .filter(({ requests }) => requests > 0)
  const folded = withoutOnlyHost(foldSiblings(shares)).sort(
    (a, b) => b.requests - a.requests || (a.prefix < b.prefix ? -1 : 1),
  )
  // One more than fits stands for itself.
  const shown = folded.length <= MAX_SHOWN + 1 ? folded : folded.slice(0, MAX_SHOWN)
  const rest = folded.slice(shown.length)
  return {
    shares: folded,
    hosts: shares.flatMap(({ prefix, requests }) => {
      const [host] = HOST.exec(prefix) ?? []
      return host === undefined ? [] : [[host, requests] as const]
    }),
    endpoints: rest.length === 0 ? shown : [...shown, { prefix: null, ...sumOf(rest) }],
    ...findForeign(folded, shippedForeignWords().marks, words),
    onTheWay: { OPTIONS: sumBy(counts, 'OPTIONS'), CONNECT: sumBy(counts, 'CONNECT') },
  }
}

const sumBy = (counts: readonly EndpointCounts[], method: MethodOnTheWay): number =>
  counts.reduce(
    (sum, { prefix, requests }) => (partMethod(prefix).method === method ? sum + requests : sum),
    0,
  )

type Share = EndpointShare & { readonly prefix: string }

const sumOf = (shares: readonly Share[]): { requests: number; failed: number } => ({
  requests: shares.reduce((sum, { requests }) => sum + requests, 0),
  failed: shares.reduce((sum, { failed }) => sum + failed, 0),
})

/** Requests of logs that have no paths are those that no path accounts for. */
function withoutPath(
  counts: readonly EndpointCounts[],
  { requests, failures }: RequestCounter,
): EndpointCounts[] {
  const rest = { prefix: '', requests, ...failures }
  for (const each of counts) {
    rest.requests -= each.requests
    rest.errors -= each.errors
    rest.unreached -= each.unreached
  }
  return [...counts, rest]
}

/** A first segment with very many second ones holds names, not endpoints. */
function foldSiblings(shares: readonly Share[]): Share[] {
  const parentOf = (prefix: string): string | null =>
    /^(.*\/[^/]+)\/[^/]*$/.exec(prefix.replace(/^\/\//, ''))?.[1] ?? null
  const siblings = new Map<string | null, number>()
  for (const { prefix } of shares) {
    const parent = parentOf(prefix)
    siblings.set(parent, (siblings.get(parent) ?? 0) + 1)
  }
  const folded = new Map<string, Share[]>()
  for (const share of shares) {
    const parent = parentOf(share.prefix)
    const isFolded = parent !== null && siblings.get(parent)! > MAX_SIBLINGS
    const prefix = isFolded ? share.prefix.replace(/\/[^/]*$/, '/*') : share.prefix
    folded.set(prefix, [...(folded.get(prefix) ?? []), share])
  }
  return Array.from(folded, ([prefix, own]) => ({ prefix, ...sumOf(own) }))
}

const HOST = /^\/\/[^/]+/

/** Where all paths are of one host, it tells nothing. */
function withoutOnlyHost(shares: readonly Share[]): Share[] {
  const hosts = new Set(shares.map(({ prefix }) => /^\/\/[^/]*(?=\/)/.exec(prefix)?.[0] ?? ''))
  const [host] = hosts
  if (hosts.size !== 1 || !host) return [...shares]
  return shares.map(share => ({ ...share, prefix: share.prefix.slice(host.length) }))
}

/** Refuses to filter requests of which none has a path. */
function refusePathless(tally: EndpointTally, counter: RequestCounter): void {
  const hasPaths = tally.hasPaths || tally.listLeftOut().some(prefix => prefix !== '')
  if (hasPaths || counter.requests + tally.filtered === 0) return
  failWithHint(
    'HEADER_MISSING',
    '--endpoint and --exclude-endpoint compare paths, and no request of the log has one',
    'if paths stand under another name than endpoint, --columns endpoint=NAME says which',
  )
}

/** Says which paths there are, where none of them is asked for. */
function refuseEmpty(tally: EndpointTally, words: readonly string[]): never {
  const { include } = tally.filter
  const leftOut = tally.listLeftOut().map(prefix => partMethod(prefix).rest)
  const paths = [...new Set(leftOut)].filter(prefix => prefix !== '')
  // A table that was filtered where it lies does not tell any.
  const first = paths.find(path => namesService(path, words)) ?? paths[0] ?? '/v1/'
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : ''
  // First parts of paths, no paths: whoever asks for one asks for nothing below it.
  const found = paths.length === 0 ? '' : `; paths begin with ${paths.slice(0, 5).join(', ')}${more}`
  const unmatched = include.length > 0 && include.every(glob => tally.listUnmatched().includes(glob))
  failWithHint(
    'BAD_VALUE',
    unmatched
      ? `--endpoint ${include.join(' and ')}: no path matches${found}`
      : `${globsOf(tally.filter).length === 1 ? 'the filter leaves' : 'the filters leave'} none of ${tally.filtered} requests${found}`,
    `a * stands for anything, slashes too: --endpoint ${quoteArgument(`${first.replace(/^(?!\/)/, '/').replace(/\*$/, '')}*`)}`,
  )
}
