/** The command tree: what can be said on the command line. What is done with it is in `commands/`. */
import { Command, CommanderError } from 'commander'

import type { QuoteOptions } from './commands/quote.js'
import type { ExitStatus } from './exit.js'
import type { Io } from './io.js'
import { addCommonOptions, addRowOptions, type CommonOptions } from './options.js'

export { CommanderError }

declare const PACKAGE_VERSION: string

const SUMMARY = 'What Kling AI video API jobs cost, and what their price lists say.'

const EXAMPLES = `Examples:
  kling-cost quote 3.0 --resolution 1080p --audio --duration 10 --count 500
  kling-cost quote V1.6 --capability text-to-video --mode pro --duration 5 --compare
  kling-cost quote --from usage.csv --summary --max-cost 1200
  kling-cost rates list
`

const QUOTE_EXAMPLES = `Examples:
  kling-cost quote 3.0 --resolution 1080p --audio --duration 10 --count 500
  kling-cost quote O1 --duration 5 --compare
  kling-cost quote V1.6 --capability text-to-video --mode pro --duration 10 --package package-3
  kling-cost quote --from usage.csv --summary
  zcat usage.csv.gz | kling-cost quote --json --bad-rows skip --rejects rejects.jsonl
`

const RATES_EXAMPLES = `Examples:
  kling-cost rates list
  kling-cost rates show kling-per-second
  kling-cost rates validate my-rates.yaml
  kling-cost rates diff kling-per-second kling-units-2026
`

type AddCommand = (program: Command, io: Io, finish: (status: ExitStatus) => void) => void

/** The commands in the order of the help. */
const COMMANDS: ReadonlyMap<string, AddCommand> = new Map([
  ['quote', addQuote],
  ['rates', addRates],
])

/**
 * Every command hands its exit status to `finish`; a wrong command line throws CommanderError. Only the
 * command that `argv` asks for is built, all of them for help.
 */
export function createProgram(
  argv: readonly string[],
  io: Io,
  finish: (status: ExitStatus) => void,
): Command {
  const program = new Command('kling-cost')
  program
    .description(SUMMARY)
    .version(PACKAGE_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('before', EXAMPLES)
    .action(() => program.help({ error: true }))
  program.enablePositionalOptions()

  const asked = COMMANDS.get(argv[0] ?? '')
  for (const add of asked ? [asked] : COMMANDS.values()) add(program, io, finish)
  for (const command of listCommands(program)) {
    command
      .exitOverride()
      .configureOutput({
        writeOut: text => io.out(text),
        writeErr: text => io.err(text),
        outputError: (text, write) => write(`BAD_USAGE ${text.replace(/^error: /, '')}`),
        getOutHelpWidth: () => Math.min(io.columns, 110),
        getErrHelpWidth: () => Math.min(io.columns, 110),
      })
      .showHelpAfterError(`  kling-cost ${pathOf(command)}--help shows what is allowed`)
  }
  return program
}

const listCommands = (command: Command): Command[] => [command, ...command.commands.flatMap(listCommands)]

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)}${command.name()} ` : ''

function addQuote(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('quote')
    .summary('cost of jobs, one by options or many from a file')
    .description(
      'The cost of jobs: one by options, or many from a file or standard input (CSV, JSON lines, or the\nJSON of a billing export).',
    )
    .argument('[model]', 'the model as people type it: 3.0, O3, V1.6, kling-v2-1-master')
    .addHelpText('before', QUOTE_EXAMPLES)
    .optionsGroup('The job:')
    .option('--model <model>', 'the same as the argument')
    .option('--capability <name>', 'what is done, such as text-to-video; inferred where only one fits')
    .option('--mode <mode>', 'std or pro')
    .option('--resolution <resolution>', '720p, 1080p or 4k; 1k, 2k or 4k for images')
    .option('--duration <seconds>', 'length of the output')
    .option('--audio', 'with generated audio')
    .option('--reference <kind>', 'image or video; for 3.0 Omni and O1 "video" is the video input')
    .option('--voice-control', 'with voice control')
    .option('--effect <name>', 'the effect, such as hug')
    .option('--count <n>', 'how many (default: 1)')
    .optionsGroup('Or a file of jobs:')
    .option('--from <file>', 'a job file or usage log; - is standard input')
  addRowOptions(command)
    .option('--summary', 'only the sums by card, model and pool')
    .optionsGroup('The price:')
    .option('--card <id>', 'the price list to use (see: kling-cost rates list)')
    .option('--package <id>', "price units at this resource package's effective unit price")
    .option('--compare', 'the same by every card and model that can do it, cheapest first')
    .option('--fallback', 'the range of cost when the service falls back to another model')
    .option('--drafts <n>', 'n drafts at the cheapest setting for each final')
    .option('--explain', 'the row that matched and the arithmetic, step by step')
    .option('--max-cost <usd>', 'exit with status 1 when the cost is above')
    .optionsGroup('Common:')
  addCommonOptions(command).action(async (model: string | undefined, options: QuoteOptions) => {
    const { runQuote } = await import('./commands/quote.js')
    finish(await runQuote(model, options, io))
  })
}

function addRates(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  const rates = program
    .command('rates')
    .summary('what the price lists hold; check your own')
    .description('What the price lists hold, and whether your own are right.')
    .addHelpText('before', RATES_EXAMPLES)
    .action(() => rates.help({ error: true }))
  const add = (
    usage: string,
    description: string,
    run: (names: string[], options: CommonOptions) => Promise<ExitStatus>,
  ) =>
    addCommonOptions(rates.command(usage).description(description)).action(async (...args: unknown[]) => {
      const names = args.slice(0, -2).flat() as string[]
      finish(await run(names, args.at(-2) as CommonOptions))
    })
  add('list', 'The price lists, their models, and what each can do.', async (_, options) =>
    (await import('./commands/rates.js')).runRatesList(options, io),
  )
  add('show <card>', 'Every row of a price list with its price, source and line.', async ([card], options) =>
    (await import('./commands/rates.js')).runRatesShow(card!, options, io),
  )
  add(
    'validate <files...>',
    'Everything that is wrong in rate files, with line and column.',
    async (files, options) => (await import('./commands/rates.js')).runRatesValidate(files, options, io),
  )
  add(
    'diff <card-a> <card-b>',
    'What the change from one price list to another does to each job.',
    async ([a, b], options) => (await import('./commands/rates.js')).runRatesDiff(a!, b!, options, io),
  )
}
