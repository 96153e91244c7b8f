/** The rules of FOCUS 1.2 for each column that is written. */
import type { FocusName, FocusRow } from '../../../src/report/focus/columns.js'

/** A row by the names of its columns. */
type Cells = Readonly<Record<string, string | null>>

/** What must hold of a column in rows of a kind, beyond its form. */
interface Condition {
  readonly when: (row: Cells) => boolean
  readonly must: 'be null' | 'not be null' | readonly string[]
}

interface FocusColumn {
  readonly type: 'decimal' | 'string' | 'time'
  /** Mandatory, conditional and recommended columns; `own` ones begin with x_, as the specification asks. */
  readonly level: 'mandatory' | 'conditional' | 'recommended' | 'own'
  readonly allowsNull: boolean
  readonly allowed?: readonly string[]
  readonly conditions?: readonly Condition[]
}

const isUsage = (row: Cells): boolean => row.ChargeCategory === 'Usage'
const isConsumed = (row: Cells): boolean => isUsage(row) && row.CommitmentDiscountStatus !== 'Unused'
const isCommitment = (row: Cells): boolean => row.CommitmentDiscountId !== null
const isCharged = (row: Cells): boolean => isUsage(row) || row.ChargeCategory === 'Purchase'
const onlyWhen = (when: (row: Cells) => boolean): Condition[] => [
  { when, must: 'not be null' },
  { when: row => !when(row), must: 'be null' },
]

const mandatory = (type: FocusColumn['type']) => ({ type, level: 'mandatory', allowsNull: false }) as const
const conditional = (type: FocusColumn['type'], conditions: readonly Condition[]) =>
  ({ type, level: 'conditional', allowsNull: true, conditions }) as const

export const RULES = {
  BilledCost: mandatory('decimal'),
  BillingAccountId: mandatory('string'),
  BillingAccountName: { type: 'string', level: 'mandatory', allowsNull: true },
  BillingCurrency: { ...mandatory('string'), allowed: ['USD'] },
  BillingPeriodEnd: mandatory('time'),
  BillingPeriodStart: mandatory('time'),
  ChargeCategory: { ...mandatory('string'), allowed: ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] },
  ChargeClass: { type: 'string', level: 'mandatory', allowsNull: true, allowed: ['Correction'] },
  ChargeDescription: { type: 'string', level: 'mandatory', allowsNull: true },
  ChargeFrequency: {
    type: 'string',
    level: 'recommended',
    allowsNull: false,
    allowed: ['One-Time', 'Recurring', 'Usage-Based'],
    conditions: [{ when: row => row.ChargeCategory === 'Purchase', must: ['One-Time', 'Recurring'] }],
  },
  ChargePeriodEnd: mandatory('time'),
  ChargePeriodStart: mandatory('time'),
  CommitmentDiscountCategory: {
    ...conditional('string', onlyWhen(isCommitment)),
    allowed: ['Spend', 'Usage'],
  },
  CommitmentDiscountId: conditional('string', []),
  CommitmentDiscountName: conditional('string', []),
  CommitmentDiscountQuantity: conditional('decimal', onlyWhen(isCommitment)),
  CommitmentDiscountStatus: {
    ...conditional(
      'string',
      onlyWhen(row => isUsage(row) && isCommitment(row)),
    ),
    allowed: ['Used', 'Unused'],
  },
  CommitmentDiscountType: conditional('string', onlyWhen(isCommitment)),
  CommitmentDiscountUnit: conditional('string', onlyWhen(isCommitment)),
  ConsumedQuantity: conditional('decimal', onlyWhen(isConsumed)),
  ConsumedUnit: conditional('string', onlyWhen(isConsumed)),
  ContractedCost: mandatory('decimal'),
  EffectiveCost: mandatory('decimal'),
  InvoiceIssuerName: mandatory('string'),
  ListCost: mandatory('decimal'),
  PricingCategory: {
    ...conditional('string', [
      { when: isCharged, must: 'not be null' },
      { when: row => isUsage(row) && isCommitment(row), must: ['Committed'] },
    ]),
    allowed: ['Standard', 'Dynamic', 'Committed', 'Other'],
  },
  PricingQuantity: {
    type: 'decimal',
    level: 'mandatory',
    allowsNull: true,
    conditions: [{ when: isCharged, must: 'not be null' }],
  },
  PricingUnit: {
    type: 'string',
    level: 'mandatory',
    allowsNull: true,
    conditions: onlyWhen(row => row.PricingQuantity !== null),
  },
  ProviderName: mandatory('string'),
  PublisherName: mandatory('string'),
  ServiceCategory: { ...mandatory('string'), allowed: ['AI and Machine Learning'] },
  ServiceName: mandatory('string'),
  ServiceSubcategory: {
    type: 'string',
    level: 'recommended',
    allowsNull: false,
    allowed: ['Generative AI'],
  },
  SubAccountId: conditional('string', []),
  SubAccountName: conditional('string', []),
  x_Model: { type: 'string', level: 'own', allowsNull: true },
  x_Pool: { type: 'string', level: 'own', allowsNull: true },
  x_PriceList: { type: 'string', level: 'own', allowsNull: true },
} as const satisfies Readonly<Record<FocusName, FocusColumn>>

/** What of a row breaks the rules, in words; nothing when it keeps them. */
export function listFocusFaults(row: FocusRow): string[] {
  return (Object.entries(RULES) as [FocusName, FocusColumn][]).flatMap(([name, column]) => {
    const value = row[name]
    const broken = (column.conditions ?? [])
      .filter(({ when }) => when(row))
      .filter(({ must }) =>
        must === 'be null'
          ? value !== null
          : must === 'not be null'
            ? value === null
            : !must.includes(value!),
      )
      .map(
        ({ must }) => `${name}: ${value} must ${typeof must === 'string' ? must : `be ${must.join(', ')}`}`,
      )
    if (value === null) return column.allowsNull ? broken : [...broken, `${name}: must not be null`]
    const isForm = FORMS[column.type].test(value) && (column.allowed?.includes(value) ?? true)
    return isForm ? broken : [...broken, `${name}: ${value} is not of the allowed form`]
  })
}

const FORMS = {
  decimal: /^-?\d+(?:\.\d+)?$/,
  time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  string: /^\S(?:.*\S)?$/s,
} as const
