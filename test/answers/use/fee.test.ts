import { describe, expect, it } from 'vitest'
import { answerFees, type FeeQuestion, type FeeTerms, readFeeSources } from '../../../src/answers/use/fee.js'
import { firstDayOf, lastDayOf, parseMonth, zoneOf } from '../../../src/core/calendar.js'
import { InputError } from '../../../src/core/failure.js'
import { type Day, parseDay, UTC } from '../../../src/core/instant.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { parseInstant } from '../../../src/core/time-text.js'
import { plainReading } from '../../../src/read/file-reading.js'
import { loadRates } from '../../../src/read/rates/load-rates.js'
import { inputOf } from '../../read/inputs.js'

const NO_STDIN = { stream: (async function* () {})(), isTerminal: true }
const { catalogue, packages } = await loadRates([], NO_STDIN)
const asOf = parseInstant('2027-01-01', UTC)!
const TERMS: FeeTerms = { basis: 'usage', order: 'expiry', asOf, zone: UTC }

const readSources = (ledger: string, usage: string | null) =>
  readFeeSources({
    ledger: inputOf(ledger, 'ledger.csv'),
    usage:
      usage === null
        ? []
        : [
            {
              input: inputOf(usage, 'usage.csv'),
              reading: plainReading(UTC),
              badRows: 'stop',
              keepsRejects: false,
            },
          ],
    catalogue,
    packages,
    card: null,
    asOf,
    zone: zoneOf('UTC'),
    ledgerReading: plainReading(UTC),
  })

const month = (text: string, account: string | null = null): FeeQuestion => ({
  account,
  period: { start: firstDayOf(parseMonth(text)!), end: lastDayOf(parseMonth(text)!) },
})

async function feesOf(
  ledger: string,
  usage: string | null,
  questions: FeeQuestion[],
  terms: Partial<FeeTerms> = {},
) {
  const answer = answerFees(await readSources(ledger, usage), questions, { ...TERMS, ...terms })
  return { fees: answer.fees.map(fee => formatRatio(fee.dollars, 6)), unknown: answer.unknownAccounts }
}

async function issuesOf(run: Promise<unknown>): Promise<string[]> {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(InputError)
  return (error as InputError).issues.map(
    ({ code, message, place }) => `${place.file}:${place.line} ${code} ${message}`,
  )
}

/** 10 units a row: 5 × std 5 s of V1.6. */
const task = (time: string, account = '') => `${time},V1.6,text-to-video,std,5,5,${account}`
const log = (...rows: string[]) =>
  ['timestamp,model,capability,mode,duration,count,account', ...rows, ''].join('\n')
const LEDGER = 'id,package,purchased_at\np2,package-2,2026-09-15\nt,trial-1000,2026-09-15\n'

describe('the fee of a service period', () => {
  const usage = log(
    task('2026-09-30T15:59:59.999Z'),
    task('2026-09-30T16:00:00Z'),
    task('2026-10-20T00:00:00Z'),
  )
  it('is what the units used in it cost, in the days of the zone', async () => {
    const questions = [month('2026-09'), month('2026-10')]
    // The trial (0.09799 a unit) expires on 15 October, the package (0.126) pays from then on.
    expect(await feesOf(LEDGER, usage, questions)).toEqual({ fees: ['1.9598', '1.26'], unknown: [] })
    expect(await feesOf(LEDGER, usage, questions, { zone: zoneOf('Asia/Shanghai') })).toMatchObject({
      fees: ['0.9799', '2.2399'],
    })
  })
  it('follows the burn order', async () => {
    expect(await feesOf(LEDGER, usage, [month('2026-09')], { order: 'purchase' })).toMatchObject({
      fees: ['1.9598'],
    })
    const later = LEDGER.replace('t,trial-1000,2026-09-15', 't,trial-1000,2026-09-16')
    expect(await feesOf(later, usage, [month('2026-09')], { order: 'purchase' })).toMatchObject({
      fees: ['2.52'],
    })
  })
  it('needs no use on the straight line', async () => {
    const ledger = 'id,package,purchased_at\np1,package-1,2026-09-15\n'
    const questions = [month('2026-09'), month('2026-10'), month('2026-12'), month('2027-01')]
    expect(await feesOf(ledger, null, questions, { basis: 'straight-line' })).toEqual({
      fees: ['746.666667', '1446.666667', '606.666667', '0'],
      unknown: [],
    })
  })
  it('begins where clocks skip midnight with the first instant that they show', async () => {
    const zone = zoneOf('America/Asuncion')
    const day = parseDay('2017-10-01') as Day
    const ledger = 'id,package,purchased_at\np,package-1,2017-09-01\n'
    const ask = async (time: string) => {
      const question = { account: null, period: { start: day, end: day } }
      return (await feesOf(ledger, log(task(time)), [question], { zone })).fees
    }
    // On that day 00:00 -04:00 was 01:00 -03:00.
    expect([await ask('2017-10-01T03:59:59.999Z'), await ask('2017-10-01T04:00:00Z')]).toEqual([
      ['0'],
      ['1.4'],
    ])
    expect([await ask('2017-10-02T02:59:59.999Z'), await ask('2017-10-02T03:00:00Z')]).toEqual([
      ['1.4'],
      ['0'],
    ])
  })
})

describe('fees of several accounts', () => {
  const questions = [month('2026-10', 'a'), month('2026-10', 'b')]
  const owned = 'id,package,purchased_at,account\npa,package-1,2026-09-15,a\npb,package-2,2026-09-15,b\n'
  it('are apart', async () => {
    const usage = log(task('2026-10-01', 'a'), task('2026-10-02', 'b'), task('2026-10-03', 'b'))
    expect(await feesOf(owned, usage, questions)).toEqual({ fees: ['1.4', '2.52'], unknown: [] })
    expect(await feesOf(owned, usage, [month('2026-10')])).toMatchObject({ fees: ['3.92'] })
  })
  it('share a ledger when the tasks say whose they are', async () => {
    const usage = log(task('2026-10-01', 'a'), task('2026-10-02', 'b'), task('2026-10-03', 'b'))
    expect(await feesOf(LEDGER, usage, questions)).toMatchObject({ fees: ['0.9799', '1.9598'] })
  })
  it('are refused when a task of nobody could have drawn from either', async () => {
    const usage = log(task('2026-10-01', 'a'), task('2026-10-02'))
    expect(await issuesOf(feesOf(owned, usage, questions))).toEqual([
      'usage.csv:3 KEY_MISSING account: is missing, and the ledger holds packages of a and b',
    ])
  })
  it('are refused when one and the same fee would be counted for each', async () => {
    const usage = log(task('2026-10-01'))
    expect(await issuesOf(feesOf(LEDGER, usage, questions))).toEqual([
      'ledger.csv:2 KEY_MISSING account: package p2 names none, and a fee is asked for a and b',
    ])
    expect(await issuesOf(feesOf(LEDGER, null, questions, { basis: 'straight-line' }))).toHaveLength(1)
    expect(await feesOf(LEDGER, usage, [month('2026-10', 'a')])).toMatchObject({ fees: ['0.9799'] })
  })
  it('name an account of which neither file holds anything', async () => {
    const usage = log(task('2026-10-01', 'a'))
    expect(await feesOf(owned, usage, [month('2026-10', 'a'), month('2026-10', 'A')])).toEqual({
      fees: ['1.4', '0'],
      unknown: ['A'],
    })
  })
})
