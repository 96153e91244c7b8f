/**
 * Values of options from elsewhere than the command line: the environment, and a `kling-cost.yaml` found upward from
 * the working directory. What stands on the command line wins over the environment, and that over the file.
 */
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Command, Option } from 'commander'
import { failOnAny, type Issue, NOWHERE, type Place } from '../core/failure.js'
import type { ConfigFile } from '../read/config-file.js'
import { quote } from '../read/values.js'
import type { Io } from './io.js'
import { type CommonOptions, formatOfFile } from './options.js'
import type { Relations } from './relations.js'

/** The name of the file. */
export const CONFIG_NAME = 'kling-cost.yaml'
/** The section of the file, and the part of a variable's name, that is for every command. */
export const COMMON = 'common'

/**
 * Options that only the command line may have: they write files, end the run, choose among these ways of giving
 * options, or hand on what is else kept back. A file in a folder must not make a run overwrite or reveal something.
 */
const COMMAND_LINE_ONLY: ReadonlySet<string> = new Set([
  'output',
  'rejects',
  'trace',
  'ics',
  'html',
  'claim',
  'keep',
  'force',
  'no-config',
  'help',
  'version',
])

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

/** Options that a command may get from the environment or the file. */
export const listSettable = (command: Command): Option[] =>
  command.options.filter(option => !COMMAND_LINE_ONLY.has(option.name()))

/** The path of the file that counts in `folder`: its own, or that of the nearest folder above. */
export function findConfig(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, CONFIG_NAME)
    if (existsSync(path)) return path
    if (dirname(at) === at) return null
  }
}

/** `--min-concurrency` of `budget` is `KLING_COST_BUDGET_MIN_CONCURRENCY`; for every command, without the second part. */
export const variablesOf = (command: Command, name: string): string[] =>
  [command.name(), null].map(part =>
    ['KLING_COST', part, name]
      .filter(word => word !== null)
      .join('_')
      .replaceAll('-', '_')
      .toUpperCase(),
  )

/** Reads the file that counts, if there is one. Throws InputError with all that is wrong in it. */
export async function readConfig(root: () => Command, io: Io): Promise<ConfigFile | null> {
  const path = io.cwd === undefined ? null : findConfig(io.cwd)
  if (path === null) return null
  const { readConfigFile } = await import('../read/config-file.js')
  return readConfigFile(path, listSections(root()))
}

/** The sections that a file may have, each with its keys. */
export function listSections(root: Command): Map<string, ReadonlySet<string>> {
  const commands = root.commands.filter(command => isConfigurable(command))
  const keysOf = (command: Command) => [
    ...listSettable(command).map(option => option.name()),
    ...command.registeredArguments.filter(isDefaultable).map(argument => argument.name()),
  ]
  const sections = new Map(commands.map(command => [command.name(), new Set(keysOf(command))]))
  const [first = new Set<string>(), ...others] = sections.values()
  const common = [...first].filter(key => others.every(keys => keys.has(key)))
  return new Map<string, ReadonlySet<string>>([[COMMON, new Set(common)], ...sections])
}

/** Commands with options of their own; those with commands below, and those about the program, have none to set. */
export const isConfigurable = (command: Command): boolean =>
  command.commands.length === 0 && !['completion', 'help'].includes(command.name())

/** Only an argument that is one file: what a batch of logs is stands on the command line. */
const isDefaultable = (argument: { variadic: boolean; required: boolean; name(): string }): boolean =>
  !argument.variadic && !argument.required && argument.name() === 'ledger'

/**
 * Gives `command` the values that its command line leaves out, but for those that do not go with it by `relations`.
 * Returns what was given, so that `config show` can tell of it, and messages of the right place.
 */
export function applySettings(
  command: Command,
  config: ConfigFile | null,
  io: Io,
  relations: Relations = { exclusive: [], needs: {} },
): Setting[] {
  const options = listSettable(command)
  const found = [
    ...options.flatMap(option => findOption(command, option, config, io) ?? []),
    ...command.registeredArguments.flatMap((argument, i) => {
      const value: unknown = command.processedArgs[i]
      if (value !== undefined && !(Array.isArray(value) && value.length === 0))
        return { name: argument.name(), texts: [], origin: COMMAND_LINE }
      return isDefaultable(argument) ? (findFileValue(command, argument.name(), config) ?? []) : []
    }),
  ]
  const settings = dropUnfit(found, relations)
  const issues: Issue[] = []
  for (const setting of settings) {
    if (setting.origin.kind === 'command-line') continue
    const option = options.find(each => each.name() === setting.name)
    const wrong = findWrongForm(option, setting)
    if (wrong) {
      issues.push(wrong)
    } else if (option) {
      command.setOptionValueWithSource(option.attributeName(), toOptionValue(option, setting.texts), 'config')
    } else {
      const i = command.registeredArguments.findIndex(argument => argument.name() === setting.name)
      command.processedArgs[i] = setting.texts[0]
    }
  }
  failOnAny(issues)
  return settings
}

