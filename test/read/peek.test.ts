import { expect, test } from 'vitest'
import { looksLikeJson, peekChunk } from '../../src/read/peek.js'
import { chunksOf } from './inputs.js'

test('the beginning reaches past chunks of blank lines, and nothing is lost', async () => {
  const [head, all] = await peekChunk(chunksOf('\n', ' \r\n', '{"a":1}\n', 'rest\n'))
  expect(looksLikeJson(head)).toBe(true)
  let text = ''
  for await (const chunk of all) text += chunk
  expect(text).toBe('\n \r\n{"a":1}\nrest\n')
})

test('an input of nothing has an empty beginning', async () => {
  const [head, all] = await peekChunk(chunksOf())
  expect(head).toHaveLength(0)
  for await (const _ of all) expect.unreachable()
})
