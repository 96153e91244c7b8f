/** What a reader of an `expiry` answer has to know beside the figures. */
import { compact } from '../../core/compact.js'
import { groupBy } from '../../core/group-by.js'
import { formatDay, formatInstant } from '../../core/instant.js'
import { listUnknownStarts } from '../../core/ledger/burn-rate.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import type { Lot } from '../../core/ledger/lot.js'
import { contradictsItself, isSaidExpired } from '../../core/ledger/reported-balance.js'
import { format, sumOf, type Units } from '../../core/quantity.js'
import { showRounded, showUnitCount, showUnits } from '../amounts.js'
import { describeComparison } from '../deductions.js'
import { listFileNotes } from '../file-doubts.js'
import { type Note, type Ruling, tellRulings } from '../note.js'
import { describeCopies, describeRepeats } from '../repeated-tasks.js'
import { describeDoubtfulFiles, describeSilences } from '../silent-days.js'
import { describeOutOfForce } from '../source-line.js'
import { countOf, listNames, listSome, makeVisible } from '../text.js'
import { describeEarly, describeUsedLists, UNITS_FIRST } from '../used-lists.js'
import { describeReconciliation } from './reconciliation.js'
import {
  describeFailWithin,
  describeGap,
  describeUnowned,
  isBurnMeasured,
  isBurnUnknown,
  listPerhapsUsedBefore,
  listPerhapsUsedSince,
  listStatedOtherwise,
  showSpan,
} from './words.js'

const lotsOf = ({ outlook }: ExpiryAnswer): Lot[] => outlook.lots.map(({ balance }) => balance.lot)

const overlap = (a: Lot, b: Lot): boolean =>
  a.pool === b.pool && a.effectiveAt < b.expiresAt && b.effectiveAt < a.expiresAt

const RULINGS: readonly Ruling<ExpiryAnswer>[] = [
  {
    id: 'R30',
    text: ({ order }) =>
      order === 'expiry'
        ? 'of several packages the one that expires first pays first; --burn-order purchase lets the one bought first (ruling R30)'
        : 'of several packages the one bought first pays first, as asked for; --burn-order expiry lets the one that expires first (ruling R30)',
    applies: answer =>
      lotsOf(answer).some((lot, i, lots) => lots.slice(i + 1).some(other => overlap(lot, other))),
  },
  {
    id: 'R31',
    text: () =>
      'a package of N days can be used for N × 24 hours and not at the instant of its expiry (ruling R31)',
    applies: answer => !answer.isService && lotsOf(answer).length > 0,
  },
  {
    id: 'R32',
    text: ({ outlook }) =>
      outlook.pools.some(({ accounts }) => accounts.length > 0)
        ? 'the concurrency limit of an account is the highest of the packages of a pool that it can use, that are active and have units left (ruling R32)'
        : 'the concurrency limit is the highest of the packages of a pool that are active and have units left (ruling R32)',
    applies: ({ outlook }) => outlook.pools.some(({ concurrency }) => concurrency !== null),
  },
  {
    id: 'R33',
    text: ({ windowMillis }) =>
      `the forecast expects the mean use of the last ${showSpan(windowMillis)} that the log knows to go on, paid by a package or not; --burn-window and --burn-rate choose otherwise (ruling R33)`,
    applies: isBurnMeasured,
  },
  {
    id: 'R62',
    text: ({ measuredMillis }) =>
      `days of which the log knows nothing do not count as days without use: the rate is the mean of the ${showSpan(measuredMillis)} that it knows (ruling R62)`,
    applies: answer =>
      (answer.unknownDays > 0 || (answer.usage?.silences ?? []).length > 0) && isBurnMeasured(answer),
  },
  {
    id: 'R34',
    text: ({ isService }) =>
      `balances are those that the ${isService ? 'API reports, up to 12 hours late' : 'ledger states'}; --usage computes them task by task (ruling R34)`,
    applies: ({ isReported }) => isReported,
  },
  {
    id: 'R35',
    text: () =>
      'packages without pool and price were taken for the one package of the catalogue that has their size and validity (ruling R35)',
    applies: ({ reported }) => reported?.some(({ isMatched }) => isMatched) ?? false,
  },
  {
    id: 'R46',
    text: () => `${UNITS_FIRST} (ruling R46)`,
    applies: ({ usage }) => usage?.usedLists.isRuled ?? false,
  },
  {
    id: 'R36',
    text: () =>
      'a package that expires on a date without a time can be used until that day ends by --tz (ruling R36)',
    applies: ({ endsWithDay }) => endsWithDay,
  },
]

/** The ids of the rulings that shaped this answer. */
export const listRulings = (answer: ExpiryAnswer): string[] =>
  tellRulings(RULINGS, answer).map(({ ruling }) => ruling)

