/** An `expiry` answer as a document: what will be lost and when, the packages, and each pool of units. */
import type { TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import type { KnownCost } from '../../core/ledger/forfeiture.js'
import { hasUnitsLeft } from '../../core/ledger/lot-status.js'
import type { LotOutlook } from '../../core/ledger/outlook.js'
import { isZero, toRatio } from '../../core/quantity.js'
import { subtractRatios } from '../../core/ratio.js'
import {
  showAbout,
  showAboutUsd,
  showForecastCents,
  showRounded,
  showUnitCount,
  showUnits,
} from '../amounts.js'
import { describeTelling } from '../columns.js'
import * as doc from '../document.js'
import { drawLegend } from '../html/chart.js'
import { PART_LEGEND } from '../html/share-bar.js'
import { listBeside } from '../note.js'
import { countOf, makeVisible, sentenceCase } from '../text.js'
import { showMoment } from '../times.js'
import {
  costAtRisk,
  costOfLost,
  describeLost,
  describeRate,
  listLead,
  listWarnings,
  showExpiry,
  showExpiryDay,
  showTimeLeft,
  sortForPeople,
} from './lead.js'
import { listNotes } from './notes.js'
import { pictureLeft, pictureUse } from './pictures.js'
import { listEnough, listFullSpeeds, listLosing, listPoolFacts } from './pool-facts.js'
import { nameOfLot } from './words.js'

/** So many packages are shown without `--details`: with the rest of the answer they fit a screen. */
const MOST_SHOWN = 6

/** The answer; times by the clock of `zone`. */
export function buildExpiryDocument(answer: ExpiryAnswer, zone: TimeZone): doc.Document {
  const lots = sortForPeople(answer)
  return {
    title: 'Prepaid units',
    subject: `${countOf(lots.length, 'package')} at ${showMoment(answer.asOf, zone)} (${zone.id})`,
    lead: [...listLead(answer, zone), ...describeTelling(answer.columns).map(makeVisible)],
    warnings: listWarnings(answer, zone),
    sections: compact([
      {
        heading: '',
        blocks: [{ kind: 'figures', figures: listFigures(answer, zone), only: ['markdown', 'page'] }],
      },
      ...listAnswer(lots, answer, zone).map(blocks => ({ heading: '', blocks })),
      lots.length > 0 && listAllPackages(lots, zone),
      ...listPools(answer, zone),
    ]),
    notes: listBeside(listNotes(answer)),
    foot: `Read: ${makeVisible(answer.ledger)}${answer.usage ? `; ${makeVisible(answer.usage.file)}` : ''}.`,
  }
}

/** What carries the decision, in parts that stand apart. */
function listAnswer(lots: readonly LotOutlook[], answer: ExpiryAnswer, zone: TimeZone): doc.Block[][] {
  const left = lots.filter(({ balance }) => hasUnitsLeft(balance))
  const rest = left.length - MOST_SHOWN
  const say = (more: number): string => `And ${countOf(more, 'more package')} with units left: --details`
  const table = tabulateLeft(left.slice(0, MOST_SHOWN), answer, zone)
  const first = left.length > 0 ? [doc.firstRows(table, left.length, say)] : []
  return [
    // The table of every package stands in place of the first of them.
    doc.onlyOn(['screen'], rest > 0 ? doc.asBrief(first) : first),
    [doc.factBlock(listFacts(answer))],
  ]
}

/** The packages with units left. */
function tabulateLeft(lots: readonly LotOutlook[], answer: ExpiryAnswer, zone: TimeZone): doc.Table {
  const pools = new Set(answer.outlook.lots.map(({ balance }) => balance.lot.pool))
  return doc.tabulate('Packages with units left, the first to expire at the top', lots, [
    doc.column('Package', ({ balance }) => nameOfLot(balance.lot)),
    pools.size > 1 && doc.column('Pool', ({ balance }) => makeVisible(balance.lot.pool), { spare: 0 }),
    doc.column('Expires', ({ balance }) => showExpiryDay(balance.lot, zone)),
    doc.amountColumn('Units left', ({ balance }) => showUnits(balance.remaining)),
    doc.amountColumn('Will expire', ({ forecastForfeited }) => showAbout(forecastForfeited)),
    doc.amountColumn('Worth about', showWorth),
  ])
}

/** What was paid for the units that will be lost; empty where none will. */
function showWorth({ forecastForfeited, forecastForfeitedDollars: dollars }: LotOutlook): string {
  if (forecastForfeited.num === 0n) return ''
  return dollars === null ? 'price unknown' : showAboutUsd(dollars).replace('about ', '')
}

function listFacts(answer: ExpiryAnswer): doc.Facts {
  const losing = answer.outlook.pools.filter(({ forecastForfeited }) => forecastForfeited.num > 0n)
  return [
    doc.fact('Already lost', describeLost(answer)),
    ...losing
      .slice(0, 3)
      .map(pool =>
        doc.fact(
          losing.length > 1 ? `Use all ${makeVisible(pool.pool)}` : 'To use all',
          ...listEnough(pool, listLosing(pool)),
        ),
      ),
    losing.length === 1 && doc.fact('At most', ...listFullSpeeds(losing[0]!, listLosing(losing[0]!), answer)),
  ]
}

/** Every package, with what became of its units. */
function listAllPackages(lots: readonly LotOutlook[], zone: TimeZone): doc.Section {
  const table = doc.tabulate('What can still be lost comes first, the soonest expiry at the top', lots, [
    doc.column('Package', lot => ({ text: nameOfLot(lot.balance.lot), bar: barOf(lot) })),
    doc.column('Expires', ({ balance }) => showExpiry(balance.lot, zone)),
    doc.column('Status', ({ status }) => status, { spare: 1 }),
    doc.amountColumn('Bought', ({ balance }) => showUnits(balance.lot.units), { spare: 2 }),
    doc.amountColumn('Used', ({ balance }) => showUnits(balance.drawn), { spare: 3 }),
    doc.amountColumn('Left', ({ balance }) => showUnits(balance.remaining)),
    doc.amountColumn('Will expire', ({ forecastForfeited }) => showRounded(forecastForfeited)),
    doc.amountColumn('Worth', ({ forecastForfeited, forecastForfeitedDollars }) =>
      forecastForfeited.num === 0n ? '' : showForecastCents(forecastForfeitedDollars),
    ),
    doc.amountColumn('Lost', ({ balance }) => showUnits(balance.forfeited), { spare: 4 }),
    doc.column('Pool', ({ balance }) => makeVisible(balance.lot.pool), { spare: 0 }),
  ])
  return {
    heading: 'Packages',
    blocks: [
      ...doc.openElsewhere([doc.tableBlock(table)]),
      ...doc.drawnBlocks({ caption: 'What the bars show', draw: () => drawLegend(PART_LEGEND) }),
    ],
  }
}

const barOf = ({ balance, forecastForfeited }: LotOutlook) => ({
  parts: [
    { kind: 'used', amount: toRatio(balance.drawn) },
    { kind: 'left', amount: subtractRatios(toRatio(balance.remaining), forecastForfeited) },
    { kind: 'risk', amount: forecastForfeited },
    { kind: 'lost', amount: toRatio(balance.forfeited) },
  ] as const,
  whole: toRatio(balance.lot.units),
})

/** Each pool of units, which a reader who only wants the answer need not open. */
const listPools = (answer: ExpiryAnswer, zone: TimeZone): doc.Section[] =>
  answer.outlook.pools.map((pool, i) => {
    const use = pictureUse(pool, answer, zone)
    const left = pictureLeft(pool, answer, zone, `pool-${i + 1}`)
    return {
      heading: `${sentenceCase(makeVisible(pool.pool))} pool`,
      blocks: [
        ...(left ? doc.onlyOn(['page'], [doc.pictureBlock(left)]) : []),
        ...doc.asDetails(doc.factBlocks(listPoolFacts(pool, answer, zone))),
        ...(use ? doc.asDetails(doc.onlyOn(['screen', 'markdown'], [doc.pictureBlock(use)])) : []),
      ],
    }
  })

/** What the eye falls on. */
function listFigures(answer: ExpiryAnswer, zone: TimeZone): doc.KeyFigure[] {
  const [atRisk, lost] = [costAtRisk(answer), costOfLost(answer)]
  const butFor = ({ dollars, unpriced }: KnownCost): string =>
    dollars !== null && unpriced.num > 0n ? ', without units of unknown price' : ''
  const next = sortForPeople(answer).find(({ balance }) => !isZero(balance.remaining))
  return [
    {
      label: 'Will expire unused',
      value: atRisk.dollars ? showAboutUsd(atRisk.dollars) : 'price unknown',
      more: `${describeRate(answer)}${butFor(atRisk)}`,
    },
    {
      label: 'Already lost',
      value: showForecastCents(lost.dollars),
      more: `paid for units that have expired${butFor(lost)}`,
    },
    {
      label: 'Next expiry',
      value: next ? showExpiryDay(next.balance.lot, zone) : 'none',
      more: next
        ? `${showTimeLeft(next.balance.lot, answer.asOf, zone)}: ${nameOfLot(next.balance.lot)}, ${showUnitCount(next.balance.remaining)}`
        : 'no units are left',
    },
  ]
}
