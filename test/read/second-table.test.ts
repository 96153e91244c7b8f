import { expect, test } from 'vitest'
import { runWith } from '../cli/fake-io.js'

const leftOf = async (table: string, ...argv: string[]) => {
  const ran = await runWith(['expiry', '-', '--as-of', '2026-11-21', '--json', ...argv], { stdin: table })
  return ran.status === 0
    ? JSON.parse(ran.out).packages.map(({ remaining }: { remaining: string }) => remaining)
    : ran.err.split('\n')[0]
}
const SIDE = 'package,purchased_at,,Month,Used\npackage-2,2026-10-10,,2026-10,8211\n'

test('one of two tables side by side is left out, with rows that it alone has', async () => {
  expect(await leftOf(`${SIDE},,,2026-11,10300\n`, '--ignore-columns', 'Month,Used')).toEqual(['45000'])
})
test('who names the columns behind an empty one has them read', async () => {
  expect(await leftOf(SIDE, '--columns', 'used=Used')).toEqual(['36789'])
})
test.each([
  // Nothing is read from behind it.
  ['package,purchased_at,,Month,Note\npackage-2,2026-10-10,,2026-10,x\n', ['45000']],
  // One column is no table.
  ['package,purchased_at,,Used\npackage-2,2026-10-10,,8211\n', ['36789']],
  // Cells without a heading part nothing.
  ['package,purchased_at,,Month,Used\npackage-2,2026-10-10,x,2026-10,8211\n', ['36789']],
  ['package,purchased_at,Month,Used,,\npackage-2,2026-10-10,2026-10,8211,,\n', ['36789']],
  [',package,purchased_at,Month,Used\n,package-2,2026-10-10,2026-10,8211\n', ['36789']],
])('one table is read as it stands: %j', async (table, left) => {
  expect(await leftOf(table)).toEqual(left)
})
