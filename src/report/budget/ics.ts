/** The purchases of a `budget` answer as a calendar: one event for each day on which something is bought. */

import type { TimeZone } from '../../core/calendar.js'
import { groupBy } from '../../core/group-by.js'
import { type BudgetAnswer, isPlanned } from '../../core/plan/budget-answer.js'
import { add, NO_USD, toRatio } from '../../core/quantity.js'
import { showUnitCount, showUsd } from '../amounts.js'
import { type CalendarEvent, writeCalendar } from '../ics.js'
import { countOf } from '../text.js'
import { showTime } from '../times.js'
import { isLittleKnown, listAtMost } from './lead.js'

/** How many days before a purchase the calendar reminds. */
const ALARM_DAYS = [7, 1]

/** The calendar in pieces, in order of time. */
export function writeBudgetCalendar(answer: BudgetAnswer, zone: TimeZone): Iterable<string> {
  // By too few days nobody buys a plan: what stands in a calendar is what to do.
  const purchases = answer.pools.filter(isPlanned).flatMap(budget => {
    const bought = isLittleKnown(budget) ? listAtMost([budget]) : budget.plan.plan.purchases
    return bought.map(purchase => ({ ...purchase, pool: budget.pool }))
  })
  const events = [...groupBy(purchases, ({ at }) => at)]
    .sort(([a], [b]) => a - b)
    .map(([at, bought]): CalendarEvent => {
      const cost = bought.reduce((sum, { offer }) => add(sum, offer.price), NO_USD)
      const lines = bought.map(
        ({ offer, pool }) =>
          `${offer.id} (${pool}): ${showUnitCount(offer.units)}, ${showUsd(toRatio(offer.price))}`,
      )
      return {
        identity: JSON.stringify(['budget', at, bought.map(({ offer, pool }) => [pool, offer.id])]),
        at,
        summary: `Buy ${countOf(bought.length, 'package')}: ${showUsd(toRatio(cost))}`,
        description: [...lines, `Planned on ${showTime(answer.asOf, zone)} (${zone.id}).`].join('\n'),
        alarmDays: ALARM_DAYS,
      }
    })
  return writeCalendar({ name: 'Prepaid units to buy', asOf: answer.asOf, events })
}
