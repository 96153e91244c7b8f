import { describe, expect, test } from 'vitest'
import type { Agreement } from '../../../src/core/sla/agreement.js'
import type { PeriodAnswer, SlaAnswer } from '../../../src/core/sla/answer.js'
import { findSharedIncidents } from '../../../src/core/sla/eligibility.js'
import { renderSla } from '../../../src/report/sla/table.js'
import { PLAIN } from '../../../src/report/style.js'
import {
  at,
  busy,
  CONTROL_PLANE,
  counts,
  feeOf,
  GATEWAYS,
  MINUTES,
  OCTOBER,
  periodAnswer,
  serviceAnswer,
  silent,
  slaAnswer,
} from './answers.js'

const render = (answer: SlaAnswer, width = 80) => renderSla(answer, { width }, PLAIN)

/** The table of the periods alone. */
const rowsOf = async (answer: SlaAnswer, width = 80): Promise<string[]> => {
  const lines = (await render(answer, width)).split('\n')
  const rule = lines.findIndex(line => line.startsWith('---'))
  return lines.slice(rule + 1, lines.indexOf('', rule))
}

/** The last sentences. */
const endOf = async (answer: SlaAnswer): Promise<string> =>
  (await render(answer, Number.POSITIVE_INFINITY)).split('\n\n').at(-1)!

const failing = (first: number, count: number, errors: number) =>
  Array.from({ length: count }, (_, i) => counts(first + i, { valid: 10, errors }))

const withTiers = (agreement: Agreement): Agreement => ({
  ...agreement,
  commitment: '99.99',
  tiers: [
    { below: '99.99', atLeast: '99.0', percent: '10', clause: null },
    { below: '99.0', atLeast: null, percent: '25', clause: null },
  ],
})

const MET = periodAnswer({ slices: busy(0, OCTOBER, failing(10, 3, 3)), fee: feeOf('1000') })
const MISSED = periodAnswer({ slices: busy(0, OCTOBER, failing(700, 20, 7)), fee: feeOf('1000') })
const HALF = periodAnswer({ slices: busy(0, 4400) })
const NO_DATA = periodAnswer({ slices: [] })
const RUNNING = periodAnswer({ period: '2026-11', slices: busy(0, 5586, failing(100, 3, 5)) })

