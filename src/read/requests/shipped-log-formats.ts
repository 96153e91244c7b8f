/** The log formats that come with the program; the build checks `formats/` and compiles it into this constant. */
import type { ForeignWords } from '../../core/sla/foreign-endpoints.js'
import type { LogFormat } from './log-format.js'

/** JSON text, put in by the build (esbuild.config.js) and by vitest.config.ts. */
declare const SHIPPED_LOG_FORMATS: string
declare const SHIPPED_FOREIGN_PATHS: string

/** The shipped formats in order of their ids. */
export const shippedLogFormats = (): LogFormat[] => JSON.parse(SHIPPED_LOG_FORMATS)

/** What tells requests that are none of a service's own. */
export const shippedForeignWords = (): ForeignWords => JSON.parse(SHIPPED_FOREIGN_PATHS)
