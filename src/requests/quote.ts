/** The argument and options of `quote`, read into a request. */
import { type JobSource, offersOf, type QuoteRequest } from '../answers/quote.js'
import { fail, failOnAny, failWithHint, listChoices, NOWHERE } from '../core/failure.js'
import {
  type Assortment,
  assortmentAt,
  findPackageList,
  withSuccessors,
} from '../core/ledger/package-list.js'
import { effectiveUnitPrice, findPackage } from '../core/ledger/resource-package.js'
import { findCard, findSeller } from '../core/rating/catalogue.js'
import type { PackagePrice } from '../core/rating/price-job.js'
import { GROUPINGS } from '../core/rating/quote.js'
import { JOB_COLUMNS, type JobColumn, readJobRow } from '../read/job-row.js'
import type { Rates } from '../read/rates/load-rates.js'
import { addIssue, readCount, readUsd } from '../read/values.js'
import type { RequestContext } from './context.js'
import { readBadRowPolicy, readFileReading } from './file-options.js'
import { listExcluded, propertyOf } from './flags/flag.js'
import { JOB, QUOTE, type QuoteOptions } from './flags/quote.js'
import { FOCUS, ROWS } from './flags/shared-flags.js'
import { OptionReader } from './option-reader.js'
import { readTrialsUsed } from './trials-used.js'

/** Reads argument and options and opens the file of jobs. Throws InputError. */
export async function readQuoteRequest(
  argument: string | undefined,
  options: QuoteOptions,
  context: RequestContext,
) {
  const { terms, rates, world, format } = context
  const reader = new OptionReader()
  const texts = listJobTexts(argument, options)
  const badRows = readBadRowPolicy(options, reader)
  const drafts = reader.read(options.drafts, '--drafts', readCount)
  const maxCost = reader.read(options.maxCost, '--max-cost', readUsd)
  const card = reader.find(options.card, id => findCard(rates.catalogue, id, NOWHERE))
  const seller = reader.read(options.seller, '--seller', (text, name, problems) => {
    const found = findSeller(rates.catalogue, text, NOWHERE)
    return typeof found === 'string' ? found : addIssue(problems, found.code, name, found.message, found.hint)
  })
  const list = reader.find(options.catalogue, id => findPackageList(rates.packageLists, id, NOWHERE))
  const volumePerMonth = reader.read(options.volumePerMonth, '--volume-per-month', readCount)
  const by = (options.by ?? [])
    .flatMap(text => text.split(','))
    .flatMap(text => reader.choice(text.trim(), '--by', GROUPINGS) ?? [])
  const assortment = assortmentAt(rates.packageLists, terms.asOf, list)
  const trialsUsed = withSuccessors(
    rates.packages,
    readTrialsUsed(options.trialsUsed ?? [], rates, assortment, reader),
  )
  const packagePrice =
    options.package === undefined
      ? null
      : readPackagePrice(options.package, rates, assortment, trialsUsed, reader)
  const reading = readFileReading(options, JOB_COLUMNS, context, reader)
  checkTogether(texts, options, reader)
  if (format === FOCUS) checkForFocus(texts.size > 0, options, reader)
  const row =
    texts.size === 0
      ? null
      : readJobRow(
          column => texts.get(column),
          { catalogue: rates.catalogue, reading, nameOf: optionOfColumn },
          NOWHERE,
        )
  failOnAny([...reader.problems.issues, ...(Array.isArray(row) ? row : [])])
  const keepsLines =
    !options.summary && !(format === 'csv' && by.length > 0) && format !== 'table' && format !== 'markdown'
  let jobs: JobSource
  let clear = () => {}
  if (row && !Array.isArray(row)) jobs = { kind: 'flags', ...row }
  else {
    if (options.from === undefined && world.stdin.isTerminal) {
      failWithHint(
        'NO_INPUT',
        'no job was given',
        'name a model, or a file with --from; --help shows examples',
      )
    }
    // Whoever shows how a price comes about shows the rounding of each length, too.
    const keepsLengths = keepsLines || options.explain === true || options.html !== undefined
    const { openerOfJobs } = await import('./job-files.js')
    const files = openerOfJobs(options, { reading, badRows, keepsLengths }, world)
    clear = files.clear
    jobs = { kind: 'file', ...(await files.open(options.from ?? '-')) }
  }
  const request: QuoteRequest = {
    terms: { catalogue: rates.catalogue, asOf: terms.asOf, card, seller, packagePrice },
    market: {
      offers: offersOf(assortment, trialsUsed),
      volumePerMonth,
      mixesSellers: options.mixSellers === true,
    },
    zone: terms.zone,
    jobs,
    drafts,
    wantsComparison: options.compare === true,
    wantsFallback: options.fallback === true,
    keepsLines: jobs.kind === 'flags' || keepsLines,
    by: [...new Set(by)],
  }
  return { request, maxCost, clear }
}

