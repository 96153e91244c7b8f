/** What files look like: the one room that imports zod. */
import { z } from 'zod'
import { agreement, tierList } from './agreement.js'
import { logFormat } from './log-format.js'
import { names } from './names.js'
import { priceFeed } from './price-feed.js'
import { rateCard } from './rate-card.js'
import { resourcePackages } from './resource-packages.js'
import { editorRules, type JsonSchema, scalarForms } from './scalar.js'

/** The form of each kind of rate file, by its `kind`. */
export const FILE_FORMS = {
  'rate-card': rateCard,
  'resource-packages': resourcePackages,
  agreement,
  tiers: tierList,
  names,
  'price-feed': priceFeed,
} as const

/** What a rate file can be. */
export type FileKind = keyof typeof FILE_FORMS

/** The JSON Schemas of what people write, by file name: for editors, from the forms that files are checked by. */
export const jsonSchemas = (): Record<string, JsonSchema> =>
  Object.fromEntries(
    [...Object.entries(FILE_FORMS), ['log-format', logFormat] as const].map(([name, form]) => [
      `${name}.schema.json`,
      toJsonSchema(form),
    ]),
  )

/** The JSON Schema (draft 2020-12) of a form, for readers that resolve numbers and booleans. */
export const toJsonSchema = (form: z.ZodType): JsonSchema =>
  z.toJSONSchema(form, {
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      // The registries' own type and the walk's differ in what they know of zod's inner workings only.
      const schema = zodSchema as unknown as z.ZodType
      const scalar = scalarForms.get(schema)
      if (scalar) {
        const { description } = jsonSchema
        for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword]
        Object.assign(jsonSchema, scalar.json, description === undefined ? {} : { description })
      }
      if (schema instanceof z.ZodRecord) {
        // Keys are texts to every reader.
        const { pattern } = scalarForms.get(schema.keyType as unknown as z.ZodType)?.json ?? {}
        jsonSchema.propertyNames = pattern === undefined ? true : { type: 'string', pattern: String(pattern) }
      }
      Object.assign(jsonSchema, editorRules.get(schema))
    },
  }) as JsonSchema