describe('the table of `sla` for people', () => {
  test('shows what a missed month is worth, why, and by when to claim', async () => {
    expect(await render(slaAnswer([MISSED]))).toMatchInlineSnapshot(`
      "Kling AI API, Service Level Agreement (000, read 2026-11-21, vendor)
      policy kling; clock of UTC; as of 2026-11-20 09:30

      Period    Availability  Verdict                Compensation  Claim until
      ------------------------------------------------------------------------
      Oct 2026     99.8432 %  missed: below 99.90 %       $100.00  2026-12-31

      October 2026
        formula       (1 − 14 ÷ 8,928) × 100 % ≈ 99.8432 %
                      8,928 slices of 5 minutes in 31 days; their error rates add up
                      to 14 (1.4, 2.1)
        requests      89,280: 89,280 received, 140 of them answered 5XX; 0 never
                      reached the server
        worst slices  2026-10-03 10:20  70 %  7 of 10 answered 5XX
                      2026-10-03 10:25  70 %  7 of 10 answered 5XX
                      2026-10-03 10:30  70 %  7 of 10 answered 5XX
                      2026-10-03 10:35  70 %  7 of 10 answered 5XX
                      2026-10-03 10:40  70 %  7 of 10 answered 5XX
        day by day    ..▓............................
                      from 2026-10-01 by mean error rate; worst 2026-10-03: 4.86 %
                      . none, ▓ under 10 %
        coverage      requests in 8,928 of 8,928 slices (100 %)
                      from 2026-10-01 00:00 to 2026-11-01 00:00
        margin        99.90 % allows 8.928 failed slices; 5.072 too many (25 min)
                      75.28 more failed slices (6 h 16 min) until 99.00 %, below which
                      25 % is due
        fee           $1,000.00, as given
        compensation  $100.00 in vouchers (3.1): 10 % of $1,000.00
                      the cap of $500.00 is not reached

      What to do
        claim         October 2026: $100.00 in vouchers
                      from 2026-11-07, after working day 5 by the calendar weekdays,
                      to 2026-12-31 (3.2); open, 41 days left

      Read          89,280 rows of requests.csv

      October 2026 missed the promised 99.90 % with 99.8432 %: claim $100.00 in
      vouchers, by 2026-12-31."
    `)
  })

  test('reads well on 60 columns', async () => {
    const text = await render(slaAnswer([MISSED]), 60)
    expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(60)
    expect(text).toMatchInlineSnapshot(`
      "Kling AI API, Service Level Agreement (000, read 2026-11-21,
      vendor)
      policy kling; clock of UTC; as of 2026-11-20 09:30

      Period    Availability  Verdict                Compensation
      -----------------------------------------------------------
      Oct 2026     99.8432 %  missed: below 99.90 %       $100.00

      October 2026
        formula       (1 − 14 ÷ 8,928) × 100 % ≈ 99.8432 %
                      8,928 slices of 5 minutes in 31 days; their
                      error rates add up to 14 (1.4, 2.1)
        requests      89,280: 89,280 received, 140 of them
                      answered 5XX; 0 never reached the server
        worst slices  2026-10-03 10:20  70 %  7 of 10 answered 5XX
                      2026-10-03 10:25  70 %  7 of 10 answered 5XX
                      2026-10-03 10:30  70 %  7 of 10 answered 5XX
                      2026-10-03 10:35  70 %  7 of 10 answered 5XX
                      2026-10-03 10:40  70 %  7 of 10 answered 5XX
        day by day    ..▓............................
                      from 2026-10-01 by mean error rate; worst
                      2026-10-03: 4.86 %
                      . none, ▓ under 10 %
        coverage      requests in 8,928 of 8,928 slices (100 %)
                      from 2026-10-01 00:00 to 2026-11-01 00:00
        margin        99.90 % allows 8.928 failed slices; 5.072
                      too many (25 min)
                      75.28 more failed slices (6 h 16 min) until
                      99.00 %, below which 25 % is due
        fee           $1,000.00, as given
        compensation  $100.00 in vouchers (3.1): 10 % of $1,000.00
                      the cap of $500.00 is not reached

      What to do
        claim         October 2026: $100.00 in vouchers
                      from 2026-11-07, after working day 5 by the
                      calendar weekdays, to 2026-12-31 (3.2);
                      open, 41 days left

      Read          89,280 rows of requests.csv

      October 2026 missed the promised 99.90 % with 99.8432 %:
      claim $100.00 in vouchers, by 2026-12-31."
    `)
  })

  test('has no line of more than 130 characters through a pipe', async () => {
    for (const one of [MISSED, MET, HALF, NO_DATA, RUNNING]) {
      const body = (await render(slaAnswer([one]), Number.POSITIVE_INFINITY)).split('\n').slice(0, -1)
      expect(Math.max(...body.map(line => line.length))).toBeLessThanOrEqual(130)
    }
  })

  test('shows a met month with its evidence and nothing to do', async () => {
    expect(await render(slaAnswer([MET]))).toMatchInlineSnapshot(`
      "Kling AI API, Service Level Agreement (000, read 2026-11-21, vendor)
      policy kling; clock of UTC; as of 2026-11-20 09:30

      Period    Availability  Verdict  Compensation  Claim until
      ----------------------------------------------------------
      Oct 2026     99.9899 %  met              none  -

      October 2026
        formula       (1 − 0.9 ÷ 8,928) × 100 % ≈ 99.9899 %
                      8,928 slices of 5 minutes in 31 days; their error rates add up
                      to 0.9 (1.4, 2.1)
        requests      89,280: 89,280 received, 9 of them answered 5XX; 0 never reached
                      the server
        worst slices  2026-10-01 00:50  30 %  3 of 10 answered 5XX
                      2026-10-01 00:55  30 %  3 of 10 answered 5XX
                      2026-10-01 01:00  30 %  3 of 10 answered 5XX
        day by day    ▒..............................
                      from 2026-10-01 by mean error rate; worst 2026-10-01: 0.31 %
                      . none, ▒ under 1 %
        coverage      requests in 8,928 of 8,928 slices (100 %)
                      from 2026-10-01 00:00 to 2026-11-01 00:00
        margin        8.028 more failed slices (40 min) until 99.90 %, below which
                      10 % is due
        fee           $1,000.00, as given

      Read          89,280 rows of requests.csv

      October 2026 met the promised 99.90 % with 99.9899 %: there is nothing to claim."
    `)
  })

  test('says loudly that half a log is half a log', async () => {
    expect(await render(slaAnswer([HALF]))).toMatchInlineSnapshot(`
      "Kling AI API, Service Level Agreement (000, read 2026-11-21, vendor)
      policy kling; clock of UTC; as of 2026-11-20 09:30

      Period    Availability  Verdict                    Compensation  Claim until
      ----------------------------------------------------------------------------
      Oct 2026    100.0000 %  met; only 49.28 % covered          none  -

      October 2026
        WARNING       PART OF THE LOG MAY BE MISSING: 50.72 % of the slices hold no
                      request
                      longest gap 2026-10-16 06:40 to 2026-11-01 00:00 (15 days 17 h
                      20 min)
                      they count as without failure; had all of them failed,
                      availability would be 49.2832 %
        formula       (1 − 0 ÷ 8,928) × 100 % = 100.0000 %
                      8,928 slices of 5 minutes in 31 days; their error rates add up
                      to 0 (1.4, 2.1)
        requests      44,000: 44,000 received, 0 of them answered 5XX; 0 never reached
                      the server
        worst slices  none: no slice has an error
        day by day    ................???????????????
                      from 2026-10-01 by mean error rate
                      . none, ? no request
        coverage      requests in 4,400 of 8,928 slices (49.28 %)
                      from 2026-10-01 00:00 to 2026-10-16 06:40
        margin        8.928 more failed slices (44 min) until 99.90 %, below which
                      10 % is due

      Read          44,000 rows of requests.csv

      As far as the log goes, October 2026 met the promised 99.90 % with 100.0000 %:
      nothing to claim by it. But the log covers only 49.28 % of the period, and the
      true figure may be lower."
    `)
  })

  test('says of a month without data that it cannot be judged', async () => {
    expect(await render(slaAnswer([NO_DATA]))).toMatchInlineSnapshot(`
      "Kling AI API, Service Level Agreement (000, read 2026-11-21, vendor)
      policy kling; clock of UTC; as of 2026-11-20 09:30

      Period    Availability  Verdict  Compensation  Claim until
      ----------------------------------------------------------
      Oct 2026             -  no data             -  -

      October 2026
        requests      none in the log: nothing can be said

      Read          0 rows of requests.csv

      October 2026 cannot be judged: the log holds no request of it that counts."
    `)
  })

  test('says of a running month what is lost already and what may still fail', async () => {
    expect(await render(slaAnswer([RUNNING]))).toMatchInlineSnapshot(`
      "Kling AI API, Service Level Agreement (000, read 2026-11-21, vendor)
      policy kling; clock of UTC; as of 2026-11-20 09:30

      Period    Availability  Verdict     Compensation  Claim until
      -------------------------------------------------------------
      Nov 2026     99.9826 %  met so far          none  -

      November 2026
        formula       (1 − 1.5 ÷ 8,640) × 100 % ≈ 99.9826 %
                      8,640 slices of 5 minutes in 30 days; their error rates add up
                      to 1.5 (1.4, 2.1)
        requests      55,860: 55,860 received, 15 of them answered 5XX; 0 never
                      reached the server
        worst slices  2026-11-01 08:20  50 %  5 of 10 answered 5XX
                      2026-11-01 08:25  50 %  5 of 10 answered 5XX
                      2026-11-01 08:30  50 %  5 of 10 answered 5XX
        day by day    ▒...................__________
                      from 2026-11-01 by mean error rate; worst 2026-11-01: 0.52 %
                      . none, ▒ under 1 %, _ to come
        coverage      requests in 5,586 of 5,586 slices so far (100 %)
                      from 2026-11-01 00:00 to 2026-11-20 09:30
        margin        7.14 more failed slices (35 min) until 99.90 %, below which 10 %
                      is due

      Read          55,860 rows of requests.csv

      November 2026 is not over and so far keeps the promised 99.90 % with 99.9826 %,
      with room for 7.14 more failed slices (35 min)."
    `)
  })

  test('shows several accounts in one table, and the evidence of those that missed', async () => {
    const periods = ['acme', 'globex'].flatMap(account => [
      periodAnswer({
        account,
        fee: feeOf('300'),
        slices: busy(0, OCTOBER, account === 'acme' ? failing(5, 20, 9) : []),
      }),
      periodAnswer({ account, fee: feeOf('200'), period: '2026-11', slices: busy(0, 5586) }),
    ])
    expect(await render(slaAnswer(periods, { outsidePeriods: 12, rejectedRows: 3 }))).toMatchInlineSnapshot(`
      "Kling AI API, Service Level Agreement (000, read 2026-11-21, vendor)
      policy kling; clock of UTC; as of 2026-11-20 09:30

      Account  Period    Availability  Verdict                Compensation
      --------------------------------------------------------------------
      acme     Oct 2026     99.7984 %  missed: below 99.90 %        $30.00
      acme     Nov 2026    100.0000 %  met so far                     none
      globex   Oct 2026    100.0000 %  met                            none
      globex   Nov 2026    100.0000 %  met so far                     none

      acme, October 2026
        formula       (1 − 18 ÷ 8,928) × 100 % ≈ 99.7984 %
                      8,928 slices of 5 minutes in 31 days; their error rates add up
                      to 18 (1.4, 2.1)
        requests      89,280: 89,280 received, 180 of them answered 5XX; 0 never
                      reached the server
        worst slices  2026-10-01 00:25  90 %  9 of 10 answered 5XX
                      2026-10-01 00:30  90 %  9 of 10 answered 5XX
                      2026-10-01 00:35  90 %  9 of 10 answered 5XX
                      2026-10-01 00:40  90 %  9 of 10 answered 5XX
                      2026-10-01 00:45  90 %  9 of 10 answered 5XX
        day by day    ▓..............................
                      from 2026-10-01 by mean error rate; worst 2026-10-01: 6.25 %
                      . none, ▓ under 10 %
        coverage      requests in 8,928 of 8,928 slices (100 %)
                      from 2026-10-01 00:00 to 2026-11-01 00:00
        margin        99.90 % allows 8.928 failed slices; 9.072 too many (45 min)
                      71.28 more failed slices (5 h 56 min) until 99.00 %, below which
                      25 % is due
        fee           $300.00, as given
        compensation  $30.00 in vouchers (3.1): 10 % of $300.00
                      the cap of $150.00 is not reached

      What to do
        claim         acme, October 2026: $30.00 in vouchers
                      from 2026-11-07, after working day 5 by the calendar weekdays,
                      to 2026-12-31 (3.2); open, 41 days left

      Read          290,280 rows of requests.csv; 12 requests outside these periods; 3
                    bad rows set aside, in no figure

      1 of 4 periods missed the promise. Claim $30.00 in vouchers, the first by
      2026-12-31. 2 are not over."
    `)
  })

  test('gives the credit of both services and says which of them to claim', async () => {
    const first = periodAnswer({
      agreement: withTiers(CONTROL_PLANE),
      slices: busy(0, MINUTES, [...silent(3000, 40, 12), ...silent(9000, 5, 12)]),
      fee: feeOf('600'),
    })
    const second = periodAnswer({
      agreement: withTiers(GATEWAYS),
      slices: busy(0, MINUTES, silent(3010, 20, 12)),
      fee: feeOf('400', '0', '100'),
      meetsNodeMinimum: true,
    })
    const answer = slaAnswer([first], {
      companion: serviceAnswer([second], { files: ['gateways.csv'] }),
      exclusives: [{ account: null, first, second, shared: findShared(first, second), larger: 'first' }],
      gate: { failUnder: '99.9', isCrossed: true, crossedBy: [first] },
    })
    expect(await render(answer)).toMatchInlineSnapshot(`
      "Kong Konnect control plane, Service Level Agreement (003, published 2025-02-01,
      in force from 2025-02-01, vendor)
      policy kong-konnect; clock of UTC; as of 2026-11-20 09:30

      Period       Uptime  Verdict                Credit  Claim until
      ---------------------------------------------------------------
      Oct 2026  99.8992 %  missed: below 99.99 %  $60.00  2026-11-30

      October 2026
        formula       (44,640 − 45) ÷ 44,640 × 100 % ≈ 99.8992 %
                      44,640 minutes in 31 days, 45 of them down (A (Downtime, Monthly
                      Uptime Percentage))
        requests      446,490: 445,950 received, 0 of them answered 5XX; 540 never
                      reached the server
        incidents     2026-10-03 02:00 to 02:40, 40 min; ticket by 2026-10-04 02:00,
                      which is past
                      2026-10-07 06:00 to 06:05, 5 min; ticket by 2026-10-08 06:00,
                      which is past
        day by day    ..▓...▒........................
                      from 2026-10-01 by share of time down; worst 2026-10-03: 2.78 %
                      . none, ▒ under 1 %, ▓ under 10 %
        coverage      requests in 44,640 of 44,640 slices (100 %)
                      from 2026-10-01 00:00 to 2026-11-01 00:00
        choices       failure=unreached; no other reading gives another figure
        margin        99.99 % allows 4.464 slices down; 40.536 too many (40 min)
                      401.4 more slices down (6 h 41 min) until 99.0 %, below which
                      25 % is due
        fee           $600.00, as given
        credit        $60.00 as a service credit (A (Service Credit), D): 10 % of
                      $600.00

      Kong Konnect Dedicated Cloud Gateways, Service Level Agreement (003, published
      2025-02-01, in force from 2025-02-01, vendor)
      policy kong-dedicated-cloud-gateways; clock of UTC; as of 2026-11-20 09:30

      Period       Uptime  Verdict                Credit  Claim until
      ---------------------------------------------------------------
      Oct 2026  99.9552 %  missed: below 99.99 %  $30.00  2026-11-30

      October 2026
        formula       (44,640 − 20) ÷ 44,640 × 100 % ≈ 99.9552 %
                      44,640 minutes in 31 days, 20 of them down (B (Downtime, Monthly
                      Uptime Percentage))
        requests      446,440: 446,200 received, 0 of them answered 5XX; 240 never
                      reached the server
        incidents     2026-10-03 02:10 to 02:30, 20 min; ticket by 2026-10-04 02:10,
                      which is past
        day by day    ..▓............................
                      from 2026-10-01 by share of time down; worst 2026-10-03: 1.39 %
                      . none, ▓ under 10 %
        coverage      requests in 44,640 of 44,640 slices (100 %)
                      from 2026-10-01 00:00 to 2026-11-01 00:00
        choices       failure=unreached; no other reading gives another figure
        margin        99.99 % allows 4.464 slices down; 15.536 too many (15 min)
                      426.4 more slices down (7 h 6 min) until 99.0 %, below which
                      25 % is due
        fee           $400.00, as given; $100.00 of it does not count (Cloud Gateway
                      Bandwidth)
        credit        $30.00 as a service credit (B (Applicable Monthly Service Fees,
                      Service Credit), D): 10 % of $300.00

      What to do
        ticket        for 3 incidents the time to report is past: a claim needs the
                      tickets logged then
        choose        October 2026: kong-konnect and kong-dedicated-cloud-gateways
                      were down together (2026-10-03 02:10 to 02:30), and one credit
                      is granted, not both (A (Service Credit), D); claim
                      kong-konnect, $60.00 against $30.00
        claim         kong-konnect, October 2026: $60.00 as a service credit
                      from 2026-11-01 to 2026-11-30 (C, D); open, 10 days left
        claim         kong-dedicated-cloud-gateways, October 2026: $30.00 as a service
                      credit
                      from 2026-11-01 to 2026-11-30 (C, D); open, 10 days left
        needed        C1: A support ticket is logged within 24 hours of first becoming
                      aware of an event that impacts availability
                      C2: The claim and all required information are submitted by the
                      end of the month after the downtime
                      C3(i): A detailed description of the events, with request logs
                      that document the errors, confidential or sensitive information
                      removed or replaced with asterisks
                      C3(ii): The time and duration of the downtime
                      C3(iii): The number and locations of affected users, if
                      applicable
                      C3(iv): The customer's attempts to resolve the downtime at the
                      time
                      C4: The customer reasonably assists in processing the claim and
                      investigating the cause
                      C5: The customer complies with the agreement, the documentation
                      and the support team's advice
        answer        within 45 days of receipt

      Read          446,490 rows of requests.csv
      Read          446,440 rows of gateways.csv
      Gate          --fail-under 99.9 is crossed by kong-konnect, October 2026

      kong-konnect: October 2026 missed the promised 99.99 % with 99.8992 %: worth
      $60.00 as a service credit, until 2026-11-30.
      kong-dedicated-cloud-gateways: October 2026 missed the promised 99.99 % with
      99.9552 %: worth $30.00 as a service credit, until 2026-11-30.
      One credit, not both, for October 2026: claim kong-konnect, $60.00 against
      $30.00."
    `)
  })

  test('names uptime and incidents where no tiers are known, and no credit', async () => {
    const asOf = at('2026-10-03T12:00:00Z')
    const told = { agreement: CONTROL_PLANE, slices: busy(0, 3600, silent(3000, 40, 12)) }
    expect(await render(slaAnswer([periodAnswer(told, asOf)], { asOf }))).toMatchInlineSnapshot(`
      "Kong Konnect control plane, Service Level Agreement (003, published 2025-02-01,
      in force from 2025-02-01, vendor)
      policy kong-konnect; clock of UTC; as of 2026-10-03 12:00

      Period       Uptime  Verdict                        Credit  Claim until
      -----------------------------------------------------------------------
      Oct 2026  99.9104 %  not judged: no tiers known  not known  2026-11-30

      October 2026
        formula       (44,640 − 40) ÷ 44,640 × 100 % ≈ 99.9104 %
                      44,640 minutes in 31 days, 40 of them down (A (Downtime, Monthly
                      Uptime Percentage))
        requests      36,080: 35,600 received, 0 of them answered 5XX; 480 never
                      reached the server
        incidents     2026-10-03 02:00 to 02:40, 40 min; ticket by 2026-10-04 02:00
        day by day    ..▓____________________________
                      from 2026-10-01 by share of time down; worst 2026-10-03: 2.78 %
                      . none, ▓ under 10 %, _ to come
        coverage      requests in 3,600 of 3,600 slices so far (100 %)
                      from 2026-10-01 00:00 to 2026-10-03 12:00
        choices       failure=unreached; no other reading gives another figure

      What to do
        ticket        1 incident can still be reported, the first by 2026-10-04 02:00
        claim         October 2026: an amount that is not known, as a service credit
                      from 2026-11-01 to 2026-11-30 (C, D); not open yet, 58 days left
        needed        C1: A support ticket is logged within 24 hours of first becoming
                      aware of an event that impacts availability
                      C2: The claim and all required information are submitted by the
                      end of the month after the downtime
                      C3(i): A detailed description of the events, with request logs
                      that document the errors, confidential or sensitive information
                      removed or replaced with asterisks
                      C3(ii): The time and duration of the downtime
                      C3(iii): The number and locations of affected users, if
                      applicable
                      C3(iv): The customer's attempts to resolve the downtime at the
                      time
                      C4: The customer reasonably assists in processing the claim and
                      investigating the cause
                      C5: The customer complies with the agreement, the documentation
                      and the support team's advice
        answer        within 45 days of receipt

      Read          36,080 rows of requests.csv

      October 2026 is not over; its uptime so far is 99.9104 % (40 min down). What was
      promised, and what is due, stands in the table of your own agreement (--tiers
      FILE)."
    `)
  })
})

