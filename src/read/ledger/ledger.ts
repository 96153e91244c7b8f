/** Ledgers of purchased packages: a table, or the answer of `GET /account/costs`. Everything that is wrong is told at once. */
import { failOnAny, type Issue, withHintAtEnd } from '../../core/failure.js'
import type { FileColumns } from '../../core/file-columns.js'
import { groupBy } from '../../core/group-by.js'
import type { Lot } from '../../core/ledger/lot.js'
import { withSuccessors } from '../../core/ledger/package-list.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import type { Usd } from '../../core/quantity.js'
import type { Catalogue } from '../../core/rating/catalogue.js'
import type { FileReading } from '../file-reading.js'
import { looksLikeJson, peekChunk } from '../peek.js'
import { type Input, withRemarks } from '../source.js'
import type { LotContext, StatedLot } from './row-reader.js'

/** What was bought, in the order of the file. */
export interface Ledger {
  readonly file: string
  readonly lots: readonly Lot[]
  /** What is said of each lot beside; null when nothing is said of balances. */
  readonly reported: readonly StatedLot[] | null
  /** Whether the service wrote it, rather than a user. */
  readonly isService: boolean
  /** Whether a package expires on a bare date (ruling R36). */
  readonly endsWithDay: boolean
  readonly columns: FileColumns
}

export interface LedgerContext {
  readonly catalogue: Catalogue
  readonly packages: readonly ResourcePackage[]
  readonly ledgerReading: FileReading
  /** Whether purchases are planned, so that what an account can buy once matters. */
  readonly isForPlan?: boolean
}

/** Reads a ledger, whichever form it has. Throws InputError with every issue of every row. */
export async function readLedger(input: Input, context: LedgerContext): Promise<Ledger> {
  const { catalogue, packages, ledgerReading: reading, isForPlan = false } = context
  const listUnitPrices = new Map<string, Usd>()
  for (const card of catalogue.cards)
    for (const [pool, { listUnitPrice }] of card.pools) listUnitPrices.set(pool, listUnitPrice)
  const pools = new Set([...listUnitPrices.keys(), ...packages.map(({ pool }) => pool)])
  const [head, chunks] = await peekChunk(input.chunks)
  const isJson = looksLikeJson(head)
  const lotContext: LotContext = {
    packages,
    pools: [...pools].sort(),
    listUnitPrices,
    notation: reading.notation,
    names: reading.names,
    isService: isJson,
    isForPlan,
    nameOf: column => column,
  }
  const readRows = isJson
    ? (await import('./account-costs.js')).readAccountCosts
    : (await import('./table.js')).readTable
  const rows = await withRemarks(input, () => readRows(chunks, input.name, lotContext, reading, input))
  const lots = rows.lots.map(({ lot }) => lot)
  const { isService } = rows
  const { issues, remarks } = findTwice(lots, packages, isService)
  failOnAny([...(lots.length === 0 ? foldMissing(rows.issues) : rows.issues), ...issues])
  const saysMore = ({ remaining, status }: StatedLot): boolean => remaining !== null || status !== null
  return {
    file: input.name,
    lots,
    reported: isService || rows.lots.some(saysMore) ? rows.lots : null,
    isService,
    endsWithDay: rows.lots.some(({ endsWithDay }) => endsWithDay),
    columns: {
      ...rows.columns,
      remarks: [...(input.remarks ?? []), ...rows.remarks, ...remarks],
      doubts: rows.doubts,
    },
  }
}

/** What no row of a file says is told once. */
function foldMissing(issues: readonly Issue[]): Issue[] {
  const rows = new Set(issues.map(({ place }) => place.line)).size
  if (rows < FEWEST_FOLDED) return [...issues]
  const byMessage = groupBy(issues, ({ code, message }) => `${code} ${message}`)
  return [...byMessage.values()].flatMap(alike => {
    const [first] = alike as [Issue]
    if (first.code !== 'KEY_MISSING' || alike.length < rows) return alike
    return withHintAtEnd([first], `none of the ${rows} rows says it`)
  })
}

/** Of fewer rows each is told. */
const FEWEST_FOLDED = 4

/**
 * Two lots of one id, and two of what an account may buy once (002), by whichever list (R13). That is wrong in a user's table, which may name
 * one twice; of the service it is news.
 */
function findTwice(lots: readonly Lot[], packages: readonly ResourcePackage[], isService: boolean) {
  const issues: Issue[] = []
  const remarks: string[] = []
  const ids = new Map<string, Lot>()
  const once = new Map<string, Lot>()
  const onceOnly = new Set(packages.filter(offer => offer.isOncePerAccount).map(offer => offer.id))
  for (const lot of lots) {
    const twin = ids.get(lot.id)
    if (twin) {
      const message = `id: "${lot.id}" is the lot in line ${twin.place.line} already`
      const hint = 'of answers that state other balances of one package, give the newest alone'
      issues.push({ code: 'NAME_CLASH', message, place: lot.place, ...(isService && { hint }) })
    } else ids.set(lot.id, lot)
    if (lot.packageId === null || !onceOnly.has(lot.packageId)) continue
    const [offer] = withSuccessors(packages, [lot.packageId]).sort()
    const key = JSON.stringify([offer, lot.account])
    const first = once.get(key)
    if (!first) once.set(key, lot)
    else if (isService) {
      remarks.push(
        `${lot.id} and ${first.id} are both ${[...new Set([first.packageId, lot.packageId])].join(', now called ')}, which an account can buy once (002): the service sold it twice`,
      )
    } else {
      const owner = lot.account === null ? 'an account' : `account ${lot.account}`
      const known =
        lot.packageId === first.packageId ? 'it' : `${first.packageId}, the same offer by another list,`
      const message = `package: ${owner} can buy ${lot.packageId} once, and line ${first.place.line} has ${known} already`
      issues.push({ code: 'BAD_VALUE', message, place: lot.place })
    }
  }
  return { issues, remarks }
}
/** The lots' own accounts, in order of first occurrence. */
export const listAccounts = (lots: readonly Lot[]): string[] => [
  ...new Set(lots.flatMap(lot => lot.account ?? [])),
]
