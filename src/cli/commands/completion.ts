/** `kling-cost completion`: scripts for shells, made from the command tree and the shipped price lists. */
import type { Command, Option } from 'commander'
import { failWithHint } from '../../core/failure.js'
import type { Catalogue } from '../../core/rating/catalogue.js'
import { loadRates, type Rates } from '../../read/rates/load-rates.js'
import { shippedLogFormats } from '../../read/requests/shipped-log-formats.js'
import { TABLES } from '../../requests/flags/commands.js'
import { type Flag, flagsOf, type Ids } from '../../requests/flags/flag.js'
import { COMMON, OPENSLO_FORMAT } from '../../requests/flags/shared-flags.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
type Shell = (typeof SHELLS)[number]

/** What can stand behind an option or as an argument: some words, or a file. */
interface Choices {
  readonly words: readonly string[]
  readonly isFile: boolean
}

/** One option as completion knows it. */
interface OptionWords {
  readonly names: readonly string[]
  readonly description: string
  /** Null: it takes no value. */
  readonly value: Choices | null
}

/** One command, by the words that lead to it. */
interface CommandWords {
  readonly path: readonly string[]
  readonly description: string
  readonly options: readonly OptionWords[]
  /** What its argument can be, or with commands of its own one of these. */
  readonly argument: Choices
  readonly hasCommands: boolean
}

/** Prints the script for `shell`. Throws BAD_VALUE for one that is not known. */
export async function runCompletion(shell: string, root: Command, io: Io): Promise<ExitStatus> {
  const known = SHELLS.find(each => each === shell.toLowerCase())
  if (!known)
    failWithHint('BAD_VALUE', `no completion is known for "${shell}"`, `allowed: ${SHELLS.join(', ')}`)
  const commands = listCommands(root, await loadRates([], io.stdin))
  io.out(WRITERS[known](commands))
  return EXIT.answered
}

const NO_CHOICES: Choices = { words: [], isFile: false }
const FILE: Choices = { words: [], isFile: true }

function listCommands(command: Command, rates: Rates, path: readonly string[] = []): CommandWords[] {
  const subcommands = [...command.commands.map(each => each.name()), ...(path.length === 0 ? ['help'] : [])]
  const hasCommands = subcommands.length > 0
  const own: CommandWords = {
    path,
    description: command.summary() || command.description(),
    options: [...command.options, ...helpOf(command)].map(option =>
      describeOption(option, flagOf(command, option), rates),
    ),
    argument: hasCommands ? { words: subcommands, isFile: false } : argumentOf(command, rates),
    hasCommands,
  }
  return [own, ...command.commands.flatMap(each => listCommands(each, rates, [...path, each.name()]))]
}

