import { defineConfig } from 'vitest/config'
import { compiledForVite } from './build/compiled-modules.js'
import { compileRates } from './src/read/rates/compile-rates.js'
import { compileForeignWords, compileLogFormats } from './src/read/requests/compile-log-formats.js'

const rates = compileRates(import.meta.dirname)

export default defineConfig({
  plugins: [compiledForVite],
  define: {
    PACKAGE_VERSION: JSON.stringify('0.0.0-test'),
    SHIPPED_PRICES: JSON.stringify(JSON.stringify(rates.prices)),
    SHIPPED_AGREEMENTS: JSON.stringify(JSON.stringify(rates.agreements)),
    SHIPPED_FOREIGN_PATHS: JSON.stringify(JSON.stringify(compileForeignWords(import.meta.dirname))),
    SHIPPED_LOG_FORMATS: JSON.stringify(JSON.stringify(compileLogFormats(import.meta.dirname))),
    SHIPPED_NAMES: JSON.stringify(JSON.stringify(rates.names)),
    SHIPPED_FEEDS: JSON.stringify(JSON.stringify(rates.feeds)),
  },
  // No test waits for the clock: the limit ends one that hangs, on however busy a machine.
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 300_000,
    // One core is left idle otherwise, which is half of a machine that has two.
    maxWorkers: '100%',
    globalSetup: 'test/engines/left-out.ts',
  },
})
