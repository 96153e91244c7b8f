/** Sums by model, account, month, day or capability (`--by`), for every format. */
import { format } from '../../core/quantity.js'
import type { Quote } from '../../core/rating/quote.js'
import { showShare, showUnits, showUsd, writeRatio } from '../amounts.js'
import { writeCsvLine } from '../csv.js'
import type { Column } from '../table.js'
import { groupDigits, makeVisible } from '../text.js'

/** As a table: the properties, then what the jobs that share them come to. */
export function tabulateGroups({ groups, totals }: Quote): { columns: Column[]; rows: string[][] } {
  const { by, sums } = groups!
  const pools = [...totals.units.keys()]
  return {
    columns: [
      ...by.map(grouping => ({ heading: `${grouping[0]!.toUpperCase()}${grouping.slice(1)}` })),
      { heading: 'Jobs', isAmount: true },
      ...pools.map(pool => ({ heading: `Units (${pool})`, isAmount: true })),
      { heading: 'Cost', isAmount: true },
      { heading: 'Share', isAmount: true },
    ],
    rows: sums.map(({ values, totals: its }) => [
      ...values.map(value => (value === null ? '(none)' : makeVisible(value))),
      groupDigits(String(its.billed)),
      ...pools.map(pool => {
        const used = its.units.get(pool)
        return used ? showUnits(used) : ''
      }),
      showUsd(its.cost),
      totals.cost.num === 0n ? '' : showShare(its.cost, totals.cost),
    ]),
  }
}

/** One CSV line a sum; units stand under a column for each pool. */
export function* writeGroupsCsv({ groups, totals }: Quote): Generator<string> {
  const { by, sums } = groups!
  const pools = [...totals.units.keys()]
  yield `${writeCsvLine([...by, 'count', 'not_billed', 'pending', ...pools.map(pool => `${pool}_units`), 'cost'])}\n`
  for (const { values, totals: its } of sums) {
    const units = pools.map(pool => {
      const used = its.units.get(pool)
      return used ? format(used) : '0'
    })
    const counts = [its.billed, its.notBilled, its.pending].map(String)
    yield `${writeCsvLine([...values.map(value => value ?? ''), ...counts, ...units, writeRatio(its.cost)])}\n`
  }
}
