/** The options of `expiry`, read into what is asked and where its side files go. */
import type { ExpiryRequest } from '../../answers/expiry.js'
import type { FileJobs } from '../../answers/quote-jobs.js'
import { fail, NOWHERE } from '../../core/failure.js'
import { MILLIS_PER_DAY } from '../../core/instant.js'
import { BURN_ORDERS } from '../../core/ledger/burn-order.js'
import { isPlainDecimal } from '../../core/quantity.js'
import { findCard } from '../../core/rating/catalogue.js'
import { type Ratio, ratioOfDecimal } from '../../core/ratio.js'
import { readDuration } from '../../read/duration.js'
import { readingOf } from '../../read/file-reading.js'
import { JOB_COLUMNS } from '../../read/job-row.js'
import { LEDGER_COLUMNS } from '../../read/ledger/lot-row.js'
import type { Rates } from '../../read/rates/load-rates.js'
import { openInput } from '../../read/source.js'
import { type Problems, quote, report } from '../../read/values.js'
import { EXPIRY, type ExpiryOptions } from '../../requests/flags/expiry.js'
import { listUnmetNeeds } from '../../requests/flags/flag.js'
import type { Io } from '../io.js'
import { OptionReader, readBadRowPolicy, readFileReading, type Settings } from '../options.js'
import { type Progress, showProgress } from '../progress.js'

const DEFAULT_WINDOW = 30 * MILLIS_PER_DAY
const DEFAULT_SOON = 14 * MILLIS_PER_DAY

/** The request, and what follows its reading. */
export interface ReadRequest {
  readonly request: ExpiryRequest
  /** Removes the progress from the screen. */
  clear(): void
}

/** Reads arguments and options and opens the inputs. Throws InputError with all that is wrong with the options. */
export async function readExpiryRequest(
  path: string | undefined,
  options: ExpiryOptions,
  settings: Settings,
  rates: Rates,
  io: Io,
): Promise<ReadRequest> {
  const reader = new OptionReader()
  const card =
    options.card === undefined ? null : reader.found(findCard(rates.catalogue, options.card, NOWHERE))
  const order = reader.choice(options.burnOrder, '--burn-order', BURN_ORDERS) ?? 'expiry'
  const burnRates = readBurnRates(options.burnRate ?? [], reader)
  const windowMillis = reader.read(options.burnWindow, '--burn-window', readDuration) ?? DEFAULT_WINDOW
  const taskMillis = reader.read(options.taskTime, '--task-time', readDuration)
  const soonMillis = reader.read(options.within, '--within', readDuration) ?? DEFAULT_SOON
  const failWithinMillis = reader.read(options.failWithin, '--fail-within', readDuration)
  const badRows = readBadRowPolicy(options, reader)
  const reading = readFileReading(
    options,
    [...new Set([...LEDGER_COLUMNS, ...JOB_COLUMNS])],
    settings,
    rates,
    reader,
  )
  checkTogether(path, options, reader)
  reader.finish()
  if (path === undefined && io.stdin.isTerminal)
    fail('NO_INPUT', 'no ledger was given', undefined, 'name one, or pipe it in; --help shows examples')

  const ledger = await openInput(path ?? '-', io.stdin)
  const input = options.usage === undefined ? null : await openInput(options.usage, io.stdin)
  const progress: Progress | null = input && showProgress(input, settings.isQuiet, io)
  const usage: FileJobs | null = input && {
    input,
    reading: readingOf(reading, JOB_COLUMNS),
    badRows,
    keepsRejects: options.rejects !== undefined,
    keepsLengths: false,
    onRows: rows => progress?.onRows(rows),
  }
  const request: ExpiryRequest = {
    ledger,
    // `account` is a column of both files; with both, the name is that of the longer one.
    ledgerReading: readingOf(
      reading,
      usage ? LEDGER_COLUMNS.filter(column => column !== 'account') : LEDGER_COLUMNS,
    ),
    usage,
    catalogue: rates.catalogue,
    packages: rates.packages,
    card,
    asOf: settings.asOf,
    zone: settings.zone,
    order,
    taskMillis,
    soonMillis,
    windowMillis,
    burnRates,
    failWithinMillis,
    keepsAllocation: options.trace !== undefined,
  }
  return { request, clear: () => progress?.clear() }
}

/** `100`, `100/day`, `video=100/day`: units a day, of the only pool or of the one that is named. */
function readBurnRates(texts: readonly string[], reader: OptionReader): Map<string | null, Ratio> {
  const rates = new Map<string | null, Ratio>()
  for (const text of texts) {
    const rate = reader.read(text, '--burn-rate', readBurnRate)
    if (!rate) continue
    if (rates.has(rate.pool))
      reader.refuse(`--burn-rate is given twice${rate.pool === null ? '' : ` for pool ${rate.pool}`}`)
    rates.set(rate.pool, rate.perDay)
  }
  if (rates.has(null) && rates.size > 1)
    reader.refuse('--burn-rate: a rate without a pool and one with a pool exclude each other')
  return rates
}

function readBurnRate(
  text: string,
  name: string,
  problems: Problems,
): { pool: string | null; perDay: Ratio } | null {
  const [, pool, amount = ''] = /^(?:([^=]+)=)?(.*?)(?:\/d(?:ay)?)?$/i.exec(text.trim()) ?? []
  if (isPlainDecimal(amount))
    return { pool: pool?.trim().toLowerCase() ?? null, perDay: ratioOfDecimal(amount) }
  const allowed = 'units a day such as 400, 400/day or video=400/day is allowed'
  return report(problems, 'BAD_NUMBER', name, `found ${quote(text)}; ${allowed}`)
}

/** Options that do not go together. */
function checkTogether(path: string | undefined, options: ExpiryOptions, reader: OptionReader): void {
  if (options.usage === '-' && (path === undefined || path === '-'))
    reader.refuse('the ledger and --usage cannot both be standard input')
  for (const unmet of listUnmetNeeds(EXPIRY, options)) reader.refuse(unmet)
  if (options.trace !== undefined && !/\.(csv|json)$/i.test(options.trace))
    reader.refuse(`--trace: found ${quote(options.trace)}; a name that ends in .csv or .json says the form`)
}
