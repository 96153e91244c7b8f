/** Where every unit of a ledger went, and what is about to be lost: ledger and use → balances → outlook. */
import type { TimeZone } from '../core/calendar.js'
import { failWithHint } from '../core/failure.js'
import { type Instant, instantAt, MILLIS_PER_DAY } from '../core/instant.js'
import type { BurnOrder } from '../core/ledger/burn-order.js'
import { measuredMillis, measureUse, unknownDays, windowAtEnd, windowFor } from '../core/ledger/burn-rate.js'
import type { Draw } from '../core/ledger/drawdown.js'
import type { ExpiryAnswer } from '../core/ledger/expiry-answer.js'
import { expiresWithin } from '../core/ledger/lot-status.js'
import { lookAhead } from '../core/ledger/outlook.js'
import type { ResourcePackage } from '../core/ledger/resource-package.js'
import { compare, type Units } from '../core/quantity.js'
import type { Catalogue } from '../core/rating/catalogue.js'
import type { RateCard } from '../core/rating/rate-card.js'
import type { Ratio } from '../core/ratio.js'
import type { FileReading } from '../read/file-reading.js'
import { type Ledger, readLedger } from '../read/ledger/ledger.js'
import type { Input } from '../read/source.js'
import type { FileJobs } from './jobs/job-files.js'
import { balanceLedger } from './use/balances.js'
import { readUsage, unitPools } from './use/usage.js'

export interface ExpiryRequest {
  readonly ledger: Input
  readonly ledgerReading: FileReading
  /** Files of use; none: only what the ledger says is known. */
  readonly usage: readonly FileJobs[]
  readonly catalogue: Catalogue
  readonly packages: readonly ResourcePackage[]
  readonly card: RateCard | null
  readonly asOf: Instant
  readonly zone: TimeZone
  readonly order: BurnOrder
  readonly taskMillis: number | null
  readonly soonMillis: number
  readonly windowMillis: number
  /** Units a day by pool; null in place of a pool: of the only one there is. */
  readonly burnRates: ReadonlyMap<string | null, Ratio>
  /** Null: no gate. */
  readonly failWithinMillis: number | null
  /** How many units deductions and price list may differ by; null: no gate. */
  readonly failOnDifference: Units | null
  readonly keepsAllocation: boolean
  /** What is told of options that change nothing. */
  readonly idle: readonly string[]
}

/** So long at least use is measured, where the log knows it. */
const LEAST_MEASURED = 7 * MILLIS_PER_DAY

/** Reads, draws down and looks ahead. Throws InputError. */
export async function answerExpiry(request: ExpiryRequest): Promise<ExpiryAnswer> {
  const { asOf, order, zone } = request
  const ledger = await readLedger(request.ledger, request)
  const givenBurns = assignBurnRates(request.burnRates, ledger)
  const draws: Draw[] = []
  const used =
    request.usage.length === 0
      ? null
      : await readUsage(request.usage, request, unitPools(request, ledger.lots))
  request.ledgerReading.shared?.check()
  const { balances, computed, reports, isReported, usage, reconciliation } = balanceLedger(ledger, used, {
    order,
    asOf,
    onDraw(draw) {
      if (request.keepsAllocation) draws.push(draw)
    },
  })
  const until = usage?.until ?? null
  const windowMillis = windowFor(until, request.windowMillis, zone)
  const window = windowAtEnd(until, asOf, windowMillis, zone)
  // A log that has no row by then says nothing of how fast units are used.
  const isKnown = usage?.from != null && usage.from <= asOf
  const measured = usage && isKnown ? measureUse(usage.uses, window) : null
  const measuredFrom = (from: Instant | null): number =>
    usage === null ? windowMillis : measuredMillis({ ...usage, from }, asOf, windowMillis, zone)
  const measuredOver = measuredFrom(usage?.from ?? null)
  // What is used on the first day is no rate yet.
  const measuredSince = (begin: Instant): number => {
    const since = measuredFrom(instantAt(Math.max(usage?.from ?? begin, begin)))
    return Math.max(since, Math.min(LEAST_MEASURED, measuredOver))
  }
  const outlook = lookAhead(balances, {
    order,
    asOf,
    measured,
    measuredSince,
    givenBurns,
    taskMillis: request.taskMillis,
    soonMillis: request.soonMillis,
  })
  const { failWithinMillis: gate, failOnDifference: limit } = request
  return {
    asOf,
    order,
    ledger: ledger.file,
    isService: ledger.isService,
    endsWithDay: ledger.endsWithDay,
    idle: request.idle,
    isReported,
    columns: [ledger.columns, ...(usage?.columns ?? []), ...(request.ledgerReading.leftOut.doubts ?? [])],
    outlook,
    unfunded: computed.unfunded,
    usage: usage && { ...usage, later: computed.later },
    useByDay: new Map([...(measured ?? [])].map(([pool, { byDay }]) => [pool, byDay])),
    reported: reports,
    reconciliation,
    allocation: request.keepsAllocation ? { uses: usage?.uses ?? [], draws } : null,
    soonMillis: request.soonMillis,
    windowMillis,
    measuredMillis: measuredOver,
    windowEnd: window.to < asOf ? window.to : asOf,
    unknownDays: unknownDays(until, asOf, zone),
    taskMillis: request.taskMillis,
    differenceGate: limit && {
      units: limit,
      // What could not be compared is not known to agree.
      isCrossed: !usage?.comparison?.compared || compare(usage.comparison.differingUnits, limit) > 0,
    },
    gate:
      gate === null
        ? null
        : {
            millis: gate,
            crossedBy: outlook.lots.filter(({ balance }) => expiresWithin(balance, asOf, gate)),
          },
  }
}

/** The burn of each pool. A rate that names none is that of the only pool; of several it would be a guess. */
function assignBurnRates(rates: ReadonlyMap<string | null, Ratio>, { lots }: Ledger) {
  const pools = [...new Set(lots.map(({ pool }) => pool))]
  const strange = [...rates.keys()].find(pool => pool !== null && !pools.includes(pool))
  if (strange)
    failWithHint(
      'BAD_VALUE',
      `--burn-rate: the ledger has no packages of pool "${strange}"`,
      `it has ${pools.join(', ')}`,
    )
  const plain = rates.get(null)
  if (plain && pools.length > 1) {
    const example = pools.map(pool => `--burn-rate ${pool}=100`).join(' ')
    failWithHint(
      'BAD_USAGE',
      `--burn-rate: the ledger has packages of ${pools.length} pools`,
      `say of which: ${example}`,
    )
  }
  return new Map(
    pools.flatMap(pool => {
      const rate = rates.get(pool) ?? plain
      return rate ? [[pool, rate] as const] : []
    }),
  )
}
