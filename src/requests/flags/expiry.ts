/** The command line of `expiry`. */

import { type CommandTable, number, type OptionsOf, path, text } from './flag.js'
import { BURN_ORDER, COMMON, FOCUS_FORMAT, FORMAT_EXCLUSION, HTML, ROWS } from './shared-flags.js'

const GROUPS = {
  'The log:': {
    usage: {
      doc: 'what was used: a usage log, task list, billing export or deductions',
      value: path(),
      repeats: 'list',
    },
    card: { doc: 'the price list for the jobs of the log', value: text('id', 'cards'), needs: ['usage'] },
    ...BURN_ORDER,
    ...ROWS,
    'bad-rows': { ...ROWS['bad-rows'], needs: ['usage'] },
    rejects: { ...ROWS.rejects, needs: ['usage'] },
    trace: {
      doc: 'write which package paid for which task (.csv or .json)',
      value: path(),
      isTypedOnly: true,
      needs: ['usage'],
    },
    'fail-on-difference': {
      doc: 'exit with status 1 when deductions and price list differ by more than this',
      value: number('units'),
      needs: ['usage'],
    },
  },
  'The forecast:': {
    'burn-rate': {
      doc: 'expect this use every day, such as 400 or video=400, instead of that of the log',
      value: number('units/day'),
      repeats: 'list',
    },
    'burn-window': {
      doc: 'the last days of the log, whose mean use is expected to go on',
      value: text('duration'),
      fallback: '30d',
      idle: [{ without: ['usage'] }],
    },
    within: {
      doc: 'in JSON and CSV, mark packages that expire within this time',
      value: text('duration'),
      fallback: '14d',
    },
    'fail-within': {
      doc: 'exit with status 1 when a package with units left expires within this time',
      value: text('duration'),
    },
    'task-time': {
      doc: 'how long a task takes on average, such as 120s: says how much can be used at most',
      value: text('duration'),
      idle: [
        {
          without: ['usage'],
          told: 'has no effect without --usage, which says how many units a task takes',
        },
      ],
    },
    ics: { doc: 'write reminders before each expiry as a calendar', value: path(), isTypedOnly: true },
  },
  'Common:': { ...COMMON, ...FOCUS_FORMAT, ...HTML },
} as const

/** The options of `expiry` as commander delivers them. */
export type ExpiryOptions = OptionsOf<typeof GROUPS>

export const EXPIRY = {
  name: 'expiry',
  summary: 'what is left of purchased packages, and what will expire unused',
  description:
    'Says how many units of your purchased packages are left, how many will expire unused and what they cost. Units are what a prepaid package holds and jobs use up. A ledger lists your packages, one a row, as CSV or .xlsx: id, package, purchased_at and more (docs/ledgers.md); or it is the JSON of GET /account/costs.',
  examples: [
    'kling-cost expiry ledger.csv --usage usage.csv',
    'kling-cost expiry account-costs.json --usage billing-export.json --task-time 120s',
    'kling-cost expiry ledger.csv --burn-rate 400/day --ics reminders.ics --tz Asia/Shanghai',
    'kling-cost expiry ledger.csv --usage usage.csv --fail-within 14d --quiet',
    'kling-cost expiry ledger.csv --usage usage.csv --trace allocation.csv --json',
  ],
  arguments: [
    { name: 'ledger', doc: 'the list of purchased packages; - is standard input', isDefaultable: true },
  ],
  groups: GROUPS,
  mostUsed: ['usage', 'burn-rate', 'fail-within', 'ics', 'details'],
  exclusions: [FORMAT_EXCLUSION],
} as const satisfies CommandTable