const findShared = (first: PeriodAnswer, second: PeriodAnswer) =>
  first.measurement.method === 'timeslices' && second.measurement.method === 'timeslices'
    ? findSharedIncidents(first.measurement.incidents, second.measurement.incidents)
    : []

describe('the row of a period says', () => {
  const lost = (slices: number) => busy(0, OCTOBER, failing(0, slices, 10))
  test.each([
    ['the tier', lost(20), ['Oct 2026     99.7760 %  missed: below 99.90 %       $100.00  2026-12-31']],
    ['the next tier', lost(100), ['Oct 2026     98.8799 %  missed: below 99.00 %       $250.00  2026-12-31']],
    [
      'the lowest tier',
      lost(500),
      ['Oct 2026     94.3996 %  missed: below 95.00 %       $500.00  2026-12-31'],
    ],
  ])('%s of a missed month', async (_, slices, expected) => {
    expect(await rowsOf(slaAnswer([periodAnswer({ slices, fee: feeOf('1000') })]))).toEqual(expected)
  })
  test('the share of the fee where the fee is not known', async () => {
    expect(await rowsOf(slaAnswer([periodAnswer({ slices: lost(100) })]))).toEqual([
      'Oct 2026     98.8799 %  missed: below 99.00 %  25 % of the fee  2026-12-31',
    ])
  })
  test('more decimals where fewer would stand on the threshold', async () => {
    // 8.928 slices may fail; 8.9281 is 99.8999988... %.
    const slices = busy(0, OCTOBER, [...failing(0, 8, 10), counts(8, { valid: 10_000, errors: 9281 })])
    expect(await rowsOf(slaAnswer([periodAnswer({ slices })]))).toEqual([
      'Oct 2026   99.899999 %  missed: below 99.90 %  10 % of the fee  2026-12-31',
    ])
  })
  test('the days of a part month', async () => {
    const answer = slaAnswer([periodAnswer({ period: '2026-03-17/2026-03-31', slices: busy(0, 4320) })])
    expect(await rowsOf(answer)).toEqual(['17–31 Mar 2026    100.0000 %  met              none  -'])
  })
  test('that too few nodes are deployed for a claim', async () => {
    const slices = busy(0, MINUTES, silent(3000, 40, 12))
    const told = { agreement: withTiers(GATEWAYS), slices, fee: feeOf('100'), meetsNodeMinimum: false }
    expect(await rowsOf(slaAnswer([periodAnswer(told)]))).toEqual([
      'Oct 2026  99.9104 %  missed: below 99.99 %  not eligible  -',
    ])
  })
})

