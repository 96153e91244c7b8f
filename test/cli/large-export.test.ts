/** Exports and task lists come as one document: the built program takes them within a small part of their tree's memory. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const program = join(import.meta.dirname, '../../bin/kling-cost.js')
const home = mkdtempSync(join(tmpdir(), 'kling-cost-export-'))
afterAll(() => rmSync(home, { recursive: true }))

const TASKS = 25_000
const AT = Date.UTC(2026, 9, 1)
const tasks = Array.from({ length: TASKS }, (_, i) => i)
/** As the API answers, on one line. */
const entryOf = (i: number) => ({
  package_id: 'p1',
  product_type: 'video',
  task_id: `86${String(i).padStart(16, '0')}`,
  product_function: 'text-to-video',
  model_name: 'kling-v3',
  resolution: '720p',
  duration: '5.04',
  video_sound: 'off',
  deduction_time: String(AT + i * 60_000),
  unit_before_deduction: String(100_000 - 3 * i),
  deduction_amount: '3',
  unit_after_deduction: String(100_000 - 3 * i - 3),
})
const taskOf = (i: number) => ({
  task_id: `86${String(i).padStart(16, '0')}`,
  task_status: 'succeed',
  model_name: 'kling-v3',
  resolution: '720p',
  created_at: AT + i * 60_000,
  task_result: { videos: [{ id: `v${i}`, url: 'https://example.com/v.mp4', duration: '5.1' }] },
  final_unit_deduction: '3',
})
writeFileSync(
  join(home, 'ledger.csv'),
  'id,pool,units,price,purchased_at,expires_at\np1,video,100000,12000,2026-09-30,2027-01-01\n',
)
writeFileSync(
  join(home, 'export.json'),
  JSON.stringify({ code: 0, data: { result: { detail: tasks.map(entryOf) } } }),
)
writeFileSync(join(home, 'tasks.json'), JSON.stringify({ code: 0, data: tasks.map(taskOf) }, null, 1))

test.each(['export.json', 'tasks.json'])('%s of 25,000 tasks in 192 MB', file => {
  const argv = ['--max-old-space-size=192', program, 'expiry', 'ledger.csv', '--usage', file]
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...argv, '--as-of', '2026-11-01', '--json'],
    {
      cwd: home,
      encoding: 'utf8',
    },
  )
  expect(status, stderr).toBe(0)
  const { packages } = JSON.parse(stdout)
  expect(packages[0]).toMatchObject({ id: 'p1', drawn: '75000', remaining: '25000' })
})
