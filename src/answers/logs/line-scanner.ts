/** What reads a log fast of which every line is a record. */
import type { RepeatSearch } from '../../scan/repeats.js'
import type { RequestKernel } from '../../scan/request-kernel.js'
import type { RequestRules, RequestSink } from '../../scan/request-scanner.js'
import { type CombinedLayout, createCombinedScanner } from './combined-scanner.js'
import { createJsonScanner, type JsonLinesLayout } from './json-lines-scanner.js'

/** How the lines are read; plain data, which a worker is sent. */
export type LineLog =
  | { readonly kind: 'json'; readonly layout: JsonLinesLayout }
  | { readonly kind: 'combined'; readonly layout: CombinedLayout }

/**
 * A scanner for one log; `onKey` is told each key of JSON lines that is read, at least once. Repetitions are looked for
 * in JSON lines alone: other lines have no ids.
 */
export const createLineScanner = (
  module: WebAssembly.Module,
  log: LineLog,
  rules: RequestRules,
  sink: RequestSink,
  onKey: (name: string) => void,
  search: RepeatSearch | null = null,
): RequestKernel =>
  log.kind === 'json'
    ? createJsonScanner(module, log.layout, rules, sink, onKey, search)
    : createCombinedScanner(module, log.layout, rules, sink)
