/** Jobs in YAML: a list, alone or under the key `jobs`, of the columns of a job file. */
import { fail, failOnAny } from '../core/failure.js'
import type { JsonValue } from './json-value.js'
import { parseYaml, type Yaml, type YamlValue } from './rates/yaml.js'

/** The jobs, one value each, to be read as JSON objects are. Throws InputError with all that is wrong in the YAML. */
export function readYamlJobs(text: string, file: string): JsonValue[] {
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
  return jobs.map((job, i) => toJsonValue(job, isList ? [i] : ['jobs', i], yaml))
}

function toJsonValue(value: YamlValue, path: readonly (string | number)[], yaml: Yaml): JsonValue {
  const kind = typeof value === 'string' ? 'string' : Array.isArray(value) ? 'array' : 'object'
  return {
    kind,
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
