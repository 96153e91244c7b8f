/** What a rate card's file looks like: `kind: rate-card`. */
import { z } from 'zod'
import { CONFIDENCES } from '../core/source.js'
import {
  choice,
  day,
  decimal,
  editorRules,
  effectName,
  flag,
  kebab,
  modelId,
  oneOrMore,
  percentage,
  positiveDecimal,
  source,
  text,
  wholeNumber,
} from './scalar.js'

/** What an amount is in: what the card bills. */
const AMOUNTS = {
  units: decimal.optional().describe('Units of the pool, on a card that bills prepaid units'),
  usd: decimal.optional().describe('US dollars, on a card that bills US dollars'),
  credits: decimal.optional().describe('Credits, on a card that bills credits'),
}

const amountsByLength = z.record(wholeNumber(), decimal).refine(amounts => Object.keys(amounts).length > 0)

/** What a row charges: one amount, in what the card bills and in nothing else. */
const chargeOf = <T extends z.ZodRawShape>(shape: T) =>
  z
    .strictObject(shape)
    .register(editorRules, { oneOf: Object.keys(AMOUNTS).map(name => ({ required: [name] })) })

const charge = z.discriminatedUnion('by', [
  chargeOf({ by: z.literal('flat').describe('One amount a call, whatever its length'), ...AMOUNTS }),
  chargeOf({
    by: z.literal('fixed-duration').describe('One amount for each length that can be bought'),
    units: amountsByLength.optional().describe('Units by length in whole seconds, as in { 5: 1, 10: 2 }'),
    usd: amountsByLength.optional().describe('US dollars by length in whole seconds, as in { 5: 0.556 }'),
    credits: amountsByLength.optional().describe('Credits by length in whole seconds'),
  }),
  chargeOf({ by: z.literal('per-second').describe('An amount for each billed second'), ...AMOUNTS }),
  chargeOf({
    by: z.literal('per-segment').describe('An amount for each started segment'),
    seconds: positiveDecimal.describe('The length of a segment in seconds'),
    ...AMOUNTS,
  }),
  chargeOf({
    by: z
      .literal('per-input-and-output-second')
      .describe('An amount for each second of the video input and of the output'),
    least_times_output: wholeNumber()
      .optional()
      .describe('The least that is billed, in lengths of the output; 1 when left out'),
    ...AMOUNTS,
  }),
])

const duration = z
  .strictObject({
    min: wholeNumber().optional().describe('The shortest billed length in seconds; 1 when left out'),
    max: wholeNumber().optional().describe('The longest billed length in seconds; no limit when left out'),
    only: z.array(wholeNumber()).min(1).optional().describe('The only lengths in seconds'),
  })
  .register(editorRules, {
    oneOf: [{ required: ['only'] }, { anyOf: [{ required: ['min'] }, { required: ['max'] }] }],
  })

const reference = choice(['none', 'image', 'video'])

const rate = z.strictObject({
  capability: oneOrMore(kebab).describe('What the job does, such as text-to-video'),
  model: oneOrMore(modelId).optional().describe('Ids of models; left out: a service without a model'),
  mode: oneOrMore(kebab).optional().describe('Modes; left out: a job that names none'),
  resolution: oneOrMore(kebab).optional().describe('Resolutions; left out: a job that names none'),
  audio: oneOrMore(flag).optional().describe('With native audio or without; false when left out'),
  reference: oneOrMore(reference)
    .optional()
    .describe('The material that the job starts from besides its text; none when left out'),
  voice_control: oneOrMore(flag).optional().describe('With voice control or without; false when left out'),
  effect: oneOrMore(effectName).optional().describe('Effects; left out: a job that names none'),
  duration: duration.optional().describe('Which billed lengths the row is for'),
  pool: kebab.optional().describe('The pool that pays, on a card that bills prepaid units'),
  charge: charge.describe('How the row turns a job into an amount'),
  section: text.describe('The table or clause of the source'),
})

