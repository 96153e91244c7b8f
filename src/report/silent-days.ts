/** Days of which files of use say nothing: what was used then is in no figure, and no reader may overlook it. */
import { compact } from '../core/compact.js'
import { listChoices } from '../core/failure.js'
import type { Day } from '../core/instant.js'
import type { UsageReport } from '../core/ledger/expiry-answer.js'
import type { UnknownUse } from '../core/plan/budget-answer.js'
import type { DayRun, TotalSpan } from '../core/silent-days.js'
import { countOf, makeVisible } from './text.js'

type ShowDay = (day: Day) => string

const nameSilences = (silences: readonly DayRun[], showDay: ShowDay): string =>
  `the use has no row from ${listChoices(
    silences.map(({ first, last }) => `${showDay(first)} to ${showDay(last)}`),
    'and',
  )}: what was used then is not known`

export const describeSilences = ({ silences }: Pick<UsageReport, 'silences'>, showDay: ShowDay): string[] =>
  silences.length === 0
    ? []
    : [`${nameSilences(silences, showDay)}, and counts neither in the rate nor in what is left`]

/** Fewer days since the end of a log may be such on which nobody works. */
const LONG_WEEKEND = 3

/** What a plan does not know of the packages that are held. */
export const describeUnknownUse = ({ daysSince, silences }: UnknownUse, showDay: ShowDay): string[] =>
  compact([
    daysSince > LONG_WEEKEND &&
      `the log ends ${countOf(daysSince, 'day')} before the plan begins: what was used since is not known`,
    silences.length > 0 && nameSilences(silences, showDay),
  ]).map(text => `${text}, and less may be left of the packages that you hold`)

const SPANS: Readonly<Record<TotalSpan, string>> = {
  week: 'a week',
  fortnight: 'two weeks',
  'half-month': 'half a month',
  month: 'a month',
  quarter: 'a quarter',
}

/** What may be amiss with files as wholes. */
export const describeDoubtfulFiles = (
  { earlyEnds, coarseTotals }: Pick<UsageReport, 'earlyEnds' | 'coarseTotals'>,
  showDay: ShowDay,
): string[] => [
  ...earlyEnds.map(
    ({ file, last }) =>
      `the use in ${makeVisible(file)} ends on ${showDay(last)}, while another file of the same days goes on: what it would hold of the days since counts as no use`,
  ),
  ...coarseTotals.map(
    ({ file, span }) =>
      `the totals in ${makeVisible(file)} are each ${SPANS[span]} apart, and count as the use of single days: give what each day used`,
  ),
]
