/** What a reader of a quote has to know beside the figures: where they come from and what was ruled. */

import { listChoices } from '../../core/failure.js'
import { formatDay } from '../../core/instant.js'
import { compare, countStarted, format, seconds, times } from '../../core/quantity.js'
import type { Quote, Tally } from '../../core/rating/quote.js'
import { isInForce, isRetired, type RateCard } from '../../core/rating/rate-card.js'
import { isExactAt } from '../../core/ratio.js'
import { showUsd } from '../amounts.js'
import { describeAliased, describeIgnored } from '../columns.js'
import { describeSource } from '../source-line.js'
import { countOf, groupDigits } from '../text.js'

/** A choice of ours where the documents are silent (docs/rulings.md), with the jobs that it concerns. */
interface Ruling {
  readonly id: string
  readonly text: string
  readonly applies: (tally: Tally) => boolean
}

const isHalf = (duration: string): boolean => /\.50*$/.test(duration)

const RULINGS: readonly Ruling[] = [
  {
    id: 'R1',
    text: 'lengths half-way between two seconds are rounded up (004 does not say; ruling R1)',
    applies: ({ priced: { rated } }) => rated.job.duration !== null && isHalf(format(rated.job.duration)),
  },
  {
    id: 'R2',
    text: 'a part of a 5-second segment is billed as a whole one (002 does not say; ruling R2)',
    applies: ({ priced: { rated } }) => {
      const { charge } = rated.rate
      if (charge.by !== 'per-segment' || rated.billedSeconds === null) return false
      const billed = seconds(String(rated.billedSeconds))
      return compare(times(charge.segment, countStarted(billed, charge.segment)), billed) !== 0
    },
  },
]

/** The ids of the rulings that shaped this quote. */
export const listRulings = (quote: Quote): string[] =>
  RULINGS.filter(ruling => quote.tallies.some(ruling.applies)).map(ruling => ruling.id)

/** A note, and whether the tables show what it says in another form. */
export interface Note {
  readonly text: string
  readonly isInTable: boolean
  /** It is said to those too who want no notes. */
  readonly isLoud?: boolean
}

/** All notes, in the order of their weight. */
export function listNotes(quote: Quote): Note[] {
  const { tallies, totals, terms, advice } = quote
  const cards = [...new Set(tallies.map(tally => tally.priced.rated.card))]
  const shown = [
    ...cards.map(card => `prices by ${card.id}: ${describeSource(card)}`),
    ...(advice?.otherCards ?? []).map(({ card, count, cost }) => {
      const jobs =
        count === totals.billed
          ? 'the same'
          : `${groupDigits(String(count))} of the ${countOf(totals.billed, 'job')}`
      return `${card.id} would charge ${showUsd(cost)} for ${jobs}`
    }),
    ...(totals.notBilled > 0n
      ? [`${countOf(totals.notBilled, 'failed job')} not billed (002: failed tasks cost nothing)`]
      : []),
    ...describeIgnored(quote.columns),
    ...(totals.pending > 0n ? [`${countOf(totals.pending, 'pending job')} not billed yet`] : []),
  ]
  const others = [
    ...cards.filter(card => !isInForce(card, terms.asOf) && terms.card === card).map(describeOutOfForce),
    ...cards.filter(card => isRetired(card, terms.asOf)).map(describeRetired),
    ...cards.flatMap(card => card.notes),
    ...(terms.packagePrice ? [describePackage(quote)] : []),
    ...(advice === null
      ? ['too many different jobs to look each up on the other cards; --compare does it']
      : []),
    ...(quote.rejected.length > 0
      ? [`${countOf(quote.rejected.length, 'bad row')} set aside and not in any sum`]
      : []),
    ...describeInferred(tallies),
    ...describeAliased(quote.columns),
    ...(quote.file !== null && tallies.length === 0 ? ['the file holds no job'] : []),
    ...describeDeviations(quote),
    ...RULINGS.filter(ruling => tallies.some(ruling.applies)).map(ruling => ruling.text),
    ...(isExactAt(totals.cost)
      ? []
      : ['the effective unit price never ends as a decimal; amounts are rounded half up at 18 decimals']),
  ]
  return [
    ...shown.map(text => ({ text, isInTable: true })),
    ...others.map(text => ({ text, isInTable: false })),
  ]
}

/** A capability that the settings alone decided is said aloud: a wrong length must not choose another service. */
function describeInferred(tallies: readonly Tally[]): string[] {
  const inferred = tallies.filter(({ priced }) => priced.rated.isCapabilityInferred)
  const names = new Set(inferred.map(({ priced: { rated } }) => listChoices(rated.capabilities)))
  if (names.size === 0) return []
  return [
    `the capability was not given and follows from the settings: ${[...names].join('; ')}; --capability states it`,
  ]
}

const describeRetired = ({ id, retired }: RateCard): string =>
  `the models of ${id} are reported retired since ${formatDay(retired!.on)} (${retired!.confidence})`

const describeOutOfForce = (card: RateCard): string =>
  `warning: ${card.id} is not in force at that time; it was asked for by name`

function describePackage({ terms, tallies }: Quote): string {
  const { packageId, pool } = terms.packagePrice!
  const isMixed = tallies.some(tally => tally.priced.rated.rate.pool !== pool)
  return `${pool} units at the effective unit price of ${packageId}${isMixed ? '; units of other pools at their list price' : ''}`
}

function describeDeviations({ deviations }: Quote): string[] {
  const [first] = deviations
  if (!first) return []
  const all = countOf(deviations.length, 'deduction differs from the card', 'deductions differ from the card')
  return [`${all}; the first, line ${first.line}: ${first.deducted} deducted, ${first.charged} by the card`]
}
