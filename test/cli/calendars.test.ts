import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { FIXTURES } from '../fixture.js'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-calendars-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a calendar says, its lines unfolded. */
async function calendarOf(command: string): Promise<string> {
  const path = join(folder, 'x.ics')
  const argv = command.replaceAll('@', `${FIXTURES}/`).split(' ')
  const { status } = await runWith([...argv, '--ics', path, '--quiet'])
  expect(status).toBe(0)
  return readFileSync(path, 'utf8').replaceAll('\r\n ', '').replaceAll('\r\n', '\n')
}

test('packages that expire', async () => {
  expect(
    await calendarOf(
      'expiry @expiry/reconciled-differs/ledger.csv --usage @expiry/reconciled-differs/export.json --as-of 2026-11-20',
    ),
  ).toMatchInlineSnapshot(`
    "BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//kling-cost//kling-cost//EN
    CALSCALE:GREGORIAN
    METHOD:PUBLISH
    X-WR-CALNAME:Prepaid units that expire
    BEGIN:VEVENT
    UID:9718df16696d5e74c82129cea4868b61@kling-cost
    SEQUENCE:29918880
    DTSTAMP:20261120T000000Z
    DTSTART:20261130T000000Z
    SUMMARY:29\\,913 units of a (package-1) expire
    DESCRIPTION:Package a (package-1)\\, video pool\\, cannot be used from 2026-11-30 00:00 (UTC) on.\\nOn 2026-11-20 00:00 it held 29\\,913 units. At ≈ 12.43 units a day\\, the mean of the 7 days of the log\\, ≈ 29\\,788.71 units\\, $4\\,170.42\\, will be lost.
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:29\\,913 units of a (package-1) expire
    TRIGGER:-P14D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:29\\,913 units of a (package-1) expire
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:29\\,913 units of a (package-1) expire
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:8a4b86c6cbb2cf46b45bfd64846fb5c5@kling-cost
    SEQUENCE:29918880
    DTSTAMP:20261120T000000Z
    DTSTART:20261230T000000Z
    SUMMARY:45\\,000 units of b (package-2) expire
    DESCRIPTION:Package b (package-2)\\, video pool\\, cannot be used from 2026-12-30 00:00 (UTC) on.\\nOn 2026-11-20 00:00 it held 45\\,000 units. At ≈ 12.43 units a day\\, the mean of the 7 days of the log\\, ≈ 44\\,627.14 units\\, $5\\,623.02\\, will be lost.
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:45\\,000 units of b (package-2) expire
    TRIGGER:-P14D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:45\\,000 units of b (package-2) expire
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:45\\,000 units of b (package-2) expire
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:96ea8e0d8ef2223b2843dc902e62db92@kling-cost
    SEQUENCE:29918880
    DTSTAMP:20261120T000000Z
    DTSTART:20270102T000000Z
    SUMMARY:1\\,000 units of c expire
    DESCRIPTION:Package c\\, image pool\\, cannot be used from 2027-01-02 00:00 (UTC) on.\\nOn 2026-11-20 00:00 it held 1\\,000 units. At 0 units a day\\, the mean of the 7 days of the log\\, 1\\,000 units\\, $3.50\\, will be lost.
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:1\\,000 units of c expire
    TRIGGER:-P14D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:1\\,000 units of c expire
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:1\\,000 units of c expire
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:b8b679f1e30a602e8909e90e97df0008@kling-cost
    SEQUENCE:29918880
    DTSTAMP:20261120T000000Z
    DTSTART:20270320T000000Z
    SUMMARY:60\\,000 units of d (package-3) expire
    DESCRIPTION:Package d (package-3)\\, video pool\\, cannot be used from 2027-03-20 00:00 (UTC) on.\\nOn 2026-11-20 00:00 it held 60\\,000 units. At ≈ 12.43 units a day\\, the mean of the 7 days of the log\\, ≈ 59\\,005.71 units\\, $6\\,608.64\\, will be lost.
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:60\\,000 units of d (package-3) expire
    TRIGGER:-P14D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:60\\,000 units of d (package-3) expire
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:60\\,000 units of d (package-3) expire
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    END:VCALENDAR
    "
  `)
})

