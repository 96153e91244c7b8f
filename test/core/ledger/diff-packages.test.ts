import { expect, it } from 'vitest'
import { diffPackages } from '../../../src/core/ledger/diff-packages.js'
import type { ResourcePackage } from '../../../src/core/ledger/resource-package.js'
import { packageLists, packages } from '../rating/pricing.js'

it('offers stand beside their successors, then those that are new', () => {
  const offer = (id: string, replaces: string | null = null): ResourcePackage => ({
    ...packages.find(each => each.id === 'package-1')!,
    id,
    replaces,
    // None is like another.
    validityDays: id.length,
  })
  const listOf = (...offers: readonly ResourcePackage[]) => ({ ...packageLists[0]!, packages: offers })
  const before = listOf(offer('kept'), offer('renamed'), offer('discontinued'))
  const after = listOf(offer('brand-new'), offer('kept'), offer('other', 'renamed'), offer('newer-still'))
  expect(diffPackages(before, after).map(each => [each.before?.id, each.after?.id])).toEqual([
    ['kept', 'kept'],
    ['renamed', 'other'],
    ['discontinued', undefined],
    [undefined, 'brand-new'],
    [undefined, 'newer-still'],
  ])
})
