/** `sla --claim`: a folder for each period that can be claimed, with all that a claim needs. */

import { createHash, createHmac } from 'node:crypto'
import {
  type FailedRequest,
  type PeriodEvidence,
  readFailedRequests,
} from '../../answers/logs/failed-requests.js'
import type { ServiceRequest, SlaRequest } from '../../answers/sla/request.js'
import { compact } from '../../core/compact.js'
import { fail, failWithHint, inFile } from '../../core/failure.js'
import { formatDay, formatInstant } from '../../core/instant.js'
import type { AvailabilityMethod } from '../../core/sla/agreement.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { inQuotes } from '../../read/values.js'
import {
  identifiersOf,
  writeClaimExclusions,
  writeClaimIncidents,
  writeClaimSlices,
  writeRequestHead,
  writeRequestRow,
} from '../../report/claim/csv.js'
import { CLAIM_FILES, type ClaimDossier } from '../../report/claim/dossier.js'
import { writeClaimForm } from '../../report/claim/form.js'
import { describeClosed, describeNoClaim, summariseClaim } from '../../report/claim/summary.js'
import { listTableLines } from '../../report/markdown.js'
import { describeExclusive, findClaim, listServices } from '../../report/sla/claims.js'
import { nameOfAnswer } from '../../report/sla/words.js'
import { countOf, quoteForShell } from '../../report/text.js'
import { writeMarkdown } from '../../report/write/markdown.js'
import { writeDocumentPage } from '../../report/write/page.js'
import { optionOf } from '../../requests/flags/flag.js'
import type { SlaOptions } from '../../requests/flags/sla.js'
import { listOtherInputs } from '../../requests/sla/option-checks.js'
import { openWholeFolder, type WholeFolder } from '../claim-folder.js'
import {
  type ClaimFiles,
  checkUnchanged,
  digestInputs,
  identityOf,
  isFile,
  nameFiles,
} from '../claim-inputs.js'
import { type ClaimKey, openClaimKey } from '../claim-key.js'
import { statIfThere } from '../output-path.js'
import type { Outputs } from '../outputs.js'

declare const PACKAGE_VERSION: string

/** A claim that is to be written: its folder, and the files that it is about. */
export interface OpenClaim {
  readonly folder: WholeFolder
  readonly files: ClaimFiles
  readonly ownKey: ClaimKey | null
}

/** Refuses what cannot be read twice, and a place that cannot be written. Throws InputError. */
export function openClaim(logs: readonly string[], options: SlaOptions): OpenClaim {
  const others = listOtherInputs(options)
  const companionLog = options.with?.split(/=(.*)/s)[1]
  const allLogs = compact([...logs, companionLog])
  if (allLogs.some(log => /^clickhouse:/i.test(log)))
    fail('BAD_USAGE', '--claim needs the requests themselves; clickhouse://… gives counts of them')
  if (options.counts)
    fail('BAD_USAGE', '--claim needs the requests themselves; --counts reads counts of them')
  const paths = [...new Set([...allLogs, ...others])]
  const hint = 'write it to a file first, and name that file'
  if (logs.length === 0 || paths.includes('-'))
    failWithHint(
      'BAD_USAGE',
      '--claim reads every input twice, and standard input can be read only once',
      hint,
    )
  // What is not there, or a folder, is told by who reads it.
  const isPipe = (path: string): boolean => {
    const stats = statIfThere(path)
    return stats !== undefined && !stats.isFile() && !stats.isDirectory()
  }
  const pipe = paths.find(isPipe)
  if (pipe !== undefined) {
    fail(
      'BAD_USAGE',
      '--claim reads every input twice, and a pipe or device can be read only once',
      inFile(pipe),
      hint,
    )
  }
  const files = paths.filter(isFile)
  const { claim, claimKey, fees, usage = [], packages } = options
  const ownKey = claimKey === undefined ? null : openClaimKey(claimKey, claim!)
  return {
    ownKey,
    folder: openWholeFolder(claim!, options.force === true),
    files: {
      paths: files,
      logs: new Set(allLogs),
      stats: new Map(files.map(path => [path, identityOf(path)])),
      shared: new Set([fees, ...usage, packages]),
      names: nameFiles(compact([...files, ownKey?.path])),
    },
  }
}

/**
 * Writes the dossiers into `folder`; returns what there is to say of it. When nothing can be claimed there will be none.
 */
