/** The options of `sla`, read into a request: checked together, their files opened or read. */

import type { LogReading } from '../../answers/logs/log-source.js'
import type { SlaRequest } from '../../answers/sla/request.js'
import { zoneOf } from '../../core/calendar.js'
import type { FileColumns } from '../../core/file-columns.js'
import { isPlainDecimal } from '../../core/quantity.js'
import { compareRatios, ratio, ratioOfDecimal } from '../../core/ratio.js'
import type { Agreement } from '../../core/sla/agreement.js'
import type { RejectedRequest } from '../../core/sla/answer.js'
import { RATE_CHOICES, UNREACHED_CHOICES } from '../../core/sla/availability/ratio-timeslices.js'
import { FAILURE_CHOICES } from '../../core/sla/availability/timeslices.js'
import { WEEKDAYS } from '../../core/working-days.js'
import { SharedNames } from '../../read/columns.js'
import { readDuration } from '../../read/duration.js'
import { readMaintenance } from '../../read/requests/maintenance-file.js'
import { findPolicy, type Policy, readTiers } from '../../read/requests/policy.js'
import { REDUCED_COLUMNS } from '../../read/requests/reduced-row.js'
import { REQUEST_COLUMNS } from '../../read/requests/request-row.js'
import { type ColumnNames, parseColumnNames } from '../../read/rows.js'
import type { SideFiles } from '../../read/side-file.js'
import { addIssue, valueReader } from '../../read/values.js'
import type { RequestContext } from '../context.js'
import { readBadRowPolicy, readLeftOut, readNotation } from '../file-options.js'
import { optionOf } from '../flags/flag.js'
import type { SlaOptions } from '../flags/sla.js'
import { OptionReader } from '../option-reader.js'
import { checkFeeExcluded, openFees, readFeeOptions, termsOfFee } from './fees.js'
import { readLogFormat } from './log-format.js'
import { openLog } from './logs.js'
import { checkTogether } from './option-checks.js'
import { readFilter, readLogZone, readPeriods } from './scope.js'

/**
 * Reads everything but the logs, which are opened when their turn comes. `onReject` takes the rows set aside, or
 * is null. Throws InputError.
 */
export async function readSlaRequest(
  logs: readonly string[],
  options: SlaOptions,
  context: RequestContext,
  onReject: ((row: RejectedRequest) => void) | null,
): Promise<SlaRequest> {
  const { terms, rates, world } = context
  const reader = new OptionReader()
  const zone = zoneOf(terms.zone.id)
  const logZone = await readLogZone(options, zone)
  checkTogether(logs, options, world.stdin, reader)
  const periods = readPeriods(options, reader)
  const columns = readColumns(options, reader)
  const notation = readNotation(options, zone, reader)
  const filter = readFilter(options, reader)
  const leftOut = readLeftOut(options)
  const tables = { renamed: columns, leftOut, names: rates.names }
  const ownReading: LogReading = {
    form: await readLogFormat(options.logFormat, reader, world.stdin),
    names: rates.names,
    leftOut,
    dates: notation.dates,
    isReduced: options.counts === true,
    keepsRepeated: options.claim !== undefined,
    zone: logZone,
    columns,
    badRows: readBadRowPolicy(options, reader),
    filter,
    onReject,
  }
  const choices = {
    unreached: reader.choice(options.unreached, '--unreached', UNREACHED_CHOICES) ?? 'error',
    rate: reader.choice(options.rate, '--rate', RATE_CHOICES) ?? 'capped',
    failure: reader.choice(options.failure, '--failure', FAILURE_CHOICES) ?? 'unreached',
  }
  const timeout = reader.read(options.timeout, '--timeout', readDuration)
  const failUnder = reader.read(options.failUnder, '--fail-under', readPercent)
  const minCoverage = reader.read(options.minCoverage, '--min-coverage', readPercent)
  const nodesOfNetworks = reader.read(options.networks, '--networks', readNetworks)
  const told = readFeeOptions(options, rates, reader)
  const companion = reader.read(options.with, '--with', readCompanion)
  reader.finish()
  const reading: LogReading = {
    ...ownReading,
    shared: columns.size > 0 && logs.length + (companion ? 1 : 0) > 1 ? new SharedNames() : undefined,
  }

  // Files are opened from here on.
  const policy = await openPolicy(options.policy, '--policy', options.tiers, context)
  const withPolicy = companion && (await openPolicy(companion.policy, '--with', options.withTiers, context))
  checkFeeExcluded(options.feeExcluded, '--fee-excluded', policy)
  if (withPolicy) checkFeeExcluded(options.withFeeExcluded, '--with-fee-excluded', withPolicy)
  const all = [policy, ...(withPolicy ? [withPolicy] : [])].flatMap(({ versions }) => versions)
  const sideColumns: FileColumns[] = []
  const sideFiles: SideFiles = {
    stdin: world.stdin,
    notation,
    sheet: options.sheet,
    leftOut,
    names: rates.names,
    onColumns: each => sideColumns.push(each),
  }
  const fees = await openFees(options, told, sideFiles, context)
  const openService = async (
    { id, versions }: Policy,
    paths: readonly string[],
    maintenance: string | undefined,
  ) => {
    const windows = maintenance === undefined ? [] : await readMaintenance(maintenance, sideFiles)
    const request = { policy: id, versions, windows, periods, filter, zone, logZone, asOf: terms.asOf }
    const logs = paths.map(path => openLog(path, { request, reading: tables, timeout }, options, world))
    return { policy: id, versions, logs, windows, nodesOfNetworks }
  }
  return {
    service: {
      ...(await openService(policy, logs.length > 0 ? logs : ['-'], options.maintenance)),
      fees,
      optionsWithoutEffect: listWithoutEffect(options, all, policy.versions),
    },
    companion: withPolicy && {
      ...(await openService(withPolicy, [companion.log], options.withMaintenance)),
      fees: termsOfFee(told.withFee),
      optionsWithoutEffect: [],
    },
    reading,
    periods,
    choices,
    workingDays: await loadCalendar(options.calendar, all, sideFiles),
    asOf: terms.asOf,
    zone,
    failUnder,
    minCoverage,
    sideColumns,
    keepsCounts: options.html !== undefined || options.claim !== undefined,
    keepsCourse: context.format === 'table',
  }
}

