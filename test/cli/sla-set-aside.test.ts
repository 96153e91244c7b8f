/** Failures that a log has elsewhere than as a status: in rows set aside, within what was thrown, of silent accounts. */
import { describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

async function ask(stdin: string, ...args: string[]) {
  const words = ['sla', '-', '--period', '2026-10', ...args]
  const { out: table } = await runWith(words, { stdin })
  const { status, out, err } = await runWith([...words, '--json'], { stdin })
  const answer = status === 2 ? null : JSON.parse(out)
  return { status, err, table, notes: (answer?.notes ?? []) as string[], period: answer?.periods[0] }
}

const at = (second: number): string => `2026-10-01T00:00:${String(second).padStart(2, '0')}Z`

describe('rows set aside that look like failures', () => {
  const rows = [
    `${at(0)},200`,
    'bad,503',
    ',',
    '2026-13-45T00:00:00Z,200',
    `503`,
    `${at(9)},200`,
    `${at(9)},200`,
  ]
  const log = `timestamp,status\n${rows.join('\n')}\n`

  test('are told in the first lines, with how many they are', async () => {
    const { status, table, notes } = await ask(log, '--bad-rows', 'skip')
    expect(status).toBe(3)
    expect(table).toContain('But 2 of 3 bad rows set aside look like failures: the true figure may be lower.')
    expect(notes).toContain(
      'warning: 2 of 3 bad rows set aside look like requests that failed, and count as nothing: put right what is wrong there (--rejects FILE lists the rows)',
    )
  })

  test('are told where a row has no status, and names an error', async () => {
    const fine = [0, 1].map(second => ({ time: at(second), status: 200, path: '/v1/videos' }))
    const failed = { time: at(2), level: 'warning', exception: 'httpx.ConnectTimeout', path: '/v1/videos' }
    const { table } = await ask(
      lines(...fine, failed, { time: at(3), path: '/v1/videos', event: 'begun' }),
      '--bad-rows',
      'skip',
    )
    expect(table).toContain('But 1 of 2 bad rows set aside look')
  })

  test('are not told where none does', async () => {
    const { table } = await ask(`timestamp,status\n${at(0)},200\nbad,200\nbad,429\n`, '--bad-rows', 'skip')
    expect(table).not.toContain('look')
  })
})

const lines = (...rows: object[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('')

describe('the status of an answer that was thrown as an error', () => {
  test.each([
    ['err.response.status', { err: { message: 'x', response: { status: 503 } } }],
    ['error.response.statusCode', { error: { response: { statusCode: 503 } } }],
    ['err.status', { status: null, err: { status: 503 } }],
  ])('counts where a row has no other: %s', async (name, thrown) => {
    const log = lines({ time: at(0), status: 200 }, { time: at(1), ...thrown }, { time: at(2), status: 200 })
    const { period, notes } = await ask(log)
    expect([period.valid, period.errors, period.unreached]).toEqual([3, 1, 0])
    expect(notes.join('\n')).toContain(`the status of an error is read from "${name}"`)
  })

  test('counts where the first rows have none such', async () => {
    const fine = Array.from({ length: 2000 }, () => ({ time: at(0), status: 200, path: '/v1/videos' }))
    const log = lines(...fine, { time: at(1), err: { response: { status: 503 } }, path: '/v1/videos' })
    const { period } = await ask(log)
    expect([period.valid, period.errors]).toEqual([2001, 1])
  })

  test('does not count beside a status, nor where it is left out', async () => {
    const row = { time: at(1), status: 200, err: { response: { status: 503 } } }
    expect((await ask(lines(row))).period.errors).toBe(0)
    const left = lines({ time: at(0), status: 200 }, { ...row, status: null })
    expect((await ask(left, '--ignore-columns', 'err')).period.unreached).toBe(1)
  })

  test('is told of a message that is left out', async () => {
    const request = { level: 30, time: 1_790_812_800_000, pid: 1, hostname: 'h', req: { url: '/v1' } }
    const log = lines(
      { ...request, res: { statusCode: 200 }, msg: 'request completed' },
      { level: 50, time: 1_790_812_810_000, pid: 1, hostname: 'h', err: { response: { status: 503 } } },
    )
    expect((await ask(log)).notes.join('\n')).toContain(
      '1 row without a status is left out as messages, though an error is named there',
    )
  })
})

test('counts of asked periods say that silent accounts are not among them', async () => {
  const counts = 'slice_start,account,valid,errors,unreached,excluded\n2026-10-01T00:00:00Z,a,5,1,0,0\n'
  const told = /an account without any request in the time that was counted is not among the counts/
  expect((await ask(counts, '--counts')).notes.join('\n')).toMatch(told)
  expect(
    (await ask(counts.replaceAll('account,', '').replace('a,', ''), '--counts')).notes.join('\n'),
  ).not.toMatch(told)
})
