/** The command tree: what can be said on the command line. What is done with it is in `commands/`. */
import { Command, CommanderError } from 'commander'

import { makeLinesVisible } from '../report/text.js'
import type { BudgetOptions } from './commands/budget-request.js'
import type { ExpiryOptions } from './commands/expiry-request.js'
import type { QuoteOptions } from './commands/quote.js'
import type { SlaOptions } from './commands/sla-request.js'
import type { ExitStatus } from './exit.js'
import type { Io } from './io.js'
import { addCommonOptions, addHtmlOption, addRowOptions, type CommonOptions, collect } from './options.js'
import { RELATIONS, type Relations, USUAL_RELATIONS } from './relations.js'
import { applySettings, isConfigurable, isRepeatable, readConfig, type Setting } from './settings.js'

export { CommanderError }

declare const PACKAGE_VERSION: string

const SUMMARY =
  'What Kling AI video API jobs cost, what to buy and when, which prepaid units are about to expire, and whether the service kept its promise.'

const EXAMPLES = `Examples:
  kling-cost quote 3.0 --resolution 1080p --audio --duration 10 --count 500
  kling-cost quote V1.6 --capability text-to-video --mode pro --duration 5 --compare
  kling-cost quote --from usage.csv --summary --max-cost 1200
  kling-cost budget usage.csv --packages ledger.csv --horizon 180d
  kling-cost expiry ledger.csv --usage usage.csv --fail-within 14d
  cat requests.csv | kling-cost sla --fee 1200
  kling-cost rates list
`

const QUOTE_EXAMPLES = `Examples:
  kling-cost quote 3.0 --resolution 1080p --audio --duration 10 --count 500
  kling-cost quote O1 --duration 5 --compare
  kling-cost quote V1.6 --capability text-to-video --mode pro --duration 10 --package package-3
  kling-cost quote --from usage.csv --summary
  zcat usage.csv.gz | kling-cost quote --json --bad-rows skip --rejects rejects.jsonl
`

const SLA_EXAMPLES = `Examples:
  cat requests.csv | kling-cost sla --fee 1200
  kling-cost sla october.csv.gz november.csv.zst --period 2026-10 --period 2026-11 --tz Asia/Shanghai
  kling-cost sla access.log --log-format combined --maintenance windows.csv --fail-under 99.9
  kling-cost sla october.csv.gz --fee 1200 --html october.html
  kling-cost sla october.csv.gz --fee 1200 --claim october --keep request_id
  kling-cost sla requests.jsonl --term-start 2026-03-17 --term-months 3 --fees fees.csv --json
  kling-cost sla --usage usage.csv --packages ledger.csv requests.csv
  kling-cost sla --sql postgres --table gateway.requests --period 2026-10 | psql --csv | kling-cost sla --counts
  kling-cost sla clickhouse://db.example:8443/gateway.requests?secure --period 2026-10
  kling-cost sla control.csv --policy kong-konnect --with kong-dedicated-cloud-gateways=gateways.csv
`

const BUDGET_EXAMPLES = `Examples:
  kling-cost budget usage.csv
  kling-cost budget usage.csv --packages ledger.csv --quantile 0.9 --ics purchases.ics
  kling-cost budget --units-per-day 400 --horizon 180d --explain
  kling-cost budget --plan jobs.yaml --min-concurrency 5 --task-time 90s --max-spend 6000
  kling-cost budget --demand launch.csv --trials-used trial-100,trial-1000 --json
`

const EXPIRY_EXAMPLES = `Examples:
  kling-cost expiry ledger.csv --usage usage.csv
  kling-cost expiry account-costs.json --usage billing-export.json --task-time 120s
  kling-cost expiry ledger.csv --burn-rate 400/day --ics reminders.ics --tz Asia/Shanghai
  kling-cost expiry ledger.csv --usage usage.csv --fail-within 14d --quiet
  kling-cost expiry ledger.csv --usage usage.csv --trace allocation.csv --json
`