/** Commander keeps the help option apart from the others. */
const helpOf = (command: Command): Option[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .filter(option => option.long === '--help')

/** What the tables say of an option; those of commands without a table are the common ones. */
function flagOf(command: Command, option: Option): Flag | undefined {
  const table = TABLES.find(({ name }) => name === command.name())
  const common = command.name() === 'show' ? { ...COMMON, ...OPENSLO_FORMAT } : COMMON
  const flags: Readonly<Record<string, Flag>> = table ? flagsOf(table) : common
  return flags[option.long?.replace(/^--/, '') ?? '']
}

const describeOption = (option: Option, flag: Flag | undefined, rates: Rates): OptionWords => ({
  names: [option.short, option.long].filter(name => name !== undefined && name !== null) as string[],
  description: option.description.split('\n')[0]!,
  value: flag?.value ? choicesOf(flag, rates) : null,
})

/** What can stand behind an option: its words, the ids that the price lists have, or a file. */
function choicesOf({ value }: Flag, rates: Rates): Choices {
  if (!value) return NO_CHOICES
  const isFile = value.is === 'path' || value.is === 'name-or-path' || value.is === 'name=path'
  const words = 'words' in value && value.words ? Object.keys(value.words).filter(isOneWord) : []
  const ids = 'ids' in value && value.ids ? IDS[value.ids](rates) : []
  return { words: [...words, ...ids], isFile }
}

const isOneWord = (word: string): boolean => !word.includes(' ')

/** The ids of a kind that the price lists have. */
const IDS: Readonly<Record<Ids, (rates: Rates) => string[]>> = {
  models: ({ catalogue }) => listModels(catalogue),
  cards: ({ catalogue }) => catalogue.cards.map(({ id }) => id),
  sellers: ({ catalogue }) =>
    [...new Set(catalogue.cards.flatMap(({ seller }) => seller ?? []))].filter(isOneWord),
  catalogues: ({ packageLists }) => packageLists.map(({ id }) => id),
  packages: ({ packages }) => packages.map(({ id }) => id),
  trials: ({ packages }) => packages.filter(({ isOncePerAccount }) => isOncePerAccount).map(({ id }) => id),
  capabilities: ({ catalogue }) => [...new Set(catalogue.capabilities.values())].sort(),
  agreements: ({ agreements }) => [...new Set(agreements.map(({ id }) => id))],
  'log-formats': () => shippedLogFormats().map(({ id }) => id),
}

/** Names as people type them, none with a blank. */
const listModels = ({ cards }: Catalogue): string[] => [
  ...new Set(
    cards.flatMap(card => [...card.models.values()].map(({ id, name }) => (name.includes(' ') ? id : name))),
  ),
]

function argumentOf(command: Command, rates: Rates): Choices {
  const [argument] = command.registeredArguments
  switch (argument?.name()) {
    case undefined:
      return NO_CHOICES
    case 'model':
      return { words: IDS.models(rates), isFile: false }
    case 'id':
      return { words: [...IDS.cards(rates), ...IDS.agreements(rates)], isFile: false }
    case 'list-a':
      return { words: IDS.cards(rates), isFile: false }
    case 'shell':
      return { words: SHELLS, isFile: false }
    default:
      return FILE
  }
}

const WRITERS: Readonly<Record<Shell, (commands: readonly CommandWords[]) => string>> = {
  bash: writeBash,
  zsh: writeZsh,
  fish: writeFish,
  powershell: writePowerShell,
}

const keyOf = ({ path }: CommandWords): string => path.join(' ')
/** A word in single quotes, for any of the shells. */
const quoteFor = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

/** The words of the command line that name commands; options and values between them do not lead anywhere. */
function writeBash(commands: readonly CommandWords[]): string {
  const names = (command: CommandWords) => command.options.flatMap(option => option.names)
  const valued = commands.flatMap(command =>
    command.options.flatMap(option =>
      option.value === null
        ? []
        : [
            `    ${option.names.map(name => quoteFor(`${keyOf(command)}:${name}`)).join('|')}) ${reply(option.value)} return ;;`,
          ],
    ),
  )
  return `# Completion of kling-cost for bash; made by kling-cost completion bash.
_kling_cost() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path= word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(command => `      ${quoteFor(keyOf(command))}) path="\${path:+$path }$word" ;;`)
  .join('\n')}
    esac
  done
  case "$path:$before" in
${valued.join('\n')}
  esac
  if [[ $current == -* ]]; then
    case $path in
${commands.map(command => `      ${quoteFor(keyOf(command))}) COMPREPLY=($(compgen -W ${quoteFor(names(command).join(' '))} -- "$current")) ;;`).join('\n')}
    esac
    return
  fi
  case $path in
${commands.map(command => `    ${quoteFor(keyOf(command))}) ${reply(command.argument)} ;;`).join('\n')}
  esac
}
complete -o filenames -F _kling_cost kling-cost
`
}

const reply = ({ words, isFile }: Choices): string =>
  [
    ...(words.length > 0 ? [`COMPREPLY+=($(compgen -W ${quoteFor(words.join(' '))} -- "$current"));`] : []),
    ...(isFile ? ['COMPREPLY+=($(compgen -f -- "$current"));'] : []),
    ...(words.length === 0 && !isFile ? [':;'] : []),
  ].join(' ')

