/** What `kling-cost rates` shows: the view models behind every format. */
import type { Issue } from '../../core/failure.js'
import { listChoices } from '../../core/failure.js'
import { formatDay, type Instant } from '../../core/instant.js'
import type { OfferChange } from '../../core/ledger/diff-packages.js'
import { assortmentAt, type PackageList } from '../../core/ledger/package-list.js'
import { effectiveUnitPrice, type ResourcePackage } from '../../core/ledger/resource-package.js'
import { format } from '../../core/quantity.js'
import type { JobChange } from '../../core/rating/diff-cards.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { Rate, RateCard } from '../../core/rating/rate-card.js'
import { multiplyRatios, ratio } from '../../core/ratio.js'
import { ageOf, isInForce, type Source } from '../../core/source.js'
import { writeRatio } from '../amounts.js'

const viewSource = ({ document, title, url, published, retrieved, confidence, remark }: Source) => ({
  document,
  title,
  url,
  published,
  retrieved: formatDay(retrieved),
  confidence,
  remark,
})

function viewCard(card: RateCard, asOf: Instant) {
  return {
    id: card.id,
    title: card.title,
    vendor: card.vendor,
    billing: card.billing,
    source: viewSource(card.source),
    effective_from: card.effectiveFrom === null ? null : formatDay(card.effectiveFrom),
    effective_to: card.effectiveTo === null ? null : formatDay(card.effectiveTo),
    retired: card.retired && { on: formatDay(card.retired.on), confidence: card.retired.confidence },
    file: card.file,
    seller: card.seller,
    top_up_fee_percent: card.topUpFee && writeRatio(multiplyRatios(card.topUpFee, ratio(100n))),
    credit_price: card.creditPrice && writeRatio(card.creditPrice),
    age_days: ageOf(card, asOf),
    in_force: isInForce(card, asOf),
    pools: [...card.pools.values()].map(({ id, listUnitPrice }) => ({
      id,
      list_unit_price: format(listUnitPrice),
    })),
  }
}

function viewPackage(offer: ResourcePackage) {
  const unitPrice = effectiveUnitPrice(offer)
  return {
    id: offer.id,
    pool: offer.pool,
    price: offer.price && format(offer.price),
    units: offer.units && format(offer.units),
    effective_unit_price: unitPrice && writeRatio(unitPrice),
    validity_days: offer.validityDays,
    concurrency: offer.concurrency,
    once_per_account: offer.isOncePerAccount,
    source: viewSource(offer.source),
    row: `${offer.place.file}:${offer.place.line}`,
    list: offer.listId,
    replaces: offer.replaces,
  }
}

/** `rates list`: the cards with their models and what each can do, and the packages. */
export function viewList(cards: readonly RateCard[], lists: readonly PackageList[], asOf: Instant) {
  const onSale = assortmentAt(lists, asOf, null)
  return {
    schema: 'kling-cost/rates-list/1',
    cards: cards.map(card => ({
      ...viewCard(card, asOf),
      models: [...card.models.values()].map(model => ({
        id: model.id,
        name: model.name,
        aliases: model.aliases,
        capabilities: [
          ...new Set(
            card.rates.filter(rate => rate.models.includes(model.id)).flatMap(rate => rate.capabilities),
          ),
        ],
      })),
      services: [
        ...new Set(card.rates.filter(rate => rate.models.length === 0).flatMap(rate => rate.capabilities)),
      ],
    })),
    packages: lists.flatMap(list => list.packages.map(viewPackage)),
    package_lists: lists.map(list => ({
      id: list.id,
      title: list.title,
      vendor: list.vendor,
      source: viewSource(list.source),
      effective_from: list.effectiveFrom === null ? null : formatDay(list.effectiveFrom),
      effective_to: list.effectiveTo === null ? null : formatDay(list.effectiveTo),
      replaces: list.replaces,
      age_days: ageOf(list, asOf),
      on_sale: onSale.lists.includes(list),
      file: list.file,
    })),
  }
}

/** The amount of a row with its measure: `0.15 a second`, `1 for 5 s, 2 for 10 s`. */
export function describeCharge({ charge }: Rate): string {
  switch (charge.by) {
    case 'flat':
      return `${format(charge.amount)} a call`
    case 'fixed-duration':
      return charge.amounts.map(fixed => `${format(fixed.amount)} for ${fixed.seconds} s`).join(', ')
    case 'per-second':
      return `${format(charge.amount)} a second`
    case 'per-segment':
      return `${format(charge.amount)} a started ${format(charge.segment)} s`
    case 'per-input-and-output-second': {
      const least = charge.leastTimesOutput > 1 ? `, at least ${charge.leastTimesOutput} × the output` : ''
      return `${format(charge.amount)} a second of input and output${least}`
    }
  }
}

