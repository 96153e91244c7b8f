/** What is said of one pool of units: what is left, how fast it is used, when it ends, what could be used. */
import type { TimeZone } from '../../core/calendar.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import type { AccountOutlook, Limits, PoolOutlook } from '../../core/ledger/outlook.js'
import { isZero, toRatio } from '../../core/quantity.js'
import { addRatios, compareRatios, type Ratio, ZERO } from '../../core/ratio.js'
import { showAbout, showRounded, showUnitCount, showUnitsOf } from '../amounts.js'
import { type Facts, fact } from '../document.js'
import { countOf, makeVisible } from '../text.js'
import { showMoment } from '../times.js'
import { showDayOf, showExpiry, showLost, showUnitsAbout, sortForPeople } from './lead.js'
import { cutToInstant, describeBurn, nameOfLot, showDaysUntil, showSpan } from './words.js'

/** All that is said of a pool. */
export function listPoolFacts(pool: PoolOutlook, answer: ExpiryAnswer, zone: TimeZone): Facts {
  const isEmpty = isZero(pool.remaining)
  return [
    fact('Left', `${showUnitCount(pool.remaining)}${describePending(pool, answer)}`),
    fact('Rate of use', describeBurn(pool, answer)),
    fact('Units last', !isEmpty && pool.burnBasis !== 'unknown' && describeEnd(pool, answer, zone)),
    fact('To use all', ...listEnough(pool, pool.accounts)),
    fact('At most', ...(isEmpty ? [] : listFullSpeeds(pool, pool.accounts, answer))),
    fact('Tasks at once', ...(isEmpty ? [] : listConcurrency(pool, zone))),
    fact('Will expire', describeRisk(pool, answer, zone)),
  ]
}

function describePending(pool: PoolOutlook, { outlook }: ExpiryAnswer): string {
  const pending = outlook.lots.filter(
    ({ balance, status }) => balance.lot.pool === pool.pool && status === 'pending',
  )
  if (pending.length === 0) return ''
  const units = pending.map(({ balance }) => toRatio(balance.remaining)).reduce(addRatios, ZERO)
  return `, ${showRounded(units)} of them in ${countOf(pending.length, 'package')} that ${pending.length === 1 ? 'has' : 'have'} not started`
}

/** How long the units last, and what ends it: use, or expiry. */
function describeEnd({ forecast, burns }: PoolOutlook, { asOf }: ExpiryAnswer, zone: TimeZone): string {
  const { runsOutAt, runsOutAccount, coveredUntil, uncoveredAccount } = forecast
  // Use of accounts that have no package is none of these units.
  if (runsOutAt === null && coveredUntil === null) return 'Nothing is being used, so all of it expires.'
  const at = (millis: Ratio): string => {
    const instant = cutToInstant(millis)
    return `${showMoment(instant, zone)}, ${showDaysUntil(asOf, instant)}`
  }
  const gapAt =
    coveredUntil !== null && (runsOutAt === null || compareRatios(coveredUntil, runsOutAt) < 0)
      ? coveredUntil
      : null
  const isNow = gapAt !== null && cutToInstant(gapAt) <= asOf
  const ofAccount = uncoveredAccount === null ? '' : ` of ${makeVisible(uncoveredAccount)}`
  const nothing = uncoveredAccount === null ? 'no package' : `no package${ofAccount}`
  const gap =
    gapAt === null
      ? []
      : [isNow ? `${nothing} is active now` : `until ${at(gapAt)}; then the rest${ofAccount} expires`]
  // What one account has used up is not the end of what another one holds.
  const by = runsOutAccount !== null && burns.length > 1 ? ` by ${makeVisible(runsOutAccount)}` : ''
  const end = runsOutAt === null ? [] : [`used up${by} on ${at(runsOutAt)}`]
  return [...gap, ...end].join('; ')
}

/** So many accounts of a pool are told of. */
const MOST_ACCOUNTS = 3

/** What is to be said of a pool, of several accounts for each of some of them: nothing that one does helps another. */
function byAccount(
  pool: PoolOutlook,
  accounts: readonly AccountOutlook[],
  say: (its: PoolOutlook | AccountOutlook) => string | null,
): (string | null)[] {
  if (pool.accounts.length === 0) return [say(pool)]
  const lines = accounts.slice(0, MOST_ACCOUNTS).flatMap(its => {
    const said = say(its)
    return said === null
      ? []
      : [`${its.account === null ? 'Anyone else' : makeVisible(its.account)}: ${said}`]
  })
  const more = accounts.length - MOST_ACCOUNTS
  return lines.length > 0 && more > 0 ? [...lines, `and ${countOf(more, 'more account')}`] : lines
}