/** An agreement with the tiers that options give it. */
async function openPolicy(
  name: string,
  option: '--policy' | '--with',
  tiers: string | undefined,
  { rates, world: { stdin } }: RequestContext,
): Promise<Policy> {
  const policy = await findPolicy(name, option, rates.agreements, stdin)
  const tiersOption = option === '--with' ? '--with-tiers' : '--tiers'
  return tiers === undefined ? policy : readTiers(tiers, tiersOption, policy, stdin)
}

/** `--columns` and `--account-column`, which is one of them by a name of its own. */
function readColumns(options: SlaOptions, reader: OptionReader): ColumnNames {
  const known = options.counts ? REDUCED_COLUMNS : [...REQUEST_COLUMNS, 'passed_on']
  const columns = new Map(options.columns === undefined ? [] : parseColumnNames(options.columns, known))
  if (options.accountColumn === undefined) return columns
  if (options.accountColumn.trim() === '')
    addIssue(reader.problems, 'BAD_VALUE', '--account-column', 'the value is empty')
  if (columns.has('account')) reader.refuse('--account-column and --columns account=… exclude each other')
  columns.set('account', options.accountColumn.trim())
  return columns
}

const readPercent = valueReader('BAD_NUMBER', 'a percentage from 0 to 100 is allowed, such as 99.9', text =>
  isPlainDecimal(text) && compareRatios(ratioOfDecimal(text), ratio(100n)) <= 0 ? text : null,
)

const readNetworks = valueReader(
  'BAD_VALUE',
  'the number of nodes in each network is allowed, such as 2,2',
  text => (/^\d{1,6}(,\d{1,6})*$/.test(text) ? text.split(',').map(Number) : null),
)

/** `POLICY=LOG` */
const readCompanion = valueReader(
  'BAD_VALUE',
  'POLICY=LOG is allowed, an agreement and the log of its service',
  text => {
    const [, policy = '', log = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    return policy !== '' && log !== '' ? { policy, log } : null
  },
)

/** Options that no agreement of this run lets decide anything. */
function listWithoutEffect(options: SlaOptions, all: readonly Agreement[], own: readonly Agreement[]) {
  const decides: Partial<Record<keyof SlaOptions, boolean>> = {
    unreached: all.some(({ method }) => method === 'ratio-timeslices'),
    rate: all.some(({ method }) => method === 'ratio-timeslices'),
    failure: all.some(({ method }) => method === 'timeslices'),
    networks: all.some(({ nodeMinimum }) => nodeMinimum !== null),
    calendar: all.some(({ claim }) => claim.opensAfterWorkingDay !== null),
    voucherFee: own.some(({ compensation }) => compensation.capPercent !== null),
  }
  return Object.entries(decides).flatMap(([name, hasEffect]) =>
    !hasEffect && options[name as keyof SlaOptions] !== undefined ? [optionOf(name)] : [],
  )
}

/** The calendar by which claims open; the Chinese one is loaded only when some agreement counts working days. */
async function loadCalendar(name: string | undefined, agreements: readonly Agreement[], files: SideFiles) {
  if (name === 'weekdays') return WEEKDAYS
  if (name === undefined || name === 'cn') {
    if (agreements.every(({ claim }) => claim.opensAfterWorkingDay === null)) return WEEKDAYS
    return (await import('../../core/cn-working-days.js')).CN_WORKING_DAYS
  }
  const { readCalendar } = await import('../../read/requests/calendar-file.js')
  return readCalendar(name, files)
}
