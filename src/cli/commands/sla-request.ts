/** What the options of `sla` ask for: read, checked together, their files opened or read. */

import type { ReductionRequest } from '../../answers/reducing-query.js'
import type { LogReading, LogSource } from '../../answers/request-log.js'
import type { FeeTerms, PeriodChoice, ServiceRequest, SlaRequest } from '../../answers/sla.js'
import { type Month, parseMonth, zoneOf } from '../../core/calendar.js'
import { fail, listChoices, NOWHERE } from '../../core/failure.js'
import type { FileColumns } from '../../core/file-columns.js'
import { type Day, parseDay } from '../../core/instant.js'
import { BURN_ORDERS } from '../../core/ledger/burn-order.js'
import { FEE_BASES } from '../../core/ledger/fee.js'
import { isPlainDecimal, NO_USD, toRatio, type Usd } from '../../core/quantity.js'
import { findCard } from '../../core/rating/catalogue.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import { compareRatios, ratioOfDecimal } from '../../core/ratio.js'
import type { Agreement } from '../../core/sla/agreement.js'
import type { RejectedRequest } from '../../core/sla/answer.js'
import { RATE_CHOICES, UNREACHED_CHOICES } from '../../core/sla/availability/ratio-timeslices.js'
import { FAILURE_CHOICES } from '../../core/sla/availability/timeslices.js'
import type { PeriodFee } from '../../core/sla/compensation.js'
import type { MaintenanceWindow } from '../../core/sla/maintenance.js'
import { WEEKDAYS, type WorkingDays } from '../../core/working-days.js'
import { readDuration } from '../../read/duration.js'
import { type FileReading, plainReading } from '../../read/file-reading.js'
import type { Rates } from '../../read/rates/load-rates.js'
import { isTableAddress, parseTableAddress } from '../../read/requests/clickhouse.js'
import { isOverdrawn, readFees } from '../../read/requests/fees-file.js'
import { LOG_FORMS } from '../../read/requests/log-form.js'
import { readMaintenance } from '../../read/requests/maintenance-file.js'
import { findPolicy, isPolicyPath, type Policy, readTiers } from '../../read/requests/policy.js'
import { REDUCED_COLUMNS } from '../../read/requests/reduced-row.js'
import { isYearInReach, REQUEST_COLUMNS } from '../../read/requests/request-row.js'
import { type ColumnNames, parseColumnNames } from '../../read/rows.js'
import type { SideFiles } from '../../read/side-file.js'
import { LONGEST_LINE, openInput } from '../../read/source.js'
import { type Problems, quote, readUsd, report } from '../../read/values.js'
import { listUnmetNeeds } from '../../requests/flags/flag.js'
import { SLA, type SlaOptions } from '../../requests/flags/sla.js'
import type { Io } from '../io.js'
import { OptionReader, readBadRowPolicy, readNotation, readZone, type Settings } from '../options.js'
import { showProgress } from '../progress.js'

/**
 * Reads everything but the logs, which are opened when their turn comes. `onReject` takes the rows set aside, or
 * is null. Throws InputError.
 */
