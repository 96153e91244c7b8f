/** A priced job in words: what it is, what it costs, and the arithmetic from the row to the cost. */
import { compact } from '../../core/compact.js'
import { listChoices } from '../../core/failure.js'
import { format, type Units, type Usd } from '../../core/quantity.js'
import { describeSettings } from '../../core/rating/job.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import { describeAmount, type RatedJob } from '../../core/rating/rate-job.js'
import { costOf, type Tally } from '../../core/rating/tally.js'
import { ONE } from '../../core/ratio.js'
import { showShare, showUnitCount, showUsd } from '../amounts.js'
import { describeSource } from '../source-line.js'
import { makeVisible, showCount } from '../text.js'

/** The model of a job by the name that its card gives it, or the service where it has none. */
export const nameOf = ({ rated: { card, models, capabilities } }: PricedJob): string =>
  makeVisible(
    listChoices(models.length > 0 ? models.map(id => card.models.get(id)?.name ?? id) : capabilities),
  )

/** A job in words, with its billed length: `3.0 · text-to-video · 1080p · audio · 10 s`. */
export function describeJob(priced: PricedJob): string {
  const { job, capabilities, billedSeconds } = priced.rated
  const capability = listChoices(capabilities)
  const name = nameOf(priced)
  return compact([
    name,
    capability !== name && capability,
    ...describeSettings(job, billedSeconds === null ? null : String(billedSeconds)),
  ])
    .map(makeVisible)
    .join(' · ')
}

/** What a call costs, with the arithmetic: `$1.68 = 12 units × $0.14`. */
export function describePrice({ rated, unitsEach, unitPrice, priceEach }: PricedJob): string {
  const { charge } = rated.rate
  const unitsText = unitsEach && unitPrice ? `${showUnitCount(unitsEach)} × ${showUsd(unitPrice)}` : null
  const perSecond =
    charge.by === 'per-second'
      ? `${rated.billedSeconds} s × ${describeAmount(rated.card, charge.amount)}`
      : null
  const steps = [perSecond, unitsText, ...describeMoney(rated)].filter(step => step !== null)
  return `${showUsd(priceEach)} each${steps.length > 0 ? ` = ${steps.join(', ')}` : ''}`
}

/** What a seller's credits cost, and what it takes on top. */
const describeMoney = ({ card: { creditPrice, topUpFee } }: RatedJob): string[] =>
  compact([
    creditPrice !== null && `at ${showUsd(creditPrice)} a credit`,
    topUpFee !== null && `${showShare(topUpFee, ONE)} fee on top-ups`,
  ])

/** The row of a price list as `file:line`. */
export const placeOfRow = ({ rated }: PricedJob): string =>
  makeVisible(`${rated.rate.place.file}:${rated.rate.place.line}`)

/** Where a price stands: file, line, card and source. */
export const describeRow = (priced: PricedJob): string =>
  `${placeOfRow(priced)} (${makeVisible(priced.rated.card.id)}; ${describeSource(priced.rated.card)})`

/** The steps from a job to its cost. */
export function explain({ priced, billed }: Tally): string[] {
  const { rated, unitsEach, unitPrice, priceEach } = priced
  const { charge, section } = rated.rate
  const amount = (of: Usd | Units) => describeAmount(rated.card, of)
  const seconds = rated.billedSeconds
  const length = rated.job.duration === null ? null : format(rated.job.duration)
  return compact([
    describeJob(priced),
    `row: ${describeRow(priced)}, "${makeVisible(section)}"`,
    length !== null &&
      length !== String(seconds) &&
      `${length} s is billed as ${seconds} s, the nearest second`,
    charge.by === 'per-second' && `${seconds} s × ${amount(charge.amount)} a second = ${amount(rated.each)}`,
    charge.by === 'per-segment' &&
      `${seconds} s in started segments of ${format(charge.segment)} s, ${amount(charge.amount)} each = ${amount(rated.each)}`,
    charge.by === 'fixed-duration' && `${seconds} s = ${amount(rated.each)} a clip`,
    charge.by === 'flat' && `${amount(rated.each)} a call`,
    charge.by === 'per-input-and-output-second' &&
      `${format(rated.job.inputDuration!)} s of input and ${seconds} s of output, at least ${charge.leastTimesOutput} × the output, at ${amount(charge.amount)} a second = ${amount(rated.each)}`,
    ...describeMoney(rated).map(step => `${amount(rated.each)}, ${step}, is ${showUsd(priceEach)}`),
    unitsEach &&
      unitPrice &&
      `${showUnitCount(unitsEach)} × ${showUsd(unitPrice)} a unit (${rated.rate.pool} pool) = ${showUsd(priceEach)}`,
    `${showCount(billed)} × ${showUsd(priceEach)} = ${showUsd(costOf(priced, billed))}`,
  ])
}
