/** Days of which files of use say nothing: what was used then is in no figure, and no reader may overlook it. */
import { listChoices } from '../core/failure.js'
import type { Day } from '../core/instant.js'
import type { UsageReport } from '../core/ledger/expiry-answer.js'
import { makeVisible } from './text.js'

export const describeSilences = (
  { silences }: Pick<UsageReport, 'silences'>,
  showDay: (day: Day) => string,
): string[] =>
  silences.length === 0
    ? []
    : [
        `the use has no row from ${listChoices(
          silences.map(({ first, last }) => `${showDay(first)} to ${showDay(last)}`),
          'and',
        )}: what was used then is not known, the rate is that of the other days, and less may be left than is told`,
      ]

export const describeEarlyEnds = (
  { earlyEnds }: Pick<UsageReport, 'earlyEnds'>,
  showDay: (day: Day) => string,
): string[] =>
  earlyEnds.map(
    ({ file, last }) =>
      `the use in ${makeVisible(file)} ends on ${showDay(last)}, while another file of the same days goes on: what it would hold of the days since counts as no use`,
  )
