import { describe, expect, test } from 'vitest'
import { NOWHERE } from '../../../src/core/failure.js'
import {
  assortmentAt,
  findPackageList,
  isSameOffer,
  onSaleAt,
  type PackageList,
  withSuccessors,
} from '../../../src/core/ledger/package-list.js'
import type { ResourcePackage } from '../../../src/core/ledger/resource-package.js'
import { units, usd } from '../../../src/core/quantity.js'
import { toPackageList } from '../../../src/read/rates/rate-data.js'
import { readRateFile } from '../../../src/read/rates/rate-file.js'
import { at, packageLists, packages } from '../rating/pricing.js'

const listOf = (head: string, ...offers: string[]): PackageList => {
  const text = `kind: resource-packages
currency: USD
title: Mine
source: { document: own, title: A contract, published: 2026, retrieved: 2026-11-01, confidence: own }
${head}
packages:
${offers.map(offer => `  - { ${offer}, pool: video, section: a }`).join('\n')}
`
  const data = readRateFile(text, 'mine.yaml')
  if (data.kind !== 'resource-packages') throw new Error(data.kind)
  return toPackageList(data.list, { isUsers: true })
}
const onSale = (time: string, ...mine: PackageList[]) => {
  const { lists, offers } = assortmentAt([...packageLists, ...mine], at(time), null)
  return { lists: lists.map(({ id }) => id), offers: offers.map(({ id }) => id) }
}

describe('what is on sale', () => {
  test('is the newest list of a vendor that is in force, from the first instant of its day', () => {
    expect(onSale('2026-09-19T23:59:59.999Z').lists).toEqual(['kling-packages-2025'])
    expect(onSale('2026-09-20T00:00:00Z').lists).toEqual(['kling-packages-2026'])
    expect(onSale('2026-11-28').offers).toEqual([
      'trial-100-2026',
      'trial-1000-2026',
      'package-5000',
      'package-15000',
      'package-45000',
      'package-60000',
    ])
  })
  test('is one list alone when it was asked for', () => {
    const list = packageLists.find(({ id }) => id === 'kling-packages-2025')!
    expect(assortmentAt(packageLists, at('2026-11-28'), list)).toEqual({
      lists: [list],
      offers: list.packages,
    })
  })
  test("has a user's list without a date beside the vendor's, and each offer once, the user's", () => {
    const mine = listOf(
      'id: mine\nvendor: Kling API',
      'id: taste, price: 9, units: 100, validity_days: 30, once_per_account: true',
      'id: half, price: 700, units: 5000, validity_days: 180, concurrency: 20',
      'id: own, price: 100, units: 1000, validity_days: 365',
    )
    expect(onSale('2026-11-28', mine)).toEqual({
      lists: ['kling-packages-2026', 'mine'],
      offers: ['taste', 'half', 'own', 'trial-1000-2026', 'package-15000', 'package-45000', 'package-60000'],
    })
  })
  test("is a user's list alone when it is newer, or says which it replaces", () => {
    const offer = 'id: own, price: 100, units: 1000, validity_days: 365'
    const dated = listOf('id: mine\nvendor: Kling API\neffective_from: 2026-11-01', offer)
    expect(onSale('2026-10-31', dated).lists).toEqual(['kling-packages-2026'])
    expect(onSale('2026-11-01', dated)).toEqual({ lists: ['mine'], offers: ['own'] })
    const replacing = listOf('id: mine\nvendor: Somebody\nreplaces: kling-packages-2026', offer)
    expect(onSale('2026-11-01', replacing).lists).toEqual(['mine'])
  })
  test('has a dated list of a vendor in the place of its shipped one without a date', () => {
    const offer = 'id: own, price: 100, units: 1000, validity_days: 365'
    const undated = { ...listOf('id: undated\nvendor: Somebody', offer), isUsers: false }
    const dated = listOf('id: dated\nvendor: Somebody\neffective_from: 2026-01-01', offer)
    for (const isUsers of [true, false])
      expect(assortmentAt([undated, { ...dated, isUsers }], at('2026-11-28'), null).lists).toEqual([
        { ...dated, isUsers },
      ])
  })
  test("has lists without a date beside each other, and a user's own beside a dated one of the user's", () => {
    const offer = (id: string) => `id: ${id}, price: 100, units: ${id.length}000, validity_days: 365`
    const undated = listOf('id: undated\nvendor: Somebody', offer('one'))
    const other = listOf('id: other\nvendor: Somebody', offer('other'))
    const dated = listOf('id: dated\nvendor: Somebody\neffective_from: 2026-01-01', offer('dated'))
    const listed = (...lists: PackageList[]) =>
      assortmentAt(lists, at('2026-11-28'), null).lists.map(({ id }) => id)
    expect(listed({ ...undated, isUsers: false }, other)).toEqual(['undated', 'other'])
    expect(listed(undated, dated)).toEqual(['undated', 'dated'])
  })
  test("never drops a user's list for a shipped one", () => {
    const old = listOf(
      'id: mine\nvendor: Kling API\neffective_from: 2024-01-01',
      'id: own, price: 1, units: 7',
    )
    expect(onSale('2026-11-28', old).lists).toEqual(['kling-packages-2026', 'mine'])
  })
})

