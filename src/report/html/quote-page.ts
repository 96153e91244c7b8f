/** A quote as a page: the cost, what makes it up, and what the same would cost elsewhere. */
import { groupBy } from '../../core/group-by.js'
import { formatInstant } from '../../core/instant.js'
import { times } from '../../core/quantity.js'
import { differenceOf } from '../../core/rating/other-ways.js'
import type { Comparison, Quote } from '../../core/rating/quote.js'
import { isRetired } from '../../core/rating/rate-card.js'
import { costOf, type Tally, type Totals, totalOf } from '../../core/rating/tally.js'
import { compareRatios, type Ratio, ZERO } from '../../core/ratio.js'
import { showDifference, showShare, showUnitCount, showUnits, showUsd } from '../amounts.js'
import type { Statement } from '../layout.js'
import { tabulateGroups } from '../quote/groups.js'
import { listNotes } from '../quote/notes.js'
import { describeJob, describePrice, explain, nameOf } from '../quote/steps.js'
import { describeOutcome, headWays } from '../quote/table.js'
import { placeOfRow } from '../quote/view.js'
import { describeBase, listWays } from '../quote/ways.js'
import { describeSource } from '../source-line.js'
import { countOf, groupDigits } from '../text.js'
import { type Html, html } from './markup.js'
import { keyFigures, sentenceCase, statements, type Table, table, unfolding, writePage } from './page.js'
import { compareBar } from './share-bar.js'

/** The page in pieces. */
export function writeQuotePage(quote: Quote): Iterable<string> {
  const { totals, tallies, terms } = quote
  const [total, ...rest] = describeOutcome(quote)
  // What is not billed stands in the figures.
  const outcome = rest.filter(({ label }) => label !== 'Not billed')
  const cards = [...new Set(tallies.map(({ priced }) => priced.rated.card))]
  return writePage({
    heading: 'Quote',
    subject: `${showUsd(totals.cost)} for ${countOf(totals.billed, 'job')}`,
    lead: [`${total!.text}.`],
    about: [
      ...cards.map(card => `Prices by ${card.id} (${describeSource(card)})`),
      `As of ${formatInstant(terms.asOf)}`,
    ],
    body: [
      keyFigures(listFigures(quote)),
      ...(totals.billed > 0n && tallies.length > 1 ? [modelSection(quote)] : []),
      ...(tallies.length > 0 ? [jobSection(quote)] : []),
      ...(quote.comparison ? [comparisonSection(quote)] : []),
      ...(quote.groups ? [groupSection(quote)] : []),
      ...(outcome.length > 0 ? [waySection(quote, outcome)] : []),
    ],
    notes: listNotes(quote)
      .filter(({ isInTable }) => !isInTable)
      .map(({ text }) => text),
    foot: `${describeInput(quote)}Written by kling-cost.`,
  })
}

function listFigures({ totals }: Quote) {
  const unbilled = [
    ...(totals.notBilled > 0n ? [`${groupDigits(String(totals.notBilled))} failed`] : []),
    ...(totals.pending > 0n ? [`${groupDigits(String(totals.pending))} pending`] : []),
  ]
  return [
    { label: 'Cost', value: showUsd(totals.cost) },
    {
      label: 'Jobs billed',
      value: groupDigits(String(totals.billed)),
      more: unbilled.length > 0 ? `not billed: ${unbilled.join(', ')}` : null,
    },
    ...[...totals.units].map(([pool, units]) => ({
      label: `${sentenceCase(pool)} pool`,
      value: showUnitCount(units),
    })),
  ]
}

/** What was priced alike, the dearest first. */
function sortGroups(groups: Iterable<readonly Tally[]>): { group: readonly Tally[]; totals: Totals }[] {
  return [...groups]
    .map(group => ({ group, totals: totalOf(group) }))
    .sort((a, b) => compareRatios(b.totals.cost, a.totals.cost))
}

const largestOf = (amounts: readonly Ratio[]): Ratio =>
  amounts.reduce((most, amount) => (compareRatios(amount, most) > 0 ? amount : most), ZERO)

function modelSection({ tallies, totals }: Quote): Html {
  const groups = sortGroups(
    groupBy(
      tallies,
      ({ priced }) => `${nameOf(priced)}\n${priced.rated.card.id}\n${priced.rated.rate.pool}`,
    ).values(),
  )
  const largest = largestOf(groups.map(group => group.totals.cost))
  const hasUnits = totals.units.size > 0
  return html`<section>
<h2>By model and pool</h2>
${table({
  caption: 'The dearest first',
  columns: [
    { heading: 'Model' },
    { heading: 'Cost', isAmount: true },
    { heading: 'Beside the dearest' },
    { heading: 'Share', isAmount: true },
    { heading: 'Jobs', isAmount: true },
    ...(hasUnits ? [{ heading: 'Units', isAmount: true }] : []),
    { heading: 'Pool', isFixed: true },
    { heading: 'Price list', isFixed: true },
  ],
  rows: groups.map(({ group, totals: its }) => {
    const { priced } = group[0]!
    const { pool } = priced.rated.rate
    const units = pool === null ? null : (its.units.get(pool) ?? times(priced.unitsEach!, 0n))
    return [
      nameOf(priced),
      showUsd(its.cost),
      compareBar('cost', its.cost, largest),
      totals.cost.num === 0n ? '' : showShare(its.cost, totals.cost),
      groupDigits(String(its.billed)),
      ...(hasUnits ? [units ? showUnits(units) : ''] : []),
      pool ?? 'none, dollars',
      priced.rated.card.id,
    ]
  }),
  foot: [
    'All',
    showUsd(totals.cost),
    '',
    '',
    groupDigits(String(totals.billed)),
    ...(hasUnits ? [''] : []),
    '',
    '',
  ],
})}
</section>`
}

