/** What a claim tells beside its figures: what is set aside, what was read how, its files, and how to check it. */
import { compact } from '../../core/compact.js'
import { compareRatios } from '../../core/ratio.js'
import type { PeriodAnswer, SlaNote } from '../../core/sla/answer.js'
import * as doc from '../document.js'
import { describeClause } from '../sla/claims.js'
import { describeRulings, listSlaNotes } from '../sla/notes.js'
import * as words from '../sla/words.js'
import { countOf, makeVisible, sentenceCase, showCount } from '../text.js'
import { showSpan } from '../times.js'
import { CLAIM_FILES, type ClaimDossier, listClaimFiles } from './dossier.js'

/** Rows of a table beyond these are in the CSV file alone. */
const MOST_ROWS = 50

export function describeExclusions({ answer, exclusions, whole: { zone } }: ClaimDossier): doc.Section {
  const { agreement, measurement } = answer
  const figure = words.percentOf(measurement)!
  const shown = exclusions.slice(0, MOST_ROWS)
  const table = doc.tabulate('Exclusions, one by one', shown, [
    doc.column('Exclusion', ({ window }) =>
      window
        ? `${showSpan(window.start, window.end, zone)}${window.reason === '' ? '' : `, ${makeVisible(window.reason)}`}`
        : 'column "excluded" of the log',
    ),
    doc.column('Applied', ({ window }) =>
      window === null || window.counts ? 'yes' : 'no, notice too short',
    ),
    doc.amountColumn('Failures set aside', ({ failures }) => showCount(failures)),
    doc.amountColumn(`${sentenceCase(words.wordFor(measurement))} without it`, ({ without }) => {
      const percent = words.percentOf(without)
      if (percent === null) return 'no data'
      return compareRatios(percent, figure) === 0 ? 'the same' : words.showPercent(percent, agreement)
    }),
    doc.column('Outcome without it', ({ without }) => words.describeOutcome(without)),
  ])
  return {
    heading: 'What is set aside',
    blocks: compact([
      ...(shown.length === 0
        ? [doc.textBlock('No maintenance was declared, and the log itself sets no request aside.')]
        : [
            doc.textBlock(
              `These are set aside in the provider's favour. The last columns show the result without that one exclusion.`,
            ),
            doc.tableBlock(table),
          ]),
      exclusions.length > MOST_ROWS &&
        doc.textBlock(
          `${countOf(exclusions.length - MOST_ROWS, 'more is', 'more are')} in ${CLAIM_FILES.exclusions}.`,
        ),
      agreement.exclusions.length > 0 &&
        doc.textBlock('Exclusions in the agreement. The log cannot show whether they apply:'),
      ...doc.listBlocks(agreement.exclusions.map(describeClause)),
    ]),
  }
}

export function describeChoices({ answer, service, whole }: ClaimDossier): doc.Section {
  const { measurement, agreement } = answer
  const readings = [{ choice: null, ...measurement }, ...measurement.sensitivity]
  const table = doc.tabulate('What other readings give', readings, [
    doc.column('Reading', ({ choice }) =>
      choice === null ? 'as claimed' : words.optionOfChoice({ choice }),
    ),
    doc.amountColumn(sentenceCase(words.wordFor(measurement)), reading =>
      words.showReading(reading, agreement),
    ),
    doc.column('Outcome', words.describeOutcome),
  ])
  return {
    heading: 'Where the agreement is silent',
    blocks: [
      doc.textBlock(
        'Where the agreement leaves something open it was read as follows. docs/rulings.md of kling-cost explains the rulings.',
      ),
      ...doc.listBlocks(describeRulings({ ...service, periods: [answer] }, whole)),
      readings.length > 1
        ? doc.tableBlock(table)
        : doc.textBlock('No other reading of these counts gives another figure.'),
      doc.textBlock(
        'By another clock (--tz) other requests belong to a month: what that gives was not tried.',
      ),
    ],
  }
}

