/** What `kling-cost rates` shows to people, as rows of cells for any table format. */
import { compact } from '../../core/compact.js'
import { formatIssue } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { formatInstant, type Instant } from '../../core/instant.js'
import type { OfferChange } from '../../core/ledger/diff-packages.js'
import { assortmentAt, type PackageList } from '../../core/ledger/package-list.js'
import { effectiveUnitPrice, type ResourcePackage } from '../../core/ledger/resource-package.js'
import { format, toRatio } from '../../core/quantity.js'
import type { JobChange } from '../../core/rating/diff-cards.js'
import { describeSettings } from '../../core/rating/job.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import {
  compareRatios,
  divideRatios,
  formatRatio,
  multiplyRatios,
  ONE,
  ratio,
  subtractRatios,
} from '../../core/ratio.js'
import { ageOf, type Dated, dateOf, isInForce } from '../../core/source.js'
import { showShare, showUsd } from '../amounts.js'
import { describeAge, describeSource } from '../source-line.js'
import type { Column } from '../table.js'
import { countOf, groupDigits, makeVisible } from '../text.js'
import { describeCharge, describeLimit, type ValidatedFile } from './view.js'

/** A titled table, before it is decided how it is written. */
export interface Sheet {
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
  /** Whether a screen shows it with `--details` alone. */
  readonly isDetail?: boolean
}

const titleOf = ({ id, title }: RateCard): string => makeVisible(`${id}: ${title}`)

/** `rates list` */
export function listSheets(
  cards: readonly RateCard[],
  lists: readonly PackageList[],
  asOf: Instant,
): Sheet[] {
  const models = cards.map(card => ({
    title: `${titleOf(card)} (${[...describeCard(card), ...describeAge(card, asOf)].join('; ')})`,
    columns: [{ heading: 'Can do' }, { heading: 'Model' }, { heading: 'Id' }],
    rows: [...card.models.values()].map(model => [
      [
        ...new Set(
          card.rates.filter(rate => rate.models.includes(model.id)).flatMap(rate => rate.capabilities),
        ),
      ].join(', '),
      makeVisible(model.name),
      makeVisible(model.id),
    ]),
  }))
  const each = [...models, ...lists.map(list => packageSheet(list, asOf))]
  return [overviewSheet(cards, lists, asOf), ...each.map(sheet => ({ ...sheet, isDetail: true }))]
}

const describeCard = (card: RateCard): string[] =>
  compact([
    describeSource(card),
    card.billing,
    card.topUpFee !== null && `${showShare(card.topUpFee, ONE)} fee on top-ups in every price`,
  ])

/** Every list with whose it is, its date, its age and how sure it is. */
function overviewSheet(cards: readonly RateCard[], lists: readonly PackageList[], asOf: Instant): Sheet {
  const row = (list: Dated & { readonly id: string }, who: string, what: string): string[] => {
    const age = ageOf(list, asOf)
    return [
      makeVisible(list.id),
      makeVisible(who),
      what,
      dateOf(list),
      isInForce(list, asOf) ? (age === null ? '-' : countOf(age, 'day')) : 'not in force',
      list.source.confidence,
    ]
  }
  const onSale = assortmentAt(lists, asOf, null).lists
  return {
    title: `Lists as of ${formatInstant(asOf).slice(0, 10)}`,
    columns: [
      { heading: 'List' },
      { heading: 'Whose', isWrapped: true },
      { heading: 'What' },
      { heading: 'Date' },
      { heading: 'Age', isAmount: true },
      { heading: 'How sure' },
    ],
    rows: [
      ...cards.map(card => row(card, card.vendor, card.seller === null ? 'prices' : 'seller')),
      ...lists.map(list => row(list, list.vendor, onSale.includes(list) ? 'packages' : 'old packages')),
    ],
  }
}

const packageSheet = (list: PackageList, asOf: Instant): Sheet => ({
  title: `${makeVisible(`${list.id}: ${list.title}`)} (${[describeSource(list), ...describeAge(list, asOf)].join('; ')})`,
  columns: [
    { heading: 'Package' },
    { heading: 'Price', isAmount: true },
    { heading: 'Units', isAmount: true },
    { heading: 'A unit', isAmount: true },
    { heading: 'Valid', isAmount: true },
    { heading: 'At once', isAmount: true },
    { heading: 'Pool' },
  ],
  rows: list.packages.map(offer => [makeVisible(offer.id), ...describeOffer(offer), makeVisible(offer.pool)]),
})

/** Price, units, price of a unit, validity and concurrency. */
function describeOffer(offer: ResourcePackage): string[] {
  const unitPrice = effectiveUnitPrice(offer)
  return [
    offer.price === null ? 'negotiated' : showUsd(toRatio(offer.price)),
    offer.units === null ? '-' : groupDigits(format(offer.units)),
    unitPrice === null ? '-' : showUsd(unitPrice),
    offer.validityDays === null ? '-' : `${offer.validityDays} days`,
    offer.concurrency === null ? '-' : String(offer.concurrency),
  ]
}

