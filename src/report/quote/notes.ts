/** What a reader of a quote has to know beside the figures: where they come from and what was ruled. */
import { compact } from '../../core/compact.js'
import { listChoices } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { formatDay } from '../../core/instant.js'
import {
  compare,
  countStarted,
  format,
  isZero,
  NO_UNITS,
  seconds,
  subtract,
  sumOf,
  times,
  type Units,
  units,
} from '../../core/quantity.js'
import { differenceOf } from '../../core/rating/other-ways.js'
import type { Deviation, Quote } from '../../core/rating/quote.js'
import { isRetired, type RateCard } from '../../core/rating/rate-card.js'
import type { Tally } from '../../core/rating/tally.js'
import { isExactAt } from '../../core/ratio.js'
import { isInForce } from '../../core/source.js'
import { showDifference, showUsd } from '../amounts.js'
import { describeAliased, describeIgnored, describeTelling } from '../columns.js'
import { type Note, type Ruling, tellRulings } from '../note.js'
import { describeRepeats } from '../repeated-tasks.js'
import { describeRowDoubts } from '../row-doubts.js'
import { describeOutOfForce, describeSource } from '../source-line.js'
import { countOf, listSome } from '../text.js'
import { describeJob } from './steps.js'
import {
  describeAccounts,
  describeBase,
  describeOldLists,
  describePackageLimit,
  describeSettings,
} from './ways.js'
import { describeFallback, hasNoJob } from './words.js'

const isHalf = (duration: string): boolean => /\.50*$/.test(duration)

const RULINGS: readonly Ruling<Quote>[] = [
  {
    id: 'R1',
    text: () => 'lengths half-way between two seconds are rounded up (004 does not say; ruling R1)',
    applies: ({ tallies }) =>
      tallies.some(({ priced: { rated } }) => rated.job.duration && isHalf(format(rated.job.duration))),
  },
  {
    id: 'R2',
    text: () => 'a part of a 5-second segment is billed as a whole one (002 does not say; ruling R2)',
    applies: ({ tallies }) =>
      tallies.some(({ priced: { rated } }) => {
        const { charge } = rated.rate
        if (charge.by !== 'per-segment' || rated.billedSeconds === null) return false
        const billed = seconds(String(rated.billedSeconds))
        return compare(times(charge.segment, countStarted(billed, charge.segment)), billed) !== 0
      }),
  },
]

/** The ids of the rulings that shaped this quote. */
export const listRulings = (quote: Quote): string[] => tellRulings(RULINGS, quote).map(({ ruling }) => ruling)

/** All notes, in the order of their weight. */
export function listNotes(quote: Quote): Note[] {
  const { tallies, totals, terms, advice, unpriced, fallback } = quote
  const cards = [...new Set(tallies.map(tally => tally.priced.rated.card))]
  const shown = compact([
    ...cards.map(card => `prices by ${card.id}: ${describeSource(card)}`),
    ...(advice?.alternatives ?? [])
      .filter(({ kind }) => kind === 'list' || kind === 'seller')
      .map(alternative => {
        const { cards, count, cost, baseCost } = alternative
        const settings = describeSettings(alternative)
        const at = settings ? ` at ${settings}` : ''
        const jobs = count === totals.billed ? 'the same' : describeBase(alternative, quote).join()
        const difference = showDifference(differenceOf({ cost, baseCost }))
        return `${cards[0]!.id} would charge ${showUsd(cost)}${at} for ${jobs} (${difference})`
      }),
    ...describeOldLists(quote),
    ...describeAccounts(quote),
    ...describePackageLimit(quote),
    fallback && `the cost is ${describeFallback(fallback)}`,
    totals.notBilled > unpriced.free &&
      `${countOf(totals.notBilled - unpriced.free, 'failed job')} not billed (002: failed tasks cost nothing)`,
    unpriced.free > 0n && `${countOf(unpriced.free, 'job')} not billed: 0 units were deducted`,
    ...describeRowDoubts(quote.columns),
    ...describeTelling(quote.columns),
    ...describeIgnored(quote.columns),
    quote.rejected.length > 0 && `${countOf(quote.rejected.length, 'bad row')} set aside and not in any sum`,
    ...describeDeviations(quote),
    totals.pending > 0n && `${countOf(totals.pending, 'pending job')} not billed yet`,
  ])
  const others = compact([
    terms.card &&
      tallies.some(({ priced }) => !isInForce(terms.card!, priced.at)) &&
      describeOutOfForce(terms.card.id, quote.file === null ? 'at that time' : undefined),
    ...cards.filter(card => isRetired(card, terms.asOf)).map(describeRetired),
    ...cards.flatMap(card => card.notes),
    terms.packagePrice && describePackage(quote),
    advice === null && 'too many different jobs to look each up on the other cards; --compare does it',
    quote.leavesPackagesOut &&
      advice?.alternatives.some(({ units }) => units.size > 0) &&
      'packages that would expire between the first job and the last are in no comparison; `budget FILE` says what to buy on which day',
    ...describeRepeats(quote.repeats),
    ...describeUnpriced(quote),
    ...describePassedOver(tallies),
    ...describeInferred(quote),
    ...describeAliased(quote.columns),
    !isExactAt(totals.cost) &&
      'the effective unit price never ends as a decimal; amounts are rounded half up at 18 decimals',
  ])
  return compact([
    hasNoJob(quote) && { text: 'the file holds no job', isInTable: true },
    ...shown.map(text => ({ text, isInTable: true })),
    ...others.map(text => ({ text })),
    ...tellRulings(RULINGS, quote),
  ])
}

