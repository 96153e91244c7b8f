/** What is wrong with the form of a file, in words and with places. */
import type { Issue, IssueCode } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { nearestName } from '../../core/nearest-name.js'
import type { Fault, Path } from '../../schema/check-form.js'
import { inQuotes } from '../values.js'
import type { Yaml, YamlValue } from './yaml.js'

/** Collects what is wrong with a file, each at a path's value or at its key. */
export interface Report {
  readonly issues: Issue[]
  atValue(code: IssueCode, path: Path, message: string, hint?: string): void
  atKey(code: IssueCode, path: Path, message: string, hint?: string): void
}

/** A report that begins with what is wrong with the YAML itself. */
export function createReport(yaml: Yaml): Report {
  const issues = [...yaml.issues]
  return {
    issues,
    atValue: (code, path, message, hint) => issues.push({ code, message, place: yaml.placeOf(path), hint }),
    atKey: (code, path, message, hint) => issues.push({ code, message, place: yaml.placeOfKey(path), hint }),
  }
}

/** The issues of a file's form, in no order; all keys that one place lacks are one issue. */
export function describeFaults(faults: readonly Fault[], yaml: Yaml): Issue[] {
  const lacks = groupBy(
    faults.filter(fault => fault.kind === 'missing-key'),
    fault => JSON.stringify(fault.path.slice(0, -1)),
  )
  const missing = [...lacks.values()].map((group): Issue => {
    const parent = group[0]!.path.slice(0, -1)
    const keys = group.map(fault => `${nameOf(fault.path)} (${fault.purpose})`).join(', ')
    return {
      code: 'KEY_MISSING',
      message: `${describeParent(parent)}lacks ${keys}`,
      place: yaml.placeOf(parent),
    }
  })
  return [...missing, ...faults.flatMap(fault => describeFault(fault, yaml))]
}

function describeFault(fault: Fault, yaml: Yaml): Issue[] {
  const name = nameOf(fault.path)
  switch (fault.kind) {
    case 'missing-key':
      return []
    case 'unknown-key': {
      const message = `unknown key ${inQuotes(name)}${guess(name, fault.allowed)}`
      const hint = `allowed here: ${fault.allowed.join(', ')}`
      return [{ code: 'KEY_UNKNOWN', message, place: yaml.placeOfKey(fault.path), hint }]
    }
    case 'bad-key': {
      const message = `found the key ${inQuotes(name)}; ${fault.allowed} is allowed`
      return [{ code: fault.code, message, place: yaml.placeOfKey(fault.path) }]
    }
    case 'bad-value': {
      const value = valueAt(yaml.value, fault.path)
      const near = typeof value === 'string' ? guess(value, fault.choices ?? []) : ''
      const message = `${labelOf(fault.path)}found ${describeFound(value)}${near}; ${fault.allowed} is allowed`
      return [{ code: fault.code, message, place: yaml.placeOf(fault.path) }]
    }
  }
}

/** ` (did you mean "text-to-video"?)`, or nothing when no candidate is near. */
export function guess(given: string, candidates: Iterable<string>): string {
  const near = nearestName(given, candidates)
  return near === null ? '' : ` (did you mean ${inQuotes(near)}?)`
}

const nameOf = (path: Path): string => String(path.at(-1))

/** The key that a value stands under, for the front of a message; an item of a list goes by the list's key. */
function labelOf(path: Path): string {
  const key = path.findLast(step => typeof step === 'string')
  return key === undefined ? '' : `${key}: `
}

function describeParent(path: Path): string {
  const key = path.at(-1)
  if (key === undefined) return 'the file '
  return typeof key === 'number' ? `item ${key + 1} of ${path.at(-2)} ` : `${key} `
}

function describeFound(value: YamlValue | undefined): string {
  if (typeof value === 'string') return value === '' ? 'nothing' : inQuotes(value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return 'keys with values'
}

const valueAt = (value: YamlValue | null, path: Path): YamlValue | undefined =>
  path.reduce<YamlValue | undefined>(
    (here, step) => (typeof here === 'object' ? (here as Record<string, YamlValue>)[step] : undefined),
    value ?? undefined,
  )

/** The days from which and until which a list applies. */
export function checkDates(
  {
    effective_from: from,
    effective_to: to,
  }: { readonly effective_from?: string | undefined; readonly effective_to?: string | undefined },
  what: 'card' | 'list',
  report: Report,
): void {
  if (from === undefined || to === undefined || to > from) return
  const allowed = `a date after effective_from, ${from}, is allowed (the first day on which the ${what} no longer applies)`
  report.atValue('BAD_TIME', ['effective_to'], `effective_to: found ${inQuotes(to)}; ${allowed}`)
}
