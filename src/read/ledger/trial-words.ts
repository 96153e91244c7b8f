/** Packages that are trials in all but name, or were given for nothing, as far as their size, price and remarks tell. */
import type { MayBeTrial, SaidFree } from '../../core/ledger/ledger-doubt.js'
import type { Lot } from '../../core/ledger/lot.js'
import { onSaleAt } from '../../core/ledger/package-list.js'
import { compare, isZero } from '../../core/quantity.js'
import { type Names, normaliseColumn } from '../names.js'
import type { LotContext } from './row-reader.js'

/** A cell that nothing else is read from, such as a remark, and its heading. */
export type Remark = readonly [heading: string, cell: string]

/** What is doubtful of a lot; null: nothing. `isPriced`: whether its row states a price, which stands whatever it remarks. */
export function findTrialDoubt(
  { id, packageId, pool, units, price, effectiveAt, place }: Lot,
  isPriced: boolean,
  remarks: readonly Remark[],
  { packages, names, isForPlan }: Pick<LotContext, 'packages' | 'names' | 'isForPlan'>,
): MayBeTrial | SaidFree | null {
  const said = remarks.find(([, cell]) => saysFree(cell, names))
  const own = packages.find(offer => offer.id === packageId)
  if (own) {
    if (!said || own.isOncePerAccount || isPriced || price === null) return null
    return { kind: 'said-free', id, place, heading: said[0], remark: said[1], packageId: own.id, price }
  }
  if (!isForPlan) return null
  const trials = packages.filter(
    offer =>
      offer.isOncePerAccount && offer.pool === pool && offer.units && compare(offer.units, units) === 0,
  )
  const atPrice = trials.filter(each => price !== null && each.price && compare(each.price, price) === 0)
  const [trial] = onSaleAt(atPrice.length > 0 ? atPrice : trials, effectiveAt)
  const isLike = said !== undefined || atPrice.length > 0 || (price !== null && isZero(price))
  return trial && isLike ? { kind: 'may-be-trial', id, place, units, price, packageId: trial.id } : null
}

/** Whether a text has a word for what is free. Between Chinese words stand no blanks: each pair of signs may be one. */
function saysFree(text: string, names: Names): boolean {
  const words = normaliseColumn(text).split(' ')
  const pairs = words.flatMap(word =>
    Array.from(word.matchAll(/(?=(\p{Script=Han}{2}))/gu), ([, pair]) => pair!),
  )
  return [...words, ...pairs].some(word => names.meaningOf('free_package', word) !== undefined)
}
