/** The summary of one claim as a document, written for the reviewer who decides on it. */

import type { TimeZone } from '../../core/calendar.js'
import { formatDay, formatInstant } from '../../core/instant.js'
import { compareRatios, ratio } from '../../core/ratio.js'
import type { PeriodAnswer, ServiceAnswer, SlaNote } from '../../core/sla/answer.js'
import { showShare, showUnitCount, showUsd } from '../amounts.js'
import {
  type Block,
  type Column,
  type Document,
  listBlocks,
  type Section,
  type Table,
  tableBlock,
  textBlock,
} from '../document.js'
import { describeExclusive } from '../sla/claims.js'
import { listFacts } from '../sla/evidence.js'
import { describeRulings, listSlaNotes } from '../sla/notes.js'
import {
  describeAmount,
  describeOutcome,
  findDecisiveAlternatives,
  findSilence,
  nameOfAnswer,
  nameOfPeriod,
  percentOf,
  roundCompensation,
  showAccount,
  showCountShare,
  showPercent,
  wordFor,
  wordsForForm,
} from '../sla/words.js'
import { countOf, groupDigits, makeVisible } from '../text.js'
import { showMinutes, showStretch, showTime } from '../times.js'
import { CLAIM_FILES, type ClaimDossier, findCostlySlices, listClaimFiles } from './dossier.js'

/** Rows of a table beyond these are in the CSV file alone. */
const MOST_ROWS = 50

const ONE = ratio(1n)

const show = (count: number): string => groupDigits(String(count))

/** The summary. */
export function summariseClaim(dossier: ClaimDossier): Document {
  const { answer } = dossier
  return {
    title: `Claim under the ${makeVisible(answer.agreement.title)}`,
    subject: nameOfAnswer(answer),
    lead: [leadOf(answer)],
    warnings: listWarnings(dossier),
    notes: [],
    foot: 'The files beside this page hold the evidence.',
    sections: [
      describeClaim(dossier),
      describeFigure(dossier),
      ...describeIncidents(dossier),
      describeExclusions(dossier),
      describeChoices(dossier),
      ...describeRequirements(answer),
      describeFiles(dossier),
      describeOrigin(dossier),
    ],
  }
}

function leadOf(answer: PeriodAnswer): string {
  const { measurement, agreement, compensation, account, period } = answer
  const whose = account === null ? '' : ` of the account ${showAccount(account)}`
  const figure = showPercent(percentOf(measurement)!, agreement)
  const what = `In ${nameOfPeriod(period)} the ${wordFor(measurement)}${whose} was ${figure}`
  if (measurement.verdict === null) {
    const down = measurement.method === 'timeslices' ? showMinutes(measurement.downtimeMinutes) : ''
    return `${what} (${down} down). Claimed is what the agreement's own table sets for it, ${wordsForForm(agreement)}.`
  }
  const clause = agreement.commitmentClause ?? agreement.methodClause
  const amount = compensation ? showUsd(roundCompensation(compensation.amount)) : describeAmount(answer)
  const granted = measurement.tier?.clause ?? agreement.compensation.clause
  return `${what}, below the promised ${agreement.commitment} % (${clause}). Claimed: ${amount} ${wordsForForm(agreement)} (${granted}).`
}

function listWarnings({ answer, service, whole }: ClaimDossier): string[] {
  const { running, standing, claim, compensation, measurement, agreement } = answer
  const { silent, elapsed, isLoud } = findSilence(answer, whole.asOf)
  const exclusives = whole.exclusives.filter(
    ({ first, second, shared }) => shared.length > 0 && (first === answer || second === answer),
  )
  const when = (is: boolean, text: string): string[] => (is ? [text] : [])
  return [
    ...when(running, 'The period is not over: the figures are preliminary, and nothing can be claimed yet.'),
    ...when(
      standing.state === 'not-open-yet' && !running,
      `Claims are not taken before ${claim.estimated ? 'about ' : ''}${formatDay(claim.opens)}.`,
    ),
    ...when(standing.state === 'closed', `The last day to claim was ${formatDay(claim.closes)}.`),
    ...when(
      isLoud,
      `Part of the log may be missing: ${showCountShare(silent, elapsed)} of the slices hold no request. They count as without failure.`,
    ),
    ...findDecisiveAlternatives(answer).map(
      other =>
        `The outcome depends on how the agreement is read: by ${other.choice} it would be ${describeOutcome(other)}.`,
    ),
    ...exclusives.map(exclusive => `${describeExclusive(exclusive, whole.zone)}.`),
    ...when(
      measurement.verdict !== null && !compensation,
      `No amount is stated, as the fee was not told (${agreement.compensation.basis}).`,
    ),
    ...when(
      service.rejectedRows > 0,
      `${countOf(service.rejectedRows, 'row')} of the log could not be read, in no figure.`,
    ),
  ]
}

