/** `kling-cost rates`: what the price lists hold, and whether the user's are right. */
import {
  fail,
  failOnAny,
  failWithHint,
  InputError,
  type Issue,
  listChoices,
  NOWHERE,
} from '../../core/failure.js'
import { dayAt } from '../../core/instant.js'
import { diffPackages } from '../../core/ledger/diff-packages.js'
import { findCard } from '../../core/rating/catalogue.js'
import { diffCards } from '../../core/rating/diff-cards.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import { type Agreement, agreementInForce } from '../../core/sla/agreement.js'
import { expectJson, type JsonValue } from '../../read/json-value.js'
import { loadRates, type Rates, readUserFile } from '../../read/rates/load-rates.js'
import type { RateFile } from '../../read/rates/rate-data.js'
import { STDIN_NAME } from '../../read/source.js'
import { inQuotes } from '../../read/values.js'
import { writeCsvLine } from '../../report/csv.js'
import { textsOf } from '../../report/document.js'
import { withConfig } from '../../report/fields.js'
import { labelled } from '../../report/layout.js'
import { escapeMarkdown, writeTable } from '../../report/markdown.js'
import {
  diffPackageSheets,
  diffSheets,
  listSheets,
  packageSheet,
  renderValidation,
  type Sheet,
  showSheet,
} from '../../report/rates/table.js'
import {
  type ValidatedFile,
  viewDiff,
  viewList,
  viewPackageDiff,
  viewShow,
  viewValidation,
} from '../../report/rates/view.js'
import { countOf, makeLinesVisible, writeJson } from '../../report/text.js'
import type { CommonOptions } from '../../requests/context.js'
import { FORMATS, OPENSLO } from '../../requests/flags/shared-flags.js'
import { OptionReader } from '../../requests/option-reader.js'
import { EXIT, type ExitStatus } from '../exit.js'
import { checkFiles } from '../files.js'
import type { Io } from '../io.js'
import { writeNotes } from '../notes.js'
import { readSettings, type Settings } from '../options.js'
import { makeTable, writeAnswer } from '../output.js'

/** `rates list` */
export async function runRatesList(options: CommonOptions, io: Io): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  const { catalogue, packageLists } = await loadAll(settings, io)
  const sheets = () => listSheets(catalogue.cards, packageLists, settings.asOf)
  return writeSheets(sheets, viewList(catalogue.cards, packageLists, settings.asOf), settings, io)
}

/** `rates show ID`: a price list, a list of packages, or an agreement. */
export async function runRatesShow(id: string, options: CommonOptions, io: Io): Promise<ExitStatus> {
  const settings = await readSettings(options, io, [...FORMATS, OPENSLO])
  const rates = await loadAll(settings, io)
  const versions = rates.agreements.filter(each => each.id === id)
  if (versions.length > 0) {
    return writeAgreement(versions, settings, io)
  }
  if (settings.format === OPENSLO)
    failWithHint(
      'BAD_VALUE',
      `--format openslo: expected an agreement; ${inQuotes(id)} is none`,
      `allowed: ${listChoices([...new Set(rates.agreements.map(each => each.id))])}`,
    )
  const packages = rates.packageLists.filter(list => list.id === id)
  if (packages.length > 0)
    return writeSheets(
      () => packages.map(list => packageSheet(list, settings.asOf)),
      viewList([], packages, settings.asOf),
      settings,
      io,
    )
  const [card] = findCards([id], rates)
  return writeSheets(() => [showSheet(card!)], viewShow(card!, settings.asOf), settings, io)
}

/** Writes the version in force. Throws when there is none, or when the form has no place for it. */
async function writeAgreement(versions: readonly Agreement[], settings: Settings, io: Io) {
  const { asOf, format, output } = settings
  const agreement = agreementInForce(versions, dayAt(asOf))
  const [{ id }] = versions as [Agreement]
  if (agreement === null)
    failWithHint(
      'BAD_VALUE',
      `agreement ${id}: no version is in force on the day of the answer`,
      'say another day with --as-of',
    )
  if (format === 'json')
    failWithHint(
      'BAD_USAGE',
      `${id} is an agreement: expected --format table, csv, markdown or openslo; got json`,
      `--format openslo is for programs; the file itself is data, too`,
    )
  if (format !== OPENSLO) {
    const { showAgreement } = await import('../../report/rates/agreement-sheet.js')
    return writeSheets(() => [showAgreement(agreement)], {}, settings, io)
  }
  const { commitment } = agreement
  if (commitment === null)
    failWithHint(
      'BAD_VALUE',
      `--format openslo: expected an agreement that says which availability it promises; the text of ${id} does not`,
      'hand in a copy of its file with commitment and tiers by --rates',
    )
  const [{ listOpenSloDocuments }, { writeYaml }] = await Promise.all([
    import('../../report/rates/openslo.js'),
    import('../../read/rates/yaml.js'),
  ])
  const documents = listOpenSloDocuments({ ...agreement, commitment }, asOf)
  await writeAnswer([makeLinesVisible(documents.map(writeYaml).join('---\n'))], output, io)
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
  const rates = await loadAll(settings, io)
  const [was, is] = [a, b].map(id => rates.packageLists.find(list => list.id === id))
  if (was && is) {
    const changes = diffPackages(was, is)
    const sheets = () => diffPackageSheets(was, is, changes)
    return writeSheets(sheets, viewPackageDiff(was, is, changes), settings, io)
  }
  if (was || is)
    fail(
      'BAD_USAGE',
      `${(was ?? is)!.id} is a list of packages, and ${was ? b : a} is none; two of a kind compare`,
    )
  const [before, after] = findCards([a, b], rates)
  const changes = diffCards(before!, after!)
  const sheets = () => diffSheets(before!, after!, changes)
  return writeSheets(sheets, viewDiff(before!, after!, changes), settings, io)
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
  const pieces =
    settings.format === 'json' ? toJson(viewValidation(files), settings) : [`${renderValidation(files)}\n`]
  await writeAnswer(pieces, settings.output, io)
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
      return `rate card ${file.card.id} with ${countOf(file.card.rates.length, 'row')} and ${countOf(file.card.assertions.length, 'assertion')}`
    case 'resource-packages':
      return countOf(file.list.packages.length, 'resource package')
    case 'agreement':
      return `agreement ${file.agreement.id}`
    case 'tiers':
      return countOf(file.tiers.length, 'tier')
    case 'price-feed':
      return `price feed ${file.feed.id} with ${countOf(Object.keys(file.feed.entries).length, 'entry', 'entries')}`
    case 'names':
      return 'names of columns and words'
  }
}

