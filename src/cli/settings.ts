/**
 * Values of options from elsewhere than the command line: the environment, and a `kling-cost.yaml` found upward from
 * the working directory. What stands on the command line wins over the environment, and that over the file.
 */
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Command } from 'commander'
import { compact } from '../core/compact.js'
import { failOnAny, type Issue, NOWHERE, type Place } from '../core/failure.js'
import { nearestName } from '../core/nearest-name.js'
import type { ConfigFile } from '../read/config-file.js'
import { inQuotes } from '../read/values.js'
import type { CommonOptions } from '../requests/context.js'
import { TABLES } from '../requests/flags/commands.js'
import {
  type Argument,
  type Exclusion,
  type Flag,
  findIdle,
  flagsOf,
  propertyOf,
} from '../requests/flags/flag.js'
import { COMMON as COMMON_FLAGS, FORMAT_EXCLUSION } from '../requests/flags/shared-flags.js'
import { findConfigInUse } from './find-config.js'
import type { Io } from './io.js'
import { formatOfFile } from './options.js'

/** The section of the file, and the part of a variable's name, that is for every command. */
export const COMMON = 'common'

/** What may be set of one command. */
interface Settable {
  /** Its options, those aside that only the command line may have. */
  readonly flags: ReadonlyMap<string, Flag>
  readonly arguments: readonly Argument[]
  readonly exclusions: readonly Exclusion[]
}

/** The commands that answer by their tables; all others have the common options, as far as they have any. */
function settableOf(command: Command): Settable {
  const table = TABLES.find(({ name }) => name === command.name())
  const flags: Readonly<Record<string, Flag>> = table ? flagsOf(table) : COMMON_FLAGS
  const has = new Set(command.options.map(option => option.name()))
  return {
    flags: new Map(Object.entries(flags).filter(([name, { isTypedOnly }]) => has.has(name) && !isTypedOnly)),
    arguments: table?.arguments ?? [],
    exclusions: table?.exclusions ?? [FORMAT_EXCLUSION],
  }
}

/** Where the value of an option comes from. */
export type Origin =
  | { readonly kind: 'command-line' }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly place: Place }

/** An option that has a value, and where it is from. */
export interface Setting {
  /** Without its dashes, as in the file; an argument by its own name. */
  readonly name: string
  readonly texts: readonly string[]
  readonly origin: Origin
  /** Whether it is meant for every command, by the section `common` or a variable without a command in its name. */
  readonly isCommon?: boolean
}

/** `--min-concurrency` of `budget` is `KLING_COST_BUDGET_MIN_CONCURRENCY`; for every command, without the second part. */
export const variablesOf = (command: Command, name: string): string[] =>
  [command.name(), null].map(part => variableOf(part, name))

/** `command`: null for every one. */
const variableOf = (command: string | null, name: string): string =>
  compact(['KLING_COST', command, name]).join('_').replaceAll('-', '_').toUpperCase()

/**
 * Reads the file that counts, if there is one: the one that is named, else the one that is found, unless `named` is
 * false. Throws InputError with all that is wrong in it.
 */
export async function readConfig(named: string | boolean | undefined, io: Io): Promise<ConfigFile | null> {
  const path = findConfigInUse(named, io)
  if (path === null) return null
  const { readConfigFile } = await import('../read/config-file.js')
  return readConfigFile(path, listSections(), typeof named === 'string' ? 'named' : 'found')
}

/** The sections that a file may have, each with its keys. */
export function listSections(): Map<string, ReadonlySet<string>> {
  const sections = TABLES.map((table): [string, ReadonlySet<string>] => [
    table.name,
    new Set([
      ...Object.entries(flagsOf(table)).flatMap(([name, { isTypedOnly }]) => (isTypedOnly ? [] : [name])),
      ...table.arguments.flatMap(({ name, isDefaultable }) => (isDefaultable ? [name] : [])),
    ]),
  ])
  const common = [...sections[0]![1]].filter(key => sections.every(([, keys]) => keys.has(key)))
  return new Map([[COMMON, new Set(common)], ...sections])
}

/** Commands with options of their own; those with commands below, and those about the program, have none to set. */
export const isConfigurable = (command: Command): boolean =>
  command.commands.length === 0 && !['completion', 'help'].includes(command.name())

/**
 * Gives `command` the values that its command line leaves out, but for those that do not go with it. Returns what
 * was given, so that `config show` can tell of it, and messages of the right place.
 */
