import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { runWith } from '../../cli/fake-io.js'

/**
 * What OpenSLO v1 asks of each key of a Service and of an SLO whose indicator is inline, as its README and its Go
 * package pkg/openslo/v1 say it: `?` where a key may be missing. A key that is not here is unknown to it.
 */
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const DURATION = /^\d+[mhdwMQY]$/
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isDescription = (value: unknown): boolean => typeof value === 'string' && value.length <= 1050
const matches =
  (form: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && form.test(value)
const isOneOf =
  (...words: unknown[]) =>
  (value: unknown): boolean =>
    words.includes(value)
const isIn =
  (low: number, high: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= low && value < high

type Check = (value: unknown) => boolean
interface Rules {
  readonly [key: string]: Check | Rules | readonly [Rules]
}

const METADATA: Rules = { name: matches(NAME), 'displayName?': isText }
const METRIC: Rules = {
  metricSource: {
    'metricSourceRef?': isText,
    type: isText,
    spec: value => typeof value === 'object' && value !== null,
  },
}
const SERVICE: Rules = {
  apiVersion: isOneOf('openslo/v1'),
  kind: isOneOf('Service'),
  metadata: METADATA,
  spec: { 'description?': isDescription },
}
const SLO: Rules = {
  apiVersion: isOneOf('openslo/v1'),
  kind: isOneOf('SLO'),
  metadata: METADATA,
  spec: {
    'description?': isDescription,
    service: matches(NAME),
    indicator: {
      metadata: METADATA,
      spec: { ratioMetric: { counter: isOneOf(true, false), good: METRIC, total: METRIC } },
    },
    timeWindow: [
      {
        duration: matches(DURATION),
        isRolling: isOneOf(false),
        calendar: { startTime: matches(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/), timeZone: isText },
      },
    ],
    budgetingMethod: isOneOf('Occurrences', 'Timeslices', 'RatioTimeslices'),
    objectives: [
      {
        'displayName?': isText,
        target: isIn(0, 1),
        'timeSliceTarget?': value => value === 1 || isIn(Number.MIN_VALUE, 1)(value),
        timeSliceWindow: matches(DURATION),
      },
    ],
  },
}

/** Where a value breaks the rules. */
function listFaults(value: unknown, rules: Check | Rules | readonly [Rules], path = ''): string[] {
  if (typeof rules === 'function') return rules(value) ? [] : [path]
  if (Array.isArray(rules))
    return Array.isArray(value) && value.length === 1 ? listFaults(value[0], rules[0], path) : [path]
  if (typeof value !== 'object' || value === null) return [path]
  const entries = Object.entries(rules as Rules)
  const known = new Set(entries.map(([key]) => key.replace('?', '')))
  return [
    ...Object.keys(value).flatMap(key => (known.has(key) ? [] : [`${path}.${key} is unknown`])),
    ...entries.flatMap(([key, rule]) => {
      const name = key.replace('?', '')
      const found = (value as Record<string, unknown>)[name]
      return found === undefined && key.endsWith('?') ? [] : listFaults(found, rule, `${path}.${name}`)
    }),
  ]
}

async function show(id: string) {
  const { status, out, err } = await runWith([
    'rates',
    'show',
    id,
    '--format',
    'openslo',
    '--as-of',
    '2026-11-28',
  ])
  expect(status, err).toBe(0)
  const documents = parseAllDocuments(out)
  if (!('length' in documents)) throw new Error('no document')
  return documents.map(document => document.toJS())
}

describe('an agreement as OpenSLO v1', () => {
  test.each([
    ['kling', 0.999, 'RatioTimeslices', '5m', undefined],
    ['langfuse-cloud', 0.999, 'Timeslices', '1m', 1],
  ])('%s keeps the rules of the schema', async (id, target, method, window, sliceTarget) => {
    const [service, slo, ...others] = await show(id)
    expect(others).toEqual([])
    expect(listFaults(service, SERVICE)).toEqual([])
    expect(listFaults(slo, SLO)).toEqual([])
    expect(slo.spec.service).toBe(service.metadata.name)
    expect(slo.spec.budgetingMethod).toBe(method)
    expect(slo.spec.objectives[0]).toMatchObject({ target, timeSliceWindow: window })
    // OpenSLO asks for it of time slices, and only of them.
    expect(slo.spec.objectives[0].timeSliceTarget).toBe(sliceTarget)
  })

  test('says what counts as the agreement does, and what it has no key for', async () => {
    const [, slo] = await show('kling')
    const { good, total } = slo.spec.indicator.spec.ratioMetric
    expect(total.metricSource.spec.query).toMatch(/that the server received, .* excluded ones too/)
    expect(good.metricSource.spec.query).toMatch(/valid requests of the slice less its errors, at least 0/)
    expect(slo.spec.description).toContain('At most 50 % of the fee less the part paid with vouchers.')
    expect(slo.spec.description).toContain('Claims open on the day after working day 5 of the next month.')
    expect(slo.spec.description).toMatch(/2 months after the period's own\.$/)
  })

  test.each([
    ['.kind', { kind: 'Slo' }],
    ['.metadata.name', { metadata: { name: 'Kling AI' } }],
    ['.spec', { spec: null }],
    ['.status is unknown', { status: {} }],
  ])('is refused by these rules with a wrong %s', async (fault, wrong) => {
    const [, slo] = await show('kling')
    expect(listFaults({ ...slo, ...wrong }, SLO)).toEqual([fault])
  })
})

describe('rates show of an agreement', () => {
  test('is a table of its rules with their clauses', async () => {
    const { status, out } = await runWith([
      'rates',
      'show',
      'kling',
      '--format',
      'csv',
      '--as-of',
      '2026-11-28',
    ])
    expect(status).toBe(0)
    expect(out).toContain(',Availability promised,99.90 %,2.2\n')
    expect(out).toContain(',"Below 95.00 %",50 % as vouchers,3.1\n'.replaceAll('"', ''))
  })

  test.each([
    [['kling-per-second', '--format', 'openslo'], 'allowed: kling, '],
    [['kong-konnect', '--format', 'openslo'], 'the text of kong-konnect does not'],
    [['kling', '--json'], 'kling is an agreement'],
  ])('%j says what there is instead', async (argv, problem) => {
    const { status, err } = await runWith(['rates', 'show', ...argv, '--as-of', '2026-11-28'])
    expect(status).toBe(2)
    expect(err).toContain(problem)
  })
})
