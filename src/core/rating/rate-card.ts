/** What a price list is once it has been read: its models, unit pools and rates, each with its place. */
import type { Place } from '../failure.js'
import { type Day, type Instant, startOfDay } from '../instant.js'
import type { Seconds, Units, Usd } from '../quantity.js'
import type { Ratio } from '../ratio.js'
import type { Dated, Source } from '../source.js'

/** A price list's unit of account: prepaid units of pools, US dollars at once, or a seller's credits. */
export type Billing = 'prepaid-units' | 'us-dollars' | 'credits'

/** How a rate turns a job into an amount: dollars on a dollar card, units of the rate's pool, or credits. */
export type Charge<Amount extends Usd | Units = Usd | Units> =
  /** One amount a call, whatever its length. */
  | { readonly by: 'flat'; readonly amount: Amount }
  /** One amount for each length that can be bought, in order of length. */
  | { readonly by: 'fixed-duration'; readonly amounts: readonly FixedAmount<Amount>[] }
  /** An amount for each billed second. */
  | { readonly by: 'per-second'; readonly amount: Amount }
  /** An amount for each second of the input video and of the output, at least for so many times the output's. */
  | { readonly by: 'per-input-and-output-second'; readonly amount: Amount; readonly leastTimesOutput: number }
  /** An amount for each started segment of so many seconds. */
  | { readonly by: 'per-segment'; readonly segment: Seconds; readonly amount: Amount }

/** What one length that can be bought costs. */
export interface FixedAmount<Amount extends Usd | Units = Usd | Units> {
  readonly seconds: number
  readonly amount: Amount
}

/** Which billed lengths a rate is for, in whole seconds. */
export type DurationLimit =
  | { readonly min: number; readonly max: number | null }
  | { readonly only: readonly number[] }

/** The kind of material that a job starts from besides its text. `none` is a job that names none. */
export type Reference = 'none' | 'image' | 'video'

/**
 * One row of a price list. A job matches when each of its properties is among the row's; an empty list
 * means that the row does not price the property, so that a job which has it does not match.
 */
export interface Rate {
  readonly capabilities: readonly string[]
  /** Canonical ids. Empty: a service without a model. */
  readonly models: readonly string[]
  readonly modes: readonly string[]
  readonly resolutions: readonly string[]
  readonly audio: readonly boolean[]
  readonly references: readonly Reference[]
  readonly voiceControl: readonly boolean[]
  readonly effects: readonly string[]
  /** Null: the length has no limit here (a `fixed-duration` charge holds its own). */
  readonly duration: DurationLimit | null
  /** The pool that pays; null where nothing but money does. */
  readonly pool: string | null
  readonly charge: Charge
  /** The table or clause of the source. */
  readonly section: string
  readonly place: Place
}

export interface Model {
  readonly id: string
  readonly name: string
  /** Further names that people type. */
  readonly aliases: readonly string[]
  /** What the vendor's API calls it where that is not the id; read in billing exports together with the pool. */
  readonly apiName: string | null
}

/** A stock of prepaid units with a price of its own. A unit of one pool never pays for another. */
export interface UnitPool {
  readonly id: string
  /** Dollars a unit before any package discount. */
  readonly listUnitPrice: Usd
  readonly section: string
}

/** A job with the figures that the document itself gives for it. */
export interface Assertion {
  readonly job: Readonly<Record<string, string>>
  readonly count: bigint
  readonly units: Units | null
  readonly usd: Usd
  readonly place: Place
}

/** A dated price list. */
export interface RateCard extends Dated {
  readonly id: string
  readonly title: string
  readonly vendor: string
  /** Who else sells the vendor's models at these prices; null for the vendor's own, and for the user's. */
  readonly seller: string | null
  /** A word that people put in front of a model's name or leave out; null when there is none. */
  readonly brand: string | null
  readonly billing: Billing
  /** Dollars that a credit costs; null unless the card bills credits. */
  readonly creditPrice: Ratio | null
  /** What the seller takes on top when money is paid in, as a share: 0.055 is 5.5 %. Null: nothing. */
  readonly topUpFee: Ratio | null
  /** Mode and resolution are two words for one thing here, as in std = 720p. */
  readonly resolutionOfMode: ReadonlyMap<string, string>
  /** What a mode usually means, where the document does not bind itself: to compare cards by, not to price by. */
  readonly typicalResolutionOfMode: ReadonlyMap<string, string>
  /** Since when its models are said to be retired, and how sure that is. Its prices stay what they are. */
  readonly retired: { readonly on: Day; readonly confidence: Source['confidence'] } | null
  readonly notes: readonly string[]
  readonly pools: ReadonlyMap<string, UnitPool>
  readonly models: ReadonlyMap<string, Model>
  /** Further names of capabilities, normalised, to the canonical one. */
  readonly capabilityAliases: ReadonlyMap<string, string>
  readonly rates: readonly Rate[]
  readonly assertions: readonly Assertion[]
  /** Handed in with `--rates` rather than shipped. */
  readonly isUsers: boolean
  /** The file it stands in. */
  readonly file: string
}

/** Whether the card's models are said to be retired at `at`. */
export const isRetired = (card: RateCard, at: Instant): boolean =>
  card.retired !== null && startOfDay(card.retired.on) <= at