describe('the sentence at the end says', () => {
  test('when a claim cannot be made yet', async () => {
    const asOf = at('2026-11-02T00:00:00Z')
    const told = { slices: busy(0, OCTOBER, failing(700, 20, 7)), fee: feeOf('1000') }
    expect(await endOf(slaAnswer([periodAnswer(told, asOf)], { asOf }))).toBe(
      'October 2026 missed the promised 99.90 % with 99.8432 %: claim $100.00 in vouchers, from 2026-11-07 to 2026-12-31.',
    )
  })
  test('that it is too late', async () => {
    const asOf = at('2027-01-01T00:00:00Z')
    const told = { slices: busy(0, OCTOBER, failing(700, 20, 7)) }
    expect(await endOf(slaAnswer([periodAnswer(told, asOf)], { asOf }))).toBe(
      'October 2026 missed the promised 99.90 % with 99.8432 %: 10 % of the fee in vouchers could be claimed until 2026-12-31, which is past.',
    )
  })
  test('that vouchers leave nothing to claim', async () => {
    const told = { slices: busy(0, OCTOBER, failing(700, 20, 7)), fee: feeOf('1000', '1000') }
    expect(await endOf(slaAnswer([periodAnswer(told)]))).toBe(
      'October 2026 missed the promised 99.90 % with 99.8432 %, but there is nothing to claim: the cap is $0.00.',
    )
  })
  test('that another reading of the agreement turns the verdict', async () => {
    const slices = busy(0, OCTOBER, silent(100, 10, 12))
    expect(await endOf(slaAnswer([periodAnswer({ slices, fee: feeOf('1000') })]))).toBe(
      'October 2026 missed the promised 99.90 % with 99.8880 %: claim $100.00 in vouchers, by 2026-12-31. Read with --unreached ignore it would be: met.',
    )
  })
  test('that a running month is lost already', async () => {
    const told = { period: '2026-11', slices: busy(0, 5586, failing(100, 20, 10)), fee: feeOf('1000') }
    expect(await endOf(slaAnswer([periodAnswer(told)]))).toBe(
      'November 2026 is not over and has already missed the promised 99.90 % with 99.7685 %: claim $100.00 in vouchers, from 2026-12-08 to 2027-01-31.',
    )
  })
  test('what many periods come to', async () => {
    const periods = [MET, MISSED, NO_DATA, HALF, RUNNING]
    expect(await endOf(slaAnswer(periods))).toBe(
      '1 of 5 periods missed the promise. Claim $100.00 in vouchers, the first by 2026-12-31. 1 cannot be judged: no data. 1 is not over. In 1 part of the log may be missing, and the true figure may be lower.',
    )
  })
  test('that there was nothing to judge', async () => {
    expect(await endOf(slaAnswer([]))).toBe('The log holds no request: there is no period to judge.')
  })
})

