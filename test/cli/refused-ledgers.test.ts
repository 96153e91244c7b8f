/** What is refused of ledgers, use and demand, in which words, and what to do instead. */
import { type Refusal, testRefusals } from './refusal.js'

const LOTS = { 'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n' }
const TWO_POOLS = {
  'lots.csv':
    'id,package,pool,units,price,purchased_at,expires_at\na,,video,1000,500,2026-10-01,2027-01-01\nb,,image,1000,5,2026-10-01,2027-01-01\n',
}
const HEADER =
  'id,package,quantity,units,price,unit_price,total_price,pool,purchased_at,expires_at,remaining,used,package_type,package_status\n'
const lotOf = (row: string) => ({ 'lots.csv': `${HEADER}${row}\n` })

const PACKS = ['v1', 'v2'].map(id => ({
  resource_pack_name: 'Video',
  resource_pack_id: id,
  total_quantity: 5000,
  remaining_quantity: 3000,
  purchase_time: 1790812800000,
  status: 'online',
}))
const COSTS = { code: 0, message: 'SUCCEED', data: { code: 0, resource_pack_subscribe_infos: PACKS } }

testRefusals([
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,purchased_at,Vendor\na,package-1,2026-10-01,Kling\nb,package-1,2026-10-01,Runway\n',
    },
    'lots.csv:1: COLUMN_UNREAD nothing is read from the column "Vendor"\n' +
      '  take the rows of other vendors out of the file or --ignore-columns Vendor leaves it out, if it changes nothing\n',
  ],
  [
    'expiry lots.csv',
    lotOf('a,,,30000,4.2,,,video,2026-10-01,2027-01-01,,,,'),
    'lots.csv:2: BAD_NUMBER price: expected the price of a package; got 4.2 dollars for 30000 units, about a thousandth of the list price\n' +
      '  is it in thousands? write the dollars in full\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'package,purchased_at,Actual/Forecast\npackage-1,2026-10-01,Actual\n' },
    'lots.csv:1: COLUMN_UNREAD nothing is read from the column "Actual/Forecast", which looks like package status\n' +
      '  --columns package_status=Actual/Forecast reads it or --ignore-columns Actual/Forecast leaves it out, if it changes nothing\n',
  ],
  // Readings of one package, not purchases.
  ...[
    ['', '', 3],
    [',Expires', ',2026-12-13', 3],
    [',Expires', ',2026-12-13', 2],
  ].map(
    ([heading, end, rows]): Refusal => [
      'expiry lots.csv',
      {
        'lots.csv': [
          `Date,Package,Units left${heading}`,
          ...['2026-09-30,Package 2,40000', '2026-10-31,Package 2,22000', '2026-11-15,Package 2,15500']
            .slice(0, Number(rows))
            .map(row => row + end),
          '',
        ].join('\n'),
      },
      'lots.csv:3: BAD_VALUE Units left: falls from row to row of "package-2", since line 2, as readings of one package do; expected a row for each purchase\n' +
        '  keep the newest reading of a package, with the day on which it was bought; if each row is a purchase, number them in a column id\n',
    ],
  ),
  // A heading within the table, and names of columns in two rows.
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'package,purchased_at,price\npackage-2,2026-10-01,5670\nExpired packages,,\npackage-1,2026-07-01,4200\n',
    },
    'lots.csv:3: UNKNOWN_PACKAGE "Expired packages" stands alone in its row, as a heading or a note does, and no package is called so\n' +
      '  take the row out; what it says of the packages below it, such as that they have expired, is read from columns alone\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'Package,Dates,,Volume\n,Purchase Date,Expires,Units\npackage-2,2026-10-01,2026-12-30,45000\n',
    },
    'lots.csv:1: HEADER_MISSING no column "purchased_at" or "effective_at"\n' +
      '  the names of the columns seem to stand in row 2: take out what is above it, or write one row of names\n',
  ],
  // Two tables side by side.
  ...[
    [
      'package,purchased_at,price,,Month,Units used\np,2026-10-10,5670,,2026-10,8211\n',
      'Month,Units used',
      '"Units used"',
      4,
      'behind',
    ],
    [
      'Month,Units used,,package,purchased_at,price\n2026-10,8211,,p,2026-10-10,5670\n',
      'Month,Units used',
      '"Units used"',
      3,
      'in front of',
    ],
    [
      'package,purchased_at,price,,,What,Used,Left\np,2026-10-10,5670,,,all,5,6\n',
      'What,Used,Left',
      '"Used" and "Left"',
      5,
      'behind',
    ],
  ].map(
    ([table, names, read, gap, where]): Refusal => [
      'expiry lots.csv',
      { 'lots.csv': `${table}` },
      `lots.csv:1: CSV_MALFORMED two tables may stand side by side: column ${gap} is empty, and ${read} would be read from ${where} it\n` +
        `  --ignore-columns ${/ /.test(`${names}`) ? `'${names}'` : names} reads the other one alone; if it is one table, take the empty column out\n`,
    ],
  ),
  [
    'budget --demand d.csv',
    { 'd.csv': 'date,units,,team,pool\n2026-12-01,5,,a,video\n' },
    'd.csv:1: CSV_MALFORMED two tables may stand side by side: column 3 is empty, and "pool" would be read from behind it\n' +
      '  --ignore-columns team,pool reads the other one alone; if it is one table, take the empty column out\n',
  ],
  [
    'budget --demand d.csv',
    { 'd.csv': 'date,pool,units\n2025-01-01,video,5\n' },
    'NO_INPUT --demand has no rows of the days that are planned for, 2026-11-21 to 2027-02-18\n' +
      '  --as-of says when the horizon begins, --horizon how long it is\n',
  ],
  [
    'budget --demand d.csv',
    { 'd.csv': 'day,pool,units\n2027-01-01,video,5\n' },
    'd.csv:1: HEADER_MISSING no column is called date\n' +
      '  a file of demand has the columns date, pool, units; found day, pool, units\n',
  ],
  [
    'budget --demand d.csv',
    { 'd.csv': 'date,pool,units\n2027-01-01T10:00:00Z,video,5\n' },
    'd.csv:2: BAD_TIME date: expected a date such as 2026-12-01; got "2027-01-01T10:00:00Z", which has a time of day\n' +
      '  write the date alone\n',
  ],
  ...[
    ['budget', JSON.stringify(COSTS), 'what was used'],
    ['budget', JSON.stringify(COSTS, null, 1), 'what was used'],
    ['budget', JSON.stringify(PACKS), 'what was used'],
    ['budget', PACKS.map(pack => JSON.stringify(pack)).join('\n'), 'what was used'],
    ['quote --from', JSON.stringify(COSTS), 'jobs'],
  ].map(
    ([command, text, wanted]): Refusal => [
      `${command} costs.json`,
      { 'costs.json': text! },
      `costs.json:1:1: JSON_MALFORMED holds packages, as GET /account/costs answers them; expected ${wanted}\n` +
        '  `expiry FILE` and `--packages FILE` read packages\n',
    ],
  ),
  [
    'budget lots.csv',
    { 'lots.csv': 'id,pool,units,price,Purchase date\nx,video,5000,700,2026-10-01\n' },
    'lots.csv:1: HEADER_MISSING no column "timestamp", and units are drawn in order of time; found id, pool, units, price, Purchase date\n' +
      '  --columns timestamp=NAME maps another; if these are packages: `expiry FILE` and `--packages FILE` read packages\n',
  ],
  [
    'expiry lots.csv --usage use.csv',
    { ...LOTS, 'use.csv': 'model,capability,resolution,duration\n3.0,text-to-video,1080p,5\n' },
    'use.csv:1: HEADER_MISSING no column "timestamp", and units are drawn in order of time; found model, capability, resolution, duration\n' +
      '  --columns timestamp=NAME maps another\n',
  ],
  [
    'expiry lots.csv --usage use.csv',
    { ...LOTS, 'use.csv': 'timestamp,resolution,duration\n2026-11-01T00:00:00Z,1080p,5\n' },
    'use.csv:2: JOB_AMBIGUOUS the price depends on the capability, which was not given: text-to-video, image-to-video, motion-control or avatar (4 units), motion-control (6 units), text-to-video or image-to-video (2.5 units) (kling-units-2026)\n' +
      '  for use, what was deducted is enough: a column units, or final_unit_deduction\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  // What no row says is told once, and of bad rows the first twenty.
  [
    'expiry lots.csv',
    {
      'lots.csv': `id,units,effective_at,expires_at\n${Array.from({ length: 30 }, (_, i) => `p${i},1000,2026-11-01,2027-01-01\n`).join('')}`,
    },
    'lots.csv:2: KEY_MISSING pool: is missing; image, try-on or video is allowed\n  none of the 30 rows says it\n' +
      'lots.csv:2: KEY_MISSING price: is missing\n  none of the 30 rows says it\n',
  ],
  ...[20, 21, 1000].map(
    (bad): Refusal => [
      'expiry lots.csv',
      {
        'lots.csv': `${HEADER}p,package-1,,,,,,,2026-10-01,,,,,\n${Array.from({ length: bad }, (_, i) => `p${i},,,30000,100,,,,2026-10-01,2027-01-01,,,,\n`).join('')}`,
      },
      Array.from(
        { length: 20 },
        (_, i) => `lots.csv:${i + 3}: KEY_MISSING pool: is missing; image, try-on or video is allowed\n`,
      ).join('') + (bad > 20 ? `  ${bad - 20} further lines have faults, too\n` : ''),
    ],
  ),
  [
    'expiry lots.csv',
    { ...lotOf('x,,,30000,100,,,,2026-10-01,2027-01-01,,,,') },
    'lots.csv:2: KEY_MISSING pool: is missing; image, try-on or video is allowed\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,,,,,,,2026-10-01,,,99999999,,') },
    'lots.csv:2: BAD_NUMBER used: expected at most the 30000 that were bought; got 99999999\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,,,,,,,2026-10-01,,5,5,,') },
    'lots.csv:2: BAD_NUMBER used: expected 29995, as remaining says; got 5\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,,,,,,,2026-10-01,,,,constant_period,') },
    'lots.csv:2: BAD_VALUE package_type: found "constant_period": a package that is filled again every period is not one lot\n' +
      '  write a ledger with one row for each period\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,,,,,,,2026-10-01,,,,,refunded') },
    'lots.csv:2: BAD_VALUE package_status: expected toBeOnline, online, expired or runOut; got "refunded"\n' +
      '  take out the row of a package that was cancelled or given back\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,purchased_at,Status\nx,package-1,2026-01-01,To be online\n' },
    'lots.csv:2: KEY_MISSING effective_at: is missing, and the package has not begun (toBeOnline)\n' +
      '  write when it begins, or take the row out until it has begun\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,package_name,purchased_at\nx,package-5000,Video-15000Units-20Con-6Months,2026-10-01\n',
    },
    'lots.csv:2: KEY_MISSING price: is missing, and package-5000 is 5000 units, not 15000\n' +
      '  state the price, or in a column "quantity" how many packages it is of\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,pool,package_name,purchased_at\nx,package-2,image,Package 3,2026-10-01\n' },
    'lots.csv:2: BAD_VALUE pool: expected video, the pool of package-2; got image\n' +
      '  put right which of the two is wrong\n' +
      'lots.csv:2: BAD_VALUE package_name: expected a name of package-2, as package says; got "Package 3", which is package-3\n' +
      '  put right which of the two is wrong\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,,,,,,,2026-10-01,,many,,,') },
    'lots.csv:2: BAD_NUMBER remaining: expected a number of units, such as 12000 or 0.5; got "many"\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,0,,,,,,2026-10-01,,,,,') },
    'lots.csv:2: BAD_NUMBER quantity: expected a whole number of packages from 1 to 1000000; got "0"\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,-2,,,,,,2026-10-01,,,,,') },
    'lots.csv:2: BAD_NUMBER quantity: expected a whole number of packages from 1 to 1000000; got "-2"\n' +
      '  a refund or credit note is no package: take it out, with the purchase that it cancels\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,1.5,,,,,,2026-10-01,,,,,') },
    'lots.csv:2: BAD_NUMBER quantity: expected a whole number of packages from 1 to 1000000; got "1.5"\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,3,7,,,,,2026-10-01,,,,,') },
    'lots.csv:2: BAD_NUMBER units: expected 30000, the units of package-1, or 90000, those of 3; got 7\n' +
      '  it can be the units of one or of all: write one row for each package\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,,3,7,10,,,video,2026-10-01,2027-01-01,,,,') },
    'lots.csv:2: BAD_NUMBER units: expected the units of a package of the catalogue beside quantity 3; got 7\n' +
      '  it can be the units of one or of all: write one row for each package\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,2,,,100,150,,2026-10-01,,,,,') },
    'lots.csv:2: BAD_NUMBER unit_price: expected the same as total_price, 150 in all; got 200\n' +
      '  take out the one that is wrong\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,package-1,,7,,,,,2026-10-01,,,,,') },
    'lots.csv:2: KEY_MISSING price: is missing, and package-1 is 30000 units, not 7\n' +
      '  state the price, or in a column "quantity" how many packages it is of\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,,,30000,0.01,,,video,2026-10-01,2027-01-01,,,,') },
    'lots.csv:2: BAD_NUMBER price: expected the price of a package; got 0.01 dollars for 30000 units, which looks like the price of one unit\n' +
      "  --columns unit_price='price' says that it is\n",
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,,,300,300,,,video,2026-10-01,2027-01-01,,,,') },
    'lots.csv:2: BAD_NUMBER price: expected a price in dollars; got 300 dollars for 300 units, the same number twice\n' +
      '  is one column read as both? --columns says which is which\n',
  ],
  [
    'expiry lots.csv',
    { ...lotOf('x,,,2,1200,,,video,2026-10-01,2027-01-01,,,,') },
    'lots.csv:2: BAD_NUMBER units: expected units and price of one package; got 1200 dollars for 2 units, over 100 times the list price\n' +
      '  is the sign in it one between thousands? --decimal . or --decimal , says how the file is written\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,purchased_at,price (EUR)\nx,package-1,2026-10-01,5\n' },
    'lots.csv:1: COLUMN_UNREAD nothing is read from the column "price (EUR)", which looks like other currency\n' +
      "  --ignore-columns 'price (EUR)' leaves it out, if it changes nothing\n",
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,purchased_at,units,price\nx,package-1,2026-10-01,,\ntotal,,,31000,\n' },
    'lots.csv:3: BAD_NUMBER units: expected 0, the sum of the rows above "total"; got "31000"\n' +
      '  put the sum right, or take the row out: it is no package\n',
  ],
  [
    'expiry costs.json',
    { 'costs.json': '{"code":0,"data":{}}' },
    'costs.json:1:1: JSON_MALFORMED is not the answer of GET /account/costs: it has no data.resource_pack_subscribe_infos\n',
  ],
  [
    'expiry costs.json',
    { 'costs.json': '{"code":0,"data":{"resource_pack_subscribe_infos":[3]}}' },
    'costs.json:1:52: JSON_MALFORMED found "3"; a package must be an object\n',
  ],
  [
    'expiry costs.json',
    {
      'costs.json':
        '{"code":0,"data":{"resource_pack_subscribe_infos":[{"resource_pack_name":"Video","resource_pack_id":"1","resource_pack_type":"decreasing_total","total_quantity":7,"remaining_quantity":7,"purchase_time":1790812800000,"effective_time":1790812800000,"invalid_time":1800812800000,"status":"online"}]}}',
    },
    'costs.json:1:52: UNKNOWN_PACKAGE resource pack "Video" (1): no package of the catalogue has 7 units of the video pool for 115.7 days, and no price is said\n' +
      '  add "package": one of trial-100, trial-1000, package-1, package-2, package-3, custom, trial-100-2026, trial-1000-2026, package-5000, package-15000, package-45000, package-60000; or "pool" and "price"; to the entry, or hand the package in with --rates\n',
  ],
  [
    'rates import feed.json',
    { 'feed.json': '{"a":1}' },
    'feed.json:1:1: BAD_VALUE is not an answer that can be told by its form\n' +
      '  rates import reads a saved answer of fal, openrouter or vercel; --feed says which\n',
  ],
  [
    'budget --units-per-day x --pool video',
    {},
    'BAD_NUMBER --units-per-day: found "x"; a plain decimal number of units is allowed, such as 400 or 0.5\n',
  ],
  [
    'expiry lots.csv --burn-rate 10',
    { ...TWO_POOLS },
    'BAD_USAGE --burn-rate: the ledger has packages of 2 pools\n' +
      '  say of which: --burn-rate video=100 --burn-rate image=100\n',
  ],
  [
    'expiry lots.csv --burn-rate try-on=10',
    { ...TWO_POOLS },
    'BAD_VALUE --burn-rate: the ledger has no packages of pool "try-on"\n' + '  it has video, image\n',
  ],
  [
    'expiry lots.csv --usage use.csv',
    { ...TWO_POOLS, 'use.csv': 'timestamp,units\n2026-11-01T00:00:00Z,5\n' },
    'use.csv:2: KEY_MISSING pool: is missing, and the units may be of video, image or try-on\n' +
      '  say in each row which pool they are of, in a column pool\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'budget use.csv --as-of 2026-10-01',
    { 'use.csv': 'date,units\n2026-11-01,5\n' },
    'NO_INPUT use.csv has no rows of days before 2026-10-01, so that nothing can be forecast\n' +
      '  --as-of says when the horizon begins; --units-per-day needs no log\n',
  ],
  [
    'budget --units-per-day 9000000000 --horizon 5d',
    {},
    'NO_PLAN the use of the video pool needs more than 10000 packages, even of the largest\n' +
      '  ask the seller for a larger package, or plan for a shorter --horizon\n',
  ],
  [
    'budget --units-per-day 10 --min-concurrency 900',
    {},
    'NO_PLAN no package of the video pool on sale allows 900 tasks at once\n' +
      '  on sale, and how many tasks each allows at once: trial-100-2026: 5 (one per account), trial-1000-2026: 5 (one per account), package-5000: 20, package-15000: 20, package-45000: 20, package-60000: 20\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,pool,units,price,purchased_at,expires_at,quantity\nx,package-1,image,,,2026-10-01,,\ny,package-1,video,5,,2026-10-01,,\nz,package-1,,,,2026-10-01,2026-09-01,\n',
    },
    'lots.csv:2: BAD_VALUE pool: expected video, the pool of package-1; got image\n' +
      '  put right which of the two is wrong\n' +
      'lots.csv:3: KEY_MISSING price: is missing, and package-1 is 30000 units, not 5\n' +
      '  state the price, or in a column "quantity" how many packages it is of\n' +
      'lots.csv:4: BAD_TIME expires_at: expected a time after 2026-10-01T00:00:00Z, when it takes effect; got "2026-09-01"\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,purchased_at\nx,package-1,2026-10-01\nx,package-1,2026-10-01\n' },
    'lots.csv:3: NAME_CLASH id: "x" is the lot in line 2 already\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,purchased_at,account\nx,trial-100,2026-10-01,a\ny,trial-100,2026-10-02,a\nz,trial-100-2026,2026-10-02,a\n',
    },
    'lots.csv:3: BAD_VALUE package: account a can buy trial-100 once, and line 2 has it already\n' +
      'lots.csv:4: BAD_VALUE package: account a can buy trial-100-2026 once, and line 2 has trial-100, the same offer by another list, already\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package name,purchased_at\nx,Package,2026-10-01\n' },
    'lots.csv:2: UNKNOWN_PACKAGE no resource package is called "Package"; did you mean "package-1"?\n' +
      '  allowed: trial-100, trial-1000, package-1, package-2, package-3, custom, trial-100-2026, trial-1000-2026, package-5000, package-15000, package-45000 or package-60000; or with pool, units, price and expires_at the row stands for itself\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,purchased_at,price GBP\nx,package-1,2026-10-01,5\n' },
    'lots.csv:1: COLUMN_UNREAD nothing is read from the column "price GBP", which looks like other currency\n' +
      "  --ignore-columns 'price GBP' leaves it out, if it changes nothing\n",
  ],
  [
    'expiry costs.json',
    { 'costs.json': '{"code":1000,"message":"bad auth"}' },
    'costs.json:1:1: JSON_MALFORMED the API answered with an error: 1000 bad auth\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,quantity,units,price,unit_price,total_price,pool,purchased_at,expires_at,concurrency,package_name\na,custom,2,100,9,,,video,2026-11-01,2026-12-01,,\n',
    },
    'lots.csv:2: BAD_NUMBER units: expected the units of a package of the catalogue beside quantity 2; got 100\n' +
      '  it can be the units of one or of all: write one row for each package\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,quantity,units,price,unit_price,total_price,pool,purchased_at,expires_at,concurrency,package_name\na,package-2,3,,8505,,,video,2026-11-01,,,\n',
    },
    'lots.csv:2: BAD_NUMBER price: expected a price that can be read in one way beside quantity 3; got 8505, which can be that of one or of all\n' +
      "  --columns unit_price='price' says that it is of one, --columns total_price='price' of all\n",
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,quantity,units,price,unit_price,total_price,pool,purchased_at,expires_at,concurrency,package_name\na,package-1,2,30000,4200.5,,,video,2026-11-01,,,\n',
    },
    'lots.csv:2: BAD_NUMBER price: expected a price that can be read in one way beside quantity 2; got 4200.5, which can be that of one or of all\n' +
      "  --columns unit_price='price' says that it is of one, --columns total_price='price' of all\n",
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,quantity,units,price,unit_price,total_price,pool,purchased_at,expires_at,concurrency,package_name\na,custom,,,9,,,video,2026-11-01,2026-12-01,,\n',
    },
    'lots.csv:2: KEY_MISSING units: is missing, and package custom does not state it\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,quantity,units,price,unit_price,total_price,pool,purchased_at,expires_at,concurrency,package_name\na,,,1000,,,,video,2026-11-01,2026-12-01,,\n',
    },
    'lots.csv:2: KEY_MISSING price: is missing\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,quantity,units,price,unit_price,total_price,pool,purchased_at,expires_at,concurrency,package_name\na,package-2,,44000,,,,video,2026-11-01,,,\n',
    },
    'lots.csv:2: KEY_MISSING price: is missing, and package-2 is 45000 units, not 44000\n' +
      '  state the price, or in a column "quantity" how many packages it is of\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,purchased_at\na,2026-11-01\n' },
    'lots.csv:1: HEADER_MISSING no column says what was bought: "package" or "units"\n' +
      '  found id, purchased_at; --columns maps other names\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'package,purchased_at,price_eur\npackage-1,2026-11-01,10\n' },
    'lots.csv:1: COLUMN_UNREAD nothing is read from the column "price_eur", which looks like other currency\n' +
      '  --ignore-columns price_eur leaves it out, if it changes nothing\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'package,purchased_at,currency,price\npackage-1,2026-11-01,CNY,10\n' },
    'lots.csv:2: BAD_VALUE currency: found "CNY"; usd is allowed\n',
  ],
  [
    'expiry l.json',
    {
      'l.json':
        '{"resource_pack_subscribe_infos":[{"purchase_time":1793300000000,"effective_time":1793300000000,"invalid_time":1795892000000,"status":"online","resource_pack_name":"Trial-Image-1000Units-9Con-1Months","resource_pack_id":"p","total_quantity":900,"remaining_quantity":3}]}',
    },
    'l.json:1:35: BAD_VALUE total_quantity: expected 1000, as its name "Trial-Image-1000Units-9Con-1Months" says; got 900\n' +
      '  put right which of the two is wrong\n',
  ],
  [
    'expiry l.json',
    {
      'l.json':
        '{"resource_pack_subscribe_infos":[{"purchase_time":1793300000000,"effective_time":1793300000000,"invalid_time":1795892000000,"status":"online","resource_pack_name":"Trial-Image-1000Units-9Con-2Months","resource_pack_id":"p","total_quantity":1000,"remaining_quantity":3,"package":"package-1","concurrency":4,"pool":"video"}]}',
    },
    'l.json:1:35: KEY_MISSING price: is missing, and package-1 is 30000 units, not 1000\n' +
      '  state the price, or in a column "quantity" how many packages it is of\n',
  ],
  [
    'expiry l.json',
    {
      'l.json':
        '{"resource_pack_subscribe_infos":[{"purchase_time":1793300000000,"effective_time":1793300000000,"invalid_time":1795892000000,"status":"online","resource_pack_name":"Starter","resource_pack_id":"p","total_quantity":1000,"remaining_quantity":3,"pric":4}]}',
    },
    'l.json:1:35: KEY_UNKNOWN "pric" is no key of a package; did you mean "price"?\n',
  ],
  [
    'expiry l.json',
    { 'l.json': '{"resource_pack_subscribe_infos":[3]}' },
    'l.json:1:35: JSON_MALFORMED found "3"; a package must be an object\n',
  ],
  [
    'expiry l.json',
    { 'l.json': '{"code":1203,"msg":"no such account"}' },
    'l.json:1:1: JSON_MALFORMED the API answered with an error: 1203 no such account\n',
  ],
  [
    'expiry l.json',
    { 'l.json': '{"data":{"code":5,"message":"later"}}' },
    'l.json:1:1: JSON_MALFORMED the API answered with an error: 5 later\n',
  ],
  [
    'expiry l.json',
    { 'l.json': '{"a":1}' },
    'l.json:1:1: JSON_MALFORMED is not the answer of GET /account/costs: it has no data.resource_pack_subscribe_infos\n',
  ],
  [
    'expiry l.json',
    { 'l.json': '{"package":"package-1","purchased_at":"2026-11-01"}\n{"package":"package-1"}\n' },
    'l.json:2:1: KEY_MISSING purchased_at or effective_at: is missing\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,purchased_at\na,pakage-1,2026-11-01\nb,package-9,2026-11-01\n' },
    'lots.csv:2: UNKNOWN_PACKAGE no resource package is called "pakage-1"; did you mean "package-1"?\n' +
      '  allowed: trial-100, trial-1000, package-1, package-2, package-3, custom, trial-100-2026, trial-1000-2026, package-5000, package-15000, package-45000 or package-60000\n' +
      'lots.csv:3: UNKNOWN_PACKAGE no resource package is called "package-9"\n' +
      '  allowed: trial-100, trial-1000, package-1, package-2, package-3, custom, trial-100-2026, trial-1000-2026, package-5000, package-15000, package-45000 or package-60000\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,purchased_at,account\na,package-1,2026-11-01,x\na,package-1,2026-12-01,x\n' },
    'lots.csv:3: NAME_CLASH id: "a" is the lot in line 2 already\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,units,price,pool,purchased_at,expires_at\na,,0,9,video,2026-11-01,2026-12-01\nb,,-1,9,video,2026-11-01,2026-12-01\nc,,1,-9,video,2026-11-01,2026-12-01\nd,,10,9,video,2026-12-01,2026-11-01\ne,,10,9,video,2026-13-01,x\n',
    },
    'lots.csv:2: BAD_NUMBER units: expected a number of units above 0, such as 30000 or 0.5; got "0"\n' +
      'lots.csv:3: BAD_NUMBER units: expected a number of units above 0, such as 30000 or 0.5; got "-1"\n' +
      '  a refund or credit note is no package: take it out, with the purchase that it cancels\n' +
      'lots.csv:4: BAD_NUMBER price: expected a number of US dollars, such as 1200 or 0.556; got "-9"\n' +
      '  a refund or credit note is no package: take it out, with the purchase that it cancels\n' +
      'lots.csv:5: BAD_TIME expires_at: expected a time after 2026-12-01T00:00:00Z, when it takes effect; got "2026-11-01"\n' +
      'lots.csv:6: BAD_TIME purchased_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "2026-13-01", which is a date that does not exist\n' +
      'lots.csv:6: BAD_TIME expires_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "x", which is not a form of time that is read\n',
  ],
])
