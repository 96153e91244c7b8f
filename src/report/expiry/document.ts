/** An `expiry` answer as a document: what will be lost and when, the packages, and each pool of units. */
import type { TimeZone } from '../../core/calendar.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
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
import {
  asDetails,
  type Block,
  type Cell,
  type Document,
  type Fact,
  type KeyFigure,
  type Section,
  type Table,
  tableBlock,
} from '../document.js'
import { drawLegend } from '../html/chart.js'
import { PART_LEGEND } from '../html/share-bar.js'
import { asSentence, countOf, makeVisible, sentenceCase } from '../text.js'
import { showMoment } from '../times.js'
import { describeLost, describeRate, listLead, listWarnings, showDayOf, sortForPeople } from './lead.js'
import { listNotes } from './notes.js'
import { pictureLeft, pictureUse } from './pictures.js'
import { describeEnough, describeFullSpeed, listPoolFacts } from './pool-facts.js'
import { nameOfLot, showDaysUntil } from './words.js'

/** So many packages are shown without `--details`: with the rest of the answer they fit a screen. */
const MOST_SHOWN = 6

/** The answer; times by the clock of `zone`. */
export function buildExpiryDocument(answer: ExpiryAnswer, zone: TimeZone): Document {
  const lots = sortForPeople(answer)
  return {
    title: 'Prepaid units',
    subject: `${countOf(lots.length, 'package')} at ${showMoment(answer.asOf, zone)} (${zone.id})`,
    lead: listLead(answer, zone),
    warnings: listWarnings(answer, zone),
    sections: [
      {
        heading: '',
        blocks: [{ kind: 'figures', figures: listFigures(answer, zone), only: ['markdown', 'page'] }],
      },
      ...listAnswer(lots, answer, zone).map(blocks => ({ heading: '', blocks })),
      ...(lots.length === 0 ? [] : [listAllPackages(lots, zone)]),
      ...listPools(answer, zone),
    ],
    notes: listNotes(answer)
      .filter(({ isInTable }) => !isInTable)
      .map(({ text }) => makeVisible(asSentence(text))),
    foot: `Read: ${makeVisible(answer.ledger)}${answer.usage ? `; ${makeVisible(answer.usage.file)}` : ''}.`,
  }
}

/** What carries the decision, in parts that stand apart. */
function listAnswer(lots: readonly LotOutlook[], answer: ExpiryAnswer, zone: TimeZone): Block[][] {
  const left = lots.filter(({ balance }) => hasUnitsLeft(balance))
  const rest = left.length - MOST_SHOWN
  return [
    [
      ...(left.length > 0 ? [tableBlock(tabulateLeft(left.slice(0, MOST_SHOWN), answer, zone))] : []),
      ...(rest > 0
        ? [{ kind: 'text', text: `And ${countOf(rest, 'more package')} with units left: --details` } as const]
        : []),
    ].map((block): Block => ({ ...block, only: ['screen'] })),
    [{ kind: 'facts', facts: listFacts(answer) }],
  ]
}

/** The packages with units left. */
function tabulateLeft(lots: readonly LotOutlook[], answer: ExpiryAnswer, zone: TimeZone): Table {
  const pools = new Set(answer.outlook.lots.map(({ balance }) => balance.lot.pool))
  return {
    caption: 'Packages with units left, the first to expire at the top',
    columns: [
      { heading: 'Package' },
      ...(pools.size > 1 ? [{ heading: 'Pool', spare: 0 }] : []),
      { heading: 'Expires' },
      { heading: 'Units left', isAmount: true },
      { heading: 'Will expire', isAmount: true },
      { heading: 'Worth about', isAmount: true },
    ],
    rows: lots.map(lot => [
      nameOfLot(lot.balance.lot),
      ...(pools.size > 1 ? [makeVisible(lot.balance.lot.pool)] : []),
      showDayOf(lot.balance.lot.expiresAt, zone),
      showUnits(lot.balance.remaining),
      showAbout(lot.forecastForfeited),
      showWorth(lot),
    ]),
  }
}

/** What was paid for the units that will be lost; empty where none will. */
function showWorth({ forecastForfeited, forecastForfeitedDollars: dollars }: LotOutlook): string {
  if (forecastForfeited.num === 0n) return ''
  return dollars === null ? 'price unknown' : showAboutUsd(dollars).replace('about ', '')
}

