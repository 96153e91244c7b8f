import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ICAL from 'ical.js'
import { afterAll, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-sla-ics-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'claims.ics')

/** A log in which every tenth request of October fails, or never arrives. */
function writeLog(status: string): string {
  const rows = Array.from({ length: 4464 }, (_, i) => {
    const at = new Date(Date.UTC(2026, 9, 1) + i * 600_000).toISOString()
    return `${at},${i % 10 === 0 ? status : '200'}\n`
  })
  const log = join(folder, 'requests.csv')
  writeFileSync(log, `timestamp,status\n${rows.join('')}`)
  return log
}
async function eventsOf(...argv: string[]) {
  const { err, status } = await runWith(['sla', ...argv, '--ics', path, '--quiet'])
  expect({ err, status }).toEqual({ err: '', status: 0 })
  return new ICAL.Component(ICAL.parse(readFileSync(path, 'utf8')))
    .getAllSubcomponents('vevent')
    .map(event => {
      const { startDate, summary, description } = new ICAL.Event(event)
      return {
        at: startDate.toJSDate().toISOString(),
        summary,
        description,
        alarms: event.getAllSubcomponents('valarm').length,
      }
    })
}

test('the window of a claim is in the calendar: its first day, and its last with reminders', async () => {
  const events = await eventsOf(
    writeLog('503'),
    '--fee',
    '1000',
    '--as-of',
    '2026-11-01',
    '--tz',
    'Asia/Shanghai',
    '--period',
    '2026-10',
  )
  expect(events).toEqual([
    {
      at: '2026-11-06T16:00:00.000Z',
      summary: 'Claims open: October 2026',
      description: expect.stringContaining('$250.00'),
      alarms: 0,
    },
    {
      at: '2026-12-30T16:00:00.000Z',
      summary: 'Last day to claim: October 2026',
      description: expect.stringContaining('2026-12-31 (Asia/Shanghai)'),
      alarms: 3,
    },
  ])
})
test('what is over is left out, and a month that was met has no claim', async () => {
  expect((await eventsOf(writeLog('503'), '--as-of', '2026-12-01')).map(({ summary }) => summary)).toEqual([
    'Last day to claim: October 2026',
  ])
  expect(await eventsOf(writeLog('503'), '--as-of', '2027-02-01')).toEqual([])
  expect(await eventsOf(writeLog('200'), '--as-of', '2026-11-01')).toEqual([])
})
test('tickets that a claim needs are in it as long as they can be logged', async () => {
  const log = writeLog('-')
  const events = await eventsOf(log, '--policy', 'kong-konnect', '--as-of', '2026-10-31T12:00:00Z')
  expect(events[0]).toMatchObject({
    at: expect.stringContaining('2026-10-31T'),
    summary: expect.stringMatching(/^Log the ticket of 2026-10-30 /),
  })
})