export async function readSlaRequest(
  logs: readonly string[],
  options: SlaOptions,
  settings: Settings,
  rates: Rates,
  onReject: ((row: RejectedRequest) => void) | null,
  io: Io,
): Promise<SlaRequest> {
  const reader = new OptionReader()
  const zone = zoneOf(settings.zone.id)
  const logZone = options.logTz === undefined ? zone : zoneOf((await readZone(options.logTz, '--log-tz')).id)
  checkTogether(logs, options, io, reader)
  const periods = readPeriods(options, reader)
  const columns = readColumns(options, reader)
  const reading: LogReading = {
    form: reader.choice(options.logFormat, '--log-format', ['auto', ...LOG_FORMS]) ?? 'auto',
    isReduced: options.counts === true,
    zone: logZone,
    columns,
    badRows: readBadRowPolicy(options, reader),
    onReject,
  }
  const notation = readNotation(options, zone, reader)
  const choices = {
    unreached: reader.choice(options.unreached, '--unreached', UNREACHED_CHOICES) ?? 'error',
    rate: reader.choice(options.rate, '--rate', RATE_CHOICES) ?? 'capped',
    failure: reader.choice(options.failure, '--failure', FAILURE_CHOICES) ?? 'unreached',
  }
  const timeout = reader.read(options.timeout, '--timeout', readDuration)
  const failUnder = reader.read(options.failUnder, '--fail-under', readPercent)
  const minCoverage = reader.read(options.minCoverage, '--min-coverage', readPercent)
  const nodesOfNetworks = reader.read(options.networks, '--networks', readNetworks)
  const vouchers = reader.read(options.voucherFee, '--voucher-fee', readUsd)
  const fee = readFee(options, FEE_OPTIONS, vouchers, reader)
  const withFee = readFee(options, WITH_OPTIONS, null, reader)
  const basis = reader.choice(options.feeBasis, '--fee-basis', FEE_BASES) ?? 'usage'
  const order = reader.choice(options.burnOrder, '--burn-order', BURN_ORDERS) ?? 'expiry'
  const card =
    options.card === undefined ? null : reader.found(findCard(rates.catalogue, options.card, NOWHERE))
  const companion = options.with === undefined ? null : splitWith(options.with, reader)
  reader.finish()

  const openPolicy = async (name: string, option: string, tiers: string | undefined): Promise<Policy> => {
    const policy = await findPolicy(name, option, rates.agreements, io.stdin)
    return tiers === undefined
      ? policy
      : readTiers(tiers, `${option === '--with' ? '--with-' : '--'}tiers`, policy, io.stdin)
  }
  const policy = await openPolicy(options.policy, '--policy', options.tiers)
  const withPolicy = companion && (await openPolicy(companion.policy, '--with', options.withTiers))
  checkFeeExcluded(options.feeExcluded, '--fee-excluded', policy)
  if (withPolicy) checkFeeExcluded(options.withFeeExcluded, '--with-fee-excluded', withPolicy)

  const sideColumns: FileColumns[] = []
  const sideFiles: SideFiles = {
    stdin: io.stdin,
    notation,
    onColumns: columns => sideColumns.push(columns),
  }
  const readWindows = async (path: string | undefined) =>
    path === undefined ? [] : readMaintenance(path, sideFiles)
  const fees: FeeTerms =
    options.packages !== undefined
      ? {
          kind: basis,
          sources: await readSources(
            options,
            options.packages,
            card,
            { ...plainReading(zone), names: rates.names, notation },
            settings,
            rates,
            io,
          ),
          order,
          voucherFee: toRatio(vouchers ?? NO_USD),
        }
      : options.fees !== undefined
        ? { kind: 'fees-file', rows: await readFees(options.fees, sideFiles) }
        : describeFee(fee)
  const paths = logs.length > 0 ? logs : ['-']
  const windows = await readWindows(options.maintenance)
  const withWindows = await readWindows(options.withMaintenance)
  const openAny = (
    path: string,
    { id, versions }: Policy,
    windows: readonly MaintenanceWindow[],
  ): LogSource =>
    isTableAddress(path)
      ? openTableLog(path, timeout ?? DEFAULT_TIMEOUT, columns, {
          request: { policy: id, versions, windows, periods, zone, asOf: settings.asOf },
          settings,
          io,
        })
      : openLog(path, settings, io)
  const all = [policy, ...(withPolicy ? [withPolicy] : [])].flatMap(({ versions }) => versions)
  const service: ServiceRequest = {
    policy: policy.id,
    versions: policy.versions,
    logs: paths.map(path => openAny(path, policy, windows)),
    windows,
    fees,
    nodesOfNetworks,
    optionsWithoutEffect: listWithoutEffect(options, all, policy.versions),
  }
  return {
    service,
    companion:
      companion && withPolicy
        ? {
            policy: withPolicy.id,
            versions: withPolicy.versions,
            logs: [openAny(companion.log, withPolicy, withWindows)],
            windows: withWindows,
            fees: describeFee(withFee),
            nodesOfNetworks,
            optionsWithoutEffect: [],
          }
        : null,
    reading,
    periods,
    choices,
    workingDays: await loadCalendar(options.calendar, all, sideFiles),
    asOf: settings.asOf,
    zone,
    failUnder,
    minCoverage,
    sideColumns,
    keepsCounts: options.html !== undefined || options.claim !== undefined,
    keepsCourse: settings.format === 'table',
  }
}

