/** An `sla` answer as CSV. */
import type { SlaAnswer } from '../../core/sla/answer.js'
import { type Cell, writeCsvLine } from '../csv.js'
import { listServices } from './claims.js'
import { viewPeriod } from './period-fields.js'

/** A period as its columns are taken from. */
interface Row {
  readonly policy: string
  readonly view: ReturnType<typeof viewPeriod>
  /** The same, where it is measured by the mean of error rates; else null. */
  readonly ofRatio: Extract<Row['view'], { availability: unknown }> | null
  /** The same, where it is measured by minutes down; else null. */
  readonly ofUptime: Extract<Row['view'], { uptime: unknown }> | null
}

/** One set of columns for both methods, so that files can be put together; what a method does not have is empty. */
const COLUMNS: Readonly<Record<string, (row: Row) => Cell | undefined>> = {
  policy: ({ policy }) => policy,
  account: ({ view }) => view.account,
  start: ({ view }) => view.start,
  end: ({ view }) => view.end,
  days: ({ view }) => view.days,
  slices: ({ view }) => view.coverage.slices,
  slices_with_requests: ({ view }) => view.coverage.slices_with_requests,
  minutes: ({ ofUptime }) => ofUptime?.minutes,
  downtime_minutes: ({ ofUptime }) => ofUptime?.downtime_minutes,
  scheduled_minutes: ({ ofUptime }) => ofUptime?.scheduled_minutes,
  requests: ({ view }) => view.requests,
  valid: ({ view }) => view.valid,
  errors: ({ view }) => view.errors,
  unreached: ({ view }) => view.unreached,
  excluded: ({ view }) => view.excluded,
  rate_sum: ({ ofRatio }) => ofRatio?.rate_sum,
  availability: ({ ofRatio }) => ofRatio?.availability,
  uptime: ({ ofUptime }) => ofUptime?.uptime,
  verdict: ({ view }) => view.verdict,
  lowest: ({ view }) => view.bounds?.lowest,
  highest: ({ view }) => view.bounds?.highest,
  to_next_tier: ({ view }) => view.to_next_tier,
  tier_below: ({ view }) => view.tier?.below,
  tier_at_least: ({ view }) => view.tier?.at_least,
  tier_percent: ({ view }) => view.tier?.percent,
  fee: ({ view }) => view.fee,
  voucher_fee: ({ view }) => view.voucher_fee,
  compensation: ({ ofRatio }) => ofRatio?.compensation,
  credit: ({ ofUptime }) => ofUptime?.credit,
  capped: ({ view }) => view.capped,
  claim_opens: ({ view }) => view.claim.opens,
  claim_closes: ({ view }) => view.claim.closes,
  claim_calendar: ({ view }) => view.claim.calendar,
  claim_state: ({ view }) => view.claim.state,
  running: ({ view }) => view.running,
}

export function* writeSlaCsv(answer: SlaAnswer): Generator<string> {
  yield writeCsvLine(Object.keys(COLUMNS))
  for (const { policy, periods } of listServices(answer)) {
    for (const period of periods) {
      const view = viewPeriod(period, answer.asOf)
      const ofRatio = 'availability' in view ? view : null
      const ofUptime = 'uptime' in view ? view : null
      const row = { policy, view, ofRatio, ofUptime }
      yield writeCsvLine(Object.values(COLUMNS).map(of => of(row) ?? null))
    }
  }
}
