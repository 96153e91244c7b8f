/** What is refused of request logs and the files beside them, in which words, and what to do instead. */
import { testRefusals } from './refusal.js'

const WAYS_OUT_OF_ZEROS =
  "--columns status=NAME says which column holds the HTTP status; if such requests got no answer, a format of your own reads them with unreached: ['0'] (--log-format FILE, docs/logs.md)"
const waysOut = (status: string, file = 'log.jsonl', each = ''): string =>
  `if such rows are requests that got no answer, give them an empty status: jq -c '${each}.status = (${status} // "")' ${file} | kling-cost sla -; if they are not requests (a start event, say) or tell again of one, take them out: jq -c '${each}select(${status} != null)' ${file} | kling-cost sla -`

const LOG = {
  'log.csv': 'timestamp,status,account\n2026-10-01T00:00:00Z,200,a\n2026-10-01T00:01:00Z,200,b\n',
}
const PATHS = {
  'log.csv':
    'timestamp,status,endpoint\n2026-10-01T00:00:00Z,200,/v1/videos\n2026-10-01T00:00:01Z,200,/v1/images\n',
}
const CODES = '{"time":"2026-10-01T00:00:00Z","code":0}\n'
const ALB = 'h2 2026-10-01T00:07:00.000000Z app/x 1.1.1.1:2817 10.0.0.1:80 0.000 0.001 0.000'
const LOTS = { 'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n' }

const WATCH = '2026-10-01 00:00:00 200 0.3\n2026-10-01 00:01:00 503 1.1\n'

/** Two rows each five minutes: a status, and how many had it. */
const SUMS = Array.from(
  { length: 4 },
  (_, i) =>
    `2026-10-01 00:${String(5 * i).padStart(2, '0')}:00,200,${83 + i * (i - 2)}\n2026-10-01 00:${String(5 * i).padStart(2, '0')}:00,503,${9 - i}\n`,
).join('')

