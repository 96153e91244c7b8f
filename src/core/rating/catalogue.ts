/** All price lists that are loaded, and what the names in them mean. */
import { type Issue, listChoices, type Place } from '../failure.js'
import type { Instant } from '../instant.js'
import { formatDay } from '../instant.js'
import { nearestName } from '../nearest-name.js'
import type { Job } from './job.js'
import { isInForce, type Model, type RateCard } from './rate-card.js'

/** The rate cards, the one that counts first when several price a job in front (`byPrecedence`). */
export interface Catalogue {
  readonly cards: readonly RateCard[]
  /** Canonical model ids by normalised name. */
  readonly modelIds: ReadonlyMap<string, string>
  /** Canonical capabilities by normalised name. */
  readonly capabilities: ReadonlyMap<string, string>
}

/** A name as it is compared: case makes no difference, and blanks and underscores are hyphens. */
export const normaliseName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '-')

/**
 * Cards in the order in which they price a model that stands on several (rules §1): dollar cards before
 * unit cards, then the newest, then the user's before the shipped.
 */
function byPrecedence(a: RateCard, b: RateCard): number {
  if (a.billing !== b.billing) return a.billing === 'us-dollars' ? -1 : 1
  const [newer, older] = [dateOf(b), dateOf(a)]
  if (newer !== older) return newer < older ? -1 : 1
  return Number(b.isUsers) - Number(a.isUsers)
}

/** The date that makes a card newer than another: its own, else that of its document. */
const dateOf = (card: RateCard): string =>
  card.effectiveFrom !== null
    ? formatDay(card.effectiveFrom)
    : (card.source.published ?? formatDay(card.source.retrieved))

/**
 * Puts cards together; of two with one id the later takes the earlier's place. Reports a name that stands
 * for two models.
 */
export function buildCatalogue(cards: readonly RateCard[]): { catalogue: Catalogue; issues: Issue[] } {
  const byId = new Map(cards.map(card => [card.id, card]))
  const ordered = [...byId.values()].sort(byPrecedence)
  const modelIds = new Map<string, string>()
  const capabilities = new Map<string, string>()
  const issues: Issue[] = []
  for (const card of ordered) {
    for (const model of card.models.values()) {
      for (const name of namesOf(model, card.brand)) {
        const known = modelIds.get(name)
        if (known !== undefined && known !== model.id) {
          issues.push({
            code: 'NAME_CLASH',
            message: `"${name}" names ${known} already and cannot name ${model.id} too`,
            place: { file: card.file, line: null, column: null },
          })
        }
        modelIds.set(name, known ?? model.id)
      }
    }
    for (const rate of card.rates)
      for (const name of rate.capabilities) capabilities.set(normaliseName(name), name)
    for (const [alias, name] of card.capabilityAliases) capabilities.set(alias, name)
  }
  return { catalogue: { cards: ordered, modelIds, capabilities }, issues }
}

/** Every name of a model, with and without the brand in front. */
function namesOf(model: Model, brand: string | null): string[] {
  const names = [model.id, model.name, ...model.aliases].map(normaliseName)
  if (brand === null) return [...new Set(names)]
  const prefix = `${normaliseName(brand)}-`
  const short = names.map(name => (name.startsWith(prefix) ? name.slice(prefix.length) : name))
  return [...new Set([...names, ...short, ...short.map(name => prefix + name)])]
}

/** The canonical id of a model as people type it, or the issue that says what was meant instead. */
export const findModel = (catalogue: Catalogue, name: string, place: Place): string | Issue =>
  catalogue.modelIds.get(normaliseName(name)) ??
  unknown(
    'UNKNOWN_MODEL',
    'model',
    name,
    [...catalogue.modelIds.keys()],
    place,
    '`kling-cost rates list` shows all',
  )

/** The model that the vendor's API calls `apiName` in the billing of a pool, or null when none has such a name of its own. */
export const findApiModel = (catalogue: Catalogue, apiName: string, pool: string): string | null => {
  for (const card of catalogue.cards) {
    for (const model of card.models.values()) {
      if (model.apiName !== apiName) continue
      if (card.rates.some(rate => rate.pool === pool && rate.models.includes(model.id))) return model.id
    }
  }
  return null
}

/**
 * The model that the vendor's API calls `apiName` for a capability, where the model of that name has none of it: an API
 * may call its image models by the names of its video models. Null when there is no such model.
 */
export function findApiModelFor(catalogue: Catalogue, apiName: string, capability: string): string | null {
  const canDo = (id: string): boolean =>
    catalogue.cards.some(({ rates }) =>
      rates.some(rate => rate.models.includes(id) && rate.capabilities.includes(capability)),
    )
  const own = catalogue.modelIds.get(normaliseName(apiName))
  if (own !== undefined && canDo(own)) return null
  const models = catalogue.cards.flatMap(card => [...card.models.values()])
  const found = models.find(model => model.apiName === normaliseName(apiName) && canDo(model.id))
  return found?.id ?? null
}

/** The canonical name of a capability, or the issue that says what was meant instead. */
export const findCapability = (catalogue: Catalogue, name: string, place: Place): string | Issue =>
  catalogue.capabilities.get(normaliseName(name)) ??
  unknown(
    'UNKNOWN_CAPABILITY',
    'capability',
    name,
    [...catalogue.capabilities.keys()],
    place,
    `allowed: ${listChoices([...new Set(catalogue.capabilities.values())].sort())}`,
  )

/** The card of that id, or the issue that says what was meant instead. */
export const findCard = (catalogue: Catalogue, id: string, place: Place): RateCard | Issue =>
  catalogue.cards.find(card => card.id === id) ??
  unknown(
    'UNKNOWN_CARD',
    'rate card',
    id,
    catalogue.cards.map(card => card.id),
    place,
  )

function unknown(
  code: 'UNKNOWN_MODEL' | 'UNKNOWN_CAPABILITY' | 'UNKNOWN_CARD',
  what: string,
  given: string,
  known: readonly string[],
  place: Place,
  hint = `allowed: ${listChoices(known)}`,
): Issue {
  const near = nearestName(normaliseName(given), known)
  const guess = near === null ? '' : `; did you mean "${near}"?`
  return { code, message: `no ${what} is called "${given}"${guess}`, place, hint }
}

/**
 * The card that prices a job at an instant (rules §1): of the cards in force that have a row for its model
 * and capability, the first by precedence. When none has both, the first with either, so that the refusal
 * can say what it does price.
 */
export function chooseCard(catalogue: Catalogue, job: Job, at: Instant): RateCard | null {
  const inForce = catalogue.cards.filter(card => isInForce(card, at))
  const has = (card: RateCard, model: string | null, capability: string | null) =>
    card.rates.some(
      rate =>
        (model === null || rate.models.includes(model)) &&
        (capability === null || rate.capabilities.includes(capability)),
    )
  return (
    inForce.find(card => has(card, job.model, job.capability)) ??
    inForce.find(card => has(card, job.model, null)) ??
    inForce.find(card => has(card, null, job.capability)) ??
    null
  )
}
