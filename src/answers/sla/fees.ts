/** The fee of each period: told, looked up in a file, or computed from purchases and use. */
import { formatMonth, type Month, monthOf, type ServicePeriod, type TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { fail, failWithHint, listChoices, unreachable } from '../../core/failure.js'
import { type Day, type Instant, instantAt, lastInstantOf } from '../../core/instant.js'
import { compareRatios, formatRatio, ZERO } from '../../core/ratio.js'
import { hasRepeats } from '../../core/repeated-tasks.js'
import type { DayRun } from '../../core/silent-days.js'
import type { PeriodAnswer, SlaNote } from '../../core/sla/answer.js'
import type { KnownFee } from '../../core/sla/judge-period.js'
import { inQuotes } from '../../read/values.js'
import type { FeeSources } from '../use/fee.js'
import type { Usage } from '../use/usage.js'
import type { AccountFee, FeeTerms, SlaRequest } from './request.js'

type FeePeriod = Pick<PeriodAnswer, 'account' | 'period' | 'agreement'>

/** The fees of all periods, and what is to be said about them. */
interface FoundFees {
  readonly fees: readonly KnownFee[]
  readonly notes: readonly SlaNote[]
}

const UNKNOWN_FEE: KnownFee = { fee: null, source: null, parts: [] }

/** The fees of all periods in their order. Throws InputError for one fee that would have to serve several accounts. */
export async function findFees(
  terms: FeeTerms,
  periods: readonly FeePeriod[],
  request: SlaRequest,
): Promise<FoundFees> {
  switch (terms.kind) {
    case 'unknown':
      return { fees: periods.map(() => UNKNOWN_FEE), notes: [] }
    case 'option':
      refuseSeveralAccounts('--fee', periods)
      return {
        fees: periods.map(() => ({ fee: terms.fee, source: 'option', parts: [] })),
        notes: periods.length > 1 ? [{ kind: 'one-fee-for-all', periods: periods.length }] : [],
      }
    case 'fees-file':
      return lookUpFees(terms.rows, periods)
    case 'usage':
    case 'straight-line':
      return incurFees(terms, periods, request)
    default:
      return unreachable(terms)
  }
}

function refuseSeveralAccounts(option: string, periods: readonly FeePeriod[]): void {
  const accounts = [...new Set(periods.map(({ account }) => account))]
  if (accounts.length < 2) return
  const names = accounts.slice(0, 5).map(account => (account === null ? 'no name' : inQuotes(account)))
  const list = listChoices([...names, ...(accounts.length > 5 ? ['others'] : [])], 'and')
  failWithHint(
    'BAD_USAGE',
    `${option} is the fee of one account, and the log holds ${accounts.length}: ${list}`,
    '--fees FILE (account,period,fee,voucher_fee) gives each its own',
  )
}

function lookUpFees(rows: readonly AccountFee[], periods: readonly FeePeriod[]): FoundFees {
  const keyOf = (account: string | null, month: Month): string =>
    JSON.stringify([account, formatMonth(month)])
  const known = new Map(rows.map(row => [keyOf(row.account, row.month), row]))
  const missing: { account: string | null; period: ServicePeriod }[] = []
  const fees = periods.map(({ account, period, agreement }): KnownFee => {
    const key = keyOf(account, monthOf(period.start))
    const fee = known.get(key)
    if (!fee) {
      missing.push({ account, period })
      return UNKNOWN_FEE
    }
    // Told of a part that the agreement does not set apart, it could only be taken off or be lost without a word.
    if (compareRatios(fee.feeExcluded, ZERO) > 0 && agreement.compensation.feeExcludes === null) {
      fail(
        'BAD_VALUE',
        `--fees: fee_excluded is given, and ${agreement.id} takes its percentages of the whole fee`,
      )
    }
    return { fee, source: 'fees-file', parts: [] }
  })
  const used = new Set(periods.map(({ account, period }) => keyOf(account, monthOf(period.start))))
  const unused = rows.filter(({ account, month }) => !used.has(keyOf(account, month)))
  return {
    fees,
    notes: [
      ...(missing.length > 0 ? [{ kind: 'fee-missing', of: missing } as const] : []),
      ...(unused.length > 0
        ? [
            {
              kind: 'fee-unused',
              of: unused.map(({ account, month }) => ({ account, month: formatMonth(month) })),
            } as const,
          ]
        : []),
    ],
  }
}

async function incurFees(
  { kind: basis, sources, order, voucherFee }: Extract<FeeTerms, { sources: FeeSources }>,
  periods: readonly FeePeriod[],
  { asOf, zone }: SlaRequest,
): Promise<FoundFees> {
  const [{ answerFees }, { findPaidOtherwise, reconcileUse }] = await Promise.all([
    import('../use/fee.js'),
    import('../use/balances.js'),
  ])
  if (compareRatios(voucherFee, ZERO) > 0) refuseSeveralAccounts('--voucher-fee', periods)
  const { fees, unknownAccounts, otherAccounts } = answerFees(sources, periods, { basis, order, asOf, zone })
  const listUse = (kind: 'unfunded' | 'later') =>
    fees.flatMap(({ [kind]: units }, index) => {
      const { account, period } = periods[index]!
      return units.size > 0 ? [{ account, period, units }] : []
    })
  const unknown = basis === 'usage' ? countUnknownDays(sources, periods, asOf, zone) : []
  const unknownIn = periods.flatMap(({ account, period }, index) => {
    const found = unknown[index]
    return found && found.days > 0 ? [{ account, period, ...found }] : []
  })
  const repeats = basis === 'usage' ? sources.usage : null
  // What came later says nothing of these fees.
  const ends = periods.map(({ period }) => lastInstantOf(period.end, zone))
  const until = instantAt(Math.min(asOf, Math.max(...ends)))
  const paidOtherwise =
    basis === 'usage'
      ? findPaidOtherwise(reconcileUse(sources.ledger, sources.usage, { order, asOf: until }))
      : null
  const [unfunded, later] = [listUse('unfunded'), listUse('later')]
  return {
    fees: fees.map(({ dollars, parts }, index) => {
      // A fee of a period, or of an account, of which the files say nothing is not none: it is not known.
      const { account } = periods[index]!
      if (unknown[index]?.isWhole || (account !== null && unknownAccounts.includes(account)))
        return UNKNOWN_FEE
      if (compareRatios(voucherFee, dollars) > 0) {
        const month = formatMonth(monthOf(periods[index]!.period.start))
        fail(
          'BAD_NUMBER',
          `--voucher-fee ${formatRatio(voucherFee)} is more than the fee of ${month}, ${formatRatio(dollars)}`,
        )
      }
      return {
        fee: { fee: dollars, voucherFee, feeExcluded: ZERO },
        source: basis,
        parts: parts.map(({ lot, units, dollars }) => ({ lot: lot.id, pool: lot.pool, units, dollars })),
      }
    }),
    notes: [
      ...(unfunded.length > 0 ? [{ kind: 'use-unfunded', of: unfunded } as const] : []),
      ...(later.length > 0 ? [{ kind: 'use-later', of: later } as const] : []),
      ...(unknownIn.length > 0 ? [{ kind: 'use-unknown', of: unknownIn } as const] : []),
      ...(repeats && hasRepeats(repeats) ? [{ kind: 'use-repeated', repeats } as const] : []),
      ...(basis === 'usage' && sources.usage ? listUseNotes(sources.usage) : []),
      ...(paidOtherwise ? [{ kind: 'fee-contradicted', paidOtherwise } as const] : []),
      ...(unknownAccounts.length > 0
        ? [{ kind: 'fee-of-unknown-account', accounts: unknownAccounts, others: otherAccounts } as const]
        : []),
    ],
  }
}

/** What use is counted by, use that no fee should hold, and use that is not known yet. */
const listUseNotes = ({ comparison, pending, earlyEnds, coarseTotals, usedLists }: Usage): SlaNote[] =>
  compact([
    usedLists.lists.length > 0 && ({ kind: 'use-listed', usedLists } as const),
    earlyEnds.length + coarseTotals.length > 0 &&
      ({ kind: 'use-doubtful', earlyEnds, coarseTotals } as const),
    comparison && comparison.failedCharged > 0 && ({ kind: 'use-of-failed', comparison } as const),
    pending > 0n && ({ kind: 'use-pending', pending } as const),
  ])

/**
 * Of each period the days, up to the time of the answer, that the usage log does not reach or says nothing of (R62), and
 * whether these are all of it.
 */
function countUnknownDays(
  { usage }: FeeSources,
  periods: readonly Pick<PeriodAnswer, 'period'>[],
  asOf: Instant,
  zone: TimeZone,
): { readonly days: number; readonly isWhole: boolean }[] {
  if (!usage?.from || !usage.until) return []
  const [first, last, today] = [usage.from, usage.until, asOf].map(at => zone.toLocal(at).day) as [
    Day,
    Day,
    Day,
  ]
  return periods.map(({ period }) => {
    // The day of the answer is not over.
    const end = Math.min(period.end, today - 1)
    const countWithin = (run: DayRun): number =>
      Math.max(0, Math.min(end, run.last) - Math.max(period.start, run.first) + 1)
    const all = Math.max(0, end - period.start + 1)
    const known = countWithin({ first, last }) - usage.silences.map(countWithin).reduce((a, b) => a + b, 0)
    return { days: all - known, isWhole: all > 0 && known === 0 }
  })
}
