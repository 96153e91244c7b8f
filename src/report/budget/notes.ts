/** What an answer of `budget` rests on, in sentences. */

import { formatDay } from '../../core/instant.js'
import {
  type BudgetAnswer,
  type ForecastBasis,
  LEAST_DAYS_TO_BUY,
  type OutsidePlan,
  type PoolBudget,
} from '../../core/plan/budget-answer.js'
import { describeMonth } from '../../core/plan/demand/plan-month.js'
import { isZero } from '../../core/quantity.js'
import { formatRatio, type Ratio } from '../../core/ratio.js'
import { showForecastCents, showUnitCount, showUnitsOf } from '../amounts.js'
import { describeAliased, describeIgnored } from '../columns.js'
import { describeComparison } from '../deductions.js'
import type { Note } from '../note.js'
import { describeRepeats } from '../repeated-tasks.js'
import { describeAge } from '../source-line.js'
import { countOf, makeVisible } from '../text.js'
import { showPlanDay } from './words.js'

/** All notes, what could mislead first. */
export const listNotes = (answer: BudgetAnswer): Note[] => [
  ...answer.pools.flatMap(pool => listPoolNotes(pool, answer)),
  ...listCatalogueNotes(answer),
  ...describeIgnored(answer.columns).map(text => ({ text, isInTable: true })),
  ...describeAliased(answer.columns).map(text => ({ text })),
  ...listInputNotes(answer),
  ...listUseNotes(answer),
  ...listDemandNotes(answer),
  ...listLedgerNotes(answer),
]

/** The rulings that shaped the answer, as the notes name them. */
export const listRulings = (answer: BudgetAnswer): string[] => [
  ...new Set(listNotes(answer).flatMap(({ ruling }) => ruling ?? [])),
]

const rule = (id: string, text: string): Note => ({ ruling: id, text: `${text} (${id})` })

function listPoolNotes({ pool, demand, plan, listCost }: PoolBudget, answer: BudgetAnswer): Note[] {
  if (plan === null) {
    const worth = listCost === null ? '' : `; at the list price they are ${showForecastCents(listCost)}`
    const text = `no package of the ${pool} pool can be bought, so that nothing is planned for its ${showUnitCount(demand.chosen.total)}${worth}`
    return [{ text }]
  }
  const { concurrency, tooLarge } = plan
  const binding = concurrency.bindingDays ?? []
  const empty = plan.plan.daysOnEmptyLimit
  return [
    ...(binding.length > 0
      ? [
          {
            text: `the ${pool} pool needs more tasks at once than its packages allow on ${countOf(binding.length, 'day')}, the first ${showPlanDay(answer, binding[0]!)}`,
          },
        ]
      : []),
    ...(tooLarge.length > 0
      ? [{ text: `even at full concurrency ${tooLarge[0]!.offer.id} cannot be used up before it expires` }]
      : []),
    ...(empty.length > 0
      ? [
          rule(
            'R60',
            `on ${countOf(empty.length, 'day')}, the first ${showPlanDay(answer, empty[0]!)}, the packages that state ${countOf(answer.minConcurrency!, 'task')} at once are valid but may be used up`,
          ),
        ]
      : []),
    ...(plan.offers.length === 0 && !isZero(demand.chosen.total)
      ? [{ text: `no package of the ${pool} pool can be bought; those held are enough` }]
      : []),
  ]
}

/** An old list may have been overtaken; prices at which nobody sells any more make no plan. */
const listCatalogueNotes = ({ lists, asOf }: BudgetAnswer): Note[] =>
  lists.flatMap(list =>
    describeAge(list, asOf).map(age => ({
      text: `the packages of ${makeVisible(list.id)} are ${age}; --catalogue ID buys from another list`,
    })),
  )

function listInputNotes({ inputs, outside, firstDay }: BudgetAnswer): Note[] {
  return [
    ...inputs.flatMap(({ file, rejected, notBilled, pending, later }): Note[] => [
      ...(rejected.length > 0
        ? [
            {
              text: `${countOf(rejected.length, 'row')} of ${file} ${rejected.length === 1 ? 'was' : 'were'} set aside; the first, line ${rejected[0]!.line}: ${rejected[0]!.reason}`,
            },
          ]
        : []),
      ...(notBilled > 0n
        ? [{ text: `${countOf(notBilled, 'task')} of ${file} failed and used nothing` }]
        : []),
      ...(pending > 0n
        ? [{ text: `${countOf(pending, 'task')} of ${file} had not finished and count as no use` }]
        : []),
      ...(later > 0
        ? [
            rule(
              'R63',
              `${countOf(later, 'row')} of ${file} from ${formatDay(firstDay)} on ${later === 1 ? 'is' : 'are'} not part of the history: that day, the first of the plan, is not over`,
            ),
          ]
        : []),
    ]),
    ...(outside > 0
      ? [
          {
            text: `${countOf(outside, 'row')} of the demand ${outside === 1 ? 'lies outside the horizon and was' : 'lie outside the horizon and were'} left out`,
          },
        ]
      : []),
  ]
}