/** A job that the list which comes first has no row for is priced by another, which is said: the two need not agree. */
function describePassedOver(tallies: readonly Tally[]): string[] {
  const moved = tallies.filter(({ priced }) => priced.passedOver.length > 0)
  return [
    ...groupBy(
      moved,
      ({ priced }) => `${priced.passedOver.map(card => card.id).join(' and ')}\n${priced.rated.card.id}`,
    ),
  ].map(([key, group]) => {
    const [first, card] = key.split('\n')
    const jobs = [...new Set(group.map(({ priced }) => describeJob(priced)))]
    const verb = first!.includes(' and ') ? 'have' : 'has'
    return `${first} ${verb} no row for ${listSome(jobs, 2, '; ')}: priced by ${card}`
  })
}

/** A capability that the settings alone decided is said aloud: a wrong length must not choose another service. */
function describeInferred({ tallies, file }: Quote): string[] {
  const inferred = tallies.filter(({ priced }) => priced.rated.isCapabilityInferred)
  const names = new Set(inferred.map(({ priced: { rated } }) => listChoices(rated.capabilities)))
  if (names.size === 0) return []
  const remedy = file === null ? '--capability' : 'a column "capability"'
  return [
    `the capability was not given and follows from the settings: ${[...names].join('; ')}; ${remedy} states it`,
  ]
}

const describeRetired = ({ id, retired }: RateCard): string =>
  `the models of ${id} are reported retired since ${formatDay(retired!.on)} (${retired!.confidence})`

function describePackage({ terms, tallies }: Quote): string {
  const { packageId, pool, isOnSale } = terms.packagePrice!
  const old = isOnSale ? '' : ', which cannot be bought at the time of this quote'
  const isMixed = tallies.some(tally => tally.priced.rated.rate.pool !== pool)
  return `${pool} units at the effective unit price of ${packageId}${old}${isMixed ? '; units of other pools at their list price' : ''}`
}

function describeUnpriced({ unpriced: { notBilled, pending, failedCharged } }: Quote): string[] {
  return compact([
    notBilled + pending > 0n &&
      `${countOf(notBilled + pending, 'job')} that ${notBilled + pending === 1n ? 'is' : 'are'} not billed ${notBilled + pending === 1n ? 'stands' : 'stand'} in no line: nothing says what ${notBilled + pending === 1n ? 'it was' : 'they were'}`,
    failedCharged > 0n &&
      `warning: units were deducted for ${countOf(failedCharged, 'failed job')}, which ${failedCharged === 1n ? 'costs' : 'cost'} nothing by the list (001, 002); expiry and budget count what was deducted`,
  ])
}

/** Units are not added over pools. The lines are in no order where tasks stand between rows without an id. */
export function describeDeviations({ deviations }: Quote): string[] {
  if (deviations.length === 0) return []
  const first = deviations.reduce((a, b) => (b.line < a.line ? b : a))
  const pools = groupBy(deviations, ({ pool }) => pool)
  const sums = [...pools].map(([pool, all]) => {
    const name = pools.size > 1 && pool !== '' ? `${pool} ` : ''
    return listChoices(describeSums(all, name), 'and')
  })
  const rows = countOf(deviations.length, 'row')
  return [
    `this quote prices by the list, and what was deducted in ${rows} of the file differs from it: ${sums.join('; ')} in all. The first, line ${first.line}: ${first.deducted} deducted, ${first.charged} by the list`,
  ]
}

/** `2.5 units more and 1 unit less`, exactly. */
function describeSums(deviations: readonly Deviation[], pool: string): string[] {
  const amounts = deviations.map(({ deducted, charged }) => [units(deducted), units(charged)] as const)
  const more = sumOf(amounts.map(([a, b]) => (compare(a, b) > 0 ? subtract(a, b) : NO_UNITS)))
  const less = sumOf(amounts.map(([a, b]) => (compare(a, b) < 0 ? subtract(b, a) : NO_UNITS)))
  const tell = (amount: Units, way: string) =>
    !isZero(amount) && `${format(amount)} ${pool}${format(amount) === '1' ? 'unit' : 'units'} ${way}`
  return compact([tell(more, 'more'), tell(less, 'less')])
}
