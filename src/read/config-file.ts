/**
 * `kling-cost.yaml`: values for options, in a section for each command and one for all. What the values mean is for
 * the options that they stand for; here only the form is checked, and everything that is wrong is told at once.
 */
import { constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import { fail, failOnAny, type Issue, inFile, listChoices, type Place } from '../core/failure.js'
import { guessName } from '../core/nearest-name.js'
import { parseYaml, type YamlValue } from './rates/yaml.js'
import { closeRead, failOnUnreadable } from './system-error.js'

/** The value of one key. */
export interface ConfigEntry {
  /** One text, or those of a list. */
  readonly texts: readonly string[]
  readonly place: Place
}

export interface ConfigFile {
  readonly path: string
  /** The folder that relative paths in it are meant from. */
  readonly folder: string
  /** Whether the user named it; otherwise it was found, and is trusted less. */
  readonly isNamed: boolean
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, ConfigEntry>>
}

/**
 * Reads the file at `path`; `known` are the sections and their keys. One that was found must be a regular file that
 * nobody else could have written. Throws InputError.
 */
export function readConfigFile(
  path: string,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  how: 'named' | 'found',
): ConfigFile {
  const text = readWhole(path, how)
  const yaml = parseYaml(text, path)
  // A file in which everything is commented out says nothing, as an empty section does.
  const issues: Issue[] = yaml.issues.filter(({ code }) => code !== 'FILE_EMPTY')
  const sections = new Map<string, Map<string, ConfigEntry>>()
  const unknown = (key: string, allowed: readonly string[], place: Place): void => {
    issues.push({
      code: 'KEY_UNKNOWN',
      message: `unknown key "${key}"${guessName(key, allowed)}`,
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
  return { path, folder: dirname(path), isNamed: how === 'named', sections }
}

function readWhole(path: string, how: 'named' | 'found'): string {
  const place = inFile(path)
  let descriptor: number | null = null
  try {
    // Of a pipe that was found nothing is waited for.
    const flags = how === 'found' ? constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) : constants.O_RDONLY
    descriptor = openSync(path, flags)
    const doubt = how === 'found' ? findDoubt(fstatSync(descriptor)) : null
    if (doubt !== null)
      return fail(
        'FILE_UNREADABLE',
        `expected a file of yours that nobody else can write; it ${doubt}`,
        place,
        `--config ${path} reads it all the same; --no-config reads none`,
      )
    return readFileSync(descriptor, 'utf8')
  } catch (error) {
    return failOnUnreadable(error, path)
  } finally {
    if (descriptor !== null) closeRead(descriptor)
  }
}

const WRITABLE_BY_GROUP = 0o020
const WRITABLE_BY_ALL = 0o002

/** Why others may have written a file; null when they cannot. Systems without users of that kind say nothing. */
function findDoubt(stats: Stats): string | null {
  if (!stats.isFile()) return 'is no regular file'
  const user = process.getuid?.()
  if (user === undefined) return null
  if (stats.uid !== user && stats.uid !== 0) return `belongs to another user (${stats.uid})`
  if (stats.mode & WRITABLE_BY_ALL) return 'can be written by everybody'
  const groups = [process.getgid!(), ...process.getgroups!()]
  return stats.mode & WRITABLE_BY_GROUP && !groups.includes(stats.gid)
    ? 'can be written by another group'
    : null
}
