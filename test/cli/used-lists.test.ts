/** Use that is counted by price lists says by which, and how sure that is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, ...rows: string[]): string => {
  writeFileSync(join(folder, name), `${rows.join('\n')}\n`)
  return join(folder, name)
}

const ledger = write('ledger.csv', 'id,package,purchased_at', 'p,package-45000,2026-08-01')
const fields = 'timestamp,task_id,model,capability,resolution,duration'
const jobs = write(
  'jobs.csv',
  fields,
  '2026-08-05T00:00:00Z,old,3.0,text-to-video,1080p,10',
  '2026-11-05T00:00:00Z,a,3.0,text-to-video,1080p,10',
)
const units = write(
  'units.csv',
  'timestamp,units,pool',
  '2026-08-05T00:00:00Z,8,video',
  '2026-11-05T00:00:00Z,8,video',
)
const plan = write(
  'plan.csv',
  'month,model,capability,resolution,duration,count',
  '2026-12,3.0,t2v,1080p,10,5',
)
const requests = write(
  'requests.csv',
  'timestamp,status',
  '2026-11-01T00:00:00Z,503',
  '2026-11-30T00:00:00Z,200',
)

const LIST = 'units by kling-units-2026: rules §7, published 2026-09-20, second-hand'
const EARLY = '1 job took place before kling-units-2026 was published. Their price then is not known'

async function tellOf(...args: string[]) {
  const { out, err } = await runWith([...args, '--as-of', '2026-12-01', '--json'])
  expect(err).toBe('')
  const { notes, rulings, price_lists } = JSON.parse(out)
  const told = notes.filter((note: string) => note.includes('kling-units-2026'))
  return { told, isRuled: rulings.includes('R46'), lists: price_lists }
}
const ofAccount = ['sla', requests, '--period', '2026-11', '--packages', ledger, '--usage']

test.each([
  ['expiry', ['expiry', ledger, '--usage', jobs], [EARLY, LIST], ['kling-units-2026']],
  ['budget', ['budget', jobs], [`warning: ${EARLY}`, LIST], ['kling-units-2026']],
  ['a plan', ['budget', '--plan', plan, '--horizon', '31d'], [LIST], ['kling-units-2026']],
  // The fee is of some months, the jobs of any.
  ['a fee', [...ofAccount, jobs], [LIST], undefined],
])('%s', async (_, args, told, lists) => {
  expect(await tellOf(...args)).toEqual({ told, isRuled: true, lists })
})

test.each([
  ['expiry', ['expiry', ledger, '--usage', units], []],
  ['budget', ['budget', units], []],
  ['a fee', [...ofAccount, units], undefined],
])('nothing is told of it where a file says its units: %s', async (_, args, lists) => {
  expect(await tellOf(...args)).toEqual({ told: [], isRuled: false, lists })
})

test('a list that was asked for by name, or comes first all the same, is told without the ruling', async () => {
  const named = await tellOf('expiry', ledger, '--usage', jobs, '--card', 'kling-units-2026')
  expect(named).toMatchObject({ isRuled: false, lists: ['kling-units-2026'] })
  const first = write('first.csv', fields, '2026-11-05T00:00:00Z,a,2.6,text-to-video,1080p,10')
  expect(await tellOf('expiry', ledger, '--usage', first)).toEqual({
    told: [LIST],
    isRuled: false,
    lists: ['kling-units-2026'],
  })
})

test('screens warn of jobs before the list, and have the list among the details', async () => {
  const screenOf = async (...flags: string[]) =>
    (await runWith(['expiry', ledger, '--usage', jobs, '--as-of', '2026-12-01', ...flags])).out
  expect(await screenOf()).toContain(`! ${EARLY}.`)
  expect(await screenOf()).not.toContain('nits by')
  expect(await screenOf('--details')).toContain(`- U${LIST.slice(1)}.`)
})
