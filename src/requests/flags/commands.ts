/** The commands that answer, in the order of the help. */
import { BUDGET } from './budget.js'
import { EXPIRY } from './expiry.js'
import type { CommandTable } from './flag.js'
import { QUOTE } from './quote.js'
import { SLA } from './sla.js'

export const TABLES: readonly CommandTable[] = [QUOTE, BUDGET, EXPIRY, SLA]
