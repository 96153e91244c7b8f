/** What a declaration of a price feed looks like: `kind: price-feed`. It says how a seller's saved answer becomes a list. */
import { z } from 'zod'
import { choice, flag, kebab, modelId, optional, percentage, source, text, wholeNumber } from './scalar.js'

/** The shapes of answers that are read; each has a parser (read/rates/import-feed.ts). */
export const FEED_FORMS = ['sku-map', 'rate-table', 'endpoint-prices'] as const

/** How a seller's price feed is read. */
export const priceFeed = z.strictObject({
  kind: z.literal('price-feed').describe('What the file is'),
  id: kebab.describe('The id by which rates import --feed names it'),
  title: text.describe('Which answer of whose API it is'),
  seller: text.describe('Who sells at these prices'),
  brand: optional(text, "A word that people put in front of a model's name or leave out"),
  form: choice(FEED_FORMS).describe('The shape of the answer'),
  ours: text.describe(
    'A pattern, * standing for anything, of ids that are of the vendor: none of them is left out unsaid',
  ),
  source: source.describe('Where the shape of the answer is known from'),
  top_up_fee: optional(
    z.strictObject({
      percent: percentage.describe('Per cent of what is paid in'),
      section: text.describe('The table or clause of the source'),
    }),
    'What the seller takes on top when money is paid in',
  ),
  models: z
    .record(
      modelId,
      z.strictObject({
        name: text.describe('The name in the list'),
        aliases: optional(z.array(text), 'Further names that people type'),
        duration: z
          .strictObject({
            min: optional(wholeNumber(), 'The shortest length in seconds'),
            max: optional(wholeNumber(), 'The longest length in seconds'),
            only: optional(z.array(wholeNumber()).min(1), 'The only lengths in seconds'),
          })
          .describe('The lengths that are sold'),
      }),
    )
    .describe('The models, by id'),
  entries: z
    .record(
      text,
      z.strictObject({
        model: modelId.describe('The model that it is'),
        capability: z.array(kebab).min(1).describe('What it does'),
        resolution: optional(kebab, 'The resolution, where the answer does not say it'),
        audio: optional(flag, 'Whether it always has sound, where the answer does not say it'),
      }),
    )
    .describe("What the seller's ids stand for"),
})

export type PriceFeedText = z.infer<typeof priceFeed>