/** All notes, in the order of their weight. */
export function listNotes(answer: ExpiryAnswer): Note[] {
  const { usage, reconciliation } = answer
  // The warnings of a document say the same.
  const inTable = [
    ...describeUnfunded(answer),
    ...describeStated(answer, true),
    ...describeStartOfLog(
      listUnknownStarts(lotsOf(answer), usage?.from ?? null, answer.asOf),
      'left',
      answer,
    ),
    ...describeEndOfLog(answer),
    ...describeUnowned(answer),
    ...(usage
      ? [
          ...describeSilences(usage, formatDay),
          ...describeDoubtfulFiles(usage, formatDay),
          ...describeCopies(usage),
          ...(usage.usedLists.early ? [describeEarly(usage.usedLists.early)] : []),
        ]
      : []),
  ]
  const texts = compact([
    ...describeUnpriced(answer),
    ...describeUnknownBurn(answer),
    ...describeSharedRate(answer),
    ...describeShortHistory(answer),
    ...describeStartOfLog(
      listPerhapsUsedBefore(answer).map(({ balance }) => balance.lot),
      'lost',
      answer,
    ),
    ...answer.idle,
    ...describeTaskTime(answer),
    ...describeStated(answer, false),
    ...describeReported(answer),
    ...(reconciliation ? describeReconciliation(reconciliation, answer.order) : []),
    ...(usage?.comparison ? describeComparison(usage.comparison) : []),
    ...(usage ? describeRepeats(usage) : []),
    usage?.outOfForce && describeOutOfForce(usage.outOfForce),
    usage?.assumedPool &&
      `units whose pool no row names are taken to be of the ${usage.assumedPool} pool, the only one of the ledger`,
    usage &&
      usage.bareDates > 0 &&
      `${countOf(usage.bareDates, 'row')} with a date and no time ${usage.bareDates === 1 ? 'counts' : 'count'} as that day begins, so that no package that takes effect within the day pays`,
    usage && usage.free > 0n && `${countOf(usage.free, 'task')} used nothing: 0 units were deducted`,
    usage &&
      usage.later.count > 0 &&
      `${countOf(usage.later.count, 'use')} after ${formatInstant(answer.asOf)} left out: ${listUnits(usage.later.units)}`,
    usage &&
      usage.notBilled > 0n &&
      `${countOf(usage.notBilled, 'failed task')} used nothing (002: failed tasks cost nothing)`,
    usage &&
      usage.rejected.length > 0 &&
      `${countOf(usage.rejected.length, 'bad row')} set aside and not in any sum`,
    usage && usage.pending > 0n && `${countOf(usage.pending, 'unfinished task')} not counted yet`,
  ])
  const { gate } = answer
  // Who takes the status for the whole answer should know that it says nothing.
  const unjudged = gate && lotsOf(answer).length === 0 ? [`warning: ${describeFailWithin(gate, answer)}`] : []
  return [
    ...unjudged.map(text => ({ text, isInTable: true, isLoud: true })),
    ...listFileNotes(answer.columns),
    ...texts.map(text => ({ text })),
    ...inTable.map(text => ({ text, isInTable: true })),
    ...describeUsedLists(usage?.usedLists.lists ?? []).map(text => ({ text, isDetail: true })),
    ...tellRulings(RULINGS, answer),
  ]
}

/** What CSV and FOCUS have no row for. */
const describeUnfunded = ({ unfunded }: ExpiryAnswer): string[] =>
  [...groupBy(unfunded, ({ use }) => use.pool)].map(
    ([pool, ofPool]) =>
      `no active package paid for ${showUnitCount(sumOf(ofPool.map(({ units }) => units)))} of the ${makeVisible(pool)} pool, the first at ${formatInstant(ofPool[0]!.use.at)}`,
  )

const listUnits = (units: ReadonlyMap<string, Units>): string =>
  [...units].map(([pool, amount]) => `${showUnitCount(amount)} (${pool})`).join(', ')

function describeUnknownBurn(answer: ExpiryAnswer): string[] {
  if (!isBurnUnknown(answer) || lotsOf(answer).length === 0) return []
  const held = answer.isReported
    ? 'no use is known, so that all that is left counts as at risk'
    : 'no use is known: packages count as untouched, and all that is left as at risk'
  return [`${held}; --usage FILE or --burn-rate UNITS says how fast units are used`]
}

/** Without a log nobody knows how much of a rate is whose. */
function describeSharedRate(answer: ExpiryAnswer): string[] {
  const { usage, outlook } = answer
  if (usage !== null || outlook.pools.every(({ burnBasis }) => burnBasis !== 'given')) return []
  const accounts = new Set(lotsOf(answer).map(({ account }) => account))
  if (accounts.size < 2) return []
  return [
    `warning: the packages are of ${countOf(accounts.size, 'account')}, and --burn-rate does not say whose use it is: it draws them as if they were of one. A package never pays for another account: give --usage, or the packages of each account by themselves`,
  ]
}

