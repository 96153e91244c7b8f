/** The fee of each service period out of a ledger and the use drawn from it: what `sla --usage --packages` needs. */
import { addDays, type ServicePeriod, type TimeZone } from '../../core/calendar.js'
import { assert, atLine, failOnAny, type Issue, listChoices } from '../../core/failure.js'
import { beginningOf, type Instant, type Zone } from '../../core/instant.js'
import type { BurnOrder } from '../../core/ledger/burn-order.js'
import type { Use } from '../../core/ledger/drawdown.js'
import { computeFees, type FeeBasis, type FeePeriod, type Fees } from '../../core/ledger/fee.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import type { Catalogue } from '../../core/rating/catalogue.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import type { FileReading } from '../../read/file-reading.js'
import { type Ledger, listAccounts, readLedger } from '../../read/ledger/ledger.js'
import type { Input } from '../../read/source.js'
import type { FileJobs } from '../jobs/job-files.js'
import { readUsage, type Usage, unitPools } from './usage.js'

/** The two files that a fee is computed from, read. */
export interface FeeSources {
  readonly ledger: Ledger
  /** Null when none was given, which only a fee that does not depend on use can do without. */
  readonly usage: Usage | null
}

/** The files, and what they are read with. */
export interface FeeSourceRequest {
  /** `--packages` */
  readonly ledger: Input
  readonly ledgerReading: FileReading
  /** `--usage` */
  readonly usage: readonly FileJobs[]
  readonly catalogue: Catalogue
  readonly packages: readonly ResourcePackage[]
  readonly card: RateCard | null
  readonly asOf: Instant
  readonly zone: TimeZone
}

/** Reads ledger and use. Throws InputError for what is wrong in either. */
export async function readFeeSources(request: FeeSourceRequest): Promise<FeeSources> {
  const ledger = tellEnds(await readLedger(request.ledger, request))
  const pools = unitPools(request, ledger.lots)
  const usage = request.usage.length > 0 ? await readUsage(request.usage, request, pools) : null
  return { ledger, usage }
}

/** Says by which rule packages end on a bare date, for the fee depends on what they paid until then. */
function tellEnds(ledger: Ledger): Ledger {
  if (!ledger.endsWithDay) return ledger
  const remark = 'packages that expire on a date without a time can be used until that day ends (ruling R36)'
  const { columns } = ledger
  return { ...ledger, columns: { ...columns, remarks: [...(columns.remarks ?? []), remark] } }
}

/**
 * The first use of nobody in particular, when the lots are of several accounts: which of them it drew from would
 * be a guess. (Of one account, everything in the file is its.)
 */
export function findOwnerless({ lots }: Ledger, { uses }: Usage): Issue[] {
  const accounts = listAccounts(lots)
  const use = accounts.length > 1 ? uses.find(({ account }) => account === null) : undefined
  if (!use) return []
  const message = `account: is missing, and the ledger holds packages of ${listChoices(accounts, 'and')}`
  const hint = 'say in each row whose task it was, or give a ledger of one account'
  return [{ code: 'KEY_MISSING', message, place: atLine(use.file, use.line), hint }]
}

/** For whom and when a fee is asked. */
export interface FeeQuestion {
  /** Null when the request log does not say whose it is: everyone's. */
  readonly account: string | null
  readonly period: ServicePeriod
}

/** How. */
export interface FeeTerms {
  readonly basis: FeeBasis
  readonly order: BurnOrder
  readonly asOf: Instant
  /** In which days begin and end. */
  readonly zone: Zone
}

/** The fees, one for each question in its order. */
export interface FeeAnswer extends Fees {
  /** Accounts that were asked for and of which neither file holds anything: they may be called otherwise there. */
  readonly unknownAccounts: readonly string[]
  /** Accounts of the files that were not asked for. */
  readonly otherAccounts: readonly string[]
}

/**
 * The fee of each account in each period (rules §3). Throws InputError when several accounts are asked for and
 * the files do not say whose a fee is: it would be counted for each of them.
 */
export function answerFees(
  { ledger, usage }: FeeSources,
  questions: readonly FeeQuestion[],
  { zone, ...terms }: FeeTerms,
): FeeAnswer {
  assert(usage || terms.basis === 'straight-line', 'a fee by use needs a file of use')
  const { lots } = ledger
  const uses = terms.basis === 'usage' && usage ? usage.uses : []
  const asked = [...new Set(questions.flatMap(({ account }) => account ?? []))]
  if (usage && terms.basis === 'usage') failOnAny(findOwnerless(ledger, usage))
  if (asked.length > 1) failOnAny(findShared(ledger, uses, terms.basis, asked))
  const periods = questions.map(
    ({ account, period }): FeePeriod => ({
      account,
      from: beginningOf(period.start, zone),
      to: beginningOf(addDays(period.end, 1), zone),
    }),
  )
  const owners = new Set([...lots, ...uses].map(({ account }) => account))
  const unknownAccounts = owners.has(null) ? [] : asked.filter(account => !owners.has(account))
  const otherAccounts = [...owners].flatMap(owner => (owner === null || asked.includes(owner) ? [] : owner))
  return { ...computeFees({ lots, uses, periods, ...terms }), unknownAccounts, otherAccounts }
}

/** What would be part of the fee of more than one of the accounts asked for. */
function findShared(
  { lots, file }: Ledger,
  uses: readonly Use[],
  basis: FeeBasis,
  accounts: readonly string[],
): Issue[] {
  const lot = lots.find(({ account }) => account === null)
  // By use it matters who used; who is known from the task or from the lot that paid for it.
  if (!lot || (basis === 'usage' && uses.every(({ account }) => account !== null))) return []
  const message = `account: package ${lot.id} names none, and a fee is asked for ${listChoices(accounts, 'and')}`
  const hint =
    basis === 'usage'
      ? 'name the account of each package, or of each task in the usage file'
      : 'name the account of each package'
  return [{ code: 'KEY_MISSING', message, place: { ...lot.place, file }, hint }]
}