/** The lengths that a row takes, or null when it says nothing of them. */
export function describeLimit({ duration }: Rate): string | null {
  if (duration === null) return null
  if ('only' in duration) return `${listChoices(duration.only.map(String))} s`
  if (duration.max === null) return duration.min > 1 ? `from ${duration.min} s` : null
  return duration.min > 1 ? `${duration.min}–${duration.max} s` : `up to ${duration.max} s`
}

/** What a card's amounts are in. */
const UNIT_OF = { 'us-dollars': 'usd', 'prepaid-units': 'units', credits: 'credits' } as const

function viewRate(rate: Rate, card: RateCard) {
  const { charge, duration } = rate
  const unit = UNIT_OF[card.billing]
  return {
    capabilities: rate.capabilities,
    models: rate.models,
    modes: rate.modes,
    resolutions: rate.resolutions,
    audio: rate.audio,
    references: rate.references,
    voice_control: rate.voiceControl,
    effects: rate.effects,
    duration: duration === null ? null : 'only' in duration ? { only: duration.only } : duration,
    pool: rate.pool,
    charge:
      charge.by === 'fixed-duration'
        ? {
            by: charge.by,
            unit,
            amounts: charge.amounts.map(({ seconds, amount }) => ({ seconds, amount: format(amount) })),
          }
        : {
            by: charge.by,
            unit,
            amount: format(charge.amount),
            ...(charge.by === 'per-segment' ? { segment_seconds: format(charge.segment) } : {}),
            ...(charge.by === 'per-input-and-output-second'
              ? { least_times_output: charge.leastTimesOutput }
              : {}),
          },
    section: rate.section,
    row: `${rate.place.file}:${rate.place.line}`,
  }
}

/** `rates show`: every row of a card. */
export const viewShow = (card: RateCard, asOf: Instant) => ({
  schema: 'kling-cost/rates-show/1',
  card: viewCard(card, asOf),
  notes: card.notes,
  rates: card.rates.map(rate => viewRate(rate, card)),
})

const viewPrice = (priced: PricedJob | null) =>
  priced && {
    price_each: writeRatio(priced.priceEach),
    units_each: priced.unitsEach && format(priced.unitsEach),
    row: `${priced.rated.rate.place.file}:${priced.rated.rate.place.line}`,
  }

/** `rates diff`: each job on both cards. */
export const viewDiff = (before: RateCard, after: RateCard, changes: readonly JobChange[]) => ({
  schema: 'kling-cost/rates-diff/1',
  before: before.id,
  after: after.id,
  jobs: changes.map(({ job, before: was, after: is, kind }) => ({
    change: kind,
    capability: job.capability,
    model: job.model,
    mode: job.mode,
    resolution: job.resolution,
    audio: job.audio,
    reference: job.reference === 'none' ? null : job.reference,
    voice_control: job.voiceControl,
    effect: job.effect,
    duration: job.duration && format(job.duration),
    input_duration: job.inputDuration && format(job.inputDuration),
    before: viewPrice(was),
    after: viewPrice(is),
  })),
})

/** `rates diff` of two lists of packages: each offer with its successor. */
export const viewPackageDiff = (
  before: PackageList,
  after: PackageList,
  changes: readonly OfferChange[],
) => ({
  schema: 'kling-cost/rates-diff/1',
  before: before.id,
  after: after.id,
  jobs: [],
  packages: changes.map(({ before: was, after: is }) => ({
    before: was && viewPackage(was),
    after: is && viewPackage(is),
  })),
})

/** One file of `rates validate`. */
export interface ValidatedFile {
  readonly file: string
  readonly kind: string | null
  /** What it holds, in words. */
  readonly content: string | null
  readonly issues: readonly Issue[]
}

/** `rates validate`: each file with what is wrong in it. */
export const viewValidation = (files: readonly ValidatedFile[]) => ({
  schema: 'kling-cost/rates-validate/1',
  files: files.map(({ file, kind, content, issues }) => ({
    file,
    kind,
    content,
    valid: issues.length === 0,
    issues: issues.map(({ code, message, place, hint }) => ({
      code,
      message,
      line: place.line,
      column: place.column,
      hint: hint ?? null,
    })),
  })),
})