/** `rates show` */
export function showSheet(card: RateCard): Sheet {
  const names = (ids: readonly string[]) => ids.map(id => card.models.get(id)?.name ?? id)
  return {
    title: `${titleOf(card)} (${describeSource(card)}), rows in ${makeVisible(card.file)}`,
    columns: compact([
      { heading: 'What' },
      { heading: card.billing === 'us-dollars' ? 'US dollars' : 'Units' },
      { heading: 'Length' },
      card.billing !== 'us-dollars' && { heading: 'Pool' },
      { heading: 'Row', isAmount: true },
    ]),
    rows: card.rates.map(rate =>
      compact([
        [
          names(rate.models).join('/'),
          rate.capabilities.join('/'),
          rate.modes.join('/'),
          rate.resolutions.join('/'),
          rate.effects.join('/'),
          rate.audio.length > 1 ? 'with or without audio' : rate.audio[0] ? 'audio' : '',
          rate.references.includes('none') ? '' : `${rate.references.join('/')} reference`,
          rate.voiceControl[0] ? 'voice control' : '',
        ]
          .filter(part => part !== '')
          .map(makeVisible)
          .join(' · '),
        describeCharge(rate),
        describeLimit(rate) ?? '',
        rate.pool !== null && makeVisible(rate.pool),
        String(rate.place.line),
      ]),
    ),
  }
}

/** `rates diff`: jobs of both lists one by one, those of one alone by model. */
export function diffSheets(before: RateCard, after: RateCard, changes: readonly JobChange[]): Sheet[] {
  const [was, is] = [makeVisible(before.id), makeVisible(after.id)]
  const groups = groupBy(changes, change => change.kind)
  const of = (kind: JobChange['kind']): readonly JobChange[] => groups.get(kind) ?? []
  const sheets = [
    comparedSheet(`Cheaper by ${is} than by ${was}`, of('cheaper')),
    comparedSheet(`Dearer by ${is} than by ${was}`, of('dearer')),
    comparedSheet('The same by both', of('same')),
    onlySheet(`Only by ${was}`, of('only-before')),
    onlySheet(`Only by ${is}`, of('only-after')),
  ]
  return sheets.filter(({ rows }) => rows.length > 0)
}

function comparedSheet(title: string, changes: readonly JobChange[]): Sheet {
  const priceOf = (priced: PricedJob | null) => showUsd(priced!.priceEach)
  // What is done at one price from either material stands in one row.
  const alike = groupBy(changes, ({ job, before, after }) =>
    [nameOf((before ?? after)!), ...settingsOf(job), priceOf(before), priceOf(after)].join('\n'),
  )
  return {
    title: `${title}: ${countOf(changes.length, 'job')}`,
    columns: [
      { heading: 'Job' },
      { heading: 'Before', isAmount: true },
      { heading: 'After', isAmount: true },
      { heading: 'Change', isAmount: true },
    ],
    rows: [...alike.values()].map(group => {
      const { job, before, after } = group[0]!
      return [
        [
          nameOf((before ?? after)!),
          [...new Set(group.map(change => change.job.capability!))].join(' or '),
          ...settingsOf(job),
        ]
          .filter(part => part !== '')
          .map(makeVisible)
          .join(' · '),
        priceOf(before),
        priceOf(after),
        describeChange(before!, after!),
      ]
    }),
  }
}

const settingsOf = (job: JobChange['job']): string[] =>
  describeSettings(job, job.duration && format(job.duration))

function onlySheet(title: string, changes: readonly JobChange[]): Sheet {
  const priced = changes.map(({ job, before, after }) => ({ job, price: (before ?? after)! }))
  const alike = groupBy(priced, ({ job, price }) => [nameOf(price), job.capability].join('\n'))
  return {
    title: `${title}: ${countOf(changes.length, 'job')}`,
    columns: [
      { heading: 'Model' },
      { heading: 'Can do', isWrapped: true },
      { heading: 'Jobs', isAmount: true },
      { heading: 'From', isAmount: true },
      { heading: 'To', isAmount: true },
    ],
    rows: [...alike.values()].map(group => {
      const prices = group.map(({ price }) => price.priceEach).sort(compareRatios)
      return [
        makeVisible(nameOf(group[0]!.price)),
        makeVisible(group[0]!.job.capability!),
        String(group.length),
        showUsd(prices[0]!),
        showUsd(prices.at(-1)!),
      ]
    }),
  }
}

/** `rates diff` of two lists of packages. */
export const diffPackageSheets = (
  before: PackageList,
  after: PackageList,
  changes: readonly OfferChange[],
): Sheet[] => [
  {
    title: `Packages of ${makeVisible(before.id)} and ${makeVisible(after.id)}`,
    columns: [
      { heading: 'Package' },
      { heading: 'List' },
      ...['Price', 'Units', 'A unit', 'Valid', 'At once'].map(heading => ({ heading, isAmount: true })),
    ],
    rows: changes.flatMap(({ before: was, after: is }) =>
      compact([
        was && [makeVisible(was.id), is ? 'before' : 'only before', ...describeOffer(was)],
        is && [makeVisible(is.id), was ? 'after' : 'only after', ...describeOffer(is)],
      ]),
    ),
  },
]

const nameOf = ({ rated: { job, card } }: PricedJob): string =>
  job.model === null ? '' : (card.models.get(job.model)?.name ?? job.model)

function describeChange(was: PricedJob, is: PricedJob): string {
  const share = divideRatios(subtractRatios(is.priceEach, was.priceEach), was.priceEach)
  const percent = formatRatio(multiplyRatios(share, ratio(100n)), 1)
  return `${share.num > 0n ? '+' : ''}${percent} %`
}

/** `rates validate`, a line per file and per issue. */
export const renderValidation = (files: readonly ValidatedFile[]): string =>
  files
    .map(({ file, content, issues }) =>
      issues.length === 0
        ? `${makeVisible(file)}: ok, ${content}`
        : issues
            .map(
              issue =>
                makeVisible(formatIssue({ ...issue, hint: undefined! })) +
                (issue.hint ? `\n  ${makeVisible(issue.hint)}` : ''),
            )
            .join('\n'),
    )
    .join('\n')
