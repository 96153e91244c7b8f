/** A priced file of jobs as charges of FOCUS: what equal jobs of an account cost on a day is one charge. */
import { type Day, dayAt } from '../../core/instant.js'
import { add, format, NO_UNITS, times, type Units } from '../../core/quantity.js'
import { modelOf } from '../../core/rating/price-job.js'
import type { Quote, QuoteLine } from '../../core/rating/quote.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import { costOf } from '../../core/rating/tally.js'
import { addRatios, formatRatio, type Ratio, ratioOfDecimal, subtractRatios, ZERO } from '../../core/ratio.js'
import { frameOf, UNIT } from './charges.js'
import type { FocusRow } from './columns.js'

/** Jobs of a day that one list prices alike. */
interface JobDay {
  readonly day: Day
  readonly account: string | null
  readonly card: RateCard
  readonly model: string | null
  /** The pool of their units; null: they are charged in dollars. */
  readonly pool: string | null
  jobs: bigint
  units: Units
  cost: Ratio
}

/** The charges of all billed jobs, by day; a job without a time is of the day of the answer. */
export function listQuoteCharges({ lines, terms }: Quote): FocusRow[] {
  const days = new Map<string, JobDay>()
  for (const line of lines) {
    if (line.outcome !== 'billed') continue
    const known = startJobDay(line, dayAt(line.at ?? terms.asOf))
    const key = JSON.stringify([known.day, known.account, known.card.id, known.model, known.pool])
    const sum = days.get(key) ?? known
    days.set(key, sum)
    sum.jobs += line.count
    sum.cost = addRatios(sum.cost, costOf(line.priced, line.count))
    if (line.priced.unitsEach !== null) sum.units = add(sum.units, times(line.priced.unitsEach, line.count))
  }
  // A cost without an end as a decimal is cut after 18 decimals; the rest goes to the next row, so that the sum holds.
  let total = ZERO
  return [...days.values()]
    .sort((a, b) => a.day - b.day)
    .map(each => {
      const before = ratioOfDecimal(formatRatio(total))
      total = addRatios(total, each.cost)
      return describeJobs(each, formatRatio(subtractRatios(ratioOfDecimal(formatRatio(total)), before)))
    })
}

const startJobDay = ({ priced, account }: QuoteLine, day: Day): JobDay => ({
  day,
  account,
  card: priced.rated.card,
  model: modelOf(priced),
  pool: priced.rated.rate.pool,
  jobs: 0n,
  units: NO_UNITS,
  cost: ZERO,
})

function describeJobs({ day, account, card, model, pool, jobs, units }: JobDay, cost: string): FocusRow {
  const isPrepaid = pool !== null
  const [quantity, unit] = isPrepaid ? [format(units), UNIT] : [String(jobs), 'Jobs']
  const what = `${jobs} ${jobs === 1n ? 'job' : 'jobs'}${model === null ? '' : ` of ${model}`}`
  return {
    ...frameOf(day, card.vendor, card.seller ?? card.vendor),
    // The package that the units are drawn from was billed when it was bought.
    BilledCost: isPrepaid ? '0' : cost,
    ChargeCategory: 'Usage',
    ChargeDescription: isPrepaid ? `${what}: ${quantity} prepaid units (${pool})` : what,
    ChargeFrequency: 'Usage-Based',
    ConsumedQuantity: quantity,
    ConsumedUnit: unit,
    ContractedCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    // Which package paid is not known, so that no commitment can be named.
    PricingCategory: isPrepaid ? 'Other' : 'Standard',
    PricingQuantity: quantity,
    PricingUnit: unit,
    SubAccountId: account,
    x_Model: model,
    x_Pool: pool,
    x_PriceList: card.id,
  }
}
