/** What an answer of `budget` rests on, in sentences. */
import { compact } from '../../core/compact.js'
import { type Day, formatDay, formatInstant } from '../../core/instant.js'
import {
  type BudgetAnswer,
  type ForecastBasis,
  isPlanned,
  LEAST_DAYS_TO_BUY,
  type OutsidePlan,
  type PoolBudget,
} from '../../core/plan/budget-answer.js'
import { describeMonth } from '../../core/plan/demand/plan-month.js'
import { format, isZero } from '../../core/quantity.js'
import { compareRatios, type Ratio } from '../../core/ratio.js'
import { showCents, showUnitCount, showUnitsOf } from '../amounts.js'
import { describeComparison, describePaidOtherwise } from '../deductions.js'
import { listFileNotes } from '../file-doubts.js'
import type { Note } from '../note.js'
import { describeCopies, describeRepeats } from '../repeated-tasks.js'
import { describeDoubtfulFiles, describeUnknownUse } from '../silent-days.js'
import { describeAge, describeOutOfForce } from '../source-line.js'
import { countOf, listNames, makeVisible } from '../text.js'
import { showDay } from '../times.js'
import { describeEarly, describeUsedLists, listUsed, UNITS_FIRST } from '../used-lists.js'
import { describeDollars, describeLittle, isLittleKnown } from './lead.js'
import { describeNegotiation, describeUnplanned, showPlanDay } from './words.js'

/** All notes, what could mislead first; programs read them too, so that a blank in a date is a plain one. */
export const listNotes = (answer: BudgetAnswer): Note[] =>
  [
    ...listLittle(answer),
    ...describeDollars(answer).map(text => ({ text, isInTable: true })),
    ...listWarnings(answer, formatDay).map(text => ({ text: `warning: ${text}`, isInTable: true })),
    ...answer.pools.flatMap(pool => listPoolNotes(pool, answer)),
    ...listOffers(answer).map(text => ({ text, isInTable: true })),
    ...listCatalogueNotes(answer),
    ...listFileNotes(answer.columns),
    ...listInputNotes(answer),
    ...listUseNotes(answer),
    ...listDemandNotes(answer),
    ...listLedgerNotes(answer),
  ].map(note => ({ ...note, text: note.text.replaceAll('\u00a0', ' ') }))

/** What the answer begins with where a plan rests on too little: its purchases are no advice. */
function listLittle(answer: BudgetAnswer): Note[] {
  const little = answer.pools.filter(isPlanned).filter(isLittleKnown)
  return little.length === 0
    ? []
    : [{ text: `warning: ${describeLittle(little, answer).join(' ')}`, isInTable: true }]
}

/** What else the seller offers for so much use. */
const listOffers = ({ pools }: BudgetAnswer): string[] =>
  pools.flatMap(budget =>
    isPlanned(budget) && budget.plan.negotiation && !isLittleKnown(budget)
      ? [`${describeNegotiation(budget.plan.negotiation, budget.plan.afterwards !== null)} (002)`]
      : [],
  )

/** What a screen warns of too. */
export const listWarnings = (answer: BudgetAnswer, showDay: (day: Day) => string): string[] => [
  ...describeAccounts(answer),
  ...describeDoubtfulFiles(answer, showDay),
  ...(answer.ledger?.unknownUse ? describeUnknownUse(answer.ledger.unknownUse, showDay) : []),
  ...(answer.ledger?.unknownUse ? [] : describeOldHistory(answer)),
  ...answer.usedLists.flatMap(({ early }) => (early ? [describeEarly(early)] : [])),
]

/** A history that ended longer ago says little of what is used now. */
const OLD_DAYS = 30

function describeOldHistory({ pools, dollars, firstDay }: BudgetAnswer): string[] {
  const last = [...pools.map(({ demand }) => demand), dollars].flatMap(demand => demand?.basis?.lastDay ?? [])
  const age = last.length === 0 ? 0 : firstDay - Math.max(...last) - 1
  return age <= OLD_DAYS
    ? []
    : [
        `the history ends ${countOf(age, 'day')} before the plan begins, and use may have changed since: a newer log says more`,
      ]
}

/** Whose use is planned for as one, although units of one account pay for no other; nothing when it is of one. */
const describeAccounts = ({ accounts }: BudgetAnswer): string[] =>
  accounts.length < 2
    ? []
    : [
        `the use of ${countOf(accounts.length, 'account')} (${listNames(accounts.map(makeVisible))}) is planned as that of one, but units that one account buys pay for no other, and each has trials of its own (002): plan each by itself, from a file of its own`,
      ]

/** The rulings that shaped the answer, as the notes name them. */
export const listRulings = (answer: BudgetAnswer): string[] => [
  ...new Set(listNotes(answer).flatMap(({ ruling }) => ruling ?? [])),
]

const rule = (id: string, text: string): Note => ({ ruling: id, text: `${text} (${id})` })
/** What changes nothing that a reader would do. */
const detail = (note: Note): Note => ({ ...note, isDetail: true })

