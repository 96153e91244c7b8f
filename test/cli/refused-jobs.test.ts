/** What is refused of jobs, in which words, and what to do instead. */
import { type Refusal, testRefusals } from './refusal.js'

testRefusals([
  ...[
    ['per', 'week', ', which looks like repetition', 'write how many jobs a month has, in a column count'],
    [
      'Frequency',
      'daily',
      ', which looks like repetition',
      'write how many jobs a month has, in a column count',
    ],
    ['weeks', '3', ', which looks like repetition', 'write how many jobs a month has, in a column count'],
    ['scenario', 'high', '', 'take out the rows of all but one'],
    ['Probability', '50%', ', which looks like scenario', 'take out the rows of all but one'],
  ].map(
    ([heading, cell, like, hint]): Refusal => [
      'budget --plan plan.csv',
      {
        'plan.csv': `model,mode,duration,capability,count,${heading}\n2.6,pro,5,text-to-video,100,${cell}\n`,
      },
      `plan.csv:1: COLUMN_UNREAD nothing is read from the column "${heading}"${like}\n` +
        `  ${hint} or --ignore-columns ${heading} leaves it out, if it changes nothing\n`,
    ],
  ),
  ...['quote --from jobs.csv', 'budget --plan jobs.csv'].map(
    (command): Refusal => [
      command,
      { 'jobs.csv': 'model,mode,duration,,who,count\n2.6,pro,5,,ann,10\n2.6,std,5,,bob,20\n' },
      'jobs.csv:1: CSV_MALFORMED two tables may stand side by side: column 4 is empty, and "count" would be read from behind it\n' +
        '  --ignore-columns who,count reads the other one alone; if it is one table, take the empty column out\n',
    ],
  ),
  ...['', ' --bad-rows skip'].map(
    (flags): Refusal => [
      `quote --from jobs.csv${flags}`,
      { 'jobs.csv': 'model,mode,duration,count\n2.6,pro,5,10\nmodel,mode,count,duration\n2.6,pro,5,10\n' },
      'jobs.csv:3: CSV_MALFORMED a header with other columns stands inside the file, so that the rows below it are of another table\n' +
        '  split the file in front of it, and name both\n',
    ],
  ),
  ...['{"0":"2.6","1":"2.6"},"mode":{"0":"pro","1":"std"}', '["2.6","2.6"],"mode":["pro","std"]'].map(
    (columns): Refusal => [
      'quote --from jobs.json',
      { 'jobs.json': `{"model":${columns}}` },
      `jobs.json:1:10: BAD_VALUE model: expected a text, number or boolean; got an ${columns.startsWith('[') ? 'array' : 'object'}\n` +
        '  the file holds its columns one by one: have it written with an object for each row, as pandas does with orient="records"\n' +
        '  --bad-rows skip sets such rows aside and counts them\n',
    ],
  ),
  [
    'quote --resolution 1080p --duration 5',
    {},
    'JOB_AMBIGUOUS neither model nor capability was given, and several price lists have a price for the rest\n',
  ],
  [
    'quote --from jobs.csv',
    { 'jobs.csv': 'resolution,duration\n1080p,5\n' },
    'jobs.csv:2: JOB_AMBIGUOUS neither model nor capability was given, and several price lists have a price for the rest\n' +
      '  a column of that name says which; --columns maps one that is called otherwise\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.csv',
    { 'jobs.csv': 'count,duration\n1,\n' },
    'jobs.csv:2: JOB_AMBIGUOUS nothing says what the job is; a model or a capability is needed\n' +
      '  a column of that name says which; --columns maps one that is called otherwise\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.csv --bad-rows skip',
    {
      'jobs.csv':
        'model,capability,resolution,duration\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\nzzz,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n',
    },
    'jobs.csv: ROWS_MOSTLY_BAD 15 of 25 rows are bad, so that what is left would not stand for the file; the first: line 2: model: no model is called "zzz"\n' +
      '  `kling-cost rates list --details` shows all\n',
  ],
  [
    'quote --from jobs.csv --bad-rows skip',
    {
      'jobs.csv':
        'model,capability,resolution,duration\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,x\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n3.0,text-to-video,1080p,5\n',
    },
    'jobs.csv: ROWS_MOSTLY_BAD 15 of 25 rows are bad, so that what is left would not stand for the file; the first: line 2: duration: found "x"; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      '  without --bad-rows skip the first twenty are told\n',
  ],
  [
    'quote --from jobs.csv',
    { 'jobs.csv': 'model,capability,resolution,duration\r3.0,text-to-video,1080p,5\r' },
    'jobs.csv:1: CSV_MALFORMED lines end with a carriage return alone\n' + '  end them with a newline\n',
  ],
  [
    'quote --from jobs.csv',
    { 'jobs.csv': 'model,capability,resolution,duration\n3.0,"text-to-video"x,1080p,5\n' },
    'jobs.csv:2: CSV_MALFORMED a quoted field goes on after its closing quote\n' +
      '  a field that holds a quote must be quoted, and the quote in it doubled\n',
  ],
  [
    'quote --from jobs.csv',
    { 'jobs.csv': 'model,capability,resolution,duration,input_duration\n3.0,text-to-video,1080p,5,7\n' },
    'jobs.csv:2: BAD_VALUE input_duration: is the length of a video input, and reference is not "video"\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.yaml',
    { 'jobs.yaml': 'model: 3.0\n' },
    'jobs.yaml:1:1: KEY_UNKNOWN unknown key "model"\n' + '  allowed: jobs\n',
  ],
  [
    'quote --from jobs.yaml',
    { 'jobs.yaml': 'jobs: 3\n' },
    'jobs.yaml:1:1: KEY_MISSING holds no list of jobs\n' +
      '  such as "jobs:" with "- { model: 3.0, resolution: 1080p, duration: 10, count: 500 }" below\n',
  ],
  [
    'quote --from jobs.yaml',
    { 'jobs.yaml': 'jobs:\n  - { model: 3.0, resolution: 1080p, duration: 10, counts: 500 }\n' },
    'jobs.yaml:2:52: KEY_UNKNOWN unknown key "counts"; did you mean "count"?\n' +
      '  allowed: timestamp, task_id, capability, model, mode, resolution, duration, audio, reference, voice_control, input_duration, effect, count, status, account, updated_at, units, pool, package_id; --ignore-columns counts leaves it out\n',
  ],
  [
    'quote --from jobs.yaml',
    { 'jobs.yaml': 'jobs:\n\t- { model: 3.0 }\n' },
    'jobs.yaml:2:1: YAML_MALFORMED a tab indents this line; YAML takes blanks only\n',
  ],
  [
    'quote --from jobs.yaml',
    { 'jobs.yaml': 'jobs: !!int 3\n' },
    'jobs.yaml:1:13: YAML_MALFORMED "tag:yaml.org,2002:int" is a tag\n' +
      '  leave it out: values are read as they stand\n',
  ],
  [
    'quote --from jobs.yaml',
    { 'jobs.yaml': 'jobs: &a [1]\nmore: *a\n' },
    'jobs.yaml:1:10: YAML_MALFORMED "&a" is an anchor\n' +
      '  write the value out wherever it is needed\n' +
      'jobs.yaml:2:7: YAML_MALFORMED "*a" is an alias\n' +
      '  write the value out wherever it is needed\n',
  ],
  [
    'quote --from export.json',
    { 'export.json': '{"code":0,"data":{"result":{"detail":[{"cash_deduction_amount":"3"}]}}}' },
    'export.json:1:39: KEY_MISSING product_type: is missing; video, image or try-on is allowed\n' +
      'export.json:1:39: BAD_NUMBER deduction_amount: found ""; a plain decimal number of units is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.json',
    { 'jobs.json': '{}' },
    'jobs.json:1: JOB_AMBIGUOUS nothing says what the job is; a model or a capability is needed\n' +
      '  a column of that name says which; --columns maps one that is called otherwise\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from export.json',
    {
      'export.json':
        '{"code":0,"data":{"result":{"detail":[{"product_type":"video","deduction_amount":"3","deduction_time":"x"}]}}}',
    },
    'export.json:1:39: BAD_TIME deduction_time: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "x", which is not a form of time that is read\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from export.json',
    { 'export.json': '{"code":0,"data":{"result":{"detail":[{"product_type":"video","cash_amount":"3"}]}}}' },
    'export.json:1:39: BAD_NUMBER deduction_amount: found ""; a plain decimal number of units is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from answers.jsonl',
    {
      'answers.jsonl':
        '{"code":1201,"message":"no such task"}\n{"model":"3.0","capability":"text-to-video","resolution":"1080p","duration":5}\n',
    },
    'answers.jsonl:1:1: SERVER_FAILED the API answered with an error: 1201 no such task\n' +
      '  nothing can be read from it; ask the API again once the cause is removed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  ...[
    ['{"a" 1}', '6', 'expected a colon behind the key'],
    ['{"a":1 "b":2}', '8', 'expected a comma'],
    ['[1,2', '5', 'expected a closing bracket'],
    ['{"a":01}', '7', 'expected a comma'],
    ['{"a":1e}', '6', 'the number ends too early'],
    ['{"a":"\\u12"}', '6', 'an escape in a text is none that JSON has'],
    ['{"a":"\u0001"}', '6', 'a text holds a control character'],
    ['{"a":"b', '6', 'a text has no closing quote'],
    ['{a:1}', '2', 'expected a value; a text stands in double quotes'],
    ['{"a":}', '6', 'expected a value'],
    ['{"a":1}}', '8', 'something stands behind the end of the value'],
    ['{"a":1,}', '8', 'expected a key in quotes'],
    ['{"a":1} // c', '9', 'comments are not allowed'],
    ['{"a":tru}', '6', 'expected a value; a text stands in double quotes'],
  ].map(
    ([text, column, fault]): Refusal => [
      'quote --from jobs.json',
      { 'jobs.json': text! },
      `jobs.json:1:${column}: JSON_MALFORMED not JSON: ${fault}\n`,
    ],
  ),
  [
    'quote --from use.csv',
    {
      'use.csv':
        'model,capability,resolution,final_unit_deduction,status\nkling-image-2.1,text-to-image,1k,5,succeed\nkling-image-2.1,text-to-image,,5,succeed\n',
    },
    'use.csv:2: JOB_UNRATED Image 2.1 text-to-image takes no resolution; 1k was given (kling-units-2026)\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from use.csv',
    { 'use.csv': 'timestamp,units,pool,status\n2026-11-01T00:00:00Z,5,video,succeed\n' },
    'use.csv:2: JOB_AMBIGUOUS nothing says what the job is; a model or a capability is needed\n' +
      '  a column of that name says which; --columns maps one that is called otherwise\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from use.csv',
    { 'use.csv': 'timestamp,model,units,pool,status\n2026-11-01T00:00:00Z,,5,video,succeed\n' },
    'use.csv:2: JOB_AMBIGUOUS nothing says what the job is; a model or a capability is needed\n' +
      '  a column of that name says which; --columns maps one that is called otherwise\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  // Dollars pay for what no package does.
  [
    'quote motion-control --resolution 1080p --duration 5 --package package-45000',
    {},
    'JOB_UNRATED Motion Control is priced in dollars alone (kling-per-second), and no package pays for that\n' +
      '  in units it is the model 3.0 or 2.6 with the capability motion-control\n',
  ],
  [
    'expiry packages.csv --usage use.csv',
    {
      'packages.csv': 'id,package,purchased_at\np,package-45000,2026-10-01\n',
      'use.csv':
        'timestamp,model,capability,resolution,duration\n2026-11-01T00:00:00Z,motion-control,motion-control,1080p,5\n',
    },
    'use.csv:2: JOB_UNRATED Motion Control is priced in dollars alone (kling-per-second), and no package pays for that\n' +
      '  in units it is the model 3.0 or 2.6 with the capability motion-control\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry packages.csv --usage use.csv --rates mine.yaml',
    {
      'mine.yaml': `kind: rate-card
id: mine
title: A contract
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
models:
  kling-v9: { name: "9.0" }
rates:
  - capability: [text-to-video, image-to-video]
    model: kling-v9
    resolution: 720p
    charge: { by: per-second, usd: 0.1 }
    section: a
`,
      'packages.csv': 'id,package,purchased_at\np,package-45000,2026-10-01\n',
      'use.csv':
        'timestamp,model,capability,resolution,duration\n2026-11-01T00:00:00Z,9.0,text-to-video,720p,5\n',
    },
    'use.csv:2: JOB_UNRATED 9.0 is priced in dollars alone (mine), and no package pays for that\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry packages.csv --usage use.csv',
    {
      'packages.csv': 'id,package,purchased_at\np,package-45000,2026-10-01\n',
      'use.csv':
        'timestamp,model,capability,resolution,duration,audio\n2026-11-01T00:00:00Z,4.0,text-to-video,1080p,5,yes\n',
    },
    "use.csv:2: JOB_UNRATED 4.0 is unrated: the vendor's lists in force give it no price\n" +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
])
