/**
 * Rate files once they have been read and found right, as plain data that JSON can hold: the shipped ones
 * are compiled to it at build. From here to core values nothing is checked any more, and neither YAML nor
 * schemas are needed.
 */
import { assert, type Place, unreachable } from '../../core/failure.js'
import { parseDay } from '../../core/instant.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import { seconds, type Units, type Usd, units, usd } from '../../core/quantity.js'
import type { Assertion, Charge, Model, Rate, RateCard } from '../../core/rating/rate-card.js'
import type { Agreement, Tier } from '../../core/sla/agreement.js'
import type { Source } from '../../core/source.js'
import type { NamesData } from '../names.js'

/** Line and column, each from 1. */
export type PlaceData = readonly [line: number, column: number]

/** A `Source` with its day as `YYYY-MM-DD`. */
export type SourceData = Omit<Source, 'retrieved'> & { readonly retrieved: string }

/** A `Charge` with its amounts as decimal text. */
export type ChargeData =
  | { readonly by: 'flat'; readonly amount: string }
  | {
      readonly by: 'fixed-duration'
      readonly amounts: readonly { readonly seconds: number; readonly amount: string }[]
    }
  | { readonly by: 'per-second'; readonly amount: string }
  | { readonly by: 'per-segment'; readonly segment: string; readonly amount: string }

export type RateData = Omit<Rate, 'charge' | 'place'> & {
  readonly charge: ChargeData
  readonly at: PlaceData
}

export interface AssertionData {
  readonly job: Readonly<Record<string, string>>
  readonly count: string
  readonly units: string | null
  readonly usd: string
  readonly at: PlaceData
}

/** A `RateCard` with maps as records or lists, and days and amounts as text. */
export type RateCardData = Pick<
  RateCard,
  'id' | 'title' | 'vendor' | 'brand' | 'billing' | 'notes' | 'file'
> & {
  readonly source: SourceData
  readonly effectiveFrom: string | null
  readonly effectiveTo: string | null
  readonly retired: { readonly on: string; readonly confidence: Source['confidence'] } | null
  readonly resolutionOfMode: Readonly<Record<string, string>>
  readonly typicalResolutionOfMode: Readonly<Record<string, string>>
  readonly pools: readonly { readonly id: string; readonly listUnitPrice: string; readonly section: string }[]
  readonly models: readonly Model[]
  readonly capabilityAliases: Readonly<Record<string, string>>
  readonly rates: readonly RateData[]
  readonly assertions: readonly AssertionData[]
}

export type ResourcePackageData = Pick<
  ResourcePackage,
  'id' | 'pool' | 'validityDays' | 'concurrency' | 'isOncePerAccount' | 'section'
> & {
  readonly price: string | null
  readonly units: string | null
  readonly recommendedAbove: { readonly units: string; readonly days: number } | null
  readonly at: PlaceData
}

export interface ResourcePackagesData {
  readonly id: string
  readonly title: string
  readonly vendor: string
  readonly source: SourceData
  readonly packages: readonly ResourcePackageData[]
  readonly file: string
}

/** A rate file as plain data. */
export type RateFileData =
  | { readonly kind: 'rate-card'; readonly card: RateCardData }
  | { readonly kind: 'resource-packages'; readonly list: ResourcePackagesData }
  | { readonly kind: 'agreement'; readonly agreement: Agreement }
  | { readonly kind: 'tiers'; readonly tiers: readonly Tier[] }
  | { readonly kind: 'names'; readonly names: NamesData }

/** A rate file as core values. */
export type RateFile =
  | { readonly kind: 'rate-card'; readonly card: RateCard }
  | { readonly kind: 'resource-packages'; readonly packages: readonly ResourcePackage[] }
  | { readonly kind: 'agreement'; readonly agreement: Agreement }
  | { readonly kind: 'tiers'; readonly tiers: readonly Tier[] }
  | { readonly kind: 'names'; readonly names: NamesData }

/** Whose a file is: handed in with `--rates`, or shipped. */
export interface Origin {
  readonly isUsers: boolean
}

/** The core values of a rate file. */
export function toRateFile(data: RateFileData, origin: Origin): RateFile {
  switch (data.kind) {
    case 'rate-card':
      return { kind: data.kind, card: toRateCard(data.card, origin) }
    case 'resource-packages':
      return { kind: data.kind, packages: toResourcePackages(data.list) }
    case 'agreement':
    case 'tiers':
    case 'names':
      // Days as numbers and percentages as text: JSON holds these as they are.
      return data
    default:
      return unreachable(data)
  }
}

/** The rate card of its plain data. */
export function toRateCard(data: RateCardData, origin: Origin): RateCard {
  const amount = data.billing === 'us-dollars' ? usd : units
  return {
    id: data.id,
    title: data.title,
    vendor: data.vendor,
    brand: data.brand,
    billing: data.billing,
    source: toSource(data.source),
    effectiveFrom: data.effectiveFrom === null ? null : toDay(data.effectiveFrom),
    effectiveTo: data.effectiveTo === null ? null : toDay(data.effectiveTo),
    retired: data.retired && { ...data.retired, on: toDay(data.retired.on) },
    resolutionOfMode: new Map(Object.entries(data.resolutionOfMode)),
    typicalResolutionOfMode: new Map(Object.entries(data.typicalResolutionOfMode)),
    notes: data.notes,
    pools: new Map(
      data.pools.map(({ id, listUnitPrice, section }) => [
        id,
        { id, listUnitPrice: usd(listUnitPrice), section },
      ]),
    ),
    models: new Map(data.models.map(model => [model.id, model])),
    capabilityAliases: new Map(Object.entries(data.capabilityAliases)),
    rates: data.rates.map(({ at, charge, ...rate }) => ({
      ...rate,
      charge: toCharge(charge, amount),
      place: toPlace(at, data.file),
    })),
    assertions: data.assertions.map(assertion => toAssertion(assertion, data.file)),
    isUsers: origin.isUsers,
    file: data.file,
  }
}

/** The packages of their plain data. */
export const toResourcePackages = (data: ResourcePackagesData): ResourcePackage[] => {
  const source = toSource(data.source)
  return data.packages.map(({ at, price, units: size, recommendedAbove: above, ...offer }) => ({
    ...offer,
    price: price === null ? null : usd(price),
    units: size === null ? null : units(size),
    recommendedAbove: above === null ? null : { units: units(above.units), days: above.days },
    source,
    place: toPlace(at, data.file),
  }))
}

function toCharge(data: ChargeData, amount: (text: string) => Usd | Units): Charge {
  switch (data.by) {
    case 'flat':
      return { by: data.by, amount: amount(data.amount) }
    case 'fixed-duration':
      return {
        by: data.by,
        amounts: data.amounts.map(fixed => ({ seconds: fixed.seconds, amount: amount(fixed.amount) })),
      }
    case 'per-second':
      return { by: data.by, amount: amount(data.amount) }
    case 'per-segment':
      return { by: data.by, segment: seconds(data.segment), amount: amount(data.amount) }
  }
}

const toAssertion = (
  { job, count, units: given, usd: dollars, at }: AssertionData,
  file: string,
): Assertion => ({
  job,
  count: BigInt(count),
  units: given === null ? null : units(given),
  usd: usd(dollars),
  place: toPlace(at, file),
})

/** Where a document comes from, of its plain data. */
export const toSource = (data: SourceData): Source => ({ ...data, retrieved: toDay(data.retrieved) })

const toPlace = ([line, column]: PlaceData, file: string): Place => ({ file, line, column })

function toDay(text: string) {
  const day = parseDay(text)
  assert(day !== null, `not a day: ${text}`)
  return day
}
