/** What a claim depends on besides the availability. */
import type { NodeMinimum } from './agreement.js'
import type { Incident } from './availability/timeslices.js'

/**
 * Whether a deployment, given as the number of nodes in each of its networks, is as large as the agreement
 * asks. Smaller networks beside enough large ones do no harm (003 E5).
 */
export const meetsNodeMinimum = (nodesOfNetworks: readonly number[], minimum: NodeMinimum): boolean =>
  nodesOfNetworks.filter(nodes => nodes >= minimum.nodesEach).length >= minimum.networks

/** Incidents of two services that happened at the same time. */
export interface SharedIncident {
  readonly first: Incident
  readonly second: Incident
}

/**
 * The incidents that hit both services: every pair that has time in common. A credit can be claimed for
 * one of the two, not for both (003 D).
 */
export function findSharedIncidents(
  first: readonly Incident[],
  second: readonly Incident[],
): SharedIncident[] {
  return first.flatMap(one =>
    second
      .filter(other => one.start < other.end && other.start < one.end)
      .map(other => ({ first: one, second: other })),
  )
}
