/** The world of a call: nothing of the process but its clock, by which the search for a plan ends. */
import type { Io } from '../cli/io.js'
import { readSettings, type Settings } from '../cli/options.js'
import { fail } from '../core/failure.js'
import { loadRates, type Rates } from '../read/rates/load-rates.js'
import { Memory, type RowForm } from './data.js'
import type { CommonInput, Data } from './inputs.js'

const ROWS: RowForm = { kind: 'json-lines', empty: '[]' }
const csv = (...columns: readonly string[]): RowForm => ({ kind: 'csv', empty: `${columns.join(',')}\n` })

/** How the rows of each input are written, and what it is called. */
const FORMS = {
  jobs: ROWS,
  usage: ROWS,
  plan: ROWS,
  log: { kind: 'json-lines', empty: 'timestamp,status\n' },
  counts: csv('slice_start', 'valid', 'errors', 'unreached', 'excluded'),
  ledger: csv('id', 'purchased_at'),
  demand: csv('date', 'units'),
  fees: csv('account', 'period', 'fee'),
  maintenance: csv('start', 'end'),
  'calendar.csv': csv('date', 'kind'),
  'tiers.yaml': ROWS,
  'rates.yaml': ROWS,
} as const satisfies Record<string, RowForm>

/** A world in which some inputs are in memory. */
export class World {
  readonly #memory = new Memory()
  readonly io: Io = {
    stdin: { stream: [] as unknown as AsyncIterable<Buffer>, isTerminal: true, memory: this.#memory.inputs },
    out() {},
    err() {},
    outIsTerminal: false,
    errIsTerminal: false,
    columns: Number.POSITIVE_INFINITY,
    env: {},
    now: Date.now,
  }

  /** The path of an input, or the name that stands for it. */
  add(data: Data, name: keyof typeof FORMS): string
  add(data: Data | undefined, name: keyof typeof FORMS): string | undefined
  add(data: Data | undefined, name: keyof typeof FORMS): string | undefined {
    return data === undefined ? undefined : this.#memory.add(data, name, FORMS[name])
  }

  /** The same for an input that there must be, whatever its type says. Throws BAD_USAGE when there is none. */
  need(data: Data | undefined | null, name: 'log' | 'counts' | 'ledger'): string {
    if (data === undefined || data === null) {
      const key = name === 'ledger' ? 'ledger' : 'log'
      fail(
        'BAD_USAGE',
        `${key} is missing`,
        undefined,
        `${key}: a path, the text itself or its bytes, rows, or a stream of any of these`,
      )
    }
    return this.add(data, name)
  }

  /** The settings and rates of a call. Throws InputError. */
  async read({ rates = [], tz, asOf }: CommonInput): Promise<{ settings: Settings; rates: Rates }> {
    const given = Array.isArray(rates) ? (rates as readonly Data[]) : [rates]
    const settings = await readSettings(
      {
        json: true,
        quiet: true,
        color: false,
        rates: given.map(data => this.add(data, 'rates.yaml')),
        ...(tz === undefined ? {} : { tz }),
        ...(asOf === undefined ? {} : { asOf: asOf instanceof Date ? asOf.toISOString() : asOf }),
      },
      this.io,
    )
    return { settings, rates: await loadRates(settings.rateFiles, this.io.stdin) }
  }
}
