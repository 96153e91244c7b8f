/** Ledgers of purchased packages: CSV, or the answer of `GET /account/costs`. Everything that is wrong is told at once. */
import { fail, failOnAny, type Issue } from '../../core/failure.js'
import type { FileColumns } from '../../core/file-columns.js'
import type { Lot } from '../../core/ledger/lot.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import type { Catalogue } from '../../core/rating/catalogue.js'
import { rowPlace } from '../bad-rows.js'
import { findColumns, formOf } from '../columns.js'
import { openCsv } from '../csv-form.js'
import type { FileReading } from '../file-reading.js'
import { expectJson } from '../json-value.js'
import { notationOfCsv } from '../notation.js'
import { looksLikeJson, peekChunk } from '../peek.js'
import { type Input, joinText } from '../source.js'
import { findPacks, findRefusal, type ReportedLot, readPack } from './account-costs.js'
import { LEDGER_COLUMNS, type LotContext, readLotRow } from './lot-row.js'

/** What was bought, in the order of the file. */
export interface Ledger {
  readonly file: string
  readonly lots: readonly Lot[]
  /** What the API says of each lot; null for a CSV ledger, which says nothing of balances. */
  readonly reported: readonly ReportedLot[] | null
  readonly columns: FileColumns
}

/** What a ledger is read with. */
export interface LedgerContext {
  readonly catalogue: Catalogue
  readonly packages: readonly ResourcePackage[]
  readonly ledgerReading: FileReading
}

/** Reads a ledger, whichever form it has. Throws InputError with every issue of every row. */
export async function readLedger(input: Input, context: LedgerContext): Promise<Ledger> {
  const { catalogue, packages, ledgerReading: reading } = context
  const pools = new Set([
    ...catalogue.cards.flatMap(card => [...card.pools.keys()]),
    ...packages.map(o => o.pool),
  ])
  const lotContext = { packages, notation: reading.notation, pools: [...pools].sort() }
  const [head, chunks] = await peekChunk(input.chunks)
  return looksLikeJson(head)
    ? readJsonLedger(chunks, input.name, lotContext)
    : readCsvLedger(chunks, input.name, lotContext, reading)
}

async function readCsvLedger(
  chunks: AsyncIterable<Buffer>,
  file: string,
  context: Omit<LotContext, 'nameOf'>,
  reading: FileReading,
): Promise<Ledger> {
  const csv = await openCsv(chunks, file)
  const { headers, headerLine } = csv
  const place = rowPlace(file, headerLine)
  const located = findColumns(headers, formOf(LEDGER_COLUMNS, reading.names, 'ledger', reading), place)
  const { at: columns } = located
  const hint = `found ${headers.join(', ')}; --columns maps other names`
  if (!columns.has('id')) fail('HEADER_MISSING', 'no column "id"', place, hint)
  if (!columns.has('purchased_at') && !columns.has('effective_at'))
    fail('HEADER_MISSING', 'no column "purchased_at" or "effective_at"', place, hint)
  const { readAllRows } = await import('../csv.js')
  const lotContext: LotContext = {
    ...context,
    notation: notationOfCsv(context.notation, csv.delimiter),
    nameOf: column => (columns.has(column) ? headers[columns.get(column)!]! : column),
  }
  const { found: lots, issues } = await readAllRows(csv, columns, file, (text, place, order) =>
    readLotRow(text, lotContext, place, order),
  )
  failOnAny([...issues, ...checkTogether(lots, context.packages)])
  return { file, lots, reported: null, columns: { file, ...located } }
}

async function readJsonLedger(
  chunks: AsyncIterable<Buffer>,
  file: string,
  context: Omit<LotContext, 'nameOf'>,
): Promise<Ledger> {
  const { parseJson } = await import('../json.js')
  const root = expectJson(parseJson(await joinText(chunks, file), file))
  const refusal = findRefusal(root)
  if (refusal !== null) fail('JSON_MALFORMED', `the API answered with an error: ${refusal}`, root.place)
  const packs = findPacks(root)
  if (packs === null)
    fail(
      'JSON_MALFORMED',
      'is not the answer of GET /account/costs: it has no data.resource_pack_subscribe_infos',
      root.place,
    )
  const reported: ReportedLot[] = []
  const issues: Issue[] = []
  packs.forEach((entry, order) => {
    const pack = readPack(entry, context, order)
    if (Array.isArray(pack)) issues.push(...pack)
    else reported.push(pack)
  })
  const lots = reported.map(({ lot }) => lot)
  failOnAny([...issues, ...checkTogether(lots, context.packages)])
  return { file, lots, reported, columns: { file, ignored: [], aliased: [] } }
}

/** What is wrong between lots: two of one id, and two of what an account may buy once (002). */
function checkTogether(lots: readonly Lot[], packages: readonly ResourcePackage[]): Issue[] {
  const issues: Issue[] = []
  const ids = new Map<string, Lot>()
  const once = new Map<string, Lot>()
  const onceOnly = new Set(packages.filter(offer => offer.isOncePerAccount).map(offer => offer.id))
  for (const lot of lots) {
    const twin = ids.get(lot.id)
    if (twin) {
      const message = `id: "${lot.id}" is the lot in line ${twin.place.line} already`
      issues.push({ code: 'NAME_CLASH', message, place: lot.place })
    } else ids.set(lot.id, lot)
    if (lot.packageId === null || !onceOnly.has(lot.packageId)) continue
    const key = JSON.stringify([lot.packageId, lot.account])
    const first = once.get(key)
    if (first) {
      const owner = lot.account === null ? 'an account' : `account ${lot.account}`
      const message = `package: ${owner} can buy ${lot.packageId} once, and line ${first.place.line} has it already`
      issues.push({ code: 'BAD_VALUE', message, place: lot.place })
    } else once.set(key, lot)
  }
  return issues
}

/** The lots' own accounts, in order of first occurrence. */
export const listAccounts = (lots: readonly Lot[]): string[] => [
  ...new Set(lots.flatMap(lot => lot.account ?? [])),
]