/** The options of a job, each the column of a job file with hyphens; the model is an argument as well. */
const JOB_OPTIONS = Object.keys(JOB)
const columnOf = (option: string): JobColumn => option.replaceAll('-', '_') as JobColumn
const optionOfColumn = (column: JobColumn): string =>
  column === 'model' ? 'MODEL' : `--${column.replaceAll('_', '-')}`

/** What the options say of a job, under the names of a job file's columns. Throws for an empty value. */
function listJobTexts(argument: string | undefined, options: QuoteOptions): Map<JobColumn, string> {
  if (argument !== undefined && options.model !== undefined) {
    fail('BAD_USAGE', `the model is given twice, as "${argument}" and with --model "${options.model}"`)
  }
  const name = argument ?? options.model
  if (name !== undefined && /\.(csv|tsv|jsonl?|gz|zst)$/i.test(name)) {
    failWithHint('BAD_USAGE', `"${name}" is not a model`, `--from ${name} reads a file of jobs`)
  }
  const texts = new Map<JobColumn, string>()
  for (const option of JOB_OPTIONS) {
    const column = columnOf(option)
    const given = option === 'model' ? name : options[propertyOf(option) as keyof QuoteOptions]
    if (given === undefined || given === false) continue
    const text = String(given).trim()
    // In a file an empty cell says nothing; an empty option is a variable that was not set.
    if (text === '') fail('BAD_VALUE', `${optionOfColumn(column)}: the value is empty`)
    texts.set(column, text)
  }
  return texts
}

const FILE_OPTIONS = [...Object.keys(ROWS), 'summary', 'by']

/** Options that do not go together. */
function checkTogether(texts: ReadonlyMap<JobColumn, string>, options: QuoteOptions, reader: OptionReader) {
  const jobOptions = [...texts.keys()].map(optionOfColumn)
  if (options.from !== undefined && jobOptions.length > 0) {
    reader.refuse(
      `--from and ${listChoices(jobOptions, 'and')} exclude each other: the file says what the jobs are`,
    )
  }
  for (const excluded of listExcluded(QUOTE, options)) reader.refuse(excluded)
  if (options.from !== undefined || jobOptions.length === 0) return
  for (const name of FILE_OPTIONS) {
    const value = options[propertyOf(name) as keyof QuoteOptions]
    if (value !== undefined) reader.refuse(`--${name} is for files, and the job is given by options`)
  }
}

/** Charges are those of a file of jobs, and their rows are always by day, account, price list and model. */
function checkForFocus(isJobGiven: boolean, options: QuoteOptions, reader: OptionReader): void {
  if (isJobGiven)
    reader.refuse('--format focus: expected a file of jobs; got a job by options; name a file with --from')
  for (const name of ['summary', 'by', 'compare', 'fallback', 'explain'] as const) {
    if (options[name] !== undefined)
      reader.refuse(`--format focus: expected charges alone; got --${name}, which has no place in them`)
  }
}

function readPackagePrice(
  id: string,
  rates: Rates,
  { offers: onSale }: Assortment,
  trialsUsed: readonly string[],
  reader: OptionReader,
): PackagePrice | null {
  const offer = reader.find(id, text => findPackage(rates.packages, text, NOWHERE))
  if (offer === null) return null
  const unitPrice = effectiveUnitPrice(offer)
  if (unitPrice === null) {
    reader.refuse(`--package ${offer.id} has no price of its own: it is negotiated`)
    return null
  }
  return {
    packageId: offer.id,
    pool: offer.pool,
    unitPrice,
    isOnSale: onSale.includes(offer) && !trialsUsed.includes(offer.id),
    mostUnits: offer.isOncePerAccount ? offer.units : null,
  }
}