/** Those that lose something, the most first; all of them where a rate is nobody's in particular, and may be all of one. */
export const listLosing = ({ accounts, isOfAnyone }: PoolOutlook): readonly AccountOutlook[] =>
  isOfAnyone
    ? accounts
    : accounts
        .filter(({ forecastForfeited }) => forecastForfeited.num > 0n)
        .sort((a, b) => compareRatios(b.forecastForfeited, a.forecastForfeited))

/** The use that loses nothing; null where nothing is left. */
export const listEnough = (pool: PoolOutlook, accounts: readonly AccountOutlook[]): (string | null)[] =>
  byAccount(pool, accounts, ({ burnToUseAll, burnPerDay, forecastForfeited, ...its }) => {
    if (burnToUseAll === null) return null
    const enough = `${showUnitsAbout(burnToUseAll)} a day`
    if ('account' in its) {
      // What it draws from packages that are anyone's comes on top.
      const isMore = its.account !== null && pool.accounts.some(({ account }) => account === null)
      return `${isMore ? 'at least ' : ''}${enough}${burnPerDay ? `, now ${showAbout(burnPerDay)}` : ''}`
    }
    const isEnough = forecastForfeited.num === 0n && compareRatios(burnPerDay!, burnToUseAll) >= 0
    return `${enough} from now on${isEnough ? ', which is less than is used' : ''}`
  })

/** What can be used at most; none where the time of a task was not told. */
export const listFullSpeeds = (
  pool: PoolOutlook,
  accounts: readonly AccountOutlook[],
  { taskMillis }: ExpiryAnswer,
): (string | null)[] =>
  byAccount(pool, accounts, its => describeFullSpeed(its, pool.unitsPerTask, taskMillis))

function describeFullSpeed(
  { fullSpeed, concurrency }: Limits,
  unitsPerTask: Ratio | null,
  taskMillis: number | null,
): string | null {
  if (fullSpeed === null) return null
  const { perDay, lost } = fullSpeed
  const speed =
    perDay === null
      ? 'not known now'
      : `${showUnitsAbout(perDay)} a day: ${countOf(concurrency!, 'task')} at once, ${showSpan(taskMillis!)} and ${showUnitsOf(unitsPerTask!)} each`
  if (lost === null) return `${speed}. A package does not state its limit.`
  return lost.size === 0
    ? `${speed}. So all could be used in time.`
    : `${speed}. Even so ${showLost(lost)} would be lost.`
}

const describeLimit = (limit: number | null): string => (limit === null ? 'not known' : String(limit))

const MAX_CHANGES = 4

function listConcurrency(pool: PoolOutlook, zone: TimeZone): (string | null)[] {
  const isKnown = pool.concurrency !== null || pool.concurrencyChanges.length > 0
  return isKnown
    ? byAccount(pool, pool.accounts, its => describeConcurrency(its, zone))
    : [describeConcurrency(pool, zone)]
}

function describeConcurrency({ concurrency, concurrencyChanges }: Limits, zone: TimeZone): string {
  const changes = concurrencyChanges
    .slice(0, MAX_CHANGES)
    .map(({ at, to }) => `${to === null ? 'none' : to} from ${showDayOf(at, zone)}`)
  const more = concurrencyChanges.length > MAX_CHANGES ? ['…'] : []
  return [`${describeLimit(concurrency)} now`, ...changes, ...more].join('; ')
}

/** What of the pool will be lost, and when first; null where nothing will. */
function describeRisk({ pool, ...its }: PoolOutlook, answer: ExpiryAnswer, zone: TimeZone): string | null {
  if (its.forecastForfeited.num === 0n) return null
  const { lot } = sortForPeople(answer).find(
    ({ balance, forecastForfeited }) => balance.lot.pool === pool && forecastForfeited.num > 0n,
  )!.balance
  return `${showLost(its.forecast.forfeited)}, first of ${nameOfLot(lot)} on ${showExpiry(lot, zone)}`
}
