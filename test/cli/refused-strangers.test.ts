/** Files that hold something else than is asked for, and rows that say one thing twice in two ways. */
import { describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'
import { testRefusals } from './refusal.js'

const LEDGER = 'order,units,price,purchase date,expiry date\nA1,30000,4200,2026-09-10,2026-12-10\n'
const READS = '`expiry FILE` and `--packages FILE` read packages'
const looksLike = (columns: string, wanted: string): string =>
  `HEADER_MISSING looks like a ledger of packages, by its columns ${columns}; expected ${wanted}\n  ${READS}; if it is no ledger, --ignore-columns`
const OF_ORDERS = '"purchase date", "units" and "expiry date"'

describe('a ledger where use or jobs are expected', () =>
  testRefusals([
    [
      'budget orders.csv',
      { 'orders.csv': LEDGER },
      `orders.csv:1: ${looksLike(OF_ORDERS, 'what was used')} 'expiry date' leaves that column out\n`,
    ],
    [
      'quote --from orders.csv',
      { 'orders.csv': LEDGER },
      `orders.csv:1: ${looksLike(OF_ORDERS, 'jobs')} 'expiry date' leaves that column out\n`,
    ],
    [
      'budget --demand orders.csv',
      { 'orders.csv': LEDGER },
      `orders.csv:1: ${looksLike(OF_ORDERS, 'a file of demand')} 'expiry date' leaves that column out\n`,
    ],
    [
      'expiry own.csv --usage days.csv',
      {
        'own.csv': 'package,purchased_at\npackage-1,2026-11-01\n',
        // Without the ends these are the units of days.
        'days.csv': 'date,pool,units,price,expires_at\n2026-11-01,video,45000,5670,2027-01-30\n',
      },
      `days.csv:1: ${looksLike('"date", "units" and "expires_at"', 'what was used')} expires_at leaves that column out\n`,
    ],
    [
      'budget rows.jsonl',
      {
        'rows.jsonl':
          '{"created_at":"2026-10-05T10:00:00Z","package":"package-1","units":30000,"validity_days":90}\n',
      },
      `rows.jsonl: ${looksLike('"package", "units" and "validity_days"', 'what was used')} validity_days leaves that column out\n`,
    ],
    [
      'expiry use.csv --usage orders.csv',
      { 'use.csv': 'task_id,timestamp,units\na,2026-11-02T00:00:00Z,100\n', 'orders.csv': LEDGER },
      'use.csv:1: HEADER_MISSING no column "purchased_at" or "effective_at"\n  found task_id, timestamp, units; --columns maps other names; if this is what was used: --usage FILE reads it\n',
    ],
  ]))

test('a deduction may name its package and when that expires', async () => {
  const stdin =
    'task_id,timestamp,units,package,expires_at\na,2026-11-02T00:00:00Z,100,package-1,2026-12-10\n'
  const { status, out } = await runWith(['budget', '-', '--as-of', '2026-11-21', '--json'], { stdin })
  expect([status, JSON.parse(out).ignored_columns]).toEqual([0, ['package', 'expires_at']])
})

const unlike = (file: string, name: string, column: string, line: number): string =>
  `${file}: COLUMN_UNREAD nothing is read from the column "${name}", which looks like ${column}, and says otherwise in line ${line}\n  --columns ${column}=${name} reads it instead, or --ignore-columns ${name} leaves it out\n`

const JOB = { model: 'kling-v3', resolution: '720p', status: 'succeed' }
const lines = (...rows: object[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('')

describe('what was asked for, beside how long it took', () =>
  testRefusals([
    [
      'quote --from a.jsonl',
      {
        'a.jsonl': lines(
          { ...JOB, duration: 5.2, input: { duration: 5 } },
          { ...JOB, duration: 8.2, input: { duration: 5 } },
        ),
      },
      unlike('a.jsonl', 'input.duration', 'duration', 2),
    ],
    [
      'quote --from b.jsonl',
      { 'b.jsonl': lines({ ...JOB, duration: 83_214, task: { request: { duration: '10' } } }) },
      unlike('b.jsonl', 'task.request.duration', 'duration', 1),
    ],
    [
      'quote --from c.csv',
      { 'c.csv': 'model,resolution,duration,params.duration\nkling-v3,720p,8.2,5\n' },
      unlike('c.csv:1', 'params.duration', 'duration', 2),
    ],
    [
      'quote --from d.csv',
      { 'd.csv': 'model,resolution,duration,requested_duration\nkling-v3,720p,8.2,5\n' },
      unlike('d.csv:1', 'requested_duration', 'duration', 2),
    ],
  ]))

test.each<[why: string, row: object, args?: readonly string[]]>([
  ['it is the length that came of it', { duration: 5, output: { duration: 5.041 } }],
  ['it is the same in milliseconds', { duration: 5, output: { duration: 5041 } }],
  ['it is of an answer', { duration: 5, response: { duration: 83.2 } }],
  ['it is of somebody else', { duration: 5, http: { duration: 83.2 } }],
  ['it is left out', { duration: 5, input: { duration: 10 } }, ['--ignore-columns', 'input.duration']],
  ['it is read', { duration: 83, input: { duration: 5 } }, ['--columns', 'duration=input.duration']],
])('a length within an object is asked about, but not where %s', async (_, row, args = []) => {
  const stdin = lines({ ...JOB, ...row })
  const { status, out } = await runWith(['quote', '--from', '-', '--json', ...args], { stdin })
  expect([status, JSON.parse(out).lines[0].billed_seconds]).toEqual([0, 5])
})

const ofOthers = (place: string, name: string): string =>
  `${place}: COLUMN_UNREAD nothing is read from the column "${name}", which looks like vendor\n  take the rows of other vendors out of the file or --ignore-columns ${name} leaves it out, if it changes nothing\n`

describe("a file that is all of others' rows", () =>
  testRefusals([
    [
      'quote --from jobs.csv',
      { 'jobs.csv': 'platform,model,resolution,duration\nrunwayml,3.0,720p,5\nLuma AI,3.0,720p,5\n' },
      ofOthers('jobs.csv:1', 'platform'),
    ],
    [
      'budget use.jsonl',
      { 'use.jsonl': '{"by":"Google Veo 3","timestamp":"2026-11-01T00:00:00Z","units":5}\n' },
      ofOthers('use.jsonl:1:1', 'by'),
    ],
    [
      'expiry ledger.csv',
      {
        'ledger.csv':
          'supplier,pool,units,price,purchased_at,expires_at\n海螺 AI,video,1000,100,2026-11-01,2027-01-30\n',
      },
      ofOthers('ledger.csv:1', 'supplier'),
    ],
  ]))

test("a seller, or a text with another vendor's name in some rows, is none", async () => {
  const stdin =
    'seller,prompt,model,resolution,duration\nfal.ai,Sora walks,3.0,720p,5\nfal.ai,a dog,3.0,720p,5\n'
  expect((await runWith(['quote', '--from', '-', '--json'], { stdin })).status).toBe(0)
})
