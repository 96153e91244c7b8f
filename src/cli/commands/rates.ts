/** `kling-cost rates`: what the price lists hold, and whether the user's are right. */
import { failOnAny, InputError, NOWHERE } from '../../core/failure.js'
import { findCard } from '../../core/rating/catalogue.js'
import { diffCards } from '../../core/rating/diff-cards.js'
import { loadRates, readUserFile } from '../../read/rates/load-rates.js'
import type { RateFile } from '../../read/rates/rate-data.js'
import { STDIN_NAME } from '../../read/source.js'
import { writeCsvLine } from '../../report/csv.js'
import { labelled } from '../../report/layout.js'
import { escapeMarkdown, writeTable } from '../../report/markdown.js'
import { diffSheets, listSheets, renderValidation, type Sheet, showSheet } from '../../report/rates/table.js'
import { type ValidatedFile, viewDiff, viewList, viewShow, viewValidation } from '../../report/rates/view.js'
import { countOf, makeJsonVisible } from '../../report/text.js'
import { EXIT, type ExitStatus } from '../exit.js'
import { checkFiles } from '../files.js'
import type { Io } from '../io.js'
import { type CommonOptions, OptionReader, readSettings, type Settings } from '../options.js'
import { makeTable, writeAnswer } from '../output.js'

/** `rates list` */
export async function runRatesList(options: CommonOptions, io: Io): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  checkFiles({ inputs: settings.rateFiles, outputs: { output: options.output } }, io.stdin)
  const { catalogue, packages } = await loadRates(settings.rateFiles, io.stdin)
  const sheets = () => listSheets(catalogue.cards, packages)
  await writeSheets(sheets, viewList(catalogue.cards, packages), settings, io)
  return EXIT.answered
}

/** `rates show CARD` */
export async function runRatesShow(id: string, options: CommonOptions, io: Io): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  const [card] = await findCards([id], settings, io)
  await writeSheets(() => [showSheet(card!)], viewShow(card!), settings, io)
  return EXIT.answered
}

/** `rates diff CARD_A CARD_B` */
export async function runRatesDiff(
  a: string,
  b: string,
  options: CommonOptions,
  io: Io,
): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  const [before, after] = await findCards([a, b], settings, io)
  const changes = diffCards(before!, after!)
  const sheets = () => diffSheets(before!, after!, changes)
  await writeSheets(sheets, viewDiff(before!, after!, changes), settings, io)
  return EXIT.answered
}

/** `rates validate FILE…`: exit status 2 when anything is wrong, and every problem of every file told. */
export async function runRatesValidate(
  paths: readonly string[],
  options: CommonOptions,
  io: Io,
): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  checkFiles({ inputs: paths, outputs: { output: options.output } }, io.stdin)
  const files: ValidatedFile[] = []
  for (const path of paths) files.push(await validateFile(path, io))
  const text = settings.format === 'json' ? toJson(viewValidation(files)) : `${renderValidation(files)}\n`
  writeAnswer([text], settings.output, io)
  return files.some(file => file.issues.length > 0) ? EXIT.badInput : EXIT.answered
}

async function validateFile(path: string, io: Io): Promise<ValidatedFile> {
  const name = path === '-' ? STDIN_NAME : path
  try {
    const file = await readUserFile(path, io.stdin)
    return { file: name, kind: file.kind, content: describeContent(file), issues: [] }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { file: name, kind: null, content: null, issues: error.issues }
  }
}

function describeContent(file: RateFile): string {
  switch (file.kind) {
    case 'rate-card':
      return `rate card ${file.card.id} with ${countOf(file.card.rates.length, 'row')} and ${countOf(file.card.assertions.length, 'assertion')} that hold`
    case 'resource-packages':
      return countOf(file.packages.length, 'resource package')
    case 'agreement':
      return `agreement ${file.agreement.id}`
    case 'tiers':
      return countOf(file.tiers.length, 'tier')
    case 'names':
      return 'names of columns and words'
  }
}

async function findCards(ids: readonly string[], settings: Settings, io: Io) {
  checkFiles({ inputs: settings.rateFiles, outputs: { output: settings.output ?? undefined } }, io.stdin)
  const { catalogue } = await loadRates(settings.rateFiles, io.stdin)
  const reader = new OptionReader()
  const cards = ids.map(id => reader.found(findCard(catalogue, id, NOWHERE)))
  failOnAny(reader.problems.issues)
  return cards
}

const toJson = (view: object): string => `${makeJsonVisible(JSON.stringify(view, null, 1))}\n`

async function writeSheets(
  makeSheets: () => readonly Sheet[],
  view: object,
  settings: Settings,
  io: Io,
): Promise<void> {
  const { format, output, style } = settings
  const screen = { width: output === null ? io.columns : Number.POSITIVE_INFINITY }
  if (format === 'json') writeAnswer([toJson(view)], output, io)
  else if (format === 'csv') writeAnswer(makeSheets().flatMap(writeSheetCsv), output, io)
  else if (format === 'markdown') writeAnswer(makeSheets().flatMap(writeSheetMarkdown), output, io)
  else {
    const { renderTable } = await import('../../report/table.js')
    const renderSheet = ({ title, columns, rows }: Sheet): string =>
      `${style.strong(labelled('', title, 0, screen))}\n${renderTable(columns, rows, screen)}`
    const table = await makeTable(settings, () => makeSheets().map(renderSheet).join('\n\n'))
    writeAnswer([`${table}\n`], output, io)
  }
}

const writeSheetCsv = ({ title, columns, rows }: Sheet): string[] => [
  `${writeCsvLine(['sheet', ...columns.map(column => column.heading)])}\n`,
  ...rows.map(row => `${writeCsvLine([title, ...row])}\n`),
]

const writeSheetMarkdown = ({ title, columns, rows }: Sheet): string[] => [
  `## ${escapeMarkdown(title)}\n\n`,
  ...writeTable(columns, rows),
]
