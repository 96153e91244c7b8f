/**
 * Entries of a billing export (`POST /account/billing/package`, rules §8) as use: the units that were deducted,
 * as they were, whatever any price list says.
 */
import type { Issue } from '../../core/failure.js'
import type { Zone } from '../../core/instant.js'
import type { Use } from '../../core/ledger/drawdown.js'
import { isPlainDecimal, type Units, units } from '../../core/quantity.js'
import { type JsonValue, memberOf } from '../json-value.js'
import { type Problems, quote, readInstant, report } from '../values.js'
import { findStrangeKeys } from './billing-export.js'

/** A deduction and what the export says of the package that it came from. */
export interface DeductedUse extends Use {
  readonly packageId: string | null
  /** What the package held before and after, as far as the export says. */
  readonly unitsBefore: Units | null
  readonly unitsAfter: Units | null
}

/** Reads one entry of `detail`, or says what is wrong with it. */
export function readDeductedUse(entry: JsonValue, zone: Zone): DeductedUse | Issue[] {
  const strange = findStrangeKeys(entry)
  if (strange.length > 0) return strange
  const problems: Problems = { place: entry.place, issues: [] }
  const text = (name: string): string => memberOf(entry, name)?.text?.trim() ?? ''
  const readAmount = (name: string): Units | null => {
    const found = text(name)
    if (isPlainDecimal(found)) return units(found)
    const message = `found ${quote(found)}; a plain decimal number of units is allowed`
    return report(problems, 'BAD_NUMBER', name, message)
  }
  const readIfGiven = (name: string): Units | null => (text(name) === '' ? null : readAmount(name))
  const pool = text('product_type')
  if (pool === '')
    report(problems, 'KEY_MISSING', 'product_type', 'is missing; video, image or try-on is allowed')
  const amount = readAmount('deduction_amount')
  const time = text('deduction_time')
  const at =
    time === ''
      ? report(problems, 'KEY_MISSING', 'deduction_time', 'is missing')
      : readInstant(time, 'deduction_time', zone, problems)
  const unitsBefore = readIfGiven('unit_before_deduction')
  const unitsAfter = readIfGiven('unit_after_deduction')
  if (problems.issues.length > 0) return problems.issues
  return {
    at: at!,
    pool: pool.toLowerCase(),
    units: amount!,
    taskId: text('task_id') || null,
    account: text('account') || null,
    line: entry.place.line ?? 1,
    packageId: text('package_id') || null,
    unitsBefore,
    unitsAfter,
  }
}
