import { describe, expect, it } from 'vitest'
import { accountOf, guardOfId, isId, isNothing, kindOfId } from '../../src/core/nothing-words.js'

const kindOf = (text: string) => {
  const bytes = Buffer.from(`,${text},`)
  return kindOfId(bytes, 1, bytes.length - 1)
}

describe('words that stand for nothing', () => {
  it('are no ids, in any case', () => {
    const words =
      "- '- null None NaN NA <NA> N/A nil undefined NaT \\N (null) <nil> #N/A #NV #NULL! [NULL] <null> ∅ (blank) -- – — n.a. 无 暂无 空 #REF! #VALUE!" +
      ' 0 -1 ? "" {} [] (none) <none> unknown (unknown) <unknown> anonymous missing empty unset (not&set) not&set not_set not-set notset no-id no_id noid no&value <no&value> true FALSE TBD . ~ ... … [object&Object]' +
      ` 00000000-0000-0000-0000-000000000000 ${'0'.repeat(32)} ${'0'.repeat(16)} 00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`
    for (const word of words.split(' ').map(each => each.replaceAll('&', ' '))) {
      expect([word, isId(word), kindOf(word)]).toEqual([word, false, 'none'])
    }
    expect([isId(''), kindOf('')]).toEqual([false, 'none'])
    for (const id of [
      '00',
      '-2',
      'setting',
      'none-1',
      '1',
      'x',
      '000000000000001',
      `${'0'.repeat(31)}1`,
      `1${'0'.repeat(31)}`,
    ])
      expect([isId(id), kindOf(id)]).toEqual([true, 'id'])
  })
  it('name no account, but for those of ids alone and North America', () => {
    for (const word of ['-', 'N/A', '∅', ' null ', '无', '#REF!']) expect(accountOf(word)).toBeNull()
    for (const name of ['NA', '0', 'unknown', 'not set']) expect(accountOf(name)).toBe(name)
  })
  it('are fewer where an answer is missing', () => {
    expect(['-', 'NULL', 'NA', '∅'].every(isNothing)).toBe(true)
    expect(['--', 'n.a.', '无', '#REF!', '0'].some(isNothing)).toBe(false)
  })
  it('are no marks of a text around an id, where one stands inside', () => {
    const guardOf = (text: string) => guardOfId(Buffer.from(`,${text},`), 1, text.length + 1)
    expect(['="123"', "'123"].map(guardOf)).toEqual([2, 1])
    expect(['="1"2"', '="1", "2"', '=""', "'x", '=123"', 'x'].map(guardOf)).toEqual([0, 0, 0, 0, 0, 0])
  })
})
