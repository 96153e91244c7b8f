/** The command line of `budget`. */

import { anyTwoOf, type CommandTable, number, type OptionsOf, path, text } from './flag.js'
import { BURN_ORDER, COMMON, FORMAT_EXCLUSION, HTML, ROWS } from './shared-flags.js'

const GROUPS = {
  'The use to come, when not from logs:': {
    plan: {
      doc: 'jobs of each month (YAML, CSV or JSON; the columns of quote --from)',
      value: path(),
    },
    demand: { doc: 'units day by day (CSV: date,pool,units)', value: path() },
    'units-per-day': { doc: 'the same every day', value: number('n') },
    pool: {
      doc: 'the pool of --units-per-day, and of --demand rows that name none',
      value: text('pool'),
      needs: ['units-per-day', 'demand'],
    },
  },
  'The forecast from logs:': {
    quantile: {
      doc: 'plan for this quantile of what may be used, such as 0.9',
      value: number('q'),
      fallback: '0.5',
    },
    seed: {
      doc: 'accepted, and of no effect: the forecast draws nothing',
      value: number('n'),
      fallback: '1',
    },
    'empty-days': {
      doc: 'days without any row',
      value: {
        is: 'word',
        shown: 'choice',
        words: { gap: '', zero: '', auto: 'gaps, unless the weekday is mostly empty' },
      },
      fallback: 'auto',
    },
    card: {
      doc: 'the price list by which logs and plans are priced',
      value: { is: 'text', shown: 'id', ids: 'cards' },
    },
    ...ROWS,
  },
  'The plan:': {
    horizon: { doc: 'how long to plan for, in days', value: text('duration'), fallback: '90d' },
    catalogue: {
      doc: 'buy from this list of packages and no other (default: those on sale)',
      value: { is: 'text', shown: 'id', ids: 'catalogues' },
    },
    afterwards: {
      doc: 'whether use goes on behind the horizon, so that what is left has its worth (default: continue; with --plan and --demand stop)',
      value: { is: 'word', shown: 'choice', words: { continue: '', stop: '' } },
    },
    packages: { doc: 'packages held already, as for expiry', value: path('ledger') },
    'burn-order': { ...BURN_ORDER['burn-order'], doc: 'which held package paid first' },
    'trials-used': {
      doc: 'a trial that was bought before',
      value: { is: 'text', shown: 'id', ids: 'trials' },
      repeats: 'list',
    },
    'min-concurrency': {
      doc: 'tasks that must be able to run at once on every day with use',
      value: number('n'),
    },
    'task-time': { doc: 'average time of a task', value: text('duration'), fallback: '120s' },
    explain: { doc: 'why nothing is cheaper, and over what range of use' },
    ics: { doc: 'write the purchases as a calendar', value: path(), isTypedOnly: true },
  },
  'The gate:': {
    'max-spend': { doc: 'exit with status 1 when the purchases cost more', value: number('usd') },
  },
  'Common:': { ...COMMON, ...HTML },
} as const

/** The options of `budget` as commander delivers them. */
export type BudgetOptions = OptionsOf<typeof GROUPS>

export const BUDGET = {
  name: 'budget',
  summary: 'what use will cost, and the cheapest packages to buy for it, proven',
  description:
    'How many units will be used, with what certainty, and which packages to buy on which day so that nothing\nis cheaper. Use comes from usage logs or billing exports, from --plan, --demand or --units-per-day.',
  examples: [
    'kling-cost budget usage.csv',
    'kling-cost budget usage.csv --packages ledger.csv --quantile 0.9 --ics purchases.ics',
    'kling-cost budget --units-per-day 400 --horizon 180d --explain',
    'kling-cost budget --plan jobs.yaml --min-concurrency 5 --task-time 90s --max-spend 6000',
    'kling-cost budget --demand launch.csv --trials-used trial-100,trial-1000 --json',
  ],
  arguments: [{ name: 'usage', doc: 'usage logs or billing exports; - is standard input', isVariadic: true }],
  groups: GROUPS,
  exclusions: [
    FORMAT_EXCLUSION,
    // With --packages a log says what is left of held packages, and not what will be used.
    { some: ['usage'], others: ['plan', 'demand', 'units-per-day'], unless: 'packages' },
    { ...anyTwoOf('plan', 'demand', 'units-per-day'), why: 'demand has one source' },
  ],
} as const satisfies CommandTable
