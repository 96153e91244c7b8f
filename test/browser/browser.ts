/** A real browser for tests: the machine's own Chromium, or none. */
import { execFileSync } from 'node:child_process'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** The program that `CHROMIUM` names, or the first found under its usual names; null where there is none. */
export function findChromium(): string | null {
  const names = process.env.CHROMIUM
    ? [process.env.CHROMIUM]
    : ['chromium', 'chromium-browser', 'google-chrome']
  for (const name of names) {
    try {
      return execFileSync('sh', ['-c', 'command -v -- "$0"', name], { encoding: 'utf8' }).trim()
    } catch {
      // Not under this name.
    }
  }
  return null
}

/** Starts it without a window, and without asking its makers for anything. */
export const startChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    // In CI the program runs as root, which Chromium's sandbox refuses.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })

/** How a page is looked at. */
export interface Look {
  readonly width: number
  readonly scheme: 'light' | 'dark'
  readonly isPrinted?: boolean
}

/** A page as it was opened, and everything it said and asked for since. */
export interface Opened {
  readonly page: Page
  readonly context: BrowserContext
  readonly said: readonly string[]
  /** Addresses that it asked for beside its own. */
  readonly asked: readonly string[]
}

/** Opens the page at `address`. */
export async function openPage(browser: Browser, address: string, look: Look): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 800 },
    colorScheme: look.scheme,
  })
  const page = await context.newPage()
  if (look.isPrinted) await page.emulateMedia({ media: 'print' })
  const said: string[] = []
  const asked: string[] = []
  page.on('console', message => said.push(message.text()))
  page.on('pageerror', error => said.push(String(error)))
  page.on('dialog', dialog => {
    said.push(dialog.message())
    void dialog.dismiss()
  })
  page.on('request', request => {
    if (request.url() !== address) asked.push(request.url())
  })
  await page.goto(address)
  return { page, context, said, asked }
}

/** By how much a page is wider than its window. */
export const measureOverflow = (page: Page): Promise<number> =>
  page.evaluate('document.scrollingElement.scrollWidth - window.innerWidth')
