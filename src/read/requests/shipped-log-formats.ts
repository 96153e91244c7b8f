/** The log formats that come with the program; the build checks `formats/` and compiles it into this constant. */
import type { LogFormat } from './log-format.js'

/** JSON text, put in by the build (esbuild.config.js) and by vitest.config.ts. */
declare const SHIPPED_LOG_FORMATS: string

/** The shipped formats in order of their ids. */
export const shippedLogFormats = (): LogFormat[] => JSON.parse(SHIPPED_LOG_FORMATS)