/** Options that do not go together. */
function checkTogether(logs: readonly string[], options: SlaOptions, io: Io, reader: OptionReader): void {
  if (logs.length === 0 && io.stdin.isTerminal) {
    fail('NO_INPUT', 'no log was given', undefined, 'name one, or pipe it in; --help shows examples')
  }

  const given = (names: readonly (keyof SlaOptions)[]): string[] =>
    names.filter(name => options[name] !== undefined).map(optionOf)
  const exclude = (names: readonly (keyof SlaOptions)[], why: string): void => {
    const found = given(names)
    if (found.length > 1) reader.refuse(`${listChoices(found, 'and')} exclude each other: ${why}`)
  }
  exclude(['fee', 'fees', 'packages'], 'each says what the fee was')
  exclude(['period', 'termStart'], 'each says which periods are asked for')
  const asksServer = logs.some(isTableAddress) || /^[^=]*=clickhouse:/i.test(options.with ?? '')
  if (options.timeout !== undefined && !asksServer) {
    reader.refuse('--timeout needs a log of the form clickhouse://…')
  }
  if (options.counts && asksServer) {
    reader.refuse(
      '--counts and clickhouse://… exclude each other: the table holds requests, which the server counts',
    )
  }
  for (const unmet of listUnmetNeeds(SLA, options)) reader.refuse(unmet)
  if (options.packages !== undefined && options.usage === undefined && options.feeBasis !== 'straight-line') {
    reader.refuse('--packages needs --usage, unless the fee is --fee-basis straight-line')
  }
  for (const name of ['maintenance', 'withMaintenance'] as const) {
    if (options.counts && options[name] !== undefined) {
      reader.refuse(`--counts and ${optionOf(name)} exclude each other: windows set single requests aside`)
    }
  }
  if (options.counts && options.logFormat === 'combined') {
    reader.refuse('--counts and --log-format combined exclude each other: that format holds requests')
  }
  const fromStandardInput = [...(logs.length === 0 ? ['-'] : logs), ...listOtherInputs(options)]
  if (fromStandardInput.filter(path => path === '-').length > 1) {
    reader.refuse(
      logs.length === 0
        ? 'standard input is the log when none is named, and cannot be another file too'
        : 'standard input (-) can be one file only',
    )
  }
}

/** The files that are read beside the logs; an agreement or calendar that is held here by its name is none. */
export function listOtherInputs(options: SlaOptions): string[] {
  const { maintenance, withMaintenance, calendar, fees, tiers, withTiers, usage, packages, policy } = options
  const [withPolicy, companionLog] = options.with?.split(/=(.*)/s) ?? []
  return [
    ...[maintenance, withMaintenance, fees, tiers, withTiers, usage, packages, companionLog],
    ...[policy, withPolicy].filter(name => name !== undefined && isPolicyPath(name)),
    ...(calendar === 'cn' || calendar === 'weekdays' ? [] : [calendar]),
    ...(options.rates ?? []),
  ].filter(path => path !== undefined)
}

