/** How people see an answer: its document on a screen, in Markdown, or as a page. */
import type { Document } from '../report/document.js'
import { makeVisible, quoteForShell } from '../report/text.js'
import type { Io } from './io.js'
import type { Settings } from './options.js'
import { makeTable } from './output.js'

declare const PACKAGE_VERSION: string

/** The document in the format that was asked for, `table` or `markdown`, in pieces. */
export async function presentDocument(
  build: () => Document | Promise<Document>,
  settings: Settings,
  io: Io,
): Promise<Iterable<string>> {
  if (settings.format === 'markdown') {
    const { writeMarkdown } = await import('../report/write/markdown.js')
    return writeMarkdown(await build())
  }
  const { writeScreen } = await import('../report/write/screen.js')
  const { style, showsDetails, output } = settings
  const screen = { width: output === null ? io.columns : Number.POSITIVE_INFINITY }
  // Data is shown by another rule in ASCII, so that the document is built while that holds.
  const text = await makeTable(settings, async () =>
    writeScreen(await build(), { screen, style, showsDetails }),
  )
  return [`${text}\n`]
}

export async function presentPage(
  document: Document,
  { config }: Settings,
  io: Io,
): Promise<Iterable<string>> {
  const { writeDocumentPage } = await import('../report/write/page.js')
  const options = config === null ? '' : `Options from ${makeVisible(config)}.`
  const foot = [document.foot, options, describeProgram(io)].filter(line => line !== '').join(' ')
  return writeDocumentPage({ ...document, foot })
}

/** The program and what it was asked, for those who are handed a page and want another. */
function describeProgram({ commandLine }: Io): string {
  const version = `kling-cost ${PACKAGE_VERSION}`
  if (commandLine === undefined) return `Written by ${version}.`
  // A server's address may hold a password.
  const words = commandLine.map(word => word.replace(/\/\/[^/@]*@/, '//…@'))
  return `Written by ${version}: ${makeVisible(['kling-cost', ...words.map(quoteForShell)].join(' '))}`
}
