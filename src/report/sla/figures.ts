/** The figures of an `sla` answer that carry the decision beside its outages. */
import { compact } from '../../core/compact.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { showUsd } from '../amounts.js'
import { type Facts, fact, factBlock, type KeyFigure, onlyOn, type Section } from '../document.js'
import { countOf, makeVisible, sentenceCase, showCount } from '../text.js'
import { showDay } from '../times.js'
import { describeTickets, describeWindow, findClaim } from './claims.js'
import { listFacts } from './evidence.js'
import { describeFilter, describePaths } from './foreign.js'
import { findTelling } from './outages.js'
import * as words from './words.js'

/** The figures that the eye falls on. */
export function listKeyFigures(period: PeriodAnswer, { asOf }: SlaAnswer): KeyFigure[] {
  const { agreement, measurement, claim, compensation } = period
  const percent = words.percentOf(measurement)
  const { tier, verdict } = measurement
  const isDue = findClaim(period) !== 'none'
  return [
    {
      label: sentenceCase(words.wordFor(measurement)),
      value: percent === null ? 'No data' : words.showPercent(percent, agreement),
      more:
        agreement.commitment === null
          ? 'what was promised is not known'
          : `promised: ${agreement.commitment}\u00a0%`,
    },
    {
      label: agreement.compensation.form === 'vouchers' ? 'Compensation' : 'Credit',
      value: verdict === 'missed' ? words.describeAmount(period) : verdict === 'met' ? 'None' : 'Not known',
      more:
        tier && compensation
          ? `${tier.percent}\u00a0% of ${showUsd(compensation.applicableFee)}${compensation.capped ? ', capped' : ''}`
          : words.describeVerdict(period, words.findSilence(period, asOf)),
    },
    {
      label: 'Claim by',
      value: isDue ? showDay(claim.closes) : 'Nothing to claim',
      more: isDue ? `from ${claim.estimated ? 'about ' : ''}${showDay(claim.opens)}` : null,
    },
    {
      label: measurement.method === 'timeslices' ? 'Incidents' : 'Outages',
      value: showCount(
        (measurement.method === 'timeslices' ? measurement.incidents : findTelling(period)).length,
      ),
      more: `${countOf(measurement.totals.requests, 'request')} in the log`,
    },
  ]
}

/** What carries the decision beside the outages, in a few lines. */
export function listFigures(
  services: readonly ServiceAnswer[],
  answer: SlaAnswer,
  one: PeriodAnswer | null,
): Section {
  const facts: Facts = [
    ...describeTickets(
      services.flatMap(({ periods }) => periods.filter(period => findClaim(period) !== 'none')),
      answer.asOf,
      answer.zone,
    ),
    ...(one ? describeDue(one) : []),
    // What may still fail matters while it can.
    ...(one?.running && words.hasData(one)
      ? listFacts(one, { ...answer, choices: services[0]!.choices }).filter(
          ({ label }) => label === 'Error budget',
        )
      : []),
    ...services.flatMap(service => describeCounted(service, one)),
  ]
  return { heading: '', blocks: onlyOn(['screen', 'markdown'], [factBlock(facts)]) }
}

/** What is due, of what, by which clause, and when it can be claimed. */
function describeDue(period: PeriodAnswer): Facts {
  const { agreement, compensation, measurement } = period
  const { tier } = measurement
  if (findClaim(period) === 'none') return []
  const share = compensation ? showUsd(compensation.applicableFee) : 'the fee (--fee USD gives the amount)'
  return [
    tier &&
      fact(
        'Tier',
        `below ${tier.below}\u00a0%: ${tier.percent}\u00a0% of ${share}${compensation?.capped ? ', capped' : ''} (${words.citeClause(tier.clause ?? agreement.compensation.clause)})`,
      ),
    fact('Claim window', describeWindow(period)),
  ]
}

function describeCounted(service: ServiceAnswer, period: PeriodAnswer | null): Facts {
  const { filtered, filter, outsidePeriods, endpoints, rejectedRows } = service
  const beside = compact([
    filtered > 0 && `${countOf(filtered, 'request')} by ${makeVisible(describeFilter(filter))}`,
    outsidePeriods > 0 &&
      `${countOf(outsidePeriods, 'request')} outside the ${period ? 'period' : 'periods'}`,
    rejectedRows > 0 && `${countOf(rejectedRows, 'bad row')}`,
  ])
  return [
    period && fact('Counted', words.describeRequests(period)),
    beside.length > 0 && fact('Left out', beside.join('; ')),
    endpoints.length > 0 &&
      fact('Endpoints', `${outsidePeriods > 0 ? 'in the whole log: ' : ''}${describePaths(endpoints)}`),
  ]
}
