import { expect, test } from 'vitest'
import { NOWHERE } from '../../../src/core/failure.js'
import {
  effectiveUnitPrice,
  findPackage,
  type ResourcePackage,
} from '../../../src/core/ledger/resource-package.js'
import { units, usd } from '../../../src/core/quantity.js'
import { formatRatio } from '../../../src/core/ratio.js'

const OFFERS = ['package-1', 'package-5000', 'trial-1000', 'trial-1000-2026'].map(
  id => ({ id }) as ResourcePackage,
)

const messageFor = (name: string) => {
  const found = findPackage(OFFERS, name, NOWHERE)
  return 'message' in found ? found.message : `found ${found.id}`
}

test('a package is found by its id, whatever the case', () => {
  expect(messageFor(' Package-5000 ')).toBe('found package-5000')
})
test('no package of another size is offered for one that is not there', () => {
  expect(messageFor('Package 1,000')).toBe(
    'no resource package is called "Package 1,000"; did you mean "trial-1000" or "trial-1000-2026"?',
  )
  expect(messageFor('package-500')).toBe('no resource package is called "package-500"')
  expect(messageFor('pakage-5000')).toMatch(/did you mean "package-5000"\?$/)
  expect(messageFor('package')).toMatch(/did you mean "package-1"\?$/)
})
test('the packages that there are stand beside a name that is none', () => {
  expect(findPackage(OFFERS, 'package', NOWHERE)).toMatchObject({
    code: 'UNKNOWN_PACKAGE',
    hint: 'allowed: package-1, package-5000, trial-1000 or trial-1000-2026',
  })
})
test('the effective unit price is price ÷ units, and not known where either is negotiated', () => {
  const priceOf = (more: Partial<ResourcePackage>) => {
    const found = effectiveUnitPrice({ ...OFFERS[0]!, price: usd('4200'), units: units('30000'), ...more })
    return found && formatRatio(found)
  }
  expect([priceOf({}), priceOf({ price: null }), priceOf({ units: null })]).toEqual(['0.14', null, null])
})
