import { describe, expect, test } from 'vitest'
import { formatIssue } from '../../../src/core/failure.js'
import { parseYaml } from '../../../src/read/rates/yaml.js'

const read = (text: string) => parseYaml(text, 'f.yaml')
const issuesOf = (text: string) => read(text).issues.map(formatIssue)

describe('parseYaml', () => {
  test("keeps the author's digits and words: nothing becomes a number, date, boolean or null", () => {
    const text = 'a: 0.100\nb: [1.0, 1e3, 0x10, 007]\nc: { d: yes, e: null, f: ~, g: 2026-01-01 }\nh:\n'
    expect(read(text).value).toEqual({
      a: '0.100',
      b: ['1.0', '1e3', '0x10', '007'],
      c: { d: 'yes', e: 'null', f: '~', g: '2026-01-01' },
      h: '',
    })
  })
  test('a version directive does not bring numbers back', () => {
    expect(read('%YAML 1.1\n---\na: 010\nb: yes\n').value).toEqual({ a: '010', b: 'yes' })
  })
  test('knows where values and keys stand, in blocks, lists and braces', () => {
    const { placeOf, placeOfKey } = read('a: 1\nb:\n  - c: 2\n    d: { e: 3 }\n  - 4\n')
    const at = (line: number, column: number) => ({ file: 'f.yaml', line, column })
    expect(placeOf([])).toEqual(at(1, 1))
    expect(placeOf(['a'])).toEqual(at(1, 4))
    expect(placeOfKey(['a'])).toEqual(at(1, 1))
    expect(placeOf(['b', 0])).toEqual(at(3, 5))
    expect(placeOf(['b', 0, 'd', 'e'])).toEqual(at(4, 13))
    expect(placeOfKey(['b', 0, 'd', 'e'])).toEqual(at(4, 10))
    expect(placeOfKey(['b', 1])).toEqual(at(5, 5))
  })
  test('gives the nearest place for a path that does not exist', () => {
    expect(read('a: 1\nb:\n  c: 2\n').placeOf(['b', 'x', 'y']).line).toBe(3)
  })
  test('lines ended by CR LF count as lines', () => {
    expect(read('a: 1\r\nb: 2\r\n').placeOf(['b'])).toMatchObject({ line: 2, column: 4 })
  })
  test('reports every repeated key at its own place and keeps the first value', () => {
    const yaml = read('a: 1\nb: { c: 1, c: 2 }\na: 3\n')
    expect(yaml.issues.map(formatIssue)).toEqual([
      'f.yaml:2:12: KEY_REPEATED the key "c" stands in line 2 already',
      'f.yaml:3:1: KEY_REPEATED the key "a" stands in line 1 already',
    ])
    expect(yaml.value).toEqual({ a: '1', b: { c: '1' } })
  })
  test('refuses aliases, anchors and tags, each at its place', () => {
    expect(issuesOf('a: &x 1\nb: *x\nc: !!int 5\nd: !own 6\n').map(line => line.split('\n')[0])).toEqual([
      'f.yaml:1:7: YAML_MALFORMED "&x" is an anchor',
      'f.yaml:2:4: YAML_MALFORMED "*x" is an alias',
      'f.yaml:3:10: YAML_MALFORMED "tag:yaml.org,2002:int" is a tag',
      'f.yaml:4:9: YAML_MALFORMED "!own" is a tag',
    ])
  })
  test('a billion laughs are refused at once', () => {
    const lines = ['a0: &a0 lol']
    for (let i = 1; i < 40; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      )
    const yaml = read(lines.join('\n'))
    expect(yaml.value).toBeNull()
    expect(yaml.issues[0]?.code).toBe('YAML_MALFORMED')
  })
  test('a file nested without end is refused, not crashed on', () => {
    for (const text of ['['.repeat(20_000), '- '.repeat(20_000), '{a: '.repeat(20_000)]) {
      const yaml = read(text)
      expect(yaml.value).toBeNull()
      expect(yaml.issues.some(issue => issue.message === 'the file is nested too deeply')).toBe(true)
    }
  })
  test('refuses a second document', () => {
    expect(issuesOf('a: 1\n---\nb: 2\n')).toEqual([
      'f.yaml:2:1: YAML_MALFORMED a second document begins here; a file holds one',
    ])
  })
  test('refuses what is not YAML, with the place', () => {
    expect(issuesOf('a: [1, 2\nb: 3\n')[0]).toMatch(/^f\.yaml:2:1: YAML_MALFORMED not YAML: /)
    expect(issuesOf('a:\n\tb: 1\n')[0]).toMatch(/^f\.yaml:2:1: YAML_MALFORMED a tab indents this line/)
    expect(issuesOf('? [a]\n: 1\n')[0]).toMatch(/YAML_MALFORMED a key must be a text$/)
  })
  test('refuses a file that holds nothing', () => {
    expect(issuesOf('')).toEqual(['f.yaml: FILE_EMPTY holds nothing'])
    expect(issuesOf('# nothing\n')).toEqual(['f.yaml: FILE_EMPTY holds nothing'])
  })
  test('refuses the key __proto__, which would change the object that holds it', () => {
    const yaml = read('a: 1\n__proto__: { b: 1 }\n')
    expect(yaml.issues.map(formatIssue)).toEqual(['f.yaml:2:1: KEY_UNKNOWN unknown key "__proto__"'])
    expect(yaml.value).toEqual({ a: '1' })
  })
  test('a byte order mark is no part of the first key', () => {
    expect(read('\uFEFFa: 1\n').value).toEqual({ a: '1' })
  })
})