export function applySettings(command: Command, config: ConfigFile | null, io: Io): Setting[] {
  const settable = settableOf(command)
  const { flags } = settable
  const found = [
    ...[...flags].flatMap(([name, flag]) => findOption(command, name, flag, config, io) ?? []),
    ...settable.arguments.flatMap(({ name, isDefaultable }, i) => {
      const value: unknown = command.processedArgs[i]
      if (value !== undefined && !(Array.isArray(value) && value.length === 0))
        return { name, texts: [], origin: COMMAND_LINE }
      return isDefaultable ? (findFileValue(command, name, A_PATH, config) ?? []) : []
    }),
  ]
  // What is written wrongly is told, also where something stronger makes it give way.
  failOnAny([
    ...findStrangeVariables(command, flags, io.env),
    ...findMisspelt(io.env),
    ...found.flatMap(setting => findWrongForm(flags.get(setting.name), setting) ?? []),
    ...(config?.isNamed === false ? found.flatMap(findAddress) : []),
  ])
  const settings = dropUnfit(found, settable)
  for (const { name, texts, origin } of settings) {
    if (origin.kind === 'command-line') continue
    const flag = flags.get(name)
    if (flag) command.setOptionValueWithSource(propertyOf(name), toOptionValue(name, flag, texts), 'config')
    else command.processedArgs[settable.arguments.findIndex(argument => argument.name === name)] = texts[0]
  }
  return settings
}

/** Variables of a command that set no option of it: of one that is spelled wrong, a gate would go missing unseen. */
function findStrangeVariables(command: Command, flags: ReadonlyMap<string, Flag>, env: Io['env']): Issue[] {
  const known = [...flags.keys()].map(name => variablesOf(command, name)[0])
  const isStrange = (variable: string): boolean =>
    variable.startsWith(variablesOf(command, '')[0]!) && !known.includes(variable)
  return Object.keys(env)
    .filter(isStrange)
    .map(variable => ({
      code: 'BAD_USAGE',
      message: `${variable} is no variable of ${command.name()}`,
      place: NOWHERE,
      hint: `they are called as its options are: ${variablesOf(command, 'tz')[0]} is --tz; kling-cost config show lists what is set`,
    }))
}

/**
 * Variables for every command that no option is called as, and one nearly is, and those of options that no variable sets.
 * Others are somebody's own: a build may well keep a version in `KLING_COST_VERSION`.
 */
function findMisspelt(env: Io['env']): Issue[] {
  const start = variableOf(null, '')
  const given = Object.keys(env).filter(variable => variable.startsWith(start))
  // Most runs have none, and need not list what all commands take.
  if (given.length === 0) return []
  const flags = TABLES.flatMap(table => Object.entries(flagsOf(table)))
  const options = new Set(flags.map(([name]) => variableOf(null, name).slice(start.length)))
  const ofCommands = [...listSections().keys()].map(name => variableOf(name, ''))
  return given.flatMap(variable => {
    if (ofCommands.some(each => variable.startsWith(each))) return []
    const name = variable.slice(start.length)
    const [own] = flags.filter(([flag]) => variableOf(null, flag) === variable)
    if (own?.[1].isTypedOnly) return [typedOnlyIssue(variable, own[0])]
    const near = options.has(name) ? null : nearestName(name, options, MOST_WRONG)
    if (near === null) return []
    const message = `${variable} is no variable of any command; did you mean ${start}${near}?`
    return [
      {
        code: 'BAD_USAGE' as const,
        message,
        place: NOWHERE,
        hint: 'kling-cost config show lists what is set',
      },
    ]
  })
}

const typedOnlyIssue = (variable: string, name: string): Issue => ({
  code: 'BAD_USAGE',
  message: `${variable} sets nothing: --${name} stands on the command line only`,
  place: NOWHERE,
  hint: `unset it, and give --${name} where it is meant`,
})

/** So many letters of a variable are taken to be slips: `FAILUNDER`, `MAX_COSTS`. */
const MOST_WRONG = 2

const COMMAND_LINE: Origin = { kind: 'command-line' }
const STRENGTHS: Readonly<Record<Origin['kind'], number>> = { 'command-line': 6, environment: 4, file: 2 }
/** What is meant for one command is stronger than what is meant for all. */
const strengthOf = ({ origin, isCommon }: Setting): number => STRENGTHS[origin.kind] - (isCommon ? 1 : 0)

/** What is left without values that something stronger excludes, and without those that change nothing, or need what nobody gave. */
function dropUnfit(found: readonly Setting[], { exclusions, flags }: Settable): Setting[] {
  const strongest = (settings: readonly Setting[], names: readonly string[]): number =>
    Math.max(
      0,
      ...settings.filter(({ name, texts }) => names.includes(name) && texts[0] !== 'false').map(strengthOf),
    )
  const isExcluded = (setting: Setting): boolean =>
    exclusions.some(({ some, others, unless }) => {
      if (unless !== undefined && strongest(found, [unless]) > 0) return false
      const against = [
        ...(some.includes(setting.name) ? others : []),
        ...(others.includes(setting.name) ? some : []),
      ]
      return strongest(found, against) > strengthOf(setting)
    })
  const isIdle = (kept: readonly Setting[], { name, origin }: Setting): boolean => {
    const flag = flags.get(name)
    if (origin.kind === 'command-line' || flag === undefined) return false
    const isGiven = (other: string): boolean => strongest(kept, [other]) > 0
    return flag.needs?.some(isGiven) === false || findIdle(flag, isGiven) !== undefined
  }
  let kept = found.filter(setting => !isExcluded(setting))
  // What needs an option that is dropped is dropped in its turn.
  for (let before = Number.NaN; before !== kept.length; ) {
    before = kept.length
    const all = kept
    kept = kept.filter(setting => !isIdle(all, setting))
  }
  return kept
}

