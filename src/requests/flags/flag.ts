/**
 * Options, each said once: the command line, the config file, the environment, completion, help, the man page and the
 * library's types are all made from these tables. What a value means is for the reader of the request.
 */
import { listChoices } from '../../core/failure.js'

/** What a value is, so that a path in a config file is resolved from the file's folder and completed as one. */
export type Value =
  | { readonly is: 'text'; readonly shown: string; readonly ids?: Ids }
  | { readonly is: 'number' | 'numbers' | 'time'; readonly shown: string }
  /** One of a few words, each with its meaning where the word does not say it. */
  | { readonly is: 'word'; readonly shown: string; readonly words: Words; readonly orElse?: string }
  | { readonly is: 'path'; readonly shown: string }
  /** One of a few words or ids, or the path of a file of one's own. */
  | { readonly is: 'name-or-path'; readonly shown: string; readonly words?: Words; readonly ids?: Ids }
  /** `NAME=PATH` */
  | { readonly is: 'name=path'; readonly shown: string }

/** Words by their meanings; an empty meaning is one that the word says. */
export type Words = Readonly<Record<string, string>>

/** What there are ids of in the price lists, agreements and log formats. */
export type Ids =
  | 'models'
  | 'cards'
  | 'sellers'
  | 'packages'
  | 'trials'
  | 'catalogues'
  | 'capabilities'
  | 'agreements'
  | 'log-formats'

export interface Flag {
  /** What it does, as help says it. */
  readonly doc: string
  /** Left out: it is there or not. */
  readonly value?: Value
  readonly short?: string
  /** What counts when it is not given, for help; `preset` is given to the command as if it had been typed. */
  readonly fallback?: string
  readonly preset?: string
  /** Several values make a list, or one text joined by commas. */
  readonly repeats?: 'list' | 'joined'
  /**
   * Only the command line may have it: it writes files, ends the run, chooses among these ways of giving options, or
   * reveals what is otherwise withheld. A file in a folder must not make a run overwrite or reveal something.
   */
  readonly isTypedOnly?: true
  /** Options at least one of which it needs. */
  readonly needs?: readonly string[]
  /** Where it changes nothing, which is told; a default for it gives way. */
  readonly idle?: readonly Idle[]
}

/** Beside which options and arguments another one changes nothing. */
export interface Idle {
  /** At least one of these is given; left out: whatever is. */
  readonly beside?: readonly string[]
  /** None of these is given; left out: whatever is. */
  readonly without?: readonly string[]
  /** What is told of it, behind its name; left out: that it has no effect without the others. */
  readonly told?: string
}

/** Whether an option changes nothing; `isGiven`: which others are given. */
export const findIdle = ({ idle = [] }: Flag, isGiven: (name: string) => boolean): Idle | undefined =>
  idle.find(({ beside, without = [] }) => (beside?.some(isGiven) ?? true) && !without.some(isGiven))

/** What stands on the command line without a name. */
export interface Argument {
  readonly name: string
  readonly doc: string
  readonly isVariadic?: true
  readonly ids?: Ids
  /** Whether a config file may give it: only one that is a single file. */
  readonly isDefaultable?: true
}

/** Options none of the first of which goes with any of the others. */
export interface Exclusion {
  readonly some: readonly string[]
  readonly others: readonly string[]
  /** They go together where this one is given. */
  readonly unless?: string
  /** What a message gives as the reason; empty: it needs none. Left out: whoever reads the request refuses them. */
  readonly why?: string
}

/** Options no two of which go together. */
export const anyTwoOf = (...names: readonly string[]): Exclusion => ({ some: names, others: names })

/** A command: its options by group, as help shows them. */
export interface CommandTable {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly examples: readonly string[]
  readonly arguments: readonly Argument[]
  readonly groups: Readonly<Record<string, Readonly<Record<string, Flag>>>>
  /** The five options that most people need, which help shows first. */
  readonly mostUsed: readonly string[]
  readonly exclusions: readonly Exclusion[]
}

export type UnionToIntersection<U> = (U extends unknown ? (of: U) => void : never) extends (
  of: infer I,
) => void
  ? I
  : never
type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S
/** The property of an option: `--no-color` is `color: false`. */
export type KeyOf<S extends string> = S extends `no-${infer Name}` ? Camel<Name> : Camel<S>
type TextOf<F> = F extends { readonly repeats: 'list' }
  ? readonly string[]
  : F extends { readonly value: Value }
    ? string
    : boolean

type FlagsIn<Groups> = UnionToIntersection<Groups[keyof Groups]>
type PresetIn<Flags> = {
  [Name in keyof Flags & string]: Flags[Name] extends { readonly preset: string } ? Name : never
}[keyof Flags & string]
type Optional<Flags> = { readonly [Name in keyof Flags & string as KeyOf<Name>]?: TextOf<Flags[Name]> }
type Preset<Flags> = { readonly [Name in PresetIn<Flags> as KeyOf<Name>]: TextOf<Flags[Name]> }

