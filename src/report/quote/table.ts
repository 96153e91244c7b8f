import { groupBy } from '../../core/group-by.js'
import { times, toRatio, type Usd } from '../../core/quantity.js'
import { costOf, type Quote, type Tally, totalOf } from '../../core/rating/quote.js'
import { isRetired, type RateCard } from '../../core/rating/rate-card.js'
import { compareRatios, subtractRatios } from '../../core/ratio.js'
import { showShare, showUnitCount, showUnits, showUsd } from '../amounts.js'
import { describeIgnored } from '../columns.js'
import { labelled, type Screen, type Statement } from '../layout.js'
import { describeSource } from '../source-line.js'
import type { Style } from '../style.js'
import { countOf, groupDigits, makeVisible } from '../text.js'
import { padTo, widthOf } from '../width.js'
import { describeJob, describePrice, describeRow, explain, nameOf } from './steps.js'

const LABEL = 12

/** One job by flags, with or without its drafts. */
export function renderSingle(quote: Quote, screen: Screen, style: Style): string {
  const parts = quote.lines.map(({ priced, count, stage }) => {
    const title = `${stage === null ? '' : `${stage}: `}${describeJob(priced)}`
    const cost = `${showUsd(costOf(priced, count))} for ${countOf(count, 'job')}, ${describePrice(priced)}`
    return [
      style.strong(title),
      labelled('  cost', cost, LABEL, screen),
      ...(priced.unitsEach
        ? [
            labelled(
              '  units',
              `${showUnits(times(priced.unitsEach, count))} of the ${priced.rated.rate.pool} pool`,
              LABEL,
              screen,
            ),
          ]
        : []),
      labelled('  price row', describeRow(priced), LABEL, screen),
    ].join('\n')
  })
  return [...parts, ...renderEnd(quote, screen, style)].join('\n\n')
}

/** The jobs of a file: each distinct one, or the sums by model with `--summary`. */
export async function renderFile(
  quote: Quote,
  isSummary: boolean,
  screen: Screen,
  style: Style,
): Promise<string> {
  const { renderTable } = await import('../table.js')
  const sections = [...groupBy(quote.tallies, tally => tally.priced.rated.card)].map(([card, tallies]) => {
    const groups = isSummary
      ? [...groupBy(tallies, ({ priced }) => `${nameOf(priced)}\n${priced.rated.rate.pool}`).values()]
      : // Logged lengths differ in their fractions; what is billed alike stands in one row.
        [...groupBy(tallies, ({ priced }) => describeJob(priced)).values()]
    const rows = groups
      .map(group => ({ group, totals: totalOf(group) }))
      .sort((a, b) => compareRatios(b.totals.cost, a.totals.cost))
      .map(({ group, totals }) => {
        const { priced } = group[0]!
        const { pool, place } = priced.rated.rate
        const units = pool === null ? '' : showUnits(totals.units.get(pool) ?? times(priced.unitsEach!, 0n))
        return [
          isSummary ? nameOf(priced) : describeJob(priced),
          groupDigits(String(totals.billed)),
          ...(isSummary ? [] : [showUsd(priced.priceEach)]),
          ...(card.billing === 'prepaid-units' ? [`${units} ${pool}`] : []),
          showUsd(totals.cost),
          ...(isSummary ? [] : [String(place.line)]),
        ]
      })
    const columns = [
      { heading: isSummary ? 'Model' : 'Job' },
      { heading: 'Jobs', isAmount: true },
      ...(isSummary ? [] : [{ heading: 'Each', isAmount: true }]),
      ...(card.billing === 'prepaid-units' ? [{ heading: 'Units', isAmount: true }] : []),
      { heading: 'Cost', isAmount: true },
      ...(isSummary ? [] : [{ heading: 'Row', isAmount: true }]),
    ]
    return `${describeCard(card, screen, style)}\n${renderTable(columns, rows, screen)}`
  })
  return [...sections, ...renderEnd(quote, screen, style)].join('\n\n')
}

const describeCard = (card: RateCard, screen: Screen, style: Style): string =>
  style.strong(
    labelled(
      '',
      `${makeVisible(card.id)} (${describeSource(card)}), rows in ${makeVisible(card.file)}`,
      0,
      screen,
    ),
  )

function renderEnd(quote: Quote, screen: Screen, style: Style): string[] {
  const [total, ...more] = describeOutcome(quote).map(({ label, text }) =>
    labelled(label, text, LABEL, screen),
  )
  return [
    ...(quote.comparison ? [renderComparison(quote, screen, style)] : []),
    [style.strong(total!), ...more].join('\n'),
  ]
}