/** More kinds of jobs than this are counted. */
const MOST_JOBS = 200
/** Of so many the arithmetic is told too. */
const MOST_EXPLAINED = 20

function jobSection(quote: Quote): Html {
  const { tallies, lines } = quote
  const staged = lines.filter(({ stage }) => stage !== null)
  const explained = tallies.slice(0, MOST_EXPLAINED)
  return html`<section>
<h2>Jobs</h2>
${table(staged.length > 0 ? tabulateStages(quote) : tabulateJobs(quote))}
${unfolding(
  tallies.length > explained.length
    ? `The arithmetic of the first ${MOST_EXPLAINED} of ${countOf(tallies.length, 'kind of job', 'kinds of jobs')}`
    : 'The arithmetic, step by step',
  statements(
    explained.map(tally => {
      const [job = '', ...steps] = explain(tally)
      return { label: job, lines: steps }
    }),
  ),
)}
</section>`
}

const tabulateStages = ({ lines }: Quote): Table => ({
  caption: 'Drafts and finals',
  columns: [
    { heading: 'Job' },
    { heading: 'Stage', isFixed: true },
    { heading: 'Jobs', isAmount: true },
    { heading: 'Price', isFixed: true },
    { heading: 'Cost', isAmount: true },
  ],
  rows: lines
    .slice(0, MOST_JOBS)
    .map(({ priced, count, stage }) => [
      describeJob(priced),
      stage ?? '',
      groupDigits(String(count)),
      describePrice(priced),
      showUsd(costOf(priced, count)),
    ]),
})

function tabulateJobs({ tallies }: Quote): Table {
  // Logged lengths differ in their fractions; what is billed alike stands in one row.
  const groups = sortGroups(
    groupBy(tallies, ({ priced }) => `${priced.rated.card.id}\n${describeJob(priced)}`).values(),
  )
  const shown = groups.slice(0, MOST_JOBS)
  const rest = groups.length - shown.length
  return {
    caption:
      rest > 0
        ? `The dearest ${MOST_JOBS} of ${groupDigits(String(groups.length))} kinds of jobs; --format csv has every job`
        : countOf(groups.length, 'kind of job', 'kinds of jobs'),
    columns: [
      { heading: 'Job' },
      { heading: 'Cost', isAmount: true },
      { heading: 'Jobs', isAmount: true },
      { heading: 'Price', isFixed: true },
      { heading: 'Row', isFixed: true },
    ],
    rows: shown.map(({ group, totals }) => {
      const { priced } = group[0]!
      return [
        describeJob(priced),
        showUsd(totals.cost),
        groupDigits(String(totals.billed)),
        describePrice(priced),
        placeOfRow(priced),
      ]
    }),
  }
}

function groupSection(quote: Quote): Html {
  const { columns, rows } = tabulateGroups(quote)
  return html`<section>
<h2>By ${quote.groups!.by.join(' and ')}</h2>
${table({ caption: 'Billed jobs and what they cost', columns, rows })}
</section>`
}

function waySection(quote: Quote, outcome: readonly Statement[]): Html {
  const ways = listWays(quote)
  return html`<section>
<h2>Other ways to do it</h2>
${statements(outcome.map(({ label, text }) => ({ label, lines: [text] })))}
${
  ways.length === 0
    ? null
    : table({
        caption: headWays(quote),
        columns: [
          { heading: 'Way' },
          { heading: 'Cost', isAmount: true },
          { heading: 'Difference', isAmount: true },
          { heading: 'By' },
          { heading: 'Note' },
        ],
        rows: ways.map(({ name, cost, difference, by, remarks }) => [
          name,
          cost,
          difference,
          by,
          remarks.join('; '),
        ]),
      })
}
</section>`
}

function comparisonSection(quote: Quote): Html {
  const { totals } = quote
  const ways = quote.comparison!
  // Costs of unlike numbers of jobs do not compare.
  const whole = ways.filter(({ count }) => count === totals.billed)
  const largest = largestOf(whole.map(({ cost }) => cost))
  const noteOf = (way: Comparison): string =>
    [...describeBase(way, quote), ...(isRetired(way.card, way.sample.at) ? ['reported retired'] : [])].join(
      '; ',
    )
  const hasNotes = ways.some(way => noteOf(way) !== '')
  return html`<section>
<h2>Compared</h2>
${table({
  caption:
    'The same jobs by every price list and model that can do them: those that can do all first, the cheapest at the top',
  columns: [
    { heading: 'Model' },
    { heading: 'Cost', isAmount: true },
    { heading: 'Difference', isAmount: true },
    ...(whole.length > 0 ? [{ heading: 'Beside the dearest' }] : []),
    { heading: 'Jobs', isAmount: true },
    { heading: 'Price list', isFixed: true },
    ...(hasNotes ? [{ heading: 'Note' }] : []),
  ],
  rows: ways.map(way => [
    [nameOf(way.sample), way.setting].filter(part => part !== null).join(' '),
    showUsd(way.cost),
    showDifference(differenceOf(way)),
    ...(whole.length > 0 ? [whole.includes(way) ? compareBar('cost', way.cost, largest) : ''] : []),
    groupDigits(String(way.count)),
    way.card.id,
    ...(hasNotes ? [noteOf(way)] : []),
  ]),
})}
</section>`
}

function describeInput({ file, rejected }: Quote): string {
  if (file === null) return ''
  const bad = rejected.length > 0 ? `; ${countOf(rejected.length, 'bad row')} set aside, in no sum` : ''
  return `Read: ${file}${bad}. `
}