function listPoolNotes(budget: PoolBudget, answer: BudgetAnswer): Note[] {
  if (!isPlanned(budget)) return describeUnplanned(budget, answer).map(text => ({ text, isInTable: true }))
  const { pool, demand, plan } = budget
  const { concurrency, tooLarge } = plan
  const binding = concurrency.bindingDays ?? []
  const empty = plan.plan.daysOnEmptyLimit
  return compact([
    binding.length > 0 && {
      text: `the ${pool} pool needs more tasks at once than its packages allow on ${countOf(binding.length, 'day')}, first on ${showPlanDay(answer, binding[0]!)}`,
    },
    tooLarge.length > 0 && {
      text: `${tooLarge[0]!.offer.id} is too large: it expires before all of it can be used, even with as many tasks at once as are allowed`,
    },
    empty.length > 0 &&
      rule(
        'R60',
        `on ${countOf(empty.length, 'day')}, first on ${showPlanDay(answer, empty[0]!)}, the packages that allow ${countOf(answer.minConcurrency!, 'task')} at once are still valid, but may be used up`,
      ),
    plan.offers.length === 0 &&
      !isZero(demand.chosen.total) && {
        text: `no package of the ${pool} pool is on sale; those held are enough`,
      },
  ])
}

/** An old list may have been overtaken. */
const listCatalogueNotes = ({ lists, asOf }: BudgetAnswer): Note[] =>
  lists.flatMap(list =>
    describeAge(list, asOf).map(age => ({
      text: `the package list ${makeVisible(list.id)} is ${age}; to buy from another list, use --catalogue ID`,
    })),
  )

function listInputNotes({ inputs, outside, firstDay }: BudgetAnswer): Note[] {
  return compact([
    ...inputs.flatMap(({ file, rejected, notBilled, pending, unplanned = 0n, later }): Note[] =>
      compact([
        rejected.length > 0 && {
          text: `${countOf(rejected.length, 'row')} of ${file} ${rejected.length === 1 ? 'was' : 'were'} set aside; the first, line ${rejected[0]!.line}: ${rejected[0]!.reason}`,
        },
        notBilled > 0n &&
          detail({ text: `${countOf(notBilled, 'task')} of ${file} failed and used no units` }),
        pending > 0n && {
          text: `${countOf(pending, 'task')} of ${file} had not finished and ${pending === 1n ? 'counts' : 'count'} as no use`,
        },
        unplanned > 0n && {
          text: `warning: ${countOf(unplanned, 'job is', 'jobs are')} not planned, of ${file}: by status they failed or had not finished, and a job to come has none`,
        },
        later > 0 &&
          rule(
            'R63',
            `${countOf(later, 'row')} of ${file} from ${showDay(firstDay)} on ${later === 1 ? 'is' : 'are'} not part of the history, because the first day of the plan is not over`,
          ),
      ]),
    ),
    outside > 0 && {
      text: `${countOf(outside, 'row')} of the demand ${outside === 1 ? 'is' : 'are'} outside the planned days and ${outside === 1 ? 'was' : 'were'} left out`,
    },
  ])
}

function listUseNotes({
  repeats,
  assumedPool,
  outOfForce,
  usedLists,
  comparison,
  outsidePlan,
  demandBasis,
}: BudgetAnswer): Note[] {
  const months = outsidePlan.filter(({ month }) => month.year === null)
  return compact([
    ...describeCopies(repeats).map(text => ({ text, isInTable: true })),
    ...describeRepeats(repeats).map(text => ({ text })),
    outOfForce !== null && { text: describeOutOfForce(outOfForce) },
    ...describeUsedLists(listUsed(usedLists)).map(text => detail({ text })),
    usedLists.some(({ isRuled }) => isRuled) && detail(rule('R46', UNITS_FIRST)),
    assumedPool !== null && {
      text: `rows that name no pool count as the ${assumedPool} pool, because all packages are of that pool`,
    },
    ...(comparison ? describeComparison(comparison).map(text => ({ text })) : []),
    // Of a demand day by day the number of rows is told.
    ...(demandBasis === 'plan' ? outsidePlan.map(describeOutside) : []),
    months.length > 0 && rule('R90', 'a month without a year means that month of every year'),
  ])
}

function describeOutside({ pool, month, planned, outside }: OutsidePlan): Note {
  const show = (amount: Ratio) => (pool === null ? showCents(amount) : showUnitsOf(amount))
  const isAll = compareRatios(planned, outside) === 0
  const part = isAll ? `all ${show(planned)}` : `${show(outside)} of the ${show(planned)}`
  return {
    text: `${part}${pool === null ? '' : ` (${pool})`} of ${describeMonth(month)} fall outside the planned days and were left out`,
  }
}

