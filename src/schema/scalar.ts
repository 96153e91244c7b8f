/**
 * What single values in files look like. Files are read as text throughout, so that the author's digits
 * survive; a scalar here is a rule on text, and beside it what an editor sees, to whom `0.14` is a number.
 */
import { z } from 'zod'
import { type IssueCode, listChoices } from '../core/failure.js'
import { parseDay } from '../core/instant.js'
import { isPlainDecimal, MAX_DIGITS } from '../core/quantity.js'
import { CONFIDENCES } from '../core/source.js'

export type JsonSchema = { readonly [keyword: string]: unknown }

/** What a scalar is, to people and to editors. */
export interface ScalarForm {
  readonly code: Extract<IssueCode, 'BAD_NUMBER' | 'BAD_TIME' | 'BAD_VALUE'>
  /** What may stand there, as a message says it. */
  readonly allowed: string
  /** The words themselves, where these are a few. */
  readonly choices?: readonly string[]
  /** The same for a reader that has resolved numbers and booleans. */
  readonly json: JsonSchema
}

export const scalarForms = z.registry<ScalarForm & Record<string, unknown>>()

/** What an editor should know of an object beyond its keys; the reader checks it by its own rules. */
export const editorRules = z.registry<JsonSchema>()

const scalar = (form: ScalarForm, isAllowed: (text: string) => boolean, base = z.string()) =>
  base.refine(isAllowed).register(scalarForms, { ...form })

/** One of a closed set of words. */
export const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).register(scalarForms, {
    code: 'BAD_VALUE',
    allowed: listChoices(values),
    choices: values,
    json: { enum: values },
  })

const DECIMAL_PATTERN = `^(?:0|[1-9][0-9]{0,${MAX_DIGITS - 1}})(?:[.][0-9]{1,${MAX_DIGITS}})?$`
const DECIMAL_SCHEMA: JsonSchema = { type: ['number', 'string'], minimum: 0, pattern: DECIMAL_PATTERN }

/** An amount: `isPlainDecimal`, at least 0. */
export const decimal = scalar(
  {
    code: 'BAD_NUMBER',
    allowed: 'a plain decimal of at least 0, such as 0.14 (no sign, exponent, blank or unit)',
    json: DECIMAL_SCHEMA,
  },
  isPlainDecimal,
)

const isZero = (text: string): boolean => /^[0.]+$/.test(text)

/** An amount of more than 0, such as the units of a package. */
export const positiveDecimal = scalar(
  {
    code: 'BAD_NUMBER',
    allowed: 'a plain decimal of more than 0, such as 100 or 0.5',
    json: { ...DECIMAL_SCHEMA, minimum: undefined, exclusiveMinimum: 0 },
  },
  text => isPlainDecimal(text) && !isZero(text),
)

/** A percentage from 0 to 100. */
export const percentage = scalar(
  { code: 'BAD_NUMBER', allowed: 'a plain decimal from 0 to 100', json: { ...DECIMAL_SCHEMA, maximum: 100 } },
  text => isPlainDecimal(text) && Number(text) <= 100,
)

/** A whole number from 1 to `most` (at most 9 digits). */
export const wholeNumber = (most = 999_999_999) =>
  scalar(
    {
      code: 'BAD_NUMBER',
      allowed: `a whole number from 1 to ${most}`,
      json: { type: ['integer', 'string'], minimum: 1, maximum: most, pattern: '^[1-9][0-9]{0,8}$' },
    },
    text => /^[1-9]\d{0,8}$/.test(text) && Number(text) <= most,
  )

/** A day: `YYYY-MM-DD`, which exists. */
export const day = scalar(
  {
    code: 'BAD_TIME',
    allowed: 'a date that exists, as YYYY-MM-DD',
    json: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
  },
  text => parseDay(text) !== null,
)

/** A day, or no more than the month or year of it: `2026-09-20`, `2026-04`, `2025`. */
export const dayMonthOrYear = scalar(
  {
    code: 'BAD_TIME',
    allowed: 'a date, month or year that exists, as YYYY-MM-DD, YYYY-MM or YYYY',
    json: {
      type: ['integer', 'string'],
      minimum: 1000,
      maximum: 9999,
      pattern: '^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$',
    },
  },
  text => [text, `${text}-01`, `${text}-01-01`].some(date => parseDay(date) !== null),
)

/** `true` or `false`. */
export const flag = z
  .enum(['true', 'false'])
  .register(scalarForms, { code: 'BAD_VALUE', allowed: 'true or false', json: { type: 'boolean' } })

const name = (pattern: string, allowed: string) => {
  const expression = new RegExp(pattern)
  return scalar(
    { code: 'BAD_VALUE', allowed, json: { type: ['string', 'integer'], pattern, maxLength: 100 } },
    text => text.length <= 100 && expression.test(text),
  )
}

/** A kind, mode, resolution or id of ours: lower-case words joined by hyphens. */
export const kebab = name(
  '^[a-z0-9]+(?:-[a-z0-9]+)*$',
  'lower-case letters and digits in words joined by "-", such as text-to-video',
)

/** A resolution: a row with `1080` is one that no job can ask for. */
export const resolution = name('^[1-9][0-9]*[pk]$', 'a number and "p" or "k", such as 1080p or 4k,')

/** A model's id as the vendor's API writes it, which is not always in kebab case. */
export const modelId = name(
  '^[a-z0-9]+(?:[-._/][a-z0-9]+)*$',
  'lower-case letters and digits in words joined by "-", ".", "_" or "/", such as video-v1-6',
)

/** An effect's name; upper case, `-` and blanks stand for its lower_snake. */
export const effectName = name(
  '^[A-Za-z0-9]+(?:[-_ ][A-Za-z0-9]+)*$',
  'letters and digits in words joined by "_" or "-", such as jelly_press',
)

/** Longer texts than this are no titles or remarks. */
const LONGEST_TEXT = 2000

// Control characters, line ends, and marks that turn the direction of writing.
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u

/** Words for people: one line, not empty, nothing in it that moves a terminal's cursor. */
export const text = scalar(
  {
    code: 'BAD_VALUE',
    allowed: 'a text of one line, not empty, without control characters',
    json: { type: ['string', 'number', 'boolean'], minLength: 1, maxLength: LONGEST_TEXT },
  },
  given => given !== '' && given.length <= LONGEST_TEXT && !UNPRINTABLE.test(given),
  z.string().trim(),
)

export const webAddress = scalar(
  {
    code: 'BAD_VALUE',
    allowed: 'an address that begins with https:// or http://',
    json: { type: 'string', pattern: '^https?://[^ ]+$', maxLength: LONGEST_TEXT },
  },
  given => given.length <= LONGEST_TEXT && /^https?:\/\/[\x21-\x7e]+$/.test(given),
)

/** What may be left out, and what it says. */
export const optional = <T extends z.ZodType>(item: T, meaning: string) => item.optional().describe(meaning)

/** One value or a list of them. */
export const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)])

/** Where a file's figures come from; every price list and agreement says so. */
export const source = z.strictObject({
  document: text.describe('How the project names the document, such as 002'),
  title: text.describe('The title of the document'),
  url: optional(webAddress, 'Where it can be read'),
  published: optional(dayMonthOrYear, 'When it was published, as far as it says'),
  retrieved: day.describe('The day on which it was read'),
  confidence: choice(CONFIDENCES).describe(
    "How sure its figures are: the vendor's own page, a second-hand copy, a rumour seen once, or your own contract",
  ),
  remark: optional(text, 'What else a reader should know about it'),
})
