/** What a dossier of one claim tells, and the files that tell it. */
import type { AvailabilityMethod } from '../../core/sla/agreement.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import type { Measurement } from '../../core/sla/measure.js'
import { shareLost, slicesJudged } from '../../core/sla/measure.js'

/** One exclusion and what it does to the figure; see answers/logs/failed-requests.ts. */
interface ShownExclusion {
  /** Null: the column of the log that excludes requests. */
  readonly window: PeriodAnswer['windows'][number] | null
  readonly failures: number
  readonly alone: number
  readonly without: Measurement
}

/** A file that was read. */
export interface ClaimInput {
  readonly name: string
  /** Null: it may hold figures of other accounts, which could be tried out by them. */
  readonly told: { readonly bytes: number; readonly sha256: string } | null
}

/** All that a dossier of one claim tells. */
export interface ClaimDossier {
  readonly answer: PeriodAnswer
  readonly service: ServiceAnswer
  readonly whole: SlaAnswer
  readonly failed: number
  readonly counted: number
  readonly exclusions: readonly ShownExclusion[]
  /** Columns of the logs. */
  readonly columns: readonly string[]
  /** Columns that were kept as they are. */
  readonly keep: readonly string[]
  readonly inputs: readonly ClaimInput[]
  /** Whether the tokens have a key of the claimant's own, and not one made of the logs. */
  readonly hasOwnKey: boolean
  readonly version: string
  readonly command: string
}

export const CLAIM_FILES = {
  summary: 'claim.md',
  page: 'claim.html',
  slices: 'slices.csv',
  incidents: 'incidents.csv',
  requests: 'failed-requests.csv',
  exclusions: 'exclusions.csv',
  form: 'to-complete.md',
  digests: 'SHA256SUMS',
} as const

/** The files of a claim with what each holds. */
export const listClaimFiles = (method: AvailabilityMethod): { name: string; what: string }[] => [
  { name: CLAIM_FILES.summary, what: 'this summary' },
  { name: CLAIM_FILES.page, what: 'the same, to read in a browser and to print' },
  ...(method === 'timeslices'
    ? [
        {
          name: CLAIM_FILES.incidents,
          what: 'each incident: start, end, minutes, and by when a ticket was needed',
        },
        { name: CLAIM_FILES.slices, what: 'each minute that was down, with the attempts in it' },
      ]
    : [
        { name: CLAIM_FILES.slices, what: 'each interval that cost availability, with its exact error rate' },
      ]),
  {
    name: CLAIM_FILES.requests,
    what: 'each failed request: its line in the log, its interval, whether it counts, and if not why',
  },
  { name: CLAIM_FILES.exclusions, what: 'each exclusion, and the figure without it' },
  { name: CLAIM_FILES.form, what: 'a form for what a log cannot show' },
  { name: CLAIM_FILES.digests, what: 'the SHA-256 of these files except the form; sha256sum -c checks them' },
]

/** The slices that a claim shows: those that cost availability, or were down. */
export const findCostlySlices = ({
  answer: {
    agreement: { method },
    counts,
  },
  service: { choices },
}: ClaimDossier) =>
  slicesJudged(method, counts!, choices).filter(slice => shareLost(method, slice, choices) !== null)
