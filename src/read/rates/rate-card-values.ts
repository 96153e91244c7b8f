/** The rows of a rate card file as values: what a row matches and what it charges. */
import { seconds, type Units, type Usd } from '../../core/quantity.js'
import { normaliseEffect } from '../../core/rating/effect-name.js'
import type { Charge, DurationLimit, Rate, Reference } from '../../core/rating/rate-card.js'
import type { Path, Sound } from '../../schema/check-form.js'
import type { ChargeText, RateText } from '../../schema/rate-card.js'

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

/** What a row charges, its amounts made by `toAmount`. What is left out for being wrong in form is filled in. */
export function toCharge(charge: Sound<ChargeText>, toAmount: (text: string) => Usd | Units): Charge {
  if (charge.by === 'fixed-duration') {
    const amounts = Object.entries(charge.units ?? charge.usd ?? charge.credits ?? {}).map(
      ([length, amount]) => ({ seconds: Number(length), amount: toAmount(amount ?? '0') }),
    )
    return { by: charge.by, amounts: amounts.sort((a, b) => a.seconds - b.seconds) }
  }
  const { units, usd, credits } = charge as Sound<Exclude<ChargeText, { by: 'fixed-duration' }>>
  const amount = toAmount(units ?? usd ?? credits ?? '0')
  switch (charge.by) {
    case 'per-segment':
      return { by: charge.by, segment: seconds(charge.seconds ?? '1'), amount }
    case 'per-input-and-output-second':
      return { by: charge.by, amount, leastTimesOutput: Number(charge.least_times_output ?? 1) }
    default:
      return { by: charge.by ?? 'flat', amount }
  }
}

/** What of a row decides which jobs it matches, besides its charge. */
export type Matched = Omit<Rate, 'charge' | 'pool' | 'section' | 'place'>

/** The properties of a row, with what is left out filled in. */
export function toMatched(row: SoundRow): Matched {
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
