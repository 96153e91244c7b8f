/**
 * `kling-cost.yaml`: values for options, in a section for each command and one for all. What the values mean is for
 * the options that they stand for; here only the form is checked, and everything that is wrong is told at once.
 */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fail, failOnAny, type Issue, listChoices, type Place } from '../core/failure.js'
import { nearestName } from '../core/nearest-name.js'
import { parseYaml, type YamlValue } from './rates/yaml.js'
import { describeSystemError } from './system-error.js'

/** The value of one key. */
export interface ConfigEntry {
  /** One text, or those of a list. */
  readonly texts: readonly string[]
  readonly place: Place
}

/** A config file. */
export interface ConfigFile {
  readonly path: string
  /** The folder that relative paths in it are meant from. */
  readonly folder: string
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, ConfigEntry>>
}

/** Reads the file at `path`; `known` are the sections and their keys. Throws InputError. */
export function readConfigFile(path: string, known: ReadonlyMap<string, ReadonlySet<string>>): ConfigFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return fail('FILE_UNREADABLE', describeSystemError(error), { file: path, line: null, column: null })
  }
  const yaml = parseYaml(text, path)
  // A file in which everything is commented out says nothing, as an empty section does.
  const issues: Issue[] = yaml.issues.filter(({ code }) => code !== 'FILE_EMPTY')
  const sections = new Map<string, Map<string, ConfigEntry>>()
  const unknown = (key: string, allowed: readonly string[], place: Place): void => {
    const near = nearestName(key, allowed)
    const guess = near === null ? '' : `; did you mean "${near}"?`
    issues.push({
      code: 'KEY_UNKNOWN',
      message: `unknown key "${key}"${guess}`,
      place,
      hint: `allowed: ${listChoices(allowed)}`,
    })
  }
  const expectMap = (value: YamlValue, path: readonly string[], what: string): [string, YamlValue][] => {
    if (typeof value === 'object' && !Array.isArray(value)) return Object.entries(value)
    // An empty section, all its keys commented out, says nothing.
    if (value !== '')
      issues.push({
        code: 'BAD_VALUE',
        message: `${what} must hold keys and values`,
        place: yaml.placeOf(path),
      })
    return []
  }
  for (const [section, keys] of yaml.value === null ? [] : expectMap(yaml.value, [], 'the file')) {
    const allowed = known.get(section)
    if (!allowed) {
      unknown(section, [...known.keys()], yaml.placeOfKey([section]))
      continue
    }
    const entries = new Map<string, ConfigEntry>()
    sections.set(section, entries)
    for (const [key, value] of expectMap(keys, [section], `the section ${section}`)) {
      const place = yaml.placeOf([section, key])
      if (!allowed.has(key)) unknown(key, [...allowed].sort(), yaml.placeOfKey([section, key]))
      else if (typeof value === 'string') entries.set(key, { texts: [value], place })
      else if (Array.isArray(value) && value.length > 0 && value.every(item => typeof item === 'string'))
        entries.set(key, { texts: value as string[], place })
      else
        issues.push({ code: 'BAD_VALUE', message: `${key}: a text, or a list of texts, is allowed`, place })
    }
  }
  failOnAny(issues)
  return { path, folder: dirname(path), sections }
}
