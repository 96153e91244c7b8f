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
import type { Rate, RateCard } from '../../core/rating/rate-card.js'
import {
  compareRatios,
  divideRatios,
  formatRatio,
  multiplyRatios,
  ONE,
  ratio,
  subtractRatios,
} from '../../core/ratio.js'
import { ageOf, dateOf, isInForce, isToCome } from '../../core/source.js'
import { showShare, showUnits, showUsd } from '../amounts.js'
import { amountColumn, column, type Table, tabulate } from '../document.js'
import { describeAge, describeSource } from '../source-line.js'
import { countOf, makeVisible } from '../text.js'
import { describeCharge, describeLimit, listCapabilities, type ValidatedFile } from './view.js'

/** A table under its title. */
export interface Sheet extends Table {
  /** Whether a screen shows it with `--details` alone. */
  readonly isDetail?: boolean
}

const titleOf = ({ id, title }: RateCard | PackageList): string => makeVisible(`${id}: ${title}`)

/** `rates list` */
export function listSheets(
  cards: readonly RateCard[],
  lists: readonly PackageList[],
  asOf: Instant,
): Sheet[] {
  const each = [...cards.map(card => modelSheet(card, asOf)), ...lists.map(list => packageSheet(list, asOf))]
  return [overviewSheet(cards, lists, asOf), ...each.map(sheet => ({ ...sheet, isDetail: true }))]
}

function modelSheet(card: RateCard, asOf: Instant): Sheet {
  const about = compact([
    describeSource(card),
    card.billing,
    card.topUpFee !== null && `${showShare(card.topUpFee, ONE)} fee on top-ups in every price`,
    ...describeAge(card, asOf),
  ])
  return tabulate(
    `${titleOf(card)} (${about.join('; ')})`,
    [...card.models.values()],
    [
      column('Can do', ({ id }) => listCapabilities(card, id).join(', ')),
      column('Model', ({ name }) => makeVisible(name)),
      column('Id', ({ id }) => makeVisible(id)),
    ],
  )
}

/** Every list with whose it is, its date, its age and how sure it is. */
function overviewSheet(cards: readonly RateCard[], lists: readonly PackageList[], asOf: Instant): Sheet {
  const onSale = assortmentAt(lists, asOf, null).lists
  const rows = [
    ...cards.map(list => ({ list, what: list.seller === null ? 'prices' : 'seller' })),
    // A list that is to come is not sold from yet, and is not old either.
    ...lists.map(list => ({
      list,
      what: onSale.includes(list) || isToCome(list, asOf) ? 'packages' : 'old packages',
    })),
  ]
  return tabulate(`Lists as of ${formatInstant(asOf).slice(0, 10)}`, rows, [
    column('List', ({ list }) => makeVisible(list.id)),
    column('Whose', ({ list }) => makeVisible(list.vendor), { isWrapped: true }),
    column('What', ({ what }) => what),
    column('Date', ({ list }) => dateOf(list)),
    amountColumn('Age', ({ list }) => {
      const age = ageOf(list, asOf)
      return !isInForce(list, asOf) ? 'not in force' : age === null ? '-' : countOf(age, 'day')
    }),
    column('How sure', ({ list }) => list.source.confidence),
  ])
}

/** The packages of a list. */
export const packageSheet = (list: PackageList, asOf: Instant): Sheet =>
  tabulate(
    `${titleOf(list)} (${[describeSource(list), ...describeAge(list, asOf)].join('; ')})`,
    list.packages.map(offer => ({ offer })),
    [
      column('Package', ({ offer }) => makeVisible(offer.id)),
      ...OFFER_COLUMNS,
      column('Pool', ({ offer }) => makeVisible(offer.pool)),
    ],
  )

const orDash = <T>(value: T | null, show: (value: T) => string): string =>
  value === null ? '-' : show(value)

interface Offered {
  readonly offer: ResourcePackage
}

const OFFER_COLUMNS = [
  amountColumn('Price', ({ offer: { price } }: Offered) =>
    price === null ? 'negotiated' : showUsd(toRatio(price)),
  ),
  amountColumn('Units', ({ offer }: Offered) => orDash(offer.units, showUnits)),
  amountColumn('A unit', ({ offer }: Offered) => orDash(effectiveUnitPrice(offer), showUsd)),
  amountColumn('Valid', ({ offer }: Offered) => orDash(offer.validityDays, days => countOf(days, 'day'))),
  amountColumn('At once', ({ offer }: Offered) => orDash(offer.concurrency, String)),
]

