import { describe, expect, test } from 'vitest'
import { writeSlaCsv } from '../../../src/report/sla/csv.js'
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
})