/** A log that is shorter than the window: its days are all that is known of how fast units are used. */
function describeShortHistory({ outlook, windowMillis, measuredMillis }: ExpiryAnswer): string[] {
  const measured = outlook.pools.filter(({ burnBasis }) => burnBasis === 'measured')
  return [
    ...measured.flatMap(({ pool, firstUseAt }) =>
      firstUseAt === null ? [`no use of the ${pool} pool is known, so that its burn is 0`] : [],
    ),
    ...measured.flatMap(({ pool, burns }) =>
      burns.flatMap(({ account, measuredMillis: its }) =>
        its === null || its >= measuredMillis
          ? []
          : [
              `use of the ${makeVisible(pool)} pool${account === null ? '' : ` by ${makeVisible(account)}`} is measured over the last ${showSpan(its)}, as it began later than the log (ruling R33)`,
            ],
      ),
    ),
    ...(measured.length > 0 && measuredMillis < windowMillis
      ? [
          `the log knows ${showSpan(measuredMillis)} of use, fewer than the ${showSpan(windowMillis)} that use is measured over as a rule: the rate is their mean`,
        ]
      : []),
  ]
}

/** From when on the log knows what was used of lots, and that less may be left, or lost. */
const describeStartOfLog = (
  lots: readonly Lot[],
  what: 'left' | 'lost',
  { usage }: ExpiryAnswer,
): string[] =>
  lots.length === 0
    ? []
    : [
        `the log begins on ${formatInstant(usage!.from!)}, after ${listNames(lots.map(({ id }) => makeVisible(id)))} took effect: what was used before is not known, and less may be ${what} than is told`,
      ]

/** Up to when the log reaches: of what was used since, nothing is known. */
function describeEndOfLog(answer: ExpiryAnswer): string[] {
  const { usage, unknownDays } = answer
  if (!usage?.until || unknownDays === 0) return []
  const lost = listPerhapsUsedSince(answer).length > 0 ? ' and lost' : ''
  return [
    `the log reaches to ${formatInstant(usage.until)}: what was used in ${describeGap(answer)} is not known, and less may be left${lost} than is told`,
  ]
}

function describeTaskTime({ taskMillis, outlook, usage }: ExpiryAnswer): string[] {
  if (taskMillis === null || usage === null) return []
  return outlook.pools.flatMap(({ pool, remaining, unitsPerTask, fullSpeed }) => {
    if (format(remaining) === '0') return []
    if (unitsPerTask === null)
      return [`no task of the ${pool} pool is known, so how much can be used at most is not known either`]
    return fullSpeed?.forfeited === null
      ? [
          `the packages of the ${pool} pool do not state their concurrency, so how much can be used at most is not known`,
        ]
      : []
  })
}

/** What has no price makes every sum of money that it is part of unknown, not smaller. */
function describeUnpriced(answer: ExpiryAnswer): string[] {
  const ids = lotsOf(answer).flatMap(({ id, price }) => (price === null ? [id] : []))
  if (ids.length === 0) return []
  const [price, its, it] = ids.length === 1 ? ['price', 'its', 'it'] : ['prices', 'their', 'them']
  const are = ids.length === 1 ? 'is' : 'are'
  return [
    `the ${price} of ${listSome(ids)} ${are} not known, so the worth of ${its} lost units is not known either; give ${it} as "price"`,
  ]
}

function describeReported({ reported, isReported, isService, outlook, asOf }: ExpiryAnswer): string[] {
  const speaker = isService ? 'the API' : 'the ledger'
  return (reported ?? []).flatMap((report, i) => {
    const { lot, remaining, status } = report
    const computed = outlook.lots[i]!
    const notes: string[] = []
    if (remaining === null) {
      if (isReported) notes.push(`${speaker} gives no balance of ${lot.id}: it counts as untouched`)
    }
    if (isReported && contradictsItself(report))
      notes.push(
        `${speaker} says that ${lot.id} is used up, and that ${showUnitCount(remaining!)} of it ${format(remaining!) === '1' ? 'is left: it does not count' : 'are left: none of them counts'}`,
      )
    if (isReported && isSaidExpired(report, asOf))
      notes.push(
        `${speaker} says that ${lot.id} is expired, before its time of ${formatInstant(lot.expiresAt)}: its ${showUnitCount(computed.balance.forfeited)} ${format(computed.balance.forfeited) === '1' ? 'counts' : 'count'} as lost`,
      )
    else if (status !== null && status !== computed.status)
      notes.push(
        `${speaker} says that ${lot.id} is ${status}; at the time of the answer it is ${computed.status}, and counts so`,
      )
    return notes
  })
}

/** What ledger or API say is left, where use leaves something else; what a screen warns of apart. */
const describeStated = (answer: ExpiryAnswer, areDoubts: boolean): string[] =>
  listStatedOtherwise(answer)
    .filter(({ isDoubt }) => isDoubt === areDoubts)
    .map(({ lot, stated, computed, by, isFewer, isDelay }) => {
      const why = isDelay ? '; use of the last 12 hours, which the API counts late, can be the reason' : ''
      return `${answer.isService ? 'the API' : 'the ledger'} counts ${showUnitCount(stated)} left in ${lot.id}, ${showRounded(by)} ${isFewer ? 'fewer' : 'more'} than the ${showUnits(computed)} computed${why}`
    })