const RATES_EXAMPLES = `Examples:
  kling-cost rates list
  kling-cost rates show kling-per-second
  kling-cost rates validate my-rates.yaml
  kling-cost rates diff kling-per-second kling-units-2026
`

const COMPLETION_EXAMPLES = `Examples:
  source <(kling-cost completion bash)
  kling-cost completion zsh > ~/.zfunc/_kling-cost
  kling-cost completion fish > ~/.config/fish/completions/kling-cost.fish
  kling-cost completion powershell | Out-String | Invoke-Expression
`

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
  ['quote', addQuote],
  ['budget', addBudget],
  ['expiry', addExpiry],
  ['sla', addSla],
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
    .addHelpText('before', EXAMPLES)
  program.enablePositionalOptions()

  const asked = COMMANDS.get(argv[0] ?? '')
  for (const add of asked ? [asked] : COMMANDS.values()) add(program, io, finish)
  if (!asked) addHelp(program, io, finish)
  for (const command of listCommands(program)) {
    command
      .exitOverride()
      // commander does not wrap where fewer columns than 40 are left, which is so on 60.
      .configureHelp({ minWidthToWrap: 20 })
      .configureOutput({
        writeOut: text => io.out(text),
        writeErr: text => io.err(text),
        outputError: (text, write) => write(`BAD_USAGE ${makeLinesVisible(text.replace(/^error: /, ''))}`),
        getOutHelpWidth: () => Math.min(io.columns, 110),
        getErrHelpWidth: () => Math.min(io.columns, 110),
      })
      .showHelpAfterError(`  kling-cost ${pathOf(command)}--help shows what is allowed`)
    refuseRepeated(command)
  }
  program.hook('preAction', async (_, command) => {
    if (!isConfigurable(command)) return
    // The file has sections for every command, and all of them are checked.
    const root = () => createProgram([], io, { finish, takeSettings })
    const config = command.opts<CommonOptions>().config === false ? null : await readConfig(root, io)
    const relations = (RELATIONS as Readonly<Record<string, Relations>>)[command.name()] ?? USUAL_RELATIONS
    const settings = applySettings(command, config, io, relations)
    takeSettings(settings, command.opts<CommonOptions>().quiet === true)
  })
  return program
}

/** Of an option that is given twice only the last value would count: nobody means that. */
function refuseRepeated(command: Command): void {
  const given = new Set<string>()
  for (const option of command.options) {
    if (option.isBoolean() || option.negate || isRepeatable(option)) continue
    command.on(`option:${option.name()}`, () => {
      if (given.has(option.name())) command.error(`error: option '${option.flags}' is given twice`)
      given.add(option.name())
    })
  }
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
  addHtmlOption(addCommonOptions(command)).action(
    async (model: string | undefined, options: QuoteOptions) => {
      const { runQuote } = await import('./commands/quote.js')
      finish(await runQuote(model, options, io))
    },
  )
}