const COMMAND_LINE: Origin = { kind: 'command-line' }
const STRENGTHS: Readonly<Record<Origin['kind'], number>> = { 'command-line': 6, environment: 4, file: 2 }
/** What is meant for one command is stronger than what is meant for all. */
const strengthOf = ({ origin, isCommon }: Setting): number => STRENGTHS[origin.kind] - (isCommon ? 1 : 0)

/** What is left without the values that something stronger excludes, and without those that need what nobody gave. */
function dropUnfit(found: readonly Setting[], { exclusive, needs }: Relations): Setting[] {
  const strongest = (settings: readonly Setting[], names: readonly string[]): number =>
    Math.max(
      0,
      ...settings.filter(({ name, texts }) => names.includes(name) && texts[0] !== 'false').map(strengthOf),
    )
  const isExcluded = (setting: Setting): boolean =>
    exclusive.some(([some, others]) =>
      [
        [some, others],
        [others, some],
      ].some(([own, other]) => own!.includes(setting.name) && strongest(found, other!) > strengthOf(setting)),
    )
  const isIdle = (kept: readonly Setting[], { name, origin }: Setting): boolean =>
    origin.kind !== 'command-line' && needs[name] !== undefined && strongest(kept, needs[name]) === 0
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
function findOption(command: Command, option: Option, config: ConfigFile | null, io: Io): Setting | null {
  const isTyped = command.getOptionValueSource(option.attributeName()) === 'cli'
  // Whoever types `-o answer.md` has said which format it shall be.
  const isNamed = option.name() === 'format' && formatOfFile(command.opts<CommonOptions>().output) !== null
  if (isTyped || isNamed) return { name: option.name(), texts: [], origin: COMMAND_LINE }
  return findValue(command, option, config, io)
}

/** The value as commander would have made it of a command line. */
function toOptionValue(option: Option, texts: readonly string[]): unknown {
  const { parseArg } = option
  if (parseArg) return texts.reduce<unknown>((before, text) => parseArg(text, before), undefined)
  const [text] = texts
  if (!isFlag(option)) return text
  // `no-color: true` is `color: false` to commander.
  return option.negate ? text !== 'true' : text === 'true'
}

/** Whether an option is there or not, without a value of its own. */
export const isFlag = (option: Option): boolean => option.isBoolean() || option.negate

/**
 * A flag says true or false, and only an option that may be given several times has several values; an argument, which
 * is no `option`, has one.
 */
function findWrongForm(option: Option | undefined, { name, texts, origin }: Setting): Issue | null {
  const place = origin.kind === 'file' ? origin.place : NOWHERE
  const label = origin.kind === 'environment' ? origin.variable : name
  const refuse = (found: string, allowed: string): Issue => ({
    code: 'BAD_VALUE',
    message: `${label}: found ${found}; ${allowed}`,
    place,
  })
  if (texts.length > 1 && !(option && isRepeatable(option))) return refuse('a list', 'one value is allowed')
  if (option && isFlag(option) && !/^(?:true|false)$/.test(texts[0]!))
    return refuse(quote(texts[0]!), 'true or false is allowed')
  return null
}

/** Whether an option may be given several times: then a function of ours collects its values. */
export const isRepeatable = (option: Option): boolean => option.parseArg !== undefined

function findValue(command: Command, option: Option, config: ConfigFile | null, io: Io): Setting | null {
  const name = option.name()
  const variable = variablesOf(command, name).find(each => io.env[each] !== undefined && io.env[each] !== '')
  if (variable !== undefined) {
    const origin = { kind: 'environment', variable } as const
    const text = io.env[variable]!
    const isCommon = variable === variablesOf(command, name)[1]
    return { name, texts: isRepeatable(option) ? text.split(',') : [text], origin, isCommon }
  }
  return findFileValue(command, name, config)
}

function findFileValue(command: Command, name: string, config: ConfigFile | null): Setting | null {
  const own = config?.sections.get(command.name())?.get(name)
  const entry = own ?? config?.sections.get(COMMON)?.get(name)
  if (!config || !entry) return null
  const placeholder = command.options.find(option => option.name() === name)?.flags ?? `<${name}>`
  const texts = entry.texts.map(text => resolvePath(text, placeholder, config.folder))
  return { name, texts, origin: { kind: 'file', place: entry.place }, isCommon: own === undefined }
}

/** A path is meant from the folder of the file, wherever the run is. */
function resolvePath(text: string, flags: string, folder: string): string {
  const isFile = /<(?:file|ledger)>/.test(flags)
  // A name that is held here, such as `cn`, or the path of one's own.
  const mayBeFile = /<(?:policy|calendar)>/.test(flags) && existsSync(join(folder, text))
  return (isFile || mayBeFile) && !isAbsolute(text) && text !== '-' ? join(folder, text) : text
}

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
