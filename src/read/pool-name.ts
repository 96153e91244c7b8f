/** The name of a pool, in any file. */
import { inQuotes, listChoices } from '../core/failure.js'
import { guessName } from '../core/nearest-name.js'
import { addIssue, type Problems } from './values.js'

/** A pool that is known, or any name where nobody knows the pools; null when none is named. Issue: BAD_VALUE. */
export function readPoolName(
  text: string,
  name: string,
  pools: readonly string[] | undefined,
  problems: Problems,
): string | null {
  const pool = text.toLowerCase()
  if (pool === '') return null
  if (!pools || pools.includes(pool)) return pool
  return addIssue(
    problems,
    'BAD_VALUE',
    name,
    `found ${inQuotes(text)}; ${listChoices(pools)} is allowed${guessName(pool, pools)}`,
  )
}