export async function writeClaims(
  answer: SlaAnswer,
  request: SlaRequest,
  logs: readonly string[],
  options: SlaOptions,
  { folder, files, ownKey }: OpenClaim,
  outputs: Outputs,
): Promise<string> {
  const services = listServices(answer)
  const claimed = services.flatMap(({ periods }) => periods.filter(one => findClaim(one) !== 'none'))
  const all = services.reduce((sum, { periods }) => sum + periods.length, 0)
  if (claimed.length === 0) {
    folder.discard()
    return `--claim: nothing can be claimed for ${countOf(all, 'period')}, so no dossier was written`
  }

  const { inputs, key: keyOfLogs } = await digestInputs(files)
  const key = ownKey?.key ?? keyOfLogs
  const folders = nameFolders(services)
  const command = writeCommand(logs, options, answer, files.names)
  const hasOwnKey = ownKey !== null
  // Folders of the customer's machine are nobody else's business.
  const nameOf = (path: string): string => files.names.get(path) ?? path
  const frame = {
    whole: { ...answer, columns: answer.columns.map(each => ({ ...each, file: nameOf(each.file) })) },
    keep: listKept(options),
    inputs,
    hasOwnKey,
    version: PACKAGE_VERSION,
    command,
  }
  for (const service of services) {
    const source = service === answer.service ? request.service : request.companion!
    await writeService({ service, source, request, folders, folder, nameOf, key, frame })
  }
  checkUnchanged(files)
  folder.write('index.md', writeIndex(answer, folders))
  folder.writeDigests('')
  if (ownKey) outputs.add(ownKey, ownKey.path)
  const made = ownKey?.isNew
    ? `; the key of its tokens is in ${inQuotes(ownKey.path)}: keep it, and keep it to yourself`
    : ''
  const periods = claimed.length === all ? '' : ` of ${countOf(all, 'period')}`
  const closed = claimed.filter(one => describeClosed(one) !== null).length
  const unsent = closed === 0 ? '' : `; ${closed} cannot be sent now, and index.md says why`
  return `--claim: ${countOf(claimed.length, 'dossier')}${periods} in ${inQuotes(options.claim!)}; index.md there lists ${all === 1 ? 'it' : 'them'}${unsent}${made}`
}

const listKept = ({ keep = [] }: SlaOptions): string[] => [...new Set(keep.map(name => name.trim()))]

/** One service whose claims are written. */
interface ServiceClaims {
  readonly service: ServiceAnswer
  readonly source: ServiceRequest
  readonly request: SlaRequest
  readonly folders: ReadonlyMap<PeriodAnswer, string>
  readonly folder: WholeFolder
  readonly nameOf: (path: string) => string
  readonly key: Buffer
  readonly frame: Pick<ClaimDossier, 'whole' | 'keep' | 'inputs' | 'hasOwnKey' | 'version' | 'command'>
}

async function writeService(claims: ServiceClaims): Promise<void> {
  const { source, request, folders, folder, nameOf, key, frame } = claims
  const periods = claims.service.periods.filter(one => folders.has(one))
  if (periods.length === 0) return
  const notes = claims.service.notes.map(note =>
    'file' in note ? { ...note, file: nameOf(note.file) } : note,
  )
  const service = { ...claims.service, notes }
  const pathOf = (period: PeriodAnswer, file: string): string => `${folders.get(period)}/${file}`
  const { keep } = frame
  for (const period of periods)
    folder.write(pathOf(period, CLAIM_FILES.requests), [writeRequestHead(period.agreement.method, keep)])
  const evidence = await readFailedRequests(
    source.logs,
    { ...request.reading, onReject: null },
    {
      periods,
      choices: service.choices,
      repeated: service.repeatedLines,
      zone: request.zone,
      keep,
      onRequest: (failed, period) =>
        folder.append(
          pathOf(period, CLAIM_FILES.requests),
          showRequest(failed, period.agreement.method, keep, nameOf, key),
        ),
    },
  )
  for (const [index, period] of periods.entries()) {
    const dossier: ClaimDossier = {
      ...frame,
      answer: period,
      service,
      ...(evidence[index] as PeriodEvidence),
    }
    const summary = summariseClaim(dossier)
    folder.write(pathOf(period, CLAIM_FILES.summary), writeMarkdown(summary, 1))
    folder.write(pathOf(period, CLAIM_FILES.page), writeDocumentPage(summary))
    folder.write(pathOf(period, CLAIM_FILES.slices), writeClaimSlices(dossier))
    if (period.measurement.method === 'timeslices')
      folder.write(pathOf(period, CLAIM_FILES.incidents), writeClaimIncidents(dossier))
    folder.write(pathOf(period, CLAIM_FILES.exclusions), writeClaimExclusions(dossier))
    folder.write(pathOf(period, CLAIM_FILES.form), writeClaimForm(dossier))
    // The form is there to be written into.
    folder.writeDigests(folders.get(period)!, [CLAIM_FILES.form])
  }
}

/**
 * Identifiers become tokens: who holds the key can make the token of an identifier again, and nobody else can try
 * identifiers. `***` in front says at sight that something was replaced.
 */
function showRequest(
  request: FailedRequest,
  method: AvailabilityMethod,
  keep: readonly string[],
  nameOf: (path: string) => string,
  key: Buffer,
): string {
  const tokenOf = (column: string): string => {
    const text = request.text(column) ?? ''
    if (text === '') return ''
    return `***${createHmac('sha256', key).update(`${column}\0${text}`).digest('hex').slice(0, 20)}`
  }
  return writeRequestRow({
    ...request,
    log: nameOf(request.file),
    tokens: identifiersOf(method).map(tokenOf),
    kept: keep.map(column => request.text(column) ?? ''),
  })
}