/** zsh reads completion of bash; its own form adds the descriptions. */
function writeZsh(commands: readonly CommandWords[]): string {
  const describe = (text: string): string => text.replaceAll(/([[\]:\\])/g, '\\$1').replaceAll("'", "'\\''")
  const action = ({ words, isFile }: Choices): string =>
    words.length > 0
      ? isFile
        ? `{ compadd -- ${words.join(' ')}; _files }`
        : `(${words.join(' ')})`
      : isFile
        ? '_files'
        : ' '
  const cases = commands.map(command => {
    const options = command.options.flatMap(({ names, description, value }) =>
      names.map(
        name => `'*${name}[${describe(description)}]${value === null ? '' : `:value:${action(value)}`}'`,
      ),
    )
    const rest = `'*:${command.hasCommands ? ' ' : 'argument'}:${action(command.argument)}'`
    return `    ${quoteFor(keyOf(command))}) _arguments -s ${[...options, rest].join(' \\\n      ')} ;;`
  })
  return `#compdef kling-cost
# Completion of kling-cost for zsh; made by kling-cost completion zsh.
_kling_cost() {
  local where= word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${where:+$where }$word" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(command => `      ${quoteFor(keyOf(command))}) where="\${where:+$where }$word" ;;`)
  .join('\n')}
    esac
  done
  case $where in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_kling_cost" ]; then _kling_cost "$@"; else compdef _kling_cost kling-cost; fi
`
}

function writeFish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(command => {
    const key = keyOf(command)
    const condition = `-n ${quoteFor(`__kling_cost_at "${key}"`)}`
    const { argument } = command
    return [
      ...(argument.words.length > 0
        ? [`complete -c kling-cost ${condition} -a ${quoteFor(argument.words.join(' '))}`]
        : []),
      ...(argument.isFile ? [`complete -c kling-cost ${condition} -F`] : []),
      ...command.options.map(({ names, description, value }) => {
        const flags = names.map(name =>
          name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
        )
        const takes =
          value === null
            ? []
            : [
                '-r',
                ...(value.words.length > 0 ? [`-a ${quoteFor(value.words.join(' '))}`] : []),
                value.isFile ? '-F' : '-f',
              ]
        return ['complete -c kling-cost', condition, ...flags, ...takes, `-d ${quoteFor(description)}`].join(
          ' ',
        )
      }),
    ]
  })
  return `# Completion of kling-cost for fish; made by kling-cost completion fish.
function __kling_cost_at
    set -l where
    for word in (commandline -opc)[2..]
        switch (string join ' ' $where $word)
            case ${commands
              .filter(({ path }) => path.length > 0)
              .map(command => quoteFor(keyOf(command)))
              .join(' ')}
                set -a where $word
        end
    end
    test "$where" = "$argv[1]"
end
complete -c kling-cost -f
${lines.join('\n')}
`
}

function writePowerShell(commands: readonly CommandWords[]): string {
  const quoteIn = (word: string): string => `'${word.replaceAll("'", "''")}'`
  const list = (words: readonly string[]): string => `@(${words.map(quoteIn).join(', ')})`
  const entries = commands.map(command => {
    const values = command.options.flatMap(({ names, value }) =>
      value === null ? [] : names.map(name => `${quoteIn(name)} = ${list(value.words)}`),
    )
    return `  ${quoteIn(keyOf(command))} = @{ Words = ${list(command.argument.words)}; Options = ${list(command.options.flatMap(option => option.names))}; Values = @{ ${values.join('; ')} } }`
  })
  return `# Completion of kling-cost for PowerShell; made by kling-cost completion powershell.
$KlingCostCommands = @{
${entries.join('\n')}
}
Register-ArgumentCompleter -Native -CommandName kling-cost -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -ne '' -and $words.Count -gt 0) { $words = @($words | Select-Object -SkipLast 1) }
  $path = ''
  foreach ($word in $words) {
    $next = if ($path -eq '') { $word } else { "$path $word" }
    if ($KlingCostCommands.ContainsKey($next)) { $path = $next }
  }
  $command = $KlingCostCommands[$path]
  $before = if ($words.Count -gt 0) { $words[-1] } else { '' }
  $found = if ($command.Values.ContainsKey($before)) { $command.Values[$before] }
           elseif ($wordToComplete.StartsWith('-')) { $command.Options }
           else { $command.Words }
  # Where no words are known PowerShell completes files by itself.
  $found | Where-Object { $_ -like "$wordToComplete*" } |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`
}
