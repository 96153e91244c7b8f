/** `--trials-used`: a trial is sold once per account (002), and nobody but its owner knows whether it was. */
import { NOWHERE } from '../core/failure.js'
import type { Assortment } from '../core/ledger/package-list.js'
import { findPackage } from '../core/ledger/resource-package.js'
import type { Rates } from '../read/rates/load-rates.js'
import { addIssue } from '../read/values.js'
import type { OptionReader } from './option-reader.js'

/** Ids of trials; repeated ones, and several behind commas, are taken as they are meant. */
export function readTrialsUsed(
  texts: readonly string[],
  { packages }: Rates,
  { offers }: Assortment,
  reader: OptionReader,
): string[] {
  return texts
    .flatMap(text => text.split(','))
    .flatMap(text => {
      const found = reader.find(text, id => findPackage(packages, id, NOWHERE))
      if (!found) return []
      if (found.isOncePerAccount) return [found.id]
      const trials = offers.filter(({ isOncePerAccount }) => isOncePerAccount).map(({ id }) => id)
      addIssue(
        reader.problems,
        'BAD_VALUE',
        '--trials-used',
        `${found.id} can be bought any number of times; ${trials.join(', ')} cannot`,
      )
      return []
    })
}
