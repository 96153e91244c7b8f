import { describe, expect, test } from 'vitest'
import { areLogfmt, logfmtRows } from '../../../src/read/requests/logfmt.js'

async function read(text: string): Promise<unknown[]> {
  const chunks = (async function* () {
    yield Buffer.from(text)
  })()
  const made: Buffer[] = []
  for await (const chunk of logfmtRows(chunks).chunks) made.push(chunk)
  const lines = Buffer.concat(made).toString('utf8').trimEnd().split('\n')
  // One for each line, so that errors name the right one.
  expect(lines).toHaveLength(text.split('\n').length)
  return lines.map(line => (line === '' ? '' : JSON.parse(line)))
}

describe('lines of names and values', () => {
  test('are objects, the first value of a name counting', async () => {
    expect(await read('a=1 b="x \\"y\\" z" c= d=/v1?e=f&g=h a=2\n\nlast=1')).toEqual([
      { a: '1', b: 'x "y" z', c: '', d: '/v1?e=f&g=h' },
      '',
      { last: '1' },
    ])
  })
  test('have the time in front of them, if they have no own', async () => {
    expect(await read('2026-10-01T00:00:00.1+00:00 heroku[router]: at=info status=503 path="/v1"')).toEqual([
      { time: '2026-10-01T00:00:00.1+00:00', at: 'info', status: '503', path: '/v1' },
    ])
    expect(await read('2026-10-01T00:00:00Z app: ts=2026-10-01T08:00:00Z status=503')).toEqual([
      { ts: '2026-10-01T08:00:00Z', status: '503' },
    ])
  })
  test('may have names that objects have anyway, and JSON between them', async () => {
    expect(await read('constructor=1 toString=2 status=503\n{"status":503}')).toEqual<unknown>([
      { constructor: '1', toString: '2', status: '503' },
      { status: 503 },
    ])
  })
  test('are messages without names, and keep what a quote leaves open', async () => {
    expect(await read('listening on :8080')).toEqual([{ message: 'listening on :8080' }])
    expect(await read('a=1 msg="http req')).toEqual([{ a: '1' }])
  })
})

test.each<[boolean, string]>([
  [true, 'time=2026-10-01T00:00:00Z level=info status=200'],
  [false, 'level=info status=200'],
  [false, '10.0.0.1 - - [01/Oct/2026:00:00:00 +0000] "GET /v1?a=1&b=2&c=3 HTTP/1.1" 200 1'],
  [false, 'timestamp,status,query'],
  [false, '2026-10-01T00:00:00Z,200,a=1 b=2'],
])('most lines are such: %s, %s', (are, line) => {
  expect(areLogfmt([line, line, 'starting'])).toBe(are)
})
