/** What the library's functions take: the options of the command line in camelCase, as plain values. */
import type { BUDGET } from '../requests/flags/budget.js'
import type { EXPIRY } from '../requests/flags/expiry.js'
import type { KeyOf, UnionToIntersection } from '../requests/flags/flag.js'
import type { QUOTE } from '../requests/flags/quote.js'
import type { SLA } from '../requests/flags/sla.js'
import type { Amount, WRITTEN } from './options.js'

/** One row: names of columns, and what stands under them; null and undefined stand for nothing. */
export type Row = Readonly<Record<string, string | number | bigint | boolean | Date | null | undefined>>

/**
 * Data of a file, in whichever way it is at hand:
 * - a text that has a line break, or begins with `{` or `[`: the data itself; any other text: the path of a file
 * - bytes (a Buffer): the data itself, compressed or not
 * - an array of rows, or an async iterable of rows
 * - an async iterable of texts or bytes, such as a stream
 * - any other object: JSON that was parsed already, such as the answer of an API
 */
export type Data = string | Uint8Array | readonly Row[] | AsyncIterable<string | Uint8Array | Row> | object

/** Values as other programs hold them. */
interface Plain {
  readonly text: string
  readonly number: Amount
  readonly numbers: readonly number[] | string
  readonly time: Date | string
}

/** What a library takes where the command line takes the text of an option. */
type Given<F> = F extends { readonly value: infer V }
  ? F extends { readonly repeats: 'list' }
    ? V extends { readonly is: 'path' }
      ? Data | readonly string[]
      : Amount | readonly string[]
    : F extends { readonly repeats: 'joined' }
      ? Readonly<Record<string, string>> | readonly string[]
      : V extends { readonly is: 'word'; readonly words: infer W }
        ? keyof W
        : V extends { readonly is: 'path' | 'name-or-path' }
          ? Data
          : V extends { readonly is: 'name=path' }
            ? { readonly policy: string; readonly log: Data }
            : V extends { readonly is: keyof Plain }
              ? Plain[V['is']]
              : never
  : boolean

type FlagsIn<Groups> = UnionToIntersection<Groups[keyof Groups]>

/** The options of a command, as its table has them, but for those that write files or say how an answer is written. */
type InputOf<Groups, Own extends string = never> = {
  readonly [Name in keyof FlagsIn<Groups> & string as FlagsIn<Groups>[Name] extends {
    readonly isTypedOnly: true
  }
    ? never
    : Name extends (typeof WRITTEN)[number] | Own
      ? never
      : KeyOf<Name>]?: Given<FlagsIn<Groups>[Name]>
}

/** The time for which to answer: a run that is made again gives the same. */
interface AsOf {
  readonly asOf: Date | string
}

/** What to quote, and how: `kling-cost quote --from`. */
export interface QuoteInput
  extends InputOf<Omit<typeof QUOTE.groups, 'The job:'>, 'from' | 'summary' | 'max-cost'> {
  /** Jobs, or a usage log, with the columns of `kling-cost quote --from`. */
  readonly jobs: Data
}

/** What to look at: `kling-cost expiry`. */
export interface ExpiryInput extends InputOf<typeof EXPIRY.groups, 'as-of' | 'usage'>, AsOf {
  /** The purchased packages: rows, CSV, or the JSON of `GET /account/costs`. */
  readonly ledger: Data
  /** A usage log, task list, billing export or deductions. */
  readonly usage?: Data
  /** More of them; a task that stands in several counts once. */
  readonly moreUsage?: readonly Data[]
}

/** What to plan: `kling-cost budget`. */
export interface BudgetInput extends InputOf<typeof BUDGET.groups, 'as-of'>, AsOf {
  /** Use so far; one of `usage`, `plan`, `demand` and `unitsPerDay` says what will be used. */
  readonly usage?: Data
  /** More of it; a task that stands in several counts once. */
  readonly moreUsage?: readonly Data[]
}

/** What to judge: `kling-cost sla`. */
export interface SlaInput
  extends InputOf<typeof SLA.groups, 'as-of' | 'sql' | 'table' | 'timestamp-type' | 'usage'>,
    AsOf {
  /** One request log; several are in `moreLogs`. */
  readonly log: Data
  readonly moreLogs?: readonly Data[]
  /** The use of `packages`, by which a fee is computed; several files of it are in `moreUsage`. */
  readonly usage?: Data
  readonly moreUsage?: readonly Data[]
}

/** Options of every function. */
export type CommonInput = Pick<QuoteInput, 'rates' | 'tz' | 'asOf'>