function describeClaim({ answer, whole }: ClaimDossier): Section {
  const { agreement, account, period, days, claim, measurement, fee, compensation } = answer
  const { commitment, commitmentClause, methodClause } = agreement
  const { tier } = measurement
  const rows = [
    ['Agreement', makeVisible(agreement.title)],
    ['Document', describeDocument(agreement)],
    ['Account', account === null ? `not named in the log; see ${CLAIM_FILES.form}` : showAccount(account)],
    [
      'Service period',
      `${formatDay(period.start)} to ${formatDay(period.end)}, both included: ${countOf(days, 'day')} on the clock of ${whole.zone.id}`,
    ],
    [
      'Promised',
      commitment === null
        ? "by the agreement's own table, which was not at hand"
        : `${commitment} % (${commitmentClause ?? methodClause})`,
    ],
    [
      'Measured',
      `${showPercent(percentOf(measurement)!, agreement)} ${wordFor(measurement)} (${methodClause})`,
    ],
    ...(tier
      ? [
          [
            'Tier',
            `below ${tier.below} %${tier.atLeast === null ? '' : ` and at least ${tier.atLeast} %`}: ${tier.percent} % (${tier.clause ?? agreement.compensation.clause})`,
          ],
        ]
      : []),
    ['Percentage taken of', agreement.compensation.basis],
    ['Fee', fee ? showUsd(fee.fee) : 'not told'],
    [
      'Claimed',
      compensation || tier
        ? `${describeAmount(answer)} ${wordsForForm(agreement)}`
        : "what the agreement's own table sets",
    ],
    [
      'Claims are taken',
      `from ${claim.estimated ? 'about ' : ''}${formatDay(claim.opens)} to ${formatDay(claim.closes)} (${agreement.claim.clause})`,
    ],
    ['Prepared as of', formatInstant(whole.asOf)],
  ]
  return {
    heading: 'The claim',
    blocks: [
      table('What is claimed', [{ heading: 'What' }, { heading: 'Value' }], rows),
      ...describePackages(answer),
    ],
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
  return [
    source.title,
    ...(source.url === null ? [] : [source.url]),
    ...(source.published === null ? [] : [`published ${source.published}`]),
    `read on ${formatDay(source.retrieved)}`,
    ...(effectiveFrom === null ? [] : [`in force from ${formatDay(effectiveFrom)}`]),
    ...(effectiveTo === null ? [] : [`until before ${formatDay(effectiveTo)}`]),
    CONFIDENCES[source.confidence],
  ]
    .map(makeVisible)
    .join('; ')
}

/** The packages that a computed fee is made of. */
function describePackages({ feeParts }: PeriodAnswer): Block[] {
  if (feeParts.length === 0) return []
  const columns = [
    { heading: 'Package' },
    { heading: 'Pool' },
    { heading: 'Units', isAmount: true },
    { heading: 'Dollars', isAmount: true },
  ]
  return [
    table(
      'What the fee is made of',
      columns,
      feeParts.map(({ lot, pool, units, dollars }) => [
        makeVisible(lot),
        makeVisible(pool),
        units ? showUnitCount(units) : '',
        showUsd(dollars),
      ]),
    ),
  ]
}

const table = (caption: string, columns: readonly Column[], rows: Table['rows']): Block =>
  tableBlock({ caption, columns, rows })

/** Facts that have a section or a table of their own here, and the customer's own arithmetic of what might come. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'WARNING',
  'worst slices',
  'incidents',
  'maintenance',
  'choices',
  'margin',
])

function describeFigure(dossier: ClaimDossier): Section {
  const { answer, service, whole, failed, counted } = dossier
  const { measurement, agreement } = answer
  const facts = listFacts(answer, { ...whole, choices: service.choices })
  const costly = countOf(findCostlySlices(dossier).length, 'slice')
  const slices =
    measurement.method === 'ratio-timeslices'
      ? `The error rate of a slice of ${agreement.sliceMinutes} minutes is ${describeRate(service.choices)}. ${CLAIM_FILES.slices} holds the ${costly} whose rate is above 0, as exact fractions, which add up to the sum of the formula; all others of the ${show(measurement.coverage.slices)} slices add nothing.`
      : `A minute is down when attempts were made in it and every one of them failed. ${CLAIM_FILES.slices} holds each such minute, and ${CLAIM_FILES.incidents} joins those that follow each other.`
  return {
    heading: 'How the figure comes about',
    blocks: [
      textBlock(slices),
      textBlock(
        `${CLAIM_FILES.requests} holds the ${countOf(failed, 'failed request')} of the period, each with its slice; ${show(counted)} of them ${counted === 1 ? 'counts' : 'count'}, and of each other it says why not. Times in these files are UTC.`,
      ),
      {
        kind: 'facts',
        facts: facts
          .filter(({ label }) => !ELSEWHERE.has(label))
          // Without a fee there is only the percentage, which stands above, and a word to the customer.
          .filter(({ label }) => answer.compensation || !['compensation', 'credit'].includes(label))
          // The packages of a fee have a table.
          .map(({ label, lines }) => ({ label, lines: label === 'fee' ? lines.slice(0, 1) : lines })),
      },
      ...describeWorst(answer, whole.zone),
    ],
  }
}

function describeWorst({ worst }: PeriodAnswer, zone: TimeZone): Block[] {
  if (worst.length === 0) return []
  const columns = [
    { heading: 'Slice' },
    ...['Received', 'Answered 5XX', 'Never arrived', 'Error rate'].map(heading => ({
      heading,
      isAmount: true,
    })),
  ]
  return [
    table(
      'The slices that cost most',
      columns,
      worst.map(({ start, rate, counts }) => [
        showTime(start, zone),
        show(counts.valid),
        show(counts.errors),
        show(counts.unreached),
        showShare(rate, ONE),
      ]),
    ),
  ]
}

/** The error rate of a slice in columns of its file. */
function describeRate({ unreached, rate }: ServiceAnswer['choices']): string {
  if (unreached === 'ignore') return 'answered_5xx ÷ received'
  return rate === 'capped'
    ? '(answered_5xx + never_arrived) ÷ received, and 1 at most'
    : '(answered_5xx + never_arrived) ÷ (received + never_arrived)'
}

function describeIncidents({ answer: { measurement }, whole: { zone } }: ClaimDossier): Section[] {
  if (measurement.method !== 'timeslices') return []
  const { incidents, downtimeMinutes } = measurement
  const rest =
    incidents.length > MOST_ROWS
      ? ` The first ${MOST_ROWS} stand here; ${CLAIM_FILES.incidents} has all.`
      : ''
  const columns = [
    { heading: 'No.', isAmount: true },
    { heading: 'From, to' },
    { heading: 'Down', isAmount: true },
    { heading: 'Ticket by' },
  ]
  const rows = incidents
    .slice(0, MOST_ROWS)
    .map(({ start, end, minutes, ticketBy }, index) => [
      String(index + 1),
      showStretch(start, end, zone),
      showMinutes(minutes),
      ticketBy === null ? '' : showTime(ticketBy, zone),
    ])
  return [
    {
      heading: 'Incidents',
      blocks: [
        textBlock(
          `${countOf(incidents.length, 'incident')}, ${showMinutes(downtimeMinutes)} down in all, on the clock of ${zone.id}.${rest}`,
        ),
        table('When the service was down', columns, rows),
      ],
    },
  ]
}

function describeExclusions({ answer, exclusions, whole: { zone } }: ClaimDossier): Section {
  const { agreement, measurement } = answer
  const figure = percentOf(measurement)!
  const rows = exclusions.slice(0, MOST_ROWS).map(({ window, failures, without }) => {
    const percent = percentOf(without)
    const what = window
      ? `${showStretch(window.start, window.end, zone)}${window.reason === '' ? '' : `, ${makeVisible(window.reason)}`}`
      : 'column "excluded" of the log'
    return [
      what,
      window === null || window.counts ? 'yes' : 'no, for want of notice',
      show(failures),
      percent === null
        ? 'no data'
        : compareRatios(percent, figure) === 0
          ? 'the same'
          : showPercent(percent, agreement),
      describeOutcome(without),
    ]
  })
  const columns = [
    { heading: 'Exclusion' },
    { heading: 'Applied' },
    { heading: 'Failures set aside', isAmount: true },
    { heading: `${sentenceCase(wordFor(measurement))} without it`, isAmount: true },
    { heading: 'Outcome without it' },
  ]
  const rest =
    exclusions.length > MOST_ROWS
      ? [textBlock(`${show(exclusions.length - MOST_ROWS)} more are in ${CLAIM_FILES.exclusions}.`)]
      : []
  return {
    heading: 'What is set aside',
    blocks: [
      ...(rows.length === 0
        ? [textBlock('No maintenance was declared, and the log itself sets no request aside.')]
        : [
            textBlock(
              `What the table lists is set aside in the provider's favour. Its last columns tell what would be without that one exclusion and with all others.`,
            ),
            table('Exclusions, one by one', columns, rows),
            ...rest,
          ]),
      ...(agreement.exclusions.length === 0
        ? []
        : [
            textBlock(
              'What the agreement excludes; that none of it applies beyond what is set aside, no log can tell:',
            ),
            ...listBlocks(agreement.exclusions.map(({ clause, text: words }) => `${clause}: ${words}`)),
          ]),
    ],
  }
}

const sentenceCase = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1)

