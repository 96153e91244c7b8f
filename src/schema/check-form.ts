/** Holds a file's text against its form and says in plain facts what differs; the words are read's. */
import { z } from 'zod'
import { listChoices } from '../core/failure.js'
import { type ScalarForm, scalarForms } from './scalar.js'

/** Where something stands in a file: keys, and indices from 0. */
export type Path = readonly (string | number)[]

/** One way in which a file differs from its form. */
export type Fault =
  | { readonly kind: 'unknown-key'; readonly path: Path; readonly allowed: readonly string[] }
  | { readonly kind: 'missing-key'; readonly path: Path; readonly purpose: string }
  | (Allowed & { readonly kind: 'bad-key' | 'bad-value'; readonly path: Path })

/** What may stand at a place; `choices` when these are a few words. */
type Allowed = Pick<ScalarForm, 'code' | 'allowed' | 'choices'>

/** What is left of a file's text when faulty parts are taken out: any key may be missing, any item a gap. */
export type Sound<T> = T extends string
  ? T
  : T extends readonly (infer Item)[]
    ? (Sound<Item> | undefined)[]
    : T extends object
      ? { [Key in keyof T]?: Sound<T[Key]> | undefined }
      : T

/** The outcome of a check: what is wrong, and the rest, which further checks can work on. */
export interface CheckedForm<T> {
  readonly faults: readonly Fault[]
  /** The value when it has no fault. */
  readonly whole: T | null
  readonly sound: Sound<T>
  /** Whether no fault is at `path` or below it. */
  isSound(path: Path): boolean
}

/** Everything in which `value` (texts, arrays and objects) differs from `schema`. */
export function checkForm<S extends z.ZodType>(schema: S, value: unknown): CheckedForm<z.infer<S>> {
  const result = schema.safeParse(value)
  const faults = result.success
    ? []
    : result.error.issues.flatMap(issue => toFaults(issue, [], schema, value))
  const faulty = new Set(faults.map(fault => JSON.stringify(fault.path)))
  const touched = new Set(
    faults.flatMap(({ path }) =>
      [path, ...path.map((_, i) => path.slice(0, i))].map(at => JSON.stringify(at)),
    ),
  )
  return {
    faults,
    whole: result.success ? result.data : null,
    sound: leaveOut(value, [], faulty) as Sound<z.infer<S>>,
    isSound: path => !touched.has(JSON.stringify(path)),
  }
}

type ZodIssue = z.core.$ZodIssue

function toFaults(issue: ZodIssue, base: Path, root: z.ZodType, value: unknown): Fault[] {
  const path: Path = [...base, ...(issue.path as (string | number)[])]
  const found = valueAt(value, path)
  const expected = schemaAt(root, path, value)
  if (issue.code === 'unrecognized_keys') {
    const allowed = expected instanceof z.ZodObject ? Object.keys(expected.shape) : []
    return issue.keys.map(key => ({ kind: 'unknown-key', path: [...path, key], allowed }))
  }
  if (issue.code === 'invalid_key') {
    const key = schemaAt(root, path.slice(0, -1), value)
    return [{ kind: 'bad-key', path, ...formOf(key instanceof z.ZodRecord ? key.keyType : undefined) }]
  }
  if (found === undefined) {
    return [{ kind: 'missing-key', path, purpose: describe(root, path, value) }]
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    return [{ kind: 'bad-value', path, ...formOfDiscriminator(root, path, value) }]
  }
  if (issue.code === 'invalid_union' && expected instanceof z.ZodUnion) {
    const branch = expected.options.findIndex(option => fitsShape(option, found))
    // Only the branch that the value was meant for: one list or one text, never all that might have been.
    if (branch >= 0) return (issue.errors[branch] ?? []).flatMap(inner => toFaults(inner, path, root, value))
  }
  return [
    { kind: 'bad-value', path, ...formOf(Array.isArray(found) ? chooseBranch(expected, found) : expected) },
  ]
}

