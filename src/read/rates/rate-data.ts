/**
 * Rate files once they have been read and found right, as plain data that JSON can hold: the shipped ones
 * are compiled to it at build. From here to core values nothing is checked any more, and neither YAML nor
 * schemas are needed.
 */
import { assert, type Place, unreachable } from '../../core/failure.js'
import { parseDay } from '../../core/instant.js'
import type { PackageList } from '../../core/ledger/package-list.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import { divide, seconds, type Units, type Usd, units, usd } from '../../core/quantity.js'
import type { Assertion, Charge, Model, Rate, RateCard } from '../../core/rating/rate-card.js'
import { multiplyRatios, ratio, ratioOfDecimal } from '../../core/ratio.js'
import type { Agreement, Tier } from '../../core/sla/agreement.js'
import type { Source } from '../../core/source.js'
import type { PriceFeedText } from '../../schema/price-feed.js'
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
  | {
      readonly by: 'per-input-and-output-second'
      readonly amount: string
      readonly leastTimesOutput: number
    }

/** What a row says where it says nothing. Compiled data leave it out: rows are many, and most of this is in all of them. */
const UNSAID = {
  modes: [],
  resolutions: [],
  audio: [false],
  references: ['none'],
  voiceControl: [false],
  effects: [],
  duration: null,
  pool: null,
} as const satisfies Partial<Rate>

type Unsaid = keyof typeof UNSAID

export type RateData = Omit<Rate, 'charge' | 'place' | Unsaid> & {
  readonly [K in Unsaid]?: Rate[K]
} & {
  readonly charge: ChargeData
  readonly at: PlaceData
}

/** The row without what goes without saying. */
export const withoutUnsaid = (rate: RateData): RateData =>
  Object.fromEntries(
    Object.entries(rate).filter(
      ([key, value]) => !(key in UNSAID) || JSON.stringify(value) !== JSON.stringify(UNSAID[key as Unsaid]),
    ),
  ) as unknown as RateData

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
  'id' | 'title' | 'vendor' | 'seller' | 'brand' | 'billing' | 'notes' | 'file'
> & {
  /** What so many credits cost. */
  readonly credits: { readonly count: string; readonly usd: string } | null
  /** In per cent. */
  readonly topUpFee: string | null
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
  'id' | 'replaces' | 'pool' | 'validityDays' | 'concurrency' | 'isOncePerAccount' | 'section'
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
  readonly effectiveFrom: string | null
  readonly effectiveTo: string | null
  readonly replaces: string | null
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
  | { readonly kind: 'price-feed'; readonly feed: PriceFeedText }

/** A rate file as core values. */
export type RateFile =
  | { readonly kind: 'rate-card'; readonly card: RateCard }
  | { readonly kind: 'resource-packages'; readonly list: PackageList }
  | { readonly kind: 'agreement'; readonly agreement: Agreement }
  | { readonly kind: 'tiers'; readonly tiers: readonly Tier[] }
  | { readonly kind: 'names'; readonly names: NamesData }
  | { readonly kind: 'price-feed'; readonly feed: PriceFeedText }

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
      return { kind: data.kind, list: toPackageList(data.list, origin) }
    case 'agreement':
    case 'tiers':
    case 'names':
    case 'price-feed':
      // Days as numbers and percentages as text: JSON holds these as they are.
      return data
    default:
      return unreachable(data)
  }
}

/** The rate card of its plain data. */
export function toRateCard(data: RateCardData, origin: Origin): RateCard {
  // Credits are counted as units are, and priced as a whole.
  const amount = data.billing === 'us-dollars' ? usd : units
  return {
    id: data.id,
    title: data.title,
    vendor: data.vendor,
    seller: data.seller,
    brand: data.brand,
    billing: data.billing,
    creditPrice: data.credits && divide(usd(data.credits.usd), units(data.credits.count)),
    topUpFee: data.topUpFee === null ? null : multiplyRatios(ratioOfDecimal(data.topUpFee), ratio(1n, 100n)),
    source: toSource(data.source),
    effectiveFrom: toDayOrNull(data.effectiveFrom),
    effectiveTo: toDayOrNull(data.effectiveTo),
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
    rates: data.rates.map(rate => new Row(rate, amount, data.file)),
    assertions: data.assertions.map(assertion => toAssertion(assertion, data.file)),
    isUsers: origin.isUsers,
    file: data.file,
  }
}

/** The list of packages of its plain data. */
export function toPackageList(data: ResourcePackagesData, { isUsers }: Origin): PackageList {
  const { id: listId, title, vendor, replaces, file } = data
  const dated = {
    source: toSource(data.source),
    effectiveFrom: toDayOrNull(data.effectiveFrom),
    effectiveTo: toDayOrNull(data.effectiveTo),
  }
  return {
    id: listId,
    title,
    vendor,
    replaces,
    ...dated,
    packages: data.packages.map(({ at, price, units: size, recommendedAbove: above, ...offer }) => ({
      ...offer,
      listId,
      vendor,
      price: price === null ? null : usd(price),
      units: size === null ? null : units(size),
      recommendedAbove: above === null ? null : { units: units(above.units), days: above.days },
      ...dated,
      place: toPlace(at, file),
    })),
    isUsers,
    file,
  }
}

type ToAmount = (text: string) => Usd | Units

/** A row. Of all rows a few price something: its amounts and its place are made when somebody asks. */
class Row implements Rate {
  readonly capabilities: Rate['capabilities']
  readonly models: Rate['models']
  readonly modes: Rate['modes']
  readonly resolutions: Rate['resolutions']
  readonly audio: Rate['audio']
  readonly references: Rate['references']
  readonly voiceControl: Rate['voiceControl']
  readonly effects: Rate['effects']
  readonly duration: Rate['duration']
  readonly pool: Rate['pool']
  readonly section: string
  readonly #data: RateData
  readonly #toAmount: ToAmount
  readonly #file: string
  #charge: Charge | null = null

  constructor(data: RateData, toAmount: ToAmount, file: string) {
    this.capabilities = data.capabilities
    this.models = data.models
    this.modes = data.modes ?? UNSAID.modes
    this.resolutions = data.resolutions ?? UNSAID.resolutions
    this.audio = data.audio ?? UNSAID.audio
    this.references = data.references ?? UNSAID.references
    this.voiceControl = data.voiceControl ?? UNSAID.voiceControl
    this.effects = data.effects ?? UNSAID.effects
    this.duration = data.duration ?? UNSAID.duration
    this.pool = data.pool ?? UNSAID.pool
    this.section = data.section
    this.#data = data
    this.#toAmount = toAmount
    this.#file = file
  }

  get charge(): Charge {
    this.#charge ??= toCharge(this.#data.charge, this.#toAmount)
    return this.#charge
  }

  get place(): Place {
    return toPlace(this.#data.at, this.#file)
  }
}

function toCharge(data: ChargeData, amount: ToAmount): Charge {
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
    case 'per-input-and-output-second':
      return { by: data.by, amount: amount(data.amount), leastTimesOutput: data.leastTimesOutput }
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

const toDayOrNull = (text: string | null) => (text === null ? null : toDay(text))

function toDay(text: string) {
  const day = parseDay(text)
  assert(day !== null, `not a day: ${text}`)
  return day
}