function describeChoices({ answer, service, whole }: ClaimDossier): Section {
  const { measurement, agreement } = answer
  const figures = [{ choice: null, ...measurement }, ...measurement.sensitivity].map(reading => {
    const percent = 'uptime' in reading ? reading.uptime : reading.availability
    return [
      reading.choice === null ? 'as claimed' : `--${reading.choice.replace('=', ' ')}`,
      percent === null ? 'no figure' : showPercent(percent, agreement),
      describeOutcome(reading),
    ]
  })
  const columns = [
    { heading: 'Reading' },
    { heading: sentenceCase(wordFor(measurement)), isAmount: true },
    { heading: 'Outcome' },
  ]
  return {
    heading: 'Where the agreement is silent',
    blocks: [
      textBlock(
        'What the agreement leaves open was read as follows. Rulings are those of docs/rulings.md in kling-cost.',
      ),
      ...listBlocks(describeRulings({ ...service, periods: [answer] }, whole)),
      figures.length > 1
        ? table('What other readings give', columns, figures)
        : textBlock('No other reading that can be chosen gives another figure.'),
    ],
  }
}

function describeRequirements({ agreement: { claim } }: PeriodAnswer): Section[] {
  if (claim.requirements.length === 0) return []
  const { processedWithinDays: days } = claim
  return [
    {
      heading: 'What the agreement asks of a claim',
      blocks: [
        textBlock(
          `The files of this folder tell events, times, durations and requests. What no log can tell stands in ${CLAIM_FILES.form}.`,
        ),
        ...listBlocks(claim.requirements.map(({ clause, text: words }) => `${clause}: ${words}`)),
        ...(days === null
          ? []
          : [textBlock(`An answer is due within ${countOf(days, 'day')} of receipt (${claim.clause}).`)]),
      ],
    },
  ]
}

