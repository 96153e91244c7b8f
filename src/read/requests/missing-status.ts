/** What to do about objects of a log that have no status at all. */
import { commandOn, pathOf } from '../lists-within.js'

/** Both ways out, as the rows alone do not tell which is right; `key`: where the others have their status. */
export function describeWaysOut(key: string, file: string): string {
  const status = pathOf(key)
  const filled = commandOn(`jq -c '.status = (${status} // "")'`, file)
  const without = commandOn(`jq -c 'select(${status} != null)'`, file)
  return `if such rows are requests that got no answer, give them an empty status: ${filled} | kling-cost sla -; if they are not requests (a start event, say) or tell again of one, take them out: ${without} | kling-cost sla -`
}
