/** Rows of which much is wrong at once: all of it is told, each with its place and what would be right. */
import { testRefusals } from './refusal.js'

const LOG = { 'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n' }
const LOTS = { 'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n' }

testRefusals([
  [
    'quote --from jobs.csv',
    {
      'jobs.csv':
        'timestamp,task_id,capability,model,mode,resolution,duration,audio,reference,voice_control,input_duration,effect,count,status,account,updated_at,units,pool,package_id\nsoon,x,nope,nope,nope,nope,nope,nope,nope,nope,nope,nope,nope,nope,,later,,,\n2026-11-01,,text-to-video,3.0,,1080p,0,,,,,,0,,,,,,\n2026-11-01,,text-to-video,3.0,,1080p,5,,video,,-1,,1.5,,,,,,\n2026-11-01,,text-to-video,3.0,,1080p,900000,,,,,,99999999999,,,,,,\n',
    },
    'jobs.csv:2: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      'jobs.csv:2: BAD_TIME updated_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "later", which is not a form of time that is read\n' +
      'jobs.csv:2: UNKNOWN_CAPABILITY capability: no capability is called "nope"\n' +
      '  allowed: avatar, custom-voice, dual-character-effects, face-recognition, image-expansion, image-recognition, image-to-image, image-to-video, lip-sync, motion-control, multi-elements, multi-image-to-image, multi-image-to-video, single-image-effects, text-to-audio, text-to-image, text-to-speech, text-to-video, video-extension, video-to-audio or virtual-try-on\n' +
      'jobs.csv:2: UNKNOWN_MODEL model: no model is called "nope"\n' +
      '  `kling-cost rates list --details` shows all\n' +
      'jobs.csv:2: BAD_VALUE mode: found "nope"; std or pro is allowed\n' +
      'jobs.csv:2: BAD_VALUE resolution: found "nope"; 720p, 1080p, 1k, 2k or 4k is allowed\n' +
      'jobs.csv:2: BAD_NUMBER duration: found "nope"; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      'jobs.csv:2: BAD_VALUE audio: found "nope"; true, yes, 1, false, no or 0 is allowed\n' +
      'jobs.csv:2: BAD_VALUE reference: found "nope"; image or video is allowed\n' +
      'jobs.csv:2: BAD_VALUE voice_control: found "nope"; true, yes, 1, false, no or 0 is allowed\n' +
      'jobs.csv:2: BAD_NUMBER input_duration: found "nope"; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      'jobs.csv:2: BAD_NUMBER count: found "nope"; a whole number from 1 to 1000000000 is allowed\n' +
      'jobs.csv:2: BAD_VALUE status: found "nope"; succeed, succeeded, success, failed, submitted or processing is allowed\n' +
      'jobs.csv:3: BAD_NUMBER duration: found 0; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      'jobs.csv:3: BAD_NUMBER count: found "0"; a whole number from 1 to 1000000000 is allowed\n' +
      'jobs.csv:3: BAD_VALUE status: found ""; succeed, succeeded, success, failed, submitted or processing is allowed\n' +
      'jobs.csv:4: BAD_NUMBER input_duration: found "-1"; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      'jobs.csv:4: BAD_NUMBER count: found "1.5"; a whole number from 1 to 1000000000 is allowed\n' +
      'jobs.csv:4: BAD_VALUE status: found ""; succeed, succeeded, success, failed, submitted or processing is allowed\n' +
      'jobs.csv:5: BAD_NUMBER duration: found 900000; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      'jobs.csv:5: BAD_NUMBER count: found "99999999999"; a whole number from 1 to 1000000000 is allowed\n' +
      'jobs.csv:5: BAD_VALUE status: found ""; succeed, succeeded, success, failed, submitted or processing is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry lots.csv --usage use.csv',
    {
      ...LOTS,
      'use.csv':
        'timestamp,task_id,capability,model,mode,resolution,duration,audio,reference,voice_control,input_duration,effect,count,status,account,updated_at,units,pool,package_id\n2026-11-01T00:00:00Z,x,,,,,,,,,,,,,,later,many,nope,\n,y,,,,,,,,,,,,,,,5,video,\n2026-11-01T00:00:00Z,z,,,,,,,,,,,2,nope,,,-5,video,\n',
    },
    'use.csv:2: BAD_TIME updated_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "later", which is not a form of time that is read\n' +
      'use.csv:2: BAD_VALUE status: found ""; succeed, succeeded, success, failed, submitted or processing is allowed\n' +
      'use.csv:2: BAD_NUMBER units: expected a number of units, such as 400 or 0.5; got "many"\n' +
      'use.csv:2: BAD_VALUE pool: found "nope"; video, image or try-on is allowed\n' +
      'use.csv:3: BAD_TIME timestamp: is missing; an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds is needed\n' +
      'use.csv:3: BAD_VALUE status: found ""; succeed, succeeded, success, failed, submitted or processing is allowed\n' +
      'use.csv:4: BAD_VALUE status: found "nope"; succeed, succeeded, success, failed, submitted or processing is allowed\n' +
      'use.csv:4: BAD_NUMBER units: expected a number of units, such as 400 or 0.5; got "-5"\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'budget use.csv',
    {
      'use.csv':
        'date,pool,units,account\nsoon,nope,many,\n2026-11-01,video\n2026-11-02,,-4,\n2026-11-02T10:00:00Z,video,1,\n',
    },
    'use.csv:2: BAD_TIME date: expected a date such as 2026-12-01; got "soon", which is not a form of time that is read\n' +
      'use.csv:2: BAD_VALUE pool: found "nope"; video, image or try-on is allowed\n' +
      'use.csv:2: BAD_NUMBER units: expected a number of units, such as 400 or 0.5; got "many"\n' +
      'use.csv:3: ROW_WIDTH the row has 2 fields; the header has 4\n' +
      'use.csv:4: BAD_NUMBER units: expected a number of units, such as 400 or 0.5; got "-4"\n' +
      'use.csv:5: BAD_TIME date: expected a date such as 2026-12-01; got "2026-11-02T10:00:00Z", which has a time of day\n' +
      '  write the date alone\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'budget --demand d.csv',
    {
      'd.csv':
        'date,pool,units\nsoon,nope,many\n2026-12-01,video\n2026-12-02,,4\n2026-12-02,video,1\n2026-12-02,video,1\n',
    },
    'd.csv:2: BAD_TIME date: expected a date such as 2026-12-01; got "soon", which is not a form of time that is read\n' +
      'd.csv:2: BAD_VALUE pool: found "nope"; video, image or try-on is allowed\n' +
      'd.csv:2: BAD_NUMBER units: expected a number of units, such as 400 or 0.5; got "many"\n' +
      'd.csv:3: ROW_WIDTH the row has 2 fields; the header has 3\n',
  ],
  [
    'budget --plan p.csv',
    {
      'p.csv':
        'month,model,capability,resolution,duration,count\n13,nope,nope,nope,nope,nope\n2026-12,3.0,text-to-video,1080p\n',
    },
    'p.csv:2: UNKNOWN_CAPABILITY capability: no capability is called "nope"\n' +
      '  allowed: avatar, custom-voice, dual-character-effects, face-recognition, image-expansion, image-recognition, image-to-image, image-to-video, lip-sync, motion-control, multi-elements, multi-image-to-image, multi-image-to-video, single-image-effects, text-to-audio, text-to-image, text-to-speech, text-to-video, video-extension, video-to-audio or virtual-try-on\n' +
      'p.csv:2: UNKNOWN_MODEL model: no model is called "nope"\n' +
      '  `kling-cost rates list --details` shows all\n' +
      'p.csv:2: BAD_VALUE resolution: found "nope"; 720p, 1080p, 1k, 2k or 4k is allowed\n' +
      'p.csv:2: BAD_NUMBER duration: found "nope"; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      'p.csv:2: BAD_NUMBER count: found "nope"; a whole number from 0 to 1000000000 is allowed\n' +
      'p.csv:2: BAD_TIME month: expected a month such as 2027-12, or 12 for every December; got "13"\n' +
      'p.csv:3: ROW_WIDTH the row has 4 fields; the header has 6\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,pool,units,price,purchased_at,effective_at,expires_at,validity_days,concurrency,account,currency,order_number,package_name,package_type,package_status,quantity,unit_price,total_price,remaining,used\nx,nope,nope,many,much,soon,later,never,long,few,,eur,,,constant_period,gone,none,cheap,dear,some,all\ny,package-1,,0,-1,2026-10-01,,,0,0,,,,,,,,,,-1,-1\nz,package-1,,,,2026-10-01,2026-10-02,2026-10-02,5,1.5,,usd,,,,,,,,99999999,\n,,video,10,,2026-10-01,,,,,,,,,,,,,,,\nw,package-1,image,,,2026-10-01,,2027-01-01,5,,,,,,,,,,,,\n',
    },
    'lots.csv:2: BAD_TIME purchased_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      'lots.csv:2: BAD_TIME effective_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "later", which is not a form of time that is read\n' +
      'lots.csv:2: BAD_TIME expires_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "never", which is not a form of time that is read\n' +
      'lots.csv:2: UNKNOWN_PACKAGE no resource package is called "nope"\n' +
      '  allowed: trial-100, trial-1000, package-1, package-2, package-3, custom, trial-100-2026, trial-1000-2026, package-5000, package-15000, package-45000 or package-60000\n' +
      'lots.csv:2: BAD_VALUE pool: found "nope"; image, try-on or video is allowed\n' +
      'lots.csv:2: BAD_NUMBER concurrency: found "few"; a whole number from 1 to 1000000 is allowed\n' +
      'lots.csv:2: BAD_NUMBER validity_days: found "long"; a whole number from 1 to 36500 is allowed\n' +
      'lots.csv:2: BAD_VALUE package_status: expected toBeOnline, online, expired or runOut; got "gone"\n' +
      '  take out the row of a package that was cancelled or given back\n' +
      'lots.csv:2: BAD_VALUE currency: found "eur"; usd is allowed\n' +
      'lots.csv:2: BAD_VALUE package_type: found "constant_period": a package that is filled again every period is not one lot\n' +
      '  write a ledger with one row for each period\n' +
      'lots.csv:2: BAD_NUMBER quantity: expected a whole number of packages from 1 to 1000000; got "none"\n' +
      'lots.csv:2: BAD_NUMBER units: expected a number of units above 0, such as 30000 or 0.5; got "many"\n' +
      'lots.csv:2: BAD_NUMBER price: expected a number of US dollars, such as 1200 or 0.556; got "much"\n' +
      'lots.csv:2: BAD_NUMBER unit_price: expected a number of US dollars, such as 1200 or 0.556; got "cheap"\n' +
      'lots.csv:2: BAD_NUMBER total_price: expected a number of US dollars, such as 1200 or 0.556; got "dear"\n' +
      'lots.csv:3: BAD_NUMBER concurrency: found "0"; a whole number from 1 to 1000000 is allowed\n' +
      'lots.csv:3: BAD_NUMBER validity_days: found "0"; a whole number from 1 to 36500 is allowed\n' +
      'lots.csv:3: BAD_NUMBER units: expected a number of units above 0, such as 30000 or 0.5; got "0"\n' +
      'lots.csv:3: BAD_NUMBER price: expected a number of US dollars, such as 1200 or 0.556; got "-1"\n' +
      '  a refund or credit note is no package: take it out, with the purchase that it cancels\n' +
      'lots.csv:4: BAD_NUMBER concurrency: found "1.5"; a whole number from 1 to 1000000 is allowed\n' +
      'lots.csv:5: KEY_MISSING id: is missing\n' +
      'lots.csv:5: KEY_MISSING expires_at or validity_days: is missing\n' +
      'lots.csv:5: KEY_MISSING price: is missing\n' +
      'lots.csv:6: BAD_VALUE pool: expected video, the pool of package-1; got image\n  put right which of the two is wrong\n',
  ],
  [
    'expiry lots.csv',
    { 'lots.csv': 'id,package,purchased_at\nx,package-1\ny,package-1,2026-13-01\nz,package-1,2126-01-01\n' },
    'lots.csv:2: ROW_WIDTH the row has 2 fields; the header has 3\n' +
      'lots.csv:3: BAD_TIME purchased_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "2026-13-01", which is a date that does not exist\n',
  ],
  [
    'sla log.csv',
    {
      'log.csv':
        'timestamp,status,request_id,endpoint,account,fault,excluded\nsoon,999,,,,who,maybe\n2026-10-01T00:00:00Z\n2026-10-01T00:00:00Z,,,,,server,\n,5xx,,,,,\n',
    },
    'log.csv:2: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      'log.csv:2: BAD_VALUE fault: found "who"; provider, customer and network are allowed, or nothing\n' +
      'log.csv:2: BAD_VALUE status: found "999"; a status from 100 to 599 is allowed, or nothing, -, 0 or 000 for a request that never reached the server\n' +
      'log.csv:3: ROW_WIDTH the row has 1 field; the header has 7\n' +
      'log.csv:4: BAD_VALUE fault: found "server"; provider, customer and network are allowed, or nothing\n' +
      'log.csv:5: BAD_TIME timestamp: is missing; every row needs a time\n' +
      'log.csv:5: BAD_VALUE status: found "5xx"; a status from 100 to 599 is allowed, or nothing, -, 0 or 000 for a request that never reached the server\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.jsonl',
    {
      'log.jsonl':
        '{"timestamp":"soon","status":"x","fault":"who","excluded":"maybe"}\n{"timestamp":"2026-10-01T00:00:00Z","status":{"a":1}}\n[1]\n{"timestamp":"2026-10-01T00:00:00Z","status":200,"status":500}\n{"timestamp":\n',
    },
    'log.jsonl:1: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      'log.jsonl:1: BAD_VALUE fault: found "who"; provider, customer and network are allowed, or nothing\n' +
      'log.jsonl:1: BAD_VALUE status: found "x"; a status from 100 to 599 is allowed, or nothing, -, 0 or 000 for a request that never reached the server\n' +
      'log.jsonl:2:46: BAD_VALUE status: expected a text, number or boolean; got an object\n' +
      '  name a value inside it, such as status.a\n' +
      'log.jsonl:3:1: JSON_MALFORMED found an array; each row must be a JSON object\n' +
      'log.jsonl:4:59: KEY_REPEATED "status" is there twice\n' +
      'log.jsonl:5:14: JSON_MALFORMED not JSON: expected a value\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla --counts log.csv',
    {
      'log.csv':
        'slice_start,account,valid,errors,unreached,excluded,requests,scheduled_errors,scheduled_unreached,unreached_otherwise\nsoon,,x,-1,1.5,1e3,y,z,?,!\n2026-10-01T00:00:00Z,,1,0,0,0,1,0,0,0\n2026-10-01T00:00:00Z,,1,0,0,0,1,0,0,0\n2026-10-01T00:00:00Z,,1\n',
    },
    'log.csv:2: BAD_TIME slice_start: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      'log.csv:2: BAD_NUMBER valid: found "x"; a whole number of at most 12 digits is allowed\n' +
      'log.csv:2: BAD_NUMBER errors: found "-1"; a whole number of at most 12 digits is allowed\n' +
      'log.csv:2: BAD_NUMBER unreached: found "1.5"; a whole number of at most 12 digits is allowed\n' +
      'log.csv:2: BAD_NUMBER excluded: found "1e3"; a whole number of at most 12 digits is allowed\n' +
      'log.csv:2: BAD_NUMBER requests: found "y"; a whole number of at most 12 digits is allowed\n' +
      'log.csv:2: BAD_NUMBER scheduled_errors: found "z"; a whole number of at most 12 digits is allowed\n' +
      'log.csv:2: BAD_NUMBER scheduled_unreached: found "?"; a whole number of at most 12 digits is allowed\n' +
      'log.csv:2: BAD_NUMBER unreached_otherwise: found "!"; a whole number of at most 12 digits is allowed\n' +
      'log.csv:5: ROW_WIDTH the row has 3 fields; the header has 10\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv --maintenance m.csv',
    {
      ...LOG,
      'm.csv':
        'start,end,reason,notified_at\nsoon,later,,once\n2026-10-02,2026-10-01,x,\n2026-10-01,2026-10-02\n',
    },
    'm.csv:2: BAD_TIME start: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      'm.csv:2: BAD_TIME end: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "later", which is not a form of time that is read\n' +
      'm.csv:2: BAD_TIME notified_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "once", which is not a form of time that is read\n' +
      'm.csv:3: BAD_TIME end: found "2026-10-01"; a time after the start is allowed\n' +
      '  a date without a time is when that day begins: of a window that lasts until the day is over, the end is the day after\n' +
      'm.csv:4: ROW_WIDTH the row has 2 fields; the header has 4\n',
  ],
  [
    'sla log.csv --calendar c.csv',
    {
      ...LOG,
      'c.csv':
        'date,kind\nsoon,feast\n2026-10-01,holiday\n2026-10-01,workday\n2026-10-01T10:00:00Z,workday\n',
    },
    'c.csv:2: BAD_TIME date: expected a date such as 2026-12-01; got "soon", which is not a form of time that is read\n' +
      'c.csv:2: BAD_VALUE kind: found "feast"; holiday or workday is allowed\n' +
      'c.csv:4: KEY_REPEATED date: 2026-10-01 is a holiday already\n' +
      'c.csv:5: BAD_TIME date: expected a date such as 2026-12-01; got "2026-10-01T10:00:00Z", which has a time of day\n' +
      '  write the date alone\n',
  ],
  [
    'sla log.csv --fees f.csv',
    {
      ...LOG,
      'f.csv':
        'account,period,fee,voucher_fee,fee_excluded,currency\na,soon,ten,two,-1,eur\na,2026-10,10,6,5,usd\nb,2026-10,,,,\n',
    },
    'f.csv:2: BAD_TIME period: found "soon"; a month such as 2026-10 is allowed\n' +
      'f.csv:2: BAD_VALUE currency: found "eur"; usd is allowed\n' +
      'f.csv:2: BAD_NUMBER fee: expected a number of dollars, such as 1200 or 0.556; got "ten"\n' +
      'f.csv:2: BAD_NUMBER voucher_fee: expected a number of dollars, such as 1200 or 0.556; got "two"\n' +
      'f.csv:2: BAD_NUMBER fee_excluded: expected a number of dollars, such as 1200 or 0.556; got "-1"\n' +
      'f.csv:3: BAD_NUMBER fee: found 10, less than what vouchers paid and what does not count\n' +
      'f.csv:4: BAD_NUMBER fee: expected a number of dollars, such as 1200 or 0.556; got ""\n',
  ],
  [
    'quote --from export.json',
    {
      'export.json':
        '{"code":0,"data":{"result":{"detail":[{"product_type":"nope","deduction_amount":"many","deduction_time":"soon","duration":"x","resolution":"y","model_name":"z","product_function":"?","video_sound":"loud","unit_before_deduction":"a","unit_after_deduction":"b"},{"product_type":"video","deduction_amount":"3","deduction_amount2":"4","cash_deduction_amount":"5"},{"product_type":"video","deduction_amount":"3","amount":"5","balance_before_deduction":"7"},3]}}}',
    },
    'export.json:1:39: BAD_NUMBER deduction_amount: found "many"; a plain decimal number of units is allowed\n' +
      'export.json:1:39: BAD_NUMBER unit_before_deduction: found "a"; a plain decimal number of units is allowed\n' +
      'export.json:1:39: BAD_NUMBER unit_after_deduction: found "b"; a plain decimal number of units is allowed\n' +
      'export.json:1:39: BAD_TIME deduction_time: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      'export.json:1:39: BAD_VALUE video_sound: found "loud"; native, original or off is allowed\n' +
      'export.json:1:39: UNKNOWN_MODEL model: no model is called "z"\n' +
      '  `kling-cost rates list --details` shows all\n' +
      'export.json:1:39: BAD_VALUE resolution: found "y"; 720p, 1080p, 1k, 2k or 4k is allowed\n' +
      'export.json:1: JOB_AMBIGUOUS nothing says what the job is; a model or a capability is needed\n' +
      '  a column of that name says which; --columns maps one that is called otherwise\n' +
      'export.json:1: JOB_AMBIGUOUS nothing says what the job is; a model or a capability is needed\n' +
      '  a column of that name says which; --columns maps one that is called otherwise\n' +
      'export.json:1:453: KEY_MISSING product_type: is missing; video, image or try-on is allowed\n' +
      'export.json:1:453: BAD_NUMBER deduction_amount: found ""; a plain decimal number of units is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry lots.csv --usage export.json',
    {
      ...LOTS,
      'export.json':
        '{"code":0,"data":{"result":{"detail":[{"product_type":"video","deduction_amount":"3"},{"deduction_amount":"3","deduction_time":"1795122000000"}]}}}',
    },
    'export.json:1:39: KEY_MISSING deduction_time: is missing\n' +
      'export.json:1:87: KEY_MISSING product_type: is missing; video, image or try-on is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.json',
    {
      'jobs.json':
        '[{"model":"3.0","capability":"text-to-video","resolution":"1080p","duration":{"a":1}},{"model":"3.0","model":"2.6"},3,{"code":1200,"message":"no"},{"task_status":"odd","task_id":"5"}]',
    },
    'jobs.json:1:78: BAD_VALUE duration: expected a text, number or boolean; got an object\n' +
      '  name a value inside it, such as duration.a\n' +
      'jobs.json:1:110: KEY_REPEATED "model" is there twice\n' +
      'jobs.json:1:117: JSON_MALFORMED found a number; each row must be a JSON object\n' +
      'jobs.json:1:119: SERVER_FAILED the API answered with an error: 1200 no\n' +
      '  nothing can be read from it; ask the API again once the cause is removed\n' +
      'jobs.json:1: BAD_VALUE task 5 ("5"): status: found "odd"; succeed, succeeded, success, failed, submitted or processing is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.json',
    { 'jobs.json': '{\n}\n' },
    'jobs.json:1:1: JSON_MALFORMED expected tasks, a billing export (data.result.detail) or one JSON object a line; got an object of no keys\n',
  ],
  [
    'quote --from jobs.json',
    { 'jobs.json': '{\n"a": 1,\n"b": 2\n}\n' },
    'jobs.json:1:1: JSON_MALFORMED expected tasks, a billing export (data.result.detail) or one JSON object a line; got an object of a, b\n',
  ],
  [
    'quote --from jobs.json',
    { 'jobs.json': '[\n1 2\n]\n' },
    'jobs.json:2:3: JSON_MALFORMED not JSON: expected a comma\n',
  ],
  [
    'quote --from jobs.jsonl',
    {
      'jobs.jsonl':
        '{"model":"3.0","capability":"text-to-video","resolution":"1080p","duration":5\n{"model":"3.0","capability":"text-to-video","resolution":"1080p","duration":5}\n\n{"model":"3.0"\n',
    },
    'jobs.jsonl:1:78: JSON_MALFORMED not JSON: expected a closing brace\n' +
      'jobs.jsonl:4:15: JSON_MALFORMED not JSON: expected a closing brace\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.json',
    {
      'log.json':
        '[\n{"timestamp":"2026-10-01T00:00:00Z","status":200},\n{\n"timestamp":"soon",\n"status":200}\n]\n',
    },
    'log.json:3: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry costs.jsonl',
    {
      'costs.jsonl':
        '{"id":"a","package":"package-1","purchased_at":"2026-10-01"}\n\n{"id":"b","package":"nope","purchased_at":"soon"}\n',
    },
    'costs.jsonl:3:1: BAD_TIME purchased_at: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      'costs.jsonl:3:1: UNKNOWN_PACKAGE no resource package is called "nope"\n' +
      '  allowed: trial-100, trial-1000, package-1, package-2, package-3, custom, trial-100-2026, trial-1000-2026, package-5000, package-15000, package-45000 or package-60000\n',
  ],
  [
    'expiry costs.json',
    {
      'costs.json':
        '{"code":0,"data":{"resource_pack_subscribe_infos":[{"resource_pack_name":"","resource_pack_id":"1","resource_pack_type":"odd","total_quantity":"x","remaining_quantity":-7,"purchase_time":"soon","effective_time":"x","invalid_time":"y","status":"odd","paid":"5"}]}}',
    },
    'costs.json:1:52: BAD_TIME purchase_time: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "soon", which is not a form of time that is read\n' +
      'costs.json:1:52: BAD_TIME effective_time: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "x", which is not a form of time that is read\n' +
      'costs.json:1:52: BAD_TIME invalid_time: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "y", which is not a form of time that is read\n' +
      'costs.json:1:52: BAD_VALUE status: expected toBeOnline, online, expired or runOut; got "odd"\n' +
      '  take out the row of a package that was cancelled or given back\n' +
      'costs.json:1:52: BAD_NUMBER total_quantity: expected a number of units above 0, such as 30000 or 0.5; got "x"\n' +
      'costs.json:1:52: KEY_MISSING pool: is missing; image, try-on or video is allowed\n',
  ],
  [
    'budget --units-per-day 5 --packages costs.yaml',
    { 'costs.yaml': 'a: [\n' },
    'costs.yaml:1: HEADER_MISSING no column "purchased_at" or "effective_at"\n' +
      '  found a: [; --columns maps other names\n',
  ],
  [
    'quote --from jobs.yaml',
    {
      'jobs.yaml':
        '- { model: nope, resolution: nope, duration: nope, count: nope }\n- just text\n- { model: 3.0, capability: { a: 1 } }\n',
    },
    'jobs.yaml:1: UNKNOWN_MODEL model: no model is called "nope"\n' +
      '  `kling-cost rates list --details` shows all\n' +
      'jobs.yaml:1: BAD_VALUE resolution: found "nope"; 720p, 1080p, 1k, 2k or 4k is allowed\n' +
      'jobs.yaml:1: BAD_NUMBER duration: found "nope"; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      'jobs.yaml:1: BAD_NUMBER count: found "nope"; a whole number from 1 to 1000000000 is allowed\n' +
      'jobs.yaml:2:3: JSON_MALFORMED found a string; each row must be a JSON object\n' +
      'jobs.yaml:3:29: BAD_VALUE capability: expected a text, number or boolean; got an object\n' +
      '  name a value inside it, such as capability.a\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.yaml',
    { 'jobs.yaml': 'just text\n' },
    'jobs.yaml:1:1: KEY_MISSING holds no list of jobs\n' +
      '  such as "jobs:" with "- { model: 3.0, resolution: 1080p, duration: 10, count: 500 }" below\n',
  ],
  [
    'quote --from jobs.yaml',
    { 'jobs.yaml': '- { model: 3.0, model: 2.6 }\n' },
    'jobs.yaml:1:17: KEY_REPEATED the key "model" stands in line 1 already\n',
  ],
  [
    'quote --from jobs.csv --columns model=m,capability=c',
    { 'jobs.csv': 'm,c,resolution,duration\nnope,nope,1080p,5\n' },
    'jobs.csv:2: UNKNOWN_CAPABILITY capability: no capability is called "nope"\n' +
      '  allowed: avatar, custom-voice, dual-character-effects, face-recognition, image-expansion, image-recognition, image-to-image, image-to-video, lip-sync, motion-control, multi-elements, multi-image-to-image, multi-image-to-video, single-image-effects, text-to-audio, text-to-image, text-to-speech, text-to-video, video-extension, video-to-audio or virtual-try-on\n' +
      'jobs.csv:2: UNKNOWN_MODEL model: no model is called "nope"\n' +
      '  `kling-cost rates list --details` shows all\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.csv --columns model=m',
    { 'jobs.csv': 'model,capability,resolution,duration\n3.0,text-to-video,1080p,5\n' },
    'jobs.csv:1: HEADER_MISSING no column is called "m", which was asked for\n' +
      '  found: model, capability, resolution, duration\n',
  ],
  [
    'quote --from jobs.csv',
    { 'jobs.csv': 'model,capability,resolution,duration,model\n3.0,text-to-video,1080p,5,2.6\n' },
    'jobs.csv:1: HEADER_REPEATED the column "model" is there twice\n',
  ],
  [
    'quote --from jobs.csv',
    {
      'jobs.csv': 'model,capability,resolution,duration,started_at,model_id\n3.0,text-to-video,1080p,5,x,y\n',
    },
    'jobs.csv:1: COLUMN_UNREAD nothing is read from the column "started_at", which looks like timestamp\n' +
      '  --columns timestamp=started_at reads it or --ignore-columns started_at leaves it out, if it changes nothing\n' +
      'jobs.csv:1: COLUMN_UNREAD nothing is read from the column "model_id", which looks like model\n' +
      '  --columns model=model_id reads it instead or --ignore-columns model_id leaves it out, if it changes nothing\n',
  ],
  [
    'quote --from jobs.csv --decimal ,',
    { 'jobs.csv': 'model;capability;resolution;duration;count\n3.0;text-to-video;1080p;5,5;1.000,5\n' },
    'jobs.csv:2: BAD_NUMBER count: found "1000.5"; a whole number from 1 to 1000000000 is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.csv',
    { 'jobs.csv': 'timestamp,model,capability,resolution,duration\n03/04/2026,3.0,text-to-video,1080p,5\n' },
    'jobs.csv:2: BAD_TIME timestamp: expected a date with the year first; got "03/04/2026", which is 2026-03-04 (MDY) or 2026-04-03 (DMY)\n' +
      '  say which it is for the whole file: --date-format MDY (month first) or --date-format DMY (day first)\n',
  ],
  [
    'quote --from jobs.csv',
    {
      'jobs.csv':
        'timestamp,model,capability,resolution,duration\n2026-02-30,3.0,text-to-video,1080p,5\n2026-11-01T25:00:00Z,3.0,text-to-video,1080p,5\n2026-11-01T10:00:00+99:00,3.0,text-to-video,1080p,5\n1e12,3.0,text-to-video,1080p,5\n-5,3.0,text-to-video,1080p,5\n12345,3.0,text-to-video,1080p,5\n2026-11,3.0,text-to-video,1080p,5\n10:00,3.0,text-to-video,1080p,5\nyesterday,3.0,text-to-video,1080p,5\n',
    },
    'jobs.csv:2: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "2026-02-30", which is a date that does not exist\n' +
      'jobs.csv:3: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "2026-11-01T25:00:00Z", which is no time that exists in UTC\n' +
      'jobs.csv:4: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "2026-11-01T10:00:00+99:00", which is no time that exists in UTC\n' +
      'jobs.csv:5: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "1e12", which is not a form of time that is read\n' +
      'jobs.csv:6: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "-5", which is not a form of time that is read\n' +
      'jobs.csv:7: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "12345", which as an epoch lies before 2000-01-01, and no such time is read\n' +
      'jobs.csv:8: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "2026-11", which is not a form of time that is read\n' +
      'jobs.csv:9: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "10:00", which is not a form of time that is read\n' +
      'jobs.csv:10: BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "yesterday", which is not a form of time that is read\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry lots.csv',
    {
      'lots.csv':
        'id,package,purchased_at,units,price\nx,,2026-10-01,"1.234,5","1,234"\ny,,2026-10-01,1 000,$5\nz,,2026-10-01,5e3,€7\n',
    },
    'lots.csv:2: KEY_MISSING expires_at or validity_days: is missing\n' +
      'lots.csv:2: KEY_MISSING pool: is missing; image, try-on or video is allowed\n' +
      'lots.csv:3: KEY_MISSING expires_at or validity_days: is missing\n' +
      'lots.csv:3: KEY_MISSING pool: is missing; image, try-on or video is allowed\n' +
      'lots.csv:4: KEY_MISSING expires_at or validity_days: is missing\n' +
      'lots.csv:4: BAD_NUMBER units: expected a number of units above 0, such as 30000 or 0.5; got "5e3"\n' +
      'lots.csv:4: BAD_NUMBER price: expected a number of US dollars, such as 1200 or 0.556; got "€7"\n' +
      'lots.csv:4: KEY_MISSING pool: is missing; image, try-on or video is allowed\n',
  ],
  [
    'expiry lots.csv --format focus',
    { 'lots.csv': 'id,pool,units,price,purchased_at,expires_at\nx,video,10,1.4,2026-10-01,2027-01-01\n' },
    'BAD_USAGE --format focus: expected a log of use; got none; name it with --usage\n',
  ],
  [
    'budget --units-per-day 9 --pool image --format focus',
    {},
    'NO_PLAN --format focus: expected packages that cover the use of every pool; got too few, or none, on sale for image\n' +
      '  leave the use of that pool out, or read the plan with --format csv\n',
  ],
  [
    'quote --model 3.0 --capability text-to-video --resolution 8k --duration 5',
    {},
    'BAD_VALUE --resolution: found "8k"; 720p, 1080p, 1k, 2k or 4k is allowed\n',
  ],
  [
    'quote --model 3.0 --capability text-to-video --resolution 1080p --duration 99',
    {},
    'JOB_UNRATED 3.0 text-to-video 1080p takes 3 to 15 seconds; 99 was given (kling-per-second)\n',
  ],
  [
    'quote --model V1.6 --capability text-to-video --mode pro --duration 7',
    {},
    'JOB_UNRATED V1.6 text-to-video pro takes 5 or 10 seconds; 7 was given (kling-units-2025)\n',
  ],
  [
    'quote --capability image-to-video --mode pro --resolution 4k --duration 99',
    {},
    'JOB_UNRATED pro is 1080p by kling-per-second; 4k was given too (kling-per-second)\n',
  ],
  [
    'quote --model O1 --capability lip-sync --duration 5',
    {},
    'JOB_UNRATED O1 takes capability image-to-video; lip-sync was given (kling-per-second)\n',
  ],
  [
    'quote --model 2.6 --capability text-to-video --resolution 720p --duration 5 --audio --reference image',
    {},
    'JOB_UNRATED 2.6 text-to-video 720p has no price with audio and takes no reference (image was given) (kling-units-2026)\n',
  ],
  [
    'quote --capability motion-control --resolution 4k --duration 5',
    {},
    'JOB_UNRATED Motion Control motion-control takes resolution 720p or 1080p; 4k was given (kling-per-second)\n',
  ],
  [
    'quote --model 3.0 --capability text-to-video --resolution 1080p --duration 5 --seller nobody',
    {},
    'BAD_VALUE --seller: no seller is called "nobody"\n' +
      '  allowed: Venice, fal.ai, PiAPI, Replicate, OpenRouter or Krea\n',
  ],
  [
    'quote --model 3.0 --capability text-to-video --resolution 1080p --duration 5 --card nope',
    {},
    'UNKNOWN_CARD no rate card is called "nope"\n' +
      '  allowed: kling-per-second, kling-units-2026, kling-units-2025, venice-2026, fal-2026, piapi-2026, replicate-2026, openrouter-2026 or krea-2026\n',
  ],
  [
    'quote --model Image-3.0 --capability text-to-image --package package-15000',
    {},
    'JOB_UNRATED Image 3.0 text-to-image takes resolution 1k or 2k; none was given (kling-units-2026)\n',
  ],
  [
    'quote --from jobs.csv',
    {
      'jobs.csv':
        'model,capability,mode,resolution,duration\nkling-v2-6,text-to-video,pro,720p,5\nkling-v2-6,text-to-video,std,4k,5\nkling-v2-6,text-to-video,,,5\nkling-v2-6,text-to-video,pro,,600\n',
    },
    'jobs.csv:2: JOB_UNRATED pro is 1080p by kling-units-2026; 720p was given too (kling-units-2026)\n' +
      'jobs.csv:3: JOB_UNRATED std is 720p by kling-units-2026; 4k was given too (kling-units-2026)\n' +
      'jobs.csv:4: JOB_UNRATED 2.6 text-to-video takes resolution 720p or 1080p; none was given (kling-units-2026)\n' +
      'jobs.csv:5: JOB_UNRATED 2.6 text-to-video 1080p takes 5 or 10 seconds; 600 was given (kling-units-2026)\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from jobs.csv',
    {
      'jobs.csv':
        'model,capability,mode,resolution,duration,audio,voice_control,reference\nkling-v2-6,text-to-video,pro,,5,,yes,\n3.0,text-to-video,,1080p,5,yes,yes,video\nO1,text-to-video,,,5,,,\n1.6,lip-sync,pro,,10,,,\n1.6,text-to-video,pro,,7,,,\nkling-lip-sync,lip-sync,,,0,,,\n1.6,try-on,pro,,5,,,\n',
    },
    'jobs.csv:2: JOB_UNRATED 2.6 text-to-video 1080p has no price with voice control; 2.6 text-to-video 1080p is priced with audio only (kling-units-2026)\n' +
      'jobs.csv:3: JOB_UNRATED 3.0 text-to-video 1080p with audio has no price with voice control and takes no reference (video was given) (kling-per-second)\n' +
      'jobs.csv:4: JOB_UNRATED O1 text-to-video takes resolution 720p or 1080p; none was given (kling-units-2026)\n' +
      '  --seller Krea has it for $0.588 each (krea-2026)\n' +
      'jobs.csv:5: JOB_UNRATED V1.6 pro takes capability text-to-video, image-to-video, multi-image-to-video or multi-elements; lip-sync was given (kling-units-2025)\n' +
      'jobs.csv:6: JOB_UNRATED V1.6 text-to-video pro takes 5 or 10 seconds; 7 was given (kling-units-2025)\n' +
      'jobs.csv:7: BAD_NUMBER duration: found 0; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      'jobs.csv:8: JOB_UNRATED V1.6 pro takes capability text-to-video, image-to-video, multi-image-to-video, multi-elements or video-extension; virtual-try-on was given (kling-units-2025)\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote 3.0 --effect hug --duration 5',
    {},
    'JOB_UNRATED 3.0 takes resolution 720p or 1080p (none was given) and takes no effect (hug was given) (kling-per-second)\n',
  ],
  [
    'quote --capability effects --effect nothing --duration 5',
    {},
    'UNKNOWN_CAPABILITY --capability: no capability is called "effects"\n' +
      '  allowed: avatar, custom-voice, dual-character-effects, face-recognition, image-expansion, image-recognition, image-to-image, image-to-video, lip-sync, motion-control, multi-elements, multi-image-to-image, multi-image-to-video, single-image-effects, text-to-audio, text-to-image, text-to-speech, text-to-video, video-extension, video-to-audio or virtual-try-on\n',
  ],
  [
    'quote 2.6 --capability lip-sync --duration 5',
    {},
    'JOB_UNRATED Lip-Sync lip-sync takes model Lip-Sync; 2.6 was given (kling-units-2026)\n',
  ],
  [
    'quote 2.6 --capability text-to-video --mode pro --duration 5 --seller krea',
    {},
    'JOB_UNRATED Krea has no list in force with a price for 2.6\n' +
      '  --card kling-units-2026 has a price for it; --seller fal.ai has it for $0.35 each (fal-2026), and 1 more\n',
  ],
  [
    'quote --capability text-to-video',
    {},
    'JOB_UNRATED 3.0 text-to-video takes resolution 720p or 1080p (none was given) and takes 3 to 15 seconds (none was given); O3 text-to-video takes resolution 720p or 1080p (none was given) and takes 3 to 15 seconds (none was given) (kling-per-second)\n',
  ],
  [
    'quote 1.6 --capability text-to-video --mode pro --duration 5 --card fal-2026',
    {},
    'JOB_UNRATED no row is for kling-v1-6; the models are 3.0, O3, 2.6, 2.5 Turbo and 4.0 (fal-2026)\n' +
      '  --card kling-units-2025 has a price for it\n',
  ],
  [
    'sla log.csv --policy p.yaml',
    {
      'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n',
      'p.yaml': 'kind: tiers\ntiers:\n  - { below: 99.5, percent: 20 }\n',
    },
    'p.yaml: BAD_VALUE --policy needs a file of kind agreement; this one is of kind tiers\n',
  ],
  [
    'sla log.csv --tiers p.yaml',
    {
      'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n',
      'p.yaml':
        'kind: names\nvendor: x\ntitle: x\nsource: { document: C, title: C, retrieved: 2026-09-01, confidence: own }\n',
    },
    'p.yaml:2:1: KEY_UNKNOWN unknown key "vendor"\n' +
      '  allowed here: kind, title, source, columns, harmless, totals, all, units, negations, packages, values\n',
  ],
  [
    'sla log.csv --tiers p.yaml',
    {
      'log.csv': 'timestamp,status\n2026-10-01T00:00:00Z,200\n',
      'p.yaml': 'kind: tiers\ntiers:\n  - { below: 99.5, percent: 20 }\n',
    },
    'p.yaml: BAD_VALUE 99.5 does not continue from 99.90, which kling promises\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'timestamp,status\n2026-10-01,200\n' },
    'log.csv:2: BAD_TIME timestamp: expected a time of day, too; got the date "2026-10-01" alone\n' +
      '  where the time stands in a column of its own, join the two: --columns timestamp=DATE+TIME\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': '"timestamp,status\n2026-10-01,200\n' },
    'log.csv:1: CSV_MALFORMED the header has a quote that does not close or stands inside a name\n' +
      '  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'sla log.csv',
    { 'log.csv': 'time"stamp,sta"tus\n2026-10-01,200\n' },
    'log.csv:1: CSV_MALFORMED the header has a quote that does not close or stands inside a name\n' +
      '  kling-cost help logs lists the formats that are recognised\n',
  ],
  [
    'quote --from jobs.csv',
    { 'jobs.csv': '<table border="1" class="dataframe">\n' },
    'jobs.csv:1: CSV_MALFORMED is a page or XML, and no table that is read\n' +
      '  it may be CSV, JSON, JSON lines or .xlsx\n',
  ],
  ...['<!DOCTYPE html>', '<html><body>', '<table>', '<?xml version="1.0"?>'].map(
    (page): [string, Record<string, string>, string] => [
      'sla log.csv',
      { 'log.csv': `${page}\n<p>Log in\n` },
      'log.csv:1: CSV_MALFORMED is a page or XML, and no table that is read\n' +
        '  kling-cost help logs lists the formats that are recognised\n',
    ],
  ),
  [
    'quote --from jobs.bin',
    { 'jobs.bin': 'PAR1\0\0' },
    'jobs.bin: FILE_NOT_TEXT is a Parquet file, of which sla alone reads those that are named .parquet\n' +
      `  convert it: duckdb -c "copy 'jobs.bin' to 'rows.csv'"\n`,
  ],
  [
    'sla log.csv',
    { 'log.csv': '' },
    'log.csv: FILE_EMPTY is empty\n  did what writes it fail? leave it out if it is meant to be empty\n',
  ],
  ['sla log.csv', { 'log.csv': '\n\n' }, 'log.csv: FILE_EMPTY holds nothing but blank lines\n'],
  [
    'sla a.log --log-format w3c',
    { 'a.log': '2026-10-01 00:00:00 200\n' },
    'a.log: LOG_MALFORMED the log is not what IIS and others that write the extended format of W3C writes; it begins with 2026-10-01 00:00:00 200\n' +
      '  leave out --log-format w3c to have it recognised, or say with --columns where time and status stand\n',
  ],
  [
    'sla a.log --log-format haproxy --columns status=nothing',
    { 'a.log': 'hello world\n' },
    'a.log: LOG_MALFORMED the log is not what HAProxy, option httplog writes; it begins with hello world\n' +
      '  leave out --log-format haproxy to have it recognised, or say with --columns where time and status stand\n',
  ],
  [
    'sla a.log --log-format combined --columns status=nothing',
    { 'a.log': '127.0.0.1 - - [01/Oct/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n' },
    'a.log:1: HEADER_MISSING the combined log format has no "nothing"\n' +
      '  it has remote_addr, remote_user, time_local, request, status, body_bytes_sent, http_referer, http_user_agent, virtual_host\n',
  ],
  [
    'sla a.log',
    { 'a.log': '#Fields: date time c-ip\n2026-10-01 00:00:00 1.1.1.1\n' },
    'a.log: HEADER_MISSING no row has "timestamp" or "status"; found date, time, c-ip\n' +
      '  --columns timestamp=date+time,status=NAME\n',
  ],
  [
    'sla a.log',
    { 'a.log': '#Version: 1.0\n#Fields: date time sc-status\n2026-10-01 00:00:00\n' },
    'a.log:3: ROW_WIDTH the line has 2 fields; IIS and others that write the extended format of W3C writes 3\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'sla a.csv --counts',
    { 'a.csv': 'timestamp,requests\n2026-10-01T00:00:00Z,5\n' },
    'a.csv:1: HEADER_MISSING no column is called slice_start or valid or errors or unreached or excluded; found timestamp, requests\n' +
      '  --columns says which columns they are, such as --columns slice_start=NAME,valid=NAME,errors=NAME,unreached=NAME,excluded=NAME\n',
  ],
  [
    'expiry lots.csv --usage e.json',
    {
      'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n',
      'e.json':
        '{"code":0,"data":{"result":{"detail":[{"package_id":"p","product_type":"video","task_id":"t","product_function":"text to video","model_name":"kling-v2-6","resolution":"720p","duration":"5","use_time":1793500000000,"deduct_number":3,"deduct_amount":"3"}]}}}',
    },
    'e.json:1:39: BAD_NUMBER deduction_amount: found ""; a plain decimal number of units is allowed\n' +
      'e.json:1:39: KEY_MISSING deduction_time: is missing\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry lots.csv --usage e.json',
    {
      'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n',
      'e.json': '{"code":1102,"message":"balance not enough","data":null}',
    },
    'e.json:1:1: SERVER_FAILED the API answered with an error: 1102 balance not enough\n' +
      '  nothing can be read from it; ask the API again once the cause is removed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry lots.csv --usage e.json',
    {
      'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n',
      'e.json':
        '{"code":0,"data":{"result":{"detail":[{"package_id":"p","product_type":"video","task_id":"t","product_function":"text to video","model_name":"kling-v2-6","resolution":"720p","duration":"5","use_time":1793500000000,"deduct_number":3,"refer_video_input":"perhaps"}]}}}',
    },
    'e.json:1:39: BAD_NUMBER deduction_amount: found ""; a plain decimal number of units is allowed\n' +
      'e.json:1:39: KEY_MISSING deduction_time: is missing\n' +
      'e.json:1:39: BAD_VALUE refer_video_input: found "perhaps"; true or false is allowed\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry lots.csv --usage e.json',
    {
      'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n',
      'e.json':
        '{"code":0,"data":{"result":{"detail":[{"package_id":"p","product_type":"video","task_id":"t","task_id":"u","product_function":"text to video","model_name":"kling-v2-6","resolution":"720p","duration":"5","use_time":1793500000000,"deduct_number":3}]}}}',
    },
    'e.json:1:39: KEY_REPEATED "task_id" is there twice\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'expiry lots.csv --usage e.json',
    {
      'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n',
      'e.json':
        '{"code":0,"data":{"result":{"detail":[{"package_id":"p","product_type":"video","task_id":"t","product_function":"text to video","model_name":"kling-v2-6","resolution":"720p","duration":"x","use_time":"z","deduct_number":"y"}]}}}',
    },
    'e.json:1:39: BAD_NUMBER deduction_amount: found ""; a plain decimal number of units is allowed\n' +
      'e.json:1:39: KEY_MISSING deduction_time: is missing\n' +
      'e.json:1:39: BAD_NUMBER duration: found "x"; a plain decimal number of seconds above 0 and at most 864000 is allowed, such as 5 or 5.04\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from e.json',
    { 'e.json': '{"hello":1,"world":2}' },
    'e.json:1: JOB_AMBIGUOUS nothing says what the job is; a model or a capability is needed\n' +
      '  a column of that name says which; --columns maps one that is called otherwise; nothing is read from "hello" and "world"\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from e.json',
    { 'e.json': '{}' },
    'e.json:1: JOB_AMBIGUOUS nothing says what the job is; a model or a capability is needed\n' +
      '  a column of that name says which; --columns maps one that is called otherwise\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from e.json',
    { 'e.json': '[1,2]' },
    'e.json:1:2: JSON_MALFORMED found a number; each row must be a JSON object\n' +
      'e.json:1:4: JSON_MALFORMED found a number; each row must be a JSON object\n' +
      '  --bad-rows skip sets such rows aside and counts them\n',
  ],
  [
    'quote --from e.json',
    { 'e.json': '{"model":"3.0",}' },
    'e.json:1:16: JSON_MALFORMED not JSON: expected a key in quotes\n',
  ],
  [
    'expiry lots.csv --usage u.csv --card kling-per-second',
    {
      'lots.csv': 'id,package,purchased_at\np,package-2,2026-10-01\n',
      'u.csv':
        'timestamp,model,capability,resolution,duration\n2026-11-01T00:00:00Z,3.0,text-to-video,1080p,5\n',
    },
    'BAD_USAGE --card kling-per-second charges dollars; what is drawn from packages is priced in units\n',
  ],
  [
    'budget --plan p.csv --horizon 10d',
    { 'p.csv': 'month,model,capability,mode,duration,count\n2027-06,kling-v2-6,text-to-video,pro,5,10\n' },
    'NO_INPUT --plan has no jobs of the days that are planned for, 2026-11-21 to 2026-11-30\n' +
      '  --as-of says when the horizon begins, --horizon how long it is\n',
  ],
  [
    'rates import x.json',
    { 'x.json': '{"a":1}' },
    'x.json:1:1: BAD_VALUE is not an answer that can be told by its form\n' +
      '  rates import reads a saved answer of fal, openrouter or vercel; --feed says which\n',
  ],
  [
    'rates import x.json --feed openrouter',
    { 'x.json': '{"data":[]}' },
    'x.json:1:1: BAD_VALUE has no price a second of a model that is known at OpenRouter; it names 0 models\n' +
      '  rates import reads a saved answer of fal, openrouter or vercel; --feed says which\n',
  ],
  [
    'rates import x.json --feed openrouter',
    { 'x.json': '{"data":[{"id":"other/model","name":"x"}]}' },
    'x.json:1:1: BAD_VALUE has no price a second of a model that is known at OpenRouter; it names 0 models\n' +
      '  rates import reads a saved answer of fal, openrouter or vercel; --feed says which\n',
  ],
  [
    'rates import x.json --feed fal',
    {
      'x.json':
        '{"prices":[{"endpoint_id":"other/model","unit_price":0.1,"unit":"second","currency":"USD"}],"next_cursor":null,"has_more":false}',
    },
    'x.json:1:1: BAD_VALUE has no price a second of a model that is known at fal.ai; it names 1 model\n' +
      '  rates import reads a saved answer of fal, openrouter or vercel; --feed says which\n',
  ],
  [
    'rates import x.json --feed fal',
    {
      'x.json':
        '{"prices":[{"endpoint_id":"other/model","unit_price":0.1,"unit":"second","currency":"USD"}],"next_cursor":"abc","has_more":true}',
    },
    'x.json: PAGES_MISSING the answer has more pages: the last one here says has_more: true; 1 entries were read\n' +
      '  ask for the next page (cursor "abc") until none follows, and give all pages in their order: as an array, or one a line\n',
  ],
  [
    'rates import x.json --feed nothing',
    { 'x.json': '{"a":1}' },
    'BAD_VALUE --feed: found "nothing"; fal, openrouter or vercel is allowed\n',
  ],
  [
    'rates import x.json',
    { 'x.json': 'nothing' },
    'x.json:1:1: JSON_MALFORMED not JSON: expected a value; a text stands in double quotes\n',
  ],
])
