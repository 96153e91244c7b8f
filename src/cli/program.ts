/** The command tree: what can be said on the command line. What is done with it is in `commands/`. */
import { Command, CommanderError, Option } from 'commander'

import { nearestName } from '../core/nearest-name.js'
import { makeLinesVisible } from '../report/text.js'
import type { CommonOptions } from '../requests/context.js'
import { BUDGET } from '../requests/flags/budget.js'
import { EXPIRY } from '../requests/flags/expiry.js'
import { type CommandTable, describeFlag, type Flag, flagsOf, syntaxOf } from '../requests/flags/flag.js'
import { QUOTE } from '../requests/flags/quote.js'
import { COMMON, OPENSLO_FORMAT } from '../requests/flags/shared-flags.js'
import { SLA } from '../requests/flags/sla.js'
import type { ImportOptions } from './commands/rates.js'
import type { ExitStatus } from './exit.js'
import { helpLayout, MOST_USED, pathOf } from './help-layout.js'
import type { Io } from './io.js'
import { CONFIG_USED } from './options.js'
import { applySettings, isConfigurable, readConfig, type Setting } from './settings.js'

export { CommanderError }

declare const PACKAGE_VERSION: string

const SUMMARY =
  'What Kling AI video API jobs cost, what to buy and when, which prepaid units are about to expire, and whether the service kept its promise.'

const EXAMPLES = [
  'kling-cost quote 3.0 --resolution 1080p --audio --duration 10 --count 500',
  'kling-cost quote V1.6 --capability text-to-video --mode pro --duration 5 --compare',
  'kling-cost quote --from usage.csv --summary --max-cost 1200',
  'kling-cost budget usage.csv --packages ledger.csv --horizon 180d',
  'kling-cost expiry ledger.csv --usage usage.csv --fail-within 14d',
  'cat requests.csv | kling-cost sla --fee 1200',
  'kling-cost rates list',
]

const RATES_EXAMPLES = [
  'kling-cost rates list',
  'kling-cost rates show kling-per-second',
  'kling-cost rates show langfuse-cloud --format openslo -o langfuse.yaml',
  'kling-cost rates validate my-rates.yaml',
  'kling-cost rates diff kling-per-second kling-units-2026',
  'kling-cost rates import models.json -o openrouter.yaml',
]

const COMPLETION_EXAMPLES = [
  'source <(kling-cost completion bash)   # for good: > ~/.local/share/bash-completion/completions/kling-cost',
  'kling-cost completion zsh > ~/.zfunc/_kling-cost',
  'kling-cost completion fish > ~/.config/fish/completions/kling-cost.fish',
  'kling-cost completion powershell | Out-String | Invoke-Expression',
]

type AddCommand = (program: Command, io: Io, finish: (status: ExitStatus) => void) => void

/** What a run hears of its command line. */
export interface RunEvents {
  /** The exit status of the command. */
  readonly finish: (status: ExitStatus) => void
  /** The values of its options that are not from the command line. */
  readonly takeSettings: (settings: readonly Setting[], isQuiet: boolean) => void
}

/** The commands in the order of the help. */
const COMMANDS: ReadonlyMap<string, AddCommand> = new Map([
  ['quote', answering(QUOTE, async (...given) => (await import('./commands/quote.js')).runQuote(...given))],
  [
    'budget',
    answering(BUDGET, async (...given) => (await import('./commands/budget.js')).runBudget(...given)),
  ],
  [
    'expiry',
    answering(EXPIRY, async (...given) => (await import('./commands/expiry.js')).runExpiry(...given)),
  ],
  ['sla', answering(SLA, async (...given) => (await import('./commands/sla.js')).runSla(...given))],
  ['rates', addRates],
  ['config', addConfig],
  ['completion', addCompletion],
])

const NO_IO: Io = {
  stdin: { stream: [] as unknown as AsyncIterable<Buffer>, isTerminal: true },
  out() {},
  err() {},
  outIsTerminal: false,
  errIsTerminal: false,
  columns: 80,
  env: {},
  now: () => 0,
}

/** The command tree for those who only describe it: nothing of it can be run. */
export const createTree = (): Command => createProgram([], NO_IO, { finish() {}, takeSettings() {} })

