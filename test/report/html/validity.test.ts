import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HtmlValidate } from 'html-validate'
import { expect, test } from 'vitest'
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

test('the validator sees what is wrong', async () => {
  const page =
    '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><p><div></div></p></body></html>'
  expect(await complaintsOf(page)).not.toEqual([])
})
