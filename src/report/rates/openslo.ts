/**
 * An agreement as OpenSLO v1 (github.com/OpenSLO/OpenSLO): its service, and the objective that it promises. What OpenSLO
 * has no key for, such as compensation and claims, is told in the description.
 */
import { formatMonth, monthOf } from '../../core/calendar.js'
import { dayAt, type Instant } from '../../core/instant.js'
import { divideRatios, formatRatio, ratio, ratioOfDecimal } from '../../core/ratio.js'
import type { Agreement, AvailabilityMethod } from '../../core/sla/agreement.js'
import { describeSource } from '../source-line.js'
import { countOf } from '../text.js'

/** The most characters of a name and of a description. */
const MAX_NAME = 63
const MAX_DESCRIPTION = 1050

/** How each method counts: what is good, out of what, and how the slices of the window come together. */
const METHODS = {
  'ratio-timeslices': {
    budgetingMethod: 'RatioTimeslices',
    // The rate of a slice is errors ÷ valid requests, at most 1: good is what is left of the valid ones.
    good: 'valid requests of the slice less its errors, at least 0; an error is an answer of 5XX, or a request that never reached the server through the fault of the provider, unless the agreement excludes it',
    total:
      'valid requests of the slice: those that the server received, whatever it answered, excluded ones too; 1 where there are errors and no valid request',
    ofSlice: {},
  },
  timeslices: {
    budgetingMethod: 'Timeslices',
    good: '1 where a request of the slice succeeded or none was made, else 0',
    total: '1',
    ofSlice: { timeSliceTarget: '1' },
  },
} as const satisfies Readonly<Record<AvailabilityMethod, object>>

/** The documents, the service first. Every scalar is text: YAML reads the numbers among them as what they are. */
export function listOpenSloDocuments(agreement: Agreement & { readonly commitment: string }, asOf: Instant) {
  const { id, title, vendor, commitment, sliceMinutes } = agreement
  const method = METHODS[agreement.method]
  const name = toName(id)
  const service = toName(vendor)
  const source = (query: string) => ({ metricSource: { type: 'request-log', spec: { query } } })
  const start = agreement.effectiveFrom ?? dayAt(asOf)
  const head = (kind: 'Service' | 'SLO', of: string, displayName: string) => ({
    apiVersion: 'openslo/v1',
    kind,
    metadata: { name: of, displayName },
  })
  return [
    { ...head('Service', service, vendor), spec: { description: `The service of ${vendor}` } },
    {
      ...head('SLO', name, title),
      spec: {
        description: describe(agreement).slice(0, MAX_DESCRIPTION),
        service,
        indicator: {
          metadata: { name: toName(`${id}-availability`), displayName: 'Availability' },
          spec: { ratioMetric: { counter: 'false', good: source(method.good), total: source(method.total) } },
        },
        timeWindow: [
          {
            duration: '1M',
            isRolling: 'false',
            calendar: { startTime: `${formatMonth(monthOf(start))}-01 00:00:00`, timeZone: 'UTC' },
          },
        ],
        budgetingMethod: method.budgetingMethod,
        objectives: [
          {
            displayName: `Availability of ${commitment} %`,
            target: formatRatio(divideRatios(ratioOfDecimal(commitment), ratio(100n))),
            timeSliceWindow: `${sliceMinutes}m`,
            ...method.ofSlice,
          },
        ],
      },
    },
  ] as const
}

/** A name as Kubernetes has them: lower-case letters, digits and hyphens, at most 63 of them. */
const toName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_NAME)
    .replace(/^-+|-+$/g, '')

function describe(agreement: Agreement): string {
  const { method, tiers, compensation, claim } = agreement
  const made = compensation.form === 'vouchers' ? 'vouchers' : 'service credit'
  return [
    `${describeSource(agreement)}.`,
    ...(method === 'ratio-timeslices'
      ? [
          `Of all slices of a month, those without requests too: 100 % less the mean of errors ÷ valid requests, each at most 1.`,
        ]
      : []),
    ...tiers.map(({ below, atLeast, percent }) =>
      atLeast === null
        ? `Below ${below} %: ${percent} % of the fee as ${made}.`
        : `Below ${below} %, at least ${atLeast} %: ${percent} % of the fee as ${made}.`,
    ),
    ...(compensation.capPercent === null
      ? []
      : [`At most ${compensation.capPercent} % of the fee less the part paid with vouchers.`]),
    ...(claim.opensAfterWorkingDay === null
      ? []
      : [`Claims open on the day after working day ${claim.opensAfterWorkingDay} of the next month.`]),
    `Claims close at the end of a month: ${countOf(claim.closesAfterMonths, 'month')} after the period's own.`,
  ].join(' ')
}
