/** `kling-cost help TOPIC`: what holds for every command, in few words; the man page has the same. */
import type { LogFormat } from '../read/requests/log-format.js'
import { shippedLogFormats } from '../read/requests/shipped-log-formats.js'
import { labelled } from '../report/layout.js'

/** A topic: paragraphs, and lists of terms with their meaning. */
export interface Topic {
  readonly name: string
  readonly summary: string
  readonly parts: readonly (string | readonly (readonly [term: string, meaning: string])[])[]
}

/** The topics in the order of the help. */
export const TOPICS: readonly Topic[] = [
  {
    name: 'exit-status',
    summary: 'what the exit status says, and the gates',
    parts: [
      [
        ['0', 'answered'],
        ['1', 'answered, and a gate that was asked for is crossed'],
        [
          '2',
          'not answered: bad arguments or bad data; standard error says where, what was found and what is allowed',
        ],
        ['3', 'answered, but rows were set aside by --bad-rows skip; 1 wins over 3'],
        ['70', 'a bug'],
      ],
      'Gates are crossed strictly; an equal value passes. A line on standard error that begins with gate: says what crosses one (--quiet leaves it out):',
      [
        ['quote --max-cost', 'the cost is above'],
        ['budget --max-spend', 'the purchases cost more, or a pool could not be planned'],
        ['expiry --fail-within', 'a package with units left expires within that time'],
        [
          'expiry --fail-on-difference',
          'deductions and price list differ by more units, or could not be compared',
        ],
        ['sla --fail-under', 'availability of a period is below, or the period has no data'],
        ['sla --min-coverage', 'the log shows less of a period'],
      ],
    ],
  },
  {
    name: 'files',
    summary: 'which files are read, and what their columns are called',
    parts: [
      'A file may be plain, .gz, .zst or a workbook (.xlsx, --sheet NAME or its number), told by its first bytes; - is standard input, which is also read when a command has no other data and it is no terminal. CSV has a header; the delimiter is a comma, semicolon, tab or |. Headers are compared without regard to case, and --columns timestamp=ts,status=code renames. A name with dots is a nested key of JSON, such as response.status; a plus joins two columns with a blank, such as timestamp=date+time, unless it stands in the name of one; a name with a comma stands in double quotes. What nothing is read from is told.',
      [
        [
          'jobs and usage',
          'timestamp, task_id, capability, model, mode, resolution, duration, audio, reference, voice_control, input_duration, effect, count, status, account, updated_at; CSV, JSON lines, or what the API answers about tasks. A task counts once, by its last status',
        ],
        [
          'deductions',
          'timestamp, units and, where present, task_id, pool, package_id, account; or the pages of POST /account/billing/package',
        ],
        [
          'plan',
          'the columns of jobs, count being a month’s jobs, and month where they are not of each; also YAML, a list under "jobs"',
        ],
        [
          'units of days',
          'date, pool, units: use that was (budget, expiry --usage), or use to come (--demand)',
        ],
        [
          'ledger',
          'id, package, pool, units, price, purchased_at, effective_at, expires_at, validity_days, concurrency, account; as spreadsheets have them also order_number, package_name, quantity, unit_price, total_price, remaining, used, under many names (docs/ledgers.md in the package); or the JSON of GET /account/costs',
        ],
        [
          'requests',
          'timestamp, status and, where present, request_id, endpoint, account, fault, excluded, gateway; CSV, JSON lines, or as gateways write them (help logs)',
        ],
        ['counts', 'slice_start, account, valid, errors, unreached, excluded, requests'],
        ['maintenance', 'start, end, reason, notified_at'],
        ['fees', 'account, period, fee, voucher_fee, fee_excluded'],
        ['calendar', 'date, kind (holiday or workday)'],
        ['rates', 'YAML; see rates and examples/rates in the package, and kling-cost rates validate'],
      ],
      'A bad row stops the command. --bad-rows skip sets such rows aside, counts them in the answer, and writes them to --rejects FILE. It is refused where more than half of 20 rows or more are bad, or no status is one of HTTP: what is left would not stand for the file.',
    ],
  },
  {
    name: 'logs',
    summary: 'which logs of requests sla recognises, and what "no answer" looks like in them',
    get parts() {
      return describeFormats(shippedLogFormats())
    },
  },
  {
    name: 'times',
    summary: 'how times, dates, zones and lengths are written',
    parts: [
      'Times are ISO-8601 with Z or an offset, T or a blank between date and time; without a zone they are on the clock of --tz (an IANA name, default UTC). Epoch seconds, also with a fraction, and milliseconds (above 100000000000) are taken too. A clock reading that occurs twice means the first; one that is skipped is refused.',
      'Dates are YYYY-MM-DD, months YYYY-MM. Lengths have a unit: 120s, 2m, 36h, 14d, 2w.',
      '--as-of TIME answers as if it were then, which makes a run repeatable.',
    ],
  },
  {
    name: 'output',
    summary: 'formats, and where the answer goes',
    parts: [
      'The answer alone is on standard output; notes, warnings and progress are on standard error (--quiet leaves them out). --format is table, json, csv or markdown. -o FILE writes the answer whole or not at all; a name that ends in .json, .csv or .md chooses the format, also where a config file sets another.',
      'sla --claim DIR writes a folder for each claim, whole or not at all, and never over one that is not empty; --force replaces an earlier one in which nobody changed or added a file.',
      'In JSON, money, units and percentages are decimal texts, exact and without an exponent; keys are added, never changed. The schemas are in schema/ of the package. Where a table cannot show an amount in full it marks it with ≈.',
      'Colour is for terminals; NO_COLOR, FORCE_COLOR and TERM=dumb are heeded, and nothing is told by colour alone.',
      '--ascii writes the signs of a table, such as × and ≈, and its lines of signs, in ASCII: days by . - + x #, use by its levels 1 to 7. What is in your files stays as it is, such as a name in Chinese, and so do notes and every other format. TERM=dumb asks for it too, and so does a locale that is not UTF-8 (LC_ALL, LC_CTYPE, LANG), but for what goes to a file.',
    ],
  },
  {
    name: 'rules',
    summary: 'where figures come from, and what is decided where the sources are silent',
    parts: [
      'Prices, packages and agreements are dated files under rates/ that name their source, and how sure it is; rates show CARD lists every row with its line. A price is never guessed: a job that no row matches is refused.',
      'Where a document is silent a ruling decides, such as R21: a request that never arrived counts as an error. An answer that a ruling shaped names it, an option chooses otherwise where there is a choice, and docs/rulings.md in the package lists all.',
      'Sums are exact. Whether a month missed its promise is decided by fractions, not by what is shown.',
    ],
  },
  {
    name: 'config',
    summary: 'options from a file or the environment',
    parts: [
      'kling-cost.yaml, in the working directory or the nearest folder above, gives values for options that the command line leaves out: a section for each command, and "common" for all. Paths in it are meant from its folder.',
      [
        ['common', 'tz: Asia/Shanghai'],
        ['sla', 'fail-under: 99.9'],
        ['expiry', 'ledger: purchases/ledger.csv'],
        ['budget', 'trials-used: [trial-100, trial-1000]'],
      ],
      'A variable wins over the file: KLING_COST_TZ, or KLING_COST_SLA_FAIL_UNDER for one command. The command line wins over both. Options that write files, or hand on what is else kept back, stand on the command line only. --no-config reads no file; kling-cost config show tells where every value is from.',
    ],
  },
]

