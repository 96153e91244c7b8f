/** The summary of one claim as a document, written for the reviewer who decides on it. */
import type { TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { ONE } from '../../core/ratio.js'
import type { PeriodAnswer, ServiceAnswer } from '../../core/sla/answer.js'
import { showShare, showUnitCount, showUsd } from '../amounts.js'
import * as doc from '../document.js'
import { describeExclusive } from '../sla/claims.js'
import { listFacts } from '../sla/evidence.js'
import { defineOutage, listOutages } from '../sla/outages.js'
import { followLosses, mapBlocks } from '../sla/pictures.js'
import * as words from '../sla/words.js'
import { countOf, makeVisible, sentenceCase, showCount } from '../text.js'
import { showDate, showDay, showMinutes, showMoment } from '../times.js'
import {
  describeChoices,
  describeExclusions,
  describeFiles,
  describeOrigin,
  describeRequirements,
} from './appendix.js'
import { CLAIM_FILES, type ClaimDossier, findCostlySlices } from './dossier.js'

export function summariseClaim(dossier: ClaimDossier): doc.Document {
  const { answer } = dossier
  return {
    title: 'Claim under a service level agreement',
    subject: words.nameOfAnswer(answer),
    lead: writeLead(answer),
    warnings: listWarnings(dossier),
    notes: [],
    foot: 'The files beside this page hold the evidence.',
    sections: [
      describeClaim(dossier),
      describeOutages(dossier),
      describeFigure(dossier),
      describeExclusions(dossier),
      describeChoices(dossier),
      ...describeRequirements(answer),
      SIGNATURE,
      describeFiles(dossier),
      describeOrigin(dossier),
    ],
  }
}

/** To be completed by hand. */
const BLANK = '_'.repeat(32)

const SIGNATURE: doc.Section = {
  heading: 'Signature',
  blocks: [
    doc.textBlock('The claimant confirms that these figures come from the logs listed below.'),
    doc.factBlock(['Name', 'Position', 'Date', 'Signature'].map(label => doc.fact(label, BLANK))),
  ],
}

function writeLead(answer: PeriodAnswer): string[] {
  const { measurement, agreement, compensation, period } = answer
  const figure = words.showPercent(words.percentOf(measurement)!, agreement)
  const name = words.nameOfPeriod(period)
  if (measurement.verdict === null) {
    const down = measurement.method === 'timeslices' ? showMinutes(measurement.downtimeMinutes) : ''
    return [
      `Claimed ${words.wordsForForm(agreement)}: what the table of the agreement grants for ${name}.`,
      `${figure} ${words.wordFor(measurement)} (${down} down).`,
    ]
  }
  const amount = compensation
    ? showUsd(words.roundCompensation(compensation.amount))
    : words.describeAmount(answer)
  const granted = measurement.tier?.clause ?? agreement.compensation.clause
  const promised = agreement.commitmentClause ?? agreement.methodClause
  return [
    `Claimed: ${amount} ${words.wordsForForm(agreement)} for ${name} (${words.citeClause(granted)}).`,
    `${figure} ${words.wordFor(measurement)}, promised ${agreement.commitment}\u00a0% (${words.citeClause(promised)}).`,
  ]
}

/** Why a claim cannot be sent at the time of the answer; null: it can. */
export function describeClosed({ running, standing, claim }: PeriodAnswer): string | null {
  if (running) return 'The period is not over: the figures are preliminary, and nothing can be claimed yet.'
  if (standing.state === 'open') return null
  return standing.state === 'closed'
    ? `The last day to claim was ${showDay(claim.closes)}.`
    : `Claims are not taken before ${claim.estimated ? 'about ' : ''}${showDay(claim.opens)}.`
}

function listWarnings({ answer, service, whole }: ClaimDossier): string[] {
  const { compensation, measurement, agreement } = answer
  const { silent, elapsed, isLoud } = words.findSilence(answer, whole.asOf)
  const exclusives = whole.exclusives.filter(
    ({ first, second, shared }) => shared.length > 0 && (first === answer || second === answer),
  )
  return compact([
    describeClosed(answer),
    words.hasFailuresAlone(answer, whole.asOf) && `${sentenceCase(words.FAILURES_ALONE)}.`,
    isLoud &&
      `Part of the log may be missing: ${words.showCountShare(silent, elapsed)} of the ${words.nameOfSlice(agreement)}s hold no request. They count as without failure.`,
    ...words
      .findDecisiveAlternatives(answer)
      .map(
        other =>
          `The outcome depends on how the agreement is read: with ${other.choice} it would be ${words.describeOutcome(other)}.`,
      ),
    ...exclusives.map(exclusive => `${describeExclusive(exclusive, whole.zone)}.`),
    measurement.verdict !== null &&
      !compensation &&
      `No amount is stated, because the fee is not known (${agreement.compensation.basis}).`,
    service.rejectedRows > 0 &&
      `${countOf(service.rejectedRows, 'row')} of the log could not be read and ${service.rejectedRows === 1 ? 'is' : 'are'} in no figure.`,
  ])
}

function describeClaim({ answer, whole }: ClaimDossier): doc.Section {
  const { agreement, account, period, days, claim, measurement, fee, compensation } = answer
  const { commitment, commitmentClause, methodClause } = agreement
  const { tier } = measurement
  return {
    heading: 'The claim',
    blocks: [
      doc.factBlock([
        doc.fact('Claimant', BLANK),
        account !== null && doc.fact('Account', words.showAccount(account)),
        doc.fact(
          'Period',
          `${showDay(period.start)} to ${showDay(period.end)} (${countOf(days, 'day')}, ${whole.zone.id})`,
        ),
        doc.fact(
          'Claimed',
          compensation || tier
            ? `${words.describeAmount(answer)} ${words.wordsForForm(agreement)}`
            : "what the agreement's own table grants",
        ),
        doc.fact(
          'Promised',
          commitment === null
            ? "by the agreement's own table, which was not at hand"
            : `${commitment}\u00a0% (${words.citeClause(commitmentClause ?? methodClause)})`,
        ),
        doc.fact(
          'Measured',
          `${words.showPercent(words.percentOf(measurement)!, agreement)} ${words.wordFor(measurement)} (${words.citeClause(methodClause)})`,
        ),
        tier &&
          doc.fact(
            'Tier',
            `below ${tier.below}\u00a0%${tier.atLeast === null ? '' : `, at least ${tier.atLeast}\u00a0%`}: ${tier.percent}\u00a0% (${words.citeClause(tier.clause ?? agreement.compensation.clause)})`,
          ),
        doc.fact('Percentage of', agreement.compensation.basis),
        doc.fact('Fee', fee ? showUsd(fee.fee) : 'not stated'),
        doc.fact(
          'Claim window',
          `${claim.estimated ? 'about ' : ''}${showDay(claim.opens)} to ${showDay(claim.closes)} (${words.citeClause(agreement.claim.clause)})`,
        ),
        doc.fact('Agreement', makeVisible(agreement.title), describeDocument(agreement)),
        doc.fact('Prepared', showDay(whole.zone.toLocal(whole.asOf).day)),
      ]),
      ...describePackages(answer),
    ],
  }
}

/** When the service failed, as a picture and in a table. */
function describeOutages({ answer, service, whole }: ClaimDossier): doc.Section {
  const { measurement } = answer
  const isUptime = measurement.method === 'timeslices'
  return {
    heading: isUptime ? 'Incidents' : 'Outages',
    blocks: compact([
      doc.textBlock(defineOutage(answer)),
      isUptime &&
        doc.textBlock(
          `${countOf(measurement.incidents.length, 'incident')}, ${showMinutes(measurement.downtimeMinutes)} down in all.`,
        ),
      ...(answer.counts ? mapBlocks(followLosses(answer, service), 'claim', whole) : []),
      ...listOutages(answer, { zone: whole.zone, asOf: null }),
    ]),
  }
}

/** How sure a text of an agreement is, to who may have another. */
const CONFIDENCES = {
  vendor: "the provider's own text",
  'second-hand': "another's copy of the provider's text",
  rumour: 'seen once, and not confirmed',
  own: "the customer's own contract",
} as const

function describeDocument({ source, effectiveFrom, effectiveTo }: PeriodAnswer['agreement']): string {
  return (
    compact([
      source.title,
      source.url,
      source.published !== null && `published ${showDate(source.published)}`,
      `read on ${showDay(source.retrieved)}`,
      effectiveFrom !== null && `in force from ${showDay(effectiveFrom)}`,
      effectiveTo !== null && `until before ${showDay(effectiveTo)}`,
      CONFIDENCES[source.confidence],
    ])
      // Brackets of another script are empty boxes on a machine without its fonts.
      .map(text =>
        makeVisible(
          text
            .replaceAll(/[「『]/g, '"')
            .replaceAll(/[」』](?=\S)/g, '" ')
            .replaceAll(/[」』]/g, '"'),
        ),
      )
      .join('; ')
  )
}

/** The packages that a computed fee is made of. */
function describePackages({ feeParts }: PeriodAnswer): doc.Block[] {
  if (feeParts.length === 0) return []
  const table = doc.tabulate('What the fee is made of', feeParts, [
    doc.column('Package', ({ lot }) => makeVisible(lot)),
    doc.column('Pool', ({ pool }) => makeVisible(pool)),
    doc.amountColumn('Units', ({ units }) => (units ? showUnitCount(units) : '')),
    doc.amountColumn('Dollars', ({ dollars }) => showUsd(dollars)),
  ])
  return [doc.tableBlock(table)]
}

/** Facts that have a section or a table of their own here, and the customer's own arithmetic of what might come. */
const ELSEWHERE: ReadonlySet<string> = new Set(['Maintenance', 'Assumptions', 'Error budget'])

function describeFigure(dossier: ClaimDossier): doc.Section {
  const { answer, service, whole, failed, counted } = dossier
  const { measurement, agreement } = answer
  const facts = listFacts(answer, { ...whole, choices: service.choices })
  const method =
    measurement.method === 'ratio-timeslices'
      ? `The period is divided into ${showCount(measurement.coverage.slices)} intervals of ${countOf(agreement.sliceMinutes, 'minute')}. The error rate of an interval is ${describeRate(service.choices)}. Availability is 100\u00a0% less the mean of all error rates (${words.citeClause(agreement.methodClause)}).`
      : `A minute is down when attempts were made in it and every one of them failed. Uptime is the share of minutes that were not down (${words.citeClause(agreement.methodClause)}).`
  return {
    heading: 'How the figure came about',
    blocks: [
      doc.textBlock(method),
      doc.factBlock(
        facts
          .filter(({ label }) => !ELSEWHERE.has(label))
          // Without a fee there is only the percentage, which stands above, and a word to the customer.
          .filter(({ label }) => answer.compensation || !['Compensation', 'Credit'].includes(label))
          // The packages of a fee have a table.
          .map(({ label, lines }) => ({ label, lines: label === 'Fee' ? lines.slice(0, 1) : lines })),
      ),
      ...describeWorst(answer, whole.zone),
      doc.textBlock(
        `${countOf(failed, 'request')} of the period failed; ${counted === failed ? 'all of them count' : `${showCount(counted)} of them ${counted === 1 ? 'counts' : 'count'}`}. ${CLAIM_FILES.requests} lists each${counted === failed ? '' : ', and why the others do not count'}. ${CLAIM_FILES.slices} lists the ${countOf(findCostlySlices(dossier).length, words.nameOfSlice(agreement))} in which failures count. Times in these files are UTC.`,
      ),
    ],
  }
}

function describeWorst({ worst }: PeriodAnswer, zone: TimeZone): doc.Block[] {
  if (worst.length === 0) return []
  const table = doc.tabulate('The intervals that cost most', worst, [
    doc.column('Interval', ({ start }) => showMoment(start, zone)),
    doc.amountColumn('Received', ({ counts }) => showCount(counts.valid)),
    doc.amountColumn('Answered 5XX', ({ counts }) => showCount(counts.errors)),
    doc.amountColumn('Never arrived', ({ counts }) => showCount(counts.unreached)),
    doc.amountColumn('Error rate', ({ rate }) => showShare(rate, ONE)),
  ])
  return [doc.tableBlock(table)]
}

/** The error rate of an interval in words. */
function describeRate({ unreached, rate }: ServiceAnswer['choices']): string {
  if (unreached === 'ignore') return 'the requests answered 5XX divided by those received'
  return rate === 'capped'
    ? 'the requests answered 5XX or never received, divided by those received, 100\u00a0% at most'
    : 'the requests answered 5XX or never received, divided by all requests'
}

export function describeNoClaim({ measurement, meetsNodeMinimum, agreement }: PeriodAnswer): string {
  const percent = words.percentOf(measurement)
  if (percent === null) return 'no data'
  if (meetsNodeMinimum === false) return 'too few nodes are deployed for a claim'
  if (measurement.verdict === 'met') return `the promise was kept, ${words.showPercent(percent, agreement)}`
  if (measurement.verdict === null) return 'no downtime'
  return 'the cap leaves nothing to claim'
}