testRefusals([
  [
    'sla app.log',
    {
      'app.log':
        'time=2026-10-01T06:26:56Z level=INFO path=/v1/videos/1 http.status=200\ntime=2026-10-01T06:27:56Z level=ERROR path=/v1/videos/1 err="dial tcp: i/o timeout"\n',
    },
    'app.log:2: KEY_MISSING status: is missing; "" or null in its place says that the request never reached the server, no status at all says nothing\n' +
      "  if such rows are requests that got no answer, give them an empty status: sed '/ http\\.status=/!s/$/ http.status=/' app.log | kling-cost sla -; if they are not requests (a start event, say) or tell again of one, take them out: grep ' http\\.status=' app.log | kling-cost sla -\n" +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.json',
    {
      'log.json':
        '[\n{"timestamp":"2026-10-01T06:26:56Z","status":200,"path":"/v1/videos"},\n{"timestamp":"2026-10-01T06:27:56Z","error":"ECONNRESET","path":"/v1/videos"}\n]\n',
    },
    'log.json:3: KEY_MISSING status: is missing; "" or null in its place says that the request never reached the server, no status at all says nothing\n' +
      `  ${waysOut('.status', 'log.json', '.[] | ')}\n` +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  // As Monolog writes them: the time stands in front of the objects alone, and an empty list behind them.
  [
    'sla laravel.log',
    {
      'laravel.log':
        '[2026-10-01 06:26:56] production.INFO: kling {"status":400,"path":"/v1/videos/453842"} \n[2026-10-01 08:13:45] production.INFO: kling {"status":200,"path":"/v1/videos/image2video"} \n',
    },
    'laravel.log: LOG_MALFORMED expected requests, a row for each; got lines of JSON with something in front, such as "[2026-10-01 06:26:56] production.INFO: kling "\n' +
      '  extract the rows: sed -E \'s/^[^0-9]?([-0-9]+[T ][^][:blank:]]+)[^{]*\\{/{"timestamp":"\\1",/\' laravel.log | kling-cost sla -\n',
  ],
  [
    'sla monolog.log',
    {
      'monolog.log':
        '[2026-10-01T06:26:56+00:00] app.INFO: kling {"status":400,"path":"/v1/videos/453842"} []\n[2026-10-01T08:13:45+00:00] app.INFO: kling {"status":200,"path":"/v1/videos/image2video"} []\n',
    },
    'monolog.log: LOG_MALFORMED expected requests, a row for each; got lines of JSON with something in front, such as "[2026-10-01T06:26:56+00:00] app.INFO: kling "\n' +
      '  extract the rows: sed -E \'s/^[^0-9]?([-0-9]+[T ][^][:blank:]]+)[^{]*\\{/{"timestamp":"\\1",/; s/ \\[\\] *$//\' monolog.log | kling-cost sla -\n',
  ],
  // As zap writes to a console: tabs between what stands in front.
  [
    'sla zap.log',
    {
      'zap.log':
        '2026-10-03T05:07:45.068+0800\tINFO\tkling/client.go:88\trequest done\t{"path": "/v1/videos", "status": 201}\n2026-10-03T05:38:18.724+0800\tINFO\tkling/client.go:88\trequest done\t{"path": "/v1/videos", "status": 429}\n',
    },
    'zap.log: LOG_MALFORMED expected requests, a row for each; got lines of JSON with something in front, such as "2026-10-03T05:07:45.068+0800\\u0009INFO\\u0009kling/client.go:88\\u0009request…"\n' +
      '  extract the rows: sed -E \'s/^[^0-9]?([-0-9]+[T ][^][:blank:]]+)[^{]*\\{/{"timestamp":"\\1",/\' zap.log | kling-cost sla -\n',
  ],
  // Of the status that a gateway got and the one that it gave, the answer is about the latter.
  [
    'sla apim.jsonl',
    {
      'apim.jsonl':
        '{"TimeGenerated":"2026-10-03T00:03:41Z","Url":"/v1/videos","BackendResponseCode":200,"ResponseCode":200}\n',
    },
    'apim.jsonl: HEADER_MISSING no row has "timestamp" or "status"; found TimeGenerated, Url, BackendResponseCode, ResponseCode\n' +
      '  --columns timestamp=TimeGenerated,status=ResponseCode\n',
  ],
  // A time of which only the order of day and month is not known is one.
  [
    'sla insights.csv',
    { 'insights.csv': 'timestamp [UTC],id,resultCode\n"10/3/2026, 5:07:45.068 AM",1,201\n' },
    'insights.csv:1: HEADER_MISSING no row has "timestamp" or "status"; found timestamp [UTC], id, resultCode\n' +
      "  --columns 'timestamp=timestamp [UTC],status=resultCode'\n",
  ],
  [
    'sla sums.csv',
    { 'sums.csv': `time,status,c\n${SUMS}` },
    'sums.csv: COLUMN_UNREAD nothing is read from the column "c", which looks like number of requests: all times are whole minutes, and each stands but once with a status\n' +
      '  give the log itself, with a row for each request, sum it by 5-minute intervals for --counts (docs/scale.md) or --ignore-columns c leaves it out, if it changes nothing\n',
  ],
  [
    'sla watch.log',
    { 'watch.log': WATCH.replaceAll(/ (?=00:)/g, 'T') },
    'watch.log:1: HEADER_MISSING no row has "timestamp" or "status"; found 2026-10-01T00:00:00 200 0.3\n' +
      "  words between blanks are no columns; make them some: (echo timestamp,status,column_3; sed -E 's/[[:blank:]]+/,/g' watch.log) | kling-cost sla -\n",
  ],
  [
    'sla watch.log',
    { 'watch.log': `date time code took\n${WATCH}` },
    'watch.log:1: HEADER_MISSING no row has "timestamp" or "status"; found date time code took\n' +
      "  words between blanks are no columns; make them some: sed -E 's/[[:blank:]]+/,/g' watch.log | kling-cost sla - --columns timestamp=date+time,status=code\n",
  ],
  [
    'sla log.jsonl',
    {
      'log.jsonl': `${'{"timestamp":"2026-10-01T00:00:00Z","status":200,"path":"/v1"}\n'.repeat(60)}{"timestamp":"2026-10-01T00:01:00Z","response_code":503,"method":"GET"}\n`,
    },
    'log.jsonl: LOG_MALFORMED some messages have a status in "status", others in "response_code"\n' +
      '  say which are the requests: --columns status=status or --columns status=response_code\n',
  ],
  [
    'sla log.csv --columns endpoint=what',
    {
      'log.csv':
        'timestamp,what,status,took,http_status\n2026-10-01T00:00:00Z,/v1,info,250,200\n2026-10-01T00:01:00Z,/v1,error,250,503\n',
    },
    'log.csv: BAD_VALUE no HTTP status stands in "status" of the first rows, such as "info"\n' +
      '  --columns status=http_status,endpoint=what reads it where it does\n',
  ],
  [
    'sla log.jsonl',
    { 'log.jsonl': '{"timestamp":"2026-10-01T00:00:00Z","status":"failed","reply":{"status_code":503}}\n' },
    'log.jsonl: BAD_VALUE no HTTP status stands in "status" of the first rows, such as "failed"\n' +
      '  --columns status=reply.status_code reads it where it does\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'date,time,status\n2026-10-01,00:00:07,200\n2026-10-01,00:01:07,503\n' },
    'log.csv: BAD_TIME no whole time stands in "time" of the first rows, such as "00:00:07"\n' +
      '  --columns timestamp=date+time reads it where it does\n',
  ],
  [
    'sla log.jsonl',
    { 'log.jsonl': '{"time":339.5,"begun_at":"2026-10-01T00:00:00Z","status":503}\n'.repeat(3) },
    'log.jsonl: BAD_TIME no whole time stands in "time" of the first rows, such as "339.5"\n' +
      '  --columns timestamp=begun_at reads it where it does\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n2026-10-01T00:01:00Z,ETIMEDOUT\n' },
    'log.csv:3: BAD_VALUE status: found "ETIMEDOUT"; a status from 100 to 599 is allowed, or nothing, -, 0 or 000 for a request that never reached the server\n' +
      '  if such a request got no answer, clear the cell; or read the word by a format of your own with unreached: [ETIMEDOUT] (--log-format FILE, docs/logs.md)\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'timestamp,status\n2026-10-04 20:00:07.000 EDT,200\n' },
    'log.csv:2: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "2026-10-04 20:00:07.000 EDT", which is not a form of time that is read\n' +
      '  take "EDT" out of the times, and say by --log-tz of which clock they are, such as America/New_York: letters alone may mean several\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': '10.0.0.1,2026-10-01T00:00:00Z,POST,200,314\n' },
    'log.csv:1: HEADER_MISSING expected a first line that names the columns; got 10.0.0.1, 2026-10-01T00:00:00Z, POST, 200, 314\n' +
      '  put one above it, such as column_1,timestamp,column_3,status,column_5\n',
  ],
  [
    'sla loki.json',
    {
      'loki.json': '{"labels":{"app":"x"},"line":"{\\"status\\":503}","timestamp":"2026-10-05T00:00:00Z"}\n',
    },
    'loki.json: LOG_MALFORMED expected requests, a row for each; got objects that each hold a line of a log, in "line"\n' +
      "  extract the rows: jq -c '{timestamp: .timestamp} + (.line | fromjson)' loki.json | kling-cost sla -\n",
  ],
  [
    'sla log.ltsv',
    { 'log.ltsv': 'time:2026-10-01T00:00:00+00:00\treq:POST /v1 HTTP/1.1\tstatus:200\n' },
    'log.ltsv:1: HEADER_MISSING no row has "timestamp" or "status"; found time:2026-10-01T00:00:00+00:00, req:POST /v1 HTTP/1.1, status:200\n' +
      '  values with labels are no columns; make objects of them: mlr --idkvp --ifs tab --ips : --ojsonl cat log.ltsv | kling-cost sla -\n',
  ],
  // Of httpx by a logger that writes objects.
  [
    'sla log.jsonl',
    {
      'log.jsonl':
        '{"asctime":"2026-10-01 00:00:00,123","message":"starting"}\n{"asctime":"2026-10-01 00:00:01,123","message":"HTTP Request: POST https://api.klingai.com/v1 \\"HTTP/1.1 200 OK\\""}\n',
    },
    'log.jsonl: LOG_MALFORMED expected requests, a row for each; got objects that tell of requests in a text, "message"\n' +
      '  extract the rows: jq -r \'"\\(.asctime) \\(.message)"\' log.jsonl | kling-cost sla -\n',
  ],
  // Of two times the one at which a request was made.
  [
    'sla log.csv',
    {
      'log.csv':
        'response_created_at,request_created_at,response_status\n2026-10-01T00:00:40Z,2026-10-01T00:00:00Z,200\n',
    },
    'log.csv:1: HEADER_MISSING no row has "timestamp" or "status"; found response_created_at, request_created_at, response_status\n' +
      '  --columns timestamp=request_created_at,status=response_status\n',
  ],
  // As CloudWatch and Grafana export them.
  [
    'sla log.csv',
    { 'log.csv': '@timestamp,@message\n2026-10-01 00:00:00.000,"{""status"":503,""path"":""/v1""}"\n' },
    'log.csv: LOG_MALFORMED expected requests, a row for each; got rows that each hold a line of a log, in "@message"\n' +
      '  extract the rows: mlr --icsv --ojsonl json-parse -f @message then put \'$* = mapsum({"timestamp": $*["@timestamp"]}, $*["@message"])\' log.csv | kling-cost sla -\n',
  ],
  [
    'sla log.csv',
    {
      'log.csv':
        'Time,Line\n1790812800000,"10.0.0.1 - - [01/Oct/2026:00:00:00 +0000] ""POST /v1 HTTP/1.1"" 200 1 ""-"" ""-"""\n',
    },
    'log.csv: LOG_MALFORMED expected requests, a row for each; got rows that each hold a line of a log, in "Line"\n' +
      '  extract the rows: mlr --icsv --onidx cut -f Line log.csv | kling-cost sla -\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'Date,Status,@http.status_code\n2026-10-05T00:00:00Z,info,503\n' },
    'log.csv:1: HEADER_MISSING no row has "timestamp"; found Date, Status, @http.status_code\n' +
      '  --columns timestamp=Date,status=@http.status_code\n',
  ],
  [
    'sla log.csv --maintenance windows.json',
    { ...LOG, 'windows.json': '[\n{"start":"2026-10-05","end":"2026-10-06","reason":"x"}]\n' },
    'windows.json:1: CSV_MALFORMED is JSON; expected a table\n  write it as CSV or .xlsx, a row for each object\n',
  ],
  [
    'expiry prices.csv',
    { 'prices.csv': 'id,package,purchased_at,units,Price/1000 units\np,,2026-10-01,1000,5\n' },
    'prices.csv:1: COLUMN_UNREAD nothing is read from the column "Price/1000 units", which looks like units\n' +
      "  --ignore-columns 'Price/1000 units' leaves it out, if it changes nothing\n",
  ],
  [
    'sla log.txt',
    { 'log.txt': 'level=info status=200\n' },
    'log.txt:1: HEADER_MISSING no row has "timestamp" or "status"; found level=info status=200\n' +
      '  --columns timestamp=NAME,status=NAME\n  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'sla log.json',
    { 'log.json': '{"a":'.repeat(3000) + 1 + '}'.repeat(3000) },
    'log.json: HEADER_MISSING no row has "timestamp" or "status"; found a.a.a.a.a.a.a.a.a\n' +
      '  --columns timestamp=NAME,status=NAME\n  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'sla log.json',
    { 'log.json': '{"timestamp":{"0":"2026-10-01","1":"2026-10-02"},"status":{"0":200,"1":500}}' },
    'log.json: HEADER_MISSING no row has "timestamp" or "status"; found timestamp.0, timestamp.1, status.0, status.1\n' +
      '  the file holds its columns one by one: have it written with an object for each row, as pandas does with orient="records"\n',
  ],
  [
    'sla log.csv --packages lots.csv --usage use.csv --fee-basis usage',
    {
      ...LOG,
      'lots.csv': 'id,package,purchased_at,account\np,package-2,2026-09-20,a\nq,package-2,2026-09-20,b\n',
      'use.csv': 'timestamp,units\n2026-10-01T00:00:00Z,5\n',
    },
    'use.csv:2: KEY_MISSING account: is missing, and the ledger holds packages of a and b\n' +
      '  say in each row whose task it was, or give a ledger of one account\n',
  ],
  [
    'sla log.csv --packages lots.csv --usage use.csv --fee-basis usage --account-column account',
    {
      ...LOG,
      'lots.csv': 'id,package,purchased_at\np,package-2,2026-09-20\n',
      'use.csv': 'timestamp,units\n2026-10-01T00:00:00Z,5\n',
    },
    'lots.csv:2: KEY_MISSING account: package p names none, and a fee is asked for a and b\n' +
      '  name the account of each package, or of each task in the usage file\n',
  ],
  [
    'sla log.csv --endpoint /v2/*',
    { ...PATHS },
    'BAD_VALUE --endpoint /v2/*: no path matches; paths begin with /v1/videos, /v1/images\n' +
      "  a * stands for anything, slashes too: --endpoint '/v1/videos*'\n",
  ],
  [
    'sla log.csv --exclude-endpoint *',
    { ...PATHS },
    'BAD_VALUE the filter leaves none of 2 requests; paths begin with /v1/videos, /v1/images\n' +
      "  a * stands for anything, slashes too: --endpoint '/v1/videos*'\n",
  ],
  [
    'sla log.jsonl --endpoint /v1/*',
    { 'log.jsonl': '{"timestamp":"2026-10-01T00:00:00Z","status":200}\n' },
    'HEADER_MISSING --endpoint and --exclude-endpoint compare paths, and no request of the log has one\n' +
      '  if paths stand under another name than endpoint, --columns endpoint=NAME says which\n',
  ],
  [
    'sla log.csv --endpoint /v1/*',
    { ...LOG },
    'log.csv: HEADER_MISSING --endpoint and --exclude-endpoint compare paths, and no column is called endpoint\n' +
      '  if another column holds paths, --columns endpoint=NAME says which\n',
  ],
  [
    'sla log.csv',
    {
      'log.csv':
        'timestamp,status\n2026-10-01T00:00:00Z,200\ntimestamp,code,latency\n2026-10-01T00:00:00Z,200,5\n',
    },
    'log.csv:3: ROW_WIDTH the row has 3 fields; the header has 2\n' +
      'log.csv:4: ROW_WIDTH the row has 3 fields; the header has 2\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n2026-10-01T00:00:01Z,' },
    'log.csv: FILE_TRUNCATED the last line ends behind a delimiter and has no line end: the file may have been cut there\n' +
      '  end the line if the row is whole\n',
  ],
  [
    'sla log.csv --packages lots.csv --fee-basis straight-line --voucher-fee 9000',
    { 'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n', ...LOTS },
    'BAD_NUMBER --voucher-fee 9000 is more than the fee of 2026-10, 1953\n',
  ],
  [
    'sla log.csv --fees fees.csv',
    { ...LOG, 'fees.csv': 'account,period,fee\na,2026-10-15,10\n' },
    'fees.csv:2: BAD_TIME period: found "2026-10-15"; a month such as 2026-10 is allowed\n',
  ],
  [
    'sla log.csv --fees fees.csv',
    { ...LOG, 'fees.csv': 'account,period,fee\na,October,10\n' },
    'fees.csv:2: BAD_TIME period: found "October"; a month such as 2026-10 is allowed\n',
  ],
  [
    'sla log.csv --fees fees.csv',
    { ...LOG, 'fees.csv': 'account,month,fee\na,2026-10,10\n' },
    'fees.csv:1: HEADER_MISSING no column is called period\n' +
      '  a file of fees has the columns account, period, fee, voucher_fee, fee_excluded, currency; found account, month, fee\n',
  ],
  [
    'sla log.csv --fees fees.csv',
    { ...LOG, 'fees.csv': 'account,period,fee,voucher_fee\na,2026-10,10,20\n' },
    'fees.csv:2: BAD_NUMBER fee: found 10, less than what vouchers paid and what does not count\n',
  ],
  [
    'sla log.csv --fees fees.csv',
    { ...LOG, 'fees.csv': 'account,period,fee\na,2026-10,ten\n' },
    'fees.csv:2: BAD_NUMBER fee: expected a number of dollars, such as 1200 or 0.556; got "ten"\n',
  ],
  [
    'sla log.csv --fees fees.csv',
    { ...LOG, 'fees.csv': 'account,period,fee\na,2026-10,10\na,2026-10,10\n' },
    'fees.csv:3: KEY_REPEATED period: 2026-10 of "a" is there twice\n',
  ],
  [
    'sla log.csv --fees fees.csv',
    { ...LOG, 'fees.csv': 'account,period,fee,currency\na,2026-10,10,eur\n' },
    'fees.csv:2: BAD_VALUE currency: found "eur"; usd is allowed\n',
  ],
  [
    'sla log.csv --calendar c.csv',
    { ...LOG, 'c.csv': 'day,kind\n2026-10-01,holiday\n' },
    'c.csv:1: HEADER_MISSING no column is called date\n' +
      '  a calendar file has the columns date, kind; found day, kind\n',
  ],
  [
    'sla log.csv --maintenance m.csv',
    { ...LOG, 'm.csv': 'start,until\n2026-10-01,2026-10-02\n' },
    'm.csv:1: HEADER_MISSING no column is called end or reason\n' +
      '  a maintenance file has the columns start, end, reason, notified_at; found start, until\n',
  ],
  [
    'sla log.csv --maintenance m.csv',
    { ...LOG, 'm.csv': 'start,end,reason,utc offset\n2026-10-01,2026-10-02,x,+1\n' },
    'm.csv:1: COLUMN_UNREAD nothing is read from the column "utc offset", which looks like time zone\n' +
      "  --ignore-columns 'utc offset' leaves it out, if it changes nothing\n",
  ],
  [
    'sla log.csv --policy kling-video',
    { ...LOG },
    'BAD_VALUE --policy: no agreement is called "kling-video"\n' +
      '  allowed: kling, kong-dedicated-cloud-gateways, kong-konnect or langfuse-cloud, or the path of your own\n',
  ],
  [
    'sla log.csv --counts',
    { 'log.csv': 'start,valid,errors\n2026-10-01T00:00:00Z,10,11\n' },
    'log.csv:1: HEADER_MISSING no column is called slice_start or unreached or excluded; found start, valid, errors\n' +
      '  --columns says which columns they are, such as --columns slice_start=NAME,unreached=NAME,excluded=NAME\n',
  ],
  [
    'sla log.csv --columns foo=bar',
    { ...LOG },
    'BAD_VALUE --columns: "foo=bar" is not NAME=COLUMN\n' +
      '  NAME is one of timestamp, status, request_id, endpoint, account, fault, excluded, gateway, passed_on\n',
  ],
  [
    'sla log.csv --columns timestamp',
    { ...LOG },
    'BAD_VALUE --columns: "timestamp" is not NAME=COLUMN\n' +
      '  NAME is one of timestamp, status, request_id, endpoint, account, fault, excluded, gateway, passed_on\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'when,what\n1,2\n' },
    'log.csv:1: HEADER_MISSING no row has "timestamp" or "status"; found when, what\n' +
      '  --columns timestamp=NAME,status=NAME\n' +
      '  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'timestamp,status\n,200\n' },
    'log.csv:2: BAD_TIME timestamp: is missing; every row needs a time\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'timestamp,status\n10:00:00,200\n' },
    'log.csv:2: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "10:00:00", which is not a form of time that is read\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.jsonl',
    {
      'log.jsonl':
        '{"timestamp":"2026-10-01T00:00:00Z","status":200}\n{"timestamp":"2026-10-01T00:00:00Z"}\n',
    },
    'log.jsonl:2: KEY_MISSING status: is missing; "" or null in its place says that the request never reached the server, no status at all says nothing\n' +
      `  ${waysOut('.status')}\n` +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.jsonl --columns status=res.code',
    {
      'log.jsonl':
        '{"timestamp":"2026-10-01T00:00:00Z","res":{"code":200}}\n{"timestamp":"2026-10-01T00:00:00Z","error":"i/o timeout"}\n{"timestamp":"2026-10-01T00:00:00Z"}\n',
    },
    'log.jsonl:2: KEY_MISSING status: is missing; "" or null in its place says that the request never reached the server, no status at all says nothing\n' +
      `  ${waysOut('(.["res.code"] // .res.code?)')}\n` +
      'log.jsonl:3: KEY_MISSING status: is missing; "" or null in its place says that the request never reached the server, no status at all says nothing\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.json',
    { 'log.json': '[{"timestamp":"2026-10-01T00:00:00Z","status":200},' },
    'log.json: FILE_TRUNCATED the JSON has no end: a bracket or brace that opens never closes\n',
  ],
  [
    'sla log.json',
    { 'log.json': '[3]\n' },
    'log.json:1: HEADER_MISSING no row has "timestamp" or "status"; found [3]\n' +
      '  --columns timestamp=NAME,status=NAME\n' +
      '  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'sla log.jsonl',
    { 'log.jsonl': '{"foo":1}\n' },
    'log.jsonl: HEADER_MISSING no row has "timestamp" or "status"; found foo\n' +
      '  --columns timestamp=NAME,status=NAME\n' +
      '  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': '\u0000\u0000\u0000\u0000\u0000\u0000' },
    'log.csv: FILE_NOT_TEXT begins with zero bytes, as copytruncate leaves them in a log\n' +
      "  take them away: tr -d '\\000' <FILE >CLEAN; what was logged while the file was cut may be missing\n",
  ],
  [
    'sla log.csv --rates t.yaml',
    { ...LOG, 't.yaml': 'kind: tiers\ntiers:\n  - { below: 99.9, percent: 10 }\n' },
    'BAD_USAGE a table of tiers was given with --rates\n' + '  --tiers takes it\n',
  ],
  [
    'sla log.csv --tiers t.yaml',
    {
      ...LOG,
      't.yaml':
        'kind: tiers\ntiers: [{ below: 99.9, at_least: 99, percent: 10 }, { below: 98, percent: 20 }]\n',
    },
    't.yaml:2:62: BAD_VALUE 98 does not continue from 99\n',
  ],
  [
    'sla log.csv --tiers t.yaml',
    { ...LOG, 't.yaml': 'kind: tiers\ntiers: [{ below: 99.9, percent: 10 }, { below: 99, percent: 20 }]\n' },
    't.yaml:2:9: BAD_VALUE only the last tier may have no at_least\n',
  ],
  [
    'sla log.csv --tiers t.yaml',
    {
      ...LOG,
      't.yaml':
        'kind: tiers\ntiers: [{ below: 99.9, at_least: 99, percent: 10 }, { below: 99, at_least: 95, percent: 20 }]\n',
    },
    't.yaml:2:76: BAD_VALUE no tier covers less than 95\n',
  ],
  [
    'sla log.csv --tiers t.yaml',
    {
      ...LOG,
      't.yaml':
        'kind: tiers\ntiers: [{ below: 99.9, at_least: 99.95, percent: 10 }, { below: 99.95, percent: 20 }]\n',
    },
    't.yaml:2:34: BAD_VALUE 99.95 is not less than below 99.9\n',
  ],
  [
    'sla log.csv --tiers t.yaml',
    {
      ...LOG,
      't.yaml':
        'kind: tiers\ntiers: [{ below: 99.9, at_least: 99, percent: 20 }, { below: 99, percent: 10 }]\n',
    },
    't.yaml:2:75: BAD_VALUE 10 is less than the 20 of the tier above\n',
  ],
  [
    'sla log.csv --fees fees.csv',
    { ...LOG, 'fees.csv': 'account,period,fee,utc offset\na,2026-10,10,1\n' },
    'fees.csv:1: COLUMN_UNREAD nothing is read from the column "utc offset", which looks like time zone\n' +
      "  --ignore-columns 'utc offset' leaves it out, if it changes nothing\n",
  ],
  [
    'sla log.csv --counts --account-column account',
    { 'log.csv': 'slice_start,valid,errors,unreached,excluded\n2026-10-01T00:00:00Z,10,11,0,0\n' },
    'log.csv:1: HEADER_MISSING no column is called "account", which was asked for\n' +
      '  found: slice_start, valid, errors, unreached, excluded\n',
  ],
  [
    'sla log.csv --counts',
    { 'log.csv': 'slice_start,valid,errors,unreached,excluded,requests\n2026-10-01T00:00:00Z,10,1,2,0,11\n' },
    'log.csv:2: BAD_VALUE requests: found 11; at least valid + unreached, 12, is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv --counts',
    {
      'log.csv':
        'slice_start,valid,errors,unreached,excluded,scheduled_errors,scheduled_unreached\n2026-10-01T00:00:00Z,10,1,2,1,1,1\n',
    },
    'log.csv:2: BAD_VALUE excluded: found 1; at least scheduled_errors + scheduled_unreached, 2, is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv --counts',
    { 'log.csv': 'slice_start,valid,errors,unreached,excluded\n2026-10-01T00:01:00Z,10,1,2,1\n' },
    'log.csv:2: BAD_TIME slice_start: found "2026-10-01T00:01:00Z", where no slice starts; multiples of 5 minutes on the clock of UTC are allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv --counts',
    { 'log.csv': 'slice_start,valid,errors,unreached,excluded\n2026-10-01T00:00:00Z,1234567890123,1,2,1\n' },
    'log.csv:2: BAD_NUMBER valid: found "1234567890123"; a whole number of at most 12 digits is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv --counts --policy kong-konnect',
    { 'log.csv': 'slice_start,valid,errors,unreached,excluded\n2026-10-01T00:00:30Z,10,1,2,1\n' },
    'log.csv:2: BAD_TIME slice_start: found "2026-10-01T00:00:30Z", where no slice starts; whole minutes on the clock of UTC are allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.txt --log-format alb',
    { 'log.txt': 'h2 2026-10-01T00:00:00.000000Z x y z 1\n' },
    'log.txt:1: ROW_WIDTH the line has 6 fields; AWS Application Load Balancer writes 30\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  // The code of the service's own answers, of which 0 says that all is well.
  [
    'sla log.jsonl',
    { 'log.jsonl': CODES.repeat(20) },
    'log.jsonl: HEADER_MISSING no row has "timestamp" or "status"; found time, code\n' +
      '  --columns timestamp=time,status=NAME\n',
  ],
  [
    'sla log.jsonl --columns timestamp=time,status=code',
    { 'log.jsonl': CODES.repeat(20) },
    'log.jsonl: ROWS_MOSTLY_BAD no status says that a request succeeded; most are 0, which is no HTTP status\n' +
      `  ${WAYS_OUT_OF_ZEROS}\n`,
  ],
  [
    'sla log.csv --columns status=code',
    { 'log.csv': `timestamp,code,message\n${'2026-10-01T00:00:00Z,0,SUCCEED\n'.repeat(20)}` },
    'log.csv: ROWS_MOSTLY_BAD no status says that a request succeeded; most are 0, which is no HTTP status\n' +
      `  ${WAYS_OUT_OF_ZEROS}\n`,
  ],
  [
    'sla log.jsonl',
    { 'log.jsonl': '{"timestamp":"2026-10-01T00:00:00Z","status":0}\n'.repeat(20) },
    'log.jsonl: ROWS_MOSTLY_BAD no status says that a request succeeded; most are 0, which is no HTTP status\n' +
      `  ${WAYS_OUT_OF_ZEROS}\n`,
  ],
  // The service's own code, and the limits that a gateway in front of it sets.
  [
    'sla log.jsonl',
    {
      'log.jsonl':
        '{"timestamp":"2026-10-01T00:00:00Z","status":429}\n{"timestamp":"2026-10-01T00:00:00Z","status":0}\n{"timestamp":"2026-10-01T00:00:00Z","status":0}\n'.repeat(
          20,
        ),
    },
    'log.jsonl: ROWS_MOSTLY_BAD no status says that a request succeeded; most are 0, which is no HTTP status\n' +
      `  ${WAYS_OUT_OF_ZEROS}\n`,
  ],
  // Lines of Squid, in which the time that a request took may be taken for its status; and of IIS, with its port.
  [
    'sla squid.log',
    {
      'squid.log': [369, 244, 500]
        .map(
          took =>
            `1793491724.000    ${took} 10.0.0.12 TCP_MISS/200 812 POST http://a/v1 - HIER_DIRECT/1.2.3.4 text/html\n`,
        )
        .join(''),
    },
    'squid.log:1: HEADER_MISSING no row has "timestamp" or "status"; found 1793491724.000    369 10.0.0.12 TCP_MISS/200 812 POST http://a/v1 - HIER_DIRECT/1.2.3.4 text/html\n' +
      '  --columns timestamp=NAME,status=NAME\n' +
      '  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'sla iis.log',
    {
      'iis.log': [200, 503, 200]
        .map(
          status =>
            `2026-11-01 00:08:44 10.0.0.4 POST /v1/videos - 443 - 10.0.0.9 a/1.0 - ${status} 0 0 369\n`,
        )
        .join(''),
    },
    'iis.log:1: HEADER_MISSING no row has "timestamp" or "status"; found 2026-11-01 00:08:44 10.0.0.4 POST /v1/videos - 443 - 10.0.0.9 a/1.0 - 200 0 0 369\n' +
      "  words between blanks are no columns; make them some: (echo date,time,column_3,column_4,column_5,column_6,column_7,column_8,column_9,column_10,column_11,status,column_13,column_14,column_15; sed -E 's/[[:blank:]]+/,/g' iis.log) | kling-cost sla - --columns timestamp=date+time\n",
  ],
  [
    'sla ports.csv --columns status=port',
    { 'ports.csv': `timestamp,port\n${'2026-10-01T00:00:00Z,443\n'.repeat(20)}` },
    'ports.csv: BAD_VALUE most numbers in "port" of the first rows are not HTTP statuses, such as 443\n' +
      '  --columns status=NAME says which column holds the HTTP status\n',
  ],
  // Cut in front of the path, and within it: nobody can say whether --endpoint leaves such a request out.
  [
    'sla log.txt --log-format alb --endpoint /v1/*',
    { 'log.txt': `${ALB} 503 503 34\n${ALB} 503 503 34 366 "POST https://api.kl\n` },
    'log.txt:1: ROW_WIDTH the line has 11 fields; AWS Application Load Balancer writes 30\n' +
      'log.txt:2: LOG_MALFORMED a quoted field is never closed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.txt --log-format caddy',
    { 'log.txt': '{"foo":1}\n' },
    'log.txt: LOG_MALFORMED the log is not what Caddy, access logs as JSON writes; found foo\n' +
      '  leave out --log-format caddy to have it recognised, or say with --columns where time and status stand\n',
  ],
  [
    'sla log.txt --log-format caddy',
    { 'log.txt': '{"a\n' },
    'log.txt: LOG_MALFORMED the log is not what Caddy, access logs as JSON writes; found nothing that is JSON\n' +
      '  leave out --log-format caddy to have it recognised, or say with --columns where time and status stand\n',
  ],
  [
    'sla log.txt --log-format w3c',
    { 'log.txt': '2026-10-01 00:00:00 200\n' },
    'log.txt: LOG_MALFORMED the log is not what IIS and others that write the extended format of W3C writes; it begins with 2026-10-01 00:00:00 200\n' +
      '  leave out --log-format w3c to have it recognised, or say with --columns where time and status stand\n',
  ],
  [
    'sla log.csv --packages lots.csv --usage use.csv --fee-basis usage --bad-rows skip',
    {
      'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n',
      'lots.csv': 'id,package,purchased_at\np,package-2,2026-09-30\n',
      'use.csv': 'timestamp,units,task_id\nsoon,5,a\n',
    },
    'use.csv:2: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      '  mend the row: a fee needs all of them, and --bad-rows skip is for the log alone\n',
  ],
  [
    'sla log.txt --log-format haproxy',
    { 'log.txt': 'timestamp,status\n2026-10-01T00:00:00Z,200\n' },
    'log.txt: LOG_MALFORMED the log is not what HAProxy, option httplog writes; it begins with timestamp,status\n' +
      '  leave out --log-format haproxy to have it recognised, or say with --columns where time and status stand\n',
  ],
  [
    'sla log.csv --log-format caddy',
    { ...LOG },
    'log.csv: LOG_MALFORMED the log is not what Caddy, access logs as JSON writes; found timestamp, status, account\n' +
      '  leave out --log-format caddy to have it recognised, or say with --columns where time and status stand\n',
  ],
  [
    'sla log.txt',
    { 'log.txt': '#Fields: date time sc-status\n2026-10-01 00:00:00\n' },
    'log.txt:2: ROW_WIDTH the line has 2 fields; IIS and others that write the extended format of W3C writes 3\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.txt',
    {
      'log.txt': '127.0.0.1 - - [01/Oct/2026:00:00:00 +0000] "GET /v1 HTTP/1.1" 200 5\nnonsense of a line\n',
    },
    'log.txt:2: LOG_MALFORMED the line is not of the combined log format: ADDRESS - USER [01/Oct/2026:00:00:00 +0000] "REQUEST" STATUS BYTES\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.txt',
    { 'log.txt': '      3 127.0.0.1 - - [01/Oct/2026:00:00:00 +0000] "GET /v1 HTTP/1.1" 200 5\n' },
    'log.txt:1: LOG_MALFORMED expected a line for each request; got the number 3 in front of the address, as `uniq -c` counts equal lines\n' +
      "  give the lines before they are counted; if the number is none of requests, cut it off: sed -E 's/^ *[0-9]+ //'\n",
  ],
  [
    'sla log.txt --columns account=user_id',
    { 'log.txt': '127.0.0.1 - - [01/Oct/2026:00:00:00 +0000] "GET /v1 HTTP/1.1" 200 5\n' },
    'log.txt:1: HEADER_MISSING the combined log format has no "user_id"\n' +
      '  it has remote_addr, remote_user, time_local, request, status, body_bytes_sent, http_referer, http_user_agent, virtual_host\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': '2026-10-01T00:00:00Z,200\n2026-10-01T00:00:00Z,200\n' },
    'log.csv:1: HEADER_MISSING expected a first line that names the columns; got 2026-10-01T00:00:00Z, 200\n' +
      '  put one above it, such as timestamp,status\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': ',,\n1,2,3\n' },
    'log.csv:2: HEADER_MISSING no row has "timestamp" or "status"; found 1, 2, 3\n' +
      '  --columns timestamp=NAME,status=NAME\n' +
      '  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'a,,b,c,d,e,f,g,h,i,j,k,l,m,n\n1\n' },
    'log.csv:1: HEADER_MISSING no row has "timestamp" or "status"; found a, (a column without a name), b, c, d, e, f, g, h, i, j, k and 3 more\n' +
      '  --columns timestamp=NAME,status=NAME\n' +
      '  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'sla log.csv --columns timestamp=when',
    { 'log.csv': 'ts,status\n2026-10-01T00:00:00Z,200\n' },
    'log.csv:1: HEADER_MISSING no row has "when", which was asked for; found ts, status\n' +
      '  --columns timestamp=ts\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'date,time,status\n2026-10-01,10:00:00,200\n' },
    'log.csv: BAD_TIME no whole time stands in "time" of the first rows, such as "10:00:00"\n' +
      '  --columns timestamp=date+time reads it where it does\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'timestamp,status\n0001-01-01T00:00:00Z,200\n' },
    'log.csv:2: BAD_TIME timestamp: expected a time in the years 2000 to 8999; got "0001-01-01T00:00:00Z"\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,999\n2026-10-01T00:00:00Z,OK\n' },
    'log.csv:2: BAD_VALUE status: found "999"; a status from 100 to 599 is allowed, or nothing, -, 0 or 000 for a request that never reached the server\n' +
      'log.csv:3: BAD_VALUE status: found "OK"; a status from 100 to 599 is allowed, or nothing, -, 0 or 000 for a request that never reached the server\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv --log-format own.yaml',
    {
      ...LOG,
      'own.yaml':
        'kind: log-format\nid: x\ntitle: X\nsource: y\nforms:\n  - shape: pattern\n    line: "(?<time>"\n    columns: { timestamp: time, status: code }\n',
    },
    'own.yaml:7:11: BAD_VALUE is no regular expression\n',
  ],
  [
    'sla log.csv --log-format own.yaml',
    {
      ...LOG,
      'own.yaml':
        'kind: log-format\nid: x\ntitle: X\nsource: y\nforms:\n  - shape: pattern\n    line: "(?<time>.*)"\n    columns: { timestamp: time, status: code }\n',
    },
    'own.yaml:8:14: BAD_VALUE status: the line has no field "code"; it has time\n',
  ],
  [
    'sla log.csv --log-format own.yaml',
    {
      ...LOG,
      'own.yaml':
        'kind: log-format\nid: x\ntitle: X\nsource: y\nforms:\n  - shape: json\n    columns: { timestamp: time, status: code }\n',
    },
    'own.yaml:6:12: BAD_VALUE a form of json needs known_by\n',
  ],
  ['sla log.csv/x', { ...LOG }, 'log.csv/x: FILE_UNREADABLE a part of the path is not a directory\n'],
  ['sla .', {}, '.: FILE_UNREADABLE is a directory; a file is needed\n'],
  [
    'sla log.csv --maintenance m.csv',
    { ...LOG, 'm.csv': 'start,end,reason,notified_at\n2026-10-01,2026-10-02,x,soon\n' },
    'm.csv:2: BAD_TIME notified_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n',
  ],
  [
    'sla log.csv --maintenance m.csv',
    {
      ...LOG,
      'm.csv':
        'start,end,reason\n2026-10-01,2026-10-02,"Upgrade (cancelled)"\n2026-10-03,2026-10-04,clean-up of cancelled jobs\n',
    },
    'm.csv:2: BAD_VALUE reason: found "Upgrade (cancelled)", which says that the work was called off\n' +
      '  take the row out; or give another reason if the work took place\n',
  ],
  [
    'sla log.csv --calendar c.csv',
    { ...LOG, 'c.csv': 'date,kind\n2026-10-01,feast\n' },
    'c.csv:2: BAD_VALUE kind: found "feast"; holiday or workday is allowed\n',
  ],
  [
    'sla log.csv --policy a.yaml',
    {
      'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n',
      'a.yaml':
        'kind: agreement\nid: my-contract\ntitle: Rendering contract 2026\nvendor: Example Studios\nsource: { document: C-17, title: Contract C-17, retrieved: 2026-09-01, confidence: own }\neffective_from: 2026-09-01\neffective_to: 2026-09-01\nservice_period: { cut_to_term: true, clause: "4" }\navailability: { method: ratio-timeslices, slice_minutes: 7, clause: "5", commitment: 99.5, commitment_clause: "5.1" }\ntiers:\n  - { below: 99.5, at_least: 98, percent: 20, clause: "6" }\n  - { below: 98, percent: 100, clause: "6" }\ncompensation: { form: service-credit, basis: the monthly fee, clause: "6" }\nclaim: { opens_after_working_day: 3, closes_after_months: 1, clause: "7" }\nmaintenance: { notice_hours: 48, clause: "8" }\n',
    },
    'a.yaml:7:15: BAD_TIME effective_to is not after effective_from\n' +
      'a.yaml:9:58: BAD_VALUE slices of 7 minutes do not fill a day\n',
  ],
  [
    'sla log.csv --policy a.yaml',
    {
      'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n',
      'a.yaml':
        'kind: agreement\nid: my-contract\ntitle: Rendering contract 2026\nvendor: Example Studios\nsource: { document: C-17, title: Contract C-17, retrieved: 2026-09-01, confidence: own }\nservice_period: { cut_to_term: true, clause: "4" }\navailability: { method: ratio-timeslices, slice_minutes: 15, clause: "5", commitment: 99.5, commitment_clause: "5.1" }\ntiers:\n  - { below: 99, at_least: 99, percent: 20, clause: "6" }\n  - { below: 98, at_least: 97, percent: 10, clause: "6" }\ncompensation: { form: service-credit, basis: the monthly fee, clause: "6" }\nclaim: { opens_after_working_day: 3, closes_after_months: 1, clause: "7" }\nmaintenance: { notice_hours: 48, clause: "8" }\n',
    },
    'a.yaml:9:14: BAD_VALUE 99 does not continue from 99.5\n' +
      'a.yaml:9:28: BAD_VALUE 99 is not less than below 99\n' +
      'a.yaml:10:14: BAD_VALUE 98 does not continue from 99\n' +
      'a.yaml:10:28: BAD_VALUE no tier covers less than 97\n' +
      'a.yaml:10:41: BAD_VALUE 10 is less than the 20 of the tier above\n',
  ],
  [
    'sla log.csv --policy a.yaml',
    {
      'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n',
      'a.yaml':
        'kind: agreement\nid: my-contract\ntitle: Rendering contract 2026\nvendor: Example Studios\nsource: { document: C-17, title: Contract C-17, retrieved: 2026-09-01, confidence: own }\nservice_period: { cut_to_term: true, clause: "4" }\navailability: { method: ratio-timeslices, slice_minutes: 15, clause: "5", commitment: 99.5, commitment_clause: "5.1" }\ntiers:\n  - { below: 99.5, percent: 20, clause: "6" }\n  - { below: 98, percent: 100, clause: "6" }\ncompensation: { form: service-credit, basis: the monthly fee, clause: "6" }\nclaim: { opens_after_working_day: 3, closes_after_months: 1, clause: "7" }\nmaintenance: { notice_hours: 48, clause: "8" }\n',
    },
    'a.yaml:9:5: BAD_VALUE only the last tier may have no at_least\n',
  ],
  [
    'sla log.csv --policy kong-konnect --tiers a.yaml',
    {
      'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n',
      'a.yaml':
        'kind: tiers\ntiers:\n  - { below: 99.5, at_least: 98, percent: 20 }\n  - { below: 97, percent: 10 }\n',
    },
    'a.yaml:4:14: BAD_VALUE 97 does not continue from 98\n' +
      'a.yaml:4:27: BAD_VALUE 10 is less than the 20 of the tier above\n',
  ],
  [
    'expiry lots.csv --usage a.csv --usage b.csv',
    {
      'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n',
      'a.csv': 'date,units,pool\n2026-11-01,5,video\n2026-11-02,5,video\n',
      'b.csv': 'date,units,pool\n2026-11-03,7,video\n2026-11-02,7,video\n',
    },
    'b.csv:3: BAD_VALUE date: the units of 2026-11-02 stand in a.csv, line 3, too, and would count twice\n' +
      '  give one of the two files, or say whose use it is in a column account\n',
  ],
  [
    'budget a.csv b.csv',
    {
      'a.csv': 'date,units,pool,account\n2026-11-02,5,video,x\n2026-11-02,1,image,x\n',
      'b.csv': 'date,units,pool,account\n2026-11-02,5,video,x\n',
    },
    'b.csv:2: BAD_VALUE date: the units of 2026-11-02 stand in a.csv, line 2, too, and would count twice\n' +
      '  give one of the two files, or say whose use it is in a column account\n',
  ],
  [
    'sla log.csv --exclude-endpoint /v1/a --exclude-endpoint /v1/b',
    { 'log.csv': 'timestamp,status,path\n2026-10-01T00:00:00Z,200,/v1/a\n2026-10-01T00:00:00Z,200,/v1/b\n' },
    'BAD_VALUE the filters leave none of 2 requests; paths begin with /v1/a, /v1/b\n' +
      "  a * stands for anything, slashes too: --endpoint '/v1/a*'\n",
  ],
  [
    'sla log.csv --exclude-endpoint /v1/*',
    { 'log.csv': 'timestamp,status,path\n2026-10-01T00:00:00Z,200,/v1/a\n2026-10-01T00:00:00Z,200,/v1/b\n' },
    'BAD_VALUE the filter leaves none of 2 requests; paths begin with /v1/a, /v1/b\n' +
      "  a * stands for anything, slashes too: --endpoint '/v1/a*'\n",
  ],
  [
    'sla log.csv --endpoint /v2/*',
    { 'log.csv': 'timestamp,status,path\n2026-10-01T00:00:00Z,200,/v1/a\n2026-10-01T00:00:00Z,200,/v1/b\n' },
    'BAD_VALUE --endpoint /v2/*: no path matches; paths begin with /v1/a, /v1/b\n' +
      "  a * stands for anything, slashes too: --endpoint '/v1/a*'\n",
  ],
  [
    'sla log.csv --endpoint /v2/* --endpoint /v3',
    { 'log.csv': 'timestamp,status,path\n2026-10-01T00:00:00Z,200,/v1/a\n2026-10-01T00:00:00Z,200,/v1/b\n' },
    'BAD_VALUE --endpoint /v2/* and /v3: no path matches; paths begin with /v1/a, /v1/b\n' +
      "  a * stands for anything, slashes too: --endpoint '/v1/a*'\n",
  ],
  [
    'sla log.csv --policy mine.yaml --fees fees.csv',
    {
      'log.csv': 'timestamp,status,path\n2026-10-01T00:00:00Z,200,/v1/a\n2026-10-01T00:00:00Z,200,/v1/b\n',
      'mine.yaml':
        'kind: agreement\nid: mine\ntitle: Mine\nvendor: V\nsource: { document: C, title: C, retrieved: 2026-09-01, confidence: own }\nservice_period: { cut_to_term: true, clause: "4" }\navailability: { method: ratio-timeslices, slice_minutes: 5, clause: "5", commitment: 99.5, commitment_clause: "5.1" }\ntiers:\n  - { below: 99.5, percent: 20, clause: "6" }\ncompensation: { form: service-credit, basis: the monthly fee, clause: "6" }\nclaim: { opens_after_working_day: 3, closes_after_months: 1, clause: "7" }\nmaintenance: { notice_hours: 48, clause: "8" }\n',
      'fees.csv': 'account,period,fee,fee_excluded\n,2026-10,10,3\n',
    },
    'BAD_VALUE --fees: fee_excluded is given, and mine takes its percentages of the whole fee\n',
  ],
])
