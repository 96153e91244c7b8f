/** The options of `expiry`, read into a request. */
import type { ExpiryRequest } from '../answers/expiry.js'
import { zoneOf } from '../core/calendar.js'
import { failWithHint, NOWHERE } from '../core/failure.js'
import { MILLIS_PER_DAY } from '../core/instant.js'
import { BURN_ORDERS } from '../core/ledger/burn-order.js'
import { isPlainDecimal } from '../core/quantity.js'
import { findCard } from '../core/rating/catalogue.js'
import { type Ratio, ratioOfDecimal } from '../core/ratio.js'
import { readDuration, readDurationOfPackages } from '../read/duration.js'
import { JOB_COLUMNS } from '../read/job-row.js'
import { LEDGER_COLUMNS } from '../read/ledger/row-reader.js'
import { openInput } from '../read/source.js'
import { inQuotes, readUnits, valueReader } from '../read/values.js'
import type { RequestContext } from './context.js'
import { readBadRowPolicy, readFileReading, readingsOf } from './file-options.js'
import { EXPIRY, type ExpiryOptions } from './flags/expiry.js'
import { listIdle, listUnmetNeeds } from './flags/flag.js'
import { FOCUS } from './flags/shared-flags.js'
import { openerOfJobs, type ReadRequest } from './job-files.js'
import { OptionReader } from './option-reader.js'

const DEFAULT_WINDOW = 30 * MILLIS_PER_DAY
const DEFAULT_SOON = 14 * MILLIS_PER_DAY

/** Reads arguments and options and opens the inputs. Throws InputError with all that is wrong with the options. */
export async function readExpiryRequest(
  path: string | undefined,
  options: ExpiryOptions,
  context: RequestContext,
): Promise<ReadRequest<ExpiryRequest>> {
  const { terms, rates, world } = context
  const reader = new OptionReader()
  const card = reader.find(options.card, id => findCard(rates.catalogue, id, NOWHERE))
  const order = reader.choice(options.burnOrder, '--burn-order', BURN_ORDERS) ?? 'expiry'
  const burnRates = readBurnRates(options.burnRate ?? [], reader)
  const windowMillis =
    reader.read(options.burnWindow, '--burn-window', readDurationOfPackages) ?? DEFAULT_WINDOW
  const taskMillis = reader.read(options.taskTime, '--task-time', readDuration)
  const soonMillis = reader.read(options.within, '--within', readDurationOfPackages) ?? DEFAULT_SOON
  const failWithinMillis = reader.read(options.failWithin, '--fail-within', readDurationOfPackages)
  const failOnDifference = reader.read(options.failOnDifference, '--fail-on-difference', readUnits)
  const badRows = readBadRowPolicy(options, reader)
  const reading = readFileReading(options, [...new Set([...LEDGER_COLUMNS, ...JOB_COLUMNS])], context, reader)
  checkTogether(path, options, reader)
  // Without it nobody knows when the units of a package were used, nor on which bill they belong.
  if (context.format === FOCUS && options.usage === undefined)
    reader.refuse('--format focus: expected a log of use; got none; name it with --usage')
  reader.finish()
  if (path === undefined && world.stdin.isTerminal)
    failWithHint('NO_INPUT', 'no ledger was given', 'name one, or pipe it in; --help shows examples')

  const ledger = await openInput(path ?? '-', world.stdin, { ...options, takesBadCells: true })
  const { ofLedger, ofUse } = readingsOf(reading, JOB_COLUMNS, 1 + (options.usage?.length ?? 0))
  const files = openerOfJobs(options, { reading: ofUse, badRows, keepsLengths: false }, world)
  const usage = await files.openAll(options.usage ?? [])
  const request: ExpiryRequest = {
    ledger,
    ledgerReading: ofLedger,
    usage,
    catalogue: rates.catalogue,
    packages: rates.packages,
    card,
    asOf: terms.asOf,
    zone: zoneOf(terms.zone.id),
    order,
    taskMillis,
    soonMillis,
    windowMillis,
    burnRates,
    failWithinMillis,
    failOnDifference,
    keepsAllocation: options.trace !== undefined || context.format === FOCUS,
    idle: [
      ...listIdle(EXPIRY, options),
      // A rate of one pool says nothing of the others.
      ...(options.burnWindow !== undefined && usage.length > 0 && burnRates.has(null)
        ? ['--burn-window changes nothing here, because --burn-rate says what will be used']
        : []),
    ],
  }
  return { request, clear: files.clear }
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

const readBurnRate = valueReader(
  'BAD_NUMBER',
  'units a day such as 400, 400/day or video=400/day is allowed',
  text => {
    const [, pool, amount = ''] = /^(?:([^=]+)=)?(.*?)(?:\/d(?:ay)?)?$/i.exec(text.trim()) ?? []
    if (!isPlainDecimal(amount)) return null
    return { pool: pool?.trim().toLowerCase() ?? null, perDay: ratioOfDecimal(amount) }
  },
)

/** Options that do not go together. */
function checkTogether(path: string | undefined, options: ExpiryOptions, reader: OptionReader): void {
  const fromInput = [path ?? '-', ...(options.usage ?? [])].filter(name => name === '-').length
  if (fromInput > 1) reader.refuse('the ledger and --usage cannot both be standard input')
  for (const unmet of listUnmetNeeds(EXPIRY, options)) reader.refuse(unmet)
  if (options.trace !== undefined && !/\.(csv|json)$/i.test(options.trace))
    reader.refuse(
      `--trace: found ${inQuotes(options.trace)}; a name that ends in .csv or .json says the form`,
    )
}
