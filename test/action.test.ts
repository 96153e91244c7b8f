/** The action's steps are run as the runner runs them: the shell, the variables, and nothing of the inputs in the script. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '..')
const { inputs, runs } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'))
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const workflow = /```yaml\n(steps:.*?)```/s.exec(readFileSync(join(ROOT, 'docs/ci.md'), 'utf8'))![1]!

/** A folder whose `npx` prints its words, one on each line. */
const folder = mkdtempSync(join(tmpdir(), 'action-'))
writeFileSync(join(folder, 'npx'), '#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\n')
chmodSync(join(folder, 'npx'), 0o755)

function runSteps(given: Readonly<Record<string, string>>) {
  const values: Record<string, string> = Object.fromEntries(
    Object.entries(inputs as Record<string, { default?: string }>).map(([name, each]) => [
      name,
      given[name] ?? each.default ?? '',
    ]),
  )
  const [{ run, env }] = runs.steps
  const filled = Object.fromEntries(
    Object.entries(env as Record<string, string>).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, input: string) => values[input]!),
    ]),
  )
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
    env: { ...filled, PATH: `${folder}:${process.env.PATH}` },
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, words: stdout.trimEnd().split('\n') }
}

describe('the action', () => {
  test('runs the command of the workflow in docs/ci.md', () => {
    const step = parse(workflow).steps.find(({ uses }: { uses: string }) => uses.includes('kling-cost'))
    expect(runSteps(step.with)).toEqual({
      status: 0,
      words: [
        '<--yes>',
        `<kling-cost@${version}>`,
        '<expiry>',
        '<ledger.csv>',
        '<--usage>',
        '<usage.csv>',
        '<--fail-within>',
        '<14d>',
      ],
    })
  })

  test('takes each line as one word, whatever it holds', () => {
    const hostile = '"; touch owned #\n$(touch owned)\n`touch owned`\na b'
    const { words } = runSteps({ command: 'quote', arguments: hostile })
    expect(words.slice(3)).toEqual(hostile.split('\n').map(line => `<${line}>`))
    expect(execFileSync('ls', [folder], { encoding: 'utf8' }).trim()).toBe('npx')
  })

  test.each([{ command: 'quote; touch owned' }, { command: 'quote', version: '1.0.0 evil' }])(
    'refuses %o',
    given => {
      expect(runSteps(given).status).toBe(2)
    },
  )

  test('has no input in its script', () => {
    expect(runs.steps.map(({ run }: { run: string }) => run).join('')).not.toContain('${{')
  })
})
