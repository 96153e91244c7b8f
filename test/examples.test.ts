/** The examples for CI and cron, really run: their commands by bash as they stand, with the built program and the samples. */
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..')
const examples = join(root, 'examples/ci')

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kling-cost-examples-'))
  cpSync(examples, home, { recursive: true })
  mkdirSync(join(home, 'bin'))
  const program = `exec "${process.execPath}" "${join(root, 'bin/kling-cost.js')}" "$@"`
  shim('kling-cost', program)
  shim('npx', `[ "$1 $2" = '--no-install kling-cost' ] || exit 127\nshift 2\n${program}`)
  shim('mail', 'echo "$@" > "$HOME/mail"\ncat >> "$HOME/mail"')
})
afterEach(() => rmSync(home, { recursive: true }))

function shim(name: string, script: string): void {
  const path = join(home, 'bin', name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

/** Runs a script as GitHub does, in an environment of its own. */
const runScript = (script: string, env: Readonly<Record<string, string>> = {}) =>
  spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: home,
    encoding: 'utf8',
    env: {
      PATH: `${join(home, 'bin')}:${process.env.PATH}`,
      HOME: home,
      KLING_COST_AS_OF: '2026-11-21',
      ...env,
    },
  })

interface Step {
  readonly name?: string
  readonly if?: string
  readonly run?: string
}

describe('the workflow', () => {
  const workflow = parse(readFileSync(join(examples, 'kling-gates.yml'), 'utf8'))
  const steps = (workflow.jobs.gates.steps as Step[]).filter(({ run }) => run?.includes('kling-cost'))

  /** Runs a step for the month of the samples, as if it had been asked for by hand. */
  function runStep(which: string, env: Readonly<Record<string, string>> = {}) {
    const step = steps.find(({ run }) => run!.includes(`kling-cost ${which} `))!
    const file = join(home, 'summary.md')
    rmSync(file, { force: true })
    const { status, stderr } = runScript(step.run!, {
      ...workflow.env,
      MONTH: '2026-10',
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: file,
      ...env,
    })
    return { status, stderr, summary: existsSync(file) ? readFileSync(file, 'utf8') : '' }
  }

  test('has a step for each gate, and each runs when one before it is red', () => {
    expect(steps.map(({ run }) => /kling-cost (\w+)/.exec(run!)![1])).toEqual([
      'quote',
      'budget',
      'expiry',
      'sla',
    ])
    expect(steps.slice(1).map(step => step.if)).toEqual(Array(3).fill(`\${{ !cancelled() }}`))
    for (const { run } of steps) expect(run).not.toMatch(/\|\||\| /)
  })

  test.each(['quote', 'budget', 'expiry', 'sla'])(
    'passes with the samples, and says what it found: %s',
    which => {
      const { status, stderr, summary } = runStep(which)
      expect(stderr).not.toMatch(/error|gate:/)
      expect(status).toBe(0)
      expect(summary.match(/^## /gm)).toHaveLength(1)
      expect(summary).toMatch(/^\*\*(The gate --.* is not crossed|.* is within the limit .*)\.\*\*$/m)
      expect(summary).toMatch(/^\| --- /m)
      // What the next step appends must not join it.
      expect(summary).toMatch(/[^\n]\n\n$/)
    },
  )

  const CROSSED: [string, () => Record<string, string>][] = [
    [
      'quote',
      () => {
        appendFileSync(join(home, 'billing/next-jobs.csv'), '3.0,1080p,yes,10,100\n')
        return {}
      },
    ],
    [
      'budget',
      () => {
        const usage = join(home, 'billing/usage.csv')
        const [, ...tasks] = readFileSync(usage, 'utf8').trim().split('\n')
        for (const copy of ['a', 'b'])
          appendFileSync(usage, `${tasks.map(task => task.replace('batch-', `batch-${copy}-`)).join('\n')}\n`)
        return {}
      },
    ],
    ['expiry', () => ({ KLING_COST_AS_OF: '2026-12-01' })],
    [
      'sla',
      () => {
        const log = join(home, 'logs/requests.csv.gz')
        writeFileSync(
          log,
          gzipSync(
            gunzipSync(readFileSync(log))
              .toString()
              .replaceAll(/(T04:.*),200/g, '$1,503'),
          ),
        )
        return {}
      },
    ],
  ]
  test.each(CROSSED)('is red when a gate is crossed, and the summary says so: %s', (which, cross) => {
    const { status, summary } = runStep(which, cross())
    expect(status).toBe(1)
    expect(summary).toMatch(/^\*\*(The gate (--.* )?is crossed.*|.* is above the limit .*)\*\*$/m)
    expect(summary).toMatch(/^\| --- /m)
  })

  test('asks for the month that has ended when none is given', () => {
    const { status, summary } = runStep('sla', { MONTH: '', KLING_COST_AS_OF: '2099-01-01' })
    const last = new Date()
    last.setUTCDate(0)
    const name = last.toLocaleString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })
    expect([0, 1]).toContain(status)
    expect(summary).toContain(name)
  })

  test.each([
    ['quote', 'billing/next-jobs.csv'],
    ['budget', 'billing/usage.csv'],
    ['expiry', 'billing/ledger.json'],
    ['sla', 'logs/requests.csv.gz'],
  ])('is red when its data cannot be read: %s', (which, file) => {
    rmSync(join(home, file))
    expect(runStep(which)).toMatchObject({ status: 2, summary: '' })
  })
})

test('the line for cron writes a mail when its gate is crossed or its data are bad, and none otherwise', () => {
  const lines = readFileSync(join(examples, 'crontab'), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  expect(lines).toHaveLength(1)
  const command = /^(?:[\d*/,-]+ +){5}(.*)$/.exec(lines[0]!)![1]!
  // To cron a percent sign is the end of the command.
  expect(command).not.toContain('%')
  const mail = join(home, 'mail')
  expect(runScript(command)).toMatchObject({ status: 0, stdout: '', stderr: '' })
  expect(existsSync(mail)).toBe(false)
  expect(runScript(command, { KLING_COST_AS_OF: '2026-12-01' }).status).toBe(0)
  expect(readFileSync(mail, 'utf8')).toMatch(
    /^-s Kling units ops@example\.com\n63,690 units .* will expire unused/,
  )
  writeFileSync(join(home, 'billing/ledger.json'), '{')
  expect(runScript(command).status).toBe(0)
  expect(readFileSync(mail, 'utf8')).toContain('ledger.json:1')
})
