/** The command line of `expiry`. */

import { type CommandTable, number, type OptionsOf, path, text } from './flag.js'
import { BURN_ORDER, COMMON, FOCUS_FORMAT, FORMAT_EXCLUSION, HTML, ROWS } from './shared-flags.js'

const GROUPS = {
  'The use:': {
    usage: {
      doc: 'a usage log, task list, billing export or deductions; each task counts once',
      value: path(),
      repeats: 'list',
    },
    card: {
      doc: 'the price list by which the usage log is priced',
      value: { is: 'text', shown: 'id', ids: 'cards' },
      needs: ['usage'],
    },
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
  },
  'The forecast:': {
    'burn-rate': {
      doc: 'use to come, such as 400 or video=400',
      value: number('units/day'),
      repeats: 'list',
    },
    'burn-window': { doc: 'take the mean use of so long', value: text('duration'), fallback: '30d' },
    'task-time': {
      doc: 'average time of a task, such as 120s: what can be used at full speed',
      value: text('duration'),
    },
  },
  'Reminders and the gate:': {
    within: { doc: 'what counts as expiring soon', value: text('duration'), fallback: '14d' },
    ics: { doc: 'write reminders as a calendar', value: path(), isTypedOnly: true },
    'fail-within': {
      doc: 'exit with status 1 when a package with units left expires within',
      value: text('duration'),
    },
    'fail-on-difference': {
      doc: 'exit with status 1 when deductions and price list differ by more',
      value: number('units'),
      needs: ['usage'],
    },
  },
  'Common:': { ...COMMON, ...FOCUS_FORMAT, ...HTML },
} as const

/** The options of `expiry` as commander delivers them. */
export type ExpiryOptions = OptionsOf<typeof GROUPS>

export const EXPIRY = {
  name: 'expiry',
  summary: 'balances, expiry, forfeiture and reminders of purchased packages',
  description:
    'What is left of purchased packages, where their units went, and what will be lost when they expire. The ledger is a table of your purchases (`kling-cost help files` lists its columns) or the JSON of GET /account/costs.',
  examples: [
    'kling-cost expiry ledger.csv --usage usage.csv',
    'kling-cost expiry account-costs.json --usage billing-export.json --task-time 120s',
    'kling-cost expiry ledger.csv --burn-rate 400/day --ics reminders.ics --tz Asia/Shanghai',
    'kling-cost expiry ledger.csv --usage usage.csv --fail-within 14d --quiet',
    'kling-cost expiry ledger.csv --usage usage.csv --trace allocation.csv --json',
  ],
  arguments: [
    {
      name: 'ledger',
      doc: 'the ledger of purchased packages; - is standard input',
      isDefaultable: true,
    },
  ],
  groups: GROUPS,
  mostUsed: ['usage', 'burn-rate', 'fail-within', 'ics', 'details'],
  exclusions: [FORMAT_EXCLUSION],
} as const satisfies CommandTable
