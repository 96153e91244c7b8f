/** Sums by model, account, month, day or capability (`--by`), for every format. */
import { format } from '../../core/quantity.js'
import type { Groups, Quote } from '../../core/rating/quote.js'
import { totalOf } from '../../core/rating/tally.js'
import { showShare, showUnits, showUsd, writeRatio } from '../amounts.js'
import { writeCsvLine } from '../csv.js'
import { amountColumn, column, type Table, tabulate } from '../document.js'
import { makeVisible, sentenceCase, showCount } from '../text.js'

/** As a table: the properties, then what the jobs that share them come to. */
export function tabulateGroups({ groups, totals, rejected }: Quote): Table {
  const { by, sums } = groups!
  const rows: readonly Sum[] = rejected.length === 0 ? sums : [...sums, SET_ASIDE]
  return tabulate(`By ${by.join(' and ')}`, rows, [
    ...by.map((grouping, i) =>
      column(sentenceCase(grouping), (sum: Sum) => {
        if (sum === SET_ASIDE) return i === 0 ? '(set aside)' : ''
        return sum.values[i] === null ? '(none)' : makeVisible(sum.values[i]!)
      }),
    ),
    amountColumn('Jobs', (sum: Sum) => showCount(sum === SET_ASIDE ? rejected.length : sum.totals.billed)),
    ...[...totals.units.keys()].map((pool, i, pools) =>
      amountColumn(
        `Units (${pool})`,
        ({ totals: its }: Sum) => {
          const used = its.units.get(pool)
          return used ? showUnits(used) : ''
        },
        { spare: pools.length - i },
      ),
    ),
    amountColumn('Cost', (sum: Sum) => (sum === SET_ASIDE ? '' : showUsd(sum.totals.cost))),
    amountColumn('Share', (sum: Sum) =>
      sum === SET_ASIDE || totals.cost.num === 0n ? '' : showShare(sum.totals.cost, totals.cost),
    ),
  ])
}

type Sum = Groups['sums'][number]

/** Behind the sums: the rows that could not be priced, which are in none of them. */
const SET_ASIDE: Sum = { values: [], totals: totalOf([]) }

/** One CSV line a sum; units stand under a column for each pool. */
export function* writeGroupsCsv({ groups, totals }: Quote): Generator<string> {
  const { by, sums } = groups!
  const pools = [...totals.units.keys()]
  yield writeCsvLine([...by, 'count', 'not_billed', 'pending', ...pools.map(pool => `${pool}_units`), 'cost'])
  for (const { values, totals: its } of sums) {
    const units = pools.map(pool => {
      const used = its.units.get(pool)
      return used ? format(used) : '0'
    })
    const counts = [its.billed, its.notBilled, its.pending].map(String)
    yield writeCsvLine([...values.map(value => value ?? ''), ...counts, ...units, writeRatio(its.cost)])
  }
}
