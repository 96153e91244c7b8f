import { describe, expect, test } from 'vitest'
import { writeSlaCsv, writeSlaMarkdown } from '../../../src/report/sla/text.js'
import { busy, CONTROL_PLANE, counts, feeOf, periodAnswer, serviceAnswer, slaAnswer } from './answers.js'

const failing = (first: number, count: number, errors: number) =>
  Array.from({ length: count }, (_, i) => counts(first + i, { valid: 10, errors }))

const MISSED = periodAnswer({
  account: '=acme',
  slices: busy(0, 8928, failing(700, 20, 7)),
  fee: feeOf('1000'),
})
const UPTIME = periodAnswer({
  agreement: CONTROL_PLANE,
  slices: busy(0, 44_640, [counts(600, { unreached: 3 })]),
})

describe('an answer of `sla`', () => {
  test('is one CSV line per service, account and period, for both methods in the same columns', () => {
    const answer = slaAnswer([MISSED, periodAnswer({ slices: [] })], { companion: serviceAnswer([UPTIME]) })
    expect([...writeSlaCsv(answer)]).toEqual([
      'policy,account,start,end,days,slices,slices_with_requests,minutes,downtime_minutes,scheduled_minutes,requests,valid,errors,unreached,excluded,rate_sum,availability,uptime,verdict,lowest,highest,to_next_tier,tier_below,tier_at_least,tier_percent,fee,voucher_fee,compensation,credit,capped,claim_opens,claim_closes,claim_calendar,claim_state,running\n',
      "kling,'=acme,2026-10-01,2026-10-31,31,8928,8928,,,,89280,89280,140,0,0,14,99.843189964157706093,,missed,99.843189964157706093,99.843189964157706093,75.28,99.90,99.00,10,1000,0,100,,false,2026-11-07,2026-12-31,weekdays,open,false\n",
      'kling,,2026-10-01,2026-10-31,31,8928,0,,,,0,0,0,0,0,0,,,no-data,,,,,,,,,,,false,2026-11-07,2026-12-31,weekdays,open,false\n',
      'kong-konnect,,2026-10-01,2026-10-31,31,44640,44640,44640,1,0,446393,446390,0,3,0,,,99.997759856630824373,,99.997759856630824373,99.997759856630824373,,,,,,,,,false,2026-11-01,2026-11-30,,open,false\n',
    ])
  })

  test('is a Markdown document that begins with the outcome', () => {
    const text = [...writeSlaMarkdown(slaAnswer([{ ...MISSED, account: 'a|b' }]))].join('')
    expect(text).toMatchInlineSnapshot(`
      "## Service level

      **a\\|b, October 2026 missed the promised 99.90 % with 99.8432 %: claim $100.00 in vouchers, by 2026-12-31.**

      ### What to do

      - **claim**
        - a\\|b, October 2026: $100.00 in vouchers
        - from 2026-11-07, after working day 5 by the calendar weekdays, to 2026-12-31 (3.2); open, 41 days left

      ### Policy kling

      | Account | Period | Availability | Verdict | Compensation | Claim until |
      | --- | --- | ---: | --- | ---: | --- |
      | a\\|b | Oct 2026 | 99.8432 % | missed: below 99.90 % | $100.00 | 2026-12-31 |

      #### a\\|b, October 2026

      - **formula**
        - (1 − 14 ÷ 8,928) × 100 % ≈ 99.8432 %
        - 8,928 slices of 5 minutes in 31 days; their error rates add up to 14 (1.4, 2.1)
      - **requests**: 89,280: 89,280 received, 140 of them answered 5XX; 0 never reached the server
      - **worst slices**
        - 2026-10-03 10:20  70 %  7 of 10 answered 5XX
        - 2026-10-03 10:25  70 %  7 of 10 answered 5XX
        - 2026-10-03 10:30  70 %  7 of 10 answered 5XX
        - 2026-10-03 10:35  70 %  7 of 10 answered 5XX
        - 2026-10-03 10:40  70 %  7 of 10 answered 5XX
      - **coverage**
        - requests in 8,928 of 8,928 slices (100 %)
        - from 2026-10-01 00:00 to 2026-11-01 00:00
      - **margin**
        - 99.90 % allows 8.928 failed slices; 5.072 too many (25 min)
        - 75.28 more failed slices (6 h 16 min) until 99.00 %, below which 25 % is due
      - **fee**: $1,000.00, as given
      - **compensation**
        - $100.00 in vouchers (3.1): 10 % of $1,000.00
        - the cap of $500.00 is not reached

      ### Notes

      - The document has no date, so it counts as always in force. Changes come with 30 days' notice (art. 4).
      - the working days that open a claim window are those of the calendar weekdays; --calendar chooses another (ruling R26)
      - days and slices are cut by the clock of UTC; --tz chooses another (ruling R20)

      "
    `)
  })

  test('names in Markdown the service of a period that crosses a gate, where there are two', () => {
    const gate = { failUnder: '99.99', isCrossed: true, crossedBy: [MISSED, UPTIME] }
    const coverageGate = { minCoverage: '50', isCrossed: false, crossedBy: [] }
    const answer = slaAnswer([MISSED], { companion: serviceAnswer([UPTIME]), gate, coverageGate })
    const lines = [...writeSlaMarkdown(answer)].join('').split('\n')
    expect(lines.filter(line => line.includes('gate'))).toEqual([
      '**The gate --fail-under 99.99 is crossed by kling, =acme, October 2026 · kong-konnect, October 2026.**',
      '**The gate --min-coverage 50 is not crossed.**',
    ])
  })

  test('is a Markdown document without periods', () => {
    expect([...writeSlaMarkdown(slaAnswer([]))].join('')).toMatchInlineSnapshot(`
      "## Service level

      **The log holds no request: there is no period to judge.**

      ### Notes

      - days and slices are cut by the clock of UTC; --tz chooses another (ruling R20)

      "
    `)
  })
})