/** A folder for each claim: the period, the account when there is one, the agreement when there are two. */
function nameFolders(services: readonly ServiceAnswer[]): Map<PeriodAnswer, string> {
  const taken = new Set<string>()
  const names = new Map<PeriodAnswer, string>()
  for (const { periods, policy } of services) {
    for (const period of periods.filter(one => findClaim(one) !== 'none')) {
      const { account, agreement } = period
      const { start, end } = period.period
      const parts = compact([
        formatDay(start).slice(0, agreement.cutToTerm && !isWholeMonth(start, end) ? 10 : 7),
        account !== null && slugOf(account),
        services.length > 1 && slugOf(policy),
      ])
      const plain = parts.join('-')
      // Two names that only some file systems tell apart, or that a slug makes the same.
      const name = taken.has(plain.toLowerCase())
        ? `${plain}-${digestOf(JSON.stringify([policy, account]))}`
        : plain
      taken.add(name.toLowerCase())
      names.set(period, name)
    }
  }
  return names
}

const isWholeMonth = (start: PeriodAnswer['period']['start'], end: PeriodAnswer['period']['end']): boolean =>
  formatDay(start).endsWith('-01') && formatDay((end + 1) as typeof end).endsWith('-01')

/** A name that every file system takes; one that had to be changed gets a digest, by which it stays its own. */
function slugOf(text: string): string {
  const slug = text.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, 40)
  return slug === text && !/^\.|\.$/.test(text)
    ? slug
    : `${slug.replaceAll(/^\.+|\.+$/g, '')}-${digestOf(text)}`
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

/** Which of two claims to send, where one credit is granted; then every period, with its folder or why it has none. */
function* writeIndex(answer: SlaAnswer, names: ReadonlyMap<PeriodAnswer, string>): Generator<string> {
  yield '# Claims\n\nEach folder is one claim, to be sent by itself; it has no figures of other accounts or periods. '
  yield `Before you send it, fill in its ${CLAIM_FILES.form}.\n\n`
  for (const exclusive of answer.exclusives.filter(({ shared }) => shared.length > 0))
    yield `**Not both:** ${describeExclusive(exclusive, answer.zone)}.\n\n`
  const rows = listServices(answer).flatMap(({ periods, policy }) =>
    periods.map(period => {
      const name = names.get(period)
      const claim =
        name === undefined
          ? `none: ${describeNoClaim(period)}`
          : compact([`${name}/`, describeClosed(period)]).join(': ')
      return [policy, nameOfAnswer(period), claim]
    }),
  )
  const headings = ['Agreement', 'Account and period', 'Claim']
  yield* listTableLines(
    headings.map(heading => ({ heading })),
    rows,
  )
}

/** Options that do not shape a dossier, or have a form of their own in its command. */
const NOT_IN_COMMAND: ReadonlySet<string> = new Set([
  ...['asOf', 'tz', 'claim', 'force', 'format', 'json', 'output', 'html', 'ics', 'rejects'],
  ...['quiet', 'color', 'config', 'failUnder', 'minCoverage', 'timeout'],
])

/** Options whose value is the path of a file. */
const PATHS: ReadonlySet<string> = new Set<keyof SlaOptions>([
  ...(['maintenance', 'withMaintenance', 'calendar', 'fees', 'tiers', 'withTiers'] as const),
  ...(['usage', 'packages', 'policy', 'rates', 'claimKey'] as const),
])

/** The command that makes the dossier again, for a shell, wherever its settings were from. */
function writeCommand(
  logs: readonly string[],
  options: SlaOptions,
  { asOf, zone }: SlaAnswer,
  names: ReadonlyMap<string, string>,
): string {
  const nameOf = (path: string): string => {
    const name = names.get(path)
    // By itself it could be taken for an option, or for what is held here by its name.
    return name !== undefined && (name.startsWith('-') || !/[./]/.test(name)) ? `./${name}` : (name ?? path)
  }
  const showValue = (key: string, text: string): string => {
    if (key !== 'with') return PATHS.has(key) ? nameOf(text) : text
    const [policy, log] = text.split(/=(.*)/s)
    return `${nameOf(policy!)}=${nameOf(log!)}`
  }
  const show = (option: string, value: string): string =>
    value === '' || value.startsWith('-')
      ? `${option}=${quoteForShell(value)}`
      : `${option} ${quoteForShell(value)}`
  const given = Object.entries({ ...options, keep: listKept(options) })
    .filter(([key, value]) => !NOT_IN_COMMAND.has(key) && value !== undefined && value !== false)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => {
      const option = optionOf(key)
      if (value === true) return [option]
      return [value].flat().map(each => show(option, showValue(key, String(each))))
    })
  return [
    'kling-cost sla',
    ...logs.map(log => quoteForShell(nameOf(log))),
    ...given,
    `--as-of ${formatInstant(asOf)} --tz ${zone.id} --no-config --claim claim`,
  ].join(' ')
}
