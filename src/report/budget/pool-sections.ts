/** What is known of each pool beside the answer: its use, its packages, prices and limits. */
import type { TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import {
  type BudgetAnswer,
  countLittleHistory,
  hasLots,
  isPlanned,
  type PlannedPool,
  type PoolBudget,
} from '../../core/plan/budget-answer.js'
import type { PoolLots } from '../../core/plan/pool-plan.js'
import { toRatio, type Units } from '../../core/quantity.js'
import { divideRatios, ratio } from '../../core/ratio.js'
import { showAbout, showCents, showUnitCount } from '../amounts.js'
import * as doc from '../document.js'
import { makeVisible } from '../text.js'
import { explainPlan } from './explanation.js'
import { listLots } from './losses.js'
import { pictureLeft, pictureUse } from './pictures.js'
import { tabulateAlternatives, tabulateDays, tabulateLots } from './tables.js'
import * as words from './words.js'

/** Any width tells whether there is something to show. */
const SOME_WIDTH = 80

/** A picture that a screen shows on request only. */
const besides = (picture: doc.Picture | null): doc.Block[] =>
  picture === null
    ? []
    : [
        ...doc.onlyOn(['page'], [doc.pictureBlock(picture)]),
        ...(picture.lines(SOME_WIDTH).length === 0
          ? []
          : doc.asDetails(doc.onlyOn(['screen', 'markdown'], [doc.pictureBlock(picture)]))),
      ]

/** How much is used, in all and a day, and how far that is known. */
export function describeUse({ demand }: PoolBudget): string {
  const { total, daily } = demand.chosen
  const perDay = divideRatios(toRatio(total), ratio(BigInt(daily.length)))
  const likely = words.describeLikely(demand, showAbout)
  const more = compact([words.describeChance(demand), likely && `likely ${likely}`])
  return [`${showUnitsAbout(total)}, ${showAbout(perDay)} a day`, ...more].join('; ')
}

export const showUnitsAbout = (units: Units): string =>
  toRatio(units).num === toRatio(units).den ? showUnitCount(units) : `${showAbout(toRatio(units))}\u00a0units`

/** All else that is known of a pool. */
export function listPoolSections(
  budget: PoolBudget,
  answer: BudgetAnswer,
  zone: TimeZone,
  id: string,
): doc.Section[] {
  const { pool, demand } = budget
  const planned = isPlanned(budget) ? budget : null
  const use = pictureUse(
    {
      id: `${id}-use`,
      title: `Units of the ${makeVisible(pool)} pool to be used, added up`,
      show: showAbout,
      unit: ' units',
      demand,
      lots: hasLots(budget) ? budget.plan : null,
    },
    answer,
  )
  const left = answer.pools.length > 1 ? besides(pictureLeft(budget, answer, `${id}-left`, WIDE_ROWS)) : []
  const days = doc.asDetails(doc.onlyOn(['page'], [doc.tableBlock(tabulateDays(budget, answer))]))
  return compact([
    planned &&
      answer.isExplained && {
        heading: 'Why this plan',
        blocks: doc.listBlocks(explainPlan(planned.plan, demand)),
      },
    { heading: 'Use', blocks: [...besides(use), ...days] },
    {
      heading: 'How certain the use is',
      blocks: doc.asDetails(doc.factBlocks(listForecast(budget, answer))),
    },
    hasLots(budget) && {
      heading: 'The packages',
      blocks: [...left, ...listPackages(budget.plan, answer, zone)],
    },
    planned &&
      planned.plan.plan.purchases.length > 0 && {
        heading: 'Other plans',
        blocks: doc.asDetails([doc.tableBlock(tabulateAlternatives(planned.plan))]),
      },
    planned && {
      heading: 'Prices and limits',
      blocks: doc.asDetails(doc.factBlocks(listTerms(planned, answer))),
    },
  ])
}

const WIDE_ROWS = 8

function listPackages(plan: PoolLots, answer: BudgetAnswer, zone: TimeZone): doc.Block[] {
  const lots = listLots(plan, answer, zone)
  return doc.asDetails([
    lots.length > 0 ? doc.tableBlock(tabulateLots(lots)) : doc.textBlock('No package is held or bought.'),
  ])
}

/** What the use is, by which forecast, and how far it may be off. */
function listForecast(budget: PoolBudget, answer: BudgetAnswer): doc.Facts {
  const { demand } = budget
  const { basis } = demand
  const risk = isPlanned(budget) && budget.plan.risk
  return [
    doc.fact('Basis', words.describeBasis(demand, answer)),
    doc.fact('Chances', words.describeQuantiles(demand, showAbout)),
    doc.fact('Check', basis && words.describeBackTest(basis)),
    risk && doc.fact('If low', words.describeLow(risk, demand)),
    risk && doc.fact('If high', words.describeHigh(risk, demand, answer)),
  ]
}

/** What is said of a plan, beside its purchases. */
function listTerms({ demand, plan }: PlannedPool, answer: BudgetAnswer): doc.Facts {
  const isLittle = countLittleHistory(demand) !== null
  const price = isLittle ? null : words.netUnitPriceOf(plan.plan)
  return [
    doc.fact('Price', price && `${words.showUnitPrice(price)} per unit used`),
    doc.fact('Afterwards', plan.afterwards && words.describeAfterwards(plan)),
    doc.fact('Proof', isLittle ? null : words.describeProof([plan])),
    doc.fact('Tasks', words.describeConcurrency(plan, answer)),
    doc.fact('Steady use', plan.breakEvens.length > 0 ? words.describeBreakEvens(plan) : null),
    doc.fact(
      'Negotiate',
      plan.negotiation && words.describeNegotiation(plan.negotiation, plan.afterwards !== null),
    ),
  ]
}

/** Use that only price lists in dollars have. */
export function listDollarSections(answer: BudgetAnswer): doc.Section[] {
  const { dollars } = answer
  if (dollars === null) return []
  const perDay = divideRatios(toRatio(dollars.chosen.total), ratio(BigInt(answer.days)))
  const likely = words.describeLikely(dollars, showCents)
  const picture = pictureUse(
    {
      id: 'dollars',
      title: 'Dollars to be spent, added up',
      show: showCents,
      unit: '',
      demand: dollars,
      lots: null,
    },
    answer,
  )
  return [
    {
      heading: 'Use paid in dollars',
      blocks: [
        ...besides(picture),
        ...doc.asDetails(
          doc.factBlocks([
            doc.fact(
              'Use',
              `${showCents(toRatio(dollars.chosen.total))}, ${showCents(perDay)} a day${likely === null ? '' : `; likely ${likely}`}`,
            ),
            doc.fact('Basis', words.describeBasis(dollars, answer)),
            doc.fact('Chances', words.describeQuantiles(dollars, showCents)),
            doc.fact('Check', dollars.basis && words.describeBackTest(dollars.basis)),
          ]),
        ),
      ],
    },
  ]
}
