/** The command line of `quote`. */

import { type CommandTable, number, type OptionsOf, path, text, word, words } from './flag.js'
import { COMMON, FOCUS_FORMAT, FORMAT_EXCLUSION, HTML, ROWS, TRIALS_USED } from './shared-flags.js'

/** What says which job it is. */
export const JOB = {
  model: { doc: 'the same as the argument', value: text('model', 'models') },
  capability: {
    doc: 'what the job does, such as text-to-video; needed where several fit',
    value: text('name', 'capabilities'),
  },
  mode: { doc: '', value: word('mode', words('std', 'pro')) },
  resolution: {
    doc: '',
    value: word('resolution', { '720p': '', '1080p': '', '4k': '', '1k': 'images', '2k': 'images' }),
  },
  duration: { doc: 'length of each clip', value: number('seconds') },
  audio: { doc: 'with generated audio' },
  reference: { doc: 'what the job is given as a reference', value: word('kind', words('image', 'video')) },
  'voice-control': { doc: 'with voice control' },
  'input-duration': {
    doc: 'length of the video input, where a price depends on it',
    value: number('seconds'),
  },
  effect: { doc: 'the effect, such as hug', value: text('name') },
  count: { doc: 'how many such jobs', value: number('n'), fallback: '1' },
} as const

const GROUPS = {
  'The job:': JOB,
  'Or a file of jobs:': {
    from: { doc: 'a job file or usage log; - is standard input', value: path() },
    ...ROWS,
    summary: { doc: 'only sums, by price list, model and pool (a pool is a kind of units)' },
    by: {
      doc: 'add the jobs up by this',
      value: word('what', words('model', 'account', 'month', 'day', 'capability')),
      repeats: 'list',
    },
  },
  'The price:': {
    card: { doc: 'price by this list; `kling-cost rates list` shows all', value: text('id', 'cards') },
    seller: { doc: "price by this seller's list, such as fal or OpenRouter", value: text('name', 'sellers') },
    package: { doc: 'price units as this package sells them', value: text('id', 'packages') },
    compare: { doc: 'show every price list and model that can do the jobs, the cheapest first' },
    catalogue: {
      doc: 'compare with the packages of this list (default: those on sale)',
      value: text('id', 'catalogues'),
    },
    'volume-per-month': {
      doc: 'how many such jobs you make a month: compares with packages that they use up',
      value: number('n'),
    },
    ...TRIALS_USED,
    'mix-sellers': { doc: 'let the cheapest way buy each job from a different seller' },
    fallback: { doc: 'show the lowest and highest cost if the service falls back to another model' },
    drafts: { doc: 'add n drafts at the cheapest setting for each job', value: number('n') },
    explain: { doc: 'show the row that sets each price, and the arithmetic' },
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
    'What jobs cost: one job by options, or a file of many (CSV, JSON lines, a workbook, or the JSON of a billing export). The answer says what the same jobs cost by other price lists, sellers and models.',
  examples: [
    'kling-cost quote 3.0 --resolution 1080p --audio --duration 10 --count 500',
    'kling-cost quote O1 --duration 5 --compare',
    'kling-cost quote V1.6 --capability text-to-video --mode pro --duration 10 --package package-3',
    'kling-cost quote 4.0 --resolution 1080p --audio --duration 10 --seller fal',
    'kling-cost quote --from usage.csv --by month --by account',
    'zcat usage.csv.gz | kling-cost quote --json --bad-rows skip --rejects rejects.jsonl',
  ],
  arguments: [{ name: 'model', doc: 'the model, such as 3.0, O3, V1.6 or kling-v2-1-master', ids: 'models' }],
  groups: GROUPS,
  mostUsed: ['resolution', 'duration', 'audio', 'count', 'from'],
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