/** What an option is given, and by whom. */
function findOption(
  command: Command,
  name: string,
  flag: Flag,
  config: ConfigFile | null,
  io: Io,
): Setting | null {
  const isTyped = command.getOptionValueSource(propertyOf(name)) === 'cli'
  // Whoever types `-o answer.md` has said which format it shall be.
  const isNamed = name === 'format' && formatOfFile(command.opts<CommonOptions>().output) !== null
  if (isTyped || isNamed) return { name, texts: [], origin: COMMAND_LINE }
  return findValue(command, name, flag, config, io)
}

/** The value as commander would have made it of a command line. */
function toOptionValue(name: string, { value, repeats }: Flag, texts: readonly string[]): unknown {
  if (repeats === 'list') return texts
  if (repeats === 'joined') return texts.join(',')
  const [text] = texts
  if (value) return text
  // `no-color: true` is `color: false` to commander.
  return name.startsWith('no-') ? text !== 'true' : text === 'true'
}

/**
 * The address of a server in a file that was found and not named: a run that reads a local log must not send
 * anything, such as the password in the environment, to a server that a folder chose.
 */
const findAddress = ({ name, texts, origin }: Setting): Issue[] =>
  origin.kind === 'file' && texts.some(text => ADDRESS.test(text))
    ? [
        {
          code: 'BAD_VALUE',
          message: `${name}: expected no address of a server in a file that was found; got ${inQuotes(texts.join(', '))}`,
          place: origin.place,
          hint: `--config ${origin.place.file} takes it, for then the file was named`,
        },
      ]
    : []

const ADDRESS = /(?:^|=)[a-z][a-z0-9+.-]*:\/\//i

/**
 * A flag says true or false, and only an option that may be given several times has several values; an argument, which
 * is no option, has one.
 */
function findWrongForm(flag: Flag | undefined, { name, texts, origin }: Setting): Issue | null {
  if (origin.kind === 'command-line') return null
  const place = origin.kind === 'file' ? origin.place : NOWHERE
  const label = origin.kind === 'environment' ? origin.variable : name
  const refuse = (found: string, allowed: string): Issue => ({
    code: 'BAD_VALUE',
    message: `${label}: found ${found}; ${allowed}`,
    place,
  })
  if (texts.length > 1 && !flag?.repeats) return refuse('a list', 'one value is allowed')
  if (flag && !flag.value && !/^(?:true|false)$/.test(texts[0]!))
    return refuse(inQuotes(texts[0]!), 'true or false is allowed')
  return null
}

function findValue(
  command: Command,
  name: string,
  flag: Flag,
  config: ConfigFile | null,
  io: Io,
): Setting | null {
  const variable = variablesOf(command, name).find(each => io.env[each] !== undefined && io.env[each] !== '')
  if (variable !== undefined) {
    const origin = { kind: 'environment', variable } as const
    const text = io.env[variable]!
    const isCommon = variable === variablesOf(command, name)[1]
    return { name, texts: flag.repeats ? text.split(',') : [text], origin, isCommon }
  }
  return findFileValue(command, name, flag, config)
}

const A_PATH: Flag = { doc: '', value: { is: 'path', shown: 'file' } }

function findFileValue(
  command: Command,
  name: string,
  flag: Flag,
  config: ConfigFile | null,
): Setting | null {
  const own = config?.sections.get(command.name())?.get(name)
  const entry = own ?? config?.sections.get(COMMON)?.get(name)
  if (!config || !entry) return null
  const texts = entry.texts.map(text => resolveValue(text, flag, config.folder))
  return { name, texts, origin: { kind: 'file', place: entry.place }, isCommon: own === undefined }
}

/** A path is meant from the folder of the file, wherever the run is. */
function resolveValue(text: string, { value }: Flag, folder: string): string {
  switch (value?.is) {
    case 'path':
      return resolvePath(text, folder)
    case 'name-or-path':
      return existsSync(join(folder, text)) ? resolvePath(text, folder) : text
    case 'name=path': {
      const [name, path] = text.split(/=(.*)/s)
      if (path === undefined) return text
      // The name may be the path of one's own, too.
      const own = existsSync(join(folder, name!)) ? resolvePath(name!, folder) : name
      return `${own}=${resolvePath(path, folder)}`
    }
    default:
      return text
  }
}

/** Standard input and the addresses of servers are no files. */
const resolvePath = (path: string, folder: string): string =>
  isAbsolute(path) || path === '-' || /^[a-z]+:\/\//i.test(path) ? path : join(folder, path)

/** What is wrong with a setting, told where it stands: readers of options name them as `--name:`. */
export function placeIssue(issue: Issue, settings: readonly Setting[]): Issue {
  if (issue.place !== NOWHERE) return issue
  const setting = settings.find(
    ({ name }) => issue.message.startsWith(`--${name}:`) || issue.message.startsWith(`--${name} `),
  )
  if (setting?.origin.kind === 'file') return { ...issue, place: setting.origin.place }
  if (setting?.origin.kind === 'environment')
    return { ...issue, message: `${issue.message} (from ${setting.origin.variable})` }
  return issue
}
