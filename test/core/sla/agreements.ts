/** Agreements for tests. */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Agreement, Tier } from '../../../src/core/sla/agreement.js'
import { agreement, toAgreement } from '../../../src/schema/agreement.js'

const tier = (below: string, atLeast: string | null, percent: string): Tier => ({
  below,
  atLeast,
  percent,
  clause: null,
})

/** 99.90 % promised, and three tiers below it. */
export const TIERED = {
  commitment: '99.90',
  tiers: [tier('99.90', '99.00', '10'), tier('99.00', '95.00', '25'), tier('95.00', null, '50')],
}

const RATES = new URL('../../../rates/', import.meta.url)

/** The files of the shipped agreements, below rates/. */
export const SHIPPED: readonly string[] = readdirSync(RATES, { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(name => /\/sla[^/]*\.yaml$/.test(name))

/** What a shipped file holds, as text throughout. */
export const readFileForm = (name: string): Record<string, unknown> =>
  parse(readFileSync(new URL(name, RATES), 'utf8'), { schema: 'failsafe' })

/** A shipped agreement by its file. */
export const readAgreement = (name: string): Agreement => toAgreement(agreement.parse(readFileForm(name)))

/** A shipped agreement by its id. */
export function findAgreement(id: string): Agreement {
  const found = SHIPPED.map(readAgreement).find(one => one.id === id)
  if (!found) throw new Error(`no shipped agreement ${id}`)
  return found
}