/** What may stand where `schema` does. */
function formOf(schema: unknown): Allowed {
  const inner = unwrap(schema)
  const scalar = inner instanceof z.ZodType ? scalarForms.get(inner) : undefined
  if (scalar) {
    const { code, allowed, choices } = scalar
    return choices === undefined ? { code, allowed } : { code, allowed, choices }
  }
  if (inner instanceof z.ZodLiteral) return formOfChoices([...inner.values].map(String))
  if (inner instanceof z.ZodDiscriminatedUnion) {
    return { code: 'BAD_VALUE', allowed: `keys with values, among them ${inner.def.discriminator}` }
  }
  if (inner instanceof z.ZodUnion) {
    const { code, allowed } = formOf(inner.options[0])
    return { code, allowed: `${allowed}, or a list of such` }
  }
  if (inner instanceof z.ZodArray) return { code: 'BAD_VALUE', allowed: 'a list of at least one value' }
  const keys = inner instanceof z.ZodObject ? `: ${Object.keys(inner.shape).join(', ')}` : ' (at least one)'
  return { code: 'BAD_VALUE', allowed: `keys with values${keys}` }
}

const formOfChoices = (choices: readonly string[]): Allowed => ({
  code: 'BAD_VALUE',
  allowed: listChoices(choices),
  choices,
})

/** What may stand at a `path` that ends in the key by which branches are told apart. */
function formOfDiscriminator(root: z.ZodType, path: Path, value: unknown): Allowed {
  const parent = schemaAt(root, path.slice(0, -1), value)
  if (!(parent instanceof z.ZodDiscriminatedUnion)) return formOf(undefined)
  const key = parent.def.discriminator
  return formOfChoices(
    parent.options.flatMap(option => {
      const word = option instanceof z.ZodObject ? option.shape[key] : undefined
      return word instanceof z.ZodLiteral ? [...word.values].map(String) : []
    }),
  )
}

/** What the key at `path` is for. */
function describe(root: z.ZodType, path: Path, value: unknown): string {
  const parent = schemaAt(root, path.slice(0, -1), value)
  if (parent instanceof z.ZodDiscriminatedUnion) return formOfDiscriminator(root, path, value).allowed
  const schema = parent instanceof z.ZodObject ? parent.shape[String(path.at(-1))] : undefined
  return schema instanceof z.ZodType ? (schema.description ?? formOf(schema).allowed) : formOf(schema).allowed
}

/** The schema without what makes it optional. */
function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema
}

/** The schema of the value at `path`, following the branches that the value itself takes. */
function schemaAt(root: z.ZodType, path: Path, value: unknown): unknown {
  let schema: unknown = root
  let here: unknown = value
  for (const step of path) {
    schema = chooseBranch(unwrap(schema), here)
    if (schema instanceof z.ZodObject) schema = schema.shape[String(step)]
    else if (schema instanceof z.ZodRecord) schema = schema.valueType
    else if (schema instanceof z.ZodArray) schema = schema.element
    here = childOf(here, step)
  }
  const last = unwrap(schema)
  return last instanceof z.ZodDiscriminatedUnion ? chooseBranch(last, here) : last
}

function chooseBranch(schema: unknown, value: unknown): unknown {
  if (!(schema instanceof z.ZodUnion)) return schema
  return schema.options.find(option => fitsShape(option, value)) ?? schema
}

/** Whether `value` is of the shape of `schema`: text, list, or keys (of the right kind, where one key tells it). */
function fitsShape(schema: unknown, value: unknown): boolean {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodArray) return Array.isArray(value)
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    if (inner instanceof z.ZodRecord) return true
    return Object.entries(inner.shape).every(
      ([key, member]) =>
        !(member instanceof z.ZodLiteral) || [...member.values].includes(childOf(value, key) as string),
    )
  }
  return typeof value === 'string'
}

const childOf = (value: unknown, step: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as Record<string | number, unknown>)[step]
    : undefined

const valueAt = (value: unknown, path: Path): unknown => path.reduce(childOf, value)

/** A copy of `value` without what stands at the faulty paths. */
function leaveOut(value: unknown, path: Path, faulty: ReadonlySet<string>): unknown {
  if (faulty.has(JSON.stringify(path))) return undefined
  if (Array.isArray(value)) return value.map((item, i) => leaveOut(item, [...path, i], faulty))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [
    key,
    leaveOut(member, [...path, key], faulty),
  ])
  return Object.fromEntries(members.filter(([, member]) => member !== undefined))
}
