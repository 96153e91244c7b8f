/** The build step from `rates/` to plain data: every YAML file below a folder, read and checked. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { failOnAny, InputError, type Issue } from '../../core/failure.js'
import type { CompiledRates, PriceFileData } from './shipped-rates.js'

export { InputError }

import type { Written } from './rate-data.js'
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
    prices: files.flatMap((file): PriceFileData[] =>
      file.kind === 'rate-card'
        ? [{ ...file, card: withoutAssertions(file.card) }]
        : file.kind === 'resource-packages'
          ? [{ ...file, list: withoutAssertions(file.list) }]
          : [],
    ),
    agreements: files.flatMap(file => (file.kind === 'agreement' ? [file.agreement] : [])),
    feeds: files.flatMap(file => (file.kind === 'price-feed' ? [file.feed] : [])),
    names: files.flatMap(file => (file.kind === 'names' ? [file.names] : [])),
  }
}

/** The assertions have been replayed on reading; a run has no use for them. */
function withoutAssertions<Text extends { readonly assertions?: unknown }>(
  file: Written<Text>,
): Written<Text> {
  const { assertions, ...text } = file.text
  return { ...file, text: text as Text }
}
