/** Options of `sla` that do not go together, and the files that they name. */
import { failWithHint } from '../../core/failure.js'
import { isPolicyPath } from '../../read/requests/policy.js'
import type { StandardInput } from '../../read/standard-input.js'
import { isTableAddress } from '../../sql/clickhouse.js'
import { listExcluded, listUnmetNeeds } from '../flags/flag.js'
import { SLA, type SlaOptions } from '../flags/sla.js'
import type { OptionReader } from '../option-reader.js'

/** Options that do not go together. */
export function checkTogether(
  logs: readonly string[],
  options: SlaOptions,
  stdin: StandardInput,
  reader: OptionReader,
): void {
  if (logs.length === 0 && stdin.isTerminal) {
    failWithHint('NO_INPUT', 'no log was given', 'name one, or pipe it in; --help shows examples')
  }

  for (const excluded of listExcluded(SLA, options)) reader.refuse(excluded)
  const asksServer = logs.some(isTableAddress) || /^[^=]*=clickhouse:/i.test(options.with ?? '')
  if (options.timeout !== undefined && !asksServer) {
    reader.refuse('--timeout needs a log of the form clickhouse://…')
  }
  if (options.counts && asksServer) {
    reader.refuse(
      '--counts and clickhouse://… exclude each other: the table holds requests, which the server counts',
    )
  }
  for (const unmet of listUnmetNeeds(SLA, options)) reader.refuse(unmet)
  if (options.packages !== undefined && options.usage === undefined && options.feeBasis !== 'straight-line') {
    reader.refuse('--packages needs --usage, unless the fee is --fee-basis straight-line')
  }
  if (options.counts && options.logFormat !== undefined && !/^(?:auto|csv|jsonl)$/i.test(options.logFormat)) {
    reader.refuse(
      `--counts and --log-format ${options.logFormat} exclude each other: that format holds requests`,
    )
  }
  const fromStandardInput = [...(logs.length === 0 ? ['-'] : logs), ...listOtherInputs(options)]
  if (fromStandardInput.filter(path => path === '-').length > 1) {
    reader.refuse(
      logs.length === 0
        ? 'standard input is the log when none is named, and cannot be another file too'
        : 'standard input (-) can be one file only',
    )
  }
}

/** The files that are read beside the logs; an agreement or calendar that is held here by its name is none. */
export function listOtherInputs(options: SlaOptions): string[] {
  const { maintenance, withMaintenance, calendar, fees, tiers, withTiers, usage, packages, policy } = options
  const [withPolicy, companionLog] = options.with?.split(/=(.*)/s) ?? []
  return [
    ...[maintenance, withMaintenance, fees, tiers, withTiers, packages, companionLog],
    ...(usage ?? []),
    ...[policy, withPolicy].filter(name => name !== undefined && isPolicyPath(name)),
    ...(calendar === 'cn' || calendar === 'weekdays' ? [] : [calendar]),
    ...(options.rates ?? []),
  ].filter(path => path !== undefined)
}
