import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { formatInstant, instantAt } from '../../../src/core/instant.js'
import { writeCalendar } from '../../../src/report/ics.js'
import { runWith } from '../../cli/fake-io.js'

const LEDGER = [
  'id,package,pool,units,price,purchased_at,expires_at,validity_days',
  'new-year,,video,500,70,2026-10-03T16:30:00Z,2026-12-31T23:30:00Z,',
  'local,package-1,,,,2026-09-01 00:00,,',
  'used,,video,1,1,2026-10-01T00:00:00Z,,50',
  'gone,trial-100,,,,2026-09-01T00:00:00Z,,',
  '',
].join('\n')
const USAGE = 'timestamp,model,capability,mode,duration\n2026-10-02T00:00:00Z,V1.6,text-to-video,pro,5\n'

/** The calendar that a run writes, as text and as an independent parser reads it. */
async function remind(...argv: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'kling-cost-ics-'))
  try {
    writeFileSync(join(folder, 'ledger.csv'), LEDGER)
    writeFileSync(join(folder, 'usage.csv'), USAGE)
    const ics = join(folder, 'out.ics')
    const ran = await runWith([
      'expiry',
      join(folder, 'ledger.csv'),
      ...['--usage', join(folder, 'usage.csv'), '--ics', ics, '--quiet', '--json', ...argv],
    ])
    expect([ran.status, ran.err]).toEqual([0, ''])
    const text = readFileSync(ics, 'utf8')
    const events = new ICAL.Component(ICAL.parse(text))
      .getAllSubcomponents('vevent')
      .map(component => new ICAL.Event(component))
    return { text, events, packages: JSON.parse(ran.out).packages as { id: string; expires_at: string }[] }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
const instantOf = (time: ICAL.Time): string => formatInstant(instantAt(time.toUnixTime() * 1000))
const AS_OF = ['--as-of', '2026-11-01T00:00:00Z']

describe('reminders', () => {
  // The lot called local was bought at a midnight of the zone, and the two zones have it hours apart.
  it.each([
    ['UTC', ['2026-11-30T00:00:00Z', '2026-12-31T23:30:00Z']],
    ['Asia/Shanghai', ['2026-11-29T16:00:00Z', '2026-12-31T23:30:00Z']],
    ['America/New_York', ['2026-11-30T04:00:00Z', '2026-12-31T23:30:00Z']],
  ])('have every date right in %s', async (zone, expiries) => {
    const { events, packages } = await remind(...AS_OF, '--tz', zone)
    expect(events.map(event => instantOf(event.startDate))).toEqual(expiries)
    const told = packages.filter(({ id }) => id === 'local' || id === 'new-year').map(each => each.expires_at)
    expect(told.sort()).toEqual(expiries)
  })
  it.each([
    ['UTC', '2026-12-31 23:30 (UTC)'],
    ['Asia/Shanghai', '2027-01-01 07:30 (Asia/Shanghai)'],
    ['America/New_York', '2026-12-31 18:30 (America/New_York)'],
  ])('name the time on the clock of %s', async (zone, words) => {
    const { events } = await remind(...AS_OF, '--tz', zone)
    expect(events.at(-1)!.description).toContain(`from ${words} on.`)
  })
  it('are for packages with units left only, the soonest first', async () => {
    const { events } = await remind(...AS_OF)
    expect(events.map(event => event.summary)).toEqual([
      '29,997.5 units of local (package-1) expire',
      '500 units of new-year expire',
    ])
  })
  it('ring 14, 7 and 1 day before', async () => {
    const { events } = await remind(...AS_OF)
    for (const { component, startDate } of events) {
      const alarms = component.getAllSubcomponents('valarm')
      const rings = alarms.map(alarm => {
        const time = startDate.clone()
        time.addDuration(alarm.getFirstPropertyValue('trigger') as ICAL.Duration)
        return (startDate.toUnixTime() - time.toUnixTime()) / 86_400
      })
      expect(rings).toEqual([14, 7, 1])
      expect(alarms.map(alarm => alarm.getFirstPropertyValue('action'))).toEqual([
        'DISPLAY',
        'DISPLAY',
        'DISPLAY',
      ])
    }
  })
  it('are the same file for the same time, and replace those of an earlier one', async () => {
    const first = await remind(...AS_OF)
    expect((await remind(...AS_OF)).text).toBe(first.text)
    const later = await remind('--as-of', '2026-11-02T00:00:00Z')
    expect(later.events.map(({ uid }) => uid)).toEqual(first.events.map(({ uid }) => uid))
    expect(new Set(first.events.map(({ uid }) => uid)).size).toBe(2)
    expect(later.events[0]!.sequence).toBeGreaterThan(first.events[0]!.sequence)
    const stampOf = ({ component }: ICAL.Event) =>
      instantOf(component.getFirstPropertyValue('dtstamp') as ICAL.Time)
    expect([stampOf(first.events[0]!), stampOf(later.events[0]!)]).toEqual([
      '2026-11-01T00:00:00Z',
      '2026-11-02T00:00:00Z',
    ])
  })
  it('are an empty calendar when nothing is left', async () => {
    const { events, text } = await remind('--as-of', '2027-11-01T00:00:00Z')
    expect(events).toEqual([])
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/)
  })
})

describe('a calendar', () => {
  const write = (summary: string, description = '') =>
    [
      ...writeCalendar({
        name: 'a; b, c',
        asOf: instantAt(1_790_812_800_123),
        events: [{ identity: 'x', at: instantAt(1_790_899_199_999), summary, description, alarmDays: [1] }],
      }),
    ].join('')
  const read = (text: string) =>
    new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent')!)

  it.each([
    'commas, semicolons; and \\ backslashes \\n',
    'ユニットが失効します'.repeat(20),
    '🎬'.repeat(40),
    `a${'é'.repeat(80)}`,
    'x'.repeat(300),
    'ends in a backslash \\',
  ])('keeps a text as it is: %s', text => {
    const event = read(write(text, `${text}\n${text}`))
    expect(event.summary).toBe(text)
    expect(event.description).toBe(`${text}\n${text}`)
  })
  it('has lines of 75 octets at most, each ended by CR LF, and cuts no character', () => {
    for (const text of ['ユ'.repeat(100), '🎬'.repeat(60), 'x'.repeat(500), `${'x'.repeat(67)}é`]) {
      const written = write(text)
      expect(written.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      for (const line of written.split('\r\n')) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
        expect(line).not.toContain('\ufffd')
      }
    }
  })
  it('shows control characters instead of writing them', () => {
    expect(read(write('a\u0007b\u001b[31m')).summary).toBe('a\\u0007b\\u001b[31m')
  })
  it('cuts times to the second', () => {
    expect(instantOf(read(write('x')).startDate)).toBe('2026-10-01T23:59:59Z')
  })
})
