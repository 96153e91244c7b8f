/** The fee of each period, of which compensation is a part: told by options, by a file, or computed from a ledger. */
import type { FeeTerms } from '../../answers/sla/request.js'
import { fail, listChoices, NOWHERE } from '../../core/failure.js'
import { NO_USD, toRatio, type Usd } from '../../core/quantity.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import type { PeriodFee } from '../../core/sla/compensation.js'
import type { FileReading } from '../../read/file-reading.js'
import { isOverdrawn } from '../../read/requests/fees-file.js'
import type { Policy } from '../../read/requests/policy.js'
import { openInput } from '../../read/source.js'
import { readUsd } from '../../read/values.js'
import type { RequestContext } from '../context.js'
import { optionOf } from '../flags/flag.js'
import type { SlaOptions } from '../flags/sla.js'
import type { OptionReader } from '../option-reader.js'

/** The names of the options that make up a fee. */
interface FeeOptions {
  readonly fee: 'fee' | 'withFee'
  readonly voucherFee: 'voucherFee' | null
  readonly feeExcluded: 'feeExcluded' | 'withFeeExcluded'
}
export const FEE_OPTIONS: FeeOptions = { fee: 'fee', voucherFee: 'voucherFee', feeExcluded: 'feeExcluded' }
export const WITH_OPTIONS: FeeOptions = { fee: 'withFee', voucherFee: null, feeExcluded: 'withFeeExcluded' }

/** The fee that options tell; null when they tell none. */
export function readFee(
  options: SlaOptions,
  names: FeeOptions,
  vouchers: Usd | null,
  reader: OptionReader,
): PeriodFee | null {
  const amount = (name: 'fee' | 'withFee' | 'feeExcluded' | 'withFeeExcluded') =>
    reader.read(options[name], optionOf(name), readUsd)
  const [total, excluded] = [amount(names.fee), amount(names.feeExcluded)]
  if (total === null) return null
  const fee = {
    fee: toRatio(total),
    voucherFee: toRatio(vouchers ?? NO_USD),
    feeExcluded: toRatio(excluded ?? NO_USD),
  }
  if (isOverdrawn(fee)) {
    const parts = [names.voucherFee, names.feeExcluded].flatMap(name =>
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

/** The ledger and the use that a fee is computed from. */
export async function readSources(
  options: SlaOptions,
  packages: string,
  card: RateCard | null,
  /** --columns names those of the log. */
  reading: FileReading,
  { terms, rates, world }: RequestContext,
) {
  const { readFeeSources } = await import('../../answers/use/fee.js')
  return readFeeSources({
    ledger: await openInput(packages, world.stdin, options),
    usage:
      options.usage === undefined
        ? null
        : {
            input: await openInput(options.usage, world.stdin, options),
            reading,
            badRows: 'stop',
            keepsRejects: false,
            keepsLengths: false,
          },
    ledgerReading: reading,
    catalogue: rates.catalogue,
    packages: rates.packages,
    card,
    asOf: terms.asOf,
    zone: terms.zone,
  })
}