function listUseNotes({ repeats, assumedPool, comparison, outsidePlan }: BudgetAnswer): Note[] {
  const months = outsidePlan.filter(({ month }) => month.year === null)
  return [
    ...describeRepeats(repeats).map(text => ({ text })),
    ...(assumedPool === null
      ? []
      : [
          {
            text: `units whose pool no row names are taken to be of the ${assumedPool} pool, the only one that packages have`,
          },
        ]),
    ...(comparison ? describeComparison(comparison).map(text => ({ text })) : []),
    ...outsidePlan.map(describeOutside),
    ...(months.length > 0 ? [rule('R90', 'a month without a year is that month of every year')] : []),
  ]
}

function describeOutside({ pool, month, planned, outside }: OutsidePlan): Note {
  const show = (amount: Ratio) => (pool === null ? showForecastCents(amount) : showUnitsOf(amount))
  const isAll = planned.num * outside.den === outside.num * planned.den
  const part = isAll ? `all ${show(planned)}` : `${show(outside)} of the ${show(planned)}`
  return {
    text: `${part}${pool === null ? '' : ` (${pool})`} of ${describeMonth(month)} lie outside the horizon and were left out`,
  }
}

function listDemandNotes(answer: BudgetAnswer): Note[] {
  const bases = [...answer.pools.map(({ demand }) => demand), answer.dollars].flatMap(
    demand => demand?.basis ?? [],
  )
  const [basis] = bases
  return [
    ...(basis ? describeHistory(basis, answer) : []),
    ...(answer.demandBasis === 'plan'
      ? [rule('R64', 'the jobs of a month are spread evenly over its days')]
      : []),
    ...(answer.pools.some(({ plan }) => plan?.afterwards)
      ? [
          rule(
            'R110',
            'use is taken to go on behind the horizon, so that what is left is worth what it saves; with --afterwards stop it is worth nothing',
          ),
        ]
      : []),
    ...(answer.dollars
      ? [
          rule(
            'R65',
            'jobs that only a price list in dollars has are forecast in dollars; no package pays for them',
          ),
        ]
      : []),
    ...(basis === undefined && formatRatio(answer.quantile) !== '0.5'
      ? [{ text: 'the demand is given, so that --quantile changes nothing' }]
      : []),
  ]
}

const REASONS = {
  'too-short': 'fewer than three weeks of history: the mean of its days is all that it supports',
} as const

function describeHistory({ forecast, lastDay }: ForecastBasis, { firstDay }: BudgetAnswer): Note[] {
  const age = firstDay - lastDay - 1
  const reason = (REASONS as Partial<Record<string, string>>)[forecast.reason]
  return [
    ...(reason ? [{ text: reason }] : []),
    ...(forecast.knownDays < LEAST_DAYS_TO_BUY
      ? [
          rule(
            'R111',
            `fewer than ${LEAST_DAYS_TO_BUY} days of history: no plan is called proven, and what is bought at most is for as many ordinary days as are known`,
          ),
        ]
      : []),
    ...(forecast.gapDays > 0
      ? [
          rule(
            'R62',
            `${countOf(forecast.gapDays, 'day')} without any row ${forecast.gapDays === 1 ? 'is a gap' : 'are gaps'} in the log, not ${forecast.gapDays === 1 ? 'a day' : 'days'} without use; --empty-days zero counts ${forecast.gapDays === 1 ? 'it' : 'them'} as such`,
          ),
        ]
      : []),
    ...(age > 0 ? [{ text: `the history ends ${countOf(age, 'day')} before the plan begins` }] : []),
    {
      text: 'quantiles are of the total: how far off forecasts were, of this log and of others (docs/forecast.md)',
    },
  ]
}

function listLedgerNotes({ ledger }: BudgetAnswer): Note[] {
  if (!ledger) return []
  const { file, isDrawnDown, endsWithDay, asides, unpriced } = ledger
  return [
    ...(isDrawnDown ? [] : [{ text: `no use of the packages in ${file} is known: they count as full` }]),
    ...asides.map(({ id, pool }) => ({
      text: `${id} is of the ${pool} pool, for which nothing is planned: its units pay for nothing here`,
    })),
    ...(unpriced.length > 0
      ? [{ text: `the price of ${unpriced.join(', ')} is not known: what it loses is in no sum of money` }]
      : []),
    ...(endsWithDay
      ? [rule('R36', 'a held package that expires on a date without a time can be used until that day ends')]
      : []),
  ]
}
