/** Files that describe log formats: YAML, checked whole, into plain data. */
import { failOnAny } from '../../core/failure.js'
import { checkForm } from '../../schema/check-form.js'
import { type LogFormatText, logFormat } from '../../schema/log-format.js'
import { createReport, describeFaults } from '../rates/form.js'
import { parseYaml } from '../rates/yaml.js'
import { type FormatForm, LOG_COLUMNS, type LogColumn, type LogFormat, namesOf } from './log-format.js'

type FormText = LogFormatText['forms'][number]

/** The format that a file describes; `file` is its name in places. Throws one InputError with all that is wrong. */
export function readLogFormat(text: string, file: string): LogFormat {
  const yaml = parseYaml(text, file)
  failOnAny(yaml.issues)
  const form = checkForm(logFormat, yaml.value)
  failOnAny(describeFaults(form.faults, yaml))
  const { id, title, source, unreached_means, forms } = form.whole!
  const report = createReport(yaml)
  forms.forEach((each, index) => {
    checkOne(each, (key, message) => report.atValue('BAD_VALUE', ['forms', index, key], message))
  })
  failOnAny(report.issues)
  return { id, title, source, unreachedMeans: unreached_means ?? null, forms: forms.map(toForm) }
}

/** What the parts of a form must be to each other. */
function checkOne(form: FormText, report: (key: string, message: string) => void): void {
  const needs = (key: 'line' | 'known_by', isNeeded: boolean): void => {
    if (isNeeded && form[key] === undefined) report('shape', `a form of ${form.shape} needs ${key}`)
  }
  needs('line', form.shape === 'pattern' || (form.shape === 'fields' && form.fields !== undefined))
  needs('known_by', form.shape === 'json' || form.shape === 'csv')
  if (form.line === undefined) return
  const expression = compile(form.line)
  if (expression === null) {
    report('line', 'is no regular expression')
    return
  }
  const names = form.fields ?? namesOf(form.line)
  for (const column of LOG_COLUMNS) {
    const missing = listed(form.columns, column)
      .flatMap(name => name.split('+'))
      .find(name => !names.includes(name))
    if (missing !== undefined)
      report('columns', `${column}: the line has no field "${missing}"; it has ${names.join(', ')}`)
  }
}

function compile(source: string): RegExp | null {
  try {
    return new RegExp(source)
  } catch {
    return null
  }
}

/** The names of a column. */
function listed(columns: FormText['columns'], column: LogColumn): readonly string[] {
  const names = (columns as Partial<Record<LogColumn, string | string[]>>)[column]
  return names === undefined ? [] : typeof names === 'string' ? [names] : names
}

const alternatives = (names: readonly string[] | undefined): string[][] =>
  (names ?? []).map(name => name.split('|'))

function toForm(form: FormText): FormatForm {
  const {
    shape,
    line,
    fields,
    known_by,
    inside,
    key_values,
    columns,
    mixed,
    utc,
    unanswered_without_status,
    sides,
  } = form
  const statuses = Object.fromEntries([
    ...(form.unreached ?? []).map(word => [word.toLowerCase(), '']),
    ...Object.entries(form.statuses ?? {}).map(([word, status]) => [word.toLowerCase(), status]),
  ])
  return {
    shape,
    line: line ?? null,
    fields: fields ?? null,
    knownBy: alternatives(known_by),
    inside: alternatives(inside),
    keyValues: key_values ?? null,
    columns: Object.fromEntries(
      LOG_COLUMNS.map(column => [column, listed(columns, column)] as const).filter(
        ([, names]) => names.length > 0,
      ),
    ),
    within: form.within ?? {},
    words: {
      // Where columns stand, the log tells.
      standIns: {},
      within: {},
      statuses,
      faults: form.faults === undefined ? null : Object.entries(form.faults),
      hasOwnFaults: false,
      requests: form.requests ?? form.answered_requests ?? null,
      areAnsweredOnly: form.answered_requests !== undefined,
      noRequests: form.no_requests ?? [],
      // Which side counts, the rows of a log tell.
      sides: null,
      isMixed: mixed === 'true',
      havePaths: false,
      emptyStatus: 'request',
      // Whether that is asked, the options tell.
      ownAnswers: null,
      isSilentUnreached: unanswered_without_status === 'true',
    },
    sides: alternatives(sides),
    harmless: form.harmless ?? [],
    isUtc: utc === 'true',
  }
}
