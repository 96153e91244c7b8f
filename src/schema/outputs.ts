/** The forms of the program's JSON answers, by the name and version that `schema` holds. */
import type { z } from 'zod'
import { budgetOutput } from './budget-output.js'
import { expiryOutput } from './expiry-output.js'
import { quoteOutput } from './quote-output.js'
import { ratesDiffOutput, ratesListOutput, ratesShowOutput, ratesValidateOutput } from './rates-output.js'
import { slaOutput } from './sla-output.js'

/**
 * Each form, made when it is asked for: no command needs one, and building them all would be paid by every
 * command that reads YAML.
 */
export const OUTPUT_FORMS: Readonly<Record<string, () => z.ZodType>> = {
  'quote.1': quoteOutput,
  'budget.1': budgetOutput,
  'expiry.1': expiryOutput,
  'rates-list.1': ratesListOutput,
  'rates-show.1': ratesShowOutput,
  'rates-diff.1': ratesDiffOutput,
  'rates-validate.1': ratesValidateOutput,
  'sla.1': slaOutput,
}
