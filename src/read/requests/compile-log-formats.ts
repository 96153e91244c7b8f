/** The build step from `formats/` to plain data: every YAML file in the folder, read and checked. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ForeignMark } from '../../core/sla/foreign-endpoints.js'
import { readForeignMarks } from './foreign-paths.js'
import type { LogFormat } from './log-format.js'
import { readLogFormat } from './log-format-file.js'

/** The formats in `root/formats` in order of name. Throws InputError for the first file in which something is wrong. */
export const compileLogFormats = (root: string): LogFormat[] =>
  readdirSync(join(root, 'formats'))
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => readLogFormat(readFileSync(join(root, 'formats', file), 'utf8'), `formats/${file}`))

/** What marks paths that are none of a service's own. */
export const compileForeignMarks = (root: string): ForeignMark[] => {
  const file = 'formats/paths/foreign.yaml'
  return readForeignMarks(readFileSync(join(root, file), 'utf8'), file)
}
