/**
 * The columns of FOCUS, the FinOps Open Cost and Usage Specification 1.2, that this program writes. Those whose condition
 * does not hold here (regions, resources, unit prices that the provider publishes) are left out; the rules that the
 * specification has for the others are in test/report/focus/rules.ts, which every row of the tests is held against.
 */
export const COLUMNS = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'CommitmentDiscountCategory',
  'CommitmentDiscountId',
  'CommitmentDiscountName',
  'CommitmentDiscountQuantity',
  'CommitmentDiscountStatus',
  'CommitmentDiscountType',
  'CommitmentDiscountUnit',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedCost',
  'EffectiveCost',
  'InvoiceIssuerName',
  'ListCost',
  'PricingCategory',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'ServiceCategory',
  'ServiceName',
  'ServiceSubcategory',
  'SubAccountId',
  'SubAccountName',
  'x_Model',
  'x_Pool',
  'x_PriceList',
] as const

export type FocusName = (typeof COLUMNS)[number]

/** A row; null is a value that is not known or does not apply. */
export type FocusRow = { readonly [Name in FocusName]: string | null }