test('packages to buy', async () => {
  expect(
    await calendarOf(
      'budget --demand @budget/two-pools/demand.csv --rates @budget/two-pools/packages.yaml --horizon 45d --as-of 2026-11-21',
    ),
  ).toMatchInlineSnapshot(`
    "BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//kling-cost//kling-cost//EN
    CALSCALE:GREGORIAN
    METHOD:PUBLISH
    X-WR-CALNAME:Prepaid units to buy
    BEGIN:VEVENT
    UID:64ff7f48690f06f81dc0107e94845f9f@kling-cost
    SEQUENCE:29920320
    DTSTAMP:20261121T000000Z
    DTSTART:20261122T000000Z
    SUMMARY:Buy 2 packages: $727.00
    DESCRIPTION:package-5000 (video): 5\\,000 units\\, $700.00\\nimage-large (image): 9\\,000 units\\, $27.00\\nPlanned on 2026-11-21 00:00 (UTC).
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Buy 2 packages: $727.00
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Buy 2 packages: $727.00
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:bf9df33da8cea29641690ae3ef5f2c95@kling-cost
    SEQUENCE:29920320
    DTSTAMP:20261121T000000Z
    DTSTART:20261225T000000Z
    SUMMARY:Buy 1 package: $700.00
    DESCRIPTION:package-5000 (video): 5\\,000 units\\, $700.00\\nPlanned on 2026-11-21 00:00 (UTC).
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Buy 1 package: $700.00
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Buy 1 package: $700.00
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:614b07956f0e830a05e2ff4396364998@kling-cost
    SEQUENCE:29920320
    DTSTAMP:20261121T000000Z
    DTSTART:20261227T000000Z
    SUMMARY:Buy 1 package: $3.50
    DESCRIPTION:image-small (image): 1\\,000 units\\, $3.50\\nPlanned on 2026-11-21 00:00 (UTC).
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Buy 1 package: $3.50
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Buy 1 package: $3.50
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:e4e5bdfa3b3debd98eb072bc062d31d3@kling-cost
    SEQUENCE:29920320
    DTSTAMP:20261121T000000Z
    DTSTART:20261230T000000Z
    SUMMARY:Buy 1 package: $3.50
    DESCRIPTION:image-small (image): 1\\,000 units\\, $3.50\\nPlanned on 2026-11-21 00:00 (UTC).
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Buy 1 package: $3.50
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Buy 1 package: $3.50
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    END:VCALENDAR
    "
  `)
})

