/**
 * The answer of `GET /account/costs`, as it comes (rules §8), or several of them: packages with their balances. Pool,
 * units and concurrency are in their names, or come from the catalogue when exactly one package fits in size and
 * validity, or from who writes them into the entry (`package`, or `pool` and `price`); otherwise they are asked for.
 */
import { fail, type Issue, inFile, inQuotes, type Place } from '../../core/failure.js'
import { formatInstant } from '../../core/instant.js'
import type { LedgerDoubt } from '../../core/ledger/ledger-doubt.js'
import { formOf } from '../columns.js'
import type { FileReading } from '../file-reading.js'
import { parseJson } from '../json.js'
import { JsonColumns, type ListBeside } from '../json-columns.js'
import { expectJson, type JsonValue, memberOf } from '../json-value.js'
import { normaliseColumn } from '../names.js'
import { notationOfPrograms } from '../notation.js'
import type { Row } from '../rows.js'
import { joinText } from '../source.js'
import { type Holder, readBeside } from '../tasks/pages.js'
import { withTellingCells } from '../telling-cells.js'
import { INSTEAD } from './ledger-headings.js'
import { failOnVendors, likenessesOfLedger } from './likenesses.js'
import { readLotRow } from './lot-row.js'
import {
  LEDGER_COLUMNS,
  type LedgerColumn,
  type LedgerRows,
  type LotContext,
  type StatedLot,
} from './row-reader.js'
import { SameRowFinder } from './same-rows.js'

/** Reads the packages of one answer or several. Throws JSON_MALFORMED for anything else. */
export async function readAccountCosts(
  chunks: AsyncIterable<Buffer>,
  file: string,
  context: LotContext,
  reading: FileReading,
): Promise<LedgerRows> {
  const documents = parseAnswers(await joinText(chunks, file), file)
  const form = { ...formOf(LEDGER_COLUMNS, reading.names, 'ledger', reading), instead: INSTEAD }
  const columns = new JsonColumns(file, form)
  const entries = documents.flatMap(document => listEntries(document, columns))
  const lots: StatedLot[] = []
  const doubts: LedgerDoubt[] = []
  const issues: Issue[] = []
  const isService = documents.length === 0 || documents.some(document => findPacks(document) !== null)
  const seen = new Set<string>()
  const names = new Set<string>()
  /** When the package of each entry was bought, by its number; of one that cannot be read, or counts already, it is empty. */
  const starts = entries.map(() => '')
  const same = new SameRowFinder()
  let repeated = 0
  for (const [i, entry] of entries.entries()) {
    const read = readEntry(entry, columns)
    if (Array.isArray(read)) {
      issues.push(...read)
      continue
    }
    const id = read.text('id')
    // Pages that overlap list a package in the same words; what has no id may have been bought twice.
    if ((isService || id) && seen.has(entry.raw)) {
      repeated++
      continue
    }
    seen.add(entry.raw)
    const name = read.text('package_name')
    const free = name && !names.has(name) ? name : `entry ${lots.length + 1}`
    names.add(name ?? '')
    const row = readLot(read, id || free, columns, context, entry.place, lots.length)
    if (Array.isArray(row)) issues.push(...row)
    else {
      for (const { lot } of row.lots) starts[i] = formatInstant(lot.purchasedAt)
      lots.push(...row.lots)
      doubts.push(...row.doubts)
      if (!id) same.add([entry.raw], entry.place.line!)
    }
  }
  const cells = (name: string): string[] => entries.map(entry => memberOf(entry, name)?.text?.trim() ?? '')
  const { ignored: unread } = columns
  let ignored = unread
  if (!isService) {
    failOnVendors(unread, cells, form, reading.names, inFile(file))
    const sizes = lots.map(({ lot }) => lot.units)
    const likenesses = likenessesOfLedger(starts, sizes, context.notation, reading.names)
    ignored = withTellingCells(unread, likenesses, column => columns.isRead(column), cells)
  }
  return {
    lots,
    isService,
    issues: [...issues, ...findMisspelt(entries, columns, reading)],
    remarks: repeated === 0 ? [] : [`${repeated} of the packages stood twice, and count once`],
    doubts: [...doubts, ...same.doubts],
    // The service's own names are no other names for anything.
    columns: {
      file,
      ignored,
      aliased: columns.aliased.filter(({ clock }) => clock !== undefined),
    },
  }
}

