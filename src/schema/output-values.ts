/** What single values in the program's JSON look like: exact decimals as text, counts as integers, ISO times. */
import { z } from 'zod'

/** Digits without exponent, sign or leading zero, and no zero at the end of the decimals. */
const DECIMAL = /^(?:0|[1-9][0-9]*)(?:[.][0-9]*[1-9])?$/
/** The same with a sign where it is below 0. */
const SIGNED = /^-?(?:0|[1-9][0-9]*)(?:[.][0-9]*[1-9])?$/
/** The same as a document prints it, zeros kept. */
const PRINTED = /^(?:0|[1-9][0-9]*)(?:[.][0-9]+)?$/
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{3})?Z$/

/** An exact amount of at least 0; `what` names its unit. */
export const decimal = (what: string) => z.string().regex(DECIMAL).describe(what)

/** An exact difference, which may be below 0. */
export const signed = (what: string) => z.string().regex(SIGNED).describe(what)

/** A percentage of an agreement, in its own digits, such as `99.90`. */
export const printedPercent = (what: string) => z.string().regex(PRINTED).describe(what)

/** A whole number of at least 0. */
export const count = (what: string) => z.int().min(0).describe(what)

/** A day, `YYYY-MM-DD`. */
export const day = (what: string) => z.string().regex(DAY).describe(what)

/** A point in time, ISO-8601 in UTC. */
export const time = (what: string) => z.string().regex(TIME).describe(what)

export const text = (what: string) => z.string().describe(what)
export const texts = (what: string) => z.array(z.string()).describe(what)
export const flag = (what: string) => z.boolean().describe(what)
export const list = <T extends z.ZodType>(item: T, what: string) => z.array(item).describe(what)

/** One of a closed set of words. */
export const word = <const T extends readonly [string, ...string[]]>(words: T, what: string) =>
  z.enum(words).describe(what)

/** A value or null; the description stands on the whole. */
export const orNull = <T extends z.ZodType>(schema: T) =>
  z.nullable(schema).describe(schema.description ?? '')

/** An answer's form under its name and version, `kling-cost/quote/1`. */
export const named = <T extends z.ZodType>(schema: T, name: string) => schema.meta({ title: name })

/** The first key of every answer: its form and version. */
export const schemaName = <const T extends string>(name: T) =>
  z.literal(name).describe('The form of this answer and its version: keys are added to it, never changed')

/** Units by pool: they are never added up. */
export const unitsByPool = (what: string) => z.record(z.string(), decimal('Units')).describe(what)

/** What a job is, in lines, comparisons and differences. */
export const jobKeys = () => ({
  capability: orNull(text('What the API is asked to do')),
  model: orNull(text('Canonical id of the model; null for a service without one')),
  mode: orNull(text('std or pro; null where the price does not depend on it')),
  resolution: orNull(text('Resolution of the output; null where the price does not depend on it')),
  audio: flag('Whether the output has native sound'),
  reference: orNull(text('What the job is given beside the prompt: image or video; null: nothing')),
  voice_control: flag('Whether the voice is controlled'),
  effect: orNull(text('Name of the effect; null: none')),
  duration: orNull(decimal('Length of the output in seconds as asked for or logged')),
})

/** Where a price stands. */
export const row = () => text('The row of the price list as file:line')
