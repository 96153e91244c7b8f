/** Which agreement is meant: one of those held, by its id, or the user's own file. */

import { fail, failWithHint, inFile, listChoices, type Place } from '../../core/failure.js'
import { guessName } from '../../core/nearest-name.js'
import { type Agreement, findTierFaults, type Tier, withTiers } from '../../core/sla/agreement.js'
import { readUserFile } from '../rates/load-rates.js'
import type { StandardInput } from '../standard-input.js'
import { inQuotes } from '../values.js'

/** An agreement in every version that is held. */
export interface Policy {
  readonly id: string
  readonly versions: readonly Agreement[]
}

/**
 * The agreement of that id among `agreements`, in any case, or of the file of that path. Throws BAD_VALUE for
 * what is neither, and what is wrong with the file.
 */
export async function findPolicy(
  name: string,
  option: string,
  agreements: readonly Agreement[],
  stdin: StandardInput,
): Promise<Policy> {
  const id = name.trim().toLowerCase()
  const versions = agreements.filter(agreement => agreement.id === id)
  if (versions.length > 0) return { id, versions: dropReplaced(versions) }
  if (!isPolicyPath(name)) {
    const ids = [...new Set(agreements.map(agreement => agreement.id))]
    failWithHint(
      'BAD_VALUE',
      `${option}: no agreement is called ${inQuotes(name)}${guessName(name, ids)}`,
      `allowed: ${listChoices(ids)}, or the path of your own`,
    )
  }
  const file = await readUserFile(name, stdin)
  if (file.kind !== 'agreement') refuseKind(option, file.kind, 'agreement', inFile(name))
  return { id: file.agreement.id, versions: [file.agreement] }
}

/** Whether `--policy` can be the path of a file: a name without a dot or slash is looked up among those held here. */
export const isPolicyPath = (name: string): boolean => /[./\\]/.test(name)

/** Of versions that apply from the same day the later file's counts. */
const dropReplaced = (versions: readonly Agreement[]): Agreement[] => [
  ...new Map(versions.map(version => [version.effectiveFrom, version])).values(),
]

/** `--tiers`: the agreement with the table of the customer's own copy. Throws InputError when it does not fit. */
export async function readTiers(
  path: string,
  option: string,
  { id, versions }: Policy,
  stdin: StandardInput,
): Promise<Policy> {
  const file = await readUserFile(path, stdin)
  if (file.kind !== 'tiers') refuseKind(option, file.kind, 'tiers', inFile(path))
  return { id, versions: versions.map(version => withFittingTiers(version, file.tiers, path)) }
}

function withFittingTiers(version: Agreement, tiers: readonly Tier[], path: string): Agreement {
  const [fault] = findTierFaults(tiers, version.commitment)
  if (fault) {
    fail('BAD_VALUE', `${fault.message}, which ${version.id} promises`, inFile(path))
  }
  return withTiers(version, tiers)
}

function refuseKind(option: string, found: string, wanted: string, place: Place): never {
  fail('BAD_VALUE', `${option} needs a file of kind ${wanted}; this one is of kind ${found}`, place)
}
