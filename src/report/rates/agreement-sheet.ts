/** A service level agreement as a table: each rule with its figure and its clause. */
import { compact } from '../../core/compact.js'
import type { Agreement } from '../../core/sla/agreement.js'
import { column, type Table, tabulate } from '../document.js'
import { describeSource } from '../source-line.js'
import { countOf, makeVisible } from '../text.js'

/** `rates show` of an agreement. */
export function showAgreement(agreement: Agreement): Table {
  const { id, title, compensation, claim, maintenance, nodeMinimum } = agreement
  const made = compensation.form === 'vouchers' ? 'vouchers' : 'service credit'
  const rows = compact<(string | null)[]>([
    [
      'Availability promised',
      agreement.commitment === null ? 'not in the text of the document' : `${agreement.commitment} %`,
      agreement.commitmentClause,
    ],
    [
      'Measured as',
      agreement.method === 'timeslices'
        ? `share of slices of ${countOf(agreement.sliceMinutes, 'minute')} that were not down`
        : `mean over slices of ${countOf(agreement.sliceMinutes, 'minute')} of the share of failed requests`,
      agreement.methodClause,
    ],
    [
      'Service periods',
      agreement.cutToTerm ? 'calendar months, cut to the term of the service' : 'whole calendar months',
      agreement.periodClause,
    ],
    ...agreement.tiers.map(({ below, atLeast, percent, clause }) => [
      `Below ${below} %${atLeast === null ? '' : `, at least ${atLeast} %`}`,
      `${percent} % as ${made}`,
      clause,
    ]),
    ['Percentages are of', compensation.basis, compensation.clause],
    compensation.capPercent !== null && [
      'At most',
      `${compensation.capPercent} % of the fee less the part paid with vouchers`,
      compensation.clause,
    ],
    claim.opensAfterWorkingDay !== null && [
      'Claims open',
      `the day after working day ${claim.opensAfterWorkingDay} of the next month`,
      claim.clause,
    ],
    [
      'Claims close',
      `${countOf(claim.closesAfterMonths, 'month')} after the period's own, at the end of the month`,
      claim.clause,
    ],
    ...claim.requirements.map(({ text, clause }) => ['A claim needs', text, clause]),
    [
      'Maintenance',
      maintenance.noticeHours === null
        ? 'excluded when announced'
        : `excluded with ${countOf(maintenance.noticeHours, 'hour')} of notice`,
      maintenance.clause,
    ],
    nodeMinimum !== null && [
      'At least',
      `${countOf(nodeMinimum.networks, 'network')} with ${countOf(nodeMinimum.nodesEach, 'node')} each`,
      nodeMinimum.clause,
    ],
    ...agreement.exclusions.map(({ text, clause }) => ['Excluded', text, clause]),
    ...agreement.notes.map(note => ['Note', note, null]),
  ])
  return tabulate(`${makeVisible(`${id}: ${title}`)} (${describeSource(agreement)})`, rows, [
    column('What', ([what]) => makeVisible(what!)),
    column('The agreement says', ([, says]) => makeVisible(says!)),
    column('Clause', ([, , clause]) => makeVisible(clause ?? '')),
  ])
}
