/** What to do about objects of a log that have no status at all. */
import { inQuotes } from '../../core/failure.js'
import { commandOn, pathOf } from '../lists-within.js'
import type { Written } from './recognise-log.js'

/**
 * What to do about such an object, `raw`: to read a status that stands under another name, or both ways out, as the rows alone do
 * not tell which is right; `key`: where the others have their status.
 */
export function describeWaysOut(key: string, raw: string, file: string, written: Written): string {
  const each = written === 'list' ? '.[] | ' : ''
  const other = written === 'pairs' ? undefined : otherStatusIn(raw)
  if (other !== undefined)
    return `if ${inQuotes(other)} is the status of such rows: ${commandOn(`jq -c '${each}${pathOf(key)} = (${pathOf(key)} // ${pathOf(other)})'`, file)} | kling-cost sla -`
  const [fill, select] = written === 'pairs' ? ofPairs(key) : ofObjects(key, each)
  return `if such rows are requests that got no answer, give them an empty status: ${commandOn(fill, file)} | kling-cost sla -; if they are not requests (a start event, say) or tell again of one, take them out: ${commandOn(select, file)} | kling-cost sla -`
}

/** The key of an object that holds a status under another name than the others do. */
function otherStatusIn(raw: string): string | undefined {
  let value: object
  try {
    value = JSON.parse(raw) as object
  } catch {
    // What the exact reader takes, the platform's may not.
    return undefined
  }
  return Object.entries(value).find(
    ([key, status]) => /status/i.test(key) && /^[1-5]\d\d$/.test(String(status)),
  )?.[0]
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