describe('the evidence shows', () => {
  const evidenceOf = async (answer: SlaAnswer, label: string): Promise<string> => {
    const text = await render(answer, Number.POSITIVE_INFINITY)
    return new RegExp(`^  ${label} .*(?:\\n {16}.*)*`, 'm').exec(text)?.[0] ?? ''
  }
  test('how a cap came about', async () => {
    const told = { slices: busy(0, OCTOBER, failing(0, 800, 10)), fee: feeOf('1000', '600') }
    expect(await evidenceOf(slaAnswer([periodAnswer(told)]), 'compensation')).toBe(
      '  compensation  $200.00 in vouchers (3.1): 50 % of $1,000.00 is $500.00, capped at 50 % of the $400.00 not paid with vouchers',
    )
  })
  test('that a month stands exactly on the promise', async () => {
    // 8.928 of 8,928 slices: 99.90 % to the digit.
    const slices = busy(0, OCTOBER, [...failing(0, 8, 10), counts(8, { valid: 1000, errors: 928 })])
    expect(await evidenceOf(slaAnswer([periodAnswer({ slices })]), 'margin')).toBe(
      '  margin        exactly 99.90 %, below which 10 % is due: any further failure falls below it',
    )
  })
  test('the smallest excess as more than nothing', async () => {
    const slices = busy(0, OCTOBER, [
      ...failing(0, 8, 10),
      counts(8, { valid: 10 ** 9, errors: 928_000_001 }),
    ])
    const answer = slaAnswer([periodAnswer({ slices })])
    expect(await evidenceOf(answer, 'margin')).toContain('≈ 0.000000001 too many (0 min)')
    expect(await evidenceOf(answer, 'formula')).toContain(
      '(1 − 8.928000001 ÷ 8,928) × 100 % ≈ 99.89999999999 %',
    )
  })
  test('the error rates as they were read', async () => {
    const slices = busy(0, OCTOBER, silent(100, 10, 12))
    expect(await evidenceOf(slaAnswer([periodAnswer({ slices })]), 'choices')).toBe(
      [
        '  choices       unreached=error, rate=capped',
        '                unreached=ignore gives 100.0000 %: met',
      ].join('\n'),
    )
  })
  test('where a fee comes from', async () => {
    const answer = {
      ...MISSED,
      feeSource: 'usage' as const,
      feeParts: [{ lot: 'p1', pool: 'video', units: null, dollars: feeOf('1000').fee }],
    }
    expect(await evidenceOf(slaAnswer([answer]), 'fee')).toBe(
      [
        '  fee           $1,000.00, units drawn, each at the price of the package that paid',
        '                p1: $1,000.00',
      ].join('\n'),
    )
  })
  test('at most six of many periods, and says how many more there are', async () => {
    const periods = Array.from({ length: 9 }, (_, i) =>
      periodAnswer({ account: `account-${i}`, slices: busy(0, OCTOBER, failing(700, 20, 7)) }),
    )
    const text = await render(slaAnswer(periods))
    expect(text.match(/^ {2}formula/gm)).toHaveLength(6)
    expect(text).toContain('The evidence for 3 more periods is in --json; --period shows a month by itself.')
    expect(text).toContain(
      '  claim         October 2026 for 9 accounts (account-0 · account-1 · account-2\n                and 6 more): 10 % of the fee in vouchers',
    )
  })
  test('two of many periods that call for it by their gaps alone', async () => {
    const periods = Array.from({ length: 9 }, (_, i) =>
      periodAnswer({ account: `account-${i}`, slices: busy(0, 200) }),
    )
    const text = await render(slaAnswer(periods))
    expect(text.match(/^ {2}WARNING/gm)).toHaveLength(2)
    expect(await rowsOf(slaAnswer(periods))).toHaveLength(9)
    expect(text).toContain('The evidence for 7 more periods is in --json')
  })
  test('control characters of a name, and does not write them', async () => {
    const text = await render(slaAnswer([{ ...MISSED, account: 'a\u001b[2Jb' }]))
    expect(text).not.toContain('\u001b')
    expect(text).toContain('a\\u001b[2Jb')
  })
})
