/**
 * The library's door: what the command line answers, for other programs, typed. Each function gives the object
 * that its command writes with `--json`, but for `config`, and throws `InputError` with every issue where the command ends with
 * exit status 2. Money, units and percentages are decimal strings. Nothing is read of the process: neither its
 * environment, its working directory (but for relative paths), nor `kling-cost.yaml`.
 *
 * @example
 * const { totals } = await quote({ jobs: [{ model: '3.0', resolution: '1080p', audio: true, duration: 10 }] })
 */

import { Call } from './library/call.js'
import type { BudgetInput, ExpiryInput, QuoteInput, SlaInput } from './library/inputs.js'
import { inLibraryWords, toOptions } from './library/options.js'
import type { BudgetView } from './report/budget/view.js'
import type { ExpiryView } from './report/expiry/view.js'
import type { QuoteView } from './report/quote/view.js'
import type { SlaView } from './report/sla/view.js'
import { BUDGET } from './requests/flags/budget.js'
import { EXPIRY } from './requests/flags/expiry.js'
import { QUOTE } from './requests/flags/quote.js'
import { SLA } from './requests/flags/sla.js'

export { InputError, type Issue, type IssueCode, type Place } from './core/failure.js'
export type { BudgetInput, Data, ExpiryInput, QuoteInput, Row, SlaInput } from './library/inputs.js'
export type { Amount } from './library/options.js'
export type { BudgetView } from './report/budget/view.js'
export type { ExpiryView } from './report/expiry/view.js'
export type { QuoteView } from './report/quote/view.js'
export type { SlaView } from './report/sla/view.js'

/**
 * The cost of jobs: what `kling-cost quote --from FILE --json` writes. `input_line` is the line of the data; of an
 * array of rows the first is 1.
 */
export const quote = (input: QuoteInput): Promise<QuoteView> =>
  inLibraryWords(async () => {
    const { jobs, rates: _, tz, asOf, ...options } = input
    const call = new Call()
    const context = await call.open(input)
    const [{ readQuoteRequest }, { answerQuote }, { viewWholeQuote }] = await Promise.all([
      import('./requests/quote.js'),
      import('./answers/quote.js'),
      import('./report/quote/view.js'),
    ])
    const from = call.need(jobs, 'jobs')
    const table = { table: QUOTE, lacks: ['from', 'summary', 'max-cost'], data: ['jobs'] }
    const { request } = await readQuoteRequest(undefined, { ...toOptions(options, table), from }, context)
    return viewWholeQuote(await answerQuote(request), input.explain === true)
  })

/** Balances, forfeiture and what is about to be lost: what `kling-cost expiry --json` writes. */
export const expiry = (input: ExpiryInput): Promise<ExpiryView> =>
  inLibraryWords(async () => {
    const { ledger, usage, moreUsage, rates: _, tz, asOf, ...options } = input
    const call = new Call()
    const context = await call.open(input)
    const [{ readExpiryRequest }, { answerExpiry }, { viewExpiry }] = await Promise.all([
      import('./requests/expiry.js'),
      import('./answers/expiry.js'),
      import('./report/expiry/view.js'),
    ])
    const logs = call.needUse(usage, moreUsage)
    const table = { table: EXPIRY, lacks: [], data: ['ledger', 'usage', 'moreUsage'] }
    const given = { ...toOptions(options, table), ...(logs.length > 0 && { usage: logs }) }
    const held = call.need(ledger, 'ledger')
    call.needTime(asOf)
    const { request } = await readExpiryRequest(held, given, context)
    return viewExpiry(await answerExpiry(request))
  })

/** What will be used, and the cheapest packages to buy for it: what `kling-cost budget --json` writes. */
export const budget = (input: BudgetInput): Promise<BudgetView> =>
  inLibraryWords(async () => {
    const { usage, moreUsage, plan, demand, packages, rates: _, tz, asOf, ...options } = input
    const call = new Call()
    const context = await call.open(input)
    const [{ readBudgetRequest }, { answerBudget }, { viewBudget }] = await Promise.all([
      import('./requests/budget.js'),
      import('./answers/budget.js'),
      import('./report/budget/view.js'),
    ])
    const files = {
      plan: call.add(plan, 'plan'),
      demand: call.add(demand, 'demand'),
      packages: call.add(packages, 'ledger'),
    }
    const table = { table: BUDGET, lacks: [], data: ['usage', 'moreUsage'] }
    const given = { ...toOptions(options, table), ...toOptions(files) }
    const logs = call.needUse(usage, moreUsage)
    call.needTime(asOf)
    const { request } = await readBudgetRequest(logs, given, context)
    return viewBudget(await answerBudget(request))
  })

/** Availability, compensation and claim window: what `kling-cost sla --json` writes. */
export const sla = (input: SlaInput): Promise<SlaView> =>
  inLibraryWords(async () => {
    const { log, moreLogs = [], with: companion, rates: _, tz, asOf, ...rest } = input
    const {
      policy,
      tiers,
      calendar,
      fees,
      packages,
      usage,
      moreUsage,
      maintenance,
      withTiers,
      withMaintenance,
      ...options
    } = rest
    const call = new Call()
    const context = await call.open(input)
    const [{ readSlaRequest }, { answerSla }, { viewSla }] = await Promise.all([
      import('./requests/sla/request.js'),
      import('./answers/sla.js'),
      import('./report/sla/view.js'),
    ])
    const form = input.counts ? 'counts' : 'log'
    const isName = calendar === 'cn' || calendar === 'weekdays'
    const files = {
      tiers: call.add(tiers, 'tiers.yaml'),
      calendar: isName ? calendar : call.add(calendar, 'calendar.csv'),
      fees: call.add(fees, 'fees'),
      packages: call.add(packages, 'ledger'),
      maintenance: call.add(maintenance, 'maintenance'),
      withTiers: call.add(withTiers, 'tiers.yaml'),
      withMaintenance: call.add(withMaintenance, 'maintenance'),
      with: companion && `${companion.policy}=${call.need(companion.log, form)}`,
    }
    const table = {
      table: SLA,
      lacks: ['sql', 'table', 'timestamp-type'],
      data: ['log', 'moreLogs', 'moreUsage'],
    }
    const use = call.needUse(usage, moreUsage)
    const given = {
      ...toOptions(options, table),
      ...(use.length > 0 && { usage: use }),
      ...toOptions(files),
      // The first shipped agreement is the one that the command line takes too.
      policy: call.add(policy ?? context.rates.agreements[0]!.id, 'policy.yaml'),
    }
    const logs = [log, ...moreLogs].map(data => call.need(data, form))
    call.needTime(asOf)
    return viewSla(await answerSla(await readSlaRequest(logs, given, context, null)))
  })
