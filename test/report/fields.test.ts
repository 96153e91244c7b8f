import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import {
  count,
  decimal,
  fieldsOf,
  list,
  object,
  optional,
  record,
  schemaOfAnswer,
  signed,
  text,
  word,
  write,
} from '../../src/report/fields.js'

interface Pack {
  readonly id: string
  readonly price: string | null
}
const PACK = fieldsOf<Pack>()({
  id: text('its id', 'id'),
  price: decimal.orNull('US dollars; null: not known', 'price'),
})

interface Answer {
  readonly packs: readonly Pack[]
  readonly best: Pack | null
  readonly change: string
  readonly isLong: boolean
}
const ANSWER = fieldsOf<Answer>()({
  kind: word(['long', 'short'])('how long it is', ({ isLong }) => (isLong ? 'long' : 'short')),
  change: signed('US dollars', 'change'),
  packs: list('all of them', PACK, 'packs'),
  best: object.orNull('the best; null: none', PACK, 'best'),
  by_id: record('the same by id', PACK, ({ packs }) => packs.map(pack => [pack.id, pack] as const)),
  many: optional(
    count('how many there are', ({ packs }) => packs.length),
    ({ isLong }) => isLong,
  ),
})

const PACKS: readonly Pack[] = [
  { id: 'a', price: '1.5' },
  { id: 'b', price: null },
]
const SHORT: Answer = { packs: PACKS, best: PACKS[0]!, change: '-0.5', isLong: false }

describe('a table of keys', () => {
  test('writes them in its order, and leaves out what is not there', () => {
    expect(JSON.stringify(write(ANSWER, SHORT))).toBe(
      '{"kind":"short","change":"-0.5","packs":[{"id":"a","price":"1.5"},{"id":"b","price":null}],' +
        '"best":{"id":"a","price":"1.5"},"by_id":{"a":{"id":"a","price":"1.5"},"b":{"id":"b","price":null}}}',
    )
    expect(write(ANSWER, { ...SHORT, isLong: true }).many).toBe(2)
    expect(write(ANSWER, { ...SHORT, best: null }).best).toBeNull()
  })
  const schema = schemaOfAnswer('test/1', ANSWER)
  const isValid = new Ajv2020({ strict: true, strictTypes: false }).compile(schema)
  test('says what it writes', () => {
    for (const answer of [SHORT, { ...SHORT, isLong: true }, { ...SHORT, best: null }])
      expect(isValid(write(ANSWER, answer))).toBe(true)
    expect(schema).toMatchObject({
      title: 'test/1',
      required: ['kind', 'change', 'packs', 'best', 'by_id'],
      properties: { best: { description: 'the best; null: none' } },
    })
  })
  test.each([
    ['a further key', { more: 1 }],
    ['a key that is missing', { kind: undefined }],
    ['another word', { kind: 'wide' }],
    ['an amount with zeros behind it', { change: '0.50' }],
    ['null where there must be something', { packs: null }],
    ['a count below zero', { many: -1 }],
  ])('refuses %s', (_, change) => {
    expect(isValid(JSON.parse(JSON.stringify({ ...write(ANSWER, SHORT), ...change })))).toBe(false)
  })
})
