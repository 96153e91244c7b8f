import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { answerSchemas } from '../../src/report/schemas.js'
import { jsonSchemas } from '../../src/schema/index.js'

const SCHEMAS = { ...jsonSchemas(), ...answerSchemas() }
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true })
const VALIDATORS = new Map(Object.entries(SCHEMAS).map(([name, schema]) => [name, ajv.compile(schema)]))

const FILES = ['rates', 'examples/rates'].flatMap(folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.yaml'))
    .map(name => join(folder, name)),
)

/** What an editor makes of a file: numbers and booleans resolved. */
const asEditorsRead = (text: string): unknown => parse(text, { schema: 'core' })

/** Where an editor underlines something, by the schema of that name. */
function complaintsOf(name: string, text: string): string[] {
  const validate = VALIDATORS.get(name)!
  validate(asEditorsRead(text))
  return (validate.errors ?? []).map(error => `${error.instancePath} ${error.keyword}`)
}

describe('the JSON Schemas for editors', () => {
  test('are one for each kind of file, and one for each answer', () => {
    expect(Object.keys(SCHEMAS)).toEqual([
      'rate-card.schema.json',
      'resource-packages.schema.json',
      'agreement.schema.json',
      'tiers.schema.json',
      'names.schema.json',
      'price-feed.schema.json',
      'log-format.schema.json',
      'quote.1.schema.json',
      'budget.1.schema.json',
      'expiry.1.schema.json',
      'rates-list.1.schema.json',
      'rates-show.1.schema.json',
      'rates-diff.1.schema.json',
      'rates-validate.1.schema.json',
      'sla.1.schema.json',
    ])
  })
  test('of an answer go by the name that it holds', () => {
    for (const [file, { title, $schema }] of Object.entries(answerSchemas())) {
      expect(title).toBe(`kling-cost/${file.replace('.schema.json', '').replace('.', '/')}`)
      expect($schema).toBe('https://json-schema.org/draft/2020-12/schema')
    }
  })
  test('describe every key of a file and of an answer', () => {
    const undescribed: string[] = []
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return
      if ('description' in node && node.description === '') undescribed.push(path)
      // What tells forms apart has no type, and describes nothing.
      if ('properties' in node && 'type' in node) {
        for (const [key, schema] of Object.entries(node.properties as object)) {
          if (!schema.description) undescribed.push(`${path}.${key}`)
        }
      }
      for (const [key, child] of Object.entries(node)) visit(child, `${path}.${key}`)
    }
    for (const [name, schema] of Object.entries(SCHEMAS)) visit(schema, name)
    expect(undescribed).toEqual([])
  })
  test.each(FILES)('accept %s, which names its schema in its first line', file => {
    const text = readFileSync(file, 'utf8')
    const [, name] = /^# yaml-language-server: \$schema=\S*\/dist\/schema\/(\S+)\n/.exec(text) ?? []
    expect(complaintsOf(name ?? '', text)).toEqual([])
  })
})

describe('an editor underlines', () => {
  const CARD = readFileSync('rates/per-second/rate-card.2026-04.yaml', 'utf8')
  const PACKAGES = readFileSync('rates/kling/resource-packages.2025.yaml', 'utf8')
  const change = (text: string, from: string | RegExp, to: string) => {
    expect(text).toMatch(from)
    return text.replace(from, () => to)
  }
  test.each<[string, string, string, string]>([
    ['an unknown key', 'rate-card', change(CARD, 'vendor:', 'vendors:'), ' additionalProperties'],
    ['a missing key', 'rate-card', change(CARD, /^vendor:.*\n/m, ''), ' required'],
    [
      'a negative price',
      'rate-card',
      change(CARD, 'usd: 0.075', 'usd: -0.075'),
      '/rates/0/charge/usd minimum',
    ],
    [
      'a price in words',
      'rate-card',
      change(CARD, 'usd: 0.075', 'usd: $0.075'),
      '/rates/0/charge/usd pattern',
    ],
    [
      'a charge of both currencies',
      'rate-card',
      change(CARD, 'usd: 0.075', 'usd: 1, units: 1'),
      '/rates/0/charge oneOf',
    ],
    ['a charge of no amount', 'rate-card', change(CARD, ', usd: 0.075', ''), '/rates/0/charge oneOf'],
    ['yes for true', 'rate-card', change(CARD, 'audio: true', 'audio: yes'), '/rates/1/audio type'],
    [
      'a duration that says nothing',
      'rate-card',
      change(CARD, '{ min: 3, max: 15 }', '{}'),
      '/rates/0/duration oneOf',
    ],
    [
      'a duration that says both',
      'rate-card',
      change(CARD, '{ min: 3, max: 15 }', '{ min: 3, only: [5] }'),
      '/rates/0/duration oneOf',
    ],
    [
      'a length that is no whole number',
      'rate-card',
      change(CARD, '5: 0.556', '5.5: 0.556'),
      '/rates/8/charge/usd propertyNames',
    ],
    ['no rates', 'rate-card', `${CARD.slice(0, CARD.indexOf('rates:'))}rates: []\n`, '/rates minItems'],
    [
      'a package without price',
      'resource-packages',
      change(PACKAGES, /^ {4}price: 9.79\n/m, ''),
      '/packages/0 required',
    ],
    [
      'a discount above 100 %',
      'resource-packages',
      change(PACKAGES, 'percent: 30', 'percent: 130'),
      '/packages/0/discount_percent maximum',
    ],
    [
      'a discount of nothing',
      'resource-packages',
      change(PACKAGES, /^ {4}list_unit_price: 0.14\n/m, ''),
      '/packages/0 dependentRequired',
    ],
    [
      'a package of no units',
      'resource-packages',
      change(PACKAGES, 'units: 100\n', 'units: 0\n'),
      '/packages/0/units exclusiveMinimum',
    ],
  ])('%s', (_, name, text, complaint) => {
    expect(complaintsOf(`${name}.schema.json`, text)).toContain(complaint)
  })
  test('nothing in amounts that are written as text', () => {
    expect(complaintsOf('rate-card.schema.json', change(CARD, 'usd: 0.075', 'usd: "0.075"'))).toEqual([])
  })
})
