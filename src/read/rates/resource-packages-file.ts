/** Files of resource packages: what is wrong with one beyond its form. */

import { divide, priceOf, toRatio, units, usd } from '../../core/quantity.js'
import {
  compareRatios,
  formatRatio,
  multiplyRatios,
  ONE,
  type Ratio,
  ratio,
  ratioOfDecimal,
  subtractRatios,
} from '../../core/ratio.js'
import type { CheckedForm, Path, Sound } from '../../schema/check-form.js'
import type { ResourcePackagesText } from '../../schema/resource-packages.js'
import { inQuotes } from '../values.js'
import { checkDates, guess, type Report } from './form.js'
import type { Yaml } from './yaml.js'

type Form = CheckedForm<ResourcePackagesText>
type SoundPackage = Sound<ResourcePackagesText['packages'][number]>

/** What is wrong with a file of packages beyond its form, in the parts whose form is right. */
export function checkResourcePackages(form: Form, yaml: Yaml, report: Report): void {
  checkDates(form.sound, 'list', report)
  const packages = form.sound.packages ?? []
  const lineOf = new Map<string, number | null>()
  packages.forEach((offer, i) => {
    if (!offer) return
    const path: Path = ['packages', i]
    if (offer.id !== undefined) {
      const line = lineOf.get(offer.id)
      if (line === undefined) lineOf.set(offer.id, yaml.placeOf(path).line)
      else
        report.atValue(
          'NAME_CLASH',
          [...path, 'id'],
          `${inQuotes(offer.id)} is the package in line ${line} already`,
        )
    }
    checkOffer(offer, path, form, report)
  })
  form.sound.assertions?.forEach((assertion, i) => {
    const { package: id, effective_unit_price: stated } = assertion ?? {}
    if (id === undefined) return
    const at: Path = ['assertions', i]
    const index = packages.findIndex(candidate => candidate?.id === id)
    if (index < 0) {
      const ids = [...lineOf.keys()]
      report.atValue(
        'UNKNOWN_PACKAGE',
        [...at, 'package'],
        `packages has no ${inQuotes(id)}${guess(id, ids)}`,
        `allowed: ${ids.join(', ')}`,
      )
    } else if (stated !== undefined) {
      checkUnitPrice(packages[index]!, stated, [...at, 'effective_unit_price'], report)
    }
  })
}

/** Keys that need each other. */
const TOGETHER = [
  ['discount_percent', 'list_unit_price', 'US dollars a unit before it'],
  ['list_unit_price', 'discount_percent', '0 when there is none'],
] as const

function checkOffer(offer: SoundPackage, path: Path, form: Form, report: Report): void {
  const isMissing = (key: keyof SoundPackage) => offer[key] === undefined && form.isSound([...path, key])
  const label = `item ${Number(path[1]) + 1} of packages`
  if (offer.negotiated === 'true') {
    for (const key of ['price', 'list_unit_price', 'discount_percent'] as const) {
      if (offer[key] !== undefined)
        report.atKey(
          'BAD_VALUE',
          [...path, key],
          `${key}: a package whose price is negotiated has none; leave out one of the two`,
        )
    }
    return
  }
  if (form.isSound([...path, 'negotiated'])) {
    const lacks = (['price', 'units'] as const).filter(isMissing)
    if (lacks.length > 0)
      report.atValue('KEY_MISSING', path, `${label} lacks ${lacks.join(' and ')}`, 'or say negotiated: true')
  }
  for (const [key, needed, purpose] of TOGETHER)
    if (offer[key] !== undefined && isMissing(needed))
      report.atKey('KEY_MISSING', [...path, key], `${key} needs ${needed} (${purpose})`)
  const { list_unit_price: list, discount_percent: discount } = offer
  if (list === undefined || discount === undefined || offer.price === undefined || offer.units === undefined)
    return
  checkDiscount(offer.price, offer.units, list, discount, [...path, 'price'], report)
}

/** Documents round prices to the cent: a trial's 97.99 is 98.00 by its discount (rules §2). */
const CENT = ratio(1n, 100n)

/** price = units × list unit price × (1 − discount), within a cent. */
function checkDiscount(
  price: string,
  size: string,
  list: string,
  discount: string,
  path: Path,
  report: Report,
): void {
  const kept = subtractRatios(ONE, multiplyRatios(ratioOfDecimal(discount), CENT))
  const expected = multiplyRatios(toRatio(priceOf(units(size), usd(list))), kept)
  const difference = subtractRatios(ratioOfDecimal(price), expected)
  const size_: Ratio = difference.num < 0n ? { ...difference, num: -difference.num } : difference
  if (compareRatios(size_, CENT) <= 0) return
  const sum = `${size} units × ${list} less ${discount} % is ${formatRatio(expected)}`
  report.atValue(
    'ASSERTION_FAILED',
    path,
    `price: found "${price}", but ${sum}; a difference of 0.01 is allowed`,
  )
}

function checkUnitPrice(offer: SoundPackage, stated: string, path: Path, report: Report): void {
  if (offer.negotiated === 'true') {
    report.atValue('BAD_VALUE', path, `effective_unit_price: ${offer.id} is negotiated and has none`)
    return
  }
  if (offer.price === undefined || offer.units === undefined) return
  const actual = divide(usd(offer.price), units(offer.units))
  if (compareRatios(actual, ratioOfDecimal(stated)) === 0) return
  const message = `effective_unit_price: found "${stated}", but ${offer.price} ÷ ${offer.units} is ${formatRatio(actual)}`
  report.atValue('ASSERTION_FAILED', path, message)
}
