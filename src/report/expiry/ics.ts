/** Reminders of an `expiry` answer: one event for each package that has units left. */

import type { TimeZone } from '../../core/calendar.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { hasUnitsLeft } from '../../core/ledger/lot-status.js'
import type { LotOutlook } from '../../core/ledger/outlook.js'
import { format } from '../../core/quantity.js'
import { showForecastCents, showUnitCount, showUnitsOf } from '../amounts.js'
import { type CalendarEvent, writeCalendar } from '../ics.js'
import { showTime } from '../times.js'
import { describeBurn, isBurnUnknown, nameOfLot } from './words.js'

/** How many days before a package expires the calendar reminds. */
const ALARM_DAYS = [14, 7, 1]

/** The calendar in pieces, the soonest expiry first. */
export function writeExpiryCalendar(answer: ExpiryAnswer, zone: TimeZone): Iterable<string> {
  const events = answer.outlook.lots
    .filter(({ balance }) => hasUnitsLeft(balance))
    .sort((a, b) => a.balance.lot.expiresAt - b.balance.lot.expiresAt)
    .map(lot => toEvent(lot, answer, zone))
  return writeCalendar({ name: 'Prepaid units that expire', asOf: answer.asOf, events })
}

function toEvent(outlook: LotOutlook, answer: ExpiryAnswer, zone: TimeZone): CalendarEvent {
  const { lot, remaining } = outlook.balance
  return {
    // What a correction of the ledger may change stays out of it; the purchase tells packages of two ledgers apart.
    identity: JSON.stringify(['expiry', lot.id, lot.account, lot.pool, lot.purchasedAt]),
    at: lot.expiresAt,
    summary: `${showUnitCount(remaining)} of ${nameOfLot(lot)} ${format(remaining) === '1' ? 'expires' : 'expire'}`,
    description: [
      `Package ${nameOfLot(lot)}, ${lot.pool} pool, cannot be used from ${showTime(lot.expiresAt, zone)} (${zone.id}) on.`,
      `On ${showTime(answer.asOf, zone)} it held ${showUnitCount(remaining)}. ${describeLoss(outlook, answer)}`,
    ].join('\n'),
    alarmDays: ALARM_DAYS,
  }
}

function describeLoss(outlook: LotOutlook, answer: ExpiryAnswer): string {
  const { forecastForfeited: units, forecastForfeitedDollars: dollars, balance } = outlook
  const pool = answer.outlook.pools.find(each => each.pool === balance.lot.pool)!
  if (isBurnUnknown(answer)) {
    const most = dollars === null ? '; its price is not known' : `: up to ${showForecastCents(dollars)}`
    return `What is not used by then is lost${most}.`
  }
  const loss = units.num === 0n ? 'nothing' : `${showUnitsOf(units)}, ${showForecastCents(dollars)},`
  return `At ${describeBurn(pool, answer, balance.lot)}, ${loss} will be lost.`
}
