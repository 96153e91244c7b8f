/**
 * Rate files once they have been read and found right, as plain data that JSON can hold: the shipped ones are compiled
 * to it at build. From here to core values nothing is checked any more, and neither YAML nor schemas are needed.
 */
import type { Place } from '../../core/failure.js'
import type { PackageList } from '../../core/ledger/package-list.js'
import { divide, type Units, type Usd, units, usd } from '../../core/quantity.js'
import { normaliseName } from '../../core/rating/catalogue.js'
import type { Charge, Rate, RateCard } from '../../core/rating/rate-card.js'
import { multiplyRatios, ratio, ratioOfDecimal } from '../../core/ratio.js'
import type { Agreement, Tier } from '../../core/sla/agreement.js'
import { expectDay, readDated } from '../../core/source.js'
import type { PriceFeedText } from '../../schema/price-feed.js'
import type { ChargeText, RateCardText } from '../../schema/rate-card.js'
import type { ResourcePackagesText } from '../../schema/resource-packages.js'
import type { NamesData } from '../names.js'
import { type Matched, toCharge, toMatched } from './rate-card-values.js'

/** A file of prices as it is written. */
export interface Written<Text> {
  readonly text: Text
  /** Line and column, each from 1, of each row or package, and of the assertions behind them. */
  readonly places: readonly (readonly [line: number, column: number])[]
  readonly file: string
}

/** A rate file that holds no prices. Days are numbers and percentages text in it: JSON holds it as it is. */
type UnpricedFile =
  | { readonly kind: 'agreement'; readonly agreement: Agreement }
  | { readonly kind: 'tiers'; readonly tiers: readonly Tier[] }
  | { readonly kind: 'names'; readonly names: NamesData }
  | { readonly kind: 'price-feed'; readonly feed: PriceFeedText }

/** A rate file as plain data. */
export type RateFileData =
  | { readonly kind: 'rate-card'; readonly card: Written<RateCardText> }
  | { readonly kind: 'resource-packages'; readonly list: Written<ResourcePackagesText> }
  | UnpricedFile

/** A rate file as core values. */
export type RateFile =
  | { readonly kind: 'rate-card'; readonly card: RateCard }
  | { readonly kind: 'resource-packages'; readonly list: PackageList }
  | UnpricedFile

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
    default:
      return data
  }
}

/** The rate card of its plain data. */
export function toRateCard(written: Written<RateCardText>, { isUsers }: Origin): RateCard {
  const { text: card, file } = written
  // Credits are counted as units are, and priced as a whole.
  const toAmount = card.billing === 'us-dollars' ? usd : units
  const { credits, top_up_fee: topUp, retired } = card
  return {
    id: card.id,
    title: card.title,
    vendor: card.vendor,
    seller: card.seller ?? null,
    brand: card.brand ?? null,
    billing: card.billing,
    creditPrice: credits ? divide(usd(credits.usd), units(credits.count)) : null,
    topUpFee: topUp ? multiplyRatios(ratioOfDecimal(topUp.percent), ratio(1n, 100n)) : null,
    ...readDated(card),
    retired: retired ? { ...retired, on: expectDay(retired.on) } : null,
    resolutionOfMode: mapOf(card.resolution_of_mode, resolution => resolution),
    typicalResolutionOfMode: mapOf(card.typical_resolution_of_mode, resolution => resolution),
    notes: card.notes ?? [],
    pools: mapOf(card.pools, ({ list_unit_price: price, section }, id) => ({
      id,
      listUnitPrice: usd(price),
      section,
    })),
    models: mapOf(card.models, ({ name, aliases = [], api_name: apiName = null }, id) => ({
      id,
      name,
      aliases,
      apiName,
    })),
    capabilityAliases: new Map(
      Object.entries(card.capabilities ?? {}).flatMap(([id, { aliases }]) =>
        aliases.map(alias => [normaliseName(alias), id]),
      ),
    ),
    rates: card.rates.map((row, i) => {
      const { pool = null, section } = row
      return toRate({ ...toMatched(row), pool, section, place: placeOf(written, i) }, row.charge, toAmount)
    }),
    assertions: (card.assertions ?? []).map(({ job, count = '1', units: size, usd: dollars }, i) => ({
      job: job as Readonly<Record<string, string>>,
      count: BigInt(count),
      units: size === undefined ? null : units(size),
      usd: usd(dollars),
      place: placeOf(written, card.rates.length + i),
    })),
    isUsers,
    file,
  }
}

/** The list of packages of its plain data. */
export function toPackageList(written: Written<ResourcePackagesText>, { isUsers }: Origin): PackageList {
  const { text: list, file } = written
  const { id: listId, title, vendor } = list
  const dated = readDated(list)
  const numberOrNull = (text: string | undefined): number | null => (text === undefined ? null : Number(text))
  return {
    id: listId,
    title,
    vendor,
    replaces: list.replaces ?? null,
    ...dated,
    packages: list.packages.map((offer, i) => ({
      id: offer.id,
      listId,
      vendor,
      replaces: offer.replaces ?? null,
      pool: offer.pool,
      price: offer.price === undefined ? null : usd(offer.price),
      units: offer.units === undefined ? null : units(offer.units),
      validityDays: numberOrNull(offer.validity_days),
      concurrency: numberOrNull(offer.concurrency),
      isOncePerAccount: offer.once_per_account === 'true',
      recommendedAbove: offer.recommended_above
        ? { units: units(offer.recommended_above.units), days: Number(offer.recommended_above.days) }
        : null,
      section: offer.section,
      ...dated,
      place: placeOf(written, i),
    })),
    isUsers,
    file,
  }
}

const mapOf = <Text, Value>(
  record: Readonly<Record<string, Text>> | undefined,
  toValue: (text: Text, key: string) => Value,
): ReadonlyMap<string, Value> =>
  new Map(Object.entries(record ?? {}).map(([key, text]) => [key, toValue(text, key)]))

function placeOf({ places, file }: Written<unknown>, index: number): Place {
  const [line, column] = places[index]!
  return { file, line, column }
}

/** What a row says beside its charge. */
type Uncharged = Matched & Pick<Rate, 'pool' | 'section' | 'place'>

/** A row. Of all rows a few price something: its amounts are made when somebody asks. */
class Row {
  readonly #text: ChargeText
  readonly #toAmount: (text: string) => Usd | Units
  #charge: Charge | null = null

  constructor(row: Uncharged, text: ChargeText, toAmount: (text: string) => Usd | Units) {
    Object.assign(this, row)
    this.#text = text
    this.#toAmount = toAmount
  }

  get charge(): Charge {
    this.#charge ??= toCharge(this.#text, this.#toAmount)
    return this.#charge
  }
}

const toRate = (...row: ConstructorParameters<typeof Row>): Rate => new Row(...row) as Row & Uncharged
