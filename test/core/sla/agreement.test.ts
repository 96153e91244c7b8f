import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../src/core/instant.js'
import {
  type Agreement,
  agreementInForce,
  findAgreementFaults,
  findTierFaults,
  type Tier,
  withTiers,
} from '../../../src/core/sla/agreement.js'
import { findFailedAssertions } from '../../../src/core/sla/assertions.js'
import { agreement as form } from '../../../src/schema/agreement.js'
import { findAgreement as find, readAgreement as read, readFileForm, SHIPPED, TIERED } from './agreements.js'

describe('the shipped agreements', () => {
  it('are four', () => {
    expect(
      SHIPPED.map(read)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['kling', 'kong-dedicated-cloud-gateways', 'kong-konnect', 'langfuse-cloud'])
  })
  it.each(SHIPPED)('%s is sound, and gives what its document says', name => {
    const agreement = read(name)
    expect(findAgreementFaults(agreement)).toEqual([])
    expect(agreement.assertions.length).toBeGreaterThan(0)
    expect(findFailedAssertions(agreement)).toEqual([])
  })
  it.each(SHIPPED)('%s is dated by its name', name => {
    const { effectiveFrom, source } = read(name)
    expect(parseDay(/\.(\d{4}-\d{2}-\d{2})\.yaml$/.exec(name)![1]!)).toBe(effectiveFrom ?? source.retrieved)
  })
  it('hold no percentage that their text does not', () => {
    for (const id of ['kong-konnect', 'kong-dedicated-cloud-gateways'])
      expect(find(id)).toMatchObject({ commitment: null, tiers: [] })
    expect(find('kling').tiers).toEqual(TIERED.tiers.map(tier => ({ ...tier, clause: '3.1' })))
  })
  it('name each other where one incident is compensated once', () => {
    expect(find('kong-konnect').notTogetherWith).toEqual(['kong-dedicated-cloud-gateways'])
    expect(find('kong-dedicated-cloud-gateways').notTogetherWith).toEqual(['kong-konnect'])
  })
})

describe('an assertion', () => {
  it('that the figures do not bear out is found, with both figures', () => {
    const kling = find('kling')
    const changed: Agreement = {
      ...kling,
      tiers: kling.tiers.map(tier => ({ ...tier, percent: '10' })),
      cutToTerm: false,
      claim: { ...kling.claim, closesAfterMonths: 3 },
    }
    const failed = findFailedAssertions(changed)
    expect(failed.map(({ index }) => kling.assertions[index]!.check)).toEqual([
      'service-periods',
      'tier',
      'tier',
      'tier',
      'compensation',
      'compensation',
      'claim-closes',
      'claim-closes',
      'claim-closes',
    ])
    expect(failed[1]).toMatchObject({ expected: 'missed, 25 %', actual: 'missed, 10 %' })
    const untiered = findFailedAssertions({ ...kling, tiers: [] })
    expect(untiered.map(({ actual }) => actual)).toContain('missed, no %')
    expect(failed.at(-1)).toMatchObject({ expected: '2027-02-28', actual: '2027-03-31' })
  })
})

describe('the version of an agreement', () => {
  const kling = find('kling')
  const version = (from: string | null, to: string | null = null): Agreement => ({
    ...kling,
    title: `from ${from}`,
    effectiveFrom: from === null ? null : parseDay(from),
    effectiveTo: to === null ? null : parseDay(to),
  })
  const versions = [version('2026-03-17'), version(null), version('2026-01-01')]
  const titleOn = (date: string): string | undefined => agreementInForce(versions, parseDay(date)!)?.title
  it('is the newest in force when the service period starts', () => {
    expect(['2020-01-01', '2026-01-01', '2026-03-16', '2026-03-17'].map(titleOn)).toEqual([
      'from null',
      'from 2026-01-01',
      'from 2026-01-01',
      'from 2026-03-17',
    ])
  })
  it('is none before the first', () => {
    expect(agreementInForce([version('2026-01-01')], parseDay('2025-12-31')!)).toBeNull()
  })
  it('is none from the day on which it ends', () => {
    const ended = [version(null, '2026-02-01')]
    expect(agreementInForce(ended, parseDay('2026-01-31')!)).not.toBeNull()
    expect(agreementInForce(ended, parseDay('2026-02-01')!)).toBeNull()
  })
})

describe('a table of tiers', () => {
  const tier = (below: string, atLeast: string | null, percent: string): Tier => ({
    below,
    atLeast,
    percent,
    clause: null,
  })
  const pathsOf = (...tiers: Tier[]): string[] =>
    findTierFaults(tiers, '99.9').map(({ path }) => path.join('.'))
  it('continues from the commitment to the bottom without gap', () => {
    expect(pathsOf(tier('99.90', '99', '10'), tier('99.00', null, '25'))).toEqual([])
  })
  it('with a gap or an overlap is refused', () => {
    expect(pathsOf(tier('99.90', '99', '10'), tier('98', null, '25'))).toEqual(['tiers.1.below'])
    expect(pathsOf(tier('99.90', '98', '10'), tier('99', null, '25'))).toEqual(['tiers.1.below'])
  })
  it('that does not reach from the commitment to 0 is refused', () => {
    expect(pathsOf(tier('99.5', null, '10'))).toEqual(['tiers.0.below'])
    expect(pathsOf(tier('99.90', '99', '10'))).toEqual(['tiers.0.at_least'])
    expect(pathsOf(tier('99.90', null, '10'), tier('99', null, '25'))).toEqual(['tiers.0.at_least'])
  })
  it('that turns a bound round, or grants less for less availability, is refused', () => {
    expect(pathsOf(tier('99.90', '99.95', '10'), tier('99.95', null, '25'))).toEqual(['tiers.0.at_least'])
    expect(pathsOf(tier('99.90', '99', '25'), tier('99', null, '10'))).toEqual(['tiers.1.percent'])
  })
  it("of the customer's own gives an agreement without one its commitment", () => {
    expect(withTiers(find('kong-konnect'), TIERED.tiers).commitment).toBe('99.90')
  })
  it('is held against slices that fill a day', () => {
    expect(
      findAgreementFaults({ ...find('kling'), sliceMinutes: 7 }).map(({ path }) => path.join('.')),
    ).toEqual(['availability.slice_minutes'])
  })
})

describe('the form of an agreement', () => {
  const text = () => readFileForm(SHIPPED[0]!)
  it('knows no other keys, and misses those that must be there', () => {
    expect(form.safeParse({ ...text(), commitmint: '99.9' }).success).toBe(false)
    expect(form.safeParse({ ...text(), source: undefined }).success).toBe(false)
  })
  it('says of every key what it is for', () => {
    const missing: string[] = []
    const walk = (
      schema: { properties?: object; items?: object; oneOf?: object[]; anyOf?: object[] },
      path: string,
    ): void => {
      for (const [key, inner] of Object.entries(schema.properties ?? {})) {
        if (!inner.description) missing.push(`${path}.${key}`)
        walk(inner, `${path}.${key}`)
      }
      for (const inner of [schema.items, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])])
        if (inner) walk(inner, path)
    }
    walk(form.toJSONSchema() as object, '')
    expect(missing).toEqual([])
  })
})
