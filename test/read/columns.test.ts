import { describe, expect, it } from 'vitest'
import { InputError, NOWHERE } from '../../src/core/failure.js'
import { type ColumnChoices, findColumns, formOf } from '../../src/read/columns.js'
import { parseJson } from '../../src/read/json.js'
import { JsonColumns } from '../../src/read/json-columns.js'
import { mergeNames } from '../../src/read/names.js'

const NAMES = mergeNames(() => [
  {
    columns: {
      jobs: {
        model: { read: ['model_name', 'Modell'] },
        status: { read: ['task_status'], refuse: ['*status*'] },
        account: { suggest: ['customer id'] },
        currency: { refuse: ['currency'] },
      },
    },
    harmless: { jobs: ['status message'] },
    values: {},
  },
])
const KNOWN = ['timestamp', 'model', 'status', 'account', 'task_id']

const form = ({ renamed = new Map(), leftOut = new Set() }: Partial<ColumnChoices> = {}) =>
  formOf(KNOWN, NAMES, 'jobs', { renamed, leftOut })

const find = (headers: readonly string[], choices: Partial<ColumnChoices> = {}) => {
  try {
    const { at, joined, aliased, ignored } = findColumns(headers, form(choices), NOWHERE)
    return {
      at: Object.fromEntries(at),
      joined: Object.fromEntries(joined),
      aliased: aliased.map(({ column, name }) => `${column}=${name}`),
      ignored: ignored.map(({ name, like }) => `${name}~${like}`),
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.issues.map(({ code, message, hint }) => `${code} ${message} | ${hint}`)
  }
}

describe('the columns of a header', () => {
  it('are found by our own names, whatever their case and separators', () => {
    expect(find(['Model', 'TASK ID', 'Status'])).toMatchObject({ at: { model: 0, task_id: 1, status: 2 } })
  })
  it('are found by other names, which are told, in the order in which the words are listed', () => {
    expect(find(['modell', 'model_name'])).toMatchObject({
      at: { model: 1 },
      aliased: ['model=model_name'],
      ignored: ['modell~model'],
    })
  })
  it('are what the user says they are, before anything else', () => {
    expect(find(['model', 'm2'], { renamed: new Map([['model', 'm2']]) })).toMatchObject({
      at: { model: 1 },
      aliased: [],
      ignored: ['model~null'],
    })
  })
  it('may be joined of several', () => {
    expect(find(['date', 'time'], { renamed: new Map([['timestamp', 'date+time']]) })).toMatchObject({
      joined: { timestamp: [0, 1] },
      ignored: [],
    })
  })
  it('may have a plus in its own name, which joins none', () => {
    const renamed = new Map([['timestamp', 'Date+Time']])
    expect(find(['date', 'time', 'date+time'], { renamed })).toMatchObject({
      at: { timestamp: 2 },
      joined: {},
      ignored: ['date~null', 'time~null'],
    })
    for (const [json, text] of [
      ['{"date":"a","time":"b","Date+Time":"c"}', 'c'],
      ['{"date":"a","time":"b"}', 'a b'],
    ] as const) {
      const keys = new JsonColumns('f', form({ renamed }))
      const row = keys.read(parseJson(json, 'f'), json, 1)
      expect('text' in row && row.text('timestamp')).toBe(text)
      keys.finish()
    }
  })
  it('that are not read are told with what they likely mean', () => {
    expect(find(['', 'model', 'customer_id', 'taskid', 'prompt', ''])).toMatchObject({
      ignored: ['customer_id~account', 'taskid~task_id', 'prompt~null', 'column 6~null'],
    })
  })
  it('that would change the answer stop the command, all at once, unless the user leaves them out', () => {
    const headers = ['status', 'job_status', 'Currency', 'status_message']
    expect(find(headers)).toEqual([
      'COLUMN_UNREAD nothing is read from the column "job_status", which looks like status | --columns status=job_status reads it instead or --ignore-columns job_status leaves it out, if it changes nothing',
      'COLUMN_UNREAD nothing is read from the column "Currency" | --ignore-columns Currency leaves it out, if it changes nothing',
    ])
    expect(find(headers, { leftOut: new Set(['job status', 'currency']) })).toMatchObject({
      at: { status: 0 },
    })
  })
  it('are refused where a name that is read stands twice, and where a given one does not stand at all', () => {
    expect(find(['model', 'model'])).toEqual([
      'HEADER_REPEATED the column "model" is there twice | undefined',
    ])
    expect(find(['model'], { renamed: new Map([['status', 'nope']]) })).toEqual([
      'HEADER_MISSING no column is called "nope", which was asked for | found: model',
    ])
    expect(find(['prompt', 'prompt', 'model'])).toMatchObject({ at: { model: 2 } })
  })
})

describe('the keys of JSON objects', () => {
  const read = (texts: readonly string[], choices: Partial<ColumnChoices> = {}) => {
    const columns = new JsonColumns('f.jsonl', form(choices))
    const rows = texts.map((text, i) => {
      const row = columns.read(parseJson(text, 'f.jsonl', i + 1), text, i + 1)
      return 'issue' in row ? row.issue.message : KNOWN.map(column => row.text(column) ?? '-').join(' ')
    })
    columns.finish()
    return {
      rows,
      ignored: columns.ignored.map(({ name, like }) => `${name}~${like}`),
      aliased: columns.aliased.map(({ column, name }) => `${column}=${name}`),
    }
  }
  it('are read under other names, row by row, and those that are not read are told once', () => {
    expect(read(['{"model_name":"a","x":1}', '{"model":"b","model_name":"c","x":2}'])).toEqual({
      rows: ['- a - - -', '- b - - -'],
      ignored: ['x~null', 'model_name~model'],
      aliased: ['model=model_name'],
    })
  })
  it('are found anew in a row that has others, or the same in another order or object', () => {
    expect(
      read([
        '{"model":"a","status":"b"}',
        '{"status":"c","model":"d"}',
        '{"model":"e","status":"f"}',
        '{"model_name":"g"}',
        '{"model":{"status":"h"}}',
        '{"model":"i","status":{}}',
        '{"model":"j","status":"k"}',
      ]).rows,
    ).toEqual([
      '- a b - -',
      '- d c - -',
      '- e f - -',
      '- g - - -',
      'model: expected a text, number or boolean; got an object',
      'status: expected a text, number or boolean; got an object',
      '- j k - -',
    ])
    const renamed = new Map([['status', 'a.b']])
    expect(
      read(['{"a":{"b":"x"}}', '{"a":"b","b":"x"}', '{"a.b":"y"}', '{"a":{"c":"x","b":"z"}}'], { renamed })
        .rows,
    ).toEqual(['- - x - -', '- - - - -', '- - y - -', '- - z - -'])
  })
  it('may be nested and joined where the user says so', () => {
    const renamed = new Map([
      ['timestamp', 'at.date+at.time'],
      ['status', 'res.status'],
    ])
    expect(read(['{"at":{"date":"2026-10-01","time":"08:00"},"res":{"status":"ok"}}'], { renamed })).toEqual({
      rows: ['2026-10-01 08:00 - ok - -'],
      ignored: [],
      aliased: [],
    })
    expect(() => read(['{"at":{"date":"2026-10-01"},"res":{"status":"ok"}}'], { renamed })).toThrow(
      'no row has a key called "at.time"',
    )
  })
  it('that would change the answer stop the command', () => {
    expect(() => read(['{"model":"a"}', '{"model":"a","job_status":"failed"}'])).toThrow(
      'f.jsonl:2:1: COLUMN_UNREAD nothing is read from the column "job_status"',
    )
  })
})