/**
 * Every command hands its exit status to `finish`; a wrong command line throws CommanderError. Only the
 * command that `argv` asks for is built, all of them for help.
 */
export function createProgram(argv: readonly string[], io: Io, { finish, takeSettings }: RunEvents): Command {
  const program = new Command('kling-cost')
  program
    .description(SUMMARY)
    .version(PACKAGE_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .configureHelp(helpLayout(EXAMPLES))
  program.enablePositionalOptions()

  const asked = COMMANDS.get(argv[0] ?? '')
  for (const add of asked ? [asked] : COMMANDS.values()) add(program, io, finish)
  if (!asked) addHelp(program, io, finish)
  for (const command of listCommands(program)) {
    command
      .exitOverride()
      .configureOutput({
        writeOut: text => io.out(text),
        writeErr: text => io.err(text),
        outputError: (text, write) =>
          write(`BAD_USAGE ${makeLinesVisible(withoutFarGuess(text.replace(/^error: /, '')))}`),
        getOutHelpWidth: () => Math.min(io.columns, 110),
        getErrHelpWidth: () => Math.min(io.columns, 110),
      })
      .showHelpAfterError(`  ${pathOf(command)} --help shows what is allowed`)
    refuseRepeated(command)
  }
  program.hook('preAction', async (_, command) => {
    if (!isConfigurable(command)) return
    const config = await readConfig(command.opts<CommonOptions>().config, io)
    const settings = applySettings(command, config, io)
    // A file that speaks of itself is no reason to be silent about it.
    const isHushed = settings.some(({ name, origin }) => name === 'quiet' && origin.kind === 'file')
    const used = settings.find(({ origin }) => origin.kind === 'file')
    // A symbol, so that it is not taken for an option.
    if (used && config) command.setOptionValue(CONFIG_USED as unknown as string, config.path)
    takeSettings(settings, command.opts<CommonOptions>().quiet === true && !isHushed)
  })
  return program
}

/** Commander guesses by another measure, by which `plan` may be `sla`. */
const withoutFarGuess = (text: string): string =>
  text.replace(/'-*([^']+)'\n\(Did you mean (?:one of )?([^?]+)\?\)/, (told, given: string, names: string) =>
    nearestName(given, names.replaceAll(/(?<=^|, )-+/g, '').split(', ')) === null
      ? told.slice(0, told.indexOf('\n'))
      : told,
  )

/** Of an option that is given twice only the last value would count: nobody means that. */
function refuseRepeated(command: Command): void {
  const given = new Set<string>()
  for (const option of command.options) {
    if (option.isBoolean() || option.negate || option.parseArg !== undefined) continue
    command.on(`option:${option.name()}`, () => {
      if (given.has(option.name())) command.error(`error: option '${option.flags}' is given twice`)
      given.add(option.name())
    })
  }
}

const listCommands = (command: Command): Command[] => [command, ...command.commands.flatMap(listCommands)]

/** Adds a command as its table says, with what it runs. */
function answering(
  table: CommandTable,
  run: (given: never, options: never, io: Io) => Promise<ExitStatus>,
): AddCommand {
  return (program, io, finish) => {
    const command = program
      .command(table.name)
      .summary(table.summary)
      .description(table.description)
      .configureHelp(helpLayout(table.examples))
    for (const { name, doc, isVariadic } of table.arguments)
      command.argument(`[${name}${isVariadic ? '...' : ''}]`, doc)
    for (const [group, flags] of groupsForHelp(table)) addFlags(command.optionsGroup(group), flags)
    command.action(async (given: unknown, options: unknown) =>
      finish(await run(given as never, options as never, io)),
    )
  }
}

/** The options by group, those that most people need before all others. */
function groupsForHelp({ groups, mostUsed }: CommandTable): [string, Readonly<Record<string, Flag>>][] {
  const all = flagsOf({ groups })
  const rest = Object.entries(groups).map(
    ([group, flags]) => [group, Object.entries(flags).filter(([name]) => !mostUsed.includes(name))] as const,
  )
  return [
    [MOST_USED, Object.fromEntries(mostUsed.map(name => [name, all[name]!]))],
    ...rest.flatMap(([group, flags]): [string, Readonly<Record<string, Flag>>][] =>
      flags.length === 0 ? [] : [[group, Object.fromEntries(flags)]],
    ),
  ]
}