const INDENT = 2
const TERM = 22

/** What is known of log formats, in words. */
const describeFormats = (formats: readonly LogFormat[]): Topic['parts'] => [
  'A log is recognised by its first rows, from a pipe too. --log-format names the format where it is not, or a YAML file that describes one of your own (docs/logs.md in the package shows how). CSV and JSON lines need a time and a status alone: --columns says what they are called.',
  formats.map(({ id, title }) => [id, title] as const),
  'A request that got no answer has no status, or -, 0 or 000 in its place. It counts as an error, as a log cannot prove whose fault it was; --unreached ignore leaves such requests out (ruling R21). Behind a gateway that is rare: one that cannot reach the service answers with 502, 503 or 504, which the client received, and which counts as any 5XX. A status of 0 in a gateway’s log is mostly a client that went away: where the format says so (Envoy’s flag DC, HAProxy’s C), it is no error (ruling R48).',
  'What each format writes of it:',
  formats.flatMap(({ id, unreachedMeans }) =>
    unreachedMeans === null ? [] : [[id, unreachedMeans] as const],
  ),
]

/** A topic as text for a screen of some width. */
export function renderTopic({ name, summary, parts }: Topic, width: number): string {
  const screen = { width: Math.min(width, 80) }
  const blocks = parts.map(part =>
    typeof part === 'string'
      ? labelled('', part, 0, screen)
      : part
          .map(([term, meaning]) => {
            const label = `${' '.repeat(INDENT)}${term}`
            return label.length < TERM && screen.width >= 60
              ? labelled(label, meaning, TERM, screen)
              : `${label}\n${labelled('', meaning, 2 * INDENT, screen)}`
          })
          .join('\n'),
  )
  return `${[labelled('', `${name}: ${summary}`, 0, screen), ...blocks].join('\n\n')}\n`
}