describe('an offer and its successor', () => {
  test('are one: a trial that was bought is bought for both', () => {
    expect(withSuccessors(packages, ['trial-100'])).toEqual(['trial-100', 'trial-100-2026'])
    expect(withSuccessors(packages, ['trial-1000-2026']).sort()).toEqual(['trial-1000', 'trial-1000-2026'])
    expect(withSuccessors(packages, [])).toEqual([])
  })
  test('are one where nobody could tell them apart, and another price, length or limit tells them', () => {
    const one = { ...packages.find(offer => offer.id === 'package-1')!, replaces: null }
    const other = (more: Partial<ResourcePackage>): ResourcePackage => ({ ...one, id: 'other', ...more })
    expect(isSameOffer(one, other({}))).toBe(true)
    const others: Partial<ResourcePackage>[] = [
      { vendor: 'another' },
      { pool: 'image' },
      { units: null },
      { units: units('30001') },
      { price: null },
      { price: usd('1') },
      { validityDays: 31 },
      { concurrency: 999 },
      { isOncePerAccount: true },
    ]
    for (const more of others) {
      expect([more, isSameOffer(one, other(more))]).toEqual([more, false])
      expect([more, isSameOffer(other(more), one)]).toEqual([more, false])
    }
    expect(isSameOffer(other({ price: null }), { ...other({ price: null }), id: 'third' })).toBe(false)
  })
  test('are one where one says that it replaces the other, whatever else changed', () => {
    const named = (id: string, replaces: string | null, price: string): ResourcePackage => ({
      ...packages.find(offer => offer.id === 'package-1')!,
      id,
      replaces,
      price: usd(price),
    })
    const [first, second, third] = [
      named('first', null, '1'),
      named('second', 'first', '2'),
      named('third', 'second', '3'),
    ]
    expect([isSameOffer(first!, second!), isSameOffer(second!, first!)]).toEqual([true, true])
    expect(isSameOffer(first!, { ...third!, id: 'first' })).toBe(true)
    expect(isSameOffer(first!, third!)).toBe(false)
    const all = [third!, second!, first!]
    // An account may have bought one of them several times.
    for (const bought of [['first'], ['first', 'first']])
      expect(withSuccessors(all, bought).sort()).toEqual(['first', 'second', 'third'])
  })
  test('are not two trials of one list, whatever they have in common', () => {
    const trial = (id: string, validity: number): ResourcePackage => ({
      ...packages.find(offer => offer.id === 'trial-100-2026')!,
      id,
      replaces: null,
      listId: 'mine',
      validityDays: validity,
    })
    const own = [trial('short', 1), trial('long', 9)]
    expect(withSuccessors(own, ['long'])).toEqual(['long'])
    expect(isSameOffer(own[0]!, { ...own[1]!, listId: 'another' })).toBe(true)
  })
  test('are told apart by the time of a purchase where both would fit', () => {
    const trials = packages.filter(({ id }) => id.startsWith('trial-100'))
    const bought = (time: string) => onSaleAt(trials, at(time)).map(({ id }) => id)
    expect(bought('2026-09-19')).toEqual(['trial-100', 'trial-1000'])
    expect(bought('2026-09-20')).toEqual(['trial-100-2026', 'trial-1000-2026'])
    // What only the old list has is not lost when it was bought later.
    const old = packages.filter(({ id }) => id === 'package-1')
    expect(onSaleAt(old, at('2026-10-01'))).toEqual(old)
    // Nor what no list had yet.
    const late = packages.filter(({ id }) => id === 'package-5000')
    expect(late).toHaveLength(1)
    expect(onSaleAt(late, at('2020-01-01'))).toEqual(late)
  })
})

test('a list is called by its id, and a name that is near is told', () => {
  expect(findPackageList(packageLists, 'KLING-PACKAGES-2025', NOWHERE)).toMatchObject({
    id: 'kling-packages-2025',
  })
  expect(findPackageList(packageLists, 'kling-package-2025', NOWHERE)).toMatchObject({
    code: 'UNKNOWN_PACKAGE',
    message: 'no list of packages is called "kling-package-2025"; did you mean "kling-packages-2025"?',
    hint: 'allowed: kling-packages-2025 or kling-packages-2026',
  })
})
