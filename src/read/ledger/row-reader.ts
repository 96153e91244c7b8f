/** The texts of one row of a ledger by their columns, with what they are read with and what is wrong with them. */
import { type Issue, listChoices, type Place } from '../../core/failure.js'
import type { FileColumns } from '../../core/file-columns.js'
import type { LedgerDoubt } from '../../core/ledger/ledger-doubt.js'
import type { Lot } from '../../core/ledger/lot.js'
import type { ResourcePackage } from '../../core/ledger/resource-package.js'
import { textOrEmpty } from '../../core/nothing-words.js'
import type { Units, Usd } from '../../core/quantity.js'
import type { Names } from '../names.js'
import type { Notation } from '../notation.js'
import { addIssue, type Problems, type ReadValue } from '../values.js'

/**
 * The columns of a ledger (cli.md). Those behind them are what spreadsheets and the service have beside: names in their
 * own words, several packages in one row, what is left. `currency` is there so that no other money slips in.
 */
export const LEDGER_COLUMNS = [
  'id',
  'package',
  'pool',
  'units',
  'price',
  'purchased_at',
  'effective_at',
  'expires_at',
  'validity_days',
  'concurrency',
  'account',
  'currency',
  'order_number',
  'package_name',
  'package_type',
  'package_status',
  'quantity',
  'unit_price',
  'total_price',
  'remaining',
  'used',
] as const

export type LedgerColumn = (typeof LEDGER_COLUMNS)[number]

/** The columns whose figures spreadsheets sum up. */
export const SUMMED_COLUMNS: readonly LedgerColumn[] = [
  'units',
  'price',
  'quantity',
  'unit_price',
  'total_price',
  'remaining',
  'used',
]

/** What the texts are read with. */
export interface LotContext {
  readonly packages: readonly ResourcePackage[]
  /** The pools of all price lists and packages: a lot of any other would never pay for anything. */
  readonly pools: readonly string[]
  /** The list price of a unit by pool, as far as price lists have it. */
  readonly listUnitPrices: ReadonlyMap<string, Usd>
  readonly notation: Notation
  readonly names: Names
  /** Whether the service wrote it: what it leaves out may be found by size and validity (ruling R35). */
  readonly isService: boolean
  /** Whether purchases are planned, so that what an account can buy once matters; left out: they are not. */
  readonly isForPlan?: boolean
  /** How messages name a column: as the file does. */
  readonly nameOf: (column: LedgerColumn) => string
}

/** The service's words for a package's state. */
export const PACK_STATUSES = ['toBeOnline', 'online', 'expired', 'runOut'] as const
export type PackStatus = (typeof PACK_STATUSES)[number]

/** A lot with what its row says of it beside. */
export interface StatedLot {
  readonly lot: Lot
  /** What is left of it; null when the row does not say. */
  readonly remaining: Units | null
  readonly status: PackStatus | null
  /** Whether its package was found by size and validity rather than named. */
  readonly isMatched: boolean
  /** Whether its expiry is a bare date, which lasts until the day ends (ruling R36). */
  readonly endsWithDay: boolean
}

/** The columns that say what was paid. */
export const PRICES = ['price', 'unit_price', 'total_price'] as const

/** The rows of a ledger, as its form gives them. */
export interface LedgerRows {
  readonly lots: readonly StatedLot[]
  /** Whether the service wrote them. */
  readonly isService: boolean
  readonly issues: readonly Issue[]
  readonly remarks: readonly string[]
  readonly doubts: readonly LedgerDoubt[]
  readonly columns: FileColumns
}

/** The texts of one row, and what is wrong with them. */
export class RowReader {
  readonly problems: Problems
  /** Whether its package is not known: what it would have said is not asked for as well. */
  isUnknownPackage = false

  constructor(
    private readonly text: (column: LedgerColumn) => string | undefined,
    readonly context: LotContext,
    readonly place: Place,
  ) {
    this.problems = { place, issues: [] }
  }

  given(column: LedgerColumn): string | null {
    const text = this.text(column)
    return (column === 'id' ? text : textOrEmpty(text)) || null
  }

  read<T>(column: LedgerColumn, parse: ReadValue<T>): T | null {
    const found = this.given(column)
    return found === null ? null : parse(found, this.context.nameOf(column), this.problems)
  }

  /** Reports what is known neither from the row nor from its package, unless the package may yet say it. */
  require(value: unknown, columns: readonly LedgerColumn[], offer: ResourcePackage | null = null): void {
    if (value !== null || this.isUnknownPackage || columns.some(column => this.given(column) !== null)) return
    // One of several prices is enough; of them the plain one is asked for.
    const asked = columns === PRICES ? PRICES.slice(0, 1) : columns
    const names = listChoices(asked.map(this.context.nameOf))
    const silence = offer ? `, and package ${offer.id} does not state it` : ''
    const allowed = columns.includes('pool') ? `; ${listChoices(this.context.pools)} is allowed` : ''
    addIssue(this.problems, 'KEY_MISSING', names, `is missing${silence}${allowed}`)
  }
}
