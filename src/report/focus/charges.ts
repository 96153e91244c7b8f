/** What the charges of all commands have in common, and how they are written. */
import { addMonths, formatMonth, monthOf } from '../../core/calendar.js'
import { type Day, dayAt, formatDay, type Instant } from '../../core/instant.js'
import { format, type Units, type Usd } from '../../core/quantity.js'
import { nameUnits } from '../amounts.js'
import { writeCsv } from '../csv.js'
import { COLUMNS, type FocusRow } from './columns.js'

/** What stands where FOCUS allows no null and nobody says it. */
export const NOT_STATED = 'not stated'
export const UNIT = 'Units'

export const writeFocus = (rows: Iterable<FocusRow>): Generator<string> => writeCsv(COLUMNS, rows, row => row)

const startOf = (day: string): string => `${day}T00:00:00Z`

/** A charge of a day, before anybody says what was charged. `publisher` makes the service, and `seller` sells it. */
export function frameOf(day: Day, publisher: string, seller: string) {
  const month = monthOf(day)
  return {
    BillingAccountId: NOT_STATED,
    BillingAccountName: null,
    BillingCurrency: 'USD',
    BillingPeriodEnd: startOf(`${formatMonth(addMonths(month, 1))}-01`),
    BillingPeriodStart: startOf(`${formatMonth(month)}-01`),
    ChargeClass: null,
    ChargePeriodEnd: startOf(formatDay((day + 1) as Day)),
    ChargePeriodStart: startOf(formatDay(day)),
    CommitmentDiscountCategory: null,
    CommitmentDiscountId: null,
    CommitmentDiscountName: null,
    CommitmentDiscountQuantity: null,
    CommitmentDiscountStatus: null,
    CommitmentDiscountType: null,
    CommitmentDiscountUnit: null,
    InvoiceIssuerName: seller,
    ProviderName: seller,
    PublisherName: publisher,
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: publisher,
    ServiceSubcategory: 'Generative AI',
    SubAccountId: null,
    SubAccountName: null,
    x_Model: null,
    x_Pool: null,
    x_PriceList: null,
  } as const
}

/** A package of units, whether it was bought or is planned. */
export interface BoughtPackage {
  /** By which the charges of one package belong together. */
  readonly id: string
  /** Its name in the catalogue; null when it has none. */
  readonly packageId: string | null
  readonly pool: string
  readonly units: Units
  readonly purchasedAt: Instant
  readonly account: string | null
}

/** What every charge of a package has in common. `vendors` says by package of the catalogue whose it is. */
export function frameOfPackage(
  { id, packageId, pool, account: payer }: Omit<BoughtPackage, 'units' | 'purchasedAt'>,
  day: Day,
  account: string | null,
  vendors: ReadonlyMap<string, string>,
) {
  const vendor = vendors.get(packageId ?? '') ?? NOT_STATED
  return {
    ...frameOf(day, vendor, vendor),
    BillingAccountId: payer ?? NOT_STATED,
    CommitmentDiscountCategory: 'Usage',
    CommitmentDiscountId: id,
    CommitmentDiscountName: packageId,
    CommitmentDiscountType: 'Resource package',
    CommitmentDiscountUnit: UNIT,
    PricingUnit: UNIT,
    SubAccountId: account,
    x_Pool: pool,
  } as const
}

/** The charge for a package on the day on which it is bought. */
export function describePackagePurchase(
  bought: BoughtPackage & { readonly price: Usd },
  vendors: ReadonlyMap<string, string>,
): FocusRow {
  const price = format(bought.price)
  const quantity = format(bought.units)
  return {
    ...frameOfPackage(bought, dayAt(bought.purchasedAt), bought.account, vendors),
    BilledCost: price,
    ChargeCategory: 'Purchase',
    ChargeDescription: `Purchase of ${quantity} ${nameUnits(quantity === '1')} (${bought.pool})`,
    ChargeFrequency: 'One-Time',
    CommitmentDiscountQuantity: quantity,
    ConsumedQuantity: null,
    ConsumedUnit: null,
    ContractedCost: price,
    // The use that it pays for carries its cost.
    EffectiveCost: '0',
    ListCost: price,
    PricingCategory: 'Standard',
    PricingQuantity: quantity,
  }
}
