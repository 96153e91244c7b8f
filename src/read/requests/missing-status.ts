/** What to do about objects of a log that have no status at all. */
import { commandOn, pathOf } from '../lists-within.js'
import type { Written } from './recognise-log.js'

/** Both ways out, as the rows alone do not tell which is right; `key`: where the others have their status. */
export function describeWaysOut(key: string, file: string, written: Written): string {
  const [fill, select] =
    written === 'pairs' ? ofPairs(key) : ofObjects(key, written === 'list' ? '.[] | ' : '')
  return `if such rows are requests that got no answer, give them an empty status: ${commandOn(fill, file)} | kling-cost sla -; if they are not requests (a start event, say) or tell again of one, take them out: ${commandOn(select, file)} | kling-cost sla -`
}

/** Commands that give an empty status to those without, and that take them out. */
type WaysOut = readonly [fill: string, select: string]

function ofObjects(key: string, each: string): WaysOut {
  const status = pathOf(key)
  return [`jq -c '${each}.status = (${status} // "")'`, `jq -c '${each}select(${status} != null)'`]
}

function ofPairs(key: string): WaysOut {
  const status = ` ${key.replaceAll(/[./]/g, '\\$&')}=`
  return [`sed '/${status}/!s/$/ ${key}=/'`, `grep '${status}'`]
}
