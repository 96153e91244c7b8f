/** The command line of `budget`. */

import { anyTwoOf, type CommandTable, number, type OptionsOf, path, text, word } from './flag.js'
import {
  BURN_ORDER,
  COMMON,
  FOCUS_FORMAT,
  FORMAT_EXCLUSION,
  HTML,
  ROWS,
  TRIALS_USED,
} from './shared-flags.js'

/** Beside what says itself how much will be used, and no log to tell what is left. */
const USE_IS_GIVEN = {
  beside: ['plan', 'demand', 'units-per-day'],
  told: 'changes nothing here, because the use is given',
} as const
const NO_FILE = {
  beside: ['units-per-day'],
  without: ['packages'],
  told: 'changes nothing here, because no file is read',
} as const

const GROUPS = {
  'The purchases:': {
    packages: { doc: 'packages that you hold already, as for expiry', value: path('ledger') },
    horizon: { doc: 'how long to plan for', value: text('duration'), fallback: '90d' },
    'units-per-day': { doc: 'plan for this use every day, without a log', value: number('n') },
    'max-spend': {
      doc: 'exit with status 1 when purchases, and use paid in dollars, cost more',
      value: number('usd'),
    },
    ics: { doc: 'write the purchases as a calendar', value: path(), isTypedOnly: true },
  },
  'Use from elsewhere than a log:': {
    plan: { doc: 'jobs of each month (YAML, CSV or JSON, with the columns of quote --from)', value: path() },
    demand: { doc: 'units of each day (CSV with the columns date, pool, units)', value: path() },
    pool: {
      doc: 'the pool of --units-per-day, and of rows of --demand without one',
      value: text('pool'),
      needs: ['units-per-day', 'demand'],
    },
  },
  'The forecast from a log:': {
    quantile: {
      doc: 'the chance that the plan is enough: 0.9 plans for a busy time',
      value: number('q'),
      fallback: '0.5',
      idle: [USE_IS_GIVEN],
    },
    'empty-days': {
      doc: 'how to count days without any row',
      value: word('choice', {
        gap: 'not in the log',
        zero: 'no use',
        auto: 'gap, unless that weekday is mostly empty',
      }),
      fallback: 'auto',
      idle: [{ ...USE_IS_GIVEN, without: ['usage'] }],
    },
    card: {
      doc: 'the price list for the jobs of logs and plans',
      value: text('id', 'cards'),
      idle: [{ ...USE_IS_GIVEN, beside: ['demand', 'units-per-day'], without: ['usage'] }],
    },
    seed: { doc: 'has no effect; kept so that old commands still run', value: number('n'), fallback: '1' },
    ...ROWS,
    columns: {
      ...ROWS.columns,
      idle: [
        NO_FILE,
        {
          beside: ['demand'],
          without: ['packages'],
          told: 'changes nothing here, because the columns of --demand are called by their own names',
        },
      ],
    },
    'ignore-columns': { ...ROWS['ignore-columns'], idle: [NO_FILE] },
    decimal: { ...ROWS.decimal, idle: [NO_FILE] },
    'date-format': { ...ROWS['date-format'], idle: [NO_FILE] },
    sheet: { ...ROWS.sheet, idle: [NO_FILE] },
  },
  'The plan:': {
    catalogue: {
      doc: 'buy from this list of packages only (default: the lists now on sale)',
      value: text('id', 'catalogues'),
    },
    afterwards: {
      doc: 'whether use goes on after the planned days, so that units left then are worth something (default: continue; with --plan or --demand: stop)',
      value: word('choice', { continue: '', stop: '' }),
    },
    'burn-order': {
      ...BURN_ORDER['burn-order'],
      doc: 'which held package was used first',
      idle: [{ without: ['packages'] }],
    },
    ...TRIALS_USED,
    'min-concurrency': {
      doc: 'how many tasks must be able to run at once, on every day with use',
      value: number('n'),
    },
    'task-time': { doc: 'how long a task takes on average', value: text('duration'), fallback: '120s' },
    explain: { doc: 'show why no plan is cheaper, and for how much use that holds' },
  },
  'Common:': { ...COMMON, ...FOCUS_FORMAT, ...HTML },
} as const

/** The options of `budget` as commander delivers them. */
export type BudgetOptions = OptionsOf<typeof GROUPS>

export const BUDGET = {
  name: 'budget',
  summary: 'forecast use, and find the cheapest packages to buy',
  description:
    'Says which packages to buy on which day so that all use is covered at the lowest price, and what will\nexpire unused. Units are what a prepaid package holds and jobs use up; a pool is a kind of units, such as\nvideo. Use comes from usage logs or billing exports, or from --units-per-day, --plan or --demand.',
  examples: [
    'kling-cost budget usage.csv',
    'kling-cost budget usage.csv --packages ledger.csv --quantile 0.9 --ics purchases.ics',
    'kling-cost budget --units-per-day 400 --horizon 180d --explain',
    'kling-cost budget --plan jobs.yaml --min-concurrency 5 --task-time 90s --max-spend 6000',
    'kling-cost budget --demand launch.csv --trials-used trial-100,trial-1000 --json',
  ],
  arguments: [{ name: 'usage', doc: 'usage logs or billing exports; - is standard input', isVariadic: true }],
  groups: GROUPS,
  mostUsed: ['packages', 'horizon', 'units-per-day', 'max-spend', 'ics'],
  exclusions: [
    FORMAT_EXCLUSION,
    // With --packages a log says what is left of held packages, and not what will be used.
    { some: ['usage'], others: ['plan', 'demand', 'units-per-day'], unless: 'packages' },
    { ...anyTwoOf('plan', 'demand', 'units-per-day'), why: 'demand has one source' },
  ],
} as const satisfies CommandTable
