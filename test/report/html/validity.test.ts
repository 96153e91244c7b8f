import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HtmlValidate } from 'html-validate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runWith } from '../../cli/fake-io.js'
import { FIXTURES, listFolders } from '../../fixture.js'

const PAGES = listFolders(FIXTURES)
  .flatMap(command => listFolders(join(FIXTURES, command)).map(name => join(command, name)))
  .filter(name => existsSync(join(FIXTURES, name, 'expected.html')))

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y'],
})

/** What the validator says against a page. */
async function complaintsOf(page: string): Promise<string[]> {
  const report = await validator.validateString(page)
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, line, column, message }) => `${line}:${column} ${ruleId} ${message}`),
  )
}

test('there are pages', () => expect(PAGES.length).toBeGreaterThan(7))

test.each(PAGES)('%s is valid HTML', async name => {
  expect(await complaintsOf(readFileSync(join(FIXTURES, name, 'expected.html'), 'utf8'))).toEqual([])
})

describe('answers with little in them', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kling-cost-pages-'))
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const FILES = {
    'log.csv': 'timestamp,status\n',
    'ledger.csv': 'id,package,purchased_at\n',
    'old.csv': 'id,package,purchased_at\na,trial-100,2026-01-01T00:00:00Z\n',
    'jobs.csv': 'model,capability,mode,duration\n',
    'usage.csv':
      'timestamp,model,resolution,duration,audio\n2026-10-01T00:00:00Z,3.0,1080p,10,true\n2026-10-02T00:00:00Z,3.0,1080p,5,true\n',
    'demand.csv': 'date,pool,units\n2026-12-01,video,0\n2026-12-02,image,12\n',
  }

  test.each([
    ['a log without rows', 'sla log.csv', 'Nothing to judge'],
    ['a month without requests', 'sla log.csv --period 2026-10', 'cannot be judged'],
    ['a month to come', 'sla log.csv --period 2026-12', 'has not begun'],
    ['a month without tiers', 'sla log.csv --policy kong-konnect --period 2026-10', 'Service level'],
    ['a ledger without packages', 'expiry ledger.csv', 'no units are left'],
    ['a ledger of what is over', 'expiry old.csv', 'trial-100'],
    ['no jobs', 'quote --from jobs.csv', 'The file holds no job.'],
    ['dollars alone', 'budget usage.csv --card kling-per-second --as-of 2026-11-01', 'Use paid in dollars'],
    ['days without use, and a pool without packages', 'budget --demand demand.csv', 'Nothing is planned for'],
    ['drafts', 'quote 3.0 --resolution 1080p --duration 5 --drafts 3 --fallback', 'Drafts and finals'],
  ])('%s: a valid page', async (_, line, said) => {
    const path = join(folder, 'page.html')
    const argv = line.split(' ').map(part => (part in FILES ? join(folder, part) : part))
    const ran = await runWith([...argv, '--html', path])
    expect(ran.err).not.toContain('BAD_')
    const page = readFileSync(path, 'utf8')
    expect(page).toContain(said)
    expect(await complaintsOf(page)).toEqual([])
  })
})

test('the validator sees what is wrong', async () => {
  const page =
    '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><p><div></div></p></body></html>'
  expect(await complaintsOf(page)).not.toEqual([])
})