/** The options of a table as commander delivers them: texts that nobody has read yet. */
export type OptionsOf<Groups> = Omit<Optional<FlagsIn<Groups>>, KeyOf<PresetIn<FlagsIn<Groups>>>> &
  Preset<FlagsIn<Groups>>

/** Every option of a command by its name without dashes. */
export const flagsOf = ({ groups }: Pick<CommandTable, 'groups'>): Readonly<Record<string, Flag>> =>
  Object.assign({}, ...Object.values(groups))

/** An option as help writes it: `-o, --output <file>`. */
export const syntaxOf = (name: string, { short, value }: Flag): string =>
  `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value.shown}>` : ''}`

/** What help says of an option: what it does, which words it takes, what counts without it, whether it repeats. */
export function describeFlag({ doc, value, fallback, repeats }: Flag): string {
  const words = value && 'words' in value ? describeWords(value, fallback) : ''
  const isDefaultSaid = words !== '' && fallback !== undefined && fallback in wordsOf(value)
  const remarks = [
    ...(repeats ? ['repeatable'] : []),
    ...(fallback === undefined || isDefaultSaid ? [] : [`default: ${fallback}`]),
  ]
  return (
    [doc, words].filter(part => part !== '').join(': ') +
    (remarks.length > 0 ? ` (${remarks.join('; ')})` : '')
  )
}

const wordsOf = (value: Value | undefined): Words => (value && 'words' in value ? (value.words ?? {}) : {})

function describeWords(value: Value, fallback: string | undefined): string {
  const words = Object.entries(wordsOf(value)).map(([word, meaning]) => {
    const remarks = [meaning, word === fallback ? 'default' : ''].filter(remark => remark !== '')
    return remarks.length === 0 ? word : `${word} (${remarks.join(', ')})`
  })
  const orElse = 'orElse' in value && value.orElse ? [value.orElse] : []
  return listChoices([...words, ...orElse])
}

/** An option as the property of an object, as commander and the library call it. */
export const propertyOf = (name: string): string =>
  name.replace(/^no-/, '').replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** The same the other way round: an option as it is typed. */
export const optionOf = (property: string): string =>
  `--${property.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/** Words that say no more than themselves. */
export const words = <const W extends string>(...all: readonly W[]): Readonly<Record<W, ''>> =>
  Object.fromEntries(all.map(word => [word, ''])) as Readonly<Record<W, ''>>

export const text = (shown: string, ids?: Ids) => ({ is: 'text', shown, ...(ids && { ids }) }) as const
export const number = (shown: string) => ({ is: 'number', shown }) as const
export const word = <const W extends Words>(shown: string, words: W) =>
  ({ is: 'word', shown, words }) as const
export const path = (shown = 'file') => ({ is: 'path', shown }) as const

const givenAs = (options: object, name: string): unknown =>
  (options as Readonly<Record<string, unknown>>)[propertyOf(name)]

/** The options that are given although they exclude each other, as messages say it. */
export function listExcluded({ exclusions }: Pick<CommandTable, 'exclusions'>, options: object): string[] {
  const givenOf = (names: readonly string[]): string[] =>
    names.filter(name => (givenAs(options, name) ?? false) !== false)
  return exclusions.flatMap(({ some, others, why }) => {
    if (why === undefined) return []
    const say = (names: readonly string[]): string =>
      `${listChoices(
        names.map(name => `--${name}`),
        'and',
      )} exclude each other${why === '' ? '' : `: ${why}`}`
    const given = givenOf(some)
    if (some === others) return given.length > 1 ? [say(given)] : []
    return given.flatMap(one => givenOf(others).map(other => say([one, other])))
  })
}

/** The options that are given although they change nothing, as notes say it; `named`: the arguments that are given. */
export function listIdle(table: CommandTable, options: object, named: readonly string[] = []): string[] {
  const isGiven = (name: string): boolean => named.includes(name) || givenAs(options, name) !== undefined
  return Object.entries(flagsOf(table)).flatMap(([name, flag]) => {
    const idle = isGiven(name) ? findIdle(flag, isGiven) : undefined
    if (idle === undefined) return []
    const others = listChoices((idle.without ?? []).map(other => `--${other}`))
    return [`--${name} ${idle.told ?? `has no effect without ${others}`}`]
  })
}

/** The options that are given although they need others that are not, as messages say it. */
export function listUnmetNeeds(table: CommandTable, options: object): string[] {
  const isGiven = (name: string): boolean => givenAs(options, name) !== undefined
  return Object.entries(flagsOf(table)).flatMap(([name, { needs = [] }]) =>
    isGiven(name) && needs.length > 0 && !needs.some(isGiven)
      ? [`--${name} needs ${listChoices(needs.map(need => `--${need}`))}`]
      : [],
  )
}