test('claims and the tickets that they need', async () => {
  expect(
    await calendarOf(
      'sla @sla/two-accounts-explained/log.csv --policy kong-konnect --as-of 2026-10-09T12:00:00Z',
    ),
  ).toMatchInlineSnapshot(`
    "BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//kling-cost//kling-cost//EN
    CALSCALE:GREGORIAN
    METHOD:PUBLISH
    X-WR-CALNAME:Service level claims
    BEGIN:VEVENT
    UID:942b47b18316678949842b06a7d954b4@kling-cost
    SEQUENCE:29859120
    DTSTAMP:20261009T120000Z
    DTSTART:20261010T100000Z
    SUMMARY:Log the ticket of 2026-10-09 10:00
    DESCRIPTION:The incident that began on 2026-10-09 10:00 (UTC) needs a support ticket until then\\, or it cannot be claimed.
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Log the ticket of 2026-10-09 10:00
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:b1c8aec64b009c636b95135bf35bb9c8@kling-cost
    SEQUENCE:29859120
    DTSTAMP:20261009T120000Z
    DTSTART:20261010T100100Z
    SUMMARY:Log the ticket of 2026-10-09 10:01
    DESCRIPTION:The incident that began on 2026-10-09 10:01 (UTC) needs a support ticket until then\\, or it cannot be claimed.
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Log the ticket of 2026-10-09 10:01
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:044275df75e8a7cc796f35ee9c791a72@kling-cost
    SEQUENCE:29859120
    DTSTAMP:20261009T120000Z
    DTSTART:20261010T100200Z
    SUMMARY:Log the ticket of 2026-10-09 10:02
    DESCRIPTION:The incident that began on 2026-10-09 10:02 (UTC) needs a support ticket until then\\, or it cannot be claimed.
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Log the ticket of 2026-10-09 10:02
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:60deb67d14dc8f227d90a4f0057da8f8@kling-cost
    SEQUENCE:29859120
    DTSTAMP:20261009T120000Z
    DTSTART:20261101T000000Z
    SUMMARY:Claims open: a\\, October 2026
    DESCRIPTION:a\\, October 2026: an amount that is not known\\, as a service credit.\\nClaims are taken from 2026-11-01 to 2026-11-30 (UTC)\\, clause C\\, D of Kong Konnect control plane\\, Service Level Agreement.
    TRANSP:TRANSPARENT
    END:VEVENT
    BEGIN:VEVENT
    UID:2cc2fb4b56106a2eb9437e78a4119313@kling-cost
    SEQUENCE:29859120
    DTSTAMP:20261009T120000Z
    DTSTART:20261101T000000Z
    SUMMARY:Claims open: b\\, October 2026
    DESCRIPTION:b\\, October 2026: an amount that is not known\\, as a service credit.\\nClaims are taken from 2026-11-01 to 2026-11-30 (UTC)\\, clause C\\, D of Kong Konnect control plane\\, Service Level Agreement.
    TRANSP:TRANSPARENT
    END:VEVENT
    BEGIN:VEVENT
    UID:9fce9915cf4ce5e246d8bbfe65034440@kling-cost
    SEQUENCE:29859120
    DTSTAMP:20261009T120000Z
    DTSTART:20261130T000000Z
    SUMMARY:Last day to claim: a\\, October 2026
    DESCRIPTION:a\\, October 2026: an amount that is not known\\, as a service credit.\\nClaims are taken from 2026-11-01 to 2026-11-30 (UTC)\\, clause C\\, D of Kong Konnect control plane\\, Service Level Agreement.
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Last day to claim: a\\, October 2026
    TRIGGER:-P14D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Last day to claim: a\\, October 2026
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Last day to claim: a\\, October 2026
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:d4138cc37a3d75ed244e6a2bb25ba7aa@kling-cost
    SEQUENCE:29859120
    DTSTAMP:20261009T120000Z
    DTSTART:20261130T000000Z
    SUMMARY:Last day to claim: b\\, October 2026
    DESCRIPTION:b\\, October 2026: an amount that is not known\\, as a service credit.\\nClaims are taken from 2026-11-01 to 2026-11-30 (UTC)\\, clause C\\, D of Kong Konnect control plane\\, Service Level Agreement.
    TRANSP:TRANSPARENT
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Last day to claim: b\\, October 2026
    TRIGGER:-P14D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Last day to claim: b\\, October 2026
    TRIGGER:-P7D
    END:VALARM
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Last day to claim: b\\, October 2026
    TRIGGER:-P1D
    END:VALARM
    END:VEVENT
    END:VCALENDAR
    "
  `)
})

test('of a plan by too few days only what to buy at most stands in the calendar', async () => {
  const usage = join(folder, 'few-days.csv')
  writeFileSync(usage, 'date,units\n2026-11-01,60\n2026-11-02,300\n2026-11-03,60\n2026-11-04,300\n')
  const calendar = await calendarOf(`budget ${usage} --as-of 2026-11-05`)
  const { out } = await runWith(['budget', usage, '--as-of', '2026-11-05', '--json'])
  const { plan } = JSON.parse(out)
  const atMost: { package: string }[] = plan.too_little_history.buy_at_most
  expect(plan.purchases.length).toBeGreaterThan(atMost.length)
  const bought = calendar.match(/^DESCRIPTION:(\S+) \(video\)/gm)
  expect(bought).toEqual(atMost.map(each => `DESCRIPTION:${each.package} (video)`))
})

test('of two claims, of which one may be made, each says so and whose it is', async () => {
  const calendar = await calendarOf(
    'sla @sla/kong-two-services/control-plane.csv --policy kong-konnect --tiers @sla/kong-two-services/control-tiers.yaml --fee 1000 --with kong-dedicated-cloud-gateways=@sla/kong-two-services/gateways.csv --with-tiers @sla/kong-two-services/tiers.yaml --with-fee 800 --with-fee-excluded 100 --networks 2,2 --as-of 2026-11-02T00:00:00Z',
  )
  expect(calendar.match(/^SUMMARY:Last day to claim: .*$/gm)).toEqual([
    'SUMMARY:Last day to claim: kong-konnect\\, October 2026',
    'SUMMARY:Last day to claim: kong-dedicated-cloud-gateways\\, October 2026',
  ])
  expect(
    calendar.match(
      /One credit\\, not both: claim kong-dedicated-cloud-gateways\\, \$175\.00 against \$100\.00/g,
    ),
  ).toHaveLength(2)
})
