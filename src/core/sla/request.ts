/**
 * What one row of a request log counts as: the one definition, as tables. The exact reader and the byte
 * scanner look rows up in them, and a reducing SQL query or a compiled scanner is generated from them, so that
 * none of the ways can come to disagree.
 *
 * A row is first named by what became of the request (`RequestKind`, from its status and `fault`), then by
 * what sets it aside (`Aside`, from `excluded` and maintenance); the two say which counters it adds one to.
 */
import { UNNAMED_WORDS } from '../nothing-words.js'
import type { AvailabilityMethod } from './agreement.js'
import type { RequestCounts } from './slice-counts.js'

/** What became of a request. */
export const REQUEST_KINDS = [
  /** The server received it and did not answer with a server error: status 100 to 499 (SLA 1.3). */
  'received',
  /** The server received it and answered with a server error: status 500 to 599 (SLA 1.2). */
  'server-error',
  /** It never reached the server, and no one else is known to be at fault. */
  'unreached',
  /** It never reached the server through the customer's or a network's fault (SLA 2.2(ii); 003 E1-E4). */
  'unreached-otherwise',
] as const
export type RequestKind = (typeof REQUEST_KINDS)[number]

/** What a row counts as, its time aside. */
export interface RequestClass {
  /** Null when the row names none. */
  readonly account: string | null
  readonly kind: RequestKind
  /** By its own column. */
  readonly isExcluded: boolean
}

/** HTTP statuses by kind, three digits, both ends included. 429 and every other 4XX are received, no errors. */
export const STATUS_RANGES = [
  { from: 100, to: 499, kind: 'received' },
  { from: 500, to: 599, kind: 'server-error' },
] as const

/** What a log writes in place of a status when no answer came: the request never reached the server. */
export const UNREACHED_STATUSES = ['', '-', '0', '000'] as const

/**
 * Who was at fault that a request did not arrive; an empty `fault` is the provider's, as a log cannot
 * prove whose it was (rules §3). It concerns unreached requests only: an answer of 5XX is the server's own.
 */
export const FAULTS: readonly {
  readonly word: string
  readonly kind: 'unreached' | 'unreached-otherwise'
}[] = [
  ...UNNAMED_WORDS.map(word => ({ word, kind: 'unreached' as const })),
  { word: 'provider', kind: 'unreached' },
  { word: 'customer', kind: 'unreached-otherwise' },
  { word: 'network', kind: 'unreached-otherwise' },
]

/**
 * Words in `excluded` that exclude nothing; every other word does. Compared without regard to case. A table of numbers
 * writes 0 as 0.0 where one of its cells is empty.
 */
export const NOT_EXCLUDED_WORDS = [
  ...UNNAMED_WORDS,
  '0',
  '0.0',
  '0.00',
  'false',
  'f',
  'no',
  'n',
  'off',
  // `FALSE` as spreadsheets of other languages save it, and a list of nothing.
  'falsch',
  'faux',
  'falso',
  'nein',
  'non',
  '否',
  '[]',
] as const

/**
 * What sets a row aside. A row that is excluded by its own column is `excluded` whether or not
 * maintenance covers it too.
 */
export const ASIDES = ['nothing', 'excluded', 'maintenance'] as const
export type Aside = (typeof ASIDES)[number]

export type Counter = keyof RequestCounts

/** The counters to which a row of each kind adds one, by what sets it aside. */
export type CountingTable = Readonly<Record<RequestKind, Readonly<Record<Aside, readonly Counter[]>>>>

/**
 * By availability method, since the two divide by different things.
 *
 * `ratio-timeslices`: an exclusion makes an error request no error (SLA 1.2); it was received all the same and
 * stays in the divisor (1.3).
 *
 * `timeslices`: a row that is left out of downtime is left out of the slice altogether, before it is judged
 * (003 E): neither its failure nor its success speaks for the slice. Maintenance sets only failures aside: a
 * success in it shows that the service was up.
 */
export const COUNTING: Readonly<Record<AvailabilityMethod, CountingTable>> = {
  'ratio-timeslices': {
    received: {
      nothing: ['requests', 'valid'],
      excluded: ['requests', 'valid'],
      maintenance: ['requests', 'valid'],
    },
    'server-error': {
      nothing: ['requests', 'valid', 'errors'],
      excluded: ['requests', 'valid', 'excluded'],
      maintenance: ['requests', 'valid', 'excluded'],
    },
    unreached: {
      nothing: ['requests', 'unreached'],
      excluded: ['requests', 'excluded'],
      maintenance: ['requests', 'excluded'],
    },
    'unreached-otherwise': { nothing: ['requests'], excluded: ['requests'], maintenance: ['requests'] },
  },
  timeslices: {
    received: { nothing: ['requests', 'valid'], excluded: ['requests'], maintenance: ['requests', 'valid'] },
    'server-error': {
      nothing: ['requests', 'valid', 'errors'],
      excluded: ['requests', 'excluded'],
      maintenance: ['requests', 'excluded'],
    },
    unreached: {
      nothing: ['requests', 'unreached'],
      excluded: ['requests', 'excluded'],
      maintenance: ['requests', 'excluded'],
    },
    'unreached-otherwise': { nothing: ['requests'], excluded: ['requests'], maintenance: ['requests'] },
  },
}

/** The kind of a request, or which of its two words is none that a log may hold. */
export function kindOfRequest(status: string, fault: string): RequestKind | 'bad-status' | 'bad-fault' {
  const known = FAULTS.find(({ word }) => word === fault.toLowerCase())
  if (!known) return 'bad-fault'
  if ((UNREACHED_STATUSES as readonly string[]).includes(status)) return known.kind
  const number = /^\d{3}$/.test(status) ? Number(status) : 0
  return STATUS_RANGES.find(({ from, to }) => number >= from && number <= to)?.kind ?? 'bad-status'
}

/** Whether the text of `excluded` sets a row aside. */
export const isExcluding = (text: string): boolean =>
  !(NOT_EXCLUDED_WORDS as readonly string[]).includes(text.toLowerCase())