function listDemandNotes(answer: BudgetAnswer): Note[] {
  const histories = [
    ...answer.pools.map(({ pool, demand }) => ({ of: `the ${makeVisible(pool)} pool`, demand })),
    { of: 'jobs in dollars', demand: answer.dollars },
  ].flatMap(({ of, demand }) => (demand?.basis ? [{ of, ...demand.basis }] : []))
  return compact([
    ...(histories.length > 0 ? describeHistories(histories, answer) : []),
    answer.demandBasis === 'plan' &&
      detail(rule('R64', 'the jobs of a month are spread evenly over its days')),
    answer.pools.some(budget => isPlanned(budget) && budget.plan.afterwards) &&
      detail(
        rule(
          'R110',
          'use is taken to go on after the planned days, so that units left at the end are worth what they save; with --afterwards stop they are worth nothing',
        ),
      ),
    answer.dollars &&
      detail(
        rule(
          'R65',
          'jobs that are only on price lists in dollars are forecast in dollars; no package pays for them',
        ),
      ),
    ...answer.idle.map(text => ({ text })),
  ])
}

type History = ForecastBasis & { readonly of: string }

function describeHistories(histories: readonly History[], { firstDay }: BudgetAnswer): Note[] {
  const { forecast, lastDay } = histories.reduce((a, b) => (b.firstDay < a.firstDay ? b : a))
  const age = firstDay - lastDay - 1
  const isOne = forecast.gapDays === 1
  /** Of whose history something is true, where it is not true of all. */
  const ofThose = (isSo: (history: History) => boolean): string | null => {
    const those = histories.filter(isSo)
    const names = listNames(those.map(({ of }) => of))
    return those.length === 0 ? null : those.length === histories.length ? '' : ` of ${names}`
  }
  const short = ofThose(each => each.forecast.reason === 'too-short')
  const little = ofThose(each => each.forecast.knownDays < LEAST_DAYS_TO_BUY)
  return compact([
    ...histories
      .filter(each => each.isLater)
      .map(each =>
        rule(
          'R62',
          `the history of ${each.of} begins on ${showDay(each.firstDay)}, when its use began in earnest: what was before is not part of it; --empty-days zero takes the whole log`,
        ),
      ),
    short !== null && {
      text: `the history${short} has fewer than three weeks, so every day is forecast as its mean`,
    },
    little !== null &&
      rule(
        'R111',
        `with fewer than ${LEAST_DAYS_TO_BUY} days of history${little} no plan is called proven; what to buy at most covers as many ordinary days as the history has`,
      ),
    forecast.gapDays > 0 &&
      rule(
        'R62',
        `${countOf(forecast.gapDays, 'day')} without any row ${isOne ? 'counts as a gap' : 'count as gaps'} in the log, not as ${isOne ? 'a day' : 'days'} without use; --empty-days zero changes that`,
      ),
    age > 0 && age <= OLD_DAYS && { text: `the history ends ${countOf(age, 'day')} before the plan begins` },
    detail({
      text: 'chances are of the total, and rest on how far off earlier forecasts were, of this log and of others (docs/forecast.md)',
    }),
  ])
}

function listLedgerNotes(answer: BudgetAnswer): Note[] {
  const { ledger } = answer
  if (!ledger) return []
  const { file, full, saidExpired, saidUsedUp, disputed, unknownStarts, endsWithDay, asides, unpriced } =
    ledger
  const { paidOtherwise } = ledger
  return compact([
    saidExpired.length > 0 && {
      text: `warning: ${file} says that ${listNames(saidExpired.map(makeVisible))} ${saidExpired.length === 1 ? 'is expired, before its' : 'are expired, before their'} time: the plan uses nothing of ${saidExpired.length === 1 ? 'it' : 'them'}`,
    },
    ...saidUsedUp.map(({ id, stated }) => ({
      text: `warning: ${file} says that ${makeVisible(id)} is used up, and that ${showUnitCount(stated)} of it ${format(stated) === '1' ? 'is left: the plan does not use it' : 'are left: the plan uses none of them'}`,
    })),
    full.length > 0 && {
      text: `nothing is known of how much of ${listNames(full.map(makeVisible))} is used: ${full.length === 1 ? 'it counts' : 'they count'} as full`,
    },
    paidOtherwise && {
      text: `warning: the plan rests on what the draw-down leaves of the packages; ${describePaidOtherwise(paidOtherwise)}`,
    },
    ...disputed.map(({ id, stated, computed }) => ({
      text: `warning: ${showUnitCount(stated)} of ${makeVisible(id)} ${format(stated) === '1' ? 'is' : 'are'} left by what ${file} states, ${showUnitCount(computed)} by the log: the plan takes the fewer`,
    })),
    unknownStarts && {
      text: `the log begins on ${formatInstant(unknownStarts.from)}, after ${listNames(unknownStarts.ids.map(makeVisible))} took effect: what was used before is not known, and less may be left`,
    },
    ...asides.map(({ id, pool }) => ({
      text: `${id} is of the ${pool} pool, which has no use here: its units pay for nothing in this plan`,
    })),
    unpriced.length > 0 && {
      text: `the price of ${unpriced.join(', ')} is not known: what it loses is in no sum of money`,
    },
    endsWithDay &&
      detail(rule('R36', 'a held package with an expiry date and no time can be used until that day ends')),
  ])
}
