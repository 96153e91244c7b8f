/**
 * The types that the library ships keep what the schemas of its answers promise: each line stops compiling when a view
 * lacks a promised key, or may hold a value that its schema refuses. Nothing runs this file; that no answer has a key
 * more is tested by the strict schemas.
 */
import type { z } from 'zod'
import type { BudgetView, ExpiryView, QuoteView, SlaView } from '../../src/index.js'
import type { budgetOutput } from '../../src/schema/budget-output.js'
import type { expiryOutput } from '../../src/schema/expiry-output.js'
import type { quoteOutput } from '../../src/schema/quote-output.js'
import type { slaOutput } from '../../src/schema/sla-output.js'

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T
type Promised<Form extends () => z.ZodType> = DeepReadonly<z.infer<ReturnType<Form>>>

export const quoteKeepsIt = (view: QuoteView): Promised<typeof quoteOutput> => view
export const expiryKeepsIt = (view: ExpiryView): Promised<typeof expiryOutput> => view
export const budgetKeepsIt = (view: BudgetView): Promised<typeof budgetOutput> => view
export const slaKeepsIt = (view: SlaView): Promised<typeof slaOutput> => view
