/**
 * The price lists that come with the program. The YAML in `rates/` is their source; the build checks it and
 * compiles it into this constant, so that a quote loads neither YAML nor schemas.
 */
import type { RateFileData } from './rate-data.js'

/** JSON text of `RateFileData[]`, put in by the build (esbuild.config.js) and by vitest.config.ts. */
declare const SHIPPED_RATES: string

/** The shipped rate files, checked at build. */
export const shippedRates = (): readonly RateFileData[] => JSON.parse(SHIPPED_RATES)