function listFacts(answer: ExpiryAnswer): Fact[] {
  const { outlook } = answer
  const fact = (label: string, text: string | null): Fact[] =>
    text === null ? [] : [{ label, lines: [text] }]
  const losing = outlook.pools.filter(({ forecastForfeited }) => forecastForfeited.num > 0n)
  return [
    ...fact('Already lost', describeLost(answer)),
    ...losing
      .slice(0, 3)
      .flatMap(pool =>
        fact(losing.length > 1 ? `Use all ${makeVisible(pool.pool)}` : 'To use all', describeEnough(pool)),
      ),
    ...(losing.length === 1 ? fact('At most', describeFullSpeed(losing[0]!, answer)) : []),
  ]
}

/** Every package, with what became of its units. */
function listAllPackages(lots: readonly LotOutlook[], zone: TimeZone): Section {
  const table = tableBlock({
    caption: 'What can still be lost comes first, the soonest expiry at the top',
    columns: [
      { heading: 'Package' },
      { heading: 'Expires' },
      { heading: 'Status', spare: 1 },
      { heading: 'Bought', isAmount: true, spare: 2 },
      { heading: 'Used', isAmount: true, spare: 3 },
      { heading: 'Left', isAmount: true },
      { heading: 'Will expire', isAmount: true },
      { heading: 'Worth', isAmount: true },
      { heading: 'Lost', isAmount: true, spare: 4 },
      { heading: 'Pool', spare: 0 },
    ],
    rows: lots.map((outlook): Cell[] => {
      const { balance, status, forecastForfeited, forecastForfeitedDollars } = outlook
      const { lot, drawn, remaining, forfeited } = balance
      return [
        { text: nameOfLot(lot), bar: barOf(outlook) },
        showMoment(lot.expiresAt, zone),
        status,
        showUnits(lot.units),
        showUnits(drawn),
        showUnits(remaining),
        showRounded(forecastForfeited),
        forecastForfeited.num === 0n ? '' : showForecastCents(forecastForfeitedDollars),
        showUnits(forfeited),
        makeVisible(lot.pool),
      ]
    }),
  })
  return {
    heading: 'Packages',
    blocks: [
      { ...table, only: ['markdown', 'page'] },
      { ...table, only: ['screen'], isDetail: true },
      {
        kind: 'picture',
        picture: { caption: 'What the bars show', lines: () => [], draw: () => drawLegend(PART_LEGEND) },
        only: ['page'],
      },
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
const listPools = (answer: ExpiryAnswer, zone: TimeZone): Section[] =>
  answer.outlook.pools.map((pool, i) => {
    const use = pictureUse(pool, answer, zone)
    const left = pictureLeft(pool, answer, zone, `pool-${i + 1}`)
    return {
      heading: `${sentenceCase(makeVisible(pool.pool))} pool`,
      blocks: [
        ...(left ? [{ kind: 'picture', picture: left, only: ['page'] } as const] : []),
        ...asDetails([
          { kind: 'facts', facts: listPoolFacts(pool, answer, zone) },
          ...(use ? [{ kind: 'picture', picture: use, only: ['screen', 'markdown'] } as const] : []),
        ]),
      ],
    }
  })

/** What the eye falls on. */
function listFigures(answer: ExpiryAnswer, zone: TimeZone): KeyFigure[] {
  const { totals } = answer.outlook
  const next = sortForPeople(answer).find(({ balance }) => !isZero(balance.remaining))
  return [
    {
      label: 'Will expire unused',
      value: totals.forecastForfeitedDollars
        ? showAboutUsd(totals.forecastForfeitedDollars)
        : 'price unknown',
      more: describeRate(answer),
    },
    {
      label: 'Already lost',
      value: totals.forfeitedDollars ? showForecastCents(totals.forfeitedDollars) : 'price unknown',
      more: 'paid for units that have expired',
    },
    {
      label: 'Next expiry',
      value: next ? showDayOf(next.balance.lot.expiresAt, zone) : 'none',
      more: next
        ? `${showDaysUntil(answer.asOf, next.balance.lot.expiresAt)}: ${nameOfLot(next.balance.lot)}, ${showUnitCount(next.balance.remaining)}`
        : 'no units are left',
    },
  ]
}
