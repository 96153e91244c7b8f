/**
 * Every page of `fixtures/` in a real browser: at the width of a phone and of a desk, light, dark and printed.
 * Without Chromium, or with BROWSER_TESTS=none, this is left out, and said; BROWSER_TESTS=required fails instead.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIXTURES, listFolders } from '../fixture.js'
import { findChromium, type Look, measureOverflow, openPage, startChromium } from './browser.js'

const { BROWSER_TESTS } = process.env
const program = findChromium()
const isLeftOut = BROWSER_TESTS === 'none' || (program === null && BROWSER_TESTS !== 'required')
if (isLeftOut) {
  const why = program === null ? 'for there is no chromium here' : 'as BROWSER_TESTS=none asks'
  console.warn(`LEFT OUT: the pages in a real browser, ${why}; .ci/browser looks at them`)
}

const CASES = listFolders(FIXTURES).flatMap(command =>
  listFolders(join(FIXTURES, command)).map(name => join(command, name)),
)
/** The pages of a case: what `--html` writes, and that of each claim. */
const pagesOf = (name: string): string[] =>
  [
    join(name, 'expected.html'),
    ...listFolders(join(FIXTURES, name, 'expected-claim')).map(claim =>
      join(name, 'expected-claim', claim, 'claim.html'),
    ),
  ].filter(page => existsSync(join(FIXTURES, page)))
const PAGES = CASES.flatMap(pagesOf)
const HOSTILE = CASES.filter(name => name.endsWith('hostile')).flatMap(pagesOf)
const addressOf = (page: string): string => pathToFileURL(join(FIXTURES, page)).href

const PHONE = 390
const DESK = 1280
const LOOKS: readonly Look[] = [
  { width: PHONE, scheme: 'light' },
  { width: DESK, scheme: 'dark' },
]
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What a well-kept checker says against a page: contrast, headings, tables, names of regions and pictures. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** Elements that load or run something, and attributes that would. */
const findActive = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('*')].flatMap(element => [
    ...(['SCRIPT', 'IFRAME', 'IMG', 'OBJECT', 'EMBED', 'LINK', 'FORM'].includes(element.tagName.toUpperCase()) ? [element.tagName] : []),
    ...element.getAttributeNames().filter(name => name.startsWith('on') || ['src', 'srcset', 'style'].includes(name)),
    ...(/^(?!#)/.test(element.getAttribute('href') ?? '#') ? [element.getAttribute('href')] : []),
  ])`)

describe.skipIf(isLeftOut)('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    expect(program, 'no chromium, and BROWSER_TESTS=required').not.toBeNull()
    browser = await startChromium(program!)
  })
  afterAll(async () => browser?.close())

  test('there are pages of every command to look at, hostile ones too', () => {
    for (const command of ['sla', 'budget', 'expiry', 'quote']) {
      expect(PAGES).toContain(`${command}/html/expected.html`)
      expect(PAGES).toContain(`${command}/html-hostile/expected.html`)
    }
    expect(PAGES).toContain('sla/claim-month/expected-claim/2026-10/claim.html')
    expect(HOSTILE.some(page => page.startsWith('sla/claim-hostile/'))).toBe(true)
  })

  describe.each(PAGES)('%s', name => {
    test.each(LOOKS)(
      'at $width pixels, $scheme: fits, is silent, asks for nothing, has no barrier',
      async look => {
        const { page, context, said, asked } = await openPage(browser, addressOf(name), look)
        expect(await measureOverflow(page)).toBeLessThanOrEqual(0)
        expect(await findActive(page)).toEqual([])
        expect(await findBarriers(page)).toEqual([])
        // Whatever hides in a page has had its time to run by now.
        expect(said).toEqual([])
        expect(asked).toEqual([])
        await context.close()
      },
    )
    test('printed on paper: fits', async () => {
      // A4 less its margins, at 96 pixels an inch.
      const { page, context } = await openPage(browser, addressOf(name), {
        width: 718,
        scheme: 'dark',
        isPrinted: true,
      })
      expect(await measureOverflow(page)).toBeLessThanOrEqual(0)
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
        'rgb(255, 255, 255)',
      )
      await context.close()
    })
  })

  test.each(HOSTILE)('%s: what came with the data stays text', async name => {
    const { page, context } = await openPage(browser, addressOf(name), LOOKS[0]!)
    const text = (await page.evaluate('document.body.innerText')) as string
    expect(text).toContain('<script>alert(1)</script>')
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    expect(text).toContain('\\u202e')
    await context.close()
  })

  test('the checks see what they look for: a bad page fails every one', async () => {
    const bad = `<body style="background:#fff"><p style="width:3000px;color:#ccc">faint<img src="http://localhost:9/x"><a href="http://localhost:9">a</a><script>console.log('hello')</script>`
    const address = `data:text/html,${encodeURIComponent(bad)}`
    const { page, context, said, asked } = await openPage(browser, address, LOOKS[0]!)
    expect(await measureOverflow(page)).toBeGreaterThan(0)
    expect(await findActive(page)).toEqual(
      expect.arrayContaining(['SCRIPT', 'IMG', 'src', 'style', 'http://localhost:9']),
    )
    expect((await findBarriers(page)).some(barrier => barrier.startsWith('color-contrast'))).toBe(true)
    expect(said).toContain('hello')
    expect(asked).toEqual(['http://localhost:9/x'])
    await context.close()
  })
})
