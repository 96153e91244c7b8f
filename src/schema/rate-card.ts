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
  optional,
  percentage,
  positiveDecimal,
  resolution,
  source,
  text,
  wholeNumber,
} from './scalar.js'

/** What an amount is in: what the card bills. */
const AMOUNTS = {
  units: optional(decimal, 'Units of the pool, on a card that bills prepaid units'),
  usd: optional(decimal, 'US dollars, on a card that bills US dollars'),
  credits: optional(decimal, 'Credits, on a card that bills credits'),
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
    units: optional(amountsByLength, 'Units by length in whole seconds, as in { 5: 1, 10: 2 }'),
    usd: optional(amountsByLength, 'US dollars by length in whole seconds, as in { 5: 0.556 }'),
    credits: optional(amountsByLength, 'Credits by length in whole seconds'),
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
    least_times_output: optional(
      wholeNumber(),
      'The least that is billed, in lengths of the output; 1 when left out',
    ),
    ...AMOUNTS,
  }),
])

const duration = z
  .strictObject({
    min: optional(wholeNumber(), 'The shortest billed length in seconds; 1 when left out'),
    max: optional(wholeNumber(), 'The longest billed length in seconds; no limit when left out'),
    only: optional(z.array(wholeNumber()).min(1), 'The only lengths in seconds'),
  })
  .register(editorRules, {
    oneOf: [{ required: ['only'] }, { anyOf: [{ required: ['min'] }, { required: ['max'] }] }],
  })

const reference = choice(['none', 'image', 'video'])

const rate = z.strictObject({
  capability: oneOrMore(kebab).describe('What the job does, such as text-to-video'),
  model: optional(oneOrMore(modelId), 'Ids of models; left out: a service without a model'),
  mode: optional(oneOrMore(kebab), 'Modes; left out: a job that names none'),
  resolution: optional(oneOrMore(resolution), 'Resolutions; left out: a job that names none'),
  audio: optional(oneOrMore(flag), 'With native audio or without; false when left out'),
  reference: optional(
    oneOrMore(reference),
    'The material that the job starts from besides its text; none when left out',
  ),
  voice_control: optional(oneOrMore(flag), 'With voice control or without; false when left out'),
  effect: optional(oneOrMore(effectName), 'Effects; left out: a job that names none'),
  duration: optional(duration, 'Which billed lengths the row is for'),
  pool: optional(kebab, 'The pool that pays, on a card that bills prepaid units'),
  charge: charge.describe('How the row turns a job into an amount'),
  section: text.describe('The table or clause of the source'),
})

const job = z.strictObject({
  capability: optional(text, 'As people type it'),
  model: optional(text, 'As people type it'),
  mode: optional(kebab, 'Mode'),
  resolution: optional(resolution, 'Resolution'),
  duration: optional(positiveDecimal, 'Length in seconds'),
  audio: optional(flag, 'With native audio'),
  reference: optional(reference, 'Material that the job starts from'),
  voice_control: optional(flag, 'With voice control'),
  input_duration: optional(positiveDecimal, 'Length of the video input in seconds'),
  effect: optional(effectName, 'Effect'),
})

const assertion = z.strictObject({
  job: job.describe('A job that the document prices'),
  count: optional(wholeNumber(), 'How many such jobs; 1 when left out'),
  units: optional(decimal, 'The units that the document gives for them'),
  usd: decimal.describe('The US dollars that the document gives for them'),
})

const resolutionOfMode = z.record(kebab, resolution)

/** A dated price list. */
export const rateCard = z.strictObject({
  kind: z.literal('rate-card').describe('What the file is'),
  id: kebab.describe('The id by which --card names it'),
  title: text.describe('What it prices, in words'),
  vendor: text.describe('Who sells at these prices'),
  seller: optional(
    text,
    "Who sells the vendor's models at these prices, where that is somebody else; never asked by default",
  ),
  brand: optional(text, "A word that people put in front of a model's name or leave out"),
  currency: choice(['USD']).describe('The currency of every price in the file'),
  billing: choice(['prepaid-units', 'us-dollars', 'credits']).describe(
    "What jobs are paid with: units of pools, US dollars, or a seller's credits",
  ),
  credits: optional(
    z.strictObject({
      count: positiveDecimal.describe('So many credits'),
      usd: decimal.describe('cost so many US dollars'),
      section: text.describe('The table or clause of the source'),
    }),
    'What credits cost, on a card that bills them',
  ),
  top_up_fee: optional(
    z.strictObject({
      percent: percentage.describe('Per cent of what is paid in'),
      section: text.describe('The table or clause of the source'),
    }),
    'What the seller takes on top when money is paid in; every price includes it',
  ),
  source: source.describe('Where the figures come from'),
  effective_from: optional(day, 'The first day (UTC) on which it applies; left out: it always has'),
  retired: optional(
    z.strictObject({
      on: day.describe('The day from which'),
      confidence: choice(CONFIDENCES).describe('How sure that is'),
    }),
    'Since when its models are said to be retired',
  ),
  effective_to: optional(day, 'The first day (UTC) on which it no longer applies; left out: it has no end'),
  resolution_of_mode: optional(
    resolutionOfMode,
    'Modes that are another word for a resolution, as in { std: 720p }',
  ),
  typical_resolution_of_mode: optional(
    resolutionOfMode,
    'What a mode usually means, to compare cards by, not to price by',
  ),
  notes: optional(z.array(text), 'What a reader of its prices should know'),
  pools: optional(
    z.record(
      kebab,
      z.strictObject({
        list_unit_price: decimal.describe('US dollars a unit before any package discount'),
        section: text.describe('The table or clause of the source'),
      }),
    ),
    'The stocks of prepaid units; a unit of one never pays for another',
  ),
  models: optional(
    z.record(
      modelId,
      z.strictObject({
        name: text.describe('The name in the source'),
        aliases: optional(z.array(text), 'Further names that people type'),
        api_name: optional(modelId, "What the vendor's API calls it where that is not the id"),
      }),
    ),
    'The models, by id',
  ),
  capabilities: optional(
    z.record(
      kebab,
      z.strictObject({ aliases: z.array(text).min(1).describe('Further names that people type') }),
    ),
    'Capabilities that have further names',
  ),
  rates: z.array(rate).min(1).describe('The rows; no two may match the same job'),
  assertions: optional(z.array(assertion), "The document's own figures, which the rows must give"),
})

export type RateCardText = z.infer<typeof rateCard>
export type RateText = z.infer<typeof rate>
export type ChargeText = z.infer<typeof charge>
