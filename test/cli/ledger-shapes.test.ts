/** The same purchases in every shape that a spreadsheet gives them: one answer. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zoneOf } from '../../src/core/calendar.js'
import { format } from '../../src/core/quantity.js'
import { plainReading } from '../../src/read/file-reading.js'
import { readLedger } from '../../src/read/ledger/ledger.js'
import type { Notation } from '../../src/read/notation.js'
import { loadRates } from '../../src/read/rates/load-rates.js'
import { openInput } from '../../src/read/source.js'
import { rowsXml, workbookOf } from '../read/zip-archive.js'

const rates = await loadRates([], { stream: (async function* () {})(), isTerminal: true })
const OFFERS = { 'package-1': [30000, 4200], 'package-2': [45000, 5670], 'package-3': [60000, 6720] } as const
type Name = keyof typeof OFFERS

interface Purchase {
  readonly name: Name
  readonly day: number
  readonly count: number
  /** Tenths of a unit. */
  readonly left: number
}

const purchase: fc.Arbitrary<Purchase> = fc.record({
  name: fc.constantFrom(...(Object.keys(OFFERS) as Name[])),
  day: fc.integer({ min: 0, max: 300 }),
  count: fc.integer({ min: 1, max: 3 }),
  left: fc.integer({ min: 0, max: 299_999 }),
})

const dateOf = ({ day }: Purchase): [string, string, string] =>
  new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10).split('-') as [string, string, string]
/** Digits with signs between thousands and before decimals. */
const write = (value: number, thousands: string, decimal: string, digits = 0): string => {
  const [whole, fraction] = value.toFixed(digits).split('.')
  const grouped = whole!.replaceAll(/\B(?=(\d{3})+$)/g, thousands)
  return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`
}
const unitsOf = ({ name, count }: Purchase): number => OFFERS[name][0] * count
const priceOf = ({ name, count }: Purchase): number => OFFERS[name][1] * count
const sum = (all: readonly Purchase[], of: (each: Purchase) => number): number =>
  all.reduce((total, each) => total + of(each), 0)
const people = (name: Name): string => name.replace('package-', 'Package ')
const quoteCsv = (cells: readonly string[], delimiter: string): string =>
  cells.map(cell => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter)

/** A table of texts: its head, a row for each purchase, and the sums. */
function table(
  head: readonly string[],
  all: readonly Purchase[],
  total: string,
  {
    date,
    units,
    price,
    left,
  }: Record<'date' | 'units' | 'price' | 'left', (each: number | Purchase) => string>,
): string[][] {
  const rows = all.map(each => [
    people(each.name),
    date(each),
    String(each.count),
    units(unitsOf(each)),
    price(priceOf(each)),
    left(each.left / 10),
  ])
  const sums = [
    total,
    '',
    '',
    units(sum(all, unitsOf)),
    price(sum(all, priceOf)),
    left(sum(all, each => each.left) / 10),
  ]
  return [[...head], ...rows, head.map(() => ''), sums]
}

const ENGLISH = ['Description', 'Purchase Date', 'Qty', 'Units', 'Amount (USD)', 'Remaining']

/** Each shape: bytes, and what has to be said of it. */
const SHAPES: Record<string, (all: readonly Purchase[]) => { bytes: Buffer; notation?: Partial<Notation> }> =
  {
    'Excel of the US': all => {
      const rows = table(ENGLISH, all, 'TOTAL', {
        date: each => ((y, m, d) => `${Number(m)}/${Number(d)}/${y}`)(...dateOf(each as Purchase)),
        units: value => write(value as number, ',', '.'),
        price: value => `$${write(value as number, ',', '.', 2)}`,
        left: value => write(value as number, ',', '.', 1),
      })
      const text = rows.map(row => quoteCsv(row, ',')).join('\r\n')
      return { bytes: Buffer.from(`\uFEFF${text}\r\n`), notation: { dates: 'MDY' } }
    },
    'Excel of Germany': all => {
      const head = ['Bezeichnung', 'Kaufdatum', 'Menge', 'Einheiten', 'Betrag (USD)', 'Verbleibend']
      const rows = table(head, all, 'Summe', {
        date: each => ((y, m, d) => `${d}.${m}.${y}`)(...dateOf(each as Purchase)),
        units: value => write(value as number, '.', ','),
        price: value => `${write(value as number, '.', ',', 2)} $`,
        left: value => write(value as number, '.', ',', 1),
      })
      const text = rows.map(row => quoteCsv(row, ';')).join('\n')
      return { bytes: Buffer.from(`sep=;\n${text}`), notation: { dates: 'DMY' } }
    },
    'Unicode text': all => {
      const rows = table(['资源包名称', '购买日期', '数量', '总量', '金额', '余量'], all, '合计', {
        date: each => dateOf(each as Purchase).join('/'),
        units: value => String(value),
        price: value => String(value),
        left: value => write(value as number, '', '.', 1),
      })
      return {
        bytes: Buffer.from(`\uFEFF${rows.map(row => row.join('\t')).join('\r\n')}`, 'utf16le'),
        notation: { decimal: '.' },
      }
    },
    'a workbook': all => {
      const rows = all.map(each => [
        people(each.name),
        dateOf(each).join('-'),
        each.count,
        unitsOf(each),
        priceOf(each),
        each.left / 10,
      ])
      const sums = [
        'Total',
        null,
        null,
        sum(all, unitsOf),
        sum(all, priceOf),
        sum(all, each => each.left) / 10,
      ]
      return { bytes: workbookOf({ rows: rowsXml([ENGLISH, ...rows, sums]) }) }
    },
  }

async function read(bytes: Buffer, notation: Partial<Notation> = {}) {
  const plain = plainReading(zoneOf('UTC'))
  const reading = { ...plain, names: rates.names, notation: { ...plain.notation, ...notation } }
  const stdin = {
    stream: (async function* () {
      yield bytes
    })(),
    isTerminal: false,
  }
  const ledger = await readLedger(await openInput('-', stdin), { ...rates, ledgerReading: reading })
  return ledger.reported!.map(({ lot: { id, place, order, units, price, ...lot }, remaining }) => ({
    ...lot,
    units: format(units),
    price: format(price!),
    remaining: remaining && format(remaining),
  }))
}

test('purchases in every shape are the same lots', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(purchase, { minLength: 1, maxLength: 6 }), async all => {
      const plain = [
        'package,purchased_at,units,price,remaining',
        ...all.map(
          each =>
            `${each.name},${dateOf(each).join('-')},${unitsOf(each)},${priceOf(each)},${each.left / 10}`,
        ),
      ]
      const expected = await read(Buffer.from(plain.join('\n')))
      expect(expected).toHaveLength(all.length)
      for (const [name, shape] of Object.entries(SHAPES)) {
        const { bytes, notation } = shape(all)
        expect(await read(bytes, notation), name).toEqual(expected)
      }
    }),
    { seed: 20261128, numRuns: 60 },
  )
})
