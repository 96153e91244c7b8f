/** The command line of `quote`. */

import { type CommandTable, number, type OptionsOf, path, text, words } from './flag.js'
import { COMMON, FOCUS_FORMAT, FORMAT_EXCLUSION, HTML, ROWS } from './shared-flags.js'

/** What says which job it is. */
const JOB = {
  model: { doc: 'the same as the argument', value: { is: 'text', shown: 'model', ids: 'models' } },
  capability: {
    doc: 'what is done, such as text-to-video; inferred where only one fits',
    value: { is: 'text', shown: 'name', ids: 'capabilities' },
  },
  mode: { doc: '', value: { is: 'word', shown: 'mode', words: words('std', 'pro') } },
  resolution: {
    doc: '',
    value: {
      is: 'word',
      shown: 'resolution',
      words: { '720p': '', '1080p': '', '4k': '', '1k': 'images', '2k': 'images' },
    },
  },
  duration: { doc: 'length of the output', value: number('seconds') },
  audio: { doc: 'with generated audio' },
  reference: {
    doc: 'what is handed in, video being the video input of 3.0 Omni and O1',
    value: { is: 'word', shown: 'kind', words: words('image', 'video') },
  },
  'voice-control': { doc: 'with voice control' },
  'input-duration': {
    doc: 'length of the video input, where a price depends on it',
    value: number('seconds'),
  },
  effect: { doc: 'the effect, such as hug', value: text('name') },
  count: { doc: 'how many', value: number('n'), fallback: '1' },
} as const

const GROUPS = {
  'The job:': JOB,
  'Or a file of jobs:': {
    from: { doc: 'a job file or usage log; - is standard input', value: path() },
    ...ROWS,
    summary: { doc: 'only the sums by card, model and pool' },
    by: {
      doc: 'sums by what the jobs share',
      value: { is: 'word', shown: 'what', words: words('model', 'account', 'month', 'day', 'capability') },
      repeats: 'list',
    },
  },
  'The price:': {
    card: {
      doc: 'the price list to use (see: kling-cost rates list)',
      value: { is: 'text', shown: 'id', ids: 'cards' },
    },
    seller: {
      doc: "price by this seller's list, such as fal or OpenRouter",
      value: { is: 'text', shown: 'name', ids: 'sellers' },
    },
    package: {
      doc: "price units at this resource package's effective unit price",
      value: { is: 'text', shown: 'id', ids: 'packages' },
    },
    compare: { doc: 'the same by every list and model that can do it, cheapest first' },
    catalogue: {
      doc: 'compare with the packages of this list (default: those on sale)',
      value: { is: 'text', shown: 'id', ids: 'catalogues' },
    },
    'volume-per-month': {
      doc: 'jobs like these a month: which packages would be used up',
      value: number('n'),
    },
    'mix-sellers': { doc: 'let the cheapest way take each job from another seller' },
    fallback: { doc: 'the range of cost when the service falls back to another model' },
    drafts: { doc: 'n drafts at the cheapest setting for each final', value: number('n') },
    explain: { doc: 'the row that matched and the arithmetic, step by step' },
    'max-cost': { doc: 'exit with status 1 when the cost is above', value: number('usd') },
  },
  'Common:': { ...COMMON, ...FOCUS_FORMAT, ...HTML },
} as const

/** The options of `quote` as commander delivers them. */
export type QuoteOptions = OptionsOf<typeof GROUPS>

export const QUOTE = {
  name: 'quote',
  summary: 'cost of jobs, one by options or many from a file',
  description:
    'The cost of jobs: one by options, or many from a file or standard input (CSV, JSON lines, or the\nJSON of a billing export).',
  examples: [
    'kling-cost quote 3.0 --resolution 1080p --audio --duration 10 --count 500',
    'kling-cost quote O1 --duration 5 --compare',
    'kling-cost quote V1.6 --capability text-to-video --mode pro --duration 10 --package package-3',
    'kling-cost quote 4.0 --resolution 1080p --audio --duration 10 --seller fal',
    'kling-cost quote --from usage.csv --by month --by account',
    'zcat usage.csv.gz | kling-cost quote --json --bad-rows skip --rejects rejects.jsonl',
  ],
  arguments: [
    { name: 'model', doc: 'the model as people type it: 3.0, O3, V1.6, kling-v2-1-master', ids: 'models' },
  ],
  groups: GROUPS,
  exclusions: [
    FORMAT_EXCLUSION,
    // As an argument, and as an option.
    { some: ['model'], others: ['model'] },
    { some: ['from', ...Object.keys(ROWS), 'summary', 'by'], others: Object.keys(JOB) },
    { some: ['seller'], others: ['card'], why: '' },
    { some: ['seller'], others: ['package'], why: "packages hold the vendor's units" },
    { some: ['by'], others: ['summary'], why: '--by model says the same' },
  ],
} as const satisfies CommandTable
