/** What may be a slip in a file, in sentences: it counts as it stands, and no reader may overlook it. */
import { compact } from '../core/compact.js'
import { inQuotes, listChoices } from '../core/failure.js'
import type { FileColumns } from '../core/file-columns.js'
import { groupBy } from '../core/group-by.js'
import type {
  AboveListPrice,
  MayBeTrial,
  SaidFree,
  SameRows,
  UnlikeCatalogue,
} from '../core/ledger/ledger-doubt.js'
import { format, toRatio } from '../core/quantity.js'
import { largerRatio } from '../core/ratio.js'
import type { RowDoubt } from '../core/row-doubt.js'
import { showCents, showUnitCount, showUsd } from './amounts.js'
import { describeAliased, describeIgnored, describeTelling } from './columns.js'
import type { Note } from './note.js'
import { describeRowDoubt } from './row-doubts.js'
import { countOf, listSome } from './text.js'

/** One sentence for the rows that give the same instead of the catalogue's figures, and for each other doubt. */
export const describeDoubts = (files: readonly FileColumns[]): string[] =>
  files.flatMap(({ file, doubts = [] }) => {
    const alike = groupBy(
      doubts.filter((doubt): doubt is UnlikeCatalogue => doubt.kind === 'unlike-catalogue'),
      ({ packageId, count, units, price, days, concurrency }) =>
        [packageId, count, format(units), price && format(price), days, concurrency].join(' '),
    )
    const above = groupBy(
      doubts.filter((doubt): doubt is AboveListPrice => doubt.kind === 'above-list-price'),
      ({ pool }) => pool,
    )
    const others = doubts.filter(
      (doubt): doubt is Exclude<typeof doubt, UnlikeCatalogue | AboveListPrice> =>
        doubt.kind !== 'unlike-catalogue' && doubt.kind !== 'above-list-price',
    )
    return [
      ...[...alike.values()].map(describeUnlike),
      ...[...above.values()].map(describeAbove),
      ...others.map(describeOther),
    ].map(text => `${file}, ${text}`)
  })

function describeOther(doubt: SameRows | SaidFree | MayBeTrial | RowDoubt): string {
  switch (doubt.kind) {
    case 'same-rows':
      return describeSame(doubt)
    case 'said-free': {
      const { heading, remark, packageId, price } = doubt
      return `${nameRows([doubt])}: "${heading}" says ${inQuotes(remark)}, and the package counts as bought for ${showCents(toRatio(price))}, the price of ${packageId}; if nothing was paid, write 0 in a column price`
    }
    case 'may-be-trial': {
      const { units, price, packageId } = doubt
      const paid = price === null ? '' : ` for ${showCents(toRatio(price))}`
      return `${nameRows([doubt])}: ${showUnitCount(units)}${paid} may be ${packageId}, which an account can buy once, and the plan may buy it again; if it is, --trials-used ${packageId} says so, or that name in a column package`
    }
    default:
      return describeRowDoubt(doubt)
  }
}

function describeUnlike(rows: readonly UnlikeCatalogue[]): string {
  const [{ packageId, count, units, price, days, concurrency, ...list }] = rows as [UnlikeCatalogue]
  const { listUnits, listPrice, listDays, listConcurrency } = list
  const differing = compact<readonly [taken: string, listed: string]>([
    listUnits && [showUnitCount(units), showUnitCount(listUnits)],
    listPrice && price && [showCents(toRatio(price)), showCents(toRatio(listPrice))],
    listDays !== null && [countOf(days!, 'day'), countOf(listDays, 'day')],
    listConcurrency !== null && [`${countOf(concurrency!, 'task')} at once`, String(listConcurrency)],
  ])
  const [taken, listed] = [0, 1].map(side =>
    listChoices(
      differing.map(pair => pair[side]!),
      'and',
    ),
  )
  const what = count === 1n ? packageId : `${count} of ${packageId}`
  const row = rows.length === 1 ? 'row' : 'rows'
  return `${nameRows(rows)}: ${taken} for ${what}, where the catalogue says ${listed}; the figures of the ${row} were taken`
}

function describeAbove(rows: readonly AboveListPrice[]): string {
  const [{ listUnitPrice }] = rows as [AboveListPrice]
  const highest = rows.map(({ unitPrice }) => unitPrice).reduce(largerRatio)
  return `${nameRows(rows)}: ${rows.length === 1 ? '' : 'up to '}${showUsd(highest)} for a unit, where the price list says ${showUsd(toRatio(listUnitPrice))}; prices are read as US dollars`
}

/** `line 2`; the ids of the packages where the file is one line. */
function nameRows(rows: readonly Pick<UnlikeCatalogue, 'id' | 'place'>[]): string {
  const lines = [...new Set(rows.flatMap(({ place }) => place.line ?? []))]
  return lines.length === 0 ? listSome(rows.map(({ id }) => id)) : nameLines(lines)
}

const nameLines = (lines: readonly number[]): string =>
  `${lines.length === 1 ? 'line' : 'lines'} ${lines.length > 5 ? listSome(lines.map(String)) : listChoices(lines.map(String), 'and')}`

const describeSame = ({ lines }: SameRows): string =>
  `${nameLines(lines)}: the rows are alike, and count as ${lines.length} purchases; if it is one purchase, keep one row; if not, a column "id" tells them apart`

/** All that is noted of files, what the warnings of a document say too first. */
export const listFileNotes = (files: readonly FileColumns[]): Note[] => [
  ...[...describeDoubts(files), ...describeTelling(files), ...describeIgnored(files)].map(text => ({
    text,
    isInTable: true,
  })),
  ...describeAliased(files).map(text => ({ text })),
]
