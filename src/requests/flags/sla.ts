/** The command line of `sla`. */

import { anyTwoOf, type CommandTable, number, type OptionsOf, path, text, word, words } from './flag.js'
import { BURN_ORDER, COMMON, FORMAT_EXCLUSION, HTML, ROWS } from './shared-flags.js'

const GROUPS = {
  'The agreement and its periods:': {
    policy: {
      doc: 'the agreement: kling, kong-konnect, kong-dedicated-cloud-gateways, or your own file',
      value: { is: 'name-or-path', shown: 'policy', ids: 'agreements' },
      preset: 'kling',
    },
    period: {
      doc: 'a calendar month such as 2026-10',
      value: text('month'),
      repeats: 'list',
      fallback: 'all months in the log',
    },
    'term-start': {
      doc: 'first day of your contract term, if periods follow it and not the month',
      value: text('date'),
      needs: ['term-months'],
    },
    'term-months': { doc: 'its length in months', value: number('n'), needs: ['term-start'] },
    tiers: { doc: 'the table of uptimes and credits of your agreement (YAML, kind: tiers)', value: path() },
    calendar: {
      doc: 'which days are working days, after which claims open',
      value: {
        is: 'name-or-path',
        shown: 'calendar',
        words: { ...words('cn', 'weekdays'), 'a CSV': 'date,kind' },
      },
      fallback: 'cn',
    },
    networks: {
      doc: 'number of nodes in each gateway network, such as 2,2',
      value: { is: 'numbers', shown: 'nodes' },
    },
  },
  'The fee:': {
    fee: { doc: 'the fee of each period', value: number('usd') },
    'voucher-fee': {
      doc: 'the part of the fee that was paid with vouchers',
      value: number('usd'),
      needs: ['fee', 'packages'],
    },
    'fee-excluded': {
      doc: 'the part of the fee that does not count, such as bandwidth charges',
      value: number('usd'),
      needs: ['fee'],
    },
    fees: { doc: 'fees by account and month (CSV: account,period,fee,voucher_fee)', value: path() },
    packages: { doc: 'compute the fee from this ledger of purchased packages', value: path() },
    usage: {
      doc: 'compute the fee from this usage log or billing export too',
      value: path(),
      repeats: 'list',
      needs: ['packages'],
    },
    card: { doc: 'the price list for the usage log', value: text('id', 'cards'), needs: ['usage'] },
    'fee-basis': {
      doc: 'how the fee is computed',
      value: word('basis', { usage: 'units used', 'straight-line': 'price spread over the validity' }),
      fallback: 'usage',
      needs: ['packages'],
    },
    'burn-order': { ...BURN_ORDER['burn-order'], needs: ['packages'] },
  },
  'The log:': {
    'log-format': {
      doc: 'the format of the log, one of docs/logs.md or a file that describes one',
      value: {
        is: 'name-or-path',
        shown: 'format',
        words: words('auto', 'csv', 'jsonl', 'combined'),
        ids: 'log-formats',
      },
      fallback: 'auto',
    },
    counts: { doc: 'the log is already reduced to counts per interval and account' },
    'log-tz': { doc: 'time zone of times in the log that name none', value: text('zone'), fallback: '--tz' },
    'account-column': { doc: 'the column that names the account', value: text('name'), fallback: 'account' },
    endpoint: {
      doc: 'count only requests whose path (without query) matches; * is anything',
      value: text('glob'),
      repeats: 'list',
    },
    'exclude-endpoint': {
      doc: 'leave out requests whose path matches, such as /healthz',
      value: text('glob'),
      repeats: 'list',
    },
    maintenance: { doc: 'announced maintenance (CSV: start,end,reason[,notified_at])', value: path() },
    ...ROWS,
  },
  'A log in a database:': {
    sql: {
      doc: 'print the query that counts the requests there, for --counts',
      value: word('dialect', words('clickhouse', 'duckdb', 'postgres', 'spark', 'trino')),
    },
    table: {
      doc: "the table that it reads; for duckdb files too: read_parquet('logs/*.parquet')",
      value: text('name'),
      needs: ['sql'],
    },
    'timestamp-type': {
      doc: 'what its timestamps are',
      value: word('type', words('time', 'text', 'epoch')),
      fallback: 'time',
      needs: ['sql'],
    },
    timeout: { doc: 'how long clickhouse://… may take', value: text('duration'), fallback: '10m' },
  },
  'Where the agreement leaves something open:': {
    unreached: {
      doc: 'whether requests that never arrived are errors',
      value: word('choice', words('error', 'ignore')),
      fallback: 'error',
    },
    rate: {
      doc: 'error rate of an interval: of what arrived, or of all attempts',
      value: word('choice', words('capped', 'attempts')),
      fallback: 'capped',
    },
    failure: {
      doc: 'which attempts fail, where uptime is counted',
      value: word('choice', { unreached: '', '5xx': 'server errors too' }),
      fallback: 'unreached',
    },
  },
  'A second service, where only one of two claims is granted:': {
    with: { doc: 'its agreement and its log', value: { is: 'name=path', shown: 'policy=log' } },
    'with-fee': { doc: 'its fee', value: number('usd'), needs: ['with'] },
    'with-fee-excluded': {
      doc: 'the part of it that does not count',
      value: number('usd'),
      needs: ['with-fee'],
    },
    'with-tiers': { doc: 'its table of uptimes and credits', value: path(), needs: ['with'] },
    'with-maintenance': { doc: 'its announced maintenance', value: path(), needs: ['with'] },
  },
  'The gates:': {
    'fail-under': {
      doc: 'exit with status 1 when a period is below this, or has no data',
      value: number('percent'),
    },
    'min-coverage': {
      doc: 'exit with status 1 when the log covers less of a period so far',
      value: number('percent'),
    },
  },
  'The claim:': {
    claim: {
      doc: 'write a folder for each claim: claim, evidence, a form to complete',
      value: path('dir'),
      isTypedOnly: true,
    },
    keep: {
      doc: 'a column of failed requests that the dossier shows unchanged',
      value: text('column'),
      repeats: 'list',
      isTypedOnly: true,
      needs: ['claim'],
    },
    'claim-key': {
      doc: 'the key of the tokens in it; made where there is none',
      value: path(),
      isTypedOnly: true,
      needs: ['claim'],
    },
    force: { doc: 'replace an earlier dossier that nobody changed', isTypedOnly: true, needs: ['claim'] },
  },
  'Reminders:': {
    ics: { doc: 'write claim windows and ticket deadlines as a calendar', value: path(), isTypedOnly: true },
  },
  'Common:': { ...COMMON, ...HTML },
} as const

