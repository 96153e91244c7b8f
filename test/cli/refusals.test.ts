/** What is refused, in which words, and what to do instead, where the gallery of errors has another input of the same code. */
import { type Refusal, testRefusals } from './refusal.js'

const LOG = {
  'log.csv': 'timestamp,status,account\n2026-10-01T00:00:00Z,200,a\n2026-10-01T00:01:00Z,200,b\n',
}
const logOf = (accounts: readonly string[]) => ({
  'log.csv': `timestamp,status,account\n${accounts.map(name => `2026-10-01T00:00:00Z,200,${name}\n`).join('')}`,
})
const DAYS = { 'days.csv': 'date,units\n2026-10-01,50\n' }

testRefusals([
  [
    'sla log.csv --maintenance w.csv',
    { ...LOG, 'w.csv': 'start,end,reason\n2026-10-02T00:00:00Z,2026-10-02T00:00:00Z,x\n' },
    'w.csv:2: BAD_TIME end: found "2026-10-02T00:00:00Z"; a time after the start is allowed\n',
  ],
  [
    'sla log.csv --packages held.csv --fee-basis straight-line --account-column account',
    { ...LOG, 'held.csv': 'id,package,purchased_at\np,package-2,2026-09-20\n' },
    'held.csv:2: KEY_MISSING account: package p names none, and a fee is asked for a and b\n' +
      '  name the account of each package\n',
  ],
  ...[
    [['a', 'b', 'c', 'd', 'e'], 'holds 5: "a", "b", "c", "d" and "e"'] as const,
    [['a', 'b', 'c', 'd', 'e', 'f'], 'holds 6: "a", "b", "c", "d", "e" and others'] as const,
  ].map(
    ([accounts, held]): Refusal => [
      'sla log.csv --fee 10 --account-column account',
      logOf(accounts),
      `BAD_USAGE --fee is the fee of one account, and the log ${held}\n` +
        '  --fees FILE (account,period,fee,voucher_fee) gives each its own\n',
    ],
  ),
  [
    'sla paths.csv --endpoint /v9/*',
    {
      'paths.csv': `timestamp,status,endpoint\n${['/a', '/b', '', '/c', '/d', '/e', '/f'].map(path => `2026-10-01T00:00:00Z,200,${path}\n`).join('')}`,
    },
    'BAD_VALUE --endpoint /v9/*: no path matches; paths begin with /a, /b, /c, /d, /e and 1 more\n' +
      "  a * stands for anything, slashes too: --endpoint '/a*'\n",
  ],
  [
    'budget --units-per-day 5 --packages held.csv',
    { 'held.csv': 'id,package,purchased_at,account\np,package-2,2026-10-01,a\nq,package-2,2026-10-01,b\n' },
    'held.csv: BAD_USAGE expected packages of one account; got those of a and b\n' +
      '  plan each account by itself, from files of its own\n',
  ],
  [
    'budget use.csv --packages held.csv',
    {
      'use.csv': 'timestamp,account,units\n2026-11-01T00:00:00Z,a,1\n2026-11-02T00:00:00Z,b,1\n',
      'held.csv': 'id,package,purchased_at,account\np,package-2,2026-10-01,a\n',
    },
    'use.csv: BAD_USAGE expected use of account "a", whose packages these are; got that of b\n' +
      '  plan each account by itself, from files of its own\n',
  ],
  [
    'sla log.csv',
    {
      'log.csv': `timestamp,status\n${['1999-12-31T23:59:59Z', '2000-01-01T00:00:00Z', '8999-12-31T23:59:59Z', '9000-01-01T00:00:00Z'].map(time => `${time},200\n`).join('')}`,
    },
    'log.csv:2: BAD_TIME timestamp: expected a time in the years 2000 to 8999; got "1999-12-31T23:59:59Z"\n' +
      'log.csv:5: BAD_TIME timestamp: expected a time in the years 2000 to 8999; got "9000-01-01T00:00:00Z"\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,purchased_at,expires_at\na,package-2,2026-10-01,9999-12-31\nb,package-2,1970-01-01T00:00:00Z,2026-12-31\n',
    },
    'lots.csv:2: BAD_TIME expires_at: expected a time in the years 2000 to 8999; got "9999-12-31"\n' +
      '  clear the cell where it stands for no time, or for never\n' +
      'lots.csv:3: BAD_TIME purchased_at: expected a time in the years 2000 to 8999; got "1970-01-01T00:00:00Z"\n' +
      '  clear the cell where it stands for no time, or for never\n',
  ],
  [
    'budget use.csv',
    {
      'use.csv':
        'timestamp,units\n0001-01-01T00:00:00Z,3\n1999-12-31T23:59:59Z,3\n2000-01-01T00:00:00Z,3\n9000-01-01,3\n',
    },
    'use.csv:2: BAD_TIME timestamp: expected a time in the years 2000 to 8999; got "0001-01-01T00:00:00Z"\n' +
      'use.csv:3: BAD_TIME timestamp: expected a time in the years 2000 to 8999; got "1999-12-31T23:59:59Z"\n' +
      'use.csv:5: BAD_TIME timestamp: expected a time in the years 2000 to 8999; got "9000-01-01"\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'budget days.csv',
    { 'days.csv': 'date,units\n9999-12-31,3\n' },
    'days.csv:2: BAD_TIME date: expected a time in the years 2000 to 8999; got "9999-12-31"\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'budget --units-per-day 5 --rates p.yaml',
    { 'p.yaml': 'kind: resource-packages\nid: mine\n' },
    'p.yaml:1:1: KEY_MISSING the file lacks title (What it offers, in words), vendor (Who sells at these prices), currency (The currency of every price in the file), source (Where the figures come from), packages (The packages)\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,quantity,price,purchased_at\nx,package-1,3,123,2026-10-01\n' },
    'lots.csv:2: BAD_NUMBER price: expected a price that can be read in one way beside quantity 3; got 123, which can be that of one or of all\n' +
      "  --columns unit_price='price' says that it is of one, --columns total_price='price' of all\n",
  ],
  [
    'quote --from days.csv',
    DAYS,
    'days.csv:1: HEADER_MISSING holds the units of days; expected jobs that can be priced\n' +
      '  `budget FILE` and `expiry --usage FILE` read them as use\n',
  ],
  [
    'budget --plan days.csv',
    DAYS,
    'days.csv:1: HEADER_MISSING holds the units of days; expected jobs that can be priced\n' +
      '  --demand FILE reads them\n',
  ],
  [
    'budget --plan plan.csv',
    { 'plan.csv': 'month,model,capability,resolution,duration\n2026-13,3.0,text-to-video,1080p,5\n' },
    'plan.csv:2: BAD_TIME month: expected a month such as 2027-12, or 12 for every December; got "2026-13"\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.yaml',
    { 'jobs.yaml': 'job:\n  - { model: 3.0, resolution: 1080p, duration: 10 }\njobs: []\n' },
    'jobs.yaml:1:1: KEY_UNKNOWN unknown key "job"\n  allowed: jobs\n',
  ],
])
