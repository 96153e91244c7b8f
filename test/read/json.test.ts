import { describe, expect, test } from 'vitest'
import { formatIssue, isIssue } from '../../src/core/failure.js'
import { parseJson } from '../../src/read/json.js'
import { expectJson, findColumnPaths, type JsonValue, jsonRow, memberOf } from '../../src/read/json-value.js'

const parse = (text: string) => {
  const value = parseJson(text, 'f.json')
  return isIssue(value) ? formatIssue(value) : value
}
/** What a value is as the platform's parser has it. */
const plain = ({ kind, members, items, raw }: JsonValue): unknown =>
  kind === 'object'
    ? Object.fromEntries(members.map(([key, value]) => [key, plain(value)]))
    : kind === 'array'
      ? items.map(plain)
      : JSON.parse(raw)
const KNOWN = ['model', 'duration', 'audio']
const row = (text: string, renamed = new Map<string, string>()) => {
  const read = jsonRow(parseJson(text, 'f.json', 7), text, 7, value => findColumnPaths(value, KNOWN, renamed))
  return 'issue' in read ? formatIssue(read.issue) : KNOWN.map(column => read.text(column))
}

describe('JSON', () => {
  test('keeps numbers as they are written', () => {
    expect(row('{"duration": 5.10}')).toEqual([undefined, '5.10', undefined])
    expect(row('{"duration": 5.040000000000000000001}')).toEqual([
      undefined,
      '5.040000000000000000001',
      undefined,
    ])
    expect(row('{"duration": 1e2, "audio": true, "model": null}')).toEqual(['', '1e2', 'true'])
    expect(row('{"duration": -0}')).toEqual([undefined, '-0', undefined])
  })
  test('reads text whatever its escapes, trimmed', () => {
    expect(row('{"model": " V1\\u002e6\\n", "mo\\u0064el2": 1}')).toEqual(['V1.6', undefined, undefined])
  })
  test('knows the place of every value', () => {
    const value = parse('{\n  "a": [1,\r\n    {"b": 2}]}')
    if (typeof value === 'string') throw new Error(value)
    const { items } = memberOf(value, 'a')!
    expect([items[0]!.place, memberOf(items[1], 'b')!.place]).toEqual([
      { file: 'f.json', line: 2, column: 9 },
      { file: 'f.json', line: 3, column: 11 },
    ])
    expect(memberOf(value, 'none')).toBeUndefined()
  })
  test('objects in lists are what they are, whichever is asked for when', () => {
    const objects = ['{"a": 1.50, "in": [{"b": "x"}, {}]}', '{"a": {"c": [null]}}', '{}']
    const text = `[\n${objects.join(',\n ')}, [{"d": true}]]`
    const value = parse(text)
    if (typeof value === 'string') throw new Error(value)
    const [first, second, third, list] = value.items
    for (const item of [second, first, third, second, first]) {
      expect(JSON.parse(item!.raw)).toEqual(plain(item!))
    }
    const inner = memberOf(first, 'in')!.items
    expect(memberOf(second, 'a')!.members.map(([key]) => key)).toEqual(['c'])
    expect([memberOf(inner[0], 'b')!.place, memberOf(inner[0], 'b')!.text, inner[1]!.raw]).toEqual([
      { file: 'f.json', line: 2, column: 26 },
      'x',
      '{}',
    ])
    expect([memberOf(first, 'a')!.text, memberOf(list!.items[0], 'd')!.place.column]).toEqual(['1.50', 13])
  })
  test.each(['[{"a": 1,}]', '{"l": [{"a" 1}]}', '[{"a": [{"b": tru}]}]', '[{"a": 1}', '[{"a": "\\x"}]'])(
    '%j is none: what is passed over is read too',
    text => expect(parse(text)).toContain('JSON_MALFORMED'),
  )
  test.each([
    ['', 'f.json:1:1: JSON_MALFORMED not JSON: expected a value'],
    ['{"a": 1', 'f.json:1:8: JSON_MALFORMED not JSON: expected a closing brace'],
    ['{"a": 1,}', 'f.json:1:9: JSON_MALFORMED not JSON: expected a key in quotes'],
    ['{"a": 1} x', 'f.json:1:10: JSON_MALFORMED not JSON: expected a value; a text stands in double quotes'],
    ['{"a": 1}{"b": 2}', 'f.json:1:9: JSON_MALFORMED not JSON: something stands behind the end of the value'],
    ["{'a': 1}", 'f.json:1:2: JSON_MALFORMED not JSON: expected a value; a text stands in double quotes'],
    ['{"a": 01}', 'f.json:1:8: JSON_MALFORMED'],
    ['{"a": NaN}', 'f.json:1:7: JSON_MALFORMED not JSON: expected a value; a text stands in double quotes'],
    ['{"a": 1 /* b */}', 'f.json:1:9: JSON_MALFORMED not JSON: comments are not allowed'],
    ['{"a": "b\nc"}', 'f.json:1:7: JSON_MALFORMED not JSON: a text has no closing quote'],
  ])('%j is none, and the place is told', (text, told) => {
    expect(parse(text)).toContain(told)
  })
  test('nested without end is refused, not crashed on', () => {
    for (const depth of [1000, 2000, 2500, 3000, 3500, 4000, 5000, 10_000, 100_000]) {
      for (const text of [
        `${'['.repeat(depth)}1${']'.repeat(depth)}`,
        `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
      ]) {
        const value = parse(text)
        if (depth > 1000) expect(value).toBe('f.json:1:1: JSON_MALFORMED the JSON is nested too deeply')
      }
      expect(parse('['.repeat(depth))).toContain('JSON_MALFORMED')
    }
  })
  test('that is wrong can be thrown', () => {
    expect(() => expectJson(parseJson('{', 'f.json'))).toThrow('f.json:1:2: JSON_MALFORMED')
  })
})

describe('a JSON object as a row', () => {
  test('has its keys whatever the case, and others do not matter', () => {
    expect(row('{" MODEL ": "3.0", "other": {"a": [1]}}')).toEqual(['3.0', undefined, undefined])
  })
  test('goes by the names that --columns gives', () => {
    expect(row('{"m": "3.0", "model": "O1"}', new Map([['model', 'm']]))).toEqual([
      '3.0',
      undefined,
      undefined,
    ])
  })
  test.each([
    ['[1]', 'f.json:7:1: JSON_MALFORMED found an array; each row must be a JSON object'],
    ['"x"', 'f.json:7:1: JSON_MALFORMED found a string; each row must be a JSON object'],
    ['null', 'f.json:7:1: JSON_MALFORMED found a null; each row must be a JSON object'],
    ['{"model": ["3.0"]}', 'f.json:7:11: BAD_VALUE model: expected a text, number or boolean; got an array'],
    [
      '{"duration": {"s": 5}}',
      'f.json:7:14: BAD_VALUE duration: expected a text, number or boolean; got an object\n  name a value inside it, such as duration.s',
    ],
    ['{"model": "a", "Model": "b"}', 'f.json:7:25: KEY_REPEATED "model" is there twice'],
  ])('%s is none: %s', (text, told) => {
    expect(row(text)).toBe(told)
  })
})
