/** What reads a log fast of which every line is a record. */
import type { RepeatSearch } from '../../scan/repeats.js'
import type { MakeScanner } from '../../scan/request-scanner.js'
import { type CombinedLayout, createCombinedScanner } from './combined-scanner.js'
import { createJsonScanner, type JsonLinesLayout } from './json-lines-scanner.js'

/** How the lines are read; plain data, which a worker is sent. */
export type LineLog =
  | { readonly kind: 'json'; readonly layout: JsonLinesLayout }
  | { readonly kind: 'combined'; readonly layout: CombinedLayout }

/**
 * The scanner for one log; its sink is told each key of JSON lines that is read, at least once. Repetitions are looked
 * for in JSON lines alone: other lines have no ids.
 */
export const lineScanner =
  (module: WebAssembly.Module, log: LineLog, search: RepeatSearch | null = null): MakeScanner =>
  (rules, sink) =>
    log.kind === 'json'
      ? createJsonScanner(module, log.layout, rules, sink, name => sink.noteKey(name), search)
      : createCombinedScanner(module, log.layout, rules, sink)
