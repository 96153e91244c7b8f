/** A price list proves itself: the document's own figures are replayed against its rows. */
import type { Issue } from '../../core/failure.js'
import { UTC } from '../../core/instant.js'
import { format, times, toRatio, type Units } from '../../core/quantity.js'
import { buildCatalogue } from '../../core/rating/catalogue.js'
import { priceRated } from '../../core/rating/price-job.js'
import type { Assertion, RateCard } from '../../core/rating/rate-card.js'
import { rateJob } from '../../core/rating/rate-job.js'
import { compareRatios, formatRatio, multiplyRatios, ratio } from '../../core/ratio.js'
import { plainReading } from '../file-reading.js'
import { type JobContext, readJobRow } from '../job-row.js'

/** What a card's rows do not give as its document says: one issue each, at the assertion's place. */
export function checkAssertions(card: RateCard): Issue[] {
  const { catalogue, issues } = buildCatalogue([card])
  const context: JobContext = { catalogue, reading: plainReading(UTC), nameOf: column => column }
  return [...issues, ...card.assertions.flatMap(assertion => checkAssertion(assertion, card, context))]
}

function checkAssertion(
  { job, count, units, usd, place }: Assertion,
  card: RateCard,
  context: JobContext,
): Issue[] {
  const fault = (message: string): Issue[] => [{ code: 'ASSERTION_FAILED', message, place }]
  const row = readJobRow(column => job[column], context, place)
  if (Array.isArray(row)) return row
  const rated = rateJob(row.job, card)
  if (rated.kind === 'unrated') return fault(`the rows have no price for this job: ${rated.reason}`)
  const priced = priceRated(rated, null)
  const cost = multiplyRatios(priced.priceEach, ratio(count))
  const used = priced.unitsEach && times(priced.unitsEach, count)
  return [
    ...(compareRatios(cost, toRatio(usd)) === 0
      ? []
      : fault(
          `the document says $${format(usd)}; the rows give $${formatRatio(cost)} (line ${rated.rate.place.line})`,
        )),
    ...(units === null || (used !== null && format(used) === format(units))
      ? []
      : fault(
          `the document says ${format(units)} units; the rows give ${describe(used)} (line ${rated.rate.place.line})`,
        )),
  ]
}

const describe = (used: Units | null): string => (used === null ? 'dollars' : format(used))
