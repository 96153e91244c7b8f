/** The build step from `rates/` to plain data: every YAML file below a folder, read and checked. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { failOnAny, InputError, type Issue } from '../../core/failure.js'
import type { CompiledRates, PriceFileData } from './shipped-rates.js'

export { InputError }

import type { RateFileData } from './rate-data.js'
import { readRateFile } from './rate-file.js'

/**
 * The rate files below `root/rates` in order of path, places relative to `root`. Throws one InputError with
 * everything that is wrong in any of them.
 */
export function compileRates(root: string): CompiledRates {
  const paths = readdirSync(join(root, 'rates'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.yaml'))
    .map(path => join(root, 'rates', path))
    .sort()
  const issues: Issue[] = []
  const files = paths.flatMap(path => {
    try {
      return [readRateFile(readFileSync(path, 'utf8'), relative(root, path))]
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      issues.push(...error.issues)
      return []
    }
  })
  failOnAny(issues)
  return {
    // The assertions have been replayed on reading; a run has no use for them.
    prices: files
      .filter(isPrice)
      .map(file => (file.kind === 'rate-card' ? { ...file, card: { ...file.card, assertions: [] } } : file)),
    agreements: files.flatMap(file => (file.kind === 'agreement' ? [file.agreement] : [])),
    names: files.flatMap(file => (file.kind === 'names' ? [file.names] : [])),
  }
}

const isPrice = (file: RateFileData): file is PriceFileData =>
  file.kind === 'rate-card' || file.kind === 'resource-packages'