/** An option as it is typed. */
export const optionOf = (name: keyof SlaOptions): string =>
  `--${name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/** `--period`, or `--term-start` and `--term-months`. */
export function readPeriods(options: SlaOptions, reader: OptionReader): PeriodChoice {
  if (options.period !== undefined) {
    const months = options.period.map(text => reader.read(text, '--period', readMonth))
    return { kind: 'months', months: months.filter(month => month !== null) }
  }
  const start = reader.read(options.termStart, '--term-start', readDay)
  const months = reader.read(options.termMonths, '--term-months', readTermMonths)
  return start !== null && months !== null ? { kind: 'term', start, months } : { kind: 'touched' }
}

function readMonth(text: string, name: string, problems: Problems): Month | null {
  const month = parseMonth(text)
  if (month && isYearInReach(month.year)) return month
  return report(problems, 'BAD_TIME', name, `found ${quote(text)}; a month such as 2026-10 is allowed`)
}

function readDay(text: string, name: string, problems: Problems): Day | null {
  const day = parseDay(text)
  if (day !== null && isYearInReach(Number(text.slice(0, 4)))) return day
  return report(problems, 'BAD_TIME', name, `found ${quote(text)}; a date such as 2026-10-01 is allowed`)
}

/** The longest term that is cut into periods: ten years. */
const MOST_TERM_MONTHS = 120

function readTermMonths(text: string, name: string, problems: Problems): number | null {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MOST_TERM_MONTHS) return Number(text)
  return report(
    problems,
    'BAD_NUMBER',
    name,
    `found ${quote(text)}; a whole number of months from 1 to ${MOST_TERM_MONTHS} is allowed`,
  )
}

/** `--columns` and `--account-column`, which is one of them by a name of its own. */
function readColumns(options: SlaOptions, reader: OptionReader): ColumnNames {
  const known = options.counts ? REDUCED_COLUMNS : REQUEST_COLUMNS
  const columns = new Map(options.columns === undefined ? [] : parseColumnNames(options.columns, known))
  if (options.accountColumn === undefined) return columns
  if (options.accountColumn.trim() === '')
    report(reader.problems, 'BAD_VALUE', '--account-column', 'the value is empty')
  if (columns.has('account')) reader.refuse('--account-column and --columns account=… exclude each other')
  columns.set('account', options.accountColumn.trim())
  return columns
}

function readPercent(text: string, name: string, problems: Problems): string | null {
  if (isPlainDecimal(text) && compareRatios(ratioOfDecimal(text), ratioOfDecimal('100')) <= 0) return text
  return report(
    problems,
    'BAD_NUMBER',
    name,
    `found ${quote(text)}; a percentage from 0 to 100 is allowed, such as 99.9`,
  )
}

function readNetworks(text: string, name: string, problems: Problems): number[] | null {
  if (/^\d{1,6}(,\d{1,6})*$/.test(text)) return text.split(',').map(Number)
  return report(
    problems,
    'BAD_VALUE',
    name,
    `found ${quote(text)}; the number of nodes in each network is allowed, such as 2,2`,
  )
}

/** The names of the options that make up a fee. */
interface FeeOptions {
  readonly fee: 'fee' | 'withFee'
  readonly voucherFee: 'voucherFee' | null
  readonly feeExcluded: 'feeExcluded' | 'withFeeExcluded'
}
const FEE_OPTIONS: FeeOptions = { fee: 'fee', voucherFee: 'voucherFee', feeExcluded: 'feeExcluded' }
const WITH_OPTIONS: FeeOptions = { fee: 'withFee', voucherFee: null, feeExcluded: 'withFeeExcluded' }

function readFee(
  options: SlaOptions,
  names: FeeOptions,
  vouchers: Usd | null,
  reader: OptionReader,
): PeriodFee | null {
  const amount = (name: 'fee' | 'withFee' | 'feeExcluded' | 'withFeeExcluded') =>
    reader.read(options[name], optionOf(name), readUsd)
  const [total, excluded] = [amount(names.fee), amount(names.feeExcluded)]
  if (total === null) return null
  const fee = {
    fee: toRatio(total),
    voucherFee: toRatio(vouchers ?? NO_USD),
    feeExcluded: toRatio(excluded ?? NO_USD),
  }
  if (isOverdrawn(fee)) {
    const parts = [names.voucherFee, names.feeExcluded].flatMap(name =>
      name !== null && options[name] !== undefined ? [optionOf(name)] : [],
    )
    const whole = optionOf(names.fee)
    const message =
      parts.length === 1
        ? `${parts[0]} is more than ${whole}, of which it is a part`
        : `${listChoices(parts, 'and')} are more than ${whole}, of which they are parts`
    reader.problems.issues.push({ code: 'BAD_NUMBER', message, place: NOWHERE })
  }
  return fee
}

const describeFee = (fee: PeriodFee | null): FeeTerms => (fee ? { kind: 'option', fee } : { kind: 'unknown' })

/** A part of the fee that does not count is told only where the agreement names one: elsewhere it would be lost. */
function checkFeeExcluded(given: string | undefined, option: string, { id, versions }: Policy): void {
  if (given === undefined || versions.some(({ compensation }) => compensation.feeExcludes !== null)) return
  fail('BAD_USAGE', `${option}: ${id} takes its percentages of the whole fee`)
}

/** Options that no agreement of this run lets decide anything. */
function listWithoutEffect(
  options: SlaOptions,
  all: readonly Agreement[],
  own: readonly Agreement[],
): string[] {
  const decides: Partial<Record<keyof SlaOptions, boolean>> = {
    unreached: all.some(({ method }) => method === 'ratio-timeslices'),
    rate: all.some(({ method }) => method === 'ratio-timeslices'),
    failure: all.some(({ method }) => method === 'timeslices'),
    networks: all.some(({ nodeMinimum }) => nodeMinimum !== null),
    calendar: all.some(({ claim }) => claim.opensAfterWorkingDay !== null),
    voucherFee: own.some(({ compensation }) => compensation.capPercent !== null),
  }
  return Object.entries(decides).flatMap(([name, hasEffect]) =>
    !hasEffect && options[name as keyof SlaOptions] !== undefined ? [optionOf(name as keyof SlaOptions)] : [],
  )
}

/** `POLICY=LOG` */
function splitWith(text: string, reader: OptionReader): { policy: string; log: string } | null {
  const [, policy = '', log = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  if (policy !== '' && log !== '') return { policy, log }
  return report(
    reader.problems,
    'BAD_VALUE',
    '--with',
    `found ${quote(text)}; POLICY=LOG is allowed, an agreement and the log of its service`,
  )
}

const openLog = (path: string, { isQuiet }: Settings, io: Io): LogSource => ({
  async open() {
    // A log is lines whatever its form: none of them is a document.
    const input = await openInput(path, io.stdin, LONGEST_LINE)
    const progress = showProgress(input, isQuiet, io)
    return { input, onRows: progress.onRows, close: progress.clear }
  },
})

/** How long a server may take unless told otherwise: ten minutes. */
const DEFAULT_TIMEOUT = 600_000

/** A table as a log. Its address is checked at once, the server asked when its turn comes. */
function openTableLog(
  path: string,
  timeout: number,
  columns: ColumnNames,
  { request, settings, io }: { request: ReductionRequest; settings: Settings; io: Io },
): LogSource {
  const address = parseTableAddress(path)
  return {
    async open() {
      const { askForCounts } = await import('../../answers/clickhouse-log.js')
      const credentials = { user: io.env.CLICKHOUSE_USER, password: io.env.CLICKHOUSE_PASSWORD }
      const { input, close } = await askForCounts(address, credentials, timeout, columns, request)
      const progress = showProgress(input, settings.isQuiet, io)
      return {
        input,
        isReduced: true,
        onRows: progress.onRows,
        close: () => {
          progress.clear()
          close()
        },
      }
    },
  }
}

/** The ledger and the use that a fee is computed from. */
async function readSources(
  options: SlaOptions,
  packages: string,
  card: RateCard | null,
  /** --columns names those of the log. */
  reading: FileReading,
  settings: Settings,
  rates: Rates,
  io: Io,
) {
  const { readFeeSources } = await import('../../answers/fee.js')
  return readFeeSources({
    ledger: await openInput(packages, io.stdin),
    usage:
      options.usage === undefined
        ? null
        : {
            input: await openInput(options.usage, io.stdin),
            reading,
            badRows: 'stop',
            keepsRejects: false,
            keepsLengths: false,
          },
    ledgerReading: reading,
    catalogue: rates.catalogue,
    packages: rates.packages,
    card,
    asOf: settings.asOf,
    zone: settings.zone,
  })
}

/** The calendar by which claims open; the Chinese one is loaded only when some agreement counts working days. */
async function loadCalendar(
  name: string | undefined,
  agreements: readonly Agreement[],
  files: SideFiles,
): Promise<WorkingDays> {
  if (name === 'weekdays') return WEEKDAYS
  if (name === undefined || name === 'cn') {
    if (agreements.every(({ claim }) => claim.opensAfterWorkingDay === null)) return WEEKDAYS
    return (await import('../../core/cn-working-days.js')).CN_WORKING_DAYS
  }
  const { readCalendar } = await import('../../read/requests/calendar-file.js')
  return readCalendar(name, files)
}
