/** A `budget` answer as a document: what to buy and when, what will be lost, how sure that is, and what else could be bought. */
import { addDays, type TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { type BudgetAnswer, hasLots, isPlanned, type PoolBudget } from '../../core/plan/budget-answer.js'
import type { PoolPlan } from '../../core/plan/pool-plan.js'
import { isZero, sumOf as sumUnits, toRatio } from '../../core/quantity.js'
import { compareRatios } from '../../core/ratio.js'
import { showAbout, showAboutUsd, showUsd } from '../amounts.js'
import { describeIgnored, describeTelling } from '../columns.js'
import * as doc from '../document.js'
import { describeDoubts } from '../file-doubts.js'
import { listBeside } from '../note.js'
import { describeCopies } from '../repeated-tasks.js'
import { describeAge, describeSource } from '../source-line.js'
import { countOf, listSome, makeVisible, sentenceCase } from '../text.js'
import { showDay, showTime } from '../times.js'
import {
  isLittleKnown,
  listAtMost,
  listLead,
  listPoolNames,
  listPurchases,
  listToldLots,
  sumOf,
} from './lead.js'
import { type PlannedLot, sumLots } from './losses.js'
import { listNotes, listWarnings } from './notes.js'
import { pictureLeft } from './pictures.js'
import { describeUse, listDollarSections, listPoolSections, showUnitsAbout } from './pool-sections.js'
import { MOST_LISTED, tabulatePurchases } from './tables.js'
import * as words from './words.js'

/** The answer; times by the clock of `zone`. */
export function buildBudgetDocument(answer: BudgetAnswer, zone: TimeZone): doc.Document {
  const isOne = answer.pools.length === 1
  const headed = (pool: string, heading: string): string =>
    isOne ? heading : `${sentenceCase(makeVisible(pool))} pool: ${heading.toLowerCase()}`
  return {
    title: 'Budget',
    subject: describeSubject(answer, zone),
    lead: [...listLead(answer, zone), ...describeTelling(answer.columns).map(makeVisible)],
    warnings: [
      ...listWarnings(answer, showDay).map(text => `${sentenceCase(text)}.`),
      ...describeCopies(answer.repeats),
      ...[...describeDoubts(answer.columns), ...describeIgnored(answer.columns)].map(makeVisible),
    ],
    sections: [
      ...listAnswer(answer, zone).map(blocks => ({ heading: '', blocks })),
      ...answer.pools.flatMap((budget, i) =>
        listPoolSections(budget, answer, zone, `pool-${i + 1}`).map(({ heading, blocks }) => ({
          heading: headed(budget.pool, heading),
          blocks,
        })),
      ),
      ...listDollarSections(answer),
      { heading: 'What this rests on', blocks: doc.asDetails(doc.factBlocks(listSources(answer, zone))) },
    ],
    notes: listBeside(listNotes(answer)),
    foot: describeInputs(answer),
  }
}

/** What is bought and for which days: the name of a page among others. */
function describeSubject(answer: BudgetAnswer, zone: TimeZone): string {
  const { what, cost } = totalOf(answer)
  return `${cost === null ? what : `${what} for ${cost}`}, ${showHorizon(answer)} (${zone.id})`
}

/** What is to be bought in all. */
function totalOf(answer: BudgetAnswer): { readonly what: string; readonly cost: string | null } {
  const planned = answer.pools.filter(isPlanned)
  if (planned.length === 0 && answer.pools.length > 0) return { what: 'nothing on sale suffices', cost: null }
  const [little, known] = [planned.filter(isLittleKnown), planned.filter(budget => !isLittleKnown(budget))]
  const bought = [...listAtMost(little), ...listPurchases(known)]
  if (bought.length === 0) return { what: 'nothing to buy', cost: null }
  const most = little.length > 0 ? 'at most ' : ''
  return { what: `${most}${countOf(bought.length, 'package')}`, cost: showUsd(toRatio(sumOf(bought))) }
}

const showHorizon = ({ firstDay, days }: BudgetAnswer): string =>
  words.showDays(firstDay, addDays(firstDay, days - 1))

/** So many purchases are shown without `--details`: with the rest of the answer they fit a screen. */
const MOST_SHOWN = 4

/** What carries the decision, in parts that stand apart. */
function listAnswer(answer: BudgetAnswer, zone: TimeZone): doc.Block[][] {
  const purchases = listPurchases(answer.pools)
  const [only, ...others] = answer.pools
  const single = others.length === 0 ? only : undefined
  const rows = Math.max(3, 6 - Math.min(purchases.length, MOST_SHOWN))
  const picture = single ? pictureLeft(single, answer, 'left', rows) : null
  const all = purchases.length > MOST_SHOWN + 1
  const isLittle = answer.pools.some(isLittleKnown)
  const tableOf = (most: number): doc.Block[] => [doc.tableBlock(tabulatePurchases(answer, most))]
  const first = purchases.length > 0 ? tableOf(MOST_SHOWN) : []
  // A screen has all in place of the first; a page folds them below.
  const folded = [
    ...doc.asBrief(doc.onlyOn(['screen'], first)),
    ...doc.onlyOn(['markdown', 'page'], first),
    ...doc.asDetails(tableOf(MOST_LISTED)),
  ]
  const plan: doc.Block[][] = [all ? folded : first, picture ? [doc.pictureBlock(picture)] : []]
  return [
    [{ kind: 'figures', figures: listFigures(answer, zone), only: ['markdown', 'page'] }],
    // A plan that nobody should follow yet is out of the way.
    ...(isLittle ? [doc.asDetails(plan.flat())] : plan),
    single
      ? [
          ...doc.onlyOn(
            ['screen'],
            doc.factBlocks([
              doc.fact(
                labelOfUse(single),
                describeUse(single),
                answer.demandBasis === 'plan' && words.describeBasis(single.demand, answer),
              ),
            ]),
          ),
          ...doc.factBlocks(summarizePool(single, answer, zone)),
        ]
      : summarizePools(answer),
  ]
}

function labelOfUse({ demand }: PoolBudget): string {
  if (demand.basis === null) return 'Use'
  return words.isOtherThanMiddle(demand) ? 'Planned use' : 'Expected use'
}

/** What becomes of one pool in a few lines, beside its use. */
function summarizePool(budget: PoolBudget, answer: BudgetAnswer, zone: TimeZone): doc.Facts {
  const lost = listToldLots(budget, answer, zone).filter(lot => !isZero(lot.lost))
  const plan = isPlanned(budget) && !isLittleKnown(budget) && budget.plan
  return [
    doc.fact('Expiring', lost.length > 0 && listExpiring(lost)),
    plan && plan.plan.purchases.length > 0 && doc.fact('Instead', ...listBestInstead(plan)),
    plan !== false &&
      plan.negotiation !== null &&
      doc.fact('Negotiate', words.describeCustom(plan.negotiation)),
    plan && doc.fact('Proof', words.describeProof([plan])),
  ]
}

/** `29,900 units on 3 Jan 2027 (PO-1062)`, by day; what expires on one day is told together. */
function listExpiring(lots: readonly PlannedLot[]): string {
  const days = [...new Set(lots.map(({ expires }) => expires))].sort((a, b) => a - b)
  const shown = days.slice(0, 2).map(day => {
    const here = lots.filter(({ expires }) => expires === day)
    const names = here.map(({ name }) => makeVisible(name))
    return `${showUnitsAbout(sumLots(here).lost)} on ${showDay(day)} (${listSome(names, 2)})`
  })
  return `${shown.join('; ')}${days.length > 2 ? `; more by ${showDay(days.at(-1)!)}` : ''}`
}

/** The two alternatives that cost the least more than the plan. */
function listBestInstead(plan: PoolPlan): string[] {
  const other = plan.alternatives.flatMap(alternative => {
    const { outcome } = alternative
    const difference = words.differenceOf(outcome, plan)
    return outcome.kind === 'no-plan' || difference === null || difference.num === 0n
      ? []
      : [{ alternative, outcome, difference }]
  })
  return other
    .sort((a, b) => compareRatios(a.difference, b.difference))
    .slice(0, 2)
    .map(({ alternative, outcome }) => {
      const name = words.labelOfAlternative(alternative)
      const counted = plan.afterwards ? ' in the long run' : ''
      return `${name}: ${showUsd(toRatio(outcome.cost))} (${words.describeAlternative(outcome, plan)}${counted})`
    })
}

/** At most so many pools are told one by one without `--details`. */
const MOST_POOLS = 5

/** Several pools, a line each. */
function summarizePools({ pools }: BudgetAnswer): doc.Block[] {
  const planned = pools.filter(isPlanned).filter(budget => !isLittleKnown(budget))
  // What is proven is of these pools alone.
  const of = planned.length < pools.length ? `${listPoolNames(planned)}: ` : ''
  const rest = pools.length - MOST_POOLS
  const uses = pools.map(budget => doc.fact(makeVisible(budget.pool), describeUse(budget)))
  const proof =
    planned.length > 0 && doc.fact('Proof', `${of}${words.describeProof(planned.map(({ plan }) => plan))}`)
  const whole = doc.factBlocks([...uses, proof])
  if (rest <= 0) return whole
  const also = doc.fact('Also', `${countOf(rest, 'more pool')}: --details`)
  return doc.inBrief(doc.factBlocks([...uses.slice(0, MOST_POOLS), also, proof]), whole)
}

const showLikely = ({ demand }: PoolBudget): string | null => {
  const likely = words.describeLikely(demand, showAbout)
  const chance = words.describeChance(demand)
  return likely && `${chance === null ? '' : `${chance}; `}likely ${likely}`
}

/** What the eye falls on. */
function listFigures(answer: BudgetAnswer, zone: TimeZone): doc.KeyFigure[] {
  const total = totalOf(answer)
  const name = (label: string, pool: string): string =>
    answer.pools.length === 1 ? label : `${label} (${makeVisible(pool)})`
  return [
    { label: 'To buy', value: total.cost ?? total.what, more: total.cost && total.what },
    ...answer.pools.map(budget => ({
      label: name(labelOfUse(budget), budget.pool),
      value: showUnitsAbout(budget.demand.chosen.total),
      more: showLikely(budget),
    })),
    ...answer.pools.flatMap(budget => {
      const { pool, plan } = budget
      const lots = listToldLots(budget, answer, zone)
      const { lost, left, lostDollars, isUnpriced } = sumLots(lots)
      const isTold = isLittleKnown(budget) ? lots.length > 0 : hasLots(budget)
      const planned = isPlanned(budget) && !isLittleKnown(budget) ? budget.plan.plan : null
      const price = planned && words.netUnitPriceOf(planned)
      return compact([
        !isPlanned(budget) && {
          label: name('Without a package', pool),
          value: showUnitsAbout(sumUnits(plan.burnDown.uncovered)),
          more: null,
        },
        isTold && {
          label: name('Expires unused', pool),
          value: showUnitsAbout(lost),
          more:
            lostDollars.num === 0n ? null : `${isUnpriced ? 'at least ' : ''}${showAboutUsd(lostDollars)}`,
        },
        isTold && { label: name('Left at the end', pool), value: showUnitsAbout(left), more: null },
        price !== null && {
          label: name('Price per unit used', pool),
          value: words.showUnitPrice(price),
          more: planned!.valueLeft.num > 0n ? 'what is left is taken off' : null,
        },
      ])
    }),
  ]
}

/** Whose packages are bought, from when, how sure and how old their list is; and when this was planned. */
function listSources(answer: BudgetAnswer, zone: TimeZone): doc.Facts {
  const { lists, asOf } = answer
  return [
    doc.fact('Planned for', `${countOf(answer.days, 'day')}, ${showHorizon(answer)}`),
    doc.fact('As of', `${showTime(asOf, zone)} (${zone.id})`),
    doc.fact(
      'Packages',
      ...lists.map(
        list => `${makeVisible(list.id)} (${[describeSource(list), ...describeAge(list, asOf)].join(', ')})`,
      ),
    ),
  ]
}

function describeInputs({ inputs, ledger }: BudgetAnswer): string {
  const files = compact([
    ...inputs.map(({ file, rows, rejected }) => {
      const bad = rejected.length > 0 ? `, ${countOf(rejected.length, 'bad row')} set aside` : ''
      return `${countOf(rows, 'row')} of ${makeVisible(file)}${bad}`
    }),
    ledger && makeVisible(ledger.file),
  ])
  return files.length > 0 ? `Read: ${files.join('; ')}.` : ''
}