function describeFiles({ answer, keep }: ClaimDossier): Section {
  const files = listClaimFiles(answer.measurement.method).map(({ name, what }) => [name, what])
  return {
    heading: 'Files',
    blocks: [
      table('The files of this claim', [{ heading: 'File' }, { heading: 'What it holds' }], files),
      textBlock(
        'Identifiers are replaced by tokens that begin with asterisks; equal ones have equal tokens. The key of the tokens is made from the logs, which are not in this folder, so that nobody else can try identifiers against them. What of the log is not needed is left out (ruling R67).',
      ),
      textBlock(
        keep.length === 0
          ? 'No column was kept as it stands in the log. To find requests by their own identifiers, ask for a dossier made with --keep request_id.'
          : `Kept as they stand in the log: ${keep.map(makeVisible).join(', ')}.`,
      ),
    ],
  }
}

function describeOrigin({ answer, inputs, version, command, service, whole }: ClaimDossier): Section {
  // Of this period alone: the others are nobody's business here. Rulings have a section of their own.
  const own = { ...service, periods: [answer], notes: service.notes.flatMap(note => keepNote(note, answer)) }
  const notes = listSlaNotes({ ...whole, companion: null, exclusives: [], service: own })
    .filter(({ isInTable, text }) => !isInTable && !/\(ruling R\d+\)$/.test(text))
    .map(({ text }) => text)
  const columns = [{ heading: 'File' }, { heading: 'Bytes', isAmount: true }, { heading: 'SHA-256' }]
  return {
    heading: 'How to check it',
    blocks: [
      ...listBlocks(notes),
      textBlock(
        `Made by kling-cost ${version}. In a folder that holds the files below the command makes this dossier again, byte by byte.`,
      ),
      table(
        'What was read',
        columns,
        inputs.map(({ name, bytes, sha256 }) => [makeVisible(name), show(bytes), sha256]),
      ),
      { kind: 'command', command },
    ],
  }
}

/** What of a note concerns one claim: whether its logs are whole, and its own incidents. */
function keepNote(note: SlaNote, answer: PeriodAnswer): SlaNote[] {
  switch (note.kind) {
    case 'last-line-open':
    case 'no-rows':
    case 'one-sided-hour':
      return [note]
    case 'incident-in-repeated-hour':
      return note.of.includes(answer) ? [{ ...note, of: [answer] }] : []
    default:
      return []
  }
}

/** Why a period has no claim. */
export function describeNoClaim({ measurement, meetsNodeMinimum, agreement }: PeriodAnswer): string {
  const percent = percentOf(measurement)
  if (percent === null) return 'no data'
  if (meetsNodeMinimum === false) return 'too few nodes are deployed for a claim'
  if (measurement.verdict === 'met') return `the promise was kept, ${showPercent(percent, agreement)}`
  if (measurement.verdict === null) return 'no downtime'
  return 'the cap leaves nothing to claim'
}