function addBudget(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('budget')
    .summary('what use will cost, and the cheapest packages to buy for it, proven')
    .description(
      'How many units will be used, with what certainty, and which packages to buy on which day so that nothing\nis cheaper. Use comes from usage logs or billing exports, from --plan, --demand or --units-per-day.',
    )
    .argument('[usage...]', 'usage logs or billing exports; - is standard input')
    .addHelpText('before', BUDGET_EXAMPLES)
    .optionsGroup('The use to come, when not from logs:')
    .option('--plan <file>', 'jobs of each month (YAML, CSV or JSON; the columns of quote --from)')
    .option('--demand <file>', 'units day by day (CSV: date,pool,units)')
    .option('--units-per-day <n>', 'the same every day')
    .option('--pool <pool>', 'the pool of --units-per-day, and of --demand rows that name none')
    .optionsGroup('The forecast from logs:')
    .option('--quantile <q>', 'plan for this quantile of what may be used, such as 0.9 (default: 0.5)')
    .option('--seed <n>', 'accepted, and of no effect: the forecast draws nothing any more')
    .option(
      '--empty-days <choice>',
      'days without any row: gap, zero, or auto (default: gaps, unless the weekday is mostly empty)',
    )
    .option('--card <id>', 'the price list by which logs and plans are priced')
  addRowOptions(command)
    .optionsGroup('The plan:')
    .option('--horizon <duration>', 'how long to plan for, in days (default: 90d)')
    .option(
      '--afterwards <choice>',
      'whether use goes on behind the horizon: continue (default), or stop (default with --plan and --demand)',
    )
    .option('--packages <ledger>', 'packages held already, as for expiry')
    .option('--burn-order <order>', 'which held package paid first: expiry (default) or purchase')
    .option('--trials-used <id>', 'a trial that was bought before (repeatable)', collect)
    .option('--min-concurrency <n>', 'tasks that must be able to run at once on every day with use')
    .option('--task-time <duration>', 'average time of a task (default: 120s)')
    .option('--explain', 'why nothing is cheaper, and over what range of use')
    .option('--ics <file>', 'write the purchases as a calendar')
    .optionsGroup('The gate:')
    .option('--max-spend <usd>', 'exit with status 1 when the purchases cost more')
    .optionsGroup('Common:')
  addHtmlOption(addCommonOptions(command)).action(async (usage: string[], options: BudgetOptions) => {
    const { runBudget } = await import('./commands/budget.js')
    finish(await runBudget(usage, options, io))
  })
}

function addExpiry(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('expiry')
    .summary('balances, expiry, forfeiture and reminders of purchased packages')
    .description(
      'Where the units of purchased packages went, what is left, and what will be lost at expiry. The ledger is\nCSV (id,package,pool,units,price,purchased_at,effective_at,expires_at,validity_days,concurrency,account)\nor the JSON of GET /account/costs.',
    )
    .argument('[ledger]', 'the ledger of purchased packages; - is standard input')
    .addHelpText('before', EXPIRY_EXAMPLES)
    .optionsGroup('The use:')
    .option('--usage <file>', 'a usage log, or a billing export with deductions as they were')
    .option('--card <id>', 'the price list by which the usage log is priced')
    .option('--burn-order <order>', 'which package pays first: expiry (default) or purchase')
  addRowOptions(command)
    .option('--trace <file>', 'write which package paid for which task (.csv or .json)')
    .optionsGroup('The forecast:')
    .option('--burn-rate <units/day>', 'use to come, such as 400 or video=400 (repeatable)', collect)
    .option('--burn-window <duration>', 'take the mean use of so long (default: 30d)')
    .option('--task-time <duration>', 'average time of a task, such as 120s: what can be used at full speed')
    .optionsGroup('Reminders and the gate:')
    .option('--within <duration>', 'what counts as expiring soon (default: 14d)')
    .option('--ics <file>', 'write reminders as a calendar')
    .option('--fail-within <duration>', 'exit with status 1 when a package with units left expires within')
    .optionsGroup('Common:')
  addHtmlOption(addCommonOptions(command)).action(
    async (ledger: string | undefined, options: ExpiryOptions) => {
      const { runExpiry } = await import('./commands/expiry.js')
      finish(await runExpiry(ledger, options, io))
    },
  )
}

