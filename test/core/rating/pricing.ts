/** The shipped cards, and short ways to price jobs by them, for the tests in this folder. */

import { Readable } from 'node:stream'
import { formatIssue, NOWHERE } from '../../../src/core/failure.js'
import { type Instant, UTC } from '../../../src/core/instant.js'
import { effectiveUnitPrice } from '../../../src/core/ledger/resource-package.js'
import { format, units, usd } from '../../../src/core/quantity.js'
import { buildCatalogue, type Catalogue } from '../../../src/core/rating/catalogue.js'
import type { Job } from '../../../src/core/rating/job.js'
import { createPricer, type PricedJob, type Terms } from '../../../src/core/rating/price-job.js'
import type { UnitOffer } from '../../../src/core/rating/purchase.js'
import type { RateCard } from '../../../src/core/rating/rate-card.js'
import type { UnratedJob } from '../../../src/core/rating/rate-job.js'
import { Tallies, type Tally } from '../../../src/core/rating/tally.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { parseInstant } from '../../../src/core/time-text.js'
import { plainReading } from '../../../src/read/file-reading.js'
import { type JobColumn, readJobRow } from '../../../src/read/job-row.js'
import { loadRates } from '../../../src/read/rates/load-rates.js'
import { toRateCard } from '../../../src/read/rates/rate-data.js'
import { readRateFile } from '../../../src/read/rates/rate-file.js'

export const { catalogue, packages, packageLists } = await loadRates([], {
  stream: Readable.from([]),
  isTerminal: true,
})

/** What a job file or the options say of a job. */
export type Texts = Partial<Record<JobColumn, string>>

/** On what terms a test prices. */
export interface Options {
  readonly card?: string
  readonly seller?: string
  readonly at?: string
  readonly asOf?: string
  readonly package?: string
  readonly catalogue?: Catalogue
}

export const at = (text: string): Instant => parseInstant(text, UTC)!

export function cardOf(id: string, all: Catalogue = catalogue): RateCard {
  const card = all.cards.find(each => each.id === id)
  if (!card) throw new Error(`no card ${id}`)
  return card
}

export function jobOf(texts: Texts, all: Catalogue = catalogue): Job {
  const context = { catalogue: all, reading: plainReading(UTC), nameOf: (column: JobColumn) => column }
  const row = readJobRow(column => texts[column], context, NOWHERE)
  if (Array.isArray(row)) throw new Error(row.map(formatIssue).join('\n'))
  return row.job
}

export function termsOf(options: Options = {}): Terms {
  const all = options.catalogue ?? catalogue
  const offer = packages.find(each => each.id === options.package)
  return {
    catalogue: all,
    asOf: at(options.asOf ?? '2026-11-21'),
    card: options.card === undefined ? null : cardOf(options.card, all),
    seller: options.seller ?? null,
    packagePrice: offer
      ? {
          packageId: offer.id,
          pool: offer.pool,
          unitPrice: effectiveUnitPrice(offer)!,
          isOnSale: true,
          mostUnits: null,
        }
      : null,
  }
}

/** The price of a job or why it has none. */
export function tryPrice(texts: Texts, options: Options = {}): PricedJob | UnratedJob {
  const terms = termsOf(options)
  return createPricer(terms)(jobOf(texts, terms.catalogue), options.at === undefined ? null : at(options.at))
}

/** A job that has a price. */
export function price(texts: Texts, options: Options = {}): PricedJob {
  const priced = tryPrice(texts, options)
  if (priced.kind === 'unrated') throw new Error(`${priced.code} ${priced.reason}`)
  return priced
}

/** What a call costs: `7 video units, $0.98` or `$1.5`. */
export function costOf(texts: Texts, options: Options = {}): string {
  const { rated, unitsEach, priceEach } = price(texts, options)
  const dollars = `$${formatRatio(priceEach)}`
  return unitsEach ? `${format(unitsEach)} ${rated.rate.pool} units, ${dollars}` : dollars
}

/** Why a job has no price. */
export function refusalOf(texts: Texts, options: Options = {}): string {
  const unrated = tryPrice(texts, options)
  if (unrated.kind !== 'unrated') throw new Error(`priced at ${formatRatio(unrated.priceEach)}`)
  return `${unrated.code} ${unrated.reason}`
}

/** Billed jobs, each so many times. */
export function tally(...jobs: readonly (readonly [PricedJob, number])[]): Tally[] {
  const tallies = new Tallies()
  for (const [priced, count] of jobs) tallies.add(priced, 'billed', BigInt(count))
  return tallies.list()
}

/** The shipped cards and further ones, as YAML. */
export function catalogueWith(...texts: string[]): Catalogue {
  const cards = texts.map((text, i) => {
    const data = readRateFile(text, `${i}.yaml`)
    if (data.kind !== 'rate-card') throw new Error(data.kind)
    return toRateCard(data.card, { isUsers: true })
  })
  const { catalogue: all, issues } = buildCatalogue([...catalogue.cards, ...cards])
  if (issues.length > 0) throw new Error(issues.map(formatIssue).join('\n'))
  return all
}

/** A package on sale for 30 days, unless `more` says otherwise. */
export const makeUnitOffer = (
  id: string,
  size: number,
  price: number,
  more: Partial<UnitOffer> = {},
): UnitOffer => ({
  id,
  list: { id: 'list', vendor: 'kling' } as UnitOffer['list'],
  pool: 'video',
  price: usd(String(price)),
  units: units(String(size)),
  validityDays: 30,
  isOncePerAccount: false,
  ...more,
})
