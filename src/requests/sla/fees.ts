/** The fee of each period, of which compensation is a part: told by options, by a file, or computed from a ledger. */
import type { FeeTerms } from '../../answers/sla/request.js'
import { fail, listChoices, NOWHERE } from '../../core/failure.js'
import { BURN_ORDERS, type BurnOrder } from '../../core/ledger/burn-order.js'
import { FEE_BASES, type FeeBasis } from '../../core/ledger/fee.js'
import { NO_USD, toRatio, type Usd } from '../../core/quantity.js'
import { findCard } from '../../core/rating/catalogue.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import type { PeriodFee } from '../../core/sla/compensation.js'
import { plainReading } from '../../read/file-reading.js'
import type { Rates } from '../../read/rates/load-rates.js'
import { isOverdrawn, readFees } from '../../read/requests/fees-file.js'
import type { Policy } from '../../read/requests/policy.js'
import type { SideFiles } from '../../read/side-file.js'
import { openInput } from '../../read/source.js'
import { readUsd } from '../../read/values.js'
import type { RequestContext } from '../context.js'
import { optionOf } from '../flags/flag.js'
import type { SlaOptions } from '../flags/sla.js'
import type { OptionReader } from '../option-reader.js'

/** The options that make up a fee, and that of a second service. */
const FEE_OPTIONS = { fee: 'fee', excluded: 'feeExcluded', vouchers: 'voucherFee' } as const
const WITH_OPTIONS = { fee: 'withFee', excluded: 'withFeeExcluded', vouchers: null } as const

/** The fee that options tell; null when they tell none. */
function readFee(
  options: SlaOptions,
  names: typeof FEE_OPTIONS | typeof WITH_OPTIONS,
  vouchers: Usd | null,
  reader: OptionReader,
): PeriodFee | null {
  const [total, excluded] = [names.fee, names.excluded].map(name =>
    reader.read(options[name], optionOf(name), readUsd),
  )
  if (!total) return null
  const fee = {
    fee: toRatio(total),
    voucherFee: toRatio(vouchers ?? NO_USD),
    feeExcluded: toRatio(excluded ?? NO_USD),
  }
  if (isOverdrawn(fee)) {
    const parts = [names.vouchers, names.excluded].flatMap(name =>
      name !== null && options[name] !== undefined ? [optionOf(name)] : [],
    )
    const whole = optionOf(names.fee)
    const message =
      parts.length === 1
        ? `${parts[0]} is more than ${whole}, of which it is a part`
        : `${listChoices(parts, 'and')} are more than ${whole}, of which they are parts`
    reader.problems.issues.push({ code: 'BAD_NUMBER', message, place: NOWHERE })
  }
  return fee
}

/** The same as terms. */
export const termsOfFee = (fee: PeriodFee | null): FeeTerms =>
  fee ? { kind: 'option', fee } : { kind: 'unknown' }

/** A part of the fee that does not count is told only where the agreement names one: elsewhere it would be lost. */
export function checkFeeExcluded(given: string | undefined, option: string, { id, versions }: Policy): void {
  if (given === undefined || versions.some(({ compensation }) => compensation.feeExcludes !== null)) return
  fail('BAD_USAGE', `${option}: ${id} takes its percentages of the whole fee`)
}

/** What options tell of fees. */
interface ToldFees {
  /** The fee of each period, and that of the second service; null when they are not told as amounts. */
  readonly fee: PeriodFee | null
  readonly withFee: PeriodFee | null
  readonly vouchers: Usd | null
  /** How a fee is computed from packages and use. */
  readonly basis: FeeBasis
  readonly order: BurnOrder
  readonly card: RateCard | null
}

/** Reads the options of fees; what is wrong with them is in `reader`. */
export function readFeeOptions(options: SlaOptions, { catalogue }: Rates, reader: OptionReader): ToldFees {
  const vouchers = reader.read(options.voucherFee, '--voucher-fee', readUsd)
  return {
    fee: readFee(options, FEE_OPTIONS, vouchers, reader),
    withFee: readFee(options, WITH_OPTIONS, null, reader),
    vouchers,
    basis: reader.choice(options.feeBasis, '--fee-basis', FEE_BASES) ?? 'usage',
    order: reader.choice(options.burnOrder, '--burn-order', BURN_ORDERS) ?? 'expiry',
    card: reader.find(options.card, id => findCard(catalogue, id, NOWHERE)),
  }
}

/** The fees of the service, their files opened or read. Throws InputError. */
export async function openFees(
  options: SlaOptions,
  { fee, vouchers, basis, order, card }: ToldFees,
  files: SideFiles,
  { terms, rates, world }: RequestContext,
): Promise<FeeTerms> {
  const { packages, usage = [], fees } = options
  if (packages === undefined)
    return fees === undefined ? termsOfFee(fee) : { kind: 'fees-file', rows: await readFees(fees, files) }
  const [{ readFeeSources }, { zoneOf }] = await Promise.all([
    import('../../answers/use/fee.js'),
    import('../../core/calendar.js'),
  ])
  const { notation } = files
  // --columns names those of the log.
  const reading = { ...plainReading(notation.zone), names: rates.names, notation }
  const open = (path: string) => openInput(path, world.stdin, { ...options, takesBadCells: true })
  const sources = await readFeeSources({
    ledger: await open(packages),
    usage: await Promise.all(
      usage.map(async path => ({
        input: await open(path),
        reading,
        badRows: 'need-all' as const,
        keepsRejects: false,
        keepsLengths: false,
      })),
    ),
    ledgerReading: reading,
    catalogue: rates.catalogue,
    packages: rates.packages,
    card,
    asOf: terms.asOf,
    zone: zoneOf(terms.zone.id),
  })
  return { kind: basis, sources, order, voucherFee: toRatio(vouchers ?? NO_USD) }
}
