/** The JSON Schemas of the answers, by the name and version that `schema` holds in each. */
import { budgetSchema } from './budget/view.js'
import { expirySchema } from './expiry/view.js'
import type { JsonSchema } from './fields.js'
import { quoteSchema } from './quote/view.js'
import { ratesDiffSchema, ratesListSchema, ratesShowSchema, ratesValidateSchema } from './rates/view.js'
import { slaSchema } from './sla/view.js'

const ANSWERS: Readonly<Record<string, () => JsonSchema>> = {
  'quote.1': quoteSchema,
  'budget.1': budgetSchema,
  'expiry.1': expirySchema,
  'rates-list.1': ratesListSchema,
  'rates-show.1': ratesShowSchema,
  'rates-diff.1': ratesDiffSchema,
  'rates-validate.1': ratesValidateSchema,
  'sla.1': slaSchema,
}

/**
 * The schemas by file name. Keys may be added to an answer, so that its schema allows more of them; tests ask for the
 * strict one, which an answer must not outgrow unseen.
 */
export const answerSchemas = (kind: 'open' | 'strict' = 'open'): Record<string, JsonSchema> =>
  Object.fromEntries(
    Object.entries(ANSWERS).map(([name, schema]) => [
      `${name}.schema.json`,
      kind === 'open' ? openUp(schema()) : schema(),
    ]),
  )

/** The schema with every object open to further keys. */
const openUp = (schema: JsonSchema): JsonSchema =>
  JSON.parse(
    JSON.stringify(schema, (key, value) =>
      key === 'additionalProperties' && value === false ? undefined : value,
    ),
  )
