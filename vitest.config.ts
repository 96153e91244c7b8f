import { defineConfig } from 'vitest/config'
import { compiledForVite } from './build/compiled-modules.js'
import { compileRates } from './src/read/rates/compile-rates.js'

const rates = compileRates(import.meta.dirname)

export default defineConfig({
  plugins: [compiledForVite],
  define: {
    PACKAGE_VERSION: JSON.stringify('0.0.0-test'),
    SHIPPED_PRICES: JSON.stringify(JSON.stringify(rates.prices)),
    SHIPPED_AGREEMENTS: JSON.stringify(JSON.stringify(rates.agreements)),
    SHIPPED_NAMES: JSON.stringify(JSON.stringify(rates.names)),
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000, globalSetup: 'test/engines/left-out.ts' },
})
