/** The build step from `formats/` to plain data: every YAML file in the folder, read and checked. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '../../core/failure.js'
import type { ForeignWords } from '../../core/sla/foreign-endpoints.js'
import { foreignPaths } from '../../schema/foreign-paths.js'
import { parseYaml } from '../rates/yaml.js'
import type { LogFormat } from './log-format.js'
import { readLogFormat } from './log-format-file.js'

/** The formats in `root/formats` in order of name. Throws InputError for the first file in which something is wrong. */
export const compileLogFormats = (root: string): LogFormat[] =>
  readdirSync(join(root, 'formats'))
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => readLogFormat(readFileSync(join(root, 'formats', file), 'utf8'), `formats/${file}`))

/** What tells requests that are mostly none of a service's own. Throws for whatever is wrong. */
export function compileForeignWords(root: string): ForeignWords {
  const file = 'formats/paths/foreign.yaml'
  const { issues, value } = parseYaml(readFileSync(join(root, file), 'utf8'), file)
  assert(issues.length === 0, `${file} is no YAML`)
  const { kind: _, own_answers, other_times, error_statuses, ...words } = foreignPaths.parse(value)
  return { ...words, ownAnswers: own_answers, otherTimes: other_times, errorStatuses: error_statuses }
}