/** The options of `rates import` as commander delivers them. */
export interface ImportOptions extends CommonOptions {
  readonly feed?: string
}

/** The pages of a saved answer: one, an array of them, or one a line. */
function readPages(text: string, parse: (text: string, firstLine?: number) => JsonValue | Issue) {
  const whole = parse(text)
  if ('kind' in whole) return whole.kind === 'array' && whole.items.length > 0 ? [...whole.items] : [whole]
  const lines = text.split('\n').map((line, i) => ({ line, number: i + 1 }))
  const filled = lines.filter(({ line }) => line.trim() !== '')
  const pages = filled.map(({ line, number }) => parse(line, number))
  // What is not one value a line is told as the one that it was to be.
  if (filled.length < 2 || !('kind' in pages[0]!)) return [expectJson(whole)]
  return pages.map(expectJson)
}

/** `rates import FILE`: a saved answer of a seller's price feed as a price list. */
export async function runRatesImport(path: string, options: ImportOptions, io: Io): Promise<ExitStatus> {
  if (options.json || options.format !== undefined)
    fail('BAD_USAGE', 'rates import writes a price list in YAML; --format and --json change nothing of that')
  const settings = await readSettings(options, io)
  checkFiles({ inputs: [path, ...settings.rateFiles], outputs: { output: options.output } }, io.stdin)
  const { feeds } = await loadRates(settings.rateFiles, io.stdin)
  const feed = feeds.find(({ id }) => id === options.feed) ?? null
  if (options.feed !== undefined && feed === null)
    fail('BAD_VALUE', `--feed: found "${options.feed}"; ${listChoices(feeds.map(({ id }) => id))} is allowed`)
  const [{ importFeed }, { openInput, readText }, { parseJson }] = await Promise.all([
    import('../../read/rates/import-feed.js'),
    import('../../read/source.js'),
    import('../../read/json.js'),
  ])
  const input = await openInput(path, io.stdin)
  const text = await readText(input)
  const pages = readPages(text, (part, line) => parseJson(part, input.name, line))
  const day = dayAt(settings.asOf)
  const { yaml, notes } = importFeed(pages, feeds, feed, day)
  await writeAnswer([makeLinesVisible(yaml)], settings.output, io)
  writeNotes(
    notes.map(text => ({ text })),
    settings,
    io,
  )
  return EXIT.answered
}

async function loadAll(settings: Settings, io: Io): Promise<Rates> {
  checkFiles({ inputs: settings.rateFiles, outputs: { output: settings.output ?? undefined } }, io.stdin)
  return loadRates(settings.rateFiles, io.stdin)
}

function findCards(ids: readonly string[], { catalogue }: Rates): RateCard[] {
  const reader = new OptionReader()
  const cards = ids.map(id => reader.find(id, text => findCard(catalogue, text, NOWHERE)))
  failOnAny(reader.problems.issues)
  return cards as RateCard[]
}

const toJson = (view: object, { config }: Settings): Iterable<string> =>
  withConfig([`${writeJson(view, 1)}\n`], config)

async function writeSheets(makeSheets: () => readonly Sheet[], view: object, settings: Settings, io: Io) {
  await writeAnswer(await renderSheets(makeSheets, view, settings, io), settings.output, io)
  return EXIT.answered
}

async function renderSheets(makeSheets: () => readonly Sheet[], view: object, settings: Settings, io: Io) {
  const { format, output, style } = settings
  if (format === 'json') return toJson(view, settings)
  if (format === 'csv') return makeSheets().flatMap(writeSheetCsv)
  if (format === 'markdown') return makeSheets().flatMap(writeSheetMarkdown)
  const { renderTable } = await import('../../report/table.js')
  const screen = { width: output === null ? io.columns : Number.POSITIVE_INFINITY }
  const renderSheet = (sheet: Sheet): string =>
    `${style.strong(labelled('', sheet.caption, 0, screen))}\n${renderTable(sheet.columns, textsOf(sheet), screen)}`
  const table = await makeTable(settings, () => {
    const sheets = makeSheets()
    const shown = settings.showsDetails ? sheets : sheets.filter(({ isDetail }) => !isDetail)
    const more = shown.length < sheets.length ? ['The models and packages of each: --details'] : []
    return [...shown.map(renderSheet), ...more].join('\n\n')
  })
  return [`${table}\n`]
}

const writeSheetCsv = (sheet: Sheet): string[] => [
  writeCsvLine(['sheet', ...sheet.columns.map(({ heading }) => heading)]),
  ...textsOf(sheet).map(row => writeCsvLine([sheet.caption, ...row])),
]

const writeSheetMarkdown = (sheet: Sheet): string[] => [
  `## ${escapeMarkdown(sheet.caption)}\n\n`,
  ...writeTable(sheet.columns, textsOf(sheet)),
]
