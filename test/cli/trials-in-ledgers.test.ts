/** Packages that are trials in all but name, or for which nothing was paid: a ledger says it in a remark, or by its figures. */
import { expect, test } from 'vitest'
import { runWith } from './fake-io.js'

async function doubtsOf(stdin: string, command = ['expiry', '-']): Promise<string[]> {
  const { status, out } = await runWith([...command, '--as-of', '2026-11-21', '--json'], { stdin })
  expect(status).toBe(0)
  const { notes } = JSON.parse(out) as { notes: string[] }
  return notes.flatMap(note => /^stdin, (line .*)$/.exec(note)?.[1] ?? [])
}

const counts = (heading: string, remark: string): string =>
  `line 2: "${heading}" says "${remark}", and the package counts as bought for $4,200.00, the price of package-1; if nothing was paid, write 0 in a column price`

test.each([
  ['remark', 'free trial, from sales'],
  ['Type', 'Trial'],
  ['备注', '试用包'],
])('what the column %s says of a package without a price is told', async (heading, remark) => {
  const ledger = `package,purchased_at,${heading}\npackage-1,2026-11-01,"${remark}"\npackage-2,2026-11-01,\n`
  expect(await doubtsOf(ledger)).toEqual([counts(heading, remark)])
})

test('a package whose row states a price was paid for, and a trial of the catalogue is one', async () => {
  expect(
    await doubtsOf(
      'package,price,purchased_at,remark\npackage-1,4200,2026-11-01,free delivery\ntrial-1000,97.99,2026-10-30,trial\n',
    ),
  ).toEqual([])
})

const BUDGET = ['budget', '--units-per-day', '20', '--horizon', '30d', '--packages', '-']

test.each([
  ['0', '', '$0.00', 'trial-1000-2026'],
  ['98', '', '$98.00', 'trial-1000-2026'],
  ['97.99', '', '$97.99', 'trial-1000'],
  ['50', 'trial', '$50.00', 'trial-1000-2026'],
])(
  '1,000 units for %s with the remark "%s" may be the trial, and bought again',
  async (price, remark, shown, id) => {
    const ledger = `pool,units,price,purchased_at,validity_days,remark\nvideo,1000,${price},2026-11-01,30,${remark}\n`
    expect(await doubtsOf(ledger, BUDGET)).toEqual([
      `line 2: 1,000 units for ${shown} may be ${id}, which an account can buy once, and the plan may buy it again; if it is, --trials-used ${id} says so, or that name in a column package`,
    ])
    // Its worth is what was paid.
    expect(await doubtsOf(ledger)).toEqual([])
  },
)

test('units of another number, or at another price, are no trial', async () => {
  const ledger =
    'pool,units,price,purchased_at,validity_days\nvideo,1000,120,2026-11-01,30\nvideo,900,0,2026-11-01,30\n'
  expect(await doubtsOf(ledger, BUDGET)).toEqual([])
})
