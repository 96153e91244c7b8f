/** Jobs in YAML: a list, alone or under the key `jobs`, of the columns of a job file. */
import { fail, failOnAny, type Issue, inQuotes, quoteArgument, quoteName } from '../core/failure.js'
import { guessName } from '../core/nearest-name.js'
import { isPlainDecimal } from '../core/quantity.js'
import type { ColumnForm } from './columns.js'
import type { JsonValue } from './json-value.js'
import { normaliseColumn } from './names.js'
import { parseYaml, type Yaml, type YamlValue } from './rates/yaml.js'
import { namesGiven } from './rows.js'

/**
 * The jobs, one value each, to be read as JSON objects are. Throws InputError with all that is wrong in the YAML: people
 * write it, so that a key that nobody reads is a slip.
 */
export function readYamlJobs(text: string, file: string, form: ColumnForm): JsonValue[] {
  const yaml = parseYaml(text, file)
  failOnAny(yaml.issues)
  const root = yaml.value!
  const isList = Array.isArray(root)
  const jobs = isList ? root : typeof root === 'object' ? (root as { jobs?: YamlValue }).jobs : undefined
  const strange =
    isList || typeof root === 'string' ? undefined : Object.keys(root).find(key => key !== 'jobs')
  if (strange !== undefined)
    fail('KEY_UNKNOWN', `unknown key "${strange}"`, yaml.placeOfKey([strange]), 'allowed: jobs')
  if (!Array.isArray(jobs)) {
    const hint = 'such as "jobs:" with "- { model: 3.0, resolution: 1080p, duration: 10, count: 500 }" below'
    fail('KEY_MISSING', 'holds no list of jobs', yaml.placeOf([]), hint)
  }
  const pathOf = (i: number) => (isList ? [i] : ['jobs', i])
  failOnAny(jobs.flatMap((job, i) => findUnknownKeys(job, pathOf(i), yaml, form)))
  return jobs.map((job, i) => toJsonValue(job, pathOf(i), yaml))
}

function findUnknownKeys(
  job: YamlValue,
  path: readonly (string | number)[],
  yaml: Yaml,
  { columns, words, renamed, leftOut, harmless }: ColumnForm,
): Issue[] {
  if (typeof job === 'string' || Array.isArray(job)) return []
  const others = columns.flatMap(column => words.get(column)?.read ?? [])
  const given = [...renamed.values()].flatMap(namesGiven).map(name => name.split('.')[0]!)
  const known = new Set([...columns, ...others, ...given, ...harmless].map(normaliseColumn))
  return Object.keys(job)
    .filter(key => !known.has(normaliseColumn(key)) && !leftOut.has(normaliseColumn(key)))
    .map(
      (key): Issue => ({
        code: 'KEY_UNKNOWN',
        message: `unknown key ${inQuotes(key)}${guessName(key, columns)}`,
        place: yaml.placeOfKey([...path, key]),
        hint: `allowed: ${columns.join(', ')}; --ignore-columns ${quoteArgument(quoteName(key))} leaves it out`,
      }),
    )
}

function toJsonValue(value: YamlValue, path: readonly (string | number)[], yaml: Yaml): JsonValue {
  const kind = typeof value === 'string' ? 'string' : Array.isArray(value) ? 'array' : 'object'
  const isNumber = kind === 'string' && isPlainDecimal(value as string) && yaml.isPlain(path)
  return {
    kind: isNumber ? 'number' : kind,
    raw: JSON.stringify(value),
    get place() {
      return yaml.placeOf(path)
    },
    text: kind === 'string' ? (value as string) : undefined,
    members:
      kind === 'object'
        ? Object.entries(value as { [key: string]: YamlValue }).map(
            ([key, member]) => [key, toJsonValue(member, [...path, key], yaml)] as const,
          )
        : [],
    items:
      kind === 'array' ? (value as YamlValue[]).map((item, i) => toJsonValue(item, [...path, i], yaml)) : [],
  }
}
