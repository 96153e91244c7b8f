import type { Plugin } from 'vitest/config'

export const compiledForVite: Plugin
