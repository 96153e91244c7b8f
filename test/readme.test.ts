import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../src/cli/main.js'

const root = join(import.meta.dirname, '..')
const file = join(root, 'README.md')
const readme = readFileSync(file, 'utf8')

/** The console blocks: a command, and what it prints. */
const blocks = [...readme.matchAll(/```console\n\$ (.*)\n([\s\S]*?)```/g)].map(([, command, printed]) => ({
  command: command!,
  printed: printed!,
}))

test('the README has console blocks, and two commands that set up', () => {
  expect(blocks.length).toBeGreaterThan(2)
  expect(readme.match(/^npm ci/gm)).toHaveLength(2)
})

test.each(blocks)('the README shows what is printed: $command', async ({ command, printed }) => {
  const input = /^cat (\S+) \| (.*)$/.exec(command)
  const [program, ...argv] = (input?.[2] ?? command).split(' ')
  expect(program).toBe('kling-cost')
  let screen = ''
  const write = (text: string) => {
    screen += text
  }
  async function* stdin() {
    if (input) yield readFileSync(join(root, input[1]!))
  }
  // Files that a command writes are left in a folder that is gone afterwards.
  const home = process.cwd()
  const folder = mkdtempSync(join(tmpdir(), 'kling-cost-readme-'))
  symlinkSync(join(root, 'fixtures'), join(folder, 'fixtures'))
  process.chdir(folder)
  await run([...argv, '--as-of', '2026-11-21'], {
    stdin: { stream: stdin(), isTerminal: !input },
    out: write,
    err: write,
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 80,
    env: {},
    now: () => Date.UTC(2026, 10, 21),
  })
  process.chdir(home)
  rmSync(folder, { recursive: true })
  if (process.env.UPDATE_GOLDEN) {
    const text = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      text.replace(`$ ${command}\n${printed}\`\`\``, () => `$ ${command}\n${screen}\`\`\``),
    )
  } else {
    expect(screen).toBe(printed)
  }
})