/** Adds options as a table says them. */
function addFlags(command: Command, flags: Readonly<Record<string, Flag>>): Command {
  for (const [name, flag] of Object.entries(flags)) {
    const option = new Option(syntaxOf(name, flag), describeFlag(flag))
    if (flag.preset !== undefined) option.default(flag.preset)
    if (flag.repeats === 'list') option.argParser(collect)
    else if (flag.repeats === 'joined') option.argParser(join)
    command.addOption(option)
  }
  return command
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]
const join = (value: string, before?: string): string => (before === undefined ? value : `${before},${value}`)

function addRates(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  const rates = program
    .command('rates')
    .summary('what the price lists hold; check your own')
    .description('What the price lists hold, and whether your own are right.')
    .configureHelp(helpLayout(RATES_EXAMPLES))
  const add = (
    usage: string,
    description: string,
    run: (names: string[], options: CommonOptions) => Promise<ExitStatus>,
    flags: Readonly<Record<string, Flag>> = COMMON,
  ) =>
    addFlags(rates.command(usage).description(description), flags).action(async (...args: unknown[]) => {
      const names = args.slice(0, -2).flat() as string[]
      finish(await run(names, args.at(-2) as CommonOptions))
    })
  add('list', 'The price lists, their models, and what each can do.', async (_, options) =>
    (await import('./commands/rates.js')).runRatesList(options, io),
  )
  add(
    'show <id>',
    'Every row of a price list with its price, source and line; every rule of an agreement with its clause.',
    async ([id], options) => (await import('./commands/rates.js')).runRatesShow(id!, options, io),
    { ...COMMON, ...OPENSLO_FORMAT },
  )
  add(
    'validate <files...>',
    'Everything that is wrong in rate files, with line and column.',
    async (files, options) => (await import('./commands/rates.js')).runRatesValidate(files, options, io),
  )
  add(
    'import <file>',
    "A saved answer of a seller's price feed as a price list in YAML; nothing is asked of any network.",
    async ([file], options) =>
      (await import('./commands/rates.js')).runRatesImport(file!, options as ImportOptions, io),
  ).option('--feed <name>', 'whose answer it is: fal, openrouter or vercel (default: told by its form)')
  add(
    'diff <list-a> <list-b>',
    'What the change from one list of prices, or of packages, to another does.',
    async ([a, b], options) => (await import('./commands/rates.js')).runRatesDiff(a!, b!, options, io),
  )
}

function addConfig(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  const config = program
    .command('config')
    .summary('values of options from a file or the environment')
    .description(
      'Values of options from kling-cost.yaml, found upward from the working directory, and from variables such\nas KLING_COST_TZ. The command line wins over the environment, and that over the file.',
    )
  config
    .command('show')
    .description('Every option that is set, for which command, and where.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { runConfigShow } = await import('./commands/config.js')
      const root = createProgram([], io, { finish, takeSettings() {} })
      finish(await runConfigShow(root, options.json === true, io))
    })
}

function addCompletion(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  program
    .command('completion')
    .summary('completion for your shell')
    .description('Prints a script that completes commands, options, models and price lists.')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .configureHelp(helpLayout(COMPLETION_EXAMPLES))
    .action(async (shell: string) => {
      const { runCompletion } = await import('./commands/completion.js')
      const root = createProgram([], io, { finish, takeSettings() {} })
      finish(await runCompletion(shell, root, io))
    })
}

function addHelp(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  program
    .command('help')
    .summary('of a command, or a topic: exit-status, files, times, output, rules, config')
    .description('The help of a command, or of a topic: exit-status, files, times, output, rules, config.')
    .argument('[words...]', 'the command or topic')
    .option('--json', 'every option of the commands that answer, as JSON')
    .action(async (words: string[], { json }: { json?: boolean }) => {
      const { runHelp, writeHelpJson } = await import('./commands/help.js')
      finish(json === true ? writeHelpJson(words, io) : runHelp(words, program, io))
    })
}
