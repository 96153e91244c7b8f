/** What a call is read in: nothing of the process but its clock, by which the search for a plan ends. */
import { failWithHint } from '../core/failure.js'
import { loadRates } from '../read/rates/load-rates.js'
import { type RequestContext, readTerms, type World } from '../requests/context.js'
import { OptionReader } from '../requests/option-reader.js'
import { type RowForm, VirtualFiles } from './data.js'
import type { CommonInput, Data } from './inputs.js'
import { toText } from './options.js'

const ROWS: RowForm = { kind: 'json-lines', empty: '[]' }
const csv = (...columns: readonly string[]): RowForm => ({ kind: 'csv', empty: `${columns.join(',')}\n` })

/** How the rows of each input are written, and what it is called. */
const FORMS = {
  jobs: ROWS,
  usage: ROWS,
  plan: ROWS,
  log: { kind: 'json-lines', empty: 'timestamp,status\n' },
  counts: { kind: 'json-lines', empty: 'slice_start,valid,errors,unreached,excluded\n' },
  ledger: csv('id', 'purchased_at'),
  demand: csv('date', 'units'),
  fees: csv('account', 'period', 'fee'),
  maintenance: csv('start', 'end'),
  'calendar.csv': csv('date', 'kind'),
  'policy.yaml': ROWS,
  'tiers.yaml': ROWS,
  'rates.yaml': ROWS,
} as const satisfies Record<string, RowForm>

/** One call, whose inputs may be in memory. */
export class Call {
  readonly #files = new VirtualFiles()
  readonly #world: World = {
    stdin: { stream: [] as unknown as AsyncIterable<Buffer>, isTerminal: true, memory: this.#files.inputs },
    env: {},
    now: Date.now,
    follow: () => ({ onRows() {}, clear() {} }),
  }

  /** The path of an input, or the name that stands for it. */
  add(data: Data, name: keyof typeof FORMS): string
  add(data: Data | undefined, name: keyof typeof FORMS): string | undefined
  add(data: Data | null | undefined, name: keyof typeof FORMS): string | undefined {
    return data === undefined || data === null ? undefined : this.#files.add(data, name, FORMS[name])
  }

  /** The same for an input that there must be, whatever its type says. Throws BAD_USAGE when there is none. */
  need(data: Data | undefined | null, name: 'jobs' | 'log' | 'counts' | 'ledger' | 'usage'): string {
    if (data === undefined || data === null) {
      const key = name === 'counts' ? 'log' : name
      failWithHint(
        'BAD_USAGE',
        `${key} is missing`,
        `${key}: a path, the text itself or its bytes, rows, or a stream of any of these`,
      )
    }
    return this.add(data, name)
  }

  /** Files of use, of which further ones are given beside the first. */
  needUse(usage: Data | undefined, moreUsage: readonly Data[] = []): string[] {
    return [...(usage === undefined ? [] : [usage]), ...moreUsage].map(data => this.need(data, 'usage'))
  }

  /** Refuses a call without a time, whatever its type says. Throws BAD_USAGE. */
  needTime(asOf: CommonInput['asOf'] | null): void {
    if (asOf !== undefined && asOf !== null) return
    failWithHint('BAD_USAGE', 'asOf is missing', 'asOf: the time for which to answer, a Date or a text')
  }

  /** What its request is read in. Throws InputError. */
  async open({ rates = [], tz, asOf }: CommonInput): Promise<RequestContext> {
    const files = (Array.isArray(rates) ? (rates as readonly Data[]) : [rates]).map(data =>
      this.add(data, 'rates.yaml'),
    )
    const reader = new OptionReader()
    const terms = await readTerms(
      {
        rates: files,
        ...(tz === undefined ? {} : { tz: String(tz) }),
        ...(asOf === undefined || asOf === null ? {} : { asOf: String(toText(asOf)) }),
      },
      reader,
      Date.now,
    )
    reader.finish()
    const world = this.#world
    return { terms, rates: await loadRates(files, world.stdin), world, format: 'json' }
  }
}
