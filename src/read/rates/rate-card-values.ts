/** The rows of a rate card file as values: what a row matches and charges, and a whole card as plain data. */
import { NO_USD, seconds } from '../../core/quantity.js'
import { normaliseName } from '../../core/rating/catalogue.js'
import { normaliseEffect } from '../../core/rating/effect-name.js'
import type { Charge, DurationLimit, Rate, Reference } from '../../core/rating/rate-card.js'
import type { Path, Sound } from '../../schema/check-form.js'
import type { ChargeText, RateCardText, RateText } from '../../schema/rate-card.js'
import type { ChargeData, PlaceData, RateCardData } from './rate-data.js'
import { toSourceData } from './source-block.js'
import type { Yaml } from './yaml.js'

/** A row of which what is wrong in form is left out. */
export type SoundRow = Sound<RateText>

export const AMOUNT_KEY = { 'prepaid-units': 'units', 'us-dollars': 'usd', credits: 'credits' } as const

/** The keys of a row that decide which jobs it matches, besides its charge. */
export const MATCHED_BY = [
  'capability',
  'model',
  'mode',
  'resolution',
  'audio',
  'reference',
  'voice_control',
  'effect',
  'duration',
] as const satisfies readonly (keyof RateText)[]

/** What a row charges by, of which the amounts do not matter. */
export function toChargeWithoutAmounts(charge: Sound<ChargeText>): Charge {
  switch (charge.by) {
    case 'fixed-duration': {
      const lengths = Object.keys(charge.units ?? charge.usd ?? charge.credits ?? {})
      return { by: charge.by, amounts: lengths.map(length => ({ seconds: Number(length), amount: NO_USD })) }
    }
    case 'per-segment':
      return { by: charge.by, segment: seconds('1'), amount: NO_USD }
    case 'per-input-and-output-second':
      return { by: charge.by, amount: NO_USD, leastTimesOutput: 1 }
    default:
      return { by: charge.by ?? 'flat', amount: NO_USD }
  }
}

/** The properties of a row, with what is left out filled in. */
export function toMatched(row: SoundRow): Omit<Rate, 'charge' | 'pool' | 'section' | 'place'> {
  const listOr = <T extends string>(value: OneOrMore<T>, otherwise: T): T[] =>
    value === undefined ? [otherwise] : listOf(value)
  return {
    capabilities: listOf(row.capability),
    models: listOf(row.model),
    modes: listOf(row.mode),
    resolutions: listOf(row.resolution),
    audio: listOr(row.audio, 'false').map(flag => flag === 'true'),
    references: listOr<Reference>(row.reference, 'none'),
    voiceControl: listOr(row.voice_control, 'false').map(flag => flag === 'true'),
    effects: listOf(row.effect).map(normaliseEffect),
    duration: toDurationLimit(row.duration),
  }
}

function toDurationLimit(duration: SoundRow['duration']): DurationLimit | null {
  if (duration === undefined) return null
  if (duration.only !== undefined)
    return {
      only: definedOf(duration.only)
        .map(Number)
        .sort((a, b) => a - b),
    }
  return { min: Number(duration.min ?? 1), max: duration.max === undefined ? null : Number(duration.max) }
}

/** The plain data of a rate card in which nothing is wrong. */
export function toRateCardData(card: RateCardText, yaml: Yaml, file: string): RateCardData {
  const at = (path: Path): PlaceData => {
    const { line, column } = yaml.placeOf(path)
    return [line!, column!]
  }
  return {
    id: card.id,
    title: card.title.trim(),
    vendor: card.vendor.trim(),
    seller: card.seller?.trim() ?? null,
    brand: card.brand?.trim() ?? null,
    billing: card.billing,
    credits: card.credits ? { count: card.credits.count, usd: card.credits.usd } : null,
    topUpFee: card.top_up_fee?.percent ?? null,
    source: toSourceData(card.source),
    effectiveFrom: card.effective_from ?? null,
    effectiveTo: card.effective_to ?? null,
    retired: card.retired ?? null,
    resolutionOfMode: card.resolution_of_mode ?? {},
    typicalResolutionOfMode: card.typical_resolution_of_mode ?? {},
    notes: (card.notes ?? []).map(note => note.trim()),
    pools: Object.entries(card.pools ?? {}).map(([id, pool]) => ({
      id,
      listUnitPrice: pool.list_unit_price,
      section: pool.section.trim(),
    })),
    models: Object.entries(card.models ?? {}).map(([id, model]) => ({
      id,
      name: model.name.trim(),
      aliases: (model.aliases ?? []).map(alias => alias.trim()),
      apiName: model.api_name ?? null,
    })),
    capabilityAliases: Object.fromEntries(
      Object.entries(card.capabilities ?? {}).flatMap(([id, { aliases }]) =>
        aliases.map(alias => [normaliseName(alias), id]),
      ),
    ),
    rates: card.rates.map((row, i) => ({
      ...toMatched(row),
      pool: row.pool ?? null,
      charge: toChargeData(row.charge),
      section: row.section.trim(),
      at: at(['rates', i]),
    })),
    assertions: (card.assertions ?? []).map(({ job, count, units, usd }, i) => ({
      job: Object.fromEntries(
        Object.entries(job).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
      ),
      count: count ?? '1',
      units: units ?? null,
      usd,
      at: at(['assertions', i]),
    })),
    file,
  }
}

function toChargeData(charge: ChargeText): ChargeData {
  switch (charge.by) {
    case 'fixed-duration': {
      const amounts = Object.entries(charge.units ?? charge.usd ?? charge.credits ?? {}).map(
        ([length, amount]) => ({
          seconds: Number(length),
          amount,
        }),
      )
      return { by: charge.by, amounts: amounts.sort((a, b) => a.seconds - b.seconds) }
    }
    case 'per-segment':
      return { by: charge.by, segment: charge.seconds, amount: amountOf(charge) }
    case 'per-input-and-output-second':
      return {
        by: charge.by,
        amount: amountOf(charge),
        leastTimesOutput: Number(charge.least_times_output ?? 1),
      }
    default:
      return { by: charge.by, amount: amountOf(charge) }
  }
}

type AmountText = { readonly [K in (typeof AMOUNT_KEY)[keyof typeof AMOUNT_KEY]]?: string | undefined }

const amountOf = (charge: AmountText): string => (charge.units ?? charge.usd ?? charge.credits)!

type OneOrMore<T> = T | readonly (T | undefined)[] | undefined

const definedOf = <T>(values: readonly (T | undefined)[]): T[] => values.filter(value => value !== undefined)

/** One value or several as a list; none when the key is left out. */
export const listOf = <T extends string>(value: OneOrMore<T>): T[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : definedOf(value)

/** Calls `visit` with each of one or more values and the path from the key to it. */
export function eachOf<T extends string>(value: OneOrMore<T>, visit: (item: T, at: Path) => void): void {
  if (typeof value === 'string') visit(value, [])
  else
    value?.forEach((item, i) => {
      if (item !== undefined) visit(item, [i])
    })
}