/** The options of `sla` as commander delivers them. */
export type SlaOptions = OptionsOf<typeof GROUPS>

export const SLA = {
  name: 'sla',
  summary: 'availability, compensation and claim window from request logs',
  description:
    'Availability, compensation and claim window from request logs: CSV, JSON lines, nginx, Apache, Kong\nand others (docs/logs.md), plain, .gz or .zst. Without a log, standard input is read.',
  examples: [
    'kling-cost sla access.log --fee 1200',
    "kling-cost sla kong.log --fee 1200 --endpoint '/v1/*'",
    'kling-cost sla october.csv.gz --fee 1200 --html october.html',
    'kling-cost sla october.csv.gz --fee 1200 --claim october',
    'kling-cost sla access.log --fail-under 99.9',
  ],
  arguments: [
    { name: 'logs', doc: 'request logs with timestamp and status; - is standard input', isVariadic: true },
  ],
  groups: GROUPS,
  mostUsed: ['fee', 'endpoint', 'fail-under', 'claim', 'details'],
  exclusions: [
    FORMAT_EXCLUSION,
    { some: ['sql', 'table'], others: ['logs'] },
    {
      some: ['sql'],
      others: [
        ...['counts', 'with', 'log-format', 'bad-rows', 'rejects', 'claim', 'keep', 'force', 'ics', 'html'],
        ...['fail-under', 'min-coverage', 'format', 'json', 'timeout'],
      ],
      why: '--sql prints a query and judges nothing',
    },
    { ...anyTwoOf('fee', 'fees', 'packages'), why: 'each says what the fee was' },
    { ...anyTwoOf('period', 'term-start'), why: 'each says which periods are asked for' },
    { some: ['period'], others: ['term-months'] },
    {
      some: ['counts'],
      others: ['endpoint', 'exclude-endpoint'],
      why: 'counts have no paths; --sql takes both options',
    },
    {
      some: ['counts'],
      others: ['maintenance', 'with-maintenance'],
      why: 'windows set single requests aside',
    },
  ],
} as const satisfies CommandTable