const job = z.strictObject({
  capability: text.optional().describe('As people type it'),
  model: text.optional().describe('As people type it'),
  mode: kebab.optional().describe('Mode'),
  resolution: kebab.optional().describe('Resolution'),
  duration: positiveDecimal.optional().describe('Length in seconds'),
  audio: flag.optional().describe('With native audio'),
  reference: reference.optional().describe('Material that the job starts from'),
  voice_control: flag.optional().describe('With voice control'),
  input_duration: positiveDecimal.optional().describe('Length of the video input in seconds'),
  effect: effectName.optional().describe('Effect'),
})

const assertion = z.strictObject({
  job: job.describe('A job that the document prices'),
  count: wholeNumber().optional().describe('How many such jobs; 1 when left out'),
  units: decimal.optional().describe('The units that the document gives for them'),
  usd: decimal.describe('The US dollars that the document gives for them'),
})

const resolutionOfMode = z.record(kebab, kebab)

/** A dated price list. */
export const rateCard = z.strictObject({
  kind: z.literal('rate-card').describe('What the file is'),
  id: kebab.describe('The id by which --card names it'),
  title: text.describe('What it prices, in words'),
  vendor: text.describe('Who sells at these prices'),
  seller: text
    .optional()
    .describe(
      "Who sells the vendor's models at these prices, where that is somebody else; never asked by default",
    ),
  brand: text.optional().describe("A word that people put in front of a model's name or leave out"),
  currency: choice(['USD']).describe('The currency of every price in the file'),
  billing: choice(['prepaid-units', 'us-dollars', 'credits']).describe(
    "What jobs are paid with: units of pools, US dollars, or a seller's credits",
  ),
  credits: z
    .strictObject({
      count: positiveDecimal.describe('So many credits'),
      usd: decimal.describe('cost so many US dollars'),
      section: text.describe('The table or clause of the source'),
    })
    .optional()
    .describe('What credits cost, on a card that bills them'),
  top_up_fee: z
    .strictObject({
      percent: percentage.describe('Per cent of what is paid in'),
      section: text.describe('The table or clause of the source'),
    })
    .optional()
    .describe('What the seller takes on top when money is paid in; every price includes it'),
  source: source.describe('Where the figures come from'),
  effective_from: day.optional().describe('The first day (UTC) on which it applies; left out: it always has'),
  retired: z
    .strictObject({
      on: day.describe('The day from which'),
      confidence: choice(CONFIDENCES).describe('How sure that is'),
    })
    .optional()
    .describe('Since when its models are said to be retired'),
  effective_to: day
    .optional()
    .describe('The first day (UTC) on which it no longer applies; left out: it has no end'),
  resolution_of_mode: resolutionOfMode
    .optional()
    .describe('Modes that are another word for a resolution, as in { std: 720p }'),
  typical_resolution_of_mode: resolutionOfMode
    .optional()
    .describe('What a mode usually means, to compare cards by, not to price by'),
  notes: z.array(text).optional().describe('What a reader of its prices should know'),
  pools: z
    .record(
      kebab,
      z.strictObject({
        list_unit_price: decimal.describe('US dollars a unit before any package discount'),
        section: text.describe('The table or clause of the source'),
      }),
    )
    .optional()
    .describe('The stocks of prepaid units; a unit of one never pays for another'),
  models: z
    .record(
      modelId,
      z.strictObject({
        name: text.describe('The name in the source'),
        aliases: z.array(text).optional().describe('Further names that people type'),
        api_name: modelId.optional().describe("What the vendor's API calls it where that is not the id"),
      }),
    )
    .optional()
    .describe('The models, by id'),
  capabilities: z
    .record(
      kebab,
      z.strictObject({ aliases: z.array(text).min(1).describe('Further names that people type') }),
    )
    .optional()
    .describe('Capabilities that have further names'),
  rates: z.array(rate).min(1).describe('The rows; no two may match the same job'),
  assertions: z.array(assertion).optional().describe("The document's own figures, which the rows must give"),
})

export type RateCardText = z.infer<typeof rateCard>
export type RateText = z.infer<typeof rate>
export type ChargeText = z.infer<typeof charge>
