import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-completion-'))
afterAll(() => rmSync(folder, { recursive: true }))

const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0
const scriptFor = async (shell: string): Promise<string> => (await runWith(['completion', shell])).out

describe('completion for bash', () => {
  /** What bash offers for a line, the last word being the one at hand. */
  async function complete(...words: string[]): Promise<string[]> {
    const script = join(folder, 'completion.bash')
    writeFileSync(script, await scriptFor('bash'))
    writeFileSync(join(folder, 'usage.csv'), '')
    const line = ['kling-cost', ...words].map(word => `'${word}'`).join(' ')
    const program = `source ${script}; cd ${folder}; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _kling_cost; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout.split('\n').filter(word => word !== '')
  }
  test('offers commands', async () => {
    expect(await complete('')).toEqual(
      expect.arrayContaining(['quote', 'budget', 'expiry', 'sla', 'rates', 'config', 'completion', 'help']),
    )
    expect(await complete('bu')).toEqual(['budget'])
    expect(await complete('rates', '')).toEqual(['list', 'show', 'validate', 'import', 'diff'])
  })
  test('offers the options of a command, wherever it stands', async () => {
    expect(await complete('budget', '--un')).toEqual(['--units-per-day'])
    expect(await complete('sla', 'usage.csv', '--fail')).toEqual(['--fail-under', '--failure'])
    expect(await complete('rates', 'show', '--js')).toEqual(['--json'])
  })
  test('offers models, price lists, packages and choices', async () => {
    expect(await complete('quote', 'kling-v2-1')).toContain('kling-v2-1-master')
    expect(await complete('quote', '3.0', '--card', 'kling-u')).toEqual([
      'kling-units-2026',
      'kling-units-2025',
    ])
    expect(await complete('quote', '3.0', '--package', 'package-')).toEqual([
      'package-1',
      'package-2',
      'package-3',
      'package-5000',
      'package-15000',
      'package-45000',
      'package-60000',
    ])
    expect(await complete('quote', '3.0', '--seller', 'f')).toEqual(['fal.ai'])
    expect(await complete('budget', '--catalogue', 'kling')).toEqual([
      'kling-packages-2025',
      'kling-packages-2026',
    ])
    expect(await complete('quote', '3.0', '--mode', '')).toEqual(['std', 'pro'])
    expect(await complete('sla', '--unreached', '')).toEqual(['error', 'ignore'])
    expect(await complete('sla', '--format', 'm')).toEqual(['markdown'])
    expect(await complete('rates', 'show', 'kling-p')).toEqual(['kling-per-second'])
  })
  test('offers files where a file stands', async () => {
    expect(await complete('budget', 'us')).toEqual(['usage.csv'])
    expect(await complete('expiry', '--usage', 'us')).toEqual(['usage.csv'])
  })
})

describe('completion for other shells', () => {
  test.each(['zsh', 'fish', 'powershell'])('%s knows every command and option', async shell => {
    const script = await scriptFor(shell)
    for (const word of ['budget', 'rates validate', 'kling-units-2026']) expect(script).toContain(word)
    for (const option of ['units-per-day', 'fail-under', 'trials-used']) expect(script).toContain(option)
  })
  for (const shell of ['zsh', 'fish']) {
    test.skipIf(!isInstalled(shell))(
      `${shell} takes the script (left out when it is not installed)`,
      async () => {
        const script = join(folder, `completion.${shell}`)
        writeFileSync(script, await scriptFor(shell))
        expect(spawnSync(shell, ['-n', script], { encoding: 'utf8' })).toMatchObject({
          status: 0,
          stderr: '',
        })
      },
    )
  }
  test.skipIf(!isInstalled('fish'))('fish offers what bash offers', async () => {
    const script = join(folder, 'kling-cost.fish')
    writeFileSync(script, await scriptFor('fish'))
    const offer = (line: string) =>
      spawnSync('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`], {
        encoding: 'utf8',
      })
        .stdout.split('\n')
        .map(each => each.split('\t')[0])
    expect(offer('kling-cost rates ')).toEqual(
      expect.arrayContaining(['list', 'show', 'validate', 'import', 'diff']),
    )
    expect(offer('kling-cost quote --card kling-u')).toEqual(expect.arrayContaining(['kling-units-2026']))
    expect(offer('kling-cost budget --un')).toEqual(expect.arrayContaining(['--units-per-day']))
  })
})

test('a shell that is not known is refused', async () => {
  const { err, status } = await runWith(['completion', 'tcsh'])
  expect(status).toBe(2)
  expect(err).toContain('BAD_VALUE no completion is known for "tcsh"')
  expect(err).toContain('allowed: bash, zsh, fish, powershell')
})
