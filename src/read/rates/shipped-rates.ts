/**
 * The price lists and agreements that come with the program. The YAML in `rates/` is their source; the build
 * checks it and compiles it into these constants, so that a quote loads neither YAML nor schemas, and parses
 * no agreement.
 */
import type { Agreement } from '../../core/sla/agreement.js'
import type { PriceFeedText } from '../../schema/price-feed.js'
import type { NamesData } from '../names.js'
import type { RateFileData } from './rate-data.js'

export type PriceFileData = Extract<RateFileData, { kind: 'rate-card' | 'resource-packages' }>

/** What the build makes of `rates/`. */
export interface CompiledRates {
  readonly prices: readonly PriceFileData[]
  readonly agreements: readonly Agreement[]
  readonly names: readonly NamesData[]
  readonly feeds: readonly PriceFeedText[]
}

/** JSON text, put in by the build (build/bundle.js) and by vitest.config.ts. */
declare const SHIPPED_PRICES: string
declare const SHIPPED_AGREEMENTS: string
declare const SHIPPED_NAMES: string
declare const SHIPPED_FEEDS: string

/** The shipped price lists and packages, checked at build. */
export const shippedPrices = (): CompiledRates['prices'] => JSON.parse(SHIPPED_PRICES)

/** The shipped agreements, checked at build. */
export const shippedAgreements = (): CompiledRates['agreements'] => JSON.parse(SHIPPED_AGREEMENTS)

/** Other words for columns and values, checked at build. */
export const shippedNames = (): CompiledRates['names'] => JSON.parse(SHIPPED_NAMES)

/** How the price feeds of sellers are read, checked at build. */
export const shippedFeeds = (): CompiledRates['feeds'] => JSON.parse(SHIPPED_FEEDS)
