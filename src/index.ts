/**
 * The library's door: what the command line answers, for other programs, typed. Each function gives the object
 * that its command writes with `--json`, and throws `InputError` with every issue where the command ends with
 * exit status 2. Money, units and percentages are decimal strings. Nothing is read of the process: neither its
 * environment, its working directory (but for relative paths), nor `kling-cost.yaml`.
 *
 * @example
 * const { totals } = await quote({ jobs: [{ model: '3.0', resolution: '1080p', audio: true, duration: 10 }] })
 */
import type { BudgetInput, ExpiryInput, QuoteInput, SlaInput } from './library/inputs.js'
import { inLibraryWords, toOptions } from './library/options.js'
import { World } from './library/world.js'
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
    const world = new World()
    const { settings, rates } = await world.read(input)
    const [{ readQuoteRequest }, { answerQuote }, { viewWholeQuote }] = await Promise.all([
      import('./cli/commands/quote.js'),
      import('./answers/quote.js'),
      import('./report/quote/view.js'),
    ])
    const from = world.add(jobs, 'jobs')
    const { request } = await readQuoteRequest(
      undefined,
      { ...toOptions(options, QUOTE), from },
      settings,
      rates,
      world.io,
    )
    return viewWholeQuote(await answerQuote(request), input.explain === true)
  })

/** Balances, forfeiture and what is about to be lost: what `kling-cost expiry --json` writes. */
export const expiry = (input: ExpiryInput): Promise<ExpiryView> =>
  inLibraryWords(async () => {
    const { ledger, usage, rates: _, tz, asOf, ...options } = input
    const world = new World()
    const { settings, rates } = await world.read(input)
    const [{ readExpiryRequest }, { answerExpiry }, { viewExpiry }] = await Promise.all([
      import('./cli/commands/expiry-request.js'),
      import('./answers/expiry.js'),
      import('./report/expiry/view.js'),
    ])
    const given = { ...toOptions(options, EXPIRY), ...toOptions({ usage: world.add(usage, 'usage') }) }
    const { request } = await readExpiryRequest(
      world.need(ledger, 'ledger'),
      given,
      settings,
      rates,
      world.io,
    )
    return viewExpiry(await answerExpiry(request))
  })

/** What will be used, and the cheapest packages to buy for it: what `kling-cost budget --json` writes. */
export const budget = (input: BudgetInput): Promise<BudgetView> =>
  inLibraryWords(async () => {
    const { usage, plan, demand, packages, rates: _, tz, asOf, ...options } = input
    const world = new World()
    const { settings, rates } = await world.read(input)
    const [{ readBudgetRequest }, { answerBudget }, { viewBudget }] = await Promise.all([
      import('./cli/commands/budget-request.js'),
      import('./answers/budget.js'),
      import('./report/budget/view.js'),
    ])
    const files = {
      plan: world.add(plan, 'plan'),
      demand: world.add(demand, 'demand'),
      packages: world.add(packages, 'ledger'),
    }
    const given = { ...toOptions(options, BUDGET), ...toOptions(files) }
    const logs = usage === undefined ? [] : [world.add(usage, 'usage')]
    const { request } = await readBudgetRequest(logs, given, settings, rates, world.io)
    return viewBudget(await answerBudget(request))
  })

/** Availability, compensation and claim window: what `kling-cost sla --json` writes. */
export const sla = (input: SlaInput): Promise<SlaView> =>
  inLibraryWords(async () => {
    const { log, moreLogs = [], with: companion, rates: _, tz, asOf, ...rest } = input
    const { tiers, calendar, fees, packages, usage, maintenance, withTiers, withMaintenance, ...options } =
      rest
    const world = new World()
    const { settings, rates } = await world.read(input)
    const [{ readSlaRequest }, { answerSla }, { viewSla }] = await Promise.all([
      import('./cli/commands/sla-request.js'),
      import('./answers/sla.js'),
      import('./report/sla/view.js'),
    ])
    const form = input.counts ? 'counts' : 'log'
    const isName = calendar === 'cn' || calendar === 'weekdays'
    const files = {
      tiers: world.add(tiers, 'tiers.yaml'),
      calendar: isName ? calendar : world.add(calendar, 'calendar.csv'),
      fees: world.add(fees, 'fees'),
      packages: world.add(packages, 'ledger'),
      usage: world.add(usage, 'usage'),
      maintenance: world.add(maintenance, 'maintenance'),
      withTiers: world.add(withTiers, 'tiers.yaml'),
      withMaintenance: world.add(withMaintenance, 'maintenance'),
      with: companion && `${companion.policy}=${world.need(companion.log, form)}`,
    }
    // The first shipped agreement is the one that the command line takes too.
    const given = { policy: rates.agreements[0]!.id, ...toOptions(options, SLA), ...toOptions(files) }
    const logs = [log, ...moreLogs].map(data => world.need(data, form))
    return viewSla(await answerSla(await readSlaRequest(logs, given, settings, rates, null, world.io)))
  })
