/** Lots and uses for tests: what a test does not say is plain. */

import { instantAt, UTC } from '../../../src/core/instant.js'
import type { Use } from '../../../src/core/ledger/drawdown.js'
import type { Lot } from '../../../src/core/ledger/lot.js'
import { units, usd } from '../../../src/core/quantity.js'
import { parseInstant } from '../../../src/core/time-text.js'

/** An instant as text, or as milliseconds. */
export const at = (time: string | number) =>
  typeof time === 'number' ? instantAt(time) : parseInstant(time, UTC)!

/** What a test says of a lot. */
export interface PlainLot {
  readonly id: string
  readonly units: string
  readonly price?: string
  readonly pool?: string
  readonly account?: string | null
  readonly purchased?: string | number
  readonly from: string | number
  readonly to: string | number
  readonly concurrency?: number | null
}

/** Lots in the order of a ledger. */
export const makeLots = (...plain: readonly PlainLot[]): Lot[] =>
  plain.map((lot, order) => ({
    id: lot.id,
    packageId: null,
    account: lot.account ?? null,
    pool: lot.pool ?? 'video',
    units: units(lot.units),
    price: usd(lot.price ?? '0'),
    purchasedAt: at(lot.purchased ?? lot.from),
    effectiveAt: at(lot.from),
    expiresAt: at(lot.to),
    concurrency: lot.concurrency ?? null,
    order,
    place: { file: 'ledger.csv', line: order + 2, column: null },
  }))

interface PlainUse {
  readonly at: string | number
  readonly units: string
  readonly pool?: string
  readonly account?: string | null
}

/** Uses in the order of a log. */
export const makeUses = (...plain: readonly PlainUse[]): Use[] =>
  plain.map((use, i) => ({
    at: at(use.at),
    pool: use.pool ?? 'video',
    units: units(use.units),
    taskId: `t${i + 1}`,
    account: use.account ?? null,
    file: 'usage.csv',
    line: i + 2,
  }))
