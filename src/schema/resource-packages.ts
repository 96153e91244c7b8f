/** What a file of resource packages looks like: `kind: resource-packages`. */
import { z } from 'zod'
import {
  choice,
  day,
  decimal,
  editorRules,
  flag,
  kebab,
  optional,
  percentage,
  positiveDecimal,
  source,
  text,
  wholeNumber,
} from './scalar.js'

/** A hundred years: what is valid for longer has no end, and dates stay within the calendar. */
const MOST_DAYS = 36_500

const resourcePackage = z
  .strictObject({
    id: kebab.describe('The id by which --package names it'),
    replaces: optional(
      kebab,
      'The package of an older list that it succeeds: the two are one offer, and a trial is once for both',
    ),
    pool: kebab.describe('The pool whose units it holds'),
    price: optional(decimal, 'US dollars; left out only when negotiated'),
    units: optional(positiveDecimal, 'Units; left out only when negotiated'),
    negotiated: optional(flag, 'Whether price and size are a matter of negotiation; false when left out'),
    validity_days: optional(wholeNumber(MOST_DAYS), 'Days of 24 hours; left out: not stated'),
    concurrency: optional(wholeNumber(999_999), 'Tasks that may run at once; left out: not stated'),
    once_per_account: optional(flag, 'Whether an account can buy it only once; false when left out'),
    list_unit_price: optional(decimal, 'US dollars a unit before the discount, to check the price by'),
    discount_percent: optional(percentage, 'The discount that the source names, to check the price by'),
    recommended_above: optional(
      z.strictObject({
        units: positiveDecimal.describe('Units used'),
        days: wholeNumber(MOST_DAYS).describe('within so many days'),
      }),
      'The use above which this package is recommended',
    ),
    section: text.describe('The table or clause of the source'),
  })
  .register(editorRules, {
    anyOf: [
      { required: ['price', 'units'] },
      { properties: { negotiated: { const: true } }, required: ['negotiated'] },
    ],
    dependentRequired: { list_unit_price: ['discount_percent'], discount_percent: ['list_unit_price'] },
  })

const assertion = z.strictObject({
  package: kebab.describe('The id of a package of this file'),
  effective_unit_price: decimal.describe('Price ÷ units as the document gives it, in US dollars'),
})

/** What can be bought. */
export const resourcePackages = z.strictObject({
  kind: z.literal('resource-packages').describe('What the file is'),
  id: kebab.describe('The id by which --catalogue names the list'),
  title: text.describe('What it offers, in words'),
  vendor: text.describe('Who sells at these prices'),
  currency: choice(['USD']).describe('The currency of every price in the file'),
  source: source.describe('Where the figures come from'),
  effective_from: optional(day, 'The first day (UTC) on which it applies; left out: it always has'),
  effective_to: optional(day, 'The first day (UTC) on which it no longer applies; left out: it has no end'),
  replaces: optional(kebab, 'The id of the list whose place it takes'),
  packages: z.array(resourcePackage).min(1).describe('The packages'),
  assertions: optional(z.array(assertion), "The document's own figures, which the packages must give"),
})

export type ResourcePackagesText = z.infer<typeof resourcePackages>
