/** What `kling-cost rates` shows to people, as rows of cells for any table format. */
import { formatIssue } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { effectiveUnitPrice, type ResourcePackage } from '../../core/ledger/resource-package.js'
import { format, toRatio } from '../../core/quantity.js'
import type { JobChange } from '../../core/rating/diff-cards.js'
import { describeSettings } from '../../core/rating/job.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import { divideRatios, formatRatio, multiplyRatios, ratio, subtractRatios } from '../../core/ratio.js'
import { showUsd } from '../amounts.js'
import { describeSource } from '../source-line.js'
import type { Column } from '../table.js'
import { countOf, groupDigits, makeVisible } from '../text.js'
import { describeCharge, describeLimit, type ValidatedFile } from './view.js'

/** A titled table, before it is decided how it is written. */
export interface Sheet {
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
}

const titleOf = ({ id, title }: RateCard): string => makeVisible(`${id}: ${title}`)

/** `rates list` */
export function listSheets(cards: readonly RateCard[], packages: readonly ResourcePackage[]): Sheet[] {
  const models = cards.map(card => ({
    title: `${titleOf(card)} (${describeSource(card)}; ${card.billing})`,
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
  return [...models, packageSheet(packages)]
}

const packageSheet = (packages: readonly ResourcePackage[]): Sheet => ({
  title: 'Resource packages',
  columns: [
    { heading: 'Package' },
    { heading: 'Price', isAmount: true },
    { heading: 'Units', isAmount: true },
    { heading: 'A unit', isAmount: true },
    { heading: 'Valid', isAmount: true },
    { heading: 'At once', isAmount: true },
    { heading: 'Pool' },
  ],
  rows: packages.map(offer => {
    const unitPrice = effectiveUnitPrice(offer)
    return [
      makeVisible(offer.id),
      offer.price === null ? 'negotiated' : showUsd(toRatio(offer.price)),
      offer.units === null ? '-' : groupDigits(format(offer.units)),
      unitPrice === null ? '-' : showUsd(unitPrice),
      offer.validityDays === null ? '-' : `${offer.validityDays} days`,
      offer.concurrency === null ? '-' : String(offer.concurrency),
      makeVisible(offer.pool),
    ]
  }),
})

/** `rates show` */
export function showSheet(card: RateCard): Sheet {
  const names = (ids: readonly string[]) => ids.map(id => card.models.get(id)?.name ?? id)
  return {
    title: `${titleOf(card)} (${describeSource(card)}), rows in ${makeVisible(card.file)}`,
    columns: [
      { heading: 'What' },
      { heading: card.billing === 'us-dollars' ? 'US dollars' : 'Units' },
      { heading: 'Length' },
      ...(card.billing === 'us-dollars' ? [] : [{ heading: 'Pool' }]),
      { heading: 'Row', isAmount: true },
    ],
    rows: card.rates.map(rate => [
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
      ...(rate.pool === null ? [] : [makeVisible(rate.pool)]),
      String(rate.place.line),
    ]),
  }
}

/** `rates diff` */
export function diffSheets(before: RateCard, after: RateCard, changes: readonly JobChange[]): Sheet[] {
  const titles: Record<JobChange['kind'], string> = {
    cheaper: `Cheaper by ${makeVisible(after.id)}`,
    dearer: `Dearer by ${makeVisible(after.id)}`,
    same: 'The same by both',
    'only-before': `Only by ${makeVisible(before.id)}`,
    'only-after': `Only by ${makeVisible(after.id)}`,
  }
  const groups = groupBy(changes, change => change.kind)
  return (Object.keys(titles) as JobChange['kind'][]).flatMap(kind => {
    const group = groups.get(kind)
    if (!group) return []
    return [
      {
        title: `${titles[kind]}: ${countOf(group.length, 'job')}`,
        columns: [
          { heading: 'Job' },
          { heading: 'Before', isAmount: true },
          { heading: 'After', isAmount: true },
          { heading: 'Change', isAmount: true },
        ],
        rows: group.map(({ job, before: was, after: is }) => [
          [
            nameOf(was ?? is!),
            job.capability!,
            ...describeSettings(job, job.duration && format(job.duration)),
          ]
            .filter(part => part !== '')
            .map(makeVisible)
            .join(' · '),
          was === null ? '-' : showUsd(was.priceEach),
          is === null ? '-' : showUsd(is.priceEach),
          was !== null && is !== null ? describeChange(was, is) : '',
        ]),
      },
    ]
  })
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