function addSla(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('sla')
    .summary('availability, compensation and claim window out of request logs')
    .description(
      'Availability, compensation and claim window out of request logs: CSV, JSON lines, or the combined\nformat of nginx and Apache; plain, .gz or .zst; standard input when no log is named.',
    )
    .argument('[logs...]', 'request logs with timestamp and status; - is standard input')
    .addHelpText('before', SLA_EXAMPLES)
    .optionsGroup('The agreement and its periods:')
    .option(
      '--policy <policy>',
      'kling, kong-konnect, kong-dedicated-cloud-gateways, or the path of your own',
      'kling',
    )
    .option(
      '--period <month>',
      'a calendar month such as 2026-10 (repeatable; default: all that the log touches)',
      collect,
    )
    .option('--term-start <date>', 'first day of a term whose service periods are judged')
    .option('--term-months <n>', 'its length')
    .option('--tiers <file>', 'the table of uptimes and credits of your own copy (YAML, kind: tiers)')
    .option(
      '--calendar <calendar>',
      'working days before claims open: cn (default), weekdays, or a CSV (date,kind)',
    )
    .option('--networks <nodes>', 'nodes in each gateway network, such as 2,2')
    .optionsGroup('The fee:')
    .option('--fee <usd>', 'the fee of each period')
    .option('--voucher-fee <usd>', 'the part of it that was paid with vouchers')
    .option('--fee-excluded <usd>', 'the part of it that does not count, such as bandwidth charges')
    .option('--fees <file>', 'fees by account and month (CSV: account,period,fee,voucher_fee)')
    .option('--packages <file>', 'compute the fee: the ledger of purchased packages')
    .option('--usage <file>', 'compute the fee: the usage log or billing export that drew on them')
    .option('--card <id>', 'the price list by which the usage log is priced')
    .option('--fee-basis <basis>', 'usage (units drawn, default) or straight-line (price over validity)')
    .option('--burn-order <order>', 'which package pays first: expiry (default) or purchase')
    .optionsGroup('The log:')
    .option('--log-format <format>', 'auto (default), csv, jsonl or combined')
    .option('--counts', 'the log is reduced to counts per slice and account already')
    .option(
      '--log-tz <zone>',
      'time zone of times in the log that name none (default: --tz, which cuts the periods)',
    )
    .option('--account-column <name>', 'the column that names the account (default: account)')
    .option('--maintenance <file>', 'declared windows (CSV: start,end,reason[,notified_at])')
  addRowOptions(command)
    .optionsGroup('A log in a database, counted there for --counts:')
    .option('--sql <dialect>', 'print the query that counts: clickhouse, duckdb, postgres or spark')
    .option('--table <name>', 'the table that it reads')
    .option('--timestamp-type <type>', 'what its timestamps are: time (default), text or epoch')
    .option('--timeout <duration>', 'how long clickhouse://… may take (default: 10m)')
    .optionsGroup('Where the agreement is silent:')
    .option('--unreached <choice>', 'requests that never arrived: error (default) or ignore')
    .option('--rate <choice>', 'error rate of a slice: capped (default) or attempts')
    .option('--failure <choice>', 'an attempt fails when unreached (default), or on 5xx too')
    .optionsGroup('A second service, of whose claims one can be made:')
    .option('--with <policy=log>', 'its agreement and its log')
    .option('--with-fee <usd>', 'its fee')
    .option('--with-fee-excluded <usd>', 'the part of it that does not count')
    .option('--with-tiers <file>', 'its table of uptimes and credits')
    .option('--with-maintenance <file>', 'its declared windows')
    .optionsGroup('The gates:')
    .option('--fail-under <percent>', 'exit with status 1 when a period is below, or has no data')
    .option(
      '--min-coverage <percent>',
      'exit with status 1 when fewer slices of a period, up to now, hold any request',
    )
    .optionsGroup('The claim:')
    .option('--claim <dir>', 'write a dossier for each claim: summary, slices, failed requests, exclusions')
    .option('--keep <column>', 'keep a column of failed requests as it stands (repeatable)', collect)
    .option('--force', 'replace an earlier dossier that nobody changed')
    .optionsGroup('Reminders:')
    .option('--ics <file>', 'write claim windows and ticket deadlines as a calendar')
    .optionsGroup('Common:')
  addHtmlOption(addCommonOptions(command)).action(async (logs: string[], options: SlaOptions) => {
    const { runSla } = await import('./commands/sla.js')
    finish(await runSla(logs, options, io))
  })
}

function addRates(program: Command, io: Io, finish: (status: ExitStatus) => void): void {
  const rates = program
    .command('rates')
    .summary('what the price lists hold; check your own')
    .description('What the price lists hold, and whether your own are right.')
    .addHelpText('before', RATES_EXAMPLES)
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
    .addHelpText('before', COMPLETION_EXAMPLES)
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
    .action(async (words: string[]) => {
      const { runHelp } = await import('./commands/help.js')
      finish(runHelp(words, program, io))
    })
}