export function describeRequirements({ agreement: { claim } }: PeriodAnswer): doc.Section[] {
  if (claim.requirements.length === 0) return []
  const { processedWithinDays: days } = claim
  return [
    {
      heading: 'What the agreement asks of a claim',
      blocks: compact([
        doc.textBlock(
          `The files of this folder show events, times, durations and requests. ${CLAIM_FILES.form} is for what a log cannot show.`,
        ),
        ...doc.listBlocks(claim.requirements.map(describeClause)),
        days !== null &&
          doc.textBlock(
            `An answer is due within ${countOf(days, 'day')} of receipt (${words.citeClause(claim.clause)}).`,
          ),
      ]),
    },
  ]
}

export function describeFiles({ answer, keep, columns, hasOwnKey }: ClaimDossier): doc.Section {
  const files = doc.tabulate('The files of this claim', listClaimFiles(answer.measurement.method), [
    doc.column('File', ({ name }) => name),
    doc.column('What it holds', ({ what }) => what),
  ])
  return {
    heading: 'Files',
    blocks: [
      doc.tableBlock(files),
      doc.textBlock(
        `IDs are replaced by tokens that begin with asterisks; the same ID always has the same token. ${hasOwnKey ? OWN_KEY : KEY_OF_LOGS} Columns that are not needed are left out (ruling R67).`,
      ),
      doc.textBlock(
        keep.length === 0
          ? proposeColumn(columns)
          : `Kept as they stand in the log: ${keep.map(makeVisible).join(', ')}.`,
      ),
    ],
  }
}

const OWN_KEY = "Nobody without the claimant's key can find an ID from its token, not even with the logs."

const KEY_OF_LOGS =
  'Nobody without the logs can find an ID from its token; anyone who has the same logs, or can guess all of them, can try IDs (--claim-key prevents that).'

/** How a claim can name its requests, by the columns that there are. */
function proposeColumn(columns: readonly string[]): string {
  const none = 'No column was kept as it stands in the log.'
  if (columns.includes('request_id'))
    return `${none} A dossier made with --keep request_id names the requests by their own IDs.`
  const shown = columns.map(makeVisible).join(', ')
  return shown === '' ? none : `${none} A dossier made with --keep COLUMN shows one; the log has ${shown}.`
}

export function describeOrigin({
  answer,
  inputs,
  hasOwnKey,
  version,
  command,
  service,
  whole,
}: ClaimDossier): doc.Section {
  // Of this period alone: the others are nobody's business here. Rulings have a section of their own.
  const own = { ...service, periods: [answer], notes: service.notes.flatMap(note => keepNote(note, answer)) }
  const notes = listSlaNotes({ ...whole, companion: null, exclusives: [], service: own })
    .filter(({ isInTable, text }) => !isInTable && !/\(ruling R\d+\)$/.test(text))
    .map(({ text }) => text)
  const table = doc.tabulate('What was read', inputs, [
    doc.column('File', ({ name }) => makeVisible(name)),
    doc.amountColumn('Bytes', ({ told }) => (told ? showCount(told.bytes) : '')),
    doc.column('SHA-256', ({ told }) => told?.sha256 ?? 'not told: it may hold figures of other accounts'),
  ])
  return {
    heading: 'How to check it',
    blocks: [
      ...doc.listBlocks(notes),
      doc.textBlock(
        `Made by kling-cost ${version}. Run in a folder with the files below${hasOwnKey ? " and the claimant's key" : ''}, this command makes the same dossier again, byte by byte.`,
      ),
      doc.tableBlock(table),
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
    case 'use-unknown': {
      const own = note.of.filter(
        ({ account, period }) => account === answer.account && period.start === answer.period.start,
      )
      return own.length > 0 ? [{ ...note, of: own }] : []
    }
    case 'incident-in-repeated-hour':
      return note.of.includes(answer) ? [{ ...note, of: [answer] }] : []
    default:
      return []
  }
}