/** What a person wants to know last: the total, the same elsewhere, the cheapest way to the same result. */
export function describeOutcome(quote: Quote): Statement[] {
  const { totals, advice, fallback } = quote
  const units = [...totals.units].map(([pool, amount]) => `${showUnitCount(amount)} (${pool})`)
  const unbilled = [
    ...(totals.notBilled > 0n ? [`${groupDigits(String(totals.notBilled))} failed`] : []),
    ...(totals.pending > 0n ? [`${groupDigits(String(totals.pending))} pending`] : []),
  ]
  return [
    {
      label: 'Total',
      text: [
        showUsd(totals.cost),
        `for ${countOf(totals.billed, 'job')}`,
        ...(units.length > 0 ? [`· ${units.join(' · ')}`] : []),
      ].join(' '),
    },
    ...(unbilled.length > 0
      ? [{ label: 'Not billed', text: `${unbilled.join(', ')} (002: failed tasks cost nothing)` }]
      : []),
    ...describeIgnored(quote.columns).map(text => ({ label: 'Ignored', text: makeVisible(text) })),
    ...(advice?.otherCards ?? []).map(({ card, count, cost, units: used, settings }) => {
      const part =
        count === totals.billed ? '' : `, for the ${groupDigits(String(count))} of these jobs that it prices`
      const at = settings.length > 0 ? ` at ${settings.join(', ')}` : ''
      const inUnits = [...used].map(([pool, amount]) => `${showUnitCount(amount)} (${pool})`)
      const text = `${[showUsd(cost), ...inUnits].join(' · ')} by ${makeVisible(card.id)}${at}${part}`
      return { label: 'Elsewhere', text }
    }),
    ...(advice && totals.billed > 0n ? [{ label: 'Cheapest', text: describeCheapest(quote) }] : []),
    ...(fallback
      ? [
          {
            label: 'Fallback',
            text: `${showUsd(fallback.lowest)} to ${showUsd(fallback.highest)} if the service falls back: ${describeFallback(quote)}`,
          },
        ]
      : []),
  ]
}

function describeCheapest({ advice, totals }: Quote): string {
  const { cheapest } = advice!
  if (!cheapest) return 'nothing that does the same costs less'
  const saved = subtractRatios(totals.cost, cheapest.cost)
  const saving = `${showUsd(cheapest.cost)}, ${showUsd(saved)} (${showShare(saved, totals.cost)}) less`
  const [way, ...more] = cheapest.ways
  if (way && more.length === 0) return `${saving}: ${describeJob(way)} by ${makeVisible(way.rated.card.id)}`
  const names = new Set(cheapest.ways.map(each => `${nameOf(each)} by ${makeVisible(each.rated.card.id)}`))
  return `${saving}, each job by the cheapest model that can do it: ${[...names].slice(0, 4).join(', ')}${names.size > 4 ? ', …' : ''}`
}

function describeFallback({ fallback }: Quote): string {
  const [only, ...more] = fallback!.models
  if (!only || more.length > 0) return `over all models of the same card`
  return only.ways.map(way => `${nameOf(way)} ${showUsd(way.priceEach)}`).join(', ')
}

function renderComparison(quote: Quote, screen: Screen, style: Style): string {
  const ways = listComparison(quote)
  const width = Math.max(...ways.map(({ price }) => price.length))
  const begin = ({ price, name, card }: (typeof ways)[number]): string =>
    `  ${price.padStart(width)}  ${padTo(name, 22)} ${makeVisible(card)}`
  const whole = ways.map(way => [begin(way), ...way.remarks].join('  '))
  const wrapped = ways.flatMap(way =>
    way.remarks.length === 0
      ? [begin(way)]
      : [begin(way), labelled('', way.remarks.join(', '), width + 4, screen)],
  )
  return [
    style.strong('Compared, cheapest first'),
    ...(whole.every(line => widthOf(line) <= screen.width) ? whole : wrapped),
  ].join('\n')
}

/** The ways of `--compare`, each with what has to be known of it. */
export const listComparison = ({ comparison, totals: { billed }, terms }: Quote) =>
  comparison!.map(({ card, sample, setting, count, cost }) => ({
    price: showUsd(cost),
    name: [nameOf(sample), setting].filter(part => part !== null).join(' '),
    card: card.id,
    remarks: [
      ...(isRetired(card, terms.asOf) ? ['reported retired'] : []),
      ...(count === billed
        ? []
        : [`only ${groupDigits(String(count))} of ${groupDigits(String(billed))} jobs`]),
    ],
  }))

/** What crosses the gate of `--max-cost`. */
export const describeCrossing = ({ totals }: Quote, maxCost: Usd): string =>
  `${showUsd(totals.cost)} is above --max-cost ${showUsd(toRatio(maxCost))}`

/** `--explain`: the arithmetic of each distinct job, step by step. */
export function renderExplanation(tallies: readonly Tally[], screen: Screen): string {
  return tallies
    .map(tally =>
      explain(tally)
        .map(step => labelled('  ', step, 4, screen))
        .join('\n')
        .replace(/^ {2}/, ''),
    )
    .join('\n\n')
}