/** `rates show` */
export function showSheet(card: RateCard): Sheet {
  const names = (ids: readonly string[]) => ids.map(id => card.models.get(id)?.name ?? id)
  const describe = (rate: Rate): string =>
    joinVisible([
      names(rate.models).join('/'),
      rate.capabilities.join('/'),
      rate.modes.join('/'),
      rate.resolutions.join('/'),
      rate.effects.join('/'),
      rate.audio.length > 1 ? 'with or without audio' : rate.audio[0] ? 'audio' : '',
      rate.references.includes('none') ? '' : `${rate.references.join('/')} reference`,
      rate.voiceControl[0] ? 'voice control' : '',
    ])
  const isInDollars = card.billing === 'us-dollars'
  const title = `${titleOf(card)} (${describeSource(card)}), rows in ${makeVisible(card.file)}`
  return tabulate(title, card.rates, [
    column('What', describe),
    column(isInDollars ? 'US dollars' : 'Units', describeCharge),
    column('Length', rate => describeLimit(rate) ?? ''),
    !isInDollars && column('Pool', ({ pool }) => makeVisible(pool ?? '')),
    amountColumn('Row', ({ place }) => String(place.line)),
  ])
}

const joinVisible = (parts: readonly string[]): string =>
  parts
    .filter(part => part !== '')
    .map(makeVisible)
    .join(' · ')

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
    [nameOf(before!), ...settingsOf(job), priceOf(before), priceOf(after)].join('\n'),
  )
  const rows = [...alike.values()].map(group => ({ group, ...group[0]! }))
  return tabulate(`${title}: ${countOf(changes.length, 'job')}`, rows, [
    column('Job', ({ group, job, before }) =>
      joinVisible([
        nameOf(before!),
        [...new Set(group.map(change => change.job.capability!))].join(' or '),
        ...settingsOf(job),
      ]),
    ),
    amountColumn('Before', ({ before }) => priceOf(before)),
    amountColumn('After', ({ after }) => priceOf(after)),
    amountColumn('Change', ({ before, after }) => describeChange(before!, after!)),
  ])
}

const settingsOf = (job: JobChange['job']): string[] =>
  describeSettings(job, job.duration && format(job.duration))

function onlySheet(title: string, changes: readonly JobChange[]): Sheet {
  const priced = changes.map(({ job, before, after }) => ({ job, price: (before ?? after)! }))
  const alike = groupBy(priced, ({ job, price }) => [nameOf(price), job.capability].join('\n'))
  const rows = [...alike.values()].map(group => ({
    ...group[0]!,
    prices: group.map(({ price }) => price.priceEach).sort(compareRatios),
  }))
  return tabulate(`${title}: ${countOf(changes.length, 'job')}`, rows, [
    column('Model', ({ price }) => makeVisible(nameOf(price))),
    column('Can do', ({ job }) => makeVisible(job.capability!), { isWrapped: true }),
    amountColumn('Jobs', ({ prices }) => String(prices.length)),
    amountColumn('From', ({ prices }) => showUsd(prices[0]!)),
    amountColumn('To', ({ prices }) => showUsd(prices.at(-1)!)),
  ])
}

/** `rates diff` of two lists of packages. */
export function diffPackageSheets(
  before: PackageList,
  after: PackageList,
  changes: readonly OfferChange[],
): Sheet[] {
  const rows = changes.flatMap(({ before: was, after: is }) =>
    compact([
      was && { offer: was, which: is ? 'before' : 'only before' },
      is && { offer: is, which: was ? 'after' : 'only after' },
    ]),
  )
  const title = `Packages of ${makeVisible(before.id)} and ${makeVisible(after.id)}`
  const own = [
    column('Package', ({ offer }: (typeof rows)[number]) => makeVisible(offer.id)),
    column('List', ({ which }: (typeof rows)[number]) => which),
  ]
  return [tabulate(title, rows, [...own, ...OFFER_COLUMNS])]
}

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