function readEntry(entry: JsonValue, columns: JsonColumns): Row | Issue[] {
  const { place } = entry
  if (entry.kind !== 'object') {
    const message = `found ${inQuotes(entry.raw)}; a package must be an object`
    return [{ code: 'JSON_MALFORMED', message, place } satisfies Issue]
  }
  const row = columns.read(entry, entry.raw, place.line)
  return 'issue' in row ? [row.issue] : row
}

function readLot(
  row: Row,
  id: string,
  columns: JsonColumns,
  context: LotContext,
  place: Place,
  order: number,
) {
  const nameOf = (column: LedgerColumn): string =>
    columns.aliased.find(({ column: own }) => own === column)?.name ?? column
  const notation = { ...notationOfPrograms(context.notation), zones: columns.zones }
  return readLotRow(
    column => (column === 'id' ? id : row.text(column)),
    { ...context, notation, nameOf },
    place,
    order,
  )
}

/** Keys that nothing was read from and that are nearly those of a package: what people write into the answer. */
function findMisspelt(
  entries: readonly JsonValue[],
  { ignored }: JsonColumns,
  { leftOut }: FileReading,
): Issue[] {
  return ignored
    .filter(({ name, like }) => like !== null && !leftOut.has(normaliseColumn(name)))
    .map(({ name, like }) => ({
      code: 'KEY_UNKNOWN',
      message: `${inQuotes(name)} is no key of a package; did you mean ${inQuotes(like!)}?`,
      place: entries.find(entry => memberOf(entry, name))!.place,
    }))
}

/** The documents of a text: one, or one a line. */
function parseAnswers(text: string, file: string): JsonValue[] {
  const whole = parseJson(text, file)
  if (!('code' in whole)) return whole.kind === 'array' ? [...whole.items] : [whole]
  const lines = text.split('\n').map((line, i) => ({ line, value: parseJson(line, file, i + 1) }))
  const answers = lines.filter(({ line }) => line.trim() !== '').map(({ value }) => value)
  const isAll = answers.every(value => !('code' in value) && value.kind === 'object')
  return isAll ? answers.map(expectJson) : [expectJson(whole)]
}

/** The packages of one document: an answer, or a package by itself in our own words. */
function listEntries(document: JsonValue, columns: JsonColumns): readonly JsonValue[] {
  const refusal = findRefusal(document)
  if (refusal !== null) fail('JSON_MALFORMED', `the API answered with an error: ${refusal}`, document.place)
  const packs = findPacks(document)
  if (packs !== null) {
    columns.noteBeside(packs)
    return packs.rows
  }
  const isEntry = OWN_KEYS.some(key => memberOf(document, key) !== undefined)
  if (isEntry) return [document]
  return fail(
    'JSON_MALFORMED',
    'is not the answer of GET /account/costs: it has no data.resource_pack_subscribe_infos',
    document.place,
  )
}

/** Keys by which a package is known that somebody wrote. */
const OWN_KEYS = ['package', 'units', 'purchased_at', 'resource_pack_id']

/** The list of packages, or null when the JSON is no such answer. Some clients nest it twice. */
function findPacks(root: JsonValue): ListBeside | null {
  const data = memberOf(root, 'data')
  const around: Holder[] = []
  for (const value of [root, data, memberOf(data, 'data')]) {
    const packs = memberOf(value, PACKS)
    if (packs?.kind === 'array') return readBeside([...around, { value: value!, key: PACKS }], packs.items)
    if (value) around.push({ value, key: 'data' })
  }
  return null
}

const PACKS = 'resource_pack_subscribe_infos'

/** Whether a value is such an answer, or packages out of one: a file of use that begins so is a ledger. */
export function holdsPackages(value: JsonValue): boolean {
  const [first = value] = value.kind === 'array' ? value.items : []
  const isPack = ['resource_pack_id', 'total_quantity'].every(key => memberOf(first, key) !== undefined)
  return isPack || findPacks(first) !== null
}

/** What the API refused with, or null when it did not: an error is an answer in JSON too, and holds no packages. */
function findRefusal(root: JsonValue): string | null {
  const data = memberOf(root, 'data')
  for (const holder of [root, data]) {
    const code = memberOf(holder, 'code')?.text
    if (code === undefined || code === '0') continue
    return `${code} ${(memberOf(holder, 'message') ?? memberOf(holder, 'msg'))?.text ?? ''}`.trim()
  }
  return null
}
